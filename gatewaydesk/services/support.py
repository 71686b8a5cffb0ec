"""The support bundle: what helps others to help, as texts that one can read before they are saved. Nothing is sent."""

from __future__ import annotations

import contextlib
import io
import json
import platform
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

from gatewaydesk import __version__, events, paths
from gatewaydesk.crash_reports import crash_files
from gatewaydesk.errors import Cancelled, CredentialsProblem, GatewayDeskError
from gatewaydesk.gateways import redaction
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.cleansing import METADATA, cleanse
from gatewaydesk.services.doctoring import Finding
from gatewaydesk.services.settings import settings_of
from gatewaydesk.store import Store
from gatewaydesk.store.migrations import version as format_of
from gatewaydesk.store.texts import written_texts

_MOST_OF_A_LOG = 200_000  # characters, from its end
# What the doctor looks at, as it calls it itself; a gateway that it tries is called what a person has called it.
_LOOKED_AT = frozenset({
    "Program", "Qt", "Display", "Keyring", "Data", "Settings", "Logs", "Crashes", "Database", "Schemas", "Certificates",
    "Proxy", "Network",
})  # fmt: skip
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say: when it was made is in the logs
_README = """Support bundle of Gateway Desk

It was made on request, and nothing was sent: whoever has this file was given it.

versions.json   the program, Python, Qt and the operating system
doctor.txt      what works on the computer and what does not
settings.json   the settings; paths only as "set"
schemas.json    the names of the schemas, and their hashes
counts.json     how many drafts, receipts and open submissions there are; none of their content
logs/           what went wrong, and where in the program; crashes, where there were any

Of the logs only sentences of the program itself are in it, with numbers, kinds of errors and places in the program;
“…” stands for anything else. Out of the other files were taken: application IDs and client IDs, everything that was
typed into a dataset, the names of gateway connections, names of people and computers, folders and e-mail addresses.
Marks such as ‹hidden› and ‹metadata› stand in their place. Where the database could not be read, nobody knows what was
typed: then only marks, names and kinds of errors are in these files.
"""


@dataclass(frozen=True)
class Part:
    """One file of the bundle."""

    name: str
    text: str


@dataclass(frozen=True)
class Bundle:
    """Everything that will be saved, as it will be saved.

    Attributes:
        parts: the files.
        masked: how many stretches of what people wrote were found and taken out.
        unsearched: connections whose IDs the keyring did not give, so that they could only be told by their look.
        untold: how many records of the log were left out, or all but their time and place.
        unread: the database could not be read, so that nothing is in it that could hold what people wrote.
    """

    parts: tuple[Part, ...]
    masked: int
    unsearched: int = 0
    untold: int = 0
    unread: bool = False

    @property
    def words(self) -> str:
        """What was left out, in sentences."""
        told = ["No secrets, no metadata and no folder names are in it."]
        if self.masked:
            places = "one place" if self.masked == 1 else f"{self.masked:,} places"
            told.append(f"Something that you wrote was taken out in {places}, marked {METADATA}.")
        if self.untold:
            lines = "One entry" if self.untold == 1 else f"{self.untold:,} entries"
            told.append(f"{lines} of the log held more than the program's own words, which were left out.")
        if self.unread:
            told.append(
                "The database could not be read, so settings, counts and the doctor's words were left out, and of the "
                "logs all but the program's own words."
            )
        if self.unsearched:
            told.append("The keyring did not answer: IDs were looked for by their names only.")
        return " ".join(told)

    @property
    def zipped(self) -> bytes:
        """A zip file of the parts; the same parts make the same bytes."""
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in self.parts:
                archive.writestr(zipfile.ZipInfo(part.name, _FIXED_TIME), part.text, zipfile.ZIP_DEFLATED)
        return held.getvalue()


def collect(
    found: Iterable[Finding],
    more: Mapping[str, str],
    cancel: CancelToken,
    *,
    store: Store | None = None,
    credentials: Credentials | None = None,
) -> Bundle:
    """Puts the bundle together. It may take seconds where there are many drafts: call it in the background.

    Args:
        found: the doctor's answers.
        more: versions that only the caller knows, such as Qt's.
        cancel: asked now and then whether to stop.
        store: the open one, where there is one.
        credentials: whose IDs are looked for; None takes the keyring.

    Raises:
        Cancelled: somebody stopped it.
    """
    answers = list(found)
    versions = Part("versions.json", _json({**_versions(), **more}))
    schemas = Part("schemas.json", _json(_schemas()))
    try:
        known = _known(answers, store, credentials or Credentials(), cancel)
    except Cancelled:
        raise
    except GatewayDeskError as error:  # a bundle is wanted most where the database is broken
        known = _unknown(answers, error)
    cancel.check()
    logs = events.Told()
    told = [Part(part.name, redaction.mask(part.text)) for part in _logs(logs)]
    doctor, settings, counts = known.parts
    parts = (Part("README.txt", _README), versions, doctor, settings, schemas, counts, *told)
    return replace(known, parts=parts, untold=logs.untold)


