"""The whole life of a dataset on an Opendatasoft portal: one person at the window, something wrong at every step."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton

from gatewaydesk import paths
from gatewaydesk.gateways.opendatasoft import Opendatasoft
from gatewaydesk.practice.opendatasoft import OpendatasoftPractice
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.services import resolving
from tests.ui.person import ALT, CTRL, NAME, Key, Person

Desk = Any  # the fixture `desk`, see conftest.py
SCHEMA = "Opendatasoft/2.0"
ID, TITLE = "tideway-wells", "Wells along the Tideway"
EXAMPLE = json.loads((paths.resource_root() / "examples" / "Opendatasoft-2.0.json").read_text("utf-8"))
CSV = "Station;Measured;Value\n" + "".join(f"S{day};2025-01-{day:02};{day}.5\n" for day in range(1, 26))


class Portal:
    """The portal as its administrator and a colleague on the web have it."""

    def __init__(self, server: PracticeServer) -> None:
        self.system = server.system(OpendatasoftPractice)
        self.details = server.details["opendatasoft"]

    @property
    def held(self) -> dict[str, Any]:
        """The dataset as the portal keeps it."""
        return next(row for row in self.system.datasets() if row["dataset_id"] == ID)

    def value(self, name: str) -> Any:
        """What the portal keeps in a field of the usual template."""
        return self.held["config"]["metas"]["default"].get(name, {}).get("value")

    def edit(self, name: str, value: Any) -> None:
        """A colleague changes a field on the web."""
        row = self.held
        config = copy.deepcopy(row["config"])
        config["metas"]["default"][name] = {"value": value}
        self.system.store.change("datasets", row["id"], {"config": config})


class Publisher(Person):
    """Somebody who looks after datasets on a portal."""

    def until(self, ready: Callable[[], object]) -> None:
        """Lets the window work until something is so."""
        end = time.monotonic() + 10
        while not ready():
            assert time.monotonic() < end, "it did not come to that"
            QTest.qWait(20)
        self.settle()

    def errand(self, name: str, title: str = TITLE) -> None:
        """Chooses something from the menu below the list of datasets."""
        self.choose(title)
        self.begin_errand(self.desk.find("datasets.errands"), name)

    def begin_errand(self, button: Any, name: str) -> None:
        action = next(one for one in button.menu().actions() if one.objectName() == f"errand.{name}")
        assert action.isEnabled(), action.toolTip()
        action.trigger()
        self.settle()

    def said(self, name: str, within: Any = None) -> str:
        return str(self.desk.find(name, within).text()).replace("\u200b", "")

    def outcome(self) -> str:
        """Reads what an errand has brought, and puts it away."""
        sheet = self.desk.dialog("outcome")
        words = self.said("outcome.words", sheet)
        sheet.reject()
        self.settle()
        return words

    def told(self, sheet: Any) -> str:
        """What a sheet says below its buttons' line: how it goes, or why it did not work."""
        self.settle()
        return str(sheet.waiting.says.text()).replace("\u200b", "")

    def sending(self) -> Any:
        """Opens the sheet that sends the open draft, and chooses that it is not published yet."""
        self.key(Key.Key_Return, CTRL, self.window)
        sheet = self.desk.dialog("submit")
        self.settle()
        self.desk.find("submit.status.draft", sheet).click()
        self.settle()
        return sheet

    def sheet(self, errand: str, **typed: str) -> Any:
        """Opens the sheet of an errand and answers what it asks."""
        self.errand(errand)
        sheet = self.desk.dialog("errand")
        for name, text in typed.items():
            self.desk.type_into(f"field:/{name}", text, sheet)
        return sheet

    def job(self, kind: str) -> Any:
        """The newest job of a kind."""
        return next((row for row in self.desk.store.jobs.rows() if row.job.kind == kind), None)

    def ended(self, kind: str, status: str) -> str:
        """Waits until the newest job of a kind stands so; what is said of it on the page of jobs."""
        self.until(lambda: (row := self.job(kind)) is not None and row.job.status == status and not row.owner)
        self.key(Key.Key_7, ALT, self.window)
        page = self.window.pages["jobs"]
        self.desk.pick(page.rows, 0)
        return self.said("jobs.details")


@pytest.fixture
def portal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    monkeypatch.setattr(Opendatasoft, "patience", (0.05,))
    monkeypatch.setattr(resolving, "PAUSES", (0.0,))
    with PracticeServer(paths.data_dir() / "practice", systems=("opendatasoft",), samples=True) as server:
        made = Portal(server)
        made.system.times = dict.fromkeys(made.system.times, 0.0)
        yield made


