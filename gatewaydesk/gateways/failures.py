"""Why a call has brought no answer, in words: what the libraries below the transport raise, and what it means."""

from __future__ import annotations

import ssl
from typing import Any

import requests.exceptions
import urllib3.exceptions

from gatewaydesk.gateways import redaction
from gatewaydesk.gateways.certificates import refused_in_words
from gatewaydesk.gateways.wire import Failure, NotThisComputer, ProxyWantsLogin

_CHECK_ADDRESS = "Check the gateway's address and your network connection."
_CHECK_NETWORK = "Check your network connection, and try again."
# What went wrong, by the first row of which the chain of causes holds a kind: words, what to do, worth another try.
_FAILURES: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str, str, bool], ...] = (
    (ssl.SSLCertVerificationError, "", "", False),  # worded by what is wrong with it, see certificates.py
    (ssl.SSLError, "The secure connection to {host} failed.", _CHECK_ADDRESS, False),
    (
        NotThisComputer,
        "“{host}” should mean this computer, but leads to another one.",
        "Use 127.0.0.1 in the address.",
        False,
    ),
    (
        ProxyWantsLogin,
        "The proxy on the way to {host} asks for a name and a password, or does not take those it was given.",
        "Put them into the proxy's address (HTTPS_PROXY=http://NAME:PASSWORD@PROXY:PORT), or ask those who look after "
        "your network.",
        False,
    ),
    (
        urllib3.exceptions.ProxyError,
        "The proxy on the way to {host} could not be used.",
        "Check the proxy settings of this computer (HTTPS_PROXY, NO_PROXY).",
        True,
    ),
    (urllib3.exceptions.NameResolutionError, "There is no computer called “{host}”.", _CHECK_ADDRESS, True),
    (ConnectionRefusedError, "{host} refused the connection: nothing listens there.", _CHECK_ADDRESS, True),
    (
        urllib3.exceptions.ConnectTimeoutError,
        "{host} did not accept a connection within {connect:g} seconds.",
        _CHECK_NETWORK,
        True,
    ),
    (urllib3.exceptions.NewConnectionError, "{host} could not be reached.", _CHECK_ADDRESS, True),
    (
        (urllib3.exceptions.ReadTimeoutError, TimeoutError),
        "{host} said nothing for {read:g} seconds.",
        "Try again in a while.",
        False,
    ),
    (urllib3.exceptions.DecodeError, "The answer of {host} was damaged on the way.", "Try again.", True),
    (
        urllib3.exceptions.IncompleteRead,
        "{host} broke off in the middle of its answer.",
        "Try again in a while.",
        True,
    ),
    (
        (urllib3.exceptions.ProtocolError, ConnectionError),
        "{host} closed the connection without an answer.",
        "Try again in a while.",
        True,
    ),
    (
        (requests.exceptions.InvalidSchema, requests.exceptions.InvalidProxyURL),
        "The proxy of this computer is of a kind that cannot be used.",
        "Check the proxy settings of this computer (HTTPS_PROXY, ALL_PROXY).",
        False,
    ),
)


def in_words(error: Exception, host: str, *, connect: float, read: float) -> Failure:
    """Words for an exception of the libraries' own. It is not kept: it may hold the call's headers.

    Args:
        error: as it was raised.
        host: that was called, as shown to people.
        connect: seconds within which a connection had to stand.
        read: seconds of silence after which a call was given up.
    """
    chain = _chain(error)
    for kinds, words, todo, passing in _FAILURES:
        found = next((one for one in chain if isinstance(one, kinds)), None)
        if isinstance(found, ssl.SSLCertVerificationError):
            flaw, advice = refused_in_words(found, host)
            return Failure(redaction.mask(flaw), advice)
        if found is not None:
            return Failure(words.format(host=host, connect=connect, read=read), todo, passing)
    return Failure(f"The call to {host} failed ({type(error).__name__}).")


def _chain(error: BaseException) -> list[BaseException]:
    """The exception and all it was made from: libraries wrap the reason several times, each in its own way."""
    found: list[BaseException] = []
    waiting: list[Any] = [error]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, BaseException) and one not in found:
            found.append(one)
            waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    return found
