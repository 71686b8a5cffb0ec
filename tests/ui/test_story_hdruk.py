"""The whole life of a dataset on the HDR UK gateway: one person at the window, and a colleague on the web."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests

from gatewaydesk.paths import resource_root
from gatewaydesk.practice.server import PracticeServer
from tests.ui.person import ALT, CTRL, Key, Person

Desk = Any  # the fixture `desk`, see conftest.py
TITLE, ABSTRACT = "field:/summary/title", "field:/summary/abstract"
EXAMPLE = json.loads((resource_root() / "examples" / "HDRUK-4.0.0.json").read_text(encoding="utf-8"))
EMPTY = "Your team has no datasets here yet"
IDS = ("application_id", "client_id")


class Web:
    """The gateway's own web pages: what everybody sees there, what the team sees, and a colleague who edits."""

    def __init__(self, server: PracticeServer) -> None:
        self._server, self._details = server, server.details["hdruk"]

    def public(self, number: str) -> dict[str, Any] | None:
        """What a visitor sees of a dataset; None where there is no such page."""
        answer = self._get(f"/api/v2/datasets/{number}?schema_model=HDRUK&schema_version=4.0.0")
        return answer.get("data")

    def team(self, number: str) -> dict[str, Any]:
        """A dataset's row as its team gets it, over HTTP, with `metadata` as its author wrote it."""
        row: dict[str, Any] = self._get(f"/api/v2/teams/{self._details['team_id']}/datasets/{number}")["data"]
        return row | {"metadata": row["versions"][0]["metadata"]["original_metadata"]}

    def numbers(self) -> dict[str, list[str]]:
        """The dataset IDs in each of the team's three lists."""
        path = f"/api/v2/teams/{self._details['team_id']}/datasets/status"
        return {
            status: [str(row["id"]) for row in self._get(f"{path}/{status}")["data"]]
            for status in ("active", "draft", "archived")
        }

    def edit(self, number: str, change: Callable[[dict[str, Any]], object]) -> None:
        """A colleague opens the dataset in the web form, changes it and saves."""
        metadata = copy.deepcopy(self.team(number)["metadata"])
        change(metadata)
        self._server.hdruk.edit_as_web(int(number), metadata)

    def _get(self, path: str) -> dict[str, Any]:
        headers = {"x-application-id": self._details["application_id"], "x-client-id": self._details["client_id"]}
        answer: dict[str, Any] = requests.get(self._details["url"] + path, headers=headers, timeout=10).json()
        return answer


def problems(authoring: Any) -> list[str]:
    return [one.sentence for one in authoring.problems if one.blocks]


