"""Work that goes on with a Qrvey dataset: loads, and rows that are pushed part by part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from gatewaydesk.errors import FileProblem, GatewayProblem, OutcomeUnknown, Refused
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.qrvey_answers import explain, no, not_understood, unknown
from gatewaydesk.gateways.qrvey_reading import definition, state_of
from gatewaydesk.gateways.qrvey_rows import Part, parts
from gatewaydesk.gateways.qrvey_way import STATES, Way
from gatewaydesk.gateways.sending import Content, FileState
from gatewaydesk.gateways.work import Progress
from gatewaydesk.job import Job, JobStatus

PATIENCE = (2.0, 3.0, 4.5, 7.0, 10.0, 15.0, 22.0, 30.0)
"""Seconds between two looks: Qrvey's own example looks every second, which is too often for loads that take hours."""

_ENDED = {"Complete": "done", "TerminatedExit": "aborted", "ErrorExit": "failed"}
_STAGES = frozenset(
    {"Initializing", "QueryingDatasources", "PumpingDatasources", "FillingJoinLakes", "Joining", "FillingEs"}
)
_COUNTS = ("added", "updated", "deleted", "failed")
_AT_ONCE = 50  # push jobs that are asked about in one look
_STRANGE = "Qrvey calls its state “{native}”, which Gateway Desk does not know. It is looked at every now and then."
_NO_ROUTER = (
    "Qrvey has taken {rows} in. How they fared is told only by the data router, and the connection names none with its "
    "key; look at the dataset in Qrvey."
)
_DOUBT = "Rows {first:,} to {last:,} of “{file}” may or may not have arrived. {why}"
_TWICE = "Look in Qrvey. Going on sends them again, and where they have arrived they are there twice then."
_ONCE = "Going on sends them again, which changes nothing where they have arrived."


def push_job(dataset_id: str, file: FileState, columns: Mapping[str, str], *, upsert: bool, rows: int) -> Job:
    """A push of which nothing has been done yet.

    Args:
        columns: the dataset's columns with their types.
        rows: how many the file has to have; 0 where nobody has said so.
    """
    facts = {
        "file": str(file.path),
        "size": file.size,
        "changed": file.changed,
        "columns": dict(columns),
        "upsert": upsert,
        "rows": rows,
    }
    title = f"{'Updating rows' if upsert else 'Sending rows'} from “{file.path.name}”"
    return Job("push", title, dataset_id, ours=True, progress=0.0, facts=facts)


def go_on(way: Way, job: Job, at: Progress, cancel: CancelToken) -> Job:
    """Asks for a load, or sends the rows that are still to be sent."""
    return _push(way, job, at, cancel) if job.kind == "push" else _load(way, job, cancel)


def look(way: Way, job: Job, cancel: CancelToken) -> Job:
    """How a load or a push stands."""
    return _look_at_push(way, job, cancel) if job.kind == "push" else _look_at_load(way, job, cancel)


def _load(way: Way, job: Job, cancel: CancelToken) -> Job:
    """A load may be asked for again: during another one it is refused or does nothing, and else it does the same."""
    path = way.dataset(job.dataset_id, "load")
    answer = way.transport.request("POST", path, cancel=cancel, repeatable=True)
    if not 200 <= answer.status < 300:
        verdict = explain(answer)
        if answer.status != 400 or state_of(way, job.dataset_id, cancel) != "processing":
            raise verdict.refused
    return replace(job, ours=False, status="queued", words="")


def _look_at_load(way: Way, job: Job, cancel: CancelToken) -> Job:
    try:
        native = str(definition(way, job.dataset_id, cancel).get("status") or "")
    except Refused as refused:
        if refused.status == 404 and refused.way_out == "refresh":
            return replace(job, status="deleted", words="The dataset is not in Qrvey any more.", progress=None)
        raise
    status: JobStatus = STATES.get(native.upper(), ("", "unknown"))[1]
    words = {
        "failed": "Qrvey could not load the data, and does not say why. Look at the connection, the table or query, "
        "and the columns; then load it again.",
        "unknown": _STRANGE.format(native=native),
        "live": "The data is loaded and can be used.",
    }
    return replace(job, status=status, native=native, words=words.get(status, ""), progress=None)


