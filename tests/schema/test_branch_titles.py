"""What alternatives are called: by title, by a fixed value, by what only they have; a number is the last resort."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.document import jsonio
from gatewaydesk.schema.branching import best_branch
from gatewaydesk.schema.fields import Kind, walk
from gatewaydesk.schema.reader import read


def thing(*names: str, required: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    properties = {**{name: {"type": "string"} for name in names}, **more}
    return {"type": "object", "properties": properties, "required": list(required)}


CASES: list[tuple[list[Any], list[str]]] = [
    (
        [thing("claws", "name", required=("claws",)), thing("tail", "name", required=("tail",))],
        ["Details with Claws", "Details with Tail"],
    ),
    ([thing("a", "b"), thing("a", "c"), thing("a")], ["Details with B", "Details with C", "Details"]),
    ([thing("a", kind={"const": "cat"}), thing("a", kind={"const": "dog"})], ["cat", "dog"]),
    (
        [thing("a", kind={"const": "cat"}), thing("a", kind={"enum": ["dog", "wolf"]})],
        ["Details with Kind “cat”", "Details with Kind “dog or wolf”"],
    ),
    ([{**thing("a"), "title": "A cat"}, {**thing("b"), "title": "A dog"}], ["A cat", "A dog"]),
    (
        [{"type": "string", "maxLength": 5}, {"type": "string", "pattern": "^[0-9]{4}$"}, {"type": "integer"}],
        ["Text of at most 5 characters", "Text (a year in four digits)", "Whole number"],
    ),
    (
        [{"type": "integer", "minimum": 3}, {"type": "integer", "maximum": 1}, {"type": "string"}],
        ["Whole number of at least 3", "Whole number of at most 1", "Text"],
    ),
    (
        [{"const": 3}, {"const": "a b"}, {"const": ""}, {"const": [1]}, {"const": {}}, {"const": True}, thing("a")],
        ["The number 3", "The words “a b”", "Empty text", "This list: 1", "An empty group", "Yes", "Details"],
    ),
    (
        [{"items": one} for one in ({"type": "string"}, {**thing("b"), "title": "Person"}, {"type": "array"})],
        ["A list of texts", "A list of “Person”", "A list of lists"],
    ),
    ([{"enum": [1, 2]}, {"type": "string"}], ["One of: the number 1, the number 2", "Text"]),
    ([thing("a"), thing("a"), {"type": "string"}], ["Details", "Details (2)", "Text"]),
]  # fmt: skip


@pytest.mark.parametrize(("branches", "titles"), CASES, ids=[case[1][0] for case in CASES])
def test_alternatives_are_told_apart(branches: list[Any], titles: list[str]) -> None:
    for word in ("anyOf", "oneOf"):
        field = read({"properties": {"x": {word: branches}}}).child("x")
        assert field is not None
        assert [branch.title for branch in field.branches] == titles


def test_an_alternative_that_has_alternatives_is_called_by_them() -> None:
    free = {"^a": {"type": ["string", "integer"]}, "^b": {"type": "boolean"}}
    field = read({"type": "object", "patternProperties": free, "additionalProperties": False})
    for one in walk(field, 4):
        assert all(branch.title for branch in one.branches)


def test_no_alternative_of_a_published_schema_is_only_numbered(shared_data: Path) -> None:
    unions = 0
    for file in sorted((shared_data / "schemata" / "models").rglob("schema.json")):
        for field in walk(read(jsonio.read_file(file)), 9):
            if field.kind is Kind.UNION:
                unions += 1
                titles = [branch.title for branch in field.branches]
                assert len(set(titles)) == len(titles) > 1
                assert not any(title.endswith(")") and "(" in title for title in titles), (file, field.path, titles)
    assert unions > 200


def test_deciding_members_inside_each_other_do_not_outgrow_all_numbers() -> None:
    inner: dict[str, Any] = {"anyOf": [thing(kind={"const": "k1"}), thing(kind={"const": "k2"})]}
    for _ in range(3):
        inner = {"anyOf": [thing(kind={"const": one}, inside=inner) for one in ("k1", "k2")]}
    field = read({"properties": {"x": inner}}).child("x")
    assert field is not None
    value = {"kind": "k2", "inside": {"kind": "k1", "inside": {"kind": "k2", "inside": {"kind": "k1"}}}}
    assert best_branch(field, value) == 1
    assert best_branch(field, {**value, "kind": "k1"}) == 0
