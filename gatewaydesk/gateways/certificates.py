"""Which certificates are trusted: those of the operating system, and those that a person or the usual variables add.

Also why one was not accepted, in words. Nothing here ever trusts less carefully: additions are all there are.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gatewaydesk.errors import GatewayProblem

if TYPE_CHECKING:
    import ssl

_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
_SETTING = "The certificate authority in the settings"

_lock = threading.Lock()
_added: list[Path] = []


def also_trust(place: str, *, look: bool = False) -> None:
    """Adds a file or folder of certificate authorities, in PEM, to what later connections trust; "" takes it away.

    Args:
        place: the file or folder.
        look: reads it at once; else the first connection that needs it says when it cannot be read.

    Raises:
        GatewayProblem: it was looked at and cannot be read; what was trusted before stays.
    """
    with _lock:
        before = list(_added)
        _added[:] = [Path(place).expanduser()] if place else []
    if not (place and look):
        return
    try:
        trusted_context()
    except GatewayProblem:
        with _lock:
            _added[:] = before
        raise


def trusted_context() -> ssl.SSLContext:
    """A context that always checks certificate and host name.

    Raises:
        GatewayProblem: a variable or the settings name certificates that cannot be read.
    """
    import ssl

    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    with _lock:
        named = [(_SETTING, place) for place in _added]
    named += [(one, Path(os.environ[one]).expanduser()) for one in _VARIABLES if os.environ.get(one)]
    for who, place in named:
        _add(context, who, place)
    return context


def _add(context: ssl.SSLContext, who: str, place: Path) -> None:
    try:
        if not place.is_dir() and not place.is_file():
            raise FileNotFoundError  # nor is a pipe or a device waited for
        if place.is_dir():
            context.load_verify_locations(capath=place)
        else:
            context.load_verify_locations(cafile=place)
    except OSError:  # ssl.SSLError is one too
        if who == _SETTING:
            what, todo = f"{who} could not be read: “{place}”.", "Name a file in PEM form there, or empty the field."
        else:
            what = f"The certificates that {who} names could not be read: “{place}”."
            todo = f"Correct or remove {who}, and start again."
        raise GatewayProblem(what, todo) from None


@dataclass(frozen=True)
class _Flaw:
    what: str
    todo: str


_INSPECTED = (
    "Where your organisation inspects traffic, its certificate authority must be trusted by this computer, or named in "
    "the settings or in REQUESTS_CA_BUNDLE. Ask those who look after your network; do not go on without it."
)
_CLOCK = "Check the date of this computer. If it is right, tell those who run {host}."
_WRONG_HOST = _Flaw(
    "The certificate of {host} was not accepted: it belongs to another address, so somebody else may be answering.",
    "Check the address. On a network that asks you to sign in first (in a hotel, on a train), do that in a browser.",
)
_SELF_SIGNED = _Flaw(
    "The certificate of {host} was not accepted: nobody that this computer trusts vouches for it (it is self-signed).",
    _INSPECTED,
)
_UNKNOWN = _Flaw(
    "The certificate of {host} was not accepted: this computer does not know the authority that issued it.", _INSPECTED
)
# By OpenSSL's number (X509_V_ERR_… in x509_vfy.h); the operating system's own checks on macOS and Windows have others.
_FLAWS = {
    9: _Flaw("The certificate of {host} was not accepted: it is not valid yet.", _CLOCK),
    10: _Flaw("The certificate of {host} was not accepted: it has expired.", _CLOCK),
    18: _SELF_SIGNED,
    19: _SELF_SIGNED,
    20: _UNKNOWN,
    21: _UNKNOWN,
    23: _Flaw(
        "The certificate of {host} was not accepted: it has been revoked.", "Do not go on; tell those who run {host}."
    ),
    62: _WRONG_HOST,
    64: _WRONG_HOST,
}


def refused_in_words(error: ssl.SSLCertVerificationError, host: str) -> tuple[str, str]:
    """Why a certificate was not accepted, and what to do about it."""
    flaw = _FLAWS.get(getattr(error, "verify_code", 0) or 0)
    if flaw is None:
        reason = str(getattr(error, "verify_message", "") or "its check failed")
        flaw = _Flaw(f"The certificate of {{host}} was not accepted ({reason.replace('{', '').replace('}', '')}).", "")
        return flaw.what.format(host=host), f"Check the address. {_INSPECTED}"
    return flaw.what.format(host=host), flaw.todo.format(host=host)
