"""The merged view of a schema node: the node, what its references mean and its `allOf` members, as if written in one.

What cannot be merged (a second pattern, `not`) is left out of what is drawn; it is validated all the same. Conditions
are only gathered: which of them count is for the values to say (see `settling`).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gatewaydesk.schema.adding import (
    LIMITING,
    OF_ARRAYS,
    OF_OBJECTS,
    WORDS,
    inside,
    members,
    take_array,
    take_limits,
    take_object,
    take_values,
    take_words,
)
from gatewaydesk.schema.conditions import CONDITIONAL, Condition, conditions_of
from gatewaydesk.schema.fields import NO_LIMITS, Limits
from gatewaydesk.schema.free_members import Opening
from gatewaydesk.schema.json_types import type_of
from gatewaydesk.schema.resolve import Place, Resolver

#: Schemas that hold for one value at once; the outermost stands first.
Parts = tuple[Place, ...]

_UNITING = frozenset(("oneOf", "anyOf"))
#: Keywords that lead to other nodes which hold for the same value.
LEADING = frozenset(("$ref", "$dynamicRef", "$recursiveRef", "allOf"))


@dataclass(slots=True)
class Union:
    """One `anyOf` or `oneOf`: where it stands, its alternatives, and what holds beside them."""

    location: tuple[str | int, ...]
    alternatives: tuple[Parts, ...]
    beside: Parts


@dataclass(slots=True)
class View:
    """Everything that several nodes say about one value.

    Attributes:
        words: title, description and the like; the outermost wins. A title from behind a reference is not here.
        defined: title and name of the first definition that a reference led to.
        types: the JSON types allowed; None where nothing tells.
        allowed: the values of `enum` and `const`; None where neither is there.
        fixed: the values come from a `const`.
        never: a `false` stands among the nodes: nothing is valid here.
        openings: what each node says of members that are not named one by one; `names` of what they are called.
        because: of members that only certain values make required, the reason why.
        conditions: what makes more schemas hold, depending on the values.
        told: the types that other keywords tell of, where there is but one kind of them.
        outside: the text of a reference that leads out of this schema.
        reached: locations of all the nodes that were merged.
    """

    words: dict[str, Any] = field(default_factory=dict)
    defined: tuple[str, str] = ("", "")
    types: frozenset[str] | None = None
    allowed: list[Any] | None = None
    fixed: bool = False
    limits: Limits = NO_LIMITS
    properties: dict[str, Parts] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    because: dict[str, str] = field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    items: Parts = ()
    first_items: tuple[Parts, ...] = ()
    no_more_items: bool = False
    contains: Parts = ()
    free: tuple[Parts, ...] = ()
    openings: tuple[Opening, ...] = ()
    names: Parts = ()
    closed: bool = False
    unions: tuple[Union, ...] = ()
    never: bool = False
    outside: str = ""
    told: frozenset[str] | None = None
    parts: Parts = ()
    reached: frozenset[tuple[str | int, ...]] = frozenset()

    @property
    def told_types(self) -> frozenset[str] | None:
        """The types, or those that the other keywords and values tell of."""
        if self.types is not None:
            return self.types
        if self.allowed is not None:
            return frozenset(type_of(value) for value in self.allowed)
        for kind, present in (
            ("object", self.properties or self.required or self.free or self.closed),
            ("array", self.items or self.first_items or self.contains),
        ):
            if present:
                return frozenset((kind,))
        return self.told

    @property
    def shapeless(self) -> bool:
        """Nothing here tells what kind of value it is."""
        return self.told_types is None


def view_of(resolver: Resolver, parts: Parts) -> View:
    """Merges nodes that hold at once. A node met twice (a reference in a circle) counts once.

    Views are kept with the resolver and shared: not to be changed.
    """
    kept, key = resolver.kept["views"], key_of(parts)
    known: View | None = kept.get(key)
    if known is None:
        known = kept[key] = _merge(resolver, parts)
        known.parts = parts  # held on to, so that the nodes' ids stay theirs
    return known


def reached_from(resolver: Resolver, parts: Parts) -> frozenset[tuple[str | int, ...]]:
    """The `reached` of the merged view, without merging what was not merged yet."""
    known: View | None = resolver.kept["views"].get(key_of(parts))
    if known is None:
        known = View()
        _flattened(known, resolver, parts)
    return known.reached


def key_of(parts: Parts) -> tuple[Hashable, ...]:
    """The same for parts that say the same; for as long as the nodes are held on to."""
    if len(parts) == 1:
        (place,) = parts
        return (id(place.node), place.via, place.scope, place.because)
    return tuple([(id(place.node), place.via, place.scope, place.because) for place in parts])


def _merge(resolver: Resolver, parts: Parts) -> View:
    view = View()
    flat = _flattened(view, resolver, parts)
    limits: dict[str, Any] = {}
    uniting = False
    for place in flat:
        node = place.node
        assert isinstance(node, dict)
        take_words(view, place)
        take_values(view, node)
        if not LIMITING.isdisjoint(node):
            take_limits(limits, node)
        if not OF_OBJECTS.isdisjoint(node):
            take_object(view, resolver, place)
        if not OF_ARRAYS.isdisjoint(node):
            take_array(view, resolver, place)
        if not CONDITIONAL.isdisjoint(node):
            view.conditions += conditions_of(resolver, place)
        uniting = uniting or not _UNITING.isdisjoint(node)
    if limits:
        view.limits = Limits(**limits)
    if uniting:
        _take_unions(view, resolver, flat)
    return view


def _flattened(view: View, resolver: Resolver, parts: Parts) -> Sequence[Place]:
    """The nodes that hold, each without what led from it to others."""
    if len(parts) == 1 and isinstance(parts[0].node, dict) and LEADING.isdisjoint(parts[0].node):
        view.reached = frozenset((parts[0].location,))
        return parts
    flat: list[Place] = []
    waiting = list(reversed(parts))
    seen: set[tuple[str | int, ...]] = set()
    while waiting:
        place = waiting.pop()
        if place.location in seen:
            continue
        seen.add(place.location)
        node = place.node
        if isinstance(node, bool):
            view.never = view.never or not node
            continue
        if LEADING.isdisjoint(node):
            flat.append(place)
            continue
        target, reference = resolver.follow(place)
        if reference and resolver.old_draft:
            node = {word: value for word, value in node.items() if word in WORDS}
        inner = members(resolver, place, node, "allOf")
        if target is not None:
            inner = (replace(target, because=place.because), *inner)
        elif reference:
            view.outside = view.outside or reference
        waiting.extend(reversed(inner))
        left = {word: value for word, value in node.items() if word not in LEADING}
        flat.append(replace(place, node=left))
    view.reached = frozenset(seen)
    return flat


def _take_unions(view: View, resolver: Resolver, flat: Sequence[Place]) -> None:
    for at, place in enumerate(flat):
        assert isinstance(place.node, dict)
        if _UNITING.isdisjoint(place.node):
            continue
        for word in ("oneOf", "anyOf"):
            found = members(resolver, place, place.node, word)
            if not found:
                continue
            without = {name: value for name, value in place.node.items() if name != word}
            beside = (*flat[:at], replace(place, node=without), *flat[at + 1 :])
            view.unions += (Union(place.location, tuple((inside(one),) for one in found), beside),)
