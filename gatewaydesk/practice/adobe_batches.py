"""The practice Batch Ingestion: batches, from their beginning over their completion to what undoes them."""

from __future__ import annotations

import csv
import uuid
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

from flask import Response

from gatewaydesk.practice import adobe_states as states
from gatewaydesk.practice.adobe_call import Call, empty, reply
from gatewaydesk.practice.adobe_catalog import shown_batch
from gatewaydesk.practice.adobe_datasets import CHARSETS
from gatewaydesk.practice.adobe_outcome import outcome
from gatewaydesk.practice.adobe_rows import rows
from gatewaydesk.practice.adobe_rules import Json, Refusal, service, whole_number
from gatewaydesk.practice.adobe_schemas import schema_of
from gatewaydesk.practice.adobe_store import Row, now

PREFIX = "/data/foundation/import"
_FORMATS = ("parquet", "json", "csv")
_PREVIEWED = 100


def create_batch(call: Call) -> Response:
    """A new batch, which takes in files."""
    sent = call.json_object()
    dataset = call.store.row(
        "select * from datasets where id = ? and sandbox = ?", (str(sent.get("datasetId")), call.sandbox)
    )
    if dataset is None:
        raise service(400, f"The dataset {sent.get('datasetId') or '(none)'} of datasetId was not found.")
    doc = _document(call, sent, dataset)
    moment = now()
    key = uuid.uuid4().hex
    doc |= {"id": key, "externalId": sent.get("externalId", key), "created": moment}
    doc["tags"]["acp_stagePath"] = [f"{call.system.client_id}/stage/{key}"]
    plan = states.begun(moment, call.system.pace)
    values = {"id": key, "sandbox": call.sandbox, "dataset_id": dataset["id"], "doc": doc, "plan": plan}
    call.store.insert("batches", values)
    return reply(_as_imported(_batch(call, key)), 201)


def post_batch(call: Call, batch_id: str) -> Response:
    """Completes, cancels, undoes or fails a batch."""
    action = _ACTIONS.get(call.query.get("action", ""))
    if action is None:
        raise service(400, f"The parameter action must be one of {', '.join(_ACTIONS)}.")
    with call.store.atomically():
        row = _batch(call, batch_id)
        action(call, row, states.state(row, now())[0])
    if call.system.body_on_complete:
        return reply(_as_imported(_batch(call, batch_id)))
    return empty()


def preview(call: Call, batch_id: str, dataset_id: str) -> Response:
    """The first rows of a batch's first file, before it is completed."""
    row = _batch(call, batch_id)
    if row["dataset_id"] != dataset_id:
        raise service(400, f"The batch {batch_id} belongs to another dataset.")
    given = {name: call.query[name] for name in ("format", "delimiter", "quote", "charset") if name in call.query}
    options = {**row["doc"]["inputFormat"], **given}
    if options["format"] not in ("csv", "json"):
        raise service(400, "Only CSV and JSON files can be previewed.")
    count = whole_number(call.query.get("nrow"), "nrow", _PREVIEWED, 1, 1000)
    file = call.store.row("select * from files where batch_id = ? and open = 0 order by number", (batch_id,))
    if file is None:
        raise service(404, f"The batch {batch_id} has no files yet.")
    try:
        found = list(islice(rows(call.store.blob(file["blob"]), options), count))
    except (csv.Error, TypeError, LookupError):
        raise service(400, "The format parameters are not usable.") from None
    names = list(dict.fromkeys(name for one in found if isinstance(one, dict) for name in one))
    columns = [{"cid": f"_c{number}", "name": name} for number, name in enumerate(names)]
    cells = [[one.get(name) for name in names] for one in found if isinstance(one, dict)]
    return reply({"formatParams": options, "preview": {"columns": columns, "rows": cells}})


def _complete(call: Call, row: Row, state: str) -> None:
    if state not in states.WAITING:
        if state in states.ON_THE_WAY | states.GOOD:
            return  # said again
        raise _not_now(row, state, "completed")
    if call.store.row("select 1 from files where batch_id = ? and open = 1", (row["id"],)):
        raise service(400, f"A large file of the batch {row['id']} is not complete.")
    moment = now()
    dataset = call.store.rows("select doc from datasets where id = ?", (row["dataset_id"],))[0]["doc"]
    end, result = outcome(call.system, row, schema_of(call.store, call.sandbox, dataset["schemaRef"]["id"]))
    row["plan"] = states.completed(row["plan"], moment, call.system.pace, end)
    call.store.change("batches", row["id"], {"plan": row["plan"], "result": result})
    if end in states.GOOD:
        for replaced in _predecessors(call, row):
            plan = states.withdrawn(replaced["plan"], states.last_moment(row), call.system.pace)
            call.store.change("batches", replaced["id"], {"plan": plan})


