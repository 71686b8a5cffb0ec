"""Repairs of what is empty: items of lists in which nothing is written, and members that are there for nothing."""

from __future__ import annotations

from typing import Any

import pytest

from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.repairs import Mender, Repair
from gatewaydesk.validation.repairs.making import compatible, with_edits
from gatewaydesk.validation.unfilled import with_unfilled
from tests.validation.checking import ready

ROW = {
    "type": "object",
    "required": ["name", "kind"],
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "kind": {"type": "string"},
        "note": {"type": "string"},
        "parts": {"type": "array", "items": {"type": "object", "required": ["size"], "properties": {"size": {}}}},
    },
}
FULL = {"name": "a", "kind": "b"}


def _rows(least: int = 0, required: bool = False) -> Any:
    rows = {"type": "array", "items": ROW, **({"minItems": least} if least else {})}
    return {"type": "object", "properties": {"rows": rows}, "required": ["rows"] if required else []}


def _found(schema: Any, value: Any) -> list[tuple[Repair, ...]]:
    made = ready(schema)
    check = Checker(made).check
    problems = with_unfilled(made.root, value, check(value))
    mender = Mender(check, made.root, value, problems, schema)
    return [mender.repairs(one) for one in problems]


def _removals(schema: Any, value: Any) -> list[Repair]:
    return [one for some in _found(schema, value) for one in some if one.label == "Remove the empty item"]


@pytest.mark.parametrize(
    "item",
    [
        {},
        None,
        {"name": None, "kind": ""},
        {"name": " ", "note": None},
        {"parts": []},
        {"name": "", "parts": [{}, None]},
    ],
    ids=str,
)
def test_an_item_in_which_nothing_is_written_can_be_removed_once_and_whole(item: Any) -> None:
    value = {"rows": [FULL, item, FULL]}
    [removal] = _removals(_rows(), value)
    assert removal.sure and with_edits(value, removal.edits) == {"rows": [FULL, FULL]}


@pytest.mark.parametrize("item", [{"note": "x"}, {"name": None, "note": "x"}, {"parts": [{"size": 0}]}], ids=str)
def test_an_item_in_which_something_is_written_stays(item: Any) -> None:
    assert _removals(_rows(), {"rows": [FULL, item]}) == []


def test_of_a_part_that_is_empty_only_the_part_goes() -> None:
    value = {"rows": [{**FULL, "parts": [{}, {"size": 1}]}]}
    [removal] = _removals(_rows(), value)
    assert with_edits(value, removal.edits) == {"rows": [{**FULL, "parts": [{"size": 1}]}]}


@pytest.mark.parametrize(
    ("least", "required", "items", "sure"),
    [
        (0, False, [{}], [True]),
        (0, True, [{}], [False]),
        (0, True, [FULL, None], [True]),
        (2, False, [FULL, {}], []),
        (2, False, [FULL, {}, {}], [False, False]),
        (2, False, [FULL, {}, None, FULL], [True, True]),
    ],
)
def test_it_is_not_sure_that_an_empty_item_goes_where_the_list_needs_it(
    least: int, required: bool, items: list[Any], sure: list[bool]
) -> None:
    assert [one.sure for one in _removals(_rows(least, required), {"rows": items})] == sure


def test_it_is_not_sure_where_an_item_means_something_by_its_number() -> None:
    text = {"type": "string"}
    pair = {"type": "array", "prefixItems": [text, text], "items": text}
    assert [one.sure for one in _removals({"properties": {"a": pair}}, {"a": [None, "x"]})] == [False]


def test_what_is_in_an_item_that_goes_is_not_changed_in_the_next_one() -> None:
    value = {"rows": [FULL, {"name": None, "note": None}, {**FULL, "note": None}]}
    repairs = {one.id: one for some in _found(_rows(), value)[:3] for one in some if one.problem.pointer[1] == 1}
    assert set(repairs) == {"empty", "empty:item"}
    for chosen in (list(repairs.values()), list(repairs.values())[::-1]):
        kept = compatible(value, chosen)
        after = with_edits(value, [edit for one in kept for edit in one.edits])
        assert after["rows"][-1] == {**FULL, "note": None}
        assert len(kept) == 1 or len(after["rows"]) == 2


# Leaving out

WAYS = {name: {"type": "string"} for name in ("mail", "tel", "fax")}


@pytest.mark.parametrize(
    ("rule", "value", "sure"),
    [
        ({"anyOf": [{"required": ["mail"]}, {"required": ["tel"]}]}, {"mail": None, "tel": None}, [False, False]),
        ({"anyOf": [{"required": ["mail"]}, {"required": ["tel"]}]}, {"mail": None, "tel": "1"}, [True]),
        ({"minProperties": 1}, {"mail": None, "tel": None, "fax": None}, [False] * 3),
        ({"minProperties": 1}, {"mail": None, "tel": None, "fax": "1"}, [True, True]),
        ({}, {"mail": None, "tel": None}, [True, True]),
    ],
)
def test_a_member_is_left_out_for_sure_only_where_all_that_are_empty_can_go(
    rule: Any, value: Any, sure: list[bool]
) -> None:
    found = _found({"type": "object", "properties": WAYS, **rule}, value)
    assert [[(one.label, one.sure) for one in some] for some in found] == [[("Leave it out", one)] for one in sure]
    made = _found(
        {"type": "object", "properties": {"rows": {"type": "array", "items": {"properties": WAYS, **rule}}}},
        {"rows": [value] * 40},
    )
    assert [one.sure for some in made for one in some if one.id == "empty"] == sure * 40


# Numbers among texts


def test_each_number_among_texts_is_mended_by_itself_and_all_of_them_together() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "string"}}}}
    value = {"a": ["a", 5, 6, True, 1.5, False]}
    made = ready(schema)
    check = Checker(made).check
    mender = Mender(check, made.root, value)
    found = [mender.repairs(one) for one in check(value)]
    assert [(one.label, one.sure) for some in found for one in some] == [
        ("Use the text “5”", True),
        ("Use the text “6”", True),
        ("Use the text “true”", False),  # what was read as yes may have been another word
        ("Use the text “1.5”", True),
        ("Use the text “false”", False),
    ]
    kept = mender.together([some[0] for some in found])
    after = with_edits(value, [edit for one in kept for edit in one.edits])
    assert after == {"a": ["a", "5", "6", "true", "1.5", "false"]}
