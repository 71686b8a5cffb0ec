"""What a change did, in a line of words: for the timeline of a draft."""

from __future__ import annotations

from collections.abc import Callable

from gatewaydesk.document.edits import Change, Edit
from gatewaydesk.document.steps import Kind
from gatewaydesk.pointer import ABSENT, Pointer

_LONGEST = 200  # characters: names of places are what people typed
BEFORE = {Kind.UNDO: "Undone: ", Kind.REDO: "Done again: ", Kind.WITHDRAW: "Taken back: "}


def told(kind: Kind, change: Change, label: Callable[[Pointer], str]) -> str:
    """Says what a change did, such as “Summary › Title changed”.

    Args:
        kind: what it did to the steps that can be undone.
        change: the change; for an undo, the inverse of the step.
        label: the name of a place, with what stands above it.
    """
    return (BEFORE.get(kind, "") + _words(change, label))[:_LONGEST]


def _words(change: Change, label: Callable[[Pointer], str]) -> str:
    places = {edit.pointer for edit in change.edits}
    first, last = change.edits[0], change.edits[-1]
    if len(places) == 1 and first.pointer:
        place, old, new = _innermost(first.pointer, first.old, last.new)
        return f"{label(place)} {_verb(old, new, isinstance(place[-1], int))}"
    if len(change.edits) == 2 and _is_move(first, last):
        return f"{label(last.pointer)} moved"
    said = change.label or f"change {len(places):,} places"
    return said[:1].upper() + said[1:]


def _innermost(place: Pointer, old: object, new: object) -> tuple[Pointer, object, object]:
    """What was really filled in or emptied, where objects came or went with it that hold nothing else."""
    while old is ABSENT and isinstance(new, dict) and len(new) == 1:
        name, new = next(iter(new.items()))
        place = (*place, name)
    while new is ABSENT and isinstance(old, dict) and len(old) == 1:
        name, old = next(iter(old.items()))
        place = (*place, name)
    return place, old, new


def _verb(old: object, new: object, item: bool) -> str:
    if old is ABSENT and new is not ABSENT:
        return "added" if item else "filled in"
    if new is ABSENT:
        return "taken out" if item else "emptied"
    if old in ("", None) and new not in ("", None):
        return "filled in"
    return "emptied" if new in ("", None) else "changed"


def _is_move(first: Edit, last: Edit) -> bool:
    in_one_list = bool(last.pointer) and first.pointer[:-1] == last.pointer[:-1] and isinstance(last.pointer[-1], int)
    return in_one_list and first.new is ABSENT and last.old is ABSENT
