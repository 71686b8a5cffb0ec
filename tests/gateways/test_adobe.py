"""The Adobe connector against the practice platform: the contract, and what only this system has."""

from __future__ import annotations

import csv
import io
import json
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk import paths
from gatewaydesk.errors import FileProblem, GatewayProblem, Refused, Unreachable
from gatewaydesk.gateways import adobe_files, adobe_reading, adobe_registry, adobe_way
from gatewaydesk.gateways.adobe import Adobe
from gatewaydesk.gateways.adobe_uploading import Hashed
from gatewaydesk.gateways.base import Action, CancelToken, Remote
from gatewaydesk.gateways.sending import FilePart, FileState
from gatewaydesk.gateways.work import Order
from gatewaydesk.job import Job
from gatewaydesk.practice import adobe_rules, adobe_web
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.schema.catalogue import load_small
from gatewaydesk.services.authoring import Authoring
from tests.gateways.adobe_desk import EXAMPLE, AdobeDesk
from tests.gateways.contract import GatewayContract
from tests.soak import uploads
from tests.soak.report import Report


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[AdobeDesk]:
    with PracticeServer(tmp_path / "practice", systems=("adobe",)) as running:
        yield AdobeDesk(running)


class TestContract(GatewayContract):
    aside = None
    life: tuple[tuple[Action, str], ...] = (("delete", "deleted"),)

    def switch_off(self, desk: Any) -> None:
        desk.server.stop()

    def test_a_step_that_cannot_be_tried_says_so(self, desk: Any) -> None:
        for _ in range(3):  # a safe call is repeated, and so is asking for a token
            desk.fail_next("reset-before", any_method=True)
        steps = list(desk.open_with({}).test_sign_in(CancelToken()))
        assert steps[0].passed is False and {step.passed for step in steps[1:]} == {None}


# the token


def test_a_token_that_has_ended_is_renewed_once_without_a_word(desk: AdobeDesk) -> None:
    gateway = desk.open()
    desk.practice.expire_tokens()
    dataset = desk.dataset(gateway)  # a create, which is otherwise never repeated
    assert [one["id"] for one in desk.practice.datasets() if one["id"] not in desk.samples] == [dataset]
    for spoil in (lambda: desk.fail_next("token-expires"), desk.practice.rotate_secret):
        desk.practice.expire_tokens()
        spoil()
        with pytest.raises(Refused) as caught:
            gateway.fetch(dataset, CancelToken())
        assert caught.value.way_out == "sign-in"


def test_a_pasted_token_is_used_until_it_ends(desk: AdobeDesk) -> None:
    gateway = desk.open_with({}, {"access_token": desk.practice.issue_token()})
    assert list(gateway.list_datasets(CancelToken()))
    desk.practice.expire_tokens()
    with pytest.raises(Refused) as caught:
        list(gateway.list_datasets(CancelToken()))
    assert caught.value.way_out == "sign-in"


@pytest.mark.parametrize(("hours", "milliseconds"), [(24, False), (24, True), (12, True)])
def test_a_token_is_renewed_before_it_ends_whichever_unit_its_life_is_told_in(
    desk: AdobeDesk, monkeypatch: pytest.MonkeyPatch, hours: int, milliseconds: bool
) -> None:
    desk.practice.token_in_milliseconds = milliseconds
    desk.practice.token_seconds = hours * 3600
    gateway, asked = desk.open(), list[float]()
    ask = gateway._way._ask
    monkeypatch.setattr(gateway._way, "_ask", lambda cancel: asked.append(1) or ask(cancel))
    moment = time.monotonic()
    for passed, times in ((hours * 0.95, 0), (hours * 0.97, 1)):
        monkeypatch.setattr(adobe_way.time, "monotonic", lambda passed=passed: moment + passed * 3600)
        gateway._way.sign_in(CancelToken())
        assert len(asked) == times


# datasets


def test_the_schema_of_the_metadata_has_words_for_everything_and_takes_the_example() -> None:
    folder = paths.resource_root() / "schemas" / "AEP" / "1.0"
    schema = load_small(folder / "schema.json")
    assert not Authoring(schema, json.loads(EXAMPLE.read_text("utf-8"))).check()
    waiting = [schema.raw]
    while waiting:
        one = waiting.pop()
        assert one.get("$ref") or (one["title"] and one["description"].endswith(".")), one
        below = [*one.get("properties", {}).values(), *one.get("$defs", {}).values()]
        waiting += [*below, *(one[name] for name in ("items", "additionalProperties") if one.get(name))]


