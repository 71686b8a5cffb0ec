"""Rows pushed to the practice Qrvey gateway: the job that takes them in, and how far it is."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from gatewaydesk.practice.kept import Row
from gatewaydesk.practice.qrvey_call import Answer, Call, Reply, invalid
from gatewaydesk.practice.qrvey_datasets import status_of
from gatewaydesk.practice.qrvey_definition import is_push

STAGES = (
    "Initializing", "QueryingDatasources", "PumpingDatasources", "FillingJoinLakes", "Joining", "FillingEs"
)  # fmt: skip
_NUMBERS = ("NUMBER", "NUMERIC")


def post_data(call: Call) -> Reply:
    """Rows through the data router."""
    row = call.store.row("select * from datasets where id = ?", (str(call.body.get("datasetId")),))
    if row is None:
        raise Answer(404, f"The dataset {call.body.get('datasetId')} was not found.")
    return _begin(call, row)


def post_data_directly(call: Call, dataset_id: str) -> Reply:
    """Rows through the application's own address, with the organisation's key."""
    row = call.dataset(dataset_id)
    if call.body.get("datasetId") != row["id"]:
        raise invalid("datasetId is not that of the address.")
    return _begin(call, row)


def job_status(call: Call, job_id: str) -> Reply:
    """How far a job is, worked out from when it began. What it added is counted once it has ended."""
    job = call.store.row("select * from jobs where id = ?", (job_id,))
    if job is None:
        raise Answer(404, f"The job {job_id} was not found.")
    gone = max(0.0, time.time() - job["began"])
    share = min(gone / job["seconds"], 1.0) if job["seconds"] else 1.0
    ended = share >= 1
    counts = job["statistics"] if ended else dict.fromkeys(job["statistics"], 0)
    return {
        "statusJob": {
            "jobId": job_id,
            "status": job["ends"] if ended else STAGES[int(share * len(STAGES))],
            "approximatePercentComplete": int(share * 100),
            "runtime": int(min(gone, job["seconds"]) * 1000),
        },
        "jobCompletionStatistics": {"fillingEsStatistics": counts},
    }


def _begin(call: Call, row: Row) -> Reply:
    data = call.body.get("data")
    if not isinstance(data, list) or not data or not all(isinstance(one, dict) for one in data):
        raise invalid("data must be a list of at least one object.")
    method = call.body.get("documentUpdateMethod")
    if method not in (None, "upsert"):
        raise invalid("documentUpdateMethod must be upsert.")
    if not any(is_push(source) for source in row["body"]["datasources"]):
        raise invalid("Rows can be pushed only to a dataset whose data source is a push connection.")
    if status_of(call, row) in ("DRAFT", "FAILED"):
        raise invalid("The dataset must have been loaded once before rows can be pushed.")
    faults = call.system.faults
    counts = {"added": 0, "deleted": 0, "failed": 0, "updated": 0}
    ends = "ErrorExit" if faults.happens("push-fails") else "Complete"
    if ends == "Complete":
        if faults.happens("push-loses"):
            data, counts["failed"] = data[:-1], 1
        _take_in(call, row, data, counts, upsert=method == "upsert")
    job_id = str(uuid.uuid4())
    job = {"began": time.time(), "seconds": call.system.job_seconds, "ends": ends, "statistics": counts}
    call.store.insert("jobs", {"id": job_id, "dataset_id": row["id"], **job})
    return {"jobId": job_id}


def _take_in(call: Call, row: Row, data: Sequence[Mapping[str, Any]], counts: dict[str, int], *, upsert: bool) -> None:
    """Keeps the rows that fit the dataset's columns. Without unique columns an upsert adds too."""
    columns = row["body"]["columns"]
    unique = [one["columnName"] for one in columns if one.get("isUnique")] if upsert else []
    with call.store.atomically():
        held = call.store.rows("select * from records where dataset_id = ?", (row["id"],)) if unique else []
        known: dict[str, int] = {_key(one["data"], unique): one["id"] for one in held}
        added: list[Mapping[str, Any]] = []
        changed: dict[int, Mapping[str, Any]] = {}
        for one in data:
            place = known.get(_key(one, unique)) if unique else None
            if not _fits(one, columns):
                counts["failed"] += 1
            elif place is None:
                counts["added"] += 1
                known[_key(one, unique)] = -1 - len(added)  # not a row yet
                added.append(one)
            else:
                counts["updated"] += 1
                if place < 0:
                    added[-1 - place] = one
                else:
                    changed[place] = one
        call.store.keep_records(row["id"], added, changed)


def _key(data: Mapping[str, Any], unique: Sequence[str]) -> str:
    return json.dumps([data.get(name) for name in unique])


def _fits(data: Mapping[str, Any], columns: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a row has exactly the dataset's columns, and numbers where numbers belong."""
    if data.keys() != {one["columnName"] for one in columns}:
        return False
    numbers = [data[one["columnName"]] for one in columns if one["columnType"] in _NUMBERS]
    return all(one is None or isinstance(one, int | float) for one in numbers)
