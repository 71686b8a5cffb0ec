"""The practice Opendatasoft portal, by plain HTTP, in both dialects."""

from __future__ import annotations

import base64
import gzip
import io
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from gatewaydesk.practice.opendatasoft import OpendatasoftPractice
from gatewaydesk.practice.server import PracticeServer

BASES = {"v2": "/api/management/v2", "automation": "/api/automation/v1.0"}
CSV = b"Station;Measured;Value\n" + b"".join(b"S%d;2025-01-%02d;%d.5\n" % (day, day, day) for day in range(1, 26))
BASICS = {name: {"value": value} for name, value in (("title", "Wells"), ("modified", "2025-01-01T00:00:00Z"))}
METADATA = {"default": BASICS | {"language": {"value": "en"}}}


class Portal:
    """Calls a portal in one dialect with its API key, and looks behind it."""

    def __init__(self, server: PracticeServer, dialect: str = "v2") -> None:
        self.behind = server.system(OpendatasoftPractice)
        self.details = server.details["opendatasoft"]
        self.base = self.details["url"] + BASES[dialect]
        self.headers = {"Authorization": f"Apikey {self.details['api_key']}"}

    def __call__(self, method: str, path: str, body: Any = None, **more: Any) -> requests.Response:
        more.setdefault("headers", self.headers)
        if body is not None:
            more["json"] = body
        return requests.request(method, self.base + path, timeout=30, allow_redirects=False, **more)

    def made(self, **body: Any) -> str:
        answer = self("POST", "/datasets/", {"metas": {"default": {"title": "Wells"}}} | body)
        assert answer.status_code == 200, answer.text
        return answer.json()["dataset_uid"]

    def filled(self) -> str:
        """A dataset with an uploaded resource of 25 records."""
        uid = self.made()
        url = self("POST", "/files", files={"file": ("Wells 1.csv", CSV, "text/csv")}).json()["url"]
        resource = {"url": url, "title": "Wells", "type": "csvfile", "params": {"separator": ";"}}
        assert self("POST", f"/datasets/{uid}/resources/", resource).status_code == 200
        return uid

    def status(self, uid: str) -> dict[str, Any]:
        return self("GET", f"/datasets/{uid}/status").json()

    def rest(self, uid: str) -> list[str]:
        """Lets time go by until nothing goes on; the statuses that were seen, in order."""
        seen: list[str] = []
        for _ in range(50):
            said = self.status(uid)
            name = said.get("name") or said["status"]
            if not seen or seen[-1] != name:
                seen.append(name)
            if name in ("idle", "error", "limit_reached"):
                return seen
            self.behind.clock.moment += 0.1
        raise AssertionError(seen)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = time.time()

    def __call__(self) -> float:
        return self.moment


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    with PracticeServer(systems=("opendatasoft",)) as running:
        running.system(OpendatasoftPractice).clock = Clock()
        yield running


@pytest.fixture
def portal(server: PracticeServer) -> Portal:
    return Portal(server)


@pytest.fixture
def automation(server: PracticeServer) -> Portal:
    return Portal(server, "automation")


