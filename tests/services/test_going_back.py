"""Versions and the timeline: kept at the right moments, gone back to exactly, told in order."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewaydesk.document.document import Document
from gatewaydesk.document.edits import Change, Edit
from gatewaydesk.document.steps import Kind
from gatewaydesk.errors import StoreDamaged
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.paths import resource_root
from gatewaydesk.pointer import ABSENT
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services import going_back, versions
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.submission import Submission, queue, submit
from gatewaydesk.services.timeline import Moment, timeline
from gatewaydesk.store import DraftMissing, Receipt, Store
from gatewaydesk.store.database import stamp
from gatewaydesk.store.journal import Note
from gatewaydesk.store.journal import append as write_down
from tests.services.paper import PaperGateway

EXAMPLE = json.loads((resource_root() / "examples" / "HDRUK-4.0.0.json").read_text(encoding="utf-8"))
HDRUK = Catalogue().load("HDRUK/4.0.0")
BEGAN = datetime(2026, 3, 3, 9, 15, tzinfo=UTC)


@pytest.fixture
def draft(store: Store) -> str:
    made = store.drafts.create(EXAMPLE, schema="HDRUK/4.0.0", title="First").id
    with store.database.write() as connection:
        connection.execute("UPDATE drafts SET created_at = ?", (stamp(BEGAN),))
    return made


leaves = st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from([1.0, -0.0, "a", ""])
names = st.sampled_from("abcd")
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4), max_leaves=12
)


@given(st.data())
def test_going_back_is_one_step_that_leads_to_exactly_that_value(
    tmp_path_factory: pytest.TempPathFactory, data: Any
) -> None:
    then, now = data.draw(values), data.draw(values)
    with Store.open(tmp_path_factory.mktemp("store") / "desk.sqlite3") as store:
        draft = store.drafts.create(now, schema="HDRUK/4.0.0", title="T").id
        version = store.versions.keep(draft, then, why="named", name="x")
        assert version is not None
        authoring = Authoring(HDRUK, copy.deepcopy(now))
        way = going_back.way_back(store, draft, version.id, authoring)
        if way.edits:
            authoring.apply(way.edits, way.label)
        assert repr(authoring.document.value) == repr(then)
        if way.edits:
            assert authoring.undo_label == "go back to “x”"
            authoring.undo()
        assert repr(authoring.document.value) == repr(now)
        assert authoring.undo_label is None


def test_a_draft_that_could_not_be_kept_first_does_not_go_back(store: Store, draft: str) -> None:
    version = store.versions.keep(draft, {"a": 1}, why="named", name="x")
    assert version is not None
    no_more_versions(store)
    authoring = Authoring(HDRUK, copy.deepcopy(EXAMPLE))
    for attempt in (
        lambda: going_back.way_back(store, draft, version.id, authoring),
        lambda: going_back.go_back(store, Catalogue(), draft, version.id),
    ):
        with pytest.raises(Exception, match="refused"):
            attempt()
    assert store.drafts.load(draft).value == authoring.document.value == EXAMPLE


def test_a_damaged_version_leaves_the_draft_alone(store: Store, draft: str) -> None:
    version = store.versions.keep(draft, {"a": 1}, why="named", name="x")
    assert version is not None
    with store.database.write() as connection:
        connection.execute("UPDATE versions SET value = x'00'")
    with pytest.raises(StoreDamaged):
        going_back.go_back(store, Catalogue(), draft, version.id)
    assert store.drafts.load(draft).value == EXAMPLE


def test_names_do_not_grow_to_and_fro(store: Store, draft: str) -> None:
    newest = store.versions.keep(draft, {"summary": {"title": "x"}}, why="named", name="x")
    for _ in range(20):
        assert newest is not None
        going_back.go_back(store, Catalogue(), draft, newest.id)
        newest = store.versions.rows(draft)[0]
        assert len(versions.called(newest)) < 200


def no_more_versions(store: Store) -> None:
    with store.database.write() as connection:
        connection.execute("CREATE TRIGGER no BEFORE INSERT ON versions BEGIN SELECT RAISE(ABORT, 'no'); END")


def test_what_was_submitted_is_kept_as_it_was(store: Store, draft: str, caplog: pytest.LogCaptureFixture) -> None:
    def saved(value: Any) -> Submission:
        store.drafts.save(draft, value, title="T")
        return ready(value, draft, "T")

    def ready(value: Any, draft_id: str, title: str) -> Submission:
        return Submission(gateway.prepare_create(value, schema="HDRUK/4.0.0"), draft_id, title, "HDRUK/4.0.0")

    def tell(_: str) -> None:
        pass

    gateway = PaperGateway()
    submit(store, gateway, saved({"a": 1}), cancel=CancelToken(), progress=tell)
    queue(store, gateway, saved({"a": 2}))
    rows = store.versions.rows(draft)
    assert [versions.called(one) for one in rows] == ["As submitted to Paper"] * 2
    assert [store.versions.load(one.id)[1] for one in rows] == [{"a": 2}, {"a": 1}]
    no_more_versions(store)
    other = store.drafts.create({"a": 3}, schema="HDRUK/4.0.0", title="U").id
    assert queue(store, gateway, ready({"a": 3}, other, "U")).state == "waiting"  # it goes all the same
    assert "a version could not be kept (sent): StoreProblem" in caplog.text


def test_what_belongs_to_no_draft_has_no_versions(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    for draft_id in ("", "no such draft"):
        versions.keep_by_itself(store, draft_id, "sent", "Practice")
    assert not caplog.records


def test_a_draft_is_kept_before_work_goes_on_on_another_day(store: Store, draft: str) -> None:
    store.drafts.save(draft, {"a": 1}, title="T")
    versions.keep_before_work(store, store.drafts.load(draft))
    assert store.versions.rows(draft) == []
    with store.database.write() as connection:
        connection.execute("UPDATE drafts SET changed_at = ?", (stamp(BEGAN),))
    for _ in range(2):
        versions.keep_before_work(store, store.drafts.load(draft))
    [version] = store.versions.rows(draft)
    today = datetime.now()
    assert versions.called(version) == f"Before the work of {today.day} {today:%B %Y}"


def journal(store: Store, steps: list[tuple[str, datetime]]) -> None:
    with store.database.write() as connection:
        [(number,)] = connection.execute("SELECT number FROM drafts").fetchall()
        last = None
        for at, (told, moment) in enumerate(steps):
            change = Change((Edit(("n",), at or ABSENT, at + 1),), "change n")
            last = write_down(connection, number, [Note(Kind.DO, change, told)], last, stamp(moment))


def sent(store: Store, draft_id: str, moment: datetime) -> None:
    row = store.outbox.begin(
        draft_id, "Practice", "hdruk", "T", "A/1", method="POST", url="http://x", body=b"{}", route="r", pid="p"
    )
    store.outbox.sending(row.id)
    store.outbox.settle(
        row.id,
        Receipt("7", "", "p", "Practice", "hdruk", "T", "A/1", "active", stamp(moment), row.sha256, "", draft_id),
    )


def in_short(moments: list[Moment]) -> list[tuple[str, str, str, int]]:
    return [(one.what, one.title, one.note, one.count) for one in moments]


def test_changes_are_told_by_the_hour_and_the_section_between_versions_and_receipts(store: Store, draft: str) -> None:
    minute = timedelta(minutes=1)
    journal(
        store,
        [
            ("Summary › Title changed", BEGAN + minute),
            ("Coverage › Places changed", BEGAN + 2 * minute),
            ("Summary › Abstract changed", BEGAN + 3 * minute),
            ("Undone: Summary › Title changed", BEGAN + 4 * minute),
            ("Undone: Repair 3 problems", BEGAN + 5 * minute),
            ("Summary › Title changed", BEGAN + 120 * minute),
            ("Summary › Title changed", BEGAN + 200 * minute),
        ],
    )
    version = store.versions.keep(draft, {"a": 1}, why="named", name="Mine")
    assert version is not None
    with store.database.write() as connection:
        connection.execute("UPDATE versions SET made_at = ?", (stamp(BEGAN + 130 * minute),))
    sent(store, draft, BEGAN + 140 * minute)
    found = timeline(store, draft)
    assert in_short(found) == [
        ("changes", "Summary", "Title changed", 1),
        ("sent", "Sent to Practice", "Dataset ID 7", 0),
        ("version", "Mine", "", 0),
        ("changes", "Summary", "Title changed", 1),
        ("changes", "Undone: Repair 3 problems", "", 1),
        ("changes", "Summary", "Title changed, Abstract changed, Undone: Title changed", 3),
        ("changes", "Coverage", "Places changed", 1),
        ("begun", "Begun", "", 0),
    ]
    assert found[2].version == version.id


def test_a_clock_that_jumps_changes_no_order_of_what_was_done(store: Store, draft: str) -> None:
    journal(
        store,
        [(f"Section {at} › Field changed", BEGAN + timedelta(hours=hour)) for at, hour in enumerate((5, -9000, 7, 6))],
    )
    assert [one.title for one in timeline(store, draft)][:4] == ["Section 3", "Section 2", "Section 1", "Section 0"]


def test_of_many_fields_some_are_named(store: Store, draft: str) -> None:
    journal(store, [(f"Summary › Field {at} changed", BEGAN + timedelta(seconds=at)) for at in range(9)])
    note = timeline(store, draft)[0].note
    assert note.endswith("Field 3 changed and 5 more")


def test_there_is_no_timeline_of_no_draft(store: Store) -> None:
    with pytest.raises(DraftMissing):
        timeline(store, "none")


def test_the_document_is_only_read_while_the_way_back_is_found(store: Store, draft: str) -> None:
    version = store.versions.keep(draft, {}, why="named", name="x")
    assert version is not None
    authoring = Authoring(HDRUK, copy.deepcopy(EXAMPLE))
    going_back.way_back(store, draft, version.id, authoring)
    assert authoring.document.value == EXAMPLE and authoring.document.revision == Document().revision
