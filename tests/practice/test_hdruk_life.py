"""What the HDR UK gateway keeps of what it is sent, and the traps on the way."""

from __future__ import annotations

import pytest

from gatewaydesk.practice.server import PracticeServer
from tests.practice.conftest import V4, Client

INTEGRATIONS = "/api/v1/integrations/datasets"


def stored(server, dataset_id):
    return next(row for row in server.hdruk.datasets(deleted=True) if row["id"] == dataset_id)


@pytest.mark.parametrize("wrapped", [False, True])
def test_creating_on_v1_publishes_and_answers_with_a_row_id(client, server, example, wrapped):
    answer = client.create({"metadata": example} if wrapped else example, status="DRAFT", create_origin="MANUAL")
    assert answer.status_code == 201
    body = answer.json()
    assert list(body) == ["message", "data", "version"] and body["message"] == "created"
    row = stored(server, body["data"])
    assert (row["status"], row["create_origin"], row["version"]) == ("ACTIVE", "API", 1)
    assert body["version"] != row["version"]
    assert row["metadata"] == example


def test_the_answer_is_written_as_php_writes_json(client, example):
    example["summary"]["title"] = "Café / Zürich"
    dataset = client.create_team(example)
    text = client.call("GET", f"{{team}}/{dataset}").text
    assert '"Caf\\u00e9 \\/ Z\\u00fcrich"' in text and text.startswith('{"message":"success","data":{"id":')


def test_a_draft_on_the_team_route_is_not_validated(client, server, example):
    example["version"] = "not a version"
    del example["accessibility"]
    dataset = client.create_team(example, "DRAFT")
    assert stored(server, dataset)["status"] == "DRAFT"
    assert stored(server, dataset)["original_metadata"]["version"] == "not a version"
    # …and can be published as it is.
    assert client.call("PATCH", f"{{team}}/{dataset}", {"status": "ACTIVE"}).json() == {"message": "success"}
    assert stored(server, dataset)["status"] == "ACTIVE"


def test_a_draft_without_a_schema_name_fits_none(client, example):
    del example["accessibility"]
    body = {"metadata": example, "status": "DRAFT", "create_origin": "API"}
    answer = client.call("POST", "{team}", body)
    assert answer.json()["details"]["traser_message"]["message"] == "Input metadata object matched no known schemas"


def test_v1_escapes_text_and_the_team_route_does_not(client, server, example):
    example["summary"]["abstract"] = "Ünder <5 & “over” 'ten'"
    first = client.create(example).json()["data"]
    escaped = "&Uuml;nder &lt;5 &amp; &ldquo;over&rdquo; &#039;ten&#039;"
    assert stored(server, first)["original_metadata"]["summary"]["abstract"] == escaped
    assert stored(server, first)["metadata"]["summary"]["abstract"] == example["summary"]["abstract"]
    second = client.create_team(example)
    assert stored(server, second)["original_metadata"]["summary"]["abstract"] == example["summary"]["abstract"]


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [("coverage", "followUp", "> 10 Years"), ("summary", "contactPoint", "o'neil@northmere.example")],
)
def test_escaping_comes_before_validation(client, example, section, name, value):
    example[section][name] = value
    refused = client.create(example)
    entries = refused.json()["details"]["traser_message"]["details"]["validationErrors"]
    assert entries[0]["instancePath"] == f"/{section}/{name}"
    assert entries[-1]["message"] == "must match a schema in anyOf"
    client.create_team(example)


def test_text_is_trimmed_nulled_and_empty_objects_become_lists(client, server, example):
    example["summary"]["abstract"] = "  An abstract with blanks around it. "
    example["summary"]["doiName"] = ""
    example["omics"] = {}
    dataset = client.create_team(example, "DRAFT")
    kept = stored(server, dataset)["original_metadata"]
    assert kept["summary"]["abstract"] == "An abstract with blanks around it."
    assert kept["summary"]["doiName"] is None
    assert kept["omics"] == []
    assert stored(server, dataset)["metadata"] == example


