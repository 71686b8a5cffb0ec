"""What pages with a list share beside the list itself: the menu of the selected row, and what is known of it below."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QWidget

from gatewaydesk.ui import theme
from gatewaydesk.ui.form import look
from gatewaydesk.ui.rows import RowsView


class RowMenu(QObject):
    """Shows a menu for the selected row: where the mouse asked for it, or at the row when the keyboard did.

    Args:
        rows: the list; what the mouse points at is selected first.
        menu: makes the menu.
    """

    def __init__(self, rows: RowsView, menu: Callable[[], QMenu]) -> None:
        super().__init__(rows)
        self._rows, self._menu = rows, menu
        rows.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._rows and isinstance(event, QContextMenuEvent):
            self._show(event)
            return True
        return super().eventFilter(watched, event)

    def _show(self, event: QContextMenuEvent) -> None:
        view, place = self._rows, event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            at = view.indexAt(view.viewport().mapFromGlobal(place))
            if at.isValid():
                view.selectRow(at.row())
        else:
            box = view.visualRect(view.currentIndex())
            place = view.viewport().mapToGlobal(QPoint(box.left() + 4 * theme.SPACE, box.bottom()))
        if view.current_row is not None:
            self._menu().popup(place)


def details_text(name: str, parent: QWidget) -> look.Text:
    """Sentences about the selected row, which can be selected and copied."""
    text = look.Text(parent=parent)
    text.setObjectName(name)
    text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return text


def scrolled(text: QWidget, parent: QWidget) -> QScrollArea:
    """A text that may be longer than its place."""
    area = QScrollArea(parent, widgetResizable=True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(text)
    return area
