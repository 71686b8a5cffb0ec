"""Management v2 of the practice Opendatasoft portal: datasets, their status, actions, metadata, changes and access."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from gatewaydesk.practice.opendatasoft_actions import Action, require_rest
from gatewaydesk.practice.opendatasoft_call import Call, Config, Reply, new_config, value_of
from gatewaydesk.practice.opendatasoft_parts import number
from gatewaydesk.practice.opendatasoft_rules import Refusal, require, wrong
from gatewaydesk.practice.opendatasoft_states import as_date, new_plan
from gatewaydesk.practice.opendatasoft_store import Row, new_uid, now
from gatewaydesk.practice.opendatasoft_v2_metadata import expanded, metas_of
from gatewaydesk.practice.opendatasoft_where import chosen

_NO_SIGN = re.compile(r"[^a-z0-9]+")


def list_datasets(call: Call) -> Reply:
    """A page of datasets, without a word on how many there are."""
    rows_wanted = number(call.query, "rows", 10, 1, 100)
    page = number(call.query, "page", 1, 1, 10**6)
    rows = chosen(call)
    here = rows[(page - 1) * rows_wanted : page * rows_wanted]
    return 200, [_in_zone(call, shown(call, row)) for row in here]


def create(call: Call) -> Reply:
    """A new dataset. Without `strict` an ID that is taken is altered without a word."""
    body = require(call.body if call.body is not None else {}, ())
    strict = call.query.get("strict", "").lower() in ("true", "1")
    metas = metas_of(call, body.get("metas") or {})
    given = body.get("dataset_id") or ""
    if not isinstance(given, str):
        raise wrong({"dataset_id": "Not a text."})
    if strict and not given:
        raise Refusal("id-missing")
    uid = new_uid("da")
    with call.store.atomically():
        if len(call.store.rows("select id from datasets")) >= call.system.max_datasets:
            raise Refusal("many-datasets", limit=call.system.max_datasets)
        wanted = given or slug(str(value_of(metas.get("default", {}).get("title")) or "")) or uid
        free = call.store.free("datasets", "dataset_id", wanted)
        if strict and free != wanted:
            raise Refusal("id-taken", dataset_id=wanted)
        metas["default"] = {"modified": {"value": now()}, "language": {"value": "en"}} | metas.get("default", {})
        row = insert(call, uid, new_config(free, metas))
    return call.system.created_status, shown(call, row)


def insert(call: Call, uid: str, config: Config) -> Row:
    """Writes a new dataset, with its first change."""
    stamps = {"created_at": now(), "updated_at": now()}
    values = {"uid": uid, "dataset_id": config["dataset_id"], "config": config, "plan": new_plan(call.system.clock())}
    call.store.insert("datasets", values | stamps)
    row = call.dataset(uid)
    made = {"path": ["dataset_id"], "old_value": None, "new_value": config["dataset_id"], "operation_type": "add"}
    call.note(row, config, {"general": [made]})
    return row


def get(call: Call, uid: str) -> Reply:
    """One dataset."""
    return 200, _in_zone(call, shown(call, call.dataset(uid)))


def delete(call: Call, uid: str) -> Reply:
    """Deletes a dataset, for good."""
    require_rest(call, call.dataset(uid))
    call.store.remove_dataset(uid)
    return 204, None


def act(call: Call, uid: str, action: Action, *, legacy: bool = False, path: str = "") -> Reply:
    """Begins an action; the answer is its job. Legacy ones, and other spellings of a path, may not be offered."""
    spelt = path and path != call.system.abort_path
    if (legacy and not call.system.legacy_actions_enabled) or spelt:
        raise Refusal("path", path=call.url.partition("://")[2].partition("/")[2])
    with call.store.atomically():
        job = action(call, call.dataset(uid))
    return (200, None) if path and call.system.abort_is_silent else (200, {"job_id": job})


def status(call: Call, uid: str) -> Reply:
    """What is going on with a dataset."""
    return 200, status_of(call, call.dataset(uid), whole=True)


def records_errors(call: Call, uid: str) -> Reply:
    """The records that were refused."""
    return 200, call.state(call.dataset(uid))["records_errors"]


def status_of(call: Call, row: Row, *, whole: bool) -> dict[str, Any]:
    """The status object, or only its word."""
    step = call.state(row)
    word = {call.system.status_key: step["name"]}
    if not whole:
        return word
    said: dict[str, Any] = {"published": step["published"], **word, "since": as_date(step["at"])}
    said["user"] = {"username": call.account["username"]}
    if step["name"] == "error":
        said |= {name: step.get(name) for name in ("message", "raw_message", "raw_params")}
    if step["name"] == "idle" and step["published"]:
        errors = step["records_errors"]
        said["records_errors"] = errors if "records_errors" in expanded(call) else len(errors)
    return said


def list_changes(call: Call, uid: str) -> Reply:
    """Every change, the newest first."""
    return 200, changes_of(call, call.dataset(uid))


def restore_change(call: Call, uid: str) -> Reply:
    """Sets the configuration back to what it was after a change."""
    restore(call, uid, str(require(call.body, ("change_uid",))["change_uid"]))
    return 200, None


def restore(call: Call, uid: str, change_uid: str) -> None:
    """Sets the configuration back, which is a change too. The ID of a published dataset stays."""
    with call.store.atomically():
        row = call.dataset(uid)
        change = call.store.row("select * from changes where uid = ? and dataset_uid = ?", (change_uid, uid))
        if change is None:
            raise Refusal("part", part="Change", uid=change_uid)
        call.save(row, change["config"] | {"dataset_id": row["dataset_id"]})


def get_access(call: Call, uid: str) -> Reply:
    """Who may see the dataset: a bare JSON text."""
    return 200, call.dataset(uid)["config"]["access_policy"]


def put_access(call: Call, uid: str) -> Reply:
    """Says who may see the dataset."""
    if call.body not in ("domain", "restricted"):
        raise wrong({"access_policy": "Not “domain” or “restricted”."})
    with call.store.atomically():
        row = call.dataset(uid)
        call.save(row, row["config"] | {"access_policy": call.body})
    return 200, call.body


def list_jobs(call: Call) -> Reply:
    """Every job, the newest first."""
    _need_jobs(call)
    return 200, [_job(call, row) for row in call.store.rows("select * from jobs order by id desc")]


def get_job(call: Call, job_id: str) -> Reply:
    """One job."""
    _need_jobs(call)
    row = call.store.row("select * from jobs where uid = ?", (job_id,))
    if row is None:
        raise Refusal("part", part="Job", uid=job_id)
    return 200, _job(call, row)


def shown(call: Call, row: Row) -> dict[str, Any]:
    """A dataset; `expand` brings its whole status, every template, or its changes."""
    config, wanted = row["config"], expanded(call)
    everything = "metas" in wanted or call.query.get("include_app_metas", "").lower() == "true"
    metas: dict[str, Any] = {
        template: {name: value_of(held) for name, held in values.items() if value_of(held) is not None}
        for template, values in config["metas"].items()
        if everything or template == "default"
    }
    metas["publishing"] = {"published": call.state(row)["published"]}
    said = {
        "dataset_id": row["dataset_id"],
        "dataset_uid": row["uid"],
        "metas": metas,
        "last_modified": row["updated_at"],
        "visibility": config["access_policy"],
        "status": status_of(call, row, whole="status" in wanted),
    }
    return said | ({"changes": changes_of(call, row)} if "changes" in wanted else {})


def changes_of(call: Call, row: Row) -> list[dict[str, Any]]:
    """A dataset's changes as v2 shows them, the newest first."""
    return [
        {
            "change_uid": change["uid"],
            "dataset": {"dataset_uid": row["uid"], "domain": "practice"},
            "user": {"username": change["username"]},
            "timestamp": change["at"],
            "diff": change["diff"],
            "sections": list(change["diff"]),
        }
        for change in call.store.rows("select * from changes where dataset_uid = ? order by id desc", (row["uid"],))
    ]


def slug(text: str) -> str:
    """A title as an ID."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NO_SIGN.sub("-", plain).strip("-")


def _in_zone(call: Call, said: dict[str, Any]) -> dict[str, Any]:
    if zone := call.query.get("timezone"):
        try:
            moment = datetime.fromisoformat(said["last_modified"]).astimezone(ZoneInfo(zone))
        except (ValueError, KeyError, OSError):
            raise wrong({"timezone": "Not a known time zone."}) from None
        said["last_modified"] = moment.isoformat()
    return said


def _job(call: Call, row: Row) -> dict[str, Any]:
    state = call.state(row)["name"]
    said = {"job_uid": row["uid"], "function": row["function"], "params": row["params"], "state": state}
    return said | {"progresses": []} | ({"result": None} if state == "done" else {})


def _need_jobs(call: Call) -> None:
    if not call.system.jobs_enabled:
        raise Refusal("path", path="jobs")
