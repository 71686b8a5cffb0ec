"""What a whole definition of a dataset must hold before the practice Qrvey gateway takes it in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gatewaydesk.practice.qrvey_call import Call, invalid, text_of

_KEPT = ("name", "datasources", "columns", "dataSync", "customAttributes")


def checked(call: Call) -> dict[str, Any]:
    """The definition that was sent. Members of its top level that the gateway does not know are dropped silently:
    `customAttributes` is the only place for them.

    Raises:
        Answer: something is missing, or a connection does not exist.
    """
    call.text("name")
    datasources = _objects(call.body, "datasources")
    columns = _objects(call.body, "columns")
    seen: set[str] = set()
    for number, source in enumerate(datasources):
        where = f"datasources[{number}]."
        for name in ("name", "connectionId", "connectorType", "datasourceId"):
            text_of(source, name, where)
        if source["datasourceId"] in seen:
            raise invalid(f"{where}datasourceId is there twice.")
        seen.add(source["datasourceId"])
        call.connection(source["connectionId"])
        if not is_push(source):
            text_of(source, "database", where)
            given = [name for name in ("tableName", "query") if source.get(name)]
            if len(given) != 1:
                raise invalid(f"{where}tableName or {where}query is required, and only one of them.")
            text_of(source, given[0], where)
    connections = {source["connectionId"] for source in datasources}
    names: set[str] = set()
    for number, column in enumerate(columns):
        where = f"columns[{number}]."
        for name in ("columnName", "columnType", "connectionId"):
            text_of(column, name, where)
        if column["connectionId"] not in connections:
            raise invalid(f"{where}connectionId is that of none of the data sources.")
        if column["columnName"] in names:
            raise invalid(f"{where}columnName is there twice.")
        names.add(column["columnName"])
    return {name: call.body[name] for name in _KEPT if name in call.body}


def is_push(datasource: Mapping[str, Any]) -> bool:
    """Whether rows are pushed to it; how the gateway itself writes that kind of connector is not known."""
    return "PUSH" in str(datasource.get("connectorType")).upper()


def _objects(values: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = values.get(name)
    if not isinstance(found, list) or not found or not all(isinstance(one, dict) for one in found):
        raise invalid(f"{name} must be a list of at least one object.")
    return found
