"""What the practice Adobe Experience Platform remembers: a SQLite file, and beside it the bytes that were uploaded."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import sqlite3
import threading
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gatewaydesk.errors import StoreDamaged, StoreProblem

Row = dict[str, Any]
_LEFT_BEHIND = 86_400  # seconds after which bytes that no row names are nobody's upload
_JSON = ("doc", "plan", "result", "parts")
_TABLES = """
create table seeds (name text primary key, seed text not null);
create table tokens (digest text primary key, expires integer not null);
create table resources (
    number integer primary key autoincrement, id text not null, sandbox text not null, container text not null,
    kind text not null, doc text not null, unique (sandbox, id));
create table datasets (
    number integer primary key autoincrement, id text not null unique, sandbox text not null,
    system integer not null default 0, doc text not null);
create table batches (
    number integer primary key autoincrement, id text not null unique, sandbox text not null, dataset_id text not null,
    doc text not null, plan text not null, result text not null default '{}');
create index batches_dataset on batches(dataset_id);
create table files (
    number integer primary key autoincrement, id text not null unique, batch_id text not null, path text not null,
    blob text not null, size integer not null, open integer not null, parts text not null default '[]',
    created integer not null, unique (batch_id, path));
"""


def now() -> int:
    """This moment in milliseconds."""
    return time.time_ns() // 1_000_000


def new_id() -> str:
    """24 hexadecimal digits, as ids of datasets look."""
    return secrets.token_hex(12)


class AdobeStore:
    """One connection used by every request thread, one at a time; every change is committed before it returns."""

    def __init__(self, folder: Path) -> None:
        file = folder / "adobe.sqlite3"
        self._files = folder / "adobe-files"
        self._lock = threading.RLock()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._files.mkdir(mode=0o700, exist_ok=True)
            file.touch(mode=0o600)
        except OSError as error:
            todo = "Choose a folder that you may write to."
            raise StoreProblem(f"The practice gateway cannot write “{file}”: {error.strerror}.", todo) from error
        self._db = sqlite3.connect(file, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        try:
            self.fresh = self._make_tables()
            self._sweep()
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

    def rows(self, query: str, *values: Any) -> list[Row]:
        """The rows of a query, JSON columns as values."""
        with self._lock:
            found = self._db.execute(query, values).fetchall()
        return [_read(row) for row in found]

    def row(self, query: str, *values: Any) -> Row | None:
        """The first row, or None."""
        return next(iter(self.rows(query, *values)), None)

    def insert(self, table: str, *rows: Mapping[str, Any]) -> None:
        """Adds rows with the same columns, all or none."""
        names, marks = ", ".join(rows[0]), ", ".join(f":{name}" for name in rows[0])
        with self._lock, self._db:
            self._db.executemany(f"insert into {table} ({names}) values ({marks})", map(_write, rows))  # noqa: S608

    def change(self, table: str, key: str, values: Mapping[str, Any]) -> None:
        """Changes columns of the row with that id."""
        sets = ", ".join(f"{name} = :{name}" for name in values)
        with self._lock, self._db:
            self._db.execute(f"update {table} set {sets} where id = :key", _write(values) | {"key": key})  # noqa: S608

    def change_resource(self, number: int, doc: Mapping[str, Any]) -> None:
        """Changes one resource of the registry; its id may stand in several sandboxes."""
        with self._lock, self._db:
            self._db.execute("update resources set doc = ? where number = ?", (json.dumps(doc), number))

    def delete(self, table: str, key: str) -> None:
        """Deletes the row with that id."""
        with self._lock, self._db:
            self._db.execute(f"delete from {table} where id = ?", (key,))  # noqa: S608

    # Credentials: only what they are made from is kept, so that no file holds one.

    def credential(self, name: str) -> str:
        """64 hexadecimal digits, the same ones each time until `renew`."""
        with self._lock:
            row = self.row("select seed from seeds where name = ?", name)
            seed = row["seed"] if row else self.renew(name)
        return hmac.digest(bytes.fromhex(seed), name.encode(), "sha256").hex()

    def renew(self, name: str) -> str:
        """Begins a new credential; the old one is refused from now on."""
        seed = secrets.token_hex(32)
        with self._lock, self._db:
            self._db.execute("insert or replace into seeds values (?, ?)", (name, seed))
        return seed

    def add_token(self, seconds: float) -> str:
        """A new access token, of which only a digest is kept."""
        token = secrets.token_urlsafe(96)
        with self._lock, self._db:
            self._db.execute("delete from tokens where expires < ?", (now() - 86_400_000,))
            self._db.execute("insert into tokens values (?, ?)", (_digest(token), now() + round(seconds * 1000)))
        return token

    def knows_token(self, token: str) -> bool:
        """Whether the token is one of ours and has not expired."""
        row = self.row("select expires from tokens where digest = ?", _digest(token))
        return row is not None and row["expires"] > now()

    def expire_tokens(self) -> None:
        """Every token that was given out has expired."""
        with self._lock, self._db:
            self._db.execute("update tokens set expires = 0")

    # Bytes.

    def new_blob(self) -> str:
        """The name of a file for bytes to come; nobody reads it before a row of `files` names it."""
        return uuid.uuid4().hex

    def blob(self, name: str) -> Path:
        """Where the bytes are."""
        return self._files / name

    def forget_blob(self, name: str) -> None:
        """Deletes bytes that no row names any more."""
        self.blob(name).unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Deletes bytes whose upload was cut by an end of the program; not those that another one may be writing."""
        named = {row["blob"] for row in self.rows("select blob from files")}
        for file in self._files.iterdir():
            if file.name not in named and file.stat().st_mtime < time.time() - _LEFT_BEHIND:
                file.unlink(missing_ok=True)

    def _make_tables(self) -> bool:
        with self._db:
            self._db.execute("begin immediate")
            if self._db.execute("select 1 from sqlite_master where name = 'seeds'").fetchone():
                return False
            for statement in _TABLES.split(";"):
                self._db.execute(statement)
        return True


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _read(row: sqlite3.Row) -> Row:
    return {name: json.loads(one) if name in _JSON else one for name, one in dict(row).items()}


def _write(values: Mapping[str, Any]) -> Row:
    return {name: json.dumps(one) if name in _JSON else one for name, one in values.items()}
