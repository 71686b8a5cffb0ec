"""Another program holds the database: the window says so, goes on, and can be left; nothing freezes it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from gatewaydesk.store import Store
from gatewaydesk.ui import drafting

Desk = Any  # the fixture `desk`, see conftest.py
HOLDING = "Another program is holding the database of drafts and history. It is tried again until it works."


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GATEWAYDESK_QUIET", raising=False)
    monkeypatch.setattr(drafting, "RETRY", 50)


@pytest.fixture
def held(desk: Desk) -> Iterator[tuple[Desk, sqlite3.Connection]]:
    """A window with a draft in which something is typed, while another program writes to the database."""
    desk.window.new_draft("HDRUK/4.0.0", {"summary": {"title": "Before"}})
    desk.window.settle()
    for line in desk.store.database._lines:
        line.connection.execute("PRAGMA busy_timeout = 300")
    other = sqlite3.connect(desk.store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    desk.window.current_model.authoring.document.set(("summary", "title"), "After")
    yield desk, other
    if other.in_transaction:
        other.execute("ROLLBACK")
    other.close()


class Person:
    """Waits for the dialog, reads it and then does something: the window is alive as long as such a timer runs."""

    def __init__(self, does: Callable[[Any], object]) -> None:
        self.words = ""
        self._does = does
        self._timer = QTimer(interval=10)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        one: Any = QApplication.activeModalWidget()
        if one is not None and one.objectName() == "dialog.saving":
            self.words = one.words.text()
            self._timer.stop()
            self._does(one)


def titles(store: Store) -> list[str]:
    return [store.drafts.load(row.id).value["summary"]["title"] for row in store.drafts.rows()]


def test_backups_wait_in_words_and_open_when_the_other_program_is_done(held: tuple[Desk, sqlite3.Connection]) -> None:
    desk, other = held
    person = Person(lambda _: QTimer.singleShot(500, lambda: other.execute("ROLLBACK")))
    desk.do("backups")
    assert "another program" in person.words
    assert desk.dialog("backups").isVisible()
    assert titles(desk.store) == ["After"]


def test_a_person_need_not_wait(held: tuple[Desk, sqlite3.Connection]) -> None:
    desk, other = held
    person = Person(lambda dialog: dialog.reject_button.click())
    desk.window.actions_by_id["backups"].trigger()
    assert person.words and "dialog.backups" not in desk.open_dialogs()
    assert desk.window.current_model.authoring.title == "After"
    other.execute("ROLLBACK")
    assert desk.window.desk.autosave.flush() and titles(desk.store) == ["After"]


def test_what_is_known_to_be_in_the_way_is_said(held: tuple[Desk, sqlite3.Connection]) -> None:
    desk, other = held

    def until_it_is_said(dialog: Any) -> None:
        looks = QTimer(dialog, interval=20)
        looks.timeout.connect(
            lambda: other.execute("ROLLBACK") if dialog.words.text() == HOLDING and other.in_transaction else None
        )
        looks.start()

    person = Person(until_it_is_said)
    desk.do("backups")
    assert person.words and "dialog.backups" in desk.open_dialogs()


def test_closing_can_be_taken_back_and_done_without_the_last_changes(held: tuple[Desk, sqlite3.Connection]) -> None:
    desk, other = held
    back = Person(lambda dialog: dialog.reject_button.click())
    assert not desk.window.close() and back.words and desk.window.isVisible()
    leaving = Person(lambda dialog: desk.find("dialog.saving.leave", dialog).click())
    assert desk.window.close() and leaving.words
    other.execute("ROLLBACK")


def test_closing_goes_on_by_itself_when_the_other_program_is_done(held: tuple[Desk, sqlite3.Connection]) -> None:
    desk, other = held
    person = Person(lambda _: QTimer.singleShot(300, lambda: other.execute("ROLLBACK")))
    assert desk.window.close()
    assert person.words
    assert titles(desk.store) == ["After"]


def test_what_another_window_asks_for_is_given_once_it_is_saved(held: tuple[Desk, sqlite3.Connection]) -> None:
    desk, other = held
    person = Person(lambda dialog: dialog.reject_button.click())
    draft = desk.window.desk.draft_id
    desk.window.desk.holding.asked.emit(draft)
    assert not desk.window.desk.reads_only and not person.words
    other.execute("ROLLBACK")
    desk.window.settle()
    desk.window.desk.holding.asked.emit(draft)
    assert desk.window.desk.reads_only and titles(desk.store) == ["After"]
