"""Bases: what a gateway held of a dataset when a draft was pulled from it or sent to it last.

A change on the gateway is told by its mark, and what has to be brought together grew from the value kept here. A
base may also belong to a file instead of a draft: then it is known by the file's real path.
"""

# ruff: noqa: S608 - statements are put together from constants; what people typed is always bound

from __future__ import annotations

import sqlite3
import zlib
from dataclasses import dataclass, replace
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import FileProblem, StoreDamaged
from gatewaydesk.store.carrying import unpacked
from gatewaydesk.store.database import Database, now
from gatewaydesk.store.draft_rows import DraftMissing
from gatewaydesk.store.history import KIN
from gatewaydesk.store.names import also, called
from gatewaydesk.store.submissions import OutboxRow, rows_where
from gatewaydesk.store.writing import in_pieces

_WRITING = ("create", "update")  # the actions that say what a dataset says
_SQUEEZE = 3  # zlib's level, as for versions
_MOST_FILES = 500  # whose bases are kept: of a file that is longer ago it is no longer known what it was like
_NOT_KNOWN = zlib.compress(b"null")
_COLUMNS = "draft, gateway, dataset_id, pid, mark, schema, status, pulled_at, path, value"
_LISTED = (
    f"coalesce(d.id, ''), {called('b.gateway')}, b.dataset_id, b.pid, b.mark, b.schema, b.status, b.pulled_at, b.path"
    " FROM bases b LEFT JOIN drafts d ON d.number = b.draft"
)


@dataclass(frozen=True)
class Base:
    """What a gateway held, without the value.

    Attributes:
        draft_id: the draft that grew from it, or "" for a file.
        gateway: the name of the connection, as it is now.
        dataset_id: which dataset it is there.
        pid: its persistent ID, or "" where the gateway did not say one.
        mark: the gateway's mark for what it held (see `gateways.base.Pulled`), or "" where that was not asked for.
        schema: `MODEL/VERSION` of the value.
        status: the status that it had there.
        pulled_at: when that was; ISO 8601 in UTC.
        path: the real path of the file that grew from it, or "" for a draft.
    """

    draft_id: str
    gateway: str
    dataset_id: str
    pid: str
    mark: str
    schema: str
    status: str
    pulled_at: str = ""
    path: str = ""


