"""A chip whose words are typed anew: it keeps its place, and stays as it was where that is given up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.form.acting import come_back
from tests.ui.person import double_click

MakeForm = Callable[..., Any]
TAGS = {"k": {"type": "array", "title": "Keywords", "items": {"type": "string"}}, "o": {"type": "string"}}
KEYWORDS = ["Good", "b", " lead", "End"]
CODES = {"k": {"type": "array", "items": {"enum": [f"code {at}" for at in range(30)]}}, "o": {"type": "string"}}


def typed(form: Any, key: Qt.Key) -> None:
    focused: Any = QApplication.focusWidget()
    QTest.keyClick(focused, key)
    form.settle()


def anew(form: Any, at: int) -> Any:
    form.view.go_to(("k", at))
    form.settle()
    typed(form, Qt.Key.Key_F2)
    line = form.find("field:/k")
    assert line.hasFocus()
    return line


def emptied(line: Any) -> None:
    QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(line, Qt.Key.Key_Delete)


@pytest.mark.parametrize("keys", ["", "zz", "x,", "\b", "\b\b"])
def test_escape_leaves_it_as_it_was(make_form: MakeForm, keys: str) -> None:
    form = make_form(TAGS, {"k": [*KEYWORDS]}, required=["k"])
    line = anew(form, 1)
    assert form.get("k") == KEYWORDS
    if keys != "x,":
        for one in keys:
            QTest.keyClick(line, Qt.Key.Key_Backspace) if one == "\b" else QTest.keyClicks(line, one)
    typed(form, Qt.Key.Key_Escape)
    assert form.get("k") == KEYWORDS and form.authoring.undo_label is None
    assert line.text() == "" and form.find("remove:/k/1").hasFocus()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Comma])
def test_what_is_typed_stands_in_its_place_and_undo_takes_it_back_at_once(make_form: MakeForm, key: Qt.Key) -> None:
    form = make_form(TAGS, {"k": [*KEYWORDS]}, required=["k"])
    QTest.keyClicks(anew(form, 1), "zz")
    typed(form, key)
    assert form.get("k") == ["Good", "bzz", " lead", "End"]
    assert form.find("field:/k").text() == ""
    form.model.undo()
    assert form.get("k") == KEYWORDS and form.authoring.undo_label is None
    form.settle()
    line = form.find("field:/k")
    line.setFocus()
    QTest.keyClicks(line, "last\r")
    form.settle()
    assert form.get("k") == [*KEYWORDS, "last"]


@pytest.mark.parametrize("where", ["another", "itself", "elsewhere"])
def test_going_away_takes_it_over(make_form: MakeForm, where: str) -> None:
    form = make_form(TAGS, {"k": [*KEYWORDS]}, required=["k", "o"])
    QTest.keyClicks(anew(form, 1), "zz")
    form.view.go_to({"another": ("k", 3), "itself": ("k", 1), "elsewhere": ("o",)}[where])
    form.settle()
    assert form.get("k") == ["Good", "bzz", " lead", "End"]
    assert form.find("field:/k").text() == ""
    if where != "elsewhere":
        assert form.find("remove:/k/3" if where == "another" else "remove:/k/1").hasFocus()


@pytest.mark.parametrize(
    ("keys", "left"), [("", KEYWORDS[:3]), ("zz", ["Good", "bzz", " lead"]), ("\b", ["Good", " lead"])]
)
def test_a_click_on_the_cross_of_another_takes_it_over_and_takes_that_out(
    make_form: MakeForm, keys: str, left: list[str]
) -> None:
    form = make_form(TAGS, {"k": [*KEYWORDS]}, required=["k"])
    line = anew(form, 1)
    QTest.keyClick(line, Qt.Key.Key_Backspace) if keys == "\b" else QTest.keyClicks(line, keys)
    chip = form.find("remove:/k/3")
    cross = chip.rect().center()
    cross.setX(chip.width() - 8)
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, cross)
    form.settle()
    assert form.get("k") == left
    assert form.find("field:/k").text() == ""


@pytest.mark.qt_log_ignore("not accepted by receiving widget")  # its words are no button
@pytest.mark.parametrize("how", ["click", "double click"])
def test_the_mouse_goes_to_another_or_types_it_anew(make_form: MakeForm, how: str) -> None:
    form = make_form(TAGS, {"k": [*KEYWORDS]}, required=["k"])
    QTest.keyClicks(anew(form, 1), "zz")
    chip = form.find("remove:/k/3")
    if how == "double click":
        double_click(chip, QPoint(8, 8))
    else:
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(8, 8))
    form.settle()
    assert form.get("k") == ["Good", "bzz", " lead", "End"]
    assert form.find("field:/k").text() == ("End" if how == "double click" else "")
    assert form.find("field:/k").hasFocus() is (how == "double click")


@pytest.mark.parametrize("leave", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_emptied_it_goes_and_a_key_more_takes_no_other(make_form: MakeForm, leave: Qt.Key) -> None:
    form = make_form(TAGS, {"k": [*KEYWORDS]}, required=["k"])
    line = anew(form, 1)
    emptied(line)
    QTest.keyClick(line, Qt.Key.Key_Backspace)
    assert form.get("k") == KEYWORDS
    typed(form, leave)
    assert form.get("k") == ["Good", " lead", "End"]


def test_half_a_word_in_the_line_is_added_before_another_is_typed_anew(make_form: MakeForm) -> None:
    form = make_form(TAGS, {"k": [*KEYWORDS]}, required=["k"])
    QTest.keyClicks(form.find("field:/k"), "half")
    line = anew(form, 0)
    assert line.text() == "Good" and form.get("k") == [*KEYWORDS, "half"]


def test_changed_elsewhere_meanwhile_what_was_typed_is_not_lost(make_form: MakeForm) -> None:
    form = make_form(TAGS, {"k": [*KEYWORDS]}, required=["k"])
    QTest.keyClicks(anew(form, 1), "zz")
    form.authoring.document.set(("k",), ["other"])
    form.settle()
    typed(form, Qt.Key.Key_Return)
    assert form.get("k") == ["other", "bzz"]


def test_a_choice_typed_anew_is_a_choice(make_form: MakeForm) -> None:
    form = make_form(CODES, {"k": ["code 1", "of old", "code 3"]}, required=["k"])
    line = anew(form, 1)
    emptied(line)
    QTest.keyClicks(line, "CODE 7")
    typed(form, Qt.Key.Key_Return)
    assert form.get("k") == ["code 1", "code 7", "code 3"]
    come_back(form)  # from the list that opened beneath the line
    line = anew(form, 0)
    emptied(line)
    QTest.keyClicks(line, "code 3")
    typed(form, Qt.Key.Key_Return)
    assert form.get("k") == ["code 7", "code 3"], "each choice once"


def test_what_is_left_so_of_one_stays_so_when_another_goes_or_comes(make_form: MakeForm) -> None:
    form = make_form(TAGS, {"k": ["One", " two", "three"]}, required=["k"])
    (advice,) = form.authoring.problems
    form.authoring.leave_so(advice)
    form.view.go_to(("k", 0))
    typed(form, Qt.Key.Key_Delete)
    assert form.get("k") == [" two", "three"] and form.authoring.problems == []
    assert [one.pointer for one in form.authoring.dismissed] == [("k", 0)]
    form.model.undo()
    form.settle()
    QTest.keyClicks(form.find("field:/k"), "four\r")
    assert form.get("k") == ["One", " two", "three", "four"] and form.authoring.problems == []
    QTest.keyClicks(anew(form, 1), "x\r")
    assert form.get("k", 1) == "twox"
    form.model.undo()
    form.settle()
    assert form.get("k", 1) == " two" and form.authoring.problems == []
