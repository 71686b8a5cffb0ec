"""What goes on with a dataset of an Opendatasoft portal, in our words, and the calls that complete a creation.

A job's end is told by the dataset's own status: the portal's list of jobs was withdrawn, and is not asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from gatewaydesk.errors import Refused
from gatewaydesk.gateways.base import CancelToken, Prepared
from gatewaydesk.gateways.opendatasoft_answers import is_not_there
from gatewaydesk.gateways.opendatasoft_preparing import calls_of
from gatewaydesk.gateways.opendatasoft_reading import State, state
from gatewaydesk.gateways.opendatasoft_way import Way, part
from gatewaydesk.gateways.work import Progress
from gatewaydesk.job import Job, JobStatus
from gatewaydesk.schema.visible import plain

PATIENCE = (2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
METADATA = "metadata"
_MAY_NOT_HAVE_BEGUN = 60.0  # seconds after which a dataset that rests as before has been left as it was
_LONGEST = 300
_NAMED = 5  # refused values in a sentence


@dataclass(frozen=True)
class _Kind:
    """One kind of work: its title, whether the dataset is published after it (None: as before), and its end."""

    title: str
    published: bool | None
    ended: JobStatus
    words: str


KINDS: Mapping[str, _Kind] = {
    "publish": _Kind("Publishing", True, "live", "It is live."),
    "unpublish": _Kind("Taking it offline", False, "unpublished", "It is offline; the dataset itself stays."),
    "publish-metadata": _Kind("Publishing its metadata", True, "live", "It is live, with its new metadata."),
    "abort": _Kind("Stopping the processing", None, "aborted", "It was stopped. What was processed by then is live."),
    "save-version": _Kind("Saving a version", None, "done", "A version of its data is saved."),
    "recover": _Kind("Recovering realtime records", None, "done", "Its realtime records are recovered."),
    "scratch": _Kind("Deleting the recovery data", None, "done", "Its recovery data is deleted."),
}
_LIVE_OR_NOT = ("publish", "unpublish")  # of these a portal takes one only when the one before is over
_GOING_ON: Mapping[str, tuple[JobStatus, str]] = {
    "queued": ("queued", ""),
    "processing": ("processing", "The portal processes its records."),
    "aborting_processing": ("aborting", ""),
    "deleting": ("processing", "The portal takes its records offline."),
    "saving_version": ("processing", "The portal saves a version of its data."),
    "recovering_realtime_records": ("processing", "The portal recovers its realtime records."),
    "scratching_realtime_recover_data": ("processing", "The portal deletes its recovery data."),
}


def begun(kind: str, uid: str, job_id: str = "") -> Job:
    """The job that an action has left at the portal, whose ID for it is told only by v2."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    overtakes = _LIVE_OR_NOT if kind in _LIVE_OR_NOT else ()
    return Job(kind, KINDS[kind].title, uid, job_id, "queued", facts={"begun": at}, overtakes=overtakes)


def rest(prepared: Prepared, uid: str) -> Job | None:
    """What is still to be done after the first call of what was prepared, or what goes on at the portal since."""
    if prepared.action in ("publish", "to-draft"):
        return begun("publish" if prepared.action == "publish" else "unpublish", uid)
    calls = calls_of(prepared.body)[1:]
    if not calls:
        return None
    made = [{**one, "path": str(one["path"]).replace("{uid}", part(uid))} for one in calls]
    title = "Completing the dataset" if prepared.action == "create" else "Completing the update"
    words = "Its metadata and who may see it are set next."
    return Job(METADATA, title, uid, ours=True, words=words, facts={"calls": made})


