"""Finding a team's ID in the list of its datasets, and keeping it; and what a gateway's own test says and means."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk import paths
from gatewaydesk.connection import Connection
from gatewaydesk.errors import CredentialsProblem, GatewayProblem, Refused, Unreachable
from gatewaydesk.gateways import open_gateway
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services import trying
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.routes import TeamNotFound, find_team, keep_team, lacks_team, why_this_route
from gatewaydesk.store import Store

EXAMPLE = json.loads((paths.resource_root() / "examples" / "HDRUK-4.0.0.json").read_text("utf-8"))
SCHEMA = "HDRUK/4.0.0"


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    with PracticeServer() as running:
        running.hdruk.silence = 0.05
        yield running


def signed_in(server: PracticeServer, *, team: bool = False) -> tuple[Connection, Credentials]:
    details = server.details["hdruk"]
    options = {"team_id": details["team_id"]} if team else {}
    connection = Connection("Rehearsal", "hdruk", details["url"], options, practice=True)
    credentials = Credentials()
    credentials.store(connection, {name: details[name] for name in ("application_id", "client_id")})
    return connection, credentials


# The team ID


def test_the_team_id_is_read_from_the_list_tried_and_kept(server: PracticeServer, store: Store) -> None:
    connection, credentials = signed_in(server)
    store.connections.save(connection)
    found = find_team(connection, credentials, CancelToken())
    assert found == replace(connection, options={"team_id": server.details["hdruk"]["team_id"]})
    assert lacks_team(connection) and not lacks_team(found)
    assert store.connections.get("Rehearsal") == connection  # nothing is kept unasked
    changed = replace(connection, options={"later": "x"})
    store.connections.save(changed)
    kept = keep_team(store, credentials, found)
    assert store.connections.get("Rehearsal") == kept
    assert kept.options == {"later": "x", **found.options}
    assert credentials.has(kept)


def test_a_connection_that_has_moved_is_not_given_another_gateways_team(server: PracticeServer, store: Store) -> None:
    connection, credentials = signed_in(server)
    found = find_team(connection, credentials, CancelToken())
    with pytest.raises(GatewayProblem, match="changed"):
        keep_team(store, credentials, found)
    store.connections.save(replace(connection, url="http://127.0.0.1:1"))
    with pytest.raises(GatewayProblem, match="changed"):
        keep_team(store, credentials, found)


def test_where_no_dataset_is_shown_the_person_is_told_where_the_id_stands(tmp_path: Path) -> None:
    with PracticeServer(tmp_path, samples=False) as server:
        connection, credentials = signed_in(server)
        with pytest.raises(TeamNotFound, match="after “team/” in the address"):
            find_team(connection, credentials, CancelToken())


def test_what_stands_in_the_way_of_finding_it_is_told(server: PracticeServer) -> None:
    connection, credentials = signed_in(server)
    server.hdruk.set_permissions({"datasets.read": False})
    with pytest.raises(Refused, match="tick the permission"):
        find_team(connection, credentials, CancelToken())
    credentials.forget(connection)
    with pytest.raises(CredentialsProblem):
        find_team(connection, credentials, CancelToken())


def test_a_team_id_that_the_teams_own_routes_refuse_is_not_offered(server: PracticeServer) -> None:
    connection, credentials = signed_in(server)
    server.hdruk.set_permissions({"datasets.create": False})
    with pytest.raises(GatewayProblem, match="was found, but does not work"):
        find_team(connection, credentials, CancelToken())


@pytest.mark.parametrize("team", [True, False])
def test_which_route_is_taken_and_why(server: PracticeServer, team: bool) -> None:
    connection, credentials = signed_in(server, team=team)
    gateway = open_gateway(connection, credentials.read(connection))
    said = why_this_route(gateway.prepare_create(EXAMPLE, schema=SCHEMA), connection)
    number = str(server.details["hdruk"]["team_id"])
    assert (f"holds the team ID {number}" in said) is team
    assert ("holds no team ID" in said) is not team
    assert "the same with and without" in why_this_route(gateway.prepare_test(EXAMPLE, schema=SCHEMA), connection)


# The gateway's test


def trial_of(server: PracticeServer, value: Any, *, team: bool = True) -> tuple[trying.Trial, Authoring]:
    connection, credentials = signed_in(server, team=team)
    gateway = open_gateway(connection, credentials.read(connection))
    schema = Catalogue().load(SCHEMA)
    return trying.look_ahead_at_test(gateway, schema, value), Authoring(schema, copy.deepcopy(value))


def example(**places: Any) -> Any:
    """The example with nothing in it that the test route changes into something wrong."""
    value = copy.deepcopy(EXAMPLE)
    for place, one in {"coverage.followUp": "Other", **places}.items():
        *above, last = place.split(".")
        inside = value
        for name in above:
            inside = inside[name]
        inside[last] = one
    return value


def refusal(trial: trying.Trial) -> Refused:
    with pytest.raises(Refused) as caught:
        trying.try_out(trial, CancelToken())
    return caught.value


@pytest.mark.parametrize("team", [True, False])
def test_a_test_that_passes_keeps_nothing(server: PracticeServer, team: bool) -> None:
    trial, _ = trial_of(server, example(), team=team)
    before = server.hdruk.datasets()
    trying.try_out(trial, CancelToken())
    assert server.hdruk.datasets() == before
    verdict = trying.passed(trial)
    assert verdict.passed and "nothing was kept" in verdict.sentence


def test_without_a_team_id_what_the_test_route_spoils_is_laid_on_its_fields(server: PracticeServer) -> None:
    trial, authoring = trial_of(server, example(**{"coverage.followUp": "> 10 Years"}), team=False)
    assert "“> 10 Years” would be refused" in trial.words
    verdict = trying.refused(trial, refusal(trial), authoring)
    assert [one.pointer for one in verdict.problems] == [("coverage", "followUp")]
    assert verdict.only_here == () and "on the way" in verdict.sentence


def test_with_a_team_id_what_only_the_test_spoils_is_no_fault_of_the_document(server: PracticeServer) -> None:
    trial, authoring = trial_of(server, example(**{"coverage.followUp": "> 10 Years"}))
    verdict = trying.refused(trial, refusal(trial), authoring)
    assert verdict.problems == ()
    assert [one.pointer for one in verdict.only_here] == [("coverage", "followUp")]
    assert "submitting may work all the same" in verdict.sentence


def test_values_that_the_test_names_are_laid_on_their_fields(server: PracticeServer) -> None:
    trial, authoring = trial_of(server, example())
    named = Refused(
        "The gateway does not accept one value.",
        "Mend it.",
        details=[{"pointer": ("summary", "title"), "keyword": "minLength", "message": "Is too short."}],
    )
    verdict = trying.refused(trial, named, authoring)
    assert [one.pointer for one in verdict.problems] == [("summary", "title")]
    assert not verdict.passed and verdict.error is named


@pytest.mark.parametrize("kind", ["reset-after", "html", "strange", "half"])
def test_a_test_without_an_answer_is_no_unknown_outcome(server: PracticeServer, kind: str) -> None:
    trial, _ = trial_of(server, example())
    server.hdruk.fail_next(kind)
    with pytest.raises((Refused, Unreachable)):
        trying.try_out(trial, CancelToken())
