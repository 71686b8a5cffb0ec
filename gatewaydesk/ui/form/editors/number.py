"""Whole and other numbers, typed as text so that no digit is lost; what is not a number is kept as it was typed."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import values
from gatewaydesk.ui.form.editors.one_line import OneLine
from gatewaydesk.validation.phrases import number

_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}
_MOST_DIGITS = 20  # of a number that steps are made from


class Number(OneLine):
    """A number. The up and down keys go to the next one that the schema allows, Page Up and Page Down ten further."""

    characters = 22

    def __init__(self, field: Field, parent: Any = None) -> None:
        super().__init__(field, parent)
        whole = field.kind is Kind.INTEGER
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhPreferNumbers if whole else Qt.InputMethodHint.ImhFormattedNumbersOnly
        )
        if not self.line.placeholderText():
            self.line.setPlaceholderText(range_of(field))

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

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not self.line.isReadOnly():
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            steps = _STEPS.get(Qt.Key(event.key()), 0) if plain else 0
            if steps:
                self._step(steps)
                return True
        return super().eventFilter(watched, event)

    def _step(self, steps: int) -> None:
        made = stepped(self.field, values.parsed(self.field, self.line.text()), steps)
        if made is not None:
            self.line.setText(values.shown(self.field, made))
            self.line.selectAll()


def stepped(field: Field, value: Any, steps: int) -> int | float | None:
    """The number that many steps on, within the field's limits; None where no step can be made from the value.

    Steps are those of `multipleOf`, else of one; from nothing they begin at zero, or at the nearest limit.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        if value is not ABSENT and value is not None:
            return None
        value = 0
    held, step = Decimal(str(value)), Decimal(str(field.limits.multiple_of or 1))
    if not held.is_finite() or max(abs(held.adjusted()), abs(step.adjusted())) > _MOST_DIGITS:
        return None
    on_step = field.limits.multiple_of is not None
    wanted = held + steps * step
    if on_step:
        wanted = (wanted / step).to_integral_value(ROUND_FLOOR if steps > 0 else ROUND_CEILING) * step
    low, high = _bounds(field, step)
    if low is not None and wanted < low:
        wanted = (low / step).to_integral_value(ROUND_CEILING) * step if on_step else low
    if high is not None and wanted > high:
        wanted = (high / step).to_integral_value(ROUND_FLOOR) * step if on_step else high
    return int(wanted) if wanted == wanted.to_integral_value() else float(wanted)


def range_of(field: Field) -> str:
    """What numbers are allowed, for an empty line: “1 to 400”, “0 or more, in steps of 0.25”."""
    limits = field.limits
    low, high = limits.minimum, limits.maximum
    above, below = limits.exclusive_minimum, limits.exclusive_maximum
    words = []
    if low is not None and high is not None:
        words.append(f"{number(low)} to {number(high)}")
    else:
        words += [f"{number(low)} or more"] if low is not None else []
        words += [f"{number(high)} or less"] if high is not None else []
        words += [f"above {number(above)}"] if above is not None else []
        words += [f"below {number(below)}"] if below is not None else []
    step = limits.multiple_of
    words += [f"steps of {number(step)}"] if step is not None and step != 1 else []
    return ", ".join(words)


def _bounds(field: Field, step: Decimal) -> tuple[Decimal | None, Decimal | None]:
    limits = field.limits

    def bound(plain: Any, strict: Any, way: int) -> Decimal | None:
        found = [Decimal(str(plain))] if plain is not None else []
        found += [Decimal(str(strict)) + way * step] if strict is not None else []
        return (max(found) if way > 0 else min(found)) if found else None

    return bound(limits.minimum, limits.exclusive_minimum, 1), bound(limits.maximum, limits.exclusive_maximum, -1)
