"""`gatewaydesk drafts`: the drafts on this computer."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from gatewaydesk.commands._common import add_json_flag, add_large_flag, print_line, schema_for, value_of
from gatewaydesk.commands._connections import open_store
from gatewaydesk.document import jsonio
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.drafts import keep_new
from gatewaydesk.services.going_back import go_back
from gatewaydesk.services.versions import called, keep_stored
from gatewaydesk.store import Store

HELP = "List, import, export and remove the drafts on this computer, and take them back to earlier versions."
_SEE = "See: gatewaydesk drafts list"


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    below = parser.add_subparsers(dest="action", required=True, metavar="|".join(_DOES))
    lister = below.add_parser("list", help="the drafts, last changed first")
    lister.add_argument("--deleted", action="store_true", help="the deleted ones, which can be restored")
    add_json_flag(lister)
    importer = below.add_parser("import", help="make drafts from files; prints their IDs")
    importer.add_argument("files", nargs="+", type=Path, metavar="FILE")
    importer.add_argument("--schema", metavar="MODEL/VERSION", help="default: the schema that each file fits")
    add_large_flag(importer)
    exporter = below.add_parser("export", help="write a draft to a file, or to standard output")
    exporter.add_argument("id", metavar="ID")
    exporter.add_argument("--out", type=Path, metavar="FILE")
    exporter.add_argument("--version", metavar="VERSION", help="an earlier version of it, by its ID")
    remover = below.add_parser("remove", help="delete a draft (kept for 30 days)")
    remover.add_argument("id", metavar="ID")
    remover.add_argument("--force", action="store_true", help="even if a window has it open")
    below.add_parser("restore", help="bring a deleted draft back").add_argument("id", metavar="ID")
    versions = below.add_parser("versions", help="the versions of a draft, newest first")
    versions.add_argument("id", metavar="ID")
    add_json_flag(versions)
    keeper = below.add_parser("keep-version", help="keep a draft as it is now, to go back to; prints the version's ID")
    keeper.add_argument("id", metavar="ID")
    keeper.add_argument("name", metavar="NAME")
    back = below.add_parser("restore-version", help="take a draft back to a version; as it was, it is kept as another")
    back.add_argument("id", metavar="ID")
    back.add_argument("version", metavar="VERSION")


def run(given: Namespace) -> int:
    """0 when done."""
    return _DOES[given.action](given)


def _list(given: Namespace) -> int:
    with open_store() as store:
        for row in store.drafts.rows(deleted=given.deleted):
            if given.json:
                print_line(
                    {
                        "id": row.id,
                        "title": row.title,
                        "schema": row.schema,
                        "changed_at": row.changed_at,
                        "required_done": row.counts[0],
                        "required_total": row.counts[1],
                        "wrong": row.wrong,
                        "sent_to": row.sent_to,
                        "dataset_id": row.dataset_id,
                    }
                )
            else:
                done = f"{row.counts[0]}/{row.counts[1]}"
                wrong = f"  ({row.wrong:,} wrong)" if row.wrong else ""
                print(f"{row.id}  {row.changed_at}  {row.schema:16} {done:>7}  {row.title}{wrong}")
    return 0


def _import(given: Namespace) -> int:
    catalogue = Catalogue()
    with open_store() as store:
        for file in given.files:
            value = value_of(file, large=given.large)
            authoring = Authoring(schema_for(value, given.schema, catalogue, file), value)
            authoring.check()
            print(keep_new(store, authoring).id)
    return 0


def _export(given: Namespace) -> int:
    with open_store() as store:
        if given.version:
            _must_be_its_own(store, given)
            value = store.versions.load(given.version)[1]
        else:
            value = store.drafts.load(given.id).value
    if given.out:
        jsonio.write_file(given.out, value)
    else:
        sys.stdout.write(jsonio.dumps(value))
    return 0


def _remove(given: Namespace) -> int:
    with open_store() as store:
        if all(row.id != given.id for row in store.drafts.rows()):
            raise GatewayDeskError(f"There is no draft with the ID {given.id}.", _SEE)
        if not given.force:
            store.opened.refuse_open(given.id, "Close it there first; or add --force.")
        store.drafts.delete(given.id)
    return 0


def _restore(given: Namespace) -> int:
    with open_store() as store:
        if all(row.id != given.id for row in store.drafts.rows(deleted=True)):
            raise GatewayDeskError(
                f"There is no deleted draft with the ID {given.id}.", "See: gatewaydesk drafts list --deleted"
            )
        store.drafts.restore(given.id)
    return 0


def _versions(given: Namespace) -> int:
    with open_store() as store:
        for one in store.versions.rows(store.drafts.row(given.id).id):
            if given.json:
                print_line({**asdict(one), "called": called(one)})
            else:
                print(f"{one.id}  {one.made_at}  {one.why:8}  {called(one)}")
    return 0


def _keep_version(given: Namespace) -> int:
    name = " ".join(given.name.split())
    if not name:
        raise GatewayDeskError("The version has no name.", "Say how it should be called.")
    with open_store() as store:
        made = keep_stored(store, given.id, "named", name)
        if made is not None:
            print(made.id)
    return 0


def _restore_version(given: Namespace) -> int:
    with open_store() as store:
        _must_be_its_own(store, given)
        store.opened.refuse_open(given.id, "Close it there first, or go back to the version in that window.")
        version = go_back(store, Catalogue(), given.id, given.version)
    print(f"The draft is as it was in “{called(version)}”; as it was until now is kept as a version.", file=sys.stderr)
    return 0


def _must_be_its_own(store: Store, given: Namespace) -> None:
    if all(one.id != given.version for one in store.versions.rows(given.id)):
        raise GatewayDeskError(
            f"The draft {given.id} has no version with the ID {given.version}.",
            f"See: gatewaydesk drafts versions {given.id}",
        )


_DOES = {
    "list": _list,
    "import": _import,
    "export": _export,
    "remove": _remove,
    "restore": _restore,
    "versions": _versions,
    "keep-version": _keep_version,
    "restore-version": _restore_version,
}
