"""Metadata as a document here, and as an Opendatasoft portal keeps it: values by template and name.

In a document the values of the template `default` stand at the top, and those of any other template in an object of its
name. Beside them stand `dataset_id` and `access_policy`, which are no metadata to the portal. Automation keeps themes
and the licence elsewhere, and as IDs; here they are `theme` and `license` in both dialects.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Place = tuple[str, str]
"""Template and name."""

DEFAULT = "default"
ID, ACCESS = "dataset_id", "access_policy"
RESTRICTED, DOMAIN = "restricted", "domain"
TITLE: Place = (DEFAULT, "title")
MODIFIED: Place = (DEFAULT, "modified")
_FOLLOWS: Place = (DEFAULT, "modified_updates_on_metadata_change")
_BY_ITSELF = frozenset({MODIFIED, (DEFAULT, "language")})
_AUTOMATION: Mapping[Place, Place] = {
    (DEFAULT, "theme"): ("internal", "theme_id"),
    (DEFAULT, "license"): ("internal", "license_id"),
}
_HERE: Mapping[Place, Place] = {there: here for here, there in _AUTOMATION.items()}
NAMED = frozenset(_AUTOMATION)
"""The places whose values Automation shows as IDs, whichever way they were written: by ID or by name."""
_NOT_METADATA = frozenset({"publishing"})  # a template that only tells whether the dataset is published


@dataclass(frozen=True)
class Held:
    """One value as the portal keeps it: its own, and one that harvesting brought, which shows unless overridden."""

    own: Any = None
    remote: Any = None
    overrides: bool = False

    @property
    def shown(self) -> Any:
        """The value that counts."""
        return self.own if self.remote is None or self.overrides else self.remote


Holding = Mapping[Place, Held]
Names = Mapping[Place, Mapping[str, str]]
"""What the IDs in a place stand for."""


def values_of(document: Mapping[str, Any]) -> dict[Place, Any]:
    """The metadata of a document by place, empty members left out."""
    found: dict[Place, Any] = {}
    for name, value in document.items():
        if name in (ID, ACCESS) or value is None:
            continue
        if isinstance(value, dict):
            found |= {(name, below): one for below, one in value.items() if one is not None}
        else:
            found[(DEFAULT, name)] = value
    return found


def document_of(holding: Holding, dataset_id: str, access: str) -> dict[str, Any]:
    """What a portal keeps, as a document."""
    document: dict[str, Any] = {ID: dataset_id} if dataset_id else {}
    for (template, name), held in holding.items():
        if held.shown is None:
            continue
        if template == DEFAULT:
            document[name] = held.shown
        else:
            document.setdefault(template, {})[name] = held.shown
    return document | ({ACCESS: access} if access else {})


def holding_v2(objects: list[Any]) -> dict[Place, Held]:
    """The values of v2's list of metadata objects."""
    found: dict[Place, Held] = {}
    for one in objects:
        if not isinstance(one, dict):
            continue
        template = one.get("template")
        group = template.get("name") if isinstance(template, dict) else template
        if not isinstance(group, str) or not isinstance(one.get("name"), str) or group in _NOT_METADATA:
            continue
        found[(group, one["name"])] = _held(one)
    return {place: held for place, held in found.items() if held != Held()}


def holding_automation(metadata: Mapping[str, Any]) -> dict[Place, Held]:
    """The values of Automation's metadata object."""
    found: dict[Place, Held] = {}
    for template, values in metadata.items():
        for name, one in values.items() if isinstance(values, dict) and template not in _NOT_METADATA else ():
            place = (template, name)
            found[_HERE.get(place, place)] = _held(one if isinstance(one, dict) else {"value": one})
    return {place: held for place, held in found.items() if held != Held()}


def place_there(place: Place, *, v2: bool) -> Place:
    """Where a portal keeps a value."""
    return place if v2 else _AUTOMATION.get(place, place)


def place_here(place: Place) -> Place:
    """Where a value of a portal's stands in a document."""
    return _HERE.get(place, place)


def changes_v2(values: Mapping[Place, Any], there: Holding) -> list[dict[str, Any]]:
    """What v2 is told so that it keeps these values: only what differs, and null for what is to go.

    A value over one that was harvested has to say so, else the harvested one would go on showing.
    """
    wanted = {place: value for place, value in values.items() if value != there.get(place, Held()).shown}
    wanted |= {place: None for place, held in there.items() if held.shown is not None and place not in values}
    return [
        {"template_name": place[0], "metadata_name": place[1], "value": value}
        | ({"override_remote_value": True} if there.get(place, Held()).remote is not None else {})
        for place, value in wanted.items()
    ]


