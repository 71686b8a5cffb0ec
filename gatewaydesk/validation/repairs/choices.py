"""A value out of several: another case, a near spelling, yes and no in all their forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Choice, Field, Kind
from gatewaydesk.schema.json_types import same_json
from gatewaydesk.validation.phrases import nearest, number, quoted
from gatewaydesk.validation.repairs.repair import Case, Repair
from gatewaydesk.validation.repairs.texts import tidied

_TRUTHS = {"yes": True, "y": True, "true": True, "t": True, "1": True, "on": True}
_TRUTHS |= {"no": False, "n": False, "false": False, "f": False, "0": False, "off": False}


def truth_of(value: Any) -> bool | None:
    """Yes or no, in whatever form it is written; None for anything else."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return bool(value) if value in (0, 1) else None
    return _TRUTHS.get(tidied(value).casefold()) if isinstance(value, str) else None


def truth(case: Case) -> Iterator[Repair]:
    """“Y”, “No”, “true”, 1 and their like as the yes or no that is wanted."""
    meant = truth_of(case.value)
    if meant is None:
        return
    if case.among((Kind.BOOLEAN,)):
        yield case.put(f"yesno:{_plain(meant)}", f"Use “{'Yes' if meant else 'No'}”", meant)
    for choice in choices_of(case):
        if not same_json(choice.value, case.value) and _decided(choice.value) is meant:
            yield case.put(f"yesno:{_plain(choice.value)}", f"Use {quoted(choice.label)}", choice.value)


def option(case: Case) -> Iterator[Repair]:
    """The choice that was meant: the same but for case and blanks, by what the form calls it, or a near spelling."""
    choices = choices_of(case)
    meant = option_meant(case.value, choices)
    if meant is not None:
        shown = meant.label or str(meant.value)
        yield case.put(f"option:{_plain(meant.value)}", f"Use {quoted(shown, 60)}", meant.value)
    elif len(choices) == 1 and not (case.field is not None and case.field.nullable) and len(case.alternatives) == 1:
        only = choices[0]
        yield case.put(f"option:{_plain(only.value)}", f"Use {quoted(only.label or only.value, 60)}", only.value)


def option_meant(value: Any, choices: list[Choice]) -> Choice | None:
    """The choice that a value was probably meant to be; None where none is near, and where it is one already."""
    if any(same_json(one.value, value) for one in choices):
        return None
    text = tidied(value) if isinstance(value, str) else _plain(value)
    if not text:
        return None
    by_text = {_plain(one.value): one for one in reversed(choices)}
    if text in by_text:
        return by_text[text]
    for names in (by_text, {one.label: one for one in reversed(choices)}):
        near = nearest(text, list(names))
        if near is not None:
            return names[near]
    return None


def choices_of(case: Case) -> list[Choice]:
    """All that is offered at a place."""
    return [choice for field in case.among((Kind.CHOICE, Kind.CONST)) for choice in field.choices]


def fitting(value: Any, field: Field | None) -> Any:
    """One item of a list as its field wants it: the choice that was meant, or the value as it is."""
    if field is None or field.kind not in (Kind.CHOICE, Kind.CONST):
        return value
    meant = option_meant(value, list(field.choices))
    return value if meant is None else meant.value


def suggestion(case: Case) -> Iterator[Repair]:
    """What the sentence about the problem itself offers."""
    offered = case.problem.facts.get("suggestion", ABSENT)
    if offered is ABSENT or case.value is ABSENT or isinstance(offered, dict | list):
        return
    yield case.put(f"use:{_plain(offered)}", f"Use {quoted(_plain(offered), 60)}", offered)


def _decided(value: Any) -> bool | None:
    return truth_of(value) if isinstance(value, bool | str) else None


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return number(value) if isinstance(value, int | float) else str(value)
