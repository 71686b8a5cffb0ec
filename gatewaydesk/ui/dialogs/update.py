"""The update sheet: is it ready, has somebody changed it there, which number it gets, what will happen; then send."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.document.edits import Change
from gatewaydesk.errors import Cancelled, OutcomeUnknown, Refused
from gatewaydesk.gateways.base import CancelToken, Gateway, Prepared
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.services import updating
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.numbering import Proposal, is_number, propose, renew, too_low
from gatewaydesk.services.preparing import spoiled
from gatewaydesk.services.routes import lacks_team
from gatewaydesk.services.standing import Standing, stand
from gatewaydesk.services.submission import ChangedThere
from gatewaydesk.store import Receipt, Store
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import heading, muted, rich_row
from gatewaydesk.ui.dialogs.guide import offer_guide
from gatewaydesk.ui.dialogs.production import sure_of_production
from gatewaydesk.ui.dialogs.refusal import WaysOf, WaysOut
from gatewaydesk.ui.dialogs.spoiled import ask_about_spoiled
from gatewaydesk.ui.dialogs.submit_ready import ReadyPart
from gatewaydesk.ui.dialogs.team_finder import TeamFinder
from gatewaydesk.ui.dialogs.update_status import STANDS, StatusPart, part_heading
from gatewaydesk.ui.dialogs.working import WorkingSheet
from gatewaydesk.ui.form import look
from gatewaydesk.ui.panels.top_bar import Badge
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.validation.problems import Problem

_OUTSIDE = ("check", "outbox", "refresh")  # ways out that show another page


@dataclass(frozen=True)
class Outlook:
    """What was found out before anything is sent.

    Attributes:
        prepared: by the status that it will have there, what would be sent.
        spoiled: likewise, what the gateway would refuse of that although it is right here.
        must_publish: it cannot stay what it is there, because the connection has no team ID.
    """

    gateway: Gateway
    standing: Standing
    proposal: Proposal
    prepared: dict[str, Prepared]
    spoiled: dict[str, list[Problem]]
    must_publish: bool

    @property
    def status(self) -> str:
        """The status that it has there now."""
        return self.standing.pulled.remote.status

    @property
    def published(self) -> bool:
        """Whether the gateway's copy has been public."""
        return self.status != "draft"


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
        self._outlook: Outlook | None = None
        self._renewed: Change | None = None
        self._over = False
        self.add(heading(f"Update “{authoring.title}”", self))
        facts = muted(f"Dataset {dataset_id} on {connection.name}", self)
        facts.setWordWrap(False)
        self.body.addLayout(rich_row(facts, *([Badge(self, connection)] if connection.mark else []), None))
        inner = QWidget()
        self._parts = QVBoxLayout(inner)
        self._parts.setContentsMargins(0, 0, 2 * theme.SPACE, 0)
        self._parts.setSpacing(2 * theme.SPACE)
        self._ready_part = ReadyPart(authoring, unfinished, self)
        self._ready_part.left_for.connect(self._leave_for)
        self._parts.addWidget(self._ready_part)
        self._make_standing()
        self._make_number()
        self._make_status(store, credentials)
        self._parts.addStretch(1)
        self._scroll = QScrollArea(self, widgetResizable=True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inner)
        self.add(self._scroll, 1)
        self.add(self.waiting)
        self.ways = self.add(WaysOut(self))
        offer_guide(self, "update", connection)
        self._progressed.connect(self.waiting.tell, Qt.ConnectionType.QueuedConnection)
        self.fit(620, 560)
        self.look_again()

    # The parts

    def _put(self, widget: QWidget, name: str = "") -> None:
        if name:
            widget.setObjectName(name)
        self._parts.addWidget(widget)

    def _make_standing(self) -> None:
        self._standing_heading = part_heading(f"What is on {self._connection.name}?", self)
        self._put(self._standing_heading)
        self._standing = look.Text(parent=self)
        self._put(self._standing, "update.standing")
        self.merge = QPushButton("Compare and bring together…", self)
        self.merge.setAutoDefault(False)
        self.merge.setObjectName("update.merge")
        self.merge.clicked.connect(self._leave_to_merge)
        self.again = look.quiet_button("Ask again", f"Ask {self._connection.name} again", self)
        self.again.setObjectName("update.again")
        self.again.setToolTip("Look again at what the gateway holds now")
        self.again.clicked.connect(lambda _: self.look_again())
        row = rich_row(self.merge, self.again, None)
        row.setContentsMargins(0, 0, 0, 0)
        self._parts.addLayout(row)
        self.overwrite = QCheckBox("Send mine all the same: what was changed there is lost", self)
        self.overwrite.toggled.connect(lambda _: self.refresh())
        self._put(self.overwrite, "update.overwrite")

    def _make_number(self) -> None:
        self._number_heading = part_heading("Version number", self)
        self._put(self._number_heading)
        self.number = QLineEdit(self)
        self.number.setObjectName("update.version")
        self.number.setAccessibleName("Version number")
        self.number.setMaximumWidth(round(140 * theme.text_scale()))
        self.number.textEdited.connect(lambda _: self.refresh())
        self._why = muted("", self)
        self._why.setObjectName("update.why")
        self._why.setSizePolicy(self._why.sizePolicy().Policy.Expanding, self._why.sizePolicy().verticalPolicy())
        self._number_row = QWidget(self)
        row = rich_row(self.number, self._why)
        row.setContentsMargins(0, 0, 0, 0)
        self._number_row.setLayout(row)
        self._put(self._number_row)

    def _make_status(self, store: Store, credentials: Credentials) -> None:
        finder = TeamFinder("update", store, credentials, self._tasks)
        finder.kept.connect(self._team_kept)
        finder.settings_wanted.connect(self.settings_wanted)
        self.status = StatusPart(finder, self)
        self.status.changed.connect(self._tell)
        self.status.spoiled.left_for.connect(self._leave_for_spoiled)
        self._parts.addWidget(self.status)

    # Finding out

    def look_again(self, because: str = "") -> None:
        """Asks the gateway how its copy stands to the draft, and what an update would do.

        Args:
            because: what happened that made it necessary; said when the answer is there.
        """

        def found(outlook: Outlook) -> None:
            self._found_out(outlook)
            self.waiting.say(because, "wrong")

        self.ways.take_back()
        self._outlook = None
        self.waiting.run(f"Asking {self._connection.name}…", self._find_out, found, self._failed)
        self._tell()

    def _find_out(self, cancel: CancelToken) -> Outlook:
        authoring, gateway = self._authoring, self._open(self._connection)
        standing = stand(
            self._store,
            gateway,
            authoring.schema,
            authoring.document.value,
            dataset_id=self._dataset,
            draft_id=self._draft,
            cancel=cancel,
        )
        remote = standing.pulled.remote
        proposal = propose(authoring, standing.pulled.metadata, published=remote.status != "draft")
        cancel.check()
        must_publish = lacks_team(gateway.connection) and remote.status in STANDS
        first = updating.prepare_update(gateway, standing, authoring, "active" if must_publish else "")
        prepared = {first.status: first}
        if remote.status == "draft" and first.status == "draft":
            prepared["active"] = updating.prepare_update(gateway, standing, authoring, "active")
        value = authoring.document.value
        refused = {status: spoiled(authoring.schema, value, one) for status, one in prepared.items()}
        return Outlook(gateway, standing, proposal, prepared, refused, must_publish)

    def _found_out(self, outlook: Outlook) -> None:
        self._outlook, self._connection = outlook, outlook.gateway.connection
        proposal = outlook.proposal
        self.number.setText(proposal.number)
        self._why.setText(proposal.why)
        kinds = list(outlook.prepared)
        self.status.begin(kinds, outlook.status, self._connection, must_publish=outlook.must_publish)
        self._tell()
        if outlook.must_publish:
            self.fit(620, 700)
            QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(self.status, 0, 0))  # when laid out
        if self.merge.isVisible():
            self.merge.setFocus()
        elif self.accept_button is not None and self.accept_button.isEnabled():
            self.accept_button.setFocus()

    def _tell(self) -> None:
        """Shows what is known now."""
        outlook = self._outlook
        standing = outlook.standing if outlook is not None else None
        self._standing_heading.setVisible(outlook is not None)
        self._standing.setText(standing.words if standing is not None else "")
        apart = standing is not None and standing.merge_needed
        self._standing.set_tone("wrong" if apart else "")
        self.merge.setVisible(apart and self._can_merge)
        self.overwrite.setVisible(apart)
        numbered = outlook is not None and bool(outlook.proposal.number)
        for widget in (self._number_heading, self._number_row):
            widget.setVisible(numbered)
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
        if outlook.standing.merge_needed and not self.overwrite.isChecked():
            return "Bring both together first."
        if outlook.must_publish and not self.status.may_publish:
            return "Enter the team ID, or say that it is to be published."
        if self._ready_part.blocks and self._chosen != "draft":
            return "Mend what is wrong or missing first."
        if outlook.standing.alike and self._chosen == outlook.status:
            return "There is nothing to send: the gateway has just this."
        number = self.number.text().strip()
        if outlook.proposal.number and not is_number(number):
            return "A version number is like 1.2.0."
        return too_low(number, outlook.proposal.before, published=outlook.published)

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
        self.again.setEnabled(not self._over)
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

    def _give_number(self, outlook: Outlook) -> None:
        number, proposal = self.number.text().strip(), outlook.proposal
        if not proposal.number:
            self._renewed = self._authoring.touch_generated()
            return
        web = str(outlook.standing.pulled.remote.extra.get("web_url") or "")
        before = proposal.before if outlook.published else ""
        address = f"{web}?version={before}" if web and before else ""
        self._renewed = renew(self._authoring, number, before=before, address=address)

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
        ways = {name: self._leaving(name, do) for name, do in self._ways(error, self.look_again).items()}
        if isinstance(error, Refused) and error.details:
            pointer = tuple(error.details[0].get("pointer", ()))
            ways["show-field"] = lambda: self._go(pointer)
        self.ways.show_error(error, ways, self._connection, f"Update “{self._authoring.title}”")

    def _leaving(self, name: str, do: Callable[[], object]) -> Callable[[], object]:
        """What leads out of the sheet closes it first."""

        def leave() -> None:
            self.reject()
            do()

        return leave if name in _OUTSIDE else do

    def _leave_for_spoiled(self, problem: Problem) -> None:
        self._authoring.gateway_problems = list(self.status.spoiled.problems)
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
