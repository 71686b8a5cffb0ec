"""What sets a dataset of the practice Opendatasoft portal in motion: publishing and its like, in either dialect."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable
from typing import Any

from gatewaydesk.practice import opendatasoft_extracting as extracting
from gatewaydesk.practice.opendatasoft_call import Call, follow_modified, value_of
from gatewaydesk.practice.opendatasoft_rules import AT_REST, Refusal
from gatewaydesk.practice.opendatasoft_states import INTERNAL_NAMES, Plan, Step, planned, share_done
from gatewaydesk.practice.opendatasoft_store import Row

Action = Callable[[Call, Row], str]
"""Sets a dataset in motion; gives the job's ID."""
_FAULT_ERRORS = 3  # records, when the fault and no number is set


def require_rest(call: Call, row: Row) -> None:
    """Refuses a dataset in which something is going on."""
    _require(call, row, AT_REST)


def publish(call: Call, row: Row) -> str:
    """Processes every record and makes the dataset visible."""
    if value_of(row["config"]["metas"].get("internal", {}).get("draft")) is True:
        raise Refusal("draft")
    require_rest(call, row)
    follow_modified(row["config"], "modified_updates_on_data_change")
    call.store.change("datasets", row["id"], {"config": row["config"]})
    return _begin(call, row, "publish", "processing", _outcome(call, row))


def publish_metadata(call: Call, row: Row) -> str:
    """Makes changed metadata visible, without a look at the records."""
    require_rest(call, row)
    if not call.state(row)["published"]:
        raise Refusal("not-published")
    return _begin(call, row, "publish_metadata", "", {"name": "idle"})


def unpublish(call: Call, row: Row) -> str:
    """Takes the records out of sight, and forgets them."""
    require_rest(call, row)
    return _begin(call, row, "unpublish", "deleting", _gone())


def abort(call: Call, row: Row) -> str:
    """Ends processing; what has been processed by then is visible."""
    _require(call, row, ("processing",))
    plan: Plan = row["plan"]
    moment = call.system.clock()
    records = int(plan[-1].get("records", 0) * share_done(plan, moment))
    end = {"name": "idle", "published": True, "records": records, "records_errors": []}
    for job in call.store.rows("select * from jobs where dataset_uid = ?", (row["uid"],)):
        if job["plan"][-1]["at"] > moment:
            kept = [step for step in job["plan"] if step["at"] <= moment]
            call.store.change("jobs", job["id"], {"plan": [*kept, {"at": moment, "name": "error"}]})
    return _begin(call, row, "abort_processing", "aborting_processing", end, queued=False)


def save_version(call: Call, row: Row) -> str:
    """Makes a version of the present data."""
    require_rest(call, row)
    return _begin(call, row, "save_version", "saving_version", {"name": "idle"})


def recover(call: Call, row: Row) -> str:
    """Brings back the records of a realtime dataset that are backed up."""
    _require_recovery(row)
    require_rest(call, row)
    end = {"name": "idle", "records": call.state(row)["recovery"]}
    return _begin(call, row, "recover_realtime_records", "recovering_realtime_records", end)


def scratch(call: Call, row: Row) -> str:
    """Deletes the backup of a realtime dataset, for good."""
    _require_recovery(row)
    require_rest(call, row)
    end = {"name": "idle", "recovery": 0}
    return _begin(call, row, "scratch_recovery_data", "scratching_realtime_recover_data", end)


def _require(call: Call, row: Row, allowed: tuple[str, ...]) -> None:
    status = call.state(row)["name"]
    if status not in allowed:
        if call.dialect == "automation":
            status, allowed = INTERNAL_NAMES.get(status, status), tuple(INTERNAL_NAMES.get(one, one) for one in allowed)
        raise Refusal("status", status=status, allowed=", ".join(allowed))


def _require_recovery(row: Row) -> None:
    realtime = [one for one in row["config"]["resources"] if one["type"] == "realtime"]
    if not any((one.get("params") or {}).get("recover") for one in realtime):
        raise Refusal("not-realtime")


def _begin(call: Call, row: Row, function: str, doing: str, end: Step, *, queued: bool = True) -> str:
    seconds = call.system.seconds
    moment = call.system.clock()
    wait = seconds("queued") if queued else 0.0
    statuses = (["queued"] if queued else []) + ([doing] if doing else [])
    plan = planned(row["plan"], moment, [(one, seconds(one)) for one in statuses], end)
    last = {"at": plan[-1]["at"], "name": "error" if end["name"] == "error" else "done"}
    begun = [{"at": moment, "name": "started"}, {"at": moment + wait, "name": "running"}]
    job = {
        "uid": secrets.token_hex(20),
        "function": function,
        "params": {"dataset_uid": row["uid"]},
        "dataset_uid": row["uid"],
        "plan": [*begun, last],
    }
    with call.store.atomically():
        call.store.change("datasets", row["id"], {"plan": plan})
        call.store.insert("jobs", job)
        what = {"path": [function], "old_value": None, "new_value": True, "operation_type": "add"}
        call.note(row, row["config"], {"publishing": [what]})
    return str(job["uid"])


def _gone() -> Step:
    return {"name": "idle", "published": False, "records": 0, "records_errors": []}


def _outcome(call: Call, row: Row) -> Step:
    """How publishing will end."""
    system = call.system
    if system.faults.happens("publish-fails"):
        return _error("The processing of the dataset failed unexpectedly.")
    total = call.state(row)["records"] if _is_realtime(row) else 0
    fields: dict[str, dict[str, Any]] = {}
    try:
        for resource in row["config"]["resources"]:
            file = system.file_behind(resource.get("url") or "")
            first = list(itertools.islice(extracting.records(resource, file), extracting.PREVIEW_ROWS))
            fields |= {one["name"]: one for one in extracting.fields_of(first)}
            total += extracting.count(resource, file)
    except Refusal as refusal:
        return _error(refusal.message)
    if reason := extracting.too_many(fields.values()):
        return _error(reason)
    if system.faults.happens("publish-limited"):
        return _limited(total // 2)
    if total > system.max_records:
        return _limited(system.max_records)
    wrong = system.record_errors or (_FAULT_ERRORS if system.faults.happens("record-errors") else 0)
    errors = [_record_error(number, sorted(fields)) for number in range(wrong)]
    return {"name": "idle", "published": True, "records": total, "records_errors": errors}


def _is_realtime(row: Row) -> bool:
    return any(one["type"] == "realtime" for one in row["config"]["resources"])


def _error(message: str) -> Step:
    return {"name": "error", "message": message, "raw_message": message, "raw_params": {}}


def _limited(records: int) -> Step:
    return {"name": "limit_reached", "published": True, "records": records, "records_errors": []}


def _record_error(number: int, fields: list[str]) -> dict[str, Any]:
    field = fields[number % len(fields)] if fields else "field"
    raw = "The value of the field {field} in record {number} is not valid."
    params = {"field": field, "number": number + 1}
    return {
        "record_id": f"{number + 1:040x}",
        "processor_uid": None,
        "field_uid": field,
        "message": raw.format(**params),
        "raw_message": raw,
        "raw_params": params,
    }
