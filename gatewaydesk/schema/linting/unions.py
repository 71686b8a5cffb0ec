"""Alternatives that cannot be told apart: a value may fit several, and nothing in it says which is meant."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations
from typing import Any

from gatewaydesk.schema.alternatives import deciding_member
from gatewaydesk.schema.json_types import json_key, narrowed, type_of
from gatewaydesk.schema.linting.survey import Finding, Site, Survey
from gatewaydesk.schema.naming import definition_title
from gatewaydesk.schema.patterns import matches
from gatewaydesk.schema.view import Parts, View
from gatewaydesk.schema.words import text

_DEEPEST = 4
_MOST_ALTERNATIVES = 40
_MOST_PAIRS_IN_ALL = 20_000
#: With one of these an alternative may differ in a way that is not looked at here.
_UNSEEN = frozenset(
    [
        *("not", "if", "contains", "propertyNames", "dependencies", "dependentRequired", "dependentSchemas"),
        *("minProperties", "maxProperties", "unevaluatedProperties", "unevaluatedItems", "multipleOf", "uniqueItems"),
        *("minContains", "maxContains", "contentSchema", "prefixItems", "$dynamicRef", "$recursiveRef"),
    ]
)
_SHAPES = frozenset(
    [
        *("type", "properties", "patternProperties", "additionalProperties", "items"),
        *("enum", "const", "format", "pattern", "$ref", "allOf", "anyOf", "oneOf"),
    ]
)
#: Formats of which a text can have only one.
_APART = frozenset(("date", "date-time", "time", "email", "ipv4", "ipv6", "uri", "url", "uuid", "json-pointer"))


class Pairs:
    """How many pairs of alternatives may still be compared in this schema."""

    def __init__(self) -> None:
        self.left = _MOST_PAIRS_IN_ALL


def alike(survey: Survey, site: Site, pairs: Pairs) -> Iterator[Finding]:
    """A union with two alternatives that some value fits alike."""
    if pairs.left <= 0 or not any(_several(site.node.get(word)) for word in ("oneOf", "anyOf")):
        return
    for union in survey.view(site).unions:
        alternatives = union.alternatives[:_MOST_ALTERNATIVES]
        if union.location != site.location or len(alternatives) < 2 or not any(map(_has_shape, alternatives)):
            continue
        views = [survey.merged((*union.beside, *one)) for one in alternatives]
        own = [survey.merged(one) for one in alternatives]
        word = str(alternatives[0][0].location[len(site.location)])
        found = _first_pair(survey, views, own, pairs, closely=word == "oneOf")
        if found is not None:
            yield _told(survey, site, word, (views, own), found)


def _first_pair(
    survey: Survey, views: Sequence[View], own: Sequence[View], pairs: Pairs, *, closely: bool
) -> tuple[int, int] | None:
    for at, to in combinations(range(len(views)), 2):
        if pairs.left <= 0:
            return None
        pairs.left -= 1
        if own[at].unions or own[to].unions or _has_unseen(own[at]) or _has_unseen(own[to]):
            continue  # they may well be apart, in a way that is not looked at
        lists = [view.allowed is not None for view in (views[at], views[to])]
        if not closely and lists[0] is not lists[1]:
            continue  # well-known values beside free text: whichever it is taken for, it is the same value
        if not _apart(survey, views[at], views[to], 0):
            return at, to
    return None


def _told(
    survey: Survey, site: Site, word: str, views: tuple[Sequence[View], Sequence[View]], pair: tuple[int, int]
) -> Finding:
    one, other = (_name(views[1][at], at) for at in pair)
    if one == other:
        one, other = (f"Alternative {at + 1}" for at in pair)
    both = [views[0][at] for at in pair]
    decides = deciding_member(survey.resolver, both)
    advice = ""
    if decides is not None:
        fixed = all(_is_fixed(survey, view, decides.name) for view in both)
        why = f"only “{decides.name}” tells them apart, and it is not required" if fixed else ""
        why = why or f"“{decides.name}” has another default in each, which no validator looks at"
        give = "" if fixed else f"Give “{decides.name}” a “const” in each alternative, and require it."
        advice = give or f"Require “{decides.name}” in each alternative."
    else:
        why = "a value can fit both"
    if word == "oneOf":
        sentence = f"{one} and {other} are not told apart: {why}, and what fits both is refused."
    else:
        sentence = f"{one} and {other} are not told apart: {why}."
    return survey.finding(site, "union-alike", sentence, word, advice=advice)


def _several(alternatives: Any) -> bool:
    """More than one that is not the usual “or null”."""
    found = alternatives if isinstance(alternatives, list) else ()
    return sum(1 for one in found if one != {"type": "null"}) > 1


def _has_shape(alternative: Parts) -> bool:
    """Not a mere condition on what is described beside it, such as `required`."""
    return any(
        part.node is True or (isinstance(part.node, dict) and not _SHAPES.isdisjoint(part.node)) for part in alternative
    )


def _name(view: View, at: int) -> str:
    title = text(view.words, "title") or definition_title(*view.defined)
    return f"“{title}”" if title else f"Alternative {at + 1}"


def _is_fixed(survey: Survey, view: View, name: str) -> bool:
    return survey.merged(view.properties[name]).allowed is not None


# Whether no value fits both


def _apart(survey: Survey, one: View, other: View, depth: int) -> bool:
    if one.never or other.never or one.outside or other.outside or depth > _DEEPEST:
        return True
    for values, view in ((one, other), (other, one)):
        if values.allowed is not None:
            known = None if view.allowed is None else {json_key(value) for value in _real(view)}
            return not any(_fits(value, view, known) for value in _real(values))
    kinds = narrowed(one.told_types, other.told_types)
    if kinds is None:
        return False
    return all(_apart_as(survey, kind, one, other, depth) for kind in kinds)


def _apart_as(survey: Survey, kind: str, one: View, other: View, depth: int) -> bool:
    if kind == "object":
        return _objects_apart(survey, one, other, depth)
    if kind == "array":
        if one.first_items or other.first_items or _counts_apart(one, other):
            return True
        if not one.items or not other.items:
            return False
        inside, within = (survey.merged(view.items) for view in (one, other))
        return _apart(survey, inside, within, depth + 1)
    if kind == "string":
        return _texts_apart(one, other)
    if kind in ("integer", "number"):
        return _figures_apart(one, other)
    return False


def _objects_apart(survey: Survey, one: View, other: View, depth: int) -> bool:
    for view, against in ((one, other), (other, one)):
        for name in view.required:
            if name not in against.properties and against.closed and not against.free:
                return True
    for name in one.required | other.required:
        if name in one.properties and name in other.properties:
            inside, within = (survey.merged(view.properties[name]) for view in (one, other))
            if _apart(survey, inside, within, depth + 1):
                return True
    own = [{name for name in view.required if name not in against.properties} for view, against in _both(one, other)]
    return all(own)  # each asks for something that the other does not know: nobody writes both


def _texts_apart(one: View, other: View) -> bool:
    first, second = one.limits, other.limits
    if _outside(first.min_length, second.max_length) or _outside(second.min_length, first.max_length):
        return True
    for pattern, limits in ((first.pattern, second), (second.pattern, first)):
        if pattern is not None and (limits.format is not None or limits.pattern not in (None, pattern)):
            return True  # a pattern and another, or a format: whether a text fits both is not worked out
    if first.format == second.format or first.format is None or second.format is None:
        formats_apart = first.format is not None and second.max_length == 0
        return formats_apart or (second.format is not None and first.max_length == 0)
    return {first.format, second.format} <= _APART or not {first.format, second.format} & _APART


def _figures_apart(one: View, other: View) -> bool:
    return any(
        _outside(first.limits.minimum, second.limits.maximum)
        or _reached(first.limits.exclusive_minimum, second.limits.maximum)
        or _reached(first.limits.minimum, second.limits.exclusive_maximum)
        or _reached(first.limits.exclusive_minimum, second.limits.exclusive_maximum)
        for first, second in _both(one, other)
    )


def _counts_apart(one: View, other: View) -> bool:
    return any(_outside(first.limits.min_items, second.limits.max_items) for first, second in _both(one, other))


def _fits(value: Any, view: View, known: set[Hashable] | None) -> bool:
    """Whether a listed value fits a view, as far as types, lists, lengths and patterns tell."""
    if known is not None:
        return json_key(value) in known
    types = view.told_types
    if types is not None and not narrowed(frozenset((type_of(value),)), types):
        return False
    if not isinstance(value, str):
        return not isinstance(value, (dict, list))
    limits = view.limits
    if not (limits.min_length or 0) <= len(value) or (limits.max_length is not None and len(value) > limits.max_length):
        return False
    return limits.format is None and (limits.pattern is None or matches(limits.pattern, value))


def _real(view: View) -> list[Any]:
    """The listed values that also have an allowed type."""
    values = view.allowed or []
    return [one for one in values if view.types is None or narrowed(frozenset((type_of(one),)), view.types)]


def _has_unseen(view: View) -> bool:
    return any(isinstance(place.node, dict) and not _UNSEEN.isdisjoint(place.node) for place in view.parts)


def _both(one: View, other: View) -> tuple[tuple[View, View], tuple[View, View]]:
    return (one, other), (other, one)


def _outside(least: float | None, most: float | None) -> bool:
    return least is not None and most is not None and least > most


def _reached(least: float | None, most: float | None) -> bool:
    return least is not None and most is not None and least >= most
