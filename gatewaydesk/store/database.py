"""The one SQLite file: opening, connections per thread, transactions, and every SQLite error turned into words."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from gatewaydesk import paths
from gatewaydesk.errors import StoreDamaged, StoreFull, StoreLocked, StoreProblem
from gatewaydesk.store import migrations
from gatewaydesk.store.drives import network_drive

PATIENCE = 5.0
"""Seconds to wait for another program that is writing."""

# A look at every page costs about 1 ms a MB, so a file is looked through at every start only while that is not felt.
_LOOK_THROUGH_BELOW = 16 * 1024 * 1024

_Problem = type[StoreProblem]
_DAMAGED = ("The drafts and history on this computer are damaged.", migrations.RESCUE)
_FULL = ("The disk is full.", "Free some space on it and try again; what was saved before is still there.")
_LOCKED = (
    "Another program is holding the database of drafts and history.",
    "Close other windows of Gateway Desk, or the backup or sync program that is reading it, and try again.",
)
_UNWRITABLE = (
    "The folder of drafts and history may not be written to.",
    "Allow Gateway Desk to write there, or set GATEWAYDESK_HOME to another folder.",
)

# By SQLite's extended result code first, then by its primary code (the lowest byte).
_WORDS: dict[int, tuple[_Problem, tuple[str, str]]] = {
    sqlite3.SQLITE_IOERR_SHORT_READ: (StoreDamaged, _DAMAGED),
    sqlite3.SQLITE_IOERR_CORRUPTFS: (StoreDamaged, _DAMAGED),
    sqlite3.SQLITE_BUSY: (StoreLocked, _LOCKED),
    sqlite3.SQLITE_LOCKED: (StoreLocked, _LOCKED),
    sqlite3.SQLITE_CORRUPT: (StoreDamaged, _DAMAGED),
    sqlite3.SQLITE_NOTADB: (StoreDamaged, _DAMAGED),
    sqlite3.SQLITE_FORMAT: (StoreDamaged, _DAMAGED),
    sqlite3.SQLITE_FULL: (StoreFull, _FULL),
    sqlite3.SQLITE_IOERR: (
        StoreFull,
        ("The disk refused to write or read the database of drafts and history.", "Check the disk, then try again."),
    ),
    sqlite3.SQLITE_READONLY: (StoreFull, _UNWRITABLE),
    sqlite3.SQLITE_CANTOPEN: (StoreFull, _UNWRITABLE),
    sqlite3.SQLITE_PERM: (StoreFull, _UNWRITABLE),
    sqlite3.SQLITE_AUTH: (StoreFull, _UNWRITABLE),
}


def now() -> str:
    """This moment as ISO 8601 in UTC, to the millisecond, ending in `Z`."""
    return stamp(datetime.now(UTC))


def stamp(moment: datetime) -> str:
    """A moment as this database writes it: `2026-08-07T12:00:00.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def sought(*texts: str) -> str:
    """What a search looks through: the texts without regard to case, one a line."""
    return "\n".join(texts).casefold()


def problem_of(error: sqlite3.Error) -> StoreProblem:
    """The one place where an SQLite error becomes a sentence."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        if "decode" in str(error):  # text that is no longer UTF-8
            return StoreDamaged(*_DAMAGED)
        if "closed" in str(error):
            return StoreProblem("The database of drafts and history is closed already.", "Start Gateway Desk again.")
        code = 0
    kind, words = _WORDS.get(code) or _WORDS.get(code & 0xFF) or (StoreProblem, None)
    if words is None:
        words = (f"The database of drafts and history refused: {error}.", "Please report this.")
    return kind(*words)


@contextlib.contextmanager
def translated(folder: Path | None = None) -> Iterator[None]:
    """Turns SQLite errors of the block into children of StoreProblem; `folder` is where the file is."""
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_IOERR and _is_full(folder):
            raise StoreFull(*_FULL) from error
        raise problem_of(error) from error
    except UnicodeDecodeError as error:
        raise StoreDamaged(*_DAMAGED) from error
    except UnicodeEncodeError as error:
        raise StoreProblem(
            "A text holds half of a character pair, which cannot be saved.", "Retype that text."
        ) from error


def _is_full(folder: Path | None) -> bool:
    """SQLite calls a full disk an I/O error where it maps a file into memory, so the disk itself is asked."""
    if folder is None:
        return False
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(65536))
            file.flush()
    except OSError as error:
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return False


@dataclass(eq=False)
class _Line:
    """One thread's connection. The lock lets `close` wait for the thread that is using it."""

    connection: sqlite3.Connection
    thread: threading.Thread
    lock: threading.RLock = field(default_factory=threading.RLock)


class Database:
    """One file, opened once, used from every thread: each thread gets a connection of its own.

    Attributes:
        drive: the kind of network drive that the file is on, or "". There writers and readers wait for each other.

    Raises (from every method): children of StoreProblem.
    """

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        self.path = path
        self.patience = patience
        self.drive = network_drive(path.parent)
        self._local = threading.local()
        self._lines: list[_Line] = []
        self._guard = threading.Lock()
        self._closed = False
        make_private(path)
        try:
            with self.read() as connection:
                migrations.refuse_foreign(connection)
                connection.execute("PRAGMA page_size=4096")  # told to a new file; `rescue` counts on it
                # WAL: readers never wait for a writer. Where it is not safe, a journal is rolled back instead.
                wanted = "DELETE" if self.drive else "WAL"
                with contextlib.suppress(sqlite3.OperationalError) if self.drive else contextlib.nullcontext():
                    connection.execute(f"PRAGMA journal_mode={wanted}")
            for number, step in enumerate(migrations.STEPS, start=1):
                self._migrate(number, step)
            with self.read() as connection:
                migrations.refuse_incomplete(connection)
            if path.stat().st_size < _LOOK_THROUGH_BELOW or suspicion(path).exists():
                self.look_through()
                suspicion(path).unlink(missing_ok=True)
        except BaseException:
            self.close()
            raise

    @contextlib.contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection, to read with."""
        with translated(self.path.parent):
            line = self._line()
            with line.lock:
                yield line.connection

    @contextlib.contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection inside a write transaction: all of the block happens, or nothing.

        A block inside another one belongs to the outer transaction.
        """
        with self.read() as connection:
            if connection.in_transaction:
                yield connection
                return
            # IMMEDIATE takes the write lock before anything is read, so that what was read is still so on writing.
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):  # SQLite has rolled back by itself when the disk is full
                    connection.execute("ROLLBACK")
                raise

    @property
    def changes(self) -> int:
        """How many rows were written here since it was opened."""
        with self._guard:
            return sum(line.connection.total_changes for line in self._lines)

    def look_through(self) -> None:
        """Reads every page.

        Raises:
            StoreDamaged: something in the file is not as SQLite wrote it.
        """
        with self.read() as connection:
            found = [row[0] for row in connection.execute("PRAGMA quick_check(1)")]
        if found != ["ok"]:
            raise StoreDamaged(*_DAMAGED)

    def close(self) -> None:
        """Closes every thread's connection, waiting for transactions that are under way."""
        with self._guard:
            self._closed = True
            lines, self._lines = self._lines, []
        for line in lines:
            with line.lock, contextlib.suppress(sqlite3.Error):
                line.connection.close()

    def _line(self) -> _Line:
        line: _Line | None = getattr(self._local, "line", None)
        if line is None:
            line = self._local.line = self._new_line()
        return line

    def _new_line(self) -> _Line:
        with self._guard:
            if self._closed:
                raise sqlite3.ProgrammingError("closed")
            gone = [line for line in self._lines if not line.thread.is_alive()]
            self._lines = [line for line in self._lines if line.thread.is_alive()]
            for line in gone:
                line.connection.close()
            line = _Line(connect(self.path, self.patience), threading.current_thread())
            self._lines.append(line)
            return line

    def _migrate(self, number: int, step: migrations.Step) -> None:
        with self.read() as connection:
            if migrations.version(connection) >= number:
                return
        with self.write() as connection:
            if migrations.version(connection) < number:  # another process may have done it meanwhile
                step(connection)
                migrations.stamp(connection, number)


def connect(path: Path, patience: float = PATIENCE) -> sqlite3.Connection:
    """A connection with this database's manners; transactions are begun by hand."""
    connection = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA foreign_keys=ON")
        # FULL syncs the journal at every commit: a receipt, or the note that something is being sent, must outlive a
        # power cut, and NORMAL would lose the last commits. Measured: 2 ms a save in the middle, 8 ms at the 95th of
        # 100, instead of 0.02 ms: nothing that a person feels. On macOS only fullfsync reaches the disk itself.
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA fullfsync=ON")
        connection.execute("PRAGMA journal_size_limit=16777216")
        connection.create_function("casefold", 1, str.casefold, deterministic=True)  # SQLite's own lower() knows ASCII
    except BaseException:
        connection.close()
        raise
    return connection


def suspicion(path: Path) -> Path:
    """A file that stands beside a database while damage was seen in it: then it is looked through, however large."""
    return path.with_name(f"{path.name}.suspect")


def make_private(path: Path) -> None:
    """Makes the folder (0700) and the file (0600), which SQLite's own files beside it take after.

    Raises:
        StoreFull: the folder cannot be made or written to.
        StoreProblem: there is a folder where the file should be.
    """
    if path.is_dir():
        raise StoreProblem(
            f"Drafts and history are kept in a file, but “{path}” is a folder.",
            "Move that folder away, or set GATEWAYDESK_HOME to another folder.",
        )
    try:
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, mode=0o700)
        if path.parent == paths.data_dir():
            path.parent.chmod(0o700)
        if not path.exists():
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        elif os.name == "posix" and path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFull(*_FULL) from error
        reason = (error.strerror or str(error)).lower()
        raise StoreFull(
            f"Drafts and history cannot be kept in “{path.parent}”: {reason}.",
            "Allow Gateway Desk to write there, free some space, or set GATEWAYDESK_HOME to another folder.",
        ) from error
