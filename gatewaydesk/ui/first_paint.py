"""What can wait until a window is seen: the start is for what is painted first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


def when_painted(window: QWidget, then: Callable[[], object]) -> None:
    """Calls `then` once, after the next time that a window has been painted; never, if it is not shown."""
    _Waiting(window, then)
    window.update()


class _Waiting(QObject):
    def __init__(self, window: QWidget, then: Callable[[], object]) -> None:
        super().__init__(window)
        self._then = then
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._seen)
        return False

    def _seen(self) -> None:
        self.deleteLater()
        self._then()
