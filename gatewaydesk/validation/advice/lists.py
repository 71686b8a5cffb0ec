"""Lists of named things in which two have the same name."""

from __future__ import annotations

from collections.abc import Iterator

from gatewaydesk.schema.fields import Kind
from gatewaydesk.validation.advice.rule import About, Rows, Test, Told
from gatewaydesk.validation.advice.words import words_of

_ONE_OF_ITS_NAME = frozenset(("tables", "columns", "elements", "variables"))
_NAME = "name"
_LONGEST = 20_000  # items; no table that people name things in is longer, and each check would pay for it


def name_twice(about: About) -> Test | None:
    """Two tables, or two columns of a table, with the same name; each name is told of once, at the second."""
    field = about.field
    named = field.item is not None and any(one.name == _NAME and one.kind is Kind.TEXT for one in field.item.children)
    if field.kind is not Kind.LIST or not named or _ONE_OF_ITS_NAME.isdisjoint(words_of(field.name)[-1:]):
        return None

    def test(rows: Rows) -> Iterator[Told]:
        if len(rows.items) > _LONGEST:
            return
        names = rows.different(_NAME)
        if names is not None and len(names) == len(rows.items):
            return
        first: dict[str, int] = {}
        told: set[str] = set()
        for at, row in enumerate(rows.items):
            name = row.get(_NAME) if type(row) is dict else None
            if type(name) is not str or not name.strip() or name in told:
                continue
            if name in first:
                told.add(name)
                message = f"Is also the name of number {first[name] + 1:,} in this list: give each its own."
                yield Told(message, {"found": name, "first": first[name]}, (at, _NAME))
            else:
                first[name] = at

    return test
