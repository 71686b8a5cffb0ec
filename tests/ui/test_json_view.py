"""The whole dataset as text beside the form: both ways in step, broken text kept, formatting left alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.document.spelling import written
from gatewaydesk.errors import StoreFull
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.ui import theme
from gatewaydesk.ui.form.editors.json_text import JsonText
from gatewaydesk.ui.text_standing import State
from tests.ui.json_view import View

Desk = Any  # the fixture `desk`, see conftest.py
MESSY = """{"summary":   {"title":"A title",
"abstract" :   "Short text."}, "version": "1.0.0",

 "extra":[1,   2.50, 1.0]}"""


def connect(desk: Desk, server: PracticeServer) -> None:
    """A gateway to send to, without its IDs."""
    desk.store.connections.save(Connection("Rehearsal", "hdruk", server.details["hdruk"]["url"], practice=True))
    desk.window.connecting.refresh()


@pytest.fixture
def view(desk: Desk) -> Iterator[View]:
    made = View(desk)
    yield made
    if isValid(made.window) and made.window.isVisible():
        made.window.in_step.use_form()  # or quitting would ask about text that was left broken
        made.window.settle()


# Showing


def test_the_text_is_the_document_and_the_action_is_a_switch(view: View) -> None:
    assert view.text == written(view.value)
    assert view.edit.isVisible()
    assert view.edit.accessibleName() == "JSON of the whole dataset"
    action = view.window.actions_by_id["json-view"]
    assert action.isCheckable() and action.isChecked()
    view.desk.do("json-view")
    assert not view.edit.isVisible()
    assert not action.isChecked()


def test_it_is_there_again_in_the_next_session(start: Callable[..., Desk]) -> None:
    desk = start()
    View(desk)
    desk.close()
    again = start()
    again.window.new_draft("HDRUK/4.0.0", example=True)
    again.window.settle()
    assert again.find("json").isVisible()
    assert again.find("json").raw() == written(again.window.current_model.authoring.document.value)


def test_beside_the_form_where_there_is_room_and_under_it_where_there_is_little(view: View) -> None:
    form, text = view.window.form, view.window.json
    assert text.mapTo(view.window, text.rect().topLeft()).x() > form.mapTo(view.window, form.rect().topRight()).x()
    view.window.resize(700, 800)
    view.window.settle()
    assert text.mapTo(view.window, text.rect().topLeft()).y() > form.mapTo(view.window, form.rect().bottomLeft()).y()


# From the text to the form


def test_what_is_typed_in_the_text_is_in_the_form_and_the_text_stays_as_typed(view: View) -> None:
    before = json.loads(view.text)
    view.put_cursor('"title": "')
    view.type("My ")
    assert view.value["summary"]["title"] == "My " + before["summary"]["title"]
    assert view.desk.find("field:/summary/title").text() == "My " + before["summary"]["title"]
    assert view.edit.hasFocus()
    view.put_cursor('"summary":')
    typed = view.text
    view.type("       ")
    assert view.text == typed.replace('"summary":', '"summary":       ')


def test_a_pause_is_enough(view: View) -> None:
    view.put_cursor('"title": "')
    QTest.keyClicks(view.edit, "Soon ")
    assert not view.value["summary"]["title"].startswith("Soon")
    QTest.qWait(400)
    view.window.settle()
    assert view.value["summary"]["title"].startswith("Soon ")


def test_the_order_that_is_typed_is_the_order_that_is_kept(desk: Desk) -> None:
    view = View(desk, {"version": "1.0.0", "summary": {"title": "A"}})
    view.replace_all(MESSY)
    assert view.text == MESSY
    assert jsonio.dumps(view.value) == jsonio.dumps(jsonio.loads(MESSY))
    assert list(view.value) == ["summary", "version", "extra"]
    view.window.current_model.undo()
    assert view.value == {"version": "1.0.0", "summary": {"title": "A"}}
    assert list(view.value) == ["version", "summary"]


def test_typing_is_one_step_and_is_taken_back_from_within_the_text(view: View) -> None:
    before = view.text
    view.put_cursor('"title": "')
    view.type("One")
    view.type(" two ")
    assert view.value["summary"]["title"].startswith("One two ")
    QTest.keyClick(view.edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    view.window.settle()
    assert view.text == before
    assert view.edit.hasFocus()
    QTest.keyClick(view.edit, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    view.window.settle()
    assert view.value["summary"]["title"].startswith("One two ")
    assert json.loads(view.text) == view.value


def test_a_member_that_the_schema_does_not_know_gets_its_section_and_loses_it(view: View) -> None:
    keys = [one.key for one in view.window.desk.sections]
    view.put_cursor("{")
    view.type('"mine": 12,')
    assert "#unknown" in [one.key for one in view.window.desk.sections]
    assert next(iter(view.value)) == "mine"
    view.window.current_model.undo()
    view.window.settle()
    assert [one.key for one in view.window.desk.sections] == keys


# Broken text


@pytest.mark.parametrize(
    ("behind", "typed", "words"),
    [
        ('"title": ', "[", "a comma or a closing bracket is missing"),
        ('"version": ', "NaN, ", "NaN, which is not a JSON number"),
        ("{", '"version": 1,', "names the same member twice in one object: “version”"),
        ('"title": "', "\\ud800", "half of a character pair"),
        ('"summary": ', "[" * 101 + "]" * 101 + ', "b": ', "more than 100 levels deep"),
    ],
)
def test_broken_text_stays_says_where_and_changes_nothing(view: View, behind: str, typed: str, words: str) -> None:
    before = jsonio.dumps(view.value)
    view.put_cursor(behind)
    view.edit.insertPlainText(typed)
    view.settle()
    broken = view.text
    assert view.note.startswith("Line ")
    assert words in view.note
    assert view.note.endswith("The form keeps the last good value.")
    assert view.edit.accessibleDescription() == view.note
    waves = [
        one
        for one in view.edit.extraSelections()
        if one.format.underlineStyle() == QTextCharFormat.UnderlineStyle.WaveUnderline
    ]
    assert len(waves) == 1 and waves[0].cursor.hasSelection()
    assert jsonio.dumps(view.value) == before
    assert "its JSON text is unfinished" in view.window.windowTitle()
    view.settle()
    assert view.text == broken


def test_mended_text_counts_again(view: View) -> None:
    view.put_cursor('"title": "')
    view.type('"')
    assert view.note
    QTest.keyClick(view.edit, Qt.Key.Key_Backspace)
    view.type("New ")
    assert not view.note
    assert view.value["summary"]["title"].startswith("New ")
    assert "unfinished" not in view.window.windowTitle()


def test_a_dataset_cannot_become_a_number(view: View) -> None:
    before = jsonio.dumps(view.value)
    view.replace_all("5")
    assert "has to be one object" in view.note
    assert jsonio.dumps(view.value) == before


def test_undo_takes_broken_typing_back_step_by_step_to_the_last_good_text(view: View) -> None:
    good = view.text
    view.put_cursor('"title": "')
    view.type('"x')
    first = view.text
    view.type("[[")
    second = view.text
    for expected in (first, good):
        QTest.keyClick(view.edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        view.window.settle()
        assert view.text == expected
    assert not view.note
    for expected in (first, second):
        assert view.window.in_step.redo()
        assert view.text == expected


def test_undo_right_behind_the_first_key_takes_it_back(view: View) -> None:
    good = view.text
    assert not view.window.actions_by_id["undo"].isEnabled()
    view.put_cursor('"title": "')
    QTest.keyClick(view.edit, Qt.Key.Key_X)
    assert view.window.in_step.state is State.TYPED
    QTest.keyClick(view.edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    view.window.settle()
    assert view.text == good
    assert json.loads(view.text) == view.value


def test_the_form_changed_under_broken_text_the_person_chooses(view: View) -> None:
    view.put_cursor('"title": "')
    view.type('"')
    view.desk.type_into("field:/summary/title", "From the form")
    assert view.value["summary"]["title"] == "From the form"
    assert "The form has changed since." in view.note
    view.edit.setFocus()
    view.put_cursor('"title": ""')
    QTest.keyClick(view.edit, Qt.Key.Key_Backspace)
    view.type("From the text ")
    assert view.window.in_step.state is State.BOTH
    assert view.value["summary"]["title"] == "From the form"
    view.desk.press("json.use-text")
    assert view.value["summary"]["title"].startswith("From the text ")
    view.window.current_model.undo()
    view.window.settle()
    assert view.value["summary"]["title"] == "From the form"
    assert json.loads(view.text) == view.value


def test_the_forms_value_can_be_taken_instead(view: View) -> None:
    view.replace_all("{ broken")
    view.desk.press("json.use-form")
    assert view.text == written(view.value)
    assert not view.note


def test_unfinished_text_is_kept_for_its_draft_and_said(view: View) -> None:
    first = view.window.desk.draft_id
    view.put_cursor('"title": "')
    view.type('"')
    broken = view.text
    view.window.new_draft("HDRUK/4.0.0")
    view.window.settle()
    assert "is unfinished. It is kept" in view.window.notice.words
    assert view.text == written(view.value)
    assert not view.note
    view.window.open_draft(first)
    view.window.settle()
    assert view.text == broken
    assert view.note.startswith("Line ")
    view.desk.press("json.use-form")


def test_unfinished_text_is_there_again_after_a_restart(view: View, start: Callable[..., Any]) -> None:
    good = view.value["summary"]["title"]
    view.put_cursor('"title": "')
    view.type('"more')
    broken = view.text
    view.desk.close()
    assert not view.desk.open_dialogs()
    again = start()
    again.window.start()
    again.window.settle()
    text = again.window.json.text.raw()
    assert text == broken
    assert again.window.in_step.state is State.BROKEN
    assert again.window.current_model.authoring.document.value["summary"]["title"] == good
    again.press("json.use-form")
    again.close()
    later = start()
    later.window.start()
    later.window.settle()
    assert not later.window.in_step.unfinished


@pytest.mark.parametrize("leave", [False, True])
def test_quitting_asks_where_unfinished_text_cannot_be_kept(
    view: View, leave: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise StoreFull("The disk is full.", "Free some space.")

    monkeypatch.setattr(view.window.store.writing, "keep_text", full)
    view.replace_all("{ broken")
    asked: list[str] = []

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert box is not None
        asked.append(box.text())
        view.desk.find(f"dialog.unfinished.{'accept' if leave else 'reject'}", box).click()

    QTimer.singleShot(0, answer)
    assert view.window.close() is leave
    assert asked and "could not be kept" in asked[0]
    if not leave:
        view.desk.press("json.use-form")


def test_saving_and_submitting_say_what_is_unfinished(view: View, practice: PracticeServer, tmp_path: Path) -> None:
    connect(view.desk, practice)
    good = jsonio.dumps(view.value)
    view.put_cursor('"title": "')
    view.type('"')
    view.window.save_file(tmp_path / "a.json")
    view.window.settle()
    assert "The JSON text is unfinished" in view.window.notice.words
    assert jsonio.read_file(tmp_path / "a.json")["summary"] == json.loads(good)["summary"]
    view.desk.do("submit")
    dialog = view.desk.dialog("submit")
    assert "The JSON text beside the form is unfinished" in view.desk.find("submit.unfinished", dialog).text()
    dialog.reject()
    view.desk.press("json.use-form")


def test_submitting_says_that_json_in_a_box_is_unfinished(desk: Desk, practice: PracticeServer, tmp_path: Path) -> None:
    file = tmp_path / "schema.json"
    file.write_text(json.dumps({"title": "Small", "type": "object", "properties": {"free": {"title": "Free"}}}))
    connect(desk, practice)
    desk.window.new_draft(str(file), {"free": 1})
    desk.window.settle()
    box = desk.find("field:/free")
    box.setFocus()
    QTest.keyClicks(box, "[2, ")
    assert isinstance(box.parentWidget(), JsonText)
    desk.do("submit")
    dialog = desk.dialog("submit")
    assert desk.find("submit.unfinished", dialog).text() == (
        "What is typed in “Free” is unfinished JSON, which is not sent."
    )
    dialog.reject()


# From the form to the text


def test_the_text_follows_the_form_and_only_what_changed_is_written(desk: Desk) -> None:
    view = View(desk, {"version": "1.0.0"})
    view.replace_all(MESSY)
    line = desk.find("field:/summary/title")
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_End)
    QTest.keyClicks(line, "!!")
    desk.window.settle()
    assert view.text == MESSY.replace('"A title"', '"A title!!"')
    desk.window.current_model.undo()
    desk.window.current_model.undo()
    view.window.settle()
    assert json.loads(view.text) == view.value


def test_what_is_in_view_stays_when_something_elsewhere_changes(view: View) -> None:
    bar = view.edit.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    line, cursor = bar.value(), view.edit.textCursor().position()
    view.window.current_model.authoring.document.set(("summary", "title"), "Elsewhere 😀")
    view.window.settle()
    assert '"Elsewhere 😀"' in view.text
    assert (bar.value(), view.edit.textCursor().position()) == (line, cursor)


def test_the_text_is_up_to_date_when_it_is_shown_again(view: View) -> None:
    view.put_cursor('"summary":')
    view.type("     ")
    spaced = view.text
    view.desk.do("json-view")
    title = view.value["summary"]["title"]
    view.desk.type_into("field:/summary/title", "While away")
    view.desk.do("json-view")
    assert view.text == spaced.replace(f'"{title}"', '"While away"')


# The same place in both


def marked(view: View) -> str:
    bands = [one for one in view.edit.extraSelections() if one.format.boolProperty(0x06000)]
    return bands[0].cursor.selectedText().replace("\u2029", "\n").strip() if bands else ""


def test_a_field_of_the_form_has_its_lines_marked_and_in_view(view: View) -> None:
    view.window.go_to(("provenance", "temporal", "startDate"))
    view.window.settle()
    assert marked(view).startswith('"startDate": ')
    block = view.edit.document().findBlock(view.edit.document().toRawText().index('"startDate"'))
    box = view.edit.blockBoundingGeometry(block).translated(view.edit.contentOffset())
    assert 0 <= box.top() < view.edit.viewport().height()
    assert not view.edit.hasFocus()


def test_the_cursor_in_the_text_shows_its_field_and_keeps_the_focus(view: View) -> None:
    view.put_cursor('"populationSize"')
    view.rest()
    assert view.edit.hasFocus()
    assert view.window.focused == ("summary", "populationSize")
    row = view.window.form.view.mark.marked
    assert row.pointer == ("summary", "populationSize")
    assert marked(view).startswith('"populationSize"')
    view.put_cursor('"startDate"')
    view.rest()
    assert view.window.form.current == "/provenance"
    assert view.edit.hasFocus()
    QTest.keyClick(view.edit, Qt.Key.Key_Escape)
    view.window.settle()
    assert view.desk.find("field:/provenance/temporal/startDate").hasFocus() or view.window.form.isAncestorOf(
        QApplication.focusWidget()
    )


def test_an_item_of_a_list_is_opened_without_taking_the_focus(view: View) -> None:
    view.put_cursor('"columns": [')
    view.rest()
    assert view.window.form.current == "/structuralMetadata"
    assert view.edit.hasFocus()
    assert view.window.focused[:3] == ("structuralMetadata", "tables", 0)


# The editor


def test_new_lines_and_tabs_indent(desk: Desk) -> None:
    view = View(desk, {"a": 1})
    view.replace_all("{}")
    cursor = view.edit.textCursor()
    cursor.setPosition(1)
    view.edit.setTextCursor(cursor)
    QTest.keyClick(view.edit, Qt.Key.Key_Return)
    QTest.keyClicks(view.edit, '"a": [')
    QTest.keyClick(view.edit, Qt.Key.Key_Return)
    QTest.keyClicks(view.edit, "1")
    QTest.keyClick(view.edit, Qt.Key.Key_Return)
    QTest.keyClicks(view.edit, "]")
    view.settle()
    assert view.text == '{\n  "a": [\n    1\n  ]\n}'
    assert view.value == {"a": [1]}
    view.put_cursor("1", behind=False)
    QTest.keyClick(view.edit, Qt.Key.Key_Tab)
    assert "      1" in view.text
    view.edit.selectAll()
    QTest.keyClick(view.edit, Qt.Key.Key_Backtab)
    assert view.text == '{\n"a": [\n    1\n]\n}'
    assert view.edit.hasFocus()
    QTest.keyClick(view.edit, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert not view.edit.hasFocus()


def test_brackets_that_belong_together_are_shown(view: View) -> None:
    view.put_cursor('"revisions": [')
    view.rest()
    chosen = [one.cursor.selectedText() for one in view.edit.extraSelections() if one.cursor.selectedText() in "[]"]
    assert chosen == ["[", "]"]


def test_words_are_found_in_the_text(view: View) -> None:
    view.edit.setFocus()
    QTest.keyClick(view.edit, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    line = view.desk.find("json.find")
    assert line.hasFocus()
    QTest.keyClicks(line, "contactPoint")
    assert view.edit.textCursor().selectedText() == "contactPoint"
    first = view.edit.textCursor().position()
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert view.edit.textCursor().position() > first
    QTest.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert view.edit.textCursor().position() == first
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert view.edit.hasFocus() and not line.isVisible()


def test_what_can_be_seen_is_coloured_in_light_and_dark(view: View) -> None:
    def tones() -> set[str]:
        block = view.edit.document().findBlockByNumber(1)
        return {one.format.foreground().color().name() for one in block.layout().formats()}

    assert theme.color("accent").name() in tones()
    theme.apply(QApplication.instance(), "dark")
    view.window.settle()
    assert theme.color("accent").name() in tones()
    last = view.edit.document().lastBlock().previous()
    assert not last.layout().formats()
    view.edit.moveCursor(QTextCursor.MoveOperation.End)
    view.window.settle()
    assert last.layout().formats()


# Much


def test_a_very_large_document_is_shown_and_changed_both_ways(desk: Desk) -> None:
    columns = [{"name": f"column {n}", "dataType": "text", "sensitive": False} for n in range(20_000)]
    view = View(desk, {"summary": {"title": "Large"}, "structuralMetadata": {"tables": [{"columns": columns}]}})
    for _ in range(2_000):
        view.window.settle()
        if not view.edit.filling:
            break
    assert json.loads(view.text) == view.value
    assert not view.edit.isReadOnly()
    view.put_cursor('"column 15000')
    view.edit.insertPlainText("!")
    view.settle()
    assert view.value["structuralMetadata"]["tables"][0]["columns"][15_000]["name"] == "column 15000!"
    desk.type_into("field:/summary/title", "Larger")
    view.settle()
    assert '"title": "Larger"' in view.text
    assert json.loads(view.text) == view.value
