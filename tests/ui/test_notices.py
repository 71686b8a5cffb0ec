"""What the bar at the top says goes when it is so no longer: with the next change, another draft, another field."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.conftest import Desk
from tests.ui.test_review_panel import begin

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
