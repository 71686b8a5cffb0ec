"""What is wrong, in a sentence for a person. One table: keyword → function that makes the sentence from the facts.

A sentence says what must be, then what is there, with the numbers; it does not repeat the field's title. The words
are those of `sentences.py`, in the language spoken (`languages.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from gatewaydesk.schema.fields import Under
from gatewaydesk.schema.visible import LONGEST_NAME, plain, visible
from gatewaydesk.validation.faults import Fault
from gatewaydesk.validation.kinds import is_told_wholly, kind_of, number_of_kind
from gatewaydesk.validation.languages import about, words
from gatewaydesk.validation.phrases import counted, duplicates, joined, named, nearest, number, quoted, titled
from gatewaydesk.validation.told import Told, it_holds, it_says
from gatewaydesk.validation.wording_choices import const_sentence, enum_sentence, union_sentence
from gatewaydesk.validation.wording_forms import format_sentence, pattern_sentence, type_sentence

_LONGEST_DISTANCE = 12  # digits, beyond which nobody reckons


def say(keyword: str, told: Told) -> str:
    """The sentence for a keyword; every keyword of every draft has one. All that is in it can be seen."""
    return visible(TABLE.get(keyword, _unknown)(told))


def empty_field() -> str:
    """The sentence for a required field without a value."""
    return words("empty.field")


def empty_item() -> str:
    """The sentence for an item of a list without a value."""
    return words("empty.item")


# One function a keyword


def _plainly(key: str) -> Callable[[Told], str]:
    return lambda told: words(key)


def _length(key: str, measure: Callable[[Any], int], short: bool) -> Callable[[Told], str]:
    """How long a value is, and how long it may be: too short or too long by so much."""

    def sentence(told: Told) -> str:
        limit, actual = told.get("limit"), measure(told.value)
        distance = limit - actual if short else actual - limit
        told.extra["actual"] = actual
        if not short:
            told.extra["excess"] = distance
        if key == "minLength" and not actual:
            return words("empty.text")
        return words(key, limit, limit=number(limit), actual=number(actual), distance=number(distance))

    return sentence


def _characters(value: Any) -> int:
    return len(str(value))


def _members(value: Any) -> int:
    return len(value) if isinstance(value, list | dict) else 0


def _bound(key: str, key_by: str) -> Callable[[Told], str]:
    """How large a value may be and is, and by how much it is beyond that, where that is a number to be read."""

    def sentence(told: Told) -> str:
        limit, actual = told.get("limit"), told.value
        distance = abs(Decimal(str(actual)) - Decimal(str(limit))) if _is_number(limit) and _is_number(actual) else 0
        said = {"limit": number(limit), "actual": number(actual)}
        if not distance or len(str(distance)) > _LONGEST_DISTANCE:
            return words(key, **said)
        return words(key_by, **said, distance=number(distance))

    return sentence


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _multiple_of(told: Told) -> str:
    step = told.get("multiple_of")
    if step == 1:
        return words("multipleOf.one", actual=number(told.value))
    return words("multipleOf", limit=number(step), actual=number(told.value))


def _unique_items(told: Told) -> str:
    pairs = duplicates(told.value)
    if not pairs:
        return words("uniqueItems")
    told.extra["duplicates"] = pairs
    first, again = pairs[0]
    what, more = told.value[again], len(pairs) - 1
    simple = isinstance(what, str | int | float) and not isinstance(what, bool)
    said = quoted(what) if isinstance(what, str) else number(what)
    which = words("uniqueItems.named", value=said) if simple else ""
    if more:
        return counted("uniqueItems.more", more, first=first + 1, again=again + 1, named=which)
    return words("uniqueItems.two", first=first + 1, again=again + 1, named=which)


def _unexpected(told: Told) -> str:
    if told.get("described"):  # here as well, so that no other name can be meant
        return words("unexpected.form" if told.get("of_form") else "unexpected.contrary")
    if told.get("wraps"):
        return words("unexpected.wraps")
    twin = told.get("twin")
    if twin is not None:
        key = "unexpected.empty" if twin["empty"] else "unexpected.same" if twin["same"] else "unexpected.twin"
        return words(key, near=named(twin["name"]))
    under: Under | None = told.get("under")
    if under is not None:
        told.extra["decided_by"] = sorted(under.members)
        return words("unexpected.if", because=under.because) if under.because else words("unexpected.depends")
    near = nearest(told.get("unexpected"), told.get("known", ()))
    if near is None:
        return _unexpected_here(told)
    told.extra["suggestion"] = near
    return words("unexpected.near", near=named(near))


# By what is written where the schema has the member
_IN_GROUP = {"": "unexpected.place", "same": "unexpected.place.same", "other": "unexpected.place.other"}
_ON_TOP = {"": "unexpected.top", "same": "unexpected.top.same", "other": "unexpected.top.other"}


def _unexpected_here(told: Told) -> str:
    """Of a member that nothing beside it was meant by: where the schema does have it."""
    groups = told.get("groups", ())
    if told.get("of_form"):
        return words("unexpected.form")
    if len(groups) == 1:
        there = told.get("there", "")
        if there == "same":
            told.extra["said_elsewhere"] = True
        if not groups[0]:
            return words(_ON_TOP[there])
        return words(_IN_GROUP[there], place=quoted(" › ".join(groups[0]), LONGEST_NAME))
    return words("unexpected.places" if groups else "unexpected")


def _items_too_many(told: Told) -> str:
    kind = kind_of(told.get("schema"))
    if kind:
        return words("must", wanted=kind, tail=words("tail", there=it_says(told)))
    return TABLE["maxItems"](told) if isinstance(told.get("limit"), int) else words("items.unexpected")


def _contains(told: Told) -> str:
    """Both limits at once: which of them was not kept is not always told."""
    least, most = told.get("least", 1), told.get("most")
    if most is None:
        count = counted("count.least", least)
    elif not most:
        count = words("count.none")
    elif least == most:
        count = counted("count.exactly", most)
    elif least:
        count = counted("count.between", most, least=number(least))
    else:
        count = counted("count.most", most)
    kind = kind_of(told.get("schema"))
    actual = number_of_kind(told.get("schema"), told.value)
    if kind and actual is not None:
        told.extra["actual"] = actual
        return words("contains.found", count=count, kind=kind, actual=number(actual))
    return words("contains", count=count, kind=kind) if kind else words("contains.unsaid", count=count)


def _not(told: Told) -> str:
    schema = told.get("schema", {"not": {}})
    if schema is True or schema == {}:
        return words("forbidden")
    kind = kind_of(schema) if is_told_wholly(schema) else ""
    if kind and told.value == "":
        return words("empty.text")
    if kind:
        return words("must.not", wanted=kind, tail=words("tail", there=it_says(told)))
    return words("must.differ", tail=words("tail", there=it_holds(told)))


def _barred(told: Told) -> str:
    because = told.get("because")
    return words("forbidden.because", because=because) if because else words("forbidden")


def _forbidden(told: Told) -> str:
    names = joined([titled(name) for name in told.get("titles", ())], "and")
    if told.get("but_one"):
        return words("together.but_one", names=names)
    return words("together", names=names or words("together.these"))


def _property_names(told: Told) -> str:
    inner: Fault | None = told.get("error")
    name = told.get("name")
    if inner is None or not isinstance(name, str):
        return words("name.wrong")
    if not name:
        return words("name.empty")
    return words("name", told=about(words("name.it"), say(inner.keyword, Told(inner.facts, name))))


def _content(key: str, fact: str) -> Callable[[Told], str]:
    return lambda told: words(key, wanted=plain(str(told.get(fact) or words("content.said"))))


def _depth(told: Told) -> str:
    return words("depth", told.get("limit"), limit=number(told.get("limit")))


def _unknown(told: Told) -> str:
    return words("unknown")


TABLE: Mapping[str, Callable[[Told], str]] = {
    "required": _plainly("empty.field"),
    "type": type_sentence,
    "minLength": _length("minLength", _characters, True),
    "maxLength": _length("maxLength", _characters, False),
    "minItems": _length("minItems", _members, True),
    "maxItems": _length("maxItems", _members, False),
    "minProperties": _length("minProperties", _members, True),
    "maxProperties": _length("maxProperties", _members, False),
    "minimum": _bound("minimum", "minimum.by"),
    "maximum": _bound("maximum", "maximum.by"),
    "exclusiveMinimum": _bound("exclusiveMinimum", "exclusiveMinimum.by"),
    "exclusiveMaximum": _bound("exclusiveMaximum", "exclusiveMaximum.by"),
    "multipleOf": _multiple_of,
    "pattern": pattern_sentence,
    "format": format_sentence,
    "enum": enum_sentence,
    "const": const_sentence,
    "uniqueItems": _unique_items,
    "additionalProperties": _unexpected,
    "unevaluatedProperties": _unexpected,
    "additionalItems": _items_too_many,
    "unevaluatedItems": _items_too_many,
    "contains": _contains,
    "dependentRequired": _plainly("empty.dependent"),
    "dependencies": _plainly("empty.dependent"),
    "propertyNames": _property_names,
    "anyOf": union_sentence,
    "oneOf": union_sentence,
    "ambiguous": _plainly("ambiguous"),
    "not": _not,
    "together": _forbidden,
    "falseSchema": _barred,
    "contentEncoding": _content("contentEncoding", "content_encoding"),
    "contentMediaType": _content("contentMediaType", "content_media_type"),
    "unfinished": _plainly("unfinished"),
    "depth": _depth,
    "surrogate": _plainly("surrogate"),
    "reference": _plainly("reference"),
}
