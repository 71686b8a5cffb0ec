"""Where a sheet is about to send something: the gateway that is chosen, looked at before anything is sent."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from gatewaydesk.connection import Connection
from gatewaydesk.errors import CredentialsProblem
from gatewaydesk.gateways import open_gateway
from gatewaydesk.gateways.base import CancelToken, Gateway
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.store import Store
from gatewaydesk.ui.dialogs.submit_where import WherePart
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.ui.wording import sentence

Look = Callable[[Gateway], object]


class Destination(QObject):
    """Looks ahead at one gateway in the background; of several that were chosen in a row, only the last one counts.

    Attributes:
        connection: the one that is chosen, or None.

    Signals:
        chosen(): another one is; nothing is known of it yet.
        found(object): what looking ahead has found.
        failed(): nothing can be sent there now, and the part that it was chosen in says why.
    """

    chosen = Signal()
    found = Signal(object)
    failed = Signal()

    def __init__(
        self, where: WherePart, store: Store, credentials: Credentials, tasks: Tasks, looking: Callable[[], Look]
    ) -> None:
        """Args:
        where: the part of the sheet in which it is chosen.
        store: where the connections are.
        credentials: what signs in to them.
        tasks: the door to the background.
        looking: called on the main thread; what it returns looks ahead, in the background.
        """
        super().__init__(where)
        self._where, self._store, self._credentials, self._tasks = where, store, credentials, tasks
        self._looking = looking
        self.connection: Connection | None = None
        self._asked = 0

    @property
    def name(self) -> str:
        """The name of the one that is chosen, or ""."""
        return self.connection.name if self.connection is not None else ""

    def look(self) -> None:
        """Looks at the one that is chosen now."""
        name = self._where.gateways.current_key
        connection = next((one for one in self._where.connections if one.name == name), None)
        self.connection = connection
        self._where.ask_of(connection)
        self.chosen.emit()
        if connection is None:
            return
        self._asked += 1
        mine, look = self._asked, self._looking()

        def work(_: CancelToken) -> object:
            return look(open_gateway(connection, self._credentials.read(connection)))

        self._tasks.run(
            work,
            lambda found: self.found.emit(found) if mine == self._asked else None,
            lambda error: self._cannot(error) if mine == self._asked else None,
            self,
        )

    def look_again(self, changed: Connection | None = None) -> None:
        """Reads the connections again, after signing in or when one was `changed`, and looks at the one that counts."""
        chosen = changed.name if changed is not None else self._where.gateways.current_key or ""
        self._where.show_connections(self._store.connections.all(), chosen)
        self.look()

    def _cannot(self, error: BaseException) -> None:
        what, todo = sentence(error)
        self._where.say(f"{what} {todo}".strip(), signed_out=isinstance(error, CredentialsProblem))
        self.failed.emit()
