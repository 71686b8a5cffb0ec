"""The list of problems stands still while somebody types, says what became of a problem, and is entered by key."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gatewaydesk.ui.form.checks import MANY
from tests.ui.conftest import Desk
from tests.ui.reviewing import begin, several_wrong, titles, with_columns

CTRL = Qt.KeyboardModifier.ControlModifier
TITLE, ABSTRACT, DOI = ("summary", "title"), ("summary", "abstract"), ("summary", "doiName")


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifiers)


def shapes(desk: Desk) -> list[tuple[int, int]]:
    """Where each row stands, and how high it is."""
    view = desk.find("problems")
    rects = [view.visualRect(view.model().index(row, 0)) for row in range(view.model().rowCount())]
    return [(rect.top(), rect.height()) for rect in rects]


# Steady


@pytest.mark.parametrize("size", [(1300, 860), (1010, 860)])
def test_no_row_moves_while_a_problem_is_mended_and_made_again(desk: Desk, size: tuple[int, int]) -> None:
    begin(desk, several_wrong())
    desk.window.resize(*size)
    desk.window.go_to(TITLE)
    desk.window.settle()
    view = desk.find("problems")
    before = shapes(desk)
    press(Qt.Key.Key_End)
    for key, sign in ((Qt.Key.Key_H, "done"), (Qt.Key.Key_Backspace, "wrong"), (Qt.Key.Key_E, "done")):
        press(key)
        desk.window.settle()
        assert view.picks[desk.row_of(view, "Title")].sign == sign
        assert shapes(desk) == before


@pytest.mark.parametrize("name", ["dob", "a_column_with_quite_a_long_name"])
def test_a_mended_row_with_a_long_place_keeps_its_height(desk: Desk, name: str) -> None:
    value = with_columns(10, wrong=lambda at: at == 3)
    value["structuralMetadata"]["tables"][0]["columns"][3]["name"] = name
    cell = ("structuralMetadata", "tables", 0, "columns", 3, "sensitive")
    model = begin(desk, value)
    desk.do("next-problem")
    assert desk.window.focused == cell
    for width in range(1010, 1400, 15):
        desk.window.resize(width, 860)
        desk.window.settle()
        before = shapes(desk)
        model.authoring.document.set(cell, True)
        desk.window.settle()
        assert desk.find("problems").picks[1].figure[0] == "mended"
        assert shapes(desk) == before, width
        desk.do("undo")


# What became of it


def test_what_is_left_keeps_its_order_while_one_field_after_the_other_is_filled_in(desk: Desk) -> None:
    begin(desk)
    desk.press("problems.mode.left")
    before, gone_to = titles(desk), []
    assert desk.window.focused == TITLE
    for _ in range(6):
        gone_to.append(desk.window.focused)
        editor = QApplication.focusWidget()
        assert editor is not None
        numbers = desk.window.focused[-1] == "populationSize"
        QTest.keyClicks(editor, "12" if numbers else "Some words")
        desk.window.settle()
        shown = titles(desk)
        assert shown == [one for one in before if one in shown]
        desk.do("next-problem")
    assert gone_to == [
        TITLE, *(("summary", "dataCustodian", one) for one in ("identifier", "name", "contactPoint")),
        ("summary", "contactPoint"), ABSTRACT,
    ]  # fmt: skip


def test_advice_that_is_left_is_left_so_at_once_and_listed_once(desk: Desk) -> None:
    begin(desk, example=True)
    desk.type_into("field:/summary/title", "TBC")
    view = desk.find("problems")
    before = shapes(desk)
    view.setFocus()
    press(Qt.Key.Key_Delete)
    desk.window.settle()

    def shown() -> list[tuple[str, str, str]]:
        return [(one.title, one.sign, one.figure[0]) for one in view.picks if not one.heading]

    assert shown() == [("Title", "advice", "left so")] and shapes(desk) == before
    desk.press("problems.dismissed")
    assert shown() == [("Title", "advice", "left so")]
    desk.press("problems.dismissed")
    desk.window.go_to(("summary", "abstract"))
    assert shown() == []
    desk.press("problems.dismissed")
    assert shown() == [("Title", "advice", "left so")]


def test_from_advice_that_is_left_the_selection_goes_on(desk: Desk) -> None:
    value = several_wrong()
    value["summary"]["title"] = "TBC"
    begin(desk, value)
    desk.window.go_to(TITLE)
    view = desk.find("problems")
    view.setFocus()
    below = view.rows.keys[view.currentIndex().row() + 1]
    assert view.current_key == (0, TITLE)
    press(Qt.Key.Key_Delete)
    desk.window.settle()
    assert view.current_key == below and titles(desk)[0] == "Title"


def test_all_rows_that_are_left_so_stay_where_they_are_until_one_goes_on_in_the_form(desk: Desk) -> None:
    value = several_wrong()
    value["summary"] |= {"title": "TBC", "abstract": "lorem ipsum", "keywords": ["Good", " y"]}
    begin(desk, value)
    view = desk.find("problems")
    heights, rows = shapes(desk), titles(desk)
    view.setFocus()
    press(Qt.Key.Key_Home)
    left: list[str] = []
    for title, place in (("Title", TITLE), ("Keyword 2", ("summary", "keywords", 1)), ("Abstract", ABSTRACT)):
        left = [one for one in rows if one in (*left, title)]
        view.mark((0, place))
        press(Qt.Key.Key_Delete)
        desk.window.settle()
        assert titles(desk) == rows and shapes(desk) == heights
        assert [one.title for one in view.picks if one.figure[0] == "left so"] == left
    desk.press("problems.dismissed")
    assert titles(desk) == rows
    desk.press("problems.dismissed")
    desk.press("notice.0")  # Undo
    assert titles(desk) == rows and view.picks[desk.row_of(view, "Abstract")].figure[0] == ""
    desk.window.activateWindow()
    desk.window.go_to(DOI)
    assert titles(desk) == [one for one in rows if one not in ("Title", "Keyword 2")]


# By key


def filtered(desk: Desk, text: str) -> Any:
    """The list with a text looked for in it, while the form is at a field that has no problem."""
    begin(desk, several_wrong())
    desk.window.go_to(("summary", "abstract"))
    view = desk.find("problems")
    view.setFocus()
    press(Qt.Key.Key_F, CTRL)
    field = desk.find("problems.filter")
    assert field.hasFocus()
    QTest.keyClicks(field, text)
    desk.window.settle()
    return view


def test_down_from_the_filter_selects_the_first_match_and_return_goes_there(desk: Desk) -> None:
    view = filtered(desk, "doi")
    assert titles(desk) == ["DOI"]
    press(Qt.Key.Key_Down)
    assert view.hasFocus() and view.current_key == (0, DOI)
    press(Qt.Key.Key_Return)
    desk.window.settle()
    assert desk.window.focused == DOI and desk.find("field:/summary/doiName").hasFocus()


def test_return_in_the_filter_goes_to_the_first_match(desk: Desk) -> None:
    filtered(desk, "must")
    press(Qt.Key.Key_Return)
    desk.window.settle()
    assert desk.window.focused == TITLE and desk.find("field:/summary/title").hasFocus()


def test_return_in_the_filter_stays_where_nothing_matches(desk: Desk) -> None:
    filtered(desk, "nothing like it")
    press(Qt.Key.Key_Return)
    desk.window.settle()
    assert desk.find("problems.filter").hasFocus() and desk.window.focused == ("summary", "abstract")


def test_tab_into_the_list_selects_its_first_row(desk: Desk) -> None:
    begin(desk, several_wrong())
    desk.window.go_to(("summary", "abstract"))
    view = desk.find("problems")
    desk.find("problems.seek").setFocus()
    press(Qt.Key.Key_Tab)
    assert view.hasFocus() and view.current_key == (0, TITLE)
    press(Qt.Key.Key_Down)
    assert view.current_key != (0, TITLE)


def test_what_the_filter_hides_is_told_by_its_number(desk: Desk) -> None:
    model = begin(desk, several_wrong())
    for tier in ("wrong", "empty", "advice"):
        desk.press(f"problems.tier.{tier}")
    desk.do("next-problem")
    count = len(model.authoring.problems)
    assert count > 2
    assert desk.window.notice.words == f"There are {count} problems, and the filter of the list hides all of them."


# Very many


def test_beside_very_many_problems_a_check_waits_until_nobody_types(
    desk: Desk, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = begin(desk, with_columns(MANY + 100))
    checks, before = model.checks, len(model.authoring.problems)
    desk.window.go_to(TITLE)
    desk.window.settle()
    told: list[int] = []
    model.problems_changed.connect(lambda: told.append(len(model.authoring.problems)))
    begun: list[Any] = []
    examine = model.authoring.examine

    def examined(value: Any) -> Any:
        begun.append(value)
        return examine(value)

    monkeypatch.setattr(model.authoring, "examine", examined)
    checks.took = 1.0  # of very many problems; how long it takes on this machine is not what is tested
    desk.find("field:/summary/title").selectAll()
    for sign in "Ti":
        QTest.keyClicks(desk.find("field:/summary/title"), sign)
        QApplication.processEvents()
        assert checks.busy and not begun, "the check goes on beside the keys"
    press(Qt.Key.Key_Backspace)
    assert told == []
    qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    assert told == [before + 1] and len(begun) == 1
    assert model.authoring.document.value["summary"]["title"] == "T"


def test_what_a_key_leaves_as_it_was_is_not_listed_anew(desk: Desk) -> None:
    begin(desk, with_columns(MANY // 2))
    lists = desk.window.problems_panel._lists
    (section,) = (at for at, group in lists.groups if len(group) > 100)
    before, keys = dict(lists.groups)[section], desk.find("problems").rows.keys[-1]
    desk.type_into("field:/summary/title", "T")
    assert titles(desk)[0] == "Title"
    assert dict(lists.groups)[section] is before and desk.find("problems").rows.keys[-1] is keys
