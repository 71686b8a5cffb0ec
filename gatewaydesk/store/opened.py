"""Which window has which draft open: one may write it, the others read it, or ask for it.

A draft is known by its ID, a window by one that it makes up, a process by `owner`. Times are there to be read by
people; nothing is decided by them.
"""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass

from gatewaydesk.errors import StoreProblem
from gatewaydesk.store import owner
from gatewaydesk.store.database import Database, now


@dataclass(frozen=True)
class Holder:
    """The window that has a draft open.

    Attributes:
        window: the ID that it made up for itself.
        computer: the other computer that it runs on, or "" for this one.
        since: when it opened the draft, ISO 8601 in UTC.
        wanted: the window that asks for the draft, or "".
    """

    window: str
    computer: str
    since: str
    wanted: str = ""

    @property
    def where(self) -> str:
        """“in another window”, or “on the computer “anna””."""
        return f"on the computer “{self.computer}”" if self.computer else "in another window"


@dataclass(frozen=True)
class Sight:
    """How a draft stands at this moment.

    Attributes:
        holder: the window that has it open, where one lives that does.
        title: how the list calls the draft.
        revision: the draft's, as stored.
        deleted: it is not in the list any more.
    """

    holder: Holder | None
    title: str
    revision: int
    deleted: bool


class OpenedElsewhere(StoreProblem):
    """A draft is open in another window, so it is not taken away from under it."""

    def __init__(self, title: str, holder: Holder, todo: str) -> None:
        super().__init__(f"The draft “{title}” is open {holder.where}.", todo)
        self.holder = holder


class Opens:
    """The windows and their drafts. Whoever is no longer alive has none.

    Raises (from every method): children of StoreProblem.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._mine: set[tuple[str, str]] = set()  # draft and window of what was claimed through here

    def claim(self, draft: str, window: str) -> Holder | None:
        """Opens a draft for a window that wants to write it.

        Returns:
            None when it has it now (or had it already); else the living window that has it.
        """
        with self._database.write() as connection:
            holder = _holder(connection, draft)
            if holder is not None and holder.window != window:
                return holder
            if holder is None:
                self._take(connection, draft, window)
        self._mine.add((draft, window))
        return None

    def seize(self, draft: str, window: str) -> None:
        """Takes a draft from a window that does not answer.

        The draft's revision goes up with it: whatever that window still has to save, should it come back, finds the
        draft changed, and goes into a copy.
        """
        with self._database.write() as connection:
            holder = _holder(connection, draft)
            if holder is None or holder.window != window:
                connection.execute("UPDATE drafts SET revision = revision + 1 WHERE id = ?", (draft,))
                self._take(connection, draft, window)
        self._mine.add((draft, window))

    def ask(self, draft: str, window: str) -> None:
        """Asks the window that has a draft to let it go."""
        self._want(draft, window, "AND wanted <> ?2")

    def withdraw(self, draft: str, window: str) -> None:
        """Asks no more, and lets go of what was got meanwhile."""
        self._want(draft, "", "AND wanted = ?3", window)
        self.release(draft, window)

    def release(self, draft: str, window: str) -> None:
        """Lets go of a draft, where this window has it."""
        self._mine.discard((draft, window))
        with self._database.write() as connection:
            connection.execute(
                "DELETE FROM opened WHERE window = ? AND draft = (SELECT number FROM drafts WHERE id = ?)",
                (window, draft),
            )

    def release_all(self) -> None:
        """Lets go of everything that was claimed through here. Where that fails, the process soon ends anyway."""
        for draft, window in tuple(self._mine):
            with contextlib.suppress(StoreProblem):
                self.release(draft, window)

    def look(self, draft: str) -> Sight | None:
        """How a draft stands now; None when there is none of that ID any more."""
        with self._database.read() as connection:
            row = connection.execute("SELECT title, revision, deleted_at FROM drafts WHERE id = ?", (draft,)).fetchone()
            return Sight(_holder(connection, draft), row[0], row[1], bool(row[2])) if row is not None else None

    def refuse_open(self, draft: str, todo: str, window: str = "") -> None:
        """Stands before what would be done to a draft without the window that has it open.

        Raises:
            OpenedElsewhere: another window than `window` has it.
        """
        seen = self.look(draft)
        if seen is not None and seen.holder is not None and seen.holder.window != window:
            raise OpenedElsewhere(seen.title, seen.holder, todo)

    def _want(self, draft: str, wanted: str, where: str, *more: str) -> None:
        with self._database.read() as connection:  # one statement, which is a transaction of its own
            connection.execute(
                f"UPDATE opened SET wanted = ?2 WHERE draft = (SELECT number FROM drafts WHERE id = ?1) {where}",  # noqa: S608
                (draft, wanted, *more),
            )

    @staticmethod
    def _take(connection: sqlite3.Connection, draft: str, window: str) -> None:
        connection.execute(
            "INSERT OR REPLACE INTO opened (draft, window, owner, computer, since) "
            "SELECT number, ?, ?, ?, ? FROM drafts WHERE id = ?",
            (window, owner.me(), owner.computer(), now(), draft),
        )


def _holder(connection: sqlite3.Connection, draft: str) -> Holder | None:
    """The living window that has a draft. One on another computer counts as living: nobody here can tell."""
    row = connection.execute(
        "SELECT window, owner, computer, since, wanted FROM opened "
        "WHERE draft = (SELECT number FROM drafts WHERE id = ?)",
        (draft,),
    ).fetchone()
    if row is None:
        return None
    window, process, computer, since, wanted = row
    far = computer != owner.computer()
    return Holder(window, computer if far else "", since, wanted) if far or owner.is_alive(process) else None
