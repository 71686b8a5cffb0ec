"""Exactly what is sent to Catalog, and what that does, in sentences; what can be done with a dataset there at all."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gatewaydesk.errors import GatewayProblem
from gatewaydesk.gateways import takes
from gatewaydesk.gateways.adobe_metadata import changed_by, created_by
from gatewaydesk.gateways.adobe_reading import DATASETS, SCHEMA, Standing
from gatewaydesk.gateways.adobe_way import Way, segment
from gatewaydesk.gateways.base import Action, Offer, Prepared, Remote

ROUTE = "catalog"
_NO_STATUS = "A dataset of Experience Platform has no status: it is there, and its batches are live or not."
_GONE = "It is not on the platform any more."
_NONE_OF_THESE: tuple[Action, ...] = ("publish", "to-draft", "archive", "unarchive")
_NEW_SOURCE = ("requestDataSource", "true")  # Catalog makes the data source that a dataset needs
_PRODUCTION = "This is the PRODUCTION sandbox “{name}”: what is sent there counts for everybody."


def create(way: Way, metadata: Mapping[str, Any], schema: str, status: str, pid: str) -> Prepared:
    """The call that makes a dataset, with our own ID among its tags.

    Raises:
        GatewayProblem: metadata of another system, or a status that there is not.
    """
    _refuse(schema, status)
    pid = pid or str(uuid.uuid4())
    return Prepared(
        method="POST",
        url=way.url(DATASETS, [_NEW_SOURCE]),
        body=created_by(metadata, pid),
        route=ROUTE,
        pid=pid,
        consequences=(
            *warning(way),
            f"An empty dataset is made in {way.place}. It takes data as soon as you add files.",
            f"It keeps to its schema for good: {_schema_of(metadata)}.",
        ),
    )


def update(way: Way, there: Standing, metadata: Mapping[str, Any], schema: str, status: str, pid: str) -> Prepared:
    """The call that changes a dataset. It names the state that it replaces (`If-Match`) when it is sent.

    Raises:
        GatewayProblem: as in `create`.
    """
    _refuse(schema, status)
    remote, pid = there.remote, pid or there.remote.pid
    said = f"Dataset {remote.dataset_id} is changed in {way.place}, if nobody else has changed it by then."
    kept = "Its data stay as they are."
    return Prepared(
        method="PATCH",
        url=_url(way, remote.dataset_id),
        body=changed_by(metadata, there.doc, pid),
        route=ROUTE,
        pid=pid,
        consequences=(*warning(way), said, kept),
        action="update",
        dataset_id=remote.dataset_id,
        base_mark=there.mark,
        base_status=remote.status,
    )


def delete(way: Way, remote: Remote, action: Action) -> Prepared:
    """The call that deletes a dataset: the only change of status that there is.

    Raises:
        GatewayProblem: it is another one.
    """
    offer = next(one for one in offers(way, remote) if one.action == action)
    if not offer.offered or action != "delete":
        name = f"“{remote.title}”" if remote.title else f"Dataset {remote.dataset_id}"
        raise GatewayProblem(f"{name}: {offer.why}", "Refresh the list of your datasets if that is not so.")
    return Prepared(
        method="DELETE",
        url=_url(way, remote.dataset_id),
        body=b"",
        route=ROUTE,
        pid=remote.pid,
        status="deleted",
        consequences=(offer.why,),
        action="delete",
        dataset_id=remote.dataset_id,
        base_status=remote.status,
    )


def test(way: Way, metadata: Mapping[str, Any], schema: str) -> Prepared:
    """The create call as it would be, marked so that Catalog only checks it (`Pragma: validate-only`)."""
    said = "The platform checks it as if it were made, and keeps nothing."
    made = create(way, metadata, schema, "active", "")
    return replace(made, pid="", status="", action="test", consequences=(said,))


def offers(way: Way, remote: Remote | None) -> tuple[Offer, ...]:
    """One offer for each action; about one dataset, or about what this connection can do at all."""
    gone = remote is not None and remote.status == "deleted"
    danger = " ".join((*warning(way), "The dataset goes with all its data, for good: nothing brings it back."))
    return (
        Offer("create", True, f"Makes an empty dataset in {way.place}; files are added afterwards.", False),
        Offer("update", not gone, _GONE if gone else "Changes name, description, tags and file settings.", True),
        *(Offer(action, False, _GONE if gone else _NO_STATUS, True) for action in _NONE_OF_THESE),
        Offer("delete", not gone, _GONE if gone else danger, False),
        Offer("test", True, "The platform checks the metadata as if a dataset were made, and keeps nothing.", True),
    )


def warning(way: Way) -> tuple[str, ...]:
    """What must be said before anything is changed in a production sandbox."""
    return (_PRODUCTION.format(name=way.sandbox),) if way.production else ()


def _url(way: Way, dataset_id: str) -> str:
    return way.url(f"{DATASETS}/{segment(dataset_id)}")


def _schema_of(metadata: Mapping[str, Any]) -> str:
    reference = metadata.get("schemaRef")
    return str(reference.get("id") or "none is chosen yet") if isinstance(reference, Mapping) else "none is chosen yet"


def _refuse(schema: str, status: str) -> None:
    if not takes("adobe", schema):
        raise GatewayProblem(
            f"This is metadata for another system ({schema}).", f"Experience Platform takes {SCHEMA}: begin with that."
        )
    if status != "active":
        raise GatewayProblem(
            f"A dataset of Experience Platform cannot be “{status}”.", "It is there, or it is not: send it as active."
        )
