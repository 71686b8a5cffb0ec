"""The sign-in dialog: a gateway connection drawn from the system's own small schema, tested step by step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QRadioButton, QVBoxLayout, QWidget

from gatewaydesk.connection import Connection, destinations_of
from gatewaydesk.errors import Cancelled, GatewayDeskError
from gatewaydesk.gateways import SYSTEMS, connection_schema, normalise_address, open_gateway, secret_fields
from gatewaydesk.gateways.base import CancelToken, SignInStep
from gatewaydesk.gateways.credentials import PATIENCE, Credentials, KeyringRefused
from gatewaydesk.pointer import ABSENT
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.connecting import make_connection
from gatewaydesk.store import Store
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import Role, Sheet, ask, muted, tell
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.form.view import FormView
from gatewaydesk.ui.panels.pick_list import Pick, PickList
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import sentence
from gatewaydesk.validation.problems import Severity

_SIGN = {True: "done", False: "wrong", None: "optional"}
_SLOW_KEYRING = 2000  # milliseconds after which it is said what is being waited for
_STEPS_SHARE = 0.4  # of the dialog's height, at most, for what was tested
_WORDS = {True: "passed", False: "failed", None: "open"}


class SignInDialog(Sheet):
    """`dialog.sign-in`: adds a connection, changes one, or signs in to it.

    Signals:
        kept(object, str): the connection, and where its secrets were put (`keyring`, `session`, or "").
    """

    kept = Signal(object, str)
    _step_came = Signal(object)

    def __init__(
        self,
        store: Store,
        credentials: Credentials,
        tasks: Tasks,
        connection: Connection | None = None,
        parent: QWidget | None = None,
        *,
        system: str = "hdruk",
        setting: str = "",
    ) -> None:
        """Args:
        store: where connections are kept.
        credentials: the keyring.
        tasks: the door to the background.
        connection: the one that is changed or signed in to; None adds one.
        parent: the window.
        system: of a connection that is added.
        setting: where to begin, by its name; else at the IDs.
        """
        title = f"Sign in to {connection.name}" if connection else f"Add a gateway: {SYSTEMS[system].title}"
        super().__init__("sign-in", title, parent, accept="Sign in")
        self._store, self._credentials, self._tasks = store, credentials, tasks
        self._before = connection
        self._system = connection.system if connection else system
        self._testing: CancelToken | None = None
        self._keeps, self._has_secrets, self._keeping = "", False, False
        self._steps: list[SignInStep] = []
        authoring = Authoring(connection_schema(self._system), self._start(connection))
        self.model = FormModel(authoring, tasks, self, folds={})
        self._where = muted("", self)
        self._where.setObjectName("sign-in.where")
        self._presets = QButtonGroup(self)
        self._show_presets()
        self.form = self.add(FormView(self.model), 1)
        self.model.changed.connect(lambda _: self._mark_preset())
        self._mark_preset()
        self.add(self._where)
        self._result = QWidget(self)
        box = QVBoxLayout(self._result)
        box.setContentsMargins(0, 0, 0, 0)
        self._verdict = QLabel(self._result, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._verdict.setObjectName("sign-in.verdict")
        self.steps = PickList("sign-in.steps", "What was tested", self._result, keys_pick=False)
        self.steps.setSelectionMode(PickList.SelectionMode.NoSelection)
        box.addWidget(self._verdict)
        box.addWidget(self.steps)
        self._result.hide()
        self.add(self._result)
        self.test_button: QPushButton = self.buttons.addButton("Test", Role.ActionRole)
        self.test_button.setObjectName("dialog.sign-in.test")
        self.test_button.setAccessibleName("Test the sign-in")
        self.test_button.clicked.connect(self.test)
        self._step_came.connect(self._show_step, Qt.ConnectionType.QueuedConnection)
        tasks.run(lambda _: self._look(connection), self._show_where, None, self)
        self.fit(600, 660)
        if connection is not None:
            first = setting or next(iter(secret_fields(self._system)))
            QTimer.singleShot(0, self, lambda: self.form.go_to((first,)))

    # Known addresses

    def _show_presets(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(4 * theme.SPACE)
        for at, (label, url) in enumerate((*SYSTEMS[self._system].presets, ("Another address", ""))):
            button = QRadioButton(label, self)
            button.setObjectName(f"sign-in.preset.{at}")
            button.setToolTip(url or "Type the address below")
            self._presets.addButton(button, at)
            row.addWidget(button)
        row.addStretch(1)
        self._presets.idClicked.connect(self._take_preset)
        self.body.addLayout(row)

    def _take_preset(self, at: int) -> None:
        presets = SYSTEMS[self._system].presets
        authoring = self.model.authoring
        field = authoring.field_at(("url",))
        if field is not None:
            authoring.set_value(("url",), field, presets[at][1] if at < len(presets) else ABSENT)
        if at >= len(presets):
            self.form.go_to(("url",))

    def _mark_preset(self) -> None:
        urls = [url for _, url in SYSTEMS[self._system].presets]
        typed = str(self.model.authoring.document.value.get("url", "")).rstrip("/")
        button = self._presets.button(urls.index(typed) if typed in urls else len(urls))
        if typed and not button.isChecked():
            button.setChecked(True)
        self._say_where()

    # What was typed

    def values(self) -> tuple[Connection, dict[str, str]]:
        """The connection and the secrets as typed.

        Raises:
            GatewayDeskError: the name, the address or an option cannot be used.
        """
        value = dict(self.model.authoring.document.value)
        secrets = {name: str(value.pop(name)) for name in secret_fields(self._system) if value.get(name)}
        name, url = str(value.pop("name", "")), str(value.pop("url", ""))
        options = {key: one for key, one in value.items() if key not in secret_fields(self._system)}
        return make_connection(name, self._system, url, options), secrets

    def test(self) -> None:
        """Tries the sign-in in the background and shows each step as it is known."""
        if self._testing is not None:
            self._testing.cancel()
            return
        if not self._complete():
            return
        try:
            connection, secrets = self.values()
        except Exception as error:
            tell(self, error)
            return
        self._steps = []
        self.steps.show_picks([])
        self._verdict.setText("Testing…")
        if self._result.isHidden():
            self._result.show()
            self.fit(600, 860)
        self.test_button.setText("Stop the test")
        self._testing = self._tasks.run(
            lambda cancel: self._try(connection, secrets, cancel), self._tested, self._test_failed, self
        )

    def finish(self) -> None:
        if not self._complete():
            return
        try:
            connection, secrets = self.values()
        except Exception as error:
            tell(self, error)
            return
        self._start_keeping(connection, secrets)

    def _start_keeping(self, connection: Connection, secrets: dict[str, str], *, session_only: bool = False) -> None:
        self.setEnabled(False)
        self._keeping = True
        QTimer.singleShot(_SLOW_KEYRING, self, self._say_waiting)
        self._tasks.run(
            lambda _: self._keep(connection, secrets, session_only=session_only),
            self._done,
            lambda error: self._not_kept(error, connection, secrets),
            self,
        )

    def done(self, result: int) -> None:
        if self._testing is not None:
            self._testing.cancel()
        self.model.close()
        super().done(result)

    # In the background

    def _look(self, connection: Connection | None) -> tuple[str, bool]:
        return self._credentials.state().words, connection is not None and self._credentials.has(connection)

    def _secrets_for(self, connection: Connection, typed: dict[str, str]) -> dict[str, str]:
        if typed or self._before is None or self._before.destinations != connection.destinations:
            return typed  # IDs never follow to another address
        return dict(self._credentials.read(self._before))

    def _try(self, connection: Connection, typed: dict[str, str], cancel: CancelToken) -> bool:
        gateway = open_gateway(connection, self._secrets_for(connection, typed))
        steps: Iterator[SignInStep] = gateway.test_sign_in(cancel)
        good = True
        for step in steps:
            good = good and step.passed is not False
            self._step_came.emit(step)
            cancel.check()
        return good

    def _keep(
        self, connection: Connection, typed: dict[str, str], *, session_only: bool = False
    ) -> tuple[Connection, str]:
        before = self._before
        renamed = before is not None and before.name != connection.name
        secrets = typed or (self._secrets_for(connection, typed) if renamed else {})
        there = self._store.connections.get(connection.name)
        if there is not None and there.destinations != connection.destinations:
            self._credentials.forget(there)  # before anything else: IDs never follow to another address
        where = str(self._credentials.store(connection, secrets, session_only=session_only)) if secrets else ""
        self._store.connections.save(connection)
        if before is not None and renamed:
            self._store.outbox.follow(before, replace(before, name=connection.name))
            self._store.jobs.follow(before, replace(before, name=connection.name))
            self._credentials.forget(before)
            self._store.connections.remove(before.name)
        return connection, where

    # Back on the main thread

    def _show_where(self, found: tuple[str, bool]) -> None:
        self._keeps, self._has_secrets = found
        self._say_where()

    def _say_where(self) -> None:
        words = self._keeps
        if self._has_secrets and self._moved():
            words += f" The IDs that are stored are for {self._before.url}: they are removed, not sent to this address."
            words += " Enter those of this gateway."
        elif self._has_secrets:
            words += " IDs are stored for this connection already: leave both empty to keep them."
        self._where.setText(f"{self._read_as()}{words}".strip())

    def _read_as(self) -> str:
        """The address as it is understood, where it was typed in another way."""
        typed = str(self.model.authoring.document.value.get("url", ""))
        try:
            url = normalise_address(self._system, typed)
        except GatewayDeskError:
            return ""
        return f"The address is {url}. " if url != typed else ""

    def _moved(self) -> bool:
        """Whether the address that was typed is another one than before."""
        value = self.model.authoring.document.value
        try:
            url = normalise_address(self._system, str(value.get("url", "")))
        except GatewayDeskError:
            url = ""
        return self._before is not None and destinations_of(url, value) != self._before.destinations

    def _show_step(self, step: SignInStep) -> None:
        self._steps.append(step)
        picks = [
            Pick(at, one.name, _SIGN[one.passed], note=one.message, spoken=f"{_WORDS[one.passed]}. {one.message}")
            for at, one in enumerate(self._steps)
        ]
        self.steps.show_picks(picks)
        self._fit_steps()

    def _fit_steps(self) -> None:
        """As high as all steps need, as long as the form above keeps most of the room; then the list scrolls."""
        needed = sum(self.steps.sizeHintForRow(row) for row in range(len(self._steps)))
        self.steps.setFixedHeight(min(needed + 2 * theme.SPACE, round(self.height() * _STEPS_SHARE)))
        failed = next((at for at, one in enumerate(self._steps) if one.passed is False), len(self._steps) - 1)
        if failed >= 0:
            self.steps.scrollTo(self.steps.picks_model.index(failed))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._steps:
            QTimer.singleShot(0, self, self._fit_steps)

    def _tested(self, good: bool) -> None:
        self._end_test(
            "Everything works: you can create datasets with this sign-in."
            if good
            else "The sign-in does not work yet. The first step that failed says what to do."
        )

    def _test_failed(self, error: BaseException) -> None:
        what, todo = sentence(error)
        self._end_test("The test was stopped." if isinstance(error, Cancelled) else f"{what} {todo}".strip())

    def _end_test(self, words: str) -> None:
        self._testing = None
        self.test_button.setText("Test")
        # Steps that are still on their way come before the verdict does.
        QTimer.singleShot(0, self, lambda: self._verdict.setText(words))

    def _say_waiting(self) -> None:
        if self._keeping:
            self._where.setText(
                "The keyring of this computer has not answered yet. It may be asking you something in a window of its "
                f"own. It is waited for {PATIENCE:g} seconds."
            )

    def _done(self, result: tuple[Connection, str]) -> None:
        self._keeping = False
        self.setEnabled(True)
        self.accept()
        self.kept.emit(*result)

    def _not_kept(self, error: BaseException, connection: Connection, secrets: dict[str, str]) -> None:
        self._keeping = False
        self.setEnabled(True)
        self._say_where()
        moved = self._before is not None and self._before.destinations != connection.destinations
        if not isinstance(error, KeyringRefused) or not secrets or moved:
            tell(self, error)
        elif ask(
            self,
            error.what,
            "The IDs can be kept in memory until you close Gateway Desk; next time you are asked for them again.",
            "Keep for this session only",
            name="session",
        ):
            self._start_keeping(connection, secrets, session_only=True)

    # Inside

    def _start(self, connection: Connection | None) -> dict[str, Any]:
        if connection is not None:
            return {"name": connection.name, "url": connection.url, **connection.options}
        return {}

    def _complete(self) -> bool:
        self.model.commit_pending()
        secret = set(secret_fields(self._system))
        typed = [name for name in secret if self.model.authoring.document.value.get(name)]
        kept = self._has_secrets and not typed and not self._moved()
        wrong = [
            one
            for one in self.model.authoring.check()
            if one.blocks and not (kept and one.severity is Severity.EMPTY and one.pointer and one.pointer[0] in secret)
        ]
        if wrong:
            self.model.touch_all()
            self.form.go_to(wrong[0].pointer)
        return not wrong
