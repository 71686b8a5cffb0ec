"""Opening what is large: the window lives meanwhile, says so, and can be told to stop."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.ui.conftest import Desk


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A schema that takes longer to be read than the window waits before it says so."""
    properties = {f"p{at}": {"anyOf": [{"type": "string"}, {"type": "integer"}]} for at in range(12_000)}
    file = tmp_path / "large.json"
    file.write_text(json.dumps({"type": "object", "properties": properties}), encoding="utf-8")
    return file


def opening(desk: Desk, file: Path) -> list[bool]:
    """Begins to open it, and waits until the window says so."""
    told: list[bool] = []
    desk.window.desk.opening.waiting.connect(told.append)
    desk.window.new_draft(str(file))
    for _ in range(3000):
        QTest.qWait(10)
        if told:
            break
    assert desk.window.notice.key == "opening"
    return told


def test_what_takes_long_is_said_until_it_is_there(start: Callable[..., Any], large: Path) -> None:
    desk = start()
    told = opening(desk, large)
    desk.window.settle()
    assert told == [True, False]
    assert desk.window.notice.key == ""
    assert desk.window.current_model is not None


def test_opening_can_be_cancelled(start: Callable[..., Any], large: Path) -> None:
    desk = start()
    desk.window.new_draft("HDRUK/4.0.0")
    desk.window.settle()
    before = desk.window.desk.draft_id
    told = opening(desk, large)
    cancel = next(one for one in desk.window.notice.findChildren(QPushButton) if one.text() == "Cancel")
    QTest.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert told == [True, False]
    desk.window.settle()
    assert desk.window.desk.draft_id == before
    assert [row.id for row in desk.store.drafts.rows()] == [before]


def test_who_asks_for_another_draft_meanwhile_gets_that(start: Callable[..., Any], large: Path) -> None:
    desk = start()
    desk.window.new_draft(str(large))
    desk.window.new_draft("HDRUK/4.0.0")
    desk.window.settle()
    assert desk.window.current_model is not None
    assert desk.window.current_model.authoring.schema.name == "HDRUK/4.0.0"
    assert len(desk.store.drafts.rows()) == 1
