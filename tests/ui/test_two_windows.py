"""Two windows, or a window and a command, on the same drafts: nothing that anybody typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gatewaydesk.connection import Connection
from gatewaydesk.store import Base, Store
from gatewaydesk.store.draft_rows import DraftChanged

Desk = Any  # the fixture `desk`, see conftest.py
MINE = "(this window’s version)"


def titles(store: Store) -> dict[str, str]:
    return {row.title: store.drafts.load(row.id).value["summary"]["title"] for row in store.drafts.rows()}


def test_two_windows_on_one_draft_both_keep_what_was_typed(start: Callable[..., Desk]) -> None:
    one, two = start(), start()
    one.window.new_draft("HDRUK/4.0.0")
    one.window.settle()
    draft = one.window.desk.draft_id
    two.window.open_draft(draft)
    two.window.settle()
    one.type_into("field:/summary/title", "Written in the first")
    assert one.window.desk.autosave.flush()
    two.type_into("field:/summary/title", "Written in the second")
    assert two.window.desk.autosave.flush()
    assert titles(one.store) == {
        "Written in the first": "Written in the first",
        f"Written in the second {MINE}": "Written in the second",
    }
    assert f"Written in the second {MINE}" in two.window.notice.words
    assert two.window.desk.draft_id != draft
    assert one.window.notice.words == ""

    # Both go on in their own drafts, and no third one is made.
    one.type_into("field:/summary/abstract", "More from the first.")
    two.type_into("field:/summary/abstract", "More from the second.")
    assert one.window.desk.autosave.flush()
    assert two.window.desk.autosave.flush()
    rows = one.store.drafts.rows()
    assert len(rows) == 2
    held = {row.id: one.store.drafts.load(row.id).value["summary"]["abstract"] for row in rows}
    assert held == {draft: "More from the first.", two.window.desk.draft_id: "More from the second."}


def test_the_background_save_parts_as_well(desk: Desk, qtbot: Any) -> None:
    desk.window.new_draft("HDRUK/4.0.0")
    desk.window.settle()
    draft = desk.window.desk.draft_id
    with Store.open() as other:
        other.drafts.save(draft, {"summary": {"title": "By a command"}}, title="By a command")
    desk.type_into("field:/summary/title", "Typed here")
    qtbot.waitUntil(lambda: desk.window.windowTitle().endswith("— saved"), timeout=5_000)
    assert titles(desk.store) == {"By a command": "By a command", f"Typed here {MINE}": "Typed here"}


def test_what_parts_belongs_to_the_same_datasets(desk: Desk, qtbot: Any) -> None:
    desk.window.new_draft("HDRUK/4.0.0")
    desk.window.settle()
    draft = desk.window.desk.draft_id
    desk.store.bases.keep(Base(draft, "Before", "7", "", "mark", "HDRUK/4.0.0", "active"), {"summary": {}})
    desk.type_into("field:/summary/title", "Typed while both were one")
    assert desk.window.desk.autosave.flush()
    with Store.open() as other:
        other.drafts.save(draft, {"summary": {"title": "By a command"}}, title="By a command")
        qtbot.wait(5)  # so that the next moment is another one
        other.bases.keep(Base(draft, "Since", "8", "", "mark", "HDRUK/4.0.0", "active"), {"summary": {}})
    desk.type_into("field:/summary/title", "Typed here")
    assert desk.window.desk.autosave.flush()
    parted = desk.window.desk.draft_id
    assert parted != draft
    known = {one.gateway: (one.dataset_id, one.mark) for one in desk.store.bases.all_of_draft(parted)}
    assert known == {"Before": ("7", "mark"), "Since": ("8", "")}


def test_what_parts_can_be_sent_as_an_update_at_once(desk: Desk, qtbot: Any) -> None:
    desk.store.connections.save(Connection("Rehearsal", "hdruk", "https://g.example"))
    desk.window.connecting.refresh()
    desk.window.new_draft("HDRUK/4.0.0")
    desk.window.settle()
    draft = desk.window.desk.draft_id
    desk.store.bases.keep(Base(draft, "Rehearsal", "7", "", "mark", "HDRUK/4.0.0", "active"), {"summary": {}})
    desk.window.remoting.updates.look()
    desk.type_into("field:/summary/title", "Typed while both were one")
    assert desk.window.desk.autosave.flush()
    with Store.open() as other:
        other.drafts.save(draft, {"summary": {"title": "By a command"}}, title="By a command")
    desk.type_into("field:/summary/title", "Typed here")
    assert desk.window.desk.autosave.flush() and desk.window.desk.draft_id != draft
    qtbot.waitUntil(desk.window.actions_by_id["update"].isEnabled, timeout=5_000)


def test_a_draft_that_another_window_deleted_lives_on_in_the_one_that_writes_it(desk: Desk) -> None:
    desk.window.new_draft("HDRUK/4.0.0")
    desk.window.settle()
    with Store.open() as other:
        other.drafts.delete(desk.window.desk.draft_id)
    desk.type_into("field:/summary/title", "Still being written")
    assert desk.window.desk.autosave.flush()
    assert list(titles(desk.store)) == [f"Still being written {MINE}"]


def test_what_was_deleted_long_ago_goes_for_good_after_the_start(start: Callable[..., Desk]) -> None:
    desk = start()
    old = desk.store.drafts.create({}, schema="HDRUK/4.0.0", title="Long gone")
    new = desk.store.drafts.create({}, schema="HDRUK/4.0.0", title="Just now")
    for made in (old, new):
        desk.store.drafts.delete(made.id)
    with desk.store.drafts._database.write() as connection:
        connection.execute("UPDATE drafts SET deleted_at = '2020-01-01T00:00:00Z' WHERE id = ?", (old.id,))
    desk.window.start()
    desk.window.settle()
    assert [row.title for row in desk.store.drafts.rows(deleted=True)] == ["Just now"]


def test_a_save_that_expects_another_revision_writes_nothing() -> None:
    with Store.open() as store:
        made = store.drafts.create({"a": 1}, schema="S", title="T")
        assert store.drafts.save(made.id, {"a": 2}, title="T", expected=1) == 2
        with pytest.raises(DraftChanged):
            store.drafts.save(made.id, {"a": 3}, title="T", expected=1)
        assert store.drafts.load(made.id).value == {"a": 2}
