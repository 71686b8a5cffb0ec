"""History: a receipt for everything that a gateway took. Receipts are added, and never changed or deleted."""

# ruff: noqa: S608 - statements are put together from constants; what people typed is always bound

from __future__ import annotations

import csv
import io
import sqlite3
from dataclasses import dataclass, fields

from gatewaydesk.document import jsonio
from gatewaydesk.store.database import Database, sought
from gatewaydesk.store.names import also, called

# What a spreadsheet would take for a formula, in ASCII and in the full-width forms that some of them accept.
_FORMULA = tuple("=+-@\t\r＝＋－＠")

_DELETED_SINCE = (
    "EXISTS (SELECT 1 FROM receipts d WHERE d.action = 'delete' AND d.dataset_id = receipts.dataset_id"
    f" AND d.number > receipts.number AND (d.gateway = receipts.gateway OR {called('d.gateway')} ="
    f" {called('receipts.gateway')}))"
)

KIN = (
    "(WITH RECURSIVE kin(id) AS (SELECT {0} UNION SELECT d.origin FROM drafts d JOIN kin ON d.id = kin.id"
    " WHERE d.origin <> '') SELECT id FROM kin)"
)
"""SQL for the IDs of a draft and of those that it was parted from; `{0}` is SQL for the draft's."""


@dataclass(frozen=True)
class Receipt:
    """What a gateway took or did, where and when.

    Attributes:
        pid: our own persistent ID for it.
        gateway: the name of the connection.
        status: the status that the dataset got (`active`, `draft`, `archived`, `deleted`).
        sent_at: ISO 8601 in UTC.
        sha256: of the exact body that was sent, in hexadecimal.
        draft_id: the draft it was sent from, or "".
        action: what was done (see `gateways.base.Action`; or the kind of a job).
        ids: further IDs that the gateway gave, as a JSON object.
    """

    dataset_id: str
    version_id: str
    pid: str
    gateway: str
    system: str
    title: str
    schema: str
    status: str
    sent_at: str
    sha256: str
    web_url: str = ""
    draft_id: str = ""
    action: str = "create"
    ids: str = "{}"

    @property
    def further_ids(self) -> dict[str, str]:
        """The further IDs by name, without one that only says the dataset's ID again."""
        found = jsonio.loads(self.ids)
        known = found if isinstance(found, dict) else {}
        return {name: str(one) for name, one in known.items() if str(one) not in ("", self.dataset_id)}


COLUMNS = tuple(one.name for one in fields(Receipt))
_LISTED = ", ".join(COLUMNS)
_NOW = ", ".join(called("receipts.gateway") if name == "gateway" else name for name in COLUMNS)


