"""The rows in which two versions of a dataset stand side by side: field, base, mine, theirs, and what is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from gatewaydesk.document.merging import Decision, Side
from gatewaydesk.pointer import ABSENT
from gatewaydesk.services.merging import Merging
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.comparison import in_words
from gatewaydesk.ui.dialogs.merge_sides import Headings
from gatewaydesk.ui.dialogs.repair_preview import PARTS, parts
from gatewaydesk.ui.form import look

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
FIELD, BASE, MINE, THEIRS, TAKEN = range(5)
_SIDES: Mapping[int, tuple[Side, ...]] = {MINE: ("mine", "both"), THEIRS: ("theirs", "both")}
_NOTHING = "–"
_SECRET = "(kept secret)"  # noqa: S105
_NONE = QModelIndex()


class MergeRows(QAbstractTableModel):
    """A heading for each section, and a row for each place where the versions differ, made when it is looked at.

    Signals:
        chosen(): somebody has decided something.
    """

    chosen = Signal()

    def __init__(self, headings: Headings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.headings = headings
        self.merging: Merging | None = None
        self.chosen_sides: dict[int, Side] = {}  # by the number of the decision
        self.generation = 0  # how often somebody has decided something
        self._open: set[int] = set()
        self._rows: list[int | str] = []  # a decision's number, or a section's heading
        self._texts: dict[int, tuple[str, str, str]] = {}
        self._words: dict[int, str] = {}
        self._bold = QFont()

    @property
    def open_conflicts(self) -> int:
        """How many conflicts nobody has decided yet."""
        return len(self._open)

    def show(self, merging: Merging, chosen: Mapping[int, Side], *, only_conflicts: bool = False) -> None:
        """Shows what differs, section by section.

        Args:
            merging: the versions.
            chosen: what counts as chosen, by the numbers of the decisions.
            only_conflicts: leaves out what only one side has changed.
        """
        self.beginResetModel()
        if merging is not self.merging:
            self._texts, self._words = {}, {}
        self.merging = merging
        self._keep(dict(chosen))
        self._rows, at = [], 0
        for title, how_many in merging.sections:
            numbers = range(at, at + how_many)
            within = [one for one in numbers if one in merging.conflicts] if only_conflicts else list(numbers)
            self._rows += [title, *within] if within else []
            at += how_many
        self.endResetModel()

    def decision(self, row: int) -> Decision | None:
        """The decision of a row; None for a heading."""
        number = self._rows[row] if 0 <= row < len(self._rows) else ""
        return self.merging.decisions[number] if isinstance(number, int) and self.merging is not None else None

    def headed(self) -> list[int]:
        """The rows that are headings."""
        return [at for at, one in enumerate(self._rows) if isinstance(one, str)]

    def side(self, row: int) -> Side | None:
        """What is taken in a row; None while its conflict is open."""
        number = self._rows[row]
        if not isinstance(number, int) or self.merging is None or number in self._open:
            return None
        return self.chosen_sides.get(number) or self.merging.decisions[number].chosen

    def choose(self, rows: Sequence[int], side: Side) -> None:
        """Takes a side in some rows; both only where both can be taken."""
        for row in rows:
            number, decision = self._rows[row], self.decision(row)
            if isinstance(number, int) and decision is not None and (side != "both" or decision.can_be_both):
                self.chosen_sides[number] = side
                self._open.discard(number)
        self._tell(rows)

    def choose_all(self, chosen: Mapping[int, Side]) -> None:
        """Puts other choices in the place of all that were made."""
        self._keep(dict(chosen))
        self._tell((0, len(self._rows) - 1))

    def _keep(self, chosen: dict[int, Side]) -> None:
        self.chosen_sides = chosen
        self._open = set(self.merging.conflicts - chosen.keys()) if self.merging is not None else set()

    def _tell(self, rows: Sequence[int]) -> None:
        if rows and self._rows:
            self.generation += 1
            self.dataChanged.emit(self.index(min(rows), 0), self.index(max(rows), TAKEN))
            self.chosen.emit()

    def next_open(self, after: int) -> int:
        """The row of the next conflict that is open, beginning anew at the top; -1 where there is none."""
        if not self._open:
            return -1
        order = chain(range(after + 1, len(self._rows)), range(min(after + 1, len(self._rows))))
        return next((row for row in order if self._rows[row] in self._open), -1)

    def texts(self, row: int) -> tuple[str, str, str]:
        """What is there in the base, in mine and in theirs."""
        number = self._rows[row]
        if not isinstance(number, int) or self.merging is None:
            return ("", "", "")
        if number not in self._texts:
            decision = self.merging.decisions[number]
            secret = self.merging.is_secret(decision)
            shown = (
                _SECRET if secret and one is not ABSENT else in_words(one) for one in self.merging.values(decision)
            )
            base, mine, theirs = shown
            self._texts[number] = (base, mine, theirs)
        return self._texts[number]

    def words(self, row: int) -> str:
        """The field of a row, or the section that it heads."""
        number = self._rows[row]
        if not isinstance(number, int) or self.merging is None:
            return str(number)
        if number not in self._words:
            self._words[number] = self.merging.words(self.merging.decisions[number])
        return self._words[number]

    # What a view asks

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else TAKEN + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        across = orientation is Qt.Orientation.Horizontal
        return self.headings.of(section) if across and role == Role.DisplayRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual if self.decision(index.row()) is not None else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = 0) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if isinstance(self._rows[row], str):
            return self._of_heading(row, column, role)
        if column == FIELD:
            return self._of_field(row, role)
        if column == TAKEN:
            return self._of_taken(row, role)
        return self._of_value(row, column, role)

    def _of_heading(self, row: int, column: int, role: int) -> Any:
        if role == Role.DisplayRole and column == FIELD:
            return self.words(row)
        if role == Role.FontRole:
            return theme.font(bold=True)
        return theme.color("muted") if role == Role.ForegroundRole else None

    def _of_field(self, row: int, role: int) -> Any:
        words = self.words(row)
        if role == Role.ToolTipRole:
            base, mine, theirs = self.texts(row)
            was = f"\n{self.headings.base}: {base}" if self.headings.base else ""
            return look.tip(f"{words}{was}\n{self.headings.mine}: {mine}\n{self.headings.theirs}: {theirs}")
        if role == Role.AccessibleTextRole:
            return f"{words}, {self._taken_words(row)}"
        return words if role == Role.DisplayRole else None

    def _of_taken(self, row: int, role: int) -> Any:
        side = self.side(row)
        if role == Role.DisplayRole:
            return self._taken_words(row)
        if role == Role.ForegroundRole:
            return theme.color("wrong") if side is None else None
        return theme.font(bold=True) if role == Role.FontRole and side is None else None

    def _taken_words(self, row: int) -> str:
        side = self.side(row)
        return "✕ Decide" if side is None else {"mine": "Mine", "theirs": "Theirs", "both": "Both"}[side]

    def _of_value(self, row: int, column: int, role: int) -> Any:
        texts = self.texts(row)
        text = texts[column - BASE]
        taken = self.side(row) in _SIDES.get(column, ())
        if role == PARTS:
            return self._marked(texts, column)
        if role == Role.DisplayRole:
            return text
        if role == Role.ToolTipRole:
            return look.tip(text)
        if role == Role.FontRole:
            return theme.font(bold=True) if taken else None
        if role == Role.ForegroundRole:
            return None if taken or column == BASE or self.side(row) is None else theme.color("muted")
        if role == Role.AccessibleTextRole:
            return f"{self.headings.of(column)}: {text}{', taken' if taken else ''}"
        return None

    def _marked(self, texts: tuple[str, str, str], column: int) -> tuple[str, str, str] | None:
        """What differs from the base, or where there is none, from the other side."""
        base, mine, theirs = ("" if text == _NOTHING else text for text in texts)
        if column == BASE:
            return None
        own, other = (mine, theirs) if column == MINE else (theirs, mine)
        before = base if self.headings.base else other
        return parts(before, own)[1] if own and own != before else None
