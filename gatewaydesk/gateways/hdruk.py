"""The Health Data Research UK gateway: creating datasets with an application's two IDs, and finding them again.

With a team ID the v2 team routes are used (text stays as written, drafts are possible), else the older v1 integrations
routes that the gateway's own documents name.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from gatewaydesk.connection import Connection
from gatewaydesk.document import jsonio
from gatewaydesk.errors import CredentialsProblem, GatewayProblem, OutcomeUnknown, Refused, Unreachable
from gatewaydesk.gateways import normalise_address
from gatewaydesk.gateways.base import CancelToken, Created, PidsNotShown, Prepared, Remote, SignInStep
from gatewaydesk.gateways.hdruk_answers import Explanation, explain, shortened
from gatewaydesk.gateways.hdruk_content import holds
from gatewaydesk.gateways.hdruk_escaping import escaped, escaped_places, escaped_troubles, refused_on_the_way
from gatewaydesk.gateways.transport import Answer, Transport
from gatewaydesk.gateways.wire import STILL_WORKING
from gatewaydesk.pointer import get
from gatewaydesk.schema.files import PUBLISHER_MARK

__all__ = ["HdrUk", "escaped", "escaped_troubles"]

V1, V2 = "v1-integrations", "v2-team"
_STATUSES = {"active": "ACTIVE", "draft": "DRAFT", "archived": "ARCHIVED"}
_PAGE = 100
_MOST_PAGES = 10_000
_WEB = {
    "api.healthdatagateway.org": "https://healthdatagateway.org/en",
    "api.dev.hdruk.cloud": "https://dev.hdruk.cloud/en",
}
_TITLES = (
    ("latest_metadata", "summary", "title"),
    ("latest_metadata", "metadata", "summary", "title"),
    ("latest_metadata", "metadata", "metadata", "summary", "title"),
    ("versions", -1, "metadata", "metadata", "summary", "title"),
    ("versions", -1, "metadata", "original_metadata", "summary", "title"),
)
_ORIGINAL = ("versions", -1, "metadata", "original_metadata")
# The sign-in test: its steps in order, each with the words for a yes, and the refusals by which it fails.
_STEPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Gateway reachable", "{host} answers as an HDR UK gateway does.", ()),
    ("Application ID known", "The gateway knows your application.", ("headers-missing", "application-unknown")),
    ("Client ID right", "The Client ID belongs to it.", ("client-id-wrong",)),
    ("Application enabled", "Your application is enabled.", ("application-disabled",)),
    ("May create datasets", "Your application may create datasets.", ("permission-missing",)),
)
_PAST_ALL_CHECKS = ("invalid-argument", "title-missing", "other-team")  # said only to those who may create
_TEAM_STEP = "Team ID right"
_PROXY = "Ask your network's administrator: a proxy or firewall on the way refuses even an empty call (413)."
_READ_STEP = "May read datasets"
_NOT_TRIED = "Not tried, because an earlier step failed."


class HdrUk:
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
        self._team = _team_of(connection)
        self._transport = transport or Transport(
            normalise_address("hdruk", connection.url),
            {"x-application-id": secrets["application_id"], "x-client-id": secrets["client_id"]},
        )

    def __repr__(self) -> str:
        return f"HdrUk({self.connection.name!r}, {self._transport.base_url!r})"

    @property
    def _route(self) -> str:
        return V1 if self._team is None else V2

    @property
    def _datasets(self) -> str:
        """The path of the routes in use."""
        return "/api/v1/integrations/datasets" if self._team is None else f"/api/v2/teams/{self._team}/datasets"

    def test_sign_in(self, cancel: CancelToken) -> Iterator[SignInStep]:
        """An empty create, which the gateway refuses only after it has checked all that is asked here."""
        verdict = self._probe(cancel)
        failing = next((at for at, step in enumerate(_STEPS) if verdict.rule in step[2]), 0)
        failed = verdict.rule not in _PAST_ALL_CHECKS
        for at, (name, yes, _) in enumerate(_STEPS):
            if not failed or at < failing:
                yield SignInStep(name, True, yes.format(host=self._transport.host))
            elif at == failing:
                yield SignInStep(name, False, str(verdict.refused))
            else:
                yield SignInStep(name, None, _NOT_TRIED)
        if self._team is not None:
            yield (SignInStep(_TEAM_STEP, None, _NOT_TRIED) if failed and failing < 3 else self._test_team(cancel))
        else:
            yield (SignInStep(_READ_STEP, None, _NOT_TRIED) if failed else self._test_reading(cancel))

    def prepare_create(
        self, metadata: Mapping[str, Any], *, schema: str, status: str = "active", pid: str = ""
    ) -> Prepared:
        """The create call, with our own persistent ID in it and the schema named in the query.

        Raises:
            GatewayProblem: a draft without a team ID, or a schema whose name is not MODEL/VERSION.
        """
        model, slash, version = schema.removesuffix(PUBLISHER_MARK).partition("/")
        if not (model and slash and version) or "/" in version:
            raise GatewayProblem(f"“{schema}” does not say model and version.", "A schema's name is like HDRUK/4.0.0.")
        if status not in ("active", "draft"):
            raise GatewayProblem(f"A dataset cannot be created as “{status}”.", "It can be created active, or a draft.")
        if status == "draft" and self._team is None:
            raise GatewayProblem(
                "Without a team ID this gateway takes no drafts: it would publish the dataset at once.",
                "Enter your team ID in the connection, or send it as active.",
            )
        pid = pid or str(uuid.uuid4())
        body: dict[str, Any] = {"metadata": metadata, "pid": pid, "status": _STATUSES[status]}
        if self._team is not None:
            body |= {"create_origin": "API", "is_cohort_discovery": False}
        return Prepared(
            method="POST",
            url=self._transport.url(self._datasets, [("input_schema", model), ("input_version", version)]),
            body=jsonio.dumps(body, indent=None).encode("utf-8"),
            route=self._route,
            pid=pid,
            status=status,
            consequences=self._consequences(metadata, status),
            troubles=() if self._team is not None else tuple(escaped_troubles(metadata)),
            as_checked=None if self._team is not None else escaped(metadata),
        )

    def send(self, prepared: Prepared, cancel: CancelToken) -> Created:
        """Sends it once.

        Raises:
            Refused: the gateway said no, and has kept nothing.
            OutcomeUnknown: it may have kept it.
            Unreachable: nothing was sent.
            Cancelled: nothing was sent.
        """
        answer = self._transport.request(prepared.method, prepared.url, body=prepared.body, cancel=cancel)
        if answer.status == 201 and isinstance(answer.json, dict) and _is_id(answer.json.get("data")):
            version = answer.json.get("version")
            dataset_id = str(answer.json["data"])
            return Created(
                dataset_id,
                version_id=str(version) if _is_id(version) else "",
                status=prepared.status,
                web_url=self._web_url(dataset_id, prepared.status),
            )
        if 200 <= answer.status < 300:
            raise OutcomeUnknown(
                f"The gateway answered {answer.status}, but did not name the dataset it made.",
                "It may or may not have been kept: the gateway is asked before anything is sent again.",
                status=answer.status,
                answer=shortened(answer.text),
            )
        metadata = jsonio.loads(prepared.body).get("metadata")
        verdict = explain(answer, metadata if self._team is not None else escaped(metadata))
        if verdict.settled:
            raise verdict.refused if self._team is not None else refused_on_the_way(verdict.refused, metadata)
        raise OutcomeUnknown(
            verdict.refused.what,
            "It may or may not have been kept: the gateway is asked before anything is sent again.",
            status=answer.status,
            answer=verdict.refused.answer,
            still_working=answer.status in STILL_WORKING,
        )

    def find_by_pid(
        self, pid: str, cancel: CancelToken, seen: Callable[[Remote], object] | None = None
    ) -> Remote | None:
        """The team's dataset that carries our ID. None only when every one of the team's datasets was seen.

        Raises:
            PidsNotShown: all were seen, and of some the gateway does not say the ID.
            GatewayProblem: the gateway's list could not be read to its end, so nothing is certain.
        """
        nameless = ""
        for remote in self._list(cancel, complete=True):
            if seen is not None:
                seen(remote)
            if not remote.pid:
                nameless = nameless or remote.dataset_id
            elif remote.pid.casefold() == pid.casefold():
                return remote
        if nameless:
            raise PidsNotShown(
                f"The gateway does not say the persistent ID of dataset {nameless}.",
                "So it cannot be told whether yours has arrived. Look for its title on the gateway's web pages.",
            )
        return None

    def same_content(self, remote: Remote, body: bytes, cancel: CancelToken) -> bool | None:
        """Whether a dataset holds the metadata of a body, as the gateway keeps what it was sent."""
        metadata = jsonio.loads(body).get("metadata")
        kept = remote.extra.get("original")
        if not isinstance(kept, dict) and self._team is not None:
            answer = self._transport.get(f"{self._datasets}/{remote.dataset_id}", cancel=cancel)
            if answer.status != 200:
                raise explain(answer).refused
            kept = _at(answer.json, ("data", *_ORIGINAL))
        if not isinstance(kept, dict):
            return None
        return holds(kept, metadata if self._team is not None else escaped(metadata))

    def reach(self, cancel: CancelToken) -> None:
        """Counts or lists the team's datasets. A no to that is no reason against sending, unless it asks to wait.

        Raises:
            Refused: there are too many calls, or there is maintenance.
            Unreachable: nothing answers, or something that is no gateway, such as the sign-in page of a hotel.
        """
        path = f"{self._datasets}/count/status" if self._team is not None else self._datasets
        answer = self._transport.get(path, params=[("per_page", "1")], cancel=cancel)
        verdict = explain(answer) if answer.status != 200 else None
        if verdict is not None and verdict.refused.retry_after is not None:
            raise verdict.refused
        if not isinstance(answer.json, dict):
            raise Unreachable(
                f"{self._transport.host} answers, but not as a gateway does ({answer.status}).",
                "Nothing was sent. Check whether your network asks you to sign in first.",
            )

    def list_datasets(self, cancel: CancelToken) -> Iterator[Remote]:
        """All of the team's datasets, page by page: active, draft and archived."""
        return self._list(cancel, complete=False)

    def _probe(self, cancel: CancelToken) -> Explanation:
        try:
            answer = self._transport.request("POST", self._datasets, body=b"{}", cancel=cancel)
        except GatewayProblem as problem:
            todo = "Try again in a while." if isinstance(problem, OutcomeUnknown) else problem.todo
            return Explanation(Refused(problem.what, todo), True, "")
        if answer.status == 413:  # an empty call is not too large: something on the way takes none at all
            return Explanation(Refused(f"{self._transport.host} takes no calls of this size.", _PROXY), True, "")
        return explain(answer)

    def _test_team(self, cancel: CancelToken) -> SignInStep:
        try:
            answer = self._transport.get(f"{self._datasets}/count/status", cancel=cancel)
            if answer.status == 200 and isinstance(get(answer.json, ("data",)), (dict, list)):
                return SignInStep(_TEAM_STEP, True, f"Team {self._team} is the team of your application.")
            return SignInStep(_TEAM_STEP, False, str(explain(answer).refused))
        except GatewayProblem as problem:
            return SignInStep(_TEAM_STEP, False, str(problem))

    def _test_reading(self, cancel: CancelToken) -> SignInStep:
        """Datasets can be created without it, so it is no failure."""
        lost = "Without that, it cannot be found out whether a dataset arrived when an answer is lost."
        try:
            answer = self._transport.get(self._datasets, params=[("per_page", "1")], cancel=cancel)
            if answer.status == 200:
                return SignInStep(_READ_STEP, True, "Your application may read your team's datasets.")
            return SignInStep(_READ_STEP, None, f"{explain(answer).refused} {lost}")
        except GatewayProblem as problem:
            return SignInStep(_READ_STEP, None, f"{problem} {lost}")

    def _consequences(self, metadata: Mapping[str, Any], status: str) -> tuple[str, ...]:
        said = []
        if status == "draft":
            said.append(f"It is kept as a draft of team {self._team}: nobody else sees it, and it is not checked.")
        else:
            said.append("It is published at once: everybody can see it on the gateway.")
        said.append("It can be changed only through Gateway Desk or another program, not in the gateway's web form.")
        if self._team is None:
            changed = [place for place, _ in escaped_places(metadata)]
            if changed:
                values = "1 value" if len(changed) == 1 else f"{len(changed):,} values"
                said.append(
                    "This route writes signs such as &, <, > and ’ or é as HTML codes, which changes "
                    f"{values}. With a team ID in the connection the text stays as it is."
                )
            said += [sentence for _, sentence in escaped_troubles(metadata)]
        return tuple(said)

    def _list(self, cancel: CancelToken, *, complete: bool) -> Iterator[Remote]:
        """Every dataset once. With `complete`, a list from which rows are missing is not taken for the whole."""
        seen: set[str] = set()
        paths = [self._datasets] if self._team is None else [f"{self._datasets}/status/{one}" for one in _STATUSES]
        sort = "id:asc" if self._team is None else "created:asc"  # so that what is new comes last, not in between
        for path in paths:
            shown, total = 0, 0
            for page in self._pages(path, sort, cancel):
                total = max(total, page["total"])
                shown += len(page["data"])
                for row in page["data"]:
                    remote = self._remote(row)
                    if remote.dataset_id not in seen:
                        seen.add(remote.dataset_id)
                        yield remote
            if complete and shown < total:
                raise GatewayProblem(
                    f"The gateway counts {total:,} datasets but shows only {shown:,}: some of them are damaged there.",
                    "So it cannot be told whether yours has arrived. Look for its title on the gateway's web pages.",
                )

    def _pages(self, path: str, sort: str, cancel: CancelToken) -> Iterator[Mapping[str, Any]]:
        for number in range(1, _MOST_PAGES):
            params = [("per_page", str(_PAGE)), ("page", str(number)), ("sort", sort)]
            answer = self._transport.get(path, params=params, cancel=cancel)
            if answer.status != 200:
                raise explain(answer).refused
            page = _page(answer)
            yield page
            if number >= page["last_page"]:
                return

    def _remote(self, row: Mapping[str, Any]) -> Remote:
        native = str(row.get("status") or "")
        status = next((name for name, word in _STATUSES.items() if word == native.upper()), "unknown")
        dataset_id = str(row["id"])
        titles = (_at(row, path) for path in _TITLES)
        return Remote(
            dataset_id=dataset_id,
            pid=str(row.get("pid") or ""),
            title=next((title for title in titles if isinstance(title, str) and title), ""),
            status=status,
            native_status=native,
            changed=str(row.get("updated") or row.get("updated_at") or row.get("created") or ""),
            origin=str(row.get("create_origin") or ""),
            extra={
                "team_id": row.get("team_id"),
                "web_url": self._web_url(dataset_id, status),
                "original": _at(row, _ORIGINAL),
            },
        )

    def _web_url(self, dataset_id: str, status: str) -> str:
        web = _WEB.get(urlsplit(self._transport.base_url).netloc)
        if web is None or status not in ("active", "draft") or (status == "draft" and self._team is None):
            return ""
        if status == "draft":
            return f"{web}/account/team/{self._team}/datasets/{dataset_id}?{urlencode({'status': 'DRAFT'})}"
        return f"{web}/dataset/{dataset_id}"


