"""The precise rewrite: errors name the cell, and what is valid stays the same, on the whole public suite and beyond."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
import referencing
from hypothesis import given, settings
from hypothesis import strategies as st

from gatewaydesk.schema.precise import rewrite

DRAFTS = {
    "draft4": jsonschema_rs.Draft4Validator,
    "draft6": jsonschema_rs.Draft6Validator,
    "draft7": jsonschema_rs.Draft7Validator,
    "draft2019-09": jsonschema_rs.Draft201909Validator,
    "draft2020-12": jsonschema_rs.Draft202012Validator,
}
URIS = {
    "draft4": "http://json-schema.org/draft-04/schema#",
    "draft6": "http://json-schema.org/draft-06/schema#",
    "draft7": "http://json-schema.org/draft-07/schema#",
    "draft2019-09": "https://json-schema.org/draft/2019-09/schema",
    "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
}
SECOND_OPINION = {
    "draft4": jsonschema.Draft4Validator,
    "draft6": jsonschema.Draft6Validator,
    "draft7": jsonschema.Draft7Validator,
    "draft2019-09": jsonschema.Draft201909Validator,
    "draft2020-12": jsonschema.Draft202012Validator,
}


def suite_cases(shared_data: Path, draft: str) -> Iterator[tuple[str, Any, Any]]:
    for file in sorted((shared_data / "json-schema-test-suite" / "tests" / draft).rglob("*.json")):
        for group in json.loads(file.read_text()):
            schema = group["schema"]
            if isinstance(schema, dict) and "$schema" not in schema:
                schema = {"$schema": URIS[draft], **schema}
            for test in group["tests"]:
                yield f"{file.name}: {group['description']}: {test['description']}", schema, test["data"]


def retriever(shared_data: Path):
    remotes = shared_data / "json-schema-test-suite" / "remotes"

    def retrieve(uri: str) -> Any:
        prefix = "http://localhost:1234/"
        if not uri.startswith(prefix):
            raise LookupError(uri)
        return json.loads((remotes / uri[len(prefix) :]).read_text())

    return retrieve


def rust_answer(make: Any, schema: Any, instance: Any, retrieve: Any) -> str:
    try:
        return str(make(schema, validate_formats=True, retriever=retrieve).is_valid(instance))
    except Exception as error:  # both must then fail alike: a schema that the engine cannot take stays so
        return type(error).__name__


@pytest.mark.parametrize("draft", DRAFTS)
def test_the_whole_public_suite_agrees(shared_data: Path, draft: str) -> None:
    retrieve = retriever(shared_data)
    asked = changed = 0
    for name, schema, instance in suite_cases(shared_data, draft):
        rewritten = rewrite(schema)
        before = rust_answer(DRAFTS[draft], schema, instance, retrieve)
        assert rust_answer(DRAFTS[draft], rewritten, instance, retrieve) == before, name
        asked += 1
        changed += rewritten != schema
    assert asked > 800
    assert changed > 1


@pytest.mark.parametrize("draft", DRAFTS)
def test_a_second_validator_agrees_on_unions_and_their_like(shared_data: Path, draft: str) -> None:
    retrieve = retriever(shared_data)
    registry: referencing.Registry[Any] = referencing.Registry(
        retrieve=lambda uri: referencing.Resource.from_contents(
            retrieve(uri), default_specification=referencing.jsonschema.specification_with(URIS[draft])
        )
    )

    def answer(schema: Any, instance: Any) -> str:
        try:
            return str(SECOND_OPINION[draft](schema, registry=registry).is_valid(instance))
        except Exception as error:
            return type(error).__name__

    for name, schema, instance in suite_cases(shared_data, draft):
        rewritten = rewrite(schema)
        if rewritten != schema:
            assert answer(rewritten, instance) == answer(schema, instance), name


LITERALS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from([0.5, 1.0, 2.0]),
    st.sampled_from(["", "a", "bb", "k1"]),
)
KEYS = st.sampled_from(["a", "b", "kind"])
TYPES = st.sampled_from(["null", "boolean", "object", "array", "string", "integer", "number"])


def instances() -> st.SearchStrategy[Any]:
    return st.recursive(
        LITERALS, lambda below: st.lists(below, max_size=3) | st.dictionaries(KEYS, below, max_size=3), max_leaves=8
    )


def schemas(conditional: bool = True) -> st.SearchStrategy[Any]:
    leaf = st.one_of(
        st.just({"type": "null"}),
        st.builds(lambda name: {"type": name}, TYPES),
        st.builds(lambda names: {"type": names}, st.lists(TYPES, min_size=1, max_size=3, unique=True)),
        st.builds(lambda size: {"type": "string", "minLength": size}, st.integers(0, 2)),
        st.builds(lambda size: {"type": "integer", "minimum": size}, st.integers(-2, 2)),
        st.builds(lambda values: {"enum": values}, st.lists(LITERALS, min_size=1, max_size=3)),
        st.builds(lambda values: {"type": "string", "enum": values}, st.lists(st.sampled_from("ab"), min_size=1)),
        st.builds(lambda at: {"$ref": f"#/definitions/{at}"}, st.sampled_from(["x", "y", "loop"])),
        st.sampled_from([{}, {"minLength": 2}, {"title": "free"}, {"const": "a"}, {"const": 1}]),
    )

    def wider(below: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        union = st.builds(
            lambda keyword, branches, more: {**more, keyword: branches},
            st.sampled_from(["anyOf", "anyOf", "oneOf"]),
            st.lists(below, min_size=1, max_size=4),
            st.sampled_from(
                [{}, {"type": ["object", "string", "null"]}, {"allOf": [{"minLength": 1}]}, {"title": "t"}]
            ),
        )
        thing = st.builds(
            lambda properties, required, closed: {
                "type": "object",
                "properties": properties,
                "required": sorted(required),
                **({"additionalProperties": False} if closed else {}),
            },
            st.dictionaries(KEYS, below, max_size=3),
            st.sets(KEYS, max_size=2),
            st.booleans(),
        )
        kinds = st.builds(
            lambda kind, other, closed: {
                "properties": {"kind": {"const": kind}, "a": other},
                "required": ["kind"],
                **({"additionalProperties": False} if closed else {}),
            },
            st.sampled_from(["k1", "k2", "a", None]),
            below,
            st.booleans(),
        )
        items = st.builds(lambda one: {"type": "array", "items": one}, below)
        counted = st.builds(lambda one: {**one, "unevaluatedProperties": False, "unevaluatedItems": False}, union)
        return union | thing | kinds | items | counted | st.builds(lambda one: {"not": one}, below)

    return st.recursive(leaf, wider, max_leaves=10)


@pytest.mark.parametrize("draft", DRAFTS)
def test_random_unions_agree(draft: str) -> None:
    @settings(max_examples=250)
    @given(schemas(), schemas(), schemas(), st.lists(instances(), min_size=8, max_size=8))
    def agree(top: Any, first: Any, second: Any, values: list[Any]) -> None:
        loop = {"anyOf": [{"type": "null"}, {"type": "array", "items": {"$ref": "#/definitions/loop"}}]}
        schema = {
            **({} if "$ref" in top else top),
            "allOf": [*top.get("allOf", ()), {"$ref": top["$ref"]}] if "$ref" in top else top.get("allOf", [{}]),
            "$schema": URIS[draft],
            "definitions": {"x": first, "y": second, "loop": loop},
        }
        before = copy.deepcopy(schema)
        rewritten = rewrite(schema)
        assert schema == before
        try:
            original = DRAFTS[draft](schema)
        except ValueError:  # a keyword that this draft's meta-schema refuses, or references in a circle
            return
        precise = DRAFTS[draft](rewritten)
        for value in values:
            assert precise.is_valid(value) == original.is_valid(value), (schema, rewritten, value)

    agree()


SMALL = st.sampled_from(["k1", "k2", None, True, 1, ""])
MEMBERS = st.sampled_from(
    [True, {"const": "k1"}, {"const": "k2"}, {"enum": ["k2", None]}, {"type": "string"}, {"minLength": 1}, False]
)


def objects() -> st.SearchStrategy[Any]:
    """Objects that discriminators may tell apart, or may wrongly seem to."""
    return st.builds(
        lambda properties, required, more: {"type": "object", "properties": properties, "required": required, **more},
        st.dictionaries(KEYS, MEMBERS, max_size=3),
        st.lists(KEYS, max_size=2, unique=True),
        st.sampled_from(
            [
                {},
                {"additionalProperties": False},
                {"additionalProperties": False, "patternProperties": {"^[ab]$": True}},
                {"allOf": [{"properties": {"kind": {"const": "k1"}}, "required": ["kind"]}]},
                {"unevaluatedProperties": False},
            ]
        ),
    )


@settings(max_examples=1500)
@given(
    st.sampled_from(["anyOf", "oneOf"]),
    st.lists(objects() | st.sampled_from([{"type": "null"}, {"type": "object"}]), min_size=2, max_size=4),
    st.sampled_from([{}, {"unevaluatedProperties": False}, {"$ref": "#/definitions/x"}]),
    st.lists(st.dictionaries(KEYS, SMALL, max_size=3), min_size=12, max_size=12),
)
def test_unions_of_objects_agree(keyword: str, branches: list[Any], more: Any, values: list[Any]) -> None:
    schema = {"definitions": {"x": {"properties": {"b": True}}}, keyword: branches, **more}
    rewritten = rewrite(schema)
    original, precise = jsonschema_rs.Draft202012Validator(schema), jsonschema_rs.Draft202012Validator(rewritten)
    for value in [*values, {}, {"a": 1}, {"b": 1}, {"kind": "k1"}, {"kind": "k2"}, {"a": 1, "b": 1}, None, 5]:
        assert precise.is_valid(value) == original.is_valid(value), (schema, rewritten, value)


def test_what_is_evaluated_stays_so() -> None:
    both = [{"type": "object"}, {"type": "object", "properties": {"a": True}}]
    schema = {"anyOf": [*both, {"type": "null"}], "unevaluatedProperties": False}
    assert errors(schema, {"a": 1}) == []
    assert errors(schema, {"b": 1}) == [("unevaluatedProperties", [])]


def test_overlapping_unions_do_not_multiply() -> None:
    schema: Any = {"type": "string"}
    for depth in range(14):
        lists = {"type": "array", "minItems": depth}
        schema = {"anyOf": [{"type": ["array", "object"], "items": schema}, {"type": ["array", "string"]}, lists]}
    assert len(json.dumps(rewrite(schema))) < 3 * len(json.dumps(schema))


def test_a_resource_inside_resolves_its_own_references() -> None:
    union = {"anyOf": [{"$ref": "#/$defs/A"}, {"type": "array", "minItems": 1}]}
    schema = {
        "$defs": {"A": {"type": "string"}},
        "properties": {"x": {"$id": "https://example.org/x", "$defs": {"A": {"type": "integer"}}, **union}},
    }
    assert errors(schema, {"x": 5}) == []
    assert len(errors(schema, {"x": "text"})) == 1


def errors(schema: Any, value: Any) -> list[tuple[str, list[Any]]]:
    found = DRAFTS["draft2020-12"](rewrite(schema), validate_formats=True).iter_errors(value)
    return [(error.kind.name, error.instance_path) for error in found]


def test_an_optional_value_is_named_itself() -> None:
    schema = {"properties": {"a": {"anyOf": [{"type": "string", "minLength": 3}, {"type": "null"}]}}}
    assert rewrite(schema) == {"properties": {"a": {"type": ["string", "null"], "minLength": 3}}}
    assert errors(schema, {"a": "x"}) == [("minLength", ["a"])]
    assert errors(schema, {"a": 1}) == [("type", ["a"])]


def test_an_optional_list_is_named_itself() -> None:
    listing = {"type": "array", "minItems": 2}
    schema = {"properties": {"a": {"anyOf": [listing, {"type": "null"}]}}}
    assert rewrite(schema) == {"properties": {"a": {"if": {"type": "null"}, "else": listing}}}
    assert errors(schema, {"a": [1]}) == [("minItems", ["a"])]


@pytest.mark.parametrize(
    ("beside", "branch", "value"),
    [
        ({"properties": {"a": {}}}, {"type": "object", "additionalProperties": False}, {"a": 1}),
        ({"patternProperties": {"a": {}}}, {"type": "object", "additionalProperties": False}, {"a": 1}),
        ({"items": [{}]}, {"type": "array", "additionalItems": False}, [1, 2]),
        ({"minimum": 1}, {"type": "number", "minimum": 2, "exclusiveMinimum": True}, 2),
        ({"minimum": 3, "exclusiveMinimum": True}, {"type": "number", "minimum": 1}, 3),
    ],
)
def test_what_a_branch_says_is_not_mixed_with_what_stands_beside_it(beside: Any, branch: Any, value: Any) -> None:
    schema = {"$schema": URIS["draft4"], **beside, "anyOf": [branch, {"type": "null"}]}
    original, precise = DRAFTS["draft4"](schema), DRAFTS["draft4"](rewrite(schema))
    assert precise.is_valid(value) == original.is_valid(value)


def test_unions_in_references_are_split_too() -> None:
    schema = {
        "anyOf": [{"$ref": "#/$defs/Url"}, {"type": "null"}],
        "$defs": {"Url": {"anyOf": [{"type": "string", "format": "uri"}, {"type": "null"}]}},
    }
    assert errors(schema, "no address") == [("format", [])]


def test_text_or_list_answers_for_the_one_that_was_meant() -> None:
    schema = {
        "anyOf": [{"type": "string", "format": "email"}, {"type": "array", "items": {"type": "string", "minLength": 2}}]
    }
    assert errors(schema, ["ab", "c"]) == [("minLength", [1])]
    assert errors(schema, "x") == [("format", [])]
    assert errors(schema, 1) == [("type", [])]


def test_objects_are_told_apart_by_a_fixed_member() -> None:
    schema = {
        "oneOf": [
            {"properties": {"kind": {"const": "cat"}, "age": {"type": "integer"}}, "required": ["kind", "age"]},
            {"properties": {"kind": {"const": "dog"}, "name": {"minLength": 3}}, "required": ["kind", "name"]},
        ],
        "type": "object",
    }
    assert errors({"anyOf": schema["oneOf"]}, {"kind": "dog", "name": "x"}) == [("anyOf", [])]  # text could be valid
    typed = {"oneOf": [{**branch, "type": "object"} for branch in schema["oneOf"]]}
    assert errors(typed, {"kind": "dog", "name": "x"}) == [("minLength", ["name"])]
    assert errors(typed, {"kind": "cow"}) == [("enum", ["kind"])]
    assert errors(typed, {}) == [("required", [])]


def test_what_members_are_there_tells_no_objects_apart_because_the_form_must_take_the_same_branch() -> None:
    branches = [
        {"type": "object", "properties": {"a": {"minLength": 2}}, "required": ["a"], "additionalProperties": False},
        {"type": "object", "properties": {"b": {"minLength": 2}}, "required": ["b"], "additionalProperties": False},
    ]
    assert errors({"anyOf": branches}, {"a": "x"}) == [("anyOf", [])]
    assert errors({"anyOf": branches}, {"a": "x", "b": "x"}) == [("anyOf", [])]


def test_lists_of_values_become_one_list() -> None:
    schema = {"anyOf": [{"$ref": "#/$defs/A"}, {"const": "c"}, {"type": "null"}], "$defs": {"A": {"enum": ["a", "b"]}}}
    assert errors(schema, "x") == [("enum", [])]
    assert errors(schema, "c") == []


@pytest.mark.parametrize(
    "schema",
    [
        True,
        {"$schema": "https://example.org/own-dialect", "anyOf": [{"type": "string"}, {"type": "null"}]},
        {"const": {"anyOf": [{"type": "string", "minLength": 2}, {"type": "null"}]}},
        {
            "$schema": URIS["draft7"],
            "$ref": "#/properties/a",
            "anyOf": [{"type": "string", "minLength": 2}, {"type": "null"}],
            "properties": {"a": True},
        },
        {
            "properties": {
                "b": {"$ref": "#/properties/a/anyOf/0"},
                "a": {"anyOf": [{"minLength": 2}, {"type": "null"}]},
            },
        },
    ],
    ids=["boolean", "unknown dialect", "inside const", "beside $ref in draft 7", "pointed into"],
)
def test_what_must_stay_stays(schema: Any) -> None:
    assert rewrite(schema) == schema
