"""Every refusal of the HDR UK gateway, by status and body."""

from __future__ import annotations

import pytest
import requests

V4 = {"input_schema": "HDRUK", "input_version": "4.0.0"}
OTHER = "This Application is not allowed to interact with datasets from another team!"
UNKNOWN = "metadata is in an unknown format and cannot be processed"
INTEGRATIONS = "/api/v1/integrations/datasets"


def says(answer, status, message, code=None):
    assert (answer.status_code, answer.json()) == (status, {"code": code or status, "message": message})


@pytest.mark.parametrize("missing", ["x-application-id", "x-client-id"])
def test_a_missing_header_is_unauthorized(client, missing):
    headers = {name: value for name, value in client.headers.items() if name != missing}
    says(client.call("GET", INTEGRATIONS, headers=headers), 401, "Unauthorized")


def test_the_reference_documents_own_headers_do_nothing(client):
    headers = {"app_id": client.headers["x-application-id"], "client_id": client.headers["x-client-id"]}
    says(client.call("GET", INTEGRATIONS, headers=headers), 401, "Unauthorized")


def test_a_token_cookie_is_believed_first(client):
    says(client.call("GET", INTEGRATIONS, headers=client.headers | {"Cookie": "token=x"}), 401, "Unauthorized")


def test_unknown_application_and_wrong_client(client, server):
    unknown = client.headers | {"x-application-id": "A" * 40}
    says(
        client.call("GET", INTEGRATIONS, headers=unknown),
        401,
        "No known integration matches the credentials provided",
    )
    server.hdruk.rotate_client_id()
    says(client.call("GET", INTEGRATIONS), 401, "The credentials provided are invalid")
    client.headers["x-client-id"] = server.details["hdruk"]["client_id"]
    assert client.call("GET", INTEGRATIONS).status_code == 200
    server.hdruk.delete_application()
    says(client.call("GET", INTEGRATIONS), 401, "No known integration matches the credentials provided")


def test_a_disabled_application_is_told_where_permissions_are_checked(client, server):
    server.hdruk.set_enabled(False)
    for path in (INTEGRATIONS, "{team}"):
        says(client.call("POST", path, {}), 400, "Application has not been enabled!")
    assert client.call("GET", "{team}/count/status").status_code == 200
    assert client.call("POST", f"{INTEGRATIONS}/test", {}).json()["status"] == "INVALID_ARGUMENT"


def test_permissions_come_after_the_enabled_flag(client, server):
    server.hdruk.set_permissions({"datasets.create": False})
    says(client.call("POST", "{team}", {}), 400, "Application permissions do not allow this request")
    assert client.call("GET", INTEGRATIONS).status_code == 200
    server.hdruk.set_enabled(False)
    says(client.call("POST", "{team}", {}), 400, "Application has not been enabled!")


@pytest.mark.parametrize("body", [{}, {"metadata": {}}, {"metadata": None}, {"metadata": "  "}, [1], None])
def test_an_empty_post_is_a_free_probe(client, server, body):
    before = len(server.hdruk.datasets())
    for path in (INTEGRATIONS, "{team}", "/api/v2/teams/999/datasets", "/api/v2/datasets", "/api/v1/datasets"):
        answer = client.call("POST", path, body)
        assert answer.status_code == 400
        assert answer.json() == {
            "status": "INVALID_ARGUMENT",
            "message": "Invalid argument(s)",
            "errors": [{"reason": "REQUIRED", "message": "The metadata field is required.", "field": "metadata"}],
        }
    assert len(server.hdruk.datasets()) == before


def test_form_rules_name_every_broken_field(client, example):
    answer = client.create(example, "{team}", status="PUBLISHED", create_origin="ME", is_cohort_discovery="perhaps")
    errors = {error["field"]: error["reason"] for error in answer.json()["errors"]}
    assert errors == {"status": "IN", "create_origin": "IN", "is_cohort_discovery": "BOOLEAN"}


@pytest.mark.parametrize("missing", ["status", "create_origin"])
def test_the_team_route_needs_status_and_origin(client, example, missing):
    body = {name: value for name, value in {"status": "DRAFT", "create_origin": "API"}.items() if name != missing}
    says(client.create(example, "{team}", **body), 500, f'Undefined array key "{missing}"')


def test_the_team_routes_put_needs_the_double_wrapping(client, example):
    dataset = client.create_team(example)
    says(
        client.call("PUT", f"{{team}}/{dataset}", {"metadata": example, "status": "ACTIVE"}),
        500,
        'Undefined array key "metadata"',
    )
    says(
        client.call("PUT", f"{{team}}/{dataset}", {"metadata": {"metadata": example}}),
        500,
        'Undefined array key "status"',
    )


@pytest.mark.parametrize("path", ["{team}", "/api/v1/datasets", "/api/v2/datasets"])
def test_a_title_is_needed_even_for_a_draft(client, example, path):
    example["summary"]["title"] = "   "
    body = {"metadata": example} if path == "/api/v2/datasets" else example
    answer = client.create(body, path, status="DRAFT", create_origin="API")
    assert (answer.status_code, answer.json()) == (400, {"message": "Title is required to save a dataset"})


