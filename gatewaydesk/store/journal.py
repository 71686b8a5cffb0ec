"""The journal of a draft: its changes one after the other, written as they are made, and kept within bounds.

A draft's value stands as it was after one of the steps (`draft_values.step`); the steps after that are put on top of it
when it is read. Functions here work on a connection, inside the transaction of whoever calls them.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gatewaydesk.document import steps
from gatewaydesk.document.edits import Change, squeezed
from gatewaydesk.document.steps import Kind

MOST_ROWS = 2_000
"""So many steps of a draft can be read again; of older ones only the words stay."""
MOST_CHARACTERS = 8_000_000
"""And so much of their text."""
MOST_WORDS = 2_000
"""So many steps are remembered in words only; of those that say the same within an hour, the last."""
_LONG_ROW = 16_000  # characters of a row that is not written once more to take in what belongs to the same step
_MANY_EDITS = 50  # in one row, likewise
_LONG_WORDS = 200  # characters of what is told of a step


@dataclass(frozen=True)
class Note:
    """A change to be written down, what it did to the steps, and in words what happened."""

    kind: Kind
    change: Change
    told: str = ""


@dataclass(frozen=True)
class Row:
    """The row that was written last: while a person types, what they type goes into the same row."""

    step: int
    note: Note
    size: int


@dataclass(frozen=True)
class Told:
    """What happened at a step, for a person. `made_at` is ISO 8601 in UTC; the order is that of the steps."""

    step: int
    kind: str
    words: str
    made_at: str


@contextlib.contextmanager
def at_once(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is read in the block is of one moment."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("COMMIT")


def last_step(connection: sqlite3.Connection, number: int) -> int:
    """The number of the last step of a draft, whether it stands in the journal or only in the value."""
    found: int = connection.execute(
        "SELECT max(coalesce((SELECT max(step) FROM journal WHERE draft = ?1), 0),"
        " coalesce((SELECT step FROM draft_values WHERE number = ?1), 0))",
        (number,),
    ).fetchone()[0]
    return found


def append(
    connection: sqlite3.Connection, number: int, notes: Sequence[Note], last: Row | None, moment: str
) -> Row | None:
    """Writes changes down, in order; returns the row that was written last.

    Args:
        connection: in a write transaction.
        number: the draft's row number.
        notes: what was done since `last`.
        last: what this function returned for the same draft before, or None.
        moment: when, for a person.

    Raises:
        FileProblem: a change holds what JSON cannot carry.
    """
    newest = connection.execute("SELECT max(step) FROM journal WHERE draft = ?", (number,)).fetchone()[0] or 0
    joins = last if last is not None and last.step == newest else None
    # What the value knows is looked at once: it stands behind a text that may have megabytes.
    step = max(newest, last.step) if last is not None else last_step(connection, number)
    rows, gone_into = _in_rows(notes, joins)
    written = last
    for at, note in enumerate(rows):
        text = steps.to_text(note.change)
        if at == 0 and gone_into is not None:
            written = Row(gone_into, note, len(text))
            connection.execute(
                "UPDATE journal SET change = ?, told = ?, made_at = ? WHERE draft = ? AND step = ?",
                (text, note.told, moment, number, gone_into),
            )
            continue
        step += 1
        written = Row(step, note, len(text))
        connection.execute(
            "INSERT INTO journal (draft, step, kind, change, told, made_at) VALUES (?, ?, ?, ?, ?, ?)",
            (number, step, note.kind.value, text, note.told, moment),
        )
    return written


def _in_rows(notes: Sequence[Note], last: Row | None) -> tuple[list[Note], int | None]:
    """What is to stand in a row each; the step of the row that the first of them replaces, where it does."""
    open_row = last if last is not None and last.size <= _LONG_ROW else None
    rows = [open_row.note] if open_row is not None else []
    for note in notes:
        before = rows[-1] if rows else None
        if before is not None and note.kind is Kind.MORE and before.kind in (Kind.DO, Kind.MORE):
            edits = squeezed(before.change.edits + note.change.edits)
            if len(edits) <= _MANY_EDITS:
                label = note.change.label or before.change.label
                rows[-1] = Note(before.kind, Change(edits, label), _both(before.told, note.told))
                continue
        rows.append(note)
    if open_row is not None and rows[0] is open_row.note:
        return rows[1:], None
    return rows, open_row.step if open_row is not None else None


def _both(told: str, more: str) -> str:
    """What a step did, and what went into it later where that is something else."""
    return told if not more or more in told or len(told) > _LONG_WORDS else f"{told}; {more}"


def replaced(connection: sqlite3.Connection, number: int, moment: str) -> int:
    """Notes that the whole value is being put in its place: no step leads there. Returns the note's step."""
    step = last_step(connection, number)
    if step:
        step += 1
        connection.execute(
            "INSERT INTO journal (draft, step, kind, change, told, made_at) VALUES (?, ?, ?, '', ?, ?)",
            (number, step, Kind.WHOLE.value, "The whole draft was replaced", moment),
        )
    return step


