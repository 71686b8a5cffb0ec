"""The merged view of a schema node: the node, what its references mean and its `allOf` members, as if written in one.

What cannot be merged (a second pattern, `not`) is left out of what is drawn; it is validated all the same. Conditions
are only gathered: which of them count is for the values to say (see `settling`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gatewaydesk.schema.conditions import KEYWORDS, Condition, conditions_of
from gatewaydesk.schema.fields import NO_LIMITS, Limits
from gatewaydesk.schema.free_members import Opening, opening_of
from gatewaydesk.schema.json_types import TYPES, is_number, json_key, narrowed, type_of
from gatewaydesk.schema.resolve import Place, Resolver
from gatewaydesk.schema.words import OFFERED

#: Schemas that hold for one value at once; the outermost stands first.
Parts = tuple[Place, ...]

WORDS = [
    "title",
    "description",
    "guidance",
    "examples",
    "example",
    "default",
    "x-labels",
    "x-suggestions",
    "readOnly",
    "writeOnly",
    "deprecated",
    "contentMediaType",
    "contentEncoding",
    "$comment",
    OFFERED,
]

_WORDS = frozenset(WORDS)
_UNITING = frozenset(("oneOf", "anyOf"))

#: What a node without a type is about, told by its other keywords.
_TELLING = {
    "object": "properties required additionalProperties patternProperties propertyNames minProperties maxProperties",
    "array": "items prefixItems minItems maxItems uniqueItems contains",
    "string": "pattern minLength maxLength format",
    "number": "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf",
}
_TOLD_BY = {word: kind for kind, words in _TELLING.items() for word in words.split()}
#: Keywords that lead to other nodes which hold for the same value.
LEADING = frozenset(("$ref", "$dynamicRef", "$recursiveRef", "allOf"))
#: With one of these a node tells something of the kind of value.
TELLING = frozenset((*_TOLD_BY, "type", "enum", "const"))

_MOST = {  # the larger of two wins
    "minLength": "min_length",
    "minimum": "minimum",
    "exclusiveMinimum": "exclusive_minimum",
    "minItems": "min_items",
    "minContains": "min_contains",
    "minProperties": "min_members",
}
_LEAST = {  # the smaller of two wins
    "maxLength": "max_length",
    "maximum": "maximum",
    "exclusiveMaximum": "exclusive_maximum",
    "maxItems": "max_items",
    "maxContains": "max_contains",
    "maxProperties": "max_members",
}
_FIRST = {"pattern": "pattern", "format": "format"}
_COUNTS = {
    *("minLength", "maxLength", "minItems", "maxItems"),
    *("minContains", "maxContains", "minProperties", "maxProperties"),
}
_LIMITING = frozenset((*_MOST, *_LEAST, *_FIRST, "multipleOf", "divisibleBy", "uniqueItems"))
_OF_OBJECTS = frozenset((*_TELLING["object"].split(), "unevaluatedProperties"))
_OF_ARRAYS = frozenset((*_TELLING["array"].split(), "additionalItems", "unevaluatedItems"))


@dataclass
class Union:
    """One `anyOf` or `oneOf`: where it stands, its alternatives, and what holds beside them."""

    location: tuple[str | int, ...]
    alternatives: tuple[Parts, ...]
    beside: Parts


@dataclass
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
    required: set[str] = field(default_factory=set)
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
    unions: list[Union] = field(default_factory=list)
    never: bool = False
    outside: str = ""
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
        return self._told

    _told: frozenset[str] | None = None

    @property
    def shapeless(self) -> bool:
        """Nothing here tells what kind of value it is."""
        return self.told_types is None


def view_of(resolver: Resolver, parts: Parts) -> View:
    """Merges nodes that hold at once. A node met twice (a reference in a circle) counts once.

    Views are kept with the resolver and shared: not to be changed.
    """
    key = tuple((id(place.node), place.via, place.scope, place.because) for place in parts)
    known: View | None = resolver.kept.get(key)
    if known is None:
        known = _merge(resolver, parts)
        known.parts = parts  # held on to, so that the nodes' ids stay theirs
        resolver.kept[key] = known
    return known


def _merge(resolver: Resolver, parts: Parts) -> View:
    view = View()
    limits: dict[str, Any] = {}
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
        target, reference = resolver.follow(place)
        if reference and resolver.old_draft:
            node = {word: value for word, value in node.items() if word in WORDS}
        inner = _members(resolver, place, node, "allOf")
        if target is not None:
            inner = (replace(target, because=place.because), *inner)
        elif reference:
            view.outside = view.outside or reference
        waiting.extend(reversed(inner))
        if not LEADING.isdisjoint(node):
            node = {word: value for word, value in node.items() if word not in LEADING}
        flat.append(place if node is place.node else replace(place, node=node))
    view.reached = frozenset(seen)
    for place in flat:
        assert isinstance(place.node, dict)
        _take_words(view, place)
        _take_values(view, place.node)
        if not _LIMITING.isdisjoint(place.node):
            _take_limits(limits, place.node)
        if not _OF_OBJECTS.isdisjoint(place.node):
            _take_object(view, resolver, place)
        if not _OF_ARRAYS.isdisjoint(place.node):
            _take_array(view, resolver, place)
        view.conditions += conditions_of(resolver, place)
    view.limits = Limits(**limits)
    _take_unions(view, resolver, flat)
    return view


# What one node adds


def _take_words(view: View, place: Place) -> None:
    assert isinstance(place.node, dict)
    for word in place.node.keys() & _WORDS:
        if not (word == "title" and place.via):
            view.words.setdefault(word, place.node[word])
    if place.via and view.defined == ("", ""):
        title = place.node.get("title")
        view.defined = (title if isinstance(title, str) else "", place.via)


def _take_values(view: View, node: Mapping[str, Any]) -> None:
    types = node.get("type")
    if types is not None:
        named = types if isinstance(types, list) else [types]
        known = frozenset(name for name in named if isinstance(name, str) and name in TYPES)
        if known and len(known) == len(named):
            view.types = narrowed(view.types, known)
    values = node.get("enum")
    if isinstance(values, list):
        _allow(view, values)
    if "const" in node:
        _allow(view, [node["const"]])
        view.fixed = True
    if view._told is None:
        kinds = {_TOLD_BY[word] for word in node if word in _TOLD_BY} or _told_by_condition(node)
        view._told = frozenset(kinds) if len(kinds) == 1 else None


def _told_by_condition(node: Mapping[str, Any]) -> set[str]:
    """What a node is about that says nothing but what depends on what."""
    test = node.get("if")
    if isinstance(test, dict) and "type" not in test:
        return {_TOLD_BY[word] for word in test if word in _TOLD_BY}
    return set() if KEYWORDS.keys().isdisjoint(node) or "if" in node else {"object"}


def _allow(view: View, values: list[Any]) -> None:
    kept: Iterable[Any] = values
    if view.allowed is not None:
        others = {json_key(value) for value in values}
        kept = [value for value in view.allowed if json_key(value) in others]
    view.allowed = list(kept)


def _take_limits(limits: dict[str, Any], node: Mapping[str, Any]) -> None:
    figures = dict(node)
    for strict, plain in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if figures.get(strict) is True and is_number(figures.get(plain)):  # draft 4 wrote it so
            figures[strict] = figures.pop(plain)
    for table, better in ((_MOST, max), (_LEAST, min)):
        for word, name in table.items():
            figure = figures.get(word)
            if not is_number(figure) or (word in _COUNTS and (figure < 0 or figure != int(figure))):
                continue
            figure = int(figure) if word in _COUNTS else figure
            limits[name] = better(limits[name], figure) if name in limits else figure
    for word, name in _FIRST.items():
        if isinstance(figures.get(word), str):
            limits.setdefault(name, figures[word])
    step = figures.get("multipleOf", figures.get("divisibleBy"))
    if is_number(step) and step > 0:
        limits.setdefault("multiple_of", step)
    if figures.get("uniqueItems") is True:
        limits["unique_items"] = True


def _take_object(view: View, resolver: Resolver, place: Place) -> None:
    node = place.node
    assert isinstance(node, dict)
    properties = node.get("properties")
    if isinstance(properties, dict):
        for name in properties:
            below = resolver.below(place, "properties", name)
            if below is not None:
                view.properties[name] = (*view.properties.get(name, ()), _inside(below))
                if isinstance(below.node, dict) and below.node.get("required") is True:  # draft 3 wrote it so
                    _require(view, place, name)
    required = node.get("required")
    if isinstance(required, list):
        for name in required:
            if isinstance(name, str):
                _require(view, place, name)
    opening = opening_of(resolver, place)
    view.openings += (opening,)
    view.free += tuple((one,) for _, one in opening.patterns if one.node is not False)
    names = resolver.below(place, "propertyNames")
    if names is not None and isinstance(names.node, dict):
        view.names += (_inside(names),)
    for word in ("additionalProperties", "unevaluatedProperties"):
        below = resolver.below(place, word)
        if below is not None and below.node is False:
            view.closed = True
        elif below is not None and isinstance(below.node, dict) and below.node:
            view.free += ((_inside(below),),)


def _require(view: View, place: Place, name: str) -> None:
    """A member that is required in any case needs no reason."""
    if not place.because:
        view.because.pop(name, None)
    elif name not in view.required:
        view.because[name] = place.because
    view.required.add(name)


def _take_array(view: View, resolver: Resolver, place: Place) -> None:
    node = place.node
    assert isinstance(node, dict)
    one = resolver.below(place, "items")
    if one is not None:
        view.items += (_inside(one),)
        view.no_more_items = view.no_more_items or one.node is False
    for word in ("prefixItems", "items"):
        first = tuple((_inside(below),) for below in _members(resolver, place, node, word))
        if first and not view.first_items:
            view.first_items = first
    more = resolver.below(place, "additionalItems") if isinstance(node.get("items"), list) else None
    if more is None and not node.keys() & {"items", "additionalItems"}:
        more = resolver.below(place, "unevaluatedItems")
    if more is not None:
        view.items += (_inside(more),)
        view.no_more_items = view.no_more_items or more.node is False
    some = resolver.below(place, "contains")
    if some is not None and isinstance(some.node, dict):
        view.contains += (_inside(some),)


def _take_unions(view: View, resolver: Resolver, flat: list[Place]) -> None:
    for at, place in enumerate(flat):
        assert isinstance(place.node, dict)
        if _UNITING.isdisjoint(place.node):
            continue
        for word in ("oneOf", "anyOf"):
            found = _members(resolver, place, place.node, word)
            if not found:
                continue
            without = {name: value for name, value in place.node.items() if name != word}
            beside = (*flat[:at], replace(place, node=without), *flat[at + 1 :])
            view.unions.append(Union(place.location, tuple((_inside(one),) for one in found), beside))


def _members(resolver: Resolver, place: Place, node: Mapping[str, Any], word: str) -> tuple[Place, ...]:
    return tuple(resolver.several(place, word)) if word in node else ()


def _inside(place: Place) -> Place:
    """A place below another one: its own words stand beside it, whatever led to the place above."""
    return replace(place, via="") if place.via else place
