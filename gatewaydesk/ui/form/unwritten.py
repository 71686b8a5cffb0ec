"""Groups of fields that nobody has written anything in yet: which of them are drawn only when they are asked for."""

from __future__ import annotations

from math import prod

from PySide6.QtWidgets import QPushButton, QSizePolicy

from gatewaydesk.pointer import ABSENT, Pointer
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import values
from gatewaydesk.ui.form.model import FormModel

_NEVER_BELOW = 2  # a section, and the groups in it, are always drawn
_MOST_LEVELS = 4
_MOST_AT_ONCE = 8
_HOLDERS = (Kind.OBJECT, Kind.UNION)


def waits(model: FormModel, field: Field, drawn: Field, pointer: Pointer) -> bool:
    """Whether a group is drawn only when it is asked for: there may be very many like it, or ever more inside it.

    That is so of a group that nothing is written in, where above it, as far as nothing is written there either,

    - stand many groups, or each of them draws several others: their numbers multiply with every level;
    - alternatives stand among alternatives: those that lead to one another may do so by ever other ways;
    - it stands itself, twice: it does so without end.

    Args:
        model: the form's model.
        field, drawn: the group, and the alternative of it that is drawn.
        pointer: its place.
    """
    if field.depth < _NEVER_BELOW or drawn.kind is not Kind.OBJECT or model.value(pointer) not in (ABSENT, None):
        return False
    authoring = model.authoring
    places = [pointer[:depth] for depth in range(len(pointer)) if values.is_empty(model.value(pointer[:depth]))]
    above = [(place, found) for place in places if (found := authoring.field_at(place)) is not None]
    if len(above) > _MOST_LEVELS or sum(one.kind is Kind.UNION for one in (field, *(one for _, one in above))) > 1:
        return True
    if prod(_drawn_in(one) for place, one in above if len(place) >= _NEVER_BELOW) > _MOST_AT_ONCE:
        return True
    mine = _marks(field)
    return sum(_marks(one) == mine for _, one in above) > 1


def show_button(title: str, place: str) -> QPushButton:
    """The button that stands for a group until it is asked for."""
    button = QPushButton("Show its fields")
    button.setObjectName(f"show:{place}")
    button.setAccessibleName(f"Show the fields of {title}")
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    button.setAutoDefault(False)
    return button


def _drawn_in(field: Field) -> int:
    """How many groups are drawn as soon as this one is."""
    return max(1, sum(child.required and child.kind in _HOLDERS for child in field.children))


def _marks(field: Field) -> list[str]:
    """What tells a field from another, wherever it stands: the schema's own places for what is in it."""
    return [one.location for one in (field.branches if field.kind is Kind.UNION else field.children)]
