"""What was found in files, as SARIF 2.1.0 (OASIS), which code hosts and editors show beside the lines it is about."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from gatewaydesk import __version__
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.services.checking import CheckedFile
from gatewaydesk.validation.problems import Problem, Severity

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.WRONG: "error", Severity.EMPTY: "error", Severity.ADVICE: "note"}


def report(files: Sequence[CheckedFile], folder: Path, problems: Sequence[GatewayDeskError] = ()) -> dict[str, Any]:
    """One SARIF log with one run.

    Args:
        files: what was checked; those left out are not mentioned.
        problems: what kept other files from being found.
        folder: addresses of files below it are told relative to it, which is how code hosts find them.
    """
    rules: dict[str, int] = {}
    results = []
    for checked in files:
        seen: dict[str, int] = {}
        for problem in checked.problems:
            number = rules.setdefault(problem.keyword, len(rules))
            results.append(_result(checked, problem, number, folder, seen))
    errors = [one for one in files if one.error is not None and not one.left_out]
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "Gateway Desk",
                        "version": __version__,
                        "rules": [_rule(keyword) for keyword in rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [
                    {
                        "executionSuccessful": not errors and not problems,
                        "toolExecutionNotifications": [
                            *({"level": "error", "message": {"text": str(one)}} for one in problems),
                            *(_unread(one, folder) for one in errors),
                        ],
                    }
                ],
                "results": results,
            }
        ],
    }


def _rule(keyword: str) -> dict[str, Any]:
    return {"id": keyword, "shortDescription": {"text": f"What the schema says under “{keyword}” is kept to."}}


def _unread(checked: CheckedFile, folder: Path) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": str(checked.error)},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(checked.file, folder)}}],
    }


def _result(checked: CheckedFile, problem: Problem, rule: int, folder: Path, seen: dict[str, int]) -> dict[str, Any]:
    region = checked.region(problem)
    return {
        "ruleId": problem.keyword,
        "ruleIndex": rule,
        "level": _LEVELS[problem.severity],
        "kind": "fail",
        "message": {"text": problem.sentence},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _artifact(checked.file, folder),
                    "region": {
                        "startLine": region.line,
                        "startColumn": region.column,
                        "endLine": region.end_line,
                        "endColumn": region.end_column,
                    },
                },
                "logicalLocations": [{"fullyQualifiedName": problem.pointer_text, "name": problem.title}],
            }
        ],
        "partialFingerprints": {"problem/v1": _fingerprint(problem, seen)},
        "properties": {"severity": str(problem.severity), "schema": checked.schema.name if checked.schema else ""},
    }


def _fingerprint(problem: Problem, seen: dict[str, int]) -> str:
    """The same for the same problem in the next run, whatever lines stand before it and however it is worded."""
    key = f"{problem.pointer_text}\n{problem.keyword}"
    seen[key] = seen.get(key, -1) + 1
    return hashlib.sha256(f"{key}\n{seen[key]}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _artifact(file: Path, folder: Path) -> dict[str, str]:
    whole = file.absolute()
    if whole.is_relative_to(folder):
        return {"uri": quote(os.fsencode(whole.relative_to(folder).as_posix())), "uriBaseId": "%SRCROOT%"}
    return {"uri": whole.as_uri()}
