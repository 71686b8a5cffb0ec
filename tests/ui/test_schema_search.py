"""The box that searches schemas, where there are many: in the list of all, and where a dataset is begun."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.ui.dialogs.schemas import _MANY

Desk = Any  # the fixture `desk`, see conftest.py
SHIPPED = 6
MODELS = ("Cohort", "Biobank", "Registry")


def add(home: Path, count: int) -> None:
    """Puts schemas into the data folder, as if they had been added."""
    for at in range(count):
        model = MODELS[at % len(MODELS)]
        folder = Catalogue()._folders["added"] / f"{model}{at:03}" / "1.0"
        folder.mkdir(parents=True)
        title = f"{model} entry of the Straße network"
        schema = {"title": title, "description": "Bones", "type": "object", "properties": {"a": {"type": "string"}}}
        (folder / "schema.json").write_text(json.dumps(schema), encoding="utf-8")


@pytest.fixture
def many(home: Path) -> int:
    add(home, 30)
    return 30 + SHIPPED


@pytest.fixture
def schemas(many: int, desk: Desk) -> Any:
    return opened(desk, "schemas")


def opened(desk: Desk, name: str) -> Any:
    desk.do(name)
    dialog = desk.dialog(name)
    desk.window.settle()
    return dialog


def names(dialog: Any) -> list[str]:
    return [pick.key for pick in dialog.rows.picks]


def type_in(desk: Desk, dialog: Any, text: str) -> None:
    desk.type_into("schemas.search", text, dialog)


def counted(desk: Desk, dialog: Any) -> str:
    return str(desk.find("schemas.count", dialog).text())


def test_there_is_no_box_where_there_is_little_to_search(home: Path, desk: Desk) -> None:
    add(home, _MANY - SHIPPED - 1)
    dialog = opened(desk, "schemas")
    assert len(names(dialog)) == _MANY - 1
    assert dialog.filter.isHidden()
    assert dialog.focusWidget() is dialog.rows


def test_it_appears_when_there_is_one_more(home: Path, desk: Desk) -> None:
    add(home, _MANY - SHIPPED)
    dialog = opened(desk, "schemas")
    assert dialog.filter.isVisible()
    assert dialog.focusWidget() is dialog.filter.line


def test_typing_filters_by_name_and_title_and_counts(schemas: Any, desk: Desk, many: int) -> None:
    assert counted(desk, schemas) == f"{many} schemas"
    type_in(desk, schemas, "biobank")
    assert len(names(schemas)) == 10
    assert all(name.startswith("Biobank") for name in names(schemas))
    assert counted(desk, schemas) == f"10 of {many} schemas"
    type_in(desk, schemas, "STRASSE  coh")  # every word, in any order and letters of any case
    assert len(names(schemas)) == 10
    assert all(name.startswith("Cohort") for name in names(schemas))
    type_in(desk, schemas, "Bones")  # only in the descriptions, which this list does not show
    assert names(schemas) == []


def test_the_details_are_those_of_the_row_that_is_picked(schemas: Any, desk: Desk) -> None:
    type_in(desk, schemas, "registry")
    first = names(schemas)[0]
    assert schemas.rows.current_key == first == schemas.current.name
    assert schemas._facts.schema.name == first
    type_in(desk, schemas, "zebra")
    assert schemas.rows.current_key is None
    assert schemas.accept_button is not None and not schemas.accept_button.isEnabled()
    assert counted(desk, schemas).startswith("none of ")
    labels = [one.text() for one in schemas.details.findChildren(type(desk.find("schemas.count", schemas)))]
    assert "No schema has “zebra” in its name or title." in labels


def test_escape_empties_the_box_and_only_then_closes(schemas: Any, desk: Desk, many: int) -> None:
    type_in(desk, schemas, "biobank")
    picked = schemas.rows.current_key
    QTest.keyClick(schemas.filter.line, Qt.Key.Key_Escape)
    desk.window.settle()
    assert schemas.isVisible()
    assert schemas.filter.line.text() == ""
    assert len(names(schemas)) == many
    assert schemas.rows.current_key == picked
    QTest.keyClick(schemas.filter.line, Qt.Key.Key_Escape)
    assert not schemas.isVisible()


def test_the_arrow_keys_and_enter_go_on_to_the_list(schemas: Any, desk: Desk) -> None:
    type_in(desk, schemas, "biobank")
    line = schemas.filter.line
    QTest.keyClick(line, Qt.Key.Key_Down)
    QTest.keyClick(line, Qt.Key.Key_Down)
    QTest.keyClick(line, Qt.Key.Key_Up)
    desk.window.settle()
    wanted = names(schemas)[1]
    assert schemas.rows.current_key == wanted == schemas._facts.schema.name
    QTest.keyClick(line, Qt.Key.Key_Return)
    desk.window.settle()
    assert desk.window.current_model.authoring.schema.name == wanted


def test_find_leads_into_the_box(schemas: Any, desk: Desk) -> None:
    schemas.rows.setFocus()
    QTest.keyClick(schemas.rows, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert schemas.focusWidget() is schemas.filter.line


def test_what_is_typed_stays_when_the_list_is_read_again(schemas: Any, desk: Desk) -> None:
    type_in(desk, schemas, "biobank")
    QTest.keyClick(schemas.filter.line, Qt.Key.Key_Down)
    picked = schemas.rows.current_key
    schemas.read()
    desk.window.settle()
    assert (schemas.filter.line.text(), schemas.rows.current_key) == ("biobank", picked)
    schemas.read("Cohort000/1.0")  # as after it was added: it is to be seen
    desk.window.settle()
    assert (schemas.filter.line.text(), schemas.rows.current_key) == ("", "Cohort000/1.0")


def test_the_dialog_that_begins_a_dataset_has_the_same_box(many: int, desk: Desk) -> None:
    dialog = opened(desk, "new")
    assert dialog.focusWidget() is dialog.filter.line
    assert dialog.rows.current_key == "HDRUK/4.0.0"
    type_in(desk, dialog, "regis bones")  # this list shows descriptions as well
    assert counted(desk, dialog) == f"10 of {many} schemas"
    QTest.keyClick(dialog.filter.line, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert len(names(dialog)) == many
    type_in(desk, dialog, "regis")
    QTest.keyClick(dialog.filter.line, Qt.Key.Key_Down)
    wanted = names(dialog)[1]
    QTest.keyClick(dialog.filter.line, Qt.Key.Key_Return)
    desk.window.settle()
    assert desk.window.current_model.authoring.schema.name == wanted
