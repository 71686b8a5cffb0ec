"""A box above a list of picks that leaves only those rows in it that have what is typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from gatewaydesk.ui import theme
from gatewaydesk.ui.form.look import Text
from gatewaydesk.ui.panels.pick_list import Pick, PickList
from gatewaydesk.validation.listing import folded

_LED_ON = frozenset([Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown])
_ENTER = frozenset([Qt.Key.Key_Return, Qt.Key.Key_Enter])


class _Line(QLineEdit):
    """The line: keys that mean the list go there, and Escape empties it before it means the dialog."""

    def __init__(self, rows: PickList, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = rows

    def event(self, event: QEvent) -> bool:
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and bool(self.text())
        if escape and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in _LED_ON or (event.key() in _ENTER and self._rows.current_key is not None):
            self._rows.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.ShortcutFocusReason, Qt.FocusReason.TabFocusReason):
            self.selectAll()


class FilterBox(QWidget):
    """`<name>.search` with, beside it, how many rows there are: `<name>.count`. Every word typed has to be in a row.

    The arrow keys and Enter go on to the list, Escape empties the box, and the shortcut of Find leads into it.

    Signals:
        changed(): other rows are shown now, and perhaps another one is picked.
    """

    changed = Signal()

    def __init__(
        self, name: str, rows: PickList, one: str, many: str, parent: QWidget | None = None, *, fewest: int = 0
    ) -> None:
        """Args:
        name: of the box.
        rows: the list, which this alone fills from now on.
        one: what a row is, as in “1 schema”.
        many: what rows are.
        parent: the dialog.
        fewest: with fewer rows, no box is shown.
        """
        super().__init__(parent)
        self._rows, self._one, self._many, self._fewest = rows, one, many, fewest
        self._all: list[tuple[Pick, str]] = []
        self.line = _Line(rows, self)
        self.line.setObjectName(f"{name}.search")
        self.line.setPlaceholderText(f"Search {many}")
        self.line.setAccessibleName(f"Search {many}")
        self.line.setAccessibleDescription("Only what has every word you type stays in the list. Escape empties it.")
        self.line.setClearButtonEnabled(True)
        self.line.setMinimumWidth(round(200 * theme.text_scale()))
        self.line.textChanged.connect(lambda _: self._typed())
        self.count = Text(tone="muted", size="small", parent=self)
        self.count.setObjectName(f"{name}.count")
        self.count.setWordWrap(False)
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3 * theme.SPACE)
        row.addWidget(self.line, 1)
        row.addWidget(self.count)
        self.setFocusProxy(self.line)
        find = QAction(self, shortcut=QKeySequence(QKeySequence.StandardKey.Find))
        find.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        find.triggered.connect(lambda: self.line.setFocus(Qt.FocusReason.ShortcutFocusReason))
        self.addAction(find)
        self._draw_icon()

    @property
    def needed(self) -> bool:
        """Whether there are so many rows that the box is shown."""
        return len(self._all) >= self._fewest

    def offer(self, picks: Sequence[Pick], texts: Sequence[str], select: object = None) -> None:
        """Takes other rows over; nothing is emitted.

        Args:
            picks: all of them.
            texts: what is looked through for each.
            select: the key of the row to pick; what is typed goes where it would leave that row out.
        """
        self._all = [(pick, folded(text)) for pick, text in zip(picks, texts, strict=True)]
        self.setVisible(self.needed)
        known, shown = ([pick.key for pick in some] for some in (picks, self._left()))
        if not self.needed or (select in known and select not in shown):
            with QSignalBlocker(self.line):
                self.line.clear()
        self._show(select)

    def _typed(self) -> None:
        self._show()
        self.changed.emit()

    def _left(self) -> list[Pick]:
        words = folded(self.line.text()).split()
        return [pick for pick, text in self._all if all(word in text for word in words)]

    def _show(self, select: object = None) -> None:
        shown = self._left()
        self._rows.show_picks(shown)
        keys = [pick.key for pick in shown]
        if keys:
            kept = self._rows.current_key
            self._rows.mark(select if select in keys else keys[0] if kept is None else kept)
        self._say(len(shown), bool(self.line.text().split()))

    def _say(self, shown: int, sought: bool) -> None:
        whole = f"{len(self._all):,} {self._one if len(self._all) == 1 else self._many}"
        said = (f"{shown:,} of {whole}" if shown else f"none of {whole}") if sought else whole
        widest = self.count.fontMetrics().horizontalAdvance(f"{len(self._all):,} of {whole}")
        self.count.setMinimumWidth(widest + theme.SPACE)  # so that the box stands still while one types
        self.count.setText(said)
        self.count.setAccessibleName(f"Shown: {said}")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._draw_icon()

    def _draw_icon(self) -> None:
        for action in self.line.actions():
            if action.objectName() == "search.glass":
                self.line.removeAction(action)
                action.deleteLater()
        glass = self.line.addAction(theme.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        glass.setObjectName("search.glass")
