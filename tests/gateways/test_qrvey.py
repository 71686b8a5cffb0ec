"""The Qrvey connector against the practice gateway, once with the organisation's key and once with a token."""

from __future__ import annotations

import csv
import functools
import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatewaydesk.errors import FileProblem, GatewayProblem, OutcomeUnknown, Refused
from gatewaydesk.gateways import qrvey_jobs, qrvey_rows, rest_of
from gatewaydesk.gateways.base import Action, CancelToken, Remote
from gatewaydesk.gateways.qrvey import Qrvey
from gatewaydesk.gateways.qrvey_preparing import load_job
from gatewaydesk.gateways.sending import FileState
from gatewaydesk.gateways.work import Order
from gatewaydesk.job import Job
from gatewaydesk.pointer import from_text
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.authoring import Authoring
from tests.gateways.contract import GatewayContract
from tests.gateways.qrvey_desk import COLUMNS, PUSH, QrveyDesk


@pytest.fixture
def qrvey(tmp_path: Path) -> Iterator[PracticeServer]:
    with PracticeServer(tmp_path / "practice", systems=("qrvey",)) as running:
        yield running


@pytest.fixture
def desk(qrvey: PracticeServer) -> QrveyDesk:
    return QrveyDesk(qrvey)


class TestQrvey(GatewayContract):
    shows_pids = shows_changed = False
    status = "draft"
    aside: tuple[Action, str] = ("publish", "active")
    life: tuple[tuple[Action, str], ...] = (("publish", "active"), ("delete", "deleted"))

    def switch_off(self, desk: Any) -> None:
        desk.server.stop()


# making a dataset


def test_signed_in_with_a_token_every_step_passes_and_a_token_that_is_over_is_said_so(qrvey: PracticeServer) -> None:
    desk = QrveyDesk(qrvey, with_token=True)
    assert all(step.passed for step in desk.open().test_sign_in(CancelToken()))
    for name, spoil in desk.sign_in_faults().items():
        assert next(step.name for step in spoil().test_sign_in(CancelToken()) if step.passed is False) == name
    gateway = Qrvey(desk.connection(), {"access_token": desk.practice.token()})  # its own transport and header
    desk.practice.end_tokens()
    with pytest.raises(Refused) as caught:
        list(gateway.list_datasets(CancelToken()))
    assert caught.value.way_out == "sign-in"


def test_without_columns_qrvey_finds_them_and_that_is_no_change_of_ours(desk: QrveyDesk) -> None:
    gateway = desk.open()
    source = {"connectionId": desk.warehouse["connectionId"], "database": "saltmarsh", "tableName": "admissions"}
    metadata = {"name": "Found", "datasources": [source]}
    prepared = gateway.prepare_create(metadata, schema=desk.schema)
    assert prepared.url.endswith("/qollect/dataset/datasource") and b"columns" not in prepared.body
    created = gateway.send(prepared, CancelToken())
    assert created.status == "draft" and created.job is not None and created.job.ours
    place = {"application": desk.details["app_id"], "user": desk.details["user_id"]}
    assert created.ids == {"dataset": created.dataset_id, **place}
    pulled = gateway.fetch(created.dataset_id, CancelToken())
    assert [one["columnName"] for one in pulled.metadata["columns"]][:2] == ["admission_id", "admitted_on"]
    assert pulled.metadata["datasources"][0]["connectorType"] == "MYSQL_LIVE"
    assert gateway.same_content(pulled.remote, prepared.body, CancelToken())
    assert gateway.as_before(pulled, metadata).metadata == metadata
    renamed = gateway.prepare_update(created.dataset_id, {**metadata, "name": "New"}, schema=desk.schema)
    gateway.send(renamed, CancelToken())
    after = gateway.fetch(created.dataset_id, CancelToken()).metadata
    assert after == {**pulled.metadata, "name": "New"}


def test_what_qrvey_notes_of_a_column_outlives_an_update(desk: QrveyDesk) -> None:
    gateway = desk.open()
    made = gateway.send(gateway.prepare_create(desk.metadata, schema=desk.schema, status="draft"), CancelToken())
    before = desk.rows()[0]["body"]["columns"]
    fewer = {**desk.metadata, "columns": desk.metadata["columns"][:2]}
    gateway.send(gateway.prepare_update(made.dataset_id, fewer, schema=desk.schema, status="draft"), CancelToken())
    assert desk.rows()[0]["body"]["columns"] == before[:2]


