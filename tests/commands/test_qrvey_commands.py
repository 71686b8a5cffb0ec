"""Qrvey from the command line: from sign-in to a loaded dataset with rows of ours, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.__main__ import main
from gatewaydesk.document import jsonio
from gatewaydesk.gateways.qrvey import Qrvey
from gatewaydesk.practice.qrvey import QrveyPractice
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.services import resolving
from tests.commands.shell import Said, type_in

Run = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def practice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> Iterator[tuple[QrveyPractice, dict[str, Any]]]:
    """A practice Qrvey, and the connection “Q” to it, signed in."""
    monkeypatch.setattr(Qrvey, "patience", (0.01,))
    monkeypatch.setattr(resolving, "PAUSES", (0.0,))
    with PracticeServer(tmp_path / "practice", systems=("qrvey",)) as server:
        system, details = server.system(QrveyPractice), server.details["qrvey"]
        system.load_seconds = system.job_seconds = 0
        options = [f"{name}={details[name]}" for name in ("user_id", "app_id", "data_router_url")]
        settings = [part for one in options for part in ("--set", one)]
        assert main(["gateways", "add", "Q", "--system", "qrvey", "--url", details["url"], *settings]) == 0
        type_in(monkeypatch, "".join(f"{name}={details[name]}\n" for name in ("api_key", "data_router_key")))
        assert main(["sign-in", "Q"]) == 0 and main(["gateways", "test", "Q"]) == 0
        capsys.readouterr()
        yield system, details


def test_from_a_connection_to_a_loaded_dataset_and_back(
    practice: tuple[QrveyPractice, dict[str, Any]], run: Run, tmp_path: Path, capsys: Said
) -> None:
    system, details = practice
    connection = run("choices", "Q", "connections", "--search", "warehouse")[0]["value"]
    source = {"connectionId": connection, "database": "saltmarsh", "tableName": "admissions"}
    file = tmp_path / "mine.json"
    jsonio.write_file(file, {"name": "Mine", "datasources": [source]})
    system.fail_next("refused")
    assert main(["submit", str(file), "--to", "Q"]) == 2
    assert "Qrvey refused it" in capsys.readouterr().err
    system.fail_next("reset-after")  # what creates is lost, what asks afterwards is not
    (receipt,) = run("submit", str(file), "--to", "Q", "--wait")
    dataset_id = receipt["dataset_id"]
    assert receipt["ids"]["application"] == details["app_id"]
    assert run("remote", "Q", "--search", "Mine")[0]["status"] == "active"
    assert {one["status"] for one in run("jobs", "list") if one["kind"] == "load"} == {"live"}
    system.fail_next("load-fails")
    assert main(["do", "Q", "reload", "--id", dataset_id, "--yes", "--wait"]) == 1
    assert main(["do", "Q", "publish", "--id", dataset_id, "--wait"]) == 0
    assert main(["do", "Q", "share", "--id", dataset_id]) == 2, "others see it, so that is asked about"
    run("do", "Q", "share", "--id", dataset_id, "--yes")
    assert run("do", "Q", "clone", "--id", dataset_id)[0]["ids"]["clone"]
    assert main(["pull", dataset_id, "--from", "Q", "--out", str(file)]) == 0
    jsonio.write_file(file, {**jsonio.read_file(file), "name": "Renamed"})
    assert run("update", str(file), "--to", "Q", "--id", dataset_id)[0]["title"] == "Renamed"
    assert main(["do", "Q", "delete", "--id", dataset_id, "--yes"]) == 0
    assert dataset_id not in [row["id"] for row in system.datasets()]


def test_rows_that_broke_off_go_on_when_a_person_says_so(
    practice: tuple[QrveyPractice, dict[str, Any]], run: Run, tmp_path: Path
) -> None:
    system, _ = practice
    dataset_id = next(one["value"] for one in run("choices", "Q", "datasets") if one["label"] == "Saltmarsh Visits")
    before, rows = len(system.pushed(dataset_id)), tmp_path / "rows.csv"
    rows.write_text("visit_id,visited_on,department,minutes\nA1,2025-01-02,Eye,12\nA2,2025-01-03,Hip,\n", "utf-8")
    system.fail_next("reset-before")
    assert main(["do", "Q", "push-rows", "--id", dataset_id, "--set", f"file={rows}", "--wait"]) == 2
    job = next(one for one in run("jobs", "list") if one["kind"] == "push")
    assert job["status"] == "needs_attention" and "may or may not have arrived" in job["words"]
    (done,) = run("jobs", "go-on", job["id"], "--wait")
    assert done["words"] == "Rows: 2 added." and len(system.pushed(dataset_id)) == before + 2


def test_a_password_is_never_taken_from_the_command_line(
    practice: tuple[QrveyPractice, dict[str, Any]], monkeypatch: pytest.MonkeyPatch, capsys: Said, run: Run
) -> None:
    given = ("name=New", "connectorType=MSSQL_LIVE", "host=h", "user=u")
    order = ["do", "Q", "create-connection", *(part for one in given for part in ("--set", one))]
    assert main([*order, "--set", "password=hush-hush"]) == 2
    assert "is secret" in capsys.readouterr().err
    type_in(monkeypatch, "")
    assert main(order) == 1
    type_in(monkeypatch, "hush-hush\n")
    assert main(order) == 0 and "hush" not in "".join(capsys.readouterr())
    assert [one["label"] for one in run("choices", "Q", "connections", "--search", "new")] == ["New"]
