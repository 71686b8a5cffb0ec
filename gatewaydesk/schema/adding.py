"""What one schema node adds to a view: its words, the types and values it allows, its limits, members and items."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gatewaydesk.schema.conditions import KEYWORDS
from gatewaydesk.schema.free_members import opening_of
from gatewaydesk.schema.json_types import TYPES, is_number, json_key, narrowed
from gatewaydesk.schema.resolve import Place, Resolver
from gatewaydesk.schema.words import OFFERED

if TYPE_CHECKING:
    from gatewaydesk.schema.view import View

WORDS = frozenset(
    [
        "title",
        "description",
        "guidance",
        "examples",
        "example",
        "default",
        "x-labels",
        "x-suggestions",
        "x-choices",
        "readOnly",
        "writeOnly",
        "deprecated",
        "contentMediaType",
        "contentEncoding",
        "$comment",
        OFFERED,
    ]
)

#: What a node without a type is about, told by its other keywords.
_TELLING = {
    "object": "properties required additionalProperties patternProperties propertyNames minProperties maxProperties",
    "array": "items prefixItems minItems maxItems uniqueItems contains",
    "string": "pattern minLength maxLength format",
    "number": "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf",
}
_TOLD_BY = {word: kind for kind, words in _TELLING.items() for word in words.split()}
#: With one of these a node tells something of the kind of value.
TELLING = frozenset((*_TOLD_BY, "type", "enum", "const"))
#: With one of these a node limits a value; says what members, or what items, it has.
LIMITING = frozenset(
    [
        *("minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minItems"),
        *("maxItems", "minContains", "maxContains", "minProperties", "maxProperties", "pattern", "format"),
        *("multipleOf", "divisibleBy", "uniqueItems"),
    ]
)
OF_OBJECTS = frozenset((*_TELLING["object"].split(), "unevaluatedProperties"))
OF_ARRAYS = frozenset((*_TELLING["array"].split(), "additionalItems", "unevaluatedItems"))

#: Keyword to the limit that it sets, and which of two wins.
_FIGURES: Mapping[str, tuple[str, Callable[..., Any]]] = {
    "minLength": ("min_length", max),
    "minimum": ("minimum", max),
    "exclusiveMinimum": ("exclusive_minimum", max),
    "minItems": ("min_items", max),
    "minContains": ("min_contains", max),
    "minProperties": ("min_members", max),
    "maxLength": ("max_length", min),
    "maximum": ("maximum", min),
    "exclusiveMaximum": ("exclusive_maximum", min),
    "maxItems": ("max_items", min),
    "maxContains": ("max_contains", min),
    "maxProperties": ("max_members", min),
}
_COUNTS = frozenset(word for word in _FIGURES if "imum" not in word)
_ONE = {name: frozenset((name,)) for name in (*TYPES, *_TELLING)}
_STRICT = (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum"))
_FIRST = ("pattern", "format")


def take_words(view: View, place: Place) -> None:
    """Title, description and the like. A title from behind a reference is not the value's own."""
    assert isinstance(place.node, dict)
    for word in place.node.keys() & WORDS:
        if not (word == "title" and place.via):
            view.words.setdefault(word, place.node[word])
    if place.via and view.defined == ("", ""):
        title = place.node.get("title")
        view.defined = (title if isinstance(title, str) else "", place.via)


def take_values(view: View, node: Mapping[str, Any]) -> None:
    """The types and values that a node allows, or what else it tells of them."""
    types = node.get("type")
    if types is not None:
        view.types = narrowed(view.types, _types(types))
    values = node.get("enum")
    if isinstance(values, list):
        _allow(view, values)
    if "const" in node:
        _allow(view, [node["const"]])
        view.fixed = True
    if view.types is None and view.told is None:
        kinds = {_TOLD_BY[word] for word in node if word in _TOLD_BY} or _told_by_condition(node)
        view.told = _ONE[kinds.pop()] if len(kinds) == 1 else None


