"""Numbers that came as text, and text that came as a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from gatewaydesk.schema.fields import Kind
from gatewaydesk.validation.phrases import number as written
from gatewaydesk.validation.phrases import quoted
from gatewaydesk.validation.repairs.repair import NUMBERS, TEXTS, Case, Repair
from gatewaydesk.validation.repairs.texts import tidied

_GROUPED = r"[0-9]{1,3}(?:[, '\u2019][0-9]{3})+"
_NUMBER = re.compile(rf"(?<![\w.,+-])[+\-\u2212]?(?:{_GROUPED}|[0-9]+)(?:\.[0-9]+)?(?![\w.,]*[0-9])")
_DIGITS = re.compile(r"[0-9]")
_MOST_DIGITS = 15  # so many a float holds exactly


def number_in(text: str) -> int | float | None:
    """The only number that a text holds (“1,234 people” gives 1234); None where it holds none, or several."""
    found = _NUMBER.findall(tidied(text))
    if len(found) != 1 or len(_DIGITS.findall(tidied(text))) != len(_DIGITS.findall(found[0])):
        return None
    plain = re.sub("[, '\u2019]", "", found[0]).replace("\u2212", "-")
    if len(_DIGITS.findall(plain)) > _MOST_DIGITS:
        return None
    return float(plain) if "." in plain else int(plain)


def as_kind(value: float, kinds: set[Kind]) -> Any:
    """A number as a field of these kinds takes it: a whole number where one is wanted and it is one; else None."""
    if Kind.INTEGER in kinds and float(value).is_integer():
        return int(value)
    return value if Kind.NUMBER in kinds else None


def number(case: Case) -> Iterator[Repair]:
    """The number that a text holds."""
    kinds = {field.kind for field in case.among(NUMBERS)}
    found = number_in(case.text) if kinds and case.text else None
    meant = as_kind(found, kinds) if found is not None else None
    if meant is not None:
        yield case.put("number", f"Use the number {written(meant)}", meant)


def as_text(case: Case) -> Iterator[Repair]:
    """A number written as text, where only text is wanted."""
    value = case.value
    if case.among(TEXTS) and isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
        yield case.put("text", f"Use the text {quoted(text)}", text)
