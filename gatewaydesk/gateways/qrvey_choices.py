"""Lists of Qrvey's to choose from: applications, connections, datasets, and what is known of databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from gatewaydesk.errors import GatewayProblem
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.qrvey_reading import datasets, definition, listed
from gatewaydesk.gateways.qrvey_way import Way
from gatewaydesk.gateways.work import Choice

_LOOKED_AT = 30  # datasets whose sources are looked at for databases and tables: Qrvey has no list of those


def choices(way: Way, kind: str, search: str, given: Mapping[str, Any], cancel: CancelToken) -> Iterator[Choice]:
    """The entries of a list that hold a text.

    Raises:
        GatewayProblem: there is no such list, or it could not be read.
    """
    if kind not in _KINDS:
        raise GatewayProblem(f"Qrvey has no list called “{kind}”.", f"It has: {', '.join(_KINDS)}.")
    wanted = search.strip().casefold()
    for one in _KINDS[kind](way, given, cancel):
        if wanted in f"{one.label}\n{one.detail}\n{one.value}".casefold():
            yield one


def _applications(way: Way, given: Mapping[str, Any], cancel: CancelToken) -> Iterator[Choice]:
    for row in listed(way, f"{way.of_user}/all", cancel)[0]:
        yield Choice(_text(row, "appid"), _text(row, "name"), _text(row, "description"))


def _connections(way: Way, given: Mapping[str, Any], cancel: CancelToken) -> Iterator[Choice]:
    """A connection's `connectorid` is a dataset's `connectionId`; its name and type go into the data source as well."""
    at = _at(given)
    for row in listed(way, f"{way.connections}/all", cancel)[0]:
        name, kind, host = (_text(row, one) for one in ("name", "connectorType", "host"))
        fills = {f"/datasources/{at}/name": name, f"/datasources/{at}/connectorType": kind} if at is not None else {}
        yield Choice(_text(row, "connectorid"), name, ", ".join(one for one in (kind, host) if one), fills)


def _connections_used(way: Way, given: Mapping[str, Any], cancel: CancelToken) -> Iterator[Choice]:
    """Those of the document's own data sources, for its columns."""
    for one in {_text(one, "connectionId"): one for one in _sources(given)}.values():
        if _text(one, "connectionId"):
            yield Choice(one["connectionId"], _text(one, "name") or one["connectionId"], _text(one, "connectorType"))


def _datasets(way: Way, given: Mapping[str, Any], cancel: CancelToken) -> Iterator[Choice]:
    for remote in datasets(way, cancel, complete=False):
        yield Choice(remote.dataset_id, remote.title, remote.native_status)


def _databases(way: Way, given: Mapping[str, Any], cancel: CancelToken) -> Iterator[Choice]:
    yield from _of_sources(way, given, cancel, "database")


def _tables(way: Way, given: Mapping[str, Any], cancel: CancelToken) -> Iterator[Choice]:
    yield from _of_sources(way, given, cancel, "tableName")


def _of_sources(way: Way, given: Mapping[str, Any], cancel: CancelToken, member: str) -> Iterator[Choice]:
    """What the application's own datasets use, of the connection that the document names, where it names one."""
    at = _at(given)
    wanted = _text(_sources(given)[at], "connectionId") if at is not None else ""
    seen: set[str] = set()
    for remote in islice(datasets(way, cancel, complete=False), _LOOKED_AT):
        for source in definition(way, remote.dataset_id, cancel).get("datasources") or ():
            value = _text(source, member)
            if value and value not in seen and wanted in ("", source.get("connectionId")):
                seen.add(value)
                yield Choice(value, value, f"used by “{remote.title}”")


_KINDS: Mapping[str, Callable[[Way, Mapping[str, Any], CancelToken], Iterator[Choice]]] = {
    "applications": _applications,
    "connections": _connections,
    "connections-used": _connections_used,
    "datasets": _datasets,
    "databases": _databases,
    "tables": _tables,
}


def _at(given: Mapping[str, Any]) -> int | None:
    """Which data source something is chosen for: the only one, or the only one that is not complete; else None."""
    sources = _sources(given)
    open_ = [at for at, one in enumerate(sources) if len(sources) == 1 or not _text(one, "connectorType")]
    return open_[0] if len(open_) == 1 else None


def _sources(given: Mapping[str, Any]) -> list[Any]:
    found = given.get("datasources")
    return found if isinstance(found, list) else []


def _text(row: Any, name: str) -> str:
    value = row.get(name) if isinstance(row, dict) else None
    return value if isinstance(value, str) else ""
