"""Members that the schema does not know where they stand: what is said of them, and what is sure."""

from __future__ import annotations

from typing import Any

import pytest

from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.repairs import Mender
from tests.validation.checking import ENGINES, ready, told

MEMBER = {"type": "string"}


def closed(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


@pytest.mark.parametrize(("there", "sure"), [("the same", True), ("another", False)])
def test_what_is_written_where_it_belongs_may_surely_go(there: str, sure: bool) -> None:
    schema = ready(closed(summary=closed(abstract=MEMBER)))
    value = {"abstract": "the same", "summary": {"abstract": there}}
    check = Checker(schema).check
    problems = check(value)
    [repair] = Mender(check, schema.root, value, problems, schema.raw).repairs(problems[0])
    assert (repair.id, repair.sure) == ("remove", sure)


def conditional(**properties: Any) -> dict[str, Any]:
    """A kind that decides whether `x` belongs."""
    only = {"if": {"properties": {"kind": {"const": "a"}}}, "then": {"properties": {"x": {"type": "string"}}}}
    schema = {"type": "object", "properties": {"kind": {"enum": ["a", "b"]}, **properties}, "required": ["kind"]}
    return {**schema, "allOf": [only], "unevaluatedProperties": False}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_member_of_another_condition_is_told_as_one(engine: Any) -> None:
    assert told(conditional(), {"kind": "b", "x": "keep me"}, engine) == [
        ("/x", "Belongs here only if “Kind” is “a”: remove it, or see that this is so.")
    ]
    assert told(conditional(), {"kind": "a", "x": "keep me"}, engine) == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("value", [{"kind": "A", "x": "k"}, {"kind": "", "x": "k"}, {"kind": 3, "x": "k"}])
def test_nothing_is_said_of_it_while_what_decides_is_wrong_itself(value: Any, engine: Any) -> None:
    assert [place for place, _ in told(conditional(), value, engine)] == ["/kind"]
    assert [place for place, _ in told(conditional(), {**value, "y": 1}, engine)] == ["/kind", "/y"]


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ({"required": ["mode"]}, "Belongs here only if “Mode” is filled in: remove it, or see that this is so."),
        (
            {"properties": {"mode": {"pattern": "^m"}}},
            "Does not belong here because of what else is written here: remove it, or change that.",
        ),
    ],
)
def test_a_condition_is_told_as_far_as_it_can_be(test: Any, said: str) -> None:
    schema = {"allOf": [{"if": test, "then": {"properties": {"x": {}}}}], "unevaluatedProperties": False}
    schema = {"type": "object", "properties": {"kind": {}, "mode": {"type": "string"}}, **schema}
    value = {"x": 1} if "required" in test else {"mode": "n", "x": 1}
    assert told(schema, value) == [("/x", said)]


def test_a_member_that_no_condition_could_let_pass_is_none_of_this_schema() -> None:
    schema = {**conditional(), "additionalProperties": False}
    del schema["unevaluatedProperties"]
    assert told(schema, {"kind": "b", "x": 1})[0][1].startswith("Is not a field of this schema")


def test_a_member_of_several_conditions_names_each() -> None:
    def only(kind: str) -> dict[str, Any]:
        return {"if": {"properties": {"kind": {"const": kind}}}, "then": {"properties": {"x": {}}}}

    schema = {**conditional(), "properties": {"kind": {"enum": ["a", "b", "c"]}}, "allOf": [only("a"), only("b")]}
    [(_, said)] = told(schema, {"kind": "c", "x": 1})
    assert said.startswith("Belongs here only if “Kind” is “a” or “Kind” is “b”:")
