"""The repairs of one document's problems."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from gatewaydesk.schema.fields import Field
from gatewaydesk.validation.problems import Problem, Severity
from gatewaydesk.validation.repairs.making import with_edits
from gatewaydesk.validation.repairs.repair import Case, Repair
from gatewaydesk.validation.repairs.table import thoughts
from gatewaydesk.validation.repairs.trial import Examine, Outcome, Trial

_MOST_TRIED = 32
_MOST_OFFERED = 6
_LAST = frozenset({"case", "blanks", "split-case"})  # what changes what is said, if nothing plainer helps
_PLACED = frozenset({"rename", "move"})


class Mender(Trial):
    """Finds repairs for the problems of one document; to be thrown away when the document changes."""

    def repairs(self, problem: Problem) -> tuple[Repair, ...]:
        """What mends a problem of this document, best first; nothing for what a gateway said, which cannot be tried."""
        if problem.source == "gateway":
            return ()
        found: dict[Outcome, list[Repair]] = {one: [] for one in Outcome}
        tried: list[object] = []
        for one in islice(thoughts(Case(problem, self._root, self._value)), _MOST_TRIED):
            if not one.edits or one.edits in tried or self._needless(one, found[Outcome.HOLDS]):
                continue
            tried.append(one.edits)
            found[self.outcome(one)].append(one)
        doubted = found[Outcome.HOLDS_DOUBTED] if problem.severity is not Severity.ADVICE else []
        return tuple((found[Outcome.HOLDS] or doubted)[:_MOST_OFFERED])

    def _needless(self, one: Repair, held: Sequence[Repair]) -> bool:
        """Whether a repair does no better than those that hold already, or comes to the same."""
        if one.kind in _LAST:
            return any(other.kind != one.kind for other in held)
        if any(one.id.startswith(f"{other.id}+") for other in held):
            return True
        rivals = [other for other in held if {one.kind, other.kind} <= _PLACED]
        return any(self._comes_to(other) == self._comes_to(one) for other in rivals)

    def _comes_to(self, one: Repair) -> Any:
        return with_edits(self._value, one.edits)


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
