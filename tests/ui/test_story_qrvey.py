"""The life of a dataset in Qrvey: somebody at the window, a colleague in the composer, what goes wrong at each step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk import paths
from gatewaydesk.gateways.qrvey import Qrvey
from gatewaydesk.practice.qrvey import QrveyPractice
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.services import resolving
from tests.ui.person import ALT, CTRL, NAME, Key, Person

Desk = Any  # the fixture `desk`, see conftest.py
IDS = ("user_id", "app_id", "data_router_url", "data_router_key")
SOURCE, COLUMNS = "/datasources/0", "/columns"
TITLE = "Admissions along the Tideway"


class Composer:
    """What a colleague sees and does in Qrvey's own pages."""

    def __init__(self, server: PracticeServer) -> None:
        self.practice, self.details = server.system(QrveyPractice), server.details["qrvey"]

    def dataset(self, number: str) -> dict[str, Any] | None:
        """A dataset with its definition; None where it is gone."""
        return next((dict(one) for one in self.practice.datasets() if one["id"] == number), None)

    def delete(self, number: str) -> None:
        """A colleague deletes a dataset."""
        self.practice.store.remove("datasets", number)

    def named(self, name: str) -> list[str]:
        """The IDs of the datasets of a name."""
        return [one["id"] for one in self.practice.datasets() if one["name"] == name]


class AtQrvey(Person):
    """Somebody who works with Qrvey."""

    def job(self, status: str) -> Any:
        """Waits until the newest job stands so; its row."""
        self.until(lambda: self.window.store.jobs.rows()[0].job.status == status)
        return self.window.store.jobs.rows()[0]

    def offered(self, button: str = "datasets.errands") -> dict[str, bool]:
        """The errands of a button's menu, and which of them can be done now."""
        return {one.text(): one.isEnabled() for one in self.desk.find(button).menu().actions()}

    def submit(self) -> Any:
        """The sheet that sends the open draft, once it knows what that means."""
        self.key(Key.Key_Return, CTRL, self.window)
        sheet = self.desk.dialog("submit")
        self.settle()
        return sheet


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[PracticeServer]:
    """A practice Qrvey with samples, whose loads take no time."""
    monkeypatch.setattr(Qrvey, "patience", (0.05,))
    monkeypatch.setattr(resolving, "PAUSES", (0.0,))
    with PracticeServer(paths.data_dir() / "practice", systems=("qrvey",)) as running:
        practice = running.system(QrveyPractice)
        practice.load_seconds = practice.job_seconds = 0
        yield running


