"""The Rust validator and its stand-in say the same of addresses and expressions, and what the standards say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.validation.engine import Checker, RustEngine
from gatewaydesk.validation.python_engine import PythonEngine
from tests.validation.checking import ENGINES, ready

DRAFT = "https://json-schema.org/draft/2020-12/schema"
NAMES = ("uri", "uri-reference", "iri", "iri-reference", "regex")
ENGINES_OF = {name: [one({"$schema": DRAFT, "format": name}) for one in (RustEngine, PythonEngine)] for name in NAMES}
PARTS = [*"aä1:/?#[]@.v%-\ue000", "x:", "//", "[::1]", "[v1.x]", "%41", ":80", "a@", "[1::", "::", "99999"]
SIGNS = [*"a12{},()[]?*+|^$\\-=!<k", "(?:", "(?<n>", "{1,2}", "\\d"]

# By RFC 3986, RFC 3987 and ECMA-262; an address (`uri`) has something behind its scheme and a port that there is.
SAID = {
    "uri": {
        "https://a@b@c/": False, "https://[v1.x]/": True, "https://[v1.]/": False, "https://[vg.x]/": False,
        "https://u@[VF.a:b]:8/": True, "https://[::1]/": True, "https://[1::2::3]/": False, "https://[::1]a/": False,
        "https://[1.2.3.4]/": False, "mailto:a@b@c": True, "x:": False, "http://h/p[1]": False, "http://h?@a@b": True,
        "x://": True, "http://ä/": False,
    },
    "uri-reference": {"": True, "x:": True, "1:b": False, "./1:b": True, "//a@b@c/": False, "//h:a/": False,
        "//[::1]/": True, "#%zz": False, ":a": False, "?a?b": True, "a|b": False},
    "iri": {"x:": True, "x:#f": True, "https://ä@b@c/": False, "https://[v1.ä]/": False, "http://ä/?\ue000": True,
        "http://ä/\ue000": False, "http://h:99999/": True, "a/b": False, "": False},
    "iri-reference": {"": True, "ä": True, "1:b": False, "//[::1]/": True, "//h:a/": False, "#a#b": False},
    "regex": {"a{2": False, "a{2}": True, "]": False, "\\-": False, "[\\-]": True, "(?=a)*": False, "a++": False,
        "(?i:a)": False, "\\p{Script=Greek}": True, "\\p{Foo}": False, "(?<$a>x)": True, "\\01": False},
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_both_say_what_the_standard_says(name: str) -> None:
    for text, good in SAID[name].items():
        assert [one.is_valid(text) for one in ENGINES_OF[name]] == [good, good], text


@given(st.sampled_from(NAMES[:-1]), st.lists(st.sampled_from(PARTS), max_size=7))
def test_both_say_the_same_of_anything_like_an_address(name: str, parts: list[str]) -> None:
    rust, python = ENGINES_OF[name]
    assert rust.is_valid("".join(parts)) is python.is_valid("".join(parts))


@given(st.lists(st.sampled_from(SIGNS), max_size=7).map("".join))
def test_both_say_the_same_of_anything_like_an_expression(text: str) -> None:
    rust, python = ENGINES_OF["regex"]
    assert rust.is_valid(text) is python.is_valid(text)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("place", ["default", "examples/0", "$defs/enum/default"])
def test_what_a_reference_leads_to_is_strict_wherever_it_stands(engine: Any, place: str) -> None:
    rule: Any = {"format": "email"}
    beside = {"default": rule, "examples": [rule], "$defs": {"enum": {"default": rule}}}
    schema = ready({**beside, "properties": {"a": {"$ref": f"#/{place}"}}})
    (problem,) = Checker(schema, engine=engine).check({"a": "a@b"})
    assert (problem.pointer, problem.keyword) == (("a",), "format")
