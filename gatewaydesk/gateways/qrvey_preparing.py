"""Exactly what is sent to Qrvey to make, change, load or delete a dataset, and what that means, in sentences."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import FileProblem, GatewayProblem
from gatewaydesk.gateways import takes
from gatewaydesk.gateways.base import Action, Prepared, Remote
from gatewaydesk.gateways.qrvey_metadata import finds_columns, from_connection, from_scratch, mark_of, replaced
from gatewaydesk.gateways.qrvey_offers import STATUS_AFTER, UPDATE, offered
from gatewaydesk.gateways.qrvey_reading import remote_of
from gatewaydesk.gateways.qrvey_way import ROUTE, Way
from gatewaydesk.job import Job

_FOUND_OUT = "Qrvey finds out the columns of the table or query by itself."
_FROM_SCRATCH = (
    "It is made from scratch, with the columns as they are listed. Whether source and columns exist is seen only when "
    "it is loaded. Qrvey's documents show the data that is sent, but not where: best effort."
)
_DRAFT = "It stays a draft: no data is read, and nothing shows it until it is loaded."
_LOADED = "Then it is loaded: Qrvey reads the data, which may take long and goes on as a job."
_LATER = "What is loaded stays as it is until the dataset is loaded again."


def create(way: Way, metadata: Mapping[str, Any], schema: str, status: str, pid: str) -> Prepared:
    """The call that makes a dataset, and the one that loads it where it is to be `active`.

    Raises:
        GatewayProblem: the metadata is for another system, has no data source, or cannot get that status.
    """
    _refuse_foreign(schema)
    if status not in ("active", "draft"):
        raise GatewayProblem(f"A dataset cannot be created as “{status}”.", "It can be loaded, or stay a draft.")
    pid = pid or str(uuid.uuid4())
    discovered = finds_columns(metadata)
    body = from_connection(metadata) if discovered else from_scratch(way, metadata, pid)
    path = f"{way.datasets}/datasource" if discovered else way.datasets
    calls = [{"method": "POST", "path": path, "body": body}]
    if status == "active":
        calls.append({"method": "POST", "path": f"{way.datasets}/{{datasetId}}/load"})
    return Prepared(
        method="POST",
        url=way.transport.url(path),
        body=written({"calls": calls}),
        route=ROUTE,
        pid=pid,
        status=status,
        consequences=(_FOUND_OUT if discovered else _FROM_SCRATCH, _LOADED if status == "active" else _DRAFT),
    )


def update(
    way: Way, there: Mapping[str, Any], metadata: Mapping[str, Any], schema: str, status: str, pid: str
) -> Prepared:
    """The call that replaces a definition, and the one that loads it where that is what makes it `active`.

    Args:
        there: the definition that stands there now.
        status: as it is there, or `active`.

    Raises:
        GatewayProblem: the metadata is for another system, or it cannot get that status.
    """
    _refuse_foreign(schema)
    remote = remote_of(way, there)
    if status not in ("active", remote.status):
        raise GatewayProblem(
            f"A dataset that is “{remote.native_status}” in Qrvey cannot become “{status}”.",
            "Leave its state as it is, or have it loaded.",
        )
    load = status == "active" and remote.status in ("draft", "failed")
    path = way.dataset(remote.dataset_id)
    calls: list[dict[str, Any]] = [{"method": "PUT", "path": path, "body": replaced(way, there, metadata, pid)}]
    if load:
        calls.append({"method": "POST", "path": f"{path}/load"})
    return Prepared(
        method="PUT",
        url=way.transport.url(path),
        body=written({"calls": calls}),
        route=ROUTE,
        pid=pid,
        status=status,
        consequences=(UPDATE, _LOADED if load else _LATER),
        action="update",
        dataset_id=remote.dataset_id,
        base_mark=mark_of(there),
        base_status=remote.status,
    )


def change_status(way: Way, remote: Remote, action: Action) -> Prepared:
    """The call that loads or deletes a dataset.

    Raises:
        GatewayProblem: it is not offered for this dataset.
    """
    why = offered(remote, action).why
    path = way.dataset(remote.dataset_id, "load" if action == "publish" else "")
    return Prepared(
        method="DELETE" if action == "delete" else "POST",
        url=way.transport.url(path),
        body=b"",
        route=ROUTE,
        pid=remote.pid,
        status=STATUS_AFTER[action],
        consequences=(why,),
        action=action,
        dataset_id=remote.dataset_id,
        base_status=remote.status,
    )


def sent_of(body: bytes) -> Any:
    """What the first call of a prepared body carries; None where that is nothing."""
    try:
        calls = jsonio.loads(body).get("calls") if body else None
        return calls[0].get("body") if calls else None
    except (FileProblem, AttributeError, IndexError, TypeError):
        return None


def rest(prepared: Prepared, dataset_id: str) -> Job | None:
    """What is left to do or to follow once a dataset is there, or its load has been asked for."""
    if prepared.action in ("create", "update") and b"/load" in prepared.body and len(_calls(prepared.body)) > 1:
        return load_job(dataset_id, ours=True)
    return load_job(dataset_id, ours=False) if prepared.action == "publish" else None


def load_job(dataset_id: str, *, ours: bool, title: str = "Loading") -> Job:
    """A load that is still to be asked for (`ours`), or that Qrvey is at."""
    return Job("load", title, dataset_id, status="created" if ours else "queued", ours=ours)


def _calls(body: bytes) -> list[Any]:
    value = jsonio.loads(body) if body else None
    found = value.get("calls") if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def _refuse_foreign(schema: str) -> None:
    if not takes("qrvey", schema):
        raise GatewayProblem(
            f"This is written for {schema}, and Qrvey takes datasets that are written for Qrvey/4.0.",
            "Begin a draft with the schema Qrvey 4.0, or choose another gateway.",
        )


def written(body: Mapping[str, Any]) -> bytes:
    """JSON as it is sent."""
    return jsonio.dumps(dict(body), indent=None).encode("utf-8")
