"""What a small schema asks for, as a phrase: “a whole number”, “A or B”. For what lists must hold, and for `not`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gatewaydesk.schema.naming import definition_title
from gatewaydesk.schema.patterns import words_for
from gatewaydesk.schema.precise_types import SILENT
from gatewaydesk.validation.phrases import FORMAT_WORDS, TYPE_WORDS, compact, joined, number, plural, quoted

_MOST_NAMED = 8


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
    return next((words for word, phrase in _PHRASES.items() if word in schema and (words := phrase(schema))), "")


def is_told_wholly(schema: Any) -> bool:
    """Whether the phrase leaves nothing out, so that the opposite may be said as well."""
    if not isinstance(schema, Mapping):
        return False
    asks = set(schema) - SILENT
    return asks <= {"type", *_BOUNDS} or (len(asks) == 1 and "properties" not in asks)


def forbidden_members(schema: Any) -> list[str]:
    """The members that may not all be there, where a forbidden schema only says that they are required."""
    names = schema.get("required") if isinstance(schema, Mapping) and set(schema) <= {"required", "type"} else None
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def _const(schema: Mapping[str, Any]) -> str:
    return _value(schema["const"])


def _enum(schema: Mapping[str, Any]) -> str:
    values = schema["enum"] if isinstance(schema["enum"], list) else []
    if len(values) > _MOST_NAMED:
        return f"one of {number(len(values))} values"
    return joined([_value(one) for one in values])


def _value(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return quoted(value if isinstance(value, str) else compact(value), 60)


def _reference(schema: Mapping[str, Any]) -> str:
    reference = schema["$ref"]
    name = definition_title("", str(reference).rpartition("/")[2].lstrip("#"))
    return quoted(name, 60) if name else ""


def _format(schema: Mapping[str, Any]) -> str:
    return FORMAT_WORDS.get(str(schema["format"]), "")


def _type(schema: Mapping[str, Any]) -> str:
    named = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    words = joined([TYPE_WORDS.get(str(one), "") for one in named if one in TYPE_WORDS])
    more = [phrase(schema) for word, phrase in _BOUNDS.items() if word in schema]
    if named == ["object"] and _members(schema):
        return _members(schema)
    return f"{words} {joined(more, 'and')}" if words and more else words


def _bound(words: str, keyword: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda schema: f"{words} {number(schema[keyword])}"


def _length(words: str, keyword: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda schema: f"of {words} {plural(schema[keyword], 'character')}"


def _bounds(schema: Mapping[str, Any]) -> str:
    return joined([phrase(schema) for word, phrase in _BOUNDS.items() if word in schema], "and")


def _members(schema: Mapping[str, Any]) -> str:
    """A group of fields, by the members whose value is fixed, else by those it must have."""
    properties = schema.get("properties")
    inside = properties if isinstance(properties, Mapping) else {}
    fixed = [
        f"{quoted(name)} {_value(rule['const'])}"
        for name, rule in inside.items()
        if isinstance(rule, Mapping) and "const" in rule
    ]
    if fixed:
        return f"a group of fields with {joined(fixed, 'and')}"
    required = schema.get("required")
    names = [quoted(name) for name in required if isinstance(name, str)] if isinstance(required, list) else []
    return f"a group of fields with {joined(names[:_MOST_NAMED], 'and')}" if names else ""


_BOUNDS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "minimum": _bound("of at least", "minimum"),
    "maximum": _bound("of at most", "maximum"),
    "minLength": _length("at least", "minLength"),
    "maxLength": _length("at most", "maxLength"),
}

# The first that can be put into words is taken.
_PHRASES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "const": _const,
    "enum": _enum,
    "$ref": _reference,
    "format": _format,
    "pattern": lambda schema: words_for(str(schema["pattern"])),
    "type": _type,
    "properties": _members,
    "required": _members,
    "multipleOf": lambda schema: f"a multiple of {number(schema['multipleOf'])}",
    "minLength": lambda schema: f"text {_bounds(schema)}",
    "maxLength": lambda schema: f"text {_bounds(schema)}",
    "minimum": lambda schema: f"a number {_bounds(schema)}",
    "maximum": lambda schema: f"a number {_bounds(schema)}",
}
