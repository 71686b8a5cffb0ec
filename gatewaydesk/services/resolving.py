"""What became of a submission whose answer was lost: the gateway is asked, and what it shows is believed with care."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from gatewaydesk.errors import Cancelled, GatewayDeskError, OutcomeUnknown, StoreProblem
from gatewaydesk.gateways.addresses import is_loopback
from gatewaydesk.gateways.base import CancelToken, Created, Gateway, PidsNotShown, Remote
from gatewaydesk.services.belonging import same_address, same_gateway
from gatewaydesk.services.deeds import prepared_of
from gatewaydesk.services.evidence import Evidence, dumps, of, there_twice
from gatewaydesk.services.patience import after, pause
from gatewaydesk.services.seeking import Seen, has_happened, look
from gatewaydesk.services.settling import created_of, settle
from gatewaydesk.store import AlreadySent, OutboxRow, Receipt, Store
from gatewaydesk.store.database import now

# A gateway may still be writing what it did not answer for, so "not there" is believed only when it is said twice.
PAUSES = (0.0, 1.5)
"""Seconds to wait before each time that the gateway is asked."""

ARRIVES_WITHIN = 120.0
"""Seconds after which a gateway that gave no usable answer is taken to have ended its work, one way or the other.

Whatever cut the connection off, or said 502 or 503, does not know whether the gateway behind it goes on working.
"""

ASKED_ABOUT_FOR = 12 * 3600.0
"""Seconds for which what was believed lost is asked about by itself; before the same is sent again it always is."""

_A_MOMENT = 0.5  # seconds after the two minutes, so that the asking does not begin just before them


def resolve(store: Store, gateway: Gateway, row_id: str, cancel: CancelToken) -> Receipt | None:
    """Asks the gateway about a submission whose outcome is unknown; what it showed is kept with the row.

    Returns:
        Its receipt (of what is sent already, after a look at whether an earlier try has arrived as well; see `twice`),
        or None when the gateway has not got it (it can then be sent again, or goes by itself when it is
        queued; it is asked about for some time yet) or when it was never sent.

    Raises:
        Cancelled: the person cancelled; the row stays as it was.
        GatewayDeskError: the gateway could not be asked, or what it showed decides nothing; it is asked again later.
    """
    store.outbox.recover()
    row = store.outbox.get(row_id)
    same_gateway(gateway, row)
    if row.state == "sent":
        receipt = store.history.of_submission(row_id)
        if receipt is not None and row.doubtful:
            _look_for_twin(store, gateway, row, receipt, cancel)
        return receipt
    if row.state == "sending":
        raise AlreadySent(row)
    if row.state == "waiting" or (row.state == "refused" and not row.doubtful):
        return None
    if not (gateway.connection.practice and is_loopback(row.url)):
        same_address(gateway, row)
    try:
        return ask_and_settle(store, gateway, row, cancel)
    except (Cancelled, StoreProblem):
        raise
    except GatewayDeskError:
        store.outbox.queue.ask_later(row_id, asked_next(row))
        raise


def asked_next(row: OutboxRow) -> str:
    """When a row whose outcome is unknown, which is believed lost, or may be there twice, is asked about again; "" for
    never.
    """
    seconds, age = pause(row.tries), _age(row)
    if row.state in ("refused", "sent"):
        return after(seconds) if age < ASKED_ABOUT_FOR else ""
    left = ARRIVES_WITHIN - age
    return after(min(seconds, left + _A_MOMENT) if left > 0 else seconds)


def ask_and_settle(store: Store, gateway: Gateway, row: OutboxRow, cancel: CancelToken) -> Receipt | None:
    """Asks about a row that is unknown, or refused and doubtful, and moves it on by the answer."""
    early = _age(row) < ARRIVES_WITHIN  # it counts when the asking begins: what comes in later may be missed by it
    receipt = ask(store, gateway, row, cancel)
    if receipt is not None:
        return receipt
    if row.state == "refused":
        store.outbox.queue.ask_later(row.id, asked_next(row))
    elif early:
        raise not_yet(row)
    elif row.queued:
        note = f"The answer was lost, and {row.gateway} has not got it."
        at = after(pause(row.tries))
        store.outbox.back(row.id, note, not_before=at, doubtful=True, asked_about=row.sent_at)
    else:
        note, at = "Not received; you can send it again.", after(pause(0))
        store.outbox.refuse(row.id, note, doubtful=True, not_before=at, asked_about=row.sent_at)
    return None


def not_yet(row: OutboxRow, why: str = "") -> OutcomeUnknown:
    """The gateway has not got it, and may get it yet; `why` there was no usable answer, in a sentence."""
    yet = f"Dataset {row.dataset_id} has not changed on" if row.dataset_id else f"“{row.title}” is not on"
    return OutcomeUnknown(
        f"{why} {yet} {row.gateway} yet. No usable answer came back, so it may still arrive.".lstrip(),
        "It is kept in the outbox as unknown, and asked about by itself. It is not sent again before two minutes have "
        "passed.",
    )


def ask(store: Store, gateway: Gateway, row: OutboxRow, cancel: CancelToken) -> Receipt | None:
    """Asks about a row, and settles it where the gateway has got it; None where it has not, or not yet.

    Raises:
        GatewayDeskError: the gateway could not be asked, or what it showed decides nothing.
    """
    try:
        if row.dataset_id:
            same_address(gateway, row)  # the dataset is known by the gateway's own ID, which means nothing elsewhere
            evidence = has_happened(gateway, row, PAUSES, cancel)
            remote = None
        else:
            remote, evidence = look(store, gateway, row, PAUSES, cancel)
    except Cancelled:
        raise
    except GatewayDeskError as problem:
        _keep(store, row, Evidence(now(), trouble=problem.what))
        raise
    if remote is not None:
        known = f"its own ID {row.pid}" if evidence.by == "pid" else "its content"
        return _found(store, row, remote, f"Its answer was lost; found on {row.gateway} by {known}.", evidence)
    _keep(store, row, evidence)
    if evidence.by == "state":
        note = f"Its answer was lost; dataset {row.dataset_id} on {row.gateway} is as it was to be."
        return settle(store, row, Created(row.dataset_id, status=row.status), note)
    if evidence.trouble and row.dataset_id:
        raise OutcomeUnknown(
            evidence.trouble, "Pull it and compare, and give this up in the outbox when you have seen what it holds."
        )
    if evidence.trouble:
        raise OutcomeUnknown(
            evidence.trouble, f"Look at it on {row.gateway}, and say in the outbox whether it is this one."
        )
    # A practice gateway may have got another port, so what is found by its own ID is believed; but another one on
    # this computer would not know it either.
    same_address(gateway, row)
    return None


def late(store: Store, gateway: Gateway, row: OutboxRow, cancel: CancelToken) -> Receipt | None:
    """Before a row is sent again: the receipt of an earlier try at it, which the gateway did not know when it was
    asked, and has got after all.
    """
    note = "An earlier try arrived after all; "
    if not row.dataset_id:
        return _late(store, gateway, row, f"{note}found on {row.gateway} by its own ID {row.pid}.", cancel)
    if not gateway.done(prepared_of(row), cancel):
        return None
    note += f"dataset {row.dataset_id} on {row.gateway} is as it was to be."
    return settle(store, row, Created(row.dataset_id, status=row.status), note)


def adopt(store: Store, row_id: str, dataset_id: str) -> Receipt:
    """A person has looked, and says that a dataset which the evidence shows is this submission.

    Raises:
        GatewayDeskError: the evidence does not show it.
    """
    row = store.outbox.get(row_id)
    evidence = of(row)
    chosen = next((one for one in evidence.undecided if one.dataset_id == dataset_id), None) if evidence else None
    if evidence is None or chosen is None or row.state != "unknown":
        raise GatewayDeskError(f"Dataset {dataset_id} is not among those that may be “{row.title}”.", "Ask once more.")
    store.outbox.keep_evidence(row_id, dumps(replace(evidence, found=dataset_id, by="hand")))
    created = Created(dataset_id, status=chosen.status, web_url=chosen.web_url)
    return settle(store, row, created, f"Its answer was lost; chosen by hand among the datasets of {row.gateway}.")


def arrived_late(
    store: Store, gateway: Gateway, draft_id: str, content: str, title: str, cancel: CancelToken
) -> tuple[OutboxRow, Receipt] | None:
    """Earlier tries that the gateway did not know when it was asked, and has got after all: each gets its receipt. One
    of them is returned, if possible of the same content.
    """
    found = []
    for row in store.outbox.doubtful(draft_id, gateway.connection, content, title):
        note = f"Arrived late; found on {row.gateway} by its own ID {row.pid}."
        receipt = _late(store, gateway, row, note, cancel)
        if receipt is not None:
            found.append((row, receipt))
    return min(found, key=lambda one: one[0].content != content, default=None)


def twice(store: Store, receipt: Receipt) -> str:
    """That what a receipt is for was found on its gateway more than once, in words; "" where it was not."""
    row = store.outbox.of_receipt(receipt)
    evidence = of(row) if row is not None else None
    if row is None or evidence is None or not evidence.twins or evidence.found != receipt.dataset_id:
        return ""
    return there_twice(row, evidence)


def _look_for_twin(store: Store, gateway: Gateway, row: OutboxRow, receipt: Receipt, cancel: CancelToken) -> None:
    """A queued submission was believed lost and has been taken on another try; the first may arrive after that."""
    seen = Seen(row)
    with suppress(PidsNotShown):
        gateway.find_by_pid(row.pid, cancel, seen)
    evidence = seen.evidence(receipt.dataset_id)
    if not evidence.twins or receipt.dataset_id not in seen.ours:
        store.outbox.queue.ask_later(row.id, asked_next(row))
        return
    _keep(store, row, evidence)
    store.outbox.queue.ask_later(row.id, "")


def _late(store: Store, gateway: Gateway, row: OutboxRow, note: str, cancel: CancelToken) -> Receipt | None:
    seen = Seen(row)
    remote = gateway.find_by_pid(row.pid, cancel, seen)
    return None if remote is None else _found(store, row, remote, note, seen.evidence(remote.dataset_id))


def _found(store: Store, row: OutboxRow, remote: Remote, note: str, evidence: Evidence) -> Receipt:
    """Settles what was found. There may be more of it: sent by somebody who would not wait, or carried out twice."""
    later = (one.dataset_id for one in store.outbox.sent_later(row))
    twins = dict.fromkeys((*evidence.twins, *(one for one in later if one != remote.dataset_id)))
    evidence = replace(evidence, twins=tuple(twins))
    _keep(store, row, evidence)
    return settle(store, row, created_of(remote), f"{note} {there_twice(row, evidence)}" if twins else note)


def _keep(store: Store, row: OutboxRow, evidence: Evidence) -> None:
    """Evidence is for reading: where it cannot be written down, what it shows counts all the same."""
    with suppress(StoreProblem):
        store.outbox.keep_evidence(row.id, dumps(evidence))


def _age(row: OutboxRow) -> float:
    """Seconds since it came into its state; a clock that went back counts as no time."""
    return max(0.0, (datetime.now(UTC) - datetime.fromisoformat(row.since)).total_seconds())
