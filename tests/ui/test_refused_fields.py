"""What a gateway refused, at its fields in the real window, until they change; and advice beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.ui.panels.pick_list import PickList
from gatewaydesk.validation.problems import Severity
from tests.ui.sending import by_source, connect, submit

Desk = Any  # the fixture `desk`, see conftest.py
USAGE = ("accessibility", "usage")


def listed(desk: Desk) -> list[str]:
    return [f"{one.title} {one.note}" for one in desk.find("problems").picks if not one.heading]


def test_a_real_refusal_comes_back_onto_its_field_and_goes_when_it_changes(desk: Desk, tmp_path: Path) -> None:
    with PracticeServer(tmp_path / "practice", samples=False) as server:
        connect(desk, server)
        desk.window.new_draft("HDRUK/4.0.0", example=True)
        desk.window.settle()
        model = desk.window.current_model
        model.authoring.document.set(USAGE, {})  # right by the schema; it reaches the gateway as an empty list
        desk.window.settle()
        assert [one.keyword for one in by_source(model, "advice")] == ["empty-group"]
        sheet = submit(desk)
        assert "does not accept one value" in desk.find("submit.says", sheet).text()
        desk.find("dialog.submit.reject", sheet).click()
        desk.window.settle()

        (refused,) = by_source(model, "gateway")
        assert (refused.pointer, refused.severity, refused.title) == (USAGE, Severity.WRONG, "Terms of use")
        assert "empty group" in refused.message
        assert any("Terms of use" in row and refused.message in row for row in listed(desk))
        desk.window.go_to(USAGE)
        desk.window.settle()
        assert refused.message in desk.find("problem:/accessibility/usage").text()

        model.authoring.document.set((*USAGE, "resourceCreator"), "Northmere Regional Biobank")
        desk.window.settle()
        assert by_source(model, "gateway") == [] and by_source(model, "advice") == []
        model.undo()
        desk.window.settle()
        assert [one.pointer for one in by_source(model, "gateway")] == [USAGE]
        model.redo()
        desk.window.settle()
        assert by_source(model, "gateway") == []

        submit(desk)
        desk.dialog("receipt")
        assert len(desk.store.history.rows()) == 1


def test_what_was_refused_before_is_forgotten_once_it_is_accepted(desk: Desk, practice: PracticeServer) -> None:
    connect(desk, practice)
    desk.window.new_draft("HDRUK/4.0.0", example=True)
    desk.window.settle()
    model = desk.window.current_model
    from gatewaydesk.errors import Refused

    detail = {"pointer": ("summary", "title"), "message": "Is not to this gateway's liking.", "keyword": "x"}
    desk.window.sending.refused(Refused("No.", details=[detail]))
    desk.window.settle()
    assert len(by_source(model, "gateway")) == 1
    submit(desk)
    desk.dialog("receipt")
    assert by_source(model, "gateway") == []


@pytest.mark.parametrize(("team", "told"), [(True, []), (False, ["escaped-on-the-way"])])
def test_without_a_team_id_a_choice_that_would_not_arrive_is_told_early(
    desk: Desk, practice: PracticeServer, team: bool, told: list[str]
) -> None:
    desk.window.new_draft("HDRUK/4.0.0", example=True)
    desk.window.settle()
    model = desk.window.current_model
    model.authoring.document.set(("coverage", "followUp"), "> 10 Years")
    desk.window.settle()
    assert by_source(model, "advice") == []
    connect(desk, practice, team=team)
    assert [one.keyword for one in by_source(model, "advice")] == told


def test_advice_stands_under_its_field_and_in_the_list_and_blocks_nothing(desk: Desk, practice: PracticeServer) -> None:
    connect(desk, practice)
    desk.window.new_draft("HDRUK/4.0.0", example=True)
    desk.window.settle()
    model = desk.window.current_model
    before = model.authoring.total_counts
    desk.type_into("field:/summary/abstract", "TBC..")
    desk.type_into("field:/summary/abstract", "To be confirmed")
    desk.window.settle()
    (advice,) = by_source(model, "advice")
    assert advice.severity is Severity.ADVICE and "placeholder" in advice.message
    desk.window.go_to(("summary", "title"))
    desk.window.settle()
    row = desk.find("problem:/summary/abstract")
    assert row.isVisible() and advice.message in row.text() and "ⓘ" in row.text()
    assert any("looks like a placeholder" in one for one in listed(desk))
    assert model.authoring.total_counts == before
    submit(desk)
    desk.dialog("receipt")


def test_what_was_refused_is_still_known_when_the_draft_is_opened_again(desk: Desk, practice: PracticeServer) -> None:
    from gatewaydesk.errors import Refused

    connect(desk, practice)
    desk.window.new_draft("HDRUK/4.0.0", example=True)
    desk.window.settle()
    draft = desk.window.desk.draft_id
    places = [("summary", "title"), ("summary", "abstract")]
    details = [{"pointer": one, "message": "Is not to its liking.", "keyword": "x"} for one in places]
    desk.window.sending.refused(Refused("No.", details=details))
    desk.window.settle()

    def again() -> list[Any]:
        desk.window.new_draft("HDRUK/4.0.0", example=True)
        desk.window.settle()
        assert by_source(desk.window.current_model, "gateway") == []
        desk.window.desk.open(draft)
        desk.window.settle()
        assert desk.window.desk.draft_id == draft
        return [one.pointer for one in by_source(desk.window.current_model, "gateway")]

    assert again() == places
    desk.type_into("field:/summary/title", "A better title")
    assert again() == places[1:]
    submit(desk)
    desk.dialog("receipt").reject()
    desk.window.settle()
    assert desk.store.drafts.load(draft).refused == ""
    assert again() == []


@pytest.mark.parametrize("team", [True, False])
def test_the_sheet_names_every_text_that_arrives_otherwise(desk: Desk, practice: PracticeServer, team: bool) -> None:
    connect(desk, practice, team=team)
    desk.window.new_draft("HDRUK/4.0.0", example=True)
    desk.window.settle()
    model = desk.window.current_model
    model.authoring.document.set(("summary", "title"), "A & B <cohort>")
    model.authoring.document.set(("structuralMetadata", "tables", 0, "columns", 0, "description"), "R&D")
    desk.window.settle()
    told = [(one.pointer_text, one.keyword) for one in by_source(model, "advice")]
    places = ["/summary/title", "/structuralMetadata/tables/0/columns/0/description"]
    assert told == ([] if team else [(place, "changed-on-the-way") for place in places])
    desk.do("submit")
    sheet = desk.dialog("submit")
    desk.window.settle()
    said = desk.find("submit.consequences", sheet).text()
    assert ("Changed on the way: " in said) is not team
    if not team:
        assert (
            "“Summary › Title”" in said and "“Table participants › Column participant_id › Column description”" in said
        )


def signs(desk: Desk, sheet: Any) -> tuple[str, list[tuple[str, str]]]:
    """What the submit sheet says of the dataset, and its rows with what is said of each."""
    lists = [one for one in sheet.findChildren(PickList, "submit.problems") if one.isVisible()]
    rows = [(one.title, one.figure[0]) for shown in lists for one in shown.picks]
    return desk.find("submit.ready", sheet).text(), rows


def test_the_submit_sheet_says_first_what_was_refused(desk: Desk, practice: PracticeServer) -> None:
    connect(desk, practice)
    desk.window.new_draft("HDRUK/4.0.0", example=True)
    desk.window.settle()
    desk.window.current_model.authoring.document.set(USAGE, {})
    desk.window.settle()
    desk.do("submit")
    sheet = desk.dialog("submit")
    assert signs(desk, sheet) == ("Ready: nothing is wrong or missing by HDRUK/4.0.0.", [])
    desk.press("dialog.submit.accept", sheet)
    said = "A gateway refused 1 value that has not changed since. By HDRUK/4.0.0 nothing is wrong or missing."
    assert signs(desk, sheet) == (said, [("Access and use › Terms of use", "refused")])
    sheet.reject()
    desk.do("submit")
    sheet = desk.dialog("submit")
    assert signs(desk, sheet) == (said, [("Access and use › Terms of use", "refused")])
    desk.pick(desk.find("submit.problems", sheet), 0)
    desk.window.settle()
    assert not desk.open_dialogs() and desk.window.focused[:2] == USAGE


def test_the_submit_sheet_says_first_what_would_be_refused(
    desk: Desk, practice: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(desk, practice, team=False)
    desk.window.new_draft("HDRUK/4.0.0", example=True)
    desk.window.settle()
    model = desk.window.current_model
    model.authoring.document.set(("coverage", "followUp"), "> 10 Years")
    column = ("structuralMetadata", "tables", 0, "columns", 0, "description")
    model.authoring.document.set(column, "&" * 5_000)
    desk.window.settle()
    desk.do("submit")
    sheet = desk.dialog("submit")
    words, rows = signs(desk, sheet)
    assert words.startswith("This gateway would refuse 2 values that are right here. By HDRUK/4.0.0 nothing is wrong")
    assert [one for _, one in rows] == ["would be refused"] * 2
    assert "would be refused" not in desk.find("submit.consequences", sheet).text()
    monkeypatch.setattr("gatewaydesk.ui.dialogs.spoiled.ask", lambda *_, **__: False)
    desk.press("dialog.submit.accept", sheet)
    told = {one.pointer: one.message for one in by_source(model, "gateway")}
    assert told[column] == (
        "The gateway would refuse this: this route writes signs such as “&” and “'” as longer HTML codes, which makes "
        "it 25,000 characters long, and 20,000 are allowed."
    )
    monkeypatch.setattr("gatewaydesk.ui.dialogs.spoiled.ask", lambda *_, **__: True)
    model.authoring.document.set(("coverage", "followUp"), "Continuous")
    desk.do("submit")
    sheet = desk.dialog("submit")
    desk.press("dialog.submit.accept", sheet)
    assert signs(desk, sheet)[1][0][1] == "refused"
    (refused,) = by_source(model, "gateway")
    assert refused.message == (
        "The gateway turned “&” into “&amp;” on this route, and then refused it: must have at most 20,000 characters; "
        "it has 25,000 (5,000 too many) with these codes, and 5,000 as you wrote it. With a team ID in the connection, "
        "text arrives as you wrote it."
    )


def test_what_one_gateway_refused_stays_when_another_refuses_something_else(
    desk: Desk, practice: PracticeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gatewaydesk.ui.dialogs.spoiled.ask", lambda *_, **__: True)
    connect(desk, practice)
    desk.window.new_draft("HDRUK/4.0.0", example=True)
    desk.window.settle()
    model = desk.window.current_model
    model.authoring.document.set(USAGE, {})
    desk.window.settle()
    submit(desk).reject()
    assert [one.pointer for one in by_source(model, "gateway")] == [USAGE]
    follow_up = ("coverage", "followUp")
    with PracticeServer(tmp_path / "other", samples=False) as other:
        connect(desk, other, "Elsewhere", team=False)
        desk.window.connecting.choose("Elsewhere")
        model.authoring.document.set(follow_up, "> 10 Years")
        desk.window.settle()
        submit(desk).reject()
        assert [one.pointer for one in by_source(model, "gateway")] == [USAGE, follow_up]
    desk.window.connecting.choose("Rehearsal")
    submit(desk).reject()
    assert sorted(one.pointer for one in by_source(model, "gateway")) == [USAGE, follow_up]
    model.authoring.document.remove(USAGE)
    desk.window.settle()
    submit(desk)
    assert [one.pointer for one in by_source(model, "gateway")] == [follow_up]
