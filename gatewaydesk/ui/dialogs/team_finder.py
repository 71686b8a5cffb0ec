"""The offer to find a connection's team ID, which opens the better route, and to keep it in the connection."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.services import routes
from gatewaydesk.store import Store
from gatewaydesk.ui import theme
from gatewaydesk.ui.dialogs.base import rich_row
from gatewaydesk.ui.form import look
from gatewaydesk.ui.panels.page import quiet_button
from gatewaydesk.ui.panels.waiting import Waiting
from gatewaydesk.ui.tasks import Tasks


class TeamFinder(QWidget):
    """Hidden unless the connection lacks a team ID: `<name>.find-team`, `<name>.keep-team`, `<name>.enter-team`.

    Signals:
        kept(object): the connection, with its team ID.
        settings_wanted(object, str): the connection whose setting should be typed, and which one.
    """

    kept = Signal(object)
    settings_wanted = Signal(object, str)

    def __init__(
        self, name: str, store: Store, credentials: Credentials, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._credentials = store, credentials
        self._connection: Connection | None = None
        self._found: Connection | None = None
        self.words = look.Text(parent=self)
        self.words.setObjectName(f"{name}.team")
        self.find_button = quiet_button("Find the team ID", self._find, f"{name}.find-team")
        self.find_button.setToolTip(
            "Reads it from the list of your team's datasets on the gateway; nothing is changed there"
        )
        self.keep_button = quiet_button("Keep it in the connection", self._keep, f"{name}.keep-team")
        self.enter_button = quiet_button("Enter it…", self._enter, f"{name}.enter-team")
        for button in (self.find_button, self.keep_button, self.enter_button):
            button.setAutoDefault(False)
        self.waiting = Waiting(f"{name}.finding", tasks, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE)
        column.addWidget(self.words)
        column.addWidget(self.waiting)
        column.addLayout(rich_row(self.find_button, self.keep_button, self.enter_button, None))
        self.hide()

    def look(self, connection: Connection | None) -> None:
        """Looks at a connection, and offers what it lacks."""
        if self.waiting.busy:
            self.waiting.stop()
        self._connection, self._found = connection, None
        self.waiting.say("")
        self.words.hide()
        self.keep_button.hide()
        self.find_button.show()
        self.setVisible(connection is not None and routes.lacks_team(connection))

    def _find(self) -> None:
        connection = self._connection
        if connection is not None:
            self.waiting.run(
                f"Looking at the list of {connection.name}…",
                lambda cancel: routes.find_team(connection, self._credentials, cancel),
                self._show,
            )

    def _show(self, found: Connection) -> None:
        if self._connection is None or found.name != self._connection.name:  # another was chosen meanwhile
            return
        self._found = found
        self.words.setText(f"Your team's ID is {found.options[routes.TEAM]}, and its own routes take your sign-in.")
        self.words.show()
        self.find_button.hide()
        self.keep_button.show()
        self.keep_button.setFocus()

    def _keep(self) -> None:
        found = self._found
        if found is not None:
            self.waiting.run(
                "Keeping it…", lambda _: routes.keep_team(self._store, self._credentials, found), self.kept.emit
            )

    def _enter(self) -> None:
        self.settings_wanted.emit(self._connection, routes.TEAM)
