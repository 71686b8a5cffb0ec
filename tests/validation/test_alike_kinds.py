"""A value that reads as one that is allowed, and is of another kind: that, and only that, is what is told of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.validation import advising
from tests.validation.checking import ENGINES, told


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("choices", "value", "said"),
    [
        ([1, 2, 3], "1", "Must be one of: 1, 2 or 3, not the text “1”."),
        (["1", "2"], 1, "Must be one of: “1” or “2”, not the number 1."),
        (["1", "2"], 1.0, "Must be one of: “1” or “2”, not the number 1."),
        ([True, False], "no", "Must be one of: yes or no, not the text “no”."),
        (["true", "false"], True, "Must be one of: “true” or “false”, not a yes/no value (true)."),
        (["a", 1, None, True], " 1", "Must be one of: a, 1 or Yes, not the text “1”."),
        ([*range(20)], "7", "Must be one of the 20 choices; it is the text “7”."),
        ([1, 2, 3], "two", "Must be one of: 1, 2 or 3; it says “two”."),
        ([1, 2, 3], True, "Must be one of: 1, 2 or 3; it is a yes/no value (true)."),
        (["1", "2"], "3", "Must be one of: 1 or 2; it says “3”."),
    ],
)
def test_a_choice_of_another_kind_that_reads_alike(engine: Any, choices: Any, value: Any, said: str) -> None:
    assert told({"properties": {"a": {"enum": choices}}}, {"a": value}, engine) == [("/a", said)]


PAGES = {"type": "integer", "maximum": 5000}
FILM = {
    "type": "object",
    "required": ["type"],
    "properties": {"type": {"const": "film"}, "minutes": {"type": "integer"}},
}
BOOK: dict[str, Any] = {
    "type": "object",
    "required": ["type"],
    "properties": {"type": {"const": "book"}, "pages": PAGES},
}


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        (PAGES, []),
        ({"$ref": "#/$defs/pages"}, []),
        ({"maximum": 5000, "title": "Pages", "examples": [3]}, [("/media/0/pages", "of-another-kind")]),
    ],
)
def test_what_an_alternative_checks_was_not_forgotten(pages: Any, said: list[Any]) -> None:
    forms = [FILM, {**BOOK, "properties": {**BOOK["properties"], "pages": pages}}]
    schema = {"properties": {"media": {"type": "array", "items": {"oneOf": forms}}}, "$defs": {"pages": PAGES}}
    assert advising.told(schema, {"media": [{"pages": "9", "isbn": "1"}]}) == said
