"""Automation v1.0 of the practice Opendatasoft portal: resources with their files, attachments, fields, schedules."""

from __future__ import annotations

import copy
import secrets
from typing import Any

from gatewaydesk.practice import opendatasoft_extracting as extracting
from gatewaydesk.practice import opendatasoft_uploads as uploads
from gatewaydesk.practice.opendatasoft_actions import Action
from gatewaydesk.practice.opendatasoft_call import Call, Reply
from gatewaydesk.practice.opendatasoft_parts import Kind, Part, envelope, find
from gatewaydesk.practice.opendatasoft_rules import Refusal, require, wrong
from gatewaydesk.practice.opendatasoft_v2_parts import PROCESSORS, guessed, require_file

_SECRET = ("password", "token", "secret_access_key", "access_key", "shared_key", "client_secret")


def _read_resource(call: Call, before: Part | None) -> Part:
    body = require(call.body, ("title", "type"))
    if body["type"] not in extracting.TYPES:
        raise wrong({"type": f"“{body['type']}” is not a valid choice."})
    params = body.get("params") or {}
    if not isinstance(params, dict):
        raise wrong({"params": "Not an object."})
    kept = {"title": body["title"], "type": body["type"], "params": params, "url": "", "source": None}
    if body["type"] != "realtime":
        kept |= _source(call, body.get("datasource"))
    return kept | {"enabled": before["enabled"] if before and "enabled" in before else True}


def _source(call: Call, source: Any) -> Part:
    """What is kept of a data source; secrets are not."""
    if not isinstance(source, dict):
        raise wrong({"datasource": "This field is required."})
    if source.get("type") == "uploaded_file":
        file = source.get("file")
        url = f"odsfile://{file.get('uid') if isinstance(file, dict) else ''}"
        require_file(call, url)
        return {"url": url, "source": None}
    connection = source.get("connection")
    if source.get("type") != "http" or not isinstance(connection, dict) or not connection.get("url"):
        raise wrong({"datasource": "Not an uploaded file, nor an HTTP source with a connection and its URL."})
    url = str(connection["url"]).rstrip("/") + "/" + str(source.get("relative_url") or "").lstrip("/")
    return {"url": url.rstrip("/"), "source": _without_secrets(source)}


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: None if name in _SECRET else _without_secrets(one) for name, one in value.items()}
    return [_without_secrets(one) for one in value] if isinstance(value, list) else value


def _show_resource(call: Call, part: Part) -> Part:
    url, source = str(part.get("url") or ""), part.get("source")
    if url.startswith("odsfile://"):
        file_id = url.removeprefix("odsfile://")
        row = call.store.row("select * from files where file_id = ?", (file_id,))
        source = {"type": "uploaded_file", "file": show_file(row) if row else {"uid": file_id}}
    elif source is None and url:
        connection = {"type": "http", "url": url, "auth": None}
        source = {"type": "http", "connection": connection, "headers": [], "relative_url": ""}
    return {
        "uid": part["uid"],
        **{name: part.get(name) for name in ("title", "type", "params")},
        "datasource": source,
    }


def _read_attachment(call: Call, before: Part | None) -> Part:
    file = require(call.body, ("file",))["file"]
    url = f"odsfile://{file.get('uid') if isinstance(file, dict) else file}"
    require_file(call, url)
    return {"url": url}


def _read_field(call: Call, before: Part | None) -> Part:
    body = require(call.body, ("type",))
    if body["type"] not in PROCESSORS:
        raise wrong({"type": f"“{body['type']}” is not a valid choice."})
    return {"name": body["type"], "args": {name: one for name, one in body.items() if name not in ("uid", "type")}}


def _show_field(call: Call, part: Part) -> Part:
    args = part["args"] if isinstance(part["args"], dict) else {"args": part["args"]}
    return {"uid": part["uid"], "type": part["name"], **args}


def _read_schedule(call: Call, before: Part | None) -> Part:
    cron = str(require(call.body, ("cron_schedule",))["cron_schedule"])
    if len(cron.split()) != 5:
        raise wrong({"cron_schedule": "Not a valid cron schedule."})
    return {"cron_schedule": cron}


RESOURCE = Kind("resources", "Resource", "re", _read_resource, _show_resource, added=201)
ATTACHMENT = Kind(
    "attachments",
    "Attachment",
    "at",
    _read_attachment,
    lambda call, part: {"uid": part["uid"], "url": part["url"]},
    added=201,
)
FIELD = Kind("fields", "Field", "pr", _read_field, _show_field, added=201)
SCHEDULE = Kind(
    "schedules",
    "Schedule",
    "sc",
    _read_schedule,
    lambda call, part: {"uid": part["uid"], "cron_schedule": part.get("cron_schedule")},
    added=201,
)


def post_file(call: Call, uid: str) -> Reply:
    """Takes in a file for a dataset."""
    call.dataset(uid)
    return 201, show_file(uploads.upload(call, uid))


def list_files(call: Call, uid: str) -> Reply:
    """A dataset's files."""
    call.dataset(uid)
    rows = call.store.rows("select * from files where dataset_uid = ? order by id", (uid,))
    return 200, envelope(call, [show_file(row) for row in rows])


def show_file(row: Part) -> Part:
    """A file as Automation shows it."""
    said = {name: row[name] for name in ("filename", "mimetype")}
    return {"uid": row["file_id"], **said, "created_at": row["created"]}


def guess_extractors(call: Call, uid: str) -> Reply:
    """Which extractors fit a data source."""
    call.dataset(uid)
    return 200, guessed(call, _url(call))


def guess_params(call: Call, uid: str) -> Reply:
    """Which parameters an extractor should have for a data source."""
    call.dataset(uid)
    extractor = str(require(call.body, ("extractor",))["extractor"])
    url = _url(call)
    params = extracting.guess_params(url, call.system.file_behind(url), extractor)
    return 200, {"extractor": extractor, "params": params}


def preview(call: Call, uid: str) -> Reply:
    """The first records of a resource that has not been added."""
    call.dataset(uid)
    part = _read_resource(call, None)
    return 200, extracting.preview(part, call.system.file_behind(part["url"]))


def switch(call: Call, uid: str, part_uid: str, enabled: bool) -> Reply:
    """Switches a realtime resource on or off."""
    with call.store.atomically():
        row = call.dataset(uid)
        _realtime(find(row, part_uid, RESOURCE))
        config = copy.deepcopy(row["config"])
        for one in config["resources"]:
            if one["uid"] == part_uid:
                one["enabled"] = enabled
        call.save(row, config)
    return 200, {"detail": "ok"}


def renew_api_key(call: Call, uid: str, part_uid: str) -> Reply:
    """Gives a realtime resource another key for those who push records; only the answer holds it."""
    row = call.dataset(uid)
    _realtime(find(row, part_uid, RESOURCE))
    call.note(row, row["config"], {"resources": []})
    return 200, {"api_key": secrets.token_hex(28)}


def act(call: Call, uid: str, part_uid: str, action: Action) -> Reply:
    """Begins an action on a realtime resource; the dataset must be published."""
    with call.store.atomically():
        row = call.dataset(uid)
        _realtime(find(row, part_uid, RESOURCE))
        if not call.state(row)["published"]:
            raise Refusal("not-published")
        action(call, row)
    return 200, {"detail": "ok"}


def _realtime(part: Part) -> None:
    if part["type"] != "realtime":
        raise Refusal("not-realtime")


def _url(call: Call) -> str:
    body = require(call.body, ())
    url = str(body.get("url") or "") or str(_source(call, body.get("datasource"))["url"])
    require_file(call, url)
    return url
