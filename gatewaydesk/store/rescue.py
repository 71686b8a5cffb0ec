"""Rescue: a damaged database is kept aside, whole, and every row that can still be read is carried into a new one."""

# ruff: noqa: S608 - statements are put together from constants; what people typed is always bound

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import FileProblem, StoreFull, StoreLocked
from gatewaydesk.store import migrations
from gatewaydesk.store.database import Database, now, problem_of, sought

_ENDINGS = ("", "-wal", "-shm", "-journal")
_PAGE = 4096
_LONGEST_PADDING = 1 << 30
_LONGEST_GAP = 200_000
_UNREADABLE = (sqlite3.Error, UnicodeDecodeError, OverflowError)  # SQLite's own words may quote the damage
_Row = dict[str, Any]


@dataclass(frozen=True)
class Rescued:
    """What a rescue did.

    Attributes:
        kept: where the damaged file is now.
        rows: how many rows of each table were carried over.
    """

    kept: Path
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What was done, for a person."""
        return (
            f"{self.rows.get('drafts', 0):,} drafts, {self.rows.get('receipts', 0):,} receipts and "
            f"{self.rows.get('connections', 0):,} connections were carried over. "
            f"The damaged file is kept as “{self.kept}”."
        )


def rescue(path: Path) -> Rescued:
    """Moves the file aside under a dated name, begins a new one in its place and carries over what can be read.

    Raises:
        StoreLocked: another program is writing to it.
        StoreFull: there is no room, or the folder may not be written to.
    """
    try:
        kept = _copy_aside(path)
        try:
            _refuse_while_used(path)
        except BaseException:
            for ending in _ENDINGS:
                _beside(kept, ending).unlink(missing_ok=True)
            raise
        # The original is what is read from now on, because reading a file with a journal beside it changes it.
        with tempfile.TemporaryDirectory(prefix=".rescue-", dir=path.parent) as folder:
            old = Path(folder) / "old"
            for ending in _ENDINGS:
                if _beside(path, ending).exists():
                    _beside(path, ending).rename(_beside(old, ending))
            return Rescued(kept, _carry_over(old, path))
    except OSError as error:
        raise StoreFull(
            f"The damaged file “{path}” could not be set aside and read: {(error.strerror or str(error)).lower()}.",
            "Free some space on the disk, allow Gateway Desk to write to that folder, and rescue again.",
        ) from error


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _copy_aside(path: Path) -> Path:
    moment = f"{datetime.now():%Y-%m-%d-%H%M%S}"
    kept, at = path.with_name(f"{path.stem}.damaged-{moment}{path.suffix}"), 1
    while kept.exists():
        at += 1
        kept = path.with_name(f"{path.stem}.damaged-{moment}-{at}{path.suffix}")
    for ending in ("", "-wal", "-journal"):
        if not ending or _beside(path, ending).exists():
            _beside(kept, ending).touch(mode=0o600)
            shutil.copyfile(_beside(path, ending), _beside(kept, ending))
    return kept


def _refuse_while_used(path: Path) -> None:
    connection = sqlite3.connect(path, timeout=0.5, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        problem = problem_of(error)
        if isinstance(problem, StoreLocked):
            raise problem from error
    finally:
        connection.close()


def _carry_over(damaged: Path, path: Path) -> dict[str, int]:
    database = Database(path)
    counts = dict.fromkeys(migrations.TABLES, 0)
    try:
        with _opened(damaged, database) as old, database.write() as new:
            for table in migrations.TABLES:
                for row in _readable_rows(old, table):
                    if table == "draft_values":
                        _stand_in(new, row)
                    counts[table] += _insert(new, table, row)
            # A draft without its value is no draft.
            new.execute("DELETE FROM drafts WHERE number NOT IN (SELECT number FROM draft_values)")
            counts["drafts"] = new.execute("SELECT count(*) FROM drafts").fetchone()[0]
    finally:
        database.close()
    return counts


@contextlib.contextmanager
def _opened(damaged: Path, fresh: Database) -> Iterator[sqlite3.Connection]:
    """The damaged file, made as readable as it can be: lengthened to what it says it has, its first page replaced."""
    _lengthen(damaged)
    if _first_page_is_lost(damaged):
        _replace_first_page(damaged, fresh)
    connection = sqlite3.connect(damaged, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.text_factory = bytes  # a damaged text must not stop the row that holds it from being looked at
    try:
        yield connection
    finally:
        connection.close()


def _lengthen(damaged: Path) -> None:
    """SQLite reads nothing of a file that is shorter than its header says; empty pages at the end satisfy it."""
    with damaged.open("r+b") as file:
        header = file.read(100)
        says = int.from_bytes(header[28:32], "big") * int.from_bytes(header[16:18], "big")
        has = file.seek(0, 2)
        if header.startswith(b"SQLite format 3\0") and has < says <= max(4 * has, _LONGEST_PADDING):
            file.truncate(says)


def _first_page_is_lost(damaged: Path) -> bool:
    connection = sqlite3.connect(damaged, isolation_level=None)
    try:
        connection.text_factory = bytes
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    except _UNREADABLE:
        return True
    finally:
        connection.close()
    ours = names & {table.encode() for table in migrations.TABLES}
    return len(ours) < len(migrations.TABLES) and bool(ours or not names)  # another program's file names only its own


def _replace_first_page(damaged: Path, fresh: Database) -> None:
    """The first page says where each table begins, and is the same in every file that went the same steps."""
    with fresh.read() as connection:
        connection.execute("PRAGMA wal_checkpoint(FULL)")  # until then the page may stand in the journal only
    with fresh.path.open("rb") as file:
        page = bytearray(file.read(_PAGE))
    pages = -(-damaged.stat().st_size // _PAGE)
    page[28:32] = pages.to_bytes(4, "big")
    page[32:40] = bytes(8)  # no free pages are known
    with damaged.open("r+b") as file:
        file.write(page)
        file.truncate(pages * _PAGE)


def _readable_rows(old: sqlite3.Connection, table: str) -> Iterator[_Row]:
    """Reads from the front, then from the back, then each row between the two places where that failed."""
    seen: set[int] = set()
    ends: dict[str, int] = {}
    for order in ("ASC", "DESC"):
        with contextlib.suppress(*_UNREADABLE):
            for row in old.execute(f"SELECT rowid AS rowid_, * FROM {table} ORDER BY rowid {order}"):
                number = row["rowid_"]
                if number in seen:
                    break
                seen.add(number)
                ends[order] = number
                yield dict(row)
    first, last = ends.get("ASC", 0), ends.get("DESC", 0)
    for number in range(first + 1, min(last, first + _LONGEST_GAP)):
        if number not in seen:
            with contextlib.suppress(*_UNREADABLE):
                row = old.execute(f"SELECT rowid AS rowid_, * FROM {table} WHERE rowid = ?", (number,)).fetchone()
                if row is not None:
                    yield dict(row)


def _insert(new: sqlite3.Connection, table: str, row: _Row) -> int:
    """Writes one row if it is sound; returns how many rows that made."""
    known = {info[1]: info[2] for info in new.execute(f"PRAGMA table_info({table})")}
    try:
        values = {name: _sound(row[name], kind) for name, kind in known.items() if name in row}
        for name in {"value", "options"} & set(values):
            jsonio.loads(values[name] or "")
        columns, marks = ", ".join(values), ", ".join("?" * len(values))
        new.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(values.values()))
    except (UnicodeDecodeError, FileProblem, TypeError, ValueError, sqlite3.IntegrityError, sqlite3.ProgrammingError):
        return 0
    return 1


def _stand_in(new: sqlite3.Connection, row: _Row) -> None:
    """A draft for a value whose title was lost. Where the draft is there, nothing happens."""
    number, moment = row["rowid_"], now()
    try:
        schema = str(_sound(row.get("schema"), "TEXT") or "")
    except ValueError:
        schema = ""
    title = f"Rescued draft {number}"
    new.execute(
        "INSERT OR IGNORE INTO drafts (number, id, title, schema, sought, created_at, changed_at, required_done, "
        "required_total, all_done, all_total, revision) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 1)",
        (number, str(uuid.uuid4()), title, schema, sought(title, schema), moment, moment),
    )


def _sound(value: Any, kind: str) -> Any:
    """The value as its column holds it.

    Raises:
        ValueError: damage has put something else there.
    """
    if kind == "TEXT" and isinstance(value, bytes):
        return value.decode("utf-8")
    if value is not None and not isinstance(value, {"INTEGER": int, "BLOB": bytes}.get(kind, str)):
        raise ValueError(kind)
    return value