def test_v1_integrations_asks_for_no_title_but_validates(client, example):
    example["summary"]["title"] = ""
    answer = client.create(example)
    first = answer.json()["details"]["traser_message"]["details"]["validationErrors"][0]
    # The empty title became null on the way in, and null becomes "" when a text is wanted.
    assert (first["instancePath"], first["keyword"]) == ("/summary/title", "minLength")


def test_a_refused_value_comes_with_its_place(client, example):
    example["summary"]["title"] = "x"
    answer = client.create(example)
    assert answer.status_code == 400
    body = answer.json()
    assert body["message"] == UNKNOWN
    details = body["details"]
    assert (details["wasTranslated"], details["metadata"], details["statusCode"]) == (False, None, 400)
    traser = details["traser_message"]
    assert traser["message"] == "Input metadata validation failed"
    assert traser["details"]["validationErrors"] == [
        {
            "instancePath": "/summary/title",
            "schemaPath": "#/$defs/OneHundredFiftyCharacters/minLength",
            "keyword": "minLength",
            "params": {"limit": 2},
            "message": "must NOT have fewer than 2 characters",
        }
    ]
    assert traser["details"]["data"]["summary"]["title"] == "x"


def test_unknown_schema_and_no_schema(client, example):
    answer = client.call("POST", INTEGRATIONS, {"metadata": example}, input_schema="HDRUK", input_version="9")
    refusal = answer.json()["details"]["traser_message"]
    assert refusal == {"message": "Cannot support the input model (HDRUK:9)", "details": {}}
    del example["version"]
    refusal = client.call("POST", INTEGRATIONS, {"metadata": example}).json()["details"]["traser_message"]
    assert refusal["message"] == "Input metadata object matched no known schemas"
    assert "4.0.0" in refusal["details"]["available_schemas"]["HDRUK"]


def test_metadata_that_is_no_object(client):
    answer = client.call("POST", INTEGRATIONS, {"metadata": "text"}, **V4)
    assert answer.json()["details"]["traser_message"]["message"] == "Translation has failed."


def test_the_refusals_of_updates_differ_by_route(client, example):
    dataset = client.create_team(example)
    example["version"] = "one"
    wrapped = {"metadata": example, "schemaModel": "HDRUK", "schemaVersion": "4.0.0"}
    body = {"metadata": wrapped, "status": "ACTIVE"}
    with_reason = client.call("PUT", f"{{team}}/{dataset}", body).json()
    assert with_reason["message"] == f"{UNKNOWN}."
    assert with_reason["details"]["traser_message"]["details"]["validationErrors"][0]["instancePath"] == "/version"
    assert client.call("PUT", f"{INTEGRATIONS}/{dataset}", body, **V4).json()["details"]
    for path in (f"/api/v2/datasets/{dataset}", f"/api/v3/datasets/{dataset}"):
        answer = client.call("PUT", path, body)
        assert (answer.status_code, answer.json()) == (400, {"message": UNKNOWN})


def test_other_teams_datasets(client, server, example):
    from tests.practice.conftest import Client

    stranger = Client(server, server.hdruk.add_team())
    mine = client.create_team(example)
    body = {"metadata": {"metadata": example}, "status": "ACTIVE"}
    says(stranger.call("GET", f"{INTEGRATIONS}/{mine}"), 500, OTHER)
    says(stranger.call("PUT", f"{INTEGRATIONS}/{mine}", body), 500, OTHER)
    says(stranger.call("DELETE", f"{INTEGRATIONS}/{mine}"), 500, OTHER)
    says(stranger.call("PUT", f"/api/v2/teams/{client.team_id}/datasets/{mine}", body), 401, OTHER)
    says(stranger.call("PATCH", f"/api/v2/teams/{client.team_id}/datasets/{mine}", {"status": "DRAFT"}), 401, OTHER)
    says(stranger.call("DELETE", f"/api/v2/datasets/{mine}"), 401, OTHER)
    says(stranger.create(example, f"/api/v2/teams/{client.team_id}/datasets"), 401, OTHER)
    says(stranger.call("GET", f"/api/v2/teams/{client.team_id}/datasets/count/status"), 401, OTHER)
    says(stranger.call("GET", f"/api/v2/teams/{client.team_id}/datasets/status/active"), 401, OTHER)
    # The single GET asks only whether the dataset is that team's, not who is asking.
    assert stranger.call("GET", f"/api/v2/teams/{client.team_id}/datasets/{mine}").status_code == 200
    answer = stranger.call("GET", f"{{team}}/{mine}")
    assert (answer.status_code, answer.json()) == (404, {"message": "Dataset not found"})


