"""A list that may have ten thousand rows, is told anew with every key, and stands still all the same.

Rows are worked out when they are seen. Another list is taken over by what differs, so that the selection survives;
what is in view stays where it is. Many rows are all of one height, for the heights of ten thousand different ones
would have to be measured before the first could be drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QSize, QStringListModel, Qt
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from gatewaydesk.ui import theme
from gatewaydesk.ui.panels.pick_list import Pick, PickList, pick_data
from gatewaydesk.validation.listing import steps

Index = QModelIndex | QPersistentModelIndex
Describe = Callable[[Any, Any], Pick]
_MANY, _FEW = 300, 200  # rows from which on they are of one height, and below which they are not any more


class SteadyRows(QStringListModel):
    """Rows by key, each made into a `Pick` when it is asked for.

    The base class counts the rows, in C++: a view asks for their number twice a row when it lays them out, and from
    Python ten thousand answers take 20 ms. Its texts are all empty.
    """

    def __init__(self, describe: Describe, parent: QWidget | None = None) -> None:
        """Args:
        describe: makes a row of a key and of the thing it stands for.
        """
        super().__init__(parent)
        self._describe = describe
        self._keys: list[Any] = []
        self._things: list[Any] = []
        self._made: dict[Any, tuple[Any, Pick]] = {}
        self._numbers: dict[Any, int] = {}
        # These come before the view's own: whoever asks then is answered by the rows as they are now.
        self.rowsRemoved.connect(self._removed)
        self.rowsInserted.connect(self._inserted)
        self.modelReset.connect(self._replaced)
        self._next: tuple[list[Any], list[Any]] = ([], [])

    @property
    def keys(self) -> list[Any]:
        """The keys of all rows."""
        return self._keys

    @property
    def picks(self) -> list[Pick]:
        """All rows, worked out: for tests and for those who read the window without seeing it."""
        return [self.pick(row) for row in range(len(self._keys))]

    def pick(self, row: int) -> Pick:
        """One row."""
        key, thing = self._keys[row], self._things[row]
        made = self._made.get(key)
        if made is None or (made[0] is not thing and made[0] != thing):
            made = self._made[key] = (thing, self._describe(key, thing))
        return made[1]

    def thing(self, row: int) -> Any:
        """What a row stands for."""
        return self._things[row]

    def row_of(self, key: Any) -> int:
        """The row of that key that can be picked, or -1."""
        row = self.number_of(key)
        return -1 if row < 0 or self.pick(row).heading else row

    def number_of(self, key: Any) -> int:
        """The row of that key, a heading too, or -1."""
        if len(self._numbers) != len(self._keys):
            self._numbers = dict(zip(self._keys, range(len(self._keys)), strict=True))
        return self._numbers.get(key, -1)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self.pick(index.row()).heading:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = 0) -> Any:
        if not index.isValid() or index.row() >= len(self._keys):
            return None
        return pick_data(self.pick(index.row()), role)

    def show(self, keys: list[Any], things: list[Any], seen: range, *, anew: bool = False) -> bool:
        """Shows other rows by what differs; True when rows came or went.

        Args:
            keys: one a row, no two the same.
            things: what the keys stand for.
            seen: the rows that are in view now; of the others nobody needs to be told that they read differently.
        anew: things that are the same may read differently as well.
        """
        before = {key: self._made[key][1] for key in self._keys[seen.start : seen.stop] if key in self._made}
        if anew or len(self._made) > 4 * _MANY:
            self._made = {}
        found = steps(self._keys, keys)
        self._next = (keys, things)
        if found is None:
            self.setStringList([""] * len(keys))
            return True
        for step in found:
            rows = (step.first, step.last - step.first + 1)
            self.insertRows(*rows) if step.came else self.removeRows(*rows)
        self._keys, self._things = keys, things
        for key, old in before.items():
            row = self.number_of(key)
            if row >= 0 and self.pick(row) != old:
                self.dataChanged.emit(self.index(row), self.index(row))
        return bool(found)

    def _removed(self, _: QModelIndex, first: int, last: int) -> None:
        self._keys = [*self._keys[:first], *self._keys[last + 1 :]]
        self._things = [*self._things[:first], *self._things[last + 1 :]]
        self._numbers = {}

    def _replaced(self) -> None:
        (self._keys, self._things), self._numbers = self._next, {}

    def _inserted(self, _: QModelIndex, first: int, last: int) -> None:
        keys, things = self._next
        self._keys = [*self._keys[:first], *keys[first : last + 1], *self._keys[first:]]
        self._things = [*self._things[:first], *things[first : last + 1], *self._things[first:]]
        self._numbers = {}


class SteadyList(PickList):
    """The list on the screen. What is selected stays selected and in its place; else the first row in view does."""

    def __init__(
        self, name: str, title: str, describe: Describe, parent: QWidget | None = None, *, keys_pick: bool = False
    ) -> None:
        self.rows = SteadyRows(describe)
        super().__init__(name, title, parent, keys_pick=keys_pick, rows=self.rows)
        self.rows.setParent(self)

    def minimumSizeHint(self) -> QSize:
        """Room for one row with its sentence, at any size of text."""
        least = super().minimumSizeHint()
        return QSize(least.width(), max(least.height(), 3 * self.fontMetrics().height() + 6 * theme.SPACE))

    def take_up(self, row: int) -> bool:
        """Selects the first row from there on that can be picked, where none is selected; False where there is none."""
        if self.current_key is None and row < len(self.rows.keys):
            index = self.pick_near(self.rows.index(row))
            self.mark(self.rows.keys[index.row()] if index.isValid() else None)
        return self.current_key is not None

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A key that leads here finds a row selected: else the next one would only select, or pass the first row by."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.take_up(self._seen().start)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is selected stays in view where the list loses room to what stands above it."""
        super().resizeEvent(event)
        if event.size().height() < event.oldSize().height() and self.current_key is not None:
            self.scrollTo(self.currentIndex())

    def show_rows(self, keys: list[Any], things: Sequence[Any], *, anew: bool = False) -> None:
        """Shows other rows; `anew` where the same things may read differently."""
        kept = self.current_key
        held = self._held(kept)
        even = self.uniformItemSizes()
        self._quiet = True
        try:
            seen = self._seen() if even else range(len(self.rows.keys))
            before = None if even else self._shapes()
            moved = self.rows.show(keys, list(things), seen, anew=anew)
            wanted = len(keys) > (_FEW if even else _MANY)
            if wanted is not even:
                self.setUniformItemSizes(wanted)
                moved = True
            if not moved and before is not None and before != self._shapes():
                moved = True  # a row may be higher or lower now
            if moved:
                self.doItemsLayout()
        finally:
            self._quiet = False
        if self.current_key != kept:
            self.mark(kept, scroll=False)
        if moved:
            self._put_back(held)

    def _shapes(self) -> list[tuple[str, str, str]]:
        """What the heights of rows depend on."""
        return [one.shape for one in self.rows.picks]

    def _seen(self) -> range:
        """The rows in view."""
        first = self.indexAt(QPoint(8, 1))
        last = self.indexAt(QPoint(8, self.viewport().height() - 2))
        end = last.row() + 1 if last.isValid() else len(self.rows.keys)
        return range(max(first.row(), 0), end)

    def _held(self, kept: Any) -> list[tuple[Any, int]]:
        """What should stay where it is: the selected row if it is in view, else the first that will still be there.

        At the very top nothing is held but the selection: what comes there should be seen.
        """
        if not self.isVisible() or not self.rows.keys:
            return []
        seen = self._seen()
        numbers = [self.rows.number_of(kept)] if kept is not None else []
        numbers = [at for at in numbers if at in seen]
        if self.verticalScrollBar().value() > 0:
            numbers += seen
        return [(self.rows.keys[at], self.visualRect(self.rows.index(at)).top()) for at in numbers]

    def _put_back(self, held: list[tuple[Any, int]]) -> None:
        for key, top in held:
            row = self.rows.number_of(key)
            if row >= 0:
                bar = self.verticalScrollBar()
                bar.setValue(bar.value() + self.visualRect(self.rows.index(row)).top() - top)
                return
