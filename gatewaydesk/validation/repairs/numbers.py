"""Numbers that came as text, and text that came as a number.

A number is read out of a text only where the text is nothing else: digits, grouped as numbers are, and at most the word
for what is counted, where the field itself uses that word. “<10”, “about 40” and “10 to 20” say something that a number
does not, and “6 months” is no 6 where years are asked for. “18k” and “18.000” are offered to be chosen, never as sure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.validation.datewords import date_advice
from gatewaydesk.validation.phrases import number as written
from gatewaydesk.validation.phrases import quoted
from gatewaydesk.validation.repairs.repair import LISTS, NUMBERS, TEXTS, Case, Repair, opened
from gatewaydesk.validation.tidying import has_controls, plain

_APART = " ,'\u2019"
_GROUPED = rf"[0-9]{{1,3}}(?:(?P<mark>[{_APART}])[0-9]{{3}})(?:(?P=mark)[0-9]{{3}})*"
_WRITTEN = re.compile(
    rf"(?P<sign>[+\-\u2212]?)(?P<whole>{_GROUPED}|[0-9]+)(?P<rest>\.[0-9]+)?(?: ?(?P<word>[a-z]+))?", re.IGNORECASE
)
_DOTTED = re.compile(r"([1-9][0-9]{0,2}(?:\.[0-9]{3})+)")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]{1,3},[0-9]{3}")
_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")  # where it groups nothing it stands for a dot
_DIGITS = re.compile(r"[0-9]")
_MOST_DIGITS = 15  # so many a float holds exactly

_TIMES = {"k": 3, "thousand": 3, "hundred": 2, "m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9}
_COUNTED = (
    "participant patient individual subject adult child donor woman man member record row event visit case sample "
    "specimen finding observation entry episode admission test image scan household family site file table"
)
# What is counted by the one does not count by the other: of such words only one may be in the field's own words.
_MEASURES = (
    ("second", "minute", "hour", "day", "week", "fortnight", "month", "quarter", "year", "decade"),
    ("byte", "kilobyte", "megabyte", "gigabyte", "terabyte"),
    ("milligram", "gram", "kilogram"),
    ("millimetre", "centimetre", "metre", "kilometre"),
    ("person", "people"),
    *((one,) for one in _COUNTED.split()),
)
_SAME = {"people": "person", "persons": "person", "children": "child", "women": "woman", "men": "man"}
_SAME |= {"families": "family", "entries": "entry"}


@dataclass(frozen=True)
class Reading:
    """A number that a text can stand for, and whether it can stand for nothing else."""

    value: int | float
    sure: bool = True


def readings(text: str, words: str = "") -> list[Reading]:
    """The numbers that a text can stand for, the likeliest first; none where it says more than a number.

    Args:
        text: such as “1,234”, “18k”, “18.240”.
        words: what the field says of itself; a word for what is counted may follow the number if it is in there.
    """
    if has_controls(text):
        return []
    bare = plain(text)
    dotted = _DOTTED.fullmatch(bare)
    if dotted:
        both = [int(bare.replace(".", "")), *([float(bare)] if bare.count(".") == 1 else [])]
        return [Reading(one, sure=False) for one in both] if len(_DIGITS.findall(bare)) <= _MOST_DIGITS else []
    if _COMMA.fullmatch(bare) and not _WRITTEN.fullmatch(bare):
        return [Reading(float(bare.replace(",", ".")), sure=False)] if len(bare) <= _MOST_DIGITS else []
    found = _WRITTEN.fullmatch(bare)
    if not found or len(_DIGITS.findall(bare)) > _MOST_DIGITS:
        return []
    if found["mark"] and found["whole"].startswith(
        "0"
    ):  # nobody groups nothing: where it is a comma, it stands for a dot
        return [Reading(float(bare.replace(",", ".")), sure=False)] if _DECIMAL_COMMA.fullmatch(bare) else []
    digits = found["sign"].replace("\u2212", "-") + re.sub(f"[{_APART}]", "", found["whole"]) + (found["rest"] or "")
    word = (found["word"] or "").casefold()
    if word in _TIMES:
        product = Decimal(digits).scaleb(_TIMES[word])
        return [Reading(int(product) if product == product.to_integral_value() else float(product), sure=False)]
    if word and not _counts(word, words):
        return []
    return [Reading(float(digits) if "." in digits else int(digits), sure=found["whole"].count(" ") != 1)]


def as_kind(value: float, kinds: Collection[Kind]) -> Any:
    """A number as a field of these kinds takes it: a whole number where one is wanted and it is one; else None."""
    if Kind.INTEGER in kinds and float(value).is_integer():
        return int(value)
    return value if Kind.NUMBER in kinds else None


def words_of(field: Field | None) -> str:
    """What a field says of itself."""
    return f"{field.title} {field.help}" if field is not None else ""


def number(case: Case) -> Iterator[Repair]:
    """The number that a text stands for."""
    fields = case.among(NUMBERS)
    about = " ".join(map(words_of, [*([case.field] if case.field is not None else []), *fields]))
    dated = case.among((Kind.DATE,)) and date_advice(case.short, "date")[1]
    several = "," in case.short and any(holds_numbers(one.item) for one in case.among(LISTS))
    for one in numbers_meant(case.short, {field.kind for field in fields}, about) if case.short else ():
        sure = one.sure and not several and not dated
        id = f"number{'' if sure else f':{one.value}'}"
        shown = str(one.value) if str(one.value) == case.short.strip() else written(one.value)  # a year has no commas
        yield case.put(id, f"Use the number {shown}", one.value, sure=sure)


def numbers_meant(text: str, kinds: Collection[Kind], words: str = "") -> list[Reading]:
    """The numbers that a text can stand for where a field of these kinds is, the likeliest first.

    “1,234” may be a little more than one, where that is allowed.
    """
    fraction = Kind.NUMBER in kinds and _DECIMAL_COMMA.fullmatch(plain(text)) is not None
    found = ((as_kind(one.value, kinds), one.sure and not fraction) for one in (readings(text, words) if kinds else ()))
    return [Reading(value, sure) for value, sure in found if value is not None]


def holds_numbers(item: Field | None) -> bool:
    """Whether an item of a list is a number, and can be no text."""
    kinds = {one.kind for one in opened(item)} if item is not None else set()
    return bool(kinds & NUMBERS) and not kinds & (TEXTS | {Kind.ANY})


def as_text(case: Case) -> Iterator[Repair]:
    """A number as text, where only text is wanted; yes and no as JSON has them, which may have been other words."""
    value = case.value
    if not case.among(TEXTS) or not isinstance(value, bool | int | float | Decimal):
        return
    if isinstance(value, bool):
        text = "true" if value else "false"
    else:
        text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    yield case.put("text", f"Use the text {quoted(text)}", text, sure=not isinstance(value, bool))


def _counts(word: str, words: str) -> bool:
    """Whether a word says what the field counts, and the field counts by no other measure of that kind."""
    own = {_one(part) for part in re.findall(r"[a-z]+", words.casefold())}
    kind = next((kind for kind in _MEASURES if _one(word) in kind), ())
    return _one(word) in own and len({_one(one) for one in kind} & own) == 1


def _one(word: str) -> str:
    """A word in the singular."""
    return _SAME.get(word) or word.removesuffix("s")
