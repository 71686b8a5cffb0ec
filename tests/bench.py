"""What things cost, as ratios measured in one run (`make bench`): times are this machine's, ratios are what counts."""

from __future__ import annotations

import contextlib
import copy
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["GATEWAYDESK_QUIET"] = "1"

import jsonschema
import jsonschema_rs
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from gatewaydesk.__main__ import COLLECTION
from gatewaydesk.document import jsonio
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.schema.catalogue import Catalogue, LoadedSchema
from gatewaydesk.schema.fields import walk
from gatewaydesk.schema.reader import read
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.store import Store
from gatewaydesk.ui.app import make_application
from gatewaydesk.ui.breathing import breathing
from gatewaydesk.ui.headless import without_grumbles
from gatewaydesk.ui.main_window import MainWindow
from gatewaydesk.ui.tasks import Tasks
from gatewaydesk.validation.advice import advised
from gatewaydesk.validation.engine import Checker
from tests.bench_files import bench_files

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = "HDRUK/4.0.0"
EXAMPLE = ROOT / "resources" / "examples" / "HDRUK-4.0.0.json"
KEYS = 200
PER_TABLE = 100

# Prints when the first paint of a window has ended; `{}` makes the window.
START = """
import sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
class Eye(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched.isWidgetType() and watched.isWindow():
            QTimer.singleShot(0, lambda: (print(time.time(), flush=True), __import__("os")._exit(0)))
        return False
{}
"""
EMPTY = """
app = QApplication([]); eye = Eye(); app.installEventFilter(eye)
from PySide6.QtWidgets import QMainWindow
window = QMainWindow(); window.show(); app.exec()
"""
WHOLE = """
from gatewaydesk.__main__ import main
from gatewaydesk.ui import app as application
app = application.make_application(); eye = Eye(); app.installEventFilter(eye)
main([])
"""


def timed(work: Callable[[], Any], least: float = 0.3, most: int = 200) -> float:
    """Milliseconds of one call, the median of as many as fit into `least` seconds (at least one)."""
    took: list[float] = []
    until = time.perf_counter() + least
    while not took or (time.perf_counter() < until and len(took) < most):
        started = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - started))
    return statistics.median(took)


def row(title: str, *figures: float, of: float | None = None, target: str = "") -> None:
    """One line: times in milliseconds, the first as a multiple of `of`, and what is wanted."""
    shown = "".join(f"{figure:>12,.3f}" if figure < 10 else f"{figure:>12,.0f}" for figure in figures)
    print(
        f"{title:<46}{shown}" + (f"   ×{figures[0] / of:,.2f}" if of else "") + (f"   ({target})" if target else ""),
        flush=True,
    )


def with_columns(example: Any, count: int, wrong: float = 0.0) -> Any:
    """The example with so many columns in tables of a hundred, a part of them wrong."""
    value = copy.deepcopy(example)
    every = round(1 / wrong) if wrong else 0
    columns = [
        {
            "name": f"column_{at}",
            "dataType": "text",
            "description": "A column.",
            "sensitive": "perhaps" if every and at % every == 0 else False,
        }
        for at in range(count)
    ]
    value["structuralMetadata"]["tables"] = [
        {"name": f"table_{at}", "description": "A table.", "columns": columns[at : at + PER_TABLE]}
        for at in range(0, count, PER_TABLE)
    ]
    return value


def bench_reading(schema: LoadedSchema) -> None:
    print("\nReading the schema, ms")
    parsing = timed(lambda: jsonio.dumps(schema.raw))
    row(
        f"into {len(list(walk(schema.root)))} fields (multiple of writing it as JSON)",
        timed(lambda: list(walk(read(schema.raw, schema.hints)))),
        of=parsing,
        target="wanted: 30 ms",
    )


def bench_rewriting(schema: LoadedSchema, example: Any) -> None:
    """What checking a valid document by the rewritten schema costs, beside the original: turn by turn, in one run."""
    print("\nChecking a valid document, ms                     rewritten    original   (wanted: ×1.1)")
    original = jsonschema_rs.validator_for(schema.raw, validate_formats=True)
    rewritten = jsonschema_rs.validator_for(schema.precise, validate_formats=True)
    for title, value in (("example", example), ("100,000 columns", with_columns(example, 100_000))):
        assert rewritten.is_valid(value)
        took: tuple[list[float], list[float]] = ([], [])
        for _ in range(15 if title != "example" else 2000):
            for validator, mine in zip((rewritten, original), took, strict=True):
                started = time.perf_counter()
                assert not any(validator.iter_errors(value))
                mine.append(1000 * (time.perf_counter() - started))
        ours, theirs = map(statistics.median, took)
        row(title, ours, theirs, of=theirs)


