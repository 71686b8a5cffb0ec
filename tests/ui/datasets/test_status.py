"""Changing the status of a dataset on the gateway: what will happen, that it happens, and when it does not."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gatewaydesk.practice.server import PracticeServer
from tests.ui.datasets.page import cells, choose, listed, pulled, read, statuses, there, titles
from tests.ui.sending import connect, ready

Desk = Any  # the fixture `desk`, see conftest.py


def go(desk: Desk, action: str, typed: str = "") -> Any:
    """Does an action through its sheet."""
    desk.do(action)
    sheet = desk.dialog(action)
    desk.window.settle()
    if typed:
        assert not sheet.accept_button.isEnabled()
        desk.type_into("delete.confirm", typed, sheet)
    desk.press(f"dialog.{action}.accept", sheet)
    return read(desk)


def test_through_its_whole_life(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    page = listed(desk)
    row = choose(desk, "Saltmarsh Sleep Study")
    number = int(row.remote.dataset_id)
    for action, status in (
        ("publish", "ACTIVE"),
        ("archive", "ARCHIVED"),
        ("unarchive", "DRAFT"),
        ("publish", "ACTIVE"),
        ("to-draft", "DRAFT"),
        ("archive", "ARCHIVED"),
    ):
        go(desk, action)
        assert statuses(server)[number] == status, action
        assert page.current is not None and page.current.remote.native_status == status
    go(desk, "delete", typed=str(number))
    assert number not in statuses(server)
    assert str(number) not in cells(page, 1)
    actions = [one.action for one in desk.store.history.rows() if one.dataset_id == str(number)]
    assert actions == ["delete", "archive", "to-draft", "publish", "unarchive", "archive", "publish"]
    assert "is deleted from the gateway" in desk.window.notice.words


def test_what_will_happen_is_said_first(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    listed(desk)
    choose(desk, "Saltmarsh Sleep Study")
    before = statuses(server)
    desk.do("publish")
    sheet = desk.dialog("publish")
    assert "Everybody can see it" in desk.find("publish.happens", sheet).text()
    assert desk.find("publish.undoable", sheet).text() == "It can be taken back from here."
    desk.press("dialog.publish.reject", sheet)
    desk.do("delete")
    sheet = desk.dialog("delete")
    assert desk.find("delete.undoable", sheet).text() == "This cannot be taken back from here."
    desk.type_into("delete.confirm", "999", sheet)
    assert not sheet.accept_button.isEnabled()
    QTest.keyClick(desk.find("delete.confirm", sheet), Qt.Key.Key_Return)
    desk.press("dialog.delete.reject", sheet)
    assert statuses(server) == before and not desk.store.outbox.rows()


def test_what_the_route_does_not_do_is_off_with_the_reason(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    page = listed(desk)
    choose(desk, "Saltmarsh Emergency Visits")
    made = desk.window.actions_by_id
    assert not made["publish"].isEnabled() and "published already" in made["publish"].toolTip()
    assert made["archive"].isEnabled() and made["delete"].text().endswith("from the gateway…")
    assert not page.foot.tools["publish"].isVisible() and page.foot.tools["archive"].isVisible()
    desk.do("show-drafts")
    assert made["delete"].text() == "De&lete draft"


def test_a_lost_answer_to_a_change_of_status_is_found_out(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    listed(desk)
    row = choose(desk, "Saltmarsh Sleep Study")
    server.hdruk.fail_next("reset-after")
    go(desk, "publish")
    assert statuses(server)[int(row.remote.dataset_id)] == "ACTIVE"
    assert [one.action for one in desk.store.history.rows()] == ["publish"]
    assert not desk.open_dialogs() and not desk.store.outbox.rows(open_only=True)


def test_a_refused_change_of_status_stays_with_its_ways_out(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    page = listed(desk)
    choose(desk, "Saltmarsh Sleep Study")
    server.hdruk.set_permissions({"datasets.update": False})
    go(desk, "publish")
    sheet = desk.dialog("publish")
    assert "permission" in sheet.waiting.says.text().casefold()
    server.hdruk.set_permissions({"datasets.update": True})
    desk.press("dialog.publish.accept", sheet)
    read(desk)
    assert page.current.remote.status == "active" and not desk.open_dialogs()


def test_publishing_says_that_the_draft_here_has_more(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    pulled(desk, "Saltmarsh Sleep Study")
    desk.type_into("field:/summary/title", "A better title")
    desk.do("datasets")
    QTest.qWait(500)
    read(desk)
    choose(desk, "Saltmarsh Sleep Study")
    desk.do("publish")
    sheet = desk.dialog("publish")
    read(desk)
    assert "changes that the gateway has not got" in desk.find("publish.more", sheet).text()


def test_a_status_that_changed_since_the_list_was_read_is_noticed(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    listed(desk)
    number = int(choose(desk, "Saltmarsh Sleep Study").remote.dataset_id)
    server.hdruk.edit_as_web(number, there(server, str(number)), status="ACTIVE")
    desk.do("archive")
    sheet = desk.dialog("archive")
    read(desk)
    assert "“active” by now, and was “draft” before" in desk.find("archive.by-now", sheet).text()
    assert "public pages" in desk.find("archive.happens", sheet).text()
    assert not sheet.accept_button.isDefault() and not sheet.accept_button.hasFocus()
    sheet.reject()
    assert statuses(server)[number] == "ACTIVE"


def press_again(desk: Desk, sheet: Any) -> None:
    """Reads, and presses what the sheet offers."""
    desk.press(f"{sheet.objectName()}.accept", sheet)
    read(desk)


@pytest.mark.parametrize(
    ("action", "title", "then", "before", "now"),
    [
        ("delete", "Saltmarsh Sleep Study", "ACTIVE", "a draft", "active"),
        ("publish", "Saltmarsh Sleep Study", "ARCHIVED", "draft", "archived"),
        ("archive", "Saltmarsh Sleep Study", "ACTIVE", "draft", "active"),
    ],
)
def test_a_status_that_changes_while_the_sheet_is_read_is_asked_about_anew(
    desk: Desk, server: PracticeServer, action: str, title: str, then: str, before: str, now: str
) -> None:
    connect(desk, server)
    listed(desk)
    number = int(choose(desk, title).remote.dataset_id)
    desk.do(action)
    sheet = desk.dialog(action)
    read(desk)
    happened = desk.find(f"{action}.happens", sheet).text()
    server.hdruk.edit_as_web(number, there(server, str(number))["metadata"], status=then)
    if sheet.confirm is not None:
        desk.type_into(f"{action}.confirm", str(number))
    press_again(desk, sheet)
    assert statuses(server)[number] == then and number in statuses(server), "nothing was done"
    said = desk.find(f"{action}.by-now", sheet)
    assert said.isVisible() and f"“{now}” by now, and was “draft” before" in said.text()
    assert desk.find(f"{action}.happens", sheet).text() != happened
    assert not sheet.accept_button.isDefault() and not sheet.accept_button.hasFocus()
    if sheet.confirm is not None:
        assert not sheet.accept_button.isEnabled(), "the ID has to be typed anew"
        assert sheet.accept_button.text() == "Delete" and "draft" not in sheet.question.text()
        assert "Everybody can see this dataset now" in desk.find("delete.more", sheet).text()
        desk.type_into("delete.confirm", str(number))
    press_again(desk, sheet)
    assert not desk.open_dialogs() and statuses(server).get(number) != then


def test_what_cannot_be_done_any_more_is_not_asked_about(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    listed(desk)
    row = next(one for one in server.hdruk.datasets() if one["status"] == "ARCHIVED")
    desk.window.pages["datasets"].seek(str(row["id"]))
    read(desk)
    desk.do("unarchive")
    sheet = desk.dialog("unarchive")
    read(desk)
    server.hdruk.edit_as_web(row["id"], there(server, str(row["id"]))["metadata"], status="ACTIVE")
    press_again(desk, sheet)
    assert statuses(server)[row["id"]] == "ACTIVE"
    assert "is “active” by now" in sheet.waiting.says.text() and not sheet.accept_button.isEnabled()
    assert sheet.facts.text().endswith(", active now.")
    desk.press("way.refresh", sheet)
    read(desk)
    assert desk.window.remoting.current.remote.status == "active"


def test_without_a_team_id_what_the_older_route_cannot_do_is_said(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server, "Older", team=False)
    page = listed(desk)
    assert len(titles(page)) == len(server.hdruk.datasets())
    choose(desk, "Saltmarsh Sleep Study")
    made = desk.window.actions_by_id
    for action in ("publish", "archive"):
        assert made[action].isEnabled() or made[action].toolTip()


def test_enter_twice_submits_once_and_escape_stops(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    ready(desk)
    desk.do("submit")
    sheet = desk.dialog("submit")
    read(desk)
    sheet.accept_button.setFocus()
    for _ in range(2):
        QTest.keyClick(sheet.focusWidget() or sheet, Qt.Key.Key_Return)
    read(desk)
    assert desk.open_dialogs() == ["dialog.receipt"] and len(desk.store.history.rows()) == 1
    desk.press("dialog.receipt.accept", desk.dialog("receipt"))
    listed(desk)
    choose(desk, "Saltmarsh Sleep Study")
    desk.do("archive")
    sheet = desk.dialog("archive")
    read(desk)
    server.hdruk.fail_next("delay", seconds=30)
    QTest.keyClick(sheet.focusWidget() or sheet, Qt.Key.Key_Return)
    QTest.keyClick(sheet.focusWidget() or sheet, Qt.Key.Key_Escape)
    assert sheet.waiting.says.text() == "Stopping…"
