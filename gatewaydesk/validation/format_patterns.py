r"""Strict formats for the Rust validator, as patterns beside its own formats.

A format checked by a Python function makes that validator twice as slow, whether the function is ever called or not.
So a schema is given patterns instead: a text that they and the validator's own format take is one that
`formats.CHECKS` takes, no other. A pattern that fails is told as the format that it belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gatewaydesk.schema.resolve import NAMED

_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_YEAR = "(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"  # the calendar has no year 0
_DATE = f"{_YEAR}-[0-9]{{2}}-[0-9]{{2}}"
_HOUR, _MINUTE = "(?:[01][0-9]|2[0-3])", "[0-5][0-9]"
_TIME = rf"{_HOUR}:{_MINUTE}:(?:{_MINUTE}|60)(?:\.[0-9]+)?(?:[Zz]|[+-]{_HOUR}:{_MINUTE})"
_URI_SIGN = r"[A-Za-z0-9._~:/@!$&'()*+,;=\[\]-]|%[0-9A-Fa-f]{2}"
_FRAGMENT = "(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*"
_BEYOND_65535 = "0*(?:[1-9][0-9]{5,}|[7-9][0-9]{4}|6[6-9][0-9]{3}|65[6-9][0-9]{2}|655[4-9][0-9]|6553[6-9])"
_NAME_PART = "(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})"
_VARIABLE = rf"{_NAME_PART}(?:\.?{_NAME_PART})*(?::[1-9][0-9]{{0,3}}|\*)?"
_POINTER = "(?:/(?:[^~/]|~[01])*)*"
_CLOCK = "(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S)"
_DAYS = "(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)"

PATTERNS: Mapping[str, tuple[str, ...]] = {
    "email": (rf"^{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_LABEL}$", "^[^@]{1,64}@", r"^[\s\S]{1,254}$"),
    "date": (f"^{_DATE}$",),
    "time": (f"^{_TIME}$",),
    "date-time": (f"^{_DATE}[Tt]{_TIME}$",),
    "uri": (
        rf"^[A-Za-z][A-Za-z0-9+.-]*:(?:{_URI_SIGN})(?:{_URI_SIGN}|\?)*(?:#{_FRAGMENT})?$",
        f"^[^:]*:(?!//[^/?#]*:{_BEYOND_65535}(?:[/?#]|$))",
    ),
    "uri-template": (
        "^(?:[^\\x00-\\x20\\x7f-\\x9f\"'<>%\\\\^`{|}]|%[0-9A-Fa-f]{2}"
        rf"|\{{[+#./;?&=,!@|]?{_VARIABLE}(?:,{_VARIABLE})*\}})*$",
    ),
    "uuid": ("^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",),
    "duration": (f"^P(?:[0-9]+W|{_DAYS}(?:T{_CLOCK})?|T{_CLOCK})$",),
    "json-pointer": (f"^{_POINTER}$",),
    "relative-json-pointer": (f"^(?:0|[1-9][0-9]*)(?:#|{_POINTER})$",),
}
"""By the format's name, what a text must match beside being what the validator takes for that format."""

FORMAT_OF: Mapping[str, str] = {pattern: name for name, patterns in PATTERNS.items() for pattern in patterns}
"""The format that a pattern is for."""

_ADDED: Mapping[str, list[dict[str, str]]] = {
    name: [{"pattern": pattern} for pattern in patterns] for name, patterns in PATTERNS.items()
}
# What documents are compared with stays as it is. A default or an example is never compared, and a reference may lead
# there as to any other place that is no schema by itself.
_COMPARED = frozenset({"const", "enum"})


def asks_for(schema: Any, *names: str) -> bool:
    """Whether one of these formats is named anywhere in a schema, each part of which is looked at once."""
    seen: set[int] = set()
    waiting = [schema]
    while waiting:
        node = waiting.pop()
        if id(node) in seen or not isinstance(node, dict | list):
            continue
        seen.add(id(node))
        if isinstance(node, dict) and node.get("format") in names:
            return True
        waiting.extend(node.values() if isinstance(node, dict) else node)
    return False


def with_strict_formats(schema: Any) -> Any:
    """The schema with the patterns of each format it asks for; what needs none is shared with the original.

    No recursion, and each part once: a rewritten schema is deep, and holds some of its parts in many places.
    """
    done: dict[_Part, Any] = {}
    waiting: list[tuple[Any, bool]] = [(schema, False)]
    while waiting:
        node, named = waiting[-1]
        below = [one for one in _inside(node, named) if (id(one[0]), one[1]) not in done]
        if below:
            waiting += below
        else:
            waiting.pop()
            done[id(node), named] = _strict(node, named, done)
    return done[id(schema), False]


_Part = tuple[int, bool]
"""A part of a schema by its identity, and whether its members are schemas under names of their own, and no keywords."""


def _inside(node: Any, named: bool) -> list[tuple[Any, bool]]:
    if isinstance(node, list):
        return [(one, False) for one in node if isinstance(one, dict | list)]
    if not isinstance(node, dict):
        return []
    return [
        (below, not named and word in NAMED)
        for word, below in node.items()
        if isinstance(below, dict | list) and (named or word not in _COMPARED)
    ]


def _strict(node: Any, named: bool, done: Mapping[_Part, Any]) -> Any:
    if isinstance(node, list):
        items = [done.get((id(one), False), one) for one in node]
        return node if all(new is old for new, old in zip(items, node, strict=True)) else items
    if not isinstance(node, dict):
        return node
    changed = {}
    for word, below in node.items():
        if isinstance(below, dict | list) and (named or word not in _COMPARED):
            new = done[id(below), not named and word in NAMED]
            if new is not below:
                changed[word] = new
    name = node.get("format")
    if not named and isinstance(name, str) and name in _ADDED:
        above = changed.get("allOf", node.get("allOf", []))
        if isinstance(above, list):
            changed["allOf"] = [*above, *_ADDED[name]]
    return {**node, **changed} if changed else node
