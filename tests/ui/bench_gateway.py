"""A gateway in memory that does work: for what the window does with errands, jobs and lists, not for what one says."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from gatewaydesk import gateways, paths
from gatewaydesk.connection import Connection
from gatewaydesk.errors import Refused
from gatewaydesk.gateways import System
from gatewaydesk.gateways.base import CancelToken, Offer, Remote
from gatewaydesk.gateways.work import Choice, Errand, Order, Outcome, Progress, Table
from gatewaydesk.job import Job
from gatewaydesk.store.database import now

UPLOAD = {
    "type": "object",
    "required": ["files", "table"],
    "properties": {
        "files": {"type": "array", "minItems": 1, "title": "Files", "items": {"type": "string", "format": "file"}},
        "table": {"type": "string", "title": "Table", "x-choices": "table"},
        "note": {"type": "string", "title": "Note", "maxLength": 5},
    },
}
ERRANDS = (
    Errand("add-data", "Add data…", "The files are uploaded and taken in.", asks=UPLOAD),
    Errand("preview", "Preview rows", "The first rows are shown.", reads=True),
    Errand("wipe", "Remove the data…", "All rows are taken out.", care="typed"),
    Errand("replay", "Replay", "There is no failed batch.", offered=False, best_effort=True),
)
OF_CONNECTION = (
    Errand("look-up", "Look up the schema…", "The registry is read.", reads=True),
    Errand("refuse", "Try what is refused", "It is refused.", care="confirm"),
)
SCHEMA = {"type": "object", "title": "Kept", "properties": {"title": {"type": "string"}}}


@dataclass
class Bench:
    """What stands behind every connector that is opened on it."""

    status: str = "queued"
    steps: int = 3
    gate: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    held: bool = False  # an upload waits at every step for the gate
    orders: list[Order] = field(default_factory=list)
    told: list[int] = field(default_factory=list)
    searched: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=lambda: ["admissions", "patients"])
    refuses: bool = False


class BenchGateway:
    """The connector."""

    patience = (30.0, 600.0)

    def __init__(self, connection: Connection, bench: Bench) -> None:
        self.connection, self._bench = connection, bench

    def count_by_status(self, cancel: CancelToken) -> Mapping[str, int]:
        return {"active": 1, "draft": 0, "archived": 0}

    def list_datasets(self, cancel: CancelToken) -> Iterator[Remote]:
        yield Remote("77", "", "Cohort", "active", changed=now())

    def offers(self, remote: Remote | None = None) -> tuple[Offer, ...]:
        return (Offer("to-draft", True, "It is taken offline.", True, label="Unpublish"),)

    def errands(self, remote: Remote | None = None, job: Job | None = None) -> tuple[Errand, ...]:
        if job is not None:
            return (Errand("abort", "Abort", "The batch is given up.", care="confirm"),)
        return OF_CONNECTION if remote is None else ERRANDS

    def carry_out(self, order: Order, cancel: CancelToken) -> Outcome:
        bench = self._bench
        bench.orders.append(order)
        if order.errand == "add-data":
            facts = {"files": order.given["files"], "done": 0}
            job = Job("upload", "Uploading", order.dataset_id, ours=True, facts=facts)
            return Outcome("The upload begins.", job=job)
        if order.errand == "refuse":
            todo = "Ask for the permission “manage”."
            raise Refused("The gateway refused it.", todo, status=403, answer="no", way_out="edit-connection")
        if order.errand == "look-up":
            fills = {"/schema/id": "urn:7", "/schema/version": 3}
            return Outcome("There it is.", fills=fills, schema=("KEPT/1.0", SCHEMA), ids={"registry": "urn:7"})
        rows = tuple((str(at), f"=row {at}") for at in range(3))
        return Outcome("Three rows.", tables=(Table("Rows", ("number", "text"), rows),), text="as\ttext")

    def go_on(self, job: Job, at: Progress, cancel: CancelToken) -> Job:
        bench = self._bench
        for step in range(int(job.facts["done"]), bench.steps):
            while bench.held and not bench.gate.acquire(timeout=0.02):
                cancel.check()
            cancel.check()
            bench.told.append(step)
            facts = {**job.facts, "done": step + 1}
            job = replace(job, status="uploading", progress=(step + 1) / bench.steps, remote_id="b1", facts=facts)
            at(job)
        return replace(job, ours=False, status="queued", native="LOADING", progress=None)

    def look(self, job: Job, cancel: CancelToken) -> Job:
        bench = self._bench
        return replace(job, status=bench.status, native=bench.status.upper())  # type: ignore[arg-type]

    def choices(self, kind: str, search: str, given: Mapping[str, Any], cancel: CancelToken) -> Iterator[Choice]:
        self._bench.searched.append(f"{kind}:{search}")
        if self._bench.refuses:
            raise Refused("The gateway does not show its tables.", "Sign in.", status=403, answer="no")
        for name in self._bench.tables:
            if search in name:
                yield Choice(name, name.capitalize(), f"table {name}", {"/note": name[:3]})


class _System(System):
    @property
    def connection_schema_path(self) -> Path:
        return paths.resource_root() / "schemas" / "connections" / "hdruk.json"


def known(monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Makes the system `bench` one of those that can be connected to."""
    bench = Bench()
    made = _System("bench", "Bench", (), lambda connection, _: BenchGateway(connection, bench), models=("Bench",))  # type: ignore[arg-type,return-value]
    monkeypatch.setattr(gateways, "SYSTEMS", {**gateways.SYSTEMS, "bench": made})
    return bench


def connect(desk: Any, name: str = "Works", practice: bool = True) -> Connection:
    """A connection to it, signed in and chosen."""
    where = Connection(name, "bench", "http://127.0.0.1:9", {"team_id": 1}, practice)
    desk.store.connections.save(where)
    desk.window.credentials.store(where, {"application_id": "app-1234", "client_id": "client-1234"}, session_only=True)
    desk.window.connecting.choose(name)
    desk.window.settle()
    return where
