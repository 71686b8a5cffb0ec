"""One submission as the outbox keeps it: its row, how rows are read, and when two of them are about the same."""

# ruff: noqa: S608 - statements are put together from constants; what people typed is always bound

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from gatewaydesk.connection import Connection, origin_of, place_of
from gatewaydesk.errors import GatewayDeskError, StoreProblem
from gatewaydesk.store.history import Receipt

OPEN = ("waiting", "sending", "unknown")
OPEN_SQL = "state IN ('waiting', 'sending', 'unknown')"

# What is done to a dataset is about the same as whatever else is done to it, or is sent from the same draft. What makes
# a new one is about the same as the same content, another version of its draft, or (made from another file) one of the
# same title.
_SAME_DRAFT = "(draft <> '' AND draft = ?2)"
ALIKE = (
    f"({_SAME_DRAFT} OR (?4 <> '' AND dataset_id = ?4) "
    "OR (?4 = '' AND dataset_id = '' AND (content = ?1 OR (title <> '' AND title = ?3))))"
)


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
        doubtful: the gateway did not know it after an unknown outcome: it is asked once more before the same is sent
            again. Of what is `sent`: an earlier try may arrive as well.
        content: tells versions apart whatever their `pid`.
        queued: it goes by itself when the gateway can be reached, and is tried again until it is taken or refused.
        not_before: the next try by itself, whether of sending or of asking; "" for at once.
        held: it was the gateway that asked not to be called before then.
        tries: how often it was tried by itself in vain.
        evidence: what the gateway showed when it was asked last, as JSON (see `services.evidence`), or "".
        action: what it does (see `gateways.base.Action`).
        dataset_id: the dataset that it is done to; "" for one that is yet to be made.
        base_mark: the mark of the gateway's copy that an update replaces, or "".
        base_status: the status of that copy, or "".
        sandbox: the part of the gateway that it goes to, where there are such, or "".
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
    queued: bool = False
    not_before: str = ""
    held: bool = False
    tries: int = 0
    evidence: str = field(default="", repr=False)
    action: str = "create"
    dataset_id: str = ""
    base_mark: str = ""
    base_status: str = ""
    sandbox: str = ""

    @property
    def options(self) -> Mapping[str, str]:
        """What the connection was set to, as far as that says where this goes."""
        return {"sandbox": self.sandbox} if self.sandbox else {}

    @property
    def place(self) -> str:
        """Which gateway it goes to (see `Connection.place`)."""
        return place_of(self.url, self.sandbox)


NAMES = tuple(one.name for one in fields(OutboxRow))
LISTED = ", ".join(NAMES)
_FLAGS = ("doubtful", "queued", "held")


class AlreadySent(GatewayDeskError):
    """The same was sent before, or is on its way.

    Attributes:
        row: that submission.
        receipt: its receipt, when it has one.
        moved: it goes to the address that the connection had before.
    """

    def __init__(
        self,
        row: OutboxRow,
        receipt: Receipt | None = None,
        *,
        anew: bool = True,
        gateway: str = "",
        moved: bool = False,
    ) -> None:
        """Args:
        row: that submission.
        receipt: its receipt, when it has one.
        anew: sending would make a dataset.
        gateway: what its connection is called now; "" where that is as the row has it.
        moved: it goes to the address that the connection had before.
        """
        when = in_words(row.sent_at or row.since)
        on_its_way = row.state == "waiting" and not row.queued  # somebody is at it, and about to send it
        what, todo = {
            "waiting": (f"A version of this waits in the outbox for {row.gateway}.", "Send it or take it out there."),
            "sending": (f"A version of this is being sent to {row.gateway} now.", "Wait until that is finished."),
            "unknown": (
                f"An earlier submission of “{row.title}” to {row.gateway} has an unknown outcome; resolve it first.",
                f"It was sent {when}, stands in the outbox, and is asked about by itself.",
            ),
        }.get("sending" if on_its_way else row.state, ("", ""))
        if moved:
            where = origin_of(row.url) + (f", sandbox {row.sandbox}" if row.sandbox else "")
            what = f"{what.rstrip('.')}, at the address that it had before: {where}."
            if row.state == "waiting" and not on_its_way:
                todo = (
                    f"It has not been sent. Take it out of the outbox and submit this again, or give {row.gateway} "
                    "that address back."
                )
        if not what:
            dataset = f" as dataset {receipt.dataset_id}" if receipt else ""
            what = f"This version was already sent to {gateway or row.gateway} {when}{dataset}."
            todo = "Sending it again would make a second dataset." if anew else "There is nothing new to send."
        super().__init__(what, todo)
        self.row = row
        self.receipt = receipt
        self.moved = moved


