"""`remote`, `pull` and `update` from a script: what is there, what it was, and nobody's work overwritten unseen."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backends.null import Keyring as Null

from gatewaydesk.__main__ import main
from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.hdruk import HdrUk
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.store import Store
from tests.commands.shell import EXAMPLE, NAMED, Said, held, on_the_web, people, title, type_in, update

pytestmark = pytest.mark.usefixtures("no_pauses")

VALUE = jsonio.read_file(EXAMPLE)


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., str]:
    def make(*changes: Callable[[Any], object], of: Any = VALUE) -> str:
        value = copy.deepcopy(of)
        for change in changes:
            change(value)
        jsonio.write_file(tmp_path / "changed.json", value)
        return str(tmp_path / "changed.json")

    return make


def test_a_gateway_without_datasets_lists_none(practice: PracticeServer, capsys: Said) -> None:
    capsys.readouterr()
    assert main(["remote", "Practice"]) == 0
    said = capsys.readouterr()
    assert said.out == "" and "Practice: 0 datasets (0 active, 0 draft, 0 archived)." in said.err


def test_the_list_says_status_title_and_what_is_here(practice: PracticeServer, number: str, capsys: Said) -> None:
    assert main(["submit", str(EXAMPLE), "--to", "Practice", *NAMED, "--status", "draft", "--again"]) == 0
    capsys.readouterr()
    assert main(["remote", "Practice", "--json"]) == 0
    said = capsys.readouterr()
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert [(row["status"], row["origin"]) for row in rows] == [("active", "API"), ("draft", "API")]
    assert all(row["draft"] and row["words"].startswith("here as draft") and row["sent_at"] for row in rows)
    assert "2 datasets (1 active, 1 draft, 0 archived)" in said.err
    assert main(["remote", "Practice", "--status", "draft", "--search", VALUE["summary"]["title"].upper()]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert main(["remote", "Nobody"]) == 2


def test_a_dataset_is_pulled_to_a_file_to_the_output_and_as_a_draft(
    practice: PracticeServer, number: str, tmp_path: Path, capsys: Said
) -> None:
    assert main(["pull", number, "--from", "Practice"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["summary"]["title"] == VALUE["summary"]["title"]
    assert main(["pull", number, "--from", "Practice", "--out", str(tmp_path / "out.json")]) == 0
    assert capsys.readouterr().out == "" and jsonio.read_file(tmp_path / "out.json") == printed
    assert main(["pull", number, "--from", "Practice", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["dataset_id"], row["status"], row["schema"], row["original"], row["draft"]) == (
        number, "active", "HDRUK/4.0.0", True, "",
    )  # fmt: skip
    assert row["metadata"] == printed and row["mark"]
    assert main(["pull", number, "--from", "Practice", "--draft"]) == 0
    draft = capsys.readouterr().out.strip()
    with Store.open() as store:
        assert store.drafts.load(draft).value == printed
        assert store.bases.of_draft(draft, "Practice").dataset_id == number
    on_the_web(practice, number, title("Their title for it"))
    assert main(["pull", number, "--from", "Practice", "--into", draft, "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert row["draft"] == draft and "metadata" not in row
    with Store.open() as store:
        assert store.drafts.load(draft).title == "Their title for it"


def test_pulling_what_is_not_there_or_over_work_of_ones_own_fails(
    practice: PracticeServer, number: str, capsys: Said
) -> None:
    assert main(["pull", "4711", "--from", "Practice"]) == 2
    with Store.open() as store:
        (draft,) = store.drafts.rows()
        value = store.drafts.load(draft.id).value
        title("Only here")(value)
        store.drafts.save(draft.id, value, title="Only here")
    capsys.readouterr()
    assert main(["pull", number, "--from", "Practice", "--into", draft.id]) == 2
    assert "has been changed here" in capsys.readouterr().err


def test_an_update_changes_the_dataset_and_prints_its_receipt(
    practice: PracticeServer, number: str, file: Any, capsys: Said
) -> None:
    assert update(file(title("A better title")), number, "--json") == 0
    said = capsys.readouterr()
    receipt = json.loads(said.out)
    assert (receipt["dataset_id"], receipt["status"], receipt["action"]) == (number, "active", "update")
    assert "Nobody else has changed dataset" in said.err and "Due is version" in said.err
    assert held(practice)["summary"]["title"] == "A better title" and held(practice)["version"] == VALUE["version"]
    assert update(file(title("A better title")), number) == 0
    assert "Nothing was sent." in capsys.readouterr().err
    assert main(["history", "--json"]) == 0
    assert [json.loads(one)["action"] for one in capsys.readouterr().out.splitlines()] == ["update", "create"]


def test_the_version_number_is_raised_when_asked(
    practice: PracticeServer, number: str, file: Any, capsys: Said
) -> None:
    assert update(file(people(4)), number, "--raise") == 0
    major, minor, _ = VALUE["version"].split(".")
    assert held(practice)["version"] == f"{major}.{int(minor) + 1}.0"
    assert held(practice)["revisions"][-1]["version"] == VALUE["version"]
    assert "information was added or is another" in capsys.readouterr().err
    assert update(file(people(5), of=held(practice)), number, "--number", "7.0.0") == 0
    assert held(practice)["version"] == "7.0.0"
    assert update(file(people(6)), number, "--number", "seven") == 2
    assert "is no version number" in capsys.readouterr().err


def test_work_of_others_is_brought_in_or_kept_but_not_overwritten_unseen(
    practice: PracticeServer, number: str, file: Any, capsys: Said
) -> None:
    on_the_web(practice, number, title("Their title for it"))
    assert update(file(people(4)), number) == 2
    said = capsys.readouterr().err
    assert "Changed there: Summary › " in said and "--merge" in said
    assert held(practice)["summary"]["title"] == "Their title for it"
    assert update(file(people(4)), number, "--merge") == 0
    assert "Brought in from Practice: 1 change." in capsys.readouterr().err
    assert held(practice)["summary"]["title"] == "Their title for it"
    assert held(practice)["summary"]["populationSize"] == 4


def test_contradictions_are_named_and_decided_only_when_asked(
    practice: PracticeServer, number: str, file: Any, capsys: Said
) -> None:
    on_the_web(practice, number, title("Their title for it"))
    assert update(file(title("My title for it"), people(4)), number, "--merge") == 1
    said = capsys.readouterr().err
    assert "Changed on both sides: Summary › " in said and "--prefer" in said
    assert held(practice)["summary"]["title"] == "Their title for it"
    assert update(file(title("My title for it"), people(4)), number, "--merge", "--prefer", "theirs") == 0
    assert held(practice)["summary"]["title"] == "Their title for it"
    assert held(practice)["summary"]["populationSize"] == 4


def test_overwriting_is_possible_and_has_to_be_said(practice: PracticeServer, number: str, file: Any) -> None:
    on_the_web(practice, number, title("Their title for it"))
    assert update(file(people(4)), number, "--overwrite") == 0
    assert held(practice)["summary"]["title"] == VALUE["summary"]["title"]


def test_a_file_that_was_pulled_knows_what_it_grew_from(
    practice: PracticeServer, tmp_path: Path, file: Any, capsys: Said
) -> None:
    details = practice.details["hdruk"]
    other = HdrUk(Connection("Other", "hdruk", details["url"], {"team_id": details["team_id"]}), details)
    number = other.send(other.prepare_create(VALUE, schema="HDRUK/4.0.0"), CancelToken()).dataset_id
    assert main(["pull", number, "--from", "Practice", "--out", str(tmp_path / "changed.json")]) == 0
    on_the_web(practice, number, people(9))
    pulled = jsonio.read_file(tmp_path / "changed.json")
    assert update(file(title("A better title"), of=pulled), number) == 2
    assert update(file(title("A better title"), of=pulled), number, "--merge") == 0
    assert held(practice)["summary"]["populationSize"] == 9
    capsys.readouterr()
    assert update(file(title("A third title"), of=held(practice)), number) == 0
    assert "Nobody else has changed" in capsys.readouterr().err


def test_what_was_never_pulled_is_not_put_over_what_stands_there_unasked(
    practice: PracticeServer, file: Any, capsys: Said
) -> None:
    details = practice.details["hdruk"]
    other = HdrUk(Connection("Other", "hdruk", details["url"], {"team_id": details["team_id"]}), details)
    number = other.send(other.prepare_create(VALUE, schema="HDRUK/4.0.0"), CancelToken()).dataset_id
    capsys.readouterr()
    assert update(file(title("A better title")), number) == 2
    said = capsys.readouterr().err
    assert "It is not known what dataset" in said and "Different there: Summary › Title" in said
    assert update(file(title("A better title")), number, "--overwrite") == 0
    assert held(practice)["summary"]["title"] == "A better title"


def test_problems_are_told_and_nothing_is_sent(practice: PracticeServer, number: str, file: Any, capsys: Said) -> None:
    broken = file(lambda value: value["summary"].pop("title"))
    assert update(broken, number) == 1
    assert " must be mended first" in capsys.readouterr().err
    assert held(practice)["summary"]["title"] == VALUE["summary"]["title"]
    assert update(file(title("A better title")), "4711") == 2


def test_a_dry_run_shows_what_would_be_sent(practice: PracticeServer, number: str, file: Any, capsys: Said) -> None:
    assert update(file(title("A better title")), number, "--dry-run") == 0
    said = capsys.readouterr()
    assert "A better title" in said.out and said.err.splitlines()[-1].startswith("PUT http://127.0.0.1")
    assert held(practice)["summary"]["title"] == VALUE["summary"]["title"]


def test_status_goes_along_and_a_draft_may_be_unfinished(
    practice: PracticeServer, number: str, file: Any, capsys: Said
) -> None:
    unfinished = file(lambda value: value.pop("accessibility"))
    assert update(unfinished, number) == 1
    assert update(unfinished, number, "--status", "draft") == 0
    (dataset,) = practice.hdruk.datasets()
    assert dataset["status"] == "DRAFT" and "accessibility" not in dataset["original_metadata"]
    assert update(file(title("Whole again")), number, "--status", "active") == 0
    assert practice.hdruk.datasets()[0]["status"] == "ACTIVE"
    capsys.readouterr()
    assert main(["remote", "Practice", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Whole again"


def test_what_is_no_id_is_said_to_be_none(practice: PracticeServer, file: Any, capsys: Said) -> None:
    for team in (f"team_id={practice.details['hdruk']['team_id']}", "team_id="):
        url = practice.details["hdruk"]["url"]
        assert main(["gateways", "add", "Practice", "--system", "hdruk", "--url", url, "--set", team]) == 0
        capsys.readouterr()
        assert update(file(), "abc") == 2
        said = capsys.readouterr().err
        assert "“abc” is not the ID of a dataset on this gateway" in said and "address" not in said


def test_a_number_lower_than_the_one_that_readers_see_is_not_sent(
    practice: PracticeServer, number: str, file: Any, capsys: Said
) -> None:
    lower = file(title("Another"), lambda value: value.update(version="0.0.1"))
    for more in ((), ("--number", "0.0.2")):
        capsys.readouterr()
        assert update(lower, number, *more) == 2
        assert f"Readers see version {VALUE['version']} already: 0.0." in capsys.readouterr().err
    assert held(practice)["version"] == VALUE["version"]
    assert update(lower, number, "--raise") == 0
    assert held(practice)["version"] != "0.0.1"


def test_titles_are_listed_and_found_without_html_codes(
    practice: PracticeServer, file: Any, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = practice.details["hdruk"]["url"]
    assert main(["gateways", "add", "Practice", "--system", "hdruk", "--url", url, "--set", "team_id="]) == 0
    changed = file(title("Café & Canteen"))
    assert main(["submit", changed, "--to", "Practice", *NAMED, "--anyway"]) == 0
    capsys.readouterr()
    assert main(["remote", "Practice", "--search", "café & c"]) == 0
    assert "  Café & Canteen  " in capsys.readouterr().out


def test_without_a_keyring_the_ids_come_by_standard_input(
    practice: PracticeServer, monkeypatch: pytest.MonkeyPatch, capsys: Said, home: Path
) -> None:
    keyring.set_keyring(Null())
    details = practice.details["hdruk"]
    ids = f"application_id={details['application_id']}\nclient_id={details['client_id']}\n"
    capsys.readouterr()
    assert main(["remote", "Practice"]) == 2 and "--credentials-from-stdin" in capsys.readouterr().err
    type_in(monkeypatch, ids)
    assert main(["sign-in", "Practice"]) == 2 and "--credentials-from-stdin" in capsys.readouterr().err
    for words in (["submit", str(EXAMPLE), "--to", "Practice", *NAMED], ["remote", "Practice"]):
        type_in(monkeypatch, ids)
        assert main([*words, "--credentials-from-stdin"]) == 0
    type_in(monkeypatch, "client_id=abc\n")
    assert main(["gateways", "test", "Practice", "--credentials-from-stdin"]) == 2
    assert len(practice.hdruk.datasets()) == 1
    kept = [one.read_bytes() for one in home.rglob("*") if one.is_file()]
    assert kept and not any(details["client_id"].encode() in one for one in kept)
