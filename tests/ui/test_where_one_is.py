"""The focus, and what follows it: the next problem, the help, the search."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox

from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.ui.panels.helping import as_text
from gatewaydesk.validation.problems import Severity

Desk = Any  # the fixture `desk`, see conftest.py


def begin(desk: Desk, value: Any = None, *, example: bool = False) -> Any:
    desk.window.new_draft("HDRUK/4.0.0", value, example=example)
    desk.window.settle()
    return desk.window.current_model


def focus_name() -> str:
    widget = QApplication.focusWidget()
    return widget.objectName() if widget is not None else ""


# Where one begins


def test_a_new_draft_begins_in_its_first_empty_field(desk: Desk) -> None:
    desk.do("new")
    desk.press("dialog.new.accept", desk.dialog("new"))
    desk.window.activateWindow()
    desk.window.settle()
    assert focus_name() == "field:/summary/title"
    QTest.keyClicks(QApplication.focusWidget(), "Typed at once")
    assert desk.window.current_model.authoring.title == "Typed at once"
    assert desk.find("help.title").text() == "Title"


def test_the_help_of_a_list_is_there_at_each_of_its_chips(desk: Desk) -> None:
    begin(desk, {"summary": {"title": "T", "keywords": ["Good", "b"]}})
    desk.window.go_to(("summary", "keywords"))
    desk.window.settle()
    told = (desk.find("help.title").text(), desk.find("help.text").toPlainText())
    assert all(told) and desk.find("help.use").isVisible()
    desk.window.go_to(("summary", "keywords", 1))
    desk.window.settle()
    assert focus_name() == "remove:/summary/keywords/1"
    assert (desk.find("help.title").text(), desk.find("help.text").toPlainText()) == told
    assert desk.find("help.use").isVisible()
    desk.press("help.use")
    desk.window.settle()
    assert isinstance(desk.window.current_model.authoring.document.get(("summary", "keywords")), list)


def test_opening_a_draft_begins_at_what_is_still_empty_in_its_section(desk: Desk) -> None:
    value = {"summary": {"title": "Only the title"}}
    made = desk.store.drafts.create(value, schema="HDRUK/4.0.0", title="Only the title")
    desk.window.open_draft(made.id)
    desk.window.settle()
    assert focus_name() == "field:/summary/abstract"


def test_a_draft_is_gone_on_with_where_it_was_left(start: Callable[..., Desk]) -> None:
    desk = start()
    begin(desk)
    desk.window.show_section("/documentation")
    desk.type_into("field:/documentation/description", "Only the text")
    section = desk.window.form.current
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_X):
        QTest.keyClick(QApplication.focusWidget(), key)
    desk.close()
    desk = start()
    desk.window.start()
    desk.window.settle()
    assert (desk.window.form.current, focus_name()) == (section, "field:/documentation/description")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Y)
    assert desk.window.current_model.authoring.document.value["documentation"]["description"] == "Oxynly the text"


def test_a_space_typed_before_anything_is_open_does_nothing(desk: Desk) -> None:
    desk.window.activateWindow()
    desk.window.settle()
    widget = QApplication.focusWidget() or desk.window
    QTest.keyClick(widget, Qt.Key.Key_Space)
    desk.window.settle()
    assert not desk.open_dialogs()
    assert desk.window.page == ""


# The next problem


def test_the_next_problem_is_the_one_behind_the_focus(desk: Desk) -> None:
    begin(desk)
    for _ in range(5):
        desk.do("next-problem")
    assert desk.window.focused not in (("summary", "title"), ("summary", "abstract"))
    desk.window.show_section("/summary")
    desk.find("field:/summary/title").setFocus()
    desk.do("next-problem")
    assert desk.window.focused == ("summary", "abstract")
    assert desk.find("help.title").text() == "Abstract"
    desk.do("previous-problem")
    assert desk.window.focused == ("summary", "title")


def test_from_a_field_that_is_right_the_next_problem_is_the_one_below(desk: Desk) -> None:
    begin(desk, example=True)
    desk.window.go_to(("summary", "title"))
    desk.type_into("field:/summary/title", "T")
    desk.window.go_to(("accessibility", "access", "accessRights"))
    desk.window.current_model.authoring.document.remove(("accessibility", "access", "accessRights"))
    desk.window.settle()
    desk.find("field:/summary/abstract").setFocus()
    desk.window.show_section("/summary")
    desk.find("field:/summary/abstract").setFocus()
    desk.do("next-problem")
    assert desk.window.focused == ("accessibility", "access", "accessRights")
    desk.do("next-problem")  # round
    assert desk.window.focused == ("summary", "title")


def test_from_a_section_just_chosen_the_next_problem_is_its_first(desk: Desk) -> None:
    begin(desk)
    ordered = [one.pointer for one in desk.window.problems_panel.ordered]
    last = ordered[-1][0]
    sections = desk.find("sections")
    desk.pick(sections, next(at for at, one in enumerate(sections.picks) if one.key == f"/{last}"))
    desk.do("next-problem")
    assert desk.window.focused == next(one for one in ordered if one[0] == last)
    desk.pick(sections, next(at for at, one in enumerate(sections.picks) if one.key == f"/{last}"))
    desk.window.show_section("/coverage")
    desk.window.show_section(f"/{last}")
    sections.setFocus()
    desk.do("previous-problem")
    assert desk.window.focused == [one for one in ordered if one[0] != last][-1]


# Help


def test_help_is_about_what_has_the_focus(desk: Desk) -> None:
    begin(desk)
    desk.window.go_to(("summary", "abstract"))
    desk.window.settle()
    assert desk.find("help.title").text() == "Abstract"
    begin(desk)
    assert desk.find("help.title").text() == "Title"


def test_help_follows_to_the_box_of_an_optional_object(desk: Desk) -> None:
    model = begin(desk)
    desk.window.go_to(("accessibility", "formatAndStandards"))
    desk.window.settle()
    desk.window.go_to(("accessibility", "access", "accessRights"))
    box = desk.find("include:/accessibility/formatAndStandards")
    assert isinstance(box, QCheckBox)
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(8, box.height() // 2))
    box.setFocus()
    assert desk.find("help.title").text() == model.authoring.field_at(("accessibility", "formatAndStandards")).title


@pytest.mark.parametrize(
    ("name", "path", "example", "words"),
    [
        (
            "HDRUK/4.0.0",
            ("accessibility", "formatAndStandards", "conformsTo"),
            ["ICD10", "SNOMED CT"],
            "ICD10, SNOMED CT",
        ),
        ("HDRUK/4.0.0", ("structuralMetadata", "tables", "*", "columns", "*", "sensitive"), False, "No"),
        ("HDRUK/4.0.0", ("summary", "populationSize"), 18240, "18240"),
        ("HDRUK/4.0.0", ("summary", "title"), "A title", "“A title”"),
    ],
)
def test_examples_read_as_a_person_would_write_them(name: str, path: tuple[str, ...], example: Any, words: str) -> None:
    field = Catalogue().load(name).root
    for part in path:
        while field.branches:
            field = next(one for one in field.branches if one.children or one.item or one.is_leaf)
        below = field.item if part == "*" else field.child(part)
        assert below is not None, part
        field = below
    assert as_text(field, example) == words


# Search


def test_search_leads_to_the_box_before_a_field_that_is_left_out(desk: Desk, qtbot: Any) -> None:
    model = begin(desk)
    box = desk.window.top.search
    desk.do("find")
    QTest.keyClicks(box, "languages")
    qtbot.waitUntil(lambda: bool(box.hits) and not box._timer.isActive(), timeout=5_000)
    QTest.keyClick(box, Qt.Key.Key_Return)
    desk.window.settle()
    assert focus_name() == "include:/accessibility/formatAndStandards"
    widget = QApplication.focusWidget()
    view = desk.window.form.view
    seen = view.viewport().rect()
    qtbot.waitUntil(lambda: seen.contains(widget.mapTo(view.viewport(), QPoint(2, widget.height() - 1))))
    assert desk.find("help.title").text() == "Languages"
    assert "is left out so far" in desk.find("help.text").toPlainText()
    assert not desk.find("help.use").isVisible()
    QTest.keyClick(widget, Qt.Key.Key_Space)
    desk.window.settle()
    assert model.authoring.document.get(("accessibility", "formatAndStandards")) == {}


def test_what_search_finds_can_be_read(desk: Desk, qtbot: Any) -> None:
    begin(desk, example=True)
    box = desk.window.top.search
    desk.do("find")
    QTest.keyClicks(box, "language")
    qtbot.waitUntil(lambda: bool(box.hits) and not box._timer.isActive(), timeout=5_000)
    popup = box._completer.popup()
    assert popup.width() > 500
    right = desk.window.mapFromGlobal(popup.mapToGlobal(QPoint(popup.width(), 0))).x()
    assert right <= desk.window.width()
    for hit in box.hits:
        inside = hit.found.strip("“”… ")
        assert not inside.startswith(("om ", "stems"))


# Assistive technology


def test_schemas_are_a_list_of_named_rows_that_can_be_selected(desk: Desk) -> None:
    desk.do("new")
    dialog = desk.dialog("new")
    view = desk.find("schemas", dialog)
    face = QAccessible.queryAccessibleInterface(view)
    assert face.role() == QAccessible.Role.List
    names = [face.child(at).text(QAccessible.Text.Name) for at in range(face.childCount())]
    titles = {one.name: one.title for one in desk.window.catalogue.entries()}
    assert names == [f"{name} — {title}" for name, title in titles.items()]
    wanted = next(at for at, one in enumerate(names) if one.startswith("HDRUK/2.1.2"))
    assert face.selectionInterface().select(face.child(wanted))
    assert dialog.current.name == "HDRUK/2.1.2"
    desk.press("dialog.new.accept", dialog)
    assert desk.window.current_model.authoring.schema.name == "HDRUK/2.1.2"


def test_rows_are_there_before_a_page_is_shown_and_selecting_one_counts(start: Callable[..., Desk]) -> None:
    desk = start()
    begin(desk, example=True)
    desk.close()
    desk = start()
    desk.window.settle()
    view = desk.find("drafts")
    assert view.model().rowCount() == 1
    desk.do("show-drafts")
    face = QAccessible.queryAccessibleInterface(view)
    cells = [face.child(at) for at in range(face.childCount())]
    cell = next(one for one in cells if one.role() == QAccessible.Role.Cell)
    assert face.selectionInterface().select(cell)
    assert desk.window.draft_meant() == desk.store.drafts.rows()[0].id
    assert desk.window.actions_by_id["delete"].isEnabled()


# Keys and counts


def test_ctrl_y_redoes(desk: Desk) -> None:
    model = begin(desk)
    desk.type_into("field:/summary/title", "Once more")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.window.settle()
    assert model.authoring.title == "Untitled"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    desk.window.settle()
    assert model.authoring.title == "Once more"


def test_what_is_filled_in_and_wrong_is_counted_beside_the_rest(desk: Desk) -> None:
    model = begin(desk, example=True)
    bar = desk.find("completeness")
    assert "wrong" not in bar.accessibleName()
    desk.type_into("field:/summary/title", "T")
    assert sum(one.severity is Severity.WRONG for one in model.authoring.problems) == 1
    assert "required · 1 wrong" in bar.accessibleName()


def test_the_only_row_of_a_page_can_be_chosen_with_keys(desk: Desk) -> None:
    begin(desk, example=True)
    desk.do("show-drafts")
    view = desk.find("drafts")
    assert QApplication.focusWidget() is view
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.current_row is not None
    QTest.keyClick(view, Qt.Key.Key_Return)
    desk.window.settle()
    assert desk.window.page == ""
