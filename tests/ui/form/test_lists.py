"""Lists of objects: grids, summaries, adding, removing, moving, pasting, and going to a cell."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from gatewaydesk.ui.form.cells import read_cells

MakeForm = Callable[..., Any]
VALUE = {
    "type": "object",
    "title": "Value",
    "properties": {"name": {"type": "string"}, "frequency": {"type": "integer"}},
    "required": ["name"],
}
COLUMN = {
    "type": "object",
    "title": "Column",
    "properties": {
        "name": {"type": "string", "title": "Name", "minLength": 1},
        "dataType": {"enum": ["text", "integer", "date", "boolean", "decimal", "time"], "title": "Data type"},
        "note": {"anyOf": [{"type": "string", "maxLength": 20}, {"type": "null"}], "title": "Note"},
        "sensitive": {"type": "boolean", "title": "Sensitive"},
        "values": {"type": "array", "title": "Values", "items": VALUE},
    },
    "required": ["name", "dataType", "sensitive"],
}
TABLE = {
    "type": "object",
    "title": "Table",
    "properties": {
        "name": {"type": "string", "title": "Table name"},
        "columns": {"type": "array", "title": "Columns", "items": COLUMN},
    },
    "required": ["name", "columns"],
}
COLUMNS = {"columns": {"type": "array", "title": "Columns", "items": COLUMN}}
TABLES = {"tables": {"type": "array", "title": "Tables", "items": TABLE}}


def column(name: str, **others: Any) -> dict[str, Any]:
    return {"name": name, "dataType": "text", "sensitive": False, **others}


def grid(form: Any, name: str = "table:/columns") -> Any:
    return form.find(name)


def tool(form: Any, words: str, place: tuple[str | int, ...] = ("columns",)) -> None:
    form.click(form.model.nodes(place)[-1].tools[words])


def edit(form: Any, view: Any, row: int, at: int, text: str) -> None:
    """Types over a cell as in a spreadsheet: go there, type, Enter."""
    view.setFocus()
    view.setCurrentIndex(view.model().index(row, at))
    QTest.keyClicks(view, text[:1])
    editor = view.findChild(QLineEdit)
    QTest.keyClicks(editor, text[1:])
    QTest.keyClick(editor, Qt.Key.Key_Return)
    form.settle()


def test_a_cell_is_typed_into_and_emptied(make_form: MakeForm) -> None:
    form = make_form(COLUMNS, {"columns": [column("a"), column("b", note="n")]}, required=["columns"])
    view = grid(form)
    assert [view.model().headerData(at, Qt.Orientation.Horizontal) for at in range(5)] == [
        "Name *", "Data type *", "Note", "Sensitive *", "Values",
    ]  # fmt: skip
    edit(form, view, 1, 0, "dob")
    assert form.get("columns", 1) == column("dob", note="n")
    view.setCurrentIndex(view.model().index(1, 2))
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert form.get("columns", 1) == column("dob")
    form.model.undo()
    form.model.undo()
    form.settle()
    assert view.model().index(1, 0).data() == "b"
    assert form.get("columns", 1) == column("b", note="n")


def test_choices_and_yes_no_are_chosen_in_their_cells(make_form: MakeForm) -> None:
    form = make_form(COLUMNS, {"columns": [column("a")]}, required=["columns"])
    model = grid(form).model()
    assert model.setData(model.index(0, 1), "Integer" if model.index(0, 1).data() == "Text" else "integer")
    assert model.setData(model.index(0, 3), "Yes")
    assert form.get("columns", 0) == {"name": "a", "dataType": "integer", "sensitive": True}
    assert model.setData(model.index(0, 1), "no such type")
    assert form.get("columns", 0, "dataType") == "no such type"
    view = grid(form)
    view.setFocus()
    view.setCurrentIndex(model.index(0, 3))
    QTest.keyClick(view, Qt.Key.Key_Return)
    form.settle()
    assert view.isPersistentEditorOpen(model.index(0, 3)) or view.state() == view.State.EditingState


def test_rows_are_added_duplicated_moved_and_removed(make_form: MakeForm) -> None:
    form = make_form(COLUMNS, required=["columns"])
    assert form.find("table:/columns").isHidden()
    form.press("add:/columns")
    assert isinstance(form.get("columns"), list)
    assert len(form.get("columns")) == 1
    edit(form, grid(form), 0, 0, "first")
    form.press("add:/columns")
    edit(form, grid(form), 1, 0, "second")
    assert [one["name"] for one in form.get("columns")] == ["first", "second"]
    tool(form, "Duplicate")
    assert [one["name"] for one in form.get("columns")] == ["first", "second", "second"]
    tool(form, "Move up")
    tool(form, "Move up")
    assert grid(form).currentIndex().row() == 0
    assert [one["name"] for one in form.get("columns")] == ["second", "first", "second"]
    form.press("remove:/columns/0")
    assert [one["name"] for one in form.get("columns")] == ["first", "second"]
    while form.authoring.undo_label:
        form.model.undo()
    assert form.value == {}
    form.settle()
    assert grid(form).isHidden()


def test_a_table_copied_from_a_spreadsheet_is_pasted_as_one_step(make_form: MakeForm) -> None:
    form = make_form(COLUMNS, {"columns": [column("a"), column("b", note=None)]}, required=["columns"])
    view = grid(form)
    view.setFocus()
    view.setCurrentIndex(view.model().index(1, 0))
    QApplication.clipboard().setText('x\tinteger\t"two\nlines"\tyes\r\ny\tdate\t\tNo\r\nz\tvoid\tn\tperhaps\r\n')
    QTest.keyClick(view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    form.settle()
    assert form.get("columns") == [
        column("a"),
        {"name": "x", "dataType": "integer", "note": "two\nlines", "sensitive": True},
        {"name": "y", "dataType": "date", "sensitive": False},
        {"name": "z", "dataType": "void", "note": "n", "sensitive": "perhaps"},
    ]
    assert view.model().rowCount() == 4
    form.model.undo()
    form.settle()
    assert form.get("columns") == [column("a"), column("b", note=None)]
    assert list(form.get("columns", 1)) == ["name", "dataType", "sensitive", "note"]
    assert view.model().rowCount() == 2


def test_what_is_copied_can_be_pasted_back(make_form: MakeForm) -> None:
    rows = [column("a", note='tab\there "q"'), column("b", note="two\nlines"), column("c")]
    form = make_form(COLUMNS, {"columns": rows}, required=["columns"])
    view = grid(form)
    view.setFocus()
    view.selectAll()
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QApplication.clipboard().text()
    assert [row[:2] for row in read_cells(copied)] == [["a", "text"], ["b", "text"], ["c", "text"]]
    QTest.keyClick(view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert form.get("columns") == rows
    assert form.authoring.undo_label is None


def test_a_bad_cell_is_marked_and_gone_to(make_form: MakeForm) -> None:
    rows = [column(f"c{n}") for n in range(300)]
    rows[250]["dataType"] = "void"
    form = make_form(COLUMNS, {"columns": rows}, required=["columns"])
    view = grid(form)
    index = view.model().index(250, 1)
    assert index.data(Qt.ItemDataRole.DecorationRole) is not None
    assert index.data(Qt.ItemDataRole.BackgroundRole) is not None
    assert index.data(Qt.ItemDataRole.ToolTipRole)
    assert view.model().index(249, 1).data(Qt.ItemDataRole.DecorationRole) is None
    assert form.view.go_to(("columns", 250, "dataType"))
    form.settle()
    assert (view.currentIndex().row(), view.currentIndex().column()) == (250, 1)
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))
    assert view.hasFocus()


def test_the_open_rows_form_writes_to_its_row(make_form: MakeForm) -> None:
    form = make_form(COLUMNS, {"columns": [column("a"), column("b")]}, required=["columns"])
    form.view.go_to(("columns", 1))
    form.settle()
    assert form.has("field:/columns/1/name")
    form.type("field:/columns/1/name", "renamed")
    assert [one["name"] for one in form.get("columns")] == ["a", "renamed"]
    form.model.nodes(("columns",))[-1].go_to_row(0)
    form.settle()
    assert form.find("field:/columns/0/name")
    tool(form, "Move down")
    form.type("field:/columns/1/name", "moved")
    assert [one["name"] for one in form.get("columns")] == ["renamed", "moved"]


def test_going_to_a_member_that_is_no_cell_opens_the_row(make_form: MakeForm) -> None:
    rows = [column("a"), column("b", values=[{"name": "1"}, {"name": "2", "frequency": "many"}])]
    form = make_form(COLUMNS, {"columns": rows}, required=["columns"])
    assert grid(form).model().index(1, 4).data().startswith("2 ")
    assert form.view.go_to(("columns", 1, "values", 1, "frequency"))
    form.settle()
    inner = grid(form, "table:/columns/1/values")
    assert inner.hasFocus()
    assert (inner.currentIndex().row(), inner.currentIndex().column()) == (1, 1)


def test_tables_are_summaries_with_their_columns_in_a_grid(make_form: MakeForm) -> None:
    tables = [{"name": f"t{n}", "columns": [column("a"), column("b")]} for n in range(100)]
    del tables[99]["columns"][1]["sensitive"]  # type: ignore[attr-defined]
    form = make_form(TABLES, {"tables": tables}, required=["tables"])
    model = grid(form, "table:/tables").model()
    assert model.index(3, 0).data().startswith("t3")
    assert "2 columns" in model.index(3, 0).data()
    problem = form.authoring.problems[0]
    assert problem.pointer == ("tables", 99, "columns", 1, "sensitive")
    assert form.view.go_to(problem.pointer)
    form.settle()
    inner = grid(form, "table:/tables/99/columns")
    assert inner.hasFocus()
    assert (inner.currentIndex().row(), inner.currentIndex().column()) == (1, 3)
    form.type("field:/tables/99/name", "last")
    form.settle()
    assert model.index(99, 0).data().startswith("last")


def test_selecting_a_row_through_assistive_technology_opens_it(make_form: MakeForm) -> None:
    tables = [{"name": f"t{n}", "columns": []} for n in range(5)]
    form = make_form(TABLES, {"tables": tables}, required=["tables"])
    view = grid(form, "table:/tables")
    seen = QAccessible.queryAccessibleInterface(view)
    rows = [seen.child(at) for at in range(seen.childCount())]
    wanted = next(one for one in rows if one.text(QAccessible.Text.Name).startswith("t3"))
    assert seen.selectionInterface().select(wanted)
    form.settle()
    assert view.currentIndex().row() == 3
    assert form.has("field:/tables/3/name")
    assert view.selectionModel().isSelected(view.currentIndex())
    view.selectionModel().select(view.model().index(1, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    form.settle()
    assert form.has("field:/tables/1/name")


def test_undo_of_a_removed_table_brings_it_back_whole(make_form: MakeForm) -> None:
    tables = [{"name": f"t{n}", "columns": [column("a")]} for n in range(3)]
    before = json.dumps(tables)
    form = make_form(TABLES, {"tables": tables}, required=["tables"])
    form.view.go_to(("tables", 1))
    form.press("remove:/tables/1")
    assert len(form.get("tables")) == 2
    form.model.undo()
    form.settle()
    assert json.dumps(form.get("tables")) == before


def test_a_list_of_plain_values_has_an_editor_for_each(make_form: MakeForm) -> None:
    form = make_form({"x": {"type": "array", "items": {"type": "integer"}}}, {"x": [1, 2]}, required=["x"])
    form.type("field:/x/1", "")
    assert form.get("x") == [1, ""]
    form.type("field:/x/1", "20")
    form.press("add:/x")
    assert len(form.get("x")) == 3
    form.type("field:/x/2", "30")
    assert form.get("x") == [1, 20, 30]
    form.press("remove:/x/0")
    assert form.get("x") == [20, 30]
    assert form.find("field:/x/0").text() == "20"
    form.model.undo()
    form.settle()
    assert [form.find(f"field:/x/{at}").text() for at in range(3)] == ["1", "20", "30"]


def test_the_wheel_over_an_unfocused_grid_scrolls_the_page(make_form: MakeForm) -> None:
    rows = [column(f"c{n}") for n in range(100)]
    form = make_form(COLUMNS, {"columns": rows}, required=["columns"])
    form.view.resize(820, 300)
    form.leave()
    view = grid(form)
    middle = view.viewport().mapTo(form.view, QPoint(40, 40))
    QTest.wheelEvent(form.view.windowHandle(), QPointF(middle), QPoint(0, -120))
    form.settle()
    assert view.verticalScrollBar().value() == 0
    assert form.view.verticalScrollBar().value() > 0


def test_a_hundred_thousand_rows_open_scroll_and_are_edited(make_form: MakeForm, tasks: Any) -> None:
    rows = [column(f"c{n}", note="A description.") for n in range(100_000)]
    form = make_form(TABLES, {"tables": [{"name": "t", "columns": rows}]}, required=["tables"])
    view = grid(form, "table:/tables/0/columns")
    assert view.model().rowCount() == 100_000
    view.scrollToBottom()
    form.settle()
    view.model().setData(view.model().index(99_999, 0), "renamed")
    assert form.get("tables", 0, "columns", 99_999, "name") == "renamed"
    tasks.wait()


def test_a_list_that_holds_things_of_other_shapes_survives(make_form: MakeForm) -> None:
    rows = [column("a"), "text", None, {"name": 5, "strange": [1]}, [1, 2]]
    form = make_form(COLUMNS, {"columns": rows}, required=["columns"])
    for row in range(len(rows)):
        form.model.nodes(("columns",))[-1].go_to_row(row)
        form.settle()
    assert form.authoring.document.revision == 0


@pytest.mark.parametrize("section", ["observations", "demographicFrequency", "structuralMetadata"])
def test_new_items_of_the_shipped_schema_can_be_filled_in(make_form: MakeForm, section: str) -> None:
    form = make_form(schema="HDRUK/4.0.0", section=section)
    place = {"observations": "/observations", "demographicFrequency": "/demographicFrequency/age"}.get(
        section, "/structuralMetadata/tables"
    )
    form.press(f"add:{place}")
    form.press(f"add:{place}")
    assert len(form.authoring.document.get(tuple(place[1:].split("/")))) == 2
    if section == "observations":
        form.type("field:/observations/1/measuredValue", "1200")
        assert form.get("observations", 1, "measuredValue") == 1200
