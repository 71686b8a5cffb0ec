"""The form of a gateway connection, drawn from the system's own small schema for one way of signing in."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.gateways import connection_schema, open_gateway, secret_fields
from gatewaydesk.gateways.base import Gateway
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.gateways.ways_in import Way, schema_of, way_of
from gatewaydesk.pointer import ABSENT, Pointer
from gatewaydesk.schema.fields import Field
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.connecting import make_connection, secrets_for
from gatewaydesk.services.signing_in import moved
from gatewaydesk.ui.dialogs.base import tell
from gatewaydesk.ui.dialogs.choices import ChoicesDialog
from gatewaydesk.ui.dialogs.sign_in_head import SignInHead
from gatewaydesk.ui.form.model import FormModel
from gatewaydesk.ui.form.view import FormView
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.validation.problems import Severity


class ConnectionForm(QWidget):
    """What a person types; drawn anew for another system or way, with what was typed before as far as it belongs there.

    Attributes:
        system: the kind of gateway.
        way: the way of signing in.
        model: what is typed.

    Signals:
        system_changed(): another kind of gateway is chosen, and is about to be drawn.
        drawn_anew(): the form is another one.
        changed(): something was typed.
    """

    system_changed = Signal()
    drawn_anew = Signal()
    changed = Signal()

    def __init__(
        self, system: str, before: Connection | None, credentials: Credentials, tasks: Tasks, parent: QWidget
    ) -> None:
        """Args:
        system: the kind to begin with.
        before: the connection that is changed; None where one is added.
        credentials: the keyring.
        tasks: the door to the background.
        parent: the dialog.
        """
        super().__init__(parent)
        self.system, self._before, self._credentials, self._tasks = system, before, credentials, tasks
        self._typed = self._start(before)
        self.way = way_of(system, self._typed)
        self.head = SignInHead(system, self, may_change=before is None)
        self.head.system_chosen.connect(self._take_system)
        self.head.preset_chosen.connect(self._take_preset)
        self.head.way_chosen.connect(self._take_way)
        self.model, self._view = self._draw()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._view)

    # What is typed

    @property
    def value(self) -> dict[str, Any]:
        """What stands in the form, secrets too."""
        value: dict[str, Any] = self.model.authoring.document.value
        return value

    @property
    def given(self) -> set[str]:
        """The names of all that was typed, also for other ways."""
        return set(self._typed)

    @property
    def first_secret(self) -> str:
        """The name of the first secret that is asked for."""
        return next(name for name in self.way.needs if name in secret_fields(self.system))

    def values(self) -> tuple[Connection, dict[str, str]]:
        """The connection and the secrets as typed.

        Raises:
            GatewayDeskError: the name, the address or an option cannot be used.
        """
        value = dict(self.value)
        secrets = {name: str(value.pop(name)) for name in secret_fields(self.system) if value.get(name)}
        name, url = str(value.pop("name", "")), str(value.pop("url", ""))
        options = {key: one for key, one in value.items() if key not in secret_fields(self.system)}
        return make_connection(name, self.system, url, options), secrets

    def usable(self) -> tuple[Connection, dict[str, str]] | None:
        """The same; None where it cannot be used, which is said."""
        try:
            return self.values()
        except Exception as error:
            tell(self.window(), error)
            return None

    def complete(self, stored: Collection[str]) -> bool:
        """Whether all is there and right; else shows what is not.

        Args:
            stored: the names of secrets that need not be typed again, as long as the address stays what it was.
        """
        self.model.commit_pending()
        kept = () if moved(self.system, self._before, self.value) else stored
        wrong = [
            one
            for one in self.model.authoring.check()
            if one.blocks and not (one.severity is Severity.EMPTY and one.pointer and one.pointer[0] in kept)
        ]
        if wrong:
            self.model.touch_all()
            self.go_to(wrong[0].pointer)
        return not wrong

    def go_to(self, pointer: Pointer) -> None:
        """Goes to a field."""
        self._view.go_to(pointer)

    # What is drawn

    def draw_for(self, way: Way) -> None:
        """Draws the form for another way of signing in."""
        self.way = way
        self._draw_anew()

    def _draw(self) -> tuple[FormModel, FormView]:
        schema = schema_of(self.system, self.way)
        names = {field.name for field in schema.root.children}
        value = {name: one for name, one in self._typed.items() if name in names}
        model = FormModel(Authoring(schema, value, advises=False), self._tasks, self, folds={})
        model.choose = self._choose
        model.changed.connect(lambda _: self._follow())
        view = FormView(model)
        view.column.insertWidget(0, self.head)
        self.head.mark_way(self.way)
        self.head.mark_address(str(value.get("url", "")).rstrip("/"))
        return model, view

    def _draw_anew(self) -> None:
        old, former = self.model, self._view
        former.column.removeWidget(self.head)
        self.model, self._view = self._draw()
        layout = self.layout()
        assert layout is not None
        layout.replaceWidget(former, self._view)
        old.close()
        former.hide()
        former.deleteLater()
        old.deleteLater()
        self.drawn_anew.emit()

    def _remember(self) -> None:
        """Keeps what was typed, so that it is there again when the form is drawn anew."""
        self.model.commit_pending()
        drawn = {field.name for field in self.model.authoring.root.children}
        rest = {name: one for name, one in self._typed.items() if name not in drawn}
        self._typed = {**rest, **self.value}

    def _start(self, connection: Connection | None) -> dict[str, Any]:
        fields = connection_schema(self.system).root.children
        usual = {field.name: field.default for field in fields if field.default is not ABSENT}
        if connection is None:
            return usual
        decided = {field.name: usual[field.name] for field in fields if field.choices and field.name in usual}
        return {**decided, "name": connection.name, "url": connection.url, **connection.options}

    def _take_system(self, system: str) -> None:
        self._remember()
        self.system = system
        self._typed = {**self._start(None), **({"name": self._typed["name"]} if "name" in self._typed else {})}
        self.system_changed.emit()
        self.draw_for(way_of(system, ()))
        self.head.systems.setFocus()

    def _take_way(self, way: Way) -> None:
        if way != self.way:
            self._remember()
            self.draw_for(way)
            self.go_to((next(name for name in way.needs),))

    def _take_preset(self, url: str) -> None:
        authoring = self.model.authoring
        field = authoring.field_at(("url",))
        if field is not None:
            authoring.set_value(("url",), field, url or ABSENT)
        if not url:
            self.go_to(("url",))

    def _follow(self) -> None:
        self.head.mark_address(str(self.value.get("url", "")).rstrip("/"))
        self.changed.emit()

    def _choose(self, pointer: Pointer, field: Field) -> None:
        """Opens the gateway's list of what can stand in a field, with what has been typed so far."""
        self.model.commit_pending()
        usable = self.usable()
        if usable is None:
            return
        connection, typed = usable

        def open_it(where: Connection) -> Gateway:
            return open_gateway(where, secrets_for(self._credentials, self._before, where, typed))

        tasks, window = self._tasks, self.window()
        ChoicesDialog(self.model, pointer, field, [connection], open_it, tasks, lambda *_: {}, window).open()
