"""What is wrong, in a sentence for a person. One table: keyword → function that makes the sentence from the facts.

A sentence says what must be, then what is there, with the numbers; it does not repeat the field's title.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gatewaydesk.schema.patterns import words_for
from gatewaydesk.validation.datewords import date_advice, looks_timed
from gatewaydesk.validation.faults import Fault
from gatewaydesk.validation.kinds import is_told_wholly, kind_of
from gatewaydesk.validation.phrases import (
    FORMAT_WORDS,
    TYPE_WORDS,
    described,
    duplicates,
    joined,
    nearest,
    number,
    plural,
    quoted,
)
from gatewaydesk.validation.told import Told, it_holds, it_says, shown

EMPTY_FIELD = "Required, and still empty."
EMPTY_ITEM = "Still empty: fill it in, or remove it."

_LONGEST_LIST = 8
_LONGEST_LIST_TEXT = 220


def say(keyword: str, told: Told) -> str:
    """The sentence for a keyword; every keyword of every draft has one."""
    return TABLE.get(keyword, _unknown)(told)


# One function a keyword


def _required(told: Told) -> str:
    return EMPTY_FIELD


def _type(told: Told) -> str:
    allowed = told.get("types", ())
    names = [name for name in TYPE_WORDS if name in allowed and name != "null"] or ["null"]
    if "number" in names and "integer" in names:
        names.remove("integer")
    wanted = joined([TYPE_WORDS.get(name, name) for name in names])
    if told.whole and names == ["object"]:
        wanted += " (a JSON object)"
    if isinstance(told.value, str) and told.value.strip():
        told.extra.update(_as_wanted(told.value.strip(), names))
        if told.extra:
            return f"Must be {wanted}, not the text {quoted(told.value)}."
    return f"Must be {wanted}; it is {described(told.value)}."


def _as_wanted(text: str, names: Sequence[str]) -> dict[str, Any]:
    """The value that text was probably meant to be, where it is plainly a number or a yes or no."""
    plain = text.replace(",", "").replace(" ", "")
    if ("integer" in names or "number" in names) and re.fullmatch(r"[+-]?[0-9]{1,15}", plain):
        return {"suggestion": int(plain)}
    if "number" in names and re.fullmatch(r"[+-]?[0-9]{1,15}\.[0-9]{1,15}", plain):
        return {"suggestion": float(plain)}
    if "boolean" in names and text.casefold() in ("yes", "no", "true", "false", "y", "n"):
        return {"suggestion": text.casefold() in ("yes", "true", "y")}
    return {}


def _min_length(told: Told) -> str:
    limit, actual = told.get("limit"), len(str(told.value))
    told.extra["actual"] = actual
    return (
        f"Must have at least {plural(limit, 'character')}; it has {number(actual)} ({number(limit - actual)} too few)."
    )


def _max_length(told: Told) -> str:
    limit, actual = told.get("limit"), len(str(told.value))
    told.extra.update(actual=actual, excess=actual - limit)
    return (
        f"Must have at most {plural(limit, 'character')}; it has {number(actual)} ({number(actual - limit)} too many)."
    )


def _few(what: str) -> Callable[[Told], str]:
    def sentence(told: Told) -> str:
        limit, actual = told.get("limit"), len(told.value) if isinstance(told.value, list | dict) else 0
        told.extra["actual"] = actual
        return f"Must have at least {plural(limit, what)}; it has {number(actual)}. Add {number(limit - actual)} more."

    return sentence


def _many(what: str) -> Callable[[Told], str]:
    def sentence(told: Told) -> str:
        limit, actual = told.get("limit"), len(told.value) if isinstance(told.value, list | dict) else 0
        told.extra.update(actual=actual, excess=actual - limit)
        return f"Must have at most {plural(limit, what)}; it has {number(actual)} ({number(actual - limit)} too many)."

    return sentence


def _bound(words: str) -> Callable[[Told], str]:
    return lambda told: f"Must be {words} {number(told.get('limit'))}; it is {number(told.value)}."


def _multiple_of(told: Told) -> str:
    step = told.get("multiple_of")
    if step == 1:
        return f"Must be a whole number; it is {number(told.value)}."
    return f"Must be a multiple of {number(step)}; it is {number(told.value)}."


def _pattern(told: Told) -> str:
    words = words_for(str(told.get("pattern", "")))
    if told.value == "":
        return "Is empty: write something, or leave it out."
    if isinstance(told.value, str) and told.value != told.value.strip():
        told.extra["suggestion"] = told.value.strip()
        space = "ends with a new line" if told.value.endswith("\n") else "has a space at its beginning or end"
        return f"Must be {words}; {quoted(told.value.strip())} {space}." if words else _no_form(told, f" It {space}.")
    if words:
        return f"Must be {words}; {it_says(told)}."
    return _no_form(told)


def _no_form(told: Told, more: str = "") -> str:
    example = next((one for one in told.field.examples if isinstance(one, str)), "") if told.field else ""
    such = f" An example: {quoted(example, 60)}." if example else ""
    return f"Does not have the expected form; {it_says(told)}.{more}{such}"


def _format(told: Told) -> str:
    name = str(told.get("format", ""))
    if name in ("date", "date-time", "time") and isinstance(told.value, str):
        advice, suggestion = date_advice(told.value, name)
        if suggestion:
            told.extra["suggestion"] = suggestion
        if advice:
            return f"Must come as {'YYYY-MM-DD' if name == 'date' else FORMAT_WORDS[name]}; {advice}."
    words = FORMAT_WORDS.get(name)
    if isinstance(told.value, str) and told.value.strip() and told.value != told.value.strip():
        told.extra["suggestion"] = told.value.strip()
        return f"Must be {words or 'in the expected form'}; there is a space or a new line at its beginning or end."
    if name == "uri" and isinstance(told.value, str) and re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", told.value):
        told.extra["suggestion"] = f"https://{told.value}"
        return f"Must be {words}; {quoted(told.value)} lacks https:// before it."
    return f"Must be {words}; {it_says(told)}." if words else _no_form(told)


def _enum(told: Told) -> str:
    options = [option for option in told.get("options", ()) if option is not None]
    offered = [shown(option, told) for option in options[: _LONGEST_LIST + 1]] or ["empty"]
    listed = joined(offered)
    if len(offered) == 1:
        head = f"Must be {quoted(offered[0], 80)}"
    elif len(offered) <= _LONGEST_LIST and len(listed) <= _LONGEST_LIST_TEXT:
        head = f"Must be one of: {listed}"
    else:
        head = f"Must be one of the {number(len(options))} choices"
    near = _meant(options, told)
    if near is None:
        return f"{head}; {it_says(told)}."
    told.extra["suggestion"] = near
    return f"{head}; {_near_words(near, told)}"


def _near_words(near: str, told: Told) -> str:
    """What is there, and the option that is near to it; the very letters wanted, where only those differ."""
    label, there = shown(near, told), str(told.value).strip().casefold()
    if there in (label.casefold(), near.casefold()):
        return f"{quoted(told.value, 80)} must be written {quoted(near, 80)}."
    written = f" (written {quoted(near, 80)})" if label != near else ""
    return f"{it_says(told)}. Did you mean {quoted(label, 80)}{written}?"


def _meant(options: Sequence[Any], told: Told) -> Any:
    """The option that was probably meant, by its value or by what the form shows for it; None where none is near."""
    near = nearest(told.value, options)
    if near is None and told.field is not None and any(one.label != one.value for one in told.field.choices):
        labels = {shown(option, told): option for option in options if isinstance(option, str)}
        near = labels.get(nearest(told.value, list(labels)) or "")
    return near


def _const(told: Told) -> str:
    wanted = told.get("expected_value")
    words = quoted(shown(wanted, told), 80) if wanted is not None else "empty"
    return f"Must be {words}; {it_holds(told)}."


def _unique_items(told: Told) -> str:
    pairs = duplicates(told.value)
    if not pairs:
        return "Must not name the same thing twice."
    told.extra["duplicates"] = pairs
    first, again = pairs[0]
    more = f", and {plural(len(pairs) - 1, 'more repeat')}" if len(pairs) > 1 else ""
    what = told.value[again]
    named = f" ({quoted(what)})" if isinstance(what, str | int | float) and not isinstance(what, bool) else ""
    return f"Must not name the same thing twice; items {first + 1} and {again + 1} are the same{named}{more}."


def _unexpected(told: Told) -> str:
    near = nearest(told.get("unexpected"), told.get("known", ()))
    if near is not None:
        told.extra["suggestion"] = near
        return f"This schema has no member {quoted(told.get('unexpected'))}. Did you mean {quoted(near)}?"
    return f"This schema has no member {quoted(told.get('unexpected'))}: remove it, or move its content elsewhere."


def _items_too_many(told: Told) -> str:
    if isinstance(told.get("limit"), int):
        return _many("item")(told)
    return "Has items that do not belong here: remove them."


def _contains(told: Told) -> str:
    """Both limits at once: which of them was not kept is not always told."""
    least, most = told.get("least", 1), told.get("most")
    if most is None:
        count = f"at least {plural(least, 'item')}"
    elif not most:
        count = "no item"
    elif least == most:
        count = f"exactly {plural(most, 'item')}"
    else:
        count = f"at least {number(least)} and at most {plural(most, 'item')}" if least else _at_most(most)
    kind = kind_of(told.get("schema"))
    return f"Must have {count} of this kind: {kind}." if kind else f"Must have {count} of a kind that is asked for."


def _at_most(most: Any) -> str:
    return f"at most {plural(most, 'item')}"


def _not(told: Told) -> str:
    schema = told.get("schema", {"not": {}})
    if schema is True or schema == {}:
        return TABLE["falseSchema"](told)
    kind = kind_of(schema) if is_told_wholly(schema) else ""
    return f"Must not be {kind}; {it_says(told)}." if kind else f"Must be something else; {it_holds(told)}."


def _forbidden(told: Told) -> str:
    names = joined([quoted(name) for name in told.get("titles", ())], "and") or "These"
    return f"{names} must not be filled in together: leave one of them out."


def _dependent(told: Told) -> str:
    return "Required because of what is filled in beside it, and still empty."


def _property_names(told: Told) -> str:
    inner: Fault | None = told.get("error")
    name = told.get("name")
    if inner is None:
        return "One of the names in it is not allowed."
    if not isinstance(name, str):
        return "A name in it is not allowed."
    why = say(inner.keyword, Told(inner.facts, name))
    return f"The name {quoted(name)} is not allowed: {why[:1].lower()}{why[1:]}"


def _union(told: Told) -> str:
    alternatives: list[list[Fault]] = list(told.get("alternatives", ()))
    lacking = [branch[0] for branch in alternatives if len(branch) == 1 and branch[0].keyword == "required"]
    if lacking and len(lacking) == len(alternatives):
        names = told.get("titles") or [str(fault.facts.get("property")) for fault in lacking]
        return f"Needs at least one of {joined([quoted(name) for name in dict.fromkeys(names)])}."
    options = [one for branch in alternatives for fault in branch for one in _options_of(fault)]
    near = _meant(options, told)
    words = list(dict.fromkeys(_alternative(branch, told) for branch in alternatives))
    words = [word for word in words if word]
    if not words:
        return f"Fits none of the forms that are allowed here; {it_says(told)}."
    formats = [fault.facts.get("format") for branch in alternatives for fault in branch if fault.keyword == "format"]
    if near is None and isinstance(told.value, str) and ("date" in formats or "date-time" in formats):
        timed = "date-time" in formats and ("date" not in formats or looks_timed(told.value))
        advice, suggestion = date_advice(told.value, "date-time" if timed else "date")
        if suggestion:
            told.extra["suggestion"] = suggestion
        if advice:
            return f"Must be {joined(words)}; {advice}."
    if near is not None:
        told.extra["suggestion"] = near
        return f"Must be {joined(words)}; {_near_words(near, told)}"
    return f"Must be {joined(words)}; {it_says(told)}."


def _options_of(fault: Fault) -> list[Any]:
    if fault.keyword == "const":
        return [fault.facts.get("expected_value")]
    return list(fault.facts.get("options", ())) if fault.keyword == "enum" else []


def _alternative(branch: Sequence[Fault], told: Told) -> str:
    """One branch of a union as a phrase, by its most telling fault: “a date (YYYY-MM-DD)”, “one of: A, B”."""
    for keyword, phrase in _PHRASES.items():
        fault = next((one for one in branch if one.keyword == keyword), None)
        if fault is not None:
            return phrase(fault, told)
    return ""


def _format_phrase(fault: Fault, told: Told) -> str:
    return _in_brackets(FORMAT_WORDS.get(str(fault.facts.get("format")), ""))


def _in_brackets(words: str) -> str:
    """The words with their example set off, so that they can stand in a row of others."""
    head, _, example = words.partition(", such as ")
    return f"{head} ({example})" if example else head


def _options_phrase(fault: Fault, told: Told) -> str:
    options = [option for option in _options_of(fault) if option is not None]
    if len(options) > _LONGEST_LIST:
        return f"one of {number(len(options))} choices"
    offered = [shown(option, told) for option in options]
    return f"one of: {joined(offered)}" if len(offered) > 1 else "".join(quoted(one, 80) for one in offered)


def _types_phrase(fault: Fault, told: Told) -> str:
    return joined([TYPE_WORDS.get(name, name) for name in fault.facts.get("types", ()) if name != "null"])


def _length_phrase(fault: Fault, told: Told) -> str:
    bound = "at least" if fault.keyword == "minLength" else "at most"
    return f"text of {bound} {plural(fault.facts.get('limit'), 'character')}"


_PHRASES: Mapping[str, Callable[[Fault, Told], str]] = {
    "format": _format_phrase,
    "pattern": lambda fault, told: _in_brackets(words_for(str(fault.facts.get("pattern")))) or "text in another form",
    "enum": _options_phrase,
    "const": _options_phrase,
    "type": _types_phrase,
    "minLength": _length_phrase,
    "maxLength": _length_phrase,
}


def _unknown(told: Told) -> str:
    return "Does not keep to the schema here."


TABLE: Mapping[str, Callable[[Told], str]] = {
    "required": _required,
    "type": _type,
    "minLength": _min_length,
    "maxLength": _max_length,
    "minItems": _few("item"),
    "maxItems": _many("item"),
    "minProperties": _few("member"),
    "maxProperties": _many("member"),
    "minimum": _bound("at least"),
    "maximum": _bound("at most"),
    "exclusiveMinimum": _bound("more than"),
    "exclusiveMaximum": _bound("less than"),
    "multipleOf": _multiple_of,
    "pattern": _pattern,
    "format": _format,
    "enum": _enum,
    "const": _const,
    "uniqueItems": _unique_items,
    "additionalProperties": _unexpected,
    "unevaluatedProperties": _unexpected,
    "additionalItems": _items_too_many,
    "unevaluatedItems": _items_too_many,
    "contains": _contains,
    "dependentRequired": _dependent,
    "dependencies": _dependent,
    "propertyNames": _property_names,
    "anyOf": _union,
    "oneOf": _union,
    "ambiguous": lambda told: "Fits more than one of the forms that are allowed here, and must fit exactly one.",
    "not": _not,
    "together": _forbidden,
    "falseSchema": lambda told: "Must not be filled in here: remove it.",
    "contentEncoding": lambda told: f"Must be encoded as {told.get('content_encoding') or 'the schema says'}.",
    "contentMediaType": lambda told: f"Must hold {told.get('content_media_type') or 'content of another kind'}.",
    "unfinished": lambda told: "Could not be checked: it is too intricate for the pattern that the schema sets.",
    "depth": lambda told: f"Is nested more than {number(told.get('limit'))} levels deep, which is too deep to check.",
    "surrogate": lambda told: "Holds a broken character that cannot be stored or sent; delete it and type it again.",
    "reference": lambda told: "Could not be checked: the schema refers to a part that is missing.",
}