def test_values_are_coerced_for_validation_only(client, server, example):
    example["summary"]["populationSize"] = None
    example["observations"][0]["measuredValue"] = "10"
    dataset = client.create_team(example)
    kept = stored(server, dataset)["original_metadata"]
    assert kept["summary"]["populationSize"] is None
    assert kept["observations"][0]["measuredValue"] == "10"


def test_the_gateway_writes_its_own_required_part(client, server, example):
    dataset = client.create_team(example, pid="our-own-pid")
    row = stored(server, dataset)
    required = row["gwdm"]["required"]
    assert row["pid"] == required["gatewayPid"] == "our-own-pid"
    assert required["gatewayId"] == str(dataset)
    assert required["version"] == example["version"]
    assert required["issued"] != example["issued"]
    url = f"{client.url}/dataset/{dataset}?version=1.0.0"
    assert required["revisions"] == [{"url": url, "version": "1.0.0"}]
    assert row["original_metadata"]["issued"] == example["issued"]


def test_nothing_detects_a_duplicate(client, server, example):
    ids = {client.create_team(example, pid="same") for _ in range(2)}
    assert len(ids) == 2
    assert [row["id"] for row in server.hdruk.datasets() if row["pid"] == "same"] == sorted(ids)


def test_autodetection_takes_the_first_schema_that_fits(client, server, shared_data):
    from gatewaydesk.document import jsonio
    from gatewaydesk.schema.catalogue import Catalogue

    metadata = jsonio.read_file(shared_data / "schemata/examples/HDRUK-2.1.2-example.json")
    metadata["revisions"] = []
    answer = client.call("POST", INTEGRATIONS, {"metadata": metadata})
    assert stored(server, answer.json()["data"])["schema"] == "HDRUK/2.1.2"
    Catalogue().add(shared_data / "schemata/models/HDRUK/2.1.0/schema.json", "HDRUK/2.1.0")
    answer = client.call("POST", INTEGRATIONS, {"metadata": metadata})
    assert stored(server, answer.json()["data"])["schema"] == "HDRUK/2.1.0"


def test_a_long_host_name_silences_autodetection_but_not_its_own_schema(client, example):
    example["revisions"][0]["url"] = "https://d5faf9c6-6c34-46d7-93c4-7706a5436ed9"
    silent = client.call("POST", INTEGRATIONS, {"metadata": example})
    assert silent.json()["message"].startswith("Translation Service error.")
    assert client.create(example).status_code == 201


def test_the_test_route_echoes_what_it_understood(client, server, example):
    before = len(server.hdruk.datasets())
    example["summary"]["abstract"] = "Salt & pepper"
    answer = client.call("POST", f"{INTEGRATIONS}/test", {"metadata": {"metadata": example}})
    assert answer.status_code == 200 and answer.json()["message"] == "success"
    assert answer.json()["payload_received"]["metadata"]["metadata"]["summary"]["abstract"] == "Salt &amp; pepper"
    single = client.call("POST", f"{INTEGRATIONS}/test", {"metadata": example})
    assert single.json() == {"code": 500, "message": 'Undefined array key "metadata"'}
    assert len(server.hdruk.datasets()) == before


def test_updating_through_the_team_route(client, server, example):
    dataset = client.create_team(example, "DRAFT", is_cohort_discovery=True)
    assert stored(server, dataset)["is_cohort_discovery"] is True
    assert client.call("GET", INTEGRATIONS, title="Renamed").json()["total"] == 0
    example["summary"]["title"] = "Renamed dataset"
    wrapped = {"metadata": example, "schemaModel": "HDRUK", "schemaVersion": "4.0.0"}
    answer = client.call("PUT", f"{{team}}/{dataset}", {"metadata": wrapped, "status": "ACTIVE"})
    assert (answer.status_code, answer.json()) == (200, {"message": "success"})
    row = stored(server, dataset)
    assert (row["status"], row["version"], row["is_cohort_discovery"]) == ("ACTIVE", 1, False)
    assert client.call("GET", INTEGRATIONS, title="renamed").json()["data"][0]["id"] == dataset


def test_a_new_dataset_is_not_found_by_title(client, example):
    example["summary"]["title"] = "Quite new"
    client.create_team(example)
    client.create(example)
    assert client.call("GET", "{team}/status/active", title="Quite new").json()["total"] == 0
    client.create({"metadata": example}, "/api/v2/datasets")
    assert client.call("GET", "{team}/status/active", title="Quite new").json()["total"] == 1


