"""Groups that fit several alternatives: whatever the alternatives are, every account is given, and is the same."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gatewaydesk.validation.completeness import Counts, measure
from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.remaining import left_in
from gatewaydesk.validation.unfilled import also_left, with_unfilled
from tests.validation.checking import ENGINES, ready, told

A = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
C = {"type": "object", "properties": {"c": {}}, "required": ["c"]}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("value", [{}, {"q": 1}])
@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize(
    "others", [[{"not": {"type": "object"}}], [{"type": "string"}, {"not": {"type": ["object", "array"]}}]]
)
def test_an_alternative_that_refuses_groups_leaves_no_choice(
    others: list[Any], keyword: str, value: Any, engine: Any
) -> None:
    schema = {"type": "object", "properties": {"x": {keyword: [A, *others]}}}
    assert told(schema, {"x": value}, engine) == [("/x/a", "Required, and still empty.")]


@pytest.mark.parametrize("engine", ENGINES)
def test_among_the_others_there_is_a_choice(engine: Any) -> None:
    schema = {"type": "object", "properties": {"x": {"anyOf": [A, C, {"not": {"type": "object"}}]}}}
    assert told(schema, {"x": {"q": 1}}, engine) == [("/x", "Needs “A” or “C”.")]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("value", [{}, {"q": 1}])
@pytest.mark.parametrize("forms", [[A, {}], [A, C, {}]])
def test_what_a_condition_asks_for_is_not_what_the_alternatives_lack(forms: list[Any], value: Any, engine: Any) -> None:
    schema = {"type": "object", "properties": {"x": {"anyOf": forms, "if": {}, "then": {"required": ["b"]}}}}
    assert [place for place, _ in told(schema, {"x": value}, engine)] == ["/x/b"]


_names = st.sampled_from(["a", "b", "c"])
_values = st.recursive(
    st.sampled_from([None, True, 0, 1.5, "", " ", "a", "b"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_names, inner, max_size=3),
    max_leaves=6,
)
_leaves = st.sampled_from(
    [{}, True, False, {"type": "string"}, {"type": ["object", "array"]}, {"enum": ["a", "b"]}, {"const": "a"}, C, A]
)


def _larger(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=3)
    parts = {
        "type": st.sampled_from(["object", "string", "array"]),
        "properties": st.dictionaries(_names, inner, min_size=1, max_size=2),
        "required": st.lists(_names, min_size=1, max_size=2, unique=True),
        "additionalProperties": st.just(False),
        "items": inner,
        "anyOf": several,
        "oneOf": several,
        "not": inner,
        "if": inner,
        "then": inner,
        "else": inner,
    }
    chosen = st.lists(st.sampled_from(sorted(parts)), min_size=1, max_size=4, unique=True)
    return chosen.flatmap(lambda names: st.fixed_dictionaries({name: parts[name] for name in names}))


_schemas = st.recursive(_leaves, _larger, max_leaves=6)
_groups = st.dictionaries(st.sampled_from(["a", "b", "c", "q"]), _values, max_size=2)
_refusals = st.sampled_from(["object", ["object", "array"], "string", "null"]).map(lambda one: {"not": {"type": one}})
_forms = st.sampled_from([A, C, {}, {"type": "string"}, {"allOf": [C]}]) | _refusals | _schemas
_wanted = st.fixed_dictionaries({"required": st.lists(_names, min_size=1, max_size=2, unique=True)})
_conditions: st.SearchStrategy[dict[str, Any]] = st.just({}) | st.fixed_dictionaries(
    {"if": st.just({}) | _schemas, "then": _wanted}
)
_unions = st.tuples(st.sampled_from(["anyOf", "oneOf"]), st.lists(_forms, min_size=2, max_size=3), _conditions).map(
    lambda one: {"type": "object", "properties": {"x": {one[0]: one[1], **one[2]}}}
)
_of_unions = st.tuples(_unions, _groups.map(lambda one: {"x": one}))


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(_of_unions | st.tuples(_unions | _schemas, _values | _values.map(lambda one: {"x": one})))
def test_every_account_is_given_of_whatever_may_be_chosen(drawn: tuple[Any, Any]) -> None:
    schema, value = drawn
    what = json.dumps([schema, value])
    prepared = ready(schema)
    problems = Checker(prepared).check(value)
    told_of = with_unfilled(prepared.root, value, problems)
    counts = measure(prepared.root, value)
    left = left_in(prepared.root, value)
    assert all(one.message and one.title for one in told_of), what
    missing = counts.get("", Counts()).required_total - counts.get("", Counts()).required_done
    assert len(left) == missing, what
    assert also_left(prepared.root, value, problems, left) is not None, what
