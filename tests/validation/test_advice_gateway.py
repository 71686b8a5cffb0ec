"""Advice about what a gateway makes of a value, beside that gateway's own validator."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from gatewaydesk.gateways.hdruk_escaping import escaped
from gatewaydesk.pointer import from_text, get, to_text
from gatewaydesk.practice import ajv
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.schema.fields import Kind, walk
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.validation.advice import Adviser
from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.problems import Severity
from tests.validation.advising import EXAMPLE, TEXT, TODAY, WHOLE, about, members, told


def texts_of(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield at, value
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in below:
        yield from texts_of(one, (*at, step))


@pytest.mark.parametrize("name", ["HDRUK/3.0.0", "HDRUK/4.0.0"])
def test_null_is_told_to_become_0_exactly_where_the_practice_gateways_validator_makes_it_0(name: str) -> None:
    """Each number of the form in turn, in a document that is otherwise as it was."""
    schema = Catalogue().load(name)
    fields = [one for one in walk(schema.root) if one.kind in (Kind.INTEGER, Kind.NUMBER) and "*" not in one.path]
    assert fields
    for field in fields:
        node: Any = {}
        value = node
        for step in field.path[:-1]:
            node = node.setdefault(step, {})
        node[field.name] = None
        part = get(schema.raw, from_text(field.location, schema.raw))
        entries, left = ajv.check({**part, "$defs": get(schema.raw, ("$defs",)) or {}}, None)
        found = [one for one in Adviser(schema).advise(value) if one.keyword == "null-becomes-zero"]
        assert (not entries and left == 0) is (len(found) == 1), (to_text(field.path), entries, left)
        if found:
            assert "the gateway will store 0 here" in found[0].message.lower()


def test_null_where_a_number_is_required_is_told_beside_what_is_wrong() -> None:
    value = copy.deepcopy(EXAMPLE)
    value["summary"]["populationSize"] = None
    found = Authoring(Catalogue().load("HDRUK/4.0.0"), value).check()
    assert [(one.pointer_text, one.severity) for one in found] == [
        ("/summary/populationSize", Severity.EMPTY),
        ("/summary/populationSize", Severity.ADVICE),
    ]
    assert "give the real value" in found[1].message


@pytest.mark.parametrize(
    ("schema", "speaks"),
    [
        ({"anyOf": [WHOLE, {"type": "null"}]}, True),
        ({"anyOf": [{"type": "null"}, WHOLE]}, False),
        ({"type": ["integer", "null"]}, False),
        (WHOLE, True),
        (WHOLE | {"minimum": 1}, False),
        ({"anyOf": [{"type": "boolean"}, {"type": "null"}]}, True),
    ],
)
def test_the_order_of_alternatives_decides_what_null_becomes(schema: Any, speaks: bool) -> None:
    whole = members(n=schema)
    assert ("/n", "null-becomes-zero") in told(whole, {"n": None}, "HDRUK/9") or not speaks
    assert told(whole, {"n": None}, "ours/1") == []
    entries, left = ajv.check(whole, {"n": None})
    assert speaks is (not entries and left["n"] is not None)


def test_what_this_gateways_schemas_call_a_measured_value_is_counted() -> None:
    value = copy.deepcopy(EXAMPLE)
    value["observations"][0]["measuredValue"] = -1
    found = Adviser(Catalogue().load("HDRUK/4.0.0")).advise(value)
    assert [(one.pointer_text, one.keyword) for one in found] == [("/observations/0/measuredValue", "less-than-none")]


def test_an_empty_group_is_told_of_because_the_gateway_refuses_it() -> None:
    schema = Catalogue().load("HDRUK/4.0.0")
    value = copy.deepcopy(EXAMPLE)
    value["accessibility"]["usage"] = {}
    assert Checker(schema).check(value) == []
    (found,) = Adviser(schema).advise(value)
    assert (found.pointer_text, found.keyword) == ("/accessibility/usage", "empty-group")
    value["accessibility"]["usage"] = []  # as it arrives
    entries, _ = ajv.check(schema.raw, value)
    assert {one["instancePath"] for one in entries} == {"/accessibility/usage"}
    value["accessibility"]["usage"] = None
    value["summary"]["dataCustodian"] = {}  # required, so that what it lacks is told already
    assert {one.severity for one in Authoring(schema, value).check()} == {Severity.EMPTY}


def test_what_the_older_routes_change_is_told_only_where_such_a_route_is_taken() -> None:
    schema = Catalogue().load("HDRUK/4.0.0")
    value = copy.deepcopy(EXAMPLE)
    value["coverage"]["followUp"] = "> 10 Years"
    value["summary"]["contactPoint"] = "o'neil@example.org"
    value["summary"]["title"] = "Heart & lung"  # arrives changed, and is not refused
    assert Adviser(schema).advise(value) == []
    found = Adviser(schema, escaping=True).advise(value)
    assert [(one.pointer_text, one.keyword) for one in found] == [
        ("/summary/title", "changed-on-the-way"),
        ("/summary/contactPoint", "escaped-on-the-way"),
        ("/coverage/followUp", "escaped-on-the-way"),
    ]
    assert "“&” is then kept as “&amp;”" in found[0].message
    refused = set()
    for place in (("coverage", "followUp"), ("summary", "contactPoint")):
        arrived = copy.deepcopy(EXAMPLE)
        get(arrived, place[:1])[place[1]] = escaped(get(value, place))
        refused |= {one["instancePath"] for one in ajv.check(schema.raw, arrived)[0]}
    assert refused >= {"/coverage/followUp", "/summary/contactPoint"}
    assert Adviser(schema, escaping=True).advise(EXAMPLE) == []


def test_every_text_that_the_older_routes_change_is_told_of_before_it_is_sent() -> None:
    """In the whole example but for its tables, where a column of texts would be told a thousand times."""
    schema = Catalogue().load("HDRUK/4.0.0")
    kinds = (Kind.TEXT, Kind.URL)
    authoring = Authoring(schema, copy.deepcopy(EXAMPLE))
    changed = set()
    for place, text in list(texts_of(EXAMPLE)):
        field = authoring.field_at(place)
        while field is not None and field.kind is Kind.UNION:
            field = next((one for one in field.branches if one.kind in kinds), None)
        if place[0] == "revisions" or "tables" in place:  # what is filled in is not advised about
            continue
        if field is not None and field.kind in kinds and not field.fill and not field.decides:
            authoring.document.set(place, f"{text}&x")
            changed.add(place)
    assert len(changed) > 20
    found = Adviser(schema, escaping=True).advise(authoring.document.value)
    told = {one.pointer for one in found if one.keyword in ("changed-on-the-way", "escaped-on-the-way")}
    assert changed - told == set()


@pytest.mark.parametrize(("times", "rule"), [(80, "escaped-on-the-way"), (20, "changed-on-the-way")])
def test_a_text_that_grows_beyond_its_limit_on_the_way_is_told_to_be_refused(times: int, rule: str) -> None:
    schema = Catalogue().load("HDRUK/4.0.0")
    value = copy.deepcopy(EXAMPLE)
    value["summary"]["abstract"] = "R&D's " * times
    (found,) = Adviser(schema, escaping=True).advise(value)
    assert (found.pointer_text, found.keyword) == ("/summary/abstract", rule)
    arrived = copy.deepcopy(value)
    arrived["summary"]["abstract"] = escaped(value["summary"]["abstract"])
    assert bool(ajv.check(schema.raw, arrived)[0]) is (rule == "escaped-on-the-way")


def test_a_required_number_that_may_be_a_text_is_not_told_to_be_left_out() -> None:
    value = copy.deepcopy(EXAMPLE)
    value["summary"]["dataCustodian"]["identifier"] = None
    (found,) = Adviser(Catalogue().load("HDRUK/4.0.0")).advise(value)
    assert found.message == "Left empty, the gateway will store 0 here: give the real value."


@pytest.mark.parametrize("count", [2, 900])
def test_a_cell_that_a_route_changes_is_told_of_in_short_and_in_long_tables(count: int) -> None:
    table = members(
        columns={"type": "array", "items": members(name={"type": "string", "maxLength": 12}, description=TEXT)}
    )
    schema = members(tables={"type": "array", "items": table})
    columns: list[dict[str, Any]] = [{"name": f"c{at}", "description": f"Column {at}."} for at in range(count)]
    columns[1] = {"name": "weight<kg>", "description": "The patient’s weight"}
    value = {"tables": [{"columns": columns}]}
    assert about(schema, value, "HDRUK/9") == []
    found = about(schema, value, "HDRUK/9", escaping=True)
    assert [(one.pointer_text, one.keyword) for one in found] == [
        ("/tables/0/columns/1/name", "escaped-on-the-way"),  # 10 signs, 16 when they arrive
        ("/tables/0/columns/1/description", "changed-on-the-way"),
    ]
    assert [at for at, one in enumerate(escaped(columns)) if one != columns[at]] == [1]


def test_a_text_that_is_refused_on_the_way_is_not_said_to_be_kept_there() -> None:
    value = copy.deepcopy(EXAMPLE)
    column = ("structuralMetadata", "tables", 0, "columns", 0, "description")
    value["structuralMetadata"]["tables"][0]["columns"][0]["description"] = "&" * 5_000
    value["summary"]["title"] = "R&D " + "x" * 20
    (title, cell) = Adviser(Catalogue().load("HDRUK/4.0.0"), today=lambda: TODAY, escaping=True).advise(value)[:2]
    assert (title.keyword, title.behind) == ("changed-on-the-way", ())
    assert (cell.pointer, cell.keyword, cell.behind) == (column, "escaped-on-the-way", ())
