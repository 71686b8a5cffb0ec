"""What several commands share: JSON lines, and the schema of a file."""

from __future__ import annotations

import json
import sys
from argparse import _ActionsContainer
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gatewaydesk.document import disk, jsonio
from gatewaydesk.errors import SchemaProblem
from gatewaydesk.schema.catalogue import Catalogue, LoadedSchema

_MOST_NAMED = 4


def print_line(row: Mapping[str, Any]) -> None:
    """One JSON object on one line of standard output."""
    print(json.dumps(row, ensure_ascii=False, default=str))


_JOINERS = "\u200c\u200d"  # several scripts, and families of emoji, cannot be written without them


def visible(text: str) -> str:
    """One line in which nothing commands the terminal: what cannot be printed is spelt out."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in _JOINERS else ascii(one)[1:-1] for one in text)


def add_json_flag(parser: _ActionsContainer) -> None:
    """`--json`: one JSON object a line."""
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")


def add_large_flag(parser: _ActionsContainer) -> None:
    """`--large`: files of any size that can be held."""
    parser.add_argument("--large", action="store_true", help="read very large files as well")


def value_of(file: Path, *, large: bool) -> Any:
    """What a JSON file says; raises as `jsonio.read_file` does."""
    try:
        return jsonio.read_file(file, size_limit=disk.SIZE_MOST if large else disk.ASK_ABOVE)
    except disk.TooLarge as error:
        raise error.for_commands() from error


def path_of(file: Path) -> str:
    """How a file is known again: its real path; "" for what is no file, such as a pipe."""
    return str(disk.real_path(file)) if file.is_file() else ""


def schema_for(value: Any, name: str | None, catalogue: Catalogue, file: Path) -> LoadedSchema:
    """The schema that was named, or the one that the document fits, which is then said.

    Raises:
        SchemaProblem: it is not known, or none was named and none fits.
    """
    if name:
        return catalogue.load(name)
    fitting = catalogue.likeliest(value)
    if not fitting:
        raise SchemaProblem(
            f"None of the known schemas fits “{visible(file.name)}”.", "Name one with --schema MODEL/VERSION."
        )
    say_which(file, fitting)
    return catalogue.load(fitting[0])


def say_which(file: Path, fitting: Sequence[str]) -> None:
    """Says which schema was taken for a file, and which ones it fits just as well."""
    others = f"; {_listed(fitting[1:])} would fit just as well" if len(fitting) > 1 else ""
    print(
        f"“{visible(file.name)}” is taken to be written for {fitting[0]}{others}. Another can be named with --schema.",
        file=sys.stderr,
    )


def _listed(names: Sequence[str]) -> str:
    if len(names) > _MOST_NAMED:
        return f"{', '.join(names[:_MOST_NAMED])} and {len(names) - _MOST_NAMED:,} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
