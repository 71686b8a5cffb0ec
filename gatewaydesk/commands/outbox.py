"""`gatewaydesk outbox`: what was sent, or is to be sent, and has no receipt yet."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from gatewaydesk.commands._common import add_json_flag, print_line
from gatewaydesk.commands._connections import connection_named, open_store, signed_in
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.services.submission import resolve

HELP = "List what has no receipt yet, and ask the gateways what became of it."


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    below = parser.add_subparsers(dest="action", required=True, metavar="list|resolve|abandon")
    listing = below.add_parser("list", help="the outbox, newest first")
    listing.add_argument("--all", action="store_true", help="with what is sent or refused")
    add_json_flag(listing)
    below.add_parser("resolve", help="ask the gateways about every unknown outcome")
    abandon = below.add_parser("abandon", help="give a submission up by hand; the gateway is not asked")
    abandon.add_argument("id", metavar="ID")


def run(given: Namespace) -> int:
    """0 when nothing is left unknown, 1 when something is."""
    return {"list": _list, "resolve": _resolve, "abandon": _abandon}[given.action](given)


def _abandon(given: Namespace) -> int:
    with open_store() as store:
        store.outbox.abandon(given.id)
        row = store.outbox.get(given.id)
    print(f"{row.title}: given up; {row.gateway} may have it all the same.", file=sys.stderr)
    return 0


def _list(given: Namespace) -> int:
    with open_store() as store:
        for row in store.outbox.rows(open_only=not given.all):
            shown = {name: getattr(row, name) for name in ("id", "draft", "gateway", "state", "title", "pid", "since")}
            if given.json:
                print_line(shown)
            else:
                print(f"{row.id}  {row.since}  {row.state:8} {row.gateway:20} {row.title}")
    return 0


def _resolve(given: Namespace) -> int:
    left = 0
    with open_store() as store:
        for row in store.outbox.rows(open_only=True):
            if row.state != "unknown":
                continue
            try:
                receipt = resolve(store, signed_in(connection_named(store, row.gateway)), row.id, CancelToken())
            except GatewayDeskError as error:
                print(f"{row.title}: {error}", file=sys.stderr)
                left += 1
                continue
            if receipt is not None:
                print(f"{row.title}: it arrived, as dataset {receipt.dataset_id}.", file=sys.stderr)
                continue
            still = [one for one in store.outbox.rows(open_only=True) if one.id == row.id and one.state == "unknown"]
            left += len(still)
            words = "still unknown." if still else "it did not arrive; it can be sent again."
            print(f"{row.title}: {words}", file=sys.stderr)
    return 1 if left else 0