def test_ids_that_never_were_and_ids_that_are_gone(client, example):
    never = [("GET", f"{INTEGRATIONS}/99"), ("GET", "{team}/99"), ("PATCH", "{team}/99"), ("DELETE", "{team}/99")]
    for method, path in never:
        answer = client.call(method, path, {"status": "DRAFT"} if method == "PATCH" else None)
        assert answer.status_code == 400, path
        assert answer.json()["errors"] == [
            {"reason": "EXISTS", "message": "The selected id is invalid.", "field": "id"}
        ]
    body = {"metadata": {"metadata": example}, "status": "ACTIVE"}
    no_model = "No query results for model [App\\Models\\Dataset] 99"
    says(client.call("PUT", f"{INTEGRATIONS}/99", body), 500, no_model)
    says(client.call("DELETE", f"{INTEGRATIONS}/99"), 500, no_model)
    null = 'Attempt to read property "team_id" on null'
    for path in ("{team}/99", "/api/v1/datasets/99", "/api/v2/datasets/99", "/api/v3/datasets/99"):
        says(client.call("PUT", path, body), 500, null)
    gone = client.create_team(example)
    assert client.call("DELETE", f"{{team}}/{gone}").json() == {"message": "success"}
    says(client.call("PATCH", f"{{team}}/{gone}", {"status": "DRAFT"}), 500, null)
    says(client.call("DELETE", f"{{team}}/{gone}"), 500, null)
    says(client.call("GET", f"{INTEGRATIONS}/{gone}"), 500, f"No query results for model [App\\Models\\Dataset] {gone}")
    assert client.call("GET", f"{{team}}/{gone}").status_code == 404


def test_addresses_that_are_no_route(client):
    answer = client.call("GET", "/api/v2/foo")
    assert (answer.status_code, answer.json()) == (404, {"message": "Resource not found"})
    for path in ("api/v2/foo/bar", "api/v2/teams/7/datasets/status/ACTIVE", "nowhere"):
        says(client.call("GET", f"/{path}"), 500, f"The route {path} could not be found.")
    patched = client.call("PATCH", f"{INTEGRATIONS}/1", {"status": "DRAFT"})
    assert patched.status_code == 500
    assert patched.json()["message"] == (
        "The PATCH method is not supported for route api/v1/integrations/datasets/1. "
        "Supported methods: GET, HEAD, PUT, DELETE."
    )


def test_sorting_by_nonsense(client):
    answer = client.call("GET", INTEGRATIONS, sort="title:up")
    assert answer.status_code == 400 and answer.json()["message"].startswith("Sort direction must be either")
    answer = client.call("GET", INTEGRATIONS, sort="nonsense:asc")
    assert answer.json() == {"message": "nonsense is not a valid field to sort on"}
    assert client.call("GET", "{team}/status/active", sort="nonsense:asc").status_code == 500


def test_half_a_schema_pair_and_a_schema_that_cannot_be_had(client, example):
    dataset = client.create_team(example)
    says(
        client.call("GET", f"{INTEGRATIONS}/{dataset}", schema_model="HDRUK"),
        500,
        "You have given a schema_model but not a schema_version",
    )
    says(
        client.call("GET", f"{{team}}/{dataset}", schema_version="4.0.0"),
        500,
        "You have given a schema_version but not a schema_model",
    )
    answer = client.call("GET", f"{{team}}/{dataset}", schema_model="GWDM", schema_version="2.0")
    assert (answer.status_code, answer.json()["message"]) == (400, "failed to translate")
    assert isinstance(answer.json()["details"], dict)
    public = requests.get(
        f"{client.url}/api/v2/datasets/{dataset}", {"schema_model": "GWDM", "schema_version": "2.0"}, timeout=5
    )
    assert isinstance(public.json()["details"], str)


def test_rate_limit_maintenance_and_a_silent_translator(client, server, example):
    answer = client.call("GET", INTEGRATIONS)
    assert answer.headers["X-RateLimit-Limit"] == "2000" and answer.headers["X-RateLimit-Remaining"] == "1999"
    server.hdruk.set_translation_away(True)
    service = "Translation Service error. Contact Technical Support if this issue persists."
    says(client.create(example), 500, service)
    server.hdruk.set_rate_limit(0)
    limited = client.call("GET", INTEGRATIONS)
    says(limited, 500, "Too Many Attempts.")
    assert "Retry-After" not in limited.headers
    server.hdruk.maintenance = True
    says(client.call("GET", INTEGRATIONS), 500, "Service Unavailable")


def test_more_than_ten_megabytes_get_an_html_page(client, server):
    before = len(server.hdruk.datasets())
    answer = client.create({"summary": {"title": "x" * (11 * 1024 * 1024)}})
    assert answer.status_code == 413
    assert answer.headers["Content-Type"].startswith("text/html") and "413 Request Entity Too Large" in answer.text
    assert len(server.hdruk.datasets()) == before


def test_old_routes_announce_their_end(client):
    answer = client.call("GET", INTEGRATIONS)
    assert answer.headers["Deprecation"] == "true"
    assert answer.headers["Sunset"] == "Thurs, 22 Jan 2026 23:59:59 GMT"
    assert "Sunset" not in client.call("GET", "{team}/count/status").headers
