"""The document: the one truth about what has been written. Every change is an edit, so everything can be undone."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile
from typing import Any

from gatewaydesk.document.difference import identical
from gatewaydesk.document.edits import Change, Edit, apply_edit, own, squeezed
from gatewaydesk.document.following import found_by_filling, found_empty
from gatewaydesk.document.steps import History, Kind, NotFitting, Recalled
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.pointer import ABSENT, Pointer, get

MOST_STEPS = 1000
"""So many steps can be undone; older ones are forgotten."""

Listener = Callable[[Change], None]
Recorder = Callable[[Kind, Change], None]


class DocumentLocked(GatewayDeskError):
    """Somebody wants to change a document that is only read here."""

    def __init__(self) -> None:
        super().__init__(
            "This dataset is open to be read only, so nothing was changed.", "Take it over first, then try again."
        )


class Document:
    """One JSON value with its history of changes.

    Listeners are called after each change, with the change as it was applied (for an undo: its inverse).
    A value handed in is copied, so that nobody outside can change the document behind its back.
    """

    def __init__(self, value: Any = ABSENT) -> None:
        self._value: Any = {} if value is ABSENT else value
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._dropped: list[Step] = []  # the undone steps that the last change put an end to
        self._listeners: list[Listener] = []
        self._recorders: list[Recorder] = []
        self.revision = 0
        self.locked = False  # it is only read here: whoever changes it all the same meets DocumentLocked

    @property
    def value(self) -> Any:
        """The whole JSON value. To be read only; change it through edits."""
        return self._value

    def get(self, pointer: Iterable[str | int]) -> Any:
        """The value at a place, or ABSENT."""
        return get(self._value, pointer)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Calls `listener` after every change; returns the function that ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def record(self, recorder: Recorder) -> Callable[[], None]:
        """Calls `recorder` with every change and what it did to the steps, before any listener; returns what ends it.

        A change that is told is never changed again: it may be read in any thread.
        """
        self._recorders.append(recorder)
        return lambda: self._recorders.remove(recorder) if recorder in self._recorders else None

    # Changing

    def set(
        self, pointer: Pointer, new: Any, *, label: str = "", merge: str = "", order: Order = None
    ) -> Change | None:
        """Writes a value at a place, making the objects above it where they are absent or null.

        Args:
            pointer: where; a part that is a number goes into a list, at its end when it is one past the last item.
            new: the value; ABSENT takes the member out.
            order: the members' names in the schema's order for the object at a place, so that a new member stands
                where the schema has it and not at the end.

        Returns:
            The change, or None when the value was there already.
        """
        edits = self.plan(pointer, new, order)
        return self.apply(edits, label=label, merge=merge) if edits else None

    def plan(self, pointer: Pointer, new: Any, order: Order = None) -> list[Edit]:
        """The edits that `set` would make, without making them. A document is never absent: emptied, it is null."""
        new = None if new is ABSENT and not pointer else new
        old = self.get(pointer)
        if identical(old, new):
            return []
        if new is ABSENT:
            return [Edit(pointer, old, ABSENT, _index_of(self.get(pointer[:-1]), pointer[-1]))]
        for depth in range(len(pointer)) if old is ABSENT else ():
            above = self.get(pointer[:depth])
            if above is ABSENT or above is None:
                built = _wrap(pointer[depth:], new)
                return [Edit(pointer[:depth], above, built, self._position(pointer[:depth], order))]
        return [Edit(pointer, old, copy.deepcopy(new), None if old is not ABSENT else self._position(pointer, order))]

    def insert(self, pointer: Pointer, new: Any, *, label: str = "") -> Change:
        """Puts an item into a list at the number that ends `pointer`; makes the list where it is absent or null."""
        above = self.get(pointer[:-1])
        if above is ABSENT or above is None:
            return self.apply(self.plan(pointer[:-1], [new]), label=label)
        return self.apply([Edit(pointer, ABSENT, copy.deepcopy(new))], label=label)

    def remove(self, pointer: Pointer, *, label: str = "") -> Change | None:
        """Takes a member or an item out."""
        return self.set(pointer, ABSENT, label=label)

    def move(self, pointer: Pointer, index: int, *, label: str = "") -> Change | None:
        """Moves a list's item to another number in the same list."""
        old = self.get(pointer)
        if old is ABSENT or index == pointer[-1]:
            return None
        target = (*pointer[:-1], index)
        return self.apply([Edit(pointer, old, ABSENT), Edit(target, ABSENT, old)], label=label)

    def rename(self, pointer: Pointer, name: str, *, label: str = "") -> Change | None:
        """Gives a member another name; it stays where it stands among its object's members.

        Returns:
            The change, or None where there is no such member, or one of the new name already.
        """
        old, place = self.get(pointer), (*pointer[:-1], name)
        if old is ABSENT or self.get(place) is not ABSENT:
            return None
        at = _index_of(self.get(pointer[:-1]), pointer[-1])
        return self.apply([Edit(pointer, old, ABSENT, at), Edit(place, ABSENT, old, at)], label=label)

    def apply(self, edits: Iterable[Edit], *, label: str = "", merge: str = "") -> Change:
        """Makes edits as one step that is undone together.

        Raises:
            LookupError: an edit's place does not exist; the document is then as it was before.
            DocumentLocked: it is only read here.
        """
        self._refuse_locked()
        change = Change(tuple(edits), label, merge)
        self._run(change)
        last = self._done[-1] if self._done else None
        more = merge and isinstance(last, Change) and last.merge == merge and not self._undone
        if more and isinstance(last, Change):
            change_kept = Change(squeezed(last.edits + change.edits), label or last.label, merge)
            self._done[-1] = change_kept
        else:
            self._done.append(change)
            del self._done[:-MOST_STEPS]
        self._dropped, self._undone = self._undone, []
        self._tell(Kind.MORE if more else Kind.DO, change)
        return change

    # Undo and redo

    @property
    def undo_label(self) -> str | None:
        """What would be undone, or None when there is nothing."""
        return self._done[-1].label if self._done else None

    @property
    def redo_label(self) -> str | None:
        """What would be redone, or None when there is nothing."""
        return self._undone[-1].label if self._undone else None

    def undo(self) -> Change | None:
        """Takes the last step back; returns the change that did it.

        A step of an earlier session that can no longer be read is forgotten, with all before it.
        """
        self._refuse_locked()
        if not self._done:
            return None
        step = self._done.pop()
        if isinstance(step, Change):
            self._run(step.inverse)
        else:
            try:
                self._value, step = step.undo(self._value)
            except NotFitting:
                self._done.clear()
                return None
            self.revision += 1
        self._undone.append(step)
        self._tell(Kind.UNDO, step.inverse)
        return step.inverse

    def withdraw(self, change: Change) -> bool:
        """Takes a step back as if it had never been: it cannot be redone, and what could be redone before it can again.

        Returns:
            False, and nothing is done, where it is not the last step, or the document is only read here.
        """
        if self.locked or not self._done or self._done[-1] is not change or self._undone:
            return False
        self._done.pop()
        self._undone, self._dropped = self._dropped, []
        self._run(change.inverse)
        self._tell(Kind.WITHDRAW, change.inverse)
        return True

    def redo(self) -> Change | None:
        """Does the last undone step again; returns the change that did it. Otherwise like `undo`."""
        self._refuse_locked()
        if not self._undone:
            return None
        step = self._undone.pop()
        if isinstance(step, Change):
            self._run(step)
        else:
            try:
                self._value, step = step.redo(self._value)
            except NotFitting:
                self._undone.clear()
                return None
            self.revision += 1
        self._done.append(step)
        self._tell(Kind.REDO, step)
        return step

    def found_by_filling(self, pointer: Pointer, otherwise: Any) -> Any:
        """What stood where a list stands before it got its first item (see `following`), as far as this session knows.

        Steps of earlier sessions are not read for it.
        """
        return found_by_filling(self._known(), pointer, otherwise)

    def found_empty(self, pointer: Pointer, otherwise: Any) -> Any:
        """What stood at a place when nothing was written there the last time, as far as this session knows."""
        return found_empty(self._known(), pointer, self.get(pointer), otherwise)

    def recall(self, history: History) -> None:
        """Takes the steps of an earlier session, which led to the value that the document began with."""
        if self.revision == 0:
            self._done[:], self._undone[:] = history.done[-MOST_STEPS:], history.undone

    def end_merge(self) -> None:
        """The next change starts an undo step of its own (called when a field loses the focus)."""
        last = self._done[-1] if self._done else None
        if isinstance(last, Change) and last.merge:
            self._done[-1] = Change(last.edits, last.label)

    # Inside

    def _known(self) -> Iterator[Change]:
        """The steps of this session, the newest first."""
        known = takewhile(lambda step: isinstance(step, Change), reversed(self._done))
        return (step for step in known if isinstance(step, Change))

    def _refuse_locked(self) -> None:
        if self.locked:
            raise DocumentLocked

    def _run(self, change: Change) -> None:
        done: list[Edit] = []
        try:
            for edit in change.edits:
                self._value = apply_edit(self._value, own(edit))
                done.append(edit)
        except (LookupError, TypeError) as error:
            for edit in reversed(done):
                self._value = apply_edit(self._value, edit.inverse)
            raise LookupError(change.edits) from error
        self.revision += 1

    def _tell(self, kind: Kind, change: Change) -> None:
        for recorder in tuple(self._recorders):
            recorder(kind, change)
        for listener in tuple(self._listeners):
            listener(change)

    def _position(self, pointer: Pointer, order: Order) -> int | None:
        """Where a new member should stand so that members follow the schema's order."""
        holder = self.get(pointer[:-1]) if pointer else None
        if order is None or not isinstance(holder, dict):
            return None
        names = list(order(pointer[:-1]))
        if pointer[-1] not in names:
            return None
        before = set(names[: names.index(str(pointer[-1]))])
        places = [at for at, name in enumerate(holder) if name in before]
        return places[-1] + 1 if places else 0


Order = Callable[[Pointer], Iterable[str]] | None
Step = Change | Recalled


def _index_of(holder: Any, name: str | int) -> int | None:
    return list(holder).index(name) if isinstance(holder, dict) and name in holder else None


def _wrap(parts: Pointer, value: Any) -> Any:
    built = copy.deepcopy(value)
    for part in reversed(parts):
        built = [built] if isinstance(part, int) else {part: built}
    return built
