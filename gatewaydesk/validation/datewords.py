"""What a person may have meant by a date that is not written as it must be."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from gatewaydesk.validation.formats import is_date_time

_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[/. -]([0-9]{1,2})[/. -]([0-9]{1,2})")
_RUN_TOGETHER = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_IN_WORDS = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?,?[ -]([0-9]{4})")
_WITH_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2})(:[0-9]{2}(?:\.[0-9]+)?)?")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt]| ?)([0-9].*)")
_CLOCK = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2})(\.[0-9]+)?)? ?([Zz]|[+-][0-9]{2}:?[0-9]{2})?")


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


def _date(plain: str, text: str) -> tuple[str, str]:
    found = _DAY_FIRST.fullmatch(plain)
    if found:
        first, second, year = (int(part) for part in found.groups())
        day_first, month_first = _day(year, second, first), _day(year, first, second)
        if day_first and month_first and day_first != month_first:
            return f"“{plain}” could be {_short(day_first)} or {_long(month_first)}", ""
        meant = day_first or month_first
        return (_would_be(plain, meant), meant.isoformat()) if meant else (_no_such_day(plain), "")
    found = _IN_WORDS.fullmatch(plain)
    if found:
        month = _month(found[2])
        meant = _day(int(found[3]), month, int(found[1])) if month else None
        return (_would_be(plain, meant), meant.isoformat()) if meant else (_no_such_day(plain), "")
    found = _WITH_TIME.match(plain)
    if found and _day(*(int(part) for part in found[1].split("-"))):
        return f"“{plain}” holds a time as well", found[1]
    found = _YEAR_FIRST.fullmatch(plain) or _RUN_TOGETHER.fullmatch(plain)
    if found:
        meant = _day(int(found[1]), int(found[2]), int(found[3]))
        if meant is None:
            return _no_such_day(plain), ""
        if plain == meant.isoformat() and text != plain:
            return f"“{plain}” has a space or a new line at its beginning or end", plain
        return _would_be(plain, meant), meant.isoformat()
    if re.fullmatch(r"[0-9]{4}(-[0-9]{2})?", plain):
        return f"“{plain}” has no {'day' if '-' in plain else 'month and no day'}", ""
    return "", ""


def _date_time(plain: str) -> tuple[str, str]:
    found = _MOMENT.fullmatch(plain)
    if found:
        return _moment(plain, found[1], found[2])
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", plain) and _day(*(int(part) for part in plain.split("-"))):
        return f"“{plain}” has no time of day", f"{plain}T00:00:00Z"
    advice, meant = _date(plain, plain)
    return (f"{advice}, and no time of day is given", "") if meant and "would be" in advice else (advice, "")


def looks_timed(text: str) -> bool:
    """Whether a text is a day with something of a time behind it."""
    return _MOMENT.fullmatch(" ".join(text.split())) is not None


def _moment(plain: str, day: str, rest: str) -> tuple[str, str]:
    """What is wrong with a day and a time, the worst of it first, and the text mended where nothing is guessed."""
    if _day(*map(int, day.split("-"))) is None:
        return _no_such_day(day), ""
    found = _CLOCK.fullmatch(rest)
    if found is None:
        return f"“{rest}” is not a time with its zone, such as 09:30:00Z", ""
    hour, minute, second, part, zone = found.groups()
    impossible = _impossible(int(hour), int(minute), int(second or 0), zone or "")
    if impossible:
        return impossible, ""
    if not zone:
        return f"“{plain}” does not say its time zone (Z stands for Greenwich time)", ""
    offset = f"{zone[:3]}:{zone[-2:]}" if len(zone) == 5 else zone
    meant = f"{day}T{hour}:{minute}:{second or '00'}{part or ''}{offset}"
    lacks = [
        words for words, wrong in (("its seconds", not second), ("the colon in its zone", offset != zone)) if wrong
    ]
    if lacks:
        words = f"“{plain}” lacks {' and '.join(lacks)}"
    elif plain[len(day)] not in "Tt":
        words = f"“{plain}” lacks the letter T between the day and the time"
    else:
        words = f"“{plain}” has a space where none may be"
    return (words, meant) if is_date_time(meant) else ("", "")


def _impossible(hour: int, minute: int, second: int, zone: str) -> str:
    if hour > 23:
        midnight = " (midnight is 00:00:00 of the next day)" if hour == 24 else ""
        return f"there is no hour {hour}{midnight}"
    if minute > 59 or second > 60:
        return f"there is no {f'minute {minute}' if minute > 59 else f'second {second}'}"
    if second == 60:
        return "there is no second 60 at that time"
    if len(zone) > 1 and (int(zone[1:3]) > 23 or int(zone[-2:]) > 59):
        return f"there is no time zone “{zone}”"
    return ""


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(name: str) -> int:
    starts = [at for at, month in enumerate(_MONTHS, 1) if month.casefold().startswith(name.casefold())]
    return starts[0] if len(starts) == 1 else 0


def _short(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"


def _long(day: date) -> str:
    return f"{_short(day)} {day.year}"


def _would_be(plain: str, meant: date) -> str:
    return f"“{plain}” would be {meant.isoformat()}"


def _no_such_day(plain: str) -> str:
    found = _YEAR_FIRST.fullmatch(plain)
    if found and 1 <= int(found[2]) <= 12 and 1 <= int(found[3]) <= 31:
        year, month = int(found[1]), int(found[2])
        if year == 0:
            return f"“{plain}” does not exist: there is no year 0"
        return f"“{plain}” does not exist: {_MONTHS[month - 1]} {year} has {monthrange(year, month)[1]} days"
    return f"there is no such day as “{plain}”"
