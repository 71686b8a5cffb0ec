"""What is known of a document that is being written, kept in step with its edits: its counts, what is left, its depth.

All are told by the document alone. An edit only changes the counts of its own place, and the rest need not be looked
at again; where that is not so (a condition, an alternative, a list's first item), the whole is measured anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from gatewaydesk.document.edits import Change, Edit
from gatewaydesk.document.following import followed
from gatewaydesk.pointer import ABSENT, Pointer, get, to_text
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.validation.completeness import Counts, count, measure
from gatewaydesk.validation.guards import depth_of
from gatewaydesk.validation.remaining import MOST, Left, left_at, left_in

_FEW_LEFT = MOST // 2
_DEEPEST = 1000  # deeper than any document that can be checked


class Measured:
    """The counts of one document, its required places that are empty, and its depth.

    What was found is kept with the revision that it was found in, so that it may be looked for in a background thread.
    """

    def __init__(self, root: Callable[[], Field]) -> None:
        self._root = root  # reading a schema takes its time, and is left to who asks first
        self._counts: tuple[int, dict[str, Counts]] | None = None
        self._depth: tuple[int, int] | None = None
        self._left: tuple[int, list[Left]] | None = None

    def counts(self, value: Any, revision: int) -> dict[str, Counts]:
        """The counts of the document as it is in a revision (see `completeness.measure`)."""
        kept = self._counts
        if kept is None or kept[0] != revision:
            kept = self._counts = (revision, measure(self._root(), value))
        return kept[1]

    def left(self, value: Any, revision: int) -> list[Left]:
        """The required places that are empty in the document as it is in a revision (see `remaining.left_in`).

        Of more than `MOST` the first: the others are looked for when half of those are filled in.
        """
        whole, kept = self.counts(value, revision).get("", Counts()), self._left
        missing = whole.required_total - whole.required_done
        known = kept is not None and kept[0] == revision
        if kept is None or not known or len(kept[1]) < min(missing, _FEW_LEFT):
            kept = self._left = (revision, left_in(self._root(), value) if missing else [])
        return kept[1]

    def depth(self, value: Any, revision: int) -> int:
        """How deep the document is at most: what was taken out since it was looked at counts as well."""
        kept = self._depth
        if kept is None or kept[0] != revision:
            kept = self._depth = (revision, depth_of(value, _DEEPEST))
        return kept[1]

    def follow(self, change: Change, value: Any, revision: int) -> None:
        """The document was changed, and is in that revision now."""
        if self._counts is not None:
            known = self._counts[0] == revision - 1
            counts = recounted(self._root(), self._counts[1], value, change.edits) if known else None
            self._counts = None if counts is None else (revision, counts)
        if self._left is not None:
            known = self._left[0] == revision - 1
            left = left_after(self._root(), self._left[1], value, change.edits) if known else None
            self._left = None if left is None else (revision, left)
        if self._depth is not None:
            known = self._depth[0] == revision - 1
            deepest = max(len(edit.pointer) + depth_of(edit.new, _DEEPEST) for edit in change.edits)
            self._depth = (revision, max(self._depth[1], deepest)) if known else None


def recounted(root: Field, counts: dict[str, Counts], value: Any, edits: Iterable[Edit]) -> dict[str, Counts] | None:
    """The counts after some edits, from those before them; None where the whole has to be measured.

    Args:
        root: the field of the whole document.
        counts: as `measure` gave them before the edits.
        value: the document after them.
        edits: what was done since.
    """
    made, steps = dict(counts), list(edits)
    for edit in steps:
        field, required, depth = _reached(root, edit.pointer)
        if field is None or not _adds_up(edit, value, len(steps)):
            return None
        old, new = (
            count(field, [] if _is_item(edit) and one is ABSENT else [one], required, depth)
            for one in (edit.old, edit.new)
        )
        for name in (to_text(edit.pointer[:1]), ""):
            if name in made:  # only a group of sections is counted by sections
                made[name] = made[name] + new - old
    return made


def left_after(root: Field, left: list[Left], value: Any, edits: Iterable[Edit]) -> list[Left] | None:
    """The required places that are empty after some edits, in no order; None where the whole has to be looked through.

    Args:
        root: the field of the whole document.
        left: the places before the edits.
        value: the document after them.
        edits: what was done since.
    """
    made, steps = left, list(edits)
    for edit in steps:
        field, required, depth = _reached(root, edit.pointer)
        if field is None or not _adds_up(edit, value, len(steps)):
            return None
        if _is_item(edit) and (edit.old is ABSENT or edit.new is ABSENT):
            made = _moved(made, edit)
        else:
            size = len(edit.pointer)
            made = [one for one in made if one.pointer[:size] != edit.pointer]
        if not (_is_item(edit) and edit.new is ABSENT):
            made = [*made, *left_at(field, edit.new, edit.pointer, required, depth)]
    return made


def _moved(left: list[Left], edit: Edit) -> list[Left]:
    """Places as they are called after an item came or went; those in an item that went are gone."""
    size = len(edit.pointer)
    places = [followed(one.pointer, [edit]) if len(one.pointer) >= size else one.pointer for one in left]
    return [
        one if place is one.pointer else replace(one, pointer=place)
        for one, place in zip(left, places, strict=True)
        if place is not None
    ]


def _reached(root: Field, pointer: Pointer) -> tuple[Field | None, bool, int]:
    """The field of a place, whether it is required, and how deep it is, where no value on the way decides about it."""
    here, required = root, True
    for step in pointer:
        if here.conditional or here.fill:
            return None, False, 0
        if here.kind is Kind.OBJECT and here.children:
            below = next((one for one in here.children if one.name == step), None)
            required = below is not None and below.required
        elif (
            here.kind is Kind.LIST and not here.positions and isinstance(step, int) and (here.limits.min_items or 0) < 2
        ):
            below = here.item_at(step)
        else:
            below = None
        if below is None:
            return None, False, 0
        here = below
    return (here, required, len(pointer) - (root.kind is Kind.OBJECT)) if pointer else (None, False, 0)


def _is_item(edit: Edit) -> bool:
    return isinstance(edit.pointer[-1], int)


def _adds_up(edit: Edit, value: Any, edits: int) -> bool:
    """Whether nothing else is counted otherwise: not so of a list that gets its first item, or loses its last."""
    if not _is_item(edit) or (edit.old is not ABSENT and edit.new is not ABSENT):
        return True
    items = get(value, edit.pointer[:-1])
    return isinstance(items, list) and len(items) > edits
