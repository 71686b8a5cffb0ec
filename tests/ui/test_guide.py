"""The page on what happens on the gateway: whole, true to the sheets, and open at the right place."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from gatewaydesk.gateways.base import Action
from gatewaydesk.paths import resource_root
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.ui.dialogs.guide import FILE, SECTIONS, GuideDialog
from tests.ui.sending import connect, ready

Desk = Any  # the fixture `desk`, see conftest.py


def test_each_action_on_a_gateway_has_its_section() -> None:
    sheets = {"create": "submit", "test": "test-submit"}
    assert {sheets.get(one, one) for one in get_args(Action)} | {"pull"} == set(SECTIONS)
    text = (resource_root() / "help" / FILE).read_text("utf-8")
    for heading in SECTIONS.values():
        assert f"\n## {heading}\n" in text


@pytest.mark.parametrize("action", SECTIONS)
def test_it_opens_at_its_section(desk: Desk, action: str) -> None:
    guide = GuideDialog(SECTIONS[action], desk.window)
    guide.open()
    desk.window.settle()
    heading = guide.heading
    assert heading is not None
    top = guide.text.document().documentLayout().blockBoundingRect(heading).top()
    bar = guide.text.verticalScrollBar()
    assert bar.value() == min(round(top), bar.maximum()) > 0
    guide.reject()


def test_sheets_and_the_menu_lead_to_it(desk: Desk, practice: PracticeServer) -> None:
    connect(desk, practice)
    ready(desk)
    for action in ("submit", "test-submit"):
        desk.do(action)
        sheet = desk.dialog(action)
        desk.press(f"dialog.{action}.guide", sheet)
        assert desk.dialog("guide").heading.text() == SECTIONS[action]
        desk.press("dialog.guide.reject", desk.dialog("guide"))
        desk.press(f"dialog.{action}.reject", sheet)
    desk.do("guide")
    guide = desk.dialog("guide")
    assert guide.heading is None and guide.text.verticalScrollBar().value() == 0
    assert "|" not in guide.text.toPlainText()
