"""Work that goes on after a call has returned: publishing, taking in a batch, loading, an upload in parts. It stands
below both the store, which keeps it over a restart, and the connectors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

JobStatus = Literal[
    "created",
    "uploading",
    "queued",
    "processing",
    "live",
    "live_with_errors",
    "done",
    "failed",
    "aborting",
    "aborted",
    "unpublished",
    "needs_attention",
    "deleted",
    "unknown",
]

WORDS: Mapping[JobStatus, str] = MappingProxyType(
    {
        "created": "Not begun yet",
        "uploading": "Uploading",
        "queued": "Waiting its turn",
        "processing": "Being worked on",
        "live": "Live",
        "live_with_errors": "Live, with errors",
        "done": "Done",
        "failed": "Failed",
        "aborting": "Being stopped",
        "aborted": "Stopped",
        "unpublished": "Taken offline",
        "needs_attention": "Needs attention",
        "deleted": "Deleted",
        "unknown": "In a state not known here",
    }
)
"""What a person reads of each status; a connector may say more in `Job.words`."""

FINISHED: frozenset[JobStatus] = frozenset(
    {"live", "live_with_errors", "done", "failed", "aborted", "unpublished", "deleted"}
)
"""The statuses after which nothing more happens by itself, so that nobody asks again."""

WENT_WRONG: frozenset[JobStatus] = frozenset({"live_with_errors", "failed", "needs_attention"})
"""The statuses that a person should look at."""


@dataclass(frozen=True)
class Job:
    """One piece of work, as far as it has come. A connector makes a new one of it with every step.

    Attributes:
        kind: the connector's own name for such work, e.g. `publish` or `batch`.
        title: what it is, for people: “Publishing”, “Uploading 3 files”.
        dataset_id: the dataset that it is about, as the gateway names it.
        remote_id: the work's own ID there (job, batch), or "" where it has none.
        status: the status in our words.
        native: the gateway's own word for it, kept whatever it is; "" where it has said none yet.
        words: sentences on how it stands: what is being done, how many rows failed, why; "" where `WORDS` says enough.
        progress: from 0 to 1; None where that is not known.
        ours: the next step is ours to take (a part to upload) rather than the gateway's.
        since: when the gateway says that this status began; ISO 8601, or "" where it does not say.
        facts: what the connector has to know to go on, after a restart too; JSON, and nothing secret.
        overtakes: the kinds of work on the same dataset that are over once this has begun, however they ended; told
            only by a job that begins.
    """

    kind: str
    title: str
    dataset_id: str
    remote_id: str = ""
    status: JobStatus = "created"
    native: str = ""
    words: str = ""
    progress: float | None = None
    ours: bool = False
    since: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict, repr=False, hash=False)
    overtakes: tuple[str, ...] = field(default=(), repr=False, compare=False)

    @property
    def replaces(self) -> tuple[str, ...]:
        """The remote IDs of the same kind of work whose place this takes once it is live: a fact like the others."""
        return tuple(str(one) for one in self.facts.get("replaces", ()))

    @property
    def finished(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.status in FINISHED
