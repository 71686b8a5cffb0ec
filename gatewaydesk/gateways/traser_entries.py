"""Entries of ajv, as the HDR UK gateway's validator gives them, in plain words and each at its place.

There are several entries for one fault in a union, of which the deepest says it best.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.pointer import ABSENT, Pointer, from_text, get, to_text
from gatewaydesk.schema.patterns import words_for
from gatewaydesk.schema.visible import going_on, plain

_Placed = tuple[Pointer, Mapping[str, Any]]
_LONGEST_SAID = 300  # characters of the gateway's own words in a sentence
_LONGEST_OPTION = 80
_LONGEST_FIGURE = 40
_LONGEST_DISTANCE = 12  # digits, beyond which nobody reckons
_MOST_NAMED = 8  # choices that are listed


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
    message = _either(beside) or _sentence(best, value)
    if not place:
        message = _without_a_place(best, message)
    return {"pointer": place, "keyword": plain(str(best["keyword"])), "message": message}


_UNKNOWN_MEMBER = ("additionalProperties", "unevaluatedProperties")
_UNIONS = frozenset({"anyOf", "oneOf", "allOf", "if", "not"})
_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "Yes or No",
    "array": "a list",
    "object": "a group of fields",
    "null": "empty",
}
_FORMATS = {
    "email": "an e-mail address, such as name@example.org",
    "uri": "a full web address, such as https://example.org/page",
    "url": "a full web address, such as https://example.org/page",
    "date": "a date, such as 2024-03-01",
    "date-time": "a date and time with its zone, such as 2024-03-01T09:30:00Z",
    "time": "a time with its zone, such as 09:30:00Z",
    "uuid": "a UUID, such as 5d0c3b1e-7f42-4a86-9c1d-2b6e8f90a134",
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


def _length(kind: type[str] | type[list[Any]], one: str, *, least: bool) -> _Words:
    """How long a value has to be or may be, how long it is, and the distance where both are known."""

    def sentence(params: Mapping[str, Any], value: Any) -> str:
        limit = params.get("limit")
        said = f"Must have at {'least' if least else 'most'} {_counted(limit, one, f'{one}s')}"
        if not isinstance(value, kind):
            return f"{said}."
        there = f"{said}; it has {len(value):,}"
        distance = (limit - len(value) if least else len(value) - limit) if type(limit) is int else 0
        if distance <= 0:
            return f"{there}."
        if least and kind is list:
            return f"{there}. Add {distance:,} more."
        return f"{there} ({distance:,} too {'few' if least else 'many'})."

    return sentence


def _bound(words: str, beyond: str) -> _Words:
    """How large a number may be, how large it is and by how much that is beyond."""

    def sentence(params: Mapping[str, Any], value: Any) -> str:
        limit = params.get("limit")
        said = f"Must be {words} {_number(limit)}"
        if not _is_number(value):
            return f"{said}."
        distance = abs(Decimal(str(value)) - Decimal(str(limit))) if _is_number(limit) else 0
        by = f" ({_number(distance)} {beyond})" if distance and len(str(distance)) <= _LONGEST_DISTANCE else ""
        return f"{said}; it is {_number(value)}{by}."

    return sentence


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _number(value: Any) -> str:
    return plain(f"{value:,}" if _is_number(value) else str(value), _LONGEST_FIGURE)


def _option(value: Any, *, quoted: bool = True) -> str:
    if value is None or isinstance(value, bool):
        return "empty" if value is None else "Yes" if value else "No"
    if not isinstance(value, str):
        return plain(jsonio.dumps(value, indent=None), _LONGEST_OPTION)
    return f"“{plain(value, _LONGEST_OPTION)}”" if quoted else plain(value, _LONGEST_OPTION)


_SENTENCES: Mapping[str, _Words] = {
    "required": lambda p, v: (
        "Required, and still empty." if v is ABSENT or not v else "Is required, and did not reach the gateway."
    ),
    "dependentRequired": lambda p, v: "Required because of what is filled in beside it.",
    "minLength": _length(str, "character", least=True),
    "maxLength": _length(str, "character", least=False),
    "minItems": _length(list, "item", least=True),
    "maxItems": _length(list, "item", least=False),
    "minimum": _bound("at least", "below"),
    "maximum": _bound("at most", "above"),
    "exclusiveMinimum": _bound("more than", "below"),
    "exclusiveMaximum": _bound("less than", "above"),
    "multipleOf": lambda p, v: f"Must be a multiple of {_number(p.get('multipleOf'))}.",
    "uniqueItems": lambda p, v: (
        "Must not name the same thing twice."
        if _repeated(p) is None
        else f"Is the same as number {min(p['i'], p['j']) + 1:,} in this list: take one of them out."
    ),
    "format": lambda p, v: f"Must be {_format(str(p.get('format')))}.",
    "pattern": lambda p, v: _form(str(p.get("pattern"))),
    "enum": lambda p, v: f"Must be {_choices(p.get('allowedValues'))}.",
    "const": lambda p, v: f"Must be {_option(p.get('allowedValue'))}.",
    "type": lambda p, v: _EMPTY_GROUP if v == {} else f"Must be {_wanted(p.get('type'))}.",
    "additionalProperties": lambda p, v: _NO_FIELD,
    "unevaluatedProperties": lambda p, v: _NO_FIELD,
    "anyOf": lambda p, v: "Fits none of the forms that are allowed here.",
    "oneOf": lambda p, v: (
        "Fits more than one of the forms that are allowed here, and must fit exactly one."
        if p.get("passingSchemas")
        else "Fits none of the forms that are allowed here."
    ),
}
_NO_FIELD = "Is not a field of this schema: remove it, or move its content elsewhere."
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
    if len(options) > _MOST_NAMED or not options:
        return f"one of the {len(options):,} choices" if options else "one of the choices there are"
    if len(options) == 1:
        return _option(options[0])
    shown = [_option(one, quoted=any(", " in str(other) for other in options)) for one in options]
    return f"one of: {', '.join(shown[:-1])} or {shown[-1]}"


def _types(one: Mapping[str, Any]) -> list[str]:
    kinds = _params(one).get("type")
    return [str(kind) for kind in kinds] if isinstance(kinds, list) else str(kinds).split(",")


def _wanted(kinds: Any) -> str:
    named = kinds if isinstance(kinds, list) else str(kinds).split(",")
    return " or ".join(_TYPES.get(str(kind).strip(), plain(str(kind))) for kind in named)


def _either(beside: Sequence[Mapping[str, Any]]) -> str:
    """The sentence about a value that the branches of a union want in different forms; "" where one form is wanted.

    Of what one branch says, which is told by the place in the schema, the form says more than the length.
    """
    if not any(one["keyword"] in _UNIONS for one in beside):
        return ""
    branches: dict[Any, str] = {}
    for keyword, form in _FORMS.items():
        for number, one in enumerate(beside):
            if one["keyword"] == keyword and (wanted := form(_params(one))):
                branches.setdefault(str(one.get("schemaPath", number)).rpartition("/")[0] or number, wanted)
    kinds = list(dict.fromkeys(branches.values()))
    keywords = {str(one["keyword"]) for one in beside} - _UNIONS
    told = len(kinds) > 1 and len(keywords - {"type"}) > 0 and keywords != {"enum"} and keywords <= _FORMS.keys()
    return f"Must be {', or '.join(kinds)}." if told else ""


def _of_length(words: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda p: f"text of {words} {_counted(p.get('limit'), 'character', 'characters')}"


# How a form is called beside others, those that say most first.
_FORMS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "format": lambda p: _format(str(p.get("format"))),
    "pattern": lambda p: words_for(str(p.get("pattern"))) or "text in another form",
    "enum": lambda p: _choices(p.get("allowedValues")),
    "const": lambda p: _option(p.get("allowedValue")),
    "minLength": _of_length("at least"),
    "maxLength": _of_length("at most"),
    "type": lambda p: _wanted([kind for kind in _types({"params": p}) if kind != "null"]),
}


def _params(one: Mapping[str, Any]) -> Mapping[str, Any]:
    params = one.get("params")
    return params if isinstance(params, dict) else {}


def _place(one: Mapping[str, Any], metadata: Any) -> Pointer:
    place = from_text(_path(one) or "", metadata)
    again = _repeated(_params(one)) if one["keyword"] == "uniqueItems" else None
    if again is not None:
        return (*place, again)
    named = _named(one)
    return place if named is None else (*place, named)


def _repeated(params: Mapping[str, Any]) -> int | None:
    """The number of the item that is there again, which can be taken out; None where that is not said."""
    both = [one for one in (params.get("i"), params.get("j")) if type(one) is int]
    return max(both) if len(both) == 2 else None


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
    return f"The gateway says {shown or 'without saying where'}: {going_on(message)}."


def _sentence(one: Mapping[str, Any], value: Any) -> str:
    keyword = str(one["keyword"])
    words = _SENTENCES.get(keyword)
    if words is not None and _NEEDED.get(keyword, "") in ("", *_params(one)):
        return words(_params(one), value)
    said = " ".join(str(one.get("message", "")).split()).rstrip(".")
    return f"The gateway says: “{plain(said, _LONGEST_SAID)}”." if said else "The gateway does not accept this."
