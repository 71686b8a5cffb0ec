"""Values and fields together: the alternative that fits, the field of a place, what new things start as."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.branching import best_branch, blank, field_at
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.schema.fields import Kind, walk
from gatewaydesk.schema.reader import read

UUID = "5d0c3b1e-7f42-4a86-9c1d-2b6e8f90a134"


def union(*alternatives, **more):
    return read({"anyOf": list(alternatives), **more})


def theme(name):
    return {
        "properties": {
            "name": {"type": "string", "default": name},
            "subTypes": {"type": "array", "items": {"enum": [f"{name} 1", "any"]}},
        },
        "required": ["subTypes"],
    }


@pytest.mark.parametrize(
    ("value", "best"),
    [
        (ABSENT, 0),
        (None, 0),
        ("some words", 0),
        ("", 0),
        (["a"], 1),
        ([], 1),
        (3, 2),
        (3.5, 3),
        (Decimal("3.5"), 3),
        (True, 4),
        ({"a": 1}, 5),
    ],
)
def test_json_types_decide_first(value, best):
    field = union(
        {"type": "string", "pattern": "^[^,]+$"},
        {"type": "array", "items": {"type": "string"}},
        {"type": "integer"},
        {"type": "number", "minimum": 0},
        {"type": "boolean"},
        {"properties": {"a": {}}},
    )
    assert best_branch(field, value) == best


@pytest.mark.parametrize(
    ("value", "best"),
    [
        ("2024-01-31", 0),
        ("2024-01-31T10:00:00Z", 1),
        ("Still being collected", 2),
        (UUID, 3),
        ("https://x.example/a", 4),
        ("nobody@x.example", 5),
    ],
)
def test_formats_and_values_decide_between_texts(value, best):
    field = union(
        {"format": "date"},
        {"format": "date-time"},
        {"enum": ["Still being collected"]},
        {"format": "uuid"},
        {"format": "uri"},
        {"format": "email"},
    )
    assert best_branch(field, value) == best


def test_lengths_patterns_and_numbers_decide():
    assert best_branch(union({"pattern": "^10\\."}, {"pattern": "^http"}), "http://x") == 1
    assert best_branch(union({"type": "string", "maxLength": 3}, {"pattern": "."}), "four") == 1
    assert best_branch(union({"pattern": "("}, {"pattern": "^b$"}), "a") == 0
    assert best_branch(union({"type": "integer", "maximum": 3}, {"type": "number", "minimum": 4}), 7) == 1
    assert (
        best_branch(
            union({"type": "array", "items": {"type": "integer"}}, {"type": "array", "items": {"type": "string"}}),
            ["a"],
        )
        == 1
    )


def test_a_hostile_pattern_takes_no_time():
    field = union({"pattern": "^(a+)+$"}, {"pattern": "^(a|a)*b$"})
    assert best_branch(field, "a" * 5000 + "!") in (0, 1)


def test_the_name_decides_between_themes_whatever_else_is_wrong():
    field = union(theme("Health"), theme("Omics"), theme("Politics"))
    assert best_branch(field, {"name": "Omics", "subTypes": ["Health 1", "any"], "more": 1}) == 1
    assert best_branch(field, {"name": "Politics"}) == 2
    assert best_branch(field, {"subTypes": ["Omics 1"]}) == 1
    assert best_branch(field, {"name": "nobody", "subTypes": ["Politics 1"]}) == 2
    assert best_branch(field, {}) == 0


def test_required_and_unknown_members_decide():
    person = {"properties": {"givenName": {"type": "string"}}, "required": ["givenName"], "additionalProperties": False}
    group = {"properties": {"legalName": {"type": "string"}}, "required": ["legalName"], "additionalProperties": False}
    field = union(person, group)
    assert best_branch(field, {"legalName": 3}) == 1
    assert best_branch(field, {"givenName": "Ada"}) == 0
    assert best_branch(union(theme("a"), {"type": "object"}), {"other": 1}) == 1


TREE = {"properties": {"name": {"type": "string"}, "below": {"type": "array", "items": {"$ref": "#/$defs/tree"}}}}
EITHER = [{"type": "string"}, {"type": "array", "items": {"format": "uri"}}, {"properties": {"a": {"type": "integer"}}}]
SCHEMA = {
    "properties": {
        "tags": {"type": "array", "items": {"type": "string"}},
        "either": {"anyOf": EITHER},
        "map": {"additionalProperties": {"properties": {"x": {"type": "boolean"}}}},
        "tree": {"$ref": "#/$defs/tree"},
        "themes": {"type": "array", "items": {"anyOf": [theme("Health"), theme("Omics")]}},
        "rows": {"prefixItems": [{"type": "string"}, {"type": "integer"}]},
    },
    "$defs": {"tree": TREE},
}
DOCUMENT = {
    "tags": ["a"],
    "either": ["http://x.example"],
    "map": {"free": {"x": True}},
    "tree": {"below": [{}, {"below": [{"name": "deep"}]}]},
    "themes": [{"name": "Omics", "subTypes": ["Omics 1"]}],
    "rows": ["a", 1],
}


@pytest.mark.parametrize(
    ("pointer", "kind", "path"),
    [
        ((), Kind.OBJECT, ()),
        (("tags", 0), Kind.TEXT, ("tags", "*")),
        (("tags", 7), Kind.TEXT, ("tags", "*")),
        (("either",), Kind.UNION, ("either",)),
        (("either", 0), Kind.URL, ("either", "*")),
        (("either", "a"), Kind.INTEGER, ("either", "a")),
        (("map", "free", "x"), Kind.BOOLEAN, ("map", "**", "x")),
        (("map", "absent", "x"), Kind.BOOLEAN, ("map", "**", "x")),
        (("tree", "below", 1, "below", 0, "name"), Kind.TEXT, ("tree", "below", "*", "below", "*", "name")),
        (("themes", 0), Kind.UNION, ("themes", "*")),
        (("themes", 0, "subTypes"), Kind.CHOICES, ("themes", "*", "subTypes")),
        (("rows", 1), Kind.INTEGER, ("rows", "*")),
        (("nobody",), None, None),
        (("tags", "a"), None, None),
        ((0,), None, None),
        (("tree", "name", 0), None, None),
    ],
)
def test_the_field_of_a_place(pointer, kind, path):
    found = field_at(read(SCHEMA), pointer, DOCUMENT)
    assert (found.kind if found else None, found.path if found else None) == (kind, path)


def test_the_value_chooses_the_alternative_that_the_way_leads_through():
    found = field_at(read(SCHEMA), ("themes", 0, "subTypes"), DOCUMENT)
    assert [choice.value for choice in found.choices] == ["Omics 1", "any"]
    found = field_at(read(SCHEMA), ("themes", 0, "subTypes"), {"themes": [{"name": "Health"}]})
    assert [choice.value for choice in found.choices] == ["Health 1", "any"]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string"}, ""),
        ({"type": ["string", "null"]}, None),
        ({"format": "date"}, ""),
        ({"type": "boolean"}, False),
        ({"type": "integer"}, ABSENT),
        ({"enum": ["a", "b"]}, ABSENT),
        ({"const": 3}, 3),
        ({"type": "null"}, None),
        ({"type": "array"}, []),
        ({"type": "object"}, {}),
        ({"type": "array", "items": {"enum": ["a"]}, "minItems": 2}, []),
        (theme("Health"), {}),
        ({"anyOf": [theme("Health"), theme("Omics")]}, {"name": "Health"}),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]}, None),
        (
            {
                "properties": {
                    "kind": {"const": "k"},
                    "optional": {"const": "o"},
                    "text": {"type": "string", "default": "d"},
                    "inner": {"properties": {"v": {"const": 1}, "list": {"type": "array"}}, "required": ["v", "list"]},
                    "maybe": {"type": ["object", "null"], "properties": {"a": {}}},
                },
                "required": ["kind", "text", "inner", "maybe"],
            },
            {"kind": "k", "inner": {"v": 1}},
        ),
    ],
)
def test_what_a_new_thing_starts_as(schema, expected):
    made = blank(read(schema))
    assert made == expected
    assert type(made) is type(expected)


def test_an_object_that_requires_itself_has_an_end():
    made = blank(read({"properties": {"again": {"$ref": "#"}}, "required": ["again"]}))
    assert len(json.dumps(made)) < 1000


@pytest.mark.parametrize("name", ["HDRUK/4.0.0", "HDRUK/3.0.0", "HDRUK/2.1.2"])
def test_every_alternative_of_a_shipped_schema_is_found_again_from_what_it_starts_as(name):
    unions = [one for one in walk(Catalogue().load(name).root) if one.kind is Kind.UNION]
    assert len(unions) > 5
    for one in unions:
        for number, branch in enumerate(one.branches):
            start = blank(branch)
            if isinstance(start, (dict, list)) and start:
                assert best_branch(one, start) == number


EXAMPLES = {
    "HDRUK-4.0.0.example.json": "HDRUK/4.0.0",
    "HDRUK-3.0.0.example.json": "HDRUK/3.0.0",
    "HDRUK-2.1.2-example.json": "HDRUK/2.1.2",
    "GWDM-1.0-example.json": "GWDM/1.0",
}


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_place_of_a_published_example_has_a_field_of_the_right_kind(shared_data, example):
    data = shared_data / "schemata"
    value = json.loads((data / "examples" / example).read_text("utf-8"))
    root = read(json.loads((data / "models" / EXAMPLES[example] / "schema.json").read_text("utf-8")))
    shapes = {Kind.OBJECT: dict, Kind.MAP: dict, Kind.LIST: list, Kind.TAGS: list, Kind.CHOICES: list}
    places = 0

    def look(here, pointer):
        nonlocal places
        found = field_at(root, pointer, value)
        assert found is not None, pointer
        places += 1
        if found.kind is Kind.UNION and here is not None:
            found = found.branches[best_branch(found, here)]
        if here is not None and found.kind is not Kind.ANY:
            assert isinstance(here, shapes.get(found.kind, (str, int, float, bool))), (pointer, found.kind)
        for name, below in (
            here.items() if isinstance(here, dict) else enumerate(here) if isinstance(here, list) else ()
        ):
            look(below, (*pointer, name))

    look(value, ())
    assert places > 80


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=6)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["tags", "either", "map", "tree", "themes", "name", "below", "a"]), inner, max_size=4
        ),
    ),
    max_leaves=12,
)


@given(JSON)
def test_every_place_of_any_document_can_be_asked_for(value):
    root = read(SCHEMA)

    def look(here, pointer):
        found = field_at(root, pointer, value)
        if found is not None and found.kind is Kind.UNION:
            assert 0 <= best_branch(found, here) < len(found.branches)
        if isinstance(here, dict):
            for name, below in here.items():
                look(below, (*pointer, name))
        elif isinstance(here, list):
            for at, below in enumerate(here):
                look(below, (*pointer, at))

    look(value, ())


def test_very_many_fixed_members_do_not_outgrow_all_numbers() -> None:
    fixed = {"type": "object", "properties": {f"c{at}": {"const": at} for at in range(300)}}
    field = read({"oneOf": [{"type": "object", "properties": {"x": {"type": "string"}}}, fixed]})
    assert best_branch(field, {f"c{at}": at for at in range(300)}) == 1
