"""`gatewaydesk update`: changes a dataset that is on a gateway to what a file says."""

from __future__ import annotations

import copy
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from gatewaydesk.commands._common import add_json_flag, add_large_flag, path_of, schema_for, value_of, visible
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
from gatewaydesk.document import disk
from gatewaydesk.document.difference import same
from gatewaydesk.document.filed import save_file
from gatewaydesk.document.merging import Decision, Side, merge
from gatewaydesk.errors import FileProblem, GatewayDeskError, Refused
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.pointer import get
from gatewaydesk.schema.catalogue import Catalogue
from gatewaydesk.services.authoring import Authoring
from gatewaydesk.services.numbering import generated, is_number, propose, renew, too_low
from gatewaydesk.services.standing import PulledFromElsewhere, Standing, keep_base, stand
from gatewaydesk.services.updating import changed_there, prepare_update, renew_base, update
from gatewaydesk.store import Store

HELP = "Validate a metadata file and change a dataset on a gateway to it; prints the receipt."
_MOST_TOLD = 20  # changes of somebody else's that are named


def add_arguments(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    parser.add_argument("file", type=Path, metavar="FILE")
    add_large_flag(parser)
    parser.add_argument("--to", required=True, metavar="NAME", help="the gateway connection")
    parser.add_argument("--id", required=True, metavar="ID", help="the dataset's ID on the gateway")
    parser.add_argument("--schema", metavar="MODEL/VERSION", help="default: the schema that the file fits")
    parser.add_argument("--status", choices=("draft", "active"), help="default: the status that it has there")
    number = parser.add_mutually_exclusive_group()
    number.add_argument("--raise", dest="raises", action="store_true", help="give it the version number that is due")
    number.add_argument("--number", metavar="X.Y.Z", help="give it this version number")
    theirs = parser.add_mutually_exclusive_group()
    theirs.add_argument("--merge", action="store_true", help="bring in what has changed on the gateway meanwhile")
    theirs.add_argument("--overwrite", action="store_true", help="send the file whatever has changed there")
    parser.add_argument(
        "--prefer", choices=("mine", "theirs"), help="with --merge: which side counts where both changed the same"
    )
    parser.add_argument("--dry-run", action="store_true", help="show what would be sent, and send nothing")
    parser.add_argument(
        "--anyway", action="store_true", help="send it although this route would change values so that they are refused"
    )
    parser.add_argument(
        "--no-write",
        action="store_true",
        help="with --merge: leave the file as it is, so that the next time merges again",
    )
    add_yes_flag(parser)
    add_wait_flag(parser)
    add_credentials_flag(parser)
    add_json_flag(parser)


def run(given: Namespace) -> int:
    """0 when the dataset is as the file, 1 when there are problems or conflicts, 2 when it could not be sent."""
    if given.number and not is_number(given.number):
        raise GatewayDeskError(f"“{given.number}” is no version number.", "It has three parts, such as 1.2.0.")
    path = path_of(given.file)
    stamp = disk.stamp_now(given.file) if path else None
    value = value_of(given.file, large=given.large)
    schema = schema_for(value, given.schema, Catalogue(), given.file)
    authoring, merged = Authoring(schema, copy.deepcopy(value)), None
    with open_store() as store:
        gateway, cancel = signed_in(connection_named(store, given.to), given), CancelToken()
        draft = _draft_of(store, authoring, gateway.connection.name, given.id)
        try:
            standing = stand(
                store, gateway, schema, value, dataset_id=given.id, draft_id=draft, path=path,
                foreign=given.overwrite, cancel=cancel,
            )  # fmt: skip
        except PulledFromElsewhere as problem:
            raise GatewayDeskError(problem.what, f"{problem.todo} To replace that dataset by it: --overwrite") from None
        print(visible(standing.words), file=sys.stderr)
        if standing.merge_needed and not given.overwrite:
            merged = _merged(standing, authoring, given)
            if merged is None:
                return 1
            authoring, draft = merged, ""
        alike = standing.alike or (merged is not None and same(authoring.document.value, standing.pulled.metadata))
        published = standing.pulled.remote.status != "draft"
        status = given.status or standing.pulled.remote.status
        same_status = status == standing.pulled.remote.status
        if alike and same_status:
            print("Nothing was sent.", file=sys.stderr)
            writes = merged is not None and not given.no_write and not given.dry_run
            if path and (merged is None or (writes and _written(given.file, authoring, stamp))):
                keep_base(store, gateway, standing.pulled, "", schema.name, path)
            return 0
        if not _give_number(authoring, standing, given, published=published, same_status=same_status):
            return 0
        blocking = [problem for problem in authoring.check() if problem.blocks]
        if blocking and status != "draft":
            tell_blocking(blocking)
            return 1
        prepared = prepare_update(gateway, standing, authoring, status)
        if shown_only(prepared, dry_run=given.dry_run):
            return 0
        be_sure(gateway.connection, sure=given.yes)
        if not given.anyway:
            refuse_spoiled(authoring, prepared, gateway.connection.name)
        known = {row.id for row in store.jobs.rows()}
        try:
            receipt = update(
                store,
                gateway,
                prepared,
                authoring,
                draft_id=draft,
                cancel=cancel,
                progress=lambda words: print(words, file=sys.stderr),
                path="" if merged else path,
                value=value,
            )
        except Refused as problem:
            for detail in problem.details:
                print(f"{authoring.label(detail['pointer'])}: {detail['message']}", file=sys.stderr)
            raise
        if merged and path and not given.no_write and _written(given.file, authoring, stamp):
            renew_base(store, gateway, prepared, authoring, "", cancel, path)
        print_receipt(receipt, "updated", json=given.json)
        return follow_new(store, gateway, known, receipt.dataset_id, cancel, wait=given.wait)


def _written(file: Path, authoring: Authoring, stamp: disk.Stamp | None) -> bool:
    """Writes what was brought together into the file, and says so; or why not."""
    name = visible(file.name)
    try:
        saved = save_file(file, authoring.document.value, known=stamp)
    except FileProblem as problem:
        print(f"“{name}” was not written: {problem} The next update merges again.", file=sys.stderr)
        return False
    print(" ".join((f"“{name}” now says what stands there.", *saved.remarks)), file=sys.stderr)
    return True


def _draft_of(store: Store, authoring: Authoring, gateway: str, dataset_id: str) -> str:
    """The draft that holds just this and belongs to that dataset, or ""."""
    held = store.drafts.holding(authoring.document.value, schema=authoring.schema.name)
    if held is None:
        return ""
    base = store.bases.of_draft(held.id, gateway)
    row = store.bases.sent_last(gateway, dataset_id)
    belongs = base.dataset_id == dataset_id if base is not None else row is not None and row.draft == held.id
    return held.id if belongs else ""


def _merged(standing: Standing, authoring: Authoring, given: Namespace) -> Authoring | None:
    """The file with what has changed on the gateway; None where both changed the same and nobody has decided.

    Raises:
        GatewayDeskError: it is not wanted.
    """
    if not given.merge:
        found = changed_there(standing, authoring)
        how = "Different" if standing.changed is None else "Changed"
        for changed in found.changed[:_MOST_TOLD]:
            print(f"{how} there: {visible(changed.words)}", file=sys.stderr)
        if found.count > _MOST_TOLD:
            print(f"and about {found.count - _MOST_TOLD:,} more", file=sys.stderr)
        raise GatewayDeskError(
            "Nothing was sent, so that this is not overwritten.",
            "--merge brings it in; --overwrite sends the file as it is.",
        )
    mine, theirs = authoring.document.value, standing.pulled.metadata
    merged = merge(standing.base, mine, theirs)
    if merged.open and given.prefer:
        side: Side = given.prefer
        merged = merge(standing.base, mine, theirs, {one.key: side for one in merged.open})
    made = Authoring(authoring.schema, merged.value)
    for one in merged.open:
        print(f"Changed on both sides: {_label(made, one)}", file=sys.stderr)
    if merged.open:
        print(
            f"Nothing was sent: {len(merged.open):,} of both sides' changes contradict each other. --prefer mine or "
            "--prefer theirs decides them all; the window lets you choose one by one.",
            file=sys.stderr,
        )
        return None
    taken = sum(one.chosen == "theirs" for one in merged.decisions)
    print(f"Brought in from {standing.gateway}: {taken:,} {'change' if taken == 1 else 'changes'}.", file=sys.stderr)
    return made


def _label(authoring: Authoring, decision: Decision) -> str:
    return visible(authoring.label(decision.pointer))


def _give_number(
    authoring: Authoring, standing: Standing, given: Namespace, *, published: bool, same_status: bool
) -> bool:
    """Raises the version number where that was asked for; else says which one is due. False where nothing but a lower
    number differs from the gateway's copy, so that there is nothing to send.

    Raises:
        GatewayDeskError: the number would be lower than the one that readers see.
    """
    proposal = propose(authoring, standing.pulled.metadata, published=published)
    held = str(get(authoring.document.value, generated(authoring).get("version", ())))
    low = too_low(given.number or held, proposal.before, published=published)
    if low and not given.raises:
        raise GatewayDeskError(f"Nothing was sent. {low}", "--raise gives it the number that is due.")
    number = given.number or (proposal.number if proposal.raised or low else "")
    if not given.number and not given.raises:
        if proposal.raised:
            print(f"Due is version {proposal.why} --raise takes it.", file=sys.stderr)
        return True
    if low and same_status and not given.number and proposal.part == "same":
        print(
            f"Nothing but the version number differs from the gateway's copy: it is {held} here and "
            f"{proposal.before} there, which is right. Nothing was sent.",
            file=sys.stderr,
        )
        return False
    if number:
        web = str(standing.pulled.remote.extra.get("web_url") or "")
        address = f"{web}?version={proposal.before}" if web and published else ""
        renew(authoring, number, before=proposal.before if published else "", address=address)
        print(f"Version {number if given.number else proposal.why}", file=sys.stderr)
    return True