def test_ids_are_made_for_every_source_that_has_none(desk: QrveyDesk) -> None:
    source = {"database": "saltmarsh", "tableName": "admissions"}
    metadata = desk.from_scratch(source, dataSync={"on": False})
    metadata["datasources"].append({**desk.warehouse, "database": "laboratory", "tableName": "results"})
    body = json.loads(desk.open().prepare_create(metadata, schema=desk.schema).body)["calls"][0]["body"]
    ids = [one["datasourceId"] for one in body["datasources"]]
    assert len({str(uuid.UUID(one)) for one in ids}) == 2
    assert {one["datasourceId"] for one in body["columns"]} == {ids[0]} and body["dataSync"] == {"on": False}
    assert {one["origColumnType"] for one in body["columns"]} == {"NUMERIC", "TEXT_LABEL"}
    assert all(one["appId"] == desk.details["app_id"] for one in body["columns"])


@pytest.mark.parametrize(
    ("metadata", "schema", "words"),
    [
        ({"summary": {"title": "x"}}, "HDRUK/4.0.0", "Qrvey takes datasets that are written for"),
        ({"name": "x", "datasources": [{}, {}]}, "Qrvey/4.0", "one data source, and this has 2"),
        ({"name": "x", "datasources": [{"tableName": "a", "query": "b"}]}, "Qrvey/4.0", "only one of them"),
    ],
)
def test_what_no_call_takes_is_refused_before_anything_is_sent(
    desk: QrveyDesk, metadata: Any, schema: str, words: str
) -> None:
    with pytest.raises(GatewayProblem, match=words):
        desk.open().prepare_create(metadata, schema=schema)


def test_the_gateways_own_stack_is_never_shown(desk: QrveyDesk) -> None:
    gateway = desk.open()
    for kind, error in (("refused", Refused), ("http500", OutcomeUnknown)):
        desk.fail_next(kind)
        with pytest.raises(error) as caught:
            gateway.send(gateway.prepare_create(desk.metadata, schema=desk.schema), CancelToken())
        assert "Runtime.js" not in f"{caught.value} {vars(caught.value)}" and '"errors"' in caught.value.answer


# loading


def test_a_dataset_that_shall_be_live_is_loaded_by_a_job_that_survives_silence(desk: QrveyDesk) -> None:
    gateway = desk.open()
    prepared = gateway.prepare_create(desk.metadata, schema=desk.schema)
    desk.fail_next("reset-after")
    with pytest.raises(OutcomeUnknown):
        gateway.send(prepared, CancelToken())
    dataset_id = desk.rows()[0]["id"]
    job = rest_of("qrvey", prepared, dataset_id)
    assert job == load_job(dataset_id, ours=True)
    assert rest_of("qrvey", gateway.prepare_create(desk.metadata, schema=desk.schema, status="draft"), "x") is None
    desk.practice.load_seconds = 0.4
    desk.fail_next("reset-after")  # a load is asked for again by itself
    job = gateway.go_on(job, lambda _: None, CancelToken())
    assert not job.ours and gateway.look(job, CancelToken()).status == "processing"
    desk.practice.refuses_second_load = True  # and one during a load is no failure
    assert gateway.go_on(load_job(dataset_id, ours=True), lambda _: None, CancelToken()).status == "queued"
    done = _followed(gateway, job)
    assert (done.status, done.native, done.progress) == ("live", "LOADED", None)


def test_a_load_that_fails_and_a_word_that_is_new_are_told(desk: QrveyDesk) -> None:
    gateway = desk.open()
    made = gateway.send(gateway.prepare_create(desk.metadata, schema=desk.schema, status="draft"), CancelToken())
    desk.fail_next("load-fails")
    job = gateway.look(
        gateway.go_on(load_job(made.dataset_id, ours=True), lambda _: None, CancelToken()), CancelToken()
    )
    assert (job.status, job.native) == ("failed", "FAILED") and "load it again" in job.words
    (again,) = gateway.errands(job=job)
    outcome = gateway.carry_out(Order(again.name, job=job), CancelToken())
    desk.practice.live_word = "RESTING"
    assert outcome.job is not None
    strange = gateway.look(gateway.go_on(outcome.job, lambda _: None, CancelToken()), CancelToken())
    assert (strange.status, strange.native, strange.finished) == ("unknown", "RESTING", False)
    assert "RESTING" in strange.words
    remote = gateway.fetch(made.dataset_id, CancelToken()).remote
    assert (remote.status, remote.native_status) == ("unknown", "RESTING")


