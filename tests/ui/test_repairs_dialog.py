"""Many repairs at once: the preview, its ticks, and one step that undo takes back."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from gatewaydesk.paths import resource_root
from gatewaydesk.ui.dialogs.repair_preview import parts, shortened, shown

EXAMPLE = json.loads((resource_root() / "examples" / "HDRUK-4.0.0.json").read_text(encoding="utf-8"))


@pytest.fixture
def damaged() -> dict[str, Any]:
    value: dict[str, Any] = copy.deepcopy(EXAMPLE)
    value["summary"]["doiName"] = "https://doi.org/10.12345/nhlc.2025"
    value["summary"]["populationSize"] = "18,240"
    value["provenance"]["temporal"]["publishingFrequency"] = "quarterly"
    value["provenance"]["temporal"]["startDate"] = "3/4/2009"
    value["structuralMetadata"]["tables"][0]["columns"][0]["sensitive"] = "Y"
    value["coverage"]["keywordz"] = ["x"]
    return value


def open_dialog(desk: Any, value: dict[str, Any]) -> Any:
    desk.window.new_draft("HDRUK/4.0.0", value)
    desk.window.settle()
    desk.do("repair-all")
    return desk.dialog("repairs")


def groups(rows: Any) -> dict[str, list[tuple[str, str, str, bool]]]:
    made = {}
    for at in range(rows.rowCount()):
        parent = rows.index(at, 0)
        made[parent.data()] = [
            (
                *(rows.index(row, column, parent).data() for column in range(3)),
                rows.index(row, 0, parent).data(Qt.ItemDataRole.CheckStateRole) is Qt.CheckState.Checked,
            )
            for row in range(rows.rowCount(parent))
        ]
    return made


def test_all_that_is_sure_is_ticked_and_made_as_one_step(desk: Any, damaged: dict[str, Any]) -> None:
    dialog = open_dialog(desk, damaged)
    found = groups(dialog.rows)
    assert list(found) == [
        "Choices  (1 repair)",
        "Yes and no  (1 repair)",
        "Dates and times  (2 repairs)",
        "Numbers that are text  (1 repair)",
        "DOIs  (1 repair)",
        "Unknown to the schema  (1 repair)",
    ]
    [cell] = found["Yes and no  (1 repair)"]
    assert cell[0].endswith("Sensitive") and "Table participants" in cell[0]
    assert cell[1:] == ("Y", "Yes", True)
    assert [row[3] for row in found["Dates and times  (2 repairs)"]] == [False, False]
    assert [row[3] for row in found["Unknown to the schema  (1 repair)"]] == [False]
    assert dialog.accept_button.text() == "Repair 4 problems"
    desk.press("dialog.repairs.accept", dialog)
    model = desk.window.current_model
    assert "repairs" not in "".join(desk.open_dialogs())
    assert {one.pointer_text for one in model.authoring.problems} == {
        "/provenance/temporal/startDate",
        "/coverage/keywordz",
    }
    assert model.authoring.undo_label == "repair 4 problems"
    desk.do("undo")
    assert json.dumps(model.authoring.document.value) == json.dumps(damaged)


def test_ticks_one_all_and_none(desk: Any, damaged: dict[str, Any]) -> None:
    dialog = open_dialog(desk, damaged)
    desk.press("repairs.none", dialog)
    assert dialog.rows.ticked() == []
    assert not dialog.accept_button.isEnabled()
    desk.press("repairs.all", dialog)
    assert len(dialog.rows.ticked()) == 6, "of two readings of a date only one can be ticked"
    dates = dialog.rows.index(2, 0)
    dialog.tree.setFocus()
    dialog.tree.setCurrentIndex(dialog.rows.index(1, 0, dates))
    QTest.keyClick(dialog.tree, Qt.Key.Key_Space)
    assert [row[3] for row in groups(dialog.rows)["Dates and times  (2 repairs)"]] == [False, True]
    desk.press("dialog.repairs.accept", dialog)
    model = desk.window.current_model
    assert model.authoring.document.get(("provenance", "temporal", "startDate")) == "2009-03-04"
    assert model.authoring.problems == []


def test_a_group_is_ticked_as_a_whole(desk: Any, damaged: dict[str, Any]) -> None:
    dialog = open_dialog(desk, damaged)
    first = dialog.rows.index(0, 0)
    dialog.rows.toggle(first)
    assert first.data(Qt.ItemDataRole.CheckStateRole) is Qt.CheckState.Unchecked
    dialog.rows.setData(first, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert first.data(Qt.ItemDataRole.CheckStateRole) is Qt.CheckState.Checked


def test_thousands_of_rows_come_in_portions_and_only_those_in_view_are_read(desk: Any) -> None:
    value = copy.deepcopy(EXAMPLE)
    column = value["structuralMetadata"]["tables"][0]["columns"][0]
    made = [dict(column, name=f"c{at}", sensitive="Y") for at in range(1500)]
    value["structuralMetadata"]["tables"][0]["columns"] = made
    dialog = open_dialog(desk, value)
    assert dialog.rows.count == 1500
    assert dialog.rows.rowCount(QModelIndex()) == 1
    desk.press("dialog.repairs.accept", dialog)
    model = desk.window.current_model
    columns = model.authoring.document.get(("structuralMetadata", "tables", 0, "columns"))
    assert all(one["sensitive"] is True for one in columns)


def test_nothing_to_repair_is_said(desk: Any) -> None:
    value = copy.deepcopy(EXAMPLE)
    value["structuralMetadata"]["tables"][0]["columns"][0]["sensitive"] = "maybe"
    dialog = open_dialog(desk, value)
    assert "No problem was found that can be repaired" in dialog.words.text()
    assert not dialog.accept_button.isEnabled()


def test_the_shortcut_repairs_the_field_that_one_is_in(desk: Any, damaged: dict[str, Any]) -> None:
    desk.window.new_draft("HDRUK/4.0.0", damaged)
    desk.window.settle()
    desk.window.go_to(("summary", "doiName"))
    desk.do("repair")
    assert desk.window.current_model.authoring.document.get(("summary", "doiName")) == "10.12345/nhlc.2025"
    desk.do("repair")


def test_what_only_may_be_meant_is_not_ticked(desk: Any) -> None:
    value = copy.deepcopy(EXAMPLE)
    value["summary"]["populationSize"] = "18k"
    value["accessibility"]["formatAndStandards"]["vocabularyEncodingScheme"] = ["SNOMED"]
    dialog = open_dialog(desk, value)
    found = groups(dialog.rows)
    assert [row[1:] for row in found["Numbers that are text  (1 repair)"]] == [("18k", "18000", False)]
    assert [row[3] for row in found["Choices  (2 repairs)"]] == [False, False]
    assert not dialog.accept_button.isEnabled()


@pytest.mark.qt_log_ignore("plugin does not support")
def test_the_shortcut_asks_before_what_is_not_sure(desk: Any) -> None:
    value = copy.deepcopy(EXAMPLE)
    value["summary"]["populationSize"] = "18k"
    desk.window.new_draft("HDRUK/4.0.0", value)
    desk.window.settle()
    desk.window.go_to(("summary", "populationSize"))
    desk.do("repair")
    model = desk.window.current_model
    assert model.authoring.document.get(("summary", "populationSize")) == "18k"
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [one.text() for one in menu.actions()] == ["Use the number 18,000"]
    menu.close()


def test_a_text_and_the_answer_it_becomes_look_different(desk: Any) -> None:
    value = copy.deepcopy(EXAMPLE)
    value["structuralMetadata"]["tables"][0]["columns"][0]["sensitive"] = "No"
    [rows] = groups(open_dialog(desk, value).rows).values()
    assert [row[1:3] for row in rows] == [("text “No”", "No")]


def test_a_document_wrapped_up_in_another_is_shown_by_its_members_and_taken_out(desk: Any) -> None:
    dialog = open_dialog(desk, {"metadata": copy.deepcopy(EXAMPLE)})
    [row] = groups(dialog.rows)["The whole dataset  (1 repair)"]
    assert row[1] == "metadata" and row[2].startswith("identifier · version") and row[3]
    desk.press("dialog.repairs.accept", dialog)
    assert desk.window.current_model.authoring.document.value == EXAMPLE


def test_a_name_repaired_with_its_value_shows_both(desk: Any) -> None:
    value = copy.deepcopy(EXAMPLE)
    value["summary"]["population_size"] = str(value["summary"].pop("populationSize"))
    [row] = groups(open_dialog(desk, value).rows)["Misspelt names  (1 repair)"]
    assert row[1:] == ("population_size: 18240", "populationSize: 18240", True)


def test_a_fields_own_title_is_read_whole_however_narrow(qapp: Any) -> None:
    metrics = QFontMetrics(QFont())
    trail = "Structural metadata › Table participants › Column year_of_birth › Sensitive"
    widths = range(metrics.horizontalAdvance("… › Sensitive"), metrics.horizontalAdvance(trail))
    for room in widths:
        text = shortened(trail, metrics, room)
        assert text.endswith("› Sensitive")
        assert metrics.horizontalAdvance(text) <= room
    assert shortened(trail, metrics, metrics.horizontalAdvance(trail)) == trail
    part = shortened(trail, metrics, metrics.horizontalAdvance("Column year_o › Sensitive"))
    assert part.startswith("Colu") and "birth" in part, "of the step before it both ends"
    assert shortened("A › " + "long " * 20, metrics, 60).startswith("long")


def test_what_changes_is_set_apart() -> None:
    before, after = parts("https://doi.org/10.1/x", "10.1/x")
    assert before == ("", "https://doi.org/", "10.1/x")
    assert after == ("", "", "10.1/x")
    long = "word " * 100
    assert parts(long + "a", long + "b")[0] == ("…" + long[-24:], "a", "")
    assert shown(" a\r\n") == "␣a␍⏎"


def test_headings_say_first_what_should_be_there_and_what_becomes_a_list_can_be_seen(desk: Any) -> None:
    value = copy.deepcopy(EXAMPLE)
    value["summary"]["keywords"] = "asthma"
    value["summary"]["title"] = ["My title"]
    found = groups(open_dialog(desk, value).rows)
    assert [row[1:3] for row in found["Lists that are single values  (1 repair)"]] == [
        ("text “asthma”", "list of “asthma”")
    ]
    assert [row[1:3] for row in found["Single values that are lists  (1 repair)"]] == [
        ("list of “My title”", "text “My title”")
    ]


def test_the_pieces_of_a_text_that_becomes_a_list_can_be_told_apart(desk: Any) -> None:
    value = copy.deepcopy(EXAMPLE)
    value["summary"]["keywords"] = "asthma, lung"
    found = groups(open_dialog(desk, value).rows)
    assert ("text “asthma, lung”", "list of “asthma” · “lung”") in [
        row[1:3] for row in found["Lists that are text  (1 repair)"]
    ]
