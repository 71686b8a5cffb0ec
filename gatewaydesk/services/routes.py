"""Which of a gateway's routes a dataset takes, and why; and the team ID that opens the better one.

No route of the HDR UK gateway tells an application its team. The list of its datasets does, in every row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gatewaydesk.connection import Connection
from gatewaydesk.errors import GatewayProblem
from gatewaydesk.gateways import open_gateway
from gatewaydesk.gateways.base import CancelToken, Prepared
from gatewaydesk.gateways.credentials import Credentials
from gatewaydesk.services.connecting import keep_connection
from gatewaydesk.store import Store

TEAM = "team_id"

_WHY: Mapping[str, str] = {
    "v2-team": "Route: your team's own (v2), since the connection holds the team ID {team}. Text arrives as you wrote "
    "it, and the gateway takes drafts.",
    "v1-integrations": "Route: the general one for applications (v1), since the connection holds no team ID. It takes "
    "no drafts, and changes some signs in the text. With the team ID, your team's own route is taken: "
    "it leaves the text as it is, and takes drafts.",
}
_TEST = "Route: the test (v1), the only one that checks and keeps nothing. It is the same with and without a team ID."
_WHERE = "It is the number after “team/” in the address of your team's pages on the gateway: enter it yourself."


class TeamNotFound(GatewayProblem):
    """The gateway shows nothing from which the team ID could be read."""


def why_this_route(prepared: Prepared, connection: Connection) -> str:
    """Which route is taken and why, in words; "" where a system has only one."""
    if prepared.action == "test":
        return _TEST if prepared.route in _WHY else ""
    return _WHY.get(prepared.route, "").format(team=connection.options.get(TEAM, ""))


def lacks_team(connection: Connection) -> bool:
    """Whether a team ID would open a better route."""
    return connection.system == "hdruk" and connection.options.get(TEAM) in (None, "")


def find_team(connection: Connection, credentials: Credentials, cancel: CancelToken) -> Connection:
    """The connection with its team's ID, read from the list of datasets and tried; nothing is kept yet.

    Raises:
        TeamNotFound: the list is empty, or says nothing of a team.
        GatewayProblem: the list could not be read, or the team's own routes do not work with that ID.
        CredentialsProblem: nobody is signed in.
    """
    secrets = credentials.read(connection)
    rows = open_gateway(connection, secrets).list_datasets(cancel)
    team = next((one for row in rows if (one := _whole(row.extra.get(TEAM))) is not None), None)
    if team is None:
        raise TeamNotFound(
            f"{connection.name} shows no dataset of your team yet, so the team ID cannot be read.", _WHERE
        )
    found = replace(connection, options={**connection.options, TEAM: team})
    for step in open_gateway(found, secrets).test_sign_in(cancel):
        if step.passed is False:
            raise GatewayProblem(f"The team ID {team} was found, but does not work.", step.message)
        cancel.check()
    return found


def keep_team(store: Store, credentials: Credentials, found: Connection) -> Connection:
    """Writes the team ID into the connection as it is kept now, which may have been changed since it was looked for.

    Raises:
        GatewayProblem: there is no such connection any more, or it is one to another gateway now.
    """
    kept = store.connections.get(found.name)
    if kept is None or (kept.system, kept.destinations) != (found.system, found.destinations):
        raise GatewayProblem(
            f"The connection “{found.name}” was changed in the meantime.", "Look for the team ID again."
        )
    with_team = replace(kept, options={**kept.options, TEAM: found.options[TEAM]})
    keep_connection(store, credentials, with_team)
    return with_team


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None
