"""Experience Platform from the command line: from sign-in to live rows and back, with a failure at each step."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.__main__ import main
from gatewaydesk.document import jsonio
from gatewaydesk.gateways import adobe_files
from gatewaydesk.gateways.adobe import Adobe
from gatewaydesk.gateways.transport import Transport
from gatewaydesk.practice.adobe import AdobePractice
from gatewaydesk.practice.adobe_rules import TENANT
from gatewaydesk.practice.adobe_states import Pace
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.services import resolving
from tests.commands.test_commands import lines, type_in

Said = pytest.CaptureFixture[str]
Run = Callable[..., list[dict[str, Any]]]
Refuse = Callable[..., str]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PracticeServer]:
    monkeypatch.setattr(Adobe, "patience", (0.01,))
    monkeypatch.setattr(resolving, "PAUSES", (0.0,))
    monkeypatch.setattr(
        Transport.__init__, "__kwdefaults__", {**(Transport.__init__.__kwdefaults__ or {}), "pause": 0.01}
    )
    with PracticeServer(tmp_path / "practice", systems=("adobe",)) as running:
        running.system(AdobePractice).pace = Pace(0, 0, 0)
        yield running


@pytest.fixture
def run(capsys: Said) -> Run:
    def run(*words: str) -> list[dict[str, Any]]:
        """What a command that succeeds prints."""
        capsys.readouterr()
        assert main([*words, "--json"]) == 0, capsys.readouterr()
        return lines(capsys.readouterr().out)

    return run


@pytest.fixture
def refuse(capsys: Said) -> Refuse:
    def refuse(*words: str, code: int = 2) -> str:
        """What a command says that ends with a code."""
        capsys.readouterr()
        assert main(list(words)) == code, capsys.readouterr()
        told = capsys.readouterr()
        return told.err + told.out

    return refuse


def add(details: dict[str, Any], monkeypatch: pytest.MonkeyPatch, *, secret: str, sandbox: str = "trial") -> None:
    given = {**{name: details[name] for name in ("ims_url", "client_id", "org_id")}, "sandbox": sandbox}
    sets = [part for name, one in given.items() for part in ("--set", f"{name}={one}")]
    assert main(["gateways", "add", "A", "--system", "adobe", "--url", details["url"], *sets]) == 0
    type_in(monkeypatch, f"client_secret={secret}\n")
    assert main(["sign-in", "A"]) == 0


def members(file: Path, *points: object) -> Path:
    rows = [
        {f"_{TENANT}": {"loyalty": {"loyaltyId": f"L-{at}", "loyaltyPoints": one}}} for at, one in enumerate(points)
    ]
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return file


def test_from_sign_in_to_live_rows_and_back(
    server: PracticeServer, run: Run, refuse: Refuse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    practice, details = server.system(AdobePractice), server.details["adobe"]

    # A wrong secret, and a sandbox that is not open; then the sandboxes are listed, and one is taken.
    add(details, monkeypatch, secret="p8e-of-somebody")
    assert "makes a new one" in refuse("gateways", "test", "A", code=1)
    add(details, monkeypatch, secret=details["client_secret"], sandbox="elsewhere")
    assert "not one that this credential may use" in refuse("gateways", "test", "A", code=1)
    add(details, monkeypatch, secret=details["client_secret"])
    assert main(["gateways", "test", "A"]) == 0
    assert {one["value"] for one in run("choices", "A", "sandboxes")} == {"prod", "trial"}

    # The registry, behind a page of the network's and then as it is.
    practice.fail_next("portal", any_method=True)
    assert "not as Adobe's sign-in service does" in refuse("choices", "A", "schemas")
    (schema,) = run("choices", "A", "schemas", "--search", "loyalty members")
    (shown,) = run("do", "A", "schema", "--set", f"schema={schema['value']}")
    assert shown["tables"] and shown["text"]

    # A schema that is not there, a missing permission, and an answer that is lost.
    file = tmp_path / "members.json"
    metadata: dict[str, Any] = {
        "name": "Members",
        "schemaRef": {"id": f"{schema['value'][:-3]}000", **_version(schema)},
    }
    jsonio.write_file(file, metadata)
    assert "was not found in this sandbox" in refuse("submit", str(file), "--to", "A")
    metadata["schemaRef"]["id"] = schema["value"]
    jsonio.write_file(file, metadata)
    practice.forbidden = "Manage Datasets"
    assert "“Manage Datasets”" in refuse("submit", str(file), "--to", "A")
    practice.forbidden = ""
    practice.fail_next("reset-after")
    (receipt,) = run("submit", str(file), "--to", "A", "--wait")
    dataset_id = receipt["dataset_id"]
    assert [one["name"] for one in practice.datasets()].count("Members") == 1
    assert receipt["ids"]["sandbox"] == "trial"

    # Changed; a colleague was quicker, so both are brought together.
    assert main(["pull", dataset_id, "--from", "A", "--out", str(file)]) == 0
    jsonio.write_file(file, {**jsonio.read_file(file), "description": "Since 2019."})
    practice.edit_dataset(dataset_id, name="Renamed")
    assert "--merge" in refuse("update", str(file), "--to", "A", "--id", dataset_id)
    assert run("update", str(file), "--to", "A", "--id", dataset_id, "--merge")[0]["title"] == "Renamed"
    assert {one["name"]: one.get("description") for one in practice.datasets()}["Renamed"] == "Since 2019."

    # Files: empty, with a wrong row, and right ones.
    upload = ["do", "A", "add-data", "--id", dataset_id, "--wait", "--set"]
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    assert "is empty" in refuse(*upload, f"files={empty}")
    wrong = members(tmp_path / "wrong.jsonl", 1, "many")
    assert "None of its rows were taken in" in refuse(*upload, f"files={wrong}", code=1)
    job = run("jobs", "list")[0]
    (told,) = run("do", "A", "diagnostics", "--job", job["id"])
    assert any("Loyalty Points" in cell for table in told["tables"] for row in table["rows"] for cell in row)
    practice.expire_tokens()  # a new one is asked for by itself
    run(*upload, f"files={members(tmp_path / 'good.jsonl', 1, 2, 3)}")
    job = run("jobs", "list")[0]
    assert (job["status"], job["native"], job["words"]) == ("live", "success", "3 rows were taken in.")
    run("do", "A", "verify", "--job", job["id"], "--wait")
    assert "those that were sent" in run("jobs", "list")[0]["words"]
    assert "is not a folder" in refuse(
        "do", "A", "download", "--job", job["id"], "--set", f"folder={tmp_path / 'none'}"
    )
    kept = tmp_path / "kept"
    kept.mkdir()
    run("do", "A", "download", "--job", job["id"], "--set", f"folder={kept}", "--wait")
    assert [one.read_bytes() for one in kept.iterdir()] == [(tmp_path / "good.jsonl").read_bytes()]

    # Taken back, which is asked about; then nothing of it is live here either.
    assert "--yes" in refuse("do", "A", "revert", "--job", job["id"])
    run("do", "A", "revert", "--job", job["id"], "--yes", "--wait")
    batches = [one for one in run("jobs", "list") if one["remote_id"] == job["remote_id"]]
    assert {one["status"] for one in batches} == {"unpublished"} and len(batches) == 2

    # Deleted, with the answer lost; a second time there is nothing to delete.
    assert "--yes" in refuse("do", "A", "delete", "--id", dataset_id)
    practice.fail_next("reset-after")
    assert main(["do", "A", "delete", "--id", dataset_id, "--yes", "--wait"]) == 0, capsys.readouterr()
    assert dataset_id not in [one["id"] for one in practice.datasets()]
    assert "does not have this" in refuse("do", "A", "delete", "--id", dataset_id, "--yes")


def _version(schema: dict[str, Any]) -> dict[str, Any]:
    return {"contentType": next(one for one in schema["fills"].values() if "version=" in str(one))}


def test_a_large_file_that_broke_off_goes_on_where_it_was(
    server: PracticeServer, run: Run, refuse: Refuse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice, details = server.system(AdobePractice), server.details["adobe"]
    add(details, monkeypatch, secret=details["client_secret"])
    monkeypatch.setattr(adobe_files, "LARGEST", 50_000)
    monkeypatch.setattr(adobe_files, "PART", 30_000)
    large = tmp_path / "members.parquet"
    large.write_bytes(os.urandom(100_000))
    practice.looks_inside = False
    dataset_id = next(one["dataset_id"] for one in run("remote", "A") if one["title"] == "Loyalty members 2025")
    upload = ["do", "A", "add-data", "--id", dataset_id, "--set", f"files={large}"]
    for cut in (10**9, *(10_000,) * 6):  # the first part arrives
        practice.cut_next(cut)
    assert "What has arrived stays there" in refuse(*upload)
    practice._cuts.clear()
    (job,) = run("jobs", "list", "--open")
    secret = practice.rotate_secret()
    practice.expire_tokens()
    assert "makes a new one" in refuse("jobs", "go-on", job["id"])
    type_in(monkeypatch, f"client_secret={secret}\n")
    assert main(["sign-in", "A"]) == 0
    (done,) = run("jobs", "go-on", job["id"], "--wait")
    assert (done["status"], done["remote_id"]) == ("live", job["remote_id"])
    run("do", "A", "verify", "--job", job["id"], "--wait")
