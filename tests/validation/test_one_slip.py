"""A member that is misspelt, misplaced or wrapped up is one slip: what it holds is not told to be empty as well."""

from __future__ import annotations

from typing import Any

import pytest

from gatewaydesk.pointer import to_text
from gatewaydesk.validation.completeness import measure
from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.unfilled import with_unfilled
from tests.validation.checking import ENGINES, ready

TEXT = {"type": "string"}


def group(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


SUMMARY = group("title", "abstract", "owner", title=TEXT, abstract=TEXT, owner=group("name", name=TEXT))
SCHEMA = group("summary", summary=SUMMARY, access=group(rights=TEXT), notes={"type": ["array", "null"]})
FILLED = {"title": "T", "abstract": "A", "owner": {"name": "N"}}


def told(value: Any, engine: Any = None) -> list[str]:
    schema = ready(SCHEMA)
    problems = Checker(schema, engine=engine).check(value)
    return [to_text(one.pointer) for one in with_unfilled(schema.root, value, problems)]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("value", "places"),
    [
        ({"Summary": FILLED}, ["/Summary"]),
        ({"sumary": FILLED}, ["/sumary"]),
        ({"access": {"summary": FILLED}}, ["/access/summary"]),
        ({"metadata": {"summary": FILLED}}, ["/metadata"]),
        ({"data": {"metadata": {"summary": FILLED}}}, ["/data"]),
        ({"summary": {"Title": "T", "abstract": "A", "owner": {"name": "N"}}}, ["/summary/Title"]),
        ({"summary": {"title": "T", "abstract": "A", "Owner": {"name": "N"}}}, ["/summary/Owner"]),
        ({"summary": {"title": "T", "owner": {"name": "N"}}, "abstract": "A"}, ["/abstract"]),
    ],
)
def test_a_slip_is_one_problem(value: Any, places: list[str], engine: Any) -> None:
    assert told(value, engine) == places


@pytest.mark.parametrize(
    ("value", "places"),
    [
        ({"Summary": {"title": "T", "owner": {"name": " "}}}, ["/summary/abstract", "/summary/owner/name", "/Summary"]),
        ({"metadata": {"summary": {"title": "T", "owner": {}}}}, ["/summary/abstract", "/summary/owner/name"]),
    ],
)
def test_what_is_lacking_there_too_is_told(value: Any, places: list[str]) -> None:
    assert [place for place in told(value) if place != "/metadata"] == places


@pytest.mark.parametrize(
    "strays",
    [
        {"Summary": "a text"},
        {"Summary": {"some": 1, "other": 2, "title": "T"}},
        {"Summary": {}},
        {"elsewhere": FILLED},
        {"title": {"a": 1}},
    ],
    ids=["of another kind", "of other members", "empty", "no name like it", "of another kind elsewhere"],
)
def test_what_cannot_have_been_meant_hides_nothing(strays: Any) -> None:
    empty = ["/summary/title", "/summary/abstract", "/summary/owner/name"]
    assert [place for place in told(strays) if place.startswith("/summary/")] == empty


def test_what_is_counted_as_empty_stays_so() -> None:
    root = ready(SCHEMA).root
    assert measure(root, {"Summary": FILLED})[""] == measure(root, {})[""]
