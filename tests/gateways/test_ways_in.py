"""The ways of signing in: when one is complete, what is missing, and what is kept where."""

from __future__ import annotations

from itertools import chain, combinations

import pytest

from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.errors import CredentialsProblem
from gatewaydesk.gateways import SYSTEMS, connection_schema, secret_fields
from gatewaydesk.gateways.credentials import Credentials, Kept
from gatewaydesk.gateways.ways_in import Way, brought_together, lacking, schema_of, secrets_are, way_of, ways_in
from gatewaydesk.services.authoring import Authoring
from tests.conftest import MemoryKeyring

CITY = Connection("City", "opendatasoft", "https://city.example.org", {"username": "jane"})
QRVEY = Connection("Q", "qrvey", "https://abcde.qrveyapp.com", {"user_id": "u", "app_id": "a"})
ADOBE = Connection("A", "adobe", "https://platform.adobe.io")


@pytest.mark.parametrize("system", SYSTEMS)
def test_nothing_is_missing_just_when_the_connection_schema_says_so(system: str) -> None:
    names = [*dict.fromkeys(name for way in ways_in(system) for name in way.needs)]
    secrets = secret_fields(system)
    raw = jsonio.read_file(SYSTEMS[system].connection_schema_path)
    ways = {name for one in raw.get("anyOf", []) for name in one["required"]}
    schema = {"required": [one for one in raw["required"] if one in names], "anyOf": raw.get("anyOf", [True])}
    assert ways <= set(names)
    for given in chain.from_iterable(combinations(names, size) for size in range(len(names) + 1)):
        connection = Connection("C", system, "", {name: "x" for name in given if name not in secrets})
        missing = lacking(connection, [name for name in given if name in secrets])
        good = set(schema["required"]) <= set(given) and any(
            one is True or set(one["required"]) <= set(given) for one in schema["anyOf"]
        )
        assert (not missing) is good, given


@pytest.mark.parametrize(("system", "way"), [(name, way) for name in SYSTEMS for way in ways_in(name)])
def test_the_form_of_a_way_asks_for_what_it_needs_and_for_nothing_of_another(system: str, way: Way) -> None:
    schema = schema_of(system, way)
    fields = {field.name: field for field in schema.root.children}
    assert all(fields[name].required for name in way.needs)
    others = {name for one in ways_in(system) for name in (*one.needs, *one.takes)} - {*way.needs, *way.takes}
    assert not others & fields.keys()
    assert fields.keys() | others == {field.name for field in connection_schema(system).root.children}
    problems = Authoring(schema, {}).check()
    assert {one.pointer[0] for one in problems if one.blocks and one.pointer} == {
        name for name, field in fields.items() if field.required
    }


def test_what_is_missing_is_said_by_its_own_title() -> None:
    assert lacking(Connection("C", "opendatasoft", ""), []) == ("API key (or else user name and password)",)
    assert lacking(CITY, []) == ("Password",)
    assert lacking(CITY, ["api_key"]) == ()
    assert lacking(QRVEY, ["data_router_key"]) == ("organisation key (or else token)",)
    with pytest.raises(CredentialsProblem, match="to “City”: no Password is kept") as caught:
        Credentials().read(CITY)
    assert "IDs" not in str(caught.value)
    with pytest.raises(CredentialsProblem, match="The client secret \\(or else pasted access token\\) of “A” is still"):
        Credentials().store(ADOBE, {})
    assert secrets_are("qrvey", ["api_key", "data_router_key"]) == "the organisation key and the data router key are"


def test_going_over_to_another_way_leaves_the_former_behind_and_keeps_what_stands_beside() -> None:
    kept = {"access_token": "t", "data_router_key": "r"}
    assert brought_together(QRVEY, kept, {"api_key": "k"}) == {"api_key": "k", "data_router_key": "r"}
    assert brought_together(QRVEY, kept, {"data_router_key": "s"}) == {"access_token": "t", "data_router_key": "s"}
    assert brought_together(QRVEY, kept, {}) == kept
    assert way_of("qrvey", kept).needs == ("access_token",)


def test_what_is_stored_replaces_all_that_was(memory_keyring: MemoryKeyring) -> None:
    credentials = Credentials()
    credentials.store(CITY, {"api_key": "key-of-before"})
    credentials.store(CITY, {"password": "häße ma 4 "})  # people choose those themselves
    assert [name for _, name in memory_keyring.entries] == ["password"]
    assert Credentials().read(CITY) == {"password": "häße ma 4 "}


def test_a_keyring_that_fails_on_the_way_keeps_what_it_had(memory_keyring: MemoryKeyring) -> None:
    credentials = Credentials()
    credentials.store(CITY, {"api_key": "key-of-before"})

    def refuses(service: str, username: str) -> None:
        raise RuntimeError(username)

    memory_keyring.delete_password = refuses  # type: ignore[method-assign]
    with pytest.raises(CredentialsProblem):
        credentials.store(CITY, {"password": "new"})
    assert memory_keyring.entries["gateway-desk/opendatasoft/City", "api_key"] == "key-of-before"
    assert Credentials().read(CITY)["api_key"] == "key-of-before"


def test_a_pasted_token_reaches_no_keyring_and_a_session_asks_none(memory_keyring: MemoryKeyring) -> None:
    credentials = Credentials()
    assert credentials.store(ADOBE, {"access_token": "eyJ"}) is Kept.SESSION
    assert credentials.read(ADOBE) == {"access_token": "eyJ"} and memory_keyring.entries == {}
    credentials.store(QRVEY, {"api_key": "k"}, session_only=True)
    memory_keyring.entries["gateway-desk/qrvey/Q", "access_token"] = "of another time"
    assert credentials.read(QRVEY) == {"api_key": "k"}
