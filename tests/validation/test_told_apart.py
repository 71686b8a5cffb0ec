"""Cells that would be told in the same words are told apart by as much of what stands above them as that takes."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from gatewaydesk.paths import resource_root
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.problems import NAMED, Problem, told_apart
from gatewaydesk.validation.unfilled import with_unfilled
from tests.validation.checking import ready

SITE = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "count": {"type": "integer", "title": "Count"},
    },
    "required": ["count"],
}


def nested(titles: list[str]) -> dict[str, Any]:
    schema: dict[str, Any] = SITE
    for title in reversed(titles):
        members = {"name": {"type": "string"}, "inner": {"type": "array", "title": title, "items": schema}}
        schema = {"type": "object", "properties": members}
    return schema


SCHEMA = nested(["Areas", "Sites", "Values"])


def area(name: str, *counts: Any) -> dict[str, Any]:
    values = [{"name": "v", "count": one} if one is not None else {"name": "v"} for one in counts]
    return {"name": name, "inner": [{"name": "S1", "inner": values}]}


@pytest.mark.parametrize("wrong", ["x", None], ids=["wrong", "empty"])
def test_cells_of_two_groups_name_their_groups_where_that_takes_more_than_usual(wrong: Any) -> None:
    schema = ready(SCHEMA)
    value = {"inner": [area("North", wrong), area("South", 1), area("East", wrong)]}
    found = with_unfilled(schema.root, value, Checker(schema).check(value))
    where = [one.sentence.partition(": ")[0] for one in found]
    assert where == ["Area North › Site S1 › Value v", "Area East › Site S1 › Value v"]


def test_a_cell_that_is_alone_names_no_more_than_usual() -> None:
    schema = ready(SCHEMA)
    value = {"inner": [area("North", "x"), area("South", 1)]}
    [one] = with_unfilled(schema.root, value, Checker(schema).check(value))
    assert one.sentence.startswith("Site S1 › Value v: “Count” must") and one.named == NAMED


def test_the_same_column_in_two_tables_names_the_table() -> None:
    value = json.loads((resource_root() / "examples" / "HDRUK-4.0.0.json").read_text(encoding="utf-8"))
    first, *_ = value["structuralMetadata"]["tables"]
    [column] = [one for one in first["columns"] if one.get("values")][:1]
    column["values"][0]["frequency"] = "many"
    other = copy.deepcopy(first)
    other["name"] = "another"
    other["columns"] = [column]
    value["structuralMetadata"]["tables"].append(other)
    authoring = Authoring(Catalogue().load("HDRUK/4.0.0"), value)
    told = [one for one in authoring.check() if one.pointer[-1] == "frequency"]
    assert len(told) == 2
    assert [one.trail[-3] in one.sentence for one in told] == [True, True]
    assert len({one.sentence for one in told}) == 2


def test_what_cannot_be_told_apart_stays_as_it_is() -> None:
    same = [Problem((at,), "type", "Must be text.", title="A", trail=("x", "y", "z")) for at in range(3)]
    assert told_apart(same) == same
    shorter = Problem((9,), "type", "Must be text.", title="A", trail=("y", "z"))
    assert [one.named for one in told_apart([*same, shorter])] == [3, 3, 3, 3]
