"""Figures in texts and in choices: “5 years” can mean “1 - 10 Years”, and never “> 10 Years”.

A range that somebody wrote is never taken for another one, not even for one that it lies in: “More than 60 months” is
not “More than 6 months”.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

_FIGURE = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_THOUSANDS = re.compile(r",(?=[0-9]{3}(?![0-9]))")
_LETTERS = re.compile(r"[^\W\d_]+")
_BETWEEN = r"(?:-|–|—|to|until)"
_NUMBER = r"(?P<{}>[0-9]+(?:\.[0-9]+)?)"

#: How a choice says a range, in folded text: the end that is open, and whether the figure itself belongs to it.
_RANGES: Sequence[tuple[re.Pattern[str], bool]] = tuple(
    (re.compile(pattern), whole)
    for pattern, whole in (
        (rf"{_NUMBER.format('low')}\s*{_BETWEEN}\s*{_NUMBER.format('high')}", True),
        (rf"(?:>=|≥|at least|from|minimum of|no less than)\s*{_NUMBER.format('low')}", True),
        (rf"(?:<=|≤|at most|up to|maximum of|no more than)\s*{_NUMBER.format('high')}", True),
        (rf"(?:>|more than|over|above|greater than|longer than|older than)\s*{_NUMBER.format('low')}", False),
        (rf"(?:<|less than|fewer than|under|below|shorter than|younger than)\s*{_NUMBER.format('high')}", False),
        (rf"{_NUMBER.format('low')}\s*(?:\+|or more|and more|or over|and over|or above|and above|or older)", True),
        (rf"{_NUMBER.format('high')}\s*(?:or less|or fewer|or under|and under|or below|or younger)", True),
    )
)


class Range(NamedTuple):
    """From a figure to another, of which one may be missing; `ends`: whether they belong to it themselves."""

    low: Decimal | None
    high: Decimal | None
    ends: bool

    def holds(self, other: Range) -> bool:
        """Whether all of another range lies in it; a single figure is a range as well."""
        open_ended = other.ends and not self.ends
        from_none = self.low == 0 and other.low is None and other.high is not None and other.high > 0
        low = from_none or _within(self.low, other.low, 1, open_ended)  # a lead time or an age is never below 0
        return low and _within(self.high, other.high, -1, open_ended)


def _within(end: Decimal | None, other: Decimal | None, sign: int, open_ended: bool) -> bool:
    if end is None:
        return True
    return other is not None and (sign * other > sign * end if open_ended else sign * other >= sign * end)


def same(text: str, option: str) -> bool:
    """Whether two texts name the same figures and the same range: “> 5” and “< 5” are two, and “5” is neither."""
    said, offered = text.casefold(), option.casefold()
    figures, others = _figures(said), _figures(offered)
    return figures == others and (not figures or _range(said) == _range(offered))


def run_together(text: str, option: str) -> bool:
    """Whether two texts have the same digits, set apart otherwise: “6569 years” may be “65-69 years”, or many years."""
    figures, others = _figures(text.casefold()), _figures(option.casefold())
    return figures != others and "".join(figures) == "".join(others)


def agree(text: str, option: str) -> bool:
    """Whether a text and an option name the same figures, or what the text names lies in the option's range."""
    return same(text, option) or _lies_in(_named(text.casefold()), option)


def in_range(text: str, options: Sequence[str]) -> str | None:
    """The one option in whose range lies what a text names and that says the same otherwise; None else."""
    mine = _named(text.casefold())
    if mine is None:
        return None
    wanted = _unit(text.casefold())
    found = [one for one in options if _lies_in(mine, one) and _unit(one.casefold()) == wanted]
    return found[0] if len(found) == 1 else None


def _lies_in(named: Range | None, option: str) -> bool:
    theirs = _range(option.casefold())
    return named is not None and theirs is not None and theirs.holds(named) and not _is_another(named, theirs)


def _is_another(named: Range, theirs: Range) -> bool:
    """Whether both are ranges with the same ends open and other figures: “2 - 10 Years” was not “1 - 10 Years”."""
    mine, other = named[:2], theirs[:2]
    return mine != other and named.low != named.high and [one is None for one in mine] == [one is None for one in other]


def _named(text: str) -> Range | None:
    """The range that a text names, or its only figure as one."""
    found, figures = _range(text), _figures(text)
    if found is not None or len(figures) != 1:
        return found
    with suppress(InvalidOperation):  # a version, such as 4.0.0
        figure = Decimal(figures[0])
        return Range(figure, figure, ends=True)
    return None


def _figures(text: str) -> list[str]:
    return [_THOUSANDS.sub("", one) for one in _FIGURE.findall(text)]


def _range(text: str) -> Range | None:
    plain = _THOUSANDS.sub("", text)
    for pattern, ends in _RANGES:
        found = pattern.search(plain)
        if found:
            names = found.groupdict()
            low, high = (Decimal(names[end]) if names.get(end) else None for end in ("low", "high"))
            return Range(low, high, ends) if low is None or high is None or low <= high else None
    return None


def _unit(text: str) -> list[str]:
    """What a text says besides its figures and its range, one and many alike: “years” is “year”."""
    plain = _THOUSANDS.sub("", text)
    for pattern, _ in _RANGES:
        if pattern.search(plain):
            plain = pattern.sub(" ", plain, count=1)
            break
    return [word.removesuffix("s") for word in _LETTERS.findall(plain)]
