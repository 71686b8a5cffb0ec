"""Repairs in the form: found in the background, one press away, undone in one step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from gatewaydesk.ui.form.mend_line import MendButton, MendLine

pytestmark = pytest.mark.qt_log_ignore("plugin does not support")

DATE = {"type": "string", "format": "date", "title": "Start date"}
CHOICE = {"enum": ["Persons", "Events"], "title": "Counted"}


def looked(form: Any) -> None:
    """Waits until repairs have been looked for and are shown."""
    for _ in range(3):
        form.settle()
        form.model.mending.look()
        form.model.tasks.wait()
    form.settle()


def button(form: Any, name: str) -> MendButton | None:
    found = [one for one in form.view.findChildren(MendButton, name) if one.isVisible()]
    return found[0] if found else None


def test_a_button_beneath_the_problem_mends_it_and_undo_takes_it_back(make_form: Callable[..., Any]) -> None:
    form = make_form({"a": CHOICE}, {"a": "persons"})
    looked(form)
    one = form.find("repair:/a")
    assert one.text() == "Use “Persons”"
    assert one.accessibleName() == "Use “Persons”, Counted"
    assert one.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert one.y() + one.parentWidget().y() > form.find("problem:/a").y()
    form.press("repair:/a")
    looked(form)
    assert form.value == {"a": "Persons"}
    assert form.said("/a") == ""
    assert button(form, "repair:/a") is None
    assert form.authoring.undo_label == "repair Counted"
    form.model.undo()
    looked(form)
    assert form.value == {"a": "persons"}
    assert button(form, "repair:/a") is not None


def test_tab_leads_from_the_editor_to_the_button_and_on(make_form: Callable[..., Any]) -> None:
    form = make_form(
        {"a": {"type": "string", "maxLength": 9}, "b": {"type": "string"}}, {"a": "one two three", "b": "x"}
    )
    looked(form)
    form.find("field:/a").setFocus()
    names = []
    for _ in range(3):
        QTest.keyClick(form.view.focusWidget(), Qt.Key.Key_Tab)
        names.append(form.view.focusWidget().objectName())
    assert names[0] == "repair:/a"
    assert "field:/b" in names


def test_both_readings_of_a_date_are_offered(make_form: Callable[..., Any]) -> None:
    form = make_form({"a": DATE}, {"a": "3/4/2021"})
    looked(form)
    one = form.find("repair:/a")
    assert one.text() == "Use 2021-04-03 (3 April 2021)"
    assert [action.text() for action in one.menu().actions()] == ["Use 2021-03-04 (4 March 2021)"]
    assert "1 more in its menu" in one.accessibleDescription()
    one.menu().actions()[0].trigger()
    assert form.value == {"a": "2021-03-04"}


def test_what_changed_since_is_found_out_when_the_button_is_pressed(make_form: Callable[..., Any]) -> None:
    form = make_form({"a": CHOICE, "b": {"type": "string"}}, {"a": "persons", "b": ""})
    looked(form)
    one = form.find("repair:/a")
    form.authoring.document.set(("b",), "x")
    form.authoring.document.set(("a",), "events")
    one.click()
    form.model.tasks.wait()
    form.settle()
    assert form.value == {"a": "events", "b": "x"}, "what the button said was about another value"
    looked(form)
    form.find("repair:/a").click()
    assert form.value == {"a": "Events", "b": "x"}


def test_no_line_is_made_where_nothing_is_wrong(make_form: Callable[..., Any]) -> None:
    form = make_form({"a": CHOICE, "b": DATE}, {"a": "Persons", "b": "2021-03-04"})
    looked(form)
    assert form.view.findChildren(MendLine) == []


def test_typing_makes_the_search_stand_back(make_form: Callable[..., Any]) -> None:
    form = make_form({"a": {"type": "string", "maxLength": 5}}, {"a": "one two"})
    looked(form)
    form.find("field:/a").setFocus()
    QTest.keyClicks(form.find("field:/a"), "x")
    assert not form.model.tasks.busy
    looked(form)
    assert form.find("repair:/a").text() == "Cut to 5 at a word"


TABLE = {
    "type": "array",
    "title": "Columns",
    "items": {
        "type": "object",
        "properties": {"name": {"type": "string", "title": "Name"}, "on": {"type": "boolean", "title": "Sensitive"}},
    },
}


def test_a_cells_repairs_stand_in_its_menu(make_form: Callable[..., Any]) -> None:
    form = make_form({"rows": TABLE}, {"rows": [{"name": "a", "on": "Y"}, {"name": "b", "on": "maybe"}]})
    table = form.find("table:/rows")
    for row, expected in ((0, ["Use “Yes”"]), (1, ["No repair is sure to be right here"])):
        place = table.visualRect(table.model().index(row, 1)).center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, table.viewport().mapToGlobal(place))
        QApplication.sendEvent(table.viewport(), event)
        form.model.tasks.wait()
        [menu] = [one for one in table.findChildren(QMenu, "menu.repairs") if one.isVisible()]
        assert [action.text() for action in menu.actions()] == expected
        menu.actions()[0].trigger()
        menu.close()
        form.settle()
    assert form.value["rows"][0] == {"name": "a", "on": True}


def test_the_action_mends_at_once_or_asks_which(make_form: Callable[..., Any]) -> None:
    form = make_form({"a": CHOICE, "b": DATE}, {"a": "persons", "b": "3/4/2021"})
    none: list[str] = []
    for place in ("a", "b"):
        form.find(f"field:/{place}").setFocus()
        form.model.mending.offer((place,), lambda: none.append("none"))
        form.model.tasks.wait()
        form.settle()
    assert form.value == {"a": "Persons", "b": "3/4/2021"}
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert len(menu.actions()) == 2
    menu.actions()[0].trigger()
    menu.close()
    form.settle()
    assert form.value == {"a": "Persons", "b": "2021-04-03"}
    form.model.check_now()
    form.model.mending.offer(("a",), lambda: none.append("none"))
    form.model.tasks.wait()
    assert none == ["none"]
