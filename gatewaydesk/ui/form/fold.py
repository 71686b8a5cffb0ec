"""A line with a triangle that opens and shuts what stands under it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from gatewaydesk.ui.form import look


class Fold(QWidget):
    """A line with a triangle, and what it hides while `is_open` is false.

    Signals:
        toggled(open): the person opened or shut it.
    """

    toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = QToolButton()
        self.button.setAutoRaise(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.setMinimumWidth(1)
        self._words = ""
        self.is_open: bool = False
        self.button.clicked.connect(self._flip)
        self.inside = QWidget()
        self.column = QVBoxLayout(self.inside)
        look.no_margins(self.column, look.FIELD_GAP)
        self.column.setContentsMargins(0, look.FIELD_GAP, 0, 0)
        self.inside.hide()
        self._point()
        column = QVBoxLayout(self)
        look.no_margins(column, 0)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.inside)

    def set_open(self, on: bool) -> None:
        """Opens or shuts it."""
        if on is not self.is_open:
            self.is_open = on
            self._point()
            self.inside.setVisible(on)
            self.toggled.emit(on)

    def set_words(self, words: str) -> None:
        """What the line says."""
        self._words = words
        self.button.setAccessibleName(words)
        self._write()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._write()

    def _write(self) -> None:
        """As much of the words as there is room for; an item's own name may be very long."""
        shown = self._words
        if self.isVisible():
            metrics, now = self.button.fontMetrics(), self.button.text()
            beside = self.button.sizeHint().width() - metrics.size(Qt.TextFlag.TextShowMnemonic, now).width()
            shown = metrics.elidedText(shown, Qt.TextElideMode.ElideRight, self.width() - beside)
        self.button.setText(look.words(shown))
        self.button.setToolTip(look.tip(self._words) if shown != self._words else "")

    def _flip(self) -> None:
        self.set_open(not self.is_open)

    def _point(self) -> None:
        self.button.setArrowType(Qt.ArrowType.DownArrow if self.is_open else Qt.ArrowType.RightArrow)
        self.button.setAccessibleDescription("open" if self.is_open else "folded away")
