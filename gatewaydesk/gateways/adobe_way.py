"""The way to Adobe Experience Platform: its services' paths, the headers of every call, and the access token, which is
asked for when it is needed, kept in memory only, and renewed by itself.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from gatewaydesk.connection import Connection
from gatewaydesk.errors import CredentialsProblem, GatewayProblem, Refused, Unreachable
from gatewaydesk.gateways import normalise_address, redaction
from gatewaydesk.gateways.addresses import normalise_url
from gatewaydesk.gateways.adobe_answers import explain, no_token
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.sending import Content
from gatewaydesk.gateways.transport import Transport
from gatewaydesk.gateways.wire import Answer

REGISTRY = "/data/foundation/schemaregistry"
CATALOG = "/data/foundation/catalog"
IMPORT = "/data/foundation/import"
EXPORT = "/data/foundation/export"
SANDBOXES = "/data/foundation/sandbox-management/"
_TOKEN = "/ims/token/v3"  # noqa: S105
_IMS = "https://ims-na1.adobelogin.com"
_SCOPES = "openid,session,AdobeID,read_organizations,additional_info.projectedProductContext"
_FORM = "application/x-www-form-urlencoded"
_RENEWED_AFTER = 23 * 3600.0  # seconds; a token holds for 24 hours
_USED_UP_TO = 23 / 24  # of its life, where that is another one
_MILLISECONDS = 10_000_000  # a life that long is told in milliseconds, as the older exchange of tokens did
_PATIENT = {"read_timeout": 120.0}  # seconds; the export of files may take a minute to begin
_PUBLIC, _WEB = "platform.adobe.io", "https://experience.adobe.com/#"
_SANDBOX = re.compile(r"[a-z0-9][a-z0-9-]*")
Json = dict[str, Any]


class Way:
    """Calls the platform for one connection.

    Args:
        connection: `options` hold `client_id`, `org_id`, `sandbox`, and perhaps `ims_url`, `scopes`, `sandbox_type`.
        secrets: `client_secret`, or `access_token` where somebody pasted one, or both.
        timing: for the transports; tests have other time limits.

    Raises:
        GatewayProblem: an address or an option cannot be used.
        CredentialsProblem: neither secret is there, or one cannot be sent.
    """

    def __init__(
        self, connection: Connection, secrets: Mapping[str, str], timing: Mapping[str, Any] | None = None
    ) -> None:
        if not (secrets.get("client_secret") or secrets.get("access_token")):
            raise CredentialsProblem(
                f"You are not signed in to “{connection.name}”.", "Sign in with the client secret, or paste a token."
            )
        given = connection.options
        self.name = connection.name
        self.client_id, self.org = (_option(connection, name) for name in ("client_id", "org_id"))
        self.sandbox = str(given.get("sandbox") or "prod")
        if not _SANDBOX.fullmatch(self.sandbox):
            raise GatewayProblem(
                f"“{self.sandbox}” is not the name of a sandbox.", "It has small letters, digits and hyphens."
            )
        self.production, self.practice = connection.production, connection.practice
        self._scopes = str(given.get("scopes") or _SCOPES)
        self._timing = {**_PATIENT, **(timing or {})}
        self.base_url = normalise_address("adobe", connection.url)
        self._plain = Transport(self.base_url, **self._timing)
        self._ims = Transport(normalise_url(str(given.get("ims_url") or _IMS)), **self._timing)
        self._secret = secrets.get("client_secret") or ""
        if self._secret:
            redaction.register(self._secret)
        self._lock = threading.Lock()
        self._signed: Transport | None = None
        self._renew_at = 0.0
        pasted = secrets.get("access_token")
        if pasted:
            self._use(pasted, float("inf"))

    @property
    def host(self) -> str:
        """The platform's host, as shown to people."""
        return self._plain.host

    @property
    def place(self) -> str:
        """The sandbox, in words for people."""
        return f"the production sandbox “{self.sandbox}”" if self.production else f"the sandbox “{self.sandbox}”"

    def url(self, path: str, params: Iterable[tuple[str, str]] = ()) -> str:
        """The full URL of a path."""
        return self._plain.url(path, params)

    def web_url(self, dataset_id: str) -> str:
        """The page of a dataset for people; "" where the platform is none that has such pages."""
        if urlsplit(self.base_url).hostname != _PUBLIC:
            return ""
        return f"{_WEB}/sname:{quote(self.sandbox)}/platform/dataset/browse/{quote(dataset_id)}"

    def local(self, link: str) -> str:
        """A link of an answer as a path of this platform: links name the port, and proxies in between change both.

        Raises:
            Refused: it leads to another host, to which the token must not go.
        """
        parts = urlsplit(link)
        if parts.hostname not in (None, urlsplit(self.base_url).hostname) or not parts.path.startswith("/data/"):
            where = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if parts.hostname else "somewhere else"
            raise Refused(
                f"{self.host} says that this is kept at {where}. Credentials never follow, so it was not asked for.",
                "Ask your administrator whether that is meant.",
            )
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    def sign_in(self, cancel: CancelToken) -> None:
        """Makes sure that there is a token.

        Raises:
            Refused: none is given out.
        """
        self._with_token(cancel)

    def get(
        self, path: str, params: Iterable[tuple[str, str]] = (), *, cancel: CancelToken, accept: str = ""
    ) -> Answer:
        """GET, which may be repeated by itself."""
        return self.call("GET", path, params, headers={"Accept": accept} if accept else None, cancel=cancel)

    def call(
        self,
        method: str,
        path: str,
        params: Iterable[tuple[str, str]] = (),
        *,
        body: bytes | Content | None = None,
        headers: Mapping[str, str] | None = None,
        cancel: CancelToken,
        repeatable: bool = False,
        into: Callable[[bytes], object] | None = None,
        sandboxed: bool = True,
    ) -> Answer:
        """One call with all headers, and once more with a new token where the old one is no longer taken: the gateway
        in front has carried nothing out then.

        Raises: as `Transport.request`; Refused where no token is given out.
        """
        plain = {"x-gw-ims-org-id": self.org, **({"x-sandbox-name": self.sandbox} if sandboxed else {})}
        params, more = list(params), {**plain, **(headers or {})}
        for renewed in (False, True):
            signed = self._with_token(cancel)
            answer = signed.request(
                method, path, params=params, body=body, headers=more, cancel=cancel, repeatable=repeatable, into=into
            )
            if answer.status != 401 or renewed or not self._secret:
                break
            self._drop(signed)
        return answer

    def _with_token(self, cancel: CancelToken) -> Transport:
        """The transport that is signed in. Several threads ask for one new token only."""
        with self._lock:
            if self._signed is None or time.monotonic() >= self._renew_at:
                self._use(*self._ask(cancel))
            assert self._signed is not None
            return self._signed

    def _use(self, token: str, seconds: float) -> None:
        redaction.register(token)
        headers = {"Authorization": f"Bearer {token}", "x-api-key": self.client_id}
        self._signed = Transport(self.base_url, headers, **self._timing)
        self._renew_at = time.monotonic() + min(_RENEWED_AFTER, seconds * _USED_UP_TO)

    def _drop(self, refused: Transport) -> None:
        with self._lock:
            if self._signed is refused:
                self._signed = None

    def _ask(self, cancel: CancelToken) -> tuple[str, float]:
        """A new token and how many seconds it holds. The call's body is the only place where the secret goes."""
        if not self._secret:
            raise no_token(None)
        form = {
            "client_id": self.client_id,
            "client_secret": str.__str__(self._secret),  # what is kept hides itself in any text
            "grant_type": "client_credentials",
            "scope": self._scopes,
        }
        content = Content((urlencode(form).encode("ascii"),), _FORM)
        answer = self._ims.request("POST", _TOKEN, body=content, cancel=cancel, repeatable=True)
        said = answer.json if isinstance(answer.json, dict) else {}
        token, seconds = said.get("access_token"), said.get("expires_in")
        if answer.status == 200 and isinstance(token, str) and token:
            life = float(seconds) if isinstance(seconds, int | float) and seconds > 0 else _RENEWED_AFTER
            return token, life / 1000 if life > _MILLISECONDS else life
        if isinstance(answer.json, dict) and 400 <= answer.status < 500:
            raise no_token(answer)
        verdict = explain(answer)
        if verdict.refused.retry_after is not None:
            raise verdict.refused
        raise Unreachable(
            f"{self._ims.host} answers, but not as Adobe's sign-in service does ({answer.status}).",
            "Nothing was sent. Check the sign-in address, and whether your network asks you to sign in first.",
        )


def segment(text: str) -> str:
    """A text as one segment of a path: slashes too are encoded."""
    return quote(text, safe="")


def _option(connection: Connection, name: str) -> str:
    said = str(connection.options.get(name) or "").strip()
    if not said or not said.isascii() or not said.isprintable():
        label = {"client_id": "client ID", "org_id": "organisation ID"}[name]
        raise GatewayProblem(
            f"The {label} of “{connection.name}” is missing, or holds characters that such IDs never have.",
            "Copy it once more from the Adobe Developer Console.",
        )
    return said
