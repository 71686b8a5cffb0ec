"""A try that brought no receipt: it is ended, goes back into the queue, or is unknown and asked about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

from gatewaydesk.errors import Cancelled, GatewayDeskError, OutcomeUnknown, Refused, StoreProblem
from gatewaydesk.gateways.base import CancelToken, Gateway
from gatewaydesk.services import resolving
from gatewaydesk.services.deeds import Progress
from gatewaydesk.services.patience import after, pause
from gatewaydesk.store import MovedOn, OutboxRow, Receipt, Store

ASKING_LIMIT = 15.0
"""Seconds that asking may take after the person has cancelled."""

_AFTER_CANCEL = 60.0  # seconds that what is queued rests after somebody stopped it
_STOPPED = "Stopped before anything was sent. It is tried again by itself, unless it is taken out."


def not_sent(store: Store, row: OutboxRow, error: BaseException, *, asking: bool = False) -> None:
    """Ends a row that the gateway has not got, or puts it back into the queue where time may help.

    `asking` says that it was no answer to sending it.
    """
    asked = error.retry_after if isinstance(error, Refused) else None
    if asked is not None:
        store.outbox.queue.hold(row.gateway, after(pause(0, asked)), held=True)
    if not row.queued:
        end(store, row, _note(error))
    elif not isinstance(error, Exception) or isinstance(error, Cancelled):
        at = after(_AFTER_CANCEL)
        store.outbox.back(row.id, _STOPPED, not_before=at, doubtful=row.doubtful, counted=False)
    elif isinstance(error, Refused) and asked is None and not asking:
        end(store, row, str(error))
    else:
        at = after(pause(row.tries, asked))
        store.outbox.back(row.id, _note(error), not_before=at, held=asked is not None, doubtful=row.doubtful)


def end(store: Store, row: OutboxRow, note: str) -> None:
    """Ends a row that was not taken this time; an earlier try at it may arrive yet, and is asked about."""
    at = after(pause(0)) if row.doubtful else ""
    store.outbox.refuse(row.id, note, doubtful=row.doubtful, not_before=at)


def mark_unknown(store: Store, row: OutboxRow, error: BaseException) -> StoreProblem | None:
    """Marks that bytes may have reached the gateway, and returns why that could not be written down."""
    asked = error.retry_after if isinstance(error, OutcomeUnknown) else None
    at = after(pause(row.tries, asked))
    try:
        store.outbox.unknown(row.id, _note(error), not_before=at, held=asked is not None)
        if asked is not None:
            store.outbox.queue.hold(row.gateway, at, held=True)
    except MovedOn:
        return None
    except StoreProblem as problem:
        return problem
    return None


def after_silence(
    store: Store,
    gateway: Gateway,
    row: OutboxRow,
    error: Exception,
    trouble: StoreProblem | None,
    cancel: CancelToken,
    progress: Progress,
) -> Receipt:
    """Asks what became of it, unless the gateway asked to be left alone. "Not there" means nothing yet.

    Raises:
        OutcomeUnknown: it was not found.
        StoreProblem: it was not found, and that could not be written down either.
    """
    try:
        if isinstance(error, OutcomeUnknown) and error.retry_after is not None:
            raise _asked_to_wait(row, error)
        progress(f"No usable answer. Asking {row.gateway} whether it arrived…")
        with _token_for_asking(cancel) as token:
            receipt = resolving.ask(store, gateway, store.outbox.get(row.id), token)
        if receipt is not None:
            return receipt
        unknown = resolving.not_yet(row, error.what if isinstance(error, OutcomeUnknown) else "")
    except StoreProblem:
        raise
    except OutcomeUnknown as undecided:
        unknown = undecided
    except Exception:
        unknown = OutcomeUnknown(
            f"“{row.title}” was sent to {row.gateway}, but no usable answer came back, and it could not be found out "
            "whether it arrived.",
            "It is kept in the outbox as unknown, and the gateway is asked again by itself. It is not sent again until "
            "that is known.",
        )
    if trouble is not None:
        raise type(trouble)(
            f"“{row.title}” may have arrived at {row.gateway}: it was sent, no usable answer came back, and that could "
            f"not be written down. {trouble.what}",
            f"{trouble.todo} Then resolve it in the outbox; do not send it again before.".strip(),
        ) from error
    if isinstance(error, OutcomeUnknown):  # what support asks for
        unknown.status, unknown.answer = error.status, error.answer
    raise unknown from error


@contextmanager
def _token_for_asking(cancel: CancelToken) -> Iterator[CancelToken]:
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


def _asked_to_wait(row: OutboxRow, error: OutcomeUnknown) -> OutcomeUnknown:
    return OutcomeUnknown(
        f"{error.what} “{row.title}” may have arrived all the same.",
        f"{row.gateway} asked to be left alone for a while. After that it is asked by itself whether it arrived; it is "
        "not sent again before.",
        status=error.status,
        answer=error.answer,
        retry_after=error.retry_after,
    )


def _note(error: BaseException) -> str:
    """Why it is as it is; of an unexpected error only the kind, because its text could hold anything."""
    return str(error) if isinstance(error, GatewayDeskError) else f"Sending broke off ({type(error).__name__})."
