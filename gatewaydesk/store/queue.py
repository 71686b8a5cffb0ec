"""What the outbox tries by itself: sending what is queued, and asking about what is unknown, and when."""

# ruff: noqa: S608 - statements are put together from constants; what people typed is always bound

from __future__ import annotations

from gatewaydesk.store.database import Database, now
from gatewaydesk.store.submissions import OutboxRow, rows_where

# What was believed lost is asked about for some time yet: as long as there is a moment for it.
# So is what was sent again and taken: the first try may arrive as well.
_LOST = "(state IN ('refused', 'sent') AND doubtful AND not_before <> '')"
_BY_ITSELF = f"(state = 'unknown' OR (state = 'waiting' AND queued) OR {_LOST})"
# `?1` is this moment. A clock that went back behind a row's own beginning keeps nothing waiting.
_DUE = f"{_BY_ITSELF} AND (not_before <= ?1 OR since > ?1)"


class Queue:
    """The rows of the outbox that are tried by themselves. Every method raises children of StoreProblem."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put_off(self, id: str, note: str, not_before: str) -> None:
        """What is queued could not be tried, and is tried again from `not_before` on."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE outbox SET note = ?, not_before = ?, held = 0, tries = tries + 1 "
                "WHERE id = ? AND state = 'waiting' AND queued",
                (note, not_before, id),
            )

    def ask_later(self, id: str, not_before: str) -> None:
        """What is unknown, or believed lost, or may be there twice, is asked about again from `not_before` on; the last
        two not any more with "".
        """
        with self._database.write() as connection:
            connection.execute(
                "UPDATE outbox SET not_before = ?, held = 0, tries = tries + 1 "
                f"WHERE id = ? AND (state = 'unknown' OR {_LOST})",
                (not_before, id),
            )

    def hold(self, gateway: str, not_before: str, *, held: bool) -> None:
        """Nothing that waits by itself for one gateway is tried before a moment; `held` says that it asked for that."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE outbox SET not_before = ?1, held = ?2 OR (held AND not_before > ?3) "
                f"WHERE gateway = ?4 AND {_BY_ITSELF} AND not_before < ?1",
                (not_before, held, now(), gateway),
            )

    def hurry(self) -> None:
        """The network is back: what waits by itself may be tried at once, but for what a gateway asked to wait with."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE outbox SET not_before = CASE WHEN state IN ('refused', 'sent') THEN min(not_before, ?) "
                "ELSE '' END "
                f"WHERE {_BY_ITSELF} AND NOT held",
                (now(),),
            )

    def due(self) -> list[tuple[str, str]]:
        """What is to be sent, or asked about, by itself now: gateways and IDs of rows, oldest first."""
        with self._database.read() as connection:
            found = connection.execute(f"SELECT gateway, id FROM outbox WHERE {_DUE} ORDER BY number", (now(),))
            return [(gateway, id) for gateway, id in found]

    def still_due(self, id: str) -> OutboxRow | None:
        """A row as it is now, if it is still to be sent or asked about by itself now."""
        with self._database.read() as connection:
            found = rows_where(connection, f"{_DUE} AND id = ?2", now(), id)
        return found[0] if found else None

    def waiting(self) -> list[tuple[str, str]]:
        """Titles and states of what is queued or being sent, in the order in which it goes."""
        with self._database.read() as connection:
            found = connection.execute(
                "SELECT title, state FROM outbox WHERE state = 'sending' OR (state = 'waiting' AND queued) "
                "ORDER BY number"
            )
            return [(title, state) for title, state in found]

    def next_due(self) -> str | None:
        """When something is due next, "" for now; None where nothing waits by itself."""
        with self._database.read() as connection:
            if connection.execute(f"SELECT 1 FROM outbox WHERE {_DUE} LIMIT 1", (now(),)).fetchone():
                return ""
            soonest = connection.execute(f"SELECT min(not_before) FROM outbox WHERE {_BY_ITSELF}").fetchone()[0]
        return None if soonest is None else str(soonest)