def _push(way: Way, job: Job, at: Progress, cancel: CancelToken) -> Job:
    """Every part is told before it is sent and after it was taken: what was under way when it broke off is in doubt."""
    facts = dict(job.facts)
    file = FileState(Path(facts["file"]), facts["size"], facts["changed"])
    if not facts.get("checked"):
        facts |= {"found": _counted(file, facts, job, at, cancel), "checked": True}
        job = _told(job, at, facts)
    if facts.get("under_way") and not facts["upsert"]:
        if not facts.get("doubted"):
            raise _in_doubt(job, at, facts, "Gateway Desk was closed while they were being sent.")
        facts["doubted"] = False
    for part in parts(file, facts["columns"], facts.get("end", 0)):
        cancel.check()
        facts["under_way"] = len(part.rows)
        job = _told(job, at, facts)
        try:
            job_id = _send(way, job.dataset_id, part, upsert=facts["upsert"], cancel=cancel)
        except OutcomeUnknown as error:
            raise _in_doubt(job, at, facts, error.what) from error
        except GatewayProblem:
            facts["under_way"] = 0
            _told(job, at, facts)
            raise
        facts |= {
            "under_way": 0,
            "end": part.end,
            "sent": facts.get("sent", 0) + len(part.rows),
            "waiting": [*facts.get("waiting", ()), *([job_id] if job_id else [])],
            "parts": facts.get("parts", 0) + 1,
        }
        job = _told(replace(job, remote_id=job_id or job.remote_id), at, facts)
    if not facts.get("waiting"):
        words = _NO_ROUTER.format(rows=_rows(facts.get("sent", 0)))
        return replace(job, ours=False, status="done", words=words, progress=1.0)
    return replace(job, ours=False, status="queued", words=f"{_rows(facts['sent'])} sent.", progress=None)


def _counted(file: FileState, facts: Mapping[str, Any], job: Job, at: Progress, cancel: CancelToken) -> int:
    """How many rows the file has. Each of them is looked at before the first is sent.

    Raises:
        FileProblem: one does not fit, there is none, or they are not as many as a person has said.
    """
    count = 0
    for part in parts(file, facts["columns"]):
        cancel.check()
        count += len(part.rows)
        words = f"Looking through the file: {_rows(count)} so far."
        at(replace(job, status="created", words=words, progress=None))
    if not count:
        raise FileProblem(f"“{file.path.name}” has no rows.", "Choose another file. Nothing was sent.")
    if facts["rows"] and count != facts["rows"]:
        raise FileProblem(
            f"“{file.path.name}” has {_rows(count)}, and you have said {facts['rows']:,}.",
            "Nothing was sent. Look at the file, and begin again with the number of its rows.",
        )
    return count


def _send(way: Way, dataset_id: str, part: Part, *, upsert: bool, cancel: CancelToken) -> str:
    """Sends rows; the ID of the job that takes them in, or "" where nobody could be asked about it."""
    method = '"documentUpdateMethod":"upsert",' if upsert else ""
    quoted = dataset_id.replace("\\", "\\\\").replace('"', '\\"')
    head = f'{{"datasetId":"{quoted}",{method}"data":['
    content = Content((head.encode(), ",".join(part.rows).encode(), b"]}"), "application/json")
    through, path = (way.router, "postdata") if way.router else (way.transport, way.dataset(dataset_id, _DIRECTLY))
    answer = through.request("POST", path, body=content, cancel=cancel, repeatable=upsert)
    if not 200 <= answer.status < 300:
        raise no(answer)
    job_id = answer.json.get("jobId") if isinstance(answer.json, dict) else None
    if way.router is not None and not job_id:
        raise unknown(answer, "Qrvey took the rows, but named no job for them.")
    return str(job_id) if way.router is not None else ""


