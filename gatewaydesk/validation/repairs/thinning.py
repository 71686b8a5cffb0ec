"""A large document made small enough to try repairs on: long lists lose the items that have no say.

Of the lists that are passed on the way to a repair only the items on that way stay, of all others some at their
beginning. That tells the same wherever items are judged one by one. It is done only where nothing in the schema could
judge them otherwise, from the root down to the list: no condition, no alternatives, no items with a place of their own,
no counting of items of a kind, no keyword that looks at what others have looked at. A list that must not repeat itself,
or in which items come or go, stays whole.

For the same reason repairs in several items of such a list can be tried at once (see `Rooms`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from gatewaydesk.document.edits import Edit
from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.validation.repairs.repair import LISTS

SMALL = 2_000  # values in a document that is checked whole
FEW = 24  # items of a list that stays whole
_SAMPLE = 2
_LINKING = frozenset(
    {"not", "contains", "unevaluatedItems", "unevaluatedProperties", "$dynamicRef", "$recursiveRef", "additionalItems"}
)


class Thinned:
    """A document in which long lists are short, and where its places are."""

    def __init__(self, root: Field, value: Any, paths: frozenset[Pointer], few: int) -> None:
        self._few = few
        self._kept: dict[Pointer, dict[int, int]] = {}
        self._on_way: dict[Pointer, set[str | int]] = {}
        for path in paths:
            for depth, part in enumerate(path):
                self._on_way.setdefault(path[:depth], set()).add(part)
        self._changing = _changing(paths)
        self.value = self._short(value, (), root, True)

    def place(self, pointer: Pointer) -> Pointer:
        """Where a place of the document is in the short one."""
        made: list[str | int] = []
        for depth, part in enumerate(pointer):
            numbers = self._kept.get(pointer[:depth])
            made.append(numbers[part] if numbers is not None and isinstance(part, int) else part)
        return tuple(made)

    def edits(self, edits: Iterable[Edit]) -> list[Edit]:
        """Edits of the document as those of the short one."""
        return [Edit(self.place(one.pointer), one.old, one.new, one.position) for one in edits]

    def _short(self, value: Any, place: Pointer, field: Field | None, plain: bool) -> Any:
        plain = plain and _is_plain(field)
        if not plain or field is None:
            return value
        if isinstance(value, dict):
            return {name: self._short(one, (*place, name), field.child(name), True) for name, one in value.items()}
        if not isinstance(value, list) or field.kind not in LISTS:
            return value
        kept = sorted(self._wanted(value, place, field))
        if len(kept) < len(value):
            self._kept[place] = {number: at for at, number in enumerate(kept)}
        return [  # most items of a long list are texts, of which nothing is to be left out
            self._short(value[at], (*place, at), field.item, True) if isinstance(value[at], dict | list) else value[at]
            for at in kept
        ]

    def _wanted(self, items: list[Any], place: Pointer, field: Field) -> Iterable[int]:
        on_way = self._on_way.get(place, set())
        numbers = {one for one in on_way if isinstance(one, int) and one < len(items)}
        whole = len(items) <= self._few or (on_way and field.limits.unique_items) or place in self._changing
        return range(len(items)) if whole else numbers.union(range(min(_SAMPLE, len(items))))


@dataclass(frozen=True)
class Room:
    """An item of a list that some places are in, and in which no other item has a say.

    Attributes:
        item: its place.
        alike: the same for rooms of which several can be tried at once: items of one list, or of those lists in items
            none of which is kept where the document is thinned for another. None stands for any item.
    """

    item: Pointer
    alike: tuple[str | int | None, ...]


class Rooms:
    """The rooms of one document."""

    def __init__(self, root: Field, value: Any, few: int) -> None:
        self._root, self._value, self._few = root, value, few

    def of(self, paths: Collection[Pointer]) -> Room | None:
        """The room that all these places are in, of several the one that has most rooms alike, of these the innermost.

        None where they are in none.
        """
        way, changing = _shared(paths), _changing(paths)
        field: Field | None = self._root
        here, end, most, reach = self._value, 0, 1, 1
        alike: list[str | int | None] = []
        for depth, part in enumerate(way):
            if field is None or not _is_plain(field):
                break
            alike.append(part)
            if isinstance(here, dict) and part in here:
                field = field.child(str(part))
            elif isinstance(here, list) and isinstance(part, int) and part < len(here):
                if field.kind not in LISTS or field.limits.unique_items or way[:depth] in changing:
                    break
                if reach * len(here) >= most:
                    most, end = reach * len(here), depth + 1
                if len(here) > self._few and part >= _SAMPLE:  # it goes where the document is thinned for another
                    reach *= len(here)
                    alike[-1] = None
                field = field.item
            else:
                break
            here = here[part]
        return Room(way[:end], (*alike[: end - 1], None)) if end else None


def _shared(paths: Collection[Pointer]) -> Pointer:
    """What all these places begin with."""
    shortest = min(paths, key=len)
    ends = (depth for depth, part in enumerate(shortest) if any(one[depth] != part for one in paths))
    return shortest[: next(ends, len(shortest))]


def ways(paths: Iterable[Pointer]) -> frozenset[Pointer]:
    """Places as far as they lead through lists: for those that are the same a document is thinned to the same."""
    made = set()
    for path in paths:
        depth = next((at for at in range(len(path), 0, -1) if isinstance(path[at - 1], int)), 0)
        made.add(path if depth == len(path) else (*path[:depth], ""))
    return frozenset(made)


def _changing(paths: Iterable[Pointer]) -> set[Pointer]:
    """The lists in which items may come or go."""
    return {one[:-1] for one in paths if one and isinstance(one[-1], int)}


def _is_plain(field: Field | None) -> bool:
    """Whether what a field says of one of its parts depends on no other part."""
    if field is None or field.conditional or field.kind in (Kind.UNION, Kind.ANY):
        return False
    return not field.positions and field.expand_position is None and field.sought is None


def links(raw: Any) -> bool:
    """Whether a schema has a keyword that lets one part of a document decide about another in ways fields do not tell.

    A member that is called like one counts too, which costs time and nothing else.
    """
    waiting = [raw]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if not _LINKING.isdisjoint(one):
                return True
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    return False


def is_large(value: Any, small: int) -> bool:
    """Whether a document holds more values than `small`, found without looking at many more."""
    return weight(value, small) >= small


def weight(value: Any, most: int) -> int:
    """How many values something holds, those of a list twice; looked at until they are `most`, or some more."""
    found, waiting = 0, [value]
    while waiting and found < most:
        one = waiting.pop()
        found += 1
        if isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list):
            found += len(one)
            waiting.extend(one[:most])
    return found
