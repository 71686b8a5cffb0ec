"""The outbox: what is to be sent is written down before it is sent, and settled with its receipt in one transaction.

A row in the state `sending` is also the turn at its gateway: while its process lives, no other window and no other
process sends there.
"""

# ruff: noqa: S608 - statements are put together from constants; what people typed is always bound

from __future__ import annotations

import hashlib
import uuid

from gatewaydesk.connection import Connection, origin_of
from gatewaydesk.store import bases, history, in_hand, owner
from gatewaydesk.store.database import Database, now
from gatewaydesk.store.history import History, Receipt
from gatewaydesk.store.once import make_way, next_again, refuse_out_of_turn, sent_already, sent_before, standing
from gatewaydesk.store.outbox_reading import OutboxReading
from gatewaydesk.store.queue import Queue
from gatewaydesk.store.submissions import (
    LISTED,
    NAMES,
    OPEN,
    OPEN_SQL,
    MovedOn,
    OutboxRow,
    content_of,
    in_words,
    one_row,
    rows_where,
)


class Outbox(OutboxReading):
    """The submissions in the database. Every method raises children of StoreProblem."""

    def __init__(self, database: Database, history_: History) -> None:
        super().__init__(database, history_)
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
            make_way(connection, there, (content, draft_id, title, dataset_id), again=again)
            sent = sent_before(connection, there, content, dataset_id, base_mark)
            if sent and (not again or (action == "create" and pid in standing(self._history, sent))):
                raise sent_already(connection, self._history, sent[0], anew=not dataset_id)
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
                (*values, next_again(connection, row), owner.me()),
            )
        if not queued:
            in_hand.take(row.id)
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
                refuse_out_of_turn(connection, row)
                moment = now()
                connection.execute(
                    "UPDATE outbox SET state = 'sending', since = ?, note = '', sent_at = ?, owner = ? WHERE id = ?",
                    (row.since if row.queued else moment, moment, owner.me(), id),
                )
                in_hand.take(id)  # before the others can see it, so that nobody takes it for left behind
                taken = True
        except BaseException:
            if taken:
                in_hand.let_go(id)
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
        with in_hand.ending(id), self._database.write() as connection:
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
                (now(), note, next_again(connection, row), not_before, id),
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
        with in_hand.ending(id):
            self._move(id, "refused", OPEN, note, asked_about, doubtful=doubtful, not_before=not_before, held=False)

    def take_out(self, id: str, note: str = "Taken out before it was sent.") -> None:
        """Ends what only waits; nothing of it is under way.

        Raises:
            StoreProblem: it does not wait any more.
        """
        with in_hand.ending(id):
            self._move(id, "refused", ("waiting",), note)

    def unknown(self, id: str, note: str, *, not_before: str = "", held: bool = False) -> None:
        """Marks that it may or may not have arrived, or may yet.

        Args:
            id: the row.
            note: why that is not known.
            not_before: when it is asked about by itself; "" for at once.
            held: the gateway asked not to be called before then.
        """
        with in_hand.ending(id):
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
        with in_hand.ending(id):
            self._move(
                id, "waiting", ("sending", "unknown"), note, asked_about,
                not_before=not_before, held=held, doubtful=doubtful, tries=int(counted),
            )  # fmt: skip

    def keep_evidence(self, id: str, evidence: str) -> None:
        """Keeps what the gateway showed when it was asked about a submission."""
        with self._database.write() as connection:
            connection.execute("UPDATE outbox SET evidence = ? WHERE id = ?", (evidence, id))

    def rename_content(self, former: str, content: str) -> None:
        """What tells a version from others is worked out otherwise than it was: rows that have it the old way get it
        the new way, but where that would make two of them one.
        """
        with self._database.read() as connection:
            known = connection.execute("SELECT 1 FROM outbox WHERE content = ? LIMIT 1", (former,)).fetchone()
        if known:
            with self._database.write() as connection:
                connection.execute("UPDATE OR IGNORE outbox SET content = ? WHERE content = ?", (content, former))

    def abandon(self, id: str) -> None:
        """Gives a submission up by hand: the person has found out, or does not want to know, what became of it.

        Raises:
            StoreProblem: it has an end already, or is being sent now.
        """
        self.recover()
        with in_hand.ending(id):
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
        lost = [id_ for id_, who in sending if not in_hand.at_work(id_, who)]
        for id_ in lost:
            with self._database.write() as connection:
                connection.execute(
                    "UPDATE outbox SET state = 'unknown', since = ?, note = ?, not_before = '', held = 0 "
                    "WHERE id = ? AND state = 'sending'",
                    (now(), "Gateway Desk was ended while it was sending.", id_),
                )
        return len(lost)

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
