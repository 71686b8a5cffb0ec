"""Where a schema knows a member by a name, for one that stands where it does not belong."""

from __future__ import annotations

from gatewaydesk.schema.fields import Budget, Field, walk
from gatewaydesk.schema.remembered import remembered

_MOST_LOOKED_AT = 5_000  # fields; names that only come further down are told as if the schema had none


def groups_with(root: Field, name: str) -> tuple[tuple[str, ...], ...]:
    """The groups that have a field of that name, each by the titles of what it stands in, outermost first.

    Args:
        root: the field of the whole document.
        name: a member's name.
    """
    return _by_name(root).get(name, ())


@remembered
def _by_name(root: Field) -> dict[str, tuple[tuple[str, ...], ...]]:
    titles: dict[tuple[str, ...], tuple[str, ...]] = {(): ()}
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for field in walk(root, budget=Budget(_MOST_LOOKED_AT)):
        if not field.path:
            continue
        above = titles.get(field.path[:-1], ())
        own = () if field.name in ("*", "**") else (field.title,)
        titles.setdefault(field.path, (*above, *own))
        if own:
            found[field.name] = (*found.get(field.name, ()), above)
    return found
