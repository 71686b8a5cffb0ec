"""Schemas with more alternatives than fit a list of kinds: nothing goes missing without a word."""

from __future__ import annotations

from typing import Any

import pytest

from gatewaydesk.schema.fields import Kind
from gatewaydesk.schema.reader import read


@pytest.mark.parametrize(
    "alternatives",
    [
        lambda n: [{"const": f"v{at}", "title": f"Label {at}"} for at in range(n)],
        lambda n: [{"enum": [at, f"v{at}"]} for at in range(n // 2)],
        lambda n: [{"type": "string", "const": f"v{at}"} for at in range(n)],
    ],
)
@pytest.mark.parametrize("word", ["oneOf", "anyOf"])
@pytest.mark.parametrize("many", [64, 66, 20_000])
def test_of_many_alternatives_that_only_list_values_none_is_lost(alternatives: Any, word: str, many: int) -> None:
    field = read({word: alternatives(many)})
    assert (field.kind, len(field.choices)) == (Kind.CHOICE, many)
    assert field.choices[: many - 2] == read({word: alternatives(many - 2)}).choices
    items = read({"type": "array", "items": {word: [*alternatives(many), {"type": "null"}]}})
    assert len(items.choices) == many


def test_many_referenced_constants_are_all_choices() -> None:
    defs = {f"c{at}": {"const": at, "title": f"Label {at}"} for at in range(300)}
    field = read({"$defs": defs, "oneOf": [{"$ref": f"#/$defs/c{at}"} for at in range(300)]})
    assert [one.value for one in field.choices] == list(range(300))


def test_two_hundred_thousand_constants_are_all_choices() -> None:
    schema = {"oneOf": [{"const": f"v{at}", "title": f"Label {at}"} for at in range(200_000)]}
    field = read(schema)
    assert len(field.choices) == 200_000
    assert field.choices[-1].label == "Label 199999"


def test_constants_beside_another_shape_stay_an_alternative_of_their_own() -> None:
    field = read({"anyOf": [*({"const": f"v{at}"} for at in range(100)), {"type": "object", "properties": {"a": {}}}]})
    assert [one.kind for one in field.branches] == [Kind.CHOICE, Kind.OBJECT]
    assert len(field.branches[0].choices) == 100


def test_more_shapes_than_can_be_chosen_among_are_written_as_json_and_said_so() -> None:
    shapes = [{"type": "object", "properties": {f"p{at}": {}}, "required": [f"p{at}"]} for at in range(65)]
    field = read({"anyOf": shapes, "description": "Anything."})
    assert field.kind is Kind.ANY
    assert field.help.startswith("Anything. The schema allows more than 64")
    assert len(read({"anyOf": shapes[:64]}).branches) == 64