def test_a_wrong_team_in_the_path_moves_the_dataset(client, server, example):
    other = server.hdruk.add_team()
    dataset = client.create_team(example)
    path = f"/api/v2/teams/{other['team_id']}/datasets/{dataset}"
    body = {"metadata": {"metadata": example, "schemaModel": "HDRUK", "schemaVersion": "4.0.0"}, "status": "ACTIVE"}
    assert client.call("PUT", path, body).status_code == 200
    assert stored(server, dataset)["team_id"] == other["team_id"]


def test_updating_through_v1_integrations_publishes_and_counts_up(client, server, example):
    dataset = client.create_team(example, "DRAFT")
    answer = client.call("PUT", f"{INTEGRATIONS}/{dataset}", {"metadata": example}, **V4)
    data = answer.json()["data"]
    assert (data["id"], data["status"], data["versions"][0]["version"]) == (dataset, "ACTIVE", 2)
    assert [one["version"] for one in stored(server, dataset)["gwdm"]["required"]["revisions"]] == ["1.0.0", "2.0.0"]


def test_v3_adds_a_row_and_loses_the_original(client, server, example):
    dataset = client.create_team(example)
    body = {"metadata": {"metadata": example, "schemaModel": "HDRUK", "schemaVersion": "4.0.0"}, "status": "ACTIVE"}
    example["coverage"]["followUp"] = "Other"
    assert client.call("PUT", f"/api/v3/datasets/{dataset}", body).json() == {"message": "success"}
    versions = client.call("GET", f"/api/v3/datasets/{dataset}/versions").json()["data"]
    assert [one["version"] for one in versions] == [2, 1]
    newest = client.call("GET", f"/api/v3/datasets/{dataset}/version/2").json()["data"]
    assert newest["original_metadata"] is None and newest["metadata"]["summary"]["title"]
    wanted = {"schema_model": "HDRUK", "schema_version": "4.0.0"}
    assert client.call("GET", f"{INTEGRATIONS}/{dataset}", **wanted).json()["message"] == "failed to translate"


def test_getting_one(client, example):
    dataset = client.create_team(example)
    plain = client.call("GET", f"{INTEGRATIONS}/{dataset}").json()["data"]
    assert plain["id"] == dataset and "versions" not in plain and plain["publications"] == []
    named = client.call("GET", f"{INTEGRATIONS}/{dataset}", schema_model="HDRUK", schema_version="4.0.0").json()
    assert named == {"message": "success, translated to model=HDRUK version=4.0.0", "data": example}
    team = client.call("GET", f"{{team}}/{dataset}").json()["data"]
    assert team["team"]["id"] == client.team_id
    assert team["versions"][0]["metadata"]["original_metadata"] == example
    assert team["versions"][0]["metadata"]["gwdmVersion"] == "2.0"
    public = client.call("GET", f"/api/v2/datasets/{dataset}", headers={}).json()["data"]
    assert public["versions"][0]["metadata"]["metadata"] == example
    text = client.call("GET", f"{{team}}/{dataset}", export="structuralMetadata").text
    assert text.splitlines()[0] == "Table Name,Table Description,Column Name,Column Description,Data Type,Sensitive"


def test_a_draft_is_not_public_and_cannot_be_translated(client, example):
    del example["accessibility"]
    dataset = client.create_team(example, "DRAFT")
    assert client.call("GET", f"/api/v2/datasets/{dataset}").json() == {"message": "Dataset not found"}
    answer = client.call("GET", f"{{team}}/{dataset}", schema_model="HDRUK", schema_version="4.0.0")
    assert answer.json()["message"] == "failed to translate"
    versions = client.call("GET", f"{{team}}/{dataset}").json()["data"]["versions"]
    assert versions[0]["metadata"]["original_metadata"] == example


