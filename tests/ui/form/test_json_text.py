"""Values that no editor of their field can show, and text that is not JSON yet: nothing is lost, all is mended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

MakeForm = Callable[..., Any]
LINE = {"type": "string", "maxLength": 40}
TAGS = {"type": "array", "items": {"type": "string", "maxLength": 40}}


def shown(form: Any, name: str) -> bool:
    return form.has(name) and form.find(name).isVisible()


def test_text_that_is_not_json_yet_stays_when_the_field_is_left_and_the_form_made_again(make_form: MakeForm) -> None:
    form = make_form({"x": {}, "y": LINE}, {"x": [1]}, required=["x", "y"])
    form.type("field:/x", '{"a": ')
    form.find("field:/y").setFocus()
    form.settle()
    box = form.find("field:/x")
    assert box.toPlainText() == '{"a": '
    assert form.get("x") is None  # what was there was deleted before this was typed
    assert "Line 1, column 7: a value is missing." in box.accessibleDescription()
    assert "not part of the dataset yet" in box.accessibleDescription()
    form.type("field:/y", "something else")
    again = type(form.view)(form.model, form.view.field, ())
    again.finish()
    other = again.findChild(type(box), "field:/x")
    assert other.toPlainText() == '{"a": '
    other.insertPlainText("")
    again.deleteLater()
    form.find("field:/x").setFocus()
    QTest.keyClick(box, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(box, "1}")
    form.leave()
    assert form.get("x") == {"a": 1}
    assert not form.model.beside.unfinished


def test_undo_takes_unfinished_text_back_first(make_form: MakeForm) -> None:
    form = make_form({"x": {}, "y": LINE}, {"x": [1]}, required=["x", "y"])
    form.type("field:/x", "2")
    form.leave()
    form.find("field:/x").setFocus()
    QTest.keyClick(form.find("field:/x"), Qt.Key.Key_Home)
    QTest.keyClicks(form.find("field:/x"), ", [")
    assert form.find("field:/x").toPlainText() == ", [2"
    assert form.model.undo()
    assert form.find("field:/x").toPlainText() == "2"
    assert form.get("x") == 2
    assert not form.model.beside.unfinished
    while form.authoring.undo_label:
        form.model.undo()
    assert form.get("x") == [1]


def test_unfinished_text_goes_when_its_value_is_changed_elsewhere_and_stays_when_another_is(
    make_form: MakeForm,
) -> None:
    form = make_form({"x": {}, "y": LINE}, {"x": [1]}, required=["x", "y"])
    form.type("field:/x", "[2, ")
    form.leave()
    form.authoring.document.set(("y",), "new")
    form.settle()
    assert form.find("field:/x").toPlainText() == "[2, "
    form.authoring.document.set(("x",), 5)
    form.settle()
    assert form.find("field:/x").toPlainText() == "5"
    assert not form.model.beside.unfinished


def test_unfinished_text_of_an_item_is_there_when_the_item_is_opened_again(make_form: MakeForm) -> None:
    item = {"type": "object", "properties": {"n": LINE, "free": {}}, "required": ["n", "free"]}
    form = make_form({"xs": {"type": "array", "items": item}}, {"xs": [{"n": "a"}, {"n": "b"}]}, required=["xs"])
    view = form.find("table:/xs")
    form.view.go_to(("xs", 0, "free"))
    form.settle()
    form.type("field:/xs/0/free", "[1, ")
    view.setCurrentIndex(view.model().index(1, 0))
    form.settle()
    view.setCurrentIndex(view.model().index(0, 0))
    form.settle()
    assert form.find("field:/xs/0/free").toPlainText() == "[1, "


@pytest.mark.parametrize("value", [["a", "b"], {"a": 1}, 5, ["only"]])
def test_a_value_of_the_wrong_type_is_put_aside_by_a_button(make_form: MakeForm, value: Any) -> None:
    form = make_form({"x": LINE}, {"x": value}, required=["x"])
    assert form.find("clear:/x").text() == "Start again with an empty field"
    form.press("clear:/x")
    assert form.value == {}
    assert form.find("field:/x").hasFocus()
    form.type("field:/x", "mended")
    assert form.value == {"x": "mended"}
    form.model.undo()
    form.model.undo()
    form.settle()
    assert form.value == {"x": value}
    assert form.find("clear:/x").isVisible()


@pytest.mark.parametrize(
    ("schema", "value", "words", "made"),
    [
        (LINE, ["only"], "Use “only” as text", "only"),
        (LINE, 12.50, "Use “12.5” as text", "12.5"),
        (LINE, [7], "Use “7” as text", "7"),
        (TAGS, "one", "Use “one” as the only entry", ["one"]),
        ({"type": "integer"}, ["5"], "Use “5” as a number", 5),
        ({"enum": [f"code {n}" for n in range(30)]}, ["code 3"], "Use “code 3”", "code 3"),
    ],
)
def test_a_single_value_is_used_as_what_the_field_wants(
    make_form: MakeForm, schema: Any, value: Any, words: str, made: Any
) -> None:
    form = make_form({"x": schema}, {"x": value}, required=["x"])
    assert form.find("mend:/x").text() == words
    form.press("mend:/x")
    assert form.get("x") == made
    assert not shown(form, "clear:/x")
    form.model.undo()
    form.settle()
    assert form.get("x") == value


def test_nothing_is_offered_that_would_not_fit(make_form: MakeForm) -> None:
    whole = {"type": "integer"}
    form = make_form(
        {"x": LINE, "y": whole, "z": {}}, {"x": ["a", "b"], "y": ["many"], "z": [1]}, required=["x", "y", "z"]
    )
    assert not shown(form, "mend:/x")
    assert not shown(form, "mend:/y")
    assert not shown(form, "clear:/z")


def test_an_item_of_the_wrong_type_starts_again_as_an_empty_item(make_form: MakeForm) -> None:
    inner = {"type": "object", "properties": {"deep": LINE}, "required": ["deep"]}
    form = make_form({"x": inner, "xs": {"type": "array", "items": inner}}, {"x": 1, "xs": [5]}, required=["x", "xs"])
    form.view.go_to(("xs", 0))
    form.settle()
    form.press("clear:/xs/0")
    form.press("clear:/x")
    form.type("field:/x/deep", "there")
    form.type("field:/xs/0/deep", "here")
    assert form.value == {"x": {"deep": "there"}, "xs": [{"deep": "here"}]}


@pytest.mark.parametrize(
    ("schema", "value", "words"),
    [
        ({"type": "boolean"}, "maybe", "maybe"),
        ({"enum": ["One", "Two"]}, "one", "one"),
        ({"enum": ["One", "Two"]}, ["x"], "x"),
        (LINE, ["x", "y"], "x; y"),
        (LINE, 12, "12"),
        (TAGS, "asthma", "asthma"),
    ],
)
def test_a_plain_value_of_another_kind_is_read_without_the_signs_of_json(
    make_form: MakeForm, schema: Any, value: Any, words: str
) -> None:
    form = make_form({"x": schema}, {"x": value}, required=["x"])
    box = form.find("field:/x")
    assert box.toPlainText() == words and not box.fontInfo().fixedPitch()
    form.leave()
    assert form.value == {"x": value}, "looking at it changes nothing"


def test_what_is_typed_over_such_a_value_is_what_the_field_wants(make_form: MakeForm) -> None:
    form = make_form({"x": {"type": "boolean"}, "y": TAGS}, {"x": "maybe", "y": "asthma"}, required=["x", "y"])
    form.type("field:/x", "yes")
    form.type("field:/y", "one, two")
    form.leave()
    assert form.value == {"x": True, "y": ["one", "two"]}
    assert form.find("remove:/y/1").isVisible(), "its own editor shows it by now"


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [("object", [], "a group of fields"), ("object", "", "a group of fields"), ("array", {}, "a list")],
)
def test_nothing_in_place_of_what_holds_others_is_made_that_by_one_press(
    make_form: MakeForm, kind: str, value: Any, words: str
) -> None:
    inner = {"type": "object", "properties": {"deep": LINE}, "required": ["deep"]}
    schema = inner if kind == "object" else {"type": "array", "items": inner}
    form = make_form({"x": schema}, {"x": value}, required=["x"])
    box = form.find("field:/x")
    assert box.isReadOnly() and box.toPlainText() == "" and box.placeholderText().startswith("An empty")
    form.view.go_to(("x",))
    button = form.find("clear:/x")
    assert button.hasFocus() and button.text() == f"Make it {words}"
    assert button.accessibleDescription().startswith("There now: An empty ")
    QTest.keyClick(button, Qt.Key.Key_Space)
    form.settle()
    assert not shown(form, "clear:/x")
    form.model.undo()
    assert form.value == {"x": value}


DAY = {"type": "string", "format": "date"}
EITHER = {"anyOf": [DAY, {"type": "string", "format": "date-time"}]}
GROUP = {"a": 1}


@pytest.mark.parametrize(
    ("schema", "typed", "made"),
    [
        (DAY, "2020-01-01", "2020-01-01"),
        (EITHER, "2020-01-01", "2020-01-01"),
        (LINE, "New text", "New text"),
        (LINE, "12", "12"),
        (LINE, "null", "null"),
        (LINE, '"Good" study', '"Good" study'),
        ({"type": "integer"}, "12", 12),
        ({"type": "boolean"}, "yes", True),
        ({"enum": ["One", "Two"]}, "two", "Two"),
        (LINE, '{"b": 2}', {"b": 2}),
    ],
)
@pytest.mark.parametrize("held", [GROUP, [GROUP]])
def test_plain_words_typed_over_a_group_are_what_the_field_wants(
    make_form: MakeForm, schema: Any, typed: str, made: Any, held: Any
) -> None:
    form = make_form({"x": schema}, {"x": held}, required=["x"])
    box = form.find("field:/x")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(box, typed)
    form.settle()
    assert not form.model.beside.unfinished
    assert form.get("x") == made and type(form.get("x")) is type(made)
    form.leave()
    assert form.get("x") == made
    while form.authoring.undo_label:
        form.model.undo()
    assert form.get("x") == held


def test_the_json_of_a_group_in_place_of_text_can_still_be_edited(make_form: MakeForm) -> None:
    form = make_form({"x": LINE}, {"x": GROUP}, required=["x"])
    box = form.find("field:/x")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(box, Qt.Key.Key_Backspace)
    form.settle()
    assert form.get("x") == GROUP and form.model.beside.unfinished
    QTest.keyClicks(box, ', "b": 2}')
    form.leave()
    assert form.get("x") == {"a": 1, "b": 2}


def test_text_edited_as_json_keeps_its_quotes_as_signs(make_form: MakeForm) -> None:
    form = make_form({"x": LINE}, {"x": "old"}, required=["x"])
    form.model.nodes(("x",))[0].edit_as_json(True)
    form.settle()
    form.type("field:/x", "12")
    assert form.get("x") == 12
