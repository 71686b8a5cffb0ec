"""The lines right under a table: what is wrong in its current cell, and what would repair that.

The open item's form beneath says the same at the field, in a low window out of sight of the cell.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.grid import ItemsModel
from gatewaydesk.ui.form.keeping import put_after
from gatewaydesk.ui.form.mend_line import MendLine
from gatewaydesk.ui.form.problem_lines import ProblemLines

_MOST = 3  # problems of one cell


class CellProblems(QWidget):
    """What is said of the current cell; hidden while that is nothing.

    Attributes:
        line: the words, `cell-problem:<pointer of the list>`.
    """

    def __init__(self, items: ItemsModel, name: str, before: QWidget, then: Callable[[], object]) -> None:
        """Args:
        items: the table's cells.
        name: of the list, as a JSON Pointer's text.
        before: what Tab comes to before the repairs.
        then: called after a repair was made; gives the focus back to the table.
        """
        super().__init__()
        self._items = items
        self.line = ProblemLines()
        self.line.setObjectName(f"cell-problem:{name}")
        column = QVBoxLayout(self)
        look.no_margins(column, look.LABEL_GAP)
        column.addWidget(self.line)
        self._mends = MendLine(items.form.mending, self, then, lambda: put_after(before, self._mends), first=True)
        column.addWidget(self._mends)
        self.hide()

    def show_of(self, index: QModelIndex) -> None:
        """Says what is wrong in a cell, each with its column's title; nothing where there is no such cell."""
        problems = self._items.problems(index)[:_MOST] if index.isValid() else []
        self.line.tell([(one.severity, one.said) for one in problems])
        self.setVisible(bool(problems))
        self._mends.show_for([] if self._items.form.read_only or self._items.field.read_only else problems)
