"""Which certificates are trusted: those of the operating system, and those that the usual variables add."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

import truststore

from gatewaydesk.errors import GatewayProblem

_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")


def trusted_context() -> ssl.SSLContext:
    """A context that always checks certificate and host name.

    Raises:
        GatewayProblem: a variable names certificates that cannot be read.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for variable in _VARIABLES:
        named = os.environ.get(variable)
        if named:
            _add(context, variable, Path(named))
    return context


def _add(context: ssl.SSLContext, variable: str, place: Path) -> None:
    try:
        if place.is_dir():
            context.load_verify_locations(capath=place)
        else:
            context.load_verify_locations(cafile=place)
    except OSError:  # ssl.SSLError is one too
        raise GatewayProblem(
            f"The certificates that {variable} names could not be read: “{place}”.",
            f"Correct or remove {variable}, and start again.",
        ) from None
