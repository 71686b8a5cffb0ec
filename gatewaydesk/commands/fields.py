"""`gatewaydesk fields`: the field tree that the form is drawn from."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from gatewaydesk.commands._common import add_json_flag, print_line
from gatewaydesk.pointer import to_text
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.schema.fields import walk

HELP = "Print the fields that a schema's form is drawn from; `*` stands for any item of a list."


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    parser.add_argument("schema", metavar="SCHEMA", help="MODEL/VERSION, or a schema file")
    add_json_flag(parser)


def run(given: Namespace) -> int:
    """Always 0 when the schema could be read."""
    for field in walk(Catalogue().load(given.schema).root):
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
    return 0
