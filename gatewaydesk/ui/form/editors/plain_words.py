"""A value of another kind than the field's, as a person reads it: the text without quotes, the entries of a list."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import values
from gatewaydesk.ui.form.editors.paragraph import Paragraph
from gatewaydesk.ui.form.editors.written import Written

_HOLDERS = (Kind.OBJECT, Kind.MAP, Kind.LIST)
_NOTHING = {list: "An empty list", dict: "An empty group", str: "An empty text"}


class PlainWords(Written):
    """A plain value, or a list of them, where the field wants something else.

    Nothing is changed unless it is typed over; what is typed is what it would be in the field's own editor. In place
    of a group or of a list of groups nothing can be typed: that can only be begun anew.
    """

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        self._value: Any = ABSENT
        self.text.setReadOnly(field.kind in _HOLDERS)

    @classmethod
    def fits(cls, field: Field) -> int:
        """Everything that wants something certain, when nothing better does."""
        return 2 if field.kind is not Kind.ANY else 0

    @classmethod
    def can_show(cls, field: Field, value: Any) -> bool:
        """Plain values that are there, lists of them, and what holds nothing."""
        if isinstance(value, str):
            return Paragraph.can_show(field, value)
        if isinstance(value, list):
            return all(one is None or _is_plain(one) for one in value)
        return value == {} or _is_plain(value)

    def take_focus(self) -> bool:
        if self.text.isReadOnly() and self.clear.isEnabled():
            self.clear.setFocus()
            return True
        return super().take_focus()

    def describe(self, words: str) -> None:
        held = self.text.placeholderText() or f"“{self.text.raw()}”"
        super().describe(words)
        self.clear.setAccessibleDescription(f"There now: {held}. {words}".strip())

    def _show(self, value: Any) -> None:
        if self._value is ABSENT or not values.same(self._parse(), value):
            self._value = value
            nothing = values.is_empty(value)
            self.text.setPlaceholderText(_NOTHING.get(type(value), "") if nothing else "")
            self.text.show_text("" if nothing else values.shown(self.field.with_(choices=()), value))
        self._offer(value, misfit=value is not ABSENT)

    def _typed(self) -> None:
        if not self.showing:
            self._value = self._parse()
            self.tell(self._value, typing=True)

    def _parse(self) -> Any:
        return values.parsed(self.field, self.text.raw())


def _is_plain(value: Any) -> bool:
    return isinstance(value, (bool, int, float, Decimal)) or (isinstance(value, str) and len(value.splitlines()) < 2)
