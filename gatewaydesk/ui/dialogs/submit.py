"""The submit sheet: is it ready, what will be sent and where, and the button; then progress until the receipt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.errors import Cancelled, CredentialsProblem, Refused
from gatewaydesk.gateways import open_gateway
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.services import submission
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.preparing import Outlook, look_ahead
from gatewaydesk.store import AlreadySent, OutboxRow, Receipt, Store
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import Sheet, ask, heading, muted, tell
from gatewaydesk.ui.dialogs.later import Later
from gatewaydesk.ui.dialogs.sent_before import SentBefore
from gatewaydesk.ui.dialogs.small import json_view
from gatewaydesk.ui.drafting import snapshot
from gatewaydesk.ui.form import look
from gatewaydesk.ui.panels.pick_list import Pick, PickList
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import count, sentence
from gatewaydesk.validation.problems import Problem, Severity

STATUSES = (
    ("active", "Publish it (active)"),
    ("draft", "Keep it as a draft on the gateway"),
)
_MOST_LINKS = 4


class SubmitDialog(Sheet):
    """`dialog.submit`, with the list `gateways`.

    Signals:
        go_to(object): the pointer of a problem that should be mended first.
        sign_in_wanted(object): the connection whose IDs are missing.
        sent(object): the receipt.
        refused(object): the gateway's Refused.
        queued(object): the row of the outbox from where it goes by itself.
    """

    go_to = Signal(object)
    sign_in_wanted = Signal(object)
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
        self._problems = [one for one in authoring.problems if one.severity is not Severity.ADVICE]
        self._connections = store.connections.all()
        self._connection: Connection | None = None
        self._outlook: Outlook | None = None
        self._sending: CancelToken | None = None
        self._asked = 0
        inner = QWidget()
        self._parts = QVBoxLayout(inner)
        self._parts.setContentsMargins(0, 0, 2 * theme.SPACE, 0)
        self._parts.setSpacing(2 * theme.SPACE)
        self._before = SentBefore(store.history.of_draft(draft_id), self)
        self._before.changed.connect(self._refresh)
        self._parts.addWidget(self._before)
        self._part_ready(unfinished)
        self._part_what(chosen)
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
        self._later = self.add(Later(self))
        self._later.wanted.connect(self._queue)
        self._later.changed.connect(self._refresh)
        if offline:
            self._says.setText("This computer has no network now.")
            self._says.show()
            self._later.offer()
        self._progressed.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)
        self.fit(620, 520)
        self._choose(self.gateways.current_key)

    # The three parts

    def _part_ready(self, unfinished: Sequence[str]) -> None:
        ready = submission.review(self._authoring.schema, self._authoring.document.value, self._authoring.problems)
        self._parts.addWidget(heading("Is it ready?", self))
        tone = "done" if ready.may_send else "wrong"
        row = QHBoxLayout()
        sign = QLabel(self)
        sign.setPixmap(theme.icon("done" if ready.may_send else "warning", tone).pixmap(theme.icon_size()))
        words = QLabel(ready.sentence, self, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        words.setObjectName("submit.ready")
        row.addWidget(sign)
        row.addWidget(words, 1)
        self._parts.addLayout(row)
        if unfinished:
            waiting = look.Text("\n".join(unfinished), tone="practice", parent=self)
            waiting.setObjectName("submit.unfinished")
            self._parts.addWidget(waiting)
        if self._problems:
            self.links = PickList("submit.problems", "What is wrong or missing", self, keys_pick=False)
            self.links.show_picks([_link(at, one) for at, one in enumerate(self._problems[:_MOST_LINKS])])
            self.links.picked.connect(lambda at: self._leave_for(self._problems[at]))
            self.links.entered.connect(lambda at: self._leave_for(self._problems[at]))
            rows = min(len(self._problems), _MOST_LINKS)
            self.links.setFixedHeight(rows * (self.fontMetrics().height() + 3 * theme.SPACE) + 2)
            self._parts.addWidget(self.links)
            if len(self._problems) > _MOST_LINKS:
                left = len(self._problems) - _MOST_LINKS
                self._parts.addWidget(muted(f"… and {left:,} more.", self))
        advice = ready.advice
        if advice:
            more = f"There {'is' if advice == 1 else 'are'} {count(advice, 'piece', 'pieces')} of advice as well."
            self._parts.addWidget(muted(more, self))
        self._parts.addSpacing(3 * theme.SPACE)

    def _part_what(self, chosen: str) -> None:
        self._parts.addWidget(heading("What will be sent, and where?", self))
        title = QLabel(f"“{self._title}”, by the schema {self._schema}", self, wordWrap=True)
        title.setTextFormat(Qt.TextFormat.PlainText)
        self._parts.addWidget(title)
        self.gateways = PickList("gateways", "Send to", self)
        self.gateways.show_picks([_gateway(one) for one in self._connections])
        height = self.fontMetrics().height() + 3 * theme.SPACE
        self.gateways.setFixedHeight(max(1, min(4, len(self._connections))) * height + 4)
        self.gateways.setFrameShape(PickList.Shape.StyledPanel)
        self._parts.addWidget(self.gateways)
        names = [one.name for one in self._connections]
        if names:
            self.gateways.mark(chosen if chosen in names else names[0])
        self.gateways.picked.connect(self._choose)
        self._statuses = QButtonGroup(self)
        self._status_box = QWidget(self)
        column = QVBoxLayout(self._status_box)
        column.setContentsMargins(0, theme.SPACE, 0, theme.SPACE)
        for at, (name, words) in enumerate(STATUSES):
            button = QRadioButton(words, self._status_box)
            button.setObjectName(f"submit.status.{name}")
            button.setChecked(at == 0)
            self._statuses.addButton(button, at)
            column.addWidget(button)
        self._statuses.idClicked.connect(lambda _: self._choose(self.gateways.current_key))
        self._parts.addWidget(self._status_box)
        self._consequences = muted("", self)
        self._consequences.setObjectName("submit.consequences")
        self._parts.addWidget(self._consequences)
        self._sign_in = QPushButton("Sign in…", self)
        self._sign_in.setObjectName("submit.sign-in")
        self._sign_in.setAutoDefault(False)
        self._sign_in.clicked.connect(lambda: self.sign_in_wanted.emit(self._connection))
        self._sign_in.hide()
        self._parts.addWidget(self._sign_in, 0, Qt.AlignmentFlag.AlignLeft)
        self._exact = QToolButton(self, autoRaise=True)
        self._exact.setText("Show exactly what will be sent")
        self._exact.setCheckable(True)
        self._exact.setObjectName("submit.exact")
        self._exact.setArrowType(Qt.ArrowType.RightArrow)
        self._exact.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._exact.toggled.connect(self._show_exact)
        self._parts.addWidget(self._exact)
        self._json = json_view("", self)
        self._json.setMinimumHeight(220)
        self._json.hide()
        self._parts.addWidget(self._json)

    # Choosing

    @property
    def status(self) -> str:
        """The chosen status."""
        return STATUSES[max(0, self._statuses.checkedId())][0]

    def _choose(self, name: str | None) -> None:
        connection = next((one for one in self._connections if one.name == name), None)
        self._outlook = None
        self._connection = connection
        self._sign_in.hide()
        self._before.look(name or "")
        self._refresh()
        if connection is None:
            self._consequences.setText("There is no gateway yet: add one first.")
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
        self._status_box.setVisible(found.drafts)
        if not found.drafts:
            self._statuses.button(0).setChecked(True)
        self._before.look(found.gateway.connection.name, found.earlier)
        self._consequences.setText(found.words)
        self._show_exact(self._exact.isChecked())
        self._refresh()

    def _not_ready(self, error: BaseException, connection: Connection) -> None:
        what, todo = sentence(error)
        self._consequences.setText(f"{what} {todo}".strip())
        self._refresh()
        self._sign_in.setVisible(isinstance(error, CredentialsProblem))

    def try_again(self) -> None:
        """Looks again at the chosen gateway (after signing in)."""
        self._choose(self.gateways.current_key)

    def _refresh(self) -> None:
        assert self.accept_button is not None
        blocked = self.status == "active" and any(one.blocks and one.source != "gateway" for one in self._problems)
        undecided = self._before.undecided
        able = self._outlook is not None and not blocked and not undecided and self._sending is None
        ready = able and not self._later.blocked
        self._later.button.setEnabled(able)
        self.accept_button.setEnabled(ready)
        self.accept_button.setText("Create a second dataset" if self._before.said else "Submit")
        if blocked and self._outlook is not None:
            tip = "Mend what is wrong or missing first, or keep it as a draft on the gateway."
        elif undecided:
            tip = "It is on this gateway already: tick “Create a second dataset” if you want another one."
        else:
            tip = ""
        self.accept_button.setToolTip(tip)

    def _show_exact(self, shown: bool) -> None:
        self._exact.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        if shown and not self._json.isVisible():
            self.fit(760, 760)
        self._json.setVisible(shown)
        if shown and self._outlook is not None:
            prepared = self._outlook.prepared
            body = jsonio.dumps(jsonio.loads(prepared.body))
            self._json.setPlainText(f"{prepared.method} {prepared.url}\n\n{body}")

    # Sending

    def finish(self) -> None:
        outlook = self._outlook
        if outlook is None:
            return
        if outlook.spoiled and not self._ask_about_spoiled(outlook.spoiled):
            self._authoring.gateway_problems = outlook.spoiled
            self._leave_for(outlook.spoiled[0])
        else:
            self._send(again=outlook.twice)  # the button is dead until a second dataset was chosen

    def _ask_about_spoiled(self, spoiled: list[Problem]) -> bool:
        values = "a value that is" if len(spoiled) == 1 else f"{len(spoiled):,} values that are"
        return ask(
            self,
            f"This gateway would refuse {values} right.",
            "Without a team ID it writes signs such as “&” and “'” as HTML codes before it checks them. Enter the team "
            "ID in the connection, or change what you wrote.",
            "Send it anyway",
            "Show the field" if len(spoiled) == 1 else "Show the fields",
            name="spoiled",
        )

    def _send(self, *, again: bool = False) -> None:
        outlook = self._outlook
        if outlook is None or self._sending is not None:
            return
        self._says.setPalette(self.palette())  # an earlier failure was said in red
        self._later.take_back()
        self._says.setText("Sending…")
        for widget in (self._busy, self._says):
            widget.show()
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

    def _queue(self) -> None:
        outlook = self._outlook
        if outlook is None or self._sending is not None:
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
        self._sending.cancel()

    def closeEvent(self, event: Any) -> None:
        if self._sending is not None:
            self.reject()
            event.ignore()
            return
        super().closeEvent(event)

    def _stopped(self) -> None:
        self._sending = None
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
        if isinstance(error, AlreadySent):
            self._ask_again(error)
            return
        theme.tint(self._says, "wrong")
        if submission.may_be_queued(error):
            self._later.offer(error.retry_after if isinstance(error, Refused) else None)
        if isinstance(error, Refused) and not self._later.blocked:
            self.refused.emit(error)
            if error.answer:
                tell(self, error, "The gateway refused it")

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
        self.reject()
        self.go_to.emit(problem.pointer)


def _link(at: int, problem: Problem) -> Pick:
    where = " › ".join((*problem.trail[-2:], problem.title))
    figure = ("empty", "muted") if problem.severity is Severity.EMPTY else ("wrong", "wrong")
    return Pick(at, where, str(problem.severity), figure, spoken=problem.message)


def _gateway(connection: Connection) -> Pick:
    mark = ("PRACTICE", "practice") if connection.practice else ("", "muted")
    return Pick(connection.name, connection.name, "icon:gateway", mark, spoken=connection.url)
