"""An Opendatasoft portal's two interfaces, Management v2 and Automation v1.0: addresses, signing in, calls."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from gatewaydesk.connection import Connection, place_of
from gatewaydesk.document import jsonio
from gatewaydesk.errors import CredentialsProblem, GatewayProblem, Refused, Unreachable
from gatewaydesk.gateways import redaction, withdrawn
from gatewaydesk.gateways.addresses import is_loopback
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.opendatasoft_answers import explain, misread
from gatewaydesk.gateways.sending import Content
from gatewaydesk.gateways.transport import SAFE, Transport
from gatewaydesk.gateways.verdicts import left_open
from gatewaydesk.gateways.wire import Answer

V2, AUTOMATION = "v2", "automation"
BASES: Mapping[str, str] = {V2: "/api/management/v2", AUTOMATION: "/api/automation/v1.0"}
_SLASH = "The portal wants its addresses with a slash at their end, so it has not carried this out."

# What a call asks for, by its method and its path below the base: the first row that fits counts.
_NEEDS: tuple[tuple[str, str, str], ...] = (
    (r"POST", r"datasets/?", "“create_dataset”"),
    (r".*", r"datasets/[^/]+/status.*|datasets/[^/]+/records_errors/?", "“edit_dataset” and “publish_dataset”"),
    (
        r"PUT|POST",
        r"datasets/[^/]+/(?:publish|unpublish|publish_metadata|abort\w*|save_version|recover_\w+|scratch_\w+)/?"
        r"|datasets/[^/]+/resources/[^/]+/(?:recover|delete_recover_data)/?",
        "“edit_dataset” and “publish_dataset”",
    ),
    (r".*", r"datasets/[^/]+/security/.*", "“edit_dataset” and “manage_dataset”"),
    (r".*", r"(?:files|extractors|guess_\w+)(?:/.*)?", "“create_dataset” or “edit_dataset”"),
    (r"GET", r".*", "“edit_dataset” or “publish_dataset”"),
    (r".*", r".*", "“edit_dataset”"),
)


@dataclass
class Learned:
    """What a portal has said about itself; it holds for as long as the program runs.

    Attributes:
        slashes: v2's addresses are to end in a slash; Automation's always do.
        names: what the IDs of themes and licences stand for, by template and name; None where nobody has asked.
    """

    slashes: bool = False
    names: Mapping[tuple[str, str], Mapping[str, str]] | None = None


_LEARNED: dict[tuple[str, str], Learned] = {}


@dataclass
class Way:
    """One portal in one of its dialects.

    Attributes:
        transport: calls the portal's address.
        dialect: `v2` or `automation`.
    """

    transport: Transport
    dialect: str

    @property
    def learned(self) -> Learned:
        """What the portal has said about itself, to whichever connector."""
        return _LEARNED.setdefault((self.transport.base_url, self.dialect), Learned())

    @property
    def place(self) -> str:
        """Under which name it is remembered what the portal no longer offers."""
        return f"{place_of(self.transport.base_url)} {self.dialect}"

    def withdrawn(self, name: str) -> bool:
        """Whether the portal has said that it does something no longer."""
        return name in withdrawn.at(self.place)

    @property
    def is_v2(self) -> bool:
        """Whether this is Management v2."""
        return self.dialect == V2

    def web_url(self, dataset_id: str, *, published: bool) -> str:
        """The page of a dataset for people, by the ID that people know; "" where there is none."""
        if not published or not dataset_id or is_loopback(self.transport.base_url):
            return ""
        return f"{self.transport.base_url}/explore/dataset/{quote(dataset_id, safe='')}/"

    def url(self, path: str, params: Iterable[tuple[str, str]] = ()) -> str:
        """The whole address of a call."""
        return self.transport.url(self._path(path), params)

    def taken_apart(self, url: str) -> tuple[str, list[tuple[str, str]]]:
        """The path below the base and the query of an address that `url` made.

        Raises:
            GatewayProblem: it leads elsewhere, or to the other dialect.
        """
        start = self.transport.base_url + BASES[self.dialect] + "/"
        if not url.startswith(start):
            raise GatewayProblem(
                f"This was prepared for {urlsplit(url).netloc}, or for the portal's other interface.",
                "Nothing was sent. Prepare it again for this connection.",
            )
        path, _, query = url.removeprefix(start).partition("?")
        return path, parse_qsl(query)

    def call(
        self,
        method: str,
        path: str,
        *,
        params: Iterable[tuple[str, str]] = (),
        body: Any = None,
        cancel: CancelToken,
        repeatable: bool = False,
        into: Callable[[bytes], object] | None = None,
    ) -> Answer:
        """Makes one call, and returns the answer if it is a yes.

        Args:
            method: HTTP method.
            path: below the dialect's base.
            params: the query.
            body: a JSON value, a content, or None.
            cancel: stops it.
            repeatable: as in `Transport.request`.
            into: as in `Transport.request`.

        Raises:
            Refused: the portal said no, and nothing was done.
            OutcomeUnknown: it may have been done.
            Unreachable: nothing was done, or it may be asked again as it is.
        """
        safe = repeatable or method in SAFE
        sent = body if body is None or isinstance(body, Content) else written(body)
        query = list(params)

        def once() -> Answer:
            return self.transport.request(
                method,
                self._path(path),
                params=query,
                body=sent,
                cancel=cancel,
                redirects=True,
                repeatable=repeatable,
                into=into,
            )

        answer = once()
        if self._wants_slash(answer, path):
            self.learned.slashes = True
            if method != "GET":  # its body would not follow a redirect, so it is said again by whoever asked for it
                raise Refused(_SLASH, "Try again: from now on they end in one.", way_out="retry", retry_after=1.0)
            answer = once()
        answer = self.transport.unredirected(answer, safe=safe)
        if 200 <= answer.status < 300 and (answer.json is not None or not answer.body.strip()):
            return answer
        if 200 <= answer.status < 300 and safe:
            raise misread(answer)
        refused = explain(answer, needed(method, path), path)
        if 400 <= answer.status < 500 or (safe and not repeatable):
            raise refused
        if repeatable and answer.status >= 500:
            raise Unreachable(refused.what, refused.todo)
        raise left_open(answer, refused.what, "the portal")

    def get(self, path: str, *, params: Iterable[tuple[str, str]] = (), cancel: CancelToken) -> Any:
        """The JSON of a GET.

        Raises:
            Refused: the portal said no, or nothing that can be read.
        """
        answer = self.call("GET", path, params=params, cancel=cancel)
        if answer.json is None:
            raise misread(answer)
        return answer.json

    def _path(self, path: str) -> str:
        slash = "/" if (self.learned.slashes or not self.is_v2) and not path.endswith("/") else ""
        return f"{BASES[self.dialect]}/{path}{slash}"

    def _wants_slash(self, answer: Answer, path: str) -> bool:
        if not 300 <= answer.status < 400 or self._path(path).endswith("/"):
            return False
        here, there = urlsplit(self.url(path)), urlsplit(answer.headers.get("location", ""))
        return there.path == f"{here.path}/" and there.netloc in ("", here.netloc)


def needed(method: str, path: str) -> str:
    """The permissions that a call asks for, as words for a sentence."""
    return next(words for verb, pattern, words in _NEEDS if re.fullmatch(verb, method) and re.fullmatch(pattern, path))


def written(value: Any) -> bytes:
    """A JSON value as it is sent."""
    return jsonio.dumps(value, indent=None).encode("utf-8")


def part(text: str) -> str:
    """Text as one step of a path."""
    return quote(text, safe="")


def dialect_of(connection: Connection) -> str:
    """Which interface a connection takes.

    Raises:
        GatewayProblem: there is none of that name.
    """
    given = str(connection.options.get("dialect") or V2)
    if given not in BASES:
        raise GatewayProblem(
            f"“{connection.name}” names an interface that is not known here: “{given}”.", "It is v2 or automation."
        )
    return given


def signing_in(connection: Connection, secrets: Mapping[str, str]) -> dict[str, str]:
    """The secret header of every call: with the API key, else with user name and password.

    Raises:
        CredentialsProblem: neither is there; Automation takes an API key only.
    """
    # What is kept hides itself in any text that it is put into.
    key, password = (str.__str__(secrets.get(name, "")) for name in ("api_key", "password"))
    user = str(connection.options.get("username") or "")
    if key:
        redaction.register(key)
        return {"Authorization": f"Apikey {key}"}
    if user and password and dialect_of(connection) == V2:
        redaction.register(password)
        return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")}
    todo = "Sign in with an API key, or with your user name and password."
    if dialect_of(connection) == AUTOMATION:
        todo = "Sign in with an API key: this interface takes nothing else."
    raise CredentialsProblem(f"You are not signed in to “{connection.name}”.", todo)
