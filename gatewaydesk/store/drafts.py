"""Drafts: every document that a person began, whole or not, valid or not."""

# ruff: noqa: S608 - statements are put together from constants; what people typed is always bound

from __future__ import annotations

import logging
import sqlite3
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import FileProblem, StoreDamaged, StoreProblem
from gatewaydesk.store import journal
from gatewaydesk.store.database import Database, now, sought, stamp
from gatewaydesk.store.names import called

_log = logging.getLogger(__name__)

Counts = tuple[int, int, int, int]
"""Required fields done, required fields, all fields done, all fields."""

KEPT_DAYS = 30
"""Days for which a deleted draft can be restored."""

# Where a draft was sent last is read from its newest receipt, never kept a second time.
_ROW = f"""
    SELECT d.id, d.title, d.schema, d.created_at, d.changed_at,
           d.required_done, d.required_total, d.all_done, d.all_total,
           coalesce({called("r.gateway")}, ''), coalesce(r.dataset_id, ''),
           d.revision, d.deleted_at, d.number, d.schema_sha256, d.wrong
    FROM drafts d LEFT JOIN receipts r ON r.number = (
        SELECT number FROM receipts WHERE draft_id = d.id ORDER BY sent_at DESC, number DESC LIMIT 1)
"""


@dataclass(frozen=True)
class DraftRow:
    """A draft without its value, as a list shows it. Times are ISO 8601 in UTC.

    Attributes:
        counts: required fields done, required fields, all fields done, all fields.
        sent_to: the gateway connection of its newest receipt, as it is called now, or "".
        dataset_id: the dataset ID on that receipt, or "".
        revision: counts its saves, from 1.
        deleted_at: when it was deleted, or "".
        schema_sha256: the version of its schema (`LoadedSchema.sha256`), or "" for drafts from before that was kept.
        wrong: how many of its values are wrong, or None where that is not known.
    """

    id: str
    title: str
    schema: str
    created_at: str
    changed_at: str
    counts: Counts
    sent_to: str = ""
    dataset_id: str = ""
    revision: int = 1
    deleted_at: str = ""
    schema_sha256: str = ""
    wrong: int | None = None


@dataclass(frozen=True)
class Draft:
    """A draft with its value, and with what a gateway refused of it; otherwise like DraftRow."""

    id: str
    title: str
    schema: str
    value: Any
    created_at: str
    changed_at: str
    counts: Counts
    sent_to: str = ""
    dataset_id: str = ""
    revision: int = 1
    deleted_at: str = ""
    schema_sha256: str = ""
    wrong: int | None = None
    refused: str = ""


class DraftMissing(StoreProblem):
    """The draft is not (or no longer) in the database."""

    def __init__(self) -> None:
        super().__init__(
            "This draft is no longer among the drafts on this computer.",
            "What is open in the window can still be saved as a file.",
        )


class DraftChanged(StoreProblem):
    """Somebody else (another window, a command) has saved or deleted the draft since it was read."""

    def __init__(self) -> None:
        super().__init__(
            "This draft was changed somewhere else meanwhile, in another window or by a command.",
            "Open it again to see that version; nothing of it was overwritten.",
        )


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
        return Draft(name, title, schema, jsonio.loads(text), moment, moment, counts, schema_sha256=schema_sha256)

    def count(self, search: str = "") -> int:
        """How many there are whose title or schema holds `search`; not the deleted ones."""
        where, values = _where(search)
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
        where, values = _where(search, deleted=deleted)
        with self._database.read() as connection:
            order = "ORDER BY d.changed_at DESC, d.number DESC LIMIT ? OFFSET ?"
            found = connection.execute(f"{_ROW} {where} {order}", (*values, limit, after))
            return [DraftRow(*_parts(row)) for row in found]

    def finds(self, id: str, search: str) -> DraftRow | None:
        """One row of what `rows` finds, or None where that draft is not among it."""
        where, values = _where(search)
        with self._database.read() as connection:
            row = connection.execute(f"{_ROW} {where} AND d.id = ?", (*values, id)).fetchone()
        return DraftRow(*_parts(row)) if row else None

    def row(self, id: str) -> DraftRow:
        """One draft without its value, deleted or not.

        Raises:
            DraftMissing: there is none of that ID.
        """
        with self._database.read() as connection:
            row = connection.execute(f"{_ROW} WHERE d.id = ?", (id,)).fetchone()
        if row is None:
            raise DraftMissing
        return DraftRow(*_parts(row))

    def load(self, id: str) -> Draft:
        """One draft with its value, deleted or not.

        Raises:
            DraftMissing: there is none of that ID.
            StoreDamaged: its value cannot be read any more.
        """
        with self._database.read() as connection, journal.at_once(connection):
            row = connection.execute(f"{_ROW} WHERE d.id = ?", (id,)).fetchone()
            if row is None:
                raise DraftMissing
            number = row[13]
            held = connection.execute(
                "SELECT value, refused, step FROM draft_values WHERE number = ?", (number,)
            ).fetchone()
            later = journal.tail(connection, number, held[2]) if held is not None else []
        id_, title, schema, *others = _parts(row)
        value, reached = journal.on_top(_value(held, title), held[2], later)
        if later and reached < later[-1][0]:
            self._set_right(number, held[2], value, reached)
        return replace(Draft(id_, title, schema, value, *others), refused=held[1])

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
                f"{_ROW} JOIN draft_values v ON v.number = d.number WHERE d.deleted_at IS NULL AND d.schema = ?"
                f" AND (v.value = ? OR {later}) ORDER BY d.changed_at DESC, d.number DESC",
                (schema, text),
            ).fetchall()
        found = (row for row in rows if _text(self.load(row[0]).value) == text)
        row = next(found, None)
        return DraftRow(*_parts(row)) if row else None

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


def revise(
    connection: sqlite3.Connection, id: str, title: str, counts: Counts, expected: int | None, wrong: int | None
) -> tuple[int, int]:
    """Says in the list that a draft has changed; returns its row number and its new revision. See `Drafts.save`."""
    if expected is not None:
        there = connection.execute("SELECT revision, deleted_at FROM drafts WHERE id = ?", (id,)).fetchone()
        if there is not None and (there[0] != expected or there[1]):
            raise DraftChanged
    done = connection.execute(
        "UPDATE drafts SET title = ?1, sought = casefold(?1 || char(10) || schema), changed_at = ?2,"
        " required_done = ?3, required_total = ?4, all_done = ?5, all_total = ?6, revision = revision + 1, wrong = ?8"
        " WHERE id = ?7 RETURNING number, revision",
        (title, now(), *counts, id, wrong),
    ).fetchone()
    if done is None:
        raise DraftMissing
    return int(done[0]), int(done[1])


def _where(search: str, *, deleted: bool = False) -> tuple[str, tuple[str, ...]]:
    """The condition on rows of `_ROW`, and what is bound to it."""
    where = f"WHERE d.deleted_at IS {'NOT ' if deleted else ''}NULL"
    if not search.strip():
        return where, ()
    # instr knows no wildcards, so that "%" and "_" mean themselves
    return f"{where} AND instr(d.sought, ?) > 0", (search.strip().casefold(),)


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


def _parts(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*row[:5], tuple(row[5:9]), row[9], row[10], row[11], row[12] or "", row[14], row[15])