def _abort(call: Call, row: Row, state: str) -> None:
    if state not in (states.WAITING | states.ON_THE_WAY if call.system.aborts_late else states.WAITING | {"loaded"}):
        raise _not_now(row, state, "aborted")
    _end(call, row, "aborted")


def _fail(call: Call, row: Row, state: str) -> None:
    if state in states.ENDED:
        raise _not_now(row, state, "failed")
    _end(call, row, "failed")
    errors = [{"code": "unknown", "description": "The batch was marked as failed by its producer."}]
    call.store.change("batches", row["id"], {"result": {"errors": errors, "metrics": {}, "bad": []}})


def _revert(call: Call, row: Row, state: str) -> None:
    if state not in states.GOOD:
        raise _not_now(row, state, "reverted")
    call.store.change("batches", row["id"], {"plan": states.withdrawn(row["plan"], now(), call.system.pace)})


_ACTIONS: Mapping[str, Callable[[Call, Row, str], None]] = {
    "COMPLETE": _complete,
    "ABORT": _abort,
    "REVERT": _revert,
    "FAIL": _fail,
}


def _end(call: Call, row: Row, state: str) -> None:
    moment = now()
    call.store.change("batches", row["id"], {"plan": states.ended(row["plan"], moment, state)})
    for kept in _predecessors(call, row):  # they were to be replaced when this one succeeded
        if states.last_moment(kept) > moment and states.state(kept, moment)[0] in states.GOOD:
            call.store.change("batches", kept["id"], {"plan": states.until(kept["plan"], moment)})


def _predecessors(call: Call, row: Row) -> list[Row]:
    named = row["doc"].get("replay", {}).get("predecessors", [])
    return [one for key in named if (one := call.store.row("select * from batches where id = ?", (key,)))]


def _document(call: Call, sent: Json, dataset: Row) -> Json:
    """What a batch says of itself, as far as it was sent."""
    held = dataset["doc"].get("fileDescription", {}).get("format")
    given = sent.get("inputFormat", {"format": held if held in _FORMATS else "parquet"})
    if not (isinstance(given, dict) and given.get("format") in _FORMATS):
        raise service(400, f"inputFormat.format must be one of {', '.join(_FORMATS)}.")
    for member in ("delimiter", "quote", "escape"):
        if not (isinstance(given.get(member, ","), str) and len(given.get(member, ",")) == 1):
            raise service(400, f"inputFormat.{member} must be a single character.")
    if given.get("charset", "") not in CHARSETS:
        raise service(400, "inputFormat.charset must be US-ASCII, UTF-8 or ISO-8859-1.")
    tags: dict[str, Any] = {"acp_producer": [call.system.client_id], "use_plan_b_batch_status": ["false"]}
    sent_tags = sent.get("tags", {})
    if not isinstance(sent_tags, dict):
        raise service(400, "tags must be an object of lists of texts.")
    diagnostics = sent.get("enableErrorDiagnostics", dataset["doc"].get("enableErrorDiagnostics", False))
    if diagnostics:
        tags["acp_enableErrorDiagnostics"] = ["true"]
    share = sent.get("partialIngestionPercentage", sent.get("partialIngestionPercent"))
    if share is not None:
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 100:
            raise service(400, "partialIngestionPercentage must be a number from 0 to 100.")
        tags["acp_partialIngestionPercent"] = [str(share)]
    who = {"createdUser": call.system.user, "updatedUser": call.system.user, "createdClient": call.system.client_id}
    doc: Json = {"imsOrg": call.system.org_id, **who, "inputFormat": given, "tags": {**sent_tags, **tags}}
    doc["relatedObjects"] = [{"type": "dataSet", "id": dataset["id"]}]
    if "replay" in sent:
        doc["replay"] = _replay(call, sent["replay"], dataset)
    return doc


def _replay(call: Call, given: Any, dataset: Row) -> Json:
    named = given.get("predecessors") if isinstance(given, dict) else None
    if not (isinstance(named, list) and named and given.get("reason") == "replace"):
        raise service(400, "replay needs predecessors, and replace as its reason.")
    for key in named:
        found = call.store.row("select dataset_id from batches where id = ?", (str(key),))
        if found is None or found["dataset_id"] != dataset["id"]:
            raise service(400, f"The batch {key} of replay.predecessors does not belong to the dataset.")
    return {"predecessors": named, "reason": "replace"}


def _as_imported(row: Row) -> Json:
    """A batch as Batch Ingestion itself shows it."""
    told = shown_batch(row) | {"version": "1.0.0"}
    return {name: one for name, one in told.items() if name not in ("errors", "availableDates", "replay", "metrics")}


def _batch(call: Call, batch_id: str) -> Row:
    row = call.store.row("select * from batches where id = ? and sandbox = ?", (batch_id, call.sandbox))
    if row is None:
        raise service(404, f"The batch {batch_id} was not found.")
    return row


def _not_now(row: Row, state: str, done: str) -> Refusal:
    return service(400, f"The batch {row['id']} is {state} and cannot be {done}.")
