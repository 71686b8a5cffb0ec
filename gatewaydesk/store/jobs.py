"""Jobs: work that goes on at a gateway, or ours for it, kept so that a restart loses none of it.

Whoever looks at a job, or goes on with it, has its turn first: only one window or process does at a time. A turn ends
with the process that had it.
"""

# ruff: noqa: S608 - statements are put together from constants; what people typed is always bound

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.errors import StoreProblem
from gatewaydesk.job import FINISHED, Job
from gatewaydesk.store import history, owner
from gatewaydesk.store.database import Database, now
from gatewaydesk.store.history import Receipt

_OF_JOB = "kind, title, dataset_id, remote_id, status, native, words, progress, ours, since, facts"
_OF_ROW = (
    "id, gateway, system, practice, place, draft_id, dataset, began, changed, looked_at, looks, next_at, note, owner"
    ", told, held"
)
_OVERTAKEN = "What was sent since has taken the place of what was left to do."
_OVER = "It is over: “{later}” was asked for since, and the gateway began with that."
_FINISHED = ", ".join(f"'{one}'" for one in sorted(FINISHED))


@dataclass(frozen=True)
class JobRow:
    """A job with what this computer knows of it.

    Attributes:
        gateway: the name of the connection.
        place: which gateway that was (see `Connection.place`): a job is never asked about elsewhere.
        draft_id: the draft whose dataset it is about, or "".
        dataset: the dataset's title.
        began, changed: when it was begun, and when its status changed last; ISO 8601 in UTC.
        looked_at: when the gateway was asked last, or "".
        looks: how often it was asked in this status.
        next_at: when it is looked at by itself again; "" for never.
        note: why the last look, or the last step, came to nothing; "" where it came to something.
        owner: the process that is at it now, or "".
        told: whether a person has been told how it ended.
        held: nothing goes on by itself, because a person has stopped it.
    """

    id: str
    gateway: str
    system: str
    practice: bool
    place: str
    draft_id: str
    dataset: str
    began: str
    changed: str
    looked_at: str
    looks: int
    next_at: str
    note: str
    owner: str
    told: bool
    held: bool
    job: Job

    @property
    def at_work(self) -> bool:
        """Whether a process that still runs is at it."""
        return bool(self.owner) and owner.is_alive(self.owner)


class JobMissing(StoreProblem):
    """There is no such job (any more)."""

    def __init__(self, id: str) -> None:
        super().__init__(f"There is no job “{id}” on this computer.", "List them with: gatewaydesk jobs list")


