"""The practice HDR UK gateway's routes that create, change and remove datasets, with each family's habits and traps."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gatewaydesk.practice import php
from gatewaydesk.practice.hdruk_call import Call, Reply
from gatewaydesk.practice.hdruk_rules import (
    CREATING,
    METADATA,
    NO_TEAM_OF_NULL,
    STATUS,
    UPDATING,
    Answer,
    check_form,
    existing,
    failure,
    no_results,
    require_title,
    title_of,
    undefined,
    unwrap,
    unwrap_double,
)
from gatewaydesk.practice.hdruk_store import now
from gatewaydesk.practice.hdruk_traser import Translation
from gatewaydesk.practice.kept import Row

SUCCESS: Reply = (200, {"message": "success"})


@dataclass(frozen=True)
class Family:
    """How one family of routes treats what it is sent."""

    name: str
    needs_title: bool = True
    double_wrap: bool = False  # on creating; see each updating route for the other
    chooses_status: bool = False  # on creating, with create_origin
    version_without_translation: str = "1.0.0"
    fills_title: bool = False
    publisher: str = "translated"  # or "team", or "known"


V1_INTEGRATIONS = Family("v1-integrations", needs_title=False, version_without_translation="0.0.1", publisher="team")
V1 = Family("v1", version_without_translation="0.0.1")
V2 = Family("v2", double_wrap=True, fills_title=True, publisher="known")
V2_TEAM = Family("v2-team", chooses_status=True)
V3 = Family("v3", publisher="known")


def create(call: Call, family: Family, team_id: int | None = None) -> Reply:
    """Creates a dataset; the same body sent twice makes two."""
    check_form(call.body, CREATING)
    if team_id is not None:
        call.require_own(team_id)
    wrapped = call.body["metadata"]
    metadata = wrapped.get("metadata") if family.double_wrap and isinstance(wrapped, dict) else unwrap(wrapped)
    if family.needs_title:
        require_title(metadata)
    status = _sent(call, "status") if family.chooses_status else "ACTIVE"
    schema = (call.query.get("input_schema", ""), call.query.get("input_version", ""))
    translation = call.translate(metadata, schema=schema, validate=status != "DRAFT", end="", details=True)
    origin = _sent(call, "create_origin") if family.chooses_status else "API"
    pid = str(call.body.get("pid") or uuid.uuid4())
    title = title_of(metadata) if family.fills_title else None
    dataset = {"pid": pid, "team_id": call.team_id, "status": status, "create_origin": origin}

    def first(dataset_id: int) -> dict[str, Any]:
        revision = {"url": f"{call.base}/dataset/{dataset_id}?version=1.0.0", "version": "1.0.0"}
        envelope = _envelope(
            call, family, metadata, translation, {"id": dataset_id, "pid": pid, "team_id": call.team_id}
        )
        envelope["metadata"]["required"] |= {"issued": now(), "revisions": [revision]}
        return {
            "title": title,
            "short_title": title,
            "schema": f"{translation.model}/{translation.version}",
            "envelope": envelope,
            "received": call.received(),
        }

    cohort = {"is_cohort_discovery": bool(call.body.get("is_cohort_discovery"))}
    dataset_id, version_id = call.store.add_dataset(dataset | cohort, first)
    return 201, {"message": "created", "data": dataset_id, "version": version_id}


def test(call: Call) -> Reply:
    """Validates without saving; has no way to name the schema."""
    check_form(call.body, (METADATA,))
    call.translate(unwrap_double(call.body), schema=("", ""), validate=True, end="", details=True)
    return 200, {"message": "success", "payload_received": call.body}


def update_integrations(call: Call, dataset_id: int) -> Reply:
    """Changes and always publishes; the one row of metadata is overwritten and its number goes up."""
    check_form(call.body, UPDATING)
    dataset = call.store.dataset(dataset_id)
    if dataset is None:
        raise no_results(dataset_id)
    call.require_own(dataset["team_id"], code=500)
    schema = (call.query.get("input_schema", ""), call.query.get("input_version", ""))
    metadata = unwrap(call.body["metadata"])
    translation = call.translate(metadata, schema=schema, validate=True, end=".", details=True)
    _save(call, V1_INTEGRATIONS, dataset, metadata, translation, {"status": "ACTIVE"})
    changed = call.store.dataset(dataset_id)
    return 200, {"message": "success", "data": public(changed or {}) | {"versions": version_rows(call, dataset_id)}}


def update_v1(call: Call, dataset_id: int) -> Reply:
    """Changes through the old general route."""
    query = (call.query.get("input_schema", ""), call.query.get("input_version", ""))
    return _update(call, V1, dataset_id, unwrap_of=unwrap, schema=query, details=True, end=".")


def update_v2(call: Call, dataset_id: int) -> Reply:
    """Changes through the general v2 route, whose refusals say nothing of the reason."""
    return _update(call, V2, dataset_id, details=False, end="")


def update_v2_team(call: Call, team_id: int, dataset_id: int) -> Reply:
    """Changes through the team's v2 route. The team in the path is written, not checked: a wrong one moves it."""
    return _update(call, V2_TEAM, dataset_id, details=True, end=".", team_id=team_id)


