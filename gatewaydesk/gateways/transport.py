"""The only HTTP: one connection a call, certificates always checked, no redirects, no cookies, cancel at any moment.

What matters most is what it says about a failed call: whether the gateway can have received anything.
"""

from __future__ import annotations

import functools
import logging
import random
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import unquote, urlencode, urlsplit

import requests
import requests.adapters
import requests.utils
import urllib3.connection

from gatewaydesk import __version__
from gatewaydesk.document import jsonio
from gatewaydesk.errors import (
    Cancelled,
    CredentialsProblem,
    FileProblem,
    GatewayDeskError,
    GatewayProblem,
    OutcomeUnknown,
    Refused,
    Unreachable,
)
from gatewaydesk.gateways import redaction
from gatewaydesk.gateways.addresses import is_loopback, normalise_url
from gatewaydesk.gateways.base import CancelToken
from gatewaydesk.gateways.certificates import trusted_context
from gatewaydesk.gateways.credentials import Secret
from gatewaydesk.gateways.failures import in_words
from gatewaydesk.gateways.sending import Content, Stream
from gatewaydesk.gateways.wire import Answer, Failure, Watched, Wire, wait_for

_FRAMES = frozenset({"content-length", "transfer-encoding"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_WORTH_RETRYING = frozenset({502, 503, 504})
_TOO_MANY = 429  # repeated only when the gateway says after how long: guessing would be one call too many again
_MOVED_UNPROCESSED = frozenset({301, 307, 308})  # these ask for the same call elsewhere, so it was not carried out
_LONGEST_PAUSE = 30.0
_SLOWEST = 20_000  # bytes a second at which a file is still waited for
_SLICE = 0.2  # seconds after which who waits for an answer hears an interrupt
_LAST_MOMENT = 0.3  # seconds a call that was given up may take to close, or to hand over an answer it just got
_log = logging.getLogger("gatewaydesk.transport")


@dataclass(frozen=True)
class _Call:
    """One call, as it is made anew with every try."""

    method: str
    url: str
    body: bytes | Content | None
    headers: Mapping[str, str]
    into: Callable[[bytes], object] | None


class Transport:
    """Calls one gateway, with its secret headers.

    Args:
        base_url: what every call's path is added to; no call leaves its host.
        headers_secret: sent with every call; never shown, logged or put into an exception.
        connect_timeout: seconds until a connection must stand.
        read_timeout: seconds of silence after which a call is given up.
        total_timeout: seconds after which a call is given up however busy it is.
        size_limit: bytes of an answer that are read at most.
        retries: how often a safe call is tried again.
        pause: seconds before the first repetition, doubled each time, with jitter.

    Raises:
        GatewayProblem: the address cannot be used.
        CredentialsProblem: a secret holds characters that cannot be sent.
    """

    def __init__(
        self,
        base_url: str,
        headers_secret: Mapping[str, str] | None = None,
        *,
        connect_timeout: float = 10.0,
        read_timeout: float = 60.0,
        total_timeout: float = 300.0,
        size_limit: int = 50 * 1024 * 1024,
        retries: int = 2,
        pause: float = 0.5,
    ) -> None:
        self.base_url = normalise_url(base_url)
        self._secret = {name: Secret(_sendable(name, value)) for name, value in (headers_secret or {}).items()}
        self._connect_timeout, self._read_timeout, self._total_timeout = connect_timeout, read_timeout, total_timeout
        self._size_limit, self._retries, self._pause = size_limit, retries, pause
        self._context: ssl.SSLContext | None = None
        self._context_lock = threading.Lock()

    def __repr__(self) -> str:
        return f"Transport({self.base_url!r})"

    @property
    def host(self) -> str:
        """The gateway's host (and port, where it is unusual), as shown to people."""
        return urlsplit(self.base_url).netloc

    def get(self, path: str, *, params: Iterable[tuple[str, str]] = (), cancel: CancelToken) -> Answer:
        """GET, which may be repeated by itself."""
        return self.request("GET", path, params=params, cancel=cancel)

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Iterable[tuple[str, str]] = (),
        body: bytes | Content | None = None,
        headers: Mapping[str, str] | None = None,
        cancel: CancelToken,
        redirects: bool = False,
        repeatable: bool = False,
        into: Callable[[bytes], object] | None = None,
    ) -> Answer:
        """Makes one call and waits for its whole answer, whatever its status.

        Args:
            method: GET and HEAD are repeated on failed connections, on 502, 503 and 504, and on a 429 that says after
                how long; nothing else ever is.
            path: below the base URL, or a full URL that starts with it.
            params: the query.
            body: JSON text in UTF-8, or a content with a type of its own.
            headers: further headers that are not secret.
            cancel: cancelling it closes the connection, and the call returns at once.
            redirects: a redirect is an answer like any other (which is still not followed here).
            repeatable: the same call twice does what one does, whatever its method: it is repeated like a GET.
            into: takes the body of a yes piece by piece, however large it is; the answer's own is empty then. It is
                called from a thread of the transport's, and anew from the beginning when the call is repeated: with
                b"" first.

        Raises:
            Cancelled: cancelled before anything was sent, or during a safe call.
            Unreachable: no connection; the gateway has received nothing (or only a safe call).
            OutcomeUnknown: an unsafe call may have been received, and there is no usable answer.
            Refused: the gateway answered with a redirect, which is not followed.
            FileProblem: a file that was to be sent cannot be read, or has changed.
        """
        method = method.upper()
        url = self.url(path, params)
        safe = repeatable or method in SAFE
        tries = self._retries if safe else 0
        for attempt in range(tries + 1):
            cancel.check()
            outcome = self._once(_Call(method, url, body, headers or {}, into), cancel)
            left = tries - attempt
            if isinstance(outcome, Failure):
                if not (left and outcome.passing):
                    self._fail(outcome, safe=safe)
                wait = 0.0
            else:
                wait = outcome.retry_after or 0.0
                passing = outcome.status in _WORTH_RETRYING or (outcome.status == _TOO_MANY and wait)
                if not (left and passing) or wait > _LONGEST_PAUSE:
                    return outcome if redirects else self.unredirected(outcome, safe=safe)
            backoff = self._pause * 2**attempt * random.uniform(0.75, 1.25)  # noqa: S311
            wait_for(max(backoff, wait * random.uniform(1.0, 1.1)), cancel)  # noqa: S311
        raise AssertionError("the last attempt returns or raises")

    def url(self, path: str, params: Iterable[tuple[str, str]] = ()) -> str:
        """The full URL of a path below the base, or of a URL that lies below it already.

        Raises:
            Unreachable: it would lead elsewhere; credentials never go to another host.
        """
        full = path if "://" in path else f"{self.base_url}/{path.lstrip('/')}"
        if not full.startswith(f"{self.base_url}/") and full != self.base_url:
            raise Unreachable(
                f"This was to be sent to {urlsplit(full).netloc}, but the connection leads to {self.host}.",
                "Nothing was sent. Prepare it again for this connection.",
            )
        query = urlencode(list(params))
        return f"{full}{'&' if '?' in full else '?'}{query}" if query else full

    def _once(self, call: _Call, cancel: CancelToken) -> Answer | Failure:
        """One exchange, in a thread of its own, so that name look-up, TLS and proxies can be given up too."""
        wire = Wire(loopback_only=call.url.startswith("http:"))
        limit = self._total_timeout + (call.body.size / _SLOWEST if isinstance(call.body, Content) else 0)
        limit = limit if call.into is None else threading.TIMEOUT_MAX  # silence ends it, and cancelling
        outcome: list[Answer | Failure] = []
        awake, done = threading.Event(), threading.Event()

        def work() -> None:
            try:
                outcome.append(self._exchange(call, wire))
            except Exception as error:
                outcome.append(self._failure(error))
            finally:
                done.set()
                awake.set()

        started = time.monotonic()
        unhook = cancel.on_cancel(awake.set)
        try:
            threading.Thread(target=work, name=f"{call.method} {self.host}", daemon=True).start()
            while not awake.wait(min(_SLICE, limit)) and time.monotonic() - started < limit:
                pass  # in slices, between which an interrupt is heard: not every system wakes who waits for one
            if not done.is_set():
                wire.give_up()
                done.wait(_LAST_MOMENT)
        except BaseException:
            wire.give_up()
            raise
        finally:
            unhook()
        result = outcome[0] if outcome else None
        if not isinstance(result, Answer) and cancel.cancelled:
            result = Failure("Cancelled.", cancelled=True)
        elif result is None or (isinstance(result, Failure) and wire.given_up):
            result = Failure(f"{self.host} did not finish answering within {limit:g} seconds.")
        if isinstance(result, Failure):
            result.sent = wire.sent
        shown = f"{result.status}" if isinstance(result, Answer) else f"no answer: {result.what}"
        took = (time.monotonic() - started) * 1000
        _log.debug("%s %s: %s (%.0f ms)", call.method, redaction.mask(call.url), shown, took)
        return result

    def _exchange(self, call: _Call, wire: Wire) -> Answer:
        # A bare adapter: a Session would read ~/.netrc over our headers, keep cookies and follow redirects.
        plain = {"Accept": "application/json", "User-Agent": f"GatewayDesk/{__version__}", "Connection": "close"}
        if call.body is not None:
            plain["Content-Type"] = call.body.type if isinstance(call.body, Content) else "application/json"
        secret = {name: value.reveal() for name, value in self._secret.items()}
        data = call.body.stream() if isinstance(call.body, Content) else call.body
        # Requests takes for a stream whatever can be iterated and knows its length.
        request = requests.Request(
            call.method,
            call.url,
            headers={**plain, **call.headers, **secret},
            data=data,
        ).prepare()
        proxies = {} if is_loopback(call.url) else _proxies(call.url)
        adapter = _Adapter(wire, self._tls() if call.url.startswith("https:") else None)
        try:
            with adapter.send(
                request, stream=True, timeout=(self._connect_timeout, self._read_timeout), proxies=proxies
            ) as response:
                return self._read(response, wire, call.into)
        finally:
            adapter.close()
            if isinstance(data, Stream):
                data.close()

    def _read(self, response: requests.Response, wire: Wire, into: Callable[[bytes], object] | None) -> Answer:
        parts, size = [], 0
        take = into if into is not None and response.status_code < 300 else None
        if take is not None:
            take(b"")
        for part in response.iter_content(65536):
            wire.check()
            if take is not None:
                take(part)
                continue
            size += len(part)
            if size > self._size_limit:
                raise GatewayProblem(
                    f"The answer of {self.host} is larger than {self._size_limit / 1048576:,.0f} MB; it was not read.",
                    "Check that this is the right address.",
                )
            parts.append(part)
        if not any(name in response.headers for name in _FRAMES):
            wire.check()  # it ends where the connection does, which we may have closed
        body = b"".join(parts)
        text = body.decode("utf-8", errors="replace")
        try:
            value = jsonio.loads(text, last_wins=True)
        except FileProblem:
            value = None
        headers = {name.lower(): said for name, said in response.headers.items() if name.lower() != "set-cookie"}
        return Answer(response.status_code, headers, text, value, body)

    def _tls(self) -> ssl.SSLContext:
        with self._context_lock:
            if self._context is None:
                self._context = trusted_context()
            return self._context

    def _failure(self, error: Exception) -> Failure:
        """Words for what went wrong. The exception itself stays in its thread: it may hold the request's headers."""
        if isinstance(error, GatewayDeskError):
            return Failure(error.what, error.todo, file=error if isinstance(error, FileProblem) else None)
        return in_words(error, self.host, connect=self._connect_timeout, read=self._read_timeout)

    def _fail(self, failure: Failure, *, safe: bool) -> NoReturn:
        if failure.file is not None:  # what is wrong is here, and half a file is none there
            raise failure.file
        if failure.sent and not safe:
            raise OutcomeUnknown(
                failure.what if not failure.cancelled else "Cancelled while it was being sent.",
                "It may or may not have arrived: the gateway is asked before anything is sent again.",
            )
        if failure.cancelled:
            raise Cancelled
        todo = failure.todo or "Try again in a while."
        raise Unreachable(failure.what, todo if safe else f"Nothing was sent. {todo}")

    def unredirected(self, answer: Answer, *, safe: bool) -> Answer:
        """The answer itself, unless it sends us elsewhere.

        Raises:
            Refused: it does, and nothing was carried out.
            OutcomeUnknown: it does, and something may have been.
        """
        if not 300 <= answer.status < 400 or answer.status == 304:
            return answer
        target = urlsplit(answer.headers.get("location", ""))
        place = target.netloc.rpartition("@")[2]
        there = f"{target.scheme or 'https'}://{place}" if target.hostname else "another address"
        what = f"{self.host} sent us on to {there}. Credentials never follow, so nothing was sent there."
        if safe or answer.status in _MOVED_UNPROCESSED:
            todo = "If that is the gateway's right address, change the connection's address to it."
            raise Refused(what, todo, status=answer.status, way_out="edit-connection")
        raise OutcomeUnknown(
            what, "It may or may not have been kept: the gateway is asked before anything is sent again."
        )


def _sendable(name: str, value: str) -> str:
    raw = str.__str__(value)
    redaction.register(raw)
    if not raw or not raw.isascii() or not raw.isprintable() or raw != raw.strip():
        raise CredentialsProblem(
            f"What is kept for “{name}” cannot be sent: it is empty or holds a character that IDs never have.",
            "Sign in again, copying it once more.",
        )
    return raw


def _proxies(url: str) -> dict[str, str]:
    """The proxies of the system for an address. What they ask for as a password is a secret like any other."""
    found: dict[str, str] = requests.utils.get_environ_proxies(url)
    for proxy in found.values():
        login = urlsplit(proxy if "://" in proxy else f"//{proxy}").netloc.rpartition("@")[0]
        password = login.partition(":")[2]
        for secret in {password, unquote(password)} - {""}:
            redaction.register(secret)
    return found


class _WatchedHttp(Watched, urllib3.connection.HTTPConnection):
    """Plain, which is for this computer only."""


class _WatchedHttps(Watched, urllib3.connection.HTTPSConnection):
    """With TLS, perhaps through a proxy."""


class _Adapter(requests.adapters.HTTPAdapter):
    """Requests' adapter with our certificates and watched connections."""

    def __init__(self, wire: Wire, context: ssl.SSLContext | None) -> None:
        self._wire, self._context = wire, context
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        super().init_poolmanager(*given, **named, ssl_context=self._context)

    def proxy_manager_for(self, proxy: str, **named: Any) -> Any:
        return super().proxy_manager_for(proxy, **named, ssl_context=self._context)

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Nothing: the context checks certificates already, and requests would add its own bundle to them."""

    def get_connection_with_tls_context(self, *given: Any, **named: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*given, **named)
        kind = _WatchedHttps if pool.scheme == "https" else _WatchedHttp
        pool.ConnectionCls = functools.partial(kind, wire=self._wire)
        return pool
