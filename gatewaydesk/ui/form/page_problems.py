"""Under a page's heading: what is wrong with the whole of what it shows, and what would repair that.

A group inside says that in its own row; on a page of its own it has none.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QVBoxLayout

from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.fields import Field
from gatewaydesk.ui import theme
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.form.node import FormNode, Parts
from gatewaydesk.ui.form.row_problems import RowProblems
from gatewaydesk.validation.problems import Severity

_RADIUS = 4.0  # pixels


class PageProblems(FormNode):
    """Hidden while nothing is wrong with the whole, and until it is first asked to show it.

    Whoever goes to such a problem gets to its sentence itself.

    Attributes:
        line: the words, `problem:<pointer>`; Tab meets it, so that it is heard.
    """

    holds_others = True  # which page is the first may have changed with any check

    def __init__(
        self,
        parts: Parts,
        model: FormModel,
        field: Field,
        pointer: Pointer,
        onward: Callable[[], object],
        here: Callable[[], bool],
    ) -> None:
        """Args:
        field: what stands at that place.
        pointer: the place of a group, or () for the whole document.
        onward: gives the focus to the first field of the page.
        here: whether it is to be said on this page.
        """
        super().__init__(parts, model, pointer)
        self._field, self._onward, self._here = field, onward, here
        column = QVBoxLayout(self)
        look.no_margins(column, look.LABEL_GAP)
        column.setContentsMargins(2 * look.SPACE, look.SPACE, 2 * look.SPACE, look.SPACE)
        self._problems = RowProblems(self, column, lambda: self.line)
        self.line = self._problems.line
        self.line.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.line.installEventFilter(self)
        self.hide()

    def adopt(self, field: Field) -> bool:
        self._field = field
        self.show_problems()
        return True

    def show_problems(self) -> None:
        focused = QApplication.focusWidget()
        inside = focused is not None and self.isAncestorOf(focused)
        self._problems.show(self._field, None, entry=False, typing=False)
        said = not self.line.isHidden() and self._here()
        if inside and not said:
            self._onward()  # before it hides: Qt would choose any part of the window
        self.setVisible(said)

    def take_focus(self) -> bool:
        """Only to what is not mended by filling in the first field."""
        told = self.model.visible_problems(self.pointer)
        if self.isHidden() or all(one.severity is Severity.EMPTY for one in told):
            return False
        self.line.setFocus()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Set off from the fields by a quiet ground; an edge where the focus is."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = QPen(self.palette().highlight().color(), 2.0) if self.line.hasFocus() else Qt.PenStyle.NoPen
        painter.setPen(edge)
        painter.setBrush(theme.color("quiet"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
        painter.end()
