"""Kills a window while somebody types: the draft, the steps that can be undone and the place are there again.

The window runs in a process of its own, offscreen, driven by real key events; with each change it says what its
document holds, before the change is on its way to the disk. It is killed at random moments, also while it starts, and
always goes on with the same draft.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from gatewaydesk.document.document import MOST_STEPS, Document
from gatewaydesk.store import Store
from gatewaydesk.store.journal import Note
from tests.soak.report import Report

TITLE = "A window killed while somebody types: nothing is lost but the last edit"
RUNS = 200
EDITS = 100_000
_LONGEST = 2.5  # seconds from the first edit of a run to its end
_START = 40.0  # seconds that a window may take to start on a busy machine
_FIELDS = ("/summary/title", "/summary/abstract", "/summary/keywords/0", "/documentation/description")


def state_of(document: Any) -> dict[str, Any]:
    """What must be there again: the value, and the names of the steps that can be undone and redone."""
    value = hashlib.sha256(json.dumps(document.value).encode()).hexdigest()
    steps = [[one.label for one in stack] for stack in (document._done, document._undone)]
    return {"value": value, "done": steps[0], "undone": steps[1]}


# The process that is killed


def drive(seed: int) -> None:
    """Opens the window on the home of this process and types in it until it is killed, or nobody is there to do so."""
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from gatewaydesk.pointer import from_text, to_text
    from gatewaydesk.ui import app as application
    from gatewaydesk.ui.main_window import MainWindow

    chance = random.Random(seed)
    application.make_application()

    def window() -> MainWindow | None:
        return next((one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)), None)

    def say(kind: str, **more: Any) -> None:
        os.write(1, (json.dumps({"kind": kind, **more}) + "\n").encode())

    def begin() -> None:
        found = window()
        if found is None or (found.current_model is None and found.tasks.busy):
            QTimer.singleShot(20, begin)
        elif found.current_model is None:
            found.new_draft("HDRUK/4.0.0", example=True)
            QTimer.singleShot(200, begin)
        else:
            place = to_text(found.focused) if found.focused else ""
            state = state_of(found.current_model.authoring.document)
            say("begins", draft=found.desk.draft_id, place=place, section=found.form.current, **state)
            # Before anybody else hears of a change: what is on the disk has always been told.
            found.current_model.authoring.document._recorders.insert(0, lambda *_: changed(found))
            QTimer.singleShot(0, act)

    def changed(found: MainWindow) -> None:
        assert found.current_model is not None
        place = to_text(found.focused) if found.focused else ""
        say("edit", place=place, section=found.form.current, **state_of(found.current_model.authoring.document))

    def act() -> None:
        found = window()
        assert found is not None and found.current_model is not None
        value = found.current_model.authoring.document.value
        what = chance.random()
        if what < 0.08 or found.focused is None:
            place = from_text(chance.choice(_FIELDS), value)
            found.go_to(place)
        elif what < 0.16:
            found.actions_by_id["undo"].trigger()
        elif what < 0.20:
            found.actions_by_id["redo"].trigger()
        else:
            widget = QApplication.focusWidget()
            if widget is not None:
                QTest.keyClick(widget, chance.choice("abcdefghij klmnopqrst"), Qt.KeyboardModifier.NoModifier)
        QTimer.singleShot(chance.randint(40, 160), act)

    QTimer.singleShot(0, begin)
    application.run()


# The one who kills


@dataclass
class Found:
    """What a number of kills came to."""

    runs: int = 0
    edits: int = 0
    in_time: int = 0
    lost: list[int] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    steps_lost: list[str] = field(default_factory=list)
    elsewhere: int = 0
    places: int = 0
    origins: dict[str, str] = field(default_factory=dict)


def run_once(home: Path, chance: random.Random, found: Found, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Starts the window, kills it, and looks at what is there; returns the states that it may be in the next time."""
    environment = {
        **os.environ,
        "GATEWAYDESK_HOME": str(home),
        "GATEWAYDESK_QUIET": "1",
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }
    command = [sys.executable, "-m", "tests.soak.kill", str(chance.randrange(1 << 30))]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=log, stderr=subprocess.DEVNULL
        )
        ends, early = time.monotonic() + _START, chance.random() < 0.1
        if early:
            ends = time.monotonic() + chance.uniform(0, 3)
        began = False
        while time.monotonic() < ends and process.poll() is None:
            if not began and not early:
                log.seek(0)
                if b'"begins"' in log.read():
                    began, ends = True, time.monotonic() + chance.uniform(0.05, _LONGEST)
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        with process:  # which waits, and closes what leads to it
            pass
        log.seek(0)
        lines = [json.loads(line) for line in log.read().split(b"\n")[:-1] if line.startswith(b"{")]
    found.runs += 1
    edits = [one for one in lines if one["kind"] == "edit"]
    found.edits += len(edits)
    found.in_time += bool(edits)
    if lines and before:
        _compare_window(lines[0], before, found)
    return _compare_store(home, [*before[-1:], *lines], found)


