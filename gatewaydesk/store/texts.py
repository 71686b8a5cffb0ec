"""Every text that people wrote, wherever in the database it stands: to prove that something else holds none of it."""

# ruff: noqa: S608 - names of tables and columns come from the database's own schema

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from typing import Any

from gatewaydesk.store.database import Database

# Columns in which the program speaks, by name in any table. What is not named here counts as written by a person.
_COLUMNS = """
action changed_at computer content created_at dataset_id deleted_at id kind made_at method not_before outbox_id owner
pid route schema schema_sha256 sent_at sha256 since state status system url version_id wanted web_url why window
"""
_OURS = frozenset(_COLUMNS.split())
_OURS_WHOLE = frozenset({"settings", "opened", "sqlite_sequence"})
_SLICE = 200  # rows read in one go, so that nobody who writes has to wait


def written_texts(database: Database) -> Iterator[str]:
    """The texts, one after the other; of JSON, compressed or not, every text inside it and every free member's name.

    Raises:
        StoreProblem: the database cannot be read.
    """
    for table, columns in _columns(database):
        last = -1
        while True:
            with database.read() as connection:
                rows = connection.execute(
                    f"SELECT rowid, {', '.join(columns)} FROM {table} WHERE rowid > ? ORDER BY rowid LIMIT {_SLICE}",
                    (last,),
                ).fetchall()
            if not rows:
                break
            last = rows[-1][0]
            for row in rows:
                for held in row[1:]:
                    yield from _texts(held)


def _columns(database: Database) -> list[tuple[str, list[str]]]:
    with database.read() as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        told = {
            table: [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
            for table in tables
            if table not in _OURS_WHOLE
        }
    found = [(f'"{table}"', [f'"{one}"' for one in columns if one not in _OURS]) for table, columns in told.items()]
    return [(table, columns) for table, columns in found if columns]


def _texts(held: Any) -> Iterator[str]:
    if isinstance(held, bytes):
        try:
            unpacked = zlib.decompress(held)
        except zlib.error:
            unpacked = held
        held = unpacked.decode("utf-8", "replace")
    if not isinstance(held, str) or not held:
        return
    if held[0] not in '{["':
        yield held
        return
    try:
        value = json.loads(held)
    except (ValueError, RecursionError):
        yield held
        return
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, list):
            left += one
        elif isinstance(one, dict):
            left += one.values()
            yield from one
