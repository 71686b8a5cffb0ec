"""Strict formats as patterns: exactly the texts that the checks of `formats` take, and nothing else in a schema."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.validation.engine import RustEngine
from gatewaydesk.validation.format_patterns import PATTERNS, with_strict_formats
from gatewaydesk.validation.formats import CHECKS

GOOD = {
    "email": ["o'neil@x.org", "first.last+tag@sub.example.co.uk"],
    "date": ["2024-02-29", "1999-12-31", "0001-01-01"],
    "time": ["10:00:00Z", "23:59:60Z", "00:29:60+00:30", "10:00:00.123-11:59"],
    "date-time": ["2024-02-29T10:00:00+01:00", "2016-12-31t23:59:60z"],
    "uri": ["https://doi.org/10.1/a(b)", "urn:isbn:0", "http://u@[::1]:80/a?q#f", "mailto:a@b.de", "x:/"],
    "uri-template": ["http://a/{b}{?c,d*}", ""],
    "uuid": ["D5FAF9C6-6c34-46d7-93c4-7706a5436ed9"],
    "duration": ["P1Y2M3DT4H5M6S", "P4W", "PT1H", "P1D"],
    "json-pointer": ["", "/a~1b/0"],
    "relative-json-pointer": ["0#", "1/a"],
}
SIGNS = "0129abPTZz:/?#[]@.-+%~_{}=, \n\té٢"
VALIDATORS = {
    name: jsonschema_rs.Draft202012Validator(with_strict_formats({"format": name}), validate_formats=True, offline=True)
    for name in PATTERNS
}


@st.composite
def nearly_good(draw: st.DrawFn) -> tuple[str, str]:
    """A format, and a text of it with some signs changed, put in or left out."""
    name = draw(st.sampled_from(sorted(PATTERNS)))
    text = draw(st.sampled_from(GOOD[name]))
    for at, sign, length in draw(
        st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["", *SIGNS]), st.integers(0, 2)), max_size=3)
    ):
        text = text[:at] + sign + text[at + length :]
    return name, text


def test_every_strict_format_has_its_patterns() -> None:
    assert set(PATTERNS) == set(CHECKS) == set(GOOD)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in GOOD.items() for text in texts])
def test_good_texts_pass(name: str, text: str) -> None:
    assert CHECKS[name](text)
    assert VALIDATORS[name].is_valid(text)


@given(nearly_good())
def test_pattern_and_check_agree(case: tuple[str, str]) -> None:
    name, text = case
    assert VALIDATORS[name].is_valid(text) is CHECKS[name](text)


@given(st.text(alphabet=SIGNS, max_size=24), st.sampled_from(sorted(PATTERNS)))
def test_pattern_and_check_agree_on_anything(text: str, name: str) -> None:
    assert VALIDATORS[name].is_valid(text) is CHECKS[name](text)


@given(*(st.integers(0, most) for most in (24, 60, 61, 24, 60)), st.sampled_from("+-"))
def test_times_agree(hour: int, minute: int, second: int, off_hour: int, off_minute: int, sign: str) -> None:
    text = f"{hour:02}:{minute:02}:{second:02}{sign}{off_hour:02}:{off_minute:02}"
    assert VALIDATORS["time"].is_valid(text) is CHECKS["time"](text)


@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from("+-"), st.integers(-1, 1))
def test_leap_seconds_agree(off_hour: int, off_minute: int, sign: str, beside: int) -> None:
    there = 23 * 60 + 59 + (off_hour * 60 + off_minute) * (1 if sign == "+" else -1) + beside
    text = f"{there // 60 % 24:02}:{there % 60:02}:60{sign}{off_hour:02}:{off_minute:02}"
    assert VALIDATORS["time"].is_valid(text) is CHECKS["time"](text) is (beside == 0)


@given(st.integers(0, 9999), st.integers(0, 13), st.integers(0, 32))
def test_days_agree(year: int, month: int, day: int) -> None:
    text = f"{year:04}-{month:02}-{day:02}"
    assert VALIDATORS["date"].is_valid(text) is CHECKS["date"](text)


@pytest.mark.parametrize("before", ["http://a", "http://u:99999@a", "x://[::1]"])
@pytest.mark.parametrize("after", ["", "/", "?a", "#b", "/:99999"])
@pytest.mark.parametrize("port", ["0", "65535", "65536", "66000", "70000", "655360", "000065535", "000065536"])
def test_ports_agree(before: str, port: str, after: str) -> None:
    text = f"{before}:{port}{after}"
    assert VALIDATORS["uri"].is_valid(text) is CHECKS["uri"](text) is (int(port) < 65536)


@pytest.mark.parametrize("length", [1, 63, 64, 65])
def test_long_addresses_agree(length: int) -> None:
    for rest in ("b.de", ".".join(["b" * 60] * 3), ".".join(["b" * 60] * 3 + ["c" * 7])):
        text = f"{'a' * length}@{rest}"
        assert VALIDATORS["email"].is_valid(text) is CHECKS["email"](text)


def test_what_is_no_keyword_stays() -> None:
    schema: Any = {
        "properties": {"format": {"type": "string"}, "enum": {"format": "date"}},
        "enum": [{"format": "date"}],
        "const": {"format": "uri"},
        "$defs": {"default": {"format": "uuid", "allOf": [{}]}},
        "components": {"a": {"format": "email"}},  # a reference may lead here
        "items": [{"format": "unheard-of"}, {"format": "ipv4"}],
    }
    before = json.dumps(schema)
    strict = with_strict_formats(schema)
    assert json.dumps(schema) == before
    assert strict["properties"]["format"] is schema["properties"]["format"]
    assert all(strict[word] is schema[word] for word in ("enum", "const", "items"))
    assert len(strict["properties"]["enum"]["allOf"]) == len(PATTERNS["date"])
    assert len(strict["$defs"]["default"]["allOf"]) == 1 + len(PATTERNS["uuid"])
    assert len(strict["components"]["a"]["allOf"]) == len(PATTERNS["email"])


@pytest.mark.parametrize("text", ["2.24-02-28", "2024-02-30", "x"])  # by its pattern, by the format itself, by both
def test_a_wrong_format_is_one_fault_at_the_format(text: str) -> None:
    engine = RustEngine({"properties": {"a": {"format": "date"}}})
    (fault,) = engine.faults({"a": text})
    assert (fault.keyword, fault.pointer, fault.facts) == ("format", ("a",), {"format": "date"})
    assert fault.location == ("properties", "a", "format")
    (union,) = RustEngine({"anyOf": [{"format": "date"}, {"format": "time"}]}).faults(text)
    assert [[one.keyword for one in branch] for branch in union.branches()] == [["format"], ["format"]]


def test_deep_schemas_and_parts_held_in_many_places_are_no_trouble() -> None:
    deep: Any = {"format": "date"}
    for _ in range(5_000):
        deep = {"properties": {"a": deep}, "items": [deep, deep]}
    strict = with_strict_formats(deep)
    for _ in range(5_000):
        assert strict["items"][0] is strict["items"][1] is strict["properties"]["a"]
        strict = strict["items"][1]
    assert len(strict["allOf"]) == len(PATTERNS["date"])
