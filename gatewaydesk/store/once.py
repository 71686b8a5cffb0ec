"""That nothing is sent twice: what was sent before, what is on its way, and what has to give way or wait its turn."""

from __future__ import annotations

import sqlite3

from gatewaydesk.connection import Connection
from gatewaydesk.store.database import now
from gatewaydesk.store.history import History
from gatewaydesk.store.in_hand import at_work
from gatewaydesk.store.names import called
from gatewaydesk.store.submissions import (
    ALIKE,
    OPEN_SQL,
    AlreadySent,
    NotItsTurn,
    OutboxRow,
    about_the_same,
    leads_there,
    rows_where,
    share_a_gateway,
)


def sent_before(
    connection: sqlite3.Connection, there: Connection, content: str, dataset_id: str = "", base_mark: str = ""
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


def sent_already(
    connection: sqlite3.Connection, receipts: History, row: OutboxRow, *, anew: bool = True
) -> AlreadySent:
    """What was sent, by the name that its gateway has now."""
    gateway = connection.execute(f"SELECT {called('?1')}", (row.gateway,)).fetchone()[0]
    return AlreadySent(row, receipts.of_submission(row.id), anew=anew, gateway=gateway)


def standing(receipts: History, sent: list[OutboxRow]) -> set[str]:
    """The IDs of what was sent and not deleted since. Some systems take each only once, and again after that."""
    return {row.pid for row in sent if not receipts.deleted_since(row.id)}


def make_way(
    connection: sqlite3.Connection, there: Connection, about: tuple[str, str, str, str], *, again: bool
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
        if row.state != "waiting" or (the_same and (row.queued or at_work(row.id, who))):
            raise AlreadySent(row, moved=moved)
        if the_same:
            connection.execute(
                "UPDATE outbox SET state = 'refused', since = ?, note = ? WHERE id = ?",
                (now(), "A later submission took its place; it was never sent.", row.id),
            )


def refuse_out_of_turn(connection: sqlite3.Connection, row: OutboxRow) -> None:
    """A gateway gets one at a time; and what was queued long ago may have been overtaken by an unknown outcome."""
    under_way = rows_where(connection, "state IN ('sending', 'unknown') AND id <> ?", row.id)
    others = [one for one in under_way if share_a_gateway(one, row)]
    for one in others:
        if one.state == "sending":
            raise NotItsTurn(one)
    if not row.queued or connection.execute("SELECT again FROM outbox WHERE id = ?", (row.id,)).fetchone()[0]:
        return
    for one in others:
        if about_the_same(one, row):
            raise AlreadySent(one)


def next_again(connection: sqlite3.Connection, row: OutboxRow) -> int:
    """How many others of the same version this draft has had taken by this gateway: 0 but for what is sent `again`."""
    highest = connection.execute(
        "SELECT max(again) FROM outbox WHERE gateway = ? AND draft = ? AND content = ? AND id <> ? "
        "AND state <> 'refused'",
        (row.gateway, row.draft, row.content, row.id),
    ).fetchone()[0]
    return 0 if highest is None else int(highest) + 1
