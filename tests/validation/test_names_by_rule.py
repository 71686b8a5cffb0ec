"""A name that its rule does not allow: told beside what is wrong with its value, and renamed only to one it allows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.validation.checking import ENGINES, told
from tests.validation.repairing import offered


def labelled(names: Any, values: Any = None) -> dict[str, Any]:
    group = {
        "type": "object",
        "propertyNames": names,
        "additionalProperties": values or {"type": ["string", "integer"]},
    }
    return {"type": "object", "properties": {"labels": group}}


@pytest.mark.parametrize(
    ("names", "name", "offers"),
    [
        ({"pattern": "^[a-z]+$"}, "X1", []),
        ({"pattern": "^[a-z]+$"}, "Ab c", []),
        ({"pattern": "^[a-z]+$"}, "ÄB", ["ab"]),
        ({"pattern": "^[a-z]+$"}, " a", ["a"]),
        ({"pattern": "^[a-z_]+$"}, "Ab c", ["ab_c"]),
        ({"pattern": "^[a-z-]+$"}, "Ab  c", ["ab-c"]),
        ({"pattern": "^[A-Z]{2}$"}, "gb", ["GB"]),
        ({"pattern": "^x-"}, "X-a", ["x-a"]),
        ({"maxLength": 3}, "abcdef", []),
        ({"enum": ["red", "blue"]}, "Red", ["red"]),
    ],
)
def test_a_member_is_renamed_only_to_what_is_allowed(names: Any, name: str, offers: list[str]) -> None:
    [(problem, repairs)] = offered(labelled(names), {"labels": {name: 1}})
    assert problem.keyword == "propertyNames"
    assert [one.label for one in repairs] == [*(f"Rename to “{one}”" for one in offers), f"Remove “{name}”"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_wrong_name_is_told_beside_a_wrong_value(engine: Any) -> None:
    schema = labelled({"pattern": "^[a-z]+$"}, {"type": "string", "maxLength": 5})
    found = dict.fromkeys(
        message.partition(":")[0] for _, message in told(schema, {"labels": {"X1": "toolong"}}, engine)
    )
    assert sorted(found) == [
        "Is not a name that is allowed here",
        "Must have at most 5 characters; it has 7 (2 too many).",
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_member_that_may_not_be_there_at_all_is_told_once(engine: Any) -> None:
    group = {"properties": {"a": {}}, "additionalProperties": False, "propertyNames": {"pattern": "^[a-z]+$"}}
    assert len(told({"properties": {"g": group}}, {"g": {"B1": 1}}, engine)) == 1


def test_a_wrong_value_of_a_wrong_name_is_mended_and_the_name_is_left() -> None:
    schema = labelled({"pattern": "^[a-z]+$"}, {"type": "integer"})
    labels = {one.label for _, repairs in offered(schema, {"labels": {"ÄB": "7"}}) for one in repairs}
    assert labels == {"Use the number 7", "Rename to “ab”", "Remove “ÄB”"}