def test_from_creating_to_live_and_back(portal: Portal) -> None:
    answer = portal("POST", "/datasets/?strict=true", {"dataset_id": "wells", "metas": {"default": {"title": "Wells"}}})
    dataset = answer.json()
    uid = dataset["dataset_uid"]
    assert uid.startswith("da_") and len(uid) == 9
    assert (dataset["dataset_id"], dataset["status"], dataset["visibility"]) == ("wells", {"name": "idle"}, "domain")
    assert dataset["metas"]["publishing"] == {"published": False}
    metas = [
        {"template_name": "default", "metadata_name": "keyword", "value": ["water"]},
        {"template_name": "default", "metadata_name": "theme", "value": ["Health"]},
    ]
    objects = portal("PUT", f"/datasets/{uid}/metadata/", {"metas": metas}).json()
    assert {one["name"]: one["value"] for one in objects}["keyword"] == ["water"]
    assert {one["name"]: one["value"] for one in objects}["title"] == "Wells"

    file = portal("POST", "/files", files={"file": ("Wells 1.csv", CSV, "text/csv")}).json()
    assert file["url"] == "odsfile://wells_1.csv" and file["filename"] == "Wells 1.csv"
    assert file["properties"] == {"mimetype": "text/csv"}
    likely = portal("POST", "/guess_extractors/", {"url": file["url"]}).json()
    assert likely["recommended_extractors"][0] == "csvfile" and "feed" in likely["other_extractors"]
    guessed = portal("POST", "/guess_extractor_params/", {"url": file["url"], "extractor": "csvfile"}).json()
    assert guessed["params"] == {"headers_first_row": True, "encoding": "utf-8", "separator": ";", "first_row_no": 1}
    resource = {"url": file["url"], "title": "Wells", "type": "csvfile", "params": guessed["params"]}
    preview = portal("POST", f"/datasets/{uid}/resource_preview", resource).json()
    assert [(one["name"], one["type"]) for one in preview["fields"]] == [
        ("station", "text"),
        ("measured", "date"),
        ("value", "double"),
    ]
    assert len(preview["records"]) == 20 and preview["records"][0] == {
        "station": "S1",
        "measured": "2025-01-01",
        "value": "1.5",
    }
    added = portal("POST", f"/datasets/{uid}/resources/", resource).json()
    assert added == {"resource_uid": added["resource_uid"], **resource}
    assert portal("GET", f"/datasets/{uid}/resources/{added['resource_uid']}/preview").json() == preview
    assert portal("PUT", f"/datasets/{uid}/security/access_policy", "restricted").json() == "restricted"

    job = portal("PUT", f"/datasets/{uid}/publish").json()
    assert list(job) == ["job_id"] and len(job["job_id"]) == 40
    assert portal.rest(uid) == ["queued", "processing", "idle"]
    said = portal.status(uid)
    assert (said["published"], said["records_errors"]) == (True, 0)
    assert portal.behind.datasets()[-1]["records"] == 25
    portal("PUT", f"/datasets/{uid}/unpublish")
    assert portal.rest(uid) == ["queued", "deleting", "idle"]
    assert portal.status(uid)["published"] is False
    assert portal("DELETE", f"/datasets/{uid}").content == b""
    gone = portal("GET", f"/datasets/{uid}")
    assert (gone.status_code, gone.json()["error_key"]) == (404, "UnknownDatasetException")


def test_actions_wait_for_their_turn_and_aborting_leaves_a_part(portal: Portal) -> None:
    uid = portal.filled()
    portal.behind.times |= {"processing": 10.0}
    portal("PUT", f"/datasets/{uid}/publish")
    assert portal("PUT", f"/datasets/{uid}/abort_processing").status_code == 400  # still waiting
    portal.behind.clock.moment += 5.2
    again = portal("PUT", f"/datasets/{uid}/publish")
    assert again.status_code == 400
    assert set(again.json()) >= {"status_code", "error_key", "message", "raw_message", "raw_params"}
    assert portal("DELETE", f"/datasets/{uid}").status_code == 400
    assert portal("PUT", f"/datasets/{uid}/abort").status_code == 404
    assert "job_id" in portal("PUT", f"/datasets/{uid}/abort_processing").json()
    assert portal.rest(uid) == ["aborting_processing", "idle"]
    assert portal.status(uid)["published"] and portal.behind.datasets()[-1]["records"] == 12  # half of 25
    assert portal("PUT", f"/datasets/{uid}/abort_processing").status_code == 400
    portal.behind.abort_path, portal.behind.abort_is_silent = "abort", True
    portal("PUT", f"/datasets/{uid}/publish")
    portal.behind.clock.moment += 1
    assert portal("PUT", f"/datasets/{uid}/abort_processing").status_code == 404
    silent = portal("PUT", f"/datasets/{uid}/abort")
    assert (silent.status_code, silent.content) == (200, b"")


