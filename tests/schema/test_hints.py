"""Form hints: read, checked against a schema, and laid over its fields."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from gatewaydesk import paths
from gatewaydesk.errors import FileProblem, SchemaProblem
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.schema.fields import Field, Grouped, Kind, walk
from gatewaydesk.schema.filling import RULES
from gatewaydesk.schema.hints import NO_HINTS, from_json
from gatewaydesk.schema.reader import read
from gatewaydesk.schema.widgets import WIDGETS, check_hints, field_of
from gatewaydesk.services import hinting
from gatewaydesk.services.generated import FILLS

RESOURCES = paths.resource_root()
TEXT: dict[str, Any] = {"type": "string"}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "title": {**TEXT, "description": "From the schema.", "examples": ["One"]},
        "colour": {"enum": ["red", "green"]},
        "tags": {"type": "array", "items": TEXT},
        "contact": {"type": "object", "properties": {"name": TEXT, "email": TEXT, "note": TEXT}},
        "people": {"type": "array", "items": {"type": "object", "properties": {"name": TEXT, "role": TEXT}}},
        "words": {"type": "object", "additionalProperties": {"type": "object", "properties": {"de": TEXT}}},
        "where": {"anyOf": [{"type": "object", "properties": {"city": TEXT}}, {"type": "integer"}]},
    },
}


def drawn(hints: dict[str, Any]) -> Field:
    return read(SCHEMA, from_json(hints))


def at(root: Field, place: str) -> Field:
    found = field_of(root, place)
    assert found is not None, place
    return found


def hints_schema() -> Any:
    return json.loads((RESOURCES / "schemas" / "hints" / "schema.json").read_bytes())


# Reading


@pytest.mark.parametrize(
    "content", [None, [], "x", {"order": 5, "groups": {}, "fields": [1, {"place": 2}]}, {"fields": 1}]
)
def test_what_is_not_as_expected_is_passed_over(content: Any) -> None:
    assert from_json(content) == NO_HINTS


def test_words_come_from_the_hints_where_they_have_any() -> None:
    words = {"title": "Name", "help": "Ours.", "guidance": "**Ours**", "placeholder": "type it", "example": "Two"}
    title = at(drawn({"fields": [{"place": "/title", **words}]}), "/title")
    assert (title.title, title.help, title.guidance, title.placeholder) == ("Name", "Ours.", "**Ours**", "type it")
    assert title.examples == ("Two", "One")
    plain = at(drawn({"fields": [{"place": "/title", "title": "Name"}]}), "/title")
    assert (plain.help, plain.examples, plain.placeholder) == ("From the schema.", ("One",), "")


def test_places_of_items_entries_and_alternatives() -> None:
    root = drawn(
        {
            "fields": [
                {"place": "/people/*/name", "title": "Who"},
                {"place": "/words/**/de", "title": "German"},
                {"place": "/where/city", "title": "Town"},
                {"place": "/where", "title": "Place"},
            ]
        }
    )
    assert at(root, "/people/*/name").title == "Who"
    assert at(root, "/words/**/de").title == "German"
    assert at(root, "/where/city").title == "Town"
    where = at(root, "/where")
    assert where.title == "Place"
    assert "Place" not in [branch.title for branch in where.branches]


def test_order_and_fill() -> None:
    root = drawn({"order": ["/tags", "/title"], "fields": [{"place": "/title", "filled_by": "uuid"}]})
    assert [one.name for one in root.children][:3] == ["tags", "title", "colour"]
    assert at(root, "/title").fill == "uuid"


def test_groups_are_the_objects_own_members() -> None:
    members = ["/contact/name", "/contact/email", "/people"]
    root = drawn({"groups": [{"title": "Who", "help": "Whom to ask.", "members": members, "folded": True}]})
    assert at(root, "/contact").groups == (Grouped("Who", ("name", "email"), "Whom to ask.", True),)
    assert root.groups == (Grouped("Who", ("people",), "Whom to ask.", True),)


def test_a_list_of_texts_may_be_drawn_one_under_the_other() -> None:
    assert at(drawn({}), "/tags").kind is Kind.TAGS
    assert at(drawn({"fields": [{"place": "/tags", "widget": "list"}]}), "/tags").kind is Kind.LIST


def test_the_first_of_two_descriptions_counts() -> None:
    hints = from_json({"fields": [{"place": "/title", "title": "A"}, {"place": "/title", "title": "B"}]})
    assert hints.fields["/title"].title == "A"


def test_hints_change_no_place_of_the_form() -> None:
    everything = {
        "order": ["/words"],
        "groups": [{"title": "G", "members": ["/title", "/colour", "/contact/name"]}],
        "fields": [{"place": "/people", "widget": "grid", "hide_empty": True}],
    }
    assert {one.path for one in walk(drawn(everything))} == {one.path for one in walk(drawn({}))}


# Checking


@pytest.mark.parametrize(
    ("hints", "sentence"),
    [
        ({"order": ["/titel"]}, "This schema has no field “/titel”. Did you mean “/title”?"),
        ({"order": ["no slash"]}, "This schema has no field “no slash”."),
        ({"groups": [{"title": "G", "members": ["/people/0/name"]}]}, "This schema has no field “/people/0/name”."),
        ({"groups": [{"title": "G", "members": ["/title", "/contact/name"]}]}, "different objects"),
        (
            {"groups": [{"title": "G", "members": ["/title"]}, {"title": "H", "members": ["/title"]}]},
            "“/title” is in two groups",
        ),
        ({"fields": [{"place": "/title", "widget": "radio"}]}, "that is for one of several choices."),
        ({"fields": [{"place": "/title", "widget": "wheel"}]}, "does not know"),
        ({"fields": [{"place": "/title", "filled_by": "magic"}]}, "“magic”"),
        ({"fields": [{"place": "/colour", "filled_by": "version"}]}, "that is for text that may be a version, such as"),
        ({"fields": [{"place": "/contact", "filled_by": "modified"}]}, "that is for text that may be a time, such as"),
        ({"fields": [{"place": "/title", "filled_by": "revisions"}]}, "that is for a list that may be empty."),
        ({"fields": [{"place": "/words/**/de", "filled_by": "version"}]}, "for a field that stands in one place only."),
        ({"fields": [{"place": "/title"}, {"place": "/title"}]}, "described twice"),
    ],
)
def test_what_leads_nowhere_is_told_and_is_no_error(hints: dict[str, Any], sentence: str) -> None:
    (found,) = [one for one in check_hints(from_json(hints), drawn({})) if sentence in one]
    assert found.endswith((".", "?"))
    drawn(hints)


def test_good_hints_are_told_nothing() -> None:
    hints = {
        "order": ["/people/*/role", "/tags"],
        "groups": [{"title": "G", "members": ["/contact/name", "/contact/note"]}],
        "fields": [
            {"place": "/tags", "widget": "list"},
            {"place": "/colour", "widget": "combo"},
            {"place": "/people", "widget": "cards"},
            {"place": "/where/city", "widget": "paragraph", "hide_empty": True},
            {"place": "/contact/note", "filled_by": "version"},
        ],
    }
    assert check_hints(from_json(hints), drawn({})) == []
    assert check_hints(from_json(hints), drawn(hints)) == []


# The schema of hints


def test_the_schema_offers_what_the_form_has() -> None:
    field = hints_schema()["$defs"]["field"]["properties"]
    assert [one["const"] for one in field["widget"]["oneOf"]] == list(WIDGETS)
    assert [one["const"] for one in field["filled_by"]["oneOf"]] == list(RULES) == list(FILLS)


@pytest.mark.parametrize("version", ["4.0.0", "3.0.0", "2.1.2"])
def test_the_hints_that_ship_follow_it_and_lead_somewhere(version: str) -> None:
    content = json.loads((RESOURCES / "schemas" / "HDRUK" / version / "hints.json").read_bytes())
    jsonschema_rs.validator_for(hints_schema()).validate(content)
    loaded = Catalogue().load(f"HDRUK/{version}")
    assert check_hints(loaded.hints, loaded.root) == []
    assert loaded.hints.generated_group is not None


def test_the_example_in_the_help_is_right() -> None:
    text = (RESOURCES / "help" / "hints.md").read_text("utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    jsonschema_rs.validator_for(hints_schema()).validate(json.loads(example))
    assert set(from_json(json.loads(example)).generated) == {"/identifier"}
    for name in (*WIDGETS, *RULES, *hints_schema()["$defs"]["field"]["properties"]):
        assert f"`{name}`" in text


# A person's own


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    file = tmp_path / "sample.json"
    file.write_text(json.dumps(SCHEMA), "utf-8")
    made = Catalogue()
    made.add(file, "SAMPLE/1")
    return made


def test_own_hints_come_before_those_that_ship_and_are_taken_back(home: Path) -> None:
    catalogue = Catalogue()
    before = catalogue.load("HDRUK/4.0.0")
    editing = hinting.begin(catalogue, "HDRUK/4.0.0")
    assert not editing.own
    own = {**editing.value, "fields": [{"place": "/summary/title", "title": "Name"}]}
    hinting.keep(catalogue, "HDRUK/4.0.0", own)
    loaded = catalogue.load("HDRUK/4.0.0")
    assert at(loaded.root, "/summary/title").title == "Name"
    assert not loaded.hints.generated
    assert loaded.sha256 == before.sha256
    assert hinting.begin(Catalogue(), "HDRUK/4.0.0").value == own
    assert hinting.begin(catalogue, "HDRUK/4.0.0").own
    hinting.forget(catalogue, "HDRUK/4.0.0")
    assert catalogue.load("HDRUK/4.0.0").hints == before.hints
    hinting.forget(catalogue, "HDRUK/4.0.0")  # nothing is there to be forgotten, and that is well


def test_an_added_schema_has_hints_as_well(catalogue: Catalogue) -> None:
    assert hinting.begin(catalogue, "SAMPLE/1").value == {}
    hinting.keep(catalogue, "SAMPLE/1", {"order": ["/tags"]})
    assert catalogue.load("SAMPLE/1").root.children[0].name == "tags"


DAMAGED = ["{", "[]", "", '{"order": [NaN]}', '"words"', "[" * 100_000]


@pytest.mark.parametrize("content", DAMAGED)
def test_damaged_own_hints_leave_those_that_ship_and_are_told(catalogue: Catalogue, content: str) -> None:
    own = own_file(catalogue, content)
    loaded = catalogue.load("HDRUK/4.0.0")
    assert loaded.hints.generated
    assert loaded.damaged_hints == (own,)
    editing = hinting.begin(catalogue, "HDRUK/4.0.0")
    assert editing.own  # it can be taken away
    assert editing.value["order"]
    assert editing.damaged.startswith(f"The form hints in “{own}” are damaged and passed over. ")
    assert editing.damaged.endswith("it is kept aside as “4.0.0.json.damaged”.")
    assert editing.folder == own.parent
    assert editing.damaged.startswith(hinting.passed_over(own))


def own_file(catalogue: Catalogue, content: str) -> Path:
    own = catalogue.hints_files("HDRUK/4.0.0")[0]
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(content, "utf-8")
    return own


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_file_is_kept_aside_and_never_written_over(catalogue: Catalogue, content: str) -> None:
    name = "HDRUK/4.0.0"
    own = own_file(catalogue, content)
    hinting.keep(catalogue, name, {"order": ["/summary"]})
    assert own.with_name("4.0.0.json.damaged").read_text("utf-8") == content
    assert json.loads(own.read_bytes()) == {"order": ["/summary"]}
    assert catalogue.load(name).damaged_hints == ()
    assert hinting.begin(catalogue, name).damaged == ""
    own_file(catalogue, content + " ")
    hinting.forget(catalogue, name)
    assert own.with_name("4.0.0.json.damaged-2").read_text("utf-8") == content + " "
    assert not own.exists()
    assert catalogue.load(name).hints.generated
    assert len([*own.parent.iterdir()]) == 2  # good hints are removed, and leave nothing behind
    hinting.keep(catalogue, name, {})
    hinting.forget(catalogue, name)
    assert len([*own.parent.iterdir()]) == 2


def test_a_damaged_file_stays_where_it_is_when_nothing_can_be_saved(catalogue: Catalogue) -> None:
    own = own_file(catalogue, "{")
    with pytest.raises(FileProblem):
        hinting.keep(catalogue, "HDRUK/4.0.0", {"order": ["\ud800"]})  # no file can hold half a character
    assert own.read_text("utf-8") == "{"
    assert [*own.parent.iterdir()] == [own]


def test_no_hints_are_not_damaged_ones(catalogue: Catalogue) -> None:
    assert catalogue.load("SAMPLE/1").damaged_hints == ()
    assert hinting.begin(catalogue, "SAMPLE/1").damaged == ""


def test_damaged_hints_beside_an_added_schema_are_told_and_left_alone(catalogue: Catalogue) -> None:
    beside = catalogue.hints_files("SAMPLE/1")[1]
    beside.write_text("[]", "utf-8")
    assert catalogue.load("SAMPLE/1").damaged_hints == (beside,)
    editing = hinting.begin(catalogue, "SAMPLE/1")
    assert not editing.own
    assert editing.damaged == hinting.passed_over(beside)
    hinting.keep(catalogue, "SAMPLE/1", {"order": ["/tags"]})
    assert beside.read_text("utf-8") == "[]"
    assert catalogue.load("SAMPLE/1").damaged_hints == ()  # the person's own count alone


@pytest.mark.parametrize("name", ["NOPE/1", "../../etc", "/tmp/x.json"])
def test_only_schemas_of_the_catalogue_have_own_hints(catalogue: Catalogue, name: str) -> None:
    for call in (hinting.begin, catalogue_files):
        with pytest.raises(SchemaProblem):
            call(catalogue, name)


def catalogue_files(catalogue: Catalogue, name: str) -> object:
    return catalogue.hints_files(name)


def test_places_of_the_form_are_suggested(catalogue: Catalogue) -> None:
    place = at(hinting.begin(catalogue, "SAMPLE/1").form.root, "/fields/*/place")
    assert ("/people/*/name", "Name") in [(one.value, one.label) for one in place.suggestions]
