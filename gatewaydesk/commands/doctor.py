"""`gatewaydesk doctor`: what works here, and what to do about what does not."""

from __future__ import annotations

import importlib.util
import os
import platform
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gatewaydesk import __version__, paths, system_libraries
from gatewaydesk.commands._common import add_json_flag, print_line
from gatewaydesk.errors import GatewayDeskError, StoreDamaged
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.gateways.transport import Transport
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.store import Store, rescue

HELP = "Tell what works here (Qt, keyring, folders, database, schemas, network), and what to do about the rest."


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `good` None means it works with a restriction."""

    name: str
    good: bool | None
    words: str
    todo: str = ""


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    parser.add_argument("--network", action="store_true", help="also try to reach the gateways that are set up")
    parser.add_argument(
        "--rescue", action="store_true", help="carry over what can be read of a damaged database, which is kept aside"
    )
    add_json_flag(parser)


def run(given: Namespace) -> int:
    """0 when everything works, 1 when something does not."""
    if given.rescue:
        return _rescue()
    bad = 0
    for finding in _findings(network=given.network):
        bad += finding.good is False
        if given.json:
            print_line(vars(finding))
        else:
            mark = {True: "✓", False: "✕", None: "!"}[finding.good]
            print(f"{mark} {finding.name}: {finding.words} {finding.todo}".rstrip())
    return 1 if bad else 0


def _findings(*, network: bool) -> Iterator[Finding]:
    yield Finding(
        "Program", True, f"Gateway Desk {__version__}, Python {platform.python_version()} on {platform.platform()}."
    )
    yield _qt()
    yield _display()
    yield _keyring()
    for name, folder in (("Data", paths.data_dir()), ("Settings", paths.config_dir()), ("Logs", paths.log_dir())):
        yield _folder(name, folder)
    yield _database()
    yield _schemas()
    if network:
        yield from _gateways()


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


def _keyring() -> Finding:
    state = Credentials().state()
    todo = "" if state.usable else "Install and unlock a keyring (GNOME Keyring or KWallet on Linux)."
    return Finding("Keyring", True if state.usable else None, state.words, todo)


def _folder(name: str, folder: Path) -> Finding:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
    except OSError as error:
        words = f"{folder} cannot be written to: {error.strerror or error}."
        return Finding(name, False, words, "Mend its permissions, or set GATEWAYDESK_HOME to another folder.")
    return Finding(name, True, f"{folder}")


def _database() -> Finding:
    try:
        store = Store.open()
    except GatewayDeskError as error:
        return Finding("Database", False, error.what, error.todo)
    try:
        drafts, receipts = len(store.drafts.rows()), len(store.history.rows())
    finally:
        store.close()
    return Finding("Database", True, f"{drafts:,} drafts and {receipts:,} receipts.")


def _rescue() -> int:
    try:
        with Store.open() as store:
            store.database.look_through()
    except StoreDamaged:
        print(rescue(paths.database_path()).sentence, file=sys.stderr)
    else:
        print("The drafts and history are sound; nothing was done.", file=sys.stderr)
    return 0


def _schemas() -> Finding:
    catalogue = Catalogue()
    names = [entry.name for entry in catalogue.entries()]
    broken = [f"{name}: {error}" for name, error in catalogue.damaged().items()]
    for name in names:
        try:
            _ = catalogue.load(name).root
        except GatewayDeskError as error:
            broken.append(f"{name}: {error}")
    if broken:
        return Finding("Schemas", False, " ".join(broken), "Remove or replace them: gatewaydesk schemas remove NAME")
    return Finding("Schemas", bool(names), ", ".join(names) or "None was found.")


def _gateways() -> Iterator[Finding]:
    store = Store.open()
    try:
        connections = store.connections.all()
    finally:
        store.close()
    if not connections:
        yield Finding("Network", None, "No gateway is set up, so none was tried.")
    for connection in connections:
        try:
            Transport(connection.url).get("/", cancel=CancelToken())
            yield Finding(connection.name, True, f"{connection.url} answers.")
        except GatewayDeskError as error:
            yield Finding(connection.name, False, error.what, error.todo)
