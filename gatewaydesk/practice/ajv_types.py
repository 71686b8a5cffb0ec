"""Types as ajv sees them, and how it turns a value of one type into another (`coerceTypes: true`)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

NOTHING = object()
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


KINDS: Mapping[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: _is_number(value) and value == int(value),
    "number": _is_number,
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def coerced(value: Any, types: Sequence[str]) -> Any:
    """The value as the first of the types that JavaScript can turn it into, or `NOTHING`."""
    for kind in types:
        changed = _COERCIONS[kind](value) if kind in _COERCIONS else NOTHING
        if changed is not NOTHING:
            return changed
    return NOTHING


def same(one: Any, other: Any) -> bool:
    """Equality of JSON values: true is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def _to_string(value: Any) -> Any:
    if value is None:
        return ""
    return json.dumps(value) if isinstance(value, bool | int | float) else NOTHING


def _to_number(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return int(value or 0)
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        number = float(value)
        return int(number) if number.is_integer() else number
    return NOTHING


def _to_integer(value: Any) -> Any:
    number = _to_number(value)
    return number if isinstance(number, int) else NOTHING


def _to_boolean(value: Any) -> Any:
    if value == "true" or (_is_number(value) and value == 1):
        return True
    return False if value == "false" or value is None or (_is_number(value) and value == 0) else NOTHING


def _to_null(value: Any) -> Any:
    return None if value == "" or value is False or (_is_number(value) and value == 0) else NOTHING


_COERCIONS: Mapping[str, Callable[[Any], Any]] = {
    "string": _to_string,
    "number": _to_number,
    "integer": _to_integer,
    "boolean": _to_boolean,
    "null": _to_null,
}
