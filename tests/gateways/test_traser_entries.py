"""Entries of ajv, made by the practice gateway's own validator, at the place that a person would mend."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.document import jsonio
from gatewaydesk.gateways.traser_entries import refused_values
from gatewaydesk.pointer import ABSENT, Pointer, get, to_text
from gatewaydesk.practice import ajv
from gatewaydesk.schema.catalogue import Catalogue, LoadedSchema
from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.problems import Severity
from tests.damage import places

EXAMPLE = json.loads((Path(__file__).parents[2] / "resources" / "examples" / "HDRUK-4.0.0.json").read_text("utf-8"))
DAMAGE = ("", "x", "?" * 60_000, 5, -1.5, True, [], {}, ["x"], [5], {"x": 1}, [{"x": 1}], ["?" * 60_000], None, ABSENT)
_NOT_PLAIN = ("{", "}", "anyOf", "null", "instance", "property", "properties", "None", "array", "object", "..")


def damaged(value: Any, place: Pointer, new: Any) -> Any:
    made = copy.deepcopy(value)
    holder = get(made, place[:-1])
    if new is ABSENT:
        del holder[place[-1]]
    else:
        holder[place[-1]] = copy.deepcopy(new)
    return made


@pytest.mark.parametrize(
    ("name", "file"),
    [("HDRUK/4.0.0", None), ("HDRUK/2.1.2", "HDRUK-2.1.2-example.json"), ("HDRUK/3.0.0", "HDRUK-3.0.0.example.json")],
)
def test_each_refusal_stands_where_the_programs_own_check_finds_it(
    name: str, file: str | None, request: pytest.FixtureRequest
) -> None:
    """One fault at a time, since ajv stops at the first: one detail, at the place of the program's own problem.

    A group that is missing is named as a whole by ajv, and field by field by the program. Wherever the gateway refuses
    something, the program does too.
    """
    example = EXAMPLE
    if file is not None:
        example = jsonio.read_file(request.getfixturevalue("shared_data") / "schemata" / "examples" / file)
    schema = Catalogue().load(name)
    checker = Checker(schema)
    refused = 0
    astray = []
    for place in places(example):
        for new in DAMAGE:
            if new is ABSENT and isinstance(place[-1], int):
                continue
            value = damaged(example, place, new)
            entries, _ = ajv.check(schema.raw, value)
            if not entries:
                continue
            refused += 1
            details = refused_values(entries, value)
            own = [one.pointer for one in checker.check(value) if one.severity is not Severity.ADVICE]
            named = [one["pointer"] for one in details]
            if len(named) != 1 or not any(one[: len(named[0])] == named[0] for one in own):
                astray.append((to_text(place), new, named, own[:5]))
            for detail in details:
                message = re.sub("“[^”]*”", "", detail["message"])
                assert message[0].isupper() and message.endswith(".")
                assert not any(word in message for word in _NOT_PLAIN), message
    print(f"{name}: {refused - len(astray):,} of {refused:,} refusals stand at their field")
    assert refused > 500
    assert astray == []


def test_an_empty_group_that_arrives_as_an_empty_list_is_told_as_that() -> None:
    value = damaged(EXAMPLE, ("coverage",), {})
    entries, _ = ajv.check(Catalogue().load("HDRUK/4.0.0").raw, damaged(EXAMPLE, ("coverage",), []))
    (detail,) = refused_values(entries, value)
    assert detail["pointer"] == ("coverage",)
    assert "Is an empty group" in detail["message"]


def test_several_faults_of_one_item_are_told_each() -> None:
    schema = {
        "anyOf": [
            {"properties": {"list": {"items": {"properties": {"a": {"type": "integer"}}}}}},
            {"properties": {"list": {"items": {"properties": {"b": {"type": "integer"}}}}}},
        ]
    }
    value = {"list": [{"a": "x", "b": "y"}]}
    entries, _ = ajv.check(schema, value)
    assert [to_text(one["pointer"]) for one in refused_values(entries, value)] == ["/list/0/a", "/list/0/b"]


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ({"type": "string", "maxLength": 500}, "x" * 612),
        ({"type": "string", "minLength": 5}, "abc"),
        ({"type": "array", "minItems": 2}, [1]),
        ({"type": "array", "maxItems": 1}, [1, 2]),
        ({"type": "array", "uniqueItems": True}, [[1], 2, [1]]),
        ({"type": "integer", "minimum": 5}, 3),
        ({"type": "number", "maximum": 1000}, 1234.5),
        ({"type": "number", "exclusiveMinimum": 0}, 0),
        ({"type": "number", "exclusiveMaximum": 10}, 12),
        ({"type": "string"}, [1]),
        ({"type": ["boolean", "array"]}, {"x": 1}),
        ({"type": "string", "enum": ["A", "B", "C"]}, "x"),
        ({"type": "string", "enum": ["A, or so", "B"]}, "x"),
        ({"type": "string", "enum": [f"code {number}" for number in range(20)]}, "x"),
        ({"type": "string", "const": "z"}, "x"),
        ({"type": "string", "format": "email"}, "x"),
        ({"type": "string", "format": "uri"}, "a b"),
        ({"type": "string", "format": "date"}, "x"),
        ({"type": "object", "properties": {"a": {}}, "additionalProperties": False}, {"zzz": 1}),
        ({"type": "object", "properties": {"b": {}}, "required": ["b"]}, {"a": 1}),
        ({"oneOf": [{"type": "string", "maxLength": 9}, {"type": "string", "minLength": 1}]}, "x"),
    ],
    ids=json.dumps,
)
def test_a_refusal_is_worded_as_the_programs_own_check_does(rule: Any, value: Any) -> None:
    """But for what is written there: that is in the draft, and a gateway's answer is kept in more places."""
    schema = {"type": "object", "properties": {"m": rule}}
    (own,) = Checker(LoadedSchema("ours/1", schema)).check({"m": value})
    (detail,) = refused_values(ajv.check(schema, {"m": value})[0], {"m": value})
    assert detail["pointer"] == own.pointer
    said = own.message if own.message[-2:] in (").", "e.") else re.sub("; (it says|it is an?|“).*", ".", own.message)
    assert detail["message"] in (own.message, said)
