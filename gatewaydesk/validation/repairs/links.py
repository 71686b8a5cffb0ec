"""Addresses: a DOI with or without the address before it, a web address without https://, a mail address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from gatewaydesk.schema.fields import Kind
from gatewaydesk.validation.hosts import lacks_scheme
from gatewaydesk.validation.phrases import quoted
from gatewaydesk.validation.repairs.repair import Case, Repair
from gatewaydesk.validation.repairs.texts import begins_value
from gatewaydesk.validation.tidying import plain

_DOI = re.compile(
    r"(?:https?://(?:www\.)?(?:dx\.)?doi\.org/|doi\.org/|doi[:\s]\s*)?(10\.[0-9]{4,9}/\S+)", re.IGNORECASE
)
_DOI_START = re.compile(r"10\.[0-9]{4,9}/")
_INSECURE = re.compile(r"http://(\S+)", re.IGNORECASE)
_MAIL = re.compile(r"(?:mailto:|.*<)?\s*([^\s<>@]+@[^\s<>@]+\.[^\s<>@]+?)>?", re.IGNORECASE)
_ID = re.compile(r"(?:urn:uuid:)?\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?", re.IGNORECASE)
_RESOLVER = "https://doi.org/"


def doi(case: Case) -> Iterator[Repair]:
    """The DOI alone, or as an address; a check says which of them is wanted."""
    text = plain(case.text)
    bare = doi_in(text)
    if bare is None:
        return
    if bare != text:
        yield case.put("doi", f"Use the DOI alone: {quoted(bare)}", bare)
    if text != _RESOLVER + bare:
        yield case.put("doi-address", f"Use {quoted(_RESOLVER + bare, 60)}", _RESOLVER + bare)


def doi_in(text: str) -> str | None:
    """The DOI that a text is, without its address and the full stop of the sentence it stood in; None for all else."""
    found = _DOI.fullmatch(text)
    if not found or len(_DOI_START.findall(text)) != 1:
        return None
    return (unquote(found[1]) if "%" in found[1] else found[1]).rstrip(".,;")


def web(case: Case) -> Iterator[Repair]:
    """With https:// before it."""
    text = plain(case.text)
    if lacks_scheme(text):
        put = f"Put https:// before it: {quoted('https://' + text, 60)}"
        yield case.put(
            "https", put, f"https://{text}", sure=text.casefold().startswith("www.")
        )  # else it may be a file
    found = _INSECURE.fullmatch(text)
    if found:
        yield case.put("https", f"Use {quoted('https://' + found[1], 60)}", f"https://{found[1]}")
    spaced = text.replace(" ", "%20")
    if case.among((Kind.URL,)) and spaced != text and _is_one(text):
        yield case.put("https", f"Use {quoted(spaced, 60)}", spaced, sure=False)


def mail(case: Case) -> Iterator[Repair]:
    """The mail address alone, without a name or `mailto:` beside it."""
    text = plain(case.text)
    found = _MAIL.fullmatch(text) if case.among((Kind.EMAIL,)) and text.count("@") == 1 else None
    if found and found[1] != case.value:
        yield case.put("mail", f"Use {quoted(found[1], 60)}", found[1])


def uuid(case: Case) -> Iterator[Repair]:
    """The identifier alone, without braces."""
    found = _ID.fullmatch(plain(case.text))
    if found and found[1] != case.value:
        yield case.put("uuid", f"Use {quoted(found[1].lower(), 60)}", found[1].lower())


def _is_one(text: str) -> bool:
    """Whether a text with blanks in it is one address: nothing after a blank begins another, or sets one apart."""
    first, *others = text.split()
    apart = any(one.strip(".,;|&()") != one or begins_value(one) or "@" in one for one in others)
    return "://" in first and not apart and not first.endswith((",", ";", "|"))
