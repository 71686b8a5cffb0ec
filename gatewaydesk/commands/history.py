"""`gatewaydesk history`: the receipts of what was sent from this computer."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from gatewaydesk.commands._common import print_line, visible
from gatewaydesk.commands._connections import open_store
from gatewaydesk.commands._sending import line_of
from gatewaydesk.store import Receipt

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
                print_line(line_of(receipt))
            else:
                where = f"{receipt.dataset_id:>8}  {receipt.gateway:20}  {receipt.action:12}"
                print(visible(f"{receipt.sent_at}  {where} {receipt.title}{_ids(receipt)}"))
    return 0


def _ids(receipt: Receipt) -> str:
    """The further IDs that the gateway gave."""
    return "".join(f"  {name} {one}" for name, one in receipt.further_ids.items())
