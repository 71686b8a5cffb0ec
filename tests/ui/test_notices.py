"""What the bar at the top says goes when it is so no longer: with the next change, another draft, another field."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gatewaydesk.store import Store
from gatewaydesk.ui.panels.json_edit import JsonEdit
from tests.ui.conftest import Desk
from tests.ui.reviewing import begin, several_wrong

CTRL = Qt.KeyboardModifier.ControlModifier
NOTHING_WRONG = "Nothing is wrong or missing. This dataset can be submitted."
NO_REPAIR = "There is no repair for this field"


def key(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifiers)


def checked_and_right(desk: Desk) -> None:
    begin(desk, example=True)
    desk.do("check")
    assert desk.window.notice.words == NOTHING_WRONG


def test_that_nothing_is_wrong_is_said_until_something_is_changed(desk: Desk) -> None:
    checked_and_right(desk)
    desk.window.go_to(("summary", "abstract"))
    assert desk.window.notice.words == NOTHING_WRONG  # one may look around
    desk.type_into("field:/summary/title", "T")
    assert desk.find("problems.tier.wrong").text() == "1 wrong"
    assert desk.window.notice.words == ""


def test_that_nothing_is_wrong_is_not_said_of_another_draft(desk: Desk) -> None:
    checked_and_right(desk)
    begin(desk)
    assert desk.window.notice.words == ""


@pytest.mark.parametrize("leave", ["field", "type"])
def test_that_there_is_no_repair_is_said_at_its_field(desk: Desk, qtbot: object, leave: str) -> None:
    begin(desk, example=True)
    desk.type_into("field:/summary/title", "T")
    key(Qt.Key.Key_Period, CTRL)
    desk.window.settle()
    assert desk.window.notice.words.startswith(NO_REPAIR)
    key(Qt.Key.Key_Tab) if leave == "field" else key(Qt.Key.Key_H)
    desk.window.settle()
    assert desk.window.notice.words == ""


def test_that_there_is_no_repair_is_said_at_its_row(desk: Desk) -> None:
    model = begin(desk)
    view = desk.find("problems")
    view.setFocus()
    key(Qt.Key.Key_Period, CTRL)
    desk.window.settle()
    assert desk.window.notice.words.startswith(NO_REPAIR)
    key(Qt.Key.Key_Down)
    assert len(model.authoring.problems) > 1 and desk.window.notice.words == ""


def test_that_undo_takes_a_repair_back_is_said_until_it_takes_back_something_else(desk: Desk) -> None:
    model = begin(desk, example=True)
    model.authoring.document.set(("summary", "contactPoint"), " data.access@northmere.example")
    desk.window.settle()
    desk.do("repair-all")
    dialog = desk.dialog("repairs")
    desk.press("dialog.repairs.accept", dialog)
    assert desk.window.notice.words == "Repaired 1 problem. Undo takes it back."
    desk.window.activateWindow()
    desk.window.go_to(("summary", "title"))
    assert desk.window.notice.words == "Repaired 1 problem. Undo takes it back."
    desk.type_into("field:/summary/title", "Another title")
    assert desk.window.notice.words == ""


def test_that_one_goes_on_in_a_draft_of_ones_own_is_said_in_that_draft(desk: Desk, qtbot: QtBot) -> None:
    begin(desk)
    draft, notice = desk.window.desk.draft_id, desk.window.notice
    with Store.open() as other:
        other.drafts.save(draft, {"summary": {"title": "By a command"}}, title="By a command")
    desk.type_into("field:/summary/title", "Typed here")
    qtbot.waitUntil(lambda: "you go on in it" in notice.words, timeout=5_000)
    desk.type_into("field:/summary/title", "Typed here once more")
    assert "you go on in it" in notice.words  # it happens while somebody types, and is to be read
    begin(desk)
    assert notice.words == ""


@pytest.mark.parametrize("leave", ["type", "another"])
def test_that_a_file_is_saved_is_said_until_it_holds_something_else(desk: Desk, tmp_path: Path, leave: str) -> None:
    begin(desk, example=True)
    desk.window.save_file(tmp_path / "f.json")
    desk.window.settle()
    assert desk.window.notice.words == f"Saved to “{tmp_path / 'f.json'}”."
    desk.window.go_to(("summary", "abstract"))
    assert desk.window.notice.words
    desk.type_into("field:/summary/title", "Another title") if leave == "type" else begin(desk)
    assert desk.window.notice.words == ""


# Text that cannot be read


def with_broken_text(desk: Desk) -> JsonEdit:
    """A dataset that is right, whose JSON text beside the form was broken a moment ago."""
    begin(desk, example=True)
    desk.do("json-view")
    edit: JsonEdit = desk.find("json")
    edit.setFocus()
    cursor = edit.textCursor()
    cursor.setPosition(edit.raw().index('"title"'))
    edit.setTextCursor(cursor)
    QTest.keyClicks(edit, "{")
    return edit


@pytest.mark.parametrize("action", ["check", "next-problem"])
@pytest.mark.parametrize("where", ["shown", "away", "another page"])
def test_checking_names_the_json_text_that_cannot_be_read_and_goes_there(desk: Desk, action: str, where: str) -> None:
    edit = with_broken_text(desk)
    broken = edit.textCursor().position()
    desk.window.settle()
    cursor = edit.textCursor()
    cursor.setPosition(0)
    edit.setTextCursor(cursor)
    if where != "shown":
        desk.do("json-view")
    desk.window.go_to(("summary", "title"))
    if where == "another page":
        desk.window.show_page("history")
    desk.do(action)
    notice = desk.window.notice
    assert notice.words.startswith("The JSON text beside the form is unfinished") and "Line " in notice.words
    assert edit.isVisible() and edit.hasFocus() and abs(edit.textCursor().position() - broken) <= 1
    desk.window.in_step.use_form()
    desk.window.settle()
    assert notice.words == ""
    desk.do("check")
    assert notice.words == NOTHING_WRONG


def test_that_nothing_is_wrong_is_not_said_of_a_text_that_breaks(desk: Desk) -> None:
    checked_and_right(desk)
    desk.do("json-view")
    edit = desk.find("json")
    edit.setFocus()
    QTest.keyClicks(edit, "{")
    desk.window.in_step.commit()
    assert desk.window.notice.words == ""


def test_checking_names_json_in_the_form_that_cannot_be_read_and_goes_there(desk: Desk) -> None:
    model = begin(desk, example=True)
    place = ("summary", "title")
    model.leave_unfinished(place, "{")
    desk.window.go_to(("summary", "abstract"))
    desk.do("check")
    assert desk.window.notice.words.startswith("What is typed in “Summary › Title” is unfinished JSON")
    assert desk.window.focused == place
    model.leave_unfinished(place, "")
    assert desk.window.notice.words == ""


# What was mended a moment ago


@pytest.fixture
def mended(desk: Desk) -> Desk:
    """The list with the selection at a row that was mended a moment ago."""
    begin(desk, several_wrong())
    desk.type_into("field:/summary/title", "Title fine")
    view = desk.find("problems")
    view.setFocus()
    key(Qt.Key.Key_Home)
    assert view.picks[view.currentIndex().row()].figure[0] == "mended"
    return desk


def test_of_what_is_mended_the_details_say_so(mended: Desk) -> None:
    key(Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    dialog = mended.dialog("problem")
    said = mended.find("problem.sentence", dialog)
    assert said.text().startswith("This is already mended. Before that: “Title” must have at least 2 characters")
    assert said.accessibleName().startswith("done: ")


def test_what_is_mended_has_no_repair_because_it_is_mended(mended: Desk) -> None:
    key(Qt.Key.Key_Period, CTRL)
    mended.window.settle()
    assert mended.window.notice.words.startswith("This is already mended.")
    mended.type_into("field:/summary/title", "T")
    assert mended.window.notice.words == ""
    mended.window.activateWindow()
    mended.find("problems").setFocus()
    key(Qt.Key.Key_Period, CTRL)
    mended.window.settle()
    assert mended.window.notice.words.startswith(NO_REPAIR)