def _known(answers: list[Finding], store: Store | None, credentials: Credentials, cancel: CancelToken) -> Bundle:
    """What the database is asked for; cleansed of what is written in it."""
    with contextlib.ExitStack() as stack:
        store = store or stack.enter_context(Store.open())
        unsearched = _learn_secrets(store, credentials)
        told = [
            Part("doctor.txt", "".join(map(_line, answers))),
            Part("settings.json", _json(_settings(store))),
            Part("counts.json", _json(_counts(store))),
        ]
        clean = cleanse([part.text for part in told], written_texts(store.database), cancel)
    parts = tuple(Part(part.name, text) for part, text in zip(told, clean.texts, strict=True))
    return Bundle(parts, clean.masked, unsearched)


def _unknown(answers: list[Finding], error: GatewayDeskError) -> Bundle:
    """The same without a database: what people wrote cannot be looked for, so nothing is told that could hold it."""
    unknown = _json({"unknown": type(error).__name__})
    doctor = "".join(f"{_MARKS[one.good]} {_called(one)}\n" for one in answers)
    parts = (Part("doctor.txt", doctor), Part("settings.json", unknown), Part("counts.json", unknown))
    return Bundle(parts, 0, unread=True)


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


_MARKS = {True: "✓", False: "✕", None: "!"}


def _line(finding: Finding) -> str:
    words = f": {finding.words} {finding.todo}".rstrip() if finding.name in _LOOKED_AT else ""
    return f"{_MARKS[finding.good]} {_called(finding)}{words}\n"


def _called(finding: Finding) -> str:
    return finding.name if finding.name in _LOOKED_AT else "A gateway"


def _versions() -> dict[str, str]:
    found = {
        "gatewaydesk": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "frozen": str(bool(getattr(sys, "frozen", False))).lower(),
    }
    for needed in metadata.requires("gatewaydesk") or () if _installed() else ():
        name = "".join(mark if mark.isalnum() or mark in "-_." else " " for mark in needed).split()[0]
        with contextlib.suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found


def _installed() -> bool:
    try:
        metadata.distribution("gatewaydesk")
    except metadata.PackageNotFoundError:  # a frozen program carries no list of what it was made from
        return False
    return True


def _settings(store: Store) -> dict[str, Any]:
    """The settings, those that can hold a place only as whether they are set."""
    return {
        name: ("set" if value else "not set") if name == "certificates" else value
        for name, value in settings_of(store).items()
    }


def _counts(store: Store) -> dict[str, Any]:
    with store.database.read() as connection:
        number = format_of(connection)
    drafts = store.drafts.rows()
    return {
        "database_format": number,
        "database_bytes": _size(store.path),
        "database_log_bytes": _size(store.path.with_name(f"{store.path.name}-wal")),
        "drafts": len(drafts),
        "drafts_by_schema": dict(Counter(row.schema for row in drafts)),
        "deleted_drafts": len(store.drafts.rows(deleted=True)),
        "receipts_by_system": dict(Counter(one.system for one in store.history.rows())),
        "submissions_by_state": dict(Counter(row.state for row in store.outbox.rows())),
        "connections_by_system": dict(
            Counter(f"{one.system}{' (practice)' if one.practice else ''}" for one in store.connections.all())
        ),
    }


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _schemas() -> list[dict[str, Any]]:
    catalogue = Catalogue()
    found: list[dict[str, Any]] = []
    for one in catalogue.entries():
        with contextlib.suppress(GatewayDeskError):  # the doctor tells which one cannot be read
            pin = catalogue.load(one.name).sha256
            found.append({"name": one.name, "shipped": catalogue.shipped(one.name), "sha256": pin})
    return found


def _logs(told: events.Told) -> Iterator[Part]:
    older, newer = (paths.log_dir() / f"{events.FILE}{end}" for end in (".1", ""))
    if text := _end_of(told.text(_read(older) + _read(newer))):
        yield Part("logs/events.txt", text)
    for file in crash_files():
        if text := _end_of(events.crash(_read(file))):
            yield Part(f"logs/{file.name}", text)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _end_of(text: str) -> str:
    return text if len(text) <= _MOST_OF_A_LOG else text[-_MOST_OF_A_LOG:].partition("\n")[2]


def _learn_secrets(store: Store, credentials: Credentials) -> int:
    """Makes the IDs of every connection known to the filter; how many the keyring did not give."""
    refused = 0
    for connection in store.connections.all():
        try:
            credentials.read(connection)
        except CredentialsProblem as error:
            refused += type(error) is not CredentialsProblem  # "not signed in" means that there are none
    return refused
