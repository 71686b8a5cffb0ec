"""`gatewaydesk backup`, called as from a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gatewaydesk import paths
from gatewaydesk.__main__ import main
from gatewaydesk.store import Store, backup


def test_backups_are_made_listed_and_gone_back_to(capsys: pytest.CaptureFixture[str]):
    with Store.open() as store:
        store.drafts.create({}, schema="A/1", title="One")
    assert main(["backup", "make"]) == 0
    assert capsys.readouterr().out == "1\n"
    with Store.open() as store:
        store.drafts.create({}, schema="A/1", title="Two")
    assert main(["backup", "restore", "1"]) == 0
    assert "is backup 2" in capsys.readouterr().err
    with Store.open() as store:
        assert [row.title for row in store.drafts.rows()] == ["One"]
    assert main(["backup", "list", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["number"], one["why"], one["drafts"]) for one in lines] == [(2, "before", 2), (1, "asked", 1)]
    assert main(["backup", "list"]) == 0
    assert "2 drafts" in capsys.readouterr().out
    assert main(["backup", "restore", "9"]) == 2
    assert "no backup 9" in capsys.readouterr().err


def test_everything_goes_out_and_comes_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    with Store.open() as store:
        store.drafts.create({"a": 1}, schema="A/1", title="One")
    file = tmp_path / "all.zip"
    assert main(["backup", "export", str(file)]) == 0
    monkeypatch.setenv("GATEWAYDESK_HOME", str(tmp_path / "other"))
    assert main(["backup", "import", str(file), "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["new"] == ["One"]
    with Store.open() as store:
        assert store.drafts.rows() == []
    assert main(["backup", "import", str(file)]) == 0
    assert capsys.readouterr().out == "new: One\n"
    with Store.open() as store:
        assert [store.drafts.load(row.id).value for row in store.drafts.rows()] == [{"a": 1}]
    file.write_bytes(b"no zip")
    assert main(["backup", "import", str(file)]) == 2
    assert "no zip" in capsys.readouterr().err


def test_a_folder_is_no_file_to_export_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["backup", "export", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert f"“{tmp_path}” is a folder." in said and "Name a file in it" in said and "unchanged" not in said


def test_what_writes_makes_the_backup_of_the_day_and_what_only_reads_does_not(tmp_path: Path):
    file = tmp_path / "one.json"
    file.write_text('{"summary": {"title": "One"}}')
    Store.open().close()
    assert main(["drafts", "list"]) == 0
    assert backup.backups(paths.database_path()) == []
    assert main(["drafts", "import", str(file), "--schema", "HDRUK/4.0.0"]) == 0
    made = backup.backups(paths.database_path())
    assert [(one.why, backup.content(one.path).titles) for one in made] == [("daily", ("One",))]
    assert main(["drafts", "import", str(file), "--schema", "HDRUK/4.0.0"]) == 0
    assert backup.backups(paths.database_path()) == made


def test_a_backup_that_cannot_be_made_keeps_no_command_from_its_end(tmp_path: Path):
    file = tmp_path / "one.json"
    file.write_text('{"summary": {"title": "One"}}')
    Store.open().close()
    backup.folder_of(paths.database_path()).write_text("in the way")
    assert main(["drafts", "import", str(file), "--schema", "HDRUK/4.0.0"]) == 0


def test_a_rescue_names_the_last_backup_and_tells_when_nothing_came_over(capsys: pytest.CaptureFixture[str]):
    with Store.open() as store:
        store.drafts.create({}, schema="A/1", title="One")
        backup.make(store.database)
    paths.database_path().write_bytes(b"\xa5" * 9000)
    assert main(["doctor", "--rescue"]) == 1
    said = capsys.readouterr().err
    assert "0 drafts" in said and "holds 1 of your drafts and 0 of" in said and "gatewaydesk backup restore 1" in said
    assert main(["backup", "restore", "1"]) == 0
    paths.database_path().write_bytes(b"\xa5" * 9000)
    assert main(["doctor"]) == 1
    findings = [line for line in capsys.readouterr().out.splitlines() if "damaged" in line]
    assert [line.split(":")[0] for line in findings] == ["✕ Database"]
