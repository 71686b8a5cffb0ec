"""What can be done with a dataset on an HDR UK gateway, and what happens then, told before it is done."""

from __future__ import annotations

from dataclasses import dataclass

from gatewaydesk.errors import GatewayProblem
from gatewaydesk.gateways.base import Action, Offer, Remote
from gatewaydesk.gateways.hdruk_way import Way

_UNCHECKED = "The gateway does not check its metadata then, so check it here first."
_OTHER_TEAM = "It belongs to team {theirs}, and this connection to team {ours}."
_UNKNOWN = "Its status on the gateway is “{native}”, which Gateway Desk does not know."
_DELETED = "It is not on the gateway any more."
_ONLY_PROGRAMS = (
    "From then on it can be changed only through Gateway Desk or another program, not in the gateway's web form."
)
_FETCHED = "The gateway fetches this dataset from a server of yours, and may overwrite what is sent from here."


@dataclass(frozen=True)
class _Change:
    """A change of status: into what, and by the status before, what happens or why it is not offered."""

    into: str
    why: str
    undoable: bool = True
    refused: tuple[tuple[str, str], ...] = ()
    from_: tuple[tuple[str, str], ...] = ()


_CHANGES: dict[Action, _Change] = {
    "publish": _Change(
        "active",
        f"Everybody can see it on the gateway. {_UNCHECKED}",
        refused=(("active", "It is published already."),),
        from_=(("archived", f"It comes back from the archive, and everybody can see it. {_UNCHECKED}"),),
    ),
    "to-draft": _Change(
        "draft",
        "It leaves the gateway's public pages and becomes a draft of your team. You can publish it again at any time.",
        refused=(
            ("draft", "It is a draft already."),
            ("archived", "It is archived. Taking it out of the archive makes it a draft."),
        ),
    ),
    "archive": _Change(
        "archived",
        "It leaves the gateway's public pages and goes into your team's archive. You can take it out again.",
        refused=(("archived", "It is in the archive already."),),
        from_=(("draft", "It goes into your team's archive. You can take it out again."),),
    ),
    "unarchive": _Change(
        "draft",
        "It comes back from the archive as a draft of your team, which nobody else sees.",
        refused=(("draft", "It is a draft, not in the archive."), ("active", "It is published, not in the archive.")),
    ),
    "delete": _Change(
        "deleted",
        "It goes from the gateway with its metadata, and cannot be brought back from here. "
        "Archiving it takes it off the public pages as well, and can be undone.",
        undoable=False,
        from_=(
            ("archived", "It goes from the gateway with its metadata, and cannot be brought back from here."),
            (
                "draft",
                "It is a draft that only your team sees. It goes from the gateway with its metadata, and cannot be "
                "brought back from here.",
            ),
        ),
    ),
}


def offers(way: Way, remote: Remote | None) -> tuple[Offer, ...]:
    """One offer for each action; about one dataset, or about what this connection can do at all."""
    in_the_way = _in_the_way(way, remote) if remote is not None else ""
    return (
        _create(way),
        Offer("update", not in_the_way, in_the_way or _update(way, remote), True),
        *(_offer(action, change, remote, in_the_way) for action, change in _CHANGES.items()),
        Offer(
            "test",
            True,
            "The gateway checks it and keeps nothing. Its test cannot be told the schema: it takes the first that "
            "fits, and it always reads text as the older route does.",
            True,
        ),
    )


def status_after(way: Way, remote: Remote, action: Action) -> str:
    """The status that a dataset has after an action which is no more than a change of status.

    Raises:
        GatewayProblem: it is not offered for this dataset.
    """
    change = _CHANGES.get(action)
    if change is None:
        raise GatewayProblem(f"“{action}” is no change of status.")
    offer = next(one for one in offers(way, remote) if one.action == action)
    if not offer.offered:
        name = f"“{remote.title}”" if remote.title else f"Dataset {remote.dataset_id}"
        raise GatewayProblem(f"{name}: {offer.why}", "Refresh the list of your datasets if that is not so.")
    return change.into


def about_update(way: Way, remote: Remote, status: str) -> tuple[str, ...]:
    """What an update of a dataset means beside its metadata, in sentences.

    Args:
        way: the routes that are taken.
        remote: the dataset as it stands there now.
        status: what it will be afterwards.
    """
    said = [f"Dataset {remote.dataset_id} is changed on the gateway. Nobody there is asked before."]
    before = {"active": "published", "draft": "a draft", "archived": "archived"}.get(
        remote.status, f"“{remote.native_status}”"
    )
    if status == "active":
        public = "everybody sees the change at once" if remote.status == "active" else "everybody can see it"
        now = "It is published" if remote.status == "active" else f"It is {before} now, and is published with this"
        said.append(f"{now}: {public}.")
    elif status == remote.status == "archived":
        said.append("It stays in your team's archive.")
    else:
        leaves = ", and leaves the gateway's public pages" if remote.status == "active" else ""
        if status != remote.status:
            said.append(f"It is {before} now{leaves}.")
        into = f"is kept as a draft of team {way.team}" if status == "draft" else "goes into your team's archive"
        said.append(f"It {into}: nobody else sees it{', and it is not checked' if status == 'draft' else ''}.")
    return (*said, *_about_origin(remote))


def _create(way: Way) -> Offer:
    if way.team is None:
        return Offer("create", True, "Publishes at once: without a team ID this gateway takes no drafts.", False)
    return Offer("create", True, f"Makes a draft of team {way.team}, or publishes at once, as you choose.", False)


def _update(way: Way, remote: Remote | None) -> str:
    if remote is None:
        kept = "" if way.team is not None else " and publishes it: without a team ID it cannot stay a draft"
        return f"Changes a dataset on the gateway{kept}. {_ONLY_PROGRAMS}"
    status = remote.status if way.team is not None else "active"
    return " ".join(about_update(way, remote, status)[1:])


def _about_origin(remote: Remote) -> tuple[str, ...]:
    if remote.origin.upper() == "MANUAL":
        return (f"It was made in the gateway's web form. {_ONLY_PROGRAMS}",)
    return (_FETCHED,) if remote.origin.upper() == "GMI" else ()


def _in_the_way(way: Way, remote: Remote) -> str:
    theirs = remote.extra.get("team_id")
    if way.team is not None and theirs is not None and str(theirs) != str(way.team):
        return _OTHER_TEAM.format(theirs=theirs, ours=way.team)
    if remote.status == "deleted":
        return _DELETED
    if remote.status not in ("active", "draft", "archived"):
        return _UNKNOWN.format(native=remote.native_status or remote.status)
    return ""


def _offer(action: Action, change: _Change, remote: Remote | None, in_the_way: str) -> Offer:
    status = remote.status if remote is not None else ""
    refused = in_the_way or dict(change.refused).get(status, "")
    return Offer(action, not refused, refused or dict(change.from_).get(status, change.why), change.undoable)