def test_from_a_wrong_key_to_a_deleted_dataset(start: Callable[..., Desk], server: PracticeServer) -> None:
    desk, composer = start(), Composer(server)
    person, practice, details = AtQrvey(desk), composer.practice, composer.details

    # The key was somebody else's, which the test of the sign-in finds out.
    typed = {one: str(details[one]) for one in IDS}
    dialog = person.add_gateway("qrvey", name=NAME, url=details["url"], api_key="somebody-elses", **typed)
    (wrong,) = person.tested(dialog).items()
    assert wrong[0] == "Key or token accepted" and "Ask whoever administers your Qrvey" in wrong[1]
    desk.type_into("field:/api_key", details["api_key"], dialog)
    assert person.tested(dialog) == {}
    desk.press("dialog.sign-in.accept", dialog)
    person.settle()
    listed = {one.remote.title: one.remote.status for one in person.datasets().all_rows}
    assert listed["Saltmarsh Admissions"] == "active" and listed["Saltmarsh Old Register"] == "failed"
    page = desk.window.pages["datasets"]
    shown = {key: int(chip.text().split()[-1]) for key, chip in page.head.tabs.chips.items() if not chip.isHidden()}
    assert shown.keys() == {"all", "active", "draft", "processing", "failed"} and shown["failed"] == 1
    assert shown.pop("all") == sum(shown.values())
    desk.press("datasets.status.failed")
    assert [row.remote.title for row in page.rows.rows_model.rows] == ["Saltmarsh Old Register"]
    desk.press("datasets.status.all")
    person.choose("Saltmarsh Admissions")
    assert not any(page.foot.tools[one].isVisible() for one in ("to-draft", "archive", "unarchive"))

    # A connection is chosen from Qrvey's list. A hotel's page comes in between, and nothing is lost by it.
    authoring = person.begin("Qrvey/4.0", example=False)
    desk.type_into("field:/name", TITLE)
    person.key(Key.Key_PageDown, CTRL)
    desk.press("add:/datasources")
    practice.fail_next("portal", any_method=True)
    desk.press(f"choose:{SOURCE}/connectionId")
    sheet = desk.dialog("choices")
    person.settle()
    assert "could not be understood" in person.said("choices.waiting.says", sheet)
    desk.press("way.retry", sheet)
    person.settle()
    desk.pick(sheet.rows, desk.row_of(sheet.rows, "Saltmarsh warehouse"))
    person.agree(sheet)
    source = authoring.document.value["datasources"][0]
    assert (source["name"], source["connectorType"]) == ("Saltmarsh warehouse", "MYSQL_LIVE")

    # A table that is not there is refused, in Qrvey's words.
    desk.press(f"choose:{SOURCE}/database")
    sheet = desk.dialog("choices")
    person.settle()
    desk.pick(sheet.rows, desk.row_of(sheet.rows, "saltmarsh"))
    person.agree(sheet)
    desk.type_into(f"field:{SOURCE}/tableName", "admision")
    sheet = person.submit()
    assert "finds out the columns" in person.said("submit.consequences", sheet)
    assert desk.find("submit.status.active", sheet).text() == "Load it"
    person.agree(sheet)
    assert "There are: admissions, prescriptions" in person.said("submit.says", sheet)
    sheet.reject()
    desk.type_into(f"field:{SOURCE}/tableName", "admissions")

    # The connection is lost right after sending: Qrvey is asked what became of it, and no second dataset is made.
    practice.fail_next("reset-after")
    practice.fail_next("load-fails")
    person.agree(person.submit())
    number = person.receipt()
    assert composer.named(TITLE) == [number]

    # The load failed; it is seen on the page of jobs, and from there it is loaded again.
    failed = person.job("failed")
    assert failed.job.native == "FAILED" and "Qrvey could not load the data" in desk.window.notice.words
    desk.press("notice.0")
    assert desk.window.page == "jobs"
    assert "the table or query, and the columns; then load it again" in person.said("jobs.details")
    person.errand("reload", "jobs.errands")
    assert person.job("live").dataset == TITLE
    assert person.row(TITLE)[:2] == ("Active", f"draft “{TITLE}”")

    # What Qrvey has found out is copied into the draft; too many calls only mean a wait.
    person.choose(TITLE)
    practice.set_rate_limit(0)
    sheet = person.errand("copy-structure")
    assert "too many calls" in person.said("errand.waiting.says", sheet) and sheet.ways.offered == ["retry"]
    assert sheet.ways.countdown.blocked
    practice.set_rate_limit(2000)
    person.agree(sheet)
    desk.press("outcome.fills", desk.dialog("outcome"))
    person.settle()
    assert len(authoring.document.value["columns"]) == 5

    # A colleague renames it meanwhile. The update finds out and brings both together.
    theirs = "Admissions along the Tideway, 2025"
    practice.edit_in_composer(number, name=theirs)
    person.key(Key.Key_PageDown, CTRL)
    desk.type_into(f"field:{COLUMNS}/0/columnName", "ward")  # which is the name of another column
    person.command("Update on the gateway")
    sheet = desk.dialog("update")
    person.settle()
    assert "has changed on Rehearsal" in person.said("update.standing", sheet)
    assert not sheet.accept_button.isEnabled()
    person.key(Key.Key_Space, at=desk.find("update.merge", sheet))
    merge = desk.dialog("merge")
    person.done_merging(merge)
    assert person.table(merge)["Name"][-1] == "Theirs"
    person.agree(merge)

    # Two columns of one name are refused, which is shown at the column; corrected, it is taken.
    sheet = desk.dialog("update")
    person.settle()
    assert "best effort" in person.said("update.consequences", sheet)
    person.agree(sheet)
    assert "columns[2].columnName is there twice" in person.said("update.waiting.says", sheet)
    desk.press("way.show-field", sheet)
    person.settle()
    problem = person.said(f"problem:{COLUMNS}/2/columnName")
    assert "Refused by the gateway: it is there twice" in problem, problem
    desk.press(f"remove:{COLUMNS}/2")
    person.command("Update on the gateway")
    sheet = desk.dialog("update")
    person.settle()
    person.agree(sheet)
    assert person.receipt() == number
    held = composer.dataset(number)
    assert held is not None and held["name"] == theirs
    assert [one["columnName"] for one in held["body"]["columns"]] == ["ward", "admitted_on", "age", "days"]

    # Shared with the organisation, then cloned: the key is taken back in between, and the words lead to a new one.
    person.choose(theirs)
    assert person.offered()["Clone… (best effort)"] is False
    sheet = person.errand("share")
    assert "of their own" in person.said("errand.happens", sheet) and desk.find("errand.best-effort", sheet).isVisible()
    key = practice.rotate_api_key()
    person.agree(sheet)
    assert "does not accept the key" in person.said("errand.waiting.says", sheet)
    assert sheet.ways.offered == ["sign-in", "retry"]
    desk.press("way.sign-in", sheet)
    dialog = desk.dialog("sign-in")
    desk.type_into("field:/api_key", key, dialog)
    desk.press("dialog.sign-in.accept", dialog)
    person.settle()
    sheet = desk.dialog("outcome")  # what was to be done has been done now
    assert "is shared with your organisation" in person.said("outcome.words", sheet)
    sheet.reject()
    held = composer.dataset(number)
    assert held is not None and held["shared"]
    person.choose(theirs)
    practice.fail_next("reset-after")
    sheet = person.errand("clone")
    person.agree(sheet)
    said = person.said("errand.waiting.says", sheet)
    assert "Look for the clone in the application before you make it again" in said
    assert not sheet.accept_button.isEnabled() and sheet.ways.offered == []
    sheet.reject()
    person.datasets()
    (clone,) = set(composer.named(theirs)) - {number}
    composer.delete(clone)

    # Sharing ends. What a colleague has deleted meanwhile is said to be gone.
    person.choose(theirs)
    sheet = person.errand("unshare")
    assert "go blank" in person.said("errand.happens", sheet)
    person.agree(sheet)
    assert "is no longer shared" in desk.window.notice.words
    gone = person.choose("Saltmarsh Prescriptions").remote.dataset_id
    composer.delete(gone)
    person.command("Publish on the gateway")
    sheet = desk.dialog("publish")
    person.settle()
    assert "no such dataset in this application any more" in person.said("publish.waiting.says", sheet)
    desk.press("way.refresh", sheet)
    assert gone not in [one.remote.dataset_id for one in person.datasets().all_rows]

    # Deleted, with the connection lost right after; the draft here stays.
    practice.fail_next("reset-after")
    said = person.change_status(theirs, "Delete from the gateway", "delete", typed=number)
    assert "cannot be brought back" in said and "is deleted from the gateway" in desk.window.notice.words
    assert composer.named(theirs) == [] and desk.store.outbox.rows(open_only=True) == []

    # Tomorrow the draft and its receipts are still here, with every ID that Qrvey gave.
    desk.close()
    desk = start()
    assert [one.title for one in desk.store.drafts.rows()] == [theirs]
    receipts = list(reversed(desk.store.history.rows()))
    assert [(one.action, one.dataset_id) for one in receipts] == [
        *((action, number) for action in ("create", "update", "share", "delete"))
    ]
    assert details["app_id"] in receipts[0].ids and details["user_id"] in receipts[0].ids


