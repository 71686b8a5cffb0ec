"""Drafts: what was written comes back the same, and nothing disappears by accident."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatewaydesk.errors import FileProblem, StoreDamaged, StoreProblem
from gatewaydesk.store import Draft, DraftMissing, DraftRow, Receipt, Store
from gatewaydesk.store.database import stamp


def sent(store: Store, draft_id: str, gateway: str, dataset_id: str, sent_at: str) -> None:
    body = f"{gateway}{dataset_id}".encode()
    row = store.outbox.begin(
        draft_id, gateway, "hdruk", "T", "A/1", method="POST", url="http://x", body=body, route="r", pid=dataset_id
    )
    store.outbox.sending(row.id)
    store.outbox.settle(
        row.id,
        Receipt(dataset_id, "", row.pid, gateway, "hdruk", "T", "A/1", "active", sent_at, row.sha256, "", draft_id),
    )


def test_the_names_that_others_rely_on():
    names = ["id", "title", "schema", "created_at", "changed_at", "counts", "sent_to", "dataset_id"]
    names += ["revision", "deleted_at", "schema_sha256", "wrong"]
    assert [one.name for one in fields(DraftRow)] == names
    assert [one.name for one in fields(Draft)] == [*names, "value", "refused"]


def test_create_save_load(store: Store):
    made = store.drafts.create({"a": 1}, schema="HDRUK/4.0.0", title="First", counts=(1, 2, 3, 4))
    assert store.drafts.load(made.id) == made
    assert made.created_at.endswith("Z") and made.revision == 1 and made.deleted_at == ""
    assert store.drafts.save(made.id, {"a": 2}, title="Second", counts=(2, 2, 4, 4)) == 2
    again = store.drafts.load(made.id)
    assert (again.value, again.title, again.counts, again.revision) == ({"a": 2}, "Second", (2, 2, 4, 4), 2)
    assert again.changed_at >= made.changed_at and again.created_at == made.created_at


def test_what_a_gateway_refused_is_kept_with_the_value_that_it_refused(store: Store):
    made = store.drafts.create({"a": 1}, schema="A/1", title="First")
    assert made.refused == store.drafts.load(made.id).refused == ""
    store.drafts.refuse(made.id, "[1]")
    assert store.drafts.load(made.id).refused == "[1]"
    assert store.drafts.load(made.id).revision == made.revision
    assert store.drafts.duplicate(made.id).refused == ""
    store.drafts.save(made.id, {"a": 2}, title="First", refused="[2]")
    assert store.drafts.load(made.id).refused == "[2]"
    store.drafts.save(made.id, {"a": 3}, title="First")
    assert store.drafts.load(made.id).refused == ""
    store.drafts.refuse("no such draft", "[1]")


def test_a_draft_is_still_there_after_a_restart(store: Store):
    made = store.drafts.create({"a": [1.0, 1, None, ""]}, schema="A/1", title="Kept")
    store.close()
    with Store.open(store.path) as again:
        assert again.drafts.load(made.id) == made


numbers = (
    st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(allow_nan=False, allow_infinity=False).filter(lambda one: not str(one).lstrip("-").isdecimal())
)
texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=15,
)


def exact(value: Any) -> Any:
    """The value with its order and its kinds of number made visible: 1, 1.0 and true differ."""
    if isinstance(value, dict):
        return [(name, exact(below)) for name, below in value.items()]
    if isinstance(value, list):
        return ["list", *map(exact, value)]
    if isinstance(value, (float, Decimal)):
        # A decimal that a float holds without loss may come back as that float.
        return ("number", Decimal(repr(value)) if isinstance(value, float) else value)
    return (type(value).__name__, value)


@pytest.fixture(scope="module")
def one_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("desk") / "desk.sqlite3") as opened:
        yield opened


@settings(max_examples=150)
@given(values, values, texts)
def test_any_value_comes_back_the_same(one_store: Store, first: Any, second: Any, title: str):
    made = one_store.drafts.create(first, schema="A/1", title=title)
    assert exact(made.value) == exact(first)
    one_store.drafts.save(made.id, second, title=title)
    loaded = one_store.drafts.load(made.id)
    assert exact(loaded.value) == exact(second)
    assert loaded.title == title
    assert made.id in {row.id for row in one_store.drafts.rows(title.strip())}


def test_numbers_keep_their_kind(store: Store):
    value = {"a": 1.0, "b": 1, "c": True, "d": Decimal("0.1000000000000000000000000000000001"), "e": 10**40}
    loaded = store.drafts.load(store.drafts.create(value, schema="A/1", title="T").id).value
    assert [(type(one), one) for one in loaded.values()] == [(type(one), one) for one in value.values()]


def test_a_value_that_no_file_can_hold_is_refused_and_the_old_one_stays(store: Store):
    made = store.drafts.create({"a": "good"}, schema="A/1", title="T")
    with pytest.raises(FileProblem, match="half of a character pair"):
        store.drafts.save(made.id, {"a": "\ud800"}, title="T")
    with pytest.raises(StoreProblem, match="half of a character pair"):
        store.drafts.rename(made.id, "\ud800")
    assert store.drafts.load(made.id) == made


def test_rows_are_newest_change_first(store: Store):
    ids = [store.drafts.create({}, schema="A/1", title=f"Draft {n}").id for n in range(5)]
    assert [row.id for row in store.drafts.rows()] == ids[::-1]
    time.sleep(0.002)
    store.drafts.save(ids[1], {}, title="Draft 1")
    assert store.drafts.rows()[0].id == ids[1]


@pytest.mark.parametrize(
    ("search", "titles"),
    [
        ("", ["100% done", "under_score", "ÉTUDE 100"]),
        ("  ", ["100% done", "under_score", "ÉTUDE 100"]),
        ("étude", ["ÉTUDE 100"]),
        ("100%", ["100% done"]),
        ("_", ["under_score"]),
        ("%", ["100% done"]),
        ("\\", []),
        ("HDRUK/4", ["ÉTUDE 100"]),
        ("' OR 1=1 --", []),
    ],
)
def test_search(store: Store, search: str, titles: list[str]):
    store.drafts.create({"note": "100"}, schema="A/1", title="under_score")
    store.drafts.create({}, schema="HDRUK/4.0.0", title="ÉTUDE 100")
    store.drafts.create({}, schema="A/1", title="100% done")
    assert sorted(row.title for row in store.drafts.rows(search)) == titles


def test_search_follows_a_new_title(store: Store):
    made = store.drafts.create({}, schema="A/1", title="Before")
    store.drafts.rename(made.id, "Äfter")
    assert [row.title for row in store.drafts.rows("äFTER")] == ["Äfter"]
    store.drafts.save(made.id, {}, title="Öther")
    assert [row.title for row in store.drafts.rows("öTH")] == ["Öther"]
    assert store.drafts.rows("before") == store.drafts.rows("äfter") == []


def test_where_it_was_sent_comes_from_the_newest_receipt(store: Store):
    one = store.drafts.create({}, schema="A/1", title="One")
    two = store.drafts.create({}, schema="A/1", title="Two")
    sent(store, one.id, "Late", "22", "2026-03-01T00:00:00.000Z")
    sent(store, one.id, "Early", "11", "2026-02-01T00:00:00.000Z")
    rows = {row.title: (row.sent_to, row.dataset_id) for row in store.drafts.rows()}
    assert rows == {"One": ("Late", "22"), "Two": ("", "")}
    assert store.drafts.load(one.id).dataset_id == "22"
    assert store.drafts.load(two.id).sent_to == ""


def test_duplicate(store: Store):
    first = store.drafts.create({"a": 1.0}, schema="A/1", title="First", counts=(1, 2, 3, 4))
    sent(store, first.id, "G", "1", "2026-03-01T00:00:00.000Z")
    copy = store.drafts.duplicate(first.id)
    assert (copy.title, copy.value, copy.counts, copy.schema) == ("Copy of First", {"a": 1.0}, (1, 2, 3, 4), "A/1")
    assert copy.id != first.id and store.drafts.load(copy.id).sent_to == ""


def test_delete_restore_and_purge(store: Store):
    made = store.drafts.create({"a": 1}, schema="A/1", title="T")
    sent(store, made.id, "G", "1", "2026-03-01T00:00:00.000Z")
    store.drafts.delete(made.id)
    assert store.drafts.rows() == []
    assert [row.id for row in store.drafts.rows(deleted=True)] == [made.id]
    assert store.drafts.purge_deleted() == 0
    store.drafts.restore(made.id)
    assert store.drafts.load(made.id).value == {"a": 1}
    store.drafts.delete(made.id)
    long_ago = stamp(datetime.now(UTC) - timedelta(days=31))
    with store.database.write() as connection:
        connection.execute("UPDATE drafts SET deleted_at = ?", (long_ago,))
    store.drafts.delete(made.id)  # deleting twice does not start the 30 days again
    assert store.drafts.purge_deleted() == 1
    with pytest.raises(DraftMissing):
        store.drafts.load(made.id)
    with store.database.read() as connection:
        assert connection.execute("SELECT count(*) FROM draft_values").fetchone()[0] == 0
    assert [receipt.draft_id for receipt in store.history.rows()] == [made.id]


@pytest.mark.parametrize(
    "act",
    [
        lambda drafts: drafts.load("none"),
        lambda drafts: drafts.save("none", {}, title="T"),
        lambda drafts: drafts.rename("none", "T"),
        lambda drafts: drafts.delete("none"),
        lambda drafts: drafts.restore("none"),
        lambda drafts: drafts.duplicate("none"),
    ],
)
def test_a_draft_that_is_not_there(store: Store, act: Any):
    with pytest.raises(DraftMissing, match="no longer"):
        act(store.drafts)


def test_a_value_that_was_damaged_is_said(store: Store):
    made = store.drafts.create({"a": 1}, schema="A/1", title="T")
    with store.database.write() as connection:
        connection.execute("UPDATE draft_values SET value = '{\"a\": 1'")
    with pytest.raises(StoreDamaged, match="“T” can no longer be read"):
        store.drafts.load(made.id)
    with store.database.write() as connection:
        connection.execute("UPDATE draft_values SET value = CAST(X'227BFF22' AS TEXT)")
    with pytest.raises(StoreDamaged):
        store.drafts.load(made.id)


def test_ten_thousand_drafts(store: Store, record_property: Any):
    with store.database.write():
        for n in range(10_000):
            store.drafts.create({"text": "x" * 2000}, schema="HDRUK/4.0.0", title=f"Draft {n}")
    for name, search, count in (("list", "", 10_000), ("search", "DRAFT 99", 111)):
        start = time.perf_counter()
        assert len(store.drafts.rows(search)) == count
        record_property(f"{name}_ms", round((time.perf_counter() - start) * 1000, 1))
    with store.database.read() as connection:
        plan = connection.execute(
            "EXPLAIN QUERY PLAN SELECT number FROM drafts WHERE deleted_at IS NULL "
            "ORDER BY changed_at DESC, number DESC"
        ).fetchall()
    assert "drafts_by_change" in str(plan) and "TEMP B-TREE" not in str(plan)


def test_a_row_can_be_turned_into_json(store: Store):
    store.drafts.create({}, schema="A/1", title="T")
    assert asdict(store.drafts.rows()[0])["counts"] == (0, 0, 0, 0)


def test_a_draft_is_found_by_exactly_what_it_holds(store: Store):
    value = {"title": "é", "n": [1, 1.0, None]}
    made = store.drafts.create(value, schema="A/1", title="T")
    found = store.drafts.holding({"title": "é", "n": [1, 1.0, None]}, schema="A/1")
    assert found is not None and found.id == made.id
    assert store.drafts.holding({"title": "é", "n": [1, 1, None]}, schema="A/1") is None
    assert store.drafts.holding(value, schema="B/1") is None
    store.drafts.delete(made.id)
    assert store.drafts.holding(value, schema="A/1") is None


def test_a_discarded_draft_is_gone_for_good(store: Store):
    made = store.drafts.create({"a": 1}, schema="A/1", title="T")
    store.drafts.discard(made.id)
    assert store.drafts.rows() == [] == store.drafts.rows(deleted=True)


def test_a_draft_that_another_process_is_sending_is_not_discarded(store: Store):
    made = store.drafts.create({"a": 1}, schema="A/1", title="T")
    store.outbox.begin(made.id, "G", "hdruk", "T", "A/1", method="POST", url="u", body=b"1", route="r", pid="p")
    store.drafts.discard(made.id)
    assert [row.id for row in store.drafts.rows()] == [made.id]


def test_a_draft_knows_the_version_of_its_schema(store: Store) -> None:
    draft = store.drafts.create({}, schema="A/1", title="A", schema_sha256="aa")
    store.drafts.create({}, schema="A/1", title="B")
    assert store.drafts.load(draft.id).schema_sha256 == "aa"
    assert {row.schema_sha256 for row in store.drafts.rows()} == {"aa", ""}
    copy = store.drafts.duplicate(draft.id)
    store.drafts.pin(draft.id, "bb")
    store.drafts.delete(copy.id)
    assert store.drafts.pins() == {"aa", "bb"}  # what was deleted can be restored
    assert store.drafts.load(draft.id).revision == draft.revision
