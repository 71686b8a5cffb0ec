"""Two versions that grew from one, brought together: what only one side changed is taken, the rest is to be decided.

Laws (`tests/document/test_merging.py`): equal sides merge to themselves; a side that changed nothing yields the other;
which side is which matters to conflicts alone; choosing one side throughout yields that side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Literal

from gatewaydesk.document.aligning import aligned
from gatewaydesk.document.difference import same
from gatewaydesk.pointer import ABSENT, Pointer

Side = Literal["mine", "theirs", "both"]
Places = tuple[Pointer, Pointer, Pointer]
"""A place in the base, in mine and in theirs; of an item that one has not got, no place but a name for it."""


@dataclass(frozen=True)
class Decision:
    """One place where the sides differ, and what is taken there.

    Attributes:
        pointer: its place in the merged value, or where it would stand there.
        places: its places in the base, in mine and in theirs; they name it.
        base, mine, theirs: what is there; ABSENT where nothing is.
        conflict: both sides changed it, each in its own way.
        chosen: what is taken.
        decided: it is no conflict, or somebody has chosen.
        order: it is the order of a list's items that differs; the values are the lists as they are.
    """

    pointer: Pointer
    places: Places
    base: Any
    mine: Any
    theirs: Any
    conflict: bool
    chosen: Side
    decided: bool
    order: bool = False

    @property
    def key(self) -> tuple[Places, bool]:
        """What names this decision for as long as the three versions stay what they are."""
        return (self.places, self.order)

    @property
    def can_be_both(self) -> bool:
        """Whether both can be taken: two texts, one after the other."""
        return type(self.mine) is str and type(self.theirs) is str


_LINE = 150  # characters: a longer text is no line
_NOWHERE = "not there: "  # stands in `places` where a list has no such item

Choices = Mapping[tuple[Places, bool], Side]


@dataclass(frozen=True)
class Merged:
    """The merged value, and every place where the sides differ, in the value's order."""

    value: Any
    decisions: tuple[Decision, ...]

    @property
    def open(self) -> tuple[Decision, ...]:
        """The conflicts that nobody has decided; mine stands there for the time being."""
        return tuple(one for one in self.decisions if not one.decided)


def merge(base: Any, mine: Any, theirs: Any, choices: Choices | None = None) -> Merged:
    """Brings two versions together.

    Args:
        base: what both grew from; ABSENT where that is not known: then everything that differs is a conflict.
        mine: one version.
        theirs: the other.
        choices: what was chosen, by `Decision.key`; also where there is no conflict.
    """
    value, decisions = _Merging(choices or {}, unknown=base is ABSENT).at(base, mine, theirs, ((), (), ()))
    return Merged(value, tuple(decisions))


@dataclass(slots=True)
class _Item:
    """One item of the merged list, with its numbers in the three lists."""

    at: tuple[int | None, int | None, int | None]
    value: Any = ABSENT
    decisions: Sequence[Decision] = ()


