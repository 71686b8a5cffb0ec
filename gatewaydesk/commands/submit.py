"""`gatewaydesk submit`: validates a file and creates the dataset on a gateway."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from gatewaydesk.commands._common import add_json_flag, add_large_flag, path_of, schema_for, value_of
from gatewaydesk.commands._connections import add_credentials_flag, connection_named, open_store, signed_in
from gatewaydesk.commands._jobs import add_wait_flag, follow_new
from gatewaydesk.commands._sending import (
    add_yes_flag,
    be_sure,
    print_receipt,
    refuse_spoiled,
    shown_only,
    tell_blocking,
)
from gatewaydesk.errors import Cancelled, GatewayDeskError, Refused, Unreachable
from gatewaydesk.gateways.base import CancelToken, Gateway, Prepared
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.drafts import keep_new
from gatewaydesk.services.preparing import content_here
from gatewaydesk.services.resolving import resolve, twice
from gatewaydesk.services.standing import keep_sent
from gatewaydesk.services.submission import Submission, may_be_queued, queue, submit
from gatewaydesk.store import AlreadySent, Receipt, Store

HELP = "Validate a metadata file and create the dataset on a gateway; prints the receipt."


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    parser.add_argument("file", type=Path, metavar="FILE")
    add_large_flag(parser)
    parser.add_argument("--to", required=True, metavar="NAME", help="the gateway connection")
    parser.add_argument("--schema", metavar="MODEL/VERSION", help="default: the schema that the file fits")
    parser.add_argument("--status", choices=("draft", "active"), default="active")
    parser.add_argument("--dry-run", action="store_true", help="show what would be sent, and send nothing")
    parser.add_argument(
        "--again",
        action="store_true",
        help="a second dataset is wanted although this was sent before, or an earlier outcome is unknown",
    )
    parser.add_argument(
        "--anyway", action="store_true", help="send it although this route would change values so that they are refused"
    )
    parser.add_argument(
        "--queue",
        action="store_true",
        help="where the gateway cannot be reached, keep it in the outbox, from where it goes by itself: with the "
        "window open, or with: gatewaydesk outbox send",
    )
    add_yes_flag(parser)
    add_wait_flag(parser)
    add_credentials_flag(parser)
    add_json_flag(parser)


def run(given: Namespace) -> int:
    """0 when the dataset was created or is queued, 1 when the file has problems or what followed failed, 2 when it
    could not be sent.
    """
    value = value_of(given.file, large=given.large)
    schema = schema_for(value, given.schema, Catalogue(), given.file)
    authoring = Authoring(schema, value)
    blocking = [problem for problem in authoring.check() if problem.blocks]
    if blocking and given.status == "active":
        tell_blocking(blocking)
        return 1
    with open_store() as store:
        connection = connection_named(store, given.to)
        gateway = signed_in(connection, given)
        prepared = gateway.prepare_create(value, schema=schema.name, status=given.status)
        if shown_only(prepared, dry_run=given.dry_run):
            return 0
        be_sure(connection, sure=given.yes)
        if not given.anyway:
            refuse_spoiled(authoring, prepared, connection.name)
        known = {row.id for row in store.jobs.rows()}
        try:
            receipt = _send(store, gateway, prepared, authoring, again=given.again)
        except (Unreachable, Refused) as problem:
            if not given.queue or not may_be_queued(problem):
                raise
            return _queue(store, gateway, prepared, authoring, problem, again=given.again)
        if path := path_of(given.file):
            keep_sent(store, receipt, value, path)
        said = twice(store, receipt)
        print_receipt(receipt, "created", json=given.json)
        if said:
            print(said, file=sys.stderr)
        return follow_new(store, gateway, known, receipt.dataset_id, CancelToken(), wait=given.wait)


def _send(store: Store, gateway: Gateway, prepared: Prepared, authoring: Authoring, *, again: bool) -> Receipt:
    """Sends from the draft that holds this already, or from one of its own, which goes when nothing comes of it."""
    schema = authoring.schema
    content = content_here(store, schema, authoring.document.value)
    earlier = store.outbox.earlier(gateway.connection, content)
    if earlier is not None and earlier.row.state == "unknown" and not again:
        progress = f"Asking {gateway.connection.name} whether an earlier try arrived after all…"
        print(progress, file=sys.stderr)
        found = resolve(store, gateway, earlier.row.id, CancelToken())
        if found is not None:
            return found
        earlier = store.outbox.earlier(gateway.connection, content)
    if earlier is not None and not again:
        raise _with_way_out(earlier)
    draft, new = _draft_of(store, authoring)
    try:
        what = Submission(prepared, draft, authoring.title, schema.name, content, again)
        return submit(store, gateway, what, cancel=CancelToken(), progress=lambda words: print(words, file=sys.stderr))
    except (AlreadySent, Refused, Unreachable, Cancelled) as problem:
        if new:
            store.drafts.discard(draft)
        if isinstance(problem, AlreadySent):
            raise _with_way_out(problem) from problem
        for detail in getattr(problem, "details", ()):
            print(f"{authoring.label(detail['pointer'])}: {detail['message']}", file=sys.stderr)
        raise


def _queue(
    store: Store, gateway: Gateway, prepared: Prepared, authoring: Authoring, why: GatewayDeskError, *, again: bool
) -> int:
    """Keeps it in the outbox, made from the draft that holds it or from one of its own."""
    draft = _draft_of(store, authoring)[0]
    content = content_here(store, authoring.schema, authoring.document.value)
    what = Submission(prepared, draft, authoring.title, authoring.schema.name, content, again)
    row = queue(store, gateway, what, wait=why.retry_after if isinstance(why, Refused) else None)
    print(f"{why.what} “{row.title}” waits in the outbox and goes by itself ({row.id}).", file=sys.stderr)
    return 0


def _draft_of(store: Store, authoring: Authoring) -> tuple[str, bool]:
    """The ID of the draft that holds this already, or of a new one, and whether it is new."""
    held = store.drafts.holding(authoring.document.value, schema=authoring.schema.name)
    return (held.id, False) if held is not None else (keep_new(store, authoring).id, True)


def _with_way_out(problem: AlreadySent) -> GatewayDeskError:
    """What was sent before, with how to go on from the command line."""
    if problem.row.state == "sending" or (problem.row.state == "waiting" and not problem.row.queued):
        return problem
    if problem.row.state == "waiting" and problem.row.queued:
        out = f"gatewaydesk outbox take-out {problem.row.id}"
        if problem.moved:
            return GatewayDeskError(problem.what, f"{problem.todo} To take it out: {out}")
        return GatewayDeskError(problem.what, f"Send it with: gatewaydesk outbox send. Take it out with: {out}")
    if problem.row.state == "unknown":
        todo = "Ask with: gatewaydesk outbox resolve. To send a second dataset all the same: --again"
    else:
        todo = "Nothing was sent. To make a second dataset of it: --again"
        if problem.receipt is not None:
            todo += f". To change that dataset: gatewaydesk update FILE --to … --id {problem.receipt.dataset_id}"
    return GatewayDeskError(problem.what, todo)
