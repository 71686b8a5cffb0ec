"""Nothing on the page may move between the press of a mouse button and its release, or the click would miss."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

_LOOK_AGAIN = 15  # milliseconds


class Stillness(QObject):
    """Puts off what changes sizes until the mouse is let go.

    Signals:
        moving(), moved(): around what may move the parts of a page while somebody is clicking.
    """

    moving = Signal()
    moved = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[Callable[[], None]] = []
        self._timer = QTimer(self, interval=_LOOK_AGAIN)
        self._timer.timeout.connect(self._look)

    @staticmethod
    def held() -> bool:
        """Whether a mouse button is down."""
        return QApplication.mouseButtons() != Qt.MouseButton.NoButton

    def then(self, work: Callable[[], None]) -> None:
        """Does it now or, while a mouse button is down, when the click has been delivered."""
        if self.held():
            self._waiting.append(work)
            self._timer.start()
        else:
            self.flush()
            work()

    def now(self, work: Callable[[], None]) -> None:
        """Does it now; while a mouse button is down, the page holds on to what is under the mouse."""
        if not self.held():
            work()
            return
        self.moving.emit()
        work()
        self.moved.emit()

    def flush(self) -> None:
        """Does what was put off."""
        self._timer.stop()
        waiting, self._waiting = self._waiting, []
        if waiting:
            self.moving.emit()
            for work in waiting:
                work()
            self.moved.emit()

    def forget(self) -> None:
        """Drops what was put off."""
        self._timer.stop()
        self._waiting.clear()

    def _look(self) -> None:
        if not self.held():
            self.flush()
