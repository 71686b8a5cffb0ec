"""`gatewaydesk check`: validates files, and all those in folders, and prints a line a problem."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from gatewaydesk.commands._common import add_json_flag, print_line, say_which
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services import sarif
from gatewaydesk.services.checking import CheckedFile, Checking, files_in
from gatewaydesk.validation.problems import Problem

HELP = "Validate metadata files, or all in a folder, against their schema; a line a problem."
_MOST_VERDICTS = 20  # of so many files each is told to be valid; of more only those that are not


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a file, or a folder with .json files")
    parser.add_argument("--schema", metavar="MODEL/VERSION", help="default: the schema that each file fits")
    form = parser.add_mutually_exclusive_group()
    add_json_flag(form)
    form.add_argument("--sarif", action="store_true", help="print one SARIF 2.1.0 log, for code hosts and editors")


def run(given: Namespace) -> int:
    """0 when all files are valid, 1 when problems were found, 2 when a file could not be read."""
    checking = Checking(Catalogue(), given.schema)
    files = list(files_in(given.files))
    done: list[CheckedFile] = []
    for file, found in files:
        checked = checking.check(file, found=found)
        _say(checked, brief=len(files) > _MOST_VERDICTS)
        for problem in () if given.sarif else checked.problems:
            _print(checked, problem, as_json=given.json)
        done.append(checked if given.sarif else checked.verdict)
    if given.sarif:
        print(json.dumps(sarif.report(done, Path.cwd()), ensure_ascii=False, indent=1))
    if len(files) > 1:
        print(_summary(done), file=sys.stderr)
    if any(one.error is not None and not one.left_out for one in done) or all(one.left_out for one in done):
        return 2
    return 1 if any(one.blocking for one in done) else 0


def _say(checked: CheckedFile, *, brief: bool) -> None:
    """The verdict on one file, to standard error."""
    if checked.left_out:
        print(f"{checked.file}: left out: it fits none of the known schemas.", file=sys.stderr)
    elif checked.error is not None:
        print(checked.error, file=sys.stderr)
    elif checked.schema is not None:
        if len(checked.fitting) > 1:
            say_which(checked.file, checked.fitting)
        if checked.blocking or not brief:
            print(f"{checked.file}: {_verdict(checked.blocking)} ({checked.schema.name})", file=sys.stderr)


def _verdict(wrong: int) -> str:
    return "valid" if not wrong else _counted(wrong, "problem")


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _summary(done: Sequence[CheckedFile]) -> str:
    checked = [one for one in done if one.error is None]
    wrong = [one for one in checked if one.blocking]
    unread = sum(one.error is not None and not one.left_out for one in done)
    parts = [f"{len(checked) - len(wrong):,} valid"]
    if wrong:
        parts.append(f"{len(wrong):,} with {_counted(sum(one.blocking for one in wrong), 'problem')}")
    if unread:
        parts.append(f"{unread:,} could not be checked")
    if left_out := sum(one.left_out for one in done):
        parts.append(f"{left_out:,} left out")
    return f"{_counted(len(done), 'file')}: {', '.join(parts)}."


def _print(checked: CheckedFile, problem: Problem, *, as_json: bool) -> None:
    if not as_json:
        region = checked.region(problem)
        print(f"{checked.file}:{region.line}:{region.column}: {problem.severity}: {problem.sentence}")
        return
    print_line(
        {
            "file": str(checked.file),
            "pointer": problem.pointer_text,
            "title": problem.title,
            "keyword": problem.keyword,
            "message": problem.message,
            "severity": str(problem.severity),
            "repairs": [],
        }
    )
