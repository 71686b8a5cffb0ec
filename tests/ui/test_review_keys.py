"""The review panel by key: the focus stays in it, and Ctrl+. mends what is selected in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from tests.ui.conftest import Desk
from tests.ui.reviewing import EXAMPLE, begin, titles, with_columns

CELL = ("structuralMetadata", "tables", 0, "columns", 3, "sensitive")
CTRL = Qt.KeyboardModifier.ControlModifier


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifiers)


def one_wrong_cell(said: str = "maybe") -> Any:
    value = with_columns(10, wrong=lambda at: at == 3)
    value["structuralMetadata"]["tables"][0]["columns"][3]["sensitive"] = said
    return value


def test_show_all_by_key_leaves_the_focus_in_the_panel(desk: Desk) -> None:
    begin(desk, one_wrong_cell())
    desk.press("problems.tier.wrong")
    assert titles(desk) == []
    desk.find("problems.show-all").setFocus()
    press(Qt.Key.Key_Space)
    desk.window.settle()
    assert titles(desk) and QApplication.focusWidget() is desk.find("problems")


@pytest.mark.parametrize("title", ["Sensitive"])
def test_repair_mends_the_problem_that_is_selected_in_the_list(desk: Desk, qtbot: Any, title: str) -> None:
    model = begin(desk, one_wrong_cell("Y"))
    view = desk.find("problems")
    desk.window.go_to(("summary", "title"))
    view.setFocus()
    view.mark((0, CELL))
    assert desk.window.problems_panel.current.pointer == CELL
    press(Qt.Key.Key_Period, CTRL)
    qtbot.waitUntil(lambda: model.authoring.document.get(CELL) is True)
    desk.window.settle()
    panel = desk.window.problems_panel
    assert panel.isAncestorOf(QApplication.focusWidget()), QApplication.focusWidget()


def test_repair_mends_the_cell_that_is_current_in_a_table(desk: Desk, qtbot: Any) -> None:
    model = begin(desk, one_wrong_cell("Y"))
    desk.do("next-problem")
    assert desk.window.focused == CELL
    press(Qt.Key.Key_Period, CTRL)
    qtbot.waitUntil(lambda: model.authoring.document.get(CELL) is True)
    desk.do("undo")
    assert model.authoring.document.get(CELL) == "Y"


def menu_of(desk: Desk, place: Any) -> QMenu:
    view = select(desk, place)
    view.customContextMenuRequested.emit(view.visualRect(view.currentIndex()).center())
    menus: list[QMenu] = desk.window.problems_panel.findChildren(QMenu, "problems.menu")
    return menus[-1]


def test_the_menu_of_a_row_offers_the_repair_that_ctrl_full_stop_makes(desk: Desk, qtbot: Any) -> None:
    value = one_wrong_cell("Y")
    value["summary"]["contactPoint"] = None
    model = begin(desk, value)
    menu = menu_of(desk, CELL)
    entry = menu.actions()[1]
    assert entry.text() == "Repair…" and entry.shortcut().toString() == "Ctrl+."
    qtbot.waitUntil(lambda: entry.text() != "Repair…")
    assert "Yes" in entry.text()
    entry.trigger()
    menu.close()
    qtbot.waitUntil(lambda: model.authoring.document.get(CELL) is True)
    desk.window.settle()
    menu = menu_of(desk, ("summary", "contactPoint"))
    qtbot.waitUntil(lambda: not menu.actions()[1].isEnabled())
    menu.close()


def test_of_two_problems_of_one_place_the_selected_one_is_meant(desk: Desk, qtbot: Any) -> None:
    value = jsonio.read_file(EXAMPLE)
    value["summary"]["colour"] = "red"
    value["summary"]["contactPoint"] = " data@example.org "
    model = begin(desk, value)
    view = desk.find("problems")
    view.setFocus()
    row = desk.row_of(view, "Contact")
    view.mark(view.rows.keys[row])
    press(Qt.Key.Key_Period, CTRL)
    qtbot.waitUntil(lambda: model.authoring.document.get(("summary", "contactPoint")) == "data@example.org")
    assert model.authoring.document.get(("summary", "colour")) == "red"


# Advice that is left so

TABLE = ("structuralMetadata", "tables", 0, "description")


def doubtful() -> Any:
    value = jsonio.read_file(EXAMPLE)
    for table in value["structuralMetadata"]["tables"][:2]:
        table["description"] = "TBC"
    return value


def advised(desk: Desk) -> list[Any]:
    return [one.pointer for one in desk.window.current_model.authoring.problems]


def select(desk: Desk, place: Any) -> Any:
    view = desk.find("problems")
    view.setFocus()
    view.mark((0, place))
    return view


def test_delete_leaves_advice_so_and_the_selection_goes_on(desk: Desk) -> None:
    begin(desk, doubtful())
    second = (*TABLE[:2], 1, "description")
    assert advised(desk) == [TABLE, second]
    view = select(desk, TABLE)
    press(Qt.Key.Key_Delete)
    desk.window.settle()
    assert advised(desk) == [second] and view.current_key == (0, second) and QApplication.focusWidget() is view
    chip = desk.find("problems.dismissed")
    assert chip.isVisible() and chip.text() == "1 dismissed – show"
    desk.press("notice.0")  # Undo
    assert advised(desk) == [TABLE, second] and not chip.isVisible()


def test_what_is_said_of_advice_left_so_goes_when_the_advice_is_back(desk: Desk) -> None:
    model, notice = begin(desk, doubtful()), desk.window.notice
    for back in (
        lambda: model.authoring.advise_again(model.authoring.dismissed[0]),
        lambda: model.authoring.document.set(TABLE, "TODO"),
        lambda: begin(desk),
    ):
        select(desk, TABLE)
        press(Qt.Key.Key_Delete)
        desk.window.settle()
        assert "is left so" in notice.words
        back()
        desk.window.settle()
        assert notice.words == ""


def test_what_was_left_so_is_shown_on_request_is_no_stop_and_can_be_given_again(desk: Desk) -> None:
    begin(desk, doubtful())
    second = (*TABLE[:2], 1, "description")
    for place in (TABLE, second):
        select(desk, place)
        press(Qt.Key.Key_Delete)
    desk.window.settle()
    desk.window.problems_panel.mark(("summary", "abstract"))  # the focus came there; until then both rows stay
    assert titles(desk) == [] and desk.find("problems.said").text().startswith("Nothing is wrong or missing.")
    assert desk.window.problems_panel.isAncestorOf(QApplication.focusWidget())
    desk.press("problems.dismissed")
    view = desk.find("problems")
    shown = [one for one in view.picks if not one.heading]
    assert [one.figure[0] for one in shown] == ["left so"] * 2 and desk.find("problems.dismissed").text().endswith(
        "hide"
    )
    assert desk.window.problems_panel.after(TABLE, 1) is None
    view = select(desk, TABLE)
    press(Qt.Key.Key_Delete)  # nothing to leave
    assert desk.window.current_model.authoring.problems == []
    view.customContextMenuRequested.emit(view.visualRect(view.currentIndex()).center())
    menu = desk.window.problems_panel.findChild(QMenu, "problems.menu")
    next(one for one in menu.actions() if one.text() == "Give this advice again").trigger()
    menu.close()
    desk.window.settle()
    assert advised(desk) == [TABLE]


def test_the_detail_view_leaves_it_so_and_gives_it_again(desk: Desk) -> None:
    begin(desk, doubtful())
    for words, told in (("Leave it so", 1), ("Give this advice again", 2)):
        if told == 2:
            desk.press("problems.dismissed")
        select(desk, TABLE)
        desk.do("why")
        button = desk.find("dialog.problem.settle", desk.dialog("problem"))
        assert button.text() == words
        button.click()
        desk.window.activateWindow()
        desk.window.settle()
        assert len(advised(desk)) == told


def test_what_was_left_so_is_kept_with_the_draft(start: Callable[..., Desk]) -> None:
    desk = start()
    begin(desk, doubtful())
    select(desk, TABLE)
    press(Qt.Key.Key_Delete)
    desk.window.settle()
    draft = desk.window.desk.draft_id
    desk.close()
    desk = start()
    desk.window.open_draft(draft)
    desk.window.settle()
    assert TABLE not in advised(desk) and desk.find("problems.dismissed").text() == "1 dismissed – show"
    model = desk.window.current_model
    model.authoring.document.set(TABLE, "TODO")
    desk.window.settle()
    assert TABLE in advised(desk)


# Null in a required place


def test_a_required_place_that_holds_null_is_counted_walked_to_and_told_alike_everywhere(desk: Desk) -> None:
    value = jsonio.read_file(EXAMPLE)
    value["summary"]["abstract"] = None
    desk.store.connections.save(Connection("Rehearsal", "hdruk", "http://127.0.0.1:9", {"team_id": "1"}, practice=True))
    desk.window.connecting.refresh()
    begin(desk, value)
    place = ("summary", "abstract")
    assert desk.find("problems.tier.empty").text() == "1 empty"
    assert titles(desk) == ["Abstract"]
    said = desk.find("problems.said").text()
    assert said == "Nothing is wrong, and 1 required field is still empty. This dataset can be submitted."
    for action in ("next-problem", "previous-problem"):
        desk.window.go_to(("summary", "title"))
        desk.do(action)
        assert desk.window.focused == place
    desk.press("problems.mode.left")
    assert titles(desk) == ["Abstract"] and desk.find("problems.said").text().startswith("1 required field left")
    outline = next(one for one in desk.find("sections").picks if one.title == "Summary")
    done, total = map(int, outline.figure[0].split("/"))
    assert (total - done, outline.sign) == (1, "begun")
    desk.do("submit")
    dialog = desk.dialog("submit")
    assert "1 required field is still empty" in desk.find("submit.ready", dialog).text()
    links = [one for one in desk.find("submit.problems", dialog).picks if not one.heading]
    assert [(one.title, one.figure[0]) for one in links] == [("Summary › Abstract", "empty")]
