"""Before an update is sent: how the gateway's copy stands to the document, and what an update of it would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gatewaydesk.gateways.base import CancelToken, Gateway, Prepared
from gatewaydesk.services.numbering import Proposal, propose
from gatewaydesk.services.preparing import spoiled
from gatewaydesk.services.routes import lacks_team
from gatewaydesk.services.standing import Standing, stand
from gatewaydesk.services.updating import prepare_update
from gatewaydesk.store import Store
from gatewaydesk.validation.problems import Problem

if TYPE_CHECKING:
    from gatewaydesk.services.authoring import Authoring

STANDS = {"draft": "a draft", "archived": "archived"}
"""The statuses in which nobody else sees a dataset, and how they are spoken of."""


@dataclass(frozen=True)
class UpdateOutlook:
    """What was found out before anything is sent.

    Attributes:
        prepared: by the status that it will have there, what would be sent.
        spoiled: likewise, what the gateway would refuse of that although it is right here.
        must_publish: it cannot stay what it is there, because the connection has no team ID.
    """

    gateway: Gateway
    standing: Standing
    proposal: Proposal
    prepared: dict[str, Prepared]
    spoiled: dict[str, list[Problem]]
    must_publish: bool

    @property
    def status(self) -> str:
        """The status that it has there now."""
        return self.standing.pulled.remote.status

    @property
    def published(self) -> bool:
        """Whether the gateway's copy has been public."""
        return self.status != "draft"


def look_ahead_at_update(
    store: Store, gateway: Gateway, authoring: Authoring, *, dataset_id: str, draft_id: str, cancel: CancelToken
) -> UpdateOutlook:
    """Asks the gateway; nothing is changed there.

    Args:
        dataset_id: the dataset that the document is an update of.
        draft_id: the draft that it is.

    Raises:
        GatewayProblem, Cancelled: it could not be asked, or not to the end.
    """
    value = authoring.document.value
    standing = stand(
        store, gateway, authoring.schema, value, dataset_id=dataset_id, draft_id=draft_id, cancel=cancel
    )  # fmt: skip
    remote = standing.pulled.remote
    proposal = propose(authoring, standing.pulled.metadata, published=remote.status != "draft")
    cancel.check()
    must_publish = lacks_team(gateway.connection) and remote.status in STANDS
    first = prepare_update(gateway, standing, authoring, "active" if must_publish else "")
    prepared = {first.status: first}
    if remote.status == "draft" and first.status == "draft":
        prepared["active"] = prepare_update(gateway, standing, authoring, "active")
    refused = {status: spoiled(authoring.schema, value, one) for status, one in prepared.items()}
    return UpdateOutlook(gateway, standing, proposal, prepared, refused, must_publish)
