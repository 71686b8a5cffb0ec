"""`gatewaydesk backup`: backups of the database, and everything as one zip."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from gatewaydesk.commands._common import add_json_flag, print_line
from gatewaydesk.commands._connections import open_store
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services import archive
from gatewaydesk.store import backup

HELP = "List, make and go back to backups of drafts and history; export everything as one zip, and take it in."


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    below = parser.add_subparsers(dest="action", required=True, metavar="list|make|restore|export|import")
    add_json_flag(below.add_parser("list", help="the backups, the newest first"))
    below.add_parser("make", help="make a backup now; prints its number")
    restore = below.add_parser("restore", help="go back to a backup; what is there now is backed up first")
    restore.add_argument("number", type=int, metavar="NUMBER")
    exporter = below.add_parser("export", help="write everything but secrets into one zip")
    exporter.add_argument("file", type=Path, metavar="FILE.zip")
    importer = below.add_parser("import", help="take in what such a zip holds and is not here; overwrites nothing")
    importer.add_argument("file", type=Path, metavar="FILE.zip")
    importer.add_argument("--dry-run", action="store_true", help="only tell what would come in")
    add_json_flag(importer)


def run(given: Namespace) -> int:
    """0 when done."""
    return {"list": _list, "make": _make, "restore": _restore, "export": _export, "import": _import}[given.action](
        given
    )


def _list(given: Namespace) -> int:
    with open_store() as store:
        for one in backup.backups(store.path):
            holds = backup.content(one.path)
            made_at = datetime.fromtimestamp(one.made_at, UTC).isoformat(timespec="seconds")
            if given.json:
                print_line(
                    {
                        "number": one.number,
                        "made_at": made_at,
                        "why": one.why,
                        "drafts": holds.drafts,
                        "receipts": holds.receipts,
                        "size": one.size,
                        "problem": holds.problem,
                    }
                )
            else:
                print(f"{one.number:6}  {made_at}  {one.why:6}  {holds.problem or f'{holds.drafts:,} drafts'}")
    return 0


def _make(_: Namespace) -> int:
    with open_store() as store:
        print(backup.make(store.database, "asked").number)
    return 0


def _restore(given: Namespace) -> int:
    with open_store() as store:
        found = next((one for one in backup.backups(store.path) if one.number == given.number), None)
        if found is None:
            raise GatewayDeskError(f"There is no backup {given.number}.", "See: gatewaydesk backup list")
        before = backup.restore(store.database, found.path)
        print(
            f"Drafts are as they were in backup {found.number}; receipts and the outbox stayed. What was there before "
            f"is backup {before.number}.",
            file=sys.stderr,
        )
    return 0


def _export(given: Namespace) -> int:
    with open_store() as store:
        written = archive.write(store, given.file)
    print(f"{written.drafts:,} drafts and {written.receipts:,} receipts are in “{given.file}”.", file=sys.stderr)
    return 0


def _import(given: Namespace) -> int:
    with open_store() as store:
        came = archive.take_in(given.file, store, Catalogue(), keep=not given.dry_run)
    rows = came.rows
    told = {
        "new": [one.title for one in rows.new],
        "beside": [one.title for one in rows.beside],
        "here": rows.here,
        "versions": rows.versions,
        "receipts": rows.receipts,
        "submissions": rows.submissions,
        "connections": [name for name, _ in rows.connections],
        "settings": rows.settings,
        "schemas": came.schemas,
        "hints": came.hints,
    }
    if given.json:
        print_line({**told, "problems": came.problems})
    else:
        for name, what in told.items():
            if what:
                print(f"{name}: {', '.join(what) if isinstance(what, list) else f'{what:,}'}")
    for problem in came.problems:
        print(problem, file=sys.stderr)
    return 1 if came.problems else 0
