"""`gatewaydesk sign-in`: puts a connection's secrets into the operating system's keyring."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser, Namespace

from gatewaydesk.commands._connections import WITHOUT_KEYRING, connection_named, open_store, read_secrets
from gatewaydesk.connection import Connection
from gatewaydesk.errors import CredentialsProblem
from gatewaydesk.gateways import secret_fields
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.gateways.ways_in import in_sentence, memory_only, secrets_are, ways_in

HELP = "Store a connection's secrets in the keyring; asked without echo, or read as key=value lines."


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments; secrets are never among them."""
    parser.add_argument("name", metavar="NAME", help="the connection's name")


def run(given: Namespace) -> int:
    """0 when the secrets are in the keyring."""
    with open_store() as store:
        connection = connection_named(store, given.name)
    secrets = _ask(connection) if sys.stdin.isatty() else read_secrets(connection)
    passing = memory_only(connection.system).intersection(secrets)
    if passing:
        titles = " and ".join(in_sentence(secret_fields(connection.system)[name]) for name in sorted(passing))
        raise CredentialsProblem(
            f"The {titles} of “{connection.name}” is kept in memory only, so it would be gone when this command ends.",
            "Give it to each command that needs it, with --credentials-from-stdin; or sign in with it in the window.",
        )
    credentials = Credentials()
    state = credentials.state(secrets_are(connection.system))
    if not state.usable:
        raise CredentialsProblem(
            f"{state.words} Nothing was stored.",
            f"In the window you can sign in for the session. {WITHOUT_KEYRING}",
        )
    credentials.store(connection, secrets)
    called = secrets_are(connection.system, secrets)
    of, verb = called.rsplit(" ", 1)
    print(f"{of[:1].upper()}{of[1:]} for “{connection.name}” {verb} in the keyring ({state.name}).", file=sys.stderr)
    return 0


def _ask(connection: Connection) -> dict[str, str]:
    """Asks for each, and leaves out those that were left empty; whether the rest is enough, the keyring's door says."""
    given = {name: getpass.getpass(f"{title}: ") for name, title in secret_fields(connection.system).items()}
    several = len(ways_in(connection.system)) > 1
    return {name: text for name, text in given.items() if text.strip() or not several}
