"""The outbox: what is to be sent is written down before it is sent, and settled with its receipt in one transaction."""

# ruff: noqa: S608 - statements are put together from constants; what people typed is always bound

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
import uuid
from dataclasses import dataclass, field, fields
from datetime import datetime

from gatewaydesk.connection import Connection, origin_of
from gatewaydesk.errors import GatewayDeskError, StoreProblem
from gatewaydesk.store import history, owner
from gatewaydesk.store.database import Database, now
from gatewaydesk.store.history import History, Receipt

OPEN = ("waiting", "sending", "unknown")
_OPEN_SQL = "state IN ('waiting', 'sending', 'unknown')"

# The same content, another version of the same draft, or (made from another file) of the same title.
_ALIKE = "(content = ?1 OR (draft <> '' AND draft = ?2) OR (title <> '' AND title = ?3))"

# Rows that this process has begun and not yet ended. It is the process's and not a Store's: two may be open in it.
_in_hand: set[str] = set()
_in_hand_guard = threading.Lock()


@dataclass(frozen=True)
class OutboxRow:
    """One submission.

    Attributes:
        draft: ID of the draft it was made from, or "".
        gateway: name of the connection.
        state: `waiting` (nothing sent yet), `sending`, `unknown` (sent, no usable answer), `sent`, `refused`.
        pid: our own persistent ID in the body.
        since: when it came into this state; ISO 8601 in UTC.
        sha256: of `body`, in hexadecimal.
        body: the exact bytes; no header, so no secret.
        note: a sentence on how it came to this state.
        sent_at: when sending began, or "".
        doubtful: refused because the gateway did not know it after an unknown outcome: it is asked once more before
            the same is sent again.
        content: tells versions apart whatever their `pid`.
    """

    id: str
    draft: str
    gateway: str
    system: str
    state: str
    title: str
    schema: str
    pid: str
    since: str
    sha256: str
    method: str
    url: str
    body: bytes = field(repr=False)
    route: str = ""
    status: str = "active"
    note: str = ""
    sent_at: str = ""
    doubtful: bool = False
    content: str = ""


_NAMES = [one.name for one in fields(OutboxRow)]
_DOUBTFUL = _NAMES.index("doubtful")
_LISTED = ", ".join(_NAMES)


class AlreadySent(GatewayDeskError):
    """The same was sent before, or is on its way. `row` is that submission, `receipt` its receipt when it has one."""

    def __init__(self, row: OutboxRow, receipt: Receipt | None = None) -> None:
        when = _in_words(row.sent_at or row.since)
        what, todo = {
            "waiting": (f"A version of this waits in the outbox for {row.gateway}.", "Send it or take it out there."),
            "sending": (f"A version of this is being sent to {row.gateway} now.", "Wait until that is finished."),
            "unknown": (
                f"An earlier submission of “{row.title}” to {row.gateway} has an unknown outcome; resolve it first.",
                f"It was sent {when} and stands in the outbox.",
            ),
        }.get(row.state, ("", ""))
        if not what:
            dataset = f" as dataset {receipt.dataset_id}" if receipt else ""
            what = f"This version was already sent to {row.gateway} {when}{dataset}."
            todo = "Sending it again would make a second dataset."
        super().__init__(what, todo)
        self.row = row
        self.receipt = receipt


