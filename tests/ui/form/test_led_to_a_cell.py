"""A cell that somebody was led to: what is selected after that begins there, whatever was selected before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gatewaydesk.pointer import ABSENT

MakeForm = Callable[..., Any]
SHIFT = Qt.KeyboardModifier.ShiftModifier
ROW = {
    "type": "object",
    "properties": {name: {"type": "string", "maxLength": 40} for name in ("id", "flag")},
}


@pytest.fixture
def form(make_form: MakeForm) -> Any:
    """Two cells of the sixth and seventh of forty rows are selected."""
    rows = [{"id": f"r{at}", "flag": "yes"} for at in range(40)]
    made = make_form({"rows": {"type": "array", "items": ROW}}, {"rows": rows}, required=["rows"])
    click(made, 5)
    QTest.keyClick(made.find("table:/rows"), Qt.Key.Key_Down, SHIFT)
    assert selected(made) == [5, 6]
    return made


def click(form: Any, row: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    view = form.find("table:/rows")
    index = view.model().index(row, 1)
    view.scrollTo(index)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, view.visualRect(index).center())
    form.settle()


def selected(form: Any) -> list[int]:
    return sorted(one.row() for one in form.find("table:/rows").selectionModel().selectedIndexes())


def test_what_is_emptied_begins_where_somebody_was_led_to(form: Any) -> None:
    form.view.go_to(("rows", 21, "flag"))
    form.settle()
    view = form.find("table:/rows")
    assert selected(form) == [21]  # although Shift counts as held since the fixture: as it is for Shift+F8
    QTest.keyClick(view, Qt.Key.Key_Down, SHIFT)
    assert selected(form) == [21, 22]
    QTest.keyClick(view, Qt.Key.Key_Delete)
    form.settle()
    held = form.authoring.document
    assert [at for at in range(40) if held.get(("rows", at, "flag")) is ABSENT] == [21, 22]


def test_a_click_with_shift_begins_there_too(form: Any) -> None:
    form.view.go_to(("rows", 21, "flag"))
    form.settle()
    click(form, 23, SHIFT)
    assert selected(form) == [21, 22, 23]
