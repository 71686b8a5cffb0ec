"""Jobs are kept over restarts, one process at a time is at one, and each is told of once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gatewaydesk.connection import Connection
from gatewaydesk.errors import StoreProblem
from gatewaydesk.job import Job
from gatewaydesk.services.patience import after
from gatewaydesk.store import Store
from gatewaydesk.store.jobs import JobMissing

WHERE = Connection("Portal", "opendatasoft", "https://example.com")
JOB = Job("upload", "Uploading 2 files", "da_1", facts={"done": ["a"]}, ours=True)


def test_a_job_is_there_after_a_restart_as_it_was_told_last() -> None:
    with Store.open() as store:
        id_ = store.jobs.begin(JOB, WHERE, dataset="Trees", draft_id="d")
        assert store.jobs.take(id_) is not None
        later = replace(JOB, status="uploading", progress=0.5, remote_id="b1", facts={"done": ["a", "b"]})
        store.jobs.keep(id_, later)
    with Store.open() as store:
        (row,) = store.jobs.rows()
        assert row.job == later
        assert row.job.facts == {"done": ["a", "b"]}
        assert (row.gateway, row.dataset, row.draft_id) == ("Portal", "Trees", "d")


def test_what_is_due_comes_once_its_moment_has_come_and_not_when_it_is_held() -> None:
    with Store.open() as store:
        now_ = store.jobs.begin(JOB, WHERE, dataset="Now")
        later = store.jobs.begin(JOB, WHERE, dataset="Later", next_at=after(3600))
        assert [row.id for row in store.jobs.due()] == [now_]
        store.jobs.take(now_)
        store.jobs.release(now_, next_at=after(0), held=True, note="Stopped.")
        assert store.jobs.due() == []
        assert store.jobs.next_due() == store.jobs.get(later).next_at
        store.jobs.wake(now_)
        assert [row.id for row in store.jobs.due()] == [now_]


def test_who_is_at_a_job_has_it_alone_until_it_lets_go_or_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open() as store:
        id_ = store.jobs.begin(JOB, WHERE, dataset="Trees")
        assert store.jobs.take(id_) is not None
        assert store.jobs.take(id_) is None
        with pytest.raises(StoreProblem, match="being worked on"):
            store.jobs.forget(id_)
        monkeypatch.setattr("gatewaydesk.store.owner.is_alive", lambda who: False)
        assert store.jobs.take(id_) is not None
        store.jobs.release(id_)
        store.jobs.forget(id_)
        with pytest.raises(JobMissing):
            store.jobs.get(id_)


def test_it_is_counted_how_often_it_was_looked_at_in_one_status_and_told_once() -> None:
    with Store.open() as store:
        id_ = store.jobs.begin(replace(JOB, ours=False, status="queued"), WHERE, dataset="Trees")
        for status, looks in (("queued", 1), ("queued", 2), ("processing", 0), ("live", 0)):
            store.jobs.keep(id_, replace(JOB, ours=False, status=status))  # type: ignore[arg-type]
            assert store.jobs.get(id_).looks == looks
        assert store.jobs.told(id_)
        assert not store.jobs.told(id_)


def test_what_is_about_the_same_work_there_is_woken_and_ends_together() -> None:
    elsewhere = Connection("Other", "opendatasoft", "https://other.example.com")
    batch = replace(JOB, remote_id="b1", ours=False, status="live", native="success")
    with Store.open() as store:
        ended = store.jobs.begin(batch, WHERE, dataset="Trees")
        others = [
            store.jobs.begin(replace(batch, remote_id="b2"), WHERE, dataset="Trees"),
            store.jobs.begin(batch, elsewhere, dataset="Trees"),
        ]
        back = store.jobs.begin(replace(batch, status="processing"), WHERE, dataset="Trees", next_at=after(3600))
        store.jobs.take(back)
        store.jobs.release(back, next_at=after(3600), held=True)
        assert store.jobs.due() == []
        store.jobs.wake_alike(batch, store.jobs.get(back).place)
        assert [row.id for row in store.jobs.due()] == [back]
        store.jobs.keep(back, replace(batch, status="unpublished", native="inactive", words="Taken back."))
        store.jobs.spread(back)
        held = store.jobs.get(ended).job
        assert (held.status, held.native, held.words) == ("unpublished", "inactive", "Taken back.")
        assert [store.jobs.get(one).job.status for one in others] == ["live", "live"]
