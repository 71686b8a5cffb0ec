"""A value as a chip: its words, and the cross that takes it out."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from gatewaydesk.ui import theme
from gatewaydesk.ui.form import look

_CROSS = 20


class Chip(QAbstractButton):
    """One value. Its cross, Delete, Backspace or Space take it out; a double click takes it back into the line.

    Attributes:
        at: the number of the value that it shows.

    Signals:
        wanted_back(): the value is to be typed anew.
    """

    wanted_back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.at = -1
        self._wrong = False
        self.setAccessibleDescription("Press to take it out")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_value(self, at: int, label: str) -> None:
        """Shows a value."""
        self.at = at
        if label != self.text():
            self.setText(label)
            self.setAccessibleName(label)
            self.setToolTip(look.tip(label) if len(label) > 60 else "")
            self.updateGeometry()

    def set_wrong(self, wrong: bool) -> None:
        """Marks it as wrong, or no longer."""
        if wrong is not self._wrong:
            self._wrong = wrong
            self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = min(metrics.horizontalAdvance(self.text()) + 2, 480) + 13 + _CROSS
        return QSize(width, metrics.height() + 10)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 160), self.sizeHint().height())

    def hitButton(self, pos: Any) -> bool:
        return bool(pos.x() >= self.width() - _CROSS - 2)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self.hitButton(event.position().toPoint()):
            self.wanted_back.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.click()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().adjusted(1, 1, -1, -1)
        edge = theme.color("wrong") if self._wrong else theme.color("line")
        edge = self.palette().highlight().color() if self.hasFocus() else edge
        painter.setPen(QPen(edge, 1.5 if self.hasFocus() or self._wrong else 1.0))
        painter.setBrush(theme.color("quiet"))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setPen(theme.color("wrong") if self._wrong else self.palette().text().color())
        room = box.adjusted(9, 0, -_CROSS, 0)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        if self.isEnabled():
            middle = QRect(box.right() - _CROSS + 6, box.center().y() - 3, 8, 8)
            painter.setPen(QPen(theme.color("muted"), 1.4))
            painter.drawLine(middle.topLeft(), middle.bottomRight())
            painter.drawLine(middle.topRight(), middle.bottomLeft())
        painter.end()
