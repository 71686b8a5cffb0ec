"""Problems, counts and what is left tell of the same empty places."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.document import jsonio
from gatewaydesk.paths import resource_root
from gatewaydesk.pointer import ABSENT, Pointer, get
from gatewaydesk.schema.catalogue import Catalogue, LoadedSchema
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.readiness import review
from gatewaydesk.validation.advice import advised
from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.problems import COUNTED, Severity
from gatewaydesk.validation.remaining import left_in
from gatewaydesk.validation.unfilled import let_pass, with_unfilled
from tests.damage import places

EXAMPLE = jsonio.read_file(resource_root() / "examples/HDRUK-4.0.0.json")
SCHEMA = Catalogue().load("HDRUK/4.0.0")
ABSTRACT: Pointer = ("summary", "abstract")


ALL = list(places(EXAMPLE))


def damaged(value: Any, place: Pointer, new: Any) -> None:
    holder = get(value, place[:-1])
    if isinstance(holder, dict) or (isinstance(holder, list) and len(holder) > int(place[-1])):
        if new is ...:
            if isinstance(holder, list) or place[-1] in holder:
                del holder[place[-1]]
        else:
            holder[place[-1]] = new


def agrees(authoring: Authoring) -> None:
    authoring.check()
    found = authoring.problems
    left = [one.pointer for one in authoring.left()]
    whole = authoring.counts[""]
    empty = {one.pointer for one in found if one.severity is Severity.EMPTY}
    wrong = {one.pointer for one in found if one.severity is Severity.WRONG}
    assert len(left) == len(set(left)) == whole.required_total - whole.required_done
    assert sum(one.required_total - one.required_done for name, one in authoring.counts.items() if name) == len(left)
    assert empty <= set(left)
    for place in left:
        assert place in empty or any(place[:depth] in wrong for depth in range(len(place) + 1)), place
    assert len([one for one in found if one.severity is Severity.EMPTY]) == len(empty)
    blocking = [one for one in found if one.blocks]
    assert all(one.source == COUNTED for one in found if one.severity is Severity.EMPTY and one not in blocking)
    assert review(authoring.schema, authoring.document.value, found).may_send is not bool(blocking)
    alone = [one for one in found if one.source != COUNTED]
    assert with_unfilled(authoring.root, authoring.document.value, alone) == found


@given(st.lists(st.tuples(st.sampled_from(ALL), st.sampled_from([..., None, "", "  ", [], {}, 7])), max_size=4))
def test_every_place_that_is_empty_is_counted_listed_and_walked_to(steps: list[tuple[Pointer, Any]]) -> None:
    value = copy.deepcopy(EXAMPLE)
    for place, new in steps:
        damaged(value, place, copy.deepcopy(new))
    agrees(Authoring(SCHEMA, value))


@pytest.mark.parametrize("new", [..., None, "", "  ", [], {}], ids=str)
def test_each_place_alone(new: Any) -> None:
    for place in ALL[::7]:
        value = copy.deepcopy(EXAMPLE)
        damaged(value, place, copy.deepcopy(new))
        agrees(Authoring(SCHEMA, value))


def test_null_in_a_required_place_is_empty_and_keeps_nothing_from_being_sent() -> None:
    authoring = Authoring(SCHEMA, copy.deepcopy(EXAMPLE))
    authoring.check()
    authoring.document.set(ABSTRACT, None)
    (problem,) = authoring.check()
    assert (problem.pointer, problem.severity, problem.title) == (ABSTRACT, Severity.EMPTY, "Abstract")
    assert not problem.blocks
    ready = review(SCHEMA, authoring.document.value, authoring.problems)
    assert ready.may_send and ready.empty == 1
    assert ready.sentence == "Ready, but 1 required field is still empty, which the schema allows."
    authoring.undo()
    assert authoring.check() == []


@pytest.mark.parametrize("place", [("observations",), ("provenance", "origin", "datasetType")], ids=str)
def test_an_empty_list_where_one_is_required_is_still_empty(place: Pointer) -> None:
    value = copy.deepcopy(EXAMPLE)
    damaged(value, place, [])
    authoring = Authoring(SCHEMA, value)
    agrees(authoring)
    (problem,) = [one for one in authoring.problems if one.severity is Severity.EMPTY]
    assert problem.pointer == place and not problem.blocks
    assert [one.pointer for one in authoring.left()] == [place]
    assert [one.pointer for one in with_unfilled(authoring.root, value, [])] == [place]


def test_the_last_item_leaves_what_adding_the_first_one_found() -> None:
    place: Pointer = ("observations",)
    field = SCHEMA.root.child("observations")
    for before in ({}, {"observations": None}, {"observations": []}, {"observations": [{}]}):
        authoring = Authoring(SCHEMA, copy.deepcopy(before))
        first = authoring.add_item(place, field)
        authoring.set_value((*first, "measuredProperty"), field.item.child("measuredProperty"), "Count")
        second = authoring.add_item(place, field)
        authoring.move_item(second, 0)
        while authoring.document.get((*place, 0)) is not ABSENT:
            authoring.remove_item((*place, 0))
        assert authoring.document.value == ({"observations": []} if before.get("observations") else before), before
        agrees(authoring)


@given(st.data())
def test_what_is_kept_in_step_with_edits_is_what_one_would_find_anew(data: st.DataObject) -> None:
    authoring = Authoring(SCHEMA, copy.deepcopy(EXAMPLE))
    authoring.document.set(ABSTRACT, None)
    agrees(authoring)
    for _ in range(4):
        place = data.draw(st.sampled_from([one for one in ALL if len(one) > 1]))
        act = data.draw(st.sampled_from(["set", "remove", "insert", "undo"]))
        document = authoring.document
        if act == "undo":
            document.undo()
        elif get(document.value, place[:-1]) is None or not isinstance(get(document.value, place[:-1]), dict | list):
            continue
        elif act == "remove":
            document.remove(place)
        elif act == "insert" and isinstance(place[-1], int):
            holder = get(document.value, place[:-1])
            if isinstance(holder, list) and place[-1] <= len(holder):
                document.insert(place, data.draw(st.sampled_from([None, {}, "", {"name": None}])))
        elif isinstance(place[-1], str) or place[-1] < len(get(document.value, place[:-1])):
            document.set(place, data.draw(st.sampled_from([None, "", "x", [], {}])))
        agrees(authoring)
        again = Authoring(SCHEMA, copy.deepcopy(document.value))
        again.check()
        assert {one.pointer for one in again.left()} == {one.pointer for one in authoring.left()}
        assert again.counts == authoring.counts
        assert set(again.problems) == set(authoring.problems)


@pytest.mark.parametrize(
    ("place", "text"),
    [(("summary", "title"), "   "), (("structuralMetadata", "tables", 0, "columns", 0, "name"), "")],
)
def test_what_is_empty_is_told_once_by_the_command_as_in_the_window(place: Pointer, text: str) -> None:
    value = copy.deepcopy(EXAMPLE)
    damaged(value, place, text)
    problems = with_unfilled(SCHEMA.root, value, advised(SCHEMA, value, Checker(SCHEMA).check(value)))
    assert [(one.severity, one.source) for one in problems if one.pointer == place] == [(Severity.EMPTY, COUNTED)]


@pytest.mark.parametrize("entry", [{}, {"name": ""}, {"name": " ", "subTypes": []}, {"subTypes": []}])
def test_an_entry_without_its_deciding_name_is_told_alike_however_it_came_to_be_so(entry: Any) -> None:
    value = copy.deepcopy(EXAMPLE)
    value["provenance"]["origin"]["datasetType"] = [entry]
    authoring = Authoring(SCHEMA, value)
    authoring.check()
    place = ("provenance", "origin", "datasetType", 0)
    told = {(one.pointer[4:], one.severity) for one in authoring.problems if one.pointer[:4] == place}
    assert told == {(("subTypes",), Severity.EMPTY), (("name",), Severity.ADVICE)}
    assert [one.pointer for one in authoring.left()] == [(*place, "subTypes")]


@pytest.mark.parametrize("entry", [{}, {"name": ""}, {"name": "  "}])
def test_a_deciding_name_that_the_schema_requires_is_empty_and_told_once(entry: Any) -> None:
    kinds = [
        {
            "title": one,
            "type": "object",
            "properties": {"name": {"type": "string", "default": one}, one: {"type": "integer"}},
            "required": ["name"],
        }
        for one in ("heart", "lungs")
    ]
    schema = {"type": "object", "properties": {"kinds": {"type": "array", "items": {"anyOf": kinds}}}}
    loaded = LoadedSchema("ours/1", schema)
    value = {"kinds": [entry]}
    found = with_unfilled(loaded.root, value, advised(loaded, value, Checker(loaded).check(value)))
    assert [(one.pointer, one.severity) for one in found] == [(("kinds", 0, "name"), Severity.EMPTY)]


def test_what_may_be_null_and_is_can_be_filled_from_elsewhere() -> None:
    value = copy.deepcopy(EXAMPLE)
    value["summary"]["abstract"] = None
    authoring = Authoring(SCHEMA, value)
    authoring.check()
    (problem,) = authoring.problems
    (repair,) = authoring.repairs(problem)
    assert problem.source == COUNTED and repair.kind == "fill" and not repair.sure
    authoring.mend([repair])
    assert authoring.check() == []


@pytest.mark.parametrize("name", ["HDRUK-4.0.0", "Opendatasoft-2.0", "AEP-1.0", "Qrvey-4.0"])
@pytest.mark.parametrize("nothing", ["", None, [], {}])
def test_what_is_emptied_anywhere_is_told_as_in_a_document_that_is_looked_through(name: str, nothing: Any) -> None:
    """Of a valid document only the places that are empty are looked at; what comes out is the same."""
    model, _, version = name.partition("-")
    schema = Catalogue().load(f"{model}/{version}")
    example = jsonio.read_file(resource_root() / "examples" / f"{name}.json")
    checker, compared = Checker(schema), 0
    for place in (one for one in places(example) if one and isinstance(one[-1], str)):
        value = copy.deepcopy(example)
        get(value, place[:-1])[place[-1]] = nothing
        if not checker.is_valid(value):
            continue
        compared += 1
        quick = {(one.pointer, one.severity) for one in with_unfilled(schema.root, value, [])}
        whole = {(one.pointer, one.severity) for one in let_pass(schema.root, value, [], left_in(schema.root, value))}
        assert quick == whole, place
    assert compared or model != "HDRUK"  # which lets most places be empty
