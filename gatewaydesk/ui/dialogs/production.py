"""The question before the first thing that is sent to a production sandbox: once for each, until the window closes."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from PySide6.QtWidgets import QWidget

from gatewaydesk.connection import Connection
from gatewaydesk.store import Store
from gatewaydesk.ui.dialogs.base import ask

_sure: WeakKeyDictionary[Store, set[str]] = WeakKeyDictionary()  # the places that were said yes to


def sure_of_production(parent: QWidget, connection: Connection, store: Store, yes: str) -> bool:
    """Whether something may be sent: always but to a production sandbox, of which a person has to be sure once.

    Args:
        parent: the sheet that sends.
        connection: where it sends.
        store: whose session it is; it forgets when that is closed.
        yes: what the button says that sends.
    """
    known = _sure.setdefault(store, set())
    if not connection.production or connection.place in known:
        return True
    practice = " Here it is a practice gateway's: nothing leaves this computer." if connection.practice else ""
    if not ask(
        parent,
        f"“{connection.name}” leads to the production sandbox “{connection.sandbox}”. Go on?",
        "What is created or sent there is real, and others work with it. You are asked once, until Gateway Desk is "
        f"closed.{practice}",
        yes,
        name="production",
    ):
        return False
    known.add(connection.place)
    return True