def update_v3(call: Call, dataset_id: int, team_id: int | None = None) -> Reply:
    """Changes by adding a version row; most of those rows do not keep the original."""
    return _update(call, V3, dataset_id, details=False, end="", team_id=team_id)


def patch_v1(call: Call, dataset_id: int) -> Reply:
    """Changes the status, or brings back what was deleted with `?unarchive`."""
    check_form(call.body, (STATUS,))
    dataset = existing(call.store, dataset_id)
    call.require_own(dataset["team_id"])
    unarchive = "unarchive" in call.query
    if not unarchive and (dataset["deleted_at"] or dataset["status"] == "ARCHIVED"):
        raise Answer(400, {"message": "status of an archived Dataset cannot be modified"})
    values = {"status": _sent(call, "status"), "deleted_at": None, "updated_at": now()}
    call.store.change("datasets", dataset_id, values)
    return SUCCESS


def patch_v2(call: Call, dataset_id: int, team_id: int | None = None) -> Reply:
    """Changes the status; nothing is validated, so an unfinished draft can be published."""
    check_form(call.body, (STATUS,))
    _own_and_there(call, dataset_id, team_id)
    call.store.change("datasets", dataset_id, {"status": _sent(call, "status"), "updated_at": now()})
    return SUCCESS


def delete_integrations(call: Call, dataset_id: int) -> Reply:
    """Archives and hides; can be undone with v1's `?unarchive`."""
    dataset = call.store.dataset(dataset_id)
    if dataset is None:
        raise no_results(dataset_id)
    call.require_own(dataset["team_id"], code=500)
    call.store.change("datasets", dataset_id, {"status": "ARCHIVED", "deleted_at": now()})
    return SUCCESS


def delete_v1(call: Call, dataset_id: int) -> Reply:
    """Archives and hides; can be undone with `?unarchive`."""
    dataset = existing(call.store, dataset_id)
    call.require_own(dataset["team_id"])
    call.store.change("datasets", dataset_id, {"status": "ARCHIVED", "deleted_at": now()})
    return SUCCESS


def delete_v2(call: Call, dataset_id: int, team_id: int | None = None) -> Reply:
    """Hides, and leaves the status as it was; no v2 route brings it back."""
    _own_and_there(call, dataset_id, team_id)
    call.store.change("datasets", dataset_id, {"deleted_at": now()})
    return SUCCESS


def public(dataset: Row) -> Row:
    """A dataset's columns as they are shown."""
    return dict(dataset)


def version_rows(call: Call, dataset_id: int) -> list[Row]:
    """A dataset's version rows as they are shown."""
    shown = ("id", "dataset_id", "version", "title", "short_title", "created_at", "updated_at")
    rows = call.store.versions(dataset_id)
    return [{name: row[name] for name in shown} | {"metadata": row["envelope"]} for row in rows]


