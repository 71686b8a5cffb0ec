"""Backups of the database: one a day, a few kept, and going back to one without forgetting what was sent since.

A backup is a whole database in one file, made by SQLite while others go on writing. It stands beside the database, in
the folder `backups`, as `NUMBER-DATE-WHY.sqlite3`. The number tells which came first: clocks may jump.
"""

# ruff: noqa: S608 - statements are put together from constants; what people typed is always bound

from __future__ import annotations

import contextlib
import logging
import os
import re
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from gatewaydesk.errors import Cancelled, GatewayDeskError, StoreDamaged, StoreFull, StoreProblem
from gatewaydesk.store import migrations
from gatewaydesk.store.database import Database, connect, suspicion, translated
from gatewaydesk.store.merging import Arrivals, merge

Why = Literal["daily", "asked", "before"]
"""Made by itself; made because a person asked; made before something that replaced everything."""

DAYS, WEEKS = 7, 4
"""So many daily ones are kept, and of what is older the last of so many weeks."""

_KEPT: dict[str, int] = {"asked": 5, "before": 5}
_WHY: dict[str, Why] = {"daily": "daily", "asked": "asked", "before": "before"}
_NAME = re.compile(r"(\d{6})-(\d{4}-\d\d-\d\d)-(daily|asked|before)\.sqlite3")
# Tables, and how their rows are known again.
_NEVER_FORGOTTEN = {"receipts": "outbox_id", "outbox": "id", "jobs": "id", "former_names": "name"}
_TAKEN_BACK = tuple(table for table in migrations.TABLES if table not in {*_NEVER_FORGOTTEN, "opened"})
_PAGES = 2048  # that are copied between two looks at whether to stop
_OLD = 86_400  # seconds after which what is half a backup belongs to nobody any more
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Backup:
    """One backup.

    Attributes:
        path: its file.
        number: counts them; a higher one was made later, whatever the clock said.
        day: the date that the clock showed.
        why: what made it.
        size: in bytes.
        made_at: seconds since 1970, as the file system has it.
    """

    path: Path
    number: int
    day: date
    why: Why
    size: int
    made_at: float


@dataclass(frozen=True)
class Content:
    """What a backup holds, or a sentence on why it cannot be used."""

    drafts: int = 0
    receipts: int = 0
    changed_at: str = ""
    titles: tuple[str, ...] = ()
    problem: str = ""


def folder_of(database: Path) -> Path:
    """Where the backups of a database are."""
    return database.parent / "backups"


def backups(database: Path) -> list[Backup]:
    """The backups of a database, the newest first."""
    return list(_found(database))


def due(database: Path, today: date | None = None) -> bool:
    """Whether there is none yet of this day."""
    today = today or date.today()
    return not any(one.day == today for one in _found(database))


def last_usable(database: Path) -> tuple[Backup, Content] | None:
    """The newest backup that can be used, with what it holds."""
    looked = ((one, content(one.path)) for one in _found(database))
    return next(((one, holds) for one, holds in looked if not holds.problem), None)


def make_if_due(database: Database, seconds: float = 20.0) -> Backup | None:
    """Makes the daily backup where there is none of this day, for those who are about to end.

    What goes wrong is only logged: whatever is damaged is found again at the next start.

    Args:
        database: nobody waits for it any more.
        seconds: it is given up after that long.

    Returns:
        The backup, or None where none was due or made.
    """
    until = time.monotonic() + seconds
    try:
        if due(database.path):
            return make(database, "daily", lambda: time.monotonic() > until)
    except GatewayDeskError as error:
        _log.warning("no daily backup was made at the end: %s", type(error).__name__)
    return None


