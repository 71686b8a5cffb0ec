"""Fields of lists: what all items are, what the first ones are, and what some have to be."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from gatewaydesk.schema.alternatives import alternatives_of
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.schema.resolve import Place
from gatewaydesk.schema.spots import Spot
from gatewaydesk.schema.view import Parts, View

if TYPE_CHECKING:
    from gatewaydesk.schema.reader import Reader

_TAG_KINDS = (Kind.TEXT, Kind.EMAIL, Kind.URL)
_LONGEST_TAG = 1000
_NUMBERED = "Item {}"


def list_field(reader: Reader, made: Field, view: View) -> Field:
    """A LIST; or CHOICES or TAGS, where the items are each one of a few values, or short texts."""
    made = made.with_(kind=Kind.LIST)
    spot = reader.below(made, "*", title=made.title)
    if view.contains:
        made = _seeking(reader, made, view, spot)
    # A lone schema in brackets with nothing said of the rest is most often meant for all items.
    if len(view.first_items) > 1 or (view.first_items and (view.items or view.no_more_items)):
        made = _with_positions(reader, made, view)
    several = view.first_items
    if several and view.items and not view.no_more_items:
        several = (*several, view.items)
    if view.contains and not several and not view.items and not _is_listing(reader, view.contains):
        several = (view.contains, (Place(True),))
    if len(several) > 1:
        whatever = reader.field((Place(True),), spot)
        return made.with_(expand_item=lambda: reader.union(whatever, several, None, spot))
    if not several and view.no_more_items:
        return made.with_(limits=replace(made.limits, max_items=0))
    parts = several[0] if several else view.items or view.contains or (Place(True),)
    if made.positions or not _is_listing(reader, parts):
        return made.with_(expand_item=reader.once(parts, spot))
    item = reader.field(parts, spot)
    choices = item.choices if item.kind in (Kind.CHOICE, Kind.CONST) else ()
    kind = _kind_of(item)
    kind = Kind.LIST if kind is Kind.TAGS and made.widget == "list" else kind
    return made.with_(kind=kind, choices=choices, expand_item=lambda: item)


def _is_listing(reader: Reader, parts: Parts) -> bool:
    """Whether items are texts, or each one of a few values."""
    seen = alternatives_of(reader.resolver, parts)
    texts = seen.view.told_types is not None and seen.view.told_types - {"null"} == {"string"}
    return len(seen.several) < 2 and (texts or seen.choices is not None)


def _with_positions(reader: Reader, made: Field, view: View) -> Field:
    """A list whose first items each have a schema of their own."""
    first = view.first_items
    rest: Parts | None = None if view.no_more_items else view.items or (Place(True),)
    most = made.limits.max_items
    if rest is None:
        most = len(first) if most is None else min(most, len(first))

    def at(index: int) -> Field | None:
        parts = first[index] if index < len(first) else rest
        title = _NUMBERED.format(index + 1) if index < len(first) else "Item"
        return None if parts is None else reader.field(parts, reader.below(made, "*", title=title))

    position = lru_cache(maxsize=None)(at)
    return made.with_(
        limits=replace(made.limits, max_items=most),
        positions=len(first),
        expand_position=lambda index: position(min(index, len(first))),
    )


def own_title(made: Field, index: int) -> str:
    """What a schema calls the item of that number by itself, as it may the first items of a list; else ""."""
    position = made.item_at(index) if index < made.positions else None
    return "" if position is None or position.title == _NUMBERED.format(index + 1) else position.title


def _seeking(reader: Reader, made: Field, view: View, spot: Spot) -> Field:
    """A list some items of which have to be of a kind."""
    least = 1 if made.limits.min_contains is None else made.limits.min_contains
    sought = reader.once((*view.contains, *view.items), spot)
    return made.with_(limits=replace(made.limits, min_contains=least), expand_sought=sought)


def _kind_of(item: Field) -> Kind:
    if item.kind in (Kind.CHOICE, Kind.CONST):
        return Kind.CHOICES
    longest = item.limits.max_length
    short = longest is None or longest <= _LONGEST_TAG
    return Kind.TAGS if item.kind in _TAG_KINDS and short else Kind.LIST
