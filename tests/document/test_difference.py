"""The edits between two values: applied they give the new one exactly, undone the old one, and they are few."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.document.difference import difference, identical
from gatewaydesk.document.document import Document
from gatewaydesk.document.edits import Edit
from gatewaydesk.pointer import ABSENT

from .test_document import exact

names = st.sampled_from(["a", "b", "c", "", "é", "a/b"])
scalars = (
    st.none() | st.booleans() | st.sampled_from([0, 1, 1.0, -0.0, 0.0, Decimal("1." + "0" * 30 + "1"), 2**60, "", "x"])
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(names, inner, max_size=5), max_leaves=25
)


def written(value: Any) -> str:
    return repr(exact(value))


@given(values, values)
def test_the_edits_make_the_new_value_and_undone_the_old_one(old: Any, new: Any) -> None:
    document = Document(copy.deepcopy(old))
    edits = difference(document.value, new)
    before = copy.deepcopy(new)
    if edits:
        document.apply(edits)
    assert written(document.value) == written(new)
    if edits:
        document.undo()
        assert written(document.value) == written(old)
        document.redo()
        assert written(document.value) == written(new)
    assert written(new) == written(before)


@given(values, values, values)
def test_steps_that_merge_are_undone_as_one(first: Any, second: Any, third: Any) -> None:
    document = Document(copy.deepcopy(first))
    for value in (second, third):
        edits = difference(document.value, value)
        if edits:
            document.apply(edits, merge="typing")
    assert written(document.value) == written(third)
    while document.undo_label is not None:
        document.undo()
    assert written(document.value) == written(first)


@given(values)
def test_no_edit_without_a_difference(value: Any) -> None:
    assert difference(value, copy.deepcopy(value)) == []
    assert identical(value, copy.deepcopy(value))


@pytest.mark.parametrize(
    ("old", "new", "places"),
    [
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, [("b",)]),
        ({"a": 1, "b": 2, "c": 3}, {"a": 1, "c": 3}, [("b",)]),
        ({"a": 1, "c": 3}, {"a": 1, "b": 2, "c": 3}, [("b",)]),
        ({"a": 1, "b": 2, "c": 3}, {"c": 3, "a": 1, "b": 2}, [("c",), ("c",)]),
        ([1, 2, 3, 4], [1, 3, 4], [(1,)]),
        ([1, 3, 4], [1, 2, 3, 4], [(1,)]),
        ([1, 2, 3], [1, 20, 3], [(1,)]),
        ([{"n": "a", "t": 1}, {"n": "b", "t": 1}], [{"n": "b", "t": 2}], [(0,), (0, "t")]),
        ([{"n": "a", "t": 1}], [{"n": "x", "t": 9}, {"n": "a", "t": 2}], [(0,), (1, "t")]),
        ({"a": {"b": [{"c": 1}]}}, {"a": {"b": [{"c": 2}]}}, [("a", "b", 0, "c")]),
        ([1, 1.0, True], [1.0, 1.0, True], [(0,)]),
    ],
)
def test_the_edits_are_where_the_difference_is(old: Any, new: Any, places: list[Any]) -> None:
    assert [edit.pointer for edit in difference(old, new)] == places


def test_among_many_items_only_those_that_changed_are_touched() -> None:
    old = [{"name": f"c{n}", "type": "text"} for n in range(5_000)]
    new = copy.deepcopy(old)
    new[4_000]["type"] = "number"
    del new[100]
    new.insert(2_000, {"name": "new", "type": "text"})
    edits = difference(old, new)
    assert len(edits) == 3
    assert edits[0] == Edit((100,), old[100], ABSENT)
    assert edits[1] == Edit((2_000,), ABSENT, new[2_000])
    assert edits[2] == Edit((4_000, "type"), "text", "number")


def test_many_equal_items_are_no_trouble() -> None:
    edits = difference([None] * 50_000 + [1], [2] + [None] * 50_003)
    document = Document([None] * 50_000 + [1])
    document.apply(edits)
    assert document.value == [2] + [None] * 50_003
