"""F8 among the items of one field: each is marked where it stands, and the next key is about it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gatewaydesk import paths
from gatewaydesk.document import jsonio

Key = Qt.Key


def opened(desk: Any, *place: str, value: Any) -> Any:
    """The example with one value that is damaged, in the active window."""
    whole = jsonio.read_file(paths.resource_root() / "examples" / "HDRUK-4.0.0.json")
    inside = whole
    for name in place[:-1]:
        inside = inside[name]
    inside[place[-1]] = value
    desk.window.new_draft("HDRUK/4.0.0", whole)
    desk.window.activateWindow()
    desk.window.settle()
    return desk.window.current_model


def here() -> Any:
    """The widget that has the focus."""
    return QApplication.focusWidget()


def press(desk: Any, key: Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or desk.window, key, modifier)
    for _ in range(3):
        QTest.qWait(10)
        desk.window.settle()


def test_each_faulty_keyword_is_gone_to_and_mended_by_itself(desk: Any) -> None:
    model = opened(desk, "summary", "keywords", value=["Good", "b", " lead", " more"])
    seen = []
    for _ in range(3):
        press(desk, Key.Key_F8)
        seen.append((here().objectName(), desk.window.focused))
    assert seen == [(f"remove:/summary/keywords/{at}", ("summary", "keywords", at)) for at in (1, 2, 3)]
    press(desk, Key.Key_Left)
    assert desk.window.focused == ("summary", "keywords", 2)
    press(desk, Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    assert model.value(("summary", "keywords")) == ["Good", "b", "lead", " more"], "that one, and no other"


def test_an_empty_list_in_place_of_a_section_is_made_a_group_by_one_key(desk: Any) -> None:
    model = opened(desk, "accessibility", value=[])
    press(desk, Key.Key_F8)
    button = here()
    assert button.text() == "Make it a group of fields"
    assert button.accessibleName() == "Make it a group of fields: Access and use"
    press(desk, Key.Key_Space)
    assert here().objectName().startswith("field:/accessibility/")
    assert model.value(("accessibility",)) != []
