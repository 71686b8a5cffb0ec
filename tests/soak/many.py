"""A desk of years: 10,000 drafts and 100,000 receipts. Starting takes no longer for it, and searching is at once.

Start times are CPU time of the process until its window is painted, taken in turns with an empty desk's.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from gatewaydesk.store import Receipt, Store, history
from tests.soak.report import Report

TITLE = "A desk with 10,000 drafts and 100,000 receipts"
DRAFTS, RECEIPTS, STARTS = 10_000, 100_000, 7
_SLOWER, _SEARCH = 1.2, 50.0  # times an empty start; milliseconds
_WORDS = ("heart", "lung", "cohort", "registry", "asthma", "biobank", "screening", "care", "stroke", "imaging")
_START = """
import os, sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
class Eye(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched.isWidgetType() and watched.isWindow():
            QTimer.singleShot(0, lambda: (print(time.process_time(), flush=True), os._exit(0)))
        return False
from gatewaydesk.__main__ import main
from gatewaydesk.ui import app as application
app = application.make_application(); eye = Eye(); app.installEventFilter(eye)
main([])
"""


def soak(report: Report, share: float) -> None:
    """Fills a desk and compares it with an empty one."""
    drafts, receipts = max(100, int(DRAFTS * share)), max(1000, int(RECEIPTS * share))
    with tempfile.TemporaryDirectory() as empty, tempfile.TemporaryDirectory() as full:
        _start(Path(empty))  # makes the database
        _start(Path(full))
        path = next(Path(full).rglob("*.sqlite3"))
        with Store.open(path) as store:
            _fill(store, drafts, receipts)
            report.figure("database, MB", round(path.stat().st_size / 1e6))
            some = store.drafts.rows("lung", limit=1)[0].id
            found = {
                "drafts": _took(lambda: store.drafts.rows("heart lung")),
                "drafts for one letter": _took(lambda: (store.drafts.rows("a", limit=500), store.drafts.count("a"))),
                "the row of one draft that was saved": _took(lambda: store.drafts.finds(some, "lung")),
                "drafts, nothing found": _took(lambda: store.drafts.rows("no such words")),
                "history": _took(lambda: store.history.rows("heart lung", 500)),
                "history for one letter": _took(lambda: (store.history.rows("a", 500), store.history.count("a"))),
                "history, nothing found": _took(lambda: store.history.rows("no such words")),
                "history, by dataset ID": _took(lambda: store.history.rows(str(receipts // 2))),
            }
        for what, took in found.items():
            report.must(f"searching {what}, ms (at most {_SEARCH:g})", f"{took:.1f}", took <= _SEARCH)
        times: dict[str, list[float]] = {empty: [], full: []}
        for _ in range(STARTS):
            for home, taken in times.items():
                taken.append(_start(Path(home)))
        there, without = (statistics.median(times[home]) for home in (full, empty))
        kept = there <= _SLOWER * without
        said = f"{there / without:.2f} ({1000 * there:.0f} ms and {1000 * without:.0f} ms)"
        report.must(f"start, times an empty one's (at most {_SLOWER})", said, kept)


def _fill(store: Store, drafts: int, receipts: int) -> None:
    chance = random.Random(11)

    def title(at: int) -> str:
        return f"{' '.join(chance.sample(_WORDS, 3)).capitalize()} {at}"

    with store.database.write() as connection:
        for at in range(drafts):
            value = {"summary": {"title": title(at), "abstract": "What the dataset holds. " * 20}}
            store.drafts.create(value, schema="HDRUK/4.0.0", title=title(at), counts=(3, 111, 5, 207))
        for at in range(receipts):
            sent = f"20{10 + at % 15}-0{1 + at % 9}-1{at % 9}T10:00:00.000Z"
            receipt = Receipt(
                str(at), str(at), f"pid-{at}", "Practice", "hdruk", title(at), "HDRUK/4.0.0", "active", sent, "0" * 64
            )
            history.add(connection, f"row-{at}", receipt)


def _took(work: Callable[[], object]) -> float:
    """Milliseconds of one call, the best of five: other programs only ever add."""
    took = []
    for _ in range(5):
        started = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - started))
    return min(took)


def _start(home: Path) -> float:
    environment = {
        **os.environ, "GATEWAYDESK_HOME": str(home), "GATEWAYDESK_QUIET": "1", "QT_QPA_PLATFORM": "offscreen",
    }  # fmt: skip
    ended = subprocess.run(
        [sys.executable, "-c", _START], env=environment, capture_output=True, text=True, check=True, timeout=120
    )
    return float(ended.stdout.split()[-1])
