"""Conditions at the top of a schema: sections come and go in the outline, and help says why a field is required."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.ui.form.leftovers import NO_LONGER

TEXT = {"type": "string", "maxLength": 60}


def _when(name: str, value: str) -> dict[str, Any]:
    return {"properties": {name: {"const": value}}, "required": [name]}


SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "Release",
    "type": "object",
    "properties": {
        "title": TEXT,
        "status": TEXT,
        "contact": {"type": "object", "properties": {"name": TEXT, "phone": TEXT}},
    },
    "required": ["title"],
    "allOf": [
        {
            "if": _when("status", "published"),
            "then": {
                "properties": {
                    "issued": TEXT,
                    "review": {"type": "object", "properties": {"by": TEXT}, "required": ["by"]},
                    "contact": {"required": ["phone"]},
                },
                "required": ["issued", "review"],
            },
        },
        {
            "if": {"properties": {"contact": _when("name", "Ada")}, "required": ["contact"]},
            "then": {"properties": {"contact": {"properties": {"mail": TEXT}, "required": ["mail"]}}},
        },
    ],
}


@pytest.fixture
def opened(desk: Any, tmp_path: Path) -> Callable[[Any], Any]:
    def open_(value: Any) -> Any:
        for name, content in (("release.json", SCHEMA), ("dataset.json", value)):
            (tmp_path / name).write_text(json.dumps(content), encoding="utf-8")
        desk.window.open_file(tmp_path / "dataset.json", str(tmp_path / "release.json"))
        desk.window.settle()
        return desk

    return open_


def _sections(desk: Any) -> list[str]:
    model = desk.window.outline.sections.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_a_section_comes_and_stays_while_something_is_written_in_it(opened: Callable[[Any], Any]) -> None:
    desk = opened({"title": "T", "status": "x", "contact": {"name": "Bob", "phone": "1"}})
    assert _sections(desk) == ["General", "Contact"]
    desk.type_into("field:/status", "published")
    assert _sections(desk) == ["General", "Contact", "Review"]
    assert desk.find("field:/issued").isVisible()
    assert desk.window.form.forth.isVisible()
    desk.type_into("field:/issued", "today")
    desk.window.go_to(("review", "by"))
    desk.type_into("field:/review/by", "Board")
    desk.window.show_section("#general")
    desk.type_into("field:/status", "x")
    assert _sections(desk) == ["General", "Contact", "Review"], "something is written there"
    assert desk.find("leftover:/issued").isVisible()
    review = next(one for one in desk.window.desk.sections if one.key == "/review")
    assert review.field.help.startswith(NO_LONGER)
    desk.press("remove:/issued")
    desk.window.current_model.authoring.document.remove(("review",))
    desk.window.settle()
    assert _sections(desk) == ["General", "Contact"]
    assert desk.window.current_model.authoring.document.value["contact"] == {"name": "Bob", "phone": "1"}


def test_a_section_follows_a_condition_at_the_top_without_losing_its_place(opened: Callable[[Any], Any]) -> None:
    desk = opened({"title": "T", "contact": {"name": "Bob", "phone": "1"}})
    desk.window.show_section("/contact")
    name = desk.find("field:/contact/name")
    desk.type_into("field:/contact/name", "Ada")
    assert desk.find("field:/contact/name") is name and name.hasFocus()
    desk.type_into("field:/contact/mail", "ada@example.org")
    desk.do("undo")
    desk.do("undo")
    assert desk.window.current_model.authoring.document.value["contact"]["name"] == "Bob"
    assert not desk.window.form.view.findChildren(type(name), "field:/contact/mail")


def test_help_says_why_a_field_is_required(opened: Callable[[Any], Any]) -> None:
    desk = opened({"title": "T", "status": "published", "contact": {"name": "Bob"}})
    desk.window.go_to(("contact", "phone"))
    desk.window.settle()
    assert "Required because “Status” is “published”." in desk.find("help.text").toPlainText()
    desk.window.go_to(("title",))
    desk.window.settle()
    assert "because" not in desk.find("help.text").toPlainText()
