"""Versions on the command line: listed, exported, gone back to; deleted drafts restored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.__main__ import main
from gatewaydesk.document import jsonio
from gatewaydesk.store import Store
from tests.commands.shell import EXAMPLE


def heard(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    assert main(list(words)) == 0
    return capsys.readouterr().out.splitlines()


@pytest.fixture
def draft(capsys: pytest.CaptureFixture[str]) -> str:
    return heard(capsys, "drafts", "import", str(EXAMPLE))[0]


def lines(capsys: pytest.CaptureFixture[str], draft: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in heard(capsys, "drafts", "versions", draft, "--json")]


def test_a_draft_goes_back_to_a_version_and_back_again(
    draft: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = jsonio.read_file(EXAMPLE)
    [kept] = heard(capsys, "drafts", "keep-version", draft, "As imported")
    with Store.open() as store:
        store.drafts.save(draft, {"summary": {"title": "Ruined"}}, title="Ruined")
    [version] = lines(capsys, draft)
    assert (version["id"], version["name"], version["why"], version["called"]) == (
        kept,
        "As imported",
        "named",
        "As imported",
    )
    assert heard(capsys, "drafts", "versions", draft)[0].startswith(kept)
    assert main(["drafts", "restore-version", draft, kept]) == 0
    assert "is kept as a version" in capsys.readouterr().err
    with Store.open() as store:
        again = store.drafts.load(draft)
        assert again.value == before
        assert again.title == before["summary"]["title"]
        assert again.counts[1] > 0
    newest = lines(capsys, draft)[0]
    assert newest["called"] == "Before going back to “As imported”"
    out = tmp_path / "out.json"
    assert main(["drafts", "export", draft, "--version", newest["id"], "--out", str(out)]) == 0
    assert jsonio.read_file(out) == {"summary": {"title": "Ruined"}}
    assert main(["drafts", "restore-version", draft, newest["id"]]) == 0
    with Store.open() as store:
        assert store.drafts.load(draft).value == {"summary": {"title": "Ruined"}}


def test_what_a_person_called_the_draft_stays(draft: str, capsys: pytest.CaptureFixture[str]) -> None:
    [kept] = heard(capsys, "drafts", "keep-version", draft, "x")
    with Store.open() as store:
        store.drafts.save(draft, {"summary": {"title": "Other"}}, title="My name for it")
    assert main(["drafts", "restore-version", draft, kept]) == 0
    with Store.open() as store:
        assert store.drafts.load(draft).title == "My name for it"


@pytest.mark.parametrize(
    "words", [["versions", "no"], ["restore", "no"], ["keep-version", "no", "x"], ["restore-version", "no", "x"]]
)
def test_what_is_not_there_is_said(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drafts", *words]) == 2
    assert capsys.readouterr().err.strip()


def test_a_version_of_another_draft_is_refused(draft: str, capsys: pytest.CaptureFixture[str]) -> None:
    [kept] = heard(capsys, "drafts", "keep-version", draft, "x")
    [other] = heard(capsys, "drafts", "import", str(EXAMPLE))
    for words in (["restore-version", other, kept], ["export", other, "--version", kept]):
        assert main(["drafts", *words]) == 2
        assert f"gatewaydesk drafts versions {other}" in capsys.readouterr().err


def test_a_version_by_another_schema_is_refused_and_nothing_is_changed(
    draft: str, capsys: pytest.CaptureFixture[str]
) -> None:
    [kept] = heard(capsys, "drafts", "keep-version", draft, "x")
    with Store.open() as store:
        with store.database.write() as connection:
            connection.execute("UPDATE versions SET schema = 'HDRUK/3.0.0'")
        revision = store.drafts.load(draft).revision
    assert main(["drafts", "restore-version", draft, kept]) == 2
    assert "was written for HDRUK/3.0.0" in capsys.readouterr().err
    with Store.open() as store:
        assert store.drafts.load(draft).revision == revision
        assert len(store.versions.rows(draft)) == 1


def test_a_deleted_draft_is_restored(draft: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drafts", "remove", draft]) == 0
    assert heard(capsys, "drafts", "list") == []
    assert heard(capsys, "drafts", "list", "--deleted")[0].startswith(draft)
    assert main(["drafts", "restore", draft]) == 0
    assert heard(capsys, "drafts", "list")[0].startswith(draft)