class Bases:
    """The bases in the database. Every method raises children of StoreProblem."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, base: Base, value: Any) -> Base:
        """Keeps what a gateway holds now. The draft's former base on that gateway goes; of a file, only the one of the
        same dataset: a file may be sent to several. `pulled_at` is now.

        Raises:
            DraftMissing: it names a draft that is not there.
            FileProblem: the value holds what JSON cannot carry.
        """
        packed, moment = zlib.compress("".join(in_pieces(value)).encode(), _SQUEEZE), now()
        with self._database.write() as connection:
            number = None
            if base.draft_id:
                found = connection.execute("SELECT number FROM drafts WHERE id = ?", (base.draft_id,)).fetchone()
                if found is None:
                    raise DraftMissing
                number = found[0]
            if number is None and base.path:  # the first of them is kept: a copy of the file may have grown from it
                connection.execute(
                    f"UPDATE OR IGNORE bases SET path = '' WHERE gateway IN {also('?1')} AND draft IS NULL"
                    " AND dataset_id = ?2 AND path = ?3 AND value <> ?4",
                    (base.gateway, base.dataset_id, base.path, packed),
                )
            connection.execute(
                f"DELETE FROM bases WHERE gateway IN {also('?1')} AND draft IS ?2"
                " AND (?2 IS NOT NULL OR (dataset_id = ?3 AND path = ?4))",
                (base.gateway, number, base.dataset_id, base.path),
            )
            connection.execute(
                f"INSERT INTO bases ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    number, base.gateway, base.dataset_id, base.pid, base.mark, base.schema, base.status, moment,
                    base.path, packed,
                ),
            )  # fmt: skip
            if number is None:
                connection.execute(
                    "DELETE FROM bases WHERE draft IS NULL AND number <= (SELECT number FROM bases WHERE draft IS NULL"
                    " ORDER BY number DESC LIMIT 1 OFFSET ?)",
                    (_MOST_FILES,),
                )
        return replace(base, pulled_at=moment)

    def forget_file(self, path: str) -> None:
        """A file is another one from now on."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM bases WHERE draft IS NULL AND path = ?", (path,))

    def moved(self, base: Base, path: str) -> None:
        """A file is somewhere else from now on, with what it grew from."""
        with self._database.write() as connection:
            connection.execute(
                f"UPDATE OR REPLACE bases SET path = ?4 WHERE gateway IN {also('?1')} AND draft IS NULL"
                " AND dataset_id = ?2 AND path = ?3",
                (base.gateway, base.dataset_id, base.path, path),
            )

    def renamed(self, old: str, new: str) -> None:
        """A connection got another name. Only for the one who knows that it is the same gateway."""
        with self._database.write() as connection:
            connection.execute("UPDATE OR REPLACE bases SET gateway = ? WHERE gateway = ?", (new, old))

    def of_draft(self, draft_id: str, gateway: str) -> Base | None:
        """What a draft grew from on one gateway."""
        found = self._where(f"b.gateway IN {also('?1')} AND d.id = ?2", gateway, draft_id) if draft_id else []
        return found[0] if found else None

    def all_of_draft(self, draft_id: str) -> list[Base]:
        """What a draft grew from, on every gateway that it has to do with; the newest first."""
        return self._where("d.id = ?", draft_id) if draft_id else []

    def of_file(self, path: str, gateway: str) -> list[Base]:
        """What a file grew from on one gateway, by its real path; the newest first."""
        return self._where(f"b.gateway IN {also('?1')} AND b.draft IS NULL AND b.path = ?2", gateway, path)

    def of_files(self, gateway: str) -> list[Base]:
        """What any file grew from on one gateway; the newest first. One without a path is what a file of the dataset
        grew from before it was pulled or sent again.
        """
        return self._where(f"b.gateway IN {also('?1')} AND b.draft IS NULL", gateway)

    def of_gateway(self, gateway: str) -> list[Base]:
        """What any draft that is in the list grew from on one gateway; the newest first."""
        return self._where(f"b.gateway IN {also('?1')} AND d.id IS NOT NULL AND d.deleted_at IS NULL", gateway)

    def value(self, base: Base) -> Any:
        """The metadata that the gateway held; None where only the dataset is known.

        Raises:
            StoreDamaged: it is no longer there, or cannot be read any more.
        """
        with self._database.read() as connection:
            row = connection.execute(
                f"SELECT value FROM bases WHERE gateway IN {also('?1')} AND dataset_id = ?2"
                " AND draft IS (SELECT number FROM drafts WHERE id = ?3) AND path = ?4 ORDER BY number DESC",
                (base.gateway, base.dataset_id, base.draft_id, base.path),
            ).fetchone()
        try:
            if row is not None:
                return jsonio.loads(unpacked(row[0]))
        except (zlib.error, ValueError, TypeError, FileProblem):
            pass
        raise StoreDamaged(
            f"What dataset {base.dataset_id} was like on {base.gateway} when it was pulled can no longer be read.",
            "Pull it again; the draft itself is not touched by this.",
        )

    def sent_last(self, gateway: str, dataset_id: str, draft_id: str = "") -> OutboxRow | None:
        """What a gateway took last of what a dataset is to say; with a draft, what it took last from that, or from the
        one that it was parted from.
        """
        where = (
            f"id = (SELECT o.id FROM receipts r JOIN outbox o ON o.id = r.outbox_id WHERE r.gateway IN {also('?1')}"
            f" AND r.dataset_id = ?2 AND (?3 = '' OR o.draft IN {KIN.format('?3')}) AND o.action IN {_WRITING}"
            " ORDER BY r.number DESC LIMIT 1)"
        )
        with self._database.read() as connection:
            found = rows_where(connection, where, gateway, dataset_id, draft_id)
        return found[0] if found else None

    def forget(self, draft_id: str, gateway: str) -> None:
        """What a draft grew from on a gateway is no longer what stands there."""
        with self._database.write() as connection:
            _forget(connection, draft_id, gateway)

    def part(self, draft_id: str, parted_from: str, parted_at: str) -> None:
        """A draft that was parted from another gets the same bases.

        Args:
            draft_id: the new draft.
            parted_from: the other one.
            parted_at: when both last said the same. Of a newer base the new draft keeps only which dataset it is: it
                does not hold what the other has taken in since.
        """
        with self._database.write() as connection:
            connection.execute(
                f"INSERT INTO bases ({_COLUMNS}) SELECT (SELECT number FROM drafts WHERE id = ?1), gateway, dataset_id,"
                " pid, iif(pulled_at > ?3, '', mark), schema, status, pulled_at, path,"
                " iif(pulled_at > ?3, ?4, value)"
                " FROM bases WHERE draft = (SELECT number FROM drafts WHERE id = ?2) ORDER BY number",
                (draft_id, parted_from, parted_at, _NOT_KNOWN),
            )

    def _where(self, condition: str, *values: str) -> list[Base]:
        with self._database.read() as connection:
            found = connection.execute(f"SELECT {_LISTED} WHERE {condition} ORDER BY b.number DESC", values)
            return [Base(*row) for row in found]


def outdate(connection: sqlite3.Connection, row: OutboxRow, dataset_id: str) -> None:
    """Inside the transaction that settles a submission: the gateway holds that now, and no longer the base of its
    draft; or, deleted, it holds nothing any more. A file keeps its own: it need not say what was sent.
    """
    if row.action in _WRITING:
        _forget(connection, row.draft, row.gateway)
    elif row.action == "delete":
        connection.execute(
            f"DELETE FROM bases WHERE gateway IN {also('?1')} AND dataset_id = ?2", (row.gateway, dataset_id)
        )


def _forget(connection: sqlite3.Connection, draft_id: str, gateway: str) -> None:
    connection.execute(
        f"DELETE FROM bases WHERE gateway IN {also('?1')} AND draft = (SELECT number FROM drafts WHERE id = ?2)",
        (gateway, draft_id),
    )
