"""The practice Qrvey gateway by plain HTTP: from a connection to a loaded dataset and pushed rows, and refusals."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from gatewaydesk.practice.qrvey import QrveyPractice
from gatewaydesk.practice.server import PracticeServer

MYSQL = {
    "name": "Warehouse",
    "connectorType": "MYSQL_LIVE",
    "host": "db.example",
    "user": "me",
    "password": "s3cret-77",
}
PUSH = {"name": "Push", "connectorType": "PUSH_API"}


class Client:
    """Calls one application with the organisation's key."""

    def __init__(self, server: PracticeServer) -> None:
        self.details = server.details["qrvey"]
        self.url = self.details["url"]
        self.headers = {"x-api-key": self.details["api_key"]}
        self.user = f"/user/{self.details['user_id']}"
        self.app = f"{self.user}/app/{self.details['app_id']}"
        self.datasets = f"{self.app}/qollect/dataset"

    def call(
        self, method: str, path: str, body: Any = None, headers: Any = None, prefix: str = "/devapi/v4"
    ) -> requests.Response:
        sent = self.headers if headers is None else headers
        return requests.request(method, self.url + prefix + path, json=body, headers=sent, timeout=30)

    def ok(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        answer = self.call(method, path, body, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def route(self, method: str, path: str, body: Any = None, key: str | None = None) -> requests.Response:
        headers = {"x-api-key": self.details["data_router_key"] if key is None else key}
        return requests.request(method, self.details["data_router_url"] + path, json=body, headers=headers, timeout=30)

    def connect(self, **shown: Any) -> str:
        return self.ok("POST", f"{self.app}/connections", shown)["connectorid"]

    def draft(self, name: str = "Stays", table: str = "admissions") -> dict[str, Any]:
        body = {"connectionId": self.connect(**MYSQL), "database": "saltmarsh", "name": name, "tableName": table}
        return self.ok("POST", f"{self.datasets}/datasource", body)

    def status(self, dataset: dict[str, Any]) -> str:
        return self.ok("GET", f"{self.datasets}/{dataset['datasetId']}")["status"]

    def load(self, dataset: dict[str, Any]) -> dict[str, Any]:
        return self.ok("POST", f"{self.datasets}/{dataset['datasetId']}/load")


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    with PracticeServer(samples=False, systems=("qrvey",)) as running:
        running.system(QrveyPractice).load_seconds = 0
        running.system(QrveyPractice).job_seconds = 0
        yield running


@pytest.fixture
def practice(server: PracticeServer) -> QrveyPractice:
    return server.system(QrveyPractice)


@pytest.fixture
def client(server: PracticeServer) -> Client:
    return Client(server)


def definition(connection: str, *columns: tuple[str, str], **source: Any) -> dict[str, Any]:
    """The reference document's object."""
    ids = {"connectionId": connection, "appId": "a", "userId": "u"}
    datasource = {"name": "Test", "connectionId": connection, "datasourceId": "f54dd925", "connectorType": "MSSQL_LIVE"}
    wanted = [{**ids, "columnName": name, "columnType": kind, "origColumnType": kind} for name, kind in columns]
    return {"name": "From scratch", "datasources": [datasource | source], "columns": wanted}


def says(answer: requests.Response, status: int, message: str) -> None:
    body = answer.json()
    assert (answer.status_code, body["status"], body["errors"][0]["message"]) == (status, "error", message)
    assert abs(body["date"] - time.time()) < 60 and "messageDetails" in body["errors"][0]


def settled(client: Client, job: str, ended: Callable[[str], bool]) -> dict[str, Any]:
    while not ended((answer := client.route("GET", f"/{job}/status").json())["statusJob"]["status"]):
        time.sleep(0.02)
    return answer


def test_applications_and_connections_write_their_ids_in_small_letters_and_hide_the_password(
    client: Client, practice: QrveyPractice, server: PracticeServer
) -> None:
    app = client.ok("POST", f"{client.user}/app", {"name": "Second", "description": "d"})
    assert app == {"appid": app["appid"], "userid": client.details["user_id"], "name": "Second", "description": "d"}
    assert [one["name"] for one in client.ok("POST", f"{client.user}/app/all", {})] == [
        "Practice application",
        "Second",
    ]
    assert client.ok("DELETE", f"{client.user}/app/{app['appid']}") == app
    says(client.call("GET", f"{client.user}/app/{app['appid']}"), 404, f"The application {app['appid']} was not found.")
    assert len(client.ok("POST", "/core/user/all", {"limit": 3})) == 1

    connection = client.ok("POST", f"{client.app}/connections", MYSQL)
    assert len(connection["connectorid"]) == 9
    assert set(connection) == {"connectorid", "name", "connectorType", "host", "user", "appid", "userid"}
    place = f"{client.app}/connections/{connection['connectorid']}"
    assert client.ok("GET", place) == connection
    assert client.ok("POST", f"{client.app}/connections/all", {}) == {"Count": 1, "Items": [connection]}
    assert client.ok("DELETE", place) == connection
    assert client.call("GET", place).status_code == 404
    folder = Path(server._temporary.name)  # type: ignore[union-attr]
    held = b"".join(file.read_bytes() for file in folder.iterdir())
    keys = [client.details[name] for name in ("api_key", "data_router_key")]
    assert not any(secret.encode() in held for secret in (MYSQL["password"], *keys))


def test_a_dataset_from_a_connection_has_its_columns_found_and_is_loaded(
    client: Client, practice: QrveyPractice
) -> None:
    dataset = client.draft()
    assert dataset["status"] == "DRAFT" and len(dataset["datasetId"]) == 9
    assert [(one["columnName"], one["columnType"]) for one in dataset["columns"]] == [
        ("admission_id", "NUMERIC"),
        ("admitted_on", "DATE"),
        ("ward", "TEXT_LABEL"),
        ("age", "NUMERIC"),
        ("days", "NUMERIC"),
    ]
    for column in dataset["columns"]:
        assert column["datasetId"] == dataset["datasetId"] and column["connectionId"] in str(dataset["datasources"])
    practice.load_seconds = 0.3
    assert client.load(dataset)["status"] == "LOADING"
    assert client.load(dataset)["status"] == "LOADING"  # another one changes nothing
    practice.refuses_second_load = True
    says(
        client.call("POST", f"{client.datasets}/{dataset['datasetId']}/load"),
        400,
        "The dataset is being loaded already.",
    )
    while (now := client.status(dataset)) == "LOADING":
        time.sleep(0.02)
    assert now == "LOADED"
    practice.live_word = "ACTIVE"
    assert client.status(dataset) == "ACTIVE"
    assert client.ok("DELETE", f"{client.datasets}/{dataset['datasetId']}")["datasetId"] == dataset["datasetId"]
    assert client.call("GET", f"{client.datasets}/{dataset['datasetId']}").status_code == 404


def test_a_query_is_run_and_what_cannot_be_read_is_told(client: Client) -> None:
    body = {"connectionId": client.connect(**MYSQL), "database": "laboratory", "name": "Means"}
    query = {"query": "select test, avg(result) as mean from results group by test;"}
    made = client.ok("POST", f"{client.datasets}/datasource", body | query)
    assert [one["columnName"] for one in made["columns"]] == ["test", "mean"]
    for wrong in (
        {"query": "drop table results"},
        {"query": "with recursive n(x) as (select 1 union all select x + 1 from n) select max(x) from n"},
        {"tableName": "nothing"},
        {"tableName": "results", "database": "elsewhere"},
    ):
        answer = client.call("POST", f"{client.datasets}/datasource", body | wrong)
        says(answer, 400, "The source cannot be read.")
        assert answer.json()["errors"][0]["messageDetails"]
    for wrong in ({}, query | {"tableName": "results"}):
        answer = client.call("POST", f"{client.datasets}/datasource", body | wrong)
        says(answer, 400, "Exactly one of tableName and query is required.")
    gone = client.call("POST", f"{client.datasets}/datasource", body | query | {"connectionId": "nowhere"})
    says(gone, 404, "The connection nowhere was not found.")


def test_from_scratch_as_the_reference_says_and_changed_and_found_again(client: Client) -> None:
    connection = client.connect(**MYSQL)
    body = definition(connection, ("ward", "TEXT_LABEL"), database="saltmarsh", tableName="admissions")
    made = client.ok("POST", client.datasets, body | {"customAttributes": {"own": 1}, "invented": 2})
    assert made["customAttributes"] == {"own": 1} and "invented" not in made and made["status"] == "DRAFT"
    assert made["columns"][0]["appId"] == client.details["app_id"]
    place = f"{client.datasets}/{made['datasetId']}"
    changed = client.ok("PUT", place, made | {"name": "Wards of Saltmarsh"})
    assert changed == made | {"name": "Wards of Saltmarsh"} == client.ok("GET", place)
    assert client.load(made) and client.status(made) == "LOADED"

    def search(value: str) -> Any:
        filters = [{"filterType": "CONTAINS", "column": "search", "value": value}]
        return client.ok("POST", f"{client.datasets}/all", {"filters": filters, "limit": 5, "warning": False})

    client.draft("Other")
    assert search("wards")["Items"][0]["datasetId"] == made["datasetId"]
    assert search("Wards") == {"Count": 0, "Items": []}  # only lower case finds anything
    assert client.ok("POST", f"{client.datasets}/all", {"limit": 1})["Count"] == 1
    assert client.ok("POST", f"{client.datasets}/all", {})["Count"] == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda body: body.pop("name"), "name is required."),
        (lambda body: body.pop("columns"), "columns must be a list of at least one object."),
        (lambda body: body.update(datasources=[]), "datasources must be a list of at least one object."),
        (lambda body: body["datasources"][0].pop("connectorType"), "datasources[0].connectorType is required."),
        (lambda body: body["datasources"][0].update(database=" "), "datasources[0].database is required."),
        (
            lambda body: body["datasources"].append(body["datasources"][0]),
            "datasources[1].datasourceId is there twice.",
        ),
        (lambda body: body["columns"][0].update(columnType=7), "columns[0].columnType is required."),
        (
            lambda body: body["datasources"][0].update(query="select 1"),
            "datasources[0].tableName or datasources[0].query is required, and only one of them.",
        ),
    ],
)
def test_a_definition_with_something_missing_is_refused(
    client: Client, change: Callable[[dict[str, Any]], object], message: str
) -> None:
    body = definition(client.connect(**MYSQL), ("ward", "TEXT_LABEL"), database="saltmarsh", tableName="admissions")
    change(body)
    says(client.call("POST", client.datasets, body), 400, message)
    assert client.ok("POST", f"{client.datasets}/all", {})["Count"] == 0


