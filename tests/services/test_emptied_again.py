"""What is typed and emptied again leaves the document as it was: a slip of a key asks nobody for more."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gatewaydesk.document.following import nothing_in
from gatewaydesk.paths import resource_root
from gatewaydesk.pointer import ABSENT, Pointer, get
from gatewaydesk.schema.catalogue import Catalogue, LoadedSchema
from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.services.authoring import Authoring

SHIPPED = {
    "HDRUK/4.0.0": "HDRUK-4.0.0.json",
    "HDRUK/3.0.0": "",
    "HDRUK/2.1.2": "",
    "AEP/1.0": "AEP-1.0.json",
    "Opendatasoft/2.0": "Opendatasoft-2.0.json",
    "Qrvey/4.0": "Qrvey-4.0.json",
}
LOADED = {name: Catalogue().load(name) for name in SHIPPED}
EXAMPLES: dict[str, Any] = {
    name: json.loads((resource_root() / "examples" / file).read_text(encoding="utf-8")) if file else {}
    for name, file in SHIPPED.items()
}
HDRUK = LOADED["HDRUK/4.0.0"]
NEEDED = ("provenance", "temporal", "startDate")


def authoring_without(*names: str, **more: Any) -> Authoring:
    value = copy.deepcopy(EXAMPLES["HDRUK/4.0.0"])
    for name in names:
        value.pop(name, None)
    return Authoring(HDRUK, {**value, **more}, advises=False)


def field_of(authoring: Authoring, pointer: Pointer) -> Field:
    field = authoring.field_at(pointer)
    assert field is not None
    return field


def type_into(authoring: Authoring, pointer: Pointer, text: str) -> None:
    """As the form does it: key by key, in one step."""
    for end in range(1, len(text) + 1):
        authoring.set_value(pointer, field_of(authoring, pointer), text[:end], f"type {pointer}")


def empty(authoring: Authoring, pointer: Pointer) -> None:
    authoring.set_value(pointer, field_of(authoring, pointer), ABSENT, f"type {pointer}")
    authoring.end_merge()


@pytest.mark.parametrize(
    "pointer",
    [
        NEEDED,
        ("provenance", "temporal", "timeLag"),
        ("provenance", "temporal", "endDate"),
        ("coverage", "spatial"),
        ("coverage", "pathway"),
        ("documentation", "description"),
        ("documentation", "associatedMedia"),
    ],
)
@pytest.mark.parametrize("was", [ABSENT, None])
def test_an_emptied_optional_section_goes_whichever_field_it_was(pointer: Pointer, was: Any) -> None:
    section = str(pointer[0])
    authoring = authoring_without(section, **({} if was is ABSENT else {section: was}))
    before = copy.deepcopy(authoring.document.value)
    type_into(authoring, pointer, "20")
    empty(authoring, pointer)
    assert json.dumps(authoring.document.value) == json.dumps(before)
    authoring.undo()
    assert json.dumps(authoring.document.value) == json.dumps(before)
    assert authoring.undo_label is None


@pytest.mark.parametrize("pointer", [NEEDED, ("coverage", "spatial")])
def test_it_goes_also_after_the_draft_was_closed_and_opened(pointer: Pointer) -> None:
    first = authoring_without(str(pointer[0]))
    before = copy.deepcopy(first.document.value)
    type_into(first, pointer, "20")
    again = Authoring(HDRUK, copy.deepcopy(first.document.value), advises=False)
    empty(again, pointer)
    assert again.document.value == before


@pytest.mark.parametrize(
    ("section", "held", "pointer"),
    [
        ("provenance", {}, NEEDED),
        ("provenance", {"temporal": {}}, NEEDED),
        ("provenance", {"origin": None, "temporal": {"publishingFrequency": None}}, NEEDED),
        ("coverage", {}, ("coverage", "spatial")),
        ("coverage", {"spatial": None}, ("coverage", "spatial")),
        ("coverage", {"spatial": None}, ("coverage", "pathway")),
        ("coverage", {"pathway": None, "spatial": "Wales"}, ("coverage", "pathway")),
    ],
)
def test_a_section_that_was_there_becomes_what_it_was(section: str, held: Any, pointer: Pointer) -> None:
    authoring = authoring_without(section, **{section: held})
    before = copy.deepcopy(authoring.document.value)
    type_into(authoring, pointer, "20")
    empty(authoring, pointer)
    assert authoring.document.value == before


def test_a_section_that_was_included_on_purpose_stays() -> None:
    authoring = authoring_without("provenance")
    authoring.include(("provenance",), field_of(authoring, ("provenance",)))
    included = copy.deepcopy(authoring.document.value)
    type_into(authoring, NEEDED, "2")
    empty(authoring, NEEDED)
    assert authoring.document.value == included


def test_two_fields_emptied_one_after_the_other_take_it_along() -> None:
    authoring = authoring_without("coverage")
    before = copy.deepcopy(authoring.document.value)
    first, second = ("coverage", "spatial"), ("coverage", "pathway")
    type_into(authoring, first, "Wales")
    type_into(authoring, second, "All")
    empty(authoring, first)
    assert authoring.document.value["coverage"] == {"spatial": None, "pathway": "All"}
    empty(authoring, second)
    assert authoring.document.value == before


def test_an_entry_that_a_person_added_keeps_the_group() -> None:
    group = {
        "type": "object",
        "properties": {"x": {"type": "string"}},
        "required": ["x"],
        "additionalProperties": {"type": "string"},
    }
    authoring = Authoring(LoadedSchema("SAMPLE/1", {"type": "object", "properties": {"g": group}}))
    type_into(authoring, ("g", "x"), "v")
    authoring.document.set(("g", "mine"), "")
    empty(authoring, ("g", "x"))
    assert authoring.document.value == {"g": {"mine": ""}}


# In general

LEAVES = {Kind.TEXT, Kind.INTEGER, Kind.NUMBER, Kind.DATE, Kind.DATE_TIME, Kind.EMAIL, Kind.URL, Kind.CHOICE}


def empty_leaves(field: Field, value: Any, at: Pointer = ()) -> Iterator[Pointer]:
    """The places that a person could type into and that hold nothing, in groups and their items."""
    field = field.settled(value)
    if field.kind is Kind.OBJECT:
        for child in field.children if len(at) < 5 else ():
            yield from empty_leaves(child, get(value, (child.name,)), (*at, child.name))
    elif field.kind is Kind.LIST and isinstance(value, list):
        for index, one in enumerate(value[:3]):
            item = field.item_at(index)
            if item is not None and isinstance(one, dict):
                yield from empty_leaves(item, one, (*at, index))
    elif (value is ABSENT or value is None) and (field.kind in LEAVES or field.kind is Kind.UNION):
        yield at


def places(value: Any, at: Pointer = ()) -> Iterator[Pointer]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield (*at, name)
            yield from places(one, (*at, name))


@given(st.data())
def test_typing_into_an_empty_place_and_emptying_it_gives_back_what_was_there(data: Any) -> None:
    name = data.draw(st.sampled_from([*SHIPPED]))
    schema, value = LOADED[name], copy.deepcopy(EXAMPLES[name])
    for _ in range(data.draw(st.integers(0, 4))):
        if held := [*places(value)]:
            pointer = data.draw(st.sampled_from(held))
            holder = get(value, pointer[:-1])
            nothing = data.draw(st.sampled_from([ABSENT, {}, None]))
            if nothing is ABSENT:
                del holder[pointer[-1]]
            elif isinstance(holder[pointer[-1]], dict) or nothing is None:
                holder[pointer[-1]] = nothing
    authoring = Authoring(schema, copy.deepcopy(value), advises=False)
    empty_places = [*empty_leaves(authoring.root, value)]
    assume(empty_places)
    pointer = data.draw(st.sampled_from(empty_places))
    type_into(authoring, pointer, data.draw(st.sampled_from(["2", "x y"])))
    empty(authoring, pointer)
    after = authoring.document.value
    came = next(at for end in range(len(pointer)) if get(value, at := pointer[: end + 1]) in (ABSENT, None))
    field = field_of(authoring, came)
    if field.required or (get(value, came) is None and not field.nullable):
        # what must be there stays, empty, and a null that was wrong goes; nothing else is touched
        assert nothing_in(get(after, came)), (name, pointer)
        for one in (after, value):
            holder = get(one, came[:-1])
            assert isinstance(holder, dict)
            holder.pop(came[-1], None)
    assert json.dumps(after) == json.dumps(value), (name, pointer)
