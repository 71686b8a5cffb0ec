"""What the team has on the gateway, as the window knows it: read in the background, and what the gateway offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from gatewaydesk.connection import Connection
from gatewaydesk.errors import Cancelled
from gatewaydesk.gateways import open_gateway
from gatewaydesk.gateways.base import Action, CancelToken, Gateway, Offer, Remote
from gatewaydesk.services.remote import Linked, link
from gatewaydesk.store.database import now
from gatewaydesk.ui.remote_deeds import RemoteDeeds
from gatewaydesk.ui.updates import Updates
from gatewaydesk.ui.wording import count

if TYPE_CHECKING:
    from gatewaydesk.ui.dialogs.refusal import Ways
    from gatewaydesk.ui.main_window import MainWindow

_FRESH = 60_000  # milliseconds for which a list that was read is not read again by itself
_TICK = 300  # milliseconds between two looks at how far the reading has come
_SHOWN_BY_THEN = 2_000  # datasets that are shown while more are coming; of more, only the number
_SOON = 400  # milliseconds after a change on this computer until the list says so


@dataclass(frozen=True)
class _Read:
    """What one reading brought."""

    gateway: Gateway
    remotes: list[Remote]
    linked: list[Linked]
    counts: Mapping[str, int]


class Remoting(QObject):
    """The window's side of “My datasets”: the list, and which of it is meant. `deeds` does what is done with that one.

    One reading at a time. What was read is kept for as long as the window is open and the same gateway is chosen, so
    that it can be looked at when the gateway is away.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._store, self._tasks = window, window.store, window.tasks
        self._page = window.beside.datasets
        self._connection: Connection | None = None
        self._gateway: Gateway | None = None
        self._remotes: list[Remote] = []
        self._read_at = ""
        self._whole = False
        self._since_read = QElapsedTimer()
        self._coming: list[Remote] = []
        self._expected: Mapping[str, int] = {}
        self._offers: tuple[Remote | None, dict[Action, Offer]] = (None, {})
        self._asked = 0
        self._ticks = QTimer(self, interval=_TICK)
        self._ticks.timeout.connect(self._tick)
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self._link_again)
        self.deeds: RemoteDeeds = RemoteDeeds(self, window)
        self.updates: Updates = Updates(window, self.open_as_kept)
        self.follow()
        page, sending = self._page, window.sending
        page.refresh_wanted.connect(self.refresh)
        page.shown.connect(self._shown)
        page.rows.row_selected.connect(lambda _: window.refresh_actions())
        page.rows.row_selected.connect(lambda _: self.show_errands())
        window.connecting.changed.connect(self.follow)
        sending.outbox_changed.connect(self._stale)
        sending.update_wanted.connect(self._update)
        window.desk.drafts_changed.connect(self._soon.start)
        window.desk.draft_saved.connect(lambda _: self._soon.start() if page.isVisible() else None)

    # The list

    def follow(self) -> None:
        """The connections have changed, or another one is chosen: its datasets are shown from now on."""
        current = self._window.connecting.current
        if current == self._connection:
            if self._page.isVisible() and not self._remotes:
                self._shown()  # perhaps the person has signed in
            return
        self._connection, self._gateway = current, None
        self._remotes, self._read_at, self._offers = [], "", (None, {})
        self._page.waiting.stop()
        self._page.show_connection(current)
        self.show_errands()
        if self._page.isVisible():
            self._shown()

    def refresh(self) -> None:
        """Reads the list from the gateway, in the background; what is shown stays until the new one is there."""
        connection, page = self._connection, self._page
        if connection is None or page.waiting.busy:
            return
        page.take_trouble_back()
        self._coming, self._expected = [], {}
        coming = self._coming

        def work(cancel: CancelToken) -> _Read:
            gateway = self.open_gateway(connection)
            counts = self._expected = gateway.count_by_status(cancel)
            for remote in gateway.list_datasets(cancel):
                cancel.check()
                coming.append(_light(remote))
            return _Read(gateway, coming, link(self._store, connection.name, coming), counts)

        def failed(error: BaseException) -> None:
            self._ticks.stop()
            if connection == self._connection:
                self._not_read(error, coming)
            else:
                self._begin_anew()

        self._ticks.start()
        page.waiting.run(f"Reading your team's datasets from {connection.name}…", work, self._have_read, failed)
        self._window.refresh_actions()

    def _tick(self) -> None:
        """Says how far it is, and shows what has come where nothing was shown before."""
        seen, total = len(self._coming), sum(self._expected.values())
        if not self._page.waiting.busy or self._connection is None or not self._expected:
            return
        of = f" of {total:,}" if total >= seen else ""
        self._page.waiting.tell(f"Reading your team's datasets from {self._connection.name}: {seen:,}{of}…")
        self._page.say_counts(self._expected)
        if not self._read_at and len(self._remotes) < seen <= _SHOWN_BY_THEN:
            self._remotes = list(self._coming)
            self._link_again()

    def _have_read(self, read: _Read) -> None:
        self._ticks.stop()
        if self._connection is None or read.gateway.connection != self._connection:
            self._begin_anew()
            return
        if self._whole and self._connection is not None:
            before, now_there = ({one.dataset_id for one in some} for some in (self._remotes, read.remotes))
            self.updates.tell_gone(self._connection.name, before - now_there, now_there)
        self._gateway, self._remotes, self._offers = read.gateway, read.remotes, (None, {})
        self._read_at, self._whole = now(), True
        self._since_read.start()
        self._page.show_datasets(read.linked, read_at=self._read_at, whole=True)
        self.show_errands()
        hidden = sum(read.counts.values()) - len(read.remotes)
        if hidden > 0:
            self._page.waiting.say(
                f"The gateway counts {count(hidden, 'dataset')} more, which it does not show: their metadata may be "
                "damaged there. Its support can help.",
                "wrong",
            )
        self._window.refresh_actions()

    def _not_read(self, error: BaseException, come: list[Remote]) -> None:
        page = self._page
        if not self._read_at and come:
            self._remotes, self._whole = list(come), False
            self._link_again()
        if isinstance(error, Cancelled):
            page.waiting.say("Stopped." + (f" {count(len(come), 'dataset')} had come by then." if come else ""))
        else:
            page.say_trouble(error, self.ways(error, self.refresh))
        self._window.refresh_actions()

    def _begin_anew(self) -> None:
        """Another gateway was chosen while the former one was read."""
        self._page.take_trouble_back()
        if self._page.isVisible():
            self._shown()

    def _shown(self) -> None:
        """The page has come into view: the list is read unless it is fresh."""
        fresh = bool(self._read_at) and self._since_read.isValid() and self._since_read.elapsed() < _FRESH
        if self._connection is not None and not fresh and not self._page.waiting.busy:
            QTimer.singleShot(0, self, self.refresh)
        elif fresh:
            self._soon.start()  # drafts may have been written meanwhile

    def _stale(self) -> None:
        """Something was sent, or settled: the gateway may show something else now."""
        self._since_read.invalidate()
        self._soon.start()
        if self._page.isVisible() and self._read_at:
            self._shown()

    def _link_again(self) -> None:
        """Says anew what this computer has of each dataset."""
        connection, remotes = self._connection, self._remotes
        if connection is None or not (remotes or self._read_at):
            return
        self._asked += 1
        mine = self._asked

        def show(linked: list[Linked]) -> None:
            if mine == self._asked and remotes is self._remotes:
                self._page.show_datasets(linked, read_at=self._read_at, whole=self._whole)

        self._tasks.run(lambda _: link(self._store, connection.name, remotes), show, None, self)

    # Which dataset, and what can be done with it

    @property
    def connection(self) -> Connection | None:
        """The connection that is chosen."""
        return self._connection

    @property
    def current(self) -> Linked | None:
        """The dataset that an action is about: the selected one on the page, else that of the open draft."""
        if self._window.page == "datasets":
            return self._page.current
        draft = self._window.desk.draft_id
        if not draft:
            return None
        return next((row for row in self._page.all_rows if row.draft is not None and row.draft.id == draft), None)

    def offer(self, action: Action) -> Offer | None:
        """What the gateway offers for the dataset that is meant; None while that is not known."""
        row = self.current
        if row is None or self._gateway is None:
            return None
        if self._offers[0] is not row.remote:
            self._offers = (row.remote, {one.action: one for one in self._gateway.offers(row.remote)})
        return self._offers[1].get(action)

    def may(self, action: Action) -> bool:
        """Whether an action can be done now."""
        offer = self.offer(action)
        return offer is not None and offer.offered

    def why(self, action: Action) -> str:
        """What will happen, or why it is not offered; "" while that is not known."""
        offer = self.offer(action)
        return offer.why if offer is not None else ""

    def called(self, action: Action) -> str:
        """What the system calls an action, for the dataset that is meant; "" where it is called as usual."""
        offer = self.offer(action)
        return offer.label if offer is not None else ""

    def open_gateway(self, connection: Connection) -> Gateway:
        """Signs in with the IDs that are kept; for the background.

        Raises:
            CredentialsProblem: there are none.
        """
        return open_gateway(connection, self._window.credentials.read(connection))

    def open_as_kept(self, connection: Connection) -> Gateway:
        """The same with the connection as it is kept by now: a sheet may have led to its settings."""
        return self.open_gateway(self._store.connections.get(connection.name) or connection)

    def ways(self, error: BaseException, again: Callable[[], object]) -> Ways:
        """What leads out of an error of the gateway that is chosen; `again` does the same again."""
        return self._window.sending.ways_out(self._connection, error, retry=again, refresh=self.refresh)

    def _update(self, connection: str, draft_id: str, dataset_id: str) -> None:
        self._window.connecting.choose(connection)
        self.updates.ask_for(draft_id, dataset_id)

    def show_errands(self) -> None:
        """Lists what else can be done with the selected dataset, and with the connection."""
        gateway, row = self._gateway, self._page.current
        if gateway is not None:
            gateway = self._window.errands.known(gateway.connection) or gateway
        of_dataset = gateway.errands(row.remote) if gateway is not None and row is not None else ()
        self._page.show_errands(of_dataset, gateway.errands() if gateway is not None else ())

    def show(self, connection: str, dataset_id: str) -> None:
        """Shows a dataset in the list of the gateway that it is on."""
        connecting = self._window.connecting
        if connecting.chosen != connection and any(one.name == connection for one in connecting.connections):
            connecting.choose(connection)
        self._page.seek(dataset_id)
        self._window.show_page("datasets")

    def note_status(self, dataset_id: str, status: str | None) -> None:
        """Shows what was done here before the gateway is asked again; None where the dataset is gone."""
        if status is None:
            self._remotes = [one for one in self._remotes if one.dataset_id != dataset_id]
        else:
            self._remotes = [
                replace(one, status=status, native_status="") if one.dataset_id == dataset_id else one
                for one in self._remotes
            ]
        self._offers = (None, {})
        self._link_again()


def _light(remote: Remote) -> Remote:
    """Without the metadata that some lists carry along: of ten thousand datasets that is too much to keep."""
    return replace(remote, extra={name: one for name, one in remote.extra.items() if not isinstance(one, dict | list)})
