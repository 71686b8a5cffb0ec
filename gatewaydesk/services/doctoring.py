"""What works on this computer and what does not, each with what to do about it; without Qt."""

from __future__ import annotations

import os
import platform
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from gatewaydesk import __version__, paths
from gatewaydesk.crash_reports import crash_files
from gatewaydesk.errors import GatewayDeskError, StoreProblem
from gatewaydesk.gateways import SYSTEMS, redaction, system_title
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.certificates import trusted_context
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.settings import trust_as_set
from gatewaydesk.store import Store, backup

_PROXIES = ("https_proxy", "all_proxy", "no_proxy")


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `good` None means it works with a restriction."""

    name: str
    good: bool | None
    words: str
    todo: str = ""


def program() -> Finding:
    """Which program on which system."""
    words = f"Gateway Desk {__version__}, Python {platform.python_version()} on {platform.platform()}."
    return Finding("Program", True, words)


def findings(store: Store | None = None, *, network: bool = False) -> Iterator[Finding]:
    """Looks at keyring, folders, database, schemas and certificates; with `network` also tries every gateway.

    Args:
        store: the open one, where there is one; else the person's own is opened and closed again.
        network: whether to try the gateways that are set up.
    """
    yield _keyring()
    for name, folder in (("Data", paths.data_dir()), ("Settings", paths.config_dir()), ("Logs", paths.log_dir())):
        yield _folder(name, folder)
    yield _crashes()
    yield _database(store)
    yield _schemas()
    yield _connections(store)
    yield _certificates(store)
    yield _proxy()
    if network:
        yield from _gateways(store)


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


def _crashes() -> Finding:
    number = len(crash_files())
    if not number:
        return Finding("Crashes", True, "None was recorded.")
    words = f"{number:,} {'was' if number == 1 else 'were'} recorded among the logs."
    return Finding("Crashes", None, words, "A support bundle holds them: gatewaydesk doctor --bundle FILE.zip")


@contextmanager
def _opened(store: Store | None) -> Iterator[Store]:
    if store is not None:
        yield store
        return
    with Store.open() as own:
        yield own


def _database(store: Store | None) -> Finding:
    try:
        with _opened(store) as there:
            drafts, receipts = there.drafts.count(), there.history.count()
            drive, kept = there.database.drive, backup.backups(there.path)
    except GatewayDeskError as error:
        return Finding("Database", False, error.what, error.todo)
    last = f"The last backup is of {kept[0].day}." if kept else "There is no backup yet."
    words = f"{drafts:,} drafts and {receipts:,} receipts. {last}"
    if drive:
        todo = "Windows on it wait for each other. To keep it on this computer, set GATEWAYDESK_HOME to a folder here."
        return Finding("Database", None, f"{words} It is on a network drive ({drive}).", todo)
    return Finding("Database", True, words)


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


def _connections(store: Store | None) -> Finding:
    """Which kinds of gateway are set up; no names, which are the person's own."""
    try:
        with _opened(store) as there:
            found = Counter((system_title(one.system), one.practice) for one in there.connections.all())
    except StoreProblem:
        return Finding("Gateways", None, "Which ones are set up cannot be read.")
    told = [f"{number:,} {title}{' (practice)' if practice else ''}" for (title, practice), number in found.items()]
    known = ", ".join(one.title for one in SYSTEMS.values())
    return Finding("Gateways", True, f"Set up: {', '.join(told) or 'none yet'}. Known: {known}.")


def _certificates(store: Store | None) -> Finding:
    try:
        with suppress(StoreProblem), _opened(store) as there:  # what is wrong with it stands under “Database”
            trust_as_set(there)
        trusted_context()
    except GatewayDeskError as error:
        return Finding("Certificates", False, error.what, error.todo)
    return Finding("Certificates", True, "Those of the operating system are trusted, and those that were added.")


def _proxy() -> Finding:
    found = {name: os.environ.get(name) or os.environ.get(name.upper()) for name in _PROXIES}
    told = [f"{name.upper()}={redaction.mask(value)}" for name, value in found.items() if value]
    return Finding("Proxy", True, ", ".join(told) or "None is named in the environment; the system's is used.")


def _gateways(store: Store | None) -> Iterator[Finding]:
    from gatewaydesk.gateways.transport import Transport  # brings the HTTP library with it

    try:
        with _opened(store) as there:
            connections = there.connections.all()
    except StoreProblem:
        yield Finding("Network", None, "No gateway was tried: which ones are set up cannot be read.")
        return
    if not connections:
        yield Finding("Network", None, "No gateway is set up, so none was tried.")
    for connection in connections:
        try:
            Transport(connection.url).get("/", cancel=CancelToken())
            yield Finding(connection.name, True, f"{connection.url} ({system_title(connection.system)}) answers.")
        except GatewayDeskError as error:
            yield Finding(connection.name, False, error.what, error.todo)
