"""Documents that anybody may read on the web: fetched without credentials, within limits, and only when they changed.

Encrypted, or from this computer itself. A redirect is followed to an encrypted address, and from this computer to
this computer; never from elsewhere into this computer.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from gatewaydesk.errors import GatewayProblem, Refused, Unreachable
from gatewaydesk.gateways.addresses import is_loopback, is_loopback_host
from gatewaydesk.gateways.base import CancelToken

if TYPE_CHECKING:
    from gatewaydesk.gateways.wire import Answer

SIZE_LIMIT = 20 * 1024 * 1024
_REDIRECTS = 5
_MOVED = frozenset({301, 302, 303, 307, 308})
_EXAMPLE = "An address looks like “https://example.org/schemas/dataset.json”."

# Addresses of pages that show a file, and of the file itself.
_PAGES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(page), file)
    for page, file in (
        (r"https://(?:www\.)?github\.com/([^/]+/[^/]+)/(?:blob|raw)/(.+)", r"https://raw.githubusercontent.com/\1/\2"),
        (r"https://gitlab\.com/(.+?)/-/blob/(.+)", r"https://gitlab.com/\1/-/raw/\2"),
        (r"https://bitbucket\.org/([^/]+/[^/]+)/src/(.+)", r"https://bitbucket.org/\1/raw/\2"),
        (r"https://gist\.github\.com/([^/]+/[0-9a-f]+)/?", r"https://gist.githubusercontent.com/\1/raw"),
    )
)

# What a status says about an address, by its first fitting row.
_STATUSES: tuple[tuple[range, str, str], ...] = (
    (range(401, 404, 2), "{host} does not show this to everybody.", "Save the file yourself, and add that file."),
    (range(404, 405), "There is nothing at “{address}”.", "Check the address."),
    (range(410, 411), "What was at “{address}” is gone.", "Look for its new address."),
    (range(429, 430), "{host} has been asked too often.", "Try again in a while."),
    (range(500, 600), "{host} cannot answer at the moment (status {status}).", "Try again in a while."),
)


@dataclass(frozen=True)
class Limits:
    """What is waited for and read of one document.

    Attributes:
        size: bytes.
        connect: seconds until a connection stands.
        silence: seconds without a byte.
        whole: seconds in all, redirects included.
    """

    size: int = SIZE_LIMIT
    connect: float = 10.0
    silence: float = 20.0
    whole: float = 60.0


@dataclass(frozen=True)
class Public:
    """A document as the web has it.

    Attributes:
        address: where it was found in the end.
        content: its bytes; None where it is the version that was known already.
        etag: what the server calls this version, or "".
        modified: `Last-Modified` of the answer, or "".
        media_type: `Content-Type` without its parameters, in lower case.
    """

    address: str
    content: bytes | None
    etag: str = ""
    modified: str = ""
    media_type: str = ""


def public_address(text: str) -> str:
    """The address that a person meant, of the file itself where they copied that of the page around it.

    Raises:
        GatewayProblem: it is no address, is not encrypted, or holds a password.
    """
    typed = text.strip().strip("<>")
    if not typed or re.search(r"[\s\\<>\"\x00-\x1f\x7f]", typed):
        raise GatewayProblem(
            "The address is empty, or holds a space or another character that addresses never have.", _EXAMPLE
        )
    if "://" not in typed:
        host = re.split(r"[/:]", typed)[0]
        typed = f"{'http' if is_loopback_host(host) else 'https'}://{typed}"
    try:
        parts = urlsplit(typed)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        host = ""
    if not host:
        raise GatewayProblem(f"“{typed[:80]}” is not an address.", _EXAMPLE)
    if "@" in parts.netloc:
        raise GatewayProblem(
            "The address holds a user name or a password.", "Only what everybody may read is fetched: take it out."
        )
    refuse_unsafe(typed)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    place = parts.netloc if "[" in parts.netloc else parts.netloc.lower()
    address = urlunsplit((parts.scheme.lower(), place, path, query, ""))
    for page, file in _PAGES:
        if page.fullmatch(address):
            return page.sub(file, address)
    return address


def refuse_unsafe(address: str, came_from: str = "") -> None:
    """Lets only encrypted addresses by, and this computer itself unless another one sends us there.

    Raises:
        GatewayProblem: it is another address; nothing was sent there.
    """
    scheme = urlsplit(address).scheme.lower()
    shown = address if len(address) <= 80 else f"{address[:79]}…"
    if scheme not in ("http", "https"):
        raise GatewayProblem(f"“{shown}” is not an address of the web.", _EXAMPLE)
    if scheme == "http" and not is_loopback(address):
        raise GatewayProblem(
            f"“{shown}” is not encrypted: what comes from there could be changed on the way.",
            "Use its address that begins with “https://”.",
        )
    if came_from and is_loopback(address) and not is_loopback(came_from):
        raise GatewayProblem(
            f"{urlsplit(came_from).netloc} sends us on to this computer itself, which is not followed.",
            "Check the address.",
        )


def get(
    address: str, cancel: CancelToken, *, etag: str = "", modified: str = "", limits: Limits | None = None
) -> Public:
    """Fetches a document, or finds out that it is the version which is known already.

    Args:
        address: as `public_address` makes it.
        cancel: cancelling it closes the connection, and the call returns at once.
        etag: of the version that is known.
        modified: `Last-Modified` of that version.
        limits: other limits than the usual ones.

    Raises:
        GatewayProblem: it may not be fetched from there, or is too large.
        Unreachable: no connection, or no answer in time.
        Refused: the server says no.
        Cancelled: the person cancelled.
    """
    limits = limits or Limits()
    known = {"If-None-Match": etag, "If-Modified-Since": "" if etag else modified}
    headers = {"Accept": "application/schema+json, application/json, */*;q=0.5"}
    headers |= {name: said for name, said in known.items() if said and said.isascii() and said.isprintable()}
    end = time.monotonic() + limits.whole
    here = address
    for _ in range(_REDIRECTS + 1):
        refuse_unsafe(here, "" if here == address else address)
        answer = _answer(here, headers, cancel, limits, end - time.monotonic())
        if answer.status in _MOVED and answer.headers.get("location"):
            here = urljoin(here, answer.headers["location"]).partition("#")[0]
            continue
        return _document(here, answer)
    raise Refused(
        f"{urlsplit(address).netloc} sends us from one address to the next without end.", "Check the address."
    )


def _answer(address: str, headers: dict[str, str], cancel: CancelToken, limits: Limits, left: float) -> Answer:
    from gatewaydesk.gateways.transport import Transport  # brings the HTTP library with it

    parts = urlsplit(address)
    if left <= 0:
        raise Unreachable(f"{parts.netloc} did not finish answering within {limits.whole:g} seconds.", "Try again.")
    origin = f"{parts.scheme}://{parts.netloc}"
    try:
        transport = Transport(
            origin,
            connect_timeout=limits.connect,
            read_timeout=limits.silence,
            total_timeout=max(0.1, round(left, 1)),
            size_limit=limits.size,
            retries=0,
        )
        path = f"{transport.base_url}{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        return transport.request("GET", path, headers=headers, cancel=cancel, redirects=True)
    except GatewayProblem as error:  # said of gateways there, and of any address here
        todo = error.todo.replace("the gateway's address", "the address")
        raise type(error)(error.what.replace("The gateway's address", "The address"), todo) from error


def _document(address: str, answer: Answer) -> Public:
    facts = {"host": urlsplit(address).netloc, "address": address, "status": answer.status}
    if answer.status not in (200, 304):
        for statuses, what, todo in _STATUSES:
            if answer.status in statuses:
                raise Refused(what.format(**facts), todo, status=answer.status)
        raise Refused("{host} did not give it to us (status {status}).".format(**facts), status=answer.status)
    media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    content = answer.body if answer.status == 200 else None
    etag, modified = answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
    return Public(address, content, etag, modified, media_type)
