"""A text that follows its document: it says the same, and what did not change stays as it was written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from gatewaydesk.document import jsonio
from gatewaydesk.document.difference import difference, identical
from gatewaydesk.document.edits import Edit, apply_edit
from gatewaydesk.document.spelling import Replacement, follow, written
from gatewaydesk.pointer import ABSENT

from .test_difference import values
from .test_document import exact
from .test_document import values as any_values
from .test_textmap import layouts


def replaced(text: str, made: list[Replacement]) -> str:
    data = text.encode("utf-16-le")
    for one in made:
        data = data[: 2 * one.start] + one.text.encode("utf-16-le") + data[2 * one.end :]
    return data.decode("utf-16-le")


@given(any_values)
def test_what_is_written_is_read_as_it_was_and_holds_nothing_unseen(value: Any) -> None:
    text = written(value)
    assert exact(jsonio.loads(text)) == exact(value)
    assert not set(text) & {"\u2028", "\u2029", "\ufdd0", "\x85", "\x7f", "\ufeff"}


@given(values, values, layouts)
def test_a_text_follows_any_edits(old: Any, new: Any, layout: Any) -> None:
    text = json.dumps(old, indent=layout, ensure_ascii=False, default=float)
    old = jsonio.loads(text)
    edits = difference(old, new)
    after, made = follow(text, edits, new)
    assert identical(jsonio.loads(after), new)
    assert replaced(text, made) == after


def after(text: str, *edits: Edit) -> str:
    value = jsonio.loads(text)
    for edit in edits:
        value = apply_edit(value, edit)
    made, _ = follow(text, edits, value)
    assert jsonio.loads(made) == value
    return made


@pytest.mark.parametrize(
    ("text", "edit", "expected"),
    [
        ('{"a":1,   "b" : 2}', Edit(("b",), 2, 3), '{"a":1,   "b" : 3}'),
        ('{"a":1,   "b" : 2}', Edit(("a",), 1, ABSENT, 0), '{"b" : 2}'),
        ('{"a":1,   "b" : 2}', Edit(("b",), 2, ABSENT, 1), '{"a":1}'),
        ('{"a": 1}', Edit(("a",), 1, ABSENT, 0), "{}"),
        ('{"a": 1}', Edit(("b",), ABSENT, 2), '{"a": 1, "b": 2}'),
        ('{"a": 1}', Edit(("b",), ABSENT, 2, 0), '{"b": 2, "a": 1}'),
        ("[1,  2]", Edit((1,), ABSENT, 9), "[1,  9,  2]"),
        ("[1,\n  2\n]", Edit((2,), ABSENT, 9), "[1,\n  2,\n  9\n]"),
        ('{\n\t"a": {}\n}', Edit(("a", "b"), ABSENT, [1]), '{\n\t"a": {\n\t\t"b": [\n\t\t\t1\n\t\t]\n\t}\n}'),
        ("{}", Edit(("a",), ABSENT, "😀"), '{\n  "a": "😀"\n}'),
        ('{\n  "a": 1\n}', Edit((), {"a": 1}, []), "[]"),
        ('{\r\n  "a": 1\r\n}', Edit(("a",), 1, [1, 2]), '{\r\n  "a": [\r\n    1,\r\n    2\r\n  ]\r\n}'),
        ('{\r\n  "a": {}\r\n}', Edit(("a", "b"), ABSENT, 1), '{\r\n  "a": {\r\n    "b": 1\r\n  }\r\n}'),
        ('{\r\n  "a": 1\r\n}', Edit((), {"a": 1}, {"b": 1}), '{\r\n  "b": 1\r\n}'),
        ('{\r\t"a": 1\r}', Edit(("a",), 1, [1]), '{\r\t"a": [\r\t\t1\r\t]\r}'),
    ],
)
def test_only_what_changed_is_written_anew(text: str, edit: Edit, expected: str) -> None:
    assert after(text, edit) == expected


def test_a_letter_typed_is_a_letter_put_in() -> None:
    text = '{\n  "é😀": "Titl"\n}'
    _, made = follow(text, [Edit(("é😀",), "Titl", "Title")], {"é😀": "Title"})
    assert made == [Replacement(16, 16, "e")]


def test_very_many_edits_are_one_where_they_happen() -> None:
    value = {"a": list(range(100)), "b": 1}
    text = '{"a": ' + json.dumps(value["a"]) + ',   "b":   1}'
    edits = [Edit(("a", n), n, n + 0.5) for n in range(100)]
    new = {"a": [n + 0.5 for n in range(100)], "b": 1}
    made, replacements = follow(text, edits, new)
    assert jsonio.loads(made) == new
    assert len(replacements) == 1
    assert made.endswith(',   "b":   1}')
