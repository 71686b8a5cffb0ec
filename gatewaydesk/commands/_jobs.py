"""What commands share that leave work at a gateway: how it goes on, said as it does, and waited for where wanted."""

from __future__ import annotations

import sys
from argparse import _ActionsContainer
from collections.abc import Container
from datetime import UTC, datetime

from gatewaydesk.commands._common import visible
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.gateways.base import CancelToken, Gateway
from gatewaydesk.gateways.wire import wait_for
from gatewaydesk.job import WENT_WRONG
from gatewaydesk.services import jobs
from gatewaydesk.services.submission import may_be_queued
from gatewaydesk.store import JobRow, Store

_EACH = 0.05  # of the whole, between two lines on how far an upload has come
_GO_ON = "Go on with: gatewaydesk jobs go-on {}"
_TURN = 0.25  # seconds between two looks at whether another window has let go of a job


def add_wait_flag(parser: _ActionsContainer) -> None:
    """`--wait`: until the gateway has done it."""
    parser.add_argument("--wait", action="store_true", help="wait until the gateway has done it, however long that is")


def follow(store: Store, gateway: Gateway, id: str, cancel: CancelToken, *, wait: bool) -> JobRow:
    """Looks at a job once, does all of it that is ours, and where `wait` says so waits until it has ended.

    Raises:
        GatewayDeskError: what is ours could not be done, or it could not be asked about; it stays as far as it came.
        Cancelled: it was interrupted; it stays as far as it came.
    """
    said = _Said()
    store.jobs.wake(id)
    while True:
        before = store.jobs.get(id)
        try:
            jobs.step(store, gateway, id, cancel, said, closing=lambda: True)
        except GatewayDeskError as error:
            values = getattr(error, "details", ())  # which are mended in the file
            if store.jobs.get(id).held and not values and not error.for_good:
                error.todo = f"{error.todo} {_GO_ON.format(id)}".strip()
            if not wait or not may_be_queued(error):
                raise
            print(visible(str(error)), file=sys.stderr)
        row = store.jobs.get(id)
        said(row)
        if row.job.finished:
            store.jobs.told(id)
            return row
        if row.held:
            raise GatewayDeskError(jobs.in_words(row), _GO_ON.format(id))
        if not row.job.ours and not wait:
            return row
        if not (before.job.ours and not row.job.ours):  # what has just been handed over is looked at once
            wait_for(max(_left(row), _TURN), cancel)


def follow_new(
    store: Store, gateway: Gateway, known: Container[str], dataset_id: str, cancel: CancelToken, *, wait: bool
) -> int:
    """Follows each job that sending something has left for a dataset; the worst exit code of them.

    Args:
        known: the IDs of the jobs that there were before.
    """
    left = [row.id for row in store.jobs.rows() if row.id not in known and row.job.dataset_id == dataset_id]
    return max((exit_code(follow(store, gateway, id_, cancel, wait=wait)) for id_ in left), default=0)


def exit_code(row: JobRow) -> int:
    """0 where a job is well, 1 where somebody should look at it."""
    stopped = row.job.status == "aborted" and row.job.kind != "abort"  # which is what was wanted
    return 1 if row.job.status in WENT_WRONG or stopped else 0


class _Said:
    """Says how a job stands whenever that is something else."""

    def __init__(self) -> None:
        self._last: tuple[str, str] | None = None
        self._progress = 0.0

    def __call__(self, row: JobRow) -> None:
        words, done = jobs.in_words(row), row.job.progress
        further = done is not None and done - self._progress >= _EACH
        if (row.job.status, words) == self._last and not further:
            return
        self._last = (row.job.status, words)
        self._progress = done or 0.0
        far = f" {done:.0%}" if done is not None and not row.job.finished else ""
        native = f" ({row.job.native})" if row.job.native else ""
        print(visible(f"{row.job.title}: {words}{far}{native}"), file=sys.stderr, flush=True)


def _left(row: JobRow) -> float:
    if not row.next_at:
        return 0.0
    return (datetime.fromisoformat(row.next_at) - datetime.now(UTC)).total_seconds()
