"""`gatewaydesk schemas`: the schemas that one can choose, from wherever they come."""

from __future__ import annotations

import json
import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path

from gatewaydesk.commands._common import add_json_flag, print_line
from gatewaydesk.commands._connections import open_store
from gatewaydesk.errors import SchemaProblem
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.schema.compare import Difference, compare
from gatewaydesk.services.publishers import PUBLISHERS
from gatewaydesk.services.schema_adding import Found
from gatewaydesk.services.schema_fetching import Fetched
from gatewaydesk.services.schema_updates import Update
from gatewaydesk.services.schemas import SchemaSources

HELP = "List, show, add, renew and remove the schemas that one can choose."


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    below = parser.add_subparsers(dest="action", required=True, metavar="list|show|add|update|remove")
    listed = below.add_parser("list", help="the schemas known here, and where they come from")
    listed.add_argument(
        "--offered", choices=sorted(PUBLISHERS), metavar="SYSTEM", help="those that a publisher offers (hdruk)"
    )
    add_json_flag(listed)
    show = below.add_parser("show", help="print a schema as JSON, or what there is to say about it")
    show.add_argument("name", metavar="NAME", help="MODEL/VERSION, or a schema file")
    show.add_argument("--lint", action="store_true", help="what its author might want to mend; exit code 1 if anything")
    show.add_argument("--changes", metavar="OTHER", help="what is different in another schema or version")
    add_json_flag(show)
    add = below.add_parser("add", help="copy schemas into the catalogue: a file, a folder of them, or a web address")
    add.add_argument("source", metavar="FILE_OR_FOLDER_OR_URL")
    add.add_argument("--name", metavar="MODEL/VERSION", help="default: made from the file")
    _add_yes(add)
    update = below.add_parser("update", help="look for new versions of the schemas that came from the web")
    update.add_argument("name", nargs="?", metavar="NAME", help="default: all of them")
    update.add_argument("--check", action="store_true", help="only say what is new; exit code 1 if anything is")
    _add_yes(update)
    remove = below.add_parser("remove", help="remove a schema that was added")
    remove.add_argument("name", metavar="NAME")


def _add_yes(parser: ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help="fetch what a schema refers to without asking")


def run(given: Namespace) -> int:
    """0 when done; 1 when something was found that should be looked at."""
    actions = {"list": _list, "show": _show, "add": _add, "update": _update, "remove": _remove}
    return actions[given.action](given)


def _list(given: Namespace) -> int:
    catalogue = Catalogue()
    if given.offered:
        for one in SchemaSources(catalogue).publisher_list(given.offered):
            if given.json:
                print_line({"name": one.name, "title": one.title, "address": one.address, "known": one.known})
            else:
                print(f"{one.name:24} {'here' if one.known else '':8} {one.address}")
        return 0
    for entry in catalogue.entries():
        if given.json:
            print_line(
                {
                    "name": entry.name,
                    "title": entry.title,
                    "description": entry.description,
                    "origin": entry.origin,
                    "address": entry.address,
                }
            )
        else:
            print(f"{entry.name:24} {entry.origin:8} {entry.title}{f'  <{entry.address}>' if entry.address else ''}")
    damaged = catalogue.damaged()
    for name, problem in damaged.items():
        advice = _mending(catalogue, name)
        if given.json:
            facts = {"name": name, "title": "", "description": "", "origin": "damaged", "address": ""}
            print_line({**facts, "problem": problem.what, "advice": advice})
        else:
            print(f"{name:24} {'damaged':8} {problem.what} {advice}")
    return 1 if damaged else 0


def _mending(catalogue: Catalogue, name: str) -> str:
    """What to do about a schema that cannot be used any more."""
    remove = f"gatewaydesk schemas remove {name}"
    try:
        source = catalogue.source(name)
    except SchemaProblem:
        source = None
    if source is None or not source.address:
        return f"Remove it ({remove}), and add it again."
    return f"Renew it (gatewaydesk schemas update {name}), or remove it ({remove})."


