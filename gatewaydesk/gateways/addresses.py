"""A gateway's address as a person types it, made regular or refused in words. No network is used here."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import quote, urljoin, urlsplit

from gatewaydesk.errors import GatewayProblem

_DEFAULT_PORTS = {"https": 443, "http": 80}
_EXAMPLE = "An address looks like “https://api.healthdatagateway.org”."
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\.?")


def is_loopback_host(host: str) -> bool:
    """Whether a host name or number means this computer itself: 127.0.0.0/8, ::1 or localhost."""
    bare = host.strip("[]").lower()
    if bare == "localhost":
        return True
    try:
        return ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return False


def is_loopback(url: str) -> bool:
    """Whether a URL leads to this computer itself."""
    try:
        return is_loopback_host(urlsplit(url).hostname or "")
    except ValueError:
        return False


def normalise_url(text: str) -> str:
    """The base URL that a person meant.

    Spaces around it and slashes at its end go; the scheme is added (`https`, or `http` for this computer itself), the
    host is lower-cased and put into its ASCII form, a port that says nothing new goes, and `.` and `..` in the path are
    followed.

    Raises:
        GatewayProblem: it is not an address that credentials may be sent to; the sentence says why.
    """
    typed = text.strip()
    if not typed:
        raise GatewayProblem("The gateway's address is empty.", _EXAMPLE)
    if re.search(r"[\s\\<>\"\x00-\x1f\x7f]", typed):
        raise GatewayProblem("The gateway's address holds a space or a character that addresses never have.", _EXAMPLE)
    scheme, rest = _scheme(typed)
    try:
        parts = urlsplit(f"{scheme or 'https'}://{rest}")
        host, port = (parts.hostname or "").lower(), parts.port
        if port == 0:
            raise ValueError
    except ValueError:
        raise GatewayProblem(f"“{_shown(typed)}” is not an address.", _EXAMPLE) from None
    if "@" in parts.netloc:
        raise GatewayProblem(
            "The gateway's address holds a user name or a password.",
            "Take out what stands before the “@”; IDs are asked for separately and kept in the keyring.",
        )
    if parts.query or parts.fragment or "?" in rest or "#" in rest:
        raise GatewayProblem(
            f"“{_shown(typed)}” has more than an address in it: a question mark or a hash sign and what follows.",
            "Keep only what stands before it.",
        )
    host = _host(host, typed)
    scheme = scheme or ("http" if is_loopback_host(host) else "https")
    if scheme == "http" and not is_loopback_host(host):
        raise GatewayProblem(
            f"“{_shown(typed)}” is not encrypted: your IDs could be read on the way.", f"Use “https://{host}”."
        )
    place = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    plain = re.sub(r"/{2,}", "/", re.sub("%2e", ".", parts.path, flags=re.IGNORECASE))
    path = quote(urlsplit(urljoin("https://x/", plain)).path, safe="/%:@!$&'()*+,;=~-._").rstrip("/")
    return f"{scheme}://{place}{path}"


def _scheme(typed: str) -> tuple[str, str]:
    """Splits `https://rest`; the scheme is empty where none was typed."""
    scheme, mark, rest = typed.partition("://")
    if not mark:
        return "", typed.lstrip("/")
    if scheme.lower() not in _DEFAULT_PORTS:
        raise GatewayProblem(f"“{_shown(scheme)}://” is not a way to reach a gateway.", _EXAMPLE)
    return scheme.lower(), rest


def _host(host: str, typed: str) -> str:
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        return f"[{number}]" if number.version == 6 else str(number)
    try:
        ascii_host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        ascii_host = ""
    if not _NAME.fullmatch(ascii_host) or len(ascii_host) > 253:
        raise GatewayProblem(f"“{_shown(typed)}” is not an address: it has no usable host name.", _EXAMPLE)
    return ascii_host


def _shown(text: str) -> str:
    """What was typed, shortened, and without what may be a secret: all before an “@” and after a “?”."""
    shown = re.split(r"[?#]", text.rpartition("@")[2])[0]
    return shown if len(shown) <= 80 else f"{shown[:79]}…"