# errands


def test_a_connection_is_made_and_its_password_goes_no_further(
    desk: QrveyDesk, caplog: pytest.LogCaptureFixture
) -> None:
    gateway = desk.open()
    given = {"name": "New", "connectorType": "MSSQL_LIVE", "host": "h", "user": "u", "password": "s3cret-of-database"}
    order = Order("create-connection", given=given)
    outcome = gateway.carry_out(order, CancelToken())
    assert outcome.fills["/datasources/0/connectionId"] == outcome.ids["connection"] and outcome.job is None
    draft = Authoring(Catalogue().load(desk.schema), {})
    draft.take_values([(from_text(place, {}), value) for place, value in outcome.fills.items()], "fill")
    assert draft.document.value["datasources"][0]["name"] == "New"
    (choice,) = gateway.choices("connections", "new", {"datasources": [{}]}, CancelToken())
    assert choice.value == outcome.ids["connection"] and choice.fills["/datasources/0/connectorType"] == "MSSQL_LIVE"
    desk.fail_next("reset-after")
    with pytest.raises(OutcomeUnknown, match="not known whether the connection “New” was made") as lost:
        gateway.carry_out(order, CancelToken())
    assert "s3cret" not in f"{outcome!r} {order!r} {lost.value} {vars(lost.value)} {caplog.text}"


def test_what_comes_with_a_choice_goes_to_the_one_data_source_that_it_can_be_for(desk: QrveyDesk) -> None:
    gateway, whole = desk.open(), {**desk.warehouse, "database": "saltmarsh"}
    for sources, place in (([{}], 0), ([whole], 0), ([whole, {}], 1), ([whole, whole], None), ([{}, {}], None)):
        (choice, *_) = gateway.choices("connections", "", {"datasources": sources}, CancelToken())
        wanted = set() if place is None else {f"/datasources/{place}/{name}" for name in ("name", "connectorType")}
        assert set(choice.fills) == wanted
    (used,) = gateway.choices("connections-used", "", {"datasources": [whole, whole, {}]}, CancelToken())
    assert (used.value, used.label) == (whole["connectionId"], "Warehouse")
    assert {one.value for one in gateway.choices("databases", "", {}, CancelToken())} == {"saltmarsh"}
    with pytest.raises(GatewayProblem, match="no list called “planets”"):
        list(gateway.choices("planets", "", {}, CancelToken()))


def test_shared_cloned_and_no_longer_shared(desk: QrveyDesk) -> None:
    gateway = desk.open()
    remote = _made(desk, gateway, desk.metadata)
    offered = {one.name: one.offered for one in gateway.errands(remote)}
    assert offered["share"] and not offered["clone"] and "unshare" not in offered
    assert gateway.carry_out(Order("share", remote.dataset_id, "A"), CancelToken()).ids["shared as"]
    shared = gateway.fetch(remote.dataset_id, CancelToken()).remote
    assert {"clone", "unshare"} <= {one.name for one in gateway.errands(shared) if one.offered}
    another = desk.practice.add_app()
    assert another in [one.value for one in gateway.choices("applications", "", {}, CancelToken())]
    clone = gateway.carry_out(Order("clone", remote.dataset_id, "A", {"application": another}), CancelToken())
    assert clone.ids["application"] == another and clone.ids["clone"] != remote.dataset_id
    gateway.carry_out(Order("unshare", remote.dataset_id, "A"), CancelToken())
    assert gateway.fetch(remote.dataset_id, CancelToken()).remote.extra["shared"] is False


def test_a_copied_structure_makes_the_same_dataset(desk: QrveyDesk) -> None:
    gateway = desk.open()
    made = gateway.send(gateway.prepare_create(desk.metadata, schema=desk.schema, status="draft"), CancelToken())
    outcome = gateway.carry_out(Order("copy-structure", given={"dataset": made.dataset_id}), CancelToken())
    copied = {"name": "Copy", **{pointer[1:]: value for pointer, value in outcome.fills.items()}}
    assert "datasourceId" not in copied["datasources"][0] and copied["columns"] == desk.metadata["columns"]
    gateway.send(gateway.prepare_create(copied, schema=desk.schema, status="draft"), CancelToken())
    assert len(desk.rows()) == 2 and made.dataset_id in outcome.text


