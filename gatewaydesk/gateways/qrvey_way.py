"""Where a Qrvey connection's calls go, who makes them, and what its words for a dataset's state mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from gatewaydesk.connection import Connection
from gatewaydesk.errors import CredentialsProblem, GatewayProblem
from gatewaydesk.gateways import normalise_address, redaction
from gatewaydesk.gateways.addresses import is_loopback
from gatewaydesk.gateways.transport import Transport
from gatewaydesk.job import JobStatus

ROUTE = "composer-v4"
PREFIX = "/devapi/v4"
STATES: Mapping[str, tuple[str, JobStatus]] = {
    "DRAFT": ("draft", "queued"),
    "LOADING": ("processing", "processing"),
    "LOADED": ("active", "live"),
    "ACTIVE": ("active", "live"),
    "FAILED": ("failed", "failed"),
}
"""Qrvey's words for a dataset's state: the normalised status, and how a load that has brought it there stands."""


@dataclass(frozen=True)
class Way:
    """The paths of one application of one user.

    Attributes:
        transport: to the composer's interface.
        router: to the data router, which takes rows and says how a push fares; None without one.
        prefix: what every path of the composer begins with.
        user: ID of the user who owns the application.
        app: ID of the application.
        with_token: a token is sent rather than the organisation's key.
    """

    transport: Transport
    router: Transport | None
    prefix: str
    user: str
    app: str
    with_token: bool = False

    @property
    def of_user(self) -> str:
        """The path of the user's applications."""
        return f"{self.prefix}/user/{quote(self.user, safe='')}/app"

    @property
    def of_app(self) -> str:
        """The path of the application."""
        return self.of_another(self.app)

    @property
    def datasets(self) -> str:
        """The path of its datasets."""
        return f"{self.of_app}/qollect/dataset"

    @property
    def connections(self) -> str:
        """The path of its connections."""
        return f"{self.of_app}/connections"

    @property
    def ids(self) -> dict[str, str]:
        """What names the place of a dataset, beside its own ID."""
        return {"application": self.app, "user": self.user}

    @property
    def web_url(self) -> str:
        """Where Qrvey is opened in a browser: the address of a single dataset's page is not documented."""
        return "" if is_loopback(self.transport.base_url) else f"{self.transport.base_url}/"

    def of_another(self, app: str) -> str:
        """The path of another application of the same user."""
        return f"{self.of_user}/{quote(app, safe='')}"

    def dataset(self, dataset_id: str, what: str = "") -> str:
        """The path of one dataset, or of `what` below it."""
        below = f"/{what}" if what else ""
        return f"{self.datasets}/{quote(dataset_id, safe='')}{below}"


def way_of(
    connection: Connection,
    secrets: Mapping[str, str],
    transport: Transport | None = None,
    router: Transport | None = None,
) -> Way:
    """The way of a connection, signed in.

    Raises:
        GatewayProblem: its address or an ID in it cannot be used.
        CredentialsProblem: there is neither key nor token, or one cannot be sent.
    """
    key, token = secrets.get("api_key"), secrets.get("access_token")
    if not (key or token):
        raise CredentialsProblem(
            f"You are not signed in to “{connection.name}”.", "Sign in with the organisation key, or with a token."
        )
    place = {name: str(connection.options.get(name) or "").strip() for name in ("user_id", "app_id")}
    for name, title in (("user_id", "user ID"), ("app_id", "application ID")):
        if not place[name]:
            raise GatewayProblem(f"“{connection.name}” names no {title}.", "Enter it in the connection.")
    router_url, router_key = connection.options.get("data_router_url"), secrets.get("data_router_key")
    if router is None and router_url and router_key:
        router = Transport(str(router_url), {"x-api-key": router_key})
    headers = {"x-api-key": key} if key else _token_header(connection, token or "")
    return Way(
        transport or Transport(normalise_address("qrvey", connection.url), headers),
        router,
        "/" + str(connection.options.get("api_prefix") or PREFIX).strip("/"),
        place["user_id"],
        place["app_id"],
        with_token=not key,
    )


def _token_header(connection: Connection, token: str) -> dict[str, str]:
    """Qrvey's documents do not name the header of a token; unless told otherwise it goes where tokens usually go."""
    name = str(connection.options.get("token_header") or "Authorization").strip()
    raw = str.__str__(token)
    redaction.register(raw)
    return {name: f"Bearer {raw}" if name.casefold() == "authorization" else raw}


def status_of(native: str) -> str:
    """The normalised status of Qrvey's word for it; `unknown` where that is a new one."""
    return STATES.get(native.upper(), ("unknown", "unknown"))[0]
