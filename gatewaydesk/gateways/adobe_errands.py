"""What can be done on Adobe Experience Platform beyond datasets' metadata: schemas, files, batches, profiles."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gatewaydesk.document import jsonio
from gatewaydesk.errors import FileProblem, GatewayProblem, OutcomeUnknown, Refused
from gatewaydesk.gateways import adobe_files as files
from gatewaydesk.gateways import adobe_looking as looking
from gatewaydesk.gateways import adobe_read_back as read_back
from gatewaydesk.gateways import adobe_reading as reading
from gatewaydesk.gateways import adobe_registry as registry
from gatewaydesk.gateways.adobe_answers import unless_settled
from gatewaydesk.gateways.adobe_asking import ADD, CSV_SIGNS, EXTEND, FOLDER, SCHEMA, batches_of, replacing
from gatewaydesk.gateways.adobe_metadata import TAG, is_profile
from gatewaydesk.gateways.adobe_preparing import warning
from gatewaydesk.gateways.adobe_states import CANCELLABLE, GOOD, TAKEN_BACK, fetch, standing
from gatewaydesk.gateways.adobe_uploading import KIND
from gatewaydesk.gateways.adobe_way import IMPORT, Way, segment
from gatewaydesk.gateways.base import CancelToken, Remote
from gatewaydesk.gateways.work import Choice, Errand, Order, Outcome
from gatewaydesk.job import WORDS, Job

_WITHDRAWN = frozenset({"inactive", "deleted", "archived", "retained"})
_NOT_SO = frozenset({400, 409, 422})  # an action that a batch in this state does not take
_READABLE = frozenset({"json", "csv"})
# What each action on a batch leaves it as, and its words.
_ACTIONS: Mapping[str, tuple[frozenset[str], str]] = {
    "abort": (frozenset({"aborted"}), "The batch was aborted. None of its rows will be taken in."),
    "fail": (frozenset({"failed", "failure"}), "The batch was marked as failed."),
    "revert": (_WITHDRAWN, "The batch was taken back: its rows leave the dataset."),
}


def offered(way: Way, remote: Remote | None, job: Job | None) -> tuple[Errand, ...]:
    """What can be done with a job, with a dataset, or with the connection."""
    if job is not None:
        return tuple(_for_job(way, job))
    return tuple(_for_dataset(way, remote)) if remote is not None else _for_connection(way)


def _for_connection(way: Way) -> tuple[Errand, ...]:
    care = " ".join((*warning(way), "A schema that datasets use can only grow: what is added stays."))
    return (
        Errand(
            "schema", "Look at a schema…", "Shows its fields and a sample record; a draft can take it over.",
            asks=SCHEMA, reads=True,
        ),
        Errand(
            "record-form", "Write records by a schema…",
            "Fetches a schema, so that records can be written by it in a form here.", asks=SCHEMA, reads=True,
        ),
        Errand("extend-schema", "Add fields to a schema…", care, care="confirm", asks=EXTEND),
    )  # fmt: skip


def _for_dataset(way: Way, remote: Remote) -> Iterator[Errand]:
    there = remote.status != "deleted"
    gone = "It is not on the platform any more."
    add = " ".join((*warning(way), "Files go up into a new batch, which the platform then takes in."))
    yield Errand("add-data", "Add data…", add if there else gone, there, asks=ADD)
    replaces = " ".join((*warning(way), "New files take the place of batches that are there: their rows go."))
    asks = replacing(remote.dataset_id)
    yield Errand("replay", "Replace batches…", replaces if there else gone, there, "confirm", asks)
    yield Errand("batches", "Latest batches", "Shows what became of the newest ones.", there, reads=True)
    yield Errand("preview", "First rows", "Shows rows that the dataset holds.", there, reads=True)
    yield Errand(
        "follow-batch", "Follow a batch…", "Puts a batch that was begun elsewhere among the jobs here.", there,
        asks=batches_of(remote.dataset_id), reads=True,
    )  # fmt: skip
    profile = is_profile({"tags": remote.extra.get("tags")})
    profiles = " ".join(
        (
            *warning(way),
            "Its rows go into your organisation's profiles, which counts for the licence and is hard to undo.",
        )
    )
    said = "It takes part in profiles already." if profile else profiles
    yield Errand("enable-profile", "Enable for Profile", said, there and not profile, "confirm", best_effort=True)


def _for_job(way: Way, job: Job) -> Iterator[Errand]:
    if job.kind == read_back.CHECK:
        yield Errand(
            "show-check", "Show what was compared", "File by file: length and digest.", job.finished, reads=True
        )
    if job.kind != KIND:
        return
    begun = bool(job.remote_id)
    live = job.native in GOOD
    known = bool(job.facts.get("sent"))
    none_yet = "The batch is not made yet."
    not_live = "Only when the batch was taken in."
    verify = "Reads the files back and compares name, length and SHA-256 with what was sent."
    yield Errand("verify", "Verify the files", verify if live else not_live, live and (known or begun), reads=True)
    yield Errand("files", "Files of the batch", "Lists what is there." if live else not_live, live, reads=True)
    keep = "Reads the files back into a folder on this computer." if live else not_live
    yield Errand("download", "Download the files…", keep, live, asks=FOLDER, reads=True)
    readable = job.facts.get("manner", {}).get("format", "json") in _READABLE
    preview = "The platform previews JSON and CSV only." if not readable else none_yet if not begun else ""
    yield Errand(
        "preview-batch", "Preview the rows", preview or "The first rows, as the platform reads them.", not preview,
        reads=True, best_effort=True,
    )  # fmt: skip
    yield Errand(
        "diagnostics", "Show what went wrong",
        "Errors of the batch, of its rows and their fields." if begun else none_yet, begun, reads=True,
    )  # fmt: skip
    may = begun and job.native in CANCELLABLE
    over = none_yet if not begun else "The batch has ended."
    yield Errand("abort", "Abort the batch", "None of its rows will be taken in." if may else over, may, "confirm")
    yield Errand("fail", "Mark as failed", "It counts as failed from then on." if may else over, may, "confirm")
    back = " ".join((*warning(way), "Its rows leave the dataset, and are deleted later."))
    yield Errand("revert", "Take the batch back", back if live else not_live, live, "confirm")
    again = " ".join((*warning(way), "New files take the place of this batch: its rows go."))
    yield Errand("replay", "Replace this batch…", again if live else not_live, live, "confirm", ADD)


@dataclass(frozen=True)
class _Ask:
    """An errand at work."""

    way: Way
    order: Order
    cancel: CancelToken

    @property
    def job(self) -> Job:
        """The job that it is for.

        Raises:
            GatewayProblem: there is none.
        """
        if self.order.job is None:
            raise GatewayProblem("This is done with a batch, and none is chosen.", "Choose it among the jobs.")
        return self.order.job

    def text(self, name: str) -> str:
        """An answer that is a text."""
        return str(self.order.given.get(name) or "").strip()


def carry_out(way: Way, order: Order, cancel: CancelToken) -> Outcome:
    """Does an errand.

    Raises:
        GatewayProblem: it is not known, or was not done.
        FileProblem: a file cannot be used.
        OutcomeUnknown: it may or may not have happened.
    """
    work = _WORK.get(order.errand)
    if work is None:
        raise GatewayProblem(f"Experience Platform does not know “{order.errand}”.")
    return work(_Ask(way, order, cancel))


def choices(way: Way, kind: str, search: str, cancel: CancelToken) -> Iterator[Choice]:
    """The lists that there are: schemas, those of the organisation, sandboxes, and a dataset's batches."""
    name, _, about = kind.partition(":")
    if name == "schemas":
        return registry.schemas(way, ("tenant", "global"), search, cancel)
    if name == "tenant-schemas":
        return registry.schemas(way, ("tenant",), search, cancel)
    if name == "sandboxes":
        return registry.sandboxes(way, search, cancel)
    if name == "batches" and about:
        return looking.choices(way, about, search, cancel)
    known = "schemas, tenant-schemas, sandboxes and batches:DATASET-ID"
    raise GatewayProblem(f"Experience Platform has no list called “{kind}”.", f"There are {known}.")


