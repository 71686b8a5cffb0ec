"""`gatewaydesk backup`, called as from a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gatewaydesk.__main__ import main
from gatewaydesk.store import Store


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
