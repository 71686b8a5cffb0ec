"""Of all that is wrong at one place what is told: what matters most, once, and not what follows from something else."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from gatewaydesk.pointer import Pointer
from gatewaydesk.validation.problems import Problem, Severity
from gatewaydesk.validation.strays import UNEXPECTED, held_astray

# Faults of a list or group that can stand beside each other; all other faults of one place are told one at a time.
_OF_CONTENT = frozenset(
    {"minItems", "maxItems", "minProperties", "maxProperties", "uniqueItems", "contains", "unevaluatedItems"}
)

# What is told of a member's name stands beside what is told of its value, but where that is that it may not be there.
_NAME = "name"
_NO_PLACE = frozenset({"additionalProperties", "unevaluatedProperties", "falseSchema", "together"})

# Of several faults of one place only the first of these is told: the others follow from it.
_TOLD_FIRST = (
    "surrogate", "uniqueItems", "type", "falseSchema", "const", "enum", "anyOf", "oneOf", "format", "maxLength",
    "pattern",
)  # fmt: skip
_RANK = {name: rank for rank, name in enumerate(_TOLD_FIRST)}


class Sift:
    """Takes the problems of a document one by one, and keeps of each place those that are told."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Pointer, str], tuple[tuple[int, ...], int, Problem]] = {}

    def take(self, problem: Problem, order: tuple[int, ...], ruled: Pointer) -> None:
        """One more problem.

        Args:
            problem: what is wrong.
            order: sorts its place as the form does.
            ruled: the place that the rule is of, which may stand above the problem's.
        """
        empty = problem.severity is Severity.EMPTY
        beside = problem.keyword in _OF_CONTENT and problem.pointer == ruled and not empty
        own = _NAME if problem.keyword == "propertyNames" else problem.message if beside else ""
        key = (problem.pointer, own)
        rank = -1 if empty else _RANK.get(problem.keyword, len(_RANK))
        before = self._kept.get(key)
        if before is None or rank < before[1]:
            self._kept[key] = (order, rank, problem)

    def told(self) -> list[Problem]:
        """What is told, in the order of the form."""
        for pointer, own in [*self._kept]:
            if own == _NAME and (beside := self._kept.get((pointer, ""))) and beside[2].keyword in _NO_PLACE:
                del self._kept[pointer, own]
        return [problem for _, _, problem in sorted(self._kept.values(), key=itemgetter(0))]


def without_what_follows(problems: list[Problem], value: Any) -> list[Problem]:
    """All but those that go when another one does.

    A choice is not open where what it lacks is there by a wrong name; an empty list, which is too short, lacks what it
    must contain in any case; and whether a member belongs cannot be told while what decides that is wrong itself, nor
    while the part of the schema that describes it was not kept to. A place is not empty where a slip of the pen put
    aside what belongs there.
    """
    wrong = {one.pointer for one in problems}
    meant = {(one.pointer[:-1], one.facts.get("suggestion")) for one in problems if one.keyword in UNEXPECTED}
    short = {one.pointer for one in problems if one.keyword == "minItems" and one.facts.get("actual") == 0}
    unread = {one.pointer for one in problems if one.keyword == "unevaluatedProperties" and one.facts.get("described")}
    others = wrong - unread if unread else set()
    around = {pointer[:depth] for pointer in others for depth in range(len(pointer) + 1)}
    is_held = held_astray(problems, value)
    return [
        one
        for one in problems
        if not (one.severity is Severity.EMPTY and is_held(one.pointer))
        and not (one.keyword == "contains" and one.pointer in short)
        and not (one.pointer in unread and one.pointer[:-1] in around)
        and not any((one.pointer, name) in meant for name in one.facts.get("lacking", ()))
        and not any((*one.pointer[:-1], name) in wrong for name in one.facts.get("decided_by", ()))
    ]
