"""What a schema plainly means and forgot to check, so that a slip passes as valid: what the lint tells its author."""

from __future__ import annotations

import base64
import binascii
import difflib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.backtracking import may_hang, open_ends
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.schema.patterns import matches, words_for
from gatewaydesk.schema.regexes import Chars, Node, Repeat, parse
from gatewaydesk.validation.advice.rule import About, Test, Told
from gatewaydesk.validation.formats import CHECKS

_NEAR = 0.84  # of two names: how much of them is alike
_LONGEST_NAMED = 8  # choices

# Words that schemas have for formats which validators know by another name, or not at all.
_MEANT = {
    "url": "uri", "http-url": "uri", "https-url": "uri", "link": "uri", "web": "uri",
    "e-mail": "email", "mail": "email", "emailaddress": "email",
    "datetime": "date-time", "date_time": "date-time", "timestamp": "date-time", "iso-8601": "date-time",
    "uuid4": "uuid", "guid": "uuid", "iso-date": "date", "iso8601-date": "date",
}  # fmt: skip
_FORMATS = {
    "uri": "a whole web address, such as https://example.org/page",
    "email": "an e-mail address, such as name@example.org",
    "date-time": "a date with a time, such as 2026-03-31T09:30:00Z",
    "date": "a date, such as 2026-03-31",
    "uuid": "a UUID, such as 5d0c3b1e-7f42-4a86-9c1d-2b6e8f90a134",
}
_TYPES: Mapping[type, str] = {bool: "yes or no", int: "a number", float: "a number", str: "a text", list: "a list",
                              dict: "a group of fields"}  # fmt: skip


def matched_in_part(about: About) -> Test | None:
    """A pattern that lacks ^ or $ although it is made for the whole text: only a piece of the text fits it."""
    pattern = about.field.limits.pattern
    tree = parse(pattern) if pattern is not None and about.field.kind is Kind.TEXT else None
    if pattern is None or tree is None or not open_ends(tree) or may_hang(tree) or _asks_for_signs(tree):
        return None
    meant = words_for(f"^(?:{pattern})$") or words_for(pattern) or "written as it is asked for here"

    def test(text: str) -> Iterator[Told]:
        if matches(pattern, text) and not matches(f"^(?:{pattern})$", text):
            yield Told(f"Only a piece of it is {meant}; the schema forgot to check the rest.", {"pattern": pattern})

    return test


def format_unchecked(about: About) -> Test | None:
    """A format by a name that no validator knows, and whose meaning is plain."""
    name = about.field.limits.format
    meant = _MEANT.get(name.lower()) if name is not None else None
    if meant is None:
        return None
    told = Told(f"Should be {_FORMATS[meant]}; the schema's own check does not know how.", {"format": name})
    return lambda text: () if not text or CHECKS[meant](text) else (told,)


def unlisted(about: About) -> Test | None:
    """A name that tells alternatives apart and belongs to none of them, where any name passes."""
    union = about.union
    groups = [one for one in (union.branches if union else ()) if one.kind is Kind.OBJECT]
    if not any(child.decides for one in groups[:1] for child in one.children):
        return None  # where one does not, none does; the fields of the others need not be made to know that
    deciders = [(one, child) for one in groups for child in one.children if child.decides]
    names = {child.name for _, child in deciders}
    known = {_decided(child) for _, child in deciders}
    if union is None or len(names) != 1 or len(known) < 2 or not all(isinstance(one, str) for one in known):
        return None
    name = names.pop()
    listed = sorted(map(str, known))
    shown = ", ".join(f"“{one}”" for one in listed[:_LONGEST_NAMED])
    more = f" and {len(listed) - _LONGEST_NAMED:,} more" if len(listed) > _LONGEST_NAMED else ""

    def test(value: Mapping[str, Any]) -> Iterator[Told]:
        given = value.get(name)
        if isinstance(given, str) and given not in known:
            message = f"“{given}” is none of those that this schema version knows: {shown}{more}."
            yield Told(message, {"actual": given, "options": listed}, (name,))

    return test


def misspelt_member(about: About) -> Test | None:
    """A member that the schema does not know, and does not refuse, with nearly the name of one that is missing."""
    fields = [one for one in (about.union.branches if about.union else (about.field,)) if one.kind is Kind.OBJECT]
    if all(one.closed for one in fields):
        return None

    @cache  # not before a document needs it: where there are many alternatives, to make the fields of all takes seconds
    def named() -> Mapping[str, Field]:
        return {child.name: child for one in fields for child in one.children}

    def test(value: Mapping[str, Any]) -> Iterator[Told]:
        known = named()
        strange = value.keys() - known.keys() if known else ()
        for name in sorted(strange):
            if any(_is_known(one, name) for one in fields):
                continue
            meant = _near(name, known.keys() - value.keys())
            if meant:
                message = f"Is not known to the schema, which knows “{meant}” instead: check how it is spelt."
                yield Told(message, {"unexpected": name, "meant": meant, "title": known[meant].title}, (name,))

    return test


def of_another_kind(about: About) -> Test | None:
    """Limits of a text or of a number are given and no type, so that every other kind of value passes unchecked."""
    limits = about.field.limits
    of_text = limits.pattern is not None or limits.max_length is not None or limits.min_length is not None
    of_number = limits.minimum is not None or limits.maximum is not None
    fits: tuple[type, ...]
    if about.union is not None:
        return None
    if about.field.kind is Kind.TEXT and of_text:
        fits, wanted = (str,), "a text"
    elif about.field.kind in (Kind.NUMBER, Kind.INTEGER) and of_number:
        fits, wanted = (int, float), "a number"
    else:
        return None

    def test(value: Any) -> Iterator[Told]:
        if type(value) in _TYPES and type(value) not in fits:
            yield Told(
                f"Is {_TYPES[type(value)]}, where the schema means {wanted}; it forgot to check that.",
                {"expected": wanted},
            )

    return test


def content_unread(about: About) -> Test | None:
    """A text that holds JSON or Base64 by its description, which validators do not look into."""
    reads: list[tuple[Callable[[str], object], str]] = []
    if about.field.encoding.lower() == "base64":
        reads.append((_base64, "Base64 (letters, digits, + and /, in groups of four)"))
    elif not about.field.encoding and about.field.media_type.lower() in ("application/json", "text/json"):
        reads.append((json.loads, "JSON"))

    def test(text: str) -> Iterable[Told]:
        for read, what in reads if text else ():
            try:
                read(text)
            except (ValueError, RecursionError):
                return (Told(f"Should hold {what}, and cannot be read as that.", {"content": what}),)
        return ()

    return test if reads and about.field.kind is Kind.TEXT else None


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()).encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError from error


def _asks_for_signs(tree: Node) -> bool:
    """Only one kind of sign, any number of times: as likely something to be found in a text as the whole of it."""
    return isinstance(tree, Repeat) and isinstance(tree.inside, Chars)


def _is_known(field: Field, name: str) -> bool:
    """By a pattern of names, or under a condition; the schema of all other members knows no name."""
    return (field.extra is None and field.member_field(name) is not None) or field.dormant(name) is not None


def _decided(field: Field) -> Any:
    if len(field.choices) == 1:
        return field.choices[0].value
    return field.default if field.default is not ABSENT else None


def _near(name: str, missing: Iterable[str]) -> str:
    bare = {one.replace("_", "").replace("-", "").casefold(): one for one in missing}
    found = difflib.get_close_matches(name.replace("_", "").replace("-", "").casefold(), bare, 1, _NEAR)
    return bare[found[0]] if found else ""
