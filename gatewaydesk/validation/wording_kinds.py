"""What alternatives take besides what the rule asks for that was not kept: “Yes or No”, “a whole number”.

A validator only tells of the alternatives for values of the type that is there; a sentence that named no others would
not be true.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gatewaydesk.schema.branching import TEXTS
from gatewaydesk.schema.fields import Field, Kind, Limits
from gatewaydesk.schema.json_types import type_of
from gatewaydesk.schema.patterns import words_for
from gatewaydesk.validation.kinds import kind_of
from gatewaydesk.validation.languages import phrase, words
from gatewaydesk.validation.phrases import counted, format_words, joined, type_words
from gatewaydesk.validation.told import Told, keep_written, named

_CHOICES = frozenset({Kind.CHOICE, Kind.CONST})
_MOST_NAMED = 8
_TYPES = {Kind.INTEGER: "integer", Kind.NUMBER: "number", Kind.BOOLEAN: "boolean"} | dict.fromkeys(TEXTS, "string")
_OF_NUMBERS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusive_minimum": "exclusiveMinimum",
    "exclusive_maximum": "exclusiveMaximum",
}


def beside_choices(told: Told) -> list[str]:
    """The alternatives that take other values than the choices: texts, numbers, yes and no."""
    return list(dict.fromkeys(_said(one, told) for one in _alternatives(told.union) if one.kind in _TYPES))


def of_other_types(told: Told) -> list[str]:
    """The alternatives that take texts, numbers, yes and no, of other types than the value that is there."""
    other = [one for one in _alternatives(told.union) if not _takes_type(one, told.value)]
    return [said for said in dict.fromkeys(_said(one, told) for one in other) if said]


def names_of_other_types(told: Told) -> list[str]:
    """The types of number, and of yes and no, that alternatives take, as a schema calls them."""
    found = {_TYPES[one.kind] for one in _alternatives(told.union) if one.kind in _TYPES}
    return [name for name in ("number", "integer", "boolean") if name in found]


def pattern_words(pattern: str) -> str:
    """What a pattern asks for, with its example set off, so that the words can stand in a row of others."""
    known = phrase(words_for(pattern))
    head, _, example = known.partition(", such as ")
    shown_apart = words("with.example", words=head, example=example) if example else known
    return shown_apart or words("text.other")


def _alternatives(union: Field | None) -> Iterator[Field]:
    for one in union.branches if union is not None else ():
        if one.kind is Kind.UNION:
            yield from _alternatives(one)
        elif one.kind in _TYPES or one.kind in _CHOICES:
            yield one


def _takes_type(field: Field, value: Any) -> bool:
    there = type_of(value)
    taken = {type_of(one.value) for one in field.choices} if field.kind in _CHOICES else {_TYPES[field.kind]}
    return there in taken or (there == "integer" and "number" in taken)


def _said(field: Field, told: Told) -> str:
    if field.kind in _CHOICES:
        return _choices_said([one.value for one in field.choices if one.value is not None], told)
    if field.kind in TEXTS:
        return _text_said(field.limits)
    limits = {word: getattr(field.limits, name) for name, word in _OF_NUMBERS.items()}
    return kind_of({"type": _TYPES[field.kind], **{word: one for word, one in limits.items() if one is not None}})


def _choices_said(options: list[Any], told: Told) -> str:
    if len(options) > _MOST_NAMED:
        return counted("choice.many", len(options))
    keep_written(options, told)
    said = joined([named(one, told, 40) for one in options])
    return words("choice.one", options=said) if len(options) > 1 else said


def _text_said(limits: Limits) -> str:
    if limits.format and (known := format_words(limits.format, apart=True)):
        return known
    if limits.pattern:
        return pattern_words(limits.pattern)
    if (limits.min_length or 0) > 1:
        return counted("text.least", limits.min_length)
    return counted("text.most", limits.max_length) if limits.max_length is not None else type_words("string")
