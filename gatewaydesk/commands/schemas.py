"""`gatewaydesk schemas`: the schemas that one can choose."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from gatewaydesk.commands._common import add_json_flag, print_line
from gatewaydesk.schema.catalogue import Catalogue

HELP = "List, show, add and remove the schemas that one can choose."


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    below = parser.add_subparsers(dest="action", required=True, metavar="list|show|add|remove")
    add_json_flag(below.add_parser("list", help="the schemas known here"))
    show = below.add_parser("show", help="print a schema as JSON")
    show.add_argument("name", metavar="NAME", help="MODEL/VERSION, or a schema file")
    add = below.add_parser("add", help="copy a schema file into the catalogue")
    add.add_argument("file", type=Path, metavar="FILE")
    add.add_argument("--name", metavar="MODEL/VERSION", help="default: made from the file")
    remove = below.add_parser("remove", help="remove a schema that was added")
    remove.add_argument("name", metavar="NAME")


def run(given: Namespace) -> int:
    """0 when done."""
    return {"list": _list, "show": _show, "add": _add, "remove": _remove}[given.action](given)


def _list(given: Namespace) -> int:
    for entry in Catalogue().entries():
        if given.json:
            print_line(
                {"name": entry.name, "title": entry.title, "description": entry.description, "origin": entry.origin}
            )
        else:
            print(f"{entry.name:24} {entry.origin:8} {entry.title}")
    return 0


def _show(given: Namespace) -> int:
    print(json.dumps(Catalogue().load(given.name).raw, ensure_ascii=False, indent=2))
    return 0


def _add(given: Namespace) -> int:
    print(Catalogue().add(given.file, given.name).name)
    return 0


def _remove(given: Namespace) -> int:
    Catalogue().remove(given.name)
    return 0
