"""`gatewaydesk choices`: a list that a gateway keeps and metadata refers to: its schemas, connections, themes."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from itertools import islice
from pathlib import Path

from gatewaydesk.commands._common import add_json_flag, print_line, value_of, visible
from gatewaydesk.commands._connections import add_credentials_flag, connection_named, open_store, signed_in
from gatewaydesk.gateways.base import CancelToken

HELP = "List what a gateway offers to choose from, for a field of its metadata."
_MOST = 1000


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    parser.add_argument("name", metavar="NAME", help="the gateway connection")
    parser.add_argument("kind", metavar="KIND", help="which list; a field's schema names it as “x-choices”")
    parser.add_argument("--search", default="", metavar="TEXT", help="only those that have this in them")
    parser.add_argument("--for", dest="file", type=Path, metavar="FILE", help="the metadata that it is chosen for")
    add_credentials_flag(parser)
    add_json_flag(parser)


def run(given: Namespace) -> int:
    """0 when done."""
    value = value_of(given.file, large=False) if given.file else {}
    with open_store() as store:
        gateway = signed_in(connection_named(store, given.name), given)
        found = gateway.choices(given.kind, given.search, value if isinstance(value, dict) else {}, CancelToken())
        rows = list(islice(found, _MOST + 1))
    for one in rows[:_MOST]:
        if given.json:
            print_line({"value": one.value, "label": one.label, "detail": one.detail, "fills": dict(one.fills)})
        else:
            print(visible(f"{one.value}  {one.label}{f'  ({one.detail})' if one.detail else ''}"))
    if len(rows) > _MOST:
        print(f"There are more than {_MOST:,}; --search finds among them.", file=sys.stderr)
    return 0
