"""Schemas as the practice Schema Registry keeps them: what they are made of, resolved; and what a change may not do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from gatewaydesk.practice.adobe_patch import merge
from gatewaydesk.practice.adobe_rules import TENANT, Json, Refusal, registry
from gatewaydesk.practice.adobe_store import AdobeStore, Row

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_OWN_NAMES = {f"_{TENANT}", "_id", "_repo", "@id", "@type"}
_SAMPLE: Mapping[str, Any] = {
    "string": "Sample value",
    "integer": 7,
    "number": 7.5,
    "boolean": True,
    "date-time": "2026-03-04T05:06:07Z",
    "date": "2026-03-04",
    "uri": "https://northmere.example/sample",
}


def nothing() -> Refusal:
    """There is no such resource."""
    return registry("XDM-1010-404", "Resource not found", "The requested resource could not be found.")


def resource(store: AdobeStore, sandbox: str, name: str, kind: str | None = None) -> Row | None:
    """A resource of the registry by its `$id` or its `meta:altId`."""
    for row in store.rows("select * from resources where sandbox in ('', ?) order by number", (sandbox,)):
        if name in (row["id"], row["doc"]["meta:altId"]) and kind in (None, row["kind"]):
            return row
    return None


def resolved(store: AdobeStore, sandbox: str, doc: Json) -> Json:
    """A schema with everything it refers to in it, and `meta:extends` in place of `allOf`.

    Raises:
        Refusal: it refers to what is not there.
    """
    full = {name: value for name, value in doc.items() if name not in ("allOf", "definitions")}
    extends: list[str] = []
    parts: Json = {}
    for one in doc.get("allOf", ()):
        if "$ref" not in one:
            parts = _joined(parts, one)
            continue
        name = str(one["$ref"])
        if name.startswith("#/definitions/"):
            parts = _joined(parts, doc.get("definitions", {}).get(name.removeprefix("#/definitions/"), {}))
            continue
        found = resource(store, sandbox, name)
        if found is None:
            raise registry("XDM-1521-400", "Bad reference", f"The referenced resource {name} does not exist.")
        extends.append(name)
        whole = resolved(store, sandbox, found["doc"])
        extends += whole.get("meta:extends", [])
        parts = _joined(parts, whole)
    return full | _joined(parts, full) | {"meta:extends": extends}


def schema_of(store: AdobeStore, sandbox: str, schema_id: str) -> Json:
    """The resolved schema that a dataset refers to; an empty one when it is gone."""
    found = resource(store, sandbox, schema_id, "schemas")
    return resolved(store, sandbox, found["doc"]) if found else {}


def without_texts(value: Any) -> Any:
    """Without titles and descriptions; a field that has such a name stays."""
    if isinstance(value, list):
        return [without_texts(one) for one in value]
    if not isinstance(value, dict):
        return value
    left = {name: one for name, one in value.items() if not (name in ("title", "description") and isinstance(one, str))}
    return {name: without_texts(one) for name, one in left.items()}


def sample(schema: Json) -> Any:
    """A record that fits."""
    if schema.get("enum"):
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            return {name: sample(one) for name, one in schema.get("properties", {}).items()}
        case "array":
            return [sample(schema["items"])] if isinstance(schema.get("items"), dict) else []
    value = _SAMPLE.get(schema.get("format") or schema.get("type") or "string", "Sample value")
    return min(value, schema["maximum"]) if isinstance(value, int | float) and "maximum" in schema else value


def check_names(schema: Json, where: str = "") -> None:
    """Refuses fields whose names the registry does not take.

    Raises:
        Refusal: there is one.
    """
    for name, one in schema.get("properties", {}).items():
        if not (_NAME.fullmatch(name) or (not where and name in _OWN_NAMES)):
            detail = f"The field name {name} may have letters, digits, dashes, and underscores but first."
            raise registry("XDM-1526-400", "Invalid field name", detail)
        check_names(one, f"{where}/{name}")
        if isinstance(one.get("items"), dict):
            check_names(one["items"], f"{where}/{name}")


def broken(before: Json, after: Json, place: str = "") -> Iterator[str]:
    """Places where the second schema would not take what the first one took."""
    if before.get("type") != after.get("type") or before.get("format") != after.get("format"):
        yield place or "/"
        return
    if "enum" in after and not set(map(str, before.get("enum", [None]))) <= set(map(str, after["enum"])):
        yield place
    for name in set(after.get("required", ())) - set(before.get("required", ())):
        yield f"{place}/{name}"
    fields = after.get("properties", {})
    for name, one in before.get("properties", {}).items():
        if name not in fields:
            yield f"{place}/{name}"
        else:
            yield from broken(one, fields[name], f"{place}/{name}")
    if isinstance(before.get("items"), dict):
        yield from broken(before["items"], after.get("items") or {}, place)


def _joined(first: Json, second: Json) -> Json:
    """The fields and required names of both."""
    made: Json = merge({"properties": first.get("properties", {})}, {"properties": second.get("properties", {})})
    required = [*first.get("required", ()), *second.get("required", ())]
    return made | ({"required": list(dict.fromkeys(required))} if required else {})