def test_a_source_that_is_not_there_fails_when_it_is_loaded(client: Client) -> None:
    connection = client.connect(**MYSQL)
    for name, table in (("ward", "nothing"), ("invented", "admissions")):
        body = definition(connection, (name, "TEXT_LABEL"), database="saltmarsh", tableName=table)
        made = client.ok("POST", client.datasets, body)
        client.load(made)
        assert client.status(made) == "FAILED"
    dataset = client.draft()
    client.ok("DELETE", f"{client.app}/connections/{dataset['datasources'][0]['connectionId']}")
    assert client.status(dataset) == "DRAFT"
    says(client.call("POST", f"{client.datasets}/{dataset['datasetId']}/load"), 400, "The dataset cannot be loaded.")


def test_a_loaded_dataset_is_shared_cloned_and_unshared(client: Client, practice: QrveyPractice) -> None:
    dataset = client.draft()
    place = f"{client.datasets}/{dataset['datasetId']}/publishVersion?runPublicTrigger=true"
    says(client.call("POST", place, {"isPublic": True}), 400, "Only a loaded dataset can be shared.")
    client.load(dataset)
    shared = client.ok("POST", place, {"isPublic": True}, prefix="/api/v4")
    assert shared["isPublic"] and shared["connectionId"] != dataset["datasources"][0]["connectionId"]
    other = f"{client.user}/app/{practice.add_app()}/qollect/dataset"
    source = {"appId": client.details["app_id"], "userId": client.details["user_id"]}
    view = client.ok("POST", f"{other}/clone/connection/{shared['connectionId']}", source)
    assert view["status"] == "LOADED" and view["datasetId"] != dataset["datasetId"]
    assert client.call("GET", f"{client.datasets}/{view['datasetId']}").status_code == 404
    unshared = client.ok("POST", place, {"isPublic": False})
    assert not unshared["isPublic"] and "connectionId" not in unshared
    assert client.call("POST", f"{other}/clone/connection/{shared['connectionId']}", source).status_code == 404