def test_from_a_first_title_to_its_deletion(start: Callable[..., Desk], practice: PracticeServer) -> None:
    desk = start()
    person, web = Person(desk), Web(practice)
    person.sign_in("hdruk", practice.details["hdruk"], "url", "team_id", *IDS)
    assert person.datasets()._stack.currentWidget().accessibleName() == EMPTY

    # A title and an abstract are all there is on the first day: the gateway keeps it as a draft of the team.
    authoring = person.begin("HDRUK/4.0.0", example=False)
    desk.type_into(TITLE, "Tideway Falls Cohort")
    desk.type_into(ABSTRACT, "Falls of people over 65 along the Tideway, from 2010 on, with what became of them.")
    person.key(Key.Key_Return, CTRL, desk.window)
    sheet = desk.dialog("submit")
    person.settle()
    assert "keeps unfinished metadata as a draft" in desk.find("submit.hint", sheet).text()
    assert "your team's own (v2)" in desk.find("submit.route", sheet).text()
    assert desk.find("submit.status.draft", sheet).isChecked()
    person.agree(sheet)
    number = person.receipt()
    assert web.numbers() == {"active": [], "draft": [number], "archived": []}
    assert web.team(number)["metadata"]["summary"]["title"] == "Tideway Falls Cohort"

    # It is listed, as a draft that is here.
    assert person.row("Tideway Falls Cohort")[:2] == ("Draft", "draft “Tideway Falls Cohort”")
    assert desk.find("datasets.status.draft").text() == "Drafts 1"

    # A colleague completes it on the web, with a title of their own. Here the title and the abstract change as well.
    def complete(metadata: dict[str, Any]) -> None:
        mine = {name: metadata[name] for name in ("identifier", "version", "issued", "modified", "revisions")}
        abstract = metadata["summary"]["abstract"]
        metadata.update(copy.deepcopy(EXAMPLE) | mine)
        metadata["summary"] |= {"title": "Tideway Falls and Fractures", "abstract": abstract}

    web.edit(number, complete)
    person.choose("Tideway Falls and Fractures")
    person.key(Key.Key_Return)  # opens the draft that is here
    assert desk.window.page == "" and problems(authoring)
    desk.type_into(TITLE, "Tideway Falls Cohort 2010 to 2026")
    desk.type_into(ABSTRACT, "Falls of people over 65 along the Tideway, 2010 to 2026, with what became of them.")

    # The update finds out, and brings both together before anything is sent.
    person.command("Update on the gateway")
    sheet = desk.dialog("update")
    person.settle()
    assert "has changed on Rehearsal" in desk.find("update.standing", sheet).text()
    assert not sheet.accept_button.isEnabled()
    person.key(Key.Key_Space, at=desk.find("update.merge", sheet))
    merge = desk.dialog("merge")
    person.done_merging(merge)
    assert merge.count.text().startswith("1 of 1 conflict still open") and not merge.accept_button.isEnabled()
    person.key(Key.Key_F8, at=merge)
    assert merge.rows.words(merge.differences.table.current_row) == "Title"
    assert merge.differences.detail.texts["base"].toPlainText() == "Tideway Falls Cohort"
    assert merge.differences.detail.texts["theirs"].toPlainText() == "Tideway Falls and Fractures"
    person.key(Key.Key_M, at=merge.differences.table)
    person.done_merging(merge)
    assert merge.tabs.tabText(2) == "Problems (0)"
    person.agree(merge)
    sheet = desk.dialog("update")
    person.settle()
    together = authoring.document.value
    assert together["summary"]["title"] == "Tideway Falls Cohort 2010 to 2026"
    assert together["summary"]["abstract"].startswith("Falls of people over 65 along the Tideway, 2010 to 2026")
    assert together["coverage"] == EXAMPLE["coverage"] and problems(authoring) == []
    assert "It is kept as a draft" not in desk.find("update.standing", sheet).text()
    person.agree(sheet)
    assert person.receipt() == number
    held = web.team(number)
    assert (held["status"], held["metadata"]) == ("DRAFT", authoring.document.value)
    assert web.public(number) is None

    # Published, then everybody sees it; a person who goes on typing here changes nothing there.
    title = "Tideway Falls Cohort 2010 to 2026"
    said = person.change_status(title, "Publish on the gateway", "publish")
    assert said.startswith("Everybody can see it")
    assert web.numbers()["active"] == [number]
    page = web.public(number)
    assert page is not None
    assert person.row(title)[0] == "Active"

    # Archived, its page is gone; restored, it is a draft of the team again.
    said = person.change_status(title, "Archive on the gateway", "archive")
    assert "You can take it out again" in said
    assert web.numbers() == {"active": [], "draft": [], "archived": [number]} and web.public(number) is None
    said = person.change_status(title, "Restore from the archive", "unarchive")
    assert "comes back from the archive as a draft" in said
    assert web.numbers() == {"active": [], "draft": [number], "archived": []}
    assert web.team(number)["metadata"] == authoring.document.value

    # Deleted, which asks for its number and leaves the draft here alone.
    said = person.change_status(title, "Delete from the gateway", "delete", typed=number)
    assert "cannot be brought back from here" in said
    assert not any(web.numbers().values())
    assert person.datasets()._stack.currentWidget().accessibleName() == EMPTY
    assert [one["id"] for one in practice.hdruk.datasets(deleted=True)] == [int(number)]

    # What is deleted there cannot be updated; the draft can be sent anew, as another dataset.
    person.key(Key.Key_1, ALT, desk.window)
    assert not desk.window.actions_by_id["update"].isEnabled()
    person.key(Key.Key_Return, CTRL, desk.window)
    sheet = desk.dialog("submit")
    person.settle()
    assert "deleted from there since" in desk.find("submit.sent-before.words", sheet).text()
    assert not desk.find("submit.update", sheet).isVisible() and not sheet.accept_button.isEnabled()
    person.key(Key.Key_Space, at=desk.find("submit.second", sheet))
    assert sheet.accept_button.text() == "Create it anew"
    person.agree(sheet)
    anew = person.receipt()
    assert anew != number and web.numbers()["active"] == [anew]
    assert desk.window.actions_by_id["update"].isEnabled()

    # Tomorrow the draft, its receipts and nothing unsettled are still here.
    desk.close()
    desk = start()
    receipts = desk.store.history.rows()
    done = [(one.action, one.dataset_id) for one in reversed(receipts)]
    life = ("create", "update", "publish", "archive", "unarchive", "delete")
    assert done == [*((action, number) for action in life), ("create", anew)]
    assert desk.store.outbox.rows(open_only=True) == []
    assert [one.title for one in desk.store.drafts.rows()] == [title]


