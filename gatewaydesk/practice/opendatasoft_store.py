"""What the practice Opendatasoft portal remembers: accounts, datasets with their changes, files, jobs."""

from __future__ import annotations

import secrets
import string
from collections.abc import Sequence
from datetime import UTC, datetime

from gatewaydesk.practice.kept import Kept, Row, new_seed

__all__ = ["OpendatasoftStore", "Row", "new_seed", "new_uid", "now"]

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


class OpendatasoftStore(Kept):
    """The portal's file."""

    tables = _TABLES
    first_table = "accounts"
    flags = frozenset({"key_revoked"})
    json = frozenset({"permissions", "key_permissions", "config", "plan", "diff", "params"})
    seeds = {"key_seed": "api_key", "password_seed": "password"}

    def remove_dataset(self, uid: str) -> None:
        """Forgets a dataset, its changes and its jobs; there is no way back."""
        with self._lock, self._db:
            self._db.execute("delete from datasets where uid = ?", (uid,))
            for table in ("changes", "jobs"):
                self._db.execute(f"delete from {table} where dataset_uid = ?", (uid,))  # noqa: S608

    def add_account(self, username: str, permissions: Sequence[str]) -> None:
        """A new account whose password and API key may do the same."""
        given = {"permissions": list(permissions), "key_permissions": list(permissions)}
        self.insert("accounts", {"username": username, **given, **{seed: new_seed() for seed in self.seeds}})

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
