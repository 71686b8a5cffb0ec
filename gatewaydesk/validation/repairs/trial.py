"""Proves a repair: the document is checked with it. Of a large one only what the repair can touch is checked.

A repair holds if with it the problem is gone and no problem is there that was not there before. Two things that come
to light with it are told apart. Advice: text that is no web address gets none, the address that was meant may get some.
And what is wrong inside of something that is written and only comes to stand elsewhere (`Repair.lands`): nobody looked
into it while the schema did not know it there.

A large document is thinned first (see `thinning`) where that can tell the same; the problem has to be found in the
thinned document before the repair is tried there, else the whole document is checked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from enum import Enum
from functools import cached_property
from typing import Any

from gatewaydesk.document.edits import Edit
from gatewaydesk.pointer import ABSENT, Pointer, get
from gatewaydesk.schema.fields import Field
from gatewaydesk.validation.advice.signs import EMPTY_TEXT
from gatewaydesk.validation.problems import COUNTED, Problem, Severity
from gatewaydesk.validation.repairs.making import compatible, with_edits
from gatewaydesk.validation.repairs.repair import Repair
from gatewaydesk.validation.repairs.thinning import FEW, SMALL, Thinned, is_large, links

Examine = Callable[[Any], Sequence[Problem]]
Key = tuple[Pointer, str]

_OF_KIND = frozenset({"type", "anyOf", "oneOf", "not", "const", "falseSchema"})
_OF_ITEM = frozenset({"type", "falseSchema"})  # alternatives may differ by what is written alone
_NOT_KNOWN = frozenset({"additionalProperties", "unevaluatedProperties", "falseSchema", "propertyNames"})


class Outcome(Enum):
    """What trying a repair has shown."""

    HOLDS = "holds"  # the problem is gone, and no other has come
    HOLDS_DOUBTED = "doubted"  # it is gone, and what is there now is valid, but there is advice about it
    HOLDS_FAULTY = "faulty"  # it is gone, and what it hid has faults of its own, which are seen now
    FAILS = "fails"


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
    ) -> None:
        """Args:
        examine: everything that is wrong with a document.
        root: the field of the whole document.
        value: the document.
        problems: what `examine` says of it, where that is known already; what is counted as empty may be among it.
        raw: the schema as published; without it every document is checked whole.
        small: a document with no more values than this is checked whole.
        few: a list with no more items than this stays whole.
        """
        self._examine, self._root, self._value, self._raw = examine, root, value, raw
        self._small, self._few = small, few
        self._problems = problems
        self._thinned: dict[frozenset[Pointer], tuple[Any, Thinned, Counter[Key]]] = {}

    def outcome(self, repair: Repair) -> Outcome:
        """Whether the repair removes its problem, and what else it does."""
        if not self._thins:
            return self._tried(self._value, self._before, repair.edits, _key(repair.problem), repair.lands)
        paths = frozenset([repair.problem.pointer, *(edit.pointer for edit in repair.edits)])
        if paths not in self._thinned:
            thin = Thinned(self._root, self._value, paths, self._few)
            if len(self._thinned) > 16:
                self._thinned.clear()
            self._thinned[paths] = thin.value, thin, Counter(_keys(self._examine(thin.value)))
        value, thin, before = self._thinned[paths]
        pointer, keyword = _key(repair.problem)
        key = (thin.place(pointer), keyword)
        if key not in before:
            return self._tried(self._value, self._before, repair.edits, _key(repair.problem), repair.lands)
        edits = [Edit(thin.place(one.pointer), one.old, one.new, one.position) for one in repair.edits]
        return self._tried(value, before, edits, key, None if repair.lands is None else thin.place(repair.lands))

    def together(self, repairs: Iterable[Repair]) -> list[Repair]:
        """Those of some repairs, each of which holds, that can be made at once, in the order to make them in.

        The document is checked with all of them, and for each problem that only they cause together the repair nearest
        to it, by its place, is left out. Faults that something only moved brings to light are no such problems.
        """
        kept = compatible(self._value, repairs)
        while kept:
            edits = [edit for one in kept for edit in one.edits]
            whole = with_edits(self._value, edits)
            after = [_key(one) for one in self._examine(whole) if one.severity is not Severity.ADVICE]
            new = Counter(after) - self._carried(self._before, edits)
            for lands in (one.lands for one in kept if one.lands is not None and not one.sure):
                inside = {key: count for key, count in new.items() if key[0][: len(lands)] == lands}
                new -= Counter(inside if belongs(inside, lands, whole) else {})
            if not new:
                break
            near = [next((at for at, one in enumerate(kept) if _near(one, place)), 0) for place, _ in new]
            kept = [one for at, one in enumerate(kept) if at not in near]
        return kept

    @cached_property
    def _before(self) -> Counter[Key]:
        found = self._examine(self._value) if self._problems is None else self._problems
        return Counter(_keys(found))

    @cached_property
    def _thins(self) -> bool:
        return self._raw is not None and is_large(self._value, self._small) and not links(self._raw)

    def _tried(
        self, value: Any, before: Counter[Key], edits: Sequence[Edit], gone: Key, lands: Pointer | None
    ) -> Outcome:
        allowed = before - Counter([gone])
        try:
            whole = with_edits(value, edits)
            after = self._examine(whole)
        except (LookupError, TypeError):
            return Outcome.FAILS
        new = Counter(_keys(after)) - self._carried(allowed, edits)
        if not new:
            return Outcome.HOLDS
        advice = set(_keys(one for one in after if one.severity is Severity.ADVICE))
        if gone in new:
            return Outcome.FAILS
        faults = new.keys() - advice
        if not faults:
            return Outcome.HOLDS_DOUBTED
        return Outcome.HOLDS_FAULTY if lands is not None and belongs(faults, lands, whole) else Outcome.FAILS

    def _carried(self, keys: Counter[Key], edits: Sequence[Edit]) -> Counter[Key]:
        """Where the problems of before are after edits that take items out of lists or put them in."""
        shifts = [one for one in edits if one.pointer and isinstance(one.pointer[-1], int)]
        shifts = [one for one in shifts if (one.old is ABSENT) is not (one.new is ABSENT)]
        if not shifts:
            return keys
        moved: Counter[Key] = Counter()
        for (place, keyword), count in keys.items():
            at = _followed(place, shifts)
            if at is not None:
                moved[at, keyword] += count
        return moved


def belongs(faults: Collection[Key], place: Pointer, whole: Any) -> bool:
    """Whether what came to a place of a document belongs there, and all these faults are its own.

    They are inside of it, and none says that another kind of value is wanted: of an object that most of its members are
    not known there, of a list that most of its items are of another kind.
    """
    depth, content = len(place), get(whole, place)
    if any(at[:depth] != place or (at == place and keyword in _OF_KIND) for at, keyword in faults):
        return False
    if not isinstance(content, dict | list):
        return True
    strange = _NOT_KNOWN if isinstance(content, dict) else _OF_ITEM
    parts = {at[depth] for at, keyword in faults if len(at) == depth + 1 and keyword in strange}
    return 2 * len(parts) <= len(content)


def _key(problem: Problem) -> Key:
    """A required text of blanks is advice to a check, and counted as empty where it is told: both are one problem."""
    return problem.pointer, EMPTY_TEXT if problem.source == COUNTED else problem.keyword


def _keys(problems: Iterable[Problem]) -> Iterator[Key]:
    """Of all problems, and of the advice behind other advice."""
    for one in problems:
        yield _key(one)
        for other in one.behind:
            yield _key(other)


def _followed(place: Pointer, shifts: Sequence[Edit]) -> Pointer | None:
    for edit in shifts:
        depth = len(edit.pointer) - 1
        number = edit.pointer[depth]
        if len(place) <= depth or place[:depth] != edit.pointer[:depth]:
            continue
        at = place[depth]
        if not isinstance(at, int) or not isinstance(number, int):
            continue
        if edit.new is ABSENT and at == number:
            return None
        by = -1 if edit.new is ABSENT and at > number else 1 if edit.old is ABSENT and at >= number else 0
        place = (*place[:depth], at + by, *place[depth + 1 :])
    return place


def _near(repair: Repair, place: Pointer) -> bool:
    """Whether one of a repair's places holds another, is held by it, or stands beside it."""
    return any(place[: len(edit.pointer) - 1] == edit.pointer[:-1][: len(place)] for edit in repair.edits)
