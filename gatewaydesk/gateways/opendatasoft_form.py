"""The metadata form that an Opendatasoft portal defines, as a schema; and the lists that its fields choose from."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from gatewaydesk import paths
from gatewaydesk.document import jsonio
from gatewaydesk.errors import GatewayProblem
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.opendatasoft_metadata import ACCESS, DEFAULT, ID, place_here
from gatewaydesk.gateways.opendatasoft_reading import SCHEMA, choices_of, datasets, listed, templates
from gatewaydesk.gateways.opendatasoft_way import Way, part
from gatewaydesk.gateways.work import Choice, Outcome
from gatewaydesk.pointer import get

_NO_FORM = "The portal shows the definitions of its fields only for a dataset, and there is none that you may read."
_REQUIRED = ("title", "language", "modified")
_MOST_CHOICES = 1000
# How a type of either dialect is written in a schema; what is not named here is left open.
_TYPES: Mapping[str, Mapping[str, Any]] = {
    "text": {"type": "string"},
    "longstring": {"type": "string", "maxLength": 1_000_000},
    "html": {"type": "string", "contentMediaType": "text/html", "maxLength": 1_000_000},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "boolean": {"type": "boolean"},
    "int": {"type": "integer"},
    "double": {"type": "number"},
    "enum": {"type": "string"},
    "uri_enum": {"type": "string"},
    "multitext": {"type": "array", "items": {"type": "string"}},
    "list": {"type": "array", "items": {"type": "string"}},
    "enumlist": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
    "uri_enumlist": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
}
_CLOSED = frozenset({"select", "multiselect"})  # widgets that take nothing but their choices
_CLOSED_TYPES = frozenset({"enum", "enumlist", "uri_enum", "uri_enumlist"})


@dataclass(frozen=True)
class Definition:
    """One field as a portal defines it.

    Attributes:
        template: the group that it belongs to, with `group` as its label.
        choices: values with their labels.
        closed: nothing but these is taken.
        level: `mandatory`, `recommended`, `optional` or "".
    """

    template: str
    group: str
    name: str
    type: str
    label: str
    help: str
    choices: tuple[tuple[Any, str], ...]
    closed: bool
    level: str = ""


def as_schema(way: Way, cancel: CancelToken) -> Outcome:
    """The portal's own form, as a schema to fill in.

    Raises:
        GatewayProblem: it cannot be read.
    """
    found = list(definitions(way, cancel))
    ours = shipped()
    properties: dict[str, Any] = {ID: ours["properties"][ID]}
    for one in found:
        template, name = place_here((one.template, one.name))
        field = _field(one, ours["properties"].get(name) if template == DEFAULT else None)
        if template == DEFAULT:
            properties[name] = field
        else:
            group = properties.setdefault(
                template, {"title": one.group or template, "type": "object", "properties": {}}
            )
            group["properties"][name] = field
    properties[ACCESS] = ours["properties"][ACCESS]
    host = urlsplit(way.transport.base_url).netloc
    version = re.sub("[^a-z0-9.-]", "-", host.lower())[:64].strip(".-")
    schema = {
        "$schema": ours["$schema"],
        "title": "Opendatasoft",  # by title and version it gets the name that it has here, when it is added from a file
        "version": version,
        "description": f"The fields that the portal {host} itself defines.",
        "type": "object",
        "required": [ID, *(one for one in _REQUIRED if one in properties)],
        "properties": properties,
        "additionalProperties": True,
    }
    words = f"The portal defines {len(found):,} fields in {len({one.template for one in found}):,} groups."
    return Outcome(words, schema=(f"Opendatasoft/{version}", schema))


def definitions(way: Way, cancel: CancelToken) -> Iterator[Definition]:
    """The fields of a portal's form, in its order.

    Raises:
        GatewayProblem: there is no dataset for which v2 would show them.
    """
    if not way.is_v2:
        for group in templates(way, cancel):
            fields = group.get("schema")
            for one in fields if isinstance(fields, list) else []:
                if isinstance(one, dict) and not one.get("is_hidden"):
                    yield _of_template(str(group.get("name")), str(group.get("label") or ""), one)
        return
    some = next(iter(datasets(way, cancel)), None)
    if some is None:
        raise GatewayProblem(_NO_FORM, f"Begin with the schema {SCHEMA}, and try again when there is a dataset.")
    path = f"datasets/{part(some.dataset_id)}/metadata"
    for one in listed(way, path, cancel, expand="definition"):
        definition, template = get(one, ("definition",)), get(one, ("template",))
        if isinstance(definition, dict) and isinstance(template, dict) and template.get("name") != "publishing":
            yield _of_metadata(
                str(template.get("name")), str(template.get("label") or ""), str(one["name"]), definition
            )


def choices(way: Way, field: str, search: str, cancel: CancelToken) -> Iterator[Choice]:
    """What may be chosen in a field, named as in a document: `theme`, or `template/name`."""
    template, _, name = field.rpartition("/")
    wanted = (template or DEFAULT, name)
    for one in definitions(way, cancel):
        if place_here((one.template, one.name)) != wanted:
            continue
        for value, label in one.choices:
            if search.casefold() in f"{value} {label}".casefold():
                yield Choice(value, label, "" if str(value) == label else str(value))


def shipped() -> dict[str, Any]:
    """The schema that ships."""
    schema: dict[str, Any] = jsonio.read_file(paths.resource_root() / "schemas" / SCHEMA / "schema.json")
    return schema


def _of_metadata(template: str, group: str, name: str, definition: Mapping[str, Any]) -> Definition:
    widget = definition.get("widget")
    widget = widget if isinstance(widget, dict) else {}
    choices = choices_of(definition.get("choices"))
    return Definition(
        template,
        group,
        name,
        str(definition.get("type") or ""),
        str(definition.get("label") or name),
        str(definition.get("help_text") or ""),
        choices or choices_of(widget.get("suggest_values")),
        bool(choices) and widget.get("type") in _CLOSED,
    )


def _of_template(template: str, group: str, one: Mapping[str, Any]) -> Definition:
    kind = str(one.get("type") or "")
    return Definition(
        template,
        group,
        str(one.get("name")),
        kind,
        str(one.get("label") or one.get("name")),
        str(one.get("help_text") or ""),
        choices_of(one.get("choices")),
        kind in _CLOSED_TYPES,
        str(one.get("requirement_level") or ""),
    )


def _field(one: Definition, ours: Mapping[str, Any] | None) -> dict[str, Any]:
    """A field of the form. Where the schema that ships knows it, its help goes along: portals seldom have any."""
    field: dict[str, Any] = {"title": one.label}
    said = one.help or (str(ours.get("description") or "") if ours else "")
    level = {"mandatory": "The portal marks this as mandatory.", "recommended": "The portal recommends this."}
    description = " ".join(filter(None, (said, level.get(one.level, ""))))
    field |= {"description": description} if description else {}
    field |= {name: ours[name] for name in ("guidance", "examples", "minLength") if ours and name in ours}
    field |= copy.deepcopy(dict(_TYPES.get(one.type, {})))
    if one.type == "boolean" or not one.choices:
        return field
    at = field.get("items", field)
    if one.closed and len(one.choices) <= _MOST_CHOICES:
        at["enum"] = [value for value, _ in one.choices]
        labels = {str(value): label for value, label in one.choices if str(value) != label}
        at |= {"x-labels": labels} if labels else {}
        field.pop("examples", None)
        if at is not field:
            field["uniqueItems"] = True
    else:
        at["x-suggestions"] = [value for value, _ in one.choices[:_MOST_CHOICES]]
    return field
