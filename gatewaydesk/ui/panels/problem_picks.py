"""How problems, and places that are still empty, read as rows: under the headings of their sections or efforts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from gatewaydesk.pointer import Pointer
from gatewaydesk.ui import theme
from gatewaydesk.ui.panels.lingering import Mended, Thing
from gatewaydesk.ui.panels.pick_list import Pick
from gatewaydesk.ui.sections import Section
from gatewaydesk.validation.effort import EFFORT_WORDS, Effort
from gatewaydesk.validation.listing import WHOLE
from gatewaydesk.validation.places import Place
from gatewaydesk.validation.problems import Problem, Severity
from gatewaydesk.validation.remaining import Left

Key = tuple[Any, ...]
_HEADING = "heading"


@dataclass(frozen=True)
class Heading:
    """The line above a group of rows."""

    title: str
    count: int


@dataclass(frozen=True)
class Dismissed:
    """Advice that a person left so, shown because they want to see it."""

    problem: Problem

    @property
    def pointer(self) -> Pointer:
        """What it is about."""
        return self.problem.pointer


@dataclass(frozen=True)
class Rows:
    """A list to be shown: a key and a thing for each row."""

    keys: list[Key]
    things: list[Any]


Row = Thing | Mended | Dismissed
KnownKeys = dict[int, tuple[Sequence[Row], list[Key], int]]
"""By the number of a section: rows that were shown last, their keys, and how many of them are not settled."""


def problem_rows(groups: Iterable[tuple[int, Sequence[Row]]], sections: Sequence[Section], known: KnownKeys) -> Rows:
    """Problems under their sections. A key is the place, and which of several problems there it is.

    Args:
        groups: the problems by the number of their section.
        sections: those of the form.
        known: filled in here; of the same list as last time nothing is worked out again.
    """
    keys: list[Key] = []
    things: list[Any] = []
    for at, problems in groups:
        if not problems:
            continue
        if at not in known or known[at][0] is not problems:
            known[at] = (problems, _keys_of(problems), sum(not is_settled(one) for one in problems))
        _, mine, count = known[at]
        whole = at == WHOLE or at >= len(sections)
        keys += [(_HEADING, "" if whole else sections[at].key, at), *mine]
        things += [Heading("The whole document" if whole else sections[at].title, count), *problems]
    return Rows(keys, things)


def _keys_of(problems: Sequence[Row]) -> list[Key]:
    seen: dict[Pointer, int] = {}
    keys: list[Key] = []
    for problem in problems:
        pointer = problem.pointer
        number = seen[pointer] = seen.get(pointer, -1) + 1
        keys.append((number, pointer))
    return keys


def left_rows(found: Sequence[Thing | Mended]) -> Rows:
    """What is left, under its effort."""
    keys: list[Key] = []
    things: list[Any] = []
    groups: dict[Effort, list[Thing | Mended]] = {}
    for one in found:
        thing = one.thing if isinstance(one, Mended) else one
        assert isinstance(thing, Left)
        groups.setdefault(thing.effort, []).append(one)
    for effort, mine in sorted(groups.items()):
        keys.append((_HEADING, "effort", effort))
        things.append(Heading(EFFORT_WORDS[effort][0], sum(not isinstance(one, Mended) for one in mine)))
        keys.extend((0, one.pointer) for one in mine)
        things.extend(mine)
    return Rows(keys, things)


def is_place(key: Key | None) -> bool:
    """Whether a row stands for a place, rather than being a heading."""
    return key is not None and len(key) == 2


def is_settled(thing: Any) -> bool:
    """Whether a row stands for what nobody has to do anything about any more."""
    return isinstance(thing, Mended | Dismissed)


def heading_pick(key: Key, heading: Heading) -> Pick:
    """A heading, with how many stand under it."""
    return Pick(key, heading.title, figure=(f"{heading.count:,}", "muted"), heading=True)


def _where(problem: Problem, section: str) -> str:
    trail = problem.trail[1:] if problem.trail[:1] == (section,) else problem.trail
    return " › ".join(part for part in (*trail[-problem.named :], problem.title) if part) or "The whole document"


def dismissed_pick(key: Key, problem: Problem, section: str) -> Pick:
    """Advice that was left so."""
    where, words = _where(problem, section), "left so"
    spoken = f"{words}: {problem.message}"
    return Pick(key, where, "advice", (words, "muted"), problem.message, spoken, over=True, stood="")


def problem_pick(key: Key, problem: Problem, section: str, *, over: bool = False) -> Pick:
    """A problem: where it is, and what there is to say. `over`: it was mended."""
    where = _where(problem, section)
    figure, note = ("empty", "") if problem.severity is Severity.EMPTY else ("", problem.message)
    if over:  # with the words that it was told in: the rows below it stay where they are
        return Pick(key, where, "done", ("mended", "done"), note, "mended", over=True, stood=figure)
    tier = theme.SIGN_WORDS[str(problem.severity)]
    twice = _bare(problem.message) == _bare(tier)
    spoken = tier if twice else f"{tier}: {problem.message}"
    return Pick(key, where, str(problem.severity), (figure, "muted"), note, spoken)


def _bare(words: str) -> str:
    return words.casefold().replace(",", "").rstrip(".")


def left_pick(key: Key, left: Left, place: Place, section: str, *, over: bool = False) -> Pick:
    """A place that is still empty: what it is called, where it is, and what it takes."""
    trail = place.trail[1:] if place.trail[:1] == (section,) else place.trail
    where = " › ".join(part for part in (*trail[-2:], place.title) if part)
    within = "" if len(trail) or where == section else section  # what stands above it says where it is as well
    if over:
        return Pick(key, where, "done", ("filled in", "done"), spoken="filled in", over=True, stood=within)
    takes = EFFORT_WORDS[left.effort][1]
    need = "required" if left.required else "optional"
    return Pick(
        key,
        where,
        "empty" if left.required else "optional",
        (within, "muted"),
        spoken=f"{section}, {need} and still to be filled in, takes {takes}",
    )