def make(database: Database, why: Why = "daily", cancelled: Callable[[], bool] = bool) -> Backup:
    """Makes a backup, looks it through, and takes away those that are no longer needed.

    Args:
        database: it goes on being used meanwhile.
        why: what it is made for.
        cancelled: asked now and then whether to stop.

    Raises:
        Cancelled: nothing was made.
        StoreDamaged: the database is damaged, and every backup there is was left as it is.
        StoreFull: there is no room, or no right to write there.
        StoreLocked: another program keeps writing to it.
    """
    folder = folder_of(database.path)
    with _said(folder), translated(folder):
        folder.mkdir(mode=0o700, exist_ok=True)
        for left in folder.glob(".part-*"):  # by a process that was ended
            if abs(time.time() - left.stat().st_mtime) > _OLD:
                left.unlink(missing_ok=True)
        with _beside(folder) as part:
            try:
                with _as_damage(
                    "The drafts and history are damaged, so no backup was made of them.", migrations.RESCUE
                ):
                    _copy(database.path, part, cancelled)
                    _look_through(part)
            except StoreDamaged:
                suspicion(database.path).touch(mode=0o600)
                raise
            with part.open("rb") as file:
                os.fsync(file.fileno())
            number = max((one.number for one in _found(database.path)), default=0) + 1
            path = folder / f"{number:06}-{date.today()}-{why}.sqlite3"
            os.replace(part, path)
    made = next(one for one in _found(database.path) if one.path == path)
    for one in no_longer_needed(backups(database.path)):
        with contextlib.suppress(OSError):
            one.path.unlink()
    return made


def no_longer_needed(newest_first: list[Backup]) -> list[Backup]:
    """Which backups may go: of the daily ones all but the last of `DAYS` days and of `WEEKS` weeks before those."""
    days: set[date] = set()
    weeks: set[tuple[int, int]] = set()
    left = dict(_KEPT)
    gone = []
    for one in newest_first:
        week = one.day.isocalendar()[:2]
        if one.why != "daily":
            left[one.why] -= 1
            if left[one.why] < 0:
                gone.append(one)
        elif one.day in days:
            gone.append(one)
        elif len(days) < DAYS:
            days.add(one.day)
            weeks.add(week)
        elif week not in weeks and len(weeks) < WEEKS + _weeks_of(days):
            weeks.add(week)
        else:
            gone.append(one)
    return gone


def content(path: Path) -> Content:
    """Looks into a backup."""
    try:
        with translated(path.parent), contextlib.closing(_read_only(path)) as connection:
            migrations.refuse_foreign(connection)
            drafts, changed = connection.execute(
                "SELECT count(*), coalesce(max(changed_at), '') FROM drafts WHERE deleted_at IS NULL"
            ).fetchone()
            titles = connection.execute(
                "SELECT title FROM drafts WHERE deleted_at IS NULL ORDER BY changed_at DESC, number DESC LIMIT 3"
            ).fetchall()
            receipts = connection.execute("SELECT count(*) FROM receipts").fetchone()[0]
    except StoreProblem as error:
        return Content(problem=error.what)
    return Content(drafts, receipts, changed, tuple(title for (title,) in titles))


def restore(database: Database, path: Path, cancelled: Callable[[], bool] = bool) -> Backup:
    """Puts a backup in the place of everything that is there, which is backed up first: so this can be undone.

    Receipts and the outbox are not taken back: whatever was sent since the backup stays known, so that nothing is
    sent a second time.

    Returns:
        The backup of what was there before.

    Raises:
        Cancelled: nothing was changed.
        StoreDamaged: the backup is damaged, or what is there now.
        StoreNewer: a newer Gateway Desk wrote it.
        StoreFull: there is no room; nothing was changed.
        StoreLocked: another program is writing; nothing was changed.
    """
    folder = folder_of(database.path)
    with _said(folder), translated(folder), _beside(folder) as part:
        with _as_damage("This backup is damaged.", "Take another one; nothing was changed."):
            _copy(path, part, cancelled)
            _look_through(part)
            Database(part).close()  # brings it to the present format
        with database.read() as connection:
            connection.execute("ATTACH ? AS kept", (str(part),))
            before = None
            try:
                # Nobody writes between the backup and what replaces it, so that nothing falls between the two.
                with database.write():
                    before = make(database, "before", cancelled)
                    _replace_all(connection)
            except BaseException:
                if before is not None:
                    before.path.unlink(missing_ok=True)
                raise
            finally:
                connection.execute("DETACH kept")
    return before


