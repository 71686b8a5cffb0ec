"""Typing in a grid's cells, and copying cells to and from a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gatewaydesk.document.edits import Edit
from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui import theme
from gatewaydesk.ui.form import look, values
from gatewaydesk.ui.form.editors.combo import PlainCombo, SearchCombo
from gatewaydesk.ui.form.grid import ItemsModel

Index = QModelIndex | QPersistentModelIndex
CHOOSE_KEY = Qt.Key.Key_F4  # as lists open elsewhere
_SHOWN = "shown"  # what an editor was last given to show; whatever else it holds, a person typed
ENDED = "ended"  # of an editor in which Return was pressed


class CellDelegate(QStyledItemDelegate):
    """Opens a line, or a list for choices and yes/no, in the cell."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model = index.model()
        assert isinstance(model, ItemsModel)
        column = model.columns[index.column()]
        editor = self._make(column, parent)
        editor.setAccessibleName(column.title)
        if isinstance(editor, QLineEdit) and model.choosable(index):
            self._offer_list(editor, model, QPersistentModelIndex(index))
        return editor

    def _offer_list(self, line: QLineEdit, model: ItemsModel, index: QPersistentModelIndex) -> None:
        """A sign in the line that opens the list which the gateway keeps; what was typed is kept first."""

        def choose() -> None:
            self.commitData.emit(line)
            self.closeEditor.emit(line, self.EndEditHint.NoHint)
            QTimer.singleShot(0, model, lambda: model.choose(index))  # when the line has gone

        act = line.addAction(theme.icon("search"), QLineEdit.ActionPosition.TrailingPosition)
        act.setObjectName("cell.choose")
        act.setText(f"Choose {look.lowered(model.columns[index.column()].title)} from the gateway's list")
        act.setShortcut(CHOOSE_KEY)
        act.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        act.setToolTip(look.tip(f"{act.text()} ({QKeySequence(CHOOSE_KEY).toString()})"))
        act.triggered.connect(choose)

    def _make(self, column: Field, parent: QWidget) -> QWidget:
        if column.kind is Kind.BOOLEAN:
            combo = PlainCombo(parent)
            combo.addItems(["", "Yes", "No"])
            combo.activated.connect(lambda _: self.commitData.emit(combo))
            return combo
        if column.kind is Kind.CHOICE:
            search = SearchCombo([(one.label, str(one.value), one.help) for one in column.choices], parent)
            search.line.returnPressed.connect(lambda: self._end(search))
            return search
        line = QLineEdit(parent)
        line.setFrame(False)
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        before = editor.property(_SHOWN)
        if before is not None and _typed(editor) not in (before, text):
            return
        editor.setProperty(_SHOWN, text)
        if isinstance(editor, SearchCombo):
            editor.show_text(text)
            editor.line.selectAll()
        elif isinstance(editor, PlainCombo):
            editor.setCurrentText(text)
        elif isinstance(editor, QLineEdit) and editor.text() != text:
            editor.setText(text)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        text = _typed(editor)
        if isinstance(editor, SearchCombo) and isinstance(model, ItemsModel):
            choice = values.choice_meant(model.columns[index.column()], text)
            text = choice.label if choice is not None else text
        if text != str(index.data(Qt.ItemDataRole.EditRole) or ""):
            model.setData(index, text, Qt.ItemDataRole.EditRole)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Return ends an editor here and now: left to Qt, it would also reach the table behind."""
        pressed = event.key() if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if pressed in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(editor, QWidget):
            self._end(editor)
            return True
        return super().eventFilter(editor, event)

    def _end(self, editor: QWidget) -> None:
        if not editor.property(ENDED):
            editor.setProperty(ENDED, True)
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, self.EndEditHint.SubmitModelCache)


def _typed(editor: QWidget) -> str:
    return str(editor.text() if isinstance(editor, QLineEdit) else editor.currentText())


def copied(model: ItemsModel, indexes: Sequence[QModelIndex]) -> str:
    """The selected cells as lines of tab-separated text, as spreadsheets exchange them."""
    rows = sorted({index.row() for index in indexes})
    columns = sorted({index.column() for index in indexes})
    chosen = {(index.row(), index.column()) for index in indexes}
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    for row in rows:
        cells = [model.index(row, column) for column in columns]
        writer.writerow([_plain(model, cell) if (row, cell.column()) in chosen else "" for cell in cells])
    return out.getvalue()


def read_cells(text: str) -> list[list[str]]:
    """Tab-separated text as rows of cells; quoted cells may hold tabs and line ends."""
    table = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    while table and not any(table[-1]):
        table.pop()
    return table


def paste(model: ItemsModel, table: Sequence[Sequence[str]], row: int, column: int) -> int:
    """Writes cells from a place on, adding rows as needed, as one step; returns how many rows were written.

    Nothing is written where one of the rows is no group: a part of what was pasted would be lost.
    """
    if model.form.read_only or model.field.read_only or in_the_way(model, row, len(table)) >= 0:
        return 0
    items = model.items
    edits = []
    for offset, cells in enumerate(table):
        at = row + offset
        old: Any = items[at] if at < len(items) else ABSENT
        new = _filled(model, old if isinstance(old, dict) else {}, cells, at, column)
        if old is ABSENT or not values.same(old, new):
            edits.append(Edit((*model.pointer, at), old, new))
    if edits and not isinstance(model.form.value(model.pointer), list):
        held = model.form.value(model.pointer)
        whole = [edit.new for edit in edits]
        model.form.authoring.document.set(model.pointer, whole, label=f"paste into {model.field.title}")
        return len(whole) if held is ABSENT or held is None else 0
    model.form.authoring.apply(edits, f"paste {len(edits):,} rows into {model.field.title}")
    return len(edits)


def in_the_way(model: ItemsModel, row: int, count: int) -> int:
    """The first of so many rows that is no group, and so cannot be pasted to; -1 for none."""
    return next((at for at in range(row, row + count) if model.misfit(at)), -1)


def clear(model: ItemsModel, indexes: Sequence[QModelIndex]) -> None:
    """Empties cells, as one step."""
    by_row: dict[int, dict[int, str]] = {}
    for index in indexes:
        if model.editable(index):
            by_row.setdefault(index.row(), {})[index.column()] = ""
    edits = []
    for row, cells in by_row.items():
        old = model.items[row]
        if not isinstance(old, dict):
            continue  # nothing is written in it
        new = dict(old)
        for column in cells:
            _write(new, model.columns[column], ABSENT)
        if not values.same(old, new):
            edits.append(Edit((*model.pointer, row), old, new))
    model.form.authoring.apply(edits, f"clear cells of {model.field.title}")


def _filled(model: ItemsModel, old: dict[str, Any], cells: Sequence[str], row: int, first: int) -> dict[str, Any]:
    new = dict(old)
    for at, text in enumerate(cells, start=first):
        if at >= len(model.columns):
            break
        field = model.columns[at]
        simple = values.is_simple(field) and field.kind is not Kind.ANY
        if simple and (not old or model.editable(model.index(row, at))):
            _write(new, field, values.parsed(field, text.rstrip("\r")))
    order = {field.name: at for at, field in enumerate(model.columns)}
    known = [order[name] for name in old if name in order]
    if len(known) == len(old) and known == sorted(known):
        return dict(sorted(new.items(), key=lambda member: order[member[0]]))
    return new


def _write(members: dict[str, Any], field: Field, value: Any) -> None:
    if value is not ABSENT:
        members[field.name] = value
    elif field.nullable and (field.required or members.get(field.name, ABSENT) is None):
        members[field.name] = None
    else:
        members.pop(field.name, None)


def _plain(model: ItemsModel, index: QModelIndex) -> str:
    field = model.columns[index.column()]
    return values.shown(field, model.cell(index)) if values.is_simple(field) else ""
