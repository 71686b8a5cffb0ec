"""When the document of a form is checked, and what is wrong with it by place."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer

from gatewaydesk.pointer import Pointer
from gatewaydesk.ui.tasks import FRAME
from gatewaydesk.validation.completeness import Counts
from gatewaydesk.validation.listing import Tally, tallied
from gatewaydesk.validation.problems import Problem

if TYPE_CHECKING:
    from gatewaydesk.services.authoring import Authoring
    from gatewaydesk.ui.form.model import FormModel


MANY = 500  # problems from which on what shows them may follow a little later than the keys
_LONG = 8 * FRAME  # seconds: a check that takes that long gets in the way of the next keys, even from the background
_PAUSE, _LONGEST_PAUSE = 250, 1_000  # milliseconds without a key, after which such a check begins


@dataclass
class Index:
    """Problems by their place, and by every place above them (each place counts as above itself)."""

    at: dict[Pointer, list[Problem]] = field(default_factory=dict)
    below: dict[Pointer, list[Problem]] = field(default_factory=dict)

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> Index:
        """Sorts problems by place."""
        made = cls()
        for problem in problems:
            made.at.setdefault(problem.pointer, []).append(problem)
            for depth in range(len(problem.pointer) + 1):
                made.below.setdefault(problem.pointer[:depth], []).append(problem)
        return made


class _Answer(NamedTuple):
    """What a check in the background found; `tallies` None where it is as before. `revision` is that of its start."""

    took: float
    found: tuple[list[Problem], dict[str, Counts]]
    by_place: Index
    tallies: dict[str, Tally] | None
    revision: int


class Checks(QObject):
    """Checks the whole document, once however many changes came together.

    What takes less than a frame is done at once, else in the background: where very many problems make it long, as
    soon as nobody types, for the validator lets no other thread work while it puts them together. That a check has
    ended is told by the document's `authoring`; `sort` then.

    Attributes:
        took: seconds that the last check took.
    """

    def __init__(self, model: FormModel) -> None:
        super().__init__(model)
        self._model, self._authoring = model, model.authoring
        self.took = self._authoring.took
        self._sorted: tuple[list[Problem] | None, Index] = (None, Index())  # the list that was sorted, and what came
        self._prepared: tuple[list[Problem], Index] | None = None  # likewise, of a check that is about to be told
        self._outdated: Index | None = None  # what was sorted before: the next check in the background clears it away
        self._running = False
        self._again = False
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._check)

    @property
    def index(self) -> Index:
        """What is wrong, by place, as it was sorted last."""
        return self._sorted[1]

    @property
    def busy(self) -> bool:
        """Whether a check is under way or about to be."""
        return self._running or self._timer.isActive()

    def close(self) -> None:
        """The document is closed: no check begins any more."""
        self._timer.stop()

    def now(self) -> None:
        """Checks the document before anything else happens."""
        self._timer.stop()
        check_twice_at_first(self._authoring)
        self.took = self._authoring.took

    def soon(self) -> None:
        """Checks the document once what goes on now has ended."""
        long = self.took > _LONG and len(self._authoring.problems) > MANY
        self._timer.start(min(max(_PAUSE, round(self.took * 1000)), _LONGEST_PAUSE) if long else 0)

    def catch_up(self) -> None:
        """Waits for no further keys where a check waits for them."""
        if self._timer.isActive():
            self._timer.start(0)

    def catch_up_now(self) -> None:
        """Checks at once what was just written, where that can be done before anything is seen of it."""
        if self._timer.isActive() and not self._running and self.took <= FRAME:
            self.now()

    def sort(self) -> None:
        """Sorts the problems that a check has told."""
        problems = self._authoring.problems
        prepared, self._prepared = self._prepared, None
        if prepared is not None and prepared[0] is problems and problems is not self._sorted[0]:
            self._outdated, self._sorted = self._sorted[1], prepared
        elif problems is not self._sorted[0]:
            self._sorted = (problems, Index.of(problems))

    def _check(self) -> None:
        if self._running:
            self._again = True
        elif self.took <= FRAME:
            self.now()
        else:
            self._running = True
            self._model.tasks.run(self._examine, self._examined, self._failed, owner=self)

    def _examine(self, token: object) -> _Answer:
        """In the background: the value may change meanwhile, in which case the answer is followed by another."""
        self._outdated = None
        revision = self._authoring.document.revision
        started = time.perf_counter()
        found = self._authoring.examine(self._authoring.document.value)
        took = time.perf_counter() - started
        problems, index = self._sorted
        if found[0] is problems:
            return _Answer(took, found, index, None, revision)
        return _Answer(took, found, Index.of(found[0]), tallied(found[0]), revision)

    def _examined(self, answer: _Answer) -> None:
        self._running, self.took = False, answer.took
        self._prepared = (answer.found[0], answer.by_place)
        self._authoring.adopt(answer.found, answer.tallies)
        if self._again or answer.revision != self._authoring.document.revision:
            self._again = False
            self.soon()

    def _failed(self, error: BaseException) -> None:
        """The document changed under the check's hands: it is made again, here, where nothing can change."""
        self._running = self._again = False
        self.now()


def check_twice_at_first(authoring: Authoring) -> Authoring:
    """Checks a document; at first again, for the first check also makes the fields, and the second tells how long
    one takes. Where that is long, once must do."""
    first = authoring.checked < 0
    authoring.check()
    if first and FRAME < authoring.took < 8 * FRAME:
        authoring.check()
    return authoring
