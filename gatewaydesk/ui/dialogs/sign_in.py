"""The sign-in dialog: a gateway connection is typed, tested step by step, and kept."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.errors import Cancelled
from gatewaydesk.gateways import SYSTEMS, secret_fields
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.credentials import PATIENCE, Credentials, KeyringRefused
from gatewaydesk.gateways.ways_in import way_of
from gatewaydesk.pointer import Pointer
from gatewaydesk.services.connecting import keep_sign_in
from gatewaydesk.services.signing_in import look_for_stored, stays_where, try_sign_in
from gatewaydesk.store import Store
from gatewaydesk.ui.dialogs.base import Role, Sheet, Warned, ask, muted, tell
from gatewaydesk.ui.dialogs.connection_form import ConnectionForm
from gatewaydesk.ui.dialogs.sign_in_tested import TestedPart
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import sentence

SYSTEM = "last_system"  # the setting that remembers which kind of gateway was added last
_SLOW_KEYRING = 2000  # milliseconds after which it is said what is being waited for
_PRODUCTION = "This is a production sandbox: what is sent there counts."


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
        system: str = "",
        setting: str = "",
    ) -> None:
        """Args:
        store: where connections are kept.
        credentials: the keyring.
        tasks: the door to the background.
        connection: the one that is changed or signed in to; None adds one.
        parent: the window.
        system: of a connection that is added; by default the one that was added last.
        setting: where to begin, by its name; else at the secrets.
        """
        title = f"Sign in to {connection.name}" if connection else "Add a gateway"
        super().__init__("sign-in", title, parent, accept="Sign in")
        self._store, self._credentials, self._tasks = store, credentials, tasks
        self._before = connection
        last = system or str(store.settings.get(SYSTEM, "")) if connection is None else connection.system
        self._testing: CancelToken | None = None
        self._stored: frozenset[str] = frozenset()  # the names of the secrets that are kept
        self._keeps, self._keeping, self._asked = "", False, 0
        self._where = muted("", self)
        self._where.setObjectName("sign-in.where")
        self._production = Warned("sign-in.production", self)
        system = last if last in SYSTEMS else next(iter(SYSTEMS))
        self.form = ConnectionForm(system, connection, credentials, tasks, self)
        self.form.system_changed.connect(self._forget_result)
        self.form.drawn_anew.connect(self._look_for_stored)
        self.form.drawn_anew.connect(self._say_where)
        self.form.changed.connect(self._say_where)
        self.add(self.form, 1)
        self.add(self._production)
        self.add(self._where)
        self.tested = self.add(TestedPart(self))
        self.test_button: QPushButton = self.buttons.addButton("Test", Role.ActionRole)
        self.test_button.setObjectName("dialog.sign-in.test")
        self.test_button.setAccessibleName("Test the sign-in")
        self.test_button.clicked.connect(self.test)
        self._step_came.connect(self.tested.show_step, Qt.ConnectionType.QueuedConnection)
        self._say_where()
        self._look_for_stored()
        self.fit(600, 660)
        if connection is not None:
            QTimer.singleShot(0, self, lambda: self.form.go_to((setting or self.form.first_secret,)))

    # Testing

    def test(self) -> None:
        """Tries the sign-in in the background and shows each step as it is known."""
        if self._testing is not None:
            self._testing.cancel()
            return
        usable = self._usable()
        if usable is None:
            return
        connection, secrets = usable
        fresh = self.tested.isHidden()
        self.tested.begin()
        if fresh:
            self.fit(600, 860)
        self.test_button.setText("Stop the test")
        self._testing = self._tasks.run(
            lambda cancel: try_sign_in(
                self._credentials, self._before, connection, secrets, cancel, self._step_came.emit
            ),
            self._tested,
            self._test_failed,
            self,
        )

    def _tested(self, result: tuple[bool, dict[Pointer, Any]]) -> None:
        good, said = result
        if said:
            self.form.model.authoring.take_values(said.items(), "fill in what the gateway said")
        self._end_test(
            "Everything works: you can create datasets with this sign-in."
            if good
            else "The sign-in does not work yet. The first step that failed says what to do."
        )

    def _test_failed(self, error: BaseException) -> None:
        what, todo = sentence(error)
        self._end_test("The test was stopped." if isinstance(error, Cancelled) else f"{what} {todo}".strip())

    def _end_test(self, verdict: str) -> None:
        self._testing = None
        self.test_button.setText("Test")
        self.tested.say(verdict)

    def _forget_result(self) -> None:
        if self._testing is not None:
            self._testing.cancel()
        self.tested.forget()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.tested.known:
            QTimer.singleShot(0, self.tested, self.tested.fit)

    # Keeping

    def finish(self) -> None:
        usable = self._usable()
        if usable is not None:
            self._start_keeping(*usable)

    def _usable(self) -> tuple[Connection, dict[str, str]] | None:
        """The connection and the secrets as typed; None where something is missing or wrong, which is shown."""
        return self.form.usable() if self.form.complete(self._stored) else None

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
        self.form.model.close()
        super().done(result)

    def _keep(
        self, connection: Connection, typed: dict[str, str], *, session_only: bool = False
    ) -> tuple[Connection, str]:
        where = keep_sign_in(self._store, self._credentials, self._before, connection, typed, session_only=session_only)
        if self._before is None:
            self._store.settings.set(SYSTEM, connection.system)
        return connection, where

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
            "Signing in can be kept in memory until you close Gateway Desk; next time you are asked again.",
            "Keep for this session only",
            name="session",
        ):
            self._start_keeping(connection, secrets, session_only=True)

    # Where secrets are

    def _look_for_stored(self) -> None:
        self._asked += 1
        mine, before, system, way = self._asked, self._before, self.form.system, self.form.way
        self._tasks.run(
            lambda _: look_for_stored(self._credentials, system, way, before),
            lambda found: self._show_where(found) if mine == self._asked else None,
            None,
            self,
        )

    def _show_where(self, found: tuple[str, frozenset[str]]) -> None:
        self._keeps, self._stored = found
        form = self.form
        way = way_of(form.system, {*self._stored, *form.given})
        typed = secret_fields(form.system).keys() & form.value.keys()
        if self._asked == 1 and way != form.way and not typed:  # the way that was taken the last time
            form.draw_for(way)
        self._say_where()

    def _say_where(self) -> None:
        form = self.form
        words = stays_where(form.system, form.way, self._before, form.value, self._keeps, self._stored)
        self._where.setText(words)
        probe = Connection("", form.system, "", form.value, bool(self._before and self._before.practice))
        self._production.say(_PRODUCTION if probe.production else "")