def _add(ask: _Ask) -> Outcome:
    """Looks at the files, and leaves everything else to the job."""
    given = ask.order.given
    chosen, form = files.chosen([str(one) for one in given.get("files", ())], ask.text("format"))
    whole = bool(given.get("whole"))
    signs = {name: str(given[name]) for name in CSV_SIGNS if given.get(name)} if form == "csv" else {}
    request: dict[str, Any] = {"datasetId": ask.order.dataset_id, "inputFormat": {"format": form, **signs}}
    if form == "json" and whole:
        request["inputFormat"]["isMultiLineJson"] = True
    if form == "csv":
        request["inputFormat"]["header"] = True
    request["enableErrorDiagnostics"] = bool(given.get("diagnostics", True))
    if given.get("tolerance") not in (None, 0):
        request["partialIngestionPercentage"] = given["tolerance"]
    replaced = list(given.get("replaces", ())) or ([ask.job.remote_id] if ask.order.errand == "replay" else [])
    if replaced:
        request["replay"] = {"predecessors": replaced, "reason": "replace"}
    request["tags"] = {TAG: [str(uuid.uuid4())]}
    manner = {
        "format": form, "whole": whole, "quote": signs.get("quote", '"'), "escape": signs.get("escape", ""),
    }  # fmt: skip
    facts = {"request": request, "files": files.kept(chosen), "manner": manner, "replaces": replaced}
    count = f"“{chosen[0].path.name}”" if len(chosen) == 1 else f"{len(chosen):,} files"
    size = sum(one.size for one in chosen)
    job = Job(KIND, f"Adding {count}", ask.order.dataset_id, ours=True, facts=facts, progress=0.0)
    return Outcome(f"{count} with {size:,} bytes will be added.", job=job)


