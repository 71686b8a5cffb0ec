"""What a person sees before something is sent that cannot be taken back, and what a narrow window leaves of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from PySide6.QtTest import QTest

from gatewaydesk.connection import Connection
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.ui import theme
from tests.ui.datasets.page import choose, listed, pull_new, pulled, read, there, update_sheet
from tests.ui.sending import connect, ready, submit

Desk = Any  # the fixture `desk`, see conftest.py


def colleague(server: PracticeServer, number: str) -> None:
    theirs = there(server, number)["metadata"]
    theirs["summary"]["abstract"] = "Written on the web by a colleague, meanwhile."
    server.hdruk.edit_as_web(int(number), theirs)


def delete_elsewhere(server: PracticeServer, number: str) -> None:
    details = server.details["hdruk"]
    address = f"{details['url']}/api/v2/teams/{details['team_id']}/datasets/{number}"
    ids = {"x-application-id": details["application_id"], "x-client-id": details["client_id"]}
    assert requests.delete(address, headers=ids, timeout=10).ok


def test_the_update_sheet_asks_again_and_tells_why_it_did(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    row = pulled(desk)
    desk.type_into("field:/summary/title", "Mine")
    server.hdruk.maintenance = True
    sheet = update_sheet(desk)
    assert not desk.find("update.standing", sheet).text()
    server.hdruk.maintenance = False
    colleague(server, row.remote.dataset_id)
    desk.press("update.again", sheet)
    read(desk)
    assert "has changed on Rehearsal" in desk.find("update.standing", sheet).text()
    assert not sheet.accept_button.isEnabled() and desk.find("update.merge", sheet).isVisible()


def test_a_dataset_that_is_gone_leads_back_to_the_list(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    row = pulled(desk)
    delete_elsewhere(server, row.remote.dataset_id)
    sheet = update_sheet(desk)
    assert "refresh" in sheet.ways.offered, sheet.waiting.says.text()
    desk.press("way.refresh", sheet)
    read(desk)
    assert not desk.open_dialogs() and desk.window.page == "datasets"
    assert row.remote.dataset_id not in [one.remote.dataset_id for one in desk.window.pages["datasets"].all_rows]


def test_what_the_older_route_would_refuse_is_seen_before_an_update(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server, "Older", team=False)
    listed(desk)
    choose(desk, "Saltmarsh Emergency Visits")
    pull_new(desk)
    authoring = desk.window.current_model.authoring
    place = next(
        one
        for one in (("summary", "contactPoint"), ("summary", "dataCustodian", "contactPoint"))
        if isinstance(authoring.document.get(one), str)
    )
    authoring.document.set(place, "o'neil@example.org")
    sheet = update_sheet(desk)
    assert "This gateway would refuse" in desk.find("update.spoiled", sheet).text()
    assert "o'neil" not in desk.find("update.consequences", sheet).text()
    desk.press("update.show-field", sheet)
    desk.window.settle()
    assert not desk.open_dialogs()
    assert place in [one.pointer for one in authoring.problems if one.source == "gateway"]


def test_publishing_what_is_unfinished_is_warned_of_and_not_led_to(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    listed(desk)
    row = choose(desk, "Saltmarsh Sleep Study")
    theirs = there(server, row.remote.dataset_id)["metadata"]
    theirs["summary"].pop("abstract", None)
    server.hdruk.edit_as_web(int(row.remote.dataset_id), theirs)
    desk.do("publish")
    sheet = desk.dialog("publish")
    read(desk)
    words = desk.find("publish.unready", sheet)
    assert words.isVisible() and "Not ready" in words.text() and "for all to see" in words.text()
    assert sheet.accept_button.text() == "Publish it unfinished" and sheet.reject_button.isDefault()
    sheet.reject()


def test_deleting_a_draft_is_told_from_deleting_what_everybody_sees(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    listed(desk)
    for title, words, public in (
        ("Saltmarsh Sleep Study", "Delete the draft", False),
        ("Saltmarsh Emergency Visits", "Delete", True),
    ):
        choose(desk, title)
        button = desk.window.pages["datasets"].foot.tools["delete"]
        assert button.palette().buttonText().color() == theme.color("danger")
        desk.do("delete")
        sheet = desk.dialog("delete")
        read(desk)
        assert sheet.accept_button.text() == words
        told = desk.find("delete.happens", sheet).text() + desk.find("delete.more", sheet).text()
        assert ("Everybody can see this dataset now" in told) is public
        assert ("only your team sees" in told) is not public
        sheet.reject()


def test_what_is_not_ready_is_not_proposed_for_publishing(desk: Desk, practice: PracticeServer) -> None:
    connect(desk, practice)
    desk.window.new_draft("HDRUK/4.0.0")
    desk.window.settle()
    desk.type_into("field:/summary/title", "Begun")
    desk.do("submit")
    sheet = desk.dialog("submit")
    desk.window.settle()
    assert sheet.status == "draft" and sheet.accept_button.text() == "Send as draft"
    desk.find("submit.status.active", sheet).click()
    desk.window.settle()
    assert sheet.status == "active" and not sheet.accept_button.isEnabled()


def test_while_something_is_under_way_one_button_stops_it(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    pulled(desk)
    desk.do("update")
    sheet = desk.dialog("update")
    if sheet.waiting.busy:
        assert sheet.reject_button.text() == "Stop" and not sheet.waiting.stop_button.isVisible()
    read(desk)
    assert sheet.reject_button.text() == "Cancel" and sheet.reject_button.isEnabled()


def test_a_narrow_list_leaves_out_what_can_be_done_without(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    rows = listed(desk).rows

    def shown() -> list[str]:
        header = rows.horizontalHeader()
        return [one.heading for at, one in enumerate(rows.rows_model.columns) if not header.isSectionHidden(at)]

    assert len(shown()) == len(rows.rows_model.columns)
    desk.window.resize(640, 840)
    desk.window.settle()
    assert shown()[:2] == ["Title", "Status"] and "Made with" not in shown()
    assert not rows.horizontalScrollBar().isVisible()
    desk.window.resize(1400, 840)
    desk.window.settle()
    assert len(shown()) == len(rows.rows_model.columns)


def test_unfinished_json_in_a_box_is_there_again_after_a_restart(
    desk: Desk, start: Callable[..., Desk], tmp_path: Path
) -> None:
    schema = tmp_path / "free.json"
    members = {"title": {"type": "string", "title": "Title"}, "free": {"title": "Free"}}
    whole = {"type": "object", "title": "Free", "required": ["title", "free"], "properties": members}
    schema.write_text(json.dumps(whole), encoding="utf-8")
    desk.window.catalogue.add(schema, "Free/1")
    desk.window.new_draft("Free/1", {"title": "T"})
    desk.window.settle()
    box = desk.find("field:/free")
    box.setFocus()
    QTest.keyClicks(box, '{"a": [1, ')
    desk.close()
    again = start()
    again.window.start()
    again.window.settle()
    assert again.find("field:/free").raw() == '{"a": [1, '
    assert "free" not in again.window.current_model.authoring.document.value
    assert any("unfinished JSON" in one for one in again.window.current_model.unfinished_sentences())
    box = again.find("field:/free")
    box.setFocus()
    QTest.keyClicks(box, "2]}")
    again.window.settle()
    assert again.window.current_model.authoring.document.value["free"] == {"a": [1, 2]}
    again.close()
    later = start()
    later.window.start()
    later.window.settle()
    assert not later.window.current_model.beside.unfinished


def test_a_draft_whose_dataset_a_colleague_deleted_offers_no_update(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    row = pulled(desk)
    assert desk.window.actions_by_id["update"].isEnabled()
    delete_elsewhere(server, row.remote.dataset_id)
    page = listed(desk)
    page.refresh_wanted.emit()
    read(desk)
    desk.window.show_form()
    desk.window.settle()
    assert not desk.window.actions_by_id["update"].isEnabled()


def test_nothing_goes_to_production_before_somebody_was_sure(
    desk: Desk, server: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, asked = [False, True], list[str]()

    def ask(_: object, question: str, *__: object, **___: object) -> bool:
        asked.append(question)
        return answers.pop(0)

    monkeypatch.setattr("gatewaydesk.ui.dialogs.production.ask", ask)
    monkeypatch.setattr(Connection, "production", True)
    connect(desk, server)
    ready(desk)
    sheet = submit(desk)
    assert len(asked) == 1 and not desk.store.outbox.rows() and sheet.isVisible()
    desk.press("dialog.submit.accept", sheet)
    assert len(asked) == 2 and [row.state for row in desk.store.outbox.rows()] == ["sent"]
    ready(desk)
    desk.type_into("field:/summary/title", "Another")
    submit(desk)
    assert len(asked) == 2 and [row.state for row in desk.store.outbox.rows()] == ["sent", "sent"]
