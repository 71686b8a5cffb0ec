"""A value out of several: another case, a near spelling, yes and no in all their forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Choice, Field, Kind
from gatewaydesk.schema.json_types import is_number, same_json
from gatewaydesk.validation.likely import options_meant, says_more, several_meant, written
from gatewaydesk.validation.phrases import quoted
from gatewaydesk.validation.repairs.repair import NUMBERS, Case, Repair
from gatewaydesk.validation.tidying import plain

_CODE = 2  # letters; what is as short may stand for something else among others
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
    """“Y”, “No”, “true”, 1 and their like as the yes or no that is wanted; not sure where “1” may be the number."""
    meant = truth_of(case.value)
    if meant is None:
        return
    choices = choices_of(case)
    counted = case.short.strip().isdecimal()
    sure = not (counted and (case.among(NUMBERS) or any(is_number(one.value) for one in choices)))
    both = {True, False} <= {_decided(one.value) for one in choices}
    if case.among((Kind.BOOLEAN,)):
        yield case.put(f"yesno:{written(meant)}", f"Use “{'Yes' if meant else 'No'}”", meant, sure)
    for choice in choices:
        if not same_json(choice.value, case.value) and _decided(choice.value) is meant:
            plain = both or isinstance(choice.value, bool) or len(choice.value) > _CODE  # “NO” may be Norway
            yield case.put(f"yesno:{written(choice.value)}", f"Use {named(choice)}", choice.value, sure and plain)


def option(case: Case) -> Iterator[Repair]:
    """The choice that was meant: the same but for case and blanks, by what the form calls it, or a near spelling."""
    choices = choices_of(case)
    only_item = isinstance(case.value, list) and len(case.value) == 1
    meant, sure = options_meant(case.value[0] if only_item else case.value, choices)
    if case.pointer and isinstance(case.pointer[-1], int) and several_meant(case.value, choices):
        return  # they are items of their own
    for one in meant:
        loss = isinstance(case.value, str) and says_more(case.value, one)
        yield case.put(f"option:{written(one.value)}", f"Use {named(one)}", one.value, sure, loss=loss)
    if meant:
        return
    if len(choices) == 1 and not (case.field is not None and case.field.nullable) and len(case.alternatives) == 1:
        only = choices[0]
        alike = _letters(written(case.value)) == _letters(written(only.value))
        yield case.put(f"option:{written(only.value)}", f"Use {named(only)}", only.value, sure=alike)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def option_meant(value: Any, choices: list[Choice]) -> Choice | None:
    """The one choice that a value was surely meant to be, or None."""
    meant, sure = options_meant(value, choices)
    return meant[0] if meant and sure else None


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
    if isinstance(options, list | tuple) and case.short:
        meant, sure = options_meant(case.short, [Choice(one, str(one)) for one in options])
        for one in meant:
            loss = says_more(case.short, one)
            yield case.put(f"option:{one.value}", f"Use {named(one)}", one.value, sure, loss=loss)


def suggestion(case: Case) -> Iterator[Repair]:
    """What the sentence about the problem itself offers."""
    offered = case.problem.facts.get("suggestion", ABSENT)
    if offered is ABSENT or case.value is ABSENT or isinstance(offered, dict | list):
        return
    number_from_text = case.text and isinstance(offered, int | float) and not isinstance(offered, bool)
    if number_from_text or any(same_json(one.value, offered) for one in choices_of(case)):
        return  # what a text or a choice stands for is judged with more care elsewhere
    facts = case.problem.facts
    sure, loss = not facts.get("perhaps"), bool(facts.get("loses"))
    yield case.put(f"use:{written(offered)}", f"Use {quoted(written(offered), 60)}", offered, sure, loss=loss)


def _decided(value: Any) -> bool | None:
    return truth_of(value) if isinstance(value, bool | str) else None


def named(choice: Choice) -> str:
    """A choice as it is to be written, with what the form calls it where that is something else: “en” (English)."""
    value = written(choice.value)
    plain_value = not isinstance(choice.value, dict | list)  # of others the label says the same again
    known = choice.label if plain_value and choice.label and choice.label != value else ""
    return quoted(value, 60) + (f" ({known})" if known else "")
