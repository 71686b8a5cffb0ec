"""`gatewaydesk doctor`: what works here, and what to do about what does not."""

from __future__ import annotations

import importlib.util
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from gatewaydesk import paths, system_libraries
from gatewaydesk.commands._common import add_json_flag, print_line
from gatewaydesk.document import disk
from gatewaydesk.errors import StoreDamaged
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.services.doctoring import Finding, findings, program
from gatewaydesk.store import Store, backup, rescue

HELP = "Tell what works here (Qt, keyring, folders, database, schemas, network), and what to do about the rest."


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    parser.add_argument("--network", action="store_true", help="also try to reach the gateways that are set up")
    parser.add_argument(
        "--rescue", action="store_true", help="carry over what can be read of a damaged database, which is kept aside"
    )
    parser.add_argument(
        "--bundle",
        type=Path,
        metavar="FILE.zip",
        help="also write what helps others to help you: versions, settings, logs; no secrets, no metadata",
    )
    add_json_flag(parser)


def run(given: Namespace) -> int:
    """0 when everything works, 1 when something does not, or when a rescue could carry over nothing."""
    if given.rescue:
        return _rescue()
    bad = 0
    found = []
    for finding in _findings(network=given.network):
        found.append(finding)
        bad += finding.good is False
        if given.json:
            print_line(vars(finding))
        else:
            mark = {True: "✓", False: "✕", None: "!"}[finding.good]
            print(f"{mark} {finding.name}: {finding.words} {finding.todo}".rstrip())
    if given.bundle is not None:
        _write_bundle(given.bundle, found)
    return 1 if bad else 0


def _write_bundle(file: Path, found: list[Finding]) -> None:
    from gatewaydesk.services import support

    bundle = support.collect(found, {}, CancelToken())
    disk.write_bytes(file, bundle.zipped)
    print(f"{bundle.words} Written to “{file}”; nothing was sent.", file=sys.stderr)


def _findings(*, network: bool) -> Iterator[Finding]:
    yield program()
    yield _qt()
    yield _display()
    yield from findings(network=network)


def _qt() -> Finding:
    missing = system_libraries.missing_libraries()
    if missing:
        words = f"Qt lacks {', '.join(missing)}."
        return Finding("Qt", False, words, f"Run: {system_libraries.install_command(missing)}")
    if importlib.util.find_spec("PySide6") is None:
        return Finding("Qt", False, "PySide6 is not installed.", "Run: pip install gatewaydesk")
    try:
        from gatewaydesk.ui.headless import qt_version

        return Finding("Qt", True, f"Qt {qt_version()} can draw.")
    except (ImportError, RuntimeError) as error:
        todo = f"Install a font, for instance: sudo apt-get install {system_libraries.FONT_PACKAGE}"
        return Finding("Qt", False, f"Qt cannot draw: {error}.", todo)


def _display() -> Finding:
    shown = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    if shown or not sys.platform.startswith("linux"):
        return Finding("Display", True, f"Windows open on {shown or 'this desktop'}.")
    return Finding("Display", None, "There is no display; commands work, the window does not open.")


def _rescue() -> int:
    try:
        with Store.open() as store:
            store.database.look_through()
    except StoreDamaged:
        done = rescue(paths.database_path())
        print(done.sentence, file=sys.stderr)
        print(_of_backups(), file=sys.stderr)
        return 0 if any(done.rows.values()) else 1
    print("The drafts and history are sound; nothing was done.", file=sys.stderr)
    return 0


def _of_backups() -> str:
    """What else there is to go back to."""
    found = backup.last_usable(paths.database_path())
    if found is None:
        return "There is no backup to go back to."
    last, holds = found
    return (
        f"The last backup, of {last.day.day} {last.day:%B %Y}, holds {holds.drafts:,} of your drafts and "
        f"{holds.receipts:,} of your receipts. To go back to it: gatewaydesk backup restore {last.number}"
    )
