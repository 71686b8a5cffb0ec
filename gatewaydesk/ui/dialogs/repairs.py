"""Many repairs at once: a preview of what each would change, to be ticked, made as one step."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from gatewaydesk.document.edits import Change
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import Sheet, muted, rich_row, tell
from gatewaydesk.ui.dialogs.repair_preview import PreviewDelegate
from gatewaydesk.ui.dialogs.repair_rows import RepairRows
from gatewaydesk.ui.form import look
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.wording import count
from gatewaydesk.validation.guards import collection_paused
from gatewaydesk.validation.problems import Problem
from gatewaydesk.validation.repairs import Mender, Repair

_FIRST, _MOST = 100, 2_000  # problems whose repairs are looked for before what was found is shown
_SOON, _LATE = 0.3, 1.0  # seconds: what takes less is done for more problems at a time, what takes more for fewer
_FIELD_SHARE = 0.4
_INDENT = 14


class RepairsDialog(Sheet):
    """`dialog.repairs`, with the tree `repairs` (a group a kind of repair), `repairs.all` and `repairs.none`.

    Repairs are looked for in the background while what was found already can be read and ticked.

    Signals:
        made(Change, int, int): so many problems were repaired, and so many repairs left out, as they would not go
            together with the others.
    """

    made = Signal(object, int, int)

    def __init__(self, model: FormModel, parent: QWidget | None = None) -> None:
        super().__init__("repairs", "Repair problems", parent, accept="Repair", reject="Cancel")
        self._form = model
        self._mender: Mender = model.authoring.mender
        self._left: list[Problem] = []
        self._portion = _FIRST
        self._all = 0
        self._token: CancelToken | None = None
        self._making = False
        self.words = self.add(muted("", self))
        self.words.setObjectName("repairs.words")
        self.rows = RepairRows(model.authoring.document.value, self)
        self.tree = self.add(_Tree(self.rows, self), 1)
        self.rows.changed.connect(self.refresh)
        self.rows.rowsInserted.connect(self._open_groups)
        self.all_button = look.quiet_button("Tick all", "Tick all repairs", self)
        self.none_button = look.quiet_button("Tick none", "Tick no repair", self)
        for button, name, on in ((self.all_button, "all", True), (self.none_button, "none", False)):
            button.setObjectName(f"repairs.{name}")
            button.clicked.connect(lambda _=False, on=on: self.rows.tick_all(on))
        self.body.addLayout(rich_row(self.all_button, self.none_button, None))
        self.fit(860, 600)
        if model.checks.busy:
            authoring = model.authoring
            self._token = model.tasks.run(
                lambda _: authoring.examine(authoring.document.value)[0], self._begin, self._failed, self
            )
        else:
            self._begin(model.authoring.problems)
        self.refresh()

    @property
    def looking(self) -> bool:
        """Whether repairs are still being looked for."""
        return self._token is not None

    def finish(self) -> None:
        """Makes what is ticked, but for what would not go together, as one step."""
        chosen = self.rows.ticked()
        if not chosen or self._making:
            return
        self._making = True
        self.refresh()
        mender = self._mender
        self._form.tasks.run(
            lambda _: mender.together(chosen), lambda kept: self._make(kept, len(chosen)), self._failed, self
        )

    def refresh(self) -> None:
        """Says how many there are, and sets what can be done now."""
        ticked, offered = self.rows.count_ticked, self.rows.count
        if self._making:
            words = "Trying these repairs together…"
        elif self.looking and not self._all:
            words = "Checking the dataset…"
        elif self._left:
            words = f"Looking for repairs: {self._all - len(self._left):,} of {count(self._all, 'problem')} seen…"
        elif not offered:
            words = "No problem was found that can be repaired without asking you what you mean."
        else:
            words = (
                f"{count(self.rows.problems, 'problem')} can be repaired. What would lose something that was written, "
                "or can be meant in two ways, is for you to tick. Undo takes all of it back in one step."
            )
        self.words.setText(words)
        button = self.accept_button
        if button is not None:
            label = f"Repair {count(ticked, 'problem')}" if ticked else "Repair"
            button.setText(label)
            button.setAccessibleName(label)
            button.setEnabled(bool(ticked) and not self._making)
        self.all_button.setEnabled(ticked < offered)
        self.none_button.setEnabled(ticked > 0)

    def done(self, result: int) -> None:
        if self._token is not None:
            self._token.cancel()
        super().done(result)

    def _begin(self, problems: Sequence[Problem]) -> None:
        self._left, self._all = list(problems), len(problems)
        self._look()

    def _look(self) -> None:
        portion = self._left[: self._portion]
        if not portion:
            self._token = None
            self.tree.setCurrentIndex(self.rows.index(0, 0) if self.rows.count else QModelIndex())
            self.refresh()
            return
        mender, label, started = self._mender, self._form.authoring.label, time.perf_counter()

        def work(token: CancelToken) -> list[tuple[str, tuple[Repair, ...]]]:
            with collection_paused():
                found = mender.of_each(portion, lambda: token.cancelled)
            token.check()
            return [(label(one.pointer), repairs) for one, repairs in zip(portion, found, strict=True) if repairs]

        def seen(found: Sequence[tuple[str, tuple[Repair, ...]]]) -> None:
            took = time.perf_counter() - started
            if took < _SOON:
                self._portion = min(_MOST, 2 * self._portion)
            elif took > _LATE:
                self._portion = max(1, self._portion // 2)
            self._found(len(portion), found)

        self._token = self._form.tasks.run(work, seen, self._failed, self)

    def _found(self, seen: int, found: Sequence[tuple[str, tuple[Repair, ...]]]) -> None:
        del self._left[:seen]
        self.rows.add(found)
        self._look()
        self.refresh()

    def _make(self, kept: list[Repair], chosen: int) -> None:
        change: Change | None = self._form.authoring.mend(kept)
        self._making = False
        if change is not None:
            self.made.emit(change, len(kept), chosen - len(kept))
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self._making, self._left, self._token = False, [], None
        self.refresh()
        tell(self, error)

    def _open_groups(self, parent: QModelIndex) -> None:
        group = parent if parent.isValid() else QModelIndex()
        if group.isValid() and self.rows.rowCount(group) and not self.tree.isExpanded(group):
            self.tree.expand(group)
        for at in range(0 if group.isValid() else self.rows.rowCount()):
            self.tree.setFirstColumnSpanned(at, QModelIndex(), True)


class _Tree(QTreeView):
    """The rows; Space ticks the current one in whichever column it is."""

    def __init__(self, rows: RepairRows, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("repairs")
        self.setAccessibleName("Repairs, by kind")
        self.setModel(rows)
        self.setItemDelegate(PreviewDelegate(self))
        self.setUniformRowHeights(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setIndentation(_INDENT)
        self.setTabKeyNavigation(False)
        self._set_look()
        header = self.header()
        header.setStretchLastSection(True)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.viewport().width()
        self.header().resizeSection(0, round(width * _FIELD_SHARE))
        self.header().resizeSection(1, round(width * (1 - _FIELD_SHARE) / 2))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._set_look()

    def _set_look(self) -> None:
        """A soft selection, and boxes whose edges can be seen in the dark."""
        look.quiet_selection(self)
        if theme.is_dark():
            palette = self.palette()
            palette.setColor(QPalette.ColorRole.Window, theme.color("muted").lighter(150))
            self.setPalette(palette)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        rows, at = self.model(), self.currentIndex()
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Select) and at.isValid() and isinstance(rows, RepairRows):
            rows.toggle(at)
        else:
            super().keyPressEvent(event)
