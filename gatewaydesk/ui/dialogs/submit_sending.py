"""What the submit sheet does in the background: it sends, or puts into the outbox, one thing at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.services.preparing import Outlook
from gatewaydesk.services.submission import Submission, queue, submit
from gatewaydesk.store import OutboxRow, Receipt, Store
from gatewaydesk.ui.tasks import Tasks


class Sender(QObject):
    """Sends one draft.

    Signals:
        told(str): how far it is.
        sent(object): the receipt.
        queued(object): the row of the outbox from where it goes by itself.
        failed(object): the error.
    """

    told = Signal(str)
    sent = Signal(object)
    queued = Signal(object)
    failed = Signal(object)
    _progressed = Signal(str)

    def __init__(
        self, store: Store, tasks: Tasks, draft_id: str, title: str, schema: str, parent: QObject | None = None
    ) -> None:
        """Args:
        store: where it is written down before it is sent.
        tasks: the door to the background.
        draft_id, title, schema: what the draft is known by.
        parent: the sheet.
        """
        super().__init__(parent)
        self._store, self._tasks = store, tasks
        self._draft, self._title, self._schema = draft_id, title, schema
        self._token: CancelToken | None = None
        self._progressed.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._token is not None

    def send(self, outlook: Outlook, *, again: bool) -> None:
        """Sends it; `again` makes a second dataset where there is one."""

        def work(cancel: CancelToken) -> Receipt:
            what = self._what(outlook, again=again)
            return submit(self._store, outlook.gateway, what, cancel=cancel, progress=self._progressed.emit)

        self._begin(work, self.sent.emit)

    def queue(self, outlook: Outlook, *, again: bool, wait: float | None) -> None:
        """Puts it into the outbox; `wait` is the seconds for which the gateway asks to be left alone."""

        def work(_: CancelToken) -> OutboxRow:
            return queue(self._store, outlook.gateway, self._what(outlook, again=again), wait=wait)

        self._begin(work, self.queued.emit)

    def take_out(self, row: OutboxRow, then: Callable[[], object]) -> None:
        """Takes an earlier version out of the outbox, where it only waits."""
        self._begin(lambda _: self._store.outbox.take_out(row.id, "A later version took its place."), lambda _: then())

    def stop(self) -> None:
        """Asks what is under way to stop."""
        if self._token is not None:
            self._token.cancel()

    def _what(self, outlook: Outlook, *, again: bool) -> Submission:
        return Submission(outlook.prepared, self._draft, self._title, self._schema, outlook.content, again)

    def _begin(self, work: Callable[[CancelToken], Any], done: Callable[[Any], object]) -> None:
        def ended(result: Any) -> None:
            self._token = None
            done(result)

        def failed(error: BaseException) -> None:
            self._token = None
            self.failed.emit(error)

        self._token = self._tasks.run(work, ended, failed, self)

    def _tell(self, words: str) -> None:
        if self._token is not None and not self._token.cancelled:
            self.told.emit(words)
