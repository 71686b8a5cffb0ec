"""The first wall, read in the source: what is handed to a logger cannot hold a secret or what somebody wrote."""

from __future__ import annotations

import ast
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as given_by
from hypothesis import strategies as st

import gatewaydesk
from gatewaydesk import events
from gatewaydesk.errors import StoreLocked
from gatewaydesk.gateways import redaction

ROOT = Path(gatewaydesk.__file__).parent
LEVELS = {"debug", "info", "warning", "error", "critical", "exception", "log"}
# By file: expressions that say nothing about anybody, each seen by a person.
HARMLESS = {
    "crash_reports.py": {"told.exc_type.__name__"},
    "gateways/transport.py": {"call.method", "redaction.mask(call.url)", "shown", "took"},
    "practice/listener.py": {"message", "self.command", "self.path.partition('?')[0]", "code", "*args"},
    "practice/web.py": {"request.method", "request.path"},
    "services/versions.py": {"why"},
    "store/drafts.py": {"reached"},
    "ui/app.py": {"kind.__name__"},
    "ui/keeping.py": {"window.store.database.drive"},
    "ui/qt_messages.py": {"_LEVELS.get(kind, logging.WARNING)", "speaker.group() if speaker else 'a message'"},
}


def handed_over(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=level)):
                if level in LEVELS and name.lower().endswith(("log", "logger", "logging")):
                    yield from (ast.unparse(one) for one in node.args if not isinstance(one, ast.Constant))
                    words = [one.value for one in node.keywords if one.arg not in ("exc_info", "stack_info")]
                    yield from map(ast.unparse, words)


def test_loggers_get_kinds_and_fixed_words() -> None:
    strange: list[str] = []
    looked = 0
    for file in sorted(ROOT.rglob("*.py")):
        name = file.relative_to(ROOT).as_posix()
        for given in handed_over(file):
            looked += 1
            if given not in HARMLESS.get(name, ()) and not given.startswith("type("):
                strange.append(f"{name}: {given}")
    assert looked > 10
    assert strange == [], "log the kind of what happened, not its words; or tell here why it is harmless"


# What of it can be shown to anybody


