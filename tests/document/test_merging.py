"""The laws of bringing two versions together."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.document.difference import same
from gatewaydesk.document.merging import Decision, Merged, merge
from gatewaydesk.pointer import ABSENT
from tests.strategies import values

NAMES = st.sampled_from(["dob", "sex", "age", "bmi", "nhs"])
WORDS = st.sampled_from(["asthma", "copd", "covid", "lungs"])
CELLS = st.sampled_from(["text", "date", True, False, 1, 1.0, None])
COLUMNS = st.lists(
    st.fixed_dictionaries({"name": NAMES}, optional={"dataType": CELLS, "sensitive": CELLS}),
    max_size=4,
    unique_by=lambda row: row["name"],
)
ROWS = st.lists(st.fixed_dictionaries({}, optional={"count": st.integers(0, 3), "bin": WORDS}), max_size=4)
DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "title": WORDS,
        "keywords": st.lists(WORDS, max_size=4),
        "columns": COLUMNS,
        "rows": ROWS,
        "more": values,
    },
)
VERSIONS = st.tuples(DOCUMENTS, DOCUMENTS, DOCUMENTS)


def chosen(found: Merged, side: Any) -> dict[Any, Any]:
    return {one.key: side for one in found.decisions}


@given(DOCUMENTS | st.just(ABSENT), DOCUMENTS)
def test_equal_sides_merge_to_themselves(base: Any, side: Any) -> None:
    found = merge(base, side, copy.deepcopy(side))
    assert same(found.value, side) and found.decisions == ()


@given(DOCUMENTS, DOCUMENTS)
def test_a_side_that_changed_nothing_yields_the_other(base: Any, side: Any) -> None:
    for found in (merge(base, copy.deepcopy(base), side), merge(base, side, copy.deepcopy(base))):
        assert same(found.value, side)
        assert not any(one.conflict for one in found.decisions)


@given(VERSIONS)
def test_which_side_is_which_matters_to_conflicts_alone(versions: Any) -> None:
    base, mine, theirs = versions
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert len(one.decisions) == len(other.decisions) and len(one.open) == len(other.open)
    if not one.open:
        assert same(one.value, other.value)
    theirs_first = merge(base, mine, theirs, {each.key: "theirs" for each in one.open})
    mine_first = merge(base, theirs, mine, {each.key: "mine" for each in other.open})
    if not any(each.order for each in one.open):
        assert same(theirs_first.value, mine_first.value)


@given(VERSIONS)
def test_one_side_throughout_is_that_side(versions: Any) -> None:
    base, mine, theirs = versions
    found = merge(base, mine, theirs)
    assert same(merge(base, mine, theirs, chosen(found, "mine")).value, mine)
    assert same(merge(base, mine, theirs, chosen(found, "theirs")).value, theirs)
    assert merge(base, mine, theirs, chosen(found, "theirs")).open == ()


@given(VERSIONS, DOCUMENTS)
def test_changes_at_different_places_both_survive(versions: Any, other: Any) -> None:
    base, mine, theirs = versions
    left = {"a": {"deep": base}, "b": [other]}
    found = merge(left, {"a": {"deep": mine}, "b": [other]}, {"a": {"deep": base}, "b": [theirs]})
    assert found.open == ()
    assert same(found.value, {"a": {"deep": mine}, "b": [theirs]})


@given(VERSIONS)
def test_every_decision_says_what_is_there(versions: Any) -> None:
    found = merge(*versions)
    assert len({one.key for one in found.decisions}) == len(found.decisions)
    for one in found.decisions:
        assert not same(one.mine, one.theirs)
        if not one.order:
            assert one.conflict is not (same(one.base, one.mine) or same(one.base, one.theirs))


def named(name: str, **cells: Any) -> dict[str, Any]:
    return {"name": name, **cells}


def only(found: Merged) -> Decision:
    (one,) = found.decisions
    return one


def test_cells_of_one_table_are_merged_as_cells() -> None:
    base = [named("dob", sensitive=False), named("sex", sensitive=False), named("age", sensitive=False)]
    mine = [named("dob", sensitive=True), named("sex", sensitive=False), named("age", sensitive=False)]
    theirs = [named("age", sensitive=True), named("bmi"), named("dob", sensitive=False), named("sex", dataType="text")]
    found = merge(base, mine, theirs)
    assert found.open == ()
    assert found.value == [
        named("age", sensitive=True), named("bmi"), named("dob", sensitive=True), named("sex", dataType="text"),
    ]  # fmt: skip


def test_the_same_cell_changed_twice_is_a_conflict_at_the_cell() -> None:
    found = merge([named("dob", dataType="text")], [named("dob", dataType="date")], [named("dob", dataType="day")])
    one = only(found)
    assert (one.pointer, one.base, one.mine, one.theirs) == ((0, "dataType"), "text", "date", "day")
    assert one.conflict and not one.decided and found.value == [named("dob", dataType="date")]
    taken = merge(
        [named("dob", dataType="text")],
        [named("dob", dataType="date")],
        [named("dob", dataType="day")],
        {one.key: "theirs"},
    )
    assert taken.value == [named("dob", dataType="day")] and only(taken).decided


def test_both_texts_can_be_taken() -> None:
    one = only(merge("Old.", "Mine.", "Theirs."))
    assert one.can_be_both
    assert merge("Old.", "Mine.", "Theirs.", {one.key: "both"}).value == "Mine.; Theirs."
    prose = "What the dataset holds. " * 10
    assert merge("Old.", prose, "Theirs.", {one.key: "both"}).value == f"{prose}\n\nTheirs."


def test_words_put_in_and_taken_out_on_both_sides() -> None:
    found = merge(["asthma", "copd", "lungs"], ["asthma", "lungs", "smoking"], ["asthma", "copd", "covid", "lungs"])
    assert found.open == () and found.value == ["asthma", "covid", "lungs", "smoking"]


def test_what_one_side_removed_and_the_other_changed_is_a_conflict() -> None:
    one = only(merge({"title": "A"}, {"title": "B"}, {}))
    assert one.conflict and one.mine == "B" and one.theirs is ABSENT
    assert merge({"title": "A"}, {"title": "B"}, {}, {one.key: "theirs"}).value == {}


def test_without_a_base_all_that_differs_is_to_be_decided() -> None:
    found = merge(ABSENT, {"title": "A", "same": 1, "mine": 2}, {"title": "B", "same": 1})
    assert [(one.pointer, one.decided) for one in found.decisions] == [(("title",), False), (("mine",), False)]
    assert found.value == {"title": "A", "same": 1, "mine": 2}


def test_numbers_that_look_alike_are_told_apart() -> None:
    assert only(merge({"n": 1}, {"n": 1}, {"n": True})).chosen == "theirs"
    assert only(merge({"n": 1}, {"n": 1.0}, {"n": 1})).chosen == "mine"


def test_the_same_new_order_on_both_sides_is_no_conflict() -> None:
    found = merge(["a", "b", "c"], ["c", "a", "b", "d"], ["c", "a", "b"])
    assert found.open == () and found.value == ["c", "a", "b", "d"]


def test_two_new_orders_are_a_conflict_of_order() -> None:
    one = only(merge(["a", "b", "c"], ["c", "a", "b"], ["b", "a", "c"]))
    assert one.order and one.conflict and (one.mine, one.theirs) == (["c", "a", "b"], ["b", "a", "c"])
    assert merge(["a", "b", "c"], ["c", "a", "b"], ["b", "a", "c"], {one.key: "theirs"}).value == ["b", "a", "c"]


def test_large_tables_are_merged_in_reasonable_time() -> None:
    base = [{"tables": [named(f"c{at}", sensitive=False) for at in range(20_000)]}]
    mine, theirs = copy.deepcopy(base), copy.deepcopy(base)
    mine[0]["tables"][7]["sensitive"] = True
    del theirs[0]["tables"][19_000]
    theirs[0]["tables"].insert(3, named("new"))
    found = merge(base, mine, theirs)
    assert found.open == () and len(found.value[0]["tables"]) == 20_000
    assert [one.pointer[2:] for one in found.decisions] == [(3,), (8, "sensitive"), (19_001,)]
