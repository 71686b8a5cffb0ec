"""Schemas as fields: what a person sees of each keyword, and that no field of a published schema goes missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatewaydesk.errors import SchemaProblem
from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.fields import Kind, Limits, walk
from gatewaydesk.schema.hints import Hints
from gatewaydesk.schema.reader import read

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
MODELS = sorted((SHARED / "schemata" / "models").glob("*/*/schema.json"))


def member(schema, name="x", **top):
    """The field of one member."""
    return read({"type": "object", "properties": {name: schema}, **top}).child(name)


# Kinds


@pytest.mark.parametrize(
    ("schema", "kind", "nullable"),
    [
        ({"type": "string"}, Kind.TEXT, False),
        ({"type": "integer"}, Kind.INTEGER, False),
        ({"type": "number"}, Kind.NUMBER, False),
        ({"type": ["integer", "number"]}, Kind.NUMBER, False),
        ({"type": "boolean"}, Kind.BOOLEAN, False),
        ({"enum": [True, False]}, Kind.BOOLEAN, False),
        ({"type": "null"}, Kind.NULL, True),
        ({"enum": [None]}, Kind.NULL, True),
        ({"type": "string", "format": "date"}, Kind.DATE, False),
        ({"format": "date-time"}, Kind.DATE_TIME, False),
        ({"type": "string", "format": "time"}, Kind.TIME, False),
        ({"type": "string", "format": "email"}, Kind.EMAIL, False),
        ({"type": "string", "format": "iri"}, Kind.URL, False),
        ({"type": "string", "format": "uuid"}, Kind.TEXT, False),
        ({"type": ["string", "null"], "format": "uri"}, Kind.URL, True),
        ({"enum": ["a", "b"]}, Kind.CHOICE, False),
        ({"enum": ["a", None]}, Kind.CHOICE, True),
        ({"type": "string", "enum": ["a", None]}, Kind.CHOICE, False),
        ({"const": "a"}, Kind.CONST, False),
        ({"enum": ["a"]}, Kind.CHOICE, False),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, Kind.CHOICES, False),
        ({"type": "array", "items": {"const": "a"}}, Kind.CHOICES, False),
        ({"type": "array", "items": {"type": "string"}}, Kind.TAGS, False),
        ({"type": "array", "items": {"type": "string", "format": "uri"}}, Kind.TAGS, False),
        ({"type": "array", "items": {"type": "string", "maxLength": 5000}}, Kind.LIST, False),
        ({"type": "array", "items": {"type": "integer"}}, Kind.LIST, False),
        ({"type": "array", "items": {"type": "object"}}, Kind.LIST, False),
        ({"type": "array"}, Kind.LIST, False),
        ({"items": False}, Kind.LIST, False),
        ({"type": "array", "contains": {"enum": ["a", "b"]}}, Kind.CHOICES, False),
        ({"type": "array", "items": [{"enum": ["a", "b"]}]}, Kind.CHOICES, False),
        ({"prefixItems": [{"type": "string"}, {"type": "integer"}]}, Kind.LIST, False),
        ({"type": "object"}, Kind.MAP, False),
        ({"type": "object", "additionalProperties": {"type": "string"}}, Kind.MAP, False),
        ({"type": "object", "additionalProperties": False}, Kind.OBJECT, False),
        ({"properties": {"a": {}}}, Kind.OBJECT, False),
        ({"minimum": 3}, Kind.NUMBER, False),
        ({"pattern": "^a"}, Kind.TEXT, False),
        ({}, Kind.ANY, True),
        (True, Kind.ANY, True),
        ({"enum": []}, Kind.ANY, False),
        ({"type": ["string", "integer"]}, Kind.UNION, False),
        ({"type": ["string", "number", "boolean", "object", "array", "null"]}, Kind.ANY, True),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, Kind.TEXT, True),
        ({"oneOf": [{"type": "null"}, {"type": "integer"}]}, Kind.INTEGER, True),
        ({"anyOf": [{"type": "null"}]}, Kind.NULL, True),
        ({"anyOf": [{"type": "string", "format": "uri"}, {"type": "string"}]}, Kind.TEXT, False),
        ({"anyOf": [{"type": "integer"}, {"type": "number"}]}, Kind.NUMBER, False),
        ({"anyOf": [{"enum": ["a"]}, {"enum": ["b", None]}]}, Kind.CHOICE, True),
        ({"type": "string", "anyOf": [{"type": "integer"}, {"minLength": 3, "type": "string"}]}, Kind.TEXT, False),
        ({"properties": {"a": {}}, "anyOf": [{"required": ["a"]}, {"required": []}]}, Kind.OBJECT, False),
        ({"type": "string", "allOf": [{"type": "integer"}]}, Kind.ANY, False),
        ({"$ref": "http://elsewhere.example/x"}, Kind.ANY, True),
        ({"examples": ["table1"]}, Kind.TEXT, False),
    ],
)  # fmt: skip
def test_kinds(schema, kind, nullable):
    found = member(schema)
    assert (found.kind, found.nullable) == (kind, nullable)


def test_limits_are_narrowed_by_references_and_all_of():
    found = member(
        {"allOf": [{"$ref": "#/$defs/T"}, {"minLength": 5, "maxLength": 90}], "minLength": 2, "pattern": "^A"},
        **{"$defs": {"T": {"type": "string", "minLength": 3, "maxLength": 50, "pattern": "^B"}}},
    )
    assert found.limits == Limits(min_length=5, max_length=50, pattern="^A")
    assert found.kind is Kind.TEXT


def test_members_required_and_values_of_all_of_are_united_and_intersected():
    schema = {
        "allOf": [
            {"properties": {"a": {"enum": ["x", "y", "z"]}}, "required": ["a"]},
            {"properties": {"a": {"enum": ["z", "y"]}, "b": {"type": "string"}}, "required": ["b"]},
        ],
        "properties": {"c": {"type": "integer"}},
    }
    root = read(schema)
    assert [child.name for child in root.children] == ["c", "a", "b"]
    assert [choice.value for choice in root.child("a").choices] == ["y", "z"]
    assert [child.required for child in root.children] == [False, True, True]


def test_draft_4_exclusive_limits_and_wrong_figures():
    assert member({"type": "integer", "minimum": 3, "exclusiveMinimum": True}).limits == Limits(exclusive_minimum=3)
    assert member({"type": "string", "minLength": "3", "maxLength": -1, "pattern": 7}).limits == Limits()
    assert member({"type": "string", "minLength": 2.0}).limits.min_length == 2
    assert member({"type": "number", "multipleOf": 0, "minimum": True}).limits == Limits()


# Words


@pytest.mark.parametrize(
    ("name", "own", "expected"),
    [
        ("dataCustodian", None, "Data custodian"),
        ("abstract", "AbstractText", "Abstract"),
        ("identifier", "identifier", "Identifier"),
        ("doiName", None, "DOI name"),
        ("accessURL", None, "Access URL"),
        ("first_name", "first_name", "First name"),
        ("@type", None, "Type"),
        ("größe", None, "Größe"),
        ("2", None, "2"),
        ("", None, "Unnamed"),
        ("x", "Name of Data Custodian", "Name of Data Custodian"),
        ("pid", "PubMed ID", "PubMed ID"),
        ("<b>x</b>", "<b>bold</b>", "<b>bold</b>"),
    ],
)
def test_titles(name, own, expected):
    schema = {"$ref": "#/$defs/AbstractText"} | ({} if own is None else {"title": own})
    found = member(schema, name, **{"$defs": {"AbstractText": {"title": "AbstractText", "type": "string"}}})
    assert found.title == expected


def test_words_of_the_member_come_before_those_of_what_it_refers_to():
    definition = {"type": "string", "title": "T", "description": "general", "examples": ["g"], "default": "d"}
    found = member(
        {"anyOf": [{"$ref": "#/$defs/T"}, {"type": "null"}], "description": "own", "default": None},
        **{"$defs": {"T": definition}},
    )
    assert (found.help, found.examples, found.default, found.nullable) == ("own", ("g",), None, True)
    assert member({"type": "string"}).default is ABSENT


def test_guidance_is_markdown_with_real_new_lines():
    assert member({"guidance": "One.\\n- **two**\\nthree"}).guidance == "One.\n- **two**\nthree"
    assert member({"guidance": "N/A"}).guidance == ""
    assert member({"guidance": 7, "description": ["x"], "title": {}}).guidance == ""


@pytest.mark.parametrize(
    ("schema", "examples"),
    [
        ({"type": "string", "examples": ["a", "b"]}, ("a", "b")),
        ({"type": "string", "examples": "a"}, ("a",)),
        ({"type": "string", "example": "a"}, ("a",)),
        ({"type": "string", "examples": ["a", 3, None]}, ("a",)),
        ({"type": "number", "examples": [3, 2.5]}, (3, 2.5)),
        ({"type": "array", "items": {"type": "string"}, "examples": ["a", ["b", "c"]]}, (["a"], ["b", "c"])),
        ({"type": "array", "items": {"type": "string"}, "example": ["b", "c"]}, (["b", "c"],)),
    ],
)
def test_examples_are_values_of_the_field(schema, examples):
    assert member(schema).examples == examples


def test_labels_of_values():
    assert [c.label for c in member({"enum": ["en", "cy"], "x-labels": {"en": "English"}}).choices] == ["English", "cy"]
    assert [c.label for c in member({"enum": [1, "", 2.5]}).choices] == ["1", "(empty)", "2.5"]
    titled = {"oneOf": [{"const": 1, "title": "One", "description": "the first"}, {"const": 2, "title": "Two"}]}
    assert [(c.value, c.label, c.help) for c in member(titled).choices] == [(1, "One", "the first"), (2, "Two", "")]
    items = {"type": "array", "items": {"$ref": "#/$defs/L"}}
    found = member(items, **{"$defs": {"L": {"enum": ["en"], "x-labels": {"en": "English"}}}})
    assert [c.label for c in found.choices] == ["English"]


def test_suggestions_are_offered_and_anything_else_in_their_place_is_ignored() -> None:
    given = ["plain", {"value": "v", "label": "Words"}, {"label": "no value"}, 7, {"value": "bare"}]
    found = member({"type": "string", "x-suggestions": given})
    assert [(one.value, one.label) for one in found.suggestions] == [
        ("plain", "plain"),
        ("v", "Words"),
        ("bare", "bare"),
    ]
    assert member({"type": "string", "x-suggestions": "odd"}).suggestions == ()


def test_true_and_one_are_two_values():
    assert [c.value for c in member({"enum": [1, True, 0], "allOf": [{"enum": [True, 0]}]}).choices] == [True, 0]


def test_flags_and_hints():
    schema = {
        "properties": {
            "b": {"type": "string", "readOnly": True, "deprecated": True},
            "a": {"type": "string", "writeOnly": True},
            "c": {"properties": {"y": {}, "x": {}}},
        }
    }
    hints = Hints(generated={"/a": "uuid"}, order=("/c", "/a", "/c/x"))
    root = read(schema, hints)
    assert [child.name for child in root.children] == ["c", "a", "b"]
    assert [child.name for child in root.child("c").children] == ["x", "y"]
    a, b = root.child("a"), root.child("b")
    assert (a.fill, a.secret, b.fill, b.read_only, b.deprecated) == ("uuid", True, "", True, True)
    assert (root.path, a.path, a.depth, root.required, root.closed) == ((), ("a",), 1, True, False)
    assert a.location == "/properties/a"


def test_a_password_is_a_secret():
    root = read(
        {"properties": {"a": {"type": "string", "format": "password"}, "b": {"anyOf": [{"format": "password"}]}}}
    )
    assert [child.secret for child in root.children] == [True, True]


# Unions


@pytest.mark.parametrize(
    ("alternatives", "titles"),
    [
        ([{"type": "string"}, {"type": "array", "items": {"type": "string"}}], ["One text", "A list"]),
        ([{"format": "date"}, {"format": "date-time"}], ["Date", "Date and time"]),
        (
            [{"format": "date"}, {"enum": ["Ongoing"]}, {"enum": ["a", "b", "c", "d"]}],
            ["Date", "The word “Ongoing”", "One of: a, b, c…"],
        ),
        ([{"type": "number"}, {"type": "string"}], ["Number", "Text"]),
        ([{"format": "date"}, {"type": "string"}], ["Date", "Text"]),
        ([{"enum": ["a", "b"]}, {"type": "string"}], ["One of: a, b", "Text"]),
        ([{"$ref": "#/$defs/Uuidv4"}, {"format": "uri"}], ["UUID", "Web address"]),
        ([{"$ref": "#/$defs/Person"}, {"type": "string", "title": "A name"}], ["Person", "A name"]),
        (
            [
                {"type": "array", "items": {"type": "string"}},
                {"type": "array", "items": {"format": "uri"}},
                {"type": "array", "items": {"type": "object"}},
            ],
            ["A list of texts", "A list of web addresses", "A list of items"],
        ),
        (
            [{"pattern": "^a"}, {"pattern": "^b"}],
            ["Text (text that begins with “a”)", "Text (text that begins with “b”)"],
        ),
        ([{"anyOf": [{"type": "string"}, {"type": "null"}]}, {"type": "integer"}], ["Text", "Whole number"]),
    ],
)
def test_alternatives_are_titled_in_a_persons_words(alternatives, titles):
    found = member(
        {"anyOf": [*alternatives, {"type": "null"}]},
        **{"$defs": {"Uuidv4": {"pattern": "^[0-9a-f-]{36}$"}, "Person": {"title": "Person", "properties": {"a": {}}}}},
    )
    assert found.kind is Kind.UNION
    assert found.nullable
    assert [branch.title for branch in found.branches] == titles
    assert all(branch.path == found.path and branch.depth == found.depth for branch in found.branches)
    assert not any(branch.nullable for branch in found.branches)


def test_object_alternatives_are_named_by_the_member_that_tells_them_apart():
    def theme(name, **more):
        return {"properties": {"name": {"type": "string", "default": name}, "sub": {"type": "string"}}, **more}

    union = member({"anyOf": [theme("Health"), theme("Omics"), {"type": "string"}]})
    assert [branch.title for branch in union.branches] == ["Health", "Omics", "Text"]
    assert [child.decides for child in union.branches[0].children] == [True, False]
    fixed = member({"oneOf": [{"properties": {"k": {"const": kind}, "v": {}}} for kind in ("a", "b")]})
    assert [branch.title for branch in fixed.branches] == ["a", "b"]


def test_what_stands_beside_alternatives_holds_for_each():
    schema = {
        "type": "object",
        "properties": {"shared": {"type": "string"}},
        "required": ["shared"],
        "oneOf": [{"properties": {"a": {"type": "string"}}}, {"properties": {"b": {"type": "string"}}}],
    }
    union = member(schema)
    assert [[child.name for child in branch.children] for branch in union.branches] == [
        ["shared", "a"],
        ["shared", "b"],
    ]
    assert all(branch.child("shared").required for branch in union.branches)


# Maps, lists


def test_free_members():
    both = member({"properties": {"a": {}}, "additionalProperties": {"type": "integer"}})
    assert (both.kind, both.extra.kind, both.extra.path, both.closed) == (Kind.OBJECT, Kind.INTEGER, ("x", "**"), False)
    several = member({"patternProperties": {"^a": {"type": "string"}, "^b": {"type": "integer"}}})
    assert (several.kind, [b.title for b in several.extra.branches]) == (Kind.MAP, ["Text", "Whole number"])
    assert member({"type": "object"}).extra.kind is Kind.ANY
    assert member({"properties": {"a": {}}, "unevaluatedProperties": False}).closed


def test_items():
    tags = member({"type": "array", "items": {"type": "string", "maxLength": 80}, "minItems": 1, "uniqueItems": True})
    assert (tags.item.limits.max_length, tags.limits) == (80, Limits(min_items=1, unique_items=True))
    assert tags.item.path == ("x", "*")
    nullable = member({"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "null"}]}})
    assert (nullable.kind, nullable.item.nullable, nullable.nullable) == (Kind.TAGS, True, False)
    tables = member(
        {"type": "array", "items": {"$ref": "#/$defs/DataTable"}}, **{"$defs": {"DataTable": {"properties": {"a": {}}}}}
    )
    assert (tables.kind, tables.item.title) == (Kind.LIST, "Data table")
    mixed = member({"prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False})
    assert [branch.title for branch in mixed.item.branches] == ["Text", "Whole number"]


# Recursion, size, hostility


def test_recursion_is_expanded_when_it_is_opened():
    tree = read({"properties": {"name": {"type": "string"}, "below": {"type": "array", "items": {"$ref": "#"}}}})
    here = tree
    for level in range(1, 20):
        here = here.child("below").item
        assert [child.name for child in here.children] == ["name", "below"]
        assert here.depth == 2 * level
    lists = read({"type": "array", "items": {"$ref": "#"}})
    assert lists.item.item.item.kind is Kind.LIST
    either = read(
        {
            "$defs": {"t": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"$ref": "#/$defs/t"}}]}},
            "$ref": "#/$defs/t",
        }
    )
    assert [branch.title for branch in either.branches[1].item.branches] == ["One text", "A list"]
    assert len(list(walk(tree, depth_limit=5))) < 20


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"allOf": [{"$ref": "#"}]},
        {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}},
        {"anyOf": [{"$ref": "#"}, {"$ref": "#"}]},
        {"$ref": "#/$defs/nowhere"},
        {"$dynamicRef": "#x"},
        {"$recursiveRef": "#"},
    ],
)
def test_references_in_a_circle_end(schema):
    assert read(schema).kind is Kind.ANY


def test_a_circle_through_alternatives_keeps_what_is_real():
    schema = {
        "$defs": {
            "a": {"anyOf": [{"$ref": "#/$defs/b"}, {"type": "null"}]},
            "b": {"anyOf": [{"$ref": "#/$defs/a"}, {"type": "string"}]},
        }
    }
    found = read({**schema, "$ref": "#/$defs/a"})
    assert (found.kind, found.nullable) == (Kind.TEXT, True)


def test_a_reference_elsewhere_is_not_followed_and_says_so():
    found = member({"$ref": "https://elsewhere.example/part.json"})
    assert "https://elsewhere.example/part.json" in found.help
    assert member({"$ref": "https://elsewhere.example/part.json", "description": "Ours."}).help == "Ours."


def test_words_beside_a_reference_count_in_old_drafts_but_limits_do_not():
    schema = {"$ref": "#/definitions/t", "title": "Own title", "maxLength": 3}
    top = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "definitions": {"t": {"type": "string", "maxLength": 9}},
    }
    old, new = member(schema, **top), member(schema, definitions=top["definitions"])
    assert (old.title, old.limits.max_length, new.limits.max_length) == ("Own title", 9, 3)


def test_five_thousand_members():
    root = read(
        {"properties": {f"m{n}": {"$ref": "#/$defs/t"} for n in range(5000)}, "$defs": {"t": {"type": "string"}}}
    )
    assert len(root.children) == 5000
    assert root.child("m4999").title == "M4999"


@pytest.mark.parametrize("levels", [99, 100, 5000])
def test_depth(levels):
    schema = {}
    for _ in range(levels):
        schema = {"items": schema}
    if levels >= 100:
        with pytest.raises(SchemaProblem):
            read(schema)
    else:
        assert len(list(walk(read(schema), depth_limit=200))) == levels + 1


_WORDS = (
    "$ref $id $anchor $dynamicRef allOf anyOf oneOf not type enum const properties patternProperties required items "
    "prefixItems additionalItems contains additionalProperties title description guidance examples example default "
    "format pattern minLength maxLength minimum exclusiveMinimum multipleOf minItems uniqueItems x-labels readOnly "
    "$defs definitions $schema"
)
KEYWORDS = _WORDS.split()
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 10**20),
    st.floats(allow_nan=True),
    st.text(max_size=4),
    st.sampled_from(["#", "#/$defs/a", "#/properties/a", "#a", "x", "string", "object", "array", "null", "date", "("]),
    st.just("http://json-schema.org/draft-07/schema#"),
)


def _bigger(inner):
    names = st.sampled_from(["a", "b", "name", "", "~/"])
    return st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(names, inner, max_size=3),
        st.dictionaries(st.sampled_from(KEYWORDS), inner, max_size=5),
    )


SCHEMAS = st.dictionaries(st.sampled_from(KEYWORDS), st.recursive(ODD, _bigger, max_leaves=25), max_size=7)


@given(SCHEMAS)
@settings(max_examples=400)
def test_no_schema_makes_reading_fail(schema):
    try:
        root = read(schema)
    except SchemaProblem:
        return
    for number, found in enumerate(walk(root, depth_limit=5)):
        assert found.title
        assert isinstance(found.help, str)
        if found.kind in (Kind.CHOICE, Kind.CONST):
            assert found.choices
        if found.kind is Kind.UNION:
            titles = [branch.title for branch in found.branches]
            assert len(titles) > 1
            assert len(set(titles)) == len(titles)
        if number > 200:
            break


# Published schemas


def member_paths(schema):
    """Every member's path, found by a small walk of its own through references, allOf, anyOf, oneOf and items."""
    found = set()

    def look(node, path, on_the_way):
        if not isinstance(node, dict) or id(node) in on_the_way or len(path) > 12:
            return
        inside = {*on_the_way, id(node)}
        if "$ref" in node:
            target = schema
            for part in node["$ref"].removeprefix("#").split("/")[1:]:
                target = target[part]
            look(target, path, inside)
        for word in ("allOf", "anyOf", "oneOf"):
            for one in node.get(word, []):
                look(one, path, inside)
        for name, below in node.get("properties", {}).items():
            found.add((*path, name))
            look(below, (*path, name), set())
        items = node.get("items", {})
        for one in items if isinstance(items, list) else [items]:
            look(one, (*path, "*"), set())
        if isinstance(node.get("additionalProperties"), dict):
            look(node["additionalProperties"], (*path, "**"), set())

    look(schema, (), set())
    return found


