"""The window's connections to gateways: which of them datasets go to, adding one, signing in and out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.gateways import secret_fields
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.gateways.hdruk_escaping import escapes
from gatewaydesk.gateways.ways_in import in_sentence
from gatewaydesk.store import Store
from gatewaydesk.ui.dialogs.base import ask, tell
from gatewaydesk.ui.tasks import Tasks

if TYPE_CHECKING:
    from gatewaydesk.ui.dialogs.sign_in import SignInDialog

CHOSEN = "gateway"  # the setting that remembers where datasets go


class Connecting(QObject):
    """Knows the connections, and the one that is chosen.

    Attributes:
        connections: all of them, in the order in which they are listed.
        chosen: the name of the one where datasets go, or "".

    Signals:
        changed(): one was added, changed, removed, signed in to or out of, or another is chosen.
        signed_in(): what waited for that may go on.
        said(str, str): a notice for the person, and its tone.
    """

    changed = Signal()
    signed_in = Signal()
    said = Signal(str, str)

    def __init__(self, store: Store, credentials: Credentials, tasks: Tasks, window: QWidget) -> None:
        super().__init__(window)
        self._store, self._credentials, self._tasks, self._window = store, credentials, tasks, window
        self.connections: list[Connection] = []
        self.chosen = str(store.settings.get(CHOSEN, ""))
        self._remembering = False
        self.refresh()

    def refresh(self) -> None:
        """Reads the connections again."""
        self.connections = self._store.connections.all()
        names = [one.name for one in self.connections]
        self.chosen = self.chosen if self.chosen in names else (names[0] if names else "")

    def choose(self, name: str) -> None:
        """Datasets go there from now on."""
        self.chosen = name
        self.refresh()
        self.changed.emit()
        self._remember()

    def _remember(self) -> None:
        """Keeps the choice for the next start; one write at a time, so that the last choice is the one that is kept."""
        if self._remembering:
            return
        self._remembering, wanted = True, self.chosen

        def over(_: object) -> None:
            self._remembering = False
            if self.chosen != wanted:
                self._remember()

        self._tasks.run(lambda _: self._store.settings.set(CHOSEN, wanted), over, over, self)

    @property
    def current(self) -> Connection | None:
        """Where datasets go."""
        return next((one for one in self.connections if one.name == self.chosen), None)

    @property
    def escaping(self) -> bool:
        """Whether texts are changed on their way there."""
        return self.current is not None and escapes(self.current)

    # Signing in and out

    def ask_sign_in(
        self,
        connection: Connection | None,
        then: Callable[[], object] | None = None,
        parent: QWidget | None = None,
        setting: str = "",
    ) -> SignInDialog:
        """Opens the sign-in dialog; None adds a connection.

        Args:
            connection: the one to change, or to sign in to.
            then: called when it was kept.
            parent: the sheet from which it is opened.
            setting: the setting to begin at, by its name.
        """
        from gatewaydesk.ui.dialogs.sign_in import SignInDialog  # brings the HTTP library with it

        over = parent or self._window
        dialog = SignInDialog(self._store, self._credentials, self._tasks, connection, over, setting=setting)

        def kept(made: Connection, where: str) -> None:
            self.choose(made.name)
            self.signed_in.emit()
            if where == "session":
                self.said.emit(
                    f"Signed in to {made.name} for this session only: next time you are asked again.", "warning"
                )
            elif where:
                what = "the IDs are" if made.system == "hdruk" else "what you entered is"
                self.said.emit(f"Signed in to {made.name}: {what} in this computer's keyring.", "done")
            if then is not None:
                then()

        dialog.kept.connect(kept)
        dialog.open()
        return dialog

    def sign_out(self, connection: Connection) -> None:
        """Removes what signs in to a connection, after asking."""
        if not ask(
            self._window,
            f"Sign out of “{connection.name}”?",
            _of_signing_out(connection),
            "Sign out",
            name="sign-out",
        ):
            return
        self._tasks.run(
            lambda _: self._credentials.forget(connection),
            lambda _: self._changed(f"Signed out of {connection.name}."),
            self._failed,
            self,
        )

    def remove(self, connection: Connection) -> None:
        """Removes a connection with what signs in to it, after asking."""
        left = ", ".join(f"“{row.title}”" for row in self._store.outbox.belonging_to(connection.name)[:5])
        lost = f" It cannot be found out any more what became of {left}: resolve that first." if left else ""
        if not ask(
            self._window,
            f"Remove the gateway “{connection.name}”?",
            f"Its address and what signs in to it are removed from this computer. Drafts and history "
            f"stay as they are.{lost}",
            "Remove",
            name="remove",
        ):
            return

        def work(_: CancelToken) -> None:
            self._credentials.forget(connection)
            self._store.connections.remove(connection.name)

        self._tasks.run(work, lambda _: self._changed(f"Removed {connection.name}."), self._failed, self)

    def _changed(self, words: str, tone: str = "info") -> None:
        self.refresh()
        self.changed.emit()
        self.said.emit(words, tone)

    def connection_kept(self, connection: Connection) -> None:
        """A sheet has put the team ID into a connection."""
        self._changed(f"The team ID is in the connection {connection.name} now.", "done")

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, GatewayDeskError):
            self.said.emit(str(error), "warning")
        else:
            tell(self._window, error)


def _of_signing_out(connection: Connection) -> str:
    """What signing out takes away, by the names that the system has for it."""
    if connection.system == "hdruk":
        return "Its application ID and client ID are removed from this computer. You need them again to sign in."
    *some, last = (in_sentence(title) for title in secret_fields(connection.system).values())
    named = f"{', '.join(some)} or {last}" if some else last
    return f"Its {named} is removed from this computer. You need it again to sign in."
