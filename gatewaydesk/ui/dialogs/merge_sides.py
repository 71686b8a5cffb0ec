"""What a merge is called, and what is brought together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Headings:
    """What stands over the columns; without a `base`, there is no column for it."""

    mine: str = "Your draft"
    theirs: str = "The other"
    base: str = ""

    def of(self, column: int) -> str:
        """What stands over a column."""
        return ("Field", self.base, self.mine, self.theirs, "Taken")[column]


@dataclass(frozen=True)
class Sides:
    """What a merge is called and what its sides are called.

    Attributes:
        title: of the dialog.
        words: what this is about, in a sentence or two.
        headings: what stands over the columns.
        accept: what the button says that changes the draft.
        step: what undo calls it.
        done: what is said when it is done, before how much was changed.
        keep_mine: nothing is taken from the other side but what is chosen.
    """

    title: str
    words: str
    headings: Headings
    accept: str = "Bring together"
    step: str = "bring both versions together"
    done: str = "Brought together"
    keep_mine: bool = False


@dataclass(frozen=True)
class Versions:
    """What was read: what both grew from (ABSENT where that is not known), and the other version.

    Attributes:
        remarks: what a person should know about the other version, in sentences.
    """

    base: Any
    theirs: Any
    remarks: Sequence[str] = ()
