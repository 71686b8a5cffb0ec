"""The practice Catalog Service: datasets with their versions, and what became of batches. Objects are keyed by id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from gatewaydesk.practice import adobe_patch
from gatewaydesk.practice import adobe_states as states
from gatewaydesk.practice.adobe_call import Call, reply
from gatewaydesk.practice.adobe_datasets import (
    EXPANDABLE,
    KEPT,
    check,
    etag,
    fresh,
    last_batch,
    replaced,
    shown,
)
from gatewaydesk.practice.adobe_rules import Json, at, check_patch, matches, service, stale, whole_number
from gatewaydesk.practice.adobe_store import Row, new_id, now

PREFIX = "/data/foundation/catalog"
_PATCH = "application/json-patch+json"
_FAR = 10**9
_TOLD = states.ENDED - {"aborted", "abandoned"} | {"stalled"}  # states in which it is known what came of the files


def list_datasets(call: Call) -> Response:
    """One page of datasets."""
    rows = call.store.rows("select * from datasets where sandbox = ? order by number", (call.sandbox,))
    found = {row["id"]: shown(call.store, row, call.system.org_id) for row in rows}
    if "name" in call.query:
        found = {key: one for key, one in found.items() if one["name"] == call.query["name"]}
    for wanted in call.every("tags"):
        name, _, values = wanted.partition(":")
        any_of = set(filter(None, values.split(",")))
        found = {
            key: one
            for key, one in found.items()
            if name in one["tags"] and (not any_of or any_of & set(one["tags"][name]))
        }
    return reply(_listed(call, found))


def get_dataset(call: Call, dataset_id: str) -> Response:
    """One dataset, with its ETag."""
    row = _dataset(call, dataset_id)
    body = {dataset_id: _chosen(call, shown(call.store, row, call.system.org_id))}
    return reply(body, headers={"ETag": etag(row)})


def create_dataset(call: Call) -> Response:
    """A new dataset, or only a check of one."""
    sent = call.json_object()
    check(call.store, call.sandbox, sent)
    if call.validate_only:
        return reply([])
    doc = fresh(sent, call.system.org_id, call.system.user, call.system.client_id)
    key = new_id()
    call.store.insert("datasets", {"id": key, "sandbox": call.sandbox, "doc": doc})
    place = f"{call.base}{PREFIX}/dataSets/{key}"
    return reply([f"@/{call.system.spelling}/{key}"], 201, {"Location": place})


def put_dataset(call: Call, dataset_id: str) -> Response:
    """A dataset in place of the one before, or only a check of it."""
    sent = call.json_object()
    return _change(call, dataset_id, lambda doc: sent)


def patch_dataset(call: Call, dataset_id: str) -> Response:
    """Some members changed: as a plain object or as JSON Patch."""
    sent = call.body("application/json", _PATCH)
    touched: list[str]
    if call.kind() == _PATCH or isinstance(sent, list):
        check_patch(sent)
        touched = [str(one.get("path", "")).split("/")[1:2][0] for one in sent if "/" in str(one.get("path", ""))]
        _refuse_expandable(touched)
        return _change(call, dataset_id, lambda doc: adobe_patch.apply(doc, sent))
    if not isinstance(sent, dict):
        raise service(400, "The body must be an object of fields, or a JSON Patch.")
    _refuse_expandable(sent)
    return _change(call, dataset_id, lambda doc: {**doc, **sent})


def merge_dataset(call: Call, dataset_id: str) -> Response:
    """Version 2: a deep merge, which makes parents that are missing."""
    sent = call.json_object()
    _refuse_expandable(sent)
    return _change(call, dataset_id, lambda doc: adobe_patch.merge(doc, sent))


def delete_dataset(call: Call, dataset_id: str) -> Response:
    """The end of a dataset; an empty list where there was none."""
    with call.store.atomically():
        row = _row(call, dataset_id)
        if row is None:
            return reply([])
        if row["system"]:
            raise service(403, "System datasets cannot be deleted.")
        for batch in call.store.rows("select id from batches where dataset_id = ?", (dataset_id,)):
            for file in call.store.rows("select id, blob from files where batch_id = ?", (batch["id"],)):
                call.store.remove("files", file["id"])
                call.store.forget_blob(file["blob"])
            call.store.remove("batches", batch["id"])
        call.store.remove("datasets", dataset_id)
    return reply([f"@/{call.system.spelling}/{dataset_id}"])


def last_batches(call: Call) -> Response:
    """In short what the newest batches of datasets are."""
    wanted = call.query.get("dataSetId")
    rows = call.store.rows("select * from datasets where sandbox = ? order by number", (call.sandbox,))
    told = {}
    for row in rows:
        last = last_batch(call.store, row["id"]) if wanted in (None, row["id"]) else {}
        if last:
            stamps = {name: row["doc"][name] for name in ("created", "updated")}
            for name in ("lastSuccessfulBatch", "lastFailedBatch"):
                if name in last:
                    last[f"{name}Id"] = last.pop(name)
            told[row["id"]] = last | stamps
    return reply(told)


def list_batches(call: Call) -> Response:
    """One page of batches: those that were asked for, those of a dataset, or all."""
    rows = call.store.rows("select * from batches where sandbox = ? order by number", (call.sandbox,))
    batch, dataset = call.query.get("batch"), call.query.get("dataSet")
    rows = [row for row in rows if batch in (None, row["id"]) and dataset in (None, row["dataset_id"])]
    found = {row["id"]: shown_batch(row) for row in rows}
    if batch and found and call.system.strange_keys:  # the publisher's own example has another key than was asked for
        found = {new_id(): found[batch]}
    return reply(_listed(call, found))


def get_batch(call: Call, batch_id: str) -> Response:
    """One batch."""
    row = call.store.row("select * from batches where id = ? and sandbox = ?", (batch_id, call.sandbox))
    if row is None:
        raise service(404, f"The batch {batch_id} was not found.")
    key = new_id() if call.system.strange_keys else batch_id
    return reply({key: _chosen(call, shown_batch(row))})


def shown_batch(row: Row) -> Json:
    """A batch as Catalog tells of it; what came of it only once it has ended."""
    state, since = states.state(row, now())
    told = {**row["doc"], "status": state, "updated": since, "availableDates": {}, "errors": []}
    told |= {"replay": row["doc"].get("replay", {}), "version": f"1.0.{len(states.until(row['plan'], now())) - 1}"}
    began = next((moment for one, moment in row["plan"] if one == "loaded"), None)
    if began is not None and began <= now():
        told["started"] = began
    if state in _TOLD and row["result"]:
        times = {"startTime": began, "endTime": since} if began else {}
        told |= {"errors": row["result"]["errors"], "metrics": times | row["result"]["metrics"], "completed": since}
    return told


def _row(call: Call, dataset_id: str) -> Row | None:
    return call.store.row("select * from datasets where id = ? and sandbox = ?", (dataset_id, call.sandbox))


def _dataset(call: Call, dataset_id: str) -> Row:
    row = _row(call, dataset_id)
    if row is None:
        raise service(404, f"The dataset {dataset_id} was not found.")
    return row


def _change(call: Call, dataset_id: str, change: Any) -> Response:
    with call.store.atomically():
        row = _dataset(call, dataset_id)
        wanted = call.headers.get("if-match")
        if wanted not in (None, "*", etag(row)):
            raise stale()
        held = {name: value for name, value in row["doc"].items() if name in KEPT}
        sent = change(held)
        check(call.store, call.sandbox, sent)
        if call.validate_only:
            return reply([])
        row["doc"] = replaced(row["doc"], sent, call.system.user)
        call.store.change("datasets", dataset_id, {"doc": row["doc"]})
    return reply([f"@/{call.system.spelling}/{dataset_id}"], headers={"ETag": etag(row)})


def _refuse_expandable(members: Any) -> None:
    for name in members:
        if name in EXPANDABLE:
            raise service(400, f"The field {name} is expandable and cannot be changed.")


def _listed(call: Call, found: Mapping[str, Json]) -> Json:
    """Filtered, in order, a page of it, and only the properties that are asked for."""
    limit = whole_number(call.query.get("limit"), "limit", 20, 1, 100)
    start = whole_number(call.query.get("start"), "start", 0, 0, _FAR)
    for condition in call.every("property"):
        found = {key: one for key, one in found.items() if matches(one, condition)}
    for parameter, sign in (("createdAfter", ">"), ("createdBefore", "<")):
        if parameter in call.query:
            moment = whole_number(call.query[parameter], parameter, 0, 0, 10**15)
            found = {key: one for key, one in found.items() if matches(one, f"created{sign}{moment}")}
    items = list(found.items())
    for order in reversed(list(filter(None, call.query.get("orderBy", "").split(",")))):
        way, _, name = order.rpartition(":")
        if way not in ("", "asc", "desc"):
            raise service(400, f"The order {order} is not understood; write asc: or desc: and a property.")
        items.sort(key=lambda item, name=name: _key(at(item[1], name)), reverse=way == "desc")  # type: ignore[misc]
    return {key: _chosen(call, one) for key, one in items[start : start + limit]}


def _key(value: Any) -> tuple[bool, Any]:
    return isinstance(value, str), value if isinstance(value, int | float | str) else 0


def _chosen(call: Call, one: Json) -> Json:
    wanted = [name for name in call.query.get("properties", "").split(",") if name]
    return {name: one[name] for name in wanted if name in one} if wanted else one
