"""Exactly what is sent to an Opendatasoft portal: the calls of a creation or an update in order, and what they do.

Only the first call of a creation must not be made twice; what follows it sets values, and may be repeated.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import GatewayProblem
from gatewaydesk.gateways import takes
from gatewaydesk.gateways.base import Action, Prepared, Remote
from gatewaydesk.gateways.opendatasoft_metadata import (
    ACCESS,
    DEFAULT,
    DOMAIN,
    ID,
    RESTRICTED,
    TITLE,
    Place,
    changes_v2,
    values_of,
    whole_automation,
)
from gatewaydesk.gateways.opendatasoft_offers import VISIBLE, about_update
from gatewaydesk.gateways.opendatasoft_reading import Standing
from gatewaydesk.gateways.opendatasoft_way import Way, part
from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.visible import plain

Call = Mapping[str, Any]
"""`method`, `path` below the dialect's base with `{uid}` for the dataset's, and `body` (a JSON value, or None)."""

_DRAFT: Place = ("internal", "draft")
_NOT_AS_DRAFT = "The portal publishes no dataset that is marked as a draft."


def create(way: Way, metadata: Mapping[str, Any], schema: str, status: str) -> Prepared:
    """The calls that make a dataset: created under its ID, its metadata and who may see it set, and published where
    that is wanted.

    Raises:
        GatewayProblem: the metadata is for another system, has no ID, or the status is not one of these.
    """
    _refuse_schema(schema)
    dataset_id = str(metadata.get(ID) or "").strip()
    if not dataset_id:
        raise GatewayProblem("The dataset has no dataset ID, by which the portal and you know it.", "Fill it in first.")
    if status not in ("active", "draft"):
        raise GatewayProblem(f"A dataset cannot be created as “{status}”.", "It can be published, or not.")
    values, access = values_of(metadata), _access(metadata)
    if way.is_v2:
        calls = [
            _call("POST", "datasets/", {ID: dataset_id, "metas": {DEFAULT: {"title": values.get(TITLE)}}}),
            _call("PUT", "datasets/{uid}/metadata/", {"metas": changes_v2(values, {})}),
            _call("PUT", "datasets/{uid}/security/access_policy", access),
        ]
    else:
        body = {ID: dataset_id, "is_restricted": access == RESTRICTED, "metadata": whole_automation(values, {})}
        calls = [_call("POST", "datasets/", body)]
    calls += _publishing(way) if status == "active" else []
    return _prepared(
        way,
        calls,
        [("strict", "true")] if way.is_v2 else [],
        pid=dataset_id,
        status=status,
        consequences=_about_creating(metadata, status, access),
        troubles=_troubles(values, status),
    )


def update(way: Way, there: Standing, metadata: Mapping[str, Any], schema: str, status: str) -> Prepared:
    """The calls that replace a dataset's metadata, and what else about it is to be otherwise.

    Raises:
        GatewayProblem: the metadata is for another system, or asks for what this portal cannot do.
    """
    _refuse_schema(schema)
    remote = there.remote
    if status not in ("active", "draft"):
        raise GatewayProblem(f"A dataset cannot be updated as “{status}”.", "It can be published afterwards, or not.")
    dataset_id = str(metadata.get(ID) or remote.pid).strip()
    renamed = dataset_id != remote.pid
    if renamed and (way.is_v2 or remote.status == "active"):
        raise GatewayProblem(
            f"The dataset ID cannot be changed from “{plain(remote.pid)}” to “{plain(dataset_id)}” here: "
            + ("this interface has no call for it." if way.is_v2 else "the dataset is published."),
            "Write the ID that it has, or change it on the portal's web pages while it is not published.",
        )
    values = values_of(metadata)
    access = _access(metadata) if metadata.get(ACCESS) else there.access
    moved = access != there.access and bool(access)
    if way.is_v2:
        title = {"template_name": DEFAULT, "metadata_name": "title", "value": values.get(TITLE)}
        calls = [_call("PUT", "datasets/{uid}/metadata/", {"metas": changes_v2(values, there.holding) or [title]})]
        calls += [_call("PUT", "datasets/{uid}/security/access_policy", access)] if moved else []
    elif renamed or moved:
        restricted = {"is_restricted": access == RESTRICTED} if access else {}
        whole = {**there.row, ID: dataset_id, **restricted, "metadata": whole_automation(values, there.holding)}
        calls = [_call("PUT", "datasets/{uid}/", whole)]
    else:
        calls = [_call("PUT", "datasets/{uid}/metadata/", whole_automation(values, there.holding))]
    if status == "active" and remote.status == "draft":
        calls += _publishing(way)
    elif status == "draft" and remote.status == "active":
        calls += [_call("PUT" if way.is_v2 else "POST", f"datasets/{{uid}}/unpublish{_slash(way)}", None)]
    return _prepared(
        way,
        [{**one, "path": one["path"].format(uid=part(remote.dataset_id))} for one in calls],
        [],
        pid=dataset_id,
        status=status,
        consequences=about_update(remote, status, access, moved=moved),
        troubles=_troubles(values, status),
        action="update",
        dataset_id=remote.dataset_id,
        base_mark=there.mark,
        base_status=remote.status,
    )


def change_status(way: Way, remote: Remote, action: Action, status: str, why: str) -> Prepared:
    """The one call that publishes a dataset, takes it offline or deletes it."""
    verb = {"publish": "/publish", "to-draft": "/unpublish"}.get(action, "")
    method = "DELETE" if action == "delete" else "PUT" if way.is_v2 else "POST"
    return Prepared(
        method=method,
        url=way.url(f"datasets/{part(remote.dataset_id)}{verb}"),
        body=b"",
        route=way.dialect,
        pid=remote.pid,
        status=status,
        consequences=(why,),
        action=action,
        dataset_id=remote.dataset_id,
        base_status=remote.status,
    )


def calls_of(body: bytes) -> list[Call]:
    """The calls that a body holds, the first one included; none where it is no such body."""
    held = jsonio.loads(body) if body else None
    calls = held.get("calls") if isinstance(held, dict) else None
    return [one for one in calls if isinstance(one, dict)] if isinstance(calls, list) else []


def _prepared(
    way: Way,
    calls: list[Call],
    params: list[tuple[str, str]],
    **more: Any,
) -> Prepared:
    return Prepared(
        method=calls[0]["method"],
        url=way.url(calls[0]["path"], params),
        body=jsonio.dumps({"calls": calls}, indent=None).encode("utf-8"),
        route=way.dialect,
        **more,
    )


def _call(method: str, path: str, body: Any) -> Call:
    return {"method": method, "path": path, "body": body}


def _publishing(way: Way) -> list[Call]:
    return [_call("PUT" if way.is_v2 else "POST", f"datasets/{{uid}}/publish{_slash(way)}", None)]


def _slash(way: Way) -> str:
    return "" if way.is_v2 else "/"


def _access(metadata: Mapping[str, Any]) -> str:
    """Who is to see it: restricted unless a person says otherwise, because publishing shows data to people."""
    return DOMAIN if metadata.get(ACCESS) == DOMAIN else RESTRICTED


def _about_creating(metadata: Mapping[str, Any], status: str, access: str) -> tuple[str, ...]:
    who = VISIBLE[access]
    if status == "draft":
        return (
            "It is created on the portal and not published: only those who work on the portal's datasets see it. "
            "Add data, and publish it then.",
            f"Once it is published, {who}.",
        )
    return (
        f"It is created on the portal and published at once, before there is data in it: {who}.",
        "To add data first, send it as a draft and publish it then.",
    )


def _troubles(values: Mapping[Place, Any], status: str) -> tuple[tuple[Pointer, str], ...]:
    return ((_DRAFT, _NOT_AS_DRAFT),) if status == "active" and values.get(_DRAFT) is True else ()


def _refuse_schema(schema: str) -> None:
    if not takes("opendatasoft", schema):
        raise GatewayProblem(
            f"An Opendatasoft portal does not take metadata that is written for {schema}.",
            "Start a dataset with the schema Opendatasoft/2.0, or with the portal's own fields.",
        )
