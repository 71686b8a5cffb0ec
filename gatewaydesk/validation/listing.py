"""Problems as they are listed: by the sections of a form, counted by tier, filtered, and compared with the last list.

Everything here is for lists of ten thousand problems that are made anew with every key: a few milliseconds at most.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import NamedTuple, Protocol
from unicodedata import normalize

from gatewaydesk.pointer import Pointer
from gatewaydesk.validation.problems import Problem, Severity

_MOST_PLACED = 300  # problems from elsewhere that are each put where they belong; more stand behind the schema's
_all_of = attrgetter(*(one.name for one in fields(Problem)))
WHOLE = -1  # the group of problems that are about the whole document

Rank = Callable[[Pointer], tuple[int, ...]]


class Part(Protocol):
    """A section of a form, as far as listing needs it."""

    @property
    def key(self) -> str:
        """What it is told apart by."""

    @property
    def title(self) -> str:
        """What a person calls it."""

    @property
    def members(self) -> tuple[str, ...]:
        """The names at the top of the document that belong to it."""


class Tally(NamedTuple):
    """How many problems there are of each tier."""

    wrong: int = 0
    empty: int = 0
    advice: int = 0

    def of(self, tier: Severity) -> int:
        """How many of one tier."""
        return self[_TIER[tier]]


_TIER = {Severity.WRONG: 0, Severity.EMPTY: 1, Severity.ADVICE: 2}


@dataclass(frozen=True)
class Sieve:
    """Which problems are shown.

    Attributes:
        tiers: those of these tiers.
        text: those in whose place or sentence every word of this occurs, in any case and however it is coded.
    """

    tiers: frozenset[Severity] = frozenset(Severity)
    text: str = ""

    @property
    def lets_all_through(self) -> bool:
        """Whether nothing is kept back."""
        return len(self.tiers) == len(Severity) and not self.text.strip()

    def lets_through(self, problems: Iterable[Problem]) -> list[Problem]:
        """The problems that are shown, in their order."""
        words = folded(self.text).split()
        kept = [one for one in problems if one.severity in self.tiers]
        if not words:
            return kept
        return [one for one in kept if holds_words((*one.trail, one.title, one.message), words)]


def folded(text: str) -> str:
    """A text as it is compared: whatever its case, and however its letters with accents and its ligatures are coded."""
    return text.casefold() if text.isascii() else normalize("NFKC", normalize("NFKC", text).casefold())


def holds_words(texts: Iterable[str], words: Iterable[str]) -> bool:
    """Whether each of some folded words occurs in one of the texts."""
    whole = folded("\n".join(texts))
    return all(word in whole for word in words)


def tallied(problems: Iterable[Problem]) -> dict[str, Tally]:
    """The problems by tier for each name at the top of the document; those of the whole document under ""."""
    counts: dict[str | int, list[int]] = {}
    for one in problems:
        name = one.pointer[0] if one.pointer else ""
        mine = counts.get(name)
        if mine is None:
            mine = counts[name] = [0, 0, 0]
        severity = one.severity
        mine[0 if severity is Severity.WRONG else 1 if severity is Severity.EMPTY else 2] += 1
    return {str(name): Tally(*mine) for name, mine in counts.items()}


def summed(tallies: Iterable[Tally]) -> Tally:
    """Several tallies as one."""
    wrong, empty, advice = (sum(figures) for figures in zip(Tally(), *tallies, strict=True))
    return Tally(wrong, empty, advice)


def in_groups(
    problems: Iterable[Problem], parts: Sequence[Part], rank: Rank | None = None
) -> list[tuple[int, list[Problem]]]:
    """Problems by the number of their part, in the order of the parts; those of the whole document first, as WHOLE.

    Args:
        problems: as a check gives them: what the schema says in the order of the form, then what others say.
        parts: the sections; what belongs to none of them goes to the first.
        rank: sorts places as the form shows them. With it, what others say is put where it belongs.
    """
    number: dict[str | int, int] = {name: at for at in reversed(range(len(parts))) for name in parts[at].members}
    groups: dict[int, list[Problem]] = {}
    for one in problems:
        at = number.get(one.pointer[0], 0) if one.pointer else WHOLE
        mine = groups.get(at)
        if mine is None:
            mine = groups[at] = []
        mine.append(one)
    return [(at, _placed(groups[at], rank)) for at in sorted(groups)]


def _placed(group: list[Problem], rank: Rank | None) -> list[Problem]:
    """What others than the schema say stands behind what the schema says of the same place, or of one before it."""
    others = [one for one in group if one.source != "schema"]
    if not others or rank is None or len(others) > _MOST_PLACED:
        return group
    made = [one for one in group if one.source == "schema"]
    for one in others:
        made.insert(bisect_right(made, rank(one.pointer), key=lambda known: rank(known.pointer)), one)
    return made


def kept(old: list[Problem], new: list[Problem]) -> list[Problem]:
    """A new list of problems in which those at both ends that the old one has as well are the same objects.

    The old list itself where nothing differs: then who shows it has nothing to do. Facts count too, for what is
    offered to mend a problem is made from them.
    """
    was, now = list(map(_all_of, old)), list(map(_all_of, new))
    start = _alike(was, now)
    if start == len(old) == len(new):
        return old
    end = min(_alike(was[::-1], now[::-1]), min(len(old), len(new)) - start)
    return [*old[:start], *new[start : len(new) - end], *old[len(old) - end :]]


class Step(NamedTuple):
    """Rows that go (`came` is False) or come: numbers `first` to `last`, at the time of the step."""

    came: bool
    first: int
    last: int


def steps(old: Sequence[Hashable], new: Sequence[Hashable], most: int = 48) -> list[Step] | None:
    """How one list of different keys becomes another: first what goes, from the end, then what comes, from the start.

    None where that is not worth while: what is in both has another order, or there would be more than `most` steps.
    """
    start = _alike(old, new)
    if start == len(old) == len(new):
        return []
    end = min(_alike(old[::-1], new[::-1]), min(len(old), len(new)) - start)
    before, behind = old[start : len(old) - end], new[start : len(new) - end]
    known, wanted = set(before), set(behind)
    if [one for one in before if one in wanted] != [one for one in behind if one in known]:
        return None
    gone = _runs(start + at for at, one in enumerate(before) if one not in wanted)
    come = _runs(start + at for at, one in enumerate(behind) if one not in known)
    if len(gone) + len(come) > most:
        return None
    return [*(Step(False, *run) for run in reversed(gone)), *(Step(True, *run) for run in come)]


def _alike(one: Sequence[Hashable], other: Sequence[Hashable]) -> int:
    """How many keys at the start are the same; by whole stretches, which Python compares without a loop of ours."""
    at = 0
    for stretch in (1024, 32, 1):
        while at < min(len(one), len(other)) and one[at : at + stretch] == other[at : at + stretch]:
            at += stretch
    return min(at, len(one), len(other))


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers one behind the other, as first and last."""
    found: list[tuple[int, int]] = []
    for at in numbers:
        if found and found[-1][1] == at - 1:
            found[-1] = (found[-1][0], at)
        else:
            found.append((at, at))
    return found
