"""The days and times that can be read from text which is not written as a date has to be."""

from __future__ import annotations

import re
from datetime import date

from gatewaydesk.validation.languages import words
from gatewaydesk.validation.sentences import SENTENCES
from gatewaydesk.validation.tidying import plain as tidied

DAY_FIRST = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})")
SHORT_YEAR = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})[/.-]([0-9]{2})")
_SHORT_YEAR_WORDS = re.compile(r"([0-9]{1,2})[ /-]([A-Za-z]{3,9})\.?[ /-]([0-9]{2})")
_YEARS_AHEAD = 20  # of a year in two digits: what would be later is of the century before
FIRST_YEAR = "1000"  # what is written with noughts before it is no year that anybody means
_TIMED = re.compile(
    r"(.+?)(?:[ ,]+|(?<=[0-9])[Tt])([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?: ?([ap])\.?m\.?)?", re.IGNORECASE
)
_DASHES = re.compile("(?<=[0-9])[\u2010-\u2015\u2212](?=[0-9])")


def plain_signs(text: str) -> str:
    """Text with plain figures, and plain hyphens in the place of the dashes between them."""
    return _DASHES.sub("-", tidied(text))


def day_and_time(text: str) -> tuple[str, str] | None:
    """A text in two: what stands for a day, and the time behind it as 09:30:00; None where there is no time."""
    found = _TIMED.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    hour, half = int(found[2]), (found[5] or "").casefold()
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + 12 * (half == "p") if half else hour
    return found[1], f"{hour:02}:{found[3]}:{found[4] or '00'}"


def figures_read(text: str) -> list[date]:
    """The days that a text such as `3/4/2021` can stand for, the day before the month first; none, one or two."""
    found = DAY_FIRST.fullmatch(text)
    return [day for day in every_day_read(found) if day.isoformat() >= FIRST_YEAR] if found else []


def every_day_read(found: re.Match[str]) -> list[date]:
    """The same of what `DAY_FIRST` has found, in whatever year."""
    first, second, year = map(int, found.groups())
    both = (day_of(year, second, first), day_of(year, first, second))
    return list(dict.fromkeys(day for day in both if day is not None))


def short_year_readings(text: str) -> list[date]:
    """The days that a text such as `3/4/21` or `3-Apr-21` can stand for, the day before the month first.

    With hyphens the year may come first, as it does in `2021-04-03`.
    """
    plain = " ".join(text.split())
    found, named = SHORT_YEAR.fullmatch(plain), _SHORT_YEAR_WORDS.fullmatch(plain)
    if found is not None:
        first, second, third = map(int, found.group(1, 3, 4))
        days = [(third, second, first), (third, first, second)]
        days += [(first, second, third)] if found[2] == "-" and len(found[1]) == 2 else []
    elif named is not None:
        days = [(int(named[3]), month_of(named[2]), int(named[1]))]
    else:
        return []
    found_days = (day_of(_whole_year(year), month, day) for year, month, day in days)
    return list(dict.fromkeys(one for one in found_days if one is not None))


def _whole_year(digits: int) -> int:
    return 2000 + digits if 2000 + digits <= date.today().year + _YEARS_AHEAD else 1900 + digits


def day_of(year: int, month: int, day: int) -> date | None:
    """That day, or None where there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def months() -> list[str]:
    """The names of the months in the language spoken, January first."""
    return _split(words("date.months"))


def _split(names: str) -> list[str]:
    return names.split(", ")


def month_of(name: str) -> int:
    """The number of a month, in the language spoken or in English, perhaps shortened; 0 where it is none."""
    for names in (months(), _split(str(SENTENCES["date.months"]))):
        starts = [at for at, month in enumerate(names, 1) if month.casefold().startswith(name.casefold())]
        if len(starts) == 1:
            return starts[0]
    return 0
