"""The life of a dataset on Experience Platform: somebody at the window, a colleague, and a failure at each step."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk import paths
from gatewaydesk.gateways import adobe_files
from gatewaydesk.gateways.adobe import Adobe
from gatewaydesk.gateways.transport import Transport
from gatewaydesk.practice.adobe import AdobePractice
from gatewaydesk.practice.adobe_rules import TENANT
from gatewaydesk.practice.adobe_states import Pace
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.services import resolving
from gatewaydesk.store import JobRow
from tests.ui.person import ALT, CTRL, NAME, Key, Person

Desk = Any  # the fixture `desk`, see conftest.py
IDS = ("url", "ims_url", "client_id", "org_id", "client_secret", "sandbox")
TITLE = "Members of the Tideway"
SAMPLE = "Loyalty members 2025"
SCHEMA = "field:/schemaRef/id"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[PracticeServer]:
    monkeypatch.setattr(Adobe, "patience", (0.05,))
    monkeypatch.setattr(resolving, "PAUSES", (0.0,))
    monkeypatch.setattr(
        Transport.__init__, "__kwdefaults__", {**(Transport.__init__.__kwdefaults__ or {}), "pause": 0.01}
    )
    with PracticeServer(paths.data_dir() / "practice", systems=("adobe",)) as running:
        running.system(AdobePractice).pace = Pace(0, 0, 0)
        yield running


class Steward(Person):
    """Somebody who looks after datasets on the platform."""

    def errand(self, name: str, button: str = "datasets.errands") -> Any:
        """Chooses something from the menu below a list; the sheet that has opened, where there is one."""
        action = next(one for one in self.desk.find(button).menu().actions() if one.objectName() == f"errand.{name}")
        assert action.isEnabled(), action.toolTip()
        action.trigger()
        self.settle()
        names = self.desk.open_dialogs()
        return self.desk.dialog(names[-1].removeprefix("dialog.")) if names else None

    def add_files(self, sheet: Any, *files: Path) -> None:
        """Adds files to a sheet's list, as its “Add files…” does."""
        with pytest.MonkeyPatch.context() as patch:
            names = "gatewaydesk.ui.form.editors.file_path.QFileDialog.getOpenFileNames"
            patch.setattr(names, lambda *_: (list(map(str, files)), ""))
            self.desk.press("field:/files", sheet)

    def upload(self, *files: Path, **typed: str) -> None:
        """Adds data to the sample dataset."""
        self.choose(SAMPLE)
        sheet = self.errand("add-data")
        self.add_files(sheet, *files)
        for name, text in typed.items():
            self.desk.type_into(f"field:/{name}", text, sheet)
        self.agree(sheet)

    def job(self) -> JobRow:
        """The newest job as it is known here."""
        row: JobRow = self.desk.store.jobs.rows()[0]
        return row

    def at_jobs(self, *statuses: str) -> JobRow:
        """Looks at the jobs until the newest one is in one of these statuses, and selects it."""
        self.window.show_page("jobs")
        self.until(lambda: self.job().job.status in statuses and not self.job().owner)
        page = self.window.pages["jobs"]
        self.key(Key.Key_F5, at=page.rows)
        page.rows.selectRow(0)
        self.until(lambda: page.current.job.status in statuses and page.errands.errands)
        return self.job()

    def tables(self, sheet: Any) -> dict[str, list[tuple[str, ...]]]:
        """What an outcome shows, by the names of its tables; it is put away then."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for at in range(9):
            views = sheet.findChildren(object, f"outcome.table.{at}")
            found |= {views[0].accessibleName(): list(views[0].rows_model.rows)} if views else {}
        sheet.reject()
        return found


def members(file: Path, *points: object) -> Path:
    """A file of members with so many points each, a record a line."""
    rows = [
        {f"_{TENANT}": {"loyalty": {"loyaltyId": f"L-{at}", "loyaltyPoints": one}}} for at, one in enumerate(points)
    ]
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return file


def test_a_dataset_is_made_changed_by_two_people_and_deleted(
    start: Callable[..., Desk], server: PracticeServer
) -> None:
    desk, practice, details = start(), server.system(AdobePractice), server.details["adobe"]
    person = Steward(desk)

    def there() -> dict[str, Any]:
        return next((one for one in practice.datasets() if one["name"].startswith(TITLE)), {})

    # A secret of somebody else's, and a sandbox that is not open: the test of the sign-in says which it is.
    typed = {one: details[one] for one in IDS} | {"client_secret": "p8e-of-somebody", "sandbox": "elsewhere"}
    dialog = person.add_gateway("adobe", name=NAME, **typed)
    assert "makes a new one" in person.tested(dialog)["Access token given"]
    desk.type_into("field:/client_secret", details["client_secret"], dialog)
    assert "not one that this credential may use" in person.tested(dialog)["Sandbox open to you"]
    desk.press("choose:/sandbox", dialog)
    chooser = desk.dialog("choices")
    person.settle()
    desk.pick(chooser.rows, desk.row_of(chooser.rows, "Trial"))
    person.agree(chooser)
    assert person.tested(dialog) == {}
    desk.press("dialog.sign-in.accept", dialog)
    person.settle()

    # A schema is looked at before it is taken over.
    authoring = person.begin("AEP/1.0", example=False)
    desk.type_into("field:/name", TITLE)
    person.datasets()
    sheet = person.errand("schema", "datasets.gateway-errands")
    desk.press("choose:/schema", sheet)
    chooser = desk.dialog("choices")
    person.settle()
    desk.pick(chooser.rows, desk.row_of(chooser.rows, "Emergency Visits"))
    person.agree(chooser)
    person.agree(sheet)
    outcome = desk.dialog("outcome")
    assert "“Emergency Visits”, version 1.0" in person.said("outcome.words", outcome)
    desk.press("outcome.fills", outcome)
    assert authoring.document.value["schemaRef"]["id"].endswith("/schemas/719c4e19184402c27595e65b931a142b")

    # The registry is behind a page of the network's, then has had too many calls, then answers: another is better.
    desk.window.go_to(("schemaRef", "id"))
    person.settle()
    practice.fail_next("portal", any_method=True)
    desk.press("choose:/schemaRef/id")
    chooser = desk.dialog("choices")
    person.settle()
    assert "A web page came in place of" in person.said("choices.waiting.says", chooser)
    practice.faults.everything, practice.faults._chances = True, [("rate", 1.0)]
    desk.press("way.retry", chooser)
    person.settle()
    assert "too many calls" in person.said("choices.waiting.says", chooser)
    assert desk.find("way.countdown", chooser).isVisible()
    practice.faults.everything, practice.faults._chances = False, []
    chooser.ask()
    person.settle()
    desk.pick(chooser.rows, desk.row_of(chooser.rows, "Loyalty Members"))
    person.agree(chooser)
    right = authoring.document.value["schemaRef"]["id"]

    # The platform checks without keeping anything, and its no stands at the field.
    desk.type_into(SCHEMA, f"{right[:-3]}000")
    person.command("Test with the gateway")
    sheet = desk.dialog("test-submit")
    person.settle()
    person.agree(sheet)
    assert "was not found in this sandbox" in person.said("test-submit.verdict", sheet)
    desk.press("way.show-field", sheet)
    person.settle()
    assert desk.window.focusWidget() is desk.find(SCHEMA) and not there()
    assert [one.pointer for one in authoring.problems] == [("schemaRef", "id")]
    desk.type_into(SCHEMA, right)

    # A missing permission is named; then the answer to what was made is lost, and found out.
    practice.forbidden = "Manage Datasets"
    person.key(Key.Key_Return, CTRL, desk.window)
    sheet = desk.dialog("submit")
    person.settle()
    assert "An empty dataset is made in the sandbox “trial”." in person.said("submit.consequences", sheet)
    person.agree(sheet)
    assert "lacks the permission “Manage Datasets”" in person.said("submit.says", sheet)
    practice.forbidden = ""
    practice.fail_next("reset-after")
    desk.press("way.retry", sheet)
    person.settle()
    number = person.receipt()
    assert there()["id"] == number
    assert person.row(TITLE)[:2] == ("Active", f"draft “{TITLE}”")
    (receipt,) = desk.store.history.rows()
    assert receipt.further_ids == {"sandbox": "trial", "schema": right}

    # A colleague has renamed it: the update brings both together. Another change comes in while the sheet is open.
    practice.edit_dataset(number, name=f"{TITLE} and its islands")
    person.key(Key.Key_1, ALT, desk.window)
    desk.window.go_to(("description",))
    desk.type_into("field:/description", "Everybody who has joined since 2019.")
    person.command("Update on the gateway")
    sheet = desk.dialog("update")
    person.settle()
    assert f"has changed on {NAME}" in person.said("update.standing", sheet)
    person.key(Key.Key_Space, at=desk.find("update.merge", sheet))
    merge = desk.dialog("merge")
    person.done_merging(merge)
    assert set(person.table(merge)) == {"Name", "Description"}
    person.agree(merge)
    sheet = desk.dialog("update")
    person.settle()
    practice.edit_dataset(number, enableErrorDiagnostics=True)
    person.agree(sheet)
    assert "since this update was prepared, so it was not sent" in person.said("update.waiting.says", sheet)
    assert there()["name"] == f"{TITLE} and its islands" and "description" not in there()
    person.key(Key.Key_Space, at=desk.find("update.merge", sheet))
    merge = desk.dialog("merge")
    person.done_merging(merge)
    assert set(person.table(merge)) == {"Description", "Row diagnostics"}
    person.agree(merge)
    sheet = desk.dialog("update")
    person.settle()
    person.agree(sheet)
    assert person.receipt() == number
    held = there()
    assert held["enableErrorDiagnostics"] is True
    assert (held["name"], held["description"]) == (f"{TITLE} and its islands", "Everybody who has joined since 2019.")

    # Its deletion asks for its title, and is found out although its answer is lost.
    practice.fail_next("reset-after")
    said = person.change_status(f"{TITLE} and its islands", "Delete from the gateway", "delete", typed=number)
    assert "nothing brings it back" in said and not there()
    assert desk.store.outbox.rows(open_only=True) == []
    assert [one.action for one in reversed(desk.store.history.rows())] == ["create", "update", "delete"]


def test_files_are_added_and_what_is_wrong_with_them_is_told(
    start: Callable[..., Desk], server: PracticeServer, tmp_path: Path
) -> None:
    desk, practice = start(), server.system(AdobePractice)
    person = Steward(desk)
    person.sign_in("adobe", server.details["adobe"], *IDS)

    # An empty file is refused before anything is sent; one row is wrong, and the platform says which and where.
    wrong = members(tmp_path / "members.jsonl", 12, "many")
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    person.upload(empty)
    sheet = desk.dialog("errand")
    assert "“empty.jsonl” is empty" in person.said("errand.waiting.says", sheet) and not practice.batches()[1:]
    desk.press("remove-file:0", sheet)
    person.add_files(sheet, wrong)
    practice.cut_next(100)  # repeated by itself
    person.agree(sheet)
    row = person.at_jobs("failed")
    assert "None of its rows were taken in." in row.job.words
    assert "Adding “members.jsonl” (“Loyalty members 2025”): None of" in desk.window.notice.words
    told = person.tables(person.errand("diagnostics", "jobs.errands"))
    ((_, place, what, _),) = told["Rows that were not taken in"]
    assert place == f"Loyalty Points (_{TENANT}.loyalty.loyaltyPoints)" and "expected type: integer" in what

    # Half of them may fail: the other one is live, and nobody is told that all is well.
    person.upload(wrong, tolerance="50")
    row = person.at_jobs("live_with_errors")
    assert row.job.words.startswith("1 row was taken in. 1 row was not taken in.")
    person.until(lambda: "1 row was not taken in" in desk.window.notice.words)

    # One stays stalled, which needs a person: it is aborted.
    practice.end_next("stalled")
    good = members(tmp_path / "good.jsonl", 7, 8, 9)
    person.upload(good)
    row = person.at_jobs("needs_attention")
    sheet = person.errand("abort", "jobs.errands")
    practice.forbidden = "Manage Datasets"
    person.agree(sheet)
    assert "“Manage Datasets”" in person.said("errand.waiting.says", sheet)
    practice.forbidden = ""
    person.agree(sheet)
    person.at_jobs("aborted")

    # A word that nobody knows is kept and shown.
    practice.end_next("quarantined")
    person.upload(good)
    row = person.at_jobs("unknown")
    assert row.job.native == "quarantined" and "“quarantined”" in row.job.words
    practice.set_state(row.job.remote_id, "failed")
    desk.store.jobs.wake(row.id)
    desk.window.jobs.plan()
    person.at_jobs("failed")


def test_a_large_file_goes_on_the_next_day_is_verified_and_taken_back(
    start: Callable[..., Desk], server: PracticeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, practice = start(), server.system(AdobePractice)
    person = Steward(desk)
    person.sign_in("adobe", server.details["adobe"], *IDS)

    # It breaks off for good in its second part. The window is closed; meanwhile the secret has changed.
    monkeypatch.setattr(adobe_files, "LARGEST", 50_000)
    monkeypatch.setattr(adobe_files, "PART", 30_000)
    large = tmp_path / "members.parquet"
    large.write_bytes(b"PAR1" + os.urandom(99_992) + b"PAR1")
    practice.looks_inside = False
    practice.cut_next(10**9)
    for _ in range(6):
        practice.cut_next(10_000)
    person.upload(large)
    person.until(lambda: person.job().note)
    row = person.job()
    assert row.note and row.job.progress == 0.3 and not row.held
    desk.close()
    practice._cuts.clear()
    secret = practice.rotate_secret()
    practice.expire_tokens()
    desk = start()
    person = Steward(desk)
    person.at_jobs("uploading")
    desk.press("jobs.go-on")
    person.until(lambda: "makes a new one" in person.said("jobs.details"))
    dialog = desk.window.connecting.ask_sign_in(desk.store.connections.get(NAME))
    person.settle()
    desk.type_into("field:/client_secret", secret, dialog)
    desk.press("dialog.sign-in.accept", dialog)
    person.at_jobs("needs_attention")
    desk.press("jobs.go-on")
    row = person.at_jobs("live")
    assert row.job.remote_id == practice.batches()[-1]["id"]

    # What is there is what was sent: compared, listed, read back into a folder.
    person.errand("verify", "jobs.errands")
    person.until(lambda: person.job().job.finished)
    row = person.at_jobs("done")
    (compared,) = person.tables(person.errand("show-check", "jobs.errands")).values()
    assert [one[0] for one in compared] == ["members.parquet"] and "SHA-256" in row.job.words
    page = desk.window.pages["jobs"]
    batch = next(one for one in desk.store.jobs.rows() if one.job.kind == "batch")

    def about_batch(name: str) -> Any:
        person.key(Key.Key_F5, at=page.rows)
        page.rows.selectRow(next(at for at, one in enumerate(page.rows.rows_model.rows) if one.id == batch.id))
        person.until(lambda: page.current.id == batch.id and page.errands.errands)
        return person.errand(name, "jobs.errands")

    assert [one[0] for one in person.tables(about_batch("files"))["Files"]] == ["members.parquet"]
    sheet = about_batch("download")
    desk.type_into("field:/folder", str(tmp_path / "none"), sheet)
    assert person.said("file:/folder", sheet) == "There is no such folder on this computer."
    person.agree(sheet)
    assert "is not a folder" in person.said("errand.waiting.says", sheet)
    kept = tmp_path / "kept"
    kept.mkdir()
    monkeypatch.setattr("gatewaydesk.ui.form.editors.file_path.QFileDialog.getExistingDirectory", lambda *_: str(kept))
    desk.press("browse:/folder", sheet)
    person.agree(sheet)
    person.until(lambda: person.job().job.finished)
    assert (kept / "members.parquet").read_bytes() == large.read_bytes()

    # Taken back, once it is known that this may be done: then nothing of it is live here either.
    sheet = about_batch("revert")
    practice.forbidden = "Manage Datasets"
    person.agree(sheet)
    assert "“Manage Datasets”" in person.said("errand.waiting.says", sheet)
    practice.forbidden = ""
    practice.fail_next("reset-after")  # it has happened, and is found out
    person.agree(sheet)
    person.at_jobs("unpublished")
    assert practice.batches()[-1]["status"] == "inactive"
    about = [one.job for one in desk.store.jobs.rows() if one.job.remote_id == batch.job.remote_id]
    assert [(one.title, one.status) for one in about] == [
        ("Taking back: Adding “members.parquet”", "unpublished"),
        ("Adding “members.parquet”", "unpublished"),
    ]
