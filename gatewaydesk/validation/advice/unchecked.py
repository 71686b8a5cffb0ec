"""What a schema plainly means and forgot to check, so that a slip passes as valid: what the lint tells its author."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from gatewaydesk.pointer import Pointer, from_text, get
from gatewaydesk.schema.backtracking import may_hang, open_ends
from gatewaydesk.schema.fields import Kind
from gatewaydesk.schema.patterns import matches, words_for
from gatewaydesk.schema.regexes import Chars, Node, Repeat, parse
from gatewaydesk.validation.advice.rule import LONGEST, About, Rows, Test, Told
from gatewaydesk.validation.advice.words import words_of
from gatewaydesk.validation.formats import CHECKS

_NAMES = frozenset(("name", "title", "label"))
_PROPERTY = ("property",)  # that an observation measures, in the schemas of the HDR UK gateway
_OF_KIND = frozenset(("type", "enum", "const", "anyOf", "oneOf", "if", "$dynamicRef", "$recursiveRef"))
_DEEPEST = 8

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


def of_another_kind(about: About) -> Test | None:
    """What can only be a text or a number has no type, so that every other kind of value passes unchecked."""
    limits = about.field.limits
    of_text = limits.pattern is not None or limits.max_length is not None or limits.min_length is not None
    of_number = limits.minimum is not None or limits.maximum is not None
    fits: tuple[type, ...]
    if about.union is not None or _says_kind(about.raw, get(about.raw, from_text(about.field.location, about.raw)), 0):
        return None  # of alternatives, each says it, and is refused for what else is wrong with it
    if about.field.kind is Kind.TEXT and (of_text or is_text_unsaid(about)):
        fits, wanted = (str,), "a text"
    elif about.field.kind in (Kind.NUMBER, Kind.INTEGER) and of_number:
        fits, wanted = (int, float), "a number"
    else:
        return None

    def test(value: Any) -> Iterator[Told]:
        if type(value) in _TYPES and type(value) not in fits:
            yield _told_kind(value, wanted)

    return test


def _told_kind(value: Any, wanted: str, below: Pointer = ()) -> Told:
    message = f"Is {_TYPES[type(value)]}, where the schema means {wanted}; it forgot to check that."
    return Told(message, {"expected": wanted}, below)


def names_of_another_kind(about: About) -> Test | None:
    """The same for the names of tables and columns, the whole column at once."""
    children = about.field.item.children if about.field.kind is Kind.LIST and about.field.item is not None else ()
    names = [one.name for one in children if one.required and is_text_unsaid(replace(about, field=one, union=None))]

    def test(rows: Rows) -> Iterable[Told]:
        odd = [name for name in names if not rows.are_texts(name)] if len(rows.items) <= LONGEST else []
        return others(rows, odd) if odd else ()

    def others(rows: Rows, odd: Iterable[str]) -> Iterator[Told]:
        for name in odd:
            for at, row in enumerate(rows.items):
                value = row.get(name) if type(row) is dict else None
                if type(value) in _TYPES and type(value) is not str:
                    yield _told_kind(value, "a text", (at, name))

    return test if names else None


def is_text_unsaid(about: About) -> bool:
    """Whether a schema says nothing of the kind of a value that is called a name, and shows texts as examples of it."""
    field = about.field
    called = words_of(field.name)[-1:]
    if field.kind is not Kind.TEXT or not (_NAMES.intersection(called) or (about.model and called == _PROPERTY)):
        return False
    return not _says_kind(about.raw, get(about.raw, from_text(field.location, about.raw)), 0)


def _says_kind(raw: Any, node: Any, depth: int) -> bool:
    if not isinstance(node, dict) or depth > _DEEPEST or not _OF_KIND.isdisjoint(node):
        return True
    reference, parts = node.get("$ref"), node.get("allOf", [])
    if not isinstance(parts, list) or (reference is not None and not str(reference).startswith("#")):
        return True
    referred = [] if reference is None else [get(raw, from_text(reference[1:], raw))]
    return any(_says_kind(raw, one, depth + 1) for one in (*referred, *parts))


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
