"""A gateway connection as a person set it up. It stands below both the store, which keeps it, and the connectors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

_PORTS = {"https": 443, "http": 80}
_THIS_COMPUTER = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Connection:
    """One gateway account as a person set it up: nothing secret in here.

    Attributes:
        name: what the person calls it; unique; the keyring entry is found by it.
        system: `hdruk`, `opendatasoft`, `adobe` or `qrvey`.
        url: base URL, normalised.
        options: what else the system's connection schema asks for and is not secret (`team_id`, …).
        practice: a practice gateway on loopback; shown as PRACTICE wherever the name is shown.
    """

    name: str
    system: str
    url: str
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)
    practice: bool = False

    @property
    def origin(self) -> str:
        """Whose secrets these are: scheme, host and port of the address."""
        return origin_of(self.url)

    @property
    def destinations(self) -> tuple[str, ...]:
        """Everywhere that secrets of it go to: the address, and whatever else among its options is one (`ims_url`)."""
        return destinations_of(self.url, self.options)

    @property
    def sandbox(self) -> str:
        """The sandbox that it leads to, where the system has such, else "": two of them are two places."""
        return str(self.options.get("sandbox") or "prod") if self.system == "adobe" else ""

    @property
    def place(self) -> str:
        """Which gateway it leads to, and which part of it; see `place_of`."""
        return place_of(self.url, self.sandbox)

    @property
    def production(self) -> bool:
        """Whether it leads to a production sandbox, where the system has such: what is done there, is real.

        A practice gateway has nothing real, but one of the type `production` is treated like it, to practise that.
        """
        if self.system != "adobe":
            return False
        kind = str(self.options.get("sandbox_type") or "").casefold()
        return kind == "production" or (self.sandbox.casefold() == "prod" and not self.practice)

    @property
    def mark(self) -> str:
        """What stands beside the name wherever it is shown: `PRACTICE`, `PRODUCTION`, both or ""."""
        return " ".join([*["PRACTICE"] * self.practice, *["PRODUCTION"] * self.production])


def destinations_of(url: str, options: Mapping[str, Any]) -> tuple[str, ...]:
    """The origins of an address and of the options whose names end in `_url`, in the order of those names."""
    more = (str(options[name]) for name in sorted(options) if name.endswith("_url") and options[name])
    return tuple(origin_of(one) for one in (url, *more))


def place_of(url: str, sandbox: str = "") -> str:
    """Which gateway a URL leads to: like `origin_of`, but whichever way this computer itself is named; and behind it
    the sandbox, where there is one.
    """
    origin = origin_of(url)
    scheme, _, place = origin.partition("://")
    host, _, port = place.rpartition(":")
    there = f"{scheme}://localhost:{port}" if host in _THIS_COMPUTER else origin
    return f"{there}/{sandbox}" if there and sandbox else there


def origin_of(url: str) -> str:
    """`https://host:443` of a URL, or "" where it names no host."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.hostname}:{port}" if parts.hostname else ""
