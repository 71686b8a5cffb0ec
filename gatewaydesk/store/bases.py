"""Bases: what a gateway held of a dataset when a draft was pulled from it or sent to it last.

A change on the gateway is told by its mark, and what has to be brought together grew from the value kept here. A
base may also belong to no draft: then a file was pulled, and only the last one of each dataset is remembered.
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
from gatewaydesk.store.drafts import DraftMissing
from gatewaydesk.store.submissions import OutboxRow, rows_where
from gatewaydesk.store.writing import in_pieces

_WRITING = ("create", "update")  # the actions that say what a dataset says
_SQUEEZE = 3  # zlib's level, as for versions
_LISTED = (
    "coalesce(d.id, ''), b.gateway, b.dataset_id, b.pid, b.mark, b.schema, b.status, b.pulled_at"
    " FROM bases b LEFT JOIN drafts d ON d.number = b.draft"
)


@dataclass(frozen=True)
class Base:
    """What a gateway held, without the value.

    Attributes:
        draft_id: the draft that grew from it, or "" for a file.
        gateway: the name of the connection.
        dataset_id: which dataset it is there.
        pid: its persistent ID, or "" where the gateway did not say one.
        mark: the gateway's mark for what it held (see `gateways.base.Pulled`), or "" where that was not asked for.
        schema: `MODEL/VERSION` of the value.
        status: the status that it had there.
        pulled_at: when that was; ISO 8601 in UTC.
    """

    draft_id: str
    gateway: str
    dataset_id: str
    pid: str
    mark: str
    schema: str
    status: str
    pulled_at: str = ""


class Bases:
    """The bases in the database. Every method raises children of StoreProblem."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, base: Base, value: Any) -> Base:
        """Keeps what a gateway holds now; the draft's former base on that gateway goes, as does the former one of a
        file. `pulled_at` is now.

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
            connection.execute(
                "DELETE FROM bases WHERE gateway = ?1 AND draft IS ?2 AND (?2 IS NOT NULL OR dataset_id = ?3)",
                (base.gateway, number, base.dataset_id),
            )
            connection.execute(
                "INSERT INTO bases (draft, gateway, dataset_id, pid, mark, schema, status, pulled_at, value)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (number, base.gateway, base.dataset_id, base.pid, base.mark, base.schema, base.status, moment, packed),
            )
        return replace(base, pulled_at=moment)

    def of_draft(self, draft_id: str, gateway: str) -> Base | None:
        """What a draft grew from on one gateway."""
        found = self._where("d.id = ? AND b.gateway = ?", draft_id, gateway) if draft_id else []
        return found[0] if found else None

    def all_of_draft(self, draft_id: str) -> list[Base]:
        """What a draft grew from, on every gateway that it has to do with; the newest first."""
        return self._where("d.id = ?", draft_id) if draft_id else []

    def of_file(self, gateway: str, dataset_id: str) -> Base | None:
        """What was pulled of a dataset into a file last."""
        found = self._where("b.draft IS NULL AND b.gateway = ? AND b.dataset_id = ?", gateway, dataset_id)
        return found[0] if found else None

    def of_gateway(self, gateway: str) -> list[Base]:
        """What any draft that is in the list grew from on one gateway; the newest first."""
        return self._where("b.gateway = ? AND d.id IS NOT NULL AND d.deleted_at IS NULL", gateway)

    def value(self, base: Base) -> Any:
        """The metadata that the gateway held.

        Raises:
            StoreDamaged: it is no longer there, or cannot be read any more.
        """
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT value FROM bases WHERE gateway = ?1 AND dataset_id = ?2"
                " AND draft IS (SELECT number FROM drafts WHERE id = ?3)",
                (base.gateway, base.dataset_id, base.draft_id),
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
        """What a gateway took last of what a dataset is to say; with a draft, what it took last from that."""
        where = (
            "id = (SELECT o.id FROM receipts r JOIN outbox o ON o.id = r.outbox_id WHERE r.gateway = ?1"
            f" AND r.dataset_id = ?2 AND ?3 IN ('', o.draft) AND o.action IN {_WRITING} ORDER BY r.number DESC LIMIT 1)"
        )
        with self._database.read() as connection:
            found = rows_where(connection, where, gateway, dataset_id, draft_id)
        return found[0] if found else None

    def forget(self, draft_id: str, gateway: str, dataset_id: str) -> None:
        """What a draft, or a file (""), grew from on a gateway is no longer what stands there."""
        with self._database.write() as connection:
            _forget(connection, draft_id, gateway, dataset_id)

    def _where(self, condition: str, *values: str) -> list[Base]:
        with self._database.read() as connection:
            found = connection.execute(f"SELECT {_LISTED} WHERE {condition} ORDER BY b.number DESC", values)
            return [Base(*row) for row in found]


def outdate(connection: sqlite3.Connection, row: OutboxRow, dataset_id: str) -> None:
    """Inside the transaction that settles a submission: the gateway holds that now, and no longer the base of its draft
    or file; or, deleted, it holds nothing any more.
    """
    if row.action in _WRITING:
        _forget(connection, row.draft, row.gateway, dataset_id)
    elif row.action == "delete":
        connection.execute("DELETE FROM bases WHERE gateway = ? AND dataset_id = ?", (row.gateway, dataset_id))


def _forget(connection: sqlite3.Connection, draft_id: str, gateway: str, dataset_id: str) -> None:
    connection.execute(
        "DELETE FROM bases WHERE gateway = ?1 AND CASE WHEN ?2 = '' THEN draft IS NULL AND dataset_id = ?3"
        " ELSE draft = (SELECT number FROM drafts WHERE id = ?2) END",
        (gateway, draft_id, dataset_id),
    )
