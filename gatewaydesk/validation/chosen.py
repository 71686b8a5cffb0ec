"""While nothing in a group says which alternative it is, the one is told of that the form draws: the chosen one, or
where nobody has chosen the one that fits best."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from gatewaydesk.pointer import Pointer, get
from gatewaydesk.schema.branching import best_branch, field_at
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.schema.visible import visible
from gatewaydesk.validation.places import Places
from gatewaydesk.validation.problems import Problem, Severity
from gatewaydesk.validation.remaining import Left
from gatewaydesk.validation.undecided import lacked, open_choice
from gatewaydesk.validation.wording import empty_field

Chosen = Mapping[Pointer, int]
"""By the place of a group, the number of the alternative that a person wants to fill in there."""

_OF_CHOICE = frozenset({"anyOf", "oneOf"})
_DEEPEST = 12


def by_choice(root: Field, value: Any, problems: list[Problem], chosen: Chosen) -> list[Problem]:
    """The problems of a check; where an open choice was made in the form, what that alternative asks for is told.

    Args:
        root: the field of the whole document.
        value: the document.
        problems: as a check gives them; the same list comes back where nothing is told otherwise.
        chosen: the numbers of alternatives are those of `Field.branches`.
    """
    for pointer, number in chosen.items():
        branch = _branch_chosen(root, value, pointer, number)
        if branch is not None:
            problems = _told(root, value, problems, pointer, branch)
    return problems


def drawn_of(root: Field, value: Any, problems: Iterable[Problem]) -> Chosen:
    """The alternatives that a form draws where nobody has chosen any, of the open choices that problems speak of."""
    places: dict[Pointer, None] = {}
    for one in problems:
        if one.severity is Severity.EMPTY and one.pointer:
            places[one.pointer[:-1]] = None
        if one.keyword in _OF_CHOICE:
            places[one.pointer] = None
    return _drawn_at(root, value, places)


def drawn_instead(root: Field, value: Any, left: Iterable[Left], problems: Iterable[Problem]) -> Chosen:
    """The same of places that are left, once members are told of in their place (see `left_by_choice`)."""
    told = {one.pointer for one in problems if one.severity is not Severity.ADVICE}
    inside = {at[:depth] for at in told for depth in range(len(at))}
    return _drawn_at(root, value, [one.pointer for one in left if one.pointer in inside])


def _drawn_at(root: Field, value: Any, places: Iterable[Pointer]) -> Chosen:
    drawn: dict[Pointer, int] = {}
    for place in places:
        union = _open_at(root, value, place)
        if union is not None:
            drawn[place] = best_branch(union, get(value, place))
    return drawn


def _open_at(root: Field, value: Any, place: Pointer) -> Field | None:
    """The alternatives of a group, where what is written there leaves open which it is; None of any other place."""
    group = get(value, place)
    union = field_at(root, place, value) if isinstance(group, dict) else None
    return union if union is not None and union.branches and open_choice(union, group) else None


def _branch_chosen(root: Field, value: Any, pointer: Pointer, number: int) -> Field | None:
    """The alternative that was chosen, where what is written there leaves that open; None of any other place."""
    group, union = get(value, pointer), _open_at(root, value, pointer)
    if union is None or number >= len(union.branches):
        return None
    branch = union.branches[number].settled(group)
    return branch if branch.kind is Kind.OBJECT and lacked(branch, group) else None


def _told(root: Field, value: Any, problems: list[Problem], pointer: Pointer, branch: Field) -> list[Problem]:
    """The same problems with what is required of that alternative, in the place of what was said of the choice."""
    first = next((at for at, one in enumerate(problems) if _is_of_choice(one, pointer, branch)), None)
    if first is None:
        return problems
    above, known = Places(root, value).at(pointer), {one.pointer: one for one in problems}
    needed = _lacking(branch, get(value, pointer), pointer, (*above.trail, above.title))
    made = [known.get(one.pointer, one) for one in needed]
    told = {one.pointer for one in made}
    rest = [one for one in problems[first:] if one.severity is Severity.ADVICE or one.pointer not in told]
    rest = [one for one in rest if one.pointer != pointer or one.keyword not in _OF_CHOICE]
    return [*problems[:first], *made, *rest]


def _is_of_choice(problem: Problem, pointer: Pointer, branch: Field) -> bool:
    """Whether a problem says that a choice is open there, or tells of a member that all alternatives ask for."""
    if problem.pointer == pointer:
        return problem.keyword in _OF_CHOICE
    inside = problem.pointer[:-1] == pointer and problem.severity is Severity.EMPTY
    return inside and branch.child(str(problem.pointer[-1])) is not None


def _lacking(
    branch: Field, group: dict[str, Any], pointer: Pointer, trail: tuple[str, ...], depth: int = 0
) -> Iterator[Problem]:
    """What a group requires and has not; of a group that is not there, what that requires.

    Args:
        trail: what stands above its members.
    """
    for child in (one for one in branch.children if one.required and one.name not in group):
        there = (*pointer, child.name)
        if child.kind is Kind.OBJECT and depth < _DEEPEST and any(one.required for one in child.children):
            yield from _lacking(child, {}, there, (*trail, child.title), depth + 1)
        else:
            said = visible(child.because) if child.because else empty_field()
            yield Problem(there, "required", said, Severity.EMPTY, child.title, trail, location=child.location)


def left_by_choice(left: Sequence[Left], problems: Sequence[Problem], chosen: Chosen) -> tuple[list[Left], list[Left]]:
    """What is left of a document, without the groups in place of which members are told of; and those groups.

    Args:
        left: as `remaining.left_in` gives it.
        problems: as `by_choice` gives them.
        chosen: see `by_choice`.
    """
    told = {one.pointer for one in problems if one.severity is not Severity.ADVICE}
    inside = {at[:depth] for at in told for depth in range(len(at))}
    groups = {one for one in chosen if one in inside and one not in told}
    return [one for one in left if one.pointer not in groups], [one for one in left if one.pointer in groups]


def not_counted(more: Sequence[Left], groups: Sequence[Left]) -> list[Left]:
    """What is left besides, as far as it is not counted yet: of each of these groups one place is."""
    counted: set[Pointer] = set()
    for group in groups:
        depth = len(group.pointer)
        counted.update([one.pointer for one in more if one.pointer[:depth] == group.pointer][:1])
    return [one for one in more if one.pointer not in counted]