class Outbox:
    """The submissions in the database. Every method raises children of StoreProblem."""

    def __init__(self, database: Database, history_: History) -> None:
        self._database = database
        self._history = history_

    def begin(
        self,
        draft_id: str,
        gateway: str,
        system: str,
        title: str,
        schema: str,
        *,
        method: str,
        url: str,
        body: bytes,
        route: str,
        pid: str,
        status: str = "active",
        content: str = "",
        again: bool = False,
        practice: bool = False,
    ) -> OutboxRow:
        """Writes down what is to be sent, in the state `waiting`.

        Args:
            content: what tells versions apart; empty takes the body without its `pid`.
            again: a second dataset is wanted although this version was sent, or an earlier outcome is unknown; its
                `pid` must be new.
            practice: the connection leads to a practice gateway, whose port changes.

        Raises:
            AlreadySent: this gateway has got this content, or this draft, content or title is on its way to it,
                through whichever connection.
        """
        content = content or content_of(body, pid)
        there = Connection(gateway, system, url, practice=practice)
        with self._database.write() as connection:
            self._make_way(connection, there, draft_id, content, title, again=again)
            sent = self._sent(connection, there, content)
            if sent and (not again or pid in {row.pid for row in sent}):
                raise AlreadySent(sent[0], self._history.of_submission(sent[0].id))
            row = OutboxRow(
                id=str(uuid.uuid4()),
                draft=draft_id,
                gateway=gateway,
                system=system,
                state="waiting",
                title=title,
                schema=schema,
                pid=pid,
                since=now(),
                sha256=hashlib.sha256(body).hexdigest(),
                method=method,
                url=url,
                body=body,
                route=route,
                status=status,
                content=content,
            )
            values = [getattr(row, name) for name in _NAMES]
            connection.execute(
                f"INSERT INTO outbox ({_LISTED}, again, owner) VALUES ({', '.join('?' * (len(values) + 2))})",
                (*values, _next_again(connection, row), owner.me()),
            )
        _take_in_hand(row.id)
        return row

    def sending(self, id: str) -> None:
        """Marks that sending begins now. Only one caller can: the others get a StoreProblem."""
        _take_in_hand(id)
        try:
            self._move(id, "sending", ("waiting",), "", "sent_at = ?1, owner = ?2", now(), owner.me())
        except BaseException:
            _let_go(id)
            raise

    def settle(self, id: str, receipt: Receipt, note: str = "") -> Receipt:
        """Writes the receipt and marks the row as sent, both or neither; returns the receipt that is kept.

        A row that is settled already keeps its first receipt.
        """
        try:
            with self._database.write() as connection:
                row = _one(connection, id)
                kept = self._history.of_submission(id)
                if kept is not None:
                    return kept
                if row.state == "waiting":
                    raise _not_as_expected(row, "sent")
                history.add(connection, id, receipt)
                connection.execute(
                    "UPDATE outbox SET state = 'sent', since = ?, note = ?, again = ? WHERE id = ?",
                    (now(), note, _next_again(connection, row), id),
                )
        finally:
            _let_go(id)
        return receipt

    def refuse(self, id: str, note: str, *, doubtful: bool = False) -> None:
        """Marks that the gateway has not got it; the same may be begun again."""
        try:
            self._move(id, "refused", OPEN, note, "doubtful = ?1", doubtful)
        finally:
            _let_go(id)

    def unknown(self, id: str, note: str, *, doubtful: bool = False) -> None:
        """Marks that it may or may not have arrived; `doubtful` when it may arrive even later."""
        try:
            self._move(id, "unknown", ("sending", "unknown"), note, "doubtful = ?1", doubtful)
        finally:
            _let_go(id)

    def rows(self, open_only: bool = False) -> list[OutboxRow]:
        """The submissions, newest first; or only those without an end yet."""
        with self._database.read() as connection:
            return _rows(connection, _OPEN_SQL if open_only else "1")

    def get(self, id: str) -> OutboxRow:
        """One submission."""
        with self._database.read() as connection:
            return _one(connection, id)

    def doubtful(self, draft_id: str, there: Connection, content: str, title: str = "") -> list[OutboxRow]:
        """Earlier submissions of this draft, content or title that the gateway did not know when it was asked."""
        with self._database.read() as connection:
            found = _rows(connection, f"state = 'refused' AND doubtful AND {_ALIKE}", content, draft_id, title)
        return [row for row in found if leads_there(row, there)]

    def earlier(self, there: Connection, content: str) -> AlreadySent | None:
        """What `begin` would say of content that this gateway has got already, or that is on its way to it."""
        with self._database.read() as connection:
            under_way = _rows(connection, f"content = ? AND {_OPEN_SQL} AND state <> 'waiting'", content)
            for row in [row for row in under_way if leads_there(row, there)]:
                return AlreadySent(row)
            for row in self._sent(connection, there, content):
                return AlreadySent(row, self._history.of_submission(row.id))
        return None

    def belonging_to(self, gateway: str) -> list[OutboxRow]:
        """The submissions without an end yet that were made through one connection."""
        with self._database.read() as connection:
            return _rows(connection, f"gateway = ? AND {_OPEN_SQL}", gateway)

    def abandon(self, id: str) -> None:
        """Gives a submission up by hand: the person has found out, or does not want to know, what became of it.

        Raises:
            StoreProblem: it has an end already, or is being sent now.
        """
        self.recover()
        self._move(id, "refused", ("waiting", "unknown"), f"Given up by hand {_in_words(now())}.", "doubtful = 0")
        _let_go(id)

    def follow(self, old: Connection, new: Connection) -> None:
        """A connection got another name, or the practice gateway another port: what is open or doubtful follows it.

        Only for the one who knows that it is the same gateway.
        """
        with self._database.write() as connection:
            for row in _rows(connection, f"gateway = ? AND ({_OPEN_SQL} OR doubtful)", old.name):
                url = row.url
                if origin_of(url) == old.origin != new.origin and url.startswith(old.url):
                    url = new.url + url[len(old.url) :]
                connection.execute("UPDATE outbox SET gateway = ?, url = ? WHERE id = ?", (new.name, url, row.id))

    def recover(self) -> int:
        """Rows whose sender died while sending become `unknown`; returns how many."""
        with self._database.read() as connection:
            sending = connection.execute("SELECT id, owner FROM outbox WHERE state = 'sending'").fetchall()
        lost = [id_ for id_, who in sending if not _at_work(id_, who)]
        for id_ in lost:
            with self._database.write() as connection:
                connection.execute(
                    "UPDATE outbox SET state = 'unknown', since = ?, note = ? WHERE id = ? AND state = 'sending'",
                    (now(), "Gateway Desk was ended while it was sending.", id_),
                )
        return len(lost)

    def _sent(self, connection: sqlite3.Connection, there: Connection, content: str) -> list[OutboxRow]:
        return [row for row in _rows(connection, "content = ? AND state = 'sent'", content) if leads_there(row, there)]

    def _make_way(
        self, connection: sqlite3.Connection, there: Connection, draft_id: str, content: str, title: str, *, again: bool
    ) -> None:
        """Refuses while one is on its way; one that waits with nobody at work on it was never sent, and gives way."""
        for row in _rows(connection, f"{_OPEN_SQL} AND {_ALIKE}", content, draft_id, title):
            if not leads_there(row, there) or (row.state == "unknown" and again):
                continue
            who = connection.execute("SELECT owner FROM outbox WHERE id = ?", (row.id,)).fetchone()[0]
            the_same = row.content == content or row.draft == draft_id != ""
            if row.state != "waiting" or (the_same and _at_work(row.id, who)):
                raise AlreadySent(row)
            if the_same:
                connection.execute(
                    "UPDATE outbox SET state = 'refused', since = ?, note = ? WHERE id = ?",
                    (now(), "A later submission took its place; it was never sent.", row.id),
                )

    def _move(self, id: str, to: str, allowed: tuple[str, ...], note: str, also: str = "", *values: object) -> None:
        at = len(values)
        extra = f", {also}" if also else ""
        with self._database.write() as connection:
            row = _one(connection, id)
            if row.state not in allowed:
                raise _not_as_expected(row, to)
            connection.execute(
                f"UPDATE outbox SET state = ?{at + 1}, since = ?{at + 2}, note = ?{at + 3}{extra} WHERE id = ?{at + 4}",
                (*values, to, now(), note, id),
            )


