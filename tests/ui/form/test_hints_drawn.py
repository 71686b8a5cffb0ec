"""What hints do to a form: headings, widgets, words in empty fields, and what is out of sight."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.schema.hints import from_json
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.ui.form.editors import WANTED, editor_for
from gatewaydesk.ui.form.editors.chips import Chips
from gatewaydesk.ui.form.editors.choice import SearchChoice
from gatewaydesk.ui.form.editors.json_text import JsonText
from gatewaydesk.ui.form.editors.one_line import OneLine, Secret
from gatewaydesk.ui.form.editors.paragraph import Paragraph
from gatewaydesk.ui.form.editors.radio import Radios
from gatewaydesk.ui.form.editors.several import CheckBoxes, SeveralChoices
from gatewaydesk.ui.form.grid import columns_for
from gatewaydesk.ui.form.headings import Headed
from gatewaydesk.ui.form.plain_list import PlainList
from gatewaydesk.ui.sections import sections_of
from gatewaydesk.ui.tasks import Tasks
from tests.ui.form.conftest import Form

TEXT: dict[str, Any] = {"type": "string"}
MANY = {"enum": [f"choice {at}" for at in range(9)]}
PERSON = {"type": "object", "properties": {"name": TEXT, "role": TEXT, "about": {"type": "object"}}}
PROPERTIES: dict[str, Any] = {
    "title": TEXT,
    "short": {**TEXT, "maxLength": 20},
    "colour": {"enum": ["red", "green"]},
    "many": MANY,
    "several": {"type": "array", "items": MANY},
    "tags": {"type": "array", "items": TEXT},
    "secret": {**TEXT, "writeOnly": True},
    "people": {"type": "array", "items": PERSON},
    "contact": {"type": "object", "properties": {"name": TEXT, "email": TEXT, "phone": TEXT}},
}
Draw = Callable[..., Form]


def schema(hints: dict[str, Any], required: tuple[str, ...] = ()) -> LoadedSchema:
    raw = {"title": "Sample", "type": "object", "properties": PROPERTIES, "required": list(required)}
    return LoadedSchema("SAMPLE/1", raw, from_json(hints))


def wish(place: str, **hint: Any) -> dict[str, Any]:
    return {"fields": [{"place": place, **hint}]}


@pytest.fixture
def draw(tasks: Tasks) -> Iterator[Draw]:
    made: list[Form] = []

    def make(hints: dict[str, Any], value: Any = None, required: tuple[str, ...] = (), section: str = "") -> Form:
        made.append(Form(Authoring(schema(hints, required), value or {}), tasks, section))
        return made[-1]

    yield make
    for form in made:
        form.close()


@pytest.mark.parametrize(
    ("place", "widget", "editor"),
    [
        ("title", "one-line", OneLine),
        ("short", "paragraph", Paragraph),
        ("colour", "combo", SearchChoice),
        ("many", "radio", Radios),
        ("several", "check-boxes", CheckBoxes),
        ("several", "chips", SeveralChoices),
        ("tags", "chips", Chips),
        ("title", "json", JsonText),
        ("secret", "json", Secret),  # never in clear
        ("title", "radio", Paragraph),  # what does not suit is passed over
        ("title", "wheel", Paragraph),
    ],
)
def test_the_widget_that_is_asked_for(place: str, widget: str, editor: type, qapp: object) -> None:
    field = schema(wish(f"/{place}", widget=widget)).root.child(place)
    assert field is not None
    assert editor_for(field, field.default) is editor


def test_a_value_that_the_widget_cannot_show_goes_elsewhere(qapp: object) -> None:
    field = schema(wish("/title", widget="one-line")).root.child("title")
    assert field is not None
    assert editor_for(field, "two\nlines") is Paragraph


def test_every_editor_that_is_offered_is_one_of_the_list() -> None:
    assert {"list", "grid", "cards"}.isdisjoint(WANTED)


def test_a_grid_or_summaries_as_asked_for() -> None:
    def columns(**hint: Any) -> list[str]:
        field = schema(wish("/people", **hint)).root.child("people")
        assert field is not None
        return [one.name for one in columns_for(field.item, field.widget)]

    assert columns() == []
    assert columns(widget="grid") == ["name", "role"]
    assert columns(widget="cards") == []


def test_texts_one_under_the_other(draw: Draw) -> None:
    form = draw(wish("/tags", widget="list"), {"tags": ["a", "b"]})
    assert form.view.findChildren(PlainList)
    form.type("field:/tags/1", "c")
    assert form.get("tags") == ["a", "c"]


def test_an_object_as_json(draw: Draw) -> None:
    form = draw(wish("/contact", widget="json"), {"contact": {"name": "A"}})
    assert form.find("field:/contact").toPlainText().split() == ["{", '"name":', '"A"', "}"]


def test_words_in_the_empty_field(draw: Draw) -> None:
    form = draw(wish("/short", placeholder="As on your website"), required=("short",))
    assert form.find("field:/short").placeholderText() == "As on your website"


# Groups

GROUPED = {
    "groups": [{"title": "How to reach", "help": "One is enough.", "members": ["/contact/phone", "/contact/email"]}]
}


def test_members_stand_together_under_a_heading_and_the_data_stay_flat(draw: Draw) -> None:
    form = draw(GROUPED, {"contact": {"phone": "1"}}, section="contact")
    (headed,) = form.view.findChildren(Headed)
    assert headed.fold.button.text() == "How to reach"
    assert headed.isAncestorOf(form.find("field:/contact/phone"))
    assert headed.isAncestorOf(form.find("field:/contact/email"))
    assert not headed.isAncestorOf(form.find("fold:/contact"))
    form.type("field:/contact/phone", "22")
    assert form.value == {"contact": {"phone": "22"}}


def test_a_heading_folds_and_stays_as_it_was_left(draw: Draw) -> None:
    form = draw(GROUPED, {"contact": {"phone": "1"}}, section="contact")
    button = form.find("group:/contact#How to reach")
    form.click(button)
    assert not form.find("field:/contact/phone").isVisible()
    form.authoring.set_value(("contact", "phone"), form.authoring.field_at(("contact", "phone")), "2")
    form.settle()
    assert not form.find("field:/contact/phone").isVisible()


def test_a_place_in_a_folded_group_is_brought_up(draw: Draw) -> None:
    form = draw({"groups": [{**GROUPED["groups"][0], "folded": True}]}, {"contact": {"name": "A"}}, section="contact")
    assert not form.has("field:/contact/phone")
    assert form.view.go_to(("contact", "phone"))
    form.settle()
    assert form.find("field:/contact/phone").isVisible()


def test_a_group_that_was_opened_to_show_a_place_stays_open(draw: Draw) -> None:
    form = draw(GROUPED, {"contact": {"phone": "1"}}, section="contact")
    form.click(form.find("group:/contact#How to reach"))
    assert form.view.go_to(("contact", "phone"))
    form.type("field:/contact/phone", "23")
    assert form.find("field:/contact/phone").isVisible()


def test_a_folded_group_opens_when_something_is_written_in_it(draw: Draw) -> None:
    form = draw({"groups": [{**GROUPED["groups"][0], "folded": True}]}, {"contact": {"name": "A"}}, section="contact")
    form.authoring.set_value(("contact", "phone"), form.authoring.field_at(("contact", "phone")), "2")
    form.settle()
    assert form.find("field:/contact/phone").isVisible()


def test_members_that_no_group_names_are_not_lost(draw: Draw) -> None:
    form = draw(GROUPED, {"contact": {"name": "A", "strange": 1}}, section="contact")
    assert form.find("field:/contact/name").isVisible()
    assert len(form.view.findChildren(type(form.find("field:/contact/strange")), "field:/contact/strange")) == 1


def test_what_the_schema_does_not_name_is_shown_once(draw: Draw) -> None:
    """Also where one group has all the members there are."""
    members = [f"/contact/{name}" for name in ("name", "email", "phone")]
    hints = {"groups": [{"title": "All", "members": members}]}
    form = draw(hints, {"contact": {"name": "A", "strange": "x"}}, section="contact")
    places = [one.objectName() for one in form.view.findChildren(QWidget)]
    assert places.count("field:/contact/strange") == 1


# Out of sight


def test_hidden_while_empty(draw: Draw) -> None:
    form = draw({**wish("/short", hide_empty=True)}, {"title": "A"})
    assert not form.has("field:/short")
    form.authoring.set_value(("short",), form.authoring.field_at(("short",)), "x")
    form.settle()
    assert form.find("field:/short").isVisible()


def test_a_hidden_field_can_be_gone_to(draw: Draw) -> None:
    form = draw({**wish("/short", hide_empty=True)}, {"title": "A"})
    assert form.view.go_to(("short",))
    assert form.find("field:/short").isVisible()


def test_a_required_field_is_never_hidden(draw: Draw) -> None:
    form = draw({**wish("/short", hide_empty=True)}, {"title": "A"}, required=("short",))
    assert form.find("field:/short").isVisible()


# Sections


def test_a_group_at_the_top_is_a_section() -> None:
    hints = {
        "order": ["/people", "/contact"],
        "groups": [
            {"title": "Words", "help": "About them.", "members": ["/tags", "/title", "/nothing"]},
            {"title": "By itself", "members": ["/short"]},
        ],
        "fields": [{"place": "/short", "filled_by": "version"}, {"place": "/secret", "filled_by": "uuid"}],
    }
    found = sections_of(schema(hints), {})
    assert [one.key for one in found] == [
        *("#general", "/people", "/contact", "#group:Words", "#generated"),
    ]
    by_key = {one.key: one for one in found}
    words = by_key["#group:Words"]
    assert (words.title, words.members, words.field.help) == ("Words", ("tags", "title"), "About them.")
    assert by_key["#generated"].members == ("short", "secret")
    assert by_key["#generated"].generated
    assert words.holds(("tags", 0)) and not by_key["#general"].holds(("tags",))


def test_every_member_is_in_one_section() -> None:
    twice = {"groups": [{"title": "A", "members": ["/title", "/tags"]}, {"title": "B", "members": ["/tags"]}]}
    for hints in ({}, twice, wish("/title", filled_by="uuid")):
        members = [name for one in sections_of(schema(hints), {}) for name in one.members]
        assert sorted(members) == sorted(PROPERTIES)
