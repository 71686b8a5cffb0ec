"""Lists whose places differ, lists that want items of a kind, how many items, and moving them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest

MakeForm = Callable[..., Any]
TUPLE = {
    "t": {
        "type": "array",
        "prefixItems": [{"type": "number", "title": "Latitude"}, {"type": "boolean", "title": "Checked"}],
        "items": False,
        "minItems": 1,
    }
}
OPEN = {"t": {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "items": {"type": "integer"}}}
CREW = {
    "t": {
        "type": "array",
        "title": "Crew",
        "maxItems": 3,
        "items": {
            "type": "object",
            "title": "Person",
            "properties": {"name": {"type": "string"}, "role": {"enum": ["skipper", "cook"]}},
        },
        "contains": {"title": "Skipper", "properties": {"role": {"const": "skipper"}}, "required": ["role"]},
    }
}
FILES = {
    "t": {
        "type": "array",
        "items": {"type": "object", "properties": {"n": {"type": "integer"}, "o": {"type": "object"}}},
    }
}


def alt(form: Any, name: str, key: Qt.Key) -> None:
    form.find(name).setFocus()
    QTest.keyClick(form.find(name), key, Qt.KeyboardModifier.AltModifier)
    form.settle()


def test_each_place_has_its_own_label_and_editor_and_none_is_left_out(make_form: MakeForm) -> None:
    form = make_form(TUPLE, required=["t"])
    assert form.find("add:/t").text() == "Add latitude"
    form.press("add:/t")
    form.type("field:/t/0", "5.5")
    assert form.find("add:/t").text() == "Add checked"
    form.press("add:/t")
    assert form.get("t") == [5.5, False]
    assert not form.find("add:/t").isVisible()
    form.press("remove:/t/1")
    assert form.get("t") == [5.5]
    assert not form.authoring.problems


def test_what_follows_the_places_is_of_its_kind(make_form: MakeForm) -> None:
    form = make_form(OPEN, {"t": [1, "a"]})
    for _ in range(2):
        form.press("add:/t")
    form.type("field:/t/3", "9")
    assert form.get("t") == [1, "a", "", 9]
    form.type("field:/t/1", "word")
    assert form.get("t", 1) == "word"
    assert [one.pointer for one in form.authoring.problems] == [("t", 2)]


def test_an_item_of_the_wanted_kind_can_be_added(make_form: MakeForm) -> None:
    form = make_form(CREW, {"t": [{"name": "Ida"}]})
    assert [one.pointer for one in form.authoring.problems] == [("t",)]
    form.press("add-sought:/t")
    assert form.get("t", 1) == {"role": "skipper"}
    assert not form.authoring.problems
    form.press("add:/t")
    assert form.get("t", 2) == {}
    assert not form.find("add:/t").isEnabled()
    assert form.find("add:/t").toolTip() == "There are 3 items, as many as are allowed."


def test_the_least_number_of_items_stays_in_a_required_list(make_form: MakeForm) -> None:
    numbers = {"t": {"type": "array", "items": {"type": "integer"}, "minItems": 2}}
    form = make_form(numbers, {"t": [1, 2]}, required=["t"])
    assert not form.find("remove:/t/0").isEnabled()
    assert form.find("remove:/t/0").toolTip() == "At least 2 items must stay."
    form.press("add:/t")
    assert form.find("remove:/t/0").isEnabled()
    optional = make_form(numbers, {"t": [1, 2]})
    assert optional.find("remove:/t/0").isEnabled()


def test_values_are_moved_by_keys_and_by_the_mouse_and_back_by_undo(make_form: MakeForm) -> None:
    form = make_form({"t": {"type": "array", "items": {"type": "integer"}}}, {"t": [1, 2, 3]})
    alt(form, "field:/t/0", Qt.Key.Key_Down)
    assert form.get("t") == [2, 1, 3]
    assert form.find("field:/t/1").hasFocus()
    alt(form, "field:/t/1", Qt.Key.Key_Down)
    assert form.get("t") == [2, 3, 1]
    holders = form.model.nodes(("t",))[-1]._holders
    grip = holders[2].grip
    far = grip.mapFromGlobal(holders[0].mapToGlobal(QPoint(5, 1)))
    QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    QTest.mouseMove(grip, QPoint(5, -20))
    QTest.mouseMove(grip, far)
    QTest.mouseRelease(grip, Qt.MouseButton.LeftButton, pos=far)
    form.settle()
    assert form.get("t") == [1, 2, 3]
    for wanted in ([2, 3, 1], [2, 1, 3], [1, 2, 3]):
        form.model.undo()
        assert form.get("t") == wanted


def test_rows_are_moved_by_keys_by_dragging_and_by_their_numbers(make_form: MakeForm) -> None:
    form = make_form(FILES, {"t": [{"n": 1, "o": {}}, {"n": 2, "o": {}}, {"n": 3, "o": {}}]})
    view = form.find("table:/t")
    view.setCurrentIndex(view.model().index(2, 0))
    alt(form, "table:/t", Qt.Key.Key_Up)
    assert [one["n"] for one in form.get("t")] == [1, 3, 2]
    assert view.currentIndex().row() == 1
    model = view.model()
    data = model.mimeData([model.index(0, 0)])
    assert model.dropMimeData(data, Qt.DropAction.MoveAction, 3, 0, QModelIndex())
    form.settle()
    assert [one["n"] for one in form.get("t")] == [3, 2, 1]
    form.model.undo()
    form.model.undo()
    assert [one["n"] for one in form.get("t")] == [1, 2, 3]


def test_a_grids_row_is_moved_by_its_number(make_form: MakeForm) -> None:
    cells = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}}
    form = make_form({"t": {"type": "array", "items": cells}}, {"t": [{"a": 1}, {"a": 2}, {"a": 3}]})
    header = form.find("table:/t").verticalHeader()
    header.moveSection(0, 2)
    form.settle()
    assert [one["a"] for one in form.get("t")] == [2, 3, 1]
    assert [header.visualIndex(at) for at in range(3)] == [0, 1, 2]


def test_a_repeated_value_is_told_where_it_stands_again(make_form: MakeForm) -> None:
    form = make_form({"t": {"type": "array", "items": {"type": "integer"}, "uniqueItems": True}}, {"t": [4, 5, 4]})
    assert "Is the same as number 1 in this list (4)" in form.said("/t/2")
    assert not form.said("/t")
