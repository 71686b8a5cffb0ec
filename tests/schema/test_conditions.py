"""Conditions: what the values decide on, why, and that the validator means the same by it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.branching import best_branch, blank, field_at
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.schema.reader import read
from tests.public_suite import DRAFTS, groups

DRAFT7 = "http://json-schema.org/draft-07/schema#"

#: The usual way of writing several conditions: each in its own member of `allOf`.
DATASET = {
    "$schema": DRAFT7,
    "type": "object",
    "properties": {
        "status": {"enum": ["draft", "published", "withdrawn"]},
        "accessRights": {
            "type": "string",
            "oneOf": [{"const": "o", "title": "Open"}, {"const": "r", "title": "On request"}],
        },
        "contact": {"type": "object", "properties": {"name": {"type": "string"}, "phone": {"type": "string"}}},
    },
    "required": ["status"],
    "allOf": [
        {
            "if": {"properties": {"status": {"const": "published"}}, "required": ["status"]},
            "then": {
                "properties": {
                    "issued": {"type": "string", "format": "date"},
                    "contact": {"required": ["phone"]},
                },
                "required": ["issued", "accessRights"],
            },
        },
        {
            "if": {"properties": {"accessRights": {"const": "r"}}, "required": ["accessRights"]},
            "then": {
                "required": ["committee"],
                "properties": {"committee": {"type": "object", "required": ["name"], "properties": {"name": {}}}},
            },
            "else": {"properties": {"contact": False}},
        },
    ],
}


def names(field: Field) -> list[str]:
    return [child.name for child in field.children]


def required(field: Field) -> set[str]:
    return {child.name for child in field.children if child.required}


def why(schema: dict[str, Any], value: Any, name: str) -> str:
    child = read({"$schema": DRAFT7, "type": "object", **schema}).settled(value).child(name)
    assert child is not None
    return child.because


# What is drawn


def test_fields_come_and_go_with_the_values() -> None:
    root = read(DATASET)
    assert names(root.settled({})) == ["status", "accessRights"]
    assert names(root.settled({"status": "published"})) == ["status", "accessRights", "issued"]
    assert names(root.settled({"accessRights": "r"})) == ["status", "accessRights", "contact", "committee"]
    assert required(root.settled({"status": "published"})) == {"status", "issued", "accessRights"}


def test_the_same_conditions_make_the_same_field() -> None:
    root = read(DATASET)
    one = root.settled({"status": "published", "title": "A"})
    assert root.settled({"status": "published", "title": "B"}) is one
    other = root.settled({"status": "published", "accessRights": "r"})
    assert other is not one
    assert other.child("issued") is one.child("issued"), "what did not change is the same"
    assert other.child("status") is root.child("status")


def test_a_field_without_conditions_is_itself() -> None:
    root = read({"type": "object", "properties": {"a": {"type": "string"}}})
    assert not root.conditional
    assert root.settled({"a": 1}) is root


def test_an_object_that_is_not_there_counts_as_empty_and_anything_else_decides_nothing() -> None:
    field = read({"properties": {"a": {}, "b": {}}, "if": {"required": ["a"]}, "else": {"required": ["b"]}})
    assert required(field.settled(ABSENT)) == required(field.settled(None)) == {"b"}
    text = read({"type": "string", "if": {"minLength": 3}, "then": {"pattern": "^x"}})
    assert text.settled(ABSENT) is text
    assert text.settled("xyz").limits.pattern == "^x"
    assert text.settled("xy").limits.pattern is None


def test_what_a_field_was_told_beside_the_schema_stays() -> None:
    root = read(DATASET).with_(title="Mine", required=True, nullable=False)
    assert root.settled({"status": "published"}).title == "Mine"
    assert not root.settled({}).nullable


def test_conditions_inside_what_holds_count_too_and_circles_end() -> None:
    deep: dict[str, Any] = {"required": ["e"]}
    for name in reversed("abcd"):
        deep = {"if": {"required": [name]}, "then": deep}
    root = read({"properties": {name: {"type": "string"} for name in "abcde"}, **deep})
    assert required(root.settled(dict.fromkeys("abc", ""))) == set()
    assert required(root.settled(dict.fromkeys("abcd", ""))) == {"e"}
    circle = {
        "properties": {"a": {}},
        "if": {"required": ["a"]},
        "then": {"$ref": "#"},
        "else": {"allOf": [{"$ref": "#"}]},
    }
    for value in ({}, {"a": 1}):
        assert names(read(circle).settled(value)) == ["a"]


def test_conditions_at_any_depth_and_in_alternatives() -> None:
    person = {
        "type": "object",
        "properties": {"kind": {"const": "person"}, "title": {"type": "string"}},
        "if": {"required": ["title"]},
        "then": {"required": ["name"], "properties": {"name": {"type": "string"}}},
    }
    group = {"type": "object", "properties": {"kind": {"const": "group"}}, "required": ["kind"]}
    root = read({"properties": {"who": {"type": "array", "items": {"oneOf": [person, group]}}}})
    value = {"who": [{"kind": "group"}, {"kind": "person", "title": "Dr"}]}
    name = field_at(root, ("who", 1, "name"), value)
    assert name is not None and name.required and name.because == "Required because “Title” is filled in."
    assert field_at(root, ("who", 0, "name"), value) is None or not best_branch(
        root.children[0].item, {"kind": "person"}
    )  # type: ignore[arg-type]


def test_an_alternative_of_a_condition_can_itself_have_alternatives() -> None:
    root = read(
        {
            "type": "object",
            "properties": {"proof": {"type": "boolean"}},
            "if": {"properties": {"proof": {"const": True}}, "required": ["proof"]},
            "then": {
                "oneOf": [
                    {"properties": {"pass": {"const": 1}}, "required": ["pass"]},
                    {"properties": {"id": {"type": "string"}}, "required": ["id"]},
                ]
            },
        }
    )
    assert root.settled({}).kind is Kind.OBJECT
    union = root.settled({"proof": True})
    assert union.kind is Kind.UNION and len(union.branches) == 2
    identity = field_at(root, ("id",), {"proof": True, "id": "x"})
    assert identity is not None and identity.required


def test_what_is_never_valid_is_checked_and_not_drawn() -> None:
    root = read({"properties": {"a": {}}, "if": {"required": ["a"]}, "then": False, "else": {"type": "string"}})
    assert names(root.settled({"a": 1})) == ["a"]
    typed = read({"type": "object", "properties": {"a": {}}, "if": True, "then": {"type": "string"}})
    assert names(typed.settled({})) == ["a"]


def test_new_objects_start_with_what_their_constants_bring_about() -> None:
    root = read(
        {
            "properties": {"kind": {"const": "x"}},
            "required": ["kind"],
            "if": {"properties": {"kind": {"const": "x"}}, "required": ["kind"]},
            "then": {"properties": {"version": {"const": 2}}, "required": ["version"]},
        }
    )
    assert blank(root) == {"kind": "x", "version": 2}


# What the tests may refer to, and what cannot be tested


@pytest.mark.parametrize(
    "address", ["", "https://example.org/a/b.json", "urn:uuid:deadbeef-1234-0000-0000-4321feebdaed"]
)
def test_references_inside_an_if_mean_what_they_mean_in_the_whole(address: str) -> None:
    schema = {
        "$schema": DRAFT7,
        "definitions": {"open": {"properties": {"a b/c~": {"const": 1}}, "required": ["a b/c~"]}},
        "properties": {"x": {"type": "object", "if": {"$ref": "#/definitions/open"}, "then": {"required": ["y"]}}},
    }
    root = read({**schema, "$id": address} if address else schema)
    x = root.child("x")
    assert x is not None
    assert required(x.settled({"a b/c~": 1})) == {"y"}
    assert required(x.settled({"a b/c~": 2})) == set()


@pytest.mark.parametrize(
    "test", [{"$ref": "#/nowhere"}, {"$ref": "https://example.org/x.json"}, {"properties": {"a": {"pattern": "("}}}]
)
def test_an_if_that_cannot_be_tested_is_not_drawn(test: Any) -> None:
    root = read({"properties": {"a": {}}, "if": test, "then": {"required": ["b"]}, "else": {"required": ["c"]}})
    assert names(root.settled({"a": "1"})) == ["a"]


def test_a_test_of_deep_or_broken_values_or_costly_patterns_ends() -> None:
    deep: Any = []
    for _ in range(5000):
        deep = [deep]
    root = read(
        {"properties": {"a": {}}, "if": {"properties": {"a": {"pattern": "^(a+)+$"}}}, "then": {"required": ["b"]}}
    )
    for value in (deep, "a" * 5000 + "!", "\ud800"):
        assert "a" in names(root.settled({"a": value}))


def test_only_the_drafts_that_know_a_keyword_keep_to_it() -> None:
    schema = {
        "properties": {"a": {}},
        "if": {"required": ["a"]},
        "then": {"required": ["b"]},
        "dependentRequired": {"a": ["c"]},
        "dependencies": {"a": ["d"]},
    }
    told = {draft: required(read({**schema, "$schema": name}).settled({"a": 1})) for draft, name in DRAFTS.items()}
    assert told["draft4"] == told["draft6"] == {"d"}
    assert told["draft7"] == {"b", "d"}
    assert told["draft2019-09"] == told["draft2020-12"] == {"b", "c", "d"}


# Why


def test_dependent_members_say_which_one_they_depend_on() -> None:
    new = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "properties": {"email": {"title": "E-mail"}, "a": {}, "b": {}},
        "dependentRequired": {"email": ["a"]},
        "dependentSchemas": {"email": {"properties": {"c": {"type": "string"}}, "required": ["b"]}},
    }
    settled = read(new).settled({"email": ""})
    assert names(settled) == ["email", "a", "b", "c"]
    assert {child.because for child in settled.children} == {"", "Required because “E-mail” is filled in."}
    assert why({"dependencies": {"a": ["b"], "b": {"required": ["c"]}}}, {"b": 1}, "c") == (
        "Required because “B” is filled in."
    )


def _published(**more: Any) -> dict[str, Any]:
    return {"properties": {"status": {"const": "published"}}, "required": ["status"], **more}


REASONS: list[tuple[Any, bool, str]] = [
    (_published(), True, "“Status” is “published”"),
    (_published(), False, "“Status” is not “published”"),
    ({"properties": {"status": {"const": "x"}}}, True, "“Status” is “x” or not filled in"),
    ({"properties": {"status": {"const": "x"}}}, False, "“Status” is not “x”"),
    (_published(properties={"status": {"enum": ["a", "b"]}}), True, "“Status” is “a” or “b”"),
    (_published(properties={"status": {"enum": ["a", "b"]}}), False, "“Status” is neither “a” nor “b”"),
    ({"not": _published()}, True, "“Status” is not “published”"),
    ({"properties": {"status": {"not": {"const": "x"}}}, "required": ["status"]}, True, "“Status” is not “x”"),
    ({"required": ["age", "open"]}, True, "“Age” is filled in and “Open access” is filled in"),
    ({"required": ["age"]}, False, "“Age” is not filled in"),
    ({"properties": {"age": {"type": "integer", "minimum": 18}}, "required": ["age"]}, True, "“Age” is at least 18"),
    ({"properties": {"age": {"minimum": 18}}, "required": ["age"]}, False, "“Age” is less than 18"),
    ({"properties": {"open": {"const": True}}, "required": ["open"]}, True, "“Open access” is Yes"),
    ({"properties": {"tags": {"contains": {"const": "x"}}}, "required": ["tags"]}, True, "“Tags” holds “x”"),
    ({"properties": {"rights": {"const": "o"}}, "required": ["rights"]}, True, "“Rights” is “Open”"),
    ({"anyOf": [_published(), {"required": ["age"]}]}, True, "“Status” is “published” or “Age” is filled in"),
    ({"allOf": [{"$ref": "#/definitions/p"}]}, True, "“Status” is “published”"),
    (
        {"properties": {"in": {"properties": {"a": {"const": 1}}, "required": ["a"]}}, "required": ["in"]},
        True,
        "“In” › “A” is 1",
    ),
    (_published(properties={"status": {"pattern": "^p", "maxLength": 9}}), True, "of what is written in “Status”"),
    ({"required": ["age", "open"]}, False, "of what is written in “Age” and “Open access”"),
    ({"minProperties": 1}, True, "of what else is written here"),
]
MEMBERS = {
    "status": {"type": "string"},
    "age": {"type": "integer"},
    "open": {"type": "boolean", "title": "Open access"},
    "tags": {"type": "array", "items": {"type": "string"}},
    "rights": {"oneOf": [{"const": "o", "title": "Open"}, {"const": "r", "title": "On request"}]},
    "in": {"type": "object", "properties": {"a": {"type": "integer"}}},
}
VALUES: list[Any] = [
    {},
    {"status": "published"},
    {"status": "x"},
    {"status": "a"},
    {"age": 20, "open": True},
    {"age": 3},
    {"tags": ["x"], "rights": "o", "in": {"a": 1}},
]


@pytest.mark.parametrize(("test", "holds", "words"), REASONS, ids=[words for *_, words in REASONS])
def test_reasons(test: Any, holds: bool, words: str) -> None:
    root = read(
        {
            "$schema": DRAFT7,
            "type": "object",
            "definitions": {"p": _published()},
            "properties": MEMBERS,
            "if": test,
            "then": {"required": ["yes"]},
            "else": {"required": ["no"]},
        }
    )
    name = "yes" if holds else "no"
    said = {child.because for value in VALUES for child in root.settled(value).children if child.name == name}
    assert said == {f"Required because {words}."}


def test_a_member_required_in_any_case_needs_no_reason() -> None:
    schema = {
        "properties": {"a": {}, "b": {}},
        "required": ["b"],
        "if": {"required": ["a"]},
        "then": {"required": ["b"]},
    }
    assert why(schema, {"a": 1}, "b") == ""


def test_a_reason_reaches_the_members_of_a_group_and_not_a_group_that_is_there_for_it() -> None:
    root = read(DATASET)
    value = {"status": "published", "accessRights": "r"}
    phone = field_at(root, ("contact", "phone"), value)
    assert phone is not None and phone.because == "Required because “Status” is “published”."
    committee = field_at(root, ("committee",), value)
    assert committee is not None and committee.because == "Required because “Access rights” is “On request”."
    name = field_at(root, ("committee", "name"), value)
    assert name is not None and name.required and name.because == ""


def test_a_reason_inside_a_reason_names_both() -> None:
    inner = {"if": {"required": ["b"]}, "then": {"required": ["c"]}}
    assert why({"if": {"required": ["a"]}, "then": inner}, {"a": 1, "b": 1}, "c") == (
        "Required because “A” is filled in and “B” is filled in."
    )


# Laws

_NAMES = st.sampled_from("abcde")
_VALUES = st.sampled_from([0, 1, "x", "", True, None, ["x"], {"a": 1}])


def _tests() -> st.SearchStrategy[Any]:
    of_value = st.one_of(
        st.fixed_dictionaries({"const": _VALUES}),
        st.fixed_dictionaries({"enum": st.lists(_VALUES, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"type": st.sampled_from(["string", "integer", "object"])}),
        st.fixed_dictionaries({"minimum": st.integers(0, 2)}),
        st.booleans(),
    )
    leaf = st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(_NAMES, of_value, max_size=2),
            "required": st.lists(_NAMES, unique=True, max_size=2),
            "minProperties": st.integers(0, 3),
            "$ref": st.just("#/definitions/given"),
        },
    ).filter(lambda node: "$ref" not in node or len(node) == 1)
    return st.recursive(
        leaf | st.booleans(),
        lambda inner: st.one_of(
            st.fixed_dictionaries({"not": inner}),
            *(st.fixed_dictionaries({word: st.lists(inner, min_size=1, max_size=2)}) for word in ("allOf", "anyOf")),
        ),
        max_leaves=4,
    )


def _parts() -> st.SearchStrategy[dict[str, Any]]:
    leaf = st.fixed_dictionaries(
        {},
        optional={
            "required": st.lists(_NAMES, unique=True, max_size=2),
            "properties": st.dictionaries(
                _NAMES, st.sampled_from([{}, {"type": "string"}, {"title": "T"}]), max_size=2
            ),
        },
    )

    def more(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
        condition = st.fixed_dictionaries({"if": _tests()}, optional={"then": inner, "else": inner})
        either = st.lists(_NAMES, unique=True, max_size=2) | inner
        return st.one_of(
            condition,
            st.builds(lambda one, two: {**one, **two}, leaf, condition),
            st.fixed_dictionaries({"dependencies": st.dictionaries(_NAMES, either, max_size=2)}),
            st.fixed_dictionaries({"allOf": st.lists(inner, min_size=1, max_size=3)}),
            st.fixed_dictionaries({"then": inner}),
            st.just({"$ref": "#/definitions/shared"}),
        )

    return st.recursive(leaf, more, max_leaves=8)


@st.composite
def _schemas(draw: st.DrawFn) -> dict[str, Any]:
    given_ = {"required": draw(st.lists(_NAMES, unique=True, max_size=2))}
    shared = {"if": draw(_tests()), "then": draw(_parts()), "else": draw(_parts())}
    top = draw(_parts())
    top = {"allOf": [top]} if "$ref" in top else top  # beside a reference nothing counts in this draft
    return {"$schema": DRAFT7, **top, "type": "object", "definitions": {"given": given_, "shared": shared}}


@given(_schemas(), st.lists(st.dictionaries(_NAMES, _VALUES, max_size=4), min_size=1, max_size=4))
def test_what_settles_as_required_and_is_missing_is_what_the_validator_misses(
    schema: dict[str, Any], values: list[dict[str, Any]]
) -> None:
    root = read(schema)
    validator = jsonschema_rs.Draft7Validator(schema)
    for value in values:
        missed = {
            str(error.kind.as_dict()["property"])
            for error in validator.iter_errors(value)
            if error.kind.name == "required" and not error.instance_path
        }
        settled = root.settled(value)
        assert {name for name in required(settled) if name not in value} == missed
        assert root.settled(dict(value)) is settled
        for child in settled.children:
            assert not child.because or child.required


@pytest.mark.parametrize("draft", DRAFTS)
def test_every_case_of_the_public_suite_settles(draft: str, shared_data: Path) -> None:
    seen = 0
    for group in groups(shared_data, draft):
        if not group.file.removeprefix("optional/").startswith(("if-then-else", "dependen")):
            continue
        root = read(group.schema)
        for _, value, _ in group.cases:
            _look(root, value)
            seen += 1
    assert seen > (20 if draft in ("draft4", "draft6") else 60)


def _look(field: Field, value: Any) -> None:
    settled = field.settled(value)
    assert settled.path == field.path
    assert settled.settled(value) is settled
    for child in settled.children:
        assert child.title
        _look(child, value.get(child.name, ABSENT) if isinstance(value, dict) else ABSENT)
    for branch in settled.branches:
        _look(branch, value)


def test_a_chain_of_conditions_too_long_to_be_drawn_says_that_it_is_checked() -> None:
    links: dict[str, Any] = {
        f"d{at}": {
            "if": {"required": [f"b{at}"]},
            "then": {},
            "else": {"properties": {f"z{at}": {}}, "$ref": f"#/$defs/d{at + 1}"},
        }
        for at in range(300)
    }
    schema = {"type": "object", "properties": {"a": {}}, "$ref": "#/$defs/d0", "$defs": {**links, "d300": {}}}
    root = read(schema)
    settled = root.settled({})
    assert settled.child("z0") is not None and settled.child("z50") is not None
    assert settled.child("z299") is None
    assert settled.help.endswith("What you write is checked against all of it.")
    assert settled.settled({}) is settled, "what is not drawn is not drawn by asking again"
    assert "checked against" not in root.settled({"b0": 1}).help, "a short way through the same conditions is whole"
