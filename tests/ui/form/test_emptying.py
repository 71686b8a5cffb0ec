"""What somebody empties stays under their hands: the next key goes to the same field, and undo leads back."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

MakeForm = Callable[..., Any]
LINE = {"type": "string", "maxLength": 20}
GROUP = {"type": "object", "title": "Group", "properties": {"x": LINE, "y": LINE}}
OTHER = {"type": "object", "title": "Other", "properties": {"q": LINE}, "required": ["q"]}
LINKED = {"type": "object", "title": "Link", "properties": {"v": LINE, "l": {"$ref": "#/$defs/link"}}}

# What stands in the document, by the schema of `o`, and the place that is emptied; `z` stands behind it.
HOLDERS: dict[str, tuple[dict[str, Any], Any, str]] = {
    "an optional group": (GROUP, {"x": "v"}, "/o/x"),
    "a required member of a group": ({**GROUP, "required": ["x"]}, {"x": "v"}, "/o/x"),
    "an alternative": ({"oneOf": [OTHER, GROUP]}, {"x": "v"}, "/o/x"),
    "an alternative of one value": ({"oneOf": [OTHER, LINE]}, "v", "/o"),
    "an item": ({"type": "array", "items": GROUP}, [{"x": "v"}], "/o/0/x"),
    "an item's group": (
        {"type": "array", "items": {"type": "object", "properties": {"g": GROUP}}},
        [{"g": {"x": "v"}}],
        "/o/0/g/x",
    ),
    "two deep": ({"type": "object", "properties": {"g": GROUP}}, {"g": {"x": "v"}}, "/o/g/x"),
    "an entry": (
        {"type": "object", "additionalProperties": GROUP},
        {"k": {"x": "v"}, "n": {"x": "keep"}},
        "/o/k/x",
    ),
    "an entry with a pattern": ({"type": "object", "patternProperties": {"^k": GROUP}}, {"k": {"x": "v"}}, "/o/k/x"),
    "a group of itself": ({"$ref": "#/$defs/link"}, {"l": {"l": {"v": "v"}}}, "/o/l/l/v"),
}
BOTH = [(required, name) for name in HOLDERS for required in (False, True)]


def delete(line: QLineEdit) -> None:
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Delete)


def backspace(line: QLineEdit) -> None:
    QTest.keyClick(line, Qt.Key.Key_End)
    for _ in line.text():
        QTest.keyClick(line, Qt.Key.Key_Backspace)


def cut(line: QLineEdit) -> None:
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)


def get(value: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def focused() -> Any:
    found = QApplication.focusWidget()
    assert found is not None
    return found


@pytest.mark.parametrize("empty", [delete, backspace, cut])
@pytest.mark.parametrize(("required", "name"), BOTH)
def test_what_is_typed_after_emptying_goes_into_the_same_field(
    make_form: MakeForm, required: bool, name: str, empty: Callable[[QLineEdit], None]
) -> None:
    schema, held, pointer = HOLDERS[name]
    start = {"o": held, "z": "keep"}
    form = make_form({"o": schema, "z": LINE}, copy.deepcopy(start), required=["o"] * required, defs={"link": LINKED})
    form.model.go_to(tuple(int(part) if part.isdecimal() else part for part in pointer.split("/")[1:]))
    form.settle()
    line = form.find(f"field:{pointer}")
    line.setFocus()
    empty(line)
    form.settle()
    assert focused() is line
    assert line.isVisible()
    QTest.keyClicks(focused(), "8")
    form.settle()
    assert focused() is line
    assert get(form.value, pointer) == "8"
    assert form.value["z"] == "keep"
    assert list(form.value) == ["o", "z"]
    while form.authoring.undo_label is not None:
        form.model.undo()
        form.settle()
    assert form.value == start
    assert list(form.value) == list(start)
    assert form.find(f"field:{pointer}").text() == "v"


def test_an_emptied_group_goes_when_the_focus_leaves_it(make_form: MakeForm) -> None:
    form = make_form({"o": GROUP, "z": LINE}, {"o": {"x": "v"}, "z": "keep"})
    form.press("fold:/o")
    form.type("field:/o/x", "")
    assert form.value == {"z": "keep"}
    assert form.find("include:/o").isChecked()
    form.find("field:/o/y").setFocus()
    form.settle()
    assert form.find("field:/o/y").isVisible()
    form.find("field:/z").setFocus()
    form.settle()
    assert not form.has("field:/o/x")
    assert not form.find("include:/o").isChecked()
    assert focused() is form.find("field:/z")
    form.model.undo()
    form.settle()
    assert form.find("field:/o/x").text() == "v"


def test_a_sibling_that_is_filled_writes_the_group_again(make_form: MakeForm) -> None:
    form = make_form({"o": GROUP, "z": LINE}, {"o": {"x": "v"}, "z": "keep"})
    form.press("fold:/o")
    form.type("field:/o/x", "")
    form.type("field:/o/y", "w")
    assert form.value == {"o": {"y": "w"}, "z": "keep"}
    form.find("field:/z").setFocus()
    form.settle()
    assert form.find("field:/o/y").text() == "w"


def test_redoing_the_emptying_shows_the_group_without_it(make_form: MakeForm) -> None:
    form = make_form({"o": GROUP, "z": LINE}, {"o": {"x": "v"}})
    form.type("field:/o/x", "")
    form.model.undo()
    form.find("field:/o/x").setFocus()
    form.model.redo()
    form.settle()
    assert form.value == {}
    assert not form.find("include:/o").isChecked()
    assert not form.has("field:/o/x")


def test_an_emptied_entry_stays_until_it_is_taken_out(make_form: MakeForm) -> None:
    form = make_form({"o": {"type": "object", "additionalProperties": GROUP}}, {"o": {"k": {"x": "v"}}})
    form.type("field:/o/k/x", "")
    form.leave()
    assert form.value == {"o": {"k": {}}}
    form.press("remove:/o/k")
    assert form.value == {"o": {}}


def test_what_no_longer_applies_stays_while_it_is_retyped(make_form: MakeForm) -> None:
    form = make_form(
        {"kind": LINE, "z": LINE},
        {"kind": "b", "extra": "v", "z": "keep"},
        **{"if": {"properties": {"kind": {"const": "a"}}}, "then": {"properties": {"extra": LINE}}},
    )
    line = form.find("field:/extra")
    line.setFocus()
    delete(line)
    form.settle()
    assert focused() is line
    QTest.keyClicks(line, "8")
    assert form.value == {"kind": "b", "extra": "8", "z": "keep"}
    delete(line)
    form.leave()
    assert not form.has("field:/extra")
    assert form.value == {"kind": "b", "z": "keep"}


@pytest.mark.parametrize(
    ("items", "held"),
    [
        ({"items": {"type": "number"}}, [1]),
        ({"items": {"type": "number"}, "maxItems": 1}, [1]),
        ({"items": GROUP}, [{"x": "v"}]),
        ({"prefixItems": [LINE, LINE]}, ["a"]),
    ],
)
def test_taking_the_last_item_out_leaves_the_group_and_the_focus_there(
    make_form: MakeForm, items: dict[str, Any], held: list[Any]
) -> None:
    group = {"type": "object", "title": "Group", "properties": {"l": {"type": "array", **items}}}
    form = make_form({"o": group, "z": LINE}, {"o": {"l": held}, "z": "keep"})
    form.find("remove:/o/l/0").setFocus()
    QTest.keyClick(form.find("remove:/o/l/0"), Qt.Key.Key_Space)
    form.settle()
    assert form.value == {"z": "keep"}
    assert focused() is form.find("add:/o/l")
    QTest.keyClick(focused(), Qt.Key.Key_Space)
    form.settle()
    assert list(form.value) == ["o", "z"]


def test_a_new_entry_of_a_kind_that_cannot_be_empty_is_still_empty_and_not_wrong(make_form: MakeForm) -> None:
    form = make_form({"o": {"type": "object", "additionalProperties": {"type": "integer"}}}, {"o": {"a": 1}})
    QTest.keyClicks(form.find("new:/o"), "b")
    form.press("add:/o")
    form.model.checks.now()
    form.find("field:/o/b").setFocus()
    assert form.said("/o/b") == ""
    assert [one.severity.value for one in form.model.problems_at(("o", "b"))] == ["empty"]
    form.leave()
    assert "Still empty: fill it in, or remove it." in form.said("/o/b")
    form.type("field:/o/b", "7")
    assert form.value == {"o": {"a": 1, "b": 7}}


@pytest.mark.parametrize("required", [True, False])
def test_of_a_tuple_no_fewer_items_are_left_than_must_be(make_form: MakeForm, required: bool) -> None:
    pair = {"type": "array", "prefixItems": [LINE, LINE, LINE], "minItems": 2}
    form = make_form({"t": pair}, {"t": ["a", "b", "c"]}, required=["t"] * required)
    form.press("remove:/t/2")
    assert form.value == {"t": ["a", "b"]}
    form.press("remove:/t/1")
    if required:
        assert form.value == {"t": ["a", "b"]}
        assert form.find("remove:/t/1").toolTip() == "At least 2 items must stay."
    else:  # a list that may be left out can always be emptied
        form.press("remove:/t/0")
        assert form.value == {}
