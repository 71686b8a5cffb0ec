"""A list of items: a grid or one-line summaries, the buttons that change it, and the open item's form beneath."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QPoint, QRect, Qt, QTimer
from PySide6.QtWidgets import (
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gatewaydesk.document.edits import Change
from gatewaydesk.pointer import ABSENT, Pointer, to_text
from gatewaydesk.schema.branching import blank
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import look, values
from gatewaydesk.ui.form.cell_problems import CellProblems
from gatewaydesk.ui.form.counting import noun_of, sought_name, sought_words, why_no_more, why_not_fewer
from gatewaydesk.ui.form.flow import Flow
from gatewaydesk.ui.form.fold import Fold
from gatewaydesk.ui.form.grid import ItemsModel, columns_for
from gatewaydesk.ui.form.keeping import stay_at
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.form.node import FormNode, Parts, dispose
from gatewaydesk.ui.form.summary import item_name
from gatewaydesk.ui.form.table import ItemsView


class Collection(FormNode):
    """A list of items."""

    holds_others = True

    def __init__(self, parts: Parts, model: FormModel, field: Field, pointer: Pointer) -> None:
        super().__init__(parts, model, pointer)
        self.field = field
        self.columns = columns_for(field.item, field.widget)
        self.items = ItemsModel(model, field, pointer, self.columns)
        self.items.setParent(self)
        self.item = self.items.item
        self._noun = noun_of(field)
        self.view = ItemsView(self.items, self)
        self.view.setObjectName(f"table:{self.pointer_text}")
        self.view.setAccessibleName(field.title)
        self.view.setAccessibleDescription(field.help)
        self.view.viewport().installEventFilter(self)
        self.view.installEventFilter(self)
        self.detail: QWidget | None = None
        self._open_row = -1
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._open_current)
        self.column = QVBoxLayout(self)
        look.no_margins(self.column, 2 * look.SPACE)
        first = why_no_more(field, 0) or ("None." if field.read_only else f"None yet. Add the first {self._noun}.")
        self.nothing = look.Text(first, tone="muted")
        if sought_words(field):
            self.column.addWidget(look.Text(sought_words(field), size="small", tone="muted"))
        self.column.addWidget(self.nothing)
        self.column.addWidget(self.view)
        self.cell: CellProblems | None = None
        if self.columns:
            self.cell = CellProblems(self.items, self.pointer_text, self.view, self.view.setFocus)
            self.column.addWidget(self.cell)
        self._make_buttons()
        self.fold: Fold | None = None
        if self.columns:
            self.fold = Fold(self)
            self.fold.button.setObjectName(f"open:{self.pointer_text}")
            self.fold.set_open(model.folds.get(self._fold_key, True))
            self.fold.toggled.connect(self._fold_toggled)
            self.column.addWidget(self.fold)
        self.view.entered_row.connect(self._enter_row)
        self.view.moved.connect(self._move_to)
        self.view.selectionModel().currentChanged.connect(lambda *_: self._later.start())
        self.view.selectionModel().selectionChanged.connect(self._selected)
        self._settle()
        if len(self.items.items) and (not self.columns or len(self.items.items) == 1 or not self._is_nested):
            self.view.setCurrentIndex(self.items.index(0, 0))
            self._later.stop()
            self._open_current()

    @property
    def _is_nested(self) -> bool:
        return any(isinstance(part, int) for part in self.pointer)

    @property
    def _fold_key(self) -> str:
        return "open " + "/".join(self.field.path)

    @property
    def row(self) -> int:
        """The current item's number, or -1."""
        return self.view.currentIndex().row()

    def _make_buttons(self) -> None:
        bar = Flow(gap=look.SPACE)
        self.add = QPushButton(look.lines(f"Add {self._noun}"))
        self.add.setObjectName(f"add:{self.pointer_text}")
        self.add.setAccessibleName(f"Add {self._noun}")
        self.add.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.add.clicked.connect(lambda: self._add(None))
        bar.addWidget(self.add)
        self.add_sought = QPushButton(look.lines(f"Add {sought_name(self.field)}"))
        self.add_sought.setObjectName(f"add-sought:{self.pointer_text}")
        self.add_sought.setToolTip(look.tip(sought_words(self.field)))
        self.add_sought.clicked.connect(lambda: self._add(self.field.sought))
        bar.addWidget(self.add_sought)
        actions = (
            ("Duplicate", self._duplicate),
            ("Move up", lambda: self._move(-1)),
            ("Move down", lambda: self._move(1)),
            ("Remove", self._remove),
        )
        self.tools = {}
        for words, action in actions:
            button = look.quiet_button(words, f"{words} this {self._noun}")
            button.clicked.connect(action)
            self.tools[words] = button
            bar.addWidget(button)
        self.column.addLayout(bar)

    # What the person does

    def _add(self, kind: Field | None = None) -> None:
        self.model.commit_pending()
        start = blank(kind) if kind is not None else ABSENT
        place = self.model.authoring.add_item(self.pointer, self.field, start)
        self.go_to_row(int(place[-1]))
        if self.columns and (self.fold is None or not self.fold.is_open):
            self.view.setFocus()
        elif isinstance(self.detail, QWidget):
            self._focus_detail()

    def _duplicate(self) -> None:
        if self.row >= 0:
            self.model.commit_pending()
            self.go_to_row(int(self.model.authoring.duplicate_item((*self.pointer, self.row))[-1]))

    def _move(self, by: int) -> None:
        self._move_to(self.row, self.row + by)

    def _move_to(self, row: int, target: int) -> None:
        count = self.items.rowCount()
        if 0 <= row < count and 0 <= target < count and row != target and not self.field.read_only:
            self.model.commit_pending()
            self.model.authoring.move_item((*self.pointer, row), target)
            self.go_to_row(target)

    def _remove(self) -> None:
        row = self.row
        if row >= 0:
            if self.items.rowCount() == 1:
                stay_at(self.add)
            with self.model.hands.writing(self.pointer):
                self.model.authoring.remove_item((*self.pointer, row))
            self.go_to_row(min(row, self.items.rowCount() - 1))

    def _fold_toggled(self, on: bool) -> None:
        self.model.folds[self._fold_key] = on
        self._open_row = -1
        self._open_current()

    # In step with the document

    def refresh(self, change: Change | None) -> None:
        row, column = self.row, max(self.view.currentIndex().column(), 0)
        what = self.items.follow(change) if change is not None else "row"
        if what == "row":
            return
        if what == "reset" and 0 <= row < self.items.rowCount():
            self.view.setCurrentIndex(self.items.index(row, column))
        self._open_row = -1
        self._close_detail()
        self._settle()
        self._later.start()

    def show_problems(self) -> None:
        self.items.repaint()
        self._show_cell()

    def _show_cell(self) -> None:
        if self.cell is not None:
            self.cell.show_of(self.view.currentIndex())

    def bring_up_cell(self) -> QRect:
        """Scrolls the table, which may have found another size, to its current cell; where that is then, with all that
        is said of it.
        """
        view = self.view.viewport()
        self.view.scrollTo(self.view.currentIndex())
        here = self.view.visualRect(self.view.currentIndex()).intersected(view.rect())
        found = QRect(view.mapTo(self, here.topLeft()), here.size())
        if self.cell is None or self.cell.isHidden():
            return found
        said = self.cell.geometry()
        return QRect(QPoint(said.left(), found.top()), said.bottomRight())

    def _settle(self) -> None:
        """Fits the table's height, and says what can be done."""
        count = self.items.rowCount()
        self.nothing.setVisible(count == 0)
        self.view.setVisible(count > 0)
        self.view.fit_columns()
        self.view.fit()
        row = self.row
        place = to_text((*self.pointer, max(row, 0)))
        self.tools["Remove"].setObjectName(f"remove:{place}")
        for words, button in self.tools.items():
            button.setVisible(count > 0)
            button.setEnabled(row >= 0)
            if words.startswith("Move"):
                button.setVisible(count > 1)
        self._limit_count(count)
        self.tools["Move up"].setEnabled(row > 0)
        self.tools["Move down"].setEnabled(0 <= row < count - 1)
        if self.fold is not None:
            self.fold.setVisible(count > 0 and row >= 0)

    def _limit_count(self, count: int) -> None:
        """At the most that the schema allows nothing is added; at the least that it wants nothing is taken out."""
        full, few = why_no_more(self.field, count), why_not_fewer(self.field, count)
        sought = self.field.sought
        self.add_sought.setVisible(sought is not None and blank(sought) not in (ABSENT, "", None))
        for button in (self.add, self.add_sought):
            button.setEnabled(not full)
        self.add.setToolTip(full)
        self.add.setVisible(not full or count > 0)
        self.tools["Duplicate"].setEnabled(not full and self.row >= 0)
        self.tools["Duplicate"].setToolTip(look.tip(full or f"Duplicate this {self._noun}"))
        self.tools["Remove"].setEnabled(not few and self.row >= 0)
        self.tools["Remove"].setToolTip(look.tip(few or f"Remove this {self._noun}"))
        if self.field.read_only:
            for shut in (self.add, self.add_sought, *self.tools.values()):
                shut.hide()

    # The open item

    def _selected(self, selected: QItemSelection, before: QItemSelection) -> None:
        """Selecting through assistive technology moves no current cell: it is made to count like a click."""
        indexes = selected.indexes()
        chosen = self.view.selectionModel().selectedIndexes()
        if indexes and self.view.currentIndex() not in chosen:
            self.view.selectionModel().setCurrentIndex(indexes[0], self.view.selectionModel().SelectionFlag.NoUpdate)

    def _open_current(self) -> None:
        row = self.row
        self._settle()
        self._show_cell()
        if row == self._open_row and self.detail is not None:
            return
        self._close_detail()
        self._open_row = row
        if not 0 <= row < self.items.rowCount():
            return
        name = item_name(self.item, self.items.items[row])
        words = self._noun[:1].upper() + self._noun[1:]
        title = f"{words} {row + 1:,} of {self.items.rowCount():,}" + (f": {name}" if name else "")
        if self.fold is not None:
            self.fold.set_words(title)
            if not self.fold.is_open:
                return
        self.detail = look.Inset()
        column = QVBoxLayout(self.detail)
        look.no_margins(column, look.FIELD_GAP)
        self.detail.setContentsMargins(4 * look.SPACE, 0 if self.fold is not None else 2 * look.SPACE, 0, 0)
        if self.fold is None:
            column.addWidget(look.Text(title, size="group"))
        item = self.item.with_(required=True, nullable=False) if self.item.kind is Kind.OBJECT else self.item
        column.addWidget(self.parts.row(self.model, item, (*self.pointer, row), titled=False))
        holder = self.fold.column if self.fold is not None else self.column
        holder.addWidget(self.detail)
        self.detail.show()

    def _enter_row(self, index: QModelIndex) -> None:
        """Opens the form beneath, at what cannot be typed in its cell."""
        place = self.items.place(index)
        if self.fold is not None:
            self.fold.set_open(True)
        self.go_to_row(index.row(), index.column())
        for node in self.model.nodes(place[:-1]):
            if isinstance(node, FormNode):
                node.reveal(place)
        if not any(node.take_focus() for node in self.model.nodes(place) if isinstance(node, FormNode)):
            self._focus_detail()

    def _close_detail(self) -> None:
        detail, self.detail = self.detail, None
        dispose(detail)

    def _focus_detail(self) -> None:
        nodes = self.model.nodes((*self.pointer, self.row))
        if not any(node.take_focus() for node in nodes if isinstance(node, FormNode)):
            self.view.setFocus()

    # Where one is

    def go_to_row(self, row: int, column: int = 0) -> None:
        """Makes an item the current one and opens it."""
        if 0 <= row < self.items.rowCount():
            self.view.setCurrentIndex(self.items.index(row, column))
            self.view.scrollTo(self.items.index(row, column))
        self._later.stop()
        self._open_current()

    def reveal(self, pointer: Pointer) -> bool:
        if self.bring_up(pointer):
            self.view.setFocus()
            return True
        return False

    def bring_up(self, pointer: Pointer) -> bool:
        inside = pointer[len(self.pointer) :]
        if not inside or not isinstance(inside[0], int):
            return False
        names = [one.name for one in self.columns]
        in_cell = len(inside) >= 2 and inside[1] in names
        column = names.index(str(inside[1])) if in_cell else 0
        if self.columns and not (in_cell and values.is_simple(self.columns[column])) and len(inside) > 1 and self.fold:
            self.fold.set_open(True)
        self.go_to_row(inside[0], column)
        return bool(self.columns) and (len(inside) == 1 or (in_cell and values.is_simple(self.columns[column])))

    def take_focus(self) -> bool:
        (self.view if self.items.rowCount() else self.add).setFocus()
        return True

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self.view and event.type() == QEvent.Type.FocusIn:
            index = self.view.currentIndex()
            self.model.focus_changed.emit(self.items.place(index) if index.isValid() else self.pointer)
        return False
