"""The sheet that asks a gateway's own test what it would say of a dataset, and puts the answer on the fields."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gatewaydesk.document.snapshots import snapshot
from gatewaydesk.errors import Cancelled, Refused
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.pointer import Pointer
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.trying import Trial, Verdict, look_ahead_at_test, passed, refused, try_out
from gatewaydesk.services.ways_out import setting_of
from gatewaydesk.store import Store
from gatewaydesk.ui.dialogs.base import muted
from gatewaydesk.ui.dialogs.destination import Destination, Look
from gatewaydesk.ui.dialogs.guide import guides, offer_guide
from gatewaydesk.ui.dialogs.parts import scrolled_parts
from gatewaydesk.ui.dialogs.refusal import WaysOut
from gatewaydesk.ui.dialogs.submit_ready import problem_links
from gatewaydesk.ui.dialogs.submit_where import WherePart
from gatewaydesk.ui.dialogs.team_finder import TeamFinder
from gatewaydesk.ui.dialogs.working import WorkingSheet
from gatewaydesk.ui.tasks import Tasks

_ABOUT = (
    "This is no submission: nobody sees it, and it can be done as often as you like. What the gateway refuses is shown "
    "here and on the fields."
)
_MOST_LINKS = 5


class TestDialog(WorkingSheet):
    """`dialog.test-submit`, with the list `gateways`, `test-submit.verdict` and the list `test-submit.problems`.

    Signals:
        go_to(object): the pointer of a field that the test refused.
        sign_in_wanted(object): the connection whose IDs are missing.
        settings_wanted(object, str): the connection that should be corrected, and which setting of it.
        judged(list): the problems that the test found, for the fields; none where it passed.
    """

    __test__ = False  # pytest takes it for a test by its name

    go_to = Signal(object)
    sign_in_wanted = Signal(object)
    settings_wanted = Signal(object, str)
    judged = Signal(list)

    def __init__(
        self,
        authoring: Authoring,
        store: Store,
        credentials: Credentials,
        tasks: Tasks,
        *,
        chosen: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("test-submit", "Test with the gateway", tasks, parent, accept="Test", reject="Close")
        self._authoring = authoring
        self._value = snapshot(authoring.document.value)
        self._trial: Trial | None = None
        self._links: QWidget | None = None
        self.add(muted(_ABOUT, self))
        _, parts = scrolled_parts(self)
        finder = TeamFinder("test-submit", store, credentials, tasks)
        self.where = WherePart(
            authoring.title, authoring.schema.name, store.connections.all(), chosen, finder, self, asks_status=False
        )
        finder.setVisible(False)
        self.where.sign_in_wanted.connect(lambda: self.sign_in_wanted.emit(self.destination.connection))
        self.where.unfolded.connect(lambda: self.fit(760, 760))
        parts.addWidget(self.where)
        parts.addStretch(1)
        self.waiting.says.setObjectName("test-submit.verdict")
        self.add(self.waiting)
        self._found = self.add(QWidget(self))
        column = QVBoxLayout(self._found)
        column.setContentsMargins(0, 0, 0, 0)
        self._found.hide()
        self._ways = self.add(WaysOut(self))
        self._ways.unfolded.connect(lambda shown: self.fit(760, 760) if shown else None)
        self._guide = offer_guide(self, "test-submit")
        self.destination: Destination = Destination(self.where, store, credentials, tasks, self._looking)
        self.destination.chosen.connect(self._chosen)
        self.destination.found.connect(self._ready)
        self.where.chosen.connect(lambda _: self.destination.look())
        self.fit(620, 520)
        self.destination.look()

    def refresh(self) -> None:
        assert self.accept_button is not None
        self.accept_button.setEnabled(self._trial is not None and not self.waiting.busy)

    def _looking(self) -> Look:
        schema, value = self._authoring.schema, self._value
        return lambda gateway: look_ahead_at_test(gateway, schema, value())

    def _chosen(self) -> None:
        self._trial = None
        self._guide.setVisible(guides(self.destination.connection))
        self.where.finder.hide()  # whatever the team, the test has one route
        self._clear()
        self.refresh()

    def _ready(self, trial: Trial) -> None:
        self._trial = trial
        self.where.show_prepared(trial.prepared, trial.words, trial.gateway.connection, drafts=False)
        self.refresh()

    def finish(self) -> None:
        trial = self._trial
        if trial is None or self.waiting.busy:
            return
        self._clear()
        name = trial.gateway.connection.name
        self.waiting.run(
            f"Asking {name} to test it…",
            lambda cancel: try_out(trial, cancel),
            lambda _: self._passed(trial),
            lambda error: self._failed(trial, error),
        )

    def _passed(self, trial: Trial) -> None:
        verdict = passed(trial)
        self.waiting.say(verdict.sentence, "done")
        self.judged.emit([])

    def _failed(self, trial: Trial, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            return
        ways: dict[str, Callable[[], object]] = {
            "sign-in": lambda: self.sign_in_wanted.emit(self.destination.connection),
            "edit-connection": lambda: self.settings_wanted.emit(self.destination.connection, setting_of(error)),
            "retry": self.finish,
        }
        if isinstance(error, Refused):
            verdict = refused(trial, error, self._authoring)
            self.waiting.say(verdict.sentence, "wrong")
            self._show_found(verdict)
            if verdict.problems:
                self.judged.emit(list(verdict.problems))
                first = verdict.problems[0].pointer
                ways["show-field"] = lambda: self._leave_for(first)
        self._ways.show_error(error, ways, trial.gateway.connection, f"Test “{self._authoring.title}”")

    def _show_found(self, verdict: Verdict) -> None:
        told = [*verdict.problems, *verdict.only_here][:_MOST_LINKS]
        layout = self._found.layout()
        if told and layout is not None:
            self._links = problem_links("test-submit.problems", told, lambda one: self._leave_for(one.pointer), self)
            layout.addWidget(self._links)
            self._found.show()

    def _clear(self) -> None:
        self.waiting.say("")
        self._ways.take_back()
        self._found.hide()
        if self._links is not None:
            self._links.hide()
            self._links.deleteLater()
            self._links = None

    def _leave_for(self, pointer: Pointer) -> None:
        self.reject()
        self.go_to.emit(pointer)
