"""`gatewaydesk check`: validates files, and all those in folders, and prints a line a problem."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from gatewaydesk.commands._common import add_json_flag, add_large_flag, print_line, say_which, visible
from gatewaydesk.errors import FileProblem, GatewayDeskError
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.checking import CheckedFile, Checking, find_files
from gatewaydesk.validation.likely import written as as_text
from gatewaydesk.validation.phrases import quoted

HELP = "Validate metadata files, or all in a folder, against their schema; a line a problem."
T = TypeVar("T")
_MOST_VERDICTS = 20  # of so many files each is told to be valid; of more only those that are not


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a file, or a folder with .json files")
    parser.add_argument("--schema", metavar="MODEL/VERSION", help="default: the schema that each file fits")
    parser.add_argument("--no-advice", action="store_true", help="tell only what is wrong or missing")
    add_large_flag(parser)
    form = parser.add_mutually_exclusive_group()
    add_json_flag(form)
    form.add_argument("--sarif", action="store_true", help="print one SARIF 2.1.0 log, for code hosts and editors")


def run(given: Namespace) -> int:
    """0 when all files are valid, 1 when problems were found, 2 when a file could not be read.

    What is required, empty and may be so by the schema is told and fails nothing, as `submit` sends it.
    """
    checking = Checking(Catalogue(), given.schema, advice=not given.no_advice, large=given.large)
    found = find_files(given.files)
    done: list[CheckedFile] = []

    def each(tell: Callable[[CheckedFile], Iterable[T]]) -> Iterator[tuple[CheckedFile, list[T]]]:
        for file, in_folder in found.files:
            checked, told = checking.told(file, tell, found=in_folder)
            done.append(checked.verdict)
            _say(checked, brief=len(found.files) > _MOST_VERDICTS)
            yield checked, told

    try:
        for place, problem in found.problems:
            print(problem, file=sys.stderr)
            if given.json:
                print_line(_unchecked(place, problem))
        if given.sarif:
            from gatewaydesk.services import sarif

            folder = Path.cwd()
            told = each(lambda checked: sarif.results(checked, folder))
            print(json.dumps(sarif.report(told, folder, found.problems), ensure_ascii=False, indent=1))
        elif given.json:
            for _, rows in each(_rows):
                for row in rows:
                    print_line(row)
        else:
            for _, lines in each(_lines):
                for line in lines:
                    print(line)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads had enough; what was found so far is still no success
        if any(one.blocking for one in done):
            return 1
        raise
    if len(found.files) > 1:
        print(_summary(done), file=sys.stderr)
    unread = any(one.error is not None and not one.left_out for one in done)
    if found.problems or unread or all(one.left_out for one in done):
        return 2
    return 1 if any(one.blocking for one in done) else 0


def _say(checked: CheckedFile, *, brief: bool) -> None:
    """The verdict on one file, to standard error."""
    file = visible(str(checked.file))
    if checked.left_out:
        like = f" {visible(checked.like)}; name the schema with --schema." if checked.like else ""
        print(f"{file}: left out: it fits none of the known schemas.{like}", file=sys.stderr)
    elif checked.error is not None:
        print(f"{file}: {visible(str(checked.error))}", file=sys.stderr)
    elif checked.schema is not None:
        if len(checked.fitting) > 1 or checked.guessed:
            say_which(checked.file, checked.fitting)
        if checked.blocking or not brief:
            print(f"{file}: {_verdict(checked)} ({checked.schema.name})", file=sys.stderr)


def _verdict(checked: CheckedFile) -> str:
    verdict = _counted(checked.blocking, "problem") if checked.blocking else "valid"
    empty = f", {checked.left_empty:,} still empty, as the schema allows" if checked.left_empty else ""
    return f"{verdict}{empty}" + (f", {checked.advice:,} to consider" if checked.advice else "")


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


def _lines(checked: CheckedFile) -> Iterator[str]:
    for problem in checked.problems:
        region = checked.region(problem)
        line = f"{checked.file}:{region.line}:{region.column}: {problem.severity}: {problem.sentence}"
        written = problem.facts.get("written")
        yield visible(
            f"{line} To be written as: {', '.join(quoted(as_text(one)) for one in written)}." if written else line
        )


def _rows(checked: CheckedFile) -> Iterator[dict[str, Any]]:
    if checked.error is not None:
        yield _unchecked(checked.file, checked.error, left_out=checked.left_out)
        return
    for problem, repairs in zip(checked.problems, checked.repairs(), strict=True):
        region = checked.region(problem)
        # where they are too many for the sentence, or are called otherwise there
        choices = problem.facts.get("choices") or problem.facts.get("written")
        yield {
            "file": str(checked.file),
            "line": region.line,
            "column": region.column,
            "pointer": problem.pointer_text,
            "trail": list(problem.trail),
            "title": problem.title,
            "keyword": problem.keyword,
            "message": problem.message,
            "sentence": problem.sentence,
            "severity": str(problem.severity),
            "blocks": problem.blocks,
            **({"choices": choices} if choices else {}),
            "repairs": [
                {"id": one.id, "label": one.label, "sure": one.sure, "loses": one.loses} for one in repairs or ()
            ],
            **({"repairsLookedFor": False} if repairs is None else {}),
        }


def _unchecked(file: Path, error: GatewayDeskError, *, left_out: bool = False) -> dict[str, Any]:
    """The line for what could not be checked, with as much of a place as is known; else line and column are null.

    What was only found in a folder, and is no metadata of a known schema, keeps nothing from being valid.
    """
    line, column = (error.line, error.column) if isinstance(error, FileProblem) else (0, 0)
    return {
        "file": str(file),
        "line": line or None,
        "column": column or None,
        "pointer": "",
        "trail": [],
        "title": "",
        "keyword": "",
        "message": str(error),
        "sentence": str(error),
        "severity": "left-out" if left_out else "unchecked",
        "blocks": not left_out,
        "repairs": [],
    }
