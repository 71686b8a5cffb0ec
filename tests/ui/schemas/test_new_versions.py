"""New versions of a schema: looked for, shown, taken or left, and told to an open draft."""

from __future__ import annotations

from typing import Any

from tests.ui.schemas.dialog import PLACE, RENEWED, add, listed, names, said
from tests.web import Site

Desk = Any  # the fixture `desk`, see conftest.py


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
