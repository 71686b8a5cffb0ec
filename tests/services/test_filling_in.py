"""What the application fills in by itself: only what a field can hold is ever written, whatever the hints say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.pointer import ABSENT, get
from gatewaydesk.schema.catalogue import LoadedSchema
from gatewaydesk.schema.fields import walk
from gatewaydesk.schema.filling import RULES, holds
from gatewaydesk.schema.hints import from_json
from gatewaydesk.schema.widgets import check_hints
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.generated import FILLS, starting_value
from gatewaydesk.services.preparing import content_of_value
from gatewaydesk.ui.sections import sections_of
from gatewaydesk.validation.problems import Severity

TEXT: dict[str, Any] = {"type": "string"}
UUID4 = "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"


def loaded(members: Mapping[str, Any], filled_by: Mapping[str, str], **more: Any) -> LoadedSchema:
    raw = {"type": "object", "properties": dict(members), **more}
    hints = from_json({"fields": [{"place": place, "filled_by": rule} for place, rule in filled_by.items()]})
    return LoadedSchema("SAMPLE/1", raw, hints)


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ({"type": "boolean"}, "uuid"),
        ({"type": "integer"}, "version"),
        ({"type": "object"}, "modified"),
        ({"type": "array", "items": TEXT}, "issued"),
        (TEXT, "revisions"),
        ({"type": "array", "items": TEXT, "minItems": 1}, "revisions"),
        ({"enum": ["open", "shut"]}, "version"),
        ({"const": "2.0.0"}, "version"),
        ({"type": "string", "maxLength": 10}, "uuid"),
        ({"type": "string", "minLength": 10}, "version"),
        ({"type": "string", "pattern": "^v[0-9]"}, "version"),
        ({"type": "string", "format": "date"}, "modified"),
        ({"type": "string", "format": "email"}, "uuid"),
        ({"type": "string", "format": "ipv4"}, "version"),
        ({"type": "null"}, "uuid"),
        ({"anyOf": [{"type": "integer"}, {"type": "object"}, {"type": "null"}]}, "uuid"),
        (TEXT, "magic"),
    ],
)
def test_a_value_that_the_field_cannot_hold_is_never_written(kind: dict[str, Any], rule: str) -> None:
    schema = loaded({"a": kind, "other": TEXT}, {"/a": rule})
    assert starting_value(schema) == {}
    authoring = Authoring(schema, {"other": "mine"})
    assert authoring.touch_generated() is None
    assert authoring.document.value == {"other": "mine"}
    assert len(check_hints(schema.hints, schema.root)) == 1
    assert not any(section.generated for section in sections_of(schema, {}))  # it is the person's to fill in


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        *((TEXT, rule) for rule in FILLS if rule != "revisions"),
        *((one, rule) for one in ({}, {"type": ["string", "array"]}) for rule in FILLS),
        ({"type": "array", "items": {"type": "object"}}, "revisions"),
        ({"type": "string", "format": "uuid"}, "uuid"),
        ({"type": "string", "pattern": UUID4, "minLength": 36}, "uuid"),
        ({"anyOf": [{"type": "string", "pattern": UUID4}, {"type": "string", "format": "uri"}]}, "uuid"),
        ({"type": ["string", "null"], "format": "date-time"}, "modified"),
        ({"enum": ["1.0.0", "2.0.0"]}, "version"),
        ({"type": "string", "format": "of-our-own"}, "version"),
        ({"type": "string", "pattern": "(?<"}, "version"),
    ],
)
def test_what_fits_is_written_and_is_right(kind: dict[str, Any], rule: str) -> None:
    schema = loaded({"a": kind}, {"/a": rule})
    value = starting_value(schema)
    assert type(value["a"]) is type(RULES[rule].sample)
    authoring = Authoring(schema)
    authoring.touch_generated()
    assert "a" in authoring.document.value
    assert check_hints(schema.hints, schema.root) == []
    if "(?<" not in str(kind):
        wrong = [one for one in Authoring(schema, value).check() if one.severity is Severity.WRONG]
        assert wrong == []


@pytest.mark.parametrize("place", ["", "a", "/nowhere", "/people/*/id", "/people/0/id", "/words/**"])
def test_only_a_field_that_stands_in_one_place_is_filled_in(place: str) -> None:
    people = {"type": "array", "items": {"type": "object", "properties": {"id": TEXT}}}
    words = {"type": "object", "additionalProperties": TEXT}
    schema = loaded({"people": people, "words": words}, {place: "uuid"})
    assert starting_value(schema) == {}
    assert Authoring(schema, {"people": [{}]}).touch_generated() is None
    assert not any(field.fill for field in walk(schema.root))  # none of them is counted as filled in
    anything = LoadedSchema("SAMPLE/2", {}, schema.hints)
    assert starting_value(anything) == {}


def test_nothing_is_put_into_what_is_no_object() -> None:
    inner = {"type": "object", "properties": {"id": TEXT}}
    schema = loaded({"a": {"type": "object", "properties": {"b": inner}}}, {"/a/b/id": "uuid"})
    for value in ({"a": 5}, {"a": {"b": ["x"]}}):
        authoring = Authoring(schema, value)
        assert authoring.touch_generated() is None
        assert authoring.document.value == value
    authoring = Authoring(schema, {"a": {}})
    authoring.touch_generated()
    assert isinstance(get(authoring.document.value, ("a", "b", "id")), str)


def test_a_field_under_a_condition_is_filled_in_while_it_applies() -> None:
    schema = loaded(
        {"kind": {"enum": ["bank", "lab"]}},
        {"/bank": "uuid"},
        **{
            "if": {"properties": {"kind": {"const": "bank"}}, "required": ["kind"]},
            "then": {"properties": {"bank": TEXT}},
        },
    )
    bank, lab = Authoring(schema, {"kind": "bank"}), Authoring(schema, {"kind": "lab"})
    assert bank.touch_generated() is not None
    assert lab.touch_generated() is None


def test_a_change_of_what_is_not_renewed_makes_another_version() -> None:
    schema = loaded({"a": {"type": "object"}, "b": TEXT}, {"/a": "modified", "/b": "modified"})
    one, other, later = ({"a": {"x": 1}, "b": "now"}, {"a": {"x": 2}, "b": "now"}, {"a": {"x": 1}, "b": "later"})
    assert content_of_value(schema, one) != content_of_value(schema, other)
    assert content_of_value(schema, one) == content_of_value(schema, later)
    turned = {name: one[name] for name in reversed(one)}
    assert content_of_value(schema, one) == content_of_value(schema, turned)


def test_the_samples_are_what_the_rules_write() -> None:
    text = TEXT | {"format": "date-time"}
    for rule, sample in ((name, rule.sample) for name, rule in RULES.items()):
        made = FILLS[rule]()
        assert type(made) is type(sample)
        if isinstance(sample, str):
            assert re.sub("[0-9a-f]", "0", made) == re.sub("[0-9a-f]", "0", sample)
    assert holds(loaded({"a": text}, {}).root.children[0], FILLS["modified"]())


KINDS = st.one_of(
    st.sampled_from([{"type": one} for one in ("string", "integer", "number", "boolean", "array", "object", "null")]),
    st.lists(st.sampled_from(["string", "integer", "array", "object"]), min_size=1, max_size=3, unique=True).map(
        lambda types: {"type": types}
    ),
    st.fixed_dictionaries({"type": st.just("string"), "maxLength": st.integers(0, 40)}),
    st.fixed_dictionaries({"type": st.just("string"), "minLength": st.integers(0, 40)}),
    st.fixed_dictionaries({"type": st.just("array"), "minItems": st.integers(0, 2)}),
    st.sampled_from(["uuid", "date-time", "date", "email", "uri", "ipv6"]).map(
        lambda name: {"type": "string", "format": name}
    ),
    st.lists(st.sampled_from(["1.0.0", "a", 1, True, None]), min_size=1, unique_by=repr).map(lambda one: {"enum": one}),
)


@given(
    st.one_of(KINDS, st.lists(KINDS, min_size=1, max_size=3).map(lambda kinds: {"anyOf": kinds})),
    st.sampled_from([*FILLS]),
)
def test_a_new_draft_never_begins_with_an_error(kind: dict[str, Any], rule: str) -> None:
    schema = loaded({"a": kind}, {"/a": rule})
    value = starting_value(schema)
    assert get(value, ("a",)) is ABSENT or not Authoring(schema, value).check()
