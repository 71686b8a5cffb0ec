"""What became of a submission whose answer was lost: the gateway is asked, and what it shows is believed with care."""

from __future__ import annotations

import html
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Timer

from gatewaydesk.connection import origin_of
from gatewaydesk.errors import Cancelled, GatewayDeskError, OutcomeUnknown, StoreProblem
from gatewaydesk.gateways.addresses import is_loopback
from gatewaydesk.gateways.base import CancelToken, Created, Gateway, PidsNotShown, Remote
from gatewaydesk.gateways.wire import wait_for
from gatewaydesk.services.deeds import prepared_of
from gatewaydesk.services.evidence import Alike, Evidence, dumps, of
from gatewaydesk.services.patience import after, pause
from gatewaydesk.store import AlreadySent, MovedOn, OutboxRow, Receipt, Store
from gatewaydesk.store.database import now

# A gateway may still be writing what it did not answer for, so "not there" is believed only when it is said twice.
PAUSES = (0.0, 1.5)
"""Seconds to wait before each time that the gateway is asked."""

ARRIVES_WITHIN = 120.0
"""Seconds after which a gateway that we stopped waiting for is taken to have ended its work, one way or the other."""

ASKING_LIMIT = 15.0
"""Seconds that asking may take after the person has cancelled."""

_MOST_ALIKE = 20  # datasets of the same title whose content is looked at


@dataclass
class _Seen:
    """What one reading of the gateway's list showed."""

    title: str
    shown: int = 0
    alike: list[Remote] = field(default_factory=list)

    def __call__(self, remote: Remote) -> None:
        self.shown += 1
        if _plain(remote.title) in ("", self.title):
            self.alike.append(remote)


def resolve(store: Store, gateway: Gateway, row_id: str, cancel: CancelToken) -> Receipt | None:
    """Asks the gateway about a submission whose outcome is unknown; what it showed is kept with the row.

    Returns:
        Its receipt, or None when the gateway has not got it (it can then be sent again, or goes by itself when it is
        queued) or when it was never sent.

    Raises:
        Cancelled: the person cancelled; the row stays as it was.
        GatewayDeskError: the gateway could not be asked, or what it showed decides nothing; it is asked again later.
    """
    store.outbox.recover()
    row = store.outbox.get(row_id)
    same_gateway(gateway, row)
    if row.state == "sent":
        return store.history.of_submission(row_id)
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
        store.outbox.queue.ask_later(row_id, after(pause(row.tries)))
        raise


def ask_and_settle(store: Store, gateway: Gateway, row: OutboxRow, cancel: CancelToken) -> Receipt | None:
    """Asks about a row that is unknown, or refused and doubtful, and moves it on by the answer."""
    try:
        if row.dataset_id:
            same_address(gateway, row)  # the dataset is known by the gateway's own ID, which means nothing elsewhere
            evidence = _ask_for(gateway, row, cancel)
            remote = None
        else:
            remote, evidence = _look(store, gateway, row, cancel)
    except Cancelled:
        raise
    except GatewayDeskError as problem:
        store.outbox.keep_evidence(row.id, dumps(Evidence(now(), trouble=problem.what)))
        raise
    store.outbox.keep_evidence(row.id, dumps(evidence))
    if remote is not None:
        known = f"its own ID {row.pid}" if evidence.by == "pid" else "its content"
        return settle(store, row, created_of(remote), f"Its answer was lost; found on {row.gateway} by {known}.")
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
    if row.state == "unknown" and row.doubtful and _age(row) < ARRIVES_WITHIN:
        yet = f"dataset {row.dataset_id} has not changed on" if row.dataset_id else f"“{row.title}” is not on"
        raise OutcomeUnknown(
            f"{yet[:1].upper()}{yet[1:]} {row.gateway} yet. Its answer was not waited for, so it may still arrive.",
            "It is kept in the outbox as unknown: resolve it there in two minutes; it is not sent again before.",
        )
    if row.queued and row.state == "unknown":
        note = f"The answer was lost, and {row.gateway} has not got it."
        at = after(pause(row.tries))
        store.outbox.back(row.id, note, not_before=at, doubtful=True, asked_about=row.sent_at)
    elif row.state != "refused":
        store.outbox.refuse(row.id, "Not received; you can send it again.", doubtful=True, asked_about=row.sent_at)
    return None


def late(gateway: Gateway, row: OutboxRow, cancel: CancelToken) -> tuple[Created, str] | None:
    """An earlier try at the same row, which the gateway did not know when it was asked, and has got after all: what it
    has done, and a note on how that is known.
    """
    if row.dataset_id:
        if not gateway.done(prepared_of(row), cancel):
            return None
        note = f"An earlier try arrived after all; dataset {row.dataset_id} on {row.gateway} is as it was to be."
        return Created(row.dataset_id, status=row.status), note
    found = gateway.find_by_pid(row.pid, cancel)
    if found is None:
        return None
    return created_of(found), f"An earlier try arrived after all; found on {row.gateway} by its own ID {row.pid}."


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
    """An earlier try that the gateway did not know when it was asked, and has got after all."""
    for row in store.outbox.doubtful(draft_id, gateway.connection, content, title):
        remote = gateway.find_by_pid(row.pid, cancel)
        if remote is not None:
            note = f"Arrived late; found on {row.gateway} by its own ID {row.pid}."
            return row, settle(store, row, created_of(remote), note)
    return None


def created_of(remote: Remote) -> Created:
    """What a gateway lists, as what it would have answered."""
    return Created(remote.dataset_id, status=remote.status, web_url=str(remote.extra.get("web_url", "")))


