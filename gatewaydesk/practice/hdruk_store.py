"""What the practice HDR UK gateway remembers, in a SQLite file of its own: teams, applications, datasets, versions."""

# ruff: noqa: S608 - statements are put together from constants and known columns; what is asked for is always bound

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from gatewaydesk.practice.kept import Kept, Row, new_seed

PERMISSIONS = tuple(
    f"{kind}.{verb}"
    for kind in ("datasets", "dur", "tools", "collections")
    for verb in ("read", "create", "update", "delete")
)
_SEEDS = {"application_seed": "application_id", "client_seed": "client_id"}
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
_INDEX = "create index if not exists versions_of on versions(dataset_id, version, id)"
_NEWEST = (
    "(select {} from versions where dataset_id = datasets.id order by versions.version desc, versions.id desc limit 1)"
)
TITLE_HOLDS = f"instr(casefold({_NEWEST.format('title')}), ?) > 0"
"""A condition on datasets: the title column of the newest version holds a text, given in its case-folded form."""


def now() -> str:
    """This moment as Laravel writes it, in microseconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class HdrukStore(Kept):
    """The gateway's file."""

    tables = _TABLES
    first_table = "teams"
    flags = frozenset({"enabled", "is_cohort_discovery"})
    json = frozenset({"permissions", "envelope"})
    seeds = _SEEDS

    def add_team(self, name: str) -> Row:
        """A new team with one enabled application that may do everything; the application's row."""
        with self._lock, self._db:
            team_id = self._insert("teams", {"pid": str(uuid.uuid4()), "name": name})
            values = {"team_id": team_id, "name": f"{name} desk", "permissions": list(PERMISSIONS)}
            row_id = self._insert("applications", values | {name: new_seed() for name in _SEEDS})
        return self.rows("select * from applications where id = ?", (row_id,))[0]

    def add_dataset(
        self,
        dataset: Mapping[str, Any],
        version: Callable[[int], Mapping[str, Any]],
        *,
        made: str = "",
        changed: str = "",
    ) -> tuple[int, int]:
        """Adds a dataset with its first version (made from the dataset's id), both or neither; their row ids.

        `made` and `changed` are moments as `now` writes them; "" stands for this one.
        """
        stamps = {"created_at": made or now(), "updated_at": changed or now()}
        with self._lock, self._db:
            dataset_id = self._insert("datasets", {**dataset, **stamps})
            first = {**version(dataset_id), **stamps, "dataset_id": dataset_id, "version": 1}
            return dataset_id, self._insert("versions", first)

    def columns(self, where: str, values: Sequence[Any]) -> list[str]:
        """The names of the columns of datasets; none where the condition holds for no dataset."""
        return list(self.row(f"select * from datasets where {where} limit 1", values) or ())

    def count(self, where: str, values: Sequence[Any]) -> int:
        """For how many datasets the condition holds."""
        found = self.row(f"select count(*) as many from datasets where {where}", values)
        return int(found["many"]) if found else 0

    def count_by(self, column: str, where: str, values: Sequence[Any]) -> list[tuple[Any, int]]:
        """The values of a column and how often each is there; None for all where there is no such column."""
        known = column in self.columns(where, values)
        named = f"{column}" if known else "null"
        rows = self.rows(
            f"select {named} as {column if known else 'none'}, count(*) as many from datasets "
            f"where {where} group by {named}",
            values,
        )
        return [tuple(row.values()) for row in rows]

    def page(self, where: str, values: Sequence[Any], order: tuple[str, str], size: int, start: int) -> list[Row]:
        """Some of the datasets for which the condition holds.

        Args:
            where: a condition on datasets, made of constants.
            values: of its places.
            order: a column (that there is) or `metadata.…`, a place in the newest version's metadata; and `asc` or
                `desc`. What has no value counts as the least; "" leaves them as they were made.
            size: how many at most.
            start: how many come before.
        """
        by, direction = order
        what = f"{by} collate nocase"
        extra: list[Any] = []
        if by.startswith("metadata."):
            path = "$" + "".join(f".{json.dumps(part)}" for part in by.split("."))
            what = f"casefold({_NEWEST.format('json_extract(envelope, ?)')})"
            extra = [path]
        sorting = f"({what}) {'desc' if direction == 'desc' else 'asc'}, " if by else ""
        query = f"select * from datasets where {where} order by {sorting}id limit ? offset ?"
        return self.rows(query, (*values, *extra, size, start))

    def _make_tables(self) -> bool:
        self._db.create_function("casefold", 1, _casefold, deterministic=True)
        fresh = self._bring_up_to_date()
        with self._db:
            self._db.execute(_INDEX)
        return fresh

    def _bring_up_to_date(self) -> bool:
        if super()._make_tables():
            return True
        with self._db:
            self._db.execute("begin immediate")
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
            self._db.execute(f"update applications set {sets} where id = :id", ids | {"id": application["id"]})
        for seed, name in _SEEDS.items():
            self._db.execute(f"alter table applications rename column {name} to {seed}")

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


def _casefold(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
