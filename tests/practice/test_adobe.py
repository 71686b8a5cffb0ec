"""The practice Adobe Experience Platform over its socket: who may call, schemas, datasets, batches, bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from gatewaydesk.practice.adobe import AdobePractice
from gatewaydesk.practice.adobe_states import Pace
from gatewaydesk.practice.server import PracticeServer

REGISTRY, CATALOG = "/data/foundation/schemaregistry", "/data/foundation/catalog"
IMPORT, EXPORT = "/data/foundation/import", "/data/foundation/export"
VISITS = "https://ns.adobe.com/northmere/schemas/719c4e19184402c27595e65b931a142b"
MEMBERS = "https://ns.adobe.com/northmere/schemas/533ca5da28087c44344810891b0f03d9"
CENSUS = "https://ns.adobe.com/xdm/schemas/ward-census"
FULL = "application/vnd.adobe.xed-full+json; version=1"
BYTES = "application/octet-stream"
NOW = Pace(0, 0, 0, 0, 3600, 3600)


class Platform:
    """A signed-in client."""

    def __init__(self, server: PracticeServer) -> None:
        self.system = server.system(AdobePractice)
        self.details = details = server.details["adobe"]
        self.url = details["url"]
        form = {"grant_type": "client_credentials", "scope": details["scopes"]}
        self.form = form | {name: details[name] for name in ("client_id", "client_secret")}
        token = requests.post(f"{self.url}/ims/token/v3", self.form, timeout=30).json()["access_token"]
        self.headers = {
            "Authorization": f"Bearer {token}",
            "x-api-key": details["client_id"],
            "x-gw-ims-org-id": details["org_id"],
            "x-sandbox-name": "trial",
        }

    def call(self, method: str, path: str, body: Any = None, *, data: Any = None, **headers: str) -> requests.Response:
        sent = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.request(method, self.url + path, json=body, data=data, headers=sent, timeout=30)

    def dataset(self, schema: str = VISITS, **more: Any) -> str:
        reference = {"id": schema, "contentType": "application/vnd.adobe.xed+json;version=1"}
        body = {"name": "Visits", "schemaRef": reference, "fileDescription": {"format": "parquet"}, **more}
        answer = self.call("POST", f"{CATALOG}/dataSets?requestDataSource=true", body)
        assert answer.status_code == 201, answer.text
        return answer.json()[0].removeprefix("@/dataSets/")

    def batch(self, dataset: str, form: str = "json", **more: Any) -> str:
        answer = self.call("POST", f"{IMPORT}/batches", {"datasetId": dataset, "inputFormat": {"format": form}, **more})
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    def put(self, batch: str, dataset: str, name: str, data: bytes) -> requests.Response:
        return self.call("PUT", self.file(batch, dataset, name), data=data, content_type=BYTES)

    def file(self, batch: str, dataset: str, name: str = "big.json") -> str:
        return f"{IMPORT}/batches/{batch}/datasets/{dataset}/files/{name}"

    def act(self, batch: str, action: str) -> requests.Response:
        return self.call("POST", f"{IMPORT}/batches/{batch}?action={action}")

    def told(self, batch: str) -> dict[str, Any]:
        return self.call("GET", f"{CATALOG}/batches/{batch}").json()[batch]


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    with PracticeServer(systems=("adobe",)) as running:
        running.system(AdobePractice).pace = NOW
        yield running


@pytest.fixture
def platform(server: PracticeServer) -> Platform:
    return Platform(server)


@pytest.fixture(scope="module")
def calm() -> Iterator[Platform]:
    """One platform for many calls that change nothing."""
    with PracticeServer(systems=("adobe",)) as running:
        yield Platform(running)


def visits(count: int) -> bytes:
    rows = ({"_id": f"v{number}", "timestamp": "2026-01-02T03:04:05Z"} for number in range(count))
    return "".join(f"{json.dumps(row)}\n" for row in rows).encode()


@pytest.mark.parametrize(
    ("header", "wrong", "status", "code"),
    [
        ("Authorization", None, 403, "403010"),
        ("Authorization", "Bearer x", 401, "401013"),
        ("x-api-key", None, 403, "403000"),
        ("x-api-key", "x", 403, "403003"),
        ("x-gw-ims-org-id", None, 400, "400003"),
        ("x-gw-ims-org-id", "x@AdobeOrg", 403, "403025"),
        ("x-sandbox-name", None, 400, None),
    ],
)
def test_each_of_the_four_headers_is_looked_at(calm, header, wrong, status, code):
    sent = {name: value for name, value in calm.headers.items() if name != header}
    answer = requests.get(f"{calm.url}{REGISTRY}/stats", headers=sent | ({header: wrong} if wrong else {}), timeout=30)
    assert answer.status_code == status and answer.json().get("error_code") == code


def test_tokens_are_given_for_the_secret_expire_and_stay_over_a_restart(tmp_path):
    with PracticeServer(tmp_path, systems=("adobe",)) as server:
        platform = Platform(server)
        assert platform.call("GET", f"{REGISTRY}/stats").json()["tenantId"] == "northmere"
        wrong = requests.post(f"{platform.url}/ims/token/v3", platform.form | {"client_secret": "x"}, timeout=30)
        assert (wrong.status_code, wrong.json()["error"]) == (400, "invalid_client")
        kept, secrets = platform.headers, [platform.details[name] for name in ("client_id", "client_secret")]
    with PracticeServer(tmp_path, systems=("adobe",)) as server:
        again = Platform(server)
        assert [again.details[name] for name in ("client_id", "client_secret")] == secrets
        again.headers = kept
        assert again.call("GET", f"{CATALOG}/dataSets").status_code == 200
        again.system.expire_tokens()
        assert again.call("GET", f"{CATALOG}/dataSets").json()["error_code"] == "401013"
    stored = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert not any(one.encode() in stored for one in (secrets[1], kept["Authorization"].removeprefix("Bearer ")))


def test_sandboxes_need_no_sandbox_and_keep_datasets_apart(platform):
    del platform.headers["x-sandbox-name"]
    listed = platform.call("GET", "/data/foundation/sandbox-management/").json()["sandboxes"]
    assert {one["name"]: one["type"] for one in listed} == {"prod": "production", "trial": "development"}
    names = {
        sandbox: {
            one["name"] for one in platform.call("GET", f"{CATALOG}/dataSets", x_sandbox_name=sandbox).json().values()
        }
        for sandbox in ("prod", "trial")
    }
    assert names["prod"] and names["trial"] and not names["prod"] & names["trial"]


def test_the_registry_is_strict_about_accept(calm):
    listing = f"{REGISTRY}/tenant/schemas?orderby=title"
    short = "application/vnd.adobe.xed-id+json"
    assert calm.call("GET", listing).status_code == 406
    refused = calm.call("GET", listing, accept=f"{short}; version=1")
    assert refused.status_code == 400 and refused.json()["type"].endswith("/XDM-1006-400")
    assert refused.json()["report"]["registryRequestId"]
    one = f"{REGISTRY}/tenant/schemas/_northmere.schemas.533ca5da28087c44344810891b0f03d9"
    refused = calm.call("GET", one, accept="application/vnd.adobe.xed-full+json")
    assert refused.status_code == 400 and refused.json()["type"].endswith("/XDM-1007-400")
    assert calm.call("GET", one, accept="application/vnd.adobe.xed-full+json; version=2").status_code == 404


def test_schemas_are_paged_only_in_an_order_and_found_by_both_ids(calm):
    short = "application/vnd.adobe.xed-id+json"
    whole = calm.call("GET", f"{REGISTRY}/tenant/schemas?limit=1", accept=short).json()
    assert len(whole["results"]) == 2 and whole["_page"]["next"] is None
    first = calm.call("GET", f"{REGISTRY}/tenant/schemas?orderby=title&limit=1", accept=short).json()
    assert [one["title"] for one in first["results"]] == ["Emergency Visits"]
    assert set(first["results"][0]) == {"title", "$id", "meta:altId", "version"}
    path = f"{REGISTRY}/tenant/schemas?orderby=title&limit=1&start={first['_page']['next']}"
    second = calm.call("GET", path, accept=short).json()
    assert [one["$id"] for one in second["results"]] == [MEMBERS] and second["_page"]["next"] is None
    path = f"{REGISTRY}/tenant/schemas/{requests.utils.quote(MEMBERS, safe='')}"
    full = calm.call("GET", path, accept=FULL).json()
    loyalty = full["properties"]["_northmere"]["properties"]["loyalty"]["properties"]
    assert loyalty["loyaltyPoints"]["meta:xdmType"] == "int" and "allOf" not in full
    assert "person" in full["properties"] and full["version"] == "1.4"
    assert calm.call("GET", f"{REGISTRY}/tenant/schemas/{MEMBERS}", accept=FULL).status_code == 404
    raw = calm.call("GET", path, accept="application/vnd.adobe.xed-notext+json; version=1.4").json()
    assert raw["allOf"] and "title" not in raw


def test_a_sample_record_fits_and_schemas_in_use_only_grow(platform):
    key = requests.utils.quote(VISITS, safe="")
    record = platform.call("GET", f"{REGISTRY}/rpc/sampledata/{key}").json()
    assert record["timestamp"] and record["_northmere"]["department"] == "adults"
    path = f"{REGISTRY}/tenant/schemas/{key}"
    grown = [
        {
            "op": "add",
            "path": "/allOf/-",
            "value": {"properties": {"_northmere": {"properties": {"bed": {"type": "string"}}}}},
        }
    ]
    answer = platform.call("PATCH", path, grown)
    assert (answer.status_code, answer.json()["version"]) == (200, "1.1")
    full = platform.call("GET", path, accept=FULL).json()
    assert {"bed", "department"} <= full["properties"]["_northmere"]["properties"].keys()
    refused = platform.call("PATCH", path, [{"op": "remove", "path": "/allOf/1"}])
    assert refused.status_code == 400 and "/_northmere" in refused.json()["detail"]


def test_catalog_checks_keeps_and_marks_versions(platform):
    reference = {"id": VISITS, "contentType": "application/vnd.adobe.xed+json;version=1"}
    body = {"name": "Checked", "schemaRef": reference}
    before = len(platform.system.datasets())
    assert platform.call("POST", f"{CATALOG}/dataSets", body, pragma="validate-only").status_code == 200
    wrong = body | {"schemaRef": reference | {"id": "https://ns.adobe.com/none"}}
    refused = platform.call("POST", f"{CATALOG}/dataSets", wrong, pragma="validate-only")
    assert refused.status_code == 400 and refused.json()["title"] == "BadRequestError"
    profile = body | {"tags": {"unifiedProfile": ["enabled:true"]}}
    assert platform.call("POST", f"{CATALOG}/dataSets", profile).status_code == 400
    assert len(platform.system.datasets()) == before
    key = platform.dataset()
    path = f"{CATALOG}/dataSets/{key}"
    first = platform.call("GET", path)
    assert list(first.json()) == [key] and first.json()[key]["name"] == "Visits"
    changed = platform.call("PATCH", path, {"name": "Renamed"}, if_match=first.headers["ETag"])
    assert changed.json() == [f"@/dataSets/{key}"]
    stale = platform.call("PATCH", path, {"name": "Again"}, if_match=first.headers["ETag"])
    assert stale.status_code == 412 and "errorMessage" in stale.json()
    patch = [{"op": "add", "path": "/tags/team", "value": ["a"]}]
    sent = json.dumps(patch)
    assert platform.call("PATCH", path, data=sent, content_type="application/json-patch+json").status_code == 200
    assert platform.call("PATCH", path, {"files": "x"}).status_code == 400
    ttl = {"extensions": {"adobe_lakeHouse": {"rowExpiration": {"ttlValue": "P3Y"}}}}
    platform.call("PATCH", f"{CATALOG}/v2/dataSets/{key}", ttl)
    whole = platform.call("GET", f"{path}?properties=name,tags,extensions").json()[key]
    assert whole == {"name": "Renamed", "tags": {"team": ["a"]}} | ttl
    assert platform.call("GET", f"{CATALOG}/dataSets?limit=0").status_code == 400
    assert list(platform.call("GET", f"{CATALOG}/dataSets?name=Renamed").json()) == [key]
    assert platform.call("DELETE", path).json() == [f"@/dataSets/{key}"]
    assert platform.call("DELETE", path).json() == [] and platform.call("GET", path).status_code == 404


def test_a_batch_goes_its_way_and_its_bytes_come_back(platform, server):
    dataset = platform.dataset()
    batch = platform.batch(dataset)
    data = visits(3)
    assert platform.put(batch, dataset, "part/visits.json", data).status_code == 201
    again = platform.put(batch, dataset, "part/visits.json", data)
    assert (again.status_code, again.content) == (200, b"")
    shown = platform.call("GET", f"{IMPORT}/batches/{batch}/datasets/{dataset}/preview?nrow=2").json()["preview"]
    assert [one["name"] for one in shown["columns"]] == ["_id", "timestamp"] and len(shown["rows"]) == 2
    platform.system.pace = Pace(100, 100, 100)
    done = platform.act(batch, "COMPLETE")
    assert (done.status_code, done.content) == (200, b"")
    assert platform.act(batch, "COMPLETE").status_code == 200
    assert platform.told(batch)["status"] == "loaded" and "metrics" not in platform.told(batch)
    assert platform.call("GET", f"{EXPORT}/batches/{batch}/files").json()["data"] == []
    assert platform.put(batch, dataset, "late.json", data).status_code == 400
    platform.system.set_state(batch, "success")
    metrics = platform.told(batch)["metrics"]
    assert (metrics["recordsRead"], metrics["recordsWritten"], metrics["inputByteSize"]) == (3, 3, len(data))
    files = platform.call("GET", f"{EXPORT}/batches/{batch}/files").json()["data"]
    href = files[0]["_links"]["self"]["href"].removeprefix(platform.url)
    entry = platform.call("GET", href).json()["data"][0]
    assert entry["length"] == str(len(data))
    path = entry["_links"]["self"]["href"].removeprefix(platform.url)
    assert platform.call("GET", path).content == data
    part = platform.call("GET", path, range="bytes=0-9")
    assert (part.status_code, part.content) == (206, data[:10])
    assert platform.call("HEAD", path).headers["Content-Length"] == str(len(data))
    last = platform.call("GET", f"{CATALOG}/lastBatches?dataSetId={dataset}").json()[dataset]
    assert (last["lastBatchStatus"], last["lastSuccessfulBatchId"]) == ("success", batch)
    assert len(platform.call("GET", f"{EXPORT}/datasets/{dataset}/preview").json()["data"]) == 3
    assert platform.act(batch, "REVERT").status_code == 200
    assert platform.told(batch)["status"] == "inactive"


def test_states_go_on_while_the_platform_is_not_running(tmp_path):
    with PracticeServer(tmp_path, systems=("adobe",)) as server:
        platform = Platform(server)
        platform.system.pace = Pace(0, 0, 0.05)
        dataset = platform.dataset()
        batch = platform.batch(dataset)
        platform.put(batch, dataset, "a.json", visits(1))
        platform.act(batch, "COMPLETE")
        until = platform.system.store.rows("select plan from batches where id = ?", (batch,))[0]["plan"][-1]
    with PracticeServer(tmp_path, systems=("adobe",)) as server:
        again = Platform(server)
        while (told := again.told(batch))["status"] == "processing":
            pass
        assert [told["status"], told["updated"]] == until


def test_large_files_are_put_together_from_parts(platform):
    dataset = platform.dataset()
    batch = platform.batch(dataset)
    path, data = platform.file(batch, dataset), visits(40)
    assert platform.call("PATCH", path, data=data, content_type=BYTES, content_range="bytes 0-1").status_code == 404
    assert platform.call("POST", f"{path}?action=INITIALIZE").status_code == 201
    assert "Range" not in platform.call("HEAD", path).headers

    def part(first: int, end: int, sent: bytes | None = None) -> int:
        span = f"bytes {first}-{end - 1}"
        body = data[first:end] if sent is None else sent
        return platform.call("PATCH", path, data=body, content_type=BYTES, content_range=span).status_code

    assert part(0, 100) == 200 and part(200, len(data)) == 200
    assert platform.call("HEAD", path).headers["Range"] == "bytes=0-99"
    assert platform.call("POST", f"{path}?action=COMPLETE").status_code == 400
    assert platform.act(batch, "COMPLETE").status_code == 400
    assert part(100, 200, b"short") == 400
    platform.system.cut_next(10)
    with pytest.raises(requests.ConnectionError):
        part(100, 200)
    assert platform.call("HEAD", path).headers["Range"] == "bytes=0-99"
    assert part(100, 200) == 200 and part(100, 200) == 200
    assert platform.call("HEAD", path).headers["Range"] == f"bytes=0-{len(data) - 1}"
    assert part(50, 120) == 200
    assert "overlap" in platform.call("POST", f"{path}?action=COMPLETE").json()["detail"]
    platform.call("POST", f"{path}?action=INITIALIZE")
    assert part(0, len(data)) == 200
    assert platform.call("POST", f"{path}?action=COMPLETE").status_code == 201
    assert platform.act(batch, "COMPLETE").status_code == 200
    assert platform.told(batch)["metrics"]["recordsWritten"] == 40


def test_sizes_types_and_the_missing_route_are_refused(platform):
    dataset = platform.dataset()
    batch = platform.batch(dataset)
    platform.system.largest_put = 100
    assert platform.put(batch, dataset, "a.json", b"x" * 101).status_code == 413
    chunked = platform.call("PUT", platform.file(batch, dataset), data=iter([b"x" * 101]), content_type=BYTES)
    assert chunked.status_code == 413
    several = requests.put(
        platform.url + platform.file(batch, dataset), files={"file": b"x"}, headers=platform.headers, timeout=30
    )
    assert several.status_code == 415
    assert platform.put(batch, dataset, "%2e%2e/a.json", b"x").status_code == 400
    assert platform.put(batch, dataset, "a" * 2000, b"x").status_code == 414
    platform.system.large_file_refusal = 405
    assert platform.call("POST", f"{platform.file(batch, dataset)}?action=INITIALIZE").status_code == 405
    kept = list((platform.system.store.blob("x").parent).iterdir())
    assert len(kept) == 1  # the sample's


def test_rows_that_do_not_fit_fail_the_batch_or_are_left_out(platform):
    dataset = platform.dataset()
    bad = b'{"_id": "v9", "_northmere": {"ageInYears": "old", "department": "x"}}\n{"broken\n'
    told = {}
    for share in (None, 50):
        more = {} if share is None else {"partialIngestionPercentage": share, "enableErrorDiagnostics": True}
        batch = platform.batch(dataset, **more)
        platform.put(batch, dataset, "a.json", visits(2) + bad)
        platform.act(batch, "COMPLETE")
        told[share] = platform.told(batch)
    assert told[None]["status"] == "failed" and told[50]["status"] == "success"
    assert told[50]["metrics"]["failedRecordCount"] == 2 and told[50]["metrics"]["recordsWritten"] == 2
    codes = {one["code"]: one.get("rows") for one in told[50]["errors"]}
    assert codes == {
        "DCVS-1111-400": [2],
        "DCVS-1104-400": [2],
        "DCVS-1106-400": [2],
        "INGEST-1401-400": [3],
        "INGEST-1212-400": None,
    }
    assert told[None]["errors"][-1]["code"] == "INGEST-1211-400"
    names = [one["name"] for one in platform.call("GET", f"{EXPORT}/batches/{batch}/failed").json()["data"]]
    assert names == ["a.json"]
    lines = platform.call("GET", f"{EXPORT}/batches/{batch}/failed?path=a.json").text.splitlines()
    places = [one["pointerToViolation"] for one in json.loads(lines[0])["_validationErrors"]]
    assert "#/timestamp" in places and "#/_northmere/ageInYears" in places
    rows = platform.call("GET", f"{EXPORT}/batches/{batch}/meta?path=row_errors").json()["data"]
    href = rows[0]["_links"]["self"]["href"].removeprefix(platform.url)
    last = json.loads(platform.call("GET", href).text.splitlines()[-1])
    assert last["_errors"][0]["code"] == "INGEST-1401-400" and last["_corrupt_record"].startswith('{"broken')


def test_flat_csv_is_read_by_its_header(platform):
    dataset = platform.dataset(CENSUS)
    text = b"day,ward,beds,closed\n2026-01-01,East,24,true\n2026-01-01,West,many,false\n"
    batch = platform.batch(dataset, "csv", partialIngestionPercentage=50)
    platform.put(batch, dataset, "a.csv", text)
    platform.act(batch, "COMPLETE")
    assert (platform.told(batch)["status"], platform.told(batch)["metrics"]["recordsWritten"]) == ("success", 1)
    for content, code in ((b"", "106"), (b"day,,beds\n1,2,3\n", "118")):
        batch = platform.batch(dataset, "csv")
        platform.put(batch, dataset, "a.csv", content)
        platform.act(batch, "COMPLETE")
        assert [one["code"] for one in platform.told(batch)["errors"]] == [code]


def test_what_was_arranged_happens(platform):
    dataset = platform.dataset()
    errors = [{"code": "0070000017", "description": "Unknown error occurred."}]
    platform.system.end_next("failed", errors)
    platform.system.fail_next("ingest-stalls")
    platform.system.end_next("archiving")
    seen = []
    for _ in range(3):
        batch = platform.batch(dataset)
        platform.put(batch, dataset, "a.json", visits(1))
        platform.act(batch, "COMPLETE")
        seen.append(platform.told(batch))
    assert [one["status"] for one in seen] == ["failed", "archiving", "stalled"]
    assert seen[0]["errors"] == errors
    first = platform.batch(dataset)
    assert platform.act(first, "ABORT").status_code == 200
    assert platform.told(first)["status"] == "aborted" and platform.act(first, "COMPLETE").status_code == 400
    platform.system.forbidden = "Manage Datasets"
    refused = platform.call("POST", f"{IMPORT}/batches", {"datasetId": dataset})
    assert refused.status_code == 403 and "Manage Datasets" in refused.json()["detail"]


def test_its_manners_can_be_changed(platform):
    system = platform.system
    system.file_status, system.body_on_complete, system.spelling = 200, True, "datasets"
    system.links = "https://elsewhere.invalid:443"
    reference = {"id": VISITS, "contentType": "application/vnd.adobe.xed+json;version=1"}
    made = platform.call("POST", f"{CATALOG}/dataSets", {"name": "Visits", "schemaRef": reference})
    dataset = made.json()[0].removeprefix("@/datasets/")
    assert made.headers["Location"].endswith(f"/dataSets/{dataset}")
    batch = platform.batch(dataset)
    assert platform.put(batch, dataset, "a.json", visits(1)).status_code == 200
    assert platform.act(batch, "COMPLETE").json()["id"] == batch
    links = [one["_links"] for one in platform.call("GET", f"{EXPORT}/batches/{batch}/files").json()["data"]]
    assert links[0]["self"]["href"].startswith("https://elsewhere.invalid:443/data/foundation/export/files/")
    system.strange_keys = True
    found = platform.call("GET", f"{CATALOG}/batches?batch={batch}").json()
    assert [one["status"] for one in found.values()] == ["success"] and batch not in found
    system.fail_next("rate")
    assert platform.act(batch, "REVERT").json()["error_code"] == "429050"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"{CATALOG}/dataSets", []),
        (f"{CATALOG}/dataSets", {"name": 1, "schemaRef": []}),
        (f"{CATALOG}/dataSets", {"name": "x", "schemaRef": {"id": VISITS, "contentType": 3}}),
        (f"{REGISTRY}/tenant/schemas", {"title": "x", "type": "object", "allOf": [3]}),
        (f"{REGISTRY}/tenant/schemas", {"title": "x", "type": "object", "allOf": [{"properties": 3}]}),
        (f"{REGISTRY}/tenant/schemas", {"title": "Loyalty Members", "type": "object", "allOf": []}),
        (f"{IMPORT}/batches", {"datasetId": {}}),
        (f"{IMPORT}/batches/none?action=complete", {}),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(calm, path, body):
    answer = calm.call("POST", path, body)
    assert answer.status_code == 400 and answer.json()["detail"]


def test_a_replay_takes_the_place_of_what_it_names(platform):
    dataset = platform.dataset()
    batches = []
    for number in range(2):
        more = {"replay": {"predecessors": batches[:1], "reason": "replace"}} if number else {}
        batches.append(platform.batch(dataset, **more))
        platform.put(batches[-1], dataset, "a.json", visits(number + 1))
        platform.act(batches[-1], "COMPLETE")
    assert [platform.told(one)["status"] for one in batches] == ["inactive", "success"]


def test_what_is_on_its_way_can_be_cancelled_and_replaces_nothing_then(platform):
    dataset = platform.dataset()
    first = platform.batch(dataset)
    platform.put(first, dataset, "a.json", visits(1))
    platform.act(first, "COMPLETE")
    platform.system.pace = Pace(0, 0, 100)
    second = platform.batch(dataset, replay={"predecessors": [first], "reason": "replace"})
    platform.put(second, dataset, "a.json", visits(1))
    platform.act(second, "COMPLETE")
    assert [platform.told(one)["status"] for one in (first, second)] == ["success", "processing"]
    platform.system.aborts_late = False
    assert platform.act(second, "ABORT").status_code == 400
    platform.system.aborts_late = True
    assert platform.act(second, "ABORT").status_code == 200
    plans = {row["id"]: row["plan"] for row in platform.system.store.rows("select id, plan from batches")}
    assert plans[first][-1][0] == "success" and plans[second][-1][0] == "aborted"


def test_its_details_fit_its_connection_schema(calm):
    from gatewaydesk import paths
    from gatewaydesk.schema.catalogue import load_small
    from gatewaydesk.validation.engine import Checker

    schema = load_small(paths.resource_root() / "schemas" / "connections" / "adobe.json")
    assert Checker(schema).check({"name": "Practice", **calm.details}) == []


def test_a_batch_says_how_its_rows_are_separated(platform):
    dataset = platform.dataset(CENSUS)
    for wrong in ({"delimiter": ";;"}, {"charset": "klingon"}, {"format": "xml"}):
        body = {"datasetId": dataset, "inputFormat": {"format": "csv", **wrong}}
        assert platform.call("POST", f"{IMPORT}/batches", body).status_code == 400
