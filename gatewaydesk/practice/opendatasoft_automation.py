"""Automation v1.0 of the practice Opendatasoft portal: datasets, their status, actions, metadata and versions."""

from __future__ import annotations

import copy
from typing import Any

from gatewaydesk.practice import opendatasoft_templates as templates
from gatewaydesk.practice.opendatasoft_actions import Action, require_rest
from gatewaydesk.practice.opendatasoft_call import Call, Config, Reply, new_config
from gatewaydesk.practice.opendatasoft_parts import envelope
from gatewaydesk.practice.opendatasoft_rules import Refusal, require, wrong
from gatewaydesk.practice.opendatasoft_states import as_date
from gatewaydesk.practice.opendatasoft_store import Row, new_uid
from gatewaydesk.practice.opendatasoft_v2 import insert, restore, slug
from gatewaydesk.practice.opendatasoft_v2_metadata import meta_of, set_value
from gatewaydesk.practice.opendatasoft_where import chosen

MOST_VERSIONS = 20
_MANDATORY = ("title", "modified", "language")
_DONE: Reply = (200, {"detail": "ok"})


def list_datasets(call: Call) -> Reply:
    """A page of datasets."""
    rows = chosen(call)
    return 200, envelope(call, [shown(call, row) for row in rows])


def create(call: Call) -> Reply:
    """A new dataset with title, modified and language. An ID that is taken is altered without a word."""
    body = require(call.body, ())
    metas = _metas_of(call, body.get("metadata"))
    uid = new_uid("da")
    with call.store.atomically():
        if len(call.store.rows("select id from datasets")) >= call.system.max_datasets:
            raise Refusal("many-datasets", limit=call.system.max_datasets)
        wanted = str(body.get("dataset_id") or "") or slug(str(metas["default"]["title"]["value"])) or uid
        config = new_config(call.store.free("datasets", "dataset_id", wanted), metas)
        config["access_policy"] = "restricted" if body.get("is_restricted") is True else "domain"
        row = insert(call, uid, config)
    return 201, shown(call, row)


def get(call: Call, uid: str) -> Reply:
    """One dataset."""
    return 200, shown(call, call.dataset(uid))


def put(call: Call, uid: str) -> Reply:
    """Replaces a dataset: metadata that are left out go. The ID changes only while it is not published."""
    body = require(call.body, ())
    metas = _metas_of(call, body.get("metadata"))
    with call.store.atomically():
        row = call.dataset(uid)
        config = copy.deepcopy(row["config"]) | {"metas": _with_remote(row["config"], metas)}
        wanted = str(body.get("dataset_id") or row["dataset_id"])
        if wanted != row["dataset_id"]:
            if call.state(row)["published"]:
                raise Refusal("id-published")
            if call.store.free("datasets", "dataset_id", wanted) != wanted:
                raise Refusal("id-taken", dataset_id=wanted)
            config["dataset_id"] = wanted
        if isinstance(body.get("is_restricted"), bool):
            config["access_policy"] = "restricted" if body["is_restricted"] else "domain"
        call.save(row, config)
    return 200, shown(call, call.dataset(uid))


def delete(call: Call, uid: str) -> Reply:
    """Deletes a dataset, for good."""
    require_rest(call, call.dataset(uid))
    call.store.remove_dataset(uid)
    return 204, None


def copy_dataset(call: Call, uid: str) -> Reply:
    """Makes a dataset of the same configuration, not published."""
    with call.store.atomically():
        config = copy.deepcopy(call.dataset(uid)["config"])
        config["dataset_id"] = call.store.free("datasets", "dataset_id", f"{config['dataset_id']}-copy")
        return 201, shown(call, insert(call, new_uid("da"), config))


def act(call: Call, uid: str, action: Action) -> Reply:
    """Begins an action; there is no job to ask about."""
    with call.store.atomically():
        action(call, call.dataset(uid))
    return _DONE


def status(call: Call, uid: str) -> Reply:
    """What is going on with a dataset."""
    step = call.state(call.dataset(uid))
    known = {name: step.get(name) for name in ("previous", "next", "message")}
    return 200, {
        "status": step["name"],
        **known,
        "since": as_date(step["at"]),
        "is_published": step["published"],
        "records_errors": step["records_errors"] if step["published"] else [],
        "params": step.get("raw_params") or {},
    }


def get_metadata(call: Call, uid: str) -> Reply:
    """Every value that is set, by template."""
    return 200, metadata_of(call.dataset(uid)["config"])


def put_metadata(call: Call, uid: str) -> Reply:
    """Replaces every value: what is left out goes."""
    metas = _metas_of(call, call.body)
    with call.store.atomically():
        row = call.dataset(uid)
        config = copy.deepcopy(row["config"]) | {"metas": _with_remote(row["config"], metas)}
        call.save(row, config)
    return 200, metadata_of(config)


def get_field(call: Call, uid: str, template: str, name: str) -> Reply:
    """One value."""
    return 200, _held(call.dataset(uid)["config"], meta_of(call, template, name))


