"""Each kind of field: what is typed lands in the document with its JSON type; clearing, undo and the wheel."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QDate, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QLineEdit, QRadioButton, QWidget

from gatewaydesk.ui import theme
from gatewaydesk.ui.form.editors.chip import Chip

MakeForm = Callable[..., Any]
LANGUAGES = [{"const": f"x{n}", "title": f"Language {n}"} for n in range(60)]
KINDS: dict[str, dict[str, Any]] = {
    "line": {"type": "string", "maxLength": 80},
    "text": {"type": "string"},
    "whole": {"type": "integer"},
    "number": {"type": "number"},
    "day": {"type": "string", "format": "date"},
    "moment": {"type": "string", "format": "date-time"},
    "email": {"type": "string", "format": "email"},
    "url": {"type": "string", "format": "uri"},
    "few": {"enum": ["red", "green", "blue"]},
    "many": {"enum": [f"code {n}" for n in range(30)]},
    "yes": {"type": "boolean"},
    "tags": {"type": "array", "items": {"type": "string", "maxLength": 40}},
    "some": {"type": "array", "items": {"enum": [f"code {n}" for n in range(30)]}},
    "boxes": {"type": "array", "items": {"enum": ["red", "green", "blue"]}},
    "any": {},
}


def radio(form: Any, name: str, words: str) -> QAbstractButton:
    buttons: list[QAbstractButton] = form.find(name).findChildren(QRadioButton) or form.find(name).findChildren(
        QCheckBox
    )
    return next(one for one in buttons if one.text() == words)


@pytest.mark.parametrize(
    ("kind", "typed", "held"),
    [
        ("line", "Asthma", "Asthma"),
        ("line", " spaced ", " spaced "),
        ("line", "𝒜 “é”", "𝒜 “é”"),
        ("text", "one", "one"),
        ("whole", "12", 12),
        ("whole", "1,250,000", 1250000),
        ("whole", "123456789012345678901234567890", 123456789012345678901234567890),
        ("whole", "twelve", "twelve"),
        ("whole", "007", "007"),
        ("number", "1.5", 1.5),
        ("number", "-2e3", -2000.0),
        ("number", "0.1000000000000000055511151231257827", Decimal("0.1000000000000000055511151231257827")),
        ("number", "1,5", "1,5"),
        ("day", "2024-10-24", "2024-10-24"),
        ("day", "last spring", "last spring"),
        ("moment", "2024-10-24T00:00:00.000Z", "2024-10-24T00:00:00.000Z"),
        ("email", "a@b.org", "a@b.org"),
        ("url", "https://example.org/x?a=1#b", "https://example.org/x?a=1#b"),
        ("many", "code 7", "code 7"),
    ],
)
def test_what_is_typed_lands_in_the_document_and_clearing_removes_it(
    make_form: MakeForm, kind: str, typed: str, held: Any
) -> None:
    form = make_form({"x": KINDS[kind]})
    form.type("field:/x", typed)
    assert form.get("x") == held
    assert type(form.get("x")) is type(held)
    form.type("field:/x", "")
    assert form.value == {}


def test_undo_brings_the_shown_text_back_in_one_step_a_field(make_form: MakeForm) -> None:
    form = make_form({"x": KINDS["line"], "y": KINDS["whole"]}, {"x": "before"}, required=["x", "y"])
    form.type("field:/x", "after")
    form.leave()
    form.type("field:/y", "12")
    form.model.undo()
    assert form.value == {"x": "after"}
    while form.authoring.undo_label:
        form.model.undo()
    assert form.value == {"x": "before"}
    assert form.find("field:/x").text() == "before"
    while form.authoring.redo_label:
        form.model.redo()
    assert form.value == {"x": "after", "y": 12}
    assert form.find("field:/y").text() == "12"


def test_typing_one_word_is_one_undo_step(make_form: MakeForm) -> None:
    form = make_form({"x": KINDS["line"]}, {"x": "a"})
    form.find("field:/x").setFocus()
    QTest.keyClick(form.find("field:/x"), Qt.Key.Key_End)
    QTest.keyClicks(form.find("field:/x"), "bcdef")
    assert form.get("x") == "abcdef"
    form.model.undo()
    assert form.get("x") == "a"


def test_yes_no_and_not_stated(make_form: MakeForm) -> None:
    form = make_form(
        {"x": KINDS["yes"], "must": {"type": "boolean"}, "null": {"type": ["boolean", "null"]}},
        required=["must", "null"],
    )
    form.model.go_to_requested.connect(form.view.go_to)
    form.model.go_to(("x",))
    form.click(radio(form, "field:/x", "Yes"))
    form.click(radio(form, "field:/must", "No"))
    assert form.value == {"must": False, "x": True} or form.value == {"x": True, "must": False}
    assert {one.text() for one in form.find("field:/must").findChildren(QRadioButton)} == {"Yes", "No"}
    form.click(radio(form, "field:/x", "Not stated"))
    form.click(radio(form, "field:/null", "Not stated"))
    assert form.value == {"must": False, "null": None}
    form.model.undo()
    form.model.undo()
    assert radio(form, "field:/x", "Yes").isChecked()


def test_few_choices_are_radio_buttons_and_a_foreign_value_survives(make_form: MakeForm) -> None:
    form = make_form({"x": KINDS["few"], "y": KINDS["few"]}, {"y": "mauve"}, required=["x", "y"])
    form.click(radio(form, "field:/x", "green"))
    assert form.value == {"y": "mauve", "x": "green"} or form.get("x") == "green"
    assert form.get("y") == "mauve"
    assert form.find("field:/y").currentText() == "mauve"


def test_many_choices_are_found_by_label_and_by_value(make_form: MakeForm) -> None:
    schema = {"oneOf": LANGUAGES, "type": "string"}
    form = make_form({"x": schema}, required=["x"])
    combo = form.find("field:/x")
    assert combo.count() == 60
    form.type("field:/x", "Language 42")
    assert form.get("x") == "x42"
    form.type("field:/x", "x17")
    form.leave()
    assert form.get("x") == "x17"
    assert combo.currentText() == "Language 17"
    form.type("field:/x", "language 53")
    form.leave()
    assert form.get("x") == "x53"
    form.type("field:/x", "Klingon")
    form.leave()
    assert form.get("x") == "Klingon"
    assert form.said("/x")


def test_half_a_search_does_not_change_the_document_until_it_is_left(make_form: MakeForm) -> None:
    form = make_form({"x": KINDS["many"]}, {"x": "code 3"})
    form.find("field:/x").line.setFocus()
    form.find("field:/x").line.selectAll()
    QTest.keyClicks(form.find("field:/x").line, "cod")
    assert form.get("x") == "code 3"
    form.model.commit_pending()
    assert form.get("x") == "cod"


@pytest.mark.parametrize("kind", ["many"])
def test_selecting_in_a_choices_list_through_assistive_technology_counts(make_form: MakeForm, kind: str) -> None:
    form = make_form({"x": KINDS[kind]}, required=["x"])
    seen = QAccessible.queryAccessibleInterface(form.find("field:/x"))
    choices = next(seen.child(at) for at in range(seen.childCount()) if seen.child(at).selectionInterface())
    choices.selectionInterface().select(choices.child(5))
    assert form.get("x") == "code 5"


@pytest.mark.parametrize("kind", ["line", "text", "whole", "day", "email", "url", "tags", "some", "any"])
def test_text_set_through_assistive_technology_counts_like_typing(make_form: MakeForm, kind: str, qtbot: Any) -> None:
    texts = {"whole": "5", "any": '{"a": [1]}', "some": "code 5", "tags": "alpha, beta"}
    held = {"whole": 5, "any": {"a": [1]}, "some": ["code 5"], "tags": ["alpha", "beta"]}
    form = make_form({"x": KINDS[kind]}, required=["x"])
    editor = form.find("field:/x")
    QAccessible.queryAccessibleInterface(editor).setText(QAccessible.Text.Value, texts.get(kind, "text"))
    qtbot.waitUntil(lambda: form.get("x") == held.get(kind, "text"))


def test_tags_by_enter_comma_paste_and_backspace(make_form: MakeForm) -> None:
    form = make_form({"x": KINDS["tags"]}, required=["x"])
    line = form.find("field:/x")
    line.setFocus()
    QTest.keyClicks(line, "asthma")
    QTest.keyClick(line, Qt.Key.Key_Return)
    QTest.keyClicks(line, "eczema,")
    assert form.get("x") == ["asthma", "eczema"]
    QApplication.clipboard().setText("one\ntwo; three\n")
    QTest.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert form.get("x") == ["asthma", "eczema", "one", "two", "three"]
    QTest.keyClick(line, Qt.Key.Key_Backspace)
    assert form.get("x") == ["asthma", "eczema", "one", "two"]
    form.find("remove:/x/1").click()
    assert form.get("x") == ["asthma", "one", "two"]
    QTest.keyClicks(line, "half")
    form.leave()
    assert form.get("x") == ["asthma", "one", "two", "half"]
    form.model.undo()
    form.settle()
    assert not form.has("remove:/x/3")


def test_of_very_many_tags_the_first_and_the_last_are_drawn_and_more_when_asked_for(make_form: MakeForm) -> None:
    form = make_form({"x": KINDS["tags"]}, {"x": [f"word {at}" for at in range(10_000)]})
    drawn = len(form.view.findChildren(Chip))
    assert drawn < 250
    assert form.has("remove:/x/0") and form.has("remove:/x/9999") and not form.has("remove:/x/5000")
    more = form.find("more:/x")
    assert more.text() == f"Show more: {10_000 - drawn:,} in the middle are not shown"
    line = form.find("field:/x")
    line.setFocus()
    QTest.keyClicks(line, "new,")
    form.settle()
    assert form.get("x", 10_000) == "new"
    assert form.find("remove:/x/10000").text() == "new"
    form.find("remove:/x/9999").click()
    form.find("remove:/x/0").click()
    form.settle()
    assert form.get("x", 0) == "word 1" and form.get("x", 9998) == "new"
    assert form.find("remove:/x/0").text() == "word 1" and form.find("remove:/x/9998").text() == "new"
    form.click(more)
    assert len(form.view.findChildren(Chip)) == drawn + 400
    assert form.find("remove:/x/400").text() == "word 401"
    form.authoring.document.set(("x",), ["a", "b"])
    form.settle()
    assert [chip.text() for chip in form.view.findChildren(Chip)] == ["a", "b"]
    assert not more.isVisible()


def test_tags_that_are_wrong_and_not_drawn_are_counted(make_form: MakeForm) -> None:
    tags = {"type": "array", "items": {"type": "string", "maxLength": 10}}
    long = [f"{'word' * (3 if at in (3, 500, 501) else 1)} {at}" for at in range(1_000)]
    form = make_form({"x": tags}, {"x": long})
    form.model.checks.now()
    form.model.touch_all()
    form.settle()
    assert form.find("more:/x").text().endswith(", 2 of them wrong")


def test_a_tag_with_a_comma_survives_being_looked_at(make_form: MakeForm) -> None:
    form = make_form({"x": KINDS["tags"]}, {"x": ["heart, lung", "", "heart, lung"]})
    form.find("remove:/x/0").wanted_back.emit()
    form.leave()
    assert form.get("x") == ["heart, lung", "", "heart, lung"]
    assert form.authoring.undo_label is None


def test_several_choices_by_typing_and_by_ticking(make_form: MakeForm) -> None:
    form = make_form({"x": KINDS["some"]}, {"x": ["of old"]}, required=["x"])
    line = form.find("field:/x")
    line.setFocus()
    QTest.keyClicks(line, "code 12")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert form.get("x") == ["of old", "code 12"]
    editor = line.parentWidget()
    editor._ticked(editor.field.choices[0], True)
    editor._ticked(editor.field.choices[12], False)
    assert form.get("x") == ["of old", "code 0"]
    editor._open()
    popup = next(one for one in QApplication.topLevelWidgets() if hasattr(one, "ticked") and one.isVisible())
    QTest.keyClicks(popup.search, "code 29")
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    popup.close()
    assert form.get("x") == ["of old", "code 0", "code 29"]


def test_few_of_several_are_check_boxes(make_form: MakeForm) -> None:
    form = make_form({"x": KINDS["boxes"]}, required=["x"])
    form.click(radio(form, "field:/x", "blue"))
    form.click(radio(form, "field:/x", "red"))
    assert form.get("x") == ["blue", "red"]
    form.click(radio(form, "field:/x", "blue"))
    form.click(radio(form, "field:/x", "red"))
    assert form.value == {}


def test_the_calendar_keeps_the_time_of_day(make_form: MakeForm) -> None:
    form = make_form({"x": KINDS["moment"]}, {"x": "2024-10-24T10:20:30Z"})
    form.find("field:/x").parentWidget().pick_date(QDate(2025, 1, 31))
    assert form.get("x") == "2025-01-31T10:20:30Z"


def test_many_lines_keep_line_ends_and_no_break_spaces(make_form: MakeForm) -> None:
    form = make_form({"x": KINDS["text"], "y": KINDS["line"]}, {"x": "one\u00a0km\r\ntwo", "y": "next"})
    text = form.find("field:/x")
    text.setFocus()
    QTest.keyClick(text, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(text, "!")
    assert form.get("x") == "one\u00a0km\r\ntwo!"
    QTest.keyClick(text, Qt.Key.Key_Tab)
    assert form.get("x") == "one\u00a0km\r\ntwo!"
    assert form.find("field:/y").hasFocus()


def test_many_lines_grow_and_stop_growing(make_form: MakeForm) -> None:
    form = make_form({"x": KINDS["text"]}, {"x": ""})
    text = form.find("field:/x")
    low = text.height()
    text.setFocus()
    for _ in range(6):
        QTest.keyClick(text, Qt.Key.Key_Return)
    form.settle()
    high = text.height()
    assert high > low
    for _ in range(30):
        QTest.keyClick(text, Qt.Key.Key_Return)
    form.settle()
    assert high < text.height() < 3 * high


def test_json_keeps_broken_text_beside_the_document(make_form: MakeForm) -> None:
    form = make_form({"x": KINDS["any"]}, {"x": [1]})
    form.type("field:/x", '{"a": ')
    assert form.get("x") in ([1], form.get("none"))
    before = json.dumps(form.value)
    assert form.model.beside.unfinished[("x",)] == '{"a": '
    QTest.keyClicks(form.find("field:/x"), "2}")
    assert form.get("x") == {"a": 2}
    assert form.model.beside.unfinished == {}
    assert before != json.dumps(form.value)


def test_a_fixed_value_is_stated_or_not(make_form: MakeForm) -> None:
    form = make_form({"x": {"const": "Dataset"}}, required=["x"])
    form.press("field:/x")
    assert form.value == {"x": "Dataset"}
    form.press("field:/x")
    assert form.value == {}


def test_a_secret_is_masked_and_not_copied_while_masked(make_form: MakeForm) -> None:
    form = make_form({"x": {"type": "string", "writeOnly": True}}, required=["x"])
    form.type("field:/x", "hush")
    line = form.find("field:/x")
    assert form.get("x") == "hush"
    assert line.displayText() != "hush"
    QApplication.clipboard().setText("nothing")
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "nothing"
    form.click(line.parentWidget().reveal)
    assert line.displayText() == "hush"


@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:alert(1)", "ftp://example.org", "http://", "x"])
def test_only_web_addresses_can_be_opened(make_form: MakeForm, address: str) -> None:
    form = make_form({"x": KINDS["url"]}, {"x": address})
    assert form.find("field:/x").parentWidget().open.isHidden()
    form.type("field:/x", "https://example.org")
    assert not form.find("field:/x").parentWidget().open.isHidden()


FOREIGN = [
    None, "", "text", "two\nlines", "5", 5, 5.0, 10**40, True, [], ["a"], ["a", None, 2], [["deep"]], {},
    {"a": {"b": 1}}, "x" * 40_000, "a\r\nb\nc", "\u2028", "code 3", "CODE 3", 0.1, Decimal("1.10"), "2024-10-24",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_no_value_is_changed_by_being_shown_entered_and_left(make_form: MakeForm, kind: str) -> None:
    for value in FOREIGN:
        form = make_form({"x": KINDS[kind]}, {"x": value}, required=["x"])
        editor = form.find("field:/x")
        editor.setFocus()
        form.leave()
        assert form.authoring.document.revision == 0, (kind, value)
        assert type(form.get("x")) is type(value)
        form.close()


def wheel(form: Any, widget: QWidget) -> None:
    middle = widget.mapTo(form.view, widget.rect().center())
    QTest.wheelEvent(form.view.windowHandle(), QPointF(middle), QPoint(0, -120))
    form.settle()


@pytest.mark.parametrize("kind", KINDS)
def test_the_wheel_scrolls_the_page_and_changes_no_value(make_form: MakeForm, kind: str) -> None:
    values = {"whole": 5, "number": 5.5, "few": "red", "many": "code 3", "yes": True, "tags": ["a"], "some": ["code 1"]}
    many = {f"f{n}": {"type": "string"} for n in range(20)}
    form = make_form({"x": KINDS[kind], **many}, {"x": values.get(kind, "2024-10-24"), **dict.fromkeys(many, "t")})
    form.view.resize(820, 400)
    form.settle()
    editor = form.find("field:/x")
    editor.setFocus()
    bar = form.view.verticalScrollBar()
    for target in (editor, *editor.findChildren(QWidget)):
        if target.isVisible() and (isinstance(target, (QLineEdit, QAbstractButton)) or target is editor):
            bar.setValue(0)
            wheel(form, target)
            assert bar.value() > 0, target
    assert form.authoring.document.revision == 0


def test_examples_are_hints_and_never_values(make_form: MakeForm) -> None:
    form = make_form({"x": {"type": "string", "maxLength": 50, "examples": ["Asthma cohort"]}}, required=["x"])
    assert form.find("field:/x").placeholderText() == "e.g. Asthma cohort"
    form.find("field:/x").setFocus()
    form.leave()
    assert form.value == {}


def test_editors_are_named_for_assistive_technology(make_form: MakeForm) -> None:
    properties = {name: {**kind, "title": f"T {name}", "description": f"Help {name}."} for name, kind in KINDS.items()}
    form = make_form(properties, required=list(properties))
    for name in properties:
        editor = form.find(f"field:/{name}")
        assert editor.accessibleName() == f"T {name}"
        assert f"Help {name}." in editor.accessibleDescription()
        assert QAccessible.queryAccessibleInterface(editor).text(QAccessible.Text.Name) == f"T {name}"


def test_suggestions_are_offered_and_anything_else_may_be_typed(make_form: MakeForm) -> None:
    known = [{"value": "https://api.example.org", "label": "Production"}, {"value": "https://dev.example.org"}]
    form = make_form({"x": {"type": "string", "format": "uri", "x-suggestions": known}}, required=["x"])
    combo = form.find("field:/x")
    assert combo.itemText(0) == "https://api.example.org"
    combo.setCurrentIndex(0)
    assert form.get("x") == "https://api.example.org"
    form.type("field:/x", "http://localhost:8000")
    assert form.get("x") == "http://localhost:8000"
    seen = QAccessible.queryAccessibleInterface(combo)
    choices = next(seen.child(at) for at in range(seen.childCount()) if seen.child(at).selectionInterface())
    assert choices.child(0).text(QAccessible.Text.Name) == "Production — https://api.example.org"


def test_several_lines_in_a_field_of_one_line_are_all_seen(make_form: MakeForm) -> None:
    form = make_form({"x": KINDS["line"]}, {"x": "two\nlines"}, required=["x"])
    assert form.find("field:/x").toPlainText() == "two\nlines"
    form.type("field:/x", "one")
    form.leave()
    assert form.find("field:/x").text() == "one"


@pytest.mark.parametrize("kind", ["line", "text", "many"])
def test_undo_leaves_the_caret_at_the_end_of_what_changed(make_form: MakeForm, kind: str) -> None:
    before = "code 12" if kind == "many" else "alpha 𝒜 omega"
    form = make_form({"x": KINDS[kind]}, {"x": before}, required=["x"])
    form.authoring.document.set(("x",), "code 7" if kind == "many" else "alpha beta 𝒜 omega")
    form.settle()
    form.model.undo()
    form.settle()
    editor = form.find("field:/x")
    line = editor.lineEdit() if kind == "many" else editor
    at = line.textCursor().position() if kind == "text" else line.cursorPosition()
    assert at == {"many": 7}.get(kind, 6)
    form.model.redo()
    form.settle()
    at = line.textCursor().position() if kind == "text" else line.cursorPosition()
    assert at == {"many": 6}.get(kind, 11)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_many_lines_show_the_focus_with_the_border_of_one_line(make_form: MakeForm, qapp: Any, scheme: str) -> None:
    palette, font = qapp.palette(), qapp.font()
    theme.apply(qapp, scheme)
    try:
        form = make_form({"x": KINDS["line"], "y": KINDS["text"]}, required=["x", "y"])
        edges = {}
        for name in ("field:/x", "field:/y"):
            editor = form.find(name)
            form.leave()
            calm = editor.grab().toImage().pixelColor(editor.width() // 2, 0).name()
            editor.setFocus()
            form.settle()
            edges[name] = (calm, editor.grab().toImage().pixelColor(editor.width() // 2, 0).name())
        assert edges["field:/x"] == edges["field:/y"]
        assert edges["field:/y"][0] != edges["field:/y"][1]
    finally:
        theme.apply(qapp, "light")
        qapp.setPalette(palette)
        qapp.setFont(font)


def test_a_value_is_said_once(make_form: MakeForm) -> None:
    form = make_form({"x": KINDS["some"]}, {"x": ["klingon"]}, required=["x"])
    assert form.said("/x").count("klingon") == 1
