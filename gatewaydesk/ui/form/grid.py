"""The items of a list as a table over the document: one row an item, one column a member, or one line a summary."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush

from gatewaydesk.document.edits import Change
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.pointer import ABSENT, Pointer
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui import theme
from gatewaydesk.ui.form import look, values
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.form.summary import summary
from gatewaydesk.validation.problems import Problem, Severity

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_MOST_COLUMNS = 9
_MOST_COLUMNS_WANTED = 14
_LISTED = "F4 in a cell shows what the gateway has to choose from."
_DRAGGED = "application/x-gatewaydesk-row"


def columns_for(item: Field | None, widget: str = "") -> tuple[Field, ...]:
    """The members that can be columns; none when the items are better drawn as a list of summaries.

    All members have to be simple; one list of simple things among them is allowed (shown as a count). Where the hints
    ask for a `grid`, the simple members are its columns whatever else there is; `cards` are summaries.
    """
    if widget == "cards":
        return ()
    if widget == "grid" and item is not None and item.kind is Kind.OBJECT:
        return tuple(child for child in item.children if values.is_simple(child))[:_MOST_COLUMNS_WANTED]
    if item is None or item.kind is not Kind.OBJECT or item.extra is not None:
        return ()
    plain = [child for child in item.children if values.is_simple(child)]
    lists = [child for child in item.children if not values.is_simple(child)]
    flat = all(child.kind is Kind.LIST and _is_flat(child.item) for child in lists)
    if len(plain) < 2 or len(item.children) > _MOST_COLUMNS or len(lists) > 1 or not flat:
        return ()
    return item.children


def _is_flat(field: Field | None) -> bool:
    if field is None or values.is_simple(field):
        return True
    return field.kind is Kind.OBJECT and all(map(values.is_simple, field.children))


class ItemsModel(QAbstractTableModel):
    """The list at one place of the document. Cells are read from the document when they are painted.

    Signals:
        dropped(row, to): a row was dragged to another number.
    """

    dropped = Signal(int, int)

    def __init__(self, form: FormModel, field: Field, pointer: Pointer, columns: tuple[Field, ...]) -> None:
        super().__init__()
        self.form = form
        self.field = field
        self.item = field.item or Field((*field.path, "*"), Kind.ANY, field.title)
        self.pointer = pointer
        self.columns = columns
        self._count = len(self.items)

    @property
    def items(self) -> list[Any]:
        """The document's own list; to be read only."""
        held = self.form.value(self.pointer)
        return held if isinstance(held, list) else []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else max(1, len(self.columns))

    def place(self, index: Index) -> Pointer:
        """Where in the document a cell is."""
        row = (*self.pointer, index.row())
        return (*row, self.columns[index.column()].name) if self.columns else row

    def cell(self, index: Index) -> Any:
        """What the document holds in a cell, or ABSENT."""
        items = self.items
        if not 0 <= index.row() < len(items):
            return ABSENT
        held = items[index.row()]
        if not self.columns:
            return held
        return held.get(self.columns[index.column()].name, ABSENT) if isinstance(held, dict) else ABSENT

    def misfit(self, row: int) -> bool:
        """Whether something else than a group is written where cells should be, which typing in them would lose."""
        items = self.items
        held = items[row] if self.columns and 0 <= row < len(items) else ABSENT
        return not isinstance(held, dict) and not values.is_empty(held)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return f"{section + 1:,}" if role == Role.DisplayRole else None
        if role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if not self.columns:
            return self.field.title if role == Role.DisplayRole else None
        column = self.columns[section]
        if role == Role.DisplayRole:
            return f"{column.title} *" if column.required else column.title
        if role != Role.ToolTipRole:
            return None
        listed = _LISTED if column.chooser and self.form.choose is not None else ""
        return look.tip("\n".join(one for one in (column.help, listed) if one)) or None

    # Dragging a row; the view moves it in the document, never here

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [_DRAGGED]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        data.setData(_DRAGGED, str(indexes[0].row()).encode())
        return data

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        if not data.hasFormat(_DRAGGED):
            return False
        source = int(data.data(_DRAGGED).data())
        gap = row if row >= 0 else parent.row() if parent.isValid() else self._count
        self.dropped.emit(source, gap - (gap > source))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if not self.columns and not self.field.read_only:
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags | Qt.ItemFlag.ItemIsEditable if self.editable(index) else flags

    def editable(self, index: Index) -> bool:
        """Whether a cell's text stands for its whole value, so that typing in it loses nothing."""
        if not self.columns or not index.isValid() or self.form.read_only or self.field.read_only:
            return False
        column, value = self.columns[index.column()], self.cell(index)
        if not values.is_simple(column) or column.kind in (Kind.ANY, Kind.CONST) or column.read_only:
            return False
        if self.misfit(index.row()):
            return False
        if value is ABSENT or value is None:
            return True
        text = values.shown(column, value)
        return "\n" not in text and (values.same(values.parsed(column, text), value) or value == "")

    def choosable(self, index: Index) -> bool:
        """Whether a cell's value can be chosen from a list that a gateway keeps."""
        return self.form.choose is not None and self.editable(index) and bool(self.columns[index.column()].chooser)

    def choose(self, index: Index) -> None:
        """Opens that list for a cell."""
        if self.form.choose is not None and self.choosable(index):
            self.form.choose(self.place(index), self.columns[index.column()])

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= self._count:
            return None
        if role == Role.DisplayRole:
            return self._words(index)
        if role == Role.AccessibleTextRole:
            return self._heard(index)
        if role == Role.EditRole:
            return values.shown(self.columns[index.column()], self.cell(index)) if self.columns else self._words(index)
        if role in (Role.DecorationRole, Role.BackgroundRole, Role.ToolTipRole, Role.AccessibleDescriptionRole):
            marks = self._marks(index, Role(role))
            return look.tip(marks) if marks and role == Role.ToolTipRole else marks
        if role == Role.ForegroundRole and self.columns and not values.is_simple(self.columns[index.column()]):
            return theme.color("muted")
        return None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if role != Role.EditRole or not self.editable(index):
            return False
        column = self.columns[index.column()]
        new = values.parsed(column, value) if isinstance(value, str) else value
        try:
            self._write(index, column, new)
        except (LookupError, GatewayDeskError):
            sys.excepthook(*sys.exc_info())  # an error that leaves a method called by Qt ends the program later
            return False
        self.form.touch(self.place(index))
        return True

    def _write(self, index: Index, column: Field, new: Any) -> None:
        """Writes a cell; an item in which nothing is written, and which is no group, becomes one."""
        held = self.items[index.row()]
        if isinstance(held, dict):
            self.form.authoring.set_value(self.place(index), column, new)
        elif new is not ABSENT:
            self.form.authoring.set_value((*self.pointer, index.row()), self.item, {column.name: new})

    def problems(self, index: Index) -> list[Problem]:
        """What is wrong in a cell (or, for a summary, anywhere in the item) and may be shown by now.

        Of an item that is no group, and so has no cells, it is told in each.
        """
        below = self.form.problems_below(self.place(index))
        items = self.items
        if self.columns and index.row() < len(items) and not isinstance(items[index.row()], dict):
            below = self.form.problems_at((*self.pointer, index.row()))
        return [
            one for one in below if one.severity is not Severity.EMPTY or not self.columns or self._may_say(one.pointer)
        ]

    def _may_say(self, pointer: Pointer) -> bool:
        return self.form.touched(pointer)

    def _words(self, index: Index) -> str:
        value = self.cell(index)
        if not self.columns:
            return summary(self.item, value)
        column = self.columns[index.column()]
        if not values.is_simple(column):
            count = len(value) if isinstance(value, list) else 0
            return f"{count:,} value{'' if count == 1 else 's'}…" if count else "–"
        return " ".join(values.shown(column, value).split()) if value is not ABSENT else ""

    def _heard(self, index: Index) -> str:
        """A cell in words, for those who do not see where it stands."""
        if not self.columns:
            return self._words(index)
        said = " ".join(one.message for one in self.problems(index)[:8])
        held = self._words(index) or "empty"
        return f"{self.columns[index.column()].title}, row {index.row() + 1:,}: {held}" + (f". {said}" if said else "")

    def _marks(self, index: Index, role: Qt.ItemDataRole) -> Any:
        problems = self.problems(index)
        if not problems:
            return self._words(index) if role == Role.ToolTipRole and len(self._words(index)) > 20 else None
        wrong = [one for one in problems if one.severity is Severity.WRONG]
        sign = "wrong" if wrong else problems[0].severity.value
        if role == Role.DecorationRole:
            return look.sign_icon(sign)
        if role == Role.BackgroundRole:
            tint = theme.color(sign)
            tint.setAlphaF(0.14)
            return QBrush(tint) if wrong and self.columns else None
        return "\n".join(one.message if self.columns else one.sentence for one in problems[:8])

    # In step with the document

    def follow(self, change: Change) -> str:
        """Takes over a change: says `row` (cells changed), `inserted`, `removed` or `reset`."""
        depth = len(self.pointer) + 1
        edits = [edit for edit in change.edits if edit.pointer[: depth - 1] == self.pointer[: len(edit.pointer)]]
        items = [edit for edit in edits if len(edit.pointer) == depth]
        if any(len(edit.pointer) < depth for edit in edits):
            return self._reset()
        if not items:
            self._repaint([edit.pointer for edit in edits])
            return "row"
        only = items[0]
        if len(edits) == 1 and only.old is ABSENT and isinstance(only.pointer[-1], int):
            self.beginInsertRows(QModelIndex(), only.pointer[-1], only.pointer[-1])
            self._count += 1
            self.endInsertRows()
            return "inserted"
        if len(edits) == 1 and only.new is ABSENT and isinstance(only.pointer[-1], int):
            self.beginRemoveRows(QModelIndex(), only.pointer[-1], only.pointer[-1])
            self._count -= 1
            self.endRemoveRows()
            return "removed"
        return self._reset()

    def repaint(self) -> None:
        """Problems have changed: whatever is in view is painted again."""
        if self._count:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, self.columnCount() - 1))

    def _repaint(self, places: list[Pointer]) -> None:
        rows = [int(place[len(self.pointer)]) for place in places]
        if rows:
            self.dataChanged.emit(self.index(min(rows), 0), self.index(max(rows), self.columnCount() - 1))

    def _reset(self) -> str:
        """Rows come and go at the end, and all are painted again: Qt's own reset would shut a cell that is open."""
        count = len(self.items)
        if count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._count = count
            self.endInsertRows()
        elif count < self._count:
            self.beginRemoveRows(QModelIndex(), count, self._count - 1)
            self._count = count
            self.endRemoveRows()
        self.repaint()
        return "reset"
