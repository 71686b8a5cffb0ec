"""Sentences about what a value is and how a text must look: its type, its format, its pattern."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.patterns import DOI_ALONE, example_for, matches, words_for
from gatewaydesk.validation.country_codes import asks_for_country, code_meant, is_perhaps
from gatewaydesk.validation.datewords import date_advice
from gatewaydesk.validation.formats import CHECKS
from gatewaydesk.validation.hosts import lacks_scheme
from gatewaydesk.validation.languages import phrase, words
from gatewaydesk.validation.phrases import TYPES, described, format_words, joined, number, quoted, type_words
from gatewaydesk.validation.told import Told, is_empty, it_says
from gatewaydesk.validation.wording_doi import doi_tail
from gatewaydesk.validation.wording_kinds import names_of_other_types, of_other_types, pattern_words
from gatewaydesk.validation.wording_wanted import text_wanted

_IN_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:, ?[0-9]{3})+(?:\.[0-9]+)?")
_WITH_COMMA = re.compile(r"[+-]?[0-9]{1,15},[0-9]{1,15}")
_MOST_WHOLE = 10**15
_MOST_PARTS = 2  # commas in a form that is told part by part, before its example


def type_sentence(told: Told) -> str:
    """“Must be a whole number; it says “12a”.”"""
    allowed = told.get("types", ())
    if list(allowed) == ["null"] and told.value is not None and is_empty(told.value):
        return words("must.nothing", value=described(told.value))
    names = [name for name in TYPES if name in allowed and name != "null"] or ["null"]
    if "number" in names and "integer" in names:
        names.remove("integer")
    whole = told.whole and names == ["object"]
    wanted = words("type.whole") if whole else joined([_type_wanted(name, told, names) for name in names])
    if isinstance(told.value, str) and told.value.strip():
        meant = _as_wanted(told.value.strip(), names)
        told.extra.update(meant)
        if meant:
            return words("must.instead", wanted=wanted, value=quoted(told.value))
        if "number" in names and _WITH_COMMA.fullmatch(told.value.strip()):
            told.extra["suggestion"] = float(told.value.strip().replace(",", "."))
            return words("must", wanted=wanted, tail=words("tail.comma", value=quoted(told.value)))
    if "integer" in names and isinstance(told.value, float | Decimal) and _is_whole(told.value):
        told.extra["suggestion"] = int(told.value)  # as the oldest draft has it, 1.0 is no whole number
        return words("must.pointless", near=number(int(told.value)), value=str(told.value))
    if told.value is None and names != ["null"] and not told.whole:
        return words("must.left", wanted=wanted)
    there = it_says(told) if told.value is not ABSENT else words("there.is", value=described(ABSENT))
    return words("must", wanted=wanted, tail=words("tail", there=there))


def _is_whole(value: float | Decimal) -> bool:
    return -_MOST_WHOLE < value < _MOST_WHOLE and value == int(value)


def _type_wanted(name: str, told: Told, names: Sequence[str]) -> str:
    """A type, and for text the form that it must have, which the person would else be told only afterwards."""
    return (text_wanted(told, apart=len(names) > 1) if name == "string" else "") or type_words(name)


def _as_wanted(text: str, names: Sequence[str]) -> dict[str, Any]:
    """The value that text was probably meant to be, where it is plainly a number or a yes or no."""
    plain = text if "," in text and not _IN_THOUSANDS.fullmatch(text) else text.replace(",", "")
    plain = plain.replace(" ", "")
    if ("integer" in names or "number" in names) and re.fullmatch(r"[+-]?[0-9]{1,15}", plain):
        return {"suggestion": int(plain)}
    if "number" in names and re.fullmatch(r"[+-]?[0-9]{1,15}\.[0-9]{1,15}", plain):
        return {"suggestion": float(plain)}
    if "boolean" in names and text.casefold() in ("yes", "no", "true", "false", "y", "n"):
        return {"suggestion": text.casefold() in ("yes", "true", "y")}
    return {}


def pattern_sentence(told: Told) -> str:
    """What form a text must have, where that is a well-known one; else an example of it, where the schema gives one."""
    pattern = str(told.get("pattern", ""))
    known = words_for(pattern)
    wanted = phrase(known)
    if told.value == "":
        return words("empty.text")
    bare = without_spaces(told, lambda text: matches(pattern, text))
    if bare:
        return bare
    doi = doi_tail(pattern, told.value) if known == DOI_ALONE and _is_written(told.value) else ""
    if doi:
        return words("must", wanted=words("doi"), tail=doi)
    country = _country_meant(told, pattern)
    if country:
        told.extra.update({"suggestion": country} | ({"perhaps": True} if is_perhaps(told.value) else {}))
        return words("must", wanted=wanted, tail=words("tail.near", there=it_says(told), near=quoted(country)))
    other = _of_other_type(told, wanted) if wanted else ""
    if other:
        return other
    others = of_other_types(told) if wanted else []
    if others:
        return words("must", wanted=joined([pattern_words(pattern), *others]), tail=what_there_is(told))
    tail = what_there_is(told)
    if known.count(", ") > _MOST_PARTS and any(matches(pattern, one) for one in _examples(told)):
        return _no_form(told, tail)  # an example is sooner read than a form that is spelt out
    return words("must", wanted=wanted, tail=tail) if wanted else _no_form(told, tail)


def _country_meant(told: Told, pattern: str) -> str:
    """The code of the country that a text names, where such a code is asked for and the pattern takes it; else ""."""
    if told.field is None or not isinstance(told.value, str) or not asks_for_country(told.field):
        return ""
    meant = code_meant(told.value)
    return meant if meant and matches(pattern, meant) else ""


def _is_written(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def without_spaces(told: Told, is_right: Callable[[str], bool]) -> str:
    """The sentence about a text that is right but for the space around it; "" where that is not all."""
    text = told.value
    if not isinstance(text, str) or text == text.strip() or not text.strip() or not is_right(text.strip()):
        return ""
    told.extra["suggestion"] = text.strip()
    line = text.endswith("\n") and text == text.lstrip()
    return words("must.bare.line" if line else "must.bare", value=quoted(text.strip(), 80))


def what_there_is(told: Told) -> str:
    """The end of most sentences: what is written now."""
    if isinstance(told.value, str) and told.value and not told.value.strip():
        return words("tail.blank")
    return words("tail", there=it_says(told))


def _examples(told: Told) -> list[str]:
    return [one for one in told.field.examples if isinstance(one, str)] if told.field else []


def _no_form(told: Told, tail: str) -> str:
    example = next(iter(_examples(told)), "")
    if example:
        return words("must.form.example", tail=tail, example=quoted(example, 60))
    made = example_for(str(told.get("pattern", "")))
    if made:
        return words("must.form.made", tail=tail, example=quoted(made, 60))
    return words("must.form", tail=tail)


def format_sentence(told: Told) -> str:
    """What a text of a format looks like, and what this one lacks, where that can be told."""
    name = str(told.get("format", ""))
    if told.value == "":
        return words("empty.text")
    wanted = format_words(name)
    other = _of_other_type(told, wanted)
    if other:
        return other
    bare = without_spaces(told, CHECKS.get(name, lambda text: False))
    if bare:
        return bare
    if name in ("date", "date-time", "time") and isinstance(told.value, str):
        advice = dated(told, name)
        if advice:
            return advice
    if name in ("uri", "iri") and isinstance(told.value, str) and lacks_scheme(told.value):
        told.extra["suggestion"] = f"https://{told.value}"
        return words("must", wanted=wanted, tail=words("tail.web", value=quoted(told.value)))
    from gatewaydesk.validation.address_words import why_no_address  # many expressions, which few documents need

    reason = why_no_address(name, told.value) if isinstance(told.value, str) else ""
    names = told.get("one_text") and name in ("uri", "iri") and isinstance(told.value, str) and bool(told.value.strip())
    others = of_other_types(told) if wanted else []
    wanted = joined([format_words(name, apart=True), *others]) if others else wanted
    tail = reason or (words("tail.one_text", there=it_says(told)) if names else what_there_is(told))
    return words("must", wanted=wanted, tail=tail) if wanted else _no_form(told, tail)


def type_meant(told: Told) -> dict[str, Any]:
    """The number, or yes or no, that a text was probably meant to be, where an alternative takes such a one."""
    names = names_of_other_types(told)
    return _as_wanted(told.value.strip(), names) if names and isinstance(told.value, str) else {}


def _of_other_type(told: Told, wanted: str) -> str:
    """The sentence about a text that is a number, or a yes or no, which is allowed beside a text of that form."""
    meant = type_meant(told)
    if not meant:
        return ""
    told.extra.update(meant)
    names = names_of_other_types(told)
    return words("must.instead", wanted=joined([*map(type_words, names), wanted]), value=quoted(told.value))


def dated(told: Told, name: str) -> str:
    """The sentence about a text that was meant to be a `date`, `time` or `date-time`; "" where nothing can be told."""
    advice, suggestion = date_advice(told.value, name)
    if suggestion:
        told.extra["suggestion"] = suggestion
    if not advice:
        return ""
    wanted = words("format.date.written") if name == "date" else format_words(name)
    return words("must.come", wanted=wanted, tail=words("tail", there=advice))
