"""Repairs of members: renamed, moved, taken out of what is around them, together with the repair of what they hold."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from gatewaydesk.pointer import to_text
from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.repairs import Mender, repairs_for
from gatewaydesk.validation.repairs.making import with_edits
from tests.validation.checking import ready
from tests.validation.repairing import offered

GROUPS = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "summary": {
            "type": "object",
            "title": "Summary",
            "additionalProperties": False,
            "required": ["title"],
            "properties": {"title": {"type": "string"}, "contactPoint": {"type": "string", "title": "Contact"}},
        },
        "coverage": {
            "type": "object",
            "title": "Coverage",
            "additionalProperties": False,
            "properties": {"spatial": {"type": "string", "title": "Where"}},
        },
    },
}


def test_a_misspelt_member_is_renamed_in_its_place() -> None:
    found = offered(GROUPS, {"summary": {"tilte": "T", "contactPoint": "c"}})
    assert [(to_text(problem.pointer), [one.label for one in repairs]) for problem, repairs in found] == [
        ("/summary/tilte", ["Rename to “title”"]),
    ]
    for _, repairs in found:
        mended = with_edits({"summary": {"tilte": "T", "contactPoint": "c"}}, repairs[0].edits)
        assert list(mended["summary"].items()) == [("title", "T"), ("contactPoint", "c")]


def test_a_member_is_found_by_what_the_form_calls_it_and_in_other_spellings() -> None:
    for name in ("Contact", "contact_point", "Contact point"):
        [(_, repairs)] = offered(GROUPS, {"summary": {"title": "T", name: "c"}})
        assert repairs[0].label == "Rename to “contactPoint”"


def test_a_member_in_the_wrong_group_moves_there() -> None:
    value = {"summary": {"title": "T", "spatial": "Here"}}
    [(_, repairs)] = offered(GROUPS, value)
    assert [one.label for one in repairs] == ["Move to Coverage › Where", "Remove “spatial”"]
    assert with_edits(value, repairs[0].edits) == {"summary": {"title": "T"}, "coverage": {"spatial": "Here"}}


def test_a_member_does_not_move_onto_another_one_or_where_it_does_not_fit() -> None:
    for value in (
        {"summary": {"title": "T", "spatial": "Here"}, "coverage": {"spatial": "There"}},
        {"summary": {"title": "T", "spatial": {"x": 3}}},
    ):
        [(_, repairs)] = offered(GROUPS, value)
        assert [one.label for one in repairs] == ["Remove “spatial”"]


@pytest.mark.parametrize(("there", "moves"), [([], False), ("", False), (" ", False), ({}, True), (None, True)])
def test_a_member_moves_only_into_what_takes_members(there: Any, moves: bool) -> None:
    """An empty list or text stands in the way: what is put in its place would be another repair."""
    value = {"summary": {"title": "T"}, "coverage": there, "spatial": "Here"}
    labels = [
        one.label for problem, repairs in offered(GROUPS, value) for one in repairs if problem.title == "“spatial”"
    ]
    assert ("Move to Coverage › Where" in labels) is moves


TYPED = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "keywords": {"type": "array", "items": {"type": "string"}},
        "populationSize": {"type": "integer", "title": "Number of people"},
        "rangeMax": {"type": "integer"},
        "period": {
            "type": "object",
            "title": "Period",
            "additionalProperties": False,
            "properties": {"startDate": {"type": "string", "format": "date", "title": "Start"}},
        },
        "other": {"type": "object", "additionalProperties": False, "properties": {"x": {}}},
    },
}


@pytest.mark.parametrize(
    "value, labels, mended, sure",
    [
        ({"keyword": "Heart failure"}, ["Rename to “keywords” and make it a list of one"],
         {"keywords": ["Heart failure"]}, True),
        ({"population_size": "18,240"}, ["Rename to “populationSize” and use the number 18,240"],
         {"populationSize": 18240}, True),
        ({"population_size": "18k"}, ["Rename to “populationSize” and use the number 18,000"],
         {"populationSize": 18000}, False),
        ({"population_size": 7}, ["Rename to “populationSize”"], {"populationSize": 7}, True),
        ({"rangeMin": 7}, ["Rename to “rangeMax”"], {"rangeMax": 7}, False),
        ({"other": {"startDate": "03/04/2021"}},
         ["Move to Period › Start and use 2021-04-03 (3 April 2021)",
          "Move to Period › Start and use 2021-03-04 (4 March 2021)"],
         {"other": {}, "period": {"startDate": "2021-04-03"}}, False),
        ({"other": {"startDate": "13/04/2021"}}, ["Move to Period › Start and use 2021-04-13 (13 April 2021)"],
         {"other": {}, "period": {"startDate": "2021-04-13"}}, True),
        ({"population_size": "about 40"}, [], None, False),
    ],
)  # fmt: skip
def test_a_member_is_renamed_or_moved_together_with_the_repair_of_its_value(
    value: Any, labels: list[str], mended: Any, sure: bool
) -> None:
    [(_, repairs)] = offered(TYPED, value)
    *found, last = repairs
    assert [one.label for one in found] == labels
    assert last.kind == "remove" and not last.sure
    if found:
        assert with_edits(value, found[0].edits) == mended
        assert found[0].sure is sure


def test_a_missing_member_is_taken_from_a_misspelt_one_with_its_value_repaired() -> None:
    schema = {**TYPED, "required": ["populationSize"]}
    found = offered(schema, {"population_size": "18,240"})
    assert ["Take it from “population_size” and use the number 18,240"] in [[one.label for one in s] for _, s in found]


def test_one_and_the_same_change_is_offered_once() -> None:
    schema = copy.deepcopy(GROUPS)
    [(_, repairs)] = offered(schema, {"summary": {"contact_point": "c", "title": "T"}})
    assert [one.label for one in repairs] == ["Rename to “contactPoint”", "Remove “contact_point”"]


@pytest.mark.parametrize("wrapped", [("metadata",), ("data", "metadata")])
def test_a_document_that_was_wrapped_up_is_taken_out(wrapped: tuple[str, ...]) -> None:
    inner = {"summary": {"title": "T"}}
    value: Any = inner
    for name in reversed(wrapped):
        value = {name: value}
    schema = {**GROUPS, "required": ["summary"]}
    found = offered(schema, value)
    [(_, [first])] = found
    assert first.label == f"Take what is in “{' › '.join(wrapped)}” as the dataset"
    assert with_edits(value, first.edits) == inner


def test_what_is_no_document_of_this_kind_or_has_company_is_not_taken_out() -> None:
    schema = {**GROUPS, "required": ["summary"]}
    for value in ({"metadata": {"a": 1}}, {"metadata": {"summary": {"title": "T"}}, "more": 1}):
        assert not [one for _, some in offered(schema, value) for one in some if one.kind == "inner"]


def test_a_stray_member_beside_the_right_one_is_removed_or_moved() -> None:
    schema = {"type": "object", "properties": {"title": {"type": "string"}}, "additionalProperties": False}
    for title, sure, said in (("Heart", True, "once more"), ("Lung", False, "filled in already")):
        value = {"title": title, "Title": "Heart"}
        [(problem, some)] = offered(schema, value)
        assert [(with_edits(value, one.edits), one.sure) for one in some] == [({"title": title}, sure)]
        assert "“title”" in problem.message and said in problem.message
    value = {"title": "", "Title": "Heart"}
    [(problem, [first, *_])] = offered(schema, value)
    assert with_edits(value, first.edits) == {"title": "Heart"} and "which is empty: move it there" in problem.message


def test_a_slip_in_the_name_of_what_is_there_is_told_as_another_spelling_is() -> None:
    schema = {"type": "object", "properties": {"title": {"type": "string"}}, "additionalProperties": False}
    for name in ("titel", "Title"):
        [(problem, [repair])] = offered(schema, {"title": "Heart", name: "Lung"})
        assert "“title”, which is filled in already" in problem.message and not repair.sure
    [(problem, [repair])] = offered(schema, {"title": "Heart", "titel": "Heart"})
    assert "once more" in problem.message and repair.sure


PERIOD = {
    "type": "object",
    "title": "Period",
    "required": ["start"],
    "additionalProperties": False,
    "properties": {"start": {"type": "string", "maxLength": 4}, "end": {"type": "integer"}},
}
HIDING = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "period": PERIOD,
        "rows": {"type": "array", "items": PERIOD},
        "kinds": {"type": "array", "items": {"anyOf": [{"enum": ["a"]}, {"pattern": "^b", "type": "string"}]}},
        "other": {"type": "object", "additionalProperties": False, "properties": {"end": {"type": "string"}}},
    },
}


@pytest.mark.parametrize(
    ("value", "label", "mended"),
    [
        ({"Period": {"start": "too long"}}, "Rename to “period”", {"period": {"start": "too long"}}),
        ({"Period": {"end": 1}}, "Rename to “period”", {"period": {"end": 1}}),
        ({"other": {"start": "too long"}}, "Move to Period › Start", {"other": {}, "period": {"start": "too long"}}),
        ({"other": {"rows": [{"end": 1}]}}, "Move to Rows", {"other": {}, "rows": [{"end": 1}]}),
        ({"period": [{"end": 1}]}, "Take it out of its list", {"period": {"end": 1}}),
        ({"rows": {"end": 1}}, "Make it a list of one", {"rows": [{"end": 1}]}),
        ({"Kinds": ["c"]}, "Rename to “kinds”", {"kinds": ["c"]}),
        ({"Period": {"start": "2021", "x": 1, "y": 2, "z": 3}}, "Rename to “period”", None),
        ({"Period": {"name": "x", "colour": 3}}, "Rename to “period”", {"period": {"name": "x", "colour": 3}}),
        ({"Rows": ["a", {"start": "2021"}, "b", 3]}, "Rename to “rows”", None),
        ({"Rows": ["a", "b"]}, "Rename to “rows”", {"rows": ["a", "b"]}),
        ({"other": {"rows": [1, {"start": "2021"}, 3]}}, "Move to Rows", None),
        ({"other": {"period": {"x": 1, "y": 2}}}, "Move to Period", {"other": {}, "period": {"x": 1, "y": 2}}),
        ({"Rows": {"end": 1}}, "Rename to “rows” and make it a list of one", {"rows": [{"end": 1}]}),
        (
            {"metadata": {"period": {"end": 1}}},
            "Take what is in “metadata” as the dataset",
            {"period": {"end": 1}},
        ),
    ],
    ids=str,
)
def test_faults_that_were_hidden_by_a_wrong_name_or_place_do_not_leave_only_the_removal(
    value: Any, label: str, mended: Any
) -> None:
    made = ready(HIDING)
    checker = Checker(made)
    [problem] = checker.check(value)
    first, *others = repairs_for(problem, made.root, value, checker.check)
    assert (first.label, first.sure) == (label, False)
    after = with_edits(value, first.edits)
    assert mended is None or after == mended
    assert checker.check(after), "which is to be mended next"
    assert [one.kind for one in others] in ([], ["remove"])
    assert Mender(checker.check, made.root, value).together([first]) == [first]


@pytest.mark.parametrize(
    "value",
    [
        {"Period": "2021"},
        {"Periods": {"x": 1}, "Perio": {"start": "2021"}},
        {"Rows": {"a": [1]}},
        {"other": {"rows": "none"}},
        {"other": {"period": [1, 2]}},
        {"period": [{"name": "x"}]},
        {"period": ["2021"]},
        {"rows": "2021"},
    ],
    ids=str,
)
def test_what_does_not_belong_where_its_name_says_is_not_put_there(value: Any) -> None:
    made = ready(HIDING)
    checker = Checker(made)
    problem = checker.check(value)[0]
    assert [one.kind for one in repairs_for(problem, made.root, value, checker.check)] in ([], ["remove"])


def test_what_is_mended_as_it_moves_is_not_offered_as_it_is() -> None:
    value = {"other": {"start": " 2021 "}}
    made = ready(HIDING)
    checker = Checker(made)
    [problem] = checker.check(value)
    found = repairs_for(problem, made.root, value, checker.check)
    assert [(one.id, one.sure) for one in found] == [("move:period/start+trim", False), ("remove", False)], (
        "rows have a start too"
    )