def test_publishing_that_ends_badly(portal: Portal) -> None:
    uid = portal.filled()
    portal.behind.fail_next("publish-fails")
    portal("PUT", f"/datasets/{uid}/publish")
    assert portal.rest(uid)[-1] == "error"
    said = portal.status(uid)
    assert said["message"] and said["raw_message"] and said["raw_params"] == {} and not said["published"]
    portal.behind.max_records = 10
    portal("PUT", f"/datasets/{uid}/publish")
    assert portal.rest(uid)[-1] == "limit_reached"
    assert portal.status(uid)["published"] and portal.behind.datasets()[-1]["records"] == 10
    portal.behind.max_records, portal.behind.record_errors = 1000, 3
    portal("PUT", f"/datasets/{uid}/publish")
    assert portal.rest(uid)[-1] == "idle"
    assert portal.status(uid)["records_errors"] == 3
    listed = portal("GET", f"/datasets/{uid}/status?expand=records_errors").json()["records_errors"]
    assert listed == portal("GET", f"/datasets/{uid}/status/records_errors").json()
    names = {"record_id", "processor_uid", "field_uid", "message", "raw_message", "raw_params"}
    assert len(listed) == 3 and all(set(one) == names for one in listed)
    broken = {"url": "https://nowhere.invalid/x.csv", "title": "x", "type": "csvfile", "params": {}}
    portal("POST", f"/datasets/{uid}/resources/", broken)
    portal("PUT", f"/datasets/{uid}/publish")
    assert portal.rest(uid)[-1] == "error" and "nowhere.invalid" in portal.status(uid)["message"]
    portal("PUT", f"/datasets/{uid}/metadata/internal/draft", {"value": True})
    assert portal("PUT", f"/datasets/{uid}/publish").status_code == 400


def test_what_is_going_on_survives_a_restart(tmp_path: Any) -> None:
    clock = Clock()
    with PracticeServer(tmp_path, systems=("opendatasoft",)) as server:
        portal = Portal(server)
        portal.behind.clock = clock
        uid, details = portal.filled(), portal.details
        portal("PUT", f"/datasets/{uid}/publish")
    with PracticeServer(tmp_path, systems=("opendatasoft",)) as server:
        portal = Portal(server)
        portal.behind.clock = clock
        assert portal.status(uid)["name"] == "queued"
        assert portal.rest(uid)[-1] == "idle" and portal.status(uid)["published"]
        assert portal.details | {"url": ""} == details | {"url": ""}
        assert len(portal("GET", "/datasets?rows=100").json()) == 5
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert CSV in kept
    assert not any(details[name].encode() in kept for name in ("api_key", "password"))


def test_identity_and_permissions(portal: Portal, automation: Portal) -> None:
    key, details = portal.details["api_key"], portal.details
    plain = base64.b64encode(f"{details['username']}:{details['password']}".encode()).decode()
    for word in ("Apikey", "apikey", "ApiKey"):
        assert portal("GET", "/datasets?rows=1", headers={"Authorization": f"{word} {key}"}).status_code == 200
    assert portal("GET", "/datasets", headers={}, params={"apikey": key}).status_code == 200
    basic = {"Authorization": f"Basic {plain}"}
    assert portal("GET", "/datasets", headers=basic).status_code == 200
    assert automation("GET", "/datasets/", headers=basic).status_code == 401
    for wrong in ({}, {"Authorization": "Apikey x"}, {"Authorization": "Basic !"}):
        answer = portal("GET", "/datasets", headers=wrong)
        assert (answer.status_code, answer.json()["status_code"]) == (401, 401)
    uid = portal.made()
    portal.behind.set_permissions({"publish_dataset": False}, of_key=True)
    assert portal("PUT", f"/datasets/{uid}/publish").status_code == 403
    assert portal("GET", f"/datasets/{uid}").status_code == 200
    assert portal("GET", f"/datasets/{uid}/status", headers=basic).status_code == 200
    portal.behind.revoke_key()
    assert portal("GET", "/datasets").status_code == 401
    portal.headers = {"Authorization": f"Apikey {portal.behind.new_key()}"}
    assert portal("GET", "/datasets").status_code == 200
    portal.behind.set_quota(1)
    assert portal("GET", "/datasets").headers["X-RateLimit-Remaining"] == "0"
    over = portal("GET", "/datasets")
    assert over.status_code == 429 and over.json()["errorcode"] == 10002 and over.json()["call_limit"] == 1
    assert int(over.headers["X-RateLimit-Reset"]) > time.time()


