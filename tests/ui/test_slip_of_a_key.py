"""A key that slipped in an optional section and was taken back asks for nothing, in the window as well."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gatewaydesk.paths import resource_root
from gatewaydesk.pointer import Pointer

EXAMPLE = json.loads((resource_root() / "examples" / "HDRUK-4.0.0.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "pointer",
    [("provenance", "temporal", "startDate"), ("coverage", "spatial"), ("documentation", "description")],
)
@pytest.mark.parametrize("reopened", [False, True])
def test_a_key_taken_back_asks_for_nothing(desk: Any, pointer: Pointer, reopened: bool) -> None:
    value = copy.deepcopy(EXAMPLE)
    del value[pointer[0]]
    window = desk.window
    window.new_draft("HDRUK/4.0.0", value)
    window.settle()
    before = window.current_model.authoring.total_counts

    def press(*keys: Qt.Key) -> None:
        for key in keys:
            focused = QApplication.focusWidget()
            assert focused is not None
            QTest.keyClick(focused, key)
            window.settle()

    window.go_to(pointer)
    window.settle()
    press(Qt.Key.Key_2)
    if reopened:
        draft = window.desk.draft_id
        desk.do("close")
        window.open_draft(draft)
        window.settle()
        window.go_to(pointer)
        window.settle()
        press(Qt.Key.Key_End)
    press(Qt.Key.Key_Backspace, Qt.Key.Key_Tab)
    authoring = window.current_model.authoring
    assert pointer[0] not in authoring.document.value
    assert authoring.total_counts == before and authoring.problems == []
