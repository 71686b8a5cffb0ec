"""Formats as ajv-formats (2.1) judges them, which is not as RFC purists do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_TIME = re.compile(r"(\d{2}):(\d{2}):(\d{2})(\.\d+)?(z|[+-]\d{2}(:?\d{2})?)?", re.ASCII | re.IGNORECASE)
_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_EMAIL = re.compile(rf"{_ATOM}(\.{_ATOM})*@({_LABEL}\.)+{_LABEL}", re.ASCII | re.IGNORECASE)
_UUID = re.compile(r"(urn:uuid:)?[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_PLAIN = r"[a-z0-9._~!$&'()*+,;=-]|%[0-9a-f]{2}"
_URI = re.compile(
    rf"""
    [a-z][a-z0-9+.-]* :                                             # scheme
    ( // ( ({_PLAIN}|:)*@ )? ( \[ [0-9a-f:.v]+ \] | ({_PLAIN})* ) ( :\d* )?   # authority, then a path from the root
      ( / ({_PLAIN}|[:@/])* )?
    | ({_PLAIN}|[:@]) ({_PLAIN}|[:@/])*                             # or a path alone
    | / ( ({_PLAIN}|[:@]) ({_PLAIN}|[:@/])* )?
    )?
    ( \? ({_PLAIN}|[:@/?])* )?
    ( \# ({_PLAIN}|[:@/?])* )?
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)


def _is_date(text: str) -> bool:
    found = _DATE.fullmatch(text)
    if not found:
        return False
    year, month, day = (int(part) for part in found.groups())
    try:
        date(year or 2000, month, day)  # JavaScript's year 0 exists and is a leap year
    except ValueError:
        return False
    return True


def _is_time(text: str) -> bool:
    found = _TIME.fullmatch(text)
    if not found:
        return False
    hour, minute, second = (int(part) for part in found.groups()[:3])
    return (hour <= 23 and minute <= 59 and second <= 59) or (hour, minute, second) == (23, 59, 60)


def _is_date_time(text: str) -> bool:
    """Lenient: a blank may stand for the “T”, and the time zone may be missing."""
    parts = re.split(r"[tT\s]", text)
    return len(parts) == 2 and _is_date(parts[0]) and _is_time(parts[1])


FORMATS: Mapping[str, Callable[[str], bool]] = {
    "date": _is_date,
    "time": _is_time,
    "date-time": _is_date_time,
    "email": lambda text: _EMAIL.fullmatch(text) is not None,
    "uri": lambda text: _URI.fullmatch(text) is not None,
    "uuid": lambda text: _UUID.fullmatch(text) is not None,
}