def _team_of(connection: Connection) -> int | None:
    given = connection.options.get("team_id")
    if given in (None, ""):
        return None
    text = str(given).strip()
    if isinstance(given, bool) or not re.fullmatch(r"[0-9]{1,12}", text) or int(text) == 0:
        raise GatewayProblem(
            f"The team ID of “{connection.name}” is not a whole number: “{text}”.",
            "It is the number after “team/” in the address of your team's pages on the gateway.",
        )
    return int(text)


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _at(row: Any, path: tuple[str | int, ...]) -> Any:
    """Like a pointer, where -1 means the last item."""
    for part in path:
        row = row[-1] if part == -1 and isinstance(row, list) and row else get(row, (part,))
    return row


def _page(answer: Answer) -> Mapping[str, Any]:
    """One page of a list.

    Raises:
        Refused: it is not a page of datasets, so nothing can be concluded from it.
    """
    page = answer.json
    if (
        isinstance(page, dict)
        and all(_is_id(page.get(name)) for name in ("current_page", "last_page", "total"))
        and isinstance(page.get("data"), list)
        and all(isinstance(row, dict) and _is_id(row.get("id")) for row in page["data"])
    ):
        return page
    verdict = explain(answer)
    raise Refused(
        verdict.refused.what if page is None else "The gateway's list of datasets could not be understood.",
        "Check the connection's address; if it is right, copy the answer for the gateway's support.",
        status=answer.status,
        answer=verdict.refused.answer,
        way_out="edit-connection",
    )
