"""All that can be said of one place and what is wrong with it: why it is asked for, and the schema's own words."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gatewaydesk.document.edits import Edit
from gatewaydesk.pointer import ABSENT, Pointer, from_text, get, to_text
from gatewaydesk.schema.resolve import NAMED
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.refusals import THERE
from gatewaydesk.validation.advice.gateway import MODELS
from gatewaydesk.validation.coercing import coerced
from gatewaydesk.validation.phrases import quoted
from gatewaydesk.validation.problems import COUNTED, Problem, Severity
from gatewaydesk.validation.repairs.judging import Outcome
from gatewaydesk.validation.repairs.repair import Repair
from gatewaydesk.validation.repairs.trial import Trial

MOST_LINES = 120
LEFT_OUT = "… left out here:"
_OF_KIND = ("type", "anyOf", "oneOf")
_COERCED = (
    "The HDR UK gateway’s own check reads this as {read} and takes it. The schema itself asks for a value of the right "
    "kind, and who else reads the dataset may refuse this one."
)
_DEEPEST = 3  # levels of a rule that are written out
_TOLD_ELSEWHERE = frozenset({"title", "description", "guidance", "examples", "example", "$comment"})  # beside the form
_NOT_RULES = frozenset({*NAMED, "enum", "const", "default"})  # whose members are names or values, and no keywords
_LONGEST_LIST = 12
_LONGEST_TEXT = 300
_MARK = "\ue000"  # before and behind words about what is left out: no publisher's text has it
_MARKED = re.compile(f'((?<!\\\\)")?{_MARK}([^{_MARK}]*){_MARK}"')
_WORST_FIRST = (Severity.WRONG, Severity.EMPTY, Severity.ADVICE)
_SOURCES: Mapping[str, str] = {
    "gateway": "The gateway said so when it refused the dataset. It stays until the field is changed.",
    COUNTED: "The schema requires that this is there and lets it be empty: the dataset can be sent as it is.",
    "advice": "This is advice, and no rule of the schema: the dataset can be sent as it is.",
}


@dataclass(frozen=True)
class Explanation:
    """What a person may want to know of a place.

    Attributes:
        where: the field with all that stands above it, e.g. “Summary › Abstract”.
        sentence: what is wrong, as a whole sentence about the field; "" where nothing is.
        severity: how bad that is; "" where nothing is wrong.
        said_by: who says so, where that is not the schema, and what a gateway does otherwise; else "".
        required: why something has to be there; "" where nothing has.
        place: in the document, as a JSON Pointer.
        there: in the gateway's own format, as a JSON Pointer; "" where it is the same or nobody said so.
        keyword: the word of the schema that was not kept to; "" where none was.
        location: the place in the schema, as a JSON Pointer; "" where the schema says nothing of it.
        lines: what stands there as JSON; what is left out of it is told by words without quotes, behind an “…”.
    """

    where: str
    sentence: str
    severity: str
    said_by: str
    required: str
    place: str
    keyword: str
    location: str
    lines: str
    there: str = ""

    @property
    def text(self) -> str:
        """All of it as plain text, to be sent to somebody."""
        rows = (
            ("Place", self.place),
            ("At the gateway", self.there),
            ("Rule", self.keyword),
            ("In the schema", self.location),
        )
        facts = "\n".join(f"{name}: {value}" for name, value in rows if value)
        parts = (self.where, self.sentence, self.said_by, self.required, facts, self.lines)
        return "\n\n".join(part for part in parts if part) + "\n"


def explain(authoring: Authoring, pointer: Pointer, problem: Problem | None = None) -> Explanation:
    """Explains a problem, or a place by the worst problem that it has, if any.

    Args:
        authoring: the document and its schema.
        pointer: the place.
        problem: one of those of the last check.
    """
    problem = problem or worst_at(authoring, pointer)
    field = authoring.field_at(pointer)
    location = problem.location if problem is not None and problem.source == "schema" else ""
    location = location or (field.location if field is not None else "")
    return Explanation(
        where=authoring.label(pointer) if pointer else authoring.root.title,
        sentence=problem.said if problem is not None else "",
        severity=str(problem.severity) if problem is not None else "",
        said_by=_said_by(authoring, problem) if problem is not None else "",
        required=_why_required(authoring, pointer, problem),
        place=to_text(pointer),
        keyword=problem.keyword if problem is not None and problem.source == "schema" else "",
        location=location,
        lines=schema_lines(authoring.schema.raw, location, problem.keyword if problem is not None else ""),
        there=str(problem.facts.get(THERE, "")) if problem is not None else "",
    )


def worst_at(authoring: Authoring, pointer: Pointer) -> Problem | None:
    """The worst problem of a place itself, or else of what is inside it; None where there is none."""
    found = [one for one in authoring.problems if one.pointer[: len(pointer)] == pointer]
    own = [one for one in found if one.pointer == pointer] or (found if pointer else [])
    return min(own, key=lambda one: _WORST_FIRST.index(one.severity), default=None)


def _said_by(authoring: Authoring, problem: Problem) -> str:
    """Who says so, or that the gateway would read a value of another kind as the one that the schema asks for."""
    if problem.source != "schema" or problem.severity is not Severity.WRONG or problem.keyword not in _OF_KIND:
        return _SOURCES.get(problem.source, "")
    model, whole = authoring.schema.name.partition("/")[0], authoring.document.value
    field, value = authoring.field_at(problem.pointer), get(whole, problem.pointer)
    if model not in MODELS or field is None or not problem.pointer:
        return ""
    trial = Trial(
        lambda one: authoring.examine(one)[0], authoring.root, whole, authoring.problems, authoring.schema.raw
    )
    for read in coerced(field, value):
        taken = Repair("read", "", problem, (Edit(problem.pointer, value, read),))
        if trial.outcome(taken) is not Outcome.FAILS:
            return _COERCED.format(read=quoted(json.dumps(read, ensure_ascii=False), 60))
    return ""


def _why_required(authoring: Authoring, pointer: Pointer, problem: Problem | None) -> str:
    field = authoring.field_at(pointer)
    if pointer and _is_item(pointer):
        empty = problem is not None and problem.severity is Severity.EMPTY
        return "What stands in a list has to hold something." if empty else ""
    if field is None or not pointer or not field.required:
        return ""
    if field.because:
        return field.because
    for end in range(len(pointer) - 1, 0, -1):
        above = pointer[:end]
        holder = authoring.field_at(above)
        if _is_item(above):
            return f"Every entry of “{authoring.label(above[:-1])}” must have it."
        if holder is not None and not holder.required and authoring.document.get(above) is not ABSENT:
            return f"“{holder.title}” may be left out as a whole. Where it is not, this has to be filled in."
    return "The schema requires it in every dataset."


def _is_item(pointer: Pointer) -> bool:
    return isinstance(pointer[-1], int)


def schema_lines(raw: Any, location: str, keyword: str = "") -> str:
    """What a schema says at a place, as JSON that a person can read.

    Args:
        raw: the schema as published.
        location: where in it; of a keyword's own place, the rule that the keyword stands in is shown.
        keyword: the one that was not kept to.

    Returns:
        A few levels of it, at most `MOST_LINES` lines; "" where there is no such place. What was left out is told in
        words that stand outside of quotes, so that nobody takes them for the schema's own.
    """
    place = from_text(location, raw)
    if place and place[-1] == keyword and isinstance(get(raw, place[:-1]), dict):
        place = place[:-1]
    found = get(raw, place)
    if found is ABSENT:
        return ""
    lines = json.dumps(_shortened(found, 0), indent=2, ensure_ascii=False).split("\n")
    if len(lines) > MOST_LINES:
        lines = [*lines[:MOST_LINES], f"{LEFT_OUT} {len(lines) - MOST_LINES:,} more lines"]
    return _MARKED.sub(lambda found: found[2] if found[1] else f'" {found[2]}', "\n".join(lines))


def _shortened(value: Any, depth: int, rule: bool = True) -> Any:
    """A rule without what is told beside the form anyway, and without what is far inside it."""
    if isinstance(value, str):
        value = value.replace(_MARK, "")
        rest = len(value) - _LONGEST_TEXT
        return value if rest <= 0 else f"{value[:_LONGEST_TEXT]}{_left_out(f'{rest:,} more characters')}"
    if isinstance(value, list):
        kept = [_shortened(one, depth, rule) for one in value[:_LONGEST_LIST]]
        more = len(value) - len(kept)
        return [*kept, _left_out(f"{more:,} more")] if more else kept
    if not isinstance(value, dict) or not value:
        return value
    if depth >= _DEEPEST:
        return {"$ref": value["$ref"]} if "$ref" in value else _left_out("what is further inside")
    kept_names = (name for name in value if not (rule and name in _TOLD_ELSEWHERE))
    return {name: _shortened(value[name], depth + 1, not rule or name not in _NOT_RULES) for name in kept_names}


def _left_out(what: str) -> str:
    return f"{_MARK}{LEFT_OUT} {what}{_MARK}"
