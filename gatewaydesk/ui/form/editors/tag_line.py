"""The line under chips."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

from gatewaydesk.ui.form.editors.base import KeyedLine


class TagLine(KeyedLine):
    """Where the next value is typed. Enter or a comma adds it; Backspace at the start takes the last one out.

    While one is typed anew (`anew`), Escape leaves it as it was, and an empty text is an answer too.
    """

    finished = Signal(str)
    back = Signal()
    given_up = Signal()
    pasting = False
    anew = False

    def ends(self, text: str) -> bool:
        """Whether the comma or semicolon with which a text ends is not meant to be a part of it."""
        return True

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab adds what was typed."""
        if self._is_answer():
            self.finished.emit(self.text())
        return super().focusNextPrevChild(forward)

    def _is_answer(self) -> bool:
        return self.anew or bool(self.text().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.pasting = event.matches(QKeySequence.StandardKey.Paste)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._is_answer():
            self.finished.emit(self.text())
        elif event.key() == Qt.Key.Key_Escape and self.anew:
            self.given_up.emit()
        elif event.key() == Qt.Key.Key_Backspace and not self.text() and not self.anew:
            self.back.emit()
        elif event.text() in (",", ";") and self.text().strip() and self.ends(self.text() + event.text()):
            self.finished.emit(self.text())
        else:
            super().keyPressEvent(event)
        self.pasting = False
