"""Documents damaged in every way that their schema forbids: each damage is told at its cell, once, and nothing else."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.validation.engine import Checker, RustEngine
from tests.damage import Damage, Expected, Rules, damages, documents
from tests.validation.checking import ENGINES, ready

MODELS = [
    "CRUK/1.0.0", "GWDM/1.0", "GWDM/1.1", "GWDM/1.2", "GWDM/2.0", "GWDM/2.1", "HDRUK/2.0.2", "HDRUK/2.1.0",
    "HDRUK/2.1.2", "HDRUK/2.1.3", "HDRUK/2.2.0", "HDRUK/2.2.1", "HDRUK/3.0.0", "HDRUK/4.0.0", "SchemaOrg/BioSchema",
    "SchemaOrg/GoogleRecommended", "SchemaOrg/default",
]  # fmt: skip


def example_of(shared_data: Path, name: str) -> list[Any]:
    """The example that was published with a schema, where there is one and the schema allows it (one does not)."""
    start = name.replace("/", "-").removesuffix("-default")
    files = sorted((shared_data / "schemata" / "examples").glob(f"{start}[.-]example.json"))
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def told(checker: Checker, damage: Damage) -> bool:
    """Whether the problems are those expected, each once."""
    problems = checker.check(damage.document)
    left = set(damage.expected)
    for problem in problems:
        fitting = {one for one in left if _fits(one, problem)}
        if not fitting or not problem.message or not problem.title:
            return False
        left -= fitting
    return not left


def _fits(one: Expected, problem: Any) -> bool:
    place = (problem.pointer, problem.severity.value)
    return place == (one.pointer, one.severity) and problem.keyword in one.keywords


def rate_of(name: str, schema: Any, values: Iterable[Any], engine: Any = None) -> float:
    """Which part of all damages is told as it should be; some of the others are printed."""
    rules, checker = Rules(schema), Checker(ready(schema), engine=engine)
    good, kinds, shown, made = 0, Counter[str](), 0, set[Any]()
    for value in values:
        assert checker.check(value) == []
        for damage in damages(rules, value, made):
            kinds[damage.kind] += 1
            if told(checker, damage):
                good += 1
            elif shown < 12:
                shown += 1
                print(f"{name}: {damage.kind} at {damage.pointer}; expected {set(damage.expected)}")
                found = checker.check(damage.document)
                print("   told:", [(one.pointer, one.keyword, one.severity.value, one.message) for one in found])
    total = kinds.total()
    listed = ", ".join(f"{kind} {count:,}" for kind, count in sorted(kinds.items()))
    print(f"{name}: {good:,} of {total:,} damages told at their cell ({100 * good / max(total, 1):.1f} %): {listed}")
    assert total
    return good / total


@pytest.mark.parametrize("name", MODELS)
def test_each_damage_is_told_at_its_cell(shared_data: Path, name: str) -> None:
    schema = json.loads((shared_data / "schemata" / "models" / name / "schema.json").read_text(encoding="utf-8"))
    rules = Rules(schema)
    examples = [value for value in example_of(shared_data, name) if rules.whole.is_valid(value)]
    values = [*examples, *documents(rules)]
    assert values
    assert rate_of(name, schema, values) == 1


LIMITS = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "title": "Limits",
    "additionalProperties": False,
    "required": ["count", "rows", "kind"],
    "properties": {
        "count": {"type": "integer", "minimum": 2, "maximum": 90},
        "share": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
        "step": {"type": "number", "multipleOf": 0.5},
        "kind": {"const": "one"},
        "grade": {"type": "integer", "enum": [1, 2, 3]},
        "when": {"type": "string", "format": "date"},
        "at": {"type": "string", "format": "time"},
        "who": {"type": ["string", "null"], "format": "email", "maxLength": 40},
        "code": {"type": "string", "pattern": "^[A-Z]{2}$", "examples": ["GB"]},
        "tags": {"type": "array", "items": {"type": "string", "minLength": 2}, "minItems": 2, "maxItems": 3,
                 "uniqueItems": True},
        "some": {"type": "array", "items": {"type": "string"}, "contains": {"const": "word"}},
        "flag": {"type": "boolean"},
        "map": {"type": "object", "propertyNames": {"maxLength": 20}},
        "rows": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "size"],
                "properties": {
                    "name": {"type": "string", "minLength": 2, "maxLength": 9},
                    "size": {"type": "integer", "minimum": 0},
                    "sort": {"enum": ["Hub", "Alliance"]},
                    "part": {"oneOf": [{"type": "string", "maxLength": 5},
                                       {"type": "array", "items": {"type": "integer"}}]},
                },
            },
        },
    },
}  # fmt: skip
WHOLE = {
    "count": 5, "share": 0.5, "step": 1.5, "kind": "one", "grade": 2, "when": "2024-03-01", "at": "09:30:00Z",
    "who": "a@example.org", "code": "GB", "tags": ["ab", "cd"], "some": ["word", "more", "word"], "flag": True,
    "map": {"a": 1}, "rows": [{"name": "abc", "size": 1, "sort": "Hub", "part": "x"},
                              {"name": "def", "size": 2, "sort": "Alliance", "part": [1, 2]}],
}  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
def test_each_limit_there_is_is_told_at_its_cell(engine: Any) -> None:
    assert rate_of("Limits", LIMITS, [WHOLE], engine) == 1


def test_a_validator_alone_tells_most_damages_elsewhere(shared_data: Path) -> None:
    """What the rate is worth: checked by the schema as published, most damages are told at the union above the cell."""
    schema = json.loads((shared_data / "schemata" / "models" / "HDRUK/4.0.0" / "schema.json").read_text("utf-8"))
    (value,) = example_of(shared_data, "HDRUK/4.0.0")
    plain = RustEngine(schema)
    elsewhere = every = 0
    for damage in damages(Rules(schema), value):
        every += 1
        places = {(fault.keyword, fault.pointer) for fault in plain.faults(damage.document)}
        expected = {(word, one.pointer) for one in damage.expected for word in one.keywords}
        elsewhere += places.isdisjoint(expected)
    print(f"{elsewhere:,} of {every:,} damages are told elsewhere by a validator alone")
    assert elsewhere > every / 2
