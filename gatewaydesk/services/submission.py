"""Submitting: written down first, sent once, asked about when the answer was lost, settled with a receipt."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from gatewaydesk.connection import origin_of
from gatewaydesk.errors import Cancelled, GatewayDeskError, OutcomeUnknown, Refused, StoreProblem, Unreachable
from gatewaydesk.gateways.addresses import is_loopback
from gatewaydesk.gateways.base import CancelToken, Created, Gateway, Prepared, Remote
from gatewaydesk.store import AlreadySent, OutboxRow, Receipt, Store
from gatewaydesk.store.outbox import content_of
from gatewaydesk.validation.problems import Problem, Severity

if TYPE_CHECKING:
    from gatewaydesk.schema.catalogue import LoadedSchema

Progress = Callable[[str], None]

# A gateway may still be writing what it did not answer for, so "not there" is believed only when it is said twice.
PAUSES = (0.0, 1.5)
"""Seconds to wait before each time that the gateway is asked."""

ARRIVES_WITHIN = 120.0
"""Seconds after which a gateway that we stopped waiting for is taken to have ended its work, one way or the other."""

ASKING_LIMIT = 15.0
"""Seconds that asking may take after the person has cancelled."""


@dataclass(frozen=True)
class Readiness:
    """Whether a document can be sent.

    Attributes:
        wrong: how many values are wrong.
        empty: how many required fields are empty.
        advice: how much advice there is; it never blocks.
        may_send: nothing is wrong or missing.
        sentence: the same in words.
    """

    wrong: int
    empty: int
    advice: int
    may_send: bool
    sentence: str


def review(schema: LoadedSchema, value: Any, problems: Iterable[Problem]) -> Readiness:
    """Counts what stands between a document and a gateway.

    What a gateway refused before is told and does not keep anybody from trying again: another gateway may take it, or
    the same one by now.
    """
    told = list(problems)
    counts = Counter(problem.severity for problem in told if problem.source != "gateway")
    refused = sum(problem.source == "gateway" for problem in told)
    wrong, empty, advice = (counts[one] for one in (Severity.WRONG, Severity.EMPTY, Severity.ADVICE))
    if not isinstance(value, dict):
        return Readiness(wrong, empty, advice, False, "There is no metadata to send yet.")
    if wrong or empty:
        parts = [_count(wrong, "value is wrong", "values are wrong")] if wrong else []
        parts += [_count(empty, "required field is empty", "required fields are empty")] if empty else []
        return Readiness(wrong, empty, advice, False, f"Not ready for {schema.name}: {' and '.join(parts)}.")
    sentence = f"Ready: nothing is wrong or missing by {schema.name}."
    if refused:
        since = "has not changed" if refused == 1 else "have not changed"
        sentence += f" A gateway refused {_count(refused, 'value', 'values')} that {since} since."
    return Readiness(wrong, empty, advice, True, sentence)


def prepare(gateway: Gateway, value: Any, *, schema: str, status: str = "active") -> Prepared:
    """Exactly what would be sent; nothing is."""
    return gateway.prepare_create(value, schema=schema, status=status)


def submit(
    store: Store,
    gateway: Gateway,
    prepared: Prepared,
    *,
    draft_id: str,
    title: str,
    schema: str,
    cancel: CancelToken,
    progress: Progress,
    content: str = "",
    again: bool = False,
) -> Receipt:
    """Sends what was prepared, at most once, and returns its receipt.

    Args:
        content: what tells versions of a draft apart; empty takes the body without its `pid`.
        again: a second dataset is wanted although this version was sent, or an earlier outcome is unknown.

    Raises:
        AlreadySent: this gateway has got this version, or another of this draft or title is on its way to it.
        Refused: the gateway said no; it can be sent again when that is mended.
        Unreachable: the gateway has not got it; it can be sent again.
        Cancelled: the person cancelled before anything was sent.
        OutcomeUnknown: it may or may not have arrived; see `resolve`.
        StoreProblem: it could not be written down, so nothing was sent; or the sentence names the dataset that was
            made.
    """
    cancel.check()
    where = gateway.connection
    content = content or content_of(prepared.body, prepared.pid)
    late = _arrived_late(store, gateway, draft_id, content, title, cancel, progress)
    if late is not None and not again:
        row, receipt = late
        if row.content == content:
            return receipt
        raise AlreadySent(row, receipt)
    row = store.outbox.begin(
        draft_id,
        where.name,
        where.system,
        title,
        schema,
        method=prepared.method,
        url=prepared.url,
        body=prepared.body,
        route=prepared.route,
        pid=prepared.pid,
        status=prepared.status,
        content=content,
        again=again,
        practice=where.practice,
    )
    return send(store, gateway, row, cancel=cancel, progress=progress)


def send(store: Store, gateway: Gateway, row: OutboxRow, *, cancel: CancelToken, progress: Progress) -> Receipt:
    """Sends a row that waits in the outbox. Raises what `submit` raises."""
    _same_gateway(gateway, row)
    _same_address(gateway, row)
    if cancel.cancelled:
        store.outbox.refuse(row.id, "Cancelled before anything was sent.")
        raise Cancelled
    store.outbox.sending(row.id)
    try:
        progress(f"Sending “{row.title}” to {row.gateway}…")
        prepared = Prepared(row.method, row.url, row.body, row.route, row.pid, row.status)
        created = gateway.send(prepared, cancel)
        if not created.dataset_id:
            raise OutcomeUnknown(f"{row.gateway} answered without a dataset ID.")
    except (Refused, Unreachable, Cancelled) as error:
        with suppress(StoreProblem):  # the answer is what the person must hear; the row is asked about later
            store.outbox.refuse(row.id, str(error))
        raise
    except BaseException as error:
        # Whatever else went wrong, bytes may have reached the gateway. A row that cannot be marked now is found later.
        with suppress(StoreProblem):
            late = isinstance(error, OutcomeUnknown) and error.still_working
            store.outbox.unknown(row.id, _note(error), doubtful=late)
        if not isinstance(error, Exception):
            raise
        return _after_silence(store, gateway, row, error, cancel, progress)
    return _settle(store, row, created, "")


def resolve(store: Store, gateway: Gateway, row_id: str, cancel: CancelToken) -> Receipt | None:
    """Asks the gateway about a submission whose outcome is unknown.

    Returns:
        Its receipt, or None when the gateway has not got it (it can then be sent again) or when it was never sent.

    Raises:
        GatewayDeskError: the gateway could not be asked; the row stays as it was.
    """
    store.outbox.recover()
    row = store.outbox.get(row_id)
    _same_gateway(gateway, row)
    if row.state == "sent":
        return store.history.of_submission(row_id)
    if row.state == "sending":
        raise AlreadySent(row)
    if row.state == "waiting" or (row.state == "refused" and not row.doubtful):
        return None
    if not (gateway.connection.practice and is_loopback(row.url)):
        _same_address(gateway, row)
    return _ask_and_settle(store, gateway, row, cancel)


def _after_silence(
    store: Store, gateway: Gateway, row: OutboxRow, error: Exception, cancel: CancelToken, progress: Progress
) -> Receipt:
    progress(f"No usable answer. Asking {row.gateway} whether it arrived…")
    try:
        with _token_for_asking(cancel) as token:
            receipt = _ask_and_settle(store, gateway, store.outbox.get(row.id), token)
    except (StoreProblem, OutcomeUnknown):
        raise
    except Exception as second:
        raise OutcomeUnknown(
            f"“{row.title}” was sent to {row.gateway}, but no usable answer came back, and it could not be found out "
            "whether it arrived.",
            "It is kept in the outbox as unknown: resolve it there. It is not sent again until that is known.",
        ) from (second if isinstance(error, OutcomeUnknown) else error)
    if receipt is None:
        raise Unreachable(f"{row.gateway} has not received “{row.title}”.", "You can send it again.") from error
    return receipt


def _ask_and_settle(store: Store, gateway: Gateway, row: OutboxRow, cancel: CancelToken) -> Receipt | None:
    remote = _ask(gateway, row.pid, cancel)
    if remote is None:
        # A practice gateway may have got another port, so what is found by its own ID is believed; but another one on
        # this computer would not know it either.
        _same_address(gateway, row)
        if row.state == "unknown" and row.doubtful and _age(row) < ARRIVES_WITHIN:
            raise OutcomeUnknown(
                f"“{row.title}” is not on {row.gateway} yet. Its answer was not waited for, so it may still arrive.",
                "It is kept in the outbox as unknown: resolve it there in two minutes; it is not sent again before.",
            )
        if row.state != "refused":
            store.outbox.refuse(row.id, "Not received; you can send it again.", doubtful=True)
        return None
    created = Created(remote.dataset_id, status=remote.status, web_url=str(remote.extra.get("web_url", "")))
    return _settle(store, row, created, f"Its answer was lost; found on {row.gateway} by its own ID {row.pid}.")


def _age(row: OutboxRow) -> float:
    """Seconds since sending began; a clock that went back counts as no time."""
    began = datetime.fromisoformat(row.sent_at or row.since)
    return max(0.0, (datetime.now(UTC) - began).total_seconds())


def _ask(gateway: Gateway, pid: str, cancel: CancelToken) -> Remote | None:
    for pause in PAUSES:
        _wait(pause, cancel)
        remote = gateway.find_by_pid(pid, cancel)
        if remote is not None:
            return remote
    return None


def _arrived_late(
    store: Store, gateway: Gateway, draft_id: str, content: str, title: str, cancel: CancelToken, progress: Progress
) -> tuple[OutboxRow, Receipt] | None:
    """An earlier try that the gateway did not know when it was asked, and has got after all."""
    doubtful = store.outbox.doubtful(draft_id, gateway.connection, content, title)
    if doubtful:
        tries = "an earlier try" if len(doubtful) == 1 else f"one of {len(doubtful):,} earlier tries"
        progress(f"Asking {gateway.connection.name} whether {tries} arrived after all…")
    for row in doubtful:
        remote = gateway.find_by_pid(row.pid, cancel)
        if remote is not None:
            created = Created(remote.dataset_id, status=remote.status, web_url=str(remote.extra.get("web_url", "")))
            return row, _settle(store, row, created, f"Arrived late; found on {row.gateway} by its own ID {row.pid}.")
    return None


def _settle(store: Store, row: OutboxRow, created: Created, note: str) -> Receipt:
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
    )
    try:
        return store.outbox.settle(row.id, receipt, note)
    except StoreProblem as problem:
        raise type(problem)(
            f"{row.gateway} has taken “{row.title}” as dataset {created.dataset_id}, but the receipt could not be "
            f"written: {problem.what}",
            f"{problem.todo} Then resolve it in the outbox.",
        ) from problem


@contextmanager
def _token_for_asking(cancel: CancelToken) -> Iterator[CancelToken]:
    """The person's own token; when that is spent, one that ends by itself, so that cancelling still ends soon."""
    if not cancel.cancelled:
        yield cancel
        return
    token = CancelToken()
    timer = threading.Timer(ASKING_LIMIT, token.cancel)
    timer.daemon = True
    timer.start()
    try:
        yield token
    finally:
        timer.cancel()
        timer.join()


def _wait(seconds: float, cancel: CancelToken) -> None:
    woken = threading.Event()
    unhook = cancel.on_cancel(woken.set)
    try:
        woken.wait(seconds)
    finally:
        unhook()
    cancel.check()


def _same_gateway(gateway: Gateway, row: OutboxRow) -> None:
    if gateway.connection.name != row.gateway:
        raise GatewayDeskError(
            f"“{row.title}” belongs to the gateway {row.gateway}, not to {gateway.connection.name}.",
            f"Sign in to {row.gateway}.",
        )


def _same_address(gateway: Gateway, row: OutboxRow) -> None:
    there, sent_to = gateway.connection.origin, origin_of(row.url)
    if sent_to and there and sent_to != there:
        raise GatewayDeskError(
            f"“{row.title}” was prepared for {sent_to}, and {row.gateway} leads to {there} now, so it cannot be told "
            "there what became of it.",
            f"Change the address of {row.gateway} back, or give the submission up: gatewaydesk outbox abandon {row.id}",
        )


def _note(error: BaseException) -> str:
    """Why it is unknown; of an unexpected error only the kind, because its text could hold anything."""
    return str(error) if isinstance(error, GatewayDeskError) else f"Sending broke off ({type(error).__name__})."


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