# rows


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five rows a part or so."""
    monkeypatch.setattr(qrvey_jobs, "parts", functools.partial(qrvey_rows.parts, size=250))


def _rows(path: Path, count: int = 20) -> Path:
    lines = [f'{at},"Harbour, east",{at / 2}' for at in range(count)]
    path.write_text("\n".join(["admission_id,ward,age", *lines, ""]), "utf-8")
    return path


def _made(desk: QrveyDesk, gateway: Qrvey, metadata: Any) -> Remote:
    created = gateway.send(gateway.prepare_create(metadata, schema=desk.schema), CancelToken())
    assert created.job is not None and _followed(gateway, created.job).status == "live"
    return gateway.fetch(created.dataset_id, CancelToken()).remote


def _followed(gateway: Qrvey, job: Job, told: list[Job] | None = None) -> Job:
    while not job.finished:
        heard = (told if told is not None else []).append
        job = gateway.go_on(job, heard, CancelToken()) if job.ours else gateway.look(job, CancelToken())
    return job


def _push(desk: QrveyDesk, path: Path, errand: str = "push-rows", **more: Any) -> tuple[Qrvey, Job]:
    gateway = desk.open()
    columns = desk.from_scratch({"datasourceId": "p", **desk.connect(PUSH)})
    columns["columns"][0]["isUnique"] = True
    remote = _made(desk, gateway, columns)
    assert next(one.offered for one in gateway.errands(remote) if one.name == errand)
    outcome = gateway.carry_out(Order(errand, remote.dataset_id, given={"file": str(path), **more}), CancelToken())
    assert outcome.job is not None and outcome.job.ours and desk.practice.pushed(remote.dataset_id) == []
    assert json.loads(json.dumps(dict(outcome.job.facts))) == outcome.job.facts
    return gateway, outcome.job


@pytest.mark.usefixtures("small_parts")
def test_rows_are_sent_part_by_part_and_counted(desk: QrveyDesk, tmp_path: Path) -> None:
    gateway, job = _push(desk, _rows(tmp_path / "rows.csv"))
    told: list[Job] = []
    desk.fail_next("push-loses")
    done = _followed(gateway, job, told)
    assert done.status == "live_with_errors" and "19 added, 1 failed" in done.words and done.native == "Complete"
    progress = [one.progress for one in told if one.status == "uploading"]
    assert len(set(progress)) > 3 and progress == sorted(progress, key=float) and progress[-1] == 1.0
    rows = desk.practice.pushed(job.dataset_id)
    assert len(rows) == 19 and rows[1] == {"admission_id": 1, "ward": "Harbour, east", "age": 0.5}


@pytest.mark.usefixtures("small_parts")
def test_a_push_goes_on_where_it_broke_off_and_what_is_in_doubt_waits_for_a_person(
    desk: QrveyDesk, tmp_path: Path
) -> None:
    gateway, job = _push(desk, _rows(tmp_path / "rows.csv"))
    told: list[Job] = []
    desk.practice.fail_next("delay")  # the first part goes well
    desk.practice.fail_next("rate")
    with pytest.raises(Refused):
        gateway.go_on(job, told.append, CancelToken())
    arrived = len(desk.practice.pushed(job.dataset_id))
    assert 0 < arrived < 20 and told[-1].facts["sent"] == arrived and not told[-1].facts["under_way"]
    desk.practice.fail_next("reset-before")
    with pytest.raises(OutcomeUnknown, match="may or may not have arrived"):
        gateway.go_on(told[-1], told.append, CancelToken())
    assert len(desk.practice.pushed(job.dataset_id)) == arrived
    crashed = next(one for one in told if one.facts.get("under_way") and one.facts.get("sent"))
    assert not crashed.facts.get("doubted")
    with pytest.raises(OutcomeUnknown, match="Gateway Desk was closed"):
        gateway.go_on(crashed, told.append, CancelToken())
    assert len(desk.practice.pushed(job.dataset_id)) == arrived, "nothing in doubt is sent by itself"
    done = _followed(gateway, told[-1], told)
    assert done.status == "done" and [row["admission_id"] for row in desk.practice.pushed(job.dataset_id)] == [
        *range(20)
    ]


@pytest.mark.usefixtures("small_parts")
def test_rows_are_updated_once_their_number_is_right(desk: QrveyDesk, tmp_path: Path) -> None:
    path = _rows(tmp_path / "rows.csv")
    gateway, job = _push(desk, path, "upsert-rows", rows=19)
    with pytest.raises(FileProblem, match="has 20 rows, and you have said 19"):
        gateway.go_on(job, lambda _: None, CancelToken())
    gateway, job = _push(desk, path, "upsert-rows", rows=20)
    desk.practice.fail_next("reset-after")  # known rows are replaced, so this is repeated by itself
    assert "19 added" in _followed(gateway, job).words or len(desk.practice.pushed(job.dataset_id)) == 20
    path.write_text("admission_id,ward,age\n", "utf-8")
    with pytest.raises(FileProblem, match="was changed"):
        gateway.go_on(job, lambda _: None, CancelToken())


def test_without_a_data_router_rows_go_directly_and_how_they_fare_is_not_told(desk: QrveyDesk, tmp_path: Path) -> None:
    _, job = _push(desk, _rows(tmp_path / "rows.csv"))
    direct = desk.open_with(desk.secrets, {"data_router_url": ""})
    done = _followed(direct, job)
    assert done.status == "done" and "20 rows" in done.words and len(desk.practice.pushed(job.dataset_id)) == 20


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.csv", "admission_id,ward\n1,x\n", "“age” missing"),
        ("a.csv", "admission_id,ward,age\n1,x\n", "has 2 values"),
        ("a.csv", "admission_id,ward,age\n1,x,many\n", "“many” in the column “age”"),
        ("a.csv", 'admission_id,ward,age\n1,"x,1\n', "no CSV that can be read"),
        ("a.csv", "admission_id,ward,age\n", "has no rows"),
        ("a.jsonl", '{"admission_id":1,"ward":"x","age":1}\n{"admission_id":1\n', "is no JSON"),
        ("a.jsonl", "[1]\n", "is no object"),
        ("a.json", '{"admission_id":1}', "holds no list"),
        ("a.json", '[{"admission_id":1,"ward":"x","age":1}', "goes wrong after byte"),
        ("a.json", '[{"admission_id":1,"ward":"x","years":1}]', "“age” missing; “years” too many"),
        ("a.xlsx", "x", "cannot be told by its name"),
        ("a.csv", "admission_id,ward,age\n1,\udce9,1\n", "not written in UTF-8"),
    ],
)
def test_a_file_that_does_not_fit_is_told_before_anything_is_sent(
    desk: QrveyDesk, tmp_path: Path, name: str, text: str, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    job = qrvey_jobs.push_job("x", FileState.of(path), dict(COLUMNS), upsert=False, rows=0)
    with pytest.raises(FileProblem, match=words):
        desk.open().go_on(job, lambda _: None, CancelToken())


_VALUES = st.fixed_dictionaries(
    {
        "text": st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=12),
        "number": st.one_of(st.none(), st.integers(-(10**15), 10**15), st.decimals(-1000, 1000, places=3).map(float)),
    }
)


@given(rows=st.lists(_VALUES, min_size=1, max_size=12), size=st.integers(150, 400), data=st.data())
@settings(max_examples=60, deadline=None)
def test_rows_are_the_same_whatever_the_file_and_wherever_reading_goes_on(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]], size: int, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("rows") / data.draw(st.sampled_from(["a.csv", "a.jsonl", "a.json"]))
    with path.open("w", encoding=data.draw(st.sampled_from(["utf-8", "utf-8-sig"])), newline="") as opened:
        if path.suffix == ".csv":
            writer = csv.writer(opened)
            writer.writerows([["text", "number"], *([one["text"], one["number"]] for one in rows)])
        elif path.suffix == ".jsonl":
            opened.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in rows)
        else:
            json.dump(rows, opened, indent=data.draw(st.sampled_from([None, 2])), ensure_ascii=False)
    file, columns = FileState.of(path), {"text": "TEXT_LABEL", "number": "NUMERIC"}
    whole = list(qrvey_rows.parts(file, columns, size=size))
    assert [json.loads(one) for part in whole for one in part.rows] == rows
    assert all(sum(len(one.encode()) + 1 for one in part.rows) <= size for part in whole)
    at = data.draw(st.integers(0, len(whole) - 1))
    assert list(qrvey_rows.parts(file, columns, whole[at].end, size=size)) == whole[at + 1 :]
