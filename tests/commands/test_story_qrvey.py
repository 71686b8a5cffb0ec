"""The life of a dataset in Qrvey from the command line, what goes wrong at each step, and what leads out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.__main__ import main
from gatewaydesk.document import jsonio
from gatewaydesk.gateways.qrvey import Qrvey
from gatewaydesk.practice.qrvey import QrveyPractice
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.services import resolving
from tests.commands.shell import Said, lines, type_in


class Shell:
    """Somebody at a terminal: what a command says, and its exit code."""

    def __init__(self, server: PracticeServer, monkeypatch: pytest.MonkeyPatch, capsys: Said) -> None:
        self.practice, self.details = server.system(QrveyPractice), server.details["qrvey"]
        self._patch, self._capsys = monkeypatch, capsys

    def fails(self, code: int, *words: str) -> str:
        """Runs a command that does not do it; what it says."""
        self._capsys.readouterr()
        assert main(list(words)) == code
        return self._capsys.readouterr().err

    def run(self, *words: str) -> list[dict[str, Any]]:
        """Runs a command; what it prints as JSON."""
        self._capsys.readouterr()
        assert main([*words, "--json"]) == 0, self._capsys.readouterr().err
        return lines(self._capsys.readouterr().out)

    def sign_in(self, **secrets: str) -> None:
        """Keeps secrets for the connection."""
        type_in(self._patch, "".join(f"{name}={text}\n" for name, text in secrets.items()))
        assert main(["sign-in", "Q"]) == 0

    def status(self, dataset_id: str) -> str:
        """How a dataset stands there."""
        return next(str(one["status"]) for one in self.run("remote", "Q") if one["dataset_id"] == dataset_id)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said) -> Iterator[Shell]:
    monkeypatch.setattr(Qrvey, "patience", (0.01,))
    monkeypatch.setattr(resolving, "PAUSES", (0.0,))
    with PracticeServer(tmp_path / "practice", systems=("qrvey",)) as server:
        one = Shell(server, monkeypatch, capsys)
        one.practice.load_seconds = one.practice.job_seconds = 0
        settings = [f"{name}={one.details[name]}" for name in ("user_id", "app_id", "data_router_url")]
        given = [part for setting in settings for part in ("--set", setting)]
        assert main(["gateways", "add", "Q", "--system", "qrvey", "--url", one.details["url"], *given]) == 0
        yield one


def test_from_a_wrong_key_to_a_deleted_dataset(shell: Shell, tmp_path: Path) -> None:
    practice, details = shell.practice, shell.details

    # The key was somebody else's.
    shell.sign_in(api_key="somebody-elses", data_router_key=details["data_router_key"])
    assert "Ask whoever administers your Qrvey for the key" in shell.fails(2, "remote", "Q")
    shell.sign_in(api_key=details["api_key"], data_router_key=details["data_router_key"])
    assert main(["gateways", "test", "Q"]) == 0

    # A connection is looked up; a page of a hotel in between is no list.
    practice.fail_next("portal", any_method=True)
    assert "could not be understood" in shell.fails(2, "choices", "Q", "connections")
    (connection,) = (one["value"] for one in shell.run("choices", "Q", "connections", "--search", "warehouse"))

    # A file that is not written by the schema, a table that is not there, two columns of one name: each is said.
    file = tmp_path / "admissions.json"
    source = {"connectionId": connection, "database": "saltmarsh"}
    jsonio.write_file(file, {"name": "Admissions", "datasources": [{"database": "saltmarsh"}]})
    assert "Connection" in shell.fails(1, "submit", str(file), "--to", "Q")
    jsonio.write_file(file, {"name": "Admissions", "datasources": [{**source, "tableName": "admision"}]})
    assert "There are: admissions, prescriptions" in shell.fails(2, "submit", str(file), "--to", "Q")
    jsonio.write_file(file, {"name": "Admissions", "datasources": [{**source, "tableName": "admissions"}]})

    # The connection is lost right after sending: one dataset is there, and its load has failed.
    practice.fail_next("reset-after")
    practice.fail_next("load-fails")
    assert "could not load the data" in shell.fails(1, "submit", str(file), "--to", "Q", "--wait")
    (receipt,) = (one for one in shell.run("history") if one["action"] == "create")
    number = receipt["dataset_id"]
    assert receipt["ids"]["application"] == details["app_id"] and receipt["ids"]["user"] == details["user_id"]
    assert [one["dataset_id"] for one in shell.run("remote", "Q", "--status", "failed", "--search", "Adm")] == [number]
    (job,) = (one for one in shell.run("jobs", "list") if one["kind"] == "load")
    assert job["native"] == "FAILED"
    shell.run("do", "Q", "--job", job["id"], "reload", "--wait")
    assert shell.status(number) == "active"

    # Too many calls only mean a wait.
    practice.set_rate_limit(0)
    assert "Wait a minute" in shell.fails(2, "do", "Q", "--id", number)
    practice.set_rate_limit(2000)
    offered = {one["name"]: one for one in shell.run("do", "Q", "--id", number)}
    assert offered["share"]["best_effort"] and not offered["clone"]["offered"]

    # Its structure is copied, a colleague renames it meanwhile, and the update does not overwrite that unseen.
    assert main(["pull", number, "--from", "Q", "--out", str(file)]) == 0
    mine = jsonio.read_file(file)
    structure = shell.run("do", "Q", "copy-structure", "--id", number)[0]["fills"]
    jsonio.write_file(file, {**mine, "columns": structure["/columns"][:3], "name": "Admissions, 3 columns"})
    practice.edit_in_composer(number, name="Admissions of Saltmarsh")
    assert "has changed" in shell.fails(2, "update", str(file), "--to", "Q", "--id", number)
    twice = {**mine, "columns": structure["/columns"][:1] * 2}
    jsonio.write_file(file, {**twice, "name": "Admissions of Saltmarsh"})
    said = shell.fails(2, "update", str(file), "--to", "Q", "--id", number, "--overwrite")
    assert "columns[1].columnName is there twice" in said and "Nothing" not in said, said
    jsonio.write_file(file, {**mine, "columns": structure["/columns"][:3]})
    (updated,) = shell.run("update", str(file), "--to", "Q", "--id", number, "--overwrite")
    assert updated["title"] == "Admissions"

    # Others will see it, so that is asked about; with a key that was taken back it is said whom to ask.
    assert "Nothing was done." in shell.fails(2, "do", "Q", "share", "--id", number)
    key = practice.rotate_api_key()
    assert "sign in again" in shell.fails(2, "do", "Q", "share", "--id", number, "--yes")
    shell.sign_in(api_key=key)
    shell.run("do", "Q", "share", "--id", number, "--yes")
    practice.fail_next("reset-after")
    assert "Look for the clone" in shell.fails(2, "do", "Q", "clone", "--id", number)
    shell.run("do", "Q", "unshare", "--id", number, "--yes")

    # Deleted, although the connection is lost right after; deleted again, it is said to be gone.
    assert "Nothing was done." in shell.fails(2, "do", "Q", "delete", "--id", number)
    practice.fail_next("reset-after")
    shell.run("do", "Q", "delete", "--id", number, "--yes")
    assert number not in [one["id"] for one in practice.datasets()]
    assert "no such dataset" in shell.fails(2, "do", "Q", "delete", "--id", number, "--yes")
    assert shell.run("outbox", "list") == []


def test_rows_that_broke_off_are_sent_on(shell: Shell, tmp_path: Path) -> None:
    practice, details = shell.practice, shell.details
    shell.sign_in(api_key=details["api_key"], data_router_key=details["data_router_key"])
    number = next(one["value"] for one in shell.run("choices", "Q", "datasets") if one["label"] == "Saltmarsh Visits")
    before, rows = len(practice.pushed(number)), tmp_path / "visits.csv"
    push = ("do", "Q", "--id", number, "push-rows", "--set", f"file={rows}", "--wait")

    # A file that is not there, one with other columns, a connection that breaks off, a row that does not fit.
    assert "visits.csv" in shell.fails(2, *push)
    rows.touch()
    assert "“visits.csv” is empty" in shell.fails(2, *push)
    assert not [one for one in shell.run("jobs", "list") if one["kind"] == "push"]
    rows.write_text("visit_id,visited_at\nA1,2025-01-02\n", "utf-8")
    assert "“visited_at” too many" in shell.fails(2, *push)
    rows.write_text("visit_id,visited_on,department,minutes\nA1,2025-01-02,Eye,12\nA2,2025-01-03,Hip,\n", "utf-8")
    practice.fail_next("reset-before")
    assert "may or may not have arrived" in shell.fails(2, *push)
    job = shell.run("jobs", "list")[0]
    assert job["status"] == "needs_attention" and len(practice.pushed(number)) == before
    practice.fail_next("push-loses")
    assert "1 added, 1 failed" in shell.fails(1, "jobs", "go-on", job["id"], "--wait")
    assert len(practice.pushed(number)) == before + 1

    # Replacing rows asks how many they are.
    replace = ("do", "Q", "--id", number, "upsert-rows", "--yes", "--wait", "--set", f"file={rows}", "--set")
    assert "you have said 3" in shell.fails(2, *replace, "rows=3")
    shell.run(*replace, "rows=2")
    assert [one["visit_id"] for one in practice.pushed(number)].count("A1") == 1
