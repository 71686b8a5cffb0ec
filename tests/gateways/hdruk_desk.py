"""A practice HDR UK gateway and a connection to it, with what its tests do to it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from gatewaydesk import paths
from gatewaydesk.connection import Connection
from gatewaydesk.gateways import hdruk_reading
from gatewaydesk.gateways.hdruk import HdrUk
from gatewaydesk.gateways.transport import Transport
from gatewaydesk.practice.server import PracticeServer

EXAMPLE = paths.resource_root() / "examples" / "HDRUK-4.0.0.json"
PLAIN = str.maketrans(dict.fromkeys("&<>\"'’–—‘“”éüöä®©×≥≤", "-"))


def plain(value: Any) -> Any:
    """Without any sign that the older route would change."""
    if isinstance(value, str):
        return value.translate(PLAIN)
    if isinstance(value, dict):
        return {name: plain(below) for name, below in value.items()}
    return [plain(below) for below in value] if isinstance(value, list) else value


@dataclass
class HdrUkDesk:
    """The practice gateway and a connection to it."""

    server: PracticeServer
    with_team: bool
    metadata: Mapping[str, Any]
    schema: str = "HDRUK/4.0.0"

    def __post_init__(self) -> None:
        self.details = self.server.details["hdruk"]
        self.samples = {row["id"] for row in self.server.hdruk.datasets()}

    @property
    def secrets(self) -> dict[str, str]:
        return {name: self.details[name] for name in ("application_id", "client_id")}

    def connection(self, **options: Any) -> Connection:
        options = {"team_id": self.details["team_id"], **options} if self.with_team else options
        return Connection("Practice", "hdruk", self.details["url"], options, practice=True)

    def open(self, **transport: Any) -> HdrUk:
        return self.open_with(self.secrets, **transport)

    def open_with(
        self, secrets: Mapping[str, str], options: Mapping[str, Any] | None = None, **transport: Any
    ) -> HdrUk:
        headers = {"x-application-id": secrets["application_id"], "x-client-id": secrets["client_id"]}
        own = Transport(self.details["url"], headers, pause=0.01, **transport)
        return HdrUk(self.connection(**(options or {})), secrets, transport=own)

    def held(self) -> list[tuple[str, Any]]:
        rows = self.server.hdruk.datasets()
        return [(row["pid"], row["metadata"]) for row in rows if row["id"] not in self.samples]

    def fail_next(self, kind: str, *, seconds: float = 0.0, any_method: bool = False) -> None:
        self.server.hdruk.fail_next(kind, seconds=seconds, any_method=any_method)

    def catch_up(self) -> None:
        self.server.hdruk.faults.catch_up()

    def refused_metadata(self) -> tuple[Mapping[str, Any], tuple[str | int, ...]]:
        wrong = copy.deepcopy(dict(self.metadata))
        wrong["summary"]["title"] = "x"
        return wrong, ("summary", "title")

    def sign_in_faults(self) -> Mapping[str, Callable[[], HdrUk]]:
        practice = self.server.hdruk

        def application_id() -> HdrUk:
            return self.open_with({**self.secrets, "application_id": "no" * 20})

        def client_id() -> HdrUk:
            return self.open_with({**self.secrets, "client_id": "no" * 20})

        def enabled() -> HdrUk:
            practice.set_enabled(False)
            return self.open()

        def permission() -> HdrUk:
            practice.set_enabled(True)
            practice.set_permissions({"datasets.create": False})
            return self.open()

        def team() -> HdrUk:
            practice.set_permissions({"datasets.create": True})
            return self.open_with(self.secrets, {"team_id": practice.add_team()["team_id"]})

        faults = {
            "Application ID known": application_id,
            "Client ID right": client_id,
            "Application enabled": enabled,
            "May create datasets": permission,
        }
        return {**faults, "Team ID right": team} if self.with_team else faults

    def standing(self, dataset_id: str) -> tuple[str, Any] | None:
        row = next((row for row in self.server.hdruk.datasets() if str(row["id"]) == dataset_id), None)
        return (row["status"].lower(), row["metadata"]) if row else None

    def edit_elsewhere(self, dataset_id: str, metadata: Mapping[str, Any]) -> None:
        self.server.hdruk.edit_as_web(int(dataset_id), metadata)

    def limit_rate(self) -> None:
        self.server.hdruk.set_rate_limit(0)

    def small_pages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(hdruk_reading, "PAGE", 2)
