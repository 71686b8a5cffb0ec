"""Members that a schema does not name: adding, naming, renaming and removing them, with values of a kind."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gatewaydesk.ui.form.maps import STEP

MakeForm = Callable[..., Any]
NUMBERS = {"m": {"type": "object", "additionalProperties": {"type": "integer"}}}
PATTERNS = {
    "m": {
        "type": "object",
        "patternProperties": {"^t_": {"type": "number"}, "^o_": {"type": "boolean"}, "_at$": {"format": "date"}},
        "additionalProperties": False,
    }
}
PEOPLE = {
    "m": {
        "type": "object",
        "maxProperties": 2,
        "minProperties": 1,
        "propertyNames": {"pattern": "^[A-Z]{2}$", "maxLength": 2},
        "additionalProperties": {"type": "object", "properties": {"name": {"type": "string"}}},
    }
}


def node(form: Any, *place: str | int) -> Any:
    return form.model.nodes(place)[-1]


def add(form: Any, name: str) -> None:
    form.type("new:/m", name)
    form.press("add:/m")


def rename(form: Any, old: str, new: str) -> None:
    form.type(f"name:{old}", new)
    QTest.keyClick(form.find(f"name:{old}"), Qt.Key.Key_Return)
    form.settle()


def test_an_entry_is_added_with_a_value_of_its_kind_and_taken_out(make_form: MakeForm) -> None:
    form = make_form(NUMBERS, required=["m"])
    add(form, "a")
    assert form.get("m") == {"a": ""}
    form.type("field:/m/a", "7")
    assert form.get("m") == {"a": 7}
    form.press("remove:/m/a")
    assert form.get("m") == {}
    form.model.undo()
    form.settle()
    assert form.find("field:/m/a").text() == "7"


def test_a_renamed_entry_stays_in_its_place_and_is_one_step(make_form: MakeForm) -> None:
    form = make_form(NUMBERS, {"m": {"a": 1, "b": 2, "c": 3}})
    rename(form, "/m/b", "z")
    assert json.dumps(form.get("m")) == '{"a": 1, "z": 2, "c": 3}'
    assert [one.name.text() for one in node(form, "m")._entries.values() if one.isVisible()].count("z") == 1
    assert QApplication.focusWidget() is form.find("name:/m/z")
    form.model.undo()
    form.settle()
    assert json.dumps(form.get("m")) == '{"a": 1, "b": 2, "c": 3}'
    form.model.redo()
    form.settle()
    assert json.dumps(form.get("m")) == '{"a": 1, "z": 2, "c": 3}'


def test_leaving_a_name_takes_it_over_and_a_click_lands_in_the_value(make_form: MakeForm) -> None:
    form = make_form(NUMBERS, {"m": {"a": 1}})
    form.type("name:/m/a", "b")
    assert form.get("m") == {"a": 1}
    QTest.keyClick(form.find("name:/m/a"), Qt.Key.Key_Tab)
    form.settle()
    assert form.get("m") == {"b": 1}
    assert QApplication.focusWidget() is form.find("field:/m/b")


def test_a_name_that_is_not_allowed_stays_typed_with_its_reason(make_form: MakeForm) -> None:
    form = make_form(NUMBERS, {"m": {"a": 1, "b": 2}})
    rename(form, "/m/a", "b")
    entry = node(form, "m")._entries["a"]
    assert entry.problem.text() == "There is an entry “b” already. It is still called “a”."
    assert entry.problem.isVisible()
    assert form.get("m") == {"a": 1, "b": 2}
    QTest.keyClick(form.find("name:/m/a"), Qt.Key.Key_Escape)
    assert entry.name.text() == "a"
    assert not entry.problem.isVisible()


def test_what_was_unfinished_goes_along_with_the_name(make_form: MakeForm) -> None:
    form = make_form({"m": {"type": "object"}}, {"m": {"a": {"x": 1}}})
    form.find("field:/m/a").setPlainText("{broken")
    rename(form, "/m/a", "b")
    assert form.find("field:/m/b").toPlainText() == "{broken"
    assert form.get("m") == {"b": {"x": 1}}


def test_each_name_gets_the_editor_of_the_pattern_that_it_fits(make_form: MakeForm) -> None:
    form = make_form(PATTERNS, {"m": {"t_x": 1.5, "o_x": True, "x_at": "2024-01-01", "odd": 1}})
    assert form.find("field:/m/t_x").text() == "1.5"
    assert form.find("field:/m/o_x").accessibleDescription().startswith("Chosen: Yes.")
    assert form.find("field:/m/x_at").text() == "2024-01-01"
    assert form.find("field:/m/odd").toPlainText() == "1"
    add(form, "zzz")
    assert "zzz" not in form.get("m")
    wanted = "The schema allows no entry of this name: a name must begin with “t_”, begin with “o_” or end with “_at”."
    assert node(form, "m").problem.text() == wanted
    add(form, "o_new")
    assert form.get("m", "o_new") is False
    rename(form, "/m/odd", "t_odd")
    assert form.find("field:/m/t_odd").text() == "1"
    assert not form.authoring.problems


def test_names_out_of_a_list_are_offered(make_form: MakeForm) -> None:
    schema = {
        "m": {"type": "object", "propertyNames": {"enum": ["en", "cy"]}, "additionalProperties": {"type": "string"}}
    }
    form = make_form(schema, {"m": {"en": "x"}})
    combo = form.find("new:/m")
    assert [combo.itemText(at) for at in range(combo.count())] == ["en", "cy"]
    combo.setCurrentText("de")
    form.press("add:/m")
    assert node(form, "m").problem.text() == "The name must be “en” or “cy”."
    combo.setCurrentText("cy")
    form.press("add:/m")
    assert form.get("m") == {"en": "x", "cy": ""}


def test_as_many_entries_as_are_allowed_and_no_fewer_than_must_be(make_form: MakeForm) -> None:
    form = make_form(PEOPLE, {"m": {"AB": {}}}, required=["m"])
    shown = node(form, "m")
    assert shown.rule.text() == "A name must have at most 2 characters and be two capital letters, such as GB."
    assert not form.find("remove:/m/AB").isEnabled()
    assert form.find("remove:/m/AB").toolTip() == "At least 1 entry must stay."
    add(form, "CD")
    assert not form.find("add:/m").isEnabled()
    assert form.find("add:/m").toolTip() == "There are 2 entries, as many as are allowed."
    assert form.find("remove:/m/AB").isEnabled()
    form.type("field:/m/CD/name", "Ada")
    assert form.get("m", "CD") == {"name": "Ada"}


def test_other_entries_of_an_open_object_stand_below_and_a_typing_mistake_in_a_name_is_mended(
    make_form: MakeForm,
) -> None:
    form = make_form({"title": {"type": "string"}}, {"titel": "x"})
    assert form.find("field:/titel").toPlainText() == '"x"'
    rename(form, "/titel", "title")
    assert form.value == {"title": "x"}
    assert form.find("field:/title").toPlainText() == "x"
    assert not form.has("name:/titel")
    form.model.undo()
    form.settle()
    assert form.find("name:/titel").isVisible()


def test_of_very_many_entries_some_are_drawn_and_the_one_that_is_gone_to(make_form: MakeForm) -> None:
    form = make_form(NUMBERS, {"m": {f"n{at}": at for at in range(5000)}})
    shown = node(form, "m")
    assert len(shown._entries) == STEP
    assert shown.more.text() == f"Show {STEP} of {5000 - STEP:,} more"
    assert form.view.go_to(("m", "n4321"))
    form.settle()
    assert form.find("field:/m/n4321").isVisible()
    form.click(shown.more)
    assert form.find("field:/m/n79").isVisible()
    assert form.authoring.document.revision == 0


@pytest.mark.parametrize("name", ["a/b", "m~n", "", "*", "**", "é", "0"])
def test_any_name_can_be_shown_and_given(make_form: MakeForm, name: str) -> None:
    form = make_form(NUMBERS, {"m": {name: 1, "x": 2}})
    assert form.view.go_to(("m", name))
    form.settle()
    if name.isascii() and name:
        form.press("remove:/m/x")
        add(form, "y")
        rename(form, "/m/y", "w")
        assert list(form.get("m")) == [name, "w"]
    assert form.get("m", name) == 1
