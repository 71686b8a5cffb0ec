"""The list of what the team has on the gateway: read, found, sorted, and what it says when it cannot be read."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from gatewaydesk.connection import Connection
from gatewaydesk.practice.server import PracticeServer
from tests.ui.datasets.page import cells, choose, listed, read, titles
from tests.ui.sending import connect, ready, submit

Desk = Any  # the fixture `desk`, see conftest.py


def test_without_a_gateway_the_page_leads_to_one(desk: Desk) -> None:
    page = listed(desk)
    state = page._stack.currentWidget()
    assert state.accessibleName() == "No gateway yet"
    assert not desk.find("datasets.refresh").isEnabled()
    QTest.mouseClick(state.buttons[0], Qt.MouseButton.LeftButton)
    assert desk.dialog("sign-in")


def test_the_list_is_read_when_the_page_is_shown_and_not_before(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    page = read(desk)
    assert not page.all_rows and not page.waiting.busy
    page = listed(desk)
    there = [one["status"].capitalize() for one in server.hdruk.datasets()]
    assert sorted(cells(page, 2)) == sorted(there)
    words = [page.head.tabs.chips[key].text() for key in ("all", "active", "draft", "archived")]
    number = [len(there), *map(there.count, ("Active", "Draft", "Archived"))]
    names = ("All", "Active", "Drafts", "Archived")
    assert words == [f"{name} {many}" for name, many in zip(names, number, strict=True)]
    assert desk.find("datasets.where").text() == "On Rehearsal, read just now"
    assert page.head.badge.isVisible()


def test_tabs_and_search_narrow_the_list(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    page = listed(desk)
    desk.press("datasets.status.active")
    assert set(cells(page, 2)) == {"Active"}
    desk.type_into("datasets.search", "hip register")
    QTest.qWait(200)
    read(desk)
    assert titles(page) == [] and page._stack.currentWidget() is page._none
    desk.press("datasets.status.all")
    assert titles(page) == ["Saltmarsh Hip Replacement Register"]


def test_headings_and_the_chooser_sort_it_alike(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    page = listed(desk)
    header = page.rows.horizontalHeader()

    def click(section: int) -> list[str]:
        place = QPoint(header.sectionViewportPosition(section) + 8, header.height() // 2)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        read(desk)
        return titles(page)

    rising = sorted(titles(page), key=str.casefold)
    assert click(0) == rising and page.head.orders.currentText() == "Title, A to Z"
    assert click(0) == rising[::-1] and header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
    QTest.keyClick(page.head.orders, Qt.Key.Key_Down)
    read(desk)
    assert [int(one) for one in cells(page, 1)] == sorted(map(int, cells(page, 1)), reverse=True)


def test_a_gateway_that_is_away_leaves_what_was_read_and_ways_out(desk: Desk, tmp_path: Path) -> None:
    server = PracticeServer(tmp_path / "away")
    with server:
        connect(desk, server)
        page = listed(desk)
        known = titles(page)
        assert known
    desk.press("datasets.refresh")
    read(desk)
    assert titles(page) == known
    assert "nothing listens there" in page.waiting.says.text()
    assert "retry" in page.ways.offered and "edit-connection" in page.ways.offered


def test_without_ids_it_leads_to_signing_in(desk: Desk, server: PracticeServer) -> None:
    details = server.details["hdruk"]
    desk.store.connections.save(Connection("Rehearsal", "hdruk", details["url"], {"team_id": details["team_id"]}))
    desk.window.connecting.refresh()
    desk.window.connecting.changed.emit()
    page = listed(desk)
    assert page.ways.offered[0] == "sign-in"
    desk.press("way.sign-in", page)
    assert desk.dialog("sign-in")


def test_a_refusal_says_why(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    server.hdruk.rotate_client_id()
    page = listed(desk)
    assert "Client ID" in page.waiting.says.text()
    assert "sign-in" in page.ways.offered
    assert not page.all_rows and page._stack.currentWidget().accessibleName() == "Not read yet"


def test_another_gateway_shows_its_own(desk: Desk, server: PracticeServer, tmp_path: Path) -> None:
    connect(desk, server)
    with PracticeServer(tmp_path / "other", samples=False) as other:
        connect(desk, other, "Other")
        desk.window.connecting.choose("Rehearsal")
        page = listed(desk)
        assert titles(page)
        desk.window.connecting.choose("Other")
        read(desk)
        assert titles(page) == [] and desk.find("datasets.where").text().startswith("On Other")
        assert page._stack.currentWidget().accessibleName() == "Your team has no datasets here yet"


def test_what_is_in_view_as_csv(desk: Desk, server: PracticeServer, tmp_path: Path) -> None:
    connect(desk, server)
    page = listed(desk)
    desk.press("datasets.status.draft")
    file = tmp_path / "datasets.csv"
    desk.window.remoting.deeds.export(file)
    desk.window.settle()
    rows = list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))
    assert [row["title"] for row in rows] == titles(page)
    assert {row["status"] for row in rows} == {"draft"} and rows[0]["dataset_id"]


def test_keys_and_menu_do_what_buttons_do(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    page = listed(desk)
    row = choose(desk, "Saltmarsh Sleep Study")
    page.rows.setFocus()
    QTest.keyClick(page.rows, Qt.Key.Key_F5)
    assert page.waiting.busy
    read(desk)
    assert page.current.remote.dataset_id == row.remote.dataset_id
    menu = page.menu()
    texts = [one.text().replace("&", "") for one in menu.actions() if one.text()]
    assert texts[:2] == ["Copy ID", "Pull from the gateway…"] and "Delete from the gateway…" in texts
    next(one for one in menu.actions() if one.text() == "Copy ID").trigger()
    assert QGuiApplication.clipboard().text() == row.remote.dataset_id
    QTest.keyClick(page.rows, Qt.Key.Key_Delete)
    desk.press("dialog.delete.reject", desk.dialog("delete"))
    desk.do("find")
    assert desk.window.focusWidget() is desk.find("datasets.search")


def test_what_is_sent_appears_with_its_draft(desk: Desk, practice: PracticeServer) -> None:
    connect(desk, practice)
    page = listed(desk)
    assert page._stack.currentWidget().accessibleName() == "Your team has no datasets here yet"
    model = ready(desk)
    submit(desk)
    desk.press("dialog.receipt.accept", desk.dialog("receipt"))
    page = listed(desk)
    assert cells(page, 4) == [f"draft “{model.authoring.title}”"]


def test_reading_can_be_stopped(desk: Desk, tmp_path: Path) -> None:
    with PracticeServer(tmp_path / "slow", faults="delay=1:30,scope=all") as server:
        connect(desk, server)
        desk.window.show_page("datasets")
        page = desk.window.pages["datasets"]
        QTest.qWait(100)
        assert page.waiting.busy
        desk.find("datasets.waiting.stop").click()
        read(desk)
        assert page.waiting.says.text().startswith("Stopped.") and not page.waiting.busy


def test_another_gateway_chosen_while_one_is_read(desk: Desk, server: PracticeServer, tmp_path: Path) -> None:
    with PracticeServer(tmp_path / "slow", faults="delay=1:30,scope=all", samples=False) as slow:
        connect(desk, server)
        connect(desk, slow, "Slow")
        desk.window.connecting.choose("Slow")
        desk.window.show_page("datasets")
        page = desk.window.pages["datasets"]
        QTest.qWait(100)
        assert page.waiting.busy
        desk.window.connecting.choose("Rehearsal")
        read(desk)
        assert len(titles(page)) == len(server.hdruk.datasets())
        assert not page.waiting.isVisible()
