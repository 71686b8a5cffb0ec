"""Of alternatives one form is drawn, counted by and told by: the one that fits best. What is not of it is the stray."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatewaydesk.schema.fields import Field
from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.places import Places
from tests.validation.checking import ENGINES, ready, told

TEXT = {"type": "string"}
ANOTHER_FORM = "Is part of another form than the one that is filled in here: remove it, or choose that form."
EMPTY = "Required, and still empty."


def group(title: str, *required: str, **properties: Any) -> dict[str, Any]:
    return {
        "title": title, "type": "object", "properties": properties, "required": list(required),
        "additionalProperties": False,
    }  # fmt: skip


PERSON = group("Person", "given", "family", given=TEXT, family=TEXT)
COMPANY = group("Company", "company", company={"type": "string", "minLength": 3}, number={"type": "integer"})

# How a schema may offer the same two forms
OFFERS: dict[str, Any] = {
    "plainly": {"oneOf": [PERSON, COMPANY]},
    "any of": {"anyOf": [PERSON, COMPANY]},
    "by reference": {"oneOf": [{"$ref": "#/$defs/P"}, {"$ref": "#/$defs/C"}]},
    "null first": {"oneOf": [{"type": "null"}, {"$ref": "#/$defs/P"}, {"$ref": "#/$defs/C"}]},
    "beside a text": {"oneOf": [TEXT, PERSON, COMPANY]},
    "one in another": {"anyOf": [TEXT, {"anyOf": [PERSON, COMPANY]}]},
    "one in another by reference": {"anyOf": [{"$ref": "#/$defs/Either"}, TEXT]},
}
DRAFTS = ["http://json-schema.org/draft-04/schema#", "https://json-schema.org/draft/2020-12/schema"]


def offering(offer: Any, draft: str) -> dict[str, Any]:
    kept = {"P": PERSON, "C": COMPANY, "Either": {"oneOf": [PERSON, COMPANY]}}
    return {"$schema": draft, "type": "object", "properties": {"owner": offer}, "$defs": kept}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("draft", DRAFTS)
@pytest.mark.parametrize("offer", OFFERS.values(), ids=OFFERS)
@pytest.mark.parametrize(
    ("owner", "said"),
    [
        ({"given": "A", "family": "B", "company": "Big"}, [("/owner/company", ANOTHER_FORM)]),
        ({"given": "A", "company": "B"}, [("/owner/family", EMPTY), ("/owner/company", ANOTHER_FORM)]),
        ({"given": "A", "number": 3}, [("/owner/company", EMPTY), ("/owner/given", ANOTHER_FORM)]),
        ({"given": "A", "company": "Big"}, [("/owner/given", ANOTHER_FORM)]),
    ],
)
def test_what_is_told_is_of_the_form_that_is_drawn(owner: Any, said: Any, offer: Any, draft: str, engine: Any) -> None:
    assert told(offering(offer, draft), {"owner": owner}, engine) == said


_names = st.sampled_from(["a", "b", "c", "kind"])
_members = st.sampled_from([TEXT, {"type": "integer"}, {"enum": ["x", "y"]}, {"const": "x"}, {"enum": ["z"]}])
_groups = st.dictionaries(_names, _members, min_size=1, max_size=3).flatmap(
    lambda properties: st.lists(st.sampled_from(sorted(properties)), unique=True).map(
        lambda required: group("Form", *required, **properties)
    )
)
_unions = st.tuples(st.sampled_from(["anyOf", "oneOf"]), st.lists(_groups, min_size=2, max_size=3))
_values = st.dictionaries(_names, st.sampled_from(["x", "y", "z", "long", 3, None]), max_size=4)


@settings(max_examples=600, deadline=None)
@given(_unions, _values)
def test_no_member_of_the_form_that_is_drawn_is_called_a_stray(union: tuple[str, Any], value: Any) -> None:
    schema = {"type": "object", "properties": {"owner": {union[0]: union[1]}}}
    prepared = ready(schema)
    document = {"owner": value}
    drawn: Field | None = Places(prepared.root, document).at(("owner",)).field
    names = {child.name for child in drawn.children} if drawn is not None else set()
    for one in Checker(prepared).check(document):
        about = one.pointer[-1]
        if one.keyword == "additionalProperties":
            assert about not in names, json.dumps([schema, document])
        elif one.keyword == "required":
            assert about in names, json.dumps([schema, document])


CONTRARY = (
    "Is a field in one part of this schema and not allowed by another; the two contradict one another: leave it out, "
    "or ask whoever made the schema."
)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("closing", ["additionalProperties", "unevaluatedProperties"])
def test_a_member_that_two_parts_of_a_schema_disagree_about_is_no_copy_of_itself(closing: str, engine: Any) -> None:
    parts = [{"properties": {"title": TEXT}}, {"properties": {"size": {"type": "integer"}}, closing: False}]
    schema = {"$schema": DRAFTS[1], "type": "object", "allOf": parts}
    assert told(schema, {"title": "Heart", "size": 5}, engine) == [("/title", CONTRARY)]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_member_whose_part_of_the_schema_was_not_kept_to_is_told_by_what_was_wrong_there(engine: Any) -> None:
    forms = [{"required": [one], "properties": {one: {**TEXT, "title": one.title()}}} for one in ("person", "org")]
    schema = {"$schema": DRAFTS[1], "type": "object", "allOf": [{"oneOf": forms}], "unevaluatedProperties": False}
    value = {"person": "Jane", "org": "NHS"}
    assert told(schema, value, engine) == [("/org", "Fill in only one of “Person” and “Org”.")]
    assert [place for place, _ in told(schema, {**value, "x": 1}, engine)] == ["/org", "/x"]
