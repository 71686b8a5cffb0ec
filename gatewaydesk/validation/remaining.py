"""What is left to fill in: the empty places of a document, with an estimate of the effort that each one takes.

It walks as `completeness` counts, so that the two agree: there are as many required places here as are missing there.
All values at one template path are looked at in one go, and places are worked out only for the empty ones.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Any

from gatewaydesk.pointer import ABSENT, Pointer
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.validation.completeness import (
    ADDED,
    DEEPEST,
    NOT_COUNTED,
    blanks,
    is_filled,
    leaves_of_absent,
    opens,
    too_short,
)
from gatewaydesk.validation.effort import Effort, effort_of
from gatewaydesk.validation.phrases import plural
from gatewaydesk.validation.undecided import branch_of

MOST = 10_000
"""Places that are looked for at once."""

_Where = Callable[[int], Pointer]


@dataclass(frozen=True)
class Left:
    """One place where something can still be filled in.

    Attributes:
        pointer: where it belongs; groups above it may be missing too.
        required: the document is not complete without it.
    """

    pointer: Pointer
    field: Field
    effort: Effort
    required: bool


def left_in(root: Field, value: Any, *, optional: bool = False, most: int = MOST) -> list[Left]:
    """The empty places of a document, the quickest first, required ones before others, else as in the schema.

    Args:
        root: the field of the whole document.
        value: the document; nothing in it is changed.
        optional: also those that need not be filled in.
        most: no more than so many are looked for.
    """
    search, root = _Search(optional, most), root.settled(value)
    if root.kind is Kind.OBJECT:
        held = value if isinstance(value, dict) else {}
        for child in root.children:
            search.look(child, [held.get(child.name, ABSENT)], _member(_top, child.name), child.required, 0)
    else:
        search.look(root, [value], _top, True, 0)
    return sorted(search.found, key=lambda one: (one.effort, not one.required))


def left_at(field: Field, value: Any, pointer: Pointer, required: bool, depth: int) -> list[Left]:
    """The required places that are empty at one place of a document and below it; see `completeness.count`."""
    search = _Search(False, MOST)
    search.look(field, [value], lambda _: pointer, required, depth)
    return search.found


def summed_up(found: Sequence[Left], *, most: int = MOST) -> str:
    """How much that is, in a sentence: “11 required fields left, about 6 are one click each”."""
    required = [one for one in found if one.required]
    more = len(found) - len(required)
    if len(found) >= most:
        return f"More than {most:,} fields left: these are the first"
    if required:
        others = f", and {plural(more, 'optional one')}" if more else ""
        return _told(required, "required field") + others
    others = f"; {plural(more, 'optional one')} {'is' if more == 1 else 'are'} left" if more else ""
    return f"Every required field is filled in{others}"


def _told(found: Sequence[Left], noun: str) -> str:
    clicks = sum(one.effort is Effort.CLICK for one in found)
    words = f"{plural(len(found), noun)} left"
    if not clicks:
        return words
    if clicks == len(found):
        return f"{words}, about one click" + (" each" if clicks > 1 else "")
    return f"{words}, about {clicks:,} {'are' if clicks > 1 else 'is'} one click" + (" each" if clicks > 1 else "")


class _Search:
    """One walk through a document. `where` gives the place of the n-th of some values."""

    def __init__(self, optional: bool, most: int) -> None:
        self.found: list[Left] = []
        self._optional, self._most = optional, most

    def look(self, field: Field, values: Sequence[Any], where: _Where, required: bool, depth: int) -> None:
        """Looks at one field over all its values."""
        if field.fill or field.kind in NOT_COUNTED or not values or len(self.found) >= self._most:
            return
        if depth > DEEPEST:
            self._leaves(field, values, where, required)
        elif field.conditional:
            by_field: dict[Field, list[int]] = {}
            for at, value in enumerate(values):
                by_field.setdefault(field.settled(value), []).append(at)
            for settled, numbers in by_field.items():
                self._decided(settled, *_picked(values, where, numbers), required, depth)
        else:
            self._decided(field, values, where, required, depth)

    def _decided(self, field: Field, values: Sequence[Any], where: _Where, required: bool, depth: int) -> None:
        if field.kind in NOT_COUNTED:
            return
        if field.kind is Kind.UNION:
            self._union(field, values, where, required, depth)
        elif field.kind is Kind.OBJECT and field.children:
            self._group(field, values, where, required, depth)
        elif field.kind is Kind.LIST and field.item is not None:
            filled = [at for at, one in enumerate(values) if type(one) is list and one]
            self._short(field, *_picked(values, where, filled), required)
            self._items(field, *_picked(values, where, filled), required, depth)
            self._rest(field, values, where, filled, required)
        elif field.kind is Kind.MAP and field.extra is not None:
            filled = [at for at, one in enumerate(values) if type(one) is dict and one]
            self._free_members(field, *_picked(values, where, filled), required, depth)
            self._rest(field, values, where, filled, required)
        else:
            self._leaves(field, values, where, required)

    def _group(self, field: Field, values: Sequence[Any], where: _Where, required: bool, depth: int) -> None:
        there = [at for at, one in enumerate(values) if type(one) is dict]
        groups, place = _picked(values, where, there)
        for child in field.children:
            if groups:
                inside = [one.get(child.name, ABSENT) for one in groups]
                self.look(child, inside, _member(place, child.name), child.required, depth + 1)
        others = list(_others(len(values), there))
        if field.name in ADDED:
            self._leaves(field, *_picked(values, where, others), required)
            return
        for at in others:
            self._absent(field, where(at), required)

    def _absent(self, field: Field, place: Pointer, required: bool) -> None:
        """A group that is not there: each of its leaves is left."""
        if required or self._optional:
            leaves = leaves_of_absent(field, required)
            self._add((one, (*place, *path), asked) for path, one, asked in leaves if asked or self._optional)

    def _items(self, field: Field, lists: Sequence[Any], where: _Where, required: bool, depth: int) -> None:
        for at in range(field.positions):
            position = field.item_at(at)
            if position is not None:
                long = [number for number, one in enumerate(lists) if len(one) > at]
                self.look(position, [lists[one][at] for one in long], _item(where, long, at), required, depth + 1)
        rest = field.item_at(field.positions)
        if rest is not None:
            first = field.positions
            behind = list(chain.from_iterable(one[first:] if first else one for one in lists))
            ends = list(accumulate(max(0, len(one) - first) for one in lists))
            self.look(rest, behind, _joined(where, ends, first), required, depth + 1)

    def _short(self, field: Field, lists: Sequence[Any], where: _Where, required: bool) -> None:
        """A list that needs more items than it has is left as well."""
        if required or self._optional:
            self._add((field, where(at), required) for at in too_short(field, lists))

    def _free_members(self, field: Field, maps: Sequence[Any], where: _Where, required: bool, depth: int) -> None:
        by_field: dict[int, tuple[Field, list[Any], list[tuple[int, str]]]] = {}
        for at, one in enumerate(maps):
            for name, value in one.items():
                member = field.member_field(name)
                if member is not None:
                    _, inside, places = by_field.setdefault(id(member), (member, [], []))
                    inside.append(value)
                    places.append((at, name))
        for member, inside, places in by_field.values():
            self.look(member, inside, _named(where, places), required, depth + 1)

    def _rest(self, field: Field, values: Sequence[Any], where: _Where, filled: Sequence[int], required: bool) -> None:
        if len(filled) < len(values):
            self._leaves(field, *_picked(values, where, list(_others(len(values), filled))), required)

    def _union(self, field: Field, values: Sequence[Any], where: _Where, required: bool, depth: int) -> None:
        if all(branch.is_leaf for branch in field.branches):
            self._leaves(field, values, where, required)
            return
        by_branch: dict[Field, list[int]] = {}
        simple: list[int] = []
        for at, one in enumerate(values):
            (by_branch.setdefault(branch_of(field, one), []) if opens(field, one) else simple).append(at)
        for branch, numbers in by_branch.items():
            self.look(branch, *_picked(values, where, numbers), required, depth + 1)
        self._leaves(field, *_picked(values, where, simple), required)

    def _leaves(self, field: Field, values: Sequence[Any], where: _Where, required: bool) -> None:
        if not required and not self._optional:
            return
        blank = blanks(field, values)
        if blank or not all(values):
            known = set(blank)
            empty = (at for at, one in enumerate(values) if at in known or (not one and not _is_answer(one)))
            self._add((*_emptiest(field, values[at], where(at)), required) for at in empty)

    def _add(self, leaves: Iterable[tuple[Field, Pointer, bool]]) -> None:
        for field, place, required in leaves:
            if len(self.found) >= self._most:
                return
            self.found.append(Left(place, field, effort_of(field), required))


def _emptiest(field: Field, value: Any, place: Pointer) -> tuple[Field, Pointer]:
    """An empty leaf; of a list with too little in it the first item that is empty, which somebody added."""
    items = value if type(value) is list else ()
    number = next((at for at, one in enumerate(items) if not is_filled(one)), None)
    item = None if number is None else field.item_at(number)
    return (field, place) if item is None or number is None else (item, (*place, number))


def _is_answer(value: Any) -> bool:
    """Whether something that looks empty was chosen: No, or zero."""
    return value == 0 and value is not ABSENT


def _top(_: int) -> Pointer:
    return ()


def _picked(values: Sequence[Any], where: _Where, numbers: Sequence[int]) -> tuple[Sequence[Any], _Where]:
    """Some of the values, and their places."""
    if len(numbers) == len(values):
        return values, where
    return [values[at] for at in numbers], lambda at: where(numbers[at])


def _others(count: int, numbers: Sequence[int]) -> Iterator[int]:
    known = set(numbers)
    return (at for at in range(count) if at not in known)


def _member(where: _Where, name: str) -> _Where:
    return lambda at: (*where(at), name)


def _item(where: _Where, lists: Sequence[int], number: int) -> _Where:
    return lambda at: (*where(lists[at]), number)


def _named(where: _Where, places: Sequence[tuple[int, str]]) -> _Where:
    return lambda at: (*where(places[at][0]), places[at][1])


def _joined(where: _Where, ends: Sequence[int], first: int) -> _Where:
    """The places of items of several lists, one list behind the other; each begins with its item `first`."""

    def place(at: int) -> Pointer:
        number = bisect_right(ends, at)
        return (*where(number), first + at - (ends[number - 1] if number else 0))

    return place
