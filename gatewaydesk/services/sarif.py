"""What was found in files, as SARIF 2.1.0 (OASIS), which code hosts and editors show beside the lines it is about."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from gatewaydesk import __version__
from gatewaydesk.errors import FileProblem, GatewayDeskError
from gatewaydesk.services.checking import CheckedFile, Region
from gatewaydesk.services.rule_words import OTHER, RULES
from gatewaydesk.validation.problems import Problem, Severity

if TYPE_CHECKING:
    from gatewaydesk.validation.repairs import Repair

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def results(checked: CheckedFile, folder: Path) -> Iterator[dict[str, Any]]:
    """The results of one file, each without the number of its rule in the run; none for one that was not checked."""
    seen: dict[str, int] = {}
    for problem, repairs in zip(checked.problems, checked.repairs(), strict=True) if checked.error is None else ():
        yield _result(checked, problem, repairs, folder, seen)


def report(
    files: Iterable[tuple[CheckedFile, Iterable[dict[str, Any]]]],
    folder: Path,
    problems: Sequence[tuple[Path, FileProblem]] = (),
) -> dict[str, Any]:
    """One SARIF log with one run.

    Args:
        files: what was checked, with its `results`; each is looked at once and not kept. Those left out are noted, and
            are no failure where anything else was checked.
        problems: what kept other files from being found, each with where.
        folder: addresses of files below it are told relative to it, which is how code hosts find them.
    """
    rules: dict[str, int] = {}
    found = []
    notices = [_notice(place, problem, folder) for place, problem in problems]
    successful, any_metadata = not notices, False
    for checked, told in files:
        found += [one | {"ruleIndex": rules.setdefault(one["ruleId"], len(rules))} for one in told]
        any_metadata = any_metadata or not checked.left_out
        if checked.error is not None:
            notices.append(_notice(checked.file, checked.error, folder, "note" if checked.left_out else "error"))
            successful = successful and checked.left_out
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
                        "executionSuccessful": successful and any_metadata,
                        "toolExecutionNotifications": notices,
                    }
                ],
                "results": found,
            }
        ],
    }


def _rule(keyword: str) -> dict[str, Any]:
    return {"id": keyword, "shortDescription": {"text": RULES.get(keyword, OTHER)}}


def _level(problem: Problem) -> str:
    """An error keeps the dataset from being sent; what is empty and may be is a warning, and advice a note."""
    if problem.severity is Severity.ADVICE:
        return "note"
    return "error" if problem.blocks else "warning"


def _notice(file: Path, error: GatewayDeskError, folder: Path, level: str = "error") -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": _artifact(file, folder)}
    if isinstance(error, FileProblem) and error.line:
        place["region"] = {"startLine": error.line, "startColumn": error.column}
    return {"level": level, "message": {"text": str(error)}, "locations": [{"physicalLocation": place}]}


def _result(
    checked: CheckedFile,
    problem: Problem,
    repairs: Sequence[Repair] | None,
    folder: Path,
    seen: dict[str, int],
) -> dict[str, Any]:
    fixes, others = [], []
    for repair in repairs or ():
        found = None if repair.loses else checked.replacement(repair)  # a tool may make every fix that it is given
        if found is None:
            others.append(repair.label)
        else:
            fixes.append(_fix(repair.label, *found, _artifact(checked.file, folder)))
    offered = f" What would mend it: {'; '.join(others)}." if others else ""
    return {
        "ruleId": problem.keyword,
        "level": _level(problem),
        "kind": "fail",
        "message": {"text": f"{problem.sentence}{offered}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _artifact(checked.file, folder),
                    "region": _region(checked.region(problem)),
                },
                "logicalLocations": [{"fullyQualifiedName": problem.pointer_text, "name": problem.title}],
            }
        ],
        **({"fixes": fixes} if fixes else {}),
        "partialFingerprints": {"problem/v1": _fingerprint(problem, seen)},
        "properties": {
            "severity": str(problem.severity),
            "schema": checked.schema.name if checked.schema else "",
            **({"repairsLookedFor": False} if repairs is None else {}),
        },
    }


def _fix(label: str, region: Region, text: str, artifact: dict[str, str]) -> dict[str, Any]:
    replacement = {"deletedRegion": _region(region), **({"insertedContent": {"text": text}} if text else {})}
    return {
        "description": {"text": label},
        "artifactChanges": [{"artifactLocation": artifact, "replacements": [replacement]}],
    }


def _region(region: Region) -> dict[str, int]:
    return {
        "startLine": region.line,
        "startColumn": region.column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
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
