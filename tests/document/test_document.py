"""The document: edits, undo and redo as laws, order, and absent, null and empty told apart."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.document.document import Document
from gatewaydesk.document.edits import Edit
from gatewaydesk.pointer import ABSENT, Pointer, from_text, get, to_text

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)
objects = st.dictionaries(st.text(max_size=5), values, max_size=5)


def exact(value: Any) -> Any:
    """A form in which order and number types count."""
    if isinstance(value, dict):
        return ["object", [(name, exact(below)) for name, below in value.items()]]
    if isinstance(value, list):
        return ["list", [exact(below) for below in value]]
    return [type(value).__name__, repr(value)]


def places(value: Any, above: Pointer = ()) -> list[Pointer]:
    found = [above]
    if isinstance(value, dict):
        for name, below in value.items():
            found += places(below, (*above, name))
    elif isinstance(value, list):
        for at, below in enumerate(value):
            found += places(below, (*above, at))
    return found


@st.composite
def histories(draw: st.DrawFn) -> tuple[Any, list[tuple[str, Pointer, Any]]]:
    start = draw(objects)
    trial = Document(copy.deepcopy(start))
    steps: list[tuple[str, Pointer, Any]] = []
    for _ in range(draw(st.integers(1, 8))):
        place = draw(st.sampled_from(places(trial.value)))
        here = get(trial.value, place)
        action = draw(st.sampled_from(["set", "remove", "insert", "move", "new"]))
        new = draw(values)
        if action == "insert" and isinstance(here, list):
            place = (*place, draw(st.integers(0, len(here))))
        elif action == "move" and place and isinstance(place[-1], int):
            new = draw(st.integers(0, len(get(trial.value, place[:-1])) - 1))
        elif action == "new" and isinstance(here, dict):
            place = (*place, draw(st.text(max_size=5)), draw(st.text(max_size=5)))
            if not isinstance(get(trial.value, place[:-1]), (dict, type(ABSENT), type(None))):
                continue
            action = "set"
        elif not place or action in ("insert", "move", "new"):
            continue
        steps.append((action, place, new))
        perform(trial, *steps[-1])
    return start, steps


def perform(document: Document, action: str, place: Pointer, new: Any) -> None:
    if action == "set":
        document.set(place, new)
    elif action == "remove":
        document.remove(place)
    elif action == "insert":
        document.insert(place, new)
    else:
        document.move(place, new)


@given(histories())
def test_undo_takes_back_and_redo_does_again(history: tuple[Any, list[tuple[str, Pointer, Any]]]) -> None:
    start, steps = history
    document = Document(copy.deepcopy(start))
    states = [exact(document.value)]
    for step in steps:
        before = document.revision
        perform(document, *step)
        if document.revision != before:
            states.append(exact(document.value))
    for state in reversed(states[:-1]):
        document.undo()
        assert exact(document.value) == state
    assert document.undo() is None
    for state in states[1:]:
        document.redo()
        assert exact(document.value) == state
    assert document.redo() is None


@given(objects)
def test_a_pointers_text_finds_the_same_place(value: Any) -> None:
    for place in places(value):
        assert from_text(to_text(place), value) == place


def test_setting_deep_makes_what_is_missing_in_one_step() -> None:
    document = Document({"a": None})
    document.set(("a", "b", 0, "c"), 1)
    assert document.value == {"a": {"b": [{"c": 1}]}}
    document.undo()
    assert document.value == {"a": None}


def test_a_new_member_stands_where_the_schema_has_it() -> None:
    document = Document({"one": 1, "unknown": 0, "three": 3})
    document.set(("two",), 2, order=lambda _: ["one", "two", "three"])
    assert list(document.value) == ["one", "two", "unknown", "three"]
    document.undo()
    assert list(document.value) == ["one", "unknown", "three"]


def test_a_removed_member_comes_back_in_its_place() -> None:
    document = Document({"one": 1, "two": 2, "three": 3})
    document.remove(("two",))
    document.undo()
    assert list(document.value) == ["one", "two", "three"]


def test_typing_in_one_field_is_one_step_until_it_is_left() -> None:
    document = Document({})
    for text in ("T", "Ti", "Tit"):
        document.set(("title",), text, merge="typing:/title")
    document.end_merge()
    document.set(("title",), "Titl", merge="typing:/title")
    document.undo()
    assert document.value == {"title": "Tit"}
    document.undo()
    assert document.value == {}


def test_numbers_of_other_types_are_other_values() -> None:
    document = Document({"n": 1})
    assert document.set(("n",), 1) is None
    assert document.set(("n",), 1.0) is not None
    assert document.set(("n",), True) is not None
    assert document.value == {"n": True}


def test_an_impossible_edit_leaves_everything_as_it_was() -> None:
    document = Document({"a": [1]})
    with pytest.raises(LookupError):
        document.apply([Edit(("a", 0), 1, 2), Edit(("a", 9), 1, 2)])
    assert document.value == {"a": [1]}
    assert document.undo_label is None


def test_a_value_handed_in_is_the_documents_own() -> None:
    mine = {"x": 1}
    document = Document({})
    document.set(("a",), mine)
    mine["x"] = 2
    assert document.value == {"a": {"x": 1}}


def test_listeners_hear_the_change_and_can_leave() -> None:
    heard: list[str] = []
    document = Document({})
    leave = document.listen(lambda change: heard.append(change.label))
    document.set(("a",), 1, label="one")
    leave()
    document.set(("a",), 2, label="two")
    assert heard == ["one"]


def test_a_step_that_is_withdrawn_was_never_there() -> None:
    document = Document({"a": 1})
    document.set(("a",), 2, label="two")
    document.undo()
    change = document.set(("b",), 3, label="three")
    assert change is not None
    assert document.redo_label is None
    assert document.withdraw(change)
    assert document.value == {"a": 1}
    assert (document.undo_label, document.redo_label) == (None, "two")
    assert not document.withdraw(change)


def test_only_the_last_step_can_be_withdrawn() -> None:
    document = Document({})
    change = document.set(("a",), 1)
    document.set(("b",), 2)
    assert change is not None
    assert not document.withdraw(change)
    document.undo()
    assert not document.withdraw(change)
    assert document.value == {"a": 1}
