"""Very many choices, found by their value and by their name without going through all of them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from gatewaydesk.schema.fields import Choice

FEW = 100
_MOST_KEPT = 32


class Index:
    """Some choices; of several that are alike the first counts. Each table is made when it is first asked for."""

    def __init__(self, choices: tuple[Choice, ...]) -> None:
        self.choices = choices

    @cached_property
    def by_value(self) -> dict[tuple[type, Any], Choice]:
        """By type and value; lists and objects are not in it."""
        return {
            (type(one.value), one.value): one
            for one in reversed(self.choices)
            if not isinstance(one.value, (list, dict))
        }

    @cached_property
    def by_name(self) -> dict[str, Choice]:
        """By label, and by the value as text."""
        return {name: one for one in reversed(self.choices) for name in names_of(one)}

    @cached_property
    def by_folded_name(self) -> dict[str, Choice]:
        """The same in any case."""
        return {name.casefold(): one for one in reversed(self.choices) for name in names_of(one)}


def names_of(choice: Choice) -> tuple[str, ...]:
    """What a choice is called: its label, and its value as text."""
    return (choice.label,) if choice.value is None else (choice.label, str(choice.value))


_kept: dict[int, Index] = {}  # by the identity of the choices, which an index holds on to


def index_of(choices: tuple[Choice, ...]) -> Index:
    """The index of these choices: made once, for fields that are made of one another share their choices."""
    known = _kept.get(id(choices))
    if known is not None:
        return known
    while len(_kept) >= _MOST_KEPT:
        _kept.pop(next(iter(_kept)), None)
    made = _kept[id(choices)] = Index(choices)
    return made
