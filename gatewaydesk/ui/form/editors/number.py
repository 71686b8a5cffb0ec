"""Whole and other numbers, typed as text so that no digit is lost; what is not a number is kept as it was typed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import values
from gatewaydesk.ui.form.editors.one_line import OneLine


class Number(OneLine):
    """A number."""

    characters = 22

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        whole = field.kind is Kind.INTEGER
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhPreferNumbers if whole else Qt.InputMethodHint.ImhFormattedNumbersOnly
        )

    @classmethod
    def fits(cls, field: Field) -> int:
        """Numbers."""
        return 20 if field.kind in (Kind.INTEGER, Kind.NUMBER) else 0

    @classmethod
    def can_show(cls, field: Field, value: Any) -> bool:
        """Numbers, and text that nobody could take for a number (a text "5" is not the number 5)."""
        if isinstance(value, str):
            return value == "" or (super().can_show(field, value) and values.parsed(field, value) == value)
        number = isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
        return number or value is ABSENT or value is None
