"""What the commands share that speak to gateways or look into the store: connections with their secrets."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from gatewaydesk.connection import Connection
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.gateways import open_gateway
from gatewaydesk.gateways.base import Gateway
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.services.settings import trust_as_set
from gatewaydesk.store import Store, backup


@contextmanager
def open_store() -> Iterator[Store]:
    """The person's store, closed again at the end; what has written to it makes the backup of the day where it is due.

    So those who only ever use commands have backups as well.
    """
    store = Store.open()
    try:
        trust_as_set(store)
        before = store.database.changes
        try:
            yield store
        finally:
            if store.database.changes > before and not isinstance(sys.exception(), KeyboardInterrupt):
                backup.make_if_due(store.database)
    finally:
        store.close()


def connection_named(store: Store, name: str) -> Connection:
    """A connection by its name.

    Raises:
        GatewayDeskError: there is none of that name.
    """
    connection = store.connections.get(name)
    if connection is None:
        known = ", ".join(f"“{one.name}”" for one in store.connections.all()) or "none yet"
        raise GatewayDeskError(
            f"There is no gateway connection called “{name}” (known: {known}).",
            "Add one with: gatewaydesk gateways add NAME --system hdruk --url URL",
        )
    return connection


def signed_in(connection: Connection) -> Gateway:
    """The connector of a connection, with its secrets from the keyring.

    Raises:
        CredentialsProblem: nothing is stored for it.
    """
    return open_gateway(connection, Credentials().read(connection))
