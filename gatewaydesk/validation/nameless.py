"""The true place of what a validator names without its empty member names, as the Rust validator does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gatewaydesk.pointer import ABSENT, Pointer, get
from gatewaydesk.schema.json_types import same_json
from gatewaydesk.validation.faults import Fault

# What these speak of; of a value of another type they say nothing, so that it cannot be the one that is meant.
_ABOUT = (
    dict.fromkeys(("minLength", "maxLength", "pattern", "format"), ("string",))
    | dict.fromkeys(("minItems", "maxItems", "uniqueItems", "contains", "additionalItems"), ("array",))
    | dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), ("integer", "number"))
    | {"multipleOf": ("integer", "number")}
)
_NAMED = frozenset({"properties", "patternProperties"})
_UNNAMED = frozenset({"additionalProperties", "unevaluatedProperties", "items", "additionalItems", "unevaluatedItems"})
_ELSEWHERE = frozenset({"$defs", "definitions"})


def place_of(fault: Fault, value: Any, may_be_group: Callable[[Pointer], bool]) -> Pointer:
    """Where in a document a fault is: at the place that it names, or in the members without a name inside of that.

    Args:
        fault: as the validator names it.
        value: the document.
        may_be_group: whether the schema takes a group of fields at a place.
    """
    place = find(value, fault.pointer)
    here = get(value, place)
    while isinstance(here, dict) and "" in here and _is_inside(fault, place, here, may_be_group):
        place, here = (*place, ""), here[""]
    return place


def _is_inside(fault: Fault, place: Pointer, here: dict[str, Any], may_be_group: Callable[[Pointer], bool]) -> bool:
    """Whether a fault cannot be about a group itself, or is known by its place in the schema to be about less."""
    facts = fault.facts
    if fault.keyword in _ABOUT:
        return True
    if fault.keyword == "type" and may_be_group(place):
        return True
    if fault.keyword == "required" and facts.get("property") in here:
        return True
    if fault.keyword == "enum" and any(same_json(one, here) for one in facts.get("options", ())):
        return True
    return _depth(fault) > len(place)


def _depth(fault: Fault) -> int:
    """How many members and items the way to a rule leads into; 0 where it is known by its definition alone."""
    way = list(fault.location[:-1])
    if not _ELSEWHERE.isdisjoint(map(str, way[:1])):
        return 0
    depth = at = 0
    while at < len(way):
        into = way[at] in _NAMED or way[at] in _UNNAMED
        depth += into
        named = way[at] in _NAMED or (into and at + 1 < len(way) and isinstance(way[at + 1], int))
        at += 2 if named else 1
    return depth


def find(value: Any, pointer: Pointer) -> Pointer:
    """The true place of what a validator names without its empty member names.

    The Rust validator leaves a member named "" out of a path, so `/a//b` is named `/a/b`. Where the named place does
    not exist, empty names are put back while walking; where that does not lead there either, the nearest place that
    exists stands for it. Where both exist, the named one is taken: nothing tells them apart. A member whose name is
    a number comes as that number.
    """
    if get(value, pointer) is not ABSENT:
        return pointer
    for end in range(len(pointer), -1, -1):
        found = _walk(value, pointer[:end], ())
        if found is not None:
            return found
    return ()


def _walk(here: Any, rest: Pointer, done: Pointer) -> Pointer | None:
    if not rest:
        return done
    part = rest[0]
    below: Any = ABSENT
    if isinstance(here, dict):
        part = str(part)
        below = here.get(part, ABSENT)
    elif isinstance(here, list) and isinstance(part, int) and 0 <= part < len(here):
        below = here[part]
    if below is not ABSENT:
        found = _walk(below, rest[1:], (*done, part))
        if found is not None:
            return found
    if isinstance(here, dict) and "" in here:
        return _walk(here[""], rest, (*done, ""))
    return None
