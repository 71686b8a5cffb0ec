"""Where the HDR UK gateway does something else with a value than its schema says.

Its validator coerces: of alternatives the first takes null for itself, as 0 where it wants a number. Its web framework
cannot tell an empty group from an empty list. And its older routes, which a connection without a team ID has to take,
write some signs as HTML codes before they check the text.
"""

from __future__ import annotations

import html.entities
import re
from collections.abc import Iterator, Mapping
from typing import Any

from gatewaydesk.pointer import get, to_parts
from gatewaydesk.schema.fields import Kind
from gatewaydesk.validation.advice.rule import About, Test, Told

MODELS = frozenset(("HDRUK", "GWDM", "CRUK"))
"""The models that this gateway takes."""

_REFUSED = object()
_NULL: Mapping[str, Any] = {"null": None, "integer": 0, "number": 0, "boolean": False, "string": ""}
_STORED = {"0": "0", "False": "“no”"}
_DEEPEST = 12
# PHP's htmlentities(ENT_QUOTES): the signs with a name in HTML 4, and the apostrophe.
_CODES = {number: f"&{name};" for number, name in html.entities.codepoint2name.items()} | {ord("'"): "&#039;"}
WRITTEN_AS_CODE = re.compile(f"[{re.escape(''.join(map(chr, _CODES)))}]")
"""The signs that a route without a team ID writes as HTML codes."""

_WRITTEN = (Kind.TEXT, Kind.URL)


def null_becomes_zero(about: About) -> Test | None:
    """An explicit null is stored as 0, or as no."""
    stored = _STORED.get(repr(_read_null(about.raw, get(about.raw, _steps(about)), 0))) if about.model else None
    if stored is None:
        return None
    whole = about.union or about.field
    must = whole.required and not whole.nullable
    message = (
        f"Left empty, the gateway will store {stored} here: give the real value."
        if must
        else f"The gateway will store {stored} here, for the file says that it is empty (null): leave the field out."
    )
    told = Told(message, {"stored": stored})
    return lambda value: (told,)


def empty_group(about: About) -> Test | None:
    """`{}`, which arrives as `[]`."""
    if not about.model or not about.field.path:
        return None
    told = Told(
        "Is an empty group, which this gateway takes for an empty list and refuses: fill it in or leave it out."
    )
    return lambda value: (told,)


def escaped_on_the_way(about: About) -> Test | None:
    """An e-mail address or a choice that is right here, and is refused because the route changes it."""
    field = about.field
    if not (about.escaping and about.model):
        return None
    if field.kind in _WRITTEN and field.limits.max_length is not None:
        return _grows_too_long(field.limits.max_length)
    if field.kind not in (Kind.EMAIL, Kind.CHOICE, Kind.CHOICES):
        return None
    changed = {one.value for one in field.choices if isinstance(one.value, str) and WRITTEN_AS_CODE.search(one.value)}
    if field.kind is not Kind.EMAIL and not changed:
        return None

    def test(text: str) -> Iterator[Told]:
        found = WRITTEN_AS_CODE.search(text) if field.kind is Kind.EMAIL or text in changed else None
        if found is not None:
            yield Told(
                f"Is refused when it is sent without a team ID, for “{found[0]}” is then written as an HTML code: "
                "enter your team ID in the connection.",
                {"sign": found[0]},
            )

    return test


def changed_on_the_way(about: About) -> Test | None:
    """A text that is accepted and kept otherwise than it was written."""
    if not (about.escaping and about.model) or about.field.kind not in _WRITTEN:
        return None
    most = about.field.limits.max_length

    def test(text: str) -> Iterator[Told]:
        found = WRITTEN_AS_CODE.search(text)
        if found is not None and (most is None or len(text.translate(_CODES)) <= most):  # else it is refused
            code = _CODES[ord(found[0])]
            yield Told(
                f"Is changed when it is sent without a team ID: “{found[0]}” is then kept as “{code}”. "
                "Enter your team ID in the connection.",
                {"sign": found[0], "code": code},
            )

    return test


def _grows_too_long(longest: int) -> Test:
    def test(text: str) -> Iterator[Told]:
        found = WRITTEN_AS_CODE.search(text)
        length = len(text.translate(_CODES)) if found is not None else 0
        if found is not None and length > longest >= len(text):
            yield Told(
                f"Is refused when it is sent without a team ID: written as HTML codes, signs such as “{found[0]}” make "
                f"it {length:,} characters long, and {longest:,} are allowed. Enter your team ID in the connection.",
                {"sign": found[0], "limit": longest, "actual": length},
            )

    return test


def _steps(about: About) -> tuple[str | int, ...]:
    """The place in the schema; numbers of alternatives as numbers."""
    place: list[str | int] = []
    here = about.raw
    for part in to_parts(about.location):
        step = int(part) if isinstance(here, list) and part.isdigit() else part
        place.append(step)
        here = get(here, (step,))
    return tuple(place)


def _read_null(raw: Any, node: Any, depth: int) -> Any:
    """What null becomes by a schema: null, 0, False, an empty text; or `_REFUSED`."""
    if node is True or node == {}:
        return None
    if not isinstance(node, dict) or depth > _DEEPEST:
        return _REFUSED
    reference = node.get("$ref")
    if isinstance(reference, str):
        if not reference.startswith("#"):
            return _REFUSED
        try:
            return _read_null(raw, get(raw, to_parts(reference[1:])), depth + 1)
        except ValueError:
            return _REFUSED
    types = node.get("type")
    named = [types] if isinstance(types, str) else types if isinstance(types, list) else []
    read = None if "null" in named or not named else next((_NULL[one] for one in named if one in _NULL), _REFUSED)
    if read is not None and not _is_within(node, read):
        return _REFUSED
    if "enum" in node and not any(one is read or (one == read and type(one) is type(read)) for one in node["enum"]):
        return _REFUSED
    for word in ("anyOf", "oneOf", "allOf"):
        if isinstance(node.get(word), list):
            below = (_read_null(raw, one, depth + 1) for one in node[word])
            return next((one for one in below if one is not _REFUSED), _REFUSED)
    return read


def _is_within(node: Mapping[str, Any], read: Any) -> bool:
    if read is _REFUSED or isinstance(read, str):
        return read is not _REFUSED and not node.get("minLength") and "format" not in node and "pattern" not in node
    lowest, highest = node.get("minimum", 0), node.get("maximum", 0)
    return isinstance(read, bool) or (lowest <= 0 <= highest and node.get("exclusiveMinimum", -1) < 0)
