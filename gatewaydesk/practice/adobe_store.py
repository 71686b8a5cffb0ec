"""What the practice Adobe Experience Platform remembers: a SQLite file, and beside it the bytes that were uploaded."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gatewaydesk.practice.kept import Kept, Row, new_seed

__all__ = ["AdobeStore", "Row", "new_id", "now"]

_LEFT_BEHIND = 86_400  # seconds after which bytes that no row names are nobody's upload
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


class AdobeStore(Kept):
    """The platform's file, and the folder of bytes beside it."""

    tables = _TABLES
    first_table = "seeds"
    json = frozenset({"doc", "plan", "result", "parts"})

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "adobe.sqlite3")
        self._files = folder / "adobe-files"
        self._files.mkdir(mode=0o700, exist_ok=True)
        self._sweep()

    def add_resources(self, resources: Iterable[Mapping[str, Any]]) -> None:
        """Adds resources to the registry, all or none."""
        with self._lock, self._db:
            for one in resources:
                self._insert("resources", one)

    def change_resource(self, number: int, doc: Mapping[str, Any]) -> None:
        """Changes one resource of the registry; its id may stand in several sandboxes."""
        with self._lock, self._db:
            self._db.execute("update resources set doc = ? where number = ?", (json.dumps(doc), number))

    # Credentials: only what they are made from is kept, so that no file holds one.

    def credential(self, name: str) -> str:
        """64 hexadecimal digits, the same ones each time until `renew`."""
        with self._lock:
            row = self.row("select seed from seeds where name = ?", (name,))
            seed = row["seed"] if row else self.renew(name)
        return hmac.digest(bytes.fromhex(seed), name.encode(), "sha256").hex()

    def renew(self, name: str) -> str:
        """Begins a new credential; the old one is refused from now on."""
        seed = new_seed()
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
        row = self.row("select expires from tokens where digest = ?", (_digest(token),))
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


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
