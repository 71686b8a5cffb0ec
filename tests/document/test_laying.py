"""Text with very long lines is laid out over lines, and says the same."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.document.laying import LONGEST, can_lay_out, laid_out, too_long

VALUES: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda below: st.lists(below) | st.dictionaries(st.text(), below),
)


@given(VALUES)
def test_what_it_says_and_its_lines_are_those_of_the_usual_layout(value: Any) -> None:
    for ascii_only in (True, False):
        minified = json.dumps(value, separators=(",", ":"), ensure_ascii=ascii_only)
        assert laid_out(minified) == json.dumps(value, indent=2, ensure_ascii=ascii_only)


@given(st.text(alphabet='{}[]",:\\ \n1a'))
def test_only_space_is_changed_however_broken_the_text_is(text: str) -> None:
    assert "".join(laid_out(text).split()) == "".join(text.split())


def test_every_value_stays_as_it_is_spelled() -> None:
    assert laid_out('{"a":1.0,"b":[1e3,"\\u00e9, {"]}') == (
        '{\n  "a": 1.0,\n  "b": [\n    1e3,\n    "\\u00e9, {"\n  ]\n}'
    )
    assert laid_out("[1 2]") == "[\n  1 2\n]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False),
        ("x" * LONGEST, False),
        ("x" * (LONGEST + 1), True),
        (("x" * LONGEST + "\n") * 3, False),
        ("a\n" * LONGEST + "x" * (LONGEST + 1), True),
        ("x" * (LONGEST + 1) + "\n" + "a\n" * LONGEST, True),
    ],
)
def test_which_lines_are_too_long(text: str, *, expected: bool) -> None:
    assert too_long(text) is expected


def test_prose_is_left_alone() -> None:
    assert not can_lay_out("Once, upon a time")
    assert can_lay_out('  {"a": 1')
