"""Backups and archives in the window: made by themselves, gone back to, written out and taken in by hand."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog

from gatewaydesk.connection import Connection
from gatewaydesk.services import archive
from gatewaydesk.store import Store, backup
from gatewaydesk.ui.tasks import Tasks

Desk = Any  # the fixture `desk`, see conftest.py
TITLE = "field:/summary/title"


def written(desk: Desk, title: str) -> str:
    desk.window.new_draft("HDRUK/4.0.0", {"summary": {"title": title}})
    desk.window.settle()
    draft: str = desk.window.desk.draft_id
    return draft


def titles(desk: Desk) -> list[str]:
    return sorted(row.title for row in desk.store.drafts.rows())


def test_a_backup_a_day_is_made_by_itself(desk: Desk):
    written(desk, "One")
    desk.window.daily_backup.think()
    desk.window.settle()
    assert [one.why for one in backup.backups(desk.store.path)] == ["daily"]
    desk.window.daily_backup.think()
    desk.window.settle()
    assert len(backup.backups(desk.store.path)) == 1


def test_what_stands_in_the_way_of_a_backup_is_said(desk: Desk):
    folder = backup.folder_of(desk.store.path)
    folder.write_text("in the way")
    desk.window.daily_backup.think()
    desk.window.settle()
    assert "backup could not be written" in desk.window.notice.words
    folder.unlink()
    desk.window.daily_backup.think()
    desk.window.settle()
    assert desk.window.notice.words == ""


def test_going_back_and_forth_by_hand(desk: Desk):
    written(desk, "Before")
    desk.do("backups")
    dialog = desk.dialog("backups")
    assert dialog.rows.isHidden() and "no backup yet" in dialog.words.text()
    assert not dialog.accept_button.isEnabled()
    desk.press("backups.now", dialog)
    assert dialog.waiting.says.text() == "The backup is made."
    assert "1 draft and 0 receipts" in dialog.details.text() and "“Before”" in dialog.details.text()
    dialog.reject()
    desk.type_into(TITLE, "After")
    written(desk, "Another")
    assert titles(desk) == ["After", "Another"]
    desk.do("backups")
    dialog = desk.dialog("backups")
    desk.press("dialog.backups.accept", dialog)
    asked = desk.dialog("go-back")
    assert "Now there are 2 drafts here; then there will be 1 draft" in asked.informativeText()
    desk.press("dialog.go-back.accept", asked)
    assert titles(desk) == ["Before"]
    assert desk.window.current_model is None
    assert "newest backup" in dialog.waiting.says.text()
    desk.pick(dialog.rows, 0)
    assert "2 drafts" in dialog.details.text()
    desk.press("dialog.backups.accept", dialog)
    desk.press("dialog.go-back.accept", desk.dialog("go-back"))
    assert titles(desk) == ["After", "Another"]


def test_only_what_is_missing_is_brought_in(desk: Desk):
    lost = written(desk, "Lost")
    backup.make(desk.store.database, "asked")
    kept = written(desk, "Kept")
    desk.window.desk.close()
    with desk.store.database.write() as connection:
        connection.execute("DELETE FROM drafts WHERE id = ?", (lost,))
    desk.do("backups")
    dialog = desk.dialog("backups")
    desk.press("backups.missing", dialog)
    assert dialog.waiting.says.text() == "Brought in 1 draft."
    assert titles(desk) == ["Kept", "Lost"]
    assert desk.store.drafts.load(kept).title == "Kept"
    desk.press("backups.missing", dialog)
    assert dialog.waiting.says.text() == "Nothing is missing here."


def test_a_backup_that_is_damaged_is_shown_so_and_cannot_be_gone_back_to(desk: Desk):
    written(desk, "One")
    made = backup.make(desk.store.database)
    made.path.write_bytes(b"\xa5" * 9000)
    desk.do("backups")
    dialog = desk.dialog("backups")
    assert dialog.rows.picks[0].figure == ("cannot be used", "wrong")
    assert "damaged" in dialog.details.text()
    assert not dialog.accept_button.isEnabled() and not dialog.missing.isEnabled()


def test_everything_is_written_and_taken_in_elsewhere(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    written(desk, "Carried <b>over</b>")
    desk.store.connections.save(Connection("G", "hdruk", "https://example.org"))
    path = tmp_path / "all.zip"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    desk.do("export-all")
    assert "1 draft and 0 receipts are in" in desk.window.notice.words
    assert zipfile.is_zipfile(path)
    desk.window.desk.close()
    with desk.store.database.write() as connection:
        for table in ("drafts", "connections"):
            connection.execute(f"DELETE FROM {table}")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    desk.do("take-in")
    dialog = desk.dialog("arrival")
    shown = [one.title for one in dialog.rows.picks]
    assert shown[:2] == ["New drafts", "Carried <b>over</b>"]
    assert "G (https://example.org)" in shown
    assert titles(desk) == []
    desk.press("dialog.arrival.accept", dialog)
    assert titles(desk) == ["Carried <b>over</b>"]
    assert "Took in 1 draft and 1 connection." in desk.window.notice.words
    assert "dialog.arrival" not in desk.open_dialogs()
    desk.do("take-in")
    dialog = desk.dialog("arrival")
    assert "Everything in it is here already" in dialog.words.text()
    assert not dialog.accept_button.isEnabled()


def test_what_is_no_archive_is_said_in_the_dialog(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "photo.zip"
    path.write_bytes(b"no zip")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    desk.do("take-in")
    dialog = desk.dialog("arrival")
    assert "cannot be taken in: it is no zip" in dialog.waiting.says.text()
    assert not dialog.accept_button.isEnabled()


def test_nothing_is_begun_while_the_program_closes(desk: Desk):
    assert isinstance(desk.tasks, Tasks) and isinstance(desk.store, Store)
    desk.tasks.close()
    desk.window.daily_backup.think()
    assert backup.backups(desk.store.path) == []


def test_the_open_draft_is_open_again_after_going_back_where_it_still_is_one(desk: Desk):
    draft = written(desk, "Before")
    backup.make(desk.store.database, "asked")
    desk.type_into(TITLE, "After")
    desk.do("backups")
    dialog = desk.dialog("backups")
    desk.press("dialog.backups.accept", dialog)
    asked = desk.dialog("go-back")
    assert "Now there is 1 draft here; then there will be 1 draft, as it was." in asked.informativeText()
    desk.press("dialog.go-back.accept", asked)
    assert desk.window.desk.draft_id == draft
    assert desk.find(TITLE).text() == "Before"
    dialog.reject()
    desk.type_into(TITLE, "On from there")
    assert desk.window.desk.autosave.flush()
    assert titles(desk) == ["On from there"]


def test_backups_of_one_minute_are_told_apart_by_the_clock(desk: Desk):
    written(desk, "One")
    for second in (1, 2):
        made = backup.make(desk.store.database, "asked")
        os.utime(made.path, (second, second))
    desk.do("backups")
    shown = [one.title for one in desk.dialog("backups").rows.picks]
    assert len(set(shown)) == 2 and all(title.count(":") == 2 for title in shown)


def test_drafts_of_one_title_are_told_apart_before_they_are_taken_in(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    ids = {desk.store.drafts.create({"n": at}, schema="A/1", title="Same").id for at in range(3)}
    path = tmp_path / "all.zip"
    archive.write(desk.store, path)
    with desk.store.database.write() as connection:
        connection.execute("DELETE FROM drafts")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    desk.do("take-in")
    notes = [one.note for one in desk.dialog("arrival").rows.picks if one.title == "Same"]
    assert {note.rsplit(" ", 1)[1] for note in notes} == {one[:8] for one in ids}
    assert all(note.startswith("changed ") for note in notes)
