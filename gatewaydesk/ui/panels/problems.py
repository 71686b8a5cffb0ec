"""The review panel: what is wrong, empty or doubtful, by section, or what is left, by effort."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from gatewaydesk.pointer import Pointer
from gatewaydesk.ui import theme
from gatewaydesk.ui.form.checks import MANY
from gatewaydesk.ui.panels.left_over import LeftOver
from gatewaydesk.ui.panels.lingering import Mended
from gatewaydesk.ui.panels.problem_picks import Dismissed, is_place, is_settled
from gatewaydesk.ui.panels.problem_walk import Walk
from gatewaydesk.ui.panels.review_head import MODES, ReviewHead
from gatewaydesk.ui.panels.review_lists import ReviewLists
from gatewaydesk.ui.panels.selection import scrolled
from gatewaydesk.ui.panels.steady_list import SteadyList
from gatewaydesk.ui.sections import Section
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.validation.problems import Problem, Severity

if TYPE_CHECKING:
    from gatewaydesk.services.authoring import Authoring

LATER = 150  # milliseconds
_LOW = 12  # lines of text: in less, switches that take two of them leave the list too little
LEAVE_SO, SAY_AGAIN = "Leave it so", "Give this advice again"

Do = Callable[[Problem], object]
Prepare = Callable[[QAction, Problem], object]


class ProblemsPanel(QWidget):
    """Two lists of one kind, steady while a person types: the problems of the last check, and what is left to fill in.

    Others may add to it: `add_tool` puts a button beside the switches, `add_entry` an entry into the menu of a row.

    Signals:
        chosen(object): the place that a person wants to go to.
        settled(object): the piece of advice that a person wants to leave so, or to be given again.
        switched(): what is shown was chosen otherwise: `state`.
        followed(): the list is up to date with a check.
    """

    chosen = Signal(object)
    settled = Signal(object)
    switched = Signal()
    followed = Signal()

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._as_of: tuple[int, Any] = (-1, None)  # the document's revision and counts when the list was brought
        self._entries: list[tuple[str, Do, Prepare | None]] = []
        self.add_entry("Go to the field", lambda one: self.chosen.emit(one.pointer))
        self._timer = QTimer(self, singleShot=True, interval=LATER)
        self._timer.timeout.connect(self._follow)
        self._typed = QTimer(self, singleShot=True, interval=LATER)
        self._typed.timeout.connect(self._show)
        self._checking: Callable[[], bool] = lambda: False
        self._doubt = QTimer(self, singleShot=True, interval=LATER)
        self._doubt.timeout.connect(self._say_if_checking)
        self._due = False
        self.left = LeftOver(tasks, self)
        self.left.found.connect(self._show)
        self._lists = ReviewLists(self.left)
        self.head = ReviewHead(self)
        self.head.switched.connect(self._switched)
        self.head.typed.connect(lambda: self._typed.start() if len(self._lists.found) > MANY else self._show())
        self.head.dismissed.toggled.connect(lambda _: self._show())
        self.list = SteadyList("problems", "Problems", self._lists.pick, self)
        self.list.picked.connect(self._go)
        self.list.entered.connect(self._go)
        self._walk = Walk(self.list.rows, self._lists.rank, lambda: not self.head.shows_left)
        self.head.left.connect(self._enter_list)
        self.head.meant.connect(self._go_to_found)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._open_menu)
        self.said = QLabel(self, wordWrap=True, objectName="problems.said", textFormat=Qt.TextFormat.PlainText)
        self.said.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.said.setContentsMargins(3 * theme.SPACE, 0, 3 * theme.SPACE, 0)
        self.show_all = QPushButton("Show all", self, objectName="problems.show-all")
        self.show_all.clicked.connect(self.head.let_all_through)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2 * theme.SPACE, 0, 0)
        column.setSpacing(2 * theme.SPACE)
        self._top = scrolled(self.head, self)
        self._top.viewport().setAutoFillBackground(False)
        self.head.setAutoFillBackground(False)
        self.head.reshaped.connect(self._fit_head)
        self.head.entered.connect(self._bring_up_switch)
        column.addWidget(self._top)
        column.addWidget(self.said)
        column.addWidget(self.show_all, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.list, 1)
        column.addStretch(0)
        self._paint()
        self._show()

    # What others use

    @property
    def ordered(self) -> list[Problem]:
        """All problems, by section and then as in the form, whether they are shown or not."""
        self._follow_now()
        return self._lists.ordered

    @property
    def current(self) -> Problem | None:
        """The problem of the selected row, or the advice that was left so."""
        return self._problem_at(self.list.currentIndex().row())

    @property
    def mended(self) -> Mended | None:
        """What the selected row stands for, where that was mended or filled in a moment ago."""
        thing = self._thing_at(self.list.currentIndex().row())
        return thing if isinstance(thing, Mended) else None

    @property
    def pressing(self) -> int:
        """How many problems are more than advice."""
        return self._lists.tally.wrong + self._lists.tally.empty

    @property
    def looking(self) -> bool:
        """Whether what is left is being worked out."""
        return self.head.shows_left and self._lists.looking

    @property
    def hides_all(self) -> bool:
        """Whether there are problems, and the filter lets none of them through."""
        return not self.head.shows_left and bool(self._lists.found) and not self.list.rows.keys

    @property
    def why_nowhere(self) -> str:
        """Why there is no row to go to, in a sentence."""
        if self.hides_all:
            count = len(self._lists.found)
            there, them = ("is 1 problem", "it") if count == 1 else (f"are {count:,} problems", "all of them")
            return f"There {there}, and the filter of the list hides {them}."
        return self.said.text() or self._lists.clean_words()

    def add_tool(self, tool: QWidget) -> None:
        """Puts a button beside the switches. It hides itself while it has nothing to do."""
        self.head.add_tool(tool)

    def add_entry(self, words: str, do: Do, prepare: Prepare | None = None) -> None:
        """Puts an entry into the menu of each row that is a problem.

        Args:
            words: what it is called.
            do: what it does about the problem of the row.
            prepare: gets the entry as the menu opens and may say more in it, at once or when that is known.
        """
        self._entries.append((words, do, prepare))

    def state(self) -> dict[str, Any]:
        """What is shown, to be remembered."""
        return self.head.state()

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Shows what was shown before; what cannot be understood is passed over."""
        self.head.set_state(state)

    def refresh(self, authoring: Authoring | None, sections: list[Section]) -> None:
        """Shows the problems of the last check: at once, or when there are very many a moment later."""
        lists = self._lists
        found = authoring.problems if authoring is not None else []
        another = authoring is not lists.authoring
        as_of = (authoring.document.revision, authoring.counts) if authoring is not None else (-1, None)
        doubted, lists.doubted = lists.doubted, False
        if another:
            self._doubt.stop()
        if not another and not doubted and found is lists.found and sections == lists.sections:
            steady = len(found) > MANY and not self.head.shows_left and not lists.lingers
            if steady or as_of == self._as_of:  # what is said of a short list, and what is left, is of the document
                return
        self._as_of = as_of
        if another:
            self.head.forget_text()
        lists.take(authoring, sections)
        self._due = True
        if another or len(found) <= MANY or not lists.groups:  # that nothing is wrong is said not a moment longer
            self._follow_now()
        elif not self._timer.isActive():
            self._timer.start()

    def changed(self, checking: Callable[[], bool]) -> None:
        """The document has changed. Where its check takes long, nothing is called right meanwhile.

        Args:
            checking: whether that check is still to come, or under way.
        """
        self._checking = checking
        self._doubt.start()

    def mark(self, pointer: Pointer) -> None:
        """Marks the row of a place, without going there; what was mended at another place may go now."""
        if self._lists.come_to(pointer):
            self._show()
        self.list.mark((0, pointer))

    def after(self, pointer: Pointer, step: int) -> Pointer | None:
        """The next place in the list (or the one before) as seen from a place; round at the ends."""
        self._follow_now()
        return self._walk.after(pointer, step)

    def beside(self, section: str, step: int) -> Pointer | None:
        """The first place from the top of a section on, or the last one before it; round at the ends."""
        self._follow_now()
        numbers = [at for at, one in enumerate(self._lists.sections) if one.key == section]
        return self._walk.beside((numbers[0] if numbers else -1,), step)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.head.set_low(self.height() < _LOW * self.fontMetrics().height())
        self._fit_head()

    def _fit_head(self) -> None:
        """The switches stand above the list, and scroll where they would leave it no room at all."""
        wanted = self.head.minimumHeight()
        most = self.height() - 2 * self.fontMetrics().height() - 7 * theme.SPACE
        least = max(self.head.mode.sizeHint().height(), self.head.text.sizeHint().height())  # one line, and all of it
        self._top.setFixedHeight(max(min(wanted, most), min(wanted, least)))

    def _bring_up_switch(self) -> None:
        """Once now and once when everything has found its place."""
        self._show_switch()
        QTimer.singleShot(0, self, self._show_switch)

    def _show_switch(self) -> None:
        focused = QApplication.focusWidget()
        if focused is not None and self.head.isAncestorOf(focused):
            self._top.ensureWidgetVisible(focused, 0, 0)

    # Following the document

    def _say_if_checking(self) -> None:
        self._lists.doubted = self._checking()
        if self._lists.doubted:
            self._show()

    def _follow_now(self) -> None:
        if self._due:
            self._timer.stop()
            self._follow()

    def _follow(self) -> None:
        self._due = False
        self._lists.follow()
        self.head.show_tally(self._lists.tally)
        self._show()
        self.followed.emit()

    def _show(self) -> None:
        """Shows the list that is meant, and what there is to say about it."""
        self._follow_now()
        lists, left = self._lists, self.head.shows_left
        inside = self.list.hasFocus() or self.show_all.hasFocus()
        self._top.setVisible(lists.authoring is not None)
        self.head.show_dismissed(len(lists.dismissed))
        also = self.head.dismissed.isChecked()
        rows, words = (
            lists.left(optional=self.head.optional.isChecked())
            if left
            else lists.problems(self.head.sieve, dismissed=also)
        )
        self.said.setText(words)
        self.said.setVisible(bool(words))
        self.list.setAccessibleName(dict(MODES)[self.head.mode.chosen])
        self.list.show_rows(rows.keys, rows.things, anew=left)
        self.list.setVisible(bool(rows.keys))
        if inside:  # a widget that hides gives the focus to whichever stands before it in the window
            (self.list if rows.keys else self.head.mode.chips[self.head.mode.chosen]).setFocus()
        self.show_all.setVisible(bool(lists.groups) and not rows.keys and not left)

    # What the person does

    def _thing_at(self, row: int) -> Any:
        return self.list.rows.thing(row) if 0 <= row < len(self.list.rows.keys) else None

    def _problem_at(self, row: int) -> Problem | None:
        thing = self._thing_at(row)
        thing = thing.problem if isinstance(thing, Dismissed) else thing
        return thing if isinstance(thing, Problem) else None

    def _take_up(self) -> bool:
        """Selects the first row that the text lets through, where none is selected; False where there is none."""
        if self._typed.isActive():
            self._typed.stop()
            self._show()
        return self.list.take_up(0)

    def _enter_list(self) -> None:
        self._take_up()
        self.list.setFocus()

    def _go_to_found(self) -> None:
        if self._take_up():
            self._go(self.list.current_key)

    def _go(self, key: tuple[Any, ...]) -> None:
        if is_place(key):
            self.chosen.emit(key[1])

    def _open_menu(self, at: QPoint) -> None:
        problem = self._problem_at(self.list.indexAt(at).row())
        if problem is None:
            return
        menu = QMenu(self, objectName="problems.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, do, prepare in self._entries:
            entry = menu.addAction(words)
            entry.triggered.connect(lambda _=False, do=do: do(problem))
            if prepare is not None:
                prepare(entry, problem)
        if problem.severity is Severity.ADVICE:
            left = problem in self._lists.dismissed
            entry = menu.addAction(SAY_AGAIN if left else LEAVE_SO)
            if not left:
                entry.setShortcut(QKeySequence(Qt.Key.Key_Delete))
            entry.triggered.connect(lambda: self._settle(problem))
        menu.popup(self.list.viewport().mapToGlobal(at))

    def _settle(self, problem: Problem) -> None:
        """Advice goes or is back; the selection goes on to the row that stands in its place then."""
        row, inside = self.list.currentIndex().row(), self.list.hasFocus()
        self.settled.emit(problem)
        self._follow_now()
        rows = range(min(row, len(self.list.rows.keys) - 1), len(self.list.rows.keys))
        around = [at for at in [*rows, *reversed(range(max(row, 0)))] if self._problem_at(at) is not None]
        beside = next((at for at in around if not is_settled(self.list.rows.thing(at))), next(iter(around), None))
        if inside and beside is not None:
            self.list.mark(self.list.rows.keys[beside])

    def _switched(self) -> None:
        self._show()
        self.switched.emit()

    def event(self, event: QEvent) -> bool:
        """Find means this list while the focus is in it."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._finds(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        problem = self.current if self.list.hasFocus() and event.key() == Qt.Key.Key_Delete else None
        if self._finds(event):
            self.head.look_for_text()
        elif problem is not None and problem.severity is Severity.ADVICE and problem not in self._lists.dismissed:
            self._settle(problem)
        else:
            super().keyPressEvent(event)

    def _finds(self, event: QKeyEvent) -> bool:
        there = not self.head.shows_left and self._lists.authoring is not None
        return event.matches(QKeySequence.StandardKey.Find) and there

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._paint()

    def _paint(self) -> None:
        theme.tint(self.said, "muted")