def test_pages_as_laravel_makes_them(client, example):
    for number in range(5):
        client.create_team(example, "DRAFT", pid=f"p{number}")
    page = client.call("GET", "{team}/status/draft", page=2, per_page=4).json()
    path = f"{client.url}/api/v2/teams/{client.team_id}/datasets/status/draft"
    assert list(page) == [
        "current_page", "data", "first_page_url", "from", "last_page", "last_page_url", "links", "next_page_url",
        "path", "per_page", "prev_page_url", "to", "total",
    ]  # fmt: skip
    assert (page["current_page"], page["last_page"], page["total"], page["per_page"]) == (2, 2, 6, 4)
    assert (page["from"], page["to"], len(page["data"])) == (5, 6, 2)
    assert (page["path"], page["prev_page_url"], page["next_page_url"]) == (path, f"{path}?page=1", None)
    assert [link["label"] for link in page["links"]] == ["&laquo; Previous", "1", "2", "Next &raquo;"]
    assert [link["active"] for link in page["links"]] == [False, False, True, False]
    beyond = client.call("GET", "{team}/status/draft", page=9).json()
    assert (beyond["data"], beyond["from"], beyond["to"], beyond["per_page"]) == ([], None, None, 25)
    assert set(page["data"][0]["latest_metadata"]) == {"required", "summary", "gwdmVersion"}
    without = client.call("GET", "{team}/status/draft", with_metadata="false").json()
    assert (without["data"], without["total"]) == ([], 6)


def test_lists_sort_filter_and_count(client):
    rows = client.call("GET", INTEGRATIONS, sort="metadata.summary.title:desc").json()["data"]
    titles = [row["versions"][0]["metadata"]["metadata"]["summary"]["title"] for row in rows]
    assert titles == sorted(titles, reverse=True) and len(titles) == 5
    assert {row["team_id"] for row in rows} == {client.team_id}
    assert [row["id"] for row in client.call("GET", INTEGRATIONS, sort="id").json()["data"]] == [1, 2, 3, 4, 5]
    assert client.call("GET", INTEGRATIONS, status="DRAFT").json()["total"] == 1
    counted = client.call("GET", "{team}/count/status").json()
    assert counted == {"data": {"ACTIVE": 3, "ARCHIVED": 1, "DRAFT": 1}}


def test_archive_delete_and_bring_back(client, server, example):
    dataset = client.create_team(example)
    client.call("PATCH", f"{{team}}/{dataset}", {"status": "ARCHIVED"})
    refused = client.call("PATCH", f"/api/v1/datasets/{dataset}", {"status": "ACTIVE"})
    assert refused.json() == {"message": "status of an archived Dataset cannot be modified"}
    assert client.call("PATCH", f"/api/v1/datasets/{dataset}", {"status": "DRAFT"}, unarchive="").status_code == 200
    assert stored(server, dataset)["status"] == "DRAFT"
    client.call("DELETE", f"{{team}}/{dataset}")
    assert stored(server, dataset)["status"] == "DRAFT" and stored(server, dataset)["deleted_at"]
    client.call("PATCH", f"/api/v1/datasets/{dataset}", {"status": "ACTIVE"}, unarchive="1")
    assert stored(server, dataset)["deleted_at"] is None
    client.call("DELETE", f"{INTEGRATIONS}/{dataset}")
    assert stored(server, dataset)["status"] == "ARCHIVED"
    assert dataset not in [row["id"] for row in client.call("GET", INTEGRATIONS).json()["data"]]
    assert dataset in [row["id"] for row in client.call("GET", INTEGRATIONS, withTrashed="1").json()["data"]]


def test_publisher_by_route(client, server, example):
    own = example["summary"]["dataCustodian"]
    by_v1 = client.create(example).json()["data"]
    assert stored(server, by_v1)["gwdm"]["summary"]["publisher"]["name"] == "Practice team"
    by_team = client.create_team(example)
    assert stored(server, by_team)["gwdm"]["summary"]["publisher"]["gatewayId"] == own["identifier"]
    own["identifier"] = f"{client.team_id}a1f9d0-52be"
    by_v2 = client.create({"metadata": example}, "/api/v2/datasets").json()["data"]
    assert stored(server, by_v2)["gwdm"]["summary"]["publisher"]["gatewayId"] == own["identifier"]
    own["identifier"] = "999"
    by_v2 = client.create({"metadata": example}, "/api/v2/datasets").json()["data"]
    assert stored(server, by_v2)["gwdm"]["summary"]["publisher"]["name"] == "Practice team"


