"""A combo box to search in by typing: over what a person reads and over the value behind it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QSizePolicy, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.editors.base import KeyedLine, end_of_change

SEARCH = int(Qt.ItemDataRole.UserRole) + 1
LISTED = SEARCH + 1
_ROWS = 12
_NARROWEST = 6  # characters
_MOST_WITH_HELP = 5_000


class ListedDelegate(QStyledItemDelegate):
    """Paints an entry's longer words, where it has some."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        words = index.data(LISTED)
        if words:
            option.text = words


class SearchCompleter(QCompleter):
    """Finds entries that hold the typed text anywhere, in the label or in the value."""

    def __init__(self, model: QAbstractItemModel, parent: QWidget) -> None:
        super().__init__(model, parent)
        self.setCompletionRole(Qt.ItemDataRole.DisplayRole if isinstance(model, QStringListModel) else SEARCH)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setMaxVisibleItems(_ROWS)

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole) or "")


def entries(pairs: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> QAbstractItemModel:
    """A model of (label, text behind it, help) to search in; of very many, which take long to make, the labels."""
    if len(pairs) > _MOST_WITH_HELP:
        return QStringListModel([label for label, _, _ in pairs], parent)
    model = QStandardItemModel(parent)
    for label, behind, help_text in pairs:
        item = QStandardItem(label)
        item.setData(label if behind in ("", label) else f"{label}  {behind}", SEARCH)
        item.setData(look.tip(help_text) or None, Qt.ItemDataRole.ToolTipRole)
        item.setEditable(False)
        model.appendRow(item)
    return model


class SearchCombo(QComboBox):
    """An editable combo box with a search. Selecting in its list through assistive technology counts like a click.

    Signals:
        typed(text): the text in the line has changed, by whatever means.
    """

    typed = Signal(str)

    def __init__(self, pairs: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setLineEdit(KeyedLine())
        look.pad(self.line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(_ROWS)
        self.setModel(entries(pairs, self))
        self.setCompleter(SearchCompleter(self.model(), self))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(10)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCurrentIndex(-1)
        self.setEditText("")
        self.editTextChanged.connect(self.typed)
        self.view().selectionModel().selectionChanged.connect(self._selected_from_outside)

    @property
    def line(self) -> KeyedLine:
        """The line that is typed in."""
        line = self.lineEdit()
        assert isinstance(line, KeyedLine)
        return line

    def show_text(self, text: str) -> None:
        """Shows a text, and stands at its row in the list where there is one."""
        before = self.currentText()
        if text == before:
            return
        self.setCurrentIndex(self.findText(text, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchCaseSensitive))
        self.setEditText(text)
        self.line.setCursorPosition(end_of_change(before, text) if self.isVisible() else 0)

    def list_as(self, words: Sequence[str]) -> None:
        """What the list says for each entry, where that is more than the text that choosing it writes."""
        for row, text in enumerate(words):
            self.setItemData(row, text, LISTED)
            self.setItemData(row, text, Qt.ItemDataRole.AccessibleTextRole)
        for view in (self.view(), self.completer().popup()):
            view.setItemDelegate(ListedDelegate(view))

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), 160), hint.height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def _selected_from_outside(self, selected: QItemSelection, before: QItemSelection) -> None:
        rows = [index.row() for index in selected.indexes()]
        if rows and not self.view().isVisible() and rows[0] != self.currentIndex():
            self.setCurrentIndex(rows[0])


class PlainCombo(QComboBox):
    """A combo box that leaves the wheel alone and answers a selection made through assistive technology."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view().selectionModel().selectionChanged.connect(self._selected_from_outside)

    def minimumSizeHint(self) -> QSize:
        """Narrower than its words; the list that it opens is as wide as they are."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), look.width_of(self, _NARROWEST)), hint.height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def _selected_from_outside(self, selected: QItemSelection, before: QItemSelection) -> None:
        rows = [index.row() for index in selected.indexes()]
        if rows and not self.view().isVisible() and rows[0] != self.currentIndex():
            self.setCurrentIndex(rows[0])
            self.activated.emit(rows[0])
