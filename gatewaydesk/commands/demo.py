"""`gatewaydesk demo`: the main job, done once without a screen, and proved at the gateway."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from gatewaydesk.commands._common import add_json_flag, print_line

HELP = "Do the main job once through the real window, without a screen, against a practice gateway on this computer."


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    parser.add_argument("--out", type=Path, metavar="PNG", help="where the screenshot goes; default: among the data")
    add_json_flag(parser)


def run(given: Namespace) -> int:
    """0 when the gateway really holds the dataset that was filled in, 2 when a step failed."""
    from gatewaydesk.ui import demo

    done = demo.run(given.out, lambda words: print(words, file=sys.stderr))
    receipt = asdict(done.receipt)
    if given.json:
        told = {"dataset_id": receipt["dataset_id"], "receipt": receipt, "ids": done.ids}
        print_line({**told, "screenshot": str(done.screenshot)})
        return 0
    print(f"Dataset ID: {receipt['dataset_id']}")
    print("Receipt:    ", end="")
    print_line(receipt)
    print(f"Screenshot: {done.screenshot}")
    return 0
