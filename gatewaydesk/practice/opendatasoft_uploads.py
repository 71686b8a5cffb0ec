"""Files that are uploaded to the practice Opendatasoft portal: written to disk as they arrive, never held whole."""

from __future__ import annotations

import contextlib
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from flask import Response, request, send_file
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from gatewaydesk.practice.opendatasoft_call import Call, Reply
from gatewaydesk.practice.opendatasoft_rules import Refusal, require
from gatewaydesk.practice.opendatasoft_store import Row, now

_NO_SIGN = re.compile(r"[^a-z0-9.]+")
_LARGEST_FRAME = 64 * 1024  # bytes of a multipart body beside its file


def upload(call: Call, dataset_uid: str | None = None) -> Row:
    """Takes in a file: the multipart field `file`, or JSON with `content`, `mimetype` and maybe `filename`.

    Raises:
        Refusal: there is none, it is too large, or it does not arrive whole.
    """
    folder: Path = call.system.uploads
    folder.mkdir(parents=True, exist_ok=True)
    limit = call.system.largest_upload
    with _arriving(folder) as part:
        if request.mimetype == "multipart/form-data":
            filename, mimetype = _from_form(part, limit)
        else:
            filename, mimetype = _from_json(part, limit)
        size = part.stat().st_size
        if size > limit:
            raise Refusal("too-large", limit=limit)
        with call.store.atomically():
            wanted = _NO_SIGN.sub("_", filename.lower()).strip("_.") or "file"
            values = {
                "file_id": call.store.free("files", "file_id", wanted),
                "filename": filename,
                "mimetype": mimetype,
                "size": size,
                "created": now(),
                "username": call.account["username"],
                "dataset_uid": dataset_uid,
            }
            row_id = call.store.insert("files", values)
            part.replace(place(folder, row_id))
    return values | {"id": row_id}


def download(call: Call, file_id: str) -> Response:
    """The bytes of a file, as an attachment."""
    row = file_row(call, file_id)
    return send_file(
        place(call.system.uploads, row["id"]),
        mimetype=row["mimetype"],
        as_attachment=True,
        download_name=row["filename"],
        etag=False,
    )


def list_files(call: Call) -> Reply:
    """Every file."""
    return 200, [shown(row) for row in call.store.rows("select * from files order by id")]


def get_file(call: Call, file_id: str) -> Reply:
    """One file."""
    return 200, shown(file_row(call, file_id))


def post_file(call: Call) -> Reply:
    """Takes in a file."""
    return 200, shown(upload(call))


def file_row(call: Call, file_id: str) -> Row:
    """A file's row.

    Raises:
        Refusal: there is none.
    """
    found = call.store.row("select * from files where file_id = ?", (file_id,))
    if found is None:
        raise Refusal("part", part="File", uid=file_id)
    return found


def place(folder: Path, row_id: int) -> Path:
    """Where a file's bytes are: under a number, because its name is somebody else's."""
    return folder / f"{row_id}.bin"


def shown(row: Row) -> dict[str, Any]:
    """A file as v2 shows it."""
    return {
        "file_id": row["file_id"],
        "url": f"odsfile://{row['file_id']}",
        "filename": row["filename"],
        "properties": {"mimetype": row["mimetype"]},
        "created": row["created"],
    }


@contextlib.contextmanager
def _arriving(folder: Path) -> Iterator[Path]:
    """A file to write into, which goes unless it was moved away."""
    part = folder / f"{uuid.uuid4().hex}.part"
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _from_form(part: Path, limit: int) -> tuple[str, str]:
    opened: list[IO[bytes]] = []

    def stream(
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        # Only the first file is kept; a second one is read and thrown away.
        opened.append((part if not opened else part.with_suffix(".more")).open("wb"))
        return opened[-1]

    if (request.content_length or 0) > limit + _LARGEST_FRAME:
        raise Refusal("too-large", limit=limit)
    parser = FormDataParser(stream_factory=stream, max_content_length=limit + _LARGEST_FRAME, silent=False)
    try:
        _, _, files = parser.parse(request.stream, request.mimetype, request.content_length, request.mimetype_params)
    except RequestEntityTooLarge:
        raise Refusal("too-large", limit=limit) from None
    except (ValueError, ClientDisconnected):
        raise Refusal("cut-short") from None
    finally:
        for one in opened:
            one.close()
        part.with_suffix(".more").unlink(missing_ok=True)
    sent = next(iter(files.items(multi=True)), None)
    if sent is None or sent[0] != "file":
        raise Refusal("no-file")
    return sent[1].filename or "file", sent[1].mimetype or "application/octet-stream"


def _from_json(part: Path, limit: int) -> tuple[str, str]:
    if (request.content_length or 0) > 2 * limit + _LARGEST_FRAME:
        raise Refusal("too-large", limit=limit)
    body = require(request.get_json(force=True, silent=True), ("content", "mimetype"))
    part.write_text(str(body["content"]), "utf-8", newline="")
    return str(body.get("filename") or "file"), str(body["mimetype"])
