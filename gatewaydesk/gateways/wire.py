"""One exchange with a gateway, watched: what has gone out, what came back, and giving it up at any moment."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from gatewaydesk.errors import FileProblem
from gatewaydesk.gateways.addresses import is_loopback_host
from gatewaydesk.gateways.base import CancelToken


@dataclass(frozen=True)
class Answer:
    """What a gateway answered. Neither text nor JSON shows in the repr: they may hold metadata.

    Attributes:
        status: HTTP status.
        headers: names in lower case; cookies left out.
        text: the body as text.
        json: the body as JSON, None where it is not JSON (or is `null`).
        body: the body as it came.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False, hash=False)
    text: str = field(repr=False)
    json: Any = field(repr=False, hash=False, default=None)
    body: bytes = field(repr=False, hash=False, default=b"")

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait before trying again, where the gateway says so (RFC 9110: seconds, or a date)."""
        said = self.headers.get("retry-after", "").strip()
        if said.isascii() and said.isdecimal() and len(said) < 9:
            return float(said)
        try:
            then = parsedate_to_datetime(said)
            then = then if then.tzinfo else then.replace(tzinfo=UTC)
            return max(0.0, (then - _now_there(self.headers)).total_seconds())
        except (ValueError, OverflowError):
            return None


def _now_there(headers: Mapping[str, str]) -> datetime:
    """The gateway's own clock where the answer tells it, so that a wrong one here changes no waiting time."""
    try:
        there = parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, OverflowError):
        return datetime.now(UTC)
    return there if there.tzinfo else there.replace(tzinfo=UTC)


@dataclass
class Failure:
    """Why there is no answer, in words.

    Attributes:
        passing: another try may well succeed.
        cancelled: the person wanted it so.
        sent: some byte of the call itself has gone out, so the gateway may have acted on it, or do so yet.
        file: what is wrong with a file that was to be sent, where it is that.
    """

    what: str
    todo: str = ""
    passing: bool = False
    cancelled: bool = False
    sent: bool = False
    file: FileProblem | None = None


class GivenUp(Exception):
    """The exchange was given up; inside the transport only."""


class NotThisComputer(Exception):
    """A name that should mean this computer led elsewhere; inside the transport only."""


class ProxyWantsLogin(OSError):
    """A proxy lets nobody through without a name and a password; inside the transport only."""


class Wire:
    """Knows the socket of one exchange. Bytes of the call go out only through `open_gate`, never after `give_up`."""

    def __init__(self, *, loopback_only: bool = False) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._loopback_only = loopback_only
        self.sent = False
        self.given_up = False

    def hold(self, connected: socket.socket) -> None:
        """Remembers the socket to be shut down on giving up.

        Raises:
            GivenUp: that has happened already.
            NotThisComputer: an unencrypted connection left this computer.
        """
        with self._lock:
            self._socket = connected
            if self.given_up:
                raise GivenUp
        if self._loopback_only and not is_loopback_host(str(connected.getpeername()[0])):
            raise NotThisComputer

    def open_gate(self) -> None:
        """Called before each piece of the call goes out: from here on it counts as sent.

        Raises:
            GivenUp: the exchange was given up, so nothing more may go out.
        """
        with self._lock:
            if self.given_up:
                raise GivenUp
            self.sent = True

    def check(self) -> None:
        """Raises GivenUp when the exchange was given up."""
        if self.given_up:
            raise GivenUp

    def give_up(self) -> None:
        """Closes the gate, and wakes whoever is blocked on the socket."""
        with self._lock:
            self.given_up = True
            held = self._socket
        if held is not None:
            with contextlib.suppress(OSError):
                # Past SSLSocket.shutdown, which would pull the TLS layer from under the thread that is reading.
                socket.socket.shutdown(held, socket.SHUT_RDWR)


class Watched:
    """Mixed into a connection: tells the wire about its socket and about every byte of the call itself."""

    _in_tunnel = False

    def __init__(self, *given: Any, wire: Wire, **named: Any) -> None:
        self.wire = wire
        super().__init__(*given, **named)

    def _new_conn(self) -> Any:
        connected = super()._new_conn()  # type: ignore[misc]
        try:
            self.wire.hold(connected)
        except BaseException:
            connected.close()
            raise
        return connected

    def connect(self) -> None:
        """Connects, and tells the wire about the socket that is read from in the end."""
        super().connect()  # type: ignore[misc]
        self.wire.hold(self.sock)  # type: ignore[attr-defined]  # now perhaps wrapped in TLS

    def _tunnel(self) -> None:
        # What is said to a proxy to get through it is not the call yet.
        self._in_tunnel = True
        try:
            super()._tunnel()  # type: ignore[misc]
        except OSError as error:
            if "Tunnel connection failed: 407" in str(error):  # http.client has no exception of its own for it
                raise ProxyWantsLogin from None
            raise
        finally:
            self._in_tunnel = False

    def send(self, data: Any) -> None:
        """Sends a piece of the call, if the wire still lets it out."""
        if self.sock is None:  # type: ignore[attr-defined]
            self.connect()
        if not self._in_tunnel:
            self.wire.open_gate()
        super().send(data)  # type: ignore[misc]


def wait_for(seconds: float, cancel: CancelToken) -> None:
    """Waits, and stops waiting when cancelled.

    Raises:
        Cancelled: the person cancelled.
    """
    awake = threading.Event()
    unhook = cancel.on_cancel(awake.set)
    try:
        awake.wait(seconds)
    finally:
        unhook()
    cancel.check()
