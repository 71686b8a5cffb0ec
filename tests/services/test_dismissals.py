"""Advice that is left so is not given again, for exactly this rule, place and value."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from gatewaydesk.document import jsonio
from gatewaydesk.paths import resource_root
from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.validation.problems import Problem, Severity

DOI: Pointer = ("summary", "doiName")
SECOND: Pointer = ("structuralMetadata", "tables", 1, "description")


@pytest.fixture
def authoring() -> Authoring:
    value = jsonio.read_file(resource_root() / "examples/HDRUK-4.0.0.json")
    value["structuralMetadata"]["tables"][0]["description"] = "TBC"
    value["structuralMetadata"]["tables"][1]["description"] = "TBC"
    made = Authoring(Catalogue().load("HDRUK/4.0.0"), value)
    made.check()
    return made


def advice(authoring: Authoring) -> list[Pointer]:
    authoring.check()
    return [one.pointer for one in authoring.problems if one.severity is Severity.ADVICE]


def at(authoring: Authoring, pointer: Pointer) -> Problem:
    return next(one for one in [*authoring.problems, *authoring.dismissed] if one.pointer == pointer)


def test_it_is_left_so_for_one_place_and_back_with_another_value(authoring: Authoring) -> None:
    before = advice(authoring)
    assert SECOND in before and len(before) > 1
    authoring.leave_so(at(authoring, SECOND))
    assert advice(authoring) == [one for one in before if one != SECOND]
    assert [one.pointer for one in authoring.dismissed] == [SECOND]
    authoring.document.set(SECOND, "TODO")
    assert SECOND in advice(authoring) and authoring.dismissed == []
    authoring.undo()
    assert SECOND not in advice(authoring)
    authoring.advise_again(authoring.dismissed[0])
    assert advice(authoring) == before and authoring.dismissed == []


def test_it_goes_along_with_its_item(authoring: Authoring) -> None:
    authoring.leave_so(at(authoring, SECOND))
    first = (*SECOND[:2], 0)
    authoring.document.remove(first)
    assert (*SECOND[:2], 0, "description") not in advice(authoring)
    authoring.undo()
    assert SECOND not in advice(authoring) and (*first, "description") in advice(authoring)
    authoring.document.move((*SECOND[:2], 1), 0)
    assert (*first, "description") not in advice(authoring) and SECOND in advice(authoring)


def test_it_is_kept_with_the_draft_without_the_value(authoring: Authoring) -> None:
    authoring.leave_so(at(authoring, SECOND))
    rows = authoring.dismissed_rows()
    assert len(rows) == 1 and "TBC" not in str(rows)
    again = Authoring(authoring.schema, copy.deepcopy(authoring.document.value))
    again.recall_dismissed(rows)
    assert advice(again) == advice(authoring) and again.dismissed_rows() == rows
    other = copy.deepcopy(authoring.document.value)
    other["structuralMetadata"]["tables"][1]["description"] = "TODO"
    again = Authoring(authoring.schema, other)
    again.recall_dismissed(rows)
    assert SECOND in advice(again)


def test_it_is_back_when_the_other_value_that_it_is_about_changes(authoring: Authoring) -> None:
    start, end = (("provenance", "temporal", name) for name in ("startDate", "endDate"))
    authoring.document.set(end, "2001-01-01")
    assert end in advice(authoring)
    authoring.leave_so(at(authoring, end))
    assert end not in advice(authoring)
    before = authoring.document.get(start)
    authoring.document.set(start, "2020-01-01")
    assert end in advice(authoring) and authoring.dismissed == []
    authoring.document.set(start, before)
    assert end not in advice(authoring)
    again = Authoring(authoring.schema, copy.deepcopy(authoring.document.value))
    again.recall_dismissed(authoring.dismissed_rows())
    assert end not in advice(again)


def test_a_required_text_of_blanks_alone_is_told_once(authoring: Authoring) -> None:
    authoring.document.set(("summary", "title"), "   ")
    authoring.check()
    found = [one for one in authoring.problems if one.pointer == ("summary", "title")]
    assert [one.severity for one in found] == [Severity.EMPTY]


@pytest.mark.parametrize("rows", [None, 1, "x", [1], [{}], [{"rule": 1, "pointer": "x", "value": None}], {"a": 1}])
def test_what_cannot_be_read_of_it_is_passed_over(authoring: Authoring, rows: Any) -> None:
    before = advice(authoring)
    authoring.recall_dismissed(rows)
    assert advice(authoring) == before


def test_only_advice_can_be_left_so(authoring: Authoring) -> None:
    authoring.document.set(("summary", "title"), "x")
    authoring.check()
    authoring.leave_so(at(authoring, ("summary", "title")))
    assert authoring.dismissed == [] and authoring.dismissed_rows() == []
    assert ("summary", "title") in {one.pointer for one in authoring.problems}


def test_repairs_are_found_beside_advice_that_was_left_so(authoring: Authoring) -> None:
    authoring.document.set(DOI, "https://doi.org/10.1234/abc")
    authoring.check()
    authoring.leave_so(at(authoring, SECOND))
    problem = at(authoring, DOI)
    assert [one.edits[0].new for one in authoring.repairs(problem)] == ["10.1234/abc"]


def test_the_next_advice_about_a_field_is_given_when_the_first_is_left_so(authoring: Authoring) -> None:
    title: Pointer = ("summary", "title")
    authoring.document.set(title, "  lorem ipsum")
    authoring.check()
    assert [one.keyword for one in authoring.problems if one.pointer == title] == ["placeholder"]
    authoring.leave_so(at(authoring, title))
    assert [one.keyword for one in authoring.problems if one.pointer == title] == ["space-at-the-ends"]
    assert [one.keyword for one in authoring.dismissed] == ["placeholder"]
    blanks = at(authoring, title)
    assert [one.edits[0].new for one in authoring.repairs(blanks)] == ["lorem ipsum"]
    authoring.leave_so(blanks)
    assert title not in advice(authoring)
    assert [one.keyword for one in authoring.dismissed] == ["placeholder", "space-at-the-ends"]
    authoring.advise_again(authoring.dismissed[0])
    assert [one.keyword for one in authoring.problems if one.pointer == title] == ["placeholder"]
    assert [one.keyword for one in authoring.dismissed] == ["space-at-the-ends"]
    authoring.document.set(title, "  Fine title")
    authoring.check()
    assert [one.keyword for one in authoring.problems if one.pointer == title] == ["space-at-the-ends"]
