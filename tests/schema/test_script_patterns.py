"""Patterns of JSON Schema in Python's own expressions: the same texts match, and what ECMA-262 refuses is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatewaydesk.schema.patterns import matches
from gatewaydesk.schema.script_patterns import is_pattern, python_pattern


@pytest.mark.parametrize(
    ("pattern", "fits", "fits_not"),
    [
        (r"^a$", ["a"], ["a\n", "A"]),
        (r"^\d+$", ["12"], ["৪২"]),
        (r"^\s$", ["\u00a0", "\ufeff", " "], ["x"]),
        (r"^[^\S ]$", ["\t", "\u2028"], [" ", "x"]),
        (r"^.$", ["x", "\x85"], ["\n", "\u2028"]),
        (r"^\p{Letter}+$", ["aé", "Ж"], ["1", ""]),
        (r"^\P{L}$", ["1"], ["a"]),
        (r"^[\p{Lu}_]+$", ["ÉA_"], ["é"]),
        (r"^\cC$", ["\x03"], ["C"]),
        (r"^(?<year>\d{4})-\k<year>$", ["2024-2024"], ["2024-2023"]),
        (r"^\u{1F600}\uD83D\uDE00\x41$", ["😀😀A"], ["😀"]),
        (r"^[[&&~~]$", ["[", "&", "~"], ["]", "a"]),
        (r"x[]|^[^]$", ["\n", "y"], ["xy"]),
        (r"^(?=a)(?!ab)(?<=^)a(?<!b)", ["ac"], ["ab"]),
        (r"(a)\1\/", ["aa/"], ["a/"]),
    ],
)
def test_it_means_what_it_means_in_a_schema(pattern: str, fits: list[str], fits_not: list[str]) -> None:
    made = python_pattern(pattern)
    assert [text for text in fits if made.search(text) is None] == []
    assert [text for text in fits_not if made.search(text) is not None] == []


@pytest.mark.parametrize(
    "pattern", [r"\a", "(?P<name>x)", "(?i)a", "(?#note)", "[a", "(", r"\p{Klingon}", r"[\k<a>]", "\\", r"\u{110000}"]
)
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    assert not is_pattern(pattern)
    with pytest.raises(re.error):
        python_pattern(pattern)


PIECES = st.sampled_from(
    ["a", "b", ".", "[ab]", "[^a]", r"\d", r"\w", r"\s", r"\S", "(a|b)", "a*", "b+", "c?", "^", "$", r"\.", "é"]
)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=6).map("".join), st.text(alphabet="abc1 .é\n\u2028৪_", max_size=6))
def test_both_validators_agree_on_what_matches(pattern: str, text: str) -> None:
    assert (python_pattern(pattern).search(text) is not None) is matches(pattern, text), (pattern, text)
