"""What a rule is: bound to a field it becomes a test, and a test tells of a value what is doubtful about it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any, Literal

from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.fields import Field

On = Literal["text", "null", "number", "group", "empty", "list", "any"]
"""What a rule looks at: texts, null, numbers, objects, objects without members, lists (as `Rows`), or anything."""


LONG = 500
"""Items of a list beyond which it is looked through as a table is: only what stands in its columns."""

LONGEST = 20_000
"""Items of a list that is looked through: no table that people write is longer, and each check would pay for it."""


@dataclass(frozen=True)
class Told:
    """What is doubtful.

    Attributes:
        message: a sentence without the field's title.
        facts: what it was made from.
        below: from the value that was tested to the place that is meant.
        beside: from the same value to the other places whose values it is about: with another value there, it is
            another piece of advice.
    """

    message: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    below: Pointer = ()
    beside: tuple[Pointer, ...] = ()


class Rows:
    """The items of a list, whose columns are looked through as seldom as can be: that is what a large table costs."""

    __slots__ = ("_different", "_names", "items")

    def __init__(self, items: list[Any]) -> None:
        self.items = items
        self._different: dict[str, set[Any]] = {}
        self._names: set[str] | None = None

    def names(self) -> set[str]:
        """Every name of a member that an item has; where some are no objects perhaps more, of which nothing is sure."""
        if self._names is None:
            try:
                self._names = set().union(*self.items)
            except TypeError:
                self._names = set().union(*(row for row in self.items if type(row) is dict))
        return self._names

    def different(self, name: str) -> set[Any] | None:
        """The different values of a member; None where an item has it not, or holds what cannot be compared."""
        try:
            self._different[name] = set(map(itemgetter(name), self.items))
        except (KeyError, TypeError, IndexError):
            return None
        return self._different[name]

    def lacks(self, name: str, texts: frozenset[str]) -> bool:
        """Whether it is sure that no item has one of these texts for a member."""
        try:
            return texts.isdisjoint(self._different.get(name) or map(itemgetter(name), self.items))
        except (KeyError, TypeError, IndexError):
            return False

    def are_texts(self, name: str) -> bool:
        """Whether every item has a text for a member."""
        try:
            "".join(self._different.get(name) or map(itemgetter(name), self.items))
        except (KeyError, TypeError, IndexError):
            return False
        return True

    def are_trimmed(self, name: str) -> bool:
        """Whether it is sure that no item has a text with blanks at its ends for a member."""
        try:
            texts = list(self._different.get(name) or map(itemgetter(name), self.items))
            return list(map(str.strip, texts)) == texts
        except (KeyError, TypeError, IndexError):
            return False

    def joined(self, name: str) -> str:
        """The texts of a member, one behind the other."""
        try:
            return "\n".join(map(itemgetter(name), self.items))
        except (KeyError, TypeError, IndexError):
            texts = (row.get(name) if type(row) is dict else None for row in self.items)
            return "\n".join(text for text in texts if type(text) is str)

    def least(self, name: str) -> float | Decimal:
        """The least value of a member where all are numbers or it is nowhere; else less than any number."""
        try:
            least = min(map(itemgetter(name), self.items), default=0)
        except (KeyError, TypeError, IndexError):
            return 0 if not any(type(row) is dict and name in row for row in self.items) else -math.inf
        return least if isinstance(least, int | float | Decimal) else -math.inf  # texts have a least one too


@dataclass(frozen=True)
class About:
    """What a rule is bound by.

    Attributes:
        field: the field, settled, and no union.
        raw: the schema as published.
        model: the model whose validator and gateway are known (`HDRUK`, …), or "".
        today: the day of the advice.
        in_list: it is, or is part of, the item of a list.
        item: it is the item of a list, a text or an alternative of a group.
        union: the field whose alternative it is, or None.
        examples: those of the field, of its alternatives, and of the list that it is an item of.
        escaping: texts are changed on their way to the gateway.
    """

    field: Field
    raw: Any
    model: str
    today: date
    in_list: bool = False
    item: bool = False
    union: Field | None = None
    examples: tuple[Any, ...] = ()
    escaping: bool = False

    @property
    def location(self) -> str:
        """The place in the schema that shaped the field with all its alternatives."""
        return (self.union or self.field).location


Test = Callable[[Any], Iterable[Told]]


@dataclass(frozen=True)
class Rule:
    """One kind of advice.

    Attributes:
        name: what its problems have as keyword.
        on: what it looks at.
        bind: makes the test for a field, or None where there is nothing to be looked for.
        beside_faults: it is told even where something is wrong or empty.
        of_union: of several alternatives that are objects, it is bound to all of them at once.
    """

    name: str
    on: On
    bind: Callable[[About], Test | None]
    beside_faults: bool = False
    of_union: bool = False
