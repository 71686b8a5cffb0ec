"""Broken JSON: where it breaks and why, in a sentence, with something there to be marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.document import jsonio
from gatewaydesk.document.breaks import Break, find_break
from gatewaydesk.errors import FileProblem


def broken(text: str) -> Break:
    with pytest.raises(FileProblem) as caught:
        jsonio.loads(text)
    return find_break(text, caught.value)


@pytest.mark.parametrize(
    ("text", "sentence", "marked"),
    [
        ('{"a": ', "Line 1, column 7: a value is missing.", ":"),
        ('{\n  "a": 1\n  "b": 2\n}', "Line 3, column 3: a comma or a closing bracket is missing.", '"b"'),
        ("[1, truth]", "Line 1, column 5: a value is missing.", "truth"),
        (
            '{"a": 1,\n "a": 2}',
            "Line 2, column 2: this JSON names the same member twice in one object: “a” (lines 1 and 2).",
            '"a"',
        ),
        ("[\n NaN]", "Line 2, column 2: it holds NaN, which is not a JSON number.", "NaN"),
        ('["NaN", -Infinity]', "Line 1, column 9: it holds -Infinity, which is not a JSON number.", "-Infinity"),
        ("[" + "1" * 5000 + "]", "Line 1, column 2: it holds a number of 5,000 digits.", "1" * 5000),
        ("[" * 101, "Line 1, column 101: it is nested more than 100 levels deep.", "["),
    ],
)
def test_where_and_why(text: str, sentence: str, marked: str) -> None:
    found = broken(text)
    assert found.sentence == sentence
    assert text[found.start : found.end] == marked


def test_half_a_character_pair_is_found_where_it_stands() -> None:
    text = '{\n "a": ["x", "\\ud800"]}'
    found = broken(text)
    assert (found.line, found.column) == (2, 13)
    assert text[found.start : found.end] == '"\\ud800"'
    assert "half of a character pair" in found.sentence


@given(st.text('{}[],:"\\ a1\n', max_size=30))
def test_whatever_is_typed_there_is_a_place_to_mark(text: str) -> None:
    try:
        jsonio.loads(text)
    except FileProblem as error:
        found = find_break(text, error)
        assert 0 <= found.start <= found.end <= len(text)
        assert found.end > found.start or not text.strip()
        assert found.sentence.startswith("Line ")
