"""The dialog of all schemas, and all that leads to one: driven by hand, over a real site on loopback."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from gatewaydesk.services.schemas import SchemaSources
from gatewaydesk.ui import theme
from tests.web import Site, redirect, site, without_end

Desk = Any  # the fixture `desk`, see conftest.py

ENTRY = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Biobank entry",
    "description": "What a biobank says about <b>one</b> of its collections.",
    "type": "object",
    "required": ["title"],
    "properties": {"title": {"type": "string", "maxLength": 80}, "people": {"type": "integer"}},
}
CONTACT = {"type": "object", "properties": {"mail": {"type": "string", "format": "email"}}}
RENEWED = {
    **ENTRY,
    "required": ["title", "people"],
    "properties": {**ENTRY["properties"], "more": {"type": "string"}},
}
PLACE = "schemas/Biobank/1.0/schema.json"


@pytest.fixture
def web() -> Iterator[Site]:
    with site({PLACE: ENTRY, "available.json": {"HDRUK": ["4.0.1", "4.0.0"]}}) as here:
        yield here


@pytest.fixture
def there(desk: Desk, web: Site) -> Desk:
    """The program, whose publisher is the site on loopback."""
    desk.window.cataloguing.sources = SchemaSources(desk.window.catalogue, publishers={"hdruk": web.url})
    return desk


def listed(desk: Desk) -> Any:
    if "dialog.schemas" not in desk.open_dialogs():
        desk.do("schemas")
    return desk.dialog("schemas")


def fetch(desk: Desk, address: str) -> Any:
    """Types an address into the dialog that adds schemas, and fetches."""
    desk.press("schemas.add-address", listed(desk))
    dialog = desk.dialog("add-schema")
    desk.type_into("add-schema.address", address, dialog)
    desk.press("dialog.add-schema.accept", dialog)
    return dialog


def add(desk: Desk, address: str) -> Any:
    """Adds what stands at an address; returns the list."""
    desk.press("dialog.add-schema.accept", fetch(desk, address))
    return listed(desk)


def names(dialog: Any) -> list[str]:
    return [pick.key for pick in dialog.rows.picks]


def said(desk: Desk, name: str, dialog: Any) -> str:
    return str(desk.find(f"{name}.says", dialog).text())


def choose(desk: Desk, dialog: Any, name: str) -> None:
    desk.pick(dialog.rows, names(dialog).index(name))


# The list


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


# Adding


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


# New versions


def test_a_new_version_is_shown_and_taken(there: Desk, web: Site) -> None:
    dialog = add(there, web.at(PLACE))
    there.press("schemas.check-updates", dialog)
    assert said(there, "schemas.waiting", dialog) == "Nothing is new: 1 schema looked at."
    web.pages[PLACE] = RENEWED
    there.press("schemas.check-updates", dialog)
    updates = there.dialog("schema-updates")
    assert [pick.note for pick in updates.changes.picks] == ["“People” is now required.", "“More” is new."]
    assert updates.rows.picks[0].figure[0] == "2 changes"
    before = there.window.catalogue.load("Biobank/1.0").sha256
    there.press("updates.take", updates)
    assert there.window.catalogue.load("Biobank/1.0").sha256 != before
    assert updates.rows.picks == []
    there.press("dialog.schema-updates.reject", updates)
    assert dialog.details.rows["Form"] == "3 fields, 2 of them required"


def test_a_new_version_that_is_left_changes_nothing(there: Desk, web: Site) -> None:
    dialog = add(there, web.at(PLACE))
    web.pages[PLACE] = RENEWED
    there.press("schemas.check-updates", dialog)
    before = there.window.catalogue.load("Biobank/1.0").sha256
    there.press("updates.leave", there.dialog("schema-updates"))
    assert there.window.catalogue.load("Biobank/1.0").sha256 == before


def test_a_site_that_is_away_is_said_and_nothing_is_lost(there: Desk, web: Site) -> None:
    dialog = add(there, web.at(PLACE))
    web.stop()
    there.press("schemas.check-updates", dialog)
    assert "Biobank/1.0 could not be looked for" in said(there, "schemas.waiting", dialog)
    assert "Biobank/1.0" in names(dialog)


def test_without_an_address_there_is_nowhere_to_look(desk: Desk) -> None:
    dialog = listed(desk)
    desk.press("schemas.check-updates", dialog)
    assert "nowhere to look" in said(desk, "schemas.waiting", dialog)


def test_an_open_draft_is_told_what_has_changed(there: Desk, web: Site) -> None:
    dialog = add(there, web.at(PLACE))
    there.window.new_draft("Biobank/1.0", {"title": "Bones"})
    there.window.settle()
    assert there.window.form.bar.words == ""
    web.pages[PLACE] = RENEWED
    there.press("schemas.check-updates", dialog)
    there.press("updates.take", there.dialog("schema-updates"))
    words = "Biobank 1.0 has changed since this draft was begun: 1 field added and 1 now required."
    assert there.window.form.bar.words == words
    there.press("form.bar.0")
    changes = there.dialog("changes")
    assert [pick.note for pick in changes.rows.picks] == ["“People” is now required.", "“More” is new."]


def test_a_newer_version_of_the_same_model_is_told_too(desk: Desk) -> None:
    desk.window.new_draft("HDRUK/3.0.0")
    desk.window.settle()
    assert desk.window.form.bar.words.startswith("HDRUK 4.0.0 is out: ")
    desk.window.new_draft("HDRUK/4.0.0")
    desk.window.settle()
    assert desk.window.form.bar.words == ""


def test_nobody_looks_unless_it_was_switched_on(there: Desk, web: Site) -> None:
    add(there, web.at(PLACE))
    asked = len(web.asked)
    web.pages[PLACE] = RENEWED
    there.window.news.look()
    there.window.settle()
    assert len(web.asked) == asked
    there.store.settings.set("schema_updates", "daily")
    there.window.news.look()
    there.window.settle()
    assert there.window.notice.words == "Biobank 1.0 has changed. HDRUK 4.0.1 is out."
    asked = len(web.asked)
    there.window.news.look()
    there.window.settle()
    assert len(web.asked) == asked  # once a day
    there.press("notice.0")
    assert there.dialog("schema-updates").rows.picks[0].key == "Biobank/1.0"


def test_the_regular_look_is_quiet_when_offline(there: Desk, web: Site) -> None:
    add(there, web.at(PLACE))
    web.stop()
    there.store.settings.set("schema_updates", "weekly")
    before = there.window.notice.words
    there.window.news.look()
    there.window.settle()
    assert there.window.notice.words == before
    assert [name for name in there.open_dialogs() if name != "dialog.schemas"] == []


# One schema


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


# Other doors


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


# Room


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
