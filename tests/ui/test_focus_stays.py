"""A repair or a button that takes away the part of the form with the focus leads on to what is nearest to it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from gatewaydesk.document import jsonio
from tests.ui.conftest import Desk
from tests.ui.reviewing import EXAMPLE, begin

CTRL = Qt.KeyboardModifier.ControlModifier


def example_with(**strays: str) -> Any:
    value = jsonio.read_file(EXAMPLE)
    value["summary"] |= strays
    return value


def focused() -> str:
    widget = QApplication.focusWidget()
    return widget.objectName() if widget is not None else ""


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key, modifiers)


def go_to_repair(desk: Desk, qtbot: Any, place: str) -> None:
    """Goes to the button of a repair, as soon as it is found."""
    desk.window.go_to(("summary", place))
    name = f"repair:/summary/{place}"
    qtbot.waitUntil(lambda: any(one.isVisible() for one in desk.window.findChildren(QWidget, name)), timeout=10_000)
    desk.find(name).setFocus()


def remove_by_key(desk: Desk, qtbot: Any) -> None:
    """Ctrl+. and the first repair of the menu, where one is asked about."""
    press(Qt.Key.Key_Period, CTRL)

    def menus() -> list[QMenu]:
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, QMenu) and one.isVisible()]

    qtbot.waitUntil(lambda: bool(menus()), timeout=10_000)
    QTest.keyClick(menus()[0], Qt.Key.Key_Return)
    desk.window.settle()


def test_a_renamed_member_keeps_the_focus_under_its_new_name(desk: Desk, qtbot: Any) -> None:
    value = jsonio.read_file(EXAMPLE)
    value["summary"]["abstrakt"] = value["summary"].pop("abstract")
    model = begin(desk, value)
    go_to_repair(desk, qtbot, "abstrakt")
    press(Qt.Key.Key_Space)
    desk.window.settle()
    assert model.authoring.document.value["summary"]["abstract"]
    assert focused() == "field:/summary/abstract" and desk.window.focused == ("summary", "abstract")


@pytest.mark.parametrize("way", ["key", "repair", "button"])
def test_of_two_strays_the_other_one_and_then_the_last_field_are_led_to(desk: Desk, qtbot: Any, way: str) -> None:
    model = begin(desk, example_with(foo="a", bar="b"))
    for stray, expected in (("foo", "field:/summary/bar"), ("bar", "")):
        desk.window.go_to(("summary", stray))
        desk.window.settle()
        assert focused() == f"field:/summary/{stray}"
        if way == "key":
            remove_by_key(desk, qtbot)
        elif way == "repair":
            go_to_repair(desk, qtbot, stray)
            press(Qt.Key.Key_Space)
        else:
            desk.find(f"remove:/summary/{stray}").setFocus()
            press(Qt.Key.Key_Space)
        desk.window.settle()
        assert stray not in model.authoring.document.value["summary"]
        widget = QApplication.focusWidget()
        view = desk.window.form.view
        assert view is not None and widget is not None and view.isAncestorOf(widget), widget
        assert focused() == expected if expected else focused().startswith("field:/summary/")
        assert desk.window.focused is not None and desk.window.focused[1] != stray


def test_the_focus_is_not_taken_from_the_list(desk: Desk, qtbot: Any) -> None:
    model = begin(desk, example_with(foo="a"))
    desk.window.go_to(("summary", "foo"))
    view = desk.find("problems")
    view.setFocus()
    remove_by_key(desk, qtbot)
    assert "foo" not in model.authoring.document.value["summary"]
    widget = QApplication.focusWidget()
    assert widget is not None and desk.window.problems_panel.isAncestorOf(widget)
