"""The names that one gateway had: a connection may be renamed, or removed and added again under another name.

Receipts are never changed, so they say the name of their time. Whoever looks for what belongs to a gateway looks for
every name whose connection led to the same place last, but for those that other connections have now.
"""

# ruff: noqa: S608 - statements are put together from constants; what people typed is always bound

from __future__ import annotations

import sqlite3

from gatewaydesk.connection import Connection

_ALIKE = "former_names f JOIN former_names n ON n.place = f.place AND n.name <> f.name"


def also(name: str) -> str:
    """SQL for the names of one gateway, as a list in brackets; `name` is SQL for the one that it has now."""
    return (
        f"(SELECT {name} UNION SELECT n.name FROM {_ALIKE} WHERE f.name = {name}"
        " AND NOT EXISTS (SELECT 1 FROM connections c WHERE c.name = n.name))"
    )


def called(name: str) -> str:
    """SQL for what a gateway is called now that once was called `name` (SQL); where there is none, that name."""
    return (
        f"coalesce((SELECT c.name FROM connections c WHERE c.name = {name}), (SELECT c.name FROM {_ALIKE}"
        f" JOIN connections c ON c.name = n.name WHERE f.name = {name} ORDER BY c.number LIMIT 1), {name})"
    )


def remember(line: sqlite3.Connection, connection: Connection) -> None:
    """Keeps where a connection leads, for when it has another name."""
    place = connection.place
    if place:
        line.execute(
            "INSERT INTO former_names (name, place) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET place = ?2",
            (connection.name, f"{connection.system} {place}".encode()),
        )
