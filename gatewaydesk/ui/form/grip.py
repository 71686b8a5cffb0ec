"""A handle by which an item of a list is dragged to another place among its neighbours."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from gatewaydesk.ui import theme

_DOT, _STEP = 2, 5


class Grip(QWidget):
    """Six dots. The keyboard has Alt+Up and Alt+Down for the same, so that Tab passes it by.

    Signals:
        dragged(place), dropped(place): the mouse, pressed on it, is there (on the screen), or was let go there.
    """

    dragged = Signal(QPoint)
    dropped = Signal(QPoint)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._from: QPoint | None = None
        self._far = False
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAccessibleName(f"Move {name}")
        self.setToolTip("Drag to move it; with the keyboard: Alt+Up and Alt+Down")

    def sizeHint(self) -> QSize:
        return QSize(3 * _STEP, self.fontMetrics().height() + 10)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._from, self._far = event.globalPosition().toPoint(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is None:
            return
        here = event.globalPosition().toPoint()
        self._far = self._far or (here - self._from).manhattanLength() >= QApplication.startDragDistance()
        if self._far:
            self.dragged.emit(here)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        far, self._from, self._far = self._far, None, False
        if far:
            self.dropped.emit(event.globalPosition().toPoint())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("muted"))
        left, top = (self.width() - _STEP - _DOT) // 2, self.sizeHint().height() // 2 - _STEP - 1
        for column in range(2):
            for row in range(3):
                painter.drawEllipse(left + column * _STEP, top + row * _STEP, _DOT, _DOT)
        painter.end()


def moved_by(event: QKeyEvent) -> int:
    """-1 for Alt+Up, 1 for Alt+Down, else 0."""
    if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier != Qt.KeyboardModifier.AltModifier:
        return 0
    return {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
