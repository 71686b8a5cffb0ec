"""The table in which two versions of a dataset stand side by side, and the keys that decide in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gatewaydesk.document.merging import Side
from gatewaydesk.ui.dialogs.merge_rows import BASE, FIELD, TAKEN, MergeRows
from gatewaydesk.ui.dialogs.merge_sides import Headings
from gatewaydesk.ui.dialogs.repair_preview import PreviewDelegate
from gatewaydesk.ui.form import look

_SHARES = (0.28, 0.18, 0.2, 0.2, 0.14)
_ALL_BESIDE = 110  # characters across from which what both grew from has a column of its own
_KEYS = "M takes mine, T theirs, B both; Space changes sides, and F8 goes to the next conflict."
_LETTERS: Mapping[int, Side] = {Qt.Key.Key_M: "mine", Qt.Key.Key_T: "theirs", Qt.Key.Key_B: "both"}


class MergeTable(QTableView):
    """The table; `M`, `T` and `B` take mine, theirs or both in the rows that are selected, Space the other side.

    Signals:
        at(): another row is the current one.
    """

    at = Signal()

    def __init__(self, rows: MergeRows, headings: Headings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self.setObjectName("merge")
        self.setAccessibleName("Where the versions differ")
        self.setAccessibleDescription(_KEYS)
        self.setModel(rows)
        self.setItemDelegate(PreviewDelegate(self))
        self.setColumnHidden(BASE, not headings.base)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setStretchLastSection(True)
        across.setHighlightSections(False)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._set_height()
        rows.modelReset.connect(self._span)
        self.selectionModel().currentChanged.connect(lambda *_: self.at.emit())
        look.quiet_selection(self)

    def leave_base_out(self) -> None:
        """Shows no column for what both grew from: it is not known."""
        self._rows.headings = replace(self._rows.headings, base="")
        self._share_out()

    @property
    def current_row(self) -> int:
        """The row one is at, or -1."""
        return self.currentIndex().row()

    def selected_rows(self) -> list[int]:
        """The rows that are selected, but for headings."""
        return sorted({one.row() for one in self.selectionModel().selectedRows()})

    def go_to(self, row: int) -> None:
        """Selects a row, and brings it into view."""
        if row >= 0:
            self.setCurrentIndex(self.model().index(row, FIELD))
            self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.EnsureVisible)

    def _span(self) -> None:
        self.clearSpans()
        for row in self._rows.headed():
            self.setSpan(row, FIELD, 1, TAKEN + 1)

    def _set_height(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 2 * look.SPACE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        rows = self.selected_rows()
        side = _LETTERS.get(event.key()) if plain else None
        if event.key() == Qt.Key.Key_Space and plain and rows:
            side = "theirs" if self._rows.side(rows[0]) == "mine" else "mine"
        if side is not None and rows:
            self._rows.choose(rows, side)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        narrow = self.viewport().width() < self.fontMetrics().averageCharWidth() * _ALL_BESIDE
        self.setColumnHidden(BASE, narrow or not self._rows.headings.base)
        shown = [column for column in range(TAKEN + 1) if not self.isColumnHidden(column)]
        share = sum(_SHARES[column] for column in shown)
        for column in shown[:-1]:
            self.setColumnWidth(column, round(self.viewport().width() * _SHARES[column] / share))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            look.quiet_selection(self)
        elif event.type() == QEvent.Type.FontChange:
            self._set_height()
