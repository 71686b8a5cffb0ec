"""Names in a schema: required members nobody describes, keywords that look like slips, and words without effect."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from gatewaydesk.schema.json_types import IN_WORDS
from gatewaydesk.schema.linting.keywords import (
    ASSERTING,
    DRAFT_ORDER,
    FORMATS,
    KIND_OF,
    KNOWN,
    OTHERS,
    SINCE,
    UNTIL,
)
from gatewaydesk.schema.linting.survey import Finding, Site, Survey
from gatewaydesk.schema.patterns import matches
from gatewaydesk.schema.resolve import MANY, NAMED, ONE

_NUMBERS = ("minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum", "multipleOf", "minProperties")
_MADE_OF: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("required", "enum", "examples", *MANY), (list,)),
    **dict.fromkeys(NAMED, (dict,)),
    **dict.fromkeys((word for word in ONE if word != "items"), (dict, bool)),
    **dict.fromkeys((*_NUMBERS, "maxProperties", "exclusiveMinimum", "exclusiveMaximum"), (int, float)),
    **dict.fromkeys(("pattern", "format", "title", "description", "$ref", "$schema", "$comment"), (str,)),
    **dict.fromkeys(("uniqueItems", "readOnly", "writeOnly", "deprecated"), (bool,)),
    "type": (str, list),
    "items": (dict, bool, list),
}
_LONG, _SHORT = 8, 4
_MOST_MISSING = 50  # in one schema; after that the point is made
_EMPTY: dict[str, Any] = {}


def required_members(survey: Survey, site: Site) -> Iterator[Finding]:
    """Names in `required` that no `properties` describes, here or in what holds at the same time."""
    names = site.node.get("required")
    if not isinstance(names, list) or _forbids(site):
        return
    own = _members(site)
    missing = [(at, name) for at, name in enumerate(names) if isinstance(name, str) and name not in own]
    if not missing:
        return
    around = survey.around(site)
    if not around or any(_open_with_schema(one) or one.location in survey.dangling for one in around):
        return
    described = {name for one in around for name in _members(one)}
    fitting = [name for one in around for name in _members(one, "patternProperties")]
    closed = any(one.node.get("additionalProperties") is False for one in around)
    for at, name in missing[:_MOST_MISSING]:
        if name in described or any(matches(pattern, name) for pattern in fitting):
            continue
        then = "and no other members are allowed: nothing fits" if closed else "so that it may hold anything"
        sentence = f"“{name}” is required, but not described, {then}."
        yield survey.finding(site, "required-undefined", sentence, "required", at)


def keywords(survey: Survey, site: Site) -> Iterator[Finding]:
    """Members of a schema that are no keywords, but nearly."""
    for word, value in site.node.items():
        if word in KNOWN or word in OTHERS or word.startswith(("x-", "x_", "$", "@", "_", "^", "/")):
            continue
        meant = _meant(word, value)
        if meant and meant not in site.node:
            sentence = f"“{word}” means nothing to a validator; it looks like “{meant}”."
            yield survey.finding(site, "keyword-misspelt", sentence, word, advice=f"Write “{meant}”.")


def without_effect(survey: Survey, site: Site) -> Iterator[Finding]:
    """Keywords that do nothing where they stand."""
    node = site.node
    if survey.resolver.old_draft and isinstance(node.get("$ref"), str):
        idle = [word for word in node if word in ASSERTING]
        for word in idle:
            sentence = f"In draft {survey.draft}, “{word}” beside “$ref” is passed over."
            yield survey.finding(site, "no-effect", sentence, word, advice="Put both into an “allOf”.")
        return
    types = node.get("type")
    named = [types] if isinstance(types, str) else types if isinstance(types, list) else []
    for word in node:
        kind = KIND_OF.get(word)
        if kind and named and kind not in named and not (kind == "number" and "integer" in named):
            sentence = f"“{word}” speaks of {IN_WORDS[kind]}, and the value is {_or(named)}: it does nothing."
            yield survey.finding(site, "no-effect", sentence, word)
        elif survey.draft_told and _is_foreign(word, survey.draft) and site.word != "enum":
            when = f"from draft {SINCE[word]} on" if word in SINCE else f"until draft {UNTIL[word]}"
            sentence = f"“{word}” is known {when}; this schema is of draft {survey.draft}, where it does nothing."
            yield survey.finding(site, "no-effect", sentence, word)
    for word, needed in (("then", "if"), ("else", "if"), ("minContains", "contains"), ("maxContains", "contains")):
        if word in node and needed not in node:
            yield survey.finding(site, "no-effect", f"“{word}” does nothing without “{needed}” beside it.", word)
    if "if" in node and "then" not in node and "else" not in node:
        yield survey.finding(site, "no-effect", "“if” does nothing without “then” or “else” beside it.", "if")
    if "additionalItems" in node and not isinstance(node.get("items"), list) and survey.draft != "2020-12":
        sentence = "“additionalItems” does nothing unless “items” is a list of schemas."
        yield survey.finding(site, "no-effect", sentence, "additionalItems")


def formats(survey: Survey, site: Site) -> Iterator[Finding]:
    """Names of formats that no validator knows."""
    name = site.node.get("format")
    if isinstance(name, str) and name not in FORMATS and not name.startswith("x-"):
        near = next((one for one in sorted(FORMATS) if name.lower().replace("_", "-") == one or _near(name, one)), "")
        advice = f"Did you mean “{near}”?" if near else ""
        sentence = f"No validator knows the format “{name}”, so that it refuses nothing."
        yield survey.finding(site, "format-unknown", sentence, "format", advice=advice)


def _members(site: Site, word: str = "properties") -> dict[str, Any]:
    found = site.node.get(word)
    return found if isinstance(found, dict) else _EMPTY


def _open_with_schema(site: Site) -> bool:
    more = (site.node.get(word) for word in ("additionalProperties", "unevaluatedProperties"))
    return any(isinstance(one, dict) and one for one in more)


def _forbids(site: Site) -> bool:
    """Below `not`, or a condition: naming a member there asks whether it is there."""
    here: Site | None = site
    while here is not None:
        if here.word in ("not", "if", "contains"):
            return True
        here = here.holder if here.word in ("allOf", "anyOf", "oneOf") else None
    return False


def _is_foreign(word: str, draft: str) -> bool:
    at = DRAFT_ORDER.index(draft)
    since, until = SINCE.get(word), UNTIL.get(word)
    if since in ("7", "6") and word in ("readOnly", "writeOnly", "$comment", "examples", "contentMediaType"):
        return False  # they refuse nothing in any draft
    return (since is not None and at < DRAFT_ORDER.index(since)) or (
        until is not None and at > DRAFT_ORDER.index(until)
    )


def _or(types: list[Any]) -> str:
    return " or ".join(IN_WORDS.get(str(one), str(one)) for one in types)


def _meant(word: str, value: Any) -> str:
    """The keyword that was probably meant: nearly the same letters, and a value such as it takes."""
    for known in _similar(word):
        kinds = _MADE_OF[known]
        if isinstance(value, kinds) and not (isinstance(value, bool) and bool not in kinds):
            return known
    return ""


@lru_cache(maxsize=1024)
def _similar(word: str) -> tuple[str, ...]:
    bare = word.replace("_", "").replace("-", "").lower()
    alike = (known for known in sorted(KNOWN & _MADE_OF.keys()) if bare == known.lower())
    return (*alike, *(one for one in sorted(KNOWN & _MADE_OF.keys()) if len(word) >= _SHORT and _near(word, one)))


def _near(word: str, known: str) -> bool:
    """One slip of the pen apart: a letter too many, too few, another, or two exchanged. In long words two."""
    most = 2 if min(len(word), len(known)) >= _LONG else 1
    if abs(len(word) - len(known)) > most or word == known:
        return False
    rows = [list(range(len(known) + 1))]
    for at, sign in enumerate(word, 1):
        row = [at]
        for to, other in enumerate(known, 1):
            best = min(rows[-1][to] + 1, row[-1] + 1, rows[-1][to - 1] + (sign != other))
            if at > 1 and to > 1 and sign == known[to - 2] and word[at - 2] == other:
                best = min(best, rows[-2][to - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1] <= most
