"""What differs between two values of one dataset, in the words of its form: the field, what was there, what is now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from gatewaydesk.document.difference import difference, identical
from gatewaydesk.document.edits import Edit, apply_edit
from gatewaydesk.pointer import ABSENT, Pointer, get
from gatewaydesk.schema.fields import Field
from gatewaydesk.validation.places import Places

MOST = 2_000
"""Differences that are put into words; of more than that, nobody reads the rest."""

_FEW_LEAVES = 12  # a group with no more than that is told field by field when it comes or goes; an item never is

_SHORT_LIST = 30  # items of a list of plain values, such as keywords, that is told as one value
_SHOWN = 100  # values within an item that anybody may get to see on a line


@dataclass(frozen=True)
class Changed:
    """One difference.

    Attributes:
        words: the field with what it stands in: "Structural metadata › Table admissions › Column dob".
        pointer: its place in the value that is now; where it is gone, where it would be.
        then, now: what is there; ABSENT where nothing is.
        secret: the schema calls it, or something in it, a secret, so what is there is not to be shown.
    """

    words: str
    pointer: Pointer
    then: Any
    now: Any
    secret: bool = False


@dataclass(frozen=True)
class Comparison:
    """What differs: the first `MOST` differences in the order of the document, and about how many there are."""

    changed: tuple[Changed, ...]
    count: int

    @property
    def untold(self) -> int:
        """How many differences are not among those told."""
        return max(0, self.count - len(self.changed))


def compare(root: Field, then: Any, now: Any, check: Callable[[], object] = lambda: None) -> Comparison:
    """Puts the differences between two values into words. That members stand in another order is none.

    Args:
        root: the field of the whole document.
        then: the older value; it is taken apart and must not be used afterwards.
        now: the newer value; only read.
        check: called now and then; may raise to stop.
    """
    edits = difference(then, now)
    moved = {edit.pointer: edit for edit in edits if edit.new is ABSENT and _named(edit.pointer)}
    again = {edit.pointer for edit in edits if edit.old is ABSENT and edit.pointer in moved}
    told: list[Changed] = []
    left = len(edits)  # not looked at yet
    for list_, found in groupby(edits, _list_of):
        if len(told) >= MOST:
            break  # what comes now was not made any more, so it would not be found
        group = list(found)
        if list_ is not None and _is_short(get(then, list_), group):
            before, left = list(get(then, list_)), left - len(group)
            for edit in group:
                then = apply_edit(then, edit)
            told.append(_changed(list_, before, get(then, list_), Places(root, then)))
            continue
        for edit in group:
            check()
            if len(told) >= MOST:
                break
            left -= 1
            if edit.new is ABSENT:  # put into words while it is still there
                if edit.pointer not in again:  # else it comes back further on; then it is told what is another in it
                    told.extend(_told(edit, Places(root, then)))
                then = apply_edit(then, edit)
                continue
            then = apply_edit(then, edit)
            inner = _below(edit, moved[edit.pointer].old) if edit.pointer in again else (edit,)
            places = Places(root, then)
            told.extend(one for found in inner for one in _told(found, places))
    return Comparison(tuple(told[:MOST]), len(told) + left)


def _list_of(edit: Edit) -> Pointer | None:
    """The list whose item an edit puts in, takes out or replaces."""
    return edit.pointer[:-1] if edit.pointer and isinstance(edit.pointer[-1], int) else None


def _is_short(items: list[Any], edits: list[Edit]) -> bool:
    """Whether a list is told as a whole: it has few items, all of them plain, and so have those that come."""
    if len(items) + len(edits) > _SHORT_LIST:
        return False
    return not any(isinstance(one, dict | list) for one in (*items, *(edit.new for edit in edits)))


def _named(pointer: Pointer) -> bool:
    return bool(pointer) and isinstance(pointer[-1], str)


def _below(edit: Edit, old: Any) -> Iterator[Edit]:
    """What is another in a member that only got another place."""
    for one in difference(old, edit.new):
        yield Edit((*edit.pointer, *one.pointer), one.old, one.new)


def _told(edit: Edit, places: Places) -> Iterator[Changed]:
    if edit.old is not ABSENT and edit.new is not ABSENT:
        if not identical(edit.old, edit.new):
            yield _changed(edit.pointer, edit.old, edit.new, places)
        return
    value = edit.old if edit.new is ABSENT else edit.new
    leaves = list(_leaves(edit.pointer, value, _FEW_LEAVES + 1)) if _named(edit.pointer) else []
    for pointer, leaf in leaves if 0 < len(leaves) <= _FEW_LEAVES else [(edit.pointer, value)]:
        yield _changed(pointer, *((leaf, ABSENT) if edit.new is ABSENT else (ABSENT, leaf)), places)


def _changed(pointer: Pointer, then: Any, now: Any, places: Places) -> Changed:
    place = places.at(pointer)
    within = (below for value in (then, now) for below, _ in _leaves(pointer, value, _SHOWN))
    secret = any(places.at(one).secret for one in within)
    return Changed(" › ".join((*place.trail, place.title)), pointer, then, now, secret)


def _leaves(pointer: Pointer, value: Any, most: int) -> Iterator[tuple[Pointer, Any]]:
    """The members of a group down to what holds none; lists of plain values count as one."""
    left = [(pointer, value)]
    while left and most:
        place, held = left.pop()
        if isinstance(held, dict) and held:
            left.extend(((*place, name), below) for name, below in reversed(held.items()))
        elif isinstance(held, list) and any(isinstance(one, dict | list) for one in held):
            left.extend(((*place, at), below) for at, below in reversed(list(enumerate(held))))
        else:
            most -= 1
            yield place, held
