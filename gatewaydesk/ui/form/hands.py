"""What somebody empties stays on the page for as long as they are in it, although the document has it no more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from gatewaydesk.pointer import Pointer
from gatewaydesk.ui.form.stillness import Stillness


class Holder(Protocol):
    """A part of the form that can be drawn on without a value."""

    pointer: Pointer
    alive: bool

    def has_focus(self) -> bool:
        """Whether somebody is in it."""

    def let_go(self) -> None:
        """Shows what the document holds: nobody is in it any more."""

    def window(self) -> QWidget:
        """The window it stands in."""


class Hands(QObject):
    """Knows what is drawn on because it was emptied by the very hands that are still in it.

    Emptying the last field of an optional object takes that object out of the document, and with it all optional
    objects that it leaves empty. On the page they go when the focus goes: the next key is meant for the same field.
    """

    def __init__(self, still: Stillness, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._still = still
        self._writing: Pointer | None = None
        self._held: list[Holder] = []
        self._heard = QApplication.instance().focusChanged.connect(self._focus_moved)

    def close(self) -> None:
        """Nothing is drawn on any more."""
        self.disconnect(self._heard)
        self._held.clear()

    @contextmanager
    def writing(self, pointer: Pointer) -> Iterator[None]:
        """Around a change that a person makes in an editor of that place."""
        before, self._writing = self._writing, pointer
        try:
            yield
        finally:
            self._writing = before

    def keep(self, holder: Holder) -> bool:
        """Whether a part that has lost its value is drawn on, until somebody else gets the focus."""
        if holder in self._held:
            return True
        at = holder.pointer
        if self._writing is None or self._writing[: len(at)] != at or not holder.has_focus():
            return False
        self._held.append(holder)
        return True

    def forget(self, holder: Holder) -> None:
        """The part has a value again, or is shown without one."""
        if holder in self._held:
            self._held.remove(holder)

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        """A menu, a dialog or another program passes: the focus comes back to where it was."""
        if now is None or not self._held:
            return
        self._held = [one for one in self._held if _is_there(one)]
        gone = [one for one in self._held if one.window() is now.window() and not one.has_focus()]
        if gone:
            self._still.then(lambda: self._let_go(gone))

    def _let_go(self, gone: list[Holder]) -> None:
        """Of those that stand inside each other the outer one takes the inner ones with it."""
        for one in sorted(gone, key=lambda holder: len(holder.pointer)):
            if one in self._held and _is_there(one) and not one.has_focus():
                self.forget(one)
                one.let_go()


def _is_there(holder: Holder) -> bool:
    return isValid(holder) and holder.alive
