"""References inside one schema, of every draft."""

from __future__ import annotations

import pytest

from gatewaydesk.errors import SchemaProblem
from gatewaydesk.schema.resolve import DEPTH_LIMIT, Resolver, nested_too_deep

DEEP = {"$defs": {"a/b": {"type": "string"}, "p%q": {"type": "integer"}, "list": [{"type": "null"}]}}


@pytest.mark.parametrize(
    ("reference", "node"),
    [
        ("#", DEEP),
        ("#/$defs/a~1b", {"type": "string"}),
        ("#/$defs/p%25q", {"type": "integer"}),
        ("#/$defs/list/0", {"type": "null"}),
        ("#/$defs/list/7", None),
        ("#/$defs/absent", None),
        ("#nobody", None),
        ("http://elsewhere.example/schema", None),
        ("file:///etc/passwd", None),
        ("http://[broken", None),
    ],
)
def test_references_by_pointer(reference, node):
    found = Resolver(DEEP).resolve(reference)
    assert (found.node if found else None) == node


def test_base_uris_and_anchors():
    schema = {
        "$id": "https://example.org/top.json",
        "$defs": {
            "one": {"$id": "parts/one.json", "$defs": {"x": {"$anchor": "here", "title": "x of one"}}},
            "two": {"$anchor": "there", "title": "two"},
            "words": {"enum": [{"$id": "https://example.org/not-a-schema"}]},
        },
    }
    resolver = Resolver(schema)

    def title(reference, base="https://example.org/top.json"):
        found = resolver.resolve(reference, base)
        return found.node.get("title") if found else None

    assert title("parts/one.json#here") == "x of one"
    assert title("#here", "https://example.org/parts/one.json") == "x of one"
    assert title("#/$defs/x", "https://example.org/parts/one.json") == "x of one"
    assert title("#there") == "two"
    assert title("../top.json#there", "https://example.org/parts/one.json") == "two"
    assert title("#here") is None
    assert resolver.resolve("https://example.org/not-a-schema") is None


def test_urn_bases_and_old_ids():
    urn = Resolver({"$id": "urn:example:1", "$defs": {"x": {"title": "x"}}})
    assert urn.resolve("urn:example:1#/$defs/x").node == {"title": "x"}
    assert urn.resolve("#/$defs/x", "urn:example:1").node == {"title": "x"}
    old = Resolver(
        {
            "$schema": "http://json-schema.org/draft-04/schema#",
            "id": "http://x.example/",
            "definitions": {"n": {"id": "#named", "title": "n"}, "o": {"id": "other.json", "title": "o"}},
        }
    )
    assert old.resolve("#named", "http://x.example/").node["title"] == "n"
    assert old.resolve("other.json", "http://x.example/").node["title"] == "o"


def test_a_dynamic_reference_means_the_outermost_schema_of_its_name():
    schema = {
        "$id": "https://example.org/strict",
        "$dynamicAnchor": "node",
        "title": "strict",
        "$ref": "tree",
        "$defs": {
            "tree": {
                "$id": "tree",
                "$dynamicAnchor": "node",
                "title": "tree",
                "properties": {"below": {"$dynamicRef": "#node"}},
            }
        },
    }
    resolver = Resolver(schema)
    tree = resolver.resolve("tree", resolver.root.base)
    below = resolver.below(tree, "properties", "below")
    found, _ = resolver.follow(below)
    assert found.node["title"] == "strict"


def nested(levels):
    made = {"type": "string"}
    for _ in range(levels):
        made = {"not": made}
    return made


def test_schemas_nested_too_deep_are_refused_and_the_limit_itself_is_not():
    assert not nested_too_deep(nested(DEPTH_LIMIT - 1))
    Resolver(nested(DEPTH_LIMIT - 1))
    for levels in (DEPTH_LIMIT, 100_000):
        with pytest.raises(SchemaProblem, match="100 levels"):
            Resolver(nested(levels))


@pytest.mark.parametrize("schema", [None, 3, "text", [], [{}]])
def test_what_is_no_schema_is_refused(schema):
    with pytest.raises(SchemaProblem, match="not a JSON Schema"):
        Resolver(schema)
