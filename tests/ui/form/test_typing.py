"""While one types: checks, refreshes, commas and lists of suggestions leave the text under the hands alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget

from gatewaydesk.document.edits import Edit
from gatewaydesk.pointer import ABSENT
from gatewaydesk.ui.filling import type_text

MakeForm = Callable[..., Any]
ROW = {
    "type": "object",
    "title": "Row",
    "properties": {
        "name": {"type": "string", "title": "Name"},
        "kind": {"enum": ["text", "integer", "date", "boolean", "decimal", "time"], "title": "Kind"},
        "sensitive": {"type": "boolean", "title": "Sensitive"},
        "values": {"type": "array", "title": "Values", "items": {"type": "object", "properties": {"a": {}}}},
    },
    "required": ["name"],
}
ROWS = {"rows": {"type": "array", "title": "Rows", "items": ROW}, "other": {"type": "string", "maxLength": 30}}
SOURCES = [
    ("COHORT", "Cohort, study, trial"),
    ("LOCAL", "Local"),
    ("LOCAL_CODES", "Local codes"),
    ("AREA", "Area"),
    ("AREA_SMALL", "Area, small"),
    *((f"X{n}", f"Source {n}") for n in range(20)),
]
SEVERAL = {"x": {"type": "array", "items": {"oneOf": [{"const": value, "title": label} for value, label in SOURCES]}}}


def open_cell(form: Any, row: int, at: int) -> tuple[Any, Any]:
    view = form.find("table:/rows")
    view.setFocus()
    view.setCurrentIndex(view.model().index(row, at))
    QTest.keyClick(view, Qt.Key.Key_Return)
    editor = view.indexWidget(view.currentIndex())
    assert editor is not None
    return view, editor


@pytest.fixture
def rows(make_form: MakeForm) -> Any:
    return make_form(ROWS, {"rows": [{"name": f"r{n}", "kind": "text"} for n in range(3)]}, required=["rows"])


def test_a_check_that_ends_while_a_cell_is_typed_in_leaves_its_text(rows: Any) -> None:
    _view, line = open_cell(rows, 1, 0)
    QTest.keyClicks(line, "abc")
    rows.model.checks.now()
    rows.model._on_problems()
    rows.settle()
    assert line.text() == "abc"
    QTest.keyClick(line, Qt.Key.Key_Return)
    rows.settle()
    assert rows.get("rows", 1, "name") == "abc"


def test_a_check_leaves_a_choice_that_is_being_searched_for(rows: Any) -> None:
    _view, combo = open_cell(rows, 1, 1)
    assert isinstance(combo, QComboBox)
    combo.lineEdit().selectAll()
    type_text(combo.lineEdit(), "dec")
    rows.model._on_problems()
    rows.settle()
    assert combo.currentText() == "dec"


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(("rows", 2, "name"), "r2", "changed"), Edit(("other",), ABSENT, "elsewhere")],
        [Edit(("rows", 3), ABSENT, {"name": "r3"}), Edit(("rows", 4), ABSENT, {"name": "r4"})],
        [Edit(("rows",), [{"name": f"r{n}", "kind": "text"} for n in range(3)], [{"name": f"s{n}"} for n in range(3)])],
        [Edit(("rows", 2), {"name": "r2", "kind": "text"}, ABSENT), Edit(("other",), ABSENT, "elsewhere")],
    ],
)
def test_a_change_from_elsewhere_neither_closes_a_cell_nor_changes_its_text(rows: Any, edits: list[Edit]) -> None:
    view, line = open_cell(rows, 1, 0)
    QTest.keyClicks(line, "abc")
    rows.authoring.apply(edits, "elsewhere")
    rows.settle()
    assert view.indexWidget(view.model().index(1, 0)) is line
    assert line.isVisible()
    assert line.text() == "abc"
    assert line.hasFocus()
    QTest.keyClick(line, Qt.Key.Key_Return)
    rows.settle()
    assert rows.get("rows", 1, "name") == "abc"


def test_an_open_cell_that_nobody_typed_in_follows_the_document(rows: Any) -> None:
    _view, line = open_cell(rows, 1, 0)
    rows.authoring.document.set(("rows", 1, "name"), "newer")
    rows.settle()
    assert line.text() == "newer"


@pytest.mark.parametrize("at", [0, 1, 2])
def test_return_in_an_open_cell_ends_it_and_goes_on_below(rows: Any, at: int) -> None:
    """Qt warns when the table is told to edit what it edits already; any warning fails the test."""
    view, editor = open_cell(rows, 0, at)
    line = editor.lineEdit() if isinstance(editor, QComboBox) and editor.isEditable() else editor
    if isinstance(line, QLineEdit):
        type_text(line, "date")
    QTest.keyClick(line, Qt.Key.Key_Return)
    rows.settle()
    assert (view.currentIndex().row(), view.currentIndex().column()) == (1, at)
    assert view.indexWidget(view.model().index(0, at)) is None
    assert at == 2 or rows.get("rows", 0, ("name", "kind")[at]) == "date"


def test_return_on_a_cell_that_cannot_be_typed_in_opens_the_row_there(rows: Any) -> None:
    view = rows.find("table:/rows")
    view.setFocus()
    view.setCurrentIndex(view.model().index(1, 3))
    QTest.keyClick(view, Qt.Key.Key_Return)
    rows.settle()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName() == "add:/rows/1/values"


# Several choices


@pytest.fixture
def several(make_form: MakeForm) -> Any:
    return make_form(SEVERAL, {"x": ["X1"]}, required=["x"])


def line_of(form: Any) -> Any:
    line = form.find("field:/x")
    line.setFocus()
    return line


def type_keys(form: Any, text: str) -> None:
    """Each key goes where keys go: to the list of suggestions, when that is open."""
    for sign in text:
        form.settle()
        type_text(QApplication.activePopupWidget() or line_of(form), sign)
    form.settle()


def press(form: Any, key: Qt.Key) -> None:
    QTest.keyClick(QApplication.activePopupWidget() or line_of(form), key)
    form.settle()


def test_a_choice_whose_label_holds_a_comma_is_typed(several: Any) -> None:
    line_of(several)
    type_keys(several, "Cohort, study, trial")
    assert several.get("x") == ["X1"]
    press(several, Qt.Key.Key_Return)
    assert several.get("x") == ["X1", "COHORT"]
    assert QApplication.activePopupWidget() is None
    type_keys(several, "Source 3,")
    assert several.get("x") == ["X1", "COHORT", "X3"]
    type_keys(several, "no such,")
    assert several.get("x") == ["X1", "COHORT", "X3", "no such"]


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("Area, small", ["AREA_SMALL"]),
        ("Area, Source 2", ["AREA", "X2"]),
        ("area,", ["AREA"]),
        ("Cohort, study, trial, Source 4; Local codes", ["COHORT", "X4", "LOCAL_CODES"]),
        ("Local codes", ["LOCAL_CODES"]),
        ("Local", ["LOCAL"]),
    ],
)
@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_the_longest_choice_that_was_typed_is_meant(several: Any, typed: str, held: list[str], end: Qt.Key) -> None:
    line_of(several)
    type_keys(several, typed)
    press(several, end)
    assert several.get("x") == ["X1", *held]


def test_nothing_is_taken_while_one_types_or_looks_through_the_suggestions(several: Any, qtbot: Any) -> None:
    line = line_of(several)
    type_keys(several, "Local")
    press(several, Qt.Key.Key_Down)
    qtbot.wait(400)  # longer than text that was set from outside may stand
    assert several.get("x") == ["X1"]
    line.setText("")
    type_keys(several, "Source 19")
    assert several.get("x") == ["X1"]
    press(several, Qt.Key.Key_Return)
    assert several.get("x") == ["X1", "X19"]


def test_a_click_on_a_suggestion_takes_it(several: Any) -> None:
    line = line_of(several)
    type_keys(several, "coh")
    popup = line.completer().popup()
    assert popup.isVisible()
    place = popup.visualRect(popup.model().index(0, 0)).center()
    QTest.mouseClick(popup.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    several.settle()
    assert several.get("x") == ["X1", "COHORT"]
    assert line.text() == ""


def test_pasted_choices_are_told_apart_by_lines_semicolons_and_commas(several: Any) -> None:
    line = line_of(several)
    QApplication.clipboard().setText("Cohort, study, trial\nLocal codes; Area, small, other, Area\n")
    QTest.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    several.settle()
    assert several.get("x") == ["X1", "COHORT", "LOCAL_CODES", "AREA_SMALL", "other", "AREA"]


# An alternative of the same type


def test_undo_of_a_switch_shows_the_alternative_that_the_document_holds(make_form: MakeForm) -> None:
    def kind(name: str, *others: str) -> dict[str, Any]:
        members = {one: {"type": "string", "maxLength": 20} for one in ("name", *others)}
        return {"type": "object", "title": name, "properties": members, "required": list(others)}

    form = make_form(
        {"x": {"oneOf": [kind("Person", "born"), kind("Body", "founded")]}}, {"x": {"name": "a", "born": "1"}}
    )
    chooser = form.find("variant:/x")
    assert chooser.currentIndex() == 0
    chooser.setFocus()
    QTest.keyClick(chooser, Qt.Key.Key_Down)
    form.settle()
    assert form.get("x") == {"name": "a"}
    assert form.find("field:/x/founded")
    form.model.undo()
    form.settle()
    assert form.get("x") == {"name": "a", "born": "1"}
    assert form.find("variant:/x").currentIndex() == 0
    assert form.find("field:/x/born").text() == "1"
    assert not [one for one in form.view.findChildren(QWidget, "field:/x/founded") if one.isVisible()]
    form.model.redo()
    form.settle()
    assert form.get("x") == {"name": "a"}


def test_what_is_kept_beside_a_list_moves_with_its_items(make_form: MakeForm) -> None:
    """Text that is no JSON yet, and the alternative chosen, belong to an item, not to its number."""
    items = {"type": "array", "items": {"type": "object", "properties": {"any": {}, "name": {"type": "object"}}}}
    form = make_form({"x": items}, {"x": [{"any": 1}, {"any": 2}, {"any": 3}]}, required=["x"])
    form.view.go_to(("x", 1, "any"))
    form.settle()
    form.type("field:/x/1/any", "{broken")
    form.authoring.remove_item(("x", 0))
    form.settle()
    assert form.model.beside.unfinished == {("x", 0, "any"): "{broken"}
    form.model.undo()
    form.settle()
    assert form.model.beside.unfinished == {("x", 1, "any"): "{broken"}
    form.authoring.move_item(("x", 1), 2)
    assert form.model.beside.unfinished == {("x", 2, "any"): "{broken"}
    form.authoring.remove_item(("x", 2))
    assert form.model.beside.unfinished == {}


# Tags


@pytest.mark.parametrize("by_menu", [False, True])
def test_a_pasted_tag_keeps_its_comma(make_form: MakeForm, by_menu: bool) -> None:
    form = make_form({"x": {"type": "array", "items": {"type": "string", "maxLength": 40}}}, required=["x"])
    line = line_of(form)

    def paste(text: str) -> None:
        QApplication.clipboard().setText(text)
        if by_menu:
            line.paste()
        else:
            QTest.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        form.settle()

    paste("heart, lung")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert form.get("x") == ["heart, lung"]
    paste("Smith, J.\nDoe, A.; last\n")
    assert form.get("x") == ["heart, lung", "Smith, J.", "Doe, A.", "last"]
    QTest.keyClicks(line, "one,two")
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert form.get("x")[-2:] == ["one", "two"]


def test_a_choice_is_meant_by_its_value_before_a_part_of_another_label(make_form: MakeForm) -> None:
    pairs = [("UK", "United Kingdom"), ("UA", "Ukraine"), *((f"c{n}", f"Country {n}") for n in range(20))]
    form = make_form({"x": {"oneOf": [{"const": value, "title": label} for value, label in pairs]}}, required=["x"])
    form.find("field:/x").setFocus()
    type_text(form.find("field:/x").lineEdit(), "uk")
    form.leave()
    assert form.get("x") == "UK"
