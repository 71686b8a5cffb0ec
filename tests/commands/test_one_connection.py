"""One gateway under several names, without a keyring, and asked before something is made public or sent again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import keyring
import pytest
from keyring.backends.null import Keyring as Null

from gatewaydesk.__main__ import main
from gatewaydesk.document import jsonio
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.services import resolving
from gatewaydesk.services.connecting import keep_sign_in
from gatewaydesk.store import Store
from tests.commands.shell import EXAMPLE, Said, type_in

pytestmark = pytest.mark.usefixtures("no_pauses")

VALUE = jsonio.read_file(EXAMPLE)


def submit(*more: str, to: str = "Practice", file: Path = EXAMPLE) -> int:
    return main(["submit", str(file), "--to", to, "--schema", "HDRUK/4.0.0", *more])


def ids(server: PracticeServer) -> str:
    details = server.details["hdruk"]
    return f"application_id={details['application_id']}\nclient_id={details['client_id']}\n"


def lose(server: PracticeServer, *, received: bool = True) -> None:
    """A submission of which nobody knows what became: every call goes wrong."""
    server.hdruk.fail_next("reset-after" if received else "reset-before")
    for _ in range(3):
        server.hdruk.fail_next("html", any_method=True)
    assert submit() == 2


def test_links_follow_a_connection_that_is_renamed_or_made_anew(
    practice: PracticeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    assert submit() == 0
    file = tmp_path / "q.json"
    assert main(["pull", "1", "--from", "Practice", "--out", str(file)]) == 0
    with Store.open() as store:
        before = store.connections.get("Practice")
        assert before is not None
        keep_sign_in(store, Credentials(), before, replace(before, name="Mine"), {})
        (draft,) = store.drafts.rows()
        assert [one.gateway for one in store.history.datasets_of(draft.id)] == ["Mine"]
        assert [one.gateway for one in store.history.rows()] == ["Practice"]
    for name in ("Mine", "Third"):
        capsys.readouterr()
        assert main(["remote", name, "--json"]) == 0
        row = json.loads(capsys.readouterr().out)
        assert row["words"].startswith("here as draft") and row["draft"] == draft.id and row["sent_at"]
        value = {**VALUE, "summary": {**VALUE["summary"], "populationSize": len(name)}}
        jsonio.write_file(file, value)
        assert main(["update", str(file), "--to", name, "--id", "1", "--schema", "HDRUK/4.0.0"]) == 0
        assert "Nobody else has changed" in capsys.readouterr().err
        assert submit(to=name) == 2
        assert "already sent to" in capsys.readouterr().err
        assert main(["gateways", "remove", name]) == 0
        details = practice.details["hdruk"]
        team = f"team_id={details['team_id']}"
        add = ["gateways", "add", "Third", "--system", "hdruk", "--url", details["url"], "--set", team]
        assert main(add) == 0
        type_in(monkeypatch, ids(practice))
        assert main(["sign-in", "Third"]) == 0


def test_what_is_not_known_yet_is_asked_through_the_connection_that_took_its_place(
    practice: PracticeServer, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    lose(practice)
    assert main(["gateways", "remove", "Practice", "--force"]) == 0
    details = practice.details["hdruk"]
    assert main(["gateways", "add", "Anew", "--system", "hdruk", "--url", details["url"]]) == 0
    type_in(monkeypatch, ids(practice))
    capsys.readouterr()
    assert main(["outbox", "resolve", "--to", "Anew", "--credentials-from-stdin"]) == 0
    assert "it arrived, as dataset 1" in capsys.readouterr().err


def test_what_is_unfinished_is_published_only_by_who_says_so(
    practice: PracticeServer, tmp_path: Path, capsys: Said
) -> None:
    jsonio.write_file(tmp_path / "part.json", {name: one for name, one in VALUE.items() if name != "accessibility"})
    assert submit("--status", "draft", file=tmp_path / "part.json") == 0
    capsys.readouterr()
    assert main(["do", "Practice", "publish", "--id", "1"]) == 2
    said = capsys.readouterr().err
    assert "1 required field is empty" in said and "To publish it unfinished: --yes" in said
    assert practice.hdruk.datasets()[0]["status"] == "DRAFT"
    assert main(["do", "Practice", "publish", "--id", "1", "--yes"]) == 0
    assert practice.hdruk.datasets()[0]["status"] == "ACTIVE"


def test_without_a_keyring_the_outbox_is_gone_through_for_one_connection(
    practice: PracticeServer, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    lose(practice)
    details = practice.details["hdruk"]
    assert main(["gateways", "add", "Second", "--system", "hdruk", "--url", details["url"]]) == 0
    keyring.set_keyring(Null())
    for todo in ("send", "resolve"):
        capsys.readouterr()
        assert main(["outbox", todo, "--credentials-from-stdin"]) == 2
        assert "--to NAME" in capsys.readouterr().err
        assert main(["outbox", todo, "--to", "Second"]) == 0
    type_in(monkeypatch, ids(practice))
    assert main(["outbox", "resolve", "--to", "Practice", "--credentials-from-stdin"]) == 0
    assert "it arrived, as dataset 1" in capsys.readouterr().err
    assert main(["jobs", "check", "--to", "Nobody"]) == 2
    assert main(["jobs", "check", "--to", "Practice"]) == 0


@pytest.mark.parametrize("received", [True, False])
def test_sending_the_same_again_asks_what_became_of_it(
    practice: PracticeServer, monkeypatch: pytest.MonkeyPatch, capsys: Said, received: bool
) -> None:
    lose(practice, received=received)
    keyring.set_keyring(Null())
    monkeypatch.setattr(resolving, "ARRIVES_WITHIN", 0.0)
    type_in(monkeypatch, ids(practice))
    capsys.readouterr()
    assert submit("--credentials-from-stdin", "--json") == 0
    assert json.loads(capsys.readouterr().out)["dataset_id"] == "1"
    assert len(practice.hdruk.datasets()) == 1


def test_a_web_page_instead_of_an_answer_is_called_one(practice: PracticeServer, capsys: Said) -> None:
    practice.hdruk.fail_next("portal")
    capsys.readouterr()
    assert submit() == 2
    assert "A web page came instead of the gateway's answer." in capsys.readouterr().err


def test_of_one_status_what_was_changed_last_comes_first(practice: PracticeServer, capsys: Said) -> None:
    for status in ("draft", "active", "active"):
        assert submit("--status", status, "--again") == 0
    assert main(["do", "Practice", "archive", "--id", "3", "--yes"]) == 0
    assert submit("--again") == 0
    capsys.readouterr()
    assert main(["remote", "Practice", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["dataset_id"], row["status"]) for row in rows] == [
        ("4", "active"), ("2", "active"), ("1", "draft"), ("3", "archived"),
    ]  # fmt: skip
