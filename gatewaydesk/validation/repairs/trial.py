"""Proves a repair: the document is checked with it. Of a large one only what the repair can touch is checked.

A repair holds if with it the problem is gone and no problem is there that was not there before. Two things that come
to light with it are told apart. Advice: text that is no web address gets none, the address that was meant may get some.
And what is wrong inside of something that is written and only comes to stand elsewhere (`Repair.lands`): nobody looked
into it while the schema did not know it there.

A large document is thinned first (see `thinning`) where that can tell the same; the problem has to be found in the
thinned document before the repair is tried there, else the whole document is checked.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

from gatewaydesk.document.edits import Edit
from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.fields import Field
from gatewaydesk.validation.problems import Problem, Severity
from gatewaydesk.validation.repairs.judging import Key, Outcome, belongs, carried, judged, key_of, keys_of, without_next
from gatewaydesk.validation.repairs.making import compatible, with_edits
from gatewaydesk.validation.repairs.repair import Repair
from gatewaydesk.validation.repairs.thinning import FEW, SMALL, Thinned, is_large, links, ways

Examine = Callable[[Any], Sequence[Problem]]

_MOST_THINNED = 16  # that are kept, for the next repair of the same place


class Trial:
    """Tries repairs on one document, which must not change meanwhile."""

    def __init__(
        self,
        examine: Examine,
        root: Field,
        value: Any,
        problems: Sequence[Problem] | None = None,
        raw: Any = None,
        small: int = SMALL,
        few: int = FEW,
        quick: Examine | None = None,
    ) -> None:
        """Args:
        examine: everything that is wrong with a document.
        root: the field of the whole document.
        value: the document.
        problems: what `examine` says of it, where that is known already; what is counted as empty may be among it.
        raw: the schema as published; without it every document is checked whole.
        small: a document with no more values than this is checked whole.
        few: a list with no more items than this stays whole.
        quick: as `examine`, where nobody reads the sentences.
        """
        self._examine, self._root, self._value, self._raw = examine, root, value, raw
        self._small, self._few, self._quick = small, few, quick or examine
        self._problems = problems
        self._thinned: dict[frozenset[Pointer], tuple[Thinned, Counter[Key]]] = {}

    def outcome(self, repair: Repair) -> Outcome:
        """Whether the repair removes its problem, and what else it does."""
        gone = key_of(repair.problem)
        if self._thins:
            thin, before = self._thin(repair.places)
            key = (thin.place(gone[0]), gone[1])
            if key in before:
                lands = None if repair.lands is None else thin.place(repair.lands)
                return self._tried(thin.value, before, thin.edits(repair.edits), key, lands, repair.is_named)
        return self._tried(self._value, self._before, repair.edits, gone, repair.lands, repair.is_named)

    def together(self, repairs: Iterable[Repair]) -> list[Repair]:
        """Those of some repairs, each of which holds, that can be made at once, in the order to make them in.

        The document is checked with all of them, and for each problem that only they cause together the repair nearest
        to it, by its place, is left out. Faults that something only moved brings to light are no such problems.
        """
        kept = compatible(self._value, repairs)
        while kept:
            edits = [edit for one in kept for edit in one.edits]
            whole = with_edits(self._value, edits)
            after = [key_of(one) for one in self._quick(whole) if one.severity is not Severity.ADVICE]
            new = Counter(after) - carried(self._before, edits)
            for lands in (one.lands for one in kept if one.lands is not None and not one.sure):
                inside = {key: count for key, count in new.items() if key[0][: len(lands)] == lands}
                new -= Counter(inside if belongs(inside, lands, whole, named=True) else {})
            if not new:
                break
            near = [next((at for at, one in enumerate(kept) if _near(one, place)), 0) for place, _ in new]
            kept = [one for at, one in enumerate(kept) if at not in near]
        return kept

    @cached_property
    def _told(self) -> Sequence[Problem]:
        """All that is wrong with the document as it is."""
        return self._examine(self._value) if self._problems is None else self._problems

    @cached_property
    def _before(self) -> Counter[Key]:
        return Counter(keys_of(self._told))

    @cached_property
    def _judges_apart(self) -> bool:
        """Whether it is known of which lists the items are judged one by one."""
        return self._raw is not None and not links(self._raw)

    @cached_property
    def _thins(self) -> bool:
        return self._judges_apart and is_large(self._value, self._small)

    def _thin(self, paths: frozenset[Pointer]) -> tuple[Thinned, Counter[Key]]:
        """The document as far as these places need it, a small one as it is, and what is wrong with that."""
        paths = ways(paths) if self._thins else frozenset()
        known = self._thinned.get(paths)
        if known is None:
            thin = Thinned(self._root, self._value, paths, self._few if self._thins else sys.maxsize)
            before = Counter(keys_of(self._quick(thin.value))) if self._thins else self._before
            if len(self._thinned) > _MOST_THINNED:
                self._thinned.clear()
            known = self._thinned[paths] = thin, before
        return known

    def _tried(
        self,
        value: Any,
        before: Counter[Key],
        edits: Sequence[Edit],
        gone: Key,
        lands: Pointer | None,
        named: bool,
    ) -> Outcome:
        try:
            whole = with_edits(value, edits)
            after = self._quick(whole)
        except (LookupError, TypeError):
            return Outcome.FAILS
        new = Counter(keys_of(after)) - carried(before - Counter([gone]), edits)
        new = without_next(new, before, gone, edits)
        advice = set(keys_of(one for one in after if one.severity is Severity.ADVICE))
        return judged(new, advice, gone, lands, whole, named)


def _near(repair: Repair, place: Pointer) -> bool:
    """Whether one of a repair's places holds another, is held by it, or stands beside it."""
    return any(place[: len(edit.pointer) - 1] == edit.pointer[:-1][: len(place)] for edit in repair.edits)
