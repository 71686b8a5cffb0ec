"""Where a place of the document is after items before it in its list came, went or moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gatewaydesk.document.edits import Change, Edit
from gatewaydesk.pointer import ABSENT, Pointer, get
from gatewaydesk.schema.json_types import same_json


def shifting(edits: Iterable[Edit]) -> list[Edit]:
    """The edits that give other items of a list other numbers."""
    return [
        edit
        for edit in edits
        if edit.pointer and isinstance(edit.pointer[-1], int) and (edit.old is ABSENT) is not (edit.new is ABSENT)
    ]


def renaming(edits: Sequence[Edit]) -> tuple[Pointer, Pointer] | None:
    """Where a member stood and where it stands, if all that these edits did is to give it another name."""
    if len(edits) != 2 or edits[0].new is not ABSENT or edits[1].old is not ABSENT:
        return None
    before, after = edits[0].pointer, edits[1].pointer
    member = bool(before) and isinstance(before[-1], str) and before[:-1] == after[:-1]
    return (before, after) if member and same_json(edits[0].old, edits[1].new) else None


def moved_along(pointer: Pointer, names: tuple[Pointer, Pointer]) -> Pointer:
    """Where a place is after a renaming."""
    before, after = names
    return (*after, *pointer[len(before) :]) if pointer[: len(before)] == before else pointer


def followed(pointer: Pointer, shifts: Sequence[Edit]) -> Pointer | None:
    """Where what stood at a place now stands; None when it was taken out."""
    here: Pointer | None = pointer
    taken: tuple[Pointer, Any] | None = None  # on the way from one number to another: the rest of the place, the item
    for edit in shifts:
        depth = len(edit.pointer) - 1
        number = edit.pointer[depth]
        if taken is not None:
            if edit.old is ABSENT and (edit.new is taken[1] or same_json(edit.new, taken[1])):
                here, taken = (*edit.pointer, *taken[0]), None
        elif here is not None and len(here) > depth and here[:depth] == edit.pointer[:depth]:
            at = here[depth]
            if not isinstance(at, int) or not isinstance(number, int):
                continue
            before, rest = here[:depth], here[depth + 1 :]
            if edit.new is ABSENT and at == number:
                here, taken = None, (rest, edit.old)
            elif edit.new is ABSENT and at > number:
                here = (*before, at - 1, *rest)
            elif edit.old is ABSENT and at >= number:
                here = (*before, at + 1, *rest)
    return here


def found_by_filling(changes: Iterable[Change], pointer: Pointer, otherwise: Any) -> Any:
    """What whoever put the first item into a list found in its place: ABSENT, None or an empty list.

    Args:
        changes: what was done to the document, the newest first.
        pointer: where the list stands now.
        otherwise: what is answered where they do not tell.
    """
    for change in changes:
        back = change.inverse.edits
        names = renaming(back)
        if names is not None:
            pointer = moved_along(pointer, names)
            continue
        place = followed(pointer, shifting(back))
        if place is None:  # it came with the item that it is in
            return otherwise
        pointer = place
        for edit in back:
            size = len(edit.pointer)
            if pointer[:size] != edit.pointer or shifting([edit]):
                continue
            found = get(edit.new, pointer[size:])
            if not found:
                return found if found is ABSENT or found is None or found == [] else otherwise
            if not isinstance(found, list):
                return otherwise
    return otherwise
