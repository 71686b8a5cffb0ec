"""Files as a person meets them: opened with questions, saved without loss, and watched for what others do to them."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gatewaydesk import paths
from gatewaydesk.document.disk import stamp_now

from .conftest import Desk

EXAMPLE = paths.resource_root() / "examples" / "HDRUK-4.0.0.json"
TITLE = "field:/summary/title"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A whole dataset's file, written as a Windows program would."""
    place = tmp_path / "dataset.json"
    text = json.dumps(json.loads(EXAMPLE.read_text(encoding="utf-8")), indent=3)
    place.write_bytes(text.replace("\n", "\r\n").encode())
    return place


def until(desk: Desk, true: Callable[[], Any]) -> None:
    """Waits for what comes by itself."""
    for _ in range(100):
        desk.window.settle()
        if true():
            return
        QTest.qWait(50)
    raise AssertionError("it did not come")


def open_(desk: Desk, file: Path) -> None:
    desk.window.open_file(file)
    desk.window.settle()
    assert desk.window.desk.file == file


def title(desk: Desk) -> str:
    model = desk.window.current_model
    assert model is not None
    return str(model.authoring.document.value["summary"]["title"])


def retitle(file: Path, words: str) -> None:
    """As another program would, at one stroke."""
    value = json.loads(file.read_bytes())
    value["summary"]["title"] = words
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps(value))
    beside.replace(file)


def door(desk: Desk, words: str) -> None:
    """Presses a button of the notice."""
    found = next(one for one in desk.window.notice._buttons if one.text() == words)
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)
    desk.window.settle()


def without_generated(data: bytes) -> list[bytes]:
    return [line for line in data.split(b"\r\n") if b"modified" not in line and b"issued" not in line]


def test_saving_changes_only_the_lines_that_were_changed(desk: Desk, file: Path) -> None:
    before = file.read_bytes()
    open_(desk, file)
    old = title(desk)
    desk.type_into(TITLE, "Another title of this dataset")
    desk.do("save")
    after = file.read_bytes()
    changed = before.replace(json.dumps(old).encode(), b'"Another title of this dataset"')
    assert changed != before
    assert without_generated(after) == without_generated(changed)
    assert not after.endswith(b"\n")


def test_a_draft_knows_its_file_after_a_restart(start: Callable[..., Desk], file: Path) -> None:
    first = start()
    open_(first, file)
    first.type_into(TITLE, "Changed in the form")
    first.close()
    second = start()
    second.window.open_draft(second.store.drafts.rows()[0].id)
    second.window.settle()
    assert second.window.desk.file == file
    second.do("save")
    assert json.loads(file.read_bytes())["summary"]["title"] == "Changed in the form"
    second.window.desk.close()
    open_(second, file)
    assert len(second.store.drafts.rows()) == 1


