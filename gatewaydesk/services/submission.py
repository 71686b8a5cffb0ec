"""Submitting: written down first, sent once, asked about when the answer was lost, settled with a receipt."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from gatewaydesk.connection import Connection
from gatewaydesk.errors import Cancelled, OutcomeUnknown, Refused, StoreProblem, Unreachable
from gatewaydesk.gateways.base import CancelToken, Gateway, Prepared
from gatewaydesk.gateways.wire import wait_for
from gatewaydesk.services import resolving, unsettled
from gatewaydesk.services.belonging import same_address, same_gateway
from gatewaydesk.services.deeds import Progress, deed, prepared_of
from gatewaydesk.services.looking_again import ChangedThere, refuse_changed
from gatewaydesk.services.patience import after, pause
from gatewaydesk.services.settling import settle
from gatewaydesk.services.versions import keep_by_itself
from gatewaydesk.store import AlreadySent, NotItsTurn, OutboxRow, Receipt, Store
from gatewaydesk.store.submissions import content_of

_TURN = 0.25  # seconds between two looks at whether it is this one's turn: other processes cannot call us


@dataclass(frozen=True)
class Submission:
    """What shall be done at a gateway, and what it is known by here.

    Attributes:
        prepared: any action but a test.
        draft_id: the draft that it was made of, or "".
        schema: the name of the draft's schema, or "".
        content: what tells versions of a draft apart, where that is known; see `version`.
        again: a second dataset is wanted although this version was sent, or an earlier outcome is unknown.
    """

    prepared: Prepared
    draft_id: str
    title: str
    schema: str
    content: str = ""
    again: bool = False

    @property
    def version(self) -> str:
        """What tells this one from others: its content, or else that of its body without the `pid`.

        A change of status says nothing that a dataset holds: it is told from others by what it does, and to what.
        """
        prepared = self.prepared
        if self.content:
            return self.content
        if prepared.action in ("create", "update"):
            return content_of(prepared.body, prepared.pid)
        return content_of(f"{prepared.action} {prepared.dataset_id}".encode(), "")


def submit(store: Store, gateway: Gateway, what: Submission, *, cancel: CancelToken, progress: Progress) -> Receipt:
    """Does what was prepared, at most once, and returns its receipt.

    Raises:
        ChangedThere: an update would undo what somebody else has changed there since it was prepared; or a change of
            status, or a deletion, was decided on for another status than the dataset has by now.
        AlreadySent: this gateway has got this version, or another of this draft or title is on its way to it.
        Refused: the gateway said no; it can be sent again when that is mended.
        Unreachable: nothing of it was sent; it can be sent again.
        Cancelled: the person cancelled before anything was sent.
        OutcomeUnknown: it may or may not have arrived; see `resolving.resolve`.
        StoreProblem: it could not be written down, so nothing was sent; or the sentence names the dataset that was
            made.
    """
    cancel.check()
    where, version = gateway.connection, what.version
    if what.prepared.action == "create":
        doubtful = store.outbox.doubtful(what.draft_id, where, version, what.title)
        if doubtful:
            tries = "an earlier try" if len(doubtful) == 1 else f"one of {len(doubtful):,} earlier tries"
            progress(f"Asking {where.name} whether {tries} arrived after all…")
        late = resolving.arrived_late(store, gateway, what.draft_id, version, what.title, cancel)
        if late is not None and not what.again:
            row, receipt = late
            if row.content == version:
                return receipt
            raise AlreadySent(row, receipt)
    row = _begin(store, where, what)
    return _send(store, gateway, row, cancel, progress, wait=True)


def may_be_queued(error: BaseException) -> bool:
    """Whether what could not be sent may go later as it is: the gateway has not got it, and time may help."""
    return isinstance(error, Unreachable) or (isinstance(error, Refused) and error.retry_after is not None)


def queue(store: Store, gateway: Gateway, what: Submission, *, wait: float | None = None) -> OutboxRow:
    """Puts what was prepared into the outbox, from where it goes by itself when the gateway can be reached.

    Args:
        wait: seconds that the gateway asked to be left alone for.

    Raises:
        AlreadySent: as `submit`.
        StoreProblem: it could not be written down.
    """
    not_before = "" if wait is None else after(pause(0, wait))
    return _begin(store, gateway.connection, what, queued=True, not_before=not_before)


def send(
    store: Store, gateway: Gateway, row: OutboxRow, *, cancel: CancelToken, progress: Progress, by_itself: bool = False
) -> Receipt:
    """Sends a row that waits in the outbox. Raises what `submit` raises.

    What is queued stays in the queue where the gateway has not got it and time may help.

    Args:
        by_itself: nobody looks on: where another submission is on its way to this gateway, it is not waited for.

    Raises:
        NotItsTurn: that is so.
    """
    same_gateway(gateway, row)
    same_address(gateway, row)
    prepared_of(row)  # what another version wrote and is not known here is not even begun
    late = None
    if row.action == "create":
        late = resolving.arrived_late(store, gateway, row.draft, row.content, row.title, cancel)
    if late is None:
        return _send(store, gateway, row, cancel, progress, wait=not by_itself)
    other, receipt = late
    store.outbox.take_out(row.id, f"An earlier try arrived after all, as dataset {receipt.dataset_id}.")
    if other.content != row.content:
        raise AlreadySent(other, receipt)
    return receipt


def _send(
    store: Store, gateway: Gateway, row: OutboxRow, cancel: CancelToken, progress: Progress, *, wait: bool
) -> Receipt:
    _take_turn(store, row, cancel, progress, wait=wait)
    row = store.outbox.get(row.id)  # another window may have tried it since it was read
    try:
        receipt = resolving.late(store, gateway, row, cancel) if row.doubtful else None
        if receipt is not None:
            return receipt
        if row.base_mark or (row.base_status and row.action not in ("create", "update")):
            refuse_changed(gateway, row, cancel)
    except ChangedThere as changed:
        with suppress(StoreProblem):
            unsettled.end(store, row, changed.what)
        raise
    except BaseException as error:  # whatever it is, nothing was sent this time
        with suppress(StoreProblem):
            unsettled.not_sent(store, row, error, asking=True)
        raise
    with _interrupted_in_words(row):
        return _send_now(store, gateway, row, cancel, progress)


def _send_now(store: Store, gateway: Gateway, row: OutboxRow, cancel: CancelToken, progress: Progress) -> Receipt:
    try:
        prepared = prepared_of(row)
        progress(deed(row.action).doing.format(title=row.title, gateway=row.gateway))
        created = gateway.send(prepared, cancel)
        if not created.dataset_id:
            raise OutcomeUnknown(f"{row.gateway} answered without a dataset ID.")
    except (Refused, Unreachable, Cancelled) as error:
        with suppress(StoreProblem):  # the answer is what the person must hear; the row is asked about later
            unsettled.not_sent(store, row, error)
        raise
    except BaseException as error:
        # Whatever else went wrong, bytes may have reached the gateway. A row that cannot be marked now is found later.
        trouble = unsettled.mark_unknown(store, row, error)
        if not isinstance(error, Exception):
            raise
        return unsettled.after_silence(store, gateway, row, error, trouble, cancel, progress)
    may_come_twice = row.doubtful and row.action == "create"
    return settle(store, row, created, "", not_before=after(pause(0)) if may_come_twice else "")


@contextmanager
def _interrupted_in_words(row: OutboxRow) -> Iterator[None]:
    """Who interrupts the program while something is out should hear that it may have arrived."""
    try:
        yield
    except BaseException as error:
        if not isinstance(error, Exception):
            error.add_note(
                f"“{row.title}” may have arrived at {row.gateway} all the same. It is in the outbox, where its outcome "
                "is unknown. Find out with: gatewaydesk outbox resolve"
            )
        raise


def _begin(
    store: Store, where: Connection, what: Submission, *, queued: bool = False, not_before: str = ""
) -> OutboxRow:
    """Writes down what was prepared, and keeps the version of the draft that is sent."""
    prepared = what.prepared
    row = store.outbox.begin(
        what.draft_id,
        where.name,
        where.system,
        what.title,
        what.schema,
        method=prepared.method,
        url=prepared.url,
        body=prepared.body,
        route=prepared.route,
        pid=prepared.pid,
        status=prepared.status,
        content=what.version,
        again=what.again,
        practice=where.practice,
        queued=queued,
        not_before=not_before,
        action=prepared.action,
        dataset_id=prepared.dataset_id,
        base_mark=prepared.base_mark,
        base_status=prepared.base_status,
        sandbox=where.sandbox,
    )
    if prepared.action in ("create", "update"):
        keep_by_itself(store, what.draft_id, "sent", where.name)
    return row


def _take_turn(store: Store, row: OutboxRow, cancel: CancelToken, progress: Progress, *, wait: bool) -> None:
    """Waits until nothing else is on its way to the gateway, from whichever window, and marks that this one is."""
    try:
        while True:
            cancel.check()
            try:
                store.outbox.sending(row.id)
                return
            except NotItsTurn as busy:
                if not wait:
                    raise
                progress(f"Waiting until “{busy.row.title}” has been sent to {row.gateway}…")
            wait_for(_TURN, cancel)
    except Cancelled:
        if not row.queued:
            store.outbox.take_out(row.id, "Cancelled before anything was sent.")
        raise
