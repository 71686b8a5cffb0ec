"""A dataset pulled from the gateway as a draft, and the draft sent back as an update."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.practice.server import PracticeServer
from tests.ui.datasets.page import choose, listed, pull_new, pulled, read, statuses, there, update_sheet
from tests.ui.sending import connect, ready

Desk = Any  # the fixture `desk`, see conftest.py


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
