"""A value as a chip: its words, and the cross that takes it out."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from gatewaydesk.ui import theme
from gatewaydesk.ui.form import look

_CROSS = 20  # pixels at the right, at the usual size of text
_SIGN = 12
_EDGE = 9
_WIDEST, _NARROWEST = 480, 160
_KEYS = "Press to take it out; F2 to type it anew"


class Chip(QAbstractButton):
    """One value. Its cross, Delete, Backspace or Space take it out; a double click or F2 put its words into the line.

    What is said of it shows as the sign and the colour of its tier, and is heard before what can be done with it.

    Attributes:
        at: the number of the value that it shows.

    Signals:
        wanted_back(): the value is to be typed anew.
        left_for(by): the value that many further on is wanted.
    """

    wanted_back = Signal()
    left_for = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.at = -1
        self._tier = ""
        self.setAccessibleDescription(_KEYS)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_value(self, at: int, label: str) -> None:
        """Shows a value."""
        self.at = at
        if label != self.text():
            self.setText(label)
            self.setAccessibleName(label)
            self.setToolTip(look.tip(label) if len(label) > 60 else "")
            self.updateGeometry()

    @property
    def tier(self) -> str:
        """One of the tiers of what is said of it, or "" where nothing is."""
        return self._tier

    def tell(self, tier: str, words: str) -> None:
        """Says what is wrong with it, or doubtful; "" where nothing is."""
        described = f"{words} {_KEYS}".strip()
        if described != self.accessibleDescription():
            self.setAccessibleDescription(described)
        if tier != self._tier:
            self._tier = tier
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        metrics, scale = self.fontMetrics(), theme.text_scale()
        words = min(metrics.horizontalAdvance(self.text()) + 2, round(_WIDEST * scale))
        return QSize(words + round(self._before + self._behind) + 4, metrics.height() + 10)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), _NARROWEST), self.sizeHint().height())

    @property
    def _before(self) -> float:
        """Pixels from the edge to the words."""
        return _EDGE + (_SIGN * theme.text_scale() + look.SPACE if self._tier else 0)

    @property
    def _behind(self) -> float:
        """Pixels from the words to the edge, with the cross in them."""
        return _CROSS * theme.text_scale()

    def hitButton(self, pos: Any) -> bool:
        return bool(pos.x() >= self.width() - self._behind - 2)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self.hitButton(event.position().toPoint()):
            self.wanted_back.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.click()
        elif event.key() == Qt.Key.Key_F2:
            self.wanted_back.emit()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.left_for.emit(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        tone = theme.color(self._tier) if self._tier else theme.color("line")
        edge = self.palette().highlight().color() if self.hasFocus() else tone
        painter.setPen(QPen(edge, 2.0 if self.hasFocus() else 1.5 if self._tier else 1.0))
        painter.setBrush(theme.color("selected" if self.hasFocus() else "quiet"))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        if self._tier:
            side = _SIGN * theme.text_scale()
            theme.paint_sign(painter, QRectF(box.x() + _EDGE, box.center().y() - side / 2, side, side), self._tier)
        painter.setPen(tone if self._tier else self.palette().text().color())
        room = box.adjusted(self._before, 0, -self._behind, 0)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(room.width()) + 1)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        if self.isEnabled():
            arm = 4 * theme.text_scale()
            middle = QPointF(box.right() - self._behind / 2, box.center().y())
            painter.setPen(QPen(theme.color("muted"), 1.4 * theme.text_scale()))
            for slope in (arm, -arm):
                painter.drawLine(middle - QPointF(arm, slope), middle + QPointF(arm, slope))
        painter.end()
