"""What can be done with a Qrvey dataset's definition and its state, told before it is done."""

from __future__ import annotations

from gatewaydesk.errors import GatewayProblem
from gatewaydesk.gateways.base import Action, Offer, Remote

_NO_TEST = (
    "Qrvey has no test that keeps nothing: it checks a definition when it takes it, and its source when it is loaded."
)
_NO_DRAFT = (
    "Qrvey has no way back from a loaded dataset to a draft. Where it is shared, sharing it can be stopped instead."
)
_NO_ARCHIVE = "Qrvey has no archive."
_LOADS = "Qrvey reads the data from the connection into the dataset. It can be used in the application after that."
_LOADING = "It is being loaded now."
_LOADED = "It is loaded already. Loading it again replaces its data."
_GONE = "It is not in Qrvey any more."
_STRANGE = "Its state in Qrvey is “{native}”, which Gateway Desk does not know."
_DELETE = (
    "It goes from Qrvey with all its data, and charts that use it stay empty. It cannot be brought back from here; the "
    "database behind it stays as it is."
)
UPDATE = (
    "The whole definition is replaced, which Qrvey's documents name but do not describe: best effort. Charts that use "
    "a column which goes, or changes its type, stop working, and the change is seen only once the dataset is loaded "
    "again."
)
_CREATE = (
    "Makes a draft, from a table or a query whose columns Qrvey finds out, or from scratch where columns are listed "
    "(best effort); and loads it, unless you want only the draft."
)
STATUS_AFTER: dict[Action, str] = {"publish": "active", "delete": "deleted"}


def offers(remote: Remote | None) -> tuple[Offer, ...]:
    """One offer for each action; about one dataset, or about what this connection can do at all."""
    gone = _GONE if remote is not None and remote.status == "deleted" else ""
    load = _why_not_load(remote)
    return (
        Offer("create", True, _CREATE, False),
        Offer("update", not gone, gone or UPDATE, False),
        Offer("publish", not load, load or _LOADS, True, "Load"),  # nothing is lost by it
        Offer("to-draft", False, _NO_DRAFT, False),
        Offer("archive", False, _NO_ARCHIVE, False),
        Offer("unarchive", False, _NO_ARCHIVE, False),
        Offer("delete", not gone, gone or _DELETE, False),
        Offer("test", False, _NO_TEST, False),
    )


def offered(remote: Remote, action: Action) -> Offer:
    """The offer of an action that is no more than a change of state.

    Raises:
        GatewayProblem: it is not offered for this dataset.
    """
    offer = next((one for one in offers(remote) if one.action == action), None)
    if offer is None or action not in STATUS_AFTER:
        raise GatewayProblem(offer.why if offer is not None else f"“{action}” is no change of state.", "")
    if not offer.offered:
        name = f"“{remote.title}”" if remote.title else f"Dataset {remote.dataset_id}"
        raise GatewayProblem(f"{name}: {offer.why}", "Refresh the list of your datasets if that is not so.")
    return offer


def _why_not_load(remote: Remote | None) -> str:
    if remote is None or remote.status in ("draft", "failed"):
        return ""
    known = {"active": _LOADED, "processing": _LOADING, "deleted": _GONE, "archived": _NO_ARCHIVE}
    return known.get(remote.status) or _STRANGE.format(native=remote.native_status or remote.status)
