"""The databases behind the practice Qrvey gateway's connections: what a table or a query has for columns."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

Column = tuple[str, str]  # name and type
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T.*)?")
_STEPS = 5000  # thousands of steps of SQLite's machine: a query that needs more is given up


class Unreadable(Exception):
    """A database, table or query that does not exist or cannot be read; the message says which."""


class Warehouse:
    """Small databases in memory, the same ones behind every connection.

    Args:
        databases: for each database its tables, each a list of rows.
    """

    def __init__(self, databases: Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]]) -> None:
        self._lock = threading.Lock()
        self._databases = {name: _filled(tables) for name, tables in databases.items()}

    def close(self) -> None:
        """Forgets them."""
        with self._lock:
            for database in self._databases.values():
                database.close()

    def columns(self, database: str, *, table: str | None = None, query: str | None = None) -> list[Column]:
        """The columns of a table or of a query's result, each with the type that its first value has.

        Raises:
            Unreadable: there is no such database or table, or the query cannot be run.
        """
        opened = self._databases.get(database)
        if opened is None:
            raise Unreadable(f"The database “{database}” does not exist. There are: {', '.join(self._databases)}.")
        with self._lock:
            if table is not None:
                tables = [name for (name,) in opened.execute("select name from sqlite_master where type = 'table'")]
                if table not in tables:
                    raise Unreadable(f"The table “{table}” does not exist. There are: {', '.join(tables)}.")
                source = f'"{table}"'
            else:
                source = f"({(query or '').strip().rstrip(';')})"
            steps = count()
            opened.set_progress_handler(lambda: next(steps) > _STEPS, 1000)
            try:
                # Within brackets only something that reads can stand.
                cursor = opened.execute(f"select * from {source} limit 1")  # noqa: S608
                row = cursor.fetchone()
            except sqlite3.Error as error:
                raise Unreadable(f"The query cannot be run: {error}.") from None
        names = [column[0] for column in cursor.description]
        return [(name, _type(row[place] if row else None)) for place, name in enumerate(names)]


def _filled(tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:", check_same_thread=False)
    for table, rows in tables.items():
        names = ", ".join(f'"{name}"' for name in rows[0])
        database.execute(f'create table "{table}" ({names})')
        marks = ", ".join("?" * len(rows[0]))
        database.executemany(f'insert into "{table}" values ({marks})', [tuple(row.values()) for row in rows])  # noqa: S608
    database.commit()
    database.execute("pragma query_only = on")
    return database


def _type(value: Any) -> str:
    match value:
        case int() | float():
            return "NUMERIC"
        case str() if _DATE.fullmatch(value):
            return "DATE"
    return "TEXT_LABEL"
