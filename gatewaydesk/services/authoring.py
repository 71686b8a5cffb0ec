"""Writing one dataset's metadata: a document that follows a schema, what is wrong with it and what is left to do."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from gatewaydesk.document.edits import Change
from gatewaydesk.errors import SchemaProblem
from gatewaydesk.pointer import ABSENT, Pointer
from gatewaydesk.schema.catalogue import LoadedSchema
from gatewaydesk.schema.remembered import remembered
from gatewaydesk.services.changing import SchemaDocument
from gatewaydesk.services.dismissals import Dismissals
from gatewaydesk.services.refusals import Refusals, without_known
from gatewaydesk.validation.advice import QuietTables, advised
from gatewaydesk.validation.chosen import Chosen, by_choice, drawn_instead, drawn_of, left_by_choice, not_counted
from gatewaydesk.validation.completeness import Counts, measure
from gatewaydesk.validation.engine import Checker, NoChecker
from gatewaydesk.validation.guards import collection_paused
from gatewaydesk.validation.listing import Tally, kept, summed, tallied
from gatewaydesk.validation.measured import Measured
from gatewaydesk.validation.problems import Problem, told_apart
from gatewaydesk.validation.remaining import Left, left_in
from gatewaydesk.validation.repairs import Mender, Repair
from gatewaydesk.validation.repairs.making import compatible
from gatewaydesk.validation.unfilled import also_left, counted_with, let_pass, told_once


class Authoring(SchemaDocument):
    """One document being written.

    Problems and counts are those of the last `check`; who changes the document decides when to check again.

    Attributes:
        checked: the document's revision at the last `check`, or -1 before the first.
        took: seconds that the last `check` took.
        dismissed: advice that a person left so, of the last check; not among `problems`.
        escaping: the gateway chosen is reached by a route that changes signs in texts, which calls for more advice.
        drawn: a form shows the document, and of alternatives always one, which is then the one that is told of.
        chosen: tells which alternatives a person has chosen where nothing that is written says it.
    """

    def __init__(self, schema: LoadedSchema, value: Any = ABSENT, *, advises: bool = True) -> None:
        """Args:
        schema: what is filled in.
        value: what there is of it.
        advises: it is metadata, of which what is valid may be doubtful all the same; not so a sign-in's settings.
        """
        super().__init__(schema, value)
        self._advises = advises
        self.problems: list[Problem] = []
        self._found = self.problems  # what the last check found
        self._tallied: tuple[list[Problem] | None, dict[str, Tally]] = (None, {})
        self.counts: dict[str, Counts] = {}
        self.checked = -1
        self.took = 0.0
        self.escaping = False
        self.drawn = False
        self.chosen: Callable[[], Chosen] = dict
        self.dismissed: list[Problem] = []
        self._refusals = Refusals(self.document, self._generated_places)
        self._dismissals = Dismissals(self.document)
        self._checker: Checker | NoChecker = _checker_of(schema)
        self._problem_listeners: list[Callable[[], None]] = []
        self._measured = Measured(lambda: self.root)
        self._quiet = QuietTables()
        self.document.listen(self._follow)
        self._mender: tuple[int, Mender] | None = None

    @property
    def total_counts(self) -> tuple[int, int, int, int]:
        """Required done and in all, every field done and in all, as the last check counted them."""
        whole = self.counts.get("")
        if whole is None:
            return (0, 0, 0, 0)
        return (whole.required_done, whole.required_total, whole.all_done, whole.all_total)

    @property
    def wrong(self) -> int | None:
        """How many values the last check called wrong, or None before the first."""
        return summed(self.tallies.values()).wrong if self.checked >= 0 else None

    @property
    def tallies(self) -> dict[str, Tally]:
        """The problems of the last check by tier for each name at the top (see `listing.tallied`), counted once."""
        if self._tallied[0] is not self.problems:
            self._tallied = (self.problems, tallied(self.problems))
        return self._tallied[1]

    def follow(self, schema: LoadedSchema) -> None:
        """Takes the same schema read anew, with other hints; the document and its steps stay. To be checked again."""
        self.schema, self.checked, self._mender = schema, -1, None
        self._checker = _checker_of(schema)
        self._measured = Measured(lambda: self.root)

    # Repairing

    @property
    def mender(self) -> Mender:
        """What finds repairs in the document as it is now; fit for a background thread while nobody changes it."""
        if self._mender is None or self._mender[0] != self.document.revision:
            known = self.checked == self.document.revision and not self.gateway_problems  # which take advice's place
            problems = [*self.problems, *self.dismissed] if known else None
            quick = partial(self._problems_of, worded=False)
            made = Mender(self._problems_of, self.root, self.document.value, problems, self.schema.raw, quick=quick)
            self._mender = (self.document.revision, made)
        return self._mender[1]

    def repairs(self, problem: Problem) -> tuple[Repair, ...]:
        """What mends a problem, best first; each removes it and causes no other."""
        return self.mender.repairs(problem)

    def mend(self, repairs: Iterable[Repair]) -> Change | None:
        """Makes one or several repairs as one step; of two that change the same place only one is made.

        Returns:
            The change, or None where what they were made from is no longer there.
        """
        made = compatible(self.document.value, repairs)
        edits = [edit for one in made for edit in one.edits]
        title = made[0].problem.title if made else ""
        return self.apply(edits, f"repair {title}" if len(made) == 1 else f"repair {len(made):,} problems")

    # Checking

    def listen_problems(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls `listener` after each check; returns the function that ends it."""
        self._problem_listeners.append(listener)
        return lambda: self._problem_listeners.remove(listener) if listener in self._problem_listeners else None

    @property
    def gateway_problems(self) -> list[Problem]:
        """What the gateway refused and nobody has changed since."""
        return self._refusals.standing()

    @gateway_problems.setter
    def gateway_problems(self, problems: Iterable[Problem]) -> None:
        self.answered(problems)

    def answered(self, problems: Iterable[Problem], by: str = "") -> None:
        """A gateway has answered: what it refuses takes the place of what it refused before (see `Refusals.keep`)."""
        self._refusals.keep(problems, by)
        self.adopt(self.examine(self.document.value))

    def foresee(self, problems: Iterable[Problem]) -> None:
        """A gateway is known to refuse these, though it was not asked yet (see `Refusals.foresee`)."""
        self._refusals.foresee(problems)
        self.adopt(self.examine(self.document.value))

    def refused_text(self) -> str:
        """What the gateway refused and nobody has changed since, to be kept with the draft (see `recall_refused`)."""
        return self._refusals.written()

    def recall_refused(self, text: str) -> None:
        """Takes what was kept with the draft; to be called before its first check."""
        self._refusals.read(text)

    def leave_so(self, problem: Problem) -> None:
        """A piece of advice is not given again while the value stays that it is about; `dismissed` tells of it."""
        self._dismissals.leave_so(problem)
        self.adopt((self._found, self.counts))

    def advise_again(self, problem: Problem) -> None:
        """A piece of advice that was left so is given again."""
        self._dismissals.give_again(problem)
        self.adopt((self._found, self.counts))

    def dismissed_rows(self) -> list[dict[str, str]]:
        """The advice that was left so, to be kept with the draft (see `recall_dismissed`)."""
        return self._dismissals.written()

    def recall_dismissed(self, rows: Any) -> None:
        """Takes what was kept with the draft."""
        self._dismissals.read(rows)
        if self.checked >= 0:
            self.adopt((self._found, self.counts))

    def examine(self, value: Any) -> tuple[list[Problem], dict[str, Counts]]:
        """Checks a value and counts what is left, without touching anything here: fit for a background thread.

        The whole value is checked; of what comes out, problems that are known already are given as the same objects,
        and where all are, as the same list.
        """
        with collection_paused():  # the first time the fields are made here, which may be many
            problems, counts, left = self._problems_of(value), self._counted(value), self._left(value)
            problems, left, groups = self._by_choice(value, problems, left)
            problems = told_apart(told_once(problems, let_pass(self.root, value, problems, left)))
            more = also_left(self.root, value, problems, left)
            more = not_counted(more, groups) if groups else more
            return kept(self._found, problems), counted_with(counts, more) if more else counts

    def left(self) -> list[Left]:
        """The required places that are empty, in no order: as many as the counts of the last check miss."""
        value, chosen = self.document.value, dict(self.chosen())
        found = self._left(value)
        if self.drawn:
            chosen = {**drawn_instead(self.root, value, found, self.problems), **chosen}
        if chosen:
            found, _ = left_by_choice(found, self.problems, chosen)
        return [*found, *also_left(self.root, value, self.problems, found)]

    def _by_choice(
        self, value: Any, problems: list[Problem], left: list[Left]
    ) -> tuple[list[Problem], list[Left], list[Left]]:
        """Problems and what is left by the alternatives that are drawn; and the groups in whose place others are."""
        chosen = dict(self.chosen())
        if self.drawn:
            chosen = {**drawn_of(self.root, value, problems), **chosen}
        if not chosen:
            return problems, left, []
        problems = by_choice(self.root, value, problems, chosen)
        return problems, *left_by_choice(left, problems, chosen)

    def _problems_of(self, value: Any, *, worded: bool = True) -> list[Problem]:
        try:
            problems = self._checker.check(value, self._depth(value), worded=worded)
            if not self._advises:
                return problems
            quiet = self._quiet if value is self.document.value else None
            return advised(
                self.schema, value, problems, escaping=self.escaping, quiet=quiet, revision=self.document.revision
            )
        except SchemaProblem as error:  # some validators look for what a schema refers to only when they come there
            return NoChecker(self.schema, error).check(value)

    def adopt(self, found: tuple[list[Problem], dict[str, Counts]], tallies: dict[str, Tally] | None = None) -> None:
        """Takes over what `examine` found and tells the listeners. Where a gateway refused, advice is too late; where
        the check says the same of a value, the refusal is not told beside it.

        Args:
            found: the problems and the counts.
            tallies: of those problems, where somebody has counted them already.
        """
        self._found, refused = found[0], self.gateway_problems
        told, dismissed = self._dismissals.sift(found[0])
        self.dismissed = kept(self.dismissed, dismissed)
        places = {one.pointer for one in refused}
        told = [one for one in told if one.source != "advice" or one.pointer not in places] if refused else told
        refused = without_known(refused, told) if refused else refused
        self.problems = found[0] if told is found[0] else kept(self.problems, [*told, *refused])
        if tallies is not None and self.problems is found[0]:
            self._tallied = (self.problems, tallies)
        self.counts = found[1]
        for listener in tuple(self._problem_listeners):
            listener()

    def check(self) -> list[Problem]:
        """Checks the whole document now."""
        started, revision = time.perf_counter(), self.document.revision
        found = self.examine(self.document.value)
        self.took, self.checked = time.perf_counter() - started, revision
        self.adopt(found)
        return self.problems

    # Inside

    def _follow(self, change: Change) -> None:
        self._measured.follow(change, self.document.value, self.document.revision)
        self._quiet.follow(change, self.document.revision)

    def _counted(self, value: Any) -> dict[str, Counts]:
        if value is not self.document.value:
            return measure(self.root, value)
        return self._measured.counts(value, self.document.revision)

    def _left(self, value: Any) -> list[Left]:
        if value is not self.document.value:
            return left_in(self.root, value)
        return self._measured.left(value, self.document.revision)

    def _depth(self, value: Any) -> int | None:
        return self._measured.depth(value, self.document.revision) if value is self.document.value else None

    def _generated_places(self) -> Iterable[Pointer]:
        return (pointer for pointer, _ in self._generated())


@remembered
def _checker_of(schema: LoadedSchema) -> Checker | NoChecker:
    """The checker of a schema, kept for the next document; the form opens even where there can be none."""
    try:
        return Checker(schema)
    except SchemaProblem as error:
        return NoChecker(schema, error)


def make_ready(schema: LoadedSchema) -> None:
    """Makes a schema's fields and checker, so that the next document that follows it is there sooner."""
    with collection_paused():
        _checker_of(schema)
        measure(schema.root, {})
        advised(schema, {}, [])
