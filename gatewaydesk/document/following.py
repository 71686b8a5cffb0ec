"""Where a place of the document is after items before it in its list came, went or moved."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from gatewaydesk.document.edits import Change, Edit, apply_edit, own
from gatewaydesk.pointer import ABSENT, Pointer, get
from gatewaydesk.schema.json_types import same_json

_MOST_READ = 10_000  # edits that are looked through while a key is down: some milliseconds


def shifting(edits: Iterable[Edit]) -> list[Edit]:
    """The edits that give other items of a list other numbers."""
    return [edit for edit in edits if _shifts(edit)]


def _shifts(edit: Edit) -> bool:
    item = bool(edit.pointer) and isinstance(edit.pointer[-1], int)
    return item and (edit.old is ABSENT) is not (edit.new is ABSENT)


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


def nothing_in(value: Any) -> bool:
    """Whether nothing is written there: absent, null, an empty text or list, or a group of nothing but such members."""
    if isinstance(value, dict):
        return all(nothing_in(one) for one in value.values())
    return value is ABSENT or value is None or value in ("", [])


def found_empty(changes: Iterable[Change], pointer: Pointer, value: Any, otherwise: Any) -> Any:
    """What stood at a place when nothing was written there the last time: ABSENT, None or a group without values.

    Args:
        changes: what was done to the document, the newest first.
        pointer: the place as it is called now.
        value: what stands there now.
        otherwise: what is answered where they do not tell.
    """
    value, read = copy.deepcopy(value), 0
    for change in changes:
        read += len(change.edits)
        if read > _MOST_READ:
            return otherwise
        names = renaming(change.inverse.edits) if len(change.edits) == 2 else None
        if names is not None and names[0] == pointer[: len(names[0])]:
            pointer = moved_along(pointer, names)
            continue
        back = [edit.inverse for edit in reversed(change.edits) if _shifts(edit) or _touches(edit, pointer)]
        place = followed(pointer, shifting(back))
        if place != pointer:
            if place is None or any(_touches(edit, one) for edit in change.edits for one in (pointer, place)):
                return otherwise  # it came with the item that it is in, or more was done than can be told apart
            pointer = place
            continue
        for edit in back:
            if not _touches(edit, pointer):
                continue
            below = edit.pointer[len(pointer) :]
            try:
                value = apply_edit(value, own(replace(edit, pointer=below))) if below else _taken(edit, pointer)
            except (LookupError, TypeError):
                return otherwise
            if nothing_in(value):
                return value
    return otherwise


def _touches(edit: Edit, pointer: Pointer) -> bool:
    """Whether an edit changes what stands at a place or below it, and not only its number."""
    size = min(len(edit.pointer), len(pointer))
    return edit.pointer[:size] == pointer[:size] and (len(edit.pointer) > len(pointer) or not _shifts(edit))


def _taken(edit: Edit, pointer: Pointer) -> Any:
    """What an edit at a place, or above it, puts there."""
    return copy.deepcopy(get(edit.new, pointer[len(edit.pointer) :]))
