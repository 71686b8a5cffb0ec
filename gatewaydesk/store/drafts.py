"""Drafts: every document that a person began, whole or not, valid or not."""

# ruff: noqa: S608 - statements are put together from constants; what people typed is always bound

from __future__ import annotations

import logging
import sqlite3
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import FileProblem, StoreDamaged
from gatewaydesk.store import journal
from gatewaydesk.store.database import Database, now, sought, stamp
from gatewaydesk.store.draft_rows import ROW, Counts, Draft, DraftMissing, DraftRow, draft_of, matching, revise, row_of

_log = logging.getLogger(__name__)

KEPT_DAYS = 30
"""Days for which a deleted draft can be restored."""


class Drafts:
    """The drafts in the database. Every method raises children of StoreProblem."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self,
        value: Any,
        *,
        schema: str,
        title: str,
        counts: Counts = (0, 0, 0, 0),
        schema_sha256: str = "",
        parted_from: str = "",
        wrong: int | None = None,
    ) -> Draft:
        """Keeps a new draft.

        Args:
            wrong: see `DraftRow`.
            parted_from: another draft, whose datasets on gateways it belongs to as well (see `Bases.part`).
        """
        text, moment, name = _text(value), now(), str(uuid.uuid4())
        with self._database.write() as connection:
            number = connection.execute(
                "INSERT INTO drafts (id, title, schema, sought, created_at, changed_at, required_done, required_total,"
                " all_done, all_total, schema_sha256, origin, wrong, revision)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
                (
                    name,
                    title,
                    schema,
                    sought(title, schema),
                    moment,
                    moment,
                    *counts,
                    schema_sha256,
                    parted_from,
                    wrong,
                ),
            ).lastrowid
            connection.execute(
                "INSERT INTO draft_values (number, schema, value) VALUES (?, ?, ?)", (number, schema, text)
            )
        return Draft(name, title, schema, moment, moment, counts, schema_sha256=schema_sha256, value=jsonio.loads(text))

    def count(self, search: str = "") -> int:
        """How many there are whose title or schema holds `search`; not the deleted ones."""
        where, values = matching(search)
        with self._database.read() as connection:
            found: int = connection.execute(f"SELECT count(*) FROM drafts d {where}", values).fetchone()[0]
        return found

    def rows(self, search: str = "", *, deleted: bool = False, limit: int = -1, after: int = 0) -> list[DraftRow]:
        """The drafts whose title or schema holds `search`, last changed first; or the deleted ones.

        Args:
            search: without regard to case.
            deleted: those that can be restored.
            limit: at most so many; -1 for all.
            after: so many are passed over first.
        """
        where, values = matching(search, deleted=deleted)
        with self._database.read() as connection:
            order = "ORDER BY d.changed_at DESC, d.number DESC LIMIT ? OFFSET ?"
            found = connection.execute(f"{ROW} {where} {order}", (*values, limit, after))
            return [row_of(row) for row in found]

    def finds(self, id: str, search: str) -> DraftRow | None:
        """One row of what `rows` finds, or None where that draft is not among it."""
        where, values = matching(search)
        with self._database.read() as connection:
            row = connection.execute(f"{ROW} {where} AND d.id = ?", (*values, id)).fetchone()
        return row_of(row) if row else None

    def row(self, id: str) -> DraftRow:
        """One draft without its value, deleted or not.

        Raises:
            DraftMissing: there is none of that ID.
        """
        with self._database.read() as connection:
            row = connection.execute(f"{ROW} WHERE d.id = ?", (id,)).fetchone()
        if row is None:
            raise DraftMissing
        return row_of(row)

    def load(self, id: str) -> Draft:
        """One draft with its value, deleted or not.

        Raises:
            DraftMissing: there is none of that ID.
            StoreDamaged: its value cannot be read any more.
        """
        with self._database.read() as connection, journal.at_once(connection):
            row = connection.execute(f"{ROW} WHERE d.id = ?", (id,)).fetchone()
            if row is None:
                raise DraftMissing
            number = row[13]
            held = connection.execute(
                "SELECT value, refused, step FROM draft_values WHERE number = ?", (number,)
            ).fetchone()
            later = journal.tail(connection, number, held[2]) if held is not None else []
        value, reached = journal.on_top(_value(held, row[1]), held[2], later)
        if later and reached < later[-1][0]:
            self._set_right(number, held[2], value, reached)
        return draft_of(row, value, held[1])

    def _set_right(self, number: int, stood: int, value: Any, reached: int) -> None:
        """Steps after `reached` are damaged. What is written from now on must not lie behind them."""
        _log.warning("steps of a draft after the %dth could not be read", reached)
        with self._database.write() as connection:
            there = connection.execute("SELECT step FROM draft_values WHERE number = ?", (number,)).fetchone()
            if there is not None and there[0] == stood:
                last = journal.give_up_after(connection, number, reached)
                connection.execute(
                    "UPDATE draft_values SET value = ?, step = ? WHERE number = ?", (_text(value), last, number)
                )

    def save(
        self,
        id: str,
        value: Any,
        *,
        title: str,
        counts: Counts = (0, 0, 0, 0),
        expected: int | None = None,
        refused: str = "",
        wrong: int | None = None,
    ) -> int:
        """Keeps a draft's new value; returns its new revision.

        Args:
            wrong: see `DraftRow`.
            expected: the revision that the value was made from; None overwrites whatever is there.
            refused: what a gateway refused of this value (see `services.refusals`).

        Raises:
            DraftMissing: there is none of that ID.
            DraftChanged: it has another revision than `expected`, or has been deleted.
        """
        text = _text(value)
        with self._database.write() as connection:
            number, revision = revise(connection, id, title, counts, expected, wrong)
            step = journal.replaced(connection, number, now())
            connection.execute(
                "UPDATE draft_values SET value = ?, refused = ?, step = ? WHERE number = ?",
                (text, refused, step, number),
            )
        return revision

    def refuse(self, id: str, refused: str) -> None:
        """Keeps what a gateway refused of a draft as it is stored now; "" forgets it. A draft that is gone has none."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE draft_values SET refused = ? WHERE number = (SELECT number FROM drafts WHERE id = ?)",
                (refused, id),
            )

    def holding(self, value: Any, *, schema: str) -> DraftRow | None:
        """The draft (the last changed of several) that holds exactly this value."""
        text = _text(value)
        later = "EXISTS (SELECT 1 FROM journal j WHERE j.draft = d.number AND j.step > v.step AND j.change <> '')"
        with self._database.read() as connection:
            rows = connection.execute(
                f"{ROW} JOIN draft_values v ON v.number = d.number WHERE d.deleted_at IS NULL AND d.schema = ?"
                f" AND (v.value = ? OR {later}) ORDER BY d.changed_at DESC, d.number DESC",
                (schema, text),
            ).fetchall()
        found = (row for row in rows if _text(self.load(row[0]).value) == text)
        row = next(found, None)
        return row_of(row) if row else None

    def discard(self, id: str) -> None:
        """Removes for good a draft that no person has seen yet, unless another process is sending it or has sent it."""
        with self._database.write() as connection:
            connection.execute(
                "DELETE FROM drafts WHERE id = ?1 AND NOT EXISTS "
                "(SELECT 1 FROM outbox WHERE draft = ?1 AND state <> 'refused')",
                (id,),
            )

    def rename(self, id: str, title: str) -> None:
        """Gives a draft another title in the list; its metadata stays as it is."""
        self._change(
            "title = ?2, sought = casefold(?2 || char(10) || schema), changed_at = ?3 WHERE id = ?1", id, title, now()
        )

    def duplicate(self, id: str) -> Draft:
        """A new draft with the same value and no receipts, titled “Copy of …”."""
        first = self.load(id)
        return self.create(
            first.value,
            schema=first.schema,
            title=f"Copy of {first.title}",
            counts=first.counts,
            schema_sha256=first.schema_sha256,
            wrong=first.wrong,
        )

    def pin(self, id: str, schema_sha256: str) -> None:
        """Says which version of its schema a draft uses from now on."""
        self._change("schema_sha256 = ?2 WHERE id = ?1", id, schema_sha256)

    def pins(self) -> set[str]:
        """The versions of schemas that drafts use, deleted ones included: they can be restored."""
        with self._database.read() as connection:
            return {row[0] for row in connection.execute("SELECT DISTINCT schema_sha256 FROM drafts")} - {""}

    def delete(self, id: str) -> None:
        """Takes a draft out of the list; it can be restored until it is purged."""
        self._change("deleted_at = coalesce(deleted_at, ?2) WHERE id = ?1", id, now())

    def restore(self, id: str) -> None:
        """Puts a deleted draft back into the list."""
        self._change("deleted_at = NULL WHERE id = ?1", id)

    def purge_deleted(self, older_than_days: int = KEPT_DAYS) -> int:
        """Removes for good what was deleted that long ago; returns how many drafts that were."""
        before = stamp(datetime.now(UTC) - timedelta(days=older_than_days))
        with self._database.write() as connection:
            return connection.execute("DELETE FROM drafts WHERE deleted_at <= ?", (before,)).rowcount

    def _change(self, change: str, *values: str) -> None:
        with self._database.write() as connection:
            if connection.execute(f"UPDATE drafts SET {change}", values).rowcount == 0:
                raise DraftMissing


def _text(value: Any) -> str:
    return jsonio.dumps(value, indent=None)


def _value(held: sqlite3.Row | tuple[Any, ...] | None, title: str) -> Any:
    try:
        if held is not None:
            return jsonio.loads(held[0])
    except FileProblem:
        pass
    raise StoreDamaged(
        f"The draft “{title}” can no longer be read.",
        "The other drafts are not touched by this. Look for a file or a backup that it can be made from again.",
    )
