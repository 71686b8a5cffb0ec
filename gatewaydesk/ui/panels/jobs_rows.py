"""How a job is told in a row of the page of jobs, and below it in sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from gatewaydesk.job import FINISHED, WENT_WRONG, WORDS, JobStatus
from gatewaydesk.services.jobs import in_words
from gatewaydesk.store import JobRow
from gatewaydesk.ui.rows import Column
from gatewaydesk.ui.wording import exactly, when

_SIGNS: Mapping[JobStatus, str] = {
    "created": "empty",
    "queued": "empty",
    "unknown": "advice",
    **dict.fromkeys(("aborted", "unpublished", "deleted"), "empty"),  # over, but nothing that was achieved
}


def sign_of(row: JobRow) -> str:
    """A job's status as one of `theme.SIGNS`."""
    status = row.job.status
    if status in WENT_WRONG:
        return "wrong"
    return _SIGNS.get(status, "done" if status in FINISHED else "begun")


def status_of(row: JobRow) -> str:
    """A job's status in a few words."""
    return "Stopped here" if row.held and row.job.status not in WENT_WRONG else WORDS[row.job.status]


def next_check(row: JobRow, now: datetime | None = None) -> str:
    """When a job is looked at, or gone on with, by itself: `now`, `in 40 s`, `in 12 min`, a time; "" for never."""
    if row.job.finished or row.held or not row.next_at:
        return ""
    if row.owner:
        return "now"
    left = (datetime.fromisoformat(row.next_at) - (now or datetime.now(UTC))).total_seconds()
    if left <= 0:
        return "now"
    if left < 100:
        return f"in {left:.0f} s"
    return f"in {left / 60:.0f} min" if left < 5400 else f"{datetime.fromisoformat(row.next_at).astimezone():%H:%M}"


def progress_of(row: JobRow) -> str:
    """How far a job is, in per cent; "" where that is not known, or it has ended."""
    share = row.job.progress
    return "" if share is None or row.job.finished else f"{share:.0%}"


def waits(row: JobRow) -> bool:
    """Whether a person may say that it goes on now: it was stopped, or it broke off and would go on by itself later."""
    broke_off = row.job.ours and bool(row.note) and not row.owner
    return (row.held or broke_off) and not row.job.finished


def sifted(rows: Sequence[JobRow], text: str) -> list[JobRow]:
    """The rows that have every word of a text in them."""
    words = text.casefold().split()
    return [row for row in rows if all(word in _whole(row) for word in words)] if words else list(rows)


def _whole(row: JobRow) -> str:
    job = row.job
    said = (job.title, row.dataset, row.gateway, job.dataset_id, job.remote_id, job.native, status_of(row))
    return "\n".join(said).casefold()


def _tone(row: JobRow) -> str:
    return "wrong" if sign_of(row) == "wrong" else "done" if sign_of(row) == "done" else ""


def columns(at_it: Callable[[JobRow], str]) -> tuple[Column, ...]:
    """The columns of the page; `at_it` says who is at a job now."""
    return (
        Column("Job", lambda row: row.job.title, stretch=True, bold=True),
        Column("Status", status_of, in_words, _tone, sign=sign_of),
        Column(
            "There",
            lambda row: row.job.native,
            lambda row: f"The gateway's own word: {row.job.native}" if row.job.native else "",
            lambda _: "muted",
            spare=3,
        ),
        Column("Progress", progress_of, share=lambda row: row.job.progress if progress_of(row) else None, spare=1),
        Column("Dataset", lambda row: row.dataset or row.job.dataset_id, _dataset_tip, spare=2),
        Column("Gateway", lambda row: row.gateway, spare=5),
        Column("Since", lambda row: when(_since(row)), lambda row: exactly(_since(row)), spare=6),
        Column("Last checked", _checked, lambda row: exactly(row.looked_at) if row.looked_at else "", spare=7),
        Column("Next check", next_check, lambda row: exactly(row.next_at) if next_check(row) else "", spare=4),
        Column("At it", at_it, spare=8),
    )


def _since(row: JobRow) -> str:
    return row.job.since or row.changed


def _checked(row: JobRow) -> str:
    return when(row.looked_at) if row.looked_at else ""


def _dataset_tip(row: JobRow) -> str:
    return f"Dataset {row.job.dataset_id}" if row.job.dataset_id else ""


def known(row: JobRow, at_it: str) -> list[str]:
    """What is known of a job, a sentence a line."""
    job, share = row.job, progress_of(row)
    ids = [f"dataset {job.dataset_id}" if job.dataset_id else "", f"job {job.remote_id}" if job.remote_id else ""]
    named = ", ".join(one for one in ids if one)
    there = f"On {row.gateway}{': ' if named else ''}{named}."
    if job.native:
        there += f" Its own word for this state is “{job.native}”."
    said = f"{in_words(row)} {share} are done." if share else in_words(row)
    begun = f"Begun on {exactly(row.began)}."
    if _since(row) != row.began:
        begun += f" In this state since {exactly(_since(row))}."
    checked = f"Last checked on {exactly(row.looked_at)}." if row.looked_at else ""
    coming = f"Next check on {exactly(row.next_at)}." if next_check(row) not in ("", "now") else ""
    who = f"At it now: {at_it}." if at_it else ""
    return [said, there, begun, " ".join(one for one in (checked, coming, who) if one)]
