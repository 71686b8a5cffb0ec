"""The sheet that fetches a dataset from a gateway: what came, what it lacks, and where it shall go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.document.difference import same
from gatewaydesk.errors import Cancelled
from gatewaydesk.gateways.base import CancelToken, Gateway, Pulled
from gatewaydesk.services.pulling import pull
from gatewaydesk.services.remote import Linked
from gatewaydesk.store import Store
from gatewaydesk.ui.dialogs.base import heading, muted
from gatewaydesk.ui.dialogs.guide import offer_guide
from gatewaydesk.ui.dialogs.refusal import WaysOf, WaysOut
from gatewaydesk.ui.dialogs.working import WorkingSheet
from gatewaydesk.ui.form import look
from gatewaydesk.ui.panels.datasets_rows import STATUSES, title_of
from gatewaydesk.ui.tasks import Tasks

_OWN = (
    "The draft here says what the gateway never had. That is kept as a version if the pulled dataset takes its place; "
    "“Update…” brings both together instead."
)
_MOST_LOST = 12  # sentences on what a translation lacks; nobody reads more


@dataclass(frozen=True)
class _Came:
    """What was fetched, from where, and whether the draft here says something that the gateway never had."""

    gateway: Gateway
    pulled: Pulled
    own_changes: bool


class PullDialog(WorkingSheet):
    """`dialog.pull`, with `pull.new` and `pull.into` where the dataset has a draft here.

    Where there is nothing to choose and nothing to know, it closes by itself as soon as the dataset is there.

    Signals:
        chosen(object, object, str): the gateway, the Pulled, and the draft that it shall go into, or "" for a new one.
    """

    chosen = Signal(object, object, str)

    def __init__(
        self,
        row: Linked,
        connection: Connection,
        open_it: Callable[[Connection], Gateway],
        store: Store,
        tasks: Tasks,
        ways: WaysOf,
        parent: QWidget | None = None,
    ) -> None:
        """Args:
        row: the dataset.
        connection: where it is.
        open_it: signs in; called in the background.
        store: where the draft is that belongs to it.
        tasks: the door to the background.
        ways: what leads out of an error that happened in this sheet.
        parent: the window.
        """
        super().__init__("pull", "Pull from the gateway", tasks, parent, accept="Pull")
        self._row, self._connection, self._open, self._store = row, connection, open_it, store
        self._ways = ways
        self._came: _Came | None = None
        self.add(heading(f"Pull “{title_of(row)}”", self))
        status = STATUSES.get(row.remote.status, row.remote.native_status).lower()
        self.add(muted(f"Dataset {row.remote.dataset_id} on {connection.name}, {status}.", self))
        self.came = self.add(look.Text(parent=self))
        self.came.setObjectName("pull.came")
        self.lost = self.add(look.Text(parent=self))
        self.lost.setObjectName("pull.lost")
        self.into: QRadioButton | None = None
        self._group = QButtonGroup(self)
        if row.draft is not None:
            self._offer_draft(row.draft.title)
        self.add(self.waiting)
        self.ways = self.add(WaysOut(self))
        self.body.addStretch(1)
        offer_guide(self, "pull")
        self.fit(540, 240)
        self.refresh()
        self.look_again()

    def refresh(self) -> None:
        """Sets whether it can be taken in now."""
        if self.accept_button is not None:
            self.accept_button.setEnabled(self._came is not None and not self.waiting.busy)

    def finish(self) -> None:
        """Hands it over."""
        came = self._came
        if came is None:
            return
        draft = self._row.draft
        into = draft.id if draft is not None and self.into is not None and self.into.isChecked() else ""
        self.accept()
        self.chosen.emit(came.gateway, came.pulled, into)

    def _offer_draft(self, title: str) -> None:
        texts = (
            ("into", f"Into the draft “{title}”, in place of what it says; Undo takes that back"),
            ("new", "As a new draft beside it"),
        )
        for name, text in texts:
            button = self.add(QRadioButton(look.breakable(text), self))
            button.setObjectName(f"pull.{name}")
            button.setAccessibleName(text)
            self._group.addButton(button)
            if name == "into":
                self.into = button
                button.setChecked(True)

    def look_again(self) -> None:
        self.ways.take_back()

        def work(cancel: CancelToken) -> _Came:
            gateway = self._open(self._connection)
            pulled = pull(gateway, self._row.remote.dataset_id, cancel)
            return _Came(gateway, pulled, self._has_own_changes(pulled))

        self.waiting.run(f"Fetching it from {self._connection.name}…", work, self._fetched, self._failed)

    def _has_own_changes(self, pulled: Pulled) -> bool:
        draft = self._row.draft
        if draft is None:
            return False
        value = self._store.drafts.load(draft.id).value
        base = self._store.bases.of_draft(draft.id, self._connection.name)
        return not same(value, pulled.metadata) and (base is None or not same(value, self._store.bases.value(base)))

    def _fetched(self, came: _Came) -> None:
        self._came, pulled = came, came.pulled
        if self._row.draft is None and pulled.original and not pulled.lost:
            self.finish()
            return
        by = f" by {pulled.schema}" if pulled.schema else ""
        self.came.setText(
            f"It came as its author wrote it{by}."
            if pulled.original
            else f"The gateway keeps only its own translation of it. It came back translated{by}."
        )
        lost = [f"• {one}" for one in pulled.lost[:_MOST_LOST]]
        if len(pulled.lost) > _MOST_LOST:
            lost.append(f"• and {len(pulled.lost) - _MOST_LOST:,} more")
        if came.own_changes:
            lost.insert(0, _OWN)
            self._group.buttons()[-1].setChecked(True)
        self.lost.setText("\n".join(lost))
        self.lost.setVisible(bool(lost))
        self.fit(540, 240 + 24 * len(lost))
        self.refresh()
        if self.accept_button is not None:
            self.accept_button.setFocus()

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, Cancelled):
            self.ways.show_error(error, self._ways(error, self.look_again), self._connection, self.windowTitle())
            self.fit(540, 380)
