"""Repairs of many problems, tried many at a time: the very same is found as one by one, in far fewer checks."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gatewaydesk.document import jsonio
from gatewaydesk.paths import resource_root
from gatewaydesk.schema.catalogue import Catalogue, LoadedSchema
from gatewaydesk.schema.fields import Field
from gatewaydesk.validation.advice import advised
from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.problems import Problem, Severity
from gatewaydesk.validation.repairs import Mender
from tests.strategies import documents, forms, schemas
from tests.validation.checking import ready

Examine = Callable[[Any], Sequence[Problem]]

# How large a document has to be to be thinned, and how long a list: never; always, by much or by little.
sizes = st.sampled_from([(10_000, 24), (0, 0), (0, 1), (0, 3)])


def same_as_alone(examine: Examine, root: Field, value: Any, raw: Any, size: tuple[int, int]) -> None:
    problems = examine(value)
    before = copy.deepcopy(value)
    alone, many = (Mender(examine, root, value, problems, raw, *size) for _ in range(2))
    assert many.of_each(problems) == [alone.repairs(one) for one in problems]
    assert value == before


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), sizes)
def test_of_any_document_the_same_is_found(data: st.DataObject, size: tuple[int, int]) -> None:
    raw = data.draw(schemas(forms) | schemas(), label="schema")
    value = data.draw(documents(raw), label="document")
    try:
        made = ready(raw)
        checker = Checker(made)
    except Exception:
        return
    same_as_alone(checker.check, made.root, value, raw, size)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_without_sentences_the_same_is_told(data: st.DataObject) -> None:
    """As the trials of repairs have it."""
    raw = data.draw(schemas(forms) | schemas(), label="schema")
    value = data.draw(documents(raw), label="document")
    try:
        checker = Checker(ready(raw))
    except Exception:
        return

    def told(worded: bool) -> list[Any]:
        return [(one.pointer, one.keyword, one.severity) for one in checker.check(value, worded=worded)]

    assert told(False) == told(True)


ROW: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "maxLength": 8},
        "on": {"type": "boolean"},
        "day": {"type": "string", "format": "date"},
        "kind": {"enum": ["One", "Two"]},
        "tags": {"type": "array", "uniqueItems": True, "items": {"enum": ["Yes", "No"]}},
        "inner": {"type": "array", "items": {"type": "object", "properties": {"size": {"type": "integer"}}}},
    },
}
# In a row of this name no repair of “Y” holds, whatever holds in the others.
BARS: dict[str, Any] = {
    "if": {"properties": {"name": {"const": "bad"}}, "required": ["name"]},
    "then": {"properties": {"on": {"const": "never"}}},
}
_inner = st.lists(st.fixed_dictionaries({"size": st.sampled_from([1, "2", "3k", "many"])}), max_size=4)
_row = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["a", "bad", "a long name", " padded "]),
        "on": st.sampled_from([True, "Y", "N", "maybe", 1]),
        "day": st.sampled_from(["2020-01-02", "2/1/2020", "31/12/2020", "soon"]),
        "kind": st.sampled_from(["One", "one", "Twoo", "other", ""]),
        "tags": st.sampled_from([["Yes"], ["yes", "Yes"], ["No", "No"], "yes;no", ["yes;no"]]),
        "inner": _inner,
        "knid": st.just("One"),
        "Name": st.just("b"),
    },
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.lists(_row, min_size=1, max_size=5), min_size=1, max_size=3), st.lists(st.booleans(), min_size=3), sizes
)
def test_of_tables_the_same_is_found(tables: list[list[Any]], is_so: list[bool], size: tuple[int, int]) -> None:
    bars, unique, unique_above = is_so[:3]
    raw = {
        "type": "object",
        "properties": {
            "tables": {
                "type": "array",
                "uniqueItems": unique_above,
                "items": {
                    "type": "object",
                    "properties": {
                        "rows": {"type": "array", "uniqueItems": unique, "items": {**ROW, **(BARS if bars else {})}}
                    },
                },
            }
        },
    }
    made = ready(raw)
    same_as_alone(Checker(made).check, made.root, {"tables": [{"rows": rows} for rows in tables]}, raw, size)


@cache
def hdruk() -> tuple[LoadedSchema, Checker, Any]:
    schema = Catalogue().load("HDRUK/4.0.0")
    return schema, Checker(schema), jsonio.read_file(resource_root() / "examples" / "HDRUK-4.0.0.json")


_column = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["a", "a ", "b", "b\n", 5]),
        "dataType": st.sampled_from(["text", ["text"], 3]),
        "description": st.sampled_from(["A column.", "TBC", " a ", None]),
        "sensitive": st.sampled_from([True, "Y", "maybe"]),
    }
)
_observation = st.fixed_dictionaries(
    {
        "observedNode": st.sampled_from(["Persons", "persons", "Events"]),
        "measuredValue": st.sampled_from([5, "5", "9,000,000", 9_000_000]),
        "measuredProperty": st.just("Count"),
        "observationDate": st.sampled_from(["2023-01-01", "1/2/2023", "31/12/2023"]),
    }
)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.lists(_column, min_size=1, max_size=9), min_size=1, max_size=4),
    st.lists(_observation, min_size=1, max_size=9),
    sizes,
)
def test_with_advice_that_looks_at_several_rows_the_same_is_found(
    tables: list[list[Any]], observations: list[Any], size: tuple[int, int]
) -> None:
    """Such as two columns with one name, one observation twice, and more people observed than there are."""
    schema, checker, example = hdruk()
    value = copy.deepcopy(example)
    value["observations"] = observations
    value["structuralMetadata"]["tables"] = [
        {"name": f"t{at}", "description": "A table.", "columns": columns} for at, columns in enumerate(tables)
    ]
    same_as_alone(lambda one: advised(schema, one, checker.check(one)), schema.root, value, schema.raw, size)


def rows(count: int, **cells: Any) -> Any:
    return {"rows": [{"name": f"c{at}", **cells} for at in range(count)]}


@pytest.fixture
def table() -> tuple[Any, Any, Checker]:
    raw = {"type": "object", "properties": {"rows": {"type": "array", "items": copy.deepcopy(ROW)}}}
    made = ready(raw)
    return raw, made, Checker(made)


class Counted:
    """Checks, and how many of them."""

    def __init__(self, examine: Examine) -> None:
        self.examine, self.count = examine, 0

    def __call__(self, value: Any) -> Sequence[Problem]:
        self.count += 1
        return self.examine(value)


@pytest.mark.parametrize("small", [0, 100_000])
def test_many_are_found_in_few_checks(table: Any, small: int) -> None:
    raw, made, checker = table
    value = rows(320, on="Y", day="31/12/2020")
    problems = checker.check(value)
    counted = Counted(checker.check)
    found = Mender(counted, made.root, value, problems, raw, small=small).of_each(problems)
    assert [[one.label for one in some or ()] for some in found[:2]] == [
        ["Use “Yes”"],
        ["Use 2020-12-31 (31 December 2020)"],
    ]
    assert all(some and some[0].sure for some in found) and len(found) == 640
    assert counted.count < 60


def test_a_bad_one_among_many_costs_the_others_nothing(table: Any) -> None:
    raw, _, _ = table
    raw["properties"]["rows"]["items"].update(BARS)
    made = ready(raw)
    value = rows(320, on="Y")
    value["rows"][77]["name"] = value["rows"][205]["name"] = "bad"
    problems = Checker(made).check(value)
    counted = Counted(Checker(made).check)
    found = Mender(counted, made.root, value, problems, raw, small=0).of_each(problems)
    assert [at for at, some in enumerate(found) if not some] == [77, 205]
    assert counted.count < 40


def test_what_one_of_many_does_elsewhere_is_not_put_down_to_the_others(table: Any) -> None:
    raw, made, checker = table

    def examine(value: Any) -> list[Problem]:
        shut = [row for row in value["rows"] if row["name"] == "c100" and row["on"] is True]
        return [*checker.check(value), *(Problem(("rows",), "shut", "…") for _ in shut)]

    value = rows(320, on="Y")
    problems = examine(value)
    counted = Counted(examine)
    found = Mender(counted, made.root, value, problems, raw, small=0).of_each(problems)
    assert [at for at, some in enumerate(found) if not some] == [100]
    assert counted.count < 60, "only that one was looked for among fewer and fewer"


def test_advice_that_looks_at_another_row_is_of_the_one_that_caused_it(table: Any) -> None:
    raw, made, checker = table

    def examine(value: Any) -> list[Problem]:
        doubt = Problem(
            ("rows", 0, "on"), "doubtful", "…", Severity.ADVICE, source="advice", beside=(("rows", 300, "on"),)
        )
        both = len(value["rows"]) == 320 and [value["rows"][at]["on"] for at in (0, 300)] == [True, True]
        return [*checker.check(value), *([doubt] if both else [])]

    value = rows(320, on="Y")
    value["rows"][0]["on"] = True
    problems = examine(value)
    for_all = Mender(examine, made.root, value, problems, raw, small=100_000)
    found = for_all.of_each(problems)
    assert found == [for_all.repairs(one) for one in problems]


def listed(items: Any, **above: Any) -> Any:
    return {"type": "object", "properties": {"rows": {"type": "array", "items": items}}, **above}


ALL_ALIKE = {"properties": {"rows": {"items": {"properties": {"kind": {"const": "One"}}}}}}
OR_ELSE = {"properties": {"rows": {"items": {"properties": {"kind": {"const": "one"}}}}}}
TRUTHS = ("Y", "yes", "YES", "true", "True", "t", "T", "1", 1, "on", "On", "y")


@pytest.mark.parametrize(
    ("raw", "items"),
    [
        (listed({"type": "string", "pattern": "^[^,]*$"}), [f"a{at}, b{at}" for at in range(30)]),
        (listed({"type": "string", "maxLength": 4}), [f" a{at} " for at in range(30)]),
        (listed({"type": "string", "minLength": 1}), ["", "a", "", "", " ", "b", None] * 4),
        (
            listed({"properties": {"kind": {"enum": ["One"]}}}, **{"if": ALL_ALIKE, "else": OR_ELSE}),
            [{"kind": "one"}] * 9,
        ),
        (listed({"properties": {"on": {"type": "boolean"}}}), [{"on": one} for one in TRUTHS]),
    ],
)
@pytest.mark.parametrize("unique", [False, True])
@pytest.mark.parametrize("size", [(10_000, 24), (0, 1)])
def test_what_items_say_of_each_other_is_tried_alone(
    raw: dict[str, Any], items: list[Any], unique: bool, size: tuple[int, int]
) -> None:
    """Items that come and go, a rule for all of them at once, and those that only together would be the same."""
    raw = copy.deepcopy(raw)
    raw["properties"]["rows"]["uniqueItems"] = unique
    made = ready(raw)
    same_as_alone(Checker(made).check, made.root, {"rows": items}, raw, size)


def test_what_is_only_told_of_the_whole_is_tried_in_the_whole(table: Any) -> None:
    raw, made, checker = table

    def examine(value: Any) -> list[Problem]:
        names = [row["name"] for row in value["rows"]] if len(value["rows"]) == 320 else []
        blank = [Problem(("rows", at, "name"), "pattern", "…") for at, name in enumerate(names) if " " in name]
        return [*checker.check(value), *blank]

    value = {"rows": [{"name": f" a {at}"} for at in range(320)]}
    problems = examine(value)[40:60]
    assert Mender(examine, made.root, value, examine(value), raw, small=0).of_each(problems) == [()] * 20


def test_one_problem_asked_for_twice_is_answered_twice(table: Any) -> None:
    raw, made, checker = table
    value = rows(40, on="Y", kind="one")
    problems = checker.check(value)
    mender = Mender(checker.check, made.root, value, problems, raw, small=0)
    assert mender.of_each([*problems, *problems]) == [mender.repairs(one) for one in problems] * 2


def test_where_enough_is_said_nothing_more_is_looked_for(table: Any) -> None:
    raw, made, checker = table
    value = rows(320, on="Y")
    problems = checker.check(value)
    asked = 0

    def enough() -> bool:
        nonlocal asked
        asked += 1
        return asked > 322  # each problem once, and two checks of many

    found = Mender(checker.check, made.root, value, problems, raw, small=0).of_each(problems, enough)
    assert 0 < sum(some is not None for some in found) < 320
    assert all(some is None or some[0].label == "Use “Yes”" for some in found)
    none = Mender(checker.check, made.root, value, problems, raw).of_each(problems, lambda: True)
    assert none == [None] * 320
