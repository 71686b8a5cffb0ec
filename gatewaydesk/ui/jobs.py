"""Jobs in a window: what is due goes on by itself, the rest when a person says so; and how it ended is told."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.job import WENT_WRONG
from gatewaydesk.services.jobs import STOPPED, in_words
from gatewaydesk.services.patience import after
from gatewaydesk.store import JobRow, Store
from gatewaydesk.ui.dialogs.base import ask, tell
from gatewaydesk.ui.jobs_running import RunningJobs
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import count


class Jobs(QObject):
    """What a window does with the jobs.

    Signals:
        changed(): the list of jobs reads differently now.
        moved(object): rows of jobs that are being worked on here, as they stand now; at most ten times a second.
        said(str, str): a notice for the person, and its tone.
        ended(str, str): likewise, on jobs that have ended or need a person: the notice leads to their page.
        arrived(): the history, or a dataset on a gateway, reads differently now.
        refused(object, object): a job, and the gateway's Refused that names values of its draft.
    """

    changed = Signal()
    moved = Signal(object)
    said = Signal(str, str)
    ended = Signal(str, str)
    arrived = Signal()
    refused = Signal(object, object)

    def __init__(self, store: Store, credentials: Credentials, tasks: Tasks, window: QWidget) -> None:
        super().__init__(window)
        self._store, self._tasks, self._window = store, tasks, window
        self._running = running = RunningJobs(store, credentials, tasks, self)
        running.changed.connect(self.changed)
        running.moved.connect(self.moved)
        running.arrived.connect(self.arrived)
        running.refused.connect(self.refused)
        running.ended.connect(self._tell)
        running.broke.connect(lambda error: tell(window, error))

    def plan(self) -> None:
        """Finds out what is due, begins it, and comes back when something else is."""
        self._running.plan()

    def hurry(self) -> None:
        """The network, or a sign-in, is back: what waits by itself is tried now."""
        self._tasks.run(lambda _: self._store.jobs.hurry(), lambda _: self.plan(), lambda _: None, self)

    def wake(self, row: JobRow) -> None:
        """Looks at a job now, or goes on with one that was stopped."""
        self._change(lambda: self._store.jobs.wake(row.id))

    def is_here(self, row: JobRow) -> bool:
        """Whether it is this window that goes on with a job."""
        return row.id in self._running.here

    def can_stop(self, row: JobRow) -> bool:
        """Whether a job goes on from here and can be stopped from here."""
        open_ = row.job.ours and not row.job.finished and not row.held
        return open_ and not self._running.stopping(row.id) and (self.is_here(row) or not row.owner)

    def stop(self, row: JobRow) -> None:
        """Stops a job that goes on from here; what has been done stays done."""
        if self._running.stop(row.id):
            return

        def hold() -> None:
            if self._store.jobs.take(row.id) is not None:
                self._store.jobs.release(row.id, next_at=after(0.0), note=STOPPED, held=True)

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
        here = len(self._running.here)
        if os.environ.get("GATEWAYDESK_QUIET") or not here:
            return True
        one = f"{count(here, 'job')} {'is' if here == 1 else 'are'} being worked on here."
        words = "Quitting stops it. It goes on from where it is when Gateway Desk runs again."
        if here > 1:
            words = "Quitting stops them. They go on from where they are when Gateway Desk runs again."
        return ask(self._window, one, words, "Quit", "Stay", name="jobs")

    def leave(self) -> None:
        """The window closes."""
        self._running.close()

    def _tell(self, said: Sequence[JobRow]) -> None:
        """Says how jobs have ended, whether the person looks at this window or not."""
        one = said[-1]
        words = f"{one.job.title}{_about(one)}: {in_words(one)}"
        if len(said) > 1:
            words = f"{count(len(said), 'job')} ended. The last one: {words}"
        bad = any(row.job.status in WENT_WRONG for row in said)
        self.ended.emit(words, "warning" if bad else "done")
        if not self._window.isActiveWindow():
            _call_person(self._window, words, bad)

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
    return f" (“{row.dataset}”)" if row.dataset else ""


def _call_person(window: QWidget, words: str, bad: bool) -> None:
    """A desktop notification where the program has a place for one; else the taskbar asks for a look."""
    tray = next((one for one in QApplication.instance().findChildren(QSystemTrayIcon) if one.isVisible()), None)
    if tray is not None:
        icons = QSystemTrayIcon.MessageIcon
        tray.showMessage("Gateway Desk", words, icons.Warning if bad else icons.Information)
    else:
        QApplication.alert(window)
