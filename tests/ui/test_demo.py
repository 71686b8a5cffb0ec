"""The demonstration: the main job through the real editors, and that it can fail."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from gatewaydesk import paths
from gatewaydesk.__main__ import main
from gatewaydesk.document import jsonio
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.store import Store
from gatewaydesk.ui import demo
from gatewaydesk.ui.filling import NotFilled, difference
from gatewaydesk.ui.headless import qt_version, value_after_opening

EXAMPLE = Path(__file__).resolve().parents[2] / "resources" / "examples" / "HDRUK-4.0.0.json"
pytestmark = pytest.mark.qt_log_ignore("does not support")


def short_example() -> dict[str, Any]:
    """What no dataset can be without."""
    whole: dict[str, Any] = jsonio.read_file(EXAMPLE)
    return {
        "summary": whole["summary"],
        "coverage": {"spatial": whole["coverage"]["spatial"]},
        "provenance": {"temporal": whole["provenance"]["temporal"]},
        "accessibility": {name: whole["accessibility"][name] for name in ("access", "formatAndStandards")},
        "observations": whole["observations"][:1],
    }


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> dict[str, Any]:
    """The demonstration fills in a short dataset."""
    value = short_example()
    monkeypatch.setattr(demo, "_example", lambda: value)
    return value


def failure(capsys: pytest.CaptureFixture[str]) -> str:
    """Runs the demonstration, which must fail, and returns its last line."""
    assert main(["demo"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    return said.err.strip().splitlines()[-1]


def test_every_field_of_the_example_is_filled_in_through_its_editor_and_arrives(
    qapp: QApplication, home: Path, memory_keyring: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo"]) == 0
    said = capsys.readouterr()
    lines = dict(line.split(":", 1) for line in said.out.splitlines())
    receipt = json.loads(lines["Receipt"])
    assert lines["Dataset ID"].strip() == receipt["dataset_id"]
    assert not QImage(lines["Screenshot"].strip()).isNull()
    assert said.err.count(f"of {len(demo.STEPS)} ") == len(demo.STEPS)
    with PracticeServer(paths.data_dir() / "practice-demonstration") as server:
        held = {str(row["id"]): row["original_metadata"] for row in server.hdruk.datasets()}[receipt["dataset_id"]]
    generated = frozenset({"identifier", "version", "revisions", "issued", "modified"})
    assert list(demo.differences(jsonio.read_file(EXAMPLE), held, generated)) == []
    secrets = list(memory_keyring.entries.values())
    assert len(secrets) == 2
    assert not any(secret in said.out + said.err for secret in secrets)


def test_it_works_twice_in_one_home(short: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    told = []
    for _ in range(2):
        assert main(["demo", "--json"]) == 0
        told.append(json.loads(capsys.readouterr().out)["dataset_id"])
    assert told[0] != told[1]
    store = Store.open()
    try:
        assert [row.dataset_id for row in store.history.rows()] == told[::-1]
        assert len(store.connections.all()) == 1
    finally:
        store.close()


def test_it_fails_where_the_dataset_is_not_valid(short: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    short["summary"]["title"] = "x" * 151
    assert "“Checking it”" in failure(capsys)


def test_it_fails_where_the_application_is_switched_off(
    short: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    with PracticeServer(paths.data_dir() / "practice-demonstration") as server:
        server.hdruk.set_enabled(False)
    said = failure(capsys)
    assert "“Signing in to the practice gateway”" in said
    assert "enabled" in said


def test_it_fails_where_the_gateway_holds_something_else(
    short: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def meddle(job: demo.Demonstration) -> str:
        with PracticeServer(paths.data_dir() / "practice-demonstration") as server:
            newest = server.hdruk.datasets()[-1]
            changed = newest["original_metadata"]
            changed["summary"]["populationSize"] += 1
            server.hdruk.edit_as_web(newest["id"], changed)
        return "done"

    monkeypatch.setattr(demo, "STEPS", (*demo.STEPS[:-1], ("Meddling", meddle), demo.STEPS[-1]))
    assert "“Reading it back from the gateway”" in failure(capsys)


def test_without_a_keyring_it_says_that_the_ids_are_kept_for_the_session(
    short: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    import keyring
    from keyring.backends.null import Keyring

    keyring.set_keyring(Keyring())
    assert main(["demo"]) == 0
    assert "kept for this session only" in capsys.readouterr().err


def test_differences_are_named_by_their_place() -> None:
    one = {"a": [1, {"b": None}], "c": "x", "own": 1}
    assert list(demo.differences(one, {"c": "x", "a": [1, {}], "own": 2}, frozenset({"own"}))) == []
    assert list(demo.differences(one, {"c": "x", "a": [True, {"d": 0}], "own": 1})) == ["/a/0", "/a/1/d"]
    assert list(demo.differences(one, {"c": "y", "a": [1], "own": 1})) == ["/a", "/c"]


@pytest.mark.parametrize("name", ["HDRUK-4.0.0"])
def test_opening_a_document_in_every_section_changes_nothing(qapp: QApplication, name: str) -> None:
    value = jsonio.read_file(EXAMPLE.with_name(f"{name}.json"))
    value["summary"]["populationSize"] = "many"
    value["coverage"] = [1.0, {"odd": None}]
    before = jsonio.dumps(value)
    assert jsonio.dumps(value_after_opening(Catalogue().load(name.replace("-", "/")), value)) == before


def test_qt_draws(qapp: QApplication) -> None:
    assert qt_version().startswith("6.")


def test_what_the_form_does_not_take_is_named_but_never_a_secret() -> None:
    assert "/a/0" in str(NotFilled(("a", 0), "why"))
    assert "hush" not in difference("", "hush", secret=True)
    assert "seen" in difference("", "seen", secret=False)
