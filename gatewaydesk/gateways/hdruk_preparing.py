"""Exactly what is sent to an HDR UK gateway, by which route, and what that route does to it, in sentences."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import GatewayProblem
from gatewaydesk.gateways.base import Action, Prepared, Remote
from gatewaydesk.gateways.hdruk_escaping import escaped, escaped_places, escaped_troubles
from gatewaydesk.gateways.hdruk_offers import about_update, status_after
from gatewaydesk.gateways.hdruk_reading import Standing
from gatewaydesk.gateways.hdruk_way import GENERAL, INTEGRATIONS, STATUSES, V1, Way
from gatewaydesk.pointer import Pointer, get
from gatewaydesk.schema.files import PUBLISHER_MARK

_WITH_TEAM = "With a team ID in the connection the text stays as it is."
_SENDING_DOES_NOT = "Sending it with your team ID does not."
_NO_SUFFIX = re.compile(r"[a-z]+://[A-Za-z0-9-]{24,}(?:[/?#].*)?", re.ASCII)
_KEEPS_BUSY = (
    "The address “{url}” among the revisions can keep the gateway's validator busy for minutes, for everybody: "
    "the test tries HDRUK 3.0.0 too, which checks such an address very slowly."
)


def create(way: Way, metadata: Mapping[str, Any], schema: str, status: str, pid: str) -> Prepared:
    """The create call, with our own persistent ID in it and the schema named in the query.

    Raises:
        GatewayProblem: a draft without a team ID, or a schema whose name is not MODEL/VERSION.
    """
    model, version = _named(schema)
    if status not in ("active", "draft"):
        raise GatewayProblem(f"A dataset cannot be created as “{status}”.", "It can be created active, or a draft.")
    if status == "draft" and way.team is None:
        raise GatewayProblem(
            "Without a team ID this gateway takes no drafts: it would publish the dataset at once.",
            "Enter your team ID in the connection, or send it as active.",
        )
    pid = pid or str(uuid.uuid4())
    body: dict[str, Any] = {"metadata": metadata, "pid": pid, "status": STATUSES[status]}
    if way.team is not None:
        body |= {"create_origin": "API", "is_cohort_discovery": False}
    if status == "draft":
        said = f"It is kept as a draft of team {way.team}: nobody else sees it, and it is not checked."
    else:
        said = "It is published at once: everybody can see it on the gateway."
    only = "It can be changed only through Gateway Desk or another program, not in the gateway's web form."
    changed = way.team is None
    return Prepared(
        method="POST",
        url=way.transport.url(way.datasets, _query(model, version)),
        body=_written(body),
        route=way.route,
        pid=pid,
        status=status,
        consequences=(said, only, *(_changes(metadata, _WITH_TEAM) if changed else ())),
        troubles=tuple(escaped_troubles(metadata)) if changed else (),
        as_checked=escaped(metadata) if changed else None,
    )


def update(way: Way, there: Standing, metadata: Mapping[str, Any], schema: str, status: str, pid: str) -> Prepared:
    """The call that replaces a dataset's metadata. What the gateway would reset otherwise is sent as it stands there.

    Args:
        way: the routes that are taken.
        there: the dataset as it stands there now.
        metadata: as it shall be.
        schema: `MODEL/VERSION`.
        status: that it shall have: `active`, `draft` or `archived`.
        pid: its persistent ID; empty takes the one that stands there.

    Raises:
        GatewayProblem: it belongs to another team, or this route cannot give it that status.
    """
    model, version = _named(schema)
    remote = there.remote
    _refuse_status(way, status)
    theirs = remote.extra.get("team_id")
    if way.team is not None and theirs is not None and str(theirs) != str(way.team):  # the call would move it
        raise GatewayProblem(
            f"Dataset {remote.dataset_id} belongs to team {theirs}, and this connection to team {way.team}.",
            "Correct the team ID of the connection, or choose a dataset of your own team.",
        )
    body: dict[str, Any] = {
        "metadata": metadata,
        "status": STATUSES[status],
        "is_cohort_discovery": bool(remote.extra.get("cohort")),
    }
    changed = way.team is None
    if not changed:
        body["metadata"] = {"metadata": metadata, "schemaModel": model, "schemaVersion": version}
    return Prepared(
        method="PUT",
        url=way.transport.url(f"{way.datasets}/{remote.dataset_id}", _query(model, version)),
        body=_written(body),
        route=way.route,
        pid=pid or remote.pid,
        status=status,
        consequences=(*about_update(way, remote, status), *(_changes(metadata, _WITH_TEAM) if changed else ())),
        troubles=tuple(escaped_troubles(metadata)) if changed else (),
        as_checked=escaped(metadata) if changed else None,
        action="update",
        dataset_id=remote.dataset_id,
        base_mark=there.mark,
        base_status=remote.status,
    )


def change_status(way: Way, remote: Remote, action: Action, why: str) -> Prepared:
    """The call that publishes a dataset, makes it a draft, archives it, takes it back or deletes it.

    Raises:
        GatewayProblem: it is not offered for this dataset.
    """
    status = status_after(way, remote, action)
    path, params = f"{way.datasets}/{remote.dataset_id}", list[tuple[str, str]]()
    if action != "delete" and way.team is None:
        path = f"{GENERAL}/{remote.dataset_id}"
        params = [("unarchive", "1")] if remote.status == "archived" else []
    return Prepared(
        method="DELETE" if action == "delete" else "PATCH",
        url=way.transport.url(path, params),
        body=b"" if action == "delete" else _written({"status": STATUSES[status]}),
        route=way.route,
        pid=remote.pid,
        status=status,
        consequences=(why,),
        action=action,
        dataset_id=remote.dataset_id,
        base_status=remote.status,
    )


def test(way: Way, metadata: Mapping[str, Any], schema: str) -> Prepared:
    """The call to the gateway's own test route, which only the older routes have and which cannot be told the schema.

    Raises:
        GatewayProblem: the schema's name is not MODEL/VERSION.
    """
    model, version = _named(schema)
    otherwise = _WITH_TEAM if way.team is None else _SENDING_DOES_NOT
    busy = [(place, _KEEPS_BUSY.format(url=url)) for place, url in _busy(metadata)]
    return Prepared(
        method="POST",
        url=way.transport.url(f"{INTEGRATIONS}/test"),
        body=_written({"metadata": {"metadata": metadata}}),
        route=V1,
        pid="",
        status="",
        consequences=(
            "The gateway checks it and keeps nothing.",
            "Its test cannot be told the schema: it takes the first that fits, so what it says may be about another "
            f"one than {model} {version}.",
            *_changes(metadata, otherwise),
            *(sentence for _, sentence in busy),
        ),
        troubles=(*escaped_troubles(metadata), *busy),
        as_checked=escaped(metadata),
        action="test",
    )


def metadata_of(body: bytes) -> Any:
    """The bare metadata of a body, however it is wrapped; None where there is none."""
    sent = jsonio.loads(body) if body else None
    wrapped = sent.get("metadata") if isinstance(sent, dict) else None
    return wrapped["metadata"] if isinstance(wrapped, dict) and "metadata" in wrapped else wrapped


def _refuse_status(way: Way, status: str) -> None:
    if status not in STATUSES:
        raise GatewayProblem(
            f"A dataset cannot be updated as “{status}”.", f"It can be {', '.join(STATUSES)} afterwards."
        )
    if status != "active" and way.team is None:
        raise GatewayProblem(
            f"Without a team ID this gateway publishes with every update: it cannot be “{status}” afterwards.",
            "Enter your team ID in the connection, or send it as active.",
        )


def _named(schema: str) -> tuple[str, str]:
    model, slash, version = schema.removesuffix(PUBLISHER_MARK).partition("/")
    if not (model and slash and version) or "/" in version:
        raise GatewayProblem(f"“{schema}” does not say model and version.", "A schema's name is like HDRUK/4.0.0.")
    return model, version


def _query(model: str, version: str) -> list[tuple[str, str]]:
    return [("input_schema", model), ("input_version", version)]


def _written(body: Mapping[str, Any]) -> bytes:
    return jsonio.dumps(body, indent=None).encode("utf-8")


def _changes(metadata: Mapping[str, Any], otherwise: str) -> tuple[str, ...]:
    """What a route that writes signs as HTML codes does to this metadata."""
    count = sum(1 for _ in escaped_places(metadata))
    if not count:
        return ()
    values = "1 value" if count == 1 else f"{count:,} values"
    said = f"This route writes signs such as &, <, > and ’ or é as HTML codes, which changes {values}. {otherwise}"
    return said, *(sentence for _, sentence in escaped_troubles(metadata))


def _busy(metadata: Any) -> list[tuple[Pointer, str]]:
    """Addresses among the revisions whose host is long and has no suffix: one pattern takes ever longer over these."""
    revisions = get(metadata, ("revisions",))
    urls = [(at, get(one, ("url",))) for at, one in enumerate(revisions)] if isinstance(revisions, list) else []
    return [(("revisions", at, "url"), url) for at, url in urls if isinstance(url, str) and _NO_SUFFIX.fullmatch(url)]
