"""The practice Data Access: the files of a batch and their bytes, what failed in it, and its diagnostics."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any
from urllib.parse import quote

from flask import Response, request, send_file

from gatewaydesk.practice import adobe_states as states
from gatewaydesk.practice.adobe_call import Call, reply
from gatewaydesk.practice.adobe_rows import rows
from gatewaydesk.practice.adobe_rules import Json, service, whole_number
from gatewaydesk.practice.adobe_schemas import schema_of
from gatewaydesk.practice.adobe_store import Row, now

PREFIX = "/data/foundation/export"
_PAGE = 100
_BYTES = "application/octet-stream"


def batch_files(call: Call, batch_id: str) -> Response:
    """The files that a batch brought into the lake; none before it succeeded."""
    batch = _batch(call, batch_id)
    shown = [
        {
            "dataSetFileId": file["id"],
            "dataSetViewId": _dataset(call, batch["dataset_id"])["doc"]["viewId"],
            "version": "1.0.0",
            "created": str(file["created"]),
            "updated": str(file["created"]),
            "isValid": True,
            "_links": {"self": {"href": f"{_links(call)}/files/{file['id']}"}},
        }
        for file in (_files(call, batch_id) if states.state(batch, now())[0] in states.GOOD else ())
    ]
    return reply(_listed(call, shown))


def file(call: Call, file_id: str) -> Response:
    """What a file's folder holds, or the bytes of one name in it, whole or a range."""
    row = call.store.row("select * from files where id = ? and open = 0", (file_id,))
    batch = row and call.store.row("select * from batches where id = ?", (row["batch_id"],))
    if not row or not batch or batch["sandbox"] != call.sandbox or states.state(batch, now())[0] not in states.GOOD:
        raise service(404, f"The file {file_id} was not found.")
    if "path" not in call.query:
        href = f"{_links(call)}/files/{file_id}?path={quote(row['path'], safe='')}"
        entry = {"name": row["path"], "length": str(row["size"]), "_links": {"self": {"href": href}}}
        return reply(_listed(call, [entry]))
    if call.query["path"] != row["path"]:
        raise service(404, f"The path {call.query['path']} was not found in the file {file_id}.")
    name = row["path"].rpartition("/")[2]
    blob = call.store.blob(row["blob"])
    sent = send_file(blob, _BYTES, as_attachment=True, download_name=name, conditional=True, etag=row["blob"])
    sent.headers["Cache-Control"] = "no-store"
    return sent


def failed(call: Call, batch_id: str) -> Response:
    """The parts of a batch that were not taken in, or one of them with what is wrong in each row."""
    bad = _bad(_batch(call, batch_id))
    by_file: dict[str, list[Json]] = {}
    for one in bad:
        entry = {"_validationErrors": [_violation(error) for error in one["errors"]], "_batchId": batch_id}
        by_file.setdefault(one["file"], []).append(_record(one) | entry)
    return _contents(call, {name: _lines(found) for name, found in by_file.items()}, f"batches/{batch_id}/failed")


def meta(call: Call, batch_id: str) -> Response:
    """A batch's diagnostics: `row_errors`, `input_files`, `row_errors_sample.json`."""
    batch = _batch(call, batch_id)
    if "acp_enableErrorDiagnostics" not in batch["doc"]["tags"]:
        raise service(404, f"Error diagnostics were not enabled for the batch {batch_id}.")
    told = [
        {
            "_errors": [{name: error[name] for name in ("code", "message")} for error in one["errors"]],
            **({"_corrupt_record": one["corrupt"]} if one["corrupt"] else {}),
            "_filename": one["file"],
        }
        for one in _bad(batch)
    ]
    inputs = [{"path": one["path"], "length": str(one["size"])} for one in _files(call, batch_id)]
    contents = {
        "input_files/fileMetaData1.json": _lines(inputs),
        **({"row_errors/conv_0.json": _lines(told)} if told else {}),
        **({"row_errors_sample.json": _lines(told[:10])} if told else {}),
    }
    return _contents(call, contents, f"batches/{batch_id}/meta")


def dataset_preview(call: Call, dataset_id: str) -> Response:
    """The first rows of what a dataset holds."""
    dataset = _dataset(call, dataset_id)
    full = schema_of(call.store, call.sandbox, dataset["doc"]["schemaRef"]["id"])
    found: list[Any] = []
    for batch in call.store.rows("select * from batches where dataset_id = ? order by number", (dataset_id,)):
        options = batch["doc"]["inputFormat"]
        if states.state(batch, now())[0] in states.GOOD and options["format"] != "parquet":
            for row in _files(call, batch["id"]):
                whole = (one for one in rows(call.store.blob(row["blob"]), options, full) if isinstance(one, dict))
                found += islice(whole, _PAGE - len(found))
    return reply({"data": found, "_page": {"limit": _PAGE, "count": len(found)}})


def _contents(call: Call, contents: Mapping[str, bytes], place: str) -> Response:
    """A folder's listing, or the content of what `path` names."""
    path = call.query.get("path", "").strip("/")
    if path in contents:
        return Response(contents[path], content_type=_BYTES)
    inside = path and f"{path}/"
    names = {name.removeprefix(inside).partition("/")[0] for name in contents if name.startswith(inside)}
    if path and not names:
        raise service(404, f"The path {path} was not found.")
    shown = []
    for name in sorted(names):
        size = sum(len(text) for key, text in contents.items() if f"{key}/".startswith(f"{inside}{name}/"))
        href = f"{_links(call)}/{place}?path={quote(inside + name, safe='')}"
        shown.append({"name": name, "length": str(size), "_links": {"self": {"href": href}}})
    return reply(_listed(call, shown))


def _listed(call: Call, entries: Sequence[Json]) -> Json:
    limit = whole_number(call.query.get("limit"), "limit", _PAGE, 1, _PAGE)
    start = whole_number(call.query.get("start"), "start", 0, 0, 10**9)
    part = entries[start : start + limit]
    return {"data": list(part), "_page": {"limit": limit, "count": len(part)}}


def _record(one: Json) -> Json:
    try:
        value = json.loads(one["corrupt"])
    except ValueError:
        return {"_corrupt_record": one["corrupt"]}
    return value if isinstance(value, dict) else {"_corrupt_record": one["corrupt"]}


def _violation(error: Json) -> Json:
    return {
        "message": error["message"],
        "keyword": error["keyword"],
        "pointerToViolation": error["pointer"],
        "schemaLocation": "#",
        "causingExceptions": [],
    }


def _lines(entries: Sequence[Json]) -> bytes:
    return "".join(f"{json.dumps(one)}\n" for one in entries).encode()


def _links(call: Call) -> str:
    return f"{call.system.links or request.host_url.rstrip('/')}{PREFIX}"


def _bad(batch: Row) -> list[Json]:
    state = states.state(batch, now())[0]
    ended = state in states.ENDED - {"aborted", "abandoned"}
    return list(batch["result"].get("bad", ())) if ended else []


def _files(call: Call, batch_id: str) -> list[Row]:
    return call.store.rows("select * from files where batch_id = ? and open = 0 order by number", (batch_id,))


def _batch(call: Call, batch_id: str) -> Row:
    row = call.store.row("select * from batches where id = ? and sandbox = ?", (batch_id, call.sandbox))
    if row is None:
        raise service(404, f"The batch {batch_id} was not found.")
    return row


def _dataset(call: Call, dataset_id: str) -> Row:
    row = call.store.row("select * from datasets where id = ? and sandbox = ?", (dataset_id, call.sandbox))
    if row is None:
        raise service(404, f"The dataset {dataset_id} was not found.")
    return row
