"""The repairs of one document's problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import Any

from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.branching import field_at
from gatewaydesk.schema.fields import Field
from gatewaydesk.schema.json_types import json_key
from gatewaydesk.validation.country_codes import is_no_country
from gatewaydesk.validation.kept_secret import tells
from gatewaydesk.validation.places import Places
from gatewaydesk.validation.problems import Problem, Severity
from gatewaydesk.validation.repairs.batches import Batches
from gatewaydesk.validation.repairs.judging import Outcome
from gatewaydesk.validation.repairs.making import with_edits
from gatewaydesk.validation.repairs.members import EMPTY_ITEM, LEFT_OUT, all_left_out
from gatewaydesk.validation.repairs.repair import PLACED, Case, Repair
from gatewaydesk.validation.repairs.table import thoughts
from gatewaydesk.validation.repairs.thinning import Room
from gatewaydesk.validation.repairs.trial import Examine

_MOST_TRIED = 32
_MOST_OFFERED = 6
_LAST = frozenset({"case", "blanks", "split-case"})  # what changes what is said, if nothing plainer helps
_BEST_FIRST = (Outcome.HOLDS, Outcome.HOLDS_DOUBTED, Outcome.HOLDS_FAULTY)
_ALIKE = frozenset({"empty"})  # ways to the same: left out or null, nothing is said


Search = Generator[Repair, Outcome, tuple[Repair, ...]]
"""Gives each repair to be tried, gets its outcome, and returns what is offered."""


class Mender(Batches):
    """Finds repairs for the problems of one document; to be thrown away when the document changes."""

    def repairs(self, problem: Problem) -> tuple[Repair, ...]:
        """What mends a problem of this document, best first; nothing for what a gateway said, which cannot be tried.

        What keeps all that is written goes before what does not, what is sure before what is to be chosen, and what
        leads to no advice before what does; last of them what only brings to light what is wrong with what it moves. A
        repair that leads to advice is left out only where a sure one without any keeps everything as well.
        """
        return self.of_each([problem])[0] or ()

    def of_each(
        self, problems: Sequence[Problem], enough: Callable[[], bool] = lambda: False
    ) -> list[tuple[Repair, ...] | None]:
        """What mends each of several problems, as `repairs` tells it; found much faster than one after the other.

        Args:
            problems: those of this document, in any order; of several hundred at a time the most are tried at once.
            enough: asked before each problem and each trial; where it says so, nothing more is tried.

        Returns:
            As many as there are problems; None for those that were not looked after to the end.
        """
        found: list[tuple[Repair, ...] | None] = [None] * len(problems)
        waiting: list[tuple[int, Search, Repair, Room]] = []

        def go_on(at: int, search: Search, outcome: Outcome | None = None) -> None:
            """As far as to the next repair that can be tried with others."""
            try:
                repair = next(search) if outcome is None else search.send(outcome)
                while (room := self.room(repair) if len(problems) > 1 else None) is None:
                    if enough():
                        return
                    repair = search.send(self.outcome(repair))
                waiting.append((at, search, repair, room))
            except StopIteration as ended:
                found[at] = ended.value

        for at, problem in enumerate(problems):
            if enough():
                break
            go_on(at, self._search(problem))
        while waiting:
            these, waiting = waiting, []
            for number, outcome in self.outcomes([(repair, room) for _, _, repair, room in these], enough):
                at, search, _, _ = these[number]
                go_on(at, search, outcome)
        return found

    def _search(self, problem: Problem) -> Search:
        if problem.source == "gateway":
            return ()
        advised = problem.severity is Severity.ADVICE
        held: list[tuple[Repair, Outcome]] = []
        tried: list[object] = []
        for one in islice(thoughts(Case(problem, self._root, self._value)), _MOST_TRIED):
            makes = [(edit.pointer, json_key(edit.new), edit.position) for edit in one.edits]
            if not makes or makes in tried or self._is_offered_before(one):
                continue
            if self._needless(one, held) or self._tells(one):
                continue
            tried.append(makes)
            outcome = yield one
            if outcome is Outcome.HOLDS or (outcome is not Outcome.FAILS and not advised):
                known = outcome is not Outcome.HOLDS_DOUBTED or not self._is_no_country(one)
                kept = yield from self._doubted(one)
                held.append((replace(kept, sure=kept.sure and known), outcome))
        found = sorted(_weighed(held), key=lambda one: (one[0].loses, not one[0].sure, _BEST_FIRST.index(one[1])))
        if found and found[0][1] is Outcome.HOLDS and found[0][0].sure and not found[0][0].loses:
            found = [one for one in found if one[1] is Outcome.HOLDS]
        return tuple(one for one, _ in found[:_MOST_OFFERED])

    def _doubted(self, one: Repair) -> Generator[Repair, Outcome, Repair]:
        """The same, not sure where a member is left out and the others beside it that are empty could not all go."""
        if one.id != LEFT_OUT:
            return one
        group = one.problem.pointer[:-1]
        if group not in self._all_may_go:
            every = all_left_out(one, Case(one.problem, self._root, self._value), self._faulty)
            alone = len(every.edits) <= len(one.edits)
            self._all_may_go[group] = alone or (yield every) is not Outcome.FAILS
        return replace(one, sure=one.sure and self._all_may_go[group])

    @cached_property
    def _all_may_go(self) -> dict[Pointer, bool]:
        """By group, whether all members that are empty and told of may be left out of it; filled in as it is asked."""
        return {}

    @cached_property
    def _faulty(self) -> frozenset[Pointer]:
        return frozenset(one.pointer for one in self._told if one.severity is not Severity.ADVICE)

    def _is_no_country(self, one: Repair) -> bool:
        """Whether it writes what is in no list of countries, of which advice would say so at once."""
        return any(is_no_country(field_at(self._root, at.pointer, self._value), at.new) for at in one.edits)

    def _is_offered_before(self, one: Repair) -> bool:
        """Whether it takes out an empty item in which another problem is told first: what mends all is offered once."""
        return one.id == EMPTY_ITEM and self._first_inside.get(one.edits[0].pointer) not in (None, one.problem)

    @cached_property
    def _first_inside(self) -> dict[Pointer, Problem]:
        """The first problem that is told of each item, or of what is in it."""
        found: dict[Pointer, Problem] = {}
        for problem in self._told:
            for depth, step in enumerate(problem.pointer, 1) if problem.severity is not Severity.ADVICE else ():
                if isinstance(step, int):
                    found.setdefault(problem.pointer[:depth], problem)
        return found

    def _needless(self, one: Repair, held: Sequence[tuple[Repair, Outcome]]) -> bool:
        """Whether a repair does no better than those that hold already, or comes to the same."""
        if not _LAST.isdisjoint(one.kinds):
            return any(_LAST.isdisjoint(other.kinds) and not other.loses for other, _ in held)
        if any(one.id.startswith(f"{other.id}+") and how is Outcome.HOLDS for other, how in held):
            return True
        rivals = [other for other, _ in held if {one.kind, other.kind} <= PLACED]
        return any(self._comes_to(other) == self._comes_to(one) for other in rivals)

    def _tells(self, one: Repair) -> bool:
        """Whether its label may quote what the schema calls a secret."""
        return tells(one.id, one.edits, self._places)

    @cached_property
    def _places(self) -> Places:
        return Places(self._root, self._value)

    def _comes_to(self, one: Repair) -> Any:
        return with_edits(self._value, one.edits)


def _weighed(held: Sequence[tuple[Repair, Outcome]]) -> list[tuple[Repair, Outcome]]:
    """The same, none of which is sure where another one of its kind is as good: only one of them can be meant.

    What brings faults to light is not sure, and left out where it is offered with its value mended as well.
    """
    mended = tuple(one.id for one, how in held if how is not Outcome.HOLDS_FAULTY)
    held = [
        (replace(one, sure=one.sure and how is not Outcome.HOLDS_FAULTY), how)
        for one, how in held
        if how is not Outcome.HOLDS_FAULTY or not any(id.startswith(f"{one.id}+") for id in mended)
    ]
    kinds = Counter(one.kind for one, _ in held if one.sure and one.kind not in _ALIKE)
    return [(replace(one, sure=one.sure and kinds[one.kind] < 2), how) for one, how in held]


def repairs_for(
    problem: Problem, root: Field, value: Any, examine: Examine, problems: Sequence[Problem] | None = None
) -> tuple[Repair, ...]:
    """What mends one problem of a document, best first. For many problems make one `Mender`.

    Args:
        problem: a problem of this document.
        root: the field of the whole document.
        value: the document.
        examine: everything that is wrong with a document, such as `Checker.check`.
        problems: what `examine` says of it, where that is known already.

    Returns:
        Repairs each of which removes the problem and causes no other, as a check of the document has shown.
    """
    return Mender(examine, root, value, problems).repairs(problem)
