"""The Health Data Research UK gateway: its datasets, made, found, fetched, changed and taken back with an application's
two IDs. What each route does stands in `hdruk_way`, `hdruk_preparing`, `hdruk_offers` and `hdruk_reading`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from gatewaydesk.connection import Connection
from gatewaydesk.errors import CredentialsProblem, OutcomeUnknown, Refused
from gatewaydesk.gateways import hdruk_preparing as preparing
from gatewaydesk.gateways import hdruk_reading as reading
from gatewaydesk.gateways import hdruk_signing_in as signing_in
from gatewaydesk.gateways import normalise_address
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
from gatewaydesk.gateways.hdruk_answers import explain
from gatewaydesk.gateways.hdruk_content import holds
from gatewaydesk.gateways.hdruk_escaping import escaped, refused_on_the_way, uncoded_as
from gatewaydesk.gateways.hdruk_offers import offers
from gatewaydesk.gateways.hdruk_preparing import metadata_of
from gatewaydesk.gateways.hdruk_way import V1, Way, team_of
from gatewaydesk.gateways.looking import first_of
from gatewaydesk.gateways.transport import Transport
from gatewaydesk.gateways.verdicts import Explanation, check_reached, left_open, nothing_left_open
from gatewaydesk.gateways.wire import Answer
from gatewaydesk.gateways.work import WithoutWork

_NEVER_CARRIED_OUT = frozenset({"id-wrong", "no-such-record", "dataset-not-found"})
_ONLY_THE_TEST = "Only the gateway's test does that: sending with your team ID does not."


class HdrUk(WithoutWork):
    """One application of one team on an HDR UK gateway.

    Args:
        connection: `options` may hold `team_id`, a whole number.
        secrets: `application_id` and `client_id`.
        transport: for tests with other time limits.

    Raises:
        GatewayProblem: address or team ID cannot be used.
        CredentialsProblem: an ID is missing or cannot be sent.
    """

    system = "hdruk"

    def __init__(
        self, connection: Connection, secrets: Mapping[str, str], *, transport: Transport | None = None
    ) -> None:
        missing = [name for name in ("application_id", "client_id") if not secrets.get(name)]
        if missing:
            raise CredentialsProblem(f"You are not signed in to “{connection.name}”.", "Sign in with both IDs.")
        self.connection = connection
        team = team_of(connection)
        headers = {"x-application-id": secrets["application_id"], "x-client-id": secrets["client_id"]}
        self._transport = transport or Transport(normalise_address("hdruk", connection.url), headers)
        self._way = Way(self._transport, team)

    def __repr__(self) -> str:
        return f"HdrUk({self.connection.name!r}, {self._transport.base_url!r})"

    def test_sign_in(self, cancel: CancelToken) -> Iterator[SignInStep]:
        """An empty create, which the gateway refuses only after it has checked all that is asked here."""
        return signing_in.steps(self._way, cancel)

    def offers(self, remote: Remote | None = None) -> tuple[Offer, ...]:
        """What can be done here, and what happens then."""
        return offers(self._way, remote)

    def prepare_create(
        self, metadata: Mapping[str, Any], *, schema: str, status: str = "active", pid: str = ""
    ) -> Prepared:
        """The create call, with our own persistent ID in it and the schema named in the query.

        Raises:
            GatewayProblem: a draft without a team ID, or a schema whose name is not MODEL/VERSION.
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
        """The call that replaces a dataset's metadata. The gateway is asked how it stands there now, because an update
        resets what it does not mention.

        Raises:
            GatewayProblem: it is not this team's, or the route cannot give it that status, or it cannot be asked.
        """
        there = reading.standing(self._way, dataset_id, cancel or CancelToken())
        return preparing.update(self._way, there, metadata, schema, status, pid)

    def prepare_status(self, remote: Remote, action: Action) -> Prepared:
        """The call that changes a status, or deletes.

        Raises:
            GatewayProblem: it is not offered for this dataset.
        """
        why = next((one.why for one in self.offers(remote) if one.action == action), "")
        return preparing.change_status(self._way, remote, action, why)

    def prepare_test(self, metadata: Mapping[str, Any], *, schema: str) -> Prepared:
        """The call to the gateway's own test, which keeps nothing."""
        return preparing.test(self._way, metadata, schema)

    def send(self, prepared: Prepared, cancel: CancelToken) -> Created:
        """Sends it once.

        Raises:
            Refused: the gateway said no, and nothing has changed.
            OutcomeUnknown: it may have happened.
            Unreachable: nothing was sent; or a test, which changes nothing, got no usable answer.
            Cancelled: nothing was sent.
        """
        with nothing_left_open(prepared.action):
            answer = self._transport.request(prepared.method, prepared.url, body=prepared.body or None, cancel=cancel)
            return self._created(prepared, answer) if prepared.action == "create" else self._done(prepared, answer)

    def done(self, prepared: Prepared, cancel: CancelToken) -> bool | None:
        """Whether an update or a change of status has happened, by what stands on the gateway now.

        Of an update it cannot be told where neither what was sent nor what it was to replace stands there: somebody
        has changed the dataset as well.
        """
        state = reading.state_of(self._way, prepared.dataset_id, cancel)
        if prepared.action != "update" or state == "deleted":
            return state == prepared.status
        there = reading.standing(self._way, prepared.dataset_id, cancel)
        sent = metadata_of(prepared.body)
        if there.original is not None and holds(there.original, escaped(sent) if prepared.route == V1 else sent):
            return there.remote.status == prepared.status or None
        return False if prepared.base_mark and there.mark == prepared.base_mark else None

    def find_by_pid(
        self, pid: str, cancel: CancelToken, seen: Callable[[Remote], object] | None = None
    ) -> Remote | None:
        """The team's first dataset that carries our ID. None only when every one of the team's datasets was seen.

        Raises:
            PidsNotShown: all were seen, and of some the gateway does not say the ID.
            GatewayProblem: the gateway's list could not be read to its end, so nothing is certain.
        """
        nameless: list[str] = []

        def is_ours(remote: Remote) -> bool:
            if not remote.pid:
                nameless.append(remote.dataset_id)
            return remote.pid.casefold() == pid.casefold()

        found = first_of(reading.datasets(self._way, cancel, complete=True), is_ours, seen)
        if found is None and nameless:
            raise PidsNotShown(
                f"The gateway does not say the persistent ID of dataset {nameless[0]}.",
                "So it cannot be told whether yours has arrived. Look for its title on the gateway's web pages.",
            )
        return found

    def same_content(self, remote: Remote, body: bytes, cancel: CancelToken) -> bool | None:
        """Whether a dataset holds the metadata of a body, as the gateway keeps what it was sent."""
        metadata = metadata_of(body)
        kept = remote.extra.get("original")
        if not isinstance(kept, dict):
            kept = reading.standing(self._way, remote.dataset_id, cancel).original
        if kept is None:
            return None
        return holds(kept, metadata if self._way.team is not None else escaped(metadata))

    def as_before(self, pulled: Pulled, known: Any) -> Pulled:
        """Turns codes back where the text without them is known: the web form leaves them in what it does not touch."""
        return replace(pulled, metadata=uncoded_as(pulled.metadata, known))

    def reach(self, cancel: CancelToken) -> None:
        """Counts or lists the team's datasets. A no to that is no reason against sending, unless it asks to wait.

        Raises:
            Refused: there are too many calls, or there is maintenance.
            Unreachable: nothing answers, or something that is no gateway, such as the sign-in page of a hotel.
        """
        path = self._way.datasets if self._way.team is None else f"{self._way.datasets}/count/status"
        answer = self._transport.get(path, params=[("per_page", "1")], cancel=cancel)
        check_reached(self._transport.host, answer, explain)

    def list_datasets(self, cancel: CancelToken) -> Iterator[Remote]:
        """All of the team's datasets, page by page: active, draft and archived."""
        return reading.datasets(self._way, cancel, complete=False)

    def count_by_status(self, cancel: CancelToken) -> Mapping[str, int]:
        """How many datasets the team has that are `active`, `draft` and `archived`."""
        return reading.count_by_status(self._way, cancel)

    def fetch(self, dataset_id: str, cancel: CancelToken) -> Pulled:
        """One dataset as the gateway keeps it: its original where there is one, else its translation.

        Raises:
            Refused: it is not there, is not this team's, or may not be read.
        """
        return reading.pulled(self._way, dataset_id, cancel)

    def _created(self, prepared: Prepared, answer: Answer) -> Created:
        if answer.status == 201 and isinstance(answer.json, dict) and reading.is_id(answer.json.get("data")):
            version = answer.json.get("version")
            dataset_id = str(answer.json["data"])
            return Created(
                dataset_id,
                version_id=str(version) if reading.is_id(version) else "",
                status=prepared.status,
                web_url=self._way.web_url(dataset_id, prepared.status),
            )
        if 200 <= answer.status < 300:
            raise _unknown(answer, "but did not name the dataset it made")
        raise self._no(prepared, answer)

    def _done(self, prepared: Prepared, answer: Answer) -> Created:
        if answer.status == 200 and isinstance(answer.json, dict) and answer.json.get("message") == "success":
            web = self._way.web_url(prepared.dataset_id, prepared.status) if prepared.dataset_id else ""
            return Created(prepared.dataset_id, status=prepared.status, web_url=web)
        if 200 <= answer.status < 300:
            raise _unknown(answer, "but not that it was done")
        raise self._no(prepared, answer)

    def _no(self, prepared: Prepared, answer: Answer) -> Refused | OutcomeUnknown:
        """What an answer means that is not a yes."""
        metadata, changed = metadata_of(prepared.body), prepared.route == V1
        verdict = explain(answer, escaped(metadata) if changed else metadata)
        if _settled(prepared, verdict):
            if not changed:
                return verdict.refused
            if prepared.action == "test" and self._way.team is not None:
                return refused_on_the_way(verdict.refused, metadata, _ONLY_THE_TEST)
            return refused_on_the_way(verdict.refused, metadata)
        return left_open(answer, verdict.refused.what)


def _settled(prepared: Prepared, verdict: Explanation) -> bool:
    """Whether it is certain that nothing has changed: a test never changes anything, and what is not there cannot."""
    known = prepared.action != "create" and verdict.rule in _NEVER_CARRIED_OUT
    return verdict.settled or known or prepared.action == "test"


def _unknown(answer: Answer, but: str) -> OutcomeUnknown:
    """An answer that sounds like a yes and is none: as likely another's, such as the sign-in page of a hotel."""
    what = f"The gateway answered {answer.status}, {but}."
    if answer.json is None and answer.text.lstrip().startswith("<"):
        what = "A web page came instead of the gateway's answer. Perhaps your network asks you to sign in first."
    return left_open(answer, what)
