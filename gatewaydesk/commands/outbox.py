"""`gatewaydesk outbox`: what was sent, or is to be sent, and has no receipt yet."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from gatewaydesk.commands._common import add_json_flag, print_line
from gatewaydesk.commands._connections import add_only_flag, connection_named, only_one, open_store, signed_in
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.gateways.base import CancelToken, Gateway
from gatewaydesk.services import evidence
from gatewaydesk.services.outgoing import go_through
from gatewaydesk.services.resolving import resolve, twice
from gatewaydesk.store import OutboxRow

HELP = "List what has no receipt yet, send what is queued, and ask the gateways what became of the rest."
_SHOWN = ("id", "draft", "gateway", "state", "title", "pid", "since", "queued", "not_before", "tries", "note")


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    below = parser.add_subparsers(dest="action", required=True, metavar="list|send|resolve|take-out|abandon")
    listing = below.add_parser("list", help="the outbox, newest first")
    listing.add_argument("--all", action="store_true", help="with what is sent or refused")
    add_json_flag(listing)
    add_only_flag(below.add_parser("send", help="send what is queued, and ask about unknown outcomes, once and now"))
    add_only_flag(below.add_parser("resolve", help="ask the gateways about every unknown outcome"))
    for name, words in (
        ("take-out", "end what only waits; nothing of it was sent"),
        ("abandon", "give a submission up by hand; the gateway is not asked"),
    ):
        below.add_parser(name, help=words).add_argument("id", metavar="ID")


def run(given: Namespace) -> int:
    """0 when nothing is left to be sent or unknown, 1 when something is."""
    return {"list": _list, "send": _send, "resolve": _resolve, "take-out": _take_out, "abandon": _abandon}[
        given.action
    ](given)


def _take_out(given: Namespace) -> int:
    with open_store() as store:
        store.outbox.take_out(given.id)
        row = store.outbox.get(given.id)
    print(f"{row.title}: taken out; nothing was sent to {row.gateway}.", file=sys.stderr)
    return 0


def _abandon(given: Namespace) -> int:
    with open_store() as store:
        store.outbox.abandon(given.id)
        row = store.outbox.get(given.id)
    print(f"{row.title}: given up; {row.gateway} may have it all the same.", file=sys.stderr)
    return 0


def _list(given: Namespace) -> int:
    with open_store() as store:
        for row in store.outbox.rows(open_only=not given.all):
            if given.json:
                print_line({name: getattr(row, name) for name in _SHOWN} | {"evidence": evidence.told(row)})
            else:
                print(f"{row.id}  {row.since}  {_state(row):8} {row.gateway:20} {row.title}")
    return 0


def _state(row: OutboxRow) -> str:
    return "queued" if row.queued and row.state == "waiting" else row.state


def _send(given: Namespace) -> int:
    with open_store() as store:
        only = only_one(store, given)
        store.outbox.queue.hurry()
        passed = go_through(
            store,
            lambda connection: signed_in(connection, given),
            CancelToken(),
            lambda words: print(words, file=sys.stderr),
            only=only,
        )
        for receipt in passed.sent:
            print(f"{receipt.title}: dataset {receipt.dataset_id} on {receipt.gateway}.", file=sys.stderr)
        for row, error in passed.refused:
            print(f"{row.title}: {error}", file=sys.stderr)
        for row in passed.lost:
            print(f"{row.title}: it did not arrive at {row.gateway}; it can be submitted again.", file=sys.stderr)
        for words in passed.twice:
            print(words, file=sys.stderr)
        for name, error in passed.waiting.items():
            print(f"{name}: {error}", file=sys.stderr)
        left = [
            row
            for row in store.outbox.rows(open_only=True)
            if (row.queued or row.state == "unknown") and only in ("", row.gateway)
        ]
        for row in left:
            print(_left(row), file=sys.stderr)
    return 1 if left or passed.refused else 0


def _left(row: OutboxRow) -> str:
    """What a row waits for, and until when."""
    now = datetime.now(UTC)
    until = datetime.fromisoformat(row.not_before) if row.not_before else now
    what = "it waits" if row.state == "waiting" else "it is not known whether it arrived"
    if until <= now:
        return f"{row.title}: {what}; it is tried again with the next: gatewaydesk outbox send"
    asked = f", because {row.gateway} asked to be left alone" if row.held else ""
    return f"{row.title}: {what}; it is tried again from {_moment(until)} on{asked}."


def _moment(when: datetime) -> str:
    local = when.astimezone()
    return f"{local.day} {local:%B %Y, %H:%M:%S}"


def _resolve(given: Namespace) -> int:
    left = 0
    with open_store() as store:
        only = only_one(store, given)
        reached: dict[str, Gateway] = {}  # standard input is read once
        for row in store.outbox.rows(open_only=True):
            if row.state != "unknown" or only not in ("", row.gateway):
                continue
            try:
                if row.gateway not in reached:
                    reached[row.gateway] = signed_in(connection_named(store, row.gateway), given)
                receipt = resolve(store, reached[row.gateway], row.id, CancelToken())
            except GatewayDeskError as error:
                print(f"{row.title}: {error}", file=sys.stderr)
                left += 1
                continue
            finally:
                for sentence in evidence.told(store.outbox.get(row.id)):
                    print(f"  {sentence}", file=sys.stderr)
            if receipt is not None:
                print(f"{row.title}: it arrived, as dataset {receipt.dataset_id}.", file=sys.stderr)
                told = twice(store, receipt)
                if told:
                    print(told, file=sys.stderr)
                continue
            now = store.outbox.get(row.id)
            left += now.state == "unknown"
            words = {
                "unknown": "still unknown.",
                "waiting": "it did not arrive; it is queued and goes by itself.",
            }.get(now.state, "it did not arrive; it can be sent again.")
            print(f"{row.title}: {words}", file=sys.stderr)
    return 1 if left else 0
