"""What a gateway refuses: once where the check says it too, and with all that would have been accepted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gatewaydesk.errors import Refused
from gatewaydesk.gateways.traser_answers import read_traser
from gatewaydesk.gateways.traser_entries import refused_values
from gatewaydesk.paths import resource_root
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.preparing import gateway_problems

CELL = ("structuralMetadata", "tables", 0, "columns", 0, "sensitive")


def authoring(cell: Any) -> Authoring:
    value = json.loads((resource_root() / "examples" / "HDRUK-4.0.0.json").read_text(encoding="utf-8"))
    value["structuralMetadata"]["tables"][0]["columns"][0]["sensitive"] = cell
    return Authoring(Catalogue().load("HDRUK/4.0.0"), value)


def refuse(made: Authoring, keyword: str, message: str) -> None:
    details = ({"pointer": CELL, "keyword": keyword, "message": message},)
    made.gateway_problems = gateway_problems(Refused("No.", details=details), made)


@pytest.mark.parametrize(
    ("cell", "keyword", "sources"),
    [
        ("maybe", "type", ["schema"]),
        ("maybe", "anyOf", ["schema"]),
        ("maybe", "gateway", ["schema", "gateway"]),  # its own reason
        (True, "type", ["gateway"]),
    ],
)
def test_what_the_check_says_is_not_told_again(cell: Any, keyword: str, sources: list[str]) -> None:
    made = authoring(cell)
    refuse(made, keyword, "Must be Yes or No.")
    made.check()
    assert [one.source for one in made.problems if one.pointer == CELL and one.blocks] == sources
    assert [one.pointer for one in made.gateway_problems] == [CELL], "it is known that the gateway refused it"


def entry(keyword: str, branch: int, **params: Any) -> dict[str, Any]:
    return {"instancePath": "/x", "keyword": keyword, "params": params, "schemaPath": f"#/anyOf/{branch}/{keyword}"}


UNION = {"instancePath": "/x", "keyword": "anyOf", "params": {}, "schemaPath": "#/anyOf"}
PAGE = "a full web address, such as https://example.org/page"


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        (
            [entry("format", 0, format="date"), entry("format", 1, format="date-time"), entry("type", 2, type="null")],
            "a date, such as 2024-03-01, or a date and time with its zone, such as 2024-03-01T09:30:00Z.",
        ),
        ([entry("minLength", 0, limit=36), entry("format", 1, format="uri")], f"{PAGE}, or text of at least 36"),
        ([entry("minLength", 0, limit=36), entry("pattern", 0, pattern="^(a|b)+c$"), entry("format", 1, format="uri")],
         f"{PAGE}, or text in another form."),
        ([entry("format", 0, format="uri"), entry("type", 1, type="integer")], f"{PAGE}, or a whole number."),
        ([entry("enum", 0, allowedValues=["a"]), entry("enum", 1, allowedValues=["b"])], "one of: a or b."),
        ([entry("minLength", 0, limit=36), entry("maxLength", 0, limit=2)], "at least 36 characters; it has 3"),
    ],
)  # fmt: skip
def test_of_alternatives_each_form_is_named(entries: list[Any], said: str) -> None:
    [detail] = refused_values([*entries, UNION], {"x": "abc"})
    assert said in detail["message"]


def test_faults_beyond_those_that_are_named_are_counted() -> None:
    errors = [{"instancePath": f"/summary/a{at}", "keyword": "type", "params": {"type": "string"}} for at in range(7)]
    found = read_traser({"message": "output metadata validation failed", "details": errors}, {})
    assert found is not None and found.what.endswith("; and 2 more.")
