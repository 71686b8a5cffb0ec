"""Between the open draft and a gateway: submitting it, trying it out, and what came of that."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.errors import Refused
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.services.refusals import known_as
from gatewaydesk.services.ways_out import field_of, setting_of
from gatewaydesk.store import OutboxRow, Receipt, Store
from gatewaydesk.ui.connecting import Connecting
from gatewaydesk.ui.desk import Desk
from gatewaydesk.ui.dialogs.saving import Waited
from gatewaydesk.ui.outgoing import Outgoing
from gatewaydesk.ui.tasks import Tasks

if TYPE_CHECKING:
    from gatewaydesk.document.edits import Change
    from gatewaydesk.services.authoring import Authoring
    from gatewaydesk.ui.dialogs.refusal import RefusalDialog
    from gatewaydesk.ui.dialogs.small import ReceiptDialog
    from gatewaydesk.ui.dialogs.submit import SubmitDialog
    from gatewaydesk.ui.dialogs.submit_test import TestDialog
    from gatewaydesk.validation.problems import Problem


class Sending(QObject):
    """Sends the open draft, and shows what a gateway made of something.

    Signals:
        outbox_changed(): the outbox or the history reads differently now.
        said(str, str): a notice for the person, and its tone.
        go_to(object): the pointer of a problem that should be mended first.
        page_wanted(str): the page of the desk that leads on.
        update_wanted(str, str, str): connection, draft and dataset ID: that should be updated, not made again.
        check_wanted(): the open draft should be checked here, by its schema.
    """

    outbox_changed = Signal()
    said = Signal(str, str)
    go_to = Signal(object)
    page_wanted = Signal(str)
    update_wanted = Signal(str, str, str)
    check_wanted = Signal()

    def __init__(
        self, store: Store, credentials: Credentials, tasks: Tasks, desk: Desk, connecting: Connecting, window: QWidget
    ) -> None:
        super().__init__(window)
        self._store, self._credentials, self._tasks = store, credentials, tasks
        self._desk, self._connecting, self._window = desk, connecting, window
        self.outgoing = Outgoing(store, credentials, tasks, window)
        self.outgoing.changed.connect(self.outbox_changed)
        self.outgoing.said.connect(self.said)
        self.outgoing.sent.connect(self.taken)
        self.outgoing.arrived.connect(desk.drafts_changed)
        self.outgoing.refused.connect(lambda row, error: self.refused_later(row.draft, error, row.gateway))
        self.outgoing.broke_off.connect(self._broke_off)
        connecting.signed_in.connect(self.outgoing.hurry)

    # Submitting

    def ask_submit(self) -> SubmitDialog | None:
        """Opens the submit sheet for the open draft; without any gateway, the dialog that adds one comes first."""
        from gatewaydesk.ui.dialogs.submit import SubmitDialog  # brings the HTTP library with it

        model = self._desk.model
        if model is None:
            return None
        model.commit_pending()
        if not self._connecting.connections:
            self._connecting.ask_sign_in(None, self.ask_submit)
            return None
        draft, filled_in = self._desk.draft_id, model.authoring.touch_generated()
        model.checks.now()
        model.touch_all()
        if not self._desk.autosave.flush():
            if self._desk.autosave.waited is not Waited.DONE:
                self._take_back(model.authoring, filled_in, draft)
                return None
            self.said.emit(f"The draft could not be saved: {self._desk.autosave.trouble}", "warning")
        dialog = SubmitDialog(
            model.authoring,
            self._desk.draft_id,
            self._store,
            self._credentials,
            self._tasks,
            chosen=self._connecting.chosen,
            unfinished=model.unfinished_sentences(),
            offline=self.outgoing.offline,
            parent=self._window,
        )
        dialog.go_to.connect(self.go_to)
        self._lead_on(dialog)
        dialog.connection_kept.connect(self._connecting.connection_kept)
        dialog.outbox_wanted.connect(lambda: self.page_wanted.emit("outbox"))
        dialog.check_wanted.connect(self.check_wanted)
        dialog.update_wanted.connect(lambda where, dataset: self.update_wanted.emit(where.name, draft, dataset))
        dialog.sent.connect(self.taken)
        dialog.refused.connect(lambda error: self.refused(error, dialog.destination.name))
        dialog.queued.connect(self._queued)
        self.outgoing.changed.connect(dialog.look_again)
        dialog.finished.connect(lambda _: self._ended())
        dialog.rejected.connect(lambda: self._take_back(model.authoring, filled_in, draft))
        dialog.open()
        return dialog

    def _lead_on(self, dialog: SubmitDialog | TestDialog) -> None:
        """What leads out of an error in a sheet, and back into it."""
        ask, again = self._connecting.ask_sign_in, dialog.destination.look_again
        dialog.sign_in_wanted.connect(lambda one: ask(one, again, dialog))
        dialog.settings_wanted.connect(lambda one, name: ask(one, again, dialog, name or "url"))

    def ask_test(self) -> TestDialog | None:
        """Opens the sheet that asks a gateway what it would say of the open draft."""
        from gatewaydesk.ui.dialogs.submit_test import TestDialog  # brings the HTTP library with it

        model = self._desk.model
        if model is None:
            return None
        model.commit_pending()
        if not self._connecting.connections:
            self._connecting.ask_sign_in(None, self.ask_test)
            return None
        filled_in = model.authoring.touch_generated()
        model.checks.now()
        dialog = TestDialog(
            model.authoring,
            self._store,
            self._credentials,
            self._tasks,
            chosen=self._connecting.chosen,
            parent=self._window,
        )
        if filled_in is not None:
            model.authoring.document.withdraw(filled_in)  # the sheet has its picture of what would be submitted
        dialog.go_to.connect(self.go_to)
        self._lead_on(dialog)
        dialog.judged.connect(lambda problems: self._judged(problems, dialog.destination.name))
        dialog.open()
        return dialog

    def _judged(self, problems: list[Problem], gateway: str) -> None:
        """The test's answer, on the fields: what it refused, or nothing any more."""
        model = self._desk.model
        if model is not None and (problems or model.authoring.gateway_problems):
            model.authoring.answered(problems, self._known_as(gateway))
            self._desk.autosave.keep_refused()

    # What went wrong

    def ways_out(
        self,
        connection: Connection | None,
        error: BaseException | None = None,
        *,
        retry: Callable[[], object] | None = None,
        refresh: Callable[[], object] | None = None,
        check: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> dict[str, Callable[[], object]]:
        """What leads out of an error, by the names of `services.ways_out.WAYS`.

        Args:
            connection: where it happened.
            error: says which setting to begin at, and which field it is about.
            retry: does the same again.
            refresh: reads the list again.
            check: checks what was sent here, by its schema.
            parent: the sheet that it happened in.
        """
        ways: dict[str, Callable[[], object]] = {"outbox": lambda: self.page_wanted.emit("outbox")}
        if connection is not None:
            setting = (setting_of(error) if error is not None else "") or "url"
            ways["sign-in"] = lambda: self._connecting.ask_sign_in(connection, retry, parent)
            ways["edit-connection"] = lambda: self._connecting.ask_sign_in(connection, retry, parent, setting)
        if error is not None and (field := field_of(error)) is not None:
            ways["show-field"] = lambda: self.go_to.emit(field)
        more = {"retry": retry, "refresh": refresh, "check": check}
        return ways | {name: do for name, do in more.items() if do is not None}

    def show_refusal(
        self,
        error: BaseException,
        connection: Connection | None = None,
        *,
        done: str = "",
        retry: Callable[[], object] | None = None,
        refresh: Callable[[], object] | None = None,
    ) -> RefusalDialog:
        """Shows what a gateway said no to, its whole answer, and the ways out.

        Args:
            error: what happened.
            connection: where.
            done: what was being done, in words.
            retry: does the same again.
            refresh: reads the list again.
        """
        from gatewaydesk.ui.dialogs.refusal import RefusalDialog

        ways = self.ways_out(connection, error, retry=retry, refresh=refresh)
        dialog = RefusalDialog(error, ways, self._window, connection=connection, done=done)
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
        from gatewaydesk.services.resolving import twice
        from gatewaydesk.ui.dialogs.small import ReceiptDialog

        warning = twice(self._store, receipt)
        dialog = ReceiptDialog(receipt, self._window, fresh=fresh, warning=warning)
        dialog.open()
        return dialog

    def taken(self, receipt: Receipt) -> None:
        """A gateway has taken something: shows its receipt, and lets go of what it refused before."""
        if receipt.gateway != self._connecting.chosen:
            self._connecting.choose(receipt.gateway)
        self.outbox_changed.emit()
        self._desk.drafts_changed.emit()
        model = self._desk.model
        sent = model.authoring if model is not None and receipt.draft_id == self._desk.draft_id else None
        if sent is not None and sent.gateway_problems:
            sent.answered((), self._known_as(receipt.gateway))  # what was refused before is accepted now
            self._desk.autosave.keep_refused()
        self.show_receipt(receipt, fresh=True)

    def refused(self, error: Refused, gateway: str = "") -> None:
        """A gateway said no to values of the open draft: they say so at their fields.

        Args:
            error: what it said.
            gateway: the name of its connection; without one this is taken for the answer of every gateway.
        """
        model = self._desk.model
        if model is not None and error.details:
            from gatewaydesk.services.preparing import gateway_problems

            model.authoring.answered(gateway_problems(error, model.authoring), self._known_as(gateway))
            self._desk.autosave.keep_refused()

    def _known_as(self, gateway: str) -> str:
        connection = self._store.connections.get(gateway) if gateway else None
        return known_as(connection) if connection is not None else gateway

    # The outbox

    def _queued(self, row: OutboxRow) -> None:
        self.said.emit(f"“{row.title}” waits in the outbox, and goes by itself to {row.gateway}.", "info")
        self.outbox_changed.emit()

    def refused_later(self, draft: str, error: Refused, gateway: str) -> None:
        """Likewise where a draft was sent, or completed there, while nobody was waiting for it."""
        if draft and draft == self._desk.draft_id:
            self.refused(error, gateway)

    def _broke_off(self, row: OutboxRow, error: BaseException) -> None:
        if isinstance(error, Refused):
            self.refused_later(row.draft, error, row.gateway)
        still = self._store.outbox.get(row.id).state in ("waiting", "unknown")
        self.show_refusal(
            error,
            self._store.connections.get(row.gateway),
            done=f"“{row.title}” in the outbox",
            retry=(lambda: self.outgoing.act(self._store.outbox.get(row.id))) if still else None,
        )
