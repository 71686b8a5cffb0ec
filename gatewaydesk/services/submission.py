"""Submitting: written down first, sent once, asked about when the answer was lost, settled with a receipt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gatewaydesk.connection import Connection
from gatewaydesk.errors import (
    Cancelled,
    GatewayDeskError,
    GatewayProblem,
    OutcomeUnknown,
    Refused,
    StoreProblem,
    Unreachable,
)
from gatewaydesk.gateways.base import CancelToken, Gateway, Prepared, Remote
from gatewaydesk.gateways.wire import wait_for
from gatewaydesk.services import resolving
from gatewaydesk.services.deeds import deed, prepared_of
from gatewaydesk.services.patience import after, pause
from gatewaydesk.services.versions import keep_by_itself
from gatewaydesk.store import AlreadySent, MovedOn, NotItsTurn, OutboxRow, Receipt, Store
from gatewaydesk.store.submissions import content_of
from gatewaydesk.validation.problems import Problem, Severity

if TYPE_CHECKING:
    from gatewaydesk.schema.catalogue import LoadedSchema

Progress = Callable[[str], None]

_TURN = 0.25  # seconds between two looks at whether it is this one's turn: other processes cannot call us
_AS_STATUS = {"active": "published", "draft": "a draft", "archived": "archived"}
_AFTER_CANCEL = 60.0  # seconds that what is queued rests after somebody stopped it
_STOPPED = "Stopped before anything was sent. It is tried again by itself, unless it is taken out."


class ChangedThere(GatewayProblem):
    """The gateway's copy is no longer the one that was looked at: somebody else has changed it, or its status."""


class NotOffered(GatewayProblem):
    """What was to be done to a dataset cannot be done to it as it stands there now; `remote` is how it stands."""

    def __init__(self, what: str, remote: Remote) -> None:
        super().__init__(what, "Look at it again in the list.")
        self.remote = remote


@dataclass(frozen=True)
class Readiness:
    """Whether a document can be sent.

    Attributes:
        wrong: how many values are wrong.
        empty: how many required fields are empty, whether the schema allows that or not.
        advice: how much advice there is; it never blocks.
        may_send: nothing is wrong, or missing by the schema.
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
    if any(problem.blocks for problem in told if problem.source != "gateway"):
        parts = [_count(wrong, "value is wrong", "values are wrong")] if wrong else []
        parts += [_count(empty, "required field is empty", "required fields are empty")] if empty else []
        return Readiness(wrong, empty, advice, False, f"Not ready for {schema.name}: {' and '.join(parts)}.")
    sentence = f"Ready: nothing is wrong or missing by {schema.name}."
    if empty:
        may = "which the schema allows"
        sentence = f"Ready, but {_count(empty, 'required field is', 'required fields are')} still empty, {may}."
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
    """Does what was prepared (any action but a test), at most once, and returns its receipt.

    Args:
        content: what tells versions of a draft apart; empty takes the body without its `pid`.
        again: a second dataset is wanted although this version was sent, or an earlier outcome is unknown.

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
    where = gateway.connection
    content = content or _content(prepared)
    if prepared.action == "create":
        doubtful = store.outbox.doubtful(draft_id, where, content, title)
        if doubtful:
            tries = "an earlier try" if len(doubtful) == 1 else f"one of {len(doubtful):,} earlier tries"
            progress(f"Asking {where.name} whether {tries} arrived after all…")
        late = resolving.arrived_late(store, gateway, draft_id, content, title, cancel)
        if late is not None and not again:
            row, receipt = late
            if row.content == content:
                return receipt
            raise AlreadySent(row, receipt)
    row = _begin(store, where, prepared, draft_id, title, schema, content, again=again)
    return _send(store, gateway, row, cancel, progress, wait=True)


def may_be_queued(error: BaseException) -> bool:
    """Whether what could not be sent may go later as it is: the gateway has not got it, and time may help."""
    return isinstance(error, Unreachable) or (isinstance(error, Refused) and error.retry_after is not None)


