"""Which file a draft was read from or saved to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gatewaydesk.document.disk import Stamp
from gatewaydesk.store import Store
from gatewaydesk.store.files import content_of

STAMP = Stamp(12, 1_700_000_000_000_000_000, 2**64 - 1, "a" * 64)


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open() as made:
        yield made


def test_a_file_is_kept_with_its_draft_and_found_by_its_path(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "a “dataset”.json"
    one = store.drafts.create({"a": 1}, schema="X/1", title="One")
    other = store.drafts.create({"a": 2}, schema="X/1", title="Other")
    assert store.files.of(one.id) is None
    store.files.keep(one.id, file, STAMP, content_of({"a": 1}))
    store.files.keep(other.id, file, STAMP, content_of({"a": 2}))
    kept = store.files.of(one.id)
    assert kept is not None
    assert (kept.path, kept.stamp, kept.content) == (file, STAMP, content_of({"a": 1}))
    assert [each.draft for each in store.files.drafts_of(file)] == [other.id, one.id]
    store.drafts.delete(other.id)
    assert [each.draft for each in store.files.drafts_of(file)] == [one.id]
    store.drafts.restore(other.id)
    store.drafts.discard(one.id)
    assert [each.draft for each in store.files.drafts_of(file)] == [other.id]


def test_a_draft_that_is_gone_and_a_name_that_is_no_text_are_passed_over(store: Store) -> None:
    store.files.keep("gone", Path("a.json"), STAMP, "")
    draft = store.drafts.create({}, schema="X/1", title="One")
    odd = Path("/tmp/\udcff.json")
    store.files.keep(draft.id, odd, STAMP, "")
    assert store.files.of(draft.id) is None
    assert store.files.drafts_of(odd) == []


def test_what_a_draft_says_is_told_by_its_content_and_its_order() -> None:
    assert content_of({"a": 1, "b": 2}) == content_of({"a": 1, "b": 2})
    different = [{"a": 1, "b": 2}, {"b": 2, "a": 1}, {"a": 1.0, "b": 2}, {"a": True, "b": 2}]
    assert len({content_of(one) for one in different}) == 4