def _update(
    call: Call,
    family: Family,
    dataset_id: int,
    *,
    details: bool,
    end: str,
    unwrap_of: Any = None,
    schema: tuple[str, str] | None = None,
    team_id: int | None = None,
) -> Reply:
    check_form(call.body, UPDATING)
    dataset = call.store.dataset(dataset_id)
    if dataset is None:
        raise failure(500, NO_TEAM_OF_NULL)
    call.require_own(dataset["team_id"])
    if family is V3 and team_id is not None:
        call.require_own(team_id)
    wrapped = call.body["metadata"]
    metadata = unwrap_of(wrapped) if unwrap_of else unwrap_double(call.body)
    status = call.body.get("status") or dataset["status"] if family is V1 else _sent(call, "status")
    if schema is None:
        schema = (str(wrapped.get("schemaModel") or ""), str(wrapped.get("schemaVersion") or ""))
    translation = call.translate(metadata, schema=schema, validate=status != "DRAFT", end=end, details=details)
    values = {"status": status} | ({"team_id": team_id} if team_id is not None else {})
    if team_id is not None and call.store.team(team_id) is None:
        raise failure(500, "SQLSTATE[23000]: Integrity constraint violation: 1452 Cannot add or update a child row")
    _save(call, family, dataset, metadata, translation, values)
    return SUCCESS


def _save(
    call: Call, family: Family, dataset: Row, metadata: Any, translation: Translation, values: Mapping[str, Any]
) -> None:
    """Writes changed metadata: over the newest version row, or into a new one on v3."""
    with call.store.atomically():
        latest = call.store.versions(dataset["id"])[0]
        before = latest["envelope"].get("metadata", {}).get("required", {})
        envelope = _envelope(call, family, metadata, translation, dataset)
        revisions = list(before.get("revisions") or [])
        number = latest["version"] + (family in (V1_INTEGRATIONS, V3))
        if family is V1_INTEGRATIONS:
            text = f"{number}.0.0"
            revisions.append({"url": f"{call.base}/dataset/{dataset['id']}?version={text}", "version": text})
        envelope["metadata"]["required"] |= {"issued": before.get("issued") or now(), "revisions": revisions}
        if family is V3 and number % 10:
            del envelope["original_metadata"]
        row = {
            "version": number,
            "title": title_of(metadata),
            "short_title": title_of(metadata),
            "schema": f"{translation.model}/{translation.version}",
            "envelope": envelope,
            "received": call.received(),
            "updated_at": now(),
        }
        if family is V3:
            call.store.insert("versions", row | {"dataset_id": dataset["id"], "created_at": now()})
        else:
            call.store.change("versions", latest["id"], row)
        cohort = bool(call.body.get("is_cohort_discovery"))
        fixed = {"create_origin": "API", "is_cohort_discovery": cohort, "updated_at": now()}
        call.store.change("datasets", dataset["id"], {**values, **fixed})


def _envelope(
    call: Call, family: Family, metadata: Any, translation: Translation, dataset: Mapping[str, Any]
) -> dict[str, Any]:
    """What is stored: the gateway's own model with its own `required` and publisher, and the original beside it."""
    gwdm = translation.gwdm
    team = call.store.team(dataset["team_id"]) or {}
    gwdm["required"] |= {
        "gatewayId": str(dataset["id"]),
        "gatewayPid": dataset["pid"],
        "modified": now(),
        "version": gwdm["required"]["version"] or family.version_without_translation,
    }
    sent = gwdm["summary"]["publisher"]
    known = family.publisher == "known" and call.store.team(php.to_int(sent["gatewayId"]))
    if family.publisher != "translated" and not known:
        gwdm["summary"]["publisher"] = {"gatewayId": team.get("pid"), "name": team.get("name")}
    wanted = call.headers.get("x-gwdm-version", "") if family in (V2, V3) else ""
    gwdm_version = wanted if wanted in ("2.0", "2.1") else "2.0"
    envelope = {"metadata": gwdm, "original_metadata": metadata, "gwdmVersion": gwdm_version}
    if family is V1_INTEGRATIONS:  # the middleware's own notes are saved along, by mistake
        notes = {"id": call.application["id"], "team_id": call.team_id, "name": call.application["name"]}
        envelope |= {"app": notes, "middleware": {"id": call.application["id"]}}
    return envelope


def _own_and_there(call: Call, dataset_id: int, team_id: int | None) -> Row:
    dataset = existing(call.store, dataset_id)
    if dataset["deleted_at"]:
        raise failure(500, NO_TEAM_OF_NULL)
    call.require_own(dataset["team_id"])
    if team_id is not None:
        call.require_own(team_id)
    return dataset


def _sent(call: Call, name: str) -> Any:
    if call.body.get(name) is None:
        raise undefined(name)
    return call.body[name]
