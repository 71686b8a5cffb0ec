"""Dates and times written another way; where a date can be read in two ways, both are offered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from gatewaydesk.schema.fields import Kind
from gatewaydesk.validation.datereading import day_and_time, figures_read, plain_signs, short_year_readings
from gatewaydesk.validation.datewords import date_advice
from gatewaydesk.validation.repairs.repair import NUMBERS, Case, Repair

_END_OF_DAY = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]24:00(?::00(?:\.0+)?)? ?([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
_MIDNIGHT_ALONE = re.compile(r"(?<![0-9:])00:00(?::00(?:\.0+)?)?(?![0-9:.])")
_EARLIEST, _LATEST = 1800_01_01, 2199_12_31
_MIDNIGHT = "T00:00:00Z"


def dates(case: Case) -> Iterator[Repair]:
    """The text as a date or a time is written here; a check says which of the two is wanted."""
    text = plain_signs(case.short) or _figures(case.value)
    if not text or not any(mark.isdigit() for mark in text) or not _dated(case):
        return
    days, timed = readings(text), ":" in text
    counted = bool(case.among(NUMBERS)) and text.isdecimal()
    sure = len(days) == 1 and not short_year_readings(text) and not counted  # nobody said which century
    if not timed:
        yield from (replace(_repair(case, day.isoformat(), day), sure=sure) for day in days)
    midnight = not timed and not case.among((Kind.DATE,))  # never in the place of a time that is written there
    for wanted in ("date", "date-time"):
        _, meant = date_advice(text, wanted)
        if meant and (wanted != "date" or not timed) and (midnight or not meant.endswith(_MIDNIGHT)):
            yield replace(_repair(case, meant), sure=not (counted or meant.endswith(_MIDNIGHT)))
    if midnight:
        for day in days:
            yield replace(_repair(case, day.isoformat() + _MIDNIGHT, day), sure=False)  # nobody said midnight
    if timed:
        yield from (replace(one, sure=False) for one in _of_timed(case, text, days))


def times(case: Case) -> Iterator[Repair]:
    """The text as a time of day is written here; where it does not say its zone, as one in Greenwich."""
    text = plain_signs(case.short) if case.among((Kind.TIME,)) else ""
    for whole in (text, f"{text}Z") if text else ():
        _, meant = date_advice(whole, "time")
        if meant:
            yield replace(_repair(case, meant), sure=whole == text)


def _of_timed(case: Case, text: str, days: list[date]) -> Iterator[Repair]:
    """A day and a time: in the zone that it does not say; where it is the end of a day, the next; or the day alone."""
    parts, end = day_and_time(text), _END_OF_DAY.fullmatch(text)
    told = readings(parts[0]) if parts else []
    if parts and end is None:
        yield from (_repair(case, f"{day.isoformat()}T{parts[1]}Z", day) for day in told)
    if end and days and days[0] < date.max:
        after = days[0] + timedelta(days=1)
        _, meant = date_advice(f"{after} 00:00:00{end[2] or 'Z'}", "date-time")
        yield _repair(case, meant, after)
    loss = _MIDNIGHT_ALONE.search(text) is None  # the time of day
    yield from (replace(_repair(case, day.isoformat(), day), loss=loss) for day in dict.fromkeys([*days, *told]))


def readings(text: str) -> list[date]:
    """The days that a text such as `3/4/2021` can stand for, the day before the month first; none, one or two."""
    known = figures_read(text) or short_year_readings(text)
    if known:
        return known
    _, meant = date_advice(text, "date")
    try:
        return [date.fromisoformat(meant)] if meant else []
    except ValueError:
        return []


def in_words(day: date) -> str:
    """`3 April 2021`."""
    return f"{day.day} {day:%B} {day.year}"


def _repair(case: Case, meant: str, day: date | None = None) -> Repair:
    return case.put(f"date:{meant}", f"Use {meant}" + (f" ({in_words(day)})" if day is not None else ""), meant)


def _dated(case: Case) -> bool:
    """Whether a date may be wanted: by its kind, or by a form that text has to have."""
    kinds = (Kind.DATE, Kind.DATE_TIME)
    return bool(case.among(kinds)) or any(field.limits.pattern for field in case.among((Kind.TEXT,)))


def _figures(value: object) -> str:
    """The number that a day becomes where a program took its hyphens out: 20210304."""
    return str(value) if type(value) is int and _EARLIEST <= value <= _LATEST else ""
