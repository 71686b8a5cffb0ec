"""Limits and types that contradict each other, in one schema or in several that hold at once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from gatewaydesk.schema.json_types import is_number
from gatewaydesk.schema.linting.survey import Finding, Site, Survey, is_only_a_reference
from gatewaydesk.schema.view import LEADING, View

_PAIRS = (
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
    ("minContains", "maxContains"),
    ("minimum", "maximum"),
    ("exclusiveMinimum", "maximum"),
    ("minimum", "exclusiveMaximum"),
    ("exclusiveMinimum", "exclusiveMaximum"),
)
_STRICT = frozenset(("exclusiveMinimum", "exclusiveMaximum"))
_MOST_MEMBERS = 2_000  # of members that several schemas describe, so many are looked at in one place


def limits(survey: Survey, site: Site) -> Iterator[Finding]:
    """Two limits in one schema between which nothing is left."""
    node = site.node
    for sentence in _of_one(node):
        yield survey.finding(site, "limits-contradict", sentence)
    required, most = node.get("required"), node.get("maxProperties")
    if isinstance(required, list) and is_number(most) and len(set(map(str, required))) > most:
        sentence = f"{len(required):,} members are required, and at most {most:,} are allowed."
        yield survey.finding(site, "limits-contradict", sentence)


def together(survey: Survey, site: Site) -> Iterator[Finding]:
    """Schemas that hold at once (`allOf`, `$ref` with something beside it) and leave nothing between them."""
    if LEADING.isdisjoint(site.node) or is_only_a_reference(site):
        return
    view = survey.view(site)
    if len(view.reached) < 2 or any(_nothing_left(survey.view(one)) for one in _direct(survey, site)):
        return
    why = _nothing_left(view)
    if why and not any(True for _ in _of_one(site.node)):
        yield survey.finding(site, "all-of-contradicts", f"What holds here at once leaves nothing: {why}.")
        return
    for name, parts in list(view.properties.items())[:_MOST_MEMBERS]:
        if len(parts) < 2:
            continue
        why = _nothing_left(survey.merged(parts))
        if why and not any(_nothing_left(survey.merged((one,))) for one in parts):
            sentence = f"“{name}” is described twice, and nothing fits both: {why}."
            yield survey.finding(site, "all-of-contradicts", sentence)


def _direct(survey: Survey, site: Site) -> Iterator[Site]:
    yield from (one for one in site.below if one.word == "allOf")
    target = survey.targets.get(site.location)
    if target is not None and target != site.location:
        yield survey.sites[target]


def _of_one(node: Mapping[str, Any]) -> Iterator[str]:
    for low, high in _PAIRS:
        least, most = node.get(low), node.get(high)
        if not is_number(least) or not is_number(most):
            continue
        strict = low in _STRICT or high in _STRICT
        strict = strict or node.get("exclusiveMinimum") is True or node.get("exclusiveMaximum") is True
        if least > most or (strict and least == most):
            word = "not less than" if strict else "more than"
            yield f"“{low}” is {least:,}, which is {word} “{high}”, {most:,}: nothing fits."
    if node.get("type") == "integer":
        least, most = node.get("minimum"), node.get("maximum")
        if is_number(least) and is_number(most) and least <= most and math.ceil(least) > math.floor(most):
            yield f"There is no whole number between {least:,} and {most:,}."


def _nothing_left(view: View) -> str:
    """Why no value can fit a view; "" where one may."""
    limits = view.limits
    if view.types is not None and not view.types:
        return "the types have nothing in common"
    if view.allowed is not None and not view.allowed:
        return "the lists of allowed values have nothing in common"
    for low, high, what in (
        (limits.min_length, limits.max_length, "lengths"),
        (limits.min_items, limits.max_items, "numbers of items"),
        (limits.minimum, limits.maximum, "smallest and largest value"),
    ):
        if low is not None and high is not None and low > high:
            return f"of the {what} together, {low:,} at least and {high:,} at most"
    return ""