def bench_checking(schema: LoadedSchema, example: Any) -> None:
    print("\nChecking the whole document, ms              our Checker   rs, alone   jsonschema   ×rs")
    checker = Checker(schema)
    rust = jsonschema_rs.validator_for(schema.raw, validate_formats=True)
    python = jsonschema.Draft202012Validator(schema.raw)
    cases = [("example", example)]
    for count in (1_000, 100_000):
        cases.append((f"{count:,} columns", with_columns(example, count)))
        cases.append((f"{count:,} columns, 1 % wrong", with_columns(example, count, 0.01)))
    for title, value in cases:
        ours = timed(lambda value=value: checker.check(value))
        alone = timed(lambda value=value: sum(1 for _ in rust.iter_errors(value)))
        plain = timed(lambda value=value: sum(1 for _ in python.iter_errors(value)))
        found = len(checker.check(value))
        told = sum(1 for _ in rust.iter_errors(value))
        row(f"{title} (told: {found:,}, {told:,})", ours, alone, plain, of=alone)


def bench_whole_check(schema: LoadedSchema, example: Any) -> None:
    """All that a check gives, sentences and advice, beside the validator alone on the same schema, turn by turn."""
    print("\nThe whole check, ms                                  whole   rs, alone   (× rs on the rewritten schema)")
    checker = Checker(schema)
    alone = jsonschema_rs.validator_for(schema.precise, validate_formats=True)
    for wrong, target in ((0.0, ""), (0.01, "wanted: ×3"), (0.1, "")):
        value = with_columns(example, 100_000, wrong)
        took: tuple[list[float], ...] = ([], [], [])
        found = 0
        for turn in range(12):
            works = [
                lambda value=value: sum(1 for _ in alone.iter_errors(value)),
                lambda value=value: len(checker.check(value, jsonio.DEPTH_LIMIT)),  # as for a file that was read
                lambda value=value: len(advised(schema, value, checker.check(value, jsonio.DEPTH_LIMIT))),
            ]
            for at in (turn % 3, (turn + 1) % 3, (turn + 2) % 3):
                started = time.process_time()
                found = max(works[at](), found)
                took[at].append(1000 * (time.process_time() - started))
        theirs, sentences, all_of_it = map(min, took)
        row(f"100,000 columns, {wrong:.0%} wrong (told: {found:,})", sentences, theirs, of=theirs, target=target)
        row("    with advice", all_of_it, theirs, of=theirs)


def bench_repairs(schema: LoadedSchema, example: Any) -> None:
    """What it takes to find the repairs of a table in which every row is wrong, and to try them all at once."""
    print("\nRepairs of 10,000 wrong cells, CPU time in ms")
    value = with_columns(example, 10_000)
    for table in value["structuralMetadata"]["tables"]:
        for column in table["columns"]:
            column["sensitive"] = "Y"
    took: list[float] = []

    def clocked(work: Callable[[], Any]) -> Any:
        started = time.process_time()
        made = work()
        took.append(1000 * (time.process_time() - started))
        return made

    authoring = Authoring(schema, value)
    problems = clocked(authoring.check)
    found = clocked(lambda: authoring.mender.of_each(problems))
    kept = clocked(lambda: authoring.mender.together(some[0] for some in found))
    assert len(kept) == len(problems) == 10_000
    checked, sought, tried = took
    row("found (multiple of checking the document)", sought, of=checked, target="wanted: 3,000 ms")
    row("tried together", tried, of=checked)


