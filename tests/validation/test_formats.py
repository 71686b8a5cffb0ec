"""Formats: the public suite's own cases, and damaged values that a lax reading would let by."""

from __future__ import annotations

import json
import string
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.validation.formats import CHECKS

# What the suite allows and a gateway's validator (ajv) refuses, so it is refused here too.
QUOTED = {'"joe bloggs"@example.com', '"joe..bloggs"@example.com', '"joe@bloggs"@example.com'}
STRICTER = {
    "email": {*QUOTED, "joe.bloggs@[127.0.0.1]", "joe.bloggs@[IPv6:::1]"},
    "uri-template": {"a'b"},
}


@pytest.mark.parametrize("draft", ["draft7", "draft2019-09", "draft2020-12"])
@pytest.mark.parametrize("name", CHECKS)
def test_the_public_suite_agrees(shared_data: Path, draft: str, name: str) -> None:
    file = shared_data / "json-schema-test-suite" / "tests" / draft / "optional" / "format" / f"{name}.json"
    if not file.exists():
        pytest.skip(f"{draft} has no cases for {name}")
    asked = 0
    for group in json.loads(file.read_text(encoding="utf-8")):
        for test in group["tests"]:
            text = test["data"]
            if isinstance(text, str) and text not in STRICTER.get(name, ()):
                assert CHECKS[name](text) is test["valid"], (text, test["description"])
                asked += 1
    assert asked > 3


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("email", ["o'neil@x.org", "first.last+tag@sub.example.co.uk", "a@b.de"]),
        ("date", ["2024-02-29", "1999-12-31"]),
        ("date-time", ["2024-01-01T00:00:00Z", "2024-01-01t00:00:00.123+01:00", "2016-12-31T23:59:60Z"]),
        ("uri", ["https://doi.org/10.1/a(b)", "urn:isbn:0", "mailto:a@b.de", "http://[::1]:80/a", "http://a/?q=%20#x"]),
        ("uuid", ["D5FAF9C6-6c34-46d7-93c4-7706a5436ed9"]),
        ("uri-template", ["http://a/{b}{?c,d*}", ""]),
    ],
)
def test_good_values_pass(name: str, good: list[str]) -> None:
    for text in good:
        assert CHECKS[name](text), text
        assert not CHECKS[name](text + "\n")


@pytest.mark.parametrize(
    ("name", "start"), [("date", "2024-02-28"), ("time", "10:00:00.1Z"), ("date-time", "2024-02-28T10:00:00+01:00")]
)
def test_one_strange_character_is_never_read_over(name: str, start: str) -> None:
    strange = "".join(sorted(set(string.punctuation + " \n\t٢é") - {"-", "+", ":", "."}))
    for at in range(len(start)):
        for char in strange:
            assert not CHECKS[name](start[:at] + char + start[at + 1 :]), (at, char)


@given(st.text(alphabet="a.-_@[]:/%20T Zz+?#", max_size=24), st.sampled_from(sorted(CHECKS)))
def test_never_laxer_than_the_engines_own(text: str, name: str) -> None:
    if CHECKS[name](text):
        own = jsonschema_rs.Draft202012Validator({"format": name}, validate_formats=True, offline=True)
        assert own.is_valid(text)
