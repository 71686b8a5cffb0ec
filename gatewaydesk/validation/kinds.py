"""What a small schema asks for, as a phrase: “a whole number”, “A or B”. For what lists must hold, and for `not`."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from gatewaydesk.schema.json_types import is_number, same_json, type_of
from gatewaydesk.schema.naming import definition_title
from gatewaydesk.schema.patterns import words_for
from gatewaydesk.schema.precise_types import SILENT
from gatewaydesk.validation.languages import phrase, words
from gatewaydesk.validation.phrases import compact, counted, format_words, joined, number, quoted, type_words

_MOST_NAMED = 8
_MOST_COUNTED = 1_000  # items of a list
_DEEPEST_FIT = 3
_LIMITS: Mapping[str, Callable[[Any, Any], bool]] = {
    "minimum": operator.ge,
    "maximum": operator.le,
    "exclusiveMinimum": operator.gt,
    "exclusiveMaximum": operator.lt,
}
_LENGTHS: Mapping[str, Callable[[Any, Any], bool]] = {"minLength": operator.ge, "maxLength": operator.le}
_AT_A_GLANCE = frozenset({"const", "enum", "type", "required", "properties", *_LIMITS, *_LENGTHS})


def kind_of(schema: Any) -> str:
    """What the schema asks for, as it stands after “must be”; "" where it says nothing that can be told in a phrase.

    Args:
        schema: any schema as published; references in it are not followed, but called by their definition's name.
    """
    if not isinstance(schema, Mapping):
        return ""
    title = schema.get("title")
    if isinstance(title, str) and title.strip():
        return quoted(definition_title(title, ""), 60)
    return next((said for word, make in _PHRASES.items() if word in schema and (said := make(schema))), "")


def is_told_wholly(schema: Any) -> bool:
    """Whether the phrase leaves nothing out, so that the opposite may be said as well."""
    if not isinstance(schema, Mapping):
        return False
    asks = set(schema) - SILENT
    if asks == {"anyOf"} and isinstance(schema["anyOf"], list):
        return all(map(is_told_wholly, schema["anyOf"]))
    return asks <= {"type", *_BOUNDS} or (len(asks) == 1 and "properties" not in asks)


def number_of_kind(schema: Any, items: Any) -> int | None:
    """How many items of a list keep to a small schema; None where it asks for more than can be seen at a glance."""
    if not isinstance(items, list) or len(items) > _MOST_COUNTED:
        return None
    found = [_fits(schema, one, 0) for one in items]
    return None if None in found else sum(map(bool, found))


def _fits(schema: Any, value: Any, depth: int) -> bool | None:
    if isinstance(schema, bool) or not isinstance(schema, Mapping) or depth > _DEEPEST_FIT:
        return schema if isinstance(schema, bool) else None
    asked = set(schema) - SILENT
    if not asked <= _AT_A_GLANCE:
        return None
    fits: list[bool | None] = []
    if "const" in asked:
        fits.append(same_json(schema["const"], value))
    if "enum" in asked:
        fits.append(any(same_json(one, value) for one in schema["enum"]))
    if "type" in asked:
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        kind = type_of(value)
        fits.append(kind in types or (kind == "integer" and "number" in types))
    if is_number(value):
        fits += [holds(value, schema[word]) for word, holds in _LIMITS.items() if word in asked]
    if isinstance(value, str):
        fits += [holds(len(value), schema[word]) for word, holds in _LENGTHS.items() if word in asked]
    if isinstance(value, Mapping):
        fits.append(all(name in value for name in schema.get("required", ())))
        rules = schema.get("properties", {})
        fits += [_fits(rule, value[name], depth + 1) for name, rule in rules.items() if name in value]
    return False if False in fits else None if None in fits else True


def forbidden_members(schema: Any) -> list[str]:
    """The members that may not all be there, where a forbidden schema only says that they are required."""
    names = schema.get("required") if isinstance(schema, Mapping) and set(schema) <= {"required", "type"} else None
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def rival_members(forms: Any, value: Any) -> list[str]:
    """The members of which only one may be there, where that alone is what two forms that fit differ by.

    Args:
        forms: the schemas of a `oneOf`, of which several fit.
        value: the object that they fit.
    """
    if not isinstance(forms, list) or not isinstance(value, Mapping):
        return []
    fitting = [form for form in forms if isinstance(form, Mapping) and set(_required(form)) <= value.keys()]
    others = [{word: rule for word, rule in form.items() if word != "required"} for form in fitting]
    if len(fitting) < 2 or (len(fitting) > 2 and any(one != others[0] for one in others)):
        return []  # which of them do fit is not known
    shared = set(_required(fitting[0])).intersection(*map(_required, fitting))
    own = [[name for name in _required(form) if name not in shared] for form in fitting]
    names = [name for several in own for name in several]
    return names if all(len(several) == 1 for several in own) and len(set(names)) == len(names) else []


def _required(schema: Mapping[str, Any]) -> list[str]:
    names = schema.get("required")
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def _const(schema: Mapping[str, Any]) -> str:
    return _value(schema["const"])


def _enum(schema: Mapping[str, Any]) -> str:
    values = schema["enum"] if isinstance(schema["enum"], list) else []
    if len(values) > _MOST_NAMED:
        return counted("values.many", len(values))
    return joined([_value(one) for one in values])


def _value(value: Any) -> str:
    if value is None:
        return words("type.null")
    if isinstance(value, bool):
        return words("yes" if value else "no")
    if isinstance(value, int | float):
        return number(value)
    return quoted(value if isinstance(value, str) else compact(value), 60)


def _reference(schema: Mapping[str, Any]) -> str:
    reference = schema["$ref"]
    name = definition_title("", str(reference).rpartition("/")[2].lstrip("#"))
    return quoted(name, 60) if name else ""


def _format(schema: Mapping[str, Any]) -> str:
    return format_words(str(schema["format"]))


def _type(schema: Mapping[str, Any]) -> str:
    named = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    kind = joined([said for one in named if (said := type_words(str(one)))])
    if named == ["object"] and _members(schema):
        return _members(schema)
    bounds = _bounds(schema)
    return words("kind.bounds", kind=kind, bounds=bounds) if kind and bounds else kind


def _bound(keyword: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda schema: words(f"kind.{keyword}", limit=number(schema[keyword]))


def _length(keyword: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda schema: counted(f"kind.{keyword}", schema[keyword])


def _bounds(schema: Mapping[str, Any]) -> str:
    return joined([make(schema) for word, make in _BOUNDS.items() if word in schema], "and")


def _alternatives(schema: Mapping[str, Any]) -> str:
    branches = schema.get("anyOf", schema.get("oneOf"))
    kinds = [kind_of(one) for one in branches] if isinstance(branches, list) else []
    return joined(list(dict.fromkeys(kinds))) if kinds and all(kinds) else ""


def _members(schema: Mapping[str, Any]) -> str:
    """A group of fields, by the members whose value is fixed, else by those it must have."""
    properties = schema.get("properties")
    inside = properties if isinstance(properties, Mapping) else {}
    fixed = [
        words("kind.member", name=quoted(name), value=_value(rule["const"]))
        for name, rule in inside.items()
        if isinstance(rule, Mapping) and "const" in rule
    ]
    if fixed:
        return words("kind.group", members=joined(fixed, "and"))
    required = schema.get("required")
    names = [quoted(name) for name in required if isinstance(name, str)] if isinstance(required, list) else []
    return words("kind.group", members=joined(names[:_MOST_NAMED], "and")) if names else ""


#: The bounds of numbers and of lists, which are told by themselves as well.
BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems")

_BOUNDS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "minimum": _bound("minimum"),
    "maximum": _bound("maximum"),
    "exclusiveMinimum": _bound("exclusiveMinimum"),
    "exclusiveMaximum": _bound("exclusiveMaximum"),
    "minItems": _length("minItems"),
    "maxItems": _length("maxItems"),
    "minLength": _length("minLength"),
    "maxLength": _length("maxLength"),
}

# The first that can be put into words is taken.
_PHRASES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "const": _const,
    "enum": _enum,
    "$ref": _reference,
    "format": _format,
    "pattern": lambda schema: phrase(words_for(str(schema["pattern"]))),
    "type": _type,
    "properties": _members,
    "required": _members,
    "multipleOf": lambda schema: words("kind.multiple", limit=number(schema["multipleOf"])),
    "minLength": lambda schema: words("kind.text", bounds=_bounds(schema)),
    "maxLength": lambda schema: words("kind.text", bounds=_bounds(schema)),
    **dict.fromkeys(BOUNDS[:4], lambda schema: words("kind.number", bounds=_bounds(schema))),
    **dict.fromkeys(BOUNDS[4:], lambda schema: words("kind.list", bounds=_bounds(schema))),
    **dict.fromkeys(("anyOf", "oneOf"), _alternatives),
}
