"""The window around the form: drafts, outline, problems, search, narrow, files, settings."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gatewaydesk import paths
from gatewaydesk.document import jsonio
from gatewaydesk.document.snapshots import snapshot
from gatewaydesk.errors import StoreFull
from gatewaydesk.pointer import ABSENT
from gatewaydesk.ui import actions, theme
from gatewaydesk.validation.problems import Severity

Desk = Any  # the fixture `desk`, see conftest.py
EXAMPLE = paths.resource_root() / "examples" / "HDRUK-4.0.0.json"


def begin(desk: Desk, *, example: bool = False) -> Any:
    desk.window.new_draft("HDRUK/4.0.0", example=example)
    desk.window.settle()
    return desk.window.current_model


# Drafts


def test_every_change_reaches_the_disk_by_itself(desk: Desk, qtbot: Any) -> None:
    begin(desk)
    desk.type_into("field:/summary/title", "Saved as I type")
    assert "saving" in desk.window.windowTitle() or "— saved" in desk.window.windowTitle()
    qtbot.waitUntil(lambda: desk.window.windowTitle().endswith("— saved"), timeout=5_000)
    row = desk.store.drafts.rows()[0]
    assert row.title == "Saved as I type"
    assert desk.store.drafts.load(row.id).value["summary"]["title"] == "Saved as I type"
    assert row.counts[0] == 1
    assert desk.window.windowTitle() == "Saved as I type — 1 of 9 required — HDRUK/4.0.0 — saved"


def test_closing_at_once_loses_nothing(start: Callable[..., Desk]) -> None:
    desk = start()
    begin(desk)
    editor = desk.find("field:/summary/title")
    editor.setFocus()
    QTest.keyClicks(editor, "Typed and gone")
    desk.close()
    desk = start()
    assert desk.store.drafts.rows()[0].title == "Typed and gone"


def test_a_save_that_fails_is_said_and_tried_again(desk: Desk, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(desk)
    real = desk.store.writing.append

    def full(*_: Any, **__: Any) -> Any:
        raise StoreFull("The disk is full.", "Free some space.")

    monkeypatch.setattr(desk.store.writing, "append", full)
    monkeypatch.setattr("gatewaydesk.ui.drafting.RETRY", 50)
    desk.type_into("field:/summary/title", "Kept in the window")
    qtbot.waitUntil(lambda: "not saved" in desk.window.windowTitle(), timeout=5_000)
    assert "The disk is full." in desk.window.notice.words
    monkeypatch.setattr(desk.store.writing, "append", real)
    qtbot.waitUntil(lambda: desk.window.windowTitle().endswith("— saved"), timeout=5_000)
    assert desk.window.notice.words == ""
    assert desk.store.drafts.rows()[0].title == "Kept in the window"


def test_deleting_a_draft_can_be_taken_back(desk: Desk) -> None:
    begin(desk, example=True)
    desk.do("show-drafts")
    desk.pick(desk.find("drafts"), 0)
    desk.do("delete")
    assert desk.store.drafts.rows() == []
    assert desk.window.current_model is None
    assert "Northmere" in desk.window.undo_bar.words
    desk.press("undo.bar.0")
    assert len(desk.store.drafts.rows()) == 1
    assert desk.find("drafts").model().rowCount() == 1


def test_selecting_a_draft_and_pressing_open_opens_it(desk: Desk) -> None:
    begin(desk, example=True)
    begin(desk)
    desk.do("show-drafts")
    view = desk.find("drafts")
    row = desk.row_of(view, "Northmere")
    # As assistive technology selects: neither mouse nor keys.
    view.selectionModel().select(
        view.model().index(row, 0),
        QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
    )
    desk.do("open")
    assert desk.window.current_model.authoring.title.startswith("Northmere")
    assert desk.window.page == ""


def test_a_renamed_draft_keeps_its_name_until_the_dataset_has_another_title(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(desk, example=True)
    monkeypatch.setattr("gatewaydesk.ui.asking.ask_text", lambda *_: "For the board")
    desk.do("rename")
    desk.type_into("field:/summary/abstract", "Another abstract altogether.")
    assert desk.window.desk.autosave.flush()
    assert desk.store.drafts.rows()[0].title == "For the board"
    desk.type_into("field:/summary/title", "A new title")
    assert desk.window.desk.autosave.flush()
    assert desk.store.drafts.rows()[0].title == "A new title"


def test_a_duplicate_is_another_draft(desk: Desk) -> None:
    begin(desk, example=True)
    first = desk.window.desk.draft_id
    desk.do("duplicate")
    assert desk.window.desk.draft_id != first
    assert len(desk.store.drafts.rows()) == 2


def test_drafts_are_searched(desk: Desk, qtbot: Any) -> None:
    begin(desk, example=True)
    begin(desk)
    desk.do("show-drafts")
    QTest.keyClicks(desk.find("drafts.search"), "northm")
    qtbot.waitUntil(lambda: desk.find("drafts").model().rowCount() == 1, timeout=3_000)


def test_one_comes_back_to_the_section_one_left(start: Callable[..., Desk]) -> None:
    desk = start()
    begin(desk, example=True)
    desk.window.show_section("/provenance")
    desk.window.settle()
    desk.close()
    desk = start()
    desk.window.start()
    desk.window.settle()
    assert desk.window.form.current == "/provenance"


# Outline, problems, search


def test_the_outline_has_a_row_a_section_with_the_generated_ones_last(desk: Desk) -> None:
    begin(desk)
    picks = desk.find("sections").picks
    assert picks[0].key == "/summary"
    assert picks[-1].key == "#generated"
    assert picks[-1].title == "Filled in for you"
    assert picks[0].sign == "empty"
    assert "0 of 7 required" in picks[0].spoken
    desk.type_into("field:/summary/title", "Begun")
    assert desk.find("sections").picks[0].sign == "begun"


def test_selecting_a_section_shows_it_however_it_is_selected(desk: Desk) -> None:
    begin(desk)
    view = desk.find("sections")
    desk.pick(view, 2)
    assert desk.window.form.current == view.picks[2].key
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert desk.window.form.current == view.picks[3].key
    view.selectionModel().select(view.model().index(0), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    assert desk.window.form.current == "/summary"


def test_selecting_a_problem_goes_to_it_and_arrow_keys_do_not(desk: Desk) -> None:
    begin(desk)
    view = desk.find("problems")
    row = desk.row_of(view, "Abstract")
    view.selectionModel().select(view.model().index(row), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    desk.window.settle()
    assert desk.window.focused == ("summary", "abstract")
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert desk.window.focused == ("summary", "abstract")
    QTest.keyClick(view, Qt.Key.Key_Return)
    desk.window.settle()
    assert desk.window.focused == ("summary", "title")


def test_f8_walks_through_all_problems_in_the_order_of_the_form_and_comes_round(desk: Desk) -> None:
    model = begin(desk)
    expected = list(dict.fromkeys(one.pointer for one in desk.window.problems_panel.ordered))
    assert {one.pointer for one in model.authoring.problems} == set(expected)
    walked = [desk.window.focused]
    for _ in range(len(expected)):
        desk.do("next-problem")
        walked.append(desk.window.focused)
    assert walked[:-1] == expected
    assert walked[-1] == expected[0]
    desk.do("previous-problem")
    assert desk.window.focused == expected[-1]


def test_the_problem_list_stands_still_while_a_person_types(desk: Desk) -> None:
    begin(desk)
    view = desk.find("problems")
    view.mark(next(one.key for one in view.picks if one.title == "Contact e-mail"))
    moved: list[str] = []
    view.model().modelReset.connect(lambda: moved.append("reset"))
    view.model().rowsRemoved.connect(lambda: moved.append("removed"))
    view.verticalScrollBar().setValue(20)
    editor = desk.find("field:/summary/title")
    titles = [one.title for one in view.picks]
    for letter in "Two and more":  # too short at first, then right: the row stays until the field is left
        QTest.keyClicks(editor, letter)
        desk.window.settle()
    assert moved == []
    assert [one.title for one in view.picks] == titles
    assert next(one for one in view.picks if one.title == "Title").sign == "done"
    assert view.current_key == (0, ("summary", "contactPoint"))
    assert view.verticalScrollBar().value() == min(20, view.verticalScrollBar().maximum())
    desk.window.go_to(("summary", "abstract"))
    assert moved == ["removed"]
    assert "Title" not in [one.title for one in view.picks]


def test_advice_never_blocks_and_tiers_are_counted(desk: Desk) -> None:
    model = begin(desk)
    empty = sum(one.severity is Severity.EMPTY for one in model.authoring.problems)
    assert desk.find("problems.tier.empty").text() == f"{empty} empty"


def test_search_finds_a_field_a_value_and_a_help_text(desk: Desk, qtbot: Any) -> None:
    model = begin(desk, example=True)
    box = desk.window.top.search
    desk.do("find")
    for text, pointer in {
        model.authoring.field_at(("coverage", "spatial")).title: ("coverage", "spatial"),
        "the most telling fact first": ("summary", "abstract"),
        "research@northmere": ("summary", "dataCustodian", "contactPoint", 1),
    }.items():
        box.clear()
        QTest.keyClicks(box, text)
        qtbot.waitUntil(lambda: bool(box.hits) and not box._timer.isActive(), timeout=5_000)
        assert pointer in [hit.pointer for hit in box.hits], [hit.words for hit in box.hits]
    box.clear()
    QTest.keyClicks(box, "abstract")
    QTest.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.window.focused == ("summary", "abstract"), timeout=5_000)


# The side


def test_help_follows_the_focus_and_an_example_can_be_used_and_undone(desk: Desk) -> None:
    model = begin(desk)
    desk.window.go_to(("summary", "title"))
    desk.window.settle()
    assert desk.find("help.title").text() == "Title"
    desk.press("help.use")
    assert model.authoring.title != "Untitled"
    desk.do("undo")
    assert model.authoring.title == "Untitled"


def test_guidance_loads_nothing_and_runs_no_html(desk: Desk) -> None:
    panel = desk.window.help_panel._text
    panel.show_markdown("See ![x](https://evil.example/x.png) <img src='file:///etc/passwd'> <b>bold</b>")
    assert panel.toPlainText() == "See x <img src='file:///etc/passwd'> <b>bold</b>"


def test_below_a_thousand_pixels_help_and_problems_are_tabs_under_the_form(desk: Desk) -> None:
    begin(desk)
    assert not desk.window.columns.narrow
    desk.window.resize(900, 800)
    desk.window.settle()
    assert desk.window.columns.narrow
    panel = desk.window.problems_panel
    desk.do("check")
    assert panel.isVisible()
    assert panel.mapTo(desk.window, panel.rect().topLeft()).y() > 400
    assert desk.window.form.isVisible()
    desk.window.resize(1300, 800)
    desk.window.settle()
    assert not desk.window.columns.narrow
    assert panel.isVisible()


def test_the_side_folds_away(desk: Desk) -> None:
    begin(desk)
    desk.do("side")
    assert not desk.window.help_panel.isVisible()
    desk.do("side")
    assert desk.window.help_panel.isVisible()


# Files


def test_a_file_opened_and_saved_untouched_is_the_same_value(desk: Desk, tmp_path: Path) -> None:
    value = {"zzz": 1, **jsonio.read_file(EXAMPLE), "big": 12345678901234567890123, "aaa": None}
    file = tmp_path / "mine.json"
    jsonio.write_file(file, value)
    before = file.read_bytes()
    desk.window.open_file(file, "HDRUK/4.0.0")
    desk.window.settle()
    copy = tmp_path / "copy.json"
    desk.window.save_file(copy)
    desk.window.settle()
    assert copy.read_bytes() == before


def test_a_dropped_file_is_opened_by_the_schema_it_fits(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "dropped.json"
    file.write_bytes(EXAMPLE.read_bytes())
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    event = QDropEvent(
        QPointF(50, 50), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    desk.window.dropEvent(event)
    desk.window.settle()
    assert desk.window.current_model.authoring.schema.name == "HDRUK/4.0.0"


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "empty"), (b'{"a": ', "not JSON"), (b"\xff\xfe\xfa", "UTF"), (b"[" * 300 + b"]" * 300, "levels deep")],
)
def test_a_bad_file_is_a_sentence_and_the_window_lives(desk: Desk, tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "bad.json"
    file.write_bytes(content)
    desk.window.open_file(file)
    box = desk.dialog("message")
    assert said in box.text()
    assert "Traceback" not in box.text() + box.informativeText()
    box.reject()
    assert desk.window.isVisible()


def test_a_file_that_cannot_be_written_is_a_sentence(desk: Desk, tmp_path: Path) -> None:
    begin(desk)
    desk.window.save_file(tmp_path / "no" / "such" / "folder.json")
    assert "could not be written" in desk.dialog("not-saved").text()


def test_a_schema_file_that_is_no_schema_is_a_sentence(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "schema.json"
    file.write_text(json.dumps({"type": 7}), encoding="utf-8")
    desk.do("new")
    dialog = desk.dialog("new")
    adding = desk.window.cataloguing.ask_add(dialog, path=file)
    desk.window.settle()
    assert "schema.json" in desk.find("add-schema.waiting.says", adding).text()
    assert not adding.accept_button.isEnabled()
    assert dialog.isVisible()


# Actions, settings, look


def test_every_action_has_its_name_and_no_shortcut_is_given_twice(desk: Desk) -> None:
    made = desk.window.actions_by_id
    assert [one.objectName() for one in made.values()] == [f"action.{one.id}" for one in actions.ACTIONS]
    keys = [one.shortcut().toString() for one in made.values() if not one.shortcut().isEmpty()]
    assert len(keys) == len(set(keys)), sorted(keys)
    for name in ("undo", "save", "submit", "next-problem"):
        assert not made[name].isEnabled()


def test_undo_says_what_it_takes_back(desk: Desk) -> None:
    begin(desk)
    desk.type_into("field:/summary/title", "Something")
    action = desk.window.actions_by_id["undo"]
    assert "Title" in action.text()
    desk.do("undo")
    assert desk.window.current_model.authoring.title == "Untitled"


def test_the_command_palette_does_what_was_typed(desk: Desk) -> None:
    begin(desk)
    desk.do("palette")
    palette = desk.dialog("palette")
    QTest.keyClicks(palette.box, "history")
    QTest.keyClick(palette.box, Qt.Key.Key_Return)
    desk.window.settle()
    assert desk.window.page == "history"


def test_settings_are_kept_and_felt_at_once(desk: Desk, qapp: QApplication) -> None:
    desk.do("settings")
    dialog = desk.dialog("settings")
    usual = qapp.font().pointSizeF()
    dialog.model.authoring.document.set(("theme",), "dark")
    desk.type_into("field:/text_size", "150", dialog)
    desk.press("dialog.settings.accept", dialog)
    assert desk.store.settings.get("theme", "") == "dark"
    assert QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128
    assert qapp.font().pointSizeF() == pytest.approx(usual * 1.5)
    desk.window.apply_settings({})
    assert qapp.font().pointSizeF() == pytest.approx(usual)


def test_a_setting_out_of_range_is_not_kept(desk: Desk) -> None:
    desk.do("settings")
    dialog = desk.dialog("settings")
    desk.type_into("field:/text_size", "9000", dialog)
    desk.press("dialog.settings.accept", dialog)
    assert dialog.isVisible()
    assert desk.store.settings.get("text_size", None) is None


@pytest.mark.parametrize("dark", [False, True])
def test_words_in_our_colours_can_be_read(qapp: QApplication, dark: bool) -> None:
    theme.apply(qapp, "dark" if dark else "light")

    def luminance(tone: Any) -> float:
        parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in tone.getRgbF()[:3]]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    palette = qapp.palette()
    for ground in (
        palette.color(QPalette.ColorRole.Base),
        palette.color(QPalette.ColorRole.Window),
        theme.color("selected"),
    ):
        for name in ("wrong", "empty", "advice", "done", "muted", "practice"):
            light, deep = sorted((luminance(theme.color(name)), luminance(ground)), reverse=True)
            assert (light + 0.05) / (deep + 0.05) >= 4.5, (name, ground.name())
    theme.apply(qapp, "light")


def test_everything_that_can_be_reached_has_an_accessible_name(desk: Desk) -> None:
    begin(desk, example=True)
    pages = [desk.window.show_form, *(lambda n=n: desk.window.show_page(n) for n in desk.window.pages)]
    for show in pages:
        show()
        desk.window.settle()
        for widget in desk.window.findChildren(object):
            if not (
                hasattr(widget, "focusPolicy") and widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            ):
                continue
            if widget.objectName().startswith("qt_") or type(widget).__name__ in ("QScrollArea", "QTabBar"):
                continue
            text = getattr(widget, "text", str)()
            assert widget.accessibleName() or text, (type(widget).__name__, widget.objectName())


def test_a_snapshot_is_a_copy_whatever_the_numbers() -> None:
    value = jsonio.loads('{"a": [1.00000000000000000001, 2], "b": {"c": null}}')
    copy = snapshot(value)
    value["b"]["c"] = 1
    assert copy()["b"]["c"] is None
    assert str(copy()["a"][0]) == "1.00000000000000000001"


def test_members_that_the_schema_does_not_know_can_be_reached_and_taken_out(desk: Desk) -> None:
    value = jsonio.read_file(EXAMPLE)
    value["odd"] = {"kept": [1.0, None]}
    value["coverage"]["strange"] = 3
    desk.window.new_draft("HDRUK/4.0.0", json.loads(json.dumps(value)))
    desk.window.settle()
    model = desk.window.current_model
    for pointer in (("odd",), ("coverage", "strange")):
        assert [one.pointer for one in model.problems_at(pointer)] == [pointer]
        desk.window.go_to(pointer)
        desk.window.settle()
        text = "/" + "/".join(pointer)
        assert desk.find(f"field:{text}").isVisible()
        desk.press(f"remove:{text}")
        desk.window.settle()
        assert model.authoring.document.get(pointer) is ABSENT
        desk.do("undo")
        desk.window.settle()
        assert model.authoring.document.get(pointer) is not ABSENT
        desk.press(f"remove:{text}")
        desk.window.settle()
    assert model.authoring.problems == []
    assert model.authoring.document.value == jsonio.read_file(EXAMPLE)
