"""`gatewaydesk remote`: what a gateway holds of the team's datasets."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Mapping

from gatewaydesk.commands._common import add_json_flag, print_line, visible
from gatewaydesk.commands._connections import add_credentials_flag, connection_named, open_store, signed_in
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.services.remote import Linked, link

HELP = "List the team's datasets on a gateway, and what there is of each on this computer."
_STATUSES = ("active", "draft", "archived")  # those that are always counted
_FURTHER = ("processing", "failed", "unknown")


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    parser.add_argument("name", metavar="NAME", help="the gateway connection")
    parser.add_argument("--status", choices=(*_STATUSES, *_FURTHER), help="only those of this status")
    parser.add_argument("--search", default="", metavar="TEXT", help="only those that have this in title or ID")
    add_credentials_flag(parser)
    add_json_flag(parser)


def run(given: Namespace) -> int:
    """0 when done."""
    with open_store() as store:
        connection = connection_named(store, given.name)
        gateway, cancel = signed_in(connection, given), CancelToken()
        counted = gateway.count_by_status(cancel)
        rows = link(store, connection.name, gateway.list_datasets(cancel))
    for row in _in_order(rows):
        if _is_wanted(row, given):
            if given.json:
                print_line(_members(row))
            else:
                remote = row.remote
                status, changed = remote.status, remote.changed[:19].replace("T", " ")
                print(visible(f"{remote.dataset_id:>8}  {status:8}  {changed:19}  {remote.title}  ({row.words})"))
    print(_summary(connection.name, rows, counted), file=sys.stderr)
    return 0


def _in_order(rows: list[Linked]) -> list[Linked]:
    """By status, as they are counted; of one status, the one that was changed last first."""
    ranks = {status: at for at, status in enumerate(_STATUSES)}
    newest = sorted(rows, key=lambda row: row.remote.changed, reverse=True)
    return sorted(newest, key=lambda row: (ranks.get(row.remote.status, len(ranks)), row.remote.status))


def _is_wanted(row: Linked, given: Namespace) -> bool:
    sought = f"{row.remote.title}\n{row.remote.dataset_id}\n{row.remote.pid}".casefold()
    return given.status in (None, row.remote.status) and given.search.casefold() in sought


def _members(row: Linked) -> Mapping[str, object]:
    remote = row.remote
    return {
        "dataset_id": remote.dataset_id,
        "pid": remote.pid,
        "title": remote.title,
        "status": remote.status,
        "native_status": remote.native_status,
        "changed": remote.changed,
        "origin": remote.origin,
        "draft": row.draft.id if row.draft is not None else "",
        "sent_at": row.receipt.sent_at if row.receipt is not None else "",
        "words": row.words,
        "web_url": str(remote.extra.get("web_url") or ""),
    }


def _summary(name: str, rows: list[Linked], counted: Mapping[str, int]) -> str:
    shown = Counter(row.remote.status for row in rows)
    statuses = (*_STATUSES, *sorted(shown.keys() - set(_STATUSES)))
    parts = ", ".join(f"{shown[one]:,} {one.replace('_', ' ')}" for one in statuses)
    said = f"{name}: {len(rows):,} {'dataset' if len(rows) == 1 else 'datasets'} ({parts})."
    hidden = sum(counted.values()) - len(rows)
    if hidden > 0:
        said += f" It counts {hidden:,} more that it does not show: their metadata may be damaged there."
    return said
