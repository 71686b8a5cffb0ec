"""What has the focus is in sight, and what somebody is led to begins where they can see it and is heard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from gatewaydesk.document import jsonio
from gatewaydesk.errors import Refused
from gatewaydesk.pointer import Pointer, to_text
from tests.ui.conftest import Desk
from tests.ui.reviewing import EXAMPLE, begin, focused, with_columns

LOW = (((700, 450), 200), ((600, 420), 150), ((560, 400), 200))
REASON = "Reason number {} with a longer explanation that has to be wrapped over several lines of the form"


def refused(desk: Desk, place: Pointer, reasons: int = 1) -> None:
    details = [{"pointer": place, "message": REASON.format(at), "keyword": "x"} for at in range(reasons)]
    desk.window.sending.refused(Refused("No.", details=details))
    desk.window.settle()


def top_in_page(desk: Desk, widget: Any) -> int:
    view: Any = desk.window.form.view
    return int(widget.mapTo(view.viewport(), QPoint(0, 0)).y())


@pytest.mark.parametrize(("size", "percent"), LOW)
def test_the_search_of_the_review_opens_in_sight(
    start: Callable[..., Any], text_size: Callable[[int], None], size: tuple[int, int], percent: int
) -> None:
    desk = start(size=(1300, 860))
    begin(desk, with_columns(10))
    text_size(percent)
    desk.window.resize(QSize(*size))
    desk.do("next-problem")
    panel = desk.window.problems_panel
    panel.head.seek.click()
    desk.window.settle()
    QTest.qWait(20)
    text = panel.head.text
    seen = text.visibleRegion().boundingRect()
    assert focused() is text
    assert seen.contains(text.rect().center()) and seen.height() >= text.fontMetrics().height()
    QTest.keyClicks(text, "zzz")
    QTest.qWait(20)
    assert text.visibleRegion().boundingRect().contains(text.rect().center())


def test_a_tall_block_of_sentences_is_shown_from_its_beginning(start: Callable[..., Any]) -> None:
    desk = start(size=(560, 400))
    begin(desk, jsonio.read_file(EXAMPLE))
    refused(desk, ("coverage",), reasons=8)
    desk.window.go_to(("provenance", "temporal", "startDate"))
    desk.do("next-problem")
    QTest.qWait(20)
    line = focused()
    assert line.objectName() == "problem:/coverage"
    view: Any = desk.window.form.view
    room = view.viewport().height()
    assert line.height() > room
    assert 0 <= top_in_page(desk, line) < room // 4


@pytest.mark.parametrize("place", [("provenance", "temporal"), ("accessibility", "usage"), ("observations",)])
def test_what_is_wrong_with_a_group_further_inside_is_heard_and_in_sight(
    start: Callable[..., Any], place: Pointer
) -> None:
    desk = start(size=(560, 500))
    model = begin(desk, jsonio.read_file(EXAMPLE))
    refused(desk, place)
    desk.window.go_to(("summary", "title"))
    desk.do("next-problem")
    QTest.qWait(20)
    line = focused()
    (problem,) = model.authoring.problems
    assert line.objectName() == f"problem:{to_text(place)}" and desk.window.focused == place
    assert QAccessible.queryAccessibleInterface(line).text(QAccessible.Text.Name) == f"Wrong: {problem.message}"
    assert QAccessible.queryAccessibleInterface(line).state().focusable
    view: Any = desk.window.form.view
    top = top_in_page(desk, line)
    assert top >= 0 and top + line.height() <= view.viewport().height()
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert desk.window.form.isAncestorOf(focused()) and focused() is not line


def test_when_the_sentence_goes_the_focus_goes_to_the_group(start: Callable[..., Any]) -> None:
    desk = start(size=(1300, 860))
    model = begin(desk, jsonio.read_file(EXAMPLE))
    refused(desk, ("provenance", "temporal"))
    desk.do("next-problem")
    assert focused().objectName() == "problem:/provenance/temporal"
    model.authoring.document.set(("provenance", "temporal", "startDate"), "2001-01-01")
    desk.window.settle()
    assert not desk.find("problem:/provenance/temporal").isVisible()
    assert focused().objectName().startswith("field:/provenance/temporal/")


def test_a_form_for_one_value_keeps_the_first_of_two_and_says_so(desk: Desk) -> None:
    place = ("summary", "dataCustodian", "contactPoint")
    value = jsonio.read_file(EXAMPLE)
    both = ["info@a.example", "research@a.example"]
    value["summary"]["dataCustodian"]["contactPoint"] = list(both)
    model = begin(desk, value)
    desk.window.go_to(place)
    chooser = desk.find(f"variant:{to_text(place)}")
    chooser.activated.emit(chooser.findText("One e-mail address"))
    desk.window.settle()
    assert model.value(place) == both[0]
    notice = desk.window.notice
    assert notice.isVisible() and "only the first of its 2" in notice.words and "Undo" in notice.words
    desk.do("undo")
    assert model.value(place) == both
    assert not notice.isVisible() or "only the first" not in notice.words
