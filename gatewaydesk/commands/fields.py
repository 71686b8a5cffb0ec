"""`gatewaydesk fields`: the field tree that the form is drawn from."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from itertools import islice

from gatewaydesk.commands._common import add_json_flag, print_line
from gatewaydesk.pointer import to_text
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.schema.fields import Budget, walk
from gatewaydesk.services.hinting import passed_over
from gatewaydesk.validation.guards import collection_paused

HELP = "Print the fields that a schema's form is drawn from; `*` stands for any item of a list."

_MOST = 10_000  # a schema that leads back to itself in several places has fields without end


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    parser.add_argument("schema", metavar="SCHEMA", help="MODEL/VERSION, or a schema file")
    add_json_flag(parser)


def run(given: Namespace) -> int:
    """Always 0 when the schema could be read."""
    schema = Catalogue().load(given.schema)
    for file in schema.damaged_hints:
        print(passed_over(file), file=sys.stderr)
    budget = Budget()
    with collection_paused():
        found = list(islice(walk(schema.root, budget=budget), _MOST + 1))
    for field in found[:_MOST]:
        row = {
            "pointer": to_text(field.path),
            "kind": str(field.kind),
            "title": field.title,
            "required": field.required,
            "nullable": field.nullable,
            "depth": field.depth,
        }
        if given.json:
            print_line(row)
        else:
            star = "*" if field.required else " "
            print(f"{'  ' * field.depth}{star} {field.title}  [{field.kind}]  {row['pointer']}")
    if len(found) > _MOST or budget.left < 0:
        print(f"Only the first {min(len(found), _MOST):,} fields are printed; there are more.", file=sys.stderr)
    return 0
