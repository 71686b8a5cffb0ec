"""An item of a list in one line: what it is called, and what is in it."""

from __future__ import annotations

from typing import Any

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.branching import best_branch
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.ui.form import values

_NAMES = ("name", "title", "label", "version", "id", "identifier")
_LINE = 120
_MOST_IN_A_ROW = 8


def item_name(item: Field, value: Any) -> str:
    """What an item is called, or nothing."""
    if isinstance(value, (str, int, float, bool)):
        return _flat(values.shown(item, value))
    if not isinstance(value, dict):
        return ""
    item = drawn(item, value)
    for name in _NAMES:
        held = value.get(name)
        if isinstance(held, (str, int)) and not isinstance(held, bool) and held != "":
            child = item.child(name)
            return _flat(values.shown(child, held) if child is not None else str(held))
    return ""


def summary(item: Field, value: Any) -> str:
    """The item in one line: its name, its first words, and how many of what it holds."""
    if isinstance(value, list) and value:
        return _in_a_row(item, value)
    if not isinstance(value, dict):
        return item_name(item, value) or "(empty)"
    item = drawn(item, value)
    name = item_name(item, value)
    parts = [name] if name else []
    counts = []
    for child in item.children:
        held = value.get(child.name, ABSENT)
        if values.is_empty(held):
            continue
        if isinstance(held, list) and child.kind is Kind.LIST:
            counts.append(f"{len(held):,} {_noun(child, len(held))}")
        elif values.is_simple(child) and len(parts) < 3:
            words = _flat(values.shown(child, held))
            if words and words != name:
                parts.append(words)
    return (
        " — ".join([*parts[:1], " · ".join([*parts[1:], *counts])]).rstrip(" —")
        if parts
        else (" · ".join(counts) or "(nothing filled in yet)")
    )


def _in_a_row(item: Field, value: list[Any]) -> str:
    """The first items of a list, one after the other."""
    found = []
    for at, one in enumerate(value[:_MOST_IN_A_ROW]):
        inside = item.item_at(at) if item.kind is Kind.LIST else item.item
        held = f"({len(one):,})" if isinstance(one, list) else item_name(inside or item, one)
        found.append(held or "–")
    more = " …" if len(value) > _MOST_IN_A_ROW else ""
    return _flat(" · ".join(found)) + more


def drawn(item: Field, value: Any) -> Field:
    """The item's field, or the alternative of it that fits the value."""
    item = item.settled(value)
    if item.kind is Kind.UNION and item.branches:
        return item.branches[best_branch(item, value)].settled(value)
    return item


def _noun(child: Field, count: int) -> str:
    words = child.title.lower() if child.title[1:2].islower() else child.title
    return words.removesuffix("s") if count == 1 else words


def _flat(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LINE else line[: _LINE - 1].rstrip() + "…"
