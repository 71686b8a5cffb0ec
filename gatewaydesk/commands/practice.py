"""`gatewaydesk practice`: runs the practice gateways on loopback until interrupted."""

from __future__ import annotations

import json
import signal
import sys
import threading
from argparse import ArgumentParser, ArgumentTypeError, Namespace

from gatewaydesk import paths
from gatewaydesk.practice.faults import KINDS
from gatewaydesk.practice.server import OWN_FAULTS, SYSTEMS, PracticeServer

HELP = "Run practice gateways on this computer; prints one JSON line with their addresses and credentials."


def port(text: str) -> int:
    """Reads a port's number, 0 for any that is free."""
    if not (text.isascii() and text.isdecimal() and int(text) <= 65_535):
        raise ArgumentTypeError(f"“{text}” is not a port: a number from 0 (any free one) to 65535")
    return int(text)


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    parser.add_argument("--system", choices=tuple(SYSTEMS), help="only this one; default: each, on a port of its own")
    parser.add_argument("--port", type=port, default=0, help="of the first; the next ones follow. Default: free ones")
    parser.add_argument(
        "--faults",
        default="",
        metavar="SPEC",
        help="what goes wrong on purpose, and how often, for instance reset-after=0.1,delay=0.2:3,seed=7; with "
        f"scope=all reading goes wrong too. There are: delay, {', '.join(KINDS)}; and of single systems: "
        + "; ".join(f"{name} ({does})" for name, does in OWN_FAULTS.items()),
    )


def run(given: Namespace) -> int:
    """Runs until interrupted."""
    # A shell that starts it in the background lets it ignore interrupts; a script's `kill` should close the files too.
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.default_int_handler)
    systems = (given.system,) if given.system else tuple(SYSTEMS)
    folder = paths.data_dir() / "practice"
    server = PracticeServer(folder, port=given.port, faults=given.faults, systems=systems)
    with server:
        print(json.dumps({"systems": server.details}), flush=True)
        print("Practice gateways are running. Press Ctrl+C to stop.", file=sys.stderr)
        threading.Event().wait()
    return 0
