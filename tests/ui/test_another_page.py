"""What is done about the open dataset while another page is shown: nothing is changed that cannot be seen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.conftest import Desk
from tests.ui.reviewing import begin, several_wrong

ABOUT_A_PLACE = ("repair", "repair-all", "why")


def test_no_key_repairs_what_cannot_be_seen(desk: Desk) -> None:
    model = begin(desk, several_wrong())
    desk.window.go_to(("summary", "doiName"))
    desk.window.show_page("drafts")
    desk.window.settle()
    before = model.authoring.document.revision
    for key, held in (
        (Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier),
    ):
        QTest.keyClick(QApplication.focusWidget() or desk.window, key, held)
        desk.window.settle()
    assert model.authoring.document.revision == before and desk.window.page == "drafts"
    assert desk.open_dialogs() == []
    assert not any(desk.window.actions_by_id[one].isEnabled() for one in ABOUT_A_PLACE)
    desk.window.show_form()
    assert all(desk.window.actions_by_id[one].isEnabled() for one in ABOUT_A_PLACE)


def test_a_check_leads_to_what_was_checked(desk: Desk) -> None:
    begin(desk, several_wrong())
    desk.window.show_page("outbox")
    desk.do("check")
    assert desk.window.page == ""
    assert desk.find("problems").isVisible()
