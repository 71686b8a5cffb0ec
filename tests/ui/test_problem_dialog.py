"""A problem in full, from the field, from the help and from its row in the review: read, copied, left again."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu

from gatewaydesk import paths
from gatewaydesk.document import jsonio
from gatewaydesk.ui.form.breakable import breakable
from gatewaydesk.ui.form.look import Text


def open_damaged(desk: Any) -> None:
    value = jsonio.read_file(paths.resource_root() / "examples" / "HDRUK-4.0.0.json")
    value["summary"]["abstract"] = "x" * 612
    del value["summary"]["populationSize"]
    desk.window.new_draft("HDRUK/4.0.0", value)
    desk.window.settle()


def test_why_a_field_is_wrong_is_told_by_one_key(desk: Any) -> None:
    open_damaged(desk)
    desk.window.go_to(("summary", "abstract"))
    desk.window.settle()
    desk.window.actions_by_id["why"].trigger()
    dialog = desk.dialog("problem")
    assert dialog.windowTitle() == "Details of this problem"
    sentence = desk.find("problem.sentence", dialog)
    assert sentence.text().endswith("“Abstract” must have at most 500 characters; it has 612 (112 too many).")
    assert sentence.textFormat() == Qt.TextFormat.PlainText
    assert '"maxLength": 500' in desk.find("problem.schema", dialog).toPlainText()
    assert desk.find("problem.required", dialog).text() == "The schema requires it in every dataset."
    desk.find("dialog.problem.copy", dialog).click()
    copied = QGuiApplication.clipboard().text()
    assert "/summary/abstract" in copied and "maxLength" in copied and "112 too many" in copied
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    desk.window.settle()
    assert desk.open_dialogs() == []


def test_the_help_says_why_a_field_is_required(desk: Any) -> None:
    open_damaged(desk)
    desk.window.go_to(("summary", "title"))
    desk.window.settle()
    why = desk.find("help.why")
    assert why.text() == "Why is this required?"
    why.setFocus()
    QTest.keyClick(why, Qt.Key.Key_Space)
    dialog = desk.dialog("problem")
    assert dialog.windowTitle() == "What the schema says"
    assert dialog.told.place == "/summary/title" and dialog.told.sentence == ""
    assert dialog.told.required and dialog.told.lines
    desk.find("dialog.problem.reject", dialog).click()


def test_a_row_of_the_review_leads_to_its_details_and_from_there_to_the_field(desk: Any) -> None:
    open_damaged(desk)
    panel = desk.window.problems_panel
    row = next(one for one in panel.ordered if one.pointer == ("summary", "populationSize"))
    next(do for words, do, _ in panel._entries if words == "Why?")(row)
    dialog = desk.dialog("problem")
    assert dialog.told.sentence == "“Number of people” must still be filled in."
    desk.find("dialog.problem.go", dialog).click()
    desk.window.settle()
    assert desk.window.focused == ("summary", "populationSize")


def test_a_narrow_window_has_room_for_it(desk: Any) -> None:
    desk.window.resize(700, 480)
    open_damaged(desk)
    desk.window.go_to(("summary", "abstract"))
    desk.window.settle()
    desk.window.actions_by_id["why"].trigger()
    dialog = desk.dialog("problem")
    assert dialog.width() <= 700 and dialog.height() <= 480
    for name in ("dialog.problem.reject", "dialog.problem.copy", "dialog.problem.go"):
        button = desk.find(name, dialog)
        assert dialog.rect().contains(button.mapTo(dialog, button.rect().center()))
    desk.find("dialog.problem.reject", dialog).click()


def test_a_field_that_one_is_led_to_by_its_problem_shows_it_at_once(desk: Any) -> None:
    open_damaged(desk)
    line = desk.find("problem:/summary/populationSize")
    assert not line.isVisible()  # an empty field is no problem before somebody was there
    view = desk.window.problems_panel.list
    rows = [str(view.model().index(row, 0).data()) for row in range(view.model().rowCount())]
    desk.pick(view, next(row for row, text in enumerate(rows) if text.startswith("Number of people")))
    assert desk.window.focused == ("summary", "populationSize")
    line = desk.find("problem:/summary/populationSize")
    assert line.isVisible() and line.text().endswith("Required, and still empty.")


def test_a_field_that_one_only_looks_for_is_quiet(desk: Any) -> None:
    open_damaged(desk)
    desk.window.go_to(("summary", "populationSize"))
    desk.window.settle()
    assert not desk.find("problem:/summary/populationSize").isVisible()


def test_what_is_selected_in_the_dialog_is_copied_as_it_is(desk: Any) -> None:
    place = "/structuralMetadata/tables/0/columns/0/description"
    open_damaged(desk)
    desk.window.go_to(("structuralMetadata", "tables", 0, "columns", 0, "description"))
    desk.window.settle()
    desk.window.actions_by_id["why"].trigger()
    dialog = desk.dialog("problem")
    dialog.resize(360, 640)  # too narrow for it: it breaks behind a slash, which must not be seen in the copy
    desk.window.settle()
    value = next(one for one in dialog.findChildren(QLabel) if one.accessibleName() == f"Place in the dataset: {place}")
    assert value.height() > 1.5 * value.fontMetrics().height()
    clipboard = QGuiApplication.clipboard()
    value.setFocus()
    QTest.keyClick(value, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(value, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == place
    clipboard.clear()
    value.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5), value.mapToGlobal(QPoint())))
    menu = value.findChild(QMenu)
    assert [one.text() for one in menu.actions()] == ["Copy", "Select All"]
    menu.actions()[0].trigger()
    menu.close()
    assert clipboard.text() == place
    value.setSelection(20, 8)  # in the middle, behind a place where it may break
    QTest.keyClick(value, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "/tables"


@pytest.mark.parametrize(
    "text",
    [
        "short and plain",
        "/a/very/long/path/that/has/many/steps/and/goes/on",
        "w" * 100,
        "see https://example.org/" + "n" * 60 + "/ok then",
        "kept\u200bas" + "\u200b" * 40 + "it came",
    ],
)
def test_any_stretch_of_a_text_that_may_break_is_copied_as_it_was_given(qapp: Any, text: str) -> None:
    label = Text(text)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    shown = breakable(text)
    label.setSelection(0, len(shown))
    assert label.selected == text == label.text()
    for start in range(len(shown)):
        label.setSelection(start, len(shown) - start)
        assert text.endswith(label.selected) and len(label.selected) >= len(text) - start
    label.deleteLater()


def test_the_sign_is_a_shape_and_what_is_left_out_is_told_beside_the_schemas_lines(desk: Any) -> None:
    value = jsonio.read_file(paths.resource_root() / "examples" / "HDRUK-4.0.0.json")
    value["provenance"]["temporal"]["publishingFrequency"] = "now and then"
    desk.window.new_draft("HDRUK/4.0.0", value)
    desk.window.settle()
    desk.window.go_to(("provenance", "temporal", "publishingFrequency"))
    desk.window.settle()
    desk.window.actions_by_id["why"].trigger()
    dialog = desk.dialog("problem")
    sentence = desk.find("problem.sentence", dialog)
    assert sentence.text().startswith("“Published every” must be one of")
    assert sentence.accessibleName().startswith("wrong: “Published every”")
    signs = [one for one in dialog.findChildren(QLabel) if one.isVisible() and not one.pixmap().isNull()]
    assert [one.y() for one in signs] == [sentence.y()] and signs[0].geometry().right() < sentence.x()
    lines = desk.find("problem.schema", dialog).toPlainText().splitlines()
    (left_out,) = [one.strip() for one in lines if "…" in one]
    assert left_out.startswith("… left out here: ") and left_out.endswith(" more")
    captions = [one.text() for one in dialog.findChildren(QLabel) if "own lines" in one.text()]
    assert "stands where more would follow" in captions[0]
    desk.find("dialog.problem.reject", dialog).click()
