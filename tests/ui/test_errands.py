"""Errands in the window: what is offered, what is asked first, what comes of it; files, and lists to choose from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from gatewaydesk.connection import Connection
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.services.connecting import keep_practice
from gatewaydesk.ui.form.editors.file_path import size_in_words
from gatewaydesk.ui.form.table import ItemsView
from tests.ui.bench_gateway import ERRANDS, Bench, connect, known

Desk = Any  # the fixture `desk`, see conftest.py
DRAFT = {
    "type": "object",
    "title": "Bench",
    "required": ["title", "table", "tables"],
    "properties": {
        "title": {"type": "string", "title": "Title"},
        "table": {"type": "string", "title": "Table", "maxLength": 40, "x-choices": "table"},
        "tables": {"type": "array", "title": "Tables", "items": {"type": "string", "x-choices": "table"}},
        "note": {"type": "string", "title": "Note", "maxLength": 40},
        "rows": {
            "type": "array",
            "title": "Rows",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "table": {"type": "string", "title": "Table", "x-choices": "table"},
                    "as": {"type": "string", "title": "Called"},
                },
            },
        },
        "schema": {"type": "object", "title": "Schema", "properties": {"id": {"type": "string"}}},
    },
}


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    made = known(monkeypatch)
    yield made
    made.held = False


def at_datasets(desk: Desk) -> Any:
    connect(desk)
    desk.do("datasets")
    desk.window.settle()
    desk.pick(desk.find("datasets"), 0)
    return desk.window.beside.datasets


def begin(desk: Desk, name: str, button: str = "datasets.errands") -> None:
    menu = desk.find(button).menu()
    next(one for one in menu.actions() if one.objectName() == f"errand.{name}").trigger()
    desk.window.settle()


def words(widget: Any) -> str:
    return str(widget.text()).replace("\u200b", "")


def new_draft(desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str = "Bench/1.0") -> Any:
    schema = LoadedSchema(name, DRAFT)
    monkeypatch.setattr(desk.window.catalogue, "load", lambda *_: schema)
    desk.window.new_draft(name, {"title": "T"})
    desk.window.settle()
    return desk.window.current_model


def test_what_is_offered_and_why_not(desk: Desk, bench: Bench) -> None:
    page = at_datasets(desk)
    actions = {one.objectName(): one for one in desk.find("datasets.errands").menu().actions()}
    assert list(actions) == ["errand.add-data", "errand.preview", "errand.wipe", "errand.replay"]
    replay = actions["errand.replay"]
    assert replay.text() == "Replay (best effort)" and not replay.isEnabled()
    assert "There is no failed batch." in replay.toolTip()
    assert {one.label for one in ERRANDS[:3]} <= {one.text() for one in page.menu().actions()}
    assert [one.text() for one in desk.find("datasets.gateway-errands").menu().actions()] == [
        *("Look up the schema…", "Try what is refused")
    ]
    assert desk.window.actions_by_id["to-draft"].iconText() == "Unpublish…"
    desk.do("to-draft")
    assert desk.dialog("to-draft").accept_button.text() == "Unpublish"
    desk.dialog("to-draft").reject()
    desk.do("show-gateways")
    desk.pick(desk.find("gateways"), 0)
    assert desk.find("gateways.errands").isVisible()
    assert desk.window.actions_by_id["to-draft"].text() == "Make it a &draft on the gateway…"


def test_files_are_added_and_the_upload_begins(
    desk: Desk, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_datasets(desk)
    begin(desk, "add-data")
    sheet = desk.dialog("errand")
    assert desk.find("practice.badge", sheet).isVisible()
    desk.press("dialog.errand.accept", sheet)
    assert desk.open_dialogs() == ["dialog.errand"] and not bench.orders
    files = [tmp_path / "a.csv", tmp_path / "gone.csv"]
    files[0].write_bytes(b"x" * 2500)
    monkeypatch.setattr(
        "gatewaydesk.ui.form.editors.file_path.QFileDialog.getOpenFileNames", lambda *_: (list(map(str, files)), "")
    )
    desk.press("field:/files", sheet)
    said = [words(one) for one in sheet.findChildren(type(sheet.happens))]
    assert "2.5 kB" in said and "There is no such file on this computer." in said
    desk.press("remove-file:1", sheet)
    desk.press("choose:/table", sheet)
    desk.press("dialog.choices.accept", desk.dialog("choices"))
    assert sheet.model.authoring.document.value == {"files": [str(files[0])], "table": "admissions", "note": "adm"}
    desk.press("dialog.errand.accept", sheet)
    assert not desk.open_dialogs()
    assert bench.orders[0].given["files"] == [str(files[0])] and bench.orders[0].title == "Cohort"
    assert desk.window.notice.words.startswith("The upload begins.") or "Uploading" in desk.window.notice.words
    (row,) = desk.store.jobs.rows()
    assert row.dataset == "Cohort"
    desk.press("notice.0")
    assert desk.window.page == "jobs"


def test_what_is_read_is_shown_copied_and_exported(
    desk: Desk, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_datasets(desk)
    begin(desk, "preview")
    sheet = desk.dialog("outcome")
    desk.press("outcome.copy.0", sheet)
    assert QGuiApplication.clipboard().text() == "number\ttext\n0\t=row 0\n1\t=row 1\n2\t=row 2"
    target = tmp_path / "rows.csv"
    monkeypatch.setattr("gatewaydesk.ui.dialogs.outcome.QFileDialog.getSaveFileName", lambda *_: (str(target), ""))
    desk.press("outcome.export.0", sheet)
    assert "0,'=row 0" in target.read_text("utf-8-sig")
    desk.find("outcome.tabs", sheet).setCurrentIndex(1)
    target = tmp_path / "text.txt"
    desk.press("outcome.save", sheet)
    assert target.read_text() == "as\ttext"


def test_the_title_is_typed_first_where_it_matters(desk: Desk, bench: Bench) -> None:
    at_datasets(desk)
    begin(desk, "wipe")
    sheet = desk.dialog("errand")
    assert not sheet.accept_button.isEnabled() and not bench.orders
    desk.type_into("errand.confirm", "Cohort", sheet)
    desk.press("dialog.errand.accept", sheet)
    assert [one.errand for one in bench.orders] == ["wipe"]


def test_a_refusal_is_told_with_its_ways_out(desk: Desk, bench: Bench) -> None:
    at_datasets(desk)
    begin(desk, "refuse", "datasets.gateway-errands")
    sheet = desk.dialog("errand")
    desk.press("dialog.errand.accept", sheet)
    assert "permission “manage”" in words(desk.find("errand.waiting.says", sheet))
    assert "sign-in" in sheet.ways.offered or "edit-connection" in sheet.ways.offered
    assert sheet.accept_button.isEnabled()


def test_values_go_into_the_draft_as_one_step_and_a_schema_is_kept(
    desk: Desk, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = new_draft(desk, monkeypatch)
    at_datasets(desk)
    begin(desk, "look-up", "datasets.gateway-errands")
    sheet = desk.dialog("outcome")
    assert "Schema › " in words(desk.find("outcome.fills.values", sheet))
    desk.press("outcome.fills", sheet)
    assert model.authoring.document.value["schema"] == {"id": "urn:7", "version": 3}
    desk.do("undo")
    assert model.authoring.document.value == {"title": "T"}
    monkeypatch.undo()
    known(monkeypatch)
    desk.do("datasets")
    begin(desk, "look-up", "datasets.gateway-errands")
    desk.press("outcome.schema", desk.dialog("outcome"))
    desk.window.settle()
    assert desk.window.current_model.authoring.schema.name == "KEPT/1.0"
    assert "KEPT/1.0" in desk.window.catalogue.added()


def test_a_value_is_chosen_from_the_gateway_as_one_step(
    desk: Desk, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(desk)
    connect(desk, "Other", practice=False)
    model = new_draft(desk, monkeypatch)
    desk.press("choose:/table")
    sheet = desk.dialog("choices")
    assert desk.find("choices.gateway", sheet).currentText() == "Other"
    QTest.keyClicks(desk.find("choices.search", sheet), "pat")
    QTest.qWait(400)
    desk.window.settle()
    assert bench.searched == ["table:", "table:pat"]
    assert [one.title for one in sheet.rows.picks] == ["Patients"]
    QTest.keyClick(desk.find("choices.search", sheet), Qt.Key.Key_Return)
    desk.window.settle()
    assert model.authoring.document.value == {"title": "T", "table": "patients", "note": "pat"}
    desk.do("undo")
    assert model.authoring.document.value == {"title": "T"}
    desk.press("choose:/tables")
    desk.press("dialog.choices.accept", desk.dialog("choices"))
    assert model.authoring.document.value["tables"] == ["admissions"]
    bench.refuses = True
    desk.press("choose:/tables")
    sheet = desk.dialog("choices")
    assert "does not show its tables" in words(desk.find("choices.waiting.says", sheet))
    assert not sheet.accept_button.isEnabled()


def test_a_cell_is_chosen_from_the_gateway(desk: Desk, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    connect(desk)
    model = new_draft(desk, monkeypatch)
    model.authoring.document.set(("rows",), [{"as": "one"}, {}])
    desk.window.settle()
    desk.window.show_section("/rows")
    desk.window.settle()
    view = next(iter(desk.window.findChildren(ItemsView)))
    view.setFocus()
    view.setCurrentIndex(view.model().index(0, 0))
    QTest.keyClick(view, Qt.Key.Key_F4)
    desk.press("dialog.choices.accept", desk.dialog("choices"))
    assert model.authoring.document.value["rows"] == [{"as": "one", "table": "admissions"}, {}]
    view.setCurrentIndex(view.model().index(1, 0))
    view.edit(view.currentIndex())
    line = view.findChild(QLineEdit)
    QTest.keyClicks(line, "pat")
    QTest.keyClick(line, Qt.Key.Key_F4)
    QTest.qWait(10)
    assert model.authoring.document.value["rows"][1] == {"table": "pat"}, "what was typed is kept"
    desk.dialog("choices").reject()
    view.setCurrentIndex(view.model().index(1, 1))
    QTest.keyClick(view, Qt.Key.Key_F4)
    assert "dialog.choices" not in desk.open_dialogs()
    assert "F4" in view.model().headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)


def test_without_a_gateway_for_its_schema_one_is_to_be_added(
    desk: Desk, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_draft(desk, monkeypatch)
    desk.press("choose:/table")
    sheet = desk.dialog("choices")
    assert desk.find("first.step", sheet).text() == "Add a gateway…"
    desk.press("first.step", sheet)
    assert "dialog.choices" not in desk.open_dialogs()


def test_a_file_goes_to_a_portal_and_is_looked_at_there(desk: Desk, tmp_path: Path) -> None:
    """The same through a real connector and the practice portal."""
    with PracticeServer(tmp_path / "practice", systems=("opendatasoft",)) as server:
        keep_practice(desk.store, desk.window.credentials, server.details)
        desk.window.connecting.refresh()
        desk.window.connecting.choose(desk.store.connections.all()[0].name)
        desk.do("datasets")
        desk.window.settle()
        desk.pick(desk.find("datasets"), 0)
        assert desk.find("datasets").model().rowCount(), words(desk.find("datasets.waiting.says"))
        title = desk.window.beside.datasets.current.remote.title
        begin(desk, "add-file")
        sheet = desk.dialog("errand")
        file = tmp_path / "beds.csv"
        file.write_text("ward,beds\nA,12\n")
        place = next(one.name for one in sheet.form.field.children if one.limits.format == "file")
        desk.type_into(f"field:/{place}", str(file), sheet)
        desk.press("dialog.errand.accept", sheet)
        assert not desk.open_dialogs()
        (row,) = desk.store.jobs.rows()
        assert row.dataset == title
        for _ in range(20):
            if not desk.store.jobs.get(row.id).job.ours:
                break
            desk.window.jobs.plan()
            QTest.qWait(50)
            desk.window.settle()
        assert desk.store.jobs.get(row.id).job.finished
        begin(desk, "sources")
        sheet = desk.dialog("outcome")
        cells = desk.find("outcome.table.0", sheet).rows_model.rows
        assert any("beds.csv" in " ".join(one) for one in cells)
        sheet.reject()


def test_sizes_are_said_as_gateways_count_them() -> None:
    said = [size_in_words(one) for one in (0, 1, 999, 2500, 240_000_000, 2_100_000_000)]
    assert said == ["0 bytes", "1 byte", "999 bytes", "2.5 kB", "240 MB", "2.1 GB"]


def test_what_is_hard_to_undo_has_cancel_under_enter(desk: Desk, bench: Bench) -> None:
    at_datasets(desk)
    begin(desk, "refuse", "datasets.gateway-errands")
    sheet = desk.dialog("errand")
    assert sheet.reject_button.isDefault() and not sheet.accept_button.isDefault()
    plain = QGuiApplication.palette().color(QPalette.ColorRole.Button)
    assert sheet.accept_button.palette().color(QPalette.ColorRole.Button) == plain
    QTest.keyClick(QApplication.focusWidget() or sheet, Qt.Key.Key_Return)
    desk.window.settle()
    assert not desk.open_dialogs() and not bench.orders


def test_production_is_confirmed_once_a_session(desk: Desk, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    answers = [False, True]

    def ask(_: object, question: str, *__: object, **___: object) -> bool:
        asked.append(question)
        return answers.pop(0)

    monkeypatch.setattr("gatewaydesk.ui.dialogs.production.ask", ask)
    at_datasets(desk)
    monkeypatch.setattr(Connection, "production", property(lambda self: self.name == "Works"))
    desk.window.connecting.choose("Works")
    begin(desk, "preview")  # it only reads
    desk.dialog("outcome").reject()
    before = len(bench.orders)
    for times in (1, 2, 2):
        begin(desk, "refuse", "datasets.gateway-errands")
        sheet = desk.dialog("errand")
        desk.press("dialog.errand.accept", sheet)
        assert len(asked) == times
        sheet.reject()
        desk.window.settle()
    assert len(bench.orders) == before + 2  # not done where nobody was sure
    assert "leads to the production sandbox" in asked[0]
