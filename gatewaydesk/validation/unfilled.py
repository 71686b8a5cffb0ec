"""One account of what is required and still empty, of which the problems, the counts and “what is left” are told.

The schema alone says less and more: it lets a required member be null, and it wants items and generated members that
`completeness` does not count as a person's work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from gatewaydesk.pointer import Pointer, get, to_text
from gatewaydesk.schema.branching import field_at
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.schema.remembered import remembered
from gatewaydesk.schema.visible import visible
from gatewaydesk.validation.advice.signs import EMPTY_TEXT
from gatewaydesk.validation.completeness import Counts
from gatewaydesk.validation.effort import effort_of
from gatewaydesk.validation.places import Places
from gatewaydesk.validation.problems import COUNTED, Problem, Severity, told_apart
from gatewaydesk.validation.remaining import Left, left_in
from gatewaydesk.validation.strays import held_astray
from gatewaydesk.validation.wording import empty_field, empty_item

_FEW = 32  # empty places that are looked at one by one

MOST = 1_000
"""Places that are told at once although the schema lets them be empty; the others come as these are filled in."""


def with_unfilled(root: Field, value: Any, problems: Sequence[Problem]) -> list[Problem]:
    """What is wrong with a document and all that is still empty in it, as the window tells it (see `let_pass`).

    To look for empty places takes longer than the check. Of a valid document nothing that is required is missing, so
    that only what is there and says nothing can be one.
    """
    if all(one.severity is Severity.ADVICE for one in problems):
        empty = list(islice(_empty_places(value), _FEW + 1))
        if len(empty) <= _FEW and not any(_may_be_required(root, place, value) for place in empty):
            return told_apart(list(problems))
    return told_apart(told_once(problems, let_pass(root, value, problems, left_in(root, value))))


def _may_be_required(root: Field, place: Pointer, value: Any) -> bool:
    if not place or isinstance(place[-1], int):  # an item is asked for where its list is
        return True
    known = _asked_for(root, tuple(None if isinstance(step, int) else step for step in place))
    if known is not None:
        return known
    field = field_at(root, place, value)
    return field is not None and field.required


@remembered
def _asked_for(root: Field, way: tuple[str | None, ...]) -> bool | None:
    """Whether what stands at the end of a way is required (None: any item of a list); None where values decide that."""
    field: Field | None = root
    for step in way:
        if field is None or field.conditional or field.kind is Kind.UNION or field.positions:
            return None
        if step is None:
            field = field.item if field.kind is Kind.LIST else None
        else:
            field = field.child(step) if field.kind is Kind.OBJECT else None
    return None if field is None or field.conditional else field.required


def _empty_places(value: Any) -> Iterator[Pointer]:
    """Where a document holds null, a blank text, or a list or group without content."""
    if not value or not isinstance(value, dict | list):
        yield ()
        return
    waiting: list[tuple[Pointer, Any]] = [((), value)]
    while waiting:
        place, here = waiting.pop()
        for name, one in here.items() if type(here) is dict else enumerate(here):
            kind = type(one)
            if kind is str:
                if not one or one.isspace():
                    yield (*place, name)
            elif kind is dict or kind is list:
                if one:
                    waiting.append(((*place, name), one))
                else:
                    yield (*place, name)
            elif one is None:
                yield (*place, name)


def let_pass(root: Field, value: Any, problems: Sequence[Problem], left: Sequence[Left]) -> list[Problem]:
    """The required places that are empty and that no problem is about, as problems that keep nothing from being sent.

    Args:
        root: the field of the whole document.
        value: the document.
        problems: what a check of it said.
        left: its required places that are empty (`remaining.left_in`).
    """
    if not left:
        return []
    told = {one.pointer for one in problems if one.severity is not Severity.ADVICE}
    wrong = {one.pointer for one in problems if one.severity is Severity.WRONG}
    is_held = held_astray(problems, value)
    found = [one.pointer for one in left if one.pointer not in told and not is_held(one.pointer)]
    found = [one for one in found if not _stands_in(one, wrong, value)]
    if not found:
        return []
    places = Places(root, value)
    ordered = sorted(found[:MOST], key=lambda pointer: places.at(pointer).order)
    places.tell_apart()
    return [_problem(pointer, places) for pointer in ordered]


def told_once(problems: Sequence[Problem], more: Sequence[Problem]) -> list[Problem]:
    """All of them, without the advice that a text is empty where the empty place is told of already."""
    places = {one.pointer for one in more}
    return [*(one for one in problems if one.keyword != EMPTY_TEXT or one.pointer not in places), *more]


def _stands_in(pointer: Pointer, wrong: set[Pointer], value: Any) -> bool:
    """Whether something else stands where the group or list is wanted that the place would be in."""
    return any(
        pointer[:depth] in wrong and not isinstance(get(value, pointer[:depth]), list if type(step) is int else dict)
        for depth, step in enumerate(pointer)
    )


def _problem(pointer: Pointer, places: Places) -> Problem:
    place = places.at(pointer)
    because = place.field.because if place.field is not None else ""
    location = place.field.location if place.field is not None else ""
    return Problem(
        pointer,
        "required",
        visible(because) if because else empty_item() if place.added else empty_field(),
        Severity.EMPTY,
        place.title,
        place.trail,
        source=COUNTED,
        location=location,
    )


def also_left(root: Field, value: Any, problems: Sequence[Problem], left: Sequence[Left]) -> list[Left]:
    """What the schema calls empty and `left` does not hold: items of lists, and what the application fills in."""
    known = {one.pointer for one in left}
    made: list[Left] = []
    for pointer in dict.fromkeys(one.pointer for one in problems if one.severity is Severity.EMPTY):
        if len(made) == MOST:
            break
        field = field_at(root, pointer, value) if pointer not in known else None
        if field is not None:
            made.append(Left(pointer, field, effort_of(field), required=True))
    return made


def counted_with(counts: Mapping[str, Counts], more: Sequence[Left]) -> dict[str, Counts]:
    """The counts of a document with what is left besides (`also_left`), each as one required place that is empty."""
    made = dict(counts)
    for one in more:
        added = Counts(0, 1, 0, 1 if one.field.fill else 0)  # an item is among all fields already
        for name in {to_text(one.pointer[:1]), ""}:  # one and the same for the whole document
            if name in made:
                made[name] = made[name] + added
    return made
