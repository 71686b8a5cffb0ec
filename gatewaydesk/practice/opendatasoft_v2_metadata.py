"""Management v2 of the practice Opendatasoft portal: metadata, read and set one by one or together."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from gatewaydesk.practice import opendatasoft_templates as templates
from gatewaydesk.practice.opendatasoft_call import Call, Config, Reply
from gatewaydesk.practice.opendatasoft_rules import Refusal, require, wrong


def list_metadata(call: Call, uid: str) -> Reply:
    """Every metadata object, set or not."""
    row = call.dataset(uid)
    return 200, [_object(call, row["config"], one) for one in templates.metas_of("v2")]


def get_metadata(call: Call, uid: str, template: str, name: str) -> Reply:
    """One metadata object."""
    return 200, _object(call, call.dataset(uid)["config"], meta_of(call, template, name))


def put_metadata(call: Call, uid: str, template: str, name: str) -> Reply:
    """Sets one value."""
    one = meta_of(call, template, name)
    body = require(call.body, ())
    with call.store.atomically():
        row = call.dataset(uid)
        config = copy.deepcopy(row["config"])
        if reason := set_value(config, one, body):
            raise wrong({name: reason})
        call.save(row, config)
    return 200, _object(call, config, one)


def put_all_metadata(call: Call, uid: str) -> Reply:
    """Sets the values that are listed; the others stay. None is set when one is refused."""
    listed = require(call.body, ("metas",))["metas"]
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise wrong({"metas": "Not a list of objects."})
    with call.store.atomically():
        row = call.dataset(uid)
        config = copy.deepcopy(row["config"])
        errors: dict[str, str] = {}
        for member in listed:
            template, name = str(member.get("template_name")), str(member.get("metadata_name"))
            one = templates.meta("v2", template, name)
            reason = "Unknown metadata." if one is None else set_value(config, one, member)
            if reason:
                errors[f"{template}.{name}"] = reason
        if errors:
            raise wrong(errors)
        call.save(row, config)
    return 200, [_object(call, config, one) for one in templates.metas_of("v2")]


def delete_metadata(call: Call, uid: str, template: str, name: str) -> Reply:
    """Takes one value back; the remote one shows again."""
    one = meta_of(call, template, name)
    with call.store.atomically():
        row = call.dataset(uid)
        config = copy.deepcopy(row["config"])
        set_value(config, one, {"value": None, "override_remote_value": False})
        call.save(row, config)
    return 200, _object(call, config, one)


def meta_of(call: Call, template: str, name: str) -> templates.Meta:
    """A field of the portal.

    Raises:
        Refusal: there is none of this name.
    """
    one = templates.meta(call.dialect, template, name)
    if one is None:
        raise Refusal("part", part="Metadata", uid=f"{template}.{name}")
    return one


def set_value(config: Config, one: templates.Meta, body: Mapping[str, Any]) -> str:
    """Sets a field as a body says; why its value is refused, or ""."""
    if reason := templates.refused(one, body.get("value")):
        return reason
    template, name = templates.kept_at(one)
    held = config["metas"].setdefault(template, {}).setdefault(name, {})
    if "value" in body:
        held["value"] = templates.kept(one, body["value"])
    if isinstance(body.get("override_remote_value"), bool):
        held["override_remote_value"] = body["override_remote_value"]
    return ""


def expanded(call: Call) -> list[str]:
    """What the query asks to be shown whole."""
    return [one.strip() for one in call.query.get("expand", "").split(",")]


def metas_of(call: Call, given: Any) -> dict[str, dict[str, Any]]:
    """Values of a new dataset as they are kept; None is when one is refused."""
    config: Config = {"metas": {}}
    errors: dict[str, str] = {}
    for template, values in given.items() if isinstance(given, dict) else ():
        for name, value in values.items() if isinstance(values, dict) else ():
            one = templates.meta(call.dialect, template, name)
            reason = "Unknown metadata." if one is None else set_value(config, one, {"value": value})
            if reason:
                errors[f"{template}.{name}"] = reason
    if errors:
        raise wrong(errors)
    metas: dict[str, dict[str, Any]] = config["metas"]
    return metas


def _object(call: Call, config: Config, one: templates.Meta) -> dict[str, Any]:
    template, name = templates.kept_at(one)
    held = config["metas"].get(template, {}).get(name, {})
    group = templates.TEMPLATES[one.template]
    return {
        "name": one.name,
        "template": {"name": group.name, "label": group.label, "purpose": group.purpose},
        "definition": templates.definition(one) if "definition" in expanded(call) else {},
        "value": templates.shown(one, held.get("value")),
        "remote_value": held.get("remote_value"),
        "override_remote_value": held.get("override_remote_value", False),
    }
