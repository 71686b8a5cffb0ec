"""One thing that is wrong is one problem, where a person would mend it, and all accounts of it are the same."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from gatewaydesk.document import jsonio
from gatewaydesk.paths import resource_root
from gatewaydesk.pointer import Pointer, to_text
from gatewaydesk.schema.catalogue import Catalogue, LoadedSchema
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.validation.advice import advised
from gatewaydesk.validation.completeness import measure
from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.problems import Severity
from gatewaydesk.validation.unfilled import with_unfilled
from tests.validation.checking import ENGINES

EXAMPLE = jsonio.read_file(resource_root() / "examples/HDRUK-4.0.0.json")
SCHEMA = Catalogue().load("HDRUK/4.0.0")
DRAFT = "https://json-schema.org/draft/2020-12/schema"
MODELS: Pointer = ("accessibility", "formatAndStandards", "conformsTo")

CONTACT = {
    "title": "Contact",
    "oneOf": [
        {
            "title": "By e-mail",
            "type": "object",
            "properties": {"email": {"type": "string", "format": "email"}},
            "required": ["email"],
            "additionalProperties": False,
        },
        {
            "title": "By phone",
            "type": "object",
            "properties": {"phone": {"type": "string", "title": "Telephone"}},
            "required": ["phone"],
            "additionalProperties": False,
        },
    ],
}
TAGGED = {
    "oneOf": [
        {"type": "object", "properties": {"k": {"const": "A"}, "n": {"type": "integer"}}, "required": ["k", "n"]},
        {"type": "object", "properties": {"k": {"const": "B"}, "m": {"type": "string"}}, "required": ["k", "m"]},
    ]
}
OPEN = {
    "anyOf": [
        {"title": one, "type": "object", "properties": {name: {} for name in names}, "required": names}
        for one, names in (("Short", ["a", "b"]), ("Long", ["c", "d", "e"]))
    ]
}
SOUGHT = {"type": "array", "contains": {"type": "object", "properties": {"main": {}}, "required": ["main"]}}


def changed(place: Pointer, new: Any) -> Any:
    value = copy.deepcopy(EXAMPLE)
    holder = value
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = new
    return value


def everything(schema: LoadedSchema, value: Any, engine: Any = None) -> list[tuple[str, str, bool]]:
    """What `check` tells, advice as well: place, sentence, and whether it blocks."""
    problems = advised(schema, value, Checker(schema, engine=engine).check(value))
    return [(one.pointer_text, one.message, one.blocks) for one in with_unfilled(schema.root, value, problems)]


def in_window(schema: LoadedSchema, value: Any) -> Authoring:
    """A draft in which what is counted, what is left and what is told to be empty are the same."""
    authoring = Authoring(schema, copy.deepcopy(value))
    authoring.check()
    left = {one.pointer for one in authoring.left()}
    whole = authoring.counts[""]
    empty = {one.pointer for one in authoring.problems if one.severity is Severity.EMPTY}
    wrong = {one.pointer for one in authoring.problems if one.severity is Severity.WRONG}
    assert len(left) == whole.required_total - whole.required_done
    assert empty <= left
    assert all(one in empty or any(one[:depth] in wrong for depth in range(len(one) + 1)) for one in left)
    return authoring


def about(schema: LoadedSchema, value: Any, name: str, engine: Any) -> list[tuple[str, str]]:
    in_window(schema, value)
    return [(place, said) for place, said, _ in everything(schema, value, engine) if place.startswith(f"/{name}")]


def of_member(rule: Any, draft: str = DRAFT) -> LoadedSchema:
    return LoadedSchema("ours/1", {"$schema": draft, "type": "object", "properties": {"a": rule}})


@pytest.mark.parametrize("value", [None, [], [{"summary": {}}], 5, "x"], ids=json.dumps)
def test_a_document_that_is_no_group_of_fields_is_one_problem(value: Any) -> None:
    ((place, said, blocks),) = everything(SCHEMA, value)
    assert place == "" and blocks and said.startswith("Must be a group of fields")
    in_window(SCHEMA, value)


@pytest.mark.parametrize("value", [["x"], [{}], 5, "x"], ids=json.dumps)
def test_something_else_where_a_group_is_wanted_is_one_problem(value: Any) -> None:
    document = changed(("summary",), value)
    ((place, said, blocks),) = everything(SCHEMA, document)
    assert place == "/summary" and blocks and said.startswith("Must be a group of fields")
    in_window(SCHEMA, document)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("rule", "value", "expected"),
    [
        (CONTACT, {}, [("/a", "Needs “Email” or “Telephone”.")]),
        (CONTACT, {"mail": "a@b.org"}, [("/a/mail", "Is not a field of this schema. Did you mean “email”?")]),
        (CONTACT, {"phon": "1"}, [("/a/phon", "Is not a field of this schema. Did you mean “phone”?")]),
        (CONTACT, {"phone": 5}, [("/a/phone", "Must be text; it is the number 5.")]),
        (TAGGED, {"k": "C"}, [("/a/k", "Must be one of: A or B; it says “C”.")]),
        (TAGGED, {}, [("/a/k", "Required, and still empty.")]),
        (TAGGED, {"k": "A"}, [("/a/n", "Required, and still empty.")]),
        (OPEN, {}, [("/a", "Needs what one of these asks for: “Short” or “Long”.")]),
        (OPEN, {"z": 1}, [("/a", "Needs what one of these asks for: “Short” or “Long”.")]),
        (OPEN, {"a": 1}, [("/a/b", "Required, and still empty.")]),
        (
            SOUGHT,
            [{"b": 1}, {"c": 1}],
            [("/a", "Must have at least 1 item of this kind: a group of fields with “main”. It has 0.")],
        ),
    ],
    ids=lambda one: json.dumps(one)[:30],
)
def test_alternatives_are_not_asked_for_all_at_once(rule: Any, value: Any, expected: Any, engine: Any) -> None:
    assert about(of_member(rule), {"a": value}, "a", engine) == expected


def test_of_a_stray_member_that_stands_for_none_both_are_told() -> None:
    told = about(of_member(CONTACT), {"a": {"zzz": 1}}, "a", None)
    assert [place for place, _ in told] == ["/a", "/a/zzz"]


@pytest.mark.parametrize("items", [[None], [""], [None, None]], ids=json.dumps)
def test_a_required_list_of_nothing_is_told_by_its_items(items: Any) -> None:
    value = changed(MODELS, items)
    told = [(place, blocks) for place, _, blocks in everything(SCHEMA, value)]
    assert told == [(to_text((*MODELS, at)), True) for at in range(len(items))]
    assert [one.pointer for one in in_window(SCHEMA, value).left()] == [(*MODELS, at) for at in range(len(items))]


def test_a_blank_item_that_the_schema_lets_be_is_told_once_and_blocks_nothing() -> None:
    schema = LoadedSchema(
        "ours/1",
        {"properties": {"a": {"type": "array", "items": {"type": "string"}, "title": "Tags"}}, "required": ["a"]},
    )
    value = {"a": [" "]}
    assert everything(schema, value) == [("/a/0", "Still empty: fill it in, or remove it.", False)]
    in_window(schema, value)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("row", [None, "", []], ids=json.dumps)
def test_an_empty_row_is_one_thing_to_do_and_can_be_removed(row: Any, engine: Any) -> None:
    value = changed(("observations",), [*EXAMPLE["observations"], row])
    place = ("observations", len(EXAMPLE["observations"]))
    assert everything(SCHEMA, value, engine) == [(to_text(place), "Still empty: fill it in, or remove it.", True)]
    authoring = in_window(SCHEMA, value)
    (problem,) = authoring.problems
    removal = next(one for one in authoring.repairs(problem) if one.kind == "empty")
    authoring.mend([removal])
    assert authoring.check() == []


def test_a_row_that_was_begun_is_told_field_by_field() -> None:
    value = changed(("observations",), [*EXAMPLE["observations"], {}])
    assert len(everything(SCHEMA, value)) == 4
    in_window(SCHEMA, value)


def test_edits_of_rows_keep_in_step_what_is_left() -> None:
    authoring = Authoring(SCHEMA, copy.deepcopy(EXAMPLE))
    authoring.check()
    for new in (None, {}, 5, {"measuredProperty": "Count"}, None):
        authoring.document.set(("observations", 0), new)
        authoring.check()
        again = in_window(SCHEMA, authoring.document.value)
        assert {one.pointer for one in authoring.left()} == {one.pointer for one in again.left()}
        assert authoring.counts == again.counts
        assert measure(SCHEMA.root, authoring.document.value).keys() == authoring.counts.keys()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_repeat_is_told_once_at_the_item_and_in_the_words_of_the_advice(engine: Any) -> None:
    rule = {"type": "array", "items": {"type": "string", "minLength": 2}, "uniqueItems": True, "title": "Tags"}
    schema = LoadedSchema("ours/1", {"$schema": DRAFT, "type": "object", "properties": {"keywords": rule}})
    assert everything(schema, {"keywords": ["aa", "bb", "aa", "bb"]}, engine) == [
        (
            "/keywords/2",
            "Is the same as number 1 in this list (“aa”): take one of them out. 1 more item repeats another one.",
            True,
        )
    ]
    told = everything(schema, {"keywords": ["a", "a"]}, engine)
    assert [(place, said[:11]) for place, said, _ in told] == [
        ("/keywords/0", "Must have a"),
        ("/keywords/1", "Is the same"),
    ]
    empty = everything(schema, {"keywords": [None, None]}, engine)
    assert [said for _, said, _ in empty] == ["Still empty: fill it in, or remove it."] * 2


@pytest.mark.parametrize("engine", ENGINES)
def test_an_empty_list_that_is_too_short_is_not_told_what_else_it_lacks(engine: Any) -> None:
    rule = {"type": "array", "items": {"type": "string"}, "minItems": 1, "contains": {"type": "string"}}
    assert about(of_member(rule), {"a": []}, "a", engine) == [
        ("/a", "Must have at least 1 item; it has 0. Add 1 more.")
    ]
    longer = {"type": "array", "minItems": 2, "contains": {"const": "x"}}
    assert len(about(of_member(longer), {"a": ["y"]}, "a", engine)) == 2


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("rule", "draft", "items", "places"),
    [
        ({"prefixItems": [{"type": "string"}], "unevaluatedItems": False}, DRAFT, ["a", 1], [1]),
        ({"prefixItems": [{"type": "string"}], "unevaluatedItems": False}, DRAFT, ["a", "a", {"b": [1]}], [1, 2]),
        ({"allOf": [{"contains": {"const": 5}}], "unevaluatedItems": False}, DRAFT, ["a", 5, 1, 5, 1], [0, 2, 4]),
        (
            {"items": [{"type": "string"}], "unevaluatedItems": False},
            "https://json-schema.org/draft/2019-09/schema",
            ["a", 5, "b"],
            [1, 2],
        ),
        (
            {"items": [{"type": "string"}], "additionalItems": False},
            "http://json-schema.org/draft-04/schema#",
            ["a", 5, "b"],
            [1, 2],
        ),
        ({"prefixItems": [{"type": "string"}], "items": False}, DRAFT, ["a", 1, 2], [1, 2]),
    ],
    ids=lambda one: json.dumps(one)[:40],
)
def test_items_that_may_not_be_there_are_told_each(
    rule: Any, draft: str, items: Any, places: list[int], engine: Any
) -> None:
    told = Checker(of_member({"type": "array", **rule}, draft), engine=engine).check({"a": items})
    assert [(one.pointer, one.message) for one in told] == [
        (("a", at), "Must not be filled in here: remove it.") for at in places
    ]


@pytest.mark.parametrize(("text", "number"), [("37,5", 37.5), ("1,2345", 1.2345)])
def test_a_comma_where_a_point_belongs_can_be_mended(text: str, number: float) -> None:
    authoring = Authoring(of_member({"type": "number"}), {"a": text})
    (problem,) = authoring.check()
    (repair,) = authoring.repairs(problem)
    assert not repair.sure
    authoring.mend([repair])
    assert authoring.document.value == {"a": number}


def test_an_item_that_may_not_be_there_can_be_removed() -> None:
    schema = of_member({"type": "array", "prefixItems": [{"type": "string"}], "unevaluatedItems": False})
    authoring = Authoring(schema, {"a": ["a", 1]})
    (problem,) = authoring.check()
    authoring.mend([next(one for one in authoring.repairs(problem) if one.kind == "remove")])
    assert authoring.document.value == {"a": ["a"]} and authoring.check() == []


@pytest.mark.parametrize("engine", ENGINES)
def test_an_item_that_nothing_speaks_of_is_told_what_it_has_to_be(engine: Any) -> None:
    rule = {"type": "array", "prefixItems": [{"type": "string"}], "unevaluatedItems": {"type": "integer"}}
    assert about(of_member(rule), {"a": ["a", 5, "b"]}, "a", engine) == [
        ("/a/2", "Must be a whole number; it says “b”.")
    ]


@pytest.mark.parametrize("place", [("accessibility",), ("summary", "dataCustodian")])
def test_an_empty_list_for_a_required_group_is_told_as_what_it_is(place: Pointer) -> None:
    value = copy.deepcopy(EXAMPLE)
    holder = value
    for name in place[:-1]:
        holder = holder[name]
    holder[place[-1]] = []
    found = [(one.pointer, one.severity, one.message) for one in Checker(SCHEMA).check(value)]
    assert found == [(place, Severity.WRONG, "Must be a group of fields; it is an empty list.")]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize("around", ["", "a"])
def test_what_one_of_several_is_asked_for_is_still_empty_however_that_is_written(
    around: str, keyword: str, engine: Any
) -> None:
    members = {"mail": {"type": "string"}, "tel": {"type": "string"}}
    ways: dict[str, Any] = {
        "alone": {"properties": members, keyword: [{"required": [name]} for name in members]},
        "each": {keyword: [{"properties": {name: one}, "required": [name]} for name, one in members.items()]},
    }
    for way in ways.values():
        rule = {"type": "object", **way}
        loaded = of_member(rule) if around else LoadedSchema("ours/1", rule)
        value: Any = {"a": {}} if around else {}
        authoring = in_window(loaded, value)
        assert [(one.pointer_text, one.severity) for one in authoring.problems] == [
            (f"/{around}" if around else "", Severity.EMPTY)
        ]
        assert [one.pointer for one in authoring.left()] == [(around,) if around else ()]
        assert authoring.counts[""].words == "0 of 1 required"
        told = in_window(loaded, {"a": {"q": 1}} if around else {"q": 1}).problems
        assert [one.severity for one in told] == [Severity.WRONG]
        ((_, said, blocks),) = everything(loaded, value, engine)
        assert blocks and "“Mail” or “Tel”" in said


@pytest.mark.parametrize("engine", ENGINES)
def test_an_empty_group_that_breaks_two_rules_is_one_problem(engine: Any) -> None:
    either = {"anyOf": [{"required": ["m"]}, {"required": ["n"]}], "minProperties": 1}
    group = {"type": "object", "properties": {"m": {}, "n": {}}, **either}
    rows = of_member({"type": "array", "items": group})
    assert about(rows, {"a": [{}]}, "a", engine) == [("/a/0", "Still empty: fill it in, or remove it.")]
    rule = {"type": "object", "properties": {"a": group}, "required": ["a"]}
    assert len(about(LoadedSchema("ours/1", rule), {"a": {}}, "a", engine)) == 1
