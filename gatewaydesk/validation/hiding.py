"""What holds secrets (`writeOnly`, `format: password`): where it stands wrongly written, what is there may be one."""

from __future__ import annotations

from typing import Any

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.branching import fits_kind
from gatewaydesk.schema.fields import Budget, Field, Kind, walk
from gatewaydesk.schema.remembered import remembered

#: What the kinds that hold other fields are written as.
HOLDS = {Kind.OBJECT: dict, Kind.MAP: dict, Kind.LIST: list, Kind.TAGS: list, Kind.CHOICES: list}

_MOST_LOOKED_AT = 2_000  # fields
_DEEPEST = 4  # alternatives in alternatives


def is_secret(field: Field | None, union: Field | None, value: Any) -> bool:
    """Whether what is written at a place must not be told: the schema says so, or it stands where secrets belong.

    Args:
        field: what the schema says of the place; of alternatives the one that the value fits best.
        union: where there are alternatives, what holds them. One that is a secret makes all of them secrets: which of
            them is meant is not sure.
        value: what is there, or ABSENT.
    """
    if field is None:
        return False
    if field.secret or (union is not None and (union.secret or any(one.secret for one in union.branches))):
        return True
    kind = HOLDS.get(field.kind)
    if (kind is None and union is None) or value is ABSENT or value is None:
        return False
    if isinstance(value, kind) if kind is not None else fits_kind(field, value):
        return False
    return hides(union or field)


@remembered
def hides(field: Field) -> bool:
    """Whether a field, or one in it, is a secret. Of a very large one only the first thousands of fields are known."""
    return any(_is_told_nowhere(one, 0) for one in walk(field, budget=Budget(_MOST_LOOKED_AT)))


def _is_told_nowhere(field: Field, depth: int) -> bool:
    """Whether a field is a secret, or what it is a list of, one of its alternatives, or a member known by a pattern."""
    if field.secret or (field.item is not None and field.item.secret):
        return True
    if depth == _DEEPEST:
        return False
    from gatewaydesk.schema.patterns import example_for  # loads the validator, which the window does later

    named = (field.member_field(example_for(pattern) or "") for pattern in field.names.patterns)
    kinds = (*field.branches, *(field.item.branches if field.item is not None else ()), *named)
    return any(_is_told_nowhere(one, depth + 1) for one in kinds if one is not None)
