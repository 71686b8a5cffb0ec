"""JSON Patch (RFC 6902) as the practice Adobe Experience Platform takes it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from gatewaydesk.pointer import to_parts
from gatewaydesk.practice.adobe_rules import check_patch, service


def apply(value: Any, patch: Any) -> Any:
    """The value after every operation; the one that was given stays as it was.

    Raises:
        Refusal: an operation is not understood, or its place is not there.
    """
    check_patch(patch)
    changed = copy.deepcopy(value)
    for number, step in enumerate(patch):
        try:
            _one(changed, step)
        except (KeyError, IndexError, ValueError, TypeError, AttributeError):
            raise service(400, f"Operation {number} of the JSON Patch cannot be carried out.") from None
    return changed


def merge(value: Any, change: Any) -> Any:
    """A deep merge: objects grow into objects, everything else replaces; parents that are missing are made."""
    if not (isinstance(value, Mapping) and isinstance(change, Mapping)):
        return change
    return {**value, **{name: merge(value.get(name), one) for name, one in change.items()}}


def _one(value: Any, step: Mapping[str, Any]) -> None:
    match step["op"]:
        case "add":
            _add(value, step["path"], step["value"])
        case "remove":
            _take(value, step["path"])
        case "replace":
            parent, last = _parent(value, step["path"])
            parent[last]  # must be there
            parent[last] = step["value"]
        case "test":
            parent, last = _parent(value, step["path"])
            if parent[last] != step["value"]:
                raise ValueError
        case "move":
            _add(value, step["path"], _take(value, step["from"]))
        case "copy":
            parent, last = _parent(value, step["from"])
            _add(value, step["path"], copy.deepcopy(parent[last]))
        case _:
            raise ValueError


def _parent(value: Any, path: str) -> tuple[Any, Any]:
    """What holds the place, and the place's name or number in it."""
    *above, last = to_parts(path)
    for part in above:
        value = value[_number(part)] if isinstance(value, list) else value[part]
    return value, (last if not isinstance(value, list) or last == "-" else _number(last))


def _number(part: str) -> int:
    if not (part.isascii() and part.isdecimal()):
        raise ValueError
    return int(part)


def _add(value: Any, path: str, new: Any) -> None:
    parent, last = _parent(value, path)
    if not isinstance(parent, list):
        parent[last] = new
    elif last == "-":
        parent.append(new)
    elif last <= len(parent):
        parent.insert(last, new)
    else:
        raise IndexError


def _take(value: Any, path: str) -> Any:
    parent, last = _parent(value, path)
    return parent.pop(last)
