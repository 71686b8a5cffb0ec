"""Version numbers: which part is raised by what changed, and what is written beside the number."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from gatewaydesk import paths
from gatewaydesk.document import jsonio
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.numbering import is_number, propose, renew, too_low

EXAMPLE = jsonio.read_file(paths.resource_root() / "examples" / "HDRUK-4.0.0.json")
Change = Callable[[Any], object]


def authoring_of(change: Change, name: str = "HDRUK/4.0.0") -> Authoring:
    value = copy.deepcopy(EXAMPLE)
    change(value)
    return Authoring(Catalogue().load(name), value)


def tables(value: Any) -> Any:
    return value["structuralMetadata"]["tables"]


@pytest.mark.parametrize(
    ("number", "words", "change"),
    [
        ("1.2.4", "only wording or order was corrected: “Summary › Abstract”",
         lambda value: value["summary"].update(abstract="Other words for the very same thing.")),
        ("1.3.0", "information was added or is another: “Summary › Number of people”",
         lambda value: value["summary"].update(populationSize=4)),
        ("1.3.0", "information was added or is another: “Summary › Keywords”",
         lambda value: value["summary"].update(keywords=["one"])),
        ("1.3.0", "information was added or is another: “Access and use › How to get access › Way of access”",
         lambda value: value["accessibility"]["access"].update(accessServiceCategory="Open access")),
        ("1.2.4", "wording or order was corrected: “Tables and columns › Tables”",
         lambda value: tables(value).reverse()),
        ("1.2.4", "Columns”", lambda value: tables(value)[0]["columns"].reverse()),
        ("1.2.4", "Column description”",
         lambda value: (tables(value)[0]["columns"].reverse(),
                        tables(value)[0]["columns"][0].update(description="Said in other words."))),
        ("1.3.0", "added", lambda value: tables(value).append({"name": "new", "columns": []})),
        ("2.0.0", "readers must look again", lambda value: tables(value)[0]["columns"].pop(0)),
        ("2.0.0", "readers must look again", lambda value: tables(value)[0].update(name="renamed")),
        ("2.0.0", "readers must look again", lambda value: value.pop("structuralMetadata")),
    ],
)  # fmt: skip
def test_what_changed_decides(number: str, words: str, change: Change):
    authoring = authoring_of(lambda value: (value.update(version="1.2.3"), change(value)))
    found = propose(authoring, EXAMPLE | {"version": "1.2.3"})
    assert (found.number, found.before, found.raised) == (number, "1.2.3", True)
    assert words in found.why and found.why.startswith(f"{number}, because ")


def test_the_largest_change_decides_and_names_only_its_own():
    def change(value: Any) -> None:
        value["summary"]["abstract"] = "Other words for the very same thing."
        value["summary"]["populationSize"] = 4
        value["version"] = "0.9.9"

    found = propose(authoring_of(change), EXAMPLE | {"version": "0.9.9"})
    assert (found.number, found.part, found.changed) == ("0.10.0", "minor", 1) and "Abstract" not in found.why


def test_what_the_application_fills_in_is_no_change():
    def change(value: Any) -> None:
        value.update(modified="2031-01-01T00:00:00Z", revisions=[])

    found = propose(authoring_of(change), EXAMPLE)
    assert (found.part, found.number) == ("same", EXAMPLE["version"]) and "Nothing differs" in found.why


def test_a_number_that_a_person_has_raised_is_theirs_and_a_draft_keeps_its_own():
    own = authoring_of(lambda value: value.update(version="7.0.0"))
    assert (propose(own, EXAMPLE).part, propose(own, EXAMPLE).number) == ("own", "7.0.0")
    reworded = authoring_of(lambda value: value["summary"].update(abstract="Other words for the very same thing."))
    assert propose(reworded, EXAMPLE, published=False).number == EXAMPLE["version"]
    lower = authoring_of(lambda value: value.update(version="0.0.1") or value["summary"].update(populationSize=4))
    assert propose(lower, EXAMPLE | {"version": "1.0.0"}).number == "1.1.0"


def test_a_number_does_not_go_below_the_one_that_readers_see():
    assert "1.2.0 already: 1.1.9 is lower" in too_low("1.1.9", "1.2.0")
    assert [
        too_low("1.2.0", "1.2.0"),
        too_low("1.10.0", "1.9.0"),
        too_low("spring", "1.0.0"),
        too_low("1.0.0", ""),
    ] == [
        "",
        "",
        "",
        "",
    ]
    assert too_low("0.1.0", "1.0.0", published=False) == ""


def test_a_draft_is_called_one_whatever_it_was_before():
    reworded = authoring_of(lambda value: value["summary"].update(abstract="Other words for the very same thing."))
    assert "is a draft on the gateway" in propose(reworded, EXAMPLE, published=False).why


def test_one_nothing_for_another_is_no_change():
    authoring = authoring_of(lambda value: value["summary"].update(doiName=None))
    assert propose(authoring, EXAMPLE | {"summary": EXAMPLE["summary"] | {"doiName": ""}}).part == "same"


def test_numbers_that_are_none_are_left_alone():
    odd = authoring_of(lambda value: value.update(version="draft 2"))
    assert (propose(odd, EXAMPLE | {"version": "spring"}).number, propose(odd, {}).part) == ("", "same")
    assert propose(authoring_of(lambda value: None), {}).number == EXAMPLE["version"]
    assert [is_number(one) for one in ("1.0.0", "01.0.0", "1.0", "1.0.0\n", "1.0.0-rc", 1)] == [True, *[False] * 5]


def test_renewing_writes_number_earlier_version_and_time_in_one_step():
    authoring = authoring_of(lambda value: value.update(version="1.0.0", revisions=[]))
    before = copy.deepcopy(authoring.document.value)
    assert renew(authoring, "1.1.0", before="1.0.0", address="https://gateway.example/dataset/7?version=1.0.0")
    value = authoring.document.value
    assert value["version"] == "1.1.0" and value["modified"] != before["modified"]
    assert value["revisions"] == [{"version": "1.0.0", "url": "https://gateway.example/dataset/7?version=1.0.0"}]
    assert not [one for one in authoring.check() if one.blocks]
    assert authoring.undo_label == "give it version 1.1.0"
    authoring.undo()
    assert authoring.document.value == before and authoring.undo_label is None


def test_an_earlier_version_is_told_once_and_without_an_address_where_there_is_none():
    authoring = authoring_of(lambda value: value.update(version="1.0.0", revisions=[]))
    renew(authoring, "1.1.0", before="1.0.0")
    renew(authoring, "1.2.0", before="1.0.0")
    assert authoring.document.value["revisions"] == [{"version": "1.0.0", "url": None}]
    assert not [one for one in authoring.check() if one.blocks]
    renew(authoring, "1.2.0")
    assert authoring.document.value["revisions"] == [{"version": "1.0.0", "url": None}]


def test_a_schema_without_such_fields_asks_for_no_number():
    schema = Catalogue().load(paths.resource_root() / "schemas" / "settings.json")
    authoring = Authoring(schema, {"a": 1})
    assert propose(authoring, {"a": 2}).number == "" and "no version number" in propose(authoring, {}).why
    assert renew(authoring, "1.0.0", before="0.9.0") is None
