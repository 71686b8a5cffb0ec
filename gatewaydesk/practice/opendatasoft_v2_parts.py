"""Management v2 of the practice Opendatasoft portal: resources, extractors, attachments, fields and schedules."""

from __future__ import annotations

from flask import Response

from gatewaydesk.practice import opendatasoft_extracting as extracting
from gatewaydesk.practice import opendatasoft_uploads as uploads
from gatewaydesk.practice.opendatasoft_call import Call, Reply
from gatewaydesk.practice.opendatasoft_parts import Kind, Part, find
from gatewaydesk.practice.opendatasoft_rules import Refusal, require, wrong

PROCESSORS = ("rename", "type", "annotate", "description", "order", "delete")
_RESOURCE = ("url", "title", "type")


def _read_resource(call: Call, before: Part | None) -> Part:
    body = require(call.body, _RESOURCE)
    if body["type"] not in extracting.TYPES:
        raise wrong({"type": f"Not a known extractor: {body['type']}."})
    if not isinstance(body.get("params") or {}, dict):
        raise wrong({"params": "Not an object."})
    require_file(call, str(body["url"]))
    return {name: body[name] for name in _RESOURCE} | {"params": body.get("params") or {}}


def _show_resource(call: Call, part: Part) -> Part:
    return {"resource_uid": part["uid"]} | {name: part.get(name) for name in (*_RESOURCE, "params")}


def _read_attachment(call: Call, before: Part | None) -> Part:
    url = str(require(call.body, ("url",))["url"])
    if not url.startswith("odsfile://"):
        raise wrong({"url": "Not the address of an uploaded file."})
    require_file(call, url)
    return {"url": url}


def _read_field(call: Call, before: Part | None) -> Part:
    body = require(call.body, ("name",))
    if body["name"] not in PROCESSORS:
        raise wrong({"name": f"Not one of {', '.join(PROCESSORS)}."})
    return {"name": body["name"], "args": body.get("args")}


def _read_schedule(call: Call, before: Part | None) -> Part:
    body = require(call.body, ())
    return {name: value for name, value in body.items() if name not in ("uid", "schedule_uid")}


RESOURCE = Kind("resources", "Resource", "re", _read_resource, _show_resource)
ATTACHMENT = Kind(
    "attachments",
    "Attachment",
    "at",
    _read_attachment,
    lambda call, part: {"attachment_uid": part["uid"], "url": part["url"]},
    removed=200,
)
FIELD = Kind(
    "fields",
    "Processor",
    "pr",
    _read_field,
    lambda call, part: {"processor_uid": part["uid"], "name": part["name"], "args": part["args"]},
)
SCHEDULE = Kind(
    "schedules",
    "Schedule",
    "sc",
    _read_schedule,
    lambda call, part: {"schedule_uid": part["uid"]} | {name: one for name, one in part.items() if name != "uid"},
)


def require_file(call: Call, url: str) -> None:
    """Refuses the address of an uploaded file that there is not."""
    if url.startswith("odsfile://") and call.system.file_behind(url) is None:
        raise Refusal("part", part="File", uid=url.removeprefix("odsfile://"))


def preview(call: Call, uid: str, part_uid: str) -> Reply:
    """The first records of a resource."""
    part = find(call.dataset(uid), part_uid, RESOURCE)
    return 200, extracting.preview(part, call.system.file_behind(part["url"]))


def preview_unsaved(call: Call, uid: str) -> Reply:
    """The first records of a resource that has not been added."""
    call.dataset(uid)
    part = _read_resource(call, None)
    return 200, extracting.preview(part, call.system.file_behind(part["url"]))


def download(call: Call, uid: str, part_uid: str) -> Response:
    """The bytes of an uploaded resource."""
    return _bytes(call, find(call.dataset(uid), part_uid, RESOURCE))


def download_attachment(call: Call, uid: str, part_uid: str) -> Response:
    """The bytes of an attachment."""
    return _bytes(call, find(call.dataset(uid), part_uid, ATTACHMENT))


def list_extractors(call: Call) -> Reply:
    """What can be read, and how."""
    return 200, list(extracting.EXTRACTORS)


def guess_extractors(call: Call) -> Reply:
    """Which extractors fit a source."""
    url = str(require(call.body, ("url",))["url"])
    require_file(call, url)
    return 200, guessed(call, url)


def guess_params(call: Call) -> Reply:
    """Which parameters an extractor should have for a source."""
    body = require(call.body, ("url", "extractor"))
    url, extractor = str(body["url"]), str(body["extractor"])
    require_file(call, url)
    if extractor not in extracting.TYPES:
        raise wrong({"extractor": f"Not a known extractor: {extractor}."})
    params = extracting.guess_params(url, call.system.file_behind(url), extractor)
    return 200, {"extractor": extractor, "params": params}


def guessed(call: Call, url: str) -> dict[str, list[str]]:
    """The extractors that fit a source, and the others."""
    likely = extracting.guess(url, call.system.file_behind(url))
    return {
        "recommended_extractors": likely,
        "other_extractors": [one for one in extracting.TYPES if one not in likely],
    }


def _bytes(call: Call, part: Part) -> Response:
    url = str(part["url"])
    if not url.startswith("odsfile://"):
        raise Refusal("not-a-file")
    return uploads.download(call, url.removeprefix("odsfile://"))
