"""Damaged documents are taken for what they were written for, and what is no metadata for nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from gatewaydesk import paths
from gatewaydesk.schema import fitting
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.schema.recognising import recognised

_SHIPPED = ("HDRUK-4.0.0", "Opendatasoft-2.0", "AEP-1.0", "Qrvey-4.0")


def _example(name: str) -> Any:
    return json.loads((paths.resource_root() / "examples" / f"{name}.json").read_text("utf-8"))


def _of_gateway(value: Any) -> Any:
    return {"message": "success", "data": {"versions": [{"metadata": {"metadata": value}}]}}


_DAMAGE: dict[str, Callable[[Any], Any]] = {
    "foreign members": lambda value: value | {f"x{number}": number for number in range(30)},
    "capitals": lambda value: {name.upper(): below for name, below in value.items()},
    "an envelope": lambda value: {"metadata": value},
    "the gateway's own answer": _of_gateway,
    "a list": lambda value: [value, value],
    "capitals in an envelope": lambda value: {"DATA": {name.title(): below for name, below in value.items()}},
}


@pytest.mark.parametrize("damage", _DAMAGE)
@pytest.mark.parametrize("name", _SHIPPED)
def test_what_has_the_sections_of_a_schema_is_recognised(name: str, damage: str) -> None:
    known = Catalogue().readable()
    value = _DAMAGE[damage](_example(name))
    found = recognised(known, value)
    assert found == [name.replace("-", "/", 1)]
    assert fitting.best(known, value) in ([], found), "one that is open accepts foreign members"


@pytest.mark.parametrize(
    "value",
    [
        None,
        "x",
        [],
        {},
        [[{"name": "x"}]],
        {"name": "something else"},
        {"name": "x", "version": "1.0.0", "description": "A package", "scripts": {"test": "x"}, "license": "MIT"},
        {"package": {"title": "x", "description": "y"}},
        {"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "paths": {}},
        {"summary": {"passed": 3, "failed": 0}, "coverage": {"lines": 80}, "documentation": {"pages": 2}},
        {"summary": {}, "accessibility": {}, "observations": [], "coverage": [1]},
        {"title": "Survey", "x1": 1, "x2": 2, "x3": 3},
    ],
)
def test_what_is_no_metadata_is_not_taken_for_some(value: Any) -> None:
    assert recognised(Catalogue().readable(), value) == []


@pytest.mark.parametrize("name", ["HDRUK/4.0.0", "Qrvey/4.0", "AEP/1.0", "Opendatasoft/2.0"])
def test_a_schema_is_no_document_of_itself(name: str) -> None:
    catalogue = Catalogue()
    raw: Any = catalogue.load(name).raw
    assert recognised(catalogue.readable(), raw) == []
    assert recognised(catalogue.readable(), {"properties": raw["properties"]}) == []


def test_what_is_too_deep_is_passed_over() -> None:
    value = _example("HDRUK-4.0.0")
    for _ in range(5000):
        value = {"a": value}
    assert recognised(Catalogue().readable(), value) == []
