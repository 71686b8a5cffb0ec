"""The command line: one module a command, imported only when it is called.

A module has `HELP` (one sentence), `add_arguments(parser)` and `run(arguments) -> exit code`; where its arguments are
read in a way of their own, also `PARSER`, a kind of ArgumentParser.
"""

from __future__ import annotations

import importlib
from types import ModuleType

# Command word → module; the order is that of the help.
COMMANDS = {
    "check": "check",
    "fields": "fields",
    "roundtrip": "roundtrip",
    "schemas": "schemas",
    "gateways": "gateways",
    "sign-in": "sign_in",
    "sign-out": "sign_out",
    "submit": "submit",
    "remote": "remote",
    "pull": "pull",
    "update": "update",
    "do": "do",
    "jobs": "jobs",
    "choices": "choices",
    "history": "history",
    "drafts": "drafts",
    "outbox": "outbox",
    "backup": "backup",
    "practice": "practice",
    "screenshot": "screenshot",
    "doctor": "doctor",
    "demo": "demo",
}


def load(word: str) -> ModuleType:
    """The module of a command."""
    return importlib.import_module(f"{__name__}.{COMMANDS[word]}")
