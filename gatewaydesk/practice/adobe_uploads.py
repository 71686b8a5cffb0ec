"""The practice Batch Ingestion's files: whole ones, and large ones in parts. Bytes go from the socket into one file."""

from __future__ import annotations

import os
import re
from typing import Any

from flask import Response, request

from gatewaydesk.practice import adobe_states as states
from gatewaydesk.practice.adobe_call import Call, empty
from gatewaydesk.practice.adobe_rules import Refusal, service
from gatewaydesk.practice.adobe_store import Row, new_id, now

_RANGE = re.compile(r"bytes ([0-9]{1,15})-([0-9]{1,15})(?:/(?:[0-9]{1,15}|\*))?")
_LONGEST_URL = 2000


def put_file(call: Call, batch_id: str, dataset_id: str, path: str) -> Response:
    """A whole file; the same name again replaces it."""
    _check(call, batch_id, dataset_id, path)
    _check_bytes(call)
    most = call.system.largest_put
    blob = call.store.new_blob()
    try:
        size = _write(call, blob, 0, most)
        with call.store.atomically():
            _check(call, batch_id, dataset_id, path)  # it may have been completed meanwhile
            new = _keep(call, batch_id, path, {"blob": blob, "size": size, "open": 0, "parts": []})
    except BaseException:
        call.store.forget_blob(blob)
        raise
    return empty(call.system.file_status or (201 if new else 200))


def post_file(call: Call, batch_id: str, dataset_id: str, path: str) -> Response:
    """Begins or ends a large file."""
    _check(call, batch_id, dataset_id, path)
    _check_offered(call)
    match call.query.get("action"):
        case "INITIALIZE":
            blob = call.store.new_blob()
            call.store.blob(blob).touch(mode=0o600)
            _keep(call, batch_id, path, {"blob": blob, "size": 0, "open": 1, "parts": []})
            return empty(201)
        case "COMPLETE":
            return _complete(call, batch_id, path)
    raise service(400, "The parameter action must be INITIALIZE or COMPLETE.")


def patch_file(call: Call, batch_id: str, dataset_id: str, path: str) -> Response:
    """One part of a large file. Whether the parts fit together is looked at when it is completed."""
    _check(call, batch_id, dataset_id, path)
    _check_offered(call)
    _check_bytes(call)
    row = _open_file(call, batch_id, path)
    read = _RANGE.fullmatch(call.headers.get("content-range", ""))
    if read is None or int(read[1]) > int(read[2]):
        raise service(400, "The Content-Range header must read bytes first-last.")
    first, last = int(read[1]), int(read[2])
    most = call.system.largest_part
    if last - first + 1 > most:
        raise service(413, f"A part may have {most} bytes at most.")
    if _write(call, row["blob"], first, most) != last - first + 1:
        raise service(400, "The body has another length than the Content-Range header says.")
    with call.store.atomically():
        blob, row = row["blob"], _open_file(call, batch_id, path)
        if row["blob"] != blob:  # begun anew meanwhile
            call.store.forget_blob(blob)
            raise service(409, f"The file {path} was begun again while this part arrived.")
        parts = [part for part in row["parts"] if part != [first, last]]  # the same part again is a repetition
        parts = sorted([*parts, [first, last]])
        call.store.change("files", row["id"], {"parts": parts, "size": max(end for _, end in parts) + 1})
    return empty(200)


def head_file(call: Call, batch_id: str, dataset_id: str, path: str) -> Response:
    """How far the bytes of a file reach from its beginning without a gap: where to go on."""
    _batch(call, batch_id, dataset_id)
    row = _file(call, batch_id, path)
    if row is None:
        raise service(404, f"The file {path} was not found.")
    reached = row["size"]
    if row["open"]:
        reached = 0
        for first, last in row["parts"]:
            reached = max(reached, last + 1) if first <= reached else reached
    return empty(200, {"Range": f"bytes=0-{reached - 1}"} if reached else {})


