"""JSON as text: for fields that take anything, and for values that no other editor can show."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent

from gatewaydesk.document import jsonio
from gatewaydesk.document.reading import Reading, read
from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import json_look, look, values
from gatewaydesk.ui.form.editors.written import Written

_BROKEN = object()
_HOLDERS = (Kind.OBJECT, Kind.MAP, Kind.LIST)


class JsonText(Written):
    """Any JSON value. Text that is not JSON yet is kept beside the document, and changes nothing until it is.

    Where the field wants something plain, and a group or a list stands in its place, plain words typed over that are
    what they would be in the field's own editor.
    """

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        self._plain = field.kind not in (Kind.ANY, *_HOLDERS) and field.widget != "json"
        self._quoted = False  # a text is shown, which has to be in quotes
        self.text.setFont(json_look.fixed_font())
        self.colours = json_look.Colours(self.text)
        if not self._plain:
            self.text.setPlaceholderText('JSON, for example "text", 12, true, [1, 2] or {…}')
        self.error = look.Text(tone="wrong", size="small")
        self.error.hide()
        self.column.insertWidget(self.column.indexOf(self.text) + 1, self.error)
        self._words = ""

    @classmethod
    def fits(cls, field: Field) -> int:
        """Everything, when nothing better does."""
        return 1

    @classmethod
    def can_show(cls, field: Field, value: Any) -> bool:
        """Everything."""
        return True

    def describe(self, words: str) -> None:
        self._words = words
        error = "" if self.error.isHidden() else self.error.text()
        super().describe(f"{words} {error}".strip())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.text.setFont(json_look.fixed_font())

    def show_unfinished(self, text: str) -> bool:
        if text != self.text.raw():
            self.showing = True
            self.text.setPlainText(text)
            self.showing = False
        self._parse()
        return True

    def _show(self, value: Any) -> None:
        shown = self._parse()
        if value is None and shown is ABSENT and self.text.hasFocus():
            return  # emptied by a person who goes on typing: no “null” may come under the hands
        if shown is _BROKEN or not values.same(shown, value):
            self._quoted = isinstance(value, str)
            self.text.show_text("" if value is ABSENT else jsonio.dumps(value, indent=2).rstrip("\n"))
            self._parse()

    def _typed(self) -> None:
        if self.showing:
            return
        value = self._parse()
        if value is _BROKEN:
            self.unfinished.emit(self.text.raw())
        else:
            self.unfinished.emit("")
            self.tell(value, typing=True)

    def _parse(self) -> Any:
        """What the text stands for; says below what is wrong with it, and offers the ways out."""
        text = self.text.raw()
        reading = read(text)
        value = self._meant(text, reading)
        broken = reading.broken if value is _BROKEN else None
        problem = broken.sentence if broken is not None else ""
        self.text.setExtraSelections(json_look.wave(self.text, text, broken))
        self.error.setText(f"{problem} What is typed here is not part of the dataset yet." if problem else "")
        self.error.setVisible(bool(problem))
        misfit = value is not ABSENT and (value is _BROKEN or self.field.kind is not Kind.ANY)
        self._offer(ABSENT if value is _BROKEN else value, misfit=misfit)
        self.describe(self._words)
        return value

    def _meant(self, text: str, reading: Reading) -> Any:
        """JSON where it is JSON, or begins as a group or a list; in a field of text, numbers and the like are text."""
        begun = text.lstrip()[:1]
        as_json = not self._plain or begun in ("", "{", "[") or (begun == '"' and self._quoted)
        if reading.broken is not None:
            return _BROKEN if as_json else values.parsed(self.field, text)
        words = not as_json and not isinstance(reading.value, str) and _takes_text(self.field)
        return values.parsed(self.field, text) if words else reading.value


def _takes_text(field: Field) -> bool:
    return field.kind in values.LINES or any(map(_takes_text, field.branches))
