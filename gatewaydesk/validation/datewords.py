"""What a person may have meant by a date that is not written as it must be."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from gatewaydesk.validation.formats import is_date_time
from gatewaydesk.validation.languages import words
from gatewaydesk.validation.phrases import counted, quoted
from gatewaydesk.validation.sentences import SENTENCES

_DAY_FIRST = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})")
_SHORT_YEAR = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{2})")
_WEEKDAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,? +(?=[0-9a-z])", re.IGNORECASE)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LAST_OF_2000S = 68  # of a year in two digits, as POSIX reads it
_YEAR_FIRST = re.compile(r"([0-9]{4})[/. -]([0-9]{1,2})[/. -]([0-9]{1,2})")
_RUN_TOGETHER = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_DAY_WORD = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_MONTH_WORD = r"(?P<month>[A-Za-z]{3,9})\.?"
_IN_WORDS = tuple(
    map(
        re.compile,
        (
            rf"{_DAY_WORD}(?: of)?[ -]{_MONTH_WORD},?[ -](?P<year>[0-9]{{4}})",
            rf"{_MONTH_WORD}[ -]{_DAY_WORD},?[ -](?P<year>[0-9]{{4}})",
            rf"(?P<year>[0-9]{{4}}),?[ -]{_MONTH_WORD}[ -]{_DAY_WORD}",
        ),
    )
)
_FIRST_YEAR = "1000"  # what is written with noughts before it is no year that anybody means
_TIMED = re.compile(r"(.+?)(?:[ ,]+|(?<=[0-9])[Tt])([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_MONTH = re.compile(r"(?:([A-Za-z]{3,9})\.?,?[ -]([0-9]{4})|([0-9]{4})[ -]([A-Za-z]{3,9})\.?)")
_MONTH_IN_FIGURES = re.compile(r"([0-9]{1,2})[/-]([0-9]{4})|([0-9]{4})[/-]([0-9]{1,2})")
_WITH_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2})(:[0-9]{2}(?:\.[0-9]+)?)?")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt]| ?)([0-9].*)")
_CLOCK = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2})(\.[0-9]+)?)? ?([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?")


def date_advice(text: str, wanted: str) -> tuple[str, str]:
    """What to say of `text` where a `date`, `time` or `date-time` is wanted, and what it was surely meant to be.

    Returns:
        A clause that goes after “Must come as YYYY-MM-DD; ” (or ""), and the text to offer instead (or "").
    """
    plain = " ".join(text.split())
    if wanted == "date":
        return _date(plain, text)
    if wanted == "date-time":
        return _date_time(plain)
    return "", ""


def day_and_time(text: str) -> tuple[str, str] | None:
    """A text in two: what stands for a day, and the time behind it as 09:30:00; None where there is no time."""
    found = _TIMED.fullmatch(" ".join(text.split()))
    return (found[1], f"{int(found[2]):02}:{found[3]}:{found[4] or '00'}") if found else None


def _date(plain: str, text: str) -> tuple[str, str]:
    advice, meant = _any_date(plain, text)
    return ("", "") if meant and meant < _FIRST_YEAR else (advice, meant)


def _any_date(plain: str, text: str) -> tuple[str, str]:
    found = _DAY_FIRST.fullmatch(plain)
    if found is None and _SHORT_YEAR.fullmatch(plain):
        return _of_short_year(plain), ""
    if found:
        both = _figures_read(found)
        if len(both) == 2:
            return _either(plain, both), ""
        return (_would_be(plain, both[0]), both[0].isoformat()) if both else (_no_such_day(plain), "")
    weekday = _WEEKDAY.match(plain)
    named = plain[weekday.end() :] if weekday else plain
    found = next((found for one in _IN_WORDS if (found := one.fullmatch(named)) and _month(found["month"])), None)
    if found:
        meant = _day(int(found["year"]), _month(found["month"]), int(found["day"]))
        if weekday and meant is not None and _WEEKDAYS[meant.weekday()] != weekday[1].casefold():
            return "", ""  # one of the two is wrong
        return (_would_be(plain, meant), meant.isoformat()) if meant else (_no_such_day(plain), "")
    found = _WITH_TIME.match(plain)
    if found and _day(*(int(part) for part in found[1].split("-"))):
        return words("date.timed", value=_quoted(plain)), found[1]
    found = _YEAR_FIRST.fullmatch(plain) or _RUN_TOGETHER.fullmatch(plain)
    if found:
        meant = _day(int(found[1]), int(found[2]), int(found[3]))
        if meant is None:
            return _no_such_day(plain), ""
        if plain == meant.isoformat() and text != plain:
            return words("date.spaces", value=_quoted(plain)), plain
        return _would_be(plain, meant), meant.isoformat()
    timed = day_and_time(plain)
    found = _DAY_FIRST.fullmatch(timed[0]) if timed else None
    if found and len(both := _figures_read(found)) == 2:
        return _either(plain, both), ""
    if re.fullmatch(r"[0-9]{4}", plain):
        return words("date.no_month", value=_quoted(plain)), ""
    return (words("date.no_day", value=_quoted(plain)), "") if _is_month(plain) else ("", "")


def figures_read(text: str) -> list[date]:
    """The days that a text such as `3/4/2021` can stand for, the day before the month first; none, one or two."""
    found = _DAY_FIRST.fullmatch(text)
    return [day for day in _figures_read(found) if day.isoformat() >= _FIRST_YEAR] if found else []


def _figures_read(found: re.Match[str]) -> list[date]:
    first, second, year = map(int, found.groups())
    both = (_day(year, second, first), _day(year, first, second))
    return list(dict.fromkeys(day for day in both if day is not None))


def _either(plain: str, both: list[date]) -> str:
    return words("date.either", value=_quoted(plain), first=_short(both[0]), second=_long(both[1]))


def short_year_readings(text: str) -> list[date]:
    """The days that a text such as `3/4/21` can stand for, the day before the month first."""
    found = _SHORT_YEAR.fullmatch(" ".join(text.split()))
    if found is None:
        return []
    first, second, year = map(int, found.groups())
    year += 2000 if year <= _LAST_OF_2000S else 1900
    both = (_day(year, second, first), _day(year, first, second))
    return list(dict.fromkeys(day for day in both if day is not None))


def _of_short_year(plain: str) -> str:
    found = short_year_readings(plain)
    if len(found) == 2:
        return _either(plain, found)
    return _would_be(plain, found[0]) if found else _no_such_day(plain)


def _is_month(plain: str) -> bool:
    """Whether a text names a month of a year: “2021-04”, “4/2021”, “April 2021”, “2021 Apr”."""
    found = _MONTH_IN_FIGURES.fullmatch(plain)
    if found:
        return 1 <= int(found[1] or found[4]) <= 12
    found = _MONTH.fullmatch(plain)
    return found is not None and _month(found[1] or found[4]) > 0


def _date_time(plain: str) -> tuple[str, str]:
    found = _MOMENT.fullmatch(plain)
    if found:
        return _moment(plain, found[1], found[2])
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", plain) and _day(*(int(part) for part in plain.split("-"))):
        return words("date.no_time", value=_quoted(plain)), f"{plain}T00:00:00Z"
    advice, meant = _date(plain, plain)
    if meant and advice == words("date.meant", value=_quoted(plain), date=meant):
        return words("date.meant.timeless", value=_quoted(plain), date=meant), ""
    return advice, ""


def looks_timed(text: str) -> bool:
    """Whether a text is a day with something of a time behind it."""
    return _MOMENT.fullmatch(" ".join(text.split())) is not None


def _moment(plain: str, day: str, rest: str) -> tuple[str, str]:
    """What is wrong with a day and a time, the worst of it first, and the text mended where nothing is guessed."""
    if _day(*map(int, day.split("-"))) is None:
        return _no_such_day(day), ""
    found = _CLOCK.fullmatch(rest)
    if found is None:
        return words("time.unknown", value=_quoted(rest)), ""
    hour, minute, second, part, zone = found.groups()
    impossible = _impossible(int(hour), int(minute), int(second or 0), zone or "")
    if impossible:
        return impossible, ""
    if not zone:
        return words("time.no_zone", value=_quoted(plain)), ""
    minutes = len(zone) == 3
    offset = f"{zone}:00" if minutes else f"{zone[:3]}:{zone[-2:]}" if len(zone) == 5 else zone
    meant = f"{day}T{hour}:{minute}:{second or '00'}{part or ''}{offset}"
    lacking = (("time.seconds", not second), ("time.minutes" if minutes else "time.colon", offset != zone))
    lacks = [words(key) for key, lacks in lacking if lacks]
    if lacks:
        both = words("list.and", first=lacks[0], last=lacks[-1]) if len(lacks) > 1 else lacks[0]
        told = words("time.lacks", value=_quoted(plain), what=both)
    elif plain[len(day)] not in "Tt":
        told = words("time.letter", value=_quoted(plain))
    else:
        told = words("time.space", value=_quoted(plain))
    return (told, meant) if is_date_time(meant) else ("", "")


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


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _months(text: str) -> list[str]:
    return text.split(", ")


def _month(name: str) -> int:
    """The number of a month, in the language spoken or in English, perhaps shortened; 0 where it is none."""
    for names in (_months(words("date.months")), _months(str(SENTENCES["date.months"]))):
        starts = [at for at, month in enumerate(names, 1) if month.casefold().startswith(name.casefold())]
        if len(starts) == 1:
            return starts[0]
    return 0


def _short(day: date) -> str:
    return words("date.day", day=day.day, month=_months(words("date.months"))[day.month - 1])


def _long(day: date) -> str:
    return words("date.day.year", day=day.day, month=_months(words("date.months"))[day.month - 1], year=day.year)


def _would_be(plain: str, meant: date) -> str:
    return words("date.meant", value=_quoted(plain), date=meant.isoformat())


def _no_such_day(plain: str) -> str:
    found = _YEAR_FIRST.fullmatch(plain)
    if found and 1 <= int(found[2]) <= 12 and 1 <= int(found[3]) <= 31:
        year, month = int(found[1]), int(found[2])
        if year == 0:
            return words("date.year_zero", value=_quoted(plain))
        named = {"month": _months(words("date.months"))[month - 1], "year": year}
        return counted("date.month_length", monthrange(year, month)[1], value=_quoted(plain), **named)
    return words("date.unknown", value=_quoted(plain))


def _quoted(text: str) -> str:
    return quoted(text)
