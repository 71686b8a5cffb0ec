"""What is kept in step with a document's edits is what one would find by looking at the whole again."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.document.document import Document
from gatewaydesk.document.edits import Change
from gatewaydesk.pointer import ABSENT, Pointer
from gatewaydesk.schema.reader import read
from gatewaydesk.validation.completeness import Counts, measure
from gatewaydesk.validation.guards import depth_of
from gatewaydesk.validation.measured import Measured, recounted
from tests.strategies import documents, forms, values
from tests.validation.test_completeness import SCHEMA


def places(value: Any, above: Pointer = ()) -> list[Pointer]:
    """Every place of a document, and one more in each list and object."""
    if isinstance(value, dict):
        members = [*value.items(), ("new one", ABSENT)]
        return [above, *(place for name, below in members for place in places(below, (*above, name)))]
    if isinstance(value, list):
        return [above, *(place for at, below in enumerate([*value, ABSENT]) for place in places(below, (*above, at)))]
    return [above]


def edit(data: st.DataObject, document: Document, names: list[str]) -> None:
    place = data.draw(st.sampled_from(places(document.value)))
    if place[-1:] == ("new one",):
        place = (*place[:-1], data.draw(st.sampled_from(names)))
    if data.draw(st.integers(0, 4)) == 0:
        document.undo()
    elif document.get(place) is not ABSENT and data.draw(st.booleans()):
        document.remove(place)
    elif place and isinstance(place[-1], int) and data.draw(st.booleans()):
        document.insert(place, data.draw(values))
    else:
        document.set(place, data.draw(values))


@given(st.data())
def test_counts_and_depth_are_those_of_the_whole(data: st.DataObject) -> None:
    schema = data.draw(st.just(SCHEMA) | forms(2020) | st.just({"type": "array", "items": SCHEMA}))
    root = read(schema)
    document = Document(data.draw(documents(schema)))
    names = [child.name for child in root.children] or ["a"]
    kept = Measured(lambda: root)

    def follow(change: Change) -> None:
        kept.follow(change, document.value, document.revision)
        if before[0] is not None:
            after = recounted(root, before[0], document.value, change.edits)
            assert after is None or after == measure(root, document.value)

    document.listen(follow)
    for _ in range(6):
        before: list[dict[str, Counts] | None] = [kept.counts(document.value, document.revision)]
        assert kept.depth(document.value, document.revision) >= depth_of(document.value, 1000)
        edit(data, document, names)
        assert kept.counts(document.value, document.revision) == measure(root, document.value)


def test_a_list_that_needs_several_items_is_measured_anew_as_it_grows() -> None:
    row = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    root = read({"type": "object", "properties": {"rows": {"type": "array", "items": row, "minItems": 2}}})
    document = Document({"rows": [{"n": 1}]})
    kept = Measured(lambda: root)
    document.listen(lambda change: kept.follow(change, document.value, document.revision))
    for _ in range(2):
        assert kept.counts(document.value, document.revision) == measure(root, document.value)
        document.insert(("rows", 1), {"n": 2})
    assert kept.counts(document.value, document.revision) == measure(root, document.value)


def test_typing_in_a_column_looks_at_nothing_else() -> None:
    root = read(SCHEMA)
    document = Document({"summary": {"title": "a"}, "tables": [{"name": "t", "columns": [{"name": "a"}, {}]}]})
    before = measure(root, document.value)
    for place, value in (
        (("tables", 0, "columns", 1, "name"), "b"),
        (("tables", 0, "columns", 2), {"name": "c", "note": "n"}),
        (("summary", "title"), ABSENT),
    ):
        change = document.set(place, value)
        assert change is not None
        after = recounted(root, before, document.value, change.edits)
        assert after == measure(root, document.value)
        assert after != before
        before = copy.deepcopy(after)


def test_a_list_that_gets_its_first_item_is_measured_anew() -> None:
    root = read(SCHEMA)
    document = Document({"tags": []})
    before = measure(root, document.value)
    change = document.insert(("tags", 0), "a")
    assert recounted(root, before, document.value, change.edits) is None


def test_what_changed_unseen_is_not_relied_on() -> None:
    root = read(SCHEMA)
    document = Document({"summary": {"title": "a"}})
    kept = Measured(lambda: root)
    kept.counts(document.value, document.revision)
    document.set(("summary", "title"), "")  # nobody told
    change = document.set(("summary", "size"), 1)
    assert change is not None
    kept.follow(change, document.value, document.revision)
    assert kept.counts(document.value, document.revision) == measure(root, document.value)
