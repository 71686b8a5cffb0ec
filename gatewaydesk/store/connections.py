"""Gateway connections as a person set them up; their secrets are in the keyring and never here."""

# ruff: noqa: S608 - statements are put together from constants; what people typed is always bound

from __future__ import annotations

from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.store import names
from gatewaydesk.store.database import Database

_LISTED = "name, system, url, options, practice"


class Connections:
    """The connections in the database. Every method raises children of StoreProblem."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, connection: Connection) -> None:
        """Keeps a connection; one of the same name is replaced in its place."""
        options = jsonio.dumps(dict(connection.options), indent=None)
        with self._database.write() as line:
            line.execute(
                f"INSERT INTO connections ({_LISTED}) VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
                "system = excluded.system, url = excluded.url, options = excluded.options, "
                "practice = excluded.practice",
                (connection.name, connection.system, connection.url, options, connection.practice),
            )
            names.remember(line, connection)

    def all(self) -> list[Connection]:
        """Every connection, in the order in which they were made."""
        with self._database.read() as line:
            return [_connection(row) for row in line.execute(f"SELECT {_LISTED} FROM connections ORDER BY number")]

    def get(self, name: str) -> Connection | None:
        """The connection of that name, or None."""
        with self._database.read() as line:
            row = line.execute(f"SELECT {_LISTED} FROM connections WHERE name = ?", (name,)).fetchone()
        return _connection(row) if row else None

    def gone(self, name: str) -> list[str]:
        """The names of connections that led to the same place as the one of that name, and are no more."""
        with self._database.read() as line:
            return [one for (one,) in line.execute(names.also("?1")[1:-1], (name,)) if one != name]

    def remove(self, name: str) -> None:
        """Forgets a connection; its receipts stay, and belong to the one that leads to the same place."""
        with self._database.write() as line:
            line.execute("DELETE FROM connections WHERE name = ?", (name,))


def _connection(row: tuple[str, str, str, str, int]) -> Connection:
    name, system, url, options, practice = row
    return Connection(name, system, url, jsonio.loads(options), bool(practice))
