"""What is wrong with a whole section, or the whole document: told under a heading, heard, gone to and explained."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from gatewaydesk.document import jsonio
from gatewaydesk.errors import Refused
from gatewaydesk.pointer import Pointer, to_text
from tests.ui.conftest import Desk
from tests.ui.reviewing import EXAMPLE, begin, focused

TEXT = {"type": "string", "maxLength": 40}
PAIR = {"type": "object", "properties": {"p": TEXT, "q": TEXT}, "minProperties": 2}
OWN = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "name": {**TEXT, "title": "Name"},
        "group": {**PAIR, "title": "Group"},
        "last": {**PAIR, "title": "Last", "if": {"required": ["p"]}, "then": {"properties": {"r": TEXT}}},
    },
}


def refused(desk: Desk, *places: Pointer) -> None:
    details = [{"pointer": place, "message": "Is not to its liking.", "keyword": "x"} for place in places]
    desk.window.sending.refused(Refused("No.", details=details))
    desk.window.settle()


def in_view(desk: Desk, widget: Any) -> bool:
    view = page_of(desk).viewport()
    return bool(view.rect().contains(widget.rect().translated(widget.mapTo(view, widget.rect().topLeft()))))


def page_of(desk: Desk) -> Any:
    return desk.window.form.view


def model_of(desk: Desk) -> Any:
    return desk.window.current_model


def explained(desk: Desk) -> str:
    desk.do("why")
    dialog = desk.dialog("problem")
    told = str(dialog.told.sentence)
    dialog.reject()
    desk.window.activateWindow()  # no window manager here hands on what a dialog leaves behind
    desk.window.settle()
    return told


def own(desk: Desk, folder: Path, value: Any) -> None:
    file = folder / "own.json"
    file.write_text(json.dumps(OWN), encoding="utf-8")
    desk.window.catalogue.add(file, "Own/1")
    desk.window.new_draft("Own/1", value)
    desk.window.settle()


@pytest.mark.parametrize("place", [("coverage",), ()])
def test_the_next_problem_is_the_sentence_under_the_heading(desk: Desk, place: Pointer) -> None:
    begin(desk, jsonio.read_file(EXAMPLE))
    refused(desk, place)
    desk.window.go_to(("observations",))
    desk.do("next-problem")
    line = focused()
    assert line.objectName() == f"problem:{to_text(place)}" and in_view(desk, line)
    assert desk.window.form.current == (to_text(place) or desk.window.desk.sections[0].key)
    (problem,) = model_of(desk).authoring.problems
    said = problem.message if place else problem.sentence
    assert said in line.text()
    assert QAccessible.queryAccessibleInterface(line).text(QAccessible.Text.Name) == f"Wrong: {said}"
    assert desk.find("problems").current_key == (0, place)
    assert explained(desk) == problem.sentence
    assert focused() is line and desk.window.reactions.place.following.here == place
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert focused().objectName().startswith("field:")


def test_only_the_first_page_tells_of_the_whole_document(desk: Desk) -> None:
    begin(desk, jsonio.read_file(EXAMPLE))
    refused(desk, ())
    for at, section in enumerate(desk.window.desk.sections):
        desk.window.show_section(section.key)
        desk.window.settle()
        assert desk.find("problem:", page_of(desk)).isVisible() is (at == 0), section.title


def test_from_the_whole_document_the_walk_goes_on_both_ways(desk: Desk) -> None:
    begin(desk, jsonio.read_file(EXAMPLE))
    refused(desk, (), ("coverage",), ("observations",))
    seen: list[Any] = []
    for action in ("next-problem",) * 4 + ("previous-problem",) * 3:
        desk.do(action)
        seen.append(desk.window.focused)
    around = [(), ("coverage",), ("observations",)]
    start = around.index(seen[0])
    assert seen == [around[(start + by) % 3] for by in (0, 1, 2, 3, 2, 1, 0)]


@pytest.mark.parametrize("name", ["group", "last"])
def test_a_section_with_too_few_members_says_so_above_its_fields(desk: Desk, tmp_path: Path, name: str) -> None:
    own(desk, tmp_path, {"name": "N", name: {"p": "x"}})
    desk.do("next-problem")
    line = focused()
    assert line.objectName() == f"problem:/{name}" and "at least 2" in line.text()
    first = desk.find(f"field:/{name}/p")
    page = page_of(desk).widget()
    assert line.mapTo(page, line.rect().bottomLeft()).y() < first.mapTo(page, first.rect().topLeft()).y()
    assert [one.text() for one in page.findChildren(type(line)) if one.isVisible()] == [line.text()]
    model_of(desk).authoring.document.set((name, "q"), "y")
    desk.window.settle()
    assert not line.isVisible() and focused() is first
    desk.do("undo")
    assert line.isVisible()


def test_what_repairs_a_section_comes_next_and_leads_on_to_its_fields(desk: Desk, tmp_path: Path, qtbot: Any) -> None:
    own(desk, tmp_path, {"name": "N", "group": {}})
    desk.do("next-problem")
    assert focused().objectName() == "problem:/group"
    qtbot.waitUntil(lambda: bool(page_of(desk).findChildren(QToolButton, "repair:/group")))
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert focused().objectName() == "repair:/group" and in_view(desk, focused())
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    desk.window.settle()
    assert model_of(desk).authoring.document.value == {"name": "N"}
    assert focused().objectName() == "field:/group/p"


def test_a_section_is_begun_at_its_first_field_all_the_same(desk: Desk, tmp_path: Path) -> None:
    own(desk, tmp_path, {"name": "N", "group": {"p": "x"}})
    desk.window.show_section("#general")
    desk.press("section.next")
    assert desk.find("problem:/group").isVisible()
    assert focused().objectName() == "field:/group/p"


def test_why_explains_the_group_that_was_gone_to_and_not_the_field_that_has_the_focus(desk: Desk) -> None:
    begin(desk, jsonio.read_file(EXAMPLE))
    refused(desk, ("provenance", "temporal"), ("observations",))
    said = {one.pointer: one.said for one in model_of(desk).authoring.problems}
    for _ in range(2):
        desk.do("next-problem")
        place = desk.window.focused
        assert explained(desk) == said.pop(place)
        assert desk.window.focused == place  # the focus came back, and with it where one is
        assert desk.find("problems").current_key == (0, place)
    assert not said
