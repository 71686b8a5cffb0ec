"""The stand-in for ajv: what it accepts, coerces and answers; and that it agrees with the program's own validator."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatewaydesk import paths
from gatewaydesk.practice import php
from gatewaydesk.practice.ajv import check
from gatewaydesk.practice.ajv_formats import FORMATS

SCHEMA = json.loads((paths.resource_root() / "schemas/HDRUK/4.0.0/schema.json").read_text("utf-8"))
EXAMPLE = json.loads((paths.resource_root() / "examples/HDRUK-4.0.0.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("kind", "value", "becomes"),
    [
        ("integer", "10", 10), ("integer", None, 0), ("integer", True, 1), ("integer", " 7 ", 7),
        ("number", "1e2", 100),
        ("string", 10, "10"), ("string", None, ""), ("string", True, "true"), ("boolean", "true", True),
        ("boolean", 0, False), ("boolean", None, False), ("null", "", None), ("null", 0, None), ("null", False, None),
        (["integer", "null"], None, None), ("integer", 3.0, 3.0),
    ],
)  # fmt: skip
def test_coercion(kind, value, becomes):
    entries, coerced = check({"type": kind}, value)
    assert entries == [] and coerced == becomes and type(coerced) is type(becomes)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("integer", "1.5"), ("integer", ""), ("integer", "ten"), ("boolean", "yes"), ("null", "x"), ("string", []),
     ("object", []), ("array", {}), ("integer", "١")],
)  # fmt: skip
def test_what_cannot_be_coerced(kind, value):
    entries, _ = check({"type": kind}, value)
    assert entries == [
        {
            "instancePath": "",
            "schemaPath": "#/type",
            "keyword": "type",
            "params": {"type": kind},
            "message": f"must be {kind}",
        }
    ]


@pytest.mark.parametrize(
    ("schema", "value", "keyword", "params", "message"),
    [
        ({"maximum": 5}, 6, "maximum", {"comparison": "<=", "limit": 5}, "must be <= 5"),
        ({"exclusiveMinimum": 5}, 5, "exclusiveMinimum", {"comparison": ">", "limit": 5}, "must be > 5"),
        ({"multipleOf": 5}, 6, "multipleOf", {"multipleOf": 5}, "must be multiple of 5"),
        ({"maxLength": 1}, "ab", "maxLength", {"limit": 1}, "must NOT have more than 1 characters"),
        ({"pattern": "^a$"}, "a\n", "pattern", {"pattern": "^a$"}, 'must match pattern "^a$"'),
        ({"format": "date"}, "2024-02-30", "format", {"format": "date"}, 'must match format "date"'),
        ({"const": 1}, True, "const", {"allowedValue": 1}, "must be equal to constant"),
        ({"enum": [1, "a"]}, 2, "enum", {"allowedValues": [1, "a"]}, "must be equal to one of the allowed values"),
        ({"not": {"type": "null"}}, None, "not", {}, "must NOT be valid"),
        ({"oneOf": [True, True]}, 1, "oneOf", {"passingSchemas": [0, 1]}, "must match exactly one schema in oneOf"),
        ({"minItems": 1}, [], "minItems", {"limit": 1}, "must NOT have fewer than 1 items"),
        ({"uniqueItems": True}, [1, 2, 1], "uniqueItems", {"i": 2, "j": 0},
         "must NOT have duplicate items (items ## 0 and 2 are identical)"),
        ({"contains": {"const": 1}}, [2], "contains", {"minContains": 1}, "must contain at least 1 valid item(s)"),
        ({"required": ["a", "b"]}, {}, "required", {"missingProperty": "a"}, "must have required property 'a'"),
        ({"additionalProperties": False}, {"a": 1}, "additionalProperties", {"additionalProperty": "a"},
         "must NOT have additional properties"),
        ({"propertyNames": {"maxLength": 1}}, {"ab": 1}, "propertyNames", {"propertyName": "ab"},
         "property name must be valid"),
        ({"if": {"minimum": 1}, "then": {"maximum": 2}}, 3, "if", {"failingKeyword": "then"},
         'must match "then" schema'),
        (False, 1, "false schema", {}, "boolean schema is false"),
    ],
)  # fmt: skip
def test_ajvs_words(schema, value, keyword, params, message):
    entries, _ = check(schema, value)
    assert (entries[-1]["keyword"], entries[-1]["params"], entries[-1]["message"]) == (keyword, params, message)


def test_only_the_first_failing_branch_is_reported():
    schema = {"type": "object", "properties": {"a": {"type": "array"}, "b": {"type": "array"}}, "required": ["c"]}
    assert [entry["keyword"] for entry in check(schema, {"a": 1, "b": 1})[0]] == ["required"]
    schema["required"] = []
    assert [entry["instancePath"] for entry in check(schema, {"a": 1, "b": 1})[0]] == ["/a"]


def test_a_union_reports_every_branch_and_itself():
    schema = {"properties": {"x/y": {"anyOf": [{"type": "array"}, {"$ref": "#/$defs/Leaf"}, {"$ref": "#/$defs/Deep"}]}}}
    schema["$defs"] = {"Leaf": {"type": "null"}, "Deep": {"allOf": [{"$ref": "#/$defs/Leaf"}]}}
    entries, _ = check(schema, {"x/y": "text"})
    assert [entry["schemaPath"] for entry in entries] == [
        "#/properties/x~1y/anyOf/0/type", "#/$defs/Leaf/type", "#/$defs/Leaf/type", "#/properties/x~1y/anyOf",
    ]  # fmt: skip
    assert {entry["instancePath"] for entry in entries} == {"/x~1y"}


def test_a_fault_deep_inside_comes_with_its_unions_on_the_way_out():
    document = copy.deepcopy(EXAMPLE)
    document["structuralMetadata"]["tables"][1]["columns"][2]["sensitive"] = "perhaps"
    entries, _ = check(SCHEMA, document)
    deepest = max(entries, key=lambda entry: entry["instancePath"].count("/"))
    assert deepest["instancePath"] == "/structuralMetadata/tables/1/columns/2/sensitive"
    assert entries[-1]["message"] == "must match a schema in anyOf"
    assert entries[-1]["instancePath"] == "/structuralMetadata"


def test_defaults_are_used_but_not_inside_unions():
    schema = {"properties": {"a": {"default": 1}}, "anyOf": [{"properties": {"b": {"default": 2}}}]}
    assert check(schema, {})[1] == {"a": 1}


def test_the_caller_keeps_its_own_value():
    value = {"n": "10"}
    assert check({"properties": {"n": {"type": "integer"}}}, value) == ([], {"n": 10})
    assert value == {"n": "10"}


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("date", ["2024-02-29", "0001-01-01"], ["2023-02-29", "2024-2-1", "2024-02-01\n", "２０２４-01-01"]),
        ("date-time",
         ["2024-01-01T10:00:00Z", "2024-01-01 10:00:00", "2024-01-01t10:00:00.5+01:00", "2024-01-01T23:59:60Z"],
         ["2024-01-01", "2024-01-01T25:00:00Z", "2024-01-01T10:00Z"]),
        ("email", ["a@b.org", "o'neil@x.org", "A.B+c@x-y.co.uk"],
         ["a@b", "a b@c.org", "o&#039;neil@x.org", "a@b.org\n", "a@-b.org"]),
        ("uri", ["https://a.example/x?y#z", "javascript:", "urn:isbn:1", "http://[::1]:80/", "https://a.example/%20"],
         ["a.example", "https://a b", "https://a.example/%2", "https://é.example", "//a.example", "https://a#b#c"]),
        ("uuid", ["5d0c3b1e-7f42-4a86-9c1d-2b6e8f90a134"], ["5d0c3b1e"]),
    ],
)  # fmt: skip
def test_formats(name, good, bad):
    assert [text for text in good if not FORMATS[name](text)] == []
    assert [text for text in bad if FORMATS[name](text)] == []


@pytest.mark.parametrize("name", ["HDRUK-4.0.0.example", "HDRUK-3.0.0.example", "HDRUK-2.1.2-example"])
def test_the_published_examples_are_valid(shared_data, name):
    document = json.loads((shared_data / f"schemata/examples/{name}.json").read_text("utf-8"))
    version = name.split("-")[1].removesuffix(".example")
    schema = json.loads((paths.resource_root() / f"schemas/HDRUK/{version}/schema.json").read_text("utf-8"))
    assert check(schema, document)[0] == []


def mutations(value):
    """The document with one place replaced, removed or added to."""
    places = []

    def walk(here, place):
        places.append(place)
        pairs = here.items() if isinstance(here, dict) else enumerate(here) if isinstance(here, list) else ()
        for key, one in pairs:
            walk(one, (*place, key))

    walk(value, ())
    replacements = st.sampled_from(
        [
            None,
            "",
            "x",
            "x" * 600,
            1,
            1.5,
            True,
            [],
            ["x"],
            {},
            {"x": 1},
            "a@b",
            "2024-01-01",
            "1.0.0\n",
            "10.1234/\u0661",
        ]
    )

    @st.composite
    def mutated(draw):
        document = copy.deepcopy(value)
        place = draw(st.sampled_from(places[1:]))
        here = document
        for part in place[:-1]:
            here = here[part]
        action = draw(st.sampled_from(["replace", "remove", "add"]))
        if action == "remove":
            del here[place[-1]]
        elif action == "add" and isinstance(here, dict):
            here[draw(st.sampled_from(["extra", "name"]))] = draw(replacements)
        else:
            here[place[-1]] = draw(replacements)
        return document

    return mutated()


@pytest.fixture(scope="module")
def checker():
    from gatewaydesk.schema.catalogue import Catalogue
    from gatewaydesk.validation.engine import Checker

    return Checker(Catalogue().load("HDRUK/4.0.0"))


@given(document=mutations(EXAMPLE))
@settings(max_examples=400)
def test_the_two_validators_agree_but_for_coercion(checker, document):
    entries, coerced = check(SCHEMA, document)
    if entries:  # the program is never weaker than the gateway
        problems = checker.check(document)
        assert problems
        places = {entry["instancePath"] for entry in entries}
        assert any(one.pointer_text.startswith(place) for place in places - {""} or {""} for one in problems)
    elif json.dumps(coerced) == json.dumps(check(SCHEMA, EXAMPLE)[1]) or checker.is_valid(document):
        return
    else:  # stricter only where the gateway bends the value or reads dates loosely
        loose = {"type", "format", "anyOf", "enum", "minLength", "required", "pattern", "const", "oneOf"}
        assert {one.keyword for one in checker.check(document)} <= loose


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(JSON)
@settings(max_examples=150)
def test_cleaning_is_done_once_and_for_all(value):
    cleaned = php.clean(value)
    assert php.clean(cleaned) == cleaned
    assert json.loads(php.encode(cleaned)) == cleaned


@given(st.text())
@settings(max_examples=150)
def test_escaped_text_reads_back_as_the_original(text):
    import html

    escaped = php.escape(text)
    assert not set(escaped) & set("<>\"'")
    if "\r" not in text and all(ord(sign) >= 0x20 for sign in text):
        assert html.unescape(escaped) == text


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"", "application/json"), (b"[1]", "application/json"), (b"{", "application/json"), (b'{"a":1}', "text/plain"),
     (b'{"a":' + b"[" * 600 + b"]" * 600 + b"}", "application/json"), (b"[" * 100000, "application/json")],
)  # fmt: skip
def test_bodies_that_laravel_takes_for_empty(data, kind):
    assert php.decode(data, kind) == {}


def test_numbers_and_keys_as_php_keeps_them():
    assert php.clean({"a": 1.0, "b": 2**70, "c": {"0": 1, "1": 2}, "d": {"1": 1}}) == {
        "a": 1, "b": float(2**70), "c": [1, 2], "d": {"1": 1},
    }  # fmt: skip
    assert php.to_int("12a-4") == 12 and php.to_int("x") == 0 and php.to_int(None) == 0
