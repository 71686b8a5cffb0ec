"""Somebody is led from a cell in which they type: what they typed is kept, and the cell they were led to is current."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

MakeForm = Callable[..., Any]
ROW = {"type": "object", "properties": {"id": {"type": "string"}, "flag": {"type": "boolean"}}}


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def led_from(make_form: MakeForm, row: int, typed: str, to: tuple[Any, ...]) -> Any:
    rows = [{"id": f"r{at}", "flag": True} for at in range(40)]
    form = make_form({"rows": {"type": "array", "items": ROW}}, {"rows": rows}, required=["rows"])
    view = form.find("table:/rows")
    view.setFocus()
    view.setCurrentIndex(view.model().index(row, 0))
    QTest.keyClick(view, Qt.Key.Key_F2)
    assert view.state() is view.State.EditingState
    QTest.keyClicks(focused(), typed)
    form.view.go_to(to)
    form.settle()
    return form


@pytest.mark.parametrize("typed", ["", "abc"])
@pytest.mark.parametrize("to", [9, 3, 6, 4, 5])
def test_it_is_the_cell_that_was_gone_to(make_form: MakeForm, typed: str, to: int) -> None:
    form = led_from(make_form, 5, typed, ("rows", to, "flag"))
    view = form.find("table:/rows")
    assert (view.currentIndex().row(), view.currentIndex().column()) == (to, 1)
    assert [(one.row(), one.column()) for one in view.selectedIndexes()] == [(to, 1)]
    assert form.authoring.document.get(("rows", 5, "id")) == (typed or "r5")
    QTest.keyClick(focused(), Qt.Key.Key_Delete)
    form.settle()
    assert [at for at in range(40) if "flag" not in form.authoring.document.get(("rows", at))] == [to]


def test_return_still_goes_on_to_the_cell_below(make_form: MakeForm) -> None:
    form = led_from(make_form, 5, "abc", ("rows", 9, "id"))
    view = form.find("table:/rows")
    QTest.keyClick(view, Qt.Key.Key_F2)
    QTest.keyClicks(focused(), "d")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    form.settle()
    assert form.authoring.document.get(("rows", 9, "id")) == "d"
    assert (view.currentIndex().row(), view.currentIndex().column()) == (10, 0)
