"""Bases: what a gateway held when a draft was pulled from it or sent to it last."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gatewaydesk.errors import StoreDamaged
from gatewaydesk.store import Base, DraftMissing, Store, rescue
from gatewaydesk.store.merging import merge


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "desk.sqlite3") as opened:
        yield opened


@pytest.fixture
def draft(store: Store) -> str:
    return store.drafts.create({"title": "One"}, schema="A/1", title="One").id


def base(draft_id: str, dataset_id: str = "7", gateway: str = "G", mark: str = "m1") -> Base:
    return Base(draft_id, gateway, dataset_id, "pid", mark, "A/1", "active")


def test_a_draft_has_one_base_on_each_gateway(store: Store, draft: str):
    first = store.bases.keep(base(draft), {"title": "Ü", "number": 1.0})
    assert first.pulled_at.endswith("Z") and store.bases.of_draft(draft, "G") == first
    assert repr(store.bases.value(first)) == repr({"title": "Ü", "number": 1.0})
    second = store.bases.keep(base(draft, dataset_id="8", mark="m2"), {"title": "Two"})
    assert store.bases.all_of_draft(draft) == [second]
    other = store.bases.keep(base(draft, gateway="H"), {"title": "Three"})
    assert store.bases.all_of_draft(draft) == [other, second]
    assert store.bases.value(second) == {"title": "Two"} and store.bases.of_draft(draft, "H") == other
    assert store.bases.of_draft("", "G") is None and store.bases.all_of_draft("") == []
    store.bases.forget(draft, "H", "7")
    assert store.bases.all_of_draft(draft) == [second]


def test_a_file_has_one_for_each_dataset_and_drafts_do_not_see_it(store: Store, draft: str):
    store.bases.keep(base("", mark="m0"), {"title": "Old"})
    kept = store.bases.keep(base("", mark="m1"), {"title": "New"})
    other = store.bases.keep(base("", dataset_id="8"), {"title": "Other"})
    assert store.bases.of_file("G", "7") == kept and store.bases.value(kept) == {"title": "New"}
    assert store.bases.of_file("G", "8") == other and store.bases.of_file("H", "7") is None
    assert store.bases.of_draft(draft, "G") is None and store.bases.of_gateway("G") == []


def test_the_bases_of_a_gateway_are_those_of_drafts_in_the_list(store: Store, draft: str):
    kept = store.bases.keep(base(draft), {})
    store.bases.keep(base("", dataset_id="9"), {})
    assert store.bases.of_gateway("G") == [kept]
    store.drafts.delete(draft)
    assert store.bases.of_gateway("G") == [] and store.bases.of_draft(draft, "G") == kept
    store.drafts.restore(draft)
    assert store.bases.of_gateway("G") == [kept]


def test_it_goes_with_its_draft(store: Store, draft: str):
    kept = store.bases.keep(base(draft), {"title": "One"})
    store.drafts.discard(draft)
    with pytest.raises(StoreDamaged):
        store.bases.value(kept)
    with store.database.read() as connection:
        assert connection.execute("SELECT count(*) FROM bases").fetchone()[0] == 0
    with pytest.raises(DraftMissing):
        store.bases.keep(base("gone"), {})


def test_a_damaged_value_is_said_and_can_be_pulled_anew(store: Store, draft: str):
    kept = store.bases.keep(base(draft), {"title": "One"})
    with store.database.write() as connection:
        connection.execute("UPDATE bases SET value = x'00'")
    with pytest.raises(StoreDamaged, match="can no longer be read"):
        store.bases.value(kept)
    assert store.bases.value(store.bases.keep(base(draft), {"title": "Two"})) == {"title": "Two"}


def test_it_comes_along_to_another_computer_and_through_a_rescue(tmp_path: Path):
    with Store.open(tmp_path / "there.sqlite3") as there:
        draft = there.drafts.create({"title": "One"}, schema="A/1", title="One").id
        kept = there.bases.keep(base(draft), {"title": "One"})
        file = there.bases.keep(base("", dataset_id="9"), {"title": "File"})
    with Store.open(tmp_path / "here.sqlite3") as here:
        merge(here.database, tmp_path / "there.sqlite3")
        assert here.bases.of_draft(draft, "G") == kept and here.bases.value(kept) == {"title": "One"}
    rescue(tmp_path / "there.sqlite3")
    with Store.open(tmp_path / "there.sqlite3") as there:
        assert there.bases.of_draft(draft, "G") == kept and there.bases.value(kept) == {"title": "One"}
        assert there.bases.value(file) == {"title": "File"}
