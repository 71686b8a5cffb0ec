"""What is typed in a cell is written before it is repaired or explained, and the editor shows what became of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from gatewaydesk.services.explaining import worst_at

MakeForm = Callable[..., Any]
ROW = {"type": "object", "properties": {"day": {"type": "string", "format": "date"}, "id": {"type": "string"}}}
PLACE = ("rows", 2, "day")


@pytest.fixture
def form(make_form: MakeForm) -> Any:
    rows = [{"day": "2020-1-9", "id": "a"} for _ in range(12)]
    made = make_form({"rows": {"type": "array", "items": ROW}}, {"rows": rows}, required=["rows"])
    view = made.find("table:/rows")
    view.setFocus()
    view.setCurrentIndex(view.model().index(2, 0))
    QTest.keyClick(view, Qt.Key.Key_F2)
    assert view.state() is view.State.EditingState
    return made


def line() -> QLineEdit:
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    return editor


def written(form: Any) -> str:
    return str(form.authoring.document.get(PLACE))


@pytest.mark.parametrize(("typed", "mended"), [("2021-12-3", "2021-12-03"), ("", "2020-01-09")])
@pytest.mark.parametrize("then", [Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab])
def test_what_was_typed_is_repaired(form: Any, qtbot: Any, typed: str, mended: str, then: Qt.Key) -> None:
    QTest.keyClicks(line(), typed)
    form.model.mending.offer(PLACE)
    qtbot.waitUntil(lambda: written(form) == mended)
    assert line().text() == mended
    QTest.keyClick(line(), then)
    form.settle()
    assert written(form) == mended
    steps = [form.model.undo() and written(form) for _ in range(2 if typed else 1)]
    assert steps == ["2021-12-3", "2020-1-9"][-len(steps) :]


def test_nothing_is_repaired_where_what_was_typed_is_right(form: Any, qtbot: Any) -> None:
    QTest.keyClicks(line(), "2021-12-03")
    said: list[bool] = []
    form.model.mending.offer(PLACE, lambda: said.append(True))
    qtbot.waitUntil(lambda: bool(said))
    assert written(form) == line().text() == "2021-12-03"


def test_what_was_typed_is_what_is_spoken_of(form: Any) -> None:
    QTest.keyClicks(line(), "2021-12-3")
    form.model.commit_pending()
    form.model.checks.catch_up_now()
    told = worst_at(form.authoring, PLACE)
    assert told is not None and "2021-12-3" in told.sentence
    QTest.keyClicks(line(), "1")
    assert line().text() == "2021-12-31" and written(form) == "2021-12-3"
