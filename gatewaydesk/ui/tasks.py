"""The one door to the background: work runs in a thread pool, its result or exception arrives on the main thread."""

from __future__ import annotations

import logging
import queue
import time
import weakref
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from gatewaydesk.errors import Cancelled
from gatewaydesk.gateways.base import CancelToken

FRAME = 0.012  # seconds: what takes longer is no longer done at once
T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass
class _Job:
    on_done: Callable[[Any], object]
    on_error: Callable[[BaseException], object] | None
    owner: weakref.ref[QObject] | None
    token: CancelToken
    future: Future[None] | None = None
    result: Any = None
    error: BaseException | None = None

    @property
    def wanted(self) -> bool:
        """Whether the one who asked is still there to hear the answer."""
        if self.owner is None:
            return True
        owner = self.owner()
        return owner is not None and isValid(owner)


class Tasks(QObject):
    """Runs work that may take longer than a frame.

    Answers wait in a queue that lives in Python, and one signal without arguments wakes the main thread to empty it:
    nothing is carried by the signal, so nothing can be lost with it.

    Signals:
        busy_changed(bool): whether anything is under way.
    """

    busy_changed = Signal(bool)
    _woken = Signal()

    def __init__(self, parent: QObject | None = None, workers: int = 4) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="gatewaydesk")
        self._answers: queue.SimpleQueue[_Job] = queue.SimpleQueue()
        self._jobs: dict[CancelToken, _Job] = {}
        self._closed = False
        self._woken.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[CancelToken], T],
        on_done: Callable[[T], object],
        on_error: Callable[[BaseException], object] | None = None,
        owner: QObject | None = None,
    ) -> CancelToken:
        """Runs `work` in a thread, then `on_done` or `on_error` on the main thread.

        Args:
            work: gets a token that it should ask now and then whether to stop.
            on_done: called with what `work` returned.
            on_error: called with what `work` raised; without it the error is logged.
            owner: when it has been deleted meanwhile, the answer is dropped.
        """
        token = CancelToken()
        job = _Job(on_done, on_error, weakref.ref(owner) if owner is not None else None, token)
        if self._closed:
            return token
        was_idle = not self._jobs
        self._jobs[token] = job
        job.future = self._pool.submit(self._work, job, work)
        if was_idle:
            self.busy_changed.emit(True)
        return token

    @property
    def busy(self) -> bool:
        """Whether anything is under way, or done and not yet delivered."""
        return bool(self._jobs)

    def wait(self, timeout: float = 30.0) -> bool:
        """Waits for everything under way and delivers it; False when something took longer. For closing, and tests."""
        futures = [job.future for job in self._jobs.values() if job.future is not None]
        _, late = wait(futures, timeout)
        self._deliver()
        return not late

    def until(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Waits until something is so, and delivers meanwhile what is done; the window stands still for as long.

        Args:
            ready: whether it is so; may set more work going.
            seconds: the longest to wait.

        Returns:
            False when it takes longer, or nothing is under way that it could come from.
        """
        end = time.monotonic() + seconds
        while not ready():
            futures = [job.future for job in self._jobs.values() if job.future is not None]
            left = end - time.monotonic()
            if left <= 0 or not futures:
                return False
            wait(futures, left, FIRST_COMPLETED)
            self._deliver()
        return True

    def close(self, timeout: float = 5.0) -> None:
        """Asks all work to stop, delivers what is done, and takes no more."""
        self._closed = True
        for token in tuple(self._jobs):
            token.cancel()
        self.wait(timeout)
        self._jobs.clear()
        self._pool.shutdown(wait=False, cancel_futures=True)

    # In the worker's thread

    def _work(self, job: _Job, work: Callable[[CancelToken], Any]) -> None:
        try:
            job.token.check()
            job.result = work(job.token)
        except BaseException as error:  # it is handed to the one who asked
            job.error = error
        self._answers.put(job)
        try:
            self._woken.emit()
        except RuntimeError:  # the window has gone: nobody waits for this any more
            _log.debug("an answer came after the window had gone")

    # On the main thread

    def _deliver(self) -> None:
        while True:
            try:
                job = self._answers.get_nowait()
            except queue.Empty:
                break
            if self._jobs.pop(job.token, None) is None:
                continue
            if not self._jobs:
                self.busy_changed.emit(False)
            if job.wanted:
                self._answer(job)

    def _answer(self, job: _Job) -> None:
        if job.error is None:
            job.on_done(job.result)
        elif job.on_error is not None:
            job.on_error(job.error)
        elif not isinstance(job.error, Cancelled):
            _log.error("background work failed: %s", type(job.error).__name__, exc_info=job.error)
