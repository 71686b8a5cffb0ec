"""Entries of ajv, as the HDR UK gateway's validator gives them, in plain words and each at its place.

There are several entries for one fault in a union, of which the deepest says it best.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.pointer import ABSENT, Pointer, from_text, get, to_text
from gatewaydesk.schema.patterns import words_for
from gatewaydesk.schema.visible import plain

_Placed = tuple[Pointer, Mapping[str, Any]]
_LONGEST_SAID = 300  # characters of the gateway's own words in a sentence
_LONGEST_OPTION = 80
_LONGEST_FIGURE = 40


def refused_values(errors: Any, metadata: Any) -> tuple[Mapping[str, Any], ...]:
    """One detail for each fault: the noise of unions goes, the deepest place stays.

    Args:
        errors: ajv's entries (`instancePath`, `keyword`, `params`, `message`).
        metadata: what was sent: tells list items from members, and how long a text was.
    """
    entries: list[_Placed] = [
        (_place(one, metadata), one) for one in errors if isinstance(one, dict) and "keyword" in one
    ]
    for union in [place for place, one in entries if one["keyword"] in _UNIONS]:
        inside = [entry for entry in entries if entry[0][: len(union)] == union]
        chosen = _of_union(union, inside)
        entries = [entry for entry in entries if entry not in inside or entry in chosen]
    kept: dict[Pointer, list[Mapping[str, Any]]] = {}
    for place, one in entries:
        kept.setdefault(place, []).append(one)
    return tuple(_detail(place, beside, metadata) for place, beside in kept.items())


def _of_union(union: Pointer, inside: list[_Placed]) -> list[_Placed]:
    """Of what the branches of a union say, what the branch says that fits the value best.

    Each branch stops at its first failure. The one that alone failed elsewhere than all others is meant; else the one
    that went deepest, or furthest in a list. Where that does not decide, the union as a whole is what is wrong.
    """
    below = [entry for entry in inside if len(entry[0]) > len(union) and entry[1]["keyword"] not in _UNIONS]
    if not below:
        return inside
    times = Counter(place for place, _ in below)
    alone = [place for place, number in times.items() if number == 1]
    deepest = [place for place in times if len(place) == max(map(len, times))]
    if len(times) == 2 and len(alone) == 1:
        meant = alone[0]
    elif len(deepest) == 1:
        meant = deepest[0]
    elif len({place[:-1] for place in deepest}) == 1 and all(isinstance(place[-1], int) for place in deepest):
        meant = max(deepest, key=lambda place: int(place[-1]))
    elif len({place[:-1] for place in deepest}) == 1 and deepest[0][:-1] != union:  # several faults of one item
        return [entry for entry in below if entry[0] in deepest]
    else:
        return [entry for entry in inside if entry[0] == union and entry[1]["keyword"] in _UNIONS]
    return [entry for entry in below if entry[0] == meant]


def _detail(place: Pointer, beside: Sequence[Mapping[str, Any]], metadata: Any) -> Mapping[str, Any]:
    """Of several entries at one place, the one that says most: not the union, not “null”, if there is better."""
    value = get(metadata, place)
    ranked = sorted(
        beside, key=lambda one: (one["keyword"] in _UNIONS, one["keyword"] == "type", _types(one) == ["null"])
    )
    best = dict(ranked[0])
    if best["keyword"] == "enum":  # each branch names its own choices, and each of them would do
        lists = [_params(one).get("allowedValues") for one in beside if one["keyword"] == "enum"]
        choices = {str(option): option for options in lists if isinstance(options, list) for option in options}
        best["params"] = {"allowedValues": list(choices.values())}
    if best["keyword"] == "type":
        kinds = {kind: None for one in beside if one["keyword"] == "type" for kind in _types(one) if kind != "null"}
        best["params"] = {"type": list(kinds) or ["null"]}
    named = _named(best)
    if named is not None and best["keyword"] in _UNKNOWN_MEMBER and value is ABSENT is not metadata:
        words = f"The gateway found “{plain(named)}” in it, which it does not know here; it is not in what you wrote."
        return {"pointer": place[:-1], "keyword": plain(str(best["keyword"])), "message": words}
    message = _sentence(best, value)
    if not place:
        message = _without_a_place(best, message)
    return {"pointer": place, "keyword": plain(str(best["keyword"])), "message": message}


_UNKNOWN_MEMBER = ("additionalProperties", "unevaluatedProperties")
_UNIONS = frozenset({"anyOf", "oneOf", "allOf", "if", "not"})
_TYPES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "yes or no",
    "array": "a list",
    "object": "a group of fields",
    "null": "empty",
}
_FORMATS = {
    "email": "an e-mail address, such as “name@example.org”",
    "uri": "a web address that starts with “https://” or “http://”",
    "url": "a web address that starts with “https://” or “http://”",
    "date": "a date, such as 2026-03-31",
    "date-time": "a date with a time, such as 2026-03-31T09:30:00Z",
    "time": "a time, such as 09:30:00Z",
    "uuid": "a UUID, such as 0b5f6f2e-8a44-4f0e-9d5b-3c1a7be0f1aa",
}
_Words = Callable[[Mapping[str, Any], Any], str]


def _counted(limit: Any, one: str, many: str) -> str:
    return (
        f"{_figure(f'{limit:,}')} {one if limit == 1 else many}"
        if isinstance(limit, int)
        else f"{_figure(limit)} {many}"
    )


def _figure(limit: Any) -> str:
    return plain(str(limit), _LONGEST_FIGURE)


def _has(value: Any, kind: type[str] | type[list[Any]]) -> str:
    return f"; it has {len(value):,}" if isinstance(value, kind) else ""


def _option(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "empty" if value is None else "yes" if value else "no"
    text = f"“{value}”" if isinstance(value, str) else jsonio.dumps(value, indent=None)
    if len(text) <= _LONGEST_OPTION:
        return plain(text)
    return f"“{plain(value, _LONGEST_OPTION)}”" if isinstance(value, str) else plain(text, _LONGEST_OPTION)


_SENTENCES: Mapping[str, _Words] = {
    "required": lambda p, v: "Is required, and is missing.",
    "dependentRequired": lambda p, v: "Is required here, and is missing.",
    "minLength": lambda p, v: (
        f"Must have at least {_counted(p.get('limit'), 'character', 'characters')}{_has(v, str)}."
    ),
    "maxLength": lambda p, v: f"Must have at most {_counted(p.get('limit'), 'character', 'characters')}{_has(v, str)}.",
    "minItems": lambda p, v: f"Must have at least {_counted(p.get('limit'), 'entry', 'entries')}{_has(v, list)}.",
    "maxItems": lambda p, v: f"Must have at most {_counted(p.get('limit'), 'entry', 'entries')}{_has(v, list)}.",
    "minimum": lambda p, v: f"Must be {_figure(p.get('limit'))} or more.",
    "maximum": lambda p, v: f"Must be {_figure(p.get('limit'))} or less.",
    "exclusiveMinimum": lambda p, v: f"Must be more than {_figure(p.get('limit'))}.",
    "exclusiveMaximum": lambda p, v: f"Must be less than {_figure(p.get('limit'))}.",
    "multipleOf": lambda p, v: f"Must be a multiple of {_figure(p.get('multipleOf'))}.",
    "uniqueItems": lambda p, v: "Holds the same entry twice.",
    "format": lambda p, v: f"Must be {_format(str(p.get('format')))}.",
    "pattern": lambda p, v: _form(str(p.get("pattern"))),
    "enum": lambda p, v: f"Must be one of the listed choices{_choices(p.get('allowedValues'))}.",
    "const": lambda p, v: f"Must be {_option(p.get('allowedValue'))}.",
    "type": lambda p, v: _EMPTY_GROUP if v == {} else f"Must be {_wanted(p.get('type'))}.",
    "additionalProperties": lambda p, v: "Is not part of this schema version: leave it out.",
    "unevaluatedProperties": lambda p, v: "Is not part of this schema version: leave it out.",
    "anyOf": lambda p, v: "Fits none of the forms that are allowed here.",
    "oneOf": lambda p, v: "Must fit exactly one of the forms that are allowed here.",
}
_EMPTY_GROUP = "Is an empty group, which reaches the gateway as an empty list: fill it in or leave it out."


def _format(name: str) -> str:
    return _FORMATS.get(name) or f"written as {plain(name)}"


def _form(pattern: str) -> str:
    words = words_for(pattern)
    return f"Must be {words}." if words else f"Is not written in the way that is expected here ({plain(pattern)})."


_LIMITED = (
    "minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"
)  # fmt: skip
# What a sentence is made of; an entry without it is told in the gateway's own words.
_NEEDED = dict.fromkeys(_LIMITED, "limit") | {
    "multipleOf": "multipleOf", "format": "format", "pattern": "pattern", "type": "type", "const": "allowedValue",
}  # fmt: skip
_BARE = re.compile(r"[^\s.\[\]/]+(?:/[^\s.\[\]/]+)*")
_STEP = re.compile(r"\.([^.\[\]]+)|\[([0-9]+)\]|\['((?:[^'\\]|\\.)*)'\]")
_ESCAPED = re.compile(r"\\(.)")
_MISSING = ("missingProperty", "additionalProperty", "unevaluatedProperty", "propertyName")


def _choices(options: Any) -> str:
    options = [one for one in options if one is not None] if isinstance(options, list) else []
    if not options:
        return ""
    shown = ", ".join(_option(one) for one in options[:6])
    return f": {shown}" if len(options) <= 6 else f": {shown} and {len(options) - 6:,} more"


def _types(one: Mapping[str, Any]) -> list[str]:
    kinds = _params(one).get("type")
    return [str(kind) for kind in kinds] if isinstance(kinds, list) else str(kinds).split(",")


def _wanted(kinds: Any) -> str:
    named = kinds if isinstance(kinds, list) else str(kinds).split(",")
    return " or ".join(_TYPES.get(str(kind).strip(), plain(str(kind))) for kind in named)


def _params(one: Mapping[str, Any]) -> Mapping[str, Any]:
    params = one.get("params")
    return params if isinstance(params, dict) else {}


def _place(one: Mapping[str, Any], metadata: Any) -> Pointer:
    place = from_text(_path(one) or "", metadata)
    named = _named(one)
    return place if named is None else (*place, named)


def _path(one: Mapping[str, Any]) -> str | None:
    """An entry's place as a JSON Pointer: "" for the whole, None where the entry names none that can be read.

    Before its version 8 ajv wrote `.summary.keywords[0]['a b']`, in `dataPath`.
    """
    said = one.get("instancePath", one.get("dataPath"))
    if not isinstance(said, str):
        return None
    if not said or said.startswith("/"):
        return said
    if said[0] not in ".[":
        return f"/{said}" if _BARE.fullmatch(said) else None
    steps: list[str | int] = []
    at = 0
    while at < len(said):
        found = _STEP.match(said, at)
        if found is None:
            return None
        name, number, quoted = found.groups()
        steps.append(_ESCAPED.sub(r"\1", quoted) if quoted is not None else name or number)
        at = found.end()
    return to_text(steps)


def _named(one: Mapping[str, Any]) -> str | None:
    return next((_params(one)[name] for name in _MISSING if isinstance(_params(one).get(name), str)), None)


def _without_a_place(one: Mapping[str, Any], message: str) -> str:
    """What is said of the whole document because the entry's own place cannot be read."""
    if _path(one) is not None:
        return message
    where = one.get("instancePath", one.get("dataPath"))
    shown = f"of “{plain(where)}”, which is no place that can be shown" if isinstance(where, str) else ""
    return f"The gateway says {shown or 'without saying where'}: {message[:1].lower()}{message[1:]}"


def _sentence(one: Mapping[str, Any], value: Any) -> str:
    keyword = str(one["keyword"])
    words = _SENTENCES.get(keyword)
    if words is not None and _NEEDED.get(keyword, "") in ("", *_params(one)):
        return words(_params(one), value)
    said = " ".join(str(one.get("message", "")).split()).rstrip(".")
    return f"The gateway says: “{plain(said, _LONGEST_SAID)}”." if said else "The gateway does not accept this."
