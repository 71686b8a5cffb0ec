"""Where two versions of a dataset differ, and which side is taken at each place: the first tab of the merge dialog."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QPushButton, QSplitter, QVBoxLayout, QWidget

from gatewaydesk.document.merging import Decision, Side
from gatewaydesk.services.merging import Merging
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import rich_row
from gatewaydesk.ui.dialogs.merge_detail import MergeDetail
from gatewaydesk.ui.dialogs.merge_rows import MergeRows
from gatewaydesk.ui.dialogs.merge_sides import Sides
from gatewaydesk.ui.dialogs.merge_table import MergeTable
from gatewaydesk.ui.form import look


class MergeDifferences(QWidget):
    """The table `merge`, the box `merge.only` and the buttons `merge.next`, `merge.all-mine`, `merge.all-theirs` and
    `merge.again`.

    Attributes:
        over: nothing can be decided any more; the detail says so from the next place on.

    Signals:
        chosen(): sides were chosen.
    """

    chosen = Signal()

    def __init__(self, sides: Sides, parent: QWidget | None = None, *, may_change: bool) -> None:
        super().__init__(parent)
        self._sides, self._may_change = sides, may_change
        self.over = False
        self.rows = MergeRows(sides.headings, self)
        self.rows.chosen.connect(self._chosen)
        self.table = MergeTable(self.rows, sides.headings, self)
        self.table.at.connect(self._show_detail)
        self.detail = MergeDetail(sides.headings, self)
        self.detail.taken.connect(self.take)
        self.only = QCheckBox("Only &conflicts", self)
        self.only.setObjectName("merge.only")
        self.only.setAccessibleName("Only conflicts")
        look.edge(self.only)
        self.only.toggled.connect(lambda _: self._fill())
        self.next_button = QPushButton("&Next conflict", self)
        self.next_button.setObjectName("merge.next")
        self.next_button.setAccessibleName("Next conflict")
        self.next_button.setToolTip("Go to the next conflict that is open (F8)")
        self.next_button.setAutoDefault(False)
        self.next_button.clicked.connect(self.next_conflict)
        self.detail.row.addWidget(self.next_button)
        self.detail.row.addStretch(1)
        self._all = []
        for name, text, do in (
            ("all-mine", "All of mine", lambda: self._take_all("mine")),
            ("all-theirs", "All of theirs", lambda: self._take_all("theirs")),
            ("again", "As at first", self._begin_again),
        ):
            button = look.quiet_button(text, text, self)
            button.setObjectName(f"merge.{name}")
            button.clicked.connect(do)
            self._all.append(button)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.detail)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 3 * theme.SPACE, 0, 0)
        column.setSpacing(2 * theme.SPACE)
        column.addLayout(rich_row(self.only, None, *self._all))
        column.addWidget(split, 1)

    def show_merging(self, merging: Merging, *, with_base: bool) -> None:
        """Shows where the versions differ; `with_base` where it is known what both grew from."""
        if not with_base:
            self.table.leave_base_out()
            self.detail.leave_base_out()
        self.rows.show(merging, self._at_first(merging))
        self.only.setVisible(bool(merging.conflicts) and not self._sides.keep_mine)
        self.next_button.setVisible(self.only.isVisibleTo(self))
        self._fill()
        self.table.setFocus()

    def refresh(self, *, free: bool) -> None:
        """Sets what can be done now; `free` where nothing is under way."""
        merging = self.rows.merging
        for button in self._all:
            button.setEnabled(merging is not None and bool(merging.decisions) and self._may_change and free)
        self.next_button.setEnabled(bool(self.rows.open_conflicts) and free)

    @property
    def current(self) -> Decision | None:
        """The place one is at."""
        return self.rows.decision(self.table.current_row)

    def next_conflict(self) -> None:
        """Goes to the next conflict that nobody has decided."""
        self.table.go_to(self.rows.next_open(self.table.current_row))
        self.table.setFocus()

    def take(self, side: Side) -> None:
        """Takes a side in the rows that are selected; from a conflict, on to the next."""
        if not self._may_change:
            return
        was_open = self.current is not None and self.rows.side(self.table.current_row) is None
        self.rows.choose(self.table.selected_rows(), side)
        if was_open and self.rows.open_conflicts:
            self.table.go_to(self.rows.next_open(self.table.current_row))

    def _fill(self) -> None:
        merging = self.rows.merging
        if merging is None:
            return
        self.rows.show(merging, self.rows.chosen_sides, only_conflicts=self.only.isChecked())
        first = self.rows.next_open(-1)
        self.table.go_to(first if first >= 0 else 1 if self.rows.rowCount() > 1 else -1)
        self._show_detail()

    def _show_detail(self) -> None:
        self.detail.show_decision(self.rows.merging, self.current, self._may_change and not self.over)

    def _take_all(self, side: Side) -> None:
        if self.rows.merging is not None:
            self.rows.choose_all(self.rows.merging.all_of(side))

    def _begin_again(self) -> None:
        if self.rows.merging is not None:
            self.rows.choose_all(self._at_first(self.rows.merging))

    def _at_first(self, merging: Merging) -> dict[int, Side]:
        return merging.all_of("mine") if self._sides.keep_mine else {}

    def _chosen(self) -> None:
        self._show_detail()
        self.chosen.emit()
