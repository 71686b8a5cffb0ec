"""The dialog that edits form hints, and the form that is drawn again when they are saved."""

from __future__ import annotations

import json
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.ui.dialogs.hints import HintsDialog, open_hints
from gatewaydesk.ui.tasks import Tasks
from tests.ui.conftest import Desk

NAME = "HDRUK/4.0.0"


def own_file() -> Any:
    return Catalogue().hints_files(NAME)[0]


def opened(desk: Desk) -> HintsDialog:
    desk.do("schemas")
    desk.dialog("schemas").rows.mark(NAME)
    desk.window.settle()
    desk.press("schemas.hints", desk.dialog("schemas"))
    dialog: HintsDialog = desk.dialog("hints")
    assert dialog.form is not None
    dialog.form.finish()
    return dialog


def retype(desk: Desk, editor: Any, text: str) -> None:
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, text)
    desk.window.settle()


def name_the_summary(desk: Desk, dialog: HintsDialog, title: str) -> None:
    """Adds a field's hints through the form, as a person would."""
    model, form = dialog.model, dialog.form
    assert model is not None and form is not None
    desk.press("add:/fields", dialog)
    at = len(model.value(("fields",))) - 1
    place = desk.find(f"field:/fields/{at}/place", dialog)
    retype(desk, place.lineEdit(), "/summary")
    retype(desk, desk.find(f"field:/fields/{at}/title", dialog), title)


def test_what_is_saved_is_drawn_at_once_and_the_draft_stays(desk: Desk) -> None:
    desk.window.desk.new(NAME)
    desk.window.settle()
    desk.window.show_section("/summary")
    desk.window.settle()
    desk.type_into("field:/summary/title", "A dataset")
    model = desk.window.desk.model
    dialog = opened(desk)
    assert not dialog.back.isEnabled()
    name_the_summary(desk, dialog, "First of all")
    desk.press("dialog.hints.accept", dialog)
    desk.dialog("schemas").reject()
    desk.window.settle()
    window = desk.window
    assert window.desk.sections[0].title == "First of all"
    assert window.desk.model is not model
    assert window.form.current == "/summary"
    assert desk.find("field:/summary/title").text() == "A dataset"
    assert window.desk.model is not None
    assert window.desk.model.authoring.label(("summary", "title")).startswith("First of all › ")
    assert window.desk.model.undo()
    desk.window.settle()
    assert desk.find("field:/summary/title").text() == ""
    kept = json.loads(own_file().read_bytes())
    assert kept["fields"][-1] == {"place": "/summary", "title": "First of all"}
    assert kept["order"][0] == "/summary"  # begun from the hints that ship


def test_back_to_the_shipped_hints(desk: Desk) -> None:
    own_file().parent.mkdir(parents=True)
    own_file().write_text(json.dumps({"fields": [{"place": "/summary", "title": "Mine"}]}), "utf-8")
    desk.window.desk.new(NAME)
    desk.window.settle()
    assert "Mine" in [one.title for one in desk.window.desk.sections]
    dialog = opened(desk)
    assert dialog.back.isEnabled()
    desk.press("dialog.hints.back", dialog)
    desk.press("dialog.hints-back.accept", desk.dialog("hints-back"))
    assert not own_file().exists()
    assert "Mine" not in [one.title for one in desk.window.desk.sections]
    assert desk.window.desk.sections[-1].generated


@pytest.fixture
def alone(qapp: QApplication) -> Any:
    tasks = Tasks()
    dialog = open_hints(None, Catalogue(), NAME, tasks)
    settle(dialog, tasks)
    yield dialog, tasks
    dialog.reject()
    tasks.close()


def settle(dialog: HintsDialog, tasks: Tasks) -> None:
    for _ in range(3):
        QApplication.processEvents()
        tasks.wait()
    if dialog._pause.isActive():
        dialog._pause.stop()
        dialog._look_up()
        tasks.wait()
    QApplication.processEvents()


def test_places_are_offered_and_doubts_are_told(alone: Any) -> None:
    dialog, tasks = alone
    dialog.form.finish()
    first = dialog.form.findChild(object, "field:/order/0")
    offered = [first.itemData(at) or first.itemText(at) for at in range(first.count())]
    assert any("/summary/abstract" in str(one) for one in offered)
    assert dialog.doubts.isHidden()
    first.lineEdit().setFocus()
    first.lineEdit().selectAll()
    QTest.keyClicks(first.lineEdit(), "/sumary")
    settle(dialog, tasks)
    assert dialog.doubts.text() == "This schema has no field “/sumary”. Did you mean “/summary”?"
    assert dialog.accept_button.isEnabled()  # it is a doubt, and no error