class MovedOn(StoreProblem):
    """Somebody else has moved a submission on, so that it cannot become what was wanted."""

    def __init__(self, row: OutboxRow, to: str) -> None:
        super().__init__(
            f"“{row.title}” is “{row.state}” in the outbox and cannot become “{to}”: another window was faster.",
            "Look at the outbox.",
        )


class NotItsTurn(StoreProblem):
    """Another submission is on its way to the same gateway, which gets one at a time. `row` is that one."""

    def __init__(self, row: OutboxRow) -> None:
        super().__init__(f"“{row.title}” is being sent to {row.gateway} now.", "One is sent at a time: wait for it.")
        self.row = row


def leads_there(row: OutboxRow, there: Connection) -> bool:
    """Whether a submission went to the gateway that a connection leads to, as far as addresses tell.

    A practice gateway has another port at each start, so its connection's name stands for it as well.
    """
    sent_to, leads_to = row.place, there.place
    if sent_to == leads_to != "":
        return True
    practice = there.practice and row.sandbox == there.sandbox
    return row.gateway == there.name and (practice or not (sent_to and leads_to))


def share_a_gateway(one: OutboxRow, other: OutboxRow) -> bool:
    """Whether two submissions go to the same gateway, by the connection's name or by where it leads."""
    return one.gateway == other.gateway or one.place == other.place != ""


def content_of(body: bytes, pid: str) -> str:
    """A hash of what is said, whatever `pid` it carries: two tries at one version differ in nothing else."""
    if pid:
        body = body.replace(json.dumps(pid).encode(), b'""')
    return hashlib.sha256(body).hexdigest()


def about_the_same(one: OutboxRow, other: OutboxRow) -> bool:
    """Whether two submissions to one gateway get in each other's way: the same question as `ALIKE`, of two rows."""
    if one.draft == other.draft != "" or one.dataset_id == other.dataset_id != "":
        return True
    both_new = one.dataset_id == other.dataset_id == ""
    return both_new and (one.content == other.content or one.title == other.title != "")


def rows_where(connection: sqlite3.Connection, where: str, *values: object) -> list[OutboxRow]:
    """The rows that a condition holds for, newest first."""
    found = connection.execute(f"SELECT {LISTED} FROM outbox WHERE {where} ORDER BY number DESC", values)
    return [_row_of(dict(zip(NAMES, row, strict=True))) for row in found]


def _row_of(values: dict[str, Any]) -> OutboxRow:
    return OutboxRow(**values | {name: bool(values[name]) for name in _FLAGS})


def one_row(connection: sqlite3.Connection, id: str) -> OutboxRow:
    """One row.

    Raises:
        StoreProblem: there is none of that ID.
    """
    found = rows_where(connection, "id = ?", id)
    if not found:
        raise StoreProblem(f"There is no submission with the ID {id} in the outbox.", "Look at the outbox.")
    return found[0]


def in_words(moment: str) -> str:
    """`on 7 August 2026 at 13:05`, in the time of this place."""
    local = datetime.fromisoformat(moment).astimezone()
    return f"on {local.day} {local:%B %Y at %H:%M}"