def _compare_window(begins: dict[str, Any], before: list[dict[str, Any]], found: Found) -> None:
    """The window shows what the store held, at the place where the person was."""
    known = before[-1]
    if any(begins[name] != known[name] for name in ("value", "done", "undone")):
        found.steps_lost.append("the window began with something else than the store held")
    if known.get("place"):
        found.places += 1
        found.elsewhere += begins["section"] != known["section"]


def _compare_store(home: Path, said: list[dict[str, Any]], found: Found) -> list[dict[str, Any]]:
    """Reads the draft as a window would; it has to be in one of the last two states that were told."""
    with Store.open(next(home.rglob("gateway-desk.sqlite3"))) as store:
        rows = store.drafts.rows()
        if not rows or not said:
            return said
        draft = store.drafts.load(rows[0].id)
        document = Document(draft.value)
        document.recall(store.writing.left(draft.id, draft.revision).history)
        now = state_of(document)
        at = next((n for n in range(len(said) - 1, -1, -1) if said[n]["value"] == now["value"]), None)
        if at is None or len(rows) > 1:
            found.damaged.append(f"state unknown; {len(rows)} drafts")
            return said
        found.lost.append(len(said) - 1 - at)
        told = next((one for one in reversed(said) if all(one[name] == now[name] for name in now)), None)
        if told is None:
            found.steps_lost.append(f"{len(said[at]['done'])} steps told, {len(now['done'])} found")
            return [{**said[at], **now}]
        for name in [name for name in found.origins if name != draft.id]:
            del found.origins[name]
        origin = found.origins.setdefault(draft.id, next((one["value"] for one in said if not one["done"]), ""))
        steps = len(document._done)
        while document.undo() is not None:
            steps -= 1
        if steps or (len(now["done"]) < MOST_STEPS and state_of(document)["value"] != origin):
            found.steps_lost.append("undoing everything did not lead back to the beginning")
        return [told]


def kills(runs: int, seed: int = 0) -> Found:
    """So many kills of a window on one home."""
    chance, found = random.Random(seed), Found()
    with tempfile.TemporaryDirectory() as folder:
        home, before = Path(folder) / "home", list[dict[str, Any]]()
        while found.runs < runs:
            before = run_once(home, chance, found, before) if before or found.runs else _first(home, chance, found)
    return found


def _first(home: Path, chance: random.Random, found: Found) -> list[dict[str, Any]]:
    """The first run always types: there has to be a draft."""
    while True:
        told = run_once(home, random.Random(chance.randrange(1 << 30)), found, [])
        if told:
            return told


@dataclass
class Replayed:
    """What a number of edits left: bytes of the process and of the database files, now and then, and seconds."""

    memory: list[int] = field(default_factory=list)
    database: list[int] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    same: bool = True
    steps: int = 0


