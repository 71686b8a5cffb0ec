"""A list of rows drawn with signs, of which one is picked: by mouse, keys or assistive technology."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Protocol, cast

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from gatewaydesk.ui.form import look
from gatewaydesk.ui.panels import signs

Index = QModelIndex | QPersistentModelIndex
_Keys = QAbstractItemView.CursorAction
_BACK = frozenset({_Keys.MoveUp, _Keys.MoveEnd, _Keys.MovePageUp, _Keys.MovePrevious, _Keys.MoveLeft})


@dataclass(frozen=True)
class Pick:
    """One row.

    Attributes:
        key: what it stands for; rows are told apart by it.
        title: the text; also the beginning of what a screen reader says.
        spoken: the rest of what a screen reader says, and the tool tip.
        over: it is settled, and stays only so that the rows below it do not move: drawn faint and struck through.
        stood: of what is settled, the text that stood in the place of the figure before: its height stays.
        able: it can be picked; what cannot says why in its note.
    """

    key: Any
    title: str
    sign: str = ""
    figure: tuple[str, str] = ("", "muted")
    note: str = ""
    spoken: str = ""
    heading: bool = False
    apart: bool = field(default=False)
    over: bool = False
    stood: str | None = None
    able: bool = True

    @property
    def beside(self) -> str:
        """The text that leaves the title less room."""
        return self.figure[0] if self.stood is None else self.stood

    @property
    def shape(self) -> tuple[str, str, str]:
        """What the height of the row depends on."""
        return self.title, self.beside, self.note

    @property
    def pickable(self) -> bool:
        """Whether it is a row that can be picked at all, and no heading."""
        return self.able and not self.heading


def pick_data(pick: Pick, role: int) -> Any:
    """What a model of such rows answers a view, the delegate and assistive technology."""
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return f"{pick.title}, {pick.spoken}" if pick.spoken else pick.title
    values: dict[int, Any] = {
        int(Qt.ItemDataRole.DisplayRole): pick.title,
        int(Qt.ItemDataRole.ToolTipRole): look.tip(f"{pick.title}: {pick.spoken}" if pick.spoken else pick.title),
        int(signs.SIGN): pick.sign,
        int(signs.FIGURE): pick.figure,
        int(signs.BESIDE): pick.beside,
        int(signs.NOTE): pick.note,
        int(signs.HEADING): pick.heading,
        int(signs.APART): pick.apart,
        int(signs.OVER): pick.over,
    }
    return values.get(int(role))


class Rows(Protocol):
    """A model of picks. Rows are asked for one at a time, so that very many cost nothing until they are seen."""

    @property
    def picks(self) -> list[Pick]:
        """All rows."""

    def pick(self, row: int) -> Pick:
        """One row."""

    def row_of(self, key: Any) -> int:
        """The row of that key that can be picked, or -1."""


class _Picks(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.picks: list[Pick] = []

    def pick(self, row: int) -> Pick:
        return self.picks[row]

    def row_of(self, key: Any) -> int:
        return next((at for at, pick in enumerate(self.picks) if pick.key == key and pick.pickable), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.picks)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self.picks[index.row()].heading:
            return Qt.ItemFlag.ItemIsEnabled
        if index.isValid() and not self.picks[index.row()].able:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = 0) -> Any:
        if not index.isValid() or index.row() >= len(self.picks):
            return None
        return pick_data(self.picks[index.row()], role)

    def show(self, picks: list[Pick]) -> bool:
        """Shows other rows; True when rows came or went, so that the selection is lost."""
        if picks == self.picks:
            return False
        if [one.key for one in picks] == [one.key for one in self.picks]:
            pairs = list(zip(self.picks, picks, strict=True))
            self.picks = picks
            for at, (old, new) in enumerate(pairs):
                if old != new:
                    self.dataChanged.emit(self.index(at), self.index(at))
            if any((*old.shape, old.apart) != (*new.shape, new.apart) for old, new in pairs):
                self.layoutChanged.emit()  # a row may be higher or lower now
            return False
        self.beginResetModel()
        self.picks = picks
        self.endResetModel()
        return True


class _Selection(QItemSelectionModel):
    """To select a heading is to select the first row below it.

    No key or mouse does that, but assistive technology may, and is told that it was done whatever the model says.
    """

    def __init__(self, view: PickList) -> None:
        super().__init__(view.model(), view)
        self._view = view

    def select(self, what: Any, command: QItemSelectionModel.SelectionFlag) -> None:
        if isinstance(what, QModelIndex) and what.isValid() and command & self.SelectionFlag.Select:
            what = self._view.pick_near(what)
        super().select(what, command)


class PickList(QListView):
    """Rows of which one is picked.

    Signals:
        picked(object): a row's key, on whatever selects it but the arrow keys when `keys_pick` is False.
        entered(object): Enter, or a double click.
    """

    picked = Signal(object)
    entered = Signal(object)

    def __init__(
        self,
        name: str,
        title: str,
        parent: QWidget | None = None,
        *,
        keys_pick: bool = True,
        rows: QAbstractListModel | None = None,
    ) -> None:
        """Args:
        rows: a model that is `Rows` as well; without it, one that `show_picks` fills.
        """
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._keys_pick = keys_pick
        self._quiet = self._by_key = self._acted = False
        self._own = _Picks(self)
        self.picks_model: Rows = cast(Rows, rows) if rows is not None else self._own
        self.setModel(rows if rows is not None else self._own)
        self.setSelectionModel(_Selection(self))
        self.setItemDelegate(signs.SignDelegate(self))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.viewport().setAutoFillBackground(False)
        self.selectionModel().selectionChanged.connect(self._selected)
        self.clicked.connect(self._clicked)

    @property
    def current_key(self) -> Any:
        """The picked row's key, or None."""
        chosen = self.selectionModel().selectedIndexes()
        return self.picks_model.pick(chosen[0].row()).key if chosen else None

    @property
    def picks(self) -> list[Pick]:
        """The rows shown."""
        return self.picks_model.picks

    def show_picks(self, picks: Sequence[Pick]) -> None:
        """Shows other rows; the picked one and the place stay where they can."""
        kept, place = self.current_key, self.verticalScrollBar().value()
        if self._own.show(list(picks)):
            self.mark(kept, scroll=False)
            self.verticalScrollBar().setValue(place)

    def mark(self, key: Any, *, scroll: bool = True) -> None:
        """Shows a row as picked without acting on it; None marks no row."""
        self._quiet = True
        try:
            row = self.picks_model.row_of(key) if key is not None else -1
            index = self.model().index(row, 0)
            if row < 0:
                self.clearSelection()
            elif scroll:
                self.setCurrentIndex(index)
            else:
                self.selectionModel().setCurrentIndex(index, self.selectionModel().SelectionFlag.ClearAndSelect)
        finally:
            self._quiet = False

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """A key leads from row to row, past the headings between them."""
        index = super().moveCursor(action, modifiers)
        return self.pick_near(index, back=action in _BACK) if index.isValid() else index

    def pick_near(self, index: Index, *, back: bool = False) -> QModelIndex:
        """A row, or in place of a heading the next one that can be picked: first below it, or with `back` above it."""
        return self.model().index(self._row_near(index.row(), back=back), 0)

    def _row_near(self, row: int, *, back: bool) -> int:
        """That row, or where it is a heading, the next one that can be picked; -1 where there is none."""
        count = self.model().rowCount()
        onward = [range(row, count), range(row, -1, -1)]
        rows = chain.from_iterable(reversed(onward) if back else onward)
        return next((at for at in rows if self.picks_model.pick(at).pickable), -1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_key is not None:
            self.entered.emit(self.current_key)
            return
        self._by_key = True
        try:
            super().keyPressEvent(event)
        finally:
            self._by_key = False
        if self.currentIndex().isValid() and self.currentIndex().row() == self._row_near(0, back=False):
            self.scrollToTop()  # the heading above cannot be gone to, and should be seen

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._acted = False
        super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.scheduleDelayedItemsLayout()

    def _selected(self) -> None:
        if self._quiet or (self._by_key and not self._keys_pick):
            return
        key = self.current_key
        if key is not None:
            self._acted = True
            self.picked.emit(key)

    def _clicked(self, index: QModelIndex) -> None:
        # A click on the row that is picked already selects nothing new, and is meant all the same.
        if self._acted:
            return
        pick = self.picks_model.pick(index.row())
        if pick.pickable:
            self.picked.emit(pick.key)
