"""What is done to datasets, in words: while it is done, when it is done, and as a name in lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast, get_args

from gatewaydesk.errors import StoreProblem
from gatewaydesk.gateways.base import Action, Prepared
from gatewaydesk.store import OutboxRow

Progress = Callable[[str], None]
"""Hears a sentence about each step."""


@dataclass(frozen=True)
class Deed:
    """The words for one action; `doing` has the places {title} and {gateway}, `done` the place {gateway}."""

    name: str
    doing: str
    done: str


_DEEDS: Mapping[str, Deed] = MappingProxyType(
    {
        "create": Deed("New dataset", "Sending “{title}” to {gateway}…", "Sent to {gateway}"),
        "update": Deed("Update", "Sending the changes of “{title}” to {gateway}…", "Update sent to {gateway}"),
        "publish": Deed("Publish", "Publishing “{title}” on {gateway}…", "Published on {gateway}"),
        "to-draft": Deed("Back to draft", "Making “{title}” a draft on {gateway}…", "Made a draft on {gateway}"),
        "archive": Deed("Archive", "Archiving “{title}” on {gateway}…", "Archived on {gateway}"),
        "unarchive": Deed(
            "Out of the archive",
            "Taking “{title}” out of the archive of {gateway}…",
            "Taken out of the archive of {gateway}",
        ),
        "delete": Deed("Delete", "Deleting “{title}” from {gateway}…", "Deleted from {gateway}"),
    }
)


def deed(action: str) -> Deed:
    """The words for what an outbox row or a receipt is about; what is not known here goes by its own name."""
    name = action.replace("-", " ").capitalize()
    return _DEEDS.get(action) or Deed(name, "Sending “{title}” to {gateway}…", f"{name} on {{gateway}}")


def prepared_of(row: OutboxRow) -> Prepared:
    """What a row of the outbox holds, as it was prepared.

    Raises:
        StoreProblem: another version of Gateway Desk wrote it, and what it does is not known here.
    """
    if row.action not in get_args(Action):
        raise StoreProblem(f"The outbox holds something to do that is not known here: “{row.action}”.", "Take it out.")
    return Prepared(
        row.method,
        row.url,
        row.body,
        row.route,
        row.pid,
        row.status,
        action=cast(Action, row.action),
        dataset_id=row.dataset_id,
        base_mark=row.base_mark,
        base_status=row.base_status,
    )
