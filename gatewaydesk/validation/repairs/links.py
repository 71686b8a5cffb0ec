"""Addresses: a DOI with or without the address before it, a web address without https://, a mail address, a UUID."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from gatewaydesk.schema.fields import Kind
from gatewaydesk.validation.addresses import SIGNS_OF_TYPE, in_plain_signs, mail_address, web_address, without_brackets
from gatewaydesk.validation.hosts import lacks_scheme
from gatewaydesk.validation.phrases import quoted
from gatewaydesk.validation.repairs.repair import Case, Repair
from gatewaydesk.validation.repairs.texts import begins_value
from gatewaydesk.validation.tidying import plain

_DOI = re.compile(
    r"(?:https?://(?:www\.)?(?:dx\.)?doi\.org/|doi\.org/|doi[:\s]\s*)?(10\.[0-9]{4,9}/\S+)", re.IGNORECASE
)
_DOI_START = re.compile(r"10\.[0-9]{4,9}/")
_INSECURE = re.compile(r"http://\S+", re.IGNORECASE)
_BEGINS_INSECURE = re.compile(r"(?<![^,;|])http://", re.IGNORECASE)
_MAIL = re.compile(r"(?:mailto:|(.*)<)?\s*([^\s<>@]+@[^\s<>@]+\.[^\s<>@]+?)>?", re.IGNORECASE)
_DIGITS = r"([0-9a-f]{4})"
_ID = re.compile(
    rf"(?:urn:uuid:)?\{{?([0-9a-f]{{8}})(?P<mark>-?){_DIGITS}(?P=mark){_DIGITS}(?P=mark){_DIGITS}(?P=mark)([0-9a-f]{{12}})\}}?",
    re.IGNORECASE,
)
_NOT_AS_IT_IS = re.compile(r"""[ "<>^`{|}\[\]]|%(?![0-9A-Fa-f]{2})""")
_HOST = re.compile(r"[a-z][a-z0-9+.-]*://[^\s/?#]+(?=[/?#])", re.IGNORECASE)
_RESOLVER = "https://doi.org/"


def doi(case: Case) -> Iterator[Repair]:
    """The DOI alone, or as an address; a check says which of them is wanted."""
    text = plain(case.short)
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
    """With https:// before it, or before each of several; whether a site that was named by http:// answers there,
    nobody knows.
    """
    text = plain(case.short)
    if lacks_scheme(text):
        put = f"Put https:// before it: {quoted('https://' + text, 60)}"
        yield case.put(
            "https", put, f"https://{text}", sure=text.casefold().startswith("www.")
        )  # else it may be a file
    if _INSECURE.fullmatch(text):
        secure = _BEGINS_INSECURE.sub("https://", text)
        yield case.put("https", f"Use {quoted(secure, 60)}", secure, sure=False)
    meant = web_address(text)
    typed = SIGNS_OF_TYPE.search(without_brackets(text)) is not None
    plainly = in_plain_signs(text) if typed and "://" in text else ""
    if plainly:
        plainly = web_address(plainly) or plainly
        yield case.put("address:plain", f"Use {quoted(plainly, 60)}", plainly, sure=False)
    if meant:
        yield case.put("address", f"Use {quoted(meant, 60)}", meant, sure=not typed)
    host = _HOST.match(meant or text)
    behind = (meant or text)[host.end() :] if host is not None else ""
    coded = host[0] + _NOT_AS_IT_IS.sub(lambda found: f"%{ord(found[0]):02X}", behind) if host is not None else ""
    if case.among((Kind.URL,)) and coded not in ("", text, meant) and _is_one(text):
        yield case.put("https", f"Use {quoted(coded, 60)}", coded, sure=False)


def mail(case: Case) -> Iterator[Repair]:
    """The mail address alone, without `mailto:`, or without a name beside it, which is lost then."""
    text = plain(case.short)
    if not text or not case.among((Kind.EMAIL,)) or text.count("@") > 1:
        return
    found = _MAIL.fullmatch(text)
    name = (found[1] or "").strip(" \t\"'") if found is not None else ""
    bare = found[2] if found is not None else text
    for meant in (bare, mail_address(bare)):
        if meant and meant not in (case.value, text if found is None else ""):
            words = f"Use {quoted(meant, 60)}" + (f", without {quoted(name)}" if name else "")
            yield case.put("mail", words, meant, loss=bool(name))
    if plainly := in_plain_signs(bare):
        yield case.put("mail:plain", f"Use {quoted(plainly, 60)}", plainly, sure=False, loss=bool(name))


def uuid(case: Case) -> Iterator[Repair]:
    """The identifier alone, without braces; its 32 digits in their groups."""
    found = _ID.fullmatch(plain(case.short))
    meant = "-".join(found.group(1, 3, 4, 5, 6)).lower() if found is not None else ""
    if meant not in ("", case.value):
        yield case.put("uuid", f"Use {quoted(meant, 60)}", meant)


def _is_one(text: str) -> bool:
    """Whether a text with blanks in it is one address: nothing after a blank begins another, or sets one apart."""
    first, *others = text.split()
    apart = any(one.strip(".,;|&()") != one or begins_value(one) or "@" in one for one in others)
    return text.count("://") == 1 and "://" in first and not apart and not first.endswith((",", ";", "|"))
