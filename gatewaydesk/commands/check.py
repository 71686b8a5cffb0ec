"""`gatewaydesk check`: validates files and prints a line a problem."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from gatewaydesk.commands._common import add_json_flag, print_line, schema_for
from gatewaydesk.document import jsonio
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.validation.engine import Checker
from gatewaydesk.validation.problems import Problem, Severity

HELP = "Validate metadata files against their schema; a line a problem."


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--schema", metavar="MODEL/VERSION", help="default: the schema that each file fits")
    add_json_flag(parser)


def run(given: Namespace) -> int:
    """0 when all files are valid, 1 when problems were found, 2 when a file could not be read."""
    catalogue = Catalogue()
    checkers: dict[str, Checker] = {}
    found = unread = 0
    for file in given.files:
        try:
            value = jsonio.read_file(file)
            schema = schema_for(value, given.schema, catalogue, file, quiet=True)
            if schema.name not in checkers:
                checkers[schema.name] = Checker(schema)
            problems = checkers[schema.name].check(value)
        except GatewayDeskError as error:
            print(error, file=sys.stderr)
            unread += 1
            continue
        for problem in problems:
            _print(file, problem, as_json=given.json)
        wrong = sum(problem.severity is not Severity.ADVICE for problem in problems)
        found += wrong
        print(f"{file}: {_verdict(wrong)} ({schema.name})", file=sys.stderr)
    if unread:
        return 2
    return 1 if found else 0


def _verdict(wrong: int) -> str:
    return "valid" if not wrong else f"{wrong:,} problem{'s' if wrong != 1 else ''}"


def _print(file: Path, problem: Problem, *, as_json: bool) -> None:
    if as_json:
        print_line(
            {
                "file": str(file),
                "pointer": problem.pointer_text,
                "title": problem.title,
                "keyword": problem.keyword,
                "message": problem.message,
                "severity": str(problem.severity),
                "repairs": [],
            }
        )
    else:
        print(f"{file}: {problem.severity}: {problem.sentence}")
