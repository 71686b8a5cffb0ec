"""All else that leads to a schema: what is dropped, the dialog of a new dataset, and a document that names its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from tests.ui.schemas.dialog import ENTRY, PLACE, add, listed
from tests.web import Site

Desk = Any  # the fixture `desk`, see conftest.py


def drop(widget: Any, url: QUrl) -> bool:
    mime = QMimeData()
    mime.setUrls([url])
    action, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(10, 10), action, mime, button, keys)
    enter.ignore()
    QApplication.sendEvent(widget, enter)
    if enter.isAccepted():
        QApplication.sendEvent(widget, QDropEvent(QPointF(10, 10), action, mime, button, keys))
    return enter.isAccepted()


def test_a_dropped_schema_is_offered_and_a_dropped_document_opens(desk: Desk, tmp_path: Path) -> None:
    schema, document = tmp_path / "entry.json", tmp_path / "dataset.json"
    schema.write_text(json.dumps(ENTRY), encoding="utf-8")
    assert drop(desk.window, QUrl.fromLocalFile(str(schema)))
    box = desk.dialog("is-schema")
    assert box.text() == "“entry.json” is a schema."
    desk.press("dialog.is-schema.accept", box)
    desk.press("dialog.add-schema.accept", desk.dialog("add-schema"))
    assert desk.window.notice.words == "Added Biobank-entry/1 to your schemas."
    document.write_text(json.dumps({"title": "Bones", "people": 12}), encoding="utf-8")
    assert drop(desk.window, QUrl.fromLocalFile(str(document)))
    desk.window.settle()
    assert desk.window.current_model.authoring.schema.name == "Biobank-entry/1"


def test_an_address_dropped_is_not_fetched_before_the_person_says_so(there: Desk, web: Site) -> None:
    assert drop(listed(there), QUrl(web.at(PLACE)))
    dialog = there.dialog("add-schema")
    assert dialog.address.text() == web.at(PLACE)
    assert web.asked == []
    assert not drop(there.window, QUrl.fromLocalFile("/somewhere/picture.png"))


def test_the_new_dialog_leads_to_other_schemas(there: Desk, web: Site) -> None:
    there.do("new")
    dialog = there.dialog("new")
    menu = there.find("schemas.add", dialog).menu()
    assert [one.objectName() for one in menu.actions()] == [
        f"schemas.add.{door}" for door in ("file", "folder", "address", "publisher")
    ]
    menu.actions()[2].trigger()
    adding = there.dialog("add-schema")
    there.type_into("add-schema.address", web.at(PLACE), adding)
    there.press("dialog.add-schema.accept", adding)
    there.press("dialog.add-schema.accept", adding)
    assert dialog.rows.current_key == "Biobank/1.0"
    there.press("dialog.new.accept", dialog)
    assert there.window.current_model.authoring.schema.name == "Biobank/1.0"


@pytest.mark.parametrize("said_by_it", ["Biobank/1.0", "biobank/1.0", "https://example.org/x/Biobank/1.0/schema.json"])
def test_a_document_that_names_a_known_schema_opens_by_it(
    there: Desk, web: Site, tmp_path: Path, said_by_it: str
) -> None:
    add(there, web.at(PLACE))
    file = tmp_path / "dataset.json"
    file.write_text(json.dumps({"$schema": said_by_it, "people": "many"}), encoding="utf-8")
    there.window.open_file(file)
    there.window.settle()
    assert there.window.current_model.authoring.schema.name == "Biobank/1.0"


def test_a_document_that_names_an_unknown_schema_leads_to_its_address(
    there: Desk, web: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GATEWAYDESK_QUIET")
    file = tmp_path / "dataset.json"
    file.write_text(json.dumps({"$schema": web.at(PLACE), "title": "Bones", "people": 3}), encoding="utf-8")
    there.window.open_file(file)
    dialog = there.dialog("new")
    assert web.asked == []
    there.find("schemas.add", dialog).menu().actions()[2].trigger()
    adding = there.dialog("add-schema")
    assert adding.address.text() == web.at(PLACE)
    there.press("dialog.add-schema.accept", adding)
    there.press("dialog.add-schema.accept", adding)
    there.press("dialog.new.accept", dialog)
    assert there.window.current_model.authoring.schema.name == "Biobank/1.0"
    assert there.window.current_model.authoring.document.value["$schema"] == web.at(PLACE)
