"""A layout that puts widgets beside each other and goes to the next line when a line is full."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class Flow(QLayout):
    """Widgets in lines, like words in a paragraph; `right` sets the lines at the right."""

    def __init__(self, parent: QWidget | None = None, gap: int = 4, line_gap: int = 6, *, right: bool = False) -> None:
        super().__init__(parent)
        self.right = right
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._line_gap = line_gap
        self._heights: dict[int, int] = {}  # by width; Qt asks again and again while it lays out a page
        self.setContentsMargins(0, 0, 0, 0)

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def wanted_width(self) -> int:
        """How wide it is where everything stands in one line, hidden or not."""
        widths = [widget.sizeHint().width() for one in self._items if (widget := one.widget()) is not None]
        return sum(widths) + self._gap * max(0, len(widths) - 1)

    def _place(self, rect: QRect, *, move: bool) -> int:
        x, y, line = rect.x(), rect.y(), 0
        here: list[tuple[QLayoutItem, QRect]] = []  # of the present line
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            size = item.sizeHint()
            if size.width() > rect.width():
                size.setWidth(max(rect.width(), item.minimumSize().width()))
                if item.hasHeightForWidth():
                    size.setHeight(item.heightForWidth(size.width()))
            if x > rect.x() and x + size.width() > rect.right() + 1:
                self._move(here, rect, move=move)
                x, y, line, here = rect.x(), y + line + self._line_gap, 0, []
            here.append((item, QRect(QPoint(x, y), size)))
            x += size.width() + self._gap
            line = max(line, size.height())
        self._move(here, rect, move=move)
        return y + line - rect.y()

    def _move(self, line: list[tuple[QLayoutItem, QRect]], rect: QRect, *, move: bool) -> None:
        if not move or not line:
            return
        left = rect.right() - line[-1][1].right() if self.right else 0
        for item, box in line:
            item.setGeometry(box.translated(max(left, 0), 0))