@pytest.mark.parametrize("file", MODELS, ids=lambda file: "/".join(file.parts[-3:-1]))
def test_no_member_of_a_published_schema_is_missing_and_none_is_invented(file):
    schema = json.loads(file.read_text("utf-8"))
    drawn = {found.path for found in walk(read(schema)) if found.path and found.name not in ("*", "**")}
    expected = member_paths(schema)
    assert len(expected) > 50
    assert drawn == expected


@pytest.mark.parametrize("file", MODELS, ids=lambda file: "/".join(file.parts[-3:-1]))
def test_every_field_of_a_published_schema_has_a_plain_title_and_an_editor(file):
    for found in walk(read(json.loads(file.read_text("utf-8")))):
        assert found.title.strip()
        assert "\\n" not in found.guidance
        if found.kind in (Kind.CHOICE, Kind.CHOICES, Kind.CONST):
            assert found.choices
        if found.kind is Kind.UNION:
            assert len({branch.title for branch in found.branches}) == len(found.branches) > 1


def test_there_are_seventeen_published_schemas(shared_data):
    assert len(MODELS) == 17


def test_what_hdruk_4_looks_like(shared_data):
    root = read(json.loads((shared_data / "schemata/models/HDRUK/4.0.0/schema.json").read_text("utf-8")))

    def at(*path):
        here = root
        for name in path:
            here = here.item if name == "*" else here.child(name)
        return here

    assert (at("summary").kind, at("summary").required, at("summary").nullable) == (Kind.OBJECT, True, False)
    assert (at("provenance").nullable, at("provenance").required) == (True, False)
    title = at("summary", "title")
    assert (title.kind, title.limits.min_length, title.limits.max_length) == (Kind.TEXT, 2, 150)
    assert [branch.title for branch in at("identifier").branches] == ["UUID", "Web address"]
    assert [branch.title for branch in at("summary", "datasetAliases").branches] == ["One text", "A list"]
    assert at("summary", "keywords").kind is Kind.TAGS
    assert at("accessibility", "access", "jurisdiction").kind is Kind.TAGS
    assert len(at("accessibility", "formatAndStandards", "language").choices) == 184
    assert [branch.title for branch in at("provenance", "temporal", "startDate").branches] == ["Date", "Date and time"]
    themes = at("provenance", "origin", "datasetType", "*")
    assert [branch.title for branch in themes.branches][:3] == [
        "Health and disease",
        "Treatments/Interventions",
        "Measurements/Tests",
    ]
    assert len(themes.branches) == 12
    assert at("structuralMetadata", "tables", "*", "columns", "*", "sensitive").kind is Kind.BOOLEAN
    assert at("structuralMetadata", "tables", "*", "columns", "*").title == "Data column"
    required_but_nullable = [one for one in walk(root) if one.required and one.nullable]
    assert len(required_but_nullable) >= 5


def test_every_schema_of_the_public_suite_can_be_read(shared_data):
    read_in_all = 0
    for file in sorted((shared_data / "json-schema-test-suite" / "tests").glob("draft*/**/*.json")):
        for group in json.loads(file.read_text("utf-8")):
            try:
                for number, _ in enumerate(walk(read(group["schema"]), depth_limit=5)):
                    if number > 300:
                        break
                read_in_all += 1
            except SchemaProblem:
                continue
    assert read_in_all > 1000
