"""The parts of a form, by the place in the document that each of them shows."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Protocol

from shiboken6 import isValid

from gatewaydesk.document.edits import Change
from gatewaydesk.pointer import Pointer

_MANY = 24  # places that changed at once, above which it is asked only what lies around all of them


class Node(Protocol):
    """A part of the form that shows the value at one place."""

    pointer: Pointer

    def refresh(self, change: Change | None) -> None:
        """Shows what the document now holds."""

    def show_problems(self) -> None:
        """Shows what is now known to be wrong here and below."""


class Parts:
    """Those that are to be told of changes and problems. They may come and go while others are told."""

    def __init__(self) -> None:
        self._nodes: dict[Pointer, list[Node]] = {}

    def add(self, node: Node) -> None:
        """The node is told of changes and problems from now on."""
        self._nodes.setdefault(node.pointer, []).append(node)

    def drop(self, node: Node) -> None:
        """The node is told nothing any more."""
        nodes = self._nodes.get(node.pointer, [])
        if node in nodes:
            nodes.remove(node)
        if not nodes:
            self._nodes.pop(node.pointer, None)

    def clear(self) -> None:
        """None is told anything any more."""
        self._nodes.clear()

    def at(self, pointer: Pointer) -> Iterator[Node]:
        """Those that show that place, outermost first; one that goes meanwhile is passed over."""
        for node in tuple(self._nodes.get(pointer, ())):
            if not isValid(node):
                self.drop(node)
            elif node in self._nodes.get(pointer, ()):
                yield node

    def all(self) -> Iterator[tuple[Pointer, Node]]:
        """All that are there now, those further out first."""
        for pointer in sorted(self._nodes, key=len):
            for node in self.at(pointer):
                yield pointer, node

    def refresh(self, places: Iterable[Pointer], change: Change) -> None:
        """Those that show one of these places show what the document now holds, those further out first."""
        for pointer in sorted(places, key=len):
            for node in self.at(pointer):
                node.refresh(change)

    def concerned(self, change: Change) -> list[Pointer]:
        """The places that are shown and that a change is about: itself, and what lies around or inside it."""
        places = {edit.pointer for edit in change.edits}
        if len(places) > _MANY:
            places = {_common(places)}
        return [
            pointer
            for pointer in self._nodes
            if any(pointer[: len(place)] == place[: len(pointer)] for place in places)
        ]


def _common(places: Iterable[Pointer]) -> Pointer:
    """The deepest place that holds all of these."""
    shortest, *others = sorted(places, key=len)
    same = itertools.takewhile(
        lambda depth: all(other[depth] == shortest[depth] for other in others), range(len(shortest))
    )
    return shortest[: len(list(same))]
