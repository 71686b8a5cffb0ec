"""What a form keeps beside the document: it belongs to places, and goes with the items that it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from gatewaydesk.document.edits import Change
from gatewaydesk.document.following import followed, moved_along, renaming, shifting
from gatewaydesk.pointer import ABSENT, Pointer, get
from gatewaydesk.ui.form import values

T = TypeVar("T")


@dataclass
class Beside:
    """Kept for as long as the form is there.

    Attributes:
        unfinished: what is typed at a place and is no value yet.
        as_json: places that a person wants to edit as JSON.
        branches: the alternative that the person chose at a place.
        touched: where the person has been.
    """

    unfinished: dict[Pointer, str] = field(default_factory=dict)
    as_json: set[Pointer] = field(default_factory=set)
    branches: dict[Pointer, int] = field(default_factory=dict)
    touched: set[Pointer] = field(default_factory=set)

    def follow(self, change: Change, value: Callable[[Pointer], Any], *, stepping: bool) -> None:
        """What is kept goes with the item it belongs to, and a step back takes choices back.

        Args:
            change: what was done to the document.
            value: what the document holds at a place now.
            stepping: it was an undo or a redo.
        """
        shifts = shifting(change.edits)
        if shifts:
            self._move(lambda place: followed(place, shifts))
        names = renaming(change.edits)
        if names is not None:
            self._move(lambda place: moved_along(place, names))
            return
        for edit in change.edits:
            depth = len(edit.pointer)
            for at in [one for one in self.unfinished if one[:depth] == edit.pointer and edit not in shifts]:
                if not values.same(get(edit.old, at[depth:]), get(edit.new, at[depth:])):
                    del self.unfinished[at]
        if stepping:
            places = {edit.pointer for edit in change.edits}
            for at in list(self.branches):
                replaced = any(at[:depth] in places for depth in range(len(at) + 1))
                if replaced and value(at) not in (ABSENT, None):
                    del self.branches[at]

    def _move(self, to: Callable[[Pointer], Pointer | None]) -> None:
        """All of it goes where its place goes; None is nowhere."""
        self.unfinished, self.branches = _moved(self.unfinished, to), _moved(self.branches, to)
        self.as_json = {new for at in self.as_json if (new := to(at)) is not None}
        self.touched = {new for at in self.touched if (new := to(at)) is not None}


def _moved(kept: dict[Pointer, T], to: Callable[[Pointer], Pointer | None]) -> dict[Pointer, T]:
    return {new: one for at, one in kept.items() if (new := to(at)) is not None}