def _show(given: Namespace) -> int:
    catalogue = Catalogue()
    schema = catalogue.load(given.name)
    if given.lint:
        from gatewaydesk.schema.lint import as_text, lint

        found = list(lint(schema.published))
        if given.json:
            for one in found:
                facts = ("location", "field_path", "rule", "sentence", "advice")
                print_line({name: getattr(one, name) for name in facts})
        else:
            print(as_text(found))
        return 1 if found else 0
    if given.changes:
        _print_changes(compare(schema.root, catalogue.load(given.changes).root), as_json=given.json)
        return 0
    print(json.dumps(schema.published, ensure_ascii=False, indent=None if given.json else 2))
    return 0


def _add(given: Namespace) -> int:
    sources = SchemaSources(Catalogue())
    if not given.source.strip():
        raise SchemaProblem("No schema was named.", "Name a file, a folder or a web address.")
    if _is_address(given.source):
        found = Found((sources.fetch(given.source, name=given.name),))
    else:
        found = sources.look_through(Path(given.source), given.name)
    if any(one.references for one in found.schemas):
        _consent(found.schemas, yes=given.yes)
    added = sources.take_in(found)
    for entry in added.entries:
        print(entry.name)
    for note in added.notes:
        print(note, file=sys.stderr)
    return 1 if added.incomplete else 0


def _update(given: Namespace) -> int:
    catalogue = Catalogue()
    sources = SchemaSources(catalogue)
    if given.name and catalogue.source(given.name) is None:
        raise SchemaProblem(f"“{given.name}” was not fetched from the web.", "Remove it, and add it again.")
    updates = sources.check_updates(names=[given.name] if given.name else None)
    if not updates:
        print("None of the schemas here came from the web.", file=sys.stderr)
    wrong = unknown = False
    for update in updates:
        if update.problem:
            print(f"{update.name}: {update.problem}", file=sys.stderr)
            unknown = True
        elif update.fetched is None:
            print(f"{update.name}: nothing has changed.")
        elif given.check:
            print(f"{update.name}: there is a new version.")
            _print_changes(update.difference, as_json=False)
            wrong = True
        else:
            _take(sources, update, yes=given.yes)
    if not given.check and any(update.fetched is not None for update in updates):
        with open_store() as store:
            sources.prune(store.drafts.pins())
    if unknown:
        return 2
    return 1 if wrong else 0


def _remove(given: Namespace) -> int:
    Catalogue().remove(given.name)
    return 0


def _take(sources: SchemaSources, update: Update, *, yes: bool) -> None:
    assert update.fetched is not None
    if update.fetched.references:
        _consent([update.fetched], yes=yes)
        update = sources.completed(update)
    sources.take(update)
    print(f"{update.name}: renewed.")
    _print_changes(update.difference, as_json=False)


def _print_changes(differences: Iterable[Difference], *, as_json: bool) -> None:
    for one in differences:
        if as_json:
            print_line({"pointer": one.pointer_text, "title": one.title, "what": one.what, "sentence": one.sentence})
        else:
            print(f"  {one.sentence}")


def _is_address(text: str) -> bool:
    return re.match(r"[a-z][a-z0-9+.-]+://", text.strip(), re.IGNORECASE) is not None


def _consent(read: Sequence[Fetched], *, yes: bool) -> None:
    """Asks whether what the schemas refer to shall be fetched, once for all of them.

    Raises:
        SchemaProblem: nobody said so.
    """
    wanted = list(dict.fromkeys(address for one in read for address in one.references))
    names = ", ".join(f"“{one.suggested_name}”" for one in read if one.references)
    listed = "\n".join(f"  {address}" for address in wanted)
    if yes:
        return
    print(f"{names} cannot be used without what it refers to:\n{listed}", file=sys.stderr)
    if not sys.stdin.isatty():
        raise SchemaProblem("Nothing was added: these documents are not here yet.", "Fetch them too with --yes.")
    print("Fetch them, and what they refer to? [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise SchemaProblem("Nothing was added.")
