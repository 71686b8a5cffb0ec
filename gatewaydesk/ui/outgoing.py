"""The outbox at work in a window: what is due goes by itself, the rest when a person says so."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.errors import Cancelled, CredentialsProblem, GatewayDeskError, Refused
from gatewaydesk.gateways import open_gateway
from gatewaydesk.gateways.base import CancelToken, Gateway
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.services import resolving, submission
from gatewaydesk.services.deeds import deed
from gatewaydesk.services.outgoing import Passed, go_through
from gatewaydesk.store import OutboxRow, Receipt, Store
from gatewaydesk.ui.dialogs.base import ask, tell
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import count

_SOONEST, _SELDOM = 200, 60_000  # milliseconds until the outbox is looked at again: another process may add to it


class Outgoing(QObject):
    """What a window does with the outbox.

    Signals:
        changed(): the outbox or the history reads differently now.
        said(str, str): a notice for the person, and its tone.
        sent(object): the receipt of what a person has sent from the outbox.
        arrived(): something got its receipt by itself.
        refused(object, object): a row that went by itself, and the gateway's Refused.
        hurrying(): what stood in the way of everything may be gone.
        broke_off(object, object): a row that a person had sent or asked about, and the error that has a way out.
    """

    changed = Signal()
    said = Signal(str, str)
    sent = Signal(object)
    arrived = Signal()
    hurrying = Signal()
    refused = Signal(object, object)
    broke_off = Signal(object, object)

    def __init__(self, store: Store, credentials: Credentials, tasks: Tasks, window: QWidget) -> None:
        super().__init__(window)
        self._store, self._credentials, self._tasks, self._window = store, credentials, tasks, window
        self._passing: CancelToken | None = None
        self._by_hand: dict[str, CancelToken] = {}
        self._network: Any = None
        self._since_hurry = QElapsedTimer()
        self._since_hurry.start()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.plan)

    # By itself

    def start(self) -> None:
        """Begins to look after the outbox: at once, at the times that are due, and when the network is back."""
        from PySide6.QtNetwork import QNetworkInformation  # a library of its own, which the first window can wait for

        if QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
            self._network = QNetworkInformation.instance()
            self._network.reachabilityChanged.connect(self._network_changed)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._came_back)
        self.plan()

    @property
    def offline(self) -> bool:
        """Whether the system is sure that there is no network at all. Where it does not tell, False."""
        return self._network is not None and self._network.reachability().name == "Disconnected"

    def plan(self) -> None:
        """Finds out when something is due, and goes through the outbox when that is now."""
        self._tasks.run(lambda _: self._store.outbox.queue.next_due(), self._plan_for, lambda _: None, self)

    def _plan_for(self, due: str | None) -> None:
        if due is None:
            self._timer.start(_SELDOM)
            return
        left = (datetime.fromisoformat(due) - datetime.now(UTC)).total_seconds() * 1000 if due else 0.0
        if left <= 0 and self._passing is None and not self._by_hand:
            self._go()
        else:
            self._timer.start(round(min(max(left, _SOONEST), _SELDOM)))

    def _go(self) -> None:
        def done(passed: Passed) -> None:
            self._passing = None
            self._tell_passed(passed)
            self._over()

        def failed(error: BaseException) -> None:
            self._passing = None
            if not isinstance(error, (Cancelled, GatewayDeskError)):
                tell(self._window, error)
            self.changed.emit()
            self._timer.start(_SELDOM)  # the outbox itself could not be used: there is no hurry to try that again

        self._passing = self._tasks.run(lambda cancel: go_through(self._store, self._open, cancel), done, failed, self)

    def _over(self) -> None:
        self.changed.emit()
        self._timer.start(_SOONEST)

    def _tell_passed(self, passed: Passed) -> None:
        if passed.sent:
            one = passed.sent[-1]
            words = f"“{one.title}” has arrived at {one.gateway}: it is dataset {one.dataset_id}."
            if one.action != "create":
                words = (
                    f"“{one.title}” (dataset {one.dataset_id}): {deed(one.action).done.format(gateway=one.gateway)}."
                )
            if len(passed.sent) > 1:
                words = f"{count(len(passed.sent), 'dataset')} from the outbox have arrived. The last one: {words}"
            self.said.emit(words, "done")
            self.arrived.emit()
        for row in passed.lost:
            self.said.emit(f"“{row.title}” did not arrive at {row.gateway}. You can submit it again.", "warning")
        for words in passed.twice:
            self.said.emit(words, "warning")
        for row, error in passed.refused:
            self.said.emit(f"“{row.title}” was not taken: {error}", "warning")
            if isinstance(error, Refused):
                self.refused.emit(row, error)

    def _network_changed(self, _: object) -> None:
        if not self.offline:
            self.hurry()

    def _came_back(self, state: Qt.ApplicationState) -> None:
        """Somebody came back to the window, perhaps with a computer that was asleep."""
        if state == Qt.ApplicationState.ApplicationActive and self._since_hurry.elapsed() > _SELDOM:
            self.hurry()

    def hurry(self) -> None:
        """Something that stood in the way may be gone: what waits by itself is tried now."""
        self._since_hurry.restart()
        self.hurrying.emit()
        self._tasks.run(lambda _: self._store.outbox.queue.hurry(), lambda _: self.plan(), lambda _: None, self)

    # By hand

    def act(self, row: OutboxRow) -> None:
        """The next step for a row: sends what waits, asks about what is unknown."""
        if row.state == "waiting":
            self.send_now(row)
        elif row.state == "unknown":
            self.resolve(row)

    def send_now(self, row: OutboxRow) -> None:
        """Sends what waits."""

        def work(gateway: Gateway, cancel: CancelToken) -> Receipt:
            return submission.send(self._store, gateway, row, cancel=cancel, progress=lambda _: None)

        self.said.emit(f"Sending “{row.title}” to {row.gateway}…", "info")
        self._with_gateway(row, work, self.sent.emit)

    def resolve(self, row: OutboxRow) -> None:
        """Finds out what became of a submission."""

        def work(gateway: Gateway, cancel: CancelToken) -> tuple[Receipt | None, str]:
            receipt = resolving.resolve(self._store, gateway, row.id, cancel)
            return receipt, resolving.twice(self._store, receipt) if receipt is not None else ""

        def done(found: tuple[Receipt | None, str]) -> None:
            receipt, twice = found
            if receipt is not None:
                words = f"“{row.title}” arrived: it is dataset {receipt.dataset_id}."
                self.said.emit(twice or words, "warning" if twice else "done")
                self.arrived.emit()
                return
            then = "It is sent again by itself." if row.queued else "You can submit it again."
            self.said.emit(f"“{row.title}” did not arrive at {row.gateway}. {then}", "info")

        self.said.emit(f"Asking {row.gateway} about “{row.title}”…", "info")
        self._with_gateway(row, work, done)

    def adopt(self, row: OutboxRow, dataset_id: str) -> None:
        """A person says that a dataset which the gateway showed is this submission."""
        self._run(row, lambda _: resolving.adopt(self._store, row.id, dataset_id), lambda _: self.arrived.emit())

    def take_out(self, row: OutboxRow) -> None:
        """Ends what only waits."""
        words = f"“{row.title}” was taken out of the outbox; nothing of it was sent. The draft stays."
        self._run(row, lambda _: self._store.outbox.take_out(row.id), lambda _: self.said.emit(words, "info"))

    def give_up(self, row: OutboxRow, why: str = "") -> None:
        """Gives a submission up whose outcome is not known, after asking."""
        if ask(
            self._window,
            why or f"Give “{row.title}” up without knowing whether it arrived?",
            f"{row.gateway} may have it all the same: if it is submitted again, there may be two. The draft stays.",
            "Give it up",
            "Keep it",
            name="abandon",
        ):
            self._run(row, lambda _: self._store.outbox.abandon(row.id))

    def can_stop(self, row: OutboxRow) -> bool:
        """Whether it is this window that sends, or asks."""
        return row.id in self._by_hand or (self._passing is not None and row.state == "sending")

    def stop(self, row: OutboxRow) -> None:
        """Stops sending or asking. What may have left by then is unknown, and asked about."""
        token = self._by_hand.get(row.id, self._passing)
        if token is not None:
            token.cancel()

    def may_leave(self) -> bool:
        """Whether to quit: with something in the outbox that goes by itself, the person is told and asked."""
        if os.environ.get("GATEWAYDESK_QUIET"):
            return True
        waiting = self._store.outbox.queue.waiting()
        if not waiting:
            return True
        sending = next((title for title, state in waiting if state == "sending"), "")
        first = f"“{waiting[0][0]}” waits" if len(waiting) == 1 else f"{count(len(waiting), 'dataset')} wait"
        then = "It stays there, and goes" if len(waiting) == 1 else "They stay there, and go"
        words = f"{then} when Gateway Desk runs again and the gateway can be reached."
        if sending:
            words += f" “{sending}” is being sent now: what becomes of it is found out then."
        return ask(self._window, f"{first} in the outbox.", words, "Quit", "Stay", name="queued")

    def _open(self, connection: Connection) -> Gateway:
        return open_gateway(connection, self._credentials.read(connection))

    def _with_gateway(
        self, row: OutboxRow, work: Callable[[Gateway, CancelToken], Any], done: Callable[[Any], object]
    ) -> None:
        connection = self._store.connections.get(row.gateway)
        if connection is None:
            self._without_gateway(row)
            return
        self._run(row, lambda cancel: work(self._open(connection), cancel), done)

    def _without_gateway(self, row: OutboxRow) -> None:
        why = f"The gateway “{row.gateway}” is no longer among the connections."
        if row.state == "waiting":
            self.said.emit(f"{why} Add it again, or take “{row.title}” out.", "warning")
        else:
            self.give_up(row, why)

    def _run(
        self, row: OutboxRow, work: Callable[[CancelToken], Any], done: Callable[[Any], object] = lambda _: None
    ) -> None:
        if row.id in self._by_hand:
            return

        def over() -> None:
            self._by_hand.pop(row.id, None)
            self._over()

        def ended(result: Any) -> None:
            over()
            done(result)

        def failed(error: BaseException) -> None:
            over()
            if isinstance(error, Cancelled):
                self.said.emit(f"Stopped: “{row.title}” stays in the outbox as it was.", "info")
            elif isinstance(error, Refused | CredentialsProblem):
                self.broke_off.emit(row, error)
            elif isinstance(error, GatewayDeskError):
                self.said.emit(str(error), "warning")
            else:
                tell(self._window, error)

        self._by_hand[row.id] = self._tasks.run(work, ended, failed, self)
        self.changed.emit()
