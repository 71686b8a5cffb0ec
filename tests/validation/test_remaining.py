"""What is left: the same places that completeness counts, each with its effort, the quickest first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gatewaydesk.pointer import get
from gatewaydesk.schema.reader import read
from gatewaydesk.validation.completeness import measure
from gatewaydesk.validation.effort import Effort, effort_of
from gatewaydesk.validation.remaining import Left, left_in, summed_up
from tests.strategies import documents, forms, schemas
from tests.validation.checking import from_file, ready

SCHEMA = {
    "type": "object",
    "properties": {
        "about": {"type": "string"},
        "title": {"type": "string", "maxLength": 80},
        "size": {"type": "integer"},
        "day": {"type": "string", "format": "date"},
        "open": {"type": "boolean"},
        "kind": {"enum": ["a", "b"]},
        "words": {"type": "array", "items": {"type": "string"}},
        "tables": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"name": {"type": "string", "maxLength": 20}, "sensitive": {"type": "boolean"}},
                "required": ["name", "sensitive"],
            },
        },
        "owner": {
            "type": "object",
            "properties": {"name": {"type": "string", "maxLength": 20}, "note": {"type": "string"}},
            "required": ["name"],
        },
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    },
    "required": ["about", "title", "size", "day", "open", "kind", "words", "tables", "owner", "note"],
}


def left(value: Any, **options: Any) -> list[Left]:
    return left_in(ready(SCHEMA).root, value, **options)


def places(found: list[Left]) -> list[tuple[Any, ...]]:
    return [one.pointer for one in found]


def test_the_quickest_come_first_and_each_leads_to_its_place() -> None:
    found = left({})
    assert places(found) == [
        ("open",), ("kind",), ("size",), ("day",), ("title",), ("owner", "name"), ("about",), ("note",), ("words",),
        ("tables",),
    ]  # fmt: skip
    assert [one.effort for one in found] == sorted(one.effort for one in found)
    assert found[-1].effort is Effort.TABLE and found[-2].effort is Effort.LIST
    assert summed_up(found) == "10 required fields left, about 2 are one click each"


def test_what_is_filled_in_is_left_no_more() -> None:
    value = {"open": False, "size": 0, "note": "n", "about": "a", "words": ["x"], "kind": "a", "owner": {"note": "n"}}
    assert places(left(value)) == [("day",), ("title",), ("owner", "name"), ("tables",)]
    value |= {"day": "2024-01-01", "title": "T", "owner": {"name": "x"}, "tables": [{"name": "t", "sensitive": True}]}
    assert summed_up(left(value)) == "Every required field is filled in"


def test_cells_of_tables_are_places_of_their_own() -> None:
    tables = [{"name": "a", "sensitive": False}, {"sensitive": True}, {"name": "", "more": 1}]
    found = [place for place in places(left({"tables": tables})) if place[0] == "tables"]
    assert found == [("tables", 2, "sensitive"), ("tables", 1, "name"), ("tables", 2, "name")]


def test_optional_ones_come_behind_the_required_ones_of_their_effort() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "boolean"}, "b": {"type": "boolean"}, "c": {"type": "integer"}},
        "required": ["b"],
    }
    root = ready(schema).root
    assert [(one.pointer, one.required) for one in left_in(root, {}, optional=True)] == [
        (("b",), True),
        (("a",), False),
        (("c",), False),
    ]
    assert summed_up(left_in(root, {}, optional=True)) == (
        "1 required field left, about one click, and 2 optional ones"
    )
    assert summed_up(left_in(root, {"b": True}, optional=True)) == (
        "Every required field is filled in; 2 optional ones are left"
    )
    assert summed_up(left_in(root, {"b": True, "a": True}, optional=True)) == (
        "Every required field is filled in; 1 optional one is left"
    )


def test_no_more_are_looked_for_than_wanted() -> None:
    value = {"tables": [{} for _ in range(50)]}
    assert len(left(value, most=20)) == 20
    assert summed_up(left(value, most=20), most=20) == "More than 20 fields left: these are the first"


def test_of_alternatives_the_first_that_is_one_is_what_it_takes() -> None:
    field = ready({"properties": {"x": {"oneOf": [{"type": "null"}, {"enum": ["a", "b"]}, {"type": "object"}]}}})
    assert effort_of(field.root.children[0]) is Effort.CLICK


def test_a_group_takes_what_the_longest_of_its_fields_takes_and_a_name_without_a_limit_takes_few_words() -> None:
    mail = {"type": "object", "properties": {"mail": {"type": "string", "format": "email"}}, "required": ["mail"]}
    phone = {"type": "object", "properties": {"phone": {"type": "string"}}, "required": ["phone"]}
    efforts = {
        "contact": ({"oneOf": [mail, phone]}, Effort.WORDS),
        "name": ({"type": "string", "minLength": 1}, Effort.WORDS),
        "description": ({"type": "string"}, Effort.SENTENCES),
        "text": ({"type": "string", "maxLength": 500}, Effort.SENTENCES),
        "anything": ({"type": "object"}, Effort.LIST),
    }
    root = ready({"type": "object", "properties": {name: one for name, (one, _) in efforts.items()}}).root
    assert {child.name: effort_of(child) for child in root.children} == {
        name: effort for name, (_, effort) in efforts.items()
    }


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_there_are_as_many_places_left_as_are_counted_missing(data: st.DataObject) -> None:
    raw = data.draw(schemas() | schemas(forms), label="schema")
    value = data.draw(documents(raw), label="document")
    root = read(raw)
    total = measure(root, value)[""]
    required = left_in(root, value, most=10**6)
    assert len(required) == total.required_total - total.required_done
    assert all(one.required for one in required)
    everything = left_in(root, value, optional=True, most=10**6)
    assert len(everything) == total.all_total - total.all_done
    assert places([one for one in everything if one.required]) == places(required)
    for one in everything:
        held = get(value, one.pointer)
        said = [item for item in held if item or item == 0] if isinstance(held, list) else []
        least = max(1, one.field.limits.min_items or 0)
        too_little = isinstance(held, list) and len([item for item in said if str(item).strip()]) < least
        assert not held or too_little or (isinstance(held, str) and held.isspace()), one.pointer
    assert len(set(places(everything))) == len(everything)


def test_a_hundred_thousand_columns_are_walked(shared_data: Path) -> None:
    schema = from_file(shared_data / "schemata" / "models" / "HDRUK" / "4.0.0" / "schema.json")
    one = {"name": "dob", "dataType": "date", "sensitive": False, "description": "Date of birth"}
    tables = [{"name": f"t{at}", "description": "T", "columns": [dict(one) for _ in range(100)]} for at in range(1000)]
    del tables[812]["columns"][77]["dataType"]
    value = {"structuralMetadata": {"tables": tables}}
    found = [one.pointer for one in left_in(schema.root, value) if one.pointer[0] == "structuralMetadata"]
    assert found == [("structuralMetadata", "tables", 812, "columns", 77, "dataType")]


def test_a_complete_example_has_nothing_required_left(shared_data: Path) -> None:
    schemata = shared_data / "schemata"
    schema = from_file(schemata / "models" / "HDRUK" / "2.1.2" / "schema.json")
    example = json.loads((schemata / "examples" / "HDRUK-2.1.2-example.json").read_text(encoding="utf-8"))
    assert left_in(schema.root, example) == []
