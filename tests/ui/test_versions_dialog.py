"""Versions and history in the window: kept, compared, gone back to, taken elsewhere; deleted drafts brought back."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog

from gatewaydesk.document import jsonio
from gatewaydesk.paths import resource_root
from gatewaydesk.store.database import stamp
from gatewaydesk.ui.holding import Way

EXAMPLE = json.loads((resource_root() / "examples" / "HDRUK-4.0.0.json").read_text(encoding="utf-8"))
TITLE = "field:/summary/title"


def begin(desk: Any) -> str:
    desk.window.new_draft("HDRUK/4.0.0", copy.deepcopy(EXAMPLE))
    desk.window.settle()
    return str(desk.window.desk.draft_id)


def versions(desk: Any) -> Any:
    desk.do("versions")
    dialog = desk.dialog("versions")
    desk.window.settle()
    return dialog


def keep(desk: Any, dialog: Any, name: str) -> None:
    QTest.keyClicks(dialog.page.name, name)
    desk.press("versions.keep", dialog)


def titles(rows: Any) -> list[str]:
    return [rows.model().index(row, 0).data() for row in range(rows.model().rowCount())]


def table(view: Any) -> list[tuple[str, str, str]]:
    model = view.model()
    return [tuple(model.index(row, column).data() for column in range(3)) for row in range(model.rowCount())]


def test_a_version_is_kept_compared_and_gone_back_to_in_one_step(desk: Any) -> None:
    draft = begin(desk)
    dialog = versions(desk)
    assert "No version of this draft is kept yet" in dialog.page.nothing.text() and dialog.page.nothing.isVisible()
    assert not dialog.accept_button.isEnabled()
    keep(desk, dialog, "Before the review")
    assert titles(dialog.page.rows) == ["Before the review"]
    assert dialog.page.comparison.difference.text() == "The draft is the same now"
    dialog.reject()
    desk.type_into(TITLE, "Another title")
    desk.type_into("field:/summary/doiName", "")

    dialog = versions(desk)
    assert dialog.page.comparison.difference.text() == "2 differences from now"
    found = table(dialog.page.comparison.changes)
    assert ("Summary › Title", EXAMPLE["summary"]["title"], "Another title") in found
    assert any(then == EXAMPLE["summary"]["doiName"] and now == "–" for _, then, now in found)
    desk.press("dialog.versions.accept", dialog)
    model = desk.window.current_model
    assert model.authoring.document.value == EXAMPLE
    assert "Went back to “Before the review”: 2 changes." in desk.window.notice.words
    assert desk.find(TITLE).text() == EXAMPLE["summary"]["title"]
    assert desk.window.actions_by_id["undo"].text() == "&Undo go back to “Before the review”"
    desk.do("undo")
    assert model.authoring.document.get(("summary", "title")) == "Another title"
    desk.do("redo")
    assert model.authoring.document.value == EXAMPLE
    assert desk.window.desk.autosave.flush()
    assert desk.store.drafts.load(draft).value == EXAMPLE

    dialog = versions(desk)  # and the draft as it was before that is a version too
    assert titles(dialog.page.rows) == ["Before going back to “Before the review”", "Before the review"]


def test_a_version_of_a_draft_that_is_not_open_opens_it_to_go_back(desk: Any) -> None:
    draft = begin(desk)
    desk.store.versions.keep(draft, {"summary": {"title": "Long ago"}}, why="named", name="Long ago")
    desk.do("close")
    desk.window.show_page("drafts")
    desk.pick(desk.window.drafts.rows, 0)
    dialog = versions(desk)
    desk.press("dialog.versions.accept", dialog)
    desk.window.settle()
    assert desk.window.desk.draft_id == draft
    assert desk.window.current_model.authoring.document.value == {"summary": {"title": "Long ago"}}
    desk.do("undo")
    assert desk.window.current_model.authoring.document.value == EXAMPLE


def test_a_version_is_opened_as_a_draft_of_its_own(desk: Any) -> None:
    draft = begin(desk)
    desk.store.versions.keep(draft, {"summary": {"title": "Long ago"}}, why="sent", name="Practice")
    dialog = versions(desk)
    assert titles(dialog.page.rows) == ["As submitted to Practice"]
    desk.press("versions.open", dialog)
    desk.window.settle()
    assert desk.window.desk.draft_id != draft
    assert desk.window.current_model.authoring.document.value == {"summary": {"title": "Long ago"}}
    assert desk.store.drafts.load(draft).value == EXAMPLE


def test_a_version_is_exported(desk: Any, tmp_path: Path) -> None:
    draft = begin(desk)
    desk.store.versions.keep(draft, {"a": [1.0, "ü"]}, why="named", name="x")
    dialog = versions(desk)
    dialog.export(tmp_path / "version.json")
    desk.window.settle()
    assert jsonio.read_file(tmp_path / "version.json") == {"a": [1.0, "ü"]}
    assert dialog.waiting.says.text() == f"Saved to “{tmp_path / 'version.json'}”."
    dialog.export(tmp_path / "no" / "such" / "folder.json")
    desk.window.settle()
    assert "folder.json" in dialog.waiting.says.text()


def answer(text: str) -> None:
    """Types into the question for a line of text that is about to come up."""

    def type_it() -> None:
        box = next(one for one in QApplication.topLevelWidgets() if isinstance(one, QInputDialog) and one.isVisible())
        box.setTextValue(text)
        box.accept()

    QTimer.singleShot(100, type_it)


def test_a_version_gets_a_name_and_is_deleted_only_after_a_question(desk: Any) -> None:
    draft = begin(desk)
    desk.store.versions.keep(draft, {"a": 1}, why="opened")
    dialog = versions(desk)
    assert titles(dialog.page.rows)[0].startswith("Before the work of ")
    answer("  The   good one ")
    desk.press("versions.rename", dialog)
    assert titles(dialog.page.rows) == ["The good one"]
    desk.press("versions.delete", dialog)
    box = desk.dialog("delete-version")
    assert "cannot go back to this version any more" in box.informativeText()
    desk.press("dialog.delete-version.reject", box)
    assert len(desk.store.versions.rows(draft)) == 1
    desk.press("versions.delete", dialog)
    desk.press("dialog.delete-version.accept", desk.dialog("delete-version"))
    assert desk.store.versions.rows(draft) == [] and dialog.page.nothing.isVisible()


def test_enter_in_the_field_for_a_name_keeps_a_version_and_does_nothing_else(desk: Any) -> None:
    draft = begin(desk)
    desk.store.versions.keep(draft, {"a": 1}, why="named", name="x")
    dialog = versions(desk)
    QTest.keyClick(dialog.page.name, Qt.Key.Key_Return)  # nothing is typed yet
    QTest.keyClicks(dialog.page.name, "y")
    QTest.keyClick(dialog.page.name, Qt.Key.Key_Return)
    desk.window.settle()
    assert dialog.isVisible() and titles(dialog.page.rows) == ["y", "x"]
    assert desk.window.current_model.authoring.document.value == EXAMPLE


def test_the_action_keeps_a_version_with_what_was_typed_a_moment_ago(desk: Any) -> None:
    draft = begin(desk)
    editor = desk.find(TITLE)
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_End)
    QTest.keyClicks(editor, " and more")
    answer("By its action")
    desk.do("keep-version")
    [version] = desk.store.versions.rows(draft)
    assert version.name == "By its action"
    assert desk.store.versions.load(version.id)[1]["summary"]["title"] == f"{EXAMPLE['summary']['title']} and more"
    assert "Kept this version as “By its action”." in desk.window.notice.words


def test_the_timeline_tells_changes_versions_and_the_beginning(desk: Any) -> None:
    draft = begin(desk)
    desk.type_into(TITLE, "Another title")
    desk.type_into("field:/summary/abstract", "Shorter.")
    assert desk.window.desk.autosave.flush()
    desk.store.versions.keep(draft, {"a": 1}, why="named", name="Mine")
    dialog = versions(desk)
    dialog.tabs.setCurrentIndex(1)
    desk.window.settle()
    assert not dialog.accept_button.isVisible()
    shown = [(one.title, one.note) for one in dialog.timeline.picks]
    assert shown[0][0].startswith("Today, from ")
    assert shown[1] == ("Mine", "")
    assert shown[-1] == ("Begun", "")
    told = " ".join(f"{title} {note}" for title, note in shown)
    assert "Summary" in told and "Title" in told and "Abstract" in told
    row = dialog.timeline.picks_model.row_of(desk.store.versions.rows(draft)[0].id)
    dialog.timeline.setCurrentIndex(dialog.timeline.model().index(row, 0))
    QTest.keyClick(dialog.timeline, Qt.Key.Key_Return)
    assert dialog.tabs.currentIndex() == 0 and dialog.page.current.name == "Mine"


def test_work_that_goes_on_on_another_day_begins_with_a_version(desk: Any) -> None:
    draft = begin(desk)
    desk.type_into(TITLE, "Yesterday's work")
    desk.do("close")
    desk.window.settle()
    desk.window.open_draft(draft)
    desk.window.settle()
    assert desk.store.versions.rows(draft) == []  # still the same day
    desk.do("close")
    desk.window.settle()
    yesterday = stamp(datetime.now(UTC) - timedelta(days=1, minutes=1))
    with desk.store.database.write() as connection:
        connection.execute("UPDATE drafts SET changed_at = ?", (yesterday,))
    desk.window.open_draft(draft)
    desk.window.settle()
    [version] = desk.store.versions.rows(draft)
    assert version.why == "opened"
    assert desk.store.versions.load(version.id)[1]["summary"]["title"] == "Yesterday's work"


def test_enter_on_a_difference_leads_to_its_field(desk: Any) -> None:
    draft = begin(desk)
    before = copy.deepcopy(EXAMPLE)
    before["summary"]["abstract"] = "Older."
    desk.store.versions.keep(draft, before, why="named", name="x")
    dialog = versions(desk)
    dialog.page.comparison.changes.setFocus()
    QTest.keyClick(dialog.page.comparison.changes, Qt.Key.Key_Return)
    desk.window.settle()
    assert "dialog.versions" not in desk.open_dialogs()
    assert desk.window.focused == ("summary", "abstract")


def test_a_draft_that_another_window_writes_does_not_go_back_here(
    start: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = start(), start()
    monkeypatch.delenv("GATEWAYDESK_QUIET")
    draft = begin(one)
    one.store.versions.keep(draft, {"a": 1}, why="named", name="x")
    two.window.show_page("drafts")
    two.window.settle()
    two.pick(two.window.drafts.rows, 0)
    two.do("versions")
    dialog = two.dialog("versions")
    two.press("dialog.versions.accept", dialog)
    assert dialog.waiting.says.text() == "The draft could not be opened here, so nothing was changed."
    dialog.reject()
    two.press("dialog.opened-elsewhere.accept", two.dialog("opened-elsewhere"))
    two.do("versions")  # the draft is open by now, to be read
    dialog = two.dialog("versions")
    assert not dialog.accept_button.isEnabled() and "take it over" in dialog.accept_button.toolTip()
    assert "differences" in dialog.page.comparison.difference.text()
    dialog.reject()
    assert one.window.desk.autosave.flush()
    assert one.store.drafts.load(draft).value == EXAMPLE


def test_a_draft_that_was_taken_over_meanwhile_does_not_go_back_here(start: Callable[..., Any], qtbot: Any) -> None:
    one, two = start(), start()
    draft = begin(one)
    one.store.versions.keep(draft, {"a": 1}, why="named", name="x")
    dialog = versions(one)
    two.window.desk.open(draft, Way.TAKE)
    qtbot.waitUntil(lambda: one.window.desk.reads_only and two.window.desk.draft_id == draft, timeout=10_000)
    one.press("dialog.versions.accept", dialog)
    assert dialog.waiting.says.text() == "The draft could not be opened here, so nothing was changed."
    two.window.settle()
    assert two.window.current_model.authoring.document.value == EXAMPLE
    assert one.store.drafts.load(draft).value == EXAMPLE


def test_a_damaged_version_is_told_and_the_others_can_still_be_used(desk: Any) -> None:
    draft = begin(desk)
    desk.store.versions.keep(draft, {"a": 1}, why="named", name="good")
    desk.store.versions.keep(draft, {"a": 2}, why="named", name="bad")
    with desk.store.database.write() as connection:
        connection.execute("UPDATE versions SET value = x'00' WHERE name = 'bad'")
    dialog = versions(desk)
    assert "can no longer be read" in dialog.page.comparison.difference.text()
    desk.press("dialog.versions.accept", dialog)
    assert "can no longer be read" in dialog.waiting.says.text()
    assert desk.window.current_model.authoring.document.value == EXAMPLE
    desk.pick(dialog.page.rows, 1)
    assert "differences" in dialog.page.comparison.difference.text()


def test_a_deleted_draft_is_brought_back_with_its_versions(desk: Any) -> None:
    draft = begin(desk)
    desk.store.versions.keep(draft, {"a": 1}, why="named", name="x")
    desk.do("deleted")
    dialog = desk.dialog("deleted")
    assert dialog.words.text() == "No draft was deleted in the last 30 days."
    dialog.reject()
    desk.do("delete")
    assert desk.store.drafts.rows() == []
    desk.do("deleted")
    dialog = desk.dialog("deleted")
    assert titles(dialog.rows) == [desk.store.drafts.rows(deleted=True)[0].title]
    assert "kept until" in dialog.rows.picks[0].note
    desk.press("dialog.deleted.accept", dialog)
    dialog.reject()
    assert [row.id for row in desk.store.drafts.rows()] == [draft]
    assert [one.name for one in desk.store.versions.rows(draft)] == ["x"]
    assert "is back among the drafts" in desk.window.notice.words


@pytest.mark.parametrize("words", ["<b>bold</b>", "a & b"])
def test_names_are_shown_as_they_are(desk: Any, words: str) -> None:
    draft = begin(desk)
    desk.store.versions.keep(draft, {"a": words}, why="named", name=words)
    dialog = versions(desk)
    assert titles(dialog.page.rows) == [words]
    assert ("a", words, "–") in table(dialog.page.comparison.changes)
