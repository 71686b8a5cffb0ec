"""A problem: one thing about one place in a document, in a sentence for a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from gatewaydesk.pointer import Pointer, to_text
from gatewaydesk.schema.visible import visible
from gatewaydesk.validation.languages import about, words
from gatewaydesk.validation.phrases import titled

COUNTED = "counted"
"""Source of a problem that the schema lets pass: a required place that holds null or nothing. It is EMPTY, and keeps
nothing from being sent: neither in the window nor in `check` and `submit`."""

NAMED = 2
"""How many of the titles above a field say where it is, where that is enough."""


class Severity(StrEnum):
    """How bad it is. WRONG keeps a document from being valid, EMPTY mostly does (`Problem.blocks`), ADVICE never."""

    WRONG = "wrong"
    EMPTY = "empty"  # required, and nothing there yet
    ADVICE = "advice"


@dataclass(frozen=True)
class Problem:
    """One problem.

    Attributes:
        pointer: the place in the document; for something missing, the place where it belongs.
        keyword: the schema keyword that failed (`maxLength`, `required`, …).
        message: a plain sentence without the field's title, e.g. "Must have at most 500 characters; it has 612.".
        severity: how bad it is.
        title: the title of the field it is about, e.g. "Abstract".
        trail: titles and item names from the outermost to just above the field, e.g. ("Structural metadata",
            "Table admissions", "Column dob"), so that a sentence can name the cell.
        facts: what the sentence was made from (`limit`, `actual`, `options`, …), for repairs and for translations.
        source: `schema`, `gateway`, `advice`, or `COUNTED` for what is empty and may be by the schema.
        location: the place in the schema, as a JSON Pointer (for the detail view).
        beside: the other places whose values advice is about, such as the start of an end that is before it.
        behind: further advice about the same place, which is told in its order when this is left so.
        named: how much of the trail, from its end, a sentence names (see `told_apart`).
    """

    pointer: Pointer
    keyword: str
    message: str
    severity: Severity = Severity.WRONG
    title: str = ""
    trail: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False, compare=False)
    source: str = "schema"
    location: str = ""
    beside: tuple[Pointer, ...] = ()
    behind: tuple[Problem, ...] = field(default=(), compare=False)
    named: int = NAMED

    @property
    def blocks(self) -> bool:
        """Whether the document is not as it has to be because of it."""
        return self.severity is not Severity.ADVICE and self.source != COUNTED

    @property
    def sentence(self) -> str:
        """The whole sentence with where it is, for lists, the command line and screen readers.

        “Table admissions › Column dob: “Sensitive” must be Yes or No; it says “maybe”.”
        """
        return visible(f"{' › '.join(self.trail[-self.named :])}: {self.said}" if self.trail else self.said)

    @property
    def said(self) -> str:
        """The sentence with the field's title in it, without what stands above the field."""
        if not self.pointer:
            return visible(about(words("whole"), self.message))
        return visible(about(titled(self.title), self.message, self.title))

    @property
    def pointer_text(self) -> str:
        """The place as a JSON Pointer's text."""
        return to_text(self.pointer)


def told_apart(problems: list[Problem]) -> list[Problem]:
    """The same problems; those that would be told in the same words name as much of their trails as sets them apart."""
    keys = [(one.title, one.message, one.trail[-NAMED:]) for one in problems]
    if len(set(keys)) == len(keys):  # as mostly
        return problems
    alike: dict[Any, list[int]] = {}
    for at, key in enumerate(keys):
        alike.setdefault(key, []).append(at)
    made = list(problems)
    for several in alike.values():
        trails = {made[at].trail for at in several} if len(several) > 1 else set()
        if len(trails) < 2:
            continue
        deepest = max(map(len, trails))
        enough = next(deep for deep in range(NAMED, deepest + 1) if len({one[-deep:] for one in trails}) == len(trails))
        for at in several:
            made[at] = replace(made[at], named=enough)
    return made
