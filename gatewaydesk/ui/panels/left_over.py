"""Works out what is left to fill in: at once where that is quick, else in the background."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gatewaydesk.ui.sections import Section
from gatewaydesk.ui.tasks import FRAME, Tasks
from gatewaydesk.validation.places import Places
from gatewaydesk.validation.remaining import Left, left_in

if TYPE_CHECKING:
    from gatewaydesk.services.authoring import Authoring


class LeftOver(QObject):
    """Keeps the last answer, for the same document is asked about again and again.

    Signals:
        found(): what was being worked out is there.
    """

    found = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._known: list[Left] = []
        self._of: tuple[Authoring | None, bool, int] = (None, False, -1)  # document, optional too, its revision
        self._took = 0.0
        self._running = False

    def of(self, authoring: Authoring, sections: list[Section], *, optional: bool) -> list[Left] | None:
        """What is left, the quickest first and then by section; None when it is not known yet.

        Where it takes long, the answer of a moment ago is given meanwhile.
        """
        asked = (authoring, optional, authoring.document.revision)
        another = asked[:2] != self._of[:2]
        if another:
            self._took = authoring.took
        if asked != self._of:
            if self._took <= FRAME:
                self._keep(asked, *_measured(authoring, optional))
            else:
                self._begin(asked)
                if another:
                    return None
        place = {name: at for at in reversed(range(len(sections))) for name in sections[at].members}
        return sorted(
            self._known,
            key=lambda one: (one.effort, not one.required, place.get(str(one.pointer[0]), 0) if one.pointer else -1),
        )

    def _keep(self, asked: tuple[Authoring, bool, int], found: list[Left], took: float) -> None:
        self._of, self._known, self._took = asked, found, took

    def _begin(self, asked: tuple[Authoring, bool, int]) -> None:
        if self._running:
            return
        self._running = True
        authoring, optional, _ = asked

        def done(answer: tuple[list[Left], float]) -> None:
            self._running = False
            self._keep(asked, *answer)
            self.found.emit()  # who shows it asks again, and so learns of what was typed meanwhile

        def failed(_: BaseException) -> None:
            """The document changed under the hands of the walk; the next check asks again."""
            self._running = False

        self._tasks.run(lambda _: _measured(authoring, optional), done, failed, self)


def _measured(authoring: Authoring, optional: bool) -> tuple[list[Left], float]:
    """What is left in the order of the form, so that a row stands where it stood whatever is written meanwhile."""
    started = time.perf_counter()
    root, value = authoring.root, authoring.document.value
    if optional:
        found = left_in(root, value, optional=True)
        from gatewaydesk.validation.unfilled import also_left

        more = also_left(root, value, authoring.problems, found)
    else:
        found, more = authoring.left(), []
    places = Places(root, value)
    ordered = sorted([*found, *more], key=lambda one: places.at(one.pointer).order)
    return ordered, time.perf_counter() - started