_DIRECTLY = "pushapi/data/post"


def _look_at_push(way: Way, job: Job, cancel: CancelToken) -> Job:
    """Each part has a job of its own there; they are asked about in turn, and their counts are summed up."""
    if way.router is None:
        raise GatewayProblem(
            "The data router cannot be asked: the connection names none with its key any more.",
            "Enter data router address and key again.",
        )
    facts = dict(job.facts)
    waiting, native, status = list(facts["waiting"]), job.native, job.status
    counts = dict(facts.get("counts") or dict.fromkeys(_COUNTS, 0))
    ends: list[str] = list(facts.get("ends") or ())
    for job_id in waiting[:_AT_ONCE]:
        native, said = _one_job(way, job_id, cancel)
        if native not in _ENDED:
            status = "processing" if native in _STAGES else "unknown"
            break
        waiting.remove(job_id)
        ends = sorted({*ends, native})
        counts = {name: counts[name] + said[name] for name in _COUNTS}
    facts |= {"waiting": waiting, "counts": counts, "ends": ends}
    if waiting:
        done = 1 - len(waiting) / facts["parts"]
        words = _STRANGE.format(native=native) if status == "unknown" else f"{_summed(counts)} so far."
        return replace(job, status=status, native=native, words=words, progress=done, facts=facts)
    return _ended(job, facts, counts, ends)


def _ended(job: Job, facts: Mapping[str, Any], counts: Mapping[str, int], ends: Sequence[str]) -> Job:
    worst = next((one for one in ("ErrorExit", "TerminatedExit") if one in ends), "Complete")
    status: JobStatus = "done"
    words = f"{_summed(counts)}."
    if counts["failed"]:
        status = "live_with_errors"
        words = f"{words} The rows that failed do not fit the dataset's columns, or have been refused by Qrvey."
    if worst != "Complete":
        status = "failed" if worst == "ErrorExit" else "aborted"
        why = "broke off with an error" if worst == "ErrorExit" else "was ended by somebody"
        words = f"Qrvey's own work on the rows {why}, for a part of them at least. {words}"
    return replace(job, status=status, native=worst, words=words, progress=1.0, facts=facts)


def _one_job(way: Way, job_id: str, cancel: CancelToken) -> tuple[str, dict[str, int]]:
    assert way.router is not None
    answer = way.router.get(f"{job_id}/status", cancel=cancel)
    if answer.status != 200:
        raise explain(answer).refused
    body = answer.json if isinstance(answer.json, dict) else {}
    state, done = body.get("statusJob"), body.get("jobCompletionStatistics")
    if not isinstance(state, dict):
        raise not_understood(answer)
    filling = done.get("fillingEsStatistics") if isinstance(done, dict) else None
    said = filling if isinstance(filling, dict) else {}
    return str(state.get("status") or ""), {name: _number(said.get(name)) for name in _COUNTS}


def _in_doubt(job: Job, at: Progress, facts: dict[str, Any], why: str) -> OutcomeUnknown:
    """Rows that were under way; told, so that going on is a person's decision."""
    facts["doubted"] = True
    _told(job, at, facts)
    first = facts.get("sent", 0) + 1
    last, name = first + facts["under_way"] - 1, Path(facts["file"]).name
    said = _DOUBT.format(first=first, last=last, file=name, why=why)
    return OutcomeUnknown(said, _ONCE if facts["upsert"] else _TWICE)


def _told(job: Job, at: Progress, facts: Mapping[str, Any]) -> Job:
    sent, found = facts.get("sent", 0), facts.get("found", 0)
    words = f"{sent:,} of {_rows(found)} sent."
    now_ = replace(job, status="uploading", words=words, progress=sent / found if found else 0.0, facts=dict(facts))
    at(now_)
    return now_


def _summed(counts: Mapping[str, int]) -> str:
    said = ", ".join(f"{counts[name]:,} {name}" for name in _COUNTS if counts[name])
    return f"Rows: {said}" if said else "No rows taken in"


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
