"""Rows of the database, one by one: written out, and written into another database if they are sound."""

# ruff: noqa: S608 - statements are put together from constants; what people typed is always bound

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterator

from gatewaydesk.document import jsonio
from gatewaydesk.errors import FileProblem
from gatewaydesk.store import journal, migrations, salvage
from gatewaydesk.store.database import Database
from gatewaydesk.store.salvage import Row, Shape

CARRIED = tuple(table for table in migrations.TABLES if table != "opened")
"""The tables that are rescued; which windows have a draft open is over when their database is another one."""

PORTABLE = tuple(table for table in CARRIED if table != "files")
"""The tables that go to another computer, where a draft's file is not."""

UNSOUND = (UnicodeDecodeError, FileProblem, ValueError, zlib.error, sqlite3.IntegrityError)
"""What `insert` raises for a row that is not sound, or of which there is one already."""

_JSON = {"value", "options", "facts", "ids"}  # columns that hold JSON
_LARGEST = 1 << 30  # bytes: what damage unpacks to may be without end


def shapes(connection: sqlite3.Connection) -> dict[str, Shape]:
    """The shape of every table."""
    return {table: salvage.shape_of(connection, table) for table in migrations.TABLES}


def dump(database: Database) -> Iterator[tuple[str, Row]]:
    """Every row that goes along, with its table, all of one moment."""
    with database.read() as connection, journal.at_once(connection):
        for table in PORTABLE:
            ours = " WHERE draft IS NOT NULL" if table == "bases" else ""  # the others are of files, which stay here
            found = connection.execute(f"SELECT * FROM {table}{ours} ORDER BY rowid")
            names = [column[0] for column in found.description]
            for values in found:
                yield table, dict(zip(names, values, strict=True))


def insert(connection: sqlite3.Connection, shape: Shape, row: Row) -> None:
    """Writes a row of a table; text may come as `salvage.Text`.

    Raises:
        one of `UNSOUND`: it is not as such a row has to be, or it is there already.
    """
    values = {name: value.decode() if isinstance(value, salvage.Text) else value for name, value in row.items()}
    for name in _JSON & set(values):
        held = values[name]
        jsonio.loads(unpacked(held) if isinstance(held, bytes) else held)
    columns, marks = ", ".join(values), ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO {shape.table} ({columns}) VALUES ({marks})", tuple(values.values()))


def unpacked(packed: bytes) -> bytes:
    """What was compressed, unless it is more than any document has.

    Raises:
        ValueError: it is no longer whole.
    """
    unpacking = zlib.decompressobj()
    text = unpacking.decompress(packed, _LARGEST)
    if not unpacking.eof:
        raise ValueError
    return text


def fill(database: Database, rows: Iterator[tuple[str, Row]], check: Callable[[], object] = bool) -> None:
    """Writes rows that were checked into a new database, whole or not at all; a draft may come after its value.

    Raises:
        one of `UNSOUND`: a row is not as it has to be, or the draft that it belongs to is missing.
        StoreProblem: it could not be written.
    """
    with database.write() as connection:
        connection.execute("PRAGMA defer_foreign_keys=ON")
        known = shapes(connection)
        for at, (table, row) in enumerate(rows):
            insert(connection, known[table], row)
            if at % 256 == 0:
                check()
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise ValueError
