"""`gatewaydesk gateways`: the connections to data gateways; nothing secret goes through here."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from gatewaydesk.commands._common import add_json_flag, print_line
from gatewaydesk.commands._connections import add_credentials_flag, connection_named, open_store, signed_in
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.gateways import SYSTEMS
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.services.connecting import keep_connection, make_connection

_EXAMPLES = {
    "hdruk": "For instance: --set team_id=7",
    "opendatasoft": "For instance: --set dialect=automation",
    "adobe": "For instance: --set sandbox=dev",
    "qrvey": "For instance: --set api_prefix=/api/v4",
}
HELP = "List, add, test and remove connections to data gateways."


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    below = parser.add_subparsers(dest="action", required=True, metavar="list|add|test|remove")
    add_json_flag(below.add_parser("list", help="the connections set up here"))
    add = below.add_parser("add", help="set up a connection, or change it")
    add.add_argument("name", metavar="NAME", help="what you call it")
    add.add_argument("--system", required=True, choices=sorted(SYSTEMS))
    add.add_argument("--url", required=True, help="the gateway's address, or the name of a preset")
    add.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="what else it needs and is not secret; KEY= empties. hdruk: team_id; opendatasoft: dialect, username; "
        "adobe: client_id, org_id, sandbox, scopes, ims_url; qrvey: user_id, app_id, api_prefix, data_router_url",
    )
    test = below.add_parser("test", help="try the sign-in, step by step")
    test.add_argument("name", metavar="NAME")
    add_credentials_flag(test)
    remove = below.add_parser("remove", help="forget it, with its secrets")
    remove.add_argument("name", metavar="NAME")
    remove.add_argument("--force", action="store_true", help="although submissions to it are open in the outbox")


def run(given: Namespace) -> int:
    """0 when done, 1 when a test's step failed."""
    return {"list": _list, "add": _add, "test": _test, "remove": _remove}[given.action](given)


def _list(given: Namespace) -> int:
    credentials = Credentials()
    with open_store() as store:
        for one in store.connections.all():
            row = {
                "name": one.name,
                "system": one.system,
                "url": one.url,
                "options": dict(one.options),
                "practice": one.practice,
                "signed_in": credentials.has(one),
            }
            if given.json:
                print_line(row)
            else:
                state = "signed in" if row["signed_in"] else "not signed in"
                mark = f", {one.mark.lower()}" if one.mark else ""
                print(f"{one.name:24} {one.system:12} {one.url}  ({state}{mark})")
    return 0


def _add(given: Namespace) -> int:
    options: dict[str, str] = {}
    for pair in given.set:
        key, sign, value = pair.partition("=")
        if not sign:
            # What it is, is not said: it may be an ID that somebody put in the wrong place.
            raise GatewayDeskError("What follows --set is not of the form KEY=VALUE.", _EXAMPLES[given.system])
        options[key] = value
    with open_store() as store:
        name = " ".join(given.name.split())
        before = store.connections.get(name)
        if before is not None and before.system == given.system:
            options = {**before.options, **options}
        connection = make_connection(name, given.system, given.url, options)
        words = keep_connection(store, Credentials(), connection)
        done = "added" if before is None else "changed"
        print(f"{connection.name} → {connection.url} ({done}). {words}".rstrip(), file=sys.stderr)
    return 0


def _test(given: Namespace) -> int:
    with open_store() as store:
        gateway = signed_in(connection_named(store, given.name), given)
    failed = False
    for step in gateway.test_sign_in(CancelToken()):
        mark = {True: "✓", False: "✕", None: "–"}[step.passed]
        print(f"{mark} {step.name}: {step.message}")
        failed = failed or step.passed is False
    return 1 if failed else 0


def _remove(given: Namespace) -> int:
    with open_store() as store:
        connection = connection_named(store, given.name)
        left = store.outbox.belonging_to(connection.name)
        if left and not given.force:
            named = ", ".join(f"“{row.title}” ({row.state})" for row in left[:5])
            more = f" and {len(left) - 5:,} more" if len(left) > 5 else ""
            raise GatewayDeskError(
                f"Without {connection.name} it could not be found out any more what became of {named}{more}.",
                "Resolve them first (gatewaydesk outbox resolve), or give them up (gatewaydesk outbox abandon ID); "
                "--force removes the connection all the same.",
            )
        Credentials().forget(connection)
        store.connections.remove(connection.name)
    return 0
