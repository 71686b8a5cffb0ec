"""`gatewaydesk history`: the receipts of what was sent from this computer."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from gatewaydesk.commands._common import print_line
from gatewaydesk.commands._connections import open_store

HELP = "Print the receipts of the datasets that were created from this computer."


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    parser.add_argument("--search", default="", metavar="TEXT", help="only receipts that mention this")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object a line")
    form.add_argument("--csv", action="store_true", help="print CSV")


def run(given: Namespace) -> int:
    """Always 0."""
    with open_store() as store:
        if given.csv:
            print(store.history.csv(), end="")
            return 0
        for receipt in store.history.rows(given.search):
            if given.json:
                print_line(asdict(receipt))
            else:
                print(f"{receipt.sent_at}  {receipt.dataset_id:>8}  {receipt.gateway:20} {receipt.title}")
    return 0
