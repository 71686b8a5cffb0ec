"""The Opendatasoft connector against the practice portal, in both dialects."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from gatewaydesk import paths
from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.errors import CredentialsProblem, FileProblem, GatewayProblem, OutcomeUnknown, Refused
from gatewaydesk.gateways import opendatasoft_data, rest_of
from gatewaydesk.gateways.base import CancelToken, Created, Prepared
from gatewaydesk.gateways.opendatasoft import Opendatasoft
from gatewaydesk.gateways.opendatasoft_jobs import begun, stands
from gatewaydesk.gateways.opendatasoft_reading import State, state_of
from gatewaydesk.gateways.opendatasoft_way import Way, needed
from gatewaydesk.gateways.transport import Transport
from gatewaydesk.gateways.work import Order, Outcome
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.schema.files import checked_name
from gatewaydesk.services.submission import Submission, submit
from gatewaydesk.store import AlreadySent, Receipt, Store
from tests.gateways.conftest import Server, in_turn, reply
from tests.gateways.contract import Desk, GatewayContract
from tests.gateways.opendatasoft_desk import OpendatasoftDesk


@pytest.fixture
def running(tmp_path: Path) -> Iterator[PracticeServer]:
    with PracticeServer(tmp_path / "practice", systems=("opendatasoft",)) as server:
        yield server


@pytest.fixture
def v2(running: PracticeServer) -> OpendatasoftDesk:
    return OpendatasoftDesk(running, "v2")


@pytest.fixture
def automation(running: PracticeServer) -> OpendatasoftDesk:
    return OpendatasoftDesk(running, "automation")


class _Portal(GatewayContract):
    takes_twice = False
    pause = None
    silent = frozenset({"delete"})
    aside = ("to-draft", "draft")
    life = (("to-draft", "draft"), ("publish", "active"), ("to-draft", "draft"), ("delete", "deleted"))

    def another(self, desk: Desk, number: int) -> Mapping[str, Any]:
        return {**desk.metadata, "dataset_id": f"{desk.metadata['dataset_id']}-{number}"}

    def switch_off(self, desk: Any) -> None:
        desk.server.stop()


class TestManagement(_Portal):
    @pytest.fixture
    def desk(self, v2: OpendatasoftDesk) -> OpendatasoftDesk:
        return v2


class TestAutomation(_Portal):
    @pytest.fixture
    def desk(self, automation: OpendatasoftDesk) -> OpendatasoftDesk:
        return automation


@pytest.fixture(params=["v2", "automation"])
def desk(request: pytest.FixtureRequest, running: PracticeServer) -> OpendatasoftDesk:
    return OpendatasoftDesk(running, request.param)


def do(desk: OpendatasoftDesk, errand: str, uid: str = "", **given: Any) -> Outcome:
    return desk.open().carry_out(Order(errand, uid, "Title", given), CancelToken())


def calls_of(body: bytes) -> list[tuple[str, str]]:
    return [(one["method"], one["path"]) for one in json.loads(body)["calls"]]


# creating


def test_creating_is_several_calls_of_which_only_the_first_is_made_at_once(v2: OpendatasoftDesk) -> None:
    gateway = v2.open()
    prepared = gateway.prepare_create(v2.metadata, schema=v2.schema, status="draft")
    assert (
        prepared.url.endswith("/api/management/v2/datasets/?strict=true") and prepared.pid == v2.metadata["dataset_id"]
    )
    assert calls_of(prepared.body) == [
        ("POST", "datasets/"),
        ("PUT", "datasets/{uid}/metadata/"),
        ("PUT", "datasets/{uid}/security/access_policy"),
    ]
    created = gateway.send(prepared, CancelToken())
    assert created.job is not None and created.job.ours
    assert dict(created.ids) == {"dataset_uid": created.dataset_id, "dataset_id": v2.metadata["dataset_id"]}
    assert v2.held()[0][1].keys() == {"dataset_id", "title", "language", "modified", "access_policy"}
    v2.fail_next("reset-after")
    steps = v2.ended(created.job)
    assert [one.status for one in steps] == ["processing", "done"]
    assert v2.held() == [(prepared.pid, v2.metadata)]


def test_what_is_left_to_do_is_known_when_the_answer_was_lost(v2: OpendatasoftDesk) -> None:
    gateway = v2.open()
    prepared = gateway.prepare_create(v2.metadata, schema=v2.schema, status="active")
    v2.fail_next("reset-after")
    with pytest.raises(OutcomeUnknown):
        gateway.send(prepared, CancelToken())
    found = gateway.find_by_pid(prepared.pid, CancelToken())
    assert found is not None
    v2.ended(rest_of("opendatasoft", prepared, found.dataset_id))
    assert v2.standing(found.dataset_id) == ("active", v2.metadata)


def test_a_dataset_is_restricted_before_it_is_first_published_unless_a_person_says_otherwise(
    desk: OpendatasoftDesk,
) -> None:
    quiet = {name: value for name, value in desk.metadata.items() if name != "access_policy"}
    prepared = desk.open().prepare_create(quiet, schema=desk.schema, status="active")
    assert any("restricted" in one for one in prepared.consequences)
    calls = calls_of(prepared.body)
    assert calls[-1][1].strip("/").endswith("publish")
    gateway = desk.open()
    created = gateway.send(prepared, CancelToken())
    if desk.dialect == "v2":
        assert calls.index(("PUT", "datasets/{uid}/security/access_policy")) < len(calls) - 1
    desk.ended(created.job)
    assert desk.held()[0][1]["access_policy"] == "restricted"
    open_ = desk.made(dataset_id="open", access_policy="domain")
    offer = next(one for one in gateway.offers(open_) if one.action == "publish")
    assert "everybody who may see the portal" in offer.why


def test_a_field_that_is_refused_after_creating_waits_for_a_person(v2: OpendatasoftDesk) -> None:
    gateway = v2.open()
    wrong = {**v2.metadata, "language": "xx", "keyword": 7}
    created = gateway.send(gateway.prepare_create(wrong, schema=v2.schema, status="draft"), CancelToken())
    with pytest.raises(Refused) as caught:
        v2.ended(created.job)
    assert {one["pointer"] for one in caught.value.details} == {("language",), ("keyword",)}
    assert caught.value.way_out == "show-field" and "“language”: Not a valid choice." in caught.value.what


def test_automation_names_every_missing_field_and_gives_no_other_id_in_silence(automation: OpendatasoftDesk) -> None:
    gateway = automation.open()
    bare = {"dataset_id": "bare", "title": "Bare"}
    with pytest.raises(Refused) as caught:
        gateway.send(gateway.prepare_create(bare, schema="Opendatasoft/2.0"), CancelToken())
    assert {one["pointer"] for one in caught.value.details} == {("modified",), ("language",)}
    taken = {**automation.metadata, "dataset_id": "river-gauges"}
    with pytest.raises(Refused, match="already") as caught:
        gateway.send(gateway.prepare_create(taken, schema="Opendatasoft/2.0"), CancelToken())
    assert caught.value.details[0]["pointer"] == ("dataset_id",)
    assert automation.held() == []


def test_metadata_of_another_system_and_a_missing_id_are_refused_in_words(v2: OpendatasoftDesk) -> None:
    gateway = v2.open()
    with pytest.raises(GatewayProblem, match="HDRUK"):
        gateway.prepare_create(v2.metadata, schema="HDRUK/4.0.0")
    with pytest.raises(GatewayProblem, match="no dataset ID"):
        gateway.prepare_create({"title": "x"}, schema=v2.schema)


def test_automation_signs_in_with_a_key_only_and_v2_also_with_a_password(v2: OpendatasoftDesk) -> None:
    password = {"password": v2.details["password"]}
    named = {"username": v2.details["username"]}
    assert list(v2.open_with(password, named).list_datasets(CancelToken()))
    with pytest.raises(CredentialsProblem, match="API key"):
        v2.open_with(password, named | {"dialect": "automation"})
    with pytest.raises(CredentialsProblem):
        v2.open_with({})


def test_an_id_is_free_again_once_its_dataset_was_deleted_from_here(v2: OpendatasoftDesk, tmp_path: Path) -> None:
    gateway = v2.open()

    def sent(prepared: Prepared, *, again: bool = False) -> Receipt:
        what = Submission(prepared, "", v2.metadata["title"], v2.schema, again=again)
        return submit(store, gateway, what, cancel=CancelToken(), progress=lambda _: None)

    with Store.open(tmp_path / "desk.sqlite3") as store:
        prepared = gateway.prepare_create(v2.metadata, schema=v2.schema, status="draft")
        first = sent(prepared)
        assert jsonio.loads(first.ids) == {"dataset_uid": first.dataset_id, "dataset_id": prepared.pid}
        with pytest.raises(AlreadySent):
            sent(prepared, again=True)
        remote = gateway.fetch(first.dataset_id, CancelToken()).remote
        sent(gateway.prepare_status(remote, "delete"))
        assert sent(prepared, again=True).dataset_id != first.dataset_id


# updating


def test_an_update_takes_out_what_is_gone_and_says_who_may_see_it(desk: OpendatasoftDesk) -> None:
    remote, gateway = desk.made(dcat={"creator": "Ann"}), desk.open()
    fewer = {name: value for name, value in desk.metadata.items() if name not in ("publisher", "timezone")}
    fewer["access_policy"] = "domain"
    prepared = gateway.prepare_update(remote.dataset_id, fewer, schema=desk.schema, status="draft")
    created = gateway.send(prepared, CancelToken())
    desk.ended(created.job)
    assert desk.standing(remote.dataset_id) == ("draft", fewer)


def test_what_was_harvested_is_told_and_kept_unless_it_is_changed(v2: OpendatasoftDesk) -> None:
    remote, gateway = v2.made(), v2.open()
    v2.portal.set_remote(remote.dataset_id, "publisher", "Harvested")
    pulled = gateway.fetch(remote.dataset_id, CancelToken())
    assert pulled.metadata["publisher"] == "Harvested" and "“publisher” comes" in pulled.lost[0]
    for title, publisher in (("Another", "Harvested"), ("Another", "Mine")):
        changed = {**pulled.metadata, "title": title, "publisher": publisher}
        prepared = gateway.prepare_update(remote.dataset_id, changed, schema=v2.schema, status="draft")
        gateway.send(prepared, CancelToken())
        assert gateway.done(prepared, CancelToken())
        assert gateway.fetch(remote.dataset_id, CancelToken()).metadata == changed


def test_the_dataset_id_changes_only_where_the_portal_can_do_that(desk: OpendatasoftDesk) -> None:
    remote, gateway = desk.made(), desk.open()
    renamed = {**desk.metadata, "dataset_id": "another-id"}
    if desk.dialect == "v2":
        with pytest.raises(GatewayProblem, match="no call for it"):
            gateway.prepare_update(remote.dataset_id, renamed, schema=desk.schema, status="draft")
        return
    gateway.send(gateway.prepare_update(remote.dataset_id, renamed, schema=desk.schema, status="draft"), CancelToken())
    assert desk.standing(remote.dataset_id) == ("draft", renamed)


def test_a_value_that_somebody_has_added_is_seen(desk: OpendatasoftDesk) -> None:
    fewer = {name: value for name, value in desk.metadata.items() if name != "publisher"}
    gateway = desk.open()
    prepared = gateway.prepare_create(fewer, schema=desk.schema, status="draft")
    created = gateway.send(prepared, CancelToken())
    desk.ended(created.job)
    remote = gateway.fetch(created.dataset_id, CancelToken()).remote
    assert gateway.same_content(remote, prepared.body, CancelToken())
    row = next(row for row in desk.portal.datasets() if row["uid"] == created.dataset_id)
    row["config"]["metas"]["default"]["publisher"] = {"value": "Somebody"}
    desk.portal.store.change("datasets", row["id"], {"config": row["config"]})
    assert not gateway.same_content(remote, prepared.body, CancelToken())


# publishing, and what goes on then


def test_publishing_leaves_a_job_that_ends_live(desk: OpendatasoftDesk) -> None:
    remote, gateway = desk.made(), desk.open()
    created = publish(desk, gateway, remote.dataset_id)
    assert created.job is not None and bool(created.job.remote_id) == (desk.dialect == "v2")
    assert desk.ended(created.job)[-1].status == "live"
    desk.portal.record_errors = 2
    last = desk.ended(publish(desk, gateway, remote.dataset_id).job)[-1]
    assert last.status == "live_with_errors" and "2 records" in last.words
    table = do(desk, "record-errors", remote.dataset_id).tables[0]
    assert len(table.rows) == 2 and all(row[-1] for row in table.rows)


def publish(desk: OpendatasoftDesk, gateway: Opendatasoft, uid: str) -> Created:
    remote = gateway.fetch(uid, CancelToken()).remote
    return gateway.send(gateway.prepare_status(remote, "publish"), CancelToken())


@pytest.mark.parametrize(("fault", "status", "word"), [
    ("publish-fails", "failed", "failed unexpectedly"),
    ("publish-limited", "live_with_errors", "licence"),
])  # fmt: skip
def test_publishing_that_goes_wrong_says_why(v2: OpendatasoftDesk, fault: str, status: str, word: str) -> None:
    remote, gateway = v2.made(), v2.open()
    v2.fail_next(fault)
    last = v2.ended(publish(v2, gateway, remote.dataset_id).job)[-1]
    assert last.status == status and word in last.words


def test_processing_is_seen_is_stopped_and_forbids_other_actions_meanwhile(desk: OpendatasoftDesk) -> None:
    remote, gateway = desk.made(), desk.open()
    desk.portal.times |= {"processing": 600.0}
    job = publish(desk, gateway, remote.dataset_id).job
    assert job is not None
    job = gateway.look(job, CancelToken())
    assert (job.status, job.native) == ("processing", "processing") and not job.finished
    with pytest.raises(Refused, match="busy") as caught:
        gateway.send(gateway.prepare_status(replace(remote, extra={}), "delete"), CancelToken())
    assert caught.value.way_out == "retry"
    assert next(one for one in gateway.errands(job=job) if one.name == "abort").offered
    outcome = do(desk, "abort", remote.dataset_id)
    assert desk.ended(outcome.job)[-1].status == "aborted"
    assert desk.ended(job)[-1].status == "live"


@pytest.mark.parametrize("silent", [False, True])
def test_a_portal_that_spells_aborting_otherwise(v2: OpendatasoftDesk, silent: bool) -> None:
    v2.portal.abort_path, v2.portal.abort_is_silent = "abort", silent
    remote, gateway = v2.made(), v2.open()
    v2.portal.times |= {"processing": 600.0}
    publish(v2, gateway, remote.dataset_id)
    job = do(v2, "abort", remote.dataset_id).job
    assert job is not None and bool(job.remote_id) is not silent


@pytest.mark.parametrize(("said", "name"), [
    ({"name": "processsing"}, "processing"),
    ({"status": "queued"}, "queued"),
    ({"name": "idle", "status": "error"}, "idle"),
    ({"name": "dreaming"}, "dreaming"),
    ({}, "unknown"),
])  # fmt: skip
def test_the_word_for_the_status(said: dict[str, Any], name: str) -> None:
    assert state_of(said).name == name


def test_every_state_in_our_words() -> None:
    job = begun("publish", "da_1", "j")
    expected = {
        State("queued", False): "queued",
        State("deleting", True): "processing",
        State("limit_reached", False): "failed",
        State("error", False): "failed",
        State("dreaming", True): "unknown",
        State("idle", True): "live",
        State("idle", False): "queued",  # it may not have begun yet
    }
    for now, status in expected.items():
        assert stands(job, now).status == status, now
    old = replace(job, facts={"begun": "2020-01-01T00:00:00+00:00"})
    assert stands(old, State("idle", False)).status == "failed"
    assert "dreaming" in stands(job, State("dreaming", True)).words
    assert stands(job, State("dreaming", True)).native == "dreaming"


def test_a_portal_of_the_older_kind_names_its_status_otherwise(v2: OpendatasoftDesk) -> None:
    v2.portal.status_key = "status"
    remote = v2.made()
    assert remote.native_status == "idle"
    assert v2.ended(publish(v2, v2.open(), remote.dataset_id).job)[-1].status == "live"


# data


CSV = "Station;Measured;Value\n" + "".join(f"S{day};2025-01-{day:02};{day}.5\n" for day in range(1, 26))


def test_a_file_is_uploaded_recognised_and_added_once(desk: OpendatasoftDesk, tmp_path: Path) -> None:
    remote = desk.made()
    file = tmp_path / "Wells 1.csv"
    file.write_text(CSV)
    outcome = do(desk, "add-file", remote.dataset_id, file=str(file))
    assert outcome.job is not None and outcome.job.ours and desk.portal.files() == []
    told = desk.ended(outcome.job)
    last = told[-1]
    assert last.status == "done" and "csvfile" in last.words and "3 fields" in last.words
    assert [one["size"] for one in desk.portal.files()] == [len(CSV)]
    desk.ended(replace(told[-2], ours=True))  # as after a restart: it is not added twice
    rows = do(desk, "sources", remote.dataset_id).tables[0].rows
    assert (
        len(rows) == 1 and rows[0][1:3] == ("Wells 1", "csvfile") and '"separator":";"' in rows[0][4].replace(" ", "")
    )
    preview = do(desk, "preview", remote.dataset_id).tables[0]
    assert len(preview.rows) == 20 and preview.rows[0] == ("S1", "2025-01-01", "1.5")
    chosen = list(desk.open().choices(f"files/{remote.dataset_id}", "wells", {}, CancelToken()))
    assert len(chosen) == 1
    if desk.dialect == "v2":
        saved = do(desk, "download", remote.dataset_id, source=chosen[0].value, folder=str(tmp_path / "back"))
        assert [one.read_text() for one in (tmp_path / "back").iterdir()] == [CSV] and "Saved as" in saved.words
    do(desk, "remove-source", remote.dataset_id, source=chosen[0].value)
    assert do(desk, "sources", remote.dataset_id).tables[0].rows == ()


def test_a_lost_answer_to_adding_adds_nothing_twice(v2: OpendatasoftDesk) -> None:
    remote, gateway = v2.made(), v2.open()
    job = do(v2, "add-address", remote.dataset_id, url="https://data.example.org/gauges.csv", extractor="csvfile").job
    assert job is not None
    told = [job]
    for kind in ("delay", "delay", "reset-after"):  # guessing and the preview come through, and then it is added
        v2.fail_next(kind)
    with pytest.raises(OutcomeUnknown):
        gateway.go_on(job, told.append, CancelToken())
    v2.ended(told[-1])
    assert len(do(v2, "sources", remote.dataset_id).tables[0].rows) == 1


def test_an_address_is_looked_at_without_adding_it(desk: OpendatasoftDesk) -> None:
    remote = desk.made()
    url = "https://data.example.org/gauges.csv"
    outcome = do(desk, "look-at", remote.dataset_id, url=url, parameters=["first_row_no=1"])
    assert len(outcome.tables[0].rows) == 5 and "csvfile" in outcome.words
    with pytest.raises(Refused, match="cannot be reached"):
        do(desk, "look-at", remote.dataset_id, url="https://nowhere.invalid/x.csv")
    assert do(desk, "sources", remote.dataset_id).tables[0].rows == ()
    job = do(desk, "add-address", remote.dataset_id, url=url, title="Gauges", parameters=["separator=,"]).job
    assert desk.ended(job)[-1].status == "done"


def test_a_file_too_large_empty_or_changed_is_refused_here(
    v2: OpendatasoftDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote, file = v2.made(), tmp_path / "a.csv"
    file.write_bytes(b"")
    with pytest.raises(FileProblem, match="empty"):
        do(v2, "add-file", remote.dataset_id, file=str(file))
    file.write_text(CSV)
    job = do(v2, "add-file", remote.dataset_id, file=str(file)).job
    file.write_text(CSV * 2)
    with pytest.raises(FileProblem, match="was changed"):
        v2.ended(job)
    monkeypatch.setattr(opendatasoft_data, "LARGEST", 100)
    with pytest.raises(FileProblem, match="takes files up to"):
        do(v2, "add-file", remote.dataset_id, file=str(file))
    with pytest.raises(FileProblem):
        do(v2, "add-file", remote.dataset_id, file=str(tmp_path / "none.csv"))
    assert v2.portal.files() == []


# history, access, what is withdrawn


def test_going_back_to_a_change(desk: OpendatasoftDesk) -> None:
    remote, gateway = desk.made(), desk.open()
    changed = {**desk.metadata, "title": "Another title"}
    gateway.send(gateway.prepare_update(remote.dataset_id, changed, schema=desk.schema, status="draft"), CancelToken())
    rows = do(desk, "history", remote.dataset_id).tables[0].rows
    assert len(rows) >= 2 and all(row[0] and row[1] and row[2] for row in rows)
    choice = list(gateway.choices(f"changes/{remote.dataset_id}", "", {}, CancelToken()))[1]
    do(desk, "restore", remote.dataset_id, change=choice.value)
    assert desk.standing(remote.dataset_id) == ("draft", desk.metadata)


def test_who_may_see_it(desk: OpendatasoftDesk) -> None:
    remote = desk.made()
    outcome = do(desk, "access", remote.dataset_id, access_policy="domain")
    assert dict(outcome.fills) == {"/access_policy": "domain"}
    assert desk.standing(remote.dataset_id) == ("draft", {**desk.metadata, "access_policy": "domain"})


def test_what_the_portal_has_withdrawn_is_not_offered_again(v2: OpendatasoftDesk) -> None:
    remote = v2.made()
    job = do(v2, "save-version", remote.dataset_id).job
    assert v2.ended(job)[-1].status == "done"
    v2.portal.legacy_actions_enabled = False
    with pytest.raises(Refused, match="no longer offers"):
        do(v2, "save-version", remote.dataset_id)
    offered = {one.name: one for one in v2.open().errands(remote)}
    assert not offered["save-version"].offered and "no longer" in offered["save-version"].why
    assert offered["recover"].offered and offered["scratch"].care == "typed"
    with pytest.raises(GatewayProblem, match="no longer offers"):
        do(v2, "save-version", remote.dataset_id)
    with pytest.raises(Refused, match="no such dataset"):
        do(v2, "recover", "da_nothing")


def test_realtime_records_come_back_until_their_backup_is_deleted(desk: OpendatasoftDesk) -> None:
    uid = next(row["uid"] for row in desk.portal.datasets() if row["dataset_id"] == "bus-positions")
    assert desk.ended(do(desk, "recover", uid).job)[-1].status == "done"
    assert desk.ended(do(desk, "scratch", uid).job)[-1].status == "done"
    assert next(row for row in desk.portal.datasets() if row["uid"] == uid)["recovery"] == 0


def test_errands_say_what_they_ask_and_why_they_are_not_offered(desk: OpendatasoftDesk) -> None:
    remote, gateway = desk.made(), desk.open()
    for one in (*gateway.errands(remote), *gateway.errands(), *gateway.errands(job=begun("publish", "da_1"))):
        assert one.why.endswith(".") and len(one.why.split()) > 2, one
        if one.asks is not None:
            jsonschema_rs.validator_for(dict(one.asks))
        if not one.offered:
            assert one.name in ("abort", "publish-metadata", "save-version", "download"), one
    status = do(desk, "status", remote.dataset_id)
    assert status.words.startswith("Not published, idle.")


# forms


def test_the_portals_own_form_becomes_a_schema(desk: OpendatasoftDesk) -> None:
    outcome = do(desk, "portal-fields")
    assert outcome.schema is not None
    name, schema = outcome.schema
    assert name.startswith("Opendatasoft/")
    checked_name(name)
    validator = jsonschema_rs.validator_for(dict(schema), validate_formats=True)
    assert validator.is_valid(desk.metadata), [str(one) for one in validator.iter_errors(desk.metadata)]
    assert not validator.is_valid({**desk.metadata, "language": "xx"})
    assert set(schema["properties"]) >= {"dataset_id", "title", "theme", "license", "internal", "dcat", "access_policy"}
    assert schema["properties"]["dcat"]["properties"]["created"]["format"] == "date"
    gateway = desk.open()
    gateway.prepare_create(desk.metadata, schema=name)
    themes = list(gateway.choices("metadata/theme", "heal", {}, CancelToken()))
    assert [(one.value, one.label) for one in themes] == [("Health" if desk.dialect == "v2" else "8tlbcb", "Health")]


def test_the_extractors_and_their_parameters_can_be_chosen(v2: OpendatasoftDesk) -> None:
    gateway = v2.open()
    assert "csvfile" in [one.value for one in gateway.choices("extractors", "", {}, CancelToken())]
    found = list(gateway.choices("parameters", "separator", {"extractor": "csvfile"}, CancelToken()))
    assert [one.value for one in found] == ["separator=,"] and "delimiter" in found[0].detail


def test_the_example_fits_the_schema_that_ships() -> None:
    root = paths.resource_root()
    schema = json.loads((root / "schemas" / "Opendatasoft" / "2.0" / "schema.json").read_text("utf-8"))
    example = json.loads((root / "examples" / "Opendatasoft-2.0.json").read_text("utf-8"))
    validator = jsonschema_rs.validator_for(schema, validate_formats=True)
    assert validator.is_valid(example)
    assert not validator.is_valid({**example, "dataset_id": "Not An ID"})


# what goes wrong


@pytest.mark.parametrize(("method", "path", "permission"), [
    ("POST", "datasets/", "create_dataset"),
    ("GET", "datasets", "“edit_dataset” or “publish_dataset”"),
    ("PUT", "datasets/da_1/publish", "“edit_dataset” and “publish_dataset”"),
    ("PUT", "datasets/da_1/security/access_policy", "manage_dataset"),
    ("DELETE", "datasets/da_1", "“edit_dataset”"),
    ("GET", "datasets/da_1/status", "publish_dataset"),
])  # fmt: skip
def test_the_permission_that_a_call_needs(method: str, path: str, permission: str) -> None:
    assert permission in needed(method, path)


def test_a_missing_permission_is_named(v2: OpendatasoftDesk) -> None:
    remote, gateway = v2.made(), v2.open()
    v2.portal.set_permissions({"manage_dataset": False, "publish_dataset": False})
    with pytest.raises(Refused, match="“edit_dataset” and “manage_dataset”"):
        do(v2, "access", remote.dataset_id, access_policy="domain")
    with pytest.raises(Refused, match="“edit_dataset” and “publish_dataset”") as caught:
        gateway.send(gateway.prepare_status(remote, "publish"), CancelToken())
    assert caught.value.status == 403
    v2.portal.revoke_key()
    with pytest.raises(Refused) as caught:
        gateway.fetch(remote.dataset_id, CancelToken())
    assert caught.value.way_out == "sign-in"


def test_slashes_that_a_portal_wants_are_learned_and_no_write_follows_a_redirect(v2: OpendatasoftDesk) -> None:
    remote = v2.made()
    v2.portal.slash_redirect = True
    gateway = v2.open()
    prepared = gateway.prepare_status(remote, "publish")
    with pytest.raises(Refused, match="slash") as caught:
        gateway.send(prepared, CancelToken())
    assert caught.value.retry_after is not None and v2.standing(remote.dataset_id)[0] == "draft"  # type: ignore[index]
    assert v2.ended(v2.open().send(prepared, CancelToken()).job)[-1].status == "live"


def test_the_other_interface_is_pointed_to(automation: OpendatasoftDesk) -> None:
    with pytest.raises(Refused) as caught:
        list(automation.open_with(automation.secrets, {"dialect": "v2"}).list_datasets(CancelToken()))
    assert caught.value.setting == "dialect" and "Automation" in caught.value.todo


def test_links_in_answers_are_not_followed(serve: Callable[..., Server]) -> None:
    elsewhere = serve(reply(200, {"results": []}))
    row = {"uid": "da_1", "dataset_id": "one", "metadata": {}, "is_published": True}
    first = {"total_count": "2", "next": f"{elsewhere.url}/api/automation/v1.0/datasets/?offset=1", "results": [row]}
    last = {"total_count": 2, "next": None, "results": [{**row, "uid": "da_2", "dataset_id": "two"}]}
    portal = serve(in_turn(reply(200, first), reply(200, last)))
    where = Connection("Portal", "opendatasoft", portal.url, {"dialect": "automation"})
    found = list(Opendatasoft(where, {"api_key": "k" * 40}).list_datasets(CancelToken()))
    assert [one.pid for one in found] == ["one", "two"]
    assert elsewhere.seen == [] and [one.headers["authorization"] for one in portal.seen] == [f"Apikey {'k' * 40}"] * 2


def test_the_page_of_a_dataset_is_that_of_its_portal() -> None:
    way = Way(Transport("https://data.example.org"), "v2")
    assert way.web_url("a b/c", published=True) == "https://data.example.org/explore/dataset/a%20b%2Fc/"
    assert way.web_url("one", published=False) == ""
