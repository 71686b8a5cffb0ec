"""The dialog of all schemas: what is here, who uses it, one that is checked or removed; and that it fits."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gatewaydesk.ui import theme
from tests.ui.schemas.dialog import PLACE, RENEWED, add, fetch, listed, names, said
from tests.web import Site

Desk = Any  # the fixture `desk`, see conftest.py


def choose(desk: Desk, dialog: Any, name: str) -> None:
    desk.pick(dialog.rows, names(dialog).index(name))


def test_the_list_says_what_is_here_and_who_uses_it(desk: Desk) -> None:
    desk.window.new_draft("HDRUK/4.0.0", example=True)
    desk.window.settle()
    dialog = listed(desk)
    shown = names(dialog)
    assert [one for one in shown if one.startswith("HDRUK/")] == ["HDRUK/4.0.0", "HDRUK/3.0.0", "HDRUK/2.1.2"]
    assert dialog.rows.current_key == "HDRUK/4.0.0"
    assert dialog.rows.picks[shown.index("HDRUK/4.0.0")].note == "comes with Gateway Desk · 1 draft"
    rows = dialog.details.rows
    title = desk.window.current_model.authoring.title
    assert rows["Used by"] == f"“{title}”"
    assert "fields" in rows["Form"] and rows["For"] == "Health Data Research UK"
    assert rows["Fingerprint"] == desk.window.catalogue.load("HDRUK/4.0.0").sha256[:12]
    assert desk.find("schemas.empty", dialog).isVisible()
    assert not desk.find("schemas.remove", dialog).isEnabled()


def test_a_dataset_is_started_from_the_list_with_the_keys(desk: Desk) -> None:
    dialog = listed(desk)
    assert dialog.rows.hasFocus()
    second = names(dialog)[1]
    QTest.keyClick(dialog.rows, Qt.Key.Key_Down)
    QTest.keyClick(dialog.rows, Qt.Key.Key_Return)
    desk.window.settle()
    assert desk.window.current_model.authoring.schema.name == second


def test_everything_in_the_dialogs_has_a_name_to_be_heard(there: Desk, web: Site) -> None:
    dialog = add(there, web.at(PLACE))
    there.press("schemas.check-updates", dialog)
    there.press("schemas.publisher", dialog)
    for one in (dialog, there.dialog("publisher")):
        for name in ("rows", "accept_button", "reject_button"):
            assert getattr(one, name).accessibleName(), f"{one.objectName()} {name}"
    assert all(pick.spoken for pick in dialog.rows.picks)


def test_a_schema_is_checked_and_the_findings_can_be_copied_and_saved(desk: Desk, tmp_path: Path) -> None:
    dialog = listed(desk)
    choose(desk, dialog, "HDRUK/4.0.0")
    desk.press("schemas.lint", dialog)
    found = desk.dialog("lint")
    places = [pick.title for pick in found.rows.picks]
    assert places
    assert all(pick.note.endswith((".", "?")) for pick in found.rows.picks)
    desk.press("dialog.lint.copy", found)
    copied = QApplication.clipboard().text()
    assert copied.count("\n- ") == len(places)
    found.save(tmp_path / "findings.txt")
    desk.window.settle()
    assert (tmp_path / "findings.txt").read_text(encoding="utf-8") == copied


def test_removing_names_the_drafts_that_use_it(there: Desk, web: Site) -> None:
    dialog = add(there, web.at(PLACE))
    there.window.new_draft("Biobank/1.0", {"title": "Bones"})
    there.window.settle()
    dialog.read("Biobank/1.0")
    there.window.settle()
    there.press("schemas.remove", dialog)
    box = there.dialog("remove-schema")
    assert "“Bones”" in box.informativeText()
    there.press("dialog.remove-schema.reject", box)
    assert "Biobank/1.0" in names(dialog)
    there.press("schemas.remove", dialog)
    there.press("dialog.remove-schema.accept", there.dialog("remove-schema"))
    assert "Biobank/1.0" not in names(dialog)
    assert said(there, "schemas.waiting", dialog) == "Removed Biobank/1.0."


def test_a_schema_that_was_changed_on_the_disk_is_listed_and_can_be_removed(there: Desk, web: Site, home: Path) -> None:
    dialog = add(there, web.at(PLACE))
    next(home.rglob("Biobank/1.0/schema.json")).write_text(json.dumps(RENEWED), encoding="utf-8")
    dialog.read()
    there.window.settle()
    row = dialog.rows.picks[names(dialog).index("Biobank/1.0")]
    assert row.figure == ("cannot be used", "wrong")
    assert "was changed on this computer" in row.spoken
    choose(there, dialog, "Biobank/1.0")
    there.press("schemas.remove", dialog)
    there.press("dialog.remove-schema.accept", there.dialog("remove-schema"))
    assert "Biobank/1.0" not in names(dialog)


@pytest.mark.parametrize(("width", "percent"), [(760, 100), (760, 200), (1200, 150)])
def test_the_dialogs_fit(start: Callable[..., Desk], qapp: QApplication, web: Site, width: int, percent: int) -> None:
    desk = start(size=(width, 720))
    theme.apply(qapp, "light", percent)
    dialog = add(desk, web.at(PLACE))
    for one in (dialog, fetch(desk, web.at(PLACE))):
        assert one.width() <= width
        for button in (button for button in one.buttons.buttons() if not button.isHidden()):
            assert one.rect().contains(button.mapTo(one, button.rect().bottomRight()))
    assert dialog.rows.height() > 60
    assert dialog.details.height() > 60
