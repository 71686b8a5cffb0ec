"""What is said of a value: at which item, in which colour, how long, and what assistive technology hears of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from gatewaydesk.ui.form.editors.chip import Chip
from tests.ui.person import double_click

MakeForm = Callable[..., Any]
LINE = {"type": "string", "maxLength": 40}
TAGS = {"type": "array", "title": "Keywords", "items": {"type": "string", "minLength": 2, "maxLength": 150}}


def tags(make_form: MakeForm, *values: Any, **more: Any) -> Any:
    form = make_form({"a": LINE, "k": TAGS, "z": LINE}, {"k": [*values]}, required=["a", "k", "z"], **more)
    form.model.touch_all()
    form.settle()
    return form


def chip(form: Any, at: int) -> Chip:
    found = form.find(f"remove:/k/{at}")
    assert isinstance(found, Chip)
    return found


def hues(picture: QImage) -> set[str]:
    """The strong colours that are seen in a picture."""
    seen = (picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height()))
    strong = {one.hue() for one in seen if one.saturation() > 120 and one.value() > 60}
    return {"red" for one in strong if one < 20 or one > 340} | {"blue" for one in strong if 195 < one < 225}


def test_a_value_with_advice_only_is_no_wrong_one(make_form: MakeForm) -> None:
    form = tags(make_form, "Good", " lead")
    form.find("field:/a").setFocus()
    form.settle()
    assert form.said("/k") == "ⓘ  “ lead”: Begins with blank space."
    assert (chip(form, 0).tier, chip(form, 1).tier) == ("", "advice")
    assert hues(chip(form, 0).grab().toImage()) == set()
    assert hues(chip(form, 1).grab().toImage()) == {"blue"}
    assert hues(form.find("problem:/k").grab().toImage()) == {"blue"}


def test_each_sentence_has_its_own_colour(make_form: MakeForm) -> None:
    form = tags(make_form, "Good", "b", " lead", "")
    line = form.find("problem:/k")
    assert [one[0] for one in line.text().splitlines()] == ["✕", "○", "ⓘ"]
    whole, each = line.grab().toImage(), line.height() // 3
    strips = [whole.copy(0, at * each, whole.width(), each) for at in range(3)]
    assert [hues(one) for one in strips] == [{"red"}, set(), {"blue"}]
    heard = line.accessibleName().splitlines()
    assert heard[0].startswith("Wrong: “b”: Must have at least")
    assert heard[2] == "Advice: “ lead”: Begins with blank space."


def test_a_value_says_itself_what_is_wrong_with_it(make_form: MakeForm) -> None:
    form = tags(make_form, "Good", "b", " lead")
    assert chip(form, 0).accessibleDescription() == "Press to take it out; F2 to type it anew"
    assert chip(form, 1).accessibleDescription().startswith("Wrong: Must have at least 2 characters; it has 1")
    assert chip(form, 2).accessibleDescription().startswith("Advice: Begins with blank space. Press")
    said = form.find("field:/k").accessibleDescription()
    assert "Keyword 2: Must have at least 2" in said and "Keyword 3: Begins with blank space." in said


def test_being_led_to_an_item_marks_its_chip(make_form: MakeForm) -> None:
    form = tags(make_form, "Good", "b", " lead")
    form.view.go_to(("k", 1))
    form.settle()
    assert chip(form, 1).hasFocus()
    QTest.keyClick(chip(form, 1), Qt.Key.Key_F2)
    form.settle()
    assert form.find("field:/k").hasFocus() and form.find("field:/k").text() == "b"
    QTest.keyClicks(form.find("field:/k"), "est\r")
    form.settle()
    assert form.get("k") == ["Good", "best", " lead"]
    form.view.go_to(("k",))
    assert form.find("field:/k").hasFocus()


def test_an_item_in_the_middle_of_very_many_is_drawn_when_one_is_led_to_it(make_form: MakeForm) -> None:
    words = [f"word {at}" for at in range(400)]
    words[300] = "x"
    form = tags(make_form, *words)
    assert not form.has("remove:/k/300")
    form.view.go_to(("k", 300))
    form.settle()
    assert chip(form, 300).hasFocus() and chip(form, 300).tier == "wrong"


def test_tab_comes_to_the_values_before_the_line_and_the_arrows_go_among_them(make_form: MakeForm) -> None:
    form = tags(make_form, "Good", "Fine")
    form.type("field:/k", "Late")
    QTest.keyClick(form.find("field:/k"), Qt.Key.Key_Return)
    form.settle()
    form.find("field:/a").setFocus()
    names = []
    for _ in range(3):
        QTest.keyClick(form.view.focusWidget(), Qt.Key.Key_Tab)
        names.append(form.view.focusWidget().objectName())
    assert names == ["remove:/k/0", "field:/k", "add:/k"]
    chip(form, 0).setFocus()
    for _ in range(2):
        QTest.keyClick(form.view.focusWidget(), Qt.Key.Key_Right)
    assert chip(form, 2).hasFocus()
    QTest.keyClick(chip(form, 2), Qt.Key.Key_Right)
    assert form.find("field:/k").hasFocus()
    QTest.keyClick(form.find("field:/k"), Qt.Key.Key_Backtab)
    assert chip(form, 2).hasFocus(), "Tab comes back to the value where one was"


def test_values_that_are_none_are_chips_and_not_json(make_form: MakeForm) -> None:
    form = tags(make_form, "", None, 5, "Good")
    assert [chip(form, at).text() for at in range(4)] == ["(empty)", "(empty)", "5", "Good"]
    QTest.keyClick(chip(form, 1), Qt.Key.Key_Delete)
    form.settle()
    assert form.get("k") == ["", 5, "Good"]
    double_click(chip(form, 0))
    form.settle()
    assert form.get("k") == ["", 5, "Good"] and form.find("field:/k").text() == ""
    QTest.keyClicks(form.find("field:/k"), "Fine\r")
    form.settle()
    assert form.get("k") == ["Fine", 5, "Good"]


def test_a_long_item_is_called_by_its_number(make_form: MakeForm) -> None:
    form = tags(make_form, "a" * 300)
    assert form.said("/k") == "✕  Keyword 1: Must have at most 150 characters; it has 300 (150 too many)."


def test_what_a_file_brought_is_not_called_required(make_form: MakeForm) -> None:
    form = make_form({"a": LINE}, {"a": "x", "b": ["x"]}, additionalProperties=False)
    said = form.find("field:/b").accessibleDescription()
    assert said.startswith("Is not a field of this schema") and "  " not in said


@pytest.mark.parametrize("help_text", ["", "Say who."])
def test_required_help_and_problem_are_heard_with_one_space_between(make_form: MakeForm, help_text: str) -> None:
    form = make_form({"a": {**LINE, "description": help_text}}, {"a": "x" * 41}, required=["a"])
    said = form.find("field:/a").accessibleDescription()
    assert said.startswith("Required. ") and said.endswith("(1 too many).") and "  " not in said
