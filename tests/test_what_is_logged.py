"""The first wall, read in the source: what is handed to a logger cannot hold a secret or what somebody wrote."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import gatewaydesk

ROOT = Path(gatewaydesk.__file__).parent
LEVELS = {"debug", "info", "warning", "error", "critical", "exception", "log"}
# By file: expressions that say nothing about anybody, each seen by a person.
HARMLESS = {
    "crash_reports.py": {"told.exc_type.__name__"},
    "gateways/transport.py": {"method", "redaction.mask(url)", "shown", "(time.monotonic() - started) * 1000"},
    "practice/hdruk_web.py": {"request.method", "request.path"},
    "practice/listener.py": {"message", "self.command", "self.path.partition('?')[0]", "code", "*args"},
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
