"""Many repairs tried in one check, each in an item of a long list in which no other item has a say (see `Rooms`).

What the check tells of such an item is what its own repair does, and the outcome is the one that it has alone. Where
that is not certain it is tried alone: where its problem is not found, or advice about its item looks at another place
as well. Where anything has changed outside of all these items, fewer are tried at once.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from gatewaydesk.pointer import Pointer, get
from gatewaydesk.validation.problems import Severity
from gatewaydesk.validation.repairs.judging import Key, Outcome, carried, judged, key_of, keys_of, without_next
from gatewaydesk.validation.repairs.making import with_edits
from gatewaydesk.validation.repairs.repair import Repair
from gatewaydesk.validation.repairs.thinning import Room, Rooms, weight
from gatewaydesk.validation.repairs.trial import Trial

# A batch is so small that its check finds all advice: of long tables, and of very many pieces, some are left out.
_MOST = 64  # repairs at once
_HEAVIEST = 600  # values in their items
_MOST_ADVICE = 500  # pieces
_MOST_TIED = 8  # of them, that look at several places

_PARTS = 8  # into so many is split what does not hold


@dataclass(frozen=True)
class _Try:
    """A repair to be tried, by its number, and the room that it stays in."""

    number: int
    repair: Repair
    room: Room


class Batches(Trial):
    """Tries repairs on one document, many at once."""

    def room(self, repair: Repair) -> Room | None:
        """The room that a repair stays in; None where it can only be tried alone."""
        return self._rooms.of(repair.places) if self._judges_apart else None

    def outcomes(
        self, repairs: Sequence[tuple[Repair, Room]], enough: Callable[[], bool]
    ) -> Iterator[tuple[int, Outcome]]:
        """What `outcome` tells of each of several repairs, with its number among them, in no order.

        Args:
            repairs: each with its room.
            enough: asked before each check of many; where it says so, nothing more is tried.
        """
        for batch in self._batches(repairs):
            if enough():
                return
            yield from self._tried_out(batch)

    def _batches(self, repairs: Sequence[tuple[Repair, Room]]) -> Iterator[list[_Try]]:
        """The repairs that can be tried at once: of each item one, and all at the same place of their items.

        So none is tried beside another that changes the very item which advice would say that its own is the same as:
        that one would have the problem itself.
        """
        groups: dict[object, list[_Try]] = defaultdict(list)
        turns: Counter[tuple[Pointer, frozenset[Pointer]]] = Counter()
        for number, (repair, room) in enumerate(repairs):
            depth = len(room.item)
            inside = frozenset(place[depth:] for place in repair.places)
            turn = room.item, inside
            groups[room.alike, inside, turns[turn]].append(_Try(number, repair, room))
            turns[turn] += 1
        for group in groups.values():
            batch: list[_Try] = []
            left = _HEAVIEST
            for one in group:
                heavy = weight(get(self._value, one.room.item), _HEAVIEST)
                if batch and (heavy > left or len(batch) == _MOST):
                    yield batch
                    batch, left = [], _HEAVIEST
                batch.append(one)
                left -= heavy
            yield batch

    def _tried_out(self, batch: Sequence[_Try]) -> Iterator[tuple[int, Outcome]]:
        found = self._at_once(batch) if len(batch) > 1 else [None]
        if found is not None:
            for one, outcome in zip(batch, found, strict=True):
                yield one.number, outcome or self.outcome(one.repair)
            return
        size = -(-len(batch) // _PARTS)
        for start in range(0, len(batch), size):
            yield from self._tried_out(batch[start : start + size])

    def _at_once(self, batch: Sequence[_Try]) -> list[Outcome | None] | None:
        """The outcome of each, None where it has to be tried alone; None where they have to be split."""
        thin, before = self._thin(frozenset().union(*(one.repair.places for one in batch)))
        edits = [thin.edits(one.repair.edits) for one in batch]
        try:
            whole = with_edits(thin.value, chain.from_iterable(edits))
            after = self._quick(whole)
        except (LookupError, TypeError):
            return None
        items = {thin.place(one.room.item): at for at, one in enumerate(batch)}
        depth = len(batch[0].room.item)
        advice: set[Key] = set()
        ties = []
        for told in after:
            for piece in (told, *told.behind) if told.severity is Severity.ADVICE else ():
                advice.add(key_of(piece))
                about = {items.get(place[:depth]) for place in (piece.pointer, *piece.beside)}
                ties += [about] if len(about) > 1 else []
        without = _shared_out(before, items, depth)
        within = _shared_out(Counter(keys_of(after)), items, depth)
        if len(ties) > _MOST_TIED or len(advice) > _MOST_ADVICE or within[None] - without[None]:
            return None
        tied = set().union(*ties)
        outcomes: list[Outcome | None] = []
        for at, one in enumerate(batch):
            pointer, keyword = key_of(one.repair.problem)
            gone = thin.place(pointer), keyword
            if at in tied or gone not in without[at]:
                outcomes.append(None)
                continue
            new = within[at] - carried(without[at] - Counter([gone]), edits[at])
            new = without_next(new, without[at], gone, edits[at])
            lands = None if one.repair.lands is None else thin.place(one.repair.lands)
            outcomes.append(judged(new, advice, gone, lands, whole, one.repair.is_named))
        return outcomes

    @cached_property
    def _rooms(self) -> Rooms:
        return Rooms(self._root, self._value, self._few if self._thins else sys.maxsize)


def _shared_out(keys: Counter[Key], items: dict[Pointer, int], depth: int) -> dict[int | None, Counter[Key]]:
    """Problems by the number of the item that they are in, None for all else."""
    parts: dict[int | None, Counter[Key]] = defaultdict(Counter)
    for key, count in keys.items():
        parts[items.get(key[0][:depth])][key] = count
    return parts
