"""The first part of the submit sheet: whether the dataset is ready, and the problems that lead to their fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gatewaydesk.services import submission
from gatewaydesk.services.authoring import Authoring
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
        self._problems = [one for one in authoring.problems if one.severity is not Severity.ADVICE]
        ready = submission.review(authoring.schema, authoring.document.value, authoring.problems)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 3 * theme.SPACE)
        column.setSpacing(2 * theme.SPACE)
        column.addWidget(heading("Is it ready?", self))
        tone = "done" if ready.may_send else "wrong"
        row = QHBoxLayout()
        sign = QLabel(self)
        sign.setPixmap(theme.icon("done" if ready.may_send else "warning", tone).pixmap(theme.icon_size()))
        words = QLabel(ready.sentence, self, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        words.setObjectName("submit.ready")
        row.addWidget(sign)
        row.addWidget(words, 1)
        column.addLayout(row)
        if unfinished:
            waiting = look.Text("\n".join(unfinished), tone="practice", parent=self)
            waiting.setObjectName("submit.unfinished")
            column.addWidget(waiting)
        if self._problems:
            column.addWidget(problem_links("submit.problems", self._problems[:_MOST_LINKS], self.left_for.emit, self))
            if len(self._problems) > _MOST_LINKS:
                column.addWidget(muted(f"… and {len(self._problems) - _MOST_LINKS:,} more.", self))
        if ready.advice:
            more = f"There {'is' if ready.advice == 1 else 'are'} {count(ready.advice, 'piece', 'pieces')} of advice"
            column.addWidget(muted(f"{more} as well.", self))

    @property
    def blocks(self) -> bool:
        """Whether something is wrong or missing by the schema."""
        return any(one.blocks and one.source != "gateway" for one in self._problems)


def problem_links(name: str, problems: Sequence[Problem], do: Callable[[Problem], object], parent: QWidget) -> PickList:
    """A list of problems, as high as it needs; `do` is called with the one that was picked."""
    links = PickList(name, "What is wrong or missing", parent, keys_pick=False)
    links.show_picks([_link(at, one) for at, one in enumerate(problems)])
    for signal in (links.picked, links.entered):
        signal.connect(lambda at: do(problems[at]))
    links.setFixedHeight(len(problems) * (parent.fontMetrics().height() + 3 * theme.SPACE) + 2)
    return links


def _link(at: int, problem: Problem) -> Pick:
    where = " › ".join((*problem.trail[-2:], problem.title))
    figure = ("empty", "muted") if problem.severity is Severity.EMPTY else ("wrong", "wrong")
    return Pick(at, where, str(problem.severity), figure, spoken=problem.message)
