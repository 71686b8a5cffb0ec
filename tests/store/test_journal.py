"""The journal: what was written is there, however it ended; it stays within its bounds, and damage costs little."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatewaydesk.document.document import Document
from gatewaydesk.document.steps import Kind
from gatewaydesk.store import Store, journal
from gatewaydesk.store.draft_rows import DraftChanged, DraftMissing
from gatewaydesk.store.journal import Note
from tests.document.test_document import exact
from tests.document.test_steps import do, sessions


class Writer:
    """A document whose changes go into the journal of a draft, as a window writes them."""

    def __init__(self, store: Store, value: Any) -> None:
        self.store = store
        made = store.drafts.create(copy.deepcopy(value), schema="S", title="T")
        self.id, self.revision, self.last = made.id, made.revision, None
        self.document = Document(copy.deepcopy(made.value))
        self.notes: list[Note] = []
        self.document.record(lambda kind, change: self.notes.append(Note(kind, change, f"{change.label} told")))

    def write(self) -> None:
        done = self.store.writing.append(self.id, self.notes, title="T", expected=self.revision, last=self.last)
        self.revision, self.last, self.notes = done.revision, done.last, []

    def type(self, text: str) -> None:
        for at in range(len(text)):
            self.document.set(("a",), text[: at + 1], label="change a", merge="type a")
            self.write()

    def reopened(self) -> Document:
        draft = self.store.drafts.load(self.id)
        document = Document(draft.value)
        document.recall(self.store.writing.left(self.id, draft.revision).history)
        return document


def rows(store: Store) -> list[tuple[Any, ...]]:
    with store.database.read() as connection:
        return connection.execute("SELECT step, kind, change, told FROM journal ORDER BY step").fetchall()


def spoil(store: Store, step: int) -> None:
    with store.database.write() as connection:
        connection.execute("UPDATE journal SET change = 'no JSON' WHERE step = ?", (step,))


def test_what_was_written_is_there_and_can_be_undone(store: Store) -> None:
    writer = Writer(store, {"a": "", "b": [1]})
    writer.type("A title")
    writer.document.end_merge()
    writer.document.insert(("b", 0), {"x": 1.0}, label="add to b")
    writer.write()
    again = writer.reopened()
    assert again.value == {"a": "A title", "b": [{"x": 1.0}, 1]}
    assert again.undo_label == "add to b"
    again.undo()
    again.undo()
    assert again.value == {"a": "", "b": [1]}
    assert again.undo_label is None
    again.redo()
    assert again.value["a"] == "A title"


def test_what_is_typed_goes_into_one_row(store: Store) -> None:
    writer = Writer(store, {"a": ""})
    writer.type("Typed in one go")
    assert len(rows(store)) == 1
    writer.document.end_merge()
    writer.type("Typed in one go and")
    assert len(rows(store)) == 2


@settings(max_examples=60)
@given(sessions(), st.data())
def test_however_it_is_written_and_checkpointed_the_same_is_read(
    one_store: Store, session: Any, data: st.DataObject
) -> None:
    writer = Writer(one_store, session[0])
    for act in session[1]:
        do(writer.document, *act)
        what = data.draw(st.sampled_from(["", "write", "write", "part", "whole", "compact"]))
        if what:
            writer.write()
        if what in ("part", "whole"):
            one_store.writing.checkpoint(writer.id, whole=what == "whole")
    writer.write()
    again = writer.reopened()
    assert exact(again.value) == exact(writer.document.value)
    assert again.redo_label == writer.document.redo_label
    while writer.document.undo() is not None:
        again.undo()
        assert exact(again.value) == exact(writer.document.value)
    assert again.undo() is None


@pytest.fixture(scope="module")
def one_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("desk") / "desk.sqlite3") as opened:
        yield opened


def test_somebody_elses_change_is_never_written_over(store: Store) -> None:
    writer = Writer(store, {"a": ""})
    writer.type("mine")
    store.drafts.save(writer.id, {"a": "theirs"}, title="T")
    writer.document.set(("a",), "mine again")
    with pytest.raises(DraftChanged):
        writer.write()
    assert store.drafts.load(writer.id).value == {"a": "theirs"}
    assert writer.reopened().undo() is None
    store.drafts.delete(writer.id)
    with pytest.raises(DraftChanged):
        writer.write()
    with pytest.raises(DraftMissing):
        store.writing.append("none", [], title="T")


def test_every_reader_sees_what_stands_only_in_the_journal(store: Store) -> None:
    writer = Writer(store, {"a": ""})
    writer.type("new")
    assert store.drafts.duplicate(writer.id).value == {"a": "new"}
    store.drafts.delete(store.drafts.duplicate(writer.id).id)
    found = store.drafts.holding({"a": "new"}, schema="S")
    assert found is not None
    assert store.drafts.holding({"a": ""}, schema="S") is None
    store.writing.checkpoint(writer.id, whole=True)
    for row in store.drafts.rows():
        store.drafts.delete(row.id) if row.id != writer.id else None
    found = store.drafts.holding({"a": "new"}, schema="S")
    assert found is not None and found.id == writer.id


def test_a_checkpoint_leaves_revision_and_steps_as_they_are(store: Store) -> None:
    writer = Writer(store, {"a": "", "b": [{"c": [{"d": n} for n in range(1200)]}] * 2, "e": {}, "f": []})
    for number in range(5):
        writer.document.set(("n",), number, label=f"to {number}")
        writer.write()
    assert not store.writing.checkpoint(writer.id, least=10)
    assert store.writing.checkpoint(writer.id)
    assert not store.writing.checkpoint(writer.id)
    assert store.drafts.load(writer.id).revision == writer.revision
    writer.type("goes on")
    assert store.writing.checkpoint(writer.id, whole=True)
    writer.type("goes on and on")
    again = writer.reopened()
    assert exact(again.value) == exact(writer.document.value)
    assert again.undo_label == "change a"
    again.undo()
    writer.document.undo()
    assert exact(again.value) == exact(writer.document.value)
    with store.database.read() as connection:
        held = connection.execute("SELECT value FROM draft_values").fetchone()[0]
    copied = store.drafts.create(store.drafts.load(writer.id).value, schema="S", title="T")
    with store.database.read() as connection:
        whole = connection.execute(
            "SELECT value FROM draft_values v JOIN drafts d USING (number) WHERE id = ?", (copied.id,)
        ).fetchone()[0]
    assert len(held) == len(whole) - len(" and on")


def test_a_damaged_row_costs_what_lies_behind_it_and_what_is_written_later_is_kept(store: Store) -> None:
    writer = Writer(store, {"n": 0})
    for number in range(1, 7):
        writer.document.set(("n",), number, label=f"to {number}")
        writer.write()
    spoil(store, 5)
    draft = store.drafts.load(writer.id)
    assert draft.value == {"n": 4}
    assert [one.words for one in store.writing.told(writer.id)][-2:] == ["Lost: to 5 told", "Lost: to 6 told"]
    again = writer.reopened()
    assert again.undo_label == "to 4"
    again.record(lambda kind, change: writer.notes.append(Note(kind, change)))
    again.set(("n",), 40, label="to 40")
    writer.last = None
    writer.write()
    assert store.drafts.load(writer.id).value == {"n": 40}
    spoil(store, 2)
    once_more = writer.reopened()
    assert once_more.value == {"n": 40}
    count = 0
    while once_more.undo() is not None:
        count += 1
    assert (count, once_more.value) == (3, {"n": 2})


def test_what_is_typed_on_after_a_checkpoint_goes_into_the_same_row_and_is_kept(store: Store) -> None:
    writer = Writer(store, {"a": "", "n": 0})
    writer.document.set(("n",), 1)
    writer.type("ty")
    assert store.writing.checkpoint(writer.id)
    writer.document.set(("a",), "typed", label="change a", merge="type a")
    writer.write()
    assert len(rows(store)) == 2
    assert store.drafts.load(writer.id).value == {"a": "typed", "n": 1}


def test_where_a_row_is_missing_nothing_later_is_put_on_top(store: Store) -> None:
    writer = Writer(store, {"list": ["a"]})
    for number in range(4):
        writer.document.insert(("list", 0), number)
        writer.write()
    with store.database.write() as connection:
        connection.execute("DELETE FROM journal WHERE step = 3")
    assert store.drafts.load(writer.id).value == {"list": [1, 0, "a"]}


def test_the_journal_stays_within_its_bounds(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_ROWS", 40)
    monkeypatch.setattr(journal, "MOST_WORDS", 30)
    writer = Writer(store, {"n": 0})
    for number in range(1, 301):
        writer.document.set(("n",), number, label=f"to {number % 100}")
        writer.write()
        if number % 20 == 0:
            assert store.writing.checkpoint(writer.id)
    kept = rows(store)
    assert len(kept) <= 40 + 30 + 20
    assert sum(1 for row in kept if row[2]) <= 40 + 20
    again = writer.reopened()
    count = 0
    while again.undo() is not None:
        count += 1
    assert 40 <= count <= 60
    assert again.value == {"n": 300 - count}


def test_long_steps_are_forgotten_sooner(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_CHARACTERS", 10_000)
    writer = Writer(store, {"n": ""})
    for number in range(20):
        writer.document.set(("n",), [f"{number}" * 1000], label=f"to {number}")
        writer.write()
    store.writing.checkpoint(writer.id, whole=True)
    assert sum(len(row[2]) for row in rows(store)) <= 10_000
    assert writer.reopened().undo_label == "to 19"


def test_a_typed_step_that_grows_long_is_still_one_step(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "_LONG_ROW", 200)
    writer = Writer(store, {"a": ""})
    writer.type("x" * 700)
    assert len(rows(store)) > 2
    again = writer.reopened()
    again.undo()
    assert again.value == {"a": ""}
    assert again.undo_label is None
    again.redo()
    assert again.value == {"a": "x" * 700}


def test_where_a_person_was_and_what_was_unfinished_is_kept_and_forgotten(store: Store) -> None:
    writer = Writer(store, {"a": ""})
    store.writing.keep_place(writer.id, {"section": "/a", "caret": 3})
    store.writing.keep_text(writer.id, {"text": "{ broken \ud800"})
    left = store.writing.left(writer.id, 1)
    assert (left.place, left.text) == ({"section": "/a", "caret": 3}, {"text": "{ broken \ud800"})
    store.writing.keep_text(writer.id, {})
    assert store.writing.left(writer.id, 1).text == {}
    store.writing.keep_place("none", {"section": "/a"})
    store.drafts.delete(writer.id)
    store.drafts.purge_deleted(-1)
    with store.database.read() as connection:
        assert connection.execute("SELECT count(*) FROM beside").fetchone()[0] == 0


KILLED = """
import os, sys
from pathlib import Path
from gatewaydesk.document.document import Document
from gatewaydesk.store import Store
from gatewaydesk.store.journal import Note
store = Store.open(Path(sys.argv[1]))
draft = store.drafts.create({"a": ""}, schema="S", title="T")
document, notes, last, revision = Document({"a": ""}), [], None, 1
document.record(lambda kind, change: notes.append(Note(kind, change)))
for at in range(50):
    document.set(("a",), "x" * at, label=f"to {at}")
    done = store.writing.append(draft.id, notes, title="T", expected=revision, last=last)
    revision, last, notes = done.revision, done.last, []
os.kill(os.getpid(), 9)
"""


def test_a_killed_process_loses_nothing_that_it_wrote(tmp_path: Path) -> None:
    path = tmp_path / "desk.sqlite3"
    ended = subprocess.run([sys.executable, "-c", KILLED, str(path)], env=os.environ, check=False)
    assert ended.returncode == -9
    with Store.open(path) as store:
        draft = store.drafts.load(store.drafts.rows()[0].id)
        assert draft.value == {"a": "x" * 49}
        assert len(store.writing.left(draft.id, draft.revision).history.done) == 49


def test_kinds_read_the_same_as_they_are_written() -> None:
    assert {one.value for one in Kind} == {"do", "more", "undo", "redo", "withdraw", "whole", "kept", "lost"}
