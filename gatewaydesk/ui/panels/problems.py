"""The review panel: what is wrong, empty or doubtful, by section, or what is left, by effort."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui import theme
from gatewaydesk.ui.panels.left_over import LeftOver
from gatewaydesk.ui.panels.lingering import Lingering, Mended, Thing
from gatewaydesk.ui.panels.pick_list import Pick
from gatewaydesk.ui.panels.problem_picks import (
    Heading,
    Rows,
    heading_pick,
    is_place,
    left_pick,
    left_rows,
    problem_pick,
    problem_rows,
)
from gatewaydesk.ui.panels.review_head import MODES, ReviewHead
from gatewaydesk.ui.panels.steady_list import SteadyList
from gatewaydesk.ui.sections import Section, section_of
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.validation.completeness import Counts, count, nothing_wrong
from gatewaydesk.validation.listing import Tally, in_groups, summed
from gatewaydesk.validation.places import Places
from gatewaydesk.validation.problems import Problem
from gatewaydesk.validation.remaining import Left, summed_up

if TYPE_CHECKING:
    from gatewaydesk.services.authoring import Authoring

MANY = 500  # problems from which on the list follows a little later than the keys
LATER = 150  # milliseconds
_MAY_GO = "This dataset can be submitted."
_ALL_HIDDEN = "The filter lets none of them through."

Do = Callable[[Problem], object]


class ProblemsPanel(QWidget):
    """Two lists of one kind, steady while a person types: the problems of the last check, and what is left to fill in.

    Others may add to it: `add_tool` puts a button beside the switches, `add_entry` an entry into the menu of a row.

    Signals:
        chosen(object): the place that a person wants to go to.
        switched(): what is shown was chosen otherwise: `state`.
        followed(): the list is up to date with a check.
    """

    chosen = Signal(object)
    switched = Signal()
    followed = Signal()

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._authoring: Authoring | None = None
        self._found: list[Problem] = []
        self._tally = Tally()
        self._as_of: tuple[int, Any] = (-1, None)  # the document's revision and counts when the list was brought
        self._left: list[Left] = []
        self._sections: list[Section] = []
        self._groups: list[tuple[int, list[Problem]]] = []
        self._mended, self._filled = Lingering(), Lingering()
        self._places: tuple[Any, Places] = (None, Places(Field((), Kind.ANY, ""), None))  # of what, and they
        self._entries: list[tuple[str, Do]] = [("Go to the field", lambda one: self.chosen.emit(one.pointer))]
        self._timer = QTimer(self, singleShot=True, interval=LATER)
        self._timer.timeout.connect(self._follow)
        self._typed = QTimer(self, singleShot=True, interval=LATER)
        self._typed.timeout.connect(self._show)
        self._due = self._looking = False
        self.head = ReviewHead(self)
        self.head.switched.connect(self._switched)
        self.head.typed.connect(lambda: self._typed.start() if len(self._found) > MANY else self._show())
        self.left = LeftOver(tasks, self)
        self.left.found.connect(self._show)
        self.list = SteadyList("problems", "Problems", self._pick, self)
        self.list.picked.connect(self._go)
        self.list.entered.connect(self._go)
        self.head.left.connect(self.list.setFocus)
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
        column.addWidget(self.head)
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
        return [one for _, group in self._groups for one in group]

    @property
    def current(self) -> Problem | None:
        """The problem of the selected row."""
        return self._problem_at(self.list.currentIndex().row())

    @property
    def pressing(self) -> int:
        """How many problems are more than advice."""
        return self._tally.wrong + self._tally.empty

    @property
    def looking(self) -> bool:
        """Whether what is left is being worked out."""
        return self.head.shows_left and self._looking

    @property
    def hides_all(self) -> bool:
        """Whether there are problems, and the filter lets none of them through."""
        return not self.head.shows_left and bool(self._found) and not self.list.rows.keys

    @property
    def why_nowhere(self) -> str:
        """Why there is no row to go to, in a sentence."""
        if self.hides_all:
            there = "is 1 problem" if len(self._found) == 1 else f"are {len(self._found):,} problems"
            return f"There {there}, and the filter of the list hides all of it."
        return self.said.text() or self._clean_words()

    def add_tool(self, tool: QWidget) -> None:
        """Puts a button beside the switches. It hides itself while it has nothing to do."""
        self.head.add_tool(tool)

    def add_entry(self, words: str, do: Do) -> None:
        """Puts an entry into the menu of each row that is a problem."""
        self._entries.append((words, do))

    def state(self) -> dict[str, Any]:
        """What is shown, to be remembered."""
        return self.head.state()

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Shows what was shown before; what cannot be understood is passed over."""
        self.head.set_state(state)

    def refresh(self, authoring: Authoring | None, sections: list[Section]) -> None:
        """Shows the problems of the last check: at once, or when there are very many a moment later."""
        found = authoring.problems if authoring is not None else []
        another = authoring is not self._authoring
        as_of = (authoring.document.revision, authoring.counts) if authoring is not None else (-1, None)
        if not another and found is self._found and sections == self._sections:
            steady = len(found) > MANY and not self.head.shows_left and self._mended.thing is None
            if steady or as_of == self._as_of:  # what is said of a short list, and what is left, is of the document
                return
        self._as_of = as_of
        if another:
            self._groups, self._left = [], []
            self._mended.come_to(None)
            self._filled.come_to(None)
            self.head.forget_text()
        self._authoring, self._found, self._sections = authoring, found, list(sections)
        self._due = True
        if another or len(found) <= MANY:
            self._follow_now()
        elif not self._timer.isActive():
            self._timer.start()

    def mark(self, pointer: Pointer) -> None:
        """Marks the row of a place, without going there; what was mended at another place may go now."""
        gone = (self._mended.come_to(pointer), self._filled.come_to(pointer))
        if any(gone):
            self._show()
        self.list.mark((0, pointer))

    def after(self, pointer: Pointer, step: int) -> Pointer | None:
        """The next place in the list (or the one before) as seen from a place; round at the ends."""
        self._follow_now()
        keys = self.list.rows.keys
        at = self.list.rows.number_of((0, pointer))
        if at < 0:
            return self._stop(self._nearest(self._rank(pointer), step), step)
        rows = ((at + by * step) % len(keys) for by in range(1, len(keys)))
        others = (row for row in rows if keys[row][-1] != pointer)  # two problems of one field are one stop
        alone = pointer if self._is_stop(at) else None
        return next((self._place_of(row) for row in others if self._is_stop(row)), alone)

    def beside(self, section: str, step: int) -> Pointer | None:
        """The first place from the top of a section on, or the last one before it; round at the ends."""
        self._follow_now()
        numbers = [at for at, one in enumerate(self._sections) if one.key == section]
        return self._stop(self._nearest((numbers[0] if numbers else -1,), step), step)

    # Following the document

    def _follow_now(self) -> None:
        if self._due:
            self._timer.stop()
            self._follow()

    def _follow(self) -> None:
        self._due = False
        before = [one for _, group in self._groups for one in group]
        self._groups = in_groups(self._found, self._sections, self._order)
        self._mended.follow(before, self._found)
        self._tally = summed(self._authoring.tallies.values()) if self._authoring is not None else Tally()
        self.head.show_tally(self._tally)
        self._show()
        self.followed.emit()

    def _show(self) -> None:
        """Shows the list that is meant, and what there is to say about it."""
        self._follow_now()
        self.head.setVisible(self._authoring is not None)
        rows, words = self._left_rows() if self.head.shows_left else self._problem_rows()
        self.said.setText(words)
        self.said.setVisible(bool(words))
        self.show_all.setVisible(bool(self._groups) and not rows.keys and not self.head.shows_left)
        self.list.setAccessibleName(dict(MODES)[self.head.mode.chosen])
        self.list.show_rows(rows.keys, rows.things, anew=self.head.shows_left)
        self.list.setVisible(bool(rows.keys))

    def _problem_rows(self) -> tuple[Rows, str]:
        sieve = self.head.sieve
        groups: dict[int, list[Any]] = dict(self._groups)
        if not sieve.lets_all_through:
            groups = {at: sieve.lets_through(group) for at, group in self._groups}
        shown, there = sum(map(len, groups.values())), len(self._found)
        last = self._mended.thing
        if isinstance(last, Problem) and sieve.lets_through([last]):
            ((at, _),) = in_groups([last], self._sections)
            groups[at] = self._mended.put_into(groups.get(at, []), emptied=self._is_left(last.pointer))
        rows = problem_rows(sorted(groups.items()), self._sections)
        if not there:
            return rows, self._clean_words() if self._authoring is not None else ""
        hidden = f"{shown:,} of {there:,} are shown." if shown else _ALL_HIDDEN
        return rows, hidden if shown < there else ""

    def _clean_words(self) -> str:
        """What is said where there is no problem: required fields may be empty all the same, where null is allowed."""
        counts = Counts(*self._authoring.total_counts) if self._authoring is not None else Counts()
        return f"{nothing_wrong(counts)}. {_MAY_GO}"

    def _is_left(self, pointer: Pointer) -> bool:
        """Whether a required field was emptied, which the schema may allow."""
        assert self._authoring is not None
        field = self._authoring.field_at(pointer)
        if field is None or not field.required:
            return False
        counts = count(field, [self._authoring.document.get(pointer)], True)
        return counts.required_done < counts.required_total

    def _left_rows(self) -> tuple[Rows, str]:
        if self._authoring is None:
            return Rows([], []), ""
        found = self.left.of(self._authoring, self._sections, optional=self.head.optional.isChecked())
        self._looking = found is None
        if found is None:
            return Rows([], []), "Looking for what is left…"
        self._filled.follow(self._left, found)
        self._left = found
        things: list[Thing | Mended] = self._filled.put_into(found)
        return left_rows(things), f"{summed_up(found)}."

    # Reading rows

    def _pick(self, key: tuple[Any, ...], thing: Any) -> Pick:
        if isinstance(thing, Heading):
            return heading_pick(key, thing)
        over = isinstance(thing, Mended) and not thing.emptied
        emptied = isinstance(thing, Mended) and thing.emptied
        inner = thing.thing if isinstance(thing, Mended) else thing
        section = section_of(self._sections, inner.pointer)
        title = section.title if section is not None else ""
        if isinstance(inner, Problem):
            return problem_pick(key, inner, title, over=over, emptied=emptied)
        return left_pick(key, inner, self._known_places.at(inner.pointer), title, over=over)

    def _problem_at(self, row: int) -> Problem | None:
        thing = self.list.rows.thing(row) if 0 <= row < len(self.list.rows.keys) else None
        return thing if isinstance(thing, Problem) else None

    def _is_stop(self, row: int) -> bool:
        return is_place(self.list.rows.keys[row]) and not isinstance(self.list.rows.thing(row), Mended)

    def _place_of(self, row: int) -> Pointer:
        place: Pointer = self.list.rows.keys[row][1]
        return place

    def _stop(self, row: int, step: int) -> Pointer | None:
        """The place of the first row from one on that can be gone to."""
        count = len(self.list.rows.keys)
        rows = ((row + by * step) % count for by in range(count))
        return next((self._place_of(one) for one in rows if self._is_stop(one)), None)

    def _nearest(self, rank: tuple[int, ...], step: int) -> int:
        """The row where a walk from a place of that rank begins."""
        keys = self.list.rows.keys
        places = [at for at, key in enumerate(keys) if is_place(key)]
        if self.head.shows_left or not places:
            return 0 if step > 0 else -1
        at = bisect.bisect_left(places, rank, key=lambda row: self._rank(keys[row][1]))
        return places[at % len(places) if step > 0 else at - 1]

    def _rank(self, pointer: Pointer) -> tuple[int, ...]:
        numbers = [at for at, one in enumerate(self._sections) if pointer and pointer[0] in one.members]
        return (numbers[0] if numbers else (0 if pointer else -1), *self._order(pointer))

    def _order(self, pointer: Pointer) -> tuple[int, ...]:
        return self._known_places.at(pointer).order

    @property
    def _known_places(self) -> Places:
        """The places of the document as it is now."""
        authoring = self._authoring
        assert authoring is not None
        of = (authoring.root, authoring.document.revision)
        if self._places[0] != of:
            self._places = (of, Places(authoring.root, authoring.document.value))
        return self._places[1]

    # What the person does

    def _go(self, key: tuple[Any, ...]) -> None:
        if is_place(key):
            self.chosen.emit(key[1])

    def _open_menu(self, at: QPoint) -> None:
        problem = self._problem_at(self.list.indexAt(at).row())
        if problem is None:
            return
        menu = QMenu(self, objectName="problems.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, do in self._entries:
            menu.addAction(words).triggered.connect(lambda _=False, do=do: do(problem))
        menu.popup(self.list.viewport().mapToGlobal(at))

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
        if self._finds(event):
            self.head.look_for_text()
        else:
            super().keyPressEvent(event)

    def _finds(self, event: QKeyEvent) -> bool:
        return event.matches(QKeySequence.StandardKey.Find) and not self.head.shows_left and self._authoring is not None

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._paint()

    def _paint(self) -> None:
        theme.tint(self.said, "muted")
