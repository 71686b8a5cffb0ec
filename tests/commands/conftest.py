"""Gateways that a command finds there, and commands whose output is read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.__main__ import main
from gatewaydesk.practice.server import PracticeServer
from tests.commands.shell import EXAMPLE, NAMED, Said, connect, lines


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PracticeServer]:
    """An empty practice gateway, to which the connection “Practice” leads."""
    with PracticeServer(tmp_path / "practice", samples=False) as server:
        connect(server, monkeypatch, "--set", f"team_id={server.details['hdruk']['team_id']}")
        yield server


@pytest.fixture
def number(practice: PracticeServer, capsys: Said) -> str:
    """A dataset that was submitted from the example file."""
    capsys.readouterr()
    assert main(["submit", str(EXAMPLE), "--to", "Practice", *NAMED, "--json"]) == 0
    return str(json.loads(capsys.readouterr().out)["dataset_id"])


@pytest.fixture
def run(capsys: Said) -> Callable[..., list[dict[str, Any]]]:
    """What a command that succeeds prints with `--json`, line by line."""

    def run(*words: str) -> list[dict[str, Any]]:
        capsys.readouterr()
        assert main([*words, "--json"]) == 0, capsys.readouterr()
        return lines(capsys.readouterr().out)

    return run
