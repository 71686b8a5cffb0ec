"""Jobs at work in a window: what is due is looked at, or gone on with, by itself; the rest when a person says so."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.errors import Cancelled, GatewayDeskError
from gatewaydesk.gateways import open_gateway
from gatewaydesk.gateways.base import CancelToken, Gateway
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.job import WENT_WRONG
from gatewaydesk.services.jobs import Passed, go_through, in_words
from gatewaydesk.services.patience import after
from gatewaydesk.store import JobRow, Store
from gatewaydesk.ui.dialogs.base import ask, tell
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import count

_SOONEST, _SELDOM = 200, 60_000  # milliseconds until it is looked what is due: another process may have begun something
_BUSY = 2_000  # milliseconds likewise, while somebody is at what is due
_FRAME = 100  # milliseconds between two pictures of the progress
_AT_ONCE = 2  # jobs that are gone on with at the same time: the threads are shared with everything else
_STOPPED = "Stopped. It goes on from here when you say so."


class Jobs(QObject):
    """What a window does with the jobs.

    Signals:
        changed(): the list of jobs reads differently now.
        moved(object): rows of jobs that are being worked on here, as they stand now; at most ten times a second.
        said(str, str): a notice for the person, and its tone.
        ended(str, str): likewise, on jobs that have ended or need a person: the notice leads to their page.
        arrived(): the history, or a dataset on a gateway, reads differently now.
    """

    changed = Signal()
    moved = Signal(object)
    said = Signal(str, str)
    ended = Signal(str, str)
    arrived = Signal()

    def __init__(self, store: Store, credentials: Credentials, tasks: Tasks, window: QWidget) -> None:
        super().__init__(window)
        self._store, self._credentials, self._tasks, self._window = store, credentials, tasks, window
        self._looking: CancelToken | None = None
        self._working: dict[str, CancelToken] = {}
        self._stopped: set[str] = set()
        self._steps: dict[str, JobRow] = {}  # written by any thread, taken out by this one
        self._planning = self._again = self._closing = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.plan)
        self._frames = QTimer(self, interval=_FRAME)
        self._frames.timeout.connect(self._show_steps)

    # By itself

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
            self._tell(passed)
            self.changed.emit()
            if passed.changed or passed.ended:
                self.arrived.emit()
            self._timer.start(_SOONEST)

        def failed(error: BaseException) -> None:
            over()
            if not isinstance(error, Cancelled | GatewayDeskError):
                tell(self._window, error)
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

    def _tell(self, passed: Passed) -> None:
        """Says how jobs have ended, whether the person looks at this window or not."""
        said = passed.ended
        if not said:
            return
        one = said[-1]
        words = f"{one.job.title}{_about(one)}: {in_words(one)}"
        if len(said) > 1:
            words = f"{count(len(said), 'job')} ended. The last one: {words}"
        bad = any(row.job.status in WENT_WRONG for row in said)
        self.ended.emit(words, "warning" if bad else "done")
        if not self._window.isActiveWindow():
            _call_person(self._window, words, bad)

    def hurry(self) -> None:
        """The network, or a sign-in, is back: what waits by itself is tried now."""
        self._tasks.run(lambda _: self._store.jobs.hurry(), lambda _: self.plan(), lambda _: None, self)

    # By hand

    def wake(self, row: JobRow) -> None:
        """Looks at a job now, or goes on with one that was stopped."""
        self._change(lambda: self._store.jobs.wake(row.id))

    def is_here(self, row: JobRow) -> bool:
        """Whether it is this window that goes on with a job."""
        return row.id in self._working

    def can_stop(self, row: JobRow) -> bool:
        """Whether a job goes on from here and can be stopped from here."""
        open_ = row.job.ours and not row.job.finished and not row.held
        return open_ and row.id not in self._stopped and (self.is_here(row) or not row.owner)

    def stop(self, row: JobRow) -> None:
        """Stops a job that goes on from here; what has been done stays done."""
        token = self._working.get(row.id)
        if token is not None:
            self._stopped.add(row.id)
            token.cancel()
            self.changed.emit()
            return

        def hold() -> None:
            if self._store.jobs.take(row.id) is not None:
                self._store.jobs.release(row.id, next_at=after(0.0), note=_STOPPED, held=True)

        self._change(hold)

    def forget(self, row: JobRow) -> None:
        """Takes a job off the list, after asking where it has not ended."""
        if not row.job.finished:
            more = (
                "What was done so far stays there; it does not go on."
                if row.job.ours
                else f"It goes on at {row.gateway} all the same; here you are not told how it ends."
            )
            words = f"Take “{row.job.title}”{_about(row)} off the list?"
            if not ask(self._window, words, f"{more} The history keeps its IDs.", "Take it off", name="forget-job"):
                return
        self._change(lambda: self._store.jobs.forget(row.id))

    def may_leave(self) -> bool:
        """Whether to quit: with something under way from here, the person is told and asked."""
        if os.environ.get("GATEWAYDESK_QUIET") or not self._working:
            return True
        one = f"{count(len(self._working), 'job')} {'is' if len(self._working) == 1 else 'are'} being worked on here."
        words = "Quitting stops it. It goes on from where it is when Gateway Desk runs again."
        if len(self._working) > 1:
            words = "Quitting stops them. They go on from where they are when Gateway Desk runs again."
        return ask(self._window, one, words, "Quit", "Stay", name="jobs")

    def leave(self) -> None:
        """The window closes: what goes on from here is stopped so that it goes on at the next start."""
        self._closing = True
        self._timer.stop()
        for token in (*self._working.values(), *([self._looking] if self._looking is not None else [])):
            token.cancel()

    def _open(self, connection: Connection) -> Gateway:
        return open_gateway(connection, self._credentials.read(connection))

    def _change(self, work: Callable[[], Any]) -> None:
        def done(_: object) -> None:
            self.changed.emit()
            self.plan()

        def failed(error: BaseException) -> None:
            self.changed.emit()
            if isinstance(error, GatewayDeskError):
                self.said.emit(str(error), "warning")
            else:
                tell(self._window, error)

        self._tasks.run(lambda _: work(), done, failed, self)


def _about(row: JobRow) -> str:
    return f" of “{row.dataset}”" if row.dataset else ""


def _call_person(window: QWidget, words: str, bad: bool) -> None:
    """A desktop notification where the program has a place for one; else the taskbar asks for a look."""
    tray = next((one for one in QApplication.instance().findChildren(QSystemTrayIcon) if one.isVisible()), None)
    if tray is not None:
        icons = QSystemTrayIcon.MessageIcon
        tray.showMessage("Gateway Desk", words, icons.Warning if bad else icons.Information)
    else:
        QApplication.alert(window)
