"""Rescue: the damaged file is kept, byte for byte, and what can be read of it is carried over."""

from __future__ import annotations

import re
import sqlite3
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatewaydesk.connection import Connection
from gatewaydesk.errors import StoreDamaged, StoreFull, StoreLocked
from gatewaydesk.store import Receipt, Store, migrations, rescue, salvage

PAGE = 4096
RECEIPT = Receipt("1", "", "p", "G", "hdruk", "T", "A/1", "active", "2026-03-01T00:00:00.000Z", "aa")


def fill(path: Path, drafts: int = 150) -> None:
    with Store.open(path) as store:
        store.connections.save(Connection("G", "hdruk", "https://x", {"team_id": 7}))
        store.settings.set("theme", "dark")
        for n in range(drafts):
            draft = store.drafts.create({"n": n, "text": "é" * 900}, schema="A/1", title=f"Draft {n}")
            row = begin(store, draft.id, n)
            if n % 3 == 0:
                store.outbox.sending(row)
                store.outbox.settle(row, replace(RECEIPT, dataset_id=str(n), draft_id=draft.id))
            elif n % 3 == 1:
                store.outbox.sending(row)
                store.outbox.unknown(row, "silence")
            else:
                store.outbox.refuse(row, "no")


def begin(store: Store, draft_id: str, n: int) -> str:
    return store.outbox.begin(
        draft_id, "G", "hdruk", f"T{n}", "A/1", method="POST", url="u", body=b"%d" % n, route="r", pid=f"p{n}"
    ).id


def root_page(path: Path, name: str) -> int:
    connection = sqlite3.connect(path)
    page: int = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,)).fetchone()[0]
    connection.close()
    return page


def leaf_pages(path: Path) -> list[int]:
    """Numbers of the pages that hold the rows of tables."""
    whole = path.read_bytes()
    return [at // PAGE for at in range(PAGE, len(whole), PAGE) if whole[at] == 0x0D]


def spoil(path: Path, page: int, length: int = PAGE // 2) -> bytes:
    whole = bytearray(path.read_bytes())
    whole[page * PAGE : page * PAGE + length] = b"\xa5" * length
    path.write_bytes(whole)
    return bytes(whole)


def test_a_sound_file_is_carried_over_whole(tmp_path: Path):
    path = tmp_path / "desk.sqlite3"
    fill(path)
    with Store.open(path) as store:
        before = (store.drafts.rows(), store.history.rows(), store.outbox.rows(), store.connections.all())
        values = [store.drafts.load(row.id).value for row in before[0]]
    done = rescue(path)
    with Store.open(path) as store:
        after = (store.drafts.rows(), store.history.rows(), store.outbox.rows(), store.connections.all())
        assert after == before
        assert [store.drafts.load(row.id).value for row in after[0]] == values
        assert store.settings.all() == {"theme": "dark"}
        store.database.look_through()
    assert "150 drafts, 50 receipts and 1 connections" in done.sentence
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_old_file_is_kept_under_a_dated_name(tmp_path: Path):
    path = tmp_path / "desk.sqlite3"
    path.write_bytes(b"\x93" * 9000)
    with pytest.raises(StoreDamaged):
        Store.open(path)
    kept = Store.rescue(path)
    assert re.fullmatch(r"desk\.damaged-\d{4}-\d\d-\d\d-\d{6}\.sqlite3", kept.name)
    assert kept.read_bytes() == b"\x93" * 9000
    with Store.open(path) as store:
        assert store.drafts.rows() == []
    second = Store.rescue(path)
    assert second != kept and second.exists() and kept.exists()
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".rescue")]


