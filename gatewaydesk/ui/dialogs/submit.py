"""The submit sheet: is it ready, what will be sent and where, and the button; then progress until the receipt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.errors import Cancelled, CredentialsProblem, OutcomeUnknown, Refused
from gatewaydesk.gateways import open_gateway
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.pointer import Pointer
from gatewaydesk.services import submission
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.preparing import Outlook, look_ahead
from gatewaydesk.services.ways_out import setting_of
from gatewaydesk.store import AlreadySent, OutboxRow, Receipt, Store
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import Sheet, ask
from gatewaydesk.ui.dialogs.guide import guides, offer_guide
from gatewaydesk.ui.dialogs.later import Later
from gatewaydesk.ui.dialogs.production import sure_of_production
from gatewaydesk.ui.dialogs.refusal import WaysOut
from gatewaydesk.ui.dialogs.sent_before import SentBefore
from gatewaydesk.ui.dialogs.spoiled import ask_about_spoiled
from gatewaydesk.ui.dialogs.submit_ready import ReadyPart
from gatewaydesk.ui.dialogs.submit_where import WherePart
from gatewaydesk.ui.dialogs.team_finder import TeamFinder
from gatewaydesk.ui.drafting import snapshot
from gatewaydesk.ui.panels.pick_list import PickList
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import sentence
from gatewaydesk.validation.problems import Problem


class SubmitDialog(Sheet):
    """`dialog.submit`, with the list `gateways`.

    Signals:
        go_to(object): the pointer of a problem that should be mended first.
        sign_in_wanted(object): the connection whose IDs are missing.
        settings_wanted(object, str): the connection that should be corrected, and which setting of it.
        connection_kept(object): a connection that was given its team ID here.
        outbox_wanted(): what became of it stands there.
        check_wanted(): the dataset should be checked here, by its schema.
        update_wanted(object, object): the connection, and the ID of the dataset there that should be updated instead.
        sent(object): the receipt.
        refused(object): the gateway's Refused.
        queued(object): the row of the outbox from where it goes by itself.
    """

    go_to = Signal(object)
    sign_in_wanted = Signal(object)
    settings_wanted = Signal(object, str)
    connection_kept = Signal(object)
    outbox_wanted = Signal()
    check_wanted = Signal()
    update_wanted = Signal(object, object)
    sent = Signal(object)
    refused = Signal(object)
    queued = Signal(object)
    _progressed = Signal(str)

    def __init__(
        self,
        authoring: Authoring,
        draft_id: str,
        store: Store,
        credentials: Credentials,
        tasks: Tasks,
        *,
        chosen: str = "",
        unfinished: Sequence[str] = (),
        offline: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("submit", "Submit", parent, accept="Submit")
        self._authoring, self._draft = authoring, draft_id
        self._store, self._credentials, self._tasks = store, credentials, tasks
        self._value = snapshot(authoring.document.value)
        self._title, self._schema = authoring.title, authoring.schema.name
        self._connections = store.connections.all()
        self._connection: Connection | None = None
        self._outlook: Outlook | None = None
        self._sending: CancelToken | None = None
        self._doubt: AlreadySent | OutcomeUnknown | None = None  # an earlier try may have arrived, or may yet
        self._asked = 0
        inner = QWidget()
        self._parts = QVBoxLayout(inner)
        self._parts.setContentsMargins(0, 0, 2 * theme.SPACE, 0)
        self._parts.setSpacing(2 * theme.SPACE)
        self._before = self._part_before()
        self._parts.addWidget(self._before)
        self._ready_part = ReadyPart(authoring, unfinished, self)
        self._ready_part.left_for.connect(self._leave_for)
        self._parts.addWidget(self._ready_part)
        self.where = self._part_where(chosen)
        self._parts.addWidget(self.where)
        self._parts.addStretch(1)
        self._scroll = QScrollArea(self, widgetResizable=True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inner)
        self.add(self._scroll, 1)
        self._busy = QProgressBar(self, maximum=0, textVisible=False)
        self._busy.setMaximumHeight(6)
        self._busy.setAccessibleName("Sending")
        self._says = QLabel(self, wordWrap=True)
        self._says.setObjectName("submit.says")
        self._says.setTextFormat(Qt.TextFormat.PlainText)
        for widget in (self._busy, self._says):
            widget.hide()
            self.add(widget)
        self._ways = self.add(WaysOut(self))
        self._ways.unfolded.connect(lambda shown: self.fit(760, 760) if shown else None)
        self._later = self.add(Later(self))
        self._later.wanted.connect(self._queue)
        self._later.due.connect(self._send_again)
        self._later.changed.connect(self._refresh)
        if offline:
            self._says.setText("This computer has no network now.")
            self._says.show()
            self._later.offer()
        self._progressed.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)
        self._guide = offer_guide(self, "submit")
        self.fit(620, 520)
        self._choose(self.where.gateways.current_key)

    def _part_before(self) -> SentBefore:
        before = SentBefore(self._store, self._draft, self)
        before.changed.connect(self._refresh)
        before.update_wanted.connect(self._leave_for_update)
        return before

    def _part_where(self, chosen: str) -> WherePart:
        finder = TeamFinder("submit", self._store, self._credentials, self._tasks)
        finder.kept.connect(self._team_kept)
        finder.settings_wanted.connect(self.settings_wanted)
        where = WherePart(self._title, self._schema, self._connections, chosen, finder, self)
        where.chosen.connect(self._choose_other)
        where.sign_in_wanted.connect(lambda: self.sign_in_wanted.emit(self._connection))
        where.unfolded.connect(lambda: self.fit(760, 760))
        return where

    # Choosing

    @property
    def gateways(self) -> PickList:
        """The list of connections."""
        return self.where.gateways

    @property
    def status(self) -> str:
        """The chosen status."""
        return self.where.status

    def _choose_other(self, name: str | None) -> None:
        """What was said of one gateway is not true of another."""
        for part in (self._ways, self._later):
            part.take_back()
        self._says.hide()
        self._choose(name)

    def _choose(self, name: str | None) -> None:
        connection = next((one for one in self._connections if one.name == name), None)
        self._outlook = self._doubt = None
        self._connection = connection
        self.where.ask_of(connection)
        self._guide.setVisible(guides(connection))
        self._before.look(name or "")
        self._refresh()
        if connection is None:
            return
        self._asked += 1
        mine, status, value, schema = self._asked, self.status, self._value, self._authoring.schema

        def prepare(_: CancelToken) -> Outlook:
            gateway = open_gateway(connection, self._credentials.read(connection))
            return look_ahead(self._store, gateway, schema, value(), status)

        self._tasks.run(
            prepare,
            lambda found: self._ready(found) if mine == self._asked else None,
            lambda error: self._not_ready(error, connection) if mine == self._asked else None,
            self,
        )

    def _ready(self, found: Outlook) -> None:
        self._outlook = found
        where = found.gateway.connection
        if found.drafts and self._ready_part.blocks and self.where.keep_as_draft():
            return  # that was chosen now, and is looked at anew
        self._before.look(where.name, found.earlier)
        called = next((one.label for one in found.gateway.offers() if one.action == "publish"), "")
        self.where.show_prepared(found.prepared, found.words, where, drafts=found.drafts, called=called)
        if found.earlier is not None and found.earlier.row.state == "unknown":
            self._doubt = found.earlier
            if not self._ways.offered:
                self._offer_ways_out(found.earlier)
        self._refresh()

    def _not_ready(self, error: BaseException, connection: Connection) -> None:
        what, todo = sentence(error)
        self.where.say(f"{what} {todo}".strip(), signed_out=isinstance(error, CredentialsProblem))
        self._refresh()

    def look_again(self) -> None:
        """Something has changed in the outbox: what was in doubt may be known now."""
        if self._doubt is not None and self._sending is None and self.isVisible():
            self._ways.take_back()
            self._says.hide()
            self._choose(self.gateways.current_key)

    def try_again(self, changed: Connection | None = None) -> None:
        """Looks again at the chosen gateway, after signing in or when its connection was `changed`."""
        self._connections = self._store.connections.all()
        chosen = changed.name if changed is not None else self.gateways.current_key or ""
        self.where.show_connections(self._connections, chosen)
        self._choose(self.gateways.current_key)

    def _team_kept(self, connection: Connection) -> None:
        self.connection_kept.emit(connection)
        self.try_again(connection)

    def _refresh(self) -> None:
        assert self.accept_button is not None
        blocked = self.status == "active" and self._ready_part.blocks
        untitled = self._outlook is not None and self.status == "draft" and self._outlook.untitled
        undecided = self._before.undecided
        able = self._outlook is not None and not blocked and not untitled and not undecided and self._sending is None
        ready = able and not self._later.blocked and self._doubt is None
        self._later.button.setEnabled(able)
        self.accept_button.setEnabled(ready)
        first = "Send as draft" if self.status == "draft" else "Submit"
        text = self._before.second.text() if self._before.said else first
        self.accept_button.setText(text)
        self.accept_button.setAccessibleName(text)
        self.where.hint_at_drafts(self._connection, unfinished=self._ready_part.blocks)
        if blocked and self._outlook is not None:
            drafts = ", or keep it as a draft on the gateway" if self._outlook.drafts else ""
            tip = f"Mend what is wrong or missing first{drafts}."
        elif untitled:
            tip = "Give it a title first: the gateway keeps nothing without one, not even a draft."
        elif self._doubt is not None:
            tip = "An earlier try may have arrived, or may arrive yet. That is found out by itself."
        elif undecided:
            tip = f"It was sent to this gateway already: tick “{text}” if that is what you want."
        else:
            tip = ""
        self.accept_button.setToolTip(tip)

    # Sending

    def finish(self) -> None:
        outlook = self._outlook
        if outlook is None or not self._sure(outlook):
            return
        if outlook.spoiled and not ask_about_spoiled(self, outlook.spoiled):
            self._authoring.gateway_problems = outlook.spoiled
            self._leave_for(outlook.spoiled[0])
        else:
            self._send(again=outlook.twice)  # the button is dead until a second dataset was chosen

    def _sure(self, outlook: Outlook) -> bool:
        button = self.accept_button
        return sure_of_production(self, outlook.gateway.connection, self._store, button.text() if button else "Submit")

    def _send(self, *, again: bool = False) -> None:
        outlook = self._outlook
        if outlook is None or self._sending is not None:
            return
        self._says.setPalette(self.palette())  # an earlier failure was said in red
        self._later.take_back()
        self._ways.take_back()
        self._says.setText("Sending…")
        for widget in (self._busy, self._says):
            widget.show()
        self.offer_stop()
        self._scroll.setEnabled(False)
        self._sending = self._tasks.run(
            lambda cancel: submission.submit(
                self._store,
                outlook.gateway,
                outlook.prepared,
                draft_id=self._draft,
                title=self._title,
                schema=self._schema,
                cancel=cancel,
                progress=self._progressed.emit,
                content=outlook.content,
                again=again,
            ),
            self._sent,
            self._failed,
            self,
        )
        self._refresh()

    def _send_again(self) -> None:
        if self.accept_button is not None and self.accept_button.isEnabled():
            self.finish()

    def _queue(self) -> None:
        outlook = self._outlook
        if outlook is None or self._sending is not None or not self._sure(outlook):
            return
        again, wait = outlook.twice, self._later.seconds
        self._sending = self._tasks.run(
            lambda _: submission.queue(
                self._store,
                outlook.gateway,
                outlook.prepared,
                draft_id=self._draft,
                title=self._title,
                schema=self._schema,
                content=outlook.content,
                again=again,
                wait=wait,
            ),
            self._queued,
            self._failed,
            self,
        )
        self._refresh()

    def _queued(self, row: OutboxRow) -> None:
        self._stopped()
        self.accept()
        self.queued.emit(row)

    def _show_progress(self, words: str) -> None:
        if self._sending is not None and not self._sending.cancelled:
            self._says.setText(words)

    def reject(self) -> None:
        if self._sending is None:
            super().reject()
            return
        self._says.setText("Stopping…")
        self.reject_button.setEnabled(False)
        self._sending.cancel()

    def closeEvent(self, event: Any) -> None:
        if self._sending is not None:
            self.reject()
            event.ignore()
            return
        super().closeEvent(event)

    def _stopped(self) -> None:
        self._sending = None
        self.say_reject("Cancel")
        self._busy.hide()
        self._scroll.setEnabled(True)
        self._refresh()

    def _sent(self, receipt: Receipt) -> None:
        self._stopped()
        self.accept()
        self.sent.emit(receipt)

    def _failed(self, error: BaseException) -> None:
        self._stopped()
        what, todo = sentence(error)
        self._says.setText(f"{what} {todo}".strip())
        if isinstance(error, Cancelled):
            return
        if isinstance(error, AlreadySent) and error.row.state != "unknown":
            self._ask_again(error)
            return
        if isinstance(error, (AlreadySent, OutcomeUnknown)):
            self._choose(self.gateways.current_key)  # what is sent now has to have an ID of its own
            self._doubt = error
            self._refresh()
        theme.tint(self._says, "wrong")
        if submission.may_be_queued(error):
            self._later.offer(error.retry_after if isinstance(error, Refused) else None)
        if isinstance(error, Refused) and not self._later.blocked:
            self.refused.emit(error)
        self._offer_ways_out(error)

    def _offer_ways_out(self, error: BaseException) -> None:
        where = self._connection
        setting = setting_of(error)
        ways: dict[str, Callable[[], object]] = {
            "sign-in": lambda: self.sign_in_wanted.emit(where),
            "edit-connection": lambda: self.settings_wanted.emit(where, setting),
            "outbox": self._leave_for_outbox,
            "check": self._leave_to_check,
            "anyway": self._send_anyway,
        }
        if not submission.may_be_queued(error) or not isinstance(error, Refused):
            ways["retry"] = self._send_again  # else it is a matter of time, which `Later` counts
        if isinstance(error, Refused) and error.details:
            pointer = tuple(error.details[0].get("pointer", ()))
            ways["show-field"] = lambda: self._go(pointer)
        self._ways.show_error(error, ways, where, f"Submit “{self._title}”")

    def _leave_for_outbox(self) -> None:
        self.reject()
        self.outbox_wanted.emit()

    def _leave_to_check(self) -> None:
        self.reject()
        self.check_wanted.emit()

    def _leave_for_update(self, dataset_id: str) -> None:
        where = self._connection
        self.reject()
        self.update_wanted.emit(where, dataset_id)

    def _send_anyway(self) -> None:
        """Nobody has to wait until an outcome is known, who can live with two datasets."""
        if self._connection is None or not ask(
            self,
            f"Send “{self._title}” again although an earlier try may have arrived at {self._connection.name}?",
            "If it has, or arrives yet, there are two datasets there. You are told then, and can delete one of them. "
            "Who waits for two minutes knows more.",
            "Send it again anyway",
            "Wait",
            name="anyway",
        ):
            return
        self._doubt = None
        self._send(again=True)

    def _ask_again(self, error: AlreadySent) -> None:
        if error.row.queued and error.row.state == "waiting":
            self._ask_to_replace(error)
            return
        can = error.receipt is not None
        if can and ask(
            self,
            error.what,
            "Sending it again makes a second dataset on the gateway.",
            "Create a second dataset",
            name="again",
        ):
            self._send(again=True)

    def _ask_to_replace(self, error: AlreadySent) -> None:
        if not ask(
            self,
            error.what,
            "Nothing of it was sent yet. It can be replaced with what you have written now.",
            "Replace it",
            "Leave it",
            name="replace",
        ):
            return
        self._sending = self._tasks.run(
            lambda _: self._store.outbox.take_out(error.row.id, "A later version took its place."),
            lambda _: self._send_instead(),
            self._failed,
            self,
        )

    def _send_instead(self) -> None:
        self._stopped()
        self._send()

    def _leave_for(self, problem: Problem) -> None:
        self._go(problem.pointer)

    def _go(self, pointer: Pointer) -> None:
        self.reject()
        self.go_to.emit(pointer)
