"""What a place is called, and where it is, whatever its name: items with titles, members without a name, plurals."""

from __future__ import annotations

from typing import Any

import pytest

from gatewaydesk.validation.item_names import singular
from tests.validation.checking import ENGINES, checked, told

INTEGER = {"type": "integer"}
NEWEST, SEVENTH, FOURTH = (
    "https://json-schema.org/draft/2020-12/schema",
    "http://json-schema.org/draft-07/schema#",
    "http://json-schema.org/draft-04/schema#",
)
TITLED = [{"title": "From", **INTEGER}, INTEGER, {"title": "Who", "properties": {"age": INTEGER}}]


@pytest.mark.parametrize(("draft", "word"), [(NEWEST, "prefixItems"), (SEVENTH, "items")])
def test_the_first_items_of_a_list_are_called_by_their_own_titles(draft: str, word: str) -> None:
    schema = {"$schema": draft, "properties": {"range": {"type": "array", "title": "Range", word: TITLED}}}
    found = checked(schema, {"range": ["a", "b", {"name": "Jane", "age": "c"}]})
    assert [one.sentence for one in found] == [
        "Range: “From” must be a whole number; it says “a”.",
        "“Range 2” must be a whole number; it says “b”.",
        "Range › Who: “Age” must be a whole number; it says “c”.",
    ]


def test_so_are_those_of_a_list_in_a_list() -> None:
    pairs = {"type": "array", "title": "Ranges", "items": {"type": "array", "prefixItems": TITLED}}
    found = checked({"$schema": NEWEST, "properties": {"ranges": pairs}}, {"ranges": [[1], ["x"]]})
    assert [one.sentence for one in found] == ["Range 2: “From” must be a whole number; it says “x”."]


X = {"$ref": "#/$defs/X"}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("schema", "value", "place"),
    [
        ({"properties": {"": INTEGER}}, {"": "q"}, "/"),
        ({"properties": {"": X}}, {"": "q"}, "/"),
        ({"properties": {"": INTEGER}}, {"": {"": 1}}, "/"),
        ({"properties": {"b": {"properties": {"": INTEGER}}}}, {"b": {"": "q"}}, "/b/"),
        ({"additionalProperties": INTEGER}, {"": "q"}, "/"),
        ({"additionalProperties": INTEGER}, {"a": {"": 1}}, "/a"),
        ({"properties": {"": {"required": ["z"]}}}, {"": {"y": 1}, "z": 1}, "//z"),
        ({"properties": {"a": {"minProperties": 2}}}, {"a": {"": 1}}, "/a"),
        ({"patternProperties": {".*": {"minLength": 3}}}, {"": "q"}, "/"),
        ({"properties": {"a": INTEGER}}, {"": 1, "a": {"": 1}}, "/a"),
    ],
)
def test_a_fault_of_a_member_without_a_name_is_told_at_that_member(
    schema: Any, value: Any, place: str, engine: Any
) -> None:
    whole = {"$schema": NEWEST, "type": "object", "$defs": {"X": {"type": "integer"}}, **schema}
    assert [where for where, _ in told(whole, value, engine)] == [place]


@pytest.mark.parametrize(
    ("several", "one"),
    [
        ("News", "News"),
        ("Analyses", "Analysis"),
        ("Addresses", "Address"),
        ("Statuses", "Status"),
        ("Phases", "Phase"),
        ("Tables", "Table"),
        ("Case series", "Case series"),
        ("Conditions of use", "Condition of use"),
        ("Children", "Child"),
    ],
)
def test_one_of_several(several: str, one: str) -> None:
    assert singular(several) == one


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("schema", "value", "said"),
    [
        ({"$schema": FOURTH, "type": "integer"}, 1.0, "Must be written without a decimal point: 1, not 1.0."),
        ({"$schema": FOURTH, "type": "integer"}, 1e300, "Must be a whole number; it is the number 1e+300."),
        ({"propertyNames": {"minLength": 1}}, {"": 1}, "Must have a name, or be removed."),
        ({"not": {"const": ""}}, "", "Is empty: write something, or leave it out."),
        ({"const": "none"}, ["a", "b"], "Must be “none”; it is a list of 2 items."),
        ({"const": ["a"]}, ["b"], 'Must be “["a"]”; it is “["b"]”.'),
        ({"contains": {"minimum": 10}, "minContains": 3}, [1, 11, "12"],
         "Must have at least 3 items of this kind: a number of at least 10. It has 2."),
        ({"contains": {"type": "string", "maxLength": 2}, "minContains": 2}, ["abc", "ab", 1],
         "Must have at least 2 items of this kind: text of at most 2 characters. It has 1."),
    ],
)  # fmt: skip
def test_sentences(schema: Any, value: Any, said: str, engine: Any) -> None:
    assert [message for _, message in told({"$schema": NEWEST, **schema}, value, engine)] == [said]


KIND = {"enum": ["open", "closed"]}
OPEN = {"properties": {"kind": {"const": "open"}}, "required": ["kind"]}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"const": 0}, "Must be 0; it is the number 5."),
        ({"maximum": 3}, "Must be at most 3; it is 5 (2 above)."),
    ],
)
def test_a_rule_that_holds_for_certain_values_says_for_which(rule: Any, said: str, engine: Any) -> None:
    schema = {
        "$schema": NEWEST,
        "type": "object",
        "properties": {"kind": KIND, "fee": INTEGER},
        "allOf": [{"if": OPEN, "then": {"properties": {"fee": rule}}}],
    }
    assert told(schema, {"kind": "open", "fee": 5}, engine) == [
        ("/fee", f"{said} This is so because “Kind” is “open”.")
    ]
    assert told(schema, {"kind": "closed", "fee": 5}, engine) == []
    [(_, always)] = told(schema, {"kind": "open", "fee": "x"}, engine)
    assert "because" not in always, "that it is a number is so in any case"
