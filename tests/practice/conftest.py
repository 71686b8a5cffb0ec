"""A practice gateway, and a plain client that knows nothing of the program's own connector."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from gatewaydesk import paths
from gatewaydesk.practice.server import PracticeServer

V4 = {"input_schema": "HDRUK", "input_version": "4.0.0"}


class Client:
    """Calls a practice gateway with one application's credentials."""

    def __init__(self, server: PracticeServer, ids: dict[str, Any] | None = None) -> None:
        details = server.details["hdruk"] | (ids or {})
        self.url = details["url"]
        self.team_id = details["team_id"]
        self.headers = {"x-application-id": details["application_id"], "x-client-id": details["client_id"]}

    def call(self, method: str, path: str, body: Any = None, *, headers: Any = None, **query: Any) -> requests.Response:
        path = path.replace("{team}", f"/api/v2/teams/{self.team_id}/datasets")
        sent = self.headers if headers is None else headers
        return requests.request(
            method, self.url + path, json=body, params=query, headers=sent, timeout=30, allow_redirects=False
        )

    def create(self, metadata: Any, path: str = "/api/v1/integrations/datasets", **body: Any) -> requests.Response:
        return self.call("POST", path, {"metadata": metadata, **body}, **V4)

    def create_team(self, metadata: Any, status: str = "ACTIVE", **body: Any) -> int:
        answer = self.create(metadata, "{team}", status=status, create_origin="API", **body)
        assert answer.status_code == 201, answer.text
        return answer.json()["data"]


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    with PracticeServer() as running:
        running.hdruk.silence = 0.05
        yield running


@pytest.fixture
def client(server: PracticeServer) -> Client:
    return Client(server)


_EXAMPLE = json.loads((paths.resource_root() / "examples" / "HDRUK-4.0.0.json").read_text("utf-8"))


@pytest.fixture
def example() -> dict[str, Any]:
    return copy.deepcopy(_EXAMPLE)
