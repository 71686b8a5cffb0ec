"""Checking: the right problem at the right cell, in words, no weaker than a gateway, and bounded."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.errors import SchemaProblem
from gatewaydesk.pointer import Pointer
from gatewaydesk.validation.engine import Checker, RustEngine
from gatewaydesk.validation.problems import Problem, Severity
from gatewaydesk.validation.python_engine import PythonEngine
from tests.validation.checking import ENGINES, checked, from_file, ready, told

EXAMPLES = {
    "HDRUK/2.1.2": "HDRUK-2.1.2-example",
    "HDRUK/3.0.0": "HDRUK-3.0.0.example",
    "HDRUK/4.0.0": "HDRUK-4.0.0.example",
    "CRUK/1.0.0": "CRUK-1.0.0-example",
    "GWDM/1.0": "GWDM-1.0-example",
    "SchemaOrg/BioSchema": "SchemaOrg-BioSchema-example",
    "SchemaOrg/GoogleRecommended": "SchemaOrg-GoogleRecommended-example",
}


def published(shared_data: Path, name: str) -> tuple[Any, Any]:
    schemata = shared_data / "schemata"
    example = json.loads((schemata / "examples" / f"{EXAMPLES[name]}.json").read_text(encoding="utf-8"))
    return from_file(schemata / "models" / name / "schema.json"), example


def leaves(value: Any, above: Pointer = ()) -> Iterator[Pointer]:
    if isinstance(value, dict | list):
        for name, below in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(below, (*above, name))
    else:
        yield above


def with_value(document: Any, pointer: Pointer, value: Any) -> Any:
    changed = copy.deepcopy(document)
    here = changed
    for part in pointer[:-1]:
        here = here[part]
    here[pointer[-1]] = value
    return changed


def columns(count: int) -> dict[str, Any]:
    one = {"description": "What it holds", "dataType": "text", "sensitive": False}
    tables = [
        {"name": f"table{number}", "columns": [{"name": f"col{at}", **one} for at in range(100)]}
        for number in range(count // 100)
    ]
    return {"tables": tables}


def summary_of(problems: list[Problem]) -> list[tuple[Any, ...]]:
    return [(one.pointer, one.keyword, one.message, one.severity, one.title, one.trail) for one in problems]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_published_examples_have_no_problem(shared_data: Path, name: str, engine: Any) -> None:
    schema, example = published(shared_data, name)
    checker = Checker(schema, engine=engine)
    assert checker.check(example) == []
    assert checker.is_valid(example)


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_damaged_leaf_gives_one_problem_at_that_leaf(shared_data: Path, name: str) -> None:
    schema, example = published(shared_data, name)
    checker = Checker(schema)
    damaged = 0
    for pointer in leaves(example):
        for value in (12345.5, "not it at all", {"zz": 1}, "", None, [[1]], "x" * 30_000):
            document = with_value(example, pointer, value)
            problems = checker.check(document)
            assert bool(problems) != checker.is_valid(document)
            if problems:
                damaged += 1
                assert len(problems) == 1, (pointer, value, problems)
                assert problems[0].pointer[: len(pointer)] == pointer
                assert problems[0].title and problems[0].message.endswith((".", "?"))
    assert damaged > 40


def test_both_engines_say_the_same(shared_data: Path) -> None:
    schema, example = published(shared_data, "HDRUK/4.0.0")
    rust, python = Checker(schema, engine=RustEngine), Checker(schema, engine=PythonEngine)
    for pointer in leaves(example):
        for value in ("not it at all", {"zz": 1}, ""):
            document = with_value(example, pointer, value)
            assert summary_of(python.check(document)) == summary_of(rust.check(document)), pointer


def test_one_bad_cell_in_the_last_column_of_the_last_table(shared_data: Path) -> None:
    schema, example = published(shared_data, "HDRUK/4.0.0")
    structure = columns(10_000)
    structure["tables"][-1]["columns"][-1]["sensitive"] = "maybe"
    (problem,) = Checker(schema).check({**example, "structuralMetadata": structure})
    assert problem.pointer_text == "/structuralMetadata/tables/99/columns/99/sensitive"
    assert problem.title == "Sensitive"
    assert problem.trail[-2].endswith("table99") and problem.trail[-1].endswith("col99")
    assert problem.message == "Must be Yes or No; it says “maybe”."
    assert problem.severity is Severity.WRONG


def test_a_hundred_thousand_columns_are_checked(shared_data: Path) -> None:
    schema, example = published(shared_data, "HDRUK/4.0.0")
    structure = columns(100_000)
    for table in structure["tables"]:
        table["columns"][50]["sensitive"] = "maybe"
    checker = Checker(schema)
    document = {**example, "structuralMetadata": structure}
    problems = checker.check(document)
    assert len(problems) == 1000


def test_a_hostile_pattern_is_answered(shared_data: Path) -> None:
    schema, example = published(shared_data, "HDRUK/3.0.0")
    address = "https://d5faf9c6-6c34-46d7-93c4-7706a5436ed9"
    checker = Checker(schema)
    problems = checker.check(with_value(example, ("revisions",), [{"version": "1.0.0", "url": address}]))
    assert [problem.pointer_text for problem in problems] == ["/revisions/0/url"]


def test_a_pattern_that_cannot_be_finished_is_told() -> None:
    (problem,) = checked(
        {"type": "object", "properties": {"a": {"pattern": r"^(?:(a)|b|(a))+\1\2(?=x)$"}}}, {"a": "a" * 60}
    )
    assert (problem.pointer, problem.keyword) == (("a",), "unfinished")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("rule", "refused"),
    [
        (
            {"format": "email"},
            ["a@b", "a b@c", "a b@c.de", "o&#039;neil@x.org", "a@b.de\n", "Joe <a@b.de>", '"a b"@c.de'],
        ),
        ({"pattern": r"^([0-9]+)\.([0-9]+)\.([0-9]+)$"}, ["1.0.0\n", "1.0"]),
        ({"pattern": r"^10.\d{4,9}/[a-z]+$"}, ["10.١٢٣٤/abc", "10.1234/abc\n"]),
        ({"format": "date-time"}, ["2024-01-01T00:00:00", "2024-01-01 00:00:00Z", "2024-01-01T0*:00:00Z"]),
        ({"format": "date"}, ["2024-02-30", "2.24-02-28", "2024-02-28\n", "٢024-02-28"]),
        ({"format": "uri"}, ["http://a b", "x:", "example.org", "http://a/\n", "http://[::1]x/"]),
        ({"format": "uuid"}, ["d5faf9c66c3446d793c47706a5436ed9", "abc"]),
    ],
)
@pytest.mark.parametrize(
    "draft", ["https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-07/schema#"]
)
def test_nothing_passes_that_a_gateway_refuses(draft: str, rule: Any, refused: list[str], engine: Any) -> None:
    checker = Checker(
        ready({"$schema": draft, "type": "object", "properties": {"a": {"type": "string", **rule}}}), engine=engine
    )
    for value in refused:
        assert [problem.keyword for problem in checker.check({"a": value})] == [next(iter(rule))], value
        assert not checker.is_valid({"a": value})


@pytest.mark.parametrize("engine", ENGINES)
def test_required_and_empty_differ_from_wrong(engine: Any) -> None:
    schema = {
        "type": "object",
        "properties": {
            "title": {"title": "Title", "type": "string", "minLength": 2, "pattern": "^[a-z]+$"},
            "group": {
                "type": "object",
                "title": "Group",
                "properties": {
                    "name": {"title": "Name", "type": "string"},
                    "inner": {
                        "type": "object",
                        "properties": {"leaf": {"title": "Leaf", "type": "integer"}, "free": {"type": "string"}},
                        "required": ["leaf"],
                    },
                },
                "required": ["name", "inner"],
            },
            "list": {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}},
            "free": {"type": "string", "minLength": 2},
        },
        "required": ["title", "group", "list"],
    }
    good = {"title": "ab", "group": {"name": "n", "inner": {"leaf": 1}}, "list": ["x"]}

    def states(value: Any) -> list[tuple[str, str]]:
        return [(one.pointer_text, one.severity.value) for one in checked(schema, value, engine)]

    assert states(good) == []
    assert states({}) == [
        ("/title", "empty"),
        ("/group/name", "empty"),
        ("/group/inner/leaf", "empty"),
        ("/list", "empty"),
    ]
    for nothing in ("", None):
        assert states({**good, "title": nothing}) == [("/title", "empty")]
    assert states({**good, "title": "A"}) == [("/title", "wrong")]
    assert states({**good, "list": []}) == [("/list", "empty")]
    assert states({**good, "list": ["a", ""]}) == [("/list/1", "empty")]
    assert states({**good, "free": ""}) == [("/free", "wrong")]
    assert states({**good, "group": {"name": "n", "inner": {}}}) == [("/group/inner/leaf", "empty")]


@pytest.mark.parametrize("engine", ENGINES)
def test_unexpected_members_are_told_one_by_one(engine: Any) -> None:
    schema = {"type": "object", "properties": {"title": {"type": "string"}}, "additionalProperties": False}
    assert told(schema, {"titel": 1, "": 2}, engine) == [
        ("/titel", "Is not a field of this schema. Did you mean “title”?"),
        ("/", "Is not a field of this schema: remove it, or move its content elsewhere."),
    ]
    closed = {"type": "object", "additionalProperties": False}
    assert [pointer for pointer, _ in told(closed, {"a": 1, "b": 2}, engine)] == ["/a", "/b"]


@pytest.mark.parametrize("engine", ENGINES)
def test_an_empty_member_name_leads_to_the_right_place(engine: Any) -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "object", "additionalProperties": {"type": "object", "required": ["x"]}}},
    }
    assert [pointer for pointer, _ in told(schema, {"a": {"": {}}}, engine)] == ["/a//x"] or engine is RustEngine
    deep = {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": {"type": "string"}}}
    assert [pointer for pointer, _ in told(deep, {"": {"b": 1}}, engine)] == ["//b"]


@pytest.mark.parametrize("engine", ENGINES)
def test_too_deep_is_told_and_nothing_breaks(engine: Any) -> None:
    schema = {
        "$ref": "#/$defs/node",
        "$defs": {"node": {"type": "object", "properties": {"a": {"$ref": "#/$defs/node"}}}},
    }
    for depth, fits in ((99, True), (200_000, False)):
        value: dict[str, Any] = {}
        for _ in range(depth):
            value = {"a": value}
        checker = Checker(ready(schema), engine=engine)
        assert checker.is_valid(value) is fits
        assert [problem.keyword for problem in checker.check(value)] == ([] if fits else ["depth"])
        while value:  # taken apart step by step, as freeing it at once would recurse
            value = value.pop("a", {})


def test_broken_characters_are_told_and_not_raised() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string", "maxLength": 1}}}
    assert [(one.pointer_text, one.keyword) for one in checked(schema, {"a": "ab\ud800"})] == [("/a", "surrogate")]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_schema_that_cannot_check_is_a_sentence(engine: Any, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.json").write_text('{"type": "object"}')
    schema = ready({"type": "object", "properties": {"a": {"type": "string"}}})
    for broken in (
        {"type": "nonsense"},
        {"properties": {"a": {"pattern": "["}}},
        {"$ref": "#/nowhere"},
        {"$ref": "https://example.org/elsewhere.json"},
        {"$ref": (tmp_path / "elsewhere.json").as_uri()},  # no file is read, though it is there
    ):
        with pytest.raises(SchemaProblem) as raised:
            Checker(type(schema)(broken, schema.root, broken), engine=engine).check({"a": 1})
        assert raised.value.todo


@pytest.mark.parametrize("engine", ENGINES)
def test_problems_come_in_the_order_of_the_form(engine: Any) -> None:
    schema = {
        "type": "object",
        "properties": {
            "z": {
                "type": "array",
                "items": {"type": "object", "properties": {"n": {"type": "integer"}, "a": {"type": "integer"}}},
            },
            "a": {"type": "integer"},
        },
        "required": ["a"],
    }
    value = {"a": "x", "z": [{"a": "x"}, {"a": "x", "n": "x"}]}
    assert [pointer for pointer, _ in told(schema, value, engine)] == ["/z/0/a", "/z/1/n", "/z/1/a", "/a"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_member_named_like_a_number_or_a_keyword_leads_to_the_right_place(engine: Any) -> None:
    numbered = {"type": "object", "properties": {"0": {"type": "object", "properties": {"1": {"type": "integer"}}}}}
    assert [pointer for pointer, _ in told(numbered, {"0": {"1": "x"}}, engine)] == ["/0/1"]
    assert [pointer for pointer, _ in told(numbered, {"0": [1]}, engine)] == ["/0"]
    closed = {"type": "object", "properties": {"additionalProperties": False, "properties": {"type": "object"}}}
    assert [pointer for pointer, _ in told(closed, {"additionalProperties": 1}, engine)] == ["/additionalProperties"]
    within = {"type": "object", "properties": {"properties": {"type": "object", "additionalProperties": False}}}
    assert [pointer for pointer, _ in told(within, {"properties": {"a": 1}}, engine)] == ["/properties/a"]


def test_the_stand_in_stays_strict_behind_a_reference_to_the_top() -> None:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {"inner": {"$ref": "#"}, "code": {"type": "string", "pattern": r"^\p{Lu}\d+$"}},
        "unevaluatedProperties": False,
    }
    value = {"inner": {"inner": {"code": "É1", "other": 1}, "code": "é1"}}
    expected = [("/inner/inner/other", "unevaluatedProperties"), ("/inner/code", "pattern")]
    for engine in ENGINES:
        found = [(one.pointer_text, one.keyword) for one in checked(schema, value, engine)]
        assert sorted(found) == sorted(expected), engine
