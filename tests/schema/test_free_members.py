"""Members that a schema does not name, lists with places, and dynamic references: which field a place has."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.schema.branching import field_at
from gatewaydesk.schema.fields import Field, Kind, walk
from gatewaydesk.schema.reader import read
from gatewaydesk.validation.completeness import Counts, measure
from gatewaydesk.validation.member_names import name_problem, name_rule
from gatewaydesk.validation.places import Places

MIXED = {
    "properties": {"known": {"type": "string"}},
    "patternProperties": {"^n": {"type": "integer"}, "_b$": {"type": "boolean"}, "^no": False},
    "additionalProperties": {"type": "array"},
}


def kind(schema: Any, name: str) -> Kind | None:
    found = read(schema).member_field(name)
    return found.kind if found is not None else None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("known", Kind.TEXT),
        ("n1", Kind.INTEGER),
        ("x_b", Kind.BOOLEAN),
        ("rest", Kind.LIST),
        ("no", None),
        ("n_b", Kind.ANY),  # a whole number and yes or no at once: nothing can be drawn but JSON
    ],
)
def test_a_members_field_is_what_its_name_fits(name: str, expected: Kind | None) -> None:
    assert kind(MIXED, name) is expected


def test_a_pattern_speaks_of_named_members_too() -> None:
    schema = {"properties": {"n": {"title": "N"}}, "patternProperties": {"^n": {"type": "integer", "maximum": 5}}}
    child = read(schema).child("n")
    assert child is not None
    assert (child.title, child.kind, child.limits.maximum) == ("N", Kind.INTEGER, 5)


def test_schemas_that_hold_at_once_each_speak_of_the_members_that_they_do_not_name() -> None:
    schema = {
        "allOf": [
            {"properties": {"a": {}}, "additionalProperties": {"type": "integer"}},
            {"properties": {"b": {}}, "additionalProperties": {"minimum": 3}},
        ]
    }
    root = read(schema)
    free, a, b = root.member_field("x"), root.member_field("a"), root.member_field("b")
    assert free is not None and a is not None and b is not None
    assert (free.kind, free.limits.minimum) == (Kind.INTEGER, 3)
    assert (a.limits.minimum, b.kind) == (3, Kind.INTEGER)


def test_what_is_required_and_not_described_can_be_filled_in() -> None:
    root = read({"properties": {"a": {}}, "required": ["a", "b"], "additionalProperties": {"type": "integer"}})
    assert [(one.name, one.kind, one.required) for one in root.children] == [
        ("a", Kind.ANY, True),
        ("b", Kind.INTEGER, True),
    ]
    assert [
        one.name for one in read({"required": ["b"], "additionalProperties": False, "properties": {}}).children
    ] == []


def test_unevaluated_members_are_those_that_nothing_beside_speaks_of() -> None:
    schema = {"allOf": [{"properties": {"a": {"type": "string"}}}], "unevaluatedProperties": {"type": "boolean"}}
    assert (kind(schema, "a"), kind(schema, "z")) == (Kind.TEXT, Kind.BOOLEAN)


@given(
    st.dictionaries(st.sampled_from(["a", "ab", "b", "c"]), st.just({}), max_size=3),
    st.dictionaries(st.sampled_from(["^a", "b$", "c", "^$"]), st.booleans(), max_size=3),
    st.one_of(st.none(), st.booleans()),
    st.text("abcd", max_size=3),
)
def test_a_member_is_forbidden_exactly_when_the_validator_says_so(
    properties: dict[str, Any], patterns: dict[str, bool], rest: bool | None, name: str
) -> None:
    schema: dict[str, Any] = {"type": "object", "properties": properties, "patternProperties": patterns}
    if rest is not None:
        schema["additionalProperties"] = rest
    allowed = jsonschema_rs.Draft202012Validator(schema).is_valid({name: 1})
    root = read({**schema, "additionalProperties": {}} if rest is None else schema)
    said = name_problem(root, name or "-", ()) if name else ""
    if name and name not in properties:
        assert (root.member_field(name) is not None) or not allowed or rest is not False
        if rest is False:
            assert (said == "") is allowed


def test_names_are_told_and_checked_in_words() -> None:
    schema = {"propertyNames": {"minLength": 2, "pattern": "^[A-Z]{2}$"}, "additionalProperties": {"type": "string"}}
    field = read({"type": "object", **schema})
    assert name_rule(field) == "A name must have at least 2 characters and be two capital letters, such as GB."
    assert name_problem(field, "", ()) == "Give the entry a name."
    assert name_problem(field, "GB", ["GB"]) == "There is an entry “GB” already."
    assert name_problem(field, "gb", ()) == "The name must be two capital letters, such as GB."
    assert name_problem(field, "GB", ()) == ""
    near = read({"type": "object", "propertyNames": {"enum": ["heading", "footer"]}, "additionalProperties": True})
    assert name_problem(near, "headin", ()) == "The name must be one of those listed. Did you mean “heading”?"


# Places in lists


TUPLE = {"prefixItems": [{"type": "string"}, {"type": "integer", "title": "Figure"}], "items": {"type": "boolean"}}


@pytest.mark.parametrize(
    "schema",
    [
        TUPLE,
        {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "items": TUPLE["prefixItems"],
            "additionalItems": TUPLE["items"],
        },
    ],
)
def test_each_place_of_a_list_has_its_field(schema: Any) -> None:
    root = read(schema)
    found = [root.item_at(at) for at in range(4)]
    assert [one.kind for one in found if one is not None] == [Kind.TEXT, Kind.INTEGER, Kind.BOOLEAN, Kind.BOOLEAN]
    assert (root.positions, found[1].title if found[1] else "") == (2, "Figure")
    assert root.item_at(2) is root.item_at(99)
    here = field_at(root, (1,), ["a", 5])
    assert here is not None and here.kind is Kind.INTEGER
    place = Places(root, ["a", 5]).at((1,))
    assert place.field is not None and place.field.kind is Kind.INTEGER
    assert measure(root, ["a", 5, None])[""] == Counts(2, 3, 2, 3)


@pytest.mark.parametrize("shut", [{"items": False}, {"unevaluatedItems": False}])
def test_a_shut_list_ends_with_its_places(shut: Any) -> None:
    root = read({"prefixItems": TUPLE["prefixItems"], **shut})
    assert (root.item_at(2), root.limits.max_items) == (None, 2)


def test_what_some_items_must_be_holds_beside_what_all_are() -> None:
    root = read({"items": {"properties": {"a": {}}}, "contains": {"properties": {"b": {"const": 1}}}, "maxContains": 4})
    assert root.sought is not None and [one.name for one in root.sought.children] == ["b", "a"]
    assert (root.limits.min_contains, root.limits.max_contains) == (1, 4)


# Dynamic references


def _trees(word: str, anchor: dict[str, Any], draft: str) -> Any:
    tree = {
        "$id": "tree",
        **anchor,
        "type": "object",
        "properties": {"name": {"type": "string"}, "below": {"type": "array", "items": {word: "#node"}}},
    }
    strict = {"$id": "strict", **anchor, "$ref": "tree", "properties": {"height": {"type": "integer"}}}
    if word == "$recursiveRef":
        tree["properties"]["below"]["items"] = {word: "#"}
    return {
        "$schema": f"https://json-schema.org/draft/{draft}/schema",
        "$id": "https://example.org/all",
        "properties": {"strict": {"$ref": "strict"}, "plain": {"$ref": "tree"}},
        "$defs": {"tree": tree, "strict": strict},
    }


@pytest.mark.parametrize(
    ("word", "anchor", "draft"),
    [("$dynamicRef", {"$dynamicAnchor": "node"}, "2020-12"), ("$recursiveRef", {"$recursiveAnchor": True}, "2019-09")],
)
def test_a_dynamic_reference_means_what_the_way_to_it_led_through(word: str, anchor: Any, draft: str) -> None:
    root = read(_trees(word, anchor, draft))
    for name, members in (("strict", ["height", "name", "below"]), ("plain", ["name", "below"])):
        here: Field | None = root.child(name)
        for _ in range(4):
            assert here is not None
            assert [one.name for one in here.children] == members
            below = here.child("below")
            assert below is not None
            here = below.item
    assert len(list(walk(root))) > 10
