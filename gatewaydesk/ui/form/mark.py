"""A quiet bar beside the part of a form that somebody is at from elsewhere, such as the JSON view."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from gatewaydesk.ui import theme

_WIDTH = 3
_MOVES = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.LayoutRequest, QEvent.Type.Show)


class Mark(QWidget):
    """The bar; it goes with what it marks."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.setObjectName("form.mark")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._marked: QWidget | None = None
        page.installEventFilter(self)
        self.hide()

    @property
    def marked(self) -> QWidget | None:
        """What is marked, or None."""
        return self._marked if self._marked is not None and isValid(self._marked) else None

    def point_at(self, widget: QWidget | None) -> None:
        """Marks a part of the page; None marks nothing."""
        before = self.marked
        if before is not None:
            before.removeEventFilter(self)
        self._marked = widget
        if widget is not None:
            widget.installEventFilter(self)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("accent"))
        painter.end()

    def _place(self) -> None:
        marked, page = self.marked, self.parentWidget()
        if marked is None or page is None or not page.isAncestorOf(marked):
            self.hide()
            return
        corner = marked.mapTo(page, QPoint(0, 0))
        top = corner.y() + marked.contentsMargins().top()
        left = max(0, corner.x() - 3 * theme.SPACE - _WIDTH)
        self.setGeometry(left, top, _WIDTH, max(0, corner.y() + marked.height() - top))
        self.show()
        self.raise_()