def queue(
    store: Store,
    gateway: Gateway,
    prepared: Prepared,
    *,
    draft_id: str,
    title: str,
    schema: str,
    content: str = "",
    again: bool = False,
    wait: float | None = None,
) -> OutboxRow:
    """Puts what was prepared into the outbox, from where it goes by itself when the gateway can be reached.

    Args:
        content: as in `submit`.
        again: as in `submit`.
        wait: seconds that the gateway asked to be left alone for.

    Raises:
        AlreadySent: as `submit`.
        StoreProblem: it could not be written down.
    """
    not_before = "" if wait is None else after(pause(0, wait))
    content = content or _content(prepared)
    return _begin(
        store, gateway.connection, prepared, draft_id, title, schema, content,
        again=again, queued=True, not_before=not_before,
    )  # fmt: skip


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
    resolving.same_gateway(gateway, row)
    resolving.same_address(gateway, row)
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
            _refuse_changed(gateway, row, cancel)
    except ChangedThere as changed:
        with suppress(StoreProblem):
            _end(store, row, changed.what)
        raise
    except BaseException as error:  # whatever it is, nothing was sent this time
        with suppress(StoreProblem):
            _not_sent(store, row, error, asking=True)
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
            _not_sent(store, row, error)
        raise
    except BaseException as error:
        # Whatever else went wrong, bytes may have reached the gateway. A row that cannot be marked now is found later.
        trouble = _mark_unknown(store, row, error)
        if not isinstance(error, Exception):
            raise
        return _after_silence(store, gateway, row, error, trouble, cancel, progress)
    may_come_twice = row.doubtful and row.action == "create"
    return resolving.settle(store, row, created, "", not_before=after(pause(0)) if may_come_twice else "")


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
    store: Store,
    where: Connection,
    prepared: Prepared,
    draft_id: str,
    title: str,
    schema: str,
    content: str,
    *,
    again: bool,
    queued: bool = False,
    not_before: str = "",
) -> OutboxRow:
    """Writes down what was prepared, and keeps the version of the draft that is sent."""
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
        queued=queued,
        not_before=not_before,
        action=prepared.action,
        dataset_id=prepared.dataset_id,
        base_mark=prepared.base_mark,
        base_status=prepared.base_status,
        sandbox=where.sandbox,
    )
    if prepared.action in ("create", "update"):
        keep_by_itself(store, draft_id, "sent", where.name)
    return row


def _content(prepared: Prepared) -> str:
    """A change of status says nothing that a dataset holds: it is told from others by what it does, and to what."""
    if prepared.action in ("create", "update"):
        return content_of(prepared.body, prepared.pid)
    return content_of(f"{prepared.action} {prepared.dataset_id}".encode(), "")


def _refuse_changed(gateway: Gateway, row: OutboxRow, cancel: CancelToken) -> None:
    """A sheet may have been read for long, and what is queued may go days later."""
    try:
        there = gateway.fetch(row.dataset_id, cancel)
    except Refused as refused:
        if refused.way_out != "refresh":  # it may be there as it was: the person must see this very answer
            raise
        raise ChangedThere(refused.what, refused.todo) from refused
    was, status = _AS_STATUS.get(row.base_status), _AS_STATUS.get(there.remote.status)
    if was and status and was != status:  # others come and go by themselves, while the gateway works on it
        this = "this update" if row.action == "update" else "this"
        raise ChangedThere(
            f"Dataset {row.dataset_id} is {status} on {row.gateway} by now, and was {was} when {this} was prepared, so "
            "nothing was sent.",
            "Look at it again, and decide which status it is to have.",
        )
    if row.base_mark and there.mark != row.base_mark:
        raise ChangedThere(
            f"“{row.title}” was changed on {row.gateway} since this update was prepared, so it was not sent.",
            "Compare the two, merge them, and send the result.",
        )


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


def _not_sent(store: Store, row: OutboxRow, error: BaseException, *, asking: bool = False) -> None:
    """Ends a row that the gateway has not got, or puts it back into the queue where time may help.

    `asking` says that it was no answer to sending it.
    """
    asked = error.retry_after if isinstance(error, Refused) else None
    if asked is not None:
        store.outbox.queue.hold(row.gateway, after(pause(0, asked)), held=True)
    if not row.queued:
        _end(store, row, _note(error))
    elif not isinstance(error, Exception) or isinstance(error, Cancelled):
        at = after(_AFTER_CANCEL)
        store.outbox.back(row.id, _STOPPED, not_before=at, doubtful=row.doubtful, counted=False)
    elif isinstance(error, Refused) and asked is None and not asking:
        _end(store, row, str(error))
    else:
        at = after(pause(row.tries, asked))
        store.outbox.back(row.id, _note(error), not_before=at, held=asked is not None, doubtful=row.doubtful)


def _end(store: Store, row: OutboxRow, note: str) -> None:
    """Ends a row that was not taken this time; an earlier try at it may arrive yet, and is asked about."""
    at = after(pause(0)) if row.doubtful else ""
    store.outbox.refuse(row.id, note, doubtful=row.doubtful, not_before=at)


def _mark_unknown(store: Store, row: OutboxRow, error: BaseException) -> StoreProblem | None:
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


def _after_silence(
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
        with resolving.token_for_asking(cancel) as token:
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


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