def complete(way: Way, job: Job, at: Progress, cancel: CancelToken) -> Job:
    """Makes the calls that are left, each of which sets something and may be repeated."""
    calls = list(job.facts.get("calls") or [])
    total = len(calls) + int(job.facts.get("made") or 0)
    while calls:
        one = calls[0]
        last = str(one["path"]).strip("/").rpartition("/")[2]
        if last in ("publish", "unpublish"):
            return _set_in_motion(way, job, last, one, cancel)
        _set(way, one, cancel)
        calls = calls[1:]
        made = total - len(calls)
        job = replace(job, status="processing", words="", progress=made / total, facts={"calls": calls, "made": made})
        if calls:
            at(job)
    return replace(job, ours=False, status="done", words="Its metadata is complete on the portal.", progress=1.0)


def _set(way: Way, call: Mapping[str, Any], cancel: CancelToken) -> None:
    try:
        way.call(call["method"], call["path"], body=call["body"], cancel=cancel, repeatable=True)
    except Refused as refused:
        if refused.details:
            named = [f"“{plain('.'.join(one['pointer']))}”: {one['message']}" for one in refused.details[:_NAMED]]
            refused.what = f"The portal has the dataset, but refused of its metadata {' '.join(named)}"
            refused.todo = "Correct that in the draft, and update the dataset."
        raise


def looked_at(way: Way, job: Job, cancel: CancelToken) -> Job:
    """How a job stands by the dataset's status."""
    try:
        return stands(job, state(way, job.dataset_id, cancel))
    except Refused as refused:
        if not is_not_there(refused):
            raise
        return replace(job, status="deleted", words="The portal has no such dataset any more.")


def stands(job: Job, now: State) -> Job:
    """A job by the state of its dataset."""
    kind = KINDS.get(job.kind)
    job = replace(job, native=now.name, since=now.since, ours=False)
    if kind is None:
        return replace(job, status="done")
    if now.name in _GOING_ON:
        status, words = _GOING_ON[now.name]
        return replace(job, status=status, words=words)
    said = f" It says: “{plain(now.message, _LONGEST).rstrip('.')}”." if now.message else ""
    if now.name == "limit_reached":
        live = "Part of its records are live." if now.published else "Nothing of it is live."
        words = f"The portal stopped at the number of records that its licence allows. {live}{said}"
        return replace(job, status="live_with_errors" if now.published else "failed", words=words)
    if now.name == "error":
        live = " What was published before may still be seen." if now.published else ""
        return replace(job, status="failed", words=f"The portal could not do it.{said}{live}")
    if now.name != "idle":
        words = f"The portal's word for it is “{plain(now.name)}”, which Gateway Desk does not know. It is asked again."
        return replace(job, status="unknown", words=words)
    if kind.published is not None and now.published is not kind.published:
        if _age(job) < _MAY_NOT_HAVE_BEGUN:
            return replace(job, status="queued", words="")
        return replace(job, status="failed", words="The portal rests, and the dataset is as it was before.")
    if kind.ended == "live" and now.errors:
        count = "1 record was refused" if now.errors == 1 else f"{now.errors:,} records were refused"
        return replace(job, status="live_with_errors", words=f"It is live, but {count}. “Record errors” shows why.")
    return replace(job, status=kind.ended, words=kind.words, progress=1.0)


def _set_in_motion(way: Way, job: Job, verb: str, call: Mapping[str, Any], cancel: CancelToken) -> Job:
    """Publishes, unless that goes on or is done already: an answer may have been lost."""
    now = state(way, job.dataset_id, cancel)
    if now.at_rest and (now.published is not (verb == "publish") or now.name != "idle"):
        answer = way.call(call["method"], call["path"], cancel=cancel)
        return begun(verb, job.dataset_id, job_id_of(answer.json))
    return stands(begun(verb, job.dataset_id), now)


def job_id_of(said: Any) -> str:
    """The job's ID in an answer, or "": Automation gives none."""
    found = (said.get("job_id") or said.get("job_uid")) if isinstance(said, dict) else None
    return found if isinstance(found, str) else ""


def _age(job: Job) -> float:
    try:
        return (datetime.now(UTC) - datetime.fromisoformat(str(job.facts.get("begun")))).total_seconds()
    except (ValueError, TypeError):
        return _MAY_NOT_HAVE_BEGUN
