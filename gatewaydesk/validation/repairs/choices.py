"""A value out of several: another case, a near spelling, yes and no in all their forms."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Choice, Field, Kind
from gatewaydesk.schema.json_types import same_json
from gatewaydesk.validation.figures import agree, run_together
from gatewaydesk.validation.opposites import opposed
from gatewaydesk.validation.phrases import nearest, number, quoted
from gatewaydesk.validation.repairs.repair import Case, Repair
from gatewaydesk.validation.repairs.texts import plain

_MOST_NEAR = 4
_NEARLY_AS_NEAR = 0.08
_CLOSE = 0.7
_SHORT = 3  # letters; a text of no more may be the code of something else
_MOST_COMPARED = 500
_TRUTHS = {"yes": True, "y": True, "true": True, "t": True, "1": True, "on": True}
_TRUTHS |= {"no": False, "n": False, "false": False, "f": False, "0": False, "off": False}


def truth_of(value: Any) -> bool | None:
    """Yes or no, in whatever form it is written; None for anything else."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return bool(value) if value in (0, 1) else None
    return _TRUTHS.get(plain(value).casefold()) if isinstance(value, str) else None


def truth(case: Case) -> Iterator[Repair]:
    """“Y”, “No”, “true”, 1 and their like as the yes or no that is wanted."""
    meant = truth_of(case.value)
    if meant is None:
        return
    if case.among((Kind.BOOLEAN,)):
        yield case.put(f"yesno:{_plain(meant)}", f"Use “{'Yes' if meant else 'No'}”", meant)
    for choice in choices_of(case):
        if not same_json(choice.value, case.value) and _decided(choice.value) is meant:
            yield case.put(f"yesno:{_plain(choice.value)}", f"Use {named(choice)}", choice.value)


def option(case: Case) -> Iterator[Repair]:
    """The choice that was meant: the same but for case and blanks, by what the form calls it, or a near spelling."""
    choices = choices_of(case)
    meant, sure = options_meant(case.value, choices)
    for one in meant:
        yield case.put(f"option:{_plain(one.value)}", f"Use {named(one)}", one.value, sure=sure)
    if meant:
        return
    if len(choices) == 1 and not (case.field is not None and case.field.nullable) and len(case.alternatives) == 1:
        only = choices[0]
        alike = _letters(_plain(case.value)) == _letters(_plain(only.value))
        yield case.put(f"option:{_plain(only.value)}", f"Use {named(only)}", only.value, sure=alike)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def option_meant(value: Any, choices: list[Choice]) -> Choice | None:
    """The one choice that a value was surely meant to be, or None."""
    meant, sure = options_meant(value, choices)
    return meant[0] if meant and sure else None


def options_meant(value: Any, choices: list[Choice]) -> tuple[list[Choice], bool]:
    """The choices that a value may have been meant to be, the nearest first, and whether it can be no other.

    Sure is what differs in case and in the width of its letters only, and a slip of the pen (see `is_slip`) that is
    near to one choice and to no other. Where one begins with the other, as “40-44” and “40-44 years” do, that is for a
    person to say. Nothing where the value is a choice already.
    """
    if any(same_json(one.value, value) for one in choices):
        return [], False
    text = plain(value) if isinstance(value, str) else _plain(value)
    if not text:
        return [], False
    by_text = {_plain(one.value): one for one in reversed(choices)}
    by_label = {one.label: one for one in reversed(choices)}
    for names in (by_text, by_label):
        folded = {name.casefold(): one for name, one in names.items()}
        same = names.get(text) or folded.get(text.casefold())
        if same is not None:
            return [same], text in names or len(text) > _SHORT
    for names in (by_text, by_label):
        near, sure = _near(text, names)
        if near:
            return near, sure
    return [], False


