"""Bases: what a gateway held when a draft was pulled from it or sent to it last."""

from __future__ import annotations

from pathlib import Path

import pytest

from gatewaydesk.connection import Connection
from gatewaydesk.errors import StoreDamaged
from gatewaydesk.store import Base, DraftMissing, Store, rescue
from gatewaydesk.store.database import now
from gatewaydesk.store.merging import merge


@pytest.fixture
def draft(store: Store) -> str:
    return store.drafts.create({"title": "One"}, schema="A/1", title="One").id


def base(draft_id: str, dataset_id: str = "7", gateway: str = "G", mark: str = "m1", path: str = "") -> Base:
    return Base(draft_id, gateway, dataset_id, "pid", mark, "A/1", "active", path=path)


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
    store.bases.forget(draft, "H")
    assert store.bases.all_of_draft(draft) == [second]


def test_each_file_has_one_for_each_dataset_and_drafts_do_not_see_it(store: Store, draft: str):
    store.bases.keep(base("", mark="m0", path="/a"), {"title": "Old"})
    kept = store.bases.keep(base("", mark="m1", path="/a"), {"title": "New"})
    other = store.bases.keep(base("", dataset_id="8", path="/a"), {"title": "Other"})
    beside = store.bases.keep(base("", mark="m0", path="/b"), {"title": "Old"})
    assert store.bases.of_file("/a", "G") == [other, kept] and store.bases.value(kept) == {"title": "New"}
    assert store.bases.of_file("/b", "G") == [beside] and store.bases.value(beside) == {"title": "Old"}
    store.bases.forget_file("/a")
    assert store.bases.of_file("/a", "G") == [] == store.bases.of_file("/b", "H")
    assert store.bases.of_file("/b", "G") == [beside]
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


def test_a_connection_that_is_renamed_or_made_anew_keeps_what_grew_from_it(store: Store, draft: str):
    first, elsewhere = Connection("G", "hdruk", "https://one.example"), Connection("H", "hdruk", "https://two.example")
    store.connections.save(first)
    store.connections.save(elsewhere)
    kept = store.bases.keep(base(draft), {"title": "One"})
    store.connections.remove("G")
    store.connections.save(Connection("New", "hdruk", "https://one.example:443"))
    found = store.bases.of_draft(draft, "New")
    assert found is not None and found.gateway == "New" and store.bases.value(found) == {"title": "One"}
    assert store.bases.of_gateway("New") == [found] and store.bases.of_draft(draft, "H") is None
    store.bases.keep(base(draft, gateway="New", mark="m2"), {"title": "Two"})
    assert [one.mark for one in store.bases.all_of_draft(draft)] == ["m2"]
    store.connections.save(Connection("G", "hdruk", "https://three.example"))  # the name is another gateway's now
    store.bases.keep(base(draft, gateway="G", mark="m3"), {})
    assert [one.mark for one in store.bases.of_gateway("New")] == ["m2"]
    assert kept.gateway == "G"


def test_what_parted_from_a_draft_grew_from_the_same_but_for_what_came_later(store: Store, draft: str):
    kept = store.bases.keep(base(draft), {"title": "One"})
    moment = now()
    late = store.bases.keep(base(draft, gateway="H"), {"title": "Two"})
    with store.database.write() as connection:
        connection.execute("UPDATE bases SET pulled_at = '2999-01-01T00:00:00.000Z' WHERE gateway = 'H'")
    copy = store.drafts.create({"title": "Mine"}, schema="A/1", title="Mine", parted_from=draft).id
    store.bases.part(copy, draft, moment)
    same, unknown = store.bases.of_draft(copy, "G"), store.bases.of_draft(copy, "H")
    assert same is not None and unknown is not None
    assert (same.dataset_id, same.mark, store.bases.value(same)) == (kept.dataset_id, kept.mark, {"title": "One"})
    assert (unknown.dataset_id, unknown.mark, store.bases.value(unknown)) == (late.dataset_id, "", None)
    store.drafts.discard(draft)
    assert store.bases.of_draft(copy, "G") == same
