"""What PHP and Laravel do to JSON on its way in and out, before any of the gateway's own code sees it."""

from __future__ import annotations

import json
import re
from html.entities import codepoint2name
from typing import Any

_EDGES = re.compile("^[\\s\ufeff\u200b\u200e]+|[\\s\ufeff\u200b\u200e]+$", re.ASCII)
_DEEPEST = 512  # json_decode gives up beyond this
_LARGEST = 2**63 - 1
_ENTITIES = {code: f"&{name};" for code, name in codepoint2name.items()} | {ord("'"): "&#039;"}


def decode(data: bytes, content_type: str) -> dict[str, Any]:
    """The body's members; empty for anything that is not a JSON object, as Laravel leaves it."""
    if "/json" not in content_type and "+json" not in content_type:
        return {}
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) and _depth(value) <= _DEEPEST else {}


def clean(value: Any) -> Any:
    """Strings trimmed, empty strings to null, `{}` to `[]`, whole floats to integers, huge integers to floats."""
    match value:
        case str():
            return _EDGES.sub("", value) or None
        case dict():
            return _array({name: clean(one) for name, one in value.items()})
        case list():
            return [clean(one) for one in value]
        case float() if value.is_integer() and abs(value) <= _LARGEST:
            return int(value)
        case int() if not isinstance(value, bool) and abs(value) > _LARGEST:
            return float(value)
    return value


def escape(value: Any) -> Any:
    """Every string through `htmlentities(ENT_QUOTES)`; member names stay as they are."""
    match value:
        case str():
            return value.translate(_ENTITIES)
        case dict():
            return {name: escape(one) for name, one in value.items()}
        case list():
            return [escape(one) for one in value]
    return value


def encode(value: Any) -> bytes:
    r"""JSON as `json_encode` writes it: no blanks, `\/`, and everything beyond ASCII as `\uXXXX`."""
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def to_int(value: Any) -> int:
    """The `(int)` cast: leading digits count, anything else is 0 (a UUID that starts with `12a…` is 12)."""
    if isinstance(value, bool | int | float):
        return int(value)
    found = re.match(r"\s*[+-]?\d+", value, re.ASCII) if isinstance(value, str) else None
    return int(found.group()) if found else 0


def is_empty(value: Any) -> bool:
    """PHP's `empty()`."""
    return not value or value == "0"


def _array(members: dict[str, Any]) -> dict[str, Any] | list[Any]:
    """PHP has one kind of array: with the keys 0, 1, 2… (or none at all) it is written as a list."""
    if list(members) == [str(number) for number in range(len(members))]:
        return list(members.values())
    return members


def _depth(value: Any) -> int:
    deepest = 0
    stack = [(value, 1)]
    while stack:
        here, depth = stack.pop()
        deepest = max(deepest, depth)
        if isinstance(here, dict):
            stack.extend((one, depth + 1) for one in here.values() if isinstance(one, dict | list))
        elif isinstance(here, list):
            stack.extend((one, depth + 1) for one in here if isinstance(one, dict | list))
    return deepest
