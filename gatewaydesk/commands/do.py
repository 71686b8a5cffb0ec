"""`gatewaydesk do`: what a gateway can do with a dataset beyond keeping its metadata, and its changes of status."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gatewaydesk.commands._common import add_json_flag, print_line, visible
from gatewaydesk.commands._connections import add_credentials_flag, connection_named, open_store, signed_in
from gatewaydesk.commands._jobs import add_wait_flag, exit_code, follow, follow_new
from gatewaydesk.commands._sending import be_sure, line_of
from gatewaydesk.document import disk, jsonio
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.gateways.base import CancelToken, Gateway, Offer, Pulled, Remote
from gatewaydesk.gateways.work import Errand, Order, Outcome
from gatewaydesk.job import Job
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services import jobs
from gatewaydesk.services.errands import answers
from gatewaydesk.services.pulling import UNFINISHED, unready
from gatewaydesk.services.schema_fetching import of_gateway
from gatewaydesk.services.schemas import SchemaSources
from gatewaydesk.services.submission import Submission, submit
from gatewaydesk.store import Store

HELP = "Do something with a dataset, a job or a connection of a gateway; without a name, list what can be done."
_STATUSES = ("publish", "to-draft", "archive", "unarchive", "delete")
_NAMES = {"publish": "Publish", "to-draft": "Make it a draft", "archive": "Archive", "unarchive": "Restore"}
_DELETE = "Delete"


class PARSER(ArgumentParser):
    """Finds WHAT behind the options as well: usually an argument that may be left out is looked for before them."""

    _within = False

    def parse_known_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def]  # noqa: D102
        if self._within:
            return super().parse_known_args(args, namespace)
        self._within = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._within = False


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    parser.add_argument("name", metavar="NAME", help="the gateway connection")
    parser.add_argument("errand", metavar="WHAT", nargs="?", default="", help="what to do; without it, what there is")
    about = parser.add_mutually_exclusive_group()
    about.add_argument("--id", default="", metavar="ID", help="the dataset that it is for")
    about.add_argument("--job", default="", metavar="ID", help="the job that it is for (see: gatewaydesk jobs list)")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="an answer; a list is given item by item"
    )
    parser.add_argument("--yes", action="store_true", help="although it cannot be taken back, or others see it")
    parser.add_argument("--save", type=Path, metavar="FILE", help="write what there is to read into a file")
    add_wait_flag(parser)
    add_credentials_flag(parser)
    add_json_flag(parser)


def run(given: Namespace) -> int:
    """0 when done, 1 when an answer is wrong or a job failed, 2 when it could not be done."""
    with open_store() as store:
        gateway, cancel = signed_in(connection_named(store, given.name), given), CancelToken()
        row = store.jobs.named(given.job) if given.job else None
        job = row.job if row is not None else None
        pulled = gateway.fetch(given.id, cancel) if given.id else None
        remote = pulled.remote if pulled is not None else None
        if not given.errand:
            _list(gateway, remote, job, json=given.json)
            return 0
        offers, errands = _offers(gateway, remote), gateway.errands(remote, job)
        errand = next((one for one in errands if one.name == given.errand), None)
        offer = next((one for one in offers if one.action == given.errand), None)
        if errand is None and offer is None:
            offer = next((one for one in offers if _slug(one.label) == given.errand.casefold()), None)
        if offer is not None and pulled is not None:
            return _change_status(store, gateway, pulled, offer, given, cancel)
        if errand is None:
            raise GatewayDeskError(
                f"{given.name} knows nothing called “{given.errand}” for this.",
                f"What there is: gatewaydesk do “{given.name}”{f' --id {given.id}' if given.id else ''}",
            )
        title = remote.title if remote is not None else row.dataset if row is not None else ""
        return _carry_out(store, gateway, remote, job, errand, given, cancel, title)


def _offers(gateway: Gateway, remote: Remote | None) -> Sequence[Offer]:
    return [one for one in gateway.offers(remote) if one.action in _STATUSES] if remote is not None else ()


def _slug(label: str) -> str:
    """What a system calls something, as a word for a command: `unpublish`."""
    return "-".join(label.rstrip("…").casefold().split())


def _list(gateway: Gateway, remote: Remote | None, job: Job | None, *, json: bool) -> None:
    rows = [
        {
            "name": one.action,
            "label": one.label or _NAMES.get(one.action, _DELETE),
            "offered": one.offered,
            "why": one.why,
            "asks": [],
            "best_effort": False,
        }
        for one in _offers(gateway, remote)
    ]
    rows += [
        {
            "name": one.name,
            "label": one.label,
            "offered": one.offered,
            "why": one.why,
            "asks": list((one.asks or {}).get("properties", {})),
            "best_effort": one.best_effort,
        }
        for one in gateway.errands(remote, job)
        if not one.hidden
    ]
    for row in rows:
        if json:
            print_line(row)
            continue
        mark = " " if row["offered"] else "✕"
        effort = " (best effort)" if row["best_effort"] else ""
        asks = f" Asks for: {', '.join(row['asks'])}." if row["asks"] else ""  # type: ignore[arg-type]
        print(visible(f"{mark} {row['name']:24} {row['label']}{effort}: {row['why']}{asks}"))


def _change_status(
    store: Store, gateway: Gateway, pulled: Pulled, offer: Offer, given: Namespace, cancel: CancelToken
) -> int:
    remote = pulled.remote
    _refuse(offer.offered, offer.why)
    _must_be_sure(offer.why, sure=given.yes or not offer.needs_yes)
    be_sure(gateway.connection, sure=given.yes)
    if offer.action == "publish":
        unfinished = unready(store, Catalogue(), gateway.connection.name, pulled)
        if unfinished:
            _must_be_sure(f"{unfinished} {UNFINISHED}", sure=given.yes, how="To publish it unfinished")
            print(visible(unfinished), file=sys.stderr)
    print(visible(offer.why), file=sys.stderr)
    before = {row.id for row in store.jobs.rows()}
    what = Submission(gateway.prepare_status(remote, offer.action), "", remote.title, "")
    receipt = submit(store, gateway, what, cancel=cancel, progress=lambda words: print(visible(words), file=sys.stderr))
    if given.json:
        print_line(line_of(receipt))
    else:
        print(visible(f"{receipt.dataset_id}  {receipt.status}  {receipt.title}"))
    return follow_new(store, gateway, before, remote.dataset_id, cancel, wait=given.wait)


def _carry_out(
    store: Store,
    gateway: Gateway,
    remote: Remote | None,
    job: Job | None,
    errand: Errand,
    given: Namespace,
    cancel: CancelToken,
    title: str,
) -> int:
    _refuse(errand.offered, errand.why)
    authoring = answers(errand, [*_pairs(errand, given.set), *_secrets(errand, given)])
    wrong = [problem for problem in authoring.check() if problem.blocks]
    for problem in wrong:
        print(visible(f"{problem.title}: {problem.message}"), file=sys.stderr)
    if wrong:
        return 1
    _must_be_sure(errand.why, sure=given.yes or errand.care == "plain")
    be_sure(gateway.connection, sure=given.yes or errand.reads)
    dataset_id = remote.dataset_id if remote is not None else job.dataset_id if job is not None else ""
    order = Order(errand.name, dataset_id, title, authoring.document.value, job)
    outcome, id_ = jobs.do(store, gateway, order, cancel)
    _tell(outcome, given)
    if outcome.schema is not None:
        _keep(*outcome.schema)
    return exit_code(follow(store, gateway, id_, cancel, wait=given.wait)) if id_ else 0


def _tell(outcome: Outcome, given: Namespace) -> None:
    print(visible(outcome.words), file=sys.stderr)
    if given.json:
        print_line(
            {
                "words": outcome.words,
                "ids": dict(outcome.ids),
                "tables": [asdict(one) for one in outcome.tables],
                "text": outcome.text,
                "fills": dict(outcome.fills),
                "schema": outcome.schema[0] if outcome.schema else "",
            }
        )
    else:
        for name, one in outcome.ids.items():
            print(visible(f"{name}: {one}"))
        for table in outcome.tables:
            print(visible(table.title))
            for row in (table.columns, *table.rows):
                print("\t".join(visible(cell) for cell in row))
        for pointer, value in outcome.fills.items():
            print(visible(f"{pointer} = {jsonio.dumps(value, indent=None)}"))
    if given.save is not None:
        text = jsonio.dumps(dict(outcome.schema[1])) if outcome.schema else outcome.text
        disk.write_bytes(given.save, text.encode("utf-8"))
        print(f"Saved to “{visible(given.save.name)}”.", file=sys.stderr)
    elif outcome.text and not given.json:
        print(outcome.text)


def _keep(name: str, raw: Mapping[str, Any]) -> None:
    """Keeps a schema among those that were added, as the window does."""
    kept = SchemaSources(Catalogue()).keep(of_gateway(name, raw)).name
    print(visible(f"It is kept as {kept}. Metadata is written by it with: --schema {kept}"), file=sys.stderr)


def _refuse(offered: bool, why: str) -> None:
    if not offered:
        raise GatewayDeskError(why, "")


def _must_be_sure(why: str, *, sure: bool, how: str = "To do it") -> None:
    if not sure:
        raise GatewayDeskError(f"{why} Nothing was done.", f"{how}: --yes")


def _pairs(errand: Errand, texts: Sequence[str]) -> list[tuple[str, str]]:
    """The answers on the command line.

    Raises:
        GatewayDeskError: one is not of that form, or is secret: others can read there what a command was given.
    """
    pairs = [_pair(text) for text in texts]
    for name in _secret_names(errand).keys() & dict(pairs).keys():
        raise GatewayDeskError(
            f"“{name}” is secret, and others on this computer may read what a command is given. Nothing was done.",
            "Leave it out: it is asked for, or read as a line of standard input.",
        )
    return pairs


def _secrets(errand: Errand, given: Namespace) -> list[tuple[str, str]]:
    """The secret answers, asked for without echo; or a line of standard input each, unless it held the connection's."""
    ask = sys.stdin.isatty() or given.credentials_from_stdin
    found = []
    for name, title in _secret_names(errand).items():
        try:
            text = getpass.getpass(f"{title}: ") if ask else sys.stdin.readline().rstrip("\r\n")
        except EOFError:  # nobody is there to answer
            text = ""
        found += [(name, text)] if text else []
    return found


def _secret_names(errand: Errand) -> dict[str, str]:
    """The names of an errand's secret answers, each with its title."""
    asked = (errand.asks or {}).get("properties", {})
    return {name: str(one.get("title", name)) for name, one in asked.items() if one.get("writeOnly")}


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise GatewayDeskError("What follows --set is not of the form KEY=VALUE.", "For instance: --set file=rows.csv")
    return name, value
