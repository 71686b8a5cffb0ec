"""What a person does with one dataset on the gateway: opened here, copied, pulled, changed in status."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog

from gatewaydesk.document import disk
from gatewaydesk.errors import OutcomeUnknown
from gatewaydesk.gateways.base import Action
from gatewaydesk.services.remote import Linked
from gatewaydesk.store import Receipt
from gatewaydesk.ui.panels.datasets_rows import as_csv, title_of
from gatewaydesk.ui.wording import count

if TYPE_CHECKING:
    from gatewaydesk.ui.dialogs.pull import PullDialog
    from gatewaydesk.ui.dialogs.status_change import StatusDialog
    from gatewaydesk.ui.main_window import MainWindow
    from gatewaydesk.ui.remoting import Remoting


class RemoteDeeds(QObject):
    """Does what is asked for on the page of datasets, and by the actions that are about one of them."""

    def __init__(self, remoting: Remoting, window: MainWindow) -> None:
        """Args:
        remoting: knows the list, and which dataset is meant.
        window: where sheets open and it is said what was done.
        """
        super().__init__(window)
        self._remoting, self._window = remoting, window
        self._page = window.beside.datasets
        self._page.open_wanted.connect(self.open)
        self._page.copy_wanted.connect(self.copy_id)
        self._page.web_wanted.connect(self.show_on_the_web)
        self._page.export_wanted.connect(self.ask_export)

    def open(self, row: Linked) -> None:
        """Opens the draft that belongs to a dataset; where there is none, it is pulled."""
        if row.draft is not None:
            self._window.open_draft(row.draft.id)
        else:
            self._window.actions_by_id["pull"].trigger()

    def copy_id(self, row: Linked) -> None:
        """Puts a dataset ID on the clipboard."""
        QGuiApplication.clipboard().setText(row.remote.dataset_id)
        self._window.say(f"Copied the dataset ID {row.remote.dataset_id}.", "done", 4)

    def show_on_the_web(self, row: Linked) -> None:
        """Shows a dataset in the browser, on the gateway's own pages."""
        url = str(row.remote.extra.get("web_url") or "")
        if url.startswith(("https://", "http://")):
            QDesktopServices.openUrl(QUrl(url))

    def ask_export(self) -> None:
        """Asks for a file and writes the rows in view as CSV."""
        name, _ = QFileDialog.getSaveFileName(self._window, "Export datasets", "datasets.csv", "CSV (*.csv)")
        if name:
            self.export(Path(name))

    def export(self, path: Path) -> None:
        """Writes the rows in view as CSV, in their order."""
        rows = list(self._page.rows.rows_model.rows)
        self._window.tasks.run(
            lambda _: disk.write_bytes(path, as_csv(rows).encode("utf-8-sig")),
            lambda _: self._window.say(f"Saved {count(len(rows), 'dataset')} to “{path}”.", "done", 6),
            self._window.desk.failed.emit,
            self,
        )

    @property
    def may_pull(self) -> bool:
        """Whether there is a dataset that can be pulled."""
        return self._remoting.connection is not None and self._remoting.current is not None

    def ask_pull(self) -> PullDialog | None:
        """Fetches a dataset; asks where it shall go when there is a choice, and says what it lacks."""
        from gatewaydesk.ui.dialogs.pull import PullDialog
        from gatewaydesk.ui.pulling import take_in  # brings what drafts are checked with

        remoting, window = self._remoting, self._window
        row, connection = remoting.current, remoting.connection
        if row is None or connection is None:
            return None
        dialog = PullDialog(
            row,
            connection,
            remoting.open_as_kept,
            window.store,
            window.catalogue,
            window.tasks,
            remoting.ways,
            window,
        )
        dialog.schema_wanted.connect(lambda: window.cataloguing.ask_add(dialog, lambda _: dialog.look_again()))
        dialog.chosen.connect(lambda gateway, pulled, into: take_in(window, gateway, pulled, into))
        dialog.open()
        return dialog

    def ask_status(self, action: Action) -> StatusDialog | None:
        """Shows what will happen when a dataset is published, archived, restored or deleted; then does it."""
        from gatewaydesk.ui.dialogs.status_change import StatusDialog

        remoting, window = self._remoting, self._window
        row, connection, offer = remoting.current, remoting.connection, remoting.offer(action)
        if row is None or connection is None or offer is None or not offer.offered:
            return None
        from gatewaydesk.services.pulling import unready

        store, catalogue, name = window.store, window.catalogue, connection.name
        dialog = StatusDialog(
            action,
            row,
            offer,
            connection,
            remoting.open_as_kept,
            store,
            window.tasks,
            remoting.ways,
            lambda pulled: unready(store, catalogue, name, pulled),
            window,
        )
        dialog.changed.connect(lambda receipt: self._changed(action, row, receipt, dialog.words.afterwards))
        dialog.unsure.connect(self._unsure)
        dialog.open()
        return dialog

    def _changed(self, action: Action, row: Linked, receipt: Receipt, words: str) -> None:
        self._remoting.note_status(row.remote.dataset_id, None if action == "delete" else receipt.status)
        self._window.say(words.format(title_of(row)), "done", 10)
        self._window.sending.outbox_changed.emit()
        self._remoting.refresh()

    def _unsure(self, error: OutcomeUnknown) -> None:
        self._window.say(str(error), "warning", 0)
        self._window.sending.outbox_changed.emit()
