"""Lists of very many rows: read in parts, moved a row at a time, and read anew only where something is new."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gatewaydesk.store import Receipt, Store, history
from gatewaydesk.ui.panels import page

Desk = Any  # the fixture `desk`, see conftest.py
ROWS = 150


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "_PART", 50)
    monkeypatch.setattr(page, "_UNSEEN", 10)


def receipt(at: int) -> Receipt:
    sent = f"2026-01-01T10:{at // 60:02}:{at % 60:02}.000Z"
    return Receipt(str(at), "1", f"pid-{at}", "G", "hdruk", f"Cohort {at}", "HDRUK/4.0.0", "active", sent, "0" * 64)


def add_receipts(store: Store, start: int, stop: int) -> None:
    with store.database.write() as connection:
        for at in range(start, stop):
            history.add(connection, f"row-{at}", receipt(at))


def add_drafts(store: Store) -> list[str]:
    return [store.drafts.create({}, schema="HDRUK/4.0.0", title=f"Draft {at}").id for at in range(ROWS)]


def shown(desk: Desk, name: str) -> list[str]:
    return [row.title for row in desk.window.pages[name].rows.rows_model.rows]


def scroll_down(desk: Desk, name: str) -> None:
    bar = desk.window.pages[name].rows.verticalScrollBar()
    bar.setValue(bar.maximum())
    desk.window.settle()


@contextmanager
def counted(store: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Tells of every call of a method, which does as always."""
    calls: list[str] = []
    real: Callable[..., Any] = getattr(store, name)

    def call(*given: Any, **named: Any) -> Any:
        calls.append(name)
        return real(*given, **named)

    with monkeypatch.context() as patch:
        patch.setattr(store, name, call)
        yield calls


def test_history_is_read_in_parts_as_it_is_scrolled_and_says_how_many_there_are(desk: Desk) -> None:
    add_receipts(desk.store, 0, ROWS)
    desk.window.show_page("history")
    desk.window.settle()
    rest = desk.find("history.rest")
    assert shown(desk, "history") == [f"Cohort {ROWS - 1 - at}" for at in range(50)]
    assert rest.isVisible() and rest.text() == "The first 50 of 150 are shown. Scroll for more."
    scroll_down(desk, "history")
    assert len(shown(desk, "history")) == 100
    scroll_down(desk, "history")
    assert shown(desk, "history") == [f"Cohort {ROWS - 1 - at}" for at in range(ROWS)]
    assert not rest.isVisible()


def test_what_a_search_finds_is_read_in_parts_too(desk: Desk) -> None:
    add_receipts(desk.store, 0, ROWS)
    desk.window.show_page("history")
    desk.window.settle()
    QTest.keyClicks(desk.window.pages["history"].search, "cohort 12")
    QTest.qWait(200)
    desk.window.settle()
    assert len(shown(desk, "history")) == 11 and not desk.find("history.rest").isVisible()
    QTest.keyClick(desk.window.pages["history"].search, Qt.Key.Key_Backspace)
    QTest.qWait(200)
    desk.window.settle()
    assert len(shown(desk, "history")) == 50 and "of " in desk.find("history.rest").text()


def test_rows_that_came_from_elsewhere_meanwhile_are_not_shown_twice(desk: Desk) -> None:
    add_receipts(desk.store, 0, 90)
    desk.window.show_page("history")
    desk.window.settle()
    add_receipts(desk.store, 90, 95)  # by another process: nobody told this window
    scroll_down(desk, "history")
    titles = shown(desk, "history")
    assert len(titles) == len(set(titles)) == 90


def test_export_is_whole_however_much_is_shown(desk: Desk) -> None:
    add_receipts(desk.store, 0, ROWS)
    assert desk.store.history.csv().count("\r\n") == ROWS + 1


def test_a_save_moves_one_row_and_reads_no_list(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = add_drafts(desk.store)
    add_receipts(desk.store, 0, 3)
    desk.window.show_page("drafts")
    desk.window.settle()
    desk.window.open_draft(ids[140])
    desk.window.settle()
    with (
        counted(desk.store.drafts, "rows", monkeypatch) as drafts,
        counted(desk.store.history, "rows", monkeypatch) as receipts,
        counted(desk.store.outbox, "rows", monkeypatch) as outbox,
    ):
        desk.type_into("field:/summary/title", "Typed")
        assert desk.window.desk.autosave.flush()
        desk.window.settle()
        assert (drafts, receipts, outbox) == ([], [], [])
    titles = shown(desk, "drafts")
    assert titles[0] == "Typed" and "Draft 140" not in titles
    desk.window.show_page("drafts")
    desk.window.settle()
    assert shown(desk, "drafts")[:2] == ["Typed", "Draft 149"]


def test_a_draft_that_is_saved_leaves_a_search_that_it_no_longer_fits(desk: Desk) -> None:
    ids = add_drafts(desk.store)
    desk.window.open_draft(ids[77])
    desk.window.show_page("drafts")
    desk.window.settle()
    QTest.keyClicks(desk.window.pages["drafts"].search, "draft 77")
    QTest.qWait(200)
    desk.window.settle()
    assert shown(desk, "drafts") == ["Draft 77"]
    desk.window.show_form()
    desk.type_into("field:/summary/title", "Other")
    assert desk.window.desk.autosave.flush()
    desk.window.settle()
    assert shown(desk, "drafts") == []


def test_the_selected_row_stays_selected_while_another_one_moves(desk: Desk) -> None:
    ids = add_drafts(desk.store)
    desk.window.show_page("drafts")
    desk.window.settle()
    drafts = desk.window.drafts
    desk.pick(drafts.rows, 3)
    chosen = drafts.current.id
    desk.store.drafts.rename(ids[148], "Renamed")
    drafts.draft_saved(ids[148])
    desk.window.settle()
    assert shown(desk, "drafts")[0] == "Renamed"
    assert drafts.current.id == chosen


def test_history_is_read_anew_only_when_there_is_a_new_receipt(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    add_receipts(desk.store, 0, 3)
    desk.window.reactions.drafts_changed()
    desk.window.settle()
    with counted(desk.store.history, "rows", monkeypatch) as receipts:
        desk.window.reactions.drafts_changed()
        desk.window.settle()
        assert receipts == []
        add_receipts(desk.store, 3, 4)
        desk.window.reactions.drafts_changed()
        desk.window.settle()
    assert receipts == ["rows"] and shown(desk, "history")[0] == "Cohort 3"
