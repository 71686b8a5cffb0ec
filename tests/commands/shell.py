"""The command line as its tests use it: what is typed in, what is printed, and what became of it at the gateway."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk.__main__ import main
from gatewaydesk.connection import Connection
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.hdruk import HdrUk
from gatewaydesk.practice.server import PracticeServer

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "resources" / "examples" / "HDRUK-4.0.0.json"
NAMED = ("--schema", "HDRUK/4.0.0")
Said = pytest.CaptureFixture[str]


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def type_in(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def connect(server: PracticeServer, monkeypatch: pytest.MonkeyPatch, *options: str) -> None:
    details = server.details["hdruk"]
    assert main(["gateways", "add", "Practice", "--system", "hdruk", "--url", details["url"], *options]) == 0
    type_in(monkeypatch, f"application_id={details['application_id']}\nclient_id={details['client_id']}\n")
    assert main(["sign-in", "Practice"]) == 0


def title(text: str) -> Callable[[Any], object]:
    return lambda value: value["summary"].update(title=text)


def people(count: int) -> Callable[[Any], object]:
    return lambda value: value["summary"].update(populationSize=count)


def update(given: str, number: str, *more: str) -> int:
    return main(["update", given, "--to", "Practice", "--id", number, *NAMED, *more])


def held(server: PracticeServer) -> Any:
    (dataset,) = server.hdruk.datasets()
    return dataset["original_metadata"]


def on_the_web(server: PracticeServer, number: str, change: Callable[[Any], object]) -> None:
    details = server.details["hdruk"]
    other = HdrUk(Connection("Other", "hdruk", details["url"], {"team_id": details["team_id"]}), details)
    value = other.fetch(number, CancelToken()).metadata
    change(value)
    other.send(other.prepare_update(number, value, schema="HDRUK/4.0.0"), CancelToken())
