"""`gatewaydesk schemas` with schemas from the web, files and folders."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gatewaydesk import paths
from gatewaydesk.__main__ import main
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.store import Store
from tests.web import Site, site

TOP = {"title": "Survey 1", "type": "object", "properties": {"size": {"$ref": "size.json"}}}


@pytest.fixture
def web() -> Iterator[Site]:
    with site({"survey.json": TOP, "size.json": {"type": "integer", "maximum": 9}}) as here:
        yield here


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_nothing_is_fetched_without_a_yes(
    web: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))  # a pipe is nobody who could say yes
    assert main(["schemas", "add", web.at("survey.json")]) == 2
    said = capsys.readouterr().err
    assert web.at("size.json") in said
    assert "--yes" in said
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    assert main(["schemas", "add", web.at("survey.json")]) == 2
    assert "/size.json" not in [path for path, _ in web.asked]
    assert Catalogue().added() == []


@pytest.mark.parametrize(("words", "typed"), [(["--yes"], ""), ([], "y\n")])
def test_a_schema_of_the_web_is_added_with_what_it_refers_to(
    web: Site,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    typed: str,
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(typed) if typed else io.StringIO())
    assert main(["schemas", "add", web.at("survey.json"), *words]) == 0
    assert capsys.readouterr().out == "Survey/1\n"
    web.stop()
    assert main(["schemas", "list"]) == 0
    assert f"Survey/1                 added    Survey 1  <{web.at('survey.json')}>" in capsys.readouterr().out
    assert main(["schemas", "show", "Survey/1"]) == 0
    assert json.loads(capsys.readouterr().out) == TOP


def test_a_schema_is_renewed_and_old_versions_stay_while_drafts_use_them(
    web: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["schemas", "add", web.at("survey.json"), "--yes"]) == 0
    pin = Catalogue().load("Survey/1").sha256
    with Store.open() as store:
        store.drafts.create({}, schema="Survey/1", title="A", schema_sha256=pin)
    capsys.readouterr()
    assert main(["schemas", "update"]) == 0
    assert capsys.readouterr().out == "Survey/1: nothing has changed.\n"
    web.pages["size.json"] = {"type": "integer", "maximum": 5}
    expected = "  “Size” must now be at most 5 (before: 9).\n"
    assert main(["schemas", "update", "--check"]) == 1
    assert capsys.readouterr().out == f"Survey/1: there is a new version.\n{expected}"
    assert main(["schemas", "update", "Survey/1"]) == 0
    assert capsys.readouterr().out == f"Survey/1: renewed.\n{expected}"
    assert Catalogue().load("Survey/1").root.children[0].limits.maximum == 5
    assert Catalogue().load("Survey/1", pin).root.children[0].limits.maximum == 9


def test_a_site_that_is_away_is_said(web: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schemas", "add", web.at("survey.json"), "--yes"]) == 0
    web.stop()
    assert main(["schemas", "update"]) == 2
    assert "Survey/1: 127.0.0.1" in capsys.readouterr().err
    assert main(["schemas", "update", "HDRUK/4.0.0"]) == 2
    assert "comes with Gateway Desk" in capsys.readouterr().err


def test_a_folder_is_added(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one.json").write_text('{"title": "One 1", "properties": {"a": {"$ref": "part.json"}}}')
    (tmp_path / "two.json").write_text('{"title": "Two 1", "type": "object"}')
    (tmp_path / "part.json").write_text('{"type": "integer"}')
    assert main(["schemas", "add", str(tmp_path), "--name", "X/1"]) == 2
    assert main(["schemas", "add", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines() == ["One/1", "Two/1"]


def test_what_is_different_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schemas", "show", "HDRUK/3.0.0", "--changes", "HDRUK/4.0.0"]) == 0
    assert "“Summary › " in capsys.readouterr().out
    assert main(["schemas", "show", "HDRUK/3.0.0", "--changes", "HDRUK/4.0.0", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["what"] for row in rows} == {"added", "removed", "changed"}


def test_a_schema_is_linted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "odd.json"
    file.write_text('{"type": "object", "required": ["nowhere"], "properties": {"a": {"type": "string"}}}')
    assert main(["schemas", "show", str(file), "--lint", "--json"]) == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert "required-undefined" in {row["rule"] for row in rows}
    assert main(["schemas", "show", str(file), "--lint"]) == 1
    assert "nowhere" in capsys.readouterr().out


def test_a_folder_with_something_left_out_ends_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one.json").write_text('{"title": "One 1", "type": "object"}')
    assert main(["schemas", "add", str(tmp_path)]) == 0
    (tmp_path / "two.json").write_text('{"title": "One 1", "type": "array"}')
    (tmp_path / "three.json").write_text('{"title": "Three 1", "type": "array"}')
    capsys.readouterr()
    assert main(["schemas", "add", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert said.out == "Three/1\n"
    assert "“One/1” is there already." in said.err
    assert "two.json” was left out: a schema that was added before is called “One/1” already" in said.err
    assert main(["schemas", "add", str(tmp_path / "two.json"), "--name", "Two/1"]) == 0
    capsys.readouterr()
    assert main(["schemas", "add", str(tmp_path)]) == 1


def test_a_damaged_schema_is_listed_with_what_to_do(web: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schemas", "add", web.at("survey.json"), "--yes"]) == 0
    kept = paths.data_dir() / "schemas" / "Survey" / "1" / "schema.json"
    kept.write_text(kept.read_text() + " ")
    capsys.readouterr()
    assert main(["schemas", "list"]) == 1
    line = capsys.readouterr().out.splitlines()[-1]
    assert line.startswith("Survey/1                 damaged  “Survey/1” cannot be used. Its file was changed")
    assert "gatewaydesk schemas update Survey/1" in line
    assert main(["schemas", "list", "--json"]) == 1
    row = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (row["name"], row["origin"]) == ("Survey/1", "damaged")
    assert "schemas update Survey/1" in row["advice"]
    assert main(["doctor"]) != 0
    assert "Survey/1" in capsys.readouterr().out
    assert main(["schemas", "update", "Survey/1"]) == 0
    assert main(["schemas", "list"]) == 0


def test_checking_says_when_others_fit_as_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.json"
    file.write_text('{"zebra": 1}')
    for name in ("Stripes/1", "Stripes/2"):
        schema = tmp_path / "schema.json"
        schema.write_text(json.dumps({"title": name, "type": "object", "properties": {"zebra": {"type": "integer"}}}))
        assert main(["schemas", "add", str(schema), "--name", name]) == 0
        capsys.readouterr()
        assert main(["check", str(file)]) == 0
        said = capsys.readouterr().err
        assert ("fit just as well" in said) == (name == "Stripes/2")
    assert "is taken to be written for Stripes/2; Stripes/1 would fit just as well." in said
    assert main(["check", str(file), "--schema", "Stripes/1"]) == 0
    assert "just as well" not in capsys.readouterr().err
