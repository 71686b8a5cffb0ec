"""The classic trap: `additionalProperties: false` knows only the names beside it, not those of `allOf` and the like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gatewaydesk.schema.linting.survey import Finding, Site, Survey, is_only_a_reference
from gatewaydesk.schema.patterns import matches
from gatewaydesk.schema.view import View

_BRANCHES = ("anyOf", "oneOf", "then", "else", "dependentSchemas")
_JOINING = ("allOf", "$ref", *_BRANCHES)
_MOST_NAMES = 3
_MOST_BRANCHES = 200


def closed_beside_others(survey: Survey, site: Site) -> Iterator[Finding]:
    """Members that one schema describes and another, which holds at the same time, refuses."""
    if is_only_a_reference(site) or not any(word in site.node for word in _JOINING) or _forbids(site):
        return
    base = survey.view(site)
    yield from _found(survey, site, base, base)
    for branch in [one for one in site.below if one.word in _BRANCHES][:_MOST_BRANCHES]:
        inside = survey.merged((branch.place,))
        yield from _found(survey, site, base, inside)
        yield from _found(survey, site, inside, base)


def _found(survey: Survey, site: Site, closing: View, naming: View) -> Iterator[Finding]:
    """Closed schemas of the one against the names of the other."""
    for location in sorted(closing.reached, key=str):
        closed = survey.sites.get(location)
        if closed is None or closed.node.get("additionalProperties") is not False:
            continue
        own = _names(closed, "properties")
        fitting = list(_names(closed, "patternProperties"))
        names = [
            name
            for name, parts in naming.properties.items()
            if name not in own
            and (location, name) not in survey.refused
            and not any(part.node is False for part in parts)
            and not any(matches(pattern, name) for pattern in fitting)
        ]
        if not names:
            continue
        survey.refused.update((location, name) for name in names)
        needed = [name for name in names if name in naming.required]
        then = f" “{needed[0]}” is required as well, so that nothing fits." if needed else ""
        where = "it" if closed is site else f"the schema at “{_place(closed)}”"
        sentence = f"{_listed(names)} can never be written: {where} allows no members but its own.{then}"
        yield survey.finding(site, "closed-too-early", sentence, *_step(site, closed))


def _names(site: Site, word: str) -> Iterable[str]:
    found = site.node.get(word)
    return found if isinstance(found, dict) else ()


def _listed(names: list[str]) -> str:
    shown = [f"“{name}”" for name in names[:_MOST_NAMES]]
    if len(names) > _MOST_NAMES:
        return f"{', '.join(shown)} and {len(names) - _MOST_NAMES:,} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _step(site: Site, closed: Site) -> tuple[str | int, ...]:
    """Where in the site the closing stands; nothing where a reference leads to it."""
    inside = closed.location[: len(site.location)] == site.location
    return (*closed.location[len(site.location) :], "additionalProperties") if inside else ()


def _place(site: Site) -> str:
    return "/".join(str(step) for step in site.location[-2:]) or "the top"


def _forbids(site: Site) -> bool:
    here: Site | None = site
    while here is not None:
        if here.word in ("not", "if"):
            return True
        here = here.holder if here.word in ("allOf", "anyOf", "oneOf", "then", "else") else None
    return False
