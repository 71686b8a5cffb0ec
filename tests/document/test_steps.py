"""Steps written down as text: read again they lead to the same document, forwards, backwards and after a restart."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.document import steps
from gatewaydesk.document.document import MOST_STEPS, Document
from gatewaydesk.document.edits import Change, Edit
from gatewaydesk.document.steps import Kind, NotFitting, Recalled
from gatewaydesk.pointer import ABSENT
from tests.document.test_document import exact, histories, places


def do(document: Document, action: str, place: Any, new: Any) -> None:
    """One thing that a person may do; what is not possible is not done."""
    holder = document.get(place[:-1]) if place else None
    if action == "undo":
        document.undo()
    elif action == "redo":
        document.redo()
    elif action == "insert" and isinstance(holder, list) and place[-1] <= len(holder):
        document.insert(place, new, label="insert")
    elif action == "move" and isinstance(holder, list) and document.get(place) is not ABSENT:
        document.move(place, new if isinstance(new, int) and 0 <= new < len(holder) else 0, label="move")
    elif action == "remove" and document.get(place) is not ABSENT:
        document.remove(place, label="remove")
    elif action == "withdraw":
        made = document.set((), {"whole": new}, label="fill in")
        if made is not None:
            document.withdraw(made)
    else:
        try:
            document.set(place, new, label="set", merge=f"type {action}" if action == "type" else "")
        except LookupError:
            return


@st.composite
def sessions(draw: st.DrawFn) -> tuple[Any, list[tuple[str, Any, Any]]]:
    start, made = draw(histories())
    acts = []
    for action, place, new in made:
        before = draw(st.lists(st.sampled_from(["undo", "redo", "withdraw", "type"]), max_size=3))
        acts += [(one, place, new) for one in before]
        acts.append((action, place, new))
    last = draw(st.lists(st.sampled_from(["undo", "redo", "withdraw"]), max_size=4))
    return start, acts + [(one, (), None) for one in last]


def recorded(start: Any, acts: list[tuple[str, Any, Any]]) -> tuple[Document, list[tuple[Kind, str]]]:
    document, told = Document(copy.deepcopy(start)), list[tuple[Kind, str]]()
    document.record(lambda kind, change: told.append((kind, steps.to_text(change))))
    for act in acts:
        do(document, *act)
    return document, told


@given(sessions())
def test_steps_put_on_top_of_the_beginning_lead_to_the_end(session: Any) -> None:
    document, told = recorded(*session)
    value = copy.deepcopy(session[0])
    for _, text in told:
        value = steps.put_on_top(value, text)
    assert exact(value) == exact(document.value)


@given(sessions())
def test_what_can_be_undone_and_redone_is_the_same_after_a_restart(session: Any) -> None:
    document, told = recorded(*session)
    again = Document(copy.deepcopy(document.value))
    again.recall(steps.recalled((kind.value, text) for kind, text in told))
    assert (again.undo_label, again.redo_label) == (document.undo_label, document.redo_label)
    for step in ("redo", "undo", "redo"):
        while (made := getattr(document, step)()) is not None:
            repeated = getattr(again, step)()
            assert repeated is not None
            assert exact(again.value) == exact(document.value)
            assert {one.pointer for one in repeated.edits} == {one.pointer for one in made.edits}
        assert getattr(again, step)() is None


@given(sessions(), st.integers(0, 8))
def test_where_the_first_steps_are_forgotten_the_others_can_still_be_undone(session: Any, forgotten: int) -> None:
    document, told = recorded(*session)
    values = [copy.deepcopy(session[0])]
    for _, text in told:
        values.append(steps.put_on_top(copy.deepcopy(values[-1]), text))
    again = Document(copy.deepcopy(document.value))
    again.recall(steps.recalled((kind.value, "" if at < forgotten else text) for at, (kind, text) in enumerate(told)))
    seen = [exact(one) for one in values]
    while again.undo() is not None:
        assert exact(again.value) in seen


def test_a_key_in_a_long_text_costs_some_bytes() -> None:
    document, told = Document({"text": "a" * 100_000}), list[str]()
    document.record(lambda _, change: told.append(steps.to_text(change)))
    document.set(("text",), "a" * 50_000 + "b" + "a" * 50_000)
    assert len(told[0]) < 100
    assert steps.put_on_top({"text": "a" * 100_000}, told[0]) == document.value


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", '{"label": "x"}', '{"label": "x", "edits": [{"at": ["none", "x"], "old": 1, "new": 2}]}',
        '{"label": "x", "edits": [{"at": ["a"], "from": 0, "out": "other", "in": ""}]}',
        '{"label": "x", "edits": [{"at": ["a"], "old": "something else", "new": ""}]}',
        '{"label": "x", "edits": [{"at": ["a"], "from": 0, "out": "t", "in": "T"}, {"at": ["list", 9, 1], "new": 1}]}',
    ],
)  # fmt: skip
def test_a_step_that_does_not_fit_changes_nothing(text: str) -> None:
    value = {"a": "text", "list": []}
    with pytest.raises(NotFitting):
        steps.put_on_top(value, text)
    assert value == {"a": "text", "list": []}


def test_a_damaged_step_costs_the_steps_before_it() -> None:
    document, told = Document({"a": 0}), list[tuple[str, str]]()
    document.record(lambda kind, change: told.append((kind.value, steps.to_text(change))))
    for number in range(1, 6):
        document.set(("a",), number, label=f"to {number}")
    told[2] = ("do", told[2][1].replace("3", "7"))
    again = Document(copy.deepcopy(document.value))
    again.recall(steps.recalled(told))
    assert again.undo() is not None
    assert again.undo() is not None
    assert again.value == {"a": 3}
    assert again.undo() is None
    assert again.value == {"a": 3}
    assert again.undo_label is None
    assert again.redo() is not None
    assert again.value == {"a": 4}


def test_a_step_of_several_texts_is_taken_back_whole_or_not_at_all() -> None:
    first = steps.to_text(Change((Edit(("a",), "x" * 90, "x" * 90 + "y"),), "change"))
    second = steps.to_text(Change((Edit(("a",), "x" * 90 + "y", "x" * 90 + "yz"),), "change"))
    value = {"a": "x" * 90 + "yz"}
    back, change = Recalled((first, second)).undo(value)
    assert back == {"a": "x" * 90}
    assert len(change.edits) == 1
    forth, _ = Recalled((first, second)).redo(back)
    assert forth == {"a": "x" * 90 + "yz"}
    with pytest.raises(NotFitting):
        Recalled((first.replace('"y"', '"q"'), second)).undo(forth)
    assert forth == {"a": "x" * 90 + "yz"}


def test_as_many_steps_as_agreed_are_remembered() -> None:
    document = Document({"a": 0})
    for number in range(MOST_STEPS + 50):
        document.set(("a",), number + 1)
    count = 0
    while document.undo() is not None:
        count += 1
    assert (count, document.value) == (MOST_STEPS, {"a": 50})


def test_history_is_taken_only_by_a_document_that_nobody_has_changed() -> None:
    document = Document({"a": 1})
    document.set(("a",), 2)
    document.recall(steps.recalled([("do", json.dumps({"label": "other", "edits": []}))]))
    assert document.undo_label == ""
    assert places(document.value)
