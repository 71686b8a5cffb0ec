"""Repairs where the problems are: found in the background for what is in view, and made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from shiboken6 import isValid

from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.pointer import Pointer
from gatewaydesk.ui.form.mend_line import MendLine, repair_menu
from gatewaydesk.validation.guards import collection_paused
from gatewaydesk.validation.problems import Problem
from gatewaydesk.validation.repairs import Repair

if TYPE_CHECKING:
    from gatewaydesk.ui.form.model import FormModel

Found = list[tuple[Problem, tuple[Repair, ...]]]
PAUSE = 200  # milliseconds without a change after which repairs are looked for
_MOST_ASKED = 8
_MOST_LINES = 60  # of one page, in one go


class Mending(QObject):
    """Looks for the repairs of one document's problems, never on the main thread, and makes those that are chosen."""

    def __init__(self, model: FormModel) -> None:
        super().__init__(model)
        self._model = model
        self._lines: dict[int, MendLine] = {}
        self._looked_at: dict[int, int] = {}  # the revision for which a line was last looked after
        self._token: CancelToken | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.look)
        model.changed.connect(self._wait)
        model.problems_changed.connect(self._wait)

    def close(self) -> None:
        """The document is closed: nothing is looked for any more."""
        self._wait()
        self._pause.stop()
        self._lines.clear()

    @property
    def revision(self) -> int:
        """The document's."""
        return self._model.authoring.document.revision

    def watch(self, line: MendLine) -> None:
        """The line shows a problem from now on, or other problems than before."""
        self._lines[id(line)] = line
        self._looked_at.pop(id(line), None)
        self._pause.start(PAUSE if QApplication.focusWidget() is not None else 0)

    def leave(self, line: MendLine) -> None:
        """The line shows no problem any more."""
        self._lines.pop(id(line), None)
        self._looked_at.pop(id(line), None)

    def is_offered_first(self, pointer: Pointer) -> bool:
        """Whether a line that goes first shows a repair of a place."""
        return any(isValid(line) and line.first and line.offers(pointer) for line in self._lines.values())

    def settle_turns(self) -> None:
        """What a line that goes first offers has changed: the others show what is left to them."""
        for line in list(self._lines.values()):
            if isValid(line) and not line.first:
                line.settle_turn()

    def find(self, problems: Sequence[Problem], then: Callable[[Found], object], owner: QObject) -> CancelToken:
        """Finds the repairs of some problems and hands them over, unless the document changed meanwhile."""
        authoring = self._model.authoring
        revision, mender = authoring.document.revision, authoring.mender

        def work(token: CancelToken) -> Found:
            with collection_paused():  # widgets that nobody holds any more are not to be cleared away from here
                made = mender.of_each(problems, lambda: token.cancelled)
            token.check()
            return [(problem, repairs or ()) for problem, repairs in zip(problems, made, strict=True)]

        def done(found: Found) -> None:
            if authoring.document.revision == revision:
                then(found)

        # A document that changes under the search's hands may break it off: there is nothing to tell then.
        return self._model.tasks.run(work, done, lambda _: None, owner)

    def mend(self, repair: Repair) -> None:
        """Makes a repair as one step."""
        self._model.commit_pending()
        self._model.authoring.end_merge()
        if self._model.authoring.mend([repair]) is not None:
            self._model.touch(repair.problem.pointer)

    def offer(
        self, pointer: Pointer, none: Callable[[], object] = lambda: None, problem: Problem | None = None
    ) -> None:
        """Repairs what is wrong at a place, or the one problem: at once where one repair is sure, else a menu asks.

        Where there is no repair, `none` is called.
        """
        self._model.commit_pending()
        self._model.checks.catch_up_now()
        problems = (
            [problem]
            if problem is not None
            else self._model.problems_at(pointer) or self._model.problems_below(pointer)[:_MOST_ASKED]
        )
        self.find(problems, lambda found: self._offer(found, none), self)

    def ask(self, problems: Sequence[Problem], owner: QWidget, place: QPoint) -> None:
        """Opens a menu of what mends some problems, at a place on the screen; it says so where nothing does."""

        def show(found: Found) -> None:
            repairs = [one for _, some in found for one in some]
            menu = repair_menu(repairs, self.mend, owner)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            if not repairs:
                menu.addAction("No repair is sure to be right here").setEnabled(False)
            menu.popup(place)

        self.find(problems[:_MOST_ASKED], show, owner)

    def _offer(self, found: Found, none: Callable[[], object]) -> None:
        repairs = [one for _, some in found for one in some]
        if not repairs:
            none()
        elif len(repairs) == 1 and repairs[0].sure:
            self.mend(repairs[0])
        else:
            focused = QApplication.focusWidget()
            menu = repair_menu(repairs, self.mend, focused)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.setActiveAction(menu.actions()[0])
            menu.popup(_below(focused) if focused is not None else QCursor.pos())

    def _wait(self, *_: object) -> None:
        """Somebody is typing: the search stands back."""
        if self._token is not None:
            self._token.cancel()
            self._token = None
            self._looked_at.clear()
        if self._lines:
            self._pause.start(PAUSE)

    def look(self) -> None:
        """Looks now for the repairs of what is in view."""
        self._pause.stop()
        authoring = self._model.authoring
        revision = authoring.document.revision
        if authoring.checked not in (-1, revision) and self._model.checks.busy:
            self._pause.start(PAUSE)
            return
        lines = {at: one for at, one in self._lines.items() if isValid(one)}
        self._lines = lines
        wanted = [one for at, one in lines.items() if self._looked_at.get(at) != revision and one.in_view]
        wanted = wanted[:_MOST_LINES]
        if not wanted:
            return
        self._looked_at.update({id(one): revision for one in wanted})
        problems = [problem for one in wanted for problem in one.problems]

        def show(found: Found) -> None:
            self._token = None
            known = {id(problem): repairs for problem, repairs in found}
            for line in wanted:
                if isValid(line) and all(id(problem) in known for problem in line.problems):
                    line.offer([(problem, known[id(problem)]) for problem in line.problems], revision)
            self.look()

        self._token = self.find(problems, show, self)


def _below(widget: QWidget) -> QPoint:
    """Just below what is worked at, on the screen: the widget, or the row or cell of it that is current."""
    if isinstance(widget, QAbstractItemView) and widget.currentIndex().isValid():
        return widget.viewport().mapToGlobal(widget.visualRect(widget.currentIndex()).bottomLeft())
    return widget.mapToGlobal(QPoint(0, widget.height()))
