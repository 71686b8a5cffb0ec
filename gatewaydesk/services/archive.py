"""Everything of a person's as one zip, and back: drafts with their history, receipts, connections, schemas, hints.

    manifest.json       what it is, and the SHA-256 of every other file
    READ ME.txt         what it is, for people
    drafts/             every draft as a JSON file, to be read without Gateway Desk
    history.csv         every receipt, likewise
    data/TABLE.jsonl    the same and all the rest as rows of the database, one a line; this is what is taken in again
    schemas/ hints/     the schemas that a person added, and their own form hints

There are no secrets in it, because none are in the database. Taking in overwrites nothing (see `store.merging`).
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import itertools
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import Any

from gatewaydesk import __version__, paths
from gatewaydesk.document import jsonio
from gatewaydesk.document.disk import os_reason, write_bytes
from gatewaydesk.errors import FileProblem, GatewayDeskError, SchemaProblem, StoreNewer
from gatewaydesk.schema import kept
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.schema.files import checked_name
from gatewaydesk.services import zips
from gatewaydesk.store import Store, carrying, merging, migrations
from gatewaydesk.store.database import Database, now
from gatewaydesk.store.merging import Arrivals
from gatewaydesk.store.salvage import Row, Shape, Text

WHAT = "gateway-desk-archive"
FORMAT = 1

_READ_ME = """This is everything that Gateway Desk had on one computer: drafts, versions, history, outbox, connections
(without their secrets), schemas and form hints. To take it in again: File > Take in an archive.

drafts/ and history.csv can be read without Gateway Desk. data/ is what Gateway Desk takes in.
"""
_DATA = re.compile(r"data/([a-z_]+)\.jsonl")
_SCHEMAS = re.compile(
    r"schemas/([^/]+/[^/]+)/((?:versions/[0-9a-f]{64}/)?(?:schema|source|hints)\.json|documents/[0-9a-f]{64}\.json)"
)
_HINTS = re.compile(r"hints/([^/]+/[^/]+)\.json")
_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
_TAKEN_APART = 3  # what is taken in lies on the disk up to so many times until it is done

Check = Callable[[], object]


@dataclass(frozen=True)
class Written:
    """What an archive holds: drafts, receipts, and bytes on the disk."""

    path: Path
    drafts: int
    receipts: int
    size: int


@dataclass
class Arrived:
    """What came in, or would.

    Attributes:
        made_at: when the archive was written; ISO 8601 in UTC.
        rows: drafts, receipts and the like.
        schemas, hints: names of schemas of which something was not here.
        problems: what could not be taken in, in sentences.
    """

    made_at: str = ""
    rows: Arrivals = field(default_factory=Arrivals)
    schemas: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        """Whether everything is here already."""
        return self.rows.nothing and not self.schemas and not self.hints


# Writing


def write(store: Store, target: Path, *, home: Path | None = None, check: Check = bool) -> Written:
    """Writes everything into one zip, which is there whole or not at all, and for this person only.

    Args:
        store: the database.
        target: the file; one of that name is replaced.
        home: the folder of `schemas` and `hints`; the person's own data folder by default.
        check: called now and then; raises where this is no longer wanted.

    Raises:
        FileProblem: it could not be written; what was there before is unchanged.
        StoreProblem: the database cannot be read.
    """
    home = home or paths.data_dir()
    if target.is_dir():
        raise FileProblem(f"“{target}” is a folder.", f"Name a file in it: {target / 'gateway-desk.zip'}")
    beside = ""
    try:
        handle, beside = tempfile.mkstemp(prefix=".archive-", suffix=".part", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
                counts = _write_all(_Packing(packed), store, home, check)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, target)
        return Written(target, *counts, target.stat().st_size)
    except OSError as error:
        raise FileProblem(
            f"“{target}” could not be written: {os_reason(error)}.",
            "What was there before is unchanged; save elsewhere.",
        ) from error
    finally:
        if beside:
            Path(beside).unlink(missing_ok=True)


class _Packing:
    """A zip being written, with the hash of every file."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self.hashes: dict[str, str] = {}

    def add(self, name: str, parts: Iterable[bytes]) -> None:
        seen = hashlib.sha256()
        about = zipfile.ZipInfo(name)
        about.compress_type = zipfile.ZIP_DEFLATED
        about.external_attr = 0o600 << 16
        with self._packed.open(about, "w", force_zip64=True) as file:
            for part in parts:
                file.write(part)
                seen.update(part)
        self.hashes[name] = seen.hexdigest()


