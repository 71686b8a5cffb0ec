"""Places: what a person calls a cell, and the faults' choice among branches."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.validation.faults import find
from gatewaydesk.validation.places import Places, item_name, singular
from gatewaydesk.validation.published import published
from tests.validation.checking import ENGINES, checked, ready, told

COLUMN = {"type": "object", "properties": {"kept": {"type": "boolean", "title": "Kept"}}}
SCHEMA = {
    "type": "object",
    "title": "Record",
    "properties": {
        "structure": {
            "type": "object",
            "title": "Structure",
            "properties": {
                "tables": {
                    "type": "array",
                    "title": "Tables",
                    "items": {
                        "type": "object",
                        "properties": {
                            "name": {"type": "string"},
                            "columns": {
                                "type": "array",
                                "title": "Columns",
                                "items": {
                                    "type": "object",
                                    "properties": {"kept": {"type": "boolean", "title": "Kept"}},
                                },
                            },
                        },
                    },
                }
            },
        }
    },
}


def test_a_cell_is_named_by_its_table_and_column() -> None:
    value = {"structure": {"tables": [{"name": "admissions", "columns": [{"name": "dob", "kept": 1}, {}]}]}}
    places = Places(ready(SCHEMA).root, value)
    cell = places.at(("structure", "tables", 0, "columns", 0, "kept"))
    assert (cell.title, cell.trail, cell.value) == ("Kept", ("Structure", "Table admissions", "Column dob"), 1)
    item = places.at(("structure", "tables", 0, "columns", 1))
    assert (item.title, item.trail) == ("Column 2", ("Structure", "Table admissions"))
    unknown = places.at(("structure", "own", "x"))
    assert (unknown.title, unknown.trail, unknown.field) == ("x", ("Structure", "own"), None)


@pytest.mark.parametrize(
    ("title", "number", "value", "name"),
    [
        ("Tables", 0, {"name": "admissions"}, "Table admissions"),
        ("Observations", 1, {"node": "Persons", "value": 3}, "Observation 2 (Persons)"),
        ("Observations", 1, {"value": 3}, "Observation 2"),
        ("Keywords", 11, "x", "Keyword 12"),
        ("Derived from", 0, {"title": "GP records"}, "Derived from: GP records"),
        ("Tables", 0, {"name": " "}, "Table 1"),
        ("Tables", 0, {"name": "n" * 90}, "Table " + "n" * 39 + "…"),
    ],
)
def test_items_have_names(title: str, number: int, value: Any, name: str) -> None:
    assert item_name(title, number, value) == name


def test_singular_only_where_it_is_plain() -> None:
    titles = {"Tables": "Table", "Countries": "Country", "Conditions of use": "Condition of use"}
    stay = ("Access", "Status", "Language", "Basis", "Cite as")
    assert {title: singular(title) for title in (*titles, *stay)} == {**titles, **{title: title for title in stay}}


def test_empty_member_names_are_put_back() -> None:
    value = {"a": {"": {"b": [1]}}, "": {"c": 1}}
    assert find(value, ("a", "b", 0)) == ("a", "", "b", 0)
    assert find(value, ("c",)) == ("", "c")
    assert find(value, ("a",)) == ("a",)
    assert find(value, ("a", "zz")) == ("a",)
    assert find(value, ()) == ()


@pytest.mark.parametrize("engine", ENGINES)
def test_the_branch_that_was_meant_speaks(engine: Any) -> None:
    cat = {
        "type": "object",
        "properties": {"claws": {"type": "integer"}, "name": {"type": "string"}},
        "required": ["claws"],
    }
    dog = {
        "type": "object",
        "properties": {"tail": {"type": "integer"}, "name": {"type": "string"}},
        "required": ["tail"],
    }
    schema = {"type": "object", "properties": {"pet": {"anyOf": [cat, dog]}}}
    assert told(schema, {"pet": {"tail": "x", "name": "Rex"}}, engine) == [
        ("/pet/tail", "Must be a whole number; it says “x”.")
    ]
    assert told(schema, {"pet": 5}, engine) == [("/pet", "Must be a group of fields; it is the number 5.")]
    lists = {"anyOf": [{"type": "array", "items": cat}, {"type": "array", "items": {"type": "string"}}]}
    assert told({"type": "object", "properties": {"a": lists}}, {"a": [{"claws": "x"}]}, engine) == [
        ("/a/0/claws", "Must be a whole number; it says “x”.")
    ]


def test_a_rule_is_found_in_the_schema_as_published() -> None:
    raw = {"anyOf": [{"type": "null"}, {"properties": {"a": {"anyOf": [{"type": "null"}, {"maxLength": 3}]}}}]}
    assert published(raw, ("anyOf", 0, "type")) == ("anyOf", 0, "type")
    assert published(raw, ("else", "properties", "a", "maxLength")) == (
        "anyOf", 1, "properties", "a", "anyOf", 1, "maxLength",
    )  # fmt: skip
    assert published(raw, ("allOf", 0, "then", "properties", "a", "maxLength")) is not None
    assert published(raw, ("properties", "b", "maxLength")) is None
    told = checked({"type": "object", "properties": raw["anyOf"][1]["properties"]}, {"a": "long"})
    assert [one.location for one in told] == ["/properties/a/anyOf/1/maxLength"]


# Cells that hold the same


ROWS = {
    "type": "object",
    "properties": {
        "tables": {
            "type": "array",
            "title": "Tables",
            "items": {
                "type": "object",
                "properties": {
                    "kept": {"type": "boolean", "title": "Kept"},
                    "rows": {"type": "integer", "title": "Rows"},
                    "kind": {"enum": ["view", "table"], "title": "Kind"},
                    "name": {"type": "string", "maxLength": 3, "title": "Name"},
                    "made": {"type": "string", "format": "date", "title": "Made"},
                },
                "required": ["name"],
            },
        }
    },
}
CELL = st.sampled_from(["", " ", "yes", "12", "tabel", "longer", "3/4/2021", 1, True, None, "maybe"])
ROW = st.dictionaries(st.sampled_from(["kept", "rows", "kind", "name", "made"]), CELL)


@pytest.mark.parametrize("engine", ENGINES)
@given(rows=st.lists(ROW, min_size=1, max_size=6))
def test_a_cell_among_many_is_told_as_it_is_alone(engine: str, rows: list[Any]) -> None:
    """What is said of one cell is no other's, however alike they are; and its facts are its own."""
    together = checked(ROWS, {"tables": rows}, engine)
    assert len({id(one.facts) for one in together}) == len(together)
    for at, row in enumerate(rows):
        alone = checked(ROWS, {"tables": [*([{"name": "a"}] * at), row]}, engine)
        mine = [one for one in together if one.pointer[1] == at]
        assert [(one, one.facts) for one in mine] == [(one, one.facts) for one in alone]
