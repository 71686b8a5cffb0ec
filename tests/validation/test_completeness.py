"""Completeness counts the way a person would, and quickly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.validation.completeness import Counts, measure
from gatewaydesk.validation.remaining import left_in
from tests.validation.checking import from_file, ready

SCHEMA = {
    "type": "object",
    "properties": {
        "summary": {
            "type": "object",
            "properties": {
                "title": {"type": "string"},
                "size": {"type": "integer"},
                "open": {"type": "boolean"},
                "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                "more": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            },
            "required": ["title", "size", "open", "note"],
        },
        "place": {
            "type": "object",
            "properties": {"street": {"type": "string"}, "town": {"type": "string"}},
            "required": ["town"],
        },
        "tables": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "columns": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {"name": {"type": "string"}, "note": {"type": "string"}},
                            "required": ["name"],
                        },
                    },
                },
                "required": ["name"],
            },
        },
        "tags": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["summary"],
}


def counted(value: Any) -> dict[str, Counts]:
    return measure(ready(SCHEMA).root, value)


def test_an_empty_document_asks_for_what_is_required() -> None:
    assert counted({}) == {
        "/summary": Counts(0, 4, 0, 5),
        "/place": Counts(0, 0, 0, 2),
        "/tables": Counts(0, 0, 0, 1),
        "/tags": Counts(0, 0, 0, 1),
        "": Counts(0, 4, 0, 9),
    }


def test_zero_and_no_are_answers_and_empty_text_is_not() -> None:
    summary = {"title": "", "size": 0, "open": False, "note": None, "more": None}
    assert counted({"summary": summary})["/summary"] == Counts(2, 4, 2, 5)


def test_null_is_not_filled_in_even_where_the_schema_requires_the_member_and_allows_null() -> None:
    group = {"type": ["object", "null"], "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}
    schema = {
        "type": "object",
        "properties": {
            "text": {"type": ["string", "null"]},
            "pick": {"enum": ["a", None]},
            "group": group | {"required": ["a"]},
        },
        "required": ["text", "pick", "group"],
    }
    root = ready(schema).root
    emptied = measure(root, {"text": None, "pick": None, "group": None})
    assert emptied == measure(root, {})
    assert emptied[""] == Counts(0, 3, 0, 4)
    assert measure(root, {"text": "x", "pick": "a", "group": {"a": "x"}})[""] == Counts(3, 3, 3, 4)


def test_blanks_and_lists_of_nothing_or_too_little_are_not_filled_in() -> None:
    words = {"type": "array", "items": {"type": "string"}}
    rows = {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}}
    schema = {
        "type": "object",
        "properties": {
            "text": {"type": "string"},
            "some": words,
            "two": words | {"minItems": 2},
            "rows": rows | {"minItems": 2},
        },
        "required": ["text", "some", "two", "rows"],
    }
    root = ready(schema).root
    for value, done, total in (
        ({"text": " \n", "some": ["", " "], "two": ["x"], "rows": [{"n": 0}]}, 1, 5),
        ({"text": " ", "some": ["", "x"], "two": ["x", ""], "rows": [{"n": 0}, {}]}, 2, 5),
        ({"text": " x", "some": [], "two": ["x", "y"], "rows": [{"n": 0}, {"n": 1}]}, 4, 5),
    ):
        assert measure(root, value)[""] == Counts(done, total, done, total)
        assert len(left_in(root, value)) == total - done


def test_an_optional_group_asks_only_once_it_is_there() -> None:
    assert counted({"place": {"street": "x"}})["/place"] == Counts(0, 1, 1, 2)
    assert counted({"place": {"town": "x"}})["/place"] == Counts(1, 1, 1, 2)


def test_lists_count_their_items() -> None:
    tables = [
        {"name": "a", "columns": [{"name": "x"}, {"note": "y"}]},
        {"name": "", "columns": []},
    ]
    # Two names, two times two leaves in columns, and the empty list of columns as one.
    assert counted({"tables": tables})["/tables"] == Counts(2, 4, 3, 7)
    assert counted({"tags": ["a", "b"]})["/tags"] == Counts(0, 0, 1, 1)


def test_what_is_filled_in_for_a_person_is_not_counted() -> None:
    root = Field((), Kind.OBJECT, "Root", expand_children=lambda: (
        Field(("id",), Kind.TEXT, "ID", required=True, fill="uuid"),
        Field(("kind",), Kind.CONST, "Kind", required=True),
        Field(("title",), Kind.TEXT, "Title", required=True),
    ))  # fmt: skip
    assert measure(root, {"title": "x"}) == {
        "/id": Counts(),
        "/kind": Counts(),
        "/title": Counts(1, 1, 1, 1),
        "": Counts(1, 1, 1, 1),
    }


def test_wrong_shapes_are_counted_without_complaint() -> None:
    for value in (None, [], "text", {"summary": [1]}, {"tables": {"a": 1}}, {"tables": [1, None, []]}):
        total = counted(value)[""]
        assert total.required_done <= total.required_total and total.all_done <= total.all_total


def test_a_schema_that_holds_itself_is_counted() -> None:
    node = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "next": {"$ref": "#/$defs/node"}, "twin": {"$ref": "#/$defs/node"}},
        "required": ["name"],
    }
    root = ready({"type": "object", "properties": {"top": {"$ref": "#/$defs/node"}}, "$defs": {"node": node}}).root
    total = measure(root, {"top": {"name": "a", "next": {"name": ""}}})["/top"]
    assert (total.required_done, total.required_total) == (1, 2)


def test_conditions_decide_what_is_asked_for_each_item_by_itself() -> None:
    item = {
        "type": "object",
        "properties": {"kind": {"type": "string"}, "note": {"type": "string"}},
        "if": {"properties": {"kind": {"const": "file"}}, "required": ["kind"]},
        "then": {"properties": {"size": {"type": "integer"}}, "required": ["size", "note"]},
    }
    schema = {
        "type": "object",
        "properties": {"items": {"type": "array", "items": item}, "group": item, "owner": {"type": "string"}},
        "dependentRequired": {"items": ["owner"]},
        "required": ["group"],
    }
    root = ready(schema).root
    value = {"items": [{"kind": "file", "size": 1}, {"kind": "link"}, {"kind": "file", "note": "n", "size": 0}]}
    found = measure(root, value)
    assert found["/items"] == Counts(3, 4, 6, 8)
    assert found["/owner"] == Counts(0, 1, 0, 1)
    assert found["/group"] == Counts(0, 0, 0, 2)
    assert measure(root, {"group": {"kind": "file"}})["/group"] == Counts(0, 2, 1, 3)
    assert measure(root, {})["/owner"] == Counts(0, 0, 0, 1)


def test_a_complete_example_is_complete(shared_data: Path) -> None:
    schemata = shared_data / "schemata"
    schema = from_file(schemata / "models" / "HDRUK" / "2.1.2" / "schema.json")
    example = json.loads((schemata / "examples" / "HDRUK-2.1.2-example.json").read_text(encoding="utf-8"))
    total = measure(schema.root, example)[""]
    assert total.required_done == total.required_total > 20


def test_a_hundred_thousand_columns_are_counted(shared_data: Path) -> None:
    schema = from_file(shared_data / "schemata" / "models" / "HDRUK" / "4.0.0" / "schema.json")
    one = {"name": "dob", "dataType": "date", "sensitive": False, "description": "Date of birth"}
    tables = [{"name": f"t{number}", "columns": [dict(one) for _ in range(100)]} for number in range(1000)]
    counts = measure(schema.root, {"structuralMetadata": {"tables": tables}})["/structuralMetadata"]
    assert counts.required_done == counts.required_total >= 300_000
