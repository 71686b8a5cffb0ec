"""Opened and saved, a document is what it was: same values, same order, whatever its schema says of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gatewaydesk.document import jsonio
from gatewaydesk.errors import FileProblem
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.ui.headless import value_after_opening

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
NAMES = ["a", "b", "c", "d", "", "a/b", "~", "\u00e9"]
SCHEMAS: dict[str, Any] = {
    "scalars": {
        "a": {"type": "string", "maxLength": 3},
        "b": {"type": "integer", "maximum": 5},
        "c": {"type": ["number", "null"]},
        "d": {"enum": ["x", 1, 1.0, None, {"y": []}]},
    },
    "holders": {
        "a": {"type": "object", "properties": {"b": {"type": "boolean"}}, "additionalProperties": False},
        "b": {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "string"}}}},
        "c": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
        "d": {"type": "object", "additionalProperties": {"type": "integer"}},
    },
    "choices": {
        "a": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}, {"type": "null"}]},
        "b": {"oneOf": [{"properties": {"a": {"const": 1}}}, {"properties": {"b": {"type": "string"}}}]},
        "c": {"const": {"a": 1}},
        "d": False,
    },
    "anything": {"a": {}, "b": True, "": {"type": "string"}, "a/b": {"type": "string", "format": "date"}},
}
numbers = st.sampled_from(["0", "-0.0", "1", "1.0", "1e2", "9007199254740993", "-12345678901234567890123", "0.1"])
scalars = st.sampled_from(["null", "true", '""', '"x"', '"2020-13-45"', '"<b>"', '"\\ud83d\\ude00"']) | numbers


def joined(texts: list[str]) -> str:
    return f"[{', '.join(texts)}]"


def braced(members: dict[str, str]) -> str:
    return "{" + ", ".join(f"{json.dumps(name)}: {text}" for name, text in members.items()) + "}"


texts = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3).map(joined) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4).map(braced)
    ),
    max_leaves=12,
)
documents = st.dictionaries(st.sampled_from(NAMES), texts, max_size=6).map(braced)


def exact(text: str) -> Any:
    """A form of JSON text in which the order of members counts, and a whole number is not a decimal."""
    return json.loads(
        text, object_pairs_hook=lambda pairs: ["object", *pairs], parse_float=lambda one: repr(float(one))
    )


@pytest.mark.parametrize("name", SCHEMAS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(text=documents)
def test_what_is_opened_is_what_is_saved(name: str, tmp_path: Path, qapp: Any, text: str) -> None:
    schema, file = tmp_path / "schema.json", tmp_path / "document.json"
    schema.write_text(json.dumps({"type": "object", "properties": SCHEMAS[name], "required": ["a"]}), encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    held = value_after_opening(Catalogue().load(schema), jsonio.read_file(file))
    jsonio.write_file(file, held)
    assert exact(file.read_text("utf-8")) == exact(text)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(more=st.dictionaries(st.sampled_from(["summary", "version", "mine", "", "coverage"]), texts, max_size=3))
def test_a_shipped_schema_changes_nothing_either(qapp: Any, more: dict[str, str]) -> None:
    text = braced(more)
    held = value_after_opening(Catalogue().load("HDRUK/4.0.0"), jsonio.loads(text))
    assert exact(jsonio.dumps(held)) == exact(text)


@pytest.mark.parametrize("text", ['{"a": "\\ud800"}', '{"\\udfff": 1}', '{"a": ["x", {"b": "\\udc00\\ud800"}]}'])
def test_half_a_character_pair_is_refused_with_a_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "document.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FileProblem, match="half of a character pair"):
        jsonio.read_file(file)


def test_numbers_are_told_apart_and_none_loses_a_digit(tmp_path: Path, qapp: Any) -> None:
    text = '{"a": [1, 1.0, true, 9007199254740993, 0.1000000000000000055511151231257827021181583404541015625, {}, []]}'
    held = value_after_opening(Catalogue().load("HDRUK/4.0.0"), jsonio.loads(text))
    assert jsonio.dumps(held, indent=None).replace(",", ", ").replace(":", ": ") == text


def test_undoing_everything_leads_back_to_what_was_opened(tmp_path: Path) -> None:
    text = '{"version": 1.0, "summary": null, "mine": {"": [1]}}'
    authoring = Authoring(Catalogue().load("HDRUK/4.0.0"), jsonio.loads(text))
    authoring.document.set(("summary", "title"), "x")
    authoring.document.remove(("mine", "", 0))
    authoring.document.remove(("version",))
    while authoring.undo_label is not None:
        authoring.undo()
    assert exact(jsonio.dumps(authoring.document.value)) == exact(text)
