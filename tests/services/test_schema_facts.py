"""What a person is told about a schema, and about its newer versions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.schema.compare import Difference, compare
from gatewaydesk.schema.reader import read
from gatewaydesk.services.schema_facts import Size, hosts, is_schema, listed, size_of
from gatewaydesk.services.schema_news import counted, look, newer_version
from gatewaydesk.services.schemas import SchemaSources
from tests.web import site

TEXT = {"type": "string"}


def test_fields_are_counted_once_however_a_schema_repeats_itself() -> None:
    node = {
        "type": "object",
        "required": ["name"],
        "properties": {"name": TEXT, "below": {"type": "array", "items": {"$ref": "#"}}},
    }
    size = size_of(read(node))
    assert size.required >= 1
    assert not size.more
    assert Size(3, 1).words == "3 fields, 1 of them required"
    assert Size(1, 0).words == "1 field, 0 of them required"
    assert Size(0, 0).words == "no fields of its own"


def test_a_schema_without_end_is_not_counted_to_its_end() -> None:
    many = {f"f{at}": TEXT for at in range(6_000)}
    assert size_of(read({"type": "object", "properties": many})).words == "more than 5,000 fields"


@pytest.mark.parametrize(
    ("value", "schema"),
    [
        ({"$schema": "http://json-schema.org/draft-07/schema#"}, True),
        ({"properties": {"a": {}}}, True),
        ({"$ref": "https://example.org/x"}, True),
        ({"title": "A dataset", "format": "csv"}, False),
        ({"type": "Feature", "properties": {}}, False),
        ({"type": "object"}, False),
        ([], False),
        ({"properties": 7}, False),
    ],
)
def test_a_schema_is_told_from_a_document(tmp_path: Path, value: object, schema: bool) -> None:
    file = tmp_path / "x.json"
    file.write_text(json.dumps(value), encoding="utf-8")
    assert is_schema(file) is schema


def test_what_cannot_be_read_is_no_schema(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    assert not is_schema(tmp_path / "broken.json")
    assert not is_schema(tmp_path / "absent.json")


def test_hosts_are_named_once() -> None:
    assert hosts(["https://a.org/1", "https://b.org/2", "https://a.org/3"]) == ("a.org", "b.org")


@given(st.lists(st.text("abc", min_size=1, max_size=3)), st.integers(1, 6))
def test_a_list_names_the_first_and_counts_the_rest(names: list[str], most: int) -> None:
    words = listed(names, most)
    assert all(name in words for name in names[:most])
    assert ("more" in words) is (len(names) > most)
    assert bool(words) is bool(names)


def test_changes_are_counted_as_the_comparison_tells_them() -> None:
    old = read({"type": "object", "properties": {"a": TEXT, "b": TEXT, "gone": TEXT}})
    new = read({"type": "object", "required": ["a"], "properties": {"a": TEXT, "b": {"type": "integer"}, "c": TEXT}})
    assert counted(compare(old, new)) == "1 field added, 1 gone, 1 now required and 1 changed"
    assert counted([]) == ""
    assert counted([Difference("/a", "A", "removed", "")] * 2) == "2 fields gone"


@pytest.mark.parametrize(
    ("name", "names", "newer"),
    [
        ("HDRUK/4.0.0", ["HDRUK/4.0.0", "HDRUK/3.0.0"], ""),
        ("HDRUK/3.0.0", ["HDRUK/4.0.0", "HDRUK/10.0.0", "Other/99"], "HDRUK/10.0.0"),
        ("HDRUK/4.0.0", ["HDRUK/4.0.0", "HDRUK/4.0.0+publisher"], ""),
        ("HDRUK/4.0.0+publisher", ["HDRUK/4.0.0", "HDRUK/4.0.0+publisher"], ""),
        ("HDRUK/3.0.0", ["HDRUK/4.0.0+publisher", "HDRUK/4.0.0"], "HDRUK/4.0.0"),
        ("file/own", [], ""),
    ],
)
def test_the_newest_version_of_the_same_model_is_found(name: str, names: list[str], newer: str) -> None:
    assert newer_version(name, names) == newer


def test_a_regular_look_tells_what_the_publisher_has_and_we_have_not() -> None:
    with site({"available.json": {"HDRUK": ["3.9.0", "4.0.1", "4.0.0"]}}) as web:
        catalogue = Catalogue()
        sources = SchemaSources(catalogue, publishers={"hdruk": web.url})
        assert look(sources, catalogue, "never", CancelToken()) is None
        assert web.asked == []
        found = look(sources, catalogue, "daily", CancelToken())
        assert found is not None
        assert [one.name for one in found.offered] == ["HDRUK/4.0.1"]
        assert found.words == "HDRUK 4.0.1 is out."
