"""History: receipts are found again, exported safely, and never changed."""

from __future__ import annotations

import csv
import io
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.errors import StoreProblem
from gatewaydesk.store import Receipt, Store, history

BASE = Receipt(
    "41", "7", "pid-1", "Practice", "hdruk", "Étude de cœur", "HDRUK/4.0.0", "active", "2026-03-01T10:00:00.000Z", "aa"
)


def add(store: Store, *receipts: Receipt) -> None:
    with store.database.write() as connection:
        start = connection.execute("SELECT count(*) FROM receipts").fetchone()[0]
        for at, receipt in enumerate(receipts):
            history.add(connection, f"row {start + at}", receipt)


def test_the_names_that_others_rely_on():
    names = "dataset_id version_id pid gateway system title schema status sent_at sha256 web_url draft_id action ids"
    assert [one.name for one in fields(Receipt)] == names.split()


def test_newest_first_and_limited(store: Store):
    receipts = [replace(BASE, dataset_id=str(n), sent_at=f"2026-03-0{n}T00:00:00.000Z") for n in (2, 3, 1)]
    add(store, *receipts)
    assert [one.dataset_id for one in store.history.rows()] == ["3", "2", "1"]
    assert [one.dataset_id for one in store.history.rows(limit=2)] == ["3", "2"]
    assert store.history.rows()[0] == receipts[1]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("éTUDE", ["41"]),
        ("41", ["41"]),
        ("practice", ["41"]),
        ("PID-1", ["41"]),
        ("4.0.0", ["41"]),
        ("%", []),
        ("aa", []),
        ("gateway two", ["42"]),
    ],
)
def test_search(store: Store, search: str, found: list[str]):
    add(store, BASE, replace(BASE, dataset_id="42", title="x", pid="p", gateway="Gateway Two", schema="A/1"))
    assert [one.dataset_id for one in store.history.rows(search)] == found


@pytest.mark.parametrize("what", ["UPDATE receipts SET title = 'x'", "DELETE FROM receipts"])
def test_a_receipt_is_never_changed_or_deleted(store: Store, what: str):
    add(store, BASE)
    with pytest.raises(StoreProblem, match="never changed or deleted"), store.database.write() as connection:
        connection.execute(what)
    assert store.history.rows() == [BASE]


def test_csv_has_a_header_and_no_formulas(store: Store):
    add(store, replace(BASE, title='=HYPERLINK("http://x")', gateway='Two\nlines, "quoted"', dataset_id="-1"))
    text = store.history.csv()
    assert text.startswith("dataset_id,version_id,pid,") and text.endswith("\r\n")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["title"] == '\'=HYPERLINK("http://x")'
    assert row["dataset_id"] == "'-1"
    assert row["gateway"] == 'Two\nlines, "quoted"'


@given(st.text(st.characters(exclude_categories=["Cs"]).filter(lambda c: c != "\0")))
def test_csv_reads_back_whatever_the_title(tmp_path_factory: pytest.TempPathFactory, title: str):
    with Store.open(tmp_path_factory.mktemp("desk") / "desk.sqlite3") as store:
        add(store, replace(BASE, title=title))
        (row,) = csv.DictReader(io.StringIO(store.history.csv(), newline=""))
    assert row["title"] in (title, "'" + title)
    assert row["title"][:1] not in tuple("=+-@\t\r")


def test_a_hundred_thousand_receipts_are_searched_without_reading_them_all(store: Store):
    add(store, BASE)
    with store.database.read() as connection:
        plan = connection.execute(
            "EXPLAIN QUERY PLAN SELECT number FROM receipts WHERE instr(sought, 'x') > 0 "
            "ORDER BY sent_at DESC, number DESC LIMIT 200"
        ).fetchall()
    assert "COVERING INDEX receipts_by_time" in str(plan) and "TEMP B-TREE" not in str(plan)


def test_the_datasets_of_a_draft_are_those_that_it_was_sent_as_and_that_were_not_deleted_since(store: Store):
    def one(dataset: str, action: str, day: int, draft: str = "d", gateway: str = "Practice") -> Receipt:
        sent_at = f"2026-03-0{day}T00:00:00.000Z"
        return replace(BASE, dataset_id=dataset, action=action, sent_at=sent_at, draft_id=draft, gateway=gateway)

    made, changed = one("1", "create", 1), one("1", "update", 3)
    other = one("1", "create", 2, gateway="Live")
    add(store, made, other, changed, one("1", "archive", 4), one("2", "create", 5), one("3", "create", 6, draft="e"))
    assert [(row.gateway, row.dataset_id) for row in store.history.datasets_of("d")] == [
        ("Practice", "2"), ("Practice", "1"), ("Live", "1"),
    ]  # fmt: skip
    assert store.history.datasets_of("d")[1] == changed
    assert store.history.datasets_of("") == [] and not store.history.deleted_since("row 0")
    add(store, one("1", "delete", 7, draft=""))  # from the list, without its draft
    assert store.history.datasets_of("d") == [one("2", "create", 5), other]
    assert store.history.deleted_since("row 0") and store.history.deleted_since("row 2")
    assert not store.history.deleted_since("row 1") and not store.history.deleted_since("row 4")
    again = one("1", "create", 8)  # a gateway begun anew counts from one again
    add(store, again)
    assert again in store.history.datasets_of("d") and not store.history.deleted_since("row 7")
