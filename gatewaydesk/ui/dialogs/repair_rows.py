"""The rows of the preview of many repairs: a group a kind, a row a repair, with what changes made visible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from gatewaydesk.pointer import Pointer
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.repair_preview import PARTS, parts, told
from gatewaydesk.ui.form import look
from gatewaydesk.ui.wording import count
from gatewaydesk.validation.problems import Severity
from gatewaydesk.validation.repairs import Repair

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_NONE = QModelIndex()
_NEVER = QModelIndex()
_SHOWN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_TICKED = _SHOWN | Qt.ItemFlag.ItemIsUserCheckable

# What each kind of repair is called as a group, in the order of the groups: what a value should be comes first, what it
# is behind it.
KINDS: Mapping[str, str] = {
    "trim": "Space around text",
    "tidy": "Characters and line ends",
    "width": "Characters and line ends",
    "reread": "Misread letters",
    "line": "Text on one line",
    "blanks": "Spaces inside codes",
    "case": "Capitals and small letters",
    "option": "Choices",
    "yesno": "Yes and no",
    "date": "Dates and times",
    "number": "Numbers that are text",
    "text": "Text that is a number",
    "doi": "DOIs",
    "doi-address": "DOIs",
    "https": "Web addresses",
    "mail": "E-mail addresses",
    "uuid": "Identifiers",
    "version": "Versions",
    "split": "Lists that are text",
    "split-case": "Lists that are text",
    "split-doi": "Lists that are text",
    "wrap": "Lists that are single values",
    "unwrap": "Single values that are lists",
    "join": "Texts that are lists",
    "fill": "Filled in from elsewhere",
    "only": "The only value there is",
    "default": "The usual value",
    "inner": "The whole dataset",
    "rename": "Misspelt names",
    "move": "In the wrong group",
    "use": "Other values",
    "empty": "Empty, and left out",
    "repeats": "Repeats",
    "cut": "Too long",
    "sentence": "Too long",
    "remove": "Unknown to the schema",
}


@dataclass
class Row:
    """One repair that can be ticked."""

    words: str
    repair: Repair
    before: str
    after: str
    ticked: bool


@dataclass
class Group:
    """All repairs of one kind, and the places that they are about."""

    title: str
    rows: list[Row] = field(default_factory=list)
    places: set[Pointer] = field(default_factory=set)
    ticked: int = 0


class RepairRows(QAbstractItemModel):
    """Groups with their rows: the field (with a box), what is there, and what would be there.

    Signals:
        changed(): other rows are ticked now, or there are more.
    """

    changed = Signal()

    def __init__(self, value: Any, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._value = value
        self._groups: list[Group] = []
        self._of_place: dict[Pointer, list[tuple[Group, Row]]] = {}
        self._seen: set[tuple[Pointer, ...]] = set()
        self.problems = 0

    # What there is

    @property
    def count(self) -> int:
        """How many repairs there are."""
        return sum(len(group.rows) for group in self._groups)

    @property
    def count_ticked(self) -> int:
        """How many are ticked."""
        return sum(group.ticked for group in self._groups)

    def ticked(self) -> list[Repair]:
        """The repairs that are ticked."""
        return [row.repair for group in self._groups for row in group.rows if row.ticked]

    def add(self, found: Iterable[tuple[str, Sequence[Repair]]]) -> None:
        """Adds what mends some problems: of each the best repair, and beside it those of the same kind, which mean
        another value.

        Ticked at first is what is sure and has no such rival; never what is only advice.

        Args:
            found: of each problem the words for its place, and what mends it, best first.
        """
        made: dict[str, list[Row]] = {}
        for words, repairs in found:
            for row in self._rows_of(words, repairs):
                made.setdefault(KINDS.get(row.repair.kind, "Other repairs"), []).append(row)
        for title, rows in made.items():
            self._insert(title, rows)
        if made:
            self.changed.emit()

    def _rows_of(self, words: str, repairs: Sequence[Repair]) -> Iterator[Row]:
        best, *others = repairs
        same = [one for one in others if one.kind == best.kind]
        places = tuple(edit.pointer for edit in best.edits)
        if places in self._seen:
            return  # the same change mends two problems: a member that is misspelt, and is missed under its right name
        self._seen.add(places)
        self.problems += 1
        sure = best.sure and not same and best.problem.severity is not Severity.ADVICE
        for one in (best, *same):
            yield Row(words, one, *told(self._value, one), sure)

    def tick_all(self, on: bool) -> None:
        """Ticks every problem's first repair that is there, or none."""
        for group in self._groups:
            for row in group.rows:
                row.ticked = False
            group.ticked = 0
        for group in self._groups if on else ():
            for row in group.rows:
                if not any(other.ticked for _, other in self._of_place[row.repair.problem.pointer]):
                    row.ticked = True
                    group.ticked += 1
        self._repaint()

    def toggle(self, index: Index) -> None:
        """Ticks a row, or a whole group, or takes the tick away."""
        row, group = self._row(index), self._group(index)
        if row is not None:
            self._tick(group, row, not row.ticked)
        else:
            on = group.ticked < len(group.places)
            for one in group.rows:
                rivals = [other for _, other in self._of_place[one.repair.problem.pointer] if other is not one]
                self._tick(group, one, on and not any(other.ticked for other in rivals))
        self._repaint()

    def _tick(self, group: Group, row: Row, on: bool) -> None:
        for held, other in self._of_place[row.repair.problem.pointer]:
            if other.ticked and other is not row and on:
                other.ticked, held.ticked = False, held.ticked - 1
        if row.ticked is not on:
            row.ticked, group.ticked = on, group.ticked + (1 if on else -1)

    def _insert(self, title: str, rows: Sequence[Row]) -> None:
        group = next((one for one in self._groups if one.title == title), None)
        if group is None:
            order = list(dict.fromkeys(KINDS.values()))
            rank = order.index(title) if title in order else len(order)
            at = sum(order.index(one.title) < rank for one in self._groups if one.title in order)
            self.beginInsertRows(_NONE, at, at)
            group = Group(title)
            self._groups.insert(at, group)
            self.endInsertRows()
        parent = self.index(self._groups.index(group), 0)
        self.beginInsertRows(parent, len(group.rows), len(group.rows) + len(rows) - 1)
        for row in rows:
            place = row.repair.problem.pointer
            group.rows.append(row)
            group.places.add(place)
            group.ticked += row.ticked
            self._of_place.setdefault(place, []).append((group, row))
        self.endInsertRows()
        self.dataChanged.emit(parent, parent)

    def _repaint(self) -> None:
        for at, group in enumerate(self._groups):
            parent = self.index(at, 0)
            self.dataChanged.emit(parent, parent)
            if group.rows:
                self.dataChanged.emit(self.index(0, 0, parent), self.index(len(group.rows) - 1, 2, parent))
        self.changed.emit()

    # As Qt asks for it. A row's index holds its group's number and one, a group's index holds nought.

    def index(self, row: int, column: int, parent: Index = _NEVER) -> QModelIndex:
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = _NEVER) -> QModelIndex:
        at = index.internalId() if index.isValid() else 0
        return self.createIndex(at - 1, 0, 0) if at else QModelIndex()

    def rowCount(self, parent: Index = _NEVER) -> int:
        if not parent.isValid():
            return len(self._groups)
        return len(self._groups[parent.row()].rows) if not parent.internalId() and parent.column() == 0 else 0

    def columnCount(self, parent: Index = _NEVER) -> int:
        return 3

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _TICKED if index.column() == 0 else _SHOWN

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if role == Role.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return ("Field", "Now", "Repaired")[section]
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        row, group = self._row(index), self._group(index)
        if row is None:
            return self._of_group(group, index.column(), role)
        if role == Role.CheckStateRole and index.column() == 0:
            return Qt.CheckState.Checked if row.ticked else Qt.CheckState.Unchecked
        if role == Role.DisplayRole:
            return (row.words, row.before, row.after)[index.column()]
        if role == PARTS and index.column():
            return parts(row.before, row.after)[index.column() - 1]
        if role == Role.ToolTipRole:
            return look.tip((f"{row.words}\n{row.repair.problem.message}", row.before, row.after)[index.column()])
        if role == Role.AccessibleTextRole and index.column() == 0:
            return f"{row.words}: {row.repair.label}. Now {row.before}, repaired {row.after}"
        return None

    def _of_group(self, group: Group, column: int, role: int) -> Any:
        if column:
            return None
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return f"{group.title}  ({count(len(group.rows), 'repair')})"
        if role == Role.FontRole:
            return theme.font(0, bold=True)
        if role == Role.CheckStateRole:
            whole = group.ticked >= len(group.places)
            state = Qt.CheckState
            return state.Checked if whole else state.PartiallyChecked if group.ticked else state.Unchecked
        return None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if role != Role.CheckStateRole or not index.isValid():
            return False
        self.toggle(index)
        return True

    def _group(self, index: Index) -> Group:
        return self._groups[index.internalId() - 1 if index.internalId() else index.row()]

    def _row(self, index: Index) -> Row | None:
        at = index.internalId()
        return self._groups[at - 1].rows[index.row()] if at else None
