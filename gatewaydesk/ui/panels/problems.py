"""The problems panel: what is wrong and what is still empty, by section; each row leads to its field."""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.fields import Field
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.ui import theme
from gatewaydesk.ui.panels.outline import Kicker, problems_in_words
from gatewaydesk.ui.panels.pick_list import Pick, PickList
from gatewaydesk.ui.sections import Section, section_of
from gatewaydesk.validation.places import Places
from gatewaydesk.validation.problems import Problem, Severity

SHOWN = 1_000


def in_order(problems: Iterable[Problem], sections: list[Section]) -> list[Problem]:
    """Problems as the panel lists them and as F8 walks through them: by section, then as in the document."""
    place = {section.key: at for at, section in enumerate(sections)}
    by_name = {name: place[section.key] for section in sections for name in section.members}
    return sorted(problems, key=lambda one: by_name.get(str(one.pointer[0]), 0) if one.pointer else -1)


class ProblemsPanel(QWidget):
    """Counts by tier above a list, steady while a person types.

    Signals:
        chosen(object): the pointer of a problem that a person wants to go to.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ordered: list[Problem] = []
        self._sections: list[Section] = []
        self._shown: tuple[Authoring | None, list[Problem]] | None = None
        self._counts = QLabel(self)
        self._counts.setObjectName("problems.counts")
        self.list = PickList("problems", "Problems", self, keys_pick=False)
        self.list.picked.connect(self._go)
        self.list.entered.connect(self._go)
        self._nothing = QLabel(self, wordWrap=True)
        self._nothing.setContentsMargins(3 * theme.SPACE, theme.SPACE, 3 * theme.SPACE, theme.SPACE)
        head = QHBoxLayout()
        self.kicker = Kicker("Problems", self)
        head.addWidget(self.kicker)
        head.addStretch()
        head.addWidget(self._counts)
        head.setContentsMargins(0, 0, 3 * theme.SPACE, 0)
        self._counts.setContentsMargins(0, 3 * theme.SPACE, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        column.addStretch(0)
        self._paint()

    @property
    def ordered(self) -> list[Problem]:
        """All problems, as the list has them."""
        return self._ordered

    def refresh(self, authoring: Authoring | None, sections: list[Section]) -> None:
        """Shows the problems of the last check."""
        found = authoring.problems if authoring is not None else []
        shown = (authoring, found)
        if self._shown == shown:
            return
        self._shown = shown
        self._sections = sections
        self._ordered = in_order(found, sections)
        tally = dict.fromkeys(Severity, 0)
        for problem in found:
            tally[problem.severity] += 1
        words = problems_in_words(tally[Severity.WRONG], tally[Severity.EMPTY], tally[Severity.ADVICE])
        self._counts.setText(words if found else "")
        self._nothing.setText("Nothing is wrong or missing. This dataset can be submitted." if authoring else "")
        self._nothing.setVisible(not found)
        self.list.setVisible(bool(found))
        self.list.show_picks(self._picks(sections))

    def after(self, pointer: Pointer, step: int) -> Problem | None:
        """The next problem (or the one before) as seen from a place, in the order of the form; round at the ends."""
        if not self._ordered:
            return None
        places = [problem.pointer for problem in self._ordered]
        if pointer in places:
            at = places.index(pointer)
            while 0 <= at + step < len(places) and places[at + step] == pointer:
                at += step  # two problems of one field are one stop
            return self._ordered[(at + step) % len(places)]
        return self._nearest(self._rank(Places(*self._document), pointer), step)

    def beside(self, section: str, step: int) -> Problem | None:
        """The first problem from the top of a section on, or the last one before it; round at the ends."""
        numbers = [at for at, one in enumerate(self._sections) if one.key == section]
        return self._nearest((numbers[0] if numbers else -1,), step) if self._ordered else None

    def _nearest(self, rank: tuple[int, ...], step: int) -> Problem:
        places = Places(*self._document)
        at = bisect.bisect_left(self._ordered, rank, key=lambda one: self._rank(places, one.pointer))
        return self._ordered[at % len(self._ordered) if step > 0 else at - 1]

    def _rank(self, places: Places, pointer: Pointer) -> tuple[int, ...]:
        numbers = [at for at, one in enumerate(self._sections) if pointer and str(pointer[0]) in one.members]
        return (numbers[0] if numbers else (0 if pointer else -1), *places.at(pointer).order)

    @property
    def _document(self) -> tuple[Field, Any]:
        authoring = self._shown[0] if self._shown is not None else None
        assert authoring is not None
        return authoring.root, authoring.document.value

    def mark(self, pointer: Pointer) -> None:
        """Marks the row of a place, without going there."""
        for pick in self.list.picks:
            if not pick.heading and pick.key[1] == pointer:
                self.list.mark(pick.key)
                return
        self.list.mark(None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._paint()

    def _paint(self) -> None:
        theme.tint(self._counts, "muted")
        theme.tint(self._nothing, "muted")

    def _go(self, key: tuple[int, Pointer]) -> None:
        if len(key) == 2:
            self.chosen.emit(key[1])

    def _picks(self, sections: list[Section]) -> list[Pick]:
        picks: list[Pick] = []
        last = None
        seen: dict[Pointer, int] = {}
        for problem in self._ordered[:SHOWN]:
            section = section_of(sections, problem.pointer)
            if section is not None and section.key != last:
                last = section.key
                picks.append(Pick(("heading", section.key, ""), section.title, heading=True))
            seen[problem.pointer] = seen.get(problem.pointer, -1) + 1
            picks.append(_pick(problem, seen[problem.pointer], section.title if section is not None else ""))
        left = len(self._ordered) - SHOWN
        if left > 0:
            picks.append(Pick(("heading", "more", ""), f"… and {left:,} more", heading=True))
        return picks


def _pick(problem: Problem, number: int, section: str) -> Pick:
    trail = problem.trail[1:] if problem.trail[:1] == (section,) else problem.trail
    where = " › ".join((*trail[-2:], problem.title))
    empty = problem.severity is Severity.EMPTY
    said_by = " (said by the gateway)" if problem.source == "gateway" else ""
    return Pick(
        (number, problem.pointer),
        where or "The whole document",
        str(problem.severity),
        ("empty", "muted") if empty else ("", "muted"),
        "" if empty else problem.message + said_by,
        spoken=f"{theme.SIGN_WORDS[str(problem.severity)]}: {problem.message}{said_by}",
    )
