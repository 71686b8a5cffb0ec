"""The table on the screen: its size, its keys, copying and pasting."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QMenu,
    QTableView,
    QWidget,
)

from gatewaydesk.ui import theme
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.cells import CHOOSE_KEY, ENDED, CellDelegate, clear, copied, in_the_way, paste, read_cells
from gatewaydesk.ui.form.grid import ItemsModel
from gatewaydesk.ui.form.grip import moved_by
from gatewaydesk.validation.problems import Problem

MOST_ROWS = 12
_WIDEST = 260  # pixels of a column, at the usual size of text
_NARROWEST = 140
_SAMPLE = 60
_ICON = 16  # pixels, at the usual size of text


class ItemsView(QTableView):
    """The table itself. The wheel moves it only while it has the focus; otherwise it moves the page.

    Signals:
        entered_row(index): Return or a double click on a cell that cannot be typed in.
        moved(row, to): Alt+Up, Alt+Down or the mouse moved a row to another number.
    """

    entered_row = Signal(QModelIndex)
    moved = Signal(int, int)

    def __init__(self, model: ItemsModel, parent: QWidget) -> None:
        super().__init__(parent)
        grid = bool(model.columns)
        self._led = False  # to its current cell, by something else than a key or the mouse in it
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(False)
        self.setShowGrid(grid)
        look.quiet_selection(self)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 12)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setHighlightSections(False)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.verticalHeader().setMinimumWidth(8 * look.SPACE)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setSelectionMode(
            QAbstractItemView.SelectionMode.ContiguousSelection
            if grid
            else QAbstractItemView.SelectionMode.SingleSelection
        )
        if grid:
            self.setEditTriggers(
                QAbstractItemView.EditTrigger.AnyKeyPressed
                | QAbstractItemView.EditTrigger.DoubleClicked
                | QAbstractItemView.EditTrigger.EditKeyPressed
                | QAbstractItemView.EditTrigger.SelectedClicked
            )
            self.doubleClicked.connect(self._enter)
            self.verticalHeader().setSectionsMovable(True)
            self.verticalHeader().sectionMoved.connect(self._header_moved)
        else:
            self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
            self.setDefaultDropAction(Qt.DropAction.MoveAction)
            self.setDragDropOverwriteMode(False)
            model.dropped.connect(self.moved)
            self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
            self.horizontalHeader().hide()
            self.verticalHeader().hide()
            self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def fit(self) -> None:
        """As high as its rows, up to a limit; signs in its cells are as large as the text."""
        side = round(_ICON * theme.text_scale())
        self.setIconSize(QSize(side, side))
        model = self.model()
        rows = min(max(model.rowCount(), 1), MOST_ROWS)
        height = rows * self.verticalHeader().defaultSectionSize() + 2 * self.frameWidth()
        if not self.horizontalHeader().isHidden():
            height += self.horizontalHeader().sizeHint().height()
            scrolls = self.horizontalHeader().length() > self.viewport().width()
            height += self.horizontalScrollBar().sizeHint().height() if scrolls else 0
        self.setFixedHeight(height)

    def fit_columns(self) -> None:
        """Columns as wide as their first rows need; the longest text takes the room that is left."""
        model = self.model()
        assert isinstance(model, ItemsModel)
        if not model.columns:
            return
        metrics, scale = self.fontMetrics(), theme.text_scale()
        header = self.horizontalHeader()
        widest, narrowest = round(_WIDEST * scale), round(_NARROWEST * scale)
        needs = []
        for at in range(len(model.columns)):
            title = str(model.headerData(at, Qt.Orientation.Horizontal))
            texts = [str(model.index(row, at).data() or "") for row in range(min(model.rowCount(), _SAMPLE))]
            need = max((metrics.horizontalAdvance(text[:80]) for text in texts), default=0) + 34
            needs.append(max(min(need, widest), header.fontMetrics().horizontalAdvance(title) + 24, 64))
        longest = max(range(len(needs)), key=lambda at: (model.columns[at].multiline, needs[at]))
        width = self.viewport().width()
        while sum(needs) > width and max(needs) > narrowest:  # the widest give way first
            needs[needs.index(max(needs))] = max(narrowest, max(needs) - 8)
        fits = sum(needs) <= width
        for at, need in enumerate(needs):
            takes_rest = fits and at == longest
            mode = QHeaderView.ResizeMode.Stretch if takes_rest else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(at, mode)
            header.resizeSection(at, need)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.fit_columns()
            self.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            look.quiet_selection(self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        focused = QApplication.focusWidget()
        inside = focused is not None and (focused is self or self.isAncestorOf(focused))
        if inside and self.verticalScrollBar().maximum() > 0:
            super().wheelEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        model = self.model()
        assert isinstance(model, ItemsModel)
        by = moved_by(event)
        if by and self.state() != self.State.EditingState:
            self.moved.emit(self.currentIndex().row(), self.currentIndex().row() + by)
        elif not model.columns:
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText(copied(model, self.selectedIndexes()))
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            clear(model, self.selectedIndexes())
        elif event.key() == CHOOSE_KEY and model.choosable(self.currentIndex()):
            model.choose(self.currentIndex())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.state() != self.State.EditingState:
            self._enter(self.currentIndex())
            if model.editable(self.currentIndex()):
                self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def setCurrentIndex(self, index: QModelIndex | QPersistentModelIndex) -> None:
        """Leads to a cell: it is selected alone, and what Shift selects after that begins there.

        Qt would go by the keys that are held just then, those of the way there (Shift+F8, Ctrl+V) among them.
        """
        self._led = self.selectionMode() is QAbstractItemView.SelectionMode.ContiguousSelection
        try:
            super().setCurrentIndex(index)
        finally:
            self._led = False

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        alone = QItemSelectionModel.SelectionFlag.ClearAndSelect
        return alone if self._led else super().selectionCommand(index, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """On a cell with a problem: what mends it; on one that a gateway has a list for: that list."""
        model = self.model()
        assert isinstance(model, ItemsModel)
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        problems = model.problems(index) if index.isValid() else []
        corner = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        place = event.globalPos() if by_mouse else corner
        if model.choosable(index):
            self._offer_list(QPersistentModelIndex(index), problems, place)
        elif problems and not model.form.read_only:
            model.form.mending.ask(problems, self, place)

    def _offer_list(self, index: QPersistentModelIndex, problems: list[Problem], place: QPoint) -> None:
        model = self.model()
        assert isinstance(model, ItemsModel)
        menu = QMenu(self)
        menu.setObjectName("cell.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Choose from the gateway's list…", CHOOSE_KEY, lambda: model.choose(index))
        if problems:
            menu.addAction("What mends it…", lambda: model.form.mending.ask(problems, self, place))
        menu.popup(place)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Enter goes on to the cell below, as in a spreadsheet.

        Qt gives the same hint where somebody was led to another row meanwhile (F8), and that is where they stay.
        """
        entered = bool(editor.property(ENDED))
        super().closeEditor(editor, hint)
        below = self.currentIndex().siblingAtRow(self.currentIndex().row() + 1)
        if entered and below.isValid():
            self.setCurrentIndex(below)

    def commit(self) -> None:
        """Writes what was typed in a cell; who types there goes on."""
        editor = self.indexWidget(self.currentIndex()) if self.state() == self.State.EditingState else None
        if editor is not None:
            self.commitData(editor)

    def _header_moved(self, row: int, before: int, to: int) -> None:
        """A row that was dragged by its number: the document moves, the header stays in its order."""
        header = self.verticalHeader()
        header.blockSignals(True)
        header.moveSection(to, before)
        header.blockSignals(False)
        QTimer.singleShot(0, self, lambda: self.moved.emit(row, to))

    def _enter(self, index: QModelIndex) -> None:
        model = self.model()
        assert isinstance(model, ItemsModel)
        if index.isValid() and not model.editable(index):
            self.entered_row.emit(index)

    def paste(self) -> None:
        """Writes the clipboard's cells from the current cell on; goes to a row that cannot take them."""
        model = self.model()
        assert isinstance(model, ItemsModel)
        at = self.currentIndex()
        row, column = (at.row(), at.column()) if at.isValid() else (0, 0)
        cells = read_cells(QApplication.clipboard().text())
        barred = in_the_way(model, row, len(cells))
        if barred >= 0 or paste(model, cells, row, column):
            self.setCurrentIndex(model.index(max(row, barred), column))
