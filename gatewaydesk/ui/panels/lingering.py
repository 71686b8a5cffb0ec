"""What was mended a moment ago stays in a list, ticked off, until the field that it is about is left.

So no row moves while somebody types, and they see that what they do has told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from gatewaydesk.pointer import Pointer
from gatewaydesk.validation.problems import Problem
from gatewaydesk.validation.remaining import Left

Thing = Problem | Left
Settled = TypeVar("Settled")
_LOOK_BACK = 8


@dataclass(frozen=True)
class Mended:
    """What was wrong or empty a moment ago, while its field still has the focus."""

    thing: Thing

    @property
    def pointer(self) -> Pointer:
        """Where it was."""
        return self.thing.pointer


class Lingering:
    """The one thing of a list that is settled and has not gone yet."""

    def __init__(self) -> None:
        self._here: Pointer | None = None
        self._before: list[Pointer] = []
        self.thing: Thing | None = None

    def come_to(self, pointer: Pointer | None) -> bool:
        """The focus is at that place now; True when something that lingered goes with that."""
        if pointer == self._here:
            return False
        gone = self.thing is not None
        self._here, self.thing = pointer, None
        return gone

    def follow(self, old: Sequence[Thing], new: Sequence[Thing]) -> None:
        """The list is another now: what was at the place with the focus, and is no more, lingers."""
        if self._here is None:
            return
        if any(one.pointer == self._here for one in new):
            self.thing = None
            return
        at = next((at for at, one in enumerate(old) if one.pointer == self._here), None)
        if at is not None:
            self.thing = old[at]
            self._before = [one.pointer for one in reversed(old[max(0, at - _LOOK_BACK) : at])]

    def put_into(self, things: Sequence[Thing], settled: Settled) -> list[Thing | Settled]:
        """A list with it, behind what it stood behind.

        Args:
            things: the list without it.
            settled: what it is shown as.
        """
        known = {one.pointer: at for at, one in enumerate(things)}
        at = next((known[one] + 1 for one in self._before if one in known), 0)
        return [*things[:at], settled, *things[at:]]
