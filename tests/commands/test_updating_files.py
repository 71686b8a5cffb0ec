"""Whoever updates a dataset from a file overwrites nobody: what a file grew from belongs to that file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.__main__ import main
from gatewaydesk.document import jsonio
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.store import Store
from tests.commands.shell import EXAMPLE, NAMED, Said, held, on_the_web, people, title, update

pytestmark = pytest.mark.usefixtures("no_pauses")


def pull(number: str, file: Path) -> None:
    assert main(["pull", number, "--from", "Practice", "--out", str(file)]) == 0


def edit(file: Path, *changes: Any) -> None:
    value = jsonio.read_file(file)
    for change in changes:
        change(value)
    jsonio.write_file(file, value)


@pytest.fixture
def file(tmp_path: Path, number: str) -> Path:
    pull(number, tmp_path / "q.json")
    return tmp_path / "q.json"


def test_what_was_merged_stands_in_the_file_as_well(
    practice: PracticeServer,
    number: str,
    file: Path,
    capsys: Said,
) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace("    ", "\t"), encoding="utf-8")
    on_the_web(practice, number, title("Their title for it"))
    edited = file.read_text(encoding="utf-8").replace(f'"populationSize": {size(file)}', '"populationSize": 4')
    file.write_text(edited, encoding="utf-8")
    assert update(str(file), number, "--merge", "--raise") == 0
    assert "“q.json” now says what stands there." in capsys.readouterr().err
    assert jsonio.read_file(file) == held(practice) and "\n\t\t" in file.read_text(encoding="utf-8")
    edit(file, people(5))
    assert update(str(file), number) == 0
    assert held(practice)["summary"]["title"] == "Their title for it"
    assert held(practice)["summary"]["populationSize"] == 5


def size(file: Path) -> int:
    found: int = jsonio.read_file(file)["summary"]["populationSize"]
    return found


def test_a_file_that_was_not_written_is_merged_again(
    practice: PracticeServer,
    number: str,
    file: Path,
    capsys: Said,
) -> None:
    on_the_web(practice, number, title("Their title for it"))
    edit(file, people(4))
    before = file.read_bytes()
    assert update(str(file), number, "--merge", "--raise", "--no-write") == 0
    assert file.read_bytes() == before
    edit(file, lambda value: value["summary"].update(abstract="Something else is told of it here, and at length."))
    assert update(str(file), number) == 2
    assert held(practice)["summary"]["title"] == "Their title for it"
    assert update(str(file), number, "--merge", "--raise") == 0
    assert held(practice)["summary"]["title"] == "Their title for it" == jsonio.read_file(file)["summary"]["title"]


def test_pulling_once_more_to_look_changes_nothing_for_a_file(
    practice: PracticeServer,
    number: str,
    file: Path,
    tmp_path: Path,
    capsys: Said,
) -> None:
    on_the_web(practice, number, title("Their title for it"))
    assert main(["pull", number, "--from", "Practice"]) == 0
    pull(number, tmp_path / "another.json")
    edit(file, people(4))
    capsys.readouterr()
    assert update(str(file), number) == 2
    assert "has changed on Practice since" in capsys.readouterr().err
    edit(tmp_path / "another.json", people(4))
    assert update(str(tmp_path / "another.json"), number) == 0
    assert held(practice)["summary"]["title"] == "Their title for it"


def test_a_number_that_was_raised_on_the_way_is_not_taken_for_somebody_elses(
    practice: PracticeServer,
    number: str,
    file: Path,
) -> None:
    edit(file, people(4))
    assert update(str(file), number, "--raise") == 0
    raised = held(practice)["version"]
    on_the_web(practice, number, title("Their title for it"))
    assert update(str(file), number, "--merge") == 0
    assert held(practice)["version"] == raised and held(practice)["summary"]["title"] == "Their title for it"


def test_a_file_of_another_dataset_replaces_nothing_unasked(
    practice: PracticeServer,
    number: str,
    file: Path,
    tmp_path: Path,
    capsys: Said,
) -> None:
    other = tmp_path / "other.json"
    other.write_bytes(EXAMPLE.read_bytes())
    edit(other, title("Another dataset"), lambda value: value.update(identifier="4e4c2a2e-6c45-4a21-8f6b-0d1a64d3c1b4"))
    assert main(["submit", str(other), "--to", "Practice", *NAMED]) == 0
    edit(file, people(4))
    capsys.readouterr()
    assert update(str(file), "2") == 2
    assert f"the file was pulled from dataset {number}" in capsys.readouterr().err
    moved = file.rename(tmp_path / "moved.json")
    assert update(str(moved), "2") == 2
    assert f"the file was pulled from dataset {number}" in capsys.readouterr().err
    assert [one["original_metadata"]["summary"]["title"] for one in practice.hdruk.datasets()][-1] == "Another dataset"
    assert update(str(moved), "2", "--overwrite") == 0


def test_a_file_that_was_moved_or_copied_is_known_by_what_it_says(
    practice: PracticeServer,
    number: str,
    file: Path,
    tmp_path: Path,
    capsys: Said,
) -> None:
    edit(file, people(4))
    copy, moved = tmp_path / "copy.json", tmp_path / "folder" / "moved.json"
    copy.write_bytes(file.read_bytes())
    moved.parent.mkdir()
    on_the_web(practice, number, title("Their title for it"))
    capsys.readouterr()
    assert update(str(copy), number, "--merge", "--raise") == 0
    assert f"copied from “{file}”" in capsys.readouterr().err
    file.rename(moved)
    on_the_web(
        practice, number, lambda value: value["summary"].update(abstract="They tell more of it by now, at length.")
    )
    assert update(str(moved), number, "--merge") == 0
    assert f"moved or copied from “{file}”" in capsys.readouterr().err
    summary = held(practice)["summary"]
    assert (summary["title"], summary["populationSize"]) == ("Their title for it", 4)
    assert summary["abstract"] == "They tell more of it by now, at length."
    assert update(str(moved), number) == 0
    assert "moved or copied" not in capsys.readouterr().err


def test_a_copy_that_is_older_than_what_is_known_of_its_file_takes_nobodys_work_back(
    practice: PracticeServer,
    number: str,
    file: Path,
    tmp_path: Path,
    capsys: Said,
) -> None:
    copy = tmp_path / "copy.json"
    copy.write_bytes(file.read_bytes())
    edit(copy, people(4))
    on_the_web(practice, number, title("Their title for it"))
    pull(number, file)
    assert update(str(copy), number) == 2
    assert update(str(copy), number, "--merge", "--raise") == 0
    assert held(practice)["summary"]["title"] == "Their title for it"
    assert held(practice)["summary"]["populationSize"] == 4


def test_where_only_a_lower_version_number_differs_nothing_is_sent(
    practice: PracticeServer,
    number: str,
    file: Path,
    capsys: Said,
) -> None:
    on_the_web(practice, number, lambda value: value.update(version="1.10.0"))
    pull(number, file)
    edit(file, lambda value: value.update(version="1.9.0"))
    capsys.readouterr()
    before = practice.hdruk.datasets()
    assert update(str(file), number, "--raise") == 0
    said = capsys.readouterr().err
    assert "it is 1.9.0 here and 1.10.0 there" in said and "Nothing was sent." in said
    assert practice.hdruk.datasets() == before
    with Store.open() as store:
        assert [row.action for row in store.outbox.rows()] == ["create"]
