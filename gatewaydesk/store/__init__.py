"""What this computer remembers: drafts, outbox, history, connections and settings, in one SQLite file."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path
from types import TracebackType

from gatewaydesk import paths
from gatewaydesk.errors import StoreFull, StoreProblem
from gatewaydesk.store.bases import Base, Bases
from gatewaydesk.store.connections import Connections
from gatewaydesk.store.database import PATIENCE, Database
from gatewaydesk.store.draft_rows import Draft, DraftMissing, DraftRow
from gatewaydesk.store.drafts import Drafts
from gatewaydesk.store.files import Files
from gatewaydesk.store.history import History, Receipt
from gatewaydesk.store.jobs import JobRow, Jobs
from gatewaydesk.store.opened import Holder, OpenedElsewhere, Opens
from gatewaydesk.store.outbox import Outbox
from gatewaydesk.store.rescue import Rescued, rescue
from gatewaydesk.store.settings import Settings
from gatewaydesk.store.submissions import AlreadySent, MovedOn, NotItsTurn, OutboxRow
from gatewaydesk.store.versions import Version, Versions
from gatewaydesk.store.writing import Writing

__all__ = [
    "AlreadySent",
    "Base",
    "Draft",
    "DraftMissing",
    "DraftRow",
    "Holder",
    "JobRow",
    "MovedOn",
    "NotItsTurn",
    "OpenedElsewhere",
    "OutboxRow",
    "Receipt",
    "Rescued",
    "Store",
    "Version",
    "rescue",
]


class Store:
    """The open database. It can be used from every thread; every method raises children of StoreProblem.

    Attributes:
        lasts: whether it is still there when the program has ended.
    """

    lasts = True

    def __init__(self, database: Database) -> None:
        self.database = database
        self.path = database.path
        self.drafts = Drafts(database)
        self.writing = Writing(database)
        self.history = History(database)
        self.outbox = Outbox(database, self.history)
        self.connections = Connections(database)
        self.settings = Settings(database)
        self.opened = Opens(database)
        self.versions = Versions(database)
        self.files = Files(database)
        self.bases = Bases(database)
        self.jobs = Jobs(database)

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

    @classmethod
    def for_this_session(cls, source: Path | None = None) -> Store:
        """A store that is gone when it is closed, for when a person's own may not be written to.

        Args:
            source: the file whose content it begins with, as far as that can be read; None takes the person's own.

        Raises:
            StoreFull: not even a temporary folder can be written to.
        """
        source = source or paths.database_path()
        try:
            path = Path(tempfile.mkdtemp(prefix="gateway-desk-")) / source.name
        except OSError as error:
            raise StoreFull(
                "There is no folder on this computer that Gateway Desk may write to.", "Free some space on the disk."
            ) from error
        beside = [(one, path.with_name(one.name)) for one in (source, source.with_name(f"{source.name}-wal"))]
        with contextlib.suppress(OSError):
            for one, copy in beside:
                if one.is_file():
                    shutil.copyfile(one, copy)
        try:
            store = cls.open(path)
        except StoreProblem:  # what is there is damaged, or a newer program's
            for _, copy in beside:
                copy.unlink(missing_ok=True)
            store = cls.open(path)
        store.lasts = False
        return store

    @staticmethod
    def rescue(path: Path | None = None) -> Path:
        """Moves a damaged database aside and carries over what can be read; returns where the old one is kept."""
        return rescue(path or paths.database_path()).kept

    def close(self) -> None:
        """Lets go of the drafts that are open, and closes every thread's connection."""
        self.opened.release_all()
        self.database.close()
        if not self.lasts:
            shutil.rmtree(self.path.parent, ignore_errors=True)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
