"""What the form says and when: problems, counts, folding, focus; unions and optional objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gatewaydesk.ui.form.rows import PAUSE

MakeForm = Callable[..., Any]
LINE = {"type": "string", "maxLength": 10}


def test_a_new_form_is_quiet_and_an_empty_field_speaks_once_it_was_left(make_form: MakeForm) -> None:
    form = make_form({"x": LINE, "y": LINE}, required=["x", "y"])
    assert [form.said("/x"), form.said("/y")] == ["", ""]
    form.find("field:/x").setFocus()
    assert form.said("/x") == ""
    form.find("field:/y").setFocus()
    form.settle()
    assert form.said("/x")
    assert form.said("/y") == ""
    form.model.touch_all()
    assert form.said("/y")


def test_a_wrong_value_speaks_after_a_pause_and_falls_silent_when_mended(make_form: MakeForm, qtbot: Any) -> None:
    form = make_form({"x": LINE}, required=["x"])
    form.type("field:/x", "twelve chars")
    assert form.authoring.problems
    assert form.said("/x") == ""
    qtbot.waitUntil(lambda: form.said("/x") != "", timeout=PAUSE + 2_000)
    assert "10 characters" in form.said("/x")
    assert "10 characters" in form.find("field:/x").accessibleDescription()
    form.type("field:/x", "ten")
    assert form.said("/x") == ""
    assert "10 characters" not in form.find("field:/x").accessibleDescription()


def test_a_wrong_value_speaks_when_the_field_is_left(make_form: MakeForm) -> None:
    form = make_form({"x": LINE}, required=["x"])
    form.type("field:/x", "twelve chars")
    form.leave()
    assert form.said("/x")


def test_a_file_with_mistakes_shows_them_at_once_but_not_what_is_only_empty(make_form: MakeForm) -> None:
    form = make_form({"x": LINE, "y": LINE}, {"x": "much too long a text"}, required=["x", "y"])
    assert form.said("/x")
    assert form.said("/y") == ""


def test_the_count_says_how_many_are_too_many(make_form: MakeForm) -> None:
    form = make_form({"x": LINE}, required=["x"])
    row = form.model.nodes(("x",))[0]
    assert row.head.length.isHidden()
    form.type("field:/x", "é𝒜c")
    assert row.head.length.text() == "3 / 10"
    form.type("field:/x", "twelve chars")
    assert row.head.length.text() == "12 / 10 (−2)"


def test_the_heading_counts_what_is_required(make_form: MakeForm, qtbot: Any) -> None:
    form = make_form({"x": LINE, "y": LINE, "z": LINE}, required=["x", "y"])
    form.type("field:/x", "a")
    assert form.authoring.counts["/x"].required_done == 1
    form = make_form(schema="HDRUK/4.0.0", section="summary")
    before = form.view.counts.text()
    form.type("field:/summary/title", "A title")
    assert before.startswith("0 of ")
    qtbot.waitUntil(lambda: form.view.counts.text() == before.replace("0 of", "1 of"))


def test_empty_optional_fields_are_folded_and_remembered(make_form: MakeForm) -> None:
    form = make_form({"must": LINE, "one": LINE, "two": LINE, "full": LINE}, {"full": "x"}, required=["must"])
    assert not form.has("field:/one")
    assert form.find("field:/full").isVisible()
    fold = form.find("fold:")
    assert fold.text() == "2 optional fields"
    form.press("fold:")
    assert form.find("field:/one").isVisible()
    form.type("field:/one", "typed")
    assert form.find("field:/one").hasFocus()
    assert form.find("fold:").text() == "2 optional fields"
    form.press("fold:")
    assert form.find("field:/one").isVisible()
    assert not form.find("field:/two").isVisible() if form.has("field:/two") else True
    assert form.find("fold:").text() == "1 optional field"
    assert form.model.folds == {"": False}


def test_an_undone_removal_comes_out_of_the_fold(make_form: MakeForm) -> None:
    form = make_form({"must": LINE, "one": LINE}, required=["must"])
    form.authoring.document.set(("one",), "from elsewhere")
    form.settle()
    assert form.find("field:/one").text() == "from elsewhere"
    assert form.find("field:/one").isVisible()


def test_going_to_a_folded_field_opens_the_fold(make_form: MakeForm) -> None:
    form = make_form({"must": LINE, "one": LINE}, required=["must"])
    assert form.view.go_to(("one",))
    form.settle()
    assert form.find("field:/one").hasFocus()
    assert not form.view.go_to(("elsewhere", 3))


def test_the_focus_is_told(make_form: MakeForm) -> None:
    form = make_form({"x": LINE, "y": {"enum": ["a", "b"]}}, required=["x", "y"])
    form.leave()
    told: list[Any] = []
    form.model.focus_changed.connect(told.append)
    form.find("field:/x").setFocus()
    QTest.keyClick(form.find("field:/x"), Qt.Key.Key_Tab)
    form.settle()
    assert told == [("x",), ("y",)]


def test_tab_goes_from_top_to_bottom(make_form: MakeForm) -> None:
    names = ["a", "b", "c", "d"]
    kinds = [LINE, {"type": "string"}, {"type": "integer"}, {"enum": [f"n{n}" for n in range(9)]}]
    form = make_form(dict(zip(names, kinds, strict=True)), required=names)
    form.find("field:/a").setFocus()
    seen = []
    for _ in names:
        widget: QWidget | None = QApplication.focusWidget()
        while widget is not None and not widget.objectName().startswith("field:"):
            widget = widget.parentWidget()
        seen.append(widget.objectName() if widget else "")
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert seen == [f"field:/{name}" for name in names]


def tabs(form: Any, start: str, count: int) -> list[str]:
    """The named widgets that Tab goes through from an editor on."""
    form.find(start).setFocus()
    seen: list[str] = []
    for _ in range(count):
        widget: QWidget | None = QApplication.focusWidget()
        while widget is not None and not widget.objectName().startswith(("field:", "variant:")):
            widget = widget.parentWidget()
        seen.append(widget.objectName() if widget else "")
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    return seen


def test_the_choice_among_alternatives_comes_after_its_field(make_form: MakeForm) -> None:
    union = {"anyOf": [LINE, {"type": "string", "format": "date"}, {"type": "array", "items": LINE}]}
    form = make_form({"a": LINE, "x": union, "z": LINE}, required=["a", "x", "z"])
    assert tabs(form, "field:/a", 4) == ["field:/a", "field:/x", "variant:/x", "field:/z"]
    choose(form, "variant:/x", form.find("variant:/x").itemText(2))
    order = [one for one in dict.fromkeys(tabs(form, "field:/a", 5)) if one]  # without the button that adds a tag
    assert order[:4] == ["field:/a", "field:/x", "variant:/x", "field:/z"]
    form.find("field:/z").setFocus()
    QTest.keyClick(form.find("field:/z"), Qt.Key.Key_Backtab)
    assert QApplication.focusWidget().objectName() == "variant:/x"


def test_a_field_drawn_anew_keeps_its_turn(make_form: MakeForm) -> None:
    form = make_form({"a": LINE, "x": LINE, "z": LINE}, {"x": [1, 2]}, required=["a", "x", "z"])
    form.press("clear:/x")
    assert tabs(form, "field:/a", 3) == ["field:/a", "field:/x", "field:/z"]


def test_typing_in_an_absent_section_makes_what_holds_it(make_form: MakeForm) -> None:
    inner = {"type": "object", "properties": {"deep": {**LINE}}, "required": ["deep"]}
    middle = {"type": "object", "properties": {"inner": inner}, "required": ["inner"]}
    form = make_form({"middle": middle}, required=["middle"])
    form.type("field:/middle/inner/deep", "here")
    assert form.value == {"middle": {"inner": {"deep": "here"}}}
    form.type("field:/middle/inner/deep", "")
    assert form.get("middle", "inner", "deep") in (None, form.get("gone"))


def test_an_optional_object_is_included_and_left_out(make_form: MakeForm) -> None:
    inner = {"type": "object", "title": "Usage", "properties": {"deep": LINE}, "required": ["deep"]}
    form = make_form({"use": inner})
    assert not form.has("field:/use/deep")
    form.press("include:/use")
    assert form.value == {"use": {}}
    form.type("field:/use/deep", "x")
    form.press("include:/use")
    assert form.value == {}
    form.model.undo()
    assert form.value == {"use": {"deep": "x"}}
    assert form.find("include:/use").isChecked()
    assert form.find("field:/use/deep").text() == "x"


def choose(form: Any, name: str, words: str) -> None:
    combo = form.find(name)
    at = combo.findText(words)
    combo.setFocus()
    combo.setCurrentIndex(at)
    combo.activated.emit(at)
    form.settle()


def test_a_union_is_switched_keeping_what_was_there(make_form: MakeForm) -> None:
    union = {"anyOf": [LINE, {"type": "array", "items": LINE}]}
    form = make_form({"x": union}, {"x": "alpha"}, required=["x"])
    names = [form.find("variant:/x").itemText(at) for at in range(2)]
    choose(form, "variant:/x", names[1])
    assert form.get("x") == ["alpha"]
    line = form.find("field:/x")
    line.setFocus()
    QTest.keyClicks(line, "beta,")
    assert form.get("x") == ["alpha", "beta"]
    form.model.undo()
    form.model.undo()
    form.settle()
    assert form.get("x") == "alpha"
    assert form.find("variant:/x").currentIndex() == 0
    assert form.find("field:/x").text() == "alpha"


def test_choosing_an_alternative_of_an_empty_field_writes_nothing(make_form: MakeForm) -> None:
    union = {"anyOf": [LINE, {"type": "array", "items": LINE}]}
    form = make_form({"x": union}, required=["x"])
    names = [form.find("variant:/x").itemText(at) for at in range(2)]
    choose(form, "variant:/x", names[1])
    assert form.value == {}
    assert form.has("add:/x")
    line = form.find("field:/x")
    line.setFocus()
    QTest.keyClicks(line, "beta,")
    assert form.get("x") == ["beta"]


def test_typing_a_date_in_a_union_does_not_switch_under_the_hands(make_form: MakeForm) -> None:
    union = {
        "anyOf": [
            {"type": "string", "format": "date"},
            {"type": "string", "format": "date-time"},
            {"enum": ["CONTINUOUS"]},
        ]
    }
    form = make_form({"x": union}, required=["x"])
    editor = form.find("field:/x")
    editor.setFocus()
    QTest.keyClicks(editor, "2024-10-24T00:00:00.000Z")
    assert editor is form.find("field:/x")
    assert editor.hasFocus()
    assert form.get("x") == "2024-10-24T00:00:00.000Z"


def test_an_unknown_member_is_named_and_kept(make_form: MakeForm) -> None:
    form = make_form({"x": LINE}, {"x": "a", "strange": [1]}, required=["x"])
    form.type("field:/x", "b")
    assert form.value == {"x": "b", "strange": [1]}


def test_free_members_are_added_edited_and_removed(make_form: MakeForm) -> None:
    free = {"type": "object", "additionalProperties": LINE}
    form = make_form({"x": free}, {"x": {"one": "1"}}, required=["x"])
    form.type("field:/x/one", "uno")
    adder = form.model.nodes(("x",))[-1]
    adder.line.setText("two")
    form.press("add:/x")
    form.type("field:/x/two", "due")
    assert form.value == {"x": {"one": "uno", "two": "due"}}
    form.press("remove:/x/one")
    assert form.value == {"x": {"two": "due"}}
    form.model.undo()
    assert form.find("field:/x/one").text() == "uno"


def test_a_wrong_shape_is_shown_as_it_is_and_can_be_mended(make_form: MakeForm) -> None:
    inner = {"type": "object", "properties": {"deep": LINE}, "required": ["deep"]}
    form = make_form(
        {"x": inner, "y": {"type": "array", "items": inner}}, {"x": "text", "y": {"a": 1}}, required=["x", "y"]
    )
    assert form.find("field:/x").toPlainText() == "text" and form.find("field:/x").isReadOnly()
    assert form.find("field:/y").toPlainText() == '{\n  "a": 1\n}'
    form.press("clear:/x")
    form.type("field:/x/deep", "mended")
    assert form.value == {"x": {"deep": "mended"}, "y": {"a": 1}}


def test_two_thousand_changes_are_survived(make_form: MakeForm) -> None:
    form = make_form({"x": LINE}, required=["x"])
    seen: list[Any] = []
    form.model.changed.connect(seen.append)
    for at in range(2_000):
        form.authoring.document.set(("x",), str(at))
    assert len(seen) == 2_000
    assert form.find("field:/x").text() == "1999"


def test_a_slow_check_goes_to_the_background_and_ends_right(make_form: MakeForm, tasks: Any, qtbot: Any) -> None:
    form = make_form({"x": LINE}, required=["x"])
    form.model.checks.took = 1.0
    form.type("field:/x", "twelve chars")
    qtbot.waitUntil(lambda: bool(form.model.problems_at(("x",))), timeout=5_000)
    form.model.checks.took = 1.0
    form.type("field:/x", "ten")
    qtbot.waitUntil(lambda: not form.model.problems_at(("x",)), timeout=5_000)


def test_an_empty_optional_field_that_is_wrong_is_not_folded(make_form: MakeForm) -> None:
    form = make_form({"must": LINE, "one": LINE, "two": LINE}, {"one": None}, required=["must"])
    assert form.authoring.problems
    assert form.find("field:/one").isVisible()
    assert form.find("fold:").text() == "1 optional field"
