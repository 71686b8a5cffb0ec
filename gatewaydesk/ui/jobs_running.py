"""Jobs at work by themselves: what is due is looked at, or gone on with, in the background, and then the next."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer, Signal

from gatewaydesk.connection import Connection
from gatewaydesk.errors import Cancelled, GatewayDeskError
from gatewaydesk.gateways import open_gateway
from gatewaydesk.gateways.base import CancelToken, Gateway
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.services.jobs import Passed, go_through
from gatewaydesk.store import JobRow, Store
from gatewaydesk.ui.tasks import Tasks

_SOONEST, _SELDOM = 200, 60_000  # milliseconds until it is looked what is due: another process may have begun something
_BUSY = 2_000  # milliseconds likewise, while somebody is at what is due
_FRAME = 100  # milliseconds between two pictures of the progress
_AT_ONCE = 2  # jobs that are gone on with at the same time: the threads are shared with everything else


class RunningJobs(QObject):
    """Plans what is due, and carries it out.

    Signals:
        changed(): the list of jobs reads differently now.
        moved(object): rows of jobs that are being worked on here, as they stand now; at most ten times a second.
        ended(object): rows of jobs that have ended or need a person.
        arrived(): the history, or a dataset on a gateway, reads differently now.
        refused(object, object): a row, and the gateway's Refused that names values of its draft.
        broke(object): an error that nobody has foreseen.
    """

    changed = Signal()
    moved = Signal(object)
    ended = Signal(object)
    arrived = Signal()
    refused = Signal(object, object)
    broke = Signal(object)

    def __init__(self, store: Store, credentials: Credentials, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._credentials, self._tasks = store, credentials, tasks
        self._looking: CancelToken | None = None
        self._working: dict[str, CancelToken] = {}
        self._stopped: set[str] = set()
        self._steps: dict[str, JobRow] = {}  # written by any thread, taken out by this one
        self._planning = self._again = self._closing = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.plan)
        self._frames = QTimer(self, interval=_FRAME)
        self._frames.timeout.connect(self._show_steps)

    @property
    def here(self) -> frozenset[str]:
        """IDs of the jobs that are being worked on here."""
        return frozenset(self._working)

    def stopping(self, id: str) -> bool:
        """Whether a job is being stopped here."""
        return id in self._stopped

    def stop(self, id: str) -> bool:
        """Stops what is being done for a job; whether it is this window that was at it."""
        token = self._working.get(id)
        if token is None:
            return False
        self._stopped.add(id)
        token.cancel()
        self.changed.emit()
        return True

    def close(self) -> None:
        """The window closes: what goes on from here is stopped so that it goes on at the next start."""
        self._closing = True
        self._timer.stop()
        for token in (*self._working.values(), *([self._looking] if self._looking is not None else [])):
            token.cancel()

    def plan(self) -> None:
        """Finds out what is due, begins it, and comes back when something else is."""
        if self._closing:
            return
        if self._planning:
            self._again = True
            return
        self._planning = True

        def planned(found: tuple[list[JobRow], bool, str | None]) -> None:
            self._planning = False
            self._begin(*found)
            if self._again:
                self._again = False
                self.plan()

        def failed(_: BaseException) -> None:
            self._planning = self._again = False
            self._timer.start(_SELDOM)

        self._tasks.run(lambda _: self._due(), planned, failed, self)

    def _due(self) -> tuple[list[JobRow], bool, str | None]:
        """What can be begun, whether somebody is at the rest of what is due, and when something is due next."""
        jobs = self._store.jobs
        due = jobs.due()
        free = [row for row in due if not row.at_work]
        return free, len(free) < len(due), jobs.next_due()

    def _begin(self, due: list[JobRow], at_work: bool, next_at: str | None) -> None:
        for row in due:
            if row.job.ours and row.id not in self._working and len(self._working) < _AT_ONCE:
                self._work_on(row.id)
        if self._looking is None and any(not row.job.ours for row in due):
            self._look()
        if next_at is None:
            self._timer.start(_SELDOM)
            return
        left = (datetime.fromisoformat(next_at) - datetime.now(UTC)).total_seconds() * 1000 if next_at else 0.0
        at_work = at_work or self._looking is not None or bool(self._working)
        soonest = _BUSY if at_work else _SOONEST  # what is at work counts as due until it is released
        self._timer.start(round(min(max(left, soonest), _SELDOM)))

    def _look(self) -> None:
        def over() -> None:
            self._looking = None

        self._looking = self._pass(lambda row: not row.job.ours, over)

    def _work_on(self, id: str) -> None:
        def over() -> None:
            self._working.pop(id, None)
            self._stopped.discard(id)
            if not self._working:
                self._frames.stop()
                self._show_steps()

        self._frames.start()
        self._working[id] = self._pass(lambda row: row.id == id, over, id)

    def _pass(self, which: Callable[[JobRow], bool], over: Callable[[], object], id: str = "") -> CancelToken:
        def done(passed: Passed) -> None:
            over()
            for row, error in passed.refused:
                self.refused.emit(row, error)
            if passed.ended:
                self.ended.emit(passed.ended)
            self.changed.emit()
            if passed.changed or passed.ended:
                self.arrived.emit()
            self._timer.start(_SOONEST)

        def failed(error: BaseException) -> None:
            over()
            if not isinstance(error, Cancelled | GatewayDeskError):
                self.broke.emit(error)
            self.changed.emit()
            self._timer.start(_SOONEST if isinstance(error, Cancelled) else _SELDOM)

        def work(cancel: CancelToken) -> Passed:
            passed = go_through(
                self._store, self._open, cancel, self._stepped, which=which, closing=lambda: self._closing
            )
            if passed.waiting and id and (row := self._store.jobs.get(id)).held:
                passed.ended.append(row)  # only a person can mend what is in its way
            return passed

        token = self._tasks.run(work, done, failed, self)
        QTimer.singleShot(_FRAME, self, self.changed.emit)  # somebody is at it by then
        return token

    def _stepped(self, row: JobRow) -> None:
        self._steps[row.id] = row

    def _show_steps(self) -> None:
        rows = []
        while self._steps:
            with contextlib.suppress(KeyError):
                rows.append(self._steps.pop(next(iter(self._steps))))
        if rows:
            self.moved.emit(rows)

    def _open(self, connection: Connection) -> Gateway:
        return open_gateway(connection, self._credentials.read(connection))