def test_rows_that_broke_off_are_sent_on(
    start: Callable[..., Desk], server: PracticeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, composer = start(), Composer(server)
    person, practice = AtQrvey(desk), composer.practice
    person.sign_in("qrvey", composer.details, "url", "api_key", *IDS)
    number = person.choose("Saltmarsh Visits").remote.dataset_id
    before = len(practice.pushed(number))

    # A file whose columns are others is refused before anything is sent.
    rows = tmp_path / "visits.csv"
    rows.write_text("visit_id,visited_at\nA1,2025-01-02\n", "utf-8")
    sheet = person.errand("push-rows")
    desk.type_into("field:/file", str(rows), sheet)
    person.agree(sheet)
    assert "“visited_at” too many" in person.job("needs_attention").job.words
    assert len(practice.pushed(number)) == before
    person.key(Key.Key_7, ALT, desk.window)
    monkeypatch.setattr("gatewaydesk.ui.jobs.ask", lambda *_, **__: True)  # whether it may go off the list
    desk.press("jobs.forget")

    # The connection breaks off while they are sent: a person decides, and goes on. One row does not fit.
    rows.write_text("visit_id,visited_on,department,minutes\nA1,2025-01-02,Eye,12\nA2,2025-01-03,Hip,\n", "utf-8")
    person.choose("Saltmarsh Visits")
    practice.fail_next("reset-before")
    sheet = person.errand("push-rows")
    desk.type_into("field:/file", str(rows), sheet)
    person.agree(sheet)
    assert "may or may not have arrived" in person.job("needs_attention").job.words
    person.key(Key.Key_7, ALT, desk.window)
    practice.fail_next("push-loses")
    desk.press("jobs.go-on")
    assert "Rows: 1 added, 1 failed" in person.job("live_with_errors").job.words
    assert len(practice.pushed(number)) == before + 1

    # Replacing rows asks how many they are, and believes no wrong number.
    person.choose("Saltmarsh Visits")
    for said, status in (("3", "needs_attention"), ("2", "done")):
        sheet = person.errand("upsert-rows")
        desk.type_into("field:/file", str(rows), sheet)
        desk.type_into("field:/rows", said, sheet)
        person.agree(sheet)
        assert desk.open_dialogs() == []
        job = person.job(status).job
        assert ("Nothing was sent" in job.words) == (said == "3")
    assert [one["visit_id"] for one in practice.pushed(number)].count("A1") == 1


def test_a_connection_of_ones_own_and_a_token_that_ends(start: Callable[..., Desk], server: PracticeServer) -> None:
    desk, composer = start(), Composer(server)
    person, practice, details = AtQrvey(desk), composer.practice, composer.details
    dialog = person.add_gateway("qrvey", name=NAME, url=details["url"])
    desk.press("sign-in.way.1", dialog)
    for name in ("user_id", "app_id"):
        desk.type_into(f"field:/{name}", details[name], dialog)
    desk.type_into("field:/access_token", practice.token(), dialog)
    assert person.tested(dialog) == {}
    desk.press("dialog.sign-in.accept", dialog)
    person.settle()
    person.datasets()

    # The database's sign-in goes to Qrvey with one call. The token has ended, which is said; with a new one it is made.
    sheet = person.errand("create-connection", "datasets.gateway-errands")
    typed = {"name": "Northmere", "connectorType": "MSSQL_LIVE", "host": "db.northmere.example", "user": "reader"}
    for name, text in typed.items():
        desk.type_into(f"field:/{name}", text, sheet)
    person.agree(sheet)
    assert "dialog.errand" in desk.open_dialogs() and sheet.ways.offered == [], "the password is still to be told"
    desk.type_into("field:/password", "hush-hush", sheet)
    practice.end_tokens()
    person.agree(sheet)
    assert sheet.ways.offered == ["sign-in", "retry"]
    desk.press("way.sign-in", sheet)
    dialog = desk.dialog("sign-in")
    desk.type_into("field:/access_token", practice.token(), dialog)
    desk.press("dialog.sign-in.accept", dialog)
    person.settle()
    sheet = desk.dialog("outcome")
    assert "The connection “Northmere” was made" in person.said("outcome.words", sheet)
    assert not desk.find("outcome.fills", sheet).isEnabled()  # no draft is open that it could go into
    sheet.reject()
    assert all(b"hush" not in one.read_bytes() for one in paths.data_dir().rglob("*") if one.is_file())
