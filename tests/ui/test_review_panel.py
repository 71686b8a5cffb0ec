"""The review panel: filters, what is left, steadiness, very many problems, cells inside grids, and the export."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QTableView

from gatewaydesk.document import jsonio
from gatewaydesk.ui import reviewing
from gatewaydesk.validation.problems import Severity
from tests.ui.conftest import Desk
from tests.ui.reviewing import begin, titles, with_columns


def select(view: Any, row: int) -> None:
    view.selectionModel().select(view.model().index(row, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect)


# Filters


def test_tiers_are_switched_off_and_on_and_the_choice_is_remembered(start: Callable[..., Desk]) -> None:
    desk = start()
    begin(desk)
    desk.type_into("field:/summary/title", "T")
    model = desk.window.current_model
    wrong = [one for one in model.authoring.problems if one.severity is Severity.WRONG]
    empty = [one for one in model.authoring.problems if one.severity is Severity.EMPTY]
    assert wrong and empty
    assert len(titles(desk)) == len(model.authoring.problems)
    desk.press("problems.tier.empty")
    assert len(titles(desk)) == len(model.authoring.problems) - len(empty)
    assert desk.find("problems.said").text().endswith("are shown.")
    assert {one.severity for one in desk.window.problems_panel.ordered} >= {Severity.EMPTY}
    desk.do("next-problem")  # only what is shown is walked through
    assert desk.window.focused in {one.pointer for one in wrong}
    desk.close()
    desk = start()
    desk.window.settle()
    assert not desk.find("problems.tier.empty").isChecked()
    assert desk.find("problems.tier.wrong").isChecked()
    desk.press("problems.tier.empty")
    assert not desk.find("problems.said").isVisible()


def test_the_text_filter_opens_with_find_and_ends_with_escape(desk: Desk) -> None:
    begin(desk)
    everything = titles(desk)
    view = desk.find("problems")
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    field = desk.find("problems.filter")
    assert field.isVisible() and QApplication.focusWidget() is field
    QTest.keyClicks(field, "contact")
    desk.window.settle()
    assert 0 < len(titles(desk)) < len(everything)
    QTest.keyClicks(field, " zzz")
    desk.window.settle()
    assert titles(desk) == [] and desk.find("problems.show-all").isVisible()
    desk.press("problems.show-all")
    assert titles(desk) == everything
    field.setFocus()
    QTest.keyClicks(field, "contact")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert titles(desk) == everything and not field.isVisible()
    assert QApplication.focusWidget() is view


def test_headings_count_what_stands_under_them(desk: Desk) -> None:
    begin(desk)
    picks = desk.find("problems").picks
    for at, one in enumerate(picks):
        if one.heading:
            below = next((to for to in range(at + 1, len(picks)) if picks[to].heading), len(picks))
            assert one.figure[0] == str(below - at - 1)


def test_a_menu_of_a_row_has_what_others_put_there(desk: Desk) -> None:
    begin(desk)
    panel, view, told = desk.window.problems_panel, desk.find("problems"), []
    panel.add_entry("Show details…", told.append)
    row = desk.row_of(view, "Abstract")
    view.scrollTo(view.model().index(row, 0))
    view.customContextMenuRequested.emit(view.visualRect(view.model().index(row, 0)).center())
    menu = panel.findChild(QMenu, "problems.menu")
    assert menu is not None
    action = next(one for one in menu.actions() if one.text() == "Show details…")
    action.trigger()
    menu.close()
    assert [one.pointer for one in told] == [("summary", "abstract")]


def test_assistive_technology_selects_a_problem(desk: Desk) -> None:
    begin(desk)
    view = desk.find("problems")
    face = QAccessible.queryAccessibleInterface(view)
    assert face.role() == QAccessible.Role.List
    row = desk.row_of(view, "Abstract")
    child = face.child(row)
    assert child.text(QAccessible.Text.Name).startswith("Abstract")
    assert face.selectionInterface().select(child)
    desk.window.settle()
    assert desk.window.focused == ("summary", "abstract")


# Steadiness


@pytest.mark.parametrize(("count", "chosen"), [(150, False), (150, True), (2_000, False)])
def test_what_comes_and_goes_above_moves_nothing_in_view(desk: Desk, qtbot: Any, count: int, chosen: bool) -> None:
    model = begin(desk, with_columns(count))
    view = desk.find("problems")
    key = (0, ("structuralMetadata", "tables", 0, "columns", 60, "sensitive"))
    row = view.rows.row_of(key)
    if chosen:
        view.mark(key)
    view.scrollTo(view.model().index(row, 0), view.ScrollHint.PositionAtTop)
    view.verticalScrollBar().setValue(view.verticalScrollBar().value() - 7)
    top = view.visualRect(view.model().index(row, 0)).top()
    abstract = (0, ("summary", "abstract"))
    model.authoring.set_value(abstract[1], model.authoring.field_at(abstract[1]), "A")
    desk.window.settle()
    qtbot.waitUntil(lambda: view.rows.row_of(abstract) >= 0)
    assert view.rows.row_of(key) == row + 2  # with the heading of its section
    assert view.visualRect(view.model().index(row + 2, 0)).top() == top
    assert view.current_key == (key if chosen else None)
    model.authoring.undo()
    desk.window.settle()
    qtbot.waitUntil(lambda: view.rows.row_of(key) == row)
    assert view.visualRect(view.model().index(row, 0)).top() == top
    assert view.current_key == (key if chosen else None)


# Very many


def test_ten_thousand_problems_are_all_listed_and_the_last_is_reached(desk: Desk) -> None:
    model = begin(desk, with_columns(10_000))
    view = desk.find("problems")
    assert len(model.authoring.problems) >= 10_000
    rows = view.model().rowCount()
    assert rows >= 10_000 and view.uniformItemSizes()
    select(view, rows - 1)
    desk.window.settle()
    here = desk.window.focused
    assert here[:2] == ("structuralMetadata", "tables")
    assert here == view.current_key[1]
    assert view.viewport().rect().intersects(view.visualRect(view.currentIndex()))
    made = len(view.rows._made)
    assert made < 300, "rows that nobody sees are worked out"


def test_with_ten_thousand_problems_typing_changes_one_row(desk: Desk, qtbot: Any) -> None:
    model = begin(desk, with_columns(10_000))
    view = desk.find("problems")
    desk.window.go_to(("summary", "title"))
    moved: list[str] = []
    view.model().modelReset.connect(lambda: moved.append("reset"))
    view.model().rowsInserted.connect(lambda _, first, last: moved.append(f"{last - first + 1} came"))
    before = len(model.authoring.problems)
    field = model.authoring.field_at(("summary", "title"))
    model.authoring.set_value(("summary", "title"), field, "T")
    desk.window.settle()
    assert len(model.authoring.problems) == before + 1
    qtbot.waitUntil(lambda: view.rows.row_of((0, ("summary", "title"))) >= 0)
    assert moved == ["2 came"]  # the problem, and the heading of its section


# Cells


@pytest.mark.parametrize("row", [0, 57, 9_999])
def test_a_cell_is_reached_inside_its_grid(desk: Desk, row: int) -> None:
    """Ten thousand columns of one table, inside a list inside a section; one cell of them is wrong."""
    model = begin(desk, with_columns(10_000, per_table=10_000, wrong=lambda at: at == row))
    place = ("structuralMetadata", "tables", 0, "columns", row, "sensitive")
    assert [one.pointer for one in model.authoring.problems if one.severity is Severity.WRONG] == [place]
    desk.window.show_section("/summary")
    view = desk.find("problems")
    select(view, view.rows.row_of((0, place)))
    desk.window.settle()
    grid = desk.find("table:/structuralMetadata/tables/0/columns")
    assert isinstance(grid, QTableView) and grid.isVisible()
    index = grid.currentIndex()
    assert grid.model().place(index) == place
    assert QApplication.focusWidget() is grid
    assert grid.viewport().rect().contains(grid.visualRect(index).center())
    page = desk.window.form.view.viewport()
    assert page.rect().contains(grid.viewport().mapTo(page, grid.visualRect(index).center()))
    assert desk.window.focused == place
    assert view.current_key == (0, place)


def test_the_next_problem_goes_from_cell_to_cell_and_table_to_table(desk: Desk) -> None:
    begin(desk, with_columns(30, per_table=10, wrong=lambda at: at in (3, 7, 25)))
    expected = [
        ("structuralMetadata", "tables", table, "columns", row, "sensitive") for table, row in ((0, 3), (0, 7), (2, 5))
    ]
    desk.window.show_section("/structuralMetadata")
    desk.press("problems.tier.advice")
    walked = []
    for _ in expected:
        desk.do("next-problem")
        walked.append(desk.window.focused)
        table = walked[-1][2]
        grid = desk.find(f"table:/structuralMetadata/tables/{table}/columns")
        assert grid.model().place(grid.currentIndex()) == walked[-1]
    assert walked == expected


# What is left


def test_what_is_left_is_listed_by_effort_and_rolls_up_as_it_is_filled(desk: Desk) -> None:
    model = begin(desk)
    desk.press("problems.mode.left")
    view = desk.find("problems")
    total = model.authoring.counts[""]
    assert len(titles(desk)) == total.required_total - total.required_done
    assert desk.find("problems.said").text().startswith(f"{len(titles(desk))} required fields left")
    headings = [one.title for one in view.picks if one.heading]
    assert headings == [
        one
        for one in (
            "One click each", "A date or a number", "A few words", "Some sentences", "A list", "A table",
        )
        if one in headings
    ]  # fmt: skip
    desk.pick(view, desk.row_of(view, "Title"))
    assert desk.window.focused == ("summary", "title")
    before = titles(desk)
    desk.type_into("field:/summary/title", "A title")
    assert titles(desk) == before  # ticked off, and still in its place
    assert view.rows.pick(desk.row_of(view, "Title")).sign == "done"
    assert desk.find("problems.said").text().startswith(f"{len(before) - 1} required fields left")
    desk.do("next-problem")
    assert "Title" not in titles(desk) and len(titles(desk)) == len(before) - 1
    assert desk.window.focused == view.current_key[1]
    desk.press("problems.optional")
    assert len(titles(desk)) == total.all_total - total.all_done - 1


def test_when_nothing_is_left_that_is_said(desk: Desk) -> None:
    begin(desk, example=True)
    desk.press("problems.mode.left")
    assert desk.find("problems.said").text() == "Every required field is filled in."
    assert titles(desk) == []
    desk.press("problems.mode.problems")
    assert desk.find("problems.mode.problems").isChecked()


# The export


def test_a_review_is_written_as_a_page_and_as_a_table(desk: Desk, tmp_path: Path) -> None:
    model = begin(desk)
    desk.type_into("field:/summary/title", "T")
    for name in ("review.html", "review.csv"):
        reviewing.export_review(desk.window, tmp_path / name)
        desk.window.settle()
    page = (tmp_path / "review.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>") and "HDRUK/4.0.0" in page and "<h2>Summary" in page
    with (tmp_path / "review.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == 1 + len(model.authoring.problems)
    assert not list(tmp_path.glob("*.part"))


def test_the_kind_of_file_follows_from_its_name_or_from_what_was_chosen() -> None:
    cases = {("a", True): "a.csv", ("a.b", False): "a.b.html", ("a.csv", False): "a.csv", ("a.html", True): "a.csv"}
    assert {case: reviewing.named(Path(case[0]), table=case[1]).name for case in cases} == cases


# The same problems after another key


def test_problems_that_a_key_leaves_as_they_were_are_the_same_list(desk: Desk) -> None:
    model = begin(desk, with_columns(20))
    authoring = model.authoring
    before = authoring.problems
    assert len(before) >= 20
    authoring.document.set(("summary", "abstract"), "What the data are about, in other words.")
    desk.window.settle()
    assert authoring.problems is before
    authoring.document.set(("structuralMetadata", "tables", 0, "columns", 3, "sensitive"), True)
    desk.window.settle()
    assert len(authoring.problems) == len(before) - 1
    assert authoring.problems[:3] == before[:3]
    assert sum(tally.wrong for tally in authoring.tallies.values()) == len(authoring.problems)
    assert len(titles(desk)) == len(authoring.problems)


def test_what_is_said_of_no_problems_follows_what_is_filled_in(desk: Desk, tmp_path: Path) -> None:
    """What is required and holds null is told, though nothing is wrong by the schema."""
    members = {name: {"type": ["string", "null"], "title": name.title()} for name in ("first", "second")}
    file = tmp_path / "schema.json"
    group = {"type": "object", "title": "Group", "properties": members, "required": list(members)}
    jsonio.write_file(file, {"type": "object", "properties": {"group": group}, "required": ["group"]})
    desk.window.new_draft(str(file), {"group": {"first": "a", "second": "b"}})
    desk.window.settle()
    model, said = desk.window.current_model, desk.find("problems.said")
    assert model is not None
    before = said.text()
    assert titles(desk) == []
    model.authoring.document.set(("group", "second"), None)
    desk.window.settle()
    assert titles(desk) == ["Second"]
    assert said.text() == "Nothing is wrong, and 1 required field is still empty. This dataset can be submitted."
    model.undo()
    desk.window.settle()
    assert said.text() == before
