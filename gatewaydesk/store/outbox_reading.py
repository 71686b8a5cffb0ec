"""What the outbox knows of submissions: looked up, never changed."""

# ruff: noqa: S608 - statements are put together from constants; what people typed is always bound

from __future__ import annotations

from gatewaydesk.connection import Connection
from gatewaydesk.store.database import Database
from gatewaydesk.store.history import History, Receipt
from gatewaydesk.store.once import sent_already, sent_before
from gatewaydesk.store.submissions import (
    ALIKE,
    OPEN_SQL,
    AlreadySent,
    OutboxRow,
    leads_there,
    one_row,
    rows_where,
    share_a_gateway,
)


class OutboxReading:
    """The submissions in the database, to be read. Every method raises children of StoreProblem."""

    def __init__(self, database: Database, history: History) -> None:
        self._database = database
        self._history = history

    def pids(self) -> set[str]:
        """The persistent IDs of everything that was ever to be sent."""
        with self._database.read() as connection:
            return {row[0] for row in connection.execute("SELECT pid FROM outbox")}

    def rows(self, open_only: bool = False) -> list[OutboxRow]:
        """The submissions, newest first; or only those without an end yet."""
        with self._database.read() as connection:
            return rows_where(connection, OPEN_SQL if open_only else "1")

    def get(self, id: str) -> OutboxRow:
        """One submission."""
        with self._database.read() as connection:
            return one_row(connection, id)

    def doubtful(self, draft_id: str, there: Connection, content: str, title: str = "") -> list[OutboxRow]:
        """Earlier tries to make a dataset of this draft, content or title that the gateway did not know when asked."""
        with self._database.read() as connection:
            where = f"action = 'create' AND state = 'refused' AND doubtful AND {ALIKE}"
            found = rows_where(connection, where, content, draft_id, title, "")
        return [row for row in found if leads_there(row, there)]

    def sent_later(self, row: OutboxRow) -> list[Receipt]:
        """What this gateway has taken of the same draft or content since a submission was begun, as new datasets."""
        where = (
            "state = 'sent' AND action = 'create' AND (content = ?1 OR (?2 <> '' AND draft = ?2)) "
            "AND number > (SELECT number FROM outbox WHERE id = ?3)"
        )
        with self._database.read() as connection:
            found = rows_where(connection, where, row.content, row.draft, row.id)
        receipts = [self._history.of_submission(one.id) for one in found if share_a_gateway(one, row)]
        return [one for one in receipts if one is not None]

    def of_receipt(self, receipt: Receipt) -> OutboxRow | None:
        """The submission that a receipt is for."""
        with self._database.read() as connection:
            where = "pid = ? AND dataset_id = ? AND gateway = ? AND action = ?"
            known = (receipt.pid, receipt.dataset_id, receipt.gateway, receipt.action)
            found = rows_where(connection, f"id IN (SELECT outbox_id FROM receipts WHERE {where})", *known)
        return found[0] if found else None

    def earlier(self, there: Connection, content: str) -> AlreadySent | None:
        """What `Outbox.begin` would say of content that this gateway has got already, or that is on its way to it."""
        with self._database.read() as connection:
            under_way = rows_where(connection, f"content = ? AND {OPEN_SQL} AND state <> 'waiting'", content)
            for row in [row for row in under_way if leads_there(row, there)]:
                return AlreadySent(row)
            for row in sent_before(connection, there, content):
                return sent_already(connection, self._history, row)
        return None

    def belonging_to(self, gateway: str) -> list[OutboxRow]:
        """The submissions without an end yet that were made through one connection."""
        with self._database.read() as connection:
            return rows_where(connection, f"gateway = ? AND {OPEN_SQL}", gateway)