def spoken(file: Path) -> Iterator[tuple[str, str, int]]:
    """Every call of a logger with a fixed sentence: the logger's name, the sentence, how many arguments."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    logger = ".".join(("gatewaydesk", *file.relative_to(ROOT).with_suffix("").parts))
    for node in ast.walk(tree):
        match node:
            case ast.Assign(value=ast.Call(func=ast.Attribute(attr="getLogger"), args=[ast.Constant(value=str(name))])):
                logger = name
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=level)) if level in LEVELS:
                if name.lower().endswith(("log", "logger", "logging")):
                    words, *given = node.args[1:] if level == "log" else node.args
                    if isinstance(words, ast.Constant):
                        yield logger, words.value, len(given)


def test_the_table_of_sentences_is_what_the_source_says() -> None:
    found = {one for file in sorted(ROOT.rglob("*.py")) for one in spoken(file)}
    listed = {(name, words, len(safe)) for name, all_of in events.OWN.items() for words, safe in all_of.items()}
    assert listed == found, "a sentence that is logged is a row of events.OWN, with what may be shown of its arguments"


def record(name: str, words: Any, *given: Any, error: BaseException | None = None) -> logging.LogRecord:
    trace = (type(error), error, error.__traceback__) if error is not None else None
    return logging.LogRecord(name, logging.ERROR, "x.py", 1, words, given, trace)


def shown(*records: logging.LogRecord) -> str:
    return events.Told().text("".join(f"{json.dumps(events.of(one))}\n" for one in records))


def test_the_program_s_own_words_are_told_whole() -> None:
    url = "https://gateway.example.org/api/v2/teams/7/datasets/412?title=Kea&page=2"
    text = shown(
        record("gatewaydesk.transport", "%s %s: %s (%.0f ms)", "GET", url, "200", 12.4),
        record("gatewaydesk.store.drafts", "steps of a draft after the %dth could not be read", 3),
        record("gatewaydesk.ui.tasks", "background work failed: %s", "StoreLocked", error=StoreLocked("Kea", "Kea")),
    )
    first, second, third, *trace = text.splitlines()
    assert first.endswith(" ERROR gatewaydesk.transport: GET /api/v2/teams/7/datasets/412: 200 (12 ms)")
    assert second.endswith(" steps of a draft after the 3th could not be read")
    assert third.endswith(" background work failed: StoreLocked")
    assert trace == ["Traceback (most recent call last):", "gatewaydesk.errors.StoreLocked"]


PID = "8b0f3c1e-95f2-4a6e-8d6e-0c1f2a3b4c5d"
TITLE = "Kea"  # of three letters: nothing could be searched for it without spoiling every other line


@pytest.mark.parametrize("logger", ["gatewaydesk.ui.tasks", "gatewaydesk.Kea", "gatewaydesk"])
@pytest.mark.parametrize(
    ("words", "given"),
    [
        (TITLE, ()),
        (f"background work failed: {TITLE}", ()),
        ("background work failed: %s", (TITLE,)),
        ("background work failed: %s", (Exception(TITLE),)),
        ("background work failed: %s", (TITLE, TITLE)),
        ("%s", (TITLE,)),
        ({TITLE: 1}, ()),
        ("%(title)s", ({"title": TITLE},)),
    ],
)
def test_nothing_else_of_a_record_is_told(logger: str, words: Any, given: tuple[Any, ...]) -> None:
    told = shown(record(logger, words, *given, error=ValueError(TITLE)))
    assert TITLE not in told and " ERROR " in told and "ValueError" in told


@given_by(st.text(max_size=30))
def test_no_argument_is_a_way_in(text: str) -> None:
    """Whatever somebody wrote, what is shown is the same as for any other text: it cannot be told from it."""
    for name, sentences in events.OWN.items():
        for words, safe in sentences.items():
            mine = [one(f"\u2063{text}\u2063") for one in safe]
            assert [one for one in mine if one is not None and set(str(one)) - set("/…")] == [], (name, words)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://h/api/v1/integrations/datasets/5", "/api/v1/integrations/datasets/5"),
        ("http://localhost:8080/Kea/api/v2/datasets", "/…/api/v2/datasets"),
        ("/api/v2/teams/1/datasets/Kea", "/api/v2/teams/1/datasets/…"),
        (f"/api/v2/datasets/{PID}#Kea", f"/api/v2/datasets/{PID}"),
        ("https://[Kea/api", "…"),
    ],
)  # fmt: skip
def test_of_an_address_the_way_through_the_api_is_told(url: str, path: str) -> None:
    text = shown(record("gatewaydesk.practice", "%s %s: %s", "GET", url, 404))
    assert text.endswith(f": GET {path}: 404\n")


@pytest.mark.parametrize(
    "line",
    [
        TITLE,
        f'"{TITLE}"',
        "[]",
        "{",
        "[" * 100_000,
        json.dumps({"time": TITLE, "level": "ERROR"}),
        json.dumps({"time": "2026-11-21 10:00:00,000", "level": TITLE}),
        json.dumps({"time": "2026-11-21 10:00:00,000", "level": "ERROR", "logger": TITLE, "words": TITLE}),
        json.dumps({"time": "2026-11-21 10:00:00,000", "level": "ERROR", "logger": [TITLE], "trace": [TITLE, 1]}),
        json.dumps(
            {
                "time": "2026-11-21 10:00:00,000",
                "level": "ERROR",
                "logger": "gatewaydesk.ui.tasks",
                "words": "background work failed: %s",
                "given": [TITLE],
                "trace": [f"{TITLE}: {TITLE}", f"  {TITLE}/x.py:1 in run", f"  /home/{TITLE}.py:1 in run"],
            }
        ),
    ],
)
def test_what_was_put_into_the_file_by_others_is_not_told(line: str) -> None:
    told = events.Told()
    assert TITLE not in told.text(f"{line}\n")


def test_the_second_wall_keeps_the_event_although_it_rewrites_the_record() -> None:
    one = record("gatewaydesk.ui.tasks", "background work failed: %s", "KeyError")
    redaction.Redaction().filter(one)
    redaction.Redaction().filter(one)
    assert getattr(one, events.ATTRIBUTE)["words"] == "background work failed: %s"


def test_a_crash_is_told_by_functions_and_places_in_the_program() -> None:
    own = ROOT / "ui" / "tasks.py"
    report = "\n".join(
        (
            "Fatal Python error: Segmentation fault",
            "",
            "Current thread 0x00007f5e (most recent call first):",
            f'  File "{own}", line 12 in run',
            '  File "/home/ann/Kea/x.py", line 3 in Kea',
            "Kea",
            "Extension modules: shiboken6.Shiboken, rpds.rpds (total: 2)",
        )
    )
    told = events.crash(report)
    assert "  gatewaydesk/ui/tasks.py:12 in run" in told and "Segmentation fault" in told and "rpds.rpds" in told
    assert TITLE not in told and "ann" not in told
