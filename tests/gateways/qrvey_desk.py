"""A practice Qrvey and a connection to it, with what its tests do to it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from gatewaydesk.connection import Connection
from gatewaydesk.gateways import qrvey_reading
from gatewaydesk.gateways.qrvey import Qrvey
from gatewaydesk.gateways.transport import Transport
from gatewaydesk.practice.qrvey import QrveyPractice
from gatewaydesk.practice.server import PracticeServer

COLUMNS = (("admission_id", "NUMERIC"), ("ward", "TEXT_LABEL"), ("age", "NUMERIC"))
PUSH = {"name": "Push", "connectorType": "PUSH_API"}
WAREHOUSE = {"name": "Warehouse", "connectorType": "MYSQL_LIVE", "host": "db.example", "user": "me"}


@dataclass
class QrveyDesk:
    """The practice gateway and a connection to it.

    Attributes:
        with_token: signed in with a token rather than with the organisation's key.
    """

    server: PracticeServer
    with_token: bool = False
    schema: str = "Qrvey/4.0"
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.practice = self.server.system(QrveyPractice)
        self.practice.load_seconds = self.practice.job_seconds = 0
        self.details = self.server.details["qrvey"]
        self.samples = {row["id"] for row in self.practice.datasets()}
        self.warehouse = self.connect(WAREHOUSE)
        source = {"datasourceId": "f54dd925-2599-432c-9567-403230bdafed", "database": "saltmarsh"}
        self.metadata = self.from_scratch(source | {"tableName": "admissions"})

    def connect(self, shown: Mapping[str, Any]) -> dict[str, str]:
        """A connection there: what a data source says of it."""
        row = self.practice.store.add_connection(self.details["app_id"], shown)
        return {"connectionId": row["id"], "name": shown["name"], "connectorType": shown["connectorType"]}

    def from_scratch(
        self, source: Mapping[str, Any], columns: tuple[tuple[str, str], ...] = COLUMNS, **more: Any
    ) -> dict[str, Any]:
        """Metadata with columns."""
        rows = [{"columnName": name, "columnType": kind} for name, kind in columns]
        return {"name": "Admissions", "datasources": [{**self.warehouse, **source}], "columns": rows, **more}

    @property
    def secrets(self) -> dict[str, str]:
        mine = {"access_token": self.practice.token()} if self.with_token else {"api_key": self.details["api_key"]}
        return {**mine, "data_router_key": self.details["data_router_key"]}

    def connection(self, **options: Any) -> Connection:
        names = ("api_prefix", "user_id", "app_id", "data_router_url")
        held = {name: self.details[name] for name in names} | options
        return Connection("Practice", "qrvey", self.details["url"], held, practice=True)

    def open(self, **transport: Any) -> Qrvey:
        return self.open_with(self.secrets, **transport)

    def open_with(
        self, secrets: Mapping[str, str], options: Mapping[str, Any] | None = None, **transport: Any
    ) -> Qrvey:
        token = secrets.get("access_token")
        headers = {"Authorization": f"Bearer {token}"} if token else {"x-api-key": secrets["api_key"]}
        own = Transport(self.details["url"], headers, pause=0.01, **transport)
        return Qrvey(self.connection(**(options or {})), secrets, transport=own)

    def rows(self) -> list[dict[str, Any]]:
        """The datasets that are not samples."""
        return [row for row in self.practice.datasets() if row["id"] not in self.samples]

    def held(self) -> list[tuple[str, Any]]:
        return [("", _written(row["body"])) for row in self.rows()]

    def fail_next(self, kind: str, *, seconds: float = 0.0, any_method: bool = False) -> None:
        self.practice.fail_next(kind, seconds=seconds, any_method=any_method)

    def catch_up(self) -> None:
        self.practice.faults.catch_up()

    def refused_metadata(self) -> tuple[Mapping[str, Any], tuple[str | int, ...]]:
        wrong = copy.deepcopy(dict(self.metadata))
        wrong["columns"][1]["columnName"] = wrong["columns"][0]["columnName"]
        return wrong, ("columns", 1, "columnName")

    def sign_in_faults(self) -> Mapping[str, Callable[[], Qrvey]]:
        key = "access_token" if self.with_token else "api_key"
        wrong_key = {**self.secrets, key: "no" * 20}
        faults = {
            "Beginning of the paths right": lambda: self.open_with(self.secrets, {"api_prefix": "/other/v4"}),
            "Key or token accepted": lambda: self.open_with(wrong_key),
            "Application ID known": lambda: self.open_with(self.secrets, {"app_id": "other"}),
            "Data router key accepted": lambda: self.open_with({**self.secrets, "data_router_key": "no" * 20}),
        }
        if not self.with_token:  # a token is refused for another user as it is for another application
            faults["User ID known"] = lambda: self.open_with(self.secrets, {"user_id": "other"})
        return faults

    def standing(self, dataset_id: str) -> tuple[str, Any] | None:
        row = next((row for row in self.practice.datasets() if row["id"] == dataset_id), None)
        if row is None:
            return None
        return ("draft" if row["began"] is None else "active" if row["ends"] == "LOADED" else "failed"), _written(
            row["body"]
        )

    def edit_elsewhere(self, dataset_id: str, metadata: Mapping[str, Any]) -> None:
        self.practice.edit_in_composer(dataset_id, **metadata)

    def limit_rate(self) -> None:
        self.practice.set_rate_limit(0)

    def small_pages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(qrvey_reading, "FEW", 1)


def _written(body: Mapping[str, Any]) -> dict[str, Any]:
    """A definition as the practice gateway keeps it, without what it has filled in."""
    return {**body, "columns": [{name: one[name] for name in ("columnName", "columnType")} for one in body["columns"]]}