def test_from_a_first_sign_in_to_live_and_back(
    start: Callable[..., Desk], portal: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = start()
    person, system = Publisher(desk), portal.system

    # A wrong key, then a key that lacks a permission: the test says which.
    dialog = person.add_gateway("opendatasoft", name=NAME, url=portal.details["url"], api_key="no" * 20)
    assert "does not take this API key" in person.tested(dialog)["Signed in"]
    desk.type_into("field:/api_key", portal.details["api_key"], dialog)
    system.set_permissions({"create_dataset": False})
    assert "needs the permission “create_dataset”" in person.tested(dialog)["May create datasets"]
    system.set_permissions({"create_dataset": True})
    assert person.tested(dialog) == {}
    desk.press("dialog.sign-in.accept", dialog)
    person.settle()

    # A dataset by its schema; its theme is chosen from the portal's own list.
    authoring = person.begin(SCHEMA, example=False)
    desk.type_into("field:/dataset_id", "river-gauges")
    desk.type_into("field:/title", TITLE)
    desk.window.go_to(("license",))  # as the search does
    person.settle()
    desk.press("choose:/license")
    chooser = desk.dialog("choices")
    person.settle()
    desk.pick(chooser.rows, desk.row_of(chooser.rows, "CC BY 4.0"))
    person.agree(chooser)
    assert authoring.document.value["license"] == "CC BY 4.0"
    desk.type_into("field:/language", "English")
    person.key(Key.Key_Return)
    assert authoring.document.value["language"] == "en"

    # Its ID is taken: that is said at the field. Then the day's calls are used up, then the answer is lost.
    sheet = person.sending()
    assert "Add data, and publish it then" in person.said("submit.consequences", sheet)
    person.agree(sheet)
    assert "has a dataset with the ID “river-gauges” already" in person.said("submit.says", sheet)
    desk.press("way.show-field", sheet)
    assert desk.window.focusWidget() is desk.find("field:/dataset_id")
    assert "another dataset has this ID already" in " ".join(one.message for one in authoring.problems)
    desk.type_into("field:/dataset_id", ID)
    system.set_quota(0)
    sheet = person.sending()
    person.agree(sheet)
    assert "too many calls" in person.said("submit.says", sheet)
    assert desk.find("submit.later-part", sheet).isVisible() and not sheet.accept_button.isEnabled()
    system.set_quota(None)
    sheet.reject()
    person.settle()
    system.fail_next("reset-after")
    person.agree(person.sending())
    assert person.receipt() == portal.held["uid"]
    assert "Its metadata is complete" in person.ended("metadata", "done")
    assert (portal.value("title"), portal.value("license")) == (TITLE, "CC BY 4.0")
    assert person.row(TITLE)[:2] == ("Draft", f"draft “{TITLE}”")
    assert desk.store.history.rows()[0].further_ids == {"dataset_id": ID}

    # Its data: an empty file is refused here, a wrong address there; an upload that broke off goes on.
    file = tmp_path / "wells.csv"
    file.write_text("", "utf-8")
    sheet = person.sheet("add-file")
    sheet.model.authoring.document.set(("file",), str(file))
    person.agree(sheet)
    assert "“wells.csv” is empty" in person.told(sheet)
    file.write_text(CSV, "utf-8")
    system.fail_next("reset-before")
    person.agree(sheet)
    assert not desk.open_dialogs()
    told = person.ended("add-data", "needs_attention")
    assert "sent once more" in told
    desk.press("jobs.go-on")
    assert "Added, read as “csvfile”: 3 fields" in person.ended("add-data", "done")
    assert len(system.files()) == 1
    sheet = person.sheet("look-at", url="https://nowhere.invalid/x.csv")
    person.agree(sheet)
    assert "cannot be reached" in person.told(sheet)
    sheet.reject()
    sheet = person.sheet("preview")
    desk.press("choose:/source", sheet)
    chooser = desk.dialog("choices")
    person.settle()
    desk.pick(chooser.rows, desk.row_of(chooser.rows, "wells"))
    person.agree(chooser)
    person.agree(sheet)
    assert desk.find("outcome.table.0", desk.dialog("outcome")).model().rowCount() == 20
    assert "as the portal reads them" in person.outcome()

    # Who may see it, without and then with the permission for it.
    system.set_permissions({"manage_dataset": False})
    sheet = person.sheet("access")
    person.agree(sheet)
    assert "needs the permissions “edit_dataset” and “manage_dataset”" in person.told(sheet)
    system.set_permissions({"manage_dataset": True})
    desk.press("way.retry", sheet)
    person.settle()
    assert "only those see it who are given access" in person.outcome().lower()

    # Going live fails, then records are refused, then it is well; while it goes on it can be stopped.
    system.fail_next("publish-fails")
    said = person.change_status(TITLE, "Publish on the gateway", "publish")
    assert "which can take hours" in said
    assert "The portal could not do it. It says:" in person.ended("publish", "failed")
    system.record_errors = 2
    system.fail_next("reset-after")
    person.change_status(TITLE, "Publish on the gateway", "publish")
    assert "2 records were refused" in person.ended("publish", "live_with_errors")
    person.begin_errand(desk.find("jobs.errands"), "record-errors")
    assert "2 records were refused." in person.outcome()
    system.record_errors, system.times["processing"] = 0, 60.0
    person.change_status(TITLE, "Publish on the gateway", "publish")
    person.ended("publish", "processing")
    person.begin_errand(desk.find("jobs.errands"), "abort")
    assert "It was stopped" in person.ended("abort", "aborted")
    system.times["processing"] = 0.0
    person.change_status(TITLE, "Publish on the gateway", "publish")
    person.ended("publish", "live")
    assert portal.held["published"] and person.row(TITLE)[0] == "Active"

    # A colleague has changed it meanwhile: both come together. Another changes it while the sheet is being read.
    portal.edit("publisher", "Saltmarsh Water Board")
    person.key(Key.Key_1, ALT, desk.window)
    desk.type_into("field:/title", f"{TITLE} since 1998")
    person.command("Update on the gateway")
    sheet = desk.dialog("update")
    person.settle()
    assert f"has changed on {NAME}" in person.said("update.standing", sheet) and not sheet.accept_button.isEnabled()
    person.key(Key.Key_Space, at=desk.find("update.merge", sheet))
    merge = desk.dialog("merge")
    person.done_merging(merge)
    person.agree(merge)
    sheet = desk.dialog("update")
    person.settle()
    portal.edit("publisher", "Tideway Water Board")
    person.agree(sheet)
    assert f"has changed on {NAME}" in person.said("update.standing", desk.dialog("update"))
    person.key(Key.Key_Space, at=desk.find("update.merge", sheet))
    merge = desk.dialog("merge")
    person.done_merging(merge)
    person.agree(merge)
    sheet = desk.dialog("update")
    person.settle()
    person.agree(sheet)
    person.receipt()
    assert (portal.value("title"), portal.value("publisher")) == (f"{TITLE} since 1998", "Tideway Water Board")
    title = f"{TITLE} since 1998"

    # Back: to an earlier state by its history; then offline, though the answer is a page of a network on the way.
    person.errand("history", title)
    assert "Every change of its configuration" in person.outcome()
    person.errand("restore", title)
    sheet = desk.dialog("errand")
    desk.press("choose:/change", sheet)
    chooser = desk.dialog("choices")
    person.settle()
    desk.pick(chooser.rows, 1)
    person.agree(chooser)
    system.fail_next("http500")
    person.agree(sheet)
    assert "may or may not have been done" in person.told(sheet) and not sheet.accept_button.isEnabled()
    sheet.reject()
    system.fail_next("html-after")
    said = person.change_status(title, "Make it a draft on the gateway", "to-draft")
    assert "leaves the portal's catalogue" in said
    assert "It is offline" in person.ended("unpublish", "unpublished")
    assert not portal.held["published"]

    # A key that is no longer known, in the middle of it: the way out signs in again. Then it is deleted for good.
    uid = portal.held["uid"]
    system.revoke_key()
    page = person.datasets()
    person.settle()
    assert "does not take this API key" in str(page.waiting.says.text())
    key = system.new_key()
    desk.press("way.sign-in", page)
    dialog = desk.dialog("sign-in")
    desk.type_into("field:/api_key", key, dialog)
    desk.press("dialog.sign-in.accept", dialog)
    person.settle()
    said = person.change_status(title, "Delete from the gateway", "delete", typed=uid)
    assert "no way back" in said
    assert ID not in [row["dataset_id"] for row in system.datasets()]
    assert desk.store.outbox.rows(open_only=True) == []

    # Tomorrow the history still has every ID that the portal gave.
    desk.close()
    desk = start()
    done = [one for one in reversed(desk.store.history.rows()) if one.dataset_id == uid]
    assert [one.action for one in done if one.action not in ("publish", "abort")] == [
        *("create", "update", "to-draft", "delete")
    ]
    assert all(one.pid == ID for one in done if one.action == "publish")


def test_what_is_refused_after_creating_stands_at_its_field_and_an_update_mends_it(
    start: Callable[..., Desk], portal: Portal
) -> None:
    desk = start()
    person = Publisher(desk)
    person.sign_in("opendatasoft", portal.details, "url", "api_key")
    authoring = person.begin(SCHEMA, example=True)
    authoring.document.set(("dataset_id",), ID)
    authoring.document.set(("dcat",), {"created": "1998"})  # right by the schema that ships, which leaves it open
    person.agree(person.sending())
    person.receipt()
    told = person.ended("metadata", "needs_attention")
    assert "“dcat.created”: Not a valid date." in told and "update the dataset" in told
    (wrong,) = (one for one in authoring.problems if one.source == "gateway")
    assert wrong.pointer == ("dcat", "created")
    authoring.document.set(("dcat", "created"), "1998-01-01")
    person.key(Key.Key_1, ALT, desk.window)
    person.command("Update on the gateway")
    sheet = desk.dialog("update")
    person.settle()
    assert "does not hold all that was sent from here" in person.said("update.standing", sheet)
    person.agree(sheet)
    person.receipt()
    assert portal.held["config"]["metas"]["dcat"]["created"]["value"] == "1998-01-01"
    person.until(lambda: not desk.store.jobs.rows(open_only=True))
    assert "has taken the place" in desk.store.jobs.rows()[-1].job.words
    assert portal.value("publisher") == EXAMPLE["publisher"]


def test_automation_from_create_to_live_and_back(start: Callable[..., Desk], portal: Portal) -> None:
    portal.system.offer("automation")
    desk = start()
    person, system = Publisher(desk), portal.system

    # The wrong interface first: what is said leads to the setting.
    dialog = person.add_gateway("opendatasoft", name=NAME, url=portal.details["url"], api_key=portal.details["api_key"])
    assert "“Automation v1.0” only" in person.tested(dialog)["Portal reachable"]
    buttons = desk.find("field:/dialect", dialog).findChildren(QRadioButton)
    next(one for one in buttons if one.text() == "Automation v1.0").click()
    assert person.tested(dialog) == {}
    desk.press("dialog.sign-in.accept", dialog)
    person.settle()

    authoring = person.begin(SCHEMA, example=True)
    for name, value in (("dataset_id", ID), ("title", TITLE), ("theme", ["q3vk0c"]), ("license", "5sylls5")):
        authoring.document.set((name,), value)
    system.fail_next("reset-after")
    person.agree(person.sending())
    assert person.receipt() == portal.held["uid"]
    system.set_permissions({"publish_dataset": False})
    person.choose(TITLE)
    person.command("Publish on the gateway")
    sheet = desk.dialog("publish")
    person.settle()
    person.agree(sheet)
    assert "needs the permissions “edit_dataset” and “publish_dataset”" in person.told(sheet)
    system.set_permissions({"publish_dataset": True})
    sheet.reject()
    system.fail_next("publish-limited")
    person.change_status(TITLE, "Publish on the gateway", "publish")
    assert "number of records that its licence allows" in person.ended("publish", "live_with_errors")
    person.change_status(TITLE, "Publish on the gateway", "publish")
    person.ended("publish", "live")
    assert person.row(TITLE)[0] == "Active"
    person.errand("publish-metadata")
    assert "with its new metadata" in person.ended("publish-metadata", "live")
    person.change_status(TITLE, "Make it a draft on the gateway", "to-draft")
    person.ended("unpublish", "unpublished")
    assert not portal.held["published"] and person.row(TITLE)[0] == "Draft"


def test_what_may_be_lost_is_not_lost_by_enter_and_what_is_withdrawn_goes(
    start: Callable[..., Desk], portal: Portal
) -> None:
    desk = start()
    person = Publisher(desk)
    person.sign_in("opendatasoft", portal.details, "url", "api_key")
    there = next(row for row in portal.system.datasets() if row["dataset_id"] == "bus-positions")
    assert there["published"]
    title = there["config"]["metas"]["default"]["title"]["value"]
    person.choose(title)
    page = desk.window.pages["datasets"]
    tabs = {key for key, chip in page.head.tabs.chips.items() if not chip.isHidden()}
    assert tabs == {"all", "active", "draft"} and not page.foot.tools["archive"].isVisible()

    # By the portal's own word for it; Enter does not do what may lose something.
    person.command("Unpublish")
    sheet = desk.dialog("to-draft")
    person.settle()
    assert "can be lost for good" in person.said("to-draft.happens", sheet)
    assert person.said("to-draft.undoable", sheet) == "What is lost by that cannot be brought back from here."
    assert sheet.accept_button.isEnabled() and sheet.reject_button.isDefault()
    person.key(Key.Key_Return, at=sheet.focusWidget())
    assert desk.open_dialogs() == [] and not desk.store.outbox.rows()

    # What the portal says it does no longer has no button from then on, tomorrow neither.
    portal.system.legacy_actions_enabled = False
    person.errand("save-version", title)
    sheet = desk.dialog("errand")
    assert "no longer offers this" in person.told(sheet)
    assert not sheet.accept_button.isVisible() and sheet.reject_button.text() == "Close"
    sheet.reject()
    person.settle()
    desk.close()
    desk = start()
    Publisher(desk).choose(title)
    listed = [one.objectName() for one in desk.find("datasets.errands").menu().actions()]
    assert "errand.recover" in listed and "errand.save-version" not in listed
