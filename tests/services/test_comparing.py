"""Comparing two values of a dataset: every difference is told once, in the form's words, and nothing else is."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.document import jsonio
from gatewaydesk.document.difference import difference
from gatewaydesk.errors import Cancelled
from gatewaydesk.paths import resource_root
from gatewaydesk.pointer import ABSENT, get
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.schema.fields import Field
from gatewaydesk.schema.reader import read
from gatewaydesk.services.comparing import MOST, compare

EXAMPLE = json.loads((resource_root() / "examples" / "HDRUK-4.0.0.json").read_text(encoding="utf-8"))
ANYTHING = read({"title": "Anything"})


@pytest.fixture(scope="module")
def root() -> Field:
    return Catalogue().load("HDRUK/4.0.0").root


def told(root: Field, then: Any, now: Any) -> list[tuple[str, Any, Any]]:
    return [(one.words, one.then, one.now) for one in compare(root, copy.deepcopy(then), now).changed]


def test_a_field_is_told_with_its_title_what_was_there_and_what_is(root: Field) -> None:
    now = copy.deepcopy(EXAMPLE)
    now["summary"]["title"] = "Another"
    del now["summary"]["doiName"]
    now["coverage"]["followUp"] = "1 - 10 YEARS"
    found = told(root, EXAMPLE, now)
    assert ("Summary › Title", EXAMPLE["summary"]["title"], "Another") in found
    assert any(now is ABSENT and then == EXAMPLE["summary"]["doiName"] for _, then, now in found)
    assert len(found) == 3


def test_items_are_told_by_their_names_where_they_stand(root: Field) -> None:
    now = copy.deepcopy(EXAMPLE)
    tables = now["structuralMetadata"]["tables"]
    gone = tables[0]["columns"].pop(1)
    tables[0]["columns"][2]["description"] = "Another description"
    changed = tables[0]["columns"][2]["name"]
    words = [one for one, _, _ in told(root, EXAMPLE, now)]
    assert any(gone["name"] in one for one in words)
    assert any(changed in one and one.endswith("Column description") for one in words)


def test_the_order_of_members_is_no_difference(root: Field) -> None:
    now = {name: EXAMPLE[name] for name in reversed(EXAMPLE)}
    assert compare(root, copy.deepcopy(EXAMPLE), now).count == 0
    now["summary"] = {**EXAMPLE["summary"], "title": "Another"}
    assert told(root, EXAMPLE, now) == [("Summary › Title", EXAMPLE["summary"]["title"], "Another")]


def test_a_group_is_told_field_by_field_while_it_is_small() -> None:
    assert told(ANYTHING, {}, {"who": {"name": "A", "mail": "a@b"}}) == [
        ("who › name", ABSENT, "A"),
        ("who › mail", ABSENT, "a@b"),
    ]
    large = {str(at): at for at in range(40)}
    assert told(ANYTHING, {"many": large}, {}) == [("many", large, ABSENT)]


def test_a_short_list_of_plain_values_is_told_as_one(root: Field) -> None:
    now = copy.deepcopy(EXAMPLE)
    now["summary"]["keywords"] = ["New", *now["summary"]["keywords"][1:-1], "Newer"]
    assert told(root, EXAMPLE, now) == [
        ("Summary › Keywords", EXAMPLE["summary"]["keywords"], now["summary"]["keywords"])
    ]
    long = [str(at) for at in range(100)]
    assert told(ANYTHING, {"a": long}, {"a": [*long[:50], "x", *long[51:]]}) == [("a 51", "50", "x")]


def test_what_the_schema_calls_a_secret_is_marked() -> None:
    root_of_keys = {"properties": {"key": {"type": "string", "writeOnly": True}, "plain": {"type": "string"}}}
    root = read(root_of_keys)
    found = compare(root, {"key": "a", "plain": "a"}, {"key": "b", "plain": "b"}).changed
    assert [(one.pointer, one.secret) for one in found] == [(("key",), True), (("plain",), False)]
    of_items = read({"properties": {"all": {"type": "array", "items": root_of_keys}}})
    [added] = compare(of_items, {"all": []}, {"all": [{"plain": "a", "key": "b"}]}).changed
    assert added.secret


def test_of_very_many_the_first_are_told_and_all_are_counted() -> None:
    now = {"rows": [{"n": at, "m": "new"} for at in range(MOST + 500)]}
    then = {"rows": [{"n": at, "m": "old"} for at in range(MOST + 500)]}
    found = compare(ANYTHING, then, now)
    assert (len(found.changed), found.count, found.untold) == (MOST, MOST + 500, 500)


def test_it_can_be_stopped() -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        compare(ANYTHING, {"a": 1}, {"a": 2}, stop)


leaves = st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from([1.0, "a", "b", ""])
names = st.sampled_from("abcde")
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4), max_leaves=14
)
documents = st.dictionaries(names, values, max_size=5)


def sorted_text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


@given(documents, documents)
def test_nothing_is_told_exactly_when_both_are_alike(then: Any, now: Any) -> None:
    before = jsonio.dumps(now)
    found = compare(ANYTHING, copy.deepcopy(then), now)
    assert (found.count == 0) == (found.changed == ()) == (sorted_text(then) == sorted_text(now))
    assert jsonio.dumps(now) == before  # it is only read


@given(documents, documents)
def test_what_is_told_to_be_there_now_is_there(then: Any, now: Any) -> None:
    edits = difference(then, now)
    for one in compare(ANYTHING, copy.deepcopy(then), now).changed:
        if one.now is not ABSENT and all(not isinstance(part, int) for part in one.pointer):
            assert get(now, one.pointer) == one.now
        if one.then is not ABSENT and all(not isinstance(part, int) for part in one.pointer):
            assert get(then, one.pointer) == one.then
    assert edits or sorted_text(then) == sorted_text(now)