def test_ids_strict_and_not(portal: Portal) -> None:
    missing = portal("POST", "/datasets/?strict=true", {}).json()
    assert missing["error_key"] == "ODSException" and "dataset_id" in missing["message"]
    titled = {"metas": {"default": {"title": "Été à Paris"}}}
    ids = [portal("POST", "/datasets/", titled).json()["dataset_id"] for _ in range(2)]
    assert ids == ["ete-a-paris", "ete-a-paris-1"]
    taken = portal("POST", "/datasets?strict=true", {"dataset_id": "ete-a-paris"})
    assert (taken.status_code, taken.json()["error_key"]) == (400, "ODSException")
    bad = portal("POST", "/datasets", {"metas": {"default": {"title": 7, "keyword": "x", "nothing": 1}}}).json()
    assert bad["error_key"] == "InvalidManagementAPIRequestException" and len(bad["errors"]) == 3
    assert portal("POST", "/datasets", data=b"{", headers=portal.headers).status_code == 400
    found = portal("GET", "/datasets", params={"where": 'dataset_id="ete-a-paris"'}).json()
    assert [one["dataset_id"] for one in found] == ["ete-a-paris"]
    assert portal("GET", "/datasets", params={"where": "=="}).status_code == 400
    assert portal("GET", "/datasets?rows=101").status_code == 400
    assert [len(portal("GET", f"/datasets?rows=4&page={page}").json()) for page in (1, 2)] == [4, 2]


def test_metadata_definitions_remote_values_and_going_back(portal: Portal) -> None:
    uid = portal.made()
    place = f"/datasets/{uid}/metadata/default/title"
    assert portal("GET", place).json()["definition"] == {}
    listed = portal("GET", f"/datasets/{uid}/metadata?expand=definition").json()
    forms = {one["name"]: one["definition"] for one in listed}
    assert (
        forms["license"]["widget"] == {"type": "select"} and ["CC BY 4.0", "CC BY 4.0"] in forms["license"]["choices"]
    )
    portal.behind.set_remote(uid, "title", "From afar")
    assert portal("GET", f"/datasets/{uid}").json()["metas"]["default"]["title"] == "From afar"
    put = portal("PUT", place, {"value": "Ours", "override_remote_value": True}).json()
    assert (put["value"], put["remote_value"], put["override_remote_value"]) == ("Ours", "From afar", True)
    assert portal("GET", f"/datasets/{uid}").json()["metas"]["default"]["title"] == "Ours"
    reset = portal("DELETE", place).json()
    assert (reset["value"], reset["override_remote_value"]) == (None, False)
    changes = portal("GET", f"/datasets/{uid}/changes").json()
    assert [list(one["diff"]) for one in changes] == [["metadata"], ["metadata"], ["general"]]
    back = portal("PUT", f"/datasets/{uid}/restore_change", {"change_uid": changes[1]["change_uid"]})
    assert (back.status_code, back.content) == (200, b"")
    assert portal("GET", place).json()["value"] == "Ours"
    assert len(portal("GET", f"/datasets/{uid}/changes").json()) == 4
    assert portal("PUT", f"/datasets/{uid}/metadata/default/modified", {"value": "never"}).status_code == 400
    assert portal("GET", f"/datasets/{uid}/metadata/default/nothing").status_code == 404


def test_files_arrive_whole_or_not_at_all(portal: Portal) -> None:
    sent = portal("POST", "/files", {"content": "a,b\n1,2\n", "mimetype": "text/csv", "filename": "x.csv"}).json()
    assert sent["file_id"] == "x.csv"
    again = portal("POST", "/files", files={"file": ("x.csv", b"other", "text/csv")}).json()
    assert again["file_id"] == "x-1.csv"
    got = portal("GET", "/download_file/x-1.csv")
    assert got.content == b"other" and got.headers["Content-Disposition"] == "attachment; filename=x.csv"
    assert portal("POST", "/files", files={"wrong": ("x.csv", b"1", "text/csv")}).status_code == 400
    portal.behind.largest_upload = 1000
    assert portal("POST", "/files", files={"file": ("y", io.BytesIO(b"1" * 1001), "text/csv")}).status_code == 413
    assert portal("POST", "/files", files={"file": ("y", io.BytesIO(b"1" * 200_000), "text/csv")}).status_code == 413
    headers = portal.headers | {"Content-Type": "multipart/form-data; boundary=x"}
    cut = b'--x\r\nContent-Disposition: form-data; name="file"; filename="z"\r\n\r\n123'
    assert portal("POST", "/files", data=cut, headers=headers).status_code == 400
    assert len(portal("GET", "/files").json()) == 2
    assert sorted(one.suffix for one in portal.behind.uploads.iterdir()) == [".bin", ".bin"]


