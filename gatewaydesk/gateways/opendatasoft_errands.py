"""What can be done on an Opendatasoft portal beyond keeping metadata, as one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gatewaydesk.errors import GatewayProblem
from gatewaydesk.gateways import opendatasoft_data as data
from gatewaydesk.gateways import opendatasoft_deeds as deeds
from gatewaydesk.gateways import opendatasoft_form as form
from gatewaydesk.gateways.base import CancelToken, Remote
from gatewaydesk.gateways.opendatasoft_metadata import ACCESS, DOMAIN, RESTRICTED
from gatewaydesk.gateways.opendatasoft_way import AUTOMATION, V2, Way
from gatewaydesk.gateways.work import Care, Choice, Errand, Order, Outcome
from gatewaydesk.job import Job
from gatewaydesk.schema.visible import plain

_WITHDRAWN = "This portal no longer offers this: it said so when it was asked."
_ONLY = {
    V2: "Only Management v2 can do this: Automation, which this connection takes, has no call for it.",
    AUTOMATION: "Only Automation can do this: Management v2, which this connection takes, has no call for it.",
}
_NOTHING_RUNS = "Nothing is being processed."
_LISTS = (
    "There are extractors, parameters, metadata/FIELD (for instance metadata/theme), and of a dataset sources/ID, "
    "files/ID and changes/ID."
)
_BUSY = frozenset({"queued", "processing"})


@dataclass(frozen=True)
class _Row:
    """One errand: how it is told, and what does it. `asks` is given the dataset's uid; `v2` and `automation` say in
    which dialects it is, `published` that the dataset has to be.
    """

    name: str
    label: str
    why: str
    do: Callable[[Way, Order, CancelToken], Outcome]
    care: Care = "plain"
    asks: Callable[[str], Mapping[str, Any]] | None = None
    reads: bool = False
    best_effort: bool = False
    v2: bool = True
    automation: bool = True
    published: bool = False
    of_job: bool = False


def errands(way: Way, remote: Remote | None, job: Job | None) -> tuple[Errand, ...]:
    """What can be done with a dataset, with a job, or with the connection."""
    if job is not None:
        going_on = not job.finished and job.kind in ("publish", "metadata")
        return tuple(
            _errand(way, row, job.dataset_id, "" if row.reads or going_on else _NOTHING_RUNS)
            for row in _ROWS
            if row.of_job
        )
    if remote is None:
        return tuple(_errand(way, row, "", "") for row in _OF_CONNECTION)
    return tuple(_errand(way, row, remote.dataset_id, _in_the_way(row, remote)) for row in _ROWS)


def carry_out(way: Way, order: Order, cancel: CancelToken) -> Outcome:
    """Does an errand.

    Raises:
        GatewayProblem: it is not known, or not offered.
    """
    row = next((one for one in (*_ROWS, *_OF_CONNECTION) if one.name == order.errand), None)
    if row is None:
        raise GatewayProblem(f"An Opendatasoft portal does not know “{order.errand}”.", "")
    offered = _errand(way, row, order.dataset_id, "")
    if not offered.offered:
        raise GatewayProblem(offered.why, "")
    return row.do(way, order, cancel)


def choices(way: Way, kind: str, search: str, given: Mapping[str, Any], cancel: CancelToken) -> Iterator[Choice]:
    """A list by its name: `extractors`, `parameters`, `metadata/FIELD`, `sources/UID`, `files/UID`, `changes/UID`.

    Raises:
        GatewayProblem: there is no such list.
    """
    name, _, about = kind.partition("/")
    match name if about or name in ("extractors", "parameters") else "":
        case "extractors":
            found: Iterator[Choice] = data.extractors(way, cancel)
        case "parameters":
            found = data.parameters(way, str(given.get("extractor") or ""), cancel)
        case "metadata":
            yield from form.choices(way, about, search, cancel)
            return
        case "sources" | "files":
            found = (
                Choice(one["uid"], one["title"] or one["uid"], f"{one['type']}, {one['url']}".strip(", "))
                for one in data.sources(way, about, cancel)
                if name == "sources" or str(one["url"]).startswith("odsfile://")
            )
        case "changes":
            rows = deeds.changes(way, about, cancel)
            found = (Choice(uid, f"{when} by {who}", what) for uid, when, who, what in rows if uid)
        case _:
            raise GatewayProblem(f"An Opendatasoft portal has no list called “{plain(kind)}”.", _LISTS)
    for one in found:
        if search.casefold() in f"{one.value} {one.label} {one.detail}".casefold():
            yield one


def _errand(way: Way, row: _Row, uid: str, in_the_way: str) -> Errand:
    missing = "" if (row.v2 if way.is_v2 else row.automation) else _ONLY[AUTOMATION if way.is_v2 else V2]
    withdrawn = way.withdrawn(row.name)
    refused = (_WITHDRAWN if withdrawn else "") or missing or in_the_way
    asks = row.asks(uid) if row.asks is not None else None
    return Errand(
        row.name,
        row.label,
        refused or row.why,
        not refused,
        row.care,
        asks,
        row.best_effort,
        row.reads,
        withdrawn,
    )


def _in_the_way(row: _Row, remote: Remote) -> str:
    if remote.status == "deleted":
        return "It is not on the portal any more."
    if row.published and remote.status == "draft":
        return "It is not published."
    now = str(remote.extra.get("state") or "")
    return _NOTHING_RUNS if row.name == "abort" and now and now not in _BUSY else ""


def _object(properties: Mapping[str, Any], *required: str) -> Mapping[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


_HOW: Mapping[str, Any] = {
    "extractor": {
        "title": "Read as",
        "description": "The extractor that reads it. Leave it empty to have the portal guess.",
        "type": "string",
        "maxLength": 100,
        "x-choices": "extractors",
        "examples": ["csvfile"],
    },
    "parameters": {
        "title": "Parameters",
        "description": "How the extractor reads it, each as NAME=VALUE. What you leave out is guessed by the portal.",
        "type": "array",
        "items": {"type": "string", "minLength": 2, "pattern": "=", "x-choices": "parameters"},
        "examples": [["separator=;", "encoding=utf-8"]],
    },
}
_TITLE: Mapping[str, Any] = {
    "title": {
        "title": "Title of the source",
        "description": "What it is called among the dataset's sources. Leave it empty for the name of the file.",
        "type": "string",
        "maxLength": 100,
    }
}
_URL: Mapping[str, Any] = {
    "url": {
        "title": "Address",
        "description": "Where the portal fetches the data from, over HTTP or FTP; it has to get there.",
        "type": "string",
        "minLength": 1,
        "pattern": "^(https?|ftps?|sftp)://[^/?#@]+([/?#].*)?$",
        "examples": ["https://data.example.org/gauges.csv"],
    }
}
_FILE: Mapping[str, Any] = {
    "file": {
        "title": "File",
        "description": "A file on this computer, of 240 MB at most. A compressed one is taken too.",
        "type": "string",
        "minLength": 1,
        "format": "file",
    }
}
_FOLDER: Mapping[str, Any] = {
    "folder": {
        "title": "Folder",
        "description": "Where it is saved, under a name that is free there. Leave it empty for your downloads.",
        "type": "string",
        "format": "folder",
    }
}


def _source(kind: str, uid: str) -> Mapping[str, Any]:
    return {
        "source": {
            "title": "Source",
            "description": "One of the dataset's sources, by its ID.",
            "type": "string",
            "minLength": 1,
            "maxLength": 100,
            "x-choices": f"{kind}/{uid}",
        }
    }


_POLICY: Mapping[str, Any] = {
    ACCESS: {
        "title": "Who may see it",
        "description": "Those who are given access on the portal, or everybody who may see the portal.",
        "type": "string",
        "enum": [RESTRICTED, DOMAIN],
        "x-labels": {RESTRICTED: "Restricted to those who are given access", DOMAIN: "Everybody who sees the portal"},
        "default": RESTRICTED,
    }
}


def _change_asked(uid: str) -> Mapping[str, Any]:
    change = {
        "title": "Change",
        "description": "The configuration becomes what it was after this change.",
        "type": "string",
        "minLength": 1,
        "maxLength": 100,
        "x-choices": f"changes/{uid}",
    }
    return _object({"change": change}, "change")


_ROWS: tuple[_Row, ...] = (
    _Row("status", "Status now", "Asks the portal what goes on with it.", deeds.tell_status, reads=True, of_job=True),
    _Row(
        "access",
        "Set who may see it…",
        "Says who sees it once it is published; where it is published already that counts at once.",
        deeds.set_access,
        asks=lambda uid: _object(_POLICY, ACCESS),
    ),
    _Row(
        "add-file",
        "Add data from a file…",
        "Uploads a file, has the portal read it, and adds it as a source. It shows when the dataset is published.",
        deeds.add_data,
        asks=lambda uid: _object({**_FILE, **_TITLE, **_HOW}, "file"),
    ),
    _Row(
        "look-at",
        "Look at an address…",
        "Has the portal read an address and shows the first 20 rows. Nothing is added.",
        deeds.look_at,
        asks=lambda uid: _object({**_URL, **_HOW}, "url"),
        reads=True,
    ),
    _Row(
        "add-address",
        "Add data from an address…",
        "Has the portal read an address, and adds it as a source. It shows when the dataset is published.",
        deeds.add_data,
        asks=lambda uid: _object({**_URL, **_TITLE, **_HOW}, "url"),
    ),
    _Row("sources", "Sources of its data", "Lists where its data comes from.", deeds.list_sources, reads=True),
    _Row(
        "preview",
        "Preview the data…",
        "Shows the first 20 rows of a source: of the first one where you name none.",
        deeds.preview,
        asks=lambda uid: _object(_source("sources", uid)),
        reads=True,
    ),
    _Row(
        "download",
        "Download a source…",
        "Saves an uploaded file on this computer.",
        deeds.download,
        asks=lambda uid: _object({**_source("files", uid), **_FOLDER}, "source"),
        reads=True,
        automation=False,
    ),
    _Row(
        "remove-source",
        "Remove a source…",
        "The dataset loses this source; its records go when the dataset is published again.",
        deeds.remove_source,
        "confirm",
        lambda uid: _object(_source("sources", uid), "source"),
    ),
    _Row(
        "record-errors",
        "Record errors",
        "Lists the records that the portal has refused, and why.",
        deeds.list_record_errors,
        reads=True,
        of_job=True,
    ),
    _Row(
        "abort",
        "Stop the processing",
        "The portal stops; what it has processed by then is live, so that part of the data may show.",
        deeds.abort,
        of_job=True,
    ),
    _Row(
        "publish-metadata",
        "Publish its metadata",
        "Others see the changes of its metadata; its records are not processed again.",
        deeds.publish_metadata,
        v2=False,
        published=True,
    ),
    _Row(
        "save-version",
        "Save a version",
        "The portal keeps a version of its present data.",
        deeds.legacy("save-version", "save_version"),
        best_effort=True,
        automation=False,
    ),
    _Row(
        "recover",
        "Recover realtime records",
        "Brings back the records of a realtime source that the portal has backed up.",
        deeds.legacy("recover", "recover_realtime_records", "recover"),
        best_effort=True,
    ),
    _Row(
        "scratch",
        "Delete the recovery data",
        "Deletes the backup of its realtime records for good. That cannot be stopped, and there is no way back.",
        deeds.legacy("scratch", "scratch_recovery_data", "delete_recover_data"),
        "typed",
        best_effort=True,
    ),
    _Row("history", "Change history", "Lists the changes of its configuration.", deeds.list_changes, reads=True),
    _Row(
        "restore",
        "Go back to a change…",
        "Its configuration (metadata, sources, fields, access) becomes what it was after that change. The history is "
        "kept, so you can go back again.",
        deeds.restore,
        "confirm",
        _change_asked,
    ),
)
_OF_CONNECTION: tuple[_Row, ...] = (
    _Row(
        "portal-fields",
        "Use the portal's own fields",
        "Reads the form that the portal itself defines, to fill that in from now on.",
        deeds.read_form,
        reads=True,
    ),
)
