"""Advises one document: walks through it where rules look, and makes a problem of what they tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from operator import itemgetter
from typing import Any, Protocol

from gatewaydesk.pointer import Pointer, get
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.schema.remembered import remembered
from gatewaydesk.validation.advice.gateway import MODELS
from gatewaydesk.validation.advice.plan import Planner
from gatewaydesk.validation.advice.quiet import QuietTables
from gatewaydesk.validation.advice.spot import Spot
from gatewaydesk.validation.advice.table import EMPTY_GROUP, EXAMPLE_LEFT, RULES
from gatewaydesk.validation.advice.walk import MOST, Found, Walk
from gatewaydesk.validation.advice.words import is_title
from gatewaydesk.validation.places import Places
from gatewaydesk.validation.problems import Problem, Severity

MORE = "more-to-consider"


class Advisable(Protocol):
    """What an adviser needs of a loaded schema."""

    @property
    def name(self) -> str:
        """`MODEL/VERSION`."""

    @property
    def raw(self) -> Any:
        """The schema as published."""

    @property
    def root(self) -> Field:
        """The field tree."""


class Adviser:
    """Gives advice about documents of one schema; made once for a schema, and may be used from any thread."""

    def __init__(self, schema: Advisable, *, escaping: bool = False, today: Callable[[], date] = date.today) -> None:
        """Args:
        schema: as it was loaded.
        escaping: documents go to the gateway by a route that changes signs in texts (see `gateways.hdruk_escaping`).
        today: tells the day.
        """
        self._schema, self._escaping, self._today = schema, escaping, today
        self._planned: tuple[date, Planner, Spot | None] | None = None
        self._titles = _titles(schema.root)

    def advise(
        self, value: Any, beside: Iterable[Problem] = (), quiet: QuietTables | None = None, revision: int = 0
    ) -> list[Problem]:
        """What is doubtful about a document, in the order of the form: of each place one piece, the others behind it.

        Args:
            value: the document.
            beside: what is wrong with it; of these places mostly no more is said.
            quiet: the tables that need not be looked through again, of a document that is being written.
            revision: of that document.
        """
        planner, plan = self._plan()
        if plan is None:
            return []
        found: list[Found] = []
        walk = Walk(planner, found, quiet.at(revision) if quiet is not None else {})
        walk.visit(plan, value, ())
        if quiet is not None:
            quiet.keep(revision, walk.quiet)
        problems = self._problems(found, value, beside) if found else []
        return problems if len(found) < MOST else [*problems[: MOST - 1], self._more()]

    def _more(self) -> Problem:
        """That so much is doubtful that not all of it is told."""
        message = "Has more to consider than is told here: the rest is told once some of this is seen to."
        return Problem((), MORE, message, Severity.ADVICE, self._schema.root.title, source="advice")

    def _plan(self) -> tuple[Planner, Spot | None]:
        today = self._today()
        if self._planned is None or self._planned[0] != today:
            model = self._schema.name.partition("/")[0]
            planner = Planner(self._schema.raw, model if model in MODELS else "", today, escaping=self._escaping)
            self._planned = (today, planner, planner.plan(self._schema.root))
        return self._planned[1], self._planned[2]

    def _problems(self, found: list[Found], value: Any, beside: Iterable[Problem]) -> list[Problem]:
        faulty = {problem.pointer for problem in beside}
        around = {place[:depth] for place in faulty for depth in range(len(place))} if _has_group(found) else faulty
        demonstration = any(get(value, place) in examples for place, examples in self._titles)
        kept = []
        for at, pointer, told in found:
            rule = RULES[at]
            if pointer in faulty and not rule.beside_faults:
                continue
            if (rule.name == EXAMPLE_LEFT and demonstration) or (rule.name == EMPTY_GROUP and pointer in around):
                continue
            tested = pointer[: len(pointer) - len(told.below)]
            if not any((*tested, *one) in faulty for one in told.beside):  # reckoned from what is wrong itself
                kept.append((at, rule, pointer, tested, told))
        places = Places(self._schema.root, value)
        for _, _, pointer, _, _ in kept:
            places.at(pointer)
        places.tell_apart()
        made: dict[Pointer, tuple[tuple[int, ...], list[tuple[int, Problem]]]] = {}
        for at, rule, pointer, tested, told in kept:
            place = places.at(pointer)
            if place.secret or any(places.at((*tested, *one)).secret for one in told.beside):
                continue  # it may quote what must not be told
            location = place.field.location if place.field is not None else ""
            problem = Problem(
                pointer, rule.name, told.message, Severity.ADVICE, place.title, place.trail, dict(told.facts),
                "advice", location, tuple((*tested, *one) for one in told.beside),
            )  # fmt: skip
            made.setdefault(pointer, (place.order, []))[1].append((at, problem))
        return [_first(ranked) for _, ranked in sorted(made.values(), key=itemgetter(0))]


def _first(ranked: list[tuple[int, Problem]]) -> Problem:
    """What is told of a place: what the first rule says, with what others say behind it."""
    if len(ranked) == 1:
        return ranked[0][1]
    told: dict[object, Problem] = {}
    for _, one in sorted(ranked, key=itemgetter(0)):
        told.setdefault((one.keyword, one.beside), one)
    first, *others = told.values()
    return replace(first, behind=tuple(others))


@remembered
def _adviser_of(schema: LoadedSchema, escaping: bool) -> Adviser:
    return Adviser(schema, escaping=escaping)


def advised(
    schema: LoadedSchema,
    value: Any,
    problems: list[Problem],
    *,
    escaping: bool = False,
    quiet: QuietTables | None = None,
    revision: int = 0,
) -> list[Problem]:
    """The problems of a document, and behind them the advice about it (see `Adviser`). A schema's adviser is kept."""
    return [*problems, *_adviser_of(schema, escaping).advise(value, problems, quiet, revision)]


def _has_group(found: Iterable[Found]) -> bool:
    return any(RULES[at].name == EMPTY_GROUP for at, _, _ in found)


def _titles(root: Field) -> tuple[tuple[Pointer, tuple[Any, ...]], ...]:
    """Where the title of a whole document stands, with the schema's examples of it."""
    if root.kind is not Kind.OBJECT:
        return ()
    sections = (root, *(child for child in root.children if child.kind is Kind.OBJECT))
    return tuple(
        (one.path, one.examples) for section in sections for one in section.children if is_title(one) and one.examples
    )