def _near(text: str, names: Mapping[str, Choice]) -> tuple[list[Choice], bool]:
    if len(names) > _MOST_COMPARED:
        return [], False
    names = {name: one for name, one in names.items() if not opposed(text, name)}
    folded = {name.casefold(): name for name in names if agree(text, name) or run_together(text, name)}
    begun = [one for one in reversed(folded) if _begins(one, text.casefold()) or _begins(text.casefold(), one)]
    best = nearest(text, list(names)) or next(iter(difflib.get_close_matches(text.casefold(), folded, 1, _CLOSE)), None)
    alike = [] if best is None else _as_near(text.casefold(), best.casefold(), folded)
    found = list(dict.fromkeys([*alike, *begun] if not begun or not alike else [*begun, *alike]))
    sure = len(found) == 1 and not begun and len(text) > 2 * _SHORT - 1 and is_slip(text.casefold(), found[0])
    return [names[folded[one]] for one in found[:_MOST_NEAR]], sure


def _as_near(text: str, best: str, options: Mapping[str, str]) -> list[str]:
    """The options that are about as like a text as the one that is most like it."""
    least = _likeness(text, best) - _NEARLY_AS_NEAR
    near = difflib.get_close_matches(text, [one for one in options if len(one) > 3], _MOST_NEAR + 1, max(least, 0.0))
    return list(dict.fromkeys([best, *near]))


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, other, one).ratio()


def is_slip(text: str, meant: str) -> bool:
    """Whether two texts differ as by a slip of the pen: one letter, or two that changed places, not the first one.

    More is no slip: “hypertension” and “hypotension” are two letters apart, “typical” and “atypical” one at their
    beginning. A figure that is another one is none either.
    """
    start = next((at for at, (one, other) in enumerate(zip(text, meant, strict=False)) if one != other), None)
    start = min(len(text), len(meant)) if start is None else start
    ends = zip(reversed(text[start:]), reversed(meant[start:]), strict=False)
    same = next((at for at, (one, other) in enumerate(ends) if one != other), min(len(text), len(meant)) - start)
    one, other = text[start : len(text) - same], meant[start : len(meant) - same]
    turned = len(one) == 2 and one == other[::-1]
    figures = any(mark.isdigit() for mark in one + other)
    return start > 0 and (turned or (len(one) < 2 and len(other) < 2)) and not figures


def _begins(whole: str, start: str) -> bool:
    """Whether the words of one text are the first words of another."""
    return len(start) > 2 and whole.startswith(start) and not whole[len(start) :][:1].isalnum() and whole != start


def choices_of(case: Case) -> list[Choice]:
    """All that is offered at a place."""
    return [choice for field in case.among((Kind.CHOICE, Kind.CONST)) for choice in field.choices]


def fitting(value: Any, field: Field | None) -> Any:
    """One item of a list as its field wants it: the choice that was meant, or the value as it is."""
    if field is None or field.kind not in (Kind.CHOICE, Kind.CONST):
        return value
    meant = option_meant(value, list(field.choices))
    return value if meant is None else meant.value


def listed(case: Case) -> Iterator[Repair]:
    """The one that was meant of those that advice lists, where the schema itself takes any text."""
    options = case.problem.facts.get("options")
    if isinstance(options, list | tuple) and case.text:
        meant, sure = options_meant(case.text, [Choice(one, str(one)) for one in options])
        for one in meant:
            yield case.put(f"option:{one.value}", f"Use {named(one)}", one.value, sure=sure)


def suggestion(case: Case) -> Iterator[Repair]:
    """What the sentence about the problem itself offers."""
    offered = case.problem.facts.get("suggestion", ABSENT)
    if offered is ABSENT or case.value is ABSENT or isinstance(offered, dict | list):
        return
    number_from_text = case.text and isinstance(offered, int | float) and not isinstance(offered, bool)
    if number_from_text or any(same_json(one.value, offered) for one in choices_of(case)):
        return  # what a text or a choice stands for is judged with more care elsewhere
    yield case.put(f"use:{_plain(offered)}", f"Use {quoted(_plain(offered), 60)}", offered)


def _decided(value: Any) -> bool | None:
    return truth_of(value) if isinstance(value, bool | str) else None


def named(choice: Choice) -> str:
    """A choice as it is to be written, with what the form calls it where that is something else: “en” (English)."""
    written = _plain(choice.value)
    known = choice.label if choice.label and choice.label != written else ""
    return quoted(written, 60) + (f" ({known})" if known else "")


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return number(value) if isinstance(value, int | float) else str(value)
