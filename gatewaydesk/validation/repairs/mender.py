"""The repairs of one document's problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import Any

from gatewaydesk.schema.fields import Field
from gatewaydesk.validation.kept_secret import tells
from gatewaydesk.validation.places import Places
from gatewaydesk.validation.problems import Problem, Severity
from gatewaydesk.validation.repairs.making import with_edits
from gatewaydesk.validation.repairs.repair import Case, Repair
from gatewaydesk.validation.repairs.table import thoughts
from gatewaydesk.validation.repairs.trial import Examine, Outcome, Trial

_MOST_TRIED = 32
_MOST_OFFERED = 6
_LAST = frozenset({"case", "blanks", "split-case"})  # what changes what is said, if nothing plainer helps
_PLACED = frozenset({"rename", "move"})
_BEST_FIRST = (Outcome.HOLDS, Outcome.HOLDS_DOUBTED, Outcome.HOLDS_FAULTY)
_ALIKE = frozenset({"empty"})  # ways to the same: left out or null, nothing is said


class GaveUp(Exception):
    """The search for repairs took too long."""


class Mender(Trial):
    """Finds repairs for the problems of one document; to be thrown away when the document changes."""

    def repairs(self, problem: Problem, enough: Callable[[], bool] = lambda: False) -> tuple[Repair, ...]:
        """What mends a problem of this document, best first; nothing for what a gateway said, which cannot be tried.

        What keeps all that is written goes before what does not, what is sure before what is to be chosen, and what
        leads to no advice before what does; last of them what only brings to light what is wrong with what it moves. A
        repair that leads to advice is left out only where a sure one without any keeps everything as well.

        Args:
            problem: a problem of this document.
            enough: asked before each trial; where it says so, nothing more is tried.

        Raises:
            GaveUp: `enough` said so.
        """
        if problem.source == "gateway":
            return ()
        advised = problem.severity is Severity.ADVICE
        held: list[tuple[Repair, Outcome]] = []
        tried: list[object] = []
        for one in islice(thoughts(Case(problem, self._root, self._value)), _MOST_TRIED):
            if not one.edits or one.edits in tried or self._needless(one, held) or self._tells(one):
                continue
            if enough():
                raise GaveUp
            tried.append(one.edits)
            outcome = self.outcome(one)
            if outcome is Outcome.HOLDS or (outcome is not Outcome.FAILS and not advised):
                held.append((one, outcome))
        found = sorted(_weighed(held), key=lambda one: (one[0].loses, not one[0].sure, _BEST_FIRST.index(one[1])))
        if found and found[0][1] is Outcome.HOLDS and found[0][0].sure and not found[0][0].loses:
            found = [one for one in found if one[1] is Outcome.HOLDS]
        return tuple(one for one, _ in found[:_MOST_OFFERED])

    def _needless(self, one: Repair, held: Sequence[tuple[Repair, Outcome]]) -> bool:
        """Whether a repair does no better than those that hold already, or comes to the same."""
        if not _LAST.isdisjoint(one.kinds):
            return any(_LAST.isdisjoint(other.kinds) and not other.loses for other, _ in held)
        if any(one.id.startswith(f"{other.id}+") and how is Outcome.HOLDS for other, how in held):
            return True
        rivals = [other for other, _ in held if {one.kind, other.kind} <= _PLACED]
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
