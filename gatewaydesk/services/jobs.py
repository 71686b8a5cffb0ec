"""Jobs at work: begun, gone on with, looked at with the patience that each gateway asks for, and told when they end.

Any window and any process may do this at any time; whoever has a job's turn (`store.jobs`) does it alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.errors import (
    Cancelled,
    CredentialsProblem,
    FileProblem,
    GatewayDeskError,
    GatewayProblem,
    OutcomeUnknown,
    Refused,
    StoreProblem,
)
from gatewaydesk.gateways.base import CancelToken, Gateway
from gatewaydesk.gateways.work import Order, Outcome
from gatewaydesk.job import WORDS, Job
from gatewaydesk.services.patience import MOST, after, pause
from gatewaydesk.store import JobRow, Receipt, Store
from gatewaydesk.store.database import stamp

Open = Callable[[Connection], Gateway]
Told = Callable[[JobRow], object]
STOPPED = "Stopped. It goes on from here when you say so."
_CLOSED = "Gateway Desk was closed. It goes on from here when it runs again."
_ENDED_THERE = frozenset({"aborted", "deleted"})
_LIVE = frozenset({"live", "live_with_errors"})


@dataclass
class Passed:
    """What one pass has come to.

    Attributes:
        changed: jobs that stand otherwise than before.
        ended: jobs that have ended, and of which nobody has been told yet.
        waiting: why something could not be asked about, by gateway.
        refused: jobs of which the gateway has refused values, and its Refused.
    """

    changed: list[JobRow] = field(default_factory=list)
    ended: list[JobRow] = field(default_factory=list)
    waiting: dict[str, GatewayDeskError] = field(default_factory=dict)
    refused: list[tuple[JobRow, Refused]] = field(default_factory=list)


def in_words(row: JobRow) -> str:
    """How a job stands, in a sentence or a few."""
    if row.note and not row.job.finished:
        return f"{row.job.words or WORDS[row.job.status]} {row.note}".strip()
    return row.job.words or f"{WORDS[row.job.status]}."


def do(store: Store, gateway: Gateway, order: Order, cancel: CancelToken, *, draft_id: str = "") -> tuple[Outcome, str]:
    """Does an errand, and writes down the job that it leaves; returns what came of it, and the ID of that job or "".

    Nothing of a job that is ours has been done then: it begins when it is gone on with.

    Raises:
        GatewayDeskError: it was not done, or it is not known whether it was.
    """
    try:
        outcome = gateway.carry_out(order, cancel)
    except Refused:
        if order.job is not None:  # it stands otherwise there, perhaps
            _renew(store, gateway, order.job.kind, (order.job.remote_id,), cancel)
        raise
    if _changes_job(gateway, order) and order.job is not None:
        store.jobs.wake_alike(order.job, gateway.connection.place)
    if outcome.job is None:
        if outcome.ids:
            _note_ids(store, gateway, order, outcome, draft_id)
        return outcome, ""
    return outcome, begin(store, gateway, outcome.job, dataset=order.title, draft_id=draft_id)


def begin(store: Store, gateway: Gateway, job: Job, *, dataset: str, draft_id: str = "") -> str:
    """Writes a job down, so that nothing of it is lost; returns its ID here."""
    first = "" if job.ours or not gateway.patience else after(gateway.patience[0])
    receipt = _receipt(gateway.connection, job, dataset, draft_id) if job.remote_id else None
    return store.jobs.begin(job, gateway.connection, dataset=dataset, draft_id=draft_id, next_at=first, receipt=receipt)


def go_through(
    store: Store,
    open_: Open,
    cancel: CancelToken,
    told: Told = lambda _: None,
    *,
    which: Callable[[JobRow], bool] = lambda _: True,
    closing: Callable[[], bool] = lambda: False,
) -> Passed:
    """Looks once at every job that is due, and goes on with those that are ours.

    Args:
        open_: the signed-in connector of a connection; may raise GatewayDeskError.
        cancel: stops it between two calls and during one.
        told: hears every step of a job that is ours.
        which: of those that are due.
        closing: as in `step`.

    Raises:
        Cancelled: it was stopped.
        StoreProblem: the jobs cannot be used.
    """
    passed = Passed()
    gateways: dict[str, Gateway | GatewayDeskError] = {}
    for row in filter(which, store.jobs.due()):
        cancel.check()
        if row.gateway not in gateways:
            gateways[row.gateway] = _opened(store, row.gateway, open_)
        there = gateways[row.gateway]
        if isinstance(there, GatewayDeskError):
            passed.waiting[row.gateway] = there
            _put_off(store, row, there)
            continue
        try:
            now_ = step(store, there, row.id, cancel, told, closing=closing)
        except (Cancelled, StoreProblem):
            raise
        except GatewayDeskError as error:
            passed.waiting[row.gateway] = error
            if isinstance(error, Refused) and error.details:
                passed.refused.append((row, error))
            continue
        if now_ is None:
            continue
        if now_.job != row.job:
            passed.changed.append(now_)
        if now_.job.finished and store.jobs.told(now_.id):
            passed.ended.append(now_)
    return passed


def step(
    store: Store,
    gateway: Gateway,
    id: str,
    cancel: CancelToken,
    told: Told = lambda _: None,
    *,
    closing: Callable[[], bool] = lambda: False,
) -> JobRow | None:
    """Goes on with one job, or looks at it; returns it as it stands then, or None where somebody else is at it.

    Args:
        closing: whether cancelling means that the program ends, rather than that a person has stopped the job.

    Raises:
        Cancelled: it was stopped; what has been done stays done.
        GatewayDeskError: it could not be gone on with; the job's note says why, and when it is tried again.
    """
    row = store.jobs.take(id)
    if row is None or row.job.finished:
        if row is not None:
            store.jobs.release(id)
        return row
    try:
        _same_gateway(gateway, row)
        job = _advance(store, gateway, row, cancel, told)
    except Cancelled:
        ours = row.job.ours
        by_person = ours and not closing()
        store.jobs.release(
            id, next_at=after(0.0), note=(STOPPED if by_person else _CLOSED) if ours else "", held=by_person
        )
        raise
    except GatewayDeskError as error:
        _failed(store, row, error)
        raise
    except BaseException:
        store.jobs.release(id, next_at=after(pause(row.looks)), note="It broke off by an error in Gateway Desk.")
        raise
    store.jobs.release(id, next_at="" if job.finished else after(_pause(gateway, store.jobs.get(id))))
    return store.jobs.get(id)


def may_change(job: Job) -> bool:
    """Whether what has ended may stand otherwise since: what is live is taken offline, or replaced, by others too."""
    return job.status in _LIVE and bool(job.remote_id)


def look_only(store: Store, gateway: Gateway, id: str, cancel: CancelToken) -> JobRow:
    """Asks how a job stands that is ours, or has ended; nothing of it is done. Returns it as it stands then.

    What is ours ends by that only where somebody has ended it there: of what is left to do the gateway knows nothing.

    Raises:
        GatewayDeskError: it could not be asked about.
    """
    row = store.jobs.take(id)
    if row is None:
        return store.jobs.get(id)
    try:
        _same_gateway(gateway, row)
        job = gateway.look(row.job, cancel)
        if job.status in _ENDED_THERE if row.job.ours else job.finished:
            store.jobs.keep(id, job)
            store.jobs.told(id)
    finally:
        row = store.jobs.get(id)
        over = row.job.finished
        store.jobs.release(id, next_at="" if over else row.next_at, held=False if over else None)
    return store.jobs.get(id)


def _renew(store: Store, gateway: Gateway, kind: str, remote_ids: Collection[str], cancel: CancelToken) -> None:
    """Asks again about what was live. Where that cannot be asked now, it stays as it was: it is not what was wanted."""
    for row in store.jobs.of_work(gateway.connection.place, kind, remote_ids):
        if may_change(row.job):
            with suppress(GatewayProblem):
                look_only(store, gateway, row.id, cancel)


def _advance(store: Store, gateway: Gateway, row: JobRow, cancel: CancelToken, told: Told) -> Job:
    """Writes down each step: what is lost then is at most the last one."""
    known, job = row.job.remote_id, row.job

    def at(now_: Job) -> None:
        nonlocal known
        fresh = now_.remote_id != known and bool(now_.remote_id)
        receipt = _receipt(gateway.connection, now_, row.dataset, row.draft_id) if fresh else None
        store.jobs.keep(row.id, now_, looked=False, receipt=receipt)
        known = now_.remote_id or known
        told(replace(row, job=now_))

    if job.ours:
        job = gateway.go_on(job, at, cancel)
        at(job)
        if job.ours or job.finished:
            return job
    job = gateway.look(job, cancel)
    store.jobs.keep(row.id, job)
    if job.finished:
        store.jobs.spread(row.id)
        _renew(store, gateway, job.kind, job.replaces, cancel)
    told(replace(row, job=job))
    return job


def _failed(store: Store, row: JobRow, error: GatewayDeskError) -> None:
    """What only time can mend is tried again; what a person has to mend waits for that person."""
    if isinstance(error, FileProblem | OutcomeUnknown) or (isinstance(error, Refused) and error.retry_after is None):
        job = store.jobs.get(row.id).job
        if job.ours:
            store.jobs.keep(row.id, replace(job, status="needs_attention", words=str(error)))
            store.jobs.release(row.id, note="", held=True, next_at="")
            return
    asked = error.retry_after if isinstance(error, Refused) else None
    wait = MOST if isinstance(error, CredentialsProblem) else pause(row.looks, asked)
    store.jobs.release(row.id, note=str(error), next_at=after(wait))


def _put_off(store: Store, row: JobRow, error: GatewayDeskError) -> None:
    if store.jobs.take(row.id) is not None:
        store.jobs.release(row.id, note=str(error), next_at=after(MOST))


def _pause(gateway: Gateway, row: JobRow) -> float:
    plan = gateway.patience
    if row.job.status in ("unknown", "needs_attention"):
        return plan[-1]
    return plan[min(row.looks, len(plan) - 1)]


def _opened(store: Store, name: str, open_: Open) -> Gateway | GatewayDeskError:
    connection = store.connections.get(name)
    if connection is None:
        return GatewayDeskError(
            f"The gateway “{name}” is no longer among the connections.", "Add it again, or take the job off the list."
        )
    try:
        return open_(connection)
    except (Cancelled, StoreProblem):
        raise
    except GatewayDeskError as error:
        return error


def _changes_job(gateway: Gateway, order: Order) -> bool:
    """Whether an errand has changed how a job stands: it is looked at at once then."""
    if order.job is None:
        return False
    return any(one.name == order.errand and not one.reads for one in gateway.errands(None, order.job))


def _same_gateway(gateway: Gateway, row: JobRow) -> None:
    if gateway.connection.place != row.place:
        raise GatewayDeskError(
            f"“{row.gateway}” leads to another gateway than when this was begun, so it is not asked about it there.",
            "Give the connection its old address again, or take the job off the list.",
        )


def _receipt(where: Connection, job: Job, dataset: str, draft_id: str, ids: dict[str, str] | None = None) -> Receipt:
    return Receipt(
        dataset_id=job.dataset_id,
        version_id="",
        pid="",
        gateway=where.name,
        system=where.system,
        title=dataset,
        schema="",
        status=job.status,
        sent_at=stamp(datetime.now(UTC)),
        sha256="",
        draft_id=draft_id,
        action=job.kind,
        ids=jsonio.dumps({job.kind: job.remote_id, **(ids or {})} if job.remote_id else dict(ids or {}), indent=None),
    )


def _note_ids(store: Store, gateway: Gateway, order: Order, outcome: Outcome, draft_id: str) -> None:
    """An errand that leaves no job may give IDs all the same: they stand in the history like any other."""
    done = Job(order.errand, outcome.words.removesuffix("."), order.dataset_id, status="done")
    receipt = _receipt(gateway.connection, done, order.title, draft_id, dict(outcome.ids))
    id_ = store.jobs.begin(done, gateway.connection, dataset=order.title, draft_id=draft_id, receipt=receipt)
    store.jobs.told(id_)
