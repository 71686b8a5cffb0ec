"""`gatewaydesk roundtrip`: opens a file in the form and prints what the form then holds."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from gatewaydesk.commands._common import add_large_flag, value_of
from gatewaydesk.document import jsonio
from gatewaydesk.schema.catalogue import Catalogue

HELP = "Open a file in the form, offscreen, and print what the form holds: the same JSON value."


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    parser.add_argument("file", type=Path, metavar="FILE")
    add_large_flag(parser)
    parser.add_argument("--schema", required=True, metavar="SCHEMA", help="MODEL/VERSION, or a schema file")


def run(given: Namespace) -> int:
    """0 when the form holds the same value as the file."""
    from gatewaydesk.ui.headless import value_after_opening

    value = value_of(given.file, large=given.large)
    held = value_after_opening(Catalogue().load(given.schema), value)
    sys.stdout.write(jsonio.dumps(held))
    return 0
