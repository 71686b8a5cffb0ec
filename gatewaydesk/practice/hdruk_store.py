"""What the practice HDR UK gateway remembers, in a SQLite file of its own: teams, applications, datasets, versions."""

from __future__ import annotations

import hmac
import json
import secrets
import sqlite3
import string
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gatewaydesk.errors import StoreDamaged, StoreProblem

Row = dict[str, Any]
PERMISSIONS = tuple(
    f"{kind}.{verb}"
    for kind in ("datasets", "dur", "tools", "collections")
    for verb in ("read", "create", "update", "delete")
)
_FLAGS = ("enabled", "is_cohort_discovery")
_SIGNS = string.ascii_letters + string.digits
_SEEDS = {"application_seed": "application_id", "client_seed": "client_id"}
_JSON = ("permissions", "envelope")
_TABLES = """
create table teams (id integer primary key autoincrement, pid text not null, name text not null);
create table applications (
    id integer primary key autoincrement, team_id integer not null references teams(id), name text not null,
    application_seed text not null, client_seed text not null, enabled integer not null default 1,
    permissions text not null, deleted_at text);
create table datasets (
    id integer primary key autoincrement, pid text not null, team_id integer not null references teams(id),
    user_id integer not null default 1, status text not null, create_origin text not null,
    is_cohort_discovery integer not null default 0, datasetid text, mongo_id text, mongo_object_id text, mongo_pid text,
    created_at text not null, updated_at text not null, deleted_at text);
create index datasets_pid on datasets(pid);
create table versions (
    id integer primary key autoincrement, dataset_id integer not null references datasets(id), version integer not null,
    title text, short_title text, schema text not null, envelope text not null, received text not null,
    created_at text not null, updated_at text not null);
insert into sqlite_sequence values ('teams', 6), ('versions', 500);
"""


def now() -> str:
    """This moment as Laravel writes it, in microseconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def new_seed() -> str:
    """What one application or client ID is made from. Only seeds are kept, so that no file holds an ID."""
    return secrets.token_hex(32)


def credential(seed: str) -> str:
    """40 letters and digits, as the gateway's application and client IDs look; the same ones for the same seed."""
    made = int.from_bytes(hmac.digest(bytes.fromhex(seed), b"practice ID", "sha512"))
    signs = []
    for _ in range(40):
        made, sign = divmod(made, len(_SIGNS))
        signs.append(_SIGNS[sign])
    return "".join(signs)


class HdrukStore:
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
            self._db.execute("pragma foreign_keys = on")
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
        return [_read(row) for row in found]

    def row(self, query: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> Row | None:
        """The first row, or None."""
        return next(iter(self.rows(query, values)), None)

    def insert(self, table: str, values: Mapping[str, Any]) -> int:
        """Adds a row and returns its id."""
        with self._lock, self._db:
            return self._insert(table, values)

    def change(self, table: str, row_id: int, values: Mapping[str, Any]) -> None:
        """Changes columns of one row."""
        sets = ", ".join(f"{name} = :{name}" for name in values)
        with self._lock, self._db:
            self._db.execute(f"update {table} set {sets} where id = :id", _write(values) | {"id": row_id})  # noqa: S608

    def add_team(self, name: str) -> Row:
        """A new team with one enabled application that may do everything; the application's row."""
        with self._lock, self._db:
            team_id = self._insert("teams", {"pid": str(uuid.uuid4()), "name": name})
            values = {"team_id": team_id, "name": f"{name} desk", "permissions": list(PERMISSIONS)}
            row_id = self._insert("applications", values | {name: new_seed() for name in _SEEDS})
        return self.rows("select * from applications where id = ?", (row_id,))[0]

    def add_dataset(self, dataset: Mapping[str, Any], version: Callable[[int], Mapping[str, Any]]) -> tuple[int, int]:
        """Adds a dataset with its first version (made from the dataset's id), both or neither; their row ids."""
        stamps = {"created_at": now(), "updated_at": now()}
        with self._lock, self._db:
            dataset_id = self._insert("datasets", {**dataset, **stamps})
            first = {**version(dataset_id), **stamps, "dataset_id": dataset_id, "version": 1}
            return dataset_id, self._insert("versions", first)

    def _make_tables(self) -> bool:
        """Makes the tables where there are none yet; whether it did. Safe when two start at once."""
        with self._db:
            self._db.execute("begin immediate")
            if not self._db.execute("select 1 from sqlite_master where name = 'teams'").fetchone():
                for statement in _TABLES.split(";"):
                    self._db.execute(statement)
                return True
            old = "application_id" in {row[1] for row in self._db.execute("pragma table_info(applications)")}
            if old:
                self._forget_ids()
        if old:
            self._db.execute("vacuum")  # what was deleted still stands in the file until then
        return False

    def _forget_ids(self) -> None:
        """An older file holds the IDs themselves: its applications get new ones, of which only the seeds are kept."""
        for application in self._db.execute("select * from applications").fetchall():
            ids = {name: new_seed() for name in _SEEDS.values()}
            sets = "application_id = :application_id, client_id = :client_id"
            self._db.execute(f"update applications set {sets} where id = :id", ids | {"id": application["id"]})  # noqa: S608
        for seed, name in _SEEDS.items():
            self._db.execute(f"alter table applications rename column {name} to {seed}")

    def _insert(self, table: str, values: Mapping[str, Any]) -> int:
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        cursor = self._db.execute(f"insert into {table} ({names}) values ({marks})", _write(values))  # noqa: S608
        return int(cursor.lastrowid or 0)

    def dataset(self, dataset_id: int, *, deleted: bool = False) -> Row | None:
        """One dataset; one that was deleted only if asked for."""
        found = self.row("select * from datasets where id = ?", (dataset_id,))
        return found if found and (deleted or found["deleted_at"] is None) else None

    def versions(self, dataset_id: int) -> list[Row]:
        """A dataset's version rows, newest first."""
        return self.rows("select * from versions where dataset_id = ? order by version desc, id desc", (dataset_id,))

    def team(self, team_id: int) -> Row | None:
        """One team."""
        return self.row("select * from teams where id = ?", (team_id,))

    def atomically(self) -> threading.RLock:
        """Held while something is read and changed as one step."""
        return self._lock


def _read(row: sqlite3.Row) -> Row:
    values = dict(row)
    for name in values.keys() & set(_FLAGS):
        values[name] = bool(values[name])
    for name in values.keys() & set(_JSON):
        values[name] = json.loads(values[name])
    for seed in _SEEDS.keys() & values.keys():
        values[_SEEDS[seed]] = credential(values[seed])
    return values


def _write(values: Mapping[str, Any]) -> Row:
    return {name: json.dumps(one) if name in _JSON else one for name, one in values.items()}
