"""`gatewaydesk sign-in`: puts a connection's secrets into the operating system's keyring."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser, Namespace

from gatewaydesk.commands._connections import WITHOUT_KEYRING, connection_named, open_store, read_secrets
from gatewaydesk.errors import CredentialsProblem
from gatewaydesk.gateways import required_secrets, secret_fields
from gatewaydesk.gateways.credentials import Credentials

HELP = "Store a connection's secrets in the keyring; asked without echo, or read as key=value lines."


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments; secrets are never among them."""
    parser.add_argument("name", metavar="NAME", help="the connection's name")


def run(given: Namespace) -> int:
    """0 when the secrets are in the keyring."""
    with open_store() as store:
        connection = connection_named(store, given.name)
    secrets = _ask(connection.system) if sys.stdin.isatty() else read_secrets(connection.system)
    credentials = Credentials()
    state = credentials.state()
    if not state.usable:
        raise CredentialsProblem(
            f"{state.words} Nothing was stored.",
            f"In the window they can be kept for the session. {WITHOUT_KEYRING}",
        )
    credentials.store(connection, secrets)
    print(f"The IDs for “{connection.name}” are in the keyring ({state.name}).", file=sys.stderr)
    return 0


def _ask(system: str) -> dict[str, str]:
    given = {name: getpass.getpass(f"{title}: ") for name, title in secret_fields(system).items()}
    needed = required_secrets(system)
    return {name: text for name, text in given.items() if text.strip() or name in needed}
