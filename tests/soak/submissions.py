"""A gateway that breaks off, dawdles and babbles at random, and windows that are killed at random: who got what."""

from __future__ import annotations

import contextlib
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from gatewaydesk import paths
from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.hdruk import HdrUk
from gatewaydesk.gateways.transport import Transport
from gatewaydesk.practice.server import PracticeServer
from gatewaydesk.services import patience, resolving, submission
from gatewaydesk.services.outgoing import go_through
from gatewaydesk.services.submission import Submission
from gatewaydesk.store import AlreadySent, Store

TITLE = "Submissions through a gateway that fails at random, from two windows that are killed at random"
WHOLE = 1000

_FAULTS = (
    "reset-before=0.07,reset-after=0.07,http500=0.05,http500-after=0.05,html=0.05,html-after=0.05,half=0.06,"
    "redirect=0.02,redirect-after=0.05,rate=0.02,busy=0.03,reset-late=0.04,html-late=0.03,away-late=0.03,late=2,"
    "delay=0.04:2.5"
)
_READING = ("reset-before", "html", "half", "http500", "busy")  # what now and then happens to a question
_WINDOWS = 2
_SCHEMA = "HDRUK/4.0.0"
_EXAMPLE = paths.resource_root() / "examples" / "HDRUK-4.0.0.json"
_SILENCE = 1.5  # seconds that a window waits for an answer; the gateway may dawdle for 2.5, or commit 2 after it
_LIVES = (2.0, 8.0)  # seconds that a window lives, starting included, which takes up to two of them
_LOOKS = 1.0  # seconds between two looks of the person
_ASKED_ABOUT_FOR = 20.0  # what was believed lost, or may come twice, is asked about for so long
_GIVEN_UP = 6.0  # and what has no usable answer is believed lost after so many


_CLOCKS = (
    *((resolving, name) for name in ("PAUSES", "ARRIVES_WITHIN", "ASKED_ABOUT_FOR")),
    *((patience, name) for name in ("FIRST", "MOST", "LONGEST")),
)


class Report(Protocol):
    """What is told."""

    def figure(self, name: str, value: object) -> None:
        """Tells a figure."""

    def must(self, name: str, value: object, kept: bool) -> None:
        """Tells a promise."""


def hurry_clocks() -> None:
    """Waiting is made short, in the proportions it has: nothing else about the program is changed."""
    resolving.PAUSES = (0.0, 0.05)
    resolving.ARRIVES_WITHIN, resolving.ASKED_ABOUT_FOR = _GIVEN_UP, _ASKED_ABOUT_FOR
    patience.FIRST, patience.MOST, patience.LONGEST = 0.05, 0.4, 0.5


def connector(connection: Connection, secrets: Mapping[str, str]) -> HdrUk:
    """The real connector, which loses its patience sooner."""
    headers = {"x-application-id": secrets["application_id"], "x-client-id": secrets["client_id"]}
    transport = Transport(connection.url, headers, read_timeout=_SILENCE, pause=0.02)
    return HdrUk(connection, secrets, transport=transport)


def window() -> None:
    """One window's part, in a process of its own: goes through the outbox until it is told, or made, to stop."""
    hurry_clocks()
    given = json.loads(sys.stdin.readline())
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()  # with whoever started it
    with Store.open(Path(given["store"]), patience=60) as store:
        while True:
            with contextlib.suppress(GatewayDeskError):  # a disk is never full here; the rest is tried again
                go_through(store, lambda one: connector(one, given["secrets"]), CancelToken())
            time.sleep(0.05)


def soak(report: Report, share: float) -> None:
    """Queues documents while windows send them; in the end all are there once, and each has its receipt."""
    amount = max(12, round(WHOLE * share))
    chance = random.Random(7)
    kept = [getattr(module, name) for module, name in _CLOCKS]
    hurry_clocks()
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            PracticeServer(Path(folder) / "practice", faults=f"{_FAULTS},seed=7", samples=False) as server,
        ):
            server.hdruk.set_rate_limit(10**9)
            _through(report, amount, chance, server, Path(folder) / "desk.sqlite3")
    finally:
        for (module, name), before in zip(_CLOCKS, kept, strict=True):
            setattr(module, name, before)


def _through(report: Report, amount: int, chance: random.Random, server: PracticeServer, path: Path) -> None:
    details = server.details["hdruk"]
    secrets = {name: str(details[name]) for name in ("application_id", "client_id")}
    connection = Connection("Practice", "hdruk", details["url"], {"team_id": details["team_id"]}, practice=True)
    example = jsonio.read_file(_EXAMPLE)
    documents: dict[str, Any] = {}
    counted: Counter[str] = Counter()
    with Store.open(path, patience=60) as store, _windows({"store": str(path), "secrets": secrets}, chance) as windows:
        store.connections.save(connection)
        gateway = connector(connection, secrets)
        last_change, before, still, looked = time.monotonic(), -1, True, 0.0
        while still:
            for _ in range(min(chance.randint(1, 10), amount - len(documents))):
                title = f"Document {len(documents):04}"
                documents[title] = example | {"summary": example["summary"] | {"title": title}}
                _queue(store, gateway, title, documents[title])
            if chance.random() < 0.3:
                server.hdruk.fail_next(chance.choice(_READING), any_method=True)
            windows.kill_who_has_lived_enough()
            time.sleep(0.1)
            if time.monotonic() - looked < _LOOKS:
                continue
            counted["second clicks that sent nothing"] += _click_again(store, gateway, chance, documents)
            counted["submitted again by the person after a refusal"] += _mend(store, gateway, documents)
            looked = time.monotonic()
            done = len(store.history.rows())
            if done != before:
                last_change, before = time.monotonic(), done
            still = len(documents) < amount or bool(store.outbox.rows(open_only=True))
            if time.monotonic() - last_change > 90:
                break
        counted["windows killed"] = windows.killed
        counted["answers that were lost and found again"] = sum(
            "found on" in row.note or "arrived after all" in row.note for row in store.outbox.rows()
        )
        _judge(report, store, server, documents, counted)


