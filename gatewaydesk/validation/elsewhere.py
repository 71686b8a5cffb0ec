"""Where a schema knows a member by a name, for one that stands where it does not belong."""

from __future__ import annotations

from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.fields import Budget, Field, walk
from gatewaydesk.schema.remembered import remembered
from gatewaydesk.validation.completeness import ADDED

_MOST_LOOKED_AT = 5_000  # fields; names that only come further down are told as if the schema had none


def groups_with(root: Field, name: str) -> tuple[tuple[str, ...], ...]:
    """The groups that have a field of that name, each by the titles of what it stands in, outermost first.

    Args:
        root: the field of the whole document.
        name: a member's name.
    """
    return tuple(titles for titles, _ in _by_name(root).get(name, ()))


def only_place_of(root: Field, name: str) -> Pointer | None:
    """The place of the only field of that name; None where there are several, or as many as a list has items."""
    paths = [path for _, path in _by_name(root).get(name, ())]
    return paths[0] if len(paths) == 1 and ADDED.isdisjoint(paths[0]) else None


@remembered
def _by_name(root: Field) -> dict[str, tuple[tuple[tuple[str, ...], Pointer], ...]]:
    """By their names the fields with the titles of what they stand in, and their paths."""
    titles: dict[tuple[str, ...], tuple[str, ...]] = {(): ()}
    found: dict[str, tuple[tuple[tuple[str, ...], Pointer], ...]] = {}
    for field in walk(root, budget=Budget(_MOST_LOOKED_AT)):
        if not field.path:
            continue
        above = titles.get(field.path[:-1], ())
        own = () if field.name in ADDED else (field.title,)
        titles.setdefault(field.path, (*above, *own))
        if own:
            found[field.name] = (*found.get(field.name, ()), (above, field.path))
    return found
