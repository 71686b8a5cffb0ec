"""Versions: whole values of a draft that it can be taken back to, kept by name or by themselves at certain moments."""

# ruff: noqa: S608 - statements are put together from constants; what people typed is always bound

from __future__ import annotations

import hashlib
import uuid
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from gatewaydesk.document import jsonio
from gatewaydesk.errors import FileProblem, StoreDamaged, StoreProblem
from gatewaydesk.store.database import Database, now
from gatewaydesk.store.draft_rows import DraftMissing
from gatewaydesk.store.writing import in_pieces

Why = Literal["named", "sent", "opened", "before", "pulled"]
"""A person named it; it was sent; work went on after another day; before going back; before pulling from a gateway."""

MOST = 60  # versions of one draft that nobody named
ROOM = 16 * 1024 * 1024  # bytes of them
_NEWEST = 12  # so many stay however close they are
_SENT = 20  # so many that were sent stay however old they are
_DAYS = 20  # of so many days before, the last of each day stays; of what is older, the last of each month
_SQUEEZE = 3  # zlib's level: JSON becomes a tenth at 1 and hardly less at 9, which takes five times as long
_LARGEST = 400 * 1024 * 1024  # bytes of a value: twice what may be opened

_LISTED = "v.id, v.name, v.why, v.made_at, v.schema, v.schema_sha256, v.sha256"


@dataclass(frozen=True)
class Version:
    """A version without its value.

    Attributes:
        name: the name that a person gave it; of one that was kept by itself, what it has to do with: the gateway it
            was submitted to, the version that was gone back to.
        why: what made it.
        made_at: ISO 8601 in UTC.
        schema, schema_sha256: what it was written by, as with drafts.
        sha256: of the value as it is written, in hexadecimal: two versions with the same one are alike.
    """

    id: str
    name: str
    why: str
    made_at: str
    schema: str
    schema_sha256: str
    sha256: str

    @property
    def named(self) -> bool:
        """Whether a person named it: then only a person deletes it."""
        return self.why == "named"


@dataclass(frozen=True)
class Kept:
    """What thinning looks at: a version's number in the database, what made it, when, and its size in bytes."""

    number: int
    why: str
    made_at: str
    size: int


class VersionMissing(StoreProblem):
    """The version is not (or no longer) in the database."""

    def __init__(self) -> None:
        super().__init__(
            "This version is no longer kept.", "Versions without a name make room for newer ones; look for another one."
        )


class Versions:
    """The versions in the database. Every method raises children of StoreProblem."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, draft_id: str, value: Any, *, why: Why, name: str = "") -> Version | None:
        """Keeps a value of a draft, and lets go of unnamed versions that are too many.

        Returns:
            The version; or None when nobody named it and the newest one holds the same.

        Raises:
            DraftMissing: there is no such draft.
            FileProblem: the value holds what JSON cannot carry.
        """
        text = "".join(in_pieces(value)).encode()
        sha256, squeezed = hashlib.sha256(text).hexdigest(), zlib.compress(text, _SQUEEZE)
        with self._database.write() as connection:
            draft = connection.execute(
                "SELECT number, schema, schema_sha256 FROM drafts WHERE id = ?", (draft_id,)
            ).fetchone()
            if draft is None:
                raise DraftMissing
            newest = connection.execute(
                "SELECT sha256 FROM versions WHERE draft = ? ORDER BY number DESC LIMIT 1", (draft[0],)
            ).fetchone()
            if why != "named" and newest is not None and newest[0] == sha256:
                return None
            made = Version(str(uuid.uuid4()), name, why, now(), draft[1], draft[2], sha256)
            connection.execute(
                "INSERT INTO versions (id, draft, name, why, made_at, schema, schema_sha256, sha256, value)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (made.id, draft[0], name, why, made.made_at, made.schema, made.schema_sha256, sha256, squeezed),
            )
            there = connection.execute(
                "SELECT number, why, made_at, length(value) FROM versions WHERE draft = ? ORDER BY number DESC",
                (draft[0],),
            )
            gone = too_many(Kept(*row) for row in there.fetchall())
            connection.executemany("DELETE FROM versions WHERE number = ?", [(number,) for number in gone])
        return made

    def rows(self, draft_id: str) -> list[Version]:
        """The versions of a draft, newest first."""
        with self._database.read() as connection:
            found = connection.execute(
                f"SELECT {_LISTED} FROM versions v JOIN drafts d ON d.number = v.draft WHERE d.id = ?"
                " ORDER BY v.number DESC",
                (draft_id,),
            )
            return [Version(*row) for row in found]

    def load(self, id: str) -> tuple[Version, Any]:
        """A version with its value.

        Raises:
            VersionMissing: there is none of that ID.
            StoreDamaged: its value cannot be read any more.
        """
        with self._database.read() as connection:
            row = connection.execute(f"SELECT {_LISTED}, v.value FROM versions v WHERE v.id = ?", (id,)).fetchone()
        if row is None:
            raise VersionMissing
        version = Version(*row[:-1])
        return version, _value(row[-1], version.sha256)

    def rename(self, id: str, name: str) -> None:
        """Gives a version a name; one that was kept by itself then stays until a person deletes it."""
        self._change("UPDATE versions SET name = ?2, why = 'named' WHERE id = ?1", id, name)

    def delete(self, id: str) -> None:
        """Removes a version for good."""
        self._change("DELETE FROM versions WHERE id = ?1", id)

    def _change(self, statement: str, *values: str) -> None:
        with self._database.write() as connection:
            if connection.execute(statement, values).rowcount == 0:
                raise VersionMissing


def too_many(newest_first: Iterable[Kept]) -> list[int]:
    """The numbers of the versions that thinning takes out; never a named one, and never the newest.

    Their order is that of their numbers. Their times only say which days they share, so that a clock that was wrong
    for a while costs nothing but an even spread.
    """
    unnamed = [one for one in newest_first if one.why != "named"]
    days: set[str] = set()
    months: set[str] = set()
    sent = room = kept = 0
    gone: list[int] = []
    for at, one in enumerate(unnamed):
        day, month = one.made_at[:10], one.made_at[:7]
        stays = at < _NEWEST
        stays |= one.why == "sent" and sent < _SENT
        stays |= day not in days and len(days) < _DAYS
        stays |= month not in months
        stays &= kept < MOST and (room + one.size <= ROOM or at == 0)
        if not stays:
            gone.append(one.number)
            continue
        days.add(day)
        months.add(month)
        sent, room, kept = sent + (one.why == "sent"), room + one.size, kept + 1
    return gone


def _value(squeezed: bytes, sha256: str) -> Any:
    try:
        reader = zlib.decompressobj()
        text = reader.decompress(squeezed, _LARGEST)
        if reader.eof and hashlib.sha256(text).hexdigest() == sha256:
            return jsonio.loads(text)
    except (zlib.error, TypeError, FileProblem):
        pass
    raise StoreDamaged(
        "This version can no longer be read.", "The draft itself and its other versions are not touched by this."
    )
