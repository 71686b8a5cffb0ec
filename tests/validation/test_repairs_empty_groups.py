"""An optional group in which nothing is written can be left out from any empty field in it."""

from __future__ import annotations

from typing import Any

import pytest

from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.repairs import Mender, Repair
from gatewaydesk.validation.repairs.making import with_edits
from gatewaydesk.validation.unfilled import with_unfilled
from tests.validation.checking import ready

LINE = {"type": "string"}
PERIOD = {
    "type": "object",
    "title": "Period",
    "properties": {"from": LINE, "to": LINE, "unit": {"type": ["string", "null"]}},
    "required": ["from", "unit"],
}
ORIGIN = {"title": "Origin", "type": ["object", "null"], "properties": {"period": PERIOD}, "required": ["period"]}
OPTIONAL = {"type": "object", "properties": {"title": LINE, "origin": ORIGIN}}
REQUIRED = {**OPTIONAL, "required": ["origin"]}


def _offered(schema: Any, value: Any) -> list[list[Repair]]:
    made = ready(schema)
    check = Checker(made).check
    problems = with_unfilled(made.root, value, check(value))
    mender = Mender(check, made.root, value, problems, schema)
    return [[one for one in mender.repairs(problem) if one.id == "empty:group"] for problem in problems]


@pytest.mark.parametrize(
    "held",
    [{"period": {}}, {"period": {"unit": None}}, {"period": {"from": "", "unit": None}}, {"period": {"to": " "}}],
    ids=str,
)
def test_an_optional_group_in_which_nothing_is_written_can_be_left_out(held: Any) -> None:
    value = {"title": "T", "origin": held}
    offered = [one for some in _offered(OPTIONAL, value) for one in some]
    assert offered
    for one in offered:
        assert one.label == "Leave “Origin” out" and not one.sure and not one.loses
        assert with_edits(value, one.edits) == {"title": "T"}


@pytest.mark.parametrize(
    ("schema", "held"),
    [
        (OPTIONAL, {"period": {"to": "x"}}),
        (OPTIONAL, {"period": {"unit": None}, "mine": 1}),
        (REQUIRED, {"period": {}}),
        (REQUIRED, {}),
    ],
    ids=str,
)
def test_a_group_stays_that_is_required_or_holds_something(schema: Any, held: Any) -> None:
    assert [one for some in _offered(schema, {"title": "T", "origin": held}) for one in some] == []
