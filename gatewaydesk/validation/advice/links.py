"""Addresses that are valid and yet not what a reader can or should open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.schema.patterns import words_for
from gatewaydesk.validation.advice.rule import About, Test, Told
from gatewaydesk.validation.advice.words import words_of

_SCHEMES = {
    "http": "Starts with “http://”, which is not protected on its way: use “https://” if the site answers there.",
    "ftp": "Starts with “ftp://”, which browsers no longer open: give an address that starts with “https://”.",
    "file": "Leads to a file on one computer, which nobody else can open: give a web address.",
    "javascript": "Is a piece of program, no address: give a web address.",
    "data": "Is the content itself, no address: give a web address.",
}
_SCHEME = re.compile(rf"({'|'.join(_SCHEMES)}):\S+", re.IGNORECASE)
# Where an address stands for a thing and need not be opened, nobody may change it.
_NAMES_A_THING = frozenset(
    ("identifier", "id", "pid", "iri", "uri", "namespace", "context", "vocabulary", "schema", "type")
)
# Addresses that stand for a thing, not for a page: who changes them names something else.
_IDENTIFIER = re.compile(
    r"http://(?:purl\.|(?:www\.)?w3\.org/|(?:www\.)?w3id\.org/|schema\.org/|snomed\.info/|loinc\.org/|xmlns\.com/"
    r"|[^/]+/(?:.+/)?(?:id|def|ns|ontology|ontologies|vocab|obo)/|.+#)",
    re.IGNORECASE,
)
_HERE = re.compile(r"localhost|127\.|\[::1\]|10\.|192\.168\.")
_DOI = r"10\.[0-9]{4,9}/\S+"
_BARE_DOI = re.compile(_DOI)
_DOI_ADDRESS = re.compile(rf"(?:https?://(?:dx\.|www\.)?doi\.org/|doi:\s*)({_DOI})", re.IGNORECASE)


def not_https(about: About) -> Test | None:
    """A link that is not HTTPS, in a field for addresses or as the whole of a text."""
    if about.field.kind not in (Kind.URL, Kind.TEXT) or _NAMES_A_THING.intersection(words_of(_name(about.field))):
        return None

    def test(text: str) -> Iterator[Told]:
        found = _SCHEME.fullmatch(text)
        if found is None or _HERE.match(_host(text)) or _IDENTIFIER.match(text):
            return
        scheme = found[1].lower()
        if scheme in ("file", "javascript", "data") and about.field.kind is not Kind.URL:
            return
        yield Told(_SCHEMES[scheme], {"scheme": scheme})

    return test


def doi_as_address(about: About) -> Test | None:
    """A DOI written as an address, where the bare DOI is asked for: gateways find the paper or dataset only by that."""
    field = about.field
    texts = [
        text for one in about.examples for text in (one if isinstance(one, list) else [one]) if isinstance(text, str)
    ]
    bare = bool(texts) and all(_BARE_DOI.fullmatch(text) for text in texts)
    named = "doi" in words_of(_name(field)) or (
        field.limits.pattern is not None and words_for(field.limits.pattern).startswith("a DOI such as 10.")
    )
    if field.kind is not Kind.TEXT or not (bare or named):
        return None

    def test(text: str) -> Iterator[Told]:
        found = _DOI_ADDRESS.fullmatch(text.strip())
        if found is not None:
            yield Told(f"Is a DOI written as an address: write only “{found[1]}”.", {"meant": found[1]})

    return test


def _name(field: Field) -> str:
    """The member's name; of an item, that of its list."""
    return next((step for step in reversed(field.path) if step not in ("*", "**")), "")


def _host(text: str) -> str:
    try:
        return urlsplit(text).netloc.rpartition("@")[2]
    except ValueError:
        return ""
