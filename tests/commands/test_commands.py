"""The command line, as a script uses it: exit codes, JSON lines, sentences on standard error."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from gatewaydesk.__main__ import main
from gatewaydesk.document import jsonio
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.schema.catalogue import Catalogue
from tests.commands.shell import EXAMPLE, ROOT, connect, lines, type_in

SECRETS = {"application_id": "A" * 39 + "7", "client_id": "c" * 39 + "9"}


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[PracticeServer]:
    with PracticeServer(tmp_path / "practice") as server:
        yield server


def test_the_shipped_schemas_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schemas", "list", "--json"]) == 0
    names = [row["name"] for row in lines(capsys.readouterr().out)]
    assert {"HDRUK/4.0.0", "HDRUK/3.0.0", "HDRUK/2.1.2"} <= set(names)


def test_a_schema_is_added_shown_and_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.json"
    file.write_text('{"title": "Mine", "type": "object", "properties": {"a": {"type": "string"}}}')
    assert main(["schemas", "add", str(file), "--name", "Mine/1.0"]) == 0
    assert main(["schemas", "show", "Mine/1.0"]) == 0
    assert '"properties"' in capsys.readouterr().out
    assert main(["schemas", "remove", "Mine/1.0"]) == 0
    assert main(["schemas", "show", "Mine/1.0"]) == 2


@pytest.mark.parametrize("text", ["[1, 2", '{"type": 3}', "not json", "7"])
def test_what_is_not_a_schema_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    file = tmp_path / "odd.json"
    file.write_text(text)
    assert main(["schemas", "add", str(file), "--name", "Odd/1"]) == 2
    words = capsys.readouterr().err
    assert words.strip()
    assert "Traceback" not in words


@pytest.mark.parametrize("content", ["{", "[]"])
def test_damaged_form_hints_are_told_once_beside_the_fields(capsys: pytest.CaptureFixture[str], content: str) -> None:
    assert main(["fields", "HDRUK/4.0.0"]) == 0
    well = capsys.readouterr()
    assert well.err == ""
    file = Catalogue().hints_files("HDRUK/4.0.0")[0]
    file.parent.mkdir(parents=True)
    file.write_text(content, "utf-8")
    assert main(["fields", "HDRUK/4.0.0"]) == 0
    told = capsys.readouterr()
    assert told.out == well.out
    assert told.err.count("are damaged and passed over") == 1
    assert str(file) in told.err


def test_fields_are_printed_as_json_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fields", "HDRUK/4.0.0", "--json"]) == 0
    rows = {row["pointer"]: row for row in lines(capsys.readouterr().out)}
    assert rows["/summary/title"]["required"] is True
    assert set(rows["/summary/title"]) == {"pointer", "kind", "title", "required", "nullable", "depth"}
    assert "/structuralMetadata/tables/*/columns/*/sensitive" in rows
    assert rows["/summary/abstract"]["nullable"] is True


def test_check_tells_valid_wrong_and_unreadable_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(EXAMPLE)]) == 0
    value = jsonio.read_file(EXAMPLE)
    value["summary"]["abstract"] = "x" * 612
    wrong = tmp_path / "wrong.json"
    jsonio.write_file(wrong, value)
    capsys.readouterr()
    assert main(["check", str(wrong), "--schema", "HDRUK/4.0.0", "--json"]) == 1
    (row,) = lines(capsys.readouterr().out)
    assert row["pointer"] == "/summary/abstract"
    assert row["severity"] == "wrong"
    assert "500" in row["message"] and "612" in row["message"]
    known = {"file", "pointer", "line", "column", "title", "trail", "keyword", "message", "sentence"}
    known |= {"severity", "blocks", "repairs"}
    assert set(row) == known
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    assert main(["check", str(EXAMPLE), str(broken)]) == 2
    assert "not JSON" in capsys.readouterr().err


def test_check_without_a_fitting_schema_asks_for_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = tmp_path / "odd.json"
    odd.write_text('{"nothing": "known"}')
    assert main(["check", str(odd)]) == 2
    assert "--schema" in capsys.readouterr().err


def test_roundtrip_gives_the_same_value(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    value = jsonio.read_file(EXAMPLE)
    value["unknown"] = {"kept": [1.0, 1, 12345678901234567890123, None, ""]}
    file = tmp_path / "mine.json"
    jsonio.write_file(file, value)
    assert main(["roundtrip", str(file), "--schema", "HDRUK/4.0.0"]) == 0
    assert capsys.readouterr().out == file.read_text()


def test_drafts_are_imported_listed_exported_and_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drafts", "import", str(EXAMPLE)]) == 0
    draft = capsys.readouterr().out.strip()
    assert main(["drafts", "list", "--json"]) == 0
    (row,) = lines(capsys.readouterr().out)
    assert row["id"] == draft
    assert row["schema"] == "HDRUK/4.0.0"
    assert row["required_done"] == row["required_total"] > 20
    out = tmp_path / "out.json"
    assert main(["drafts", "export", draft, "--out", str(out)]) == 0
    assert jsonio.read_file(out) == jsonio.read_file(EXAMPLE)
    assert main(["drafts", "remove", draft]) == 0
    assert main(["drafts", "remove", draft]) == 2


def test_how_many_values_of_a_draft_are_wrong_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    value = jsonio.read_file(EXAMPLE)
    value["summary"]["abstract"] = "x" * 612
    value["coverage"]["followUp"] = "2 - 10 Years"
    jsonio.write_file(tmp_path / "wrong.json", value)
    assert main(["drafts", "import", str(EXAMPLE), str(tmp_path / "wrong.json")]) == 0
    whole, wrong = capsys.readouterr().out.split()
    assert main(["drafts", "list", "--json"]) == 0
    assert {row["id"]: row["wrong"] for row in lines(capsys.readouterr().out)} == {whole: 0, wrong: 2}
    assert main(["drafts", "list"]) == 0
    listed = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert listed[wrong].endswith("  (2 wrong)") and "wrong" not in listed[whole]


def test_the_whole_job(
    practice: PracticeServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    connect(practice, monkeypatch)
    assert main(["gateways", "test", "Practice"]) == 0
    capsys.readouterr()
    assert main(["submit", str(EXAMPLE), "--to", "Practice", "--json"]) == 0
    (receipt,) = lines(capsys.readouterr().out)
    assert main(["history", "--json"]) == 0
    (remembered,) = lines(capsys.readouterr().out)
    assert remembered == receipt
    expected = {
        *("dataset_id", "version_id", "pid", "gateway", "system", "title", "schema", "status", "sent_at", "sha256")
    }
    assert expected <= set(receipt)
    held = {str(row["id"]): row for row in practice.hdruk.datasets()}
    assert receipt["dataset_id"] in held
    assert main(["outbox", "list", "--json"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["history", "--csv"]) == 0
    assert receipt["dataset_id"] in capsys.readouterr().out
    details = practice.details["hdruk"]
    for file in home.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert details["application_id"].encode() not in content, file
            assert details["client_id"].encode() not in content, file
    assert main(["sign-out", "Practice"]) == 0
    assert main(["submit", str(EXAMPLE), "--to", "Practice"]) == 2


def test_a_dry_run_shows_what_would_be_sent_and_sends_nothing(
    practice: PracticeServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    connect(practice, monkeypatch)
    before = len(practice.hdruk.datasets())
    capsys.readouterr()
    assert main(["submit", str(EXAMPLE), "--to", "Practice", "--dry-run"]) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out)["metadata"]
    assert "input_schema=HDRUK" in shown.err
    assert practice.details["hdruk"]["client_id"] not in shown.out + shown.err
    assert len(practice.hdruk.datasets()) == before


def test_a_file_with_problems_is_not_sent(
    practice: PracticeServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    connect(practice, monkeypatch)
    before = len(practice.hdruk.datasets())
    value = jsonio.read_file(EXAMPLE)
    del value["summary"]["title"]
    file = tmp_path / "half.json"
    jsonio.write_file(file, value)
    assert main(["submit", str(file), "--to", "Practice", "--schema", "HDRUK/4.0.0"]) == 1
    assert "Title" in capsys.readouterr().err
    assert len(practice.hdruk.datasets()) == before


def test_a_draft_is_sent_through_the_team_route(
    practice: PracticeServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    connect(practice, monkeypatch, "--set", f"team_id={practice.details['hdruk']['team_id']}")
    value = jsonio.read_file(EXAMPLE)
    del value["summary"]["abstract"]
    file = tmp_path / "half.json"
    jsonio.write_file(file, value)
    capsys.readouterr()
    arguments = ["submit", str(file), "--to", "Practice", "--schema", "HDRUK/4.0.0", "--status", "draft", "--json"]
    assert main(arguments) == 0
    assert lines(capsys.readouterr().out)[0]["status"] == "draft"


def test_wrong_credentials_and_a_gateway_away_are_said_in_words(
    practice: PracticeServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    connect(practice, monkeypatch)
    type_in(monkeypatch, "".join(f"{name}={value}\n" for name, value in SECRETS.items()))
    assert main(["sign-in", "Practice"]) == 0
    capsys.readouterr()
    assert main(["gateways", "test", "Practice"]) == 1
    assert main(["submit", str(EXAMPLE), "--to", "Practice"]) == 2
    said = capsys.readouterr()
    assert "Application ID" in said.err
    practice.stop()
    assert main(["submit", str(EXAMPLE), "--to", "Practice"]) == 2
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    for secret in SECRETS.values():
        assert secret not in said.err + said.out


@pytest.mark.parametrize(
    ("typed", "words"),
    [("application_id=x\n", "client_id"), ("password=1\n", "application_id=…"), ("nonsense\n", "application_id=…")],
)
def test_sign_in_says_what_standard_input_lacks(
    practice: PracticeServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    typed: str,
    words: str,
) -> None:
    url = practice.details["hdruk"]["url"]
    assert main(["gateways", "add", "Practice", "--system", "hdruk", "--url", url]) == 0
    type_in(monkeypatch, typed)
    assert main(["sign-in", "Practice"]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["submit", "nowhere.json", "--to", "X"],
        ["gateways", "add", "X", "--system", "hdruk", "--url", "http://example.org"],
        ["gateways", "add", "X", "--system", "hdruk", "--url", "https://example.org", "--set", "client_id=1"],
        ["gateways", "add", "X", "--system", "hdruk", "--url", "https://example.org", "--set", "team_id=seven"],
        ["gateways", "remove", "nobody"],
        ["fields", "NO/1"],
        ["drafts", "export", "nothing"],
    ],
)
def test_what_cannot_be_done_ends_with_2_and_a_sentence(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    words = capsys.readouterr().err.strip()
    assert words.endswith((".", "URL", "NAME", "list"))
    assert "Traceback" not in words


def test_doctor_tells_what_works(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    names = {row["name"] for row in lines(capsys.readouterr().out)}
    assert {"Qt", "Keyring", "Database", "Schemas"} <= names


def test_without_a_display_the_window_names_the_demonstration(tmp_path: Path) -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    ended = subprocess.run(
        [sys.executable, "-m", "gatewaydesk"],
        check=False,
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 2
    assert len(ended.stderr.strip().splitlines()) == 1
    assert "make demo" in ended.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_practice_command_prints_one_json_line_and_ends_when_asked(number: signal.Signals) -> None:
    with subprocess.Popen(
        # As a shell starts it in the background: interrupts ignored.
        ["sh", "-c", 'trap "" INT; exec "$0" -m gatewaydesk practice', sys.executable],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            details = json.loads(process.stdout.readline())["systems"]["hdruk"]
            assert set(details) >= {"url", "team_id", "application_id", "client_id"}
            process.send_signal(number)
            process.communicate(timeout=20)
        finally:
            process.kill()
    assert process.returncode == 130


def test_doctor_writes_a_support_bundle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bundle.zip"
    assert main(["doctor", "--bundle", str(file)]) == 0
    with zipfile.ZipFile(file) as archive:
        assert "doctor.txt" in archive.namelist() and str(tmp_path) not in archive.read("doctor.txt").decode()
    assert "nothing was sent" in capsys.readouterr().err
