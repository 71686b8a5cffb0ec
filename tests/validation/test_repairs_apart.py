"""Nothing is surely taken from where it may stand, no dataset is taken apart, and what is sure leads to no doubt."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from gatewaydesk.paths import resource_root
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.validation.repairs.making import with_edits
from tests.validation.repairing import MAIL, URL, offered

_OPEN: dict[str, Any] = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "title": {"type": "string"},
        "publisher": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
    },
}


def _example(name: str) -> Any:
    return json.loads((resource_root() / "examples" / f"{name.replace('/', '-')}.json").read_text(encoding="utf-8"))


def _authoring(schema: str, value: Any) -> Authoring:
    authoring = Authoring(Catalogue().load(schema), copy.deepcopy(value))
    authoring.check()
    return authoring


def _made(rule: dict[str, Any], value: Any) -> list[tuple[Any, bool]]:
    """What is offered for a value comes to, and whether that is sure."""
    document = {"a": value}
    [(_, repairs)] = offered({"type": "object", "properties": {"a": rule}}, document)
    return [(with_edits(document, one.edits)["a"], one.sure) for one in repairs]


@pytest.mark.parametrize("group", [{"author": {"title": "Dr", "name": "Jane"}}, {"related": {"title": "Sea levels"}}])
def test_what_another_template_holds_is_not_surely_the_title(group: dict[str, Any]) -> None:
    value = _example("Opendatasoft/2.0") | group
    del value["title"]
    authoring = _authoring("Opendatasoft/2.0", value)
    repairs = [
        one for problem in authoring.problems if problem.pointer == ("title",) for one in authoring.repairs(problem)
    ]
    assert repairs and not any(one.sure for one in repairs)


@pytest.mark.parametrize(
    "value", [{"title": "t", "name": "Heart cohort", "publisher": {}}, {"publisher": {"title": "Dr", "name": "N"}}]
)
def test_what_the_schema_lets_stand_is_never_surely_moved(value: Any) -> None:
    [(_, repairs)] = offered(_OPEN, value)
    assert [one.sure for one in repairs if one.kind == "move"] == [False]


def test_what_the_schema_refuses_where_it_stands_is_surely_moved() -> None:
    closed = {**copy.deepcopy(_OPEN), "additionalProperties": False}
    closed["properties"]["publisher"]["additionalProperties"] = False
    found = offered(closed, {"publisher": {"title": "Heart cohort", "name": "N"}})
    assert {one.sure for _, repairs in found for one in repairs if one.kind == "move"} == {True}


def test_members_of_a_group_that_stand_outside_of_it_are_all_surely_moved_into_it() -> None:
    example = _example("HDRUK/4.0.0")
    value = copy.deepcopy(example)
    for name in ("abstract", "populationSize"):
        value[name] = value["summary"].pop(name)
    authoring = _authoring("HDRUK/4.0.0", value)
    sure = [next(one for one in authoring.repairs(problem) if one.sure) for problem in authoring.problems]
    authoring.mend(sure)
    assert authoring.document.value == example


@pytest.mark.parametrize("schema", ["Opendatasoft/2.0", "HDRUK/4.0.0"])
@pytest.mark.parametrize("names", [["data"], ["result", "metadata"]])
def test_a_dataset_in_an_envelope_is_taken_out_whole(schema: str, names: list[str]) -> None:
    example = _example(schema)
    value = example
    for name in reversed(names):
        value = {name: value}
    authoring = _authoring(schema, value)
    sure = [[one for one in authoring.repairs(problem) if one.sure] for problem in authoring.problems]
    assert {one.label for some in sure for one in some} == {f"Take what is in “{' › '.join(names)}” as the dataset"}
    authoring.mend([some[0] for some in sure if some])
    assert authoring.document.value == example and not authoring.check()


def test_an_envelope_with_something_of_the_dataset_beside_it_is_not_surely_taken_apart() -> None:
    authoring = _authoring("Opendatasoft/2.0", {"data": _example("Opendatasoft/2.0"), "title": "Other"})
    assert not any(one.sure for problem in authoring.problems for one in authoring.repairs(problem))


@pytest.mark.parametrize("empty", [None, "", " ", []])
def test_what_is_missing_is_not_taken_from_where_nothing_is_written(empty: Any) -> None:
    schema = {"type": "object", "additionalProperties": False, "required": ["date"], "properties": {"date": {}}}
    schema["properties"] = {"date": {"type": "string"}}
    for problem, repairs in offered(schema, {"DATE": empty}):
        assert problem.pointer != ("date",) or repairs == ()


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        (URL, "https://x–y.org/", [("https://x-y.org/", False)]),
        (URL, "https://x.org‐a.org", [("https://x.org-a.org", False)]),
        (URL, "https://x–y.org/ü", [("https://x-y.org/%C3%BC", False)]),
        (URL, "https://x.org/page”", [("https://x.org/page", False), ("https://x.org/page%E2%80%9D", False)]),
        (URL, "https://x.org/a–b", [("https://x.org/a-b", False), ("https://x.org/a%E2%80%93b", False)]),
        (URL, "https://x.org/a…", [("https://x.org/a%E2%80%A6", False)]),
        (URL, "https://x.org/a→b", [("https://x.org/a%E2%86%92b", False)]),
        (URL, "https://x→y.org/", []),
        (URL, "“https://x.org/”", [("https://x.org/", True)]),
        (URL, "https://x.org/ä", [("https://x.org/%C3%A4", True)]),
        (URL, "https://col·lecció.cat/", [("https://xn--collecci-ioa91d.cat/", True)]),
        (MAIL, "jane@x–y.org", [("jane@x-y.org", False)]),
        (MAIL, "jane@x.org”", [("jane@x.org", False)]),
    ],
)
def test_a_sign_of_a_word_processor_is_never_surely_meant(rule: Any, text: str, expected: list[Any]) -> None:
    assert _made(rule, text) == expected


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("https://x–y.org/", "has a sign that an address cannot have as it is: “–” (the plain hyphen is -)."),
        (
            "https://x.org/page”",
            'has a sign that an address cannot have as it is: “”” (the plain quotation mark is ").',
        ),
        (
            "https://x.org/o’a…",
            "signs that an address cannot have as they are: “’” (the plain quotation mark is ') and “…”.",
        ),
        ("https://x.org/ä", "has letters that an address cannot have as they are: “ä”."),
    ],
)
def test_a_sign_is_called_one_and_the_plain_one_is_named(text: str, end: str) -> None:
    [(problem, _)] = offered({"type": "object", "properties": {"a": URL}}, {"a": text})
    assert problem.message.endswith(end)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (["en"], [(["GB-ENG"], False), (["EN"], False)]),
        (["en-GB"], [(["EN-GB"], False)]),
        (["eu"], [(["EU"], False)]),
        (["gb"], [(["GB"], True)]),
        (["GB-England"], [(["GB-ENG"], True)]),
        (["WLS"], [(["GB-WLS"], True)]),
        (["GB,EN"], [(["GB", "GB-ENG"], False), (["GB", "EN"], False)]),
        ("uk", [(["GB"], False)]),
        ("England, Wales", [(["GB-ENG", "GB-WLS"], False)]),
        ("gb,us", [(["GB", "US"], True)]),
        ("EU", [(["EU"], False)]),
    ],
)
def test_no_code_that_advice_would_doubt_at_once_is_sure(value: Any, expected: list[Any]) -> None:
    example = _example("HDRUK/4.0.0")
    example["accessibility"]["access"]["jurisdiction"] = value
    authoring = _authoring("HDRUK/4.0.0", example)
    [problem] = authoring.problems
    repairs = authoring.repairs(problem)
    made = [with_edits(example, one.edits)["accessibility"]["access"]["jurisdiction"] for one in repairs]
    assert [(one, repair.sure) for one, repair in zip(made, repairs, strict=True)] == expected


@pytest.mark.parametrize(
    ("item", "text", "expected"),
    [
        ({"enum": ["a", "b", "a, b"]}, "a, b", [(["a, b"], True), (["a", "b"], False)]),
        ({"enum": ["a", "b"]}, "a, b", [(["a", "b"], True)]),
        ({"type": "number"}, "51,5,0,1", [([51, 5, 0, 1], False)]),
        ({"type": "number"}, "51, 5, 0, 1", [([51, 5, 0, 1], True)]),
        ({"type": "integer"}, "12,345,1,200", [([12, 345, 1, 200], False)]),
        ({"type": "integer"}, "1,2,3", [([1, 2, 3], True)]),
    ],
)
def test_what_may_be_one_is_not_surely_several(item: dict[str, Any], text: str, expected: list[Any]) -> None:
    assert _made({"type": "array", "items": item}, text) == expected


def test_the_signs_of_a_written_list_do_not_stay() -> None:
    made = _made({"type": "array", "items": {"type": "string"}}, "- heart failure\n- asthma")
    assert made[0] == (["heart failure", "asthma"], True)
