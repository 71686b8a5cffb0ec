"""`gatewaydesk sign-out`: removes a connection's secrets from the keyring."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from gatewaydesk.commands._connections import connection_named, open_store
from gatewaydesk.gateways.credentials import Credentials

HELP = "Remove a connection's secrets from the keyring."


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    parser.add_argument("name", metavar="NAME", help="the connection's name")


def run(given: Namespace) -> int:
    """0 when nothing is kept for it any more."""
    with open_store() as store:
        connection = connection_named(store, given.name)
    Credentials().forget(connection)
    print(f"Nothing is kept for “{connection.name}” any more.", file=sys.stderr)
    return 0
