"""Of alternatives a sentence names each kind that is allowed; a choice that waits for nothing else is told at once."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from gatewaydesk.validation.engine import Checker
from tests.validation.checking import ENGINES, ready, told
from tests.validation.repairing import offered

YES_NO = {"type": "boolean"}
WHOLE = {"type": "integer"}
DATE = {"type": "string", "format": "date"}
CODE = {"type": "string", "pattern": "^x-"}
NAMED = [
    ([YES_NO, {"enum": ["unknown"]}], "yes", "Must be “unknown” or Yes or No, not the text “yes”."),
    ([YES_NO, {"enum": ["unknown"]}], "maybe", "Must be “unknown” or Yes or No; it says “maybe”."),
    ([YES_NO, {"const": "unknown"}], 5, "Must be “unknown” or Yes or No; it is the number 5."),
    ([CODE, {"enum": ["a", "b"]}], 5, "Must be one of: a or b or text that begins with “x-”; it is the number 5."),
    ([CODE, WHOLE], "five", "Must be text that begins with “x-” or a whole number; it says “five”."),
    ([CODE, WHOLE], "5", "Must be a whole number or text that begins with “x-”, not the text “5”."),
    ([WHOLE, {"enum": ["unknown"]}], "5", "Must be “unknown” or a whole number, not the text “5”."),
    ([{"const": 0}, DATE], "0", "Must be a date (2024-03-01) or 0; it says “0”."),
    ([{"const": 0}, DATE], 1.5, "Must be 0 or a date (2024-03-01); it is the number 1.5."),
    ([DATE, {"type": "integer", "minimum": 3}], "five", "a date (2024-03-01) or a whole number of at least 3"),
    ([DATE, WHOLE, {"enum": ["Now"]}], "5", "Must be a date (2024-03-01), “Now” or a whole number, not the text “5”."),
    ([DATE, WHOLE, {"enum": ["Now"]}], "2021", "Must be a date (2024-03-01), “Now” or a whole number, not the text"),
    ([DATE, WHOLE, {"enum": ["Now"]}], "3/4/2021", "Must come as YYYY-MM-DD; “3/4/2021” could be"),
    ([DATE, WHOLE, {"enum": ["Now"]}], "now", "Must be written “Now”, not “now”."),
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize(("kinds", "value", "said"), NAMED, ids=str)
def test_each_kind_that_is_allowed_is_named(kinds: list[Any], value: Any, said: str, keyword: str, engine: Any) -> None:
    [(_, message)] = told({"type": "object", "properties": {"a": {keyword: kinds}}}, {"a": value}, engine)
    assert said in message


@pytest.mark.parametrize("engine", ENGINES)
def test_a_choice_that_reads_as_the_text_does_is_told_beside_the_other_kinds(engine: Any) -> None:
    schema = {"properties": {"a": {"anyOf": [YES_NO, {"enum": [1, 2]}]}}}
    assert told(schema, {"a": "1"}, engine) == [("/a", "Must be one of: 1, 2 or Yes or No, not the text “1”.")]


def test_a_kind_that_a_rule_beside_them_shuts_out_is_not_named() -> None:
    schema = {"properties": {"a": {"type": "string", "anyOf": [WHOLE, {"format": "date"}]}}}
    assert told(schema, {"a": "five"}) == [("/a", "Must be a date, such as 2024-03-01; it says “five”.")]


def test_a_text_that_reads_as_a_number_is_mended_where_one_is_allowed_beside_choices() -> None:
    [(_, repairs)] = offered({"properties": {"a": {"anyOf": [WHOLE, {"enum": ["unknown"]}]}}}, {"a": "5"})
    assert [(one.label, one.sure) for one in repairs] == [("Use the number 5", True)]


PERSON = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
ORG = {"type": "object", "properties": {"org": {"type": "string"}}, "required": ["org"]}
EMPTY = "Required, and still empty."


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize("value", [{}, {"k": 1}, {"nam": "J"}])
def test_a_choice_is_told_although_a_member_beside_it_is_missing(value: Any, keyword: str, engine: Any) -> None:
    beside = {"required": ["z"], "properties": {"z": WHOLE}}
    schema = {"properties": {"a": {"allOf": [{keyword: [PERSON, ORG]}, beside]}}}
    assert told(schema, {"a": value}, engine) == [("/a", "Needs “Name” or “Org”."), ("/a/z", EMPTY)]


@pytest.mark.parametrize("engine", ENGINES)
def test_what_may_decide_is_asked_for_first(engine: Any) -> None:
    def kind(name: str, member: str) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {"kind": {"enum": [name, f"{name}2"]}, member: WHOLE},
            "required": ["kind", member],
        }

    schema = {"properties": {"a": {"anyOf": [kind("x", "b"), kind("y", "c")]}}}
    assert told(schema, {"a": {"q": 1}}, engine) == [("/a/kind", EMPTY)]


@pytest.mark.parametrize("engine", ENGINES)
def test_an_alternative_that_lacks_nothing_of_its_own_asks_for_nothing(engine: Any) -> None:
    schema = {"properties": {"a": {"anyOf": [{"required": ["z"]}, {"required": ["z", "c"]}], "type": "object"}}}
    assert told(schema, {"a": {"q": 1}}, engine) == [("/a/z", EMPTY)]


@pytest.mark.parametrize("engine", ENGINES)
def test_what_another_rule_asks_for_is_told_beside_a_choice(engine: Any) -> None:
    twice = {"anyOf": [{"required": ["a"]}, {"required": ["a"]}]}
    one = {"oneOf": [{"required": ["e"], "properties": {"e": WHOLE}}, {"required": ["d"]}]}
    schema = {"properties": {"x": {"type": "object", "allOf": [one, twice], "properties": {"a": WHOLE}}}}
    assert [place for place, _ in told(schema, {"x": {"q": 1}}, engine)] == ["/x", "/x/a"]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_one_of_several_that_is_there_by_a_wrong_name_is_not_missing_as_well(keyword: str, engine: Any) -> None:
    either = {keyword: [{"required": ["mail"]}, {"required": ["tel"]}]}
    schema = {"properties": {"x": {"properties": {"mail": {}, "tel": {}}, "additionalProperties": False, **either}}}
    assert told(schema, {"x": {"Mail": "a"}}, engine) == [
        ("/x/Mail", "Is not a field of this schema. Did you mean “mail”?")
    ]
    assert told(schema, {"x": {"Fax": "a"}}, engine)[0] == ("/x", "Needs at least one of “Mail” or “Tel”.")


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_there_by_names_in_capitals_on_both_levels_is_not_missing(engine: Any) -> None:
    inner = {"type": "object", "properties": {"title": {}, "about": {}}, "required": ["title", "about"]}
    schema = {
        "type": "object",
        "properties": {"summary": inner},
        "required": ["summary"],
        "additionalProperties": False,
    }
    stray = ("/SUMMARY", "Is not a field of this schema. Did you mean “summary”?")
    assert told(schema, {"SUMMARY": {"TITLE": "a", "ABOUT": "b"}}, engine) == [stray]
    assert told(schema, {"SUMMARY": {"TITLE": "a", "ABOUT": ""}}, engine) == [("/summary/about", EMPTY), stray]


_some = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=2, unique=True)
_parts = st.tuples(_some, st.booleans()).map(
    lambda one: {"required": one[0]} | ({"properties": dict.fromkeys(one[0], WHOLE)} if one[1] else {})
)
_choices = st.tuples(st.sampled_from(["anyOf", "oneOf"]), st.lists(_parts, min_size=2, max_size=3)).map(
    lambda one: {one[0]: one[1]}
)
_documents = st.dictionaries(st.sampled_from("abcdefkz"), st.sampled_from([1, "t"]), max_size=3)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(_choices, st.lists(_parts, max_size=2), st.booleans(), _documents)
def test_when_all_that_is_told_is_filled_in_nothing_new_is_missing(
    choice: dict[str, Any], others: list[Any], merged: bool, group: dict[str, Any]
) -> None:
    rules = {**choice, "allOf": others} if merged and others else {"allOf": [*others, choice]}
    inner = {"type": "object", "properties": {"a": WHOLE, "d": WHOLE}, **rules}
    checker = Checker(ready({"type": "object", "properties": {"x": inner}}))
    whole = jsonschema_rs.validator_for(inner)
    problems = checker.check({"x": group})
    assert bool(problems) is not whole.is_valid(group)
    filled = [dict(group)]
    for one in problems:
        assume(one.keyword in ("required", "type", "anyOf", "oneOf"))  # not where several alternatives fit
        if len(one.pointer) > 1:
            filled = [{**each, str(one.pointer[1]): 1} for each in filled]
        else:
            names = one.facts.get("lacking", "abcdef")
            filled = [{**each, **dict.fromkeys(some, 1)} for each in filled for some in ([n] for n in names)] + [
                {**each, **dict.fromkeys(names, 1)} for each in filled
            ]
    left = [set() if whole.is_valid(each) else {q.keyword for q in checker.check({"x": each})} for each in filled]
    assert any(not words or words & {"ambiguous", "together"} for words in left), problems
