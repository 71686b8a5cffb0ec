"""A practice Experience Platform and a connection to it, with what its tests do to it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from gatewaydesk import paths
from gatewaydesk.connection import Connection
from gatewaydesk.gateways import adobe_reading
from gatewaydesk.gateways.adobe import Adobe
from gatewaydesk.gateways.adobe_metadata import metadata_of, pid_of
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.work import Order
from gatewaydesk.job import Job
from gatewaydesk.practice.adobe import AdobePractice
from gatewaydesk.practice.adobe_states import Pace
from gatewaydesk.practice.server import PracticeServer

EXAMPLE = paths.resource_root() / "examples" / "AEP-1.0.json"
_OPTIONS = ("ims_url", "client_id", "org_id", "scopes", "sandbox", "sandbox_type")


@dataclass
class AdobeDesk:
    """The practice gateway and a connection to it; nothing that goes on there takes any time."""

    server: PracticeServer
    schema: str = "AEP/1.0"
    metadata: Mapping[str, Any] = field(default_factory=lambda: json.loads(EXAMPLE.read_text("utf-8")))

    def __post_init__(self) -> None:
        self.practice = self.server.system(AdobePractice)
        self.practice.pace = Pace(0, 0, 0, 0)
        self.details = self.server.details["adobe"]
        self.samples = {one["id"] for one in self.practice.datasets()}

    @property
    def secrets(self) -> dict[str, str]:
        return {"client_secret": self.practice.client_secret}

    def connection(self, **options: Any) -> Connection:
        given = {name: self.details[name] for name in _OPTIONS} | options
        return Connection("Practice", "adobe", self.details["url"], given, practice=True)

    def open(self, **timing: Any) -> Adobe:
        """Signed in already, so that the next thing that goes wrong does so for what a test is about."""
        gateway = self.open_with({}, **{"read_timeout": 60.0, **timing})
        gateway._way.sign_in(CancelToken())
        return gateway

    def open_with(self, options: Mapping[str, Any], secrets: Mapping[str, str] | None = None, **timing: Any) -> Adobe:
        return Adobe(self.connection(**options), secrets or self.secrets, timing={"pause": 0.01, **timing})

    def held(self) -> list[tuple[str, Any]]:
        rows = self.practice.datasets()
        return [(pid_of(one), metadata_of(one)) for one in rows if one["id"] not in self.samples]

    def fail_next(self, kind: str, *, seconds: float = 0.0, any_method: bool = False) -> None:
        self.practice.fail_next(kind, seconds=seconds, any_method=any_method)

    def catch_up(self) -> None:
        self.practice.faults.catch_up()

    def refused_metadata(self) -> tuple[Mapping[str, Any], tuple[str | int, ...]]:
        wrong = copy.deepcopy(dict(self.metadata))
        wrong["schemaRef"]["id"] = "https://ns.adobe.com/northmere/schemas/00000000000000000000000000000000"
        return wrong, ("schemaRef", "id")

    def sign_in_faults(self) -> Mapping[str, Callable[[], Adobe]]:
        pasted = {"access_token": self.practice.issue_token()}

        def create() -> Adobe:
            self.practice.forbidden = "Manage Datasets"
            return self.open()

        return {
            "Access token given": lambda: self.open_with({}, {"client_secret": "p8e-wrong"}),
            "Client ID known": lambda: self.open_with({"client_id": "0" * 32}, pasted),
            "Organisation right": lambda: self.open_with({"org_id": "0" * 24 + "@AdobeOrg"}),
            "Sandbox open to you": lambda: self.open_with({"sandbox": "elsewhere"}),
            "May create datasets": create,
        }

    def standing(self, dataset_id: str) -> tuple[str, Any] | None:
        found = next((one for one in self.practice.datasets() if one["id"] == dataset_id), None)
        return ("active", metadata_of(found)) if found else None

    def edit_elsewhere(self, dataset_id: str, metadata: Mapping[str, Any]) -> None:
        with self.practice.store.atomically():
            row = self.practice.store.row("select * from datasets where id = ?", (dataset_id,))
            assert row is not None
            doc = {**row["doc"], **metadata, "tags": {**row["doc"]["tags"], **metadata.get("tags", {})}}
            doc["updated"] = row["doc"]["updated"] + 1
            self.practice.store.change("datasets", dataset_id, {"doc": doc})

    def limit_rate(self) -> None:
        for _ in range(50):
            self.practice.fail_next("rate", any_method=True)

    def small_pages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(adobe_reading, "PAGE", 2)

    # Beyond the contract

    def dataset(self, gateway: Adobe, **more: Any) -> str:
        """A dataset of the example's, made now."""
        prepared = gateway.prepare_create({**self.metadata, **more}, schema=self.schema)
        return gateway.send(prepared, CancelToken()).dataset_id

    def job(self, gateway: Adobe, errand: str, dataset_id: str = "", job: Job | None = None, **given: Any) -> Job:
        """The job that an errand leaves."""
        outcome = gateway.carry_out(Order(errand, dataset_id, "Members", given, job), CancelToken())
        assert outcome.job is not None
        return outcome.job

    def finish(self, gateway: Adobe, job: Job) -> Job:
        """A job at its end."""
        for _ in range(20):
            if job.finished:
                return job
            job = gateway.go_on(job, lambda _: None, CancelToken()) if job.ours else gateway.look(job, CancelToken())
        raise AssertionError(job)
