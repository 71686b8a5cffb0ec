"""Right before something is done to a dataset of a gateway: whether it stands there as it was when that was decided."""

from __future__ import annotations

from gatewaydesk.errors import GatewayProblem, Refused
from gatewaydesk.gateways.base import CancelToken, Gateway, Remote
from gatewaydesk.store import OutboxRow

_AS_STATUS = {"active": "published", "draft": "a draft", "archived": "archived"}


class ChangedThere(GatewayProblem):
    """The gateway's copy is no longer the one that was looked at: somebody else has changed it, or its status."""


class NotOffered(GatewayProblem):
    """What was to be done to a dataset cannot be done to it as it stands there now; `remote` is how it stands."""

    def __init__(self, what: str, remote: Remote) -> None:
        super().__init__(what, "Look at it again in the list.")
        self.remote = remote


def refuse_changed(gateway: Gateway, row: OutboxRow, cancel: CancelToken) -> None:
    """Stops what was decided on while the dataset was another: a sheet may have been read for long, and what is queued
    may go days later.

    Raises:
        ChangedThere: it has another status by now, or its copy has changed, or it is gone.
        GatewayDeskError: the gateway could not be asked.
    """
    try:
        there = gateway.fetch(row.dataset_id, cancel)
    except Refused as refused:
        if refused.way_out != "refresh":  # it may be there as it was: the person must see this very answer
            raise
        raise ChangedThere(refused.what, refused.todo) from refused
    was, status = _AS_STATUS.get(row.base_status), _AS_STATUS.get(there.remote.status)
    if was and status and was != status:  # others come and go by themselves, while the gateway works on it
        this = "this update" if row.action == "update" else "this"
        raise ChangedThere(
            f"Dataset {row.dataset_id} is {status} on {row.gateway} by now, and was {was} when {this} was prepared, so "
            "nothing was sent.",
            "Look at it again, and decide which status it is to have.",
        )
    if row.base_mark and there.mark != row.base_mark:
        raise ChangedThere(
            f"“{row.title}” was changed on {row.gateway} since this update was prepared, so it was not sent.",
            "Compare the two, merge them, and send the result.",
        )
