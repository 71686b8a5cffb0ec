"""Sentences about values that must be one of several: choices, fixed values, and alternatives of which none fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Choice
from gatewaydesk.schema.patterns import matches
from gatewaydesk.schema.visible import plain
from gatewaydesk.validation.datewords import looks_timed
from gatewaydesk.validation.faults import Fault
from gatewaydesk.validation.formats import CHECKS
from gatewaydesk.validation.kinds import BOUNDS, kind_of
from gatewaydesk.validation.languages import words
from gatewaydesk.validation.likely import options_meant, several_meant
from gatewaydesk.validation.phrases import (
    compact,
    counted,
    described,
    format_words,
    joined,
    number,
    quoted,
    titled,
    type_words,
)
from gatewaydesk.validation.told import Told, is_empty, it_holds, it_says, keep_written, named, shown
from gatewaydesk.validation.wording_forms import dated, type_meant, what_there_is, without_spaces
from gatewaydesk.validation.wording_kinds import beside_choices, of_other_types, pattern_words

_LONGEST_LIST = 8
_LONGEST_LIST_TEXT = 220
_MOST_MEANT = 3


def enum_sentence(told: Told) -> str:
    """The choices, where they are few, and the one that was probably meant."""
    if not told.get("options"):
        return words("forbidden")
    options = [option for option in told.get("options", ()) if option is not None]
    if not options and is_empty(told.value):
        return words("must.nothing", value=described(told.value))
    near = _meant(options, told)
    spelt = _spelt(near, told)
    if spelt:
        return spelt
    others, other = beside_choices(told), _looks_like(options, told)
    if others and (other is ABSENT or len(options) > _LONGEST_LIST):
        return _wanted_sentence([_options_phrase(options, told), *others], near, told)
    if others:
        wanted = joined([*(named(one, told) for one in options), *others])
        return words("must.choose.instead", wanted=wanted, value=described(told.value))
    offered = options[: _LONGEST_LIST + 1]
    tail, listed = _tail(near, told), _listed(offered, told)
    if len(offered) < 2:
        keep_written(offered, told)
        return words("must", wanted=named(offered[0], told) if offered else words("type.null"), tail=tail)
    if len(offered) <= _LONGEST_LIST and len(listed) <= _LONGEST_LIST_TEXT:
        if other is not ABSENT:
            wanted = joined([named(one, told) for one in offered]) if isinstance(other, str) else listed
            return words("must.choose.instead", wanted=wanted, value=described(told.value))
        return words("must.choose", wanted=listed, tail=tail)
    if other is not ABSENT:
        tail = words("tail", there=words("there.is", value=described(told.value)))
    told.extra["choices"] = options
    return counted("must.choices", len(options), tail=tail)


def _looks_like(options: Sequence[Any], told: Told) -> Any:
    """The choice of another kind that reads as what is written does: 1 and the text “1”, no and the text “no”."""
    if isinstance(told.value, dict | list):
        return ABSENT
    of_text = isinstance(told.value, str)
    counts = isinstance(told.value, int | float) and not isinstance(told.value, bool)
    text = told.value if of_text else number(told.value) if counts else compact(told.value)
    alike = (
        one
        for one in options
        if isinstance(one, str) is not of_text and shown(one, told).casefold() == text.strip().casefold()
    )
    return next(alike, ABSENT)


def _listed(options: Sequence[Any], told: Told) -> str:
    """Choices in a row, in quotes where one of them has a comma of its own."""
    keep_written(options, told)
    offered = [shown(option, told) for option in options]
    if any(", " in one for one in offered):
        return joined([named(option, told) for option in options])
    return joined([plain(one, 80) for one in offered])


def _spelt(near: Sequence[str], told: Told) -> str:
    """The sentence about a choice that is only written otherwise: its case, or space around it; "" where it is not."""
    if len(near) != 1:
        return ""
    [meant] = near
    there = str(told.value).strip()
    bare = without_spaces(told, lambda text: text == meant)
    if not bare and there.casefold() in (shown(meant, told).casefold(), meant.casefold()):
        told.extra["suggestion"] = meant
        return words("must.written", near=quoted(meant, 80), value=quoted(told.value, 80))
    return bare


def _tail(near: Sequence[str], told: Told) -> str:
    """What is there, and the options that it may have been meant to be."""
    if not near:
        return what_there_is(told)
    both = len(near) > 1 and bool(several_meant(told.value, [_choice(one, told) for one in near]))
    said = joined([_called(one, told) for one in near[:_MOST_MEANT]], "and" if both else "or")
    return words("tail.near", there=it_says(told), near=said)


def _called(option: str, told: Told) -> str:
    label = shown(option, told)
    if label == option:
        return quoted(label, 80)
    return words("near.written", near=quoted(label, 80), written=quoted(option, 80))


def _meant(options: Sequence[Any], told: Told) -> list[str]:
    """The options that may have been meant, by their values or by what the form shows: those of the repairs."""
    if not isinstance(told.value, str) or not told.value.strip():
        return []
    found, _ = options_meant(told.value, [_choice(one, told) for one in options if isinstance(one, str)])
    return [str(one.value) for one in found]


def _choice(option: str, told: Told) -> Choice:
    return Choice(option, shown(option, told))


def const_sentence(told: Told) -> str:
    """The only value there may be."""
    wanted = told.get("expected_value")
    if wanted is None and is_empty(told.value):
        return words("must.nothing", value=described(told.value))
    said = named(wanted, told) if wanted is not None else words("type.null")
    keep_written([wanted], told)
    others = beside_choices(told) if wanted is not None else []
    if isinstance(told.value, str) and not isinstance(wanted, str) and told.value.strip().casefold() == said.casefold():
        return words("must.instead", wanted=joined([said, *others]), value=quoted(told.value))
    if others:
        return _wanted_sentence([said, *others], _meant([wanted], told), told)
    if isinstance(wanted, bool) and isinstance(told.value, bool):
        there = words("there.is", value=words("yes" if told.value else "no").capitalize())
    else:
        there = it_holds(told) if isinstance(wanted, list | dict) else it_says(told)
    return words("must", wanted=said, tail=words("tail", there=there))


def union_sentence(told: Told) -> str:
    """What each alternative asks for, where none of them fits and none was plainly meant."""
    alternatives: list[list[Fault]] = list(told.get("alternatives", ()))
    if told.get("forms") and any(len(branch) > 1 for branch in alternatives):
        return words("needs.choice", names=joined([titled(name) for name in told.get("forms")]))
    lacking = [branch[0] for branch in alternatives if len(branch) == 1 and branch[0].keyword == "required"]
    if lacking and len(lacking) == len(alternatives):
        names = told.get("titles") or [str(fault.facts.get("property")) for fault in lacking]
        key = "needs.form" if told.get("forms") else "needs"
        return words(key, names=joined([titled(name) for name in dict.fromkeys(names)]))
    wanted = [one for one in dict.fromkeys(_alternative(branch, told) for branch in alternatives) if one]
    if not wanted:
        return words("must.fit", tail=words("tail", there=it_says(told)))
    if told.value == "":
        return words("empty.text")
    options = [one for branch in alternatives for fault in branch for one in _options_of(fault)]
    near = _meant(options, told)
    said = _spelt(near, told) or without_spaces(told, lambda text: _fits_one(alternatives, text))
    if not said and not near and not type_meant(told):
        said = _date_sentence(alternatives, told)
    return said or _wanted_sentence([*wanted, *of_other_types(told)], near, told)


def _wanted_sentence(wanted: Sequence[str], near: Sequence[str], told: Told) -> str:
    """The sentence about a value that fits none of some alternatives, told in phrases."""
    meant = {} if near else type_meant(told)
    told.extra.update(meant)
    if meant:
        return words("must.instead", wanted=joined(wanted), value=quoted(told.value))
    return words("must", wanted=joined(wanted), tail=_tail(near, told))


def _fits_one(alternatives: Sequence[Sequence[Fault]], text: str) -> bool:
    """Whether a text would be right by one of the alternatives, of which each only asks how a text is written."""
    return any(branch and all(_would_fit(fault, text) for fault in branch) for branch in alternatives)


def _would_fit(fault: Fault, text: str) -> bool:
    check = _CHECKS.get(fault.keyword)
    return check is not None and check(fault, text)


_CHECKS: Mapping[str, Callable[[Fault, str], bool]] = {
    "format": lambda fault, text: CHECKS.get(str(fault.facts.get("format")), _never)(text),
    "pattern": lambda fault, text: matches(str(fault.facts.get("pattern")), text),
    "minLength": lambda fault, text: len(text) >= fault.facts.get("limit", 0),
    "maxLength": lambda fault, text: len(text) <= fault.facts.get("limit", 0),
}


def _never(text: str) -> bool:
    return False


def _date_sentence(alternatives: Sequence[Sequence[Fault]], told: Told) -> str:
    """What to say of text that was meant to be a date, where one is among the alternatives."""
    formats = {fault.facts.get("format") for branch in alternatives for fault in branch if fault.keyword == "format"}
    if not isinstance(told.value, str) or formats.isdisjoint({"date", "date-time"}):
        return ""
    timed = "date-time" in formats and ("date" not in formats or looks_timed(told.value))
    return dated(told, "date-time" if timed else "date")


def _options_of(fault: Fault) -> list[Any]:
    if fault.keyword == "const":
        return [fault.facts.get("expected_value")]
    return list(fault.facts.get("options", ())) if fault.keyword == "enum" else []


def _alternative(branch: Sequence[Fault], told: Told) -> str:
    """One branch of a union as a phrase, by its most telling fault: “a date (2024-03-01)”, “one of: A, B”."""
    for keyword, make in _PHRASES.items():
        fault = next((one for one in branch if one.keyword == keyword), None)
        if fault is not None:
            return make(fault, told)
    return ""


def _options_phrase(found: Sequence[Any], told: Told) -> str:
    options = [option for option in found if option is not None]
    if len(options) > _LONGEST_LIST:
        told.extra["choices"] = [*told.extra.get("choices", ()), *options]
        return counted("choice.many", len(options))
    if len(options) > 1:
        return words("choice.one", options=_listed(options, told))
    keep_written(options, told)
    return "".join(named(option, told, 40) for option in options)


def _types_phrase(fault: Fault, told: Told) -> str:
    return joined([said for name in fault.facts.get("types", ()) if name != "null" and (said := type_words(name))])


_PHRASES: Mapping[str, Callable[[Fault, Told], str]] = {
    "format": lambda fault, told: format_words(str(fault.facts.get("format")), apart=True),
    "pattern": lambda fault, told: pattern_words(str(fault.facts.get("pattern"))),
    **dict.fromkeys(("enum", "const"), lambda fault, told: _options_phrase(_options_of(fault), told)),
    "type": _types_phrase,
    "minLength": lambda fault, told: counted("text.least", fault.facts.get("limit")),
    "maxLength": lambda fault, told: counted("text.most", fault.facts.get("limit")),
    **dict.fromkeys(BOUNDS, lambda fault, told: kind_of({fault.keyword: fault.facts.get("limit")})),
    "multipleOf": lambda fault, told: kind_of({"multipleOf": fault.facts.get("multiple_of")}),
}
