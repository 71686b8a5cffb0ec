"""What the commands share that speak to gateways or look into the store: connections with their secrets."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from gatewaydesk.connection import Connection
from gatewaydesk.errors import CredentialsProblem, GatewayDeskError
from gatewaydesk.gateways import open_gateway, secret_fields
from gatewaydesk.gateways.base import Gateway
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.gateways.ways_in import lacking, way_of, ways_in
from gatewaydesk.services import withdrawals
from gatewaydesk.services.settings import trust_as_set
from gatewaydesk.store import Store, backup

WITHOUT_KEYRING = (
    "Without a keyring, most commands take the IDs on standard input, for that one time: --credentials-from-stdin."
)


@contextmanager
def open_store() -> Iterator[Store]:
    """The person's store, closed again at the end; what has written to it makes the backup of the day where it is due.

    So those who only ever use commands have backups as well.
    """
    store = Store.open()
    try:
        trust_as_set(store)
        withdrawals.remember_in(store)
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
            "Add one with: gatewaydesk gateways add NAME --system SYSTEM --url URL",
        )
    return connection


def add_credentials_flag(parser: ArgumentParser) -> None:
    """Declares the flag by which a command works without a keyring; see `signed_in`."""
    parser.add_argument(
        "--credentials-from-stdin",
        action="store_true",
        help="read the connection's secrets for this command only, as key=value lines on standard input (hdruk: "
        "application_id=…, client_id=…; opendatasoft: api_key=… or password=…; adobe: client_secret=… or "
        "access_token=…; qrvey: api_key=… or access_token=…); nothing is stored. For where there is no keyring",
    )


def add_only_flag(parser: ArgumentParser) -> None:
    """Declares the flag by which a command does what there is to do at one gateway only; see `only_one`."""
    parser.add_argument("--to", default="", metavar="NAME", help="only what is for this gateway connection")
    add_credentials_flag(parser)


def only_one(store: Store, given: Namespace) -> str:
    """The name of the one connection that was named, or "" for all.

    Raises:
        GatewayDeskError: there is none of that name; or secrets come on standard input, and nobody said whose.
    """
    if given.credentials_from_stdin and not given.to:
        raise GatewayDeskError("Nothing says whose secrets these are.", "Name the connection as well: --to NAME")
    return connection_named(store, given.to).name if given.to else ""


def signed_in(connection: Connection, given: Namespace | None = None) -> Gateway:
    """The connector of a connection, with its secrets from the keyring.

    Args:
        connection: the connection.
        given: the command's arguments; with `--credentials-from-stdin` the secrets are read from there instead.

    Raises:
        CredentialsProblem: nothing is stored for it.
        GatewayDeskError: standard input does not say them.
    """
    credentials = Credentials()
    if given is not None and given.credentials_from_stdin:
        credentials.store(connection, read_secrets(connection), session_only=True)
    try:
        return open_gateway(connection, credentials.read(connection))
    except CredentialsProblem as problem:
        if given is None or credentials.state().usable:
            raise
        raise CredentialsProblem(problem.what, f"{problem.todo} {WITHOUT_KEYRING}") from problem


def read_secrets(connection: Connection) -> dict[str, str]:
    """A connection's secrets, as `key=value` lines on standard input; empty ones are left out.

    Raises:
        GatewayDeskError: a line is something else, or one that is needed is missing. What a line says is not told.
    """
    known, secrets = secret_fields(connection.system), dict[str, str]()
    for line in sys.stdin:
        key, sign, value = line.rstrip("\r\n").partition("=")
        if not line.strip():
            continue
        if not sign or key.strip() not in known:
            raise GatewayDeskError(
                "A line on standard input is not one of: " + ", ".join(f"{name}=…" for name in known) + ".",
                "Nothing was stored.",
            )
        secrets[key.strip()] = value
    given = {name: value for name, value in secrets.items() if value.strip()}
    if lacking(connection, given):
        raise GatewayDeskError(f"Standard input does not say {_missing(connection, given)}.", "Nothing was stored.")
    return given


def _missing(connection: Connection, given: Collection[str]) -> str:
    """What is missing by the names that lines begin with; of several ways the one that was begun, else each."""
    there = {*given, *connection.options}
    ways = ways_in(connection.system)
    begun = way_of(connection.system, there)
    ways = ways if not there & set(begun.needs) else (begun,)
    each = (", ".join(name for name in way.needs if name not in there) for way in ways)
    secrets = secret_fields(connection.system)
    kept = {name for way in ways for name in way.needs if name not in secrets} - there
    told = " or ".join(each)
    return f"{told} ({', '.join(kept)} is a setting: gatewaydesk gateways add … --set)" if kept else told