def _act(ask: _Ask) -> Outcome:
    """Aborts, fails or reverts a batch; after silence its state tells. Taking back goes on as a job of its own: that of
    the batch has ended.
    """
    into, words = _ACTIONS[ask.order.errand]
    batch = ask.job.remote_id
    path = f"{IMPORT}/batches/{segment(batch)}"
    try:
        answer = ask.way.call("POST", path, [("action", ask.order.errand.upper())], cancel=ask.cancel)
        if not 200 <= answer.status < 300:
            raise unless_settled(answer)
    except OutcomeUnknown:
        held = fetch(ask.way, batch, ask.cancel)
        if held is None or str(held.get("status")) not in into:
            raise
    except Refused as refused:
        held = fetch(ask.way, batch, ask.cancel) if refused.status in _NOT_SO else None
        if held is not None:
            now_ = standing(ask.job, held)
            refused.what = f"“{ask.job.title}” has moved on: {now_.words or WORDS[now_.status]}"
            refused.todo = "Look how the job stands now."
        raise
    if ask.order.errand != "revert":
        return Outcome(words)
    back = Job(KIND, f"Taking back: {ask.job.title}", ask.job.dataset_id, batch, facts={TAKEN_BACK: True})
    return Outcome(words, job=replace(back, status="processing", words="The batch is being taken back."))


def _verify(ask: _Ask) -> Outcome:
    facts = {"batch": ask.job.remote_id, "sent": list(ask.job.facts.get("sent", ()))}
    job = Job(read_back.CHECK, "Verifying the files", ask.job.dataset_id, ours=True, facts=facts, progress=0.0)
    return Outcome("The files are read back and compared.", job=job)


def _download(ask: _Ask) -> Outcome:
    folder = Path(ask.text("folder") or Path.home() / "Downloads").expanduser()
    if not folder.is_dir():
        raise FileProblem(f"“{folder.name}” is not a folder.", "Choose one that is there.")
    facts = {"batch": ask.job.remote_id, "folder": str(folder.absolute())}
    job = Job(read_back.FETCH, "Downloading the files", ask.job.dataset_id, ours=True, facts=facts, progress=0.0)
    return Outcome(f"The files are read back into “{folder.name}”.", job=job)


def _follow(ask: _Ask) -> Outcome:
    batch = ask.text("batch")
    held = fetch(ask.way, batch, ask.cancel)
    if held is None:
        raise GatewayProblem(f"The platform knows no batch “{batch}”.", "Choose one from the list.")
    job = Job(KIND, f"Batch {batch}", ask.order.dataset_id, remote_id=batch)
    return Outcome("The batch is among your jobs now.", job=standing(job, held))


def _enable_profile(ask: _Ask) -> Outcome:
    """Sets the tags by which the platform takes a dataset into profiles, if nobody has changed it meanwhile."""
    there = reading.standing(ask.way, ask.order.dataset_id, ask.cancel)
    tags = {**(there.doc.get("tags") or {}), "unifiedProfile": ["enabled:true"], "unifiedIdentity": ["enabled:true"]}
    body = jsonio.dumps({"tags": tags}, indent=None).encode("utf-8")
    path = f"{reading.DATASETS}/{segment(ask.order.dataset_id)}"
    try:
        answer = ask.way.call("PATCH", path, body=body, headers=if_match(there.etag), cancel=ask.cancel)
        if answer.status != 200:
            raise unless_settled(answer)
    except OutcomeUnknown:
        if not is_profile(reading.standing(ask.way, ask.order.dataset_id, ask.cancel).doc):
            raise
    except Refused as refused:
        if refused.details:
            refused.details, refused.way_out = (), ""  # no field of the metadata is wrong
        raise
    return Outcome("Rows of this dataset go into your organisation's profiles from now on.")


def if_match(etag: str) -> dict[str, str]:
    """The header by which a change is refused where somebody was quicker."""
    return {"If-Match": etag} if etag else {}


_WORK: Mapping[str, Callable[[_Ask], Outcome]] = {
    "schema": lambda ask: registry.told(ask.way, ask.text("schema"), ask.cancel),
    "record-form": lambda ask: registry.as_form(ask.way, ask.text("schema"), ask.cancel),
    "extend-schema": lambda ask: registry.extend(ask.way, ask.text("schema"), ask.text("patch"), ask.cancel),
    "add-data": _add,
    "replay": _add,
    "batches": lambda ask: looking.latest(ask.way, ask.order.dataset_id, ask.cancel),
    "preview": lambda ask: looking.rows_of_dataset(ask.way, ask.order.dataset_id, ask.cancel),
    "follow-batch": _follow,
    "enable-profile": _enable_profile,
    "verify": _verify,
    "files": lambda ask: looking.files_of_batch(ask.way, ask.job.remote_id, ask.cancel),
    "download": _download,
    "preview-batch": lambda ask: looking.rows_of_batch(ask.way, ask.job, ask.cancel),
    "diagnostics": lambda ask: looking.diagnostics(ask.way, ask.job, ask.cancel),
    "abort": _act,
    "fail": _act,
    "revert": _act,
    "show-check": lambda ask: Outcome(ask.job.words or "What was compared.", tables=(read_back.table(ask.job),)),
}
