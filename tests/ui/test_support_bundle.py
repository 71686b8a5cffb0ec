"""The support bundle in the window: one click, every file to be read, and what is saved is what was shown."""

from __future__ import annotations

import logging
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel

from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.logs import start_logging, stop_logging

Desk = Any  # the fixture `desk`, see conftest.py


def opened(desk: Desk) -> Any:
    desk.do("support")
    dialog = desk.dialog("support")
    desk.window.settle()
    assert dialog.bundle is not None
    return dialog


def test_what_is_saved_is_what_was_shown(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handler = start_logging()
    logging.getLogger("gatewaydesk.ui.tasks").error("background work failed: %s", "KeyError")
    stop_logging(handler)
    dialog = opened(desk)
    shown: dict[str, str] = {}
    for row, pick in enumerate(dialog.parts.picks):
        desk.pick(dialog.parts, row)
        shown[pick.title] = desk.find("support.text", dialog).toPlainText()
    file = tmp_path / "bundle.zip"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    desk.press("dialog.support.accept", dialog)
    with zipfile.ZipFile(file) as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == shown
    assert "background work failed: KeyError" in shown["logs/events.txt"]
    assert "offscreen" in shown["versions.json"]
    assert "dialog.support" not in desk.open_dialogs()
    words = [label.text() for label in desk.window.notice.findChildren(QLabel)]
    assert any("Nothing was sent" in text and str(file) in text for text in words)


def test_nothing_of_the_open_draft_and_no_id_is_in_it(desk: Desk, practice: Any) -> None:
    details = practice.details["hdruk"]
    from gatewaydesk.services.connecting import keep_practice

    keep_practice(desk.store, desk.window.credentials, practice.details)
    assert isinstance(desk.window.credentials, Credentials)
    desk.window.new_draft("HDRUK/4.0.0", example=True)
    desk.window.settle()
    handler = start_logging()
    title = desk.window.current_model.authoring.title
    logging.getLogger("gatewaydesk.test").error("about %s, whose ID is %s", title, details["client_id"])
    stop_logging(handler)
    dialog = opened(desk)
    whole = "".join(part.text for part in dialog.bundle.parts)
    assert title not in whole and details["client_id"] not in whole
    assert "ERROR …: (its words are left out)" in whole
    assert "One entry of the log" in desk.find("support.told", dialog).text()


def test_it_is_in_the_help_menu_and_in_the_palette(desk: Desk) -> None:
    help_menu = next(menu for menu in desk.window.menuBar().actions() if menu.menu().objectName() == "menu.help").menu()
    assert desk.window.actions_by_id["support"] in help_menu.actions()
    assert "support" in {action.id for action in desk.window.action_table}


def test_a_place_that_cannot_be_written_to_is_said_and_the_dialog_stays(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened(desk)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "none" / "x.zip"), ""))
    desk.press("dialog.support.accept", dialog)
    assert "dialog.support" in desk.open_dialogs()
    assert "could not be written" in dialog.waiting.says.text()


def test_about_does_not_wait_for_a_keyring(desk: Desk) -> None:
    desk.do("about")
    dialog = desk.dialog("about")
    desk.window.settle()
    assert "keyring" in dialog._values["Secrets"].text() and "MemoryKeyring" in dialog._values["Secrets"].text()