def test_a_file_that_has_a_draft_asks_which_of_the_two(desk: Desk, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GATEWAYDESK_QUIET")
    open_(desk, file)
    desk.type_into(TITLE, "Changed in the form")
    desk.window.desk.close()
    desk.window.open_file(file)
    box = desk.dialog("has-draft")
    assert "There is a draft of this file, changed later" in box.text()
    desk.press("dialog.has-draft.accept", box)
    assert title(desk) == "Changed in the form"
    desk.window.desk.close()

    retitle(file, "Changed outside")
    desk.window.open_file(file)
    box = desk.dialog("has-draft")
    assert "both were changed" in box.text()
    desk.press("dialog.has-draft.other", box)
    assert title(desk) == "Changed outside"
    assert len(desk.store.drafts.rows()) == 2
    desk.window.desk.close()

    retitle(file, "Changed again")
    desk.window.open_file(file)
    box = desk.dialog("has-draft")
    assert "changed later than the draft" in box.text()
    desk.press("dialog.has-draft.accept", box)
    until(desk, lambda: "changed by another program" in desk.window.notice.words)


def test_what_another_program_changes_is_noticed_and_can_be_read_in_one_step(desk: Desk, file: Path) -> None:
    open_(desk, file)
    before = title(desk)
    retitle(file, "Changed outside")
    until(desk, lambda: "changed by another program" in desk.window.notice.words)
    door(desk, "Read it again")
    assert title(desk) == "Changed outside"
    assert not desk.window.notice.words
    desk.do("undo")
    assert title(desk) == before
    desk.do("save")
    assert not desk.open_dialogs()


def test_the_two_can_be_compared_and_mine_kept(desk: Desk, file: Path) -> None:
    open_(desk, file)
    desk.type_into(TITLE, "Changed in the form")
    retitle(file, "Changed outside")
    until(desk, lambda: desk.window.notice.words)
    door(desk, "Compare…")
    sheet = desk.dialog("file-compare")
    assert "1 difference." in sheet.words.text()
    changes = sheet.changes.changes
    assert [changes.headerData(at, Qt.Orientation.Horizontal) for at in (1, 2)] == ["In the file", "In your draft"]
    assert changes.texts(0) == ("Changed outside", "Changed in the form")
    desk.press("dialog.file-compare.keep", sheet)
    desk.do("save")
    assert not desk.open_dialogs()
    assert json.loads(file.read_bytes())["summary"]["title"] == "Changed in the form"


def test_saving_over_what_another_program_wrote_is_asked_about(desk: Desk, file: Path) -> None:
    open_(desk, file)
    desk.type_into(TITLE, "Changed in the form")
    retitle(file, "Changed outside")
    desk.do("save")
    box = desk.dialog("changed-on-disk")
    assert json.loads(file.read_bytes())["summary"]["title"] == "Changed outside"
    desk.press("dialog.changed-on-disk.accept", box)
    assert json.loads(file.read_bytes())["summary"]["title"] == "Changed in the form"


def test_written_anew_with_the_same_bytes_is_no_news(desk: Desk, file: Path) -> None:
    open_(desk, file)
    copy = file.with_suffix(".copy")
    shutil.copy(file, copy)
    copy.replace(file)
    QTest.qWait(600)
    desk.window.settle()
    assert "another program" not in desk.window.notice.words


def test_what_the_drafts_other_window_saved_is_no_news(desk: Desk, file: Path) -> None:
    open_(desk, file)
    retitle(file, "Saved from the other window")
    stamp = stamp_now(file)
    assert stamp is not None
    desk.store.files.keep(desk.window.desk.draft_id, file, stamp, "")
    QTest.qWait(600)
    desk.window.settle()
    assert "another program" not in desk.window.notice.words
    desk.do("save")
    assert not desk.open_dialogs()


def test_a_file_that_was_renamed_is_found_and_one_that_is_gone_is_said(desk: Desk, file: Path) -> None:
    open_(desk, file)
    other = file.with_name("renamed.json")
    file.rename(other)
    until(desk, lambda: "is now called “renamed.json”" in desk.window.notice.words)
    door(desk, "Save there from now on")
    assert desk.window.desk.file == other
    other.unlink()
    until(desk, lambda: "no longer in its folder" in desk.window.notice.words)
    desk.do("save")
    assert "written anew" in desk.window.notice.words
    assert other.exists()


def test_members_that_are_there_twice_are_asked_about_in_the_window(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "twice.json"
    text = EXAMPLE.read_text(encoding="utf-8")
    file.write_text(text.replace('"summary": {', '"summary": {\n"title": "<b>First</b>",', 1), encoding="utf-8")
    desk.window.open_file(file)
    box = desk.dialog("doubled")
    assert "“title” in “/summary” (lines" in box.text()
    desk.press("dialog.doubled.accept", box)
    assert title(desk) == json.loads(text)["summary"]["title"]


def test_a_large_file_is_asked_about(desk: Desk, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gatewaydesk.ui.file_opening.ASK_ABOVE", 100)
    desk.window.open_file(file)
    box = desk.dialog("large-file")
    assert desk.window.current_model is None
    desk.press("dialog.large-file.accept", box)
    assert desk.window.desk.file == file


def test_a_file_of_many_values_is_asked_about(desk: Desk, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gatewaydesk.document.jsonio.VALUES_ASK", 100)
    desk.window.open_file(file)
    box = desk.dialog("large-file")
    assert "million values; above" in box.text() and desk.window.current_model is None
    desk.press("dialog.large-file.accept", box)
    assert desk.window.desk.file == file


def test_what_is_said_of_one_file_does_not_stand_over_the_next(desk: Desk, file: Path, tmp_path: Path) -> None:
    latin = tmp_path / "latin1.json"
    value = json.loads(file.read_bytes())
    value["summary"]["title"] = "Größe"
    latin.write_bytes(json.dumps(value, ensure_ascii=False).encode("latin-1"))
    open_(desk, latin)
    assert "latin1.json" in desk.window.notice.words
    open_(desk, file)
    assert "latin1.json" not in desk.window.notice.words


def test_latin_letters_are_said(desk: Desk, file: Path) -> None:
    value = json.loads(file.read_bytes())
    value["summary"]["title"] = "Größe"
    file.write_bytes(json.dumps(value, ensure_ascii=False).encode("cp1252"))
    open_(desk, file)
    assert title(desk) == "Größe"
    assert "Windows-1252" in desk.window.notice.words


@pytest.mark.skipif(os.name != "posix", reason="only there")
def test_a_file_that_cannot_be_written_offers_another_place(desk: Desk, file: Path) -> None:
    open_(desk, file)
    file.chmod(0o444)
    before = file.read_bytes()
    desk.type_into(TITLE, "Changed in the form")
    desk.do("save")
    box = desk.dialog("not-saved")
    assert "is read-only" in box.text()
    assert file.read_bytes() == before
    file.chmod(0o644)
    desk.press("dialog.not-saved.other", box)
    assert json.loads(file.read_bytes())["summary"]["title"] == "Changed in the form"


def test_the_last_of_several_saves_counts_and_all_are_done_before_the_window_closes(desk: Desk, file: Path) -> None:
    open_(desk, file)
    model = desk.window.current_model
    assert model is not None
    for at in range(5):
        model.authoring.document.set(("summary", "title"), f"Title {at}")
        desk.window.save_file(file)
    desk.window.close()
    assert json.loads(file.read_bytes())["summary"]["title"] == "Title 4"


def test_a_slow_save_is_told_and_can_be_cancelled(desk: Desk, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    open_(desk, file)
    before, slow = file.read_bytes(), threading.Event()
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (slow.wait(20), real(handle)))  # a network folder
    desk.window.current_model.authoring.document.set(("summary", "title"), "Not wanted")
    desk.window.save_file(file)
    for _ in range(60):
        QTest.qWait(50)
        if "Saving to" in desk.window.notice.words:
            break
    QTest.mouseClick(desk.window.notice._buttons[0], Qt.MouseButton.LeftButton)
    slow.set()
    desk.window.settle()
    assert "cancelled" in desk.window.notice.words
    assert file.read_bytes() == before
