"""Taking in what another database holds, without overwriting anything.

Drafts are told apart by their IDs. One that is here already and holds something else comes in beside it, under an ID
that is made of what it holds: taking in the same thing twice changes nothing the second time.
"""

# ruff: noqa: S608 - statements are put together from constants; what people typed is always bound

from __future__ import annotations

import hashlib
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gatewaydesk.document import jsonio
from gatewaydesk.store import carrying
from gatewaydesk.store.database import Database, now
from gatewaydesk.store.drafts import Drafts
from gatewaydesk.store.salvage import Row, Shape

_BESIDE = uuid.UUID("5b0b5a0e-6f0f-4c58-9d0e-3d3c5a1f4a77")  # the name space of IDs that are made of content
_NOT_FROM_HERE = "It was waiting on another computer when it was written out. It is not sent from here by itself."
_UNDER_WAY = "It was being sent by another computer when it was written out."
_FILES_ELSEWHERE = "It was begun on another computer, which has the files for it."

Check = Callable[[], object]


@dataclass(frozen=True)
class Arriving:
    """A draft that comes in: its ID there, its title, and when it was changed last (ISO 8601 in UTC)."""

    id: str
    title: str
    changed_at: str


@dataclass
class Arrivals:
    """What came in, or would.

    Attributes:
        new: drafts that were not here.
        beside: drafts that are here with other content, and come in beside it.
        here: how many drafts are here just so.
        versions, receipts, submissions: how many of those were not here.
        connections: names of connections that were not here, with their addresses.
        settings: names of settings that were not set here.
    """

    new: list[Arriving] = field(default_factory=list)
    beside: list[Arriving] = field(default_factory=list)
    here: int = 0
    versions: int = 0
    receipts: int = 0
    submissions: int = 0
    connections: list[tuple[str, str]] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        """Whether everything is here already."""
        return not (
            self.new or self.beside or self.versions or self.receipts or self.submissions or self.connections
            or self.settings
        )  # fmt: skip


def merge(database: Database, source: Path, *, keep: bool = True, check: Check = bool) -> Arrivals:
    """Takes in what is not here yet, all of it or nothing.

    Args:
        database: what it goes into.
        source: a database file of the present format or older; it is brought up to date where it stands.
        keep: False only says what would come in.
        check: called now and then; raises where it is no longer wanted.

    Raises:
        StoreProblem: one of the two cannot be read or written; nothing came in.
    """
    other = Database(source)
    try:
        with database.write() if keep else database.read() as into:
            taken = _Taken(into, carrying.shapes(into), keep)
            for draft in _rows(other, "drafts"):
                check()
                _draft(taken, database, other, draft)
            for table, (key, told) in _KEYS.items():
                there = {row[0] for row in into.execute(f"SELECT {key} FROM {table}")}
                for row in _rows(other, table):
                    if row[key] not in there and taken.row(table, _made_safe(table, row)):
                        told(taken.arrivals, row)
    finally:
        other.close()
    return taken.arrivals


@dataclass
class _Taken:
    """Where rows are written to, if they are to be kept."""

    into: sqlite3.Connection
    shapes: dict[str, Shape]
    keep: bool
    arrivals: Arrivals = field(default_factory=Arrivals)

    def row(self, table: str, row: Row) -> bool:
        """Writes a row under a number of its own; False where it cannot stand beside what is here."""
        if self.keep:
            try:
                carrying.insert(self.into, self.shapes[table], {k: v for k, v in row.items() if k != "number"})
            except carrying.UNSOUND:
                return False
        return True

    def draft(self, row: Row, other: Database) -> bool:
        """Writes a draft with all that belongs to it."""
        if not self.row("drafts", row):
            return False
        number = 0
        if self.keep:
            number = self.into.execute("SELECT number FROM drafts WHERE id = ?", (row["id"],)).fetchone()[0]
            for value in _rows(other, "draft_values", "number", row["number"]):
                carrying.insert(self.into, self.shapes["draft_values"], {**value, "number": number})
        for table, shape in self.shapes.items():
            if shape.is_of_drafts and table in carrying.PORTABLE:
                self.of_draft(table, row["number"], number, other, beside=row["id"])
        return True

    def of_draft(self, table: str, theirs: int, ours: int, other: Database, *, beside: str = "") -> None:
        """Writes what belongs to a draft and is not here; for one that comes in `beside` another, all of it."""
        for row in _rows(other, table, "draft", theirs):
            known = "id" in row and self.into.execute(f"SELECT 1 FROM {table} WHERE id = ?", (row["id"],)).fetchone()
            if known and beside:
                row["id"] = str(uuid.uuid5(_BESIDE, f"{beside} {row['id']}"))
            if (beside or not known) and self.row(table, {**row, "draft": ours}):
                self.arrivals.versions += table == "versions"


def _draft(taken: _Taken, database: Database, other: Database, row: Row) -> None:
    told = taken.arrivals
    arriving = Arriving(row["id"], row["title"], row["changed_at"])
    ours = taken.into.execute("SELECT number FROM drafts WHERE id = ?", (row["id"],)).fetchone()
    if ours is None:
        if taken.draft(row, other):
            told.new.append(arriving)
        return
    here, theirs = (jsonio.dumps(Drafts(one).load(row["id"]).value, indent=None) for one in (database, other))
    if here == theirs:
        told.here += 1
        taken.of_draft("versions", row["number"], ours[0], other)
        return
    digest = hashlib.sha256(theirs.encode()).hexdigest()
    beside = str(uuid.uuid5(_BESIDE, f"{row['id']} {digest}"))
    if taken.into.execute("SELECT 1 FROM drafts WHERE id = ?", (beside,)).fetchone():
        told.here += 1
    elif taken.draft({**row, "id": beside}, other):
        told.beside.append(arriving)


def _rows(database: Database, table: str, key: str = "", value: object = None) -> Iterator[Row]:
    where = f"WHERE {key} = ?" if key else ""
    with database.read() as connection:
        found = connection.execute(f"SELECT * FROM {table} {where} ORDER BY rowid", (value,) if key else ())
        names = [column[0] for column in found.description]
        for values in found:
            yield dict(zip(names, values, strict=True))


def _made_safe(table: str, row: Row) -> Row:
    """What waits elsewhere is not sent from here as well; what was on its way has to be asked about."""
    if table == "outbox" and row["state"] in ("waiting", "sending"):
        waits = row["state"] == "waiting"
        change = {"state": "refused" if waits else "unknown", "note": _NOT_FROM_HERE if waits else _UNDER_WAY}
        return {**row, **change, "since": now(), "queued": 0, "owner": ""}
    if table == "jobs":  # its files are on the other computer
        return {**row, "owner": "", **({"next_at": "", "note": _FILES_ELSEWHERE} if row["ours"] else {})}
    return row


def _count(name: str) -> Callable[[Arrivals, Row], object]:
    return lambda told, _: setattr(told, name, getattr(told, name) + 1)


# Tables that stand for themselves: what tells their rows apart, and how one is told of.
_KEYS: dict[str, tuple[str, Callable[[Arrivals, Row], object]]] = {
    "receipts": ("outbox_id", _count("receipts")),
    "outbox": ("id", _count("submissions")),
    "jobs": ("id", lambda told, row: None),
    "former_names": ("name", lambda told, row: None),
    "connections": ("name", lambda told, row: told.connections.append((row["name"], row["url"]))),
    "settings": ("name", lambda told, row: told.settings.append(row["name"])),
}
