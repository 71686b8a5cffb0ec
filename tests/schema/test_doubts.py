"""What is said of a schema before it is added."""

from __future__ import annotations

from typing import Any

import pytest

from gatewaydesk.schema.doubts import doubts

OLD = "http://json-schema.org/draft-07/schema#"


def circle(**more: Any) -> dict[str, Any]:
    return {"properties": {"x": {"$ref": "#/$defs/a"}}, "$defs": {"b": {"$ref": "#/$defs/a"}, **more}}


@pytest.mark.parametrize(
    "schema",
    [
        circle(a={"$ref": "#/$defs/b"}),
        circle(a={"type": "object", "allOf": [{"$ref": "#/$defs/b"}]}),
        {"$ref": "#"},
    ],
)
def test_a_circle_of_references_alone_is_said_once(schema: Any) -> None:
    (said,) = doubts(schema)
    assert "refers back to itself by references alone" in said


@pytest.mark.parametrize(
    "schema",
    [
        circle(a={"properties": {"deeper": {"$ref": "#/$defs/b"}}}),  # each step is a value further in
        circle(a={"anyOf": [{"$ref": "#/$defs/c"}, {"$ref": "#/$defs/c"}]}, c={"type": "string"}),
        {
            "$schema": OLD,
            "properties": {"x": {"$ref": "#/definitions/a", "allOf": [{"$ref": "#/properties/x"}]}},
            "definitions": {"a": {}},
        },
        {"$ref": "http://json-schema.org/draft-07/schema#/definitions/nowhere"},
        {"properties": {"a": {"$ref": "https://example.org/not-fetched.json#/a"}}},
        True,
    ],
)
def test_what_is_in_order_or_asked_elsewhere_is_not_told(schema: Any) -> None:
    assert doubts(schema) == ()


def test_of_many_places_a_few_are_told() -> None:
    said = doubts({"properties": {f"p{at}": {"$ref": "#/nowhere"} for at in range(30)}})
    assert len(said) == 6
    assert said[-1] == "There is as much to say of 25 more places."


def test_a_file_in_the_folder_is_called_as_it_is_written() -> None:
    base = "https://folder.invalid/inside/part.json"
    raw = {"properties": {"a": {"$ref": f"{base}#/gone"}}, "$defs": {"part": {"$id": base, "type": "object"}}}
    (said,) = doubts(raw)
    assert "it refers to “part.json#/gone”, which is not there" in said
