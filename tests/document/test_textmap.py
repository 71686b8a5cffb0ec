"""Places in a JSON text: where each stands, which one a cursor is in, in whole and in broken text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.document.textmap import TextMap, Units, near
from gatewaydesk.pointer import get

from .test_document import values

layouts = st.sampled_from([None, 0, 1, 2, 4, "\t"])


def places(value: Any, here: tuple[Any, ...] = ()) -> Any:
    yield here
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for part, below in inside:
        yield from places(below, (*here, part))


@given(values, layouts, st.booleans())
def test_the_span_of_every_place_holds_its_value_and_leads_back(value: Any, layout: Any, ascii_only: bool) -> None:
    text = json.dumps(value, indent=layout, ensure_ascii=ascii_only)
    made = TextMap(text)
    found = list(places(value))
    assert len(made) == len(found)
    for pointer in found:
        span = made.span(pointer)
        assert span is not None
        assert json.loads(text[span.value : span.end]) == get(value, pointer)
        assert made.at(span.value) == pointer
        if pointer and isinstance(pointer[-1], str):
            assert json.loads(text[span.start : span.value].rstrip().removesuffix(":")) == pointer[-1]
            assert made.at(span.start + 1) == pointer
    assert made.span(("no", "such", 7)) is None


@given(values, st.integers(0, 400), st.text('{}[],:"\\ a1\n', max_size=4))
def test_broken_text_has_places_too(value: Any, at: int, put_in: str) -> None:
    text = json.dumps(value, indent=2)
    broken = text[:at] + put_in + text[at + 1 :]
    made = TextMap(broken)
    for offset in range(len(broken) + 1):
        pointer = made.at(offset)
        assert isinstance(pointer, tuple)
        made.bracket(offset)


@pytest.mark.parametrize(
    ("text", "after", "pointer"),
    [
        ('{"a": [1, {"b": ', "b", ("a", 1, "b")),
        ('{"a": "never closed\n "b": [2]}', "2", ("b", 0)),
        ('{"a": , "b": 2', "2", ("b",)),
        ("[1, 2, 3", "3", (2,)),
        ('[{"a": 1},, {"b": 2}]', "2", (1, "b")),
        ('}}{"a": 1}', "1", ("a",)),
        ('{"a" 1, "b": 2}', "2", ("b",)),
        ('{"a\\q": 1}', "1", ("a\\q",)),
    ],
)
def test_what_comes_before_the_break_and_after_it_is_found(text: str, after: str, pointer: Any) -> None:
    assert TextMap(text).at(text.index(after)) == pointer


def test_a_name_written_twice_leads_to_the_last_and_is_found() -> None:
    text = '{"a": 1, "b": {"a": 2}, "a": 3}'
    made = TextMap(text)
    span = made.span(("a",))
    assert span is not None
    assert text[span.start : span.end] == '"a": 3'
    assert made.doubled() == [(("a",), (1, text.rindex('"a"')))]
    assert TextMap('[{"a": 1}, {"a": 2}]').doubled() == []


def test_brackets_belong_together_and_those_in_text_do_not() -> None:
    text = '{"a": ["]", {"b": []}]}'
    made = TextMap(text)
    assert made.bracket(0) == len(text) - 1
    assert made.bracket(len(text) - 1) == 0
    assert made.bracket(text.index("[")) == len(text) - 2
    assert made.bracket(text.index('"]"') + 1) is None
    assert TextMap('{"a": [1}').bracket(0) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('{\n|  "a": 1,\n  "b": 2\n}', ("a",)),
        ('{\n  |"a": 1,\n  "b": 2\n}', ("a",)),
        ('{\n  "a": 1,|\n  "b": 2\n}', ("a",)),
        ('{\n  "a": 1,  |  \n  "b": 2\n}', ("a",)),
        ('{\n  "a": 1,\n  "b": 2|\n}', ("b",)),
        ('{\n  "a": {|\n    "c": 2\n  }\n}', ("a",)),
        ('{\n  "a": {\n    "c": 2\n  },|\n "d": 1}', ("a",)),
    ],
)
def test_a_cursor_beside_a_member_means_the_member(text: str, meant: Any) -> None:
    offset = text.index("|")
    plain = text.replace("|", "")
    assert TextMap(plain).at(near(plain, offset)) == meant


@given(st.text(st.sampled_from("aé\u2003😀𝒳"), max_size=30))
def test_units_are_those_of_utf_16(text: str) -> None:
    made = Units(text)
    for at in range(len(text) + 1):
        units = len(text[:at].encode("utf-16-le")) // 2
        assert made.units(at) == units
        assert made.characters(units) == at
