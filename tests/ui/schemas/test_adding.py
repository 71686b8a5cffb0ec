"""Adding schemas: from an address, a folder, or the publisher, over a real site on loopback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from tests.ui.schemas.dialog import ENTRY, PLACE, fetch, listed, names, said
from tests.web import Site, redirect, without_end

Desk = Any  # the fixture `desk`, see conftest.py


CONTACT = {"type": "object", "properties": {"mail": {"type": "string", "format": "email"}}}


def test_a_schema_from_an_address_is_looked_at_before_it_is_added(there: Desk, web: Site) -> None:
    dialog = fetch(there, web.at(PLACE))
    assert there.find("add-schema.name", dialog).text() == "Biobank/1.0"
    assert "Biobank/1.0" not in names(listed(there))
    texts = [one.text() for one in dialog.findChildren(QLabel)]
    assert "Biobank entry" in texts
    assert "2 fields, 1 of them required." in texts
    assert all(
        one.textFormat() == Qt.TextFormat.PlainText for one in dialog.findChildren(QLabel) if "<b>" in one.text()
    )
    there.press("dialog.add-schema.accept", dialog)
    there.window.settle()
    schemas = listed(there)
    assert schemas.rows.current_key == "Biobank/1.0"
    assert schemas.details.rows["Address"] == web.at(PLACE)
    assert schemas.details.rows["Pinned"]
    assert said(there, "schemas.waiting", schemas) == "Added Biobank/1.0."
    assert not there.find("schemas.empty", schemas).isVisible()


def test_another_name_may_be_given_and_a_bad_one_is_a_sentence(there: Desk, web: Site) -> None:
    dialog = fetch(there, web.at(PLACE))
    there.type_into("add-schema.name", "no name", dialog)
    there.press("dialog.add-schema.accept", dialog)
    assert "cannot be a schema’s name" in said(there, "add-schema.waiting", dialog)
    there.type_into("add-schema.name", "Region/7", dialog)
    there.press("dialog.add-schema.accept", dialog)
    assert "Region/7" in names(listed(there))


def test_what_it_refers_to_is_fetched_only_after_asking(there: Desk, web: Site) -> None:
    web.pages["schemas/with.json"] = {**ENTRY, "properties": {"contact": {"$ref": "contact.json"}}}
    web.pages["schemas/contact.json"] = CONTACT
    dialog = fetch(there, web.at("schemas/with.json"))
    assert [path for path, _ in web.asked] == ["/schemas/with.json"]
    question = there.find("add-schema.references", dialog).text()
    assert question.startswith(f"1 document is needed from {web.url.removeprefix('http://')}.")
    assert dialog.accept_button.text() == "Fetch it and add"
    there.press("dialog.add-schema.accept", dialog)
    assert [path for path, _ in web.asked][1:] == ["/schemas/contact.json"]
    assert there.find("schemas.details", listed(there)).rows["Form"] == "3 fields, 1 of them required"


def test_saying_no_fetches_and_adds_nothing(there: Desk, web: Site) -> None:
    web.pages["schemas/with.json"] = {**ENTRY, "properties": {"contact": {"$ref": "contact.json"}}}
    dialog = fetch(there, web.at("schemas/with.json"))
    there.press("dialog.add-schema.reject", dialog)
    assert len(web.asked) == 1
    assert all(there.window.catalogue.load(one).origin == "shipped" for one in names(listed(there)))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://example.org/schema.json", "not encrypted"),
        ("not an address", "address"),
        ("ftp://127.0.0.1/schema.json", "not an address of the web"),
        ("http://127.0.0.1:1/schema.json", "nothing listens there"),
    ],
)
def test_an_address_that_cannot_be_used_is_a_sentence(there: Desk, address: str, words: str) -> None:
    dialog = fetch(there, address)
    assert words in said(there, "add-schema.waiting", dialog)
    assert dialog.isVisible()
    assert dialog.accept_button.isEnabled()


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (b"<html><body>A page about a schema</body></html>", "web page, not a schema"),
        ({"title": "A dataset", "observations": []}, "metadata document, not a schema"),
        ({"type": 7}, "is not"),
        (redirect("http://example.org/elsewhere.json"), "not encrypted"),
    ],
)
def test_what_is_no_schema_is_a_sentence_and_adds_nothing(there: Desk, web: Site, page: Any, words: str) -> None:
    web.pages["odd.json"] = page
    dialog = fetch(there, web.at("odd.json"))
    assert words in said(there, "add-schema.waiting", dialog)
    assert all(there.window.catalogue.load(one).origin == "shipped" for one in names(listed(there)))


def test_fetching_can_be_stopped(there: Desk, web: Site, qtbot: Any) -> None:
    web.pages["endless.json"] = without_end(web, 0.01)
    there.press("schemas.add-address", listed(there))
    dialog = there.dialog("add-schema")
    dialog.address.setText(web.at("endless.json"))
    dialog.accept_button.click()
    qtbot.waitUntil(web.arrived.is_set)
    assert dialog.waiting.busy
    assert not dialog.accept_button.isEnabled()
    assert "endless.json" in said(there, "add-schema.waiting", dialog)
    dialog.reject()
    there.window.settle()
    assert said(there, "add-schema.waiting", dialog) == "Stopped. Nothing was changed."
    assert dialog.isVisible()
    assert dialog.accept_button.isEnabled()


def test_another_address_forgets_what_was_fetched(there: Desk, web: Site) -> None:
    dialog = fetch(there, web.at(PLACE))
    assert dialog.accept_button.text() == "Add"
    there.type_into("add-schema.address", web.at("other.json"), dialog)
    assert dialog.accept_button.text() == "Fetch"
    there.press("dialog.add-schema.accept", dialog)
    assert "There is nothing at" in said(there, "add-schema.waiting", dialog)


def test_a_folder_is_added_whole(desk: Desk, tmp_path: Path) -> None:
    for name in ("Biobank", "Registry"):
        place = tmp_path / "models" / name / "2.0"
        place.mkdir(parents=True)
        (place / "schema.json").write_text(json.dumps({**ENTRY, "title": name}), encoding="utf-8")
    schemas = listed(desk)
    schemas.take_in(tmp_path / "models")
    dialog = desk.dialog("add-schema")
    assert [pick.key for pick in dialog.rows.picks] == ["Biobank/2.0", "Registry/2.0"]
    assert not dialog.address.isVisible()
    desk.press("dialog.add-schema.accept", dialog)
    assert {"Biobank/2.0", "Registry/2.0"} <= set(names(listed(desk)))
    assert said(desk, "schemas.waiting", schemas) == "Added Biobank/2.0 and Registry/2.0."


def test_what_is_left_out_of_a_folder_is_shown_and_the_rest_added(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    for name, kind in (("a", "object"), ("b", "array")):
        (folder / f"{name}.json").write_text(json.dumps({**ENTRY, "title": "Twin 1", "type": kind}), encoding="utf-8")
    (folder / "c.json").write_text(json.dumps({**ENTRY, "type": 3}), encoding="utf-8")
    schemas = listed(desk)
    schemas.take_in(folder)
    dialog = desk.dialog("add-schema")
    assert (
        "“Twin/1” already"
        in desk.find("add-schema.left-out.1", dialog).text() + desk.find("add-schema.left-out.0", dialog).text()
    )
    desk.press("dialog.add-schema.accept", dialog)
    assert "Twin/1" in names(listed(desk))
    schemas.take_in(folder / ".." / "models")
    dialog = desk.dialog("add-schema")
    assert desk.find("add-schema.left-out.0", dialog).text() == "“Twin/1” is there already."
    assert not dialog.accept_button.isEnabled()


def test_a_doubt_is_said_before_adding_and_one_that_comes_later_after_it(there: Desk, web: Site) -> None:
    web.pages["twice.json"] = b'{"title": "Twice 1", "type": "object", "title": "Twice 1"}'
    dialog = fetch(there, web.at("twice.json"))
    assert "the same member twice" in there.find("add-schema.doubts.0", dialog).text()
    there.press("dialog.add-schema.accept", dialog)
    assert "Twice/1" in names(listed(there))
    web.pages |= {"part.json": {}, "late.json": {"title": "Late 1", "properties": {"a": {"$ref": "part.json#/gone"}}}}
    dialog = fetch(there, web.at("late.json"))
    there.press("dialog.add-schema.accept", dialog)
    assert "part.json#/gone”, which is not there" in there.find("add-schema.notes.0", dialog).text()
    assert dialog.accept_button.text() == "Done"
    there.press("dialog.add-schema.accept", dialog)
    assert "dialog.add-schema" not in there.open_dialogs()
    assert "Late/1" in names(listed(there))


def test_the_scheme_may_be_left_out_as_the_dialog_says(there: Desk, web: Site) -> None:
    dialog = fetch(there, web.at(PLACE).removeprefix("http://"))
    assert "may be left out" in dialog.address.accessibleDescription()
    assert dialog.name.text() == "Biobank/1.0"


def test_the_publishers_versions_are_offered(there: Desk, web: Site) -> None:
    web.pages["hdr_schemata/models/HDRUK/4.0.1/schema.json"] = {**ENTRY, "title": "HDRUK"}
    dialog = listed(there)
    there.press("schemas.publisher", dialog)
    offered = there.dialog("publisher")
    assert [pick.title for pick in offered.rows.picks] == ["HDRUK 4.0.1", "HDRUK 4.0.0"]
    there.press("dialog.publisher.accept", offered)
    adding = there.dialog("add-schema")
    assert there.find("add-schema.name", adding).text() == "HDRUK/4.0.1"
    there.press("dialog.add-schema.accept", adding)
    assert next(one for one in names(listed(there)) if one.startswith("HDRUK/")) == "HDRUK/4.0.1"


def test_a_publisher_that_is_away_is_a_sentence_and_can_be_asked_again(there: Desk, web: Site) -> None:
    web.stop()
    dialog = listed(there)
    there.press("schemas.publisher", dialog)
    offered = there.dialog("publisher")
    assert "nothing listens there" in said(there, "publisher.waiting", offered)
    assert offered.accept_button.text() == "Try again"
    assert offered.accept_button.isEnabled()
