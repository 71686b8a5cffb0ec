"""The practice Adobe Experience Platform: its state, and what its administrator would do to it."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gatewaydesk import paths
from gatewaydesk.practice import adobe_states as states
from gatewaydesk.practice.adobe_catalog import shown_batch
from gatewaydesk.practice.adobe_datasets import fresh
from gatewaydesk.practice.adobe_faults import OWN, REPLIES
from gatewaydesk.practice.adobe_rules import SCOPES, TENANT, Json
from gatewaydesk.practice.adobe_states import Pace
from gatewaydesk.practice.adobe_store import AdobeStore, new_id, now
from gatewaydesk.practice.faults import Faults
from gatewaydesk.practice.system import System

SAMPLES = Path("practice") / "adobe-samples.json"
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Arranged:
    """How a batch is to end whatever its files say.

    Attributes:
        status: the word for its last state, known or not.
        errors: its `errors`; None for those that were found.
        failed_rows: how many rows count as not taken in.
    """

    status: str
    errors: list[Json] | None = None
    failed_rows: int = 0


_FAILURE = Arranged("failed", [{"code": "unknown", "description": "Job aborted."}])
_FAULTS = (
    ("ingest-fails", _FAILURE),
    ("ingest-partly", Arranged("success", None, 1)),
    ("ingest-stalls", Arranged("stalled")),
)


class AdobePractice(System):
    """One practice platform of one organisation, with two sandboxes, `prod` and `trial`.

    Attributes:
        faults: what goes wrong on purpose.
        pace: how long the states of a batch last, for batches that are begun or completed from now on.
        largest_put: bytes that one upload may have; more is answered 413.
        largest_part: bytes that a part of a large file may have.
        large_file_refusal: a status with which the route for large files is refused, or 0.
        file_status: the status for every stored file; 0 for 201 when it is new and 200 when it was replaced.
        body_on_complete: whether an action on a batch is answered with the batch; otherwise with nothing.
        aborts_late: whether a batch may be cancelled while it is processed; otherwise only before.
        strange_keys: whether a batch is shown under another key than its id.
        spelling: the middle of `@/dataSets/id`.
        links: an address that links point at in place of this gateway's own; empty for its own.
        looks_inside: whether what was uploaded is checked against the schema.
        forbidden: a permission that is missing for whatever changes something; empty when none is.
        token_seconds: how long an access token holds.
        token_in_milliseconds: whether `expires_in` is told as the older service did.
    """

    name = "adobe"
    store: AdobeStore

    def __init__(self, folder: Path, faults: str, stopping: threading.Event, *, samples: bool = True) -> None:
        from gatewaydesk.practice.adobe_web import application

        self.store = AdobeStore(folder)
        self.faults = Faults(faults, REPLIES, OWN)
        self.pace = Pace()
        self.largest_put = 256 * MEGABYTE
        self.largest_part = 512_000_000
        self.large_file_refusal = 0
        self.file_status = 0
        self.body_on_complete = False
        self.aborts_late = True
        self.strange_keys = False
        self.spelling = "dataSets"
        self.links = ""
        self.looks_inside = True
        self.forbidden = ""
        self.token_seconds = 86_399.0
        self.token_in_milliseconds = False
        self.scopes = frozenset(SCOPES.split(","))
        self._next: deque[Arranged] = deque()
        self._cuts: deque[int] = deque()
        self._load_schemas()
        if self.store.fresh and samples:
            self._load_samples()
        self.wsgi = application(self)

    def details(self, url: str) -> dict[str, Any]:
        """How to connect: the addresses, names, and the credentials of the one client."""
        return {
            "url": url,
            "ims_url": url,
            "client_id": self.client_id,
            "org_id": self.org_id,
            "scopes": SCOPES,
            "sandbox": "trial",
            "sandbox_type": "development",
            "client_secret": self.client_secret,
        }

    @property
    def client_id(self) -> str:
        """The client's id, which every call names as its API key."""
        return self.store.credential("client_id")[:32]

    @property
    def client_secret(self) -> str:
        """The client's secret."""
        return f"p8e-{self.store.credential('client_secret')[:32]}"

    @property
    def org_id(self) -> str:
        """The organisation."""
        return f"{self.store.credential('org_id')[:24].upper()}@AdobeOrg"

    @property
    def user(self) -> str:
        """The technical account that everything is made by."""
        return f"{self.store.credential('user')[:24].upper()}@techacct.adobe.com"

    # What an administrator does.

    def rotate_secret(self) -> str:
        """Makes a new client secret; the old one is refused from now on, tokens stay."""
        self.store.renew("client_secret")
        return self.client_secret

    def issue_token(self, seconds: float = 86_399.0) -> str:
        """An access token to be pasted."""
        return self.store.add_token(seconds)

    def expire_tokens(self) -> None:
        """Lets every token that was given out expire."""
        self.store.expire_tokens()

    def end_next(self, status: str, errors: Sequence[Json] | None = None, failed_rows: int = 0) -> None:
        """Arranges how the batch ends that is completed next; several wait in line."""
        self._next.append(Arranged(status, None if errors is None else list(errors), failed_rows))

    def set_state(self, batch_id: str, status: str) -> None:
        """Brings a batch into a state now, whatever it was in; any word will do."""
        with self.store.atomically():
            plan = self.store.rows("select plan from batches where id = ?", (batch_id,))[0]["plan"]
            self.store.change("batches", batch_id, {"plan": states.ended(plan, now(), status)})

    def edit_dataset(self, dataset_id: str, **fields: Any) -> None:
        """Changes fields of a dataset, as a colleague does on the platform's own pages."""
        with self.store.atomically():
            doc = self.store.rows("select doc from datasets where id = ?", (dataset_id,))[0]["doc"]
            self.store.change(
                "datasets", dataset_id, {"doc": {**doc, **fields, "updated": max(now(), doc["updated"] + 1)}}
            )

    def cut_next(self, after: int) -> None:
        """Breaks the connection off once so many bytes of the next upload have arrived."""
        self._cuts.append(after)

    def datasets(self) -> list[Json]:
        """The datasets of every sandbox, oldest first, each with its `id` and `sandbox`."""
        rows = self.store.rows("select * from datasets order by number")
        return [{**row["doc"], "id": row["id"], "sandbox": row["sandbox"]} for row in rows]

    def batches(self) -> list[Json]:
        """The batches of every sandbox as Catalog shows them, oldest first, each with its `datasetId`."""
        rows = self.store.rows("select * from batches order by number")
        return [{**shown_batch(row), "datasetId": row["dataset_id"]} for row in rows]

    # What the handlers ask.

    def arranged(self) -> Arranged | None:
        """How the batch that is being completed is to end, if that was arranged."""
        if self._next:
            return self._next.popleft()
        return next((end for fault, end in _FAULTS if self.faults.happens(fault)), None)

    def cut_at(self, length: int) -> int | None:
        """After how many bytes the upload that is arriving breaks off; None when it does not."""
        if self._cuts:
            return self._cuts.popleft()
        return length // 2 if self.faults.happens("upload-cut") else None

    def _load_schemas(self) -> None:
        """The registry's global resources, and the organisation's in each sandbox, unless they are there."""
        if not self.store.fresh:
            return
        moment = now()
        about = {"repo:createDate": moment, "repo:lastModifiedDate": moment, "xdm:createdClientId": self.client_id}
        rows = []
        for one in _samples()["resources"]:
            kind, owned = one["meta:resourceType"], one["meta:containerId"] == "tenant"
            doc = {**one, "meta:registryMetadata": about} | ({"imsOrg": self.org_id} if owned else {})
            values = {"id": one["$id"], "container": one["meta:containerId"], "kind": kind, "doc": doc}
            rows += [{**values, "sandbox": sandbox} for sandbox in (("prod", "trial") if owned else ("",))]
        self.store.add_resources(rows)

    def _load_samples(self) -> None:
        for one in _samples()["datasets"]:
            doc = fresh(one["dataset"], self.org_id, self.user, self.client_id)
            key, moment = new_id(), now()
            values = {"id": key, "sandbox": one["sandbox"], "doc": doc, "system": int(one.get("system", False))}
            self.store.insert("datasets", values)
            if one.get("rows"):
                self._load_batch(key, one, moment)

    def _load_batch(self, dataset_id: str, sample: Json, moment: int) -> None:
        """A batch that has succeeded, with one file of JSON lines."""
        batch, blob = new_id() + "5a3b1c7d", self.store.new_blob()
        text = "".join(f"{json.dumps(row)}\n" for row in sample["rows"]).encode()
        self.store.blob(blob).write_bytes(text)
        count = len(sample["rows"])
        metrics = {"recordsRead": count, "recordsWritten": count, "failedRecordCount": 0, "inputByteSize": len(text)}
        who = {"createdUser": self.user, "updatedUser": self.user, "createdClient": self.client_id}
        doc = {
            "id": batch,
            "externalId": batch,
            "imsOrg": self.org_id,
            **who,
            "created": moment,
            "inputFormat": {"format": "json"},
            "tags": {},
            "relatedObjects": [{"type": "dataSet", "id": dataset_id}],
        }
        result = {"errors": [], "metrics": metrics, "bad": []}
        values = {"id": batch, "sandbox": sample["sandbox"], "dataset_id": dataset_id, "doc": doc, "result": result}
        self.store.insert("batches", {**values, "plan": [("loading", moment), ("loaded", moment), ("success", moment)]})
        file = {"id": new_id(), "batch_id": batch, "path": "part-00000.json", "blob": blob, "size": len(text)}
        self.store.insert("files", {**file, "open": 0, "created": moment})


def _samples() -> Json:
    read: Json = json.loads((paths.resource_root() / SAMPLES).read_text("utf-8").replace("{TENANT}", TENANT))
    return read
