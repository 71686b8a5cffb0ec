"""The states of a batch, in our words; unknown ones are kept as they are, and looked at slowly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gatewaydesk.gateways.adobe_reading import keyed, moment, own_of
from gatewaydesk.gateways.adobe_way import CATALOG, Way
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.verdicts import shortened
from gatewaydesk.job import Job, JobStatus

BATCHES = f"{CATALOG}/batches"
GOOD = frozenset({"success", "active"})
WAITING = frozenset({"loading"})
CANCELLABLE = frozenset({"", "loading", "loaded", "staging", "staged", "queued", "processing", "retrying", "stalled"})
TAKEN_BACK = "taken back"
"""The fact of a job that follows a batch while it is taken back, and is live until that has happened."""

_MOST_TOLD = 3  # errors in a sentence
_LONGEST_TOLD = 300
_STATES: Mapping[str, tuple[JobStatus, str]] = {
    "loading": ("uploading", "The batch is open: it waits for files, or to be completed."),
    "loaded": ("queued", "All files have arrived."),
    "staging": ("processing", "The platform is reading the files."),
    "staged": ("processing", "The platform has read the files, and is taking them in."),
    "queued": ("queued", "The batch waits for its turn."),
    "processing": ("processing", "The platform is taking the rows in."),
    "retrying": ("processing", "It did not work at once; the platform tries again by itself."),
    "stalled": (
        "needs_attention",
        "The platform has tried several times and does not go on by itself. Abort it, or ask Adobe's support.",
    ),
    "success": ("live", ""),
    "active": ("live", ""),
    "failed": ("failed", ""),
    "failure": ("failed", ""),
    "aborted": ("aborted", "The batch was aborted; none of its rows were taken in."),
    "abandoned": ("aborted", "The batch was not completed in time, so the platform gave it up."),
    "inactive": ("unpublished", "The batch was taken back or replaced: its rows are no longer in the dataset."),
    "archived": ("unpublished", "The batch is archived: its rows are no longer in the dataset."),
    "retained": ("unpublished", "The batch is kept, but its rows are no longer in the dataset."),
    "deleted": ("deleted", "The batch and its rows are deleted."),
}


def fetch(way: Way, batch_id: str, cancel: CancelToken) -> Mapping[str, Any] | None:
    """What Catalog says of a batch; None where it does not list it (yet).

    Raises:
        Refused: it may not be asked.
    """
    answer = way.get(BATCHES, [("batch", batch_id)], cancel=cancel)
    return own_of(keyed(answer, "What the platform says of the batch could not be understood."), batch_id)


def look(way: Way, job: Job, cancel: CancelToken) -> Job:
    """How a batch stands now."""
    return standing(job, fetch(way, job.remote_id, cancel))


def standing(job: Job, batch: Mapping[str, Any] | None) -> Job:
    """A job with what Catalog says of its batch."""
    if batch is None:
        words = "The platform does not list this batch (yet)."
        return replace(job, status="unknown", native="", words=words, progress=None, ours=False)
    native = str(batch.get("status") or "")
    status, words = _STATES.get(native, ("unknown", f"The platform calls this “{shortened(native)}”."))
    failed = failed_rows(batch)
    if status == "live" and job.facts.get(TAKEN_BACK):
        status, words = "processing", "The batch is being taken back."
    elif status == "live":
        words = _rows(written(batch), "taken in")
        if failed or _errors(batch):
            status = "live_with_errors"
            words = (
                f"{words} {_rows(failed, 'not taken in') if failed else 'There were errors.'} {_told(batch)}".strip()
            )
    elif status == "failed":
        words = f"None of its rows were taken in. {_told(batch)}".strip()
    return replace(
        job, status=status, native=native, words=words, progress=None, ours=False, since=moment(batch.get("updated"))
    )


def failed_rows(batch: Mapping[str, Any]) -> int:
    """How many rows were not taken in, as far as it says."""
    return _metric(batch, "failedRecordCount") or 0


def written(batch: Mapping[str, Any]) -> int | None:
    """How many rows were taken in; None where it does not say."""
    found = _metric(batch, "outputRecordCount")
    return found if found is not None else _metric(batch, "recordsWritten")


def errors_of(batch: Mapping[str, Any]) -> tuple[tuple[str, str, str, str], ...]:
    """A batch's errors: code, description, rows, how many."""
    return tuple(
        (
            str(one.get("code") or ""),
            str(one.get("description") or ""),
            ", ".join(str(row) for row in rows[:20]) if isinstance(rows := one.get("rows"), list) else "",
            str(one.get("recordCount") or ""),
        )
        for one in _errors(batch)
    )


def _told(batch: Mapping[str, Any]) -> str:
    found = [shortened(words or code)[:_LONGEST_TOLD].rstrip(".") for code, words, _, _ in errors_of(batch)]
    metrics = batch.get("metrics")
    reason = metrics.get("failureReason") if isinstance(metrics, dict) else None
    if not found and isinstance(reason, str):
        found = [shortened(reason)[:_LONGEST_TOLD].rstrip(".:,")]
    more = f" And {len(found) - _MOST_TOLD:,} more." if len(found) > _MOST_TOLD else ""
    return "; ".join(found[:_MOST_TOLD]) + (f".{more}" if found else "")


def _errors(batch: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = batch.get("errors")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _metric(batch: Mapping[str, Any], name: str) -> int | None:
    metrics = batch.get("metrics")
    value = metrics.get(name) if isinstance(metrics, dict) else None
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _rows(number: int | None, what: str) -> str:
    if number is None:
        return f"Its rows were {what}."
    return f"1 row was {what}." if number == 1 else f"{number:,} rows were {what}."
