"""Editors for standard formats, for what a text holds, for steps of numbers, and for what may only be read."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from gatewaydesk.schema.reader import read
from gatewaydesk.ui.form.editors.contents import LARGEST, FileInText, LongText, size
from gatewaydesk.ui.form.editors.number import range_of, stepped

MakeForm = Callable[..., Any]
FORMATS = (
    "date", "date-time", "time", "duration", "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6", "uri",
    "uri-reference", "iri", "iri-reference", "uuid", "uri-template", "json-pointer", "relative-json-pointer", "regex",
)  # fmt: skip


@pytest.mark.parametrize("name", [one for one in FORMATS if one not in ("email", "idn-email", "uri", "iri")])
def test_an_empty_line_says_what_its_format_looks_like(make_form: MakeForm, name: str) -> None:
    form = make_form({"x": {"type": "string", "format": name}}, required=["x"])
    line = form.find("field:/x")
    assert isinstance(line, QLineEdit)
    assert line.placeholderText()


def test_a_uuid_is_made_by_a_button(make_form: MakeForm) -> None:
    form = make_form({"x": {"type": "string", "format": "uuid"}}, required=["x"])
    form.press("make:/x")
    assert uuid.UUID(form.get("x")).version == 4
    assert form.find("make:/x").isHidden()
    assert not form.authoring.problems
    form.model.undo()
    form.settle()
    assert form.find("make:/x").isVisible()


@pytest.mark.parametrize(
    ("schema", "value", "steps", "made"),
    [
        ({"type": "integer"}, 5, 1, 6),
        ({"type": "integer"}, 5, -10, -5),
        ({"type": "number", "multipleOf": 0.25}, 1.5, 1, 1.75),
        ({"type": "number", "multipleOf": 0.1}, 0.2, 1, 0.3),
        ({"type": "integer", "multipleOf": 10}, 185, 1, 190),
        ({"type": "integer", "multipleOf": 10}, 185, -1, 180),
        ({"type": "integer", "maximum": 9}, 9, 1, 9),
        ({"type": "integer", "minimum": 3}, -50, 1, 3),
        ({"type": "integer", "exclusiveMaximum": 9}, 8, 1, 8),
        ({"type": "integer", "multipleOf": 7, "maximum": 20}, 14, 10, 14),
        ({"type": "integer"}, "five", 1, None),
        ({"type": "integer"}, True, 1, None),
        ({"type": "integer"}, 9007199254740993, 1, 9007199254740994),
    ],
)
def test_a_step_goes_to_the_next_number_that_is_allowed(schema: Any, value: Any, steps: int, made: Any) -> None:
    found = stepped(read(schema), value, steps)
    assert (found, type(found)) == (made, type(made))


def test_keys_step_and_what_the_range_is_stands_in_the_empty_line(make_form: MakeForm) -> None:
    form = make_form({"x": {"type": "number", "multipleOf": 0.5, "minimum": 0, "maximum": 4}}, required=["x"])
    line = form.find("field:/x")
    assert line.placeholderText() == "0 to 4, steps of 0.5"
    line.setFocus()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp):
        QTest.keyClick(line, key)
    assert form.get("x") == 4
    QTest.keyClick(line, Qt.Key.Key_Down)
    assert form.get("x") == 3.5
    assert range_of(read({"type": "number", "exclusiveMinimum": 1000})) == "above 1,000"


def test_json_in_a_text_stays_that_text_and_says_where_it_breaks(make_form: MakeForm) -> None:
    text = '{"b":1,\n "a": [ ]}'
    form = make_form({"x": {"type": "string", "contentMediaType": "application/json"}}, {"x": text})
    editor = form.find("field:/x")
    assert editor.toPlainText() == text
    editor.setPlainText('{"b":')
    form.settle()
    assert form.get("x") == '{"b":'
    shown = form.model.nodes(("x",))[-1].body
    assert shown.error.isVisible()
    assert shown.error.text() == "The text is not JSON. Line 1, column 6: a value is missing."


def test_a_file_is_loaded_told_and_saved(make_form: MakeForm, tmp_path: Path) -> None:
    form = make_form({"x": {"type": "string", "contentEncoding": "base64"}}, required=["x"])
    shown = form.model.nodes(("x",))[-1].body
    assert isinstance(shown, FileInText)
    (tmp_path / "in.bin").write_bytes(bytes(range(256)) * 8)
    shown.load_file(tmp_path / "in.bin")
    form.settle()
    assert base64.b64decode(form.get("x")) == bytes(range(256)) * 8
    assert form.find("field:/x").text().startswith("2 KB: AAECAwQ")
    form.model.nodes(("x",))[-1].body.save_file(tmp_path / "out.bin")
    assert (tmp_path / "out.bin").read_bytes() == bytes(range(256)) * 8
    with (tmp_path / "big.bin").open("wb") as file:
        file.truncate(LARGEST + 1024 * 1024)
    shown.load_file(tmp_path / "big.bin")
    assert shown.problem.text() == "“big.bin” has 6 MB; at most 5 MB fit in."
    assert shown.problem.isVisible()
    shown.load_file(tmp_path / "none.bin")
    assert "could not be read" in shown.problem.text()
    assert [size(one) for one in (1, 812, 1024, 1536, 5 * 1024 * 1024)] == [
        "1 byte", "812 bytes", "1 KB", "1.5 KB", "5 MB",
    ]  # fmt: skip


@pytest.mark.parametrize("more", [{}, {"maxLength": 80}, {"format": "email"}, {"contentMediaType": "application/json"}])
def test_a_text_that_is_very_long_is_shown_in_part_and_changed_by_files(
    make_form: MakeForm, tmp_path: Path, more: dict[str, Any]
) -> None:
    text = f"It begins\nso{' and goes on' * 20_000}.\r"
    form = make_form({"x": {"type": "string", **more}}, {"x": text}, required=["x"])
    shown = form.model.nodes(("x",))[-1].body
    assert isinstance(shown, LongText)
    assert form.find("field:/x").text() == f"{len(text):,} characters, of which the first 1,000 are shown"
    assert len(shown.beginning.raw()) == 1001 and shown.beginning.raw().startswith("It begins\nso and")
    assert form.get("x") == text and form.authoring.document.revision == 0
    shown.save_file(tmp_path / "out.txt")
    assert (tmp_path / "out.txt").read_bytes().decode() == text
    (tmp_path / "wrong.txt").write_bytes(b"\xff\xfe\x00")
    shown.load_file(tmp_path / "wrong.txt")
    assert "is not valid" in shown.problem.text() and form.get("x") == text
    (tmp_path / "in.txt").write_bytes("Kürzer".encode())
    shown.load_file(tmp_path / "in.txt")
    form.settle()
    assert form.get("x") == "Kürzer"
    assert not isinstance(form.model.nodes(("x",))[-1].body, LongText)
    form.model.undo()
    form.settle()
    assert isinstance(form.model.nodes(("x",))[-1].body, LongText)


@pytest.mark.parametrize("text", ["s3cret " * 40_000, "s3cret " * 5_000, "s3cret\ns3cret"])
def test_a_secret_stays_hidden_however_long(make_form: MakeForm, text: str) -> None:
    form = make_form({"x": {"type": "string", "writeOnly": True}}, {"x": text})
    assert "which are hidden" in form.find("field:/x").text()
    shown = "".join(one.toPlainText() for one in form.view.findChildren(QPlainTextEdit))
    assert "s3cret" not in shown and form.get("x") == text


@pytest.mark.parametrize("text", ["not base64!", "YQ", "YR==", "é"])
def test_what_is_no_base64_is_shown_as_the_text_that_it_is(make_form: MakeForm, text: str) -> None:
    form = make_form({"x": {"type": "string", "contentEncoding": "base64"}}, {"x": text})
    editor = form.find("field:/x")
    shown = editor.toPlainText() if isinstance(editor, QPlainTextEdit) else editor.text()
    assert shown == text
    assert form.authoring.document.revision == 0


@pytest.mark.parametrize(
    ("schema", "value", "text"),
    [
        ({"type": "string"}, "two\nlines", "two\nlines"),
        ({"enum": ["a", "b"]}, "b", "b"),
        ({"type": "boolean"}, True, "Yes"),
        ({"type": "integer"}, 12, "12"),
        ({"type": "array", "items": {"type": "string"}}, ["x", "y"], "x; y"),
        ({}, {"n": 1}, '{\n  "n": 1\n}'),
    ],
)
def test_what_is_read_only_is_shown_and_cannot_be_typed_over(
    make_form: MakeForm, schema: Any, value: Any, text: str
) -> None:
    form = make_form({"x": {**schema, "readOnly": True}}, {"x": value})
    shown = form.find("field:/x")
    assert shown.toPlainText() == text
    assert shown.isEnabled()
    shown.setFocus()
    QTest.keyClicks(shown, "z")
    QTest.keyClick(shown, Qt.Key.Key_Delete)
    assert form.get("x") == value
    assert form.authoring.document.revision == 0


def test_all_in_a_read_only_group_is_read_only(make_form: MakeForm) -> None:
    group = {
        "type": "object",
        "readOnly": True,
        "properties": {"a": {"type": "string"}, "l": {"type": "array", "items": {"type": "integer"}}},
    }
    form = make_form({"x": group}, {"x": {"a": "t", "l": [1]}}, required=["x"])
    assert form.find("field:/x/a").isReadOnly()
    assert form.find("add:/x/l").isHidden()
    assert form.find("remove:/x/l/0").isHidden()


def test_any_value_can_be_edited_as_json_and_in_its_own_field_again(make_form: MakeForm) -> None:
    form = make_form({"x": {"type": "object", "properties": {"a": {"type": "integer"}}}}, {"x": {"a": 1}})
    row = form.model.nodes(("x",))[0]
    row.edit_as_json(True)
    form.settle()
    form.find("field:/x").setPlainText('{"a": 2}')
    assert form.get("x") == {"a": 2}
    row.edit_as_json(False)
    form.settle()
    assert form.find("field:/x/a").text() == "2"


def test_what_is_no_longer_used_is_folded_while_it_is_empty(make_form: MakeForm) -> None:
    old = {"type": "string", "deprecated": True}
    items = {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "string"}, "b": old, "c": old}}}
    form = make_form({"x": items}, {"x": [{"a": "1", "b": "old"}]}, required=["x"])
    form.view.go_to(("x", 0, "a"))
    form.settle()
    assert form.find("field:/x/0/b").isVisible()
    assert not form.has("field:/x/0/c") or not form.find("field:/x/0/c").isVisible()
