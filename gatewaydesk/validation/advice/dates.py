"""Dates and figures that stand beside each other in the wrong order, and years that nobody means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import product
from operator import attrgetter
from typing import Any

from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.validation.advice.rule import About, Test, Told
from gatewaydesk.validation.advice.words import words_of
from gatewaydesk.validation.phrases import number

_DATES = (Kind.DATE, Kind.DATE_TIME)
_NUMBERS = (Kind.INTEGER, Kind.NUMBER)
# The first word of a pair comes before the second, in fields that are otherwise named alike.
_BEFORE = (
    ("start", "end"), ("started", "ended"), ("begin", "end"), ("beginning", "end"), ("first", "last"),
    ("from", "to"), ("from", "until"), ("from", "till"), ("from", "through"), ("since", "until"),
    ("issued", "modified"), ("created", "modified"), ("created", "updated"), ("published", "modified"),
    ("published", "updated"), ("created", "published"), ("issued", "expires"), ("opened", "closed"),
    ("birth", "death"), ("admission", "discharge"),
)  # fmt: skip
_BELOW = (
    ("min", "max"), ("minimum", "maximum"), ("lowest", "highest"), ("youngest", "oldest"), ("from", "to"),
    ("lower", "upper"),
)  # fmt: skip
_HAPPENED = frozenset({"issued", "modified", "created", "updated", "changed", "observation", "observed", "birth"})
_RELEASED = re.compile(r"\b(?:latest|last|newest|most recent)\W+release\b", re.IGNORECASE)
_PLANNED = frozenset({"next", "planned", "expected", "future", "coming", "upcoming"})
_OF_DATA = re.compile(r"\b(?:data|dataset)\b", re.IGNORECASE)
_START = ("start", "date")
_MOST_ALIKE = 20  # fields of one name or title that another one is compared with
_EARLIEST = 1800
_AHEAD = 50
_YEAR = re.compile(r"[0-9]{4}")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ][0-9]{2}:[0-9]{2}.*)?")


def is_date_field(field: Field) -> bool:
    """A date, or alternatives with a date among them."""
    return field.kind in _DATES or any(branch.kind in _DATES for branch in field.branches)


def end_before_start(about: About) -> Test | None:
    """Of two dates in a group, the later one in meaning is the earlier one in time."""
    pairs = _pairs(about.field.children, _BEFORE, is_date_field)

    def test(value: dict[str, Any]) -> Iterator[Told]:
        for start, end in pairs:
            first, last = value.get(start.name), value.get(end.name)
            if isinstance(first, str) and isinstance(last, str) and _is_before(last, first):
                shown = (last[:10], first[:10]) if last[:10] != first[:10] else (last, first)
                message = f"Is before “{start.title}”: {shown[0]} comes before {shown[1]}."
                yield Told(message, {"start": first, "end": last, "other": start.name}, (end.name,), ((start.name,),))

    return test if pairs else None


def released_before_start(about: About) -> Test | None:
    """The latest release is before the first day of what was released."""
    children = about.field.children
    starts = [one for one in children if words_of(one.name) == _START and is_date_field(one)]
    released = [one for one in children if _is_released(one) and is_date_field(one)]

    def test(value: dict[str, Any]) -> Iterator[Told]:
        for start, end in product(starts, released):
            first, last = value.get(start.name), value.get(end.name)
            if isinstance(first, str) and isinstance(last, str) and _is_before(last, first):
                message = f"Is before “{start.title}”: {last[:10]} comes before {first[:10]}."
                yield Told(message, {"start": first, "end": last, "other": start.name}, (end.name,), ((start.name,),))

    return test if starts and released else None


def most_below_least(about: About) -> Test | None:
    """Of two figures in a group, the highest is below the lowest."""
    pairs = _pairs(about.field.children, _BELOW, _is_number_field)

    def test(value: dict[str, Any]) -> Iterator[Told]:
        for least, most in pairs:
            low, high = value.get(least.name), value.get(most.name)
            if type(low) in (int, float) and type(high) in (int, float) and high < low:  # type: ignore[operator]
                message = f"Is less than “{least.title}”: {number(high)} is below {number(low)}."
                yield Told(message, {"least": low, "most": high, "other": least.name}, (most.name,), ((least.name,),))

    return test if pairs else None


def unlikely_year(about: About) -> Test | None:
    """A year in which no dataset began and of which nobody plans, mostly a slip of the keyboard."""
    field, latest = about.field, about.today.year + _AHEAD
    form = _ISO if field.kind in _DATES else _YEAR if words_of(field.name)[-1:] == ("year",) else None

    def test(value: Any) -> Iterator[Told]:
        text = str(value)
        if form is None or form.fullmatch(text) is None or _EARLIEST <= int(text[:4]) <= latest:
            return
        yield Told(f"The year {text[:4]} is unlikely: check its four digits.", {"year": int(text[:4])})

    return test if form is not None and field.kind in (*_DATES, Kind.TEXT, Kind.INTEGER) else None


def in_the_future(about: About) -> Test | None:
    """The day of something that has happened is still to come; a day is granted for other time zones."""
    whole = about.union or about.field
    happened = _HAPPENED.intersection(words_of(whole.name)) or _is_released(whole) or _begins_data(whole)
    if about.field.kind not in _DATES or not happened:
        return None
    latest = about.today + timedelta(days=1)

    def test(value: str) -> Iterator[Told]:
        found = _day(value)
        if found is not None and found > latest:
            yield Told(f"Is still to come: today is {about.today.isoformat()}.", {"today": about.today.isoformat()})

    return test


def _pairs(
    fields: Sequence[Field], words: tuple[tuple[str, str], ...], fits: Callable[[Field], bool]
) -> tuple[tuple[Field, Field], ...]:
    """The fields that are named alike but for one word; by their titles where the names do not tell."""
    found: dict[tuple[Field, Field], None] = {}
    for text_of in (attrgetter("name"), attrgetter("title")):
        said = {one: words_of(text_of(one)) for one in fields}
        alike: dict[tuple[str, ...], list[Field]] = {}
        for one in fields:
            alike.setdefault(said[one], []).append(one)
        for one, (first, second) in product(fields, words):
            if first in said[one]:
                named = tuple(second if word == first else word for word in said[one])
                found |= dict.fromkeys((one, other) for other in alike.get(named, ())[:_MOST_ALIKE])
    return tuple((one, other) for one, other in found if fits(one) and fits(other))


def _is_released(field: Field) -> bool:
    """A day of release that is past by what the schema says of it; others may be planned."""
    named = words_of(field.name)
    if "release" not in named or not _PLANNED.isdisjoint((*named, *words_of(field.title))):
        return False
    return _RELEASED.search(f"{field.title} {' '.join(named)}\n{field.help} {field.guidance}") is not None


def _begins_data(field: Field) -> bool:
    """The first day of data that are there; a project or a grant may well begin later."""
    return words_of(field.name) == _START and _OF_DATA.search(f"{field.title} {field.help}") is not None


def _is_number_field(field: Field) -> bool:
    return field.kind in _NUMBERS or any(branch.kind in _NUMBERS for branch in field.branches)


def _day(text: str) -> date | None:
    if _ISO.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _is_before(one: str, other: str) -> bool:
    """By the day; on the same day by the time, where both tell it with a zone."""
    days = _day(one), _day(other)
    if days[0] is None or days[1] is None:
        return False
    try:
        times = datetime.fromisoformat(one), datetime.fromisoformat(other)
    except ValueError:
        return days[0] < days[1]
    if all(time.tzinfo is not None for time in times) and len(one) > 10 and len(other) > 10:
        return times[0] < times[1]
    return days[0] < days[1]
