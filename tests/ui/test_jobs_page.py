"""Jobs in the window: going on by themselves, stopped and gone on with, told when they end, and after a restart."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gatewaydesk.job import Job
from gatewaydesk.store import JobRow
from gatewaydesk.store.database import stamp
from gatewaydesk.ui.panels.jobs_rows import next_check, sign_of, status_of
from tests.ui.bench_gateway import Bench, connect, known

Desk = Any  # the fixture `desk`, see conftest.py
UPLOAD = Job("upload", "Uploading", "77", ours=True, facts={"files": ["a"], "done": 0})


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    made = known(monkeypatch)
    yield made
    made.held = False


def put(desk: Desk, job: Job, **more: Any) -> str:
    where = desk.store.connections.get("Works") or connect(desk)
    return desk.store.jobs.begin(job, where, dataset=more.pop("dataset", "Cohort"), **more)


def until(desk: Desk, ready: Callable[[], bool]) -> None:
    """Lets the window work until something is so."""
    end = time.monotonic() + 10
    while not ready():
        assert time.monotonic() < end, "it did not come to that"
        QTest.qWait(20)


def shown(desk: Desk) -> None:
    desk.window.jobs.changed.emit()
    desk.do("show-jobs")
    desk.window.settle()


def buttons(desk: Desk) -> set[str]:
    return {name for name in ("check", "go-on", "stop", "dataset", "forget") if desk.find(f"jobs.{name}").isVisible()}


def test_an_upload_goes_on_by_itself_is_then_looked_at_and_told_when_it_ends(desk: Desk, bench: Bench) -> None:
    id_ = put(desk, UPLOAD)
    desk.do("show-jobs")
    desk.window.jobs.plan()
    until(desk, lambda: desk.store.jobs.get(id_).job.native == "QUEUED" and not desk.store.jobs.get(id_).owner)
    desk.window.settle()
    assert bench.told == [0, 1, 2]
    assert [one.ids for one in desk.store.history.rows()] == ['{"upload":"b1"}'] or "b1" in str(
        desk.store.history.rows()
    )
    page = desk.find("jobs").model()
    assert [page.index(0, at).data() for at in (0, 1, 2, 4, 5)] == [
        *("Uploading", "Waiting its turn", "QUEUED", "Cohort", "Works")
    ]
    assert desk.find("jobs").model().index(0, 8).data().startswith("in ")
    assert buttons(desk) == {"check", "dataset", "forget"}
    bench.status = "done"
    desk.press("jobs.check")
    until(desk, lambda: desk.store.jobs.get(id_).job.finished)
    until(desk, lambda: "Uploading (“Cohort”): Done." in desk.window.notice.words)
    assert buttons(desk) == {"dataset", "forget"}
    desk.do("show-drafts")
    desk.press("notice.0")
    assert desk.window.page == "jobs"
    desk.press("jobs.forget")
    assert desk.store.jobs.rows() == []
    assert desk.find("jobs").model().rowCount() == 0


def test_an_upload_is_stopped_and_goes_on_from_there(desk: Desk, bench: Bench) -> None:
    bench.held = True
    id_ = put(desk, UPLOAD)
    desk.do("show-jobs")
    desk.window.jobs.plan()
    bench.gate.release()
    until(desk, lambda: desk.find("jobs").model().index(0, 3).data() == "33%")
    until(desk, lambda: desk.find("jobs").model().index(0, 9).data() == "this window")
    assert buttons(desk) == {"stop", "dataset", "forget"}
    QTest.mouseClick(desk.find("jobs.stop"), Qt.MouseButton.LeftButton)
    until(desk, lambda: desk.store.jobs.get(id_).held)
    desk.window.settle()
    assert status_of(desk.store.jobs.get(id_)) == "Stopped here"
    assert "goes on from here when you say so" in desk.find("jobs.details").text().replace("\u200b", "")
    assert buttons(desk) == {"go-on", "dataset", "forget"}
    bench.held = False
    desk.press("jobs.go-on")
    until(desk, lambda: desk.store.jobs.get(id_).job.native == "QUEUED")
    assert bench.told == [0, 1, 2]


def test_quitting_stops_an_upload_so_that_it_goes_on_at_the_next_start(
    start: Callable[..., Desk], bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = start()
    bench.held = True
    id_ = put(desk, UPLOAD)
    desk.window.jobs.plan()
    bench.gate.release()
    until(desk, lambda: bench.told == [0])
    asked: list[str] = []
    monkeypatch.delenv("GATEWAYDESK_QUIET", raising=False)
    monkeypatch.setattr("gatewaydesk.ui.jobs.ask", lambda *words, **_: bool(asked.append(words[1])) or len(asked) > 1)
    desk.window.close()
    assert desk.window.isVisible() and asked == ["1 job is being worked on here."]
    desk.window.close()
    assert not desk.window.isVisible()
    desk.close()
    bench.held = False
    desk = start()
    connect(desk)  # the IDs were kept for the session only
    row = desk.store.jobs.get(id_)
    assert (row.held, row.owner, row.job.progress) == (False, "", 1 / 3)
    assert "goes on from here when it runs again" in row.note
    desk.window.jobs.plan()
    until(desk, lambda: desk.store.jobs.get(id_).job.native == "QUEUED")
    assert bench.told == [0, 1, 2]


def test_a_file_that_is_gone_waits_for_a_person_who_is_told(desk: Desk, bench: Bench) -> None:
    id_ = put(desk, Job("upload", "Uploading", "77", ours=True, facts={"files": ["a"]}))
    desk.store.jobs.keep(id_, Job("upload", "Uploading", "77", status="needs_attention", words="The file is gone."))
    shown(desk)
    row = desk.store.jobs.get(id_)
    assert (sign_of(row), status_of(row)) == ("wrong", "Needs attention")
    assert "The file is gone." in desk.find("jobs.details").text().replace("\u200b", "")


def test_the_errands_of_a_job_and_its_dataset_can_be_reached(desk: Desk, bench: Bench) -> None:
    put(desk, Job("batch", "Batch", "77", remote_id="b9", status="processing", native="PROC"))
    shown(desk)
    desk.window.settle()
    menu = desk.window.beside.jobs.menu()
    assert "Abort" in [one.text() for one in menu.actions()]
    menu.close()
    desk.press("jobs.dataset")
    desk.window.settle()
    assert desk.window.page == "datasets"
    assert desk.window.beside.datasets.current.remote.dataset_id == "77"


def test_a_thousand_jobs_are_listed_and_found(desk: Desk, bench: Bench) -> None:
    where = connect(desk)
    with desk.store.database.write() as line:
        for at in range(1000):
            job = Job("batch", f"Batch {at}", "5", status="processing", progress=at / 1000)
            desk.store.jobs.begin(job, where, dataset=f"Set {at}", line=line, next_at="2999-01-01T00:00:00Z")
    shown(desk)
    assert desk.find("jobs").model().rowCount() == 1000
    desk.type_into("jobs.search", "batch 77 works")
    until(desk, lambda: desk.find("jobs").model().rowCount() == 19)
    page = desk.window.beside.jobs
    moved = page.rows.rows_model.rows[3]
    resets: list[bool] = []
    page.rows.rows_model.modelReset.connect(lambda: resets.append(True))
    page.show_steps([JobRow(**{**moved.__dict__, "job": Job("batch", moved.job.title, "77", progress=0.5)})])
    assert page.rows.rows_model.index(3, 3).data() == "50%" and not resets


def test_when_it_is_looked_at_next() -> None:
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    row = JobRow(*["x"] * 5, "", "Set", "", "", "", 0, "", "", "", False, False, Job("k", "T", "1"))  # type: ignore[arg-type]

    def at(seconds: float, **more: Any) -> str:
        return next_check(
            JobRow(**{**row.__dict__, "next_at": stamp(moment + timedelta(seconds=seconds)), **more}), moment
        )

    assert [at(-5), at(40), at(600), at(40, held=True), at(40, owner="1 2")] == [
        "now",
        "in 40 s",
        "in 10 min",
        "",
        "now",
    ]
