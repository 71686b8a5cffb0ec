"""Rescue: a damaged database is kept aside, whole, and every row that can still be read is carried into a new one."""

# ruff: noqa: S608 - statements are put together from constants; what people typed is always bound

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from gatewaydesk.document import jsonio
from gatewaydesk.errors import StoreFull, StoreLocked
from gatewaydesk.store import carrying, migrations, salvage
from gatewaydesk.store.database import Database, now, problem_of, sought, suspicion

_ENDINGS = ("", "-wal", "-shm", "-journal")
_COPIED = ("", "-wal", "-journal")


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
            # Reading changes a file that has a journal beside it, so a copy is read; until the new file is whole, the
            # damaged one stays where it is.
            with tempfile.TemporaryDirectory(prefix=".rescue-", dir=path.parent) as folder:
                old, new = Path(folder) / "old", Path(folder) / "new"
                for ending in _COPIED:
                    if _beside(kept, ending).exists():
                        shutil.copyfile(_beside(kept, ending), _beside(old, ending))
                done = Rescued(kept, _carry_over(old, new))
                for ending in _ENDINGS[1:]:
                    _beside(path, ending).unlink(missing_ok=True)
                os.replace(new, path)
                suspicion(path).unlink(missing_ok=True)
                return done
        except BaseException:
            for ending in _COPIED:
                _beside(kept, ending).unlink(missing_ok=True)
            raise
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
    try:
        for ending in _COPIED:
            if not ending or _beside(path, ending).exists():
                _beside(kept, ending).touch(mode=0o600)
                shutil.copyfile(_beside(path, ending), _beside(kept, ending))
    except BaseException:
        for ending in _COPIED:
            _beside(kept, ending).unlink(missing_ok=True)
        raise
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
    try:
        with database.write() as new:
            new.execute("PRAGMA defer_foreign_keys=ON")  # a value may be found before its draft
            shapes = carrying.shapes(new)
            for table, row in salvage.rows(damaged, shapes):
                if table in carrying.CARRIED:
                    with contextlib.suppress(*carrying.UNSOUND):
                        carrying.insert(new, shapes[table], row)
            _fit_together(new, [table for table, shape in shapes.items() if shape.is_of_drafts])
            counts = {table: new.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in migrations.TABLES}
        with database.read() as new:
            # The file is moved, and its journal would not come along: all of it has to be in the file itself.
            new.execute("PRAGMA journal_mode=DELETE")
        database.look_through()
    finally:
        database.close()
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return counts


def _fit_together(new: sqlite3.Connection, of_drafts: list[str]) -> None:
    """A value without its draft gets one; a draft without its value takes the last version, or is none."""
    lost = new.execute("SELECT number, schema FROM draft_values WHERE number NOT IN (SELECT number FROM drafts)")
    for number, schema in lost.fetchall():
        title, moment = f"Rescued draft {number}", now()
        new.execute(
            "INSERT INTO drafts (number, id, title, schema, sought, created_at, changed_at, required_done, "
            "required_total, all_done, all_total, revision) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 1)",
            (number, str(uuid.uuid4()), title, schema, sought(title, schema), moment, moment),
        )
    last = new.execute(
        "SELECT draft, schema, value, max(number) FROM versions WHERE draft IN (SELECT number FROM drafts) "
        "AND draft NOT IN (SELECT number FROM draft_values) GROUP BY draft"
    )
    for number, schema, packed, _ in last.fetchall():
        # The steps in the journal led to the value that is lost, and do not fit on top of an older one.
        new.execute("DELETE FROM journal WHERE draft = ?", (number,))
        new.execute(
            "INSERT INTO draft_values (number, schema, value) VALUES (?, ?, ?)",
            (number, schema, jsonio.dumps(jsonio.loads(carrying.unpacked(packed)), indent=None)),
        )
    new.execute("DELETE FROM drafts WHERE number NOT IN (SELECT number FROM draft_values)")
    for table in of_drafts:
        new.execute(f"DELETE FROM {table} WHERE draft NOT IN (SELECT number FROM drafts)")
