"""Settings: any JSON value by name."""

from __future__ import annotations

from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.store.database import Database


class Settings:
    """The settings in the database. Every method raises children of StoreProblem."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a setting, or `default` when it was never set."""
        with self._database.read() as connection:
            row = connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return jsonio.loads(row[0]) if row else default

    def set(self, name: str, value: Any) -> None:
        """Keeps a setting."""
        text = jsonio.dumps(value, indent=None)
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO settings (name, value) VALUES (?, ?) "
                "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, text),
            )

    def all(self) -> dict[str, Any]:
        """Every setting that was set."""
        with self._database.read() as connection:
            found = connection.execute("SELECT name, value FROM settings ORDER BY name").fetchall()
        return {name: jsonio.loads(value) for name, value in found}
