"""A value that the schema fixes: there it is, or it is not there."""

from __future__ import annotations

from typing import Any

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import values
from gatewaydesk.ui.form.boxes import TickBox
from gatewaydesk.ui.form.editors.base import Editor


class Fixed(Editor):
    """A check box that states the one value that is allowed (for NULL: that there is nothing to state)."""

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        states = field.choices[0].label if field.kind is Kind.CONST and field.choices else "Left empty on purpose"
        self.box = TickBox(states)
        self.main = self.take_over(self.box)
        self.column.addWidget(self.box)
        self.box.toggled.connect(self._toggled)

    @classmethod
    def fits(cls, field: Field) -> int:
        """Fixed values and null."""
        return 20 if field.kind in (Kind.CONST, Kind.NULL) else 0

    @classmethod
    def can_show(cls, field: Field, value: Any) -> bool:
        """The fixed value, or nothing."""
        return value is ABSENT or value is None or values.same(value, _only(field))

    def _show(self, value: Any) -> None:
        self.box.setChecked(values.same(value, _only(self.field)))

    def _toggled(self, on: bool) -> None:
        self.tell(_only(self.field) if on else ABSENT)


def _only(field: Field) -> Any:
    return field.choices[0].value if field.kind is Kind.CONST and field.choices else None
