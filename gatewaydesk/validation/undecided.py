"""Alternatives that a group fits equally well: what all of them ask for is asked for, the rest waits for the choice."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.branching import TEXTS, best_branches
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.schema.remembered import remembered
from gatewaydesk.validation.faults import Fault

# Kinds of which two fields differ by nothing but their limits
_PLAIN = TEXTS | {Kind.INTEGER, Kind.NUMBER, Kind.BOOLEAN}


def open_choice(union: Field, value: Any) -> tuple[Field, ...]:
    """The alternatives among which nothing in a group decides, each of which lacks something else; () where none is.

    One that takes anything lacks nothing, and leaves the choice open as well.
    """
    return _open_among(union, value, best_branches(union, value)) if isinstance(value, dict) else ()


def _open_among(union: Field, value: dict[str, Any], numbers: Sequence[int]) -> tuple[Field, ...]:
    if not lacked(union.branches[numbers[0]].settled(value), value):
        return ()  # which is mostly so
    anything = [one for one in union.branches if one.kind is Kind.ANY]
    groups = [one.settled(value) for one in union.branches if one.kind is Kind.OBJECT]
    best = groups if _says_nothing(groups, value) else [union.branches[at].settled(value) for at in numbers]
    if len(best) + len(anything) < 2 or any(one.kind is not Kind.OBJECT for one in best):
        return ()
    lacking = [lacked(one, value) for one in best]
    if not all(lacking) or (len(set(lacking)) < 2 and not anything):
        return ()
    return (*best, *anything)


def _says_nothing(groups: Sequence[Field], value: dict[str, Any]) -> bool:
    """Whether no member is there that only some alternatives know, or whose value tells them apart."""
    known = [[child for child in one.children if child.name in value] for one in groups]
    names = {frozenset(child.name for child in several) for several in known}
    return len(names) == 1 and not any(child.choices or child.decides for several in known for child in several)


def lacked(branch: Field, value: dict[str, Any]) -> tuple[str, ...]:
    """The names of the members that an alternative requires and that are not there."""
    return tuple(one.name for one in branch.children if one.required and one.name not in value)


def asked_by_all(branches: Sequence[Field]) -> frozenset[str]:
    """The names of the members that each of some alternatives requires."""
    names = [frozenset(child.name for child in one.children if child.required) for one in branches]
    return names[0].intersection(*names[1:])


def may_decide(names: Collection[str], branches: Sequence[Field]) -> bool:
    """Whether one of some members, once it is filled in, may tell alternatives apart that all have it."""
    return any(_tells_apart([one.child(name) for one in branches]) for name in names)


def _tells_apart(fields: Sequence[Field | None]) -> bool:
    known = [one for one in fields if one is not None and one.kind is not Kind.ANY]
    if len({one.location for one in known}) < 2:
        return False  # one and the same rule, which stands beside the alternatives
    plain = all(one.kind in _PLAIN and not one.decides for one in known)
    return not plain or len({(one.kind, one.limits, one.nullable) for one in known}) > 1


def lacking(open_to: Sequence[Field], value: dict[str, Any]) -> list[Field]:
    """Those of some alternatives that lack something: of a group that was refused, all that it can be filled in for.

    What looks as if it took anything did not take that group: it says what may not be there, or the refusal is another
    rule's.
    """
    return [one for one in open_to if lacked(one, value)]


def lacked_alone(open_to: Sequence[Field], value: dict[str, Any]) -> list[tuple[str, ...]]:
    """What each of some alternatives lacks, but for what all of them ask for, which is asked for by itself."""
    shared = asked_by_all(open_to)
    return [tuple(name for name in lacked(one, value) if name not in shared) for one in open_to]


def choice_facts(pointer: Pointer, value: dict[str, Any], open_to: Sequence[Field]) -> dict[str, Any]:
    """The facts of a choice that is open: what each alternative lacks, what that and the alternatives are called.

    Args:
        pointer: where the group is.
        value: the group.
        open_to: alternatives that each lack something of their own (`lacked_alone`).
    """
    missing = lacked_alone(open_to, value)
    first = [one.child(names[0]) for one, names in zip(open_to, missing, strict=True)]
    return {
        "alternatives": [[Fault("required", pointer, {"property": name}) for name in names] for names in missing],
        "titles": [one.title for one in first if one is not None],
        "forms": [one.title for one in open_to],
        "lacking": [name for names in missing for name in names],
    }


def branch_of(union: Field, value: Any) -> Field:
    """The alternative that fits a value best; while the choice is open, what is there of it and what all ask for."""
    numbers = best_branches(union, value)
    branch = union.branches[numbers[0]]
    open_to = _open_among(union, value, numbers) if isinstance(value, dict) else ()
    if not open_to:
        return branch
    branch = branch.settled(value)
    there = frozenset(name for name in value if branch.child(name) is not None)
    return _reduced(branch, there | asked_by_all(open_to))


@remembered
def _reduced(branch: Field, names: frozenset[str]) -> Field:
    children = tuple(one for one in branch.children if one.name in names)
    return branch.with_(expand_children=lambda: children, expand_settled=None)
