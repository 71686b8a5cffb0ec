"""What goes by itself: unknown outcomes are asked about, and what is queued is sent in order, gateway by gateway.

Any window and any process may do this at any time. That nothing goes twice is held by the outbox: only one of them
gets a row's turn, and nothing is sent again before the gateway was asked.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from gatewaydesk.connection import Connection
from gatewaydesk.errors import Cancelled, GatewayDeskError, OutcomeUnknown, Refused, StoreProblem
from gatewaydesk.gateways.base import CancelToken, Gateway
from gatewaydesk.services import resolving, submission
from gatewaydesk.services.deeds import Progress
from gatewaydesk.services.patience import MOST, after, pause
from gatewaydesk.store import MovedOn, NotItsTurn, OutboxRow, Receipt, Store

Open = Callable[[Connection], Gateway]
_log = logging.getLogger(__name__)


@dataclass
class Passed:
    """What one pass has come to.

    Attributes:
        sent: receipts of what was sent, or found to have arrived.
        refused: submissions that a gateway has refused, with its Refused.
        waiting: why something waits on, by gateway.
        lost: submissions that did not arrive, and do not go again by themselves.
        twice: sentences on what is on a gateway more than once.
    """

    sent: list[Receipt] = field(default_factory=list)
    refused: list[tuple[OutboxRow, GatewayDeskError]] = field(default_factory=list)
    waiting: dict[str, GatewayDeskError] = field(default_factory=dict)
    lost: list[OutboxRow] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)


class _Closed(Exception):
    """A gateway takes nothing more for now; inside this file only."""


def go_through(
    store: Store, open_: Open, cancel: CancelToken, progress: Progress = lambda _: None, *, only: str = ""
) -> Passed:
    """Does once what is due now.

    Args:
        open_: the signed-in connector of a connection; may raise GatewayDeskError.
        cancel: stops it between two calls and during one; what is queued stays queued.
        progress: hears a sentence about each step.
        only: the connection whose rows are meant; "" for all.

    Raises:
        Cancelled: it was stopped.
        StoreProblem: the outbox cannot be used.
    """
    passed = Passed()
    store.outbox.recover()
    due: dict[str, list[str]] = {}
    for name, row_id in store.outbox.queue.due():
        if only in ("", name):
            due.setdefault(name, []).append(row_id)
    for name, ids in due.items():
        gateway = _reached(store, name, ids, open_, cancel, passed)
        if gateway is None:
            continue
        try:
            for row_id in ids:
                cancel.check()
                row = store.outbox.queue.still_due(row_id)  # another window may have been there
                if row is not None:
                    _one(store, gateway, row, cancel, progress, passed)
        except _Closed:
            _log.info("one gateway takes nothing more for now")
    return passed


def _reached(
    store: Store, name: str, ids: list[str], open_: Open, cancel: CancelToken, passed: Passed
) -> Gateway | None:
    """The connector of a gateway that answers; None where it does not, which puts all that is due there off."""
    connection = store.connections.get(name)
    try:
        if connection is None:
            raise GatewayDeskError(
                f"The gateway “{name}” is no longer among the connections.", "Add it again, or take this out."
            )
        gateway = open_(connection)
        gateway.reach(cancel)
        return gateway
    except (Cancelled, StoreProblem):
        raise
    except GatewayDeskError as error:
        passed.waiting[name] = error
        asked = error.retry_after if isinstance(error, Refused) else None
        rows = [row for row in map(store.outbox.queue.still_due, ids) if row is not None]
        tries = min((row.tries for row in rows), default=0)
        wait = MOST if connection is None else pause(tries, asked)
        with store.database.write():  # hundreds may wait, and each on its own would be written to the disk in turn
            for row in rows:
                _put_off(store, row, error, after(wait))
        if asked is not None:
            store.outbox.queue.hold(name, after(wait), held=True)
        return None


def _one(
    store: Store, gateway: Gateway, row: OutboxRow, cancel: CancelToken, progress: Progress, passed: Passed
) -> None:
    """Asks about one row, or sends it.

    Raises:
        _Closed: the gateway is not to be called again for now.
    """
    try:
        receipt = _try(store, gateway, row, cancel, progress)
        if receipt is not None:
            passed.sent += [receipt] if row.state != "sent" else []
            passed.twice += filter(None, [resolving.twice(store, receipt)])
        elif row.state == "unknown" and not row.queued:
            passed.lost.append(row)
    except (Cancelled, _Closed):
        raise
    except NotItsTurn:
        raise _Closed from None  # another window is sending there: it goes on with the rest
    except MovedOn:
        pass
    except StoreProblem:
        raise
    except OutcomeUnknown as error:
        passed.waiting[row.gateway] = error
    except GatewayDeskError as error:
        left = store.outbox.get(row.id)
        if left.state == "refused" != row.state:
            passed.refused.append((row, error))
            return
        passed.waiting[row.gateway] = error
        if left == row:  # it was not even tried
            _put_off(store, row, error, after(pause(row.tries)))
        if submission.may_be_queued(error):
            asked = error.retry_after if isinstance(error, Refused) else None
            store.outbox.queue.hold(row.gateway, after(pause(row.tries, asked)), held=asked is not None)
            raise _Closed from None


def _try(store: Store, gateway: Gateway, row: OutboxRow, cancel: CancelToken, progress: Progress) -> Receipt | None:
    if row.state != "waiting":
        progress(f"Asking {row.gateway} about “{row.title}”…")
        return resolving.resolve(store, gateway, row.id, cancel)
    return submission.send(store, gateway, row, cancel=cancel, progress=progress, by_itself=True)


def _put_off(store: Store, row: OutboxRow, error: GatewayDeskError, until: str) -> None:
    if row.state == "waiting":
        store.outbox.queue.put_off(row.id, str(error), until)
    else:
        store.outbox.queue.ask_later(row.id, until if resolving.asked_next(row) else "")
