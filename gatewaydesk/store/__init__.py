"""What this computer remembers: drafts, outbox, history, connections and settings, in one SQLite file."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from gatewaydesk import paths
from gatewaydesk.store.connections import Connections
from gatewaydesk.store.database import PATIENCE, Database
from gatewaydesk.store.drafts import Draft, DraftMissing, DraftRow, Drafts
from gatewaydesk.store.history import History, Receipt
from gatewaydesk.store.outbox import AlreadySent, Outbox, OutboxRow
from gatewaydesk.store.rescue import Rescued, rescue
from gatewaydesk.store.settings import Settings

__all__ = [
    "AlreadySent",
    "Draft",
    "DraftMissing",
    "DraftRow",
    "OutboxRow",
    "Receipt",
    "Rescued",
    "Store",
    "rescue",
]


class Store:
    """The open database. It can be used from every thread; every method raises children of StoreProblem."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.path = database.path
        self.drafts = Drafts(database)
        self.history = History(database)
        self.outbox = Outbox(database, self.history)
        self.connections = Connections(database)
        self.settings = Settings(database)

    @classmethod
    def open(cls, path: Path | None = None, *, patience: float = PATIENCE) -> Store:
        """Opens the database, making or updating it where needed.

        Args:
            path: the file; None takes the person's own.
            patience: seconds to wait for another program that is writing.

        Raises:
            StoreLocked: another program holds it.
            StoreDamaged: it is not a usable database: see `rescue`.
            StoreNewer: a newer Gateway Desk wrote it.
            StoreFull: the disk is full, or the folder may not be written to.
        """
        store = cls(Database(path or paths.database_path(), patience))
        try:
            store.outbox.recover()
        except BaseException:
            store.close()
            raise
        return store

    @staticmethod
    def rescue(path: Path | None = None) -> Path:
        """Moves a damaged database aside and carries over what can be read; returns where the old one is kept."""
        return rescue(path or paths.database_path()).kept

    def close(self) -> None:
        """Closes every thread's connection."""
        self.database.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
