"""Whether a submission may go, or be asked about, through a connection: it must lead where the submission goes."""

from __future__ import annotations

from gatewaydesk.connection import origin_of
from gatewaydesk.errors import GatewayDeskError
from gatewaydesk.gateways.base import Gateway
from gatewaydesk.store import OutboxRow


def same_gateway(gateway: Gateway, row: OutboxRow) -> None:
    """Raises GatewayDeskError where a row was made through another connection."""
    if gateway.connection.name != row.gateway:
        raise GatewayDeskError(
            f"“{row.title}” belongs to the gateway {row.gateway}, not to {gateway.connection.name}.",
            f"Sign in to {row.gateway}.",
        )


def same_address(gateway: Gateway, row: OutboxRow) -> None:
    """Raises GatewayDeskError where the connection leads elsewhere by now."""
    there, sent_to = gateway.connection.origin, origin_of(row.url)
    if sent_to == there:
        sandboxes = (gateway.connection.sandbox, row.sandbox)
        there, sent_to = (f"the sandbox “{one}”" if one else "" for one in sandboxes)
    if sent_to and there and sent_to != there:
        if row.state == "waiting" and not row.doubtful:
            raise GatewayDeskError(
                f"“{row.title}” waits for {sent_to}, and {row.gateway} leads to {there} now, so it was not sent.",
                f"Take it out (gatewaydesk outbox take-out {row.id}) and submit it again, or change the address of "
                f"{row.gateway} back.",
            )
        raise GatewayDeskError(
            f"“{row.title}” was prepared for {sent_to}, and {row.gateway} leads to {there} now, so it cannot be told "
            "there what became of it.",
            f"Change the address of {row.gateway} back, or give the submission up: gatewaydesk outbox abandon {row.id}",
        )