class _Merging:
    def __init__(self, choices: Choices, *, unknown: bool) -> None:
        self._choices, self._unknown = choices, unknown

    def at(self, base: Any, mine: Any, theirs: Any, places: Places) -> tuple[Any, list[Decision]]:
        """The merged value of a place, and the decisions at and below it, with pointers that begin there."""
        if same(mine, theirs):
            return mine, []
        if isinstance(mine, dict) and isinstance(theirs, dict):
            return self._objects(base if isinstance(base, dict) else {}, mine, theirs, places)
        if isinstance(mine, list) and isinstance(theirs, list):
            return self._lists(base if isinstance(base, list) else [], mine, theirs, places)
        decision = self._decide(base, mine, theirs, places)
        if decision.chosen == "both" and decision.can_be_both:
            return _both(mine, theirs), [decision]
        return (theirs if decision.chosen == "theirs" else mine), [decision]

    def _decide(self, base: Any, mine: Any, theirs: Any, places: Places, *, order: bool = False) -> Decision:
        conflict = self._unknown or not (same(base, mine) or same(base, theirs))
        chosen = self._choices.get((places, order))
        proposed: Side = "theirs" if same(base, mine) else "mine"
        decided = chosen is not None or not conflict
        return Decision((), places, base, mine, theirs, conflict, chosen or proposed, decided, order)

    def _objects(
        self, base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any], places: Places
    ) -> tuple[dict[str, Any], list[Decision]]:
        merged, decisions = {}, []
        for name in _names(mine, theirs):
            below = tuple((*place, name) for place in places)
            value, inside = self.at(
                base.get(name, ABSENT), mine.get(name, ABSENT), theirs.get(name, ABSENT), (below[0], below[1], below[2])
            )
            decisions += _within(name, inside)
            if value is not ABSENT:
                merged[name] = value
        return merged, decisions

    def _lists(
        self, base: list[Any], mine: list[Any], theirs: list[Any], places: Places
    ) -> tuple[list[Any], list[Decision]]:
        to_mine, to_theirs = aligned(base, mine), aligned(base, theirs)
        items = [_Item((at, to_mine.get(at), to_theirs.get(at))) for at in range(len(base))]
        new_mine, new_theirs = _without(len(mine), to_mine), _without(len(theirs), to_theirs)
        pairs = aligned([mine[at] for at in new_mine], [theirs[at] for at in new_theirs], only_named=True)
        both = {new_mine[one]: new_theirs[other] for one, other in pairs.items()}
        items += [_Item((None, at, both.get(at))) for at in new_mine]
        taken = set(both.values())
        items += [_Item((None, None, at)) for at in new_theirs if at not in taken]
        for item in items:
            values = [
                ABSENT if at is None else held[at] for held, at in zip((base, mine, theirs), item.at, strict=True)
            ]
            if same(values[1], values[2]):
                item.value = values[1]
                continue
            below = [
                (*place, _NOWHERE + str(item.at) if at is None else at)
                for place, at in zip(places, item.at, strict=True)
            ]
            item.value, item.decisions = self.at(values[0], values[1], values[2], (below[0], below[1], below[2]))
        ordering, side = self._ordering(base, mine, theirs, places, items)
        merged: list[Any] = []
        decisions = [ordering] if ordering is not None else []
        for item in _in_order(items, side, (base, mine, theirs)):
            if item.decisions:
                decisions += _within(len(merged), item.decisions)
            if item.value is not ABSENT:
                merged.append(item.value)
        return merged, decisions

    def _ordering(
        self, base: list[Any], mine: list[Any], theirs: list[Any], places: Places, items: list[_Item]
    ) -> tuple[Decision | None, int]:
        """Whose order is taken (1, 2, or 0 where both agree), and the decision where they do not."""
        shared = [[id(item) for item in _of(items, side) if None not in item.at[1:]] for side in (1, 2)]
        if shared[0] == shared[1]:
            return None, 0
        old = [[item.at[0] for item in _of(items, side) if item.at[0] is not None] for side in (1, 2)]
        moved = [order != sorted(order) for order in old]
        mine_now = 1 if moved[0] or moved[0] == moved[1] else 0
        theirs_now = 2 if moved[1] or moved[0] == moved[1] else 0
        decision = self._decide(0, mine_now, theirs_now, places, order=True)
        return replace(decision, base=base, mine=mine, theirs=theirs), 2 if decision.chosen == "theirs" else 1


def _both(mine: str, theirs: str) -> str:
    """Two texts one after the other: paragraphs, or on one line where both are lines."""
    lines = max(len(mine), len(theirs)) <= _LINE and not any("\n" in one for one in (mine, theirs))
    return ("; " if lines else "\n\n").join((mine, theirs))


def _names(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[str]:
    """The members of both in the order of mine; one that only theirs has stands behind what it stands behind there."""
    behind: dict[str | None, list[str]] = {}
    last: str | None = None
    for name in theirs:
        if name in mine:
            last = name
        else:
            behind.setdefault(last, []).append(name)
    yield from behind.get(None, ())
    for name in mine:
        yield name
        yield from behind.get(name, ())


def _without(count: int, known: Mapping[int, int]) -> list[int]:
    taken = set(known.values())
    return [at for at in range(count) if at not in taken]


def _within(part: str | int, decisions: Sequence[Decision]) -> list[Decision]:
    return [replace(one, pointer=(part, *one.pointer)) for one in decisions]


def _of(items: list[_Item], side: int) -> list[_Item]:
    """The items that a side has, in its order."""
    return sorted((one for one in items if one.at[side] is not None), key=lambda one: one.at[side] or 0)


def _in_order(items: list[_Item], side: int, lists: Sequence[list[Any]]) -> Iterator[_Item]:
    """In the order of a side, what only the other has behind what it stands behind there; or in that of both (0).

    Where both have something of their own at one place, the text that comes first stands first, whosever it is.
    """
    runs: list[dict[int, list[_Item]]] = [{}, {}]
    for one in (1, 2):
        behind = 0
        for item in _of(items, one):
            if None not in item.at[1:] or one == side:
                behind = id(item)
            else:
                runs[one - 1].setdefault(behind, []).append(item)
    spine = [item for item in _of(items, side or 1) if side or None not in item.at[1:]]
    for held in (None, *spine):
        if held is not None:
            yield held
        behind = 0 if held is None else id(held)
        if behind in runs[0] or behind in runs[1]:
            found = [run.get(behind, []) for run in runs]
            yield from chain.from_iterable(sorted(found, key=lambda run: repr([_text(item, lists) for item in run])))


def _text(item: _Item, lists: Sequence[list[Any]]) -> Any:
    return next(lists[side][at] for side in (1, 2) if (at := item.at[side]) is not None)
