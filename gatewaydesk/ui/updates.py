"""Updating in a window: the draft that belongs to a dataset on the gateway is sent as an update of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gatewaydesk.connection import Connection
from gatewaydesk.gateways.base import CancelToken, Gateway
from gatewaydesk.services.remote import Linked
from gatewaydesk.ui.versioning import bring_up

if TYPE_CHECKING:
    from gatewaydesk.services.authoring import Authoring
    from gatewaydesk.services.standing import Standing
    from gatewaydesk.ui.dialogs.update import UpdateDialog
    from gatewaydesk.ui.main_window import MainWindow


Merge = Callable[["Authoring", "Standing", Callable[[], object]], object]
"""Brings what is open and the gateway's copy together, and calls back when that is done."""


@dataclass(frozen=True)
class _Belonging:
    """Which dataset of a connection the open draft belongs to; "" for none."""

    draft: str
    connection: str
    dataset: str


class Updates(QObject):
    """Knows which dataset the open draft belongs to, and opens the update sheet.

    Attributes:
        merge: what brings two versions together, where there is somebody who can.
    """

    def __init__(self, window: MainWindow, open_it: Callable[[Connection], Gateway]) -> None:
        """Args:
        window: whose open draft it is.
        open_it: signs in; called in the background.
        """
        super().__init__(window)
        self._window, self._open = window, open_it
        self._known = _Belonging("", "", "")
        self._gone: set[tuple[str, str]] = set()  # connection and dataset: was listed there, and is no longer
        self.merge: Merge | None = None
        desk, sending = window.desk, window.sending
        for signal in (desk.opened, desk.parted, desk.closed, window.connecting.changed, sending.outbox_changed):
            signal.connect(self.look)

    @property
    def dataset(self) -> str:
        """The dataset, on the gateway that is chosen, that the open draft belongs to; "" while none is known."""
        window, current = self._window, self._window.connecting.current
        here = current is not None and self._known.connection == current.name
        gone = (self._known.connection, self._known.dataset) in self._gone
        return self._known.dataset if here and not gone and self._known.draft == window.desk.draft_id else ""

    def tell_gone(self, connection: str, gone: Iterable[str], there: Iterable[str]) -> None:
        """What was on a gateway is not any more, by a colleague's hand: there is nothing to update. What is, is."""
        self._gone |= {(connection, one) for one in gone}
        self._gone -= {(connection, one) for one in there}

    def look(self) -> None:
        """Looks up, in the background, which dataset the open draft belongs to."""
        window = self._window
        draft, connection = window.desk.draft_id, window.connecting.current
        if not draft or connection is None:
            self._known = _Belonging("", "", "")
            return
        name = connection.name

        def work(_: CancelToken) -> _Belonging:
            base = window.store.bases.of_draft(draft, name)
            sent = [one.dataset_id for one in window.store.history.datasets_of(draft) if one.gateway == name]
            return _Belonging(draft, name, base.dataset_id if base is not None else next(iter(sent), ""))

        def done(found: _Belonging) -> None:
            if found != self._known:
                self._known = found
                window.refresh_actions()

        window.tasks.run(work, done, lambda _: None, self)

    def may(self, row: Linked | None) -> bool:
        """Whether there is a draft, written here, to be sent as an update.

        Args:
            row: the dataset that is meant, where one is known.
        """
        if self._window.page == "datasets":
            return row is not None and row.draft is not None and self._window.remoting.may("update")
        return bool(self.dataset) and not self._window.desk.reads_only

    def ask(self, row: Linked | None = None) -> None:
        """Opens the update sheet for the selected dataset's draft, or for the open one."""
        window = self._window
        if window.page == "datasets":
            if row is not None and row.draft is not None:
                self.ask_for(row.draft.id, row.remote.dataset_id)
        elif self.dataset:
            self.ask_for(window.desk.draft_id, self.dataset)

    def ask_for(self, draft_id: str, dataset_id: str) -> None:
        """Opens a draft, and the sheet that sends it as an update of a dataset."""

        def then(authoring: Authoring | None) -> None:
            if authoring is None:
                words = "The draft could not be opened to be written here, so it cannot be sent from here."
                self._window.say(words, "warning", key="update")
            else:
                self._show(authoring, draft_id, dataset_id)

        bring_up(self._window, draft_id, then)

    def _show(self, authoring: Authoring, draft_id: str, dataset_id: str) -> UpdateDialog | None:
        from gatewaydesk.ui.dialogs.update import UpdateDialog

        window, connection, model = self._window, self._window.connecting.current, self._window.current_model
        if connection is None or model is None:
            return None
        window.show_form()
        model.commit_pending()
        model.checks.now()
        model.touch_all()
        if not window.desk.may_go_on():
            return None
        dialog = UpdateDialog(
            authoring,
            draft_id,
            dataset_id,
            connection,
            self._open,
            window.store,
            window.credentials,
            window.tasks,
            lambda error, again: window.sending.ways_out(
                connection, error, retry=again, refresh=self._show_list, check=window.sending.check_wanted.emit
            ),
            unfinished=model.unfinished_sentences(),
            can_merge=self.merge is not None,
            parent=window,
        )
        dialog.go_to.connect(window.sending.go_to)
        dialog.sent.connect(window.sending.taken)
        dialog.refused.connect(lambda error: window.sending.refused(error, connection.name))
        dialog.unsure.connect(lambda _: window.sending.outbox_changed.emit())
        dialog.connection_kept.connect(window.connecting.connection_kept)
        dialog.settings_wanted.connect(
            lambda one, name: window.connecting.ask_sign_in(one, dialog.look_again, dialog, name)
        )
        dialog.merge_wanted.connect(lambda standing: self._bring_together(authoring, standing, draft_id, dataset_id))
        dialog.open()
        return dialog

    def _show_list(self) -> None:
        """Shows what the gateway holds, read anew."""
        self._window.show_page("datasets")
        self._window.remoting.refresh()

    def _bring_together(self, authoring: Authoring, standing: Standing, draft_id: str, dataset_id: str) -> None:
        if self.merge is not None:
            self.merge(authoring, standing, lambda: self.ask_for(draft_id, dataset_id))
