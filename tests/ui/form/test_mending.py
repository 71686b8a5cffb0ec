"""Repairs in the form: found in the background, one press away, undone in one step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu

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
    form.model.checks.now()
    form.model.mending.offer(("a",), lambda: none.append("none"))
    form.model.tasks.wait()
    assert none == ["none"]


def repairs(form: Any) -> list[tuple[str, str]]:
    """The buttons that mend something and can be seen, in order: what they say, and what is heard."""
    found = [one for one in form.view.findChildren(QAbstractButton) if one.isVisible()]
    named = [one for one in found if one.objectName().startswith(("repair:", "mend:"))]
    return [(one.text(), one.accessibleName()) for one in named]


def test_buttons_that_would_say_the_same_name_their_item(make_form: Callable[..., Any]) -> None:
    listed = {"type": "array", "title": "Languages", "items": {"enum": ["en", "fr", "de", "es", "it", "nl", "pt"]}}
    form = make_form({"a": listed}, {"a": ["EN", "En", "FR"]}, required=["a"])
    looked(form)
    assert [one for one, _ in repairs(form)] == ["Language 1: use “en”", "Language 2: use “en”", "Use “fr”"]
    assert len({heard for _, heard in repairs(form)}) == 3
    form.find("repair:/a/1").click()
    assert form.value == {"a": ["EN", "en", "FR"]}


def test_the_menu_of_several_items_says_which_is_meant(make_form: Callable[..., Any]) -> None:
    form = make_form({"rows": TABLE}, {"rows": [{"name": "a", "on": "Y"}, {"name": "b", "on": "Y"}]})
    form.find("table:/rows").setFocus()
    form.model.mending.offer(("rows",))
    form.model.tasks.wait()
    form.settle()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    words = [action.text() for action in menu.actions()]
    menu.close()
    assert len(set(words)) == 2 and all(one.endswith("Sensitive: use “Yes”") for one in words)


@pytest.mark.parametrize(
    ("field", "value"),
    [(CHOICE, "persons"), ({"type": "integer"}, "5"), ({"type": "array", "items": {"type": "string"}}, "asthma")],
)
def test_a_repair_stands_once(make_form: Callable[..., Any], field: Any, value: Any) -> None:
    form = make_form({"a": field}, {"a": value}, required=["a"])
    looked(form)
    assert len(repairs(form)) == 1, repairs(form)


def test_a_cells_repair_stands_under_the_table_and_not_in_the_form_beneath_as_well(
    make_form: Callable[..., Any],
) -> None:
    form = make_form({"rows": TABLE}, {"rows": [{"name": "a", "on": "Y"}]})
    table = form.find("table:/rows")
    table.setCurrentIndex(table.model().index(0, 1))
    looked(form)
    assert form.find("field:/rows/0/on").isVisible() and form.said("/rows/0/on")
    assert repairs(form) == [("Use “Yes”", "Use “Yes”, Sensitive")]
    table.setCurrentIndex(table.model().index(0, 0))
    looked(form)
    assert repairs(form) == [("Use “Yes”", "Use “Yes”, Sensitive")], "at the field, where the cell is not the one"
    form.find("repair:/rows/0/on").click()
    form.settle()
    assert form.value == {"rows": [{"name": "a", "on": True}]} and repairs(form) == []


def test_an_item_that_is_no_group_is_told_of_in_its_row_of_the_table(make_form: Callable[..., Any]) -> None:
    form = make_form({"rows": TABLE}, {"rows": [{"name": "a"}, "b"]})
    table = form.find("table:/rows")
    form.view.go_to(("rows", 1))
    form.settle()
    assert table.currentIndex().row() == 1 and form.find("cell-problem:/rows").isVisible()
    assert "must be a group of fields" in form.find("cell-problem:/rows").text()
    assert form.find("clear:/rows/1").isVisible()
    table.setCurrentIndex(table.model().index(0, 0))
    form.settle()
    assert not form.find("cell-problem:/rows").isVisible()
