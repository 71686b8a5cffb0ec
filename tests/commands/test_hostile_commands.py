"""Commands given what they cannot use: a sentence and exit code 2, never a traceback."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gatewaydesk import logs
from gatewaydesk.__main__ import main
from gatewaydesk.gateways import redaction
from tests.commands.shell import EXAMPLE, ROOT


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a refused command says."""
    assert main(list(words)) == 2
    error = capsys.readouterr().err
    assert "Traceback" not in error
    return error


def test_a_mistyped_command_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert "There is no command “chek”. Did you mean “check”?" in said(capsys, "chek", "x.json")
    assert "There is no command “bogus”. Commands are: check," in said(capsys, "bogus")


def test_metadata_is_not_taken_for_a_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = "is a metadata document, not a schema."
    assert words in said(capsys, "schemas", "add", str(EXAMPLE))
    assert words in said(capsys, "check", str(EXAMPLE), "--schema", str(EXAMPLE))
    assert "address of the web" in said(capsys, "check", str(EXAMPLE), "--schema", "https://example.org/schema.json")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs devices that are files")
def test_only_files_are_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert "it is a device or a pipe, not a file" in said(capsys, "check", "/dev/zero")
    assert "it is a device or a pipe, not a file" in said(capsys, "check", "/dev/null")


def test_a_member_named_twice_is_told_with_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "twice.json"
    file.write_text('{"a": 1, "a": 2}')
    assert "“twice.json” names the same member twice" in said(capsys, "check", str(file))


def test_a_section_that_is_none_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["screenshot", str(EXAMPLE), "--schema", "HDRUK/4.0.0", "--out", str(tmp_path / "a.png"), "--section"]
    assert "The form has no section “nope”. Its sections are: /summary," in said(capsys, *words, "nope")
    assert main([*words, "coverage"]) == 0


@pytest.mark.parametrize("port", ["99999", "-1", "x"])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["practice", f"--port={port}"])
    assert caught.value.code == 2
    assert "is not a port" in capsys.readouterr().err


def test_nothing_and_a_list_come_back_from_the_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for text in ("null", "[]", "{}"):
        file = tmp_path / "a.json"
        file.write_text(text)
        assert main(["roundtrip", str(file), "--schema", "HDRUK/4.0.0"]) == 0
        assert json.loads(capsys.readouterr().out) == json.loads(text)


def test_a_schema_that_is_guessed_is_said_and_a_poor_fit_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["drafts", "import", str(EXAMPLE)]) == 0
    assert "is taken to be written for HDRUK/4.0.0" in capsys.readouterr().err
    half = tmp_path / "half.json"
    value = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    others = {f"other{number}": number for number in range(20)}
    value["summary"] = others
    half.write_text(json.dumps(value))
    assert main(["check", str(half)]) == 1  # its other sections say what it is
    assert "is taken to be written for HDRUK/4.0.0" in capsys.readouterr().err
    half.write_text(json.dumps({"summary": others, "version": "1.0.0"}))
    assert "None of the known schemas fits" in said(capsys, "check", str(half))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("words", [["schemas", "list"], ["--help"]])
def test_output_that_cannot_be_written_is_a_sentence(words: list[str]) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "gatewaydesk", *words],
            cwd=ROOT, check=False, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, env=environment,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("The output could not be written: ")
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_a_reader_that_has_had_enough_is_no_failure() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "gatewaydesk", "fields", "HDRUK/4.0.0", "--json"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.close()
    _, error = process.communicate(timeout=60)
    assert (process.returncode, error) == (0, "")


def test_commands_log_to_standard_error_without_secrets(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAYDESK_LOG", "debug")
    handler = logs.start_logging_to_terminal()
    try:
        logging.getLogger("gatewaydesk.any").debug("client_id=abcdefgh12345678")
    finally:
        logs.stop_logging(handler)
    error = capsys.readouterr().err
    assert "DEBUG gatewaydesk.any" in error
    assert "abcdefgh12345678" not in error
    assert redaction.MASK in error


def test_a_command_leaves_the_log_as_it_was() -> None:
    logger = logging.getLogger("gatewaydesk")
    before = (logger.level, list(logger.handlers))
    assert main(["schemas", "list"]) == 0
    assert (logger.level, list(logger.handlers)) == before
