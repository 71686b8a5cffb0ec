"""Jobs go on over failures, stops and restarts, by whoever has the turn, and stop asking when they have ended."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from gatewaydesk.connection import Connection
from gatewaydesk.errors import (
    Cancelled,
    CredentialsProblem,
    FileProblem,
    GatewayDeskError,
    Refused,
    StoreProblem,
    Unreachable,
)
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.work import Order, Outcome, Progress, WithoutWork
from gatewaydesk.job import Job
from gatewaydesk.services import jobs
from gatewaydesk.store import Store
from gatewaydesk.store.jobs import JobMissing

Open = Callable[[Connection], Any]
NOW = CancelToken()
WHERE = Connection("Portal", "opendatasoft", "https://portal.example.com")


@dataclass
class Workshop(WithoutWork):
    """A gateway that takes three parts and then works on them; `trouble` is what the next call raises."""

    connection: Connection = WHERE
    patience: tuple[float, ...] = (2.0, 4.0, 8.0)
    trouble: list[BaseException] = field(default_factory=list)
    states: list[str] = field(default_factory=lambda: ["queued", "processing", "live"])
    sent: list[int] = field(default_factory=list)

    def carry_out(self, order: Order, cancel: CancelToken) -> Outcome:
        job = Job("upload", "Uploading", order.dataset_id, ours=True, facts={"done": 0})
        return Outcome("Begun.", job=job if order.errand == "upload" else None, ids={"application": "a1"})

    def go_on(self, job: Job, at: Progress, cancel: CancelToken) -> Job:
        for number in range(job.facts["done"], 3):
            cancel.check()
            if self.trouble and number == 1:
                raise self.trouble.pop(0)
            self.sent.append(number)
            done = number + 1
            job = replace(job, status="uploading", progress=done / 3, remote_id="b1", facts={"done": done})
            at(job)
        return replace(job, ours=False, status="queued", progress=None)

    def look(self, job: Job, cancel: CancelToken) -> Job:
        if self.trouble:
            raise self.trouble.pop(0)
        native = self.states.pop(0)
        return replace(job, status=native, native=native.upper())  # type: ignore[arg-type]


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open() as opened:
        opened.connections.save(WHERE)
        yield opened


def begun(store: Store, shop: Workshop) -> str:
    _, id_ = jobs.do(store, shop, Order("upload", "da_1", "Trees"), NOW)  # type: ignore[arg-type]
    return id_


def step(store: Store, shop: Workshop, id_: str, cancel: CancelToken = NOW, **named: Any) -> Any:
    return jobs.step(store, shop, id_, cancel, **named)  # type: ignore[arg-type]


def test_nothing_is_done_before_it_is_written_down_and_then_everything_once(store: Store) -> None:
    shop = Workshop()
    id_ = begun(store, shop)
    assert shop.sent == [] and store.jobs.get(id_).job.ours
    statuses = [step(store, shop, id_).job.status for _ in range(3)]
    assert shop.sent == [0, 1, 2]
    assert statuses == ["queued", "processing", "live"]
    row = store.jobs.get(id_)
    assert row.job.native == "LIVE" and row.next_at == "" and store.jobs.due() == []
    assert step(store, shop, id_).job.status == "live" and shop.states == []


def test_the_ids_that_the_gateway_gave_stand_in_the_history_once(store: Store) -> None:
    shop = Workshop()
    id_ = begun(store, shop)
    step(store, shop, id_)
    step(store, shop, id_)
    jobs.do(store, shop, Order("application", "da_1", "Trees"), NOW)  # type: ignore[arg-type]
    found = [(receipt.action, json.loads(receipt.ids)) for receipt in store.history.rows()]
    assert found == [("application", {"application": "a1"}), ("upload", {"upload": "b1"})]


@pytest.mark.parametrize("closing", [False, True])
def test_stopped_by_a_person_it_waits_and_closed_with_the_program_it_goes_on(store: Store, *, closing: bool) -> None:
    shop, cancel = Workshop(), CancelToken()
    id_ = begun(store, shop)
    with pytest.raises(Cancelled):
        step(store, shop, id_, cancel, told=lambda row: cancel.cancel(), closing=lambda: closing)
    assert shop.sent == [0]
    row = store.jobs.get(id_)
    assert row.held is not closing and not row.at_work
    assert [one.id for one in store.jobs.due()] == ([id_] if closing else [])
    store.jobs.wake(id_)
    assert step(store, shop, id_).job.status == "queued"
    assert shop.sent == [0, 1, 2]


@pytest.mark.parametrize(
    ("trouble", "held"),
    [(Unreachable("Away."), False), (Refused("Wait.", retry_after=5), False), (FileProblem("Changed."), True)],
)
def test_what_time_mends_is_tried_again_and_what_a_person_must_mend_waits(
    store: Store, trouble: GatewayDeskError, *, held: bool
) -> None:
    shop = Workshop(trouble=[trouble])
    id_ = begun(store, shop)
    with pytest.raises(type(trouble)):
        step(store, shop, id_)
    row = store.jobs.get(id_)
    assert row.held is held
    assert trouble.what in jobs.in_words(row)
    assert row.job.facts == {"done": 1}
    store.jobs.wake(id_)
    assert step(store, shop, id_).job.status == "queued"
    assert shop.sent == [0, 1, 2]


def test_one_pass_does_what_is_due_and_tells_of_each_end_once(store: Store) -> None:
    shop = Workshop(states=["live"])
    begun(store, shop)
    opened: list[str] = []

    def open_(connection: Connection) -> Any:
        opened.append(connection.name)
        return shop

    passed = jobs.go_through(store, open_, NOW)
    assert [row.job.status for row in passed.ended] == ["live"]
    again = jobs.go_through(store, open_, NOW)
    assert (again.changed, again.ended, opened) == ([], [], ["Portal"])


def _no_ids(_: Connection) -> Any:
    raise CredentialsProblem("You are not signed in.", "Sign in.")


@pytest.mark.parametrize("open_", [_no_ids, None])
def test_a_gateway_that_cannot_be_asked_puts_its_jobs_off(store: Store, open_: Open | None) -> None:
    id_ = begun(store, Workshop())
    if open_ is None:
        store.connections.remove("Portal")
    passed = jobs.go_through(store, open_ or _no_ids, NOW)
    assert list(passed.waiting) == ["Portal"]
    assert store.jobs.due() == [] and store.jobs.get(id_).note


def test_another_gateway_under_the_same_name_is_not_asked(store: Store) -> None:
    id_ = begun(store, Workshop())
    other = Workshop(connection=replace(WHERE, url="https://other.example.com"))
    with pytest.raises(GatewayDeskError, match="leads to another gateway"):
        step(store, other, id_)
    assert other.sent == []


def test_asking_slows_down_as_the_gateway_wishes(store: Store) -> None:
    shop = Workshop(states=["queued"] * 6)
    id_ = begun(store, shop)
    looked = []
    for _ in range(5):
        row = step(store, shop, id_)
        looked.append(row.looks)
    assert looked == sorted(looked) and looked[-1] >= 3


def test_only_asking_about_a_job_does_nothing_of_it_and_ends_it_only_where_it_was_ended_there(store: Store) -> None:
    shop = Workshop(trouble=[Unreachable("Cut off.")])
    id_ = begun(store, shop)
    with pytest.raises(Unreachable):
        step(store, shop, id_)
    for state, status, ours in (("live", "uploading", True), ("aborted", "aborted", True)):
        shop.states = [state]
        row = jobs.look_only(store, shop, id_, NOW)  # type: ignore[arg-type]
        assert (row.job.status, row.job.ours, row.owner) == (status, ours, "") and shop.sent == [0]
    assert not store.jobs.get(id_).next_at and not jobs.go_through(store, lambda _: shop, NOW).changed  # type: ignore[arg-type,return-value]


class Sometimes(Workshop):
    """It cannot be asked where its next state is `away`."""

    def look(self, job: Job, cancel: CancelToken) -> Job:
        if self.states[0] == "away":
            raise Unreachable(self.states.pop(0))
        return super().look(job, cancel)


def test_what_is_replaced_is_asked_about_again_and_a_failure_of_that_changes_nothing(store: Store) -> None:
    shop = Sometimes(states=["live"])
    old = begun(store, shop)
    step(store, shop, old)
    for answer, status in (("away", "live"), ("unpublished", "unpublished")):
        job = Job("upload", "New", "da_1", "b2", "queued", facts={"replaces": ["b1"]})
        new = store.jobs.begin(job, WHERE, dataset="Trees")
        shop.states = ["live", answer]
        assert step(store, shop, new).job.status == "live"
        assert store.jobs.get(old).job.status == status


def test_a_job_is_found_by_the_beginning_of_its_id(store: Store) -> None:
    ids = [begun(store, Workshop()) for _ in range(20)]  # two of them begin alike
    assert store.jobs.named(ids[0][:18]).id == ids[0]
    alike = next(one[0] for one in ids if sum(other[0] == one[0] for other in ids) > 1)
    with pytest.raises(StoreProblem, match=f"jobs begin with “{alike}”"):
        store.jobs.named(alike)
    with pytest.raises(JobMissing):
        store.jobs.named("")