def push_dataset(client: Client) -> dict[str, Any]:
    body = definition(client.connect(**PUSH), ("id", "TEXT_LABEL"), ("minutes", "NUMBER"), connectorType="PUSH_API")
    body["columns"][0]["isUnique"] = True
    return client.ok("POST", client.datasets, body)


def test_rows_are_pushed_and_counted_when_the_job_is_complete(client: Client, practice: QrveyPractice) -> None:
    dataset = push_dataset(client)["datasetId"]
    rows = [{"id": "a", "minutes": 5}, {"id": "b", "minutes": 6.5}]
    body = {"datasetId": dataset, "documentUpdateMethod": "upsert", "data": rows}
    says(
        client.route("POST", "/postdata", body),
        400,
        "The dataset must have been loaded once before rows can be pushed.",
    )
    client.load({"datasetId": dataset})
    practice.job_seconds = 0.4
    job = client.route("POST", "/postdata", body).json()["jobId"]
    first = client.route("GET", f"/{job}/status").json()
    assert first["statusJob"]["status"] in ("Initializing", "QueryingDatasources", "PumpingDatasources")
    assert first["jobCompletionStatistics"]["fillingEsStatistics"]["added"] == 0
    last = settled(client, job, lambda status: status == "Complete")
    assert last["statusJob"] == {
        "jobId": job,
        "status": "Complete",
        "approximatePercentComplete": 100,
        "runtime": 400,
    }
    counts = {"added": 2, "deleted": 0, "failed": 0, "updated": 0}
    assert last["jobCompletionStatistics"]["fillingEsStatistics"] == counts

    practice.job_seconds = 0
    more = [{"id": "a", "minutes": 7}, {"id": "c", "minutes": "long"}, {"id": "d"}, {"id": "e", "minutes": 1}, rows[0]]
    job = client.route("POST", "/postdata", body | {"data": more}).json()["jobId"]
    counts = client.route("GET", f"/{job}/status").json()["jobCompletionStatistics"]["fillingEsStatistics"]
    assert counts == {"added": 1, "deleted": 0, "failed": 2, "updated": 2}
    assert practice.pushed(dataset) == [rows[0], rows[1], {"id": "e", "minutes": 1}]
    # Through the application's own address, and without upsert, rows are only added.
    answer = client.ok("POST", f"{client.datasets}/{dataset}/pushapi/data/post", {"datasetId": dataset, "data": rows})
    assert set(answer) == {"jobId"} and len(practice.pushed(dataset)) == 5


