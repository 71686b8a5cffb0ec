"""What can be done with a dataset on an Opendatasoft portal, and what happens then, told before it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gatewaydesk.errors import GatewayProblem
from gatewaydesk.gateways.base import Action, Offer, Remote
from gatewaydesk.gateways.opendatasoft_metadata import DOMAIN, RESTRICTED
from gatewaydesk.gateways.work import Care

VISIBLE: Mapping[str, str] = {
    DOMAIN: "everybody who may see the portal sees it, as its access is “domain”",
    RESTRICTED: "only those see it who are given access on the portal, as its access is “restricted”",
    "": "everybody who may see the portal may see it: say who may with “Set who may see it…” first",
}
"""Who sees a published dataset, by its access."""

_NO_ARCHIVE = "An Opendatasoft portal has no archive: a dataset is published there, or it is not."
_NO_TEST = "An Opendatasoft portal has no test that keeps nothing: it checks metadata when it is saved."
_DELETED = "It is not on the portal any more."
_UNKNOWN = "The portal does not say whether it is published, in words that Gateway Desk knows (“{native}”)."
_BUSY = "The portal is busy with it just now ({state}). Look at its status again in a while."
_LOSES = (
    "Records that were pushed to it in real time can be lost for good by that, and so can those that a changed source "
    "no longer brings."
)


@dataclass(frozen=True)
class _Change:
    into: str
    label: str = ""


_CHANGES: Mapping[Action, _Change] = {
    "publish": _Change("active"),
    "to-draft": _Change("draft", "Unpublish"),
    "archive": _Change("archived"),
    "unarchive": _Change("draft"),
    "delete": _Change("deleted"),
}


def offers(remote: Remote | None) -> tuple[Offer, ...]:
    """One offer for each action; about one dataset, or about what this connection can do at all."""
    gone = _in_the_way(remote) if remote is not None else ""
    return (
        Offer("create", True, "Makes a dataset that is not published, or publishes it at once, as you choose.", False),
        Offer("update", not gone, gone or " ".join(about_update(remote, remote.status if remote else "active")), True),
        *(_offer(action, change, remote) for action, change in _CHANGES.items()),
        Offer("test", False, _NO_TEST, True),
    )


def status_after(remote: Remote, action: Action) -> tuple[str, str]:
    """The status that a dataset has after an action, and what happens then.

    Raises:
        GatewayProblem: it is not offered for this dataset.
    """
    change = _CHANGES.get(action)
    if change is None:
        raise GatewayProblem(f"“{action}” is no change of status.")
    offer = _offer(action, change, remote)
    if not offer.offered:
        name = f"“{remote.title}”" if remote.title else f"Dataset {remote.dataset_id}"
        raise GatewayProblem(f"{name}: {offer.why}", "Refresh the list of your datasets if that is not so.")
    return change.into, offer.why


def about_update(remote: Remote | None, status: str, access: str = "", *, moved: bool = False) -> tuple[str, ...]:
    """What an update of a dataset means beside its metadata, in sentences."""
    said = ["Its metadata is replaced on the portal, where every change can be taken back from its history."]
    before = remote.status if remote is not None else ""
    if status == "active" and before == "draft":
        said.append(f"Then it is published for the first time: {VISIBLE[access]}.")
    elif status == "draft" and before == "active":
        said.append(f"Then it is taken offline. {_LOSES}")
    elif status == "active":
        said.append("Others see the change only when the dataset is published again.")
    else:
        said.append("It stays unpublished.")
    if moved:
        said.append(f"Who may see it changes at once: {VISIBLE[access]}.")
    return tuple(said)


def _offer(action: Action, change: _Change, remote: Remote | None) -> Offer:
    if action in ("archive", "unarchive"):
        return Offer(action, False, _NO_ARCHIVE, True)
    refused = _refused(action, remote)
    loses = action in ("delete", "to-draft")
    care: Care = "confirm" if loses or _shows(action, remote) else "plain"
    return Offer(action, not refused, refused or _why(action, remote), not loses, change.label, care)


def _shows(action: Action, remote: Remote | None) -> bool:
    """Whether people see a dataset by it who have not been able to."""
    if action != "publish" or remote is None or remote.status != "draft":
        return False
    return remote.extra.get("access") != RESTRICTED


def _refused(action: Action, remote: Remote | None) -> str:
    if remote is None:
        return ""
    if gone := _in_the_way(remote):
        return gone
    state = str(remote.extra.get("state") or "idle")
    if state not in ("idle", "error", "limit_reached"):
        return _BUSY.format(state=state)
    return "It is not published." if action == "to-draft" and remote.status == "draft" else ""


def _in_the_way(remote: Remote) -> str:
    if remote.status == "deleted":
        return _DELETED
    if remote.status not in ("active", "draft"):
        return _UNKNOWN.format(native=remote.native_status or remote.status)
    return ""


def _why(action: Action, remote: Remote | None) -> str:
    access = str(remote.extra.get("access") or "") if remote is not None else ""
    who = VISIBLE[access] if remote is not None else "it can be seen by those to whom its access policy shows it"
    if action == "publish" and remote is not None and remote.status == "active":
        return f"All its records are processed again, and saved changes of its metadata show then: {who}."
    if action == "publish":
        return f"All its records are processed, which can take hours, and {who}."
    if action == "to-draft":
        return (
            "It leaves the portal's catalogue, and all its processed records are deleted there. The dataset itself "
            f"stays, and can be published again. {_LOSES}"
        )
    return "It goes from the portal with its metadata, its data and its history, and there is no way back."
