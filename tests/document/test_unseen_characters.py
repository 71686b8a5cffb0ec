"""What in a JSON text cannot be seen, or cannot be saved, is told in words that a person can follow."""

from __future__ import annotations

import pytest

from gatewaydesk.document import jsonio
from gatewaydesk.errors import FileProblem


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        ("\x01", "there is a character inside quotation marks that cannot be seen (U+0001); take it out"),
        ("\x1b", "cannot be seen (U+001B)"),
        ("\t", "there is a line end or a tab inside quotation marks; write \\n or \\t instead"),
        ("\n", "there is a line end or a tab inside quotation marks"),
    ],
)
def test_a_raw_control_character_is_called_what_it_is(mark: str, words: str) -> None:
    with pytest.raises(FileProblem) as told:
        jsonio.loads(f'{{"title": "Heart{mark}"}}')
    assert words in str(told.value) and (mark.isspace() or mark not in str(told.value))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('{"summary": {"title": "\\ud800"}}', "A text in “summary › title” holds half of a character pair"),
        ('["a", "\\udfff"]', "A text in “number 2” holds half of a character pair"),
        ('"\\ud800"', "A text holds half of a character pair"),
        ('{"\\ud800": {"a": "x"}}', "A text holds half of a character pair"),
        ('{"a\\ud800": {"b": "\\ud800"}}', "holds half of a character pair"),
    ],
)
def test_half_of_a_character_is_told_by_its_fields(text: str, where: str) -> None:
    with pytest.raises(FileProblem) as told:
        jsonio.loads(text)
    said = str(told.value)
    assert where in said and "/" not in said and "surrogate" not in said
    said.encode("utf-8")
