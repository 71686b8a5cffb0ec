"""What a practice gateway remembers: one SQLite file, used by every request thread, one at a time."""

from __future__ import annotations

import hmac
import json
import secrets
import sqlite3
import string
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from gatewaydesk.errors import StoreDamaged, StoreProblem

Row = dict[str, Any]
_SIGNS = string.ascii_letters + string.digits


def new_seed() -> str:
    """What one application or client ID is made from. Only seeds are kept, so that no file holds an ID."""
    return secrets.token_hex(32)


def credential(seed: str) -> str:
    """40 letters and digits, as the gateways' IDs and keys look; the same ones for the same seed."""
    made = int.from_bytes(hmac.digest(bytes.fromhex(seed), b"practice ID", "sha512"))
    signs = []
    for _ in range(40):
        made, sign = divmod(made, len(_SIGNS))
        signs.append(_SIGNS[sign])
    return "".join(signs)


class Kept:
    """One file of one system. Every change is committed before it returns.

    Attributes:
        tables: the statements that make its tables, with semicolons between them.
        first_table: one of them: where it is there, all are.
        flags: columns that hold true or false.
        json: columns that hold a JSON value.
        seeds: columns that hold a seed, and the name of the credential that is made from it.
        fresh: whether the file was made just now.
    """

    tables: ClassVar[str]
    first_table: ClassVar[str]
    flags: ClassVar[frozenset[str]] = frozenset()
    json: ClassVar[frozenset[str]] = frozenset()
    seeds: ClassVar[Mapping[str, str]] = {}

    def __init__(self, file: Path) -> None:
        self._lock = threading.RLock()
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
        except OSError as error:
            todo = "Choose a folder that you may write to."
            raise StoreProblem(f"The practice gateway cannot write “{file}”: {error.strerror}.", todo) from error
        self._db = sqlite3.connect(file, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        try:
            self._db.execute("pragma foreign_keys = on")
            self._db.execute("pragma synchronous = off")  # outlives the program, if not a power cut: it only practises
            self.fresh = self._make_tables()
        except sqlite3.DatabaseError as error:
            self._db.close()
            todo = "Move that file away to begin with a fresh practice gateway."
            raise StoreDamaged(f"The practice gateway's own file “{file}” cannot be used.", todo) from error

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._db.close()

    def rows(self, query: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[Row]:
        """The rows of a query, flags as booleans and JSON columns as values."""
        with self._lock:
            found = self._db.execute(query, values).fetchall()
        return [self._read(row) for row in found]

    def row(self, query: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> Row | None:
        """The first row, or None."""
        return next(iter(self.rows(query, values)), None)

    def insert(self, table: str, values: Mapping[str, Any]) -> int:
        """Adds a row and returns its id."""
        with self._lock, self._db:
            return self._insert(table, values)

    def change(self, table: str, row_id: int | str, values: Mapping[str, Any]) -> None:
        """Changes columns of one row."""
        sets = ", ".join(f"{name} = :{name}" for name in values)
        with self._lock, self._db:
            row = self._write(values) | {"id": row_id}
            self._db.execute(f"update {table} set {sets} where id = :id", row)  # noqa: S608

    def remove(self, table: str, row_id: int | str) -> None:
        """Removes one row."""
        with self._lock, self._db:
            self._db.execute(f"delete from {table} where id = ?", (row_id,))  # noqa: S608

    def atomically(self) -> threading.RLock:
        """Held while something is read and changed as one step."""
        return self._lock

    def _make_tables(self) -> bool:
        """Makes the tables where there are none yet; whether it did. Safe when two start at once."""
        with self._db:
            self._db.execute("begin immediate")
            if self._db.execute("select 1 from sqlite_master where name = ?", (self.first_table,)).fetchone():
                return False
            for statement in self.tables.split(";"):
                self._db.execute(statement)
            return True

    def _insert(self, table: str, values: Mapping[str, Any]) -> int:
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        cursor = self._db.execute(f"insert into {table} ({names}) values ({marks})", self._write(values))  # noqa: S608
        return int(cursor.lastrowid or 0)

    def _read(self, row: sqlite3.Row) -> Row:
        values = dict(row)
        for name in values.keys() & self.flags:
            values[name] = bool(values[name])
        for name in values.keys() & self.json:
            values[name] = json.loads(values[name])
        for seed in self.seeds.keys() & values.keys():
            values[self.seeds[seed]] = credential(values[seed])
        return values

    def _write(self, values: Mapping[str, Any]) -> Row:
        return {name: json.dumps(one) if name in self.json else one for name, one in values.items()}
