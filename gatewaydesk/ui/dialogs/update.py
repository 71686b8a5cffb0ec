"""The update sheet: is it ready, has somebody changed it there, which number it gets, what will happen; then send."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.document.edits import Change
from gatewaydesk.errors import Cancelled, OutcomeUnknown, Refused
from gatewaydesk.gateways.base import CancelToken, Gateway
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.services import updating
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.looking_again import ChangedThere
from gatewaydesk.services.numbering import renew
from gatewaydesk.services.update_ahead import STANDS, UpdateOutlook, look_ahead_at_update
from gatewaydesk.services.ways_out import field_of
from gatewaydesk.store import Receipt, Store
from gatewaydesk.ui.dialogs.base import heading, muted, rich_row
from gatewaydesk.ui.dialogs.guide import offer_guide
from gatewaydesk.ui.dialogs.parts import scrolled_parts
from gatewaydesk.ui.dialogs.production import sure_of_production
from gatewaydesk.ui.dialogs.refusal import WaysOf, WaysOut, leaving_first
from gatewaydesk.ui.dialogs.spoiled import ask_about_spoiled
from gatewaydesk.ui.dialogs.submit_ready import ReadyPart
from gatewaydesk.ui.dialogs.team_finder import TeamFinder
from gatewaydesk.ui.dialogs.update_number import NumberPart
from gatewaydesk.ui.dialogs.update_standing import StandingPart
from gatewaydesk.ui.dialogs.update_status import StatusPart
from gatewaydesk.ui.dialogs.working import WorkingSheet
from gatewaydesk.ui.panels.top_bar import Badge
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.validation.problems import Problem

_OUTSIDE = ("check", "outbox", "refresh")  # ways out that show another page


class UpdateDialog(WorkingSheet):
    """`dialog.update`: `update.standing`, `update.merge`, `update.version`, `update.status`, `update.consequences`;
    where the connection lacks its team ID and the dataset is not public, `update.must-publish`, `update.find-team` and
    `update.publish`.

    Signals:
        go_to(object): the pointer of a problem that should be mended first.
        merge_wanted(object): the Standing, whose two sides should be brought together first.
        sent(object): the receipt.
        refused(object): the gateway's Refused.
        unsure(object): the OutcomeUnknown; what became of it stands in the outbox.
        connection_kept(object): the connection, which was given its team ID here.
        settings_wanted(object, str): the connection whose setting should be typed, and which one.
    """

    go_to = Signal(object)
    merge_wanted = Signal(object)
    sent = Signal(object)
    refused = Signal(object)
    unsure = Signal(object)
    connection_kept = Signal(object)
    settings_wanted = Signal(object, str)
    _progressed = Signal(str)

    def __init__(
        self,
        authoring: Authoring,
        draft_id: str,
        dataset_id: str,
        connection: Connection,
        open_it: Callable[[Connection], Gateway],
        store: Store,
        credentials: Credentials,
        tasks: Tasks,
        ways: WaysOf,
        *,
        unfinished: Sequence[str] = (),
        can_merge: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """Args:
        authoring: the open draft; only this sheet changes it meanwhile.
        draft_id: its ID.
        dataset_id: the dataset that it is an update of.
        connection: where that is.
        open_it: signs in; called in the background.
        store: where it is written down before it is sent.
        credentials: where the IDs are that find the team's.
        tasks: the door to the background.
        ways: what leads out of an error that happened in this sheet.
        unfinished: what is typed and no value yet, a sentence each.
        can_merge: whether somebody is there to bring two versions together.
        parent: the window.
        """
        super().__init__("update", "Update", tasks, parent, accept="Update")
        self._authoring, self._draft, self._dataset = authoring, draft_id, dataset_id
        self._connection, self._open = connection, open_it
        self._store, self._tasks = store, tasks
        self._ways, self._can_merge = ways, can_merge
        self._outlook: UpdateOutlook | None = None
        self._renewed: Change | None = None
        self._over = False
        self.add(heading(f"Update “{authoring.title}”", self))
        facts = muted(f"Dataset {dataset_id} on {connection.name}", self)
        facts.setWordWrap(False)
        self.body.addLayout(rich_row(facts, *([Badge(self, connection)] if connection.mark else []), None))
        self._scroll, parts = scrolled_parts(self)
        self._ready_part = ReadyPart(authoring, unfinished, self)
        self._ready_part.left_for.connect(self._leave_for)
        self.standing = StandingPart(connection.name, self)
        self.standing.merge_wanted.connect(self._leave_to_merge)
        self.standing.again_wanted.connect(self.look_again)
        self.standing.changed.connect(self.refresh)
        self.number = NumberPart(self)
        self.number.changed.connect(self.refresh)
        self.status = self._make_status(credentials)
        for part in (self._ready_part, self.standing, self.number, self.status):
            parts.addWidget(part)
        parts.addStretch(1)
        self.add(self.waiting)
        self.ways = self.add(WaysOut(self))
        offer_guide(self, "update", connection)
        self._progressed.connect(self.waiting.tell, Qt.ConnectionType.QueuedConnection)
        self.fit(620, 560)
        self.look_again()

    def _make_status(self, credentials: Credentials) -> StatusPart:
        finder = TeamFinder("update", self._store, credentials, self._tasks)
        finder.kept.connect(self._team_kept)
        finder.settings_wanted.connect(self.settings_wanted)
        part = StatusPart(finder, self)
        part.changed.connect(self._tell)
        part.spoiled.left_for.connect(self._leave_for_spoiled)
        return part

    # Finding out

    def look_again(self, because: str = "") -> None:
        """Asks the gateway how its copy stands to the draft, and what an update would do.

        Args:
            because: what happened that made it necessary; said when the answer is there.
        """

        def found(outlook: UpdateOutlook) -> None:
            self._found_out(outlook)
            self.waiting.say(because, "wrong")

        self.ways.take_back()
        self._outlook = None
        self.waiting.run(f"Asking {self._connection.name}…", self._find_out, found, self._failed)
        self._tell()

    def _find_out(self, cancel: CancelToken) -> UpdateOutlook:
        gateway = self._open(self._connection)
        return look_ahead_at_update(
            self._store, gateway, self._authoring, dataset_id=self._dataset, draft_id=self._draft, cancel=cancel
        )

    def _found_out(self, outlook: UpdateOutlook) -> None:
        self._outlook, self._connection = outlook, outlook.gateway.connection
        self.number.propose(outlook.proposal)
        kinds = list(outlook.prepared)
        self.status.begin(kinds, outlook.status, self._connection, must_publish=outlook.must_publish)
        self._tell()
        if outlook.must_publish:
            self.fit(620, 700)
            QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(self.status, 0, 0))  # when laid out
        if self.standing.merge.isVisible():
            self.standing.merge.setFocus()
        elif self.accept_button is not None and self.accept_button.isEnabled():
            self.accept_button.setFocus()

    def _tell(self) -> None:
        """Shows what is known now."""
        outlook = self._outlook
        self.standing.tell(outlook.standing if outlook is not None else None, can_merge=self._can_merge)
        self.number.tell(outlook.proposal if outlook is not None else None)
        chosen = self._chosen
        self.status.tell(
            outlook.prepared.get(chosen) if outlook is not None else None,
            outlook.spoiled.get(chosen, ()) if outlook is not None else (),
        )
        self.refresh()

    def _team_kept(self, connection: Connection) -> None:
        self._connection = connection
        self.connection_kept.emit(connection)
        self.look_again()

    @property
    def _chosen(self) -> str:
        """The status that it will have."""
        kinds = list(self._outlook.prepared) if self._outlook is not None else []
        return self.status.chosen if len(kinds) > 1 else "".join(kinds)

    @property
    def _in_the_way(self) -> str:
        """Why it cannot be sent now; "" where it can."""
        outlook = self._outlook
        if outlook is None or self.waiting.busy or self._over:
            return "…"
        if outlook.standing.merge_needed and not self.standing.may_overwrite:
            return "Bring both together first."
        if outlook.must_publish and not self.status.may_publish:
            return "Enter the team ID, or say that it is to be published."
        if self._ready_part.blocks and self._chosen != "draft":
            return "Mend what is wrong or missing first."
        if outlook.standing.alike and self._chosen == outlook.status:
            return "There is nothing to send: the gateway has just this."
        return self.number.in_the_way(published=outlook.published)

    def refresh(self) -> None:
        """Sets whether it can be sent now, and says why not."""
        why = self._in_the_way
        if self.accept_button is not None:
            publishes = self._chosen == "active" and self._outlook is not None and self._outlook.status in STANDS
            text = "Update and publish" if publishes else "Update"
            self.accept_button.setText(text)
            self.accept_button.setAccessibleName(text)
            self.accept_button.setEnabled(not why)
            self.accept_button.setToolTip("" if why == "…" else why)
        self.standing.again.setEnabled(not self._over)
        self._scroll.setEnabled(not self.waiting.busy)

    # Sending

    def finish(self) -> None:
        """Writes the number into the draft, and sends it."""
        outlook = self._outlook
        if outlook is None or self._in_the_way:
            return
        if not sure_of_production(self, outlook.gateway.connection, self._store, "Send the update"):
            return
        if self.status.spoiled.problems and not ask_about_spoiled(self, self.status.spoiled.problems):
            self._leave_for_spoiled(self.status.spoiled.problems[0])
            return
        self.ways.take_back()
        self._give_number(outlook)
        authoring, status = self._authoring, self._chosen

        def work(cancel: CancelToken) -> Receipt:
            return updating.update(
                self._store,
                outlook.gateway,
                updating.prepare_update(outlook.gateway, outlook.standing, authoring, status),
                authoring,
                draft_id=self._draft,
                cancel=cancel,
                progress=self._progressed.emit,
            )

        self.waiting.run("Sending…", work, self._done, self._not_sent)

    def _give_number(self, outlook: UpdateOutlook) -> None:
        proposal = outlook.proposal
        if not proposal.number:
            self._renewed = self._authoring.touch_generated()
            return
        web = str(outlook.standing.pulled.remote.extra.get("web_url") or "")
        before = proposal.before if outlook.published else ""
        address = f"{web}?version={before}" if web and before else ""
        self._renewed = renew(self._authoring, self.number.number, before=before, address=address)

    def _done(self, receipt: Receipt) -> None:
        self._over = True
        self.accept()
        self.sent.emit(receipt)

    def _not_sent(self, error: BaseException) -> None:
        if isinstance(error, OutcomeUnknown):
            self._over = True
            self.unsure.emit(error)
        elif self._renewed is not None:
            self._authoring.document.withdraw(self._renewed)
            self._renewed = None
        if isinstance(error, Refused):
            self.refused.emit(error)
        if isinstance(error, ChangedThere):
            self.look_again(error.what)
            return
        self._failed(error)

    def _failed(self, error: BaseException) -> None:
        self.refresh()
        if isinstance(error, Cancelled):
            self.waiting.say("Stopped. Nothing was sent.")
            return
        ways, field = leaving_first(self, self._ways(error, self.look_again), _OUTSIDE), field_of(error)
        if field is not None:
            ways["show-field"] = lambda: self._go(field)
        self.ways.show_error(error, ways, self._connection, f"Update “{self._authoring.title}”")

    def _leave_for_spoiled(self, problem: Problem) -> None:
        self._authoring.foresee(self.status.spoiled.problems)
        self._leave_for(problem)

    def _leave_for(self, problem: Problem) -> None:
        self._go(problem.pointer)

    def _go(self, pointer: object) -> None:
        self.reject()
        self.go_to.emit(pointer)

    def _leave_to_merge(self) -> None:
        if self._outlook is not None:
            standing = self._outlook.standing
            self.reject()
            self.merge_wanted.emit(standing)