def test_realtime_and_what_was_withdrawn(portal: Portal) -> None:
    bus = next(one for one in portal.behind.datasets() if one["dataset_id"] == "bus-positions")["uid"]
    for path, between in (
        ("save_version", "saving_version"),
        ("recover_realtime_records", "recovering_realtime_records"),
        ("scratch_recovery_data", "scratching_realtime_recover_data"),
    ):
        assert "job_id" in portal("PUT", f"/datasets/{bus}/{path}").json()
        assert portal.rest(bus) == ["queued", between, "idle"]
    behind = next(one for one in portal.behind.datasets() if one["uid"] == bus)
    assert (behind["records"], behind["recovery"]) == (100, 0)
    assert portal("PUT", f"/datasets/{portal.made()}/recover_realtime_records").status_code == 400
    assert portal("GET", "/jobs").status_code == 404
    portal.behind.jobs_enabled, portal.behind.legacy_actions_enabled = True, False
    assert portal("PUT", f"/datasets/{bus}/save_version").status_code == 404
    jobs = portal("GET", "/jobs").json()
    assert len(jobs) == 3 and {one["state"] for one in jobs} == {"done"}
    assert portal("GET", f"/jobs/{jobs[0]['job_uid']}").json()["function"] == "scratch_recovery_data"


def test_portals_differ(portal: Portal, automation: Portal) -> None:
    uid = portal.made()
    portal.behind.status_key = "status"
    assert portal.status(uid)["status"] == "idle" and "name" not in portal.status(uid)
    portal.behind.slash_redirect = True
    moved = portal("PUT", f"/datasets/{uid}/publish?x=1")
    assert (moved.status_code, moved.headers["Location"]) == (301, f"/api/management/v2/datasets/{uid}/publish/?x=1")
    assert portal.behind.datasets()[-1]["status"] == "idle"
    portal.behind.offer("automation")
    assert portal("GET", "/datasets/").status_code == 404
    assert automation("GET", "/datasets/").status_code == 200
    portal.behind.fail_next("forbidden")
    assert automation("POST", "/datasets/", {}).json()["error_code"] == "permission_denied"


def test_automation_from_creating_to_live_and_back(automation: Portal) -> None:
    refused = automation("POST", "/datasets/", {"metadata": {"default": {"title": {"value": "x"}}}})
    assert refused.status_code == 400 and refused.json()["error_code"] == "validation_error"
    assert set(refused.json()["detail"]) == {"metadata.default.modified", "metadata.default.language"}
    answer = automation("POST", "/datasets/", {"metadata": METADATA, "is_restricted": True})
    dataset = answer.json()
    uid = dataset["uid"]
    assert answer.status_code == 201 and dataset["is_restricted"] and not dataset["is_published"]
    sent = automation("POST", f"/datasets/{uid}/resources/files/", files={"file": ("w.csv", CSV, "text/csv")}).json()
    source = {"type": "uploaded_file", "file": {"uid": sent["uid"]}}
    resource = {"type": "csvfile", "title": "W", "params": {"separator": ";"}, "datasource": source}
    assert len(automation("POST", f"/datasets/{uid}/resources/preview/", resource).json()["records"]) == 20
    assert automation("POST", f"/datasets/{uid}/resources/", resource).status_code == 201
    auth = {"type": "basic", "username": "u", "password": "secret"}
    connection = {"type": "http", "url": "https://data.example", "auth": auth}
    http = {"type": "http", "connection": connection, "headers": [], "relative_url": "/x.csv"}
    shown = automation("POST", f"/datasets/{uid}/resources/", resource | {"datasource": http}).json()
    assert shown["datasource"]["connection"]["auth"] == {"type": "basic", "username": "u", "password": None}
    assert automation("POST", f"/datasets/{uid}/publish/").json() == {"detail": "ok"}
    busy = automation("POST", f"/datasets/{uid}/publish/")
    assert busy.json()["error_code"] == "invalid_dataset_status" and "limit_reached" in busy.json()["message"]
    assert automation.rest(uid)[-1] == "idle"
    said = automation.status(uid)
    assert set(said) == {"status", "previous", "next", "since", "is_published", "message", "records_errors", "params"}
    assert said["is_published"] and automation("POST", f"/datasets/{uid}/publish_metadata/").status_code == 200
    automation.rest(uid)
    assert automation("PUT", f"/datasets/{uid}/", dataset | {"dataset_id": "other"}).status_code == 400
    with_theme = METADATA | {"internal": {"theme_id": {"value": ["8tlbcb"]}}}
    assert automation("PUT", f"/datasets/{uid}/metadata/", with_theme).json()["internal"]["theme_id"]["value"] == [
        "8tlbcb"
    ]
    assert "internal" not in automation("PUT", f"/datasets/{uid}/metadata/", METADATA).json()  # left out: gone
    versions = automation("GET", f"/datasets/{uid}/versions/").json()
    automation("POST", f"/datasets/{uid}/versions/{versions['results'][1]['uid']}/restore/")
    assert "internal" in automation("GET", f"/datasets/{uid}/metadata/").json()
    page = automation("GET", "/datasets/?limit=2&offset=2").json()
    assert page["total_count"] == 5 and "offset=4" in page["next"] and "offset=0" in page["previous"]
    assert automation("GET", "/datasets/?limit=0").json()["results"] == []
    fields = automation("GET", "/metadata/templates/?is_active=true").json()["results"][0]["schema"]
    assert {one["name"]: one["requirement_level"] for one in fields}["title"] == "mandatory"
    assert automation("POST", f"/datasets/{uid}/unpublish/").status_code == 200
    automation.rest(uid)
    assert automation("DELETE", f"/datasets/{uid}/").status_code == 204