def test_a_dataset_is_made_as_the_reference_has_it_and_production_is_said(desk: AdobeDesk) -> None:
    prepared = desk.open().prepare_create(desk.metadata, schema="AEP/1.0", pid="p-1")
    body = json.loads(prepared.body)
    assert prepared.url == f"{desk.details['url']}/data/foundation/catalog/dataSets?requestDataSource=true"
    assert body["schemaRef"] == desk.metadata["schemaRef"] and body["tags"]["gatewayDesk"] == ["p-1"]
    assert not any("PRODUCTION" in one for one in prepared.consequences)
    for options in ({"sandbox": "prod", "sandbox_type": ""}, {"sandbox_type": "production"}):
        there = Adobe(replace(desk.connection(**options), practice=False), desk.secrets)
        assert "PRODUCTION" in there.prepare_create(desk.metadata, schema="AEP/1.0").consequences[0]
        assert "PRODUCTION" in next(one.why for one in there.offers() if one.action == "delete")
        errands = there.errands(Remote("1", "", "T", "active"))
        assert "PRODUCTION" in next(one.why for one in errands if one.name == "add-data")
    with pytest.raises(GatewayProblem, match="another system"):
        desk.open().prepare_create({}, schema="HDRUK/4.0.0")


def test_a_production_sandbox_that_the_connection_does_not_call_so_is_told_when_signing_in(
    desk: AdobeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = {**adobe_rules.SANDBOXES[0], "name": "main"}
    for module in (adobe_rules, adobe_web):
        monkeypatch.setattr(module, "SANDBOXES", (real,))
    ours = replace(desk.connection(sandbox="main", sandbox_type="development"), practice=False)
    said = [one.message for one in Adobe(ours, desk.secrets).test_sign_in(CancelToken())]
    assert any("PRODUCTION" in one for one in said)


def test_ids_go_into_the_history(desk: AdobeDesk) -> None:
    gateway = desk.open()
    for spelling in ("dataSets", "datasets"):
        desk.practice.spelling = spelling
        made = gateway.send(gateway.prepare_create(desk.metadata, schema="AEP/1.0"), CancelToken())
        assert made.ids == {"dataset": made.dataset_id, "schema": desk.metadata["schemaRef"]["id"], "sandbox": "trial"}


def test_somebody_elses_change_is_never_overwritten(desk: AdobeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    gateway = desk.open()
    dataset = desk.dataset(gateway)
    prepared = gateway.prepare_update(dataset, {**desk.metadata, "name": "Mine"}, schema="AEP/1.0")
    theirs = {**desk.metadata, "name": "Theirs"}
    desk.edit_elsewhere(dataset, theirs)
    with pytest.raises(Refused, match="Somebody else") as caught:
        gateway.send(prepared, CancelToken())
    assert (caught.value.status, caught.value.way_out) == (412, "refresh")
    # and where they are quicker than the look that is taken right before
    prepared = gateway.prepare_update(dataset, {**desk.metadata, "name": "Mine"}, schema="AEP/1.0")
    look = adobe_reading.standing

    def late(way: Any, dataset_id: str, cancel: CancelToken) -> Any:
        there = look(way, dataset_id, cancel)
        desk.edit_elsewhere(dataset, {**theirs, "name": "Theirs again"})
        return there

    monkeypatch.setattr(adobe_reading, "standing", late)
    with pytest.raises(Refused, match="Somebody else") as caught:
        gateway.send(prepared, CancelToken())
    assert caught.value.status == 412
    assert desk.standing(dataset) == ("active", {**theirs, "name": "Theirs again"})


def test_an_update_keeps_what_belongs_to_the_platform_and_takes_out_what_was_taken_out(desk: AdobeDesk) -> None:
    gateway = desk.open()
    dataset = desk.dataset(gateway)
    gateway.carry_out(Order("enable-profile", dataset), CancelToken())
    fewer = {name: one for name, one in desk.metadata.items() if name not in ("description", "tags")}
    gateway.send(gateway.prepare_update(dataset, fewer, schema="AEP/1.0"), CancelToken())
    doc = next(one for one in desk.practice.datasets() if one["id"] == dataset)
    assert "description" not in doc and doc["tags"]["unifiedProfile"] == ["enabled:true"]
    assert set(doc["tags"]) == {"unifiedProfile", "unifiedIdentity", "gatewayDesk"}
    assert gateway.fetch(dataset, CancelToken()).metadata == fewer


# choosing


def test_schemas_are_chosen_from_both_containers_over_all_pages(
    desk: AdobeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = desk.open()
    whole = list(gateway.choices("schemas", "", {}, CancelToken()))
    monkeypatch.setattr(adobe_registry, "PAGE", 1)
    assert list(gateway.choices("schemas", "", {}, CancelToken())) == whole and len(whole) >= 3
    assert {one.detail.partition(",")[0] for one in whole} == {"your organisation's", "Adobe's own"}
    assert [one.label for one in gateway.choices("schemas", "loyalty mem", {}, CancelToken())] == ["Loyalty Members"]
    rooms = {one.value: one for one in gateway.choices("sandboxes", "", {}, CancelToken())}
    assert rooms["prod"].detail == "PRODUCTION" and rooms["trial"].fills == {"/sandbox_type": "development"}
    with pytest.raises(GatewayProblem, match="no list"):
        gateway.choices("themes", "", {}, CancelToken())


def test_a_schema_is_shown_with_its_fields_and_grows(desk: AdobeDesk) -> None:
    gateway, schema = desk.open(), desk.metadata["schemaRef"]["id"]
    told = gateway.carry_out(Order("schema", given={"schema": schema}), CancelToken())
    fields = {row[0]: row for row in told.tables[0].rows}
    points = fields["_northmere.loyalty.loyaltyPoints"]
    assert points[1:3] == ("Loyalty Points", "whole number, -2,147,483,648 to 2,147,483,647")
    assert json.loads(told.text) and told.fills == {"/schemaRef": desk.metadata["schemaRef"]}
    form = gateway.carry_out(Order("record-form", given={"schema": schema}), CancelToken())
    assert form.schema is not None and form.schema[0] == "XDM-Loyalty-Members/1.4"
    desk.dataset(gateway)
    shoe = {"_northmere": {"type": "object", "properties": {"shoeSize": {"type": "number", "title": "Shoe size"}}}}
    steps = [{"op": "add", "path": "/allOf/-", "value": {"type": "object", "properties": shoe}}]
    grown = gateway.carry_out(
        Order("extend-schema", given={"schema": schema, "patch": json.dumps(steps)}), CancelToken()
    )
    assert [row[:2] for row in grown.tables[0].rows] == [("_northmere.shoeSize", "Shoe size")]
    for patch in ("[]", "no json", '[{"op": "remove", "path": "/allOf/0"}]'):
        with pytest.raises(GatewayProblem):
            gateway.carry_out(Order("extend-schema", given={"schema": schema, "patch": patch}), CancelToken())


# adding data


def _lines(folder: Path, count: int = 40, name: str = "members.json") -> Path:
    file = folder / name
    rows = ({"_id": f"https://northmere.example/{number}"} for number in range(count))
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return file


def test_data_are_added_checked_shown_fetched_and_taken_back(desk: AdobeDesk, tmp_path: Path) -> None:
    gateway, file, heard = desk.open(), _lines(tmp_path), list[Job]()
    dataset = desk.dataset(gateway)
    job = desk.job(gateway, "add-data", dataset, files=[str(file)])
    assert job.ours and not desk.practice.batches()[1:], "nothing is sent before the job is written down"
    desk.practice.cut_next(100)  # repeated by itself
    job = gateway.go_on(job, heard.append, CancelToken())
    assert not job.ours and heard[0].facts["asked"] and not heard[0].remote_id
    live = gateway.look(job, CancelToken())
    assert (live.status, live.native, live.words) == ("live", "success", "40 rows were taken in.")
    assert live.since.endswith("Z") and live.facts["sent"][0]["sha256"] == sha256(file.read_bytes()).hexdigest()
    offered = {one.name for one in gateway.errands(job=live) if one.offered}
    assert offered >= {"verify", "download", "files", "preview-batch", "revert", "replay"} and "abort" not in offered
    checked = desk.finish(gateway, desk.job(gateway, "verify", job=live))
    assert checked.status == "done" and "SHA-256 are those that were sent" in checked.words
    table = gateway.carry_out(Order("show-check", job=checked), CancelToken()).tables[0]
    assert table.rows[0][-1] == "yes"
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "members.json").write_text("mine")
    desk.finish(gateway, desk.job(gateway, "download", job=live, folder=str(tmp_path / "out")))
    assert (tmp_path / "out" / "members (2).json").read_bytes() == file.read_bytes()
    assert (tmp_path / "out" / "members.json").read_text() == "mine"
    shown = gateway.carry_out(Order("preview-batch", dataset, job=live), CancelToken()).tables[0]
    assert shown.columns == ("_id",) and len(shown.rows) == 40
    assert gateway.carry_out(Order("preview", dataset), CancelToken()).tables[0].rows[0] == shown.rows[0]
    newest = gateway.carry_out(Order("batches", dataset), CancelToken()).tables[0].rows
    assert newest[0][:2] == (live.remote_id, "success")
    followed = desk.job(gateway, "follow-batch", dataset, batch=live.remote_id)
    assert (followed.status, followed.remote_id) == ("live", live.remote_id)
    back = desk.job(gateway, "revert", dataset, job=live)
    assert (back.status, desk.finish(gateway, back).status) == ("processing", "unpublished")
    desk.practice.set_state(live.remote_id, "success")  # as long as it has not happened, it is still looked at
    assert gateway.look(back, CancelToken()).status == "processing"


def test_the_digest_is_that_of_the_last_try(tmp_path: Path) -> None:
    file = _lines(tmp_path, 5000)
    content = Hashed((FilePart(FileState.of(file)),))
    content.stream().read(1000)
    last = content.stream()
    assert b"".join(last) == file.read_bytes()
    assert content.digest.hexdigest() == sha256(file.read_bytes()).hexdigest()


def test_what_is_stored_otherwise_is_found_out(desk: AdobeDesk, tmp_path: Path) -> None:
    gateway, file = desk.open(), _lines(tmp_path)
    dataset = desk.dataset(gateway)
    live = desk.finish(gateway, desk.job(gateway, "add-data", dataset, files=[str(file)]))
    row = desk.practice.store.rows("select * from files where batch_id = ?", (live.remote_id,))[0]
    desk.practice.store.blob(row["blob"]).write_bytes(file.read_bytes()[:-1] + b" ")
    checked = desk.finish(gateway, desk.job(gateway, "verify", job=live))
    assert checked.status == "failed" and "members.json" in checked.words


def test_links_to_other_hosts_are_never_followed(desk: AdobeDesk, tmp_path: Path) -> None:
    gateway = desk.open()
    live = desk.finish(gateway, desk.job(gateway, "add-data", desk.dataset(gateway), files=[str(_lines(tmp_path))]))
    desk.practice.links = "https://127.0.0.1:443"  # links name a port of their own: the configured one is asked
    assert gateway.carry_out(Order("files", job=live), CancelToken()).tables[0].rows[0][0] == "members.json"
    desk.practice.links = "https://elsewhere.invalid:8443"
    with pytest.raises(Refused, match=r"https://elsewhere\.invalid:8443\. Credentials never follow"):
        gateway.carry_out(Order("files", job=live), CancelToken())


@pytest.mark.parametrize("kind", ["reset-before", "reset-after", "http500-after", "half", "reset-late"])
def test_a_batch_whose_answer_was_lost_is_found_again(desk: AdobeDesk, tmp_path: Path, kind: str) -> None:
    gateway, last = desk.open(), list[Job]()
    dataset = desk.dataset(gateway)
    job = desk.job(gateway, "add-data", dataset, files=[str(_lines(tmp_path))])
    desk.fail_next(kind, seconds=0.2)
    try:
        gateway.go_on(job, last.append, CancelToken())
    except Unreachable:
        assert kind in ("reset-before", "reset-late")
        time.sleep(0.4)
        gateway.go_on(last[-1], last.append, CancelToken())
    assert len([one for one in desk.practice.batches() if one["datasetId"] == dataset]) == 1
    assert gateway.look(last[-1], CancelToken()).status == "live"


def test_an_upload_goes_on_after_a_restart_where_it_broke_off(desk: AdobeDesk, tmp_path: Path) -> None:
    gateway, last = desk.open(retries=0), list[Job]()
    dataset = desk.dataset(gateway)
    names = [_lines(tmp_path, name=f"{number}.json") for number in range(3)]
    job = desk.job(gateway, "add-data", dataset, files=list(map(str, names)))
    desk.practice.cut_next(10**9)  # the first one arrives whole
    desk.practice.cut_next(100)
    with pytest.raises(Unreachable):
        gateway.go_on(job, last.append, CancelToken())
    assert len(last[-1].facts["sent"]) == 1
    kept = json.loads(json.dumps(dict(last[-1].facts)))  # as the database keeps it
    live = desk.finish(desk.open(), replace(last[-1], facts=kept))
    assert live.status == "live" and len(live.facts["sent"]) == 3
    assert desk.finish(gateway, desk.job(gateway, "verify", job=live)).status == "done"


def test_a_large_file_goes_in_parts_and_goes_on_where_it_broke_off(
    desk: AdobeDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adobe_files, "LARGEST", 50_000)
    monkeypatch.setattr(adobe_files, "PART", 30_000)
    file = tmp_path / "members.parquet"
    file.write_bytes(b"PAR1" + random.Random(3).randbytes(99_992) + b"PAR1")
    gateway, last = desk.open(), list[Job]()
    job = desk.job(gateway, "add-data", desk.dataset(gateway), files=[str(file)])
    desk.practice.cut_next(10**9)
    desk.practice.cut_next(10_000)  # in the second part: gone on with at once
    desk.practice.cut_next(10**9)
    for _ in range(4):
        desk.practice.cut_next(10_000)  # in the third, again and again: left for later
    with pytest.raises(Unreachable):
        gateway.go_on(job, last.append, CancelToken())
    assert last[-1].facts["parts"]["reached"] == 60_000
    assert 0.59 < (last[-1].progress or 0) < 0.91, "what has arrived, and of the third part what had gone out"
    live = desk.finish(desk.open(), last[-1])
    assert live.status == "live" and live.facts["sent"][0]["sha256"] == sha256(file.read_bytes()).hexdigest()
    assert desk.finish(gateway, desk.job(gateway, "verify", job=live)).status == "done"
    for status in (404, 405, 410):
        desk.practice.large_file_refusal = status
        with pytest.raises(Refused, match="takes no files over") as caught:
            gateway.go_on(desk.job(gateway, "add-data", job.dataset_id, files=[str(file)]), last.append, CancelToken())
        assert "Split" in caught.value.todo


def test_large_files_of_lines_are_split_at_the_ends_of_records(
    desk: AdobeDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adobe_files, "LARGEST", 1500)
    monkeypatch.setattr(adobe_files, "_BLOCK", 256)
    monkeypatch.setattr(adobe_files, "_LONGEST_HEADER", 256)
    desk.practice.looks_inside = False
    rows = [[f"{number}", 'a line\nend, and a "quote" in it' * (number % 4)] for number in range(200)]
    table = tmp_path / "t.csv"
    with table.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened).writerows([["id", "note"], *rows])
    lines = _lines(tmp_path, 200)
    gateway = desk.open()
    for file in (table, lines):
        live = desk.finish(gateway, desk.job(gateway, "add-data", desk.dataset(gateway), files=[str(file)]))
        found = desk.practice.store.rows("select * from files where batch_id = ? order by number", (live.remote_id,))
        texts = [desk.practice.store.blob(row["blob"]).read_bytes().decode() for row in found]
        assert len(texts) > 3 and all(len(text.encode()) <= 1500 for text in texts)
        assert len({row["path"] for row in found}) == len(found)
        if file == table:
            read = [list(csv.reader(io.StringIO(text, newline=""))) for text in texts]
            assert all(one[0] == ["id", "note"] for one in read)
            assert [row for one in read for row in one[1:]] == rows
        else:
            assert "".join(texts) == lines.read_text("utf-8")
        assert {one["sha256"] for one in live.facts["sent"]} == {sha256(text.encode()).hexdigest() for text in texts}


def test_files_that_cannot_go_are_refused_in_words(desk: AdobeDesk, tmp_path: Path) -> None:
    gateway = desk.open()
    dataset = desk.dataset(gateway)
    (tmp_path / "empty.json").touch()
    (tmp_path / "odd.txt").write_text("x")
    (tmp_path / "rows.parquet").write_text('{"id": 1}\n')
    (tmp_path / "cut.parquet").write_bytes(b"PAR1" + bytes(100))
    for files, words in (
        ([], "No file"),
        ([str(tmp_path / "none.json")], "cannot be read"),
        ([str(tmp_path / "empty.json")], "is empty"),
        ([str(tmp_path)], "is a folder"),
        ([str(tmp_path / "odd.txt")], "do not tell one format"),
        ([str(tmp_path / "rows.parquet")], "is no Parquet file: it does not begin as one"),
        ([str(tmp_path / "cut.parquet")], "is no Parquet file: it was cut off"),
    ):
        with pytest.raises(FileProblem, match=words):
            gateway.carry_out(Order("add-data", dataset, given={"files": files}), CancelToken())
    file = _lines(tmp_path)
    job = desk.job(gateway, "add-data", dataset, files=[str(file)])
    file.write_text("{}\n")
    with pytest.raises(FileProblem, match="was changed since"):
        gateway.go_on(job, lambda _: None, CancelToken())
    assert not [one for one in desk.practice.batches() if one["datasetId"] == dataset]


# what becomes of a batch


def test_states_in_words_and_unknown_ones_as_they_are(desk: AdobeDesk, tmp_path: Path) -> None:
    gateway, file = desk.open(), _lines(tmp_path)
    dataset = desk.dataset(gateway)
    job = desk.finish(gateway, desk.job(gateway, "add-data", dataset, files=[str(file)]))
    desk.practice.strange_keys = True
    for native, status in (
        ("stalled", "needs_attention"), ("being-pondered", "unknown"), ("retrying", "processing"), ("active", "live"),
        ("abandoned", "aborted"), ("archived", "unpublished"), ("failure", "failed"), ("deleted", "deleted"),
    ):  # fmt: skip
        desk.practice.set_state(job.remote_id, native)
        seen = gateway.look(job, CancelToken())
        assert (seen.status, seen.native) == (status, native) and seen.words


def test_what_went_wrong_is_shown_by_field(desk: AdobeDesk, tmp_path: Path) -> None:
    gateway = desk.open()
    dataset = desk.dataset(gateway)
    file = tmp_path / "bad.json"
    rows = [{"_id": "a:b"}, {"_id": "a:c", "_northmere": {"loyalty": {"loyaltyPoints": "many"}}}]
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    failed = desk.finish(gateway, desk.job(gateway, "add-data", dataset, files=[str(file)]))
    assert failed.status == "failed" and "None of its rows" in failed.words
    tables = gateway.carry_out(Order("diagnostics", dataset, job=failed), CancelToken()).tables
    assert [one.title for one in tables] == ["Errors", "Rows that were not taken in", "Errors row by row"]
    assert tables[1].rows[0][:2] == ("bad.json", "Loyalty Points (_northmere.loyalty.loyaltyPoints)")
    partly = desk.finish(gateway, desk.job(gateway, "add-data", dataset, files=[str(file)], tolerance=60))
    assert partly.status == "live_with_errors" and partly.words.startswith("1 row was taken in. 1 row was not")
    again = desk.job(gateway, "replay", dataset, job=partly, files=[str(_lines(tmp_path))])
    assert desk.finish(gateway, again).status == "live"
    assert gateway.look(partly, CancelToken()).status == "unpublished", "it was replaced"


def test_a_batch_is_aborted_or_failed_and_its_upload_then_ends(desk: AdobeDesk, tmp_path: Path) -> None:
    gateway, file = desk.open(retries=0), _lines(tmp_path)
    dataset = desk.dataset(gateway)
    for errand, status in (("abort", "aborted"), ("fail", "failed")):
        last: list[Job] = []
        desk.practice.cut_next(10)
        with pytest.raises(Unreachable):
            gateway.go_on(desk.job(gateway, "add-data", dataset, files=[str(file)]), last.append, CancelToken())
        desk.fail_next("reset-after")  # its answer is lost, and the state tells
        gateway.carry_out(Order(errand, dataset, job=last[-1]), CancelToken())
        if errand == "fail":
            file.unlink()  # which may be why it was ended
        assert desk.finish(gateway, last[-1]).status == status


def test_a_profile_is_enabled_only_where_the_schema_allows(desk: AdobeDesk) -> None:
    gateway = desk.open()
    visits = next(one for one in gateway.choices("schemas", "visit", {}, CancelToken()))
    plain = {**desk.metadata["schemaRef"], "id": visits.value}
    dataset = desk.dataset(gateway, schemaRef=plain)
    with pytest.raises(Refused, match="not enabled for the union"):
        gateway.carry_out(Order("enable-profile", dataset), CancelToken())
    desk.practice.forbidden = "Manage Profiles"
    with pytest.raises(Refused, match="Manage Profiles"):
        gateway.carry_out(Order("enable-profile", dataset), CancelToken())


def test_a_small_share_of_the_soak_keeps_its_promises(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report()
    uploads.soak(report, share=0.02)
    assert not report.broken, capsys.readouterr().out
