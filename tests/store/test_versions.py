"""Versions: what was kept comes back the same, named ones stay, and the others never grow without bound."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.errors import StoreDamaged
from gatewaydesk.store import DraftMissing, Store
from gatewaydesk.store.database import stamp
from gatewaydesk.store.versions import MOST, ROOM, Kept, VersionMissing, too_many


@pytest.fixture
def draft(store: Store) -> str:
    return store.drafts.create({"a": 1}, schema="A/1", title="First", schema_sha256="aa").id


def test_a_version_comes_back_as_it_was_kept(store: Store, draft: str) -> None:
    value = {"b": 1.0, "a": [1, True, None, ""], "long": Decimal("0.1000000000000000000000000001"), "ü": "😀"}
    made = store.versions.keep(draft, value, why="named", name="Before the review")
    assert made is not None
    version, again = store.versions.load(made.id)
    assert version == made == store.versions.rows(draft)[0]
    assert repr(again) == repr(value)
    assert (made.name, made.why, made.schema, made.schema_sha256) == ("Before the review", "named", "A/1", "aa")
    assert made.named and made.made_at.endswith("Z") and len(made.sha256) == 64


def test_versions_are_told_newest_first_however_the_clock_jumped(store: Store, draft: str) -> None:
    for number in range(3):
        store.versions.keep(draft, {"a": number}, why="named", name=str(number))
    with store.database.write() as connection:
        connection.execute("UPDATE versions SET made_at = '1999-01-01T00:00:00.000Z' WHERE name = '2'")
    assert [one.name for one in store.versions.rows(draft)] == ["2", "1", "0"]


def test_what_is_kept_already_is_not_kept_again_but_under_a_name(store: Store, draft: str) -> None:
    assert store.versions.keep(draft, {"a": 1}, why="opened") is not None
    assert store.versions.keep(draft, {"a": 1}, why="sent") is None
    assert store.versions.keep(draft, {"a": 1}, why="named", name="Mine") is not None
    assert store.versions.keep(draft, {"a": 2}, why="sent") is not None
    assert store.versions.keep(draft, {"a": 1}, why="opened") is not None
    assert [one.why for one in store.versions.rows(draft)] == ["opened", "sent", "named", "opened"]


def test_a_version_that_got_a_name_stays(store: Store, draft: str) -> None:
    made = store.versions.keep(draft, {"a": 0}, why="opened")
    assert made is not None
    store.versions.rename(made.id, "The good one")
    for number in range(1, 3 * MOST):
        store.versions.keep(draft, {"a": number}, why="before")
    rows = store.versions.rows(draft)
    assert rows[-1].name == "The good one" and rows[-1].named
    assert len(rows) <= MOST + 1
    assert store.versions.load(rows[0].id)[1] == {"a": 3 * MOST - 1}


def test_a_version_can_be_deleted(store: Store, draft: str) -> None:
    made = store.versions.keep(draft, {"a": 0}, why="named", name="x")
    assert made is not None
    store.versions.delete(made.id)
    assert store.versions.rows(draft) == []
    for again in (store.versions.delete, store.versions.load, lambda id: store.versions.rename(id, "y")):
        with pytest.raises(VersionMissing):
            again(made.id)


def test_versions_go_with_their_draft_and_belong_to_no_other(store: Store, draft: str) -> None:
    other = store.drafts.create({}, schema="A/1", title="Other").id
    store.versions.keep(draft, {"a": 0}, why="named", name="x")
    store.versions.keep(other, {"a": 0}, why="sent", name="Practice")
    store.drafts.delete(draft)
    assert [one.name for one in store.versions.rows(draft)] == ["x"]  # it can be restored, and they with it
    store.drafts.purge_deleted(older_than_days=-1)
    assert store.versions.rows(draft) == []
    assert [one.name for one in store.versions.rows(other)] == ["Practice"]
    with pytest.raises(DraftMissing):
        store.versions.keep(draft, {}, why="opened")


@pytest.mark.parametrize("damage", ["value = x'00'", "value = substr(value, 1, 12)", "sha256 = 'no'", "value = 'text'"])
def test_a_damaged_version_says_so_and_leaves_the_others(store: Store, draft: str, damage: str) -> None:
    one = store.versions.keep(draft, {"a": ["long enough"] * 9}, why="named", name="x")
    two = store.versions.keep(draft, {"a": 2}, why="named", name="y")
    assert one is not None and two is not None
    with store.database.write() as connection:
        connection.execute(f"UPDATE versions SET {damage} WHERE name = 'x'")
    with pytest.raises(StoreDamaged, match="can no longer be read"):
        store.versions.load(one.id)
    assert store.versions.load(two.id)[1] == {"a": 2}


kept = st.builds(
    Kept,
    number=st.just(0),
    why=st.sampled_from(["named", "sent", "opened", "before"]),
    made_at=st.integers(0, 3000).map(lambda days: stamp(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=days))),
    size=st.integers(1, 2 * ROOM) | st.integers(1, 1000),
)


@given(st.lists(kept, max_size=200))
def test_thinning_keeps_named_ones_and_the_newest_and_stays_within_bounds(drawn: list[Kept]) -> None:
    rows = [Kept(-at, one.why, one.made_at, one.size) for at, one in enumerate(drawn)]
    gone = set(too_many(rows))
    left = [one for one in rows if one.number not in gone]
    unnamed = [one for one in rows if one.why != "named"]
    assert {one.number for one in rows if one.why == "named"} <= {one.number for one in left}
    assert not unnamed or unnamed[0] in left
    staying = [one for one in left if one.why != "named"]
    assert len(staying) <= MOST
    assert len(staying) <= 1 or sum(one.size for one in staying) <= ROOM
    assert too_many(left) == []  # to thin again takes nothing more


def test_of_long_work_each_day_and_then_each_month_stays() -> None:
    begin = datetime(2026, 12, 31, 12, tzinfo=UTC)
    rows: list[Any] = [Kept(-at, "opened", stamp(begin - timedelta(hours=6 * at)), 100) for at in range(4 * 365)]
    gone = set(too_many(rows))
    days = [one.made_at[:10] for one in rows if one.number not in gone]
    assert days[:12] == [one.made_at[:10] for one in rows[:12]]  # the newest ones
    assert set(days) >= {f"2026-12-{day:02}" for day in range(13, 32)}
    assert {day[:7] for day in days} == {one.made_at[:7] for one in rows}


def test_decades_of_months_end_at_the_bound() -> None:
    rows = [Kept(-at, "opened", f"{2040 - at // 12}-{12 - at % 12:02}-01T00:00:00.000Z", 9) for at in range(5 * MOST)]
    assert len(rows) - len(too_many(rows)) == MOST
