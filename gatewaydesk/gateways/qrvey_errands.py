"""What can be done with Qrvey beyond a dataset's definition: connections, loads, rows, sharing, cloning, copying."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import FileProblem, GatewayProblem, OutcomeUnknown
from gatewaydesk.gateways import redaction
from gatewaydesk.gateways.base import CancelToken, Remote
from gatewaydesk.gateways.qrvey_answers import explain, no, not_understood, unknown
from gatewaydesk.gateways.qrvey_jobs import push_job
from gatewaydesk.gateways.qrvey_metadata import metadata_of
from gatewaydesk.gateways.qrvey_preparing import load_job
from gatewaydesk.gateways.qrvey_reading import definition
from gatewaydesk.gateways.qrvey_way import Way
from gatewaydesk.gateways.sending import FileState
from gatewaydesk.gateways.work import Errand, Order, Outcome, Table
from gatewaydesk.job import Job

_FILE = {
    "title": "File with the rows",
    "description": "CSV or TSV with the columns' names in its first line, JSON with an object on each line, or a JSON "
    "list of objects; in UTF-8. Its columns have to be those of the dataset.",
    "type": "string",
    "format": "file",
    "minLength": 1,
}


def _asks(required: tuple[str, ...], **properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": properties,
    }


_CONNECTION = _asks(
    ("name", "connectorType", "host", "user", "password"),
    name={
        "title": "Name",
        "description": "What the connection is called in Qrvey.",
        "type": "string",
        "minLength": 1,
        "examples": ["Hospital warehouse"],
    },
    connectorType={
        "title": "Kind of database",
        "description": "Qrvey's own word for it. Only these two are documented; look at a connection that is there for "
        "others.",
        "type": "string",
        "minLength": 1,
        "x-suggestions": [
            {"value": "MSSQL_LIVE", "label": "Microsoft SQL Server"},
            {"value": "MYSQL_LIVE", "label": "MySQL"},
        ],
        "examples": ["MSSQL_LIVE"],
    },
    host={
        "title": "Host",
        "description": "The database server's name, as Qrvey reaches it.",
        "type": "string",
        "minLength": 1,
        "examples": ["db.northmere.example"],
    },
    port={
        "title": "Port",
        "description": "Only where it is not the usual one.",
        "type": "integer",
        "minimum": 1,
        "maximum": 65535,
        "examples": [3306],
    },
    user={
        "title": "User of the database",
        "description": "Best one that may only read.",
        "type": "string",
        "minLength": 1,
        "examples": ["reader"],
    },
    password={
        "title": "Password of that user",
        "description": "It goes to Qrvey with this one call. Gateway Desk keeps it nowhere.",
        "type": "string",
        "minLength": 1,
        "writeOnly": True,
    },
)
_WHICH = _asks(
    ("dataset",),
    dataset={
        "title": "Dataset",
        "description": "Its data sources and columns are copied, not its data.",
        "type": "string",
        "minLength": 1,
        "x-choices": "datasets",
    },
)
_CREATE_CONNECTION = Errand(
    "create-connection",
    "Create a connection…",
    "Qrvey gets the address and the sign-in of a database, from which datasets can be made then.",
    asks=_CONNECTION,
)
_COPY = Errand(
    "copy-structure",
    "Copy its structure",
    "Shows the complete definition, and puts its data sources and columns into a draft.",
    reads=True,
)
_COPY_OF = replace(_COPY, label="Copy a dataset's structure…", asks=_WHICH)
_RELOAD = Errand(
    "reload",
    "Load again",
    "Qrvey reads all data anew, which replaces what the dataset holds. The old data can be used until that is done.",
    care="confirm",
)
_FOLLOW = Errand("follow", "Follow the load", "Shows how the load stands until it has ended.", reads=True)
_PUSH = Errand(
    "push-rows",
    "Send rows…",
    "The rows of a file are added to the dataset, in parts of a megabyte. The dataset needs a push connection.",
    asks=_asks(("file",), file=_FILE),
)
_UPSERT = Errand(
    "upsert-rows",
    "Update rows…",
    "Rows whose unique columns are known replace those that are there, all others are added. Where the dataset has no "
    "unique column, every row is added. What is replaced cannot be brought back.",
    care="confirm",
    asks=_asks(
        ("file", "rows"),
        file=_FILE,
        rows={
            "title": "How many rows",
            "description": "They are counted before the first is sent, and nothing is sent if they are not so many.",
            "type": "integer",
            "minimum": 1,
        },
    ),
)
_SHARE = Errand(
    "share",
    "Share with the organisation",
    "Everybody in your organisation's Qrvey can use this dataset in applications of their own. Qrvey's documents do "
    "not say all of this call: best effort.",
    care="confirm",
    best_effort=True,
)
_UNSHARE = Errand(
    "unshare",
    "Stop sharing",
    "Charts and datasets in other applications that depend on it go blank. Qrvey's documents do not say all of this "
    "call: best effort.",
    care="confirm",
    best_effort=True,
)
_CLONE = Errand(
    "clone",
    "Clone…",
    "Makes a further dataset that shows the data of this one. Qrvey's documents do not say all of this call: best "
    "effort.",
    asks=_asks(
        (),
        application={
            "title": "Into the application",
            "description": "Leave it empty for the application of this connection.",
            "type": "string",
            "x-choices": "applications",
        },
    ),
    best_effort=True,
)
_WHY_NOT = {
    "draft": "It is a draft: load it first.",
    "failed": "Its last load failed: load it first.",
    "processing": "It is being loaded now.",
    "deleted": "It is not in Qrvey any more.",
}


def errands(remote: Remote | None, job: Job | None) -> tuple[Errand, ...]:
    """What can be done with a dataset, with a load that has failed, or with the connection."""
    if job is not None:
        return (replace(_RELOAD, care="plain"),) if job.kind == "load" and job.status == "failed" else ()
    if remote is None:
        return (_CREATE_CONNECTION, _COPY_OF)
    shared = remote.extra.get("shared") is True
    why = _WHY_NOT.get(remote.status, "" if remote.status == "active" else "Its state in Qrvey is not known here.")
    there = "" if remote.status != "deleted" else why
    loading = "" if remote.status == "processing" else "It is not being loaded now."
    load = "It has not been loaded yet: load it first." if remote.status in ("draft", "failed") else why
    return (
        _offered(_RELOAD, load),
        _offered(_FOLLOW, loading),
        _offered(_PUSH, why),
        _offered(_UPSERT, why),
        _offered(_UNSHARE, there) if shared else _offered(_SHARE, why),
        _offered(_CLONE, there if shared else "Only a dataset that is shared can be cloned."),
        _offered(_COPY, there),
    )


def carry_out(way: Way, order: Order, cancel: CancelToken) -> Outcome:
    """Does an errand.

    Raises:
        OutcomeUnknown: it may have happened; the sentence says where to look.
    """
    if order.errand not in _DO:
        raise GatewayProblem(f"Qrvey knows nothing called “{order.errand}”.", "")
    return _DO[order.errand](way, order, cancel)


def _offered(errand: Errand, why_not: str) -> Errand:
    return replace(errand, offered=False, why=why_not) if why_not else errand


def _create_connection(way: Way, order: Order, cancel: CancelToken) -> Outcome:
    given = {name: value for name, value in order.given.items() if value not in (None, "")}
    redaction.register(str(given.get("password", "")))
    name = given.get("name", "")
    try:
        made = _done(way, "POST", way.connections, given, cancel)
    except OutcomeUnknown as lost:
        raise OutcomeUnknown(
            f"It is not known whether the connection “{name}” was made. {lost.what}",
            "Look for it among the connections before you make it again.",
            status=lost.status,
            answer=lost.answer,
        ) from lost
    connection = made.get("connectorid")
    if not isinstance(connection, str) or not connection:
        raise GatewayProblem(
            f"Qrvey answered, but named no connection; “{name}” may be there.", "Look for it among the connections."
        )
    source = {"connectionId": connection, "name": name, "connectorType": given.get("connectorType", "")}
    return Outcome(
        f"The connection “{name}” was made.",
        ids={"connection": connection, **way.ids},
        fills={f"/datasources/0/{member}": value for member, value in source.items()},
    )


def _copy_structure(way: Way, order: Order, cancel: CancelToken) -> Outcome:
    found = definition(way, order.dataset_id or str(order.given.get("dataset", "")), cancel)
    metadata = metadata_of(found)
    sources = [{name: one for name, one in row.items() if name != "datasourceId"} for row in metadata["datasources"]]
    alone = len(sources) == 1
    columns = [
        {name: one for name, one in row.items() if not (alone and name == "datasourceId")}
        for row in metadata["columns"]
    ]
    rows = tuple((str(one.get("columnName", "")), str(one.get("columnType", ""))) for one in columns)
    return Outcome(
        f"“{found.get('name', '')}” has {len(sources):,} data sources and {len(columns):,} columns."
        if not alone
        else f"“{found.get('name', '')}” has 1 data source and {len(columns):,} columns.",
        tables=(Table("Columns", ("Name", "Type"), rows),),
        text=jsonio.dumps(found),
        fills={"/datasources": sources if alone else metadata["datasources"], "/columns": columns},
    )


def _reload(way: Way, order: Order, cancel: CancelToken) -> Outcome:
    dataset_id = order.dataset_id or (order.job.dataset_id if order.job is not None else "")
    return Outcome("It is being loaded again.", job=load_job(dataset_id, ours=True, title="Loading again"))


def _follow(way: Way, order: Order, cancel: CancelToken) -> Outcome:
    return Outcome("The load is followed.", job=load_job(order.dataset_id, ours=False))


def _push(way: Way, order: Order, cancel: CancelToken) -> Outcome:
    """The dataset's columns are asked for, and the file is looked at from outside; its rows are the job's work."""
    file = FileState.of(Path(str(order.given["file"])).expanduser().absolute())
    if not file.size:
        raise FileProblem(f"“{file.path.name}” is empty: there are no rows to send.", "Choose another file.")
    found = definition(way, order.dataset_id, cancel)
    columns = {str(one["columnName"]): str(one.get("columnType") or "") for one in found.get("columns") or ()}
    if not columns:
        raise GatewayProblem("Qrvey names no columns of this dataset.", "List its columns, and load it once.")
    upsert = order.errand == "upsert-rows"
    job = push_job(order.dataset_id, file, columns, upsert=upsert, rows=order.given.get("rows", 0))
    return Outcome(f"The rows of “{file.path.name}” are being sent.", job=job)


def _share(way: Way, order: Order, cancel: CancelToken) -> Outcome:
    public = order.errand == "share"
    path = f"{way.dataset(order.dataset_id, 'publishVersion')}?runPublicTrigger=true"
    _done(way, "POST", path, {"isPublic": public}, cancel, repeatable=True)
    found = definition(way, order.dataset_id, cancel)
    if found.get("isPublic", public) is not public:
        raise GatewayProblem(
            f"Qrvey said yes, but the dataset is {'not ' if public else 'still '}shared.", "Look at it in Qrvey."
        )
    name = order.title or order.dataset_id
    words = f"“{name}” is shared with your organisation." if public else f"“{name}” is no longer shared."
    through = found.get("connectionId")
    return Outcome(words, ids={"shared as": through} if public and isinstance(through, str) else {})


def _clone(way: Way, order: Order, cancel: CancelToken) -> Outcome:
    through = definition(way, order.dataset_id, cancel).get("connectionId")
    if not isinstance(through, str) or not through:
        raise GatewayProblem("Qrvey names nothing by which this dataset could be cloned.", "Share it first.")
    into = str(order.given.get("application") or way.app)
    path = f"{way.of_another(into)}/qollect/dataset/clone/connection/{through}"
    try:
        made = _done(way, "POST", path, {"appId": way.app, "userId": way.user}, cancel)
    except OutcomeUnknown as lost:
        raise OutcomeUnknown(
            f"It is not known whether “{order.title}” was cloned. {lost.what}",
            "Look for the clone in the application before you make it again.",
            status=lost.status,
            answer=lost.answer,
        ) from lost
    if not made.get("datasetId"):
        raise GatewayProblem("Qrvey answered, but named no clone; it may be there.", "Look for it in the application.")
    ids = {"clone": str(made["datasetId"]), "application": into, "user": way.user}
    return Outcome(f"“{order.title or order.dataset_id}” was cloned as dataset {made['datasetId']}.", ids=ids)


def _done(
    way: Way, method: str, path: str, body: Mapping[str, Any], cancel: CancelToken, *, repeatable: bool = False
) -> dict[str, Any]:
    """Makes a call that changes something; its answer."""
    sent = jsonio.dumps(dict(body), indent=None).encode()
    answer = way.transport.request(method, path, body=sent, cancel=cancel, repeatable=repeatable)
    if not 200 <= answer.status < 300:
        raise explain(answer).refused if repeatable else no(answer)
    if not isinstance(answer.json, dict):
        raise not_understood(answer) if repeatable else unknown(answer, "Qrvey's answer could not be understood.")
    return answer.json


_DO: Mapping[str, Callable[[Way, Order, CancelToken], Outcome]] = {
    "create-connection": _create_connection,
    "copy-structure": _copy_structure,
    "reload": _reload,
    "follow": _follow,
    "push-rows": _push,
    "upsert-rows": _push,
    "share": _share,
    "unshare": _share,
    "clone": _clone,
}