def test_a_dataset_from_the_web_is_pulled_corrected_and_updated(start: Callable[..., Desk], tmp_path: Path) -> None:
    with PracticeServer(tmp_path / "practice") as server:
        desk = start()
        person, web = Person(desk), Web(server)
        person.sign_in("hdruk", server.details["hdruk"], "url", "team_id", *IDS)
        row = person.choose("Saltmarsh Emergency Visits")
        number, before = row.remote.dataset_id, web.team(row.remote.dataset_id)
        there = len(server.hdruk.datasets())
        person.command("Pull from the gateway")
        for name in desk.open_dialogs():
            person.agree(desk.dialog(name.removeprefix("dialog.")))
        assert desk.find(TITLE).text() == "Saltmarsh Emergency Visits"
        desk.type_into(TITLE, "Saltmarsh Emergency Visits since 2015")

        # Submitting by habit does not make a second one of it: the sheet leads to the update.
        person.key(Key.Key_Return, CTRL, desk.window)
        sheet = desk.dialog("submit")
        person.settle()
        assert f"already dataset {number} on Rehearsal (pulled" in desk.find("submit.sent-before.words", sheet).text()
        assert not sheet.accept_button.isEnabled()
        person.key(Key.Key_Space, at=desk.find("submit.update", sheet))
        sheet = desk.dialog("update")
        person.settle()
        assert "Nobody else has changed" in desk.find("update.standing", sheet).text()
        due = desk.find("update.version", sheet).text()
        assert due > before["metadata"]["version"]
        person.agree(sheet)
        assert person.receipt() == number
        held = web.team(number)["metadata"]
        assert (held["summary"]["title"], held["version"]) == ("Saltmarsh Emergency Visits since 2015", due)
        assert web.public(number) is not None and len(server.hdruk.datasets()) == there


def test_without_a_team_id_the_older_route_takes_it_through_its_life(
    start: Callable[..., Desk], practice: PracticeServer
) -> None:
    desk = start()
    person, web = Person(desk), Web(practice)
    person.sign_in("hdruk", practice.details["hdruk"], "url", *IDS)
    authoring = person.begin("HDRUK/4.0.0", example=True)
    desk.type_into(TITLE, "Falls & fractures of the over 65s")

    # It publishes at once and changes some signs on the way; both are said before.
    person.key(Key.Key_Return, CTRL, desk.window)
    sheet = desk.dialog("submit")
    person.settle()
    told = desk.find("submit.consequences", sheet).text()
    assert "no team ID" in desk.find("submit.route", sheet).text()
    assert "Changed on the way: “Summary › Title”" in told, told
    person.agree(sheet)
    number = person.receipt()
    assert web.numbers()["active"] == [number]
    assert web.team(number)["metadata"]["summary"]["title"] == "Falls &amp; fractures of the over 65s"

    # It is listed as what it is called, and what was changed on the way is not taken for somebody's work.
    assert person.row("Falls")[:2] == ("Active", "draft “Falls & fractures of the over 65s”")
    person.key(Key.Key_1, ALT, desk.window)
    desk.type_into(ABSTRACT, "Who fell, when & where; what broke, and what became of them, from 2010 on.")
    person.command("Update on the gateway")
    sheet = desk.dialog("update")
    person.settle()
    assert "Nobody else has changed" in desk.find("update.standing", sheet).text()
    person.agree(sheet)
    assert person.receipt() == number
    assert web.team(number)["metadata"]["summary"]["abstract"].startswith("Who fell, when &amp; where;")

    # A colleague's change is brought together with what is written here; no sign is changed twice.
    web.edit(number, lambda metadata: metadata["summary"].update(title="Falls & fractures along the Tideway"))
    desk.type_into(ABSTRACT, "Who fell, when & where; what broke, and what became of them, from 2010 to 2026.")
    person.command("Update on the gateway")
    sheet = desk.dialog("update")
    person.settle()
    person.key(Key.Key_Space, at=desk.find("update.merge", sheet))
    merge = desk.dialog("merge")
    person.done_merging(merge)
    table = person.table(merge)
    assert {name: cells[-1] for name, cells in table.items()} == {"Title": "Theirs", "Abstract": "Mine"}
    person.agree(merge)
    sheet = desk.dialog("update")
    person.settle()
    person.agree(sheet)
    assert person.receipt() == number
    summary = web.team(number)["metadata"]["summary"]
    assert summary["title"] == "Falls &amp; fractures along the Tideway"
    assert summary["abstract"].endswith("when &amp; where; what broke, and what became of them, from 2010 to 2026.")
    assert authoring.document.value["summary"]["title"] == "Falls & fractures along the Tideway"

    # Its status changes here as well. The list shows its title without the codes, and says that it has some.
    title = "Falls & fractures along the Tideway"
    person.choose(title)
    assert "Its text holds HTML codes" in desk.find("datasets.details").text()
    person.change_status(title, "Archive on the gateway", "archive")
    assert web.numbers()["archived"] == [number] and web.public(number) is None
    person.change_status(title, "Restore from the archive", "unarchive")
    assert web.numbers()["draft"] == [number]
    person.change_status(title, "Publish on the gateway", "publish")
    assert web.numbers()["active"] == [number] and web.public(number) is not None
    person.change_status(title, "Delete from the gateway", "delete", typed=number)
    assert not any(web.numbers().values()) and desk.store.outbox.rows(open_only=True) == []