class Jobs:
    """The jobs in the database. Every method raises children of StoreProblem."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(
        self,
        job: Job,
        where: Connection,
        *,
        dataset: str,
        draft_id: str = "",
        next_at: str = "",
        receipt: Receipt | None = None,
        line: sqlite3.Connection | None = None,
    ) -> str:
        """Writes a new job down, with a receipt for it where the gateway gave it an ID; returns its own ID.

        Args:
            job: as it stands.
            where: the connection that it goes on at.
            dataset: the dataset's title.
            draft_id: the draft that it belongs to.
            next_at: when it is looked at by itself; "" for at once.
            receipt: what goes into the history beside it.
            line: the transaction that it belongs to, if there is one already.
        """
        id_, moment = str(uuid.uuid4()), now()
        values: tuple[Any, ...] = (
            *(id_, where.name, where.system, where.practice, where.place, draft_id, dataset),
            *(moment, moment, "", 0, "" if job.finished else next_at or moment, "", "", False, False),
            *_columns(job),
        )
        statement = f"INSERT INTO jobs ({_OF_ROW}, {_OF_JOB}) VALUES ({', '.join('?' * len(values))})"

        def write(connection: sqlite3.Connection) -> None:
            _end_overtaken(connection, job, where.place)
            connection.execute(statement, values)
            if receipt is not None:
                history.add(connection, f"job {id_}", receipt)

        if line is not None:
            write(line)
        else:
            with self._database.write() as connection:
                write(connection)
        return id_

    def rows(self, *, open_only: bool = False) -> list[JobRow]:
        """Every job, newest first; or only those that have not ended."""
        where = f"WHERE status NOT IN ({_FINISHED})" if open_only else ""
        with self._database.read() as connection:
            return [_row(one) for one in connection.execute(f"SELECT {_LISTED} FROM jobs {where} ORDER BY number DESC")]

    def get(self, id: str) -> JobRow:
        """One job.

        Raises:
            JobMissing: there is none of that ID.
        """
        with self._database.read() as connection:
            found = connection.execute(f"SELECT {_LISTED} FROM jobs WHERE id = ?", (id,)).fetchone()
        if found is None:
            raise JobMissing(id)
        return _row(found)

    def named(self, id: str) -> JobRow:
        """A job by its ID, or by as much of its beginning as tells it from the others: lists show that much.

        Raises:
            JobMissing: there is none of that ID.
            StoreProblem: several begin so.
        """
        alike = [row for row in self.rows() if row.id.startswith(id)] if id else []
        if len(alike) > 1:
            raise StoreProblem(f"The IDs of {len(alike):,} jobs begin with “{id}”.", "Give more of it.")
        return alike[0] if alike else self.get(id)

    def of_work(self, place: str, kind: str, remote_ids: Collection[str]) -> list[JobRow]:
        """Every row about the same work at a gateway, or about several pieces of it.

        Args:
            place: which gateway (see `Connection.place`).
            kind: of the jobs.
            remote_ids: what the gateway calls the work.
        """
        marks = ", ".join("?" * len(remote_ids))
        where = f"place = ? AND kind = ? AND remote_id <> '' AND remote_id IN ({marks})"
        with self._database.read() as connection:
            found = connection.execute(f"SELECT {_LISTED} FROM jobs WHERE {where}", (place, kind, *remote_ids))
            return [_row(one) for one in found]

    def due(self) -> list[JobRow]:
        """What is to be looked at, or gone on with, now; oldest first. A clock that went back holds nothing up."""
        with self._database.read() as connection:
            found = connection.execute(
                f"SELECT {_LISTED} FROM jobs WHERE next_at <> '' AND NOT held AND (next_at <= ?1 OR changed > ?1)"
                " ORDER BY number",
                (now(),),
            )
            return [_row(one) for one in found]

    def next_due(self) -> str | None:
        """When something is due next; None where nothing goes on by itself."""
        with self._database.read() as connection:
            found = connection.execute("SELECT min(next_at) FROM jobs WHERE next_at <> '' AND NOT held").fetchone()[0]
        return None if found is None else str(found)

    def take(self, id: str) -> JobRow | None:
        """Takes a job's turn; returns it as it is now, or None where a process that still runs has the turn.

        Raises:
            JobMissing: it is gone.
        """
        mine = owner.me()
        with self._database.write() as connection:
            found = connection.execute(f"SELECT {_LISTED} FROM jobs WHERE id = ?", (id,)).fetchone()
            if found is None:
                raise JobMissing(id)
            row = _row(found)
            if row.at_work:
                return None
            connection.execute("UPDATE jobs SET owner = ? WHERE id = ?", (mine, id))
        return row

    def keep(self, id: str, job: Job, *, looked: bool = True, receipt: Receipt | None = None) -> None:
        """Writes down how a job stands now, while its turn goes on."""
        with self._database.write() as connection:
            before = connection.execute("SELECT status, place FROM jobs WHERE id = ?", (id,)).fetchone()
            if before is None:
                raise JobMissing(id)
            _end_overtaken(connection, job, before[1], id)
            same, moment = before[0] == job.status, now()
            marks = ", ".join(f"{name} = ?" for name in _OF_JOB.split(", "))
            connection.execute(
                f"UPDATE jobs SET {marks}, note = '', looks = CASE WHEN ? THEN looks + ? ELSE 0 END,"
                " changed = CASE WHEN ? THEN changed ELSE ? END,"
                " looked_at = CASE WHEN ? THEN ? ELSE looked_at END, told = told AND ? WHERE id = ?",
                (*_columns(job), same, looked, same, moment, looked, moment, same, id),
            )
            if receipt is not None:
                history.add(connection, f"job {id} {job.remote_id}", receipt)

    def overtake(self, place: str, dataset_id: str, line: sqlite3.Connection) -> None:
        """Ends what was left to send of a dataset's metadata: something newer has been sent, or it was deleted.

        Args:
            place: which gateway (see `Connection.place`).
            dataset_id: the dataset.
            line: the transaction that it belongs to.
        """
        line.execute(
            "UPDATE jobs SET status = 'aborted', words = ?, ours = 0, held = 0, told = 1, next_at = '', note = '',"
            " changed = ? WHERE place = ? AND dataset_id = ? AND kind = 'metadata' AND ours AND owner = ''"
            f" AND status NOT IN ({_FINISHED})",
            (_OVERTAKEN, now(), place, dataset_id),
        )

    def completing(self, where: Connection, dataset_id: str) -> bool:
        """Whether something is left to send of what a dataset's metadata should be on a gateway."""
        with self._database.read() as connection:
            found = connection.execute(
                "SELECT 1 FROM jobs WHERE place = ? AND dataset_id = ? AND kind = 'metadata' AND ours"
                f" AND status NOT IN ({_FINISHED})",
                (where.place, dataset_id),
            )
            return found.fetchone() is not None

    def spread(self, id: str) -> None:
        """Lets what has ended and is about the same work there stand as this job does: a batch that was taken in, and
        is taken back by a job of its own, is live in neither row.
        """
        with self._database.write() as connection:
            connection.execute(
                "UPDATE jobs AS other SET status = mine.status, native = mine.native, words = mine.words,"
                " since = mine.since, changed = mine.changed, looked_at = mine.looked_at FROM jobs AS mine"
                " WHERE mine.id = ? AND mine.remote_id <> '' AND other.id <> mine.id AND other.place = mine.place"
                " AND other.kind = mine.kind AND other.remote_id = mine.remote_id"
                f" AND other.status IN ({_FINISHED}) AND other.status <> mine.status",
                (id,),
            )

    def release(self, id: str, *, next_at: str = "", note: str | None = None, held: bool | None = None) -> None:
        """Ends the turn.

        Args:
            id: the job.
            next_at: when it is looked at next; "" for never by itself.
            note: why this time came to nothing; None leaves what stands there.
            held: whether a person has stopped it; None leaves that.
        """
        with self._database.write() as connection:
            connection.execute(
                "UPDATE jobs SET owner = '', next_at = ?, note = coalesce(?, note), held = coalesce(?, held),"
                " looks = looks + (? IS NOT NULL) WHERE id = ?",
                (next_at, note, held, note, id),
            )

    def wake(self, id: str) -> None:
        """It is looked at, or gone on with, as soon as somebody comes by."""
        with self._database.write() as connection:
            connection.execute("UPDATE jobs SET next_at = ?, held = 0 WHERE id = ?", (now(), id))

    def wake_alike(self, job: Job, place: str) -> None:
        """Wakes what is about the same work there and has not ended: a person has just changed how it stands.

        Args:
            job: it names the work.
            place: which gateway (see `Connection.place`).
        """
        with self._database.write() as connection:
            connection.execute(
                "UPDATE jobs SET next_at = ?, held = 0 WHERE place = ? AND kind = ? AND remote_id = ?"
                f" AND remote_id <> '' AND status NOT IN ({_FINISHED})",
                (now(), place, job.kind, job.remote_id),
            )

    def follow(self, before: Connection, after: Connection) -> None:
        """A connection has another name, or its gateway another address: its jobs go along."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE jobs SET gateway = ?, place = ? WHERE gateway = ? AND place = ?",
                (after.name, after.place, before.name, before.place),
            )

    def hurry(self) -> None:
        """The network is back: all that goes on by itself may be looked at now."""
        with self._database.write() as connection:
            connection.execute("UPDATE jobs SET next_at = ? WHERE next_at <> ''", (now(),))

    def told(self, id: str) -> bool:
        """Marks that a person has been told how it ended; False where another window was faster."""
        with self._database.write() as connection:
            return connection.execute("UPDATE jobs SET told = 1 WHERE id = ? AND NOT told", (id,)).rowcount == 1

    def forget(self, id: str) -> None:
        """Takes a job off the list; its receipts stay, and so does whatever goes on at the gateway.

        Raises:
            StoreProblem: a process is at it now.
        """
        row = self.get(id)
        if row.at_work:
            raise StoreProblem(f"“{row.job.title}” is being worked on.", "Stop it first.")
        with self._database.write() as connection:
            connection.execute("DELETE FROM jobs WHERE id = ?", (id,))


def _end_overtaken(line: sqlite3.Connection, job: Job, place: str, but: str = "") -> None:
    """Ends what was waited for at the gateway and is over there, because something else has begun since."""
    for kind in job.overtakes:
        line.execute(
            "UPDATE jobs SET status = 'done', words = ?, held = 0, told = 1, next_at = '', note = '', changed = ?"
            " WHERE place = ? AND dataset_id = ? AND kind = ? AND id <> ? AND NOT ours AND owner = ''"
            f" AND status NOT IN ({_FINISHED})",
            (_OVER.format(later=job.title), now(), place, job.dataset_id, kind, but),
        )


_LISTED = f"{_OF_ROW}, {_OF_JOB}"


def _columns(job: Job) -> tuple[Any, ...]:
    facts = jsonio.dumps(dict(job.facts), indent=None)
    return (
        *(job.kind, job.title, job.dataset_id, job.remote_id, job.status, job.native, job.words),
        *(job.progress, job.ours, job.since, facts),
    )


def _row(values: tuple[Any, ...]) -> JobRow:
    named = dict(zip(_LISTED.split(", "), values, strict=True))
    own = {name: named.pop(name) for name in _OF_ROW.split(", ")}
    held: Mapping[str, Any] = jsonio.loads(named.pop("facts"))
    job = Job(**{**named, "ours": bool(named["ours"])}, facts=held)
    flags = {name: bool(own[name]) for name in ("practice", "told", "held")}
    return JobRow(**{**own, **flags}, job=job)
