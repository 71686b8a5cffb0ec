"""What a gateway refused stays at its field until the field changes, wherever the field goes meanwhile."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from gatewaydesk.document import jsonio
from gatewaydesk.errors import Refused
from gatewaydesk.paths import resource_root
from gatewaydesk.pointer import Pointer
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.explaining import explain
from gatewaydesk.services.preparing import gateway_problems
from gatewaydesk.services.readiness import review
from gatewaydesk.services.refusals import FORESEEN
from gatewaydesk.validation.problems import Problem, Severity

TITLE: Pointer = ("summary", "title")
SECOND: Pointer = ("observations", 1, "measuredValue")


@pytest.fixture
def authoring() -> Authoring:
    return Authoring(Catalogue().load("HDRUK/4.0.0"), jsonio.read_file(resource_root() / "examples/HDRUK-4.0.0.json"))


def refuse(authoring: Authoring, *places: Pointer | str) -> None:
    details = [{"pointer": one, "message": "Is refused.", "keyword": "x"} for one in places]
    authoring.gateway_problems = gateway_problems(Refused("No.", details=details), authoring)


def standing(authoring: Authoring) -> list[Pointer]:
    authoring.check()
    assert [one for one in authoring.problems if one.source == "gateway"] == authoring.gateway_problems
    return [one.pointer for one in authoring.gateway_problems]


def test_it_stays_while_others_change_goes_with_its_own_change_and_is_back_after_undo(authoring: Authoring) -> None:
    refuse(authoring, TITLE)
    authoring.document.set(("summary", "abstract"), "Something else than before.")
    assert standing(authoring) == [TITLE]
    authoring.document.set(TITLE, "A better title")
    assert standing(authoring) == []
    authoring.undo()
    assert standing(authoring) == [TITLE]
    authoring.redo()
    assert standing(authoring) == []
    authoring.document.set(TITLE, "Northmere Heart and Lung Cohort (NHLC)")  # the refused title, typed anew
    assert standing(authoring) == [TITLE]


def test_it_goes_along_with_its_item(authoring: Authoring) -> None:
    refuse(authoring, SECOND)
    first = copy.deepcopy(authoring.document.get(("observations", 0)))
    authoring.document.remove(("observations", 0))
    assert standing(authoring) == [("observations", 0, "measuredValue")]
    authoring.document.insert(("observations", 0), first)
    assert standing(authoring) == [SECOND]
    authoring.move_item(("observations", 1), 3)
    assert standing(authoring) == [("observations", 3, "measuredValue")]
    authoring.undo()
    assert standing(authoring) == [SECOND]


def test_with_its_item_it_is_taken_out_and_comes_back(authoring: Authoring) -> None:
    refuse(authoring, SECOND, ("observations", 1, "missing"))
    authoring.remove_item(("observations", 1))
    assert standing(authoring) == []
    authoring.undo()
    assert SECOND in standing(authoring)


def test_what_is_missing_stays_until_it_is_there(authoring: Authoring) -> None:
    place = ("coverage", "materialType")
    authoring.document.remove(place)
    refuse(authoring, place)
    assert standing(authoring) == [place]
    authoring.document.set(place, ["DNA"])
    assert standing(authoring) == []


def test_a_renamed_member_takes_it_along() -> None:
    schema = Catalogue().load("HDRUK/4.0.0")
    authoring = Authoring(schema, {"summary": {"titel": "x"}})
    refuse(authoring, ("summary", "titel"))
    authoring.rename_member(("summary", "titel"), "title")
    assert standing(authoring) == [TITLE]


def test_one_of_the_whole_dataset_goes_with_the_first_change_of_a_person(authoring: Authoring) -> None:
    refuse(authoring, ())
    assert [one.title for one in authoring.gateway_problems] == ["The whole document"]
    authoring.touch_generated()
    assert standing(authoring) == [()]
    authoring.document.set(TITLE, "A better title")
    assert standing(authoring) == []


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("/observations/1/measuredValue", SECOND),
        (("summary", "rorId"), ("summary",)),
        (("nowhere", 0, "x"), ()),
        (("observations", 99, "x"), ("observations", 99, "x")),
    ],
)
def test_it_is_told_at_the_nearest_place_that_the_form_has(authoring: Authoring, told: Any, shown: Pointer) -> None:
    refuse(authoring, told)
    if told[:1] != ("observations",):
        assert [one.pointer for one in authoring.gateway_problems] == [shown]
    assert all(one.title and one.source == "gateway" for one in authoring.gateway_problems)


def test_a_second_answer_takes_the_place_of_the_first(authoring: Authoring) -> None:
    refuse(authoring, TITLE, SECOND)
    refuse(authoring, ("summary", "abstract"))
    assert standing(authoring) == [("summary", "abstract")]


def test_what_another_gateway_refused_stays_until_that_one_answers_again(authoring: Authoring) -> None:
    def answered(by: str, *places: Pointer) -> None:
        details = [{"pointer": one, "message": "Is refused.", "keyword": "x"} for one in places]
        authoring.answered(gateway_problems(Refused("No.", details=details), authoring), by)

    abstract, keywords = ("summary", "abstract"), ("summary", "keywords")
    one, other = "https://one.example:443", "https://other.example:443"
    answered(one, TITLE, SECOND, ())
    answered(other, abstract, TITLE)
    assert standing(authoring) == [(), TITLE, SECOND, abstract]
    text = authoring.refused_text()
    assert reopened(authoring, text) == [(), TITLE, SECOND, abstract]
    again = Authoring(authoring.schema, copy.deepcopy(authoring.document.value))
    again.recall_refused(text)
    again.answered((), one)
    assert standing(again) == [abstract, TITLE]
    answered(one, keywords)
    assert standing(authoring) == [abstract, TITLE, keywords]
    authoring.document.set(TITLE, "A better title")
    assert standing(authoring) == [abstract, keywords]
    answered(other)
    assert standing(authoring) == [keywords]
    refuse(authoring, SECOND)  # by nobody knows whom: then nothing of before is sure
    assert standing(authoring) == [SECOND]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("DOI is unknown", "DOI is unknown"),
        ("Paris is unknown.", "Paris is unknown"),
        ("“Über” is no word", "“Über” is no word"),
        ("Must be a text.", "must be a text"),
        ("It is there twice.", "it is there twice"),
        ("IT is unknown", "IT is unknown"),
        ("", ""),
    ],
)
def test_the_words_of_a_gateway_are_told_as_they_came(authoring: Authoring, said: str, told: str) -> None:
    details = [{"pointer": one, "message": said, "keyword": "x"} for one in (TITLE, ("summary", "nowhere"))]
    title, group = gateway_problems(Refused("No.", details=details), authoring)
    assert title.message == f"Refused by the gateway: {told} (the schema allows it)."
    assert group.message.endswith(f"schema version: {told}.")


def test_advice_gives_way_to_a_refusal_of_the_same_place(authoring: Authoring) -> None:
    authoring.document.set(("accessibility", "usage"), {})
    assert [one.severity for one in authoring.check()] == [Severity.ADVICE]
    refuse(authoring, ("accessibility", "usage"))
    assert [(one.source, one.severity) for one in authoring.check()] == [("gateway", Severity.WRONG)]


def test_it_is_told_before_the_next_try_and_does_not_forbid_it(authoring: Authoring) -> None:
    refuse(authoring, TITLE)
    ready = review(authoring.schema, authoring.document.value, authoring.check())
    assert ready.may_send and ready.wrong == 0
    assert ready.refused == 1
    assert ready.sentence == (
        "A gateway refused 1 value that has not changed since. By HDRUK/4.0.0 nothing is wrong or missing."
    )
    foreseen = Problem(SECOND, "format", "Would be refused.", source="gateway", facts={FORESEEN: True})
    ready = review(authoring.schema, authoring.document.value, [foreseen])
    assert ready.sentence.startswith("This gateway would refuse a value that is right here. By HDRUK")


def reopened(authoring: Authoring, text: str) -> list[Pointer]:
    """What stands when the same document is opened again with what was kept of its refusals."""
    again = Authoring(authoring.schema, copy.deepcopy(authoring.document.value))
    again.recall_refused(text)
    return standing(again)


def test_it_outlives_the_program_with_its_draft_and_holds_no_value_but_its_hash(authoring: Authoring) -> None:
    refuse(authoring, TITLE, SECOND, "")
    text = authoring.refused_text()
    assert "Northmere Heart and Lung" not in text
    assert reopened(authoring, text) == [(), TITLE, SECOND]
    authoring.document.set(TITLE, "A better title")
    assert reopened(authoring, authoring.refused_text()) == [SECOND]
    assert reopened(authoring, text) == [(), SECOND]  # changed by somebody who knew nothing of it
    authoring.document.remove(("observations", 0))
    assert reopened(authoring, authoring.refused_text()) == [("observations", 0, "measuredValue")]
    authoring.gateway_problems = []
    assert authoring.refused_text() == ""


@pytest.mark.parametrize("text", ["", "{", "[]", "5", "[5]", '[{"pointer": "x"}]', '[{"pointer": 5, "value": ""}]'])
def test_what_cannot_be_read_of_it_is_passed_over(authoring: Authoring, text: str) -> None:
    assert reopened(authoring, text) == []


def test_it_says_who_refuses_and_whether_the_schema_would(authoring: Authoring) -> None:
    authoring.document.set(TITLE, "x")
    refuse(authoring, TITLE, SECOND)
    said = {one.pointer: one.message for one in authoring.gateway_problems}
    assert said == {
        TITLE: "Refused by the gateway: is refused.",
        SECOND: "Refused by the gateway: is refused (the schema allows it).",
    }


def test_a_place_that_nobody_knows_is_told_by_its_names_and_the_pointer_stands_in_the_detail_view(
    authoring: Authoring,
) -> None:
    refuse(authoring, "/nowhere/at/all", "/summary/colour")
    assert [(one.pointer, one.message) for one in authoring.gateway_problems] == [
        ((), "The gateway says of “Nowhere › At › All”, which is not part of this schema version: is refused."),
        (
            ("summary",),
            "The gateway says of “Summary › Colour”, which is not part of this schema version: is refused.",
        ),
    ]


def test_the_place_at_the_gateway_is_kept_with_the_draft_for_the_detail_view(authoring: Authoring) -> None:
    refuse(authoring, "/summary/colour")
    again = Authoring(authoring.schema, authoring.document.value)
    again.recall_refused(authoring.refused_text())
    for one in (authoring, again):
        (problem,) = one.gateway_problems
        assert explain(one, problem.pointer, problem).there == "/summary/colour"
        assert "/summary/colour" not in problem.sentence


def test_a_message_of_a_gateway_has_nothing_in_it_that_cannot_be_seen(authoring: Authoring) -> None:
    hostile = "Bad\x1b[31m\n\u202etext " * 200
    error = Refused("No.", details=[{"pointer": TITLE, "keyword": "x", "message": hostile}])
    (problem,) = gateway_problems(error, authoring)
    assert problem.message.isprintable() and len(problem.message) < 1_200 and "␛[31m␊[U+202E]" in problem.message


def test_what_is_only_foreseen_is_not_kept_with_the_draft(authoring: Authoring) -> None:
    foreseen = Problem(TITLE, "format", "Would be refused.", source="gateway", facts={FORESEEN: True})
    refuse(authoring, SECOND)
    authoring.foresee([foreseen])
    assert standing(authoring) == [SECOND, TITLE]
    authoring.foresee([foreseen])
    assert standing(authoring) == [SECOND, TITLE]
    authoring.answered((), "https://one.example:443")
    assert standing(authoring) == []
    authoring.foresee([foreseen])
    assert standing(authoring) == [TITLE] and authoring.refused_text() == ""
