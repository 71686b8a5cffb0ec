"""The first part of the submit sheet: whether the dataset is ready, and the problems that lead to their fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.readiness import review
from gatewaydesk.services.refusals import FORESEEN
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import heading, muted
from gatewaydesk.ui.form import look
from gatewaydesk.ui.panels.pick_list import Pick, PickList
from gatewaydesk.ui.wording import count
from gatewaydesk.validation.problems import Problem, Severity

_MOST_LINKS = 4


class ReadyPart(QWidget):
    """`submit.ready`, `submit.unfinished` and the list `submit.problems`.

    Signals:
        left_for(object): the problem that should be mended first.
    """

    left_for = Signal(object)

    def __init__(self, authoring: Authoring, unfinished: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._authoring = authoring
        self._ahead: tuple[Problem, ...] | None = None
        self._problems: list[Problem] = []
        self._links: list[QWidget] = []
        self._tone = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 3 * theme.SPACE)
        self._column.setSpacing(2 * theme.SPACE)
        self._column.addWidget(heading("Is it ready?", self))
        row = QHBoxLayout()
        row.setSpacing(2 * theme.SPACE)
        self._sign = QLabel(self)
        self._words = look.Text(parent=self)
        self._words.setObjectName("submit.ready")
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self._column.addLayout(row)
        if unfinished:
            waiting = look.Text("\n".join(unfinished), tone="practice", parent=self)
            waiting.setObjectName("submit.unfinished")
            self._column.addWidget(waiting)
        self._below = self._column.count()
        self._advice = muted("", self)
        self._column.addWidget(self._advice)
        self.refresh()

    @property
    def blocks(self) -> bool:
        """Whether something is wrong or missing by the schema."""
        return any(one.blocks and one.source != "gateway" for one in self._problems)

    def look_ahead(self, refused: Sequence[Problem] | None) -> None:
        """These the gateway that is chosen would refuse, although they are right here; None where that is not known."""
        ahead = tuple(refused) if refused is not None else None
        if ahead != self._ahead:
            self._ahead = ahead
            self.refresh()

    def refresh(self) -> None:
        """Says how it is now: what a gateway refuses is known only when it was looked at, or has answered."""
        told = list(self._authoring.problems)
        if self._ahead is not None:  # what was foreseen some time ago counts no more
            told = [one for one in told if FORESEEN not in one.facts]
            refused = {one.pointer for one in told if one.source == "gateway"}
            ahead = [one for one in self._ahead if one.pointer not in refused]
            places = {one.pointer for one in ahead}
            told = [one for one in told if one.severity is not Severity.ADVICE or one.pointer not in places] + ahead
        ready = review(self._authoring.schema, self._authoring.document.value, told)
        self._problems = [one for one in told if one.severity is not Severity.ADVICE]
        if ready.may_send:  # then what was refused is what matters most
            self._problems.sort(key=lambda one: one.source != "gateway")
        self._tone = "wrong" if not ready.may_send else "practice" if ready.refused else "done"
        self._words.setText(ready.sentence)
        self._show_sign()
        self._show_links()
        more = f"There {'is' if ready.advice == 1 else 'are'} {count(ready.advice, 'piece', 'pieces')} of advice"
        self._advice.setText(f"{more} as well.")
        self._advice.setVisible(bool(ready.advice))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._show_sign()

    def _show_sign(self) -> None:
        name = "done" if self._tone == "done" else "warning"
        self._sign.setPixmap(theme.icon(name, self._tone).pixmap(theme.icon_size()))

    def _show_links(self) -> None:
        for one in self._links:
            one.hide()
            one.deleteLater()
        self._links.clear()
        if self._problems:
            shown = self._problems[:_MOST_LINKS]
            self._links.append(problem_links("submit.problems", shown, self.left_for.emit, self))
        if len(self._problems) > _MOST_LINKS:
            self._links.append(muted(f"… and {len(self._problems) - _MOST_LINKS:,} more.", self))
        for at, widget in enumerate(self._links):
            self._column.insertWidget(self._below + at, widget)


def problem_links(name: str, problems: Sequence[Problem], do: Callable[[Problem], object], parent: QWidget) -> PickList:
    """A list of problems, as high as it needs; `do` is called with the one that was picked."""
    links = PickList(name, "What is wrong or missing", parent, keys_pick=False)
    links.show_picks([_link(at, one) for at, one in enumerate(problems)])
    for signal in (links.picked, links.entered):
        signal.connect(lambda at: do(problems[at]))
    links.setFixedHeight(len(problems) * (parent.fontMetrics().height() + 3 * theme.SPACE) + 2)
    return links


def _link(at: int, problem: Problem) -> Pick:
    where = " › ".join((*problem.trail[-problem.named :], problem.title))
    said = "empty" if problem.severity is Severity.EMPTY else "wrong"
    if problem.source == "gateway":
        said = "would be refused" if FORESEEN in problem.facts else "refused"
    figure = (said, "muted" if problem.severity is Severity.EMPTY else "wrong")
    return Pick(at, where, str(problem.severity), figure, spoken=problem.message)
