"""Why a schema cannot be used for checking, in words that name the place in it."""

from __future__ import annotations

from typing import Any

from gatewaydesk.errors import SchemaProblem
from gatewaydesk.pointer import to_text
from gatewaydesk.schema.doubts import place_missing
from gatewaydesk.schema.drafts import check_is_schema
from gatewaydesk.schema.neighbours import NEIGHBOURS
from gatewaydesk.schema.patterns import is_pattern
from gatewaydesk.schema.resolve import Place, Resolver

_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_KNOWN_ELSEWHERE = "json-schema.org/draft"  # the meta-schemas, which validators bring with them


def explained(raw: Any) -> SchemaProblem:
    """The problem of a schema, as published, that a validator did not take."""
    try:
        resolver = Resolver(raw)
        for place in resolver.places():
            found = _bad_pattern(place) or _bad_reference(resolver, place)
            if found:
                return unusable(found)
        check_is_schema(raw, "This schema")
    except SchemaProblem as error:
        return error
    return unusable("it says something that the validator does not understand")


def unusable(why: str) -> SchemaProblem:
    """The problem of a schema that cannot be used for checking, with the reason as the end of a sentence."""
    return SchemaProblem(
        f"This schema cannot be used for checking: {why}.", "Ask its publisher for a corrected file, or choose another."
    )


def _bad_pattern(place: Place) -> str:
    if not isinstance(place.node, dict):
        return ""
    named = place.node.get("patternProperties")
    patterns: dict[tuple[str, ...], Any] = {("pattern",): place.node.get("pattern")}
    patterns.update({("patternProperties", name): name for name in (named if isinstance(named, dict) else ())})
    for steps, pattern in patterns.items():
        if isinstance(pattern, str) and not is_pattern(pattern):
            return f"the pattern at “{to_text((*place.location, *steps))}” is not a regular expression"
    return ""


def _bad_reference(resolver: Resolver, place: Place) -> str:
    node = place.node if isinstance(place.node, dict) else {}
    for word in _REFERENCES:
        reference = node.get(word)
        if not isinstance(reference, str) or _KNOWN_ELSEWHERE in reference:
            continue
        if resolver.resolve(reference, place.base) is None:
            where = to_text((*place.location, word))
            if reference.startswith("#"):
                return f"at “{where}” it refers to “{reference}”, which is not in it"
            named = reference.removeprefix(NEIGHBOURS)
            missing = place_missing(resolver, place, reference)
            if missing:
                return f"at “{where}” it refers to “{named}”, and there is no “{missing}” in that document"
            return f"at “{where}” it refers to “{named}”, and that document is not part of it"
    return ""
