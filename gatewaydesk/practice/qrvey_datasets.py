"""The practice Qrvey gateway's routes for datasets: made, read, changed, loaded, shared, cloned and removed."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from typing import Any

from gatewaydesk.practice.kept import Row
from gatewaydesk.practice.qrvey_call import Answer, Call, Reply, invalid
from gatewaydesk.practice.qrvey_definition import checked, is_push
from gatewaydesk.practice.qrvey_places import counted, limit_of
from gatewaydesk.practice.qrvey_store import new_id
from gatewaydesk.practice.qrvey_warehouse import Unreadable

_HANGS = 3600.0  # seconds


def create_from_connection(call: Call) -> Reply:
    """A draft from a table or a query of a connection, whose columns the gateway finds out."""
    connection = call.connection(call.text("connectionId"))
    name, database = call.text("name"), call.text("database")
    source = {key: call.body[key] for key in ("tableName", "query") if call.body.get(key)}
    if len(source) != 1:
        raise invalid("Exactly one of tableName and query is required.")
    try:
        found = call.system.warehouse.columns(database, table=source.get("tableName"), query=source.get("query"))
    except Unreadable as error:
        raise invalid("The source cannot be read.", str(error)) from None
    shown = connection["shown"]
    from_there = {"connectionId": connection["id"], "datasourceId": str(uuid.uuid4())}
    datasource = {
        "name": shown["name"], **from_there, "database": database, **source, "connectorType": shown["connectorType"]
    }  # fmt: skip
    columns = [{"columnName": one, "columnType": kind, "origColumnType": kind, **from_there} for one, kind in found]
    return _added(call, {"name": name, "datasources": [datasource], "columns": columns})


def create(call: Call) -> Reply:
    """A draft from a whole definition. Whether its source exists is seen when it is loaded."""
    return _added(call, checked(call))


def get(call: Call, dataset_id: str) -> Reply:
    """The complete definition."""
    return shown(call, call.dataset(dataset_id))


def update(call: Call, dataset_id: str) -> Reply:
    """Replaces the definition; what is loaded stays as it is until it is loaded again."""
    row = call.dataset(dataset_id)
    if call.body.get("datasetId") not in (None, row["id"]):
        raise invalid("datasetId is not that of the address.")
    body = checked(call)
    call.store.change("datasets", row["id"], {"name": body["name"], "body": _with_ids(call, row["id"], body)})
    return get(call, dataset_id)


def list_all(call: Call) -> Reply:
    """The application's datasets. A search finds what is written in lower case only."""
    rows = call.store.rows("select * from datasets where app_id = ? order by created_at, rowid", (call.app_id,))
    for one in call.body.get("filters") or ():
        if not isinstance(one, dict) or one.get("filterType") != "CONTAINS" or one.get("column") != "search":
            raise invalid("Only the filter CONTAINS of the column search is known.")
        rows = [row for row in rows if str(one.get("value") or "") in row["name"].lower()]
    return counted([_row(call, row) for row in rows[: limit_of(call.body)]])


def load(call: Call, dataset_id: str) -> Reply:
    """Begins to load. What is loaded already stays readable, and another load of the same dataset changes nothing."""
    system = call.system
    with call.store.atomically():
        row = call.dataset(dataset_id)
        if status_of(call, row) == "LOADING":
            if system.refuses_second_load:
                raise invalid("The dataset is being loaded already.")
            return shown(call, row)
        for source in row["body"]["datasources"]:
            if call.store.connection(call.app_id, source["connectionId"]) is None:
                raise invalid("The dataset cannot be loaded.", f"The connection {source['connectionId']} is gone.")
        fails = not _readable(call, row) or system.faults.happens("load-fails")
        seconds = _HANGS if system.faults.happens("load-hangs") else system.load_seconds
        begun = {"began": time.time(), "seconds": seconds, "ends": "FAILED" if fails else "LOADED"}
        call.store.change("datasets", row["id"], begun)
    return get(call, dataset_id)


def delete(call: Call, dataset_id: str) -> Reply:
    """Removes a dataset with its rows."""
    row = call.dataset(dataset_id)
    call.store.remove("datasets", row["id"])
    return _row(call, row)


def publish_version(call: Call, dataset_id: str) -> Reply:
    """Shares a loaded dataset with the organisation, or takes that back."""
    row = call.dataset(dataset_id)
    wanted = call.body.get("isPublic")
    if not isinstance(wanted, bool):
        raise invalid("isPublic must be true or false.")
    if wanted and status_of(call, row) != call.system.live_word:
        raise invalid("Only a loaded dataset can be shared.")
    values = {"shared": wanted, "connection_id": row["connection_id"] or new_id()}
    call.store.change("datasets", row["id"], values)
    return get(call, dataset_id)


def clone(call: Call, connection_id: str) -> Reply:
    """A view of a dataset that another application shares; it is live at once."""
    owner = call.store.app(call.text("userId"), call.text("appId"))
    source = call.store.row(
        "select * from datasets where connection_id = ? and shared and app_id = ?",
        (connection_id, owner["id"] if owner else ""),
    )
    if source is None:
        raise Answer(404, f"No shared dataset with the connection {connection_id} was found.")
    return _added(call, source["body"], **{name: source[name] for name in ("began", "seconds", "ends")})


def status_of(call: Call, row: Row) -> str:
    """The dataset's status now, worked out from when its load began."""
    if row["began"] is None:
        return "DRAFT"
    if time.time() < row["began"] + row["seconds"]:
        return "LOADING"
    return call.system.live_word if row["ends"] == "LOADED" else str(row["ends"])


def shown(call: Call, row: Row) -> dict[str, Any]:
    """A dataset as the gateway shows it; a shared one has a `connectionId` that others clone it by."""
    through = {"connectionId": row["connection_id"]} if row["shared"] else {}
    return {**_row(call, row), **through, **{name: one for name, one in row["body"].items() if name != "name"}}


def _row(call: Call, row: Row) -> dict[str, Any]:
    ids = {"datasetId": row["id"], "appId": call.app_id, "userId": call.user_id}
    return {**ids, "name": row["name"], "status": status_of(call, row), "isPublic": row["shared"]}


def _added(call: Call, body: Mapping[str, Any], **columns: Any) -> Reply:
    dataset_id = new_id()
    return shown(call, call.store.add_dataset(call.app_id, dataset_id, _with_ids(call, dataset_id, body), **columns))


def _with_ids(call: Call, dataset_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The definition with what the gateway fills in at every column."""
    ids = {"datasetId": dataset_id, "appId": call.app_id, "userId": call.user_id}
    columns = [
        {"columnId": new_id(), "origColumnSourceName": one["columnName"], **one, **ids} for one in body["columns"]
    ]
    return {**body, "columns": columns}


def _readable(call: Call, row: Row) -> bool:
    """Whether each source has a table or query that can be read, with the columns that are wanted of them."""
    found: set[str] = set()
    for source in row["body"]["datasources"]:
        if is_push(source):
            return True
        try:
            columns = call.system.warehouse.columns(
                str(source.get("database")), table=source.get("tableName"), query=source.get("query")
            )
        except Unreadable:
            return False
        found |= {name for name, _ in columns}
    return all(one["origColumnSourceName"] in found for one in row["body"]["columns"])
