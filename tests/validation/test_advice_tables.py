"""Advice about long lists and large tables, which are looked through a column at a time."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.validation.advice import Adviser
from gatewaydesk.validation.advice.walk import MOST
from tests.validation.advising import EXAMPLE, TEXT, about, members, told


@pytest.mark.parametrize("rows", [1, 600])
def test_in_a_table_of_values_a_number_below_zero_is_told_but_the_gateways_own(rows: int) -> None:
    schema = Catalogue().load("HDRUK/4.0.0")
    value = copy.deepcopy(EXAMPLE)
    column = value["structuralMetadata"]["tables"][0]["columns"][0]
    counts: list[Any] = [-1, 0, -3, None, "x", 4]
    column["values"] = [{"name": str(at), "frequency": counts[at % 6]} for at in range(6 * rows)]
    column["description"] = "TODO write this"
    place = ("structuralMetadata", "tables", 0, "columns", 0)
    found = {(one.pointer, one.keyword) for one in Adviser(schema).advise(value)}
    negative = {((*place, "values", at, "frequency"), "less-than-none") for at in range(2, 6 * rows, 6)}
    assert found == negative | {((*place, "description"), "placeholder")}


def test_a_note_and_a_blank_at_the_end_are_told_in_the_last_row_of_a_long_table() -> None:
    value = copy.deepcopy(EXAMPLE)
    table = value["structuralMetadata"]["tables"][0]
    table["columns"] = [{"name": f"c{at}", "dataType": "text", "sensitive": False} for at in range(9_000)]
    table["columns"][-2]["description"] = "TODO write this"
    table["columns"][-1]["name"] = "last "
    found = {(one.pointer[-2:], one.keyword) for one in Adviser(Catalogue().load("HDRUK/4.0.0")).advise(value)}
    assert {((8_998, "description"), "placeholder"), ((8_999, "name"), "space-at-the-ends")} <= found


@pytest.mark.parametrize("frequency", ["3", None, [1], {}, True, -1])
@pytest.mark.parametrize("rows", [1, 2, 600])
def test_a_table_of_counts_may_hold_anything(rows: int, frequency: Any) -> None:
    """Only a number below zero is told of; of one row alone every other kind is the least there is."""
    value = copy.deepcopy(EXAMPLE)
    value["structuralMetadata"]["tables"][0]["columns"][0]["values"] = [
        {"name": str(at), "frequency": frequency} for at in range(rows)
    ]
    value["observations"] = [value["observations"][0] | {"measuredValue": frequency}] * rows
    for name in ("HDRUK/4.0.0", "HDRUK/3.0.0"):
        found = {one.keyword for one in Adviser(Catalogue().load(name)).advise(value)}
        assert ("less-than-none" in found) is (frequency == -1)


def table(columns: int, *, odd: dict[int, Any]) -> list[dict[str, Any]]:
    made = [
        {"name": f"c{at}", "dataType": "text", "description": f"Column {at}.", "sensitive": False}
        for at in range(columns)
    ]
    for at, text in odd.items():
        made[at]["description"] = text
    return made


def test_in_large_tables_placeholders_are_found_and_nothing_else_is_looked_at() -> None:
    value = copy.deepcopy(EXAMPLE)
    value["structuralMetadata"]["tables"] = [
        {"name": "small", "columns": table(3, odd={1: "TBC"})},
        {"name": "large", "columns": table(1_000, odd={700: "To be added.", 701: None, 702: "a &amp; b", 703: 5})},
        {"name": "broken", "columns": ["x", None, {"description": "xxx"}]},
    ]
    found = Adviser(Catalogue().load("HDRUK/4.0.0")).advise(value)
    assert [one.pointer_text.removeprefix("/structuralMetadata/tables") for one in found] == [
        "/0/columns/1/description",
        "/1/columns/700/description",
        "/2/columns/2/description",
    ]
    assert found[1].trail[-1] == "Column c700" and "“To be added.” looks like a placeholder" in found[1].message


def test_in_large_tables_what_is_required_and_empty_is_found_and_names_that_are_there_twice() -> None:
    value = copy.deepcopy(EXAMPLE)
    columns = table(1_000, odd={})
    columns[3]["dataType"], columns[4]["dataType"], columns[5]["name"] = "", "x", "  "
    columns[700]["name"] = "c699"
    value["structuralMetadata"]["tables"] = [{"name": "large", "columns": columns}]
    found = Adviser(Catalogue().load("HDRUK/4.0.0")).advise(value)
    assert [(one.pointer[4:], one.keyword) for one in found] == [
        ((3, "dataType"), "empty-text"),
        ((5, "name"), "empty-text"),
        ((700, "name"), "name-twice"),
    ]
    assert "Is also the name of number 700" in found[2].message


def test_a_long_list_is_looked_through_as_a_table_and_so_are_the_tables_in_it() -> None:
    value = copy.deepcopy(EXAMPLE)
    tables: list[Any] = [{"name": f"t{at}", "description": "Fine.", "columns": table(2, odd={})} for at in range(600)]
    tables[10]["description"] = "tbd"
    tables[20]["columns"][1]["description"] = "TBD"
    value["structuralMetadata"]["tables"] = tables
    found = Adviser(Catalogue().load("HDRUK/4.0.0")).advise(value)
    assert [one.pointer[2:] for one in found] == [(10, "description"), (20, "columns", 1, "description")]


def test_each_of_several_columns_of_one_name_is_told_and_of_very_many_some() -> None:
    schema = members(columns={"type": "array", "items": members(name=TEXT)})
    assert told(schema, {"columns": [{"name": "dob"}] * 5}) == [
        (f"/columns/{at}/name", "name-twice") for at in range(1, 5)
    ]
    assert len(told(schema, {"columns": [{"name": "x"}] * 500 + [{"name": "dob"}] * 3})) == 20 + 2


def test_the_same_age_band_twice_is_told_by_the_schema_that_ships() -> None:
    value = copy.deepcopy(EXAMPLE)
    rows = value["demographicFrequency"]["age"]
    rows.append(rows[0] | {"count": rows[0]["count"] + 1})
    (found,) = Adviser(Catalogue().load("HDRUK/4.0.0")).advise(value)
    assert found.pointer == ("demographicFrequency", "age", len(rows) - 1)
    assert found.message.startswith("Counts the same as number 1 in this list")


def test_no_more_is_told_than_anybody_reads() -> None:
    schema = members(rows={"type": "array", "items": members(description=TEXT)})
    assert len(about(schema, {"rows": [{"description": "tbc"}] * 3_000})) == MOST
