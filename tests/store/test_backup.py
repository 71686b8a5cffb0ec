"""Backups: whole, made while others write, few, and gone back to without forgetting what was sent."""

from __future__ import annotations

import sqlite3
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.connection import Connection
from gatewaydesk.errors import Cancelled, StoreDamaged, StoreFull, StoreNewer
from gatewaydesk.store import AlreadySent, Receipt, Store, backup, database
from gatewaydesk.store.backup import DAYS, WEEKS, Backup
from gatewaydesk.store.draft_rows import DraftChanged

RECEIPT = Receipt("77", "", "p", "G", "hdruk", "T", "A/1", "active", "2026-03-01T00:00:00.000Z", "aa")


@pytest.fixture
def store(tmp_path: Path):
    with Store.open(tmp_path / "desk" / "desk.sqlite3") as one:
        yield one


def send(store: Store, draft_id: str, title: str) -> None:
    row = store.outbox.begin(
        draft_id, "G", "hdruk", title, "A/1", method="POST", url="https://x/y", body=title.encode(), route="r", pid="p"
    )
    store.outbox.sending(row.id)
    store.outbox.settle(row.id, RECEIPT)


def as_rows(store: Store) -> object:
    return [(row.id, row.title, store.drafts.load(row.id).value) for row in store.drafts.rows()]


def test_a_backup_is_a_whole_database_for_this_person_only(store: Store):
    for n in range(40):
        store.drafts.create({"n": n, "text": "x" * 5000}, schema="A/1", title=f"Draft {n}")
    assert backup.due(store.path)
    made = backup.make(store.database)
    assert not backup.due(store.path)
    assert backup.due(store.path, date.today() + timedelta(1))
    assert backup.due(store.path, date.today() - timedelta(1))  # the clock went back
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert made.path.parent.stat().st_mode & 0o777 == 0o700
    assert sorted(one.name for one in made.path.parent.iterdir()) == [made.path.name]
    found = backup.content(made.path)
    assert (found.drafts, found.receipts, found.problem) == (40, 0, "")
    assert found.titles == ("Draft 39", "Draft 38", "Draft 37")
    with Store.open(made.path) as copy:
        assert as_rows(copy) == as_rows(store)


def test_others_write_while_a_backup_is_made(store: Store):
    draft = store.drafts.create({"n": 0}, schema="A/1", title="Shared")
    for n in range(300):
        store.drafts.create({"text": "x" * 20_000}, schema="A/1", title=f"Draft {n}")
    stop, saved = threading.Event(), [0]

    def write() -> None:
        while not stop.is_set():
            saved[0] += 1
            store.drafts.save(draft.id, {"n": saved[0]}, title="Shared")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(5):
            assert backup.content(backup.make(store.database, "asked").path).drafts == 301
    finally:
        stop.set()
        writer.join()
    assert saved[0] > 0


def test_going_back_takes_drafts_back_and_can_be_taken_back(store: Store):
    kept = store.drafts.create({"a": 1}, schema="A/1", title="Kept")
    store.settings.set("theme", "dark")
    store.connections.save(Connection("G", "hdruk", "https://x"))
    made = backup.make(store.database)
    then = as_rows(store)
    store.drafts.save(kept.id, {"a": 2}, title="Changed", expected=1)
    store.drafts.create({"b": 1}, schema="A/1", title="Later")
    store.settings.set("theme", "light")
    store.connections.remove("G")
    later = as_rows(store)
    before = backup.restore(store.database, made.path)
    assert as_rows(store) == then
    assert store.settings.all() == {"theme": "dark"}
    assert [one.name for one in store.connections.all()] == ["G"]
    assert before.why == "before" and backup.content(before.path).drafts == 2
    backup.restore(store.database, before.path)
    assert sorted(as_rows(store)) == sorted(later)  # type: ignore[call-overload]
    store.database.look_through()


def test_what_was_sent_stays_known_and_is_not_sent_twice(store: Store):
    first = store.drafts.create({"a": 1}, schema="A/1", title="First")
    send(store, first.id, "sent before the backup")
    made = backup.make(store.database)
    second = store.drafts.create({"b": 1}, schema="A/1", title="Second")
    send(store, second.id, "sent after it")
    sent, receipts = store.outbox.rows(), store.history.rows()
    backup.restore(store.database, made.path)
    assert store.history.rows() == receipts and len(receipts) == 2
    assert store.outbox.rows() == sent
    with pytest.raises(AlreadySent):
        send(store, second.id, "sent after it")


def test_a_window_that_shows_what_was_there_does_not_save_it_over_what_came_back(store: Store):
    draft = store.drafts.create({"n": 0}, schema="A/1", title="T")
    made = backup.make(store.database)
    store.drafts.save(draft.id, {"n": 1}, title="T")
    backup.restore(store.database, made.path)
    store.drafts.load(draft.id)
    for known in (1, 2):
        with pytest.raises(DraftChanged):
            store.drafts.save(draft.id, {"n": 5}, title="T", expected=known)
    store.drafts.save(draft.id, {"n": 5}, title="T", expected=store.drafts.load(draft.id).revision)


def test_no_backup_of_what_is_damaged_and_earlier_ones_stay(store: Store, monkeypatch: pytest.MonkeyPatch):
    for n in range(50):
        store.drafts.create({"text": "x" * 3000}, schema="A/1", title=f"Draft {n}")
    good = backup.make(store.database)
    path = store.path
    store.close()
    whole = bytearray(path.read_bytes())
    whole[20 * 4096 : 20 * 4096 + 2000] = b"\xa5" * 2000
    path.write_bytes(whole)
    monkeypatch.setattr(database, "_LOOK_THROUGH_BELOW", 0)
    with Store.open(path) as opened, pytest.raises(StoreDamaged, match="no backup was made"):
        backup.make(opened.database)
    assert [one.path for one in backup.backups(path)] == [good.path]
    assert [one.name for one in good.path.parent.iterdir()] == [good.path.name]


