"""Advice that a person has read and left so: for exactly this rule, this place and the values that it is about.

It is back with another value, in its place or in one beside it that the rule looked at, and gone again when the values
are those that were left so. The gateway, and `gatewaydesk check`, know nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from gatewaydesk.document.document import Document
from gatewaydesk.pointer import Pointer, from_text, to_text
from gatewaydesk.services.carried import Carried, carry, hash_of
from gatewaydesk.validation.problems import Problem, Severity

_MOST_KEPT = 1_000  # with a draft, the last ones: as many as there is advice at once


@dataclass(kw_only=True)
class _Left(Carried):
    """A rule of advice, and a hash of the values that were left as they are."""

    rule: str
    mark: str


class Dismissals:
    """The advice about one document that was left so."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._left: list[_Left] = []
        document.listen(lambda change: carry(self._left, change))

    def leave_so(self, problem: Problem) -> None:
        """This piece of advice is not given again while the value stays."""
        if problem.severity is Severity.ADVICE and not self._fitting(problem):
            mark = self._mark(problem)
            self._left.append(_Left(pointer=problem.pointer, rule=problem.keyword, mark=mark))

    def give_again(self, problem: Problem) -> None:
        """This piece of advice is given again."""
        gone = self._fitting(problem)
        self._left = [one for one in self._left if one not in gone]

    def sift(self, problems: list[Problem]) -> tuple[list[Problem], list[Problem]]:
        """The problems that are to be told (the same list where none is left out), and the advice that is left so.

        Where the first piece of advice about a place is left so, the next that is not takes its place.
        """
        if not self._left:
            return problems, []
        places = {one.pointer for one in self._left if not one.out}
        told: list[Problem] = []
        left: list[Problem] = []
        for one in problems:
            if one.severity is not Severity.ADVICE or one.pointer not in places:
                told.append(one)
                continue
            alone = [replace(each, behind=()) for each in (one, *one.behind)]
            open_ones = [each for each in alone if not self._fitting(each)]
            left += (each for each in alone if each not in open_ones)
            if open_ones:
                told.append(replace(open_ones[0], behind=tuple(open_ones[1:])))
        return (told, left) if left else (problems, [])

    def written(self) -> list[dict[str, str]]:
        """All of it as JSON, to be kept with the draft; a value is in it only as a hash."""
        return [
            {"rule": one.rule, "pointer": to_text(one.pointer), "value": one.mark}
            for one in self._left[-_MOST_KEPT:]
            if not one.out
        ]

    def read(self, rows: Any) -> None:
        """Takes what `written` gave; what cannot be read is passed over."""
        known = map(self._read, rows if isinstance(rows, list) else ())
        self._left = [one for one in known if one is not None]

    def _read(self, row: Any) -> _Left | None:
        try:
            rule, place, mark = (str(row[name]) for name in ("rule", "pointer", "value"))
            return _Left(pointer=from_text(place, self._document.value), rule=rule, mark=mark)
        except (KeyError, TypeError, ValueError):
            return None

    def _fitting(self, problem: Problem) -> list[_Left]:
        here = [one for one in self._of(problem.pointer) if one.rule == problem.keyword]
        mark = self._mark(problem) if here else ""
        return [one for one in here if one.mark == mark]

    def _mark(self, problem: Problem) -> str:
        """Of the value that is meant, and of the others that the rule looked at, wherever they are."""
        marks = [hash_of(self._document.get(place)) for place in (problem.pointer, *problem.beside)]
        return marks[0] if len(marks) == 1 else hash_of(marks)

    def _of(self, pointer: Pointer) -> Iterable[_Left]:
        return (one for one in self._left if one.pointer == pointer and not one.out)
