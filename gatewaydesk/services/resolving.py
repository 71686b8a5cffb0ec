"""What became of a submission whose answer was lost: the gateway is asked, and what it shows is believed with care."""

from __future__ import annotations

import html
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Timer

from gatewaydesk.connection import Connection, origin_of
from gatewaydesk.document import jsonio
from gatewaydesk.errors import Cancelled, GatewayDeskError, OutcomeUnknown, StoreProblem
from gatewaydesk.gateways import rest_of
from gatewaydesk.gateways.addresses import is_loopback
from gatewaydesk.gateways.base import CancelToken, Created, Gateway, PidsNotShown, Remote
from gatewaydesk.gateways.wire import wait_for
from gatewaydesk.services.deeds import prepared_of
from gatewaydesk.services.evidence import Alike, Evidence, dumps, of, there_twice
from gatewaydesk.services.patience import after, pause
from gatewaydesk.store import AlreadySent, MovedOn, OutboxRow, Receipt, Store
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

ASKING_LIMIT = 15.0
"""Seconds that asking may take after the person has cancelled."""

_A_MOMENT = 0.5  # seconds after the two minutes, so that the asking does not begin just before them
_MOST_ALIKE = 20  # datasets of the same title whose content is looked at


@dataclass
class _Seen:
    """What one reading of the gateway's list showed: datasets of the same title, and those that carry our ID."""

    row: OutboxRow
    shown: int = 0
    alike: list[Remote] = field(default_factory=list)
    ours: list[str] = field(default_factory=list)

    def __call__(self, remote: Remote) -> None:
        self.shown += 1
        if _plain(remote.title) in ("", _plain(self.row.title)):
            self.alike.append(remote)
        if remote.pid and remote.pid.casefold() == self.row.pid.casefold():
            self.ours.append(remote.dataset_id)

    def evidence(self, remote: Remote) -> Evidence:
        """What it shows of the dataset that carries our ID."""
        twins = tuple(one for one in self.ours if one != remote.dataset_id)
        return Evidence(now(), 1, self.shown, remote.dataset_id, "pid", twins=twins)


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
            evidence = _ask_for(gateway, row, cancel)
            remote = None
        else:
            remote, evidence = _look(store, gateway, row, cancel)
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
    seen = _Seen(row)
    with suppress(PidsNotShown):
        gateway.find_by_pid(row.pid, cancel, seen)
    twins = tuple(one for one in seen.ours if one != receipt.dataset_id)
    if not twins or receipt.dataset_id not in seen.ours:
        store.outbox.queue.ask_later(row.id, asked_next(row))
        return
    _keep(store, row, Evidence(now(), 1, seen.shown, receipt.dataset_id, "pid", twins=twins))
    store.outbox.queue.ask_later(row.id, "")


def _late(store: Store, gateway: Gateway, row: OutboxRow, note: str, cancel: CancelToken) -> Receipt | None:
    seen = _Seen(row)
    remote = gateway.find_by_pid(row.pid, cancel, seen)
    return None if remote is None else _found(store, row, remote, note, seen.evidence(remote))


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


def created_of(remote: Remote) -> Created:
    """What a gateway lists, as what it would have answered."""
    ids = remote.extra.get("ids") or {}
    return Created(remote.dataset_id, status=remote.status, web_url=str(remote.extra.get("web_url", "")), ids=ids)


def settle(store: Store, row: OutboxRow, created: Created, note: str, *, not_before: str = "") -> Receipt:
    """Writes the receipt of a submission and ends its row. `not_before` as in `Outbox.settle`.

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
        ids=jsonio.dumps(dict(created.ids), indent=None),
    )
    job = created.job
    if job is None and note:  # nobody answered: what an answer would have left to do is left to do all the same
        job = rest_of(row.system, prepared_of(row), created.dataset_id)
    try:
        with store.database.write() as line:
            kept = store.outbox.settle(row.id, receipt, note, not_before=not_before)
            if row.action in ("update", "delete"):
                store.jobs.overtake(row.place, created.dataset_id, line)
            if job is not None and kept is receipt:
                where = Connection(row.gateway, row.system, row.url, row.options, practice=is_loopback(row.url))
                store.jobs.begin(job, where, dataset=row.title, draft_id=row.draft, line=line)
        return kept
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
    if sent_to == there:
        sandboxes = (gateway.connection.sandbox, row.sandbox)
        there, sent_to = (f"the sandbox “{one}”" if one else "" for one in sandboxes)
    if sent_to and there and sent_to != there:
        if row.state == "waiting" and not row.doubtful:
            raise GatewayDeskError(
                f"“{row.title}” waits for {sent_to}, and {row.gateway} leads to {there} now, so it was not sent.",
                f"Take it out (gatewaydesk outbox take-out {row.id}) and submit it again, or change the address of "
                f"{row.gateway} back.",
            )
        raise GatewayDeskError(
            f"“{row.title}” was prepared for {sent_to}, and {row.gateway} leads to {there} now, so it cannot be told "
            "there what became of it.",
            f"Change the address of {row.gateway} back, or give the submission up: gatewaydesk outbox abandon {row.id}",
        )


def _look(store: Store, gateway: Gateway, row: OutboxRow, cancel: CancelToken) -> tuple[Remote | None, Evidence]:
    """Looks for our ID, and then for the same content, in all that the gateway shows."""
    seen, hidden = _Seen(row), None
    for waiting in PAUSES:
        wait_for(waiting, cancel)
        seen = _Seen(row)
        try:
            remote = gateway.find_by_pid(row.pid, cancel, seen)
        except PidsNotShown as problem:
            remote, hidden = None, problem
        if remote is not None:
            return remote, seen.evidence(remote)
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
    """Seconds since it came into its state; a clock that went back counts as no time."""
    return max(0.0, (datetime.now(UTC) - datetime.fromisoformat(row.since)).total_seconds())
