"""Which datasets are in the list, in which order, and the same as CSV."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.gateways.base import Remote
from gatewaydesk.services.remote import Linked
from gatewaydesk.ui.panels.datasets_rows import COLUMNS, ORDERS, STATUSES, TABS, as_csv, counted, number_of, sifted

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=12)
REMOTES = st.builds(
    Remote,
    dataset_id=st.one_of(st.integers(0, 10**6).map(str), TEXT),
    pid=st.uuids().map(str),
    title=TEXT,
    status=st.sampled_from(list(STATUSES)),
    native_status=TEXT,
    changed=st.sampled_from(["", "2026-01-02T03:04:05Z", "2026-11-21T12:00:00.000000Z", "yesterday"]),
    origin=st.sampled_from(["MANUAL", "API", "GMI", "", "OTHER"]),
)
ROWS = st.lists(st.builds(Linked, REMOTES, st.none(), st.none(), TEXT), max_size=30)


@given(ROWS, st.sampled_from(list(ORDERS)))
def test_every_order_keeps_every_row_and_is_an_order(rows: list[Linked], order: str) -> None:
    made = sifted(rows, order=order)
    assert sorted(map(id, made)) == sorted(map(id, rows))
    keys = [ORDERS[order].by(row) for row in made]
    assert keys == sorted(keys, reverse=ORDERS[order].falling)


@given(ROWS)
def test_the_tabs_share_the_rows_out(rows: list[Linked]) -> None:
    many = counted(rows)
    for key, _ in TABS:
        assert len(sifted(rows, tab=key)) == many[key]
    assert many["all"] == len(rows)


@given(ROWS, st.lists(TEXT, max_size=2))
def test_a_search_keeps_what_has_every_word(rows: list[Linked], words: list[str]) -> None:
    text = " ".join(words)
    for row in sifted(rows, text):
        told = f"{row.remote.title} {row.remote.dataset_id} {row.remote.pid}".casefold()
        assert all(word in told or word in "web form program integration other" for word in text.casefold().split())
    for row in rows:
        assert row in sifted(rows, row.remote.pid)


@given(ROWS)
def test_every_cell_reads_as_text(rows: list[Linked]) -> None:
    for row in rows:
        for column in COLUMNS:
            assert isinstance(column.text(row), str)
            assert column.tip is None or isinstance(column.tip(row), str)


@given(ROWS)
def test_the_csv_holds_them_all_and_no_formula(rows: list[Linked]) -> None:
    read = list(csv.DictReader(io.StringIO(as_csv(rows), newline="")))
    assert [one["pid"] for one in read] == [row.remote.pid for row in rows]
    assert not any(cell.startswith(("=", "+", "-", "@")) for one in read for cell in one.values())


def test_numbers_are_in_the_order_of_numbers() -> None:
    assert sorted(["10", "9", "x", "100"], key=number_of) == ["9", "10", "100", "x"]