def _write_all(packing: _Packing, store: Store, home: Path, check: Check) -> tuple[int, int]:
    packing.add("READ ME.txt", [_READ_ME.encode()])
    receipts = store.history.rows()
    packing.add("history.csv", [store.history.csv().encode("utf-8-sig")])
    drafts = store.drafts.rows()
    for number, row in enumerate(reversed(drafts), start=1):
        check()
        plain = " ".join("".join(mark if mark.isalnum() or mark in "-_" else " " for mark in row.title).split())[:60]
        name = f"drafts/{number:05} {plain or 'dataset'}.json"
        with contextlib.suppress(GatewayDeskError):  # what cannot be read is in `data` as it is
            packing.add(name, [jsonio.dumps(store.drafts.load(row.id).value).encode()])
    for table, rows in itertools.groupby(carrying.dump(store.database), key=itemgetter(0)):
        packing.add(f"data/{table}.jsonl", _checked((_line(row) for _, row in rows), check))
    for top in ("schemas", "hints"):
        for file in sorted((home / top).rglob("*.json")):
            name = file.relative_to(home).as_posix()
            if file.is_file() and not file.is_symlink() and (_SCHEMAS.fullmatch(name) or _HINTS.fullmatch(name)):
                check()
                packing.add(name, [file.read_bytes()])
    manifest = {
        "what": WHAT, "format": FORMAT, "database": len(migrations.STEPS), "program": __version__, "made_at": now(),
        "drafts": len(drafts), "receipts": len(receipts), "files": packing.hashes,
    }  # fmt: skip
    packing.add("manifest.json", [jsonio.dumps(manifest, indent=2).encode()])
    return len(drafts), len(receipts)


