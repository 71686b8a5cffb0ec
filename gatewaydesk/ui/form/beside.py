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
_STEPS = 20  # at one place


@dataclass
class Beside:
    """Kept for as long as the form is there.

    Attributes:
        unfinished: what is typed at a place and is no value yet.
        as_json: places that a person wants to edit as JSON.
        branches: the alternative that the person chose at a place.
        touched: where the person has been.
        left_behind: the alternatives that were chosen while something else was written, for who steps back to that.
    """

    unfinished: dict[Pointer, str] = field(default_factory=dict)
    as_json: set[Pointer] = field(default_factory=set)
    branches: dict[Pointer, int] = field(default_factory=dict)
    touched: set[Pointer] = field(default_factory=set)
    left_behind: dict[Pointer, list[tuple[Any, int]]] = field(default_factory=dict)

    def choose(self, place: Pointer, number: int, value: Any) -> None:
        """The person chooses an alternative at a place where that value stands until then."""
        self._leave_behind(place, value)
        self.branches[place] = number

    def follow(self, change: Change, value: Callable[[Pointer], Any], *, stepping: bool) -> None:
        """What is kept goes with the item it belongs to; a step takes choices back, and brings back those made there.

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
                    self._leave_behind(at, _before(change, at))
                    del self.branches[at]
            for at, several in self.left_behind.items():
                if at not in self.branches and any(at[:depth] in places for depth in range(len(at) + 1)):
                    known = [number for held, number in several if values.same(held, value(at))]
                    if known:
                        self.branches[at] = known[-1]

    def _leave_behind(self, place: Pointer, value: Any) -> None:
        if place in self.branches and value not in (ABSENT, None):
            others = [one for one in self.left_behind.get(place, []) if not values.same(one[0], value)]
            self.left_behind[place] = [*others, (value, self.branches[place])][-_STEPS:]

    def _move(self, to: Callable[[Pointer], Pointer | None]) -> None:
        """All of it goes where its place goes; None is nowhere."""
        self.unfinished, self.branches = _moved(self.unfinished, to), _moved(self.branches, to)
        self.left_behind = _moved(self.left_behind, to)
        self.as_json = {new for at in self.as_json if (new := to(at)) is not None}
        self.touched = {new for at in self.touched if (new := to(at)) is not None}


def _moved(kept: dict[Pointer, T], to: Callable[[Pointer], Pointer | None]) -> dict[Pointer, T]:
    return {new: one for at, one in kept.items() if (new := to(at)) is not None}


def _before(change: Change, place: Pointer) -> Any:
    """What stood at a place that a change replaced, or ABSENT."""
    for edit in change.edits:
        if place[: len(edit.pointer)] == edit.pointer:
            return get(edit.old, place[len(edit.pointer) :])
    return ABSENT
