"""The whole life of a dataset on an Opendatasoft portal from the command line, with something wrong at every step."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.__main__ import main
from gatewaydesk.document import jsonio
from gatewaydesk.gateways import withdrawn
from gatewaydesk.gateways.opendatasoft import Opendatasoft
from gatewaydesk.paths import resource_root
from gatewaydesk.practice.opendatasoft import OpendatasoftPractice
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.services import resolving
from tests.commands.shell import Said, lines, type_in

EXAMPLE = json.loads((resource_root() / "examples" / "Opendatasoft-2.0.json").read_text("utf-8"))
TITLE, ID = EXAMPLE["title"], EXAMPLE["dataset_id"]
CSV = "Station;Measured;Value\n" + "".join(f"S{day};2025-01-{day:02};{day}.5\n" for day in range(1, 26))


class Portal:
    """The practice portal with what its administrator, a colleague and the command line do to it."""

    def __init__(self, server: PracticeServer, said: Said, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.system = server.system(OpendatasoftPractice)
        self.details = server.details["opendatasoft"]
        self._said, self._monkeypatch, self.file = said, monkeypatch, folder / "dataset.json"

    def add(self, dialect: str) -> None:
        self.system.offer(dialect)
        options = ("--url", self.details["url"], "--set", f"dialect={dialect}")
        self.run("gateways", "add", "City", "--system", "opendatasoft", *options)

    def sign_in(self, key: str) -> None:
        type_in(self._monkeypatch, f"api_key={key}\n")
        self.run("sign-in", "City")

    def run(self, *words: str, code: int = 0) -> str:
        """Runs a command that ends with a code; what it has said."""
        self._said.readouterr()
        got = main(list(words))
        captured = self._said.readouterr()
        assert got == code, (words, got, captured)
        return captured.err + captured.out

    def read(self, *words: str) -> list[dict[str, Any]]:
        """What a command prints as JSON lines."""
        self._said.readouterr()
        assert main([*words, "--json"]) == 0, self._said.readouterr()
        return lines(self._said.readouterr().out)

    def do(self, errand: str, *more: str, code: int = 0) -> str:
        return self.run("do", "City", errand, "--id", self.uid, *more, code=code)

    def submit(self, *more: str, code: int = 0, **changed: Any) -> str:
        jsonio.write_file(self.file, self.metadata | changed)
        return self.run("submit", str(self.file), "--to", "City", *more, code=code)

    @property
    def metadata(self) -> dict[str, Any]:
        """The example; Automation knows themes and licences by their IDs."""
        named = {"theme": ["q3vk0c"], "license": "5sylls5"} if self.system.dialect == "automation" else {}
        return EXAMPLE | named

    @property
    def held(self) -> dict[str, Any]:
        """The dataset as the portal keeps it."""
        return next(row for row in self.system.datasets() if row["dataset_id"] == ID)

    @property
    def uid(self) -> str:
        return str(self.held["uid"])

    def edit(self, name: str, value: Any) -> None:
        """A colleague changes a field on the web."""
        row = self.held
        config = copy.deepcopy(row["config"])
        config["metas"]["default"][name] = {"value": value}
        self.system.store.change("datasets", row["id"], {"config": config})

    def open_job(self) -> dict[str, Any]:
        (row,) = self.read("jobs", "list", "--open")
        return row


@pytest.fixture
def portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said) -> Iterator[Portal]:
    monkeypatch.setattr(Opendatasoft, "patience", (0.01,))
    monkeypatch.setattr(resolving, "PAUSES", (0.0,))
    with PracticeServer(tmp_path / "practice", systems=("opendatasoft",)) as server:
        made = Portal(server, capsys, monkeypatch, tmp_path)
        made.system.times = dict.fromkeys(made.system.times, 0.0)
        yield made


@pytest.fixture
def data(tmp_path: Path) -> Callable[..., str]:
    """A file of data, as text or of so many bytes."""

    def make(text: str = CSV, *, size: int = 0) -> str:
        file = tmp_path / "wells.csv"
        file.write_text(text, "utf-8")
        if size:
            with file.open("wb") as opened:
                opened.truncate(size)
        return f"file={file}"

    return make


@pytest.mark.parametrize("dialect", ["v2", "automation"])
def test_from_a_first_sign_in_to_live_and_back(portal: Portal, dialect: str, data: Callable[..., str]) -> None:
    system, v2 = portal.system, dialect == "v2"

    # A wrong key, then a key that lacks a permission: which one is said before anything is sent.
    portal.add(dialect)
    portal.sign_in("no" * 20)
    assert "✕ Signed in: The portal does not take this API key" in portal.run("gateways", "test", "City", code=1)
    portal.sign_in(portal.details["api_key"])
    system.set_permissions({"create_dataset": False})
    assert "needs the permission “create_dataset”" in portal.run("gateways", "test", "City", code=1)
    assert "needs the permission “create_dataset”" in portal.submit(code=2)
    system.set_permissions({"create_dataset": True})
    assert "✕" not in portal.run("gateways", "test", "City")

    # What is wrong by the schema is not sent; what only the portal knows is told by the name of its field.
    assert "“Language” must be one of the 11 choices" in portal.submit(code=1, language="xx")
    said = portal.submit(code=2, dataset_id="river-gauges")
    assert "Dataset ID: Another dataset has this ID already." in said and "Choose another ID" in said
    system.set_quota(0)
    said = portal.submit(code=2)
    assert "too many calls" in said and "midnight UTC" in said
    system.set_quota(None)

    # The sign-in page of a network on the way, and an answer that is lost: the portal is asked what became of it.
    system.fail_next("portal", any_method=True)
    assert "your network asks you to sign in first" in portal.run("remote", "City", code=2)
    system.fail_next("portal")
    assert "may still arrive" in portal.submit("--status", "draft", code=2)
    assert [one["state"] for one in portal.read("outbox", "list")] == ["unknown"]
    system.fail_next("reset-after")
    said = portal.submit("--status", "draft", "--again", "--wait")
    assert "Asking City whether it arrived…" in said and "(draft, created)" in said
    assert portal.held["status"] == "idle" and not portal.held["published"]
    assert portal.held["config"]["metas"]["default"]["publisher"]["value"] == EXAMPLE["publisher"]
    receipt = portal.read("history")[0]
    assert receipt["ids"] == {"dataset_uid": portal.uid, "dataset_id": ID}

    # Its data: what is empty or too large is refused here; an upload that broke off goes on.
    assert "“wells.csv” is empty" in portal.do("add-file", "--set", data(""), code=2)
    assert "up to 240 MB" in portal.do("add-file", "--set", data(size=241 * 1024 * 1024), code=2)
    system.fail_next("reset-before")
    said = portal.do("add-file", "--set", data(), code=2)
    job = portal.open_job()
    assert job["status"] == "needs_attention" and "sent once more" in job["words"]
    assert f"gatewaydesk jobs go-on {job['id']}" in said
    said = portal.run("jobs", "go-on", job["id"], "--wait")
    assert "read as “csvfile”: 3 fields" in said and len(system.files()) == 1
    assert "cannot be reached" in portal.do("look-at", "--set", "url=https://nowhere.invalid/x.csv", code=2)
    assert portal.do("preview").count("\n") >= 21
    (source,) = portal.read("choices", "City", f"sources/{portal.uid}")
    assert source["label"] == "wells"

    # Who may see it is said before it goes live.
    if v2:
        system.set_permissions({"manage_dataset": False})
        said = portal.do("access", "--set", "access_policy=domain", code=2)
        assert "needs the permissions “edit_dataset” and “manage_dataset”" in said
        system.set_permissions({"manage_dataset": True})
    portal.do("access", "--set", "access_policy=domain")

    # Live: first it fails, then records are refused, then it is well. Meanwhile nothing else can be done.
    system.fail_next("publish-fails")
    assert "everybody who may see the portal sees it" in portal.do("publish", code=2)  # for the first time
    assert "The portal could not do it. It says:" in portal.do("publish", "--wait", "--yes", code=1)
    system.record_errors = 2
    system.fail_next("reset-after")
    assert "live, but 2 records were refused" in portal.do("publish", "--wait", "--yes", code=1)
    assert "record 2 is not valid" in portal.do("record-errors")
    system.record_errors = 0
    assert "Publishing: It is live." in portal.do("publish", "--wait") and portal.held["published"]
    assert portal.do("record-errors") == "No record was refused.\n"
    system.times["processing"] = 60.0
    assert "processes its records" in portal.do("publish")
    assert "busy with" in portal.do("to-draft", "--yes", code=2)
    assert "It was stopped" in portal.do("abort", "--wait")
    system.times["processing"] = 0.0
    portal.run("jobs", "check")

    # Somebody else has changed it meanwhile: nothing is overwritten, both come together.
    mine = portal.file.with_name("mine.json")
    portal.run("pull", portal.uid, "--from", "City", "--out", str(mine))
    jsonio.write_file(mine, jsonio.read_file(mine) | {"title": "Water levels since 1998"})
    portal.edit("publisher", "Saltmarsh Water Board")
    update = ("update", str(mine), "--to", "City", "--id", portal.uid)
    assert "Changed there: Publisher" in portal.run(*update, code=2)
    said = portal.run(*update, "--merge", "--wait")
    assert "only when the dataset is published again" in said
    metas = portal.held["config"]["metas"]["default"]
    assert (metas["title"]["value"], metas["publisher"]["value"]) == (
        "Water levels since 1998",
        "Saltmarsh Water Board",
    )

    # Back: its history, then offline (the answer is lost), then gone, which has to be meant.
    before = portal.read("choices", "City", f"changes/{portal.uid}")[1]["value"]
    said = portal.do("restore", "--set", f"change={before}", code=2)
    assert "Nothing was done. To do it: --yes" in said
    portal.do("restore", "--set", f"change={before}", "--yes")
    assert portal.held["config"]["metas"]["default"]["title"]["value"] == TITLE
    system.fail_next("reset-after")
    assert "can be lost for good" in portal.do("to-draft", code=2) and portal.held["published"]
    assert "It is offline" in portal.do("unpublish", "--wait", "--yes") and not portal.held["published"]
    uid = portal.uid
    system.set_permissions({"edit_dataset": False})
    assert "“edit_dataset”" in portal.do("delete", "--yes", code=2)
    system.set_permissions({"edit_dataset": True})
    assert "no way back. Nothing was done." in portal.do("delete", code=2)
    portal.do("delete", "--yes")
    assert ID not in [row["dataset_id"] for row in system.datasets()]
    assert "no such dataset" in portal.run("do", "City", "publish", "--id", uid, code=2)

    # Everything that was done stands in the history, with every ID that the portal gave.
    done = [one["action"] for one in reversed(portal.read("history")) if one["dataset_id"] == uid]
    assert [one for one in done if one in ("create", "update", "to-draft", "delete")] == [
        *("create", "update", "to-draft", "delete")
    ]
    published = [one for one in portal.read("history") if one["action"] == "publish"]
    assert len(published) == 4 and all(one["pid"] == ID for one in published)
    assert any(len(one["ids"].get("publish", "")) == 40 for one in published) is v2


def test_what_only_some_portals_offer(portal: Portal) -> None:
    portal.add("v2")
    portal.sign_in(portal.details["api_key"])
    uid = next(row["uid"] for row in portal.system.datasets() if row["dataset_id"] == "bus-positions")

    def do(errand: str, *more: str, code: int = 0) -> str:
        return portal.run("do", "City", errand, "--id", uid, *more, code=code)

    assert "A version of its data is saved." in do("save-version", "--wait")
    assert "realtime records are recovered" in do("recover", "--wait")
    assert "Nothing was done. To do it: --yes" in do("scratch", code=2)
    assert "recovery data is deleted" in do("scratch", "--yes", "--wait")
    portal.system.legacy_actions_enabled = False
    assert "This portal no longer offers this." in do("save-version", code=2)
    withdrawn.begin({}, lambda _: None)  # another process, which knows what is kept and nothing else
    assert "said so when it was asked" in do("save-version", code=2)
    offered = [row["name"] for row in portal.read("do", "City", "--id", uid)]
    assert "recover" in offered and "save-version" not in offered
    portal.add("v2")  # set up anew, it is asked anew
    assert "save-version" in [row["name"] for row in portal.read("do", "City", "--id", uid)]
    portal.system.revoke_key()
    assert "Sign in again" in do("status", code=2)
    portal.sign_in(portal.system.new_key())
    assert "Published, idle." in do("status")


def test_metadata_that_the_portal_refuses_after_creating_is_corrected_by_an_update(portal: Portal) -> None:
    portal.add("v2")
    portal.sign_in(portal.details["api_key"])
    said = portal.submit("--status", "draft", "--wait", code=2, dcat={"created": "1998"})
    assert "has the dataset, but refused of its metadata “dcat.created”: Not a valid date." in said
    assert "update the dataset" in said
    assert portal.open_job()["status"] == "needs_attention"

    jsonio.write_file(portal.file, EXAMPLE)
    portal.run("update", str(portal.file), "--to", "City", "--id", portal.uid, "--overwrite")
    assert portal.read("jobs", "list", "--open") == []
    assert portal.held["config"]["metas"]["default"]["publisher"]["value"] == EXAMPLE["publisher"]
    job = portal.read("jobs", "list")[-1]
    assert (job["status"], job["words"]) == (
        "aborted",
        "What was sent since has taken the place of what was left to do.",
    )


def test_names_of_themes_and_licences_do_not_look_like_somebody_elses_change(portal: Portal) -> None:
    portal.add("automation")
    portal.sign_in(portal.details["api_key"])
    named = {"theme": ["Environment"], "license": "CC BY 4.0"}
    portal.submit("--status", "draft", **named)
    update = ("update", str(portal.file), "--to", "City", "--id", portal.uid)
    for title in ("Levels", "Water levels"):  # after the creation, and after an update
        jsonio.write_file(portal.file, jsonio.read_file(portal.file) | {"title": title})
        said = portal.run(*update)
        assert "hanged there" not in said and "Theme" not in said
        assert portal.held["config"]["metas"]["default"]["title"]["value"] == title
    portal.edit("theme", ["Health"])
    jsonio.write_file(portal.file, jsonio.read_file(portal.file) | {"title": "Wells"})
    assert "Changed there: Theme" in portal.run(*update, code=2)


def test_what_was_not_waited_for_is_over_once_the_opposite_has_begun(portal: Portal) -> None:
    portal.add("v2")
    portal.sign_in(portal.details["api_key"])
    portal.submit("--wait")
    portal.system.times["deleting"] = 0.3
    assert "takes its records offline" in portal.do("unpublish", "--yes")
    (waiting,) = portal.read("jobs", "list", "--open")
    time.sleep(0.4)
    portal.do("publish", "--wait", "--yes")
    (row,) = [one for one in portal.read("jobs", "list") if one["id"] == waiting["id"]]
    assert row["status"] == "done" and "“Publishing” was asked for since" in row["words"]
    assert not portal.read("jobs", "list", "--open")


def test_lists_and_settings_that_there_are_not_are_answered_with_those_that_there_are(portal: Portal) -> None:
    portal.add("v2")
    portal.sign_in(portal.details["api_key"])
    for kind in ("bogus", "sources"):
        assert "extractors, parameters, metadata/FIELD" in portal.run("choices", "City", kind, code=2)
    add = ("gateways", "add", "City", "--system", "opendatasoft", "--url", portal.details["url"], "--set")
    said = portal.run(*add, "dialect=v9", code=2)
    assert "“dialect”" in said and "Management v2" in said and "Nothing was kept." in said
    assert portal.read("gateways", "list")[0]["options"] == {"dialect": "v2"}
