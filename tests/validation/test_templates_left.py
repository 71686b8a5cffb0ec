"""What a template left to be filled in is a placeholder, whatever brackets it stands in."""

from __future__ import annotations

import pytest

from tests.validation.advising import TEXT, members, told

_SCHEMA = members(title=TEXT, note=TEXT)


@pytest.mark.parametrize("text", ["{{description}}", "${title}", "{title}", "<Title of the dataset>", "{{ a/b }}"])
def test_the_whole_of_a_title_in_brackets_is_a_placeholder(text: str) -> None:
    assert told(_SCHEMA, {"title": text}) == [("/title", "placeholder")]


@pytest.mark.parametrize("text", ["{}", "{1, 2}", "Heart {2009}", "<5 mmol/l", "{{", "$5"])
def test_brackets_alone_are_none(text: str) -> None:
    assert not told(_SCHEMA, {"title": text})


def test_a_text_that_is_no_prose_may_stand_in_brackets() -> None:
    assert not told(_SCHEMA, {"note": "{x}"})
