"""While a long check is under way, the review calls nothing right that may be wrong by now."""

from __future__ import annotations

from typing import Any

from PySide6.QtTest import QTest

from gatewaydesk.ui.panels.problems import LATER
from tests.ui.conftest import Desk
from tests.ui.reviewing import begin, with_columns

TABLES = ("structuralMetadata", "tables")
MANY = 2_000
CLEAN = "Nothing is wrong or missing. This dataset can be submitted."


def test_after_undo_of_a_big_repair_nothing_is_called_right(desk: Desk, qtbot: Any) -> None:
    model = begin(desk, with_columns(MANY))
    tables = model.authoring.field_at(TABLES)
    assert tables is not None
    model.authoring.set_value(TABLES, tables, with_columns(MANY, wrong=lambda _: False)["structuralMetadata"]["tables"])
    desk.window.settle()
    said, view = desk.find("problems.said"), desk.find("problems")
    assert said.text() == CLEAN
    seen: list[tuple[bool, bool]] = []

    def look() -> None:
        seen.append((said.text() == CLEAN, len(model.authoring.problems) == MANY))

    model.problems_changed.connect(look)
    desk.window.actions_by_id["undo"].trigger()
    qtbot.waitUntil(lambda: len(model.authoring.problems) == MANY, timeout=20_000)
    assert seen and not any(claimed and wrong for claimed, wrong in seen)
    assert len(view.picks) > MANY and not said.isVisible()


def test_a_check_that_takes_long_is_told(desk: Desk) -> None:
    model = begin(desk, example=True)
    panel, said = desk.window.problems_panel, desk.find("problems.said")
    assert said.text() == CLEAN
    under_way = [True]
    panel.changed(lambda: under_way[0])
    assert said.text() == CLEAN  # a short one has ended before anybody has read that
    QTest.qWait(2 * LATER)
    assert said.text() == "Looking for what is wrong…" and said.isVisible()
    under_way.clear()
    panel.refresh(model.authoring, desk.window.desk.sections)
    assert said.text() == CLEAN