def leads_there(row: OutboxRow, there: Connection) -> bool:
    """Whether a submission went to the gateway that a connection leads to, as far as addresses tell.

    A practice gateway has another port at each start, so its connection's name stands for it as well.
    """
    sent_to = origin_of(row.url)
    if sent_to == there.origin != "":
        return True
    return row.gateway == there.name and (there.practice or not (sent_to and there.origin))


def content_of(body: bytes, pid: str) -> str:
    """A hash of what is said, whatever `pid` it carries: two tries at one version differ in nothing else."""
    if pid:
        body = body.replace(json.dumps(pid).encode(), b'""')
    return hashlib.sha256(body).hexdigest()


def _rows(connection: sqlite3.Connection, where: str, *values: object) -> list[OutboxRow]:
    found = connection.execute(f"SELECT {_LISTED} FROM outbox WHERE {where} ORDER BY number DESC", values)
    return [OutboxRow(**{**dict(zip(_NAMES, row, strict=True)), "doubtful": bool(row[_DOUBTFUL])}) for row in found]


def _one(connection: sqlite3.Connection, id: str) -> OutboxRow:
    found = _rows(connection, "id = ?", id)
    if not found:
        raise StoreProblem(f"There is no submission with the ID {id} in the outbox.", "Look at the outbox.")
    return found[0]


def _not_as_expected(row: OutboxRow, to: str) -> StoreProblem:
    return StoreProblem(
        f"“{row.title}” is “{row.state}” in the outbox and cannot become “{to}”: another window was faster.",
        "Look at the outbox.",
    )


def _next_again(connection: sqlite3.Connection, row: OutboxRow) -> int:
    """How many others of the same version this draft has had taken by this gateway: 0 but for what is sent `again`."""
    highest = connection.execute(
        "SELECT max(again) FROM outbox WHERE gateway = ? AND draft = ? AND content = ? AND id <> ? "
        "AND state <> 'refused'",
        (row.gateway, row.draft, row.content, row.id),
    ).fetchone()[0]
    return 0 if highest is None else int(highest) + 1


def _take_in_hand(id: str) -> None:
    with _in_hand_guard:
        _in_hand.add(id)


def _at_work(id: str, who: str) -> bool:
    """Whether someone is at work on a row: this process with it in hand, or another one that lives."""
    return id in _in_hand if who == owner.me() else owner.is_alive(who)


def _let_go(id: str) -> None:
    with _in_hand_guard:
        _in_hand.discard(id)


def _in_words(moment: str) -> str:
    """`on 7 August 2026 at 13:05`, in the time of this place."""
    local = datetime.fromisoformat(moment).astimezone()
    return f"on {local.day} {local:%B %Y at %H:%M}"
