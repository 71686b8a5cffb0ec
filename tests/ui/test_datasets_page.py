"""My datasets in the window: what the team has on the gateway, found, sorted, pulled, changed in status."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.practice.server import PracticeServer
from tests.ui.test_sending import connect, ready, submit

Desk = Any  # the fixture `desk`, see conftest.py


@pytest.fixture
def server(tmp_path: Path) -> Any:
    """A practice gateway with its samples: one active, one draft, one archived."""
    with PracticeServer(tmp_path / "practice") as one:
        yield one


def listed(desk: Desk) -> Any:
    """Shows the page and waits until the list is there."""
    desk.do("datasets")
    return read(desk)


def read(desk: Desk) -> Any:
    for _ in range(4):
        desk.window.settle()
    return desk.window.pages["datasets"]


def titles(page: Any) -> list[str]:
    model = page.rows.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def cells(page: Any, column: int) -> list[str]:
    model = page.rows.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def choose(desk: Desk, title: str) -> Any:
    view = desk.find("datasets")
    desk.pick(view, desk.row_of(view, title))
    return desk.window.pages["datasets"].current


def statuses(server: PracticeServer) -> dict[int, str]:
    return {one["id"]: one["status"] for one in server.hdruk.datasets()}


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


def go(desk: Desk, action: str, typed: str = "") -> Any:
    """Does an action through its sheet."""
    desk.do(action)
    sheet = desk.dialog(action)
    desk.window.settle()
    if typed:
        assert not sheet.accept_button.isEnabled()
        desk.type_into("delete.confirm", typed, sheet)
    desk.press(f"dialog.{action}.accept", sheet)
    return read(desk)


def test_through_its_whole_life(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    page = listed(desk)
    row = choose(desk, "Saltmarsh Sleep Study")
    number = int(row.remote.dataset_id)
    for action, status in (
        ("publish", "ACTIVE"),
        ("archive", "ARCHIVED"),
        ("unarchive", "DRAFT"),
        ("publish", "ACTIVE"),
        ("to-draft", "DRAFT"),
        ("archive", "ARCHIVED"),
    ):
        go(desk, action)
        assert statuses(server)[number] == status, action
        assert page.current is not None and page.current.remote.native_status == status
    go(desk, "delete", typed=str(number))
    assert number not in statuses(server)
    assert str(number) not in cells(page, 1)
    actions = [one.action for one in desk.store.history.rows() if one.dataset_id == str(number)]
    assert actions == ["delete", "archive", "to-draft", "publish", "unarchive", "archive", "publish"]
    assert "is deleted from the gateway" in desk.window.notice.words


def test_what_will_happen_is_said_first(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    listed(desk)
    choose(desk, "Saltmarsh Sleep Study")
    before = statuses(server)
    desk.do("publish")
    sheet = desk.dialog("publish")
    assert "Everybody can see it" in desk.find("publish.happens", sheet).text()
    assert desk.find("publish.undoable", sheet).text() == "It can be taken back from here."
    desk.press("dialog.publish.reject", sheet)
    desk.do("delete")
    sheet = desk.dialog("delete")
    assert desk.find("delete.undoable", sheet).text() == "This cannot be taken back from here."
    desk.type_into("delete.confirm", "999", sheet)
    assert not sheet.accept_button.isEnabled()
    QTest.keyClick(desk.find("delete.confirm", sheet), Qt.Key.Key_Return)
    desk.press("dialog.delete.reject", sheet)
    assert statuses(server) == before and not desk.store.outbox.rows()


def test_what_the_route_does_not_do_is_off_with_the_reason(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    page = listed(desk)
    choose(desk, "Saltmarsh Emergency Visits")
    made = desk.window.actions_by_id
    assert not made["publish"].isEnabled() and "published already" in made["publish"].toolTip()
    assert made["archive"].isEnabled() and made["delete"].text().endswith("from the gateway…")
    assert not page.foot.tools["publish"].isVisible() and page.foot.tools["archive"].isVisible()
    desk.do("show-drafts")
    assert made["delete"].text() == "De&lete draft"


def test_a_dataset_is_pulled_as_a_draft_and_known_again(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    page = listed(desk)
    row = choose(desk, "Saltmarsh Emergency Visits")
    QTest.keyClick(page.rows, Qt.Key.Key_Return)
    read(desk)
    if desk.open_dialogs():
        desk.press("dialog.pull.accept", desk.dialog("pull"))
        read(desk)
    model = desk.window.current_model
    assert model.authoring.title == "Saltmarsh Emergency Visits"
    base = desk.store.bases.of_draft(desk.window.desk.draft_id, "Rehearsal")
    assert base is not None and base.dataset_id == row.remote.dataset_id
    desk.do("datasets")
    QTest.qWait(500)
    read(desk)
    choose(desk, "Saltmarsh Emergency Visits")
    assert page.current.draft is not None and desk.find("datasets.open").isVisible()
    assert "here as draft" in desk.find("datasets.details").text().casefold()
    desk.press("datasets.open")
    assert desk.window.page == ""


def test_pulled_into_its_draft_in_one_step(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    listed(desk)
    row = choose(desk, "Saltmarsh Emergency Visits")
    pull_new(desk)
    desk.type_into("field:/summary/title", "Mine")
    theirs = next(one for one in server.hdruk.datasets() if str(one["id"]) == row.remote.dataset_id)["metadata"]
    desk.do("datasets")
    QTest.qWait(500)
    read(desk)
    choose(desk, "Saltmarsh Emergency Visits")
    desk.do("pull")
    sheet = desk.dialog("pull")
    read(desk)
    assert "what the gateway never had" in desk.find("pull.lost", sheet).text()
    assert desk.find("pull.new", sheet).isChecked()
    desk.find("pull.into", sheet).click()
    desk.press("dialog.pull.accept", sheet)
    read(desk)
    model = desk.window.current_model
    assert model.authoring.title == "Saltmarsh Emergency Visits"
    assert theirs["summary"]["title"] == model.authoring.title
    desk.do("undo")
    assert model.authoring.title == "Mine"
    assert [one.why for one in desk.store.versions.rows(desk.window.desk.draft_id)][:1] == ["before"]


def pull_new(desk: Desk) -> None:
    desk.do("pull")
    read(desk)
    if "dialog.pull" in desk.open_dialogs():
        desk.press("dialog.pull.accept", desk.dialog("pull"))
        read(desk)


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
    desk.window.remoting.export(file)
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


def pulled(desk: Desk, title: str = "Saltmarsh Emergency Visits") -> Any:
    """The open draft of a dataset that was just pulled, with what it must have mended."""
    listed(desk)
    row = choose(desk, title)
    pull_new(desk)
    assert desk.window.current_model is not None
    return row


def there(server: PracticeServer, dataset_id: str) -> Any:
    return next(one for one in server.hdruk.datasets() if str(one["id"]) == dataset_id)


def update_sheet(desk: Desk) -> Any:
    desk.do("update")
    sheet = desk.dialog("update")
    read(desk)
    return sheet


def test_a_draft_is_sent_as_an_update_with_the_number_that_is_due(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    row = pulled(desk)
    before = there(server, row.remote.dataset_id)["metadata"]["version"]
    desk.type_into("field:/summary/title", "Saltmarsh Emergency Visits 2026")
    sheet = update_sheet(desk)
    assert "Nobody else has changed" in desk.find("update.standing", sheet).text()
    assert not desk.find("update.merge", sheet).isVisible()
    assert "everybody sees the change at once" in desk.find("update.consequences", sheet).text()
    number = desk.find("update.version", sheet).text()
    assert number > before
    desk.press("dialog.update.accept", sheet)
    read(desk)
    now = there(server, row.remote.dataset_id)["metadata"]
    assert (now["summary"]["title"], now["version"]) == ("Saltmarsh Emergency Visits 2026", number)
    receipt = desk.store.history.rows()[0]
    assert (receipt.action, receipt.dataset_id) == ("update", row.remote.dataset_id)
    desk.press("dialog.receipt.accept", desk.dialog("receipt"))
    sheet = update_sheet(desk)
    assert "says the same" in desk.find("update.standing", sheet).text()
    assert not sheet.accept_button.isEnabled() and "nothing to send" in sheet.accept_button.toolTip()


def test_what_somebody_changed_there_is_not_overwritten_unasked(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    row = pulled(desk)
    desk.type_into("field:/summary/title", "Mine")
    theirs = there(server, row.remote.dataset_id)["metadata"]
    theirs["summary"]["abstract"] = "Written on the web by a colleague, meanwhile."
    server.hdruk.edit_as_web(int(row.remote.dataset_id), theirs)
    sheet = update_sheet(desk)
    assert "has changed on Rehearsal" in desk.find("update.standing", sheet).text()
    assert not sheet.accept_button.isEnabled()
    desk.find("update.overwrite", sheet).click()
    assert sheet.accept_button.isEnabled()
    desk.press("dialog.update.accept", sheet)
    read(desk)
    assert there(server, row.remote.dataset_id)["metadata"]["summary"]["title"] == "Mine"


def test_a_change_at_the_last_moment_is_noticed(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    row = pulled(desk)
    desk.type_into("field:/summary/title", "Mine")
    model = desk.window.current_model
    sheet = update_sheet(desk)
    version = model.authoring.document.value["version"]
    theirs = there(server, row.remote.dataset_id)["metadata"]
    theirs["summary"]["abstract"] = "Written on the web by a colleague, meanwhile."
    server.hdruk.edit_as_web(int(row.remote.dataset_id), theirs)
    desk.press("dialog.update.accept", sheet)
    read(desk)
    assert "has changed on Rehearsal" in desk.find("update.standing", sheet).text()
    assert there(server, row.remote.dataset_id)["metadata"]["summary"]["title"] != "Mine"
    assert model.authoring.document.value["version"] == version


def test_an_update_that_is_refused_leaves_the_draft_as_it_was(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    pulled(desk)
    desk.type_into("field:/summary/title", "Mine")
    model = desk.window.current_model
    sheet = update_sheet(desk)
    label, version = model.authoring.document.undo_label, model.authoring.document.value["version"]
    server.hdruk.set_permissions({"datasets.update": False})
    desk.press("dialog.update.accept", sheet)
    read(desk)
    assert "permission" in sheet.waiting.says.text().casefold() and sheet.isVisible()
    assert (model.authoring.document.undo_label, model.authoring.document.value["version"]) == (label, version)


def test_a_draft_that_belongs_to_nothing_there_cannot_update(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    ready(desk)
    assert not desk.window.actions_by_id["update"].isEnabled()
    desk.press("dialog.submit.accept", (desk.do("submit"), desk.dialog("submit"))[1])
    desk.press("dialog.receipt.accept", desk.dialog("receipt"))
    read(desk)
    assert desk.window.actions_by_id["update"].isEnabled()


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


def test_without_a_team_id_what_the_older_route_cannot_do_is_said(desk: Desk, server: PracticeServer) -> None:
    details = server.details["hdruk"]
    connection = Connection("Older", "hdruk", details["url"], {}, practice=True)
    desk.store.connections.save(connection)
    desk.window.credentials.store(connection, {key: details[key] for key in ("application_id", "client_id")})
    desk.window.connecting.refresh()
    desk.window.connecting.changed.emit()
    page = listed(desk)
    assert len(titles(page)) == len(server.hdruk.datasets())
    choose(desk, "Saltmarsh Sleep Study")
    made = desk.window.actions_by_id
    for action in ("publish", "archive"):
        assert made[action].isEnabled() or made[action].toolTip()


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


def test_a_lost_answer_to_a_change_of_status_is_found_out(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    listed(desk)
    row = choose(desk, "Saltmarsh Sleep Study")
    server.hdruk.fail_next("reset-after")
    go(desk, "publish")
    assert statuses(server)[int(row.remote.dataset_id)] == "ACTIVE"
    assert [one.action for one in desk.store.history.rows()] == ["publish"]
    assert not desk.open_dialogs() and not desk.store.outbox.rows(open_only=True)


def test_a_refused_change_of_status_stays_with_its_ways_out(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    page = listed(desk)
    choose(desk, "Saltmarsh Sleep Study")
    server.hdruk.set_permissions({"datasets.update": False})
    go(desk, "publish")
    sheet = desk.dialog("publish")
    assert "permission" in sheet.waiting.says.text().casefold()
    server.hdruk.set_permissions({"datasets.update": True})
    desk.press("dialog.publish.accept", sheet)
    read(desk)
    assert page.current.remote.status == "active" and not desk.open_dialogs()


def test_publishing_says_that_the_draft_here_has_more(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    pulled(desk, "Saltmarsh Sleep Study")
    desk.type_into("field:/summary/title", "A better title")
    desk.do("datasets")
    QTest.qWait(500)
    read(desk)
    choose(desk, "Saltmarsh Sleep Study")
    desk.do("publish")
    sheet = desk.dialog("publish")
    read(desk)
    assert "changes that the gateway has not got" in desk.find("publish.more", sheet).text()


def test_a_status_that_changed_since_the_list_was_read_is_noticed(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    listed(desk)
    number = int(choose(desk, "Saltmarsh Sleep Study").remote.dataset_id)
    server.hdruk.edit_as_web(number, there(server, str(number)), status="ACTIVE")
    desk.do("archive")
    sheet = desk.dialog("archive")
    read(desk)
    assert "“active” by now, and was “draft” before" in desk.find("archive.by-now", sheet).text()
    assert "public pages" in desk.find("archive.happens", sheet).text()
    assert not sheet.accept_button.isDefault() and not sheet.accept_button.hasFocus()
    sheet.reject()
    assert statuses(server)[number] == "ACTIVE"


def press_again(desk: Desk, sheet: Any) -> None:
    """Reads, and presses what the sheet offers."""
    desk.press(f"{sheet.objectName()}.accept", sheet)
    read(desk)


@pytest.mark.parametrize(
    ("action", "title", "then", "before", "now"),
    [
        ("delete", "Saltmarsh Sleep Study", "ACTIVE", "a draft", "active"),
        ("publish", "Saltmarsh Sleep Study", "ARCHIVED", "draft", "archived"),
        ("archive", "Saltmarsh Sleep Study", "ACTIVE", "draft", "active"),
    ],
)
def test_a_status_that_changes_while_the_sheet_is_read_is_asked_about_anew(
    desk: Desk, server: PracticeServer, action: str, title: str, then: str, before: str, now: str
) -> None:
    connect(desk, server)
    listed(desk)
    number = int(choose(desk, title).remote.dataset_id)
    desk.do(action)
    sheet = desk.dialog(action)
    read(desk)
    happened = desk.find(f"{action}.happens", sheet).text()
    server.hdruk.edit_as_web(number, there(server, str(number))["metadata"], status=then)
    if sheet.confirm is not None:
        desk.type_into(f"{action}.confirm", str(number))
    press_again(desk, sheet)
    assert statuses(server)[number] == then and number in statuses(server), "nothing was done"
    said = desk.find(f"{action}.by-now", sheet)
    assert said.isVisible() and f"“{now}” by now, and was “draft” before" in said.text()
    assert desk.find(f"{action}.happens", sheet).text() != happened
    assert not sheet.accept_button.isDefault() and not sheet.accept_button.hasFocus()
    if sheet.confirm is not None:
        assert not sheet.accept_button.isEnabled(), "the ID has to be typed anew"
        assert sheet.accept_button.text() == "Delete" and "draft" not in sheet.question.text()
        assert "Everybody can see this dataset now" in desk.find("delete.more", sheet).text()
        desk.type_into("delete.confirm", str(number))
    press_again(desk, sheet)
    assert not desk.open_dialogs() and statuses(server).get(number) != then


def test_what_cannot_be_done_any_more_is_not_asked_about(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    listed(desk)
    row = next(one for one in server.hdruk.datasets() if one["status"] == "ARCHIVED")
    desk.window.pages["datasets"].seek(str(row["id"]))
    read(desk)
    desk.do("unarchive")
    sheet = desk.dialog("unarchive")
    read(desk)
    server.hdruk.edit_as_web(row["id"], there(server, str(row["id"]))["metadata"], status="ACTIVE")
    press_again(desk, sheet)
    assert statuses(server)[row["id"]] == "ACTIVE"
    assert "is “active” by now" in sheet.waiting.says.text() and not sheet.accept_button.isEnabled()
    assert sheet.facts.text().endswith(", active now.")
    desk.press("way.refresh", sheet)
    read(desk)
    assert desk.window.remoting.current.remote.status == "active"


def without_team(desk: Desk) -> Connection:
    kept = desk.store.connections.get("Rehearsal")
    connection = Connection(kept.name, "hdruk", kept.url, {}, practice=True)
    desk.store.connections.save(connection)
    desk.window.connecting.refresh()
    desk.window.connecting.changed.emit()
    read(desk)
    return connection


def test_a_draft_is_updated_without_a_team_id_when_that_is_found_or_when_it_may_be_published(
    desk: Desk, server: PracticeServer
) -> None:
    connect(desk, server)
    number = int(pulled(desk, "Saltmarsh Sleep Study").remote.dataset_id)
    desk.type_into("field:/summary/title", "Saltmarsh Sleep Study 2026")
    without_team(desk)
    sheet = update_sheet(desk)
    assert "every update publishes" in desk.find("update.must-publish", sheet).text()
    assert desk.find("update.publish", sheet).isVisible() and not sheet.accept_button.isEnabled()
    desk.press("update.find-team", sheet)
    read(desk)
    desk.press("update.keep-team", sheet)
    read(desk)
    assert not desk.find("update.must-publish", sheet).isVisible()
    assert desk.find("update.status", sheet).isVisible() and not desk.find("update.publish", sheet).isVisible()
    assert sheet.accept_button.isEnabled() and sheet.accept_button.text() == "Update"
    sheet.reject()
    without_team(desk)
    sheet = update_sheet(desk)
    desk.find("update.publish", sheet).click()
    told = sheet.accept_button.toolTip()
    assert sheet.accept_button.text() == "Update and publish" and told.startswith("Mend"), told
    sheet.reject()
    assert statuses(server)[number] == "DRAFT"


def test_headings_with_nothing_below_them_are_hidden(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    pulled(desk)
    desk.type_into("field:/summary/title", "Another")
    server.stop()
    sheet = update_sheet(desk)
    assert not sheet.standing.heading.isVisible() and not sheet.status.isVisible()
    sheet.reject()


def test_enter_twice_updates_once_and_stops_nothing(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    row = pulled(desk)
    desk.type_into("field:/summary/title", "Entered twice")
    sheet = update_sheet(desk)
    assert sheet.accept_button.hasFocus()
    for _ in range(2):
        QTest.keyClick(sheet.focusWidget() or sheet, Qt.Key.Key_Return)
    assert sheet.waiting.busy and sheet.reject_button.text() == "Stop" and not sheet.reject_button.hasFocus()
    read(desk)
    assert there(server, row.remote.dataset_id)["metadata"]["summary"]["title"] == "Entered twice"
    assert desk.open_dialogs() == ["dialog.receipt"]


def test_enter_twice_submits_once_and_escape_stops(desk: Desk, server: PracticeServer) -> None:
    connect(desk, server)
    ready(desk)
    desk.do("submit")
    sheet = desk.dialog("submit")
    read(desk)
    sheet.accept_button.setFocus()
    for _ in range(2):
        QTest.keyClick(sheet.focusWidget() or sheet, Qt.Key.Key_Return)
    read(desk)
    assert desk.open_dialogs() == ["dialog.receipt"] and len(desk.store.history.rows()) == 1
    desk.press("dialog.receipt.accept", desk.dialog("receipt"))
    listed(desk)
    choose(desk, "Saltmarsh Sleep Study")
    desk.do("archive")
    sheet = desk.dialog("archive")
    read(desk)
    server.hdruk.fail_next("delay", seconds=30)
    QTest.keyClick(sheet.focusWidget() or sheet, Qt.Key.Key_Return)
    QTest.keyClick(sheet.focusWidget() or sheet, Qt.Key.Key_Escape)
    assert sheet.waiting.says.text() == "Stopping…"


def test_what_no_schema_fits_is_said_before_it_is_pulled_and_can_be_saved(
    desk: Desk, server: PracticeServer, tmp_path: Path
) -> None:
    connect(desk, server)
    listed(desk)
    choose(desk, "Saltmarsh Blood Test Results")
    desk.do("pull")
    sheet = desk.dialog("pull")
    read(desk)
    assert "which follows GWDM/2.0" in desk.find("pull.unknown", sheet).text()
    assert not sheet.accept_button.isEnabled() and sheet.accept_button.toolTip()
    sheet.save(tmp_path / "saved.json")
    read(desk)
    assert jsonio.loads((tmp_path / "saved.json").read_bytes()) == there(server, "5")["gwdm"]
    assert "Saved to" in sheet.waiting.says.text()
    schema = tmp_path / "schema.json"
    schema.write_text('{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}')
    desk.press("pull.add-schema", sheet)
    assert desk.dialog("add-schema").parent() is sheet
    desk.dialog("add-schema").reject()
    desk.window.catalogue.add(schema, "GWDM/2.0")
    sheet.look_again()
    read(desk)
    assert sheet.accept_button.isEnabled() and not desk.find("pull.unknown", sheet).isVisible()
    desk.press("dialog.pull.accept", sheet)
    read(desk)
    assert desk.window.current_model.authoring.schema.name == "GWDM/2.0"
