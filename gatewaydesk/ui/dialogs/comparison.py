"""What differs between two values, as a table: the field, what was there, and what is there now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from gatewaydesk.pointer import ABSENT
from gatewaydesk.services.comparing import Changed
from gatewaydesk.ui.dialogs.repair_preview import PARTS, PreviewDelegate, parts, shown
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.breakable import breakable

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_SIDES = ("Then", "Now")
_FIELD_SHARE = 0.4
_AT_LENGTH = 300  # characters of a value that are read at length
_PARTS = 40  # of what is written in a group
_NOTHING = "–"
_SECRET = "(kept secret)"  # noqa: S105
_NONE = QModelIndex()


def in_words(value: Any) -> str:
    """A value on one line; of a group or a list of groups, the first of what is written in it."""
    return " · ".join(islice(filter(None, _written(value)), _PARTS)) or _NOTHING


def _written(value: Any) -> Iterator[str]:
    if value is None:
        return
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, dict) or any(isinstance(one, dict | list) for one in inner):
        for one in inner:
            yield from _written(one)
    else:
        yield shown(value)


def _cut(text: str) -> str:
    return text if len(text) <= _AT_LENGTH else f"{text[: _AT_LENGTH - 1].rstrip()}…"


class ChangesModel(QAbstractTableModel):
    """Differences, put into words when they are looked at."""

    def __init__(self, parent: QWidget | None = None, sides: tuple[str, str] = _SIDES) -> None:
        super().__init__(parent)
        self._headings = ("Field", *sides)
        self.changed: Sequence[Changed] = ()
        self._texts: dict[int, tuple[str, str]] = {}

    def show(self, changed: Sequence[Changed]) -> None:
        """Shows other differences."""
        self.beginResetModel()
        self.changed, self._texts = changed, {}
        self.endResetModel()

    def texts(self, row: int) -> tuple[str, str]:
        """What was there, and what is there now."""
        if row not in self._texts:
            one = self.changed[row]
            self._texts[row] = (self._text(one.then, one.secret), self._text(one.now, one.secret))
        return self._texts[row]

    @staticmethod
    def _text(value: Any, secret: bool) -> str:
        return _SECRET if secret and value is not ABSENT else in_words(value)

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.changed)

    def columnCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        across = orientation is Qt.Orientation.Horizontal
        return self._headings[section] if across and role == Role.DisplayRole else None

    def data(self, index: Index, role: int = 0) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if column == 0:
            words = self.changed[row].words
            if role == Role.ToolTipRole:
                then, now = self.texts(row)
                return look.tip(f"{words}\n{self._headings[1]}: {then}\n{self._headings[2]}: {now}")
            return words if role == Role.DisplayRole else None
        if role == PARTS:
            then, now = ("" if text == _NOTHING else text for text in self.texts(row))
            return parts(then, now)[column - 1]
        if role in (Role.DisplayRole, Role.ToolTipRole):
            text = self.texts(row)[column - 1]
            return text if role == Role.DisplayRole else look.tip(text)
        if role == Role.AccessibleTextRole:
            return f"{self._headings[column]}: {self.texts(row)[column - 1]}"
        return None


class ComparisonView(QTreeView):
    """The table of differences.

    Signals:
        go_to(object): the pointer of a row on which Enter was pressed, or that was double-clicked.
        at(): another row is the current one.
    """

    go_to = Signal(object)
    at = Signal()

    def __init__(self, name: str, title: str, parent: QWidget | None = None, sides: tuple[str, str] = _SIDES) -> None:
        """`sides` are the headings over the older values and over the newer ones."""
        super().__init__(parent)
        self.changes = ChangesModel(self, sides)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setModel(self.changes)
        self.setItemDelegate(PreviewDelegate(self))
        self.setUniformRowHeights(True)
        self.setRootIsDecorated(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.doubleClicked.connect(self._go)
        self.selectionModel().currentChanged.connect(lambda *_: self.at.emit())
        header = self.header()
        header.setStretchLastSection(True)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        look.quiet_selection(self)

    def show_changed(self, changed: Sequence[Changed]) -> None:
        """Shows other differences, from the first."""
        self.changes.show(changed)
        if changed:
            self.setCurrentIndex(self.changes.index(0, 0))
        self.at.emit()

    @property
    def words_at_length(self) -> str:
        """Both values of the current row, or ""."""
        index = self.currentIndex()
        if not index.isValid():
            return ""
        then, now = (breakable(_cut(text)) for text in self.changes.texts(index.row()))
        return f"Then: {then}\nNow: {now}"

    def _go(self, index: Index) -> None:
        self.go_to.emit(self.changes.changed[index.row()].pointer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._go(self.currentIndex())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.viewport().width()
        self.header().resizeSection(0, round(width * _FIELD_SHARE))
        self.header().resizeSection(1, round(width * (1 - _FIELD_SHARE) / 2))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            look.quiet_selection(self)
