"""Connections to every system from the command line: added, signed in to by their own names, tested."""

from __future__ import annotations

import getpass
import sys
import types
from typing import Any

import pytest

from gatewaydesk import paths
from gatewaydesk.__main__ import main
from gatewaydesk.gateways import connection_schema
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.store import Store
from tests.commands.shell import Said, type_in
from tests.conftest import MemoryKeyring

SECRETS = {"opendatasoft": ("password",), "adobe": ("client_secret",), "qrvey": ("api_key", "data_router_key")}


def add(system: str, details: dict[str, Any]) -> int:
    known = {field.name: field.secret for field in connection_schema(system).root.children}
    given = [f"{key}={one}" for key, one in details.items() if known.get(key) is False and key not in ("name", "url")]
    sets = [part for one in given for part in ("--set", one)]
    return main(["gateways", "add", "There", "--system", system, "--url", details["url"], *sets])


@pytest.mark.parametrize("system", SECRETS)
def test_each_system_is_added_signed_in_to_and_tested(
    system: str, capsys: Said, monkeypatch: pytest.MonkeyPatch, memory_keyring: MemoryKeyring
) -> None:
    with PracticeServer(paths.data_dir() / "practice", systems=(system,), samples=False) as server:
        details = server.details[system]
        assert add(system, details) == 0
        type_in(monkeypatch, "\n")
        assert main(["sign-in", "There"]) == 2
        said = capsys.readouterr().err
        assert f"Standard input does not say {SECRETS[system][0]}" in said and not memory_keyring.entries
        type_in(monkeypatch, "".join(f"{name}={details[name]}\n" for name in SECRETS[system]))
        assert main(["sign-in", "There"]) == 0
        assert "IDs" not in capsys.readouterr().err
        assert sorted(name for _, name in memory_keyring.entries) == sorted(SECRETS[system])
        assert main(["gateways", "test", "There"]) == 0
        assert "✕" not in capsys.readouterr().out
        assert main(["gateways", "list"]) == 0
        listed = capsys.readouterr().out
        assert system in listed and "(signed in, practice)" in listed
        with Store.open() as store:
            made = store.connections.get("There")
        assert made is not None and not set(SECRETS[system]) & made.options.keys()
        assert main(["gateways", "add", "There", "--system", system, "--url", "https://elsewhere.example.org"]) == 0
        assert not memory_keyring.entries and "signed in with" in capsys.readouterr().err


def test_a_pasted_token_is_for_one_command_only(
    capsys: Said, monkeypatch: pytest.MonkeyPatch, memory_keyring: MemoryKeyring
) -> None:
    with PracticeServer(paths.data_dir() / "practice", systems=("adobe",), samples=False) as server:
        assert add("adobe", dict(server.details["adobe"])) == 0
        type_in(monkeypatch, "access_token=eyJ.pasted\n")
        assert main(["sign-in", "There"]) == 2
        said = capsys.readouterr().err
        assert "kept in memory only" in said and "--credentials-from-stdin" in said and "eyJ" not in said
        type_in(monkeypatch, "access_token=eyJ.pasted\n")
        assert main(["gateways", "test", "There", "--credentials-from-stdin"]) == 1  # the platform does not know it
        assert "eyJ" not in capsys.readouterr().out and not memory_keyring.entries


def test_the_doctor_says_which_kinds_are_set_up(capsys: Said) -> None:
    main(["gateways", "add", "City", "--system", "opendatasoft", "--url", "https://city.example.org"])
    main(["doctor"])
    said = capsys.readouterr().out
    assert "Set up: 1 Opendatasoft." in said and "Qrvey" in said and "City" not in said


def test_a_setting_that_a_system_has_not_is_told_by_its_title(capsys: Said) -> None:
    wrong = ["gateways", "add", "City", "--system", "opendatasoft", "--url", "https://city.example.org", "--set"]
    assert main([*wrong, "team_id=7"]) == 2
    assert "A connection to Opendatasoft has no setting called “team_id”" in capsys.readouterr().err
    assert main([*wrong, "dialect"]) == 2
    assert "--set dialect=automation" in capsys.readouterr().err


def test_what_is_left_empty_is_no_answer_where_another_way_is_complete(
    monkeypatch: pytest.MonkeyPatch, memory_keyring: MemoryKeyring, capsys: Said
) -> None:
    main(["gateways", "add", "Q", "--system", "qrvey", "--url", "https://abcde.qrveyapp.com"])
    answers = {"Token: ": "tok", "Organisation key: ": "", "Data router key: ": ""}
    monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr(getpass, "getpass", answers.__getitem__)
    assert main(["sign-in", "Q"]) == 0
    assert memory_keyring.entries == {("gateway-desk/qrvey/Q", "access_token"): "tok"}
    assert "The token for “Q” is in the keyring" in capsys.readouterr().err
    answers["Token: "] = ""
    assert main(["sign-in", "Q"]) == 2
    assert "organisation key (or else token) of “Q” is still missing" in capsys.readouterr().err