class History:
    """The receipts in the database. Every method raises children of StoreProblem."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rows(self, search: str = "", limit: int | None = None, after: int = 0) -> list[Receipt]:
        """Receipts, newest first, whose title, dataset ID, gateway, `pid` or schema holds `search`.

        Args:
            search: without regard to case.
            limit: at most so many.
            after: so many are passed over first.
        """
        where, values = _where(search)
        with self._database.read() as connection:
            # The numbers come from an index that holds the searched text, so that a search reads only what it finds.
            found = connection.execute(
                f"SELECT {_LISTED} FROM receipts JOIN (SELECT number AS it FROM receipts {where} "
                "ORDER BY sent_at DESC, number DESC LIMIT ? OFFSET ?) ON number = it "
                "ORDER BY sent_at DESC, number DESC",
                (*values, -1 if limit is None else limit, after),
            )
            return [Receipt(*row) for row in found]

    def count(self, search: str = "") -> int:
        """How many receipts `rows` finds."""
        where, values = _where(search)
        with self._database.read() as connection:
            found: int = connection.execute(f"SELECT count(*) FROM receipts {where}", values).fetchone()[0]
        return found

    def newest(self) -> int:
        """A number that is another one whenever a receipt has been added; 0 while there is none."""
        with self._database.read() as connection:
            found: int | None = connection.execute("SELECT max(number) FROM receipts").fetchone()[0]
        return found or 0

    def csv(self) -> str:
        """All receipts as CSV (RFC 4180: lines end with CR LF, so write it without translating new lines).

        A cell that a spreadsheet would take for a formula begins with an apostrophe.
        """
        sheet = io.StringIO(newline="")
        writer = csv.writer(sheet)
        writer.writerow(COLUMNS)
        writer.writerows([harmless(getattr(row, name)) for name in COLUMNS] for row in self.rows())
        return sheet.getvalue()

    def of_draft(self, draft_id: str) -> list[Receipt]:
        """The receipts of everything that was sent from one draft, newest first."""
        with self._database.read() as connection:
            found = connection.execute(
                f"SELECT {_LISTED} FROM receipts WHERE draft_id = ? ORDER BY sent_at DESC, number DESC", (draft_id,)
            )
            return [Receipt(*row) for row in found] if draft_id else []

    def datasets_of(self, draft_id: str) -> list[Receipt]:
        """For each dataset that a draft, or the one that it was parted from, was sent as, the newest receipt of that,
        newest first; without those that were deleted from here since. The gateway is called as it is now.
        """
        with self._database.read() as connection:
            rows = connection.execute(
                f"SELECT {_NOW} FROM receipts WHERE draft_id IN {KIN.format('?')} AND action IN ('create', 'update')"
                f" AND NOT {_DELETED_SINCE} ORDER BY sent_at DESC, number DESC",
                (draft_id,),
            )
            newest: dict[tuple[str, str], Receipt] = {}
            for one in (Receipt(*row) for row in rows if draft_id):
                newest.setdefault((one.gateway, one.dataset_id), one)
        return list(newest.values())

    def deleted_since(self, outbox_id: str) -> bool:
        """Whether the dataset that a row of the outbox made or changed was deleted from here since."""
        query = f"SELECT 1 FROM receipts WHERE outbox_id = ? AND {_DELETED_SINCE}"
        with self._database.read() as connection:
            return connection.execute(query, (outbox_id,)).fetchone() is not None

    def of_gateway(self, gateway: str) -> list[Receipt]:
        """The receipts of everything that one gateway has taken, under whichever name, newest first."""
        with self._database.read() as connection:
            found = connection.execute(
                f"SELECT {_LISTED} FROM receipts WHERE gateway IN {also('?1')} ORDER BY sent_at DESC, number DESC",
                (gateway,),
            )
            return [Receipt(*row) for row in found]

    def of_submission(self, outbox_id: str) -> Receipt | None:
        """The receipt of one row of the outbox."""
        with self._database.read() as connection:
            row = connection.execute(f"SELECT {_LISTED} FROM receipts WHERE outbox_id = ?", (outbox_id,)).fetchone()
        return Receipt(*row) if row else None


def _where(search: str) -> tuple[str, tuple[str, ...]]:
    return ("WHERE instr(sought, ?) > 0", (search.strip().casefold(),)) if search.strip() else ("", ())


def add(connection: sqlite3.Connection, outbox_id: str, receipt: Receipt) -> None:
    """Writes a receipt inside the transaction that settles its row of the outbox."""
    marks = ", ".join("?" * (len(COLUMNS) + 2))
    connection.execute(
        f"INSERT INTO receipts ({_LISTED}, outbox_id, sought) VALUES ({marks})",
        (
            *(getattr(receipt, name) for name in COLUMNS),
            outbox_id,
            sought(receipt.title, receipt.dataset_id, receipt.gateway, receipt.pid, receipt.schema),
        ),
    )


def harmless(cell: str) -> str:
    """A cell for CSV; what a spreadsheet would take for a formula begins with an apostrophe."""
    return "'" + cell if cell.startswith(_FORMULA) else cell
