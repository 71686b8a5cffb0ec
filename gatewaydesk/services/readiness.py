"""Whether a document can be sent: what stands between it and a gateway, counted and in a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gatewaydesk.services.refusals import FORESEEN
from gatewaydesk.validation.problems import Problem, Severity

if TYPE_CHECKING:
    from gatewaydesk.schema.catalogue import LoadedSchema


WHY_CHANGED = (
    "Without a team ID it writes signs such as “&” and “'” as HTML codes before it checks them. Enter the team ID in "
    "the connection, or change what you wrote."
)
"""Why a route refuses what is right here, and what to do."""


@dataclass(frozen=True)
class Readiness:
    """Whether a document can be sent.

    Attributes:
        wrong: how many values are wrong.
        empty: how many required fields are empty, whether the schema allows that or not.
        advice: how much advice there is; it never blocks.
        refused: how many values a gateway has refused that are as they were, or is known to refuse.
        may_send: nothing is wrong, or missing by the schema.
        sentence: the same in words.
    """

    wrong: int
    empty: int
    advice: int
    refused: int
    may_send: bool
    sentence: str


def review(schema: LoadedSchema, value: Any, problems: Iterable[Problem]) -> Readiness:
    """Counts what stands between a document and a gateway.

    What a gateway refused before is told and does not keep anybody from trying again: another gateway may take it, or
    the same one by now.
    """
    told = list(problems)
    counts = Counter(problem.severity for problem in told if problem.source != "gateway")
    by_gateway = [problem for problem in told if problem.source == "gateway"]
    refused = len(by_gateway)
    wrong, empty, advice = (counts[one] for one in (Severity.WRONG, Severity.EMPTY, Severity.ADVICE))

    def made(may_send: bool, sentence: str) -> Readiness:
        return Readiness(wrong, empty, advice, refused, may_send, sentence)

    if not isinstance(value, dict):
        return made(False, "There is no metadata to send yet.")
    if any(problem.blocks for problem in told if problem.source != "gateway"):
        parts = [_count(wrong, "value is wrong", "values are wrong")] if wrong else []
        parts += [_count(empty, "required field is empty", "required fields are empty")] if empty else []
        return made(False, f"Not ready for {schema.name}: {' and '.join(parts)}.")
    if refused:
        still = f", though {_count(empty, 'required field is', 'required fields are')} still empty" if empty else ""
        return made(True, _told_of_refused(by_gateway, f"By {schema.name} nothing is wrong or missing{still}."))
    if empty:
        may = "which the schema allows"
        return made(True, f"Ready, but {_count(empty, 'required field is', 'required fields are')} still empty, {may}.")
    return made(True, f"Ready: nothing is wrong or missing by {schema.name}.")


def _told_of_refused(problems: Sequence[Problem], ready: str) -> str:
    """What a gateway has refused, what it is known to refuse although it has not been asked, and how it is here."""
    foreseen = sum(FORESEEN in problem.facts for problem in problems)
    refused = len(problems) - foreseen
    since = "has not changed" if refused == 1 else "have not changed"
    more = "another value that is" if refused else "a value that is"
    are = more if foreseen == 1 else f"{foreseen:,} {'more ' if refused else ''}values that are"
    parts = [f"A gateway refused {_count(refused, 'value', 'values')} that {since} since."] if refused else []
    parts += [f"This gateway would refuse {are} right here."] if foreseen else []
    return " ".join((*parts, ready, *([WHY_CHANGED] if foreseen else [])))


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
