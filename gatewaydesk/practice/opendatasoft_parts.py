"""The lists within a dataset of the practice Opendatasoft portal (resources, attachments, fields, schedules): each kind
is listed, added to, read, changed and removed in one way, and worded by its dialect.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from gatewaydesk.practice.opendatasoft_call import Call, Config, Reply
from gatewaydesk.practice.opendatasoft_rules import Refusal, wrong
from gatewaydesk.practice.opendatasoft_store import Row, new_uid

Part = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """One kind of part in one dialect.

    Attributes:
        section: its list in the configuration.
        label: as refusals word it.
        prefix: of its uid.
        read: checks a body and makes what is kept of it, without uid; given what is there already, or None.
        show: what is shown of it.
        added: the status when it was added.
        removed: the status when it was removed; 204 has no body.
    """

    section: str
    label: str
    prefix: str
    read: Callable[[Call, Part | None], Part]
    show: Callable[[Call, Part], Part]
    added: int = 200
    removed: int = 204


def list_all(call: Call, uid: str, kind: Kind) -> Reply:
    """Every part, in its order."""
    shown = [kind.show(call, one) for one in call.dataset(uid)["config"][kind.section]]
    return 200, shown if call.dialect == "v2" else envelope(call, shown)


def add(call: Call, uid: str, kind: Kind) -> Reply:
    """Puts a part at the end."""
    with call.store.atomically():
        row = call.dataset(uid)
        config = copy.deepcopy(row["config"])
        part = kind.read(call, None) | {"uid": new_uid(kind.prefix)}
        config[kind.section].append(part)
        call.save(row, config)
    return kind.added, kind.show(call, part)


def get(call: Call, uid: str, part_uid: str, kind: Kind) -> Reply:
    """One part."""
    return 200, kind.show(call, find(call.dataset(uid), part_uid, kind))


def put(call: Call, uid: str, part_uid: str, kind: Kind) -> Reply:
    """Puts another in a part's place."""
    with call.store.atomically():
        row = call.dataset(uid)
        part = find(row, part_uid, kind)
        made = kind.read(call, part) | {"uid": part_uid}
        config = copy.deepcopy(row["config"])
        config[kind.section] = [made if one["uid"] == part_uid else one for one in config[kind.section]]
        call.save(row, config)
    return 200, kind.show(call, made)


def remove(call: Call, uid: str, part_uid: str, kind: Kind) -> Reply:
    """Takes a part away."""
    with call.store.atomically():
        row = call.dataset(uid)
        find(row, part_uid, kind)
        config: Config = copy.deepcopy(row["config"])
        config[kind.section] = [one for one in config[kind.section] if one["uid"] != part_uid]
        call.save(row, config)
    return kind.removed, None


def find(row: Row, part_uid: str, kind: Kind) -> Part:
    """A dataset's part.

    Raises:
        Refusal: it has none of this uid.
    """
    for part in row["config"][kind.section]:
        if part["uid"] == part_uid:
            return dict(part)
    raise Refusal("part", part=kind.label, uid=part_uid)


def envelope(call: Call, results: Sequence[Any]) -> dict[str, Any]:
    """A page of results as Automation gives it, by `limit` and `offset`."""
    limit = number(call.query, "limit", 20, 0, 1000)
    offset = number(call.query, "offset", 0, 0, 10**9)

    kept = {name: value for name, value in call.query.items() if name != "apikey"}

    def there(begin: int) -> str:
        return f"{call.url}?{urlencode(kept | {'limit': limit, 'offset': begin})}"

    return {
        "total_count": len(results),
        "next": there(offset + limit) if limit and offset + limit < len(results) else None,
        "previous": there(max(offset - limit, 0)) if limit and offset else None,
        "results": list(results[offset : offset + limit]),
    }


def number(query: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    """A number of the query.

    Raises:
        Refusal: it is none, or out of bounds.
    """
    text = query.get(name, "") or str(default)
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise wrong({name: f"Not a number from {least} to {most}."})
    return int(text)
