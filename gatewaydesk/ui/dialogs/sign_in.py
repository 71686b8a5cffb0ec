"""The sign-in dialog: a gateway connection drawn from the system's own small schema, tested step by step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from gatewaydesk.connection import Connection, destinations_of
from gatewaydesk.errors import Cancelled, CredentialsProblem, GatewayDeskError, GatewayProblem
from gatewaydesk.gateways import SYSTEMS, connection_schema, normalise_address, open_gateway, secret_fields
from gatewaydesk.gateways.base import CancelToken, Gateway, SignInStep
from gatewaydesk.gateways.credentials import PATIENCE, Credentials, KeyringRefused
from gatewaydesk.gateways.ways_in import Way, memory_only, schema_of, secrets_are, way_of
from gatewaydesk.pointer import ABSENT, Pointer, from_text
from gatewaydesk.schema.fields import Field
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.connecting import keep_sign_in, make_connection, secrets_for
from gatewaydesk.store import Store
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import Role, Sheet, Warned, ask, muted, tell
from gatewaydesk.ui.dialogs.choices import ChoicesDialog
from gatewaydesk.ui.dialogs.sign_in_head import SignInHead
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.form.view import FormView
from gatewaydesk.ui.panels.pick_list import Pick, PickList
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import sentence
from gatewaydesk.validation.problems import Severity

SYSTEM = "last_system"  # the setting that remembers which kind of gateway was added last
_SIGN = {True: "done", False: "wrong", None: "optional"}
_SLOW_KEYRING = 2000  # milliseconds after which it is said what is being waited for
_STEPS_SHARE = 0.4  # of the dialog's height, at most, for what was tested
_WORDS = {True: "passed", False: "failed", None: "open"}
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
        self._system = last if last in SYSTEMS else next(iter(SYSTEMS))
        self._typed = self._start(connection)
        self._way = way_of(self._system, self._typed)
        self._testing: CancelToken | None = None
        self._stored: frozenset[str] = frozenset()  # the names of the secrets that are kept
        self._keeps, self._keeping, self._asked = "", False, 0
        self._steps: list[SignInStep] = []
        self._where = muted("", self)
        self._where.setObjectName("sign-in.where")
        self._production = Warned("sign-in.production", self)
        self.head = SignInHead(self._system, self, may_change=connection is None)
        self.head.system_chosen.connect(self._take_system)
        self.head.preset_chosen.connect(self._take_preset)
        self.head.way_chosen.connect(self._take_way)
        self.model, self.form = self._draw()
        self.body.addWidget(self.form, 1)
        self.add(self._production)
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
        self._say_where()
        self._look_for_stored()
        self.fit(600, 660)
        if connection is not None:
            QTimer.singleShot(0, self, lambda: self.form.go_to((setting or self._first_secret,)))

    # What is drawn

    def _draw(self) -> tuple[FormModel, FormView]:
        """The form of the chosen system and way, with what was typed before as far as it belongs there."""
        schema = schema_of(self._system, self._way)
        names = {field.name for field in schema.root.children}
        value = {name: one for name, one in self._typed.items() if name in names}
        model = FormModel(Authoring(schema, value, advises=False), self._tasks, self, folds={})
        model.choose = self._choose
        model.changed.connect(lambda _: self._follow())
        form = FormView(model)
        form.column.insertWidget(0, self.head)
        self.head.mark_way(self._way)
        self.head.mark_address(str(value.get("url", "")).rstrip("/"))
        return model, form

    def _draw_anew(self) -> None:
        old, former = self.model, self.form
        former.column.removeWidget(self.head)
        self.model, self.form = self._draw()
        self.body.replaceWidget(former, self.form)
        old.close()
        former.hide()
        former.deleteLater()
        old.deleteLater()
        self._look_for_stored()
        self._say_where()

    def _remember(self) -> None:
        """Keeps what was typed, so that it is there again when the form is drawn anew."""
        self.model.commit_pending()
        drawn = {field.name for field in self.model.authoring.root.children}
        rest = {name: one for name, one in self._typed.items() if name not in drawn}
        self._typed = {**rest, **self.model.authoring.document.value}

    def _take_system(self, system: str) -> None:
        self._remember()
        self._system = system
        self._typed = {**self._start(None), **({"name": self._typed["name"]} if "name" in self._typed else {})}
        self._way = way_of(system, ())
        self._forget_result()
        self._draw_anew()
        self.head.systems.setFocus()

    def _take_way(self, way: Way) -> None:
        if way != self._way:
            self._remember()
            self._way = way
            self._draw_anew()
            self.form.go_to((next(name for name in way.needs),))

    def _take_preset(self, url: str) -> None:
        authoring = self.model.authoring
        field = authoring.field_at(("url",))
        if field is not None:
            authoring.set_value(("url",), field, url or ABSENT)
        if not url:
            self.form.go_to(("url",))

    def _follow(self) -> None:
        self.head.mark_address(str(self.model.authoring.document.value.get("url", "")).rstrip("/"))
        self._say_where()

    @property
    def _first_secret(self) -> str:
        return next(name for name in self._way.needs if name in secret_fields(self._system))

    def _choose(self, pointer: Pointer, field: Field) -> None:
        """Opens the gateway's list of what can stand in a field, with what has been typed so far."""
        self.model.commit_pending()
        try:
            connection, typed = self.values()
        except Exception as error:
            tell(self, error)
            return

        def open_it(where: Connection) -> Gateway:
            return open_gateway(where, secrets_for(self._credentials, self._before, where, typed))

        dialog = ChoicesDialog(self.model, pointer, field, [connection], open_it, self._tasks, lambda *_: {}, self)
        dialog.open()

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

    def _look(self, connection: Connection | None, way: Way) -> tuple[str, frozenset[str]]:
        """Where the secrets of a way are kept, in words, and the names of those that are."""
        secrets = [name for name in way.needs if name in secret_fields(self._system)]
        called = secrets_are(self._system, secrets)
        if memory_only(self._system).issuperset(secrets):
            words = (
                f"{called[:1].upper()}{called[1:]} kept in memory for this session only: next time you are asked again."
            )
        else:
            words = self._credentials.state("IDs are" if self._system == "hdruk" else called).words
        with suppress(CredentialsProblem):
            if connection is not None:
                return words, frozenset(self._credentials.read(connection))
        return words, frozenset()

    def _try(
        self, connection: Connection, typed: dict[str, str], cancel: CancelToken
    ) -> tuple[bool, dict[Pointer, Any]]:
        """Whether every step passed, and what the gateway's lists say beside what was typed (a sandbox's kind)."""
        gateway = open_gateway(connection, secrets_for(self._credentials, self._before, connection, typed))
        steps: Iterator[SignInStep] = gateway.test_sign_in(cancel)
        good = True
        for step in steps:
            good = good and step.passed is not False
            self._step_came.emit(step)
            cancel.check()
        said: dict[Pointer, Any] = {}
        for field in connection_schema(connection.system).root.children if good else ():
            if field.chooser:
                now = connection.options.get(field.name, field.default)
                with suppress(GatewayProblem):
                    found = gateway.choices(field.chooser, "", connection.options, cancel)
                    fills = next((one.fills for one in found if one.value == now), {})
                    said |= {from_text(place, {}): value for place, value in fills.items()}
        return good, said

    def _keep(
        self, connection: Connection, typed: dict[str, str], *, session_only: bool = False
    ) -> tuple[Connection, str]:
        where = keep_sign_in(self._store, self._credentials, self._before, connection, typed, session_only=session_only)
        if self._before is None:
            self._store.settings.set(SYSTEM, connection.system)
        return connection, where

    # Back on the main thread

    def _look_for_stored(self) -> None:
        self._asked += 1
        mine, before, way = self._asked, self._before, self._way
        self._tasks.run(
            lambda _: self._look(before, way),
            lambda found: self._show_where(found) if mine == self._asked else None,
            None,
            self,
        )

    def _show_where(self, found: tuple[str, frozenset[str]]) -> None:
        self._keeps, self._stored = found
        way = way_of(self._system, {*self._stored, *self._typed})
        typed = secret_fields(self._system).keys() & self.model.authoring.document.value.keys()
        if self._asked == 1 and way != self._way and not typed:  # the way that was taken the last time
            self._way = way
            self._draw_anew()
        self._say_where()

    def _say_where(self) -> None:
        words, hdruk = self._keeps, self._system == "hdruk"
        if self._stored and self._before is not None and self._moved():
            words += (
                f" The IDs that are stored are for {self._before.url}: they are removed, not sent to this address."
                " Enter those of this gateway."
                if hdruk
                else f" What is stored is for {self._before.url}: it is removed, not sent to this address. Enter that "
                "of this gateway."
            )
        elif self._stored.intersection(self._way.needs):
            words += (
                " IDs are stored for this connection already: leave empty what is to stay as it is."
                if hdruk
                else " It is stored for this connection already: leave it empty to keep it."
            )
        self._where.setText(f"{self._read_as()}{words}".strip())
        value = self.model.authoring.document.value
        probe = Connection("", self._system, "", value, bool(self._before and self._before.practice))
        self._production.say(_PRODUCTION if probe.production else "")

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

    def _tested(self, result: tuple[bool, dict[Pointer, Any]]) -> None:
        good, said = result
        if said:
            self.model.authoring.take_values(said.items(), "fill in what the gateway said")
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
            "Signing in can be kept in memory until you close Gateway Desk; next time you are asked again.",
            "Keep for this session only",
            name="session",
        ):
            self._start_keeping(connection, secrets, session_only=True)

    # Inside

    def _start(self, connection: Connection | None) -> dict[str, Any]:
        fields = connection_schema(self._system).root.children
        usual = {field.name: field.default for field in fields if field.default is not ABSENT}
        if connection is None:
            return usual
        decided = {field.name: usual[field.name] for field in fields if field.choices and field.name in usual}
        return {**decided, "name": connection.name, "url": connection.url, **connection.options}

    def _forget_result(self) -> None:
        if self._testing is not None:
            self._testing.cancel()
        self._steps = []
        self.steps.show_picks([])
        self._verdict.clear()
        self._result.hide()

    def _complete(self) -> bool:
        self.model.commit_pending()
        kept = frozenset[str]() if self._moved() else self._stored
        wrong = [
            one
            for one in self.model.authoring.check()
            if one.blocks and not (one.severity is Severity.EMPTY and one.pointer and one.pointer[0] in kept)
        ]
        if wrong:
            self.model.touch_all()
            self.form.go_to(wrong[0].pointer)
        return not wrong