def _queue(store: Store, gateway: HdrUk, title: str, document: Any) -> None:
    prepared = gateway.prepare_create(document, schema=_SCHEMA)
    submission.queue(store, gateway, Submission(prepared, _draft(store, title, document), title, _SCHEMA))


def _draft(store: Store, title: str, document: Any) -> str:
    known = store.drafts.rows(title)
    return known[0].id if known else store.drafts.create(document, schema=_SCHEMA, title=title).id


def _click_again(store: Store, gateway: HdrUk, chance: random.Random, documents: dict[str, Any]) -> int:
    """Submits something again that was submitted before, as an impatient person does."""
    title = chance.choice(list(documents))
    if any(row.title == title and row.state == "refused" for row in store.outbox.rows()):
        return 0  # that one may be sent again
    prepared = gateway.prepare_create(documents[title], schema=_SCHEMA)
    try:
        what = Submission(prepared, _draft(store, title, documents[title]), title, _SCHEMA)
        submission.submit(store, gateway, what, cancel=CancelToken(), progress=lambda _: None)
    except AlreadySent:
        return 1
    except GatewayDeskError:
        return 0
    return 0


def _mend(store: Store, gateway: HdrUk, documents: dict[str, Any]) -> int:
    """What a gateway refused is submitted again: a redirect, for instance, is a matter for a person."""
    rows = store.outbox.rows()
    alive = {row.title for row in rows if row.state != "refused"}
    refused = {row.title for row in rows} - alive
    for title in refused:
        with contextlib.suppress(AlreadySent):
            _queue(store, gateway, title, documents[title])
    return len(refused)


class _Windows:
    """Processes that do what windows do in the background."""

    def __init__(self, given: Mapping[str, Any], chance: random.Random) -> None:
        self._given = json.dumps(given).encode() + b"\n"
        self._chance = chance
        self.killed = 0
        self._ends = [self._end_of_life() for _ in range(_WINDOWS)]
        self._running = [self._start() for _ in range(_WINDOWS)]

    def _end_of_life(self) -> float:
        return time.monotonic() + self._chance.uniform(*_LIVES)

    def _start(self) -> subprocess.Popen[bytes]:
        started = subprocess.Popen(
            [sys.executable, "-c", "from tests.soak.submissions import window; window()"], stdin=subprocess.PIPE
        )
        assert started.stdin is not None
        started.stdin.write(self._given)
        started.stdin.flush()
        return started

    def kill_who_has_lived_enough(self) -> None:
        """Kills those whose time has come as a crash would, and starts others in their place."""
        for which, end in enumerate(self._ends):
            if time.monotonic() > end:
                self._end(self._running[which])
                self.killed += 1
                self._ends[which] = self._end_of_life()
                self._running[which] = self._start()

    def _end(self, one: subprocess.Popen[bytes]) -> None:
        one.kill()
        one.wait()
        if one.stdin is not None:
            one.stdin.close()

    def end(self) -> None:
        """Ends them all."""
        for one in self._running:
            self._end(one)


@contextlib.contextmanager
def _windows(given: Mapping[str, Any], chance: random.Random) -> Iterator[_Windows]:
    windows = _Windows(given, chance)
    try:
        yield windows
    finally:
        windows.end()


def _judge(
    report: Report, store: Store, server: PracticeServer, documents: dict[str, Any], counted: Counter[str]
) -> None:
    held = server.hdruk.datasets()
    times = Counter(one["title"] for one in held)
    by_id = {str(one["id"]): one for one in held}
    receipts = store.history.rows()
    matching = sum(
        one.dataset_id in by_id
        and by_id[one.dataset_id]["pid"] == one.pid
        and by_id[one.dataset_id]["metadata"] == documents[one.title]
        for one in receipts
    )
    tries = store.outbox.rows()
    report.figure("documents", f"{len(documents):,}")
    report.figure("clocks", f"a silence of {_SILENCE} s is given up, and believed to be for good after {_GIVEN_UP} s")
    for name, number in counted.items():
        report.figure(name, f"{number:,}")
    report.figure("tries by themselves in vain", f"{sum(row.tries for row in tries):,}")
    report.must("lost", len([one for one in documents if not times[one]]), all(times[one] for one in documents))
    report.must("there more than once", sum(number - 1 for number in times.values()), max(times.values()) == 1)
    report.must(
        "receipts that match their dataset",
        f"{matching:,} of {len(receipts):,}",
        matching == len(receipts) == len(documents),
    )
    report.must("left without an end", len(store.outbox.rows(open_only=True)), not store.outbox.rows(open_only=True))