def tail(connection: sqlite3.Connection, number: int, step: int) -> list[tuple[int, str, str]]:
    """Step, kind and text of what comes after a step."""
    return connection.execute(
        "SELECT step, kind, change FROM journal WHERE draft = ? AND step > ? ORDER BY step", (number, step)
    ).fetchall()


def on_top(value: Any, step: int, rows: Iterable[tuple[int, str, str]]) -> tuple[Any, int]:
    """Puts steps on top of a value, in place; returns it, and the last step that it holds now.

    It ends before a step that is missing or damaged: what comes after that fits nothing.
    """
    for number, kind, text in rows:
        if number != step + 1:
            break
        if kind not in (Kind.KEPT, Kind.LOST):
            try:
                value = steps.put_on_top(value, text)
            except steps.NotFitting:
                break
        step = number
    return value, step


def give_up_after(connection: sqlite3.Connection, number: int, step: int) -> int:
    """What comes after `step` can no longer be read: it is kept in words, and never tried again. Returns the last."""
    last = last_step(connection, number)
    connection.execute(
        "UPDATE journal SET kind = ?, change = '', told = 'Lost: ' || told WHERE draft = ? AND step > ?",
        (Kind.LOST.value, number, step),
    )
    return last


def seal(connection: sqlite3.Connection, number: int, moment: str) -> int:
    """Ends the row that was written last, so that nothing more goes into it; returns the step that says so."""
    step = last_step(connection, number) + 1
    connection.execute(
        "INSERT INTO journal (draft, step, kind, change, told, made_at) VALUES (?, ?, ?, '', '', ?)",
        (number, step, Kind.KEPT.value, moment),
    )
    return step


def recall(connection: sqlite3.Connection, number: int) -> steps.History:
    """What can be undone and redone of a draft as it is stored; nothing of it is read yet."""
    rows = connection.execute(
        "SELECT kind, change FROM journal WHERE draft = ? ORDER BY step DESC LIMIT ?", (number, 2 * MOST_ROWS)
    ).fetchall()
    return steps.recalled(reversed(rows))


def told(connection: sqlite3.Connection, number: int) -> list[Told]:
    """What happened to a draft, first to last, as far as it is remembered."""
    rows = connection.execute(
        "SELECT step, kind, told, made_at FROM journal WHERE draft = ? AND told <> '' ORDER BY step", (number,)
    )
    return [Told(*row) for row in rows]


def compact(connection: sqlite3.Connection, number: int, step: int) -> None:
    """Forgets the oldest steps of a draft up to `step`, which its value holds; their words stay, thinned."""
    cut = _first_to_forget(connection, number)
    if cut is None:
        return
    for statement in (
        "UPDATE journal SET change = '' WHERE draft = ?1 AND step <= ?2 AND change <> ''",
        "DELETE FROM journal WHERE draft = ?1 AND step < ?2 AND told = ''",
        "DELETE FROM journal WHERE number IN (SELECT number FROM (SELECT number, row_number() OVER"
        " (PARTITION BY told, substr(made_at, 1, 13) ORDER BY step DESC) AS place FROM journal"
        " WHERE draft = ?1 AND step < ?2 AND change = '') WHERE place > 1)",
    ):
        connection.execute(statement, (number, min(cut, step)))
    connection.execute(
        "DELETE FROM journal WHERE draft = ?1 AND step < ?2 AND change = '' AND step <= coalesce((SELECT step FROM"
        " journal WHERE draft = ?1 AND change = '' ORDER BY step DESC LIMIT 1 OFFSET ?3), 0)",
        (number, min(cut, step), MOST_WORDS),
    )


def _first_to_forget(connection: sqlite3.Connection, number: int) -> int | None:
    kept = characters = 0
    for step, length in connection.execute(
        "SELECT step, length(change) FROM journal WHERE draft = ? AND change <> '' ORDER BY step DESC", (number,)
    ):
        kept, characters = kept + 1, characters + length
        if kept > MOST_ROWS or characters > MOST_CHARACTERS:
            return int(step)
    return None
