"""What a person meets who reviews by key: emptied fields, the ends of lists, narrow windows, headings, large text."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabWidget

from gatewaydesk.document import jsonio
from gatewaydesk.pointer import to_text
from gatewaydesk.ui.panels.outline import Progress
from gatewaydesk.ui.panels.signs import fitting_place
from gatewaydesk.validation.completeness import Counts
from tests.ui.conftest import Desk
from tests.ui.reviewing import EXAMPLE, begin, titles, with_columns

CELL = ("structuralMetadata", "tables", 0, "columns", 3, "sensitive")


def one_wrong_cell() -> Any:
    return with_columns(10, wrong=lambda at: at == 3)


def sign_of(desk: Desk, title: str) -> str:
    return next(one.sign for one in desk.find("sections").picks if one.title == title)


def tabs(desk: Desk) -> QTabWidget:
    return desk.find("side.tabs")  # type: ignore[no-any-return]


# Emptied


@pytest.mark.parametrize(("name", "title"), [("abstract", "Abstract"), ("contactPoint", "Contact e-mail")])
def test_an_emptied_required_field_is_not_done_though_the_schema_allows_null(desk: Desk, name: str, title: str) -> None:
    model = begin(desk, jsonio.read_file(EXAMPLE))
    before = model.authoring.counts[""]
    assert sign_of(desk, "Summary") == "done" and before.required_done == before.required_total
    desk.window.go_to(("summary", name))
    desk.type_into(f"field:/summary/{name}", "")
    assert model.authoring.document.value["summary"][name] is None
    (problem,) = model.authoring.problems
    assert problem.pointer == ("summary", name) and not problem.blocks
    assert model.authoring.counts[""].required_done == before.required_done - 1
    assert sign_of(desk, "Summary") == "begun"
    assert desk.find("problems.said").text() == (
        "Nothing is wrong, and 1 required field is still empty. This dataset can be submitted."
    )
    desk.press("problems.mode.left")
    assert [(one.title, one.sign) for one in desk.find("problems").picks if not one.heading] == [(title, "empty")]
    desk.do("undo")
    assert sign_of(desk, "Summary") == "done" and model.authoring.counts[""] == before


def test_what_was_wrong_and_is_emptied_is_not_ticked_off(desk: Desk) -> None:
    begin(desk, jsonio.read_file(EXAMPLE))
    view = desk.find("problems")
    for words, sign in (("A", "wrong"), ("", "empty"), ("B", "wrong"), ("Long enough", "done")):
        desk.type_into("field:/summary/abstract", words)
        assert [(one.title, one.sign) for one in view.picks if not one.heading] == [("Abstract", sign)], words


# The ends of the lists


def test_where_nothing_is_left_the_next_problem_is_a_problem(desk: Desk) -> None:
    begin(desk, one_wrong_cell())
    desk.press("problems.mode.left")
    assert titles(desk) == []
    desk.do("next-problem")
    assert desk.window.focused == CELL
    assert desk.find("problems.mode.problems").isChecked() and len(titles(desk)) == 1
    assert desk.window.notice.words == "Nothing is left to fill in: the list shows the problems now."


def test_a_filter_that_hides_everything_is_told_and_can_be_taken_away(desk: Desk) -> None:
    begin(desk, one_wrong_cell())
    before = desk.window.focused
    desk.press("problems.tier.wrong")
    desk.do("next-problem")
    assert desk.window.focused == before
    assert desk.window.notice.words == "There is 1 problem, and the filter of the list hides it."
    desk.press("notice.0")
    desk.do("next-problem")
    assert desk.window.focused == CELL


def test_where_there_is_nowhere_to_go_that_is_said(desk: Desk) -> None:
    begin(desk, jsonio.read_file(EXAMPLE))
    for mode, words in (
        ("problems", "Nothing is wrong or missing. This dataset can be submitted."),
        ("left", "Every required field is filled in."),
    ):
        desk.press(f"problems.mode.{mode}")
        desk.do("previous-problem")
        assert desk.window.notice.words == words


@pytest.mark.parametrize("height", [860, 560])
def test_a_field_that_is_gone_to_is_in_view_with_what_is_said_of_it_and_its_repair(
    desk: Desk, qtbot: Any, height: int
) -> None:
    value = jsonio.read_file(EXAMPLE)
    value["summary"]["contactPoint"] = " data.access@northmere.example"
    value["coverage"]["followUp"] = "1 - 10 years"
    value["provenance"]["temporal"] |= {"timeLag": "2-6 Months", "publishingFrequency": "quarterly"}
    value["accessibility"]["access"] |= {"deliveryLeadTime": "1-2 Months", "accessServiceCategory": "tre/sde"}
    model = begin(desk, value)
    desk.window.resize(1300, height)
    desk.window.settle()
    walked = set()
    for _ in model.authoring.problems:
        desk.do("next-problem")
        place = desk.window.focused
        view = desk.window.form.view
        name = to_text(place)
        row = model.nodes(place)[0]
        seen = view.viewport().rect()
        qtbot.waitUntil(lambda name=name, row=row: desk.find(f"repair:{name}", row).isVisible(), timeout=5000)
        desk.window.settle()
        top = row.mapTo(view.viewport(), row.rect().topLeft()).y()
        assert top >= 0 and top + row.height() <= seen.height(), (name, top, row.height(), seen.height())
        walked.add(place)
    assert len(walked) == 6


@pytest.mark.parametrize("size", [(1024, 700), (900, 760), (640, 800), (1000, 620)])
def test_a_cell_that_is_gone_to_is_in_view_with_what_is_said_of_it_and_its_repair(
    desk: Desk, qtbot: Any, size: tuple[int, int]
) -> None:
    value = with_columns(30, wrong=lambda _: False)
    columns = value["structuralMetadata"]["tables"][0]["columns"]
    for at in (1, 8, 25):
        columns[at]["sensitive"] = "Y"
    begin(desk, value)
    desk.window.resize(*size)
    desk.window.settle()
    table = "/structuralMetadata/tables/0/columns"
    for at in (1, 8, 25):
        desk.do("next-problem")
        grid, view = desk.find(f"table:{table}"), desk.window.form.view
        assert desk.window.focused == ("structuralMetadata", "tables", 0, "columns", at, "sensitive")
        said = desk.find(f"cell-problem:{table}")
        name = f"repair:{table}/{at}/sensitive"
        qtbot.waitUntil(lambda said=said, name=name: desk.find(name, said.parentWidget()).isVisible(), timeout=5000)
        desk.window.settle()
        cell, seen = grid.visualRect(grid.currentIndex()), view.viewport().rect()
        assert "Sensitive" in said.text() and grid.viewport().rect().contains(cell)
        button = desk.find(name, said.parentWidget())
        for part, rect in ((grid.viewport(), cell), (said, said.rect()), (button, button.rect())):
            corners = (rect.topLeft(), rect.bottomLeft())
            assert all(seen.contains(part.mapTo(view.viewport(), one)) for one in corners), (at, part, rect, seen)
    desk.press(name, said.parentWidget())
    assert desk.window.current_model.value(desk.window.focused) is True
    assert not said.isVisible() and grid.hasFocus()


# Narrow windows


def test_in_a_narrow_window_the_problem_that_is_gone_to_is_in_view(desk: Desk) -> None:
    begin(desk, one_wrong_cell())
    desk.window.resize(700, 600)
    desk.window.settle()
    assert [tabs(desk).tabText(at) for at in range(2)] == ["Help", "Problems (1)"]
    tabs(desk).setCurrentIndex(0)
    desk.do("next-problem")
    view = desk.find("problems")
    assert view.isVisible() and view.current_key == (0, CELL)
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex())), "its sentence is not in view"
    model = desk.window.current_model
    model.authoring.set_value(CELL, model.authoring.field_at(CELL), False)
    desk.window.settle()
    assert tabs(desk).tabText(1) == "Problems"


def test_a_filter_keeps_the_focus_when_the_window_becomes_narrow_and_ends_with_the_draft(desk: Desk) -> None:
    begin(desk, one_wrong_cell())
    desk.find("problems").setFocus()
    QTest.keyClick(desk.find("problems"), Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    field = desk.find("problems.filter")
    QTest.keyClicks(field, "c3")
    for width in (700, 1300):
        desk.window.resize(width, 700)
        desk.window.settle()
        assert QApplication.focusWidget() is field and field.isVisible() and field.text() == "c3"
        head, view = desk.window.problems_panel.head, desk.find("problems")
        assert field.mapTo(head.parentWidget(), field.rect().bottomLeft()).y() < view.y(), (
            "the list lies over the filter"
        )
    begin(desk, with_columns(2))
    assert field.text() == "" and not field.isVisible()
    assert len(titles(desk)) == 2


# Headings, and assistive technology


def test_keys_go_from_row_to_row_past_the_headings(desk: Desk) -> None:
    begin(desk)
    view = desk.find("problems")
    heads = [at for at, one in enumerate(view.picks) if one.heading]
    rows = [at for at, one in enumerate(view.picks) if not one.heading]
    assert len(heads) > 1 and heads[0] == 0
    view.setFocus()
    for key, expected in (
        (Qt.Key.Key_End, rows[-1]),
        (Qt.Key.Key_Home, rows[0]),
        (Qt.Key.Key_Up, rows[0]),
        *((Qt.Key.Key_Down, row) for row in rows[1:]),
        (Qt.Key.Key_Down, rows[-1]),
        *((Qt.Key.Key_Up, row) for row in rows[-2::-1]),
    ):
        QTest.keyClick(view, key)
        assert view.currentIndex().row() == expected
        assert view.current_key == view.rows.keys[expected]
    assert view.verticalScrollBar().value() == 0  # with the heading above the first row in view


def test_to_select_a_heading_is_to_select_what_stands_first_below_it(desk: Desk) -> None:
    begin(desk)
    view = desk.find("problems")
    heads = [at for at, one in enumerate(view.picks) if one.heading]
    face = QAccessible.queryAccessibleInterface(view)
    for head in heads:
        assert face.selectionInterface().select(face.child(head))
        desk.window.settle()
        assert view.current_key == view.rows.keys[head + 1]
        assert desk.window.focused == view.current_key[1]


def test_the_two_lists_are_radio_buttons_to_assistive_technology(desk: Desk) -> None:
    begin(desk)
    faces = [QAccessible.queryAccessibleInterface(desk.find(f"problems.mode.{name}")) for name in ("problems", "left")]
    assert [one.role() for one in faces] == [QAccessible.Role.RadioButton] * 2
    assert "Toggle" in faces[1].actionInterface().actionNames()
    faces[1].actionInterface().doAction("Toggle")
    desk.window.settle()
    assert [bool(one.state().checked) for one in faces] == [False, True]
    assert desk.find("problems").accessibleName() == "What is left"


def test_assistive_technology_switches_a_tier(desk: Desk) -> None:
    begin(desk, one_wrong_cell())
    QAccessible.queryAccessibleInterface(desk.find("problems.tier.wrong")).actionInterface().doAction("Toggle")
    assert titles(desk) == []


# Large text


def test_a_place_that_does_not_fit_loses_whole_groups_and_the_field_is_read_from_its_start(qapp: QApplication) -> None:
    metrics = QFontMetrics(qapp.font())
    whole = "Table admissions › Column date of birth › Sensitive"
    widest = metrics.horizontalAdvance(whole)
    shown = list(dict.fromkeys(fitting_place(whole, metrics, width) for width in range(widest, 0, -1)))
    assert shown[:4] == [whole, "… › Column date of birth › Sensitive", "… › Sensitive", "Sensitive"]
    assert len(shown) > 6
    for one in shown[4:]:
        assert not one or (one.endswith("…") and "Sensitive".startswith(one.removesuffix("…")))


def test_the_figures_of_completeness_are_never_cut_in_a_word(qapp: QApplication) -> None:
    progress = Progress()
    progress.show_counts(Counts(162, 162, 254, 288), 3)
    words = progress._words()[0]
    metrics = progress.fontMetrics()
    shown = dict.fromkeys(progress._fitting(words, width) for width in range(metrics.horizontalAdvance(words), 40, -1))
    assert list(shown)[:4] == ["162 of 162 required · 3 wrong", "162 of 162 · 3 wrong", "162/162 · 3 wrong", "162/162"]
    assert all(one.endswith("…") for one in list(shown)[4:])
