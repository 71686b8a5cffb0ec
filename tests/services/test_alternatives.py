"""Switching between alternatives: what both share stays, and a step back brings everything back."""

from __future__ import annotations

from typing import Any

import pytest

from gatewaydesk.schema.branching import best_branch
from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.schema.json_types import type_of
from gatewaydesk.services.authoring import Authoring

TEXT = {"type": "string"}
NAMED = {"type": "object", "properties": {"name": TEXT}, "required": ["name"]}
SHAPES: dict[str, Any] = {
    "string": TEXT,
    "integer": {"type": "integer"},
    "array": {"type": "array", "items": TEXT},
    "object": NAMED,
}
VALUES = ["x", "12", "--5", "9" * 5000, 3, True, ["push"], ["a", "b"], {"name": "n", "stray": 1}, {}]


def switched(value: Any, index: int, *branches: Any) -> Authoring:
    schema = {"type": "object", "properties": {"u": {"anyOf": list(branches)}}}
    authoring = Authoring(LoadedSchema("file/x", schema), {"u": value})
    field = authoring.field_at(("u",))
    assert field is not None
    authoring.choose_branch(("u",), field, index)
    return authoring


@pytest.mark.parametrize("value", VALUES, ids=lambda value: str(value)[:12])
@pytest.mark.parametrize("to", ["object", "array"])
def test_a_group_or_a_list_that_is_chosen_is_one(value: Any, to: str) -> None:
    authoring = switched(value, list(SHAPES).index(to), *SHAPES.values())
    assert type_of(authoring.document.get(("u",))) == to
    if type_of(value) != to:
        authoring.undo()
    assert authoring.document.value == {"u": value}


@pytest.mark.parametrize("value", VALUES, ids=lambda value: str(value)[:12])
@pytest.mark.parametrize("to", ["string", "integer"])
def test_every_switch_can_be_undone(value: Any, to: str) -> None:
    authoring = switched(value, list(SHAPES).index(to), *SHAPES.values())
    if authoring.undo_label is not None:
        authoring.undo()
    assert authoring.document.value == {"u": value}


def test_a_text_that_is_a_whole_number_becomes_one() -> None:
    assert switched("-12", 1, TEXT, {"type": "integer"}).document.get(("u",)) == -12


def test_what_both_share_and_what_neither_knows_stays() -> None:
    def kind(name: str, *, closed: bool = False) -> dict[str, Any]:
        members = {"kind": {"const": name}, "title": TEXT, name: TEXT}
        return {"type": "object", "properties": members, "required": ["kind"], "additionalProperties": not closed}

    value = {"kind": "a", "title": "Both", "a": "only a", "stray": [1]}
    assert switched(value, 1, kind("a"), kind("b")).document.get(("u",)) == {
        "kind": "b",
        "title": "Both",
        "stray": [1],
    }
    assert switched(value, 1, kind("a"), kind("b", closed=True)).document.get(("u",)) == {"kind": "b", "title": "Both"}


@pytest.mark.parametrize("digits", [400, 4000])
@pytest.mark.parametrize("word", ["minimum", "maximum", "exclusiveMaximum", "multipleOf", "minLength", "maxItems"])
def test_a_limit_of_very_many_digits_is_read_and_checked(word: str, digits: int) -> None:
    kinds = {"minLength": "string", "maxItems": "array"}
    schema = {"type": "object", "properties": {"a": {"type": kinds.get(word, "integer"), word: 10**digits}}}
    for value in ({"a": 5}, {"a": "text"}, {"a": [1]}, {}):
        authoring = Authoring(LoadedSchema("file/x", schema), value)
        authoring.check()
        field = authoring.field_at(("a",))
        assert field is not None and best_branch(field, 5) == 0
