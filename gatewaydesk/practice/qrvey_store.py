"""What the practice Qrvey gateway remembers: keys, users, applications, connections, datasets, rows, jobs."""

from __future__ import annotations

import json
import secrets
import string
import time
from collections.abc import Mapping, Sequence
from typing import Any

from gatewaydesk.practice.kept import Kept, Row, new_seed

_TABLES = """
create table organisation (
    id integer primary key, key_seed text not null, router_seed text not null, token_seed text not null);
create table users (id text primary key, name text not null, email text not null);
create table apps (
    id text primary key, user_id text not null references users(id), name text not null, description text not null);
create table connections (
    id text primary key, app_id text not null references apps(id) on delete cascade, shown text not null);
create table datasets (
    id text primary key, app_id text not null references apps(id) on delete cascade, name text not null,
    body text not null, began real, seconds real, ends text, shared integer not null default 0, connection_id text,
    created_at real not null);
create table records (
    id integer primary key, dataset_id text not null references datasets(id) on delete cascade, data text not null);
create table jobs (
    id text primary key, dataset_id text not null, began real not null, seconds real not null, ends text not null,
    statistics text not null)
"""
_SEEDS = {"key_seed": "api_key", "router_seed": "router_key", "token_seed": "token_key"}
_SIGNS = string.ascii_letters + string.digits


def new_id() -> str:
    """Nine signs that need no escaping in an address, as the gateway's ids look, for instance `i9-pTgwzF`."""
    return secrets.choice(_SIGNS) + "".join(secrets.choice(_SIGNS + "-_") for _ in range(8))


class QrveyStore(Kept):
    """The gateway's file. A connection's password is never kept."""

    tables = _TABLES
    first_table = "organisation"
    flags = frozenset({"shared"})
    json = frozenset({"shown", "body", "data", "statistics"})
    seeds = _SEEDS

    def organisation(self) -> Row:
        """The keys: `api_key`, `router_key`, and `token_key`, which signs tokens."""
        return self.rows("select * from organisation")[0]

    def found(self) -> str:
        """Makes the organisation with its first user; the user's id."""
        self.insert("organisation", {name: new_seed() for name in _SEEDS})
        user_id = new_id()
        self.insert("users", {"id": user_id, "name": "Practice user", "email": "practice@example.org"})
        return user_id

    def renew(self, seed: str) -> None:
        """A new key in place of an old one: `key_seed`, `router_seed` or `token_seed`."""
        self.change("organisation", self.organisation()["id"], {seed: new_seed()})

    def add_app(self, user_id: str, name: str, description: str) -> Row:
        """A new application."""
        row = {"id": new_id(), "user_id": user_id, "name": name, "description": description}
        self.insert("apps", row)
        return row

    def app(self, user_id: str, app_id: str) -> Row | None:
        """One application of one user."""
        return self.row("select * from apps where id = ? and user_id = ?", (app_id, user_id))

    def add_connection(self, app_id: str, shown: Mapping[str, Any]) -> Row:
        """A new connection with what may be shown of it."""
        row = {"id": new_id(), "app_id": app_id, "shown": dict(shown)}
        self.insert("connections", row)
        return row

    def connection(self, app_id: str, connection_id: str) -> Row | None:
        """One connection of one application."""
        return self.row("select * from connections where id = ? and app_id = ?", (connection_id, app_id))

    def add_dataset(self, app_id: str, dataset_id: str, body: Mapping[str, Any], **columns: Any) -> Row:
        """A new dataset: a draft, unless `columns` say when its load began and how it ends."""
        row = {"id": dataset_id, "app_id": app_id, "name": body["name"], "body": body, "created_at": time.time()}
        self.insert("datasets", row | columns)
        return self.rows("select * from datasets where id = ?", (dataset_id,))[0]

    def keep_records(
        self, dataset_id: str, added: Sequence[Mapping[str, Any]], changed: Mapping[int, Mapping[str, Any]]
    ) -> None:
        """Adds rows of data, and replaces others by their row ids, as one step."""
        with self._lock, self._db:
            self._db.executemany(
                "insert into records (dataset_id, data) values (?, ?)", [(dataset_id, json.dumps(one)) for one in added]
            )
            self._db.executemany(
                "update records set data = ? where id = ?", [(json.dumps(one), row) for row, one in changed.items()]
            )

    def dataset(self, app_id: str, dataset_id: str) -> Row | None:
        """One dataset of one application."""
        return self.row("select * from datasets where id = ? and app_id = ?", (dataset_id, app_id))
