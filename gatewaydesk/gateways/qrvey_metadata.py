"""A Qrvey dataset as a person writes it, as it is sent, and as Qrvey keeps it.

What a person writes is the object of Qrvey's own document (`name`, `datasources`, `columns`) without the IDs that only
say where it stands. Without columns Qrvey is asked to find them out, by the call that makes a dataset from a table or a
query of a connection; with them the whole definition is sent.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any

from gatewaydesk.errors import GatewayProblem
from gatewaydesk.gateways.qrvey_way import Way

Value = Mapping[str, Any]

MEMBERS = ("name", "datasources", "columns", "dataSync", "customAttributes")
_OF_PLACE = frozenset({"appId", "userId", "datasetId", "columnId", "connectionId", "datasourceId"})
_NUMBERED = frozenset({"datasetId", "columnId"})  # given by Qrvey, perhaps anew
_SAME_AS = {"origColumnType": "columnType", "origColumnSourceName": "columnName"}  # said only where it differs
_OURS = uuid.UUID("7d6b1f0e-2c35-5a1b-9a55-0b1f4f2f6c11")


def finds_columns(metadata: Value) -> bool:
    """Whether Qrvey is to find the columns out."""
    return not metadata.get("columns")


def from_connection(metadata: Value) -> dict[str, Any]:
    """The body of the call that makes a dataset from a connection.

    Raises:
        GatewayProblem: it has not exactly one source with a table or a query.
    """
    sources = _sources(metadata)
    if len(sources) != 1:
        raise GatewayProblem(
            f"Qrvey finds out the columns of one data source, and this has {len(sources):,}.",
            "List the columns, or leave one data source.",
        )
    source = sources[0]
    given = {name: source[name] for name in ("tableName", "query") if source.get(name)}
    if len(given) != 1:
        raise GatewayProblem(
            "The data source needs a table or a query, and only one of them.", "Fill in one, and empty the other."
        )
    wanted = {name: source.get(name, "") for name in ("connectionId", "database")}
    return {"name": metadata.get("name", ""), **wanted, **given}


def from_scratch(way: Way, metadata: Value, pid: str) -> dict[str, Any]:
    """The whole definition: with an ID for every data source that has none, and with what says where columns stand.

    The IDs follow from `pid`, so that the same preparation is always the same, and another one never is.
    """
    sources = [
        {**one, "datasourceId": one.get("datasourceId") or str(uuid.uuid5(_OURS, f"{pid}/{at}"))}
        for at, one in enumerate(_sources(metadata))
    ]
    held = {name: metadata[name] for name in MEMBERS if name in metadata}
    return {**held, "datasources": sources, "columns": [_column(way, one, sources) for one in _columns(metadata)]}


def replaced(way: Way, there: Value, metadata: Value, pid: str) -> dict[str, Any]:
    """The definition that stands there, with what a person has written in place of what they had to write.

    Columns keep what Qrvey has noted of them, by their names; without columns those that stand there stay.
    """
    wanted = dict(metadata) if not finds_columns(metadata) else {**metadata, "columns": metadata_of(there)["columns"]}
    known = {one.get("columnName"): one for one in _columns(there)}
    sources = [{**_source_like(one, _sources(there)), **one} for one in _sources(wanted)]
    body = from_scratch(way, {**wanted, "datasources": sources}, pid)
    columns = [{**known.get(one["columnName"], {}), **one} for one in body["columns"]]
    ours = {name: there[name] for name in there if name not in MEMBERS and name not in ("status", "isPublic")}
    return {**ours, **body, "columns": columns}


def metadata_of(definition: Value) -> dict[str, Any]:
    """What a person would have written to get a definition."""
    sources = [dict(one) for one in _sources(definition)]
    only = sources[0].get("connectionId") if len({one.get("connectionId") for one in sources}) == 1 else None
    held = {name: definition[name] for name in MEMBERS if name in definition}
    return {**held, "datasources": sources, "columns": [_bare(one, sources, only) for one in _columns(definition)]}


def mark_of(definition: Value) -> str:
    """Changes with what a person writes, and with nothing that Qrvey notes beside it."""
    text = json.dumps(metadata_of(definition), sort_keys=True, default=str)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def holds(definition: Value, sent: Any) -> bool:
    """Whether a definition is what was sent; what Qrvey adds makes no difference."""
    if not isinstance(sent, dict):
        return False
    if "datasources" in sent:
        wanted = {name: one for name, one in sent.items() if name in MEMBERS}
        wanted["columns"] = [
            {name: one for name, one in column.items() if name not in _NUMBERED} for column in _columns(sent)
        ]
        return _within(wanted, definition)
    sources = _sources(definition)
    wanted = {name: one for name, one in sent.items() if name != "name"}
    return definition.get("name") == sent.get("name") and len(sources) == 1 and _within(wanted, sources[0])


def as_written(pulled: Value, known: Any) -> dict[str, Any]:
    """What was fetched, without what Qrvey has found out by itself where a person had left that to it."""
    if not isinstance(known, dict):
        return dict(pulled)
    left = {name: one for name, one in pulled.items() if name != "columns" or not finds_columns(known)}
    before, now = _sources(known), _sources(pulled)
    if len(before) == len(now):
        filled = ("name", "connectorType", "datasourceId")
        left["datasources"] = [
            {name: value for name, value in there.items() if name in mine or name not in filled}
            for mine, there in zip(before, now, strict=True)
        ]
    return left


def _sources(value: Value) -> list[dict[str, Any]]:
    found = value.get("datasources")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _columns(value: Value) -> list[dict[str, Any]]:
    found = value.get("columns")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _source_like(source: Value, known: list[dict[str, Any]]) -> Value:
    """The source that stands there for one that a person wrote: of the same ID, or else of the same place."""
    names = ("datasourceId",) if source.get("datasourceId") else ("connectionId", "database", "tableName", "query")
    return next((one for one in known if all(one.get(name) == source.get(name) for name in names)), {})


def _column(way: Way, column: Value, sources: list[dict[str, Any]]) -> dict[str, Any]:
    """A column of which nothing else is said belongs to the first data source."""
    first: Value = sources[0] if sources else {}
    connection = column.get("connectionId") or first.get("connectionId", "")
    source = next((one for one in sources if one.get("connectionId") == connection), first)
    return {
        **column,
        "origColumnType": column.get("origColumnType") or column.get("columnType", ""),
        "connectionId": connection,
        "datasourceId": column.get("datasourceId") or source.get("datasourceId", ""),
        "appId": way.app,
        "userId": way.user,
    }


def _bare(column: Value, sources: list[dict[str, Any]], only: Any) -> dict[str, Any]:
    said = {name: one for name, one in column.items() if name not in _OF_PLACE}
    said = {name: one for name, one in said.items() if name not in _SAME_AS or one != column.get(_SAME_AS[name])}
    if only is None and column.get("connectionId"):
        said["connectionId"] = column["connectionId"]
    if len(sources) > 1 and only is not None and column.get("datasourceId"):
        said["datasourceId"] = column["datasourceId"]
    return said


def _within(sent: Any, kept: Any) -> bool:
    """Whether all that was sent is kept, at its place."""
    if isinstance(sent, dict):
        return isinstance(kept, dict) and all(name in kept and _within(one, kept[name]) for name, one in sent.items())
    if isinstance(sent, list):
        same = isinstance(kept, list) and len(sent) == len(kept)
        return same and all(_within(one, there) for one, there in zip(sent, kept, strict=True))
    return bool(sent == kept) and isinstance(sent, bool) == isinstance(kept, bool)
