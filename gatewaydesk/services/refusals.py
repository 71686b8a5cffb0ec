"""What a gateway refused, kept beside the document until what it refused has changed, and with its draft."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.document.document import Document
from gatewaydesk.document.edits import Change
from gatewaydesk.errors import FileProblem
from gatewaydesk.pointer import ABSENT, Pointer, from_text, to_text
from gatewaydesk.schema.json_types import same_json
from gatewaydesk.services.carried import Carried, carry, hash_of
from gatewaydesk.validation.problems import Problem

FORESEEN = "foreseen"
"""Among a problem's facts: the gateway has not refused it yet. It is found again before the next submission."""

THERE = "there"
"""Among a problem's facts: the place in the gateway's own words, as a JSON Pointer, where that is another one."""

# What a gateway's validator and the check here both stop at, each by a rule of its own where there are alternatives.
_OF_SCHEMA = frozenset((
    "type", "enum", "const", "format", "pattern", "required", "anyOf", "oneOf", "minLength", "maxLength", "minItems",
    "maxItems", "uniqueItems", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
    "additionalProperties", "unevaluatedProperties",
))  # fmt: skip
_BY = "by"
_TEXTS = ("keyword", "message", "title", "location")
_MOST_KEPT = 500  # with a draft: nobody mends more of them in one go


def without_known(refused: Sequence[Problem], told: Iterable[Problem]) -> list[Problem]:
    """The refusals but those that a check says itself: the gateway's validator stops at the same value.

    Args:
        refused: what a gateway refused.
        told: what a check of the document as it is now said.
    """
    known = {one.pointer for one in told if one.pointer and one.source == "schema" and one.blocks}
    return [
        one
        for one in refused
        if one.pointer not in known or one.keyword not in _OF_SCHEMA or FORESEEN in one.facts or THERE in one.facts
    ]


def known_as(connection: Connection) -> str:
    """What a gateway is told apart by: where it is, but for one to practise on, whose port is another each time."""
    return f"practice {connection.name}" if connection.practice else connection.place


@dataclass(kw_only=True)
class _Refusal(Carried):
    """One problem, and the value that was refused; `by` what the gateway is `known_as`, "" where nobody knows that."""

    problem: Problem
    by: str
    seen: Any
    mark: str | None = None

    @property
    def hash(self) -> str:
        """Of what was refused."""
        if self.mark is None:
            self.mark = hash_of(self.seen)
        return self.mark


class Refusals:
    """Problems of single values stand as long as the value is the one that was refused: undoing brings them back.

    They go along when items before theirs come, go or move. A problem of the whole document goes for good with the
    first change to it that a person makes. A gateway's answer takes the place of its last one, not of another's.
    """

    def __init__(self, document: Document, generated: Callable[[], Iterable[Pointer]]) -> None:
        """Args:
        document: what was refused.
        generated: places that the application fills in.
        """
        self._document, self._generated = document, generated
        self._kept: list[_Refusal] = []
        self._general: list[tuple[str, Problem]] = []
        document.listen(self._follow)

    def keep(self, problems: Iterable[Problem], by: str = "") -> None:
        """Takes these for what a gateway refuses now; what it refused before is forgotten.

        Args:
            problems: nothing where it accepts the document.
            by: what the gateway is `known_as`; "" forgets what any of them refused.
        """
        self._general = [(who, one) for who, one in self._general if _is_another(who, by)]
        self._kept = [one for one in self._kept if _is_another(one.by, by)]
        self._take(problems, by)

    def foresee(self, problems: Iterable[Problem]) -> None:
        """Takes these for what a gateway is known to refuse (`FORESEEN`), until one answers; what was refused stays."""
        self._kept = [one for one in self._kept if FORESEEN not in one.problem.facts]
        places = {one.pointer for one in self._placed()}
        self._take((one for one in problems if one.pointer not in places), "")

    def standing(self) -> list[Problem]:
        """Those that nobody has done anything about; what two gateways say in the same words is told once."""
        placed = [
            one.problem if one.problem.pointer == one.pointer else replace(one.problem, pointer=one.pointer)
            for one in self._placed()
        ]
        return list(dict.fromkeys([*(one for _, one in self._general), *placed]))

    def written(self) -> str:
        """Those that stand, as JSON to be kept with the draft; "" for none. A refused value is in it only as a hash."""
        placed = [
            (one.problem, one.pointer, one.hash, one.by)
            for one in self._placed()
            if not one.problem.facts.get(FORESEEN)
        ]
        told = [*((one, (), "", by) for by, one in self._general), *placed][:_MOST_KEPT]
        rows = [
            {
                "pointer": to_text(pointer),
                **{name: getattr(one, name) for name in _TEXTS},
                "trail": list(one.trail),
                "value": mark,
                **({THERE: str(one.facts[THERE])} if THERE in one.facts else {}),
                **({_BY: by} if by else {}),
            }
            for one, pointer, mark, by in told
        ]
        return jsonio.dumps(rows, indent=None) if rows else ""

    def _take(self, problems: Iterable[Problem], by: str) -> None:
        for one in problems:
            if one.pointer:
                seen = copy.deepcopy(self._document.get(one.pointer))
                self._kept.append(_Refusal(problem=one, pointer=one.pointer, by=by, seen=seen))
            else:
                self._general.append((by, one))

    def _placed(self) -> list[_Refusal]:
        return [one for one in self._kept if not one.out and self._is_as_it_was(one)]

    def read(self, text: str) -> None:
        """Takes what `written` gave, of values that are as they were; what cannot be read is passed over."""
        try:
            rows = jsonio.loads(text) if text else []
        except FileProblem:
            rows = []
        self.keep(())
        said: dict[str, list[Problem]] = {}
        for by, one in filter(None, map(self._read, rows if isinstance(rows, list) else [])):
            said.setdefault(by, []).append(one)
        for by, problems in said.items():
            self.keep(problems, by)

    def _read(self, row: Any) -> tuple[str, Problem] | None:
        try:
            pointer = from_text(row["pointer"], self._document.value)
            if pointer and hash_of(self._document.get(pointer)) != row["value"]:
                return None
            keyword, message, title, location = (str(row[name]) for name in _TEXTS)
            trail = tuple(map(str, row["trail"]))
            facts = {THERE: str(row[THERE])} if THERE in row else {}
            by = str(row.get(_BY, ""))
        except (KeyError, TypeError, ValueError, AttributeError):
            return None
        return by, Problem(
            pointer, keyword, message, title=title, trail=trail, facts=facts, source="gateway", location=location
        )

    def _is_as_it_was(self, one: _Refusal) -> bool:
        value = self._document.get(one.pointer)
        if value is ABSENT or one.seen is ABSENT:
            return value is one.seen
        return type(value) is type(one.seen) and same_json(value, one.seen)

    def _follow(self, change: Change) -> None:
        if self._general:
            generated = set(self._generated())
            if any(edit.pointer not in generated for edit in change.edits):
                self._general = []
        carry(self._kept, change)


def _is_another(who: str, by: str) -> bool:
    """Whether one gateway is known not to be the other."""
    return bool(who) and bool(by) and who != by
