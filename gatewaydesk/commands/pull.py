"""`gatewaydesk pull`: fetches a dataset from a gateway, as a file or as a draft."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from gatewaydesk.commands._common import add_json_flag, path_of, print_line
from gatewaydesk.commands._connections import add_credentials_flag, connection_named, open_store, signed_in
from gatewaydesk.document import jsonio
from gatewaydesk.errors import SchemaProblem
from gatewaydesk.gateways.base import CancelToken, Gateway, Pulled
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.pulling import as_new_draft, into_draft, pull, schema_of
from gatewaydesk.services.standing import keep_base
from gatewaydesk.store import Store

HELP = "Fetch a dataset from a gateway; prints its metadata, or keeps it as a draft and prints the draft's ID."


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    parser.add_argument("id", metavar="ID", help="the dataset's ID on the gateway")
    parser.add_argument("--from", dest="name", required=True, metavar="NAME", help="the gateway connection")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--out", type=Path, metavar="FILE", help="write the metadata to a file")
    where.add_argument("--draft", action="store_true", help="keep it as a new draft")
    where.add_argument(
        "--into", metavar="DRAFT", help="put it in place of a draft that was pulled or sent and not changed since"
    )
    add_credentials_flag(parser)
    add_json_flag(parser)


def run(given: Namespace) -> int:
    """0 when done."""
    catalogue = Catalogue()
    with open_store() as store:
        gateway = signed_in(connection_named(store, given.name), given)
        pulled = pull(gateway, given.id, CancelToken())
        for sentence in pulled.lost:
            print(sentence, file=sys.stderr)
        draft = schema = ""
        if given.draft:
            draft = as_new_draft(store, catalogue, gateway, pulled).id
        elif given.into:
            store.opened.refuse_open(given.into, "Close it there first, or pull it in that window.")
            draft = into_draft(store, catalogue, gateway, pulled, given.into).id
        schema = store.drafts.row(draft).schema if draft else _schema_of(store, catalogue, gateway, pulled)
        if given.out:
            jsonio.write_file(given.out, pulled.metadata)
            _remember(store, gateway, pulled, schema, path_of(given.out))
    if given.json:
        print_line(_members(pulled, schema, draft))
    elif draft:
        print(draft)
    elif not given.out:
        sys.stdout.write(jsonio.dumps(pulled.metadata))
    return 0


def _schema_of(store: Store, catalogue: Catalogue, gateway: Gateway, pulled: Pulled) -> str:
    """The name of the schema, or "" where none fits."""
    try:
        return schema_of(store, catalogue, gateway.connection.name, pulled).name
    except SchemaProblem:
        return pulled.schema


def _remember(store: Store, gateway: Gateway, pulled: Pulled, schema: str, path: str) -> None:
    """Keeps what `update` compares the file with."""
    if path:
        with store.database.write():
            store.bases.forget_file(path)
            keep_base(store, gateway, pulled, "", schema, path)


def _members(pulled: Pulled, schema: str, draft: str) -> dict[str, object]:
    remote = pulled.remote
    found: dict[str, object] = {
        "dataset_id": remote.dataset_id,
        "pid": remote.pid,
        "title": remote.title,
        "status": remote.status,
        "schema": schema,
        "original": pulled.original,
        "lost": list(pulled.lost),
        "mark": pulled.mark,
        "draft": draft,
    }
    return found if draft else {**found, "metadata": pulled.metadata}
