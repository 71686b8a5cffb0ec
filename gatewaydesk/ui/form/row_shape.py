"""What kind of row a field and its value ask for, before anything of it is drawn."""

from __future__ import annotations

from typing import Any

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import values
from gatewaydesk.ui.form.editors import editor_for
from gatewaydesk.ui.form.editors.written import Written

MEMBERS = (Kind.OBJECT, Kind.MAP)
HOLDERS = {Kind.OBJECT: dict, Kind.MAP: dict, Kind.LIST: list}


def suits(field: Field, value: Any) -> bool:
    """Whether a value has the shape that the field's own editor can show."""
    if value is ABSENT or value is None or field.kind is Kind.ANY:
        return True
    if field.kind in HOLDERS:
        return isinstance(value, HOLDERS[field.kind])
    if field.kind is Kind.UNION:
        return any(suits(branch, value) for branch in field.branches)
    return not issubclass(editor_for(field, value), Written)


def heads_a_group(field: Field) -> bool:
    """Whether more room belongs above it."""
    return field.kind in HOLDERS or any(branch.kind in MEMBERS for branch in field.branches)


def optional_object(field: Field) -> bool:
    """An object that a person may leave out."""
    return field.kind is Kind.OBJECT and (not field.required or field.nullable)


def longest(field: Field) -> int | None:
    """How many characters a text may have, or None where nothing says so."""
    if field.kind is Kind.UNION:
        return next((one for one in map(longest, field.branches) if one is not None), None)
    return field.limits.max_length if field.kind in values.LINES and not field.secret else None


def around(field: Field) -> tuple[Any, ...]:
    """What is drawn around the body, but for the star; where that differs, the whole row is made anew."""
    branches = tuple(branch.title for branch in field.branches)
    shape = (field.kind in HOLDERS, field.kind is Kind.UNION, longest(field) is None, branches)
    return (optional_object(field), *shape, field.title, field.help, field.deprecated, field.read_only)


def chosen_from(field: Field) -> str:
    """The list of a gateway's that its value is chosen from, or each item of it; "" for none."""
    if field.chooser or field.item is None or not field.item.is_leaf:
        return field.chooser
    return field.item.chooser
