"""Rows of a table that are no group: they have no cells, so nothing is typed, pasted or emptied there."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from gatewaydesk import paths
from gatewaydesk.document import jsonio

MakeForm = Callable[..., Any]
CELLS = {
    "type": "object",
    "title": "Cell",
    "properties": {
        "a": {"type": "string"},
        "b": {"type": "string"},
        "c": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["a"],
}
ROWS = {"t": {"type": "array", "title": "Rows", "items": CELLS}}
WRITTEN: list[Any] = ["x", 5, ["x"]]
EMPTY: list[Any] = [[], None, ""]


def at(form: Any, row: int, column: int = 0) -> Any:
    view = form.find("table:/t")
    view.setFocus()
    view.setCurrentIndex(view.model().index(row, column))
    form.settle()
    return view


def paste(form: Any, view: Any, text: str) -> None:
    QApplication.clipboard().setText(text)
    QTest.keyClick(view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    form.settle()


def type_in(form: Any, view: Any, text: str) -> None:
    QTest.keyClicks(view, text[:1])
    QTest.keyClicks(view.findChild(QLineEdit), text[1:])
    QTest.keyClick(view.findChild(QLineEdit), Qt.Key.Key_Return)
    form.settle()


@pytest.mark.parametrize("held", WRITTEN)
@pytest.mark.parametrize("keys", ["abc", "\x7f", "\b"])
def test_what_is_written_there_stays_whatever_is_typed(make_form: MakeForm, held: Any, keys: str) -> None:
    form = make_form(ROWS, {"t": [held, {"a": "good"}]})
    view = at(form, 0)
    if keys == "abc":
        QTest.keyClicks(view, keys)
        assert not view.findChildren(QLineEdit)
    else:
        QTest.keyClick(view, Qt.Key.Key_Delete if keys == "\x7f" else Qt.Key.Key_Backspace)
    form.settle()
    assert form.get("t") == [held, {"a": "good"}]
    assert form.authoring.undo_label is None


@pytest.mark.parametrize("held", WRITTEN)
def test_the_line_under_the_table_makes_a_group_of_it(make_form: MakeForm, held: Any) -> None:
    form = make_form(ROWS, {"t": [{"a": "good"}, held]})
    at(form, 0)
    assert not form.find("cell-clear:/t").isVisible()
    view = at(form, 1)
    assert "must be a group" in form.find("cell-problem:/t").text()
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is form.find("cell-clear:/t")
    QTest.keyClick(form.find("cell-clear:/t"), Qt.Key.Key_Space)
    form.settle()
    assert form.get("t") == [{"a": "good"}, {}]
    assert view.hasFocus()
    assert not form.find("cell-clear:/t").isVisible()
    type_in(form, view, "abc")
    assert form.get("t", 1) == {"a": "abc"}
    form.model.undo()
    form.model.undo()
    assert form.get("t", 1) == held


@pytest.mark.parametrize("held", EMPTY)
def test_where_nothing_is_written_typing_makes_a_group(make_form: MakeForm, held: Any) -> None:
    form = make_form(ROWS, {"t": [held]})
    view = at(form, 0, 1)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert form.get("t") == [held]
    type_in(form, view, "abc")
    assert form.get("t") == [{"b": "abc"}]


def test_lines_are_pasted_wholly_or_not_at_all(make_form: MakeForm) -> None:
    form = make_form(ROWS, {"t": [{"a": "good"}, "x", []]})
    view = at(form, 0, 1)
    paste(form, view, "one\ntwo\nthree\n")
    assert form.get("t") == [{"a": "good"}, "x", []]
    assert (view.currentIndex().row(), view.currentIndex().column()) == (1, 1)
    assert form.find("cell-clear:/t").isVisible()
    form.press("cell-clear:/t")
    at(form, 0, 1)
    paste(form, view, "one\ntwo\nthree\n")
    assert form.get("t") == [{"a": "good", "b": "one"}, {"b": "two"}, {"b": "three"}]


def test_several_of_a_dataset_are_gone_to_and_typed_at(make_form: MakeForm) -> None:
    value = copy.deepcopy(jsonio.read_file(paths.resource_root() / "examples" / "HDRUK-4.0.0.json"))
    value["structuralMetadata"]["tables"][0]["columns"][0] = "x"
    value["structuralMetadata"]["tables"][0]["columns"][2]["values"][0] = "x"
    form = make_form(value=value, schema="HDRUK/4.0.0", section="structuralMetadata")
    for place in ((0,), (2, "values", 0)):
        form.view.go_to(("structuralMetadata", "tables", 0, "columns", *place))
        form.settle()
        view: Any = QApplication.focusWidget()
        QTest.keyClicks(view, "abc")
        QTest.keyClick(view, Qt.Key.Key_Return)
        form.settle()
    assert form.value == value


def test_a_cell_that_cannot_be_written_is_told_and_nothing_breaks(make_form: MakeForm, qtbot: Any) -> None:
    """The draft was taken over by another window while a cell was open."""
    form = make_form(ROWS, {"t": [{"a": "good"}]})
    view = at(form, 0)
    QTest.keyClicks(view, "abc")
    form.authoring.document.locked = True
    with qtbot.captureExceptions() as told:
        index = view.model().index(0, 0)
        assert view.model().setData(index, "abc") is False
    assert [kind.__name__ for kind, *_ in told] == ["DocumentLocked"]
    form.authoring.document.locked = False
