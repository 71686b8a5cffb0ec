"""Which window has which draft: one writes it, whoever is dead has none, and nobody loses anything by asking."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatewaydesk.errors import StoreProblem
from gatewaydesk.store import OpenedElsewhere, Store, owner
from gatewaydesk.store.draft_rows import DraftChanged
from gatewaydesk.store.opened import Holder


@pytest.fixture
def draft(store: Store) -> str:
    return store.drafts.create({"a": 1}, schema="A/1", title="Heights").id


def holder(store: Store, draft: str) -> Holder | None:
    seen = store.opened.look(draft)
    assert seen is not None
    return seen.holder


def change(store: Store, column: str, value: str) -> None:
    with store.database.write() as connection:
        connection.execute(f"UPDATE opened SET {column} = ?", (value,))


def test_the_first_window_has_it_and_the_second_is_told(store: Store, draft: str) -> None:
    assert store.opened.claim(draft, "one") is None
    assert store.opened.claim(draft, "one") is None
    found = store.opened.claim(draft, "two")
    assert found is not None and (found.window, found.computer) == ("one", "") and found.since.endswith("Z")
    store.opened.release(draft, "two")  # not its own
    assert holder(store, draft) == found
    store.opened.release(draft, "one")
    assert store.opened.claim(draft, "two") is None


def test_drafts_are_told_apart_by_their_ids_alone(store: Store, draft: str) -> None:
    same = store.drafts.create({"a": 1}, schema="A/1", title="Heights").id
    assert store.opened.claim(draft, "one") is None
    assert store.opened.claim(same, "two") is None


def test_who_is_dead_has_no_draft(store: Store, draft: str) -> None:
    store.opened.claim(draft, "one")
    change(store, "owner", "4194999 1.0")
    assert holder(store, draft) is None
    assert store.opened.claim(draft, "two") is None
    assert store.drafts.load(draft).revision == 1


def test_nobody_can_tell_whether_a_window_on_another_computer_lives(store: Store, draft: str) -> None:
    store.opened.claim(draft, "one")
    change(store, "owner", "4194999 1.0")
    change(store, "computer", "annas-laptop")
    found = store.opened.claim(draft, "two")
    assert found is not None and found.computer == "annas-laptop" and "“annas-laptop”" in found.where
    store.opened.seize(draft, "two")
    assert store.opened.claim(draft, "two") is None


@settings(max_examples=15)
@given(st.text(max_size=30))
def test_times_decide_nothing(since: str) -> None:
    with Store.open() as store:
        draft = store.drafts.create({}, schema="A/1", title="T").id
        store.opened.claim(draft, "one")
        change(store, "since", since)
        found = store.opened.claim(draft, "two")
        assert found is not None and found.window == "one"


def test_whoever_asks_is_heard_and_may_think_otherwise(store: Store, draft: str) -> None:
    store.opened.claim(draft, "one")
    store.opened.ask(draft, "two")
    assert getattr(holder(store, draft), "wanted", "") == "two"
    store.opened.withdraw(draft, "two")
    assert getattr(holder(store, draft), "wanted", "") == ""
    store.opened.ask(draft, "two")
    store.opened.release(draft, "one")
    assert store.opened.claim(draft, "two") is None
    store.opened.withdraw(draft, "two")  # it was got, and is not wanted any more
    assert holder(store, draft) is None


def test_what_a_window_that_was_passed_over_still_saves_goes_into_a_copy(store: Store, draft: str) -> None:
    store.opened.claim(draft, "one")
    store.opened.seize(draft, "two")
    revision = store.drafts.load(draft).revision
    store.opened.seize(draft, "two")
    assert store.drafts.load(draft).revision == revision
    with pytest.raises(DraftChanged):
        store.drafts.save(draft, {"a": 2}, title="Heights", expected=1)
    assert store.drafts.load(draft).value == {"a": 1}


def test_a_store_that_is_closed_has_nothing_open(store: Store, draft: str) -> None:
    with Store.open(store.path) as other:
        other.opened.claim(draft, "one")
        assert holder(store, draft) is not None
    assert holder(store, draft) is None


def test_a_draft_that_is_gone_is_open_nowhere(store: Store, draft: str) -> None:
    store.opened.claim(draft, "one")
    store.drafts.discard(draft)
    assert store.opened.look(draft) is None
    assert store.opened.claim(draft, "two") is None
    store.opened.refuse_open(draft, "")


def test_what_is_open_elsewhere_is_not_touched_and_that_is_said(store: Store, draft: str) -> None:
    store.opened.claim(draft, "one")
    store.opened.refuse_open(draft, "Close it there.", "one")
    with pytest.raises(OpenedElsewhere, match="“Heights” is open in another window") as raised:
        store.opened.refuse_open(draft, "Close it there.")
    assert isinstance(raised.value, StoreProblem) and raised.value.todo == "Close it there."


def test_of_many_that_want_it_at_once_one_gets_it(store: Store, draft: str) -> None:
    got: list[str] = []
    ready = threading.Barrier(8)

    def want(name: str) -> None:
        with Store.open(store.path) as mine:
            ready.wait()
            if mine.opened.claim(draft, name) is None:
                got.append(name)
            ready.wait()

    wanting = [threading.Thread(target=want, args=(str(at),)) for at in range(8)]
    for one in wanting:
        one.start()
    for one in wanting:
        one.join()
    assert len(got) == 1
    assert owner.is_alive(owner.me())
