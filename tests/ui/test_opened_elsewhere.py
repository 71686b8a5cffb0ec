"""One draft and two windows: one writes, the other reads or takes over, and nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from gatewaydesk.document.document import DocumentLocked
from gatewaydesk.store import OpenedElsewhere, Store
from gatewaydesk.ui import actions, holding
from gatewaydesk.ui.holding import Way
from gatewaydesk.ui.wording import since

Desk = Any  # the fixture `desk`, see conftest.py
MINE = "(this window’s version)"
TITLE = "field:/summary/title"
CHANGING = ("undo", "redo", "repair", "repair-all", "submit")


@pytest.fixture(autouse=True)
def asking(monkeypatch: pytest.MonkeyPatch) -> None:
    """People are asked, and windows look often."""
    monkeypatch.delenv("GATEWAYDESK_QUIET")
    monkeypatch.setattr(holding, "EVERY", 200)


@pytest.fixture
def two(start: Callable[..., Desk]) -> tuple[Desk, Desk, str]:
    """A window that writes a draft, another one, and the draft."""
    one, other = start(), start()
    one.window.new_draft("HDRUK/4.0.0", example=True)
    one.window.settle()
    one.type_into(TITLE, "Typed in the first")
    assert one.window.desk.autosave.flush()
    return one, other, one.window.desk.draft_id


def titles(store: Store) -> dict[str, str]:
    return {row.title: store.drafts.load(row.id).value["summary"]["title"] for row in store.drafts.rows()}


def asked(desk: Desk, draft: str) -> Any:
    desk.window.open_draft(draft)
    desk.window.settle()
    return desk.dialog("opened-elsewhere")


def read(desk: Desk, draft: str) -> None:
    desk.press("dialog.opened-elsewhere.accept", asked(desk, draft))
    assert desk.window.desk.reads_only


def writes(desk: Desk) -> bool:
    return desk.window.current_model is not None and not desk.window.desk.reads_only


def said(desk: Desk) -> str:
    return str(desk.window.form.hold.words)


def take_over(desk: Desk, qtbot: Any) -> None:
    """Presses the button in the bar; the other window has to get its turn meanwhile."""
    QTest.mouseClick(desk.find("form.hold.0"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: writes(desk), timeout=10_000)
    desk.window.settle()


def test_the_second_window_is_asked(two: tuple[Desk, Desk, str]) -> None:
    one, other, draft = two
    dialog = asked(other, draft)
    words = " ".join(label.text() for label in dialog.findChildren(QWidget) if hasattr(label, "text"))
    assert "“Typed in the first” is open in another window since " in words
    other.press("dialog.opened-elsewhere.reject", dialog)
    assert other.window.current_model is None and writes(one) and said(one) == ""


def test_reading_follows_what_is_written(two: tuple[Desk, Desk, str], qtbot: Any) -> None:
    one, other, draft = two
    read(other, draft)
    assert said(other).startswith("Read only: open in another window since ")
    assert "read only" in other.window.windowTitle()
    assert other.find(TITLE).toPlainText() == "Typed in the first"
    one.type_into(TITLE, "Typed while the other reads")
    assert one.window.desk.autosave.flush()
    qtbot.waitUntil(lambda: other.find(TITLE).toPlainText() == "Typed while the other reads", timeout=5_000)
    assert len(one.store.drafts.rows()) == 1


def test_nothing_can_be_changed_where_it_is_only_read(two: tuple[Desk, Desk, str]) -> None:
    _, other, draft = two
    read(other, draft)
    model = other.window.current_model
    before, revision = repr(model.authoring.document.value), model.authoring.document.revision
    other.window.show_json(True)
    other.window.settle()
    QGuiApplication.clipboard().setText("pasted")
    made = other.window.actions_by_id
    assert [name for name in CHANGING if made[name].isEnabled()] == []
    assert made["take-over"].isEnabled() and made["save-as"].isEnabled() and made["duplicate"].isEnabled()
    for section in [one.key for one in other.window.desk.sections]:
        other.window.show_section(section)
        other.window.settle()
        form = other.window.form.view
        for box in form.findChildren(QAbstractButton):
            if box.isVisible() and box.objectName().split(":")[0] in ("add", "remove", "include", "make", "new"):
                assert not box.isEnabled(), box.objectName()
        for editor in form.findChildren(QLineEdit) + form.findChildren(QPlainTextEdit):
            if editor.isVisible() and editor.isEnabled():
                assert editor.isReadOnly(), editor.objectName()
        assert not any(box.isVisible() and box.isEnabled() for box in form.findChildren(QComboBox))
        for widget in form.findChildren(QWidget):
            if widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isEnabled():
                widget.setFocus()
                for key in (Qt.Key.Key_A, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return):
                    if not isinstance(widget, QAbstractButton):
                        QTest.keyClick(widget, key)
                QTest.keyClick(widget, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
                QTest.keyClick(widget, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    text = other.window.json.text
    text.setFocus()
    QTest.keyClicks(text, "{}")
    other.window.settle()
    assert repr(model.authoring.document.value) == before and model.authoring.document.revision == revision
    for change in (model.authoring.undo, model.authoring.redo, lambda: model.authoring.document.set(("a",), 1)):
        with pytest.raises(DocumentLocked, match="nothing was changed"):
            change()


def test_taking_over_saves_first_and_the_first_window_reads_on(two: tuple[Desk, Desk, str], qtbot: Any) -> None:
    one, other, draft = two
    read(other, draft)
    one.find(TITLE).setFocus()
    QTest.keyClicks(one.find(TITLE), ", to the last key")
    take_over(other, qtbot)
    qtbot.waitUntil(lambda: one.window.desk.reads_only, timeout=5_000)
    assert other.find(TITLE).text() == "Typed in the first, to the last key"
    assert "Read only: this draft was taken over in another window." in said(one)
    assert said(other) == ""
    other.type_into(TITLE, "Typed in the second")
    assert other.window.desk.autosave.flush()
    qtbot.waitUntil(lambda: one.find(TITLE).toPlainText() == "Typed in the second", timeout=5_000)
    assert titles(one.store) == {"Typed in the second": "Typed in the second"}

    take_over(one, qtbot)  # and back
    qtbot.waitUntil(lambda: other.window.desk.reads_only, timeout=5_000)
    assert one.find(TITLE).text() == "Typed in the second"
    one.type_into(TITLE, "Back in the first")
    assert one.window.desk.autosave.flush()
    assert titles(one.store) == {"Back in the first": "Back in the first"}


def test_taking_over_at_once_from_the_question(two: tuple[Desk, Desk, str], qtbot: Any) -> None:
    one, other, draft = two
    dialog = asked(other, draft)
    QTest.mouseClick(other.find("dialog.opened-elsewhere.other", dialog), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: writes(other) and one.window.desk.reads_only, timeout=10_000)
    assert other.window.desk.draft_id == draft


def test_the_first_window_stays_on_its_page_and_at_its_section(two: tuple[Desk, Desk, str], qtbot: Any) -> None:
    one, other, draft = two
    one.window.show_section(one.window.desk.sections[2].key)
    one.do("show-drafts")
    read(other, draft)
    take_over(other, qtbot)
    qtbot.waitUntil(lambda: one.window.desk.reads_only, timeout=5_000)
    assert one.window.page == "drafts"
    assert one.window.form.current == one.window.desk.sections[2].key


def test_a_window_that_does_not_answer_keeps_its_words_in_a_copy(
    two: tuple[Desk, Desk, str], qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other, draft = two
    monkeypatch.setattr(holding, "PATIENCE", 0.1)
    one.window.desk.holding._timer.stop()  # as if it hung
    one.window.desk.autosave._in_flight = True
    one.type_into(TITLE, "Never saved by the first")
    read(other, draft)
    take_over(other, qtbot)
    assert other.find(TITLE).text() == "Typed in the first"
    other.type_into(TITLE, "Typed in the second")
    assert other.window.desk.autosave.flush()
    one.window.desk.autosave._in_flight = False
    one.window.desk.holding.look()
    qtbot.waitUntil(lambda: one.window.desk.draft_id != draft, timeout=5_000)
    one.window.settle()
    assert writes(one) and writes(other)
    assert titles(one.store) == {
        "Typed in the second": "Typed in the second",
        f"Never saved by the first {MINE}": "Never saved by the first",
    }
    mine = one.store.opened.look(one.window.desk.draft_id)
    assert mine is not None and mine.holder is not None
    assert mine.holder.window == one.window.desk.holding.window


def test_a_window_that_was_passed_over_with_nothing_to_save_reads_on(
    two: tuple[Desk, Desk, str], qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other, draft = two
    one.window.desk.holding._timer.stop()
    monkeypatch.setattr(holding, "PATIENCE", 0.1)
    read(other, draft)
    take_over(other, qtbot)
    one.window.desk.holding.look()
    qtbot.waitUntil(lambda: one.window.desk.reads_only, timeout=5_000)
    assert "taken over" in said(one) and len(one.store.drafts.rows()) == 1


def test_what_cannot_be_saved_is_not_given_away(
    two: tuple[Desk, Desk, str], qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other, draft = two
    monkeypatch.setattr(holding, "PATIENCE", 0.5)
    full = {"no_value": "UPDATE ON draft_values", "no_step": "INSERT ON journal", "no_more": "UPDATE ON journal"}
    with one.store.database.write() as connection:
        for name, when in full.items():
            connection.execute(f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, 'full'); END")
    one.type_into(TITLE, "Not on the disk yet")
    read(other, draft)
    take_over(other, qtbot)
    assert other.find(TITLE).text() == "Typed in the first" and writes(one)
    assert one.open_dialogs() == []  # it is said in the window, not asked again and again
    with one.store.database.write() as connection:
        for name in full:
            connection.execute(f"DROP TRIGGER {name}")
    assert one.window.desk.autosave.flush()
    assert titles(one.store) == {
        "Typed in the first": "Typed in the first",
        f"Not on the disk yet {MINE}": "Not on the disk yet",
    }


def test_when_the_other_window_closes_the_draft_it_can_be_edited_here(two: tuple[Desk, Desk, str], qtbot: Any) -> None:
    one, other, draft = two
    read(other, draft)
    one.do("close")
    qtbot.waitUntil(lambda: "no other window" in said(other), timeout=5_000)
    take_over(other, qtbot)
    assert said(other) == "" and other.window.desk.holding.mine


def test_opening_it_again_in_its_own_window_asks_nothing(two: tuple[Desk, Desk, str]) -> None:
    one, _, draft = two
    for _ in range(2):
        one.window.open_draft(draft)
        one.window.settle()
    one.do("show-drafts")
    one.pick(one.find("drafts"), 0)
    one.do("open")
    assert one.open_dialogs() == [] and writes(one)
    second = one.store.drafts.duplicate(draft).id
    one.window.open_draft(second)  # twice, before the first time has come to an end
    one.window.open_draft(second)
    one.window.settle()
    seen = one.store.opened.look(second)
    assert seen is not None and seen.holder is not None and seen.holder.window == one.window.desk.holding.window
    first = one.store.opened.look(draft)
    assert first is not None and first.holder is None


def test_a_draft_that_nobody_waited_for_is_not_kept(two: tuple[Desk, Desk, str]) -> None:
    one, other, draft = two
    second = one.store.drafts.duplicate(draft).id
    third = one.store.drafts.duplicate(draft).id
    other.window.open_draft(second)
    other.window.open_draft(third)
    other.window.settle()
    assert other.window.desk.draft_id == third
    seen = one.store.opened.look(second)
    assert seen is not None and seen.holder is None


def test_at_the_start_it_is_read_without_a_question(two: tuple[Desk, Desk, str]) -> None:
    one, other, draft = two
    one.window.places.remember_draft(draft, "")
    one.window.settle()
    other.window.start()
    other.window.settle()
    assert other.open_dialogs() == []
    assert other.window.desk.reads_only and "Take over" in other.find("form.hold.0").text()


def test_quiet_asks_nothing_and_says_it(two: tuple[Desk, Desk, str], monkeypatch: pytest.MonkeyPatch) -> None:
    _, other, draft = two
    monkeypatch.setenv("GATEWAYDESK_QUIET", "1")
    other.window.open_draft(draft)
    other.window.settle()
    assert other.open_dialogs() == [] and writes(other)
    assert said(other).startswith("This draft is also open in another window since ")


def test_a_draft_that_is_open_elsewhere_is_neither_deleted_nor_renamed(
    two: tuple[Desk, Desk, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other, draft = two
    failed: list[BaseException] = []
    other.window.desk.failed.connect(failed.append)
    other.window.desk.drafts.delete(draft, lambda: None)
    other.window.desk.drafts.rename(draft, "Another name")
    other.window.settle()
    assert [type(error) for error in failed] == [OpenedElsewhere, OpenedElsewhere]
    assert "is open in another window" in str(failed[0])
    assert [row.title for row in one.store.drafts.rows()] == ["Typed in the first"]
    one.window.desk.drafts.delete(draft, lambda: None)
    one.window.settle()
    assert one.store.drafts.rows() == []


def test_a_reader_is_told_that_the_draft_was_deleted(two: tuple[Desk, Desk, str], qtbot: Any) -> None:
    one, other, draft = two
    read(other, draft)
    one.window.desk.drafts.delete(draft, lambda: None)
    one.window.settle()
    qtbot.waitUntil(lambda: said(other) == "Read only: this draft has been deleted.", timeout=5_000)
    assert not other.window.actions_by_id["take-over"].isEnabled()


def test_a_database_that_takes_no_note_of_it_still_opens_drafts(desk: Desk) -> None:
    made = desk.store.drafts.create({}, schema="HDRUK/4.0.0", title="T")
    with desk.store.database.write() as connection:
        connection.execute("CREATE TRIGGER full BEFORE INSERT ON opened BEGIN SELECT RAISE(ABORT, 'full'); END")
    desk.window.desk.open(made.id, Way.WRITE)
    desk.window.settle()
    assert writes(desk) and said(desk) == ""


def test_every_action_that_changes_the_dataset_is_off_for_readers() -> None:
    rules = {action.id: action.rule for action in actions.ACTIONS}
    assert all(rules[name] is not actions._open for name in CHANGING)


def test_how_long_it_has_been_open_is_said_as_people_say_it() -> None:
    now = datetime(2026, 8, 7, 12, 0).astimezone()

    def told(**earlier: float) -> str:
        return since((now - timedelta(**earlier)).isoformat(), now)

    assert told(hours=1) == " since 11:00"
    assert told(days=1) == " since yesterday 12:00"
    assert told(days=40) == " since 28 June 2026"
    assert told(hours=-1) == ""  # the clock was set back meanwhile
    assert since("no time", now) == ""