def test_a_push_job_can_be_ended_and_only_push_datasets_take_rows(client: Client, practice: QrveyPractice) -> None:
    loaded = client.draft()
    client.load(loaded)
    answer = client.route("POST", "/postdata", {"datasetId": loaded["datasetId"], "data": [{"id": 1}]})
    assert answer.status_code == 400 and "push connection" in answer.text
    assert client.route("POST", "/postdata", {"datasetId": "nowhere", "data": [{}]}).status_code == 404
    assert client.route("GET", "/nowhere/status").status_code == 404
    dataset = push_dataset(client)
    client.load(dataset)
    practice.job_seconds = 60
    body = {"datasetId": dataset["datasetId"], "data": [{"id": "a", "minutes": 1}]}
    job = client.route("POST", "/postdata", body).json()["jobId"]
    practice.terminate_job(job)
    assert client.route("GET", f"/{job}/status").json()["statusJob"]["status"] == "TerminatedExit"


def test_keys_and_tokens_open_only_what_they_are_for(client: Client, practice: QrveyPractice) -> None:
    everything = f"{client.datasets}/all"
    for headers in ({}, {"x-api-key": "wrong"}, {"x-api-key": client.details["data_router_key"]}):
        answer = client.call("POST", everything, {"limit": 1}, headers=headers)
        assert (answer.status_code, answer.json()) == (403, {"message": "Forbidden"})
    assert client.route("GET", "/x/status", key=client.details["api_key"]).status_code == 403

    ids = {"userid": client.details["user_id"], "appid": client.details["app_id"]}
    token = client.ok("POST", "/core/login/token", ids | {"expiresIn": "1w"})["token"]
    bearer = {"Authorization": f"Bearer {token}"}
    assert client.ok("POST", everything, {"limit": 1}, headers=bearer)["Count"] == 0
    other = f"{client.user}/app/{practice.add_app()}/qollect/dataset/all"
    says(client.call("POST", other, {}, headers=bearer), 403, "The token is for another application.")
    assert client.call("POST", "/core/user/all", {}, headers=bearer).status_code == 403
    says(client.call("POST", "/core/login/token", ids | {"expiresIn": "soon"}), 400,
         "expiresIn must be a number and a unit, for instance 60m or 1w.")  # fmt: skip
    over = {"Authorization": f"Bearer {practice.token(0)}"}
    says(client.call("POST", everything, {}, headers=over), 401, "The token has expired.")
    practice.token_header = "x-token"
    assert client.ok("POST", everything, {}, headers={"x-token": token})["Count"] == 0
    practice.end_tokens()
    says(client.call("POST", everything, {}, headers={"x-token": token}), 401, "The token is not valid.")
    practice.rotate_api_key()
    assert client.call("POST", everything, {}).status_code == 403


