"""The main job through the window, end to end, against a gateway that listens on loopback."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.ui.dialogs.sign_in import SignInDialog

Desk = Any  # the fixture `desk`, see conftest.py


def sign_in(desk: Desk, practice: PracticeServer, *, name: str = "Rehearsal", client_id: str = "") -> SignInDialog:
    """Fills the sign-in dialog in."""
    details = practice.details["hdruk"]
    desk.do("add-gateway")
    dialog: SignInDialog = desk.dialog("sign-in")
    for place, text in {
        "name": name,
        "url": details["url"],
        "team_id": str(details["team_id"]),
        "application_id": details["application_id"],
        "client_id": client_id or details["client_id"],
    }.items():
        desk.type_into(f"field:/{place}", text, dialog)
    return dialog


def test_new_type_err_mend_sign_in_submit_and_find_it_tomorrow(
    start: Callable[..., Desk], practice: PracticeServer, home: Any, memory_keyring: Any, qtbot: Any
) -> None:
    desk = start()
    desk.do("new")
    new = desk.dialog("new")
    desk.pick(desk.find("schemas", new), desk.row_of(desk.find("schemas", new), "HDRUK/4.0.0"))
    desk.find("new.example", new).setChecked(True)
    desk.press("dialog.new.accept", new)
    model = desk.window.current_model
    assert model is not None
    assert model.authoring.problems == []

    # A mistake, seen while typing, found in the list, mended.
    desk.type_into("field:/summary/title", "Walking pace and wheeze")
    desk.type_into("field:/summary/abstract", "Hm")
    assert [one.pointer for one in model.authoring.problems] == [("summary", "abstract")]
    desk.window.show_section("/coverage")
    desk.pick(desk.find("problems"), 1)
    assert desk.window.form.current == "/summary"
    line = desk.find("problem:/summary/abstract")
    qtbot.waitUntil(line.isVisible, timeout=3_000)  # it is said in a pause of typing
    assert "at least 5 characters" in line.text()
    desk.type_into("field:/summary/abstract", "How fast people walk, and how well they breathe.")
    assert model.authoring.problems == []

    # Signing in, with its test.
    dialog = sign_in(desk, practice)
    desk.press("dialog.sign-in.test", dialog)
    assert [step.passed for step in dialog.tested.known] == [True] * len(dialog.tested.known)
    assert len(dialog.tested.known) >= 3
    desk.press("dialog.sign-in.accept", dialog)
    assert desk.window.connecting.current is not None
    assert desk.window.connecting.current.practice
    assert desk.window.top.badge.isVisible()
    assert memory_keyring.entries

    # Submitting, and the receipt.
    desk.do("submit")
    sheet = desk.dialog("submit")
    assert desk.find("gateways", sheet).current_key == "Rehearsal"
    assert sheet.accept_button.isEnabled()
    desk.press("dialog.submit.accept", sheet)
    receipt = desk.dialog("receipt")
    dataset_id = desk.find("receipt.dataset_id", receipt).text()
    assert dataset_id
    desk.press("receipt.copy", receipt)
    assert QGuiApplication.clipboard().text() == dataset_id
    desk.press("dialog.receipt.accept", receipt)
    desk.close()

    # Tomorrow.
    desk = start()
    desk.window.start()
    desk.window.settle()
    again = desk.window.current_model
    assert again is not None
    assert again.authoring.title == "Walking pace and wheeze"
    desk.do("show-history")
    history = desk.find("history")
    assert history.model().index(0, 0).data() == "Walking pace and wheeze"
    assert history.model().index(0, 1).data() == dataset_id
    desk.do("show-drafts")
    drafts = desk.find("drafts")
    assert drafts.model().rowCount() == 1
    assert dataset_id in drafts.model().index(0, 4).data()
    desk.close()

    # Neither ID is in any file.
    secrets = [practice.details["hdruk"][name].encode() for name in ("application_id", "client_id")]
    held = b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file())
    assert held
    assert not any(secret in held for secret in secrets)


def test_a_wrong_client_id_is_told_step_by_step_and_a_refusal_in_words(desk: Desk, practice: PracticeServer) -> None:
    dialog = sign_in(desk, practice, client_id="x" * 40)
    desk.press("dialog.sign-in.test", dialog)
    verdicts = [step.passed for step in dialog.tested.known]
    assert False in verdicts
    assert verdicts[: verdicts.index(False)] == [True] * verdicts.index(False)
    assert "does not work yet" in desk.find("sign-in.verdict", dialog).text()
    desk.press("dialog.sign-in.accept", dialog)
    desk.window.new_draft("HDRUK/4.0.0", example=True)
    desk.window.settle()
    desk.do("submit")
    sheet = desk.dialog("submit")
    desk.press("dialog.submit.accept", sheet)
    assert (
        "Client ID" in desk.find("submit.says", sheet).text() or "client ID" in desk.find("submit.says", sheet).text()
    )
    assert sheet.isVisible()
    assert desk.store.history.rows() == []


def test_nothing_is_sent_while_something_is_wrong_and_the_sheet_leads_to_it(
    desk: Desk, practice: PracticeServer
) -> None:
    dialog = sign_in(desk, practice)
    desk.press("dialog.sign-in.accept", dialog)
    desk.window.new_draft("HDRUK/4.0.0")
    desk.window.settle()
    desk.do("submit")
    sheet = desk.dialog("submit")
    assert not sheet.accept_button.isEnabled()
    desk.pick(desk.find("submit.problems", sheet), 1)
    assert not desk.open_dialogs()
    assert desk.window.focused == ("summary", "abstract")


def test_a_draft_may_be_sent_unfinished_where_the_route_takes_drafts(desk: Desk, practice: PracticeServer) -> None:
    dialog = sign_in(desk, practice)
    desk.press("dialog.sign-in.accept", dialog)
    desk.window.new_draft("HDRUK/4.0.0")
    desk.window.settle()
    desk.type_into("field:/summary/title", "Only begun")
    desk.do("submit")
    sheet = desk.dialog("submit")
    desk.find("submit.status.draft", sheet).click()
    desk.window.settle()
    assert sheet.accept_button.isEnabled()
    desk.press("dialog.submit.accept", sheet)
    desk.dialog("receipt")
    assert desk.store.history.rows()[0].status == "draft"


@pytest.mark.parametrize("copy", [False, True])
def test_the_same_version_is_not_sent_twice_unasked(desk: Desk, practice: PracticeServer, copy: bool) -> None:
    dialog = sign_in(desk, practice)
    desk.press("dialog.sign-in.accept", dialog)
    desk.window.new_draft("HDRUK/4.0.0", example=True)
    desk.window.settle()
    desk.do("submit")
    desk.press("dialog.submit.accept", desk.dialog("submit"))
    desk.press("dialog.receipt.accept", desk.dialog("receipt"))
    if copy:
        desk.do("duplicate")
    desk.do("submit")
    sheet = desk.dialog("submit")
    assert "as dataset" in desk.find("submit.sent-before.words", sheet).text() or not copy
    assert not sheet.accept_button.isEnabled()
    desk.find("submit.second", sheet).click()
    assert sheet.accept_button.text() == "Create a second dataset"
    desk.press("dialog.submit.accept", sheet)
    assert len(desk.store.history.rows()) == 2


def test_without_a_gateway_submitting_begins_with_adding_one(desk: Desk) -> None:
    desk.window.new_draft("HDRUK/4.0.0", example=True)
    desk.window.settle()
    desk.do("submit")
    assert desk.dialog("sign-in").isVisible()


def test_cancelling_while_sending_leaves_the_sheet_and_the_truth(
    start: Callable[..., Desk], tmp_path: Any, qtbot: Any
) -> None:
    with PracticeServer(tmp_path / "slow", samples=False) as server:
        desk = start()
        dialog = sign_in(desk, server)
        desk.press("dialog.sign-in.accept", dialog)
        desk.window.new_draft("HDRUK/4.0.0", example=True)
        desk.window.settle()
        desk.do("submit")
        sheet = desk.dialog("submit")
        QTest.mouseClick(desk.find("dialog.submit.accept", sheet), Qt.MouseButton.LeftButton)
        QTest.mouseClick(desk.find("dialog.submit.reject", sheet), Qt.MouseButton.LeftButton)
        desk.window.settle()
        states = {row.state for row in desk.store.outbox.rows()}
        assert states <= {"sent", "refused", "unknown"}
        assert (states == {"sent"}) == bool(desk.store.history.rows())
        desk.close()


def test_secrets_never_reach_the_log(desk: Desk, practice: PracticeServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    dialog = sign_in(desk, practice)
    desk.press("dialog.sign-in.test", dialog)
    desk.press("dialog.sign-in.accept", dialog)
    for name in ("application_id", "client_id"):
        assert practice.details["hdruk"][name] not in caplog.text