def _types(given: Any) -> frozenset[str] | None:
    """The types that `type` names; None where it names what is no type."""
    if isinstance(given, str):
        return _ONE.get(given)
    named = given if isinstance(given, list) else ()
    known = frozenset(name for name in named if isinstance(name, str) and name in TYPES)
    return known if known and len(known) == len(named) else None


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


def take_limits(limits: dict[str, Any], node: Mapping[str, Any]) -> None:
    """A node's figures, each beside those of other nodes; of two patterns, formats or steps the first counts."""
    figures = node
    for strict, plain in _STRICT:
        if node.get(strict) is True and is_number(node.get(plain)):  # draft 4 wrote it so
            figures = {**figures, strict: node[plain]}
            del figures[plain]
    for word, given in figures.items():
        if word not in _FIGURES or not is_number(given):
            continue
        if word in _COUNTS and (given < 0 or given != int(given)):
            continue
        figure = int(given) if word in _COUNTS else given
        name, better = _FIGURES[word]
        limits[name] = better(limits[name], figure) if name in limits else figure
    for word in _FIRST:
        if isinstance(figures.get(word), str):
            limits.setdefault(word, figures[word])
    step = figures.get("multipleOf", figures.get("divisibleBy"))
    if is_number(step) and step > 0:
        limits.setdefault("multiple_of", step)
    if figures.get("uniqueItems") is True:
        limits["unique_items"] = True


def take_object(view: View, resolver: Resolver, place: Place) -> None:
    """The members that a node names, requires, allows and forbids."""
    node = place.node
    assert isinstance(node, dict)
    properties = node.get("properties")
    if isinstance(properties, dict):
        for name, below in resolver.named(place, "properties"):
            view.properties[name] = (*view.properties.get(name, ()), inside(below))
            if isinstance(below.node, dict) and below.node.get("required") is True:  # draft 3 wrote it so
                _require(view, place, (name,))
    required = node.get("required")
    if isinstance(required, list):
        _require(view, place, [name for name in required if isinstance(name, str)])
    opening = opening_of(resolver, place)
    view.openings += (opening,)
    view.free += tuple((one,) for _, one in opening.patterns if one.node is not False)
    names = resolver.below(place, "propertyNames")
    if names is not None and isinstance(names.node, dict):
        view.names += (inside(names),)
    for others in (opening.rest, opening.untold):
        if others is not None and others.node is False:
            view.closed = True
        elif others is not None and isinstance(others.node, dict) and others.node:
            view.free += ((others,),)


def _require(view: View, place: Place, names: Sequence[str]) -> None:
    """A member that is required in any case needs no reason."""
    for name in names:
        if not place.because:
            view.because.pop(name, None)
        elif name not in view.required:
            view.because[name] = place.because
    view.required = view.required.union(names)


def take_array(view: View, resolver: Resolver, place: Place) -> None:
    """What a node says of items: of all, of the first ones, of the rest, and of some."""
    node = place.node
    assert isinstance(node, dict)
    one = resolver.below(place, "items")
    if one is not None:
        view.items += (inside(one),)
        view.no_more_items = view.no_more_items or one.node is False
    for word in ("prefixItems", "items"):
        first = tuple((inside(below),) for below in members(resolver, place, node, word))
        if first and not view.first_items:
            view.first_items = first
    more = resolver.below(place, "additionalItems") if isinstance(node.get("items"), list) else None
    if more is None and not node.keys() & {"items", "additionalItems"}:
        more = resolver.below(place, "unevaluatedItems")
    if more is not None:
        view.items += (inside(more),)
        view.no_more_items = view.no_more_items or more.node is False
    some = resolver.below(place, "contains")
    if some is not None and isinstance(some.node, dict):
        view.contains += (inside(some),)


def members(resolver: Resolver, place: Place, node: Mapping[str, Any], word: str) -> tuple[Place, ...]:
    """The schemas in the list that a keyword holds."""
    return tuple(resolver.several(place, word)) if word in node else ()


def inside(place: Place) -> Place:
    """A place below another one: its own words stand beside it, whatever led to the place above."""
    return place.without_via() if place.via else place