class Eye(QObject):
    """Sees when a widget has been painted."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__()
        self.seen = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.seen += event.type() == QEvent.Type.Paint
        return False


def keys(editor: QPlainTextEdit, settled: Callable[[], bool]) -> list[float]:
    """Milliseconds from each key until its sign is painted and the document is checked."""
    eye, took = Eye(editor.viewport()), []
    editor.setFocus()
    for at in range(KEYS):
        QApplication.processEvents()
        before, started = eye.seen, time.perf_counter()
        QTest.keyClick(editor, Qt.Key(ord("A") + at % 26))
        while eye.seen == before or not settled():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)  # asleep, as the program is
        took.append(1000 * (time.perf_counter() - started))
    return took


def big_schema(size: int = 2_700_000) -> Any:
    """A schema of so many bytes: definitions that refer to one another, as a big model has them."""
    defs: dict[str, Any] = {}
    one = {"type": "string", "description": "What stands here, and where it comes from. " * 3, "maxLength": 500}
    while len(defs) * 2_200 < size:
        at = len(defs)
        properties: dict[str, Any] = {f"member_{number}": one for number in range(10)}
        properties["next"] = {"anyOf": [{"$ref": f"#/$defs/Part{(at * 7 + 1) % 1000}"}, {"type": "null"}]}
        properties["parts"] = {"type": "array", "items": {"$ref": f"#/$defs/Part{(at * 3 + 2) % 1000}"}}
        defs[f"Part{at}"] = {"type": "object", "required": ["member_0"], "properties": properties}
    defs = {name: defs.get(name, one) for name in sorted({*defs, *(f"Part{at}" for at in range(1000))})}
    top = {f"group_{at}": {"$ref": f"#/$defs/Part{at}"} for at in range(40)}
    return {"$defs": defs, "type": "object", "properties": top}


def bench_big(window: MainWindow, folder: Path) -> None:
    """A big schema, opened: how long that takes, and how long the window cannot answer meanwhile."""
    file = folder / "big.json"
    file.write_text(json.dumps(big_schema()), encoding="utf-8")
    stalls: list[float] = []
    last = time.perf_counter()

    def beat() -> None:
        nonlocal last
        stalls.append(1000 * (time.perf_counter() - last))
        last = time.perf_counter()

    pulse = QTimer(interval=0)
    pulse.timeout.connect(beat)
    parsing = timed(lambda: json.loads(file.read_bytes()))
    last = started = time.perf_counter()
    pulse.start()
    opened(window, lambda: window.new_draft(str(file)))
    took = 1000 * (time.perf_counter() - started)
    pulse.stop()
    size = file.stat().st_size / 1_000_000
    row(f"schema of {size:.1f} MB: chosen to painted", took, of=parsing, target="wanted: 1,500 ms; × parsing it")
    row("    longest time without an answer meanwhile", max(stalls), target="wanted: 100 ms")
    window.settle()
    window.desk.close()
    window.settle()


def bench_window(example: Any) -> None:
    app = make_application()
    print("\nThe window, ms                                     median         p95")
    bare = QPlainTextEdit()
    bare.resize(700, 100)
    bare.show()
    QTest.qWaitForWindowExposed(bare)
    floor = sorted(keys(bare, lambda: True))
    bare.close()
    row("key to painted, a bare editor", statistics.median(floor), floor[int(KEYS * 0.95)])
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        store, tasks = Store.open(Path(folder) / "bench.sqlite3"), Tasks()
        stack.enter_context(breathing(tasks))
        window = MainWindow(store, Catalogue(), Credentials(), tasks, remember=False)
        window.resize(1280, 860)
        window.show()
        window.start()
        at_leisure(window)
        try:
            bench_opening(window, example)
            bench_big(window, Path(folder))
            for title, value, target in (
                ("example", example, "wanted: 5 and 10 ms"),
                ("10,000 columns", with_columns(example, 10_000), ""),
                ("100,000 columns", with_columns(example, 100_000), "wanted: 33 ms for 95 %"),
            ):
                bench_form(window, title, value, statistics.median(floor), target)
                window.desk.close()
                window.settle()
        finally:
            window.close()
            window.deleteLater()
            app.processEvents()
            tasks.close()
            store.close()


def at_leisure(window: MainWindow) -> None:
    """Lets a window that was just opened do what it does unasked, as it can before anybody has chosen anything."""
    for _ in range(5):
        QTest.qWait(50)
        window.settle()


def opened(window: MainWindow, ask: Callable[[], object]) -> None:
    """Asks for a draft and waits as the program does, asleep, until its first section has been painted."""
    waiting = QEventLoop()
    window.desk.opened.connect(waiting.quit)
    ask()
    waiting.exec()
    window.desk.opened.disconnect(waiting.quit)
    painted(window)


def plain_page() -> None:
    """As many labels and lines as the first section shows, without anything of ours: made and painted."""
    page = QWidget()
    column = QVBoxLayout(page)
    for at in range(14):
        column.addWidget(QLabel(f"Field {at}"))
        column.addWidget(QLineEdit("text"))
    page.resize(700, 800)
    eye = Eye(page)
    page.show()
    while not eye.seen:
        QApplication.processEvents()
    page.close()


def bench_opening(window: MainWindow, example: Any) -> None:
    """From asking for a draft to its first section painted: the first one of all, and later ones."""
    floor = timed(plain_page)
    row("a plain page of as many lines", floor)
    took: list[float] = []
    for _ in range(9):
        started = time.perf_counter()
        if took:
            draft = window.store.drafts.rows()[0].id
            opened(window, lambda draft=draft: window.open_draft(draft))
        else:
            opened(window, lambda: window.new_draft(SCHEMA, example))
        took.append(1000 * (time.perf_counter() - started))
        window.settle()
        window.desk.close()
        window.settle()
    row("example: the first draft of all, to painted", took[0], of=floor, target="wanted: 100 ms")
    row("example: opened to first section painted", statistics.median(took[1:]), of=floor, target="wanted: 100 ms")


def painted(window: MainWindow) -> None:
    """Waits until the section that is shown has been painted."""
    view = window.form.view
    assert view is not None
    eye = Eye(view.widget())
    view.widget().update()
    while not eye.seen:
        QApplication.processEvents()


def bench_form(window: MainWindow, title: str, value: Any, floor: float, target: str) -> None:
    """One document: opened, typed in."""
    started = time.perf_counter()
    opened(window, lambda: window.new_draft(SCHEMA, value))
    row(f"{title}: draft made to first section painted", 1000 * (time.perf_counter() - started))
    window.settle()
    started = time.perf_counter()
    window.show_section("/structuralMetadata")
    painted(window)
    row(f"{title}: structural metadata shown and painted", 1000 * (time.perf_counter() - started))
    window.settle()
    window.go_to(("summary", "abstract"))
    window.settle()
    model = window.current_model
    assert model is not None
    checks: list[int] = []
    unlisten = model.authoring.listen_problems(lambda: checks.append(model.authoring.document.revision))
    editor = next(one for one in window.findChildren(QPlainTextEdit, "field:/summary/abstract") if one.isVisible())
    took = sorted(keys(editor, lambda: bool(checks) and checks[-1] == model.authoring.document.revision))
    unlisten()
    row(
        f"{title}: key to checked and painted", statistics.median(took), took[int(KEYS * 0.95)], of=floor, target=target
    )


def bench_start() -> None:
    print("\nProcess start to window painted, ms")

    def start(window: str) -> float:
        with tempfile.TemporaryDirectory() as home:
            environment = {**os.environ, "GATEWAYDESK_HOME": home}
            took = []
            for _ in range(4):  # the first one warms the disk, and is not counted
                started = time.time()
                ended = subprocess.run(
                    [sys.executable, "-c", START.format(window)],
                    env=environment,
                    capture_output=True,
                    text=True,
                    check=True,
                    cwd=ROOT,
                )
                took.append(1000 * (float(ended.stdout.split()[-1]) - started))
            return statistics.median(took[1:])

    floor = start(EMPTY)
    row("an empty window", floor)
    row("Gateway Desk", start(WHOLE), of=floor, target="wanted: 700 ms")


def bench_many(example: Any) -> None:
    print("\nA thousand files, CPU time in ms")
    ours, other = bench_files(ROOT / "resources/schemas" / SCHEMA / "schema.json", SCHEMA, example)
    row("check-jsonschema", other)
    row("gatewaydesk check", ours, target=f"{other / ours:,.1f} times as fast; wanted: 10")


def main() -> None:
    gc.set_threshold(*COLLECTION)  # as the program does
    schema = Catalogue().load(SCHEMA)
    example = jsonio.read_file(EXAMPLE)
    bench_reading(schema)
    bench_rewriting(schema, example)
    bench_checking(schema, example)
    bench_whole_check(schema, example)
    bench_repairs(schema, example)
    bench_many(example)
    with without_grumbles():
        bench_window(example)
    bench_start()


if __name__ == "__main__":
    main()
