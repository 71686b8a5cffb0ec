"""Which of the HDR UK gateway's routes a connection takes, and where its datasets stand on the gateway's web pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from gatewaydesk.connection import Connection
from gatewaydesk.errors import GatewayProblem
from gatewaydesk.gateways.transport import Transport

V1, V2 = "v1-integrations", "v2-team"
INTEGRATIONS = "/api/v1/integrations/datasets"
GENERAL = "/api/v1/datasets"  # the older route that changes a status without a team ID in its path
STATUSES = {"active": "ACTIVE", "draft": "DRAFT", "archived": "ARCHIVED"}
"""Normalised statuses, and the gateway's words for them."""

_WEB = {
    "api.healthdatagateway.org": "https://healthdatagateway.org/en",
    "api.dev.hdruk.cloud": "https://dev.hdruk.cloud/en",
}


@dataclass(frozen=True)
class Way:
    """With a team ID the v2 team routes are taken (text stays as written, drafts are possible), else the older v1
    integrations routes that the gateway's own documents name.
    """

    transport: Transport
    team: int | None

    @property
    def route(self) -> str:
        """Its name, as kept with what was sent."""
        return V1 if self.team is None else V2

    @property
    def datasets(self) -> str:
        """The path of the team's datasets."""
        return INTEGRATIONS if self.team is None else f"/api/v2/teams/{self.team}/datasets"

    def web_url(self, dataset_id: str, status: str) -> str:
        """The page of a dataset for people; "" where there is none, or where it is not known."""
        web = _WEB.get(urlsplit(self.transport.base_url).netloc)
        if web is None or status not in ("active", "draft") or (status == "draft" and self.team is None):
            return ""
        if status == "draft":
            return f"{web}/account/team/{self.team}/datasets/{dataset_id}?{urlencode({'status': 'DRAFT'})}"
        return f"{web}/dataset/{dataset_id}"


def team_of(connection: Connection) -> int | None:
    """The team ID of a connection.

    Raises:
        GatewayProblem: it is not a whole number.
    """
    given = connection.options.get("team_id")
    if given in (None, ""):
        return None
    text = str(given).strip()
    if isinstance(given, bool) or not re.fullmatch(r"[0-9]{1,12}", text) or int(text) == 0:
        raise GatewayProblem(
            f"The team ID of “{connection.name}” is not a whole number: “{text}”.",
            "It is the number after “team/” in the address of your team's pages on the gateway.",
        )
    return int(text)