def test_damage_that_was_seen_is_looked_for_at_the_next_start_however_large_the_file(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    for n in range(50):
        store.drafts.create({"text": "x" * 3000}, schema="A/1", title=f"Draft {n}")
    path = store.path
    store.close()
    whole = path.read_bytes()
    path.write_bytes(whole[: 20 * 4096] + b"\xa5" * 2000 + whole[20 * 4096 + 2000 :])
    monkeypatch.setattr(database, "_LOOK_THROUGH_BELOW", 0)
    with Store.open(path) as opened, pytest.raises(StoreDamaged):
        backup.make(opened.database)
    with pytest.raises(StoreDamaged):
        Store.open(path)
    Store.rescue(path)
    Store.open(path).close()
    assert not database.suspicion(path).exists()


def test_a_damaged_or_newer_backup_is_refused_and_nothing_changes(store: Store):
    store.drafts.create({"text": "x" * 30_000}, schema="A/1", title="One")
    made = backup.make(store.database)
    before = as_rows(store)
    whole = bytearray(made.path.read_bytes())
    connection = sqlite3.connect(made.path)
    connection.execute("PRAGMA user_version=99")
    connection.close()
    assert "newer" in backup.content(made.path).problem
    with pytest.raises(StoreNewer):
        backup.restore(store.database, made.path)
    whole[4096:] = b"\xa5" * (len(whole) - 4096)
    made.path.write_bytes(whole)
    assert "damaged" in backup.content(made.path).problem
    with pytest.raises(StoreDamaged, match="backup is damaged"):
        backup.restore(store.database, made.path)
    assert as_rows(store) == before
    assert len(backup.backups(store.path)) == 1


def test_a_backup_from_an_older_program_is_brought_up_to_date(store: Store, monkeypatch: pytest.MonkeyPatch):
    store.drafts.create({"n": 0}, schema="A/1", title="Present")
    old = backup.folder_of(store.path) / "000001-2026-01-01-daily.sqlite3"
    old.parent.mkdir()
    connection = sqlite3.connect(old)
    steps = backup.migrations.STEPS
    for step in steps[:8]:
        step(connection)
    backup.migrations.stamp(connection, 8)
    connection.execute("INSERT INTO drafts VALUES (1, 'one', 'Old', 'A/1', 'old', 'c', 'c', NULL, 0, 0, 0, 0, 1, '')")
    connection.execute("INSERT INTO draft_values VALUES (1, 'A/1', '{}', '')")
    connection.commit()
    connection.close()
    backup.restore(store.database, old)
    assert [row.title for row in store.drafts.rows()] == ["Old"]
    assert store.drafts.load("one").value == {}


def test_cancelled_or_without_room_nothing_is_left_behind(store: Store):
    store.drafts.create({"text": "x" * 30_000}, schema="A/1", title="One")
    with pytest.raises(Cancelled):
        backup.make(store.database, cancelled=lambda: True)
    folder = backup.folder_of(store.path)
    assert list(folder.iterdir()) == []
    folder.rmdir()
    folder.write_text("in the way")
    with pytest.raises(StoreFull, match="backup could not be written"):
        backup.make(store.database)


def one(number: int, day: date, why: backup.Why = "daily") -> Backup:
    return Backup(Path(f"{number}"), number, day, why, 1, 0.0)


def kept_of(days: list[date]) -> list[date]:
    """What is left when a backup is made on each of these days, one after the other."""
    there: list[Backup] = []
    for number, day in enumerate(days):
        if any(other.day == day for other in there):
            continue
        there.insert(0, one(number, day))
        gone = backup.no_longer_needed(there)
        there = [other for other in there if other not in gone]
    return [other.day for other in there]


def test_seven_days_and_four_weeks_are_kept():
    today = date(2026, 11, 21)
    left = kept_of([today - timedelta(n) for n in range(200, -1, -1)])
    assert left[:DAYS] == [today - timedelta(n) for n in range(DAYS)]
    assert len(left) == DAYS + WEEKS
    assert len({day.isocalendar()[:2] for day in left[DAYS:]}) == WEEKS
    assert left[-1] >= today - timedelta(days=DAYS + 7 * (WEEKS + 1))


@given(st.lists(st.dates(date(2025, 1, 1), date(2027, 1, 1)), max_size=120))
def test_however_the_clock_jumps_few_are_kept_and_the_newest_always(days: list[date]):
    left = kept_of(days)
    assert len(left) <= DAYS + WEEKS
    assert len(left) >= min(len(set(days)), DAYS)
    if days and days[-1] not in days[:-1]:
        assert left[0] == days[-1]


def test_those_that_were_asked_for_do_not_push_out_the_daily_ones():
    today = date(2026, 11, 21)
    there = [one(100 - n, today, "asked") for n in range(20)] + [
        one(n, today - timedelta(9 - n)) for n in range(9, 2, -1)
    ]
    left = [other for other in there if other not in backup.no_longer_needed(there)]
    assert sum(other.why == "asked" for other in left) == 5
    assert sum(other.why == "daily" for other in left) == 7


def test_the_backup_of_the_day_is_made_at_the_end_where_it_is_due(store: Store):
    store.drafts.create({}, schema="A/1", title="One")
    made = backup.make_if_due(store.database)
    assert made is not None and made.why == "daily" and backup.content(made.path).drafts == 1
    assert backup.make_if_due(store.database) is None
    made.path.unlink()
    assert backup.make_if_due(store.database, seconds=-1) is None  # it would take too long
    assert backup.backups(store.path) == []
    assert backup.last_usable(store.path) is None
