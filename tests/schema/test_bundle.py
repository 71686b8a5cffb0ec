"""Schemas of several documents: put together, they mean what they meant apart."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.errors import SchemaProblem
from gatewaydesk.schema.bundle import bundle, missing
from gatewaydesk.schema.fields import Kind, walk
from gatewaydesk.schema.precise import rewrite
from gatewaydesk.schema.reader import read
from gatewaydesk.validation.engine import RustEngine
from gatewaydesk.validation.python_engine import PythonEngine

HERE = "https://example.org/schemas/top.json"
ENGINES = [RustEngine, PythonEngine]
META = {
    "draft4": "http://json-schema.org/draft-04/schema#",
    "draft6": "http://json-schema.org/draft-06/schema#",
    "draft7": "http://json-schema.org/draft-07/schema#",
    "draft2019-09": "https://json-schema.org/draft/2019-09/schema",
    "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
}
REMOTES = "http://localhost:1234/"


def gathered(schema: Any, remotes: Path) -> dict[str, Any]:
    documents: dict[str, Any] = {}
    while True:
        found = [one.address for one in missing(schema, f"{REMOTES}top-of-the-case.json", documents)]
        files = {one: remotes / one.removeprefix(REMOTES) for one in found if one.startswith(REMOTES)}
        files = {one: file for one, file in files.items() if file.is_file()}
        if not files:
            return documents
        documents |= {one: json.loads(file.read_text()) for one, file in files.items()}


def remote_cases(shared_data: Path, draft: str) -> Iterator[tuple[str, Any, dict[str, Any], list[dict[str, Any]]]]:
    suite = shared_data / "json-schema-test-suite"
    for file in sorted((suite / "tests" / draft).rglob("*.json")):
        for group in json.loads(file.read_text()):
            schema = group["schema"]
            if isinstance(schema, dict):
                schema = {"$schema": META[draft], **schema}
                documents = gathered(schema, suite / "remotes")
                if documents:
                    yield f"{file.name}: {group['description']}", schema, documents, group["tests"]


@pytest.mark.parametrize("draft", META)
def test_the_remote_cases_of_the_public_suite_are_answered_as_expected(shared_data: Path, draft: str) -> None:
    asked = 0
    for name, schema, documents, tests in remote_cases(shared_data, draft):
        before = copy.deepcopy((schema, documents))
        whole = bundle(schema, f"{REMOTES}top-of-the-case.json", documents)
        assert (schema, documents) == before
        assert missing(whole, HERE, {}) == [], name
        list(walk(read(whole), 6))
        for engine in ENGINES:
            plain, precise = engine(whole), engine(rewrite(whole))
            for test in tests:
                asked += 1
                assert plain.is_valid(test["data"]) is test["valid"], (name, engine.__name__, test["description"])
                assert precise.is_valid(test["data"]) is test["valid"], (name, engine.__name__, test["description"])
    assert asked >= 30


def kinds(schema: Any, documents: dict[str, Any]) -> dict[str, Kind]:
    return {child.name: child.kind for child in read(bundle(schema, HERE, documents)).children}


@pytest.mark.parametrize("meta", META.values())
def test_what_is_referred_to_is_drawn(meta: str) -> None:
    schema = {
        "$schema": meta,
        "type": "object",
        "properties": {
            "size": {"$ref": "parts/number.json"},
            "where": {"$ref": "parts/place.json#/definitions/address"},
            "again": {"$ref": "#/properties/size"},
        },
    }
    documents = {
        "https://example.org/schemas/parts/number.json": {"type": "integer"},
        "https://example.org/schemas/parts/place.json": {
            "definitions": {"address": {"type": "object", "properties": {"mail": {"$ref": "mail.json"}}}}
        },
        "https://example.org/schemas/parts/mail.json": {"type": "string", "format": "email"},
    }
    found = kinds(schema, documents)
    assert found == {"size": Kind.INTEGER, "where": Kind.OBJECT, "again": Kind.INTEGER}
    place = read(bundle(schema, HERE, documents)).child("where")
    assert place is not None
    assert place.children[0].kind is Kind.EMAIL
    for engine in ENGINES:
        ready = engine(bundle(schema, HERE, documents))
        assert ready.is_valid({"size": 1, "where": {"mail": "a@example.org"}})
        assert not ready.is_valid({"where": {"mail": "a"}})
        assert not ready.is_valid({"again": "a"})


def test_a_document_that_gives_itself_another_address_is_found_by_both() -> None:
    schema = {
        "properties": {
            "a": {"$ref": "one.json#/$defs/n"},
            "b": {"$ref": "https://elsewhere.example/real/one.json#/$defs/n"},
            "c": {"$ref": "one.json#/$defs/beside"},
        }
    }
    documents = {
        "https://example.org/schemas/one.json": {
            "$id": "https://elsewhere.example/real/one.json",
            "$defs": {"n": {"type": "integer"}, "beside": {"$ref": "two.json"}},
        },
    }
    assert [one.address for one in missing(schema, HERE, documents)] == ["https://elsewhere.example/real/two.json"]
    documents["https://elsewhere.example/real/two.json"] = {"type": "boolean"}
    assert missing(schema, HERE, documents) == []
    assert kinds(schema, documents) == {"a": Kind.INTEGER, "b": Kind.INTEGER, "c": Kind.BOOLEAN}
    for engine in ENGINES:
        ready = engine(bundle(schema, HERE, documents))
        assert ready.is_valid({"a": 1, "b": 1, "c": True})
        assert not any(ready.is_valid({name: "no"}) for name in "abc")


def test_documents_that_give_themselves_one_address_are_kept_apart() -> None:
    schema = {"properties": {"a": {"$ref": "a.json"}, "b": {"$ref": "b.json"}}}
    same = "https://example.org/copied-without-thinking.json"
    documents = {
        "https://example.org/schemas/a.json": {"$id": same, "$ref": "#/$defs/x", "$defs": {"x": {"type": "integer"}}},
        "https://example.org/schemas/b.json": {
            "$id": same,
            "$ref": f"{same}#/$defs/x",
            "$defs": {"x": {"type": "boolean"}},
        },
    }
    assert kinds(schema, documents) == {"a": Kind.INTEGER, "b": Kind.BOOLEAN}
    for engine in ENGINES:
        ready = engine(bundle(schema, HERE, documents))
        assert ready.is_valid({"a": 1, "b": True})
        assert not ready.is_valid({"a": True})
        assert not ready.is_valid({"b": 1})


def test_documents_that_refer_to_one_another_end() -> None:
    schema = {"$ref": "tree.json"}
    documents = {
        "https://example.org/schemas/tree.json": {
            "type": "object",
            "properties": {"leaves": {"type": "array", "items": {"$ref": "leaf.json"}}},
        },
        "https://example.org/schemas/leaf.json": {
            "type": "object",
            "properties": {"below": {"$ref": "tree.json"}, "top": {"$ref": "top.json"}},
        },
    }
    whole = bundle(schema, HERE, documents)
    assert sum(1 for _ in walk(read(whole), 8)) > 3
    for engine in ENGINES:
        ready = engine(whole)
        assert ready.is_valid({"leaves": [{"below": {"leaves": []}}]})
        assert not ready.is_valid({"leaves": [{"top": {"leaves": 1}}]})


def test_names_that_are_taken_stay_what_they_were() -> None:
    schema = {"$defs": {"n": {"type": "boolean"}}, "properties": {"a": {"$ref": "#/$defs/n"}, "b": {"$ref": "n.json"}}}
    documents = {"https://example.org/schemas/n.json": {"type": "integer"}}
    assert kinds(schema, documents) == {"a": Kind.BOOLEAN, "b": Kind.INTEGER}


def test_a_part_that_no_keyword_leads_to_is_followed_all_the_same() -> None:
    schema = {"properties": {"a": {"$ref": "api.json#/components/schemas/Pet"}}}
    api = {"components": {"schemas": {"Pet": {"type": "object", "properties": {"tag": {"$ref": "tag.json"}}}}}}
    documents: dict[str, Any] = {"https://example.org/schemas/api.json": api}
    assert [one.address for one in missing(schema, HERE, documents)] == ["https://example.org/schemas/tag.json"]
    documents["https://example.org/schemas/tag.json"] = {"enum": ["small", "large"]}
    for engine in ENGINES:
        ready = engine(bundle(schema, HERE, documents))
        assert ready.is_valid({"a": {"tag": "small"}})
        assert not ready.is_valid({"a": {"tag": "blue"}})


def test_a_reference_at_the_top_of_an_old_draft_keeps_its_definitions() -> None:
    schema = {"$schema": META["draft7"], "$ref": "parts.json"}
    documents = {
        "https://example.org/schemas/parts.json": {
            "$ref": "#/definitions/n",
            "definitions": {"n": {"$ref": "n.json"}},
        },
        "https://example.org/schemas/n.json": {"type": "integer"},
    }
    for engine in ENGINES:
        ready = engine(bundle(schema, HERE, documents))
        assert ready.is_valid(1)
        assert not ready.is_valid("a")


def test_documents_of_other_drafts_keep_their_meaning() -> None:
    schema = {"$schema": META["draft2020-12"], "properties": {"old": {"$ref": "old.json"}, "new": {"$ref": "new.json"}}}
    documents = {
        "https://example.org/schemas/old.json": {"$schema": META["draft7"], "items": [{"type": "integer"}]},
        "https://example.org/schemas/new.json": {"prefixItems": [{"type": "integer"}]},
    }
    for engine in ENGINES:
        ready = engine(bundle(schema, HERE, documents))
        assert ready.is_valid({"old": [1, "a"], "new": [1, "a"]})
        assert not ready.is_valid({"old": ["a"]})
        assert not ready.is_valid({"new": ["a"]})


def test_meta_schemas_need_no_fetching() -> None:
    for meta in META.values():
        assert missing({"properties": {"a": {"$ref": meta}}}, HERE, {}) == []
    assert missing({"properties": {"a": {"$ref": "https://json-schema.org/draft/2020-12/meta/core"}}}, HERE, {}) == []


def test_only_what_can_be_fetched_is_missed() -> None:
    schema = {
        "$id": "https://example.org/other/",
        "properties": {
            "a": {"$ref": "here.json#/x"},
            "b": {"$ref": "urn:uuid:0a0a"},
            "c": {"$ref": "file:///etc/passwd"},
            "d": {"enum": [{"$ref": "no.json"}]},
            "e": {"$ref": "http://[broken"},
            "f": {"$ref": "#/nowhere"},
        },
    }
    found = {one.address: one.text for one in missing(schema, HERE, {})}
    assert found == {"https://example.org/other/here.json": "here.json#/x", "file:///etc/passwd": "file:///etc/passwd"}


def test_a_schema_that_refers_to_nothing_else_stays_itself() -> None:
    schema = {"properties": {"a": {"$ref": "#/$defs/n"}}, "$defs": {"n": {}}}
    assert bundle(schema, HERE, {"https://example.org/schemas/unused.json": {}}) is schema


def test_a_document_that_is_too_deep_is_refused() -> None:
    deep: Any = {}
    for _ in range(200):
        deep = {"not": deep}
    with pytest.raises(SchemaProblem, match="nested more than"):
        bundle({"$ref": "deep.json"}, HERE, {"https://example.org/schemas/deep.json": deep})