def _line(row: Row) -> bytes:
    told = {
        name: {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value
        for name, value in row.items()
    }
    return jsonio.dumps(told, indent=None).encode() + b"\n"


def _checked(parts: Iterable[bytes], check: Check) -> Iterator[bytes]:
    for part in parts:
        check()
        yield part


# Taking in


def take_in(
    path: Path,
    store: Store,
    catalogue: Catalogue,
    *,
    keep: bool = True,
    home: Path | None = None,
    check: Check = bool,
) -> Arrived:
    """Takes in what an archive holds and what is not here yet; nothing is overwritten.

    Args:
        path: the archive.
        store: where rows go.
        catalogue: where schemas go.
        keep: False only says what would come in.
        home: the folder of `schemas` and `hints`; the person's own data folder by default.
        check: called now and then; raises where this is no longer wanted.

    Raises:
        FileProblem: it is no archive, is damaged, or could do harm; nothing was taken in.
        StoreNewer: a newer Gateway Desk wrote it.
        StoreProblem: the database could not be written; no draft was taken in.
    """
    home = home or paths.data_dir()
    try:
        with tempfile.TemporaryDirectory(prefix=".arriving-", dir=home) as folder:
            room = shutil.disk_usage(folder).free // _TAKEN_APART
            with zips.opened(path, min(room, zips.LARGEST)) as packed:
                manifest = _manifest(packed, path.name)
                packed.compare(manifest["files"], check)
                _lay_out(packed, manifest["files"], Path(folder))
                _build(packed, Path(folder) / "arriving.sqlite3", path.name, check)
            arrived = Arrived(manifest["made_at"])
            _schemas(arrived, Path(folder), catalogue, keep)
            _hints(arrived, Path(folder), home, keep)
            arrived.rows = merging.merge(store.database, Path(folder) / "arriving.sqlite3", keep=keep, check=check)
            return arrived
    except OSError as error:
        raise FileProblem(
            f"“{path.name}” could not be taken in: {os_reason(error)}.", "Free some space, or check your rights."
        ) from error


def _manifest(packed: zips.Zip, name: str) -> dict[str, Any]:
    if "manifest.json" not in packed.names:
        raise zips.broken(name, "it is no archive of Gateway Desk")
    try:
        said = jsonio.loads(packed.small("manifest.json"))
    except FileProblem as error:
        raise zips.broken(name, "what it says of itself cannot be read") from error
    if not isinstance(said, dict) or said.get("what") != WHAT:
        raise zips.broken(name, "it is no archive of Gateway Desk")
    files, numbers = said.get("files"), (said.get("format"), said.get("database"))
    texts = isinstance(files, dict) and all(isinstance(one, str) for one in files.values())
    if not texts or not all(type(one) is int for one in numbers) or not isinstance(said.get("made_at"), str):
        raise zips.broken(name, "what it says of itself cannot be read")
    if said["format"] > FORMAT or said["database"] > len(migrations.STEPS):
        raise StoreNewer(f"“{name}” was written by a newer Gateway Desk.", "Install that one; nothing was taken in.")
    return said


def _lay_out(packed: zips.Zip, files: Mapping[str, str], folder: Path) -> None:
    """Puts schemas and hints into a folder, under names that were built here from what the zip calls them."""
    for name in files:
        found = _SCHEMAS.fullmatch(name) or _HINTS.fullmatch(name)
        if found is None:
            continue
        try:
            checked_name(found[1])
        except SchemaProblem:
            continue
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(packed.small(name))


def _build(packed: zips.Zip, target: Path, name: str, check: Check) -> None:
    """A database of what the archive holds, each row looked at."""
    database = Database(target)
    try:
        with database.read() as connection:
            shapes = carrying.shapes(connection)
        try:
            with contextlib.closing(_rows(packed, shapes)) as rows:
                carrying.fill(database, rows, check)
        except (*carrying.UNSOUND, KeyError, TypeError, OverflowError) as error:
            raise zips.broken(name, "some of its data is not as Gateway Desk writes it") from error
    finally:
        database.close()


def _rows(packed: zips.Zip, shapes: Mapping[str, Shape]) -> Generator[tuple[str, Row], None, None]:
    for name in packed.names:
        found = _DATA.fullmatch(name)
        if found is None or found[1] not in carrying.PORTABLE:
            continue
        with packed.stream(name) as file:
            while line := file.readline(zips.LONGEST_LINE):
                yield found[1], _row(jsonio.loads(line), shapes[found[1]])


def _row(said: Any, shape: Shape) -> Row:
    """A row as the database holds it.

    Raises:
        ValueError, TypeError, KeyError: it is not as it has to be.
    """
    if not isinstance(said, dict) or not _ID.fullmatch(said.get("id", "-")):
        raise ValueError
    values = {name: _value(value) for name, value in said.items()}
    if not shape.fits(shape.values(values)):
        raise ValueError
    return {name: values[name] for name in shape.names if values.get(name) is not None}


def _value(said: Any) -> Any:
    if isinstance(said, dict):
        return base64.b64decode(said["base64"], validate=True)
    return Text(said.encode()) if isinstance(said, str) else said


def _schemas(arrived: Arrived, folder: Path, catalogue: Catalogue, keep: bool) -> None:
    """Adds schemas that are not here, and versions that drafts may use of those that are."""
    theirs = Catalogue(folder / "none", folder / "schemas")
    for name in theirs.added():
        top = folder / "schemas" / name
        for at, version in enumerate([top, *sorted((top / kept.VERSIONS).glob("*"))]):
            try:
                pin = theirs.load(name, version.name if at else "").sha256
                known = name in catalogue.names()
                if known and (catalogue.shipped(name) or catalogue.has_version(name, pin)):
                    continue
                if keep:
                    content = (version / kept.SCHEMA_FILE).read_bytes()
                    (catalogue.shelve if known else catalogue.keep)(
                        name, content, *kept.read_checked(version, content, name)
                    )
                if name not in arrived.schemas:
                    arrived.schemas.append(name)
            except SchemaProblem as error:
                arrived.problems.append(error.what)


def _hints(arrived: Arrived, folder: Path, home: Path, keep: bool) -> None:
    for file in sorted((folder / "hints").rglob("*.json")):
        name = file.relative_to(folder)
        if not (home / name).exists():
            if keep:
                (home / name).parent.mkdir(parents=True, exist_ok=True)
                write_bytes(home / name, file.read_bytes())
            arrived.hints.append(name.relative_to("hints").with_suffix("").as_posix())
