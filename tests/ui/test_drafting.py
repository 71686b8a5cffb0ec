"""Autosave in the window: the journal takes every change, steps outlive the window, the value is written at a rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtTest import QTest

from gatewaydesk.document import jsonio
from gatewaydesk.paths import resource_root
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.store import Store
from gatewaydesk.ui import drafting
from gatewaydesk.ui.tasks import Tasks
from tests.soak import kill

Desk = Any  # the fixture `desk`, see conftest.py


def begin(desk: Desk) -> Any:
    desk.window.new_draft("HDRUK/4.0.0")
    desk.window.settle()
    return desk.window.current_model


def stored_title(store: Store) -> Any:
    """The title in the value as it stands, without what is put on top of it."""
    with store.database.read() as connection:
        return connection.execute("SELECT json_extract(value, '$.summary.title') FROM draft_values").fetchone()[0]


def test_undo_and_redo_outlive_the_window(start: Callable[..., Desk]) -> None:
    desk = start()
    model = begin(desk)
    before = model.authoring.document.value.copy()
    desk.type_into("field:/summary/title", "First")
    desk.type_into("field:/summary/abstract", "Second")
    desk.do("undo")
    titles = (model.authoring.undo_label, model.authoring.redo_label)
    desk.close()
    desk = start()
    desk.window.start()
    desk.window.settle()
    model = desk.window.current_model
    assert (model.authoring.undo_label, model.authoring.redo_label) == titles
    desk.do("redo")
    assert model.authoring.document.value["summary"] == {"title": "First", "abstract": "Second"}
    while desk.window.actions_by_id["undo"].isEnabled():
        desk.do("undo")
    assert model.authoring.document.value == before
    assert desk.window.desk.autosave.flush()
    assert desk.store.drafts.load(desk.window.desk.draft_id).value == before


def test_keys_write_steps_and_a_rest_writes_the_value(desk: Desk, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(desk)
    desk.type_into("field:/summary/title", "Typed")
    desk.window.current_model.authoring.end_merge()
    desk.type_into("field:/summary/abstract", "Typed as well")
    assert desk.window.desk.autosave.flush()
    assert stored_title(desk.store) is None
    assert desk.store.drafts.load(desk.window.desk.draft_id).value["summary"]["title"] == "Typed"
    monkeypatch.setattr(drafting, "_WORTH", 1)
    desk.window.desk.autosave._rest.start(0)
    qtbot.waitUntil(lambda: stored_title(desk.store) == "Typed", timeout=5_000)
    assert desk.window.current_model.authoring.undo_label is not None


def test_a_draft_that_is_put_away_is_written_whole(desk: Desk) -> None:
    begin(desk)
    desk.type_into("field:/summary/title", "Put away")
    desk.window.desk.close()
    desk.window.settle()
    assert stored_title(desk.store) == "Put away"


def test_what_happened_is_told_in_words(desk: Desk) -> None:
    begin(desk)
    desk.type_into("field:/summary/title", "A")
    desk.type_into("field:/summary/abstract", "B")
    desk.do("undo")
    assert desk.window.desk.autosave.flush()
    told = [one.words for one in desk.store.writing.told(desk.window.desk.draft_id)]
    assert told[0] == "Summary › Title filled in"
    assert told[-1].startswith("Undone: Summary › Abstract ")


def test_half_of_a_character_pair_is_said_and_once_it_is_gone_all_is_saved(qapp: Any) -> None:
    with Store.open() as store:
        authoring = Authoring(Catalogue().load("HDRUK/4.0.0"), {"summary": {"title": "Before"}})
        draft = store.drafts.create(authoring.document.value, schema="HDRUK/4.0.0", title="Before").id
        tasks = Tasks()
        saving = drafting.Autosave(store, tasks)
        saving.watch(authoring, draft, 1)
        authoring.document.set(("summary", "abstract"), "half \ud800")
        assert not saving.flush()
        assert "half of a character pair" in saving.trouble
        assert store.drafts.load(draft).value["summary"] == {"title": "Before"}
        authoring.document.set(("summary", "abstract"), "whole")
        assert saving.flush()
        assert store.drafts.load(draft).value["summary"] == {"title": "Before", "abstract": "whole"}
        authoring.document.set(("summary", "title"), "After")
        assert saving.stop()
        tasks.wait()
        assert store.drafts.load(draft).value["summary"] == {"title": "After", "abstract": "whole"}
        tasks.close()


def test_the_list_shows_the_counts_of_the_last_check(desk: Desk, qtbot: Any) -> None:
    begin(desk)
    editor = desk.find("field:/summary/title")
    editor.setFocus()
    QTest.keyClicks(editor, "T")
    qtbot.waitUntil(lambda: desk.store.drafts.rows()[0].counts[0] == 1, timeout=5_000)


def test_the_list_says_what_is_wrong_and_nothing_where_nobody_knows(desk: Desk, qtbot: Any) -> None:
    def said() -> str:
        return str(desk.window.drafts.rows.model().index(0, 2).data())

    value = jsonio.read_file(resource_root() / "examples" / "HDRUK-4.0.0.json")
    value["summary"]["contactPoint"] = " a@example.org"
    desk.window.new_draft("HDRUK/4.0.0", value)
    desk.window.settle()
    desk.window.show_page("drafts")
    desk.window.settle()
    assert said().endswith(" required, 1 wrong")
    model = desk.window.current_model
    model.authoring.document.set(("summary", "contactPoint"), "a@example.org")
    qtbot.waitUntil(lambda: said().endswith(" required"))
    model.authoring.document.set(("summary", "doiName"), 7)
    qtbot.waitUntil(lambda: said().endswith(", 1 wrong"))
    (row,) = desk.store.drafts.rows()
    desk.store.drafts.save(row.id, value, title=row.title, counts=row.counts)  # by somebody who has not checked it
    assert desk.store.drafts.rows()[0].wrong is None


def test_a_killed_window_goes_on_where_it_was() -> None:
    found = kill.kills(3, seed=5)
    assert found.runs == 3 and found.edits > 0
    assert not found.damaged
    assert not found.steps_lost
    assert max(found.lost, default=0) <= 1


def test_many_edits_leave_a_bounded_database() -> None:
    replayed = kill.replay(600)
    assert replayed.same and replayed.steps > 100
    assert replayed.database[-1] < 20_000_000
