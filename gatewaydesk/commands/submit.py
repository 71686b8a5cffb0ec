"""`gatewaydesk submit`: validates a file and creates the dataset on a gateway."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from gatewaydesk.commands._common import (
    add_json_flag,
    connection_named,
    open_store,
    print_line,
    schema_for,
    signed_in,
)
from gatewaydesk.document import jsonio
from gatewaydesk.errors import Refused
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.pointer import to_text
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.submission import submit
from gatewaydesk.validation.problems import Severity

HELP = "Validate a metadata file and create the dataset on a gateway; prints the receipt."


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--to", required=True, metavar="NAME", help="the gateway connection")
    parser.add_argument("--schema", metavar="MODEL/VERSION", help="default: the schema that the file fits")
    parser.add_argument("--status", choices=("draft", "active"), default="active")
    parser.add_argument("--dry-run", action="store_true", help="show what would be sent, and send nothing")
    add_json_flag(parser)


def run(given: Namespace) -> int:
    """0 when the dataset was created, 1 when the file has problems, 2 when it could not be sent."""
    value = jsonio.read_file(given.file)
    schema = schema_for(value, given.schema, Catalogue(), given.file)
    authoring = Authoring(schema, value)
    blocking = [problem for problem in authoring.check() if problem.severity is not Severity.ADVICE]
    if blocking and given.status == "active":
        for problem in blocking:
            print(f"{problem.severity}: {problem.sentence}", file=sys.stderr)
        print(f"Nothing was sent: {len(blocking):,} problems must be mended first.", file=sys.stderr)
        return 1
    with open_store() as store:
        connection = connection_named(store, given.to)
        gateway = signed_in(connection)
        prepared = gateway.prepare_create(value, schema=schema.name, status=given.status)
        for sentence in prepared.consequences:
            print(sentence, file=sys.stderr)
        if given.dry_run:
            print(f"{prepared.method} {prepared.url}", file=sys.stderr)
            print(prepared.body.decode("utf-8"))
            return 0
        draft = store.drafts.create(value, schema=schema.name, title=authoring.title)
        try:
            receipt = submit(
                store,
                gateway,
                prepared,
                draft_id=draft.id,
                title=authoring.title,
                schema=schema.name,
                cancel=CancelToken(),
                progress=lambda words: print(words, file=sys.stderr),
            )
        except Refused as refused:
            store.drafts.delete(draft.id)
            for detail in refused.details:
                print(f"{to_text(detail['pointer'])}: {detail['message']}", file=sys.stderr)
            raise
    if given.json:
        print_line(asdict(receipt))
    else:
        print(f"Dataset {receipt.dataset_id} on {receipt.gateway}: {receipt.title} ({receipt.status}).")
    return 0