def put_field(call: Call, uid: str, template: str, name: str) -> Reply:
    """Sets one value."""
    one, body = meta_of(call, template, name), require(call.body, ())
    if "value" not in body:
        raise wrong({"value": "This field is required."})
    return 200, _set_field(call, uid, one, body)


def delete_field(call: Call, uid: str, template: str, name: str) -> Reply:
    """Takes one value back."""
    one = meta_of(call, template, name)
    if template == "default" and name in _MANDATORY:
        raise wrong({name: "This field is required."})
    _set_field(call, uid, one, {"value": None, "override_remote_value": False})
    return 204, None


def list_versions(call: Call, uid: str) -> Reply:
    """The last versions; every change made one."""
    row = call.dataset(uid)
    query = f"select * from changes where dataset_uid = ? order by id desc limit {MOST_VERSIONS}"  # noqa: S608
    versions = [
        {
            "uid": change["uid"],
            "sections": list(change["diff"]),
            "created_by": {"username": change["username"]},
            "created_at": change["at"],
            "can_restore": True,
        }
        for change in call.store.rows(query, (row["uid"],))
    ]
    return 200, envelope(call, versions)


def restore_version(call: Call, uid: str, change_uid: str) -> Reply:
    """Sets the configuration back to what it was in a version."""
    restore(call, uid, change_uid)
    return _DONE


def list_templates(call: Call) -> Reply:
    """The portal's templates, each with its fields."""
    wanted = call.query.get("is_active", "true").lower() != "false"  # all of them are
    listed = [
        {
            "name": one.name,
            "label": one.label,
            "type": one.purpose,
            "is_active": True,
            "schema": [templates.template_field(field) for field in templates.metas_of("automation", one.name)],
        }
        for one in templates.TEMPLATES.values()
        if wanted
    ]
    return 200, envelope(call, listed)


def suggest(call: Call, template: str, name: str) -> Reply:
    """What might be entered in a field."""
    one = meta_of(call, template, name)
    wanted = call.query.get("q", "").casefold()
    offered = [*one.suggest, *(value for value, _ in one.choices)]
    return 200, envelope(call, [value for value in offered if wanted in value.casefold()])


def shown(call: Call, row: Row) -> dict[str, Any]:
    """A dataset as Automation shows it."""
    config = row["config"]
    return {
        "uid": row["uid"],
        "dataset_id": row["dataset_id"],
        "is_published": call.state(row)["published"],
        "is_restricted": config["access_policy"] == "restricted",
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "metadata": metadata_of(config),
    }


def metadata_of(config: Config) -> dict[str, dict[str, Any]]:
    """The values that are set, by template and name."""
    said: dict[str, dict[str, Any]] = {}
    for one in templates.metas_of("automation"):
        held = _held(config, one)
        if held["value"] is not None or held.get("remote_value") is not None:
            said.setdefault(one.template, {})[one.name] = held
    return said


def _set_field(call: Call, uid: str, one: templates.Meta, body: dict[str, Any]) -> dict[str, Any]:
    with call.store.atomically():
        row = call.dataset(uid)
        config = copy.deepcopy(row["config"])
        if reason := set_value(config, one, body):
            raise wrong({one.name: reason})
        call.save(row, config)
    return _held(config, one)


def _held(config: Config, one: templates.Meta) -> dict[str, Any]:
    template, name = templates.kept_at(one)
    held = config["metas"].get(template, {}).get(name, {})
    said = {"value": templates.shown(one, held.get("value"))}
    if "remote_value" in held:
        said |= {
            "remote_value": templates.shown(one, held["remote_value"]),
            "override_remote_value": held.get("override_remote_value", False),
        }
    return said


def _metas_of(call: Call, given: Any) -> dict[str, dict[str, Any]]:
    """Metadata as they are kept.

    Raises:
        Refusal: what must be there is missing, or a value does not conform.
    """
    config: Config = {"metas": {}}
    errors: dict[str, str] = {}
    groups = given if isinstance(given, dict) else {}
    for template, values in groups.items():
        for name, body in values.items() if isinstance(values, dict) else ():
            one = templates.meta(call.dialect, template, name)
            reason = "Unknown metadata." if one is None else "Not an object with a value."
            if one is not None and isinstance(body, dict) and "value" in body:
                reason = set_value(config, one, body)
            if reason:
                errors[f"metadata.{template}.{name}"] = reason
    default = config["metas"].get("default", {})
    for name in _MANDATORY:
        if default.get(name, {}).get("value") in (None, "") and f"metadata.default.{name}" not in errors:
            errors[f"metadata.default.{name}"] = "This field is required."
    if errors:
        raise wrong(errors)
    metas: dict[str, dict[str, Any]] = config["metas"]
    return metas


def _with_remote(config: Config, metas: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """New values with the remote ones, which no call takes away."""
    for template, values in config["metas"].items():
        for name, held in values.items():
            if "remote_value" in held:
                fresh = metas.setdefault(template, {}).setdefault(name, {"value": None})
                fresh["remote_value"] = held["remote_value"]
    return metas
