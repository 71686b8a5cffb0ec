"""Forms that change with what is written in them: rows come and go, a star says why it is there, nothing is lost."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget

from gatewaydesk.ui.form.leftovers import NO_LONGER, NOT_IN_SCHEMA, Leftover
from gatewaydesk.ui.form.look import Text
from gatewaydesk.ui.form.rows import Row

TEXT = {"type": "string", "maxLength": 80}


def when(name: str, value: Any) -> dict[str, Any]:
    return {"properties": {name: {"const": value}}, "required": [name]}


#: A dataset whose issue date is asked for once it is published, and whose committee once access is on request.
RELEASE: dict[str, Any] = {
    "properties": {"title": TEXT, "status": TEXT, "access": TEXT, "notes": TEXT},
    "required": ["title"],
    "allOf": [
        {
            "if": when("status", "published"),
            "then": {"properties": {"issued": {"type": "string", "format": "date"}}, "required": ["issued", "access"]},
        },
        {
            "if": when("access", "request"),
            "then": {
                "properties": {
                    "committee": {"type": "object", "properties": {"name": TEXT, "mail": TEXT}, "required": ["name"]},
                    "access": {"maxLength": 10},
                },
                "required": ["committee"],
            },
        },
    ],
}


@pytest.fixture
def release(make_form: Callable[..., Any]) -> Callable[..., Any]:
    def make(value: Any = None) -> Any:
        form = make_form(value={"title": "T", "notes": "n"} if value is None else value, **copy.deepcopy(RELEASE))
        form.model.folding = False
        return form

    return make


def titles(form: Any) -> list[str]:
    """What a person reads down the page."""
    rows = [row for row in form.view.findChildren(Row) if row.isVisible() and len(row.pointer) == 1]
    return [row.field.title for row in sorted(rows, key=lambda row: row.mapTo(form.view, QPoint(0, 0)).y())]


def row(form: Any, *pointer: str | int) -> Row:
    found = [one for one in form.view.findChildren(Row) if one.pointer == pointer and one.alive]
    assert found, f"there is no row at {pointer}"
    return found[-1]


def test_rows_come_and_go_at_their_place_and_the_others_are_left_alone(release: Callable[..., Any]) -> None:
    form = release({"title": "T", "status": "x", "access": "open", "notes": "n"})
    notes, status = form.find("field:/notes"), form.find("field:/status")
    assert titles(form) == ["Title", "Status", "Access", "Notes"]
    form.type("field:/status", "published")
    assert titles(form) == ["Title", "Status", "Access", "Notes", "Issued"]
    assert form.find("field:/notes") is notes and form.find("field:/status") is status
    assert QApplication.focusWidget() is status and status.cursorPosition() == len("published")
    form.type("field:/status", "draft")
    assert titles(form) == ["Title", "Status", "Access", "Notes"]
    assert not form.has("field:/issued")


def test_a_star_comes_with_its_reason(release: Callable[..., Any]) -> None:
    form = release({"title": "T", "access": "open", "status": "x"})
    label = row(form, "access").head.label
    assert isinstance(label, Text)
    assert (label.text(), label.toolTip()) == ("Access", "")
    form.type("field:/status", "published")
    because = "Required because “Status” is “published”."
    assert (label.text(), label.toolTip(), label.accessibleDescription()) == ("Access *", because, because)
    assert form.find("field:/access").accessibleDescription().startswith(because)
    form.type("field:/status", "x")
    assert (label.text(), label.toolTip()) == ("Access", "")
    assert not form.find("field:/access").accessibleDescription()


def test_what_no_longer_applies_stays_for_as_long_as_something_is_written_there(release: Callable[..., Any]) -> None:
    form = release({"title": "T", "status": "published", "issued": "2024-01-02"})
    assert not form.has("leftover:/issued")
    form.type("field:/status", "draft")
    left = form.find("leftover:/issued")
    assert isinstance(left, Leftover) and left.words.text().endswith(NO_LONGER)
    assert form.get("issued") == "2024-01-02"
    assert "Issued" in titles(form)
    assert NOT_IN_SCHEMA not in {one.text() for one in form.view.findChildren(Text)}
    form.type("field:/status", "published")
    assert not form.has("leftover:/issued") and row(form, "issued").field.required
    form.type("field:/status", "draft")
    form.press("remove:/issued")
    assert not form.has("leftover:/issued") and "Issued" not in titles(form)
    form.model.undo()
    form.settle()
    assert form.get("issued") == "2024-01-02" and form.has("leftover:/issued")


def test_a_file_that_holds_what_does_not_apply_shows_it_so_from_the_start(release: Callable[..., Any]) -> None:
    form = release({"title": "T", "issued": "2024-01-02", "strange": 1})
    assert form.find("leftover:/issued").isVisible()
    assert NOT_IN_SCHEMA in {one.text() for one in form.view.findChildren(Text)}
    assert not form.has("remove:/title")
    assert form.value == {"title": "T", "issued": "2024-01-02", "strange": 1}


def test_undo_takes_rows_back_and_redo_brings_them_again(release: Callable[..., Any]) -> None:
    form = release({"title": "T", "status": "x"})
    form.type("field:/status", "published")
    form.leave()
    shown = titles(form)
    for _ in range(2):
        while form.authoring.undo_label:
            form.model.undo()
        form.settle()
        assert "Issued" not in titles(form)
        while form.authoring.redo_label:
            form.model.redo()
        form.settle()
        assert titles(form) == shown


def test_an_object_that_comes_can_be_filled_in_and_counts(release: Callable[..., Any]) -> None:
    form = release({"title": "T", "access": "open"})
    form.model.checks.now()
    assert form.authoring.counts[""].required_total == 1
    form.type("field:/access", "request")
    form.type("field:/committee/name", "Board")
    assert form.get("committee") == {"name": "Board"}
    form.model.checks.now()
    counts = form.authoring.counts
    assert (counts[""].required_done, counts[""].required_total) == (2, 2)
    assert counts["/committee"].all_total == 2
    assert form.authoring.label(("committee", "name")) == "Committee › Name"


def test_a_new_required_row_is_missed_only_where_it_applies(release: Callable[..., Any]) -> None:
    form = release({"title": "T", "status": "published"})
    form.model.checks.now()
    places = {problem.pointer for problem in form.authoring.problems}
    assert places == {("issued",), ("access",)}
    form.model.touch_all()
    assert form.said("/issued")
    form.type("field:/status", "draft")
    form.model.checks.now()
    assert not form.authoring.problems


def test_tab_leads_through_a_row_that_came_between_two_others(make_form: Callable[..., Any]) -> None:
    form = make_form(
        {"a": TEXT, "between": TEXT, "z": TEXT},
        {"a": "x", "z": "z"},
        **{"if": when("z", "go"), "then": {"required": ["between"]}, "else": {"properties": {"between": False}}},
    )
    assert titles(form) == ["A", "Z"]
    form.type("field:/z", "go")
    assert titles(form) == ["A", "Between", "Z"]
    form.find("field:/a").setFocus()
    visited = []
    for _ in range(3):
        visited.append(QApplication.focusWidget().objectName())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        form.settle()
    assert visited == ["field:/a", "field:/between", "field:/z"]


def test_the_hands_stay_where_they_are_when_the_row_around_them_is_made_anew(make_form: Callable[..., Any]) -> None:
    inner = {"type": "object", "properties": {"t": TEXT, "u": TEXT}}
    form = make_form(
        {"g": inner},
        {"g": {"t": "x", "u": "u"}},
        **{"if": {"properties": {"g": when("t", "go")}, "required": ["g"]}, "then": {"required": ["g"]}},
    )
    assert form.has("include:/g")
    form.type("field:/g/t", "go")
    assert not form.has("include:/g"), "a required group has no box to leave it out"
    editor = form.find("field:/g/t")
    assert QApplication.focusWidget() is editor and editor.cursorPosition() == 2
    for key in "ne":
        QTest.keyClicks(QApplication.focusWidget(), key)
        form.settle()
    assert form.get("g", "t") == "gone" and QApplication.focusWidget() is form.find("field:/g/t")


def test_a_condition_on_a_text_changes_its_editor_when_the_hands_have_left_it(make_form: Callable[..., Any]) -> None:
    form = make_form(
        {
            "when": {"type": "string", "maxLength": 40, "if": {"pattern": "^[0-9]"}, "then": {"format": "date"}},
            "b": TEXT,
        },
        {"when": "soon", "b": "b"},
    )
    before = type(row(form, "when").body)
    form.type("field:/when", "2024-03-01")
    assert type(row(form, "when").body) is before
    assert form.find("field:/when").cursorPosition() == 10, "it waits while somebody types"
    form.find("field:/b").setFocus()
    form.settle()
    assert row(form, "when").drawn.kind == "date"
    assert type(row(form, "when").body) is not before
    assert form.get("when") == "2024-03-01"


def test_a_member_that_becomes_a_choice_is_drawn_as_one(make_form: Callable[..., Any]) -> None:
    form = make_form(
        {"country": TEXT, "region": {"type": "string", "maxLength": 30}},
        {"country": "F", "region": "Wales"},
        **{"if": when("country", "UK"), "then": {"properties": {"region": {"enum": ["England", "Wales"]}}}},
    )
    form.type("field:/country", "UK")
    assert row(form, "region").field.kind == "choice"
    assert not isinstance(form.find("field:/region"), QLineEdit)
    form.type("field:/country", "F")
    assert isinstance(form.find("field:/region"), QLineEdit) and form.get("region") == "Wales"


def test_a_condition_can_offer_alternatives(make_form: Callable[..., Any]) -> None:
    proof = [
        {"title": "Passport", "properties": {"passport": TEXT}, "required": ["passport"]},
        {"title": "Card", "properties": {"card": TEXT}, "required": ["card"]},
    ]
    form = make_form({"kind": TEXT}, {"kind": "x"}, **{"if": when("kind", "person"), "then": {"oneOf": proof}})
    form.type("field:/kind", "person")
    assert QApplication.focusWidget() is form.find("field:/kind")
    choice = form.find("variant:")
    assert isinstance(choice, QComboBox)
    assert [choice.itemText(at) for at in range(choice.count())] == ["Passport", "Card"]
    form.type("field:/passport", "123")
    assert form.value == {"kind": "person", "passport": "123"}


def test_conditions_inside_an_item_of_a_list(make_form: Callable[..., Any]) -> None:
    item = {"type": "object", "properties": {"name": TEXT, "kind": TEXT}, "dependentRequired": {"name": ["kind"]}}
    item |= {"if": when("kind", "file"), "then": {"properties": {"size": {"type": "integer"}}, "required": ["size"]}}
    form = make_form({"items": {"type": "array", "items": item}}, {"items": [{"name": "a"}, {"kind": "file"}]})
    assert row(form, "items", 0, "kind").field.because == "Required because “Name” is filled in."
    form.type("field:/items/0/kind", "file")
    form.type("field:/items/0/size", "12")
    assert form.get("items", 0) == {"name": "a", "kind": "file", "size": 12}
    assert form.get("items", 1) == {"kind": "file"}


def test_a_group_further_down_becomes_required_through_a_value_at_the_top(make_form: Callable[..., Any]) -> None:
    place = {"type": "object", "properties": {"street": TEXT, "town": TEXT}, "required": ["town"]}
    form = make_form(
        {"status": TEXT, "place": place},
        {"status": "x", "place": {"town": "York", "street": "Minster Yard"}},
        required=["place"],
        **{"if": when("status", "published"), "then": {"properties": {"place": {"required": ["street"]}}}},
    )
    town, street = form.find("field:/place/town"), row(form, "place", "street")
    form.type("field:/status", "published")
    assert form.find("field:/place/town") is town
    assert row(form, "place", "street") is street and street.field.required
    assert street.head.label is not None and street.head.label.toolTip() == "Required because “Status” is “published”."


def test_nothing_is_made_anew_under_a_pressed_mouse(make_form: Callable[..., Any]) -> None:
    form = make_form(
        {"a": TEXT, "go": {"type": "boolean"}, "b": {"type": "string", "maxLength": 30}},
        {"a": "x", "b": "Wales"},
        **{"if": when("a", "UK"), "then": {"properties": {"b": {"enum": ["England", "Wales"]}}}},
    )
    editor = form.find("field:/b")
    QTest.mousePress(editor, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(10, 8))
    form.authoring.document.set(("a",), "UK")
    assert form.find("field:/b") is editor and editor.isVisible()
    QTest.mouseRelease(editor, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(10, 8))
    form.find("field:/a").setFocus()
    QTest.qWait(60)
    form.settle()
    assert row(form, "b").field.kind == "choice"
    assert form.find("field:/b") is not editor


def test_titles_from_a_schema_are_text_in_the_reason(make_form: Callable[..., Any]) -> None:
    form = make_form(
        {"a": {**TEXT, "title": "<b>A</b>"}, "b": TEXT}, {"a": "1", "b": ""}, dependentRequired={"a": ["b"]}
    )
    label: QWidget | None = row(form, "b").head.label
    assert label is not None
    assert label.toolTip() == "<qt>Required because “&lt;b&gt;A&lt;/b&gt;” is filled in.</qt>"
