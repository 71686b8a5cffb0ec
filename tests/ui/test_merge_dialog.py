"""Comparing and merging in the window: what differs is shown, decided by mouse and keys, and made as one step."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.hdruk import HdrUk
from gatewaydesk.paths import resource_root
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.services.pulling import as_new_draft
from gatewaydesk.ui.dialogs.merge_rows import BASE, MINE, TAKEN, THEIRS
from tests.ui.sending import connect

EXAMPLE = json.loads((resource_root() / "examples" / "HDRUK-4.0.0.json").read_text(encoding="utf-8"))
NAME = "HDRUK/4.0.0"
TITLE = "field:/summary/title"
Desk = Any  # the fixture `desk`, see conftest.py


def changed(**at: Any) -> Any:
    value = copy.deepcopy(EXAMPLE)
    for path, new in at.items():
        holder, *below = [value, *path.split("__")]
        for part in below[:-1]:
            holder = holder[part]
        holder[below[-1]] = new
    return value


def begin(desk: Desk, value: Any) -> Any:
    desk.window.new_draft(NAME, copy.deepcopy(value))
    desk.window.settle()
    return desk.window.current_model.authoring


def with_file(desk: Desk, tmp_path: Path, value: Any) -> Any:
    path = tmp_path / "other.json"
    jsonio.write_file(path, value)
    desk.window.bringing.compare_file(path)
    return worked_out(desk)


def worked_out(desk: Desk) -> Any:
    dialog = desk.dialog("merge")
    settled(desk, dialog)
    return dialog


def settled(desk: Desk, dialog: Any) -> None:
    desk.window.settle()
    while dialog._later.isActive():
        QTest.qWait(20)
    desk.window.settle()


def table(dialog: Any) -> dict[str, tuple[str, str, str]]:
    rows = dialog.rows
    told = {}
    for row in range(rows.rowCount()):
        if rows.decision(row) is not None:
            cells = [rows.index(row, column).data() for column in (0, MINE, THEIRS, TAKEN)]
            told[cells[0]] = tuple(cells[1:])
    return told


def go_to(dialog: Any, words: str) -> None:
    row = next(at for at in range(dialog.rows.rowCount()) if dialog.rows.index(at, 0).data() == words)
    dialog.differences.table.go_to(row)


def test_a_file_is_compared_and_only_what_is_taken_changes_the_draft(desk: Desk, tmp_path: Path) -> None:
    mine = changed(summary__title="Mine")
    authoring = begin(desk, mine)
    dialog = with_file(desk, tmp_path, changed(summary__title="Theirs", coverage__followUp="0 - 6 MONTHS"))
    assert table(dialog)["Title"] == ("Mine", "Theirs", "Mine")
    assert not dialog.accept_button.isEnabled() and dialog.differences.table.isColumnHidden(BASE)
    assert not dialog.differences.next_button.isVisible()
    go_to(dialog, "Title")
    desk.press("merge.take-theirs", dialog)
    settled(desk, dialog)
    assert table(dialog)["Title"] == ("Mine", "Theirs", "Theirs")
    assert dialog.count.text().startswith("1 change to your draft")
    desk.press("dialog.merge.accept", dialog)
    assert authoring.document.value == changed(summary__title="Theirs")
    assert desk.find(TITLE).text() == "Theirs"
    assert "Took over from “other.json”: 1 change. Undo takes that back." in desk.window.notice.words
    desk.do("undo")
    assert authoring.document.value == mine


def test_a_version_and_another_draft_are_offered_and_compared(desk: Desk) -> None:
    begin(desk, changed(summary__title="The other draft"))
    authoring = begin(desk, EXAMPLE)
    desk.store.versions.keep(desk.window.desk.draft_id, changed(summary__title="Long ago"), why="named", name="First")
    desk.do("compare")
    chooser = desk.dialog("compare")
    desk.window.settle()
    assert [one.title for one in chooser.rows.picks] == [
        "Versions of this draft", "First", "Other drafts", "The other draft",
    ]  # fmt: skip
    desk.press("dialog.compare.accept", chooser)
    dialog = worked_out(desk)
    assert table(dialog)["Title"][1] == "Long ago"
    dialog.reject()
    desk.do("compare")
    chooser = desk.dialog("compare")
    desk.window.settle()
    desk.pick(chooser.rows, 3)
    QTest.keyClick(chooser.rows, Qt.Key.Key_Return)
    dialog = worked_out(desk)
    assert table(dialog)["Title"][1] == "The other draft"
    go_to(dialog, "Title")
    QTest.keyClick(dialog.differences.table, Qt.Key.Key_T)
    settled(desk, dialog)
    desk.press("dialog.merge.accept", dialog)
    assert authoring.document.get(("summary", "title")) == "The other draft"


def pulled_draft(desk: Desk, server: PracticeServer) -> tuple[str, str, Any]:
    """A dataset that was made on the gateway, pulled and opened; and a colleague who can edit it on the web."""
    connection = connect(desk, server)
    gateway = HdrUk(connection, server.details["hdruk"])
    dataset = gateway.send(gateway.prepare_create(EXAMPLE, schema=NAME), CancelToken()).dataset_id
    draft = as_new_draft(desk.store, desk.window.catalogue, gateway, gateway.fetch(dataset, CancelToken())).id
    desk.window.open_draft(draft)
    desk.window.settle()

    def on_the_web(change: Callable[[Any], object]) -> None:
        value = gateway.fetch(dataset, CancelToken()).metadata
        change(value)
        gateway.send(gateway.prepare_update(dataset, value, schema=NAME), CancelToken())

    return draft, dataset, (on_the_web, lambda: gateway.fetch(dataset, CancelToken()).metadata)


def update(desk: Desk) -> Any:
    desk.window.remoting.updates.look()
    desk.window.settle()
    desk.do("update")
    sheet = desk.dialog("update")
    desk.window.settle()
    return sheet


def test_an_update_is_brought_together_with_what_a_colleague_wrote_and_then_sent(
    desk: Desk, practice: PracticeServer
) -> None:
    draft, _, (on_the_web, there) = pulled_draft(desk, practice)

    def colleague(value: Any) -> None:
        value["summary"]["title"] = "A colleague's title"
        value["summary"]["abstract"] = "A colleague's abstract, which nobody else has touched."

    on_the_web(colleague)
    desk.type_into(TITLE, "My own title")
    desk.window.desk.autosave.flush()
    sheet = update(desk)
    assert sheet.standing.merge.isVisible() and not sheet.accept_button.isEnabled()
    desk.press("update.merge", sheet)
    dialog = worked_out(desk)
    found = table(dialog)
    assert found["Title"] == ("My own title", "A colleague's title", "✕ Decide")
    assert found["Abstract"][2] == "Theirs"
    assert dialog.count.text().startswith("1 of 1 conflict still open") and not dialog.accept_button.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_F8)
    assert dialog.rows.words(dialog.differences.table.current_row) == "Title"
    assert dialog.differences.detail.texts["base"].toPlainText() == EXAMPLE["summary"]["title"]
    QTest.keyClick(dialog.differences.table, Qt.Key.Key_M)
    settled(desk, dialog)
    assert dialog.count.text().startswith("All conflicts are decided · 1 change to your draft")
    assert desk.find("merge.changes", dialog).model().rowCount() == 1
    desk.press("dialog.merge.accept", dialog)
    desk.window.settle()
    authoring = desk.window.current_model.authoring
    assert authoring.undo_label == "bring together with Rehearsal"
    assert authoring.document.get(("summary", "abstract")).startswith("A colleague's abstract")
    sheet = desk.dialog("update")  # comes back by itself, and knows that both are together now
    desk.window.settle()
    assert not sheet.standing.merge.isVisible() and sheet.accept_button.isEnabled()
    desk.press("dialog.update.accept", sheet)
    held = there()
    assert held["summary"]["title"] == "My own title"
    assert held["summary"]["abstract"].startswith("A colleague's abstract")
    assert draft == desk.window.desk.draft_id


def test_when_the_merge_is_undone_the_colleagues_work_is_not_overwritten(desk: Desk, practice: PracticeServer) -> None:
    draft, _, (on_the_web, _) = pulled_draft(desk, practice)
    before = desk.store.bases.of_draft(draft, "Rehearsal")
    on_the_web(lambda value: value["summary"].update(abstract="A colleague's abstract, which nobody has touched."))
    desk.type_into(TITLE, "My own title")
    desk.press("update.merge", update(desk))
    desk.press("dialog.merge.accept", worked_out(desk))
    desk.window.settle()
    desk.dialog("update").reject()
    merged = desk.store.bases.of_draft(draft, "Rehearsal")
    assert before is not None and merged is not None and merged.mark != before.mark
    desk.do("undo")
    assert desk.store.bases.of_draft(draft, "Rehearsal").mark == before.mark
    sheet = update(desk)
    assert sheet.standing.merge.isVisible() and not sheet.accept_button.isEnabled()
    sheet.reject()
    desk.do("redo")
    assert desk.store.bases.of_draft(draft, "Rehearsal").mark == merged.mark
    assert not update(desk).standing.merge.isVisible()


def test_the_gateways_copy_is_compared_from_the_menu(desk: Desk, practice: PracticeServer) -> None:
    _, dataset, (on_the_web, _) = pulled_draft(desk, practice)
    on_the_web(lambda value: value["summary"].update(title="A colleague's title"))
    desk.do("compare")
    chooser = desk.dialog("compare")
    desk.window.settle()
    assert chooser.rows.picks[1].title == f"Dataset {dataset} on Rehearsal"
    desk.press("dialog.compare.accept", chooser)
    dialog = worked_out(desk)
    assert table(dialog) == {"Title": (EXAMPLE["summary"]["title"], "A colleague's title", "Theirs")}
    assert not dialog.differences.table.isColumnHidden(BASE)
    desk.press("dialog.merge.accept", dialog)
    assert desk.find(TITLE).text() == "A colleague's title"


def test_a_draft_that_was_changed_meanwhile_is_left_alone(desk: Desk, tmp_path: Path) -> None:
    authoring = begin(desk, EXAMPLE)
    dialog = with_file(desk, tmp_path, changed(summary__title="Theirs"))
    desk.press("merge.all-theirs", dialog)
    settled(desk, dialog)
    authoring.document.set(("summary", "title"), "Typed meanwhile")
    desk.press("dialog.merge.accept", dialog)
    assert authoring.document.get(("summary", "title")) == "Typed meanwhile"
    assert "changed meanwhile" in dialog.waiting.says.text() and not dialog.accept_button.isEnabled()


def test_problems_of_what_comes_of_it_are_listed_and_follow_the_choices(desk: Desk, tmp_path: Path) -> None:
    begin(desk, EXAMPLE)
    dialog = with_file(desk, tmp_path, changed(summary__title="x"))
    assert dialog.tabs.tabText(2) == "Problems (0)"
    go_to(dialog, "Title")
    QTest.keyClick(dialog.differences.table, Qt.Key.Key_Space)
    settled(desk, dialog)
    assert dialog.tabs.tabText(2) == "Problems (1)" and "1 wrong" in dialog.count.text()
    assert dialog.problems.picks[0].title.startswith("“Title”")
    desk.press("merge.again", dialog)
    settled(desk, dialog)
    assert dialog.tabs.tabText(2) == "Problems (0)"


def test_text_from_elsewhere_is_shown_as_text(desk: Desk, tmp_path: Path) -> None:
    begin(desk, EXAMPLE)
    dialog = with_file(desk, tmp_path, changed(summary__title="<b>bold</b> & <img src=x>"))
    go_to(dialog, "Title")
    assert dialog.differences.detail.texts["theirs"].toPlainText() == "<b>bold</b> & <img src=x>"
    assert table(dialog)["Title"][1] == "<b>bold</b> & <img src=x>"


def test_very_many_differences_are_shown_at_once_and_decided_together(desk: Desk, tmp_path: Path) -> None:
    def columns(words: str) -> Any:
        rows = [{"name": f"c{at}", "description": words, "dataType": "text", "sensitive": False} for at in range(3_000)]
        return changed(structuralMetadata__tables=[{"name": "t", "columns": rows}])

    authoring = begin(desk, columns("Mine"))
    dialog = with_file(desk, tmp_path, columns("Theirs"))
    assert dialog.rows.rowCount() == 3_001 and len(dialog.rows._texts) < 200
    dialog.differences.table.selectAll()
    QTest.keyClick(dialog.differences.table, Qt.Key.Key_T)
    settled(desk, dialog)
    desk.press("dialog.merge.accept", dialog)
    assert authoring.document.value == columns("Theirs")
    assert "Took over from “other.json”: 3,000 changes." in desk.window.notice.words
    desk.do("undo")
    assert authoring.document.value == columns("Mine")


def test_a_gateway_that_is_away_is_said_with_a_way_out_and_the_draft_stays(
    desk: Desk, practice: PracticeServer
) -> None:
    _, _, (on_the_web, _) = pulled_draft(desk, practice)
    on_the_web(lambda value: value["summary"].update(title="A colleague's title"))
    options = {"team_id": practice.details["hdruk"]["team_id"]}
    desk.store.connections.save(Connection("Rehearsal", "hdruk", "http://127.0.0.1:9", options, practice=True))
    desk.window.connecting.refresh()
    desk.do("compare")
    chooser = desk.dialog("compare")
    desk.window.settle()
    desk.press("dialog.compare.accept", chooser)
    dialog = worked_out(desk)
    assert "refused the connection" in dialog.waiting.says.text() and not dialog.accept_button.isEnabled()
    assert desk.window.current_model.authoring.document.value == EXAMPLE
    connect(desk, practice)
    desk.press("way.retry", dialog)
    settled(desk, dialog)
    assert table(dialog)["Title"][1] == "A colleague's title" and not dialog.ways.isVisible()


def test_a_draft_that_is_only_read_here_is_compared_and_not_changed(desk: Desk, tmp_path: Path) -> None:
    authoring = begin(desk, EXAMPLE)
    authoring.document.locked = True
    dialog = with_file(desk, tmp_path, changed(summary__title="Theirs"))
    assert table(dialog)["Title"][1] == "Theirs"
    assert not dialog.accept_button.isEnabled() and not dialog.differences.detail.buttons["theirs"].isEnabled()
    assert "take it over" in dialog.accept_button.toolTip()
    authoring.document.locked = False
