"""A draft while it is written: its changes go into the journal, its whole value only now and then."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.document.steps import History
from gatewaydesk.store import journal
from gatewaydesk.store.database import Database, now
from gatewaydesk.store.draft_rows import Counts, DraftMissing, revise
from gatewaydesk.store.journal import Note, Row, Told

_PIECE = 500  # items of a list that are written in one go: a window beside goes on meanwhile
_FEW = 50  # items of a list that may be large each


@dataclass(frozen=True)
class Left:
    """How a draft was left, beside its value.

    Attributes:
        history: what can be undone and redone.
        place: where the person was (see `ui/remembering.py`), or nothing.
        text: JSON text that is none yet (see `ui/unfinished.py`), or nothing.
        boxes: the same of single fields, by the text of their place (see `ui/unfinished_boxes.py`), or nothing.
        dismissed: `advice` that was left so (see `services/dismissals.py`), or nothing.
    """

    history: History = field(default_factory=History)
    place: dict[str, Any] = field(default_factory=dict)
    text: dict[str, Any] = field(default_factory=dict)
    boxes: dict[str, Any] = field(default_factory=dict)
    dismissed: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """A draft's new revision, and the row of the journal that was written last."""

    revision: int
    last: Row | None


class Writing:
    """The journals of the drafts in the database. Every method raises children of StoreProblem."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def left(self, id: str, revision: int) -> Left:
        """How a draft was left that has been loaded at that revision; of another one, nothing can be undone."""
        with self._database.read() as connection, journal.at_once(connection):
            number, there = self._row(connection, id)
            history = journal.recall(connection, number) if there == revision else History()
            held = connection.execute("SELECT kind, text FROM beside WHERE draft = ?", (number,)).fetchall()
        beside = {kind: _members(text) for kind, text in held}
        return Left(history, *(beside.get(kind, {}) for kind in ("place", "text", "boxes", "dismissed")))

    def append(
        self,
        id: str,
        notes: Sequence[Note],
        *,
        title: str,
        counts: Counts = (0, 0, 0, 0),
        wrong: int | None = None,
        expected: int | None = None,
        refused: str | None = None,
        last: Row | None = None,
    ) -> Written:
        """Writes changes of a draft down. It costs as much as the changes are long, however long the draft is.

        Args:
            id: the draft's ID.
            notes: the changes, in order; none where only the title or the counts are others.
            title: how the list calls the draft now.
            counts, wrong: see `DraftRow`.
            expected: the revision that the first change was made on; None puts them on top of whatever is there.
            refused: what a gateway refused of the value that the changes lead to, or None where that is as it was.
            last: the row that was written last, as this method returned it for the same draft.

        Raises:
            DraftMissing: there is no draft of that ID.
            DraftChanged: it has another revision than `expected`, or has been deleted.
            FileProblem: a change holds what JSON cannot carry; nothing was written.
        """
        with self._database.write() as connection:
            number, revision = revise(connection, id, title, counts, expected, wrong)
            row = journal.append(connection, number, notes, last, now()) if notes else last
            if refused is not None:
                connection.execute("UPDATE draft_values SET refused = ? WHERE number = ?", (refused, number))
        return Written(revision, row)

    def checkpoint(self, id: str, *, whole: bool = False, least: int = 1) -> bool:
        """Writes a draft's value anew, with what stands in the journal, which is then kept within its bounds.

        Nobody who has the draft open notices: its revision stays.

        Args:
            id: the draft's ID.
            whole: everything is put in, and nothing more goes into the last row. Otherwise the last row stays out, for
                somebody may still be typing into it.
            least: so many steps make it worth while.

        Returns:
            False where there was nothing to do, or somebody else has written meanwhile.
        """
        with self._database.read() as connection, journal.at_once(connection):
            number, revision = self._row(connection, id)
            found = connection.execute("SELECT step FROM draft_values WHERE number = ?", (number,)).fetchone()
            later = journal.tail(connection, number, found[0]) if found is not None else []
            later = later if whole else later[:-1]
            if len(later) < max(least, 1):
                return False
            held = connection.execute("SELECT value, step FROM draft_values WHERE number = ?", (number,)).fetchone()
        value, reached = journal.on_top(jsonio.loads(held[0]), held[1], later)
        if reached < later[-1][0]:
            return False  # damaged: whoever opens the draft next sets that right
        text = "".join(in_pieces(value))
        with self._database.write() as connection:
            stands = connection.execute("SELECT step FROM draft_values WHERE number = ?", (number,)).fetchone()
            if stands is None or stands[0] != held[1] or (whole and self._row(connection, id)[1] != revision):
                return False
            step = journal.seal(connection, number, now()) if whole else reached
            connection.execute("UPDATE draft_values SET value = ?, step = ? WHERE number = ?", (text, step, number))
            journal.compact(connection, number, step)
        return True

    def told(self, id: str) -> list[Told]:
        """What happened to a draft, first to last, in words, as far as it is remembered."""
        with self._database.read() as connection:
            return journal.told(connection, self._row(connection, id)[0])

    def keep_place(self, id: str, place: dict[str, Any]) -> None:
        """Remembers where in a draft the person is. A draft that is gone has no place."""
        self._keep(id, "place", place)

    def keep_text(self, id: str, text: dict[str, Any]) -> None:
        """Remembers JSON text that is none yet, with the draft; nothing forgets it."""
        self._keep(id, "text", text)

    def keep_boxes(self, id: str, boxes: dict[str, Any]) -> None:
        """Remembers JSON of single fields that is none yet, with the draft."""
        self._keep(id, "boxes", boxes)

    def keep_dismissed(self, id: str, dismissed: dict[str, Any]) -> None:
        """Remembers which advice about a draft was left so."""
        self._keep(id, "dismissed", dismissed)

    def _keep(self, id: str, kind: str, members: dict[str, Any]) -> None:
        with self._database.write() as connection:
            if members:
                connection.execute(
                    "INSERT INTO beside (draft, kind, text) SELECT number, ?2, ?3 FROM drafts WHERE id = ?1"
                    " ON CONFLICT (draft, kind) DO UPDATE SET text = excluded.text",
                    (id, kind, json.dumps(members)),
                )
            else:
                connection.execute(
                    "DELETE FROM beside WHERE kind = ?2 AND draft = (SELECT number FROM drafts WHERE id = ?1)",
                    (id, kind),
                )

    @staticmethod
    def _row(connection: sqlite3.Connection, id: str) -> tuple[int, int]:
        found = connection.execute("SELECT number, revision FROM drafts WHERE id = ?", (id,)).fetchone()
        if found is None:
            raise DraftMissing
        return int(found[0]), int(found[1])


def _members(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def in_pieces(value: Any) -> Iterator[str]:
    """JSON text as `jsonio.dumps` writes it, in pieces: written in one, megabytes stop every other thread."""
    holds = isinstance(value, (dict, list)) and any(isinstance(below, (dict, list)) for below in _below(value))
    if holds and isinstance(value, dict):
        for at, (name, below) in enumerate(value.items()):
            yield f"{',' if at else '{'}{jsonio.dumps(name, indent=None)}:"
            yield from in_pieces(below)
        yield "}"
    elif holds and len(value) <= _FEW:
        for at, below in enumerate(value):
            yield "," if at else "["
            yield from in_pieces(below)
        yield "]"
    elif holds:
        for start in range(0, len(value), _PIECE):
            yield f"{',' if start else '['}{jsonio.dumps(value[start : start + _PIECE], indent=None)[1:-1]}"
        yield "]"
    else:
        yield jsonio.dumps(value, indent=None)


def _below(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value
