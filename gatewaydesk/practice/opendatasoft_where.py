"""Which datasets a list of the practice Opendatasoft portal shows, and in which order: a small part of ODSQL."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from gatewaydesk.practice.opendatasoft_call import Call, value_of
from gatewaydesk.practice.opendatasoft_rules import wrong
from gatewaydesk.practice.opendatasoft_store import Row

_TEXT = r"""(?:"([^"]*)"|'([^']*)')"""
_ALONE = re.compile(_TEXT)
_COMPARED = re.compile(rf"([A-Za-z_][\w.]*)\s*(=|:|!=|like)\s*(?:{_TEXT}|(true|false))", re.IGNORECASE)
_SEARCHED = re.compile(rf"search\(\s*(?:[\w.*]+\s*,\s*)?{_TEXT}\s*\)", re.IGNORECASE)
_AND = re.compile(r"""\s+and\s+(?=(?:[^"]*"[^"]*")*[^"]*$)""", re.IGNORECASE)


def chosen(call: Call) -> list[Row]:
    """The datasets that `where` lets through, in the order of `sort` (`-` before a name turns it round).

    Raises:
        Refusal: `where` is not understood.
    """
    query, value_in = call.query, partial(_value, call)
    rows = call.store.rows("select * from datasets order by id")
    for part in filter(None, _AND.split(query.get("where", "").strip())):
        asks = _condition(part.strip(), value_in)
        rows = [row for row in rows if asks(row)]
    sort = query.get("sort", "")
    if sort:
        name, _, direction = sort.lstrip("-").partition(" ")
        turned = sort.startswith("-") or direction.strip().lower() == "desc"
        rows = sorted(rows, key=lambda row: str(value_in(row, name) or "").casefold(), reverse=turned)
    return rows


def _condition(part: str, value_in: Callable[[Row, str], Any]) -> Callable[[Row], bool]:
    if found := _ALONE.fullmatch(part) or _SEARCHED.fullmatch(part):
        wanted = (found[1] or found[2] or "").casefold()
        return lambda row: any(wanted in str(value_in(row, name) or "").casefold() for name in ("dataset_id", "title"))
    compared = _COMPARED.fullmatch(part)
    if compared is None:
        raise wrong({"where": f"Invalid ODSQL near “{part}”."})
    name, sign = compared[1], compared[2].lower()
    value = (compared[3] or compared[4] or compared[5] or "").casefold()
    if sign == "like":
        return lambda row: value.strip("%") in str(value_in(row, name) or "").casefold()
    return lambda row: (str(value_in(row, name)).casefold() == value) is (sign != "!=")


def _value(call: Call, row: Row, name: str) -> Any:
    if name in ("dataset_id", "uid", "created_at", "updated_at"):
        return row[name]
    if name in ("dataset_uid", "last_modified"):
        return row["uid" if name == "dataset_uid" else "updated_at"]
    if name in ("published", "is_published", "publishing.published"):
        return call.state(row)["published"]
    template, _, field = name.rpartition(".")
    return value_of(row["config"]["metas"].get(template or "default", {}).get(field))