def test_truncated(tmp_path: Path):
    path = tmp_path / "desk.sqlite3"
    fill(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 6 // 10])
    with pytest.raises(StoreDamaged):
        Store.open(path)
    kept = Store.rescue(path)
    assert kept.read_bytes() == whole[: len(whole) * 6 // 10]
    with Store.open(path) as store:
        rows = store.drafts.rows()
        assert 50 < len(rows) < 150
        for row in rows:
            value = store.drafts.load(row.id).value
            assert value == {"n": int(row.title.split()[-1]), "text": "é" * 900}
        assert [one.name for one in store.connections.all()] == ["G"]


def test_each_page_of_rows_half_overwritten_costs_only_what_stood_on_it(tmp_path: Path):
    original = tmp_path / "original.sqlite3"
    fill(original)
    whole = original.read_bytes()
    small = [root_page(original, name) for name in ("connections", "settings")]
    for page in leaf_pages(original):
        path = tmp_path / f"page-{page}" / "desk.sqlite3"
        path.parent.mkdir()
        path.write_bytes(whole)
        spoiled = spoil(path, page)
        kept = Store.rescue(path)
        assert kept.read_bytes() == spoiled
        with Store.open(path) as store:
            store.database.look_through()
            rows = store.drafts.rows()
            assert len(rows) >= 145
            assert len(store.history.rows()) >= 20
            if page + 1 not in small:
                assert store.connections.all() == [Connection("G", "hdruk", "https://x", {"team_id": 7})]
            for row in rows:
                value = store.drafts.load(row.id).value
                assert value["text"] == "é" * 900
                assert row.schema == "A/1"
                assert row.title in (f"Draft {value['n']}", f"Rescued draft {value['n'] + 1}")


def grown(path: Path, drafts: int) -> None:
    """A file that began with the first version: its tables begin at other pages than those of a new file."""
    connection = sqlite3.connect(path)
    migrations.drafts(connection)
    migrations.stamp(connection, 1)
    connection.execute("INSERT INTO drafts VALUES (1, 'one', 'Old', 'A/1', 'old', 'c', 'c', NULL, 0, 0, 0, 0, 1)")
    connection.execute("INSERT INTO draft_values VALUES (1, 'A/1', ?)", ('"' + "x" * 50_000 + '"',))
    connection.commit()
    connection.close()
    fill(path, drafts)
    fresh = path.with_name("fresh.sqlite3")
    Store.open(fresh).close()
    assert root_page(path, "connections") != root_page(fresh, "connections")


def test_truncated_after_growing_from_a_version_1_file(tmp_path: Path):
    path = tmp_path / "desk.sqlite3"
    grown(path, 30)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 9 // 10])
    Store.rescue(path)
    with Store.open(path) as store:
        assert [one.name for one in store.connections.all()] == ["G"]
        assert len(store.drafts.load("one").value) == 50_000


def test_any_page_lost_of_a_file_that_grew_costs_only_what_stood_on_it(tmp_path: Path):
    """Pages of the schema and pages that lead to others as well: no row stands on those, so none is lost."""
    original = tmp_path / "original.sqlite3"
    grown(original, 120)
    whole = original.read_bytes()
    kinds = {0x05: 0, 0x0D: 0}
    for page in range(len(whole) // PAGE):
        kind = whole[page * PAGE + (100 if page == 0 else 0)]
        if kind not in kinds:
            continue
        kinds[kind] += 1
        path = tmp_path / f"page-{page}" / "desk.sqlite3"
        path.parent.mkdir()
        path.write_bytes(whole)
        spoil(path, page, PAGE)
        Store.rescue(path)
        with Store.open(path) as store:
            rows = [row for row in store.drafts.rows() if row.id != "one"]
            outbox, receipts = store.outbox.rows(), store.history.rows()
            if kind == 0x05:
                assert (len(rows), len(outbox), len(receipts)) == (120, 120, 40)
                assert not [row for row in rows if row.title.startswith("Rescued")]
            assert len(rows) >= 115
            assert len(outbox) >= 100
            assert len(receipts) >= 10
            values = [store.drafts.load(row.id).value for row in rows]
            assert all(value in ("x" * 50_000,) or value["text"] == "é" * 900 for value in values)
    assert kinds[0x05] > 2 and kinds[0x0D] > 10


def test_tables_are_told_apart_by_what_their_rows_hold(tmp_path: Path):
    with Store.open(tmp_path / "desk.sqlite3") as store, store.database.read() as connection:
        shapes = [salvage.shape_of(connection, table) for table in migrations.TABLES]
    for one in shapes:
        made = [
            None if c.is_rowid else {"INTEGER": 1, "BLOB": b"x"}.get(c.kind, salvage.Text(b"x")) for c in one.columns
        ]
        for until in range(1, len(made) + 1):
            if one.fits(tuple(made[:until]) + (None,) * (len(made) - until)):
                padded = (*made[:until], *[None] * (40 - until))
                assert [other.table for other in shapes if other.fits(padded)] == [one.table]


def test_versions_and_journal_come_along_and_the_last_version_stands_in_for_a_lost_value(tmp_path: Path):
    path = tmp_path / "desk.sqlite3"
    fill(path, 4)
    connection = sqlite3.connect(path)
    for number, name in ((1, "older"), (1, "newer"), (2, "of two")):
        connection.execute(
            "INSERT INTO versions (id, draft, name, why, made_at, schema, schema_sha256, sha256, value) "
            "VALUES (?, ?, ?, 'named', 'm', 'A/1', '', '', ?)",
            (f"v-{name}", number, name, zlib.compress(b'{"from":"%s"}' % name.encode())),
        )
        connection.execute(
            "INSERT INTO journal (draft, step, kind, change, told, made_at) "
            "VALUES (?, (SELECT count(*) + 1 FROM journal), 'do', '[]', 'Title changed', 'm')",
            (number,),
        )
    connection.execute("INSERT INTO opened (draft, window, owner, computer, since) VALUES (1, 'w', 'o', 'c', 's')")
    connection.execute("DELETE FROM draft_values WHERE number = 1")
    connection.commit()
    connection.close()
    Store.rescue(path)
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT name FROM versions ORDER BY number").fetchall() == [
        ("older",), ("newer",), ("of two",),
    ]  # fmt: skip
    assert connection.execute("SELECT draft FROM journal").fetchall() == [(2,)]
    assert connection.execute("SELECT count(*) FROM opened").fetchone() == (0,)
    assert connection.execute("SELECT value FROM draft_values WHERE number = 1").fetchone() == ('{"from":"newer"}',)
    connection.close()


@pytest.mark.parametrize("length", [16, 100, PAGE])
def test_the_first_page_overwritten_costs_nothing(tmp_path: Path, length: int):
    path = tmp_path / "desk.sqlite3"
    fill(path)
    spoil(path, 0, length)
    with pytest.raises(StoreDamaged):
        Store.open(path)
    Store.rescue(path)
    with Store.open(path) as store:
        assert len(store.drafts.rows()) == 150
        assert len(store.history.rows()) == 50


@pytest.fixture(scope="module")
def a_filled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("desk") / "desk.sqlite3"
    fill(path, 12)
    return path


fractions = st.floats(0, 1, exclude_max=True)
wounds = st.tuples(fractions, st.binary(min_size=1, max_size=60), st.sampled_from([1, 10, 100]))


@settings(max_examples=80)
@given(st.lists(wounds, min_size=1, max_size=4), st.just(1.0) | fractions)
def test_whatever_the_damage_a_usable_store_comes_out(
    tmp_path_factory: pytest.TempPathFactory, a_filled_file: Path, wounds: list[Any], left: float
):
    path = tmp_path_factory.mktemp("desk") / "desk.sqlite3"
    whole = a_filled_file.read_bytes()
    content = bytearray(whole)
    for place, junk, times in wounds:
        at = int(place * len(whole))
        content[at : at + len(junk) * times] = junk * times
    path.write_bytes(content[: int(left * len(content))])
    kept = Store.rescue(path)
    assert kept.exists()
    with Store.open(path) as store:
        store.database.look_through()
        for row in store.drafts.rows():
            store.drafts.load(row.id)
        assert store.history.csv()
        store.outbox.rows()
        store.drafts.create({}, schema="A/1", title="Goes on")


def test_another_programs_file_is_set_aside_and_nothing_of_it_is_taken(tmp_path: Path):
    path = tmp_path / "desk.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE settings (a, b)")
    connection.execute("CREATE TABLE draft_values (a)")
    connection.execute("INSERT INTO draft_values VALUES (1)")
    connection.execute("INSERT INTO settings VALUES (1, 2)")
    connection.commit()
    connection.close()
    Store.rescue(path)
    with Store.open(path) as store:
        assert store.drafts.rows() == [] and store.settings.all() == {}


def test_a_value_whose_title_was_lost_stands_as_a_rescued_draft(tmp_path: Path):
    path = tmp_path / "desk.sqlite3"
    fill(path, 5)
    spoil(path, root_page(path, "drafts") - 1)
    Store.rescue(path)
    with Store.open(path) as store:
        rows = store.drafts.rows("rescued")
        assert [row.title for row in rows] == [f"Rescued draft {n}" for n in (5, 4, 3, 2, 1)]
        assert store.drafts.load(rows[0].id).value["n"] == 4
        assert {row.schema for row in rows} == {"A/1"}


def test_what_was_on_its_way_is_not_forgotten(tmp_path: Path):
    path = tmp_path / "desk.sqlite3"
    fill(path, 6)
    Store.rescue(path)
    with Store.open(path) as store:
        states = sorted(row.state for row in store.outbox.rows())
        assert states == ["refused", "refused", "sent", "sent", "unknown", "unknown"]


def test_what_was_only_in_the_journal_is_rescued_too(tmp_path: Path):
    path = tmp_path / "desk.sqlite3"
    store = Store.open(path)
    store.drafts.create({"a": 1}, schema="A/1", title="In the journal")
    other = tmp_path / "other" / "desk.sqlite3"
    other.parent.mkdir()
    for ending in ("", "-wal"):
        other.with_name(other.name + ending).write_bytes(path.with_name(path.name + ending).read_bytes())
    store.close()
    content = {ending: other.with_name(other.name + ending).read_bytes() for ending in ("", "-wal")}
    kept = Store.rescue(other)
    assert {ending: kept.with_name(kept.name + ending).read_bytes() for ending in ("", "-wal")} == content
    with Store.open(other) as again:
        assert [row.title for row in again.drafts.rows()] == ["In the journal"]


def test_a_file_that_another_program_writes_to_is_left_alone(tmp_path: Path):
    path = tmp_path / "desk.sqlite3"
    fill(path, 3)
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreLocked):
        Store.rescue(path)
    writer.execute("ROLLBACK")
    writer.close()
    assert [one.name for one in tmp_path.iterdir() if "damaged" in one.name] == []


def test_nothing_to_rescue(tmp_path: Path):
    with pytest.raises(StoreFull, match="could not be set aside"):
        Store.rescue(tmp_path / "none" / "desk.sqlite3")
