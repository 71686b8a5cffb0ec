"""One draft as the database keeps it: its row in the list, how rows are found and read, and how one gets a revision."""

# ruff: noqa: S608 - statements are put together from constants; what people typed is always bound

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from gatewaydesk.errors import StoreProblem
from gatewaydesk.store.database import now
from gatewaydesk.store.names import called

Counts = tuple[int, int, int, int]
"""Required fields done, required fields, all fields done, all fields."""

# Where a draft was sent last is read from its newest receipt, never kept a second time.
ROW = f"""
    SELECT d.id, d.title, d.schema, d.created_at, d.changed_at,
           d.required_done, d.required_total, d.all_done, d.all_total,
           coalesce({called("r.gateway")}, ''), coalesce(r.dataset_id, ''),
           d.revision, d.deleted_at, d.number, d.schema_sha256, d.wrong
    FROM drafts d LEFT JOIN receipts r ON r.number = (
        SELECT number FROM receipts WHERE draft_id = d.id ORDER BY sent_at DESC, number DESC LIMIT 1)
"""


@dataclass(frozen=True)
class DraftRow:
    """What a list shows of a draft. Times are ISO 8601 in UTC.

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


@dataclass(frozen=True, kw_only=True)
class Draft(DraftRow):
    """A draft with its value.

    Attributes:
        refused: what a gateway refused of it (see `services.refusals`), or "".
    """

    value: Any
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


def matching(search: str, *, deleted: bool = False) -> tuple[str, tuple[str, ...]]:
    """The condition on rows of `ROW`, and what is bound to it."""
    where = f"WHERE d.deleted_at IS {'NOT ' if deleted else ''}NULL"
    if not search.strip():
        return where, ()
    # instr knows no wildcards, so that "%" and "_" mean themselves
    return f"{where} AND instr(d.sought, ?) > 0", (search.strip().casefold(),)


def row_of(row: tuple[Any, ...]) -> DraftRow:
    """What `ROW` found, as a row of the list."""
    return DraftRow(*_fields(row))


def draft_of(row: tuple[Any, ...], value: Any, refused: str) -> Draft:
    """What `ROW` found, with what is kept beside it, as a draft."""
    return Draft(*_fields(row), value=value, refused=refused)


def _fields(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """What `ROW` found, in the order of the fields of `DraftRow`."""
    return (*row[:5], tuple(row[5:9]), row[9], row[10], row[11], row[12] or "", row[14], row[15])


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
