"""Misspelt members of the rows of a table, and of the rows inside those, are told at the cell and can be renamed."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

import pytest

from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.validation.advice import misspelt
from tests.validation.advising import EXAMPLE, TEXT, members, told

_ROW = members(name=TEXT, description=TEXT)
_TABLES = members(tables={"type": "array", "items": members(columns={"type": "array", "items": _ROW})})


def _columns(rows: list[Any]) -> dict[str, Any]:
    return {"tables": [{"columns": rows}]}


def _renamed(row: dict[str, Any], name: str, other: str) -> dict[str, Any]:
    return {other if one == name else one: below for one, below in row.items()}


@pytest.mark.parametrize("other", ["descripton", "Description", "DESCRIPTION"])
def test_a_misspelt_column_of_the_shipped_schema_is_told_in_each_row_and_mended(other: str) -> None:
    value = copy.deepcopy(EXAMPLE)
    table = value["structuralMetadata"]["tables"][0]
    table["columns"] = [_renamed(row, "description", other) for row in table["columns"]]
    values = table["columns"][2]["values"]
    table["columns"][2]["values"] = [_renamed(row, "description", other) for row in values]
    authoring = Authoring(Catalogue().load("HDRUK/4.0.0"), value)
    found = [one for one in authoring.check() if one.keyword == "misspelt-member"]
    above = ("structuralMetadata", "tables", 0, "columns")
    rows = [(*above, at, other) for at in range(len(table["columns"]))]
    inner = [(*above, 2, "values", at, other) for at, row in enumerate(values) if "description" in row]
    assert {one.pointer for one in found} == {*rows, *inner} and inner
    assert all("“description”" in one.sentence for one in found)
    authoring.mend([authoring.repairs(one)[0] for one in found])
    assert authoring.document.value == EXAMPLE


def test_only_what_is_nearly_a_name_that_is_missing_is_told() -> None:
    rows = [
        {"name": "a", "Description": "x"},
        {"name": "a1", "description": "x", "Description": "y"},
        {"name": "b", "colour": "x"},
        {"name": "c", "x-note": "y", "Description": "x"},
        "no row",
        None,
        ["no", {"row": 1}],
    ]
    assert told(_TABLES, _columns(rows)) == [
        (f"/tables/0/columns/{at}/Description", "misspelt-member") for at in (0, 3)
    ]


def test_a_row_that_is_a_list_has_no_names() -> None:
    assert told(_TABLES, _columns([{"name": "a"}, ["Description", 1, True]])) == []


def test_a_closed_row_is_left_to_the_validator() -> None:
    schema = members(
        tables={
            "type": "array",
            "items": members(columns={"type": "array", "items": _ROW | {"additionalProperties": False}}),
        }
    )
    assert told(schema, _columns([{"name": "a", "Description": "x"}])) == []


@pytest.mark.parametrize("rows", [500, 501])
def test_a_list_at_the_top_is_told_once_however_long_it_is(rows: int) -> None:
    schema = members(rows={"type": "array", "items": _ROW})
    value = {"rows": [{"name": f"r{at}"} for at in range(rows - 1)] + [{"name": "last", "Description": "x"}]}
    assert told(schema, value) == [(f"/rows/{rows - 1}/Description", "misspelt-member")]


def test_rows_of_several_forms_know_the_names_of_each() -> None:
    other = members(code=TEXT, label=TEXT)
    rows = {"type": "array", "items": {"oneOf": [_ROW | {"required": ["name"]}, other | {"required": ["code"]}]}}
    schema = members(tables={"type": "array", "items": members(columns=rows)})
    value = _columns([{"name": "a", "Description": "x"}, {"code": "b", "Label": "x"}, {"code": "c", "label": "d"}])
    assert [place for place, rule in told(schema, value) if rule == "misspelt-member"] == [
        "/tables/0/columns/0/Description",
        "/tables/0/columns/1/Label",
    ]


def test_of_one_set_of_names_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    near = misspelt._near

    def counting(name: str, missing: Iterable[str]) -> str:
        asked.append(name)
        return near(name, missing)

    monkeypatch.setattr(misspelt, "_near", counting)
    rows = [{"name": f"c{at}", "descripton": "x"} for at in range(900)]
    assert len(told(_TABLES, _columns(rows))) == 900
    assert len(asked) == 2, "once whether there is anything at all, and once for the one set of names"


def test_rows_in_which_every_name_is_another_are_no_slips() -> None:
    rows = [{"name": f"c{at}", f"description{at}": "x"} for at in range(50)]
    assert told(_TABLES, _columns(rows)) == []
