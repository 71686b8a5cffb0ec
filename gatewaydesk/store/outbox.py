"""The outbox: what is to be sent is written down before it is sent, and settled with its receipt in one transaction.

A row in the state `sending` is also the turn at its gateway: while its process lives, no other window and no other
process sends there.
"""

# ruff: noqa: S608 - statements are put together from constants; what people typed is always bound

from __future__ import annotations

import hashlib
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from gatewaydesk.connection import Connection, origin_of
from gatewaydesk.store import bases, history, owner
from gatewaydesk.store.database import Database, now
from gatewaydesk.store.history import History, Receipt
from gatewaydesk.store.names import called
from gatewaydesk.store.queue import Queue
from gatewaydesk.store.submissions import (
    ALIKE,
    LISTED,
    NAMES,
    OPEN,
    OPEN_SQL,
    AlreadySent,
    MovedOn,
    NotItsTurn,
    OutboxRow,
    about_the_same,
    content_of,
    in_words,
    leads_there,
    one_row,
    rows_where,
)

# Rows that this process has begun and not yet ended. It is the process's and not a Store's: two may be open in it.
_in_hand: set[str] = set()
_in_hand_guard = threading.Lock()


class Outbox:
    """The submissions in the database. Every method raises children of StoreProblem."""

    def __init__(self, database: Database, history_: History) -> None:
        self._database = database
        self._history = history_
        self.queue = Queue(database)

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
        queued: bool = False,
        not_before: str = "",
        action: str = "create",
        dataset_id: str = "",
        base_mark: str = "",
        base_status: str = "",
        sandbox: str = "",
    ) -> OutboxRow:
        """Writes down what is to be sent, in the state `waiting`.

        Args:
            content: what tells versions apart; empty takes the body without its `pid`.
            again: a second dataset is wanted although this version was sent, or an earlier outcome is unknown; its
                `pid` must be new.
            practice: the connection leads to a practice gateway, whose port changes.
            queued: it goes by itself, from `not_before` on (which then is what the gateway asked for).
            action: what it does to `dataset_id`; for a new dataset that is "".
            base_mark: the mark of the gateway's copy that an update replaces.
            base_status: the status of that copy.
            sandbox: the part of the gateway that it goes to (see `Connection.sandbox`).

        Raises:
            AlreadySent: this gateway has got this content, or this draft, content or title is on its way to it,
                through whichever connection.
        """
        content = content or content_of(body, pid)
        there = Connection(gateway, system, url, {"sandbox": sandbox}, practice)
        with self._database.write() as connection:
            self._make_way(connection, there, (content, draft_id, title, dataset_id), again=again)
            sent = self._sent(connection, there, content, dataset_id, base_mark)
            if sent and (not again or (action == "create" and pid in self._standing(sent))):
                raise self._sent_already(connection, sent[0], anew=not dataset_id)
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
                queued=queued,
                not_before=not_before,
                held=bool(not_before),
                action=action,
                dataset_id=dataset_id,
                base_mark=base_mark,
                base_status=base_status,
                sandbox=there.sandbox,
            )
            values = [getattr(row, name) for name in NAMES]
            connection.execute(
                f"INSERT INTO outbox ({LISTED}, again, owner) VALUES ({', '.join('?' * (len(values) + 2))})",
                (*values, _next_again(connection, row), owner.me()),
            )
        if not queued:
            _take_in_hand(row.id)
        return row

    def sending(self, id: str) -> None:
        """Marks that sending begins now. Only one caller can.

        Raises:
            NotItsTurn: another submission is on its way to this gateway.
            AlreadySent: what became of an earlier one of the same draft, content or title is not known.
            StoreProblem: it does not wait any more.
        """
        self.recover()
        taken = False
        try:
            with self._database.write() as connection:
                row = one_row(connection, id)
                if row.state != "waiting":
                    raise MovedOn(row, "sending")
                self._refuse_out_of_turn(connection, row)
                moment = now()
                connection.execute(
                    "UPDATE outbox SET state = 'sending', since = ?, note = '', sent_at = ?, owner = ? WHERE id = ?",
                    (row.since if row.queued else moment, moment, owner.me(), id),
                )
                _take_in_hand(id)  # before the others can see it, so that nobody takes it for left behind
                taken = True
        except BaseException:
            if taken:
                _let_go(id)
            raise

    def settle(self, id: str, receipt: Receipt, note: str = "", *, not_before: str = "") -> Receipt:
        """Writes the receipt and marks the row as sent, both or neither; returns the receipt that is kept.

        A row that is settled already keeps its first receipt.

        Args:
            id: the row.
            receipt: what the gateway has got.
            note: how that is known.
            not_before: when it is asked whether an earlier try has arrived as well; "" where there is none.
        """
        with _ending(id), self._database.write() as connection:
            row = one_row(connection, id)
            kept = self._history.of_submission(id)
            if kept is not None:
                return kept
            if row.state == "waiting" and not row.sent_at:
                raise MovedOn(row, "sent")
            history.add(connection, id, receipt)
            bases.outdate(connection, row, receipt.dataset_id)
            connection.execute(
                "UPDATE outbox SET state = 'sent', since = ?1, note = ?2, again = ?3, doubtful = ?4 <> '', "
                "not_before = ?4, held = 0 WHERE id = ?5",
                (now(), note, _next_again(connection, row), not_before, id),
            )
        return receipt

    def refuse(
        self, id: str, note: str, *, doubtful: bool = False, not_before: str = "", asked_about: str | None = None
    ) -> None:
        """Marks that the gateway has not got it; the same may be begun again.

        Args:
            id: the row.
            note: how that is known.
            doubtful: it was not known there after an unknown outcome.
            not_before: when it is asked about again by itself, where it is doubtful; "" for never.
            asked_about: the `sent_at` of the try that this is about; a later one is left alone.
        """
        with _ending(id):
            self._move(id, "refused", OPEN, note, asked_about, doubtful=doubtful, not_before=not_before, held=False)

    def take_out(self, id: str, note: str = "Taken out before it was sent.") -> None:
        """Ends what only waits; nothing of it is under way.

        Raises:
            StoreProblem: it does not wait any more.
        """
        with _ending(id):
            self._move(id, "refused", ("waiting",), note)

    def unknown(self, id: str, note: str, *, not_before: str = "", held: bool = False) -> None:
        """Marks that it may or may not have arrived, or may yet.

        Args:
            id: the row.
            note: why that is not known.
            not_before: when it is asked about by itself; "" for at once.
            held: the gateway asked not to be called before then.
        """
        with _ending(id):
            self._move(id, "unknown", ("sending", "unknown"), note, not_before=not_before, held=held)

    def back(
        self,
        id: str,
        note: str,
        *,
        not_before: str = "",
        held: bool = False,
        doubtful: bool = False,
        counted: bool = True,
        asked_about: str | None = None,
    ) -> None:
        """Puts what is queued back into the queue: the gateway has not got it, and it is tried again by itself.

        Args:
            id: the row.
            note: why.
            not_before: when it is tried again; "" for at once.
            held: the gateway asked for that.
            doubtful: it was not known there after an unknown outcome, so it is asked about before it is sent again.
            counted: it was a try in vain.
            asked_about: as in `refuse`.
        """
        with _ending(id):
            self._move(
                id, "waiting", ("sending", "unknown"), note, asked_about,
                not_before=not_before, held=held, doubtful=doubtful, tries=int(counted),
            )  # fmt: skip

    def pids(self) -> set[str]:
        """The persistent IDs of everything that was ever to be sent."""
        with self._database.read() as connection:
            return {row[0] for row in connection.execute("SELECT pid FROM outbox")}

    def keep_evidence(self, id: str, evidence: str) -> None:
        """Keeps what the gateway showed when it was asked about a submission."""
        with self._database.write() as connection:
            connection.execute("UPDATE outbox SET evidence = ? WHERE id = ?", (evidence, id))

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
        receipts = [self._history.of_submission(one.id) for one in found if _same_gateway(one, row)]
        return [one for one in receipts if one is not None]

    def of_receipt(self, receipt: Receipt) -> OutboxRow | None:
        """The submission that a receipt is for."""
        with self._database.read() as connection:
            where = "pid = ? AND dataset_id = ? AND gateway = ? AND action = ?"
            known = (receipt.pid, receipt.dataset_id, receipt.gateway, receipt.action)
            found = rows_where(connection, f"id IN (SELECT outbox_id FROM receipts WHERE {where})", *known)
        return found[0] if found else None

    def rename_content(self, former: str, content: str) -> None:
        """What tells a version from others is worked out otherwise than it was: rows that have it the old way get it
        the new way, but where that would make two of them one.
        """
        with self._database.read() as connection:
            known = connection.execute("SELECT 1 FROM outbox WHERE content = ? LIMIT 1", (former,)).fetchone()
        if known:
            with self._database.write() as connection:
                connection.execute("UPDATE OR IGNORE outbox SET content = ? WHERE content = ?", (content, former))

    def earlier(self, there: Connection, content: str) -> AlreadySent | None:
        """What `begin` would say of content that this gateway has got already, or that is on its way to it."""
        with self._database.read() as connection:
            under_way = rows_where(connection, f"content = ? AND {OPEN_SQL} AND state <> 'waiting'", content)
            for row in [row for row in under_way if leads_there(row, there)]:
                return AlreadySent(row)
            for row in self._sent(connection, there, content):
                return self._sent_already(connection, row)
        return None

    def belonging_to(self, gateway: str) -> list[OutboxRow]:
        """The submissions without an end yet that were made through one connection."""
        with self._database.read() as connection:
            return rows_where(connection, f"gateway = ? AND {OPEN_SQL}", gateway)

    def abandon(self, id: str) -> None:
        """Gives a submission up by hand: the person has found out, or does not want to know, what became of it.

        Raises:
            StoreProblem: it has an end already, or is being sent now.
        """
        self.recover()
        with _ending(id):
            self._move(id, "refused", ("waiting", "unknown"), f"Given up by hand {in_words(now())}.", doubtful=False)

    def follow(self, old: Connection, new: Connection) -> None:
        """A connection got another name, or the practice gateway another port: what is open or doubtful follows it.

        Only for the one who knows that it is the same gateway.
        """
        with self._database.write() as connection:
            for row in rows_where(connection, f"gateway = ? AND ({OPEN_SQL} OR doubtful)", old.name):
                url = row.url
                if origin_of(url) == old.origin != new.origin and url.startswith(old.url):
                    url = new.url + url[len(old.url) :]
                connection.execute(
                    # One of the same draft may wait under that name: then this one waits on under its own.
                    "UPDATE OR IGNORE outbox SET gateway = ?, url = ? WHERE id = ?",
                    (new.name, url, row.id),
                )

    def recover(self) -> int:
        """Rows whose sender died while sending become `unknown`; returns how many.

        The gateway may be at work on them yet: from this moment on it is waited for that.
        """
        with self._database.read() as connection:
            sending = connection.execute("SELECT id, owner FROM outbox WHERE state = 'sending'").fetchall()
        lost = [id_ for id_, who in sending if not _at_work(id_, who)]
        for id_ in lost:
            with self._database.write() as connection:
                connection.execute(
                    "UPDATE outbox SET state = 'unknown', since = ?, note = ?, not_before = '', held = 0 "
                    "WHERE id = ? AND state = 'sending'",
                    (now(), "Gateway Desk was ended while it was sending.", id_),
                )
        return len(lost)

    def _sent(
        self, connection: sqlite3.Connection, there: Connection, content: str, dataset_id: str = "", base_mark: str = ""
    ) -> list[OutboxRow]:
        """What was sent of this content. A dataset can be archived twice, and get back what it held before: there only
        what was done to it last counts, and only an update of the same copy.
        """
        if not dataset_id:
            found = rows_where(connection, "content = ? AND state = 'sent'", content)
            return [row for row in found if leads_there(row, there)]
        found = rows_where(connection, "dataset_id = ? AND state = 'sent'", dataset_id)
        last = [row for row in found if leads_there(row, there)][:1]
        mark = (content, "update", base_mark)
        return [row for row in last if (row.content, row.action, row.base_mark) == mark]

    def _sent_already(self, connection: sqlite3.Connection, row: OutboxRow, *, anew: bool = True) -> AlreadySent:
        """What was sent, by the name that its gateway has now."""
        gateway = connection.execute(f"SELECT {called('?1')}", (row.gateway,)).fetchone()[0]
        return AlreadySent(row, self._history.of_submission(row.id), anew=anew, gateway=gateway)

    def _standing(self, sent: list[OutboxRow]) -> set[str]:
        """The IDs of what was sent and not deleted since. Some systems take each only once, and again after that."""
        return {row.pid for row in sent if not self._history.deleted_since(row.id)}

    def _make_way(
        self, connection: sqlite3.Connection, there: Connection, about: tuple[str, str, str, str], *, again: bool
    ) -> None:
        """Refuses while one is on its way or queued; one that waits with nobody at work on it was never sent, and gives
        way. So it does where the connection led elsewhere when it was begun: it is still the connection's.
        """
        content, draft_id, _, dataset_id = about
        for row in rows_where(connection, f"{OPEN_SQL} AND {ALIKE}", *about):
            moved = not leads_there(row, there)
            if moved and (row.state == "unknown" or (row.gateway, row.draft) != (there.name, draft_id or None)):
                continue
            the_same = row.content == content or row.draft == draft_id != "" or row.dataset_id == dataset_id != ""
            if row.state == "unknown" and again:
                if the_same:  # this one takes its place in the queue, if it had one
                    connection.execute("UPDATE outbox SET queued = 0 WHERE id = ?", (row.id,))
                continue
            who = connection.execute("SELECT owner FROM outbox WHERE id = ?", (row.id,)).fetchone()[0]
            if row.state != "waiting" or (the_same and (row.queued or _at_work(row.id, who))):
                raise AlreadySent(row, moved=moved)
            if the_same:
                connection.execute(
                    "UPDATE outbox SET state = 'refused', since = ?, note = ? WHERE id = ?",
                    (now(), "A later submission took its place; it was never sent.", row.id),
                )

    def _refuse_out_of_turn(self, connection: sqlite3.Connection, row: OutboxRow) -> None:
        """A gateway gets one at a time; and what was queued long ago may have been overtaken by an unknown outcome."""
        under_way = rows_where(connection, "state IN ('sending', 'unknown') AND id <> ?", row.id)
        others = [one for one in under_way if _same_gateway(one, row)]
        for one in others:
            if one.state == "sending":
                raise NotItsTurn(one)
        if not row.queued or connection.execute("SELECT again FROM outbox WHERE id = ?", (row.id,)).fetchone()[0]:
            return
        for one in others:
            if about_the_same(one, row):
                raise AlreadySent(one)

    def _move(
        self, id: str, to: str, allowed: tuple[str, ...], note: str, asked_about: str | None = None, **also: object
    ) -> None:
        """Changes the state, and what `also` names; `tries` is added to, the others are set."""
        sets = "".join(f", {name} = {'tries + ' if name == 'tries' else ''}?" for name in also)
        with self._database.write() as connection:
            row = one_row(connection, id)
            if row.state not in allowed or asked_about not in (None, row.sent_at):
                raise MovedOn(row, to)
            # A queued row waits since it was queued, however often it was tried meanwhile.
            since = row.since if to == "waiting" and row.state != "unknown" else now()
            connection.execute(
                f"UPDATE outbox SET state = ?, since = ?, note = ?{sets} WHERE id = ?",
                (to, since, note, *also.values(), id),
            )


def _same_gateway(one: OutboxRow, other: OutboxRow) -> bool:
    return one.gateway == other.gateway or one.place == other.place != ""


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


@contextmanager
def _ending(id: str) -> Iterator[None]:
    """Lets go of a row even where its end cannot be written, so that it is found later; never of somebody else's."""
    try:
        yield
    except MovedOn:
        raise
    except BaseException:
        _let_go(id)
        raise
    _let_go(id)
