"""Places: what a person calls a cell, and the faults' choice among branches."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.validation.item_names import item_name, singular
from gatewaydesk.validation.nameless import find
from gatewaydesk.validation.places import Places
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
    names: list[dict[str, Any]] = [{"name": row.get("name", "")} for row in rows]  # which make a row's own name its own
    for at, row in enumerate(rows):
        others = checked(ROWS, {"tables": [*names[:at], row, *names[at + 1 :]]}, engine)
        alone = [one for one in others if one.pointer[1] == at]
        mine = [one for one in together if one.pointer[1] == at]
        assert [(one, one.facts) for one in mine] == [(one, one.facts) for one in alone]


# Items with one name


def _where(schema: Any, value: Any) -> list[str]:
    return [one.sentence.partition(":")[0] for one in checked(schema, value)]


def test_an_item_whose_name_another_one_has_is_told_with_its_number() -> None:
    wrong = {"kept": 1}
    tables = [
        {"name": "visits", "columns": [{"name": "dob", **wrong}]},
        {"name": "stays", "columns": [{"name": "dob"}, {"name": "sex", **wrong}, {"name": "dob", **wrong}]},
        {"name": "visits", "columns": []},
    ]
    value = {"structure": {"tables": tables}}
    assert _where(SCHEMA, value) == [
        "Table 1 (visits) › Column dob",
        "Table stays › Column sex",
        "Table stays › Column 3 (dob)",
    ]
    titled = {"type": "array", "title": "Derived from", "items": {"properties": {"x": {"type": "integer"}}}}
    schema = {"type": "object", "properties": {"a": titled}}
    rows = [{"title": "GP records", "x": ""}, {"title": " GP  records", "x": ""}, {"title": "Scans", "x": ""}]
    assert _where(schema, {"a": rows}) == ["Derived from 1 (GP records)", "Derived from 2 (GP records)", "Derived from"]


@pytest.mark.parametrize("several", [False, True], ids=["one", "several"])
def test_in_a_table_that_is_too_long_to_be_counted_names_are_told_apart_where_both_are_told_of(several: bool) -> None:
    columns: list[Any] = [{"name": f"c{at}"} for at in range(3_000)]
    columns[9] = columns[2_000] = {"name": "dob"}
    told = [9, 2_000, 2_500] if several else [9, 2_500]
    for at in told:
        columns[at] = {**columns[at], "kept": 1, "own": [{"name": "in it"}]}
    value = {"structure": {"tables": [{"name": "visits", "columns": columns}]}}
    first = "Column 10 (dob)" if several else "Column dob"
    names = [first, *(["Column 2001 (dob)"] if several else []), "Column c2500"]
    found = checked(SCHEMA, value)
    assert [one.trail for one in found] == [("Structure", "Table visits", name) for name in names]


def test_the_places_in_an_item_that_gets_its_number_later_are_called_after_it() -> None:
    columns: list[Any] = [{"name": f"c{at}"} for at in range(2_000)]
    columns[3] = columns[4] = {"name": "dob", "values": [["x"]]}
    value = {"structure": {"tables": [{"name": "visits", "columns": columns}]}}
    places = Places(ready(SCHEMA).root, value)
    above = ("structure", "tables", 0, "columns")
    asked = [(*above, at, "values", 0, 0) for at in (3, 4)]
    for pointer in asked:
        places.at(pointer)
    places.tell_apart()
    assert [places.at(one).trail[-1] for one in asked] == ["Column 4 (dob)", "Column 5 (dob)"]
    assert [places.at((*above, at)).title for at in (3, 4, 5)] == ["Column 4 (dob)", "Column 5 (dob)", "Column c5"]


def test_what_others_keep_secret_is_no_name_to_be_told_apart_from() -> None:
    item = {"type": "object", "properties": {"name": {"type": "string", "writeOnly": True}, "x": {"type": "integer"}}}
    schema = {"type": "object", "properties": {"rows": {"type": "array", "title": "Rows", "items": item}}}
    assert _where(schema, {"rows": [{"name": "s", "x": ""}, {"name": "s", "x": ""}]}) == ["Row 1", "Row 2"]
