"""A gateway that cuts us off, or says 502 or 503, and commits much later: over the wire, with the real connector."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.document import jsonio
from gatewaydesk.errors import OutcomeUnknown, Refused
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.practice.faults import LATE
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services import resolving, submission
from gatewaydesk.services.outgoing import Passed, go_through
from gatewaydesk.services.preparing import content_here, is_content
from gatewaydesk.services.submission import Submission
from gatewaydesk.store import AlreadySent, OutboxRow, Receipt, Store
from tests.gateways.hdruk_desk import HdrUkDesk

VALUE = {"summary": {"title": "One", "abstract": "An abstract."}}


class Desk(HdrUkDesk):
    store: Store

    def submit(self, **more: Any) -> Receipt:
        gateway = self.open()
        prepared = gateway.prepare_create(VALUE, schema=self.schema, status="draft")
        what = Submission(prepared, "d", "One", self.schema, **more)
        return submission.submit(self.store, gateway, what, cancel=CancelToken(), progress=lambda _: None)

    def queue(self) -> OutboxRow:
        gateway = self.open()
        prepared = gateway.prepare_create(VALUE, schema=self.schema, status="draft")
        return submission.queue(self.store, gateway, Submission(prepared, "d", "One", self.schema))

    def go(self) -> Passed:
        self.store.outbox.queue.hurry()
        return go_through(self.store, lambda _: self.open(), CancelToken())

    @property
    def row(self) -> OutboxRow:
        return self.store.outbox.rows()[0]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(resolving, "PAUSES", (0.0, 0.0))
    with PracticeServer(tmp_path / "gateway", samples=False) as server, Store.open(tmp_path / "desk.sqlite3") as store:
        made = Desk(server, True, VALUE)
        made.store = store
        store.connections.save(made.connection())
        yield made


@pytest.mark.parametrize("kind", sorted(LATE))
def test_submitting_again_by_hand_makes_no_second_dataset(desk: Desk, kind: str) -> None:
    desk.fail_next(kind, seconds=60.0)
    with pytest.raises(OutcomeUnknown) as caught:
        desk.submit()
    assert "has not received" not in str(caught.value) and "send it again" not in str(caught.value)
    assert desk.row.state == "unknown"
    with pytest.raises(AlreadySent, match="unknown outcome"):
        desk.submit()
    desk.catch_up()
    (receipt,) = desk.go().sent
    assert [pid for pid, _ in desk.held()] == [receipt.pid] == [one.pid for one in desk.store.history.rows()]


@pytest.mark.parametrize("kind", sorted(LATE))
def test_what_is_queued_is_not_sent_again_before_it_is_sure(desk: Desk, kind: str) -> None:
    desk.queue()
    desk.fail_next(kind, seconds=60.0)
    for _ in range(3):
        assert desk.go().sent == []
        assert desk.row.state == "unknown"
    desk.catch_up()
    assert len(desk.go().sent) == 1 == len(desk.held())


def test_what_was_believed_lost_is_asked_about_again_by_itself(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.fail_next("reset-late", seconds=60.0)
    with pytest.raises(OutcomeUnknown):
        desk.submit()
    monkeypatch.setattr(resolving, "ARRIVES_WITHIN", 0.0)
    passed = desk.go()
    assert [row.title for row in passed.lost] == ["One"] and desk.row.state == "refused"
    assert desk.store.outbox.queue.next_due(), "it is asked about later"
    desk.catch_up()
    (receipt,) = desk.go().sent
    assert [pid for pid, _ in desk.held()] == [receipt.pid] and desk.row.state == "sent"
    assert desk.store.outbox.queue.next_due() is None


def test_asking_about_what_was_believed_lost_ends_some_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.fail_next("reset-before")
    with pytest.raises(OutcomeUnknown):
        desk.submit()
    monkeypatch.setattr(resolving, "ARRIVES_WITHIN", 0.0)
    desk.go()
    assert desk.store.outbox.queue.next_due()
    monkeypatch.setattr(resolving, "ASKED_ABOUT_FOR", 0.0)
    assert desk.go().refused == []
    assert desk.store.outbox.queue.next_due() is None
    assert desk.submit().dataset_id, "and it can be sent again"


def test_two_that_arrived_after_all_are_told_with_both_ids(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.fail_next("reset-late", seconds=60.0)
    with pytest.raises(OutcomeUnknown):
        desk.submit()
    second = desk.submit(again=True)
    desk.catch_up()
    passed = desk.go()
    (first,) = passed.sent
    assert {first.dataset_id, second.dataset_id} == {str(one["id"]) for one in desk.server.hdruk.datasets()}
    (words,) = passed.twice
    assert first.dataset_id in words and second.dataset_id in words and "delete" in words.lower()
    assert resolving.twice(desk.store, first) == words and resolving.twice(desk.store, second) == ""


def test_what_was_sent_anyway_takes_the_place_of_what_was_queued(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.queue()
    desk.fail_next("reset-before")
    desk.go()
    desk.submit(again=True)
    monkeypatch.setattr(resolving, "ARRIVES_WITHIN", 0.0)
    desk.go()
    desk.go()
    assert len(desk.held()) == 1 and desk.store.outbox.rows(open_only=True) == []


def test_one_id_that_is_there_twice_is_told_with_both_datasets(desk: Desk) -> None:
    desk.fail_next("half")
    gateway = desk.open()
    prepared = gateway.prepare_create(VALUE, schema=desk.schema, status="draft")
    row = desk.store.outbox.begin(
        "d", "Practice", "hdruk", "One", desk.schema, method="POST", url=prepared.url, body=prepared.body,
        route=prepared.route, pid=prepared.pid, practice=True,
    )  # fmt: skip
    desk.store.outbox.sending(row.id)
    with pytest.raises(OutcomeUnknown):
        gateway.send(prepared, CancelToken())
    gateway.send(prepared, CancelToken())
    desk.store.outbox.unknown(row.id, "silence")
    receipt = resolving.resolve(desk.store, gateway, row.id, CancelToken())
    assert receipt is not None
    ids = [str(one["id"]) for one in desk.server.hdruk.datasets()]
    words = resolving.twice(desk.store, receipt)
    assert len(ids) == 2 and all(one in words for one in ids)
    assert all(one in desk.row.note for one in ids)


def test_a_wish_to_wait_in_a_foreign_wording_is_honoured(desk: Desk) -> None:
    desk.fail_next("wait")
    desk.queue()
    assert desk.go().refused == []
    assert (desk.row.state, desk.row.held) == ("waiting", True)
    assert 25 < _seconds_until(desk.row.not_before) < 35


def test_a_gateway_that_is_away_and_says_for_how_long_is_left_alone_so_long(desk: Desk) -> None:
    desk.fail_next("away-wait")
    with pytest.raises(OutcomeUnknown, match="may have arrived") as caught:
        desk.submit()
    assert caught.value.retry_after == 30.0
    assert (desk.row.state, desk.row.held) == ("unknown", True)
    assert 25 < _seconds_until(desk.row.not_before) < 35
    assert desk.go().sent == [] and desk.row.evidence == "", "it was not even asked"


def test_a_wish_to_wait_holds_a_direct_submission_as_well(desk: Desk) -> None:
    desk.fail_next("wait")
    with pytest.raises(Refused) as caught:
        desk.submit()
    assert caught.value.retry_after == 30.0 and "x" in caught.value.what


def test_what_was_sent_is_known_whichever_order_its_members_have(desk: Desk) -> None:
    schema = Catalogue().load("HDRUK/4.0.0")
    turned = {"summary": dict(reversed(VALUE["summary"].items()))}
    former = hashlib.sha256(jsonio.dumps(VALUE, indent=None).encode()).hexdigest()
    desk.submit(content=former)  # as a version that heeded the order has written it down
    earlier = desk.store.outbox.earlier(desk.connection(), content_here(desk.store, schema, VALUE))
    assert earlier is not None and earlier.receipt is not None
    assert desk.store.outbox.earlier(desk.connection(), content_here(desk.store, schema, turned)) is not None
    assert is_content(schema, VALUE, former) and not is_content(schema, {}, former)


def test_two_names_of_this_computer_are_one_gateway(desk: Desk) -> None:
    desk.submit()
    other = replace(desk.connection(), name="Other", url=desk.details["url"].replace("127.0.0.1", "localhost"))
    row = desk.row
    with pytest.raises(AlreadySent, match="already sent"):
        desk.store.outbox.begin(
            "e", "Other", "hdruk", "One", desk.schema, method="POST", url=other.url, body=row.body, route="r",
            pid="another", content=row.content,
        )  # fmt: skip
    assert desk.store.outbox.earlier(other, row.content) is not None


def _seconds_until(moment: str) -> float:
    return (datetime.fromisoformat(moment) - datetime.now(UTC)).total_seconds()
