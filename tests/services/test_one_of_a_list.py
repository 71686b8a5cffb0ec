"""A single value is chosen where a list is held: the first item stays, and undo brings all back."""

from __future__ import annotations

from typing import Any

import pytest

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.services.switching import carried, told_lost

ONE = Field((), Kind.TEXT, "One")
MANY = Field((), Kind.TAGS, "Many")


@pytest.mark.parametrize(
    ("held", "kept"),
    [(["a", "b"], "a"), (["", None, "b"], "b"), (["a"], "a"), ([""], "")],
)
def test_the_first_that_says_anything_stays(held: Any, kept: Any) -> None:
    assert carried(held, ONE, MANY) == kept


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (["a", "b"], "a", "“T” keeps only the first of its 2 entries. Undo brings back the others."),
        (["a", "b", "c"], ABSENT, "“T” keeps none of its 3 entries. Undo brings back all of them."),
        (["a", ""], "a", ""),
        (["a", "b"], ["a", "b"], ""),
        ("a", ["a"], ""),
    ],
)
def test_what_could_not_be_kept_is_told(before: Any, after: Any, words: str) -> None:
    assert told_lost("T", before, after) == words
