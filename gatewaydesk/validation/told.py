"""What a sentence is made from, and how a value is called in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Field
from gatewaydesk.schema.remembered import remembered
from gatewaydesk.schema.visible import plain
from gatewaydesk.validation.languages import words
from gatewaydesk.validation.phrases import compact, described, number, quoted

_LONGEST_WRITTEN = 40
_MOST_LOOKED_THROUGH = 8  # of values that are no text


@dataclass(frozen=True)
class Told:
    """What a sentence is made from: the keyword's facts, the value that is there, and the field if there is one."""

    facts: Mapping[str, Any]
    value: Any = ABSENT
    field: Field | None = None
    union: Field | None = None  # where the schema offers alternatives, what holds them; `field` is the one chosen
    whole: bool = False  # the value is the whole document
    extra: dict[str, Any] = dataclasses.field(
        default_factory=dict
    )  # facts found on the way: `actual`, `suggestion`, `excess`

    def get(self, name: str, otherwise: Any = None) -> Any:
        """One of the keyword's facts."""
        return self.facts.get(name, otherwise)


def shown(value: Any, told: Told) -> str:
    """An allowed value as the form shows it."""
    if isinstance(value, str):
        return (_labels(told.field).get(value) if told.field is not None else "") or value or words("value.text.empty")
    if isinstance(value, dict | list):
        return compact(value)
    if told.field is not None:
        for choice in told.field.choices[:_MOST_LOOKED_THROUGH]:
            if choice.value == value and type(choice.value) is type(value):
                return choice.label or described(value)
    if isinstance(value, bool):
        return words("yes" if value else "no")
    return number(value) if isinstance(value, int | float) else described(value)


def named(value: Any, told: Told, longest: int = 80) -> str:
    """An allowed value as it stands in a sentence: text in quotes, numbers, yes and no without."""
    text = shown(value, told)
    plainly = isinstance(value, bool) or (isinstance(value, int | float) and text in (number(value), str(value)))
    return plain(text, longest) if plainly else quoted(text, longest)


def keep_written(options: Sequence[Any], told: Told) -> None:
    """Keeps what is written for options that the form shows by other words, for those who write it without the form."""
    if any(isinstance(one, str) and one and shown(one, told) != one for one in options):
        known = told.extra.get("written", [])
        told.extra["written"] = [*known, *(one for one in options if one not in known)]


@remembered
def _labels(field: Field) -> Mapping[str, str]:
    return {choice.value: choice.label for choice in field.choices if isinstance(choice.value, str)}


def is_empty(value: Any) -> bool:
    """Whether something is there that says nothing: null, blanks, a list or a group without content."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, list | dict) and not value)


def it_holds(told: Told) -> str:
    """What is there, as the end of a sentence about one value wanted: small lists and groups as they are written."""
    if isinstance(told.value, dict | list) and len(written := compact(told.value)) < _LONGEST_WRITTEN:
        return words("there.is", value=quoted(written))
    return it_says(told)


def it_says(told: Told) -> str:
    """What is there, as the end of a sentence."""
    if isinstance(told.value, str):
        return words("there.says", value=quoted(told.value)) if told.value.strip() else words("there.empty")
    return words("there.is", value=described(told.value))
