"""Everything between the window and a gateway: which one, signing in, submitting."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.errors import GatewayDeskError, Refused
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.gateways.hdruk_escaping import escapes
from gatewaydesk.store import OutboxRow, Receipt, Store
from gatewaydesk.ui.desk import Desk
from gatewaydesk.ui.dialogs.base import ask, tell
from gatewaydesk.ui.outgoing import Outgoing
from gatewaydesk.ui.tasks import Tasks

if TYPE_CHECKING:
    from gatewaydesk.document.edits import Change
    from gatewaydesk.services.authoring import Authoring
    from gatewaydesk.ui.dialogs.sign_in import SignInDialog
    from gatewaydesk.ui.dialogs.small import ReceiptDialog
    from gatewaydesk.ui.dialogs.submit import SubmitDialog

CHOSEN = "gateway"  # the setting that remembers where datasets go


class Sending(QObject):
    """The window's dealings with gateways.

    Signals:
        connections_changed(): one was added, changed, removed, signed in to or out of, or another is chosen.
        outbox_changed(): the outbox or the history reads differently now.
        said(str, str): a notice for the person, and its tone.
        go_to(object): the pointer of a problem that should be mended first.
    """

    connections_changed = Signal()
    outbox_changed = Signal()
    said = Signal(str, str)
    go_to = Signal(object)

    def __init__(self, store: Store, credentials: Credentials, tasks: Tasks, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._store, self._credentials, self._tasks = store, credentials, tasks
        self._desk, self._window = desk, window
        self.outgoing = Outgoing(store, credentials, tasks, window)
        self.outgoing.changed.connect(self.outbox_changed)
        self.outgoing.said.connect(self.said)
        self.outgoing.sent.connect(self._sent)
        self.outgoing.arrived.connect(desk.drafts_changed)
        self.outgoing.refused.connect(self._refused_later)
        self.connections: list[Connection] = []
        self.chosen = ""
        self.refresh()

    def refresh(self) -> None:
        """Reads the connections again."""
        self.connections = self._store.connections.all()
        names = [one.name for one in self.connections]
        wanted = self._store.settings.get(CHOSEN, "")
        self.chosen = wanted if wanted in names else (names[0] if names else "")

    def choose(self, name: str) -> None:
        """Datasets go there from now on."""
        self._store.settings.set(CHOSEN, name)
        self.refresh()
        self.connections_changed.emit()

    @property
    def current(self) -> Connection | None:
        """Where datasets go."""
        return next((one for one in self.connections if one.name == self.chosen), None)

    @property
    def escaping(self) -> bool:
        """Whether texts are changed on their way there."""
        return self.current is not None and escapes(self.current)

    # Signing in and out

    def ask_sign_in(
        self, connection: Connection | None, then: Callable[[], object] | None = None, parent: QWidget | None = None
    ) -> SignInDialog:
        """Opens the sign-in dialog; None adds a connection."""
        from gatewaydesk.ui.dialogs.sign_in import SignInDialog  # brings the HTTP library with it

        dialog = SignInDialog(self._store, self._credentials, self._tasks, connection, parent or self._window)

        def kept(made: Connection, where: str) -> None:
            self._store.settings.set(CHOSEN, made.name)
            self.refresh()
            self.connections_changed.emit()
            self.outgoing.hurry()
            if where == "session":
                self.said.emit(
                    "The IDs are kept for this session only: you are asked for them again next time.", "warning"
                )
            elif where:
                self.said.emit(f"Signed in to {made.name}: the IDs are in this computer's keyring.", "done")
            if then is not None:
                then()

        dialog.kept.connect(kept)
        dialog.open()
        return dialog

    def sign_out(self, connection: Connection) -> None:
        """Removes a connection's IDs, after asking."""
        if not ask(
            self._window,
            f"Sign out of “{connection.name}”?",
            "Its application ID and client ID are removed from this computer. You need them again to sign in.",
            "Sign out",
            name="sign-out",
        ):
            return
        self._tasks.run(
            lambda _: self._credentials.forget(connection),
            lambda _: self._changed(f"Signed out of {connection.name}."),
            self._tell,
            self,
        )

    def remove(self, connection: Connection) -> None:
        """Removes a connection and its IDs, after asking."""
        left = ", ".join(f"“{row.title}”" for row in self._store.outbox.belonging_to(connection.name)[:5])
        lost = f" It cannot be found out any more what became of {left}: resolve that first." if left else ""
        if not ask(
            self._window,
            f"Remove the gateway “{connection.name}”?",
            f"Its address and its IDs are removed from this computer. Drafts and history stay as they are.{lost}",
            "Remove",
            name="remove",
        ):
            return

        def work(_: CancelToken) -> None:
            self._credentials.forget(connection)
            self._store.connections.remove(connection.name)

        self._tasks.run(work, lambda _: self._changed(f"Removed {connection.name}."), self._tell, self)

    def _changed(self, words: str) -> None:
        self.refresh()
        self.connections_changed.emit()
        self.said.emit(words, "info")

    # Submitting

    def ask_submit(self) -> SubmitDialog | None:
        """Opens the submit sheet for the open draft; without any gateway, the dialog that adds one comes first."""
        from gatewaydesk.ui.dialogs.submit import SubmitDialog  # brings the HTTP library with it

        model = self._desk.model
        if model is None:
            return None
        model.commit_pending()
        if not self.connections:
            self.ask_sign_in(None, self.ask_submit)
            return None
        draft, filled_in = self._desk.draft_id, model.authoring.touch_generated()
        model.check_now()
        model.touch_all()
        if not self._desk.autosave.flush():
            self.said.emit(f"The draft could not be saved: {self._desk.autosave.trouble}", "warning")
        dialog = SubmitDialog(
            model.authoring,
            self._desk.draft_id,
            self._store,
            self._credentials,
            self._tasks,
            chosen=self.chosen,
            unfinished=model.unfinished_sentences(),
            offline=self.outgoing.offline,
            parent=self._window,
        )
        dialog.go_to.connect(self.go_to)
        dialog.sign_in_wanted.connect(lambda one: self.ask_sign_in(one, dialog.try_again, dialog))
        dialog.sent.connect(self._sent)
        dialog.refused.connect(self._refused)
        dialog.queued.connect(self._queued)
        dialog.finished.connect(lambda _: self._ended())
        dialog.rejected.connect(lambda: self._take_back(model.authoring, filled_in, draft))
        dialog.open()
        return dialog

    def _ended(self) -> None:
        self.outbox_changed.emit()
        self.outgoing.plan()

    def _take_back(self, authoring: Authoring, filled_in: Change | None, draft: str) -> None:
        """What was filled in for sending goes again, unless something may have been sent: that then stays the same."""
        may_be_sent = any(row.draft == draft for row in self._store.outbox.rows(open_only=True))
        if filled_in is not None and not may_be_sent:
            authoring.document.withdraw(filled_in)

    def show_receipt(self, receipt: Receipt, *, fresh: bool = False) -> ReceiptDialog:
        """Shows a receipt."""
        from gatewaydesk.ui.dialogs.small import ReceiptDialog

        dialog = ReceiptDialog(receipt, self._window, fresh=fresh)
        dialog.open()
        return dialog

    def _sent(self, receipt: Receipt) -> None:
        if receipt.gateway != self.chosen:
            self.choose(receipt.gateway)
        self.outbox_changed.emit()
        self._desk.drafts_changed.emit()
        model = self._desk.model
        sent = model.authoring if model is not None and receipt.draft_id == self._desk.draft_id else None
        if sent is not None and sent.gateway_problems:
            sent.gateway_problems = []  # what was refused before is accepted now
            self._desk.autosave.keep_refused()
        self.show_receipt(receipt, fresh=True)

    def _refused(self, error: Refused) -> None:
        model = self._desk.model
        if model is not None and error.details:
            from gatewaydesk.services.preparing import gateway_problems

            model.authoring.gateway_problems = gateway_problems(error, model.authoring)
            self._desk.autosave.keep_refused()

    # The outbox

    def _queued(self, row: OutboxRow) -> None:
        self.said.emit(f"“{row.title}” waits in the outbox, and goes by itself to {row.gateway}.", "info")
        self.outbox_changed.emit()

    def _refused_later(self, row: OutboxRow, error: Refused) -> None:
        if row.draft and row.draft == self._desk.draft_id:
            self._refused(error)

    def _tell(self, error: BaseException) -> None:
        self.outbox_changed.emit()
        if not isinstance(error, GatewayDeskError):
            tell(self._window, error)
            return
        self.said.emit(str(error), "warning")
