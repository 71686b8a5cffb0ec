"""How deep a document is, found without looking into objects that hold only plain values."""

from __future__ import annotations

import gc
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.validation.guards import deeper_than, depth_of

PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=3)
NESTED = st.recursive(
    PLAIN, lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=2), below, max_size=4)
)


def levels(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(levels, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(levels, value), default=0)
    return 0


@given(NESTED, st.integers(0, 6), st.booleans())
def test_depth_is_that_of_a_walk(value: Any, limit: int, read: bool) -> None:
    value = json.loads(json.dumps(value)) if read else value
    assert depth_of(value, limit) == min(levels(value), limit + 1)
    assert deeper_than(value, limit) == (levels(value) > limit)


def test_a_list_put_into_a_plain_object_later_counts() -> None:
    row: dict[str, Any] = {"name": "a"}
    rows = [row, {"name": "b"}]
    assert depth_of(rows, 9) == 2
    gc.collect()
    row["values"] = [[1]]
    assert depth_of(rows, 9) == 4
    row.update(values={"more": {}})
    assert depth_of(rows, 9) == 4
    del row["values"]
    gc.collect()
    assert depth_of(rows, 9) == 2
