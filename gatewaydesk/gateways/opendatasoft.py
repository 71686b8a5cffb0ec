"""An Opendatasoft (Huwise) portal: its datasets in either of its two interfaces, Management v2 and Automation v1.0.

What each call does stands in the modules beside this one, whose names begin alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from gatewaydesk.connection import Connection
from gatewaydesk.errors import GatewayProblem, Refused
from gatewaydesk.gateways import normalise_address
from gatewaydesk.gateways import opendatasoft_data as data
from gatewaydesk.gateways import opendatasoft_errands as working
from gatewaydesk.gateways import opendatasoft_jobs as jobs
from gatewaydesk.gateways import opendatasoft_preparing as preparing
from gatewaydesk.gateways import opendatasoft_reading as reading
from gatewaydesk.gateways import opendatasoft_signing_in as signing_in
from gatewaydesk.gateways.base import (
    Action,
    CancelToken,
    Created,
    Offer,
    Prepared,
    Pulled,
    Remote,
    SignInStep,
)
from gatewaydesk.gateways.looking import first_of
from gatewaydesk.gateways.opendatasoft_answers import is_not_there, is_taken, taken
from gatewaydesk.gateways.opendatasoft_jobs import rest
from gatewaydesk.gateways.opendatasoft_metadata import ID, holds, holds_no_more, written_as
from gatewaydesk.gateways.opendatasoft_offers import offers, status_after
from gatewaydesk.gateways.opendatasoft_preparing import calls_of
from gatewaydesk.gateways.opendatasoft_way import Way, dialect_of
from gatewaydesk.gateways.opendatasoft_way import signing_in as headers_of
from gatewaydesk.gateways.transport import Transport
from gatewaydesk.gateways.verdicts import left_open, no_gateway
from gatewaydesk.gateways.wire import Answer
from gatewaydesk.gateways.work import Choice, Errand, Order, Outcome, Progress
from gatewaydesk.job import Job
from gatewaydesk.pointer import get
from gatewaydesk.schema.visible import plain

__all__ = ["Opendatasoft", "rest"]


class Opendatasoft:
    """One account on one portal.

    Args:
        connection: `options` may hold `dialect` and `username`.
        secrets: `api_key`, or `password` that goes with the user name.
        transport: for tests with other time limits.

    Raises:
        GatewayProblem: address or interface cannot be used.
        CredentialsProblem: what signs in is missing or cannot be sent.
    """

    system = "opendatasoft"
    patience: tuple[float, ...] = jobs.PATIENCE

    def __init__(
        self, connection: Connection, secrets: Mapping[str, str], *, transport: Transport | None = None
    ) -> None:
        self.connection = connection
        headers = headers_of(connection, secrets)
        self._transport = transport or Transport(normalise_address(self.system, connection.url), headers)
        self._way = Way(self._transport, dialect_of(connection))

    def __repr__(self) -> str:
        return f"Opendatasoft({self.connection.name!r}, {self._transport.base_url!r}, {self._way.dialect!r})"

    def test_sign_in(self, cancel: CancelToken) -> Iterator[SignInStep]:
        """Reading one dataset, and an empty create, which the portal refuses only to those who may create."""
        return signing_in.steps(self._way, cancel)

    def offers(self, remote: Remote | None = None) -> tuple[Offer, ...]:
        """What can be done here, and what happens then."""
        return offers(remote)

    def prepare_create(
        self, metadata: Mapping[str, Any], *, schema: str, status: str = "active", pid: str = ""
    ) -> Prepared:
        """The calls that make a dataset. Its `dataset_id` is its own ID: a portal takes each only once.

        Raises:
            GatewayProblem: the metadata is for another system, or has no `dataset_id`.
        """
        return preparing.create(self._way, metadata, schema, status)

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
        """The calls that replace a dataset's metadata. The portal is asked how it stands there now.

        Raises:
            GatewayProblem: the dataset is not there, or what is asked for cannot be done here.
        """
        there = reading.standing(self._way, dataset_id, cancel or CancelToken())
        return preparing.update(self._way, there, metadata, schema, status)

    def prepare_status(self, remote: Remote, action: Action) -> Prepared:
        """The call that publishes a dataset, takes it offline or deletes it.

        Raises:
            GatewayProblem: it is not offered for this dataset.
        """
        status, why = status_after(remote, action)
        return preparing.change_status(self._way, remote, action, status, why)

    def prepare_test(self, metadata: Mapping[str, Any], *, schema: str) -> Prepared:
        """Refuses: there is no test that keeps nothing.

        Raises:
            GatewayProblem: always.
        """
        raise GatewayProblem(next(one.why for one in self.offers() if one.action == "test"), "Check it here.")

    def send(self, prepared: Prepared, cancel: CancelToken) -> Created:
        """Makes the first call, once. What is left to do after it, or goes on at the portal then, is the job of what is
        returned.

        Raises:
            Refused: the portal said no, and nothing has changed.
            OutcomeUnknown: it may have happened.
            Unreachable: nothing was sent.
            Cancelled: nothing was sent.
        """
        calls = calls_of(prepared.body)
        body = calls[0]["body"] if calls else None
        path, params = self._way.taken_apart(prepared.url)
        if prepared.action == "create" and not self._way.is_v2:
            self._refuse_taken(prepared.pid, cancel)  # it would be given another ID without a word
        try:
            answer = self._way.call(prepared.method, path, params=params, body=body, cancel=cancel)
        except Refused as refused:
            if prepared.action == "create" and is_taken(refused) and prepared.pid:
                raise _worded(refused, taken(prepared.pid)) from refused
            raise
        return self._created(prepared, answer) if prepared.action == "create" else self._done(prepared, answer)

    def done(self, prepared: Prepared, cancel: CancelToken) -> bool | None:
        """Whether an update or a change of status has happened, by what stands on the portal now.

        Of publishing once more what is published it cannot be told, unless that goes on right now.
        """
        try:
            there = reading.standing(self._way, prepared.dataset_id, cancel)
        except Refused as refused:
            if is_not_there(refused):
                return prepared.status == "deleted"
            raise
        if prepared.action == "delete":
            return False
        if prepared.action == "update":
            names = reading.names_for(self._way, there.document, cancel)
            if holds(calls_of(prepared.body)[0]["body"], there.holding, names):
                return True
            return False if prepared.base_mark and there.mark == prepared.base_mark else None
        if there.remote.status == prepared.status and prepared.base_status != prepared.status:
            return True
        now = reading.state(self._way, prepared.dataset_id, cancel)
        if not now.at_rest:
            return True
        return None if prepared.base_status == prepared.status else False

    def find_by_pid(
        self, pid: str, cancel: CancelToken, seen: Callable[[Remote], object] | None = None
    ) -> Remote | None:
        """The dataset with this `dataset_id`. None only when every dataset was seen.

        Raises:
            GatewayProblem: the portal's list could not be read to its end, so nothing is certain.
        """
        return first_of(reading.datasets(self._way, cancel), lambda remote: bool(pid) and remote.pid == pid, seen)

    def same_content(self, remote: Remote, body: bytes, cancel: CancelToken) -> bool | None:
        """Whether a dataset holds the metadata of a creation, under the same `dataset_id`."""
        calls = calls_of(body)
        if not calls or calls[0]["body"].get(ID) != remote.pid:
            return False
        there = reading.standing(self._way, remote.dataset_id, cancel)
        told = calls[1 if self._way.is_v2 else 0]["body"]
        names = reading.names_for(self._way, there.document, cancel)
        return holds(told, there.holding, names) and holds_no_more(told, there.holding)

    def as_before(self, pulled: Pulled, known: Any) -> Pulled:
        """With names of themes and of the licence where they were written so: Automation gives their IDs back."""
        names = reading.names_for(self._way, pulled.metadata, CancelToken())
        return replace(pulled, metadata=written_as(pulled.metadata, known, names)) if names else pulled

    def reach(self, cancel: CancelToken) -> None:
        """Reads one dataset. A no to that is no reason against sending, unless it asks to wait.

        Raises:
            Refused: there are too many calls.
            Unreachable: nothing answers, or something that is no portal, such as the sign-in page of a hotel.
        """
        params = [("rows" if self._way.is_v2 else "limit", "1")]
        try:
            self._way.get("datasets", params=params, cancel=cancel)
        except Refused as refused:
            if refused.retry_after is not None:
                raise
            if refused.status not in (401, 403):
                raise no_gateway(self._transport.host, refused) from refused

    def list_datasets(self, cancel: CancelToken) -> Iterator[Remote]:
        """All datasets that this account may work on, page by page."""
        return reading.datasets(self._way, cancel)

    def count_by_status(self, cancel: CancelToken) -> Mapping[str, int]:
        """How many datasets are published (`active`), and how many are not (`draft`)."""
        counts = dict.fromkeys(("active", "draft", "archived"), 0)
        for remote in reading.datasets(self._way, cancel):
            if remote.status in counts:
                counts[remote.status] += 1
        return counts

    def fetch(self, dataset_id: str, cancel: CancelToken) -> Pulled:
        """One dataset as the portal keeps it.

        Raises:
            Refused: it is not there, or may not be read.
        """
        return reading.pulled(reading.standing(self._way, dataset_id, cancel))

    def errands(self, remote: Remote | None = None, job: Job | None = None) -> tuple[Errand, ...]:
        """What can be done with a dataset, with a job, or with the connection."""
        return working.errands(self._way, remote, job)

    def carry_out(self, order: Order, cancel: CancelToken) -> Outcome:
        """Does an errand; an upload, and whatever the portal takes its time for, is left as a job."""
        return working.carry_out(self._way, order, cancel)

    def go_on(self, job: Job, at: Progress, cancel: CancelToken) -> Job:
        """Uploads and adds data, or makes the calls that complete a dataset."""
        if job.kind == data.KIND:
            return data.go_on(self._way, job, at, cancel)
        return jobs.complete(self._way, job, at, cancel) if job.kind == jobs.METADATA else replace(job, ours=False)

    def look(self, job: Job, cancel: CancelToken) -> Job:
        """Asks how a job stands, by its dataset's status."""
        return jobs.looked_at(self._way, job, cancel)

    def choices(self, kind: str, search: str, given: Mapping[str, Any], cancel: CancelToken) -> Iterator[Choice]:
        """The entries of a list: what a field offers, the portal's extractors, a dataset's sources or changes."""
        return working.choices(self._way, kind, search, given, cancel)

    def _refuse_taken(self, dataset_id: str, cancel: CancelToken) -> None:
        if any(remote.pid == dataset_id for remote in reading.datasets(self._way, cancel)):
            raise taken(dataset_id)

    def _created(self, prepared: Prepared, answer: Answer) -> Created:
        uid = get(answer.json, ("dataset_uid",)) or get(answer.json, ("uid",))
        if not isinstance(uid, str) or not uid:
            raise left_open(
                answer, f"The portal answered {answer.status}, but did not name the dataset it made.", "the portal"
            )
        given = get(answer.json, ("dataset_id",))
        dataset_id = given if isinstance(given, str) and given else prepared.pid
        return Created(
            uid,
            status=prepared.status,
            web_url=self._way.web_url(dataset_id, published=prepared.status == "active"),
            ids={"dataset_uid": uid, "dataset_id": dataset_id},
            job=rest(prepared, uid) or _renamed(uid, prepared.pid, dataset_id),
        )

    def _done(self, prepared: Prepared, answer: Answer) -> Created:
        job, ids = rest(prepared, prepared.dataset_id), {"dataset_uid": prepared.dataset_id}
        if job is not None and not job.ours and (job_id := jobs.job_id_of(answer.json)):
            job = replace(job, remote_id=job_id)
            ids[job.kind] = job_id
        return Created(
            prepared.dataset_id,
            status=prepared.status,
            web_url=self._way.web_url(prepared.pid, published=prepared.status == "active"),
            ids=ids | ({"dataset_id": prepared.pid} if prepared.pid else {}),
            job=job,
        )


def _renamed(uid: str, wanted: str, given: str) -> Job | None:
    """What is told where somebody else took the ID in between, and the portal gave another."""
    if given == wanted:
        return None
    words = f"The portal has given it the ID “{plain(given)}”, because “{plain(wanted)}” was taken meanwhile."
    return Job(jobs.METADATA, "Creating the dataset", uid, status="failed", words=words)


def _worded(refused: Refused, better: Refused) -> Refused:
    better.status, better.answer = refused.status, refused.answer
    return better
