"""The submit sheet: is it ready, what will be sent and where, and the button; then progress until the receipt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.document.snapshots import snapshot
from gatewaydesk.errors import Cancelled, OutcomeUnknown, Refused
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.pointer import Pointer
from gatewaydesk.services import submission
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.preparing import Outlook, look_ahead
from gatewaydesk.services.ways_out import field_of, setting_of
from gatewaydesk.store import AlreadySent, OutboxRow, Receipt, Store
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import Sheet
from gatewaydesk.ui.dialogs.destination import Destination, Look
from gatewaydesk.ui.dialogs.guide import guides, offer_guide
from gatewaydesk.ui.dialogs.later import Later
from gatewaydesk.ui.dialogs.parts import scrolled_parts
from gatewaydesk.ui.dialogs.production import sure_of_production
from gatewaydesk.ui.dialogs.refusal import WaysOut
from gatewaydesk.ui.dialogs.sent_before import SentBefore
from gatewaydesk.ui.dialogs.sent_twice import wants_a_second, wants_it_anyway, wants_it_replaced
from gatewaydesk.ui.dialogs.spoiled import ask_about_spoiled
from gatewaydesk.ui.dialogs.submit_ready import ReadyPart
from gatewaydesk.ui.dialogs.submit_sending import Sender
from gatewaydesk.ui.dialogs.submit_where import WherePart
from gatewaydesk.ui.dialogs.team_finder import TeamFinder
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
        self._outlook: Outlook | None = None
        self._doubt: AlreadySent | OutcomeUnknown | None = None  # an earlier try may have arrived, or may yet
        self._scroll, self._parts = scrolled_parts(self)
        self._before = self._part_before()
        self._parts.addWidget(self._before)
        self._ready_part = ReadyPart(authoring, unfinished, self)
        self._ready_part.left_for.connect(self._leave_for)
        self._parts.addWidget(self._ready_part)
        self.where = self._part_where(chosen)
        self._parts.addWidget(self.where)
        self._parts.addStretch(1)
        self._busy = QProgressBar(self, maximum=0, textVisible=False)
        self._busy.setMaximumHeight(6)
        self._busy.setAccessibleName("Sending")
        self._says = QLabel(self, wordWrap=True)
        self._says.setObjectName("submit.says")
        self._says.setTextFormat(Qt.TextFormat.PlainText)
        for widget in (self._busy, self._says):
            widget.hide()
            self.add(widget)
        self._sender = self._make_sender(draft_id)
        self.destination = self._make_destination()
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
        self._guide = offer_guide(self, "submit")
        self.fit(620, 520)
        self.destination.look()

    def _part_before(self) -> SentBefore:
        before = SentBefore(self._store, self._draft, self)
        before.changed.connect(self._refresh)
        before.update_wanted.connect(self._leave_for_update)
        return before

    def _part_where(self, chosen: str) -> WherePart:
        finder = TeamFinder("submit", self._store, self._credentials, self._tasks)
        finder.kept.connect(self._team_kept)
        finder.settings_wanted.connect(self.settings_wanted)
        where = WherePart(self._title, self._schema, self._store.connections.all(), chosen, finder, self)
        where.chosen.connect(self._choose_other)
        where.sign_in_wanted.connect(lambda: self.sign_in_wanted.emit(self.destination.connection))
        where.unfolded.connect(lambda: self.fit(760, 760))
        return where

    def _make_sender(self, draft_id: str) -> Sender:
        sender = Sender(self._store, self._tasks, draft_id, self._title, self._schema, self)
        sender.told.connect(self._says.setText)
        sender.sent.connect(self._sent)
        sender.queued.connect(self._queued)
        sender.failed.connect(self._failed)
        return sender

    def _make_destination(self) -> Destination:
        def looking() -> Look:
            store, schema, value, status = self._store, self._authoring.schema, self._value, self.status
            return lambda gateway: look_ahead(store, gateway, schema, value(), status)

        made = Destination(self.where, self._store, self._credentials, self._tasks, looking)
        made.chosen.connect(self._chosen)
        made.found.connect(self._ready)
        made.failed.connect(self._refresh)
        return made

    # Choosing

    @property
    def gateways(self) -> PickList:
        """The list of connections."""
        return self.where.gateways

    @property
    def status(self) -> str:
        """The chosen status."""
        return self.where.status

    def _choose_other(self) -> None:
        """What was said of one gateway is not true of another."""
        for part in (self._ways, self._later):
            part.take_back()
        self._says.hide()
        self.destination.look()

    def _chosen(self) -> None:
        connection = self.destination.connection
        self._outlook = self._doubt = None
        self._ready_part.look_ahead(None)
        self._guide.setVisible(guides(connection))
        self._before.look(connection.name if connection is not None else "")
        self._refresh()

    def _ready(self, found: Outlook) -> None:
        self._outlook = found
        self._ready_part.look_ahead(found.spoiled)
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

    def look_again(self) -> None:
        """Something has changed in the outbox: what was in doubt may be known now."""
        if self._doubt is not None and not self._sender.busy and self.isVisible():
            self._ways.take_back()
            self._says.hide()
            self.destination.look()

    def _team_kept(self, connection: Connection) -> None:
        self.connection_kept.emit(connection)
        self.destination.look_again(connection)

    def _refresh(self) -> None:
        assert self.accept_button is not None
        blocked = self.status == "active" and self._ready_part.blocks
        untitled = self._outlook is not None and self.status == "draft" and self._outlook.untitled
        undecided = self._before.undecided
        able = self._outlook is not None and not blocked and not untitled and not undecided and not self._sender.busy
        ready = able and not self._later.blocked and self._doubt is None
        self._later.button.setEnabled(able)
        self.accept_button.setEnabled(ready)
        first = "Send as draft" if self.status == "draft" else "Submit"
        text = self._before.second.text() if self._before.said else first
        self.accept_button.setText(text)
        self.accept_button.setAccessibleName(text)
        self.where.hint_at_drafts(self.destination.connection, unfinished=self._ready_part.blocks)
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
            self._authoring.foresee(outlook.spoiled)
            self._leave_for(outlook.spoiled[0])
        else:
            self._send(again=outlook.twice)  # the button is dead until a second dataset was chosen

    def _sure(self, outlook: Outlook) -> bool:
        button = self.accept_button
        return sure_of_production(self, outlook.gateway.connection, self._store, button.text() if button else "Submit")

    def _send(self, *, again: bool = False) -> None:
        outlook = self._outlook
        if outlook is None or self._sender.busy:
            return
        self._says.setPalette(self.palette())  # an earlier failure was said in red
        self._later.take_back()
        self._ways.take_back()
        self._says.setText("Sending…")
        for widget in (self._busy, self._says):
            widget.show()
        self.offer_stop()
        self._scroll.setEnabled(False)
        self._sender.send(outlook, again=again)
        self._refresh()

    def _send_again(self) -> None:
        if self.accept_button is not None and self.accept_button.isEnabled():
            self.finish()

    def _queue(self) -> None:
        outlook = self._outlook
        if outlook is None or self._sender.busy or not self._sure(outlook):
            return
        self._sender.queue(outlook, again=outlook.twice, wait=self._later.seconds)
        self._refresh()

    def _queued(self, row: OutboxRow) -> None:
        self._stopped()
        self.accept()
        self.queued.emit(row)

    def reject(self) -> None:
        if not self._sender.busy:
            super().reject()
            return
        self._says.setText("Stopping…")
        self.reject_button.setEnabled(False)
        self._sender.stop()

    def closeEvent(self, event: Any) -> None:
        if self._sender.busy:
            self.reject()
            event.ignore()
            return
        super().closeEvent(event)

    def _stopped(self) -> None:
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
            self.destination.look()  # what is sent now has to have an ID of its own
            self._doubt = error
            self._refresh()
        theme.tint(self._says, "wrong")
        if submission.may_be_queued(error):
            self._later.offer(error.retry_after if isinstance(error, Refused) else None)
        if isinstance(error, Refused) and not self._later.blocked:
            self.refused.emit(error)
            self._ready_part.refresh()
        self._offer_ways_out(error)

    def _offer_ways_out(self, error: BaseException) -> None:
        where, setting, field = self.destination.connection, setting_of(error), field_of(error)
        ways: dict[str, Callable[[], object]] = {
            "sign-in": lambda: self.sign_in_wanted.emit(where),
            "edit-connection": lambda: self.settings_wanted.emit(where, setting),
            "outbox": self._leave_for_outbox,
            "check": self._leave_to_check,
            "anyway": self._send_anyway,
        }
        if not submission.may_be_queued(error) or not isinstance(error, Refused):
            ways["retry"] = self._send_again  # else it is a matter of time, which `Later` counts
        if field is not None:
            ways["show-field"] = lambda: self._go(field)
        self._ways.show_error(error, ways, where, f"Submit “{self._title}”")

    def _leave_for_outbox(self) -> None:
        self.reject()
        self.outbox_wanted.emit()

    def _leave_to_check(self) -> None:
        self.reject()
        self.check_wanted.emit()

    def _leave_for_update(self, dataset_id: str) -> None:
        where = self.destination.connection
        self.reject()
        self.update_wanted.emit(where, dataset_id)

    def _send_anyway(self) -> None:
        where = self.destination.connection
        if where is not None and wants_it_anyway(self, self._title, where.name):
            self._doubt = None
            self._send(again=True)

    def _ask_again(self, error: AlreadySent) -> None:
        if error.row.queued and error.row.state == "waiting":
            if wants_it_replaced(self, error):
                self._sender.take_out(error.row, self._send_instead)
        elif error.receipt is not None and wants_a_second(self, error):
            self._send(again=True)

    def _send_instead(self) -> None:
        self._stopped()
        self._send()

    def _leave_for(self, problem: Problem) -> None:
        self._go(problem.pointer)

    def _go(self, pointer: Pointer) -> None:
        self.reject()
        self.go_to.emit(pointer)
