"""What a person may have meant by a date that is not written as it must be."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from gatewaydesk.validation.datereading import (
    DAY_FIRST,
    FIRST_YEAR,
    SHORT_YEAR,
    day_and_time,
    day_of,
    every_day_read,
    figures_read,
    month_of,
    months,
    plain_signs,
    short_year_readings,
)
from gatewaydesk.validation.formats import CHECKS
from gatewaydesk.validation.languages import words
from gatewaydesk.validation.phrases import counted, joined, quoted

_WEEKDAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,? +(?=[0-9a-z])", re.IGNORECASE)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_YEAR_FIRST = re.compile(r"([0-9]{4})[/. -]([0-9]{1,2})[/. -]([0-9]{1,2})")
_RUN_TOGETHER = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_DAY_WORD = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)?"
_MONTH_WORD = r"(?P<month>[A-Za-z]{3,9})\.?"
_IN_WORDS = tuple(
    map(
        re.compile,
        (
            rf"{_DAY_WORD}(?: of)?[ /-]{_MONTH_WORD},?[ /-](?P<year>[0-9]{{4}})",
            rf"{_MONTH_WORD}[ -]{_DAY_WORD},?[ -](?P<year>[0-9]{{4}})",
            rf"(?P<year>[0-9]{{4}}),?[ -]{_MONTH_WORD}[ -]{_DAY_WORD}",
        ),
    )
)
_MONTH = re.compile(r"(?:([A-Za-z]{3,9})\.?,?[ -]([0-9]{4})|([0-9]{4})[ -]([A-Za-z]{3,9})\.?)")
_MONTH_IN_FIGURES = re.compile(r"([0-9]{1,2})[/-]([0-9]{4})|([0-9]{4})[/-]([0-9]{1,2})")
_WITH_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2})(:[0-9]{2}(?:\.[0-9]+)?)?")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt]| ?)([0-9].*)")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(\.[0-9]+)?)? ?([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?|UTC|GMT)?")
_LONGEST = 200  # characters; a longer text is no date, however it is written
_NAMED_ZONES = frozenset({"UTC", "GMT"})


def date_advice(text: str, wanted: str) -> tuple[str, str]:
    """What to say of `text` where a `date`, `time` or `date-time` is wanted, and what it was surely meant to be.

    Returns:
        A clause that goes after “Must come as YYYY-MM-DD; ” (or ""), and the text to offer instead (or "").
    """
    plain = " ".join(text.split())
    if wanted not in ("date", "date-time", "time") or len(plain) > _LONGEST:
        return "", ""
    if wanted == "time":
        return _of_clock(plain, plain) if _CLOCK.fullmatch(plain) else ("", "")
    told = _date(plain, text) if wanted == "date" else _date_time(plain)
    signs = plain_signs(plain)
    return _of_other_signs(plain, signs, wanted) if told == ("", "") and signs != plain else told


def _of_other_signs(plain: str, signs: str, wanted: str) -> tuple[str, str]:
    both, day = figures_read(signs), date_advice(signs, "date")[1]
    if len(both) == 2:
        return _either(plain, both), ""
    if wanted == "date-time" and day and not looks_timed(signs):
        return words("date.meant.timeless", value=_quoted(plain), date=day), ""
    meant = date_advice(signs, wanted)[1]
    return (words("date.meant", value=_quoted(plain), date=meant), meant) if meant else ("", "")


def _date(plain: str, text: str) -> tuple[str, str]:
    advice, meant = _any_date(plain, text)
    return ("", "") if meant and meant < FIRST_YEAR else (advice, meant)


def _any_date(plain: str, text: str) -> tuple[str, str]:
    found = DAY_FIRST.fullmatch(plain)
    if found is None and (SHORT_YEAR.fullmatch(plain) or short_year_readings(plain)):
        return _of_short_year(plain), ""
    if found:
        both = every_day_read(found)
        if len(both) == 2:
            return _either(plain, both), ""
        return (_would_be(plain, both[0]), both[0].isoformat()) if both else (_no_such_day(plain), "")
    weekday = _WEEKDAY.match(plain)
    named = plain[weekday.end() :] if weekday else plain
    found = next((found for one in _IN_WORDS if (found := one.fullmatch(named)) and month_of(found["month"])), None)
    if found:
        meant = day_of(int(found["year"]), month_of(found["month"]), int(found["day"]))
        if weekday and meant is not None and _WEEKDAYS[meant.weekday()] != weekday[1].casefold():
            return "", ""  # one of the two is wrong
        return (_would_be(plain, meant), meant.isoformat()) if meant else (_no_such_day(plain), "")
    found = _WITH_TIME.match(plain)
    if found and day_of(*(int(part) for part in found[1].split("-"))):
        return words("date.timed", value=_quoted(plain)), found[1]
    found = _YEAR_FIRST.fullmatch(plain) or _RUN_TOGETHER.fullmatch(plain)
    if found:
        meant = day_of(int(found[1]), int(found[2]), int(found[3]))
        if meant is None:
            return _no_such_day(plain), ""
        if plain == meant.isoformat() and text != plain:
            return words("date.spaces", value=_quoted(plain)), plain
        return _would_be(plain, meant), meant.isoformat()
    timed = day_and_time(plain)
    found = DAY_FIRST.fullmatch(timed[0]) if timed else None
    both = every_day_read(found) if found else []
    if both:
        one = words("date.timed", value=_quoted(plain)), both[0].isoformat()
        return (_either(plain, both), "") if len(both) == 2 else one
    if re.fullmatch(r"[0-9]{4}", plain):
        return words("date.no_month", value=_quoted(plain)), ""
    return (words("date.no_day", value=_quoted(plain)), "") if _is_month(plain) else ("", "")


def _either(plain: str, both: list[date]) -> str:
    return words("date.either", value=_quoted(plain), first=_short(both[0]), second=_long(both[1]))


def _of_short_year(plain: str) -> str:
    found = short_year_readings(plain)
    if len(found) == 2 and found[0].year == found[1].year:
        return _either(plain, found)
    if len(found) > 1:
        first, *others, last = map(_long, found)
        for one in others:
            first = words("list.more", first=first, more=one)
        return words("date.either", value=_quoted(plain), first=first, second=last)
    return _would_be(plain, found[0]) if found else _no_such_day(plain)


def _is_month(plain: str) -> bool:
    """Whether a text names a month of a year: “2021-04”, “4/2021”, “April 2021”, “2021 Apr”."""
    found = _MONTH_IN_FIGURES.fullmatch(plain)
    if found:
        return 1 <= int(found[1] or found[4]) <= 12
    found = _MONTH.fullmatch(plain)
    return found is not None and month_of(found[1] or found[4]) > 0


def _date_time(plain: str) -> tuple[str, str]:
    found = _MOMENT.fullmatch(plain)
    if found:
        return _moment(plain, found[1], found[2])
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", plain) and day_of(*(int(part) for part in plain.split("-"))):
        return words("date.no_time", value=_quoted(plain)), f"{plain}T00:00:00Z"
    timed = day_and_time(plain)
    if timed and len(figures_read(timed[0])) == 1:
        return words("time.no_zone", value=_quoted(plain)), ""
    advice, meant = _date(plain, plain)
    if meant and advice == words("date.meant", value=_quoted(plain), date=meant):
        return words("date.meant.timeless", value=_quoted(plain), date=meant), ""
    return advice, ""


def looks_timed(text: str) -> bool:
    """Whether a text is a day with something of a time behind it."""
    return _MOMENT.fullmatch(" ".join(text.split())) is not None


def _moment(plain: str, day: str, rest: str) -> tuple[str, str]:
    """What is wrong with a day and a time, the worst of it first, and the text mended where nothing is guessed."""
    if day_of(*map(int, day.split("-"))) is None:
        return _no_such_day(day), ""
    return _of_clock(plain, rest, day)


def _of_clock(plain: str, rest: str, day: str = "") -> tuple[str, str]:
    """The same of the time alone, `rest`, and of the day before it where there is one."""
    found = _CLOCK.fullmatch(rest)
    if found is None:
        return words("time.unknown", value=_quoted(rest)), ""
    hour, minute, second, part, zone = found.groups()
    named = zone in _NAMED_ZONES
    impossible = _impossible(int(hour), int(minute), int(second or 0), "" if named else zone or "")
    if impossible:
        return impossible, ""
    if not zone:
        if not second and not day:
            both = words("list.and", first=words("time.seconds"), last=words("time.its_zone"))
            return words("time.lacks", value=_quoted(plain), what=both), ""
        return words("time.no_zone", value=_quoted(plain)), ""
    minutes = len(zone) == 3 and not named
    offset = "Z" if named else f"{zone}:00" if minutes else f"{zone[:3]}:{zone[-2:]}" if len(zone) == 5 else zone
    meant = f"{day}{'T' if day else ''}{hour:0>2}:{minute}:{second or '00'}{part or ''}{offset}"
    lacking = (
        ("time.nought", len(hour) == 1),
        ("time.seconds", not second),
        ("time.minutes" if minutes else "time.colon", offset != zone),
    )
    lacks = [words(key) for key, lacks in lacking if lacks]
    if named:
        told = words("date.meant", value=_quoted(plain), date=meant)
    elif lacks:
        told = words("time.lacks", value=_quoted(plain), what=joined(lacks, "and"))
    elif day and plain[len(day)] not in "Tt":
        told = words("time.letter", value=_quoted(plain))
    else:
        told = words("time.space", value=_quoted(plain))
    return (told, meant) if CHECKS["date-time" if day else "time"](meant) else ("", "")


def _impossible(hour: int, minute: int, second: int, zone: str) -> str:
    if hour > 23:
        return words("time.midnight") if hour == 24 else words("time.hour", number=hour)
    if minute > 59:
        return words("time.minute", number=minute)
    if second > 60:
        return words("time.second", number=second)
    if second == 60:
        return words("time.leap")
    if len(zone) > 1 and (int(zone[1:3]) > 23 or int(zone[-2:]) > 59):
        return words("time.zone", value=_quoted(zone))
    return ""


def _short(day: date) -> str:
    return words("date.day", day=day.day, month=months()[day.month - 1])


def _long(day: date) -> str:
    return words("date.day.year", day=day.day, month=months()[day.month - 1], year=day.year)


def _would_be(plain: str, meant: date) -> str:
    return words("date.meant", value=_quoted(plain), date=meant.isoformat())


def _no_such_day(plain: str) -> str:
    found = _YEAR_FIRST.fullmatch(plain)
    if found and 1 <= int(found[2]) <= 12 and 1 <= int(found[3]) <= 31:
        year, month = int(found[1]), int(found[2])
        if year == 0:
            return words("date.year_zero", value=_quoted(plain))
        named = {"month": months()[month - 1], "year": year}
        return counted("date.month_length", monthrange(year, month)[1], value=_quoted(plain), **named)
    return words("date.unknown", value=_quoted(plain))


def _quoted(text: str) -> str:
    return quoted(text)