def bring_in(database: Database, path: Path, check: Callable[[], object] = bool) -> Arrivals:
    """Takes in what is in a backup and not here; nothing is overwritten.

    Raises:
        StoreDamaged: the backup is damaged; nothing came in.
        StoreNewer, StoreFull, StoreLocked: as `restore`.
    """
    folder = folder_of(database.path)
    with _said(folder), translated(folder), _beside(folder) as part:
        with _as_damage("This backup is damaged.", "Take another one; nothing was changed."):
            _copy(path, part, bool)
            _look_through(part)
        return merge(database, part, check=check)


def _replace_all(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TEMP TABLE was AS SELECT id, revision FROM drafts")
    for table in _TAKEN_BACK:
        connection.execute(f"DELETE FROM {table}")
    for table in _TAKEN_BACK:
        listed = ", ".join(_columns(connection, table))
        connection.execute(f"INSERT INTO main.{table} ({listed}) SELECT {listed} FROM kept.{table}")
    for table, key in _NEVER_FORGOTTEN.items():
        listed = ", ".join(name for name in _columns(connection, table) if name != "number")
        connection.execute(
            f"INSERT OR IGNORE INTO main.{table} ({listed}) SELECT {listed} FROM kept.{table} "
            f"WHERE {key} NOT IN (SELECT {key} FROM main.{table}) ORDER BY number"
        )
    # A window that still shows what was there must not save it over this as if nothing had happened.
    connection.execute(
        "UPDATE drafts SET revision = 1 + max(revision, coalesce((SELECT w.revision FROM was w WHERE w.id = drafts.id),"
        " 0))"
    )
    connection.execute("DROP TABLE was")


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def _copy(source: Path, target: Path, cancelled: Callable[[], bool]) -> None:
    def look(*_: int) -> None:
        if cancelled():
            raise Cancelled("Stopped.", "Nothing was changed.")

    # A connection of its own: the backup sees one moment of the database, and whoever writes does not wait for it.
    with contextlib.closing(connect(source)) as old, contextlib.closing(sqlite3.connect(target)) as new:
        old.execute("BEGIN")
        old.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        old.backup(new, pages=_PAGES, progress=look, sleep=0)
        new.execute("PRAGMA journal_mode=DELETE")  # it lies there as one file, whatever it was copied from


def _look_through(path: Path) -> None:
    with contextlib.closing(_read_only(path)) as connection:
        migrations.refuse_foreign(connection)
        if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise StoreDamaged("")


@contextlib.contextmanager
def _as_damage(what: str, todo: str) -> Iterator[None]:
    try:
        with translated():
            yield
    except StoreDamaged as error:
        raise StoreDamaged(what, todo) from error


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)


def _found(database: Path) -> Iterator[Backup]:
    try:
        files = sorted(folder_of(database).iterdir(), reverse=True)
    except OSError:
        return
    for path in files:
        found = _NAME.fullmatch(path.name)
        with contextlib.suppress(OSError, ValueError):
            if found:
                about = path.stat()
                day = date.fromisoformat(found[2])
                yield Backup(path, int(found[1]), day, _WHY[found[3]], about.st_size, about.st_mtime)


def _weeks_of(days: set[date]) -> int:
    return len({day.isocalendar()[:2] for day in days})


@contextlib.contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A file that is private, and gone afterwards unless it was renamed."""
    handle, name = tempfile.mkstemp(prefix=".part-", dir=folder)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(name + ending).unlink(missing_ok=True)


@contextlib.contextmanager
def _said(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreFull(
            f"A backup could not be written to “{folder}”: {(error.strerror or str(error)).lower()}.",
            "Free some space, or allow Gateway Desk to write there.",
        ) from error
