"""The HDR UK connector against the practice gateway, once with a team ID and once without."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from gatewaydesk.connection import Connection
from gatewaydesk.errors import CredentialsProblem, GatewayProblem, OutcomeUnknown, Refused
from gatewaydesk.gateways import SYSTEMS, connection_schema, normalise_address, open_gateway
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.hdruk import HdrUk
from gatewaydesk.gateways.hdruk_escaping import escaped, escaped_troubles
from tests.gateways.conftest import reply
from tests.gateways.contract import GatewayContract
from tests.gateways.hdruk_desk import HdrUkDesk


class TestWithTeam(GatewayContract):
    @pytest.fixture
    def desk(self, v2: HdrUkDesk) -> HdrUkDesk:
        return v2

    def switch_off(self, desk: Any) -> None:
        desk.server.stop()


class TestWithoutTeam(GatewayContract):
    @pytest.fixture
    def desk(self, v1: HdrUkDesk) -> HdrUkDesk:
        return v1

    def switch_off(self, desk: Any) -> None:
        desk.server.stop()


# what is prepared


def test_the_team_route(v2: HdrUkDesk) -> None:
    prepared = v2.open().prepare_create(v2.metadata, schema="HDRUK/4.0.0", status="draft", pid="p-1")
    team = v2.details["team_id"]
    assert prepared.url == f"{v2.details['url']}/api/v2/teams/{team}/datasets?input_schema=HDRUK&input_version=4.0.0"
    body = json.loads(prepared.body)
    assert body.pop("metadata") == v2.metadata
    assert body == {"pid": "p-1", "status": "DRAFT", "create_origin": "API", "is_cohort_discovery": False}
    assert (prepared.method, prepared.route, prepared.status) == ("POST", "v2-team", "draft")
    assert any("draft of team" in sentence for sentence in prepared.consequences)


def test_the_integrations_route(v1: HdrUkDesk) -> None:
    prepared = v1.open().prepare_create(v1.metadata, schema="HDRUK/2.1.2")
    path = "/api/v1/integrations/datasets?input_schema=HDRUK&input_version=2.1.2"
    assert prepared.url == v1.details["url"] + path
    assert json.loads(prepared.body) == {"metadata": v1.metadata, "pid": prepared.pid, "status": "ACTIVE"}
    assert prepared.route == "v1-integrations"
    assert any("published at once" in sentence for sentence in prepared.consequences)
    assert not any("HTML" in sentence for sentence in prepared.consequences)


def test_the_publishers_own_schema_goes_by_the_name_that_the_gateway_knows(v1: HdrUkDesk) -> None:
    prepared = v1.open().prepare_create(v1.metadata, schema="HDRUK/4.0.0+publisher")
    assert prepared.url.endswith("?input_schema=HDRUK&input_version=4.0.0")


def test_a_draft_needs_a_team(v1: HdrUkDesk) -> None:
    with pytest.raises(GatewayProblem, match="Without a team ID this gateway takes no drafts"):
        v1.open().prepare_create(v1.metadata, schema="HDRUK/4.0.0", status="draft")


@pytest.mark.parametrize("schema", ["HDRUK", "/4.0.0", "HDRUK/", "a/b/c"])
def test_a_schema_must_have_model_and_version(v1: HdrUkDesk, schema: str) -> None:
    with pytest.raises(GatewayProblem, match="does not say model and version"):
        v1.open().prepare_create(v1.metadata, schema=schema)


def test_an_incomplete_draft_is_taken_and_found(v2: HdrUkDesk) -> None:
    gateway = v2.open()
    prepared = gateway.prepare_create({"summary": {"title": "Begun"}}, schema="HDRUK/4.0.0", status="draft")
    assert gateway.send(prepared, CancelToken()).status == "draft"
    found = gateway.find_by_pid(prepared.pid, CancelToken())
    assert found is not None and (found.status, found.native_status) == ("draft", "DRAFT")


def test_a_draft_without_a_title_is_refused_at_the_title(v2: HdrUkDesk) -> None:
    gateway = v2.open()
    with pytest.raises(Refused, match="no title") as caught:
        gateway.send(gateway.prepare_create({"summary": {}}, schema="HDRUK/4.0.0", status="draft"), CancelToken())
    assert caught.value.details[0]["pointer"] == ("summary", "title")


# text on the older route


def test_text_survives_on_the_team_route_and_is_escaped_on_the_other(v1: HdrUkDesk, v2: HdrUkDesk) -> None:
    written = copy.deepcopy(dict(v1.metadata))
    written["summary"]["title"] = "Heart & “Lung” <Café> O'Neil"
    for desk, kept in ((v2, written["summary"]["title"]), (v1, escaped(written["summary"]["title"]))):
        gateway = desk.open()
        prepared = gateway.prepare_create(written, schema=desk.schema)
        gateway.send(prepared, CancelToken())
        (row,) = [one for one in desk.server.hdruk.datasets() if one["pid"] == prepared.pid]
        assert row["original_metadata"]["summary"]["title"] == kept
    assert escaped("&<>\"'é") == "&amp;&lt;&gt;&quot;&#039;&eacute;"


def test_what_would_be_refused_escaped_is_named_before_and_refused_after(v1: HdrUkDesk) -> None:
    wrong = copy.deepcopy(dict(v1.metadata))
    wrong["summary"]["contactPoint"] = "o'neil@northmere.example"
    wrong["provenance"]["temporal"]["timeLag"] = "Less than 1 week"
    wrong.setdefault("coverage", {})["followUp"] = "> 10 Years"
    troubles = escaped_troubles(wrong)
    assert [place for place, _ in troubles] == [("summary", "contactPoint"), ("coverage", "followUp")]
    assert "o'neil@northmere.example" in troubles[0][1] and "“> 10 Years” would be refused" in troubles[1][1]
    gateway = v1.open()
    prepared = gateway.prepare_create(wrong, schema=v1.schema)
    assert {sentence for _, sentence in troubles} <= set(prepared.consequences)
    assert any("2 values" in sentence for sentence in prepared.consequences)
    with pytest.raises(Refused) as caught:
        gateway.send(prepared, CancelToken())
    assert {detail["pointer"] for detail in caught.value.details} <= {place for place, _ in troubles}
    assert all(
        detail["message"].startswith("The gateway turned “") and "With a team ID" in detail["message"]
        for detail in caught.value.details
    )


def test_a_refusal_of_a_text_that_was_changed_on_the_way_says_into_what(v1: HdrUkDesk) -> None:
    wrong = copy.deepcopy(dict(v1.metadata))
    wrong["summary"]["abstract"] = "R&D's " * 80
    gateway = v1.open()
    with pytest.raises(Refused) as caught:
        gateway.send(gateway.prepare_create(wrong, schema=v1.schema), CancelToken())
    (detail,) = caught.value.details
    assert detail["pointer"] == ("summary", "abstract")
    assert detail["message"] == (
        "The gateway turned “&” into “&amp;” and “'” into “&#039;” on this route, and then refused it: must have at "
        "most 500 characters; it has 1,200 (700 too many) with these codes, and 480 as you wrote it. With a team ID in "
        "the connection, text arrives as you wrote it."
    )
    wrong = copy.deepcopy(dict(v1.metadata))
    wrong["coverage"]["followUp"] = "> 10 Years"
    with pytest.raises(Refused) as caught:
        gateway.send(gateway.prepare_create(wrong, schema=v1.schema), CancelToken())
    assert caught.value.details[0]["message"] == (
        "The gateway turned “>” into “&gt;” on this route, and then refused it: “&gt; 10 Years” is none of the "
        "choices. With a team ID in the connection, text arrives as you wrote it."
    )


def test_a_refusal_of_a_text_that_was_not_changed_is_told_as_ever(v1: HdrUkDesk) -> None:
    wrong = copy.deepcopy(dict(v1.metadata))
    wrong["summary"]["abstract"] = "x" * 501
    gateway = v1.open()
    with pytest.raises(Refused) as caught:
        gateway.send(gateway.prepare_create(wrong, schema=v1.schema), CancelToken())
    (detail,) = caught.value.details
    assert detail["message"] == "Must have at most 500 characters; it has 501 (1 too many)."


def test_the_team_route_warns_of_no_escaping(v2: HdrUkDesk) -> None:
    written = {"summary": {"title": "A & B", "contactPoint": "o'neil@x.org"}}
    said = v2.open().prepare_create(written, schema="HDRUK/4.0.0").consequences
    assert not any("HTML" in sentence for sentence in said)


# signing in


def test_a_wrong_address_is_told_apart_from_wrong_ids(v2: HdrUkDesk, serve: Any) -> None:
    web = serve(reply(200, b"<html><h1>Health Data Research Gateway</h1></html>", {"Content-Type": "text/html"}))
    connection = replace(v2.connection(), url=web.url)
    first, *others = open_gateway(connection, v2.secrets).test_sign_in(CancelToken())
    assert first.passed is False and "starts with “api.”" in first.message
    assert {step.passed for step in others} == {None}


def test_the_team_is_tried_although_the_application_may_not_create(v2: HdrUkDesk) -> None:
    v2.server.hdruk.set_permissions({"datasets.create": False})
    steps = {step.name: step.passed for step in v2.open().test_sign_in(CancelToken())}
    assert steps["May create datasets"] is False and steps["Team ID right"] is True


def test_both_ids_are_needed(v2: HdrUkDesk) -> None:
    with pytest.raises(CredentialsProblem, match="not signed in"):
        open_gateway(v2.connection(), {"application_id": "x"})


# addresses and options


@pytest.mark.parametrize(
    ("typed", "base"),
    [
        ("https://api.dev.hdruk.cloud/api/v1/", "https://api.dev.hdruk.cloud"),
        ("api.healthdatagateway.org/api", "https://api.healthdatagateway.org"),
        ("https://api.example.org/gateway/api/v2/teams", "https://api.example.org/gateway"),
        ("https://api.example.org/apiary", "https://api.example.org/apiary"),
        ("https://api", "https://api"),
    ],
)
def test_what_people_paste_after_the_address_goes(typed: str, base: str) -> None:
    assert normalise_address("hdruk", typed) == base


@pytest.mark.parametrize("given", ["seven", "0", -3, "7; drop", True, 1.5, "٧"])
def test_a_team_id_that_is_none_is_refused_in_words(v2: HdrUkDesk, given: Any) -> None:
    with pytest.raises(GatewayProblem, match="team ID of “Practice” is not a whole number"):
        open_gateway(v2.connection(team_id=given), v2.secrets)


@pytest.mark.parametrize("given", [7, "7", " 7 "])
def test_a_team_id_may_be_text(v2: HdrUkDesk, given: Any) -> None:
    gateway = open_gateway(v2.connection(team_id=given), v2.secrets)
    assert "/teams/7/" in gateway.prepare_create({}, schema="A/1").url


def test_web_addresses_are_known_for_the_public_gateways_only() -> None:
    ids = {"application_id": "a" * 40, "client_id": "b" * 40}
    for url, team, status, web in (
        ("https://api.healthdatagateway.org", None, "active", "https://healthdatagateway.org/en/dataset/42"),
        ("https://api.dev.hdruk.cloud", None, "active", "https://dev.hdruk.cloud/en/dataset/42"),
        (
            "https://api.dev.hdruk.cloud",
            7,
            "draft",
            "https://dev.hdruk.cloud/en/account/team/7/datasets/42?status=DRAFT",
        ),
        ("https://api.example.org", 7, "active", ""),
    ):
        gateway = HdrUk(Connection("x", "hdruk", url, {"team_id": team}), ids)
        assert gateway._way.web_url("42", status) == web


def test_the_connection_schema_says_what_is_secret_and_helps_with_the_rest() -> None:
    fields = {field.name: field for field in connection_schema("hdruk").root.children}
    assert list(fields) == ["name", "url", "team_id", "application_id", "client_id"]
    assert [name for name, field in fields.items() if field.secret] == ["application_id", "client_id"]
    assert [name for name, field in fields.items() if not field.required] == ["team_id"]
    assert all(field.help for field in fields.values())
    presets = [address for _, address in SYSTEMS["hdruk"].presets]
    assert [one["value"] for one in connection_schema("hdruk").raw["properties"]["url"]["x-suggestions"]] == presets
    assert list(fields["url"].examples) == presets


def test_an_unknown_system_is_said_in_words() -> None:
    with pytest.raises(GatewayProblem, match="knows no gateway system called “nonsense”"):
        open_gateway(Connection("x", "nonsense", "https://x.org"), {})
    assert all(path.connection_schema_path.is_file() for path in SYSTEMS.values())


# answers that cannot be used


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (201, {"message": "created"}),
        (201, {"message": "created", "data": "12"}),
        (201, {"message": "created", "data": True}),
        (201, {"message": "created", "data": None}),
        (201, []),
        (201, b"<html>"),
        (201, b""),
        (200, {"message": "created", "data": 12, "version": 1}),
        (202, {"data": 12}),
        (500, {"code": 500, "message": "SQLSTATE[HY000]"}),
        (504, b""),
        (503, b"<html>"),
        (302, b""),
    ],
)
def test_a_yes_of_the_wrong_shape_and_an_open_no_are_unknown(serve: Any, status: int, body: Any) -> None:
    server = serve(reply(status, body))
    gateway = open_gateway(Connection("x", "hdruk", server.url), {"application_id": "a", "client_id": "b"})
    with pytest.raises(OutcomeUnknown) as caught:
        gateway.send(gateway.prepare_create({}, schema="A/1"), CancelToken())
    assert len(server.seen) == 1
    if status != 302:
        assert caught.value.status == status


@pytest.mark.parametrize(
    "page",
    [
        {},
        [],
        {"data": []},
        {"data": {}, "current_page": 1, "last_page": 1, "total": 0},
        {"data": [{"pid": "x"}], "current_page": 1, "last_page": 1, "total": 1},
        {"data": [None], "current_page": 1, "last_page": 1, "total": 1},
        {"data": [{"id": 1}], "current_page": 1, "last_page": 1, "total": 1},  # says no persistent ID
        {"data": [{"id": 1, "pid": "y"}], "current_page": 1, "last_page": 1, "total": 2},  # shows fewer than it counts
        {"data": [], "current_page": 1, "last_page": "1", "total": 0},
        {"data": [], "current_page": 1, "last_page": 3, "total": 0},  # more pages than datasets
        {"data": [], "current_page": 1, "last_page": 3, "total": 300},
        {"message": "success"},
        b"<html>Log in</html>",
    ],
)
def test_only_a_whole_list_of_datasets_proves_that_one_is_not_there(serve: Any, page: Any) -> None:
    server = serve(reply(200, page))
    gateway = open_gateway(Connection("x", "hdruk", server.url), {"application_id": "a", "client_id": "b"})
    with pytest.raises(GatewayProblem):
        gateway.find_by_pid("x", CancelToken())


def test_a_list_that_grows_by_an_empty_page_each_time_is_not_read_for_ever(serve: Any) -> None:
    def grow(handler: Any, seen: Any) -> None:
        number = int(parse_qs(urlsplit(seen.path).query)["page"][0])
        rows = [{"id": 1, "pid": "y"}] if number == 1 else []
        reply(200, {"data": rows, "current_page": number, "last_page": number + 1, "total": number + 1})(handler, seen)

    server = serve(grow)
    gateway = open_gateway(Connection("x", "hdruk", server.url), {"application_id": "a", "client_id": "b"})
    with pytest.raises(GatewayProblem, match="brings nothing new"):
        gateway.find_by_pid("x", CancelToken())
    assert len(server.seen) == 2
    found = gateway.find_by_pid("y", CancelToken())
    assert found is not None and found.dataset_id == "1", "what was found stays found"


def test_finding_needs_the_permission_to_read_without_a_team(v1: HdrUkDesk) -> None:
    v1.server.hdruk.set_permissions({"datasets.read": False})
    with pytest.raises(Refused, match="may not do this") as caught:
        v1.open().find_by_pid("x", CancelToken())
    assert "read" in caught.value.todo


def test_archived_datasets_are_found_too(v2: HdrUkDesk) -> None:
    gateway = v2.open()
    prepared = gateway.prepare_create(v2.metadata, schema=v2.schema)
    created = gateway.send(prepared, CancelToken())
    path = f"/api/v2/teams/{v2.details['team_id']}/datasets/{created.dataset_id}"
    answer = gateway._transport.request("PATCH", path, body=b'{"status":"ARCHIVED"}', cancel=CancelToken())
    assert answer.status == 200
    found = gateway.find_by_pid(prepared.pid, CancelToken())
    assert found is not None and found.status == "archived"


@pytest.mark.parametrize("may_read", [True, False])
def test_without_a_team_id_the_test_says_whether_lost_answers_can_be_found(v1: HdrUkDesk, may_read: bool) -> None:
    practice = v1.server.hdruk
    practice.set_permissions({"datasets.read": may_read})
    try:
        *others, last = v1.open().test_sign_in(CancelToken())
    finally:
        practice.set_permissions({"datasets.read": True})
    assert all(step.passed for step in others)
    assert (last.name, last.passed) == ("May read datasets", True if may_read else None)
    assert may_read or "cannot be found out whether a dataset arrived" in last.message


def test_an_empty_call_that_is_too_large_blames_no_metadata(serve: Any) -> None:
    server = serve(reply(413, b"<html>413 Request Entity Too Large</html>"))
    gateway = open_gateway(Connection("x", "hdruk", server.url), {"application_id": "a", "client_id": "b"})
    first = next(iter(gateway.test_sign_in(CancelToken())))
    assert first.passed is False
    assert "metadata" not in first.message and "proxy" in first.message


@pytest.mark.parametrize(
    ("status", "failing"),
    [
        (400, "May create datasets"),
        (422, "May create datasets"),
        (404, "Gateway reachable"),
        (502, "Gateway reachable"),
    ],
)
def test_a_no_in_words_that_are_not_known_is_no_gateway_out_of_reach(serve: Any, status: int, failing: str) -> None:
    server = serve(reply(status, {"message": "Something new"}))
    gateway = open_gateway(Connection("x", "hdruk", server.url), {"application_id": "a", "client_id": "b"})
    steps = list(gateway.test_sign_in(CancelToken()))
    failed = [step for step in steps if step.passed is False]
    assert [step.name for step in failed] == [failing] and "Something new" in failed[0].message
    assert steps[0].passed is (failing != "Gateway reachable")
    assert all(step.passed is None for step in steps[1:] if step not in failed)