def test_what_is_not_filled_in_is_shown_and_nothing_is_saved(alone: Any) -> None:
    dialog, tasks = alone
    dialog.form.finish()
    QTest.mouseClick(dialog.form.findChild(object, "add:/fields"), Qt.MouseButton.LeftButton)
    settle(dialog, tasks)
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    settle(dialog, tasks)
    assert dialog.isVisible()
    assert not own_file().exists()


def test_a_folder_that_cannot_be_written_is_told(alone: Any) -> None:
    dialog, tasks = alone
    folder = own_file().parent.parent
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("in the way", "utf-8")
    QTest.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    settle(dialog, tasks)
    boxes = [one for one in QApplication.topLevelWidgets() if one.objectName() == "dialog.message" and one.isVisible()]
    assert len(boxes) == 1
    assert "could not be written" in boxes[0].text()
    boxes[0].reject()
    assert dialog.isVisible()


def damage(content: str = "{") -> Any:
    own_file().parent.mkdir(parents=True, exist_ok=True)
    own_file().write_text(content, "utf-8")
    return own_file().with_name("4.0.0.json.damaged")


class Opener(QObject):
    """What opens addresses in place of the system; a slot, as Qt calls it by its name."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


@pytest.mark.parametrize("content", ["{", "[]"])
def test_a_damaged_file_is_told_shown_and_kept_aside(desk: Desk, content: str) -> None:
    kept = damage(content)
    dialog = opened(desk)
    words = dialog.damaged.accessibleName()
    assert dialog.damaged.isVisible()
    assert str(own_file()) in words
    assert "“4.0.0.json.damaged”" in words
    assert dialog.back.isEnabled()
    opener = Opener()
    QDesktopServices.setUrlHandler("file", opener, "take")  # type: ignore[arg-type]  # the stub is wrong
    try:
        desk.press("hints.show-folder", dialog)
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert opener.opened == [str(own_file().parent)]
    desk.press("dialog.hints.accept", dialog)
    assert kept.read_text("utf-8") == content
    assert json.loads(own_file().read_bytes())["order"][0] == "/summary"
    again = opened(desk)
    assert again.damaged.isHidden()
    assert again.show_folder.isHidden()


def test_back_to_the_shipped_hints_keeps_a_damaged_file_aside(desk: Desk) -> None:
    kept = damage()
    dialog = opened(desk)
    desk.press("dialog.hints.back", dialog)
    question = desk.dialog("hints-back")
    assert "kept aside" in question.informativeText()
    desk.press("dialog.hints-back.accept", question)
    assert not own_file().exists()
    assert kept.read_text("utf-8") == "{"


def test_the_window_says_once_that_hints_are_damaged(desk: Desk) -> None:
    damage()
    window = desk.window
    window.desk.new(NAME)
    window.settle()
    assert window.notice.words.startswith(f"The form hints in “{own_file()}” are damaged and passed over. ")
    window.notice.dismiss()
    window.desk.new(NAME)
    window.settle()
    assert window.notice.words == ""
    desk.press("dialog.hints.accept", opened(desk))
    desk.dialog("schemas").reject()
    damage()  # again
    window.desk.new(NAME)
    window.settle()
    assert "damaged" in window.notice.words
    desk.press("notice.0")
    assert desk.dialog("hints").damaged.isVisible()


def test_what_cannot_be_filled_in_is_told(alone: Any) -> None:
    dialog, tasks = alone
    model = dialog.model
    model.authoring.add_item(
        ("fields",), model.authoring.root.child("fields"), {"place": "/summary", "filled_by": "uuid"}
    )
    settle(dialog, tasks)
    assert dialog.doubts.text().startswith("“/summary” cannot be filled in by “uuid”: that is for text that may be an ")


def test_a_schema_that_is_not_there(qapp: QApplication) -> None:
    dialog = open_hints(None, Catalogue(), "NO/1")
    dialog._tasks.wait()
    QApplication.processEvents()
    boxes = [one for one in QApplication.topLevelWidgets() if one.objectName() == "dialog.message" and one.isVisible()]
    assert len(boxes) == 1
    boxes[0].reject()
    assert dialog.accept_button is not None and not dialog.accept_button.isEnabled()
    dialog.reject()