def test_a_colleague_edits_on_the_web(client, server, example):
    dataset = client.create_team(example)
    example["summary"]["title"] = "As the web has it"
    server.hdruk.edit_as_web(dataset, example, status="ARCHIVED")
    row = client.call("GET", f"{{team}}/{dataset}").json()["data"]
    assert (row["create_origin"], row["status"]) == ("MANUAL", "ARCHIVED")
    assert row["versions"][0]["metadata"]["original_metadata"] == example
    assert stored(server, dataset)["metadata"] == example


def test_long_numbers_are_known_exactly_as_they_came(client, server):
    import requests

    metadata = b'{"summary":{"title":"Figures","x":0.1000000000000000055511}}'
    text = b'{"status":"DRAFT","create_origin":"API","metadata":' + metadata + b"}"
    headers = client.headers | {"Content-Type": "application/json"}
    url = f"{client.url}/api/v2/teams/{client.team_id}/datasets?input_schema=HDRUK&input_version=4.0.0"
    dataset = requests.post(url, data=text, headers=headers, timeout=5).json()["data"]
    assert str(stored(server, dataset)["metadata"]["summary"]["x"]) == "0.1000000000000000055511"


def test_everything_is_there_after_a_restart(tmp_path, example):
    with PracticeServer(tmp_path) as first:
        before = first.details["hdruk"]
        dataset = Client(first).create_team(example)
        first.hdruk.set_permissions({"dur.read": False})
    with PracticeServer(tmp_path) as second:
        after = second.details["hdruk"]
        assert {**before, "url": ""} == {**after, "url": ""}
        assert [row["id"] for row in second.hdruk.datasets()] == [*range(1, dataset), dataset]
        assert Client(second).create_team(example) == dataset + 1
    assert (tmp_path / "hdruk.sqlite3").stat().st_mode & 0o077 == 0


def test_the_samples_are_valid_but_for_an_unfinished_draft_and_of_every_kind(server):
    from gatewaydesk.practice.hdruk_traser import Refusal

    rows = server.hdruk.datasets()
    assert {row["status"] for row in rows} == {"ACTIVE", "ARCHIVED", "DRAFT"}
    assert {row["create_origin"] for row in rows} == {"MANUAL", "API", "GMI"}
    assert [row["original_metadata"] is None for row in rows] == [False, False, False, False, True]
    assert [row["title"] for row in rows if "&amp;" in row["title"]] == ["Saltmarsh Caf&eacute; &amp; Canteen Survey"]
    for row in rows:
        name = row["schema"].split("/")
        if row["status"] == "DRAFT":
            with pytest.raises(Refusal):
                server.hdruk.traser.translate(row["metadata"], model=name[0], version=name[1])
        else:
            server.hdruk.traser.translate(row["metadata"], model=name[0], version=name[1])
    assert len({row["created_at"] for row in rows}) == len({row["updated_at"] for row in rows}) == len(rows)
    with PracticeServer(samples=False) as bare:
        assert bare.hdruk.datasets() == []


@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_pages_hold_what_the_whole_list_holds_in_the_same_order(client, example, direction):
    for title in ("beta", "Äpfel", "alpha", "beta"):
        example["summary"]["title"] = title
        client.create_team(example)
    asked = f"{{team}}/status/active?sort=metadata.summary.title:{direction}"
    whole = client.call("GET", f"{asked}&per_page=100").json()["data"]
    titles = [row["latest_metadata"]["summary"]["title"].casefold() for row in whole]
    assert titles == sorted(titles, reverse=direction == "desc")
    pages = [client.call("GET", f"{asked}&per_page=3&page={number}").json() for number in (1, 2, 3)]
    assert [row["id"] for page in pages for row in page["data"]] == [row["id"] for row in whole]
    assert {page["total"] for page in pages} == {len(whole)} and pages[0]["last_page"] == 3


def test_finding_a_datasets_versions_reads_no_others(server):
    asked = "explain query plan select * from versions where dataset_id = 1 order by version desc, id desc"
    assert "versions_of" in server.hdruk.store.rows(asked)[0]["detail"]
