"""The lines right under a table: what is wrong in its current cell, and what would repair that.

The open item's form beneath says the same at the field, in a low window out of sight of the cell.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from gatewaydesk.schema.branching import blank
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.editors.written import anew_words
from gatewaydesk.ui.form.grid import ItemsModel
from gatewaydesk.ui.form.keeping import put_after
from gatewaydesk.ui.form.mend_line import MendLine
from gatewaydesk.ui.form.problem_lines import ProblemLines

_MOST = 3  # problems of one cell


class CellProblems(QWidget):
    """What is said of the current cell; hidden while that is nothing.

    Attributes:
        line: the words, `cell-problem:<pointer of the list>`.
        anew: makes a group of an item that is none, and has no cells to type in, `cell-clear:<pointer of the list>`.
    """

    def __init__(self, items: ItemsModel, name: str, before: QWidget, then: Callable[[], object]) -> None:
        """Args:
        items: the table's cells.
        name: of the list, as a JSON Pointer's text.
        before: what Tab comes to before the repairs.
        then: called after a repair was made; gives the focus back to the table.
        """
        super().__init__()
        self._items, self._then, self._row = items, then, -1
        self.line = ProblemLines()
        self.line.setObjectName(f"cell-problem:{name}")
        column = QVBoxLayout(self)
        look.no_margins(column, look.LABEL_GAP)
        column.addWidget(self.line)
        self.anew = QPushButton()
        self.anew.setObjectName(f"cell-clear:{name}")
        self.anew.clicked.connect(self._begin_anew)
        column.addWidget(self.anew, 0, Qt.AlignmentFlag.AlignLeft)
        self._mends = MendLine(items.form.mending, self, then, lambda: put_after(before, self._mends), first=True)
        column.addWidget(self._mends)
        self.hide()

    def show_of(self, index: QModelIndex) -> None:
        """Says what is wrong in a cell, each with its column's title; nothing where there is no such cell."""
        problems = self._items.problems(index)[:_MOST] if index.isValid() else []
        self.line.tell([(one.severity, one.said) for one in problems])
        fixed = self._items.form.read_only or self._items.field.read_only
        self._row = index.row() if index.isValid() else -1
        self.anew.setVisible(self._items.misfit(self._row) and not fixed)
        if not self.anew.isHidden():
            words = anew_words(self._items.item, self._items.items[self._row])
            self.anew.setText(look.lines(words))
            self.anew.setAccessibleName(f"{words}: {self._items.item.title} {self._row + 1:,}")
        self.setVisible(bool(problems) or not self.anew.isHidden())
        self._mends.show_for([] if fixed else problems)

    def _begin_anew(self) -> None:
        items, place = self._items, (*self._items.pointer, self._row)
        if items.misfit(self._row):
            items.form.leave_unfinished(place, "")
            items.form.authoring.end_merge()
            items.form.authoring.set_value(place, items.item, blank(items.item))
            self._then()
