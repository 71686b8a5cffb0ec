"""A practice Opendatasoft portal and a connection to it in one dialect, with what its tests do to it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from gatewaydesk import paths
from gatewaydesk.connection import Connection
from gatewaydesk.gateways import opendatasoft_reading
from gatewaydesk.gateways.base import CancelToken, Remote
from gatewaydesk.gateways.opendatasoft import Opendatasoft
from gatewaydesk.gateways.opendatasoft_way import signing_in
from gatewaydesk.gateways.transport import Transport
from gatewaydesk.job import Job
from gatewaydesk.practice import opendatasoft_templates as templates
from gatewaydesk.practice.opendatasoft import OpendatasoftPractice
from gatewaydesk.practice.server import PracticeServer

EXAMPLE = paths.resource_root() / "examples" / "Opendatasoft-2.0.json"


@dataclass
class OpendatasoftDesk:
    """The practice portal and a connection to it. Nothing takes time there unless a test says so."""

    server: PracticeServer
    dialect: str
    schema: str = "Opendatasoft/2.0"
    metadata: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.portal = self.server.system(OpendatasoftPractice)
        self.portal.offer(self.dialect)
        self.portal.times = dict.fromkeys(self.portal.times, 0.0)
        self.details = self.server.details["opendatasoft"]
        self.samples = {row["uid"] for row in self.portal.datasets()}
        self.metadata = json.loads(EXAMPLE.read_text("utf-8"))
        if self.dialect == "automation":  # which knows themes and licences by their IDs
            self.metadata |= {"theme": ["q3vk0c"], "license": "5sylls5"}

    @property
    def secrets(self) -> dict[str, str]:
        return {"api_key": self.details["api_key"]}

    def connection(self, **options: Any) -> Connection:
        given = {"dialect": self.dialect, **options}
        return Connection("Practice", "opendatasoft", self.details["url"], given, practice=True)

    def open(self, **transport: Any) -> Opendatasoft:
        return self.open_with(self.secrets, **transport)

    def open_with(
        self, secrets: Mapping[str, str], options: Mapping[str, Any] | None = None, **transport: Any
    ) -> Opendatasoft:
        where = self.connection(**(options or {}))
        own = Transport(self.details["url"], signing_in(where, secrets), **{"pause": 0.01, **transport})
        return Opendatasoft(where, secrets, transport=own)

    def held(self) -> list[tuple[str, Any]]:
        rows = [row for row in self.portal.datasets() if row["uid"] not in self.samples]
        return [(row["dataset_id"], self._document(row)) for row in rows]

    def _document(self, row: Mapping[str, Any]) -> dict[str, Any]:
        document = {"dataset_id": row["dataset_id"], "access_policy": row["config"]["access_policy"]}
        for one in templates.metas_of(self.dialect):
            template, name = templates.kept_at(one)
            value = templates.shown(one, row["config"]["metas"].get(template, {}).get(name, {}).get("value"))
            if value is None:
                continue
            if template == "default":
                document[name] = value
            else:
                document.setdefault(template, {})[name] = value
        return document

    def fail_next(self, kind: str, *, seconds: float = 0.0, any_method: bool = False) -> None:
        self.portal.fail_next(kind, seconds=seconds, any_method=any_method)

    def catch_up(self) -> None:
        self.portal.faults.catch_up()

    def refused_metadata(self) -> tuple[Mapping[str, Any], tuple[str | int, ...]]:
        return {**self.metadata, "title": 5}, ("title",)

    def sign_in_faults(self) -> Mapping[str, Callable[[], Opendatasoft]]:
        def signed_in() -> Opendatasoft:
            return self.open_with({"api_key": "no" * 20})

        def reading() -> Opendatasoft:
            self.portal.set_permissions({"edit_dataset": False, "publish_dataset": False})
            return self.open()

        def creating() -> Opendatasoft:
            self.portal.set_permissions({"edit_dataset": True, "publish_dataset": True, "create_dataset": False})
            return self.open()

        return {"Signed in": signed_in, "May read datasets": reading, "May create datasets": creating}

    def standing(self, dataset_id: str) -> tuple[str, Any] | None:
        row = next((row for row in self.portal.datasets() if row["uid"] == dataset_id), None)
        return ("active" if row["published"] else "draft", self._document(row)) if row else None

    def edit_elsewhere(self, dataset_id: str, metadata: Mapping[str, Any]) -> None:
        row = next(row for row in self.portal.datasets() if row["uid"] == dataset_id)
        config = copy.deepcopy(row["config"])
        config["metas"]["default"]["title"] = {"value": metadata["title"]}
        self.portal.store.change("datasets", row["id"], {"config": config})

    def limit_rate(self) -> None:
        self.portal.set_quota(0)

    def small_pages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(opendatasoft_reading, "PAGE", 2)

    # for tests of this system alone

    def made(self, *, status: str = "draft", **more: Any) -> Remote:
        """A dataset with its metadata complete."""
        gateway = self.open()
        prepared = gateway.prepare_create({**self.metadata, **more}, schema=self.schema, status=status)
        created = gateway.send(prepared, CancelToken())
        self.ended(created.job, gateway)
        return gateway.fetch(created.dataset_id, CancelToken()).remote

    def ended(self, job: Job | None, gateway: Opendatasoft | None = None) -> list[Job]:
        """Goes on with a job until it has ended; every step that it told."""
        gateway, told = gateway or self.open(), list[Job]()
        for _ in range(100):
            if job is None or job.finished:
                return [*told, job] if job is not None else told
            job = gateway.go_on(job, told.append, CancelToken()) if job.ours else gateway.look(job, CancelToken())
        raise AssertionError(told)
