"""Each rule of the lint on a schema that breaks it and on one that does not; and that it cries wolf nowhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.errors import SchemaProblem
from gatewaydesk.pointer import ABSENT, from_text, get
from gatewaydesk.schema.backtracking import may_hang, open_ends
from gatewaydesk.schema.lint import RULES, as_text, lint
from gatewaydesk.schema.regexes import parse

ROOT = Path(__file__).resolve().parents[2]
DRAFT_7 = "http://json-schema.org/draft-07/schema#"
TEXT: dict[str, Any] = {"type": "string"}


def members(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def closed(**properties: Any) -> dict[str, Any]:
    return {**members(**properties), "additionalProperties": False}


def text_like(pattern: str) -> dict[str, Any]:
    return members(a={"type": "string", "pattern": pattern})


def tagged(tag: Any, *required: str) -> dict[str, Any]:
    return {**members(kind=tag, note=TEXT), "required": list(required)}


def either(word: str, *alternatives: Any) -> dict[str, Any]:
    return members(a={word: list(alternatives)})


# rule, where it is told, a schema that breaks it, one as near to it that does not
CASES: list[tuple[str, str, Any, Any]] = [
    ("accepts-anything", "/properties/a", members(a={"title": "A"}), members(a={"title": "A", "type": "null"})),
    ("accepts-anything", "/properties/a", members(a=True), members(a=False)),
    ("accepts-anything", "", {}, TEXT),
    ("accepts-anything", "", True, False),
    ("accepts-anything", "/$defs/x", {**members(a={"$ref": "#/$defs/x"}), "$defs": {"x": {}}}, members(a=TEXT)),
    ("accepts-anything", "/properties/a", members(a={"type": "array"}), members(a={"type": "array", "items": TEXT})),
    (
        "accepts-anything",
        "/properties/a",
        members(a={"type": "object"}),
        members(a={"type": "object", "additionalProperties": TEXT}),
    ),
    ("accepts-anything", "/properties/a/anyOf/1", either("anyOf", TEXT, {}), either("anyOf", TEXT, {"type": "null"})),
    # a member that is only named again beside the schema that describes it
    (
        "accepts-anything",
        "/allOf/0/properties/b",
        {**members(a=TEXT), "allOf": [members(b={})]},
        {**members(a=TEXT), "allOf": [members(a=True)]},
    ),
    ("no-type", "/properties/a", members(a={"maxLength": 5}), members(a={"type": "string", "maxLength": 5})),
    ("no-type", "", {"properties": {"a": TEXT}}, members(a=TEXT)),
    (
        "no-type",
        "/$defs/x",
        {**members(a={"$ref": "#/$defs/x"}), "$defs": {"x": {"properties": {"b": TEXT}}}},
        {
            **members(a={"allOf": [{"$ref": "#/$defs/x"}, {"type": "object"}]}),
            "$defs": {"x": {"properties": {"b": TEXT}}},
        },
    ),
    ("union-alike", "/properties/a/anyOf", either("anyOf", TEXT, TEXT), either("anyOf", TEXT, {"type": "integer"})),
    (
        "union-alike",
        "/properties/a/oneOf",
        either("oneOf", {"type": "integer"}, {"type": "number"}),
        either("oneOf", {"type": "integer"}, {"type": "boolean"}),
    ),
    (
        "union-alike",
        "/properties/a/oneOf",
        either("oneOf", TEXT, {"type": "string", "maxLength": 5}),
        either("oneOf", {"type": "string", "minLength": 6}, {"type": "string", "maxLength": 5}),
    ),
    (
        "union-alike",
        "/properties/a/anyOf",
        either("anyOf", tagged({"const": 1}), tagged({"const": 2})),
        either("anyOf", tagged({"const": 1}, "kind"), tagged({"const": 2}, "kind")),
    ),
    (
        "union-alike",
        "/properties/a/anyOf",
        either("anyOf", tagged({**TEXT, "default": "x"}, "kind"), tagged({**TEXT, "default": "y"}, "kind")),
        either("anyOf", tagged({"enum": ["x"]}, "kind"), tagged({"enum": ["y", "z"]}, "kind")),
    ),
    (
        "union-alike",
        "/oneOf",
        {**members(a=TEXT, b=TEXT), "oneOf": [members(c=TEXT), members(d=TEXT)]},
        {**members(a=TEXT, b=TEXT), "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
    ),
    (
        "union-alike",
        "/properties/a/oneOf",
        either("oneOf", {"enum": ["x", "y"]}, {"enum": ["y", "z"]}),
        either("oneOf", {"enum": ["x"]}, {"enum": ["y", "z"]}),
    ),
    (
        "union-alike",
        "/properties/a/anyOf",
        either("anyOf", {"type": "string", "format": "uri"}, TEXT),
        either("anyOf", {"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}),
    ),
    ("pattern-invalid", "/properties/a/pattern", text_like("^(a$"), text_like("^(a)$")),
    ("pattern-dangerous", "/properties/a/pattern", text_like(r"^([a-z]+\.?)+$"), text_like(r"^([a-z]+\.)+[a-z]+$")),
    ("pattern-look-around", "/properties/a/pattern", text_like("^(?!x)[a-z]+$"), text_like("^(?:x)[a-z]+$")),
    ("pattern-look-around", "/properties/a/pattern", text_like(r"^(a|b)\1$"), text_like(r"^(a|b)1$")),
    ("pattern-unanchored", "/properties/a/pattern", text_like("[0-9]{4}"), text_like("^[0-9]{4}$")),
    ("pattern-unanchored", "/properties/a/pattern", text_like("^yes|no$"), text_like("^(yes|no)$")),
    ("pattern-unanchored", "/properties/a/pattern", text_like("([^,]+)"), text_like(r"\S")),
    (
        "pattern-unanchored",
        "/patternProperties/[a-z]{2}",
        {"type": "object", "patternProperties": {"[a-z]{2}": TEXT}},
        {"type": "object", "patternProperties": {"^x-": TEXT}},
    ),
    (
        "required-undefined",
        "/required/1",
        {**members(a=TEXT), "required": ["a", "b"]},
        {**members(a=TEXT), "required": ["a"]},
    ),
    (
        "required-undefined",
        "/allOf/0/required/0",
        {**members(a=TEXT), "allOf": [{"required": ["b"]}]},
        {**members(a=TEXT), "allOf": [{"required": ["a"]}]},
    ),
    (
        "required-undefined",
        "/required/0",
        {"type": "object", "patternProperties": {"^y": TEXT}, "required": ["x"]},
        {"type": "object", "patternProperties": {"^x": TEXT}, "required": ["x"]},
    ),
    (
        "required-undefined",
        "/then/required/0",
        {**members(a=TEXT), "if": {"required": ["z"]}, "then": {"required": ["b"]}},
        {**members(a=TEXT, b=TEXT), "if": {"required": ["z"]}, "then": {"required": ["b"]}},
    ),
    (
        "enum-refused",
        "/enum/1",
        {"type": "string", "enum": ["a", 5]},
        {"type": ["string", "integer"], "enum": ["a", 5]},
    ),
    ("enum-refused", "/enum/0", {"enum": ["long"], "maxLength": 3}, {"enum": ["one"], "maxLength": 3}),
    ("enum-refused", "/const", {"const": 4, "minimum": 5}, {"const": 5, "minimum": 5}),
    (
        "enum-refused",
        "/enum/1",
        {"type": "integer", "enum": [1, 2.5, 4.0]},
        {"type": ["integer", "number"], "enum": [1, 2.5, 4.0]},
    ),
    ("enum-refused", "/const", {"type": ["integer", "null"], "const": 0.5}, {"type": "integer", "const": 5.0}),
    (
        "never-ends",
        "/properties/a",
        {**members(a={"$ref": "#"}), "required": ["a"]},
        {**members(a={"$ref": "#"}, b=TEXT), "required": ["b"]},
    ),
    (
        "never-ends",
        "/properties/a",
        {**members(a=either("oneOf", {"$ref": "#"}, {"$ref": "#"})["properties"]["a"]), "required": ["a"]},
        {**members(a=either("oneOf", {"$ref": "#"}, {"type": "null"})["properties"]["a"]), "required": ["a"]},
    ),
    (
        "never-ends",
        "/properties/a",
        {**members(a={"type": "array", "minItems": 1, "items": {"$ref": "#"}}), "required": ["a"]},
        {**members(a={"type": "array", "items": {"$ref": "#"}}), "required": ["a"]},
    ),
    ("pattern-slow", "/properties/a/pattern", text_like("^[a-z]+[a-z0-9]+$"), text_like("^[a-z]+[A-Z0-9]+$")),
    ("pattern-slow", "/properties/a/pattern", text_like(r"^\d*-?\d*$"), text_like(r"^\d*-\d*$")),
    (
        "pattern-slow",
        "/properties/a/pattern",
        text_like("^a*b?a*$"),
        members(a={"type": "string", "pattern": "^a*b?a*$", "maxLength": 200}),
    ),
    ("enum-twice", "/enum/2", {"enum": [1, True, 1.0]}, {"enum": [1, True, "1"]}),
    ("limits-contradict", "", {**TEXT, "minLength": 3, "maxLength": 2}, {**TEXT, "minLength": 2, "maxLength": 2}),
    (
        "limits-contradict",
        "",
        {"type": "number", "exclusiveMinimum": 2, "maximum": 2},
        {"type": "number", "minimum": 2, "maximum": 2},
    ),
    (
        "limits-contradict",
        "",
        {"type": "integer", "minimum": 1.2, "maximum": 1.8},
        {"type": "integer", "minimum": 1.2, "maximum": 2.1},
    ),
    (
        "limits-contradict",
        "",
        {**members(a=TEXT, b=TEXT), "required": ["a", "b"], "maxProperties": 1},
        {**members(a=TEXT, b=TEXT), "required": ["a", "b"], "maxProperties": 2},
    ),
    ("all-of-contradicts", "", {"allOf": [TEXT, {"type": "integer"}]}, {"allOf": [TEXT, {"minLength": 1}]}),
    (
        "all-of-contradicts",
        "",
        {"allOf": [{**TEXT, "minLength": 3}, {**TEXT, "maxLength": 2}]},
        {"allOf": [{**TEXT, "minLength": 2}, {**TEXT, "maxLength": 3}]},
    ),
    (
        "all-of-contradicts",
        "",
        {"allOf": [members(a=TEXT), members(a={"type": "null"})]},
        {"allOf": [members(a=TEXT), members(b={"type": "null"})]},
    ),
    (
        "closed-too-early",
        "/additionalProperties",
        {**closed(a=TEXT), "allOf": [members(b=TEXT)]},
        {**closed(a=TEXT, b=TEXT), "allOf": [members(b=TEXT)]},
    ),
    (
        "closed-too-early",
        "/allOf/0/additionalProperties",
        {"allOf": [closed(a=TEXT), members(b=TEXT)]},
        {"allOf": [members(a=TEXT), members(b=TEXT)], "unevaluatedProperties": False},
    ),
    (
        "closed-too-early",
        "/additionalProperties",
        {**closed(a=TEXT), "if": {"required": ["a"]}, "then": members(b=TEXT)},
        {**closed(a=TEXT), "if": {"required": ["a"]}, "then": members(b=False)},
    ),
    (
        "default-invalid",
        "/properties/a/default",
        members(a={**TEXT, "default": 5}),
        members(a={**TEXT, "default": "5"}),
    ),
    (
        "default-invalid",
        "/properties/a/default",
        {**members(a={"$ref": "#/$defs/x", "default": "red"}), "$defs": {"x": {"enum": ["blue"]}}},
        {**members(a={"$ref": "#/$defs/x", "default": "blue"}), "$defs": {"x": {"enum": ["blue"]}}},
    ),
    ("example-invalid", "/examples/1", {**TEXT, "examples": ["a", 1]}, {**TEXT, "examples": ["a", "1"]}),
    ("keyword-misspelt", "/requried", {**members(a=TEXT), "requried": ["a"]}, {**members(a=TEXT), "required": ["a"]}),
    (
        "keyword-misspelt",
        "/maxlength",
        {**TEXT, "maxlength": 5},
        {**TEXT, "x-maxlength": 5, "unit": "cm", "example": 1},
    ),
    ("no-effect", "/maxLength", {"type": "integer", "maxLength": 5}, {"type": ["integer", "string"], "maxLength": 5}),
    (
        "no-effect",
        "/then",
        {**TEXT, "then": {"maxLength": 3}},
        {**TEXT, "if": {"minLength": 2}, "then": {"maxLength": 3}},
    ),
    (
        "no-effect",
        "/properties/a/maxLength",
        {"$schema": DRAFT_7, **members(a={"$ref": "#/properties/b", "maxLength": 5}, b=TEXT)},
        members(a={"$ref": "#/properties/b", "maxLength": 5}, b=TEXT),
    ),
    (
        "no-effect",
        "/prefixItems",
        {"$schema": DRAFT_7, "type": "array", "prefixItems": [TEXT], "items": TEXT},
        {"type": "array", "prefixItems": [TEXT], "items": TEXT},
    ),
    ("format-unknown", "/format", {**TEXT, "format": "emial"}, {**TEXT, "format": "email"}),
    (
        "reference-broken",
        "/properties/a/$ref",
        members(a={"$ref": "#/$defs/x"}),
        members(a={"$ref": "#/properties/b"}, b=TEXT),
    ),
    (
        "reference-out",
        "/properties/a/$ref",
        members(a={"$ref": "https://example.org/other.json"}),
        members(a={"$ref": DRAFT_7}),
    ),
    (
        "definition-unused",
        "/$defs/x",
        {**members(a=TEXT), "$defs": {"x": TEXT}},
        {**members(a={"$ref": "#/$defs/x"}), "$defs": {"x": TEXT}},
    ),
    (
        "definition-unused",
        "/$defs/x",
        {**members(a=TEXT), "$defs": {"x": {"type": "array", "items": {"$ref": "#/$defs/x"}}}},
        {"$defs": {"x": {"type": "array", "items": {"$ref": "#/$defs/x"}}}},  # a file to be referred to by others
    ),
]


@pytest.mark.parametrize(
    ("rule", "place", "bad", "good"), CASES, ids=[f"{at}-{one[0]}" for at, one in enumerate(CASES)]
)
def test_each_rule_finds_what_breaks_it_and_nothing_else(rule: str, place: str, bad: Any, good: Any) -> None:
    assert (rule, place) in [(one.rule, one.location) for one in lint(bad)], as_text(lint(bad))
    assert rule not in [one.rule for one in lint(good)], as_text(lint(good))


def test_every_rule_has_a_case_and_words() -> None:
    assert {rule for rule, *_ in CASES} == set(RULES)
    for rule in RULES.values():
        assert rule.means.endswith(".") and rule.mend.endswith(".")


def test_a_finding_names_the_field_that_is_shaped_there() -> None:
    schema = {
        **members(people={"type": "array", "items": {"$ref": "#/$defs/person"}}),
        "$defs": {"person": members(**{"a/b": {}}), "other": {"type": "object", "additionalProperties": {}}},
    }
    by_place = {one.location: one.field_path for one in lint(schema)}
    assert by_place["/$defs/person/properties/a~1b"] == "/people/*/a~1b"
    assert by_place["/$defs/other"] == ""


def test_the_advice_says_what_was_meant() -> None:
    assert [one.advice for one in lint({**TEXT, "format": "data-time"})] == ["Did you mean “date-time”?"]
    assert [one.advice for one in lint({**members(a=TEXT), "requried": ["a"]})] == ["Write “required”."]
    schema = {**members(a={"$ref": "#/definitions/x"}, b={"$ref": "#/$defs/x"}), "$defs": {"x": TEXT}}
    assert [one.advice for one in lint(schema)] == ["Did you mean “#/$defs/x”?"]


def test_several_wrong_examples_of_a_place_are_told_once() -> None:
    (found,) = lint({**TEXT, "examples": [1, "a", 2, 3]})
    assert found.location == "/examples/0"
    assert found.sentence.endswith("and so are 2 more.")


def test_the_text_has_place_rule_sentence_and_a_figure() -> None:
    lines = as_text(lint(members(a={"title": "A"}))).splitlines()
    assert lines[0] == "/properties/a  (field /a)"
    assert lines[1].startswith("  accepts-anything: “a” accepts anything")
    assert lines[-1] == "1 finding."
    assert as_text([]) == "Nothing was found."


def test_what_is_no_schema_or_nested_too_deep_is_refused() -> None:
    deep: dict[str, Any] = {}
    for _ in range(10_000):
        deep = {"properties": {"a": deep}}
    for schema in (deep, [], "text", None):
        with pytest.raises(SchemaProblem):
            lint(schema)


def test_keywords_of_the_wrong_type_are_passed_over() -> None:
    odd = {"type": 5, "properties": [1], "required": "x", "enum": {}, "pattern": 7, "allOf": {}, "$ref": 9, "items": 1}
    lint({**odd, "minimum": "a", "patternProperties": 3, "oneOf": [1, None], "format": [], "dependencies": {"a": 3}})


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"allOf": [{"$ref": "#"}], "required": ["a"]},
        {"anyOf": [{"$ref": "#"}, {"$ref": "#"}]},
        {"$defs": {f"d{at}": {"$ref": f"#/$defs/d{(at + 1) % 2000}"} for at in range(2000)}, "$ref": "#/$defs/d0"},
        {
            "$defs": {
                f"d{at}": {"allOf": [{"$ref": f"#/$defs/d{(at + 1) % 800}"}, {"required": ["z"]}]} for at in range(800)
            },
            "$ref": "#/$defs/d0",
        },
        {"enum": [f"v{at}" for at in range(100_000)]},
        {"oneOf": [{"enum": [f"{name}{at}" for at in range(50_000)]} for name in "ab"]},
        {"oneOf": [{**members(**{f"m{at}": TEXT}), "required": [f"m{at}"]} for at in range(400)]},
        {"type": "string", "pattern": "(" * 3000},
        {"type": "string", "pattern": "(a?" * 50 + ")*" * 50},
    ],
    ids=range(10),
)
def test_hostile_schemas_end(schema: Any) -> None:
    lint(schema)


def test_the_schemas_that_ship_have_no_findings_but_the_publishers_own() -> None:
    """What the publisher forgets to refuse is repeated by us as it is, and what Qrvey does not document stays open."""
    allowed = {"HDRUK": {"accepts-anything", "pattern-unanchored", "union-alike"}, "Qrvey": {"accepts-anything"}}
    for file in sorted((ROOT / "resources" / "schemas").rglob("*.json")):
        if file.name == "hints.json":
            continue
        found = {one.rule for one in lint(json.loads(file.read_bytes()))}
        assert found <= next((rules for model, rules in allowed.items() if model in file.parts), set()), file


def test_what_a_condition_asks_of_a_member_is_described_where_it_always_is() -> None:
    item = {"type": "object", "properties": {"a": TEXT, "b": TEXT}}
    asks = {"properties": {"list": {"items": {"required": ["a"], "anyOf": [{"required": ["b"]}]}}}}
    schema = {
        **members(kind=TEXT, list={"type": "array", "items": item}),
        "if": {"properties": {"kind": {"const": "x"}}, "required": ["kind"]},
        "then": asks,
    }
    assert lint(schema) == []
    asks["properties"]["list"]["items"]["required"] = ["c"]
    assert [one.rule for one in lint(schema)] == ["required-undefined"]


def test_published_schemas_are_found_out_and_not_slandered(shared_data: Path) -> None:
    def rules(name: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for one in lint(json.loads((shared_data / "schemata" / "models" / name / "schema.json").read_bytes())):
            found.setdefault(one.rule, set()).add(one.field_path or one.location)
        return found

    assert rules("HDRUK/3.0.0")["pattern-dangerous"] == {"/revisions/*/url"}
    fourth = rules("HDRUK/4.0.0")
    assert fourth["union-alike"] == {"/provenance/origin/datasetType/*"}
    assert "/observations/*/measuredProperty" in fourth["accepts-anything"]
    assert fourth.keys() == {"accepts-anything", "example-invalid", "pattern-unanchored", "union-alike"}


def test_the_public_suite_is_looked_over_without_an_exception(shared_data: Path) -> None:
    """Every place that is told exists in the schema."""
    for file in sorted((shared_data / "json-schema-test-suite" / "tests").rglob("*.json")):
        for group in json.loads(file.read_bytes()):
            for one in lint(group["schema"]):
                assert get(group["schema"], from_text(one.location, group["schema"])) is not ABSENT, (file, one)


# Patterns


@pytest.mark.parametrize(
    "pattern",
    [
        *(r"(a+)+$", r"(a*)*", r"^(a|aa)+$", r"^(\w+\s?)*$", r"^(.*,)*$", r"^(([a-z])+.)+[A-Z]([a-z])+$"),
        *(r"^(ab|a|b)*$", r"^(a|a)*$", r"(x+x+)+y", r"(a{1,50}){1,50}b", r"^(\w|\d)+$", r"^(a*b*)*$", r"(a{2,3})*c"),
    ],
)
def test_patterns_that_may_hang(pattern: str) -> None:
    tree = parse(pattern)
    assert tree is not None
    assert may_hang(tree)


@pytest.mark.parametrize(
    "pattern",
    [
        *(r"^(\w+\s)*\w+$", r"^([a-z]+\.)+[a-z]{2,}$", r"^(\d{1,3}\.){3}\d{1,3}$", r"^([a-z]|\d)+$", r"^(foo|bar)+$"),
        *(r"^(a{4})+$", r"^(a?){3}$", r"^\s*\S+\s*$", r"^(,[a-z]+)*$", r"^(foo|bar|foobar)$", r"^(a{1,2}b)*$"),
    ],
)
def test_patterns_that_cannot_hang(pattern: str) -> None:
    tree = parse(pattern)
    assert tree is not None
    assert not may_hang(tree)


@pytest.mark.parametrize(
    ("pattern", "end"),
    [
        ("[0-9]{4}", "around"),
        ("yes|no", "around"),
        ("^yes|no$", "halves"),
        (r"^\d{4}-\d{2}-\d{2}", "after"),
        ("[a-z]+$", "before"),
        *(
            (fine, "")
            for fine in ("abc", r"\S", r"\S+", ".+", "^https?://", r"\.json$", "^$|^https://", "@.*", "^x-", "")
        ),
    ],
)
def test_what_a_pattern_leaves_open(pattern: str, end: str) -> None:
    tree = parse(pattern)
    assert tree is not None
    assert open_ends(tree) == end


@given(st.text(alphabet="ab01-|()[]{}*+?.^$\\dws,2", max_size=30))
def test_any_text_can_be_looked_at_as_a_pattern(pattern: str) -> None:
    tree = parse(pattern)
    if tree is not None:
        may_hang(tree)
        open_ends(tree)
    lint({"type": "string", "pattern": pattern, "patternProperties": {pattern: {}}})


_values = st.recursive(
    st.one_of(st.booleans(), st.integers(-3, 9), st.sampled_from(["a", "#", "#/$defs/a", "string", "object", "^a+$"])),
    lambda below: st.one_of(
        st.lists(below, max_size=3),
        st.dictionaries(
            st.sampled_from(
                [
                    *(
                        "type",
                        "properties",
                        "items",
                        "allOf",
                        "anyOf",
                        "oneOf",
                        "required",
                        "enum",
                        "const",
                        "not",
                        "if",
                    ),
                    *(
                        "then",
                        "$ref",
                        "$defs",
                        "default",
                        "examples",
                        "pattern",
                        "patternProperties",
                        "format",
                        "minimum",
                    ),
                    *("maximum", "minLength", "additionalProperties", "dependentSchemas", "requried", "a", "b"),
                ]
            ),
            below,
            max_size=4,
        ),
    ),
    max_leaves=25,
)


@given(_values)
def test_anything_can_be_looked_over(schema: Any) -> None:
    if isinstance(schema, (dict, bool)):
        for one in lint(schema):
            assert one.rule in RULES
            assert one.sentence and one.advice