def test_prefix_stack_throttle_and_maintenance_are_the_administrators(client: Client, practice: QrveyPractice) -> None:
    missing = f"{client.datasets}/nowhere"
    assert "/var/task" in client.call("GET", missing).json()["errors"][0]["stack"]
    practice.with_stack = False
    assert "stack" not in client.call("GET", missing).json()["errors"][0]
    practice.prefixes = ("/api/v4",)
    assert client.call("GET", client.app).status_code == 404
    assert client.ok("GET", client.app, prefix="/api/v4")
    assert client.call("GET", client.app, prefix="/other/v4").status_code == 404
    says(requests.post(f"{client.url}/api/v4{client.datasets}/all", data=b"{", headers=client.headers, timeout=30), 400,
         "The body is not JSON.")  # fmt: skip
    practice.set_rate_limit(1)
    answer = client.call("GET", client.app, prefix="/api/v4")
    assert (answer.status_code, answer.json()) == (429, {"message": "Too Many Requests"})
    practice.maintenance = True
    assert client.call("GET", client.app).status_code == 503


def test_its_own_faults_happen_to_loads_and_pushes(tmp_path: Path) -> None:
    with PracticeServer(tmp_path, faults="load-fails=1,seed=1", samples=False, systems=("qrvey",)) as server:
        client, practice = Client(server), server.system(QrveyPractice)
        practice.load_seconds = practice.job_seconds = 0
        dataset = push_dataset(client)
        client.load(dataset)
        assert client.status(dataset) == "FAILED"
        practice.faults._own["load-fails"] = 0
        client.load(dataset)
        body = {"datasetId": dataset["datasetId"], "data": [{"id": "a", "minutes": 1}, {"id": "b", "minutes": 1}]}
        for kind, status, added, failed in (("push-fails", "ErrorExit", 0, 0), ("push-loses", "Complete", 1, 1)):
            practice.fail_next(kind)
            job = client.route("POST", "/postdata", body).json()["jobId"]
            answer = client.route("GET", f"/{job}/status").json()
            counts = answer["jobCompletionStatistics"]["fillingEsStatistics"]
            assert (answer["statusJob"]["status"], counts["added"], counts["failed"]) == (status, added, failed)
        practice.fail_next("load-hangs")
        client.load(dataset)
        body = definition(client.connect(**PUSH), ("id", "TEXT_LABEL"), connectorType="PUSH_API") | {"name": "Lost"}
        practice.fail_next("reset-after")
        with pytest.raises(requests.ConnectionError):
            client.call("POST", client.datasets, body)
        assert [row["name"] for row in practice.datasets()] == ["From scratch", "Lost"]
        details = server.details
    # What has begun goes on over a restart, with the keys of before.
    port = int(client.url.rpartition(":")[2])
    with PracticeServer(tmp_path, port=port, samples=False, systems=("qrvey",)) as server:
        assert server.details == details
        assert client.status(dataset) == "LOADING"


def test_faults_of_calls_that_change_something_leave_lists_out(tmp_path: Path) -> None:
    with PracticeServer(tmp_path, samples=False, systems=("qrvey",)) as server:
        client, practice = Client(server), server.system(QrveyPractice)
        practice.fail_next("refused")
        assert client.ok("POST", f"{client.datasets}/all", {})["Count"] == 0
        assert "The dataset cannot be saved." in client.call("POST", client.datasets, {}).text


def test_a_fresh_folder_has_a_dataset_in_every_state_and_twenty_calls_make_twenty(tmp_path: Path) -> None:
    with PracticeServer(tmp_path, systems=("qrvey",)) as server:
        client = Client(server)
        items = client.ok("POST", f"{client.datasets}/all", {})["Items"]
        assert sorted(one["status"] for one in items) == ["DRAFT", "FAILED", "LOADED", "LOADED"]
        draft = next(one for one in items if one["status"] == "DRAFT")
        source = client.ok("GET", f"{client.datasets}/{draft['datasetId']}")["datasources"][0]
        body = {"connectionId": source["connectionId"], "database": "saltmarsh", "tableName": "admissions"}
        with ThreadPoolExecutor(20) as pool:
            made = pool.map(
                lambda n: client.ok("POST", f"{client.datasets}/datasource", body | {"name": f"n{n}"}), range(20)
            )
            assert len({one["datasetId"] for one in made}) == 20
