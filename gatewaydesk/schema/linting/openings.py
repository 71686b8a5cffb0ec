"""Parts of a schema that accept anything, or any kind of value."""

from __future__ import annotations

from collections.abc import Iterator

from gatewaydesk.schema.json_types import IN_WORDS
from gatewaydesk.schema.linting.keywords import ASSERTING, KIND_OF
from gatewaydesk.schema.linting.survey import IN_PLACE, KEPT, Finding, Site, Survey
from gatewaydesk.schema.resolve import MANY, NAMED, ONE

_TELLS = ASSERTING | {*ONE, *MANY, *NAMED, "$ref", "$dynamicRef", "$recursiveRef"}
_TELLS -= KEPT | {"dependencies", "dependentSchemas", "if", "then", "else", "not", "contentSchema"}
_DECLARING = ("properties", "patternProperties", "items", "prefixItems", "anyOf", "oneOf", *KEPT, "")
_MADE_OF_OTHERS = ("$ref", "$dynamicRef", "$recursiveRef", "allOf", "anyOf", "oneOf", "if", "not", "enum", "const")
_ITEMS = ("items", "prefixItems", "contains", "unevaluatedItems")
_MEMBERS = (
    "properties",
    "patternProperties",
    "additionalProperties",
    "unevaluatedProperties",
    "propertyNames",
    "dependentSchemas",
    "maxProperties",
)


def accepts_anything(survey: Survey, site: Site) -> Iterator[Finding]:
    """An empty schema or `true` where a member, an item, an alternative or a definition is declared."""
    if site.word not in _DECLARING or not _is_open(site) or _is_said_elsewhere(survey, site):
        return
    if not site.location:
        yield survey.finding(site, "accepts-anything", "This schema accepts every document.")
    elif site.word in ("anyOf", "oneOf"):
        why = "so that the other alternatives refuse nothing" if site.word == "anyOf" else "so that no other may fit"
        yield survey.finding(site, "accepts-anything", f"This alternative accepts anything, {why}.")
    else:
        yield survey.finding(site, "accepts-anything", f"{_called(site)} accepts anything: text, a list, null, all.")


def no_type(survey: Survey, site: Site) -> Iterator[Finding]:
    """Limits for one kind of value, and no `type` that keeps the other kinds out."""
    node = site.node
    if site.word not in _DECLARING or "type" in node or any(word in node for word in _MADE_OF_OTHERS):
        return
    kinds = {KIND_OF[word] for word in node if word in KIND_OF}
    if len(kinds) != 1 or _is_said_elsewhere(survey, site) or _is_mixed_in(survey, site):
        return
    kind = next(iter(kinds))
    told = next(word for word in node if word in KIND_OF)
    yield survey.finding(
        site,
        "no-type",
        f"“{told}” speaks of {IN_WORDS[kind]}, but without “type” every other kind of value is accepted too.",
        advice=f"Write “type”: “{kind}” beside it.",
    )


def open_holder(survey: Survey, site: Site) -> Iterator[Finding]:
    """A list whose items, or an object whose members, are not described at all."""
    node = site.node
    if site.word not in _DECLARING or any(word in node for word in _MADE_OF_OTHERS):
        return
    types = node.get("type")
    named = [one for one in (types if isinstance(types, list) else [types]) if one != "null"]
    for kind, words, what in (("array", _ITEMS, "items"), ("object", _MEMBERS, "members")):
        if named != [kind] or any(word in node for word in words) or _is_said_elsewhere(survey, site):
            continue
        if kind == "object" and (node.get("required") or _is_mixed_in(survey, site)):
            continue
        yield survey.finding(site, "accepts-anything", f"{_called(site)} is {IN_WORDS[kind]} of any {what} whatever.")


def _is_open(site: Site) -> bool:
    return site.place.node is True or (isinstance(site.place.node, dict) and _TELLS.isdisjoint(site.node))


def _is_said_elsewhere(survey: Survey, site: Site) -> bool:
    """Another schema that holds at the same time describes the same member; or the alternative is one of conditions."""
    if site.holder is None or site.word in KEPT:
        return False
    if site.word in ("anyOf", "oneOf"):  # alternatives that only limit what is described beside them
        return site.word == "anyOf" and site.place.node is True
    if _is_condition(site.holder):
        return True
    beside = (one for one in survey.around(site.holder) if one is not site.holder)
    for one in beside:
        for other in one.below:
            if other.word == site.word and other.name == site.name and not _is_open(other):
                return True
    return False


def _is_condition(site: Site | None) -> bool:
    while site is not None and site.word in IN_PLACE:
        if site.word in ("if", "not"):
            return True
        site = site.holder
    return False


def _is_mixed_in(survey: Survey, site: Site) -> bool:
    """Whether something that holds at the same time gives the type."""
    if _is_condition(site):
        return True
    return any("type" in one.node or "enum" in one.node for one in survey.around(site) if one is not site)


def _called(site: Site) -> str:
    if not site.location:
        return "The document"
    if site.word in ("items", "prefixItems"):
        return "Every item here" if site.word == "items" else f"Item {int(site.name) + 1}"
    if site.word == "patternProperties":
        return f"Every member whose name fits “{site.name}”"
    if site.word in ("anyOf", "oneOf"):
        return "This alternative"
    return f"“{site.name}”"
