"""Which schema a document says that it is written by."""

from __future__ import annotations

import pytest

from gatewaydesk.schema.files import LoadedSchema
from gatewaydesk.schema.kept import Source
from gatewaydesk.schema.told import named, told

KNOWN = [
    LoadedSchema("HDRUK/4.0.0", {"$id": "https://example.org/own/hdruk#"}),
    LoadedSchema("HDRUK/14.0.0", {}),
    LoadedSchema("Region/1", {}, source=Source("https://example.org/region.json", "", "", "")),
]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("HDRUK/4.0.0", "HDRUK/4.0.0"),
        ("hdruk/4.0.0", "HDRUK/4.0.0"),
        ("https://example.org/own/hdruk", "HDRUK/4.0.0"),
        ("https://example.org/models/HDRUK/4.0.0/schema.json", "HDRUK/4.0.0"),
        ("https://example.org/models/HDRUK/4.0.0.schema.json", "HDRUK/4.0.0"),
        ("https://example.org/models/HDRUK/4.0.0.json", "HDRUK/4.0.0"),
        ("https://example.org/models/HDRUK/14.0.0/", "HDRUK/14.0.0"),
        ("https://example.org/region.json", "Region/1"),
        ("https://example.org/models/HDRUK/5.0.0/schema.json", ""),
        ("https://example.org/models/NotHDRUK/4.0.0", ""),
        ("4.0.0", ""),
        ("", ""),
        ("https://[broken", ""),
        ("https://json-schema.org/draft/2020-12/schema", ""),
    ],
)
def test_a_schema_is_meant_by_its_name_or_an_address(text: str, name: str) -> None:
    assert named(KNOWN, text) == name


@pytest.mark.parametrize("value", [None, [], "text", {}, {"$schema": 7}, {"$schema": None}])
def test_a_document_that_says_nothing_names_nothing(value: object) -> None:
    assert told(value) == ""


def test_the_empty_fragment_is_no_part_of_the_address() -> None:
    assert told({"$schema": " https://example.org/own/hdruk# "}) == "https://example.org/own/hdruk"