def replay(count: int, seed: int = 0) -> Replayed:
    """Makes so many edits, a few to a write as typing brings them, with the value written anew as a window does."""
    chance, found = random.Random(seed), Replayed()
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "desk.sqlite3") as store:
        document = Document({"summary": {"title": "A", "abstract": "B" * 2000}, "list": [{"name": "x"}]})
        draft = store.drafts.create(document.value, schema="S", title="T")
        notes: list[Note] = []
        document.record(lambda kind, change: notes.append(Note(kind, change, f"{change.label}d")))
        revision, last, since = 1, None, 0
        for number in range(count):
            _edit(document, chance)
            if len(notes) >= 3 or number == count - 1:
                began = time.perf_counter()
                done = store.writing.append(draft.id, notes, title="T", expected=revision, last=last)
                found.writes.append(time.perf_counter() - began)
                revision, last, since = done.revision, done.last, since + len(notes)
                notes.clear()
            if since >= 500:
                store.writing.checkpoint(draft.id)
                since = 0
            if number % max(count // 20, 1) == 0:
                found.memory.append(psutil.Process().memory_info().rss)
                found.database.append(sum(one.stat().st_size for one in Path(folder).iterdir()))
        found.same = store.drafts.load(draft.id).value == document.value
        again = Document(store.drafts.load(draft.id).value)
        again.recall(store.writing.left(draft.id, revision).history)
        while again.undo() is not None and document.undo() is not None:
            found.steps += 1
        found.same = found.same and again.value == document.value
    return found


def _edit(document: Document, chance: random.Random) -> None:
    """One edit of many kinds, most of them typing; texts and lists grow no longer than a person lets them."""
    what, items = chance.random(), document.value["list"]
    name = chance.choice(("title", "abstract")) if what < 0.1 else "abstract"
    if what < 0.8:
        text = document.value["summary"][name]
        at = chance.randint(0, len(text))
        text = text[:at] + chance.choice("abcde ") + text[at:] if len(text) < 3000 else text[:1500]
        document.set(("summary", name), text, label=f"change {name}", merge=f"type {name}")
    elif what < 0.86:
        document.end_merge()
        document.insert(("list", chance.randint(0, len(items))), {"name": "x" * chance.randint(1, 50)}, label="add")
    elif what < 0.92 and len(items) > 20:
        document.remove(("list", chance.randrange(len(items))), label="remove")
    elif what < 0.97:
        document.undo()
    else:
        document.redo()


def soak(report: Report, share: float) -> None:
    """Kills a window `share` of 200 times, and makes `share` of 100,000 edits."""
    found = kills(max(int(RUNS * share), 2))
    report.figure("kills, and edits that were typed before them", f"{found.runs:,} and {found.edits:,}")
    report.must("damaged drafts", len(found.damaged), not found.damaged)
    report.must("most edits lost by one kill", max(found.lost, default=0), max(found.lost, default=0) <= 1)
    report.figure("kills that lost an edit", sum(map(bool, found.lost)))
    report.must("kills after which steps could not be undone as before", len(found.steps_lost), not found.steps_lost)
    report.must(
        "starts at another section", f"{found.elsewhere} of {found.places}", found.elsewhere <= found.places * 0.1
    )
    for words in sorted({*found.damaged, *found.steps_lost}):
        report.figure("what was found", words)
    replayed = replay(max(int(EDITS * share), 500))
    fifth = len(replayed.memory) // 5
    memory, database = (
        [max(part) / 1e6 for part in (one[: fifth + 1], one[-fifth:])] for one in (replayed.memory, replayed.database)
    )
    writes = sorted(replayed.writes)
    report.figure("edits that were made", f"{max(int(EDITS * share), 500):,} in {len(writes):,} writes")
    middle, most = (1000 * writes[int(len(writes) * part)] for part in (0.5, 0.95))
    report.figure("milliseconds of a write: the middle one, and the 95th of 100", f"{middle:.1f} and {most:.1f}")
    report.must("what was read again is what was written, step by step", replayed.steps, replayed.same)
    words = "MB of the process, most in the first fifth and in the last"
    report.must(words, f"{memory[0]:.0f} and {memory[1]:.0f}", memory[1] < memory[0] + 20)
    words = "MB of the database, most in the first fifth and in the last"
    report.must(words, f"{database[0]:.1f} and {database[1]:.1f}", database[1] < 20)


if __name__ == "__main__":
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(1)), daemon=True).start()
    drive(int(sys.argv[1]))
