"""JSON values compared and sorted by type as JSON has it, not as Python has it."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any, TypeGuard

TYPES = ("object", "array", "string", "number", "integer", "boolean", "null")

#: JSON type to words for it, as people who write schemas know it.
IN_WORDS: Mapping[str, str] = {
    "object": "an object",
    "array": "a list",
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "null",
}

_NAMES = {bool: "boolean", str: "string", dict: "object", list: "array", int: "integer", float: "number"}


def type_of(value: Any) -> str:
    """The JSON type of a value; a whole number is an `integer`."""
    name = _NAMES.get(type(value))
    if name is not None:
        return name
    for kind, name in ((bool, "boolean"), (str, "string"), (dict, "object"), (list, "array"), (int, "integer")):
        if isinstance(value, kind):
            return name
    return "null" if value is None else "number"


def same_json(one: Any, other: Any) -> bool:
    """Equal as JSON values are: `true` is not `1`, `1.0` is."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_json, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_json(one[name], other[name]) for name in one)
    return bool(one == other)


def json_key(value: Any) -> Hashable:
    """The same for two values exactly when `same_json` holds for them."""
    if isinstance(value, list):
        return (list, *map(json_key, value))
    if isinstance(value, dict):
        return (dict, frozenset((name, json_key(below)) for name, below in value.items()))
    return (bool, value) if isinstance(value, bool) else value


def is_number(value: Any) -> TypeGuard[int | float]:
    """A finite JSON number, of however many digits."""
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def narrowed(types: frozenset[str] | None, more: frozenset[str] | None) -> frozenset[str] | None:
    """The types that two sets have in common; a whole number is a number too."""
    if types is None or more is None:
        return more if types is None else types
    both = types & more
    crossed = ("number" in types and "integer" in more) or ("integer" in types and "number" in more)
    return both | {"integer"} if crossed and "number" not in both else both
