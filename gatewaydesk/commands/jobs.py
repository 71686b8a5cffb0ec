"""`gatewaydesk jobs`: the work that goes on at gateways, such as publishing, uploads and loads."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from gatewaydesk.commands._common import add_json_flag, print_line, visible
from gatewaydesk.commands._connections import add_only_flag, connection_named, only_one, open_store, signed_in
from gatewaydesk.commands._jobs import add_wait_flag, exit_code, follow
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.gateways.base import CancelToken, Gateway
from gatewaydesk.services import jobs
from gatewaydesk.services.jobs import in_words
from gatewaydesk.store import JobRow, Store

HELP = "List the work that goes on at gateways, look how it stands, go on with it, or wait for it."


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    below = parser.add_subparsers(dest="action", required=True, metavar="list|check|go-on|forget")
    listed = below.add_parser("list", help="every job, newest first")
    listed.add_argument("--open", action="store_true", help="only those that have not ended")
    check = below.add_parser("check", help="only ask how jobs stand; without an ID, all that have not ended")
    go_on = below.add_parser("go-on", help="go on with a job that was stopped or broke off")
    check.add_argument("id", metavar="ID", nargs="?", default="")
    go_on.add_argument("id", metavar="ID")
    for one in (check, go_on):
        add_wait_flag(one)
        add_only_flag(one)
    forget = below.add_parser("forget", help="take a job off the list; whatever goes on at the gateway does")
    forget.add_argument("id", metavar="ID")
    for one in (listed, check, go_on):
        add_json_flag(one)


def run(given: Namespace) -> int:
    """0 when done, 1 when a job has failed or needs attention, 2 when a gateway could not be asked."""
    with open_store() as store:
        if given.action == "forget":
            store.jobs.forget(store.jobs.named(given.id).id)
            return 0
        if given.action == "list":
            _tell(store.jobs.rows(open_only=given.open), json=given.json)
            return 0
        return _go_on(store, given)


def _go_on(store: Store, given: Namespace) -> int:
    only = only_one(store, given)
    chosen = [store.jobs.named(given.id)] if given.id else store.jobs.rows(open_only=True)
    if given.id and only not in ("", chosen[0].gateway):
        raise GatewayDeskError(f"That job is one of {chosen[0].gateway}, not of {only}.", "")
    chosen = [row for row in chosen if only in ("", row.gateway)]
    reached: dict[str, Gateway] = {}  # standard input is read once
    worst = 0
    for row in reversed(chosen):
        try:
            now_ = _followed(store, row, given, reached)
        except GatewayDeskError as error:
            if given.id:
                raise
            print(visible(f"{row.job.title} ({row.gateway}): {error}"), file=sys.stderr)
            worst, now_ = 2, store.jobs.get(row.id)
        _tell([now_], json=given.json)
        worst = max(worst, exit_code(now_))
    return worst


def _followed(store: Store, row: JobRow, given: Namespace, reached: dict[str, Gateway]) -> JobRow:
    asks = given.action == "check"
    if row.job.finished and not (asks and jobs.may_change(row.job)):
        return row
    if asks and row.job.ours and not row.job.remote_id:  # the gateway knows nothing of it yet
        return row
    if row.gateway not in reached:
        reached[row.gateway] = signed_in(connection_named(store, row.gateway), given)
    gateway = reached[row.gateway]
    if asks and (row.job.ours or row.job.finished):
        return jobs.look_only(store, gateway, row.id, CancelToken())
    return follow(store, gateway, row.id, CancelToken(), wait=given.wait)


def _tell(rows: list[JobRow], *, json: bool) -> None:
    for row in rows:
        if json:
            print_line(members(row))
        else:
            about = row.dataset or row.job.dataset_id
            where = f"{row.job.title}{f': “{about}”' if about else ''} on {row.gateway}"
            print(visible(f"{row.id[:8]}  {row.changed[:19].replace('T', ' ')}  {where}. {in_words(row)}"))


def members(row: JobRow) -> dict[str, object]:
    """A job as others read it."""
    job = row.job
    return {
        "id": row.id,
        "gateway": row.gateway,
        "system": row.system,
        "kind": job.kind,
        "title": job.title,
        "dataset": row.dataset,
        "dataset_id": job.dataset_id,
        "remote_id": job.remote_id,
        "status": job.status,
        "native": job.native,
        "words": in_words(row),
        "progress": job.progress,
        "finished": job.finished,
        "began": row.began,
        "since": row.changed,
        "looked_at": row.looked_at,
        "next_at": row.next_at,
    }
