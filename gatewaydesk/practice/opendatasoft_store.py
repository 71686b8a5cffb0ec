"""What the practice Opendatasoft portal remembers: accounts, datasets with their changes, files, jobs."""

from __future__ import annotations

import json
import secrets
import sqlite3
import string
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gatewaydesk.errors import StoreDamaged, StoreProblem
from gatewaydesk.practice.hdruk_store import credential, new_seed

Row = dict[str, Any]
_JSON = ("permissions", "key_permissions", "config", "plan", "diff", "params")
_SEEDS = {"key_seed": "api_key", "password_seed": "password"}
_SIGNS = string.ascii_lowercase + string.digits
_TABLES = """
create table accounts (
    id integer primary key, username text not null unique, key_seed text not null, password_seed text not null,
    key_revoked integer not null default 0, permissions text not null, key_permissions text not null);
create table datasets (
    id integer primary key autoincrement, uid text not null unique, dataset_id text not null unique,
    config text not null, plan text not null, created_at text not null, updated_at text not null);
create table changes (
    id integer primary key autoincrement, uid text not null unique, dataset_uid text not null, username text not null,
    at text not null, diff text not null, config text not null);
create index changes_dataset on changes(dataset_uid);
create table files (
    id integer primary key autoincrement, file_id text not null unique, filename text not null, mimetype text not null,
    size integer not null, created text not null, username text not null, dataset_uid text);
create table jobs (
    id integer primary key autoincrement, uid text not null unique, function text not null, params text not null,
    dataset_uid text not null, plan text not null);
"""


def now() -> str:
    """This moment as the portal writes it."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def new_uid(prefix: str) -> str:
    """An identifier such as `da_x1y2z3`."""
    return f"{prefix}_{''.join(secrets.choice(_SIGNS) for _ in range(6))}"


class OpendatasoftStore:
    """One connection used by every request thread, one at a time; every change is committed before it returns."""

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
            self.fresh = self._make_tables()
        except sqlite3.DatabaseError as error:
            self._db.close()
            todo = "Move that file away to begin with a fresh practice gateway."
            raise StoreDamaged(f"The practice gateway's own file “{file}” cannot be used.", todo) from error

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._db.close()

    def atomically(self) -> threading.RLock:
        """Held while something is read and changed as one step."""
        return self._lock

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Row]:
        """The rows of a query, JSON columns as values, credentials made from their seeds."""
        with self._lock:
            found = self._db.execute(query, values).fetchall()
        return [_read(row) for row in found]

    def row(self, query: str, values: Sequence[Any] = ()) -> Row | None:
        """The first row, or None."""
        return next(iter(self.rows(query, values)), None)

    def insert(self, table: str, values: Mapping[str, Any]) -> int:
        """Adds a row and returns its id."""
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        with self._lock, self._db:
            cursor = self._db.execute(f"insert into {table} ({names}) values ({marks})", _write(values))  # noqa: S608
        return int(cursor.lastrowid or 0)

    def change(self, table: str, row_id: int, values: Mapping[str, Any]) -> None:
        """Changes columns of one row."""
        sets = ", ".join(f"{name} = :{name}" for name in values)
        with self._lock, self._db:
            self._db.execute(f"update {table} set {sets} where id = :id", _write(values) | {"id": row_id})  # noqa: S608

    def remove_dataset(self, uid: str) -> None:
        """Forgets a dataset, its changes and its jobs; there is no way back."""
        with self._lock, self._db:
            self._db.execute("delete from datasets where uid = ?", (uid,))
            for table in ("changes", "jobs"):
                self._db.execute(f"delete from {table} where dataset_uid = ?", (uid,))  # noqa: S608

    def add_account(self, username: str, permissions: Sequence[str]) -> None:
        """A new account whose password and API key may do the same."""
        given = {"permissions": list(permissions), "key_permissions": list(permissions)}
        self.insert("accounts", {"username": username, **given, **{seed: new_seed() for seed in _SEEDS}})

    def free(self, table: str, column: str, wanted: str) -> str:
        """The wanted text, altered where a row has it already: `name-1`, `name-1.csv`."""
        stem, dot, end = wanted.rpartition(".") if table == "files" else (wanted, "", "")
        if not stem:
            stem, dot, end = wanted, "", ""
        found, number = wanted, 0
        while self.row(f"select id from {table} where {column} = ?", (found,)):  # noqa: S608
            number += 1
            found = f"{stem}-{number}{dot}{end}"
        return found

    def _make_tables(self) -> bool:
        """Makes the tables where there are none yet; whether it did. Safe when two start at once."""
        with self._db:
            self._db.execute("begin immediate")
            if self._db.execute("select 1 from sqlite_master where name = 'accounts'").fetchone():
                return False
            for statement in _TABLES.split(";"):
                self._db.execute(statement)
            return True


def _read(row: sqlite3.Row) -> Row:
    values = dict(row)
    for name in values.keys() & set(_JSON):
        values[name] = json.loads(values[name])
    for seed in _SEEDS.keys() & values.keys():
        values[_SEEDS[seed]] = credential(values[seed])
    return values


def _write(values: Mapping[str, Any]) -> Row:
    return {name: json.dumps(one) if name in _JSON else one for name, one in values.items()}