def _complete(call: Call, batch_id: str, path: str) -> Response:
    with call.store.atomically():
        row = _file(call, batch_id, path)
        if row is None:
            raise service(404, f"The file {path} was not begun.")
        if row["open"]:
            reached = 0
            for first, last in row["parts"]:
                if first != reached:
                    trouble = "overlap" if first < reached else "are missing"
                    raise service(400, f"Parts of the file {path} {trouble} near byte {min(first, reached)}.")
                reached = last + 1
            if not reached:
                raise service(400, f"No part of the file {path} has arrived.")
            os.truncate(call.store.blob(row["blob"]), reached)
            call.store.change("files", row["id"], {"open": 0, "size": reached, "parts": []})
    return empty(call.system.file_status or 201)


def _write(call: Call, blob: str, offset: int, most: int) -> int:
    """Writes the body at its place; how many bytes it had."""
    file = call.store.blob(blob)
    cut = call.system.cut_at(call.length or 0)
    size = 0
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600), "wb") as opened:
        opened.seek(offset)
        for block in call.blocks():
            size += len(block)
            if size > most:
                raise service(413, f"At most {most} bytes are taken at once.")
            opened.write(block)
            if cut is not None and size >= cut:
                request.environ["practice.cut"]()
                raise ConnectionAbortedError
        opened.flush()
    return size


def _keep(call: Call, batch_id: str, path: str, values: dict[str, Any]) -> bool:
    """Notes a file in place of the one with the same name; whether there was none."""
    with call.store.atomically():
        old = _file(call, batch_id, path)
        if old:
            call.store.change("files", old["id"], values)
            call.store.forget_blob(old["blob"])
        else:
            call.store.insert("files", {"id": new_id(), "batch_id": batch_id, "path": path, "created": now(), **values})
    return old is None


def _check(call: Call, batch_id: str, dataset_id: str, path: str) -> None:
    """Refuses what the batch cannot take."""
    if len(request.environ.get("RAW_URI", "")) > _LONGEST_URL:
        raise service(414, f"The address is longer than {_LONGEST_URL} characters.")
    batch = _batch(call, batch_id, dataset_id)
    state = states.state(batch, now())[0]
    if state not in states.WAITING:
        raise service(400, f"The batch {batch_id} is {state} and takes no more files.")
    if any(part in ("", ".", "..") for part in path.split("/")):
        raise service(400, f"The file name {path} is not allowed.")


def _check_bytes(call: Call) -> None:
    if call.kind() != "application/octet-stream":
        raise service(
            415, f"The Content-Type {call.kind() or '(none)'} is not supported; send application/octet-stream."
        )
    most = call.system.largest_put if request.method == "PUT" else call.system.largest_part
    if (call.length or 0) > most:
        raise service(413, f"At most {most} bytes are taken at once.")


def _check_offered(call: Call) -> None:
    status = call.system.large_file_refusal
    if not status and call.query.get("action") == "INITIALIZE" and call.system.faults.happens("no-large-files"):
        status = 404
    if status:
        raise service(status, "This operation is not available.")


def _batch(call: Call, batch_id: str, dataset_id: str) -> Row:
    row = call.store.row("select * from batches where id = ? and sandbox = ?", (batch_id, call.sandbox))
    if row is None:
        raise service(404, f"The batch {batch_id} was not found.")
    if row["dataset_id"] != dataset_id:
        raise service(400, f"The batch {batch_id} belongs to another dataset.")
    return row


def _file(call: Call, batch_id: str, path: str) -> Row | None:
    return call.store.row("select * from files where batch_id = ? and path = ?", (batch_id, path))


def _open_file(call: Call, batch_id: str, path: str) -> Row:
    row = _file(call, batch_id, path)
    if row is None or not row["open"]:
        raise _not_begun(path)
    return row


def _not_begun(path: str) -> Refusal:
    return service(404, f"The file {path} was not begun with INITIALIZE.")
