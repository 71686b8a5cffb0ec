"""Formats checked more strictly than the validator's own, so that nothing passes here which a gateway (ajv) refuses.

Measured on thousands of damaged values: `jsonschema-rs` takes `a@b` for an e-mail address, `2.24-02-28` for a date,
`10:0/:00Z` for a time, and `x:` for an address of the web. Each check here is a whole format by itself, so that it
also serves the validator that stands in where the Rust one cannot be installed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from ipaddress import AddressValueError, IPv6Address

from gatewaydesk.schema.script_syntax import is_expression

Check = Callable[[str], bool]

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_LABEL}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(
    r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?:\.[0-9]+)?"
    r"(?:[Zz]|(?P<sign>[+-])(?P<off_hour>[0-9]{2}):(?P<off_minute>[0-9]{2}))"
)
_NAME_PART = r"(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})"
_VARIABLE = rf"{_NAME_PART}(?:\.?{_NAME_PART})*(?::[1-9][0-9]{{0,3}}|\*)?"
_URI_TEMPLATE = re.compile(
    r"(?:[^\x00-\x20\x7f-\x9f\"'<>%\\^`{|}]|%[0-9A-Fa-f]{2}"
    rf"|\{{[+#./;?&=,!@|]?{_VARIABLE}(?:,{_VARIABLE})*\}})*"
)
_POINTER = r"(?:/(?:[^~/]|~[01])*)*"
_JSON_POINTER = re.compile(_POINTER, re.DOTALL)
_RELATIVE_POINTER = re.compile(rf"(?:0|[1-9][0-9]*)(?:#|{_POINTER})", re.DOTALL)
_DURATION = re.compile(
    r"P(?=[0-9T])(?:[0-9]+W|(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)?"
    r"(?:T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S))?)"
)
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


_BEYOND_ASCII = "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef" + "".join(
    f"{chr(plane << 16 | (0x1000 if plane == 14 else 0))}-{chr(plane << 16 | 0xFFFD)}" for plane in range(1, 15)
)
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"


@cache  # made for the first address: the one with letters of every script takes longer than a check of a document
def _address(more: str = "", private: str = "") -> re.Pattern[str]:
    """An address or a reference by RFC 3986, with `more` characters and `private` ones in the query by RFC 3987."""
    sign = rf"A-Za-z0-9._~!$&'()*+,;=\-{more}"
    one = rf"(?:[{sign}:@]|%[0-9A-Fa-f]{{2}})"
    user, host = rf"(?:[{sign}:]|%[0-9A-Fa-f]{{2}})*+", rf"(?:[{sign}]|%[0-9A-Fa-f]{{2}})*+"
    literal = r"\[(?:(?P<six>[0-9A-Fa-f:.]+)|[vV][0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+)\]"
    authority = rf"(?:{user}@)?(?:{literal}|{host})(?::(?P<port>[0-9]*))?"
    return re.compile(
        r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):|(?![^/?#]*:))"
        rf"(?P<rest>//{authority}(?:/{one}*+)*+|(?!//)(?:{one}|/)*+)"
        rf"(?:\?(?:{one}|[/?{private}])*+)?(?:\#(?:{one}|[/?])*+)?"
    )


def is_email(text: str) -> bool:
    """A plain address with a full domain: no display name, quotes, spaces or bare host."""
    local = text.partition("@")[0]
    return len(text) <= 254 and len(local) <= 64 and _EMAIL.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """YYYY-MM-DD, and such a day exists."""
    if _DATE.fullmatch(text) is None:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_time(text: str) -> bool:
    """HH:MM:SS with a zone; second 60 only where a leap second can be, at 23:59 in Greenwich."""
    found = _TIME.fullmatch(text)
    if found is None:
        return False
    hour, minute, second = (int(found[name]) for name in ("hour", "minute", "second"))
    off_hour, off_minute = int(found["off_hour"] or 0), int(found["off_minute"] or 0)
    if hour > 23 or minute > 59 or second > 60 or off_hour > 23 or off_minute > 59:
        return False
    if second < 60:
        return True
    ahead = (off_hour * 60 + off_minute) * (-1 if found["sign"] == "-" else 1)
    return (hour * 60 + minute - ahead) % (24 * 60) == 23 * 60 + 59


def is_date_time(text: str) -> bool:
    """A date, the letter T, and a time with its zone."""
    return len(text) > 11 and text[10] in "Tt" and is_date(text[:10]) and is_time(text[11:])


def is_uri(text: str) -> bool:
    """A full address with its scheme and something behind it; only characters that an address may have."""
    found = _by_grammar(_address(), text)
    if found is None or not found["scheme"] or not found["rest"]:
        return False
    port = (found["port"] or "").lstrip("0")
    return len(port) < 6 and int(port or 0) <= 65535


def is_uri_template(text: str) -> bool:
    """An address with `{names}` in it (RFC 6570), read without quotes."""
    return _URI_TEMPLATE.fullmatch(text) is not None


def is_uuid(text: str) -> bool:
    """Five groups of 8, 4, 4, 4 and 12 hexadecimal digits."""
    return _UUID.fullmatch(text) is not None


def is_duration(text: str) -> bool:
    """P, then years, months and days or weeks, then T with hours, minutes and seconds; none left out between two."""
    return _DURATION.fullmatch(text) is not None


def is_host_name(text: str) -> bool:
    """Labels of letters, digits and hyphens with dots between them; one that begins with xn-- holds Punycode."""
    if _HOST.fullmatch(text) is None:
        return False
    for label in text.lower().split("."):
        if label[2:4] == "--" and not label.startswith("xn--"):
            return False
        try:
            if label.startswith("xn--") and not label[4:].encode("ascii").decode("punycode"):
                return False
        except UnicodeError:
            return False
    return True


def is_uri_reference(text: str) -> bool:
    """A full address, or what may stand for one beside another: a path, `#part`, nothing at all (RFC 3986)."""
    return _by_grammar(_address(), text) is not None


def is_iri(text: str) -> bool:
    """A full address that may hold letters of any script (RFC 3987); `x:` is one."""
    found = _by_grammar(_address(_BEYOND_ASCII, _PRIVATE), text)
    return found is not None and bool(found["scheme"])


def is_iri_reference(text: str) -> bool:
    """The same, or what may stand for one beside another (RFC 3987)."""
    return _by_grammar(_address(_BEYOND_ASCII, _PRIVATE), text) is not None


def _by_grammar(grammar: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = grammar.fullmatch(text)
    if found is not None and found["six"]:
        try:
            IPv6Address(found["six"])
        except AddressValueError:
            return None
    return found


CHECKS: Mapping[str, Check] = {
    "email": is_email,
    "date": is_date,
    "time": is_time,
    "date-time": is_date_time,
    "uri": is_uri,
    "uri-template": is_uri_template,
    "uuid": is_uuid,
    "duration": is_duration,
    "json-pointer": lambda text: _JSON_POINTER.fullmatch(text) is not None,
    "relative-json-pointer": lambda text: _RELATIVE_POINTER.fullmatch(text) is not None,
}

#: For the stand-in, which would look for packages that are not there. The Rust validator has these itself; of `regex`,
#: where it is kinder in some places and stricter in others, it takes this one as well.
MORE_CHECKS: Mapping[str, Check] = {
    "hostname": is_host_name,
    "uri-reference": is_uri_reference,
    "iri": is_iri,
    "iri-reference": is_iri_reference,
    "regex": is_expression,
}
