"""Addresses: a DOI with or without the address before it, a web address without https://, a mail address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from gatewaydesk.schema.fields import Kind
from gatewaydesk.validation.phrases import quoted
from gatewaydesk.validation.repairs.repair import Case, Repair
from gatewaydesk.validation.repairs.texts import tidied

_DOI = re.compile(r"(?:https?://(?:www\.)?(?:dx\.)?doi\.org/|doi\.org/|doi:\s*)?(10\.[0-9]{4,9}/\S+)", re.IGNORECASE)
_WEB = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::[0-9]+)?(?:[/?#]\S*)?")
_INSECURE = re.compile(r"http://(\S+)", re.IGNORECASE)
_MAIL = re.compile(r"(?:mailto:|.*<)?\s*([^\s<>@]+@[^\s<>@]+\.[^\s<>@]+?)>?", re.IGNORECASE)
_ID = re.compile(r"(?:urn:uuid:)?\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?", re.IGNORECASE)
_RESOLVER = "https://doi.org/"


def doi(case: Case) -> Iterator[Repair]:
    """The DOI alone, or as an address; a check says which of them is wanted."""
    text = tidied(case.text)
    found = _DOI.fullmatch(text)
    if not found:
        return
    bare = unquote(found[1]) if "%" in found[1] else found[1]
    if bare != text:
        yield case.put("doi", f"Use the DOI alone: {quoted(bare)}", bare)
    if text != _RESOLVER + bare:
        yield case.put("doi-address", f"Use {quoted(_RESOLVER + bare, 60)}", _RESOLVER + bare)


def web(case: Case) -> Iterator[Repair]:
    """With https:// before it."""
    text = tidied(case.text)
    if _WEB.fullmatch(text):
        yield case.put("https", f"Put https:// before it: {quoted('https://' + text, 60)}", f"https://{text}")
    found = _INSECURE.fullmatch(text)
    if found:
        yield case.put("https", f"Use {quoted('https://' + found[1], 60)}", f"https://{found[1]}")
    spaced = text.replace(" ", "%20")
    if case.among((Kind.URL,)) and spaced != text and "://" in text:
        yield case.put("https", f"Use {quoted(spaced, 60)}", spaced)


def mail(case: Case) -> Iterator[Repair]:
    """The mail address alone, without a name or `mailto:` beside it."""
    found = _MAIL.fullmatch(tidied(case.text)) if case.among((Kind.EMAIL,)) else None
    if found and found[1] != case.value:
        yield case.put("mail", f"Use {quoted(found[1], 60)}", found[1])


def uuid(case: Case) -> Iterator[Repair]:
    """The identifier alone, without braces."""
    found = _ID.fullmatch(tidied(case.text))
    if found and found[1] != case.value:
        yield case.put("uuid", f"Use {quoted(found[1].lower(), 60)}", found[1].lower())
