"""Makes edits in a copy of a document that shares with it whatever is not touched."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gatewaydesk.document.edits import Edit, apply_edit
from gatewaydesk.pointer import ABSENT, Pointer, get
from gatewaydesk.validation.repairs.repair import Repair


def with_edits(value: Any, edits: Iterable[Edit]) -> Any:
    """A document with edits made, which leaves the one given as it is and shares with it what is not touched.

    Raises:
        LookupError: a place does not exist.
    """
    copy = _Copy(value)
    for edit in edits:
        copy.make(edit)
    return copy.value


def compatible(value: Any, repairs: Iterable[Repair]) -> list[Repair]:
    """Those of some repairs whose edits can be made one after the other, in the order to make them in.

    Later places go first, so that an item that goes does not give the next repair's item another number; before them
    what puts another document in the place of this one. Of two that change the same place only one is kept, and none
    that changes something in an item that goes: there would be another item by then.
    """
    copy, kept = _Copy(value), []
    gone: set[Pointer] = set()
    for repair in sorted(repairs, key=_order, reverse=True):
        done: list[Edit] = []
        try:
            for edit in repair.edits:
                if gone and any(edit.pointer[:depth] in gone for depth in range(1, len(edit.pointer) + 1)):
                    raise LookupError(edit.pointer)
            for edit in repair.edits:
                if get(copy.value, edit.pointer) != edit.old and not _inserts(edit):
                    raise LookupError(edit.pointer)
                copy.make(edit)
                done.append(edit)
            kept.append(repair)
            gone.update(one.pointer for one in done if _takes_out(one))
        except (LookupError, TypeError):
            for edit in reversed(done):
                copy.make(edit.inverse)
    return kept


class _Copy:
    """A document that can be changed while the one it was made from stays: what stands above a change is copied once.

    Attributes:
        value: the document as it is now.
    """

    def __init__(self, value: Any) -> None:
        self.value = value
        self._mine: dict[int, Any] = {}

    def make(self, edit: Edit) -> None:
        """Makes an edit.

        Raises:
            LookupError: its place does not exist.
            TypeError: what stands above it is neither a list nor an object.
        """
        if edit.pointer:
            here = self.value = self._own(self.value)
            for part in edit.pointer[:-1]:
                here[part] = self._own(here[part])
                here = here[part]
        self.value = apply_edit(self.value, edit)

    def _own(self, one: Any) -> Any:
        if id(one) in self._mine or not isinstance(one, dict | list):
            return one
        made = one.copy()
        self._mine[id(made)] = made
        return made


def _takes_out(edit: Edit) -> bool:
    return edit.new is ABSENT and bool(edit.pointer) and isinstance(edit.pointer[-1], int)


def _inserts(edit: Edit) -> bool:
    return edit.old is ABSENT and bool(edit.pointer) and isinstance(edit.pointer[-1], int)


def _order(repair: Repair) -> tuple[bool, list[tuple[int, str]]]:
    whole = any(not edit.pointer for edit in repair.edits)
    return whole, [_rank(part) for part in repair.problem.pointer]


def _rank(part: str | int) -> tuple[int, str]:
    return (part, "") if isinstance(part, int) else (0, part)