def test_other_files_are_read_too(portal: Portal) -> None:
    uid = portal.made()
    items = [{"n": number, "text": "é," * (number * 40)} for number in range(300)]  # some cross where it is read
    sent = {
        "list.json": json.dumps(items).encode(),
        "dictionary.json": json.dumps({"a": {"n": 1}, "b": {"n": 2}}).encode(),
        "packed.csv.gz": gzip.compress(b"a,b\n1,2\n3,4"),
        "broken.csv.gz": gzip.compress(CSV * 9)[:60] + b"?" * 60,
        "cut.json": b'[{"a": 1}, {"a"',
    }
    said = {}
    for name, content in sent.items():
        url = portal("POST", "/files", files={"file": (name, content, "x/y")}).json()["url"]
        likely = portal("POST", "/guess_extractors", {"url": url})
        kind = likely.json().get("recommended_extractors", ["csvfile"])[0]
        resource = {"url": url, "title": name, "type": kind}
        said[name] = portal("POST", f"/datasets/{uid}/resource_preview", resource)
        if said[name].status_code == 200:
            portal("POST", f"/datasets/{uid}/resources", resource)
    assert said["list.json"].json()["records"] == items[:20]
    assert said["dictionary.json"].json()["records"] == [{"n": 1}, {"n": 2}]
    assert said["packed.csv.gz"].json()["records"] == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]
    assert [said[name].status_code for name in ("broken.csv.gz", "cut.json")] == [400, 400]
    portal("PUT", f"/datasets/{uid}/publish")
    assert portal.rest(uid)[-1] == "idle" and portal.behind.datasets()[-1]["records"] == 304


@pytest.mark.parametrize("section", ["attachments", "fields_specifications", "schedules"])
def test_other_parts(portal: Portal, section: str) -> None:
    uid = portal.made()
    portal("POST", "/files", {"content": "x", "mimetype": "text/plain", "filename": "n.txt"})
    bodies = {
        "attachments": {"url": "odsfile://n.txt"},
        "fields_specifications": {"name": "rename", "args": {"from_name": "a", "to_name": "b", "label": "B"}},
        "schedules": {"period": "daily"},
    }
    added = portal("POST", f"/datasets/{uid}/{section}/", bodies[section]).json()
    key = next(name for name in added if name.endswith("_uid"))
    assert {name: one for name, one in added.items() if name != key} == bodies[section]
    place = f"/datasets/{uid}/{section}/{added[key]}"
    assert portal("GET", place).json() == added
    assert portal("GET", f"/datasets/{uid}/{section}").json() == [added]
    if section == "attachments":
        assert portal("GET", f"/datasets/{uid}/download_attachment/{added[key]}").content == b"x"
    assert portal("DELETE", place).status_code == (200 if section == "attachments" else 204)
    assert portal("GET", place).status_code == 404
