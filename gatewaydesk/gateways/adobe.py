"""Adobe Experience Platform: datasets of one sandbox, made, found, fetched, changed and deleted; schemas, files and
batches. Each part has a file of its own beside this one, beginning with `adobe_way`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from gatewaydesk.connection import Connection
from gatewaydesk.errors import Refused
from gatewaydesk.gateways import adobe_errands as errands
from gatewaydesk.gateways import adobe_preparing as preparing
from gatewaydesk.gateways import adobe_read_back as read_back
from gatewaydesk.gateways import adobe_reading as reading
from gatewaydesk.gateways import adobe_signing_in as signing_in
from gatewaydesk.gateways import adobe_states as states
from gatewaydesk.gateways import adobe_uploading as uploading
from gatewaydesk.gateways.adobe_answers import explain, unknown, unless_settled
from gatewaydesk.gateways.adobe_metadata import metadata_of, sent_in
from gatewaydesk.gateways.adobe_way import REGISTRY, Way
from gatewaydesk.gateways.base import Action, CancelToken, Created, Offer, Prepared, Pulled, Remote, SignInStep
from gatewaydesk.gateways.looking import first_of
from gatewaydesk.gateways.verdicts import check_reached, nothing_left_open
from gatewaydesk.gateways.wire import Answer
from gatewaydesk.gateways.work import Choice, Errand, Order, Outcome, Progress
from gatewaydesk.job import Job

_VALIDATE_ONLY = {"Pragma": "validate-only"}
_JSON_PATCH = {"Content-Type": "application/json-patch+json"}


class Adobe:
    """One credential of one organisation, in one sandbox.

    Args:
        connection: see `adobe_way.Way`.
        secrets: `client_secret`, or `access_token` where somebody pasted one.
        timing: for the transports; tests have other time limits.

    Raises:
        GatewayProblem: an address or an option cannot be used.
        CredentialsProblem: nobody is signed in.
    """

    system = "adobe"
    patience: tuple[float, ...] = (10.0, 20.0, 40.0, 80.0, 120.0)

    def __init__(
        self, connection: Connection, secrets: Mapping[str, str], *, timing: Mapping[str, Any] | None = None
    ) -> None:
        self.connection = connection
        self._way = Way(connection, secrets, timing)

    def __repr__(self) -> str:
        return f"Adobe({self.connection.name!r}, {self._way.base_url!r}, {self._way.sandbox!r})"

    def test_sign_in(self, cancel: CancelToken) -> Iterator[SignInStep]:
        """Token, headers, sandbox, reading, and a dataset that is only checked."""
        cancel.check()
        return signing_in.steps(self._way, cancel)

    def offers(self, remote: Remote | None = None) -> tuple[Offer, ...]:
        """What can be done here, and what happens then."""
        return preparing.offers(self._way, remote)

    def prepare_create(
        self, metadata: Mapping[str, Any], *, schema: str, status: str = "active", pid: str = ""
    ) -> Prepared:
        """The create call, with our own ID among the dataset's tags.

        Raises:
            GatewayProblem: metadata of another system, or a status that there is not.
        """
        return preparing.create(self._way, metadata, schema, status, pid)

    def prepare_update(
        self,
        dataset_id: str,
        metadata: Mapping[str, Any],
        *,
        schema: str,
        status: str = "active",
        pid: str = "",
        cancel: CancelToken | None = None,
    ) -> Prepared:
        """A JSON Patch with all of the metadata. Catalog is asked how the dataset stands, for its tags.

        Raises:
            GatewayProblem: as in `prepare_create`, or it cannot be asked.
        """
        there = reading.standing(self._way, dataset_id, cancel or CancelToken())
        return preparing.update(self._way, there, metadata, schema, status, pid)

    def prepare_status(self, remote: Remote, action: Action) -> Prepared:
        """The call that deletes; there are no statuses to change.

        Raises:
            GatewayProblem: it is not offered.
        """
        return preparing.delete(self._way, remote, action)

    def prepare_test(self, metadata: Mapping[str, Any], *, schema: str) -> Prepared:
        """The create call, marked so that it is only checked."""
        return preparing.test(self._way, metadata, schema)

    def send(self, prepared: Prepared, cancel: CancelToken) -> Created:
        """Sends it once. An update names the state that it replaces, which is looked up right before.

        Raises:
            Refused: the platform said no, and nothing has changed; also where somebody else has changed the dataset.
            OutcomeUnknown: it may have happened.
            Unreachable: nothing was sent; or a test, which changes nothing, got no usable answer.
            Cancelled: nothing was sent.
        """
        headers = self._headers(prepared, cancel)
        with nothing_left_open(prepared.action):
            answer = self._way.call(
                prepared.method, prepared.url, body=prepared.body or None, headers=headers, cancel=cancel
            )
            return self._created(prepared, answer)

    def done(self, prepared: Prepared, cancel: CancelToken) -> bool | None:
        """Whether an update or a deletion has happened, by what stands there now; None where somebody else's change
        stands there.
        """
        there = reading.is_there(self._way, prepared.dataset_id, cancel)
        if prepared.action != "update":
            return not there
        if not there:
            return False
        standing = reading.standing(self._way, prepared.dataset_id, cancel)
        if metadata_of(standing.doc) == sent_in(prepared.body):
            return True
        return False if prepared.base_mark and standing.mark == prepared.base_mark else None

    def find_by_pid(
        self, pid: str, cancel: CancelToken, seen: Callable[[Remote], object] | None = None
    ) -> Remote | None:
        """The sandbox's first dataset with our ID among its tags. None only when every dataset was seen.

        Raises:
            GatewayProblem: the list could not be read to its end, so nothing is certain.
        """
        datasets = reading.datasets(self._way, cancel)
        return first_of(datasets, lambda remote: remote.pid.casefold() == pid.casefold(), seen)

    def same_content(self, remote: Remote, body: bytes, cancel: CancelToken) -> bool | None:
        """Whether a dataset holds the metadata of a body."""
        held = remote.extra.get("metadata")
        if not isinstance(held, dict):
            held = metadata_of(reading.standing(self._way, remote.dataset_id, cancel).doc)
        return held == sent_in(body)

    def as_before(self, pulled: Pulled, known: Any) -> Pulled:
        """Catalog changes nothing in what it keeps."""
        return pulled

    def reach(self, cancel: CancelToken) -> None:
        """Asks the registry how much it holds. A no to that is no reason against sending, unless it asks to wait.

        Raises:
            Refused: there are too many calls, or no token is given out.
            Unreachable: nothing answers, or something that is not the platform.
        """
        answer = self._way.get(f"{REGISTRY}/stats", cancel=cancel)
        check_reached(self._way.host, answer, explain)

    def list_datasets(self, cancel: CancelToken) -> Iterator[Remote]:
        """All datasets of the sandbox, page by page."""
        return reading.datasets(self._way, cancel)

    def count_by_status(self, cancel: CancelToken) -> Mapping[str, int]:
        """How many datasets there are: all of them count as active."""
        return {"active": sum(1 for _ in self.list_datasets(cancel)), "draft": 0, "archived": 0}

    def fetch(self, dataset_id: str, cancel: CancelToken) -> Pulled:
        """One dataset as it stands there.

        Raises:
            Refused: it is not there, or may not be read.
        """
        return reading.pulled(reading.standing(self._way, dataset_id, cancel))

    # Beyond metadata

    def errands(self, remote: Remote | None = None, job: Job | None = None) -> tuple[Errand, ...]:
        """What else can be done."""
        return errands.offered(self._way, remote, job)

    def carry_out(self, order: Order, cancel: CancelToken) -> Outcome:
        """Does an errand; uploads, verifying and downloading are left as jobs."""
        cancel.check()
        return errands.carry_out(self._way, order, cancel)

    def go_on(self, job: Job, at: Progress, cancel: CancelToken) -> Job:
        """Goes on with an upload, a verification or a download."""
        way = uploading.go_on if job.kind == uploading.KIND else read_back.go_on
        return way(self._way, job, at, cancel)

    def look(self, job: Job, cancel: CancelToken) -> Job:
        """Asks Catalog for the batch."""
        return states.look(self._way, job, cancel) if job.kind == uploading.KIND else replace(job, ours=True)

    def choices(self, kind: str, search: str, given: Mapping[str, Any], cancel: CancelToken) -> Iterator[Choice]:
        """Schemas, sandboxes, or the batches of a dataset (`batches:ID`)."""
        return errands.choices(self._way, kind, search, cancel)

    def _headers(self, prepared: Prepared, cancel: CancelToken) -> dict[str, str]:
        if prepared.action == "test":
            return _VALIDATE_ONLY
        if prepared.action != "update":
            return {}
        there = reading.standing(self._way, prepared.dataset_id, cancel)
        if prepared.base_mark and there.mark != prepared.base_mark:
            raise explain(Answer(412, {}, "")).refused
        return {**_JSON_PATCH, **errands.if_match(there.etag)}

    def _created(self, prepared: Prepared, answer: Answer) -> Created:
        """What a yes says. Catalog names what it has made, changed or deleted in a list of one."""
        if not 200 <= answer.status < 300:
            verdict = explain(answer)
            raise verdict.refused if prepared.action == "test" else unless_settled(answer)
        named = answer.json
        if prepared.action == "test":
            if not isinstance(named, list | dict) and answer.text.strip():
                raise unknown(answer, "The platform's answer does not say that it was checked.")
            return Created("", status="")
        if prepared.action == "delete" and named == []:
            raise Refused(
                "The platform has no such dataset (any more).",
                "Refresh the list of your datasets.",
                status=answer.status,
                way_out="refresh",
            )
        dataset_id = str(named[0]).rpartition("/")[2] if isinstance(named, list) and len(named) == 1 else ""
        if not dataset_id or (prepared.dataset_id and dataset_id != prepared.dataset_id):
            raise unknown(answer, f"The platform answered {answer.status}, but did not name the dataset.")
        metadata = sent_in(prepared.body) or {}
        schema = (metadata.get("schemaRef") or {}).get("id")
        ids = reading.ids_of(self._way, dataset_id, schema)
        web = self._way.web_url(dataset_id) if prepared.status == "active" else ""
        return Created(dataset_id, status=prepared.status, web_url=web, ids=ids)
