"""`gatewaydesk drafts`: the drafts on this computer."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from gatewaydesk.commands._common import add_json_flag, print_line, schema_for
from gatewaydesk.commands._connections import open_store
from gatewaydesk.document import jsonio
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.authoring import Authoring

HELP = "List, import, export and remove the drafts on this computer."


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    below = parser.add_subparsers(dest="action", required=True, metavar="list|import|export|remove")
    add_json_flag(below.add_parser("list", help="the drafts, last changed first"))
    importer = below.add_parser("import", help="make drafts from files; prints their IDs")
    importer.add_argument("files", nargs="+", type=Path, metavar="FILE")
    importer.add_argument("--schema", metavar="MODEL/VERSION", help="default: the schema that each file fits")
    exporter = below.add_parser("export", help="write a draft to a file, or to standard output")
    exporter.add_argument("id", metavar="ID")
    exporter.add_argument("--out", type=Path, metavar="FILE")
    below.add_parser("remove", help="delete a draft (kept for 30 days)").add_argument("id", metavar="ID")


def run(given: Namespace) -> int:
    """0 when done."""
    return {"list": _list, "import": _import, "export": _export, "remove": _remove}[given.action](given)


def _list(given: Namespace) -> int:
    with open_store() as store:
        for row in store.drafts.rows():
            if given.json:
                print_line(
                    {
                        "id": row.id,
                        "title": row.title,
                        "schema": row.schema,
                        "changed_at": row.changed_at,
                        "required_done": row.counts[0],
                        "required_total": row.counts[1],
                        "sent_to": row.sent_to,
                        "dataset_id": row.dataset_id,
                    }
                )
            else:
                done = f"{row.counts[0]}/{row.counts[1]}"
                print(f"{row.id}  {row.changed_at}  {row.schema:16} {done:>7}  {row.title}")
    return 0


def _import(given: Namespace) -> int:
    catalogue = Catalogue()
    with open_store() as store:
        for file in given.files:
            value = jsonio.read_file(file)
            schema = schema_for(value, given.schema, catalogue, file)
            authoring = Authoring(schema, value)
            authoring.check()
            made = store.drafts.create(
                value,
                schema=schema.name,
                title=authoring.title,
                counts=authoring.total_counts,
                schema_sha256=schema.sha256,
            )
            print(made.id)
    return 0


def _export(given: Namespace) -> int:
    with open_store() as store:
        draft = store.drafts.load(given.id)
    if given.out:
        jsonio.write_file(given.out, draft.value)
    else:
        sys.stdout.write(jsonio.dumps(draft.value))
    return 0


def _remove(given: Namespace) -> int:
    with open_store() as store:
        if all(row.id != given.id for row in store.drafts.rows()):
            raise GatewayDeskError(f"There is no draft with the ID {given.id}.", "See: gatewaydesk drafts list")
        store.drafts.delete(given.id)
    return 0
