"""Everything between the window and a gateway: which one, signing in, submitting."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.errors import GatewayDeskError, Refused
from gatewaydesk.gateways import secret_fields
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.gateways.hdruk_escaping import escapes
from gatewaydesk.gateways.ways_in import in_sentence
from gatewaydesk.services.ways_out import setting_of
from gatewaydesk.store import OutboxRow, Receipt, Store
from gatewaydesk.ui.desk import Desk
from gatewaydesk.ui.dialogs.base import ask, tell
from gatewaydesk.ui.dialogs.saving import Waited
from gatewaydesk.ui.outgoing import Outgoing
from gatewaydesk.ui.tasks import Tasks

if TYPE_CHECKING:
    from gatewaydesk.document.edits import Change
    from gatewaydesk.services.authoring import Authoring
    from gatewaydesk.ui.dialogs.refusal import RefusalDialog
    from gatewaydesk.ui.dialogs.sign_in import SignInDialog
    from gatewaydesk.ui.dialogs.small import ReceiptDialog
    from gatewaydesk.ui.dialogs.submit import SubmitDialog
    from gatewaydesk.ui.dialogs.submit_test import TestDialog
    from gatewaydesk.validation.problems import Problem

CHOSEN = "gateway"  # the setting that remembers where datasets go


class Sending(QObject):
    """The window's dealings with gateways.

    Signals:
        connections_changed(): one was added, changed, removed, signed in to or out of, or another is chosen.
        outbox_changed(): the outbox or the history reads differently now.
        said(str, str): a notice for the person, and its tone.
        go_to(object): the pointer of a problem that should be mended first.
        page_wanted(str): the page of the desk that leads on.
        update_wanted(str, str, str): connection, draft and dataset ID: that should be updated, not made again.
        check_wanted(): the open draft should be checked here, by its schema.
    """

    connections_changed = Signal()
    outbox_changed = Signal()
    said = Signal(str, str)
    go_to = Signal(object)
    page_wanted = Signal(str)
    update_wanted = Signal(str, str, str)
    check_wanted = Signal()

    def __init__(self, store: Store, credentials: Credentials, tasks: Tasks, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._store, self._credentials, self._tasks = store, credentials, tasks
        self._desk, self._window = desk, window
        self.outgoing = Outgoing(store, credentials, tasks, window)
        self.outgoing.changed.connect(self.outbox_changed)
        self.outgoing.said.connect(self.said)
        self.outgoing.sent.connect(self.taken)
        self.outgoing.arrived.connect(desk.drafts_changed)
        self.outgoing.refused.connect(lambda row, error: self.refused_later(row.draft, error))
        self.outgoing.broke_off.connect(self._broke_off)
        self.connections: list[Connection] = []
        self.chosen = str(store.settings.get(CHOSEN, ""))
        self._remembering = False
        self.refresh()

    def refresh(self) -> None:
        """Reads the connections again."""
        self.connections = self._store.connections.all()
        names = [one.name for one in self.connections]
        self.chosen = self.chosen if self.chosen in names else (names[0] if names else "")

    def choose(self, name: str) -> None:
        """Datasets go there from now on."""
        self.chosen = name
        self.refresh()
        self.connections_changed.emit()
        self._remember()

    def _remember(self) -> None:
        """Keeps the choice for the next start; one write at a time, so that the last choice is the one that is kept."""
        if self._remembering:
            return
        self._remembering, wanted = True, self.chosen

        def over(_: object) -> None:
            self._remembering = False
            if self.chosen != wanted:
                self._remember()

        self._tasks.run(lambda _: self._store.settings.set(CHOSEN, wanted), over, over, self)

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
        self,
        connection: Connection | None,
        then: Callable[[], object] | None = None,
        parent: QWidget | None = None,
        setting: str = "",
    ) -> SignInDialog:
        """Opens the sign-in dialog; None adds a connection.

        Args:
            connection: the one to change, or to sign in to.
            then: called when it was kept.
            parent: the sheet from which it is opened.
            setting: the setting to begin at, by its name.
        """
        from gatewaydesk.ui.dialogs.sign_in import SignInDialog  # brings the HTTP library with it

        over = parent or self._window
        dialog = SignInDialog(self._store, self._credentials, self._tasks, connection, over, setting=setting)

        def kept(made: Connection, where: str) -> None:
            self.choose(made.name)
            self.outgoing.hurry()
            if where == "session":
                self.said.emit(
                    f"Signed in to {made.name} for this session only: next time you are asked again.", "warning"
                )
            elif where:
                what = "the IDs are" if made.system == "hdruk" else "what you entered is"
                self.said.emit(f"Signed in to {made.name}: {what} in this computer's keyring.", "done")
            if then is not None:
                then()

        dialog.kept.connect(kept)
        dialog.open()
        return dialog

    def sign_out(self, connection: Connection) -> None:
        """Removes what signs in to a connection, after asking."""
        if not ask(
            self._window,
            f"Sign out of “{connection.name}”?",
            _of_signing_out(connection),
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
        """Removes a connection with what signs in to it, after asking."""
        left = ", ".join(f"“{row.title}”" for row in self._store.outbox.belonging_to(connection.name)[:5])
        lost = f" It cannot be found out any more what became of {left}: resolve that first." if left else ""
        if not ask(
            self._window,
            f"Remove the gateway “{connection.name}”?",
            f"Its address and what signs in to it are removed from this computer. Drafts and history "
            f"stay as they are.{lost}",
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
            chosen=self.chosen,
            unfinished=model.unfinished_sentences(),
            offline=self.outgoing.offline,
            parent=self._window,
        )
        dialog.go_to.connect(self.go_to)
        self._lead_on(dialog)
        dialog.connection_kept.connect(self.connection_kept)
        dialog.outbox_wanted.connect(lambda: self.page_wanted.emit("outbox"))
        dialog.check_wanted.connect(self.check_wanted)
        dialog.update_wanted.connect(lambda where, dataset: self.update_wanted.emit(where.name, draft, dataset))
        dialog.sent.connect(self.taken)
        dialog.refused.connect(self.refused)
        dialog.queued.connect(self._queued)
        self.outgoing.changed.connect(dialog.look_again)
        dialog.finished.connect(lambda _: self._ended())
        dialog.rejected.connect(lambda: self._take_back(model.authoring, filled_in, draft))
        dialog.open()
        return dialog

    def _lead_on(self, dialog: SubmitDialog | TestDialog) -> None:
        """What leads out of an error in a sheet, and back into it."""
        dialog.sign_in_wanted.connect(lambda one: self.ask_sign_in(one, dialog.try_again, dialog))
        dialog.settings_wanted.connect(lambda one, name: self.ask_sign_in(one, dialog.try_again, dialog, name or "url"))

    def connection_kept(self, connection: Connection) -> None:
        """A sheet has put the team ID into a connection."""
        self.refresh()
        self.connections_changed.emit()
        self.said.emit(f"The team ID is in the connection {connection.name} now.", "done")

    def ask_test(self) -> TestDialog | None:
        """Opens the sheet that asks a gateway what it would say of the open draft."""
        from gatewaydesk.ui.dialogs.submit_test import TestDialog  # brings the HTTP library with it

        model = self._desk.model
        if model is None:
            return None
        model.commit_pending()
        if not self.connections:
            self.ask_sign_in(None, self.ask_test)
            return None
        filled_in = model.authoring.touch_generated()
        model.check_now()
        dialog = TestDialog(
            model.authoring, self._store, self._credentials, self._tasks, chosen=self.chosen, parent=self._window
        )
        if filled_in is not None:
            model.authoring.document.withdraw(filled_in)  # the sheet has its picture of what would be submitted
        dialog.go_to.connect(self.go_to)
        self._lead_on(dialog)
        dialog.judged.connect(self._judged)
        dialog.open()
        return dialog

    def _judged(self, problems: list[Problem]) -> None:
        """The test's answer, on the fields: what it refused, or nothing any more."""
        model = self._desk.model
        if model is not None and (problems or model.authoring.gateway_problems):
            model.authoring.gateway_problems = problems
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
            ways["sign-in"] = lambda: self.ask_sign_in(connection, retry, parent)
            ways["edit-connection"] = lambda: self.ask_sign_in(connection, retry, parent, setting)
        if isinstance(error, Refused) and error.details:
            pointer = error.details[0].get("pointer", ())
            ways["show-field"] = lambda: self.go_to.emit(pointer)
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
        """A gateway has taken something: shows its receipt, and lets go of what was refused before."""
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

    def refused(self, error: Refused) -> None:
        """A gateway said no to values of the open draft: they say so at their fields."""
        model = self._desk.model
        if model is not None and error.details:
            from gatewaydesk.services.preparing import gateway_problems

            model.authoring.gateway_problems = gateway_problems(error, model.authoring)
            self._desk.autosave.keep_refused()

    # The outbox

    def _queued(self, row: OutboxRow) -> None:
        self.said.emit(f"“{row.title}” waits in the outbox, and goes by itself to {row.gateway}.", "info")
        self.outbox_changed.emit()

    def refused_later(self, draft: str, error: Refused) -> None:
        """Likewise where a draft was sent, or completed there, while nobody was waiting for it."""
        if draft and draft == self._desk.draft_id:
            self.refused(error)

    def _broke_off(self, row: OutboxRow, error: BaseException) -> None:
        if isinstance(error, Refused):
            self.refused_later(row.draft, error)
        still = self._store.outbox.get(row.id).state in ("waiting", "unknown")
        self.show_refusal(
            error,
            self._store.connections.get(row.gateway),
            done=f"“{row.title}” in the outbox",
            retry=(lambda: self.outgoing.act(self._store.outbox.get(row.id))) if still else None,
        )

    def _tell(self, error: BaseException) -> None:
        self.outbox_changed.emit()
        if not isinstance(error, GatewayDeskError):
            tell(self._window, error)
            return
        self.said.emit(str(error), "warning")


def _of_signing_out(connection: Connection) -> str:
    """What signing out takes away, by the names that the system has for it."""
    if connection.system == "hdruk":
        return "Its application ID and client ID are removed from this computer. You need them again to sign in."
    *some, last = (in_sentence(title) for title in secret_fields(connection.system).values())
    named = f"{', '.join(some)} or {last}" if some else last
    return f"Its {named} is removed from this computer. You need it again to sign in."
