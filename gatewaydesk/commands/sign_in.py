"""`gatewaydesk sign-in`: puts a connection's secrets into the operating system's keyring."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser, Namespace

from gatewaydesk.commands._connections import connection_named, open_store
from gatewaydesk.errors import CredentialsProblem, GatewayDeskError
from gatewaydesk.gateways import connection_schema
from gatewaydesk.gateways.credentials import Credentials

HELP = "Store a connection's secrets in the keyring; asked without echo, or read as key=value lines."


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments; secrets are never among them."""
    parser.add_argument("name", metavar="NAME", help="the connection's name")


def run(given: Namespace) -> int:
    """0 when the secrets are in the keyring."""
    with open_store() as store:
        connection = connection_named(store, given.name)
    asked = {field.name: field.title for field in connection_schema(connection.system).root.children if field.secret}
    secrets = _ask(asked) if sys.stdin.isatty() else _read(asked)
    credentials = Credentials()
    state = credentials.state()
    if not state.usable:
        raise CredentialsProblem(
            f"{state.words} Nothing was stored.",
            "On the command line IDs can only be kept in a keyring; in the window they can be kept for the session.",
        )
    credentials.store(connection, secrets)
    print(f"The IDs for “{connection.name}” are in the keyring ({state.name}).", file=sys.stderr)
    return 0


def _ask(asked: dict[str, str]) -> dict[str, str]:
    return {name: getpass.getpass(f"{title}: ") for name, title in asked.items()}


def _read(asked: dict[str, str]) -> dict[str, str]:
    secrets: dict[str, str] = {}
    for line in sys.stdin:
        key, sign, value = line.rstrip("\r\n").partition("=")
        if not line.strip():
            continue
        if not sign or key.strip() not in asked:
            raise GatewayDeskError(
                "A line on standard input is not one of: " + ", ".join(f"{name}=…" for name in asked) + ".",
                "Nothing was stored.",
            )
        secrets[key.strip()] = value
    missing = [name for name in asked if not secrets.get(name, "").strip()]
    if missing:
        raise GatewayDeskError(f"Standard input does not say {', '.join(missing)}.", "Nothing was stored.")
    return secrets
