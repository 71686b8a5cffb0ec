"""Addresses that are valid and yet not what a reader can or should open."""

from __future__ import annotations

import ipaddress
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
_WEB = re.compile(r"(?:https?|ftp)://\S+", re.IGNORECASE)
_ALONE = re.compile(r"(?:https?|ftp):(?:/{0,3})(?:www\.?)?", re.IGNORECASE)
_RIGHT = frozenset({"http", "https"})
_OF_HTTP = frozenset({"http", "htp", "hhtp", "htttp", "thtp", "ttp", "httpp"})
_SLIP = re.compile(
    r"(https?|htps?|h?ttps?|hhtt?ps?|htttps?|thtps?|hpt?tps?|htpps|httpps?|httpss|httsp|htts|hptts)"
    r":(/{0,3})([^\s/:][^\s:]*\.\S+)",
    re.IGNORECASE,
)
_NO_SITE = re.compile(r"https?://(?:/+[^./?#\s]*|[.:?#][^/\s]*|[^/?#\s]+\.\.[^/?#\s]*)(?:/\S*)?", re.IGNORECASE)
_TWICE = re.compile(r"(https?):/*(https?)(?::/*|/+)(\S+)", re.IGNORECASE)
_PASSWORD = re.compile(r"([a-z][a-z0-9+.-]*://)[^\s/?#@]*:[^\s/?#@]*@(\S+)", re.IGNORECASE)
_OWN = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "0.0.0.0/32", "fc00::/7")))
_OWN_NAMES = frozenset({"localhost", "local", "internal", "lan"})
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
        elif text.strip().endswith((".", ",", ";")) and _BARE_DOI.fullmatch(text.strip()):
            meant = text.strip().rstrip(".,;")
            message = (
                f"Ends with “{text.strip()[len(meant) :]}”, which is hardly part of the DOI: write only “{meant}”."
            )
            yield Told(message, {"meant": meant})

    return test


def doi_of(text: str) -> str:
    """The DOI that a text is, with or without its address, in small letters: case makes no other of it; else ""."""
    found = _DOI_ADDRESS.fullmatch(text)
    bare = found[1] if found is not None else text if _BARE_DOI.fullmatch(text) else ""
    return bare.casefold()


def no_address(about: About) -> Test | None:
    """The beginning of an address alone, a slip in it, or a slash that is missing, all of which are valid addresses."""
    if about.field.kind not in (Kind.URL, Kind.TEXT):
        return None
    is_link = about.field.kind is Kind.URL

    def test(text: str) -> Iterator[Told]:
        bare = text.strip()
        if _ALONE.fullmatch(bare):
            yield Told("Is only the beginning of an address: write the rest of it, or leave it empty.")
            return
        found = _TWICE.fullmatch(bare)
        if found is not None:
            meant = f"{found[2].lower()}://{found[3]}"
            yield Told(f"Begins with “{found[1]}:” twice: write it once.", {"suggestion": meant})
            return
        if _NO_SITE.fullmatch(bare):
            yield Told("Does not name a site: write the whole address, such as https://example.org/page.")
            return
        found = _SLIP.fullmatch(bare)
        if found is None or (found[1].casefold() in _RIGHT and (found[2] == "//" or not is_link)):
            return
        scheme = "http" if found[1].casefold() in _OF_HTTP else "https"
        meant = f"{scheme}://{found[3]}"
        yield Told(
            f"Begins with “{found[1]}:{found[2]}”, with which no address begins: write “{scheme}://”.",
            {"suggestion": meant},
        )

    return test


def password_in_link(about: About) -> Test | None:
    """The name and password of somebody in an address, which whoever reads the dataset could use."""
    if about.field.kind not in (Kind.URL, Kind.TEXT):
        return None

    def test(text: str) -> Iterator[Told]:
        found = _PASSWORD.fullmatch(text.strip()) if "@" in text else None
        if found is not None:
            message = "Holds a user name and a password, which everybody would read: take them out of the address."
            yield Told(message, {"suggestion": found[1] + found[2], "loses": True})

    return test


def not_public(about: About) -> Test | None:
    """An address of one's own computer or network, which nobody else reaches."""
    if about.field.kind not in (Kind.URL, Kind.TEXT) or _NAMES_A_THING.intersection(words_of(_name(about.field))):
        return None

    def test(text: str) -> Iterator[Told]:
        bare = text.strip()
        if _WEB.fullmatch(bare) is None:
            return
        host = _host(bare)
        if host and _is_private(host):
            yield Told(f"Leads to “{host}”, which only your own network can reach: give an address for everybody.")

    return test


def _is_private(host: str) -> bool:
    """Whether a host is one of those that networks keep to themselves, by its number or by its name."""
    name = host.removeprefix("[").partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    try:
        number = ipaddress.ip_address(name)
    except ValueError:
        _, dot, last = name.casefold().rstrip(".").rpartition(".")
        return last in _OWN_NAMES or (not dot and last.isascii() and last.isalpha())
    return (
        number.is_loopback
        or number.is_link_local
        or any(number in one for one in _OWN if one.version == number.version)
    )


def _name(field: Field) -> str:
    """The member's name; of an item, that of its list."""
    return next((step for step in reversed(field.path) if step not in ("*", "**")), "")


def _host(text: str) -> str:
    try:
        return urlsplit(text).netloc.rpartition("@")[2]
    except ValueError:
        return ""
