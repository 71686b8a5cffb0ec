"""Valid documents stay without advice, but for what is true of them."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.document import jsonio
from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.schema.fields import walk
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.validation.advice import Adviser
from tests.validation.advising import EXAMPLE


def test_the_shipped_example_needs_no_advice() -> None:
    assert Authoring(Catalogue().load("HDRUK/4.0.0"), copy.deepcopy(EXAMPLE)).check() == []


@pytest.mark.parametrize(
    ("name", "file", "wanted"),
    [
        ("HDRUK/4.0.0", "HDRUK-4.0.0.example.json", {("/documentation/description", "says-the-same")}),
        (
            "HDRUK/3.0.0",
            "HDRUK-3.0.0.example.json",
            {
                ("/documentation/description", "says-the-same"),
                ("/coverage/typicalAgeRangeMin", "null-becomes-zero"),
                ("/coverage/typicalAgeRangeMax", "null-becomes-zero"),
            },
        ),
        ("HDRUK/2.1.2", "HDRUK-2.1.2-example.json", set()),
    ],
)
def test_published_examples_get_only_advice_that_is_true(
    name: str, file: str, wanted: set[tuple[str, str]], shared_data: Path
) -> None:
    """Their abstract and description are the same; an unknown age of null is 0 for the gateway's validator."""
    value = jsonio.read_file(shared_data / "schemata" / "examples" / file)
    found = Adviser(Catalogue().load(name)).advise(value)
    assert {(one.pointer_text, one.keyword) for one in found} == wanted


@pytest.mark.parametrize(
    ("schema", "file", "wanted"),
    [
        ("HDRUK/4.0.0", "HDRUK-4.0.0.example.json", {("/documentation/description", "says-the-same")}),
        ("HDRUK/3.0.0", "HDRUK-3.0.0.example.json", {("/documentation/description", "says-the-same")}),
        ("HDRUK/2.1.2", "HDRUK-2.1.2-example.json", set()),
        ("CRUK/1.0.0", "CRUK-1.0.0-example.json", set()),
        ("GWDM/1.0", "GWDM-1.0-example.json", {("/summary/abstract", "says-the-same")}),
        ("SchemaOrg/BioSchema", "SchemaOrg-BioSchema-example.json", set()),
        ("SchemaOrg/GoogleRecommended", "SchemaOrg-GoogleRecommended-example.json", set()),
    ],
)
def test_so_do_they_by_the_schemas_as_published(
    schema: str, file: str, wanted: set[tuple[str, str]], shared_data: Path
) -> None:
    loaded = Catalogue().load(shared_data / "schemata" / "models" / schema / "schema.json")
    value = jsonio.read_file(shared_data / "schemata" / "examples" / file)
    found = Adviser(loaded).advise(value)
    assert {(one.pointer_text, one.keyword) for one in found} == wanted


def test_values_that_a_schema_names_itself_need_no_advice(shared_data: Path) -> None:
    """Every default and every example of every field in the 17 published schemas, each alone in its document.

    But for what is true of them: addresses that begin with http, and the examples' own placeholders.
    """
    true = {"not-https"}
    seen = 0
    astray = []
    for file in sorted((shared_data / "schemata" / "models").glob("*/*/schema.json")):
        schema = Catalogue().load(file)
        adviser = Adviser(schema)
        for field in walk(schema.root):
            if any(step in ("*", "**") for step in field.path) or not field.path:
                continue
            for one in (*field.examples, *(() if field.default in (ABSENT, None) else (field.default,))):
                value: Any = one
                for step in reversed(field.path):
                    value = {step: value}
                seen += 1
                found = [tip for tip in adviser.advise(value) if tip.keyword not in true | {"example-left"}]
                astray += [(file.parent.parent.name, tip.sentence) for tip in found]
    print(f"{seen:,} values, {len(astray)} pieces of advice")
    assert seen > 500
    assert astray == []
