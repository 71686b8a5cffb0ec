"""Qrvey: the datasets of one application, made from a connection or from scratch, found, changed, loaded and deleted.
What each call is stands in `qrvey_way`, `qrvey_preparing`, `qrvey_offers`, `qrvey_errands` and `qrvey_jobs`.

Qrvey has no place for an ID of ours, and its list says nothing but names: after silence a dataset is known by its
content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from gatewaydesk.connection import Connection
from gatewaydesk.errors import GatewayProblem
from gatewaydesk.gateways import qrvey_choices, qrvey_errands, qrvey_jobs
from gatewaydesk.gateways import qrvey_preparing as preparing
from gatewaydesk.gateways import qrvey_reading as reading
from gatewaydesk.gateways import qrvey_signing_in as signing_in
from gatewaydesk.gateways.base import (
    Action,
    CancelToken,
    Created,
    Offer,
    PidsNotShown,
    Prepared,
    Pulled,
    Remote,
    SignInStep,
)
from gatewaydesk.gateways.qrvey_answers import explain, no, unknown
from gatewaydesk.gateways.qrvey_metadata import as_written, holds, mark_of
from gatewaydesk.gateways.qrvey_offers import offers
from gatewaydesk.gateways.qrvey_preparing import rest, sent_of
from gatewaydesk.gateways.qrvey_way import status_of, way_of
from gatewaydesk.gateways.transport import Transport
from gatewaydesk.gateways.verdicts import check_reached
from gatewaydesk.gateways.wire import Answer
from gatewaydesk.gateways.work import Choice, Errand, Order, Outcome, Progress
from gatewaydesk.job import Job

__all__ = ["Qrvey", "rest"]

_NO_TEST = "Qrvey has no test that keeps nothing."


class Qrvey:
    """One application of one user of a Qrvey.

    Args:
        connection: `options` hold `user_id` and `app_id`, and may hold `api_prefix`, `token_header` and
            `data_router_url`.
        secrets: `api_key` or `access_token`; and `data_router_key`, where there is a data router.
        transport: for tests with other time limits; likewise `router`.

    Raises:
        GatewayProblem: the address or an ID cannot be used.
        CredentialsProblem: there is neither key nor token, or one cannot be sent.
    """

    system = "qrvey"
    patience: tuple[float, ...] = qrvey_jobs.PATIENCE

    def __init__(
        self,
        connection: Connection,
        secrets: Mapping[str, str],
        *,
        transport: Transport | None = None,
        router: Transport | None = None,
    ) -> None:
        self.connection = connection
        self._way = way_of(connection, secrets, transport, router)
        self._transport = self._way.transport

    def __repr__(self) -> str:
        return f"Qrvey({self.connection.name!r}, {self._transport.base_url!r})"

    def test_sign_in(self, cancel: CancelToken) -> Iterator[SignInStep]:
        """Asks for one dataset, and where there is a data router for a job."""
        return signing_in.steps(self._way, cancel)

    def offers(self, remote: Remote | None = None) -> tuple[Offer, ...]:
        """What can be done here, and what happens then."""
        return offers(remote)

    def prepare_create(
        self, metadata: Mapping[str, Any], *, schema: str, status: str = "active", pid: str = ""
    ) -> Prepared:
        """The call that makes a draft, and for `active` the one that loads it.

        Raises:
            GatewayProblem: it is written for another system, or no call takes it as it is.
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
        """The call that replaces a dataset's definition. Qrvey is asked for it, because the call has to hold all of it.

        Raises:
            GatewayProblem: it is written for another system, is not there, or cannot get that status.
        """
        there = reading.definition(self._way, dataset_id, cancel or CancelToken())
        return preparing.update(self._way, there, metadata, schema, status, pid)

    def prepare_status(self, remote: Remote, action: Action) -> Prepared:
        """The call that loads a dataset (`publish`) or deletes it.

        Raises:
            GatewayProblem: it is not offered for this dataset.
        """
        return preparing.change_status(self._way, remote, action)

    def prepare_test(self, metadata: Mapping[str, Any], *, schema: str) -> Prepared:
        """Refuses: there is no such call."""
        raise GatewayProblem(_NO_TEST, "Check it here, and send it as a draft.")

    def send(self, prepared: Prepared, cancel: CancelToken) -> Created:
        """Makes the first call, once. Loading after that is left as a job.

        Raises:
            Refused: Qrvey said no, and nothing has changed.
            OutcomeUnknown: it may have happened.
        """
        sent = sent_of(prepared.body)
        body = preparing.written(sent) if sent is not None else None
        answer = self._transport.request(prepared.method, prepared.url, body=body, cancel=cancel)
        if not 200 <= answer.status < 300:
            raise no(answer)
        return self._created(prepared, answer)

    def done(self, prepared: Prepared, cancel: CancelToken) -> bool | None:
        """Whether an update, a load or a deletion has happened, by what stands there now.

        Of a load it cannot be told where the one before had failed and this may have failed as well.
        """
        state = reading.state_of(self._way, prepared.dataset_id, cancel)
        if prepared.action == "delete" or state == "deleted":
            return state == "deleted" and prepared.action == "delete"
        if prepared.action == "publish":
            return None if state == prepared.base_status == "failed" else state not in ("draft", "unknown")
        there = reading.definition(self._way, prepared.dataset_id, cancel)
        if holds(there, sent_of(prepared.body)):
            return True
        return False if prepared.base_mark and mark_of(there) == prepared.base_mark else None

    def find_by_pid(
        self, pid: str, cancel: CancelToken, seen: Callable[[Remote], object] | None = None
    ) -> Remote | None:
        """Shows every dataset of the application. Qrvey keeps no ID of ours, so none of them can be told to be it.

        Raises:
            PidsNotShown: there is any dataset.
            GatewayProblem: the list could not be read to its end.
        """
        shown = 0
        for remote in reading.datasets(self._way, cancel, complete=True):
            shown += 1
            if seen is not None:
                seen(remote)
        if not shown:
            return None
        raise PidsNotShown(
            "Qrvey keeps no ID by which a dataset could be known again.",
            "So it is looked for by its name and its content.",
        )

    def same_content(self, remote: Remote, body: bytes, cancel: CancelToken) -> bool | None:
        """Whether a dataset's definition is what was sent."""
        return holds(reading.definition(self._way, remote.dataset_id, cancel), sent_of(body))

    def as_before(self, pulled: Pulled, known: Any) -> Pulled:
        """Leaves out what Qrvey has found out by itself, where that was left to it."""
        return replace(pulled, metadata=as_written(pulled.metadata, known))

    def reach(self, cancel: CancelToken) -> None:
        """Asks for one dataset. A no to that is no reason against sending, unless it asks to wait.

        Raises:
            Refused: there are too many calls, or there is maintenance.
            Unreachable: nothing answers, or something that is not Qrvey, such as the sign-in page of a hotel.
        """
        path, body = f"{self._way.datasets}/all", b'{"limit":1}'
        answer = self._transport.request("POST", path, body=body, cancel=cancel, repeatable=True)
        check_reached(self._transport.host, answer, explain, (dict, list))

    def list_datasets(self, cancel: CancelToken) -> Iterator[Remote]:
        """The application's datasets."""
        return reading.datasets(self._way, cancel, complete=False)

    def count_by_status(self, cancel: CancelToken) -> Mapping[str, int]:
        """How many datasets the application has of each status."""
        return reading.count_by_status(self._way, cancel)

    def fetch(self, dataset_id: str, cancel: CancelToken) -> Pulled:
        """One dataset as a person would write it.

        Raises:
            Refused: it is not there, or may not be read.
        """
        return reading.pulled(self._way, dataset_id, cancel)

    def errands(self, remote: Remote | None = None, job: Job | None = None) -> tuple[Errand, ...]:
        """Connections, loads, rows, sharing, cloning, and copying a structure."""
        return qrvey_errands.errands(remote, job)

    def carry_out(self, order: Order, cancel: CancelToken) -> Outcome:
        """Does an errand; loads and rows are left as jobs."""
        return qrvey_errands.carry_out(self._way, order, cancel)

    def go_on(self, job: Job, at: Progress, cancel: CancelToken) -> Job:
        """Asks for a load, or sends rows part by part from where that broke off."""
        return qrvey_jobs.go_on(self._way, job, at, cancel)

    def look(self, job: Job, cancel: CancelToken) -> Job:
        """Asks how a load stands, or the work on rows that were sent."""
        return qrvey_jobs.look(self._way, job, cancel)

    def choices(self, kind: str, search: str, given: Mapping[str, Any], cancel: CancelToken) -> Iterator[Choice]:
        """Applications, connections, datasets; databases and tables as far as other datasets use them."""
        return qrvey_choices.choices(self._way, kind, search, given, cancel)

    def _created(self, prepared: Prepared, answer: Answer) -> Created:
        said = answer.json if isinstance(answer.json, dict) else {}
        dataset_id = str(said.get("datasetId") or prepared.dataset_id)
        if not dataset_id or (answer.json is None and prepared.action == "create"):
            raise unknown(answer, f"Qrvey answered {answer.status}, but did not name the dataset it made.")
        native = str(said.get("status") or "")
        before = prepared.base_status or "draft"
        there = "deleted" if prepared.action == "delete" else status_of(native) if native else before
        return Created(
            dataset_id,
            status=there,
            web_url="" if prepared.action == "delete" else self._way.web_url,
            ids={"dataset": dataset_id, **self._way.ids},
            job=rest(prepared, dataset_id),
        )
