"""Folders: a damaged dataset is checked and fails, and what is no metadata is left out in every form, with a word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.__main__ import main
from gatewaydesk.document import jsonio
from tests.commands.shell import EXAMPLE, lines


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One that is valid, and a file that is no metadata."""
    jsonio.write_file(tmp_path / "a valid.json", jsonio.read_file(EXAMPLE))
    (tmp_path / "package.json").write_text('{"name": "something else"}')
    return tmp_path


def _damaged(how: str) -> Any:
    value = jsonio.read_file(EXAMPLE)
    if how == "foreign":
        return value | {f"x{number}": 1 for number in range(10)}
    if how == "capitals":
        return {name.capitalize(): below for name, below in value.items()}
    return {"metadata": value} if how == "envelope" else [value, value]


@pytest.mark.parametrize("how", ["foreign", "capitals", "envelope", "list"])
@pytest.mark.parametrize("form", [[], ["--json"], ["--sarif"]])
def test_a_damaged_dataset_in_a_folder_fails_the_check(
    folder: Path, capsys: pytest.CaptureFixture[str], how: str, form: list[str]
) -> None:
    jsonio.write_file(folder / "damaged.json", _damaged(how))
    assert main(["check", str(folder), *form]) == 1
    out, err = capsys.readouterr()
    assert "damaged.json: " in err and "(HDRUK/4.0.0)" in err and "damaged.json: left out" not in err
    assert "damaged.json" in out


def test_what_wraps_a_dataset_up_is_told_and_taken_off(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "wrapped.json"
    jsonio.write_file(file, _damaged("envelope"))
    assert main(["check", str(file), "--json"]) == 1
    labels = [one["label"] for row in lines(capsys.readouterr().out) for one in row["repairs"]]
    assert "Take what is in “metadata” as the dataset" in labels


def test_what_is_left_out_is_a_line_of_its_own(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder), "--json", "--no-advice"]) == 0
    (row,) = lines(capsys.readouterr().out)
    assert row["file"] == str(folder / "package.json")
    assert (row["severity"], row["blocks"], row["line"]) == ("left-out", False, None)
    assert "None of the known schemas fits “package.json”" in row["message"]


def test_what_is_left_out_is_noted_in_sarif_and_is_no_failure(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder), "--sarif", "--no-advice"]) == 0
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is True and run["results"] == []
    (note,) = invocation["toolExecutionNotifications"]
    assert note["level"] == "note" and "package.json" in note["message"]["text"]
    assert note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith("package.json")


def test_where_all_is_left_out_nothing_was_checked_in_any_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "package.json").write_text('{"name": "something else"}')
    assert main(["check", str(tmp_path), "--json"]) == 2
    assert [row["severity"] for row in lines(capsys.readouterr().out)] == ["left-out"]
    assert main(["check", str(tmp_path), "--sarif"]) == 2
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert run["invocations"][0]["executionSuccessful"] is False
