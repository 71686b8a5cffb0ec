"""The gateway's own test from the window; drafts and routes in the submit sheet; finding the team ID there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.connection import Connection
from gatewaydesk.practice.server import PracticeServer
from tests.ui.sending import by_source, connect, ready, submit

Desk = Any  # the fixture `desk`, see conftest.py
FOLLOW_UP = ("coverage", "followUp")


def without_team(desk: Desk, server: PracticeServer) -> Connection:
    connect(desk, server)
    there = desk.store.connections.get("Rehearsal")
    bare = Connection(there.name, "hdruk", there.url, practice=True)
    desk.store.connections.save(bare)
    desk.window.connecting.refresh()
    desk.window.connecting.changed.emit()
    desk.window.settle()
    return bare


def try_it(desk: Desk) -> Any:
    desk.do("test-submit")
    sheet = desk.dialog("test-submit")
    desk.press("dialog.test-submit.accept", sheet)
    desk.window.settle()
    return sheet


def test_a_test_changes_nothing_here_or_there(desk: Desk, practice: PracticeServer) -> None:
    connect(desk, practice)
    model = ready(desk)
    document = model.authoring.document
    document.set(FOLLOW_UP, "Other")
    before = document.value["modified"]
    sheet = try_it(desk)
    assert "would take this dataset; nothing was kept" in desk.find("test-submit.verdict", sheet).text()
    assert practice.hdruk.datasets() == [] and desk.store.outbox.rows() == [] and desk.store.history.rows() == []
    assert document.value["modified"] == before
    assert "the same with and without a team ID" in desk.find("submit.route", sheet).text()
    assert not desk.find("test-submit.find-team", sheet).isVisible()


def test_what_the_test_refuses_stands_on_the_fields_until_it_passes(desk: Desk, practice: PracticeServer) -> None:
    without_team(desk, practice)
    model = ready(desk)
    model.authoring.document.set(FOLLOW_UP, "> 10 Years")
    desk.window.settle()
    sheet = try_it(desk)
    assert "on the way" in desk.find("test-submit.verdict", sheet).text()
    assert [one.pointer for one in by_source(model, "gateway")] == [FOLLOW_UP]
    desk.pick(desk.find("test-submit.problems", sheet), 0)
    assert desk.open_dialogs() == []
    assert desk.window.focused == FOLLOW_UP
    assert desk.find("problem:/coverage/followUp").isVisible()
    model.authoring.document.set(FOLLOW_UP, "Other")
    desk.window.settle()
    try_it(desk)
    assert by_source(model, "gateway") == []


def test_with_a_team_id_what_only_the_test_refuses_is_told_and_put_on_no_field(
    desk: Desk, practice: PracticeServer
) -> None:
    connect(desk, practice)
    model = ready(desk)
    model.authoring.document.set(FOLLOW_UP, "> 10 Years")
    desk.window.settle()
    sheet = try_it(desk)
    assert "submitting may work all the same" in desk.find("test-submit.verdict", sheet).text()
    assert by_source(model, "gateway") == []
    assert len(desk.find("test-submit.problems", sheet).picks) == 1
    desk.press("dialog.test-submit.reject", sheet)
    submit(desk)
    desk.dialog("receipt")


def test_a_refused_test_has_its_ways_out(desk: Desk, practice: PracticeServer) -> None:
    connect(desk, practice)
    ready(desk).authoring.document.set(FOLLOW_UP, "Other")
    new = practice.hdruk.rotate_client_id()
    sheet = try_it(desk)
    desk.press("way.sign-in", sheet)
    dialog = desk.dialog("sign-in")
    desk.type_into("field:/application_id", practice.details["hdruk"]["application_id"], dialog)
    desk.type_into("field:/client_id", new, dialog)
    desk.press("dialog.sign-in.accept", dialog)
    desk.press("dialog.test-submit.accept", sheet)
    desk.window.settle()
    assert "would take this dataset" in desk.find("test-submit.verdict", sheet).text()


def test_the_team_id_is_found_kept_and_the_better_route_taken(desk: Desk, tmp_path: Path) -> None:
    with PracticeServer(tmp_path / "practice") as server:  # its samples are the list that it is read from
        without_team(desk, server)
        model = ready(desk)
        model.authoring.document.set(FOLLOW_UP, "> 10 Years")
        desk.window.settle()
        assert [one.keyword for one in by_source(model, "advice")] == ["escaped-on-the-way"]
        desk.do("submit")
        sheet = desk.dialog("submit")
        assert "holds no team ID" in desk.find("submit.route", sheet).text()
        assert not desk.find("submit.status.draft", sheet).isVisible()
        desk.press("submit.find-team", sheet)
        desk.window.settle()
        number = server.details["hdruk"]["team_id"]
        assert f"Your team's ID is {number}" in desk.find("submit.team", sheet).text()
        desk.press("submit.keep-team", sheet)
        desk.window.settle()
        assert desk.store.connections.get("Rehearsal").options == {"team_id": number}
        assert f"holds the team ID {number}" in desk.find("submit.route", sheet).text()
        assert not desk.find("submit.find-team", sheet).isVisible()
        assert desk.find("submit.status.draft", sheet).isVisible()
        assert by_source(model, "advice") == []
        desk.press("dialog.submit.accept", sheet)
        desk.dialog("receipt")
        assert server.hdruk.datasets()[-1]["metadata"]["coverage"]["followUp"] == "> 10 Years"


def test_where_the_id_cannot_be_found_it_can_be_entered(desk: Desk, practice: PracticeServer) -> None:
    without_team(desk, practice)
    ready(desk)
    desk.do("submit")
    sheet = desk.dialog("submit")
    desk.press("submit.find-team", sheet)
    desk.window.settle()
    assert "shows no dataset of your team yet" in desk.find("submit.finding.says", sheet).text()
    desk.press("submit.enter-team", sheet)
    settings = desk.dialog("sign-in")
    assert settings.focusWidget().objectName() == "field:/team_id"
    desk.type_into("field:/team_id", str(practice.details["hdruk"]["team_id"]), settings)
    desk.press("dialog.sign-in.accept", settings)
    desk.window.settle()
    assert "holds the team ID" in desk.find("submit.route", sheet).text()


@pytest.mark.parametrize("team", [True, False])
def test_what_is_not_finished_can_be_sent_as_a_draft_where_the_team_is_known(
    desk: Desk, practice: PracticeServer, team: bool
) -> None:
    (connect if team else without_team)(desk, practice)
    desk.window.new_draft("HDRUK/4.0.0", {"summary": {"title": "Only a title"}})
    desk.window.settle()
    desk.do("submit")
    sheet = desk.dialog("submit")
    desk.window.settle()
    hint = desk.find("submit.hint", sheet)
    assert hint.isVisible()
    assert ("keeps unfinished metadata as a draft" if team else "With the team ID") in hint.text()
    if not team:
        assert not sheet.accept_button.isEnabled()
        return
    desk.find("submit.status.active", sheet).click()
    desk.window.settle()
    assert not sheet.accept_button.isEnabled() and "mend first" in hint.text()
    desk.find("submit.status.draft", sheet).click()
    desk.window.settle()
    assert sheet.accept_button.text() == "Send as draft" and sheet.accept_button.isEnabled()
    desk.press("dialog.submit.accept", sheet)
    desk.dialog("receipt")
    assert [row["status"] for row in practice.hdruk.datasets()] == ["DRAFT"]


def test_without_a_title_not_even_a_draft_is_sent(desk: Desk, practice: PracticeServer) -> None:
    connect(desk, practice)
    desk.window.new_draft("HDRUK/4.0.0", {"summary": {"title": "  "}})
    desk.window.settle()
    desk.do("submit")
    sheet = desk.dialog("submit")
    desk.find("submit.status.draft", sheet).click()
    desk.window.settle()
    assert not sheet.accept_button.isEnabled()
    assert "Give it a title first" in sheet.accept_button.toolTip()
