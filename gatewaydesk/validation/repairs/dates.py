"""Dates and times written another way; where a date can be read in two ways, both are offered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from gatewaydesk.schema.fields import Kind
from gatewaydesk.validation.datewords import date_advice, short_year_readings
from gatewaydesk.validation.repairs.repair import Case, Repair
from gatewaydesk.validation.tidying import plain

_DAY_OR_MONTH_FIRST = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})")
_TIMED = re.compile(r"(.+?)(?:[ ,]+|(?<=[0-9])[Tt])([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_DASHES = re.compile("(?<=[0-9])[\u2010-\u2015\u2212](?=[0-9])")
_EARLIEST, _LATEST = 1800_01_01, 2199_12_31
_MIDNIGHT = "T00:00:00Z"


def dates(case: Case) -> Iterator[Repair]:
    """The text as a date or a time is written here; a check says which of the two is wanted."""
    text = _dashed(case.text) or _figures(case.value)
    if not text or not any(mark.isdigit() for mark in text) or not _dated(case):
        return
    short = short_year_readings(text)  # nobody said which century
    for day in readings(text):
        yield replace(_repair(case, day.isoformat(), day), sure=":" not in text and not short)  # a time would be lost
    midnight = ":" not in text and not case.among((Kind.DATE,))  # never in the place of a time that is written there
    for wanted in ("date", "date-time"):
        _, meant = date_advice(text, wanted)
        if meant and (midnight or not meant.endswith(_MIDNIGHT)):
            yield replace(_repair(case, meant), sure=not meant.endswith(_MIDNIGHT))
    if midnight:
        for day in readings(text):
            yield replace(_repair(case, day.isoformat() + _MIDNIGHT, day), sure=False)  # nobody said midnight
    timed = _TIMED.fullmatch(text)
    if timed is None:
        return
    for day in readings(timed[1]):
        clock = f"{int(timed[2]):02}:{timed[3]}:{timed[4] or '00'}"
        made = _repair(case, f"{day.isoformat()}T{clock}Z", day)
        yield replace(made, sure=False)  # its zone is not said


def readings(text: str) -> list[date]:
    """The days that a text such as `3/4/2021` can stand for, the day before the month first; none, one or two."""
    found = _DAY_OR_MONTH_FIRST.fullmatch(text)
    if found:
        first, second, year = map(int, found.groups())
        both = [_day(year, second, first), _day(year, first, second)]
        return list(dict.fromkeys(day for day in both if day is not None))
    short = short_year_readings(text)
    if short:
        return short
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


def _dashed(text: str) -> str:
    """Text with plain hyphens in the place of the dashes between its figures."""
    return _DASHES.sub("-", plain(text))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
