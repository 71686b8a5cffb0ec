"""Switching between alternatives: what both share stays, and a step back brings everything back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.branching import best_branch, fits_kind
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


SCALARS: dict[str, list[Any]] = {
    "string": ["hello", "yes", "12", "1.5", ""],
    "boolean": [True, False],
    "integer": [3, 0],
    "number": [1.5, Decimal("0.10000000000000000000001")],
}


@pytest.mark.parametrize("to", SCALARS)
@pytest.mark.parametrize("value", [one for values in SCALARS.values() for one in values] + [[1], {"a": 1}], ids=str)
def test_what_is_there_after_a_switch_can_be_shown_in_the_kind_that_was_chosen(value: Any, to: str) -> None:
    before = type_of(value) if not isinstance(value, Decimal) else "number"
    if before == to or {before, to} == {"integer", "number"}:  # which together are no alternatives
        return
    authoring = switched(value, 1, {"type": before}, {"type": to})
    after = authoring.document.get(("u",))
    lines = isinstance(after, str) and to in ("integer", "number")  # a line for numbers shows text, and says what it is
    broken = isinstance(after, float | Decimal) and to == "integer"
    assert after is ABSENT or lines or broken or fits_kind(LoadedSchema("file/x", {"type": to}).root, after)
    authoring.undo()
    assert authoring.document.value == {"u": value}


@pytest.mark.parametrize(
    ("value", "to", "becomes"),
    [("no", "boolean", False), (True, "string", "true"), (1.5, "string", "1.5"), ("1.50", "number", Decimal("1.50"))],
)
def test_what_can_be_carried_over_is(value: Any, to: str, becomes: Any) -> None:
    assert switched(value, 1, {"type": type_of(value)}, {"type": to}).document.get(("u",)) == becomes


def test_an_entry_of_a_list_stays_when_its_kind_cannot_hold_what_it_was() -> None:
    schema = {"type": "array", "items": {"anyOf": [{"type": "string"}, {"enum": [1, 2]}]}}
    authoring = Authoring(LoadedSchema("file/x", schema), ["a", "b"])
    field = authoring.field_at((0,))
    assert field is not None
    authoring.choose_branch((0,), field, 1)
    assert len(authoring.document.value) == 2


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
