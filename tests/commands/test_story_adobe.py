"""Experience Platform from the command line: from sign-in to live rows and back, with a failure at each step."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.__main__ import main
from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.gateways import adobe_files
from gatewaydesk.gateways.adobe import Adobe
from gatewaydesk.gateways.transport import Transport
from gatewaydesk.practice.adobe import AdobePractice
from gatewaydesk.practice.adobe_rules import TENANT
from gatewaydesk.practice.adobe_states import Pace
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services import resolving
from gatewaydesk.store import Store
from tests.commands.shell import Said, type_in

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
def refuse(capsys: Said) -> Refuse:
    def refuse(*words: str, code: int = 2) -> str:
        """What a command says that ends with a code."""
        capsys.readouterr()
        assert main(list(words)) == code, capsys.readouterr()
        told = capsys.readouterr()
        return told.err + told.out

    return refuse


def add(
    details: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    *,
    secret: str,
    sandbox: str = "trial",
    name: str = "A",
    **more: str,
) -> None:
    given = {**{name: details[name] for name in ("ims_url", "client_id", "org_id")}, "sandbox": sandbox, **more}
    sets = [part for key, one in given.items() for part in ("--set", f"{key}={one}")]
    assert main(["gateways", "add", name, "--system", "adobe", "--url", details["url"], *sets]) == 0
    type_in(monkeypatch, f"client_secret={secret}\n")
    assert main(["sign-in", name]) == 0


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


def loyalty(run: Run) -> str:
    return next(str(one["dataset_id"]) for one in run("remote", "A") if one["title"] == "Loyalty members 2025")


def broken_off(practice: AdobePractice, large: Path, run: Run, refuse: Refuse, monkeypatch: pytest.MonkeyPatch) -> str:
    """Uploads a file in parts, of which only the first arrives; what is said of that."""
    monkeypatch.setattr(adobe_files, "LARGEST", 50_000)
    monkeypatch.setattr(adobe_files, "PART", 30_000)
    large.write_bytes(b"PAR1" + os.urandom(99_992) + b"PAR1")
    practice.looks_inside = False
    for cut in (10**9, *(10_000,) * 6):
        practice.cut_next(cut)
    return refuse("do", "A", "add-data", "--id", loyalty(run), "--set", f"files={large}")


def test_a_large_file_that_broke_off_goes_on_where_it_was(
    server: PracticeServer, run: Run, refuse: Refuse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice, details = server.system(AdobePractice), server.details["adobe"]
    add(details, monkeypatch, secret=details["client_secret"])
    told = broken_off(practice, tmp_path / "members.parquet", run, refuse, monkeypatch)
    assert "What has arrived stays there" in told
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


def test_a_batch_that_was_replaced_is_live_no_more(
    server: PracticeServer, run: Run, refuse: Refuse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    details = server.details["adobe"]
    add(details, monkeypatch, secret=details["client_secret"])
    dataset_id = loyalty(run)
    run("do", "A", "add-data", "--id", dataset_id, "--wait", "--set", f"files={members(tmp_path / 'a.jsonl', 1)}")
    old = run("jobs", "list")[0]
    new = members(tmp_path / "b.jsonl", 1, 2)
    replaces = ("--set", f"files={new}", "--set", f"replaces={old['remote_id']}")
    run("do", "A", "replay", "--id", dataset_id, *replaces, "--yes", "--wait")
    short = old["id"][:8]  # as the list prints it

    def standing() -> tuple[str, str]:
        found = next(one for one in run("jobs", "list") if one["id"] == old["id"])
        return found["status"], found["native"]

    assert standing() == ("unpublished", "inactive")
    assert "Only when the batch was taken in." in refuse("do", "A", "revert", "--job", short, "--yes")

    # Where that has happened elsewhere, asking tells; and so does being refused.
    for ask in (("jobs", "check", short), ("do", "A", "revert", "--job", short, "--yes")):
        with Store.open() as store, store.database.write() as line:
            line.execute("UPDATE jobs SET status = 'live', native = 'success' WHERE id = ?", (old["id"],))
        assert standing()[0] == "live"
        if ask[0] == "jobs":
            run(*ask)
        else:
            told = refuse(*ask)
            assert "has moved on: The batch was taken back or replaced" in told and "HTTP" not in told
        assert standing() == ("unpublished", "inactive")

    # What was begun through a job has its dataset's title, and each line of the history says what was done.
    run("do", "A", "revert", "--job", run("jobs", "list")[0]["id"], "--yes", "--wait")
    assert {one["dataset"] for one in run("jobs", "list")} == {"Loyalty members 2025"}
    assert main(["history"]) == 0
    written = [line for line in capsys.readouterr().out.splitlines() if "Loyalty members 2025" in line]
    assert len(written) == 3 and all("  batch  " in line for line in written)


def test_two_sandboxes_are_two_places_and_production_is_confirmed(
    server: PracticeServer, run: Run, refuse: Refuse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    details = server.details["adobe"]
    secret = details["client_secret"]
    add(details, monkeypatch, secret=secret)
    add(details, monkeypatch, secret=secret, sandbox="prod", name="P", sandbox_type="production")
    (schema,) = run("choices", "A", "schemas", "--search", "loyalty members")
    file = tmp_path / "members.json"
    jsonio.write_file(file, {"name": "Members", "schemaRef": {"id": schema["value"], **_version(schema)}})
    run("submit", str(file), "--to", "A")
    there = _connections()["P"]
    assert there.mark == "PRODUCTION" and replace(there, practice=True).mark == "PRACTICE PRODUCTION"
    plain = replace(there, options={"sandbox": "prod"}, practice=True)
    assert (plain.mark, replace(plain, practice=False).mark) == ("PRACTICE", "PRODUCTION")
    assert "leads to the production sandbox “prod”" in refuse("submit", str(file), "--to", "P")
    (receipt,) = run("submit", str(file), "--to", "P", "--yes")
    assert receipt["ids"]["sandbox"] == "prod"
    for name in ("A", "P"):
        assert f"already sent to {name}" in refuse("submit", str(file), "--to", name, "--yes")
    jsonio.write_file(file, {**jsonio.read_file(file), "description": "New."})
    update = ("update", str(file), "--to", "P", "--id", receipt["dataset_id"])
    assert "--yes" in refuse(*update)
    run(*update, "--yes")
    data = ("do", "P", "add-data", "--id", receipt["dataset_id"], "--set", f"files={members(tmp_path / 'a.jsonl', 1)}")
    assert "--yes" in refuse(*data)
    assert not run("jobs", "list")
    run("do", "P", "batches", "--id", receipt["dataset_id"])  # only reads


def _connections() -> dict[str, Connection]:
    with Store.open() as store:
        return {one.name: one for one in store.connections.all()}


def test_asking_after_an_upload_does_not_go_on_with_it_and_a_changed_file_ends_it(
    server: PracticeServer, run: Run, refuse: Refuse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice, details = server.system(AdobePractice), server.details["adobe"]
    add(details, monkeypatch, secret=details["client_secret"])
    large = tmp_path / "members.parquet"
    broken_off(practice, large, run, refuse, monkeypatch)
    (job,) = run("jobs", "list")
    assert job["status"] == "uploading" and job["progress"] == 0.3
    (asked,) = run("jobs", "check", job["id"][:8])
    assert (asked["status"], asked["progress"], asked["finished"]) == ("uploading", 0.3, False)
    large.write_bytes(b"PAR1" + os.urandom(99_993) + b"PAR1")
    for _ in range(2):
        told = refuse("jobs", "go-on", job["id"])
        assert "begin a new one" in told and "go-on" not in told


def test_a_schema_that_was_made_here_is_kept(
    server: PracticeServer, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    details = server.details["adobe"]
    add(details, monkeypatch, secret=details["client_secret"])
    (schema,) = run("choices", "A", "schemas", "--search", "loyalty members")
    for _ in range(2):  # once more, it is the same
        assert main(["do", "A", "record-form", "--set", f"schema={schema['value']}"]) == 0
        told = capsys.readouterr().err
    name = told.rpartition("--schema ")[2].strip()
    assert f"It is kept as {name}." in told
    assert Catalogue().load(name).root.children
