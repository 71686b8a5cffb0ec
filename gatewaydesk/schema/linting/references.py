"""References that lead nowhere or out of the schema, and definitions that nothing refers to."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urldefrag

from gatewaydesk.schema.linting.survey import KEPT, Finding, Site, Survey

_META = ("http://json-schema.org/", "https://json-schema.org/")
_SHAPELESS = frozenset(("$schema", "$id", "id", "title", "description", "$comment", "version", *KEPT))


def dangling(survey: Survey, site: Site) -> Iterator[Finding]:
    """A reference to what is not there, or is in another file."""
    reference = survey.dangling.get(site.location)
    if reference is None or reference.startswith(_META):
        return
    word = next(one for one in ("$ref", "$dynamicRef", "$recursiveRef") if site.node.get(one) == reference)
    address, fragment = urldefrag(reference)
    if address and not _is_own(survey, address):
        sentence = f"“{reference}” is described in another document, which has to be fetched before this is checked."
        yield survey.finding(site, "reference-out", sentence, word)
        return
    near = _near(survey, fragment)
    advice = f"Did you mean “#{near}”?" if near else ""
    yield survey.finding(site, "reference-broken", f"“{reference}” leads nowhere.", word, advice=advice)


def unused(survey: Survey, site: Site) -> Iterator[Finding]:
    """Definitions that can be taken out without changing anything."""
    if site.word not in KEPT or site.location in survey.reached or not _has_shape(survey):
        return
    anchored = any(isinstance(site.node.get(word), str) for word in ("$id", "$anchor", "$dynamicAnchor"))
    waiting = list(site.below)
    while waiting:  # something inside it may be referred to
        one = waiting.pop()
        if one.location in survey.reached:
            return
        waiting.extend(one.below)
    if not anchored:
        yield survey.finding(site, "definition-unused", f"Nothing refers to “{site.name}”.")


def _has_shape(survey: Survey) -> bool:
    """A file of nothing but definitions is there to be referred to by others."""
    return any(word not in _SHAPELESS for word in survey.root.node)


def _is_own(survey: Survey, address: str) -> bool:
    return survey.resolver.resolve(address, survey.root.place.base) is not None


def _near(survey: Survey, fragment: str) -> str:
    """A definition of the same name that is kept elsewhere, or is written with other capitals."""
    name = fragment.rpartition("/")[2].lower()
    for site in survey.sites.values():
        if site.word in KEPT and name and site.name.lower() == name and len(site.location) == 2:
            return f"/{site.location[0]}/{site.name}"
    return ""
