"""Advice: each rule where it speaks and where it nearly would, how it is worded, and which rule goes first."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.validation.advice import Adviser, advised
from gatewaydesk.validation.advice.table import RULES
from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.problems import Problem, Severity
from tests.validation.advice_cases import days_and_figures, kinds, links, lists, texts
from tests.validation.advising import DAY, EXAMPLE, TEXT, TODAY, WHOLE, about, members, told

CASES = [*days_and_figures.CASES, *texts.CASES, *links.CASES, *lists.CASES, *kinds.CASES]


@pytest.mark.parametrize(("rule", "schema", "doubtful", "fine", "place"), CASES)
def test_a_rule_speaks_where_it_is_sure_and_nowhere_else(
    rule: str, schema: Any, doubtful: list[Any], fine: list[Any], place: str
) -> None:
    for value in doubtful:
        found = told(schema, value)
        wanted = f"/{next(iter(value))}" if place == "*" else place
        assert found == [(wanted, rule)], value
    for value in fine:
        assert told(schema, value) == [], value


def test_every_rule_has_its_case() -> None:
    of_the_gateway = {"null-becomes-zero", "empty-group", "escaped-on-the-way", "changed-on-the-way"}
    assert {rule.name for rule in RULES} == {case[0] for case in CASES} | of_the_gateway


def test_every_sentence_is_one_for_a_custodian() -> None:
    said = [one for _, schema, doubtful, _, _ in CASES for value in doubtful for one in about(schema, value)]
    said += about({**members(n=WHOLE, g=members(x=TEXT)), "required": ["n"]}, {"n": None, "g": {}}, "HDRUK/9")
    for one in said:
        assert one.severity is Severity.ADVICE and one.source == "advice" and one.title
        assert one.message.lstrip("“")[0] != " " and (one.message[0].isupper() or one.message[0] == "“")
        assert one.message.endswith(".") and "  " not in one.message
        assert not any(word in one.message for word in ("anyOf", "instance", "None", "{", "validator")), one.message


def test_places_are_named_as_in_all_other_problems() -> None:
    schema = members(
        summary=members(
            tables={"type": "array", "title": "Tables", "items": members(name=TEXT, description=TEXT)},
        )
    )
    (one,) = about(schema, {"summary": {"tables": [{"name": "visits", "description": "tbc"}]}})
    assert (one.title, one.trail) == ("Description", ("Summary", "Table visits"))
    assert "Table visits" in one.sentence and "Description: “tbc” looks like a placeholder" in one.sentence
    assert one.location == "/properties/summary/properties/tables/items/properties/description"


def test_of_one_place_only_the_first_rule_speaks_and_in_the_order_of_the_form() -> None:
    schema = members(abstract=TEXT, startDate=DAY, endDate=DAY, title=TEXT)
    value = {"endDate": "0020-01-01", "title": "&amp; ", "startDate": "2020-01-01", "abstract": "TBC &amp;"}
    assert told(schema, value) == [
        ("/abstract", "html-code"),
        ("/endDate", "end-before-start"),
        ("/title", "html-code"),
    ]


def test_where_something_is_wrong_no_advice_is_given_beside_it() -> None:
    schema = members(doiName=TEXT | {"pattern": "^10[.][0-9]{4}/.+$"}, title=TEXT)
    value = {"doiName": "https://doi.org/10.1234/x", "title": "tbc"}
    loaded = LoadedSchema("ours/1", schema)
    found = advised(loaded, value, Checker(loaded).check(value))
    assert [(one.pointer_text, one.severity) for one in found] == [
        ("/doiName", Severity.WRONG),
        ("/title", Severity.ADVICE),
    ]


def test_of_what_the_application_fills_in_only_a_day_that_is_still_to_come_is_told() -> None:
    schema = Catalogue().load("HDRUK/4.0.0")
    value = copy.deepcopy(EXAMPLE) | {"modified": "2999-01-01T00:00:00Z", "issued": "0001-01-01T00:00:00Z"}
    assert [(one.pointer, one.keyword) for one in Adviser(schema).advise(value)] == [(("modified",), "in-the-future")]


def test_advice_about_two_places_names_the_other_one_too() -> None:
    value = {
        "abstract": "Heart",
        "title": "Heart",
        "startDate": "2024-01-01",
        "endDate": "2023-01-01",
        "tags": ["a", "a"],
    }
    schema = members(abstract=TEXT, title=TEXT, startDate=DAY, endDate=DAY, tags={"type": "array", "items": TEXT})
    assert {one.pointer: one.beside for one in about(schema, value)} == {
        ("abstract",): (("title",),),
        ("endDate",): (("startDate",),),
        ("tags", 1): (("tags", 0),),
    }


def test_nothing_is_reckoned_from_what_is_wrong_itself() -> None:
    schema = members(first=DAY, last=DAY)
    value = {"first": "2020-04-01", "last": "2019-12-31"}
    adviser = Adviser(LoadedSchema("ours/1", schema), today=lambda: TODAY)
    wrong = [Problem(("first",), "format", "Must come otherwise.")]
    assert [one.keyword for one in adviser.advise(value)] == ["end-before-start"]
    assert adviser.advise(value, wrong) == []


@pytest.mark.parametrize("name", ["HDRUK/2.1.2", "HDRUK/3.0.0", "HDRUK/4.0.0"])
def test_days_that_have_not_come_are_told_by_the_schemas_that_ship(name: str) -> None:
    def told_of(**days: str) -> list[tuple[str, str]]:
        value = copy.deepcopy(EXAMPLE)
        value["provenance"]["temporal"] |= days
        found = Adviser(Catalogue().load(name), today=lambda: TODAY).advise(value)
        return [(one.keyword, str(one.pointer[-1])) for one in found if "temporal" in one.pointer]

    release = "distributionReleaseDate"
    assert told_of(distributionReleaseDate="2030-01-01") == [("in-the-future", release)]
    assert told_of(distributionReleaseDate="1999-01-01") == [("released-before-start", release)]
    assert ("in-the-future", "startDate") in told_of(startDate="2031-01-01")
    assert told_of(distributionReleaseDate="2026-06-15") == []


def test_conditions_decide_which_rules_look() -> None:
    schema = {
        **members(kind=TEXT, note=TEXT),
        "if": {"properties": {"kind": {"const": "study"}}, "required": ["kind"]},
        "then": {"properties": {"description": TEXT}},
    }
    assert told(schema, {"kind": "study", "description": "tbc"}) == [("/description", "placeholder")]
    assert told(schema, {"kind": "x", "description": "tbc"}) == []


def test_a_schema_without_end_is_planned_in_bounds() -> None:
    schema: dict[str, Any] = {
        "$defs": {"n": members(description=TEXT, a={"$ref": "#/$defs/n"}, b={"$ref": "#/$defs/n"})}
    }
    schema |= {"$ref": "#/$defs/n"}
    assert told(schema, {"description": "tbc", "a": {"b": {"a": {}}}}) == [("/description", "placeholder")]


@pytest.mark.parametrize("value", [None, [], "tbc", 5, True, {"summary": []}, {"summary": {"title": {"x": [None]}}}])
def test_a_document_of_any_shape_is_no_crash(value: Any) -> None:
    for name in ("HDRUK/4.0.0", "HDRUK/2.1.2"):
        found = Adviser(Catalogue().load(name)).advise(value)
        assert all(one.keyword == "of-another-kind" for one in found)


def test_in_a_schema_of_very_many_fields_every_one_is_looked_at() -> None:
    described = members(
        description={"type": "string"}, rows={"type": "array", "items": members(description={"type": "string"})}
    )
    schema = members(**{f"g{at}": members(inner=described) for at in range(900)})
    value: dict[str, Any] = {f"g{at}": {"inner": {"description": "TBC"}} for at in (0, 500, 899)}
    value["g898"] = {"inner": {"description": "Fine.", "rows": [{"description": "TBC"}] * 600}}
    adviser = Adviser(LoadedSchema("ours/1", schema))
    found = [one.pointer_text for one in adviser.advise(value)]
    assert [f"/g{at}/inner/description" for at in (0, 500, 899)] == [one for one in found if "rows" not in one]
    assert len(found) == 3 + 600
    assert [one.pointer_text for one in adviser.advise(value)] == found