def whole_automation(values: Mapping[Place, Any], there: Holding) -> dict[str, dict[str, Any]]:
    """What Automation is told so that it keeps exactly these values: it drops what is left out."""
    said: dict[str, dict[str, Any]] = {}
    for place, value in values.items():
        held = there.get(place, Held())
        template, name = place_there(place, v2=False)
        body: dict[str, Any] = {"value": value}
        if held.remote is not None:
            kept = value == held.shown
            body = {
                "value": held.own if kept else value,
                "override_remote_value": held.overrides if kept else True,
            }
        said.setdefault(template, {})[name] = body
    return said


def holds(body: Any, there: Holding, names: Names) -> bool:
    """Whether a portal keeps what an update told it. The moment of the last change may follow by itself, and a theme is
    the same by its name as by its ID.
    """
    follows = there.get(_FOLLOWS, Held()).shown is True
    passed = {MODIFIED} if follows else set()
    if isinstance(body, dict) and isinstance(body.get("metas"), list):
        return all(
            there.get(place, Held()).shown == one["value"]
            for one in body["metas"]
            if (place := (one["template_name"], one["metadata_name"])) not in passed
        )
    metadata = body.get("metadata", body) if isinstance(body, dict) else None
    if not isinstance(metadata, dict):
        return False
    sent = _by_name(holding_automation(metadata), names)
    there = _by_name(there, names)
    for place in {*sent, *(place for place, held in there.items() if held.shown is not None)} - passed:
        held, wanted = there.get(place, Held()), sent.get(place)
        if wanted is None or (wanted.own, wanted.overrides or held.remote is None) != (
            held.own,
            held.overrides or held.remote is None,
        ):
            return False
    return True


def holds_no_more(body: Any, there: Holding) -> bool:
    """Whether a portal keeps nothing beside what its creation told it, but for what portals fill in by themselves."""
    if not isinstance(body, dict) or not isinstance(body.get("metas"), list):
        return True  # Automation is told everything, and `holds` looks at everything
    sent = {(one["template_name"], one["metadata_name"]) for one in body["metas"]} | _BY_ITSELF
    return all(place in sent or held.shown in (None, "", []) for place, held in there.items())


def written_as(document: Mapping[str, Any], known: Any, names: Names) -> dict[str, Any]:
    """A document whose themes and licence are written as in a known one: by their names where it has them so."""
    mine = known if isinstance(known, dict) else {}
    return {
        name: _as_known(value, mine.get(name), names.get((DEFAULT, name), {})) if name in mine else value
        for name, value in document.items()
    }


def mark_of(document: Mapping[str, Any]) -> str:
    """Changes with the metadata, the ID and the access."""
    return hashlib.sha256(json.dumps(document, sort_keys=True, default=str).encode("ascii")).hexdigest()


def pointer_of_field(name: str) -> tuple[str, ...]:
    """The place in a document of a field as a refusal names it: `default.title`, `metadata.internal.theme_id`."""
    steps = [one for one in name.removeprefix("metadata.").removesuffix(".value").split(".") if one]
    if steps in (["is_restricted"], ["access_policy"]):
        return (ACCESS,)
    if len(steps) == 1:
        return (steps[0],)
    template, below = place_here((steps[0], steps[1])) if len(steps) > 1 else ("", "")
    if not below:
        return ()
    return (below,) if template == DEFAULT else (template, below)


def _as_known(value: Any, known: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, list) and isinstance(known, list):
        return [names[one] if isinstance(one, str) and names.get(one) in known else one for one in value]
    return known if isinstance(value, str) and known is not None and names.get(value) == known else value


def _by_name(holding: Holding, names: Names) -> Holding:
    def named(place: Place, value: Any) -> Any:
        known = names.get(place, {})
        if isinstance(value, list):
            return [known.get(one, one) if isinstance(one, str) else one for one in value]
        return known.get(value, value) if isinstance(value, str) else value

    return {
        place: Held(named(place, held.own), named(place, held.remote), held.overrides)
        for place, held in holding.items()
    }


def _held(one: Mapping[str, Any]) -> Held:
    remote = one.get("remote_value")
    return Held(one.get("value"), remote, remote is not None and one.get("override_remote_value") is True)
