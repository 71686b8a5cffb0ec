"""What the commands share that send a document: what keeps it from being sent, and how a receipt is printed."""

from __future__ import annotations

import contextlib
import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from gatewaydesk.commands._common import print_line, visible
from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.gateways.base import Prepared
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.preparing import spoiled
from gatewaydesk.store import Receipt
from gatewaydesk.validation.problems import Problem


def tell_blocking(problems: Sequence[Problem]) -> None:
    """Says what must be mended before a document can be sent as active."""
    for problem in problems:
        print(f"{problem.severity}: {problem.sentence}", file=sys.stderr)
    many = "1 problem" if len(problems) == 1 else f"{len(problems):,} problems"
    print(f"Nothing was sent: {many} must be mended first.", file=sys.stderr)


def shown_only(prepared: Prepared, *, dry_run: bool) -> bool:
    """Says what sending will do; in a dry run also what would be sent, and then nothing is."""
    for sentence in prepared.consequences:
        print(sentence, file=sys.stderr)
    if dry_run:
        print(f"{prepared.method} {prepared.url}", file=sys.stderr)
        print(prepared.body.decode("utf-8"))
    return dry_run


def be_sure(connection: Connection, *, sure: bool) -> None:
    """Refuses to send to a production sandbox that nobody has said yes to.

    Raises:
        GatewayDeskError: nobody has.
    """
    if connection.production and not sure:
        raise GatewayDeskError(
            f"“{connection.name}” leads to the production sandbox “{connection.sandbox}”, where others work with what "
            "is sent. Nothing was sent.",
            "To send it: --yes",
        )


def add_yes_flag(parser: ArgumentParser) -> None:
    """Declares the flag that `be_sure` asks for."""
    parser.add_argument("--yes", action="store_true", help="although the connection leads to a production sandbox")


def refuse_spoiled(authoring: Authoring, prepared: Prepared, name: str) -> None:
    """Names what the gateway would refuse although it is right here.

    Raises:
        GatewayDeskError: there is any.
    """
    problems = spoiled(authoring.schema, authoring.document.value, prepared)
    for problem in problems:
        print(f"{authoring.label(problem.pointer)}: {problem.message}", file=sys.stderr)
    if problems:
        values = "1 value" if len(problems) == 1 else f"{len(problems):,} values"
        raise GatewayDeskError(
            f"Nothing was sent: the gateway would refuse {values} that this route changes on the way.",
            f"With your team ID the text stays as it is: gatewaydesk gateways add “{name}” … --set team_id=NUMBER; "
            "or send it with --anyway.",
        )


def line_of(receipt: Receipt) -> dict[str, Any]:
    """A receipt as others read it."""
    return {**asdict(receipt), "ids": jsonio.loads(receipt.ids)}


def print_receipt(receipt: Receipt, done: str, *, json: bool) -> None:
    """Prints the receipt of what was sent.

    Args:
        receipt: the receipt.
        done: what became of the dataset: `created`, `updated`.
        json: as a line of JSON.

    Raises:
        GatewayDeskError: it could not be printed; the dataset is named.
    """
    try:
        if json:
            print_line(line_of(receipt))
        else:
            title = visible(receipt.title)
            print(f"Dataset {receipt.dataset_id} on {receipt.gateway}: {title} ({receipt.status}, {done}).")
        sys.stdout.flush()
    except OSError:
        with contextlib.suppress(OSError, ValueError):  # what is left in the buffer would fail once more at the end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise GatewayDeskError(
            f"Dataset {receipt.dataset_id} was {done} on {receipt.gateway}, but the receipt could not be printed; "
            "see gatewaydesk history."
        ) from None