def settle(store: Store, row: OutboxRow, created: Created, note: str) -> Receipt:
    """Writes the receipt of a submission and ends its row.

    Raises:
        StoreProblem: that could not be written; the sentence names the dataset that was made.
    """
    receipt = Receipt(
        dataset_id=created.dataset_id,
        version_id=created.version_id,
        pid=row.pid,
        gateway=row.gateway,
        system=row.system,
        title=row.title,
        schema=row.schema,
        status=created.status or row.status,
        sent_at=store.outbox.get(row.id).sent_at,
        sha256=row.sha256,
        web_url=created.web_url,
        draft_id=row.draft,
        action=row.action,
    )
    try:
        return store.outbox.settle(row.id, receipt, note)
    except MovedOn:
        raise
    except StoreProblem as problem:
        raise type(problem)(
            f"{row.gateway} has taken “{row.title}” as dataset {created.dataset_id}, but the receipt could not be "
            f"written: {problem.what}",
            f"{problem.todo} Then resolve it in the outbox.",
        ) from problem


@contextmanager
def token_for_asking(cancel: CancelToken) -> Iterator[CancelToken]:
    """The person's own token; when that is spent, one that ends by itself, so that cancelling still ends soon."""
    if not cancel.cancelled:
        yield cancel
        return
    token = CancelToken()
    timer = Timer(ASKING_LIMIT, token.cancel)
    timer.daemon = True
    timer.start()
    try:
        yield token
    finally:
        timer.cancel()
        timer.join()


def same_gateway(gateway: Gateway, row: OutboxRow) -> None:
    """Raises GatewayDeskError where a row was made through another connection."""
    if gateway.connection.name != row.gateway:
        raise GatewayDeskError(
            f"“{row.title}” belongs to the gateway {row.gateway}, not to {gateway.connection.name}.",
            f"Sign in to {row.gateway}.",
        )


def same_address(gateway: Gateway, row: OutboxRow) -> None:
    """Raises GatewayDeskError where the connection leads elsewhere by now."""
    there, sent_to = gateway.connection.origin, origin_of(row.url)
    if sent_to and there and sent_to != there:
        raise GatewayDeskError(
            f"“{row.title}” was prepared for {sent_to}, and {row.gateway} leads to {there} now, so it cannot be told "
            "there what became of it.",
            f"Change the address of {row.gateway} back, or give the submission up: gatewaydesk outbox abandon {row.id}",
        )


def _look(store: Store, gateway: Gateway, row: OutboxRow, cancel: CancelToken) -> tuple[Remote | None, Evidence]:
    """Looks for our ID, and then for the same content, in all that the gateway shows."""
    seen, hidden = _Seen(""), None
    for waiting in PAUSES:
        wait_for(waiting, cancel)
        seen = _Seen(_plain(row.title))
        try:
            remote = gateway.find_by_pid(row.pid, cancel, seen)
        except PidsNotShown as problem:
            remote, hidden = None, problem
        if remote is not None:
            return remote, Evidence(now(), 1, seen.shown, remote.dataset_id, "pid")
    others = _of_unknown_origin(store, row, seen.alike)
    content = [(one, gateway.same_content(one, row.body, cancel)) for one in others[-_MOST_ALIKE:]]
    same = [one for one, it_is in content if it_is]
    alike = tuple(_alike_of(one, it_is) for one, it_is in content if it_is or one.title)
    evidence = Evidence(now(), len(PAUSES), seen.shown, alike=alike)
    if hidden is not None and len(same) == 1:
        return same[0], replace(evidence, found=same[0].dataset_id, by="content")
    if hidden is not None and (len(others) > _MOST_ALIKE or any(it_is is None for _, it_is in content)):
        return None, replace(evidence, trouble=hidden.what)
    if same:
        which = f"Dataset {same[0].dataset_id} holds" if len(same) == 1 else f"{len(same):,} datasets hold"
        trouble = f"{which} the same as “{row.title}” under another ID, so it cannot be told whether that is this one."
        return None, replace(evidence, trouble=trouble)
    return None, evidence


def _ask_for(gateway: Gateway, row: OutboxRow, cancel: CancelToken) -> Evidence:
    """Whether what was to be done to a dataset has happened, by what stands there now."""
    done: bool | None = False
    for waiting in PAUSES:
        wait_for(waiting, cancel)
        done = gateway.done(prepared_of(row), cancel)
        if done:
            return Evidence(now(), found=row.dataset_id, by="state")
    if done is None:
        trouble = (
            f"Dataset {row.dataset_id} holds neither what was sent nor what it held before: somebody else has changed "
            "it, and it cannot be told whether that was before or after."
        )
        return Evidence(now(), trouble=trouble)
    return Evidence(now(), by="before")


def _of_unknown_origin(store: Store, row: OutboxRow, found: list[Remote]) -> list[Remote]:
    """Without the datasets that are other submissions of ours, by their receipts or by the IDs that they carry."""
    if not found:
        return []
    taken = {one.dataset_id for one in store.history.of_gateway(row.gateway)}
    ours = store.outbox.pids()
    return [one for one in found if one.dataset_id not in taken and (one.pid or row.pid) not in ours - {row.pid}]


def _alike_of(remote: Remote, same: bool | None) -> Alike:
    return Alike(remote.dataset_id, remote.status, same, str(remote.extra.get("web_url", "")))


def _plain(title: str) -> str:
    """A title as it is compared: some routes write signs in it as HTML codes."""
    return html.unescape(title).strip().casefold()


def _age(row: OutboxRow) -> float:
    """Seconds since sending began; a clock that went back counts as no time."""
    began = datetime.fromisoformat(row.sent_at or row.since)
    return max(0.0, (datetime.now(UTC) - began).total_seconds())
