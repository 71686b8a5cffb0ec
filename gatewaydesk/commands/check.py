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

HELP = "Validate metadata files, or all in a folder, against their schema; a line a problem."
_MOST_VERDICTS = 20  # of so many files each is told to be valid; of more only those that are not


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a file, or a folder with .json files")
    parser.add_argument("--schema", metavar="MODEL/VERSION", help="default: the schema that each file fits")
    parser.add_argument("--no-advice", action="store_true", help="tell only what is wrong or missing")
    form = parser.add_mutually_exclusive_group()
    add_json_flag(form)
    form.add_argument("--sarif", action="store_true", help="print one SARIF 2.1.0 log, for code hosts and editors")


def run(given: Namespace) -> int:
    """0 when all files are valid, 1 when problems were found, 2 when a file could not be read."""
    checking = Checking(Catalogue(), given.schema, advice=not given.no_advice)
    files = list(files_in(given.files))
    done: list[CheckedFile] = []
    for file, found in files:
        checked = checking.check(file, found=found)
        _say(checked, brief=len(files) > _MOST_VERDICTS)
        if given.json:
            _print_lines(checked)
        elif not given.sarif:
            _print(checked)
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
            print(f"{checked.file}: {_verdict(checked)} ({checked.schema.name})", file=sys.stderr)


def _verdict(checked: CheckedFile) -> str:
    advice = len(checked.problems) - checked.blocking
    verdict = _counted(checked.blocking, "problem") if checked.blocking else "valid"
    return f"{verdict}, {advice:,} to consider" if advice else verdict


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


def _print(checked: CheckedFile) -> None:
    for problem in checked.problems:
        region = checked.region(problem)
        print(f"{checked.file}:{region.line}:{region.column}: {problem.severity}: {problem.sentence}")


def _print_lines(checked: CheckedFile) -> None:
    for problem, repairs in zip(checked.problems, checked.repairs(), strict=True):
        print_line(
            {
                "file": str(checked.file),
                "pointer": problem.pointer_text,
                "title": problem.title,
                "keyword": problem.keyword,
                "message": problem.message,
                "severity": str(problem.severity),
                "repairs": [{"id": one.id, "label": one.label} for one in repairs],
            }
        )
